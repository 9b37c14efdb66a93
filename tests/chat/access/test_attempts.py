"""Counting attempts to sign in: before the password is looked at, without locking anybody out,
in bounded memory.
"""

from __future__ import annotations

import asyncio
import tracemalloc
from pathlib import Path

import pytest
from starlette.exceptions import HTTPException

from chat.access import attempts as module
from chat.access import requester
from chat.access.attempts import BUDGET, CALM, FREE, SLOWEST, Attempt, Attempts
from chat.access.roles import Role
from chat.access.sign_in import SignIn
from chat.database.connection import ChatDatabase
from settings import Settings
from tests.chat.client import PASSWORD


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def tries(attempts: Attempts, name: str, address: str, times: int) -> list[Attempt]:
    return [
        each for each in (attempts.begin(name, address) for _ in range(times)) if isinstance(each, Attempt)
    ]


def test_a_wait_that_grows_after_five_and_ends() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    assert len(tries(attempts, "anna", "192.0.2.1", 60)) == FREE
    waits = []
    for _ in range(9):
        wait = attempts.begin("ANNA", "192.0.2.1")
        assert isinstance(wait, float)
        waits.append(round(wait))
        clock.now += wait
        assert isinstance(attempts.begin("anna", "192.0.2.1"), Attempt)
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    clock.now += 2 * 24 * 3600
    assert len(tries(attempts, "anna", "192.0.2.1", 60)) == FREE


def test_a_stranger_does_not_lock_an_account_for_its_owner() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    home = attempts.begin("anna", "192.0.2.1")
    assert isinstance(home, Attempt)
    attempts.right(home)
    for number in range(500):
        tries(attempts, "anna", f"198.51.{number // 250}.{number % 250}", 10)
    known = attempts.begin("anna", "192.0.2.1")
    assert isinstance(known, Attempt)
    assert known.slow == 0.0
    elsewhere = attempts.begin("anna", "192.0.2.99")  # the owner, on the train
    assert isinstance(elsewhere, Attempt)
    assert 0 < elsewhere.slow <= SLOWEST
    clock.now += module.WINDOW
    later = attempts.begin("anna", "192.0.2.98")
    assert isinstance(later, Attempt)
    assert later.slow == SLOWEST  # 2500 wrong passwords are not forgotten in a quarter of an hour
    assert tries(attempts, "berta", "192.0.2.98", 1)[0].slow == 0.0


def test_an_address_has_a_budget_over_all_names_that_fills_again() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    colleague = attempts.begin("colleague", "192.0.2.1")
    assert isinstance(colleague, Attempt)
    attempts.right(colleague)
    let = sum(len(tries(attempts, f"name{number}", "192.0.2.1", 3)) for number in range(100))
    assert let == BUDGET
    again = attempts.begin("colleague", "192.0.2.1")
    assert isinstance(again, Attempt)
    attempts.right(again)
    assert isinstance(attempts.begin("anna", "192.0.2.2"), Attempt)
    clock.now += module.WINDOW / BUDGET + 1
    assert len(tries(attempts, "other", "192.0.2.1", 3)) == 1
    clock.now += 2 * module.WINDOW
    assert sum(len(tries(attempts, f"again{number}", "192.0.2.1", 1)) for number in range(100)) == BUDGET


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "", True),
    ],
)
def test_one_household_is_one_address(one: str, other: str, same: bool) -> None:
    attempts = Attempts(Clock())
    tries(attempts, "anna", one, 9)
    assert bool(tries(attempts, "anna", other, 1)) is not same


def test_right_passwords_cost_nothing_and_what_was_not_looked_at_neither() -> None:
    attempts = Attempts(Clock())
    for _ in range(300):
        attempt = attempts.begin("anna", "192.0.2.1")
        assert isinstance(attempt, Attempt)
        attempts.right(attempt)
    for _ in range(300):
        attempt = attempts.begin("berta", "192.0.2.1")
        assert isinstance(attempt, Attempt)
        attempts.not_looked_at(attempt)
    assert len(tries(attempts, "karl", "192.0.2.1", 60)) == FREE
    assert tries(attempts, "anna", "192.0.2.7", 1)[0].slow == 0.0
    assert CALM > FREE


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KEYS", 300)
    attempts = Attempts()
    tracemalloc.start()
    for number in range(3_000):
        attempts.begin(f"{number}" * 40, f"2001:db8:0:{number:x}::1")
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert used < 0.4e6, used  # 900 counts of about 300 bytes; without a bound it would be ten times as many


def test_at_most_the_limit_is_compared_however_many_come_at_once(tmp_path: Path) -> None:
    async def body() -> None:
        database = ChatDatabase(f"sqlite:///{tmp_path}/c.sqlite")
        sign_in = SignIn(database, Settings(data=tmp_path, _env_file=None))
        await sign_in.accounts.add("anna", Role.MENTOR, PASSWORD)
        here = requester._address.set("192.0.2.1")
        answers = await asyncio.gather(
            *(sign_in.by_password("anna", f"falsch falsch {n}") for n in range(59)), return_exceptions=True
        )
        assert [a for a in answers if a is None] == [None] * FREE
        refused = [a for a in answers if isinstance(a, HTTPException)]
        assert {a.status_code for a in refused} == {429}
        assert len(refused) == 59 - FREE
        with pytest.raises(HTTPException, match="Fehlversuche"):
            await sign_in.by_password("anna", PASSWORD)
        requester._address.reset(here)
        here = requester._address.set("192.0.2.2")
        assert await sign_in.by_password("anna", PASSWORD)
        requester._address.reset(here)
        await database.close()

    asyncio.run(body())
