"""What a question means by the editors' examples, with the shipped embedding."""

from __future__ import annotations

import pytest

from chains.funding.consultation.meaning import ExampleVectors, Meaning
from knowledge.index.embedding import embed_queries
from knowledge.index.scale import SHIPPED
from knowledge.index.unit import unit_vectors
from settings import DEFAULT_EMBEDDING
from tests.conftest import E5Embeddings


@pytest.fixture(scope="module")
def meaning(embedding: E5Embeddings) -> Meaning:
    scale = SHIPPED[DEFAULT_EMBEDDING].questions
    return Meaning(
        ExampleVectors(
            lambda texts: unit_vectors(embed_queries(embedding, list(texts))).tolist(), DEFAULT_EMBEDDING
        ),
        scale,
    )
