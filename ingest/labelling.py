"""What an entry of sources.yaml says of its documents."""

from __future__ import annotations

from dataclasses import replace

from knowledge.editorial.sources import Source
from knowledge.model.document import Document


def labelled(document: Document, source: Source) -> Document:
    """What the entry says fills what the document does not say itself."""
    return replace(
        document,
        licence=document.licence or source.licence,
        topics=document.topics or source.topics,
        region=document.region or source.region,
        audience=document.audience or source.audience,
        max_age_days=source.max_age_days,
    )
