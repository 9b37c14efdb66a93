"""Whether an answer says what a turn asks for: looked for in what is visible, so that other right
words pass and folded law does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from chains.blocks.kinds import FOLDED, AskBack, Block, Notice
from chains.blocks.layout import lines_of, plain_words
from evals.dialogues.collection import Alternatives, Kind, Said
from knowledge.german.sentences import split_sentences

_THOUSANDS = re.compile(r"(?<=\d)(?:\.(?=\d{3}(?!\d))|[\u202f\u00a0 ](?=\d{3}[,\d]* ?(?:Euro|€)))")
_TENTHS = re.compile(r"(?<=\d)(,\d)0(?!\d)")  # "837,50" is "837,5"
_CENTS = re.compile(r"(?<=\d),00(?!\d)")
_SPACES = re.compile(r"[\u00a0\u202f\u2009 \t]+")
_CLOSED = 2  # letters of a last word that must end there: "ja" is not in "Jahr"
_INTERJECTION = 3  # words of a first sentence such as "Ja, genau.", which leads together with the next


@dataclass(frozen=True, slots=True)
class Visible:
    """What is seen of an answer without unfolding anything: its words, without marks, and the first sentence;
    with the next where that is only a word or two ("Nein.").
    """

    text: str
    lead: str

    @property
    def words(self) -> int:
        """How many words are visible."""
        return len(self.text.split())


def visible(blocks: Iterable[Block]) -> Visible:
    """What the page shows unfolded: no quote with its heading, no list of places, no notice; the question
    back is shown.
    """
    shown = [block for block in blocks if not isinstance(block, (*FOLDED, Notice))]
    paragraphs = [
        [block.question]
        if isinstance(block, AskBack)
        else [plain_words(line.text) for line in lines_of(block)]
        for block in shown
    ]
    first = next(filter(None, paragraphs), [])
    sentences = [sentence for line in first for sentence in split_sentences(line)]
    return Visible(
        "\n\n".join("\n".join(lines) for lines in paragraphs),
        " ".join(sentences[: 2 if sentences and len(sentences[0].split()) < _INTERJECTION else 1]),
    )


def says(text: str, wanted: str) -> bool:
    """Whether the words stand in the text: from the start of a word or figure, any ending, any case,
    "4900" as "4.900", "%" as "Prozent".
    """
    return _pattern(wanted).search(plain(text)) is not None


@cache
def _pattern(wanted: str) -> re.Pattern[str]:
    words = plain(wanted).strip()
    last = re.split(r"\W+", words)[-1]
    end = r"(?!\w|[.,]\d)" if words[-1].isdigit() else r"(?!\w)" if len(last) <= _CLOSED else ""
    start = r"(?<!\w)(?<!\d[.,])" if words[0].isdigit() else r"(?<!\w)"
    return re.compile(start + re.escape(words) + end)


def plain(text: str) -> str:
    """Lower case, with figures, per cent and Euro written one way."""
    bare = _SPACES.sub(" ", text)
    figures = _TENTHS.sub(r"\1", _CENTS.sub("", _THOUSANDS.sub("", bare)))
    return _SPACES.sub(" ", figures.replace("%", " Prozent").replace("€", " Euro")).lower()


def faults(turn: Said, seen: Visible, cited: Iterable[str], *, abstained: bool = False) -> tuple[str, ...]:
    """What is not right, in words; nothing: the turn is right. `cited`: labels such as "SGB III § 82
    Abs. 2".
    """
    return tuple(_faults(turn, seen, list(cited), abstained))


def _faults(turn: Said, seen: Visible, cited: list[str], abstained: bool) -> Iterator[str]:
    if abstained and turn.kind is not Kind.TALK and turn.kind is not Kind.COURSE:
        yield "verweigert"
    head = seen.lead
    yield from (f"fehlt: {_either(group)}" for group in turn.must if not _any(seen.text, group))
    yield from (f"falsch: „{words}“" for words in turn.must_not if says(seen.text, words))
    yield from (
        f"Überschrift ohne {_either(group)}: „{head}“" for group in turn.lead_must if not _any(head, group)
    )
    yield from (f"Überschrift falsch („{words}“): „{head}“" for words in wrong_lead(turn, seen))
    if turn.cite and not any(covers(place, label) for place in turn.cite for label in cited):
        yield f"nicht zitiert: {' oder '.join(turn.cite)}; zitiert: {', '.join(cited) or 'nichts'}"


def wrong_lead(turn: Said, seen: Visible) -> tuple[str, ...]:
    """What the first sentence says although it is wrong."""
    return tuple(words for words in turn.lead_must_not if says(seen.lead, words))


def covers(place: str, label: str) -> bool:
    """Whether a cited label is the place or lies in it: "SGB III § 82" covers "SGB III § 82 Abs. 2",
    not "SGB III § 82a"; 'Faktenblatt „X“' covers each of its sections.
    """
    return label == place or label.startswith((f"{place} ", f"{place}: "))


def _any(text: str, group: Alternatives) -> bool:
    return any(says(text, words) for words in group)


def _either(group: Alternatives) -> str:
    return " / ".join(f"„{words}“" for words in group)
