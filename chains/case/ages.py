"""Ages: of the person and of children, told as numbers, years of birth, or beside a word for them."""

from __future__ import annotations

from collections.abc import Iterator

from chains.case.claims import Claim, claimed
from chains.case.sheet import Sheet, Stretch
from chains.quantities.bounds import Bound
from chains.quantities.scan import Quantity, is_year
from chains.quantities.sense import Sense
from knowledge.german.persons import noun_for_one, noun_for_people

# of a person at work: § 5 Abs. 1, § 2 Abs. 1 JArbSchG; and the oldest whom a course is likely for. 13 to 18
# and 66 to 90 read 505 labelled sentences alike (benchmarks/fact_thresholds.py, 28.11.2026)
YOUNGEST, OLDEST = 15, 75
_CHILD = 17  # who is 18 is none (§ 2 BGB); with 20 a sentence of 505 is read wrong (the same command)
WAIVED_FROM = 45  # § 82 Abs. 2 Satz 4 Nr. 1 SGB III: the age from which the firm pays no share
_INFINITE = float("inf")
_MONTH_PARTS = frozenset("mitte anfang ende".split())
_AT = frozenset({"im", "in", "bei", "beim", "am", "auf"})
_AGE_WORDS = ("yas", "year-old")
_OPEN = frozenset({Bound.EXACTLY, Bound.ABOUT})
_WORKED = (
    "gearbeitet",
    "gejobbt",
    "geschafft",
    "malocht",
    "taetig",
    "berufstaetig",
    "beschaeftigt",
    "worked",
    "pracowal",
    "calisti",
)


def may_be_age(quantity: Quantity) -> bool:
    """Whether a number without a unit can be the age of a person at work."""
    bare = not quantity.unit and not quantity.date and quantity.value == int(quantity.value)
    return bare and YOUNGEST <= quantity.value <= OLDEST


def children_ages(sheet: Sheet, used: set[int]) -> Iterator[Claim]:
    """The ages of all children that are told with theirs; adds their tokens to `used`."""
    ages: list[int | float] = []
    spans: list[Quantity] = []
    for quantity in sheet.quantities:
        if (
            quantity.first in used
            or quantity.unit not in {"", "Jahre"}
            or quantity.value > _CHILD
            or quantity.sense is not Sense.LENGTH
            or quantity.date
        ):
            continue
        if _by_child(sheet, quantity) or (
            spans and quantity.first - spans[-1].last <= 3 and _listed(sheet, spans[-1], quantity)  # noqa: PLR2004
        ):
            ages.append(quantity.number)
            spans.append(quantity)
    if ages:
        used |= {quantity.first for quantity in spans}
        yield Claim("children_ages", tuple(ages), spans[0].first, spans[-1].last)
        yield Claim("has_child", True, spans[0].first, spans[-1].last)


def _by_child(sheet: Sheet, quantity: Quantity) -> bool:
    """Whether a small number is a child's age: "Tochter (7)", "zwei Kindern, 4 und 7",
    "4-jährige Tochter".
    """
    near = 4
    for match in sheet.cue("child", sheet.sentence_of[quantity.first]):
        if 0 < quantity.first - match.last <= near and not _course_between(sheet, match.last, quantity.first):
            return True
        if quantity.adjective and 0 < match.first - quantity.last <= 2:  # noqa: PLR2004
            return True
    return False


def _course_between(sheet: Sheet, first: int, last: int) -> bool:
    return any(
        first < match.first < last for name in ("course", "firm", "person") for match in sheet.cue(name)
    )


def _listed(sheet: Sheet, before: Quantity, quantity: Quantity) -> bool:
    return all(
        sheet.key(index) in {"und", ",", "and", "i", "ve", "та", "jahre", "/", "&", "u", "sowie"}
        for index in range(before.last + 1, quantity.first)
    )


def ages_between(sheet: Sheet, quantity: Quantity) -> Iterator[Claim]:
    """ "alle zwischen 31 und 39": the age nearest to the one that the law asks for, where all are on one side
    of it.
    """
    low, high = quantity.value, quantity.upper or 0.0
    clause, sentence = sheet.clause_of[quantity.first], sheet.sentence_of[quantity.first]
    if quantity.unit not in {"", "Jahre"} or not YOUNGEST <= low <= high <= OLDEST:
        return
    people = sheet.has("person", sentence) or any(
        noun_for_people(token.text) for token in sheet.tokens[sentence.first : quantity.first]
    )
    told = sheet.key(quantity.first - 2) in {"alle", "beide"} or sheet.has("age", clause)
    if people and told and (high < WAIVED_FROM or low >= WAIVED_FROM):
        yield Claim(
            "age", int(high if high < WAIVED_FROM else low), quantity.first, quantity.last, about=True
        )


def bare_numbers(sheet: Sheet, quantity: Quantity) -> Iterator[Claim]:
    """A number without a unit: an age, a degree of disability, a year."""
    clause = sheet.clause_of[quantity.first]
    if is_year(quantity, sheet.text):
        yield from _year(sheet, quantity)
        return
    if _is_degree(sheet, quantity, clause):
        yield from claimed("gdb", quantity, quantity.number, 2.0)
        return
    if (
        not (YOUNGEST <= quantity.value <= OLDEST)
        or quantity.value != int(quantity.value)
        or sheet.key(quantity.first - 1) in _MONTH_PARTS
    ):
        return
    if quantity.bound not in _OPEN or _turning_45(sheet, quantity) or _turns_on_a_day(sheet, quantity):
        return
    weight = _age_weight(sheet, quantity, clause)
    if weight:
        yield from claimed("age", quantity, quantity.number, weight)


def _is_degree(sheet: Sheet, quantity: Quantity, clause: Stretch) -> bool:
    """Whether a number is a degree of disability: behind its word, or before it where none stands behind
    ("36 mit GdB 60").
    """
    if not 20 <= quantity.value <= 100 or sheet.distance("gdb", quantity, clause) > 3:  # noqa: PLR2004 - § 152 Abs. 1 SGB IX
        return False
    cues = sheet.cue("gdb", clause)
    if any(0 <= quantity.first - match.last - 1 <= 3 for match in cues):  # noqa: PLR2004
        return True
    others = [other for other in sheet.quantities if other is not quantity and not other.unit]
    return not any(0 <= other.first - match.last - 1 <= 3 for match in cues for other in others)  # noqa: PLR2004


def _turning_45(sheet: Sheet, quantity: Quantity) -> bool:
    signals = sheet.matches.get("signal", {})
    return quantity.value == WAIVED_FROM and any(
        match.first <= quantity.first <= match.last + 1
        for name, matches in signals.items()
        if name in sheet_turning()
        for match in matches
    )


def turns_45(sheet: Sheet, quantity: Quantity, said_before: int) -> bool:
    """ "wird im Mai 45": the age on which the law hangs, that somebody has not reached yet; the word for it
    stands within some tokens before `said_before`.
    """
    said = (sheet.key(index) for index in range(said_before - 4, said_before))
    return quantity.value == WAIVED_FROM and not quantity.unit and any(key in _BECOMES for key in said)


_BECOMES = frozenset({"wird", "werde", "turns"})


def _turns_on_a_day(sheet: Sheet, quantity: Quantity) -> bool:
    days = [other for other in sheet.quantities if other.date and other.last == quantity.first - 1]
    return bool(days) and turns_45(sheet, quantity, quantity.first)


def sheet_turning() -> frozenset[str]:
    """Names of the signals of turning 45 during the course."""
    from chains.case.vocabulary import case_words

    return frozenset(
        str(n) for n, signal in enumerate(case_words().signals) if signal.fact == "turns_45_during_course"
    )


def _age_weight(sheet: Sheet, quantity: Quantity, clause: Stretch) -> float:
    """How sure a bare number is an age; 0 if it is none."""
    together = sheet.key(quantity.first - 1) == "sind" and sheet.key(quantity.first - 2) in {"beide", "alle"}
    if _labelled_age(sheet, quantity) or together:
        return 2.0
    near_age = sheet.distance("age", quantity, clause)
    person = sheet.distance("person", quantity, clause)
    now = sheet.key(quantity.first - 1) in {"jetzt", "inzwischen", "heute", "mittlerweile"} and sheet.key(
        quantity.first - 2
    ) in {"bin", "ist", "is"}
    if (
        now
        or sheet.key(quantity.last + 1) == "geworden"
        or (sheet.key(quantity.first - 1) == "mit" and _somebody_at(sheet, quantity, clause))
    ):
        return 2.0
    if near_age == 0 and (sheet.has("person", clause) or sheet.has("anchor", clause)):
        return 2.0
    if person <= 1 or (
        sheet.key(quantity.first - 1) in {"bin", "ist", "is"} and not sheet.has("firm", clause)
    ):
        return 2.0
    sentence = sheet.sentence_of[quantity.first]
    about = quantity.bound is Bound.ABOUT and sheet.key(quantity.first - 1) == "die"  # "alle um die 35"
    alone = _alone(sheet, quantity, clause) or (about and sheet.key(quantity.first - 3) in {"alle", "beide"})
    about_someone = (
        sheet.has("person", sentence)
        or _signalled(sheet, sentence)
        or sheet.has("anchor", sentence)
        or _behind_a_person(sheet, quantity)
    )
    if alone and about_someone:
        return 1.5
    opens_clause = quantity.first == clause.first and person < _INFINITE
    return 1.0 if (person <= 3 or opens_clause) and about_someone and not sheet.has("firm", clause) else 0.0  # noqa: PLR2004


def _behind_a_person(sheet: Sheet, quantity: Quantity) -> bool:
    """ "Floristin, 38": a clause behind a noun for somebody."""
    noun = quantity.first - 2
    return noun >= 0 and sheet.key(noun + 1) == "," and noun_for_one(sheet.tokens[noun].text)


def _somebody_at(sheet: Sheet, quantity: Quantity, clause: Stretch) -> bool:
    """ "der hat mit 61 noch mal Lust": of a person, and of no things that the number counts."""
    following = sheet.tokens[quantity.last + 1] if quantity.last + 1 < len(sheet.tokens) else None
    counts = following is not None and following.text[:1].isupper()
    about = sheet.has("person", sheet.sentence_of[quantity.first]) or sheet.has("anchor", clause)
    still = sheet.key(quantity.last + 1) in {"noch", "nochmal", "immer"}  # not "mit 17 die Lehre begonnen"
    return still and about and not counts and not sheet.has("firm", clause) and not sheet.has("group", clause)


def _labelled_age(sheet: Sheet, quantity: Quantity) -> bool:
    """ "Alter: 47", "Alter 47"."""
    before = quantity.first - (2 if sheet.key(quantity.first - 1) in {":", "=", "von"} else 1)
    return sheet.key(before) in {"alter", "age", "lebensalter", "yas", "wiek", "вік"}


_AROUND = frozenset({"(", ".", "alle", "so", "um", "die", "etwa", "rund", "ca", "ungefaehr", "mitte"})


def _alone(sheet: Sheet, quantity: Quantity, clause: Stretch) -> bool:
    """Whether a clause is little more than the number, past a label with a colon ("Neuer Fall: 28, …")."""
    first = next(
        (index + 1 for index in range(clause.first, quantity.first) if sheet.key(index) == ":"), clause.first
    )
    rest = [
        index
        for index in range(first, clause.last)
        if sheet.key(index) not in _AROUND and not quantity.first <= index <= quantity.last
    ]
    return len(rest) <= 2  # noqa: PLR2004


def _signalled(sheet: Sheet, sentence: Stretch) -> bool:
    return any(
        match.first in sentence for matches in sheet.matches.get("signal", {}).values() for match in matches
    )


def _year(sheet: Sheet, quantity: Quantity) -> Iterator[Claim]:
    clause = sheet.clause_of[quantity.first]
    past = sheet.today.year - int(quantity.value)
    if past < 0:
        return
    if sheet.key(clause.first) in {"das", "dies", "war", "("}:
        clause = sheet.sentence_of[quantity.first]
    born, ended = sheet.distance("born", quantity, clause), sheet.distance("ended_training", quantity, clause)
    if born <= 4 and YOUNGEST <= past <= OLDEST:  # noqa: PLR2004
        yield from claimed("age", quantity, past, 0.5)
    elif sheet.key(quantity.first - 1) in {"seit", "since", "od", "з"} and in_germany(
        sheet, quantity, clause
    ):
        yield from claimed("months_in_germany", quantity, past * 12)
    elif (
        ended <= 6  # noqa: PLR2004
        or _trained_since(sheet, quantity)
        or _trained_in(sheet, quantity)
        or any(match.last == quantity.first - 1 for match in sheet.cue("trained_as"))  # "fachlageristin 2009"
    ):
        yield from claimed("years_since_degree", quantity, past)
    elif sheet.key(quantity.first - 1) == "seit" and sheet.distance("unskilled", quantity, clause) <= 5:  # noqa: PLR2004
        yield from claimed("years_in_unskilled_work", quantity, past)
    elif (
        sheet.key(quantity.first - 1) == "seit"
        and not sheet.has("law", clause)
        and sheet.key(quantity.last + 1) in _AT
    ):
        yield from claimed("years_employed_total", quantity, past)


def _trained_since(sheet: Sheet, quantity: Quantity) -> bool:
    """ "Bürokaufmann seit 2010", "seit 2015 Gesellin": since when somebody has the occupation."""
    if sheet.key(quantity.first - 1) not in {"seit", "since"}:
        return False
    ends, begins = quantity.first - 2, quantity.last + 1
    trained = any(match.last == ends or match.first == begins for match in sheet.cue("trained_as"))
    return trained or _learnt(sheet, ends)


_LEARNT = ("gelernt", "geselle", "gesellin", "ausgelernt")
_MOST_NAMED = 3  # tokens of what somebody has learnt ("gelernte Verfahrensmechanikerin für Beschichtung")


def _learnt(sheet: Sheet, last: int) -> bool:
    """ "gelernter Oberflächenbeschichter (seit 2004)", "auch gelernt, (seit 1994)": what stands before is an
    occupation by the word for having learnt it.
    """
    at = last - (sheet.key(last) == ",")
    for index in range(at, max(at - _MOST_NAMED, -1), -1):
        key = sheet.key(index)
        if key.startswith(_LEARNT):
            return key.startswith(_LEARNT[1:]) or index == at or key != "gelernt"
        if key in {",", ".", "und", ";", "ist", "seit"}:
            return False
    return False


_SINCE_THEN = frozenset({"von", "aus", ",", "(", "abschluss", "pruefung", "lehre", "jahrgang", "anno"})
_MOST_BETWEEN = 3  # tokens between an occupation and the year of its exam


def _trained_in(sheet: Sheet, quantity: Quantity) -> bool:
    """ "Hotelfachfrau von 2013", "Bäcker, 2004", "Koch (Prüfung 2015)": the year of an occupation's exam."""
    at = quantity.first - 1
    if sheet.key(at) in {"geselle", "gesellin"} and sheet.key(at - 1) in {
        "hat",
        "ist",
        "ihren",
        "seinen",
        ",",
    }:
        return True  # "hat Geselle 2001"
    while at >= 0 and quantity.first - at <= _MOST_BETWEEN and sheet.key(at) in _SINCE_THEN:
        at -= 1
    if at < 0 or at == quantity.first - 1:
        return False
    noun = sheet.tokens[at]
    helps = any(match.first == at for cue in ("unskilled", "kin") for match in sheet.cue(cue))
    trained = any(match.last == at for match in sheet.cue("trained_as")) or (
        noun_for_people(noun.text) and noun.key not in _ANYBODY
    )
    return trained and not helps


_ANYBODY = frozenset(
    "mitarbeiter mitarbeiterin kollegin beschaeftigte klientin kundin teilnehmer teilnehmerin arbeitnehmer"
    " arbeitnehmerin frau mann person ratsuchende mutter freundin".split()
)  # people of no occupation


def in_germany(sheet: Sheet, quantity: Quantity, clause: Stretch) -> bool:
    """Whether a time counts a stay in Germany."""
    foreign = bool(sheet.matches.get("nation"))
    return sheet.distance("germany", quantity, clause) < _INFINITE or (
        foreign and sheet.distance("here", quantity, clause) <= 2  # noqa: PLR2004
    )


def is_age(sheet: Sheet, quantity: Quantity, clause: Stretch) -> bool:
    """Whether years are those of a person."""
    if quantity.unit != "Jahre" or not (YOUNGEST <= quantity.value <= OLDEST):
        return False
    unit = sheet.key(quantity.last)
    nearby = {sheet.key(quantity.last + 1), sheet.key(quantity.last + 2)}
    if (
        unit.startswith(_AGE_WORDS)
        or nearby & {"alt", "old", "young", "jung"}
        or _labelled_age(sheet, quantity)
    ):
        return True
    if (
        quantity.sense is not Sense.LENGTH
        or sheet.has("lasts", clause)
        or sheet.has("training", clause)
        or is_experience(sheet, quantity, clause)
    ):
        return False
    alone = _alone(sheet, quantity, clause)
    if sheet.distance("person", quantity, clause) <= 5 or sheet.key(quantity.first - 1) in {  # noqa: PLR2004
        "ist",
        "is",
        "bin",
        "wird",
        "alter",
    }:
        return True
    return alone and (
        sheet.has("person")
        or sheet.has("anchor")
        or _signalled(sheet, sheet.sentence_of[quantity.first])
        or any(turns_45(sheet, other, other.first) for other in sheet.quantities)
    )


def worked_before(sheet: Sheet, quantity: Quantity, clause: Stretch) -> bool:
    """ "hat acht Jahre im Verkauf gejobbt und ist jetzt arbeitslos": the work is named before its end."""
    ends = [match.first for match in sheet.cue("unemployed", clause) if match.first > quantity.last]
    if not ends or quantity.unit != "Jahre":
        return False
    return any(sheet.key(index).startswith(_WORKED) for index in range(quantity.last + 1, min(ends)))


def is_experience(sheet: Sheet, quantity: Quantity, clause: Stretch) -> bool:
    """Whether years are those at work."""
    words = (
        "berufserfahr",
        "erfahrung",
        "betriebszugehoer",
        "berufspraxis",
        "praxis",
        "zugehoerigkeit",
        "experience",
        "beschaeftigt",
        "doswiadczen",
        "досвід",
    )
    keys = [
        sheet.key(index)
        for index in range(max(clause.first, quantity.first - 4), min(clause.last, quantity.last + 5))
    ]
    following = [sheet.key(quantity.last + 1), sheet.key(quantity.last + 2)]
    if following[0] == "." and quantity.sense is Sense.SINCE:  # "seit 8 J. hier"
        following = [sheet.key(quantity.last + 2), sheet.key(quantity.last + 3)]
    if following[0].startswith(_WORKED):
        return True
    if following[0] in {"als", "da", "dabei", "as"} or (
        following[0] in _AT and following[1] not in {"teilzeit", "vollzeit"}
    ):
        return True
    return any(key.startswith(words) for key in keys) or years_at_work(sheet, quantity)


_OCCUPIED = frozenset(
    "reinigung lager produktion pflege verkauf gastronomie gastro bau kueche buero montage fertigung logistik"
    " transport handel handwerk industrie einzelhandel versand verpackung spedition metall schicht band"
    " hauswirtschaft service landwirtschaft zeitarbeit leiharbeit altenpflege krankenpflege textil".split()
)


def years_at_work(sheet: Sheet, quantity: Quantity) -> bool:
    """ "9 J. Lagerhelfer", "15 Jahre Reinigung": years with a job or a field of work right behind them."""
    at = quantity.last + (2 if sheet.key(quantity.last + 1) == "." else 1)
    if quantity.unit != "Jahre" or at >= len(sheet.tokens):
        return False
    noun = sheet.tokens[at]
    in_field = sheet.key(at) in {"im", "in", "am"} and _OCCUPIED & {sheet.key(at + 1), sheet.key(at + 2)}
    person = any(match.first == at for match in sheet.cue("unskilled")) or (noun_for_people(noun.text))
    return noun.key in _OCCUPIED or bool(in_field) or person
