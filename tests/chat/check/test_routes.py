"""POST /fall/… on the real server: who may ask, from where, and what happens with what makes no sense."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest

from tests.chat.client import Visitor, add_user, serving

QUESTION = (
    "Unser Betrieb hat 120 Beschäftigte. Eine Kollegin, 40 Jahre alt, Abschluss vor neun Jahren, macht einen"
    " Kurs mit 200 Stunden für 4.000 Euro. Was zahlt der Betrieb?"
)


@pytest.fixture
def visitor(address: str) -> Iterator[Visitor]:
    visitor = Visitor(address)
    visitor.open()
    yield visitor
    visitor.close()


def post(visitor: Visitor, what: str, **data: Any) -> httpx.Response:
    return visitor.http.post(f"/fall/{what}", json={"sessionId": visitor.session, **data})


def pushed(visitor: Visitor) -> dict[str, Any]:
    """What the page was told of the case last."""
    return [sent for sent in visitor.of("window_message") if sent.get("wbm") == "fall"][-1]  # type: ignore[no-any-return]


def card(visitor: Visitor) -> dict[str, Any]:
    import json

    elements = [element for element in visitor.of("element") if element["name"] == "Foerdercheck"]
    props = elements[-1]["props"]
    return json.loads(props) if isinstance(props, str) else dict(props)


def test_the_case_is_changed_checked_and_put_into_a_document(visitor: Visitor) -> None:
    assert pushed(visitor)["stored"] is False
    visitor.ask(QUESTION)
    told = {chip["id"]: chip["short"] for chip in pushed(visitor)["chips"]}
    assert told["firm_headcount"] == "120 Beschäftigte"
    assert "groups" not in pushed(visitor)  # the form is asked for by who opens it
    fields = {
        field["id"]: field for group in post(visitor, "angaben").json()["groups"] for field in group["fields"]
    }
    assert fields["firm_headcount"]["value"] == "120"
    assert fields["firm_headcount"]["matters"]
    shown = card(visitor)
    assert shown["rows"][0]["cells"]["firm"] == ["2.000 Euro", "50 Prozent"]
    proof = next(each["mark"] for each in shown["rows"][0]["because"] if each["mark"]["n"])
    place = post(visitor, "fundstelle", **{key: proof[key] for key in ("document", "locator", "n")})
    assert place.json()["lines"]

    supposed = post(
        visitor, "pruefen", forId=shown["message"], case=shown["case"], what_if={"firm_headcount": "600"}
    ).json()
    assert supposed["rows"][0]["cells"]["firm"] == ["3.000 Euro", "75 Prozent"]
    assert supposed["changes"]
    assert {chip["id"]: chip["short"] for chip in post(visitor, "stand").json()["chips"]} == told

    changed = post(visitor, "aendern", facts={"firm_headcount": "600"}).json()
    assert "600 Beschäftigte" in [chip["short"] for chip in changed["chips"]]
    assert "3.000 Euro" in visitor.ask("Was zahlt der Betrieb jetzt?")["output"]

    data = {"case": shown["case"], "agreed": {"steps": "anrufen"}, "to": "person"}
    assert "anrufen" in post(visitor, "entwurf", **data).json()["text"]
    protocol = post(visitor, "protokoll.docx", **data)
    assert protocol.headers["content-disposition"].startswith("attachment; ")
    assert docx.Document(io.BytesIO(protocol.content)).paragraphs
    assert "steht 1 Antwort" in visitor.pressed(visitor.button("protokoll_aufnehmen"))
    both = docx.Document(io.BytesIO(post(visitor, "protokoll.docx", **data).content))
    said = [paragraph.text for paragraph in both.paragraphs]
    assert "Ergebnis" in said
    assert "1. Was zahlt der Betrieb jetzt?" in said
    assert post(visitor, "protokoll.pdf", **data).content.startswith(b"%PDF-")
    assert post(visitor, "leeren").json()["chips"] == []


@pytest.mark.parametrize(
    ("what", "data", "status"),
    [
        ("loeschen", {}, 404),
        ("aendern", {"facts": {"age": "alt"}}, 400),
        ("aendern", {"facts": {"gibt_es_nicht": "1"}}, 400),
        ("pruefen", {"case": {"facts": {"age": {"value": "<b>"}}, "remarks": []}}, 400),
        ("pruefen", {"case": {"facts": 3}}, 400),
        ("pruefen", {"case": "x"}, 400),
        ("pruefen", {"case": {}, "programmes": ["x"] * 100}, 400),
        ("pruefen", {"forId": "../x"}, 400),
        ("fundstelle", {"document": "../../etc/passwd", "locator": "1"}, 400),
        ("entwurf", {"to": "alle"}, 400),
        ("aendern", {"facts": {"course.goal": "x" * 70_000}}, 413),
    ],
)
def test_what_makes_no_sense_is_refused_in_german(
    visitor: Visitor, what: str, data: dict[str, Any], status: int
) -> None:
    answer = post(visitor, what, **data)
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_only_the_page_of_the_conversation_may_ask(address: str, visitor: Visitor) -> None:
    body = {"sessionId": visitor.session, "facts": {"age": "47"}}
    foreign = httpx.post(f"{address}/fall/aendern", json=body, headers={"Origin": "http://evil.example"})
    assert foreign.status_code == 403
    assert httpx.post(f"{address}/fall/aendern", json=body).status_code == 403  # it does not say where from
    assert post(visitor, "stand").json()["chips"] == []
    for session in (str(uuid.uuid4()), "x", None):
        assert visitor.http.post("/fall/stand", json={"sessionId": session}).status_code in {400, 404}
    assert visitor.http.post("/fall/stand", content=b"[1]").status_code == 400
    assert "chips" not in visitor.http.get("/fall/stand").text  # Chainlit's page, as for any other address


@pytest.mark.slow
def test_nobody_asks_about_somebody_elses_case(own_starter: Path) -> None:
    for name in ("anna", "ben"):
        add_user(own_starter, name)
    with serving(own_starter, WBM_SIGN_IN="1") as (address, _):
        anna, ben = Visitor(address, "anna"), Visitor(address, "ben")
        anna.open()
        ben.open()
        assert post(anna, "aendern", facts={"age": "47"}).status_code == 200
        stolen = ben.http.post("/fall/stand", json={"sessionId": anna.session})
        assert stolen.status_code == 404  # another browser: what Anna's page calls its session leads nowhere
        anonymous = httpx.post(
            f"{address}/fall/stand", json={"sessionId": anna.session}, headers={"Origin": address}
        )
        assert anonymous.status_code in {401, 403}
        anna.close()
        ben.close()
