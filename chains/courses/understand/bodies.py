"""Who gives or examines a course: providers wanted and not, certificates; and for whom it is."""

from __future__ import annotations

import re
from functools import cache

from chains.courses.understand.sentence import TAKEN, Sentence
from chains.courses.understand.wish import Wish
from chains.courses.understand.words import course_words, phrases, word_set

_GIVEN_BY = re.compile(
    r"(?:(?:bei|beim|von|vom|an|durch)\s+(?:der\s+|dem\s+|die\s+|einer\s+)?|anbieter:?\s+(?:ist\s+)?|träger:?\s+)$", re.IGNORECASE
)
_NOT_BY = re.compile(
    r"(?:nicht|außer|keine[nr]?|ohne|bloß nicht|auf keinen fall)\s+(?:(?:bei|beim|von|vom|an|durch)\s+)?(?:der\s+|dem\s+|die\s+|das\s+)?$",
    re.IGNORECASE,
)
_NAME_GOES_ON = re.compile(r"(?:[ -](?:[A-ZÄÖÜ][\w-]+|für|und|der|des)){1,4}")
_NAMED = re.compile(r"(?<![\w-])(?:(?:bei|beim|von|vom)\s+(?:der\s+|dem\s+)?|anbieter\s+)(?P<name>[A-ZÄÖÜ][\w&.-]+(?:\s+(?:gmbh|ggmbh|e\.?\s?v\.?|akademie|institut|kolleg|bildungswerk|lernhaus|campus))+)", re.IGNORECASE)
_TO_HEAD = r"[ -]{0,2}(?:\w+-)?"
_FOR = re.compile(r"(?:für|speziell für|nur für|geeignet für|von|extra für)\s+(?:die |den |das |alle |unsere |meine |einen |eine |junge |ältere )?$", re.IGNORECASE)
_AND = re.compile(rf"{TAKEN}+\s*(?:und|oder|/|,)\s*$")


def read_bodies(sentence: Sentence, wish: Wish) -> None:
    """Take providers, certificates and the audience."""
    _read_providers(sentence, wish)
    _read_certificates(sentence, wish)
    _read_audience(sentence, wish)


def _read_providers(sentence: Sentence, wish: Wish) -> None:
    for pattern in (phrases("provider"), _NAMED):
        for match in sentence.matches(pattern):
            start, end = match.span("name") if pattern is _NAMED else match.span()
            before = sentence.rest[:start]
            no, by = _NOT_BY.search(before), _GIVEN_BY.search(before)
            if no is None and by is None:
                continue
            if pattern is not _NAMED and (more := _NAME_GOES_ON.match(sentence.rest, end)):
                end = more.end()
            listed = wish.provider_not if no else wish.provider
            listed.append(sentence.text[start:end].strip())
            sentence.take((no or by).start(), end)  # type: ignore[union-attr]


def _read_certificates(sentence: Sentence, wish: Wish) -> None:
    heads = "|".join(word.replace("*", r"\w*") for word in word_set("certificate_head"))
    behind = re.compile(rf"{_TO_HEAD}(?P<head>{heads})(?![\w-])", re.IGNORECASE)
    for match in sentence.matches(_certificate_names()):
        name = match[0].upper()
        head = behind.match(sentence.rest, match.end())
        said_with = re.search(r"\b(?:mit|nach|vor der|durch die|zertifiziert nach)\s+(?:einem\s+|der\s+)?$", sentence.rest[: match.start()], re.IGNORECASE)
        if not (head or said_with or match[0].lower() in word_set("certificate_only")):
            continue
        wish.certificate.append(name)
        if head and head["head"].lower() in {"abschluss", "abschlüsse"}:
            wish.leads_to_degree = True
        keeps_head = head is not None and head["head"].lower().startswith("prüfung") and not said_with
        sentence.take(match.start(), head.end() if head and not keeps_head else match.end())
    if sentence.takes(phrases("any_certificate")):
        wish.any_certificate = True


@cache
def _certificate_names() -> re.Pattern[str]:
    """The names, also in front of a hyphen ("IHK-Abschluss")."""
    names = sorted((name.strip() for name in str(course_words()["certificate_any_name"]).split(",")), key=len, reverse=True)
    ways = "|".join(re.escape(name).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for name in names)
    return re.compile(rf"(?<![\w-])(?:{ways})(?!\w)", re.IGNORECASE)


def _read_audience(sentence: Sentence, wish: Wish) -> None:
    for match in sentence.matches(phrases("audience")):
        before = sentence.rest[: match.start()]
        introduced = _FOR.search(before)
        joined = _AND.search(before) if wish.audience else None
        if not introduced and not joined:
            continue
        wish.audience.append(match[0].lower())
        sentence.take((introduced or joined).start() if introduced else match.start(), match.end())  # type: ignore[union-attr]
