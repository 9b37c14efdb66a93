"""Attacks on the sign-in of a real server: many at once, from many addresses, with forged headers."""

from __future__ import annotations

import concurrent.futures
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.chat.client import PASSWORD, Visitor, add_user, serving

pytestmark = [pytest.mark.slow, pytest.mark.thorough]


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[tuple[str, int]]:
    for name in ("anna", "berta", "carla"):
        add_user(data, name)
    with serving(data, WBM_SIGN_IN="1") as (address, process):
        yield address, process.pid


def attempts(
    address: str, tries: list[tuple[str, str, str, dict[str, str]]], at_once: int = 60
) -> Counter[int]:
    """(from, name, password, headers) all at once -> how many got which status."""

    def one(each: tuple[str, str, str, dict[str, str]]) -> int:
        place, name, password, headers = each
        transport = httpx.HTTPTransport(local_address=place)
        with httpx.Client(transport=transport, timeout=300, headers={"Origin": address}) as client:
            return client.post(
                f"{address}/login", data={"username": name, "password": password}, headers=headers
            ).status_code

    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        return Counter(pool.map(one, tries))


def resident(pid: int) -> int:
    """Bytes in memory of a process (Linux)."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


def test_sixty_at_once_are_not_more_than_the_limit(server: tuple[str, int]) -> None:
    found = attempts(server[0], [("127.0.0.2", "anna", f"falsch falsch {n}", {}) for n in range(60)])
    assert found == {401: 5, 429: 55}
    found = attempts(server[0], [("127.0.0.2", "Anna", PASSWORD, {})])
    assert found == {429: 1}


def test_a_stranger_does_not_lock_the_account(server: tuple[str, int]) -> None:
    attempts(server[0], [("127.0.0.3", "berta", f"falsch falsch {n}", {}) for n in range(60)])
    assert attempts(server[0], [("127.0.0.4", "berta", PASSWORD, {})]) == {200: 1}
    attempts(server[0], [(f"127.0.1.{n % 40 + 1}", "berta", f"falsch falsch {n}", {}) for n in range(120)])
    begun = time.monotonic()
    assert attempts(server[0], [("127.0.0.4", "berta", PASSWORD, {})]) == {200: 1}
    # slowed down, not shut out
    assert attempts(server[0], [("127.0.0.5", "berta", PASSWORD, {})]) == {200: 1}
    assert time.monotonic() - begun < 30


def test_an_address_that_anybody_can_write_is_not_believed(server: tuple[str, int]) -> None:
    forged = [
        (
            "127.0.0.6",
            "carla",
            f"falsch falsch {n}",
            {"X-Forwarded-For": f"203.0.113.{n}", "Forwarded": f"for=203.0.113.{n}"},
        )
        for n in range(30)
    ]
    assert attempts(server[0], forged) == {401: 5, 429: 25}


def test_a_proxy_that_is_trusted_tells_the_address(data: Path) -> None:
    with serving(data, WBM_SIGN_IN="1", FORWARDED_ALLOW_IPS="127.0.0.7") as (address, _):
        through = [
            ("127.0.0.7", "carla", f"falsch falsch {n}", {"X-Forwarded-For": f"203.0.113.{n}"})
            for n in range(10)
        ]
        assert attempts(address, through) == {401: 10}
        invented = [
            ("127.0.0.7", "carla", f"falsch falsch {n}", {"X-Forwarded-For": f"198.51.100.{n}, 203.0.113.99"})
            for n in range(10)
        ]
        # what a client put before the proxy's own entry does not count
        assert attempts(address, invented) == {401: 5, 429: 5}


@pytest.mark.timeout(330)
def test_three_hundred_at_once_take_no_memory(server: tuple[str, int]) -> None:
    address, pid = server
    done, peak = threading.Event(), [0]

    def watch() -> None:
        while not done.is_set():
            peak[0] = max(peak[0], resident(pid))
            time.sleep(0.01)

    before = resident(pid)
    watcher = threading.Thread(target=watch)
    watcher.start()
    tries = [(f"127.0.2.{n % 100 + 1}", f"niemand{n}", f"falsch falsch {n}", {}) for n in range(300)]
    found = attempts(address, tries, at_once=300)
    done.set()
    watcher.join()
    assert set(found) <= {401, 503}, found
    assert found[401] >= 200
    # two hashes of 64 MiB, and 300 connections
    assert peak[0] - before < 350e6, f"{(peak[0] - before) / 1e6:.0f} MB"
    assert attempts(address, [("127.0.0.9", "anna", PASSWORD, {})]) == {200: 1}


def test_the_page_is_told_in_german(server: tuple[str, int]) -> None:
    guesser = Visitor(server[0])
    answers = [guesser.sign_in("karl", f"falsch falsch {n}") for n in range(6)]
    assert [a.status_code for a in answers] == [401] * 5 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 61
    assert "Fehlversuche" in answers[-1].json()["detail"]
    assert guesser.sign_in("karl", "x" * 10_000).status_code == 429
    assert guesser.sign_in("karl", "x" * 100_000).status_code == 413  # not even read
