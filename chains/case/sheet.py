"""A message laid out for reading: tokens, quantities, sentences and clauses, and where the
vocabulary's words stand.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from chains.case.vocabulary import case_lexicon
from chains.dialect import dotted_keys, in_writing
from chains.quantities.lexicon import Match
from chains.quantities.scan import Quantity, Scan, scan
from chains.quantities.tokens import Token, TokenKind, key_of

_SENTENCE_END = frozenset(".!?;")
_CLAUSE_END = frozenset(",:–—;|•)")
# of a message; one with more is a table or hostile, and no case is read from the rest of it
MOST_FIGURES = 200
# tokens; a longer one is hostile or no sentence, and bounds the time of looking around a figure
_LONGEST_SENTENCE = 120
_LABEL = 4  # tokens before a colon that name what stands behind it ("Beginn der Maßnahme: 1. Oktober")
_ABBREVIATIONS = frozenset(
    "ca std bzw nr abs geb abgeschl inkl exkl mtl usw tel evtl j min mio ggf max u z b d h v m o f ing dr st"
    " str dipl gepr zzgl incl ue s".split()
)
_W_WORDS = frozenset(
    "wer was wie wo wann warum wieso weshalb welche welcher welches welchen welchem wozu wofür what who how"
    " when where which".split()
)
_IF = frozenset("wenn falls sofern if eger jesli gdyby якби".split())


@dataclass(frozen=True, slots=True)
class Stretch:
    """Tokens [first, last) of a sentence or clause; `question`, `hypothesis`: how it is said."""

    first: int
    last: int
    question: bool = False
    hypothesis: bool = False

    def __contains__(self, index: object) -> bool:
        return isinstance(index, int) and self.first <= index < self.last


@dataclass(slots=True)
class Sheet:
    """One message. `clause_of`, `sentence_of`: token index -> stretch; `matches`: kind ("cue", "signal", …)
    -> name -> matches.
    """

    text: str
    today: datetime.date
    tokens: Sequence[Token]
    quantities: Sequence[Quantity]
    masked: frozenset[int]
    sentences: list[Stretch]
    clauses: list[Stretch]
    clause_of: list[Stretch]
    sentence_of: list[Stretch]
    matches: dict[str, dict[str, list[Match]]] = field(default_factory=dict)

    def of(self, kind: str, name: str) -> list[Match]:
        """Where the words of one list stand."""
        return self.matches.get(kind, {}).get(name, [])

    def cue(self, name: str, where: Stretch | None = None) -> list[Match]:
        """Where the words of a cue stand, in a stretch or anywhere."""
        found = self.of("cue", name)
        if where is None or not found:
            return found
        low = bisect_left(found, where.first, key=lambda match: match.first)
        high = bisect_left(found, where.last, key=lambda match: match.first)
        return [match for match in found[low:high] if match.last < where.last]

    def has(self, name: str, where: Stretch | None = None) -> bool:
        """Whether a cue stands there."""
        return bool(self.cue(name, where))

    def distance(self, name: str, quantity: Quantity, where: Stretch) -> float:
        """Tokens between a quantity and the nearest word of a cue; behind it counts 1.5 more; infinite if
        there is none.
        """
        best = float("inf")
        for match in self.cue(name, where):
            if match.last < quantity.first:
                best = min(best, quantity.first - match.last - 1)
            elif match.first > quantity.last:
                best = min(best, match.first - quantity.last - 1 + 1.5)
            else:
                best = min(best, 0.5)
        return best

    def key(self, index: int) -> str:
        """Key of a token, "" outside."""
        return self.tokens[index].key if 0 <= index < len(self.tokens) else ""

    def words(self, first: int, last: int) -> str:
        """The message's own words from one token to another."""
        return self.text[self.tokens[first].start : self.tokens[last].end]


def sheet_of(text: str, today: datetime.date) -> Sheet:
    """Lay a message out."""
    scanned = scan(text, today)
    lexicon = case_lexicon()
    lexicon.new_text()
    tokens = _spelled_out(scanned.tokens)
    sentences = _sentences(scanned, tokens)
    sheet = Sheet(
        scanned.text, today, tokens, scanned.quantities[:MOST_FIGURES], scanned.masked, [], [], [], []
    )
    for first, last in sentences:
        for match in lexicon.find(tokens, first, last):
            kind, _, name = match.name.partition(":")
            sheet.matches.setdefault(kind, {}).setdefault(name, []).append(match)
    _lay_out(sheet, sentences)
    return sheet


_SHORT_FORMS = {"o": "ohne", "m": "mit", "f": "fuer", "u": "und"}  # "o. Abschluss", "m. Ausbildung"


def _spelled_out(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens with the keys of the written words: of dialect, and of what shorthand shortens, whose full
    stop ends nothing.
    """
    written = in_writing(token.text for token in tokens if token.kind is TokenKind.WORD)
    spelled = [
        token._replace(key=key_of(written[token.text].split()[0])) if token.text in written else token
        for token in tokens
    ]
    for index, (token, following) in enumerate(pairwise(tokens)):
        short = _SHORT_FORMS.get(token.key) or dotted_keys().get(token.key)
        if short and following.text == "." and index + 2 < len(tokens):
            spelled[index] = token._replace(key=short)
            spelled[index + 1] = following._replace(text="", key="")
    return tuple(spelled)


def _sentences(scanned: Scan, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    found, first = [], 0
    inside = {index for quantity in scanned.quantities for index in range(quantity.first, quantity.last)}
    for index, token in enumerate(tokens):
        ends = (
            token.text in _SENTENCE_END
            and index not in inside
            and not (token.text == "." and _abbreviates(tokens, index))
        )
        blank = index + 1 < len(tokens) and "\n\n" in scanned.text[token.end : tokens[index + 1].start]
        if ends or blank or index - first >= _LONGEST_SENTENCE:
            found.append((first, index + 1))
            first = index + 1
    if first < len(tokens):
        found.append((first, len(tokens)))
    return found


def _abbreviates(tokens: Sequence[Token], index: int) -> bool:
    """Whether a full stop ends no sentence: after an abbreviation, in a name, before a small letter."""
    before = tokens[index - 1] if index else None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if before is None or after is None:
        return False
    if after.start == tokens[index].end and after.kind is not TokenKind.SIGN:
        return not _two_sentences(before, after)
    if before.kind is TokenKind.WORD and before.key in _ABBREVIATIONS:
        return not (after.text[:1].isupper() and before.key in {"std", "ue", "j"} and after.key in _W_WORDS)
    return before.kind is TokenKind.NUMBER and after.text[:1].islower()


_WHOLE_WORD = 4  # letters before a full stop that ends a sentence though no blank stands behind it


def _two_sentences(before: Token, after: Token) -> bool:
    """ "zu keinem konzern.wir wollen": typed without a blank; no abbreviation, address or number."""
    words = before.kind is TokenKind.WORD and after.kind is TokenKind.WORD
    return words and len(before.key) >= _WHOLE_WORD and after.key in _BEGINS


_BEGINS = frozenset(
    "wir ich er sie es der die das was wie wer wo wann welche beide alle kann muss jetzt dann und aber"
    " noch".split()
)


def _lay_out(sheet: Sheet, sentences: Iterable[tuple[int, int]]) -> None:
    starts = {match.first for match in sheet.of("move", "question_words")}
    for first, last in sentences:
        asks = sheet.tokens[last - 1].text == "?"
        hypothesis = _hypothetical(sheet, first, last)
        sentence = Stretch(first, last, asks, hypothesis)
        sheet.sentences.append(sentence)
        sheet.sentence_of += [sentence] * (last - first)
        clauses = list(_clauses(sheet, first, last))
        for number, (begin, end) in enumerate(clauses):
            opening = next(
                (
                    i
                    for i in range(begin, end)
                    if sheet.tokens[i].kind is TokenKind.WORD
                    and sheet.key(i) not in {"und", "aber", "oder", "dann", "also", "hallo"}
                ),
                begin,
            )
            opens = opening in starts
            wh = sheet.key(opening) in _WH_KEYS or sheet.key(opening).startswith(_ASKS_FOR)
            question = wh or (asks and (opens or number == len(clauses) - 1))
            clause = Stretch(begin, end, question, hypothesis)
            sheet.clauses.append(clause)
            sheet.clause_of += [clause] * (end - begin)


_ASKS_FOR = ("erklaer", "erzaehl", "sag", "zeig", "nenn", "explain", "tell")
_WH_KEYS = frozenset(key_of(word) for word in _W_WORDS)


def _clauses(sheet: Sheet, first: int, last: int) -> Iterable[tuple[int, int]]:
    inside = {index for q in sheet.quantities for index in range(q.first, q.last)}
    begin = first
    for index in range(first, last):
        token = sheet.tokens[index]
        newline = index + 1 < last and "\n" in sheet.text[token.end : sheet.tokens[index + 1].start]
        if token.text == "(" and index > begin:
            yield begin, index
            begin = index
        elif (
            token.text in _CLAUSE_END
            and index not in inside
            and not (token.text == ":" and index - begin <= _LABEL)
        ) or newline:
            yield begin, index + 1
            begin = index + 1
    if begin < last:
        yield begin, last


_UNREAL = frozenset({"haette", "haetten", "waere", "waeren"})


def _unreal_figure(sheet: Sheet, first: int, last: int) -> bool:
    """ "Angenommen, ein Betrieb hätte 600 Leute": the figure itself is said to be unreal."""
    figures = [quantity.first for quantity in sheet.quantities if first <= quantity.first < last]
    verbs = [index for index in range(first, last) if sheet.key(index) in _UNREAL]
    return any(
        not any(
            sheet.tokens[index].text in _CLAUSE_END for index in range(min(verb, figure), max(verb, figure))
        )
        for verb in verbs
        for figure in figures
    )


def _hypothetical(sheet: Sheet, first: int, last: int) -> bool:
    """Konjunktiv II after "wenn" supposes; "angenommen" tells a case all the same."""
    where = Stretch(first, last)
    if any(match.first in where for match in sheet.of("move", "supposed")):
        return _unreal_figure(sheet, first, last)
    condition = any(sheet.key(index) in _IF for index in range(first, last))
    return condition and any(match.first in where for match in sheet.of("move", "hypothesis"))
