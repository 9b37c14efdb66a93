"""A page's bytes to a tree without anything that runs or is hidden from people, and how much text and links
each part holds.

The tree is lxml's: BeautifulSoup needs 5.6 ms for the tree of a page that is read here in 4.3 ms as a whole,
and 20 s for ten megabytes (benchmarks/read_pages.py --compare). What BeautifulSoup does here is to find the
charset that a page declares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ingest.documents.decode import Decoded, decode
from knowledge.errors import UnreadableSource

_NEVER_TEXT = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "math",
    "object",
    "embed",
    "applet",
    "iframe",
    "frame",
    "frameset",
    "canvas",
    "video",
    "audio",
    "map",
    "select",
    "textarea",
    "datalist",
    "input",
    "progress",
    "meter",
    "noframes",
    "del",  # struck out: it held once
    "s",
    "strike",
)
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table"
    " tbody td tfoot th thead tr ul".split()
)
_DEEPEST = 1000  # levels of nesting that are kept
_CONTROLS = ("aria-controls", "data-target", "data-bs-target", "href")
_INVISIBLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:[a-z%]*)\s*(?:;|$)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)|text-decoration[a-z-]{0,20}+\s*:[^;]{0,100}?line-through",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"\w+")
_HEADED = {f"h{n}" for n in range(1, 7)} | {"dt"}
_FOR_EARS = {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "aural", "invisible"}
_STRUCK = {"line-through", "text-decoration-line-through", "strikethrough", "durchgestrichen"}
_FOLDED = re.compile(
    r"accordion|akkordeon|collaps|panel|toggle|aufklapp|tab-?(?:pane|content)|faq", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Extent:
    """Letters and digits in an element, those of them inside links, and the number of links."""

    text: int
    linked: int
    links: int

    @property
    def link_share(self) -> float:
        """Share of the text that is links; 0 without text."""
        return self.linked / self.text if self.text else 0.0


@dataclass(slots=True)
class ParsedPage:
    """A parsed page: `root` is its html element, `controlled` the ids that a switch opens,
    `decoded` how it was read.
    """

    root: etree._Element
    decoded: Decoded
    controlled: frozenset[str] = field(default_factory=frozenset)

    @property
    def body(self) -> etree._Element:
        """The body; an empty one where there is none."""
        body = self.root.find("body")
        return etree.SubElement(self.root, "body") if body is None else body


def parse_tree(data: bytes, charset: str, name: str) -> ParsedPage:
    """Parse; nothing is fetched, run or resolved.

    Raises:
        UnreadableSource: no element at all.
    """
    decoded = decode(data, charset, markup=True)
    source = decoded.text.encode("utf-8", "replace")
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        root = etree.fromstring(source, parser)
        if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
            root = etree.fromstring(
                source, etree.HTMLParser(encoding="utf-8", huge_tree=True, target=_Flattened())
            )
    except etree.XMLSyntaxError as error:
        raise UnreadableSource(f"{name}: Die Seite ist kein lesbares HTML ({error}).") from error
    if root is None:
        raise UnreadableSource(f"{name}: Die Seite hat keinen Inhalt.")
    return ParsedPage(root, decoded)


class _Flattened:
    """A parser target that leaves out elements below a depth and keeps their text: libxml2 stops at 2,048
    levels and loses the rest.
    """

    def __init__(self) -> None:
        self._builder = etree.TreeBuilder()
        self._kept: list[bool] = []

    def start(self, tag: str | bytes, attrs: dict[str | bytes, str | bytes]) -> None:
        """An element begins."""
        self._kept.append(len(self._kept) < _DEEPEST)
        if self._kept[-1]:
            self._builder.start(tag, attrs)
        else:
            self._builder.data(" ")

    def end(self, tag: str | bytes) -> None:
        """An element ends."""
        if self._kept and self._kept.pop():
            self._builder.end(tag)

    def data(self, data: str | bytes) -> None:
        """Text."""
        self._builder.data(data)

    def comment(self, text: str | bytes) -> None:
        """Comments are left out."""

    def close(self) -> etree._Element:
        """The tree."""
        return self._builder.close()


def drop_unseen(page: ParsedPage) -> None:
    """Take out what a reader of the page never sees as text; folded-up content (accordions, tabs) stays."""
    etree.strip_elements(page.root, *_NEVER_TEXT, with_tail=False)
    page.controlled = frozenset(_controlled(page.root))
    unseen = [element for element in page.root.iter(etree.Element) if _is_unseen(element, page.controlled)]
    for element in unseen:
        drop(element)


def drop(element: etree._Element) -> None:
    """Take an element out and leave the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = f"{before.tail or ''} {element.tail}"
        else:
            parent.text = f"{parent.text or ''} {element.tail}"
    parent.remove(element)


def _controlled(root: etree._Element) -> Iterator[str]:
    for element in root.iter("a", "button", "summary", "div", "span", "h2", "h3", "h4", "h5"):
        if is_switch(element):
            for key in _CONTROLS:
                yield from (
                    name.lstrip("#")
                    for name in (element.get(key) or "").split()
                    if key == "aria-controls" or name.startswith("#")
                )


def is_switch(element: etree._Element) -> bool:
    """Whether a click on the element opens or closes a part of the page (WAI-ARIA, Bootstrap)."""
    toggle = element.get("data-toggle") or element.get("data-bs-toggle") or ""
    return (
        element.get("aria-expanded") is not None
        or toggle in {"collapse", "tab", "pill"}
        or element.get("role") == "tab"
    )


def _is_unseen(element: etree._Element, controlled: frozenset[str]) -> bool:
    classes = element.get("class") or ""
    if not (_FOR_EARS | _STRUCK).isdisjoint(classes.split()):
        return True
    hidden = element.get("hidden")
    concealed = (
        (hidden is not None and hidden.lower() != "until-found")
        or element.get("aria-hidden") == "true"
        or bool(_INVISIBLE.search(element.get("style") or ""))
    )
    folded = (
        element.get("id") in controlled
        or element.get("role") in {"tabpanel", "region"}
        or bool(_FOLDED.search(classes))
        or _is_below_a_button(element)
    )
    return concealed and not folded


def _is_below_a_button(element: etree._Element) -> bool:
    """Whether it follows a heading that is a button: the question of an answer that a click shows."""
    before = element.getprevious()
    return before is not None and before.tag in _HEADED and before.find(".//button") is not None


def extents(root: etree._Element) -> dict[etree._Element, Extent]:
    """Text and links of every element below the root, in one pass."""
    found: dict[etree._Element, Extent] = {}
    totals: list[list[int]] = [[0, 0, 0]]
    in_link = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            in_link += element.tag == "a"
            totals.append([0, 0, 0])
            _count(totals[-1], element.text, in_link)
            continue
        text, linked, links = totals.pop()
        found[element] = Extent(text, linked, links + (element.tag == "a"))
        in_link -= element.tag == "a"
        above = totals[-1]
        above[0] += text
        above[1] += linked
        above[2] += found[element].links
        _count(above, element.tail if element is not root else None, in_link)
    return found


def _count(total: list[int], text: str | None, in_link: int) -> None:
    # signs between the links of a menu are no text
    size = sum(map(len, _LETTERS.findall(text))) if text else 0
    total[0] += size
    total[1] += size if in_link else 0


def plain_text(root: etree._Element) -> str:
    """All text below an element, a line a block."""
    parts: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in BLOCKS or element.tag == "br":
            parts.append("\n")
        parts.append(
            (element.text if event == "start" else element.tail if element is not root else "") or ""
        )
    return "".join(parts)


def raw_text(element: etree._Element) -> str:
    """The text of an element with its white space."""
    return "".join(str(part) for part in element.itertext(with_tail=False))


def words_of(element: etree._Element) -> str:
    """The text of an element as one line."""
    return tidy(raw_text(element))


def tidy(text: str) -> str:
    """One line without soft hyphens and zero-width characters."""
    return " ".join(_ZERO_WIDTH.sub("", text).split())


_ZERO_WIDTH = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
