"""How a proof is written and what it names: a place of a law ("SGB III § 82 Abs. 2 Satz 2 Nr. 1") or a
section of a factsheet ('Faktenblatt „Bildungsscheck Nordrhein-Westfalen“: Wer den Bildungsscheck bekommt').

Either way a proof is a document's name and the locator that the index has for the section; a law's Satz and
Nr. lie within it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from knowledge.model.document import DocumentHead

_WRITTEN = re.compile(
    r"^(?P<law>[^\d§„“]+?) (?P<paragraph>§ \d+[a-z]*(?: Abs\. \d+[a-z]*)?)(?: Satz (?P<satz>\d+))?"
    r"(?: Nr\. (?P<nr>\d+[a-z]?))?$"
    r"|^(?P<sheet>Faktenblatt „[^„“]+“): (?P<section>\S.*)$"
)


class ProofPlace(NamedTuple):
    """What a proof names; `satz`, `nr` are "" where it names the whole section."""

    document: str
    locator: str
    satz: str = ""
    nr: str = ""


def proof_place(proof: str) -> ProofPlace | None:
    """What a proof names; None for what is no place."""
    match = _WRITTEN.match(proof)
    if match is None:
        return None
    return ProofPlace(
        match["law"] or match["sheet"],
        match["paragraph"] or match["section"],
        match["satz"] or "",
        match["nr"] or "",
    )


def name_in_proofs(head: DocumentHead) -> str:
    """How proofs name an indexed document; "" for a kind that none can rest on."""
    return {"law": head.title, "factsheet": f"Faktenblatt „{head.title}“"}.get(head.kind, "")
