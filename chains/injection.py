"""Orders to a language model inside sources and questions: recognised, so that they are neither evidence nor
offered to it.

Recognising is one line of defence only; what a model writes is verified whatever it was told
(chains/verification/verify.py). It is needed because a source that tells a model what to say also holds the
false figure, which would verify against that very source.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from functools import lru_cache

from chains.model_orders import disguised, orders_model

_INVISIBLE = dict.fromkeys(
    [0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_TAGS = re.compile("[\U000e0020-\U000e007e]+")  # characters nobody sees that spell ASCII
_HIDING = re.compile("[\u202d\u202e\u2066-\u2068]|(?:\\w[\u200b\u200c\u2060\ufeff]){3}")
# Cyrillic and Greek letters that look Latin
_LOOK_ALIKES = str.maketrans("аеорсухікмнтвαορεικντυ", "aeopcyxikmhtbaopeikvtu")
_FOREIGN = re.compile("[\u0370-\u04ff]")
_LATIN_WORD = re.compile(r"(?<!\w)(?=\w*[A-Za-z])\w++")
_BASE64 = re.compile(r"(?<![\w+/])[A-Za-z0-9+/]{24,}={0,2}(?![\w+/])")
_SPACED = re.compile(r"\b(?:\w[ ._-]){5,}\w\b")

_OVERRIDE = (
    r"ignorier\w*|vergiss|vergesst|vergessen"
    r" sie|missacht\w*|überschreib\w*|umgeh[et]\w*|ignore|disregard|forget|override|bypass|oublie\w*"
    r"|ignorez|olvid[ae]\w*|"
    r"ignora\w*|negeer\w*|zignoruj\w*|pomiń|yok say\w*|görmezden"
    r" gel\w*|unut\w*|игнориру\w*|забуд\w*|ігнору\w*"
)
_RULES = (
    r"regeln?|anweisung\w*|instruktion\w*|vorgabe\w*|prompt\w*|befehl\w*|fundstelle\w*|instruction\w*"
    r"|rules?|guidelines?|previous|prior|above|context|"
    r"bisherige\w*|vorherige\w*|obige\w*|consignes|règles|instruccion\w*|reglas|istruzion\w*"
    r"|instrukcj\w*|polece\w*|zasad\w*|talimat\w*|kural\w*|"
    r"инструкц\w*|правил\w*|інструкц\w*"
)
_MODEL = (
    r"(?:sprach)?modell\w*|assistent\w*|chat-?bots?|ki(?:-\w+)?|künstliche"
    r" intelligenz|llm|gpt\w*|ai|assistant|bot|agent"
)
_TAG_NAMES = (
    r"system|assistant|user|instructions?|context|passage|fundstellen?|documents?|tool_?calls?"
    r"|function_?calls?|invoke|prompt"
)
_PATTERNS = (
    # set the rules aside
    rf"\b(?:{_OVERRIDE})\b\W++(?:[\w'’]++[^\w'’]++){{0,7}}?['’]{{0,3}}(?:{_RULES})\b",
    rf"\b(?:{_RULES})\b\W++(?:\w++\W++){{0,5}}?"
    r"(?:ignorieren|missachten|vergessen|gelten (?:ab jetzt )?nicht mehr|sind aufgehoben|yok"
    r" say\w*|unut\w*|görmezden|zignoruj\w*)\b",
    # say what to answer
    (
        r"\bantworte\b|\b(?:answer|respond|reply)\s+(?:only|with|exactly|that|in)\b|\bsay\s+(?:that"
        r"|exactly|\d)\b|\bwiederhole"
        r" wörtlich\b"
    ),
    r"\b(?:sage?|sag|schreibe?|antworten sie)\s*(?:nur|jetzt|immer|ohne fundstellen|:|\d)",
    r"\brépond[sez]+\b|\bresponde\b|\bodpowiedz\b|\bcevap ver\b|\bответь\w*|\bвідповіда\w*",
    rf"\b(?:das|der|die|jedes|jeder)\s+(?:{_MODEL})\s+(?:muss|müssen|soll|sollen"
    rf"|hat)\b(?:\W++\w++){{0,6}}?\W++(?:antwort\w*|sagen|schreiben|nennen|behaupten|ausgeben)",
    rf"\b(?:an|für|hinweis an|achtung)\s+(?:alle\s+|die\s+|das\s+|den\s+)?(?:{_MODEL})\s*[:,!]",
    # play a role
    (
        r"\b(?:du bist|you are|sie sind)\s++(?:ab"
        rf" (?:jetzt|sofort)|jetzt|nun|now)?\s*+(?:\w++\s++){{0,3}}?(?:{_MODEL}|dan|pirat\w*|system"
        rf"|administrator\w*)\b"
    ),
    (
        r"\bab (?:jetzt|sofort)\s+(?:bist|antwortest|sagst|schreibst|giltst|ignorierst)\b|\b(?:act|behave) as"
        r" (?:if|an?|the)\b|\bpretend (?:to|you|that)\b"
    ),
    (
        r"\b(?:developer mode|entwicklermodus|jailbreak|do anything now)\b|\bstell dir vor,? du"
        r" (?:bist|wärst|wärest) (?:der|die|das|ein\w*|oma)\b"
    ),
    # pretend to be the system, the asker or the end of the data
    (
        r"\b(?:system[- ]?|geheime |versteckte |hidden |neue"
        r" )(?:prompts?|nachricht|anweisung(?:en)?|instruktion(?:en)?|instructions?|message|hinweis)\b"
    ),
    r"\bneue regel:|\bnew rules?:",
    r"^[^\w\n]*+(?:assistant|developer|human|user)\s*+:",
    r"^[^\w\n]*+(?:system|assistent)\s*+:.*\b(?:du|dein\w*|you|neu\w*|new|regel\w*|antwort\w*|gilt"
    r"|nutzer|user|modus|mode|override|freigeschaltet)\b",
    (
        r"<\|[\w"
        rf" ]*\|>|\[/?inst\]|<<\s*/?sys\s*>>|(?<!#)#{{2,}}+\s*+(?:system|instruction|anweisung"
        rf"|response|antwort)|</?\s*+(?:{_TAG_NAMES})\b[^>]{{0,300}}+>|[⟦⟧]"
    ),
    (
        r"\bende\s+der\s+(?:fundstellen?|frage|quellen|daten|dokumente)\b|\bend of (?:the"
        r" )?(?:context|sources?|documents?|data|passages?)\b"
    ),
    r"(?<!=)={3,}+\s*+(?:ende|end|frage|fundstelle)\b",
    # call tools, leak, link
    (
        r"[\"'](?:role|tool|tool_?calls?|function_?call|tool_?name|tool_?input)[\"']\s*:"
        r"|\b(?:tool_?call|function_?call)s?\s*[({=]|\baction\s*+:\s*+\w++\s*+action"
        r" input\b"
    ),
    r"\b(?:dekodier\w*|entschlüss\w*|decode)\b.{0,40}\b(?:base64|folgend\w*|following|und (?:befolge|führe))",
    r"\b(?:gib|zeige?|wiederhole|verrate|nenne|print|repeat|reveal|show)\b"
    r"(?:\W++\w++){0,5}?\W++(?:system-?prompt|deine (?:anweisungen|regeln)|prompt|your instructions)\b",
    r"\b(?:füge?|setze?|insert|append|include)\b[:/.]*+(?:[^\w:/.]++[\w:/.]++){0,8}?\W++(?:ein|hinzu"
    r"|an|link|url|image|bild)\b"
    r"[:/.]*+(?:[^\w:/.]++[\w:/.]++){0,6}?\W++(?:antwort|answer|response|reply)\b",
)
_ORDERS = re.compile(rf"(?=^|[^\d\s.,])(?:{'|'.join(_PATTERNS)})", re.IGNORECASE | re.MULTILINE)


@lru_cache(maxsize=1024)
def instructs(text: str) -> bool:
    """Whether a text gives orders to a language model: openly, in base64, in invisible or
    look-alike letters.
    """
    if _TAGS.search(text) or _HIDING.search(text):
        return True
    forms = _forms(text)
    return (
        any(map(_orders, forms))
        or any(map(_orders, disguised(forms[0])))
        or any(_orders(form) for decoded in _decoded(text) for form in _forms(decoded))
    )


def _orders(form: str) -> bool:
    return bool(_ORDERS.search(form) or orders_model(form))


@lru_cache(maxsize=512)
def without_instructions(text: str) -> str:
    """The text without the lines that give orders, their other sentences included: the false figure stands
    beside the order.
    """
    return "\n".join(line for line in text.splitlines() if not instructs(line)) if instructs(text) else text


def _forms(text: str) -> list[str]:
    """The text as it reads: without invisible characters, and where there are any with look-alike letters and
    spaced-out words replaced.
    """
    if text.isascii():
        seen = latin = text
    else:
        seen = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
        latin = (
            _LATIN_WORD.sub(lambda m: m[0].lower().translate(_LOOK_ALIKES), seen)
            if _FOREIGN.search(seen)
            else seen
        )
    joined = _SPACED.sub(lambda m: re.sub(r"[ ._-]", "", m[0]), latin)
    return list(dict.fromkeys((seen, latin, joined)))


def _decoded(text: str) -> list[str]:
    found = []
    for match in _BASE64.finditer(text):
        try:
            found.append(
                base64.b64decode(match[0] + "=" * (-len(match[0]) % 4), validate=True).decode("utf-8")
            )
        except (binascii.Error, UnicodeDecodeError):
            continue
    return found
