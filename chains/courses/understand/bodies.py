"""Who gives or examines a course: providers wanted and not, certificates; and for whom it is."""

from __future__ import annotations

import re
from functools import cache

from chains.courses.understand.occupations import is_agent, is_occupation
from chains.courses.understand.sentence import TAKEN, WishSentence, is_head
from chains.courses.understand.wish import Wish
from chains.courses.understand.words import phrases, word_set
from knowledge.editorial.course_words import course_topic_words, course_words
from knowledge.places.gazetteer import towns
from knowledge.places.regions import region_pattern

_GIVEN_BY = re.compile(
    r"(?:(?:bei|beim|von|vom|an|durch)\s(?:der\s|dem\s|die\s|einer\s)?|(?<!\w)(?:kurs\w{0,9}|angebot\w{0,3}"
    r"|seminar\w{0,3}|lehrg\w{1,6})\s(?:der|des)\s|anbieter:?\s(?:ist\s)?|träger:?\s)$",
    re.IGNORECASE,
)
_NOT_BY = re.compile(
    r"(?:nicht|außer|keine[nr]?|ohne|bloß nicht|auf keinen fall)\s(?:(?:wieder|noch|mal|nochmal|mehr"
    r"|unbedingt)\s){0,2}(?:(?:bei|beim|von|vom|an"
    r"|durch)\s)?(?:der\s|dem\s|die\s|das\s)?$",
    re.IGNORECASE,
)
_WITH_NAME = re.compile(
    r"\b(?:mit|nach|vor der|durch die|zertifiziert nach)\s(?:einem\s|der\s)?$", re.IGNORECASE
)
_PRODUCTS = frozenset({"SAP", "MICROSOFT", "CISCO"})  # "Controlling mit SAP" is what a course is about
_WITH_CHILDREN = re.compile(r"\smit\s(?:\w{3,12}en\s)?(?:klein)?kind(?:ern)?(?![\w-])", re.IGNORECASE)
_AND_FIRST = re.compile(r"für\s(?-i:(?P<first>[A-ZÄÖÜ]\w{2,20}))\s(?:und|oder)\s$")
_COMMA, _ITEM_ENDS = re.compile(r",\s$"), re.compile(r"\s?(?:[,;.]|$)")  # "…, Senioren"
_UNKNOWN_CERTIFICATE = re.compile(r"(?<![\w-])mit\s(?-i:[A-ZÄÖÜ]{2,8})-zertifi\w+(?![\w-])", re.IGNORECASE)
_OWN = re.compile(r"\b(?:unsere|meine|meinen|unseren|einen|eine) $", re.IGNORECASE)
_WHICH = re.compile(r"\bwelche[rs]?\s$", re.IGNORECASE)
_THE = re.compile(r"\b(?:der|die|das)\s$", re.IGNORECASE)
_OFFERS = re.compile(r"\b(?:anbiete|biete|veranstalte|durchführ|im programm|im angebot)", re.IGNORECASE)
_ENDS = re.compile(r"[.;!?]")
_OFFERS_AHEAD = re.compile(r"\b(?:bietet|bieten|veranstaltet|hat)\s(?:der|die|das)\s$", re.IGNORECASE)
_COLON = re.compile(r"(?:\s[A-ZÄÖÜ]\w{1,30})?:")  # "HWK Dortmund: …"
_NEAR = 90  # characters behind a provider in which it offers something
_NEXT_WORD = re.compile(r"[ -](?:zu )?(?P<word>[A-ZÄÖÜ][\w-]+)")
_NAMED_AFTER = re.compile(
    r"(?:akademie|bildungswerk|kolping|institut|kolleg|fernakademie|technische akademie)\w{0,9}$",
    re.IGNORECASE,
)
_SIDES = frozenset("nord süd rheinland hessen westfalen nrw ruhr".split())
_NAMED = re.compile(
    r"(?<![\w-])(?:(?:bei|beim|von|vom)\s(?:der\s|dem\s)?"
    r"|anbieter\s)(?P<name>[A-ZÄÖÜ][\w&.-]{1,40}(?:\s(?:gmbh|ggmbh|e\.?\s?v\.?|akademie|institut|kolleg"
    r"|bildungswerk|lernhaus|campus))+)",
    re.IGNORECASE,
)
_TO_HEAD = r"[ -]{0,2}(?:\w+-)?"
_FOR = re.compile(
    r"(?:(?:für|nur|speziell für|nur für|geeignet für|extra für)\s(?:die |den |das |alle |unsere "
    r"|unseren |meine |meinen |einen |eine |junge |ältere )?"
    r"|für\s(?:die |alle |unsere )?(?:neu |frisch )?"
    rf"(?!(?:{'|'.join(sorted(word_set('field_adjectives')))})\s)(?-i:[a-zäöüß]{{3,18}}en?\s))$",
    re.IGNORECASE,
)
# "für das Team der Buchhaltung"
_FOR_TEAM = re.compile(
    r"(?<![\w-])für\s(?:das|die|unser|unsere)\s(?:team|abteilung|belegschaft|mannschaft|gruppe|kolleg\w{0,5}|mitarbeit\w{0,8})\s"
    r"(?:der|des|aus|aus der|aus dem|in der|im|vom|von der)\s[\w-]{3,30}(?![\w-])",
    re.IGNORECASE,
)
_PEOPLE_LIKE = re.compile(
    rf"(?<![\w-])(?:(?:{'|'.join(sorted(word_set('field_adjectives')))})\s)?[A-ZÄÖÜ]\w+(?:kräfte|leute|eltern|innen|linge|bediener|arbeiter|leitungen|vertretungen|verantwortliche|interessierte|mitglieder)(?:n)?(?![\w-])"
)
_OR_THE = re.compile(rf"{TAKEN}\s?(?:oder|und|bzw\.?|/)\s(?:der\s|dem\s|die\s)?$", re.IGNORECASE)
_AND = re.compile(rf"{TAKEN}\s?(?:und|oder|/|,)\s?$")


def read_bodies(sentence: WishSentence, wish: Wish) -> None:
    """Take providers, certificates and the audience."""
    _read_certified(sentence, wish)
    _read_providers(sentence, wish)
    _read_certificates(sentence, wish)
    _read_audience(sentence, wish)


def _read_providers(sentence: WishSentence, wish: Wish) -> None:
    for pattern in (phrases("provider_alone"), phrases("provider"), _NAMED):
        for match in sentence.matches(pattern):
            start, end = match.span("name") if pattern is _NAMED else match.span()
            before = sentence.rest[max(0, start - 2) : start]
            no, by = sentence.behind_what(_NOT_BY, start), sentence.behind_what(_GIVEN_BY, start)
            named_end = end if pattern is _NAMED else _end_of_name(start, end, sentence)
            of_town = named_end > end and before.rstrip().endswith((",", TAKEN, ";")) and "," in before
            joined = wish.provider and sentence.behind_what(_OR_THE, start)
            alone = joined or phrases("provider_alone").match(sentence.text, start)
            if sentence.behind_what(_WHICH, start):
                sentence.take(start, end)  # asked for, not wanted
                continue
            offers = _offers(start, end, sentence)
            if no is None and by is None and not alone and not of_town and not offers:
                continue
            end = named_end
            listed = wish.provider_not if no else wish.provider
            listed.append(sentence.text[start:end].strip())
            introduced = no or by
            sentence.take(introduced.start() if introduced else start, end)


def _offers(start: int, end: int, sentence: WishSentence) -> bool:
    """ "Kurse, die der TÜV anbietet", "HWK Dortmund: …"."""
    if start and not _THE.search(sentence.ahead(start)):
        return False
    if _OFFERS_AHEAD.search(sentence.ahead(start)):
        return True  # "bietet der TÜV an"
    behind = _ENDS.split(sentence.text[end : end + _NEAR], maxsplit=1)[0]
    return bool(_OFFERS.search(behind) or _COLON.match(sentence.text, end))


def _end_of_name(start: int, end: int, sentence: WishSentence) -> int:
    """Behind the town or name that belongs to a provider: "VHS Bochum", "Akademie Klausenhof"."""
    while (more := _NEXT_WORD.match(sentence.rest, end)) is not None:
        key = more["word"].casefold()
        if not (
            key in towns()
            or key in _SIDES
            or key in region_pattern()[1]
            or _NAMED_AFTER.search(sentence.text[start:end])
        ):
            break
        end = more.end()
    return end


def _read_certified(sentence: WishSentence, wish: Wish) -> None:
    """Take "Prüfung bei der IHK", before who examines is taken for who teaches."""
    for match in sentence.matches(_certified_by()):
        wish.certificate.append(match["name"].upper())
        sentence.take(*match.span())


@cache
def _certificate_heads() -> str:
    return "|".join(word.replace("*", r"\w*") for word in word_set("certificate_head"))


def _read_certificates(sentence: WishSentence, wish: Wish) -> None:
    heads = _certificate_heads()
    behind = re.compile(rf"{_TO_HEAD}(?P<head>{heads})(?![\w-])", re.IGNORECASE)
    for match in sentence.matches(_certificate_names()):
        name = re.sub(r"-\d+$", "", match[0].upper())
        head = behind.match(sentence.rest, match.end())
        said_with = name not in _PRODUCTS and sentence.behind_what(_WITH_NAME, match.start())
        if not (
            head or said_with or match[0].lower() in word_set("certificate_only") or "iso" in match[0].lower()
        ):
            continue
        wish.certificate.append(name)
        if head and head["head"].lower() in {"abschluss", "abschlüsse"}:
            wish.leads_to_degree = True
        sentence.take(match.start(), head.end() if head else match.end())
    if sentence.takes(phrases("any_certificate")) or sentence.takes(_UNKNOWN_CERTIFICATE):
        wish.any_certificate = True


@cache
def _certified_by() -> re.Pattern[str]:
    """ "Prüfung bei der IHK", "Zertifikat vom TÜV"."""
    heads = _certificate_heads()
    names = "|".join(re.escape(name) for name in sorted(word_set("certificate_only")) if "*" not in name)
    return re.compile(
        rf"(?<![\w-])(?:mit\s(?:der\s|einer\s|einem\s)?|inklusive\s|inkl\.?\s)?(?:{heads})\s(?:bei|vor|von|vom|durch|der|des|nach)\s"
        rf"(?:(?:der|dem|den|die)\s)?(?P<name>{names})(?![\w-])",
        re.IGNORECASE,
    )


@cache
def _certificate_names() -> re.Pattern[str]:
    """The names, also in front of a hyphen ("IHK-Abschluss")."""
    names = sorted(
        (name.strip() for name in str(course_words().certificate_any_name).split(",")), key=len, reverse=True
    )
    ways = "|".join(re.escape(name).replace(r"\*", r"\w*").replace(r"\ ", r"\s") for name in names)
    return re.compile(rf"(?<![\w-])(?:{ways})(?:-\d{{1,2}})?(?!\w)", re.IGNORECASE)


def _read_audience(sentence: WishSentence, wish: Wish) -> None:
    for match in sentence.matches(_FOR_TEAM):
        sentence.take_unmet(*match.span())
    for match in (*sentence.matches(phrases("audience")), *sentence.matches(_PEOPLE_LIKE)):
        introduced = sentence.behind_what(_FOR, match.start())
        begin_of = introduced.start() if introduced else match.start()
        both = sentence.behind_what(_AND_FIRST, match.start())
        if both and both["first"].casefold() not in towns():
            wish.audience.append(both["first"].lower())
            introduced = both
        joined = sentence.behind_what(_AND, match.start()) if wish.audience else None
        if sentence.text[match.end() : match.end() + 1] == "-":
            continue  # "für den Meister- kurs"
        town = match[0].casefold() in towns()  # "Solingen" ends as people do
        alone = sentence.behind_what(_COMMA, match.start()) and _ITEM_ENDS.match(sentence.text, match.end())
        if town or not (introduced or joined or alone) or not sentence.is_free(*match.span()):
            continue
        if not (introduced and _asks(match[0], introduced[0])):
            wish.audience.append(match[0].lower())
        children = _WITH_CHILDREN.match(sentence.text, match.end()) or _field_of(
            match.end(), begin_of, sentence
        )
        begin = introduced.start() if introduced else match.start()
        begin = match.start() if not introduced else begin
        sentence.take(begin, children.end() if children else match.end())


def _field_of(end: int, start: int, sentence: WishSentence) -> re.Match[str] | None:
    """ "Rückenschule für Beschäftigte in der Pflege": where they work, if something else is taught."""
    match = _IN_FIELD.match(sentence.text, end)
    before = _LAST_WORD.search(sentence.text, max(0, start - _NEAR), start)
    place = match is not None and match["field"].casefold() in {*towns(), *region_pattern()[1]}
    return match if before and not is_head(before["word"]) and not place else None


_IN_FIELD = re.compile(
    r"\s(?:in\sder|im|in\sden)\s(?-i:(?P<field>[A-ZÄÖÜ][\w-]{2,30}))(?![\w-])", re.IGNORECASE
)
_LAST_WORD = re.compile(r"(?-i:(?P<word>[A-ZÄÖÜ][\w-]{2,40}))\s?$")


def _asks(who: str, introduced: str) -> bool:
    """ "für unsere Auszubildende" is one person who asks, "für unsere Azubis" for whom a course is."""
    if not _OWN.search(introduced):
        return False
    return not (_COLLECTIVE.search(who) or (_OF_SEVERAL.search(introduced) and _PLURAL.search(who)))


_COLLECTIVE = re.compile(r"(?:rat|gremium|jav)$", re.IGNORECASE)
_OF_SEVERAL = re.compile(r"\b(?:unsere|meine) (?:\w+e )?$", re.IGNORECASE)
_PLURAL = re.compile(r"(?:s|innen|leute|kräfte|räte|leitungen|enden|ten|er|mitglieder)$", re.IGNORECASE)


def read_trades(sentence: WishSentence, wish: Wish) -> None:
    """ "Englisch für Mechatroniker": where something else is named, an occupation is for whom; where nothing
    is, what they do is what the course is about ("Schulung für unsere Ersthelferinnen").
    """
    if not wish.topic:
        workers = [who for who in wish.audience if not phrases("audience").fullmatch(who)]
        wish.topic += workers
        wish.audience = [who for who in wish.audience if who not in workers]
    general = frozenset(course_topic_words().general.split()) - {"führerschein"}
    joined = _AND_TRADE.finditer(sentence.rest) if wish.audience else ()
    for match in (*_FOR_TRADE.finditer(sentence.text), *joined):
        word, kind = match["who"].lower(), (match.groupdict().get("kind") or "").lower()
        named = [
            w for w in wish.topic if w not in general and not is_occupation(w) and "vorbereitung" not in w
        ]
        who = is_occupation(word) or is_agent(word)
        if named and word in wish.topic and word != wish.degree and who:
            wish.topic.remove(word)
            wish.audience.append(word)
            if kind in wish.topic and kind not in word_set("field_adjectives"):
                wish.topic.remove(kind)  # "für ausländische Ärzte"


_AND_TRADE = re.compile(
    rf"{TAKEN}\s(?:und|oder)\s(?P<who>[\w*:/-]{{4,40}})(?![\w-])"
)  # "für Lehrkräfte und …"
_FOR_TRADE = re.compile(
    r"(?<![\w-])für\s(?:(?:die|alle|unsere)\s)?(?:(?P<kind>(?!(?:k?ein|mein|dein|sein|ihr|unser)en?\s)(?-i:[a-zäöü])\w{2,20}en?)\s)?(?P<who>[\w*:/-]{4,40})(?![\w-]|\sfür|\s(?-i:[A-ZÄÖÜ]))",
    re.IGNORECASE,
)
