"""The named failures of the project; each message is German, says what happened and what to do."""


class WbmError(Exception):
    """Base of all failures that a person can act on; the CLI prints the message and exits with 1."""


class SettingsError(WbmError):
    """A setting or sources.yaml is wrong; raised before anything is touched."""


class UnreadableSource(WbmError):
    """One file or page cannot be read; a sync reports it and goes on with the others."""


class FetchFailed(UnreadableSource):
    """A source could not be fetched; worth another try later, unlike a broken file."""


class FetchRefused(FetchFailed):
    """A rule forbids the address (robots.txt, allowed hosts, internal address); trying again changes nothing."""


class IndexMissing(WbmError):
    """Nothing is indexed yet; the remedy is a sync."""


class UnknownPlace(WbmError):
    """A course search names a place that no known course lies near; another place may do."""


class EmbeddingMismatch(WbmError):
    """The index was built with another embedding than the one that is set; mixing them would give nonsense."""


class EmbeddingUnavailable(WbmError):
    """The embedding named in the settings cannot be loaded on this machine."""


class SyncRunning(WbmError):
    """Another sync holds the lock; there is only ever one writer."""


class StorageFailed(WbmError):
    """The disk is full or refuses to be written to; what was stored before is unharmed."""


class StorageUnreachable(StorageFailed):
    """The chats database cannot be reached now, unlike a full disk worth waiting for: writes are kept and tried again."""


class AccountError(WbmError):
    """An account cannot be added or changed as asked; nothing was changed."""


class ModelFailed(WbmError):
    """The chat model is down, slow or misconfigured; the chain answers extractively instead."""
