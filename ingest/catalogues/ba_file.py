"""Saved pages of the Weiterbildungssuche: JSON files as the API gives them, each with one page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.catalogues.ba import offer_id

if TYPE_CHECKING:
    from ingest.catalogues.offer_store import OfferStore

_AGAIN = "Die Datei ist beschädigt oder abgeschnitten; bitte die Seite neu speichern."


def collect_pages(files: Sequence[Path], store: OfferStore) -> Iterator[str]:
    """Put all dates of saved pages into the store; yields a message for each file or entry that
    is unreadable.
    """
    for file in files:
        try:
            page = json.loads(file.read_bytes())
        except OSError as error:
            yield f"{file}: Die Datei lässt sich nicht lesen ({error.strerror}). Bitte die Rechte prüfen."
            continue
        except (ValueError, RecursionError) as error:
            place = f"Zeile {error.lineno}, " if isinstance(error, json.JSONDecodeError) else ""
            yield f"{file}: {place}kein gültiges JSON ({error}). {_AGAIN}"
            continue
        embedded = page.get("_embedded") if isinstance(page, dict) else None
        termine = embedded.get("termine") if isinstance(embedded, dict) else None
        if not isinstance(termine, list):
            yield f"{file}: Das ist keine Seite der Weiterbildungssuche (erwartet wird _embedded.termine)."
            continue
        for position, termin in enumerate(termine, 1):
            try:
                offer, part = offer_id(termin)
            except ValueError as error:
                yield f"{file}: Der {position}. Eintrag ist unlesbar ({error}); er wurde übergangen."
            else:
                store.put(offer, part, termin)
