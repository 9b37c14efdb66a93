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
    """A rule forbids the address (robots.txt, allowed hosts, internal address); trying again
    changes nothing.
    """


class IndexMissing(WbmError):
    """Nothing is indexed yet; the remedy is a sync."""

    def __init__(
        self,
        message: str = "Es ist noch nichts eingelesen. Bitte zuerst `wbm sync` ausführen (oder `make chat`).",
    ) -> None:
        super().__init__(message)


class UnknownPlace(WbmError):
    """A course search names a place that no known course lies near; another place may do."""


class EmbeddingMismatch(WbmError):
    """The index was built with another embedding than the one that is set; mixing them would
    give nonsense.
    """


class EmbeddingUnavailable(WbmError):
    """The embedding named in the settings cannot be loaded on this machine."""


class KeptLocal(WbmError):
    """A question that is to stay on this machine cannot be searched for here; the chat says so."""


class SyncRunning(WbmError):
    """Another sync holds the lock; there is only ever one writer."""


class StorageFailed(WbmError):
    """The disk is full or refuses to be written to; what was stored before is unharmed."""


class SearchDisturbed(StorageFailed):
    """What is searched in is damaged; the chat says so without naming files, the command line
    with the remedy.
    """


class LibraryDamaged(SearchDisturbed):
    """The library file is broken, foreign or contradicts itself: it is the truth, so only a backup or a new
    reading helps.
    """


class IndexDamaged(SearchDisturbed):
    """An index is broken and cannot be rebuilt here and now; the library it is derived from is unharmed."""


class LibraryUnreachable(SearchDisturbed):
    """The server that the library lies on cannot be reached now; nothing is lost."""


class GenerationPassed(SearchDisturbed):
    """While an index was built the library went on to another state; who asks again gets that."""


class StorageUnreachable(StorageFailed):
    """The chats database cannot be reached now, unlike a full disk worth waiting for: writes are kept and
    tried again.
    """


class StorageBusy(StorageUnreachable):
    """The chats database is there but has no connection free in time; as soon as the rush is
    over it goes on.
    """


class BackupFailed(WbmError):
    """A backup cannot be written, read or put back; nothing that was there is harmed."""


class AccountError(WbmError):
    """An account cannot be added or changed as asked; nothing was changed."""


class SignInBusy(WbmError):
    """Too many people sign in at this moment; nobody's attempt was counted."""


class TooManyQuestions(WbmError):
    """More questions at once than may wait in line; the person is asked to come back, nothing is lost."""


class QuestionTooLong(WbmError):
    """What was typed is no question any more; a chat makes a document of it, the command line
    says the limit.
    """


class TurnExhausted(WbmError):
    """A turn took more time or memory than it may, or nobody waits for it; it has stopped and
    nothing was changed.
    """


class ModelFailed(WbmError):
    """The chat model is down, slow or misconfigured; the chain answers extractively instead."""


class RuleFault(WbmError):
    """A funding rule cannot be read or names what does not exist; editors see it at load."""


class WordListError(WbmError):
    """A word list or fact table that editors keep is wrong; the message names file, line and key."""
