"""A message of a consultation as far as it can be read by itself and the talk before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chains.case.conversation import CaseSoFar
from chains.funding.consultation.asked import (
    A_CASE,
    FOLLOWING,
    OF_MONEY,
    OF_OFFICE,
    OF_RULES,
    SIZE,
    AskedTopic,
)
from chains.funding.consultation.asking import asking_part, guides_named
from chains.funding.consultation.guide_facts import (
    brings,
    comes_with_others,
    hangs_on,
    pays_courses,
    tells_course,
)
from chains.funding.consultation.guides import PLAIN, Found, entry_for
from chains.funding.consultation.meaning import Meant
from chains.funding.consultation.own_words import has_own_matter, names_alone, own_words, points_back
from chains.funding.topics import Topic
from chains.question.follow_up import asks_something, last_sentence
from knowledge.editorial.guides import load_guides

# nearness to an example question from which it says the topic
NEAR = 0.6
_FEW_WORDS = 2  # of its own, of a message that points back
_NEAR_BACK = 0.5  # the same of an entry of what the talk is on, for a message that points back to it
# nearness below which a phrase stands in a first message by chance: of its phrases in 325 turns of
# evals/dialogues, the 5 below were wrong 4 times, the 10 from 0.24 on right (29.11.2026)
NOT_BY_CHANCE = 0.2
_NOT_ASKED = (
    0.5  # nearness of what a message asks, without what it tells, below which it does not ask an entry
)
_GOES_ON = re.compile(r"(?i)^\W*(?:und|aber|oder|bei|für|wenn|was,? wenn|was ist|jetzt|dann|nun)\b")
TURNS_BACK = re.compile(
    r"(?i)^\W*(?:(?:so|ok|okay|gut|und|jetzt|nun|aber)\W+)*(?:noch ?mal |wieder )?zurück zu[mr]?\b"
)


@dataclass(frozen=True, slots=True)
class Message:
    """A message as far as it can be read by itself and the talk before it."""

    question: str
    told: CaseSoFar
    before: AskedTopic
    meant: Meant
    guides: tuple[str, ...]  # that it names
    subjects: tuple[str, ...]  # that the talk is about, newest first
    first: bool
    topic: Topic | None  # as it is worded
    turns: bool = False  # to another of those whom the case tells apart
    of_case: str = ""  # the guide that the case as told is about

    @property
    def of_talk(self) -> tuple[str, ...]:
        """The guides that it can be about without naming them."""
        if TURNS_BACK.search(self.question):
            return self.subjects
        tells_much = len(set(self.told.fresh) - FOLLOWING) >= A_CASE
        told = dict.fromkeys((*self.subjects, *self.before.subjects, *filter(None, (self.of_case,))))
        return tuple(
            name
            for name in told
            if not (tells_much and (not load_guides()[name].programmes or self._tells_a_course_beside(name)))
        )

    def _tells_a_course_beside(self, guide: str) -> bool:
        """Whether it tells a course of which the programmes of a guide pay nothing, and no fact of theirs."""
        told = self.told.fresh.keys()
        return tells_course(told) and not (pays_courses(guide) or brings(guide, told))

    def entry(self, topic: Topic | None, meant: Meant) -> Found | None:
        """The guide's entry that it asks for: by its words, its topic, or plainly by its meaning."""
        # a firm's size and a course are told of any programme, what else is told of the one that asks it
        fresh = {name for name in self.told.fresh.keys() - FOLLOWING - SIZE if not name.startswith("course.")}
        found = entry_for(
            self.question,
            topic,
            self.guides,
            self.of_talk,
            meant=meant,
            least=_NEAR_BACK if self.hangs else PLAIN,
            fresh=set() if self.first else fresh,
            hangs=self.hangs,
        )
        if found is not None and (
            self._by_chance(found) or self._by_its_facts(found) or self._only_states(found)
        ):
            return None
        return found

    @property
    def hangs(self) -> bool:
        """Whether it says nothing without the talk before it ("Wo muss er sich dafür melden?")."""
        own = len(own_words(self.question))
        return not (self.first or self.guides) and (
            not own or (own <= _FEW_WORDS and points_back(self.question))
        )

    def entry_pointed_back_to(self, topic: Topic | None, meant: Meant) -> Found | None:
        """An entry of what the talk is on that a message comes near which points back to it and has few words
        of its own ("Brauchen wir dafür den Betriebsrat?").
        """
        if self.first or not points_back(self.question) or len(own_words(self.question)) > _FEW_WORDS:
            return None
        found = entry_for(self.question, topic, self.guides, self.of_talk, meant=meant, least=_NEAR_BACK)
        near = found is not None and found.guide in self.subjects[:1] and found.near >= _NEAR_BACK
        return found if near else None

    def of_what_is_held(self, topic: Topic | None) -> Found | None:
        """The entry of what somebody named in the talk, where the message has its words, though it names what
        has a guide of its own ("Gibt es auch Fahrkosten?" after the Bildungsscheck).
        """
        held = self.before.named
        if not held or held in self.guides or not self.guides or self.before.subjects[:1] != (held,):
            return None
        if not comes_with_others(self.guides[0]):
            return None  # it turns to another programme or duty, not to what may come with the one
        found = entry_for(self.question, topic, (held,), (held,))
        return found if found is not None and found.guide == held and found.worded else None

    def _by_chance(self, found: Found) -> bool:
        """Whether an entry has no more than a phrase, of a matter that nobody spoke of."""
        if found.guide in self.of_talk or found.guide in self.guides or not self.meant.entries:
            return False
        return self._near(found) < NOT_BY_CHANCE

    def _by_its_facts(self, found: Found) -> bool:
        """Whether an entry, of a matter that nobody spoke of, is near for what the message tells and not for
        what it asks ("Ich bekomme Bürgergeld. Bekomme ich das Geld dann auch?").
        """
        known = found.guide in self.of_talk or found.guide in self.guides
        if found.worded or known or self.first or not self.told.fresh:
            return False
        if not load_guides()[found.guide].programmes:
            return False  # no fact of a case brings a guide of duties
        number = load_guides()[found.guide].entries.index(found.entry)
        return self.meant.asked.get(f"{found.guide}:{number}", 1.0) < _NOT_ASKED

    def _only_states(self, found: Found) -> bool:
        """Whether a statement only has the words of an entry which none of its facts can change ("Sie bekommt
        Arbeitslosengeld, noch 200 Tage."): then it tells the case, and asks nothing.
        """
        if not self.states or not self.meant.entries or self.told.fresh.keys() & hangs_on(found.entry):
            return False
        return self._near(found) < PLAIN

    def _near(self, found: Found) -> float:
        """How near the message comes to an entry, also where only its words were looked for."""
        number = load_guides()[found.guide].entries.index(found.entry)
        return self.meant.entries.get(f"{found.guide}:{number}", 0.0)

    @property
    def tells_a_case(self) -> bool:
        """Whether it tells facts and asks of nothing but them ("… Steht ihr das zu?")."""
        told = set(self.told.fresh) - FOLLOWING
        if len(told) >= A_CASE and (self.states or not has_own_matter(self.question)):
            return True
        asks = asks_something(self.question) if self.first else self.before.of_law
        return bool(self.told.fresh) and (not asks or (not self.first and self.goes_on_as_before))

    def is_elsewhere(self, found: Found) -> bool:
        """Whether an entry is of a subject that neither message nor talk is about, though a case is."""
        tells = len(set(self.told.facts) - FOLLOWING) >= A_CASE
        plain = found.worded or found.near >= PLAIN
        return tells and not plain and found.guide not in (*self.guides, *self.of_talk)

    def means_another(self, found: Found, programmes: tuple[str, ...]) -> bool:
        """Whether it names one programme, and an entry of another that nobody spoke of only sounds alike
        ("Der Kurs hat nur 120 Stunden. Geht das trotzdem über § 82?").
        """
        others = load_guides()[found.guide].programmes
        unspoken = found.guide not in (*self.guides, *self.before.subjects)
        return bool(programmes and others and unspoken) and not (
            found.worded or set(programmes) & set(others)
        )

    def is_of_other_money(self, found: Found, topic: Topic | None, programmes: tuple[str, ...]) -> bool:
        """Whether it names the programme whose money it asks for, and an entry is of another ("Dann § 82. Was
        bekommt die Firma vom Lohn zurück?", after the Bildungsscheck).
        """
        others = load_guides()[found.guide].programmes
        named = found.guide in self.guides or bool(set(programmes) & set(others))
        if named or not (programmes and others):
            return False
        by_topic = topic in OF_OFFICE and not topic.in_guides.isdisjoint(found.entry.topics)
        return by_topic or (topic in OF_RULES and found.near < PLAIN)

    def asks_if_it_goes(self, worded: Found | None = None) -> bool:
        """Whether it only tells facts and asks whether what the talk is on still goes ("Wir haben keinen
        Betriebsrat. Geht das trotzdem?"). `worded`: the entry whose phrase what it tells has; without it what
        was named in the talk is meant.
        """
        wide = self.topic in {None, Topic.OVERVIEW}
        if worded is not None:
            return wide and worded.guide in self.subjects and bool(load_guides()[worded.guide].programmes)
        on_it = self.before.named in self.subjects[:1] and not self.guides
        return wide and on_it and bool(self.told.fresh) and not own_words(last_sentence(self.question))

    def only_names_a_guide(self, found: Found | None, topic: Topic | None) -> bool:
        """Whether it asks nothing of a matter but for its name ("Und mit dem Bildungsscheck?"): an entry that
        comes near then only has the name in its example questions too.
        """
        if not self.guides or topic is not None or (self.first and found is not None):
            return False
        asking, worded = asking_part(self.question), found is not None and found.worded
        return not worded and self.guides[0] in guides_named(asking) and names_alone(asking, self.guides[:1])

    @property
    def only_how_much(self) -> bool:
        """Whether it asks an amount without saying of what ("und die Druckerei, wie viel Euro?")."""
        of_money = self.before.again is not None and self.before.again.topic in OF_MONEY | {Topic.WAGE}
        return of_money and self.topic is Topic.AMOUNT and not self.guides

    @property
    def other_money(self) -> bool:
        """Whether it asks plainly for other money than the talk was about ("Was wäre dann die Summe?")."""
        again = self.before.again
        return self.topic in OF_RULES and again is not None and self.topic is not again.topic

    @property
    def is_whole_case(self) -> bool:
        """Whether it begins a talk with a case."""
        return self.first and len(set(self.told.fresh) - FOLLOWING) >= A_CASE

    @property
    def begins(self) -> bool:
        """Whether it begins a talk with a statement that tells something."""
        return self.first and bool(self.told.fresh) and not asks_something(self.question)

    @property
    def states(self) -> bool:
        """Whether it tells facts in a statement, after others."""
        return not self.first and bool(self.told.fresh) and not asks_something(self.question)

    @property
    def goes_on_as_before(self) -> bool:
        """Whether it goes on ("Und für die Kollegin, 37, gleicher Kurs?"), tells other facts and means
        nothing that editors have an example of.
        """
        goes_on = _GOES_ON.search(self.question) is not None
        near = max((*self.meant.entries.values(), *self.meant.topics.values()), default=1.0)
        return bool(self.told.fresh) and goes_on and near < NEAR
