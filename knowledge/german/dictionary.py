"""The forms of German and English words in general, from pyspellchecker's lists."""

from __future__ import annotations

from functools import cache


@cache
def german_words() -> frozenset[str]:
    """340,000 forms in lower case; takes 0.3 s, so only ask when a word is met that is not ours."""
    from spellchecker import SpellChecker

    return frozenset(SpellChecker(language="de").word_frequency.words())


@cache
def english_words() -> frozenset[str]:
    """What German texts may contain of English ("Green Belt"), in lower case."""
    from spellchecker import SpellChecker

    return frozenset(SpellChecker(language="en").word_frequency.words())
