"""What a page is told while the chats database is away: 503 and the German reason, where Starlette would say
500 in English.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from knowledge.errors import StorageFailed

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request

NOT_NOW = (
    "Ihre Chats lassen sich gerade nicht laden oder ändern, weil die Datenbank nicht erreichbar ist. "
    "Es ist nichts verloren; bitte in ein paar Minuten noch einmal versuchen."
)


def answer_storage_failures(server: FastAPI) -> None:
    """Have every route of the server answer so."""

    async def say(request: Request, error: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
        return JSONResponse(
            {"detail": NOT_NOW}, status_code=503, headers={"Retry-After": "30", "Cache-Control": "no-store"}
        )

    server.add_exception_handler(StorageFailed, say)
