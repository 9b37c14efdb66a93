"""What a chat model wrote, made plain text: no HTML, links, images, hidden letters; citations
in the one form [n].
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection

from knowledge.german.wording import capitalised

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SUPERSCRIPT = re.compile(r"(?<=[\w.,!?)])[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.S | re.I)
_CONTROL = re.compile(r"<\|[^|>\n]*\|>|\[/?INST\]|<</?SYS>>|```\w*", re.I)
_ELEMENT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.S | re.I)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_TAG = re.compile(r"</?[A-Za-z!?][^<>]*>")
_DEFINITION = re.compile(r"^[^\S\n]*+\[[^\]\n]++\]:\s*+\S.*$", re.M)
_IMAGE = re.compile(r"!\[[^\]\n]{0,300}+\]\s*+(?:\([^)\n]{0,400}+\)|\[[^\]\n]{0,300}+\])")
_LINK = re.compile(r"\[(?P<text>[^\[\]\n]*)\]\((?P<target>[^)\s]{0,400}+(?:\s++\"[^\"\n]{0,300}+\")?)\)")
_HEADING = re.compile(r"^#{1,6}\s++(.+)$", re.M)

_WORD = r"(?:Fundstellen?|Quellen?|Quellenangabe|Nummer|Nr\.?|Ref\.?|source|siehe|vgl\.?|laut|nach|gemäß)"
_LIST = r"\d{1,2}(?:\s*+(?:,|;|/|&|und|u\.|bis|-|–)\s*+(?:Fundstelle\s*+)?\[?\d{1,2}\]?)*"
_BRACKETED = re.compile(
    rf"(?<![\[【{{])[\[【{{]++\s*+\^?\s*+(?:{_WORD}:?\s*+)*(?P<numbers>{_LIST})\s*+(?:†[^\]】\n]{{0,"
    rf"120}}|[:,(][^\]】\n]{{0,80}})?\s*+[\]】}}]+",
    re.I,
)
_ROUND = re.compile(
    rf"\(\s*+(?P<word>(?:{_WORD}:?\s*+)*)(?P<numbers>{_LIST})\s*+\)(?=\s*+[.!?;]|[^\S\n]*+$)", re.I | re.M
)
_SPOKEN = re.compile(r"\b(Fundstelle|Quelle)\s+(\d{1,2})\b(?!\s*(?:Prozent|Euro|%))")
_LONGEST_PARAGRAPH = 20  # characters: "Absatz", "§§", a number, and the space behind it
_PARAGRAPH = re.compile(r"^(?:\d+[a-z]?|Abs\.|Absatz|Nr\.|§+)$", re.I)
_LEAD = re.compile(
    r"^\s*+(?:\*\*)?\s*+(?:(?:die\s++)?antwort\b[^:.\n]{0,90}:|(?:antwort"
    r"|answer)\s*+:?)\s*+(?:\*\*)?\s*+:?\s*+(?=\S)",
    re.I,
)
_YES_NO = re.compile(r"^(?:ja|nein)\b\s*[,.!:–-]+\s*(?=\S)", re.I)


def clean(text: str, offered: Collection[int]) -> str:
    """Plain German text with bold, lists and [n] at most; `offered`: the numbers of the
    passages, which "(1)" may mean.

    A leading "Ja," or "Nein," goes: no passage can be asked whether it is right, and the
    sentence behind it says it.
    """
    text = html.unescape(html.unescape(text))
    text = _SUPERSCRIPT.sub(lambda m: f" [{m[0].translate(_SUPERSCRIPTS)}]", text)
    text = unicodedata.normalize("NFKC", text.replace("…", "\ue000")).replace("\ue000", "…")
    text = "".join(_plain(c) for c in text)
    text = _COMMENT.sub("", _ELEMENT.sub("", _THOUGHT.sub("", text)))
    text = _TAG.sub("", _CONTROL.sub("", text))
    text = _LINK.sub(
        lambda m: f"[{m['text']}]" if m["text"].strip(" ^").isdigit() else m["text"],
        _IMAGE.sub("", _DEFINITION.sub("", text)),
    )
    text = _HEADING.sub(lambda m: f"**{m[1].rstrip().rstrip('#').rstrip() or '#'}**", text)
    text = _marks(text, offered)
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r" ?\n ?", "\n", text)
    text = _YES_NO.sub("", _LEAD.sub("", re.sub(r"\n{3,}", "\n\n", text).strip()))
    return capitalised(text)


def _plain(letter: str) -> str:
    """The letter, digits of other scripts as ours; "" for what cannot be seen."""
    if letter == "\n" or letter.isascii():
        return letter if letter >= " " or letter in "\n\t" else ""
    category = unicodedata.category(letter)
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    return "" if category in {"Cc", "Cf", "Co", "Cn", "Cs"} else letter


def _marks(text: str, offered: Collection[int]) -> str:
    """Every written form of a citation as [n], before the full stop, none twice in a row."""
    text = _BRACKETED.sub(lambda m: _as_marks(m["numbers"], offered), text)
    text = _rounds(text, offered)
    text = _SPOKEN.sub(lambda m: f"{m[1]} [{m[2]}]" if int(m[2]) in offered else m[0], text)
    text = re.sub(r"\](?=\[\d)", "] ", text)
    text = re.sub(r"(?<=[^\s(\[])\[(?=\d{1,2}\])", " [", text)
    text = re.sub(
        r"([.!?])((?:[ \t]*\[\d{1,2}\])+)[.!?]?",
        lambda m: f"{m[2] if m[2].startswith(' ') else ' ' + m[2]}{m[1]}",
        text,
    )
    return re.sub(r"(\[\d{1,2}\])(?:\s*\1)+", r"\1", text)


def _as_marks(numbers: str, offered: Collection[int]) -> str:
    listed = [int(n) for n in re.findall(r"\d+", numbers)]
    if len(listed) == 2 and re.search(r"-|–|bis", numbers) and listed[0] < listed[1]:  # noqa: PLR2004
        listed = [n for n in range(listed[0], listed[1] + 1) if n in offered] or listed
    return " ".join(f"[{n}]" for n in listed)


def _rounds(text: str, offered: Collection[int]) -> str:
    """(1) at the end of a sentence is a mark if it may be one: offered, and not the Absatz of a §."""
    parts, end = [], 0
    for match in _ROUND.finditer(text):
        before = text[end : match.start()]
        last = before[-_LONGEST_PARAGRAPH:].split()[-1:]
        listed = [int(n) for n in re.findall(r"\d+", match["numbers"])]
        if all(n in offered for n in listed) and (match["word"] or not (last and _PARAGRAPH.match(last[0]))):
            parts += [before.rstrip(), " ", _as_marks(match["numbers"], offered)]
        else:
            parts += [before, match[0]]
        end = match.end()
    return "".join([*parts, text[end:]])
