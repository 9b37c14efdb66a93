"""Puts the guards around Chainlit: inside what knows who asks, outside of everything, and on its socket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chat.access.listening import kept_secret
from chat.chainlit import own_ids, patches
from chat.chainlit.browser import Browsers
from chat.chainlit.files import SessionFiles, use
from chat.chainlit.requests import ChecksRequests, Room
from chat.web.bodies import BodyLimits, LimitsBodies
from chat.web.headers import SaysHowToTreatIt
from chat.web.origin import OnlyOwnPages, Origins
from chat.web.rates import Rates, SharedRates

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

    from chat.access.shared_counts import SharedCounts
    from settings import Settings

_MEGABYTE = 1_048_576  # as Chainlit's page counts
# uploads of the largest size that may wait for their message: in a session, in all
_WAITING_FILES, _WAITING_SERVER = 4, 100


@dataclass(frozen=True, slots=True)
class Edges:
    """The guards of one server."""

    settings: Settings
    files: SessionFiles
    rates: SharedRates
    browsers: Browsers

    @classmethod
    def of(
        cls,
        settings: Settings,
        counts: SharedCounts | None = None,
        refused: Callable[[str], None] = lambda _kind: None,
    ) -> Edges:
        """Patches Chainlit and makes the folder of its files; `counts`: shared with other processes,
        `refused` is told of each request beyond a limit.

        Raises:
            StorageFailed: the folder cannot be made, or the server's secret cannot be kept.
        """
        from chat.chainlit.sessions import forget_with_the_session

        patches.keep_ids_from_being_paths()
        patches.never_nest_the_loop()
        patches.keep_frames_small()
        forget_with_the_session()
        files = SessionFiles(settings.data)
        use(files)
        browsers = Browsers.of(kept_secret(settings.data))
        own_ids.keep_sessions_by_own_ids(browsers)
        own_ids.write_to_own_chats()
        rates = Rates(settings.people_per_address, messages=2 * settings.questions_per_minute)
        return cls(settings, files, SharedRates(rates, counts, refused), browsers)

    def inside(self, server: FastAPI) -> None:
        """What has to know who asks: to be added before the middleware that finds that out."""
        largest = self.settings.upload_megabytes * _MEGABYTE
        room = Room(_WAITING_FILES * largest, _WAITING_SERVER * largest)
        server.add_middleware(ChecksRequests, rates=self.rates, room=room, browsers=self.browsers)

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
        profiles = frozenset(profile.name for profile in PROFILES)
        Guard(sio, self.rates, limits, self.browsers, profiles).install()

    def tidy(self, oldest: float) -> None:
        """Delete files of sessions that are gone and of servers that were killed."""
        from chainlit.session import ws_sessions_id

        self.files.tidy(oldest, set(ws_sessions_id))
