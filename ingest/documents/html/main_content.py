"""The main content of a page: what stands between navigation, cookie banner, related links and footer.

Rules on landmarks (HTML `main`, WAI-ARIA roles), names of classes and ids, and link density.
benchmarks/main_content.py compares them with trafilatura.
"""

from __future__ import annotations

import re

from lxml import etree

from ingest.documents.html.tree import Extent, ParsedPage, drop, extents, words_of

_ROLES = {
    "navigation",
    "banner",
    "contentinfo",
    "search",
    "dialog",
    "alertdialog",
    "menu",
    "menubar",
    "toolbar",
    "complementary",
    "status",
    "tooltip",
}
_FURNITURE = frozenset(
    """cookie cookies cookiebar cookiebanner consent gdpr dsgvo onetrust usercentrics borlabs breadcrumb
        breadcrumbs brotkrumen share sharing sharebar
    social socialmedia shariff addtoany skip skiplink skiplinks skipnav pagination pager paging nav navi
    navigation navbar metanavi subnavi subnav topnav
    mainnav mainnavi menu menue submenu megamenu offcanvas burger sidebar seitenleiste marginal
    marginalspalte related verwandt weiterlesen recommendations
    empfehlungen newsletter comment comments kommentare respond search suche searchform suchformular footer
    fussbereich fusszeile copyright impressum modal
    popup popover overlay lightbox advert advertisement ads werbung tagcloud tags feedback rating bewertung
    sternebewertung totop backtotop languageswitch
    sprachwahl langswitch toolbar druckansicht chatbot""".split()
)
_NAMED_BY_ID = _FURNITURE & set(
    """cookie cookies consent nav navi navigation navbar mainnav mainnavi metanavi subnavi subnav topnav menu
        submenu footer sidebar breadcrumb
    breadcrumbs comments respond share""".split()
)
_PHRASES = re.compile(
    r"(?:^|[-_])related|c-nav|entry-meta|post-meta|byline|(?:section|page|seiten)-?tools|widget-area"
    r"|^widget_|nav-|-nav\b|navbar|breadcrumb|cookie|consent"
    r"|share-?(?:bar|buttons|links)|social-?(?:bar|media|links|share)|site-?(?:header|footer)"
    r"|page-?(?:header|footer)|post-navigation|author-box"
    r"|back-?to-?top|skip-?(?:to|link)|lang(?:uage)?-?(?:switch|select|nav)|mehr-zum-thema|toc\b"
    r"|inhaltsverzeichnis|seitenfunktion|servicenav",
    re.IGNORECASE,
)
# "has-sidebar" tells of the page, not of the element
_UNLESS = {"has", "with", "no", "mit", "ohne", "without", "is"}
_RELATED = re.compile(
    r"^(?:mehr zum thema|weitere (?:themen|artikel|meldungen|beiträge|nachrichten)|das könnte (?:sie|dich)"
    r" auch|auch interessant"
    r"|ähnliche (?:beiträge|artikel|themen)|verwandte|zum weiterlesen|meistgelesen|(?:seite )?teilen|folgen"
    r" sie uns|diese seite (?:teilen|empfehlen)"
    r"|themen|schlagw|kategorien|neueste beiträge|auf dieser seite|inhaltsverzeichnis|inhalt$|war diese"
    r" seite|newsletter|kommentar"
    r"|schreibe? einen kommentar|quicklinks|service(?:links)?$|cookie)",
    re.IGNORECASE,
)
# every footer's links
_LEGAL = re.compile(
    r"^(?:impressum|datenschutz(?:erklärung|hinweise?)?|agb|nutzungsbedingungen|barrierefreiheit)$",
    re.IGNORECASE,
)
_FUNCTIONS = re.compile(
    r"^(?:druck|seite"
    r" (?:drucken|empfehlen|teilen)|drucken|anmelden|einloggen|registrieren|teilen|merken|empfehlen|nach"
    r" oben|zum seitenanfang|zurück|weiterlesen"
    r"|jetzt (?:lesen|anmelden|abonnieren)|per"
    r" e-?mail|facebook|linkedin|instagram|mastodon|xing|whatsapp|rss)",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"^(?:anzeige|werbung|inhaltsverzeichnis|sie sind hier|brotkrumen|breadcrumb|seite"
    r" teilen|teilen|navigation|hauptmenü|servicemenü)$",
    re.IGNORECASE,
)
_NEWSLETTER = re.compile(
    r"newsletter\W+(?:jetzt\s+)?(?:abonnieren|anmelden|bestellen)|für (?:unseren|den) newsletter",
    re.IGNORECASE,
)
_CONTENT = re.compile(
    r"^(?:main|content|inhalt|hauptinhalt|maincontent|main-?content|page-?content|content-?main"
    r"|entry-?content|post-?content|primary|article-?body|singleview)$",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?)(?:[?#]|$)", re.IGNORECASE)
_PARTS = tuple(
    "div section aside ul ol p header footer nav form dl table details span button a dialog article menu"
    " center".split()
)
_MOST = 0.55  # of the page's text: what holds more is the page itself, whatever its class says
_LEAST = 0.2  # of the page's text that a marked main part must hold
_ENOUGH = 250  # characters that make a marked main part credible, however much stands around it
_HALF = 0.5  # share of link text that makes what stands under "Mehr zum Thema" a list of links
_LINKED = 0.85  # share of link text that makes a list a menu
_MENU_LINKS = 4
_MENU_WORDS = 9  # a menu's entries are short


def find_main(page: ParsedPage) -> etree._Element:
    """The element that holds the main content; all around it that is not content is taken out of the tree."""
    body = page.body
    sizes = extents(body)
    whole = sizes[body].text or 1
    marked = _marked(body, sizes, whole)
    inside = marked if marked is not None else body
    for element in list(inside.iter(*_PARTS)):
        if (
            element is not inside
            and sizes[element].text < _MOST * sizes[inside].text
            and _is_furniture(element, sizes, in_main=marked is not None)
        ):
            drop(element)
    _drop_menus(inside, sizes)
    return inside


def _marked(body: etree._Element, sizes: dict[etree._Element, Extent], whole: int) -> etree._Element | None:
    """The part that the page itself marks as its content, if it holds enough of the text."""
    groups = (
        list(body.iter("main")),
        [e for e in body.iter(etree.Element) if e.get("role") == "main"],
        [e for e in body.iter("article") if not any(a.tag == "article" for a in e.iterancestors())],
        [
            e
            for e in body.iter("div", "section", "td")
            if any(
                _CONTENT.match(name) for name in (e.get("id") or "").split() + (e.get("class") or "").split()
            )
        ],
    )
    for position, group in enumerate(groups):
        best = max(group, key=lambda e: sizes[e].text - sizes[e].linked, default=None)
        several_articles = position == 2 and len(group) > 1  # noqa: PLR2004 - the group of articles: a list of news has no single one
        if best is None or several_articles:
            continue
        if sizes[best].text >= _LEAST * whole or sizes[best].text - sizes[best].linked >= _ENOUGH:
            return best
    return None


def _is_furniture(element: etree._Element, sizes: dict[etree._Element, Extent], *, in_main: bool) -> bool:
    tag, size = element.tag, sizes[element]
    said = (
        tag in {"nav", "dialog", "menu", "footer"}
        or (element.get("role") or "").lower() in _ROLES
        or _LABELLED.match((element.get("aria-label") or "").strip())
    )
    if said or (tag == "header" and not in_main and not _heads_a_part(element)) or _is_typical(element, size):
        return True
    if tag == "aside":
        # an info box holds more text than links
        return not in_main or size.link_share > _HALF or _named_furniture(element)
    if tag == "form":
        return size.link_share > 0 or size.text < _ENOUGH
    return _named_furniture(element)


def _is_typical(element: etree._Element, size: Extent) -> bool:
    """The links that stand in every footer, and the box that offers a newsletter."""
    legal = (
        size.links > 1
        and size.link_share > _LINKED
        and any(_LEGAL.match(words_of(link)) for link in element.iter("a"))
    )
    return legal or (
        size.text < _ENOUGH and element.tag != "details" and bool(_NEWSLETTER.search(words_of(element)))
    )


def _heads_a_part(header: etree._Element) -> bool:
    """Whether a header introduces content (a heading, no navigation), not the site."""
    return (
        next(header.iter("h1", "h2", "h3", "h4"), None) is not None
        and next(header.iter("nav", "ul", "form"), None) is None
    )


def _named_furniture(element: etree._Element) -> bool:
    """Whether class or id say navigation, cookies, sharing …"""
    # an id can be the anchor of a chapter on newsletters
    for key, known in (("class", _FURNITURE), ("id", _NAMED_BY_ID)):
        for name in (element.get(key) or "").split():
            words = re.findall(r"[a-zäöüß]+", re.sub(r"([a-z])([A-Z])", r"\1-\2", name).lower())
            if words and words[0] not in _UNLESS and (not known.isdisjoint(words) or _PHRASES.search(name)):
                return True
    return False


def _drop_menus(main: etree._Element, sizes: dict[etree._Element, Extent]) -> None:
    """Lists of short links, and what follows a heading like "Mehr zum Thema" and consists of links."""
    for element in list(main.iter("ul", "ol", "div", "p", "section", "aside", "table", "td", "center")):
        size = sizes[element]
        if (
            element is main
            or size.links < 1
            or size.link_share < _HALF
            or any(_DOCUMENT.search(a.get("href") or "") for a in element.iter("a"))
        ):
            continue
        heading = _heading_before(element)
        words = len(words_of(element).split()) / size.links
        related = heading is not None and bool(_RELATED.match(words_of(heading)))
        # a table of contents, "nach oben"
        within = all((link.get("href") or "#").startswith("#") for link in element.iter("a"))
        functions = all(_FUNCTIONS.match(words_of(link)) for link in element.iter("a"))
        menu = (
            (within and size.links > 1) or functions or (size.links >= _MENU_LINKS and words <= _MENU_WORDS)
        )
        if (related and size.links > 1) or (size.link_share >= _LINKED and menu):
            drop(element)
            if heading is not None and related:
                drop(heading)
    for heading in [
        h
        for h in main.iter("h2", "h3", "h4", "p")
        if _RELATED.match(words_of(h)[:80]) and len(words_of(h)) < 60  # noqa: PLR2004
    ]:
        following = heading.getnext()
        if following is None and heading.getparent() is not None and heading.tag != "p":
            drop(heading)


def _heading_before(element: etree._Element) -> etree._Element | None:
    before = element.getprevious()
    if before is None:
        first = next((c for c in element if isinstance(c.tag, str)), None)
        return first if first is not None and first.tag in {"h2", "h3", "h4", "h5"} else None
    return before if before.tag in {"h2", "h3", "h4", "h5", "p", "strong"} else None
