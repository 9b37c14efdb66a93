# ruff: noqa: E501 - a pattern reads best in one row
"""Further ways of speaking to a language model instead of to a reader: by address, by its task, by what it is to put out; and ways of hiding it.

Each pattern is a kind, not a sentence; each was held against 33 federal laws, the factsheets and the seminar material, which match none
(tests/chains/test_injection.py). None has an unbounded gap, so that a text is searched in linear time.
"""

from __future__ import annotations

import re

_MACHINES = (
    r"(?:ki|llms?|gpts?|chat-?bots?|bots|sprachmodell\w{0,3}|ki-\w{2,20}|(?:digitale|virtuelle|hilfreiche)\w{0,2} assistent\w{0,6}|ai|language models?|"
    r"(?:ai|automated|machine) (?:readers?|assistants?|systems?|agents?)|maschinelle\w{0,2} leser\w{0,5}|crawler)"
)
_OUT_WORDS = (
    "nenne",
    "behaupte",
    "schreib",
    "gib",
    "melde",
    "sag",
    "empfiehl",
    "zitiere",
    "output",
    "print",
    "write",
    "present",
    "state",
    "claim",
    "report",
    "recommend",
)
_GAP = r"(?:[^\w\n]{1,3}+[\w%'’]{1,25}+){0,6}?[^\w\n]{1,3}"  # up to six words, each read in one way
_TELL = (
    r"(?:angeben|ausgeben|nennen|schreiben|sagen|behaupten|antworten|melden|empfehlen|weglassen|zurückgeben)"
)
_FIGURE = r"(?:\d{1,9}(?:[.,]\d{1,3})?\s?(?:%|prozent|percent|euro|€|tage|jahre))"
_PUT_OUT = r"(?:nenne|behaupte|schreibe?|gib|melde|sage?|empfiehl|zitiere|output|print|write|present|state|claim|report|recommend)"
_PATTERNS: tuple[
    tuple[tuple[str, ...], str], ...
] = (  # words of which one must be there (in lower case), and the pattern
    # addressed to a machine
    (
        ("liebe", "dear", "hallo", "hey", "hello", "an alle", "attention", "note to", "hinweis", "nachricht"),
        rf"\b(?:liebe[rs]?|dear|hallo|hey|hello|an alle|attention|note to|hinweis(?:e)? an|nachricht an)\s+(?:\w{{1,15}}\s+)?{_MACHINES}\b",
    ),
    (
        ("für", "for"),
        rf"\b(?:fürs?|für (?:die|den|das|alle)|nur für|only for|for)\s+{_MACHINES}\s*(?:[:,;!\]]|sichtbar|gilt|bestimmt|only\b)",
    ),
    (
        ("du ", "sie ", "you "),
        rf"\b(?:wenn|falls|sofern|if|since|da)\s+(?:du|sie|you)\s+(?:(?:bist|sind|are)\s+)?(?:ein\w{{0,2}}\s+|an?\s+|the\s+)?{_MACHINES}\b",
    ),
    (
        ("sollst", "solltest", "musst", "you", "hast du", "wirst du", "antwortest"),
        rf"\b(?:als|as an?)\s+(?:hilfreiche\w{{0,2}}\s+|gute\w{{0,2}}\s+|helpful\s+|good\s+)?(?:{_MACHINES}|assistent\w{{0,3}}|assistant)\s+(?:sollst|solltest|musst|you\b|hast du|wirst du|antwortest)",
    ),
    (
        ("hinweis", "anweisung", "befehl", "notiz", "instruktion"),
        r"\b(?:modell|ki|llm|bot|prompt|system)-?(?:hinweis|anweisung|befehl|notiz|instruktion)\w{0,2}\b\s*[:\]]",
    ),
    (("prompt",), r"^\W{0,5}prompt\s*:"),
    (
        ("automatisch", "maschinell"),
        rf"\bwer\b{_GAP}(?:automatisch|maschinell)\w{{0,2}}\b{_GAP}(?:verarbeitet|liest|auswertet|zusammenfasst)\b",
    ),
    # its task, its rules, its makers
    (
        ("deine", "eure", "your"),
        r"\b(?:deine|eure|your)\s+(?:(?:neue|einzige|eigentliche|only|new|sole|real)\s+)?(?:aufgabe|task|job|rolle|role)\s+(?:hat sich|ist (?:ab|jetzt|nun|es)|lautet|wurde|is (?:now|to)|has changed)\b",
    ),
    (
        ("halte dich", "halte sich", "halten sie"),
        rf"\b(?:halte|halten sie)\s+(?:dich|sich)\b{_GAP}(?:nicht|nie)\b{_GAP}(?:vorgaben|regeln|anweisungen|quellen|fundstellen)\b",
    ),
    (
        ("do not", "don", "never", "no longer", "stop"),
        r"\b(?:do not|don['’]t|never|no longer|stop)\s+(?:follow|obey|adhere to|cite|use|trust)(?:ing)?\s+(?:the|your|any|these|those|all)\s+(?:rules|instructions|guidelines|sources|passages|system)\b",
    ),
    (
        ("vergiss", "vergess", "forget", "disregard", "ignore"),
        r"\b(?:vergiss|vergesst|vergessen sie|forget|disregard|ignore)\s+(?:alles|was|everything|anything|what|all)\b",
    ),
    (
        ("stehende", "obige", "bisherige", "vorherige", "frühere"),
        r"\b(?:obenstehende|obige|vorstehende|bisherige|vorherige|frühere)\w{0,2}\s+(?:hinweise|anweisungen|vorgaben|regeln|instruktionen)\b"
        rf"{_GAP}(?:hinfällig|ungültig|überholt|aufgehoben|gegenstandslos|falsch)\b",
    ),
    (("lass",), rf"\b(?:lass|lasse|lasst)\b{_GAP}(?:fundstellen?|quellen?|belege?|zitate?|prüfung)\s+weg\b"),
    (
        ("dass du", "you"),
        rf"\b(?:entwickler\w{{0,5}}|betreiber\w{{0,5}}|programmierer\w{{0,5}}|developers?|operators?|administrators?)\b{_GAP}(?:dass du|that you|you to)\b",
    ),
    (
        ("user", "sag"),
        r"\b(?:the )?user (?:has )?(?:asked|told|instructed|wants|ordered)\s+you\b|\btell the user\b|\bsag(?:e)? (?:dem|der) (?:nutzer|fragenden|anwender)\w{0,3}\b",
    ),
    # what to put out
    (
        ("beim", "zum"),
        rf"\b(?:beim|zum)\s+(?:beantworten|antworten|zusammenfassen|zitieren|auswerten)\b{_GAP}{_TELL}\b",
    ),
    (
        ("when", "while", "before"),
        rf"\b(?:when|while|before)\s+(?:summari[sz]ing|answering|quoting|responding|citing|replying)\b{_GAP}(?:state|say|write|mention|claim|present|tell|add|use)\b",
    ),
    (
        ("deine", "in your "),
        rf"\b{_PUT_OUT}\b{_GAP}?\b(?:in|mit|als)\s+deiner?\s+(?:antwort|ausgabe)\b|\bin your (?:answer|answers|response|reply|output)\b",
    ),
    (
        ("deiner antwort", "eurer antwort"),
        r"\b(?:nenne|schreibe?|gib|sage?|angeben|nennen|schreiben)\b[^\n.]{0,40}\bin (?:deiner|eurer) antwort\b|\bin deiner antwort\b",
    ),
    (
        ("beantworte", "gib"),
        r"\bbeantworte\w{0,2}\s+(?:jede|alle|diese|die)\w{0,2}\s+fragen?\b|\bgib\b[^\n.]{0,60}\b(?:satz|text|wortlaut|zahl|wert)\b[^\n.]{0,15}\b(?:zurück|aus|wieder)\b",
    ),
    (
        _OUT_WORDS,
        rf"(?:^|[.:;,!?]\s|\bund\s|\band\s|\bsondern\s|\bstattdessen\s|\beinfach\s|\bis to\s|\bplease\s|\bbitte\s){_PUT_OUT}\s+(?:\w{{1,15}}\s+){{0,3}}?{_FIGURE}",
    ),
    (
        ("correct", "right", "true", "only"),
        r"\b(?:the )?(?:correct|right|true|only) (?:figure|answer|number|value|amount) to (?:present|give|state|output|report|cite)\b",
    ),
    (("dass du",), r"\bdass du\b[^\n.]{0,40}\b(?:ausgibst|nennst|schreibst|sagst|antwortest|behauptest)\b"),
    (
        ("quelltext", "datenteil", "kontext", "dokumentteil"),
        r"\bende(?:t)?\b[^\n.]{0,20}\b(?:quelltext|datenteil|kontext|dokumentteil)\w{0,2}\b|\b(?:quelltext|datenteil|kontext)\b[^\n.]{0,20}\bendet\b",
    ),
)
_COMPILED = tuple((triggers, re.compile(pattern, re.MULTILINE)) for triggers, pattern in _PATTERNS)
_TURNED = (
    "ignor",
    "vergiss",
    "vergess",
    "disregard",
    "forget",
    "anweisung",
    "antwort",
    "answer",
    "instruction",
    "prozent",
    "percent",
)

_LEET = str.maketrans("013457@$", "oieastas")
_LEET_L = str.maketrans("013457@$", "oleastas")
_MIXED = re.compile(r"\b(?=\w{0,30}[A-Za-zÄÖÜäöü])(?=[^\W_]{0,30}[0-9@$])[\w@$]{4,30}\b")
_SYLLABLES = re.compile(r"\b[^\W\d_]{1,4}-[^\W\d_]{1,4}-[^\W\d_]{1,4}\b")
_INNER_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")


def orders_model(text: str) -> bool:
    """Whether a text speaks to a language model in one of these ways."""
    lower = text.lower()
    return any(
        pattern.search(lower) for triggers, pattern in _COMPILED if any(word in lower for word in triggers)
    )


def disguised(text: str) -> list[str]:
    """Other readings of a text in which an order may hide: digits for letters, split syllables, backwards; only those that differ."""
    backwards = text[::-1]
    readings = [backwards] if any(word in backwards.lower() for word in _TURNED) else []
    if _MIXED.search(text):
        readings += [
            _MIXED.sub(lambda m: m[0].translate(_LEET), text),
            _MIXED.sub(lambda m: m[0].translate(_LEET_L), text),
        ]
    if _SYLLABLES.search(text):
        readings.append(_INNER_HYPHEN.sub("", text))
    return readings
