"""What the panel is given of a place, and the page that it stands in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from chains.answer import Answer, Citation
from chat.answer.panel_place import place_props, section_json, short_label
from chat.web.own_host import own_page
from knowledge.model.document import DocumentHead, Passage, Section, Status

TODAY = date(2026, 3, 1)
LAW = DocumentHead(
    "lbg",
    "law",
    "LBG",
    "Lernbonusgesetz",
    date(2026, 1, 1),
    "",
    "https://amt.example/lbg",
    "amtlich",
    "",
    (),
    (),
    365,
    (),
)
PLACE = Section(
    "§ 1 Abs. 2", "Der Bonus beträgt 40 Prozent.\nKurs\tSatz\n   a) <b>Abend</b>\t5 Euro", "Höhe", ("Teil 1",)
)


def citation(section: Section = PLACE, document: DocumentHead = LAW) -> Citation:
    return Citation(1, Passage("c", section.text, section, document, 0), section.text)


def notes(cited: Citation) -> list[tuple[str, str]]:
    return [(note["level"], note["text"]) for note in place_props(cited, Answer("Bonus?"), TODAY)["notes"]]


def test_validity_is_said_before_the_passage_is_relied_on() -> None:
    assert notes(citation()) == [("gut", "In Kraft in der eingelesenen Fassung vom 01.01.2026.")]
    assert notes(citation(document=replace(LAW, kind="page"))) == []
    ((level, old),) = notes(citation(document=replace(LAW, stand=date(2024, 1, 1))))
    assert (level, "älter als vorgesehen (365 Tage)" in old) == ("achtung", True)
    ended = citation(replace(PLACE, text="Er wird bis zum 31. Juli 2024 gezahlt.", status=Status.REPEALED))
    assert [text[:26] for _, text in notes(ended)] == [
        "Galt bis 31.07.2024: Die S",
        "Diese Stelle ist aufgehobe",
    ]


def test_text_stays_text_line_by_line_and_cell_by_cell() -> None:
    props = place_props(citation(), Answer("Bonus?"), TODAY)
    assert props["path"] == ["Lernbonusgesetz", "Teil 1", "Höhe", "§ 1 Abs. 2"]
    assert [len(line["cells"]) for line in props["lines"]] == [1, 2, 2]
    assert props["lines"][2]["depth"] == 1
    joined = "\n".join(
        "\t".join("".join(text for text, _ in cell) for cell in line["cells"]) for line in props["lines"]
    )
    assert joined == PLACE.text
    assert json.loads(json.dumps(props)) == props
    assert section_json(PLACE)["label"] == "§ 1 Abs. 2"


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://amt.example/a#:~:text=Der%20Bonus", "https://amt.example/a#:~:text=Der%20Bonus"),
        ("https://amt.example/a_(b)#page=3", "https://amt.example/a_(b)#page=3"),
        ("javascript:alert(1)", ""),
        ("kurs/1/heft.pdf#page=2", ""),
        ('https://amt.example/" onclick="x', ""),
        ("", "https://amt.example/lbg"),
    ],
)
def test_only_web_addresses_are_links(url: str, link: str) -> None:
    assert place_props(citation(replace(PLACE, url=url)), Answer(""), TODAY)["link"] == link


def test_the_short_form() -> None:
    assert short_label(citation()) == "LBG § 1 Abs. 2"
    sheet = replace(LAW, kind="factsheet", title="Lernbonus")
    assert (
        short_label(citation(replace(PLACE, locator="Höhe (§ 1 Abs. 2 LBG)"), sheet))
        == "LBG § 1 Abs. 2 (Faktenblatt)"
    )
    assert (
        short_label(citation(replace(PLACE, locator="S. 3"), replace(sheet, kind="pdf", title="Leitfaden")))
        == "„Leitfaden“, S. 3"
    )


def test_the_page_names_nobody_else_and_runs_only_its_own_scripts() -> None:
    page, policy = own_page(
        '<html lang="en"><head><link rel="preconnect" href="https://f.example" crossorigin />\n<meta'
        ' property="og:url" content="https://x.example"><link href="/a.css"><script>const a ='
        ' 1;</script></head><body><div id="root"></div></body></html>'
    )
    assert (
        page == '<html lang="de"><head><link href="/a.css"><script>const a = 1;</script></head><body><div'
        ' id="root"></div></body></html>'
    )
    assert "script-src 'self' 'unsafe-eval' 'sha256-" in policy
    other = "<p><script>alert(1)</script></p>"
    assert own_page(other)[0] == other
    assert "sha256" not in own_page(other)[1]
