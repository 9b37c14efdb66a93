"""What the pages beside the chat have in common: their templates, their policies, and whom they are for."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from chat.access.requester import requester_role
from chat.access.roles import Role

# a page that holds all it needs may ask nobody for anything
INLINE_ONLY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src {script}; img-src data:; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)
_KINDS = {  # of sources and of documents, as people call them
    "law": "Gesetz",
    "factsheets": "Faktenblätter",
    "factsheet": "Faktenblatt",
    "file": "Datei",
    "folder": "Ordner",
    "web": "Website",
    "sitemap": "Website nach Sitemap",
    "webdav": "Ordner in einer Cloud (WebDAV)",
    "s3": "Ordner in einem S3-Speicher",
    "catalogue": "Kurskatalog",
    "course": "Kurs",
    "modules": "Seminarmaterial",
    "module": "Seminarmaterial",
    "page": "Webseite",
    "pdf": "PDF",
    "table": "Tabelle",
    "text": "Text",
}


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(["html", "j2"]),
        trim_blocks=True,
    )
    environment.filters["kind"] = lambda kind: _KINDS.get(kind, kind)
    return environment


def rendered(template: str, policy: str = INLINE_ONLY.format(script="'none'"), **values: Any) -> HTMLResponse:
    """A page out of its template, every value escaped; `policy`: its Content-Security-Policy."""
    page = _templates().get_template(template).render(**values)
    return HTMLResponse(page, headers={"Content-Security-Policy": policy, "Cache-Control": "no-store"})


def refusal(role: Role, *, sign_in: bool) -> Response | None:
    """The answer to somebody who is not of this role; None for who is. Where nobody signs in, whoever sits at
    this machine may.
    """
    if not sign_in or requester_role() is role:
        return None
    if requester_role() is None:
        return PlainTextResponse(
            "Bitte zuerst im Chat anmelden, dann diese Seite noch einmal öffnen.", status_code=401
        )
    return PlainTextResponse(
        f"Diese Seite ist für die Rolle „{role.value}“. `wbm users role NAME {role.value}` vergibt sie.",
        status_code=403,
    )
