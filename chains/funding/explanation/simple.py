"""A result of the Förder-Check in Einfache Sprache (DIN 8581-1): who pays what first, short sentences with
one thought each, no brackets, no §. What cannot be said so is left out; the full words are one click away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from chains.funding.decision import Result
from chains.funding.explanation.lines import ABSCHLUSS, LEHRGANG, WAGE, Explanation, Line
from chains.funding.explanation.one_programme import telling_sum
from chains.funding.topics import Topic
from knowledge.editorial.simple_words import load_simple_words
from knowledge.german.numbers import german_number
from knowledge.german.sentences import split_sentences
from knowledge.german.wording import capitalised

if TYPE_CHECKING:
    from chains.funding.results import ProgrammeResult, Step

_MOST_WORDS = 15  # of a sentence, as evals/metrics/plain_language.py counts them
_MOST_LINES = 3
_BRACKETS = re.compile(r"(?:(?<!\s)\s+)?\([^()]*\)")
_PARTS = re.compile(r"(?:(?<!\s)\s+)?;\s+")
_SHARES = {25: "ein Viertel", 50: "die Hälfte", 75: "drei Viertel", 100: "alles"}
_NOBODY = frozenset({"", "-"})
_EVERY_WAGE = 100  # percent
# when an application comes, in the rules' words -> in simple ones
_BY_WHEN = (
    ("vor Beginn", "Stellen Sie den Antrag, bevor der Kurs anfängt."),
    ("vor dem Anmeldeschluss", "Stellen Sie den Antrag früh genug vor der Prüfung."),
    ("nach der", "Stellen Sie den Antrag nach der Prüfung."),
    ("so früh", "Stellen Sie den Antrag so früh wie möglich."),
    ("spätestens", "Stellen Sie den Antrag, bevor der Kurs zu Ende ist."),
)


def in_simple_words(said: Explanation) -> Explanation:
    """The same in simple words: the lead, why, what must hold, who applies; neither figures step by step nor
    lists of programmes.
    """
    result = said.about[0] if said.about else None
    lead = " ".join(_lead(said, result))
    reasons = list(_simple(said.reasons))[:_MOST_LINES]
    step = " ".join(_application(result.apply)) if result is not None and said.step is not None else ""
    return replace(
        said,
        lead=Line(lead, said.lead.proofs),
        reasons=tuple(line for line in reasons if line.text not in lead),
        calculation=(),
        rows=(),
        details=(*list(_simple(_details(said, result)))[:_MOST_LINES], *_must_hold(said, step)),
        conditions=(),
        step=Line(step, said.step.proofs if said.step else ()) if step else None,
        ask=plain(said.ask) if said.ask else "",
    )


def plain(text: str) -> str:
    """A text with simple words, without brackets, each part behind a semicolon a sentence."""
    words = load_simple_words()
    if text in words.sentences:
        return words.sentences[text]
    bare = _replaced(_BRACKETS.sub("", text))
    parts = [part.strip() for part in _PARTS.split(bare) if part.strip()]
    return " ".join(_sentence(part) for part in parts)


def _lead(said: Explanation, result: ProgrammeResult | None) -> Iterator[str]:
    if result is None:
        yield plain(said.lead.text)
    elif result.result is Result.NO:
        yield "Das geht wahrscheinlich nicht."
        yield from _fitting(plain(said.lead.text.partition(": ")[2]))
    elif said.topic in {Topic.APPLY, Topic.DOCUMENTS}:
        yield from _application(result.apply)
    elif said.topic in {Topic.OVERVIEW, Topic.COMPARE}:
        yield "Vielleicht gibt es dafür Geld."
        yield from _paid(result) or [
            plain(result.programme.rule.title),
            *_fitting(plain(telling_sum(result))),
        ]
    else:
        yield from _paid(result) or [plain(said.lead.text)]


def _details(said: Explanation, result: ProgrammeResult | None) -> tuple[Line, ...]:
    """Of a refusal none: they only name what was looked at."""
    return () if result is not None and result.result is Result.NO else said.details


def _must_hold(said: Explanation, step: str) -> list[Line]:
    lines = [line for line in _simple(said.conditions) if not (step and "Stellen Sie" in line.text)]
    return [Line(f"Das muss stimmen: {line.text}", line.proofs) for line in lines[:_MOST_LINES]]


def _paid(result: ProgrammeResult) -> list[str]:
    """Who pays the course, or what of the wage comes back; nothing for what has no such figure."""
    if result.id in {ABSCHLUSS, LEHRGANG}:
        return list(_of_course(result.amounts))
    return list(_of_wage(result.amounts)) if result.id == WAGE else []


def _of_course(amounts: dict[str, Any]) -> Iterator[str]:
    share, paid = amounts.get("employer_share_pct"), amounts.get("employer_eur")
    low, high = amounts.get("employer_share_pct_min"), amounts.get("employer_share_pct_max")
    if share == 0:
        yield "Die Firma zahlt wahrscheinlich nichts für den Kurs."
    elif share is not None:
        part = _SHARES.get(share, f"{german_number(share)} Prozent")
        yield f"Die Firma zahlt wahrscheinlich {part} von den Kurskosten."
        if paid is not None:
            yield f"Das sind {german_number(paid)} Euro."
    elif high is not None:
        part = f"{german_number(low or 0)} bis {german_number(high)} Prozent"
        yield f"Die Firma zahlt {part} von den Kurskosten."
        yield "Ich brauche noch eine Angabe."
    if amounts.get("person_eur") == 0:
        yield "Die Person zahlt nichts."


def _of_wage(amounts: dict[str, Any]) -> Iterator[str]:
    most, money = amounts.get("wage_subsidy_pct_max"), amounts.get("wage_subsidy_eur")
    if most is None:
        return
    part = "den ganzen Lohn" if most == _EVERY_WAGE else f"bis zu {german_number(most)} Prozent vom Lohn"
    yield f"Die Firma kann {part} zurückbekommen."
    yield "Das gilt für die Zeit im Kurs."
    if money is not None:
        yield f"Das sind {german_number(money)} Euro."


def _application(step: Step) -> Iterator[str]:
    if step.who in _NOBODY or step.where in _NOBODY:
        return
    who = plain(step.who.partition(";")[0]).rstrip(".")
    yield f"Den Antrag stellt {who[0].lower()}{who[1:]}."
    yield f"Der Antrag geht an: {_BRACKETS.sub('', step.where).partition(';')[0]}."
    when = next((simple for start, simple in _BY_WHEN if step.by_when.startswith(start)), "")
    if when:
        yield when


def _simple(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        sentences = list(_fitting(plain(line.text)))
        if sentences:
            yield Line(" ".join(sentences), line.proofs)


def _fitting(text: str) -> Iterator[str]:
    """The sentences that are simple enough to be said."""
    for sentence in split_sentences(text):
        if len(re.findall(r"[^\W\d_][\w*-]*", sentence)) <= _MOST_WORDS and "§" not in sentence:
            yield sentence


def _sentence(text: str) -> str:
    whole = text if text.endswith((".", "!", "?")) else f"{text}."
    return capitalised(whole)


@cache
def _pattern() -> re.Pattern[str]:
    known = sorted(load_simple_words().words, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, known)) + r")\b")


def _replaced(text: str) -> str:
    words = load_simple_words().words
    return _pattern().sub(lambda match: words[match[0]], text)
