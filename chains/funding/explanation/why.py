"""The reason first, where it is asked for ("Warum zahlt er nichts?")."""

from __future__ import annotations

import re
from dataclasses import replace

from chains.funding.explanation.lines import Explanation

_WHY = re.compile(r"(?i)^\W*(?:(?:und|aber|ja|ok|hm)\W+)*(?:warum|wieso|weshalb|aus welchem grund)\b")


def asks_why(question: str) -> bool:
    """Whether a question asks for the reason of what was said."""
    return bool(_WHY.search(question))


def reason_first(said: Explanation) -> Explanation:
    """What is said with its first reason in front, the result behind it."""
    if not said.reasons:
        return said
    first, *rest = said.reasons
    return replace(said, lead=first, details=(said.lead, *said.details), reasons=tuple(rest))
