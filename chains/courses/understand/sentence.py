"""A sentence of which readers take what they understand, until only topic and unknown words are left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property, lru_cache

from chains.courses.understand.words import word_set
from chains.quantities.scan import Quantity, scan

TAKEN = "\x1f"  # stands for a character that was understood; no pattern crosses it
_HEAD = re.compile(
    r"(?<![\w-])([\w-]{2,40}?)(-?)"
    r"((?:kurs(?:e[ns]?|s|us)?|lehrg[aä]nge?[ns]?|lehrgangs?|seminar(?:e[ns]?|s)?|schulung(?:en)?|workshops?"
    r"|trainings?|weiterbildung(?:en)?|fortbildung(?:en)?))(?![\w-])",
    re.IGNORECASE,
)
_LEVEL_BEHIND = re.compile(
    r"(?<![\w-])([\w-]{1,40}?)-(grundlagen|basics|basiswissen|grundkenntnisse|einführung|einstieg|aufbau"
    r"|vertiefung|auffrischung|anfänger\w*|einsteiger\w*)(?![\w-])",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"(?:\bnichts?(?!\snur\b)|\bkeine?[nmrs]?|\bohne|\baußer|\bweder|\bnoch|\bauf (?:gar )?keinen fall"
    r"|\bstatt|\bkeinesfalls|\bkeineswegs|\bniemals|\bnie)\s"
    r"(?:(?:an|an den|am|in|im|als|per|bei|beim|bei der|von|vom|zum|nach|rein|reine[nrs]?|nur|von der"
    r"|schon|wieder|mehr|bitte|gerne?|eine?[nmrs]?)\s)*$",
    re.IGNORECASE,
)
# "keine Kurse am Wochenende"
_NO_COURSES = re.compile(
    r"\b(?:keine?[nmrs]?|nichts?)\s(?:\w{1,20}-?\s)?(?:kurse?n?|termine?n?|angebote?n?|seminare?n?|schulung(?:en)?|unterricht"
    r"|veranstaltung(?:en)?|lehrg[aä]nge?n?|weiterbildung(?:en)?)\s(?:(?:an|am|in|im|als|per|bei|beim|von|zum|nach|mit"
    r"|der|dem|einem|die)\s){0,3}$",
    re.IGNORECASE,
)
# "leider finde ich keinen Kurs am Abend" asks for one
_NOT_FOUND = re.compile(r"\b(?:finde\w*|gefunden|gibt|gab|entdeckt|gesehen|bekomme\w*)\b", re.IGNORECASE)
# "muss nicht unbedingt online sein"
_NEED_NOT = re.compile(
    r"\b(?:muss|müsste|müssen|brauch\w{0,3})\s(?:\w{1,20}\s){0,3}?nicht\s(?:(?:unbedingt|zwingend|immer|nur|in|im|am"
    r"|als|an|per|ein)\s){0,3}$"
    r"|\bnicht\s(?:unbedingt|zwingend|zwangsläufig|notwendigerweise|immer|nur)\s(?:(?:in|im|am|als|an|per|nur)\s){0,2}$",
    re.IGNORECASE,
)
# "online will ich nicht"
_REFUSED = re.compile(
    r"\s(?:ist|wäre|is|wär)\s(?:nichts|nix)\sfür\s(?:mich|uns|ihn|sie|misch)"
    r"|\s(?:geht|kommt|(?:für mich|bitte)|\w{2,10}\s(?:ich|er|sie|wir|es|man))"
    r"(?:\s(?:es|das|(?:für|bei) (?:mich|mir|ihr|ihm|uns|sie|ihn)))?"
    r"(?:\s(?:aber|leider|bitte|da)){0,2}\s(?:nicht|gar nicht|keine[nr]?)(?!\s(?:nur|unbedingt))"
    r"|\s(?:ist|wäre|liegt)\s(?:(?:mir|uns|ihm|ihr|leider|aber|viel)\s){0,3}zu\s(?:weit|teuer|groß|voll|spät|früh)"
    r"|\s(?:bitte\s|eher\s)?nicht(?=\s?[,.;!]|$)",
    re.IGNORECASE,
)
_AHEAD = 90  # characters
_NOR = re.compile(r"\bweder\b", re.IGNORECASE)
_PREFERRED = re.compile(
    r"(?:am liebsten|gerne?|möglichst|vorzugsweise|idealerweise|wenn möglich|lieber|bevorzugt|wenn es geht"
    r"|wenn's geht|bestenfalls|am besten|wünschenswert)\s?,?\s?(?:\w{1,30}\s){0,2}$",
    re.IGNORECASE,
)
_PREFERRED_AFTER = re.compile(
    r"\s?,?\s?(?:wäre (?:gut|schön|super|toll|ideal|prima)|wenn möglich|bevorzugt|wenn es geht|wenn's geht"
    r"|wäre mir am liebsten|wär (?:gut|schön))",
    re.IGNORECASE,
)


class WishSentence:
    """A text in which what was understood is marked as taken. `today` completes dates."""

    def __init__(self, text: str, today: date, without_topic: str = "") -> None:
        """`without_topic`: what stands before the text and names who asks, no topic."""
        first = _without_joined_heads(" ".join(without_topic.split()))
        rest = _without_joined_heads(" ".join(text.split()))
        self.text = f"{first} {rest}".strip()
        self._topic_from = len(first)
        self.today = today
        self._rest = self.text
        self.unmet: list[str] = []  # what was understood but is no filter ("nicht in Vollzeit")

    @property
    def rest(self) -> str:
        """The text with TAKEN for what was understood; same length."""
        return self._rest

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """All quantities of the text, understood or not."""
        return scan(self.text, self.today).quantities

    @cached_property
    def is_written_small(self) -> bool:
        """Whether nothing in it tells a noun by its capital."""
        return not re.search(r"(?<=\s)[A-ZÄÖÜ][a-zäöü]", self.text)

    def is_without_topic(self, at: int) -> bool:
        """Whether what stands there only names who asks."""
        return at < self._topic_from

    def is_free(self, start: int, end: int) -> bool:
        """Whether nobody took any of it yet."""
        return TAKEN not in self._rest[start:end]

    def take(self, start: int, end: int) -> None:
        """Mark as understood."""
        self._rest = self._rest[:start] + TAKEN * (end - start) + self._rest[end:]

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches in what is left, one after another; the caller takes what it understands."""
        at = 0
        while at < len(self._rest) and (match := pattern.search(self._rest, at)) is not None:
            if match[0]:
                yield match
            at = max(match.end(), at + 1)

    def takes(self, pattern: re.Pattern[str]) -> bool:
        """Take all matches of what is not denied; whether there was one."""
        found = False
        for match in self.matches(pattern):
            if not self.denied(match.start()):
                self.take(*match.span())
                found = True
        return found

    def denied(self, start: int) -> int | None:
        """Where the word begins that denies what stands at `start` ("nicht online"); None if none does."""
        before = self.ahead(start)
        match = _NEGATED.search(before)
        if match is None:
            no_courses = _NO_COURSES.search(before)
            if no_courses is None or _NOT_FOUND.search(self.text):
                return None
            return start - len(before) + no_courses.start()
        nor = match[0].lower().startswith("noch")
        return start - len(before) + match.start() if not nor or _NOR.search(before) else None

    def refused(self, end: int) -> bool:
        """Whether the words behind a place say that what stands there is not wanted ("will ich nicht")."""
        return _REFUSED.match(self.text, end) is not None

    def needless(self, start: int) -> bool:
        """Whether what stands there may be, but need not ("muss nicht online sein")."""
        return _NEED_NOT.search(self.ahead(start)) is not None

    def ahead(self, start: int) -> str:
        """What stands right before a place: as much as a word there can depend on."""
        return self.text[max(0, start - _AHEAD) : start]

    def behind_what(self, pattern: re.Pattern[str], start: int, *, left: bool = True) -> re.Match[str] | None:
        """The match of a pattern that ends ("…$") right before a place, in the whole text's positions; in
        what is left, unless `left` is false.
        """
        return pattern.search(self._rest if left else self.text, max(0, start - _AHEAD), start)

    def take_unmet(self, start: int, end: int) -> None:
        """Mark as read, but say it as not understood."""
        self.unmet.append(self.text[start:end])
        self.take(start, end)

    def preferred(self, start: int, end: int) -> bool:
        """Whether what stands there is only wished for ("am liebsten abends")."""
        near = self.ahead(start)
        return bool(_PREFERRED.search(near) or _PREFERRED_AFTER.match(self.text[end:]))


@lru_cache(4096)
def is_head(word: str) -> bool:
    """Whether a word names a course: "Kurs", "Aufbaulehrgang", "Umschulung"."""
    key = word.lower()
    return key in word_set("heads_alone") or _HEAD.fullmatch(key) is not None or key.startswith("umschul")


def _without_joined_heads(text: str) -> str:
    """ "Schweißkurs" as "Schweiß- kurs": what a course is about, apart from what it is called."""

    def parted(match: re.Match[str]) -> str:
        first = match[1].rstrip("-")
        other = first.lower() in word_set("no_heads")
        if other or (first + match[3]).lower().endswith(("umschulung", "umschulungen")):
            return match[0]
        topic, _, manner = first.rpartition("-")
        if topic and manner.lower() in word_set("manners_joined"):  # "Excel-Aufbaukurs"
            return f"{topic}- {manner}- {match[3]}"
        return f"{first}- {match[3]}"

    return _HEAD.sub(parted, _LEVEL_BEHIND.sub(r"\1- \2", text))
