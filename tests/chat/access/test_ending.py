"""Sessions end: by signing out, by a new password or role, with the account, with time; on
every route and socket.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import jwt
import pytest

from tests.chat.access.conftest import wbm
from tests.chat.client import PASSWORD, Visitor, add_user, serving
from tests.chat.conftest import wait_for

pytestmark = pytest.mark.slow
QUESTION = "Wie viele Tage Lernurlaub gibt es nach § 1 LernFG?"
LIST = {"pagination": {"first": 20}, "filter": {}}


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    for name in ("anna", "berta", "carla", "dora", "emma", "fritz"):
        add_user(data, name)
    with serving(data, WBM_SIGN_IN="1", WBM_QUESTIONS_PER_MINUTE="60") as (address, _):
        yield address


def token(visitor: Visitor) -> str:
    found = visitor.http.cookies["access_token"]
    assert found
    return found


def ways_in(address: str, stolen: str) -> dict[str, int]:
    """What an old token gets: way -> status."""
    cookie, bearer = {"Cookie": f"access_token={stolen}"}, {"Authorization": f"Bearer {stolen}"}
    half = len(stolen) // 2
    told: dict[str, dict[str, str]] = {
        "cookie": cookie,
        "bearer": bearer,
        "pieces": {"Cookie": f"access_token_0={stolen[:half]}; access_token_1={stolen[half:]}"},
        "beside what one reader stumbles over": {"Cookie": f'a[b="c; access_token={stolen}'},
        "before it": {"Cookie": f"access_token={stolen}; Ü[]{{}}=@"},
        "quoted": {"Cookie": f'access_token="{stolen}"'},
        "inside another": {"Cookie": f'x="\\073 access_token={stolen}"'},
        "twice": {"Cookie": f"access_token=x; access_token={stolen}"},
        "with a wrong bearer": {**cookie, "Authorization": "Bearer x"},
        "as a wrong cookie with a bearer": {"Cookie": "access_token=x", **bearer},
    }
    with httpx.Client(base_url=address, timeout=30, headers={"Origin": address}) as client:
        found = {
            way: client.post(
                "/project/threads", json=LIST, headers=[(k, v.encode("utf-8")) for k, v in headers.items()]
            ).status_code
            for way, headers in told.items()
        }
        found["renewal"] = client.post("/auth/jwt", headers=bearer).status_code
        found["user"] = client.get("/user", headers=cookie).status_code
        found["file"] = client.post(
            "/project/file", params={"session_id": "x"}, headers=cookie, files={"file": b"x"}
        ).status_code
    return found


def still_open(address: str, stolen: str) -> dict[str, int]:
    """The ways that an old token is still good for; the renewal is closed to all (404), a session id that
    is none is refused before who asks (400).
    """
    refused = {401, 404, 400}
    return {way: status for way, status in ways_in(address, stolen).items() if status not in refused} | (
        {"socket": 101} if connects(address, stolen) else {}
    )


def connects(address: str, stolen: str) -> bool:
    visitor = Visitor(address)
    visitor.http.cookies.set("access_token", stolen)
    try:
        visitor._connect("", "Beratung")
    except Exception:  # noqa: BLE001 - the client's own error for a refused connection
        return False
    finally:
        visitor.close()
    return True


def test_after_signing_out_the_old_cookie_opens_nothing(address: str) -> None:
    anna, elsewhere = Visitor(address, "anna"), Visitor(address, "anna")
    stolen = token(anna)
    assert connects(address, stolen)
    assert ways_in(address, stolen)["cookie"] == 200
    again = token(anna)  # nobody renews a token: the route is closed
    assert anna.http.post("/logout").status_code == 200
    assert not still_open(address, stolen)
    assert not still_open(address, again), "a renewed token is the same session"
    assert elsewhere.chats() == []  # one session was ended, not the person's others
    elsewhere.close()


def test_an_open_page_is_told_and_cut_off_after_signing_out(address: str) -> None:
    anna = Visitor(address, "anna")
    anna.open()
    assert "Tage" in anna.ask(QUESTION)["output"]
    anna.http.post("/logout")
    assert anna._socket
    wait_for(lambda: "Anmeldung ist beendet" in anna.said() and not anna._socket.connected, 8)
    anna.close()


@pytest.mark.parametrize(
    ("name", "command", "password"),
    [
        ("berta", ("users", "passwd", "berta"), "ein anderer langer Satz"),
        ("carla", ("users", "role", "carla", "editor"), PASSWORD),
        ("dora", ("users", "remove", "dora"), ""),
    ],
)
def test_a_command_of_the_operator_ends_sessions_at_once(
    address: str, data: Path, name: str, command: tuple[str, ...], password: str
) -> None:
    visitor = Visitor(address, name)
    visitor.open()
    visitor.ask(QUESTION)
    stolen = token(visitor)
    said = wbm(data, *command, password=password or PASSWORD)
    assert "Offene Anmeldungen sind beendet" in said or "offene Anmeldungen sind beendet" in said
    assert visitor._socket
    asked = len(visitor.events)
    if visitor._socket.connected:  # else it was cut off before
        visitor.begin(QUESTION)
    wait_for(lambda: "Anmeldung ist beendet" in visitor.said() and not visitor._socket.connected, 8)
    assert not [d for e, d in visitor.events[asked:] if e == "new_message" and "Tage" in d["output"]]
    assert not still_open(address, stolen)
    assert Visitor(address).sign_in(name, password or PASSWORD).status_code == (200 if password else 401)
    visitor.close()


def test_a_new_account_of_the_same_name_sees_nothing_of_the_old(address: str, data: Path) -> None:
    old = Visitor(address, "emma")
    old.open()
    reply = old.ask(QUESTION)
    wait_for(lambda: bool(old.chats()))
    stolen = token(old)
    wbm(data, "users", "remove", "emma")
    add_user(data, "emma")
    assert not still_open(address, stolen)
    new = Visitor(address, "emma")
    assert new.chats() == []
    assert new.http.get(f"/project/thread/{old.thread}").status_code >= 400
    with pytest.raises(Exception, match="failed to connect"):
        new.open(old.thread)
    new.open()
    new.ask("Wer zahlt den Lernurlaub?")
    wait_for(lambda: bool(new.chats()))
    assert [c["name"] for c in new.chats()] == ["Wer zahlt den Lernurlaub?"]
    given = json.loads(wbm(data, "chats", "export", "--user", "Emma"))
    assert [c["name"] for c in given["chats"]] == ["Wer zahlt den Lernurlaub?"]
    assert [c["name"] for c in given["earlier"][0]["chats"]] == [QUESTION]
    assert reply["output"] in json.dumps(given["earlier"], ensure_ascii=False) or reply[
        "output"
    ].splitlines()[0] in json.dumps(given, ensure_ascii=False)
    assert "Gelöscht: 1 Chats" in wbm(data, "chats", "delete", "--user", "emma", "--earlier", "--yes")
    assert json.loads(wbm(data, "chats", "export", "--user", "emma"))["earlier"] == []
    assert len(new.chats()) == 1
    for visitor in (old, new):
        visitor.close()


def test_chats_of_a_removed_account_are_given_out_and_deleted_by_name(address: str, data: Path) -> None:
    fritz = Visitor(address, "fritz")
    fritz.open()
    fritz.ask(QUESTION)
    wait_for(lambda: bool(fritz.chats()))
    wbm(data, "users", "remove", "fritz")
    assert [c["name"] for c in json.loads(wbm(data, "chats", "export", "--user", "fritz"))["chats"]] == [
        QUESTION
    ]
    assert "Gelöscht: 1 Chats" in wbm(data, "chats", "delete", "--user", "fritz", "--yes")
    fritz.close()  # what the open page still wanted to keep brings nothing back
    time.sleep(2.5)
    assert "Noch" not in wbm(data, "users", "list")
    with pytest.raises(AssertionError, match="nichts gespeichert"):
        wbm(data, "chats", "export", "--user", "fritz")


def test_a_token_of_before_sessions_or_of_ones_own_making_opens_nothing(address: str, data: Path) -> None:
    anna = Visitor(address, "anna")
    secret = (data / "auth_secret").read_text().strip()
    inside = jwt.decode(token(anna), secret, algorithms=["HS256"])
    assert inside["identifier"] != "anna"
    for changed in (
        {"identifier": "anna", "metadata": {"role": "editor", "provider": "credentials"}},
        {"metadata": {**inside["metadata"], "session": "erfunden"}},
        {"metadata": {**inside["metadata"], "session": None}},
        {"metadata": {**inside["metadata"], "session": ["x"]}},
    ):
        assert not still_open(address, jwt.encode({**inside, **changed}, secret, algorithm="HS256")), changed
    assert not still_open(address, jwt.encode(inside, "x" * 40, algorithm="HS256"))
    anna.close()


@pytest.mark.thorough
def test_a_session_has_a_longest_life_however_much_it_is_used(data: Path) -> None:
    add_user(data, "gerda")
    with serving(data, WBM_SIGN_IN="1", WBM_SESSION_HOURS=str(8 / 3600)) as (address, _):
        gerda = Visitor(address, "gerda")
        begun, now = time.monotonic(), token(gerda)
        while time.monotonic() - begun < 6:
            assert gerda.http.get("/user").status_code == 200
            now = gerda.http.cookies.get("access_token") or now
            time.sleep(1)
        wait_for(lambda: time.monotonic() - begun > 8.5, 10)
        assert not still_open(address, now)
        gerda.close()
