"""The settings of one chat: register, filters, the case, local only. Widgets out, checked choices in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from chains.case.views import case_text
from chains.extract.registers import Register
from chains.retrieval.filters import NATIONAL, Filters
from chat.local_switch import LOCAL_SWITCH, local_switch

if TYPE_CHECKING:
    from chains.case.facts import Case
    from knowledge.model.document import DocumentHead

# keys of a chat's settings
REGISTER, REGION, AUDIENCE, KINDS, DAY, CASE = (
    "register",
    "region",
    "zielgruppe",
    "quellen",
    "stichtag",
    "fall",
)
_ALL = "alle"
_REGISTERS = {
    "Normal": Register.NORMAL,
    "Kurz": Register.SHORT,
    "Ausführlich": Register.LONG,
    "Einfache Sprache": Register.SIMPLE,
    "Für Trainer*innen": Register.TRAINER,
}
_AUDIENCES = {
    "Alle": _ALL,
    "Mentor*innen": "mentor",
    "Trainer*innen": "trainer",
    "Beschäftigte": "worker",
    "Betriebe": "employer",
}
_KINDS = {
    "law": "Gesetze",
    "factsheet": "Faktenblätter",
    "module": "Seminarmaterial",
    "page": "Webseiten",
    "pdf": "PDF-Dateien",
    "document": "Word-Dateien",
    "slides": "Foliensätze",
    "table": "Tabellen",
    "text": "Textdateien",
}
_DAY = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen; `problem`: the German reason why a value was not taken, "" if all were."""

    register: Register
    filters: Filters
    local_only: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class OfferedChoices:
    """What there is to choose from, as it is indexed."""

    kinds: tuple[str, ...] = ("factsheet", "law", "module")
    regions: tuple[str, ...] = ("Nordrhein-Westfalen",)

    @classmethod
    def of(cls, heads: Iterable[DocumentHead]) -> OfferedChoices:
        """The kinds and regions of these documents; Nordrhein-Westfalen in any case."""
        known = list(heads)
        regions = {head.region for head in known if head.region.lower() not in NATIONAL} | {
            "Nordrhein-Westfalen"
        }
        return cls(tuple(sorted({head.kind for head in known})), tuple(sorted(regions)))


def choices(values: Mapping[str, Any], default: Register, today: date) -> Choices:
    """What the settings of a chat say; a value that is none of those offered counts as not chosen."""
    register = next((r for r in Register if r.value == values.get(REGISTER)), default)
    day, problem = _day(str(values.get(DAY) or ""), today)
    filters = Filters(
        kinds=frozenset(str(kind) for kind in values.get(KINDS) or ()),
        region=_one(values.get(REGION)),
        audience=next((a for a in _AUDIENCES.values() if a == values.get(AUDIENCE) and a != _ALL), ""),
        day=day,
    )
    return Choices(register, filters, bool(values.get(LOCAL_SWITCH)), problem)


def widgets(chosen: Choices, case: Case, offered: OfferedChoices) -> list[Any]:
    """The panel (chainlit.input_widget), showing what is chosen now."""
    from chainlit.input_widget import MultiSelect, Select, TextInput

    kinds = {_KINDS.get(kind, kind): kind for kind in offered.kinds}
    day = chosen.filters.day
    return [
        TextInput(
            id=CASE,
            label="Fall",
            initial=case_text(case),
            placeholder="120 Beschäftigte, 52 Jahre, ohne Abschluss, Dortmund",
            description="Gilt für das ganze Gespräch. Bitte ohne Namen. Leer lassen, um ihn zu löschen.",
        ),
        Select(
            id=REGISTER,
            label="Art der Antwort",
            items={label: register.value for label, register in _REGISTERS.items()},
            initial_value=chosen.register.value,
        ),
        Select(
            id=REGION,
            label="Region",
            items={"Alle": _ALL} | {region: region for region in offered.regions},
            initial_value=chosen.filters.region or _ALL,
            description="Was bundesweit gilt, ist immer dabei.",
        ),
        Select(
            id=AUDIENCE, label="Zielgruppe", items=_AUDIENCES, initial_value=chosen.filters.audience or _ALL
        ),
        MultiSelect(
            id=KINDS,
            label="Quellen",
            items=kinds,
            initial=sorted(chosen.filters.kinds),
            description="Nichts ausgewählt heißt: alle.",
        ),
        TextInput(
            id=DAY,
            label="Stand am (TT.MM.JJJJ)",
            initial=f"{day:%d.%m.%Y}" if day else "",
            placeholder="heute",
            description="Antwortet nach der Fassung dieses Tages, soweit sie eingelesen ist.",
        ),
        local_switch(initial=chosen.local_only),
    ]


def described(chosen: Choices, default: Register) -> str:
    """What differs from the usual, for the line beside an answer: "Einfache Sprache · Stand am 31.03.2025";
    "" if nothing does.
    """
    filters = chosen.filters
    names = {register: label for label, register in _REGISTERS.items()}
    audiences = {value: label for label, value in _AUDIENCES.items()}
    parts = [
        names[chosen.register] if chosen.register is not default else "",
        filters.region,
        f"für {audiences[filters.audience]}" if filters.audience else "",
        "nur " + ", ".join(_KINDS.get(kind, kind) for kind in sorted(filters.kinds)) if filters.kinds else "",
        f"Stand am {filters.day:%d.%m.%Y}" if filters.day else "",
    ]
    return " · ".join(part for part in parts if part)


def _one(value: Any) -> str:
    return "" if value in {None, "", _ALL} else str(value)


def _day(written: str, today: date) -> tuple[date | None, str]:
    """The day that is written, or the reason why it is none."""
    written = written.strip()
    if not written or written.lower() == "heute":
        return None, ""
    german, iso = _DAY.fullmatch(written), _ISO.fullmatch(written)
    try:
        day = (
            date(int(german[3]), int(german[2]), int(german[1]))
            if german
            else date(*map(int, iso.groups()))
            if iso
            else None
        )
    except ValueError:
        day = None
    if day is None:
        return (
            None,
            (
                f"„{written}“ ist kein Tag. Bitte als TT.MM.JJJJ schreiben, zum Beispiel 31.03.2025. Es gilt"
                " weiter der heutige Stand."
            ),
        )
    if day > today:
        return (
            None,
            (
                f"Der {day:%d.%m.%Y} liegt in der Zukunft; eingelesen sind nur Fassungen bis heute. Es gilt"
                " weiter der heutige Stand."
            ),
        )
    return day, ""
