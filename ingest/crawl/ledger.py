"""What a crawl has given out so far, and what it left out and why; settles duplicates and what
is gone at the end.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial

from ingest.crawl.frontier import VisitState
from ingest.crawl.page_store import PageStore, StoredPage
from ingest.crawl.reading import Body, read_body
from ingest.crawl.scope import Scope
from ingest.crawl.urls import key_of, web_url
from ingest.outcome import Outcome
from knowledge.editorial.sources import Source
from knowledge.errors import UnreadableSource
from knowledge.model.document import Document

_EXAMPLES = 5  # addresses named in one note
_MISUSED = 5  # pages of different wording that name one canonical address: the site names it on every page


class Ledger:
    """The outcomes of one crawl: every page is given out at most once, duplicates never."""

    def __init__(self, source: Source, store: PageStore, scope: Scope) -> None:
        self._source = source
        self._store = store
        self._scope = scope
        self._given: set[str] = set()
        self._twins: dict[str, str] = {}
        self._notes: dict[str, list[str]] = defaultdict(list)
        self.counts: Counter[str] = Counter()

    def document_id(self, page: StoredPage) -> str:
        """Source id and the page's name."""
        return f"{self._source.id}/{page.slug}"

    def body_of(self, page: StoredPage, data: bytes) -> Body:
        """What a reader is given."""
        return Body(data, page.url, page.media_type, page.charset, page.robots, self.document_id(page))

    def note(self, reason: str, example: str) -> None:
        """Count something left out on purpose."""
        self.counts[reason] += 1
        if len(self._notes[reason]) < _EXAMPLES:
            self._notes[reason].append(example)

    def canonical_of(self, page: StoredPage) -> str:
        """The address that the page names as its own proper one, if it is another one of this
        source; else "".
        """
        url = web_url(page.reading.canonical, page.url) if page.reading.canonical else ""
        return url if url and key_of(url) != page.key and self._scope.holds(url) else ""

    def give(self, page: StoredPage, document: Document | None = None) -> list[Outcome]:
        """The outcome of a page that is in the store; none while it looks like another page's twin."""
        if page.key in self._given:
            return []
        canonical = self.canonical_of(page)
        twin = key_of(canonical) if canonical else self._older_twin(page)
        if twin and page.reading.content_hash:
            self._twins[page.key] = twin
            return []
        return [self._outcome(page, document)]

    def _older_twin(self, page: StoredPage) -> str:
        if not page.reading.text_hash:
            return ""
        first = next(iter(self._store.same_text(page.reading.text_hash)), page)
        alive = self._store.frontier.state(first.key) in {VisitState.WAITING, VisitState.DONE, None}
        return first.key if first.key != page.key and alive else ""

    def _outcome(self, page: StoredPage, document: Document | None = None) -> Outcome:
        self._given.add(page.key)
        reading, name = page.reading, self.document_id(page)
        if reading.empty:
            return Outcome(self._source.id, name, skipped=reading.failure)
        if reading.failure:
            return Outcome(self._source.id, name, failure=reading.failure)
        if reading.noindex:
            self.note("Die Seite will nicht in Suchverzeichnisse (noindex)", page.url)
            return Outcome(self._source.id, name, gone="Die Seite will nicht in Suchverzeichnisse (noindex).")
        if document is not None:
            return Outcome(self._source.id, name, document)
        return Outcome(
            self._source.id, name, content_hash=reading.content_hash, load=partial(self._load, page)
        )

    def _load(self, page: StoredPage) -> Document:
        """Build the document of an unchanged page from its stored body.

        Raises:
            UnreadableSource: it cannot be read (any more).
        """
        read = read_body(
            self.body_of(page, self._store.body(page.key)), self._source, page.reading.fingerprint
        )
        if read.document is None:
            raise UnreadableSource(
                read.reading.failure or f"{page.url}: Der gespeicherte Inhalt lässt sich nicht mehr lesen."
            )
        return read.document

    def settle(self, *, complete: bool) -> Iterator[Outcome]:
        """After the last page: twins whose original did not come, what is gone, what was left out."""
        yield from self._settle_twins()
        yield from self._unvisited(complete=complete)
        for pattern, count in self._store.frontier.traps():
            self.counts["Sieht nach einer endlosen Seitenfolge aus"] += count
            yield self._skipped(
                f"{pattern}: sieht nach einer endlosen Seitenfolge aus (Kalender, Blättern); weitere {count}"
                " Verweise nicht verfolgt. Wenn die Seiten gebraucht werden, crawl.same_pattern erhöhen."
            )
        for reason, examples in self._notes.items():
            more = (
                [f"und {self.counts[reason] - len(examples)} weitere"]
                if self.counts[reason] > len(examples)
                else []
            )
            yield self._skipped("\n  - ".join([f"{reason}:", *examples, *more]))

    def _skipped(self, reason: str) -> Outcome:
        return Outcome(self._source.id, "", skipped=reason)

    def _settle_twins(self) -> Iterator[Outcome]:
        misused = self._misused_canonicals()
        for key, twin in self._twins.items():
            page, original = self._store.page(key), self._store.page(self._original(twin))
            if page is None or page.key in self._given:
                continue
            same = (
                original is not None and original.key in self._given and bool(original.reading.content_hash)
            )
            if same and original is not None and original.reading.text_hash != page.reading.text_hash:
                same = bool(self.canonical_of(page)) and twin not in misused
            if not same or original is None:
                yield self._outcome(page)
                continue
            self.note(
                "Gleicher Inhalt unter zwei Adressen, nur einmal aufgenommen",
                f"{page.url} (wie {original.url})",
            )
            yield Outcome(
                self._source.id, self.document_id(page), gone=f"Gleicher Inhalt wie {original.url}."
            )

    def _original(self, key: str) -> str:
        """The page that was given out, at the end of a chain of twins; the chain may be a circle."""
        seen: set[str] = set()
        while key not in self._given and key in self._twins and key not in seen:
            seen.add(key)
            key = self._twins[key]
        return key

    def _misused_canonicals(self) -> set[str]:
        wordings: dict[str, set[str]] = defaultdict(set)
        for key, twin in self._twins.items():
            page = self._store.page(key)
            if page is not None and self.canonical_of(page):
                wordings[twin].add(page.reading.text_hash)
        return {twin for twin, texts in wordings.items() if len(texts) >= _MISUSED}

    def _unvisited(self, *, complete: bool) -> Iterator[Outcome]:
        for page in self.unvisited():
            if not complete:
                yield self._outcome(page)
                continue
            with self._store.transaction():
                self._store.forget(page.key)
            yield Outcome(self._source.id, self.document_id(page), gone="Die Seite ist nicht mehr verlinkt.")

    def unvisited(self) -> list[StoredPage]:
        """Pages with a document that this run has not come to."""
        states = (VisitState.DONE, VisitState.LEFT, VisitState.FAILED)
        return [
            page
            for page in self._store.pages()
            if page.reading.content_hash and self._store.frontier.state(page.key) not in states
        ]
