"""Whether an office is to pay: said of a course ("das Jobcenter zahlt"), or only asked ("zahlt das Amt?")."""

from __future__ import annotations

import re
from functools import cache

from chains.courses.understand.sentence import WishSentence
from chains.courses.understand.wish import Wish
from chains.courses.understand.words import word_set

# who pays: the office and the paying in one clause, either first
_PAYER = r"(?:(?:arbeits)?amt|jobcenter|job-center|(?:arbeits)?agentur(?: für arbeit)?)"
_PAYS = (
    r"(?:(?:be|ge)?zahl\w{0,3}|übern(?:immt|ehmen|ommen)|fördert?|fördern|gefördert|finanzier\w{1,3}|trägt|tragen"
    r"|genehmigt|zugesagt|bewilligt|zusage)"
)
_PAID = re.compile(
    rf"(?<![\w-])(?:{_PAYER}(?:\s[\w*:-]{{1,30}}){{0,7}}\s{_PAYS}|{_PAYS}(?:\s\w{{1,14}}){{0,4}}\s{_PAYER})(?![\w-])",
    re.IGNORECASE,
)
_PAYER_ALONE = re.compile(
    r"(?<![\w-])(?<!vom )(?<!beim )(?<!zum )(?<!das )(?<!ohne )(?<!kein )(?:jobcenter|job-center|arbeitsamt"
    r"|arbeitsagentur)(?![\w-])",
    re.IGNORECASE,
)
_DOES_NOT = re.compile(r"\s(?:nicht|nichts|keine[nrs]?)\b", re.IGNORECASE)


def read_paying(sentence: WishSentence, wish: Wish) -> None:
    """Take an office that is to pay; what is asked or denied of it is no filter."""
    for match in sentence.matches(_PAID):
        if _DOES_NOT.search(match[0]) or _DOES_NOT.match(sentence.text[match.end() :]):
            sentence.take_unmet(*match.span())  # "wenn das Amt nichts zahlt"
        elif _is_asked(match, sentence):
            sentence.unmet += [match[0].split()[0], match[0].split()[-1]]
            _take_ends(match, sentence)
    if is_note(sentence) and sentence.takes(_PAYER_ALONE):
        wish.voucher = True  # "Umschulung Koch, Jobcenter, Herne"
    for match in sentence.matches(_PAID):
        if sentence.denied(match.start()) is None:
            wish.voucher = True
            if sentence.preferred(*match.span()):
                wish.soft.add("voucher")
            _take_ends(match, sentence)  # "das Jobcenter würde einen Kurs in Metall zahlen"


def is_note(sentence: WishSentence) -> bool:
    """Whether it is without a verb, so that a single word says much ("Umschulung Koch, Zertifikat")."""
    return not any(word in _verbs() for word in sentence.text.lower().split())


def _is_asked(paid: re.Match[str], sentence: WishSentence) -> bool:
    """ "Zahlt das Jobcenter …?", "ob das Amt … zahlt": a question whether an office pays, and no wish, as
    "Kurse, die das Amt zahlt?" is.
    """
    begun = _SENTENCE_ENDS.split(sentence.ahead(paid.start()))[-1]
    clause = begun.rpartition(",")[2].strip()
    if _WHETHER.search(clause):
        return True
    end = _SENTENCE_ENDS.search(sentence.text, paid.end())
    if end is None or end[0] != "?":
        return False
    if _PAYS_FIRST.match(paid[0]):
        return not clause or clause.split()[-1].lower() in _JOINS
    return bool(_ASKS_FIRST.match(clause)) or (
        end.start() == paid.end() and _BARE_ARTICLE.fullmatch(clause) is not None
    )


_SENTENCE_ENDS = re.compile(r"[.!?;:]")
_WHETHER = re.compile(r"\bob\b", re.IGNORECASE)
_PAYS_FIRST = re.compile(_PAYS, re.IGNORECASE)
_JOINS = frozenset("und oder aber denn dann auch".split())
_ASKS_FIRST = re.compile(
    r"(?:(?:und|oder|aber|dann)\s)?(?:kann|könnte|würde|wird|werden|hat|hätte|muss|soll|darf|ist|geht)\b",
    re.IGNORECASE,
)
_BARE_ARTICLE = re.compile(r"(?:das|die|der|vom|von der|über das|über die)?", re.IGNORECASE)


@cache
def _verbs() -> frozenset[str]:
    return word_set("wanting") | word_set("telling") | word_set("telling_of_people")


def _take_ends(match: re.Match[str], sentence: WishSentence) -> None:
    """Take who pays and the paying; what is paid stays to be read."""
    words = list(re.finditer(r"\S+", match[0]))
    for word in words:
        if word is words[0] or word is words[-1] or word[0].lower() in word_set("filler"):
            sentence.take(match.start() + word.start(), match.start() + word.end())
