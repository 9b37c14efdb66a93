"""A course question of a conversation as an answer in blocks: courses with who pays, next steps first for
people without a degree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from chains.answer import Answer
from chains.blocks.course_kinds import CourseCard, CourseFacet, CourseFunding, CourseList, UnderstoodFilter
from chains.blocks.kinds import Block, Lead, Paragraph, ParagraphLine, words
from chains.courses.compared import compared, to_compare
from chains.courses.conversation import wish_of_conversation
from chains.courses.find import FoundCourses, find_courses
from chains.courses.payable import CourseCost, by_own_share, with_costs
from chains.courses.recognition import asks_who_pays
from chains.courses.words import age_of, count_line, understood
from chains.funding.decision import Result
from knowledge.german.wording import capitalised
from knowledge.model.course_text import euros, span_of

if TYPE_CHECKING:
    from chains.courses.search import CourseHit, CourseSearcher
    from chains.courses.understand.wish import Wish

_SHOWN, _LOOKED_AT, _DATES = (
    5,
    20,
    3,
)  # courses shown; reckoned through for the least own share; dates of each
_VERDICTS = {
    Result.YES: "zahlt",
    Result.ERMESSEN: "kann zahlen (Ermessen)",
    Result.DEPENDS: "vielleicht",
    Result.NO: "zahlt nicht",
}
_FORMS = {
    "vollzeit": "Vollzeit",
    "teilzeit": "Teilzeit",
    "wochenende": "am Wochenende",
    "praesenz": "in Präsenz",
    "fernunterricht": "im Fernunterricht",
    "inhouse": "im Betrieb",
}
# in simple words; what stands behind each is in the guides
_STEPS_WITHOUT_DEGREE = (
    "Teilqualifikation: Sie lernen den Beruf in kleinen Teilen. Jeder Teil zählt für sich.",
    "Externenprüfung: Sie haben lange in dem Beruf gearbeitet. Dann können Sie die Prüfung ohne Lehre"
    " machen.",
    "Umschulung: Sie lernen einen Beruf von Anfang an, meist in zwei Jahren. Am Ende steht der Abschluss.",
    "Feststellungsverfahren: Die Kammer prüft, was Sie schon können, und schreibt es auf.",
    "Grundkompetenzen: Erst besser lesen, schreiben und rechnen, dann der Kurs.",
)


# who pays is asked, and too little is known of the person
_NO_CASE = (
    "Wer zahlt, hängt von der Person ab: Ist sie beschäftigt oder arbeitslos? Hat sie einen Berufsabschluss?"
    " Wie viele Beschäftigte hat der Betrieb?"
)
# or the catalogue tells of no course what a programme asks of it (SGB III § 81 Abs. 1, § 82 Abs. 1)
_NO_APPROVAL = (
    "Bei keinem dieser Kurse ist eine Zulassung nach der AZAV oder ein Bildungsgutschein angegeben. Davon"
    " hängt ab, ob die Agentur für Arbeit zahlen kann: Bitte den Anbieter danach fragen."
)


class CourseAnswers:
    """Answers course questions over the catalogues that are read in."""

    def __init__(self, searcher: CourseSearcher) -> None:
        self.searcher = searcher

    def answer(
        self,
        messages: Sequence[str],
        case: Mapping[str, Any],
        today: date,
        *,
        eager: bool = False,
        answers: Sequence[str] = (),
    ) -> Answer | None:
        """The answer to the last message; None if it asks for no course or no catalogue is read in. `eager`:
        what may be a course question is one; `answers`: what was answered before, which is not said again.

        Raises:
            IndexMissing, EmbeddingMismatch, EmbeddingUnavailable, StorageFailed: each with its remedy.
        """
        wish = wish_of_conversation(messages, today, case, eager=eager)
        if wish is None or not self.searcher.index.ids:
            return None
        own_share = wish.sort == "eigenanteil"
        if own_share:
            wish.sort = ""
        found = find_courses(self.searcher, wish, today, _LOOKED_AT if own_share else _SHOWN)
        costed = with_costs(found.hits, case, today)
        if own_share:
            costed = by_own_share(costed)[:_SHOWN]
        wanted = [at for at in to_compare(messages[-1]) if at < len(costed)]
        if len(wanted) > 1:
            costed = [costed[at] for at in wanted]
        blocks = _blocks(found, costed, wish, today, said_before="\n".join(answers))
        if asks_who_pays(messages[-1]) and (said := _open_who_pays(costed)):
            blocks = [*blocks[:-1], Paragraph((ParagraphLine(words(said)),)), *blocks[-1:]]
        if len(wanted) > 1:
            blocks = [compared([card_of(hit, cost, today) for hit, cost in costed]), *blocks[-1:]]
        return Answer(messages[-1], tuple(blocks), proposals=_proposals(found))


def _open_who_pays(costed: Sequence[tuple[CourseHit, CourseCost]]) -> str:
    """What is lacking to say who pays; "" where it is said of a course."""
    if any(cost.payments for _, cost in costed) or not any(cost.price for _, cost in costed):
        return ""
    approved = any(hit.course.measure_number or hit.dates[0].bildungsgutschein for hit, _ in costed)
    return _NO_CASE if approved else _NO_APPROVAL


def _blocks(
    found: FoundCourses,
    costed: Sequence[tuple[CourseHit, CourseCost]],
    wish: Wish,
    today: date,
    *,
    said_before: str,
) -> Sequence[Block]:
    blocks: list[Block] = [Lead(words(count_line(found)))]
    if wish.entry.no_degree and not wish.leads_to_degree and _STEPS_WITHOUT_DEGREE[0] not in said_before:
        lines = [ParagraphLine(words("Ohne Berufsabschluss gibt es mehrere Wege:"))]
        lines += [ParagraphLine(words(step), bullet="-") for step in _STEPS_WITHOUT_DEGREE]
        blocks.append(Paragraph(tuple(lines)))
    blocks.append(
        CourseList(
            tuple(UnderstoodFilter(*each) for each in understood(wish)),
            tuple(_says(found)),
            tuple(card_of(hit, cost, today) for hit, cost in costed),
            tuple(CourseFacet(f.key, f.title, f.counts) for f in found.facets),
            found.total,
        )
    )
    return blocks


def _says(found: FoundCourses) -> Sequence[str]:
    said = []
    if line := " · ".join(f"{label}: {value}" for _, label, value in understood(found.wish)):
        said.append(f"Verstanden: {line}")
    if found.wish.left_over:
        said.append(f"Nicht verstanden: {found.wish.left_over}")
    if found.unknown_places:
        said.append(f"Diesen Ort kenne ich nicht: {', '.join(found.unknown_places)}")
    if found.default_km:
        said.append(f"Umkreis {found.default_km:.0f} km, weil keiner genannt war.")
    return said


def card_of(hit: CourseHit, cost: CourseCost, today: date) -> CourseCard:
    """A hit as people see it; its first date is the next one that fits."""
    course, first = hit.course, hit.dates[0]
    return CourseCard(
        hit.document_id,
        course.title,
        course.provider,
        tuple(span_of(day) for day in hit.dates[:_DATES]),
        max(0, len(hit.dates) - _DATES),
        str(replace(first.place, street="")),
        hit.km,
        ", ".join(
            filter(None, (first.time or "", "berufsbegleitend" if first.beside_job else "", first.times))
        ),
        first.form,
        f"{first.hours} Stunden" if first.hours else first.duration,
        "Preis nicht angegeben" if first.price is None else euros(first.price),
        {True: "mit Bildungsgutschein", False: "ohne Bildungsgutschein", None: ""}[first.bildungsgutschein],
        course.measure_number,
        first.url or course.url,
        age_of(course.updated, today),
        tuple(_funding(cost)),
        cost.firm_eur,
        cost.person_eur if cost.payments else None,
    )


def _funding(cost: CourseCost) -> Sequence[CourseFunding]:
    found = []
    for payment in cost.payments:
        named = (
            ("Betrieb", payment.firm_eur),
            ("Agentur", payment.agency_eur),
            ("Person", payment.person_eur),
        )
        shares = [f"{who} {euros(value) if value else '0 Euro'}" for who, value in named if value is not None]
        found.append(
            CourseFunding(
                payment.title,
                _VERDICTS[payment.result],
                tuple(shares) if payment.can_pay else (),
                payment.missing,
            )
        )
    return found


_NARROWING = {
    "form": "nur {}",
    "time": "nur {}",
    "place": "nur in {}",
    "voucher": "nur mit Bildungsgutschein",
}
_MOST_PROPOSALS = 3


def _proposals(found: FoundCourses) -> tuple[str, ...]:
    """What narrows the list to some of it, as a person would say it."""
    proposals = []
    for facet in found.facets:
        ways = [v for v, n in facet.counts if 0 < n < found.total and facet.key in _NARROWING]
        if ways:
            value = _FORMS.get(ways[0], ways[0])
            proposals.append(capitalised(_NARROWING[facet.key].format(value)))
    return tuple(proposals[:_MOST_PROPOSALS])
