"""What a question means, by the example questions that editors keep: people ask one thing in many words, and
no list of phrases has them all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from pydantic import RootModel

from chains.funding.consultation.asking import guides_named
from chains.funding.consultation.own_words import own_words
from chains.funding.topics import Topic
from knowledge.editorial.checked_yaml import load_checked
from knowledge.editorial.guides import load_guides
from knowledge.errors import RuleFault
from knowledge.index.scale import CosineScale
from knowledge.index.shipped_vectors import QUESTION_VECTORS
from knowledge.model.document import content_hash

_TOPICS = Path(__file__).parents[3] / "knowledge" / "topic_questions.yaml"
_OF_ITS_OWN = 2  # words from which on an example question says what it is about
_CUT = 400  # characters of a question that are compared: an example question is one short sentence
Vectors = Callable[[Sequence[str]], Sequence[Sequence[float]]]


@dataclass(frozen=True)  # without slots: what is nearest is looked up once
class Meant:
    """How near a question comes (knowledge/index/scale.py) to each guide's entries, "guide:number", and to
    each topic; `asked`: the same of the entries for its first wording alone.
    """

    entries: Mapping[str, float] = field(default_factory=dict)
    topics: Mapping[Topic, float] = field(default_factory=dict)
    asked: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def topic(self) -> tuple[Topic | None, float]:
        """The nearest topic and how near it is."""
        if not self.topics:
            return None, 0.0
        best = max(self.topics, key=lambda topic: self.topics[topic])
        return best, self.topics[best]

    def farther(self, by: float) -> Meant:
        """The same, everything farther: example questions are those of a talk that has begun."""
        return Meant(
            {key: near - by for key, near in self.entries.items()},
            {topic: near - by for topic, near in self.topics.items()},
            {key: near - by for key, near in self.asked.items()},
        )

    @cached_property
    def nearest(self) -> float:
        """How near the nearest entry is."""
        return max(self.entries.values(), default=0.0)


NOTHING = Meant()


class _Examples(RootModel[dict[Topic, tuple[str, ...]]]):
    """Topic -> how people ask for it."""


@cache
def _topic_questions() -> dict[Topic, tuple[str, ...]]:
    return load_checked(_TOPICS, _Examples, "Die Liste der Beispielfragen", RuleFault)[0].root


@cache
def example_questions() -> tuple[tuple[str, str], ...]:
    """(example question, key of what it asks): of every guide's entry and every topic.

    Raises:
        RuleFault: a list cannot be read.
    """
    entries = (
        (question, f"{name}:{number}")
        for name, guide in load_guides().items()
        for number, entry in enumerate(guide.entries)
        for question in entry.like
    )
    topics = ((question, topic.value) for topic, each in _topic_questions().items() for question in each)
    return (*entries, *topics)


def _names_its_matter(example: str, guide: str) -> bool:
    """Whether an example question tells by itself what it is about: it names its guide or has words of its
    own.
    """
    return guide in guides_named(example) or len(own_words(example)) >= _OF_ITS_OWN


@dataclass(frozen=True, slots=True)
class _Layout:
    """The example questions as arrays, in their order, those of one key behind one another. `guides`: "" for
    a topic's; `by_itself`: whether an example counts in any talk; `begins`: where each of the `keys` begins.
    """

    guides: np.ndarray
    by_itself: np.ndarray
    keys: tuple[str, ...]
    begins: np.ndarray

    def nearest(self, nearness: np.ndarray, counts: np.ndarray) -> dict[str, float]:
        """Key -> the nearest of its examples that count; keys of which none does are left out."""
        best = np.maximum.reduceat(np.where(counts, nearness, -np.inf), self.begins)
        return {key: value for key, value in zip(self.keys, best.tolist(), strict=True) if value > -np.inf}


@cache
def _layout() -> _Layout:
    examples = example_questions()
    guides = [key.partition(":")[0] if ":" in key else "" for _, key in examples]
    own = [
        not guide or _names_its_matter(text, guide) for (text, _), guide in zip(examples, guides, strict=True)
    ]
    keys = [key for _, key in examples]
    begins = [n for n, key in enumerate(keys) if not n or key != keys[n - 1]]
    return _Layout(np.asarray(guides), np.asarray(own), tuple(keys[n] for n in begins), np.asarray(begins))


class ExampleVectors:
    """The vectors of the example questions, made once. `embed`: embeds texts as questions, with `model`."""

    def __init__(self, embed: Vectors, model: str) -> None:
        self.embed, self._model = embed, model

    @cached_property
    def matrix(self) -> np.ndarray:
        """A unit vector a row (float32), in the order of `example_questions`."""
        texts = [question for question, _ in example_questions()]
        hashes = [content_hash(text) for text in texts]
        known = QUESTION_VECTORS.of(self._model, hashes)
        new = [text for text, key in zip(texts, hashes, strict=True) if key not in known]
        if new:
            embedded = [np.asarray(vector, dtype=np.float32) for vector in self.embed(new)]
            known |= dict(zip(map(content_hash, new), embedded, strict=True))
        return np.stack([known[key] for key in hashes])


class Meaning:
    """Compares questions with the example questions; `scale`: what a cosine between two of them means."""

    def __init__(self, examples: ExampleVectors, scale: CosineScale) -> None:
        self._examples, self.scale = examples, scale

    def of(self, *wordings: str, about: Collection[str] = ()) -> Meant:
        """How near a question comes to everything that editors have examples of; of several wordings of it
        (alone, with the sentence before) the nearer one counts. `about`: the guides that the talk is about;
        examples that name nothing by themselves ("Und bis wann?") count for these alone.
        """
        texts = [text.strip()[-_CUT:] for text in dict.fromkeys(wordings) if text.strip()]
        if not texts:
            return NOTHING
        vectors = [np.asarray(vector, dtype=np.float32) for vector in self._examples.embed(texts)]
        each = [np.vecdot(self._examples.matrix, vector) for vector in vectors]
        layout = _layout()
        counts = layout.by_itself | np.isin(layout.guides, list(about))
        near = layout.nearest(self.scale.nearnesses(np.max(each, axis=0)), counts)
        asked = layout.nearest(self.scale.nearnesses(each[0]), counts)
        topics = {Topic(key): value for key, value in near.items() if ":" not in key}
        entries, asked = ({k: v for k, v in found.items() if ":" in k} for found in (near, asked))
        return Meant(entries, topics, asked)
