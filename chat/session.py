"""What one chat session has beside its history: documents that were added, and the Beratungsprotokoll. Calls
Chainlit's session.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chainlit as cl
from chainlit.context import context

from chains.case.views import case_from_json
from chat import session_state
from chat.case.card import check_case
from chat.case.form import changed as changed_case
from chat.history.quoted import answer_from_json
from chat.protocol.consultation import ConsultationRecord, record_of
from chat.protocol.protocol import Protocol
from chat.uploads.index import ChatUploads
from chat.uploads.long_message import asked_first, received, title_for
from chat.uploads.text import UploadLimits
from knowledge.errors import RuleFault, UnreadableSource

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from chains.budget import Budget
    from settings import Settings

TAKE, EXPORT = "protokoll_aufnehmen", "protokoll_ausgeben"  # names of the two actions
CHECK = "check"  # where a message keeps the case that its card is about
_UPLOADS, _PROTOCOL, _NAMES = "uploads", "protocol", "document_names"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def uploads(settings: Settings, embedding: Embeddings) -> ChatUploads:
    """The documents of this chat."""
    found = cl.user_session.get(_UPLOADS)
    if not isinstance(found, ChatUploads):
        found = ChatUploads(
            embedding, UploadLimits(settings.upload_megabytes, settings.upload_pages), settings
        )
        cl.user_session.set(_UPLOADS, found)
    return found


def keep_names(documents: ChatUploads) -> None:
    """Keep with the chat what its documents are called; they themselves are kept nowhere."""
    cl.user_session.set(_NAMES, documents.names)


def gone_documents() -> str:
    """What to say in a chat that is opened again, here or at another server, of documents that were added
    before: else an answer without them would pass for one that looked at them. "" if none is missing.
    """
    found = cl.user_session.get(_UPLOADS)
    here = found.names if isinstance(found, ChatUploads) else []
    gone = [str(name) for name in cl.user_session.get(_NAMES) or () if name not in here]
    if not gone:
        return ""
    named = ", ".join(f"„{name}“" for name in gone)
    return (
        f"Nicht mehr da ist, was Sie hier hinzugefügt hatten: {named}. Dokumente werden nicht aufbewahrt;"
        " bitte noch einmal hinzufügen, wenn Sie danach fragen."
    )


async def take_documents(message: cl.Message, into: ChatUploads, reading: asyncio.Semaphore) -> str:
    """Read the files of a message into this chat's documents and delete them from the disk; returns what to
    say, "" if there were none.
    """
    said: list[str] = []
    for element in message.elements or []:
        if not element.path:
            continue
        path = Path(element.path)
        data = await asyncio.to_thread(path.read_bytes)
        path.unlink(missing_ok=True)
        context.session.files.pop(element.chainlit_key or "", None)
        try:
            async with reading:  # a thread that waits for a reading process would be missing to answers
                index = await asyncio.to_thread(into.add, element.name, data)
        except UnreadableSource as error:
            said.append(str(error))
        else:
            said.append(
                f"„{index.title}“ ist gelesen. Fragen Sie danach; es gilt nur für diesen Chat und wird nicht"
                " aufbewahrt."
            )
    return "\n\n".join(said)


async def take_text(text: str, into: ChatUploads, budget: Budget) -> tuple[str, str]:
    """Make a document of a message that is too long for a question; returns the question it begins with (""
    if none) and what to say.

    Raises:
        UnreadableSource: too long for a document as well, or one too many.
        TurnExhausted: it takes too long.
    """
    title, question = title_for(len(into.names) + 1), asked_first(text)
    await asyncio.to_thread(into.add_text, title, text, lambda *_: budget.check())
    return question, received(title, len(text), question)


def protocol() -> Protocol:
    """The protocol of this chat, empty at first; kept as JSON, so that a resumed chat has it again."""
    try:
        return Protocol.from_json(cl.user_session.get(_PROTOCOL) or {})
    except (KeyError, TypeError, ValueError):
        return Protocol(date.today())


def keep_protocol(changed: Protocol) -> None:
    """Make this the protocol of this chat."""
    cl.user_session.set(_PROTOCOL, changed.to_json())


def take_action() -> cl.Action:
    """The button under an answer that puts it into the protocol."""
    return cl.Action(name=TAKE, payload={}, label="In das Beratungsprotokoll", icon="clipboard-plus")


def export_actions() -> list[cl.Action]:
    """The buttons that give the protocol out."""
    return [
        cl.Action(
            name=EXPORT, payload={"format": kind}, label=f"Protokoll als {kind.upper()}", icon="download"
        )
        for kind in ("docx", "pdf")
    ]


async def take(action: cl.Action) -> None:
    """Put the answer that the button stood under into the protocol, and say how much it has."""
    message = next((m for m in cl.chat_context.get() if m.id == action.forId), None)
    try:
        answer = answer_from_json((message.metadata or {})["answer"] if message else {})
    except (KeyError, TypeError, ValueError):
        await cl.Message(content="Diese Antwort lässt sich nicht in das Protokoll aufnehmen.").send()
        return
    changed = protocol().with_answer(str(action.forId), answer).with_case(session_state.case())
    if record := await asyncio.to_thread(_record, (message.metadata or {}).get(CHECK) if message else None):
        changed = changed.with_record(record)
    keep_protocol(changed)
    count = len(changed.entries)
    text = (
        f"Im Beratungsprotokoll {'steht 1 Antwort' if count == 1 else f'stehen {count} Antworten'}. Es bleibt"
        " auf diesem Rechner."
    )
    await cl.Message(content=text, actions=export_actions()).send()


def _record(kept: Any) -> ConsultationRecord | None:
    """What the case of an answer's card came to; None for an answer without one."""
    if not isinstance(kept, Mapping):
        return None
    try:
        case = changed_case(case_from_json(kept["case"]), kept["what_if"])
        return record_of(case, check_case(case, date.today()))
    except (KeyError, TypeError, ValueError, AttributeError, RuleFault):
        return None


async def export(action: cl.Action) -> None:
    """Give the protocol out as a file of this session alone."""
    kind = str(action.payload.get("format", "pdf"))
    file = await asyncio.to_thread(protocol_file, protocol(), kind)
    await cl.Message(content="Das Beratungsprotokoll zum Herunterladen:", elements=[file]).send()


def protocol_file(content: Protocol, kind: str) -> Any:
    """The protocol as a Chainlit file, "docx" or "pdf"."""
    from chat.protocol.docx import protocol_docx
    from chat.protocol.pdf import protocol_pdf

    if kind == "docx":
        return cl.File(
            name=f"{content.file_stem}.docx", content=protocol_docx(content), mime=_DOCX, display="inline"
        )
    return cl.File(
        name=f"{content.file_stem}.pdf",
        content=protocol_pdf(content),
        mime="application/pdf",
        display="inline",
    )
