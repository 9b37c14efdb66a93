from __future__ import annotations

from dataclasses import dataclass

from chains.model.breaker import BreakerState, CircuitBreaker


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> CircuitBreaker:
    breaker = CircuitBreaker(failures=3, pause=60, clock=clock)
    for _ in range(3):
        assert breaker.allows()
        breaker.failed()
    return breaker


def test_it_opens_after_failures_in_a_row_only() -> None:
    breaker = CircuitBreaker(failures=3, pause=60, clock=Clock())
    for _ in range(2):
        breaker.failed()
    breaker.succeeded()
    for _ in range(2):
        breaker.failed()
    assert breaker.state is BreakerState.CLOSED
    breaker.failed()
    assert breaker.state is BreakerState.OPEN
    assert not breaker.allows()


def test_after_the_pause_one_trial_goes_through() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 59.9
    assert not breaker.allows()
    clock.now = 60
    assert breaker.state is BreakerState.HALF_OPEN
    assert [breaker.allows(), breaker.allows()] == [True, False]


def test_the_trial_decides() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 60
    assert breaker.allows()
    breaker.failed()
    assert breaker.state is BreakerState.OPEN
    clock.now = 119.9
    assert not breaker.allows()
    clock.now = 120
    assert breaker.allows()
    breaker.succeeded()
    assert breaker.state is BreakerState.CLOSED
    assert [breaker.allows(), breaker.allows()] == [True, True]


def test_a_trial_that_never_reports_does_not_block_for_ever() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 60
    assert breaker.allows()
    clock.now = 121
    assert breaker.allows()
