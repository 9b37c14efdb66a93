"""The fitted model of the decision, kept with the index it was fitted on, else the one that ships."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from chains.refusal.policy import Confidence

if TYPE_CHECKING:
    from knowledge.store.library import Library

# Fitted by `wbm eval calibrate --keep` (2026-11-28): alltag, arbeitswelt, beratung, foerderrecht, gegenprobe
# with the 33 laws, with all everyday phrases and twice with those of every second law; starter without the
# laws; zusatz with the added documents, with all phrases and with those of every second law. 1,650 answerable
# rows, 351 others; on unseen fifths 93.7 % recognised, 2.7 % wrongly refused. For indexes without their own.
# `added`: fitted in the same way on 2026-11-30, on leads without phrases only: beratung, foerderrecht and
# gegenprobe with the phrases of every second law; zusatz, -blind, -arten, -frisch, -nah, -nah-frisch and
# -probe to -probe-sechs beside the laws, with all documents and twice with every second one missing (what is
# asked of those is not there then). 1,560 answerable rows, 1,082 others; with each added suite left out in
# turn and all documents there 89.6 % of 221 recognised, 4.6 % of 611 wrongly refused. Threshold 0.45 where
# the fit gave 0.5 (90.5 and 5.6 %).
_ADDED = Confidence(
    -0.6411,
    {
        "unphrased": 0.0887,
        "dense": 6.602,
        "elsewhere": -0.456,
        "told": -2.4546,
        "strange": -0.1064,
        "other_place": -1.894,
        "rest": -0.2101,
        "gap": -2.6232,
        "other_year": -6.1706,
        "uncounted": -2.6707,
        "asked": -1.9924,
        "silent": -5.3414,
        "unsaid": -1.5951,
        "unpriced": -1.6913,
        "outside": -2.295,
        "other_name": -2.8353,
        "said": 3.6001,
    },
    0.45,
)
DEFAULT = Confidence(
    -1.382,
    {
        "phrase": 2.3398,
        "unphrased": 1.67,
        "dense": 3.8241,
        "coverage": 0.8185,
        "first": 0.0333,
        "heading": 0.4892,
        "elsewhere": -3.8283,
        "told": -3.3966,
        "strange": -0.9681,
        "amount": -0.1254,
        "other_place": -1.5316,
    },
    0.7482,
    _ADDED,
)
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
            told = stored["model"]
            added = told.pop("added", None)
            return Confidence(**told, added=Confidence(**added) if added else None)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return DEFAULT


def save_confidence(library: Library, model: Confidence, notes: dict[str, float]) -> Path:
    """Keep a model for this content; `notes`: how it did."""
    path = library.path.parent / _FILE
    path.write_text(
        json.dumps({"index": library.fingerprint, "model": asdict(model), "measured": notes}, indent=2)
        + "\n",
        encoding="utf-8",
    )
    return path
