"""What several processes of a server count together, on each database: the same as one would count alone."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select, text

from chat.access.attempts import Attempt, Attempts
from chat.access.limits import QuestionLimit, SharedQuestionLimit
from chat.access.shared_attempts import SharedAttempts
from chat.access.shared_counts import SharedCounts
from chat.database.connection import ChatDatabase
from chat.database.counts import COUNTS, attempt_counts, rate_counts
from chat.database.secrets import agreed
from chat.web.rates import Rates, RequestKind, SharedRates, TooOften


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def with_two(url: str, body: Callable[[ChatDatabase, ChatDatabase], Awaitable[None]]) -> None:
    async def whole() -> None:
        first, second = (ChatDatabase(url, migrations=COUNTS, durable=False) for _ in range(2))
        try:
            await body(first, second)
        finally:
            await first.close()
            await second.close()

    asyncio.run(whole())


def test_two_servers_count_attempts_as_one_does_alone(url: str) -> None:
    """A few hundred attempts of a few names from a few addresses, right, wrong and broken off."""

    async def body(first: ChatDatabase, second: ChatDatabase) -> None:
        clock, chance = Clock(), random.Random(11)
        alone = Attempts(clock)
        both = [SharedAttempts(database, b"k", clock) for database in (first, second)]
        refused = 0
        for _ in range(400):
            clock.now += chance.choice([0.0, 0.5, 20.0, 300.0])
            name, address = chance.choice(["anna", "Berta", "carla"]), f"192.0.2.{chance.randrange(3)}"
            expected, shared = alone.begin(name, address), chance.choice(both)
            got = await shared.begin(name, address)
            if isinstance(expected, float):
                refused += 1
                assert isinstance(got, float)
                assert got == pytest.approx(expected, abs=1e-3)
                continue
            assert isinstance(got, Attempt)
            assert got.slow == pytest.approx(expected.slow)
            assert not got.here
            what = chance.random()
            other = chance.choice(both)
            if what < 0.15:
                alone.right(expected)
                await other.right(got)
            elif what < 0.25:
                alone.not_looked_at(expected)
                await other.not_looked_at(got)
        assert refused > 20

    with_two(url, body)


def test_sixty_at_once_are_not_more_than_the_limit(url: str) -> None:
    async def body(first: ChatDatabase, second: ChatDatabase) -> None:
        both = [SharedAttempts(database, b"k") for database in (first, second)]
        found = await asyncio.gather(*(both[n % 2].begin("anna", "192.0.2.1") for n in range(60)))
        assert sum(isinstance(each, Attempt) for each in found) == 5

    with_two(url, body)


def test_what_is_stored_names_nobody_and_goes_away(url: str) -> None:
    async def body(first: ChatDatabase, _: ChatDatabase) -> None:
        clock = Clock()
        attempts, counts = SharedAttempts(first, b"k", clock), SharedCounts(first, b"k", clock)
        for n in range(80):  # names without end fill no table once the address has had its share
            await attempts.begin(f"niemand{n}", "192.0.2.77")
        await counts.count({"questions anna@example.org": 5, "read address 192.0.2.77": 9})
        async with first.read() as connection:
            rows = [*(await connection.execute(select(attempt_counts))).all()]
            rows += [*(await connection.execute(select(rate_counts))).all()]
        assert 50 < len(rows) <= 110
        assert not any("192.0.2" in str(row) or "anna" in str(row) for row in rows)
        clock.now += 31 * 86_400
        await attempts.tidy()
        await counts.count({"x": 5})
        async with first.read() as connection:
            assert (await connection.execute(select(attempt_counts))).all() == []
            assert len((await connection.execute(select(rate_counts))).all()) == 1

    with_two(url, body)


def test_a_limit_holds_over_both_in_any_minute(url: str) -> None:
    async def body(first: ChatDatabase, second: ChatDatabase) -> None:
        clock, chance = Clock(), random.Random(3)
        both = [SharedCounts(database, b"k", clock) for database in (first, second)]
        admitted: list[float] = []
        for _ in range(300):
            clock.now += chance.choice([0.0, 0.3, 2.0, 9.0])
            wait = await chance.choice(both).count({"anna": 7, "office": 1000})
            assert wait is not None
            if wait == 0:
                admitted.append(clock.now)
            else:
                assert 0 < wait <= 65
        for begin in admitted:
            assert sum(begin <= each < begin + 60 for each in admitted) <= 7
        assert len(admitted) > 7 * (clock.now - Clock.now) / 66 * 0.6  # what is allowed is let through
        wait = 1.0
        for _ in range(3):  # who waits as long as told is let in
            while (wait := await both[0].count({"anna": 7}) or 0.0) == 0:
                pass
            clock.now += wait
            assert await both[1].count({"anna": 7}) == 0

    with_two(url, body)


def test_many_at_once_are_not_more_than_the_limit(url: str) -> None:
    async def body(first: ChatDatabase, second: ChatDatabase) -> None:
        clock = Clock()
        both = [SharedCounts(database, b"k", clock) for database in (first, second)]
        waits = await asyncio.gather(
            *(both[n % 2].count({f"person {n % 3}": 100, "office": 12}) for n in range(60))
        )
        assert waits.count(0.0) == 12

    with_two(url, body)


def test_while_the_database_is_away_each_counts_alone() -> None:
    async def whole() -> None:
        away = ChatDatabase("postgresql://wbm@127.0.0.1:9/nichts", migrations=COUNTS)
        counts, told = SharedCounts(away, b"k"), list[str]()
        rates = SharedRates(Rates(1), counts, told.append)
        for _ in range(20):
            await rates.count(RequestKind.UPLOAD, "anna", "a")
        with pytest.raises(TooOften):
            await rates.count(RequestKind.UPLOAD, "anna", "a")
        assert told == ["upload"]
        limit = SharedQuestionLimit(QuestionLimit(1), counts)
        assert await limit.refuse("anna") == ""
        assert "Sekunden" in await limit.refuse("anna")
        attempts = SharedAttempts(away, b"k")
        found = [await attempts.begin("anna", "192.0.2.1") for _ in range(7)]
        assert [isinstance(each, Attempt) for each in found] == [True] * 5 + [False] * 2
        first = found[0]
        assert isinstance(first, Attempt)
        assert first.here
        await attempts.right(first)
        assert isinstance(await attempts.begin("anna", "192.0.2.1"), Attempt)
        await away.close()

    asyncio.run(whole())


def test_servers_agree_on_the_first_secret(url: str) -> None:
    async def whole() -> None:
        both = [ChatDatabase(url), ChatDatabase(url)]
        found = await asyncio.gather(*(agreed(both[n % 2], "sessions", f"vorschlag {n}") for n in range(8)))
        assert len(set(found)) == 1
        assert found[0].startswith("vorschlag")
        assert await agreed(both[0], "sessions") == found[0]
        assert len(await agreed(both[0], "anderes")) >= 60
        async with both[0].read() as connection:
            assert (await connection.execute(text("SELECT COUNT(*) FROM shared_secrets"))).scalar_one() == 2
        for database in both:
            await database.close()

    asyncio.run(whole())
