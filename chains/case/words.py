"""Facts that words alone say ("schwerbehindert", "ohne Ausbildung"), with negation."""

from __future__ import annotations

from collections.abc import Iterator

from chains.case.claims import Claim
from chains.case.facts import Value
from chains.case.sheet import Sheet, Stretch
from chains.case.vocabulary import case_words, signal, value_of
from chains.quantities.lexicon import Match
from chains.quantities.tokens import TokenKind
from knowledge.german.persons import noun_for_one

_FEW = 5  # persons: so many may be whom the case is about
_BEFORE, _AFTER = 3, 3  # tokens within which a negation belongs to a word
_ALREADY = frozenset("hat habe hab ist schon war bereits hatte als".split())
_RANK = {  # of two values said of one fact, which one counts: the law's stronger one
    ("degree", "academic"): 2.0,
    ("disability", "gleichgestellt"): 2.5,
    ("disability", "severe"): 2.0,
    ("disability", "disabled"): 0.5,
    ("status", "employed"): 0.5,
    ("status", "threatened"): 3.0,
    ("status", "unemployed"): 2.0,
    ("status", "transfer_kug"): 4.0,
    ("course.goal", "grundkompetenzen"): 3.0,
    ("course.goal", "hauptschulabschluss"): 2.5,
    ("course.goal", "externenpruefung"): 2.0,
    ("course.goal", "betriebswirt"): 2.0,
    ("course.goal", "berufsabschluss"): 0.5,
    ("works_agreement", "bv_arbeitszeit"): 0.5,
    ("works_agreement", "none"): 0.7,
    ("school", "none"): 2.0,
    ("course.goal", "teilqualifikation"): 1.5,
}
_FORMS = {"vollzeit": "full_time", "teilzeit": "part_time"}
_GOALS = frozenset({"meister", "techniker", "betriebswirt", "fachwirt"})
_UNTRAINED = ("ungelernt", "angelernt", "anlern")


def word_claims(sheet: Sheet) -> Iterator[Claim]:
    """Claims of all words that say a fact."""
    found = sheet.matches.get("signal", {})
    for number, matches in found.items():
        spec = signal(f"signal:{number}")
        for match in matches:
            if spec.needs and not _figure_near(sheet, match):
                continue
            clause = sheet.clause_of[match.first]
            if any(sheet.clause_of[other.first] is clause for other in sheet.of("unless", number)):
                continue
            negated = spec.negatable and _negated(sheet, match)
            if spec.fact == "status" and spec.value == "employed" and _counted(sheet, match):
                continue
            if spec.fact in _ASKED_FOR and _is_asked(sheet, match):
                continue
            value = value_of(spec, negated)
            if value is None or _past_goal(sheet, match, spec.fact, str(value)):
                continue
            yield from _said(sheet, match, spec.fact, value)
    yield from _form(sheet)
    yield from _ours(sheet)
    yield from _to_become(sheet)
    for code, matches in sheet.matches.get("nation", {}).items():
        for match in matches:
            yield Claim("nationality", code, match.first, match.last)


# "Bekomme ich dann Arbeitslosengeld?", "Muss sie sich erst beraten lassen?": asked, not told
_ASKED_FOR = frozenset("status alg_claim buergergeld terminated counselled_before_start hiring".split())
_ASKING = tuple(
    "bekomm krieg gibt gaeb erhael erhal steht muss muess darf duerf laeuft verlier braucht".split()
)
_BESIDE = frozenset("und aber oder dann also denn jetzt nun ja".split())


def _is_asked(sheet: Sheet, match: Match) -> bool:
    """Whether a word stands in a question that begins with what is asked of it."""
    sentence = sheet.sentence_of[match.first]
    keys = [sheet.key(index) for index in range(sentence.first, match.first + 1)]
    first = next((key for key in keys if key not in _BESIDE), "")
    return sentence.question and first.startswith(_ASKING)


def _said(sheet: Sheet, match: Match, fact: str, value: Value) -> Iterator[Claim]:
    if fact == "course.goal" and value in _GOALS and _is_title(sheet, match):
        yield Claim("degree", "vocational", match.first, match.last)
        return
    if fact == "degree" and value == "none" and _of_another_thing(sheet, match):
        return
    if fact == "degree" and _of_course(sheet, match):
        if value in {"vocational", "none"}:
            yield Claim("course.leads_to_degree", value == "vocational", match.first, match.last)
        return
    unrecognised = fact == "degree" and sheet.has("not_recognised", sheet.sentence_of[match.first])
    if unrecognised and value == "academic":
        return  # what that leaves the person with, another list says
    if unrecognised and value == "vocational":
        value = "none"  # a degree that is not recognised is none
    yield Claim(fact, value, match.first, match.last, _weight(sheet, fact, value, match))


def _of_another_thing(sheet: Sheet, match: Match) -> bool:
    """ "gelernt 2010, nie gefördert": a year stands in between, or what never was is the funding."""
    between = any(match.first < quantity.first < match.last for quantity in sheet.quantities)
    funded = {other.first for other in sheet.cue("funded")}
    return match.last > match.first and (between or match.last + 1 in funded)


def _form(sheet: Sheet) -> Iterator[Claim]:
    """A clause that is no more than "Vollzeit" or "in Teilzeit", in a message about a course."""
    counted = {index for q in sheet.quantities for index in range(q.first, q.last + 1)}
    for clause in sheet.clauses:
        keys = [
            sheet.key(index)
            for index in range(clause.first, clause.last)
            if index not in counted
            and sheet.key(index) not in {"in", ",", ".", "form", ":", "(", ")", "also"}
        ]
        if len(keys) == 1 and keys[0] in _FORMS and _course_beside(sheet, clause):
            yield Claim("course.form", _FORMS[keys[0]], clause.first, clause.last - 1, 0.9)


def _course_beside(sheet: Sheet, clause: Stretch) -> bool:
    """Whether a course is told of besides: its word elsewhere, its lessons here, or what it leads to."""
    if any(match.first not in clause for match in sheet.cue("course")):
        return True
    goals = (n for n, spec in enumerate(case_words().signals) if spec.fact == "course.goal")
    lessons = any(q.unit == "Unterrichtsstunden" and q.first in clause for q in sheet.quantities)
    return lessons or any(sheet.of("signal", str(n)) for n in goals)


_OUR = frozenset(
    "unser unsere unseren unserem unserer mein meine meinen meinem meiner".split()
)  # who is mine and no kin works for me


def _ours(sheet: Sheet) -> Iterator[Claim]:
    """ "unsere Reinigungskraft": a person at work who is ours is employed; "unser Sohn" is not."""
    for match in sheet.cue("person"):
        kin = any(other.first == match.first for other in sheet.cue("kin"))
        if (
            not kin
            and sheet.key(match.first - 1) in _OUR
            and sheet.tokens[match.first].kind is TokenKind.WORD
        ):
            yield Claim("status", "employed", match.first, match.last, 0.5)


def _of_course(sheet: Sheet, match: Match) -> bool:
    """ "eine Weiterbildung mit Abschluss", "ein Lehrgang von drei Monaten ohne Abschluss": the course's, not
    the person's.
    """
    if sheet.key(match.first) not in {"mit", "ohne"}:
        return False
    before = match.first - 1
    for quantity in sheet.quantities:
        if quantity.last == before:  # its length or price stands in between
            before = quantity.first - 1 - (sheet.key(quantity.first - 1) in _OF_LENGTH)
    return any(
        other.last == before and sheet.tokens[other.last].text[:1].isupper() for other in sheet.cue("course")
    )


_OF_LENGTH = frozenset({"von", "ueber", "mit", "fuer", "zu"})


def _counted(sheet: Sheet, match: Match) -> bool:
    """Whether the word belongs to a number of heads ("18 Mitarbeiterinnen und Mitarbeiter", "pracuje 30
    osób"): that is the firm.
    """
    for quantity in sheet.quantities:
        if quantity.unit != "Personen" or quantity.value <= _FEW or quantity.last < match.first - 2:
            continue
        joined = quantity.last < match.first and sheet.key(quantity.last + 1) in {
            "und",
            "u",
            "bzw",
            "and",
            "/",
        }
        if quantity.first - 1 <= match.last and (match.first <= quantity.last or joined):
            return True
    return False


def _weight(sheet: Sheet, fact: str, value: object, match: Match) -> float:
    if fact == "degree" and value == "none":
        return 0.8 if sheet.key(match.first).startswith(_UNTRAINED) else 1.5
    return _RANK.get((fact, str(value)), 1.0)


def _negations(sheet: Sheet) -> list[Match]:
    return sheet.of("move", "negations")


def _negated(sheet: Sheet, match: Match) -> bool:
    """Whether a negation belongs to a match: shortly before it, or after or inside it and not a word of the
    phrase itself.
    """
    clause = sheet.clause_of[match.first]
    own = _own_negation(sheet, match)
    for negation in _negations(sheet):
        if negation.first not in clause and negation.first not in sheet.clause_of[match.last]:
            continue
        if match.first <= negation.first <= match.last:
            if not own:
                return True
            continue
        before, after = match.first - negation.last, negation.first - match.last
        if sheet.key(negation.first) in _OF_NOUN and _noun_between(sheet, negation.last, match.first):
            continue
        neither = (
            sheet.key(negation.first) == "weder"
            and before > 0
            and any(sheet.key(i) == "noch" for i in range(negation.first, match.last))
        )
        if neither and not own:  # "weder der Kurs noch der Träger": both, however far
            return True
        if 0 < before <= _BEFORE and not own and not _sign_between(sheet, negation.last, match.first):
            return True
        near = after <= _AFTER or _ends_clause(sheet, negation, clause)
        if after > 0 and near and not own and _predicate(sheet, match, negation):
            return True
    return False


def _ends_clause(sheet: Sheet, negation: Match, clause: Stretch) -> bool:
    """ "Bürgergeld oder so hat er nicht": German negates a whole clause with its last word."""
    if sheet.key(negation.first) not in {"nicht", "nich", "net", "nie"}:
        return False
    return all(sheet.tokens[i].kind is TokenKind.SIGN for i in range(negation.last + 1, clause.last))


_OF_NOUN = frozenset({"ohne", "kein", "keine", "keinen", "keinem", "keiner", "without"})


def _noun_between(sheet: Sheet, first: int, last: int) -> bool:
    """ "ohne Berufsausbildung möchte X werden": the negation's noun has come already."""
    return any(sheet.tokens[index].text[:1].isupper() for index in range(first + 1, last))


def _own_negation(sheet: Sheet, match: Match) -> bool:
    """Whether the phrase itself is a negation ("ohne Ausbildung"), so that the negation is its meaning."""
    return any(match.first <= negation.first <= match.last for negation in _negations(sheet)) and _says_none(
        sheet, match
    )


def _says_none(sheet: Sheet, match: Match) -> bool:
    for number, matches in sheet.matches.get("signal", {}).items():
        if match in matches and match.name == f"signal:{number}":
            spec = case_words().signals[int(number)]
            inner = {sheet.key(index) for index in range(match.first, match.last + 1)}
            return any(_matches_negatively(phrase, inner) for phrase in spec.words)
    return False


_NEGATIVE = frozenset(
    "ohne keiner keins keinerlei kein keine keinen nicht nie nichts nix no not without never yok olmayan bez"
    " ma без немає не weder noch olmadan fehlt degil без".split()
)


def _matches_negatively(phrase: str, inner: set[str]) -> bool:
    from chains.quantities.tokens import key_of

    parts = {key_of(part.strip("*")) for part in phrase.replace("+", " ").split() if part not in {"..", "+"}}
    negative = {part for part in parts if part in _NEGATIVE_KEYS}
    return bool(negative) and negative <= inner


def _negative_keys() -> frozenset[str]:
    from chains.quantities.tokens import key_of

    return frozenset(key_of(word) for word in _NEGATIVE)


_NEGATIVE_KEYS = _negative_keys()


def _predicate(sheet: Sheet, match: Match, negation: Match) -> bool:
    """Whether a negation after a word denies it: "zertifiziert ist er nicht", "den Kurs zahlt der Chef
    nicht", not "X, kein Y".
    """
    if _sign_between(sheet, match.last, negation.first):
        return False
    return sheet.key(negation.first) in {
        "nicht",
        "nich",
        "nie",
        "niemals",
        "degil",
        "yok",
        "not",
        "keine",
        "keinen",
        "keins",
        "fehlt",
    } and (
        sheet.key(negation.first + 1) in {"", ".", ",", "!", ";", "?", "mehr"}
        or sheet.key(negation.first) in {"nicht", "not", "degil", "yok"}
    )


def _sign_between(sheet: Sheet, first: int, last: int) -> bool:
    return any(
        sheet.key(index)
        in {",", ";", ".", ":", "(", ")", "und", "aber", "and", "but", "i", "ale", "ve", "та", "але"}
        for index in range(first + 1, last)
    )


_LEARN = frozenset({"lernen", "erlernen"})
_TO = frozenset({"zu", "zum", "zur", "einem", "einer"})
_MADE = ("ausbild", "ausgebildet", "machen", "gemacht", "macht")


def _to_become(sheet: Sheet) -> Iterator[Claim]:
    """ "will Bürokauffrau lernen", "möchte Tischler werden": who learns to be somebody learns an occupation;
    of what one becomes or is made to ("zu Fachkräften machen", "zur Verkäuferin ausbilden"), only a trade is.
    """
    trades = {match.last for match in sheet.cue("trained_as")}
    for index, token in enumerate(sheet.tokens[:-1]):
        learns = sheet.key(index + 1) in _LEARN and noun_for_one(token.text)
        if learns or (index in trades and sheet.key(index + 1) in {*_LEARN, "werden"}):
            yield Claim("course.leads_to_degree", True, index, index + 1)
    for match in sheet.cue("trained_as"):
        made_to = sheet.key(match.first - 1) in _TO and sheet.tokens[match.last].kind is TokenKind.WORD
        behind = range(match.last + 1, sheet.clause_of[match.first].last)
        if made_to and any(sheet.key(index).startswith(_MADE) for index in behind):
            yield Claim("course.leads_to_degree", True, match.first, match.last)


def _is_title(sheet: Sheet, match: Match) -> bool:
    """ "Kollege 55, Industriemeister, 800 Leute. Kurs KI 130 Std": what somebody is, beside another course
    that is named.
    """
    clause = sheet.clause_of[match.first]
    alone = all(
        match.first <= index <= match.last or sheet.tokens[index].kind is TokenKind.SIGN
        for index in range(clause.first, clause.last)
    )
    if not (alone and noun_for_one(sheet.tokens[match.last].text)):
        return False
    sentence = sheet.sentence_of[match.first]
    return any(
        other.last + 1 < len(sheet.tokens)
        and other.first not in sentence
        and sheet.tokens[other.last + 1].kind is TokenKind.WORD
        and sheet.tokens[other.last + 1].text[:1].isupper()
        for other in sheet.cue("course")
    )


def _past_goal(sheet: Sheet, match: Match, fact: str, value: str) -> bool:
    """ "hat schon den Meister" is no goal."""
    if fact != "course.goal" or value not in _GOALS:
        return False
    return any(sheet.key(index) in _ALREADY for index in range(match.first - 3, match.first)) and not any(
        sheet.key(index) in {"will", "moechte", "soll", "wants", "machen", "werden"}
        for index in range(match.first - 5, match.last + 4)
    )


def _figure_near(sheet: Sheet, match: Match) -> bool:
    sentence = sheet.sentence_of[match.first]
    return any(q.unit in {"Euro", "Prozent"} and q.first in sentence for q in sheet.quantities)
