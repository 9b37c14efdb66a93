"""Verification: every claim carries an [n] that exists and bears it; what it says stands in the cited passages, for the case it speaks of.

Checked without a model, sentence by sentence: figures, dates and §§ (in digits or words), institutions, laws and links, the condition
a figure hangs on, negation, and the share of content words that the passage holds. After the idea of attribution in ALCE
(Gao et al. 2023), with entailment replaced by what can be checked exactly in rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from chains.answer import Citation
from chains.conditions import bounds_of, case_of
from chains.evidence import Evidence, content, evidence_of, filler_free
from chains.figures import Figure, figures_in, missing_from
from chains.foreign_units import says_figures_in_words, with_german_units
from chains.injection import instructs
from chains.marked import MARK, Marked, bare, marked_sentences
from chains.mixed_up import NO_CONDITION, OTHER_CASE, mixed_up, unconditioned
from chains.named import names_a_link, unnamed_things
from chains.negation import flipped
from chains.senses import turned
from chains.verdict import Sentence, Verdict
from knowledge.statements import split_sentences

_FROM_QUESTION = {"Beschäftigte", "Jahre", "Stunden"}  # a case's numbers may be said again; shares, amounts and dates may not
_SUPPORT = 0.5  # share of a sentence's content words that each cited passage must hold
_STATEMENT_SUPPORT = 0.4  # the same for the best single statement: a sentence may draw on two
_CLEARLY = 0.75  # support from which on a claim without a mark is given that of its passage
_CLAIM = 3  # content words from which a lead-in to a list claims something itself
_CASE_WORDS = re.compile(r"\b(?:bei|mit|für|von|hat|haben|sind|ist|im\s+Alter|Ihr\w*|ihr\w*|with|for|at)\s+(?:\S+\s+){0,3}$")
_ORDERS = re.compile(r"\b(?:muss|müssen|soll|sollen|darf|dürfen|mindestens|höchstens|beträgt|betragen|dauert|dauern)\s+(?:\S+\s+){0,2}$", re.I)
_SENTENCE_START = 3  # words
NOTHING_SAID = "Die Antwort enthält keine Aussage mit Fundstelle."


def verify(text: str, citations: Sequence[Citation], question: str = "", *, german: bool = True) -> Verdict:
    """Check an answer, sentence by sentence, against the passages it cites.

    `question`: with the case whose numbers decide conditions. `german`: whether its words can be compared with German ones; of an
    answer that is not German the figures, names and conditions are checked all the same.
    """
    by_number = {citation.n: citation for citation in citations}
    checked = tuple(_checked(sentence, by_number, question, german) for sentence in marked_sentences(text))
    borne = any(sentence.citations and not sentence.problems for sentence in checked)
    problems = any(sentence.problems for sentence in checked)
    return Verdict(checked, () if borne or problems or not checked else (NOTHING_SAID,))


def _checked(sentence: Marked, by_number: Mapping[int, Citation], question: str, german: bool) -> Sentence:
    claim = sentence.text
    if not sentence.numbers or (sentence.leads_in and figures_in(claim)):  # a figure needs a mark of its own, not those of the list behind it
        claims = bool(filler_free(claim) or figures_in(claim) or names_a_link(claim))
        return Sentence(claim, (), 0.0 if claims else 1.0, (f"Ohne Fundstelle: „{claim}“",) if claims else ())
    missing = [n for n in sentence.numbers if n not in by_number]
    if missing:
        return Sentence(claim, sentence.numbers, 0.0, (f"Die Fundstelle [{missing[0]}] gibt es nicht: „{claim}“",))
    cited = {n: by_number[n] for n in sentence.numbers}
    evidence = {n: evidence_of(citation) for n, citation in cited.items()}
    held = support(claim, list(evidence.values()), question) if german else 1.0
    problems = _said_of_things(claim if german else with_german_units(claim), question, list(evidence.values()), list(cited.values()))
    if not german and says_figures_in_words(claim):
        problems.append("Eine Zahl in Worten, die sich so nicht prüfen lässt")
    if german:
        unheld, held = _said_in_words(sentence, evidence, held)
        problems += unheld
    return Sentence(claim, sentence.numbers, held, tuple(f"{problem}: „{claim}“" for problem in problems))


def _said_of_things(claim: str, question: str, passages: Sequence[Evidence], citations: Sequence[Citation]) -> list[str]:
    """Problems with figures, their conditions, and names."""
    problems = ["Das ist kein Satz einer Antwort"] if instructs(claim) else []
    problems += unnamed_things(claim, passages, citations)
    wrong = unbacked(claim, passages, question)
    if wrong:
        problems.append(f"Nicht in der Fundstelle: {_listed(wrong)}")
    if any(passage.is_whole(claim) for passage in passages) and (bounds_of(claim) or not case_of(question).values):
        return problems  # the passage's own words, with the condition that they name
    swapped = mixed_up(claim, question, passages) - wrong
    if swapped:
        problems.append(f"{OTHER_CASE}: {_listed(swapped)}")
    bare_figures = unconditioned(claim, question, passages) - wrong - swapped
    if bare_figures:
        problems.append(f"{NO_CONDITION}: {_listed(bare_figures)}")
    return problems if problems else turned(claim, passages)


def _said_in_words(sentence: Marked, evidence: Mapping[int, Evidence], held: float) -> tuple[list[str], float]:
    """Problems with what the passages do not say or say the other way round, and the support that counts."""
    claim, passages = sentence.text, list(evidence.values())
    weak = [n for n, passage in evidence.items() if not bears(claim, passage)]
    if sentence.leads_in and (len(weak) < len(evidence) or len(filler_free(claim)) < _CLAIM):
        weak, held = [], max(held, _STATEMENT_SUPPORT)
    if weak or held < _STATEMENT_SUPPORT:
        return [f"Von der Fundstelle {' '.join(f'[{n}]' for n in weak or evidence)} nicht getragen"], held
    return (["Die Fundstelle sagt es umgekehrt (nicht, kein)"] if flipped(claim, passages) else []), held


def _listed(figures: set[Figure]) -> str:
    return ", ".join(sorted(describe(figure) for figure in figures))


def told_by(question: str) -> set[Figure]:
    """The asker's own numbers ("120 Beschäftigte", "17-jährig"), which an answer may say again; shares, amounts and dates are not among them."""
    case = {Figure(f"{value:g}", unit) for unit, value in case_of(question).values.items()}
    return {f for f in figures_in(question) | case if f.unit in _FROM_QUESTION}


def unbacked(claim: str, passages: Sequence[Evidence], question: str = "") -> set[Figure]:
    """Figures of a claim that none of the passages holds, the passages' own places included; the case may be said again, but not as a rule."""
    have = {figure for passage in passages for figure in passage.figures}
    places = {Figure(absatz, "") for passage in passages for absatz in passage.absaetze}
    missing = missing_from(figures_in(claim), have) - places
    told = told_by(question)
    return {f for f in missing if not ((f in told or (f.unit == "" and f.value in {t.value for t in told})) and _says_the_case(claim, f))}


def _says_the_case(claim: str, figure: Figure) -> bool:
    """Whether a number is said as the asker's case ("bei 120 Beschäftigten"), not as a bound or a duty ("mehr als 120", "muss 120 Stunden dauern")."""
    if any(bound.value == figure.number for bound in bounds_of(claim)):
        return False
    before = re.split(rf"(?<!\d){re.escape(figure.value.replace('.', ','))}(?!\d)", claim, maxsplit=1)[0]
    if before == claim:  # in words
        return not _ORDERS.search(claim)
    return bool(_CASE_WORDS.search(before)) or (len(before.split()) < _SENTENCE_START and not _ORDERS.search(before))


def support(claim: str, passages: Sequence[Evidence], question: str = "") -> float:
    """Share of a claim's content words that the best supporting statement of the passages holds; the case's own numbers do not count."""
    case = {f"{value:g}" for value in case_of(question).values.values()}
    wanted = filler_free(claim) - case
    return max((statement.share(wanted) for passage in passages for statement in passage.statements), default=0.0)


def bears(claim: str, passage: Evidence) -> bool:
    """Whether a passage as a whole holds enough of a claim's words to be cited for it (as evals measures it)."""
    wanted = content(claim)
    return not wanted or max(len(wanted & passage.stems), _SUPPORT * len(wanted) if not filler_free(claim) else 0) / len(wanted) >= _SUPPORT


def without_idle_marks(text: str, citations: Sequence[Citation]) -> str:
    """The text without marks whose passage bears nothing of their sentence, where another mark of the sentence bears it with all its figures."""
    by_number = {citation.n: citation for citation in citations}
    for sentence in marked_sentences(text):
        known = {n: evidence_of(by_number[n]) for n in sentence.numbers if n in by_number}
        bearing = {n: passage for n, passage in known.items() if bears(sentence.text, passage)}
        idle = set(known) - set(bearing)
        if idle and bearing and not missing_from(figures_in(sentence.text), {f for p in bearing.values() for f in p.figures}):
            text = _without(text, sentence, idle)
    return text


def with_missing_marks(text: str, citations: Sequence[Citation], question: str = "") -> str:
    """The text with a mark behind each claim that has none, where one passage clearly bears all of it; what none bears stays without."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        for raw in split_sentences(line):
            if MARK.search(raw) or (raw.rstrip(" *").endswith(":") and not figures_in(raw)) or not filler_free(bare(raw)):
                continue
            checked = [(_checked(Marked(bare(raw), (c.n,)), {c.n: c}, question, german=True), c.n) for c in citations]
            held = [(sentence.support, -n) for sentence, n in checked if not sentence.problems and sentence.support >= _CLEARLY]
            if held:
                end = len(raw.rstrip(" .!:*"))
                lines[number] = lines[number].replace(raw, f"{raw[:end]} [{-max(held)[1]}]{raw[end:]}", 1)
    return "\n".join(lines)


def _without(text: str, sentence: Marked, idle: set[int]) -> str:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        for raw in split_sentences(line):
            if bare(raw) == sentence.text:
                lines[number] = lines[number].replace(raw, re.sub(rf"\s*{MARK.pattern}", lambda m: "" if int(m[1]) in idle else m[0], raw), 1)
    return "\n".join(lines)


def describe(figure: Figure) -> str:
    """A figure as people read it; a share in words ("drei Viertel") as the percentage it is."""
    if figure.unit == "§":
        return f"§ {figure.value}"
    if figure.unit == "Anteil":
        return f"{figure.number * 100:.4g} Prozent".replace(".", ",")
    return f"{figure.value.replace('.', ',')} {figure.unit}".strip() if figure.unit != "Datum" else figure.value
