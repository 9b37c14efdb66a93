"""The worked cases (evals/cases) through the Förder-Check: every one right, and the matching itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chains.funding.check import check_funding
from chains.funding.programmes import rulebook
from chains.funding.sentence import read_sentence
from evals.errors import SuiteError
from evals.funding.cases import Expected, FundingCase, _covers, _differences, load_cases, run_case
from evals.funding.report import run_cases, sums

CASES = [case for name in ("cases", "blind", "land", "work") for case in load_cases(name)]
TOLD = [case for case in CASES if case.case is not None]


@pytest.mark.parametrize("case", TOLD, ids=lambda case: case.id)
def test_a_worked_case_is_right(case: FundingCase) -> None:
    assert run_case(case).faults == dict.fromkeys(case.expect, ())


def test_there_are_enough_cases_and_each_has_its_place() -> None:
    assert len(TOLD) >= 300
    assert all(case.proof for case in CASES)


_SUM = re.compile(r"[\d().,×+−÷ ]+(?: ?= ?)[\d., ]+")


def _comes_out(line: str) -> bool | None:
    """Whether a shown reckoning is right by itself; None for one in words ("abzüglich des Anteils")."""
    bare = re.sub(r" ?(Euro|Monate|Kinder|Jahre|Tage)\b", "", line).replace("Prozent", "÷ 100")
    if not _SUM.fullmatch(bare):
        return None
    number = re.sub(r"[\d.,]*\d", lambda n: n[0].replace(".", "").replace(",", "."), bare)
    told, result = number.translate(str.maketrans("×−÷", "*-/")).split("=")
    return abs(eval(told) - float(result)) < 0.01


def test_every_shown_reckoning_comes_out() -> None:
    checks = [
        check_funding(case.case or {}, case.today, assume=rulebook().usual, programmes=tuple(case.expect))
        for case in TOLD
    ]
    lines = {line for check in checks for result in check.programmes for line in result.calculation}
    comes_out = {line: _comes_out(line) for line in lines}
    assert [line for line, right in comes_out.items() if right is False] == []
    assert sum(right is True for right in comes_out.values()) > 100


def test_what_differs_is_named() -> None:
    case = TOLD[0]
    (name,) = case.expect
    found = check_funding(case.case or {}, case.today, programmes=(name,))
    wrong = Expected.model_validate(
        {
            "result": "no",
            "amounts": {"employer_eur": 1, "agency_eur_max": [1, 4000]},
            "not_amounts": ["employer_eur"],
            "because": ["SGB III § 99 Abs. 1"],
            "missing": ["age"],
            "ask_fact": "age",
            "apply": {"where_contains": "Finanzamt"},
        }
    )
    # all but the list that holds the right figure
    assert len(list(_differences(wrong, found.programmes[0]))) == 7


def test_a_proof_covers_what_lies_in_it() -> None:
    assert _covers("SGB III § 82 Abs. 8", "SGB III § 82 Abs. 8 Satz 1")
    assert not _covers("SGB III § 82 Abs. 8 Satz 1", "SGB III § 82 Abs. 8")
    assert not _covers("SGB III § 82 Abs. 1", "SGB III § 82 Abs. 10")


SENTENCES = [case for case in load_cases("land") if case.sentence]


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: case.id)
def test_a_sentence_on_a_programme_of_the_land_is_read_and_decided(case: FundingCase) -> None:
    read = run_case(case, lambda text, today: read_sentence(text, today).facts)
    assert read.faults == dict.fromkeys(case.expect, ())


def test_sentences_are_left_out_and_counted_without_a_reader() -> None:
    done = run_cases(CASES[:5])
    with_sentence = [case for case in CASES if case.sentence][:2]
    assert run_cases(with_sentence).skipped == 2
    assert "Fälle richtig: 5 von 5" in list(sums(done))
    read = run_cases(with_sentence[:1], lambda text, today: {"age": 40})
    assert (read.skipped, len(read.outcomes)) == (0, 1)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("- {id: c1, today: 2026-11-28, expect: {}, proof: []}", "entweder „case“ oder „sentence“"),
        ("- {id: c1, case: {}, today: 2026-11-28, expect: {p: {result: vielleicht}}, proof: []}", "Zeile 1"),
        ("- {id: c1, case: {}, today: 2026-11-28, expect: {}, proof: [Seite 3]}", "Muster"),
        ("- &a {id: c1, case: {}, today: 2026-11-28, expect: {}, proof: []}\n- *a", "zweimal"),
    ],
)
def test_a_wrong_collection_names_its_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "fälle.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SuiteError, match=message):
        load_cases(str(path))
