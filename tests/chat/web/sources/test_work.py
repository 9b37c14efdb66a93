"""What a job runs, with the real commands: an address is added, read and found in the list."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from chat.web.sources.work import SourceWork
from knowledge.errors import WbmError
from settings import Settings
from tests.cli.test_cli import wbm
from tests.ingest.site import Site, page


@pytest.mark.slow
def test_an_address_is_probed_listed_and_read(environment: dict[str, str], tmp_path: Path) -> None:
    listed = tmp_path / "sources.yaml"
    listed.write_text("sources: []\n", encoding="utf-8")
    config = Settings(data=Path(environment["WBM_DATA"]), sources=listed, _env_file=None)  # type: ignore[call-arg]
    ours = environment | {"WBM_SOURCES": str(listed), "WBM_CRAWL_DELAY": "0", "WBM_FETCH_ATTEMPTS": "1"}
    ran: list[str] = []

    async def run(phase: str, *arguments: str) -> None:
        ran.append(phase)
        # the tests' site lies on this machine, where only a person at the command line may send it
        private = ("--private",) if phase == "probing" else ()
        done = await asyncio.to_thread(wbm, *arguments[:2], *private, *arguments[2:], environment=ours)
        assert done.returncode == 0, done.stderr

    with Site({"/amt/": page("Hafenbonus", "Der Hafenbonus beträgt 90 Euro.")}) as site:
        work = SourceWork(config).add_address(f" {site.url}/amt/ ", "Deutschland")
        ended = asyncio.run(work(run))
    assert ran == ["probing", "reading"]
    assert ended.ok
    assert [title for _, title in ended.documents] == ["Hafenbonus"]
    assert "region: Deutschland" in listed.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "address",
    ["", "amt.example", "sgb_3", "file:///etc/passwd", "https://", "https://a b/", "http://a/\n--yes"],
)
def test_what_is_no_address(address: str, tmp_path: Path) -> None:
    config = Settings(data=tmp_path, _env_file=None)  # type: ignore[call-arg]
    with pytest.raises(WbmError, match="keine Webadresse"):
        SourceWork(config).add_address(address, "")
