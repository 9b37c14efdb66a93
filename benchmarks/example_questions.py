"""What the nearness to an editors' example question is worth: each example against all others, and questions
on laws that no example is about.

    WBM_DATA=ORDNER PYTHONPATH=. python benchmarks/example_questions.py

Says how often the nearest other example is of the same entry, by nearness, and how many everyday questions on
the laws (knowledge/phrases) come as near to some example: from there a nearness alone says nothing.
"""

from __future__ import annotations

import numpy as np

from chains.funding.consultation.meaning import ExampleVectors, example_questions
from chains.retrieval.searcher import Searcher
from knowledge.index.embedding import load_embedding
from settings import settings

_NEARNESSES = (0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
_PHRASES = 3_000  # of the laws' everyday questions, drawn with a fixed seed


def main() -> None:
    """Print the table."""
    config = settings()
    searcher = Searcher(config, load_embedding(config.embedding), exact=True)
    matrix = ExampleVectors(searcher.vectors, searcher.embedding_name).matrix
    keys = np.array([key for _, key in example_questions()])
    scale = searcher.state.scale.questions
    cosines = matrix @ matrix.T
    np.fill_diagonal(cosines, -1.0)
    near = scale.nearnesses(cosines.ravel()).reshape(cosines.shape)
    nearest = near.argmax(axis=1)
    same, how_near = keys[nearest] == keys, near.max(axis=1)
    phrases = searcher.state.everyday.matrix
    drawn = phrases[np.random.default_rng(1).choice(len(phrases), min(_PHRASES, len(phrases)), replace=False)]
    of_laws = scale.nearnesses((drawn @ matrix.T).ravel()).reshape(len(drawn), -1).max(axis=1)
    print(f"{len(keys)} examples; nearest other one of the same entry: {100 * same.mean():.0f} %")
    for bound in _NEARNESSES:
        said = how_near >= bound
        right = 100 * same[said].mean() if said.any() else 0.0
        print(
            f"from {bound:.2f}: {100 * said.mean():3.0f} % of the examples, {right:3.0f} % of them right;"
            f" {100 * (of_laws >= bound).mean():4.1f} % of the questions on laws come as near"
        )


if __name__ == "__main__":
    main()
