"""What people type or name comes back as text: no link, no picture, no heading, no HTML of
theirs is in the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.chat.client import Visitor, serving
from tests.chat.conftest import wait_for

pytestmark = pytest.mark.slow

ACTIVE = [
    "[hier klicken](https://betrug.example)",
    "![](https://betrug.example/?q=1)",
    "<img src=x onerror=alert(1)>",
    "**fett** und `code`",
    "<https://betrug.example>",
    "a | b",
    "~~weg~~ :tipp[x]",
]


@pytest.fixture(scope="module")
def visitor(starter: Path) -> Iterator[Visitor]:
    with serving(starter) as (address, _):
        visitor = Visitor(address)
        visitor.open()
        yield visitor
        visitor.close()


def assert_inert(markdown: str) -> None:
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    page = re.sub(r'<a href="#(?:fundstelle-\d+|wortlaut)">', "", page)
    assert not re.search(r"<(?:a|img|script|iframe|code|h\d|table|del)\b", page), page
    assert "betrug" not in re.sub(r"<[^>]*>", "", page) or "href" not in page


@pytest.mark.parametrize("active", ACTIVE)
def test_a_case_comes_back_as_text(visitor: Visitor, active: str) -> None:
    said = visitor.ask(f"Fall: 120 Beschäftigte, {active}")["output"]
    assert said.startswith("**Fall:** ")
    assert_inert(said)
    answer = visitor.ask("Welchen Anteil der Lehrgangskosten trägt ein Betrieb?")["output"]
    assert_inert(answer)


def test_a_file_name_comes_back_as_text(visitor: Visitor) -> None:
    begun = len(visitor.of("new_message"))
    visitor.begin("", ("[hier](https:__betrug.example) <b>x</b>.pdf", b"kein PDF", "application/pdf"))
    wait_for(lambda: len(visitor.of("new_message")) > begun)
    for message in visitor.of("new_message")[begun:]:
        if message["type"] == "assistant_message":
            assert_inert(message["output"])


def test_what_the_settings_cannot_take_comes_back_as_text(visitor: Visitor) -> None:
    begun = len(visitor.of("new_message"))
    visitor.set(stichtag="[gestern](https://betrug.example)", fall="")
    wait_for(lambda: len(visitor.of("new_message")) > begun)
    for message in visitor.of("new_message")[begun:]:
        assert_inert(message["output"])


def test_a_damaged_library_is_said_in_the_chat(own_starter: Path) -> None:
    """Without a place of the server's disk, and the chat goes on."""
    library = own_starter / "library.sqlite"
    library.write_bytes(library.read_bytes()[:20_000])
    with serving(own_starter) as (address, process):
        visitor = Visitor(address)
        visitor.open()
        for _ in range(2):
            said = visitor.ask("Wie viele Tage Lernurlaub gibt es?")["output"]
            assert said.startswith("Die Suche ist gerade gestört")
            assert str(own_starter) not in said
        visitor.close()
        assert process.poll() is None
