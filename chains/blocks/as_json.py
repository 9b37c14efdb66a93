"""Blocks as JSON and back: the public form of `wbm ask` (README, "JSON"), and what a chat keeps."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from chains.blocks.kinds import Block, Blocks
from chains.blocks.layout import numbers_of


@cache
def _adapter() -> TypeAdapter[Any]:
    return TypeAdapter(tuple[Annotated[Block, Field(discriminator="kind")], ...])


def blocks_json(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Each block with its kind, what it says and the numbers that it cites."""
    blocks = tuple(blocks)
    written = _adapter().dump_python(blocks, mode="json")
    return [
        each | {"citations": list(numbers_of((block,)))} for each, block in zip(written, blocks, strict=True)
    ]


def blocks_from_json(data: Any) -> Blocks:
    """What `blocks_json` gave; raises ValueError for anything else."""
    found: Blocks = _adapter().validate_python(data)
    return found
