"""Doctor of the index: `wbm doctor`."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Annotated

import typer

from cli.questions import require_library
from knowledge.terminal import say
from settings import settings


def doctor(
    check_only: Annotated[bool, typer.Option("--check-only", help="Nur prüfen, nichts neu aufbauen")] = False,
) -> None:
    from knowledge.index import doctor as surgery
    from knowledge.index.embedding import load_embedding
    from knowledge.index.generation import IndexPlace, check_embedding, require_index, writing
    from knowledge.store.checked_connection import writable
    from knowledge.store.library import Library

    config = settings()
    require_library()
    # what is only looked at needs no right to write
    alone = nullcontext() if check_only and not writable(config.library) else writing(config.data)
    with alone, Library(config.library) as library:
        require_index(library)
        check_embedding(library, config.embedding)
        place, embedding = IndexPlace(config.indexes, config.chroma_url), load_embedding(config.embedding)
        contradictions = library.contradictions()
        for line in contradictions.lines:
            say(line)
        if contradictions and not check_only:
            with library.transaction():
                library.set_aside(contradictions)
            say(
                "Was beschädigt war, ist herausgenommen und wird nicht mehr zitiert. `wbm sync` liest es neu"
                " ein."
            )
        findings = surgery.examine(place, library, embedding, config.embedding)
        for problem in findings.problems:
            say(problem)
        if computed := surgery.engines(library, config.embedding, embedding):
            say(computed)
        for place_gone in surgery.strayed(library):
            say(
                f"Hinweis: knowledge/phrases/ nennt {place_gone}; diese Stelle gibt es in der eingelesenen"
                " Fassung nicht."
            )
        if (contradictions or not findings.healthy) and not check_only:
            say("Der Index wird aus der Bibliothek neu aufgebaut …")
            surgery.rebuild(place, library, embedding, config.embedding)
            findings = surgery.examine(place, library, embedding, config.embedding)
        if contradictions:
            say("Die Bibliothek ist nicht gesund.")
        elif findings.healthy:
            say(f"Gesund: {findings.chunks} Abschnitte, jeder wird gefunden.")
        else:
            say("Der Index ist nicht gesund.")
    raise typer.Exit(0 if findings.healthy and not contradictions else 1)
