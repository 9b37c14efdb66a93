"""What a question asks of a case: who pays, the wage, the application, documents, an overview,
how heads are counted.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from pydantic import RootModel

from chains.quantities.lexicon import Lexicon
from chains.quantities.tokens import tokens_of
from knowledge.editorial.checked_yaml import load_checked
from knowledge.errors import RuleFault

_NAMES = Path(__file__).parent.parent.parent / "knowledge" / "rule_topics.yaml"


class Topic(StrEnum):
    """What people ask of a case."""

    FIRM_COST = "Kosten des Betriebs"
    PERSON_COST = "Kosten der Person"
    AGENCY_COST = "Kosten der Agentur"
    WAGE = "Lohn"
    APPLY = "Antrag"
    DOCUMENTS = "Unterlagen"
    COUNT = "Beschäftigte zählen"
    COMPARE = "Vergleich"
    AMOUNT = "Höhe"
    CLAIM = "Anspruch oder Ermessen"
    OVERVIEW = "Überblick"

    @property
    def in_guides(self) -> frozenset[str]:
        """The names by which a guide's entry says that it answers this; what an agency pays is an amount."""
        return _IN_GUIDES[self]


_IN_GUIDES = {topic: frozenset({topic.value}) for topic in Topic}
_IN_GUIDES[Topic.AGENCY_COST] |= {Topic.AMOUNT.value}
OF_COSTS = frozenset({Topic.FIRM_COST, Topic.PERSON_COST, Topic.AGENCY_COST})  # of a course
_FIRM = r"(?:ag|wir|uns|betrieb\w*|firma|arbeitgeber\w*|unternehmen\w*|chef\w*)"
_PERSON = (
    r"(?:ich|mich|mir|er|sie|ihn|ihm|person|kolleg\w+|mitarbeiter\w*|beschäftigte\w*|teilnehmer\w*|selbst"
    r"|selber)"
)
_PAYS = (
    r"(?:zahl\w*|bezahl\w*|trag\w*|trägt|kost\w*|übernehm\w*|übernimmt|beteilig\w*|ausgeben|aufbringen"
    r"|löhn\w*|blech\w*|hinleg\w*|berapp\w*|drauf\w*|dazugeb\w*|dazuzahl\w*|beisteuer\w*|zuschieß\w*)"
)
_AGENCY = r"(?:(?:arbeits|bundes)?agentur|(?:arbeits)?amt|jobcenter|staat)"
_LATEST = 512  # messages: a turn asks several times for the topic of the same few
_FAR = r"[^.!?]{0,80}"  # within one sentence
_PATTERNS: tuple[tuple[Topic, tuple[str, ...]], ...] = (
    (
        Topic.COUNT,
        (
            r"wie ?viele? (?:\w+ ){0,3}zähl",
            r"(?:liegen|sind|kommen|wären) wir (?:damit|dann|jetzt|also|nun|so) (?:\w+ )?(?:über|unter|auf"
            r"|bei) \d+",
            rf"zähl(?:t|en)\b(?! das\b| die zeit\b| die arbeitslosigkeit\b){_FAR}\b(?:mit|als|wie)\b",
            r"(?:beschäftigten|mitarbeiter|kopf)zahl\b",
            r"(?:auf|mit) (?:wie ?viele?|welche zahl)\b[^.!?]{0,30}\b(?:komm|rechn|zähl)\w*",
            rf"wie (?:wird|werden|zählt|zählen)\b{_FAR}\b(?:ge)?zählt?\b",
        ),
    ),
    (
        Topic.COMPARE,
        (
            r"was ist (?:besser|günstiger|sinnvoller)\b",
            r"(?<!einen )(?<!nen )(?<!keinen )unterschied\b",
            r"vergleich\w*",
            rf"besser\b{_FAR}\boder\b",
        ),
    ),
    (
        Topic.DOCUMENTS,
        (
            r"(?:gehör|brauch|benötig|muss|müssen|soll)\w*\b[^.!?,]{0,40}"
            r"\b(?:zum|in den|für den|beim) antrag\b(?! (?:tun|machen|stellen|beachten|wissen))",
            r"unterlagen\b",
            r"nachweise?\b",
            r"papiere\b",
            r"formular\w*",
            r"mitbringen\b",
            r"einreichen\b",
        ),
    ),
    (
        Topic.APPLY,
        (
            r"antr[aä]ge?\b",
            r"^\W*(?:und |aber |also )?(?:wo|wer|bei wem|wann|ab wann)(?: denn| dann| genau)?\W*$",
            r"appl(?:y|ication)\b",
            r"başvur\w*",
            r"wniosek\b|wniosk\w*",
            r"заяв\w*",
            r"beantrag\w*",
            r"bis wann\b",
            r"frist(?:en)?\b",
            r"zuständig\w*",
            r"(?:bei|an) welche[rnsm]? (?:stelle|agentur|amt|behörde|jobcenter)\b",
            r"wohin\b",
            r"an wen\b",
            r"wo (?:melde|stell|geh)\w*",
            r"nächste[nr]? schritt\w*",
            r"wo (?:reich|schick|geb)\w*",
            r"wie geht(?: e|')s (?:jetzt |nun |dann )?weiter\b",
            r"\bein(?:ge)?reich\w*",
            r"was (?:muss|müssen|soll\w*|sollte\w*|habe?n?)"
            r" (?:ich|wir|er|sie|man|(?:der|die|das|mein\w*|unser\w*) \w+)\b"
            r"[^.!?,]{0,40}\b(?<!dazu )(?:zu )?(?:tun|machen|veranlassen|unternehmen)\b",
            r"was ist (?:jetzt |nun |als nächstes )*zu tun\b",
            r"wie geh(?:t|en) (?:es|wir|ich) (?:jetzt |nun )?(?:weiter|vor)\b",
        ),
    ),
    (
        Topic.CLAIM,
        (
            r"rechtsanspruch\w*",
            r"anspruch dar\w*",
            r"(?:darauf|dazu|hierauf)\b[^.!?]{0,25}\banspruch\b",
            r"(?:besteht|gibt es)\b[^.!?]{0,25}\banspruch\b",
            rf"muss (?:die |das )?{_AGENCY}\b{_FAR}\b(?:zahlen|bewilligen|fördern"
            rf"|zustimmen)\b",
            rf"(?:darf|kann|können) (?:die |das |der )?{_AGENCY}\b{_FAR}\b(?:ablehnen"
            rf"|verweigern|nein sagen)\b",
            r"ermessen\w*",
            r"(?:pflicht|kann)leistung\w*",
        ),
    ),
    (
        Topic.WAGE,
        (
            r"wages?\b",
            r"salary\b",
            r"maaş\w*",
            r"ücret\w*",
            r"wynagrodzen\w*",
            r"pensj\w*",
            r"зарплат\w*",
            r"lohn(?!buch|steuer|abrechn|t\b|te\b|en\b|enswert)\w*",
            r"löhne\b",
            r"gehalt\w*",
            r"(?:arbeits)?entgelt\w*",
            r"weiterzahl\w*",
            r"freistell\w*",
        ),
    ),
    (
        Topic.PERSON_COST,
        (
            r"(?:was|wie ?viel\w*|muss|müsste) (?:denn |dann |nun )?(?:zahlt|trägt|muss|müsste|kostet"
            r"|bleibt|zahlen)?\s*(?:es |das )?(?:dann |denn )?"
            r"(?:er|sie|ihn|ihm|ihr|die person|der kollege|die kollegin|der mitarbeiter|die"
            r" mitarbeiterin)\b[^.!?]{0,40}"
            r"\b(?:selbst|selber|dazuzahlen|zuzahlen|aus eigener tasche|zahlen|tragen|hängen)\b",
            r"eigenanteil (?:der|des|von) (?:person|mitarbeiter\w*|beschäftigten|kolleg\w+|teilnehm\w+)\b",
        ),
    ),
    (
        Topic.AGENCY_COST,
        (
            rf"(?:was|wie ?viel\w*|welche\w*)\b[^.!?,]{{0,40}}\b{_PAYS}\b(?: \w+){{0,4}} {_AGENCY}\b",
            rf"(?:was|wie ?viel\w*)\b[^.!?,]{{0,30}}\b{_AGENCY}\b[^.!?,]{{0,20}}\b{_PAYS}\b",
            rf"^\W*(?:und |was ist mit |und was ist mit )(?:der |dem |die |das )?{_AGENCY}\w*\W*$",
            rf"(?:anteil|teil) (?:der|von der|des|vom) {_AGENCY}\b",
        ),
    ),
    (
        Topic.FIRM_COST,
        (
            r"kommt (?:da |dann |denn )?auf (?:uns|den betrieb|die firma|den arbeitgeber|mich) zu\b",
            r"wie teuer\b",
            r"(?:gesamt|end)?(?:summe|betrag|kosten) (?:für|aller|von|über) (?:alle|beide|die)\b",
            r"(?:bleib\w*|bliebe)\b[^.!?]{0,40}\b(?:an|bei) (?:uns|der firma|dem betrieb|der person)\b",
            r"mit (?:welche\w*|was für eine\w*) (?:summe|betrag|kosten)\b",
            r"anteil (?:ag|arbeitgeber|betrieb|firma)\b",
            r"(?:muss|müssen|müsste|müssten) (?:wir|ich|der betrieb|die firma|der arbeitgeber|der"
            r" chef)\b[^.!?]{0,40}\b(?:zahl\w*|dazu\w*|drauf\w*|beteilig\w*|tragen)\b",
            r"^\W*(?:und |was ist mit |und was ist mit )(?:der |dem |die |den |das )?(?:arbeitgeber"
            r"|betrieb|firma|chef|unternehmen)\w*\W*$",
            rf"(?:was|wie ?viel\w*|welche\w*|wer)\b{_FAR}\b{_PAYS}\b{_FAR}\b{_FIRM}\b",
            rf"(?:what|how much|who)\b{_FAR}\b(?:company|employer|firm|we|boss)\b{_FAR}\bpays?\b",
            r"who pays\b|how much (?:is|would) (?:it|our)\b",
            r"ne kadar öde\w*|kim öde\w*|kim öder|(?:şirket|işveren|firma)\w* ne kadar",
            r"ile (?:zapłaci|płaci|musi zapłacić)\w*|kto (?:płaci|zapłaci)\w*",
            r"скільки\b[^.!?]{0,40}(?:плат|заплат)\w*|хто (?:платить|заплатить)",
            r"kosten (?:für )?(?:uns|den betrieb|die firma|den arbeitgeber)\b",
            rf"{_FIRM}\b{_FAR}\b{_PAYS}\b",
            rf"{_PAYS}\b{_FAR}\b{_FIRM}\b",
            rf"(?:anteil|eigenanteil|beteiligung)\b{_FAR}\b{_FIRM}\b",
            r"welche\w* anteil\b",
            r"(?:für|auf) (?:den|unseren|seinen|ihren) (?:eigen|kosten|firmen|betriebs)?anteil\b",
            r"(?:firmen|betriebs|arbeitgeber)-?anteil\b",
            rf"mit welche\w* (?:betrag|summe|kosten)\b{_FAR}\brechnen\b",
            r"wie ?viel (?:davon )?(?:trägt|zahlt|übernimmt) (?:die|der|das|unsere?)"
            r" (?:kette|firma|betrieb|werk|laden|chef\w*)\b",
            r"(?:was|wie ?viel) (?:bleibt|bliebe|bleiben|würde bleiben)\b",
            r"(?:unser|euer|ihr|mein|dein)\w* (?:eigen|kosten|kurs)?anteil\b",
            r"(?:kurs|kosten)anteil\w*",
            rf"(?:müssen|muss|müsste|müssten|sollen|sollten) (?:wir|ich)\b{_FAR}\bzahlen\b",
            r"wer (?:(?:be)?zahlt|trägt|übernimmt)\b",
            r"(?:was|wie ?viel) (?:be)?zahlen (?:die|beide|sie) (?:jeweils|beide|dann|denn|nun)?\b",
            r"kosten wer\b",
            r"wer trägt die kosten\b",
            r"was (?:kostet|zahlt)\b",
            r"wie ?viel\w* (?:zahlt|übernimmt|trägt)\b",
        ),
    ),
    (
        Topic.PERSON_COST,
        (
            rf"(?:was|wie ?viel\w*)\b{_FAR}\b{_PAYS}\b{_FAR}\b{_PERSON}\b",
            rf"(?:was|wie ?viel\w*)\b{_FAR}\b{_PERSON}\b{_FAR}\b{_PAYS}\b",
            r"eigenanteil\b",
            r"bleib\w* (?:an )?\w+ hängen\b",
        ),
    ),
    (
        Topic.AMOUNT,
        (
            r"\bzuschuss\W*$",
            r"wie ?viel\w*",
            r"wie hoch\b",
            r"höhe\b",
            r"\w*geld (?:im|pro|je) monat\b",
            r"welche\w* (?:betrag|summe|satz)\b",
            r"(?:insgesamt|zusammen|ganze zeit|gesamte zeit)\b",
            r"was (?:gibt es|gibt's|gibts|gäbe es|bekomm\w*|krieg\w*|erhält|erhalten|bringt)\b",
            rf"was (?:zahlt|gibt|übernimmt|schießt) (?:denn )?(?:die |das |der )?{_AGENCY}\b",
            r"was wird (?:übernommen|gezahlt|erstattet|angerechnet|bezahlt|dazugezahlt|erlassen)\b",
            r"was steht (?:ihm|ihr|uns|der person|mir) zu\b",
        ),
    ),
    (
        Topic.OVERVIEW,
        (
            rf"{_AGENCY}\b{_FAR}\b{_PAYS}\b",
            rf"{_PAYS}\b{_FAR}\b{_AGENCY}\b",
            r"geht (?:das|da was|es|was)\b",
            r"lohnt (?:sich|es sich)\b",
            rf"(?:bekomm|krieg|wird|werden)\w*\b{_FAR}\b(?:weiterbildung|kurs|lehrgang|umschulung|schulung)\b"
            rf"{_FAR}\b(?:bezahlt|finanziert|übernommen)\b",
            r"(?:gibt es|gibt's|gibts) (?:da |dafür |hier )?(?:was|etwas|geld|hilfe|unterstützung)\b",
            rf"(?:kann|können|darf|könnte)\b{_FAR}\b(?:gefördert|förderung|beantragen|bekommen|kriegen|teilnehmen|zugelassen)\b",
            r"hat (?:er|sie|die person|\w+) (?:einen )?anspruch\b",
            rf"welche\w*\b{_FAR}\b(?:förder\w*|zuschüsse?|hilfen?|möglichkeit\w*|unterstützung\w*"
            rf"|gelder?|programme?)\b",
            r"förder(?:ung|ungen|fähig|n|t|bar|möglichkeit\w*|mittel\w*|geld\w*|programm\w*)\b",
            r"gefördert\b",
            r"zusch(?:uss|üsse)\b",
            rf"(?:bekomm|krieg|erhäl|erhalt)\w*\b{_FAR}\b(?:geld|gutschein|prämie|bafög|zuschuss"
            rf"|etwas|was)\b",
        ),
    ),
)


class _Named(RootModel[dict[str, tuple[str, ...]]]):
    """Programme's id -> how people name it."""


@cache
def _compiled() -> tuple[tuple[Topic, re.Pattern[str]], ...]:
    return tuple(
        (topic, re.compile("|".join(rf"\b(?:{way})" for way in ways), re.IGNORECASE))
        for topic, ways in _PATTERNS
    )


@cache
def programme_names() -> dict[str, tuple[str, ...]]:
    """How people name the programmes.

    Raises:
        RuleFault: the list cannot be read.
    """
    return load_checked(_NAMES, _Named, "Die Liste der Programmnamen", RuleFault)[0].root


@lru_cache(maxsize=_LATEST)
def topic_of(question: str) -> Topic | None:
    """What a question asks of a case; None for anything else. The first that fits, narrow ones
    before wide ones.
    """
    cut = question[-1_000:]  # the question stands at the end of a long message
    return next((topic for topic, pattern in _compiled() if pattern.search(cut)), None)


def asks_too(question: str, topic: Topic) -> bool:
    """Whether a question has words of a topic, whatever else it asks ("Wer ist für den Lohn zuständig?")."""
    return any(pattern.search(question[-1_000:]) for each, pattern in _compiled() if each is topic)


def programmes_named(question: str) -> tuple[str, ...]:
    """The programmes that a question names; of two names at one place the longer counts ("§ 82a", not"
    " "§ 82")."""
    tokens = tokens_of(question[:4_000])
    found: dict[int, int] = {}
    matches = _lexicon().find(tokens)
    for match in matches:
        found[match.first] = max(found.get(match.first, 0), match.last)
    named = {match.name for match in matches if match.last == found[match.first]}
    return tuple(name for name in programme_names() if name in named)


@cache
def _lexicon() -> Lexicon:
    return Lexicon(programme_names())
