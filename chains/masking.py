"""Personal data in free text, replaced by placeholders: what people type into a chat must not be kept with a name on it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = r"[A-ZÄÖÜ][a-zäöüßéèçğşıńłśćžáíóúñ]+(?:-[A-ZÄÖÜ][a-zäöüßéèçğşı]+)?"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("E-MAIL", re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")),
    ("IBAN", re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[0-9A-Z]{4}){3,7}(?:\s?[0-9A-Z]{1,3})?\b")),
    ("VERSICHERUNGSNUMMER", re.compile(r"\b\d{2}\s?\d{6}\s?[A-Z]\s?\d{3}\b")),  # Rentenversicherung: Bereich, Geburtsdatum, Buchstabe, Serie
    ("KRANKENVERSICHERTENNUMMER", re.compile(r"\b[A-Z]\d{9}\b")),
    ("KUNDENNUMMER", re.compile(r"\b\d{3}[A-Z]\d{6}\b|(?i:\b(?:kunden|steuer|bg|ausweis|personal)-?(?:nummer|nr\.?|id)\W{0,3}[\w/-]*\d[\w/-]*)")),
    ("GEBURTSTAG", re.compile(r"(?i)\b(?:geb(?:oren|\.)?|geburtstag|geburtsdatum)\W{0,3}(?:am|ist|:)?\s*(?:der\s+)?\d{1,2}\.\s*(?:\d{1,2}\.|[a-zä]+)\s*\d{2,4}")),
    ("TELEFON", re.compile(r"(?<![\w.,])(?:\+\d{1,3}[\s/-]?|\(?0\d{2,5}\)?[\s/-])(?:\(0\)\s?)?\d[\d\s/-]{4,13}\d\b|\b01[5-7]\d[\s/-]?\d{6,9}\b")),
    ("ANSCHRIFT", re.compile(rf"\b(?:{_NAME}\s?)?(?:{_NAME}|[A-ZÄÖÜ])[a-zäöüß-]*(?:straße|strasse|str\.|weg|allee|platz|gasse|ring|ufer)\s?\d{{1,4}}\s?[a-z]?\b")),
)
_TITLED = re.compile(rf"\b(?P<title>Herrn?|Frau|Kolleg(?:e|in|en)|Familie)\s+(?:Dr\.\s+|Prof\.\s+)*(?P<name>{_NAME}(?:\s+{_NAME})?)")
_TOLD = re.compile(rf"(?P<title>\b(?i:ich heiße|ich heisse|mein name ist|meine?n? name:|name:|ich bin (?:der|die))\s+)(?P<name>{_NAME}(?:\s+{_NAME})?)")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with placeholders ("[NAME 1]"), and what stood in their places."""

    text: str
    originals: dict[str, str]

    def restored(self, text: str) -> str:
        """Another text with the placeholders put back."""
        for placeholder, original in self.originals.items():
            text = text.replace(placeholder, original)
        return text


def mask(text: str) -> Masked:
    """Replace e-mail, phone, IBAN, insurance and customer numbers, birthdays, addresses and introduced names; equal values get equal placeholders."""
    originals: dict[str, str] = {}
    numbers: dict[tuple[str, str], str] = {}

    def placeholder(kind: str, value: str) -> str:
        if (kind, value) not in numbers:
            numbers[kind, value] = f"[{kind} {1 + sum(k == kind for k, _ in numbers)}]"
            originals[numbers[kind, value]] = value
        return numbers[kind, value]

    for kind, pattern in _PATTERNS:
        text = pattern.sub(lambda m, kind=kind: placeholder(kind, m[0]), text)  # type: ignore[misc]
    for pattern in (_TITLED, _TOLD):
        text = pattern.sub(lambda m: m[0].replace(m["name"], placeholder("NAME", m["name"])), text)
    for value in [v for k, v in numbers if k == "NAME"]:  # said again without its title
        for part in {value, *value.split()}:
            text = re.sub(rf"(?<![\w\[]){re.escape(part)}(?!\w)", numbers["NAME", value], text)
    return Masked(text, originals)
