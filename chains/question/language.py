"""Which language a question is asked in: German, or another one that finds German sources by
meaning alone.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

GERMAN = "de"
# what is spoken at work in North Rhine-Westphalia
_ASKED_IN = ["de", "en", "tr", "pl", "uk", "ru", "ar", "ro", "hr", "fr", "it", "es"]
_TELLING = 1_000  # characters that tell the language
_FEWEST = 3  # words; fewer say too little
# Words that German alone has among these languages: a question with one of them needs no statistics (and no
# 0.7 s import).
_SURELY_GERMAN = frozenset(
    "ich du wir ihr mein meine meinen meinem meiner unser unsere unserem unseren einen einem eine ein der das"
    " dem den des ist sind wird werden wenn und oder nicht kein keine wie wer wo wann warum welche welcher"
    " welches welchen für mit von bei zum zur auf über nach kann muss darf soll gibt bekomme bekommt zahlt"
    " steht dürfen müssen noch auch mich mir uns sich habe haben nur einer eines im vom beim".split()
)
NAMES = {
    "en": "Englisch",
    "tr": "Türkisch",
    "pl": "Polnisch",
    "uk": "Ukrainisch",
    "ru": "Russisch",
    "ar": "Arabisch",
    "ro": "Rumänisch",
    "hr": "Kroatisch",
    "fr": "Französisch",
    "it": "Italienisch",
    "es": "Spanisch",
}

_NOTICES = {
    "en": "I answer in simple German, from German sources.",
    "tr": "Almanca kaynaklardan, basit Almanca ile yanıt veriyorum.",
    "pl": "Odpowiadam prostym językiem niemieckim, na podstawie niemieckich źródeł.",
    "uk": "Я відповідаю простою німецькою мовою, за німецькими джерелами.",
    "ru": "Я отвечаю на простом немецком языке, по немецким источникам.",
}


def foreign_notice(language: str) -> str:
    """That a question was asked in another language and is answered in German, said in both."""
    german = (
        f"Die Frage ist auf {NAMES.get(language, 'einer anderen Sprache')} gestellt; meine Quellen sind"
        " deutsch, die Antwort ist es auch."
    )
    return f"{_NOTICES[language]} {german}" if language in _NOTICES else german


def language_of(text: str) -> str:
    """Two-letter code of the language; "de" when in doubt (short texts, §§, names)."""
    text = text[:_TELLING]
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < _FEWEST or "§" in text or any(word in _SURELY_GERMAN for word in words):
        return GERMAN
    return _identify(text)


@lru_cache(maxsize=256)
def _identify(text: str) -> str:
    return str(_identifier().classify(text)[0])


@cache
def _identifier() -> LanguageIdentifier:
    """Of these languages alone: the package's own keeps the numbers of all 142, 24 MB, and picks ours anew at
    each question.
    """
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    every = LanguageIdentifier.from_model_file(MODEL_FILE)
    every.set_languages(_ASKED_IN)
    return LanguageIdentifier(
        every.nb_ptc, every.nb_pc, every.nb_classes, every.tk_nextmove, every.tk_output, tk_row=every.tk_row
    )
