"""The page chose the id of its session and of its chat, and whoever knew one had it: now both are the
server's, and a page's name for its session is worth nothing beside another browser's cookie, or none.
"""

from __future__ import annotations

import json
import secrets
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.chat.chainlit.attacker import PAGE, Socket, browser_cookie, own, page_auth, polled
from tests.chat.client import Visitor
from tests.chat.conftest import wait_for

pytestmark = pytest.mark.slow
PDF = ("x.pdf", b"%PDF-1.4", "application/pdf")
# every route that takes a session's id
ROUTES: list[tuple[str, str, Any]] = [
    ("POST", "/project/action", {"sessionId": "ID", "action": {"name": "antwort_kopieren", "payload": {}}}),
    ("PUT", "/feedback", {"sessionId": "ID", "feedback": {"forId": str(uuid.uuid4()), "value": 1}}),
    ("POST", "/fall/stand", {"sessionId": "ID"}),
    ("POST", "/fall/aendern", {"sessionId": "ID", "facts": {"age": "47"}}),
    ("POST", "/fall/leeren", {"sessionId": "ID"}),
    ("POST", "/project/file?session_id=ID", None),
    ("GET", f"/project/file/{uuid.uuid4()}?session_id=ID", {}),
]
NO_BROWSER = ["none", "empty", "path", "own hand", "another's signature", "signature cut", "before"]


@pytest.fixture
def anna(opened: str) -> Iterator[Visitor]:
    """With a file that waits, and a case."""
    page = Visitor(opened)
    page.open()
    given = page.http.post("/project/file", params={"session_id": page.session}, files={"file": PDF})
    assert given.status_code == 200
    facts = {"sessionId": page.session, "facts": {"age": "47"}}
    assert page.http.post("/fall/aendern", json=facts).status_code == 200
    yield page
    page.close()


def cookie_of(kind: str, address: str) -> str:
    """A Cookie header that names no browser of this server's."""
    one, other = browser_cookie(address), browser_cookie(address)
    made = secrets.token_urlsafe(32)
    return {
        "none": "",
        "empty": "wbm_browser=",
        "path": "wbm_browser=../x",
        "own hand": f"wbm_browser={made}.{secrets.token_urlsafe(32)}",
        "another's signature": f"{one.partition('.')[0]}.{other.partition('.')[2]}",
        "signature cut": one[:-1],
        "before": f"wbm_browser={made}",
    }[kind]


def folders(data: Path) -> set[Path]:
    return set((data / "chat-files").rglob("*"))


def asked(address: str, cookie: str, session_id: str) -> list[httpx.Response]:
    """The answers of every route about a session."""
    with httpx.Client(base_url=address, headers={"Origin": address, "Cookie": cookie}, timeout=30) as http:
        return [
            http.request(method, path.replace("ID", session_id), files={"file": PDF})
            if body is None
            else http.request(method, path.replace("ID", session_id), json=_named(body, session_id))
            for method, path, body in ROUTES
        ]


def _named(body: Any, session_id: str) -> Any:
    return json.loads(json.dumps(body).replace('"ID"', json.dumps(session_id)))


@pytest.mark.parametrize("kind", NO_BROWSER)
def test_without_a_cookie_of_this_server_no_id_is_worth_anything(
    kind: str, opened: str, data: Path, anna: Visitor
) -> None:
    before, cookie = folders(data), cookie_of(kind, opened)
    for session_id in (anna.session, str(uuid.uuid4())):
        assert [answer.status_code for answer in asked(opened, cookie, session_id)] == [403] * len(ROUTES)
        with own(opened) as http:
            told = {"session_id": session_id}
            refused = http.post("/set-session-cookie", json=told, headers={"Cookie": cookie})
        assert refused.status_code == 403
        assert "Cookie" in refused.json()["detail"]
        auth = page_auth(sessionId=session_id)
        assert not Socket().connect(opened, auth, cookie=cookie, browser=None)
        assert not polled(opened, auth, cookie)
    assert folders(data) == before
    _still_has_all(anna)


def test_another_browser_has_a_session_of_its_own_by_the_same_name(
    opened: str, data: Path, anna: Visitor
) -> None:
    before, cookie = folders(data), browser_cookie(opened)
    assert [answer.status_code for answer in asked(opened, cookie, anna.session)] == [404] * len(ROUTES)
    thief = Socket()
    assert thief.connect(opened, page_auth(sessionId=anna.session), cookie=cookie)
    thief.begin()  # a chat begins, and nothing of Anna's is sent again
    with httpx.Client(base_url=opened, headers={"Origin": opened, "Cookie": cookie}) as http:
        told = {"sessionId": anna.session}
        assert http.post("/fall/stand", json=told).json()["chips"] == []
        thief.line.emit("clear_session")
        time.sleep(0.5)
        thief.close()  # it ends, and its folder with it
        wait_for(lambda: http.post("/fall/stand", json=told).status_code == 404)
    assert folders(data) == before
    _still_has_all(anna)


def test_the_servers_own_id_of_a_session_opens_nothing(opened: str, data: Path, anna: Visitor) -> None:
    """Whoever came to know the name of a folder would have no more."""
    ids = {folder.name for folder in (data / "chat-files").glob("*/*-*-*-*-*") if folder.is_dir()}
    assert ids
    assert anna.session not in ids
    cookies = "; ".join(f"{key}={value}" for key, value in anna.http.cookies.items())
    for session_id in ids:
        for cookie in (cookies, browser_cookie(opened)):
            answers = asked(opened, cookie, session_id)
            assert [answer.status_code for answer in answers] == [404] * len(ROUTES)
    assert anna.session not in json.dumps([str(path) for path in folders(data)])


def test_nothing_of_the_servers_own_id_is_told_to_the_page(data: Path, anna: Visitor) -> None:
    anna.ask("Wie viele Tage Lernurlaub gibt es?", PDF)
    ids = {folder.name for folder in (data / "chat-files").glob("*/*-*-*-*-*") if folder.is_dir()}
    assert ids
    told = json.dumps(anna.events, default=str)
    assert not [session_id for session_id in ids if session_id in told]


def test_two_tabs_come_back_each_to_its_own(opened: str) -> None:
    one = Visitor(opened)
    two = Visitor(opened)
    two.http.cookies = one.http.cookies  # the same browser
    for tab, age in ((one, "47"), (two, "23")):
        tab.open()
        facts = {"sessionId": tab.session, "facts": {"age": age}}
        assert tab.http.post("/fall/aendern", json=facts).status_code == 200
    for tab, age in ((one, "47"), (two, "23")):
        tab.cut()
        tab.come_back()
        stand = tab.http.post("/fall/stand", json={"sessionId": tab.session}).json()
        assert age in json.dumps(stand["chips"])
        tab.close()


def test_a_session_answers_to_its_person_alone_in_the_same_browser(signed: str) -> None:
    """One shared machine: Anna's page is still open when Berta has signed in."""
    anna, berta = Visitor(signed, "anna"), Visitor(signed, "berta")
    anna.open()
    browser = anna.http.cookies["wbm_browser"]
    cookies = {key: value for key, value in berta.http.cookies.items() if key != "wbm_browser"}
    cookie = "; ".join(f"{key}={value}" for key, value in (cookies | {"wbm_browser": browser}).items())
    assert [answer.status_code for answer in asked(signed, cookie, anna.session)] == [403] * len(ROUTES)
    assert not Socket().connect(signed, page_auth(sessionId=anna.session), cookie=cookie)
    # signed in as somebody else in another browser, the name leads nowhere
    others = "; ".join([*(f"{key}={value}" for key, value in cookies.items()), browser_cookie(signed)])
    assert [answer.status_code for answer in asked(signed, others, anna.session)] == [404] * len(ROUTES)
    anna.close()
    berta.close()


def test_a_browser_is_given_one_cookie_that_no_script_reads(opened: str) -> None:
    with own(opened) as http:
        given = http.get("/", headers=PAGE).headers.get_list("set-cookie")
        assert ["wbm_browser=" in cookie and "HttpOnly" in cookie for cookie in given] == [True]
        assert not http.get("/", headers=PAGE).headers.get_list("set-cookie")
        other = "eine=andere Anwendung{}; "  # of this machine, whose cookies come along
        known = {"Cookie": other + f"wbm_browser={http.cookies['wbm_browser']}"}
        assert not httpx.get(f"{opened}/", headers=PAGE | known).headers.get_list("set-cookie")
        forged = {"Cookie": cookie_of("own hand", opened)}
        assert httpx.get(f"{opened}/", headers=PAGE | forged).headers.get_list("set-cookie")


@pytest.mark.parametrize("hurried", [False, True], ids=["as a page", "before the chat has begun"])
def test_a_page_does_not_choose_the_id_of_a_new_chat(signed: str, hurried: bool) -> None:
    berta, chosen = Visitor(signed, "berta"), str(uuid.uuid4())
    cookie = "; ".join(f"{key}={value}" for key, value in berta.http.cookies.items())
    page = Socket()
    assert page.connect(signed, page_auth(threadId=chosen), cookie=cookie)
    if not hurried:
        page.line.emit("connection_successful")
        wait_for(lambda: bool(page.said("resume_thread_error")))
    question = {"id": str(uuid.uuid4()), "output": "Wie viele Tage Lernurlaub gibt es?"}
    page.line.emit("client_message", {"message": question, "fileReferences": []})
    wait_for(lambda: bool(page.said("first_interaction")))
    begun = page.said("first_interaction")[-1]["thread_id"]
    assert begun != chosen
    wait_for(lambda: begun in [chat["id"] for chat in berta.chats()])
    assert chosen not in [chat["id"] for chat in berta.chats()]
    page.close()
    berta.close()


def _still_has_all(page: Visitor) -> None:
    stand = page.http.post("/fall/stand", json={"sessionId": page.session})
    assert stand.status_code == 200
    assert "47" in json.dumps(stand.json()["chips"])
    page.cut()
    page.come_back()
    page.ask("Wie viele Tage Lernurlaub gibt es?", PDF)
