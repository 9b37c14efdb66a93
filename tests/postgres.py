"""A PostgreSQL cluster of the tests' own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_PLACES = [
    *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)),
    *os.environ.get("PATH", "").split(":"),
]


class Postgres:
    """A cluster in a folder of its own, run as a user who is not root (PostgreSQL refuses root)."""

    def __init__(self, folder: Path, bin_folder: Path) -> None:
        self.folder, self._bin = folder, bin_folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._run("initdb", "-D", str(folder / "db"), "-U", "wbm", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        user = {"user": "nobody"} if os.geteuid() == 0 else {}
        subprocess.run(
            [str(self._bin / program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=60,
            cwd=self.folder,
            **user,
        )  # type: ignore[call-overload]

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run(
            "pg_ctl",
            "-D",
            str(self.folder / "db"),
            "-o",
            options,
            "-l",
            str(self.folder / "log"),
            "-w",
            "start",
        )

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "db"), "-m", "immediate", "-w", "stop")

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://wbm@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """URL of an empty database."""
        name = f"t{uuid.uuid4().hex[:8]}"
        self._run(
            "psql",
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
            "-U",
            "wbm",
            "-d",
            "postgres",
            "-qc",
            f"CREATE DATABASE {name}",
        )
        return self.url(name)


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """A running cluster; skips where there is no PostgreSQL."""
    found = next(
        (
            Path(place)
            for place in _PLACES
            if all(shutil.which(p, path=place) for p in ("initdb", "pg_ctl", "postgres", "psql"))
        ),
        None,
    )
    if found is None:
        if os.environ.get("WBM_REQUIRE_POSTGRES"):
            pytest.fail("PostgreSQL is required here")
        pytest.skip("no PostgreSQL found (Debian: apt install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="wbm-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("nobody")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    cluster = Postgres(folder, found)
    yield cluster
    cluster.stop()
    shutil.rmtree(folder, ignore_errors=True)
