"""Which words are no title: names of files and programs, codes, half lines, headings that every page has."""

from __future__ import annotations

import re

_FILE = re.compile(
    r"\.(?:docx?|docm|xlsx?|xlsm|pptx?|pdf|indd|qxd|odt|ods|rtf|txt|html?|tmp)$", re.IGNORECASE
)
_PROGRAM = re.compile(
    r"^(?:microsoft \w+\s*-"
    r"|(?:word|excel|powerpoint)[ -]?(?:document|dokument|presentation|präsentation|mappe)?\d*$"
    r"|layout ?\d*$|untitled\b|unbenannt|ohne titel$|kein titel$|no title$|neues? (?:dokument|layout)|titel$"
    r"|(?:dokument|document|mappe|präsentation|presentation|folie|slide|seite|page|blatt|vorlage|template"
    r"|entwurf|scan)[ _-]?\d*$|print$|druck(?:ansicht|version)?$|nichtamtliches inhaltsverzeichnis"
    r"|inhaltsverzeichnis$|inhalt$)",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"^(?:(?:wichtige|allgemeine|weitere|aktuelle)\s+)?(?:hinweise?|informationen|infos?|willkommen.{0,40}|startseite"
    r"|home(?:page)?|übersicht|überblick|aktuelles|neuigkeiten|news|einleitung|vorwort|impressum|kontakt|anfang|faq"
    r"|fragen und antworten|häufige fragen|menü|navigation|suche|downloads?|service)[:!.]?$",
    re.IGNORECASE,
)
# "der Arbeitgeber und": a line that goes on
_HALF = re.compile(
    r"(?:-|,|\b(?:der|die|das|des|dem|den|und|oder|für|von|zur|zum|mit|im|in|bei|nach|über|an|auf))$"
)
_LONGEST = 160  # characters
_SHORTEST = 3  # letters in one word of a title


def usable_title(said: str | None) -> str:
    """The title in one line, or "" where it names no content."""
    title = " ".join((said or "").split())
    if not title or len(title) > _LONGEST or _FILE.search(title) or _PROGRAM.match(title):
        return ""
    return "" if is_code(title) or _HALF.search(title) else title


def general(title: str) -> bool:
    """Whether the words head a page of any site ("Wichtige Hinweise"): they tell no two apart."""
    return bool(_GENERAL.match(title))


def heads(text: str) -> bool:
    """Whether a line can be a heading: it has a word, and begins as one ("rung" and "(16.21a)" do not)."""
    stripped = text.strip()
    return not is_code(stripped) and not stripped[:1].islower()


def is_code(text: str) -> bool:
    """Whether the text holds no word, only a code ("3ITT", "(16.21a)")."""
    if re.match(r"^(?:§§?|Art\.?|Artikel)\s*\d", text):
        return False
    words = re.findall(r"[^\W\d_]+", text)
    named = [
        w for w in words if len(w) >= _SHORTEST and not re.search(rf"\d{re.escape(w)}|{re.escape(w)}\d", text)
    ]
    return not named and not (len(words) == 1 and len(text) > 1 and text.isalpha())
