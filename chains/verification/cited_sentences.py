"""The sentences of an answer with the numbers they cite."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.german.sentences import split_sentences

MARK = re.compile(r"\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence, without marks and emphasis, and the numbers it cites; `leads_in`: the numbers are those of
    the list behind it.
    """

    text: str
    numbers: tuple[int, ...]
    leads_in: bool = False


def cited_sentences(text: str) -> list[CitedSentence]:
    """Sentences and list items; a mark behind the full stop belongs to the sentence before it, a sentence
    that leads in a list ("…:") cites what its items cite."""
    joined = re.sub(r"([.!?:])\s*((?:\[\d+\]\s*)+)", r" \2\1 ", text)
    found: list[CitedSentence] = []
    open_leads: list[int] = []
    for line in joined.splitlines():
        for raw in split_sentences(line) if line.strip() else []:
            numbers = tuple(dict.fromkeys(int(n) for n in MARK.findall(raw)))
            if numbers:
                for index in open_leads:
                    found[index] = CitedSentence(
                        found[index].text,
                        tuple(dict.fromkeys((*found[index].numbers, *numbers))),
                        leads_in=True,
                    )
            if not raw.lstrip().startswith(("-", "*", "•")) or not open_leads:
                open_leads = []
            found.append(CitedSentence(without_marks(raw), numbers))
            if not numbers and raw.rstrip(" *").endswith(":"):
                open_leads = [len(found) - 1]
    return found


def without_marks(sentence: str) -> str:
    """A sentence without marks, emphasis and list signs."""
    return (
        " ".join(MARK.sub("", sentence).replace("**", "").strip(" *#>-").split())
        .replace(" .", ".")
        .replace(" :", ":")
    )
