"""What a question asks for, word by word: how rare each is, how far it names a thing, which thing and which
kind of quantity is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from chains.quantities.kinds import QuantityKind, stated_kinds
from chains.quantities.said_kinds import said_kinds, states_sum
from chains.quantities.tokens import key_of
from chains.quantities.units import number_word
from chains.question.answer_forms import CELL, AnswerForm, form_of, kinds_told
from chains.question.language import GERMAN
from chains.question.word_matching import PEOPLE, WordMatcher
from knowledge.german.dictionary import everyday_words
from knowledge.german.sentences import split_sentences
from knowledge.german.words import STOP_WORDS, stem, terms, words

if TYPE_CHECKING:
    from chains.question.analysis import Analysis

_NO_NOUN, _TYPED_SMALL = 0.5, 0.85  # of a word that is none, and that may be one
_NOUN = 0.5  # the least rarity of a noun: laws have "Kind" and "Urlaub" often, and one document need not
_EVERYDAY_WORD = 0.2  # of a verb or particle of everyday speech, which says little of what is asked for
_WORD = re.compile(r"[^\W\d_]\w*")
# "was kostet der Baggerschein", "wie hoch ist der Umsatz", "welche Noten braucht man": the thing behind it
_ASKS = re.compile(
    r"^\W*(?:und |aber )?(?:was|wie\s?viele?n?|wie(?= hei(?:ß|ss))|wie (?:hoch|teuer|lang|lange|groß|oft)"
    r"|(?:ab |bis |seit )?wann(?= (?:ist|sind|war|waren|beginnt|beginnen|startet|endet))"
    r"|welche[rsnm]?)\b"
    r"(?:\s+(?:kostet|kosten|kostete|hei(?:ß|ss)(?:t|en)|ist|sind|war|waren|dauert|gilt|gelten"
    r"|beginnt|beginnen|startet|endet))?"
    r"(?:\s+(?:eigentlich|denn|so|mich))?(?:\s+(?:der|die|das|den|dem|ein|eine|einen|mein|meine))?"
    r"\s+((?:\w+e[nrsm]?\s+)?)(\w[\w-]{3,})",
    re.IGNORECASE,
)
# "wie viel Urlaub", "wie hoch": the word behind it tells the kind, not the form of the question
_ANY_QUANTITY = re.compile(r"\bwie\s?(?:viel|hoch|gro(?:ß|ss))\b", re.IGNORECASE)
# "wie viele Stunden": a day of the calendar is none
_PERIOD = re.compile(
    r"\bwie\s?vielen? (?:\w+e[nr]? )?\w*(?:tage|wochen|monate|jahre|stunden|minuten)n?\b", re.IGNORECASE
)
_PRICE = re.compile(r"\b(?:was|wie\s?viel) (?:kost|verdien)\w+|\bwie teuer\b", re.IGNORECASE)
_COST = re.compile(
    r"^\W*(?:und |aber )?(?:was|wie\s?viel) ha(?:t|ben|tte|tten)"
    r" (?:(?:der|die|das|ein|eine|mein\w*|unser\w*) )?(\w[\w-]{3,})(?: .{0,80})? gekostet\b",
    re.IGNORECASE,
)
# "wie viele Minuten dauert das Gespräch": what lasts
_LASTS = re.compile(
    r" (?:dauert|dauern|umfasst|umfassen) (?:(?:der|die|das|ein|eine) )?(\w[\w-]{3,})", re.IGNORECASE
)
# which of its kind a thing is: "die Prämie für Bäcker", "Zuschuss zum Studium"; "das Modul Statik"
_FOR = re.compile(
    r" (?:für|zum|zur) (?:(?:das|die|den|ein|eine|einen|einem|einer) )?(\w[\w-]{3,})", re.IGNORECASE
)
_CALLED = re.compile(
    r"(?<=\w )(?<=[a-zäöüß] )(?!\w+(?:(?:ig|lich|isch)e[nrsm]?|er) )[A-ZÄÖÜ][\w-]{3,} ([A-ZÄÖÜ][\w-]{3,})"
)
# whom or what it singles out: "wie viel bekommen Leiharbeiter", "wie viel für eine Onlineschulung"
_SINGLED_OUT = re.compile(
    r"\b(?:bekommen|kriegen|erhalten|haben|bekommt|kriegt|erhält|für (?:eine|einen|ein))"
    r" (?!Frau |Herr )(\w[\w-]{3,})",
    re.IGNORECASE,
)
# "zahlt ihr den Friseur", "kriegt man ein Zimmer": the thing of a question that asks whether
_WHETHER = re.compile(
    r"^\W*(?:und |aber )?"
    r"(?!w(?:as|er|e[mn]|ie|o|ann|elche\w*|arum|ieso|eshalb|\wo\w+)\b|(?:mit|seit|nicht|laut|statt)\b)"
    r"(?:\w+t|gibts|gibt's|kriegen|bekommen|haben|zahlen)\b",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"\s(?:den|einen|nen|ein|eine|ne)\s+(?:\w{3,20}(?:es|en)\s+)?(\w[\w-]{3,})", re.IGNORECASE
)
_LAST = re.compile(r"\s(\w[\w-]{3,})\W*$")
_CLAUSE = re.compile(r",|(?<=\w )\b(?:was|wenn|dass|weil|ob|falls)\b", re.IGNORECASE)
# "wer ist der Anwalt", "wie heißt die Richterin": a person by what they are
_WHO = re.compile(
    r"^\W*(?:und |aber )?(?:wer (?:ist|war|sind|waren)|wie hei(?:ß|ss)(?:t|en))"
    r" (?:der|die|das|ein|eine|mein|meine|unser|unsere) (\w{4,})",
    re.IGNORECASE,
)
# "was zahlt das Jobcenter für die Brille", "wie viel gibt der Fonds zur Prüfung": who pays is not what for
_PAYS = re.compile(
    r"^\W*(?:und |aber )?(?:was|wie\s?viel(?: \w+)?) (?:be)?(?:zahl|gib|geb|erstatte|übern[ai]|trägt"
    r"|steuer|komm|krieg|erh[aä]l)\w*\b",
    re.IGNORECASE,
)
_PAID_FOR = re.compile(
    r" (?:für|zum|zur|fürs) (?:(?:das|die|den|der|dem|ein|eine|einen|einem|einer|mein\w*|unser\w*) )?"
    r"(\w[\w-]{3,})"
    r"(?: (?:meine[rs]|unsere[rs]|eine[rs]) (\w[\w-]{3,}))?",
    re.IGNORECASE,
)
# words in which a question is put, whatever it is about
_PUT = frozenset(
    map(
        stem,
        "wieviel viel viele vielen hoch lang lange teuer alt oft genau überhaupt eigentlich gibts gibt's"
        " krieg kriegt kriegen bekomme bekommt bekommen erhalte erhält gilt gelten zahlt zahlen kostet kosten"
        " steht dauert braucht brauche möchte hätte wäre laut etwas wann darf dürfen nen nem ner nix grad"
        " halt hab rolle wonach wofür womit worin woran wodurch worauf wogegen wobei woraus worüber wovon"
        " wozu worum weshalb wieso warum inwiefern inwieweit wohin woher welche welcher welches welchen"
        " welchem gab gabs geld nehmen nimmt durfte konnte musste sollte wollte wurde kommt macht machen geht"
        " passiert passt passen findet".split(),
    )
)

# what a price is for, without telling of what: "was kostet eine Stunde Nachhilfe"
_PER = frozenset("stunde nacht tag woche monat halbjahr jahr person".split())
# a source by its kind: it need not call itself so
_SOURCES = frozenset(
    map(stem, "urteil beschluss protokoll niederschrift merkblatt weisung satzung seite dokument".split())
)
# words that no thing is told by, whatever it is
_NO_THING = (
    _PUT
    | PEOPLE
    | frozenset(
        map(
            stem,
            "neue nächste ganze gesamte erste letzte volle höchste aktuelle jetzige einzelne normale zeit"
            " frist betrag summe höhe anteil dauer".split(),
        )
    )
    | _SOURCES
)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What a German question asks for."""

    text: str  # what of the message asks
    rare: Mapping[str, float]  # its terms, how rare each is; without those in which any question is put
    naming: Mapping[str, float]  # term -> how far it names a thing
    thing: tuple[str, ...]  # terms of the thing that is asked for and of which; () where the form tells none
    called: frozenset[str]  # those of it that are a name behind its noun ("Seminarraum Kupfer")
    kinds: frozenset[QuantityKind]
    any_kind: bool  # "wie viel", "wie hoch": what is asked for tells the kind, not the form
    period: bool  # a number of hours, days …, no date
    price: bool  # a sum is asked for, no share of one
    form: AnswerForm  # what else an answer has to have

    @property
    def tells_kind(self) -> bool:
        """Whether the question says what kind of answer it wants."""
        return bool(self.kinds or self.form)

    def is_answered_by(self, said: str, heading: str = "") -> bool:
        """Whether a statement under this heading has the kind of answer that is asked for."""
        if not self.form.is_in(said, heading):
            return False
        if self.form or not self.kinds:
            return True
        if self.price:
            return states_sum(said)
        kinds = stated_kinds(said) if self.period else said_kinds(said)
        if CELL in said and QuantityKind.TIME in self.kinds:
            return bool(kinds)  # what a table counts, its name may tell: "Stundentafel"
        if self.any_kind and QuantityKind.TIME not in self.kinds:
            return bool(kinds - {QuantityKind.TIME})
        return bool(kinds) and (self.any_kind or bool(kinds & self.kinds))

    def share(self, wanted: Mapping[str, float], held: WordMatcher, have: frozenset[str]) -> float:
        """The share of weighed terms that some words hold, a thing for more than a verb; 1 where none is
        wanted.
        """
        weighed = {term: w * self.naming.get(term, 1.0) for term, w in wanted.items()}
        total = sum(weighed.values())
        return sum(w * held.of(term, have) for term, w in weighed.items()) / total if total else 1.0

    def lacking(
        self, wanted: Mapping[str, float], held: WordMatcher, have: frozenset[str], *, verbs: bool = False
    ) -> float:
        """How much is wanted that some words do not hold: a thing counts by its rarity, at most 1; `verbs`:
        what is done counts more, as between statements about one thing.
        """
        least = _NO_NOUN if verbs else 0.0
        return min(
            1.0,
            sum(w * (1 - held.of(t, have)) * max(least, self.naming.get(t, 1.0)) for t, w in wanted.items()),
        )


def asked_of(analysis: Analysis, rarity: Callable[[str], float]) -> AskedFor:
    """What the question of an analysis asks for; `rarity` weighs a term by how few chunks hold it."""
    text = _asking(analysis.text)
    matter = analysis.matter if text == analysis.text else text
    kinds, naming = kinds_told(text, analysis.asks), _naming(text)
    price = bool(_PRICE.search(text) or _COST.search(text))
    return AskedFor(
        text,
        {
            term: max(rarity(term) or 1.0, _NOUN if naming.get(term, 0.0) >= _TYPED_SMALL else 0.0)
            for term in terms(matter)
            if not term.isdigit() and term not in _PUT | _SOURCES | analysis.people | _counted_with(text)
        },
        naming,
        tuple(
            term
            for term in _terms_of((*_things(text), *_CALLED.findall(text), *_singled_out(text)))
            if term not in analysis.people
        ),
        frozenset(_terms_of(_CALLED.findall(text))),
        kinds | {QuantityKind.MONEY} if price else kinds,
        bool(_ANY_QUANTITY.search(text)) and kinds == analysis.asks,
        bool(_PERIOD.search(text)),
        price,
        form_of(text),
    )


@lru_cache(maxsize=512)
def _counted_with(text: str) -> frozenset[str]:
    """The terms of its number words ("zehn Tage"): as with digits, a rule that takes them in need not repeat
    them.
    """
    return frozenset(
        stem(word)
        for word in words(text)
        if (number := number_word(key_of(word))) is not None and number[1] == GERMAN
    )


def _terms_of(named: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            term
            for word in named
            if word.lower() not in STOP_WORDS
            for term in terms(word)
            if term not in _NO_THING
        )
    )


def _asking(text: str) -> str:
    """What of a message asks: its questions, where it tells a case before them."""
    sentences = split_sentences(text)
    asked = [sentence for sentence in sentences if sentence.rstrip().endswith("?")]
    return " ".join(asked) if asked and len(asked) < len(sentences) else text


def _naming(question: str) -> dict[str, float]:
    """Term -> how far it names a thing: a noun does, other words less; typed small, all may be nouns."""
    said = [(word, n) for n, word in enumerate(_WORD.findall(question))]
    written = any(word[0].isupper() for word, n in said if n)
    return {term: _named(word, n, written=written) for word, n in said for term in terms(word)}


def _named(word: str, at: int, *, written: bool) -> float:
    if word[0].isupper() and (at or not written):
        return 1.0
    if word.lower() in everyday_words():
        return _EVERYDAY_WORD
    return _NO_NOUN if written else _TYPED_SMALL


def _last_noun(question: str) -> list[str]:
    """The word that a main clause ends with; where it is written with capitals, if it is a noun."""
    if _CLAUSE.search(question):
        return []
    written = any(word[0].isupper() for word in _WORD.findall(question)[1:])
    return [word for word in _LAST.findall(question) if word[0].isupper() or not written]


def _singled_out(question: str) -> list[str]:
    """The nouns that a question names beside its thing; none where it is written without capitals."""
    return [word for word in _SINGLED_OUT.findall(question) if word[0].isupper()]


def _paid_or_lasting(question: str) -> list[str]:
    """What somebody pays for, what it has cost, what takes so many hours; [] for none."""
    if _PAYS.search(question):
        main = _CLAUSE.split(question)[0]
        return [word for found in _PAID_FOR.findall(main) for word in found if word]
    period = _PERIOD.search(question)
    match = _COST.search(question) or (_LASTS.match(question, period.end()) if period else None)
    return [match[1]] if match else []


def _things(question: str) -> list[str]:
    """The words of the thing that a question asks for, with what tells which of its kind it is; [] where its
    form does not tell: in a question that is written with capitals it is a noun.
    """
    if who := _WHO.search(question):
        return [who[1]]
    if _WHETHER.search(question):
        return _OBJECT.findall(question) or _last_noun(question)
    if told := _paid_or_lasting(question):
        return told
    match = _ASKS.search(question)
    if match is None:
        return []
    written = any(word[0].isupper() for word in _WORD.findall(question)[1:])
    adjective, noun = match[1].strip(), match[2]
    if stem(adjective.lower()) in PEOPLE:  # "wie viele leute arbeiten": no adjective
        return []
    known = [word for word in (adjective, noun) if word and word.lower() not in STOP_WORDS]
    if written and not noun[0].isupper():
        known = [word for word in known if word[0].isupper()]
    if _PRICE.search(question):
        known = [word for word in known if word.lower() not in _PER]
    which = _FOR.match(question, match.end())
    return [*(known if written else known[-1:]), *([which[1]] if which else ())]
