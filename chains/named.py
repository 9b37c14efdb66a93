"""What an answer names beside figures: institutions, laws, Absätze, kinds of days and hours, links. Its passages must name it too."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from chains.answer import Citation
from chains.evidence import ABSATZ, Evidence, content
from chains.figures import parse_number
from chains.institutions import institutions_in, unnamed
from chains.mixed_up import subject_of
from knowledge.law_names import ROMAN_NUMBERS

_LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:de|com|org|net|eu|info|io|biz|xyz|app|ru|cn)\b|\S+@\S+\.\w+", re.I)
_LAW = re.compile(r"\bSGB\s+(?:[IVX]+|\d{1,2})\b|\b(?=\w*[a-zäöü]?[A-ZÄÖÜ]{2})[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]*G\b|(?<![-\w])(?:HwO|BGB|BAföG)\b")
_ORDINALS = "erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft dreizehnt vierzehnt".split()
_BOOK = re.compile(rf"\b(?P<ordinal>{'|'.join(_ORDINALS)})e[nsmr]?\s+Buch(?:e?s)?\b", re.I)  # the Social Code calls itself so: "des Zweiten Buches"
_KIND = re.compile(r"(?P<number>\d+|[a-zäöüß]+)\s+(?P<kind>Werk|Arbeits|Kalender|Unterrichts|Zeit)(?:tag|stund)", re.I)  # 24 Werktage are not 24 Arbeitstage

_ALIKE = 0.6  # share of the best sentence's support that the one with the institution must have


def unnamed_things(claim: str, passages: Sequence[Evidence], citations: Sequence[Citation]) -> list[str]:
    """Problems in German: institutions, laws, Absätze, kinds of days, links of a claim that no cited passage names; letters of mixed scripts."""
    problems = []
    offices = unnamed(institutions_in(claim), {name for passage in passages for name in passage.institutions})
    if offices:
        problems.append(f"Diese Stelle nennt die Fundstelle nicht: {', '.join(sorted(offices))}")
    elif _other_office(claim, passages):
        problems.append("Nach der Fundstelle ist eine andere Stelle zuständig")
    text = "\n".join(passage.text for passage in passages)
    laws = {_law(name) for name in _LAW.findall(claim)} - _laws(text)
    laws -= {law for law in laws if law in text}
    if laws:
        problems.append(f"Dieses Gesetz nennt die Fundstelle nicht: {', '.join(sorted(laws))}")
    if "§" in claim or "Paragra" in claim:
        absaetze = set(ABSATZ.findall(claim)) - {number for passage in passages for number in passage.absaetze}
        problems += [f"Diesen Absatz nennt die Fundstelle nicht: Abs. {number}" for number in sorted(absaetze)]
    kinds = _kinds(claim) - _kinds(text)
    problems += [f"So zählt die Fundstelle nicht: {number:g} {kind.capitalize()}…" for number, kind in sorted(kinds)]
    links = {match[0].lower() for match in _LINK.finditer(claim)}
    known = text.lower() + "".join(f"{c.passage.section.url}\n{c.passage.document.url}\n" for c in citations)
    if any(link not in known or link.startswith("http") for link in links):
        problems.append("Ein Link, der nicht in der Fundstelle steht")
    if any(_mixed_script(word) for word in re.findall(r"\w+", claim)):
        problems.append("Buchstaben verschiedener Schriften in einem Wort")
    return problems


def _other_office(claim: str, passages: Sequence[Evidence]) -> bool:
    """Whether the sentence that says most of a claim names another institution, and none that names the claim's own says nearly as much."""
    mine = institutions_in(claim)
    if len(mine) != 1:
        return False
    subject = subject_of(claim) - content(" ".join(mine))
    parts = [part for passage in passages for part in passage.parts]
    own = max((part.words.share(subject) for part in parts if mine <= institutions_in(part.text)), default=0.0)
    other = max((part.words.share(subject) for part in parts if (named := institutions_in(part.text)) and not mine & named), default=0.0)
    return bool(subject) and other > 0 and own < _ALIKE * other


def names_a_link(text: str) -> bool:
    """Whether a text holds a web or mail address."""
    return bool(_LINK.search(text))


def _kinds(text: str) -> set[tuple[float, str]]:
    found = ((parse_number(match["number"]), match["kind"].lower()) for match in _KIND.finditer(text))
    return {(number, kind) for number, kind in found if number is not None}


def _laws(text: str) -> set[str]:
    books = {f"SGB {_ORDINALS.index(match['ordinal'].lower()) + 1}" for match in _BOOK.finditer(text)}
    return books | {_law(name) for name in _LAW.findall(text)}


def _law(name: str) -> str:
    short, _, number = name.partition(" ")
    return f"{short} {ROMAN_NUMBERS.get(number.strip(), number.strip())}" if number else short


def _mixed_script(word: str) -> bool:
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in word if letter.isalpha()}
    return len(scripts - {"FEMININE", "MASCULINE", "MICRO"}) > 1
