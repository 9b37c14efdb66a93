"""Starts the chat: `wbm serve`."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from cli.questions import require_library
from knowledge.terminal import say
from settings import ROOT, settings


def serve(
    host: Annotated[str, typer.Option(help="Adresse")] = "",
    port: Annotated[int, typer.Option(help="Port")] = 0,
) -> None:
    from chains.locality import require_local
    from chat.access.listening import require_way_in

    config = settings()
    require_library()
    address, number = host or config.host, port or config.port
    os.environ.setdefault("CHAINLIT_APP_ROOT", str(ROOT))
    require_local(config)
    require_way_in(config, address)
    say(
        f"Der Chat läuft gleich unter http://{'localhost' if address == '127.0.0.1' else address}:{number}"
        " (beenden mit Strg+C)"
    )
    command = [
        sys.executable,
        "-m",
        "chainlit",
        "run",
        str(ROOT / "app.py"),
        "--headless",
        "--host",
        address,
        "--port",
        str(number),
    ]
    os.execve(sys.executable, command, os.environ)  # noqa: S606 - replaces this process, so that signals reach the server
