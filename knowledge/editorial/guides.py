"""What a mentor says to the questions around a programme or a duty, as editors keep it: own words, each with
its place in the law.

One YAML file a subject in knowledge/guides/. What is reckoned for a case comes from the rules, never from the
file: `{grant_eur}` stands for what the Förder-Check reckons, `{cap}` for a parameter of the rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from knowledge.editorial.checked_yaml import load_checked
from knowledge.editorial.rules import Formula
from knowledge.errors import RuleFault

GUIDES = Path(__file__).parent.parent / "guides"


def _listed(value: object) -> object:
    """One text as a list of one."""
    return [value] if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Saying(_Strict):
    """A sentence that answers; it counts if `when` holds for the case and every {figure} in it is known.
    `programme`: whose figures they are, `proof`: where it stands, if not the entry's.
    """

    text: str
    when: Formula = ""
    programme: str = ""
    proof: Texts = ()


def _sayings(value: object) -> object:
    each = value if isinstance(value, list) else [value]
    return [{"text": item} if isinstance(item, str) else item for item in each]


class Detail(_Strict):
    """A further line with its own places; said if `when` holds for the case."""

    text: str
    proof: Texts = ()
    when: Formula = ""


def _details(value: object) -> object:
    if not isinstance(value, list):
        return value
    return [{"text": item} if isinstance(item, str) else item for item in value]


class GuideEntry(_Strict):
    """One question and its answer.

    `asks`: phrases of the case's word lists ("a .. b": a gap, "a + b": both); `like`: example questions, for
    what is asked in other words (tools/build_question_vectors.py after editing); `topics`: topics of a
    question (chains/funding/topics.py) that it answers for this subject. `alone`: asked without the subject
    being named or talked about it is answered too. `fallback`: only where no rule decides. `programme`: whose
    figures for the case are filled in; where that programme is refused, the refusal is said instead, unless
    `even_if_no`. `next_step`: who applies for it where by when is said too. `supposes`: facts that the
    question is about and that are reckoned as if told ("what would a works agreement bring?").
    """

    asks: tuple[str, ...] = ()
    like: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    says: Annotated[tuple[Saying, ...], BeforeValidator(_sayings), Field(min_length=1)]
    more: Annotated[tuple[Detail, ...], BeforeValidator(_details)] = ()
    proof: Texts
    documents: tuple[str, ...] = ()
    programme: str = ""
    supposes: Mapping[str, bool | int | str] = Field(default_factory=dict)
    alone: bool = False
    fallback: bool = False
    even_if_no: bool = False
    next_step: bool = False


class Guide(_Strict):
    """A subject: how it is named, the programmes it stands for, the questions, what is asked next."""

    title: str
    names: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    when: Formula = ""  # facts with which a case is about this subject, without its being named
    rank: int = 0  # of two that a case is about, the higher
    entries: tuple[GuideEntry, ...] = ()
    next: tuple[str, ...] = ()  # questions that a mentor would ask next


@cache
def load_guides(folder: Path = GUIDES) -> dict[str, Guide]:
    """All guides by their file's name.

    Raises:
        RuleFault: a file is unreadable or of another shape; names the line.
    """
    return {
        path.stem: load_checked(path, Guide, "Der Leitfaden", RuleFault)[0]
        for path in sorted(folder.glob("*.yaml"))
    }


def guide_proofs(guides: dict[str, Guide]) -> dict[str, frozenset[str]]:
    """Every place that a guide rests on, by guide."""
    found: dict[str, frozenset[str]] = {}
    for name, guide in guides.items():
        places: set[str] = set()
        for entry in guide.entries:
            places |= {*entry.proof, *(proof for detail in entry.more for proof in detail.proof)}
            places |= {proof for saying in entry.says for proof in saying.proof}
        found[name] = frozenset(places)
    return found
