"""`wbm check`: options, lines of JSON, the table for people."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from chains.funding.requests import Request, answer, answer_line, request_of
from cli.main import app
from knowledge.errors import RuleFault

TODAY = date(2026, 11, 28)
SHARE = "sgb3_82_lehrgangskosten"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("WBM_DATA", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *args, **more: CliRunner().invoke(app, ["check", *args], **more)


def _line(content: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        answer_line(content if isinstance(content, str) else json.dumps(content), TODAY)
    )
    return found


def test_options_become_facts_and_json_is_strict(run: Any) -> None:
    found = run(
        "--firm",
        "120",
        "--age",
        "47",
        "--hours",
        "200",
        "--fee",
        "4.000",
        "--fact",
        "azav_traeger=ja",
        "--today",
        "2026-11-28",
        "--json",
    )
    got = json.loads(found.output)
    assert got["case"] == {
        "firm_headcount": 120,
        "age": 47,
        "course.hours": 200,
        "course.fee": 4000,
        "azav_traeger": True,
    }
    share = next(each for each in got["programmes"] if each["id"] == SHARE)
    assert share["result"] == "depends"
    assert share["amounts"]["employer_eur"] == 0
    keys = (
        "id title result amounts calculation because missing ask preconditions apply excludes valid checked"
    )
    assert set(share) == set(keys.split())
    assert set(share["because"][0]) == {"text", "proof"}
    assert set(share["apply"]) == {"who", "where", "by_when", "proof"}


def test_people_get_a_table_with_what_is_taken_for_granted(run: Any) -> None:
    told = [
        "--firm",
        "120",
        "--age",
        "47",
        "--hours",
        "200",
        "--fee",
        "4000",
        "--degree",
        "vocational",
        "--fact",
        "years_since_degree=9",
    ]
    output = run(*told, "--fact", "afbg_goal=nein").output
    assert "Möglich (Ermessen)" in output
    assert "Der Betrieb zahlt: 0 Euro" in output
    assert "Muss gelten: Die Maßnahme ist nach der AZAV zugelassen." in output
    assert "Agentur für Arbeit am Wohnsitz der Person" in output


def test_lines_in_lines_out_and_a_bad_one_does_not_stop(run: Any) -> None:
    lines = [
        '{"case": {"age": "alt"}}',
        "",
        '{"case": {"firm_headcount": 300}, "programmes": ["sgb3_82_lehrgangskosten"], "today": "2026-01-02"}',
        "[1]",
    ]
    output = [
        json.loads(line) for line in run("--stdin", "--json", input="\n".join(lines)).output.splitlines()
    ]
    assert len(output) == 3
    assert output[0]["error"].startswith("Das Merkmal „age“ (Alter) erwartet eine ganze Zahl")
    assert [each["id"] for each in output[1]["programmes"]] == [SHARE]
    assert "sentence" in output[2]["error"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "kein gültiges JSON"),
        ("[" * 100_000, "kein gültiges JSON"),
        ({"case": {}, "sentence": "x"}, "„sentence“ oder „case“"),
        ({}, "„sentence“ oder „case“"),
        ({"case": [], "assume": {}}, "„case“ erwartet"),
        ({"case": {}, "assume": 3}, "„assume“ erwartet"),
        ({"case": {}, "programmes": "alle"}, "Liste von Kennungen"),
        ({"case": {}, "programmes": ["sgb3_1"]}, "sgb3_1"),
        ({"case": {}, "today": "gestern"}, "Datum wie"),
        ({"case": {}, "heute": "2026-01-01"}, "heute"),
        ({"sentence": " "}, "nicht leer"),
        ({"case": {"age": 10**400}}, "„age“"),
    ],
)
def test_a_bad_line_says_what_is_expected(content: Any, message: str) -> None:
    assert message in _line(content)["error"]


def test_what_is_assumed_is_in_the_case_and_said() -> None:
    got = _line({"case": {"firm_headcount": 20}, "assume": {"azav_massnahme": True}, "programmes": [SHARE]})
    assert got["case"] == {"azav_massnahme": True, "firm_headcount": 20}
    assert got["programmes"][0]["preconditions"][0] == "Die Maßnahme ist nach der AZAV zugelassen."
    assert _line({"case": {"age": None}})["case"] == {}


def test_no_case_is_asked_for(run: Any) -> None:
    found = run()
    assert isinstance(found.exception, RuleFault)
    assert "Bitte einen Fall nennen" in str(found.exception)


def test_a_line_that_is_no_json_is_a_sentence() -> None:
    assert request_of(" Betrieb mit 85 Leuten ", TODAY) == Request(TODAY, sentence="Betrieb mit 85 Leuten")


def test_a_sentence_is_read() -> None:
    found = answer(Request(TODAY, sentence="Unser Betrieb hat 85 Beschäftigte.", facts={"age": 47}))
    assert found.found.facts["firm_headcount"] == 85
    assert "85" in found.read_from["firm_headcount"]
