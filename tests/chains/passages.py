# ruff: noqa: E501 - texts that stay as they are
"""Passages of our own wording for tests that need no index."""

from __future__ import annotations

from chains.answer import Citation
from knowledge.model.document import DocumentHead, Passage, Section

RULE = """Die Höhe der Lehrgangskosten, die der Betrieb selbst trägt, richtet sich nach seiner Größe:
1. Betriebe mit weniger als 50 Beschäftigten tragen 0 Prozent der Lehrgangskosten,
2. Betriebe mit mindestens 50 und weniger als 500 Beschäftigten tragen 50 Prozent der Lehrgangskosten,
3. Betriebe mit 500 Beschäftigten oder mehr tragen 75 Prozent der Lehrgangskosten.
Bei einer Betriebsvereinbarung sinkt der Anteil um fünf Prozentpunkte."""
TERMS = """Der Antrag ist vor Beginn der Weiterbildung bei der Agentur für Arbeit zu stellen. Die Weiterbildung muss mehr als 120 Stunden dauern.
Der Zuschuss wird für zwölf Monate gezahlt und beträgt 1.250 Euro. Eine Verlängerung ist ausgeschlossen, wenn der Betrieb den Antrag zu spät stellt.
Wer das Eineinhalbfache der Ausbildungszeit gearbeitet hat, wird zur Prüfung zugelassen. Das gilt seit dem 1. April 2024 nach § 7 Absatz 3.
Der Vertrag kann mit einer Frist von sechs Wochen gekündigt werden. Die Probezeit beträgt 30 Tage. Der Lernurlaub umfasst 24 Werktage.
Beschäftigte in der Probezeit haben keinen Anspruch auf den Zuschuss."""
CHILD = """Das Lerngeld beträgt
1. 67 Prozent des Lohns für Beschäftigte mit mindestens einem Kind,
2. 60 Prozent des Lohns für die übrigen Beschäftigten."""
SHARE = (
    "(2) Angemessen ist die Beteiligung, wenn der Betrieb\n1. mindestens 50 und weniger als 500 Beschäftigte"
    " hat und der Arbeitgeber 50 Prozent,\n2. 500 Beschäftigte oder mehr hat und der Arbeitgeber 75"
    " Prozent\nder Lehrgangskosten trägt. Betriebe mit weniger als 50 Beschäftigten sollen nichts tragen. Der"
    " Antrag ist bei der Agentur für Arbeit zu stellen.\nDie Frist beträgt zwölf Monate. Die Kosten werden"
    " nicht erstattet, wenn der Lehrgang abgebrochen wird. Im ersten Jahr sinkt der Anteil um fünf"
    " Prozentpunkte."
)
LEAVE = """Der Lernurlaub beträgt, wenn die Werkstatt
1. weniger als 20 Beschäftigte hat, drei Tage,
2. mindestens 20 Beschäftigte hat,
   a) im ersten Jahr sieben Tage,
   b) danach elf Tage,
im Kalenderjahr."""


def cite(
    text: str,
    n: int = 1,
    *,
    locator: str = "§ 5 Abs. 2",
    title: str = "LernFG",
    heading: str = "Lehrgangskosten",
) -> Citation:
    document = DocumentHead(
        "lernfg",
        "law",
        title,
        "Lernfreudegesetz",
        None,
        "",
        "https://lernfg.example/",
        "",
        "",
        (),
        (),
        None,
        (),
    )
    section = Section(locator, text, heading, url="https://lernfg.example/5")
    return Citation(n, Passage(f"c{n}", text, section, document, 0), text)
