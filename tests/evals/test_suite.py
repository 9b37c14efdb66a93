"""Suites: what is wrong in them is said with file, line and question."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.errors import SuiteError
from evals.runs.configuration import FOLDER as CONFIGS
from evals.runs.configuration import load_configuration
from evals.suite import FOLDER, check_gold, load_suite
from knowledge.store.library import Library
from tests.conftest import settings_for

HEAD = "suite: probe\nquestions:\n"


def written(folder: Path, *questions: str) -> str:
    path = folder / "probe.yaml"
    path.write_text(HEAD + "".join(f"  - {q}\n" for q in questions), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda p: p.stem)
def test_the_suites_of_the_repository_fit_the_schema(path: Path) -> None:
    assert load_suite(path.stem)[0].questions


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda p: p.stem)
def test_the_configurations_of_the_repository_fit(path: Path) -> None:
    assert load_configuration(path.stem).name == path.stem


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (
            '{id: a, question: "?", golden: {any: ["x § 1"]}}',
            "Zeile 3: Unbekannter Schlüssel „golden“. Erlaubt sind: id, question",
        ),
        ('{id: a, gold: {any: ["x § 1"]}}', "Zeile 3: Der Schlüssel „question“ fehlt"),
        ('{id: a, question: "?"}', "Zeile 3: a: Es fehlt gold"),
        ('{id: a, question: "?", unanswerable: true, gold: {any: ["x § 1"]}}', "hat weder gold noch facts"),
        ('{id: a, question: "?", gold: {any: []}}', "gold nennt keine Fundstelle"),
        (
            '{id: a, question: "?", gold: {any: ["x § 1"]}, facts: [{number: 5, text: "x"}]}',
            "genau eines von text, number, date, regex",
        ),
        ('{id: a, question: "?", gold: {any: ["x § 1"]}, facts: [{regex: "("}]}', "kein regulärer Ausdruck"),
        (
            '{id: a, question: "?", gold: {any: ["x § 1"]}, facts: [{number: fünf}]}',
            "Der Wert von „number“ passt nicht",
        ),
        ('{id: "A b", question: "?", gold: {any: ["x § 1"]}}', "Der Wert von „id“ passt nicht"),
    ],
)
def test_errors_name_line_and_key(tmp_path: Path, question: str, message: str) -> None:
    with pytest.raises(SuiteError) as caught:
        load_suite(written(tmp_path, question))
    assert message in str(caught.value)


def test_the_line_is_that_of_the_question(tmp_path: Path) -> None:
    good = '{id: a, question: "?", unanswerable: true}'
    with pytest.raises(SuiteError, match="Zeile 4: Die Kennung „a“ steht zweimal"):
        load_suite(written(tmp_path, good, good))
    with pytest.raises(SuiteError, match="Zeile 5: Unbekannter Schlüssel"):
        load_suite(
            written(tmp_path, good, good.replace("id: a", "id: b"), good.replace("id: a", "id: c, x: 1"))
        )
    with pytest.raises(SuiteError, match="kein gültiges YAML"):
        load_suite(written(tmp_path, "{id: a"))
    with pytest.raises(SuiteError, match=r"gibt es nicht\. Vorhanden sind: .*alltag"):
        load_suite("gibtsnicht")


def test_gold_and_facts_are_checked_against_the_index(starter: Path, tmp_path: Path) -> None:
    good = '{id: a, question: "?", gold: {any: ["lernfg § 1 Abs. 1"]}}'
    missing = '{id: b, question: "?", gold: {any: ["lernfg § 999"]}}'
    invented = (
        '{id: c, question: "?", gold: {any: ["lernfg § 1 Abs. 1"]}, facts: [{number: 4711, unit: Euro}]}'
    )
    path = written(tmp_path, good, missing, invented)
    suite, lines = load_suite(path)
    with Library(settings_for(starter).library) as library, pytest.raises(SuiteError) as caught:
        check_gold(suite, lines, Path(path), library)
    message = str(caught.value)
    assert "Zeile 4: b: Die Fundstelle „lernfg § 999“ gibt es im Index nicht" in message
    assert "Zeile 5: c: „4711 Euro“ steht in keiner der Fundstellen" in message
    assert " a:" not in message


def test_a_repealed_place_is_no_gold(starter: Path, tmp_path: Path) -> None:
    with Library(settings_for(starter).library) as library:
        repealed = next((d, loc) for d, loc, status in library.section_places() if status == "repealed")
        path = written(tmp_path, f'{{id: a, question: "?", gold: {{any: ["{repealed[0]} {repealed[1]}"]}}}}')
        suite, lines = load_suite(path)
        with pytest.raises(SuiteError, match="weggefallen"):
            check_gold(suite, lines, Path(path), library)


def test_unknown_configurations_and_settings(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match=r"Vorhanden sind: .*quickstart"):
        load_configuration("gibtsnicht")
    path = tmp_path / "x.yaml"
    path.write_text("name: x\ntitle: X\nsystem: assistant\nweights: {zauber: 1}\n")
    with pytest.raises(SuiteError, match="Unbekannt in weights oder settings: zauber"):
        load_configuration(str(path))
