"""What stays is left out of the searches for garbage, and what went is given back all the same."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from chains.retrieval.freed import give_back, leave_out


class _Held:
    """Refers to itself, as an index with a cache of its own method does."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    rounds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*rounds)


def test_what_is_loaded_is_left_out_and_freed_when_it_went() -> None:
    held = _Held()
    gone = weakref.ref(held)
    leave_out()
    assert gc.get_freeze_count() > 0
    del held
    gc.collect()
    assert gone() is not None  # it is not looked at
    give_back()
    assert gone() is None
    assert gc.get_freeze_count() > 0


def test_nothing_is_left_out_where_nothing_was() -> None:
    gc.unfreeze()
    give_back()
    assert gc.get_freeze_count() == 0
