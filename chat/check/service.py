"""What the page may ask of the case of its conversation: show and change it, check it as it is or as it would
be, a place behind a line, a protocol, a draft of a letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from chains.answer import Answer, Citation, place_label
from chains.case.facts import Case
from chains.case.views import case_from_json, case_json
from chains.funding.explanation.proof_places import passage_of
from chat.answer.panel import cited_at
from chat.answer.panel_place import place_props, short_label
from chat.case.card import CardProofs, card_json, check_case, missing_facts, proofs_of
from chat.case.form import changed, chips, field_json, form, kind_of
from chat.case.what_if import changed_facts, changes
from chat.protocol.consultation import Agreed, ConsultationRecord, record_of
from chat.protocol.letter import LetterDraft, LetterTo, letter
from knowledge.errors import RuleFault

if TYPE_CHECKING:
    from chains.funding.results import FundingCheck
    from chains.retrieval.searcher import Searcher

_MOST_FACTS = 150  # of a case that a page sends: more than there are
_MOST_IDS, _ID = 40, 80  # programmes that are chosen; letters of an id
_NO_PLACE = "Diese Fundstelle gibt es in der jetzt eingelesenen Fassung nicht mehr."


@dataclass(frozen=True, slots=True)
class AskedCase:
    """A case as a card has it, with what would be otherwise; `chosen`: programmes by id, none: all."""

    base: Case
    told: Mapping[str, Any]
    chosen: tuple[str, ...] = ()

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> AskedCase:
        """As a page sends it.

        Raises:
            RuleFault: it is no case.
        """
        base, told, chosen = data.get("case") or {}, data.get("what_if") or {}, data.get("programmes") or []
        if not (isinstance(base, dict) and isinstance(told, dict) and isinstance(chosen, list)):
            raise RuleFault("Diese Angaben passen nicht zu einem Fall. Bitte die Seite neu laden.")
        facts = base.get("facts")
        if (isinstance(facts, dict) and len(facts) > _MOST_FACTS) or len(chosen) > _MOST_IDS:
            raise RuleFault("Das sind zu viele Angaben auf einmal.")
        try:
            case = case_from_json(base) if base else Case()
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise RuleFault("Diese Angaben passen nicht zu einem Fall. Bitte die Seite neu laden.") from error
        return cls(case, told, tuple(str(each)[:_ID] for each in chosen))

    @property
    def case(self) -> Case:
        """The case as it would be; raises RuleFault for a value that cannot be."""
        return changed(self.base, self.told) if self.told else self.base

    def record(self, today: date, agreed: Agreed | None = None) -> ConsultationRecord:
        """What it comes to, for a document."""
        case = self.case
        return record_of(case, check_case(case, today), agreed, self.chosen)


def case_shown(case: Case) -> dict[str, Any]:
    """What the page shows of a case at all times: its chips, and the facts behind them."""
    return {"chips": chips(case), "facts": case_json(case)}


def case_form(case: Case, today: date) -> dict[str, Any]:
    """The form of all facts, for who opens it: some 40 kB, and what is missing of each programme."""
    missing = missing_facts(check_case(case, today)) if case else []
    return {"groups": form(case, missing)}


def checked(
    asked: AskedCase, today: date, searcher: Searcher | None, cited: Mapping[tuple[str, str], int]
) -> dict[str, Any]:
    """The card of a case as it would be, and what that changes; `cited`: the answer's own places."""
    before = check_case(asked.base, today)
    case = asked.case
    after = check_case(case, today) if asked.told else before
    card = card_json(after, CardProofs(_places(after, searcher), cited))
    return card | {
        "case": case_json(asked.base),
        "fields": [field_json(name, fact.value) for name, fact in case.items()],
        "more": _more(case, after),
        "supposed": changed_facts(asked.base, case),
        "what_if": {name: asked.told[name] for name in asked.told},
        "changes": changes(before, after) if asked.told else [],
    }


def place_shown(document: str, locator: str, n: int) -> dict[str, Any]:
    """A place that a card names, as the side panel shows it.

    Raises:
        RuleFault: it is not (or no longer) in the library.
    """
    try:
        citation = cited_at(document, locator, n)
    except ValueError as error:
        raise RuleFault(_NO_PLACE) from error
    props = place_props(citation, Answer("", (), (citation,)), date.today())
    return props | {"at": [document, locator]}


def draft_of(asked: AskedCase, to: str, agreed: Agreed, today: date) -> LetterDraft:
    """A letter to "firm" or "person"; raises RuleFault for anybody else."""
    if to not in set(LetterTo):
        raise RuleFault("Ein Entwurf geht an den Betrieb oder an die Person.")
    return letter(asked.record(today, agreed), LetterTo(to), today)


def _places(check: FundingCheck, searcher: Searcher | None) -> dict[str, tuple[str, str, str]]:
    """Proof -> (label, document, locator), for what is indexed."""
    found: dict[str, tuple[str, str, str]] = {}
    for proof in proofs_of(check) if searcher is not None else ():
        passage = passage_of(proof, searcher)  # type: ignore[arg-type]  # None ends the loop before
        if passage is not None:
            short = short_label(Citation(0, passage, "")) or place_label(passage)
            found[proof] = (short, passage.document.id, passage.section.locator)
    return found


def _more(case: Case, check: FundingCheck) -> list[dict[str, Any]]:
    """Fields that could be told besides: what is missing first."""
    names = [name for name in missing_facts(check) if name not in case]
    return [field_json(name) for name in names if kind_of(name)]
