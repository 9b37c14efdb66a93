"""The guides that editors keep: well formed, proven, found by what is asked, filled with figures."""

from __future__ import annotations

from datetime import date

import pytest

from chains.funding.consultation.asking import guides_named
from chains.funding.consultation.consult import consult
from chains.funding.consultation.following import follow
from chains.funding.consultation.guides import entry_for
from chains.funding.explanation.proof_places import place_of
from chains.funding.expression import parse
from chains.funding.programmes import rulebook
from chains.funding.topics import Topic, topic_of
from knowledge.editorial.guides import guide_proofs, load_guides

TODAY = date(2026, 11, 28)


def test_every_guide_names_programmes_topics_and_places_that_there_are() -> None:
    programmes, topics = rulebook().programmes, {topic.value for topic in Topic}
    for name, guide in load_guides().items():
        assert set(guide.programmes) <= set(programmes), name
        if guide.when:
            parse(guide.when)
        for entry in guide.entries:
            assert not entry.programme or entry.programme in programmes, (name, entry.programme)
            assert set(entry.topics) <= topics, (name, entry.topics)
            for saying in entry.says:
                parse(saying.when or "True")
    assert all(place_of(proof) for proofs in guide_proofs(load_guides()).values() for proof in proofs)


@pytest.mark.parametrize(
    ("question", "subject", "says"),
    [
        ("Darf der Mitarbeiter was dazuzahlen?", "qualifizierungsgeld", "Nein, die Beschäftigten"),
        ("Was kann der Betriebsrat dabei mitbestimmen?", "", "mitzubestimmen"),
        ("muss er das zurückzahlen?", "aufstiegs_bafoeg", "Nicht alles"),
        ("müssen wir den lohn in der zeit weiterzahlen?", "teilhabechancen", "zahlt den Lohn weiter"),
    ],
)
def test_a_question_finds_its_entry(question: str, subject: str, says: str) -> None:
    found = entry_for(question, topic_of(question), guides_named(question), (subject,) if subject else ())
    assert found is not None
    assert any(says in saying.text for saying in found.entry.says)


def test_the_longer_name_counts() -> None:
    assert guides_named("Und nach § 82a?") == ("qualifizierungsgeld",)


@pytest.mark.parametrize(
    ("messages", "lead"),
    [
        (
            [
                "Werk schließt, 120 Leute. Was gibt die Agentur zu Transfermaßnahmen dazu?",
                "Die Maßnahme kostet 6.000 pro Kopf",
            ],
            "2.500 Euro",
        ),
        (
            ["Wir beschäftigen jemanden nach § 16i.", "Kurs kostet 3.800 Euro, was bleibt an uns hängen?"],
            "800 Euro",
        ),
        (
            ["29, Geselle, will den Meister machen", "Kurs und Prüfung kosten 12.000, wieviel zuschuss?"],
            "6.000 Euro",
        ),
        (
            ["Mann, arbeitslos, 300 Tage ALG übrig, Umschulung 8 Monate.", "Wie viele Tage bleiben?"],
            "180 Tage",
        ),
    ],
)
def test_figures_of_the_case_are_said(messages: list[str], lead: str) -> None:
    consultation = consult(follow(messages, TODAY), TODAY)
    assert consultation is not None
    assert lead in consultation.explanation.lead.text
    assert 0 < len(consultation.proposals) <= 3


def test_what_was_asked_is_not_proposed_again() -> None:
    state = follow(["80 Leute, Kollege 50, gelernt 1999, 160 Stunden, 2.000 Euro", "Und der Lohn?"], TODAY)
    consultation = consult(state, TODAY)
    assert consultation is not None
    assert "Und der Lohn?" not in consultation.proposals
