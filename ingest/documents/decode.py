"""Bytes to text: byte order mark, what the server said, what the page says, then what the bytes look like
(charset-normalizer).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_LATIN = {
    "iso-8859-1",
    "latin-1",
    "latin1",
    "us-ascii",
    "ascii",
    "iso8859-1",
    "iso8859-15",
    "windows-1252",
    "cp1252",
}
# what German and neighbouring pages come in
_LIKELY = ["utf_8", "cp1252", "cp1250", "mac_roman", "cp850", "utf_16_le", "utf_16_be"]
_MOSTLY = 6  # of that many characters beyond ASCII one may be broken in what is still taken for UTF-8
_GERMAN = frozenset("äöüÄÖÜß§€–—„“”‚‘’…•°²³½¼éèàáçñ×·«»\xa0\xad")
_NEARLY_ALL = 0.85
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")  # no text, and no data format of ours wants them
_SAMPLE = 50_000  # bytes that the guess looks at
# Chinese inside of Latin words
_TORN = re.compile("(?<=[A-Za-z])[\u4e00-\u9fff]+|(?<![\u4e00-\u9fff])[\u4e00-\u9fff]++(?=[a-z])")
_BROKEN = ("Ã¤", "Ã¶", "Ã¼", "ÃŸ", "Ã„", "Ã–", "Ãœ", "â€“", "â€ž", "Â§")  # UTF-8 read as Windows-1252


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read with, and a note if the one that was said is wrong."""

    text: str
    encoding: str
    note: str = ""


def decode(data: bytes, said: str = "", *, markup: bool = False) -> Decoded:
    """Decode; `said` is the server's charset. UTF-8 that is valid wins over a Latin claim: Latin text is
    hardly ever valid UTF-8 by chance.
    """
    said = said.strip("\"' ").lower()
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    declared = marked or _known(said) or (_declared(data) if markup else "")
    utf8 = _strictly(data, "utf-8-sig")
    if utf8 is not None and declared in {"", "utf-8", *_LATIN}:
        return _repaired(utf8, "utf-8", _contradiction(declared, "utf-8", utf8) if declared in _LATIN else "")
    if declared and declared != "utf-8":
        text = _strictly(data, "cp1252" if declared in _LATIN else declared)
        if text is not None:
            return _repaired(text, declared, "")
    return _guessed(data, declared)


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _declared(data: bytes) -> str:
    from bs4.dammit import EncodingDetector

    return _known(
        EncodingDetector.find_declared_encoding(data[:8192], is_html=True, search_entire_document=False) or ""
    )


def _known(name: str) -> str:
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        return ""


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _guessed(data: bytes, declared: str) -> Decoded:
    """What charset-normalizer makes of it, through bs4; a few broken bytes in UTF-8 are replaced and said."""
    loose = data.decode("utf-8", "replace")
    foreign = sum(not char.isascii() for char in loose)
    if loose.count("\ufffd") * _MOSTLY <= foreign:
        return Decoded(
            _plain(loose.lstrip("\ufeff")),
            "utf-8",
            "Einzelne Zeichen sind falsch kodiert und durch � ersetzt.",
        )
    encoding = "cp1252" if _reads_german(data) else _likely(data)
    text = data.decode(encoding, "replace")
    return _repaired(text, encoding, _contradiction(declared, encoding, text))


def _repaired(text: str, encoding: str, note: str) -> Decoded:
    """The text as it was before somebody read it with a wrong charset and wrote it down so ("Ã¼", "盲"),
    where that is certain; what is only suspected stays and is said.
    """
    plain = _plain(text)
    better = _from_chinese(plain) or _from_latin(plain)
    if better:
        note = " ".join(filter(None, (note, "Falsch gespeicherte Umlaute („Ã¼“ statt „ü“) sind berichtigt.")))
        return Decoded(better, encoding, note)
    if doubly_encoded(plain):
        note = " ".join(filter(None, (note, "Die Umlaute sind falsch gespeichert („Ã¼“ statt „ü“).")))
    return Decoded(plain, encoding, note)


def _from_latin(text: str) -> str:
    """UTF-8 that was read as Windows-1252 or the like, where ftfy is sure; "" if there is none."""
    if not any(mark in text for mark in _BROKEN):
        return ""
    import ftfy

    fixed = ftfy.fix_encoding(text)
    return fixed if fixed != text and _umlauts(fixed) > _umlauts(text) else ""


def _from_chinese(text: str) -> str:
    """Latin text that was read as GBK ("Best盲tigung"): a Chinese sign inside of a German word is an umlaut,
    with the letter behind it; "" where a sign gives none.
    """
    torn = list(_TORN.finditer(text))
    if not torn:
        return ""
    return _TORN.sub(_as_latin, text) if all(_as_latin(match) for match in torn) else ""


def _as_latin(match: re.Match[str]) -> str:
    for encoding in ("utf-8", "cp1252"):
        read = _strictly(match[0].encode("gbk", "replace"), encoding) or ""
        if read and all(char.isascii() or char in _GERMAN for char in read):
            return read
    return ""


def _umlauts(text: str) -> int:
    return sum(text.count(char) for char in "äöüÄÖÜß§€„“–")


def _reads_german(data: bytes) -> bool:
    """Whether Windows-1252, in which nearly all old German files are, gives German letters and signs for
    nearly all bytes beyond ASCII.
    """
    foreign = [char for char in (_strictly(data, "cp1252") or "") if not char.isascii()]
    return bool(foreign) and sum(char in _GERMAN for char in foreign) >= _NEARLY_ALL * len(foreign)


def _likely(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE], cp_isolation=_LIKELY).best()
    return _known(best.encoding) if best else "cp1252"


def _contradiction(declared: str, used: str, text: str) -> str:
    if not declared or declared == used or text.isascii():
        return ""
    return f"Als Zeichensatz ist {declared} angegeben, gelesen wurde {used}."


def doubly_encoded(text: str) -> bool:
    """Whether the text was broken before it was sent ("fÃ¼r"): the sender's mistake, which is
    only noticed here.
    """
    return sum(text.count(mark) for mark in _BROKEN) >= 3  # noqa: PLR2004 - one may be meant


def _plain(text: str) -> str:
    return _CONTROLS.sub("", text)
