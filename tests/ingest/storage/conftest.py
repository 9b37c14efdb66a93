"""Both storages: what holds for one holds for the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.ingest.storage.servers import BucketHouse, Storehouse, bucket_house, bucket_server, dav_house

_NUMBERS = count()


@pytest.fixture(scope="module")
def buckets() -> Iterator[BucketHouse]:
    yield from bucket_server()


@pytest.fixture(params=["webdav", "s3"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storehouse]:
    if request.param == "webdav":
        yield from dav_house(tmp_path / "ablage")
    else:
        yield bucket_house(request.getfixturevalue("buckets"), next(_NUMBERS))
