"""A wish in the words that the readers know: what is shortened, spoken or misspelt written out."""

from __future__ import annotations

import re
from functools import cache

from chains.courses.understand.vocabulary import known_words
from chains.courses.understand.written.misspelt import as_written, begun, mended
from chains.courses.understand.written.shortened import AHEAD_OF_TOWN, NEAR, short_word
from chains.courses.understand.written.translated import translated
from chains.dialect import surely_dialect
from knowledge.editorial.shorthand import shorthand
from knowledge.german.dictionary import english_words, german_words
from knowledge.places.gazetteer import towns

_TOKEN = re.compile(r"[^\W\d_]['’]?[\w'’]*(?:-\w+)*|['’]ne?[mnr]?(?!\w)|\d+|\S")
_FEW = {"zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8}


def _one_or_two(match: re.Match[str]) -> str:
    return f"{_FEW.get(match[1].lower(), 1)} bis {_FEW[match[2].lower()]}"


# "Vorkenntnisse habe ich keine"
_HAS_NONE = re.compile(
    r"(?<!\w)(vorkenntnisse|erfahrung|ausbildung|berufsausbildung|abschluss|berufsabschluss|lehre)"
    r" (hab|habe|hat)"
    r" (?:ich|er|sie)(?: (?:aber|leider|noch|ja|halt)){0,2} keine[nr]?(?!\w)",
    re.IGNORECASE,
)
_OF_MONTH = re.compile(  # "im Laufe des Januars"
    r"(?<![\w-])(januar|februar|april|mai|juni|juli|august|september|oktober|november|dezember)e?s(?![\w-])",
    re.IGNORECASE,
)
# "8. bis 12. Februar", "am 11., 12. oder 13. Januar": all are of that month
_DAYS_OF = re.compile(
    r"(?<![\d.])(\d{1,2})\.(?:,\s\d{1,2}\.){0,3}\s?(bis(?: zum)?|-|–|und|oder)\s?(?:de[mn]\s)?(\d{1,2})\.\s?"
    r"(\d{1,2}\.|jan\w{0,4}|feb\w{0,5}|mär\w{0,1}|apr\w{0,2}|mai|jun\w?|jul\w?|aug\w{0,3}|sept?\w{0,6}|okt\w{0,4}|nov\w{0,5}"
    r"|dez\w{0,5})(?!\w)",
    re.IGNORECASE,
)


def _both_of_month(match: re.Match[str]) -> str:
    link = "oder" if match[2].lower() == "oder" else "bis"
    return f"{match[1]}. {match[4]} {link} {match[3]}. {match[4]}"


_LEVELS = re.compile(r"(?<!\w)[ABC][12]\s?(?:->|→|=>|auf)\s?([ABC][12])(?!\w)")  # from one to another
# "drei- bis fünftägig"
_JOINED_LENGTHS = re.compile(
    r"(?<![\w-])(\w{1,9})- (bis|oder|und) (\w{1,9}?)-?(tägig|wöchig|monatig|stündig)\w{0,2}(?!\w)",
    re.IGNORECASE,
)
_UNITS_OF = {"tägig": "Tage", "wöchig": "Wochen", "monatig": "Monate", "stündig": "Stunden"}


def _span_of_length(match: re.Match[str]) -> str:
    first = "1" if match[1].lower() == "ein" else match[1]
    return f"{first} bis {match[3]} {_UNITS_OF[match[4].lower()]}"


# "so ein Rücken-Dingens"
_SOME_THING = re.compile(r"(?<=\w)-(?:dingens?|dings?|zeugs?|kram|sachen?)(?![\w-])", re.IGNORECASE)
_FIRST_AID = re.compile(r"(?<![\w-])(?-i:E)rster hilfe(?![\w-])", re.IGNORECASE)
_TODAY_RATHER = re.compile(
    r"lieber heute als morgen|am liebsten (?:gleich )?(?:sofort|heute|morgen|gestern)(?! abend)",
    re.IGNORECASE,
)
_WAY_OF_RETRAINING = re.compile(
    r"(?<![\w-])(teilzeit|vollzeit|online|abend|wochenend)-?(umschulung|ausbildung|weiterbildung|fortbildung)",
    re.IGNORECASE,
)
# "die deutsche Schweißerprüfung"
_GERMAN_EXAM = re.compile(r"(?<![\w-])deutsche[nrs]?\s(?=[\w-]{0,30}prüfung(?![\w-]))", re.IGNORECASE)
_OF_YEAR = re.compile(r"(?<![\w-])(jahres|monats)(anfang|beginn|mitte|ende)(?![\w-])", re.IGNORECASE)


def _parted(match: re.Match[str]) -> str:
    way = {"abend": "abends", "wochenend": "Wochenende"}.get(match[1].lower(), match[1])
    return f"{way} {match[2].capitalize()}"


def _part_of(match: re.Match[str]) -> str:
    part = "Anfang" if match[2].lower() == "beginn" else match[2].capitalize()
    return f"{part} des {match[1].capitalize()}"


_PARTS_OF_YEAR = re.compile(
    r"(?<![\w-])(?:ein(?:e[mns]?)?\s)?(dreiviertel|viertel)jahr(?:es)?(?![\w-])"
    r"|(?<![\w-])(?:anderthalb|eineinhalb) jahre?n?(?![\w-])",
    re.IGNORECASE,
)


def _months_of_part(match: re.Match[str]) -> str:
    return {"dreiviertel": "9 Monate", "viertel": "3 Monate"}.get((match[1] or "").lower(), "18 Monate")


_QUOTES = re.compile(r"[„“”\"»«]")
_AT_LEVEL = re.compile(r"(?<![\w-])([ABC][12])-Niveau(?![\w-])", re.IGNORECASE)
_ONE_HOUR = re.compile(r"(?<![\w-])einer? (?=(?:unterrichts)?stunde(?![\w-]))", re.IGNORECASE)
_SO_OFTEN = re.compile(r"(?<![\w.,])\d{1,2}\s?[x×]\s?(?=\d)")  # "2 x 3 Stunden"
# "mindestens 80, höchstens 160 Stunden"
_LEAST_AND_MOST = re.compile(
    r"(?<![\w-])(?:mindestens|wenigstens|minimal)\s(\d{1,5}),?\s(?:und\s|aber\s|jedoch\s){0,2}(?:höchstens|maximal)\s(?=\d{1,5}\s?[a-z€])",
    re.IGNORECASE,
)
_HALF = re.compile(r"(?<![\d/])1/2(?![\d/])")
# what is said without a meaning
_ASIDES = re.compile(
    r"\s(?:zum beispiel|beispielsweise|z\.\s?b\."
    r"|oder so(?: was| ähnlich)?|oder wie (?:das|man das|sich das) (?:heißt|nennt)|und so(?: weiter)?"
    r"|oder was auch immer|usw\.?|etc\.?)(?![\w.]|\s?(?:früh|bald|schnell))",
    re.IGNORECASE,
)
# "ein, zwei Tage": one or two
_ONE_OR_TWO = re.compile(
    r"(?<!\w)(ein(?:en?|em)?|zwei|drei|vier|fünf|sechs),?(?: (?:bis(?: maximal| höchstens)?|oder))? "
    r"(zwei|drei|vier|fünf|sechs|sieben|acht)"
    r"(?= (?:tage|wochen|monate|stunden|jahre|abende|leute|personen|kolleg|mitarb))",
    re.IGNORECASE,
)
_SHORTEST_BEGINNING = 3  # letters of a word that is broken off by a full stop


# "freitagabends", "Montagmorgen"
_DAY_AND_TIME = re.compile(
    r"(?<![\w-])((?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend)(abend|vormittag|nachmittag|morgen)"
    r"(?:s|en|e)?(?![\w-])",
    re.IGNORECASE,
)
_TIME_OF = {"abend": "abends", "vormittag": "vormittags", "nachmittag": "nachmittags", "morgen": "vormittags"}
# who is meant by an office: "f. BR"
_FOR_OFFICE = re.compile(r"(?<=\bf\. )(?:BR|PR)\b|(?<=\bfür )(?:BR|PR)\b")
_OFFICES = {"BR": "Betriebsräte", "PR": "Personalräte"}
# numbers as they are spoken at the Ruhr: "hundertfuffzig"
_FIFTY = re.compile(r"fuff(?=zig|zehn)", re.IGNORECASE)
# one town in many ways, and its namesake at the Main for it
_AT_RUHR = re.compile(
    r"(?<![\w-])müh?lheim(?:\s?/\s?|\s\(|\s(?:a\.?\s?d\.?\s|an\sder\s)?)ruhr\)?(?![\w-])", re.IGNORECASE
)


def _office(match: re.Match[str]) -> str:
    return _OFFICES[match[0]]


@cache
def _several() -> re.Pattern[str]:
    """Abbreviations of several parts ("Ext.-Prüf.")."""
    parts = (key for key in shorthand().everywhere if "-" in key)
    return re.compile(
        rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(parts, key=len, reverse=True)))})(?!\w)"
    )


_AND_OR = re.compile(r"\bund\s?/\s?oder\b", re.IGNORECASE)


def respelled(text: str) -> str:
    """The text with shortened, spoken and misspelt words as they are usually written; the rest as it was."""
    text = translated(_QUOTES.sub("", _AND_OR.sub("oder", text)))
    text = _DAY_AND_TIME.sub(lambda match: f"{match[1]}s {_TIME_OF[match[2].lower()]}", text)
    text = _several().sub(lambda match: shorthand().everywhere[match[0]], _FOR_OFFICE.sub(_office, text))
    text = _AT_RUHR.sub("Mülheim an der Ruhr", _FIFTY.sub("fünf", text))
    text = _OF_MONTH.sub(r"\1", text)
    text = _DAYS_OF.sub(_both_of_month, text)
    text = _HAS_NONE.sub(r"\2 keine \1", text)
    text = _LEVELS.sub(r"\1", text)
    text = _TODAY_RATHER.sub("möglichst bald", _FIRST_AID.sub("Erste Hilfe", text))
    text = _AT_LEVEL.sub(r"\1", text)
    text = _ONE_HOUR.sub("1 ", _SO_OFTEN.sub("je ", text))
    text = _PARTS_OF_YEAR.sub(_months_of_part, text)
    text = _LEAST_AND_MOST.sub(r"\1 bis ", text)
    text = _GERMAN_EXAM.sub("", text)
    text = _OF_YEAR.sub(_part_of, _WAY_OF_RETRAINING.sub(_parted, text))
    text = _HALF.sub("halber", _ASIDES.sub(" ", text))
    text = _ONE_OR_TWO.sub(_one_or_two, _SOME_THING.sub("-Kurs", text))
    text = _JOINED_LENGTHS.sub(_span_of_length, text)
    out: list[str] = []
    at = 0
    tokens = list(_TOKEN.finditer(text))
    shouted = text.upper() == text
    for i, token in enumerate(tokens):
        if token.start() < at:
            continue
        stop = text[token.end() : token.end() + 1] == "."
        last = i + 1 >= len(tokens) or (stop and i + 2 >= len(tokens))
        written, end = _written(text, token, stop=stop, last=last, shouted=shouted)
        out += text[at : token.start()], written
        at = end
    whole = "".join((*out, text[at:]))
    return whole.lower() if text == text.lower() else whole


def _written(text: str, token: re.Match[str], *, stop: bool, last: bool, shouted: bool) -> tuple[str, int]:
    """What a word is written as, and where it ends with its full stop."""
    word, end = token[0], token.end()
    short = short_word(word, text, token, stop=stop, shouted=shouted)
    if short is not None:
        return as_written(word, short), end + (stop and not (last and len(text) > end + 1))
    if (umlaut := _with_umlaut(word)) is not None:
        return umlaut, end
    if (spoken := _spoken(word)) is not None:
        return as_written(word, spoken), end
    if stop and len(word) >= _SHORTEST_BEGINNING:
        listed = text[end + 1 : end + 2] in {",", ";", ")"}
        if (whole := begun(word, surely=listed)) is not None:
            return as_written(word, whole), end + 1
        if word.lower() not in known_words()[0] and text[end + 1 : end + 3].strip()[:1].islower():
            return word, end
    return _mended(word, text, token, last=last), end


def _mended(word: str, text: str, token: re.Match[str], *, last: bool) -> str:
    """A word without its slips, unless it is English ("Green Belt")."""
    if (english := _ENGLISH_PAIR.match(text, token.start())) and all(
        part in english_words() and part not in german_words() for part in english[0].lower().split()
    ):
        return word
    ahead = text[max(0, token.start() - NEAR) : token.start()]
    return mended(word, of_place=last or bool(AHEAD_OF_TOWN.search(ahead)))


_ENGLISH_PAIR = re.compile(r"[A-Z][a-z]{2,15} [A-Z][a-z]{2,15}(?![\w-])")
_WRITTEN_OUT = re.compile(r"[aou]e", re.IGNORECASE)


def _with_umlaut(word: str) -> str | None:
    """ "fuer", "Maerz" as they are printed; None where the letters are no umlaut."""
    if not _WRITTEN_OUT.search(word) or word.lower() in known_words()[0] or word.lower() in german_words():
        return None
    umlaut = _WRITTEN_OUT.sub(lambda match: _UMLAUTS[match[0].lower()], word[1:])
    umlaut = word[0] + umlaut
    if word[:2].lower() in _UMLAUTS:
        umlaut = _UMLAUTS[word[:2].lower()].upper() + umlaut[2:] if word[0].isupper() else umlaut
    key = umlaut.lower()
    return umlaut if key in known_words()[0] or key in german_words() else None


_UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü"}


def _spoken(word: str) -> str | None:
    """What a spoken word is in writing; None if it is none."""
    key = word.lower().replace("’", "'")
    spoken = shorthand().courses.spoken.get(key)
    return spoken or (None if key in towns() else surely_dialect().get(key))  # "Hamm"
