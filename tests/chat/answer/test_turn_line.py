"""The line before the answers: in order, told, without losing a place."""

from __future__ import annotations

import asyncio

import pytest

from chat.answer import turn_line as module
from chat.answer.turn_line import TurnLine, in_line
from knowledge.errors import TooManyQuestions


def test_each_has_its_turn_in_order_and_those_who_leave_hold_nobody_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_TELL", 0.01)

    async def body() -> None:
        counted: list[tuple[int, int]] = []
        line = TurnLine(2, 6, lambda running, waiting: counted.append((running, waiting)))
        order: list[int] = []
        told: dict[int, list[int]] = {}

        async def turn(number: int, *, fails: bool = False) -> None:
            async def say(place: int) -> None:
                told.setdefault(number, []).append(place)

            async with line.place(say):
                order.append(number)
                await asyncio.sleep(0.05)
                if fails:
                    raise ValueError(number)

        tasks = [asyncio.create_task(turn(n, fails=n % 3 == 0)) for n in range(8)]
        await asyncio.sleep(0.03)
        with pytest.raises(TooManyQuestions, match="Warteschlange"):
            await turn(99)
        tasks[4].cancel()  # one in line
        tasks[1].cancel()  # one whose turn it is
        await asyncio.gather(*tasks, return_exceptions=True)
        assert order == [0, 1, 2, 3, 5, 6, 7]
        assert max(running for running, _ in counted) == 2
        assert counted[-1] == (0, 0)
        assert told[7][0] == 6
        assert told[7] == sorted(told[7], reverse=True)
        assert 0 not in told
        await turn(8)

    asyncio.run(body())


def test_whose_turn_comes_while_they_stop_gives_it_on() -> None:
    async def body() -> None:
        line = TurnLine(1, 5)

        async def nothing(_: int) -> None:
            pass

        async def wait() -> str:
            async with line.place(nothing):
                return "dran"

        async with line.place(nothing):
            first, second = asyncio.create_task(wait()), asyncio.create_task(wait())
            await asyncio.sleep(0)
        first.cancel()  # called in this moment
        assert await asyncio.wait_for(second, 2) == "dran"
        assert await asyncio.wait_for(wait(), 2) == "dran"

    asyncio.run(body())


def test_what_people_in_line_are_told() -> None:
    assert "als Nächstes" in in_line(1)
    assert "steht noch eine" in in_line(2)
    assert "stehen noch 6" in in_line(7)
