"""Opens the library that the settings name: the file in the data folder, or PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.store.library import CACHE_KIB, Library

if TYPE_CHECKING:
    from settings import Settings


def open_library(settings: Settings, *, read_only: bool = False, cache_kib: int = CACHE_KIB) -> Library:
    """Open it; raises as Library does."""
    url = settings.library_url.get_secret_value()
    return Library(settings.library, url=url, read_only=read_only, cache_kib=cache_kib)


def library_there(settings: Settings) -> bool:
    """Whether there is one to read: of a file whether it exists, of a database whether a library was ever
    begun in it.

    Raises:
        LibraryUnreachable, SettingsError: as in opening.
    """
    if not (url := settings.library_url.get_secret_value()):
        return settings.library.exists()
    from knowledge.store.databases.postgres import PostgresDatabase

    database = PostgresDatabase(url, read_only=True)
    try:
        return "meta" in database.tables()
    finally:
        database.close()
