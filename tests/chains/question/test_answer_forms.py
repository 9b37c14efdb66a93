"""What else than a quantity a question wants, and which statements have it."""

from __future__ import annotations

import pytest

from chains.quantities.kinds import QuantityKind
from chains.question.answer_forms import form_of, kinds_told


@pytest.mark.parametrize(
    ("question", "said", "has"),
    [
        ("Wer unterrichtet Statik?", "Dozentin ist Frau Ilgner.", True),
        ("Wer unterrichtet Statik?", "Unterrichtet werden Statik und Holzbau.", False),
        ("Wer unterrichtet im Kabelwerk Ostfurt?", "Im Kabelwerk Ostfurt gibt es Kurse.", False),
        ("Wer sitzt im Beirat?", "Über Anträge beschließt der Beirat.", False),
        ("Wer entscheidet über Anträge?", "Über Anträge beschließt der Beirat.", True),
        ("Wer entscheidet über Anträge?", "Anträge werden im Mai entschieden.", False),
        ("Wer muss die Kosten zahlen?", "Der Kläger erreichte 41 Punkte.", False),
        ("Wer muss die Kosten zahlen?", "Die Kosten trägt der Kläger.", True),
        ("Wie heißt die Schulleiterin?", "Die Schule hat 30 Plätze.", False),
        ("Wie heißt der Träger?", "Die Schule hat 30 Plätze.", True),
        ("Wer kann den Bonus beantragen?", "Beschäftigte erhalten ihn auf Antrag.", True),
        ("In welcher Stadt ist die Schule?", "Die Schule hat 30 Plätze.", False),
        ("In welcher Stadt ist die Schule?", "Unterrichtet wird in Bochum.", True),
        ("Wann endet der Vertrag?", "Es gibt 30 Termine zu je 45 Minuten.", False),
        ("Wann endet der Vertrag?", "Er endet am 30. November 2026.", True),
        ("wann ist die prüfung", "Sie findet im zweiten Ausbildungsjahr statt.", True),
        ("wann beginnt der lehrgang", "Lehrgang\tGebühr in Euro\nPalliativversorgung\t1.480", False),
        (
            "Bis wann muss man sich bewerben?",
            "Bewerben können sich Betriebe, die seit drei Jahren bestehen.",
            False,
        ),
        ("Bis wann muss man sich bewerben?", "Einsendeschluss ist der 15. September.", True),
        ("Wo ist die Messe?", "Der Stand auf der Messe kostet 300 Euro.", False),
        ("Wo ist die Messe?", "Sie findet im Kulturspeicher statt.", True),
        ("Bis zu welchem Alter wird gezahlt?", "Gezahlt werden 185 Euro.", False),
        ("Bis zu welchem Alter wird gezahlt?", "Gezahlt wird für Kinder unter 15 Jahren.", True),
        ("Darf ich mein Laptop benutzen?", "Der Betrieb stellt ein Notebook.", False),
        ("Darf ich mein Laptop benutzen?", "Private Geräte dürfen nicht benutzt werden.", True),
        ("Wie alt ist die Klägerin?", "Sie arbeitet seit drei Jahren im Betrieb.", False),
    ],
)
def test_a_statement_has_what_the_form_wants(question: str, said: str, has: bool) -> None:
    assert form_of(question).is_in(said) is has


def test_who_does_it_may_stand_in_the_heading() -> None:
    assert form_of("Wer schlichtet?").is_in("Zuständig ist der Vorstand.", "Schlichtung")


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Wie viel Lernzeit hat man?", {QuantityKind.TIME}),
        ("Um wie viel wird die Lehre verkürzt?", {QuantityKind.TIME, QuantityKind.MONEY}),
        ("Wie viel Zuschuss gibt es?", {QuantityKind.MONEY}),
    ],
)
def test_the_thing_tells_the_kind_of_quantity(question: str, kinds: set[QuantityKind]) -> None:
    assert kinds_told(question, frozenset({QuantityKind.MONEY})) == kinds
