"""Doctor of the index: `wbm doctor`."""

from __future__ import annotations

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
    from knowledge.index.generation import IndexPlace, check_embedding, require_index
    from knowledge.index.writer import library_to_write
    from knowledge.store.databases.checked_connection import writable
    from knowledge.store.opening import open_library

    config = settings()
    require_library()
    # what is only looked at needs no right to write
    looking = check_only and (config.library_url.get_secret_value() or not writable(config.library))
    with open_library(config) if looking else library_to_write(config) as library:
        require_index(library)
        check_embedding(library, config.embedding)
        place, embedding = IndexPlace(config.indexes), load_embedding(config.embedding)
        with library.snapshot():
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
        findings = surgery.examine(place, library, config.embedding)
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
            findings = surgery.examine(place, library, config.embedding)
        if contradictions:
            say("Die Bibliothek ist nicht gesund.")
        elif findings.healthy:
            say(f"Gesund: {findings.chunks} Abschnitte, jeder wird gefunden.")
        else:
            say("Der Index ist nicht gesund.")
    raise typer.Exit(0 if findings.healthy and not contradictions else 1)
