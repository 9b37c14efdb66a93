"""How often somebody may: by person, by address, each kind for itself."""

from __future__ import annotations

import pytest

from chat.web.rates import Rates, RequestKind, TooOften, kind_of


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_person_has_a_share_and_an_address_that_of_many() -> None:
    clock = Clock()
    rates = Rates(2, clock=clock)
    for _ in range(20):
        rates.count(RequestKind.UPLOAD, "anna", "a")
    with pytest.raises(TooOften) as refused:
        rates.count(RequestKind.UPLOAD, "anna", "a")
    assert "61 Sekunden" in str(refused.value)
    rates.count(RequestKind.ACTION, "anna", "a")  # another kind
    for _ in range(20):
        rates.count(RequestKind.UPLOAD, "berta", "a")
    with pytest.raises(TooOften):
        rates.count(RequestKind.UPLOAD, "carla", "a")  # the address has had its share
    rates.count(RequestKind.UPLOAD, "carla", "b")
    with pytest.raises(TooOften):
        rates.count(RequestKind.UPLOAD, "", "a")
    clock.now = 61.0
    rates.count(RequestKind.UPLOAD, "anna", "a")


def test_messages_leave_room_for_the_questions_that_are_allowed() -> None:
    rates = Rates(1, messages=2000)
    for _ in range(2000):
        rates.count(RequestKind.MESSAGE, "anna", "a")
    with pytest.raises(TooOften):
        rates.count(RequestKind.MESSAGE, "anna", "a")


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/", None),
        ("GET", "/public/wbm.css", None),
        ("GET", "/assets/index.js", None),
        ("GET", "/project/settings", RequestKind.READ),
        ("GET", "/fundstellen/original/x", RequestKind.READ),
        ("POST", "/project/file", RequestKind.UPLOAD),
        ("POST", "/project/file/", RequestKind.UPLOAD),
        ("POST", "/project/action", RequestKind.ACTION),
        ("PUT", "/feedback", RequestKind.FEEDBACK),
        ("DELETE", "/feedback", RequestKind.FEEDBACK),
        ("POST", "/login", RequestKind.CHANGE),
        ("DELETE", "/project/thread", RequestKind.CHANGE),
        ("PUT", "/gibt/es/nicht", RequestKind.CHANGE),
        ("POST", "/ws/socket.io/", None),
    ],
)
def test_what_a_request_asks_for(method: str, path: str, kind: RequestKind | None) -> None:
    assert kind_of(method, path) is kind
