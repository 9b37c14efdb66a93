"""What an embedding on another machine gets to see of a question: placeholders instead of people's data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chains.locality import remote_embedding
from chains.privacy.masking import MaskingSession

if TYPE_CHECKING:
    from settings import Settings


def as_sent(texts: Sequence[str], settings: Settings, told: Sequence[str] = ()) -> list[str]:
    """The texts of one question (or document) as they go to the embedding: as they are to one on this
    machine, masked to any other. `told`: what the person wrote before, whose names are hidden too.
    """
    if not remote_embedding(settings):
        return list(texts)
    session = MaskingSession()
    for text in (*told, *texts):
        session.learn(text)
    return [session.hide(text) for text in texts]
