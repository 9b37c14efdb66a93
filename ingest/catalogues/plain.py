"""Catalogue fields as plain text: HTML to lines, German numbers and yes/no, and what providers write into
free text only.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree, html

_BLOCKS = {
    "p",
    "div",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "tr",
    "br",
    "section",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "hr",
}
_NEVER = {"script", "style", "iframe", "object", "template", "noscript"}
_SPACES = re.compile(r"[ \t\xa0\r\f\v]+")
_UNREAD = re.compile(r"<(script|style)\b[^<]*+(?:<(?!/?(?:script|style)\b)[^<]*+)*+</\1\s*+>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*+>")
_LOOKS_LIKE_HTML = re.compile(r"<[a-zA-Z/!]|&(?:#?\w+);")
_NOT_TOLD = re.compile(r"(?:keine angaben?|k\. ?a\.|n/a|-+|null|none)\.?", re.IGNORECASE)
_GOAL_HEADING = re.compile(
    r"(?=[a-z])(?:lern|kurs|lehrgangs|bildungs|seminar|weiterbildungs)?ziele?(?: des"
    r" (?:kurses|lehrgangs|seminars))?\s*:?",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"Ma(?:ß|ss)nahme(?:n)?[\s-]*(?:nummer|nr)\.?[\s:]*(\d[0-9A-Za-z]*(?:[/.\-][0-9A-Za-z]+)+|\d{6,})",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"(\d{1,3}(?:\.\d{3})|\d{1,4})\s*(?:UE\b|U-?Std\b|UStd\b|Unterrichtsstunden|Unterrichtseinheiten"
    r"|Lerneinheiten)",
    re.IGNORECASE,
)
_SHORT = 200  # characters of what is said again and again
_FREE = re.compile(r"kostenlos|kostenfrei|gebührenfrei|unentgeltlich", re.IGNORECASE)
_NOT_FREE = re.compile(
    r"(?:nicht|un)\s+(?:\w+\s+)?(?:kostenlos|kostenfrei)|(?:kostenlos"
    r"|kostenfrei)(?:e[rsnm]?)?\s+(?:beratung|anfrage|hotline|parkpl)",
    re.IGNORECASE,
)


def plain_text(value: object) -> str:
    """A field's text without markup: blocks and list items on lines of their own, nothing executed or
    fetched; "" for a blank or "keine Angabe".
    """
    if value is None:
        return ""
    raw = str(value)
    return _plain_short(raw) if len(raw) <= _SHORT else _plain(raw)


@lru_cache(8192)
def _plain_short(raw: str) -> str:
    """Towns, forms and times stand in thousands of dates."""
    return _plain(raw)


def _plain(raw: str) -> str:
    text = _stripped(raw) if _LOOKS_LIKE_HTML.search(raw) else raw
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    joined = "\n".join(line for line in lines if line and line != "-")
    return "" if _NOT_TOLD.fullmatch(joined) else joined


def line_text(value: object) -> str:
    """A field's text on one line."""
    return " ".join(plain_text(value).split())


def _stripped(raw: str) -> str:
    try:
        root = html.fragment_fromstring(
            raw.replace("\x00", ""),
            create_parent="div",
            parser=html.HTMLParser(huge_tree=True, no_network=True, remove_comments=True),
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return _without_tags(raw)
    parts: list[str] = []
    _collect(root, parts)
    text = "".join(parts)
    return text if text.strip() else _without_tags(raw)  # libxml2 drops what is nested deeper than it follows


def _without_tags(raw: str) -> str:
    return _TAG.sub(" ", _UNREAD.sub(" ", raw))


def _collect(element: etree._Element, parts: list[str]) -> None:
    """Depth first with an own stack, since a hostile page can nest deeper than Python may recurse."""
    stack: list[tuple[etree._Element, bool]] = [(element, False)]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            if node.tag in _BLOCKS or node.tag == "li":
                parts.append("\n")
            if node is not element:
                parts.append(node.tail or "")
            continue
        stack.append((node, True))
        if not isinstance(node.tag, str) or node.tag in _NEVER:
            continue
        if node.tag == "li":
            parts.append("\n- ")
        elif node.tag in _BLOCKS:
            parts.append("\n")
        elif node.tag in {"td", "th"}:
            parts.append("\t")
        parts.append(node.text.replace("\n", " ") if node.text and node.tag != "pre" else node.text or "")
        stack += [(child, False) for child in reversed(node)]


def goal_in(content: str) -> str:
    """The lines under a heading like "Ziel:" or "Lernziele" of a course's content, up to the next short
    heading; "" if there is none.
    """
    lines = content.split("\n")
    for i, line in enumerate(lines):
        if _GOAL_HEADING.fullmatch(line):
            taken: list[str] = []
            for following in lines[i + 1 : i + 9]:
                if following.endswith(":") and taken:
                    break
                taken.append(following)
            return " ".join(taken)
    return ""


def measure_number_in(*texts: str) -> str:
    """The AZAV measure number that a provider wrote into free text; "" if none."""
    found = next((m for text in texts if (m := _MEASURE.search(text))), None)
    return found[1] if found else ""


def hours_in(*texts: str) -> int | None:
    """Teaching hours that a free text names ("320 Unterrichtseinheiten"); None if none or
    several different ones.
    """
    found = {int(number.replace(".", "")) for text in texts for number in _HOURS.findall(text)}
    return found.pop() if len(found) == 1 else None


def price_told(value: object, note: str) -> float | None:
    """A price in euros; zero stands for "not told" in the catalogues, unless the note says that the course is
    free of charge.
    """
    price = number(value)
    if price:
        return price
    return 0.0 if _FREE.search(note) and not _NOT_FREE.search(note) else None


def number(value: object) -> float | None:
    """A number written by a person or a machine: "1.234,50 €", "1234.5"; None for a blank.

    Raises:
        ValueError: there is text, but no number in it, or a negative one.
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        text = str(value)
    else:
        text = re.sub(r"(?:€|eur(?:o)?|,-+|\s|\xa0)", "", str(value), flags=re.IGNORECASE)
        if not text:
            return None
        if "," in text and "." in text and text.rindex(".") > text.rindex(","):
            text = text.replace(",", "")  # "35,464.50"
        elif "," in text:
            text = text.replace(".", "").replace(",", ".")
        elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text):
            text = text.replace(".", "")
    found = float(text)
    if not 0 <= found < float("inf"):
        raise ValueError(f"keine Zahl ab 0: {value}")
    return found


def yes_or_no(value: object) -> bool | None:
    """True for ja, x, wahr, 1 …; False for nein, 0 …; None for a blank or anything else."""
    text = str(value).strip().casefold() if value is not None else ""
    if text in {"ja", "j", "x", "wahr", "true", "1", "yes", "y"}:
        return True
    return False if text in {"nein", "n", "falsch", "false", "0", "no"} else None


def web_address(value: object) -> str:
    """An http(s) address; "" for anything else, since it is shown as a link."""
    text = str(value or "").strip()
    if text.lower().startswith("www."):
        text = f"https://{text}"
    return text if re.fullmatch(r"https?://[^\s<>\"']+", text, re.IGNORECASE) else ""
