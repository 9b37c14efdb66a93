"""Small numbers as people write them of heads and courses: in figures, or as a word up to twelve."""

from __future__ import annotations

NUMBER_WORDS = {
    name: number
    for number, name in enumerate("zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split(), 2)
}
ANY_NUMBER_WORD = "|".join(NUMBER_WORDS)  # as part of a pattern


def counted(said: str) -> int:
    """How many, of figures or one of the words, in any case."""
    return int(said) if said.isdigit() else NUMBER_WORDS[said.lower()]
