"""`wbm library`: copying it, and its vectors on a Chroma server. Parses, calls, prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from knowledge.errors import SettingsError, WbmError
from knowledge.terminal import say
from settings import Settings, settings

if TYPE_CHECKING:
    from knowledge.index.chroma.address import ChromaAddress

app = typer.Typer(
    no_args_is_help=True, help="Die Bibliothek kopieren; ihre Vektoren auf einem Chroma-Server."
)


@app.command(
    help=(
        "Die Bibliothek in eine leere kopieren: von der Datei nach PostgreSQL, zurück, oder von einer zur"
        " anderen. Danach wird jede Tabelle verglichen."
    )
)
def copy(
    to: Annotated[
        str,
        typer.Option(
            "--to", help="Ziel: postgresql://… oder ein Datenordner, in dem noch keine liegt", metavar="ZIEL"
        ),
    ],
    origin: Annotated[
        str,
        typer.Option(
            "--from", help="Quelle, wenn nicht die eingestellte: postgresql://… oder ein Datenordner"
        ),
    ] = "",
) -> None:
    from knowledge.index.writer import library_to_write, writing
    from knowledge.store.opening import library_there, open_library

    config = settings()
    source, target = _place(origin, config) if origin else config, _place(to, config)
    if not library_there(source):
        raise WbmError("In der Quelle liegt keine Bibliothek, die sich kopieren ließe.")
    # nobody may change the source meanwhile, and of a folder the lock is that of all its work
    with writing(source.data), open_library(source) as read, read.alone():
        if (source.data, _url(source)) == (target.data, _url(target)):
            raise WbmError("Quelle und Ziel sind dieselbe Bibliothek.")
        if source.data == target.data:
            with open_library(target) as written, written.alone():
                sums = read.copy_to(written)
        else:
            with library_to_write(target) as written:
                sums = read.copy_to(written)
        name = written.name
    documents, embeddings = sums["documents"].rows, sums["embeddings"].rows
    say(
        f"Kopiert und verglichen: {documents} Dokumente, {sums['sections'].rows} Abschnitte,"
        f" {sums['section_history'].rows} frühere Fassungen, {sums['courses'].rows} Kurse, {embeddings}"
        f" Einbettungen nach {name}."
    )


@app.command(
    help="Zeigen, welche Bibliotheken Vektoren auf dem Chroma-Server haben; die einer aufgegebenen löschen."
)
def vectors(
    drop: Annotated[
        str, typer.Option("--drop", help="Die Sammlungen dieser Bibliothek löschen", metavar="BIBLIOTHEK")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Ohne Rückfrage")] = False,
) -> None:
    from knowledge.index.chroma.server import collections_of, drop_collections
    from knowledge.store.opening import library_there, open_library

    config = settings()
    address = _address(config)
    own = ""
    if library_there(config):
        with open_library(config, read_only=True) as library:
            own = library.id
    client = _client(address)
    if drop:
        warning = " Es ist die eingestellte; sie werden danach neu gefüllt." if drop == own else ""
        if not yes and not typer.confirm(f"Die Vektoren der Bibliothek {drop} löschen?{warning}"):
            raise typer.Exit(1)
        say(f"Gelöscht: {drop_collections(client, drop)} Sammlungen der Bibliothek {drop}.")
        return
    for each in sorted(collections_of(client), key=lambda each: (each.library, each.generation)):
        state = f"Stand {each.generation}, {each.chunks} Abschnitte" if each.ready else "wird gefüllt"
        say(f"{each.library}{' (diese)' if each.library == own else ''}: {state}  ({each.name})")


def _place(said: str, config: Settings) -> Settings:
    """The settings with the library that somebody named."""
    if "://" in said:
        return config.model_copy(update={"library_url": type(config.library_url)(said)})
    return config.model_copy(
        update={"library_url": type(config.library_url)(""), "data": Path(said).expanduser().resolve()}
    )


def _url(config: Settings) -> str:
    return config.library_url.get_secret_value()


def _address(config: Settings) -> ChromaAddress:
    from knowledge.index.chroma.address import ChromaAddress

    if (address := ChromaAddress.of(config)) is None:
        raise SettingsError("WBM_CHROMA_URL nennt keinen Chroma-Server; ohne ihn gibt es hier nichts zu tun.")
    return address


def _client(address: ChromaAddress) -> Any:
    from knowledge.index.chroma.address import why_away

    try:
        return address.client()
    except Exception as error:
        raise WbmError(
            f"Der Chroma-Server {address.name} antwortet nicht ({why_away(error)}). Bitte"
            " WBM_CHROMA_URL, WBM_CHROMA_TOKEN und den Server prüfen."
        ) from error
