"""What each part of a text is for: a letter greets, tells of a person and wishes for a course, and only the
wish says what the course is about.

A clause is told by its verbs: of wanting or asking, or of telling what somebody is, has or was. A part
without a verb goes with what stands beside it. A text without verbs is all wish, but for the person that it
begins with ("Kollegin, 52 Jahre, Lager: …").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import pairwise

from chains.courses.understand.number_words import NUMBER_WORDS
from chains.courses.understand.occupations import is_occupation
from chains.courses.understand.sentence import is_head
from chains.courses.understand.vocabulary import filter_words, topic_words
from chains.courses.understand.words import kinds, word_set
from knowledge.places.gazetteer import towns

_WORD = re.compile(r"[^\W_][\w&+#/*’'-]*")
# where a clause may end: punctuation, unless it is the full stop of a date or of a single letter
_BREAK = re.compile(
    r"(?<![\s\d.][\w])(?<![\s.]\d\d)(?<!^\w)[.!?;\n:]{1,4}(?=\s|$)|,(?=\s)|\s[-–>]{1,3}(?=\s)|[!?]"
)
_JOINS = frozenset("und aber oder denn deshalb deswegen daher weil da dass damit wobei sondern".split())
_REASONS = frozenset("weil damit obwohl sodass".split())
_GREETING = re.compile(
    r"\s?(?:(?:sehr\s)?geehrte[rsn]?|(?:liebe[rs]?|werte[rs]?)(?=\s(?:herrn?|frau|familie|kolleg\w*|\w{0,20}team|damen|leute|alle|zusammen|mentor\w*|(?-i:[A-ZÄÖÜ])\w{1,20}[,!]))|hallo|hi|hey|ey|moin(?:\smoin)?|servus|tach|tag(?=[,!])"
    r"|grüß\sgott|gute[nr]\s(?:tag|morgen|abend)|wissen\ssie(?=,)|weißt\sdu(?=,)|du(?=,)|na\sja|sagt?\smal|hör\smal|entschuldigung|mensch(?=,)|tja|nee(?=,)|also(?=,))"
    r"(?:\s(?:herrn?|frau)\s[A-ZÄÖÜ]\S{0,30}|(?:\s(?:zusammen|alle|leute|ihr|team|damen|und|herren"
    r"|kolleg\S{0,10}|liebes|sehr|geehrtes|[A-ZÄÖÜ]\w{2,20}(?=[,!]))){0,4})(?=[\s,.!]|$)",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\s?(?:mit\s(?:\w{1,20}\s){1,3}gruß|herzlichst|cheers|ciao|tschüss|(?:viele|liebe|beste|herzliche|schöne|freundliche|sonnige)\sgrüße|mit\s\w{4,14}\sgr(?:ü|ue)(?:ß|ss)en"
    r"|(?:lg|vg|mfg|gruß|grüße|hochachtungsvoll)(?=[\s,.]|$)|für\s(?:eine|ihre|eure|jede)\s(?:auskunft|antwort|hilfe|rückmeldung|info|mühe)|(?:schönen|lieben|vielen|besten|herzlichen|schon\smal|im\svoraus)?\s?dank\w*"
    r"|(?:ich\s)?freue\smich|(?:ich\swürde|wir\swürden)\s(?:mich|uns)\s(?:(?:sehr|wirklich|riesig|total)\s)?(?:freuen|über\s)|über\seine\s|um\s(?:eine\s)?(?:kurze\s)?rückmeldung|bis\sbald|mein(?:e)?\snamen?\s)",
    re.IGNORECASE,
)
_SIGNS = re.compile(
    r"\s?(?:\w{1,20}\s){0,5}(?:gr(?:ü|ue)(?:ß|ss)en?|lg|vg|mfg|gruß|dank(?:e|eschön)?|hochachtungsvoll|herzlichst|cheers|ciao)(?=[\s,.!]|$)",
    re.IGNORECASE,
)
# "wie heute am Telefon besprochen"
_AS_SAID = re.compile(
    r"\s?wie\s(?:\S{1,20}\s){0,6}(?:gesagt|besprochen|vereinbart|erwähnt|angekündigt|geschrieben|abgemacht"
    r"|telefoniert|versprochen)\s?(?:[,.:!]|$)",
    re.IGNORECASE,
)
# a condition on what was named before: "wenn er in Teilzeit ist"
_PROVIDED = re.compile(
    r"\s?(?:wenn|falls|sofern|solange|vorausgesetzt)\s(?:sie|er|es|das|der|die|dieser?)\s"
    r".{1,60}(?:ist|wäre|sind|liegt|läuft|stattfindet|dauert|kostet)\W*$",
    re.IGNORECASE,
)
_RELATIVE = frozenset("der die das denen deren".split())
_OPENING = 2  # pieces at the beginning that may greet
_SIGNATURE = 12  # words behind a greeting at the end that may be a name and an office
_PARTICIPLE = re.compile(r"(?:\w{0,9}ge\w{3,12}(?:t|en)|(?:be|ver|er|ent|zer)\w{3,12}t|\w{3,12}iert)$")
_ALWAYS_WISH = frozenset("zeit frei während suche interesse".split())


class WishPart(Enum):
    """What a clause is for."""

    WISH = "wish"
    ABOUT = "about"  # tells of a person or firm
    PAST = "past"  # tells of how it was
    PERSON = "person"  # names who asks, without a verb
    BARE = "bare"  # no verb tells
    REFUSED = "refused"  # says what is not wanted
    PHATIC = "phatic"  # greets, thanks, signs


@dataclass(slots=True)
class WishClause:
    """A stretch of text and what it is for."""

    text: str
    part: WishPart
    ends_colon: bool = False


def clauses_of(text: str) -> list[WishClause]:
    """The clauses of a text in their order; none is BARE."""
    clauses = [_clause(piece, first=i < _OPENING) for i, piece in enumerate(_pieces(text))]
    _follow_people(clauses)
    _sign(clauses)
    _place_bare(clauses)
    return clauses


# ------------------------------------------------------------------ cutting


def _pieces(text: str) -> Iterator[str]:
    greeting = _GREETING.match(text)
    at = greeting.end() if greeting else 0
    if greeting:
        while at < len(text) and text[at] in ",.! ":
            at += 1
        yield text[:at]
    start = at
    for match in _BREAK.finditer(text, at):
        yield from _joined(text[start : match.end()])
        start = match.end()
    if text[start:].strip():
        yield from _joined(text[start:])


def _joined(piece: str) -> Iterator[str]:
    """A piece cut at the words that join two clauses, each with its verb."""
    words = list(_WORD.finditer(piece))
    verbs = [_is_verb(word[0]) for word in words]
    start = begun = 0
    for i, word in enumerate(words):
        key = word[0].lower()
        joins = key in _JOINS and i > begun and any(verbs[i + 1 :])
        if joins and (key in _REASONS or any(verbs[begun:i])):
            yield piece[start : word.start()]
            start, begun = word.start(), i + 1
    yield piece[start:]


@cache
def _verbs() -> frozenset[str]:
    return word_set("wanting") | word_set("telling") | word_set("telling_of_people")


def _is_verb(word: str) -> bool:
    return word in _verbs()


# ------------------------------------------------------------------ what it is for


def _clause(piece: str, *, first: bool) -> WishClause:
    colon = piece.rstrip().endswith(":")
    if (first and _GREETING.match(piece)) or _THANKS.match(piece) or _AS_SAID.match(piece):
        return WishClause(piece, WishPart.PHATIC)
    words = [word[0] for word in _WORD.finditer(piece)]
    lower = [word.lower() for word in words]
    if not words:
        return WishClause(piece, WishPart.WISH)
    verbs = [word.lower() if word.islower() or i == 0 else "" for i, word in enumerate(words)]
    if _UNNEEDED.search(piece) and not any(pattern.search(piece) for pattern in _ways_said()):
        return WishClause(piece, WishPart.REFUSED, colon)
    if _has_learnt(lower, verbs):
        return WishClause(piece, WishPart.PAST, colon)
    kind = WishPart.WISH if _PROVIDED.match(piece) else _part(lower, verbs)
    return WishClause(piece, kind, colon)


# "… ist nicht nötig", "… brauche ich nicht"
_UNNEEDED = re.compile(
    r"\b(?:ist|sind|wäre|wären)\s(?:aber\s|hier\s)?nicht\s(?:nötig|notwendig|erforderlich|gefragt|gesucht|gewünscht|gemeint)"
    r"|\b(?:brauch\w{0,3}|such\w{0,2}|will|wollen|möchten?)\s(?:ich|wir|er|sie)\s(?:aber\s|hier\s|also\s)?nicht\s?[,.;!]?$",
    re.IGNORECASE,
)


@cache
def _ways_said() -> tuple[re.Pattern[str], ...]:
    """How a course may be: what is refused of it is read as such."""
    return tuple(pattern for key in ("form", "time", "weekday") for _, pattern in kinds(key))


def _follow_people(clauses: list[WishClause]) -> None:
    """ "sechs Leute, die kaum lesen können": what is said of people goes with them."""
    for before, clause in pairwise(clauses):
        words = [word[0].lower() for word in _WORD.finditer(clause.text)]
        relative = words[:1] and words[0] in _RELATIVE and before.text.rstrip().endswith(",")
        ends_so = len(words) > 2 and words[-1] in _verbs() and words[1] not in _verbs()  # noqa: PLR2004 - "die kaum lesen können"
        if (
            not relative
            or not ends_so
            or any(map(is_head, words))
            or before.part not in {WishPart.ABOUT, WishPart.WISH}
        ):
            continue
        nouns = [word[0].lower() for word in _WORD.finditer(before.text) if word[0][0].isupper()]
        of_people = bool(nouns) and is_person(nouns[-1])
        if (before.part is WishPart.ABOUT) == of_people:
            clause.part = before.part  # "ein Kurs zu Holz, der zu uns kommt"


def _there_are_people(lower: list[str], verbs: list[str]) -> bool:
    """ "in der Schicht haben wir sechs Leute": how many there are, and no wish."""
    if any(word in word_set("wanting") and word not in {"hätte", "hätten"} for word in verbs):
        return False
    for i, word in enumerate(lower[1:], 1):
        counted = lower[i - 1].isdigit() or lower[i - 1] in NUMBER_WORDS
        if counted and (is_person(word) or word.endswith(("innen", "leute", "kräfte"))):
            return any(_DOES_OR_DO.match(verb) and verb not in _NO_VERBS for verb in verbs[: i - 1])
    return False


def _part(lower: list[str], verbs: list[str]) -> WishPart:
    heads = any(is_head(word) and lower[i - 1] not in _LACKS for i, word in enumerate(lower))
    reason = lower[0] in _REASONS or (lower[0] == "da" and lower[-1] in _verbs() and _has_subject(lower))
    if reason and not heads:
        return WishPart.PERSON if "nur" in lower else WishPart.ABOUT
    if lower[0] == "dass" or (lower[0].startswith("welche") and {"davon", "von"} & set(lower)):
        return WishPart.WISH  # "Welcher davon führt zu einem Abschluss?"
    no_more = any(pair == ("nicht", "mehr") for pair in pairwise(lower)) and bool(_CAN & set(verbs))
    has_already = _ALREADY & set(lower) and {"habe", "hat", "haben"} & set(verbs)  # "Modul A habe ich schon"
    if not heads and (
        has_already
        or _someone_has(lower)
        or no_more
        or _someone_does(lower, verbs)
        or _there_are_people(lower, verbs)
    ):
        return WishPart.ABOUT
    wants = any(word in word_set("wanting") for word in verbs)
    if wants or heads or _ALWAYS_WISH & set(lower):
        return WishPart.WISH
    tells = any(word in word_set("telling") for word in verbs) or _tells_of_person(lower)
    if tells or lower[0] == "seit":
        return WishPart.PAST if word_set("past") & set(lower) else WishPart.ABOUT
    return WishPart.BARE


def _has_learnt(lower: list[str], verbs: list[str]) -> bool:
    """ "hat eine Ausbildung als Koch", "soll im Juni als Helfer anfangen": what somebody has or will be."""
    said = " ".join(lower)
    if _STARTS_AS.search(said) and not any(map(is_head, lower)):
        return True
    if _IN_TRAINING.search(said) or (_OWN_EXAM.search(said) and not any(map(is_head, lower))):
        return True
    return bool({"hat", "habe", "haben", "hatte"} & set(verbs)) and _TRAINED.search(said) is not None


_TRAINED = re.compile(
    r"\b(?:eine?n?|meine?n?|seine?n?|ihre?n?|abgeschlossene|fertige)\s(?:[a-zäöüß]{3,20}e?n?\s)?(?:ausbildung|lehre|studium|abschluss"
    r"|umschulung)(?:\s(?:als|zum|zur|im|in)\b|\s(?:gemacht|absolviert|abgeschlossen|hinter|abgebrochen)\b|$)"
)
_IN_TRAINING = re.compile(
    r"\b(?:mache|macht|machen|bin|ist)\s(?:gerade|zurzeit|derzeit|momentan|aktuell|noch)\s(?:eine?n?|meine?n?|ihre?n?|seine?n?|in)"
    r"\s(?:der\s)?(?:ausbildung|lehre|studium|umschulung)\b"
)
_OWN_EXAM = re.compile(
    r"\b(?:muss|müssen|hat|haben)\b.{0,30}\b(?:ihre|seine)\s\w{0,20}prüfung\s?(?:machen|ablegen|schreiben)?$"
)
_STARTS_AS = re.compile(r"\bsoll\b.{1,40}\bals\s\S{3,40}\s(?:anfangen|starten|beginnen|einsteigen)$")


def _has_subject(lower: list[str]) -> bool:
    """ "da wir …": a reason, and not "da könnte ich"."""
    return len(lower) > 2 and (lower[1] in _SUBJECTS or is_person(lower[1]))  # noqa: PLR2004 - "da wir können"


def _someone_has(lower: list[str]) -> bool:
    """ "sie hat zwei kleine Kinder": what somebody has, and no time, money or wish."""
    start = 1 if lower[0] in _JOINS else 0
    if len(lower) < start + 4 or lower[start] not in _SUBJECTS or lower[start + 1] not in _HAS:
        return False
    other = _OF_COURSES | _ALWAYS_WISH | _WISHED
    return not (other & set(lower) or any(word[0].isdigit() for word in lower) or "kein" in lower)


_HAS = frozenset("hat habe haben".split())
# what is had and is a wish all the same: "ich habe Lust auf Töpfern", "Probleme mit Excel", "gern"
_WISHED = frozenset(
    "lust bedarf fragen frage wunsch idee ideen probleme problem schwierigkeiten schwächen lücken vor nur"
    " gern gerne keine keinen gehört gesehen gelesen gedacht überlegt gefunden euch noch wenig kaum".split()
)


def _someone_does(lower: list[str], verbs: list[str]) -> bool:
    """ "Unser Betrieb stellt … um", "meine Kollegin geht …": what somebody does and does not wish."""
    if _OF_COURSES & set(lower) or any(word[0].isdigit() for word in lower):
        return False
    if any(word in word_set("wanting") and word not in _GOES for word in verbs):
        return False
    does = [bool(_DOES.match(verb)) and verb not in word_set("filler") for verb in verbs]
    if any(does[2:]) and any(word in _INVOLVED or is_person(word) for word in lower):
        return True
    first = lower[0]
    if not (_OWNED.match(first) or (first in _WHOSE and len(lower) > 1 and is_person(lower[1]))):
        return False
    return any(verbs[i] in _GOES or does[i] for i in range(2, min(6, len(lower))))


_LACKS = frozenset("ohne keine kein keinen".split())
_SUBJECTS = frozenset("ich er sie es wir man der die das mein meine unser unsere".split())
_CAN = frozenset("kann können konnte darf dürfen schaffe schafft".split())
_ALREADY = frozenset("schon bereits".split())
_OF_COURSES = frozenset("budget preis limit euro deutsch deutschkenntnisse".split())
_INVOLVED = frozenset("uns mir mich mein meine unser unsere jemand".split())
_OWNED = re.compile(r"(?:mein|unser|ihr|sein)(?:e|er)?$")
_WHOSE = frozenset("der die ein eine herr frau".split())
_GOES = frozenset("geht läuft findet macht kommt fährt".split())
_DOES_OR_DO = re.compile(r"[a-zäöüß]{2,12}(?:t|en)$")
_NO_VERBS = frozenset(
    "den einen unseren meinen seinen ihren allen diesen jeden mit seit zeit nicht gut erst jetzt hat".split()
)
_DOES = re.compile(r"[a-zäöüß]{2,12}t$")


def _tells_of_person(lower: list[str]) -> bool:
    """ "ist", "hat": of a person, or with a participle ("hat … gelernt")."""
    for i, word in enumerate(lower):
        if word not in word_set("telling_of_people"):
            continue
        if word in {"ist", "sind"}:
            if any(is_person(w) for w in lower[max(0, i - 3) : i + 2]) and word == "ist":
                return True
            if word == "sind" and lower[i + 1 : i + 2] in (["ein"], ["eine"]):
                return True
        elif any(_PARTICIPLE.match(w) for w in lower[i + 1 :]):
            return True
    return False


@cache
def _people() -> tuple[frozenset[str], tuple[str, ...]]:
    said = word_set("people")
    return frozenset(w for w in said if not w.endswith("*")), tuple(w[:-1] for w in said if w.endswith("*"))


# of a person's name: "mitarbeiterführung" is none
_PERSON_ENDING = re.compile(
    r"(?:(?:e|er|end|ende|t|te)?[:*_/-]{0,2}(?:in|innen)?|e[nmrs]?|ne|[nrs]|er[ns]?|end|ende[nmrs]?|te[nmrs]?)"
)


def is_person(word: str) -> bool:
    """Whether a word, lower case, names somebody who may ask for a course."""
    whole, beginnings = _people()
    return word in whole or any(
        word.startswith(first) and _PERSON_ENDING.fullmatch(word, len(first)) for first in beginnings
    )


# ------------------------------------------------------------------ what stands beside it


def _sign(clauses: list[WishClause]) -> None:
    """Behind the last greeting only a name follows."""
    for i, clause in enumerate(clauses):
        behind = clauses[i + 1 :]
        if (
            clause.part is WishPart.PHATIC
            and i
            and _SIGNS.match(clause.text)
            and sum(len(_WORD.findall(c.text)) for c in behind) <= _SIGNATURE
        ):
            for other in behind:
                other.part = WishPart.PHATIC


def _place_bare(clauses: list[WishClause]) -> None:
    wanting = [i for i, clause in enumerate(clauses) if clause.part is WishPart.WISH]
    colon = next((i for i, clause in enumerate(clauses) if clause.ends_colon), -1)
    last_wish = wanting[-1] if wanting else -1
    first_wish = wanting[0] if wanting else -1
    before: WishPart | None = None
    introduces = False  # whether the text begins with who asks
    for i, clause in enumerate(clauses):
        if clause.part is WishPart.BARE:
            behind = clauses[i + 1 :]
            later = any(_names_topic(other.text) or other.part is WishPart.WISH for other in behind)
            if before is None and (
                _begins_with_person(clause.text, clause.ends_colon, later=later)
                or _is_subject(clause, behind)
            ):
                introduces = True
                clause.part = WishPart.PERSON
            elif (
                introduces
                and (
                    i <= colon
                    or (
                        colon < 0
                        and (i < first_wish or (later and before is WishPart.PERSON))
                        and not _names_topic(clause.text)
                    )
                )
            ) or (introduces and colon < 0 and before is WishPart.PERSON and _is_field(clause.text, behind)):
                clause.part = WishPart.PERSON
            elif (
                before in {WishPart.ABOUT, WishPart.PAST} and i < last_wish and not _names_topic(clause.text)
            ):
                clause.part = before
            else:
                clause.part = WishPart.WISH
        if clause.part is not WishPart.PHATIC:
            before = clause.part


def _is_subject(clause: WishClause, behind: list[WishClause]) -> bool:
    """ "Köchin, will …": a single word, and a verb of wanting that lacks who wants."""
    words = _WORD.findall(clause.text)
    if len(words) != 1 or _is_thing(words[0].lower()):
        return False
    for other in behind[: _SAID_BETWEEN + 1]:
        following = _WORD.search(other.text)
        if following and following[0] in _LACKS_SUBJECT:
            return True
        if len(_WORD.findall(other.text)) > _SHORT_PIECE or _names_topic(other.text):
            return False
    return False


_SAID_BETWEEN, _SHORT_PIECE = 3, 2  # pieces between who asks and the verb ("39, Kurzarbeit"), words of one


def _is_thing(word: str) -> bool:
    """Whether courses are about a word that names nobody ("Buchhaltung, muss nicht …")."""
    return word in topic_words() and not is_person(word) and not is_occupation(word)


def _begins_with_person(text: str, labels: bool, *, later: bool) -> bool:
    words = [word[0].lower() for word in _WORD.finditer(text)][:3]
    while words and (words[0].isdigit() or words[0] in _LEADING):
        words.pop(0)
    if not words or any(is_head(w) for w in words) or (words[0], *map(len, words[1:2])) == ("trainer", 1):
        return False  # "Trainer C"
    if text.rstrip().endswith(">") or (later and (_UNTRAINED.search(text) or _is_woman(words[0]))):
        return True
    return ((is_person(words[0]) or words[0] in _OFFICES) and later) or (
        len(words) == 1 and words[0] in word_set("labels") and (labels or (later and words[0] in _OFFICES))
    )


def _is_field(text: str, behind: list[WishClause]) -> bool:
    """ "AN, 33, Schlosser, CNC …": a single word right behind who asks, if another piece names a topic."""
    words = _WORD.findall(text)
    others = {
        part for other in behind for word in _WORD.findall(other.text) for part in word.lower().split("-")
    }
    return len(words) == 1 and bool((others & topic_words()) - _ways() - set(towns()))


@cache
def _ways() -> frozenset[str]:
    """Words that say how a course must be, and are no topic."""
    return filter_words() - word_set("languages")


# what is said of a person before the topic is named
_UNTRAINED = re.compile(
    r"\b(?:ohne (?:\w+ )?(?:berufs)?(?:abschluss|ausbildung)|ungelernt|\d\d jahre)\b", re.IGNORECASE
)


def _is_woman(word: str) -> bool:
    """ "Rückkehrerin", "Alleinerziehende": no topic of ours by itself."""
    return word.endswith(("rin", "ende", "ender")) and word not in topic_words() and len(word) > _SHORT_WORD


_LACKS_SUBJECT = frozenset("will möchte sucht braucht benötigt soll muss interessiert".split())
_OFFICES = frozenset({"br", "jav", "sbv", "gf", "pr", "vl"})
_SHORT_WORD = 6
_LEADING = frozenset("ein eine einen mein meine unser unsere zwei drei der die".split())


def _names_topic(text: str) -> bool:
    return any(word[0].lower() in topic_words() for word in _WORD.finditer(text))
