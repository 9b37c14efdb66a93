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
# -probe to -probe-fuenf beside the laws, with all documents and twice with every second one missing (what is
# asked of those is not there then). 1,397 answerable rows, 1,088 others; on unseen fifths 91.5 % recognised,
# 4.6 % wrongly refused; with each added suite left out in turn and all documents there 93.0 and 5.5 % (199
# and 549 questions). Threshold 0.45 where the fit gave 0.5: of those questions 1 % fewer are recognised
# (92.0), 0.7 % fewer refused (4.0).
_ADDED = Confidence(
    0.5417,
    {
        "unphrased": 0.1883,
        "dense": 7.5557,
        "told": -1.6391,
        "strange": -0.3678,
        "other_place": -2.2207,
        "rest": -1.4458,
        "gap": -2.5668,
        "other_year": -7.2772,
        "uncounted": -4.3069,
        "asked": -3.0382,
        "silent": -6.0339,
        "unsaid": -1.8907,
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
