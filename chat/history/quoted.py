"""Citations as they were quoted: kept with the message, so that a resumed chat shows the
passage that was read then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from chains.answer import Answer, Citation, whole
from chains.blocks.as_json import blocks_from_json, blocks_json
from chains.blocks.free_text import paragraphs_of, stored_blocks, stored_notice
from chains.retrieval.uploads import UPLOAD
from knowledge.model.document import DocumentHead, Passage, Section, Status

if TYPE_CHECKING:
    from chains.blocks.kinds import Blocks
    from knowledge.store.library import Library


def answer_json(answer: Answer) -> dict[str, Any]:
    """What a message keeps of its answer (its `metadata["answer"]`).

    Of a person's own document only the words quoted are kept: it is gone with its chat.
    """
    return {
        "question": answer.question,
        "blocks": blocks_json(answer.blocks),
        "mode": answer.mode,
        "abstained": answer.abstained,
        "citations": [_citation_json(citation) for citation in answer.citations],
    }


def answer_from_json(data: Mapping[str, Any]) -> Answer:
    """The answer of a stored message; raises KeyError, TypeError or ValueError for what
    `answer_json` did not write.
    """
    citations = tuple(_citation(entry) for entry in data["citations"])
    return Answer(
        data["question"],
        blocks_from_json(data["blocks"]) if "blocks" in data else _before_blocks(data, citations),
        citations,
        abstained=data["abstained"],
        mode=data["mode"],
    )


def _before_blocks(data: Mapping[str, Any], citations: Sequence[Citation]) -> Blocks:
    """An answer that was stored as text, read once."""
    numbers = {citation.n for citation in citations}
    said = (
        paragraphs_of(data["text"], numbers)
        if data["mode"] == "model"
        else stored_blocks(data["text"], numbers)
    )
    return whole((stored_notice(warning) for warning in data["warnings"]), said)


def changed_since(citation: Citation, library: Library) -> str:
    """What to say of a stored citation whose source is no longer what was quoted; "" if it is, or if it never
    was in the library.
    """
    document = citation.passage.document
    if document.kind == UPLOAD:
        return (
            "Dieses Dokument gehörte nur zu diesem Chat und ist nicht mehr gespeichert; gezeigt wird, was"
            " zitiert wurde."
        )
    now = library.sections(document.id, [citation.passage.section.locator])
    if not now or now[0].status is not Status.IN_FORCE:
        return (
            "Diese Stelle gibt es in der jetzt eingelesenen Fassung nicht mehr; gezeigt wird der damals"
            " zitierte Wortlaut."
        )
    if now[0].text != citation.passage.section.text:
        return (
            "Diese Stelle lautet in der jetzt eingelesenen Fassung anders; gezeigt wird der damals zitierte"
            " Wortlaut."
        )
    return ""


def stored_answers(steps: Sequence[Mapping[str, Any]]) -> dict[str, Answer]:
    """Message id -> its answer, of a resumed chat; messages without one, or of a later version,
    are left out.
    """
    found = {}
    for step in steps:
        data = (step.get("metadata") or {}).get("answer")
        if isinstance(data, Mapping):
            try:
                found[str(step["id"])] = answer_from_json(data)
            except (KeyError, TypeError, ValueError):
                continue
    return found


def _citation_json(citation: Citation) -> dict[str, Any]:
    section, document = citation.passage.section, citation.passage.document
    return {
        "n": citation.n,
        "quote": citation.quote,
        "chunk": citation.passage.chunk_id,
        "position": citation.passage.position,
        "section": {
            "locator": section.locator,
            "text": citation.quote if document.kind == UPLOAD else section.text,
            "heading": section.heading,
            "path": list(section.path),
            "url": section.url,
            "footnotes": section.footnotes,
        },
        "document": {
            "id": document.id,
            "kind": document.kind,
            "title": document.title,
            "long_title": document.long_title,
            "stand": document.stand.isoformat() if document.stand else "",
            "stand_note": document.stand_note,
            "url": document.url,
            "licence": document.licence,
            "region": document.region,
            "topics": list(document.topics),
            "audience": list(document.audience),
            "max_age_days": document.max_age_days,
            "legal_basis": list(document.legal_basis),
        },
    }


def _citation(data: Mapping[str, Any]) -> Citation:
    section = Section(**(data["section"] | {"path": tuple(data["section"]["path"])}))
    raw = data["document"]
    stand = date.fromisoformat(raw["stand"]) if raw["stand"] else None
    lists = {key: tuple(raw[key]) for key in ("topics", "audience", "legal_basis")}
    return Citation(
        int(data["n"]),
        Passage(
            data["chunk"],
            data["quote"],
            section,
            DocumentHead(**(raw | {"stand": stand} | lists)),
            int(data["position"]),
        ),
        data["quote"],
    )
