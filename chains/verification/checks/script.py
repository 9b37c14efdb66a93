"""Letters that only look like others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from chains.verification.claim import CitedClaim

_NO_SCRIPT = frozenset({"FEMININE", "MASCULINE", "MICRO"})  # ª, º and µ are written with any script


class MixedScript:
    """Objects to a word with letters of several scripts ("Аgentur" with a Cyrillic А)."""

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One, however many words there are."""
        mixed = any(_is_mixed(word) for word in re.findall(r"\w+", claim.text))
        return ["Buchstaben verschiedener Schriften in einem Wort"] if mixed else []


def _is_mixed(word: str) -> bool:
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in word if letter.isalpha()}
    return len(scripts - _NO_SCRIPT) > 1
