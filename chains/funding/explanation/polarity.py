"""Yes and no where a question is put the other way round ("Scheidet das ohne Betriebsvereinbarung aus?")."""

from __future__ import annotations

import re
from dataclasses import replace

from chains.funding.explanation.lines import Explanation
from knowledge.german.sentences import split_sentences

# what is asked is whether it does not hold: an editor's "Ja" to it would say the reverse
_THE_OTHER_WAY = re.compile(
    r"(?i)\b(?:scheide[tn]\b[^.?!]{0,120}\baus|fällt\b[^.?!]{0,120}\bweg|fallen\b[^.?!]{0,120}\bweg|ausgeschlossen"
    r"|gesperrt|entfällt|entfallen|unzulässig|verboten|unmöglich|hinfällig|verloren|gestrichen|tabu)\b"
)
_FIRST_WORD = re.compile(r"^(?:Ja|Nein)\b(?:, |: |; | – )(?P<next>\w)")


def as_asked(said: Explanation, question: str) -> Explanation:
    """What is said without its first yes or no, where the question is put the other way round."""
    asked = [sentence for sentence in split_sentences(question) if sentence.rstrip().endswith("?")]
    if not any(_THE_OTHER_WAY.search(sentence) for sentence in asked):
        return said
    bare = _FIRST_WORD.sub(lambda match: match["next"].upper(), said.lead.text)
    return replace(said, lead=replace(said.lead, text=bare))
