"""How much personal data the masking finds, and what it takes for personal that is none; Presidio beside it.

    python benchmarks/masking.py              # ours; with --misses each piece that was missed
    or wrongly masked pip install presidio-analyzer             # not among the project's own dependencies
    python benchmarks/masking.py --presidio   # Presidio's German recognizers, on spaCy's blank
    German pipeline

Recall of a kind: share of its pieces that no longer stand in the masked text. Precision: share
of what was masked that overlaps a marked piece; the 152 sentences of benchmarks/masking.yaml count, with
--fresh the 20 that were written after the patterns and never used to change them.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chains.privacy.masking import mask

Found = list[str]  # the pieces of a sentence that were masked
_MARK = re.compile(r"\{([A-Z-]+):([^}]+)\}")


def ours(sentence: str) -> Found:
    return list(mask(sentence).originals.values())


def presidio() -> Callable[[str], Found]:
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class Blank(SpacyNlpEngine):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.nlp = {"de": spacy.blank("de")}

    registry = RecognizerRegistry(supported_languages=["de"])
    registry.load_predefined_recognizers(languages=["de"])
    engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["de"])

    def find(sentence: str) -> Found:
        return [
            sentence[r.start : r.end] for r in engine.analyze(sentence, language="de", score_threshold=0.35)
        ]

    return find


def measure(
    find: Callable[[str], Found], *, fresh: bool = False, misses: bool = False
) -> tuple[dict[str, tuple[int, int]], float]:
    """(kind -> (found, all), precision)."""
    sentences = yaml.safe_load((Path(__file__).parent / "masking.yaml").read_text(encoding="utf-8"))
    hits: Counter[str] = Counter()
    total: Counter[str] = Counter()
    right = wrong = 0
    for marked in sentences["fresh"] if fresh else [*sentences["with"], *sentences["without"]]:
        pieces = _MARK.findall(marked)
        sentence = _MARK.sub(lambda m: m[2], marked)
        found = find(sentence)
        for kind, piece in pieces:
            total[kind] += 1
            rest = piece
            for one in sorted(found, key=len, reverse=True):
                rest = rest.replace(one, "") if one in rest else "" if piece in one else rest
            whole = not re.search(r"\w{2}", rest)
            hits[kind] += whole
            if misses and not whole:
                print(f"verfehlt   {kind:14} {piece!r} in: {sentence}")
        for one in found:
            good = any(one in piece or piece in one for _, piece in pieces)
            right, wrong = right + good, wrong + (not good)
            if misses and not good:
                print(f"zu Unrecht {one!r} in: {sentence}")
    return {kind: (hits[kind], total[kind]) for kind in sorted(total)}, right / (
        right + wrong
    ) if right + wrong else 1.0


def main() -> None:
    find = presidio() if "--presidio" in sys.argv else ours
    recall, precision = measure(find, fresh="--fresh" in sys.argv, misses="--misses" in sys.argv)
    for kind, (found, total) in recall.items():
        print(f"{kind:28} {found:3} von {total:3}  {found / total:.3f}")
    print(f"{'Genauigkeit':28}             {precision:.3f}")


if __name__ == "__main__":
    main()
