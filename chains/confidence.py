"""When the search may be believed: the calibrated model of abstention, kept with the index it was fitted on."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from chains.abstain import Confidence

if TYPE_CHECKING:
    from knowledge.library import Library

# Fitted by `wbm eval calibrate alltag arbeitswelt beratung foerderrecht gegenprobe starter` over the 33 laws and the factsheets, 25.11.2026;
# the threshold lies between those that refuse 2 and 2.5 % of the answerable questions. Holds for every index that has no model of its own.
DEFAULT = Confidence(intercept=-1.011, bridge=2.383, dense=2.6467, coverage=0.7286, elsewhere=-4.0764, told=-3.8488, threshold=0.75)
# Without the laws few everyday phrases lead anywhere, and questions that the factsheets answer look less sure.
WITHOUT_LAWS = replace(DEFAULT, threshold=0.64)
_ENOUGH_LAWS = 10  # from which on most everyday phrases lead to a place
_FILE = "abstention.json"
_kept: dict[tuple[str, int, int], Confidence] = {}


def load_confidence(library: Library) -> Confidence:
    """The model fitted on this library's content, else the default."""
    path = library.path.parent / _FILE
    key = (str(path), path.stat().st_mtime_ns if path.exists() else 0, library.generation)
    if key not in _kept:
        _kept[key] = _read(path, library)
    return _kept[key]


def _read(path: Path, library: Library) -> Confidence:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["index"] == library.fingerprint:
            return Confidence(**stored["model"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return DEFAULT if sum(head.kind == "law" for head, *_ in library.heads()) >= _ENOUGH_LAWS else WITHOUT_LAWS


def save_confidence(library: Library, model: Confidence, notes: dict[str, float]) -> Path:
    """Keep a model for this content; `notes`: how it did."""
    path = library.path.parent / _FILE
    path.write_text(json.dumps({"index": library.fingerprint, "model": asdict(model), "measured": notes}, indent=2) + "\n", encoding="utf-8")
    return path
