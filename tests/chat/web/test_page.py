"""What the pages beside the chat have in common."""

from __future__ import annotations

from typing import get_args

from chat.web.page import _KINDS
from knowledge.editorial.sources import Kind


def test_each_kind_of_source_is_called_in_german() -> None:
    assert set(get_args(Kind)) <= set(_KINDS)
