"""A storage on the command line: added, read, looked at, removed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_cli import wbm
from tests.ingest.storage.servers import Storehouse


@pytest.mark.slow
def test_an_editor_adds_reads_looks_at_and_removes_a_storage(
    house: Storehouse, environment: dict[str, str], tmp_path: Path
) -> None:
    house.put("tipps.md", b"# Tipps\n\n## Pausen\nNach 50 Minuten Lernen hilft eine Pause.\n")
    (tmp_path / "sources.yaml").write_text("sources: []\n")
    login = {"user": house.login.user, "password": house.login.password.get_secret_value()}
    settings = environment | {
        "WBM_SOURCES": str(tmp_path / "sources.yaml"),
        "WBM_SOURCE_LOGINS": json.dumps({"ablage": login}),
    }

    def rows() -> dict[str, Any]:
        found = json.loads(wbm("sources", "--json", environment=settings).stdout)
        return {row["source"]: row for row in found["sources"]}

    add = ("sources", "add", house.location, "--kind", house.kind, "--id", "ablage", "--private", "--yes")
    assert "WBM_SOURCE_LOGINS" in wbm(*add, environment=settings | {"WBM_SOURCE_LOGINS": ""}).stderr
    added = wbm(*add, environment=settings)
    assert added.returncode == 0, added.stderr
    listed = (tmp_path / "sources.yaml").read_text()
    assert f"kind: {house.kind}" in listed
    assert login["password"] not in listed
    assert wbm("sync", "--source", "ablage", environment=settings).returncode == 0
    row = rows()["ablage"]
    assert (row["kind"], row["state"], row["documents"]) == (house.kind, "aktuell", 1)
    asked = json.loads(wbm("ask", "Was hilft nach 50 Minuten Lernen?", "--json", environment=settings).stdout)
    assert asked["citations"][0]["url"] == f"{house.location}tipps.md"
    assert wbm("sources", "remove", "ablage", "--yes", environment=settings).returncode == 0
    assert "ablage" not in (tmp_path / "sources.yaml").read_text()
