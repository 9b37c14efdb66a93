"""Who answers: short conversations with the gold of whether a rule, a guide, the search of the law, talk or a
refusal answers the last message, and what it must or must not rest on.

    WBM_DATA=ORDNER PYTHONPATH=. python benchmarks/routing.py [KIND …]

Prints what is not right and, a kind a line, how much is.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import yaml

from chains.answer import Answer
from chains.assistant import Assistant
from chains.blocks.kinds import Lead
from chains.funding.consultation.following import follow
from chains.funding.consultation.meaning import ExampleVectors, Meaning
from chains.retrieval.searcher import Searcher
from chains.small_talk import small_talk
from knowledge.index.embedding import load_embedding
from settings import settings

_DAY = date(2026, 6, 22)
_FILE = Path(__file__).with_suffix(".yaml")


def main(kinds: list[str]) -> None:
    """Print the measurement."""
    config = settings()
    assistant = Assistant(Searcher(config, load_embedding(config.embedding), exact=True))
    for group in yaml.safe_load(_FILE.read_text(encoding="utf-8")):
        if kinds and group["kind"] not in kinds:
            continue
        wrong = 0
        for case in group["cases"]:
            answer, by = _asked(assistant, case["say"])
            if faults := _faults(case, answer, by):
                wrong += 1
                print(f"{group['kind']}: „{case['say'][-1]}“\n    {faults}")
        count = len(group["cases"])
        print(f"== {group['kind']}: {count - wrong} of {count}")


def _asked(assistant: Assistant, messages: list[str]) -> tuple[Answer, str]:
    history: list[tuple[str, str]] = []
    for message in messages:
        answer = assistant.ask(message, tuple(history), today=_DAY)
        history += [("user", message), ("assistant", answer.text)]
    return answer, _by(assistant, messages, answer)


def _by(assistant: Assistant, messages: list[str], answer: Answer) -> str:
    if answer.abstained:
        return "refusal"
    if small_talk(messages[-1]):
        return "talk"
    if not any(isinstance(block, Lead) for block in answer.blocks):
        return "law"
    searcher = assistant.searcher
    examples = ExampleVectors(searcher.vectors, searcher.embedding_name)
    meaning = Meaning(examples, searcher.state.scale.questions)
    return "guide" if follow(messages, _DAY, meaning=meaning).asked.found is not None else "rule"


def _faults(case: dict[str, list[str]], answer: Answer, by: str) -> str:
    cited = [citation.label for citation in answer.citations]
    right = by in case["by"]
    if "cite" in case:
        right = right and any(_is_at(label, place) for label in cited for place in case["cite"])
    if any(_is_at(label, place) for label in cited for place in case.get("not_cite", ())):
        right = False
    return "" if right else f"{by}, not {'/'.join(case['by'])}; {', '.join(cited[:3])}"


def _is_at(label: str, place: str) -> bool:
    return label == place or label.startswith((f"{place} ", f"{place}:") if place[-1].isalnum() else place)


if __name__ == "__main__":
    main(sys.argv[1:])
