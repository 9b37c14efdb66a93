"""Whether a message looks for courses, told by its words alone: it asks for what is on offer, and names
something to be learnt.
"""

from __future__ import annotations

import re

COURSE_NAME = re.compile(
    r"\b(?:\w*(?:kurs|lehrgang|seminar|webinar|workshop|training)(?:e|es|en|s)?|\w*lehrgänge[n]?|\w*(?:umschulung"
    r"|weiterbildung|fortbildung|schulung|qualifizierung)(?:en)?"
    r"|angebote?|maßnahmen?|\w*schein|\w*sachkunde|teilqualifikation(?:en)?"
    r"|bildungsurlaub(?= (?:zum thema|zu|über)\b))\b",
    re.IGNORECASE,
)
# what asks for an offer: that there is one, where, whose
_OFFER = re.compile(
    r"(?<!\w)(?:gib(?:t'?s|t es|ts)|habt ihr|hast du|haben sie|wo|welche[rns]?"
    r"|wer (?:macht|bietet|hat|gibt|kann)"
    r"|(?:heraus|raus|aus)?(?:zu)?such\w*|finden?|findest|zeig\w*|nenn(?:e|en|t)?|kenn(?:st|t|en|e)"
    r"|bietet|angeboten|anbiet\w*|buchen|überblick|übersicht|was dabei|lässt sich|her damit)(?!\w)",
    re.IGNORECASE,
)
# what asks for more of it: when, at what price, whether there is room
_MORE = re.compile(
    r"(?<!\w)(?:wann (?:beginn|fäng|start|läuf|geht|gibt|findet|ist der näch)\w*|termine?|plätze|was kostet)"
    r"(?!\w)",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"(?<!\w)(?:ich brauche?|wir brauchen?|brauchen wir|brauche ich|bräuchten?|möchten?|will|wollen|würden?"
    r"|hätten?|sucht)(?!\w)",
    re.IGNORECASE,
)
# "was zu Excel", "etwas mit Holz"; "kann man … lernen", "werden"
_SOMETHING = re.compile(
    r"(?<!\w)(?:et)?was (?:zu[mr]?|mit|über|für|im bereich|in richtung)(?!\w)", re.IGNORECASE
)
_LEARN = re.compile(r"(?<!\w)(?:lernen|erlernen|auffrischen|werden|nachholen|machen)(?!\w)", re.IGNORECASE)
_ABLE = re.compile(r"(?<!\w)(?:kann|könnte) (?:man|ich|er|sie)(?!\w)", re.IGNORECASE)
_SEARCH = re.compile(r"\bkurssuche\b", re.IGNORECASE)
_PLACED = re.compile(
    r"\b(?:in|bei|nahe|rund um|um|nähe|umgebung|online|samstags?|abends|vormittags|am wochenende)\b"
    r"(?! der (?:arbeit|zeit)| einem| meinem| unserem)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
# what a course question never asks: who pays how much, what the law says
_FUNDING = re.compile(
    r"(?i)\bgeld\b|(?<!erste[ -])\bhilfen?\b"
    r"|^\W*(?:und |was )?wenn\b|scheck\b|tarif\w*|\b(?:der|die|das) besten?\b|\bnachweis\w*|\bunterlagen\b"
    r"|\bformular\w*|zulass\w*|\bfrist\w*|widerruf\w*|\bbeenden\b|\bvergütung"
    r"|\bbetrieb mit\b|\bwer sucht\b"
    r"|\b\d+ (?:leute|beschäftigte|mitarbeit\w*|ma)\b|\bwenn ich\b|\bgibt es für\b|\bzahl(?:t|en|e"
    r"|st)\b(?! das amt)|\bbezahl\w*|förder\w*|zuschuss\w*|zuschüsse\w*|\bantr[aä]g\w*|\bbeantrag\w*"
    r"|anspruch|\bkosten(?:träger)?\b(?= (?:übern|trägt|für))|übern(?:immt|ehmen|ahme)"
    r"|\banteil\b|\bprozent\b|\bfreistell\w*|\brecht auf\b|§|gesetz\w*|\burlaub\b|\bkündig\w*|\blohn\b(?!"
    r" und)|arbeitsentgelt|\bwer trägt\b|\bdarf\b|\bmuss\b|\bmüssen\b|voraussetzung\w*|unterschied|\bwas"
    r" ist\b|\bwas bedeutet\b|\bwie viel\b|\bwie hoch\b"
    r"|\bwarum\b|\bzählt\b|\bgilt\b|\bgelten\b|bildungsscheck|bafög|\bdauert\b|\bwie lange\b|\bdürfen\b"
    r"|erstatt\w*|betriebsrat\b(?!s)|mitbestimm\w*|\bkann (?:ich|er|sie|man|jemand)\b(?! (?:hier|da|in"
    r"|bei)|[^.!?]{0,60}\blernen\b)"
)
_ASKS_OFFICE = re.compile(
    r"(?i)\b(?:kann|zahlt|würde|übernimmt|bezahlt|fördert)\b (?:die|das) (?:agentur|amt|jobcenter"
    r"|arbeitsagentur)"
)
# the office pays: how a course is paid that is looked for
_BY_VOUCHER = re.compile(
    r"(?i)\b(?:das |die )?(?:amt|jobcenter|arbeitsagentur|agentur)\b[^.!?]{0,20}\b(?:be)?zahl\w*"
    r"|\bbildungsgutschein\w*"
)
_SEMINAR_DAYS = re.compile(
    r"(?i)\b(?:seminartag\w*|modul(?:e|s|en)?|folie\w*|lernziel\w*|übung\w*|unser(?:e|er|em)? (?:seminar"
    r"|kurs|lehrgang))\b"
)


def sentences_of(message: str) -> list[str]:
    """The sentences of a message, each with its end."""
    return _SENTENCE.findall(message)


def seeks(message: str) -> bool:
    """Whether a sentence asks for an offer, or wants something, and names a course, in any order."""
    return bool(_SEARCH.search(message)) or any(
        COURSE_NAME.search(each) and any(way.search(each) for way in (_OFFER, _MORE, _WISH))
        for each in sentences_of(message)
    )


def asks_where_to_learn(message: str) -> bool:
    """ "Wo kann man Schweißen lernen?", "habt ihr was zu Excel?": what is learnt stands for the course."""
    if _SOMETHING.search(message) or _LEARN.search(message):
        return bool(_OFFER.search(message) or _ABLE.search(message))
    return False


def asks_money_or_law(message: str) -> bool:
    """Whether it asks who pays and what the law says, or for the mentors' own seminar."""
    asks = _SEMINAR_DAYS.search(message) or _ASKS_OFFICE.search(message)
    return bool(asks or _FUNDING.search(_BY_VOUCHER.sub(" ", message)))


def seeks_placed_course(message: str) -> bool:
    """Whether the words alone look for a course at some place or time."""
    if asks_money_or_law(message):
        return False
    return bool(_SEARCH.search(message)) or any(
        COURSE_NAME.search(each) and _OFFER.search(each) and _PLACED.search(each)
        for each in sentences_of(message)
    )
