"""What answers are held against: the words of every place as they stand in the library, not as an answer
quotes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.places import place
from knowledge.model.document import Status

if TYPE_CHECKING:
    from knowledge.store.library import Library


def evidence_of(library: Library) -> dict[str, str]:
    """Place -> title, locator, heading, path and text of every section that may be answered from."""
    return {
        place(head.id, section.locator): "\n".join(
            (
                head.title,
                head.long_title,
                section.locator,
                section.heading,
                " ".join(section.path),
                section.text,
            )
        )
        for head, *_ in library.heads()
        for section in library.sections(head.id)
        if section.status is Status.IN_FORCE
    }
