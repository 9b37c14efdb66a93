"""The review queue: what people thought of answers, waiting for an editor to make suite questions of it. No
personal data is kept.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from filelock import FileLock
from pydantic import BaseModel, ConfigDict, ValidationError

from chains.privacy.masking import mask
from evals.errors import SuiteError
from evals.suite import Suite, load_suite


class OfferedPlace(BaseModel):
    """A place that was found for the question."""

    model_config = ConfigDict(frozen=True)

    place: str
    label: str


class Feedback(BaseModel):
    """One piece of feedback, masked."""

    model_config = ConfigDict(frozen=True)

    id: str
    at: str
    helpful: bool
    comment: str
    question: str
    history: tuple[tuple[str, str], ...]
    answer: str
    abstained: bool
    offered: tuple[OfferedPlace, ...]


class Inbox:
    """A JSONL file below the data folder; one writer at a time."""

    def __init__(self, data: Path) -> None:
        self._file = data / "evals" / "inbox.jsonl"

    def add(
        self,
        *,
        helpful: bool,
        comment: str,
        question: str,
        history: Sequence[tuple[str, str]],
        answer: str,
        abstained: bool,
        offered: Sequence[OfferedPlace],
    ) -> Feedback:
        """Put feedback into the queue; names, addresses, numbers of persons are masked first."""
        entry = Feedback(
            id=secrets.token_hex(4),
            at=datetime.now(UTC).isoformat(timespec="minutes"),
            helpful=helpful,
            comment=mask(comment).text,
            question=mask(question).text,
            history=tuple((role, mask(text).text) for role, text in history),
            answer=mask(answer).text,
            abstained=abstained,
            offered=tuple(offered),
        )
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._lock(), self._file.open("a", encoding="utf-8") as file:
            file.write(entry.model_dump_json() + "\n")
        return entry

    def entries(self) -> list[Feedback]:
        """All that waits, oldest first; lines that cannot be read are left alone and left out."""
        if not self._file.exists():
            return []
        found = []
        for line in self._file.read_text(encoding="utf-8").splitlines():
            try:
                found.append(Feedback.model_validate_json(line))
            except ValidationError:
                continue
        return found

    def done(self, entry: Feedback) -> None:
        """Take an entry out of the queue."""
        with self._lock():
            lines = self._file.read_text(encoding="utf-8").splitlines()
            kept = [line for line in lines if line and json.loads(line).get("id") != entry.id]
            part = self._file.with_suffix(".part")
            part.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
            part.replace(self._file)

    def _lock(self) -> FileLock:
        return FileLock(self._file.with_suffix(".lock"), timeout=10)


def add_question(path: Path, entry: Feedback, gold: str) -> str:
    """Append an entry as a question to a suite file (made if it is not there); `gold` "" means unanswerable.
    Returns the new id.

    Raises:
        SuiteError: the file is no suite; it is left as it was.
    """
    name = path.stem.lower()
    known = [q.id for q in load_suite(str(path))[0].questions] if path.exists() else []
    number = 1 + max([int(i.rpartition("-")[2]) for i in known if i.rpartition("-")[2].isdigit()], default=0)
    question: dict[str, Any] = {"id": f"praxis-{number:03d}", "question": entry.question}
    if entry.history:
        question["history"] = [{"role": role, "text": text} for role, text in entry.history]
    question |= {"gold": {"any": [gold]}} if gold else {"unanswerable": True}
    question |= {"tags": ["praxis", "hilfreich" if entry.helpful else "nicht-hilfreich"]}
    if entry.comment:
        question["note"] = entry.comment
    before = (
        path.read_text(encoding="utf-8")
        if path.exists()
        else f'suite: {name}\ndescription: "Fragen aus der Praxis, aus Rückmeldungen im Chat"\nquestions:\n'
    )
    block = yaml.safe_dump([question], allow_unicode=True, sort_keys=False, width=1000)
    text = before.rstrip("\n") + "\n" + "".join(f"  {line}\n" for line in block.splitlines())
    try:
        Suite.model_validate(yaml.safe_load(text))
    except (ValidationError, yaml.YAMLError) as error:
        raise SuiteError(f"{path}: Die Frage lässt sich nicht anfügen: {error}") from error
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(question["id"])
