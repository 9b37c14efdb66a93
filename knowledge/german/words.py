"""German words for the lexical search: folded, stemmed, compounds split along words that the
corpus itself uses.

The splitter takes its dictionary from the indexed texts (a compound's parts stand alone somewhere in them),
which for law German needs no word list: "Lehrgangskosten" -> lehrgang + kosten. compound-split (CharSplit)
was tried: 27 s to import.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"§+|\w+")
_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
_DIGRAPHS = re.compile(r"(?<![aeouq])(?:ae|oe|ue)(?!u)")
_LINKS = ("", "s", "es", "n", "en", "er", "e")
_MIN_PART = 4
_MIN_COMPOUND = 9
_LATEST = 20_000  # words whose parts are kept: with more a server grows, and few are read again
_LONGEST = 80  # letters; "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" has 63
_MOST_PARTS = 5  # no German law word has more parts worth finding
_stemmer = Stemmer.Stemmer("german")

STOP_WORDS = frozenset(
    "ab aber alle allem allen aller alles als also am an andere anderen anderer anderes auch auf aus bei beim"
    " bin bis bist da dabei dadurch dafür dagegen daher dahin damit danach dann daran darauf darf dark darum"
    " das dass dazu dein deine dem den denn der deren des dessen die dies diese diesem diesen dieser dieses"
    " doch dort du durch ein eine einem einen einer eines er es etwa etwas euch euer eure für gegen gibt habe"
    " haben hat hatte hätte hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in indem ins ist"
    " ja jede jedem jeden jeder jedes jedoch jetzt kann kannst können könnte man mein meine meinem meinen"
    " meiner mich mir mit muss müssen nach nicht noch nun nur ob oder ohne sehr sein seine seinem seinen"
    " seiner seit sich sie sind so solche soll sollen sollte sondern sonst über um und uns unser unsere"
    " unserem unseren unserer unter viel vom von vor während wann war waren warum was welche welchem welchen"
    " welcher welches wenn wer werde werden wie wieder will wir wird wo wollen worden wurde wurden zu zum zur"
    " zwischen eigentlich bitte mal denn eben gerade genau".split()
)


def words(text: str) -> list[str]:
    """Lower-case words and numbers of a text, in order; what is longer than any word is cut."""
    return [word[:_LONGEST] for word in _WORD.findall(text.lower())]


@lru_cache(maxsize=20_000)  # the parts that compounds are tried by are most of them
def stem(word: str) -> str:
    """Snowball stem with umlauts folded, so that "Förderung", "Foerderung" and "Forderung"
    typed in haste meet.
    """
    folded = _DIGRAPHS.sub(lambda m: m[0][0], word.translate(_UMLAUTS))
    return str(_stemmer.stemWord(folded))


class Compounds:
    """Splits compounds into stems that a corpus uses as words of their own."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        """`vocabulary`: lower-case words that may be parts."""
        self._stems = {stem(word) for word in vocabulary if len(word) >= _MIN_PART and word not in STOP_WORDS}
        self.parts = lru_cache(maxsize=_LATEST)(self._parts)

    def _parts(self, word: str) -> tuple[str, ...]:
        """Stems of the parts of a compound; () if it is none. Fewest parts win, then the
        longest last part.
        """
        if len(word) < _MIN_COMPOUND or not word.isalpha():
            return ()
        best = self._split(word, 0, {})
        return best if best and len(best) > 1 else ()

    def _split(
        self, word: str, depth: int, known: dict[tuple[int, int], tuple[str, ...] | None]
    ) -> tuple[str, ...] | None:
        """The best way to read the rest of a word behind `depth` parts; `known`: what was found for rests of
        that length.
        """
        if depth and stem(word) in self._stems:
            return (stem(word),)
        if depth > _MOST_PARTS - 2:
            return None
        if (len(word), depth) in known:
            return known[len(word), depth]
        found: list[tuple[str, ...]] = []
        for cut in range(_MIN_PART, len(word) - _MIN_PART + 1):
            head = self._head(word[:cut])
            rest = self._split(word[cut:], depth + 1, known) if head else None
            if head and rest:
                found.append((head, *rest))
        known[len(word), depth] = min(found, key=lambda parts: (len(parts), -len(parts[-1])), default=None)
        return known[len(word), depth]

    def _head(self, piece: str) -> str:
        """The stem of a front part without its linking sound; "" if it is no word."""
        for link in _LINKS:
            base = piece.removesuffix(link) if link else piece
            if len(base) >= _MIN_PART and stem(base) in self._stems:
                return stem(base)
        return ""


def terms(text: str, compounds: Compounds | None = None) -> list[str]:
    """Search terms of a text: stems without stop words, followed by the parts of each compound."""
    result: list[str] = []
    for word in words(text):
        if word in STOP_WORDS:
            continue
        result.append(stem(word))
        if compounds is not None:
            result += compounds.parts(word)
    return result


def compound_vocabulary(texts: Iterable[str]) -> list[str]:
    """Words of the texts that compounds may be split into."""
    counts = Counter(word for text in texts for word in text_words(text))
    return sorted(word for word, count in counts.items() if count >= 3)  # noqa: PLR2004 - a part must be an established word


def text_words(text: str) -> list[str]:
    """Words of a text that may be parts of compounds."""
    return [word for word in words(text) if word.isalpha()]
