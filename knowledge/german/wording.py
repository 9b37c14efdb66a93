"""Small ways of putting German words together for people to read."""

from __future__ import annotations

from collections.abc import Sequence


def listed(parts: Sequence[str]) -> str:
    """ "a, b und c"; "" for none."""
    return " und ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)


def capitalised(words: str) -> str:
    """Words as a sentence begins; the rest stays as it is."""
    return words[:1].upper() + words[1:]
