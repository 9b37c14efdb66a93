"""`wbm diff`, and the end of `wbm sync`: what changed in which words, and what rests on it.
Parses, calls, prints.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from knowledge.errors import IndexMissing, WbmError
from knowledge.terminal import console, say, say_json
from settings import Settings, settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from knowledge.editorial.consequences import Consequences
    from knowledge.store.changes import SectionChange
    from knowledge.store.library import Library
    from knowledge.store.word_diff import DiffRun

_CONTEXT = 12  # words shown beside a change
_SHOWN = 8  # names in one line
_KINDS = {"factsheet": "Faktenblätter", "module": "Module"}


def diff(
    source: Annotated[str, typer.Argument(help="Quelle oder Dokument, z. B. sgb_3", metavar="QUELLE")],
    since: Annotated[
        str,
        typer.Option(
            "--since",
            "--seit",
            help="Nur Abgleiche seit diesem Tag (JJJJ-MM-TT oder TT.MM.JJJJ)",
            metavar="DATUM",
        ),
    ] = "",
    locator: Annotated[
        str,
        typer.Option("--locator", "--stelle", help='Nur diese Fundstelle, z. B. "§ 82 Abs. 2" oder "§ 82"'),
    ] = "",
    whole: Annotated[
        bool, typer.Option("--ganz", help="Den ganzen Wortlaut zeigen, nicht nur die Umgebung der Änderung")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Ausgabe als JSON")] = False,
) -> None:
    """Show what changed when in a source: old words [-so-], new words {+so+}, and what rests on them."""
    from knowledge.store.changes import changes_of, documents_named
    from knowledge.store.opening import library_there, open_library

    config = settings()
    if not library_there(config):
        raise IndexMissing()
    day = _day(since) if since else None
    with open_library(config) as library:
        documents = documents_named(library, source)
        if not documents:
            raise WbmError(f"Die Quelle „{source}“ ist nicht eingelesen. `wbm sources` zeigt, was es gibt.")
        changes = [
            change
            for document in documents
            for change in changes_of(library, document, since=day, locator=locator)
        ]
        resting = resting_on(changes, library, config)
    if as_json:
        result = {
            "source": source,
            "changes": [_change_json(c) for c in changes],
            "rests": [_rests_json(r) for r in resting],
        }
        say_json(result)
        return
    if not changes:
        say(
            "Hier hat sich nichts geändert."
            if since or locator
            else "Seit dem ersten Einlesen hat sich nichts geändert; es gibt keine frühere Fassung."
        )
        return
    out = console(soft_wrap=True)
    for text in rendered(changes, None if whole else _CONTEXT):
        out.print(text)
    for line in said(resting):
        out.print(line)


def resting_on(changes: Sequence[SectionChange], library: Library, config: Settings) -> list[Consequences]:
    """What rests on the places whose wording changed."""
    from knowledge.editorial.consequences import consequences_of
    from knowledge.editorial.phrases import load_phrases
    from knowledge.editorial.proofs import proofs_of
    from knowledge.editorial.rules import load_derived, load_programmes
    from knowledge.editorial.suites import gold_questions

    places = [change.place for change in changes if change.touches_wording]
    if not places:
        return []
    rules = list(proofs_of(load_programmes(), load_derived()))
    return consequences_of(
        places, [head for head, *_ in library.heads()], load_phrases(), gold_questions(config.suites), rules
    )


def resting_since(library: Library, config: Settings, begun: str) -> list[Consequences]:
    """What rests on the places that a sync changed which began at that ISO time."""
    from knowledge.store.changes import changes_of

    documents = [
        document for document in library.history.documents() if library.history.touched_since(document, begun)
    ]
    changes = [change for document in documents for change in changes_of(library, document, at=begun)]
    return resting_on(changes, library, config)


def say_after_sync(resting: Sequence[Consequences], day: date) -> None:
    """Print, at the end of a sync of that day, what rests on the places it changed; nothing if
    nothing does.
    """
    for line in said(resting):
        say(line)
    for document in dict.fromkeys(each.place.partition(" ")[0] for each in resting):
        say(f"`wbm diff {document} --since {day}` zeigt die Änderungen im Wortlaut.")


def rendered(changes: Sequence[SectionChange], context: int | None) -> list[Text]:
    """The changes for a terminal: a headline each sync and document, then each place; marks stay readable
    without colour.
    """
    from rich.text import Text

    from knowledge.store.changes import ChangeKind
    from knowledge.store.word_diff import word_diff

    out: list[Text] = []
    last = ("", "")
    for change in changes:
        if (change.document_id, change.at) != last:
            last = (change.document_id, change.at)
            states = f"Stand {_german(change.stand_before)} → {_german(change.stand_after)}"
            out.append(
                Text(f"\n{change.document_id}: {states}, eingelesen am {_german(change.day)}", style="bold")
            )
        out.append(Text(f"\n{change.locator} ({change.kind})", style="underline"))
        if change.kind is ChangeKind.CHANGED and not change.touches_wording:
            out.append(Text("Nur Gliederung, Link oder Fußnote haben sich geändert."))
            continue
        before, after = (_wording(section) for section in (change.before, change.after))
        out.append(
            _coloured(word_diff(before, after, context if change.kind is ChangeKind.CHANGED else None))
        )
    return out


def _wording(section: Any) -> str:
    if section is None:
        return ""
    status = "(weggefallen)\n" if section.status == "repealed" and "weggefallen" not in section.text else ""
    return f"{section.heading}\n{status}{section.text}" if section.heading else f"{status}{section.text}"


def _coloured(pieces: list[DiffRun]) -> Text:
    from rich.text import Text

    from knowledge.store.word_diff import Edit, diff_in_brackets

    styles = {Edit.KEPT: "", Edit.DELETED: "red strike", Edit.INSERTED: "green"}
    text = Text()
    for piece in pieces:
        text.append(
            diff_in_brackets([piece]) if piece.edit is not Edit.KEPT else piece.text, style=styles[piece.edit]
        )
        text.append("" if piece.edit is Edit.KEPT else " ")
    return text


def said(resting: Sequence[Consequences]) -> list[str]:
    """What rests on changed places, in German lines; none if nothing does."""
    lines = ["\nBitte prüfen, denn sie beruhen auf geänderten Stellen:"] if resting else []
    for each in resting:
        lines.append(f"{each.place}")
        kinds = dict.fromkeys(head.kind for head in each.documents)
        lines += [
            f"  {_KINDS.get(kind, 'Dokumente')}:"
            f" {_listed([head.id for head in each.documents if head.kind == kind])}"
            for kind in kinds
        ]
        if each.phrases:
            lines.append(
                f"  Alltagsfragen in knowledge/phrases/{each.place.partition(' ')[0]}.yaml:"
                f" {_listed(each.phrases)}"
            )
        if each.rules:
            lines.append(f"  Förderregeln in knowledge/rules: {_listed(each.rules)}")
        suites = dict.fromkeys(question.suite for question in each.questions)
        lines += [
            f"  Fragen der Suite {suite}: {_listed([q.id for q in each.questions if q.suite == suite])}"
            for suite in suites
        ]
    return lines


def _listed(names: Sequence[str]) -> str:
    more = f" und {len(names) - _SHOWN} weitere" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _change_json(change: SectionChange) -> dict[str, Any]:
    from knowledge.store.word_diff import word_diff

    before, after = (_wording(section) for section in (change.before, change.after))
    return {
        "source": change.document_id,
        "locator": change.locator,
        "change": change.kind.value,
        "synced_at": change.at,
        "stand_before": change.stand_before.isoformat() if change.stand_before else "",
        "stand_after": change.stand_after.isoformat() if change.stand_after else "",
        "before": before,
        "after": after,
        "diff": [[piece.edit.value, piece.text] for piece in word_diff(before, after)],
    }


def _rests_json(each: Consequences) -> dict[str, Any]:
    return {
        "place": each.place,
        "documents": [{"source": head.id, "kind": head.kind, "title": head.title} for head in each.documents],
        "phrases": list(each.phrases),
        "questions": [{"suite": q.suite, "id": q.id, "question": q.question} for q in each.questions],
        "rules": list(each.rules),
    }


def _german(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else "unbekannt"


def _day(written: str) -> date:
    from datetime import datetime

    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(written, form).date()
        except ValueError:
            continue
    raise WbmError(f"„{written}“ ist kein Datum. Bitte JJJJ-MM-TT oder TT.MM.JJJJ schreiben.")
