"""The forms of German and English words in general, from pyspellchecker's lists."""

from __future__ import annotations

from functools import cache

# occurrences in pyspellchecker's list from which a word is one of everyday speech: of the 1,019 nouns in the
# questions of the suites zusatz … 25 have as many, of the 339 other words 165 (2026-11-30)
_EVERYDAY = 2500


def german_words() -> frozenset[str]:
    """340,000 forms in lower case; takes 0.3 s, so only ask when a word is met that is not ours."""
    return _german()[0]


def everyday_words() -> frozenset[str]:
    """The words, in lower case, that people say most and that are no nouns: verbs in their forms, particles,
    pronouns. The list counts words as films speak them, and only where they are written small.
    """
    return _german()[1]


@cache
def _german() -> tuple[frozenset[str], frozenset[str]]:
    """All forms and those said most, of one reading of the list."""
    from spellchecker import SpellChecker

    counted = SpellChecker(language="de").word_frequency
    forms = frozenset(counted.words())
    return forms, frozenset(word for word in forms if counted[word] >= _EVERYDAY)


@cache
def english_words() -> frozenset[str]:
    """What German texts may contain of English ("Green Belt"), in lower case."""
    from spellchecker import SpellChecker

    return frozenset(SpellChecker(language="en").word_frequency.words())
