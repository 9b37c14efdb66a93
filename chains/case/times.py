"""Lengths of time and hours: of the job, of the course, since when and how long ago."""

from __future__ import annotations

from collections.abc import Iterator

from chains.case.ages import (
    YOUNGEST,
    ages_between,
    bare_numbers,
    children_ages,
    in_germany,
    is_age,
    is_experience,
    worked_before,
    years_at_work,
)
from chains.case.claims import Claim, claimed, whole
from chains.case.days import date_claims
from chains.case.sheet import Sheet, Stretch
from chains.quantities.bounds import Bound
from chains.quantities.scan import Quantity
from chains.quantities.sense import TIME_UNITS, Sense

_INFINITE = float("inf")
_TRAINING_NOUNS = ("ausbildung", "lehre", "training", "berufsausbildung")
_DAYS_A_MONTH = 30  # § 339 Satz 2 SGB III
_PER_MONTH = {"Jahre": 12.0, "Monate": 1.0}
_AT = frozenset({"im", "in", "bei", "beim", "am", "auf"})
_OPEN = frozenset({Bound.EXACTLY, Bound.ABOUT})
_THROUGH = frozenset(
    {"geht", "laeuft", "gehen", "laufen", "erstreckt", "sich", "zieht", "verteilt"}
)  # before "über": so long, not longer
_EACH = frozenset({"je", "jeweils", "each"})  # of several parts: their sum is not told


def time_claims(sheet: Sheet, used: set[int]) -> Iterator[Claim]:
    """Claims of all that counts years, months, weeks, days, hours, and of dates and bare
    numbers that are ages.
    """
    yield from children_ages(sheet, used)
    for quantity in sheet.quantities:
        if quantity.first in used or quantity.alternative:
            continue
        if quantity.upper is not None:
            yield from ages_between(sheet, quantity)
            continue
        claims = list(_read(sheet, quantity))
        if claims:
            used.add(quantity.first)
            yield from claims


def _read(sheet: Sheet, quantity: Quantity) -> Iterator[Claim]:
    if quantity.date is not None:
        yield from date_claims(sheet, quantity, quantity.date)
    elif quantity.unit == "Stunden":
        yield from _hours(sheet, quantity)
    elif quantity.unit == "Unterrichtsstunden":
        yield from claimed("course.units", quantity, quantity.number)
    elif quantity.unit == "Prozent" and sheet.key(quantity.last + 1).startswith("behinder"):
        yield from claimed("gdb", quantity, quantity.number, 2.0)
    elif quantity.unit in TIME_UNITS:
        yield from _length(sheet, quantity)
    elif not quantity.unit:
        yield from bare_numbers(sheet, quantity)


def _hours(sheet: Sheet, quantity: Quantity) -> Iterator[Claim]:
    clause = sheet.clause_of[quantity.first]
    weekly = quantity.period == "Woche" or sheet.distance("weekly", quantity, clause) <= 2  # noqa: PLR2004
    before = range(max(quantity.first - 3, 0), quantity.first)
    of_part_timer = any(sheet.key(index).startswith("teilzeit") for index in before)
    if of_part_timer and not sheet.has("course", clause) and quantity.value < 40:  # noqa: PLR2004 - less than full time
        yield from claimed("own_weekly_hours", quantity, quantity.number)
        return
    if quantity.value <= _MOST_WEEKLY and _at_work(sheet, quantity, clause):
        yield from claimed("own_weekly_hours", quantity, quantity.number)
        return
    if weekly and quantity.value <= 60:  # noqa: PLR2004 - § 3 ArbZG with its exceptions
        if sheet.distance("course", quantity, clause) > sheet.distance(
            "employed_since", quantity, clause
        ) or not sheet.has("course", clause):
            yield from claimed("own_weekly_hours", quantity, quantity.number)
        return
    if days := _days_of_so_many(sheet, quantity):
        yield Claim("course.hours", whole(days.value * quantity.value), days.first, quantity.last, 2.0)
        return
    if (quantity.bound in _OPEN or _through(sheet, quantity)) and not quantity.period:
        yield from claimed("course.hours", quantity, quantity.number)


_LONGEST_DAY = 12  # hours of lessons
_APIECE = frozenset({"je", "jeweils", "taeglich", "a", "pro"})


def _days_of_so_many(sheet: Sheet, quantity: Quantity) -> Quantity | None:
    """The days of a course that are told with the hours of each ("15 Tage mit je 8 Stunden", "5 Tage à 8
    Stunden", "acht Stunden täglich an 20 Tagen").
    """
    beside = {sheet.key(quantity.first - 1), sheet.key(quantity.last + 1)}
    if quantity.value > _LONGEST_DAY or not (quantity.period == "Tag" or beside & _APIECE):
        return None
    sentence = sheet.sentence_of[quantity.first]
    days = [q for q in sheet.quantities if q.unit == "Tage" and q.first in sentence and not q.period]
    return days[0] if len(days) == 1 else None


_MOST_WEEKLY = 48  # § 3 ArbZG: six days of eight hours


def _at_work(sheet: Sheet, quantity: Quantity, clause: Stretch) -> bool:
    """ "arbeitet 20 Std in einer Bäckerei", "auf 20 Stunden runter": hours of the job, not of a course."""
    before = [sheet.key(index) for index in range(max(quantity.first - 2, clause.first), quantity.first)]
    after = [sheet.key(index) for index in range(quantity.last + 1, min(quantity.last + 3, clause.last))]
    works = any(key.startswith(("arbeit", "jobb", "schafft", "malocht")) for key in before)
    less = bool({"runter", "reduzieren", "verkuerzen", "verringern", "reduziert"} & set(after))
    return (works or less) and quantity.period != "Tag"


def _through(sheet: Sheet, quantity: Quantity) -> bool:
    """ "geht über 240 Stunden", "ein Lehrgang über 150 Stunden": through all of them; "dauert über 120
    Stunden" is more than.
    """
    before = quantity.first - 1
    if sheet.key(before) != "ueber":
        return False
    noun = sheet.tokens[before - 1].text[:1].isupper() and any(
        match.last == before - 1 for match in sheet.cue("course")
    )
    return noun or sheet.key(before - 1) in _THROUGH


def _length(sheet: Sheet, quantity: Quantity) -> Iterator[Claim]:
    clause, sentence = sheet.clause_of[quantity.first], sheet.sentence_of[quantity.first]
    if quantity.adjective:
        yield from _adjective(sheet, quantity)
        return
    if is_age(sheet, quantity, clause):
        if quantity.bound in _OPEN:
            yield from claimed("age", quantity, quantity.number, 2.0)
        return
    if quantity.unit == "Tage":
        yield from _days(sheet, quantity, clause, sentence)
        return
    if sheet.has("speaker", sentence):
        return
    if _how_long(sheet, quantity, clause):
        yield from _duration(sheet, quantity, clause, sentence)
    elif quantity.sense is Sense.AGO:
        yield from _ago(sheet, quantity, clause, sentence)
    elif quantity.sense is Sense.SINCE or is_experience(sheet, quantity, clause):
        yield from _since(sheet, quantity, clause, sentence)
    else:
        yield from _duration(sheet, quantity, clause, sentence)


def _how_long(sheet: Sheet, quantity: Quantity, clause: Stretch) -> bool:
    """ "sechs Monate lang einen Lehrgang": how long, not since when."""
    return (
        sheet.key(quantity.last + 1) == "lang"
        and sheet.key(quantity.first - 1) not in {"seit", "schon", "bereits"}
        and sheet.has("course", clause)
    )


def _adjective(sheet: Sheet, quantity: Quantity) -> Iterator[Claim]:
    """ "52-jährige", "dreijährige Ausbildung", "24-monatige Umschulung", "dreitägig"."""
    following = {sheet.key(index) for index in range(quantity.last + 1, quantity.last + 4)}
    if quantity.unit == "Jahre":
        if quantity.value >= YOUNGEST:
            yield from claimed("age", quantity, quantity.number, 2.0)
        elif any(match.first == quantity.last + 1 for match in sheet.cue("course")):
            yield from claimed("course.months", quantity, whole(quantity.value * 12))
        elif _of_occupation(sheet, quantity):
            yield from claimed("course.degree_training_years", quantity, quantity.number)
        elif any(word.endswith(_TRAINING_NOUNS) or word.startswith("ausbildung") for word in following):
            fact = (
                "course.degree_training_years"
                if _for_target(sheet, quantity)
                else "degree_training_years_held"
            )
            yield from claimed(fact, quantity, quantity.number)
        elif sheet.distance(
            "ended_training", quantity, sheet.sentence_of[quantity.first]
        ) < _INFINITE or _in_brackets(sheet, quantity):
            yield from claimed("degree_training_years_held", quantity, quantity.number)
        elif sheet.has("admission"):  # "Koch ist ein Dreijähriger"
            yield from claimed("course.degree_training_years", quantity, quantity.number)
        elif sheet.has("course", sheet.sentence_of[quantity.first]):
            yield from claimed("course.months", quantity, whole(quantity.value * 12))
        return
    fact = {
        "Stunden": "course.hours",
        "Personen": "course.hours",
        "Monate": "course.months",
        "Wochen": "course.weeks",
        "Tage": "course.days",
    }[quantity.unit]
    yield from claimed(fact, quantity, quantity.number)


def _of_occupation(sheet: Sheet, quantity: Quantity) -> bool:
    """ "ein dreijähriger Beruf": so long is the training for it, where nobody has learnt it."""
    before = {sheet.key(index) for index in range(quantity.first - 4, quantity.first)}
    noun = sheet.key(quantity.last + (2 if sheet.key(quantity.last + 1) == "." else 1))  # "2-j. Beruf"
    return noun.endswith("beruf") and not before & {"gelernten", "gelernter", "erlernten", "hat", "habe"}


def _in_brackets(sheet: Sheet, quantity: Quantity) -> bool:
    return sheet.key(quantity.first - 1) == "(" and sheet.key(quantity.last + 1) == ")"


def _for_target(sheet: Sheet, quantity: Quantity) -> bool:
    """Whether a training's length is that of the occupation aimed at ("normal dreijährig", with an
    Umschulung).
    """
    sentence = sheet.sentence_of[quantity.first]
    before = {
        sheet.key(index)
        for index in range(max(sheet.clause_of[quantity.first].first, quantity.first - 4), quantity.first)
    }
    if before & {"hat", "habe", "mit", "abgeschlossene", "machte", "gemacht", "absolviert"}:
        return False
    wants = any(
        name.startswith("umschul") or "umschul" in name
        for name in (sheet.key(i) for i in range(sentence.first, sentence.last))
    )
    return wants or bool(before & {"normal", "regulaer", "sonst", "normalerweise", "eigentlich", "ueblich"})


def _days(sheet: Sheet, quantity: Quantity, clause: Stretch, sentence: Stretch) -> Iterator[Claim]:
    rest = (
        sheet.key(quantity.first - 1) == "noch"
        and sheet.has("alg", sentence)
        and not sheet.has("course", clause)
    )  # "…, noch 95 Tage"
    lasting = sheet.key(quantity.last + 1) == "lang" or (
        sheet.has("course", clause) and sheet.key(quantity.first - 1) != "noch"
    )
    if lasting and sheet.has("course", sentence) and sheet.has("alg", sentence):
        yield from claimed("course.days", quantity, quantity.number)
    elif rest or sheet.distance("alg", quantity, clause) <= 6:  # noqa: PLR2004
        yield from claimed("alg_days_left", quantity, quantity.number)
        yield from claimed("alg_claim", quantity, quantity.value > 0)
    elif sheet.has("lodging", sentence) and quantity.period == "Monat":
        yield from claimed("lodging_days_per_month", quantity, quantity.number)
    elif (
        quantity.sense is Sense.LENGTH
        and not quantity.period
        and quantity.bound in _OPEN
        and sheet.has("course")
    ):
        yield from claimed("course.days", quantity, quantity.number)


def _months(quantity: Quantity) -> float:
    return whole(quantity.value * _PER_MONTH.get(quantity.unit, 12 / 52))


def _years(quantity: Quantity) -> float | int:
    months = quantity.value * _PER_MONTH.get(quantity.unit, 12 / 52)
    return whole(round(months / 12, 2))


def _ago(sheet: Sheet, quantity: Quantity, clause: Stretch, sentence: Stretch) -> Iterator[Claim]:
    ended = min(
        sheet.distance("ended_training", quantity, clause),
        sheet.distance("ended_training", quantity, sentence) + 2,
    )
    funded = sheet.distance("funded", quantity, sentence)
    if sheet.has("qgeld", sentence):
        yield from claimed("prior_82a_months_ago", quantity, _months(quantity))
    elif funded < _INFINITE and funded <= ended + 3 and not _only_ended(sheet, clause):
        yield from claimed("prior_82_months_ago", quantity, _months(quantity))
    elif sheet.has("germany", clause):
        yield from claimed("months_in_germany", quantity, _months(quantity))
    elif _left_the_trade(sheet, clause):
        yield from claimed("years_in_unskilled_work", quantity, _years(quantity))
    elif ended < _INFINITE:
        yield from claimed("years_since_degree", quantity, _years(quantity))
    elif sheet.has("unemployed", clause):
        yield from claimed("months_unemployed", quantity, _months(quantity))


def _only_ended(sheet: Sheet, clause: Stretch) -> bool:
    """ "haben vor fünf Jahren abgeschlossen, gefördert wurde keiner": the clause tells of the exam alone."""
    return sheet.has("ended_training", clause) and not sheet.has("funded", clause)


def _since(sheet: Sheet, quantity: Quantity, clause: Stretch, sentence: Stretch) -> Iterator[Claim]:
    if quantity.unit == "Wochen":
        if sheet.has("unemployed", clause):
            yield from claimed("months_unemployed", quantity, round(_months(quantity), 1))
        return
    works = sheet.distance("employed_since", quantity, clause)
    if worked_before(sheet, quantity, clause):
        yield from claimed("years_employed_total", quantity, _years(quantity))
    elif sheet.has("unemployed", clause) or sheet.has("alg", clause):
        yield from claimed("months_unemployed", quantity, _months(quantity))
    elif in_germany(sheet, quantity, clause):
        fact = (
            "months_employed_germany"
            if works < _INFINITE and sheet.key(clause.first) != "seit" and _verb_of_work(sheet, clause)
            else "months_in_germany"
        )
        yield from claimed(fact, quantity, _months(quantity))
    elif sheet.has("qgeld", clause) or any(
        sheet.key(i).startswith(("selbst", "selbst", "self", "transfer", "kurzarbeit", "verheirat"))
        for i in range(clause.first, clause.last)
    ):
        return
    else:
        yield from _since_at_work(sheet, quantity, clause, sentence, works)


def _verb_of_work(sheet: Sheet, clause: Stretch) -> bool:
    return any(
        sheet.key(i).startswith(
            ("arbeit", "work", "beschaeftig", "taetig", "erwerb", "pracuj", "calis", "працю", "job")
        )
        for i in range(clause.first, clause.last)
    )


_OF_THE_TRADE = ("gesell", "ausgelernt", "gelernt", "facharbeiter", "fertig")


def _of_a_journeyman(sheet: Sheet, quantity: Quantity) -> Iterator[Claim]:
    """ "seit acht Jahren Geselle": so long ago was the exam of the trade."""
    if sheet.key(quantity.last + 1).startswith(_OF_THE_TRADE):
        yield from claimed("years_since_degree", quantity, _years(quantity))


def _since_at_work(
    sheet: Sheet, quantity: Quantity, clause: Stretch, sentence: Stretch, works: float
) -> Iterator[Claim]:
    if (
        sheet.has("admission") and works < _INFINITE
    ):  # who asks for the exam of an occupation has worked in it
        yield from claimed("years_in_occupation", quantity, _years(quantity))
        if _as_occupation(sheet, quantity, clause):
            return
    yield from _of_a_journeyman(sheet, quantity)
    unskilled = sheet.distance("unskilled", quantity, clause) <= 5  # noqa: PLR2004
    if unskilled or _beside_the_trade(sheet, clause, sentence):
        yield from claimed("years_in_unskilled_work", quantity, _years(quantity))
    elif _as_occupation(sheet, quantity, clause):
        yield from claimed("years_in_occupation", quantity, _years(quantity))
    elif works < _INFINITE:
        yield from claimed("years_employed_total", quantity, _years(quantity))
    elif sheet.distance("ended_training", quantity, clause) < _INFINITE:
        # "hat keinen Abschluss und fährt seit 20 Jahren Stapler"
        fact = "years_employed_total" if _untrained(sheet, quantity, clause) else "years_since_degree"
        yield from claimed(fact, quantity, _years(quantity))
    elif sheet.has("admission"):  # "kocht seit fünf Jahren alles mit. Kann er in die Abschlussprüfung?"
        yield from claimed("years_in_occupation", quantity, _years(quantity))
    elif (
        (sheet.key(quantity.last + 1) in _AT and not _to_school(sheet, quantity))
        or years_at_work(sheet, quantity)
        or _all_of_clause(sheet, quantity, clause)
    ):
        yield from claimed("years_employed_total", quantity, _years(quantity))
    elif sheet.has("lasts", clause) and not sheet.has("anchor", clause):
        yield from _duration(sheet, quantity, clause, sentence)


_NONE = frozenset("nichts nix nie nicht kein keine keinen ohne".split())
_BUT = frozenset("aber jedoch nur bloss doch stattdessen inzwischen seither trotzdem".split())


def _beside_the_trade(sheet: Sheet, clause: Stretch, sentence: Stretch) -> bool:
    """ "Friseurin gelernt, arbeitet aber seit sieben Jahren als Verpackerin": work that is not that of the
    trade, and in which one is semi-skilled or unskilled (§ 81 Abs. 2 Satz 1 Nr. 1 SGB III).
    """
    trained = any(
        sheet.key(index).startswith(("gelernt", "ausgelernt", "ausgebildet"))
        and not _NONE & {sheet.key(before) for before in range(max(index - 3, sentence.first), index)}
        for index in range(sentence.first, sentence.last)
    )
    return trained and any(sheet.key(index) in _BUT for index in range(clause.first, clause.last))


def _all_of_clause(sheet: Sheet, quantity: Quantity, clause: Stretch) -> bool:
    """ "arbeitet eine Helferin, 28, seit sieben Jahren": a clause of its own beside the work."""
    alone = clause.last - clause.first <= quantity.last - quantity.first + 3
    return alone and sheet.has("employed_since", sheet.sentence_of[quantity.first])


def _untrained(sheet: Sheet, quantity: Quantity, clause: Stretch) -> bool:
    """Whether what a clause says of a training before a figure is that there was none."""
    return any(
        match.first < quantity.first
        and _NONE & {sheet.key(index) for index in range(max(match.first - 2, clause.first), match.first)}
        for match in sheet.cue("ended_training", clause)
    )


_SINCE_THEN = frozenset("danach seitdem seither anschliessend".split())


def _left_the_trade(sheet: Sheet, clause: Stretch) -> bool:
    """ "hat vor zehn Jahren zuletzt als Friseurin gearbeitet, danach nur Aushilfsjobs": since then not in the
    trade (§ 81 Abs. 2 Satz 1 Nr. 1 SGB III).
    """
    last = {"zuletzt", "letztmals"} & {sheet.key(index) for index in range(clause.first, clause.last)}
    sentence = sheet.sentence_of[clause.first]
    then = any(sheet.key(index) in _SINCE_THEN for index in range(clause.last, sentence.last))
    return bool(last) and then and sheet.has("employed_since", clause)


def _to_school(sheet: Sheet, quantity: Quantity) -> bool:
    """ "12 Monate in die Schule": where one learns, not where one works."""
    near = (sheet.key(index) for index in range(quantity.last + 2, quantity.last + 5))
    return any(key.endswith(("schule", "kurs", "lehrgang", "schulung", "weiterbildung")) for key in near)


def _as_occupation(sheet: Sheet, quantity: Quantity, clause: Stretch) -> bool:
    """ "seit acht Jahren als Köchin", "15 Jahre Erfahrung als Schweißer"."""
    for match in sheet.cue("occupation", clause):
        if sheet.key(match.first) in {"als", "jako", "olarak", "як"} or sheet.key(match.first) == "as":
            return 0 < match.first - quantity.last <= 5 or 0 < quantity.first - match.last <= 3  # noqa: PLR2004
        if sheet.key(match.first) in {"beruf", "im", "berufspraxis"}:
            return abs(match.first - quantity.last) <= 3  # noqa: PLR2004
    return False


def _duration(sheet: Sheet, quantity: Quantity, clause: Stretch, sentence: Stretch) -> Iterator[Claim]:
    lasting = sheet.key(quantity.first - 1) == "ueber"  # "geht über acht Wochen": through, not more than
    if (quantity.bound not in _OPEN and not lasting) or sheet.key(quantity.first - 1) in _EACH:
        return
    if sheet.distance("unemployed", quantity, clause) <= min(2, sheet.distance("course", quantity, clause)):
        yield from claimed("months_unemployed", quantity, _months(quantity))
        return
    known_months = [sheet.key(quantity.first - 2), sheet.key(quantity.first - 1)] == ["in", "den"]
    if known_months and sheet.has("alg", clause):
        return  # "Bekomme ich in den sechs Monaten Arbeitslosengeld?"
    if quantity.unit == "Monate" and sheet.distance("alg", quantity, clause) < sheet.distance(
        "course", quantity, clause
    ):
        yield from claimed("alg_days_left", quantity, whole(quantity.value * _DAYS_A_MONTH))
        yield from claimed("alg_claim", quantity, True)
        return
    if (
        quantity.unit == "Jahre"
        and sheet.distance("training", quantity, clause) <= 5  # noqa: PLR2004
        and not _umschulung_nearer(sheet, quantity, clause)
    ):
        yield from claimed("course.degree_training_years", quantity, quantity.number)
        return
    if quantity.period or not sheet.has("course"):
        return
    close = sheet.has("course", clause) or sheet.has("course", sentence) or clause.last - clause.first <= 6  # noqa: PLR2004
    if close:
        fact = "course.weeks" if quantity.unit == "Wochen" else "course.months"
        yield from claimed(
            fact, quantity, quantity.number if quantity.unit == "Wochen" else _months(quantity)
        )


def _umschulung_nearer(sheet: Sheet, quantity: Quantity, clause: Stretch) -> bool:
    course = min(
        (
            abs(quantity.first - i)
            for i in range(clause.first, clause.last)
            if "umschul" in sheet.key(i) or sheet.key(i).endswith("kurs")
        ),
        default=99,
    )
    return course < sheet.distance("training", quantity, clause)
