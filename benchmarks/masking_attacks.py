"""How much personal data of conversations stays here, and what is masked that is none:
benchmarks/masking_attacks.yaml.

    python benchmarks/masking_attacks.py             # with --misses each piece that goes out or
    is wrongly masked

Hidden: no word of a marked piece (of four letters or digits and more; all its words where it has no such)
stands, in any spelling of case, in any text that a remote model would get: question and history of each turn,
and the labels of uploads.
Kept: share of the sentences without personal data that go out unchanged.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

SET = Path(__file__).parent / "masking_attacks.yaml"
PARTS = ("blind", "open", "fresh", "last")
_FILE = "Datei: "
_MARK = re.compile(r"\{([^}]+)\}")
_PLACEHOLDER = re.compile(r"\[[A-ZÄÖÜ-]+ \d+\]")
_LONG = 4  # letters or digits of a word that tells by itself

# turns and uploads' names -> the texts that go out
Sent = Callable[[Sequence[str], Sequence[str]], list[str]]


def sent_now(turns: Sequence[str], files: Sequence[str]) -> list[str]:
    """What goes out over a chat: each turn with those before it, and with the labels of the uploads."""
    from chains.privacy.masking import MaskingSession

    out: list[str] = []
    for number in range(1, len(turns) + 1):
        session = MaskingSession()
        for text in turns[:number]:
            session.learn(text)
        for name in files:
            session.learn_file(name)
        out += [
            session.hide(text)
            for text in (*turns[:number], *(f"Ihr Dokument ‚{name}‘, S. 1" for name in files))
        ]
    return out


def leaks(case: Sequence[str], sent: Sent) -> tuple[list[str], int]:
    """(The marked pieces of a case that go out, how many are marked)."""
    pieces = [piece for text in case for piece in _MARK.findall(text)]
    plain = [_MARK.sub(r"\1", text) for text in case]
    turns = [text for text in plain if not text.startswith(_FILE)] or ["Was steht darin?"]
    files = [text.removeprefix(_FILE) for text in plain if text.startswith(_FILE)]
    out = "\n".join(_PLACEHOLDER.sub(" ", text) for text in sent(turns, files)).casefold()
    return [
        piece
        for piece in pieces
        if any(re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", out) for word in _telling(piece))
    ], len(pieces)


def measure(sent: Sent, part: str, *, misses: bool = False) -> tuple[int, int, int, int]:
    """(Pieces hidden, pieces, sentences kept as they are, sentences) of one of PARTS."""
    everything = yaml.safe_load(SET.read_text(encoding="utf-8"))
    gone = marked = kept = 0
    for case in everything.get(part, []):
        out, count = leaks(case, sent)
        gone, marked = gone + len(out), marked + count
        if misses and out:
            print(f"geht hinaus {out} in: {case}")
    sentences = everything.get(f"without_{part}", [])
    for sentence in sentences:
        seen = sent([sentence], [])
        kept += seen == [sentence]
        if misses and seen != [sentence]:
            print(f"zu Unrecht  {sentence!r} -> {seen}")
    return marked - gone, marked, kept, len(sentences)


def _telling(piece: str) -> list[str]:
    words = [word.casefold() for word in re.split(r"[\W_]+", piece) if word]
    return [word for word in words if len(word) >= _LONG] or words


def main() -> None:
    for part in PARTS:
        hidden, pieces, kept, sentences = measure(sent_now, part, misses="--misses" in sys.argv)
        if pieces:
            print(
                f"{part:6} verborgen {hidden:3} von {pieces:3}  {hidden / pieces:.3f}   unverändert {kept:3}"
                f" von {sentences:3}  {kept / max(sentences, 1):.3f}"
            )


if __name__ == "__main__":
    main()
