"""What else than a quantity a question wants for an answer, by its form: a person, a town, a point of time;
and which kind of quantity, where the thing that is asked for tells it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from chains.privacy.people import names_in
from chains.quantities.figures import dates_in
from chains.quantities.kinds import QuantityKind
from chains.question.word_matching import plain_verb, towns_of
from knowledge.editorial.same_words import with_infinitives, words_for
from knowledge.german.words import stem, terms

# "wer leitet die Werkstatt": somebody who does it; who may or gets something is a group, told in many ways
_WHO = re.compile(r"^\W*(?:und |aber )?wer (\w{4,})", re.IGNORECASE)
_GROUP = frozenset(
    "kann können darf dürfen soll sollte hätte wird würde bekommt bekam kriegt erhält gilt braucht alles noch"
    " nicht gehört kommt fällt".split()
)
_MUST = re.compile(r"^\W*wer (?:muss|musste)\b.*?(\w{4,})\W*$", re.IGNORECASE | re.DOTALL)
# "wer ist der Anwalt", "wie heißt die Richterin": somebody's name
_IS = re.compile(
    r"^\W*(?:und |aber )?(?:wer (?:ist|war|sind|waren)\b|wie (?:heißt|hieß|heißen|heisst)"
    r" (?:der|die|das|mein|meine|unser|unsere|eure|euer) (?P<name>\w{4,}))",
    re.IGNORECASE,
)
_NO_PERSON = frozenset("träger anbieter hersteller ordner ordnung verein".split())
_PERSON_WORD = re.compile(
    r"(?:in|er|or|ent|ant|ist|loge|mann|frau|person|chef|anwalt|arzt|vorsitzende)$", re.IGNORECASE
)
# who does it, or the deed as a noun ("die Entscheidung trifft …")
_DOER = re.compile(r"(?:er|in|ent|ende[rn]?|kraft|ung|vorsitz|zuständig)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]\w*")
_TITLED = re.compile(r"\b(?:Frau|Herrn?|Dr\.|Prof\w*\.?|Meister(?:in)?)\s+[A-ZÄÖÜ]")
_LIKE = 5  # letters of a deed by which a heading may be called ("schlichtet", "Schlichtung")
_PASSIVE = re.compile(r"\b(?:werden|wird|wurden?|worden)\b", re.IGNORECASE)
_AGENT = re.compile(r"\b(?:vo[nm]|durch)\b", re.IGNORECASE)
_TOWN = re.compile(r"\bin welche[rm] (?:stadt|ort|gemeinde)\b", re.IGNORECASE)
_WHEN = re.compile(r"^\W*(?:und |aber )?(?:(?:bis|ab|seit|zu|von) )?wann\b", re.IGNORECASE)
_UNTIL = re.compile(r"^\W*(?:und |aber )?bis wann\b", re.IGNORECASE)
_DEADLINE = re.compile(
    r"\b(?:bis|spätestens|vor|vorher|zuvor|binnen|innerhalb|nach|vom|am|zum|wochen|\w*schluss|\w*frist|ende|endet)\b",
    re.IGNORECASE,
)
_TIME_POINT = re.compile(
    r"\b(?:nach|vor|vorher|binnen|innerhalb|spätestens|frühestens|ab|bis|seit|sobald|sofort|sogleich|während"
    r"|beginn\w*|ende|anfang|herbst|sommer|winter|frühjahr|ostern|pfingsten|weihnachten|wenn|sofern|soweit|falls"
    r"|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|januar|februar|märz|april|mai|juni|juli|august"
    r"|(?:septem|okto|novem|dezem)ber|(?:19|20)\d\d|\w{1,20}ten \w{0,20}(?:tag|woche|monat\w*|jahr\w*))\b"
    r"|(?<![\d.])\d{1,2}[:.]\d\d(?!\d)|\d Uhr\b|(?<![\d.])\d\d?\. ?(?:\d\d?\.|\d\d?$)",
    re.IGNORECASE,
)
CELL = "\t"  # what a table tells in a cell, its head or name may make a place
_WHERE = re.compile(
    r"^\W*(?:und |aber )?wo (?:ist|sind|war|findet|finden|liegt|trifft|treffen)\b", re.IGNORECASE
)
_SOMEWHERE = re.compile(
    r"\b(?:in|im|am|an|auf|bei|beim|unter|neben|gegenüber|hinter|vor)"
    r" (?:(?:der|dem|den|einer|einem|unsere[rm]) )?([A-ZÄÖÜ]\w+)"
)
# "wie alt ist sie" wants an age, "wie alt muss man sein" a bound
_AGE = re.compile(r"\bwie alt (?:ist|war|sind|waren)\b", re.IGNORECASE)
_AGED = re.compile(r"jährig|Jahre alt|\bgeboren|Lebensjahr|\bAlter", re.IGNORECASE)
_FROM_AGE = re.compile(r"\b(?:welche[msn]? alter|wie alt (?:muss|darf|soll|dürfen|müssen))\b", re.IGNORECASE)
_BOUND = re.compile(r"Jahr|jährig|\bAlter|\b(?:unter|über|ab|zwischen|bis) \d\d\b", re.IGNORECASE)
_MAY = re.compile(r"^\W*(?:und |aber )?(?:darf|dürfen|durfte)\b", re.IGNORECASE)
_ALLOWED = re.compile(
    r"\b(?:d[au]rf\w{0,3}|dürfen|erlaub\w*|gestattet|zulässig|verboten|untersagt|verbot|nicht|nur|kein\w{0,2}"
    r"|möglich|ausgeschlossen|muss|müssen|pflicht|ohne|einmal|zweimal|dreimal)\b",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(
    r"\b(?:wie\s?viele?|wie (?:hoch|groß) (?:ist|sind|war|waren))\s+(?:(?:der|die|das|den)\s+)?(\w{4,})",
    re.IGNORECASE,
)
_OF_TIME = re.compile(r"(?:zeit|dauer|urlaub)$", re.IGNORECASE)
_SHORTER = re.compile(r"\b(?:ver)?(?:kürz|länger)\w*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """What an answer has to have beside quantities."""

    person: bool = False  # somebody's name, or who does the deed
    deed: str = ""  # term of what they do
    told: frozenset[str] = frozenset()  # the question's own terms
    town: bool = False
    when: bool = False
    until: bool = False  # the last point of time, not since when
    where: bool = False  # some place that the question does not name
    age: bool = False
    from_age: bool = False  # a bound of age
    may: bool = False  # whether it is allowed; told in so many ways that only what leads is asked it

    def __bool__(self) -> bool:
        return any((self.person, self.town, self.when, self.where, self.age, self.from_age))

    def is_in(self, said: str, heading: str = "") -> bool:
        """Whether a statement under this heading has it."""
        if self.person and not (self._names_somebody(said) or self._is_done(said, heading)):
            return False
        wanted = ((self.age, _AGED), (self.from_age, _BOUND), (self.may, _ALLOWED))
        if (self.town and not towns_of(said)) or any(w and not p.search(said) for w, p in wanted):
            return False
        if (
            self.where
            and CELL not in said
            and not any(self.told.isdisjoint(terms(noun)) for noun in _SOMEWHERE.findall(said))
        ):
            return False
        if self.until and not (_DEADLINE.search(said) or dates_in(said) or CELL in said):
            return False
        return not self.when or bool(_TIME_POINT.search(said) or dates_in(said))

    def _names_somebody(self, said: str) -> bool:
        """Whether it has a name that the question has not."""
        return bool(_TITLED.search(said)) or any(
            not self.told.issuperset(terms(said[start:end])) for start, end in names_in(said)
        )

    def _is_done(self, said: str, heading: str) -> bool:
        """Whether it says who does the deed: not where it says only that it is done."""
        if not self.deed or (_PASSIVE.search(said) and not _AGENT.search(said)):
            return False
        same = words_for(self.deed) | {self.deed, plain_verb(self.deed)}
        root = self.deed.removesuffix("t").removesuffix("e")
        called = len(root) >= _LIKE and any(word.startswith(root) for word in terms(heading))
        told = [word for word in _WORD.findall(said) if word[0].islower() or _DOER.search(word)]
        return called or not same.isdisjoint(with_infinitives(frozenset(terms(" ".join(told)))))


def form_of(question: str) -> AnswerForm:
    """What the form of a German question wants."""
    told = frozenset(terms(question))
    if match := _MUST.search(question):
        return AnswerForm(person=True, deed=stem(match[1].lower()), told=told)
    if match := _IS.search(question):
        name = match["name"]
        return AnswerForm(person=name is None or _is_person(name), told=told)
    if match := _WHO.search(question):
        return AnswerForm(person=match[1].lower() not in _GROUP, deed=stem(match[1].lower()), told=told)
    return AnswerForm(
        told=told,
        where=bool(_WHERE.search(question)),
        town=bool(_TOWN.search(question)),
        when=bool(_WHEN.search(question)),
        until=bool(_UNTIL.search(question)),
        age=bool(_AGE.search(question)),
        from_age=bool(_FROM_AGE.search(question)),
        may=bool(_MAY.search(question)),
    )


def kinds_told(question: str, kinds: frozenset[QuantityKind]) -> frozenset[QuantityKind]:
    """The kinds of quantity that are asked for, where the thing or the deed says more than the form: "wie
    viel Lernzeit", "um wie viel verkürzt".
    """
    match = _HOW_MUCH.search(question)
    if kinds and match and _OF_TIME.search(match[1]):
        return frozenset({QuantityKind.TIME})
    return kinds | {QuantityKind.TIME} if _SHORTER.search(question) else kinds


def _is_person(word: str) -> bool:
    return word.lower() not in _NO_PERSON and bool(_PERSON_WORD.search(word))
