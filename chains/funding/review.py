"""Which rules the indexed law does not bear out (any more): their results say „zu prüfen“."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from chains.funding.results import FundingCheck
from knowledge.editorial.proofs import DERIVED_ID, faults_of, proofs_of
from knowledge.editorial.rules import load_derived, load_programmes
from knowledge.store.opening import library_there, open_library

if TYPE_CHECKING:
    from knowledge.store.library import Library
    from settings import Settings


def review_warnings(found: FundingCheck, settings: Settings) -> tuple[str, ...]:
    """A line for each fault of a rule that took part; none where no law is indexed."""
    if not library_there(settings):
        return ()
    with open_library(settings, read_only=True) as library:
        faults = _faults(_State(library))
    touched = {result.id for result in found.programmes} | ({DERIVED_ID} if found.programmes else set())
    return tuple(f"Die Regel {rule} ist zu prüfen: {text}" for rule, text in faults if rule in touched)


class _State:
    """A library in one state of its content, compared by which library and state that is."""

    def __init__(self, library: Library) -> None:
        self.library, self._key = (
            library,
            (library.name, library.generation, library.marks.of(library.generation)),
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _State) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=4)
def _faults(state: _State) -> tuple[tuple[str, str], ...]:
    """The faults for one state of the library; asked once a state."""
    return tuple(
        (fault.rule, fault.text)
        for fault in faults_of(proofs_of(load_programmes(), load_derived()), state.library)
    )
