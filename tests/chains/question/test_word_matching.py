"""How far a word of a question is in a text: itself, inflected, put together, or by another word for it."""

from __future__ import annotations

import pytest

from chains.question.analysis import Analyst
from chains.question.references import LawNames
from chains.question.word_matching import WordMatcher
from knowledge.editorial.glossary import load_glossary
from knowledge.german.words import Compounds, stem
from settings import ROOT

ANALYST = Analyst(load_glossary(ROOT / "knowledge" / "glossary.yaml"), LawNames({}))
COMPOUNDS = Compounds(
    ["nach", "hilfe", "kosten", "prüfung", "gebühr", "kurs", "fonds", "bildung", "ausschuss"]
)


def held(question: str, word: str, text: str) -> float:
    reader = WordMatcher(ANALYST.analyse(question), COMPOUNDS, lambda _: 0.5)
    return reader.of(stem(word.lower()), reader.words_of(text))


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Laptop", "Notebooks sind ausgenommen."),
        ("zahlt", "Die Gebühr wird erstattet."),
        ("hochgeladen", "Die Rechnung ist hochzuladen."),
        ("antwortet", "Sie hat nicht geantwortet."),
        ("Staplerkurs", "Gabelstapler Grundkurs"),
        ("Kettensägenkurs", "Motorsäge Grundlagen"),
        ("Hygienekurs", "Hygiene dauert zwei Tage."),
        ("Zinssatz", "Der Jahreszins beträgt drei Prozent."),
        ("Übernachtung", "Die Nacht kostet 30 Euro."),
    ],
)
def test_another_form_of_a_word_says_it(word: str, text: str) -> None:
    assert held(f"Gilt das für {word}?", word, text) >= 0.8


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Nachhilfe", "Der Fonds hilft bei den Kosten."),  # a part that is only a preposition
        ("Prüfungsgebühr", "Die Gebühr beträgt 30 Euro."),  # a gebühr of another kind
        ("Bildungsausschuss", "Die Bildung wird gefördert."),  # only what kind of Ausschuss
        ("Plätze", "Die Teilnahmegebühr beträgt 60 Euro."),
        ("Brille", "Notebooks sind ausgenommen."),
        ("Taxi", "Mit dem eigenen Auto werden 30 Cent gezahlt."),
    ],
)
def test_a_word_alike_does_not_say_it(word: str, text: str) -> None:
    assert held(f"Gilt das für {word}?", word, text) <= 0.5


def test_the_legal_word_for_it_counts_only_beside_the_question() -> None:
    """The glossary knows Nachhilfe by Ausbildung; the fund's own name is no word for it."""
    asked = "zahlt der Ausbildungsfonds auch Nachhilfe"
    assert held(asked, "Nachhilfe", "Der Ausbildungsfonds zahlt den Umzug.") < 0.5


def test_a_legal_word_stands_only_for_the_word_it_is_kept_for() -> None:
    """That a text has the legal word for one word of a question says nothing of another word of it."""
    asked = ANALYST.analyse("Wie viel Urlaub haben Azubis?")
    others = [said for word, wordings in asked.legally if word != "Urlaub" for said in wordings]
    assert held("Wie viel Urlaub haben Azubis?", "Urlaub", " ".join(others)) < 0.7
