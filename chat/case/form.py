"""The facts of a case as the page shows and changes them: chips, the form's fields, and what is typed into
them read into values.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from chains.case.facts import Case, Fact, Value, chip, fact_table
from chains.case.merge import merge
from chains.case.views import party_text
from chains.funding.facts import read_facts
from knowledge.editorial.rules import FactKind
from knowledge.errors import RuleFault
from knowledge.german.numbers import german_number

# what a consultation begins with, before anybody knows what else decides
BASIC = (
    "firm_headcount",
    "works_agreement",
    "age",
    "degree",
    "years_since_degree",
    "status",
    "disability",
    "course.hours",
    "course.fee",
    "course.start",
    "course.leads_to_degree",
    "azav_massnahme",
)
_PARTY = "party:"  # and its number: the chip of one whom the case tells apart
REMARKS = "remarks"  # what is known of a case beside its facts, edited as one field
_REMARKS = FactKind(
    type="text", label="Weiteres", question="Was sonst zum Fall gehört, etwa der Ort.", of="person"
)
_GROUPS = {"firm": "Betrieb", "person": "Person", "course": "Kurs", "money": "Geld"}
_BOUNDS = {"_min": "mindestens", "_max": "höchstens"}
_LONGEST = 300  # characters of one field
_MOST = 60  # fields in one change; the form of all facts sends only what was changed
_GERMAN = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,4})?|\d{1,13}(?:,\d{1,4})?|\d{1,13}\.\d{1,2}")
_PAIR = re.compile(r"(\d{1,7})\s*[×x*]\s*(\d{1,3}(?:,\d{1,2})?)", re.I)


def kind_of(name: str) -> FactKind:
    """What a fact may be; "course.fee_max" is a bound of "course.fee".

    Raises:
        RuleFault: there is no such fact.
    """
    kinds = fact_table()
    if name in kinds:
        return kinds[name]
    if name == REMARKS:
        return _REMARKS
    base, word = name[:-4], _BOUNDS.get(name[-4:])
    if word is None or base not in kinds:
        raise RuleFault(f"Das Merkmal „{name[:60]}“ gibt es nicht.")
    return kinds[base].model_copy(update={"label": f"{kinds[base].label} {word}"})


def chips(case: Case) -> list[dict[str, Any]]:
    """The case as it stands above the input, firm first; `field` is what its editor shows, None for whom the
    case tells apart: they are told anew or taken out.
    """
    order = list(_GROUPS)
    known = sorted(case, key=lambda name: order.index(kind_of(name).of))
    told = [(name, case[name].value, case[name].words) for name in known]
    if case.remarks:
        told.append((REMARKS, ", ".join(case.remarks), ""))
    return [
        *(
            {
                "id": name,
                "text": chip(kind_of(name), value),
                "short": str(value) if name == REMARKS else short_chip(kind_of(name), value),
                "read_from": words,
                "field": field_json(name, value),
            }
            for name, value, words in told
        ),
        *(
            {"id": f"{_PARTY}{number}", "text": said, "short": said, "read_from": "", "field": None}
            for number, said in enumerate(map(party_text, case.parties))
        ),
    ]


def short_chip(kind: FactKind, value: Value) -> str:
    """ "120 Beschäftigte" where the unit says what the label says, else the whole chip."""
    told = value_in_words(kind, value)
    return (
        f"{told} {kind.unit}" if _is_its_unit(kind) and isinstance(value, int | float) else chip(kind, value)
    )


def value_in_words(kind: FactKind, value: Value) -> str:
    """What a chip says behind its label: "47 Jahre"."""
    return chip(kind, value).removeprefix(f"{kind.label}: ")


def _is_its_unit(kind: FactKind) -> bool:
    return bool(kind.unit) and (kind.label == kind.unit or kind.label.startswith(f"{kind.unit} ("))


def form(case: Case, missing: Collection[str] = ()) -> list[dict[str, Any]]:
    """The form of all facts by group; `matters`: known, asked for (`missing`), or what every case
    begins with.
    """
    first = {*BASIC, *missing, *case, REMARKS}
    values: dict[str, Any] = {name: fact.value for name, fact in case.items()}
    values |= {REMARKS: ", ".join(case.remarks)} if case.remarks else {}
    kinds = fact_table()
    fields: dict[str, list[dict[str, Any]]] = {key: [] for key in _GROUPS}
    for name in (*kinds, *(name for name in case if name not in kinds), REMARKS):
        fields[kind_of(name).of].append(field_json(name, values.get(name)) | {"matters": name in first})
    return [{"title": title, "fields": fields[key]} for key, title in _GROUPS.items()]


def field_json(name: str, value: Value | None = None) -> dict[str, Any]:
    """One field: how it is asked, what it may be, what it says now ("" for unknown)."""
    asked = _asked(name)
    if value is None:
        return {**asked, "value": ""}
    known = {option["value"] for option in asked["options"]}
    if known and isinstance(value, str) and value not in known:  # a goal in words of its own
        asked = {**asked, "options": [*asked["options"], {"value": value, "label": value}]}
    return {**asked, "value": written(value)}


@lru_cache(maxsize=512)
def _asked(name: str) -> dict[str, Any]:
    """A field without what it says; shared, never changed. A form has some 150 of them."""
    kind = kind_of(name)
    options = {"true": "ja", "false": "nein"} if kind.type == "bool" else dict(kind.values)
    return {
        "id": name,
        "label": kind.label,
        "question": kind.question,
        "unit": "" if kind.unit in kind.label else kind.unit,
        "type": "choice" if options else kind.type,
        "options": [{"value": key, "label": label} for key, label in options.items()],
        "hint": _hint(kind),
    }


def written(value: Any) -> str:
    """A value as its field shows it; `read_field` reads it back."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return "; ".join(_part(part) for part in value)
    return german_number(value) if isinstance(value, int | float) else str(value)


def read_fields(told: Mapping[str, Any]) -> tuple[dict[str, Fact], set[str]]:
    """(facts, names of those that are emptied) of fields as they were typed.

    Raises:
        RuleFault: a field that there is not, or a value that it cannot have; says what is expected.
    """
    if len(told) > _MOST:
        raise RuleFault("Das sind zu viele Angaben auf einmal.")
    facts: dict[str, Fact] = {}
    emptied: set[str] = set()
    for name, text in told.items():
        kind = kind_of(name)
        typed = "" if text is None else str(text).strip()
        if len(typed) > _LONGEST:
            raise RuleFault(f"„{kind.label}“ ist zu lang (höchstens {_LONGEST} Zeichen).")
        if not typed:
            emptied.add(name)
            continue
        value = read_field(name, typed)
        facts[name] = Fact(value, chip(kind, value))
    return facts, emptied


def read_field(name: str, typed: str) -> Value:
    """The value that was typed into a fact's field.

    Raises:
        RuleFault: it cannot have that value.
    """
    kind = kind_of(name)
    value = _READERS.get(kind.type, lambda text, _: text)(typed, kind)
    if name == REMARKS:
        return typed
    try:
        read_facts({name: value}, fact_table())
    except RuleFault as error:
        raise RuleFault(f"„{kind.label}“: „{typed[:60]}“ passt hier nicht. {_hint(kind)}".strip()) from error
    return date.fromisoformat(value) if kind.type == "date" else value


def changed(case: Case, told: Mapping[str, Any]) -> Case:
    """The case after fields were typed; an empty one takes its fact out.

    Raises:
        RuleFault: see `read_fields`.
    """
    gone = {name for name in told if name.startswith(_PARTY)}
    kept = (party for number, party in enumerate(case.parties) if f"{_PARTY}{number}" not in gone)
    case = replace(case, parties=tuple(kept), focus=() if gone else case.focus)
    facts, emptied = read_fields({name: typed for name, typed in told.items() if name not in gone})
    if remarks := facts.pop(REMARKS, None):
        parts = [part.strip() for part in re.split(r"[,;\n]", str(remarks.value))]
        case = replace(case, remarks=tuple(dict.fromkeys(part for part in parts if part)))
    elif REMARKS in emptied:
        case = replace(case, remarks=())
    after = merge(case, facts, emptied - {REMARKS})
    read_facts(after.values(), fact_table())  # two bounds that contradict each other
    return after


def _hint(kind: FactKind) -> str:
    if kind.type == "list":
        return (
            "Zum Beispiel: 60 × 40; 40 × 8 (Personen × Wochenstunden)"
            if kind.each == "pair"
            else "Zum Beispiel: 4; 12"
        )
    return {
        "integer": "Bitte eine ganze Zahl.",
        "number": "Bitte eine Zahl.",
        "euro": "Bitte einen Betrag in Euro, etwa 4.000.",
        "date": "Bitte einen Tag, etwa 01.03.2027.",
    }.get(kind.type, "")


def _part(part: Any) -> str:
    if isinstance(part, tuple | list):
        return " × ".join(german_number(each) for each in part if each is not None)
    return german_number(part)


def _number(text: str, _: FactKind) -> Any:
    bare = re.sub(r"(?:(?<!\s)\s+)?(?:€|(?<![A-Za-zäöüÄÖÜß])[A-Za-zäöüÄÖÜß]++\.?)$", "", text.strip())
    if not _GERMAN.fullmatch(bare):
        return text
    decimal = bare.replace(".", "").replace(",", ".") if "," in bare or _grouped(bare) else bare
    number = float(decimal)
    return int(number) if number.is_integer() else number


def _grouped(bare: str) -> bool:
    """Whether a full stop groups thousands ("4.000") and is no decimal point ("4.5")."""
    return bool(re.fullmatch(r"\d{1,3}(?:\.\d{3})+", bare))


def _day(text: str, _: FactKind) -> str:
    try:
        return datetime.strptime(text, "%d.%m.%Y").date().isoformat()
    except ValueError:
        return text


def _choice(text: str, kind: FactKind) -> str:
    low = text.lower()
    return next((id_ for id_, label in kind.values.items() if low in {id_.lower(), label.lower()}), text)


def _truth(text: str, _: FactKind) -> Any:
    return {"true": True, "ja": True, "false": False, "nein": False}.get(text.lower(), text)


def _list(text: str, kind: FactKind) -> Any:
    parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    if kind.each != "pair":
        return tuple(_number(part, kind) for part in parts)
    pairs = [_PAIR.fullmatch(part) for part in parts]
    return tuple((int(p[1]), _number(p[2], kind)) for p in pairs if p) if all(pairs) else text


_READERS: Mapping[str, Any] = {
    "integer": _number,
    "number": _number,
    "euro": _number,
    "date": _day,
    "choice": _choice,
    "bool": _truth,
    "list": _list,
}
