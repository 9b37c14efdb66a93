# ruff: noqa: E501 - texts that stay as they are
"""Wrong answers that sound right, and right ones in other words, over the shapes that real rules have; all
passages are of our own wording.
"""

from __future__ import annotations

import pytest

from chains.verification.verify import verify
from tests.chains.passages import cite

TERM = """Der Antrag ist spätestens drei Monate vor Beginn des Lehrgangs zu stellen. Die Lernstelle entscheidet innerhalb von vier Wochen.
Gegen die Entscheidung kann innerhalb eines Monats Widerspruch eingelegt werden.
Die Förderung endet spätestens nach 24 Monaten, bei Teilzeit spätestens nach 36 Monaten."""
MONEY = """Der Zuschuss beträgt mindestens 200 Euro und höchstens 1.500 Euro je Person. Fahrkosten werden bis zu 130 Euro im Monat übernommen.
Für die Betreuung eines Kindes werden 160 Euro monatlich gezahlt. Der Eigenanteil liegt zwischen 10 und 25 Prozent der Kursgebühren.
Nach bestandener Zwischenprüfung wird eine Prämie von 1.000 Euro gezahlt, nach bestandener Abschlussprüfung eine Prämie von 2.500 Euro."""
POINTS = """Der Fördersatz beträgt 40 Prozent der Kursgebühren. Er steigt um zehn Prozentpunkte, wenn eine Betriebsvereinbarung besteht, und um weitere fünf
Prozentpunkte für Beschäftigte, die das 45. Lebensjahr vollendet haben."""
ITEMS = """Anspruch auf Lernzeit hat, wer
1. das 25. Lebensjahr vollendet hat,
2. seit mindestens zwei Jahren im Betrieb arbeitet und
3. mindestens 20 Stunden in der Woche arbeitet.
Die Lernzeit beträgt fünf Arbeitstage im Kalenderjahr. Nach mehr als zehn Jahren im Betrieb beträgt sie acht Arbeitstage.
Kleinbetriebe mit weniger als zehn Beschäftigten dürfen die Lernzeit höchstens einmal ablehnen."""
TIERS = """Erstattet werden Betrieben mit weniger als zehn Beschäftigten 100 Prozent, mit zehn bis 249 Beschäftigten 50 Prozent, mit 250 und weniger als 2.500
Beschäftigten 25 Prozent und mit 2.500 oder mehr Beschäftigten 15 Prozent der Lehrgangskosten."""
DATES = """Diese Regelung gilt vom 1. Januar 2025 bis zum 31. Dezember 2028. Ausgenommen sind Lehrgänge, die vor dem 1. Juli 2024 begonnen haben.
Anträge nach § 12 Absatz 3 nimmt die Bezirksregierung entgegen. Über Widersprüche entscheidet das Landesamt für Finanzen."""
DENIALS = """Die Kosten sind nicht erstattungsfähig, wenn kein Nachweis vorliegt. Eine Kündigung ist nicht ohne Zustimmung des Betriebsrats zulässig.
Der Anspruch entfällt nicht durch Krankheit. Die Teilnahme am Lehrgang ist freiwillig. Auszubildende sind von den Gebühren befreit."""
SHORT_TIME = """Kurzarbeitergeld setzt voraus, dass mindestens ein Drittel der Beschäftigten von einem Entgeltausfall von jeweils mehr als 10 Prozent betroffen ist.
Es wird längstens zwölf Monate geleistet. Es beträgt 67 Prozent der Nettoentgeltdifferenz, wenn ein Kind im Haushalt lebt, sonst 60 Prozent."""

RATES = """Bei auswärtiger Unterbringung können gezahlt werden
1. für die Unterkunft je Tag ein Betrag von 60 Euro, je Monat jedoch höchstens 420 Euro, und
2. für die Mahlzeiten je Tag ein Betrag von 24 Euro, je Monat jedoch höchstens 168 Euro."""

EXAMS = """Wer den Abschluss nachholt, bekommt Prämien:
- nach bestandener Zwischenprüfung oder Teil 1 der gestreckten Abschlussprüfung: 1.000 Euro
- nach bestandener Abschlussprüfung: 2.500 Euro"""


@pytest.mark.parametrize(
    ("text", "passage", "question"),
    [
        ("Für die Zwischenprüfung gibt es 2.500 Euro Prämie [1].", EXAMS, ""),
        ("Für die Mahlzeiten gibt es 60 Euro je Tag [1].", RATES, ""),
        ("Für die Unterkunft gibt es 24 Euro je Tag [1].", RATES, ""),
        ("Für die Unterkunft gibt es 60 Euro je Tag, höchstens 168 Euro je Monat [1].", RATES, ""),
        ("Für die Unterkunft gibt es 60 Euro je Monat [1].", RATES, ""),
        # terms
        ("Der Antrag muss spätestens drei Monate nach Beginn des Lehrgangs gestellt werden [1].", TERM, ""),
        ("Der Antrag ist spätestens drei Wochen vor Beginn des Lehrgangs zu stellen [1].", TERM, ""),
        ("Der Antrag ist frühestens drei Monate vor Beginn des Lehrgangs zu stellen [1].", TERM, ""),
        ("Die Lernstelle entscheidet nach vier Wochen [1].", TERM, ""),
        ("Widerspruch kann innerhalb von vier Wochen eingelegt werden [1].", TERM, ""),
        ("Bei Teilzeit endet die Förderung spätestens nach 24 Monaten [1].", TERM, ""),
        ("Die Förderung dauert mindestens 24 Monate [1].", TERM, ""),
        # least and most
        ("Der Zuschuss beträgt höchstens 200 Euro je Person [1].", MONEY, ""),
        ("Der Zuschuss beträgt mindestens 1.500 Euro je Person [1].", MONEY, ""),
        ("Der Zuschuss beträgt 1.500 Euro je Person [1].", MONEY, ""),
        ("Fahrkosten werden ab 130 Euro im Monat übernommen [1].", MONEY, ""),
        ("Für Fahrkosten gibt es 160 Euro monatlich [1].", MONEY, ""),
        ("Für die Betreuung eines Kindes werden 130 Euro monatlich gezahlt [1].", MONEY, ""),
        ("Für die Betreuung eines Kindes werden 160 Euro im Jahr gezahlt [1].", MONEY, ""),
        ("Für die Betreuung eines Kindes werden einmalig 160 Euro gezahlt [1].", MONEY, ""),
        ("Der Eigenanteil beträgt 25 Prozent der Kursgebühren [1].", MONEY, ""),
        ("Der Eigenanteil liegt zwischen 10 und 25 Euro [1].", MONEY, ""),
        ("Der Eigenanteil liegt zwischen 25 und 40 Prozent der Kursgebühren [1].", MONEY, ""),
        ("Nach bestandener Abschlussprüfung wird eine Prämie von 1.000 Euro gezahlt [1].", MONEY, ""),
        ("Nach bestandener Zwischenprüfung gibt es eine Prämie von 2.500 Euro [1].", MONEY, ""),
        ("Nach bestandener Zwischenprüfung wird eine Prämie von 1.000 gezahlt [1].", MONEY, ""),
        # percentage points
        ("Der Fördersatz steigt um zehn Prozent, wenn eine Betriebsvereinbarung besteht [1].", POINTS, ""),
        ("Mit einer Betriebsvereinbarung steigt der Fördersatz um fünf Prozentpunkte [1].", POINTS, ""),
        ("Der Fördersatz beträgt 40 Prozentpunkte der Kursgebühren [1].", POINTS, ""),
        (
            "Der Fördersatz sinkt um zehn Prozentpunkte, wenn eine Betriebsvereinbarung besteht [1].",
            POINTS,
            "",
        ),
        ("Der Fördersatz beträgt 50 Prozent, wenn eine Betriebsvereinbarung besteht [1].", POINTS, ""),
        # items with conditions
        ("Anspruch auf Lernzeit hat, wer das 20. Lebensjahr vollendet hat [1].", ITEMS, ""),
        ("Anspruch auf Lernzeit hat, wer höchstens 20 Stunden in der Woche arbeitet [1].", ITEMS, ""),
        ("Anspruch auf Lernzeit hat, wer seit mindestens 20 Jahren im Betrieb arbeitet [1].", ITEMS, ""),
        ("Die Lernzeit beträgt acht Arbeitstage im Kalenderjahr [1].", ITEMS, ""),
        ("Nach mehr als zehn Jahren im Betrieb beträgt die Lernzeit fünf Arbeitstage [1].", ITEMS, ""),
        (
            (
                "Kleinbetriebe mit mehr als zehn Beschäftigten dürfen die Lernzeit höchstens einmal ablehnen"
                " [1]."
            ),
            ITEMS,
            "",
        ),
        # tiers within one sentence
        (
            "Betrieben mit 120 Beschäftigten werden 25 Prozent der Lehrgangskosten erstattet [1].",
            TIERS,
            "Wir sind 120 Beschäftigte.",
        ),
        (
            "Ihrem Betrieb werden 100 Prozent der Lehrgangskosten erstattet [1].",
            TIERS,
            "Wir haben 300 Leute, was wird erstattet?",
        ),
        ("Ab 2.500 Beschäftigten werden 25 Prozent der Lehrgangskosten erstattet [1].", TIERS, ""),
        (
            "Betrieben werden 50 Prozent der Lehrgangskosten erstattet [1].",
            TIERS,
            "Was bekommt ein Betrieb erstattet?",
        ),
        # dates, places, offices
        ("Die Regelung gilt vom 31. Dezember 2028 an [1].", DATES, ""),
        ("Die Regelung gilt bis zum 1. Januar 2025 [1].", DATES, ""),
        ("Ausgenommen sind Lehrgänge, die nach dem 1. Juli 2024 begonnen haben [1].", DATES, ""),
        ("Die Regelung gilt bis zum 31.12.2029 [1].", DATES, ""),
        ("Anträge nach § 12 Absatz 2 nimmt die Bezirksregierung entgegen [1].", DATES, ""),
        ("Anträge nach § 21 nimmt die Bezirksregierung entgegen [1].", DATES, ""),
        ("Anträge nimmt das Landesamt für Finanzen entgegen [1].", DATES, ""),
        ("Über Widersprüche entscheidet die Bezirksregierung [1].", DATES, ""),
        # denials
        ("Eine Kündigung ist ohne Zustimmung des Betriebsrats zulässig [1].", DENIALS, ""),
        ("Der Anspruch entfällt durch Krankheit [1].", DENIALS, ""),
        ("Die Kosten sind erstattungsfähig, wenn kein Nachweis vorliegt [1].", DENIALS, ""),
        ("Die Teilnahme am Lehrgang ist nicht freiwillig [1].", DENIALS, ""),
        ("Auszubildende sind von den Gebühren nicht befreit [1].", DENIALS, ""),
        # shares and cases
        ("Mindestens 10 Prozent der Beschäftigten müssen betroffen sein [1].", SHORT_TIME, ""),
        ("Kurzarbeitergeld wird mindestens zwölf Monate geleistet [1].", SHORT_TIME, ""),
        (
            "Es beträgt 60 Prozent der Nettoentgeltdifferenz, wenn ein Kind im Haushalt lebt [1].",
            SHORT_TIME,
            "",
        ),
        (
            "Mindestens zwei Drittel der Beschäftigten müssen von einem Entgeltausfall betroffen sein [1].",
            SHORT_TIME,
            "",
        ),
    ],
)
def test_a_wrong_answer_does_not_pass(text: str, passage: str, question: str) -> None:
    assert not verify(text, [cite(passage, locator="§ 9 Abs. 1", heading="Lernförderung")], question).ok


@pytest.mark.parametrize(
    ("text", "passage", "question"),
    [
        (
            "Für die Zwischenprüfung 1.000 Euro und für die Abschlussprüfung 2.500 Euro [1].",
            EXAMS,
            "Gibt es eine Prämie für bestandene Prüfungen?",
        ),
        ("Für die Unterkunft gibt es 60 Euro je Tag, höchstens 420 Euro im Monat [1].", RATES, ""),
        ("Für Mahlzeiten werden 24 Euro je Tag gezahlt [1].", RATES, ""),
        ("Den Antrag müssen Sie spätestens drei Monate vor Beginn des Lehrgangs stellen [1].", TERM, ""),
        ("Der Antrag ist mindestens 3 Monate vor dem Beginn des Lehrgangs zu stellen [1].", TERM, ""),
        ("Über den Antrag entscheidet die Lernstelle binnen 4 Wochen [1].", TERM, ""),
        ("Die Lernstelle hat vier Wochen Zeit für die Entscheidung [1].", TERM, ""),
        ("Ein Widerspruch ist innerhalb eines Monats möglich [1].", TERM, ""),
        (
            "Die Förderung endet nach höchstens zwei Jahren, bei Teilzeit nach höchstens drei Jahren [1].",
            TERM,
            "",
        ),
        ("Bei Teilzeit endet die Förderung spätestens nach 36 Monaten [1].", TERM, ""),
        ("Der Zuschuss liegt zwischen 200 und 1.500 Euro je Person [1].", MONEY, ""),
        ("Pro Person beträgt der Zuschuss maximal 1500 Euro [1].", MONEY, ""),
        ("Es gibt wenigstens 200 Euro Zuschuss je Person [1].", MONEY, ""),
        ("Fahrkosten werden mit höchstens 130 Euro monatlich übernommen [1].", MONEY, ""),
        ("Für die Betreuung eines Kindes gibt es im Monat 160 Euro [1].", MONEY, ""),
        ("Der Eigenanteil beträgt 10 bis 25 Prozent der Kursgebühren [1].", MONEY, ""),
        ("Wer die Abschlussprüfung besteht, bekommt eine Prämie von 2.500 Euro [1].", MONEY, ""),
        (
            (
                "Nach der Zwischenprüfung werden 1.000 Euro und nach der Abschlussprüfung 2.500 Euro Prämie"
                " gezahlt [1]."
            ),
            MONEY,
            "",
        ),
        ("Die Kursgebühren werden zu 40 Prozent gefördert [1].", POINTS, ""),
        ("Besteht eine Betriebsvereinbarung, steigt der Fördersatz um 10 Prozentpunkte [1].", POINTS, ""),
        ("Für Beschäftigte ab 45 Jahren steigt der Fördersatz um weitere 5 Prozentpunkte [1].", POINTS, ""),
        (
            (
                "Lernzeit bekommt, wer mindestens 25 Jahre alt ist, seit zwei Jahren im Betrieb arbeitet und"
                " mindestens 20 Stunden in der Woche arbeitet [1]."
            ),
            ITEMS,
            "",
        ),
        ("Im Kalenderjahr sind es fünf Arbeitstage Lernzeit [1].", ITEMS, ""),
        ("Wer mehr als zehn Jahre im Betrieb ist, hat acht Arbeitstage Lernzeit [1].", ITEMS, ""),
        (
            (
                "In Betrieben mit weniger als 10 Beschäftigten darf die Lernzeit nur einmal abgelehnt werden"
                " [1]."
            ),
            ITEMS,
            "",
        ),
        (
            "Ein Betrieb mit 120 Beschäftigten bekommt 50 Prozent der Lehrgangskosten erstattet [1].",
            TIERS,
            "Wir sind 120 Beschäftigte.",
        ),
        (
            "Ihrem Betrieb werden 25 Prozent der Lehrgangskosten erstattet [1].",
            TIERS,
            "Wir haben 300 Leute, was wird erstattet?",
        ),
        (
            (
                "Betriebe mit weniger als zehn Beschäftigten bekommen die Lehrgangskosten zu 100 Prozent"
                " erstattet [1]."
            ),
            TIERS,
            "",
        ),
        (
            "Je nach Betriebsgröße werden 15, 25, 50 oder 100 Prozent der Lehrgangskosten erstattet [1].",
            TIERS,
            "",
        ),
        ("Die Regelung gilt seit dem 1. Januar 2025 und läuft bis zum 31.12.2028 [1].", DATES, ""),
        ("Lehrgänge, die vor dem 01.07.2024 begonnen haben, sind ausgenommen [1].", DATES, ""),
        ("Die Bezirksregierung nimmt Anträge nach § 12 Abs. 3 entgegen [1].", DATES, ""),
        ("Über einen Widerspruch entscheidet das Landesamt für Finanzen [1].", DATES, ""),
        ("Eine Kündigung ist nur mit Zustimmung des Betriebsrats zulässig [1].", DENIALS, ""),
        ("Der Anspruch bleibt bei Krankheit bestehen [1].", DENIALS, ""),
        ("Ohne Nachweis sind die Kosten nicht erstattungsfähig [1].", DENIALS, ""),
        ("Niemand muss am Lehrgang teilnehmen, die Teilnahme ist freiwillig [1].", DENIALS, ""),
        ("Auszubildende zahlen keine Gebühren [1].", DENIALS, ""),
        (
            (
                "Mindestens ein Drittel der Beschäftigten muss von einem Entgeltausfall von mehr als 10"
                " Prozent betroffen sein [1]."
            ),
            SHORT_TIME,
            "",
        ),
        ("Kurzarbeitergeld wird längstens ein Jahr geleistet [1].", SHORT_TIME, ""),
        (
            (
                "Lebt ein Kind im Haushalt, beträgt das Kurzarbeitergeld 67 Prozent der"
                " Nettoentgeltdifferenz, sonst 60 Prozent [1]."
            ),
            SHORT_TIME,
            "",
        ),
    ],
)
def test_a_right_answer_in_other_words_passes(text: str, passage: str, question: str) -> None:
    verdict = verify(text, [cite(passage, locator="§ 9 Abs. 1", heading="Lernförderung")], question)
    assert verdict.ok, verdict.problems


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Der Zuschuss beträgt höchstens 1.500 Euro je Person [2].", True),
        ("Der Zuschuss beträgt höchstens 1.500 Euro je Person [1].", False),
        ("Die Lernzeit beträgt fünf Arbeitstage im Kalenderjahr [3].", True),
        ("Die Lernzeit beträgt fünf Arbeitstage im Kalenderjahr [2].", False),
        ("Der Fördersatz beträgt 10 Prozent der Kursgebühren [2] [4].", False),
        ("Der Fördersatz beträgt 40 Prozent der Kursgebühren [2] [4].", True),
        ("Der Eigenanteil beträgt 40 Prozent der Kursgebühren [2] [4].", False),
        # [2] says nothing of it
        ("Der Antrag ist spätestens drei Monate vor Beginn des Lehrgangs zu stellen [1] [2].", False),
    ],
)
def test_a_figure_belongs_to_the_passage_that_is_cited_for_it(text: str, right: bool) -> None:
    citations = [
        cite(passage, n, locator=f"§ {n}", heading="Lernförderung")
        for n, passage in enumerate((TERM, MONEY, ITEMS, POINTS), 1)
    ]
    assert verify(text, citations).ok is right
