# ruff: noqa: E501 - texts that stay as they are
from __future__ import annotations

import importlib.util
import time
from datetime import date
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import pytest

from ingest.documents.formats import parse_bytes
from ingest.documents.html.page import WebPage
from ingest.documents.raw import RawFile
from knowledge.errors import UnreadableSource
from knowledge.model.document import Document
from settings import ROOT

URL = "https://amt.example/foerderung/seite"
PAGES = Path(__file__).parent.parent.parent / "data" / "pages"


def read(body: str | bytes, *, charset: str = "", url: str = URL) -> Document:
    data = body if isinstance(body, bytes) else body.encode()
    return parse_bytes(data, name="seite", url=url, media_type="text/html", charset=charset)


def page(name: str) -> Document:
    return read((PAGES / f"{name}.html").read_bytes())


def text_of(document: Document) -> str:
    return "\n".join(f"{s.locator}\n{s.text}" for s in document.sections)


@pytest.fixture(scope="module")
def measure() -> ModuleType:
    pytest.importorskip("trafilatura")
    spec = importlib.util.spec_from_file_location("main_content", ROOT / "benchmarks" / "main_content.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_main_content_is_read_and_what_stands_around_it_is_not(measure: ModuleType) -> None:
    scores = {
        file.stem: measure.score(measure.ours(bare), main)
        for file in PAGES.glob("*.html")
        for main, bare in [measure.marked(file.read_bytes())]
    }
    assert len(scores) >= 20
    assert {name for name, (precision, recall) in scores.items() if precision < 0.75 or recall < 0.9} == set()
    assert sum(p for p, _ in scores.values()) / len(scores) > 0.95
    assert sum(r for _, r in scores.values()) / len(scores) > 0.97


def test_headings_are_places_with_their_path_and_address() -> None:
    document = page("behoerde")
    assert (document.title, document.stand, document.stand_note) == (
        "Lernprämie für Beschäftigte",
        date(2026, 2, 3),
        "Stand: 3. Februar 2026",
    )
    assert [s.locator for s in document.sections] == [
        "Lernprämie für Beschäftigte",
        "Wer wird gefördert?",
        "Wie hoch ist die Förderung?",
        "So stellen Sie den Antrag",
    ]
    assert document.sections[1].path == ("Lernprämie für Beschäftigte",)
    assert document.sections[1].url.startswith(f"{URL}#wer:~:text=")
    assert (
        document.sections[3].footnotes
        == "Antrag auf Lernprämie (PDF, 210 KB): https://amt.example/dokumente/antrag-lernpraemie.pdf"
    )


def test_lists_keep_their_marks_and_nesting() -> None:
    assert page("behoerde").sections[1].text.splitlines() == [
        "Gefördert werden Personen, die",
        "- in Musterland wohnen oder arbeiten,",
        "- mindestens zwölf Stunden in der Woche beschäftigt sind und",
        "- ein zu versteuerndes Einkommen haben von höchstens",
        "   - 40.000 Euro bei Alleinstehenden,",
        "   - 80.000 Euro bei gemeinsamer Veranlagung.",
        "Selbstständige können die Lernprämie nicht beantragen.",
    ]
    lettered = (
        read(
            '<main><h1>L</h1><ol type="a" start="2"><li>zwei<li value="5">fünf<ol type="i"><li>tief</ol></ol>'
        )
        .sections[0]
        .text
    )
    assert lettered.splitlines() == ["b) zwei", "e) fünf", "   i) tief"]


def test_a_footnote_mark_does_not_run_into_a_figure() -> None:
    assert "50 Prozent¹ der Kursgebühren" in page("behoerde").sections[2].text


def test_tables_are_rows_of_cells_and_each_can_be_read_alone() -> None:
    assert page("foerdersaetze").sections[0].text.splitlines()[1:] == [
        "Zuschüsse nach Betriebsgröße",
        "Betriebsgröße\tZuschuss zu den Lehrgangskosten\tZuschuss zum Arbeitsentgelt",
        "unter 20 Beschäftigte\t90 %\t70 %",
        "20 bis 199 Beschäftigte\t60 %\t45 %",
        "ab 200 Beschäftigte\t30 %\t25 %",
        "ab 200 Beschäftigte\t35 % mit Betriebsvereinbarung\t30 % mit Betriebsvereinbarung",
    ]


def test_absurd_spans_are_no_danger() -> None:
    body = (
        '<main><table><tr><td colspan="99999999">a<td>b</tr><tr><td rowspan="4000000000">c<td>d</table>'
        + "Text. " * 40
    )
    assert read(body).sections[0].text.startswith("a")


def test_folded_answers_are_kept_under_their_question() -> None:
    document = page("faq_akkordeon")
    answers = {s.locator: s for s in document.sections}
    assert (
        answers["Bis wann muss der Antrag gestellt sein?"].text
        == "Der Antrag muss spätestens vier Wochen vor Beginn der Maßnahme bei der Kammer eingehen."
    )
    assert answers["Wann wird das Geld ausgezahlt?"].path == (
        "Häufige Fragen zum Bildungskonto",
        "Auszahlung",
    )
    assert answers["Auszahlung"].text.startswith("Ihre Frage war nicht dabei?")
    assert page("reiter").sections[2].locator == "Für Betriebe"
    assert [s.locator for s in page("elementor").sections][1:] == [
        "Wer kommt zu uns?",
        "Was müssen wir vorbereiten?",
    ]


def test_hidden_and_active_content_never_gets_into_the_text() -> None:
    body = """<main><h1>Seite</h1><p>Sichtbarer Satz.</p><script>boese()</script><style>p{}</style><template>Vorlage</template><noscript>Ersatz</noscript>
    <!-- Kommentar --><svg><text>Bildtext</text></svg><p hidden>versteckt1</p><p style="display : none">versteckt2</p><p style="font-size:0px">versteckt3</p>
    <p style="opacity:0">versteckt4</p><span class="sr-only">versteckt5</span><div aria-hidden="true">versteckt6</div><iframe srcdoc="<p>rahmen</p>"></iframe>
    <p onclick="boese()">Zweiter <img src=x onerror=boese()> Satz.</p><a href="javascript:boese()">Link</a></main>"""
    assert text_of(read(body)) == "Seite\nSichtbarer Satz.\nZweiter Satz.\nLink"


def test_markup_that_is_meant_as_text_stays_text() -> None:
    assert (
        read("<main><p>Man schreibt &lt;script&gt;alert(1)&lt;/script&gt; so.</p></main>").sections[0].text
        == "Man schreibt <script>alert(1)</script> so."
    )


@pytest.mark.parametrize(
    "nest",
    ["<div>", "<ul><li>", "<table><tr><td>", "<b>", "<details>", "<blockquote>", "<span class=accordion>"],
)
def test_ten_thousand_levels_lose_nothing(nest: str) -> None:
    begun = time.monotonic()
    document = read("<html><body><p>Davor steht ein Satz.</p>" + nest * 10_000 + "<p>Ganz tief unten.</p>")
    assert "Davor steht ein Satz." in text_of(document)
    assert "Ganz tief unten." in text_of(document)
    assert time.monotonic() - begun < 20


@pytest.mark.slow
@pytest.mark.thorough
def test_ten_megabytes_are_read_in_time() -> None:
    begun = time.monotonic()
    document = read(
        "<html><body>"
        + "".join(
            f"<p>Absatz {n} mit <b>Text</b> und einem <a href='/x{n}'>Link</a> darin</p>"
            for n in range(130_000)
        )
    )
    assert sum(len(section.text.splitlines()) for section in document.sections) == 130_000
    assert time.monotonic() - begun < 60


def test_a_page_that_only_scripts_fill_says_so() -> None:
    with pytest.raises(UnreadableSource, match="Skript"):
        read('<!doctype html><html><body><div id="root"></div><script src="app.js"></script></body></html>')


GERMAN = (
    "<html><head><title>Größe</title></head><body><main><h1>Größe</h1><p>Für Beschäftigte in größeren"
    " Betrieben gilt: 50 € Zuschuss – höchstens.</p></main>"
)


@pytest.mark.parametrize(
    ("encoding", "charset", "mark"),
    [
        ("utf-8", "utf-8", ""),
        ("utf-8", "", ""),
        ("utf-8-sig", "iso-8859-1", ""),
        ("utf-16", "", ""),
        ("cp1252", "iso-8859-1", ""),
        ("cp1252", "", '<meta charset="windows-1252">'),
        ("cp1252", "", ""),
        ("cp1252", "utf-8", ""),  # the server is wrong
        ("utf-8", "iso-8859-1", ""),  # the server is wrong
        ("utf-8", "quatsch", ""),
        ("mac-roman", "", ""),
    ],
)
def test_umlauts_survive_every_charset(encoding: str, charset: str, mark: str) -> None:
    document = read(GERMAN.replace("<title>", f"{mark}<title>").encode(encoding), charset=charset)
    assert (
        document.sections[0].text == "Für Beschäftigte in größeren Betrieben gilt: 50 € Zuschuss – höchstens."
    )


def test_a_wrong_charset_is_noticed() -> None:
    assert "iso8859-1" in read(GERMAN.encode(), charset="iso-8859-1").notes[0]
    assert "utf-8" in read(GERMAN.encode("cp1252"), charset="utf-8").notes[0]
    broken = read(GERMAN.replace("</main>", "<p>für möglich</p></main>").encode().decode("cp1252").encode())
    assert "berichtigt" in broken.notes[0]
    assert "für möglich" in broken.sections[0].text
    assert not read(GERMAN).notes


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Stand: 01.02.2025", date(2025, 2, 1)),
        ("Stand 1. Februar 2025", date(2025, 2, 1)),
        ("Stand: Februar 2025", date(2025, 2, 1)),
        ("Stand: 02/2025", date(2025, 2, 1)),
        ("Rechtsstand: 2025-02-01", date(2025, 2, 1)),
        ("Letzte Änderung am 1.2.25", date(2025, 2, 1)),
        ("Zuletzt aktualisiert: 01.02.2025", date(2025, 2, 1)),
        ("Stand der Informationen: 01.02.2025", date(2025, 2, 1)),
        ("Im Stand 12 auf der Messe", None),
        ("Stand: 01.02.2190", None),
        ("Stand: 31.02.2025", None),
        ("Der Antrag muss am 01.02.2025 da sein.", None),
    ],
)
def test_the_state_that_a_page_tells_of_itself(said: str, day: date | None) -> None:
    assert read(f"<main><h1>T</h1><p>Ein Satz.</p><p>{said}</p></main>").stand == day


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (
            (
                '<meta property="article:modified_time" content="2025-03-04T10:00:00Z"><meta name="date"'
                ' content="2020-01-01">'
            ),
            date(2025, 3, 4),
        ),
        (
            '<script type="application/ld+json">{"@graph":[{"dateModified":"2025-03-04"}]}</script>',
            date(2025, 3, 4),
        ),
        (
            '<script type="application/ld+json">{kaputt</script><meta name="date" content="2025-03-04">',
            date(2025, 3, 4),
        ),
        ("", None),
    ],
)
def test_the_state_from_a_page_s_head(head: str, day: date | None) -> None:
    assert read(f"<html><head>{head}</head><body><main><h1>T</h1><p>Ein Satz.</p></main>").stand == day


def directive(address: str) -> list[str]:
    """The terms of a text directive, decoded."""
    return [unquote(term) for term in address.partition(":~:text=")[2].split(",")]


def test_the_address_leads_to_the_passage_and_not_to_a_menu_entry() -> None:
    document = read(
        "<nav><a href='#a'>Wer wird gefördert und</a></nav><main><h1>T</h1><p>Etwas anderes steht hier"
        " zuerst.</p><h2>Wer?</h2><p>Wer wird gefördert und wie viel, das steht im Bescheid - nicht"
        " hier.</p><p>Und so endet der Abschnitt.</p></main>"
    )
    start, end = directive(document.sections[1].url)
    assert start == "Wer wird gefördert und wie"
    assert end == "so endet der Abschnitt."
    assert "%20" in document.sections[1].url


def test_dashes_and_commas_of_the_text_are_no_syntax() -> None:
    address = read("<main><h1>T</h1><p>Fort-, Weiter- & Ausbildung</p></main>").sections[0].url
    assert address == f"{URL}#:~:text=Fort%2D%2C%20Weiter%2D%20%26%20Ausbildung"


def test_words_that_occur_twice_get_their_heading_before_them() -> None:
    document = read(
        "<main><h1>T</h1><h2>Erstens</h2><p>Der Satz steht zweimal da.</p><h2>Zweitens</h2><p>Der Satz steht"
        " zweimal da.</p></main>"
    )
    assert document.sections[1].url.startswith(f"{URL}#:~:text=Zweitens-,Der%20Satz")


def test_equal_headings_are_counted_and_files_have_no_address() -> None:
    document = read("<main><h1>T</h1><h2>Kosten</h2><p>Eins.</p><h2>Kosten</h2><p>Zwei.</p></main>", url="")
    assert [s.locator for s in document.sections] == ["Kosten", "Kosten (2)"]
    assert {s.url for s in document.sections} == {""}


def test_what_a_crawler_asks_of_a_page() -> None:
    page = WebPage(
        RawFile(
            b"""<html lang="de-DE"><head><base href="https://amt.example/basis/"><title>Titel | Amt</title><link rel="Canonical" href="seite?x=1#oben">
        <meta name="ROBOTS" content="noindex, follow"></head><body><a href="a.html#x">A</a><a href="a.html">A</a><a href="mailto:x@y.de">M</a><a href="javascript:x">J</a>
        <a rel="nofollow" href="n.html">N</a><a href="//anders.example/b">B</a><a href="http://[kaputt">K</a><map><area href="/c"></map><p>Stand: 01.02.2025</p>""",
            URL,
            "seite",
            URL,
        )
    )
    facts = page.facts
    assert facts.canonical == "https://amt.example/basis/seite?x=1"
    assert (facts.noindex, facts.nofollow) == (True, False)
    assert facts.links == (
        "https://amt.example/basis/a.html",
        "https://anders.example/b",
        "https://amt.example/c",
    )


def test_an_end_is_never_looked_for_in_what_the_start_holds() -> None:
    words = (
        "Die Beschäftigten erhalten den Zuschuss von der Agentur für Arbeit auf ihren Antrag hin jeweils"
        " monatlich."
    )
    document = read(f"<main><h1>T</h1><h2>Eins</h2><p>{words}</p><h2>Zwei</h2><p>{words}</p></main>")
    assert [directive(section.url)[-1] for section in document.sections] == [
        "Antrag hin jeweils monatlich."
    ] * 2
    assert [directive(section.url)[0] for section in document.sections] == ["Eins-", "Zwei-"]


def test_a_heading_that_does_not_stand_before_the_words_is_named_alone() -> None:
    words = "Der Antrag liegt bei."
    document = read(
        f"<main><h1>T</h1><p>{words}</p><h2>Fristen</h2><details><summary>Wann?</summary><p>"
        f"Immer.</p></details><p>{words}</p></main>"
    )
    assert document.sections[-1].url == f"{URL}#:~:text=Fristen"


def test_raised_figures_and_soft_hyphens_are_written_as_a_browser_finds_them() -> None:
    document = read(
        "<main><h1>T</h1><h2>A</h2><p>Kosten: 50<sup>1</sup> Euro.</p><h2>B</h2><p>Weiter&shy;bildung lohnt"
        " sich.</p></main>"
    )
    assert [directive(section.url) for section in document.sections] == [
        ["Kosten: 501 Euro."],
        ["Weiterbildung lohnt sich."],
    ]


def test_a_value_stands_beside_its_term() -> None:
    document = read(
        "<main><h1>Bildungsprämie Nord</h1><h2>Höhe</h2><dl><dt>Einzelkurs</dt><dd>300 Euro</dd>"
        "<dt>Wie lange?</dt><dd>zwei Jahre</dd></dl></main>".encode()
    )
    assert text_of(document).endswith("Einzelkurs: 300 Euro\nWie lange? zwei Jahre")


def test_an_answer_that_a_button_in_a_heading_shows_is_read() -> None:
    document = read(
        "<main><h1>Bildungsprämie Nord</h1><p>Für Beschäftigte.</p><h3><button>Wo stelle ich den Antrag?</button>"
        "</h3><div hidden><p>Im Kreishaus, Zimmer 7.</p></div><div hidden><p>Vorlage</p></div></main>".encode()
    )
    assert "Wo stelle ich den Antrag?\nIm Kreishaus, Zimmer 7." in text_of(document)
    assert "Vorlage" not in text_of(document)
