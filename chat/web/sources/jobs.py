"""Work on the sources, one at a time, each step a command of `wbm` in a process of its own.

So it holds the writer's lock, keeps the crawl's rules and the address guard as on the command line, and reads
what nobody has looked at yet outside of the chat's process.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from knowledge.errors import WbmError

_TOLD, _REPORTED = re.compile(r"\A(?:Fehler|Fehlgeschlagen \([^)]*\)|\s*fehlgeschlagen): (.*)"), 20
_TO_THEIR_END = frozenset({"switching", "removing"})
_GIVES_WAY = 10  # niceness of what reads: people's questions come first
_LONGEST = 500  # letters of one reason
_FAILED = "Das hat nicht geklappt."
_UNSAID = "Das hat nicht geklappt. Näheres steht im Protokoll „{log}“ im Datenordner."
_STOPPED = "Abgebrochen. Was schon gelesen war, bleibt; „Neu lesen“ macht weiter."
_NOT_BEGUN = "Abgebrochen. Es wurde nichts aufgenommen."
_BUSY = "Es läuft schon ein Lesevorgang. Bitte warten, bis er fertig ist, oder ihn abbrechen."


class JobRunning(WbmError):
    """Something else is under way; the page says so and shows it."""

    def __init__(self) -> None:
        super().__init__(_BUSY)


class StepFailed(WbmError):
    """A command ended with a failure; `reasons` in German, as it said them."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class JobEnd:
    """How a job ended; `documents` (id, title) are those it read."""

    ok: bool
    text: str
    reasons: tuple[str, ...] = ()
    documents: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class JobState:
    """What the page shows; `number` grows with every job, `phase` names the command that runs."""

    number: int = 0
    title: str = ""
    running: bool = False
    phase: str = ""
    done: int = 0
    total: int = 0
    outcome: JobEnd | None = None

    def json(self) -> dict[str, Any]:
        """For the page."""
        return asdict(self)


Run = Callable[..., Awaitable[None]]  # (phase, *arguments of `wbm`); raises StepFailed
Work = Callable[[Run], Awaitable[JobEnd]]


@dataclass(slots=True)
class SourceJobs:
    """The jobs of one server; another server or a command line that writes meanwhile is met at the lock."""

    folder: Path
    environment: dict[str, str]
    _state: JobState = field(default_factory=JobState)
    _process: asyncio.subprocess.Process | None = None
    _task: asyncio.Task[None] | None = None
    _stopped: bool = False

    def require_idle(self) -> None:
        """Refuse what would have to wait.

        Raises:
            JobRunning
        """
        if self._state.running:
            raise JobRunning

    def start(self, title: str, work: Work) -> JobState:
        """Begin a job; its end is found in `state`.

        Raises:
            JobRunning
        """
        self.require_idle()
        self._state = JobState(self._state.number + 1, title, running=True)
        self._stopped = False
        self._progress.unlink(missing_ok=True)  # the last job's
        self._task = asyncio.get_running_loop().create_task(self._run(work))
        return self._state

    def state(self) -> JobState:
        """How far it is."""
        if not self._state.running:
            return self._state
        try:
            told = json.loads(self._progress.read_text(encoding="utf-8"))
            return replace(self._state, phase=told["phase"], done=int(told["done"]), total=int(told["total"]))
        except (OSError, ValueError, KeyError, TypeError):
            return self._state

    def stop(self) -> None:
        """Break off what reads; what is already stored stays. What changes the list or a switch is short and
        goes to its end.
        """
        if not self._state.running or self._state.phase in _TO_THEIR_END:
            return
        self._stopped = True
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.terminate()

    @property
    def _progress(self) -> Path:
        return self.folder / "fortschritt.json"

    async def _run(self, work: Work) -> None:
        try:
            outcome = await work(self._command)
        except StepFailed as error:
            outcome = self._stopped_end() if self._stopped else JobEnd(False, _FAILED, error.reasons)
        except (WbmError, OSError) as error:
            outcome = JobEnd(False, _FAILED, (str(error),))
        except BaseException:
            self._end(JobEnd(ok=False, text=_STOPPED))
            raise
        self._end(outcome)

    def _stopped_end(self) -> JobEnd:
        return JobEnd(False, _NOT_BEGUN if self._state.phase in {"", "probing"} else _STOPPED)

    def _end(self, outcome: JobEnd) -> None:
        self._state = replace(self._state, running=False, phase="", outcome=outcome)

    async def _command(self, phase: str, *arguments: str) -> None:
        """Run `wbm` with these arguments to its end.

        Raises:
            StepFailed: with what it said, or with nothing where the job has been broken off.
        """
        if self._stopped:
            raise StepFailed(())
        self._state = replace(self._state, phase=phase, done=0, total=0)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._progress.unlink(missing_ok=True)
        log = self.folder / "protokoll.txt"
        with log.open("wb") as out:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "cli",
                *arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env=os.environ | self.environment | {"WBM_PROGRESS": str(self._progress)},
            )
            with suppress(OSError, AttributeError):  # there is no such thing everywhere
                os.setpriority(os.PRIO_PROCESS, self._process.pid, _GIVES_WAY)
            if self._stopped:  # asked for while it was being started
                self._process.terminate()
            try:
                code = await self._process.wait()
            finally:
                if self._process.returncode is None:
                    self._process.terminate()
        if code:
            said = await asyncio.to_thread(log.read_text, "utf-8", "replace")
            raise StepFailed(reasons_in(said) or (_UNSAID.format(log=log.name),))


def reasons_in(said: str) -> tuple[str, ...]:
    """The failures that a command named, without repetition."""
    found = (match[1].strip()[:_LONGEST] for line in said.splitlines() if (match := _TOLD.fullmatch(line)))
    return tuple(dict.fromkeys(found))[:_REPORTED]
