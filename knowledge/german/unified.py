"""One written form for one text: composed umlauts, ligatures as their letters, nothing that is not seen."""

from __future__ import annotations

import re
import unicodedata

from knowledge.german.dictionary import german_words

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "ĳ": "ij", "Ĳ": "IJ"}
)
_SIGNS = "\u200b-\u200f\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069"  # that are not seen
_UNSEEN = re.compile(f"\u00ad\\n?|[{_SIGNS}]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")  # glyphs of a symbol font, which no other font shows
_CHANGED = re.compile(f"[{''.join(map(chr, _LIGATURES))}\u00ad{_SIGNS}\ue000-\uf8ff]")
_PRIVATE_BULLET = re.compile(r"(?m)^([^\S\n]*+)[" + "\ue000-\uf8ff" + r"][ \t]*")
_TORN = re.compile(r"(?<!\w)(\w*(?:ff|[Ff]i|[Ff]l)) ([a-zäöüß]{1,30})(?![\w-])")
_ENDINGS = frozenset("e en er es em t te ten n nd nde nden s st".split())
# words that end or begin like a torn one and are not
_WHOLE = frozenset(
    "auf stoff schiff griff begriff eingriff zugriff treff tarif kniff pfiff sofi wifi".split()
)


def unified(text: str) -> str:
    """The text in its one form; what is seen stays as it is."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFC", text)
    if not _CHANGED.search(plain):  # a search costs a tenth of the replacing
        return plain
    plain = _UNSEEN.sub("", plain.translate(_LIGATURES))
    return _PRIVATE.sub(" ", _PRIVATE_BULLET.sub(r"\1- ", plain)) if _PRIVATE.search(plain) else plain


def mended(text: str) -> str:
    """A text in which a reader tore words behind a ligature ("fi nden", "inbegriff en"): joined where both
    together are a word, or where neither is one.
    """
    return _TORN.sub(_joined, text) if _TORN.search(text) else text


def _joined(match: re.Match[str]) -> str:
    known = german_words()
    head, tail = match[1].lower(), match[2]
    whole = f"{match[1]}{tail}"
    if whole.lower() in known:
        both = head in known and tail in known and tail not in _ENDINGS
        return match[0] if both else whole
    neither = head not in known and head not in _WHOLE and tail not in known
    return whole if neither else match[0]
