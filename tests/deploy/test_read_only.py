"""What the container holds runs from a file system that cannot be written to."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from settings import ROOT
from tests.chat.client import Visitor
from tests.chat.conftest import wait_for
from tests.chat.operation.ports import free_port
from tests.deploy.test_files import CONTAINERFILE
from tests.environment import clean_environment

pytestmark = pytest.mark.slow
_READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && cd "$0" && exec "$@"'


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", timeout=10).status_code == 200
    except httpx.TransportError:
        return False


def test_it_runs_where_nothing_but_the_data_can_be_written(own_starter: Path, tmp_path: Path) -> None:
    tree = tmp_path / "app"
    tree.mkdir()
    unshare = ["unshare", "--mount", "sh", "-c", _READ_ONLY, str(tree)]
    if os.geteuid() != 0 or subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode:
        pytest.skip("a file system cannot be made read-only here")
    for line in re.findall(r"^COPY (?!--from)(.*) \S+$", CONTAINERFILE, re.MULTILINE):
        for name in line.split():
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, tree / name)
            elif name != "requirements.lock":
                shutil.copy2(ROOT / name, tree / name)
    prepared = re.search(r'python -c "(from chainlit[^"]*)"', CONTAINERFILE)
    assert prepared
    environment = clean_environment() | {"CHAINLIT_APP_ROOT": str(tree), "WBM_DATA": str(own_starter)}
    subprocess.run(
        [sys.executable, "-c", prepared[1]], cwd=tree, env=environment, check=True, capture_output=True
    )
    before = sorted(path for path in tree.rglob("*"))
    assert subprocess.run([*unshare, "touch", "neu"], capture_output=True, check=False).returncode
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [*unshare, sys.executable, "-m", "cli", "serve", "--port", str(port)]
    with (
        (tmp_path / "server.log").open("w") as log,
        subprocess.Popen(
            command, env=environment | {"PYTHONDONTWRITEBYTECODE": "1"}, stdout=log, stderr=log
        ) as process,
    ):
        try:
            wait_for(lambda: answers(address) or process.poll() is not None, 120)
            assert process.poll() is None, (tmp_path / "server.log").read_text()
            visitor = Visitor(address)
            visitor.open()
            assert "LernFG" in visitor.ask("Was steht in § 1 Abs. 2 LernFG?")["output"]
            visitor.close()
        finally:
            process.kill()
    assert sorted(path for path in tree.rglob("*")) == before
