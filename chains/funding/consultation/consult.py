"""A turn of a consultation: does the message ask something that the rules or a guide decide, and what do
they say?
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from chains.funding.check import check_funding
from chains.funding.consultation.asked import OF_MONEY, OF_OFFICE, OF_RULES, SIZE, WIDE, Consulting, telling
from chains.funding.consultation.asking import asking_part, guides_named
from chains.funding.consultation.guide_answers import assumed_for, guide_answer, next_questions
from chains.funding.consultation.guide_facts import guide_of_case
from chains.funding.consultation.guides import PLAINER, Found, entry_for
from chains.funding.consultation.opening import opens
from chains.funding.consultation.own_words import has_own_matter, names_alone, own_words, points_back
from chains.funding.consultation.programmes_meant import compares, programmes_meant
from chains.funding.consultation.roles import FIRM, PERSON
from chains.funding.consultation.ways import ways_of
from chains.funding.decision import Result
from chains.funding.explanation.change import asks_for_change, told_as_change
from chains.funding.explanation.explain import explain
from chains.funding.explanation.lines import Explanation, Line
from chains.funding.explanation.paying import wage_goes_on
from chains.funding.explanation.polarity import as_asked
from chains.funding.explanation.proof_places import place_of
from chains.funding.explanation.several import who_of
from chains.funding.explanation.ways import CaseWay, explain_ways
from chains.funding.explanation.why import asks_why, reason_for_change
from chains.funding.programmes import rulebook
from chains.funding.topics import Topic, topic_of
from chains.question.follow_up import defines, last_sentence
from knowledge.editorial.guides import load_guides
from knowledge.german.words import words

if TYPE_CHECKING:
    from chains.funding.results import FundingCheck
    from chains.question.analysis import Analysis
    from chains.retrieval.searcher import SearchResult
    from knowledge.model.document import Passage

_CASE, _WHOLE_CASE = 2, 3  # told facts that make a case; those from which on it may be looked over as a whole
# nearness to an example question from which a first question is plain: of one that
# tells a fact, of one that has a phrase of the entry besides
_PLAIN_TOLD, _WORDED = 0.58, 0.45
_LOOKED_AT = 3  # hits of which one must be governed by a rule
_HOW_MUCH = re.compile(r"(?i)\bwie ?viel|\bwie hoch|\bhöhe\b")
_BARE_SHARE = re.compile(
    r"(?i)^(?!.*\b(?:er|sie|ihn|ihr|ihm|person|kolleg\w+|mitarbeiter\w*|selbst)\b)"
    r".*\b(?:eigenanteil|zahl\w* ich)\b"
)
# "Wer von den dreien kommt in Frage?"
_WHO = re.compile(r"(?i)\b(?:wer|welche[rn]?|wen) (?:von|der|dieser|davon|kommt|wird|kann|bekommt|darf)\b")
_WHO_PAYS = re.compile(r"(?i)\bwer (?:be)?zahlt\b|\bwer (?:trägt|übernimmt)\b|\bkosten wer\b")
# "Wer zahlt ihren Lohn weiter?", "Bekommt er weiter sein Gehalt?"
_WAGE_GOES_ON = re.compile(
    r"(?i)\bwer (?:be)?zahlt\b|\b(?:weiter(?:hin|zahl\w*)?|läuft|normal|trotzdem)\b"
    r"|\b(?:bekomm|krieg|erhäl|erhalt)\w*"
    r" (?:er|sie|ich|man|die person|der \w+|die \w+)\b"
)
_CLAUSES = re.compile(r"[,;?!]\s*|(?<!\s)\s+und\s+")
_MOST_MORE = 2  # further lines for what else a message asks
_A_FEW = 7  # words of a question that can only be about what was said before
_MOST_PROPOSALS = 3
_PLAIN_TOPICS = OF_RULES | OF_OFFICE | {Topic.CLAIM}
# the laws of the rules, by their file
_DOCUMENTS = frozenset({"sgb_2", "sgb_3", "sgb_9_2018", "afbg", "bbig_2005", "hwo"})
COURSES = (
    "Kurse kann ich noch nicht zeigen: Es ist kein Kurskatalog eingelesen. Alle Kurse bundesweit zeigt das"
    " Portal mein NOW der Bundesagentur für Arbeit, nach Thema, Ort und Umkreis. Gefördert wird nur, was"
    " zugelassen ist: Achten Sie auf die Maßnahmenummer."
)


@dataclass(frozen=True, slots=True)
class Consultation:
    """What is said to a turn. `certain`: no look at the sources is needed to know that it is meant."""

    explanation: Explanation
    warnings: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()
    certain: bool = True
    must_prove: bool = False  # said only if its places hold every figure of it, since the law has words too


def consult(state: Consulting, today: date) -> Consultation | None:
    """What the rules and guides say to the newest message; None where they do not decide what was asked."""
    said = _consult(state, today)
    if said is None:
        return None
    lines = [
        answered.explanation.lead
        for question, asked in state.asked.besides
        if (answered := _consult(replace(state, question=question, asked=asked), today)) is not None
    ]
    return replace(said, explanation=_with_lines(said.explanation, lines))


def _with_lines(said: Explanation, lines: Sequence[Line]) -> Explanation:
    """What is said, with the answers to what else was asked behind it."""
    known = {said.lead.text, *(line.text for line in said.details)}
    more = [line for line in lines if line.text not in known]
    return replace(said, details=(*more[:_MOST_MORE], *said.details)) if more else said


def _consult(state: Consulting, today: date) -> Consultation | None:
    if defines(state.question):
        return None  # what a word means does not hang on the case
    asked = state.asked
    facts = state.told.facts
    found = asked.found
    told = telling(facts)
    # a general question is answered in the law's own words
    plain = _is_plain(found, told=bool(facts), named=_names(state, found))
    meant = bool(state.earlier) or len(told) >= _CASE or plain
    of_several = len(state.told.case.parties) > 1 and _asks_who(state)
    said = guide_answer(found, facts, today) if found is not None and not of_several else None
    if said is not None and not meant and not said.calculation:
        said = None  # what is reckoned from the question alone is of a case
    if said is not None and found is not None:
        other_place = "§" in state.question and not guides_named(state.question)
        of_case = found.guide == guide_of_case(facts, today)
        unproved = not state.earlier and (not said.about or len(told) < _CASE or not of_case)
        said_of = proposals(state, found.guide)
        said = as_asked(said, state.question)
        return Consultation(said, proposals=said_of, certain=not other_place, must_prove=unproved)
    if (consultation := _by_rules(state, today)) is not None:
        return consultation
    named = guides_named(state.question)
    general = entry_for(state.question, asked.topic, named, asked.subjects, fallback=True)
    said = guide_answer(general, facts, today) if general is not None else None
    of_another = has_own_matter(state.question) if state.earlier and facts else own_words(state.question)
    if said is None or "§" in state.question or of_another:
        return None  # "Antrag auf Elterngeld" is another matter
    return Consultation(as_asked(said, state.question), proposals=proposals(state, ""))


def _names(state: Consulting, found: Found | None) -> bool:
    """Whether a question names the guide of an entry."""
    return found is not None and found.guide in guides_named(state.question)


def _is_plain(found: Found | None, *, told: bool, named: bool) -> bool:
    """Whether a question without a case is so plainly one that editors have answered that their words go
    before the law's.
    """
    if found is None or (found.entry.programme and not found.entry.supposes):
        return False
    if not found.entry.alone:
        return named and found.near >= PLAINER
    if not told:
        return found.near >= (_PLAIN_TOLD if found.worded else PLAINER)
    return found.near >= (_WORDED if found.worded else _PLAIN_TOLD)


def _by_rules(state: Consulting, today: date) -> Consultation | None:
    asked, facts = state.asked, state.told.facts
    topic, first = asked.topic, not state.earlier
    ruled = topic is not None or any(name in rulebook().programmes for name in asked.programmes)
    if not ruled or not (facts or compares(topic, asked.programmes)):
        return None
    named = programmes_meant(topic, state)
    topic = _of_money(topic, named, state.question)
    bare = _BARE_SHARE.search(last_sentence(state.question))
    if topic is Topic.PERSON_COST and bare and facts.keys() & SIZE:
        topic = Topic.FIRM_COST  # of a firm's case the share is the firm's
    if topic is Topic.FIRM_COST and _WHO_PAYS.search(state.question) and not state.told.case.parties:
        topic = Topic.AGENCY_COST  # which says what each of them pays
    asks = topic_of(state.question) is not None or "?" in state.question
    enough = _is_enough(topic, facts, first=first, asks=asks) or compares(topic, named)
    looked_over = is_looked_over(state)
    if not enough and looked_over:
        return _looked_over(state, today)
    if not enough and not (asks and named and any(name.startswith("course.") for name in facts)):
        return None
    told = ways_of(topic, state.told.case, named, today)
    check = told[0].parts[0].check
    if not enough and not _rules_out(check, today):
        return None
    explanation = _said(topic, state, told, named)
    # of one programme that somebody asks whether it goes, what is met and what is open says more than the law
    of_one = len(named) == 1 and asks and len(telling(facts)) >= _WHOLE_CASE and topic is Topic.OVERVIEW
    overview = (topic is Topic.OVERVIEW and not named) or compares(topic, named) or of_one
    if explanation is None or not (not first or overview or _is_decided(explanation)):
        return _looked_over(state, today) if looked_over else None
    explanation = _with_more(explanation, topic, state, check, named)
    if topic is Topic.WAGE and _WAGE_GOES_ON.search(state.question):
        explanation = wage_goes_on(explanation)
    explanation = _supposing_no_degree(explanation, check)
    explanation = _in_order(explanation, topic, state, named, today)
    certain = _is_certain(state) or compares(topic, named)
    return Consultation(
        explanation, check.warnings, proposals(state, _guide_of(explanation)), certain=certain
    )


def _supposing_no_degree(said: Explanation, check: FundingCheck) -> Explanation:
    """What is said, with what it supposes of a short course where it may matter."""
    supposed = "course.leads_to_degree" in check.assumed and check.facts.get("degree") == "none"
    money = said.topic in OF_RULES and any(result.result is not Result.NO for result in said.about)
    if not (supposed and money) or any(_NO_DEGREE in line.text for line in said.conditions):
        return said
    return replace(said, conditions=(*said.conditions, Line(_NO_DEGREE)))


_NO_DEGREE = "Der Kurs führt nicht zu einem Berufsabschluss."


def _in_order(
    said: Explanation, topic: Topic, state: Consulting, named: Sequence[str], today: date
) -> Explanation:
    """What is said with that in front which is asked for: what changes, the reason, a yes or no."""
    if state.asked.repeated and asks_why(state.question):
        before = state.changed_from
        came_out = _said(topic, state, ways_of(topic, before, named, today), named) if before.facts else None
        said = reason_for_change(said, came_out)
    said = as_asked(said, state.question)
    if asks_for_change(state.question) and state.before.facts and state.told.fresh:
        came_out = _said(topic, state, ways_of(topic, state.before, named, today), named)
        return told_as_change(said, came_out, state.question)
    return said


def is_looked_over(state: Consulting) -> bool:
    """Whether a message begins a consultation with what is the case, and asks nothing or no more than what
    can be done or who pays ("Ich werde gekündigt. Was kann ich tun?").
    """
    if state.earlier:
        return False
    wide = state.asked.topic in WIDE | OF_MONEY and not own_words(last_sentence(asking_part(state.question)))
    of_case = bool(state.told.fresh.keys() - {"status", "age"})
    return of_case and state.asked.found is None and (wide or opens(state))


def _looked_over(state: Consulting, today: date) -> Consultation | None:
    """Which programmes come into question as far as the case is told."""
    ways = ways_of(Topic.OVERVIEW, state.told.case, (), today)
    explanation = _said(Topic.OVERVIEW, state, ways)
    if explanation is None:
        return None
    warnings = ways[0].parts[0].check.warnings
    return Consultation(explanation, warnings, proposals(state, _guide_of(explanation)))


def _said(
    topic: Topic, state: Consulting, ways: Sequence[CaseWay], named: Sequence[str] = ()
) -> Explanation | None:
    """What the rules say to the topic: in each way that the case may turn out, for each whom it tells
    apart, else for the case.
    """
    parts = ways[0].parts
    who = _asks_who(state) if len(parts) > 1 and len(ways) == 1 else False
    if who and (said := who_of(parts, named)) is not None:
        return said
    return explain_ways(topic, ways, named)


def _asks_who(state: Consulting) -> bool:
    """Whether it is asked who of several comes into question, and not what each of them costs."""
    return bool(_WHO.search(state.question)) and topic_of(state.question) not in OF_MONEY


def _rules_out(check: FundingCheck, today: date) -> bool:
    """Whether what was told rules out all that was checked, which nothing told would not."""
    if any(result.result is not Result.NO for result in check.programmes):
        return False
    names = [result.id for result in check.programmes]
    untold = check_funding({}, today, assume=assumed_for(names), programmes=names)
    return any(result.result is not Result.NO for result in untold.programmes)


def _with_more(
    said: Explanation, topic: Topic, state: Consulting, check: FundingCheck, named: Sequence[str]
) -> Explanation:
    """What is said, with a line for each further thing that the same message asks ("Was zahlen wir, und wer
    stellt den Antrag?").
    """
    clauses = _CLAUSES.split(asking_part(state.question))
    others = [asked for clause in clauses if (asked := topic_of(clause)) in _PLAIN_TOPICS and asked != topic]
    if topic is Topic.AGENCY_COST and _WHO_PAYS.search(state.question):
        others = [other for other in others if other not in OF_MONEY]  # what each pays is said
    lines = []
    for other in dict.fromkeys(others):
        more = explain(other, check, named) if other is not None else None
        if more is not None and more.lead.text != said.lead.text:
            lines.append(more.lead)
    return replace(said, details=(*said.details, *lines[:_MOST_MORE])) if lines else said


def _of_money(topic: Topic | None, named: Sequence[str], question: str) -> Topic:
    """„Wie viel?“ of no programme means what the firm pays, „Was gibt es?“ all that there is."""
    if topic is Topic.AMOUNT and not named:
        return Topic.FIRM_COST if _HOW_MUCH.search(question) else Topic.OVERVIEW
    return topic or Topic.OVERVIEW


def _is_enough(topic: Topic, facts: Mapping[str, Any], *, first: bool, asks: bool) -> bool:
    """Whether the case is told well enough that its rule may answer instead of the quoted law."""
    told = telling(facts)
    if topic is Topic.COUNT:
        return "staff_hours" in facts
    if topic in OF_RULES and first:
        return len(told) >= _CASE and bool(told & SIZE or len(told) >= _WHOLE_CASE)
    if not first:
        return bool(facts)
    of_course = any(name.startswith("course.") for name in told) or "affected" in told
    size_and_course = bool(told & SIZE) and of_course
    jobless = topic is Topic.OVERVIEW and "status" in told  # what there is for them hangs on that alone
    return size_and_course or len(told) >= (_WHOLE_CASE if asks and not jobless else _CASE)


def _is_decided(explanation: Explanation) -> bool:
    """Whether what leads is a result or a figure, not an open question."""
    first = explanation.about[0] if explanation.about else None
    return (
        first is None
        or first.result is not Result.DEPENDS
        or any(name.startswith(_LEADING) for name in first.amounts)
        or (explanation.topic is Topic.AMOUNT and "grant_eur" in first.amounts)
    )


_LEADING = ("employer_share_pct", "wage_subsidy_pct")  # sums that lead though something is open


def _guide_of(explanation: Explanation) -> str:
    about = explanation.about[0].id if explanation.about else ""
    return next((name for name, guide in load_guides().items() if about in guide.programmes), "beschaeftigte")


def _is_certain(state: Consulting) -> bool:
    """Whether a message is about the case without a look at where its words lead."""
    if "§" in state.question and not state.asked.programmes:
        return False
    fresh = state.told.fresh
    if _asks_for_another(state):
        return False
    of_case = is_looked_over(state) or any(name.startswith("course.") or name in SIZE for name in fresh)
    named = bool(state.earlier) and names_alone(state.question, state.asked.programmes)
    if state.asked.repeated or of_case or (named and state.asked.found is None):
        return True
    told_on = bool(state.earlier) and state.asked.again is not None and not state.asked.of_law
    if state.earlier and state.asked.topic in _PLAIN_TOPICS:
        # "An wen muss er sich wenden?", "and the wages?"
        few = len(words(asking_part(state.question))) <= _A_FEW
        goes_on = points_back(state.question) or not has_own_matter(state.question)
        return few or (told_on and state.asked.topic in OF_OFFICE and goes_on)
    on_case = fresh and state.asked.topic in WIDE and not has_own_matter(state.question)
    if told_on and (on_case or _turns_to_one(state)):
        return True  # "Der hat erst 2025 ausgelernt. Ist das ein Problem?"
    return not (fresh or own_words(state.question)) and state.asked.topic is not Topic.AMOUNT


_ONE_OF = re.compile(rf"\b(?:{PERSON}|{FIRM})\b")


def _turns_to_one(state: Consulting) -> bool:
    """Whether a question is of no more than one whom the case tells apart ("Warum geht es bei Frau Jung
    nicht?").
    """
    plain = bool(state.told.kept.focus) and len(own_words(state.question)) <= 1
    return plain and state.asked.topic is Topic.OVERVIEW and _ONE_OF.search(state.question) is not None


def _asks_for_another(state: Consulting) -> bool:
    """Whether the amount of something is asked that no rule has a name for ("Wie hoch ist der Lernbonus bei
    60 Beschäftigten?"): the place that is found for it decides then.
    """
    asked = state.asked
    named = asked.programmes or asked.found is not None or asked.repeated
    return asked.topic is Topic.AMOUNT and not named and bool(own_words(asking_part(state.question)))


def is_about_case(state: Consulting, analysis: Analysis, found: SearchResult) -> bool:
    """Whether a question is one to the rules: it tells of the case, hangs on it, or leads to a place that a
    rule governs.

    A question that names another law's place or leads to another matter is a question of its own.
    """
    if analysis.references:
        return all(_governs(r.law, r.paragraph) for r in analysis.references if r.law)
    looked_at = 1 if _asks_for_another(state) else _LOOKED_AT
    return _is_certain(state) or any(_governed(hit.passage) for hit in found.hits[:looked_at])


@cache
def _paragraphs() -> frozenset[tuple[str, str]]:
    """(law's title, paragraph) of every place that a rule rests on."""
    places = (
        place_of(proof)
        for programme in rulebook().programmes.values()
        for proof in (
            programme.rule.place,
            programme.rule.apply.proof,
            *(c.proof for c in programme.rule.conditions),
        )
    )
    return frozenset((place[0], place[1]) for place in places if place)


def governed_paragraphs() -> frozenset[str]:
    """The §§ of any law ("§ 82") that a rule rests on."""
    return frozenset(f"§ {paragraph}" for _, paragraph in _paragraphs())


def _governs(document_id: str, paragraph: str) -> bool:
    return any(paragraph == governed for _, governed in _paragraphs()) and document_id in _DOCUMENTS


def _governed(passage: Passage) -> bool:
    """Whether a rule rests on the place, or on what a factsheet there explains."""
    named = place_of(f"{passage.document.title} {passage.section.locator}")
    if passage.document.kind == "law":
        return named is not None and (named[0], named[1]) in _paragraphs()
    bases = (basis.partition(" § ") for basis in passage.document.legal_basis)
    return any(_governs(document, paragraph.split()[0]) for document, _, paragraph in bases if paragraph)


def proposals(state: Consulting, guide: str) -> tuple[str, ...]:
    """At most three questions that a mentor would ask next: those of the subject that were not asked yet."""
    said = {_key(message) for message in (*state.earlier, state.question)}
    asked = {topic for message in (*state.earlier, state.question) if (topic := topic_of(message))}
    options = next_questions(guide or "beschaeftigte")
    fresh = [
        option
        for option in options
        if _key(option) not in said and (topic_of(option) is None or topic_of(option) not in asked)
    ]
    return tuple(dict.fromkeys(fresh))[:_MOST_PROPOSALS]


def _key(message: str) -> str:
    return " ".join(sorted(own_words(message))) or message.casefold()
