"""The main content's tree to headings and blocks: lists with marks and nesting, tables by tab and line,
accordions as headings.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree

from ingest.documents.blocks import RAISED, Block, Heading
from ingest.documents.html.tables import data_table
from ingest.documents.html.tree import BLOCKS, is_switch, raw_text, tidy, words_of
from ingest.documents.list_marks import INDENT, list_mark

_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_DEEPEST = 9
_LONGEST_TERM = 60  # characters
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?)\s*(?:[?#]|$)", re.IGNORECASE)
_BREAK = "\x1e"  # a line break that the page makes, unlike the white space of its source


@dataclass(slots=True)
class _Items:
    """An open list; `number` is that of its last item, `mark` that of the item under way until
    its first line is written.
    """

    kind: str
    number: int
    mark: str = ""


class BlockWalk:
    """One walk over a tree; an iterator step never goes deeper than one element, however deep
    the page is nested.
    """

    def __init__(self, controlled: frozenset[str], base: str) -> None:
        self._controlled = controlled
        self._base = base
        self._inline: list[str] = []
        self._lists: list[_Items] = []
        self._lines: list[str] = []  # of the list under way
        self._notes: list[str] = []
        self._open: list[Heading] = []
        # open accordion parts, the heading to go back to after them
        self._folds: list[tuple[etree._Element, Heading | None]] = []

    def blocks(self, main: etree._Element) -> Iterator[Heading | Block]:
        """Headings and blocks in the order of the page."""
        events = etree.iterwalk(main, events=("start", "end"))
        for event, element in events:
            if event == "start":
                if element.tag in BLOCKS and not _is_told_of_a_term(element):
                    yield from self._flush()
                whole = yield from self._whole(element)
                if whole:
                    events.skip_subtree()
                else:
                    yield from self._enter(element)
                    self._inline.append(element.text or "")
                continue
            yield from self._leave(element)
            if element is not main:
                self._inline.append(element.tail or "")
        yield from self._flush(end_list=True)

    def _whole(self, element: etree._Element) -> Generator[Heading | Block, None, bool]:
        """Elements that are taken in one piece; returns whether this is one."""
        heading = self._heading_of(element)
        if heading:
            yield from self._flush(end_list=True)
            yield from self._begin(heading)
            return True
        match element.tag:
            case "table":
                text = data_table(element)
                if text is None:
                    return False
                yield from self._flush(end_list=True)
                for link in element.iter("a"):
                    self._note_document(link)
                yield Block(text, self._taken_notes())
                return True
            case "pre":
                yield from self._flush(end_list=True)
                yield Block(
                    "\n".join(line.rstrip() for line in raw_text(element).splitlines() if line.strip())
                )
                return True
            case "sup":
                self._inline.append(words_of(element).translate(RAISED))
                return True
        return element.tag in {"button", "option"} or element.get("role") == "tablist"

    def _enter(self, element: etree._Element) -> Iterator[Heading | Block]:
        match element.tag:
            case "a":
                before = element.getprevious()
                if before is not None and before.tag == "a" and not before.tail:
                    self._inline.append(" ")  # buttons side by side
                self._note_document(element)
            case "br":
                self._inline.append(_BREAK)
            case "ul" | "ol":
                ordered = element.tag == "ol"
                self._lists.append(
                    _Items(
                        (element.get("type") or "1") if ordered else "",
                        _number(element.get("start"), 1) - 1 if ordered else 0,
                    )
                )
            case "li" if self._lists:
                items = self._lists[-1]
                items.number = _number(element.get("value"), items.number + 1)
                items.mark = list_mark(items.kind, items.number)
        if (
            element.tag == "details"
            or element.get("role") == "tabpanel"
            or (element.get("id") and element.get("id") in self._controlled)
        ):
            yield from self._unfold(element)

    def _leave(self, element: etree._Element) -> Iterator[Heading | Block]:
        told = element.getnext()
        if element.tag == "dt" and self._inline and told is not None and _is_told_of_a_term(told):
            self._inline.append("" if words_of(element).endswith((":", "?")) else ":")
            self._inline.append(" ")
        elif element.tag in BLOCKS:
            yield from self._flush()
        if element.tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
            if not self._lists:
                yield from self._flush(end_list=True)
        if self._folds and self._folds[-1][0] is element:
            before = self._folds.pop()[1]
            yield from self._flush(end_list=True)
            if before:
                yield from self._begin(before)  # what follows an accordion belongs to the heading above it

    # -- headings

    def _heading_of(self, element: etree._Element) -> Heading | None:
        """The heading that an element is: h1 to h6, role=heading, a summary, a switch outside
        of a heading.
        """
        level = _HEADINGS.get(element.tag)
        if level is None and element.get("role") == "heading":
            level = _number(element.get("aria-level"), 2)
        if level is None and (
            element.tag == "summary"
            or (
                is_switch(element)
                and element.get("role") != "tab"
                and element.tag in {"button", "a", "div", "span", "dt"}
            )
        ):
            level = self._fold_level(in_details=element.tag == "summary")
        text = words_of(element) if level else ""
        return Heading(min(level, _DEEPEST), text, element.get("id") or "") if level and text else None

    def _fold_level(self, *, in_details: bool) -> int:
        """One deeper than the heading around: entries of one accordion are of equal level."""
        around = self._folds[-1][1] if in_details and self._folds else self._open[-1] if self._open else None
        if not in_details and self._folds:
            around = self._folds[-1][1]
        return around.level + 1 if around else 2

    def _begin(self, heading: Heading) -> Iterator[Heading]:
        self._open = [h for h in self._open if h.level < heading.level] + [heading]
        yield heading

    def _unfold(self, element: etree._Element) -> Iterator[Heading | Block]:
        """An accordion part begins; for one under a real heading (h3 with a button) the heading to go back to
        is the one above that.
        """
        yield from self._flush(end_list=True)
        if element.tag == "details":
            back = self._open[-1] if self._open else None
        else:
            label = _label(element)
            if label and not (self._open and self._open[-1].text == label):
                back = self._open[-1] if self._open else None
                yield from self._begin(
                    Heading((back.level if back else 1) + 1, label, element.get("id") or "")
                )
            else:
                back = self._open[-2] if len(self._open) > 1 else None
        self._folds.append((element, back))

    # -- text

    def _flush(self, *, end_list: bool = False) -> Iterator[Block]:
        """Close the paragraph under way; inside a list it becomes lines of that list."""
        lines = [line for part in "".join(self._inline).split(_BREAK) if (line := tidy(part))]
        self._inline.clear()
        if lines and self._lists:
            items, indent = self._lists[-1], INDENT * (len(self._lists) - 1)
            first = f"{items.mark} {lines[0]}" if items.mark else f"{INDENT}{lines[0]}"
            items.mark = ""
            self._lines += [indent + first, *(f"{indent}{INDENT}{line}" for line in lines[1:])]
            lines = []
        if self._lines and (end_list or lines):
            yield Block("\n".join(self._lines), self._taken_notes())
            self._lines.clear()
        if lines:
            yield Block("\n".join(lines), self._taken_notes())

    def _taken_notes(self) -> str:
        note = "\n".join(dict.fromkeys(self._notes))
        self._notes.clear()
        return note

    def _note_document(self, link: etree._Element) -> None:
        """A linked PDF or office file is noted with its address."""
        if not _DOCUMENT.search(link.get("href") or ""):
            return
        try:
            address = urljoin(self._base, (link.get("href") or "").strip())
            parts = urlsplit(address)
        except ValueError:
            return
        if parts.scheme in {"http", "https"}:
            label = words_of(link)
            self._notes.append(f"{label}: {address}" if label else address)


def _is_told_of_a_term(element: etree._Element) -> bool:
    """Whether it is a short value that a definition list gives to the term before it: "Einzelkurs: 300 Euro"
    is one statement, a sentence that explains a term another.
    """
    before = element.getprevious()
    return (
        element.tag == "dd"
        and before is not None
        and before.tag == "dt"
        and max(len(words_of(before)), len(words_of(element))) <= _LONGEST_TERM
        and not any(part.tag in BLOCKS or part.tag == "br" for part in element.iterdescendants())
    )


def _label(panel: etree._Element) -> str:
    """The words of the tab or switch that a panel names as its label."""
    names = (panel.get("aria-labelledby") or "").split()
    root = panel.getroottree().getroot()
    found = [words_of(e) for name in names for e in root.iter(etree.Element) if e.get("id") == name]
    return " ".join(filter(None, found))


def _number(text: str | None, otherwise: int) -> int:
    try:
        return int(text) if text and len(text) < 7 else otherwise  # noqa: PLR2004 - a number of a list, not of a stress test
    except ValueError:
        return otherwise
