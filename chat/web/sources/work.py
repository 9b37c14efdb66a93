"""What can be done to sources and documents, each as a job of `wbm` commands.

A name from a request is used only if the library or the list has it, and never as an option or a path.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chat.web.sources.jobs import JobEnd, StepFailed
from knowledge.editorial.sources import is_web, load_sources
from knowledge.errors import WbmError
from knowledge.store.opening import library_there, open_library
from knowledge.store.switches import SwitchScope

if TYPE_CHECKING:
    from chat.web.sources.adding import AddedFile
    from chat.web.sources.jobs import Run, Work
    from settings import Settings

REGIONS = ("Nordrhein-Westfalen", "Deutschland")
_BY_HAND = "pfad:"  # how the source of a file that was given by hand is called (ingest/sync/runs.py)
_LONGEST_ADDRESS, _SHOWN = 2000, 20
_NO_ADDRESS = "Das ist keine Webadresse. Bitte mit https:// beginnen."
_UNKNOWN = "Das gibt es hier nicht mehr. Bitte die Seite neu laden."
_PARTLY = "Gelesen, aber nicht alles:"


@dataclass(frozen=True, slots=True)
class SourceWork:
    """The jobs' contents."""

    settings: Settings

    def add_file(self, file: AddedFile, region: str) -> Work:
        """Probe a file that was taken in, list it and read it; what cannot be read does not stay."""

        async def work(run: Run) -> JobEnd:
            try:
                await run("probing", *_add(region), f"--id={file.source_id}", "--", str(file.path))
            except BaseException as error:
                await asyncio.to_thread(file.drop)
                if isinstance(error, StepFailed):
                    path = str(file.path)
                    raise StepFailed(
                        tuple(_as_called(reason, path, file.said) for reason in error.reasons)
                    ) from None
                raise
            return await self._read(run, file.source_id)

        return work

    def add_address(self, address: str, region: str) -> Work:
        """Probe an address, list it and read it.

        Raises:
            WbmError: it is none.
        """
        address = address.strip()
        if len(address) > _LONGEST_ADDRESS or not address.isprintable() or " " in address:
            raise WbmError(_NO_ADDRESS)
        if not is_web(address):
            raise WbmError(_NO_ADDRESS)

        async def work(run: Run) -> JobEnd:
            before = {source.id for source in load_sources(self.settings.sources)}
            await run("probing", *_add(region), "--", address)
            added = [s.id for s in load_sources(self.settings.sources) if s.id not in before]
            if len(added) != 1:
                raise WbmError(_UNKNOWN)
            return await self._read(run, added[0])

        return work

    def read_again(self, source_id: str) -> Work:
        """Read a source once more.

        Raises:
            WbmError: it is neither listed nor stored.
        """
        self._require(source_id in self._listed() or source_id in self._stored().values())
        return lambda run: self._read(run, source_id)

    def switch(self, scope: SwitchScope, name: str, *, on: bool) -> Work:
        """Switch a document or a source.

        Raises:
            WbmError: it is not stored.
        """
        stored = self._stored()
        self._require(name in (stored if scope is SwitchScope.DOCUMENT else stored.values()))
        source = ["--source"] if scope is SwitchScope.SOURCE else []
        text = (
            "Angeschaltet: Daraus wird wieder geantwortet."
            if on
            else "Abgeschaltet: Daraus wird nicht mehr geantwortet. Gespeichert bleibt alles."
        )
        return _one("switching", ("sources", "on" if on else "off", *source, "--", name), text)

    def remove(self, source_id: str) -> Work:
        """Take a listed source out, with its documents and the file that was added for it.

        Raises:
            WbmError: it is not listed.
        """
        self._require(source_id in self._listed())
        return _one("removing", ("sources", "remove", "--yes", "--", source_id), "Entfernt.")

    async def _read(self, run: Run, source_id: str) -> JobEnd:
        by_hand = source_id.startswith(_BY_HAND)
        which = ("--", source_id.removeprefix(_BY_HAND)) if by_hand else (f"--source={source_id}",)
        reasons: tuple[str, ...] = ()
        try:
            await run("reading", "sync", *which)
        except StepFailed as error:
            reasons = error.reasons
            if not await asyncio.to_thread(self._failed, source_id):
                raise  # it stopped before anything was recorded
        documents = await asyncio.to_thread(self._documents, source_id)
        done = "Fertig gelesen. Daraus wird jetzt geantwortet."
        return JobEnd(ok=not reasons, text=_PARTLY if reasons else done, reasons=reasons, documents=documents)

    def _failed(self, source_id: str) -> bool:
        """Whether the library has kept failures of the source's last reading."""
        with open_library(self.settings, read_only=True) as library:
            state = library.states.all().get(source_id)
        return bool(state and state.failures)

    def _documents(self, source_id: str) -> tuple[tuple[str, str], ...]:
        with open_library(self.settings, read_only=True) as library:
            found = [(head.id, head.title) for head, source, *_ in library.heads() if source == source_id]
        return tuple(found[:_SHOWN])

    def _listed(self) -> set[str]:
        return {source.id for source in load_sources(self.settings.sources)}

    def _stored(self) -> dict[str, str]:
        """document id -> source id."""
        if not library_there(self.settings):
            return {}
        with open_library(self.settings, read_only=True) as library:
            return {name: source for name, (source, _) in library.document_states().items()}

    def _require(self, there: bool) -> None:
        if not there:
            raise WbmError(_UNKNOWN)


def _one(phase: str, arguments: tuple[str, ...], text: str) -> Work:
    async def work(run: Run) -> JobEnd:
        await run(phase, *arguments)
        return JobEnd(ok=True, text=text)

    return work


def _add(region: str) -> tuple[str, ...]:
    return ("sources", "add", "--yes", *([f"--region={region}"] if region in REGIONS else []))


def _as_called(reason: str, path: str, said: str) -> str:
    """Without the place of the file on this machine, which is no name for a person."""
    return reason.replace(path, said).replace(path.rsplit("/", 1)[-1], said)
