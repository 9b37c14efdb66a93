"""Puts the guards around Chainlit: inside what knows who asks, outside of everything, and on its socket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chat.chainlit import patches
from chat.chainlit.files import SessionFiles, use
from chat.chainlit.requests import ChecksRequests, Room
from chat.web.bodies import BodyLimits, LimitsBodies
from chat.web.headers import SaysHowToTreatIt
from chat.web.origin import OnlyOwnPages, Origins
from chat.web.rates import Rates

if TYPE_CHECKING:
    from fastapi import FastAPI

    from settings import Settings

_MEGABYTE = 1_048_576  # as Chainlit's page counts
# uploads of the largest size that may wait for their message: in a session, in all
_WAITING_FILES, _WAITING_SERVER = 4, 100


@dataclass(frozen=True, slots=True)
class Edges:
    """The guards of one server."""

    settings: Settings
    files: SessionFiles
    rates: Rates

    @classmethod
    def of(cls, settings: Settings) -> Edges:
        """Patches Chainlit and makes the folder of its files.

        Raises:
            StorageFailed: the folder cannot be made.
        """
        from chat.chainlit.sessions import forget_with_the_session

        patches.keep_ids_from_being_paths()
        patches.never_nest_the_loop()
        patches.keep_frames_small()
        forget_with_the_session()
        files = SessionFiles(settings.data)
        use(files)
        return cls(
            settings, files, Rates(settings.people_per_address, messages=2 * settings.questions_per_minute)
        )

    def inside(self, server: FastAPI) -> None:
        """What has to know who asks: to be added before the middleware that finds that out."""
        largest = self.settings.upload_megabytes * _MEGABYTE
        server.add_middleware(
            ChecksRequests, rates=self.rates, room=Room(_WAITING_FILES * largest, _WAITING_SERVER * largest)
        )

    def outside(self, server: FastAPI) -> None:
        """What comes before all else: to be added last."""
        sizes = (self.settings.upload_megabytes, self.settings.source_megabytes)
        server.add_middleware(LimitsBodies, limits=BodyLimits(*(size * _MEGABYTE for size in sizes)))
        server.add_middleware(OnlyOwnPages, origins=Origins.of(self.settings))
        server.add_middleware(SaysHowToTreatIt, public_address=self.settings.public_address)

    def guard_socket(self, sio: Any) -> None:
        """Checks before every event; to be called when all handlers are there."""
        from chat.chainlit.events import Guard
        from chat.chainlit.sessions import SessionLimits
        from chat.profiles import PROFILES

        limits = SessionLimits(self.settings.sessions_per_person, self.settings.sessions_per_address)
        Guard(sio, self.rates, limits, frozenset(profile.name for profile in PROFILES)).install()

    def tidy(self, oldest: float) -> None:
        """Delete files of sessions that are gone and of servers that were killed."""
        from chainlit.session import ws_sessions_id

        self.files.tidy(oldest, set(ws_sessions_id))
