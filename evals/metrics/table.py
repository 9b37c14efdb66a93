# ruff: noqa: E501 - a table reads best one row a line
"""The metrics by name: how they are called in German, which way is better, what they say. The report and the gate read this table."""

from __future__ import annotations

from dataclasses import dataclass

from evals.metrics.ranking import ABSATZ, CUTS


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric as people read it; `percent`: a share between 0 and 1."""

    name: str
    label: str
    explanation: str
    higher_is_better: bool = True
    percent: bool = True
    headline: bool = False


def _among(level: str, k: int) -> str:
    right = "Richtiger Absatz" if level == "Absatz" else "Richtiger §"
    return f"{right} zuerst" if k == 1 else f"{right} in {k}"


def _hits() -> list[Metric]:
    found = []
    for suffix, level in (("", "§"), (ABSATZ, "Absatz")):
        found += [
            Metric(f"hit@{k}{suffix}", _among(level, k), f"Anteil der Fragen, bei denen unter den ersten {k} Treffern eine richtige Fundstelle steht ({level}).",
                   headline=k in {1, 5} and not suffix)
            for k in CUTS
        ]  # fmt: skip
        found += [
            Metric(f"mrr{suffix}", f"MRR ({level})", "Mittel aus 1 / Rang der ersten richtigen Fundstelle."),
            Metric(
                f"ndcg@10{suffix}",
                f"nDCG@10 ({level})",
                "Wie weit oben alle nötigen Fundstellen stehen, 1 ist die beste Reihenfolge.",
            ),
            Metric(
                f"recall@10{suffix}",
                f"Vollständigkeit@10 ({level})",
                "Anteil der nötigen Fundstellen unter den ersten zehn Treffern.",
            ),
        ]
    return found


METRICS: dict[str, Metric] = {
    m.name: m
    for m in [
        Metric("correct", "Richtig beantwortet", "Richtige Fundstelle zitiert, alle Tatsachen genannt, nichts Falsches; bei nicht beantwortbaren Fragen: verweigert.", headline=True),
        *_hits(),
        Metric("fact_recall", "Geforderte Tatsachen genannt", "Anteil der geforderten Zahlen, Daten und Begriffe, die in der Antwort stehen.", headline=True),
        Metric("misleading_lead", "Voranstehendes ohne Tatsache", "Anteil der Antworten, in denen vor der Fundstelle ein Satz oder eine Zeile von ihr steht und keine der geforderten Tatsachen nennt. Nicht jeder davon führt irre.", higher_is_better=False, headline=True),
        Metric("forbidden", "Verbotenes genannt", "Anteil der Fragen mit verbotenen Tatsachen, deren Antwort eine davon nennt.", higher_is_better=False),
        Metric("citation_precision", "Zitate tragen", "Anteil der Zitate, deren Fundstelle die Zahlen, §§ und Inhaltswörter des Satzes wirklich enthält.", headline=True),
        Metric("citation_recall", "Aussagen mit Zitat", "Anteil der Sätze mit einer Aussage, die eine Fundstelle angeben."),
        Metric("unsupported_figures", "Unbelegte Zahlen je Antwort", "Zahlen, Beträge, Daten und §§, die in keiner angegebenen Fundstelle stehen. Muss 0 sein.", higher_is_better=False, percent=False, headline=True),
        Metric("readers_disagree", "Zahlenleser uneins je Antwort", "Sätze, in denen der Leser der Antworten und ein unabhängiger Leser der Evaluation verschiedene Zahlen unbelegt finden: Einer von beiden übersieht etwas. Jeder Fall steht unten.", higher_is_better=False, percent=False, headline=True),
        Metric("refusal_recall", "Unbeantwortbares erkannt", "Anteil der nicht beantwortbaren Fragen, die verweigert wurden.", headline=True),
        Metric("refusal_precision", "Verweigerung berechtigt", "Anteil der Verweigerungen, die berechtigt waren."),
        Metric("wrongly_refused", "Zu Unrecht verweigert", "Anteil der beantwortbaren Fragen, die verweigert wurden.", higher_is_better=False, headline=True),
        Metric("fallback", "Ersatz durch Wortlaut", "Anteil der Antworten, bei denen die Antwort des Sprachmodells durch den Wortlaut ersetzt wurde.", higher_is_better=False),
        Metric("words", "Wörter je Antwort", "Länge der Antwort.", higher_is_better=False, percent=False),
        Metric("plain", "Sätze in Einfacher Sprache", "Anteil der Sätze, die die prüfbaren Regeln der Einfachen Sprache halten (kurz, aktiv, ohne Konjunktiv, Abkürzung, Klammer). Zitiertes Recht hält sie selten."),
        Metric("flesch", "Lesbarkeit (Flesch, Amstad)", "0 sehr schwer bis 100 sehr leicht; Gesetzestexte liegen meist unter 30.", percent=False),
        Metric("lix", "Lesbarkeit (LIX)", "Unter 40 leicht, über 60 sehr schwer.", higher_is_better=False, percent=False),
        Metric("tokens_in", "Tokens hinein je Frage", "Tokens, die an das Sprachmodell gingen.", higher_is_better=False, percent=False),
        Metric("tokens_out", "Tokens heraus je Frage", "Tokens, die das Sprachmodell schrieb.", higher_is_better=False, percent=False),
        Metric("cost", "Kosten je Frage (Euro)", "Nach den eingestellten Preisen je Million Tokens.", higher_is_better=False, percent=False),
    ]
}  # fmt: skip


def written(name: str, value: float) -> str:
    """A value as people read it: "93,5 %", "0,00"."""
    metric = METRICS.get(name)
    text = (
        f"{value * 100:.1f} %"
        if metric is None or metric.percent
        else f"{value:.5f}"
        if name == "cost"
        else f"{value:.2f}"
    )
    return text.replace(".", ",")
