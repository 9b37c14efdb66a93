"""What the programmes of the Land ask for besides: taxed income, where somebody lives, days of Bildungsurlaub
and of Potentialberatung; read only where a message or the case is about one of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from chains.case.areas.of_work import months_since, working_days
from chains.case.claims import Claim, claimed, whole
from chains.case.facts import Case
from chains.case.sheet import Sheet, Stretch
from chains.quantities.bounds import Bound
from chains.quantities.scan import Quantity, is_year
from chains.quantities.sense import Sense
from knowledge.places.gazetteer import HOME, town_named

_LEAVE = frozenset({"months_at_employer", "awbg_days_taken", "awbg_released_this_year"})
_CONSULTING = frozenset({"consulting_days", "consulting_day_rate", "consulting_half_days"})
_OPEN = frozenset({Bound.EXACTLY, Bound.ABOUT})
_LEAST_SUM = 1_000  # Euro of a year; a smaller number beside „zu versteuern“ is something else
_LEAST_RATE, _MOST_RATE = 100, 5_000  # Euro for a day of consulting
_DAYS_A_WEEK = 7
_MOST_RELEASED = 100  # people; more are the staff
_MONTHS = {"Jahre": 12.0, "Monate": 1.0, "Wochen": 12 / 52}
_HERE = frozenset("hier da dort im in bei beschaeftigt angestellt dabei".split())
_ALREADY = frozenset("schon bereits waren war hatte hat genommen gehabt verbraucht weg freigestellt".split())
_LIVES = ("wohn", "leb", "gemeldet", "zuhause", "hause", "wohnhaft")
_ON = frozenset({"zum", "am", "ab", "vom"})
_AT = frozenset({"in", "aus", "von", "bei", "nach"})
_IS = frozenset("bin ist sind komme kommt kommen".split())
_WORKS = ("vollzeit", "teilzeit", "arbeit")
_HEARSAY = frozenset(
    "gibt foerdert gefoerdert zuschuss foerderung hoechstens maximal uebernimmt sagt meint".split()
)


def land_claims(sheet: Sheet, used: set[int], known: Case, about: Collection[str] = ()) -> Iterator[Claim]:
    """Claims of what only the Land's programmes ask for; adds what it read to `used`. `about`: the subjects
    (knowledge/guides) that the conversation is about.
    """
    yield from _residence(sheet, scheck=sheet.has("scheck") or "bildungsscheck" in about)
    leave = sheet.has("leave") or bool(_LEAVE & set(known)) or "bildungsurlaub" in about
    consulting = sheet.has("consulting") or bool(_CONSULTING & set(known)) or "potentialberatung" in about
    if sheet.has("leave"):
        time = [*months_since(sheet), *working_days(sheet)]
        used |= {claim.first for claim in time}
        yield from time
    for quantity in sheet.quantities:
        if leave and quantity.date is not None:
            yield from _start(sheet, quantity, used)
        if quantity.alternative or quantity.upper is not None or quantity.date:
            continue
        if quantity.bound not in _OPEN and not _about_it(sheet, quantity):
            continue
        clause = sheet.clause_of[quantity.first]
        claims = list(_taxed(sheet, quantity, clause))
        if not claims and _of_week(sheet, quantity) and (leave or sheet.key(quantity.last + 2) == "woche"):
            claims = list(claimed("work_days_week", quantity, quantity.number))
        if leave and not claims:
            claims = list(_of_leave(sheet, quantity, clause))
        if consulting and not claims:
            claims = list(_of_consulting(sheet, quantity, clause))
        if claims:
            used.add(quantity.first)
            yield from claims


def _start(sheet: Sheet, quantity: Quantity, used: set[int]) -> Iterator[Claim]:
    """ "will zum 7. Dezember Bildungsurlaub nehmen": when the seminar begins."""
    day = quantity.date
    if day is not None and day >= sheet.today and sheet.key(quantity.first - 1) in _ON:
        used.add(quantity.first)
        yield from claimed("course.start", quantity, day)


def _about_it(sheet: Sheet, quantity: Quantity) -> bool:
    """ "ein Angebot über sechs Beratungstage": what it is about, no bound."""
    before = quantity.first - 1
    noun = before > 0 and sheet.tokens[before - 1].text[:1].isupper()
    return sheet.key(before) == "ueber" and noun


def _residence(sheet: Sheet, *, scheck: bool) -> Iterator[Claim]:
    """ "wohnt in Mainz", „zieht nach Münster“; „aus Essen“, „bin in Bonn“ only with a Bildungsscheck."""
    for index in range(1, len(sheet.tokens) - 1):
        land = _land_at(sheet, index + 1) if sheet.key(index) in _AT and _stays(sheet, index, scheck) else ""
        if land:
            yield Claim("residence_nrw", land == HOME, index + 1, index + 1)


def _stays(sheet: Sheet, index: int, scheck: bool) -> bool:
    """Whether the words around „in“, „aus“, „nach“ say that somebody lives there."""
    clause = sheet.clause_of[index]
    before = [sheet.key(i) for i in range(max(index - 4, clause.first), index)]
    if sheet.key(index) == "nach":
        return any("zieh" in sheet.key(i) or "zog" in sheet.key(i) for i in range(clause.first, clause.last))
    if any(key.startswith(_LIVES) for key in before):
        return True
    of_scheck = any(match.last == index - 1 for match in sheet.cue("scheck"))
    told = sheet.key(index) == "aus" or bool(_IS & set(before[-1:]))
    return scheck and told and not of_scheck


def _land_at(sheet: Sheet, index: int) -> str:
    """The Land of the town that a token names, or that it names itself; "" for no place."""
    word = sheet.tokens[index].text
    if sheet.key(index) in {"nrw", "nordrhein"}:
        return HOME
    town = town_named(word) if word[:1].isupper() else None
    return town.land if town else ""


def _taxed(sheet: Sheet, quantity: Quantity, clause: Stretch) -> Iterator[Claim]:
    """ "62.000 Euro zu versteuern", „zu versteuern sind laut Bescheid 48.500“."""
    where = clause if sheet.has("taxed", clause) else sheet.sentence_of[quantity.first]
    if not sheet.has("taxed", where) or quantity.unit not in {"", "Euro"} or quantity.value < _LEAST_SUM:
        return
    if is_year(quantity, sheet.text) or (where is not clause and _others(sheet, quantity, where)):
        return
    yield from claimed("taxable_income", quantity, quantity.number, 2.0)


def _others(sheet: Sheet, quantity: Quantity, sentence: Stretch) -> bool:
    """Whether another sum of the sentence stands in the clause of the word for what is taxed."""
    clauses = [sheet.clause_of[match.first] for match in sheet.cue("taxed", sentence)]
    return any(
        other is not quantity and other.value >= _LEAST_SUM and sheet.clause_of[other.first] in clauses
        for other in sheet.quantities
    )


def _of_week(sheet: Sheet, quantity: Quantity) -> bool:
    """ "3-Tage-Woche", „fünf Tage die Woche“."""
    joined = sheet.key(quantity.last + 1) == "-" and sheet.key(quantity.last + 2).startswith("woche")
    return (
        quantity.unit == "Tage" and quantity.value <= _DAYS_A_WEEK and (quantity.period == "Woche" or joined)
    )


def _of_leave(sheet: Sheet, quantity: Quantity, clause: Stretch) -> Iterator[Claim]:
    words = {sheet.key(i) for i in range(clause.first, clause.last)}
    works = quantity.value <= _DAYS_A_WEEK and any(key.startswith(_WORKS) for key in words)
    if quantity.unit == "Tage" and not quantity.period and works and not words & _ALREADY:
        yield from claimed("work_days_week", quantity, quantity.number)  # "Vollzeit mit fünf Tagen"
    elif quantity.unit == "Tage" and not quantity.period and words & _ALREADY:
        yield from claimed("awbg_days_taken", quantity, quantity.number)
    elif quantity.unit in _MONTHS and _at_employer(sheet, quantity, clause):
        months = quantity.value * _MONTHS[quantity.unit]
        yield from claimed("months_at_employer", quantity, whole(round(months, 2)))
        if quantity.sense is Sense.SINCE:
            yield from claimed("years_employed_total", quantity, whole(round(months / 12, 2)))
    elif _released(sheet, quantity, clause, words):
        yield from claimed("awbg_released_this_year", quantity, quantity.number)


def _at_employer(sheet: Sheet, quantity: Quantity, clause: Stretch) -> bool:
    """ "seit vier Monaten hier", „jetzt acht Monate im neuen Betrieb“, „wenn ich sieben Monate da bin“."""
    if quantity.adjective or quantity.sense is Sense.AGO or sheet.has("course", clause):
        return False
    behind = {sheet.key(i) for i in range(quantity.last + 1, min(quantity.last + 3, clause.last))}
    later = sheet.key(quantity.first - 1) == "nach"  # "und nach einem Jahr?"
    return quantity.sense is Sense.SINCE or later or bool(behind & _HERE)


def _released(sheet: Sheet, quantity: Quantity, clause: Stretch, words: set[str]) -> bool:
    """ "schon zwei andere im Bildungsurlaub", „drei Kollegen waren dieses Jahr schon weg“."""
    counts = quantity.unit in {"Personen", ""} and quantity.value == int(quantity.value)
    gone = bool(words & {"schon", "bereits"}) and bool(words & (_ALREADY | {"bildungsurlaub"}) - {"hat"})
    return counts and gone and quantity.value <= _MOST_RELEASED and not sheet.has("firm", clause)


def _of_consulting(sheet: Sheet, quantity: Quantity, clause: Stretch) -> Iterator[Claim]:
    words = {sheet.key(i) for i in range(clause.first, clause.last)}
    if words & _HEARSAY or sheet.has("course", clause):
        return
    following = sheet.key(quantity.last + 1)
    half = any(key.startswith("halb") for key in _around(sheet, quantity))
    if quantity.unit == "Tage" and not quantity.period and quantity.value >= 1:
        yield from claimed("consulting_half_days" if half else "consulting_days", quantity, quantity.number)
    elif not quantity.unit and following.startswith(("beratungstag", "ganze")):
        yield from claimed("consulting_days", quantity, quantity.number)
    elif _is_rate(sheet, quantity, words):
        half_day = half or any(key.startswith("halb") for key in words & {"halben", "halber", "halbe"})
        name = "consulting_half_day_rate" if half_day else "consulting_day_rate"
        yield from claimed(name, quantity, quantity.number)


def _around(sheet: Sheet, quantity: Quantity) -> list[str]:
    return [sheet.key(i) for i in range(quantity.first - 1, quantity.last + 2)]


def _is_rate(sheet: Sheet, quantity: Quantity, words: set[str]) -> bool:
    if quantity.unit not in {"", "Euro"} or not _LEAST_RATE <= quantity.value <= _MOST_RATE:
        return False
    each = sheet.key(quantity.first - 1) in {"je", "zu", "a", "fuer", "pro", "jeweils"}
    told = any(key.startswith(("tagessatz", "tageshonorar", "honorar", "nimmt", "verlangt")) for key in words)
    return quantity.period == "Tag" or each or told or (quantity.unit == "Euro" and "tag" in words)
