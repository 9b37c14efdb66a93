"""The environment of processes that tests start."""

from __future__ import annotations

import os


def clean_environment() -> dict[str, str]:
    """This one without any setting but two: the cache, which all tests share (the embedding's graph is made
    once, not for each data folder), and that no chat fetches laws, lest tests ask the real site. Compiled
    modules are kept too: a server has 400 of ours to import.
    """
    ours = ("WBM_", "CHAINLIT_", "PYTHONDONTWRITEBYTECODE")
    return {k: v for k, v in os.environ.items() if not k.startswith(ours)} | {
        "WBM_CACHE": os.environ["WBM_CACHE"],
        "WBM_FETCH_LAWS": "0",
    }
