"""How often the verification objects to a source's own words, and how long it takes: `python benchmarks/verification.py FOLDER_WITH_LAWS [law …]`.

Each sentence and list item of the laws is put up as an answer that cites its own Absatz. Every objection is a false alarm.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chains.answer import Citation
from chains.verify import verify
from ingest.law import read_law
from knowledge.model import Document, DocumentHead, Passage, Section, Status
from knowledge.statements import split_sentences

_MARK = re.compile(r"^\s*(?:[-*]|\d+[a-z]?\.(?!\d)|\(\d+[a-z]?\)|[a-z]{1,2}\))\s*")
_SHORT = 40  # characters; shorter list items claim nothing by themselves


def head_of(law: Document) -> DocumentHead:
    return DocumentHead(law.id, law.kind, law.title, law.long_title, law.stand, "", law.url, "", "", (), (), None, ())


def claims_of(section: Section) -> list[str]:
    lines = (_MARK.sub("", line) for line in section.text.splitlines())
    return [sentence.rstrip(".,;: ") for line in lines for sentence in split_sentences(line) if len(sentence) >= _SHORT]


def main() -> None:
    folder, names = Path(sys.argv[1]), set(sys.argv[2:])
    times: list[float] = []
    alarms: Counter[str] = Counter()
    objected = 0
    for file in sorted(folder.glob("*.xml")):
        if names and file.stem not in names:
            continue
        law = read_law(file)
        for section in law.sections:
            if section.status is not Status.IN_FORCE:
                continue
            citation = Citation(1, Passage("", section.text, section, head_of(law), 0), section.text)
            for claim in claims_of(section):
                begun = time.thread_time()
                verdict = verify(f"{claim} [1].", [citation])
                times.append((time.thread_time() - begun) * 1000)
                objected += not verdict.ok
                alarms.update(re.sub(r"[\d.,]+ \w+", "…", problem.partition(":")[0]) for problem in verdict.problems)
    print(
        f"{len(times)} sentences, {objected} false alarms = {objected / len(times):.2%}; median {median(times):.1f} ms a sentence, its passage read anew where it changes"
    )
    for alarm, count in alarms.most_common():
        print(f"  {count:4} × {alarm}")


if __name__ == "__main__":
    main()
