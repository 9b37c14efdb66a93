"""Where the two readers of numbers disagree: planted blind spots of the one and of the other are said in the
finding, the figures, the page and the JSON.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from chains.quantities.figures import Figure
from evals.metrics.answering import assess
from evals.metrics.second_reading import second_reading
from evals.outcome import Cited, SystemOutcome
from evals.report.page import as_json, render
from evals.runs.run_folder import Record, Run
from evals.runs.summary import summarise
from evals.suite import Question

PLACE = "sgb_3 § 82 Abs. 2"
EVIDENCE = {PLACE: "SGB III § 82 Abs. 2\nDer Arbeitgeber trägt 50 Prozent der Lehrgangskosten."}
ASKED = Question.model_validate({"id": "q", "question": "Wie viel <b>?", "gold": {"any": [PLACE]}})


def _outcome(answer: str) -> SystemOutcome:
    cited = (Cited(n=1, places=(PLACE,), label=PLACE, quote=""),)
    return SystemOutcome(hits=(), answer=answer, citations=cited, abstained=False, mode="extractive")


def test_a_figure_that_only_the_independent_reader_misses_is_said() -> None:
    said = second_reading("Der Betrieb trägt 60 Prozent.", EVIDENCE[PLACE], "", missing=())
    assert said == (
        "Zahlenleser uneins: nur dem unabhängigen Leser fehlt 60 Prozent in „Der Betrieb trägt 60 Prozent.“"
    )


def test_a_figure_that_only_the_first_reader_misses_is_said() -> None:
    said = second_reading("Er trägt die Hälfte.", EVIDENCE[PLACE], "", missing={Figure("0.5", "Anteil")})
    assert said.startswith("Zahlenleser uneins: nur dem Prüfleser der Antwort fehlt 50 Prozent in")


def test_readers_that_agree_say_nothing() -> None:
    for claim, missing in (
        ("Er trägt die Hälfte.", set()),
        ("Er trägt 60 Prozent ein Jahr lang.", {Figure("60", "Prozent"), Figure("1", "Jahre")}),
        ("Nach § 83 bis 31. Juli 2024", {Figure("83", "§"), Figure("2024-07-31", "Datum")}),
    ):
        assert second_reading(claim, EVIDENCE[PLACE], "", missing) == ""
    assert second_reading("Bei 120 Beschäftigten 50 Prozent", EVIDENCE[PLACE], "120 Beschäftigte", ()) == ""


def test_a_disagreement_is_counted_and_stands_in_page_and_json(tmp_path: Path) -> None:
    # the independent reader does not know twentieths: a blind spot that is really there
    outcome = _outcome("Der Arbeitgeber trägt ein Zwanzigstel der Lehrgangskosten [1].")
    judged = assess(ASKED, outcome, EVIDENCE)
    assert judged.scores["readers_disagree"] == (1.0, 1.0)
    [said] = judged.disagreements
    assert "fehlt 5 Prozent" in said
    agreed = assess(ASKED, _outcome("Der Arbeitgeber trägt 60 Prozent der Lehrgangskosten [1]."), EVIDENCE)
    assert agreed.scores["readers_disagree"] == (0.0, 1.0)

    def run(disagreements: tuple[str, ...]) -> Run:
        record = Record(
            suite="klein",
            configuration="ours",
            question=ASKED,
            outcome=outcome,
            scores=judged.scores,
            findings=judged.findings,
            disagreements=disagreements,
        )
        meta = {
            "begun": datetime(2026, 11, 28, tzinfo=UTC).isoformat(),
            "configurations": [{"name": "ours", "title": "Unsere"}],
            "suites": [{"name": "klein"}],
            "index": "",
            "commit": "",
            "code": "",
            "machine": {"cores": 1, "processor": "", "system": ""},
            "versions": {},
            "prompts": {},
        }
        return Run(tmp_path, meta, summarise([record]), [record])

    planted = run(judged.disagreements)
    page = render(planted)
    assert "Wo die beiden Zahlenleser uneins sind" in page
    assert "fehlt 5 Prozent" in page
    assert as_json(planted)["readers_disagree"] == [
        {"suite": "klein", "configuration": "ours", "question": "q", "said": said}
    ]
    assert as_json(planted)["suites"]["klein"]["ours"]["metrics"]["readers_disagree"]["value"] == 1.0
    assert "finden beide dieselben Zahlen belegt" in render(run(()))
