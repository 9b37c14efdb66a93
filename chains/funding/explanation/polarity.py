"""A yes or no before what is said, only where it answers: to a question that takes one, put straight."""

from __future__ import annotations

import re
from dataclasses import replace

from chains.funding.explanation.lines import Explanation
from knowledge.german.sentences import split_sentences

# what is asked is whether it does not hold, or whether it harms: an editor's "Ja" to it would say the reverse
_THE_OTHER_WAY = re.compile(
    r"(?i)\b(?:scheide[tn]\b[^.?!]{0,120}\baus|fällt\b[^.?!]{0,120}\bweg|fallen\b[^.?!]{0,120}\bweg|ausgeschlossen"
    r"|gesperrt|entfällt|entfallen|unzulässig|verboten|unmöglich|hinfällig|verloren|gestrichen|tabu"
    r"|nicht|nichts|nie|kein(?:e[nmrs]?)?|schlimm|schade[nt]?|schädlich|problem\w*|hindern?|hindernis\w*|hindert"
    r"|stört|stören|gefährde\w*|verfällt|verfallen|erlischt|zu (?:spät|früh|wenig|viel|kurz|lang|alt|jung))\b"
)
# a verb in front, or behind a comma, makes a question of yes or no; "was", "wie", "wer" make another
_TAKES_ONE = re.compile(
    r"(?i)(?:^\W{0,9}(?:(?:und|aber|also|dann|oder|na|ja|ok|okay|gut|denn|nur|noch|auch|hallo|jetzt|nun)\W{1,3}){0,3}"
    r"|[,;:–—-]\s{0,3}(?:und |aber |dann |oder ){0,2})"
    r"(?:kann|kannst|können|könnten?|darf|dürfen|dürften?|muss|müssen|müssten?|soll(?:en|ten?)?|ist|sind|wären?|war"
    r"|hat|habe|haben|hab|hätten?|gibt'?s|gibt|gäbe|bekomm\w{0,4}|bekäme|krieg\w{0,4}|erhält|erhalten|geht|ginge|gehen"
    r"|gilt|gelten|gälte|zähl\w{0,3}|zahlt|zahlen|übernimmt|übernehmen|trägt|tragen|reich\w{0,4}|wird|werden|würden?"
    r"|läuft|laufen|bleib\w{0,3}|brauch\w{0,3}|steht|stehen|besteht|bestehen|stimmt|stimmen|lässt|lassen|komm\w{0,3}"
    r"|förder\w{0,2}|hilft|bring\w{0,2}|mach\w{0,2}|klappt|ändert|passt|gehör\w{0,3}|nimmt|fällt|will|wollen|lohnt"
    r"|sinkt|steigt|endet|scheidet|entfällt|schadet|verliert|verlangt|dauert|beginnt|findet|zieht|rechnet|deckt)\b"
)
_FIRST_WORD = re.compile(r"^(?:Ja|Nein)\b(?:, |: |; | – )(?P<next>\w)")


def as_asked(said: Explanation, question: str) -> Explanation:
    """What is said without its first yes or no, where the question takes none, where nothing is asked, or
    where it is put the other way round ("Scheidet das aus?", "Schadet das?").
    """
    if _takes_yes_or_no(question):
        return said
    bare = _FIRST_WORD.sub(lambda match: match["next"].upper(), said.lead.text)
    return replace(said, lead=replace(said.lead, text=bare))


def _takes_yes_or_no(question: str) -> bool:
    asked = [sentence for sentence in split_sentences(question) if sentence.rstrip().endswith("?")]
    straight = any(_TAKES_ONE.search(sentence) for sentence in asked)
    return straight and not any(_THE_OTHER_WAY.search(sentence) for sentence in asked)
