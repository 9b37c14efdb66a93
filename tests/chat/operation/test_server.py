"""What those who run a server look at, of a real one: whether it is well, its figures, its log."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import httpx
import pytest

from tests.chat.client import PASSWORD, Visitor, add_user, serving
from tests.chat.conftest import wait_for
from tests.postgres import Postgres

pytestmark = pytest.mark.slow
QUESTION = "Wie viel zahlt die Agentur bei 300 Beschäftigten zu den Lehrgangskosten von Frau Geheimnis?"


def figures(address: str, **headers: str) -> dict[str, float]:
    answer = httpx.get(f"{address}/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    lines = [line for line in answer.text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_figures_and_log_of_questions_hold_no_word_of_them(own_starter: Path) -> None:
    with serving(own_starter, WBM_METRICS="1", WBM_LOG_FORMAT="json") as (address, _):
        wait_for(lambda: httpx.get(f"{address}/readyz").status_code == 200, 60)
        before = figures(address)
        assert before['wbm_questions_total{outcome="extract"}'] == 0
        visitor = Visitor(address)
        visitor.open()
        visitor.ask(QUESTION)
        visitor.open()
        visitor.ask("Was regelt § 2 LernFG für Elefanten?")
        visitor.close()
        wait_for(lambda: sum(v for k, v in figures(address).items() if "wbm_questions_total" in k) == 2)
        after = figures(address)
        assert after['wbm_questions_total{outcome="refused"}'] == 1
        assert after['wbm_questions_total{outcome="failed"}'] == 0
        for stage in ("wait", "read", "retrieve", "compose", "render", "whole"):
            assert after[f'wbm_stage_seconds_count{{stage="{stage}"}}'] == 2, stage
        whole = after['wbm_stage_seconds_sum{stage="whole"}']
        parts = sum(
            after[f'wbm_stage_seconds_sum{{stage="{stage}"}}']
            for stage in ("wait", "read", "retrieve", "compose", "render")
        )
        assert 0.3 * whole < parts <= whole
        assert after['wbm_stage_seconds_count{stage="model"}'] == 0
        assert after["wbm_index_generation"] == 1
        assert after["wbm_embedding_queue"] == 0
        assert after['wbm_turns{state="running"}'] == 0
        text = httpx.get(f"{address}/metrics").text
    log = next(own_starter.parent.glob("server-*.log")).read_text()
    lines = [line for line in log.splitlines() if line.startswith("{")]
    events = [event for event in map(json.loads, lines) if event.get("event") == "question"]
    assert [event["outcome"] for event in events].count("refused") == 1
    assert len(events) == 2
    assert all(event["ms"]["whole"] > 0 for event in events)
    for word in ("Geheimnis", "Lehrgangskosten", "Elefanten"):
        assert word not in log
        assert word not in text


def test_figures_are_for_those_who_are_named(own_starter: Path) -> None:
    with serving(
        own_starter, WBM_METRICS="1", WBM_METRICS_TOKEN="geheim", WBM_METRICS_HOSTS="10.0.0.0/8"
    ) as (address, _):
        assert httpx.get(f"{address}/metrics").status_code == 403
        wrong = {"Authorization": "Bearer falsch"}
        assert httpx.get(f"{address}/metrics", headers=wrong).status_code == 403
        # uvicorn believes this machine; what it is told makes nobody one of the hosts
        near = {"X-Forwarded-For": "10.1.2.3"}
        assert httpx.get(f"{address}/metrics", headers=near).status_code == 403
        assert figures(address, Authorization="Bearer geheim")["wbm_turns" + '{state="waiting"}'] == 0
        assert httpx.post(f"{address}/metrics", headers={"Origin": address}).status_code == 405


def test_figures_are_off_unless_wanted(address: str) -> None:
    assert httpx.get(f"{address}/metrics").status_code == 404


def test_nothing_read_in_is_not_ready_and_lives(tmp_path: Path, own_starter: Path) -> None:
    """The server begins with a library that is then broken, as one begins that waits for its sources."""
    with serving(own_starter) as (address, _):
        wait_for(lambda: httpx.get(f"{address}/readyz").status_code == 200, 60)
        assert httpx.get(f"{address}/readyz").json() == {"bereit": True, "fehlt": []}
        assert httpx.head(f"{address}/healthz").status_code == 200
    shutil.rmtree(own_starter / "index")
    (own_starter / "library.sqlite").write_bytes(b"kein SQLite" * 1000)
    for extra in own_starter.glob("library.sqlite-*"):
        extra.unlink()
    with serving(own_starter) as (address, _):
        answer = httpx.get(f"{address}/readyz")
        assert answer.status_code == 503
        assert answer.json()["bereit"] is False
        assert "Bibliothek" in answer.json()["fehlt"][0]
        assert str(own_starter) not in answer.text
        assert httpx.get(f"{address}/healthz").text == "Der Server läuft."


def test_a_database_that_is_away_is_said_until_it_is_back(own_starter: Path, postgres: Postgres) -> None:
    url = postgres.new_database()
    add_user(own_starter, "anna", WBM_CHATS_URL=url)
    with serving(own_starter, WBM_SIGN_IN="1", WBM_CHATS_URL=url) as (address, _):
        wait_for(lambda: httpx.get(f"{address}/readyz").status_code == 200, 60)
        postgres.stop()
        try:
            wait_for(lambda: httpx.get(f"{address}/readyz", timeout=20).status_code == 503, 30)
            lacks = httpx.get(f"{address}/readyz", timeout=20).json()["fehlt"]
            assert len(lacks) == 1
            assert "WBM_CHATS_URL" in lacks[0]
            assert httpx.get(f"{address}/healthz").status_code == 200
        finally:
            postgres.start()
        wait_for(lambda: httpx.get(f"{address}/readyz", timeout=20).status_code == 200, 30)
        assert Visitor(address).sign_in("anna", PASSWORD).status_code == 200
        # a probe has this host's own name, and no cookie
        probe = httpx.get(f"{address}/readyz", headers={"Host": "10.0.0.7:8000"})
        assert probe.status_code == 200
        assert "set-cookie" not in probe.headers


def test_a_line_is_told_and_loses_nobody(own_starter: Path) -> None:
    with serving(
        own_starter,
        WBM_TURNS_AT_ONCE="1",
        WBM_TURNS_WAITING="2",
        WBM_METRICS="1",
        WBM_QUESTIONS_PER_MINUTE="1000",
    ) as (address, _):
        visitors = [Visitor(address) for _ in range(6)]
        for visitor in visitors:
            visitor.open()
        long = "Wer bekommt einen Bildungsgutschein und was ist mit 300 Beschäftigten? " * 40
        begun = [visitor.begin(long) for visitor in visitors]
        for visitor, start in zip(visitors, begun, strict=True):
            wait_for(lambda v=visitor, s=start: v._idle(s) and bool(v._messages(s)), 90)  # type: ignore[misc]
        last = [
            visitor._messages(start)[-1]["output"] for visitor, start in zip(visitors, begun, strict=True)
        ]
        turned = [said for said in last if "Warteschlange" in said]
        assert len(turned) == 3
        assert all("⏳" not in said for said in last)
        now = figures(address)
        assert now['wbm_questions_total{outcome="turned_away"}'] == 3
        assert now['wbm_turns{state="running"}'] == 0
        assert now['wbm_turns{state="waiting"}'] == 0
        for visitor in visitors:
            visitor.close()
