"""How often the verification objects to what is right, how often it finds what is wrong, and
how long it takes.

    python benchmarks/verification.py FOLDER_WITH_LAWS [law …]
    python benchmarks/verification.py LIBRARY.sqlite [law …]

Right: each sentence and list item of the laws, put up as an answer that cites its own Absatz; every objection
is a false alarm.
Wrong: the same sentences where they hold a figure, an office or a denial, changed by one word in every way of
_CHANGES; every one that passes is missed. What a change leaves true (a "nicht" in a list of exceptions)
counts as missed, too.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chains.answer import Citation
from chains.verification.verify import verify
from ingest.documents.law.reader import read_law
from knowledge.german.sentences import split_sentences
from knowledge.model.document import Document, DocumentHead, Passage, Section, Status
from knowledge.store.library import Library

_MARK = re.compile(r"^\s*(?:[-*]|\d+[a-z]?\.(?!\d)|\(\d+[a-z]?\)|[a-z]{1,2}\))\s*")
# characters; shorter list items claim nothing by themselves, longer sentences are no answer
_SHORT, _LONG = 40, 300
_UNIT = r"(?=\s+(?:Prozent|Euro|Monate|Wochen|Werktage|Tage|Jahre|Stunden)\b)"
_CHANGES: dict[str, tuple[re.Pattern[str], str]] = {
    "andere Zahl": (re.compile(rf"\b\d+{_UNIT}"), "97"),
    "andere Zahl in Worten": (
        re.compile(
            r"\b(?:zwei|drei|vier|fünf|sechs|zehn|zwölf)(?=\s+(?:Monate|Wochen|Werktage|Tage|Jahre|Stunden))"
        ),
        "elf",
    ),
    "mindestens -> höchstens": (re.compile(rf"\bmindestens(?=\s+\w+{_UNIT})"), "höchstens"),
    "höchstens -> mindestens": (re.compile(rf"\b(?:höchstens|längstens)(?=\s+\w+{_UNIT})"), "mindestens"),
    "bis zu weggelassen": (re.compile(rf"\bbis zu\s+(?=\w+{_UNIT})"), ""),
    "Monate -> Wochen": (re.compile(r"(?<=\w )Monate(?=n?\b)"), "Woche"),
    "Jahre -> Monate": (re.compile(r"(?<=\w )Jahre(?=n?\b)"), "Monate"),
    "Prozent -> Prozentpunkte": (re.compile(r"(?<=\d )Prozent\b"), "Prozentpunkte"),
    "Werktage -> Arbeitstage": (re.compile(r"\bWerktage"), "Arbeitstage"),
    "anderer §": (re.compile(r"§ \d+[a-z]?"), "§ 997"),
    "anderes Datum": (
        re.compile(r"\b\d{1,2}\. (?=(?:Januar|März|April|Juni|Juli|Oktober|Dezember) \d{4})"),
        "13. ",
    ),
    "anderes Amt": (
        re.compile(
            r"\b(?:Agentur für Arbeit|Bundesagentur|Integrationsamt|Handwerkskammer|Einigungsstelle)\b"
        ),
        "Ausländerbehörde",
    ),
    "nicht weggelassen": (re.compile(r"\bnicht (?!nur|mehr|weniger|älter|länger)"), ""),
    "nicht eingefügt": (
        re.compile(r"\b(?<=ist |ird |den |ann |nen )(?=\w+ (?:zu|der|die|das|den|dem|auf|bei|für)\b)"),
        "nicht ",
    ),
}


def head_of(law: Document) -> DocumentHead:
    return DocumentHead(
        law.id, law.kind, law.title, law.long_title, law.stand, "", law.url, "", "", (), (), None, ()
    )


def laws_of(place: Path, names: set[str]) -> Iterator[tuple[DocumentHead, Sequence[Section]]]:
    """The laws of a folder of gesetze-im-internet's XML, or of a library; `names`: only these."""
    if place.is_dir():
        for file in sorted(place.glob("*.xml")):
            if not names or file.stem in names:
                law = read_law(file)
                yield head_of(law), law.sections
        return
    with Library(place, read_only=True) as library:
        for head in sorted((found[0] for found in library.heads()), key=lambda head: head.id):
            if head.kind == "law" and (not names or head.id in names):
                yield head, library.sections(head.id)


def claims_of(section: Section) -> list[str]:
    lines = (_MARK.sub("", line) for line in section.text.splitlines())
    return [
        sentence.rstrip(".,;: ")
        for line in lines
        for sentence in split_sentences(line)
        if len(sentence) >= _SHORT
    ]


def changed(claim: str) -> Iterator[tuple[str, str]]:
    """Each way the claim can be changed once: its name and the wrong claim."""
    for name, (pattern, put) in _CHANGES.items():
        wrong = pattern.sub(put, claim, count=1)
        if wrong != claim:
            yield name, wrong


def main() -> None:
    folder, names = Path(sys.argv[1]), set(sys.argv[2:])
    times: list[float] = []
    alarms: Counter[str] = Counter()
    objected = 0
    made: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for head, sections in laws_of(folder, names):
        for section in sections:
            if section.status is not Status.IN_FORCE:
                continue
            citation = Citation(1, Passage("", section.text, section, head, 0), section.text)
            for claim in claims_of(section):
                begun = time.thread_time()
                verdict = verify(f"{claim} [1].", [citation])
                times.append((time.thread_time() - begun) * 1000)
                objected += not verdict.ok
                alarms.update(
                    re.sub(r"[\d.,]+ \w+", "…", problem.partition(":")[0]) for problem in verdict.problems
                )
                for name, wrong in changed(claim) if len(claim) <= _LONG else ():
                    made[name] += 1
                    found[name] += not verify(f"{wrong} [1].", [citation]).ok
    print(f"right: {len(times)} sentences, {objected} false alarms = {objected / len(times):.2%}")
    print(
        f"median {median(times):.1f} ms of processor time a sentence, its passage read anew where it changes"
    )
    for alarm, count in alarms.most_common():
        print(f"  {count:4} × {alarm}")
    print(
        f"wrong: {made.total()} sentences, {found.total()} found = {found.total() / max(1, made.total()):.1%}"
    )
    for name in _CHANGES:
        if made[name]:
            print(f"  {name:28} {found[name]:5} of {made[name]:5} = {found[name] / made[name]:.1%}")


if __name__ == "__main__":
    main()
