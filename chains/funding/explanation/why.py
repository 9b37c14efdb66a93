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


def reason_for_change(said: Explanation, before: Explanation | None) -> Explanation:
    """What is said with its first reason in front, and with that of what came out before the last change."""
    if before is None or before.lead.text == said.lead.text or not (said.reasons and before.reasons):
        return reason_first(said)
    now = {line.text for line in said.reasons}
    other = next((line for line in before.reasons if line.text not in now), None)
    first = reason_first(said)
    if other is None:
        return first
    told = replace(other, text=f"Vorher galt: {other.text}")
    return replace(first, details=(told, *first.details))
