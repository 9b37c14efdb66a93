"""Two real servers with one PostgreSQL, each with a data folder of its own: what one knows both know."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import socketio

from chat.access.accounts import Accounts
from chat.access.roles import Role
from chat.database.connection import ChatDatabase
from tests.chat.client import PASSWORD, Visitor, serving
from tests.chat.conftest import wait_for
from tests.chat.operation.ports import free_port
from tests.chat.uploads.test_uploads import OFFER, pdf
from tests.deploy.test_files import DEPLOY, make_certificate
from tests.postgres import Postgres

pytestmark = pytest.mark.slow


Running = tuple[tuple[str, "subprocess.Popen[bytes]"], ...]


@pytest.fixture(scope="module")
def running(starter: Path, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    root, url = tmp_path_factory.mktemp("replicas"), postgres.new_database()
    first, second = (Path(shutil.copytree(starter, root / name / "data")) for name in "ab")
    asyncio.run(add_people(url, "anna", "berta", "carla", "doro", "emma", "frida"))
    settings = {
        "WBM_CHATS_URL": url,
        "WBM_SIGN_IN": "1",
        "WBM_QUESTIONS_PER_MINUTE": "3",
        "WBM_TRUSTED_PROXIES": "127.0.0.7,127.0.9.0/24",
    }
    with serving(first, **settings) as one, serving(second, **settings) as other:
        yield one, other


async def add_people(url: str, *names: str) -> None:
    database = ChatDatabase(url)
    for name in names:
        await Accounts(database).add(name, Role.MENTOR, PASSWORD)
    await database.close()


@pytest.fixture
def replicas(running: Running) -> tuple[str, str]:
    return running[0][0], running[1][0]


def at(address: str, visitor: Visitor) -> Visitor:
    """The same browser at the other server, as a proxy sends it there."""
    moved = Visitor(address)
    moved.http.cookies.clear()
    for name, value in visitor.http.cookies.items():
        moved.http.cookies.set(name, value)
    return moved


def test_who_signed_in_at_one_is_signed_in_at_the_other(replicas: tuple[str, str]) -> None:
    one, other = replicas
    anna = Visitor(one, "anna")
    there = at(other, anna)
    assert there.http.get("/user").status_code == 200
    anna.open()
    anna.ask("Was steht in § 1 Abs. 2 LernFG?")
    wait_for(lambda: bool(there.chats()))
    there.open(anna.thread)  # the browser's cookie is known there too
    assert there.of("resume_thread")
    assert "LernFG" in there.ask("Was steht in § 1 Abs. 1 LernFG?")["output"]
    assert anna.http.post("/logout").status_code == 200
    assert there.http.get("/user").status_code == 401
    there.close()
    anna.close()


def test_wrong_passwords_count_together(replicas: tuple[str, str]) -> None:
    statuses = [Visitor(replicas[n % 2]).sign_in("berta", f"falsch falsch {n}").status_code for n in range(8)]
    assert statuses == [401] * 5 + [429] * 3
    assert Visitor(replicas[0]).sign_in("berta", PASSWORD).status_code == 429
    assert Visitor(replicas[1]).sign_in("berta", PASSWORD).status_code == 429
    transport = httpx.HTTPTransport(local_address="127.0.0.9")  # nobody is locked out elsewhere
    with httpx.Client(transport=transport, headers={"Origin": replicas[1]}, timeout=30) as elsewhere:
        told = {"username": "berta", "password": PASSWORD}
        assert elsewhere.post(f"{replicas[1]}/login", data=told).status_code == 200


def test_questions_count_together(replicas: tuple[str, str]) -> None:
    one, other = replicas
    carla = Visitor(one, "carla")
    there = at(other, carla)
    carla.open()
    there.open()
    carla.ask("Was steht in § 1 Abs. 1 LernFG?")
    there.ask("Was steht in § 1 Abs. 2 LernFG?")
    carla.ask("Was steht in § 3 LernFG?")
    assert "viele Fragen" in there.ask("Was steht in § 4 LernFG?")["output"]
    assert "viele Fragen" in carla.ask("Was steht in § 5 LernFG?")["output"]
    carla.close()
    there.close()


def test_a_chat_that_goes_on_elsewhere_says_which_documents_are_gone(replicas: tuple[str, str]) -> None:
    one, other = replicas
    frida = Visitor(one, "frida")
    frida.open()
    said = frida.ask("", ("angebot.pdf", pdf(*OFFER), "application/pdf"))["output"]
    assert "ist gelesen" in said
    wait_for(lambda: bool(frida.chats()))
    for address in (other, one):
        there = at(address, frida)
        there.open(frida.thread)
        (thread,) = there.of("resume_thread")
        last = thread["steps"][-1]["output"]
        assert "noch einmal hinzufügen" in last
        assert "angebot.pdf" in last
        there.close()
    assert "noch einmal" not in frida.said()
    frida.close()


def test_uploads_count_together(replicas: tuple[str, str]) -> None:
    """Requests of a kind that has a small share, half of them at each."""
    one, other = replicas
    doro = Visitor(one, "doro")
    there = at(other, doro)
    found = []
    for n in range(24):
        visitor = doro if n % 2 else there
        answer = visitor.http.post(
            "/project/file", params={"session_id": visitor.session}, files={"file": ("a.txt", b"x")}
        )
        found.append(answer.status_code)
    assert 429 not in found[:20]
    assert found[20:] == [429] * 4


def test_an_address_is_believed_from_a_named_proxy_alone(replicas: tuple[str, str]) -> None:
    def tries(place: str, name: str, forwarded: str) -> list[int]:
        transport = httpx.HTTPTransport(local_address=place)
        with httpx.Client(transport=transport, headers={"Origin": replicas[0]}, timeout=60) as client:
            return [
                client.post(
                    f"{replicas[n % 2]}/login",
                    data={"username": name, "password": f"falsch falsch {n}"},
                    headers={"X-Forwarded-For": forwarded.format(n=n), "Origin": replicas[n % 2]},
                ).status_code
                for n in range(7)
            ]

    # 127.0.0.1 is believed unless others are named
    assert tries("127.0.0.1", "emil", "203.0.113.{n}") == [401] * 5 + [429] * 2
    assert tries("127.0.0.6", "fritz", "203.0.113.{n}") == [401] * 5 + [429] * 2
    assert tries("127.0.0.7", "gerd", "203.0.113.{n}") == [401] * 7
    assert tries("127.0.9.8", "hans", "203.0.113.{n}, 127.0.0.7") == [401] * 7
    assert tries("127.0.0.7", "ida", "203.0.113.{n}, 198.51.100.1") == [401] * 5 + [429] * 2


@contextmanager
def proxy(replicas: tuple[str, str], folder: Path) -> Iterator[tuple[str, str]]:
    """HAProxy with the configuration that is shipped; its addresses, plain and by TLS."""
    program = shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if program is None or shutil.which("openssl") is None:
        pytest.skip("no haproxy or openssl here (Debian: apt install haproxy openssl)")
    plain, secure = free_port(), free_port()
    shipped = (DEPLOY / "proxy" / "haproxy.cfg").read_text(encoding="utf-8")
    assert "    balance leastconn\n" in shipped
    # these servers believe 127.0.0.7
    told = shipped.replace("    balance leastconn\n", "    balance leastconn\n    source 127.0.0.7\n")
    (folder / "haproxy.cfg").write_text(told)
    environment = os.environ | {
        "PROXY_HTTP": f"127.0.0.1:{plain}",
        "PROXY_HTTPS": f"127.0.0.1:{secure}",
        "PROXY_CERTIFICATE": str(make_certificate(folder)),
        "REPLICA_1": replicas[0].removeprefix("http://"),
        "REPLICA_2": replicas[1].removeprefix("http://"),
    }
    with (
        (folder / "haproxy.log").open("w") as log,
        subprocess.Popen(
            [program, "-db", "-f", str(folder / "haproxy.cfg")], env=environment, stdout=log, stderr=log
        ) as process,
    ):
        try:
            yield f"http://127.0.0.1:{plain}", f"https://localhost:{secure}"
        finally:
            process.kill()


class ByTls(Visitor):
    """A page behind a proxy whose certificate nobody has signed."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.http = httpx.Client(base_url=address, timeout=60, headers={"Origin": address}, verify=False)
        self.events = []
        self.session, self.thread = "", ""
        self._socket = None
        self.http.get("/", headers={"Accept": "text/html"})

    def _connect(self, thread: str, profile: str) -> None:
        make, socketio.Client = socketio.Client, lambda **given: make(ssl_verify=False, **given)
        try:
            super()._connect(thread, profile)
        finally:
            socketio.Client = make


def signed_in(visitor: Visitor) -> bool:
    """Whether the page's next request is answered; a line that was cut is tried again, as a browser does."""
    try:
        return visitor.http.get("/user").status_code == 200
    except httpx.TransportError:
        return False


def test_behind_the_shipped_proxy_people_stay_at_their_server_until_it_dies(
    running: Running, replicas: tuple[str, str], tmp_path: Path
) -> None:
    with proxy(replicas, tmp_path) as (plain, secure):

        def status(path: str) -> int:
            try:
                return httpx.get(f"{secure}{path}", verify=False, timeout=30).status_code
            except httpx.TransportError:
                return 0

        wait_for(lambda: status("/readyz") == 200, 60)
        moved = httpx.get(f"{plain}/login")
        assert (moved.status_code, moved.headers["location"][:5]) == (301, "https")
        assert status("/metrics") == 404
        emma = ByTls(secure)
        answer = emma.sign_in("emma", PASSWORD)
        assert answer.status_code == 200, answer.text
        assert all("Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))
        mine = emma.http.cookies["wbm_server"]
        emma.open()
        assert "LernFG" in emma.ask("Was steht in § 1 Abs. 2 LernFG?")["output"]
        wait_for(lambda: bool(emma.chats()))
        told = [
            emma.http.post(
                "/login",
                data={"username": "emma", "password": f"falsch falsch {n}"},
                headers={"X-Forwarded-For": f"203.0.113.{n}"},
            ).status_code
            for n in range(7)
        ]
        assert told == [401] * 5 + [429] * 2  # what a browser says of its address changes nothing
        assert emma.http.cookies["wbm_server"] == mine
        running[("eins", "zwei").index(mine)][1].kill()
        wait_for(lambda: signed_in(emma), 60)
        assert emma.http.cookies["wbm_server"] != mine
        emma.open(emma.thread)
        assert emma.of("resume_thread")
        emma.close()
