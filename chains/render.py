"""Answers as Markdown for the chat and the terminal. Source text is data: its Markdown and HTML are made inert."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from chains.answer import german_date

if TYPE_CHECKING:
    from chains.answer import Answer, Citation

_LEAD = re.compile(r"(?P<how>\*\*(?:Bei [^*]+|Im Kern):\*\*) „(?P<what>.*)“ (?P<mark>\[\d+\])$")
_HEADLINE = re.compile(r"\*\*(?P<label>.+)\*\* (?P<mark>\[\d+\])$")
_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|!~])")


def inert(text: str) -> str:
    """Source text with its Markdown and HTML characters escaped, so that it is shown and never run."""
    return re.sub(r"(?i)\b(https?|javascript|data):", r"\1&#58;", _ACTIVE.sub(r"\\\1", text.replace("&", "&amp;")))


def passage_markdown(citation: Citation) -> str:
    """The side panel below its title: heading path, verbatim passage, Stand, licence, link."""
    passage = citation.passage
    document, section = passage.document, passage.section
    path = " › ".join(dict.fromkeys(filter(None, (document.long_title or document.title, *section.path, section.heading))))
    stand = f"Stand: {german_date(document.stand)}" + (f" ({inert(document.stand_note)})" if document.stand_note else "")
    link = section.url or document.url
    lines = [f"*{inert(path)}*", "", *_verbatim(section.text), "", stand]
    grounds = [basis for basis in document.legal_basis if " § " not in basis]
    if grounds:
        lines += ["", "Grundlage: " + inert("; ".join(grounds))]
    if document.licence:
        lines += ["", f"Lizenz: {inert(document.licence)}"]
    if re.match(r"https?://[^\s()<>]+$", link):
        lines += ["", f"[Zur Fundstelle im Internet]({link})"]
    return "\n".join(lines)


def _verbatim(text: str) -> list[str]:
    """A section's text as Markdown lines: tables as tables, every other line on a line of its own."""
    lines: list[str] = []
    in_table = False
    for line in text.splitlines():
        cells = line.split("\t")
        if len(cells) > 1:
            lines.append("| " + " | ".join(inert(cell) or " " for cell in cells) + " |")
            if not in_table:
                lines.append("|" + " --- |" * len(cells))
            in_table = True
            continue
        lines += [""] if in_table else []
        in_table = False
        depth = (len(line) - len(line.lstrip(" "))) // 3
        lines += ["&nbsp;" * 4 * depth + inert(line.strip()), ""]
    return lines


def answer_markdown(answer: Answer) -> str:
    """The message in the chat: warnings first, then the text, then the numbered places; element names stand in it as they are."""
    parts = [f"⚠️ {inert(warning)}" for warning in answer.warnings]
    parts.append(text_markdown(answer.text, [c.label for c in answer.citations]) if answer.mode == "model" else _quoted(answer))
    if answer.asks:
        parts.append(f"**Rückfrage:** {answer.asks}")
    if answer.citations:
        parts.append("**Fundstellen**\n\n" + "\n".join(f"- \\[{c.n}\\] {c.label} (Stand {german_date(c.passage.document.stand)})" for c in answer.citations))
    return "\n\n".join(parts)


_KEPT = re.compile(r"\*\*(?=\S)(?P<bold>[^*\n]+?)(?<=\S)\*\*|\[(?P<n>\d{1,2})\]")
_LIST = re.compile(r"^(?P<indent> {0,6})(?P<mark>[-*•]|\d{1,2}[.)])\s+")
_PLAIN_NAME = re.compile(r"^(?!.*(?:https?|javascript|data):)[^\\`*_{}\[\]<>#|~&]+$", re.I)


def text_markdown(text: str, names: Sequence[str] = ()) -> str:
    """An answer's text, or a verified piece of it, as Markdown that does nothing: bold, lists, quotes and [n] stay, all else is shown
    as it is written. `names`: labels of the places, which the chat turns into links to their passage."""
    plain = [name for name in names if _PLAIN_NAME.match(name)]
    split = re.compile("(" + "|".join(re.escape(name) for name in sorted(plain, key=len, reverse=True)) + ")") if plain else None
    return "\n".join(_line(line, split) for line in text.splitlines())


def _line(line: str, names: re.Pattern[str] | None) -> str:
    if line.startswith("> ") or line == ">":
        return f"> {inert(line[2:])}  " if line[2:] else ">"
    if re.fullmatch(r"\s*[-=+]+\s*", line):  # would make a heading of the line above
        return f"\\{line.strip()}"
    listed = _LIST.match(line)
    if listed:
        mark = "-" if listed["mark"] in "-*•" else listed["mark"]
        return f"{listed['indent']}{mark} {_inline(line[listed.end() :], names)}"
    return _inline(line, names)


def _inline(text: str, names: re.Pattern[str] | None) -> str:
    parts, end = [], 0
    for match in _KEPT.finditer(text):
        kept = f"\\[{match['n']}\\]" if match["n"] else f"**{_named(match['bold'], names)}**"
        parts += [_named(text[end : match.start()], names), kept]
        end = match.end()
    return "".join([*parts, _named(text[end:], names)])


def _named(text: str, names: re.Pattern[str] | None) -> str:
    return "".join(part if i % 2 else inert(part) for i, part in enumerate(names.split(text))) if names else inert(text)


def _quoted(answer: Answer) -> str:
    """Extractive text: what is quoted is escaped, our own bold and marks stay."""
    lines = []
    for line in answer.text.splitlines():
        said = _LEAD.match(line)
        headline = _HEADLINE.match(line)
        if line.startswith("> "):
            lines += [f"> {inert(line[2:])}  "]
        elif said:
            lines.append(f"{said['how']} „{inert(said['what'])}“ {said['mark']}")
        elif headline:
            lines.append(f"**{inert(headline['label'])}** {headline['mark']}")
        else:
            lines.append(line)
    return "\n".join(lines)
