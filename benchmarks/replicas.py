"""Two servers behind HAProxy against one: the same people with questions of their own, in turn, so that one
run gives the ratio. Real processes: PostgreSQL with library and chats, the proxy as it is shipped, TLS.

    .venv/bin/python -m benchmarks.replicas DATA_FOLDER postgresql://…/EMPTY_DATABASE
        [--people 200] [--every 10] [--seconds 60] [--pairs 2]
    .venv/bin/python -m benchmarks.replicas DATA_FOLDER postgresql://…/EMPTY_DATABASE --over

The data folder is copied for each server, the library into the database, which is then not empty any more.
The second asks more at once than two small servers take (two at once, five in line): all have to be answered
or told to wait. Needs haproxy and openssl. Where other processes share the machine, waits say little; the
ratio of answers a second of one run and the CPU time of an answer do. Ends with 1 where a connection is
refused or a message lost.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg

from benchmarks.chat_clients import Client, Wait
from benchmarks.load import PASSWORD, SIGNING_IN, Questions
from chat.access.accounts import Accounts
from chat.access.roles import Role
from chat.database.connection import ChatDatabase
from knowledge.store.opening import open_library
from settings import ROOT, Settings

_PATIENCE = 180.0  # seconds that a person waits for an answer
_OVER = {"WBM_TURNS_AT_ONCE": "2", "WBM_TURNS_WAITING": "5"}
_SIGNED_IN: dict[str, dict[str, str]] = {}  # a sign-in holds at all servers, in the next run too
_FULL = "Warteschlange voll"


@dataclass(frozen=True, slots=True)
class Arm:
    """What one run of so many servers gave; `cpu` in seconds of all servers."""

    servers: int
    seconds: float
    waits: tuple[Wait, ...]
    errors: tuple[str, ...]
    asked: int
    stored: int
    told_to_wait: int
    turned_away: int
    cuts: int
    cpu: float
    load: str

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.seconds


class Asker(threading.Thread):
    """One person: signs in, opens the page, asks every so many seconds until the end."""

    def __init__(self, address: str, name: str, questions: Questions, every: float, seconds: float) -> None:
        super().__init__(daemon=True)
        self._name, self._questions, self._every, self._seconds = name, questions, every, seconds
        # the proxy's certificate is this run's own
        self.client = Client(address, _PATIENCE, verify=False, comes_back=True)
        self.ready, self.go = threading.Event(), threading.Event()
        self.waits: list[Wait] = []
        self.last = 0.0  # when the last answer came
        self.errors: list[str] = []
        self.asked = self.turned_away = 0

    def run(self) -> None:
        try:
            with SIGNING_IN:
                if known := _SIGNED_IN.get(self._name):
                    self.client.come_as(known)
                else:
                    self.client.sign_in(self._name, PASSWORD)
                    _SIGNED_IN[self._name] = self.client.signed_in
                self.client.open()
            self.ready.set()
            self.go.wait()
            time.sleep(secrets.randbelow(1000) / 1000 * self._every)
            until = time.monotonic() + self._seconds
            while time.monotonic() < until and (question := self._questions.next()):
                begun = time.monotonic()
                self.asked += 1
                self.waits.append(self.client.ask(question))
                self.last = time.monotonic()
                self.turned_away += _FULL in self.client.last
                if self.client.failed:
                    self.errors.append(self.client.failed)
                time.sleep(max(0.0, self._every - (time.monotonic() - begun)))
            self.client.close()
        except Exception as error:  # noqa: BLE001 - counted
            self.errors.append(f"{type(error).__name__}: {error}")
        finally:
            self.ready.set()


def main() -> int:
    wanted = _arguments()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        names = _prepared(wanted.data, wanted.database, wanted.people)
        certificate = _certificate(folder)
        questions = Questions(
            2 * wanted.pairs * wanted.people * int(2 + wanted.seconds / max(wanted.every, 1.0))
        )
        arms = []
        plan = [2] if wanted.over else [1, 2] * wanted.pairs
        for servers in plan:
            data = [_copied(wanted.data, folder / f"{len(arms)}-{n}") for n in range(servers)]
            more = _OVER if wanted.over else {}
            with ExitStack() as stack:
                running = [stack.enter_context(_server(each, wanted.database, more)) for each in data]
                address = stack.enter_context(_proxy(folder, certificate, [url for url, _ in running]))
                arms.append(_asked(address, running, names, questions, wanted))
            _print(arms[-1])
        for one, two in zip(arms[::2], arms[1::2], strict=False):
            print(f"zwei gegen einen: {two.rate / one.rate:.2f}-mal so viele Antworten je Sekunde")
    return 0 if all(arm.stored == arm.asked and not arm.errors for arm in arms) else 1


def _asked(
    address: str,
    running: list[tuple[str, int]],
    names: list[str],
    questions: Questions,
    wanted: argparse.Namespace,
) -> Arm:
    """All people at once, from a moment on."""
    people = [Asker(address, name, questions, wanted.every, wanted.seconds) for name in names]
    for person in people:
        person.start()
    for person in people:
        person.ready.wait()
    stored, cpu, begun = _messages(wanted.database), _cpu(running), time.monotonic()
    for person in people:
        person.go.set()
    for person in people:
        person.join()
    # until the last answer, not until the last patience ended
    seconds, used = max(person.last for person in people) - begun, _cpu(running) - cpu
    asked = sum(person.asked for person in people)
    for _ in range(60):  # what waits to be written
        if (now := _messages(wanted.database) - stored) >= asked:
            break
        time.sleep(0.5)
    return Arm(
        len(running),
        seconds,
        tuple(wait for person in people for wait in person.waits),
        tuple(error for person in people for error in person.errors),
        asked,
        now,
        sum(person.client.told_to_wait for person in people),
        sum(person.turned_away for person in people),
        sum(person.client.cuts for person in people),
        used,
        Path("/proc/loadavg").read_text().split()[0],
    )


def _print(arm: Arm) -> None:
    whole = sorted(wait.whole for wait in arm.waits) or [0.0]
    print(
        f"{arm.servers} Server: {len(arm.waits)} Antworten in {arm.seconds:.0f} s ({arm.rate:.1f} je s), p50"
        f" {statistics.median(whole):.2f} s, p95 {whole[int(0.95 * (len(whole) - 1))]:.2f} s; gefragt"
        f" {arm.asked}, gespeichert {arm.stored}, Fehler {len(arm.errors)}, Hinweise auf die Schlange"
        f" {arm.told_to_wait}, später zu fragen gebeten {arm.turned_away}, Leitung gerissen"
        f" {arm.cuts}; Rechenzeit je Antwort"
        f" {1000 * arm.cpu / max(1, len(arm.waits)):.0f} ms, Last {arm.load}",
        flush=True,
    )
    for error in sorted(set(arm.errors)):
        print(f"  {arm.errors.count(error)} x {error[:160]}")


def _prepared(data: Path, url: str, people: int) -> list[str]:
    """Library and accounts in the database; the names of the people."""
    with (
        open_library(Settings(data=data, _env_file=None), read_only=True) as library,
        open_library(Settings(data=data, library_url=url, _env_file=None)) as target,  # type: ignore[arg-type]
    ):
        library.copy_to(target)
    names = [f"last{number:04d}" for number in range(people)]

    async def add() -> None:
        database = ChatDatabase(url)
        for name in names:
            await Accounts(database).add(name, Role.MENTOR, PASSWORD)
        await database.close()

    asyncio.run(add())
    return names


def _copied(data: Path, target: Path) -> Path:
    """A server's folder: the indexes alone, since the library is in the database."""
    target.mkdir()
    shutil.copytree(data / "index", target / "index")
    return target


@contextmanager
def _server(data: Path, url: str, more: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Address and process of a server that answers, warm."""
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WBM_")} | {
        "WBM_DATA": str(data),
        "WBM_CACHE": os.environ.get("WBM_CACHE", str(data.parent / "cache")),
        "WBM_LIBRARY_URL": url,
        "WBM_CHATS_URL": url,
        "WBM_SIGN_IN": "1",
        "WBM_FETCH_LAWS": "0",
        "WBM_QUESTIONS_PER_MINUTE": "1000",
        "WBM_SESSIONS_PER_ADDRESS": "5000",
        "WBM_PEOPLE_PER_ADDRESS": "5000",
        **more,
    }
    command = [sys.executable, "-m", "cli", "serve", "--port", str(port)]
    with (
        (data.parent / f"server-{port}.log").open("w") as log,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            _wait_for(f"http://127.0.0.1:{port}/readyz")
            yield f"127.0.0.1:{port}", process.pid
        finally:
            process.kill()


@contextmanager
def _proxy(folder: Path, certificate: Path, servers: list[str]) -> Iterator[str]:
    """HAProxy with the configuration that is shipped, without the second server where there is one."""
    shipped = (ROOT / "deploy" / "proxy" / "haproxy.cfg").read_text(encoding="utf-8")
    told = "\n".join(
        line
        for line in shipped.splitlines()
        if len(servers) > 1 or not line.strip().startswith("server zwei")
    )
    (folder / "haproxy.cfg").write_text(f"{told}\n")
    secure = _free_port()
    environment = os.environ | {
        "PROXY_HTTP": f"127.0.0.1:{_free_port()}",
        "PROXY_HTTPS": f"127.0.0.1:{secure}",
        "PROXY_CERTIFICATE": str(certificate),
        **{f"REPLICA_{number}": server for number, server in enumerate(servers, 1)},
    }
    program = shutil.which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if program is None:
        raise SystemExit("haproxy fehlt (Debian: apt install haproxy)")
    command = [program, "-db", "-q", "-f", str(folder / "haproxy.cfg")]
    with (
        (folder / "haproxy.log").open("w") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            _wait_for(f"https://localhost:{secure}/readyz")
            time.sleep(12)  # the proxy lets a server in slowly (slowstart)
            yield f"https://localhost:{secure}"
        finally:
            process.kill()


def _certificate(folder: Path) -> Path:
    both = folder / "proxy.pem"
    made = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    wanted = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run(["openssl", "req", *wanted, *made], check=True, capture_output=True)
    both.write_text((folder / "certificate.pem").read_text() + (folder / "key.pem").read_text())
    return both


def _wait_for(address: str, seconds: float = 180.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if httpx.get(address, timeout=5, verify=False).status_code == httpx.codes.OK:  # noqa: S501
                return
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    raise SystemExit(f"{address} antwortet nicht.")


def _messages(url: str) -> int:
    """Questions that are stored."""
    with psycopg.connect(url) as database:
        row = database.execute(
            "SELECT count(*) FROM steps WHERE (data::jsonb)->>'type' = 'user_message'"
        ).fetchone()
    return int(row[0]) if row else 0


def _cpu(running: list[tuple[str, int]]) -> float:
    """Seconds that the servers have used of all cores so far."""
    used = 0.0
    for _, pid in running:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("database", help="postgresql://… of an empty database")
    parser.add_argument("--people", type=int, default=0, help="0: 200, or 50 with --over")
    parser.add_argument("--every", type=float, default=10.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--pairs", type=int, default=2, help="how often one and two are measured in turn")
    parser.add_argument("--over", action="store_true", help="ask more than small servers take at once")
    wanted = parser.parse_args()
    wanted.people = wanted.people or (50 if wanted.over else 200)
    return wanted


if __name__ == "__main__":
    sys.exit(main())
