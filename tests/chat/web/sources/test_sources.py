"""The page of the sources on the real server: who may, from where, with what names and sizes; what becomes of
a whole file, a broken one, an address; switching off and on, reading anew, removing.
"""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from chat.web.sources.jobs import reasons_in
from knowledge.editorial.added import safe_name
from knowledge.store.library import Library
from tests.chat.client import Visitor, add_user, serving
from tests.chat.conftest import wait_for
from tests.ingest.paper import Brochure, scan
from tests.ingest.site import Site, page

QUESTION = "Wie hoch ist der Lotsenbonus für Betriebe?"
SAID = "Der Lotsenbonus für Betriebe beträgt 640 Euro im Jahr."


def brochure() -> bytes:
    paper = Brochure()
    for text in (SAID + " Er wird beim Lotsenbüro beantragt. " * 4, "Die Lotsen beraten Betriebe. " * 8):
        paper.add_page()
        paper.head("Lotsenbonus" if text.startswith(SAID) else "Beratung")
        paper.body(text)
    return paper.bytes()


@dataclass(frozen=True)
class Office:
    """A server with the starter knowledge, a list of its own, and nobody signing in."""

    http: httpx.Client
    data: Path
    listed: Path
    address: str

    def begin(self, what: str, **data: Any) -> httpx.Response:
        return self.http.post(f"/quellen/{what}", json=data)

    def drop(self, name: str, content: bytes) -> httpx.Response:
        return self.http.post("/quellen/datei", params={"name": name}, content=content)

    def end(self, begun: httpx.Response) -> dict[str, Any]:
        """Wait for a job; how it ended."""
        assert begun.status_code == 202, begun.text
        wait_for(lambda: not self.state()["running"], 60)
        ended: dict[str, Any] = self.state()["outcome"]
        return ended

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = self.http.get("/quellen/stand").json()
        return found

    def entries(self) -> dict[str, Any]:
        return {each["id"]: each for each in yaml.safe_load(self.listed.read_text())["sources"]}

    def answer(self, question: str) -> str:
        visitor = Visitor(self.address)
        visitor.open()
        try:
            return str(visitor.ask(question)["output"])
        finally:
            visitor.close()


@pytest.fixture(scope="module")
def office(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("redaktion")
    data = Path(shutil.copytree(starter, folder / "data"))
    listed = folder / "sources.yaml"
    listed.write_text("# Unsere Liste\nsources: []\n", encoding="utf-8")
    settings = {"WBM_SOURCES": str(listed), "WBM_SOURCE_MEGABYTES": "1", "WBM_QUESTIONS_PER_MINUTE": "100"}
    with (
        serving(data, WBM_CRAWL_DELAY="0", WBM_FETCH_ATTEMPTS="1", **settings) as (address, _),
        httpx.Client(base_url=address, headers={"Origin": address}, timeout=30) as http,
    ):
        yield Office(http, data, listed, address)


@pytest.mark.slow
def test_a_file_is_read_answered_from_switched_off_and_removed(office: Office) -> None:
    begun = office.drop("Lotsen & Bonus (2026).pdf", brochure())
    assert begun.json()["running"]
    second = office.drop("zweite.pdf", brochure())
    assert (second.status_code, "läuft schon" in second.text) == (409, True)
    ended = office.end(begun)
    assert ended == {
        "ok": True,
        "text": "Fertig gelesen. Daraus wird jetzt geantwortet.",
        "reasons": [],
        "documents": [["lotsen-bonus-2026", ended["documents"][0][1]]],
    }
    file = office.data / "quellen" / "lotsen-bonus-2026" / "lotsen-bonus-2026.pdf"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file, file.parent, file.parent.parent)] == [
        0o600,
        0o700,
        0o700,
    ]
    assert office.listed.read_text().startswith("# Unsere Liste\n")
    assert office.entries()["lotsen-bonus-2026"]["kind"] == "file"
    assert "640 Euro" in office.answer(QUESTION)

    shown = office.http.get("/quellen/dokument/lotsen-bonus-2026")
    assert SAID in " ".join(shown.text.split())
    assert 'data="/fundstellen/original/lotsen-bonus-2026#' in shown.text
    assert "2 Seiten" in shown.text
    assert "object-src 'self'" in shown.headers["content-security-policy"]
    assert office.http.get("/fundstellen/original/lotsen-bonus-2026").content == file.read_bytes()

    off = office.end(office.begin("schalten", id="lotsen-bonus-2026", scope="document", on=False))
    assert off["ok"], off
    assert "640 Euro" not in office.answer(QUESTION)
    assert "abgeschaltet" in office.http.get("/quellen/dokument/lotsen-bonus-2026").text
    assert office.end(office.begin("lesen", id="lotsen-bonus-2026"))["ok"]
    assert "640 Euro" not in office.answer(QUESTION)  # reading anew does not switch it on
    assert office.end(office.begin("schalten", id="lotsen-bonus-2026", scope="document", on=True))["ok"]
    assert "640 Euro" in office.answer(QUESTION)

    gone = office.end(office.begin("entfernen", id="lotsen-bonus-2026"))
    assert gone["ok"], gone
    assert office.entries() == {}
    assert not file.parent.exists()
    assert "640 Euro" not in office.answer(QUESTION)
    assert office.http.get("/quellen/dokument/lotsen-bonus-2026").status_code == 404


def test_what_cannot_be_read_does_not_stay_and_is_said(office: Office) -> None:
    for name, content, reason in (
        ("kaputt.pdf", b"%PDF-1.7 nur der Anfang", "kaputt.pdf"),
        ("Bild.pdf", scan(), "OCR"),
        ("alt.doc", b"\xd0\xcf\x11\xe0", "DOCX"),
        ("programm.exe", b"MZ", "wird nicht gelesen"),
    ):
        ended = office.end(office.drop(name, content))
        assert not ended["ok"]
        assert reason in " ".join(ended["reasons"]), ended
        assert str(office.data) not in str(ended)  # where it lay is nobody's business
    assert office.entries() == {}
    assert [path.name for path in (office.data / "quellen").iterdir()] == []


@pytest.mark.slow
def test_the_name_is_never_a_path_and_replaces_nothing(office: Office) -> None:
    for name in ("", "ohne-endung", "../..", ".pdf/", "a." + "x" * 200):
        refused = office.drop(name, b"# Text\n\nEin Satz.")
        assert refused.status_code == 400, name
    text = "# Anteil\n\n## Anteil\nEin anderer Satz über einen Anteil.".encode()
    ended = office.end(office.drop("..\\../../bildungsgutschein.md", text))
    assert ended["documents"][0][0] == "bildungsgutschein-2"  # the factsheet of that name stays what it was
    with Library(office.data / "library.sqlite", read_only=True) as library:
        states = library.document_states()
        assert states["bildungsgutschein"][0] != states["bildungsgutschein-2"][0] == "bildungsgutschein-2"
    assert office.end(office.begin("entfernen", id="bildungsgutschein-2"))["ok"]
    assert not list(office.data.parent.glob("*.md"))


def test_what_is_broken_off_leaves_nothing(office: Office) -> None:
    begun = office.drop("lang.md", b"# Lang\n\n" + b"## Teil\nEin Satz.\n\n" * 3000)
    assert office.http.post("/quellen/abbrechen", json={}).status_code == 202
    ended = office.end(begun)
    assert (ended["ok"], ended["text"]) == (False, "Abgebrochen. Es wurde nichts aufgenommen.")
    assert office.entries() == {}
    assert list((office.data / "quellen").iterdir()) == []


def test_what_is_too_large_or_odd_is_refused(office: Office) -> None:
    assert office.drop("groß.pdf", b"%PDF-" + bytes(1_100_000)).status_code == 413
    assert office.drop("leer.pdf", b"").status_code == 400
    assert office.http.post("/quellen/lesen", content=b"[" * 10_000).status_code == 400
    for what, data in (
        ("lesen", {"id": "--reembed"}),
        ("lesen", {"id": ["x"]}),
        ("entfernen", {"id": "../../etc"}),
        ("entfernen", {"id": "bildungsgutschein"}),  # read by hand, so it is in no list
        ("schalten", {"id": "gibt-es-nicht", "scope": "document", "on": False}),
        ("schalten", {"id": "bildungsgutschein", "scope": "source", "on": False}),
        ("adresse", {"address": "file:///etc/passwd"}),
        ("adresse", {"address": "/etc/passwd"}),
        ("adresse", {"address": "--yes"}),
        ("adresse", {"address": "https://amt.example/ --private"}),
    ):
        refused = office.begin(what, **data)
        assert refused.status_code == 400, (what, data)
        assert refused.json()["detail"].endswith((".", "?"))
    assert office.begin("unsinn").status_code == 404
    assert not office.state()["running"]
    for name in ("..%2Fsources.yaml", "..%2F..%2Fetc%2Fpasswd", "x' OR '1'='1", "%00"):
        assert office.http.get(f"/quellen/dokument/{name}").status_code == 404, name


@pytest.mark.slow
def test_an_address_in_the_own_network_is_refused_as_on_the_command_line(office: Office) -> None:
    with Site({"/": page("Amt", "Der Hafenbonus beträgt 90 Euro.")}) as site:
        ended = office.end(office.begin("adresse", address=f"{site.url}/"))
        assert site.paths() == []
    assert not ended["ok"]
    assert "private: true" in " ".join(ended["reasons"])
    assert office.entries() == {}


def test_a_page_elsewhere_changes_nothing(office: Office) -> None:
    for origin in ("https://boese.example", "null", "http://127.0.0.1:1"):
        headers = {"Origin": origin}
        asked = office.http.post("/quellen/datei", params={"name": "x.md"}, content=b"# X", headers=headers)
        assert asked.status_code == 403
        assert office.http.post("/quellen/lesen", json={"id": "x"}, headers=headers).status_code == 403


@pytest.mark.slow
def test_all_text_is_escaped_and_scripts_are_the_page_s_own(office: Office) -> None:
    attack = "<script>document.title='gehackt'</script>"
    text = f"# Lotsen {attack}\n\n## Frage {attack}\nEin Satz {attack} über Lotsen."
    ended = office.end(office.drop(f"{attack}.md", text.encode()))
    document = ended["documents"][0][0]
    for path in ("/quellen", f"/quellen/dokument/{document}"):
        shown = office.http.get(path)
        assert attack not in shown.text
        assert "&lt;script&gt;document.title" in shown.text
        assert (
            "'unsafe-inline'"
            not in shown.headers["content-security-policy"].split("script-src")[1].split(";")[0]
        )
    assert office.end(office.begin("entfernen", id=document))["ok"]


@pytest.mark.slow
def test_editors_alone(starter: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(starter, tmp_path / "data"))
    for name, role in (("anna", "mentor"), ("eva", "evaluator"), ("emil", "editor")):
        add_user(data, name, role)
    with serving(data, WBM_SIGN_IN="1", WBM_SOURCES=str(_empty_list(tmp_path))) as (address, _):
        for name, status in (("", 401), ("anna", 403), ("eva", 403)):
            visitor = Visitor(address, name)
            assert visitor.http.get("/quellen/stand").status_code == status
            assert visitor.http.get("/quellen/dokument/bildungsgutschein").status_code == status
            asked = visitor.http.post("/quellen/datei", params={"name": "x.md"}, content=b"# X")
            assert asked.status_code == status
            assert visitor.http.post("/quellen/abbrechen", json={}).status_code == status
        emil = Visitor(address, "emil")
        assert emil.http.get("/quellen/dokument/bildungsgutschein").status_code == 200
        assert emil.http.get("/quellen/stand").json()["number"] == 0
    assert not (data / "quellen").exists()


def _empty_list(folder: Path) -> Path:
    listed = folder / "sources.yaml"
    listed.write_text("sources: []\n", encoding="utf-8")
    return listed


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Leitfaden.PDF", ("leitfaden", ".pdf")),
        ("C:\\Users\\x\\Größe über ß.docx", ("groesse-ueber-ss", ".docx")),
        ("../../etc/passwd", ("passwd", "")),
        ("-rf.md", ("rf", ".md")),
        ("....md", ("dokument", ".md")),
        ("пример.txt", ("dokument", ".txt")),
        ("a\x00b\n.md", ("a-b", ".md")),
        ("Gro\u0308ße.md", ("groesse", ".md")),  # as a Mac writes it
        ("x.m d", ("x", "")),
        (" Blatt.md ", ("blatt", ".md")),
    ],
)
def test_names_are_made_safe(said: str, name: tuple[str, str]) -> None:
    assert safe_name(said, ()) == name


def test_a_taken_name_gets_a_number() -> None:
    assert safe_name("Blatt.md", {"blatt", "blatt-2"}) == ("blatt-3", ".md")


def test_failures_are_found_in_what_a_command_says() -> None:
    said = (
        "Probe von „x“ (file): x.pdf\n  fehlgeschlagen: x.pdf: Das PDF hat keinen Text.\n"
        "Fehlgeschlagen (x): x.pdf: Das PDF hat keinen Text.\nFehler: Von „x“ lässt sich nichts lesen.\n"
        "Bericht: y"
    )
    assert reasons_in(said) == ("x.pdf: Das PDF hat keinen Text.", "Von „x“ lässt sich nichts lesen.")
