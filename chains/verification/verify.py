"""Verification: every claim carries an [n] that exists and bears it; what it says stands in the cited
passages, for the case it speaks of.

Checked without a model, sentence by sentence, by the checks below: one kind of objection each. After the idea
of attribution in ALCE (Gao et al. 2023), with entailment replaced by what can be checked exactly in rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chains.answer import Citation
from chains.verdict import Sentence, Verdict
from chains.verification.asker import Asker, asker_of
from chains.verification.checks.citation import UnknownMark, Unmarked
from chains.verification.checks.conditions import MissingCondition, OtherCase
from chains.verification.checks.days_and_hours import KindOfDay
from chains.verification.checks.figures import UnbackedFigures
from chains.verification.checks.laws import UnnamedAbsatz, UnnamedLaw
from chains.verification.checks.length import TooLong
from chains.verification.checks.limits import TurnedDirection, TurnedLimit, UnitLeftOut
from chains.verification.checks.links import ForeignLink
from chains.verification.checks.number_words import UnreadNumberWords
from chains.verification.checks.offices import OtherOffice, UnnamedOffice
from chains.verification.checks.orders import Order
from chains.verification.checks.reversal import Reversal
from chains.verification.checks.script import MixedScript
from chains.verification.checks.support import Unborne, held_by
from chains.verification.cited_sentences import CitedSentence, cited_sentences
from chains.verification.claim import Check, CitedClaim

# a sentence that one of these objects to is looked at no further
FORM: tuple[Check, ...] = (TooLong(), Unmarked(), UnknownMark())
# what a claim names and counts; the words of a whole sentence of the passage are in no other sense than there
THINGS: tuple[Check, ...] = (
    Order(),
    UnnamedOffice(),
    OtherOffice(),
    UnnamedLaw(),
    UnnamedAbsatz(),
    KindOfDay(),
    ForeignLink(),
    MixedScript(),
    UnbackedFigures(),
)
CONDITIONS: tuple[Check, ...] = (OtherCase(), MissingCondition())
# in which sense; asked only of figures that are the passage's own
SENSES: tuple[Check, ...] = (TurnedLimit(), TurnedDirection(), UnitLeftOut())
OF_OTHER_LANGUAGES: tuple[Check, ...] = (UnreadNumberWords(),)
# what German words say; the second is asked only of what the passage bears
WORDS: tuple[Check, ...] = (Unborne(), Reversal())
ALL: tuple[Check, ...] = (*FORM, *THINGS, *CONDITIONS, *SENSES, *OF_OTHER_LANGUAGES, *WORDS)
NOTHING_SAID = "Die Antwort enthält keine Aussage mit Fundstelle."


def verify(
    text: str,
    citations: Sequence[Citation],
    question: str | Asker = "",
    *,
    german: bool = True,
    known: dict[CitedSentence, Sentence] | None = None,
) -> Verdict:
    """Check what a chat model wrote, sentence by sentence, against the passages it cites; as
    `verify_sentences`.
    """
    return verify_sentences(cited_sentences(text), citations, question, german=german, known=known)


def verify_sentences(
    sentences: Sequence[CitedSentence],
    citations: Sequence[Citation],
    question: str | Asker = "",
    *,
    german: bool = True,
    known: dict[CitedSentence, Sentence] | None = None,
) -> Verdict:
    """Check sentences against the passages they cite.

    `question`: where a case is known, with it: its numbers decide conditions. `german`: whether its words
    can be compared with German ones; of an answer that is not German the figures, names and conditions are
    checked all the same. `known`: sentences that were checked before, with the same citations and question;
    it is added to.
    """
    known = {} if known is None else known
    by_number = {citation.n: citation for citation in citations}
    for sentence in sentences:
        if sentence not in known:
            known[sentence] = checked(CitedClaim(sentence, by_number, asker_of(question), german))
    done = tuple(known[sentence] for sentence in sentences)
    borne = any(sentence.citations and not sentence.problems for sentence in done)
    problems = any(sentence.problems for sentence in done)
    return Verdict(done, () if borne or problems or not done else (NOTHING_SAID,))


def checked(claim: CitedClaim) -> Sentence:
    """The verdict on one claim."""
    for check in FORM:
        if objections := check.objections(claim):
            numbers = claim.sentence.numbers if claim.missing_places else ()
            return Sentence(TooLong.shown(claim.text), numbers, 0.0, tuple(objections))
    if not claim.sentence.numbers:  # a greeting, a heading: claims nothing
        return Sentence(claim.text, (), 1.0)
    problems = _objections(THINGS, claim)
    if not claim.repeats_a_passage:
        problems += _objections(CONDITIONS, claim)
        problems = problems or _objections(SENSES, claim)
    if claim.german:
        problems += next((found for check in WORDS if (found := list(check.objections(claim)))), [])
    else:
        problems += _objections(OF_OTHER_LANGUAGES, claim)
    held = held_by(claim) if claim.german else 1.0
    return Sentence(
        claim.text, claim.sentence.numbers, held, tuple(f"{problem}: „{claim.text}“" for problem in problems)
    )


def _objections(checks: Iterable[Check], claim: CitedClaim) -> list[str]:
    return [objection for check in checks for objection in check.objections(claim)]
