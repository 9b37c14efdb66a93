"""What is known of passages: asked for once while there is room, and never more than that."""

from __future__ import annotations

import pytest

from chains.retrieval import passage_cache
from chains.retrieval.passage_cache import PassageCache
from chains.retrieval.searcher import Searcher


def test_it_gives_all_and_keeps_no_more_than_there_is_room_for(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passage_cache, "_MOST", 5)
    state, cache = searcher.state, PassageCache(searcher.library, lambda _: ())
    ids = state.rules.rows.all_ids()[:12]
    for wanted in (ids, ids[:3], ids[::-1]):
        found = cache.passages([*wanted, "0" * 32])
        assert list(found) == wanted
        for passage in found.values():
            cache.kinds_stated(passage)
            cache.at(passage.document.id, [passage.section.locator])
    assert [len(kept) for kept in (cache._passages, cache._kinds, cache._at)] == [5, 5, 5]
    assert set(cache._passages) < set(ids)
