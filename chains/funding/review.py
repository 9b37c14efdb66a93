"""Which rules the indexed law does not bear out (any more): their results say „zu prüfen“."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from chains.funding.results import FundingCheck
from knowledge.editorial.proofs import DERIVED_ID, faults_of, proofs_of
from knowledge.editorial.rules import load_derived, load_programmes
from knowledge.store.library import Library


def review_warnings(found: FundingCheck, library: Path) -> tuple[str, ...]:
    """A line for each fault of a rule that took part; none where no law is indexed."""
    if not library.exists():
        return ()
    with Library(library, read_only=True) as opened:
        faults = _faults(library, opened.generation)
    touched = {result.id for result in found.programmes} | ({DERIVED_ID} if found.programmes else set())
    return tuple(f"Die Regel {rule} ist zu prüfen: {text}" for rule, text in faults if rule in touched)


@lru_cache(maxsize=4)
def _faults(library: Path, _generation: int) -> tuple[tuple[str, str], ...]:
    """The faults for one state of the index; `_generation` only tells the states apart."""
    with Library(library, read_only=True) as opened:
        return tuple(
            (fault.rule, fault.text)
            for fault in faults_of(proofs_of(load_programmes(), load_derived()), opened)
        )
