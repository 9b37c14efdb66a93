# ruff: noqa: E501 - texts that stay as they are
"""A web site for tests: real HTTP on 127.0.0.1, pages from a dictionary, every request recorded."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

from knowledge.editorial.sources import Crawl, Source

Special = Callable[["Handler"], None]


@dataclass
class Request:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    status: int = 0


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers from the site's pages; a special answers for itself."""

    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        request = Request(self.path, {name.lower(): value for name, value in self.headers.items()})
        self.site.requests.append(request)
        special = self.site.specials.get(self.path.split("?", 1)[0])
        if special is not None:
            special(self)
            return
        page = self.site.pages.get(self.path)
        if page is None:
            self.answer(404, b"<h1>Nicht gefunden</h1>")
            request.status = 404
            return
        body = page if isinstance(page, bytes) else page.encode()
        etag = f'"{sha256(body).hexdigest()[:12]}"'
        if self.site.validators and request.headers.get("if-none-match") == etag:
            request.status = 304
            self.answer(304, b"", {"ETag": etag})
            return
        request.status = 200
        kind = self.site.types.get(self.path, "text/html; charset=utf-8")
        self.answer(200, body, {"Content-Type": kind} | ({"ETag": etag} if self.site.validators else {}))

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (ConnectionError, ValueError):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        return


@dataclass
class Site:
    """Pages and specials by path; started as a context."""

    pages: dict[str, str | bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    specials: dict[str, Special] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    validators: bool = True
    url: str = ""

    def __enter__(self) -> Self:
        handler = type("SiteHandler", (Handler,), {"site": self})
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def paths(self) -> list[str]:
        """What was asked for, without robots.txt."""
        return [request.path for request in self.requests if request.path != "/robots.txt"]


def page(title: str, text: str, *links: str, head: str = "") -> str:
    """A page with enough text to be one."""
    named = "".join(f'<p><a href="{link}">Mehr zu {link}</a></p>' for link in links)
    return f"""<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body><main><h1>{title}</h1>
<p>{text} Diese Auskunft richtet sich an Beschäftigte und Betriebe, die eine Weiterbildung planen und ihre Kosten kennen wollen.</p>{named}</main></body></html>"""


def source_of(site: Site, kind: str = "web", path: str = "/", **walk: object) -> Source:
    """An entry for the site, as sources.yaml would have it."""
    rules = {"private": True, "delay": 0, **walk}
    return Source.model_validate(
        {
            "id": "amt",
            "kind": kind,
            "location": f"{site.url}{path}",
            "licence": "frei",
            "topics": ["foerderung"],
            "region": "Nordrhein-Westfalen",
            "max_age_days": 30,
            "crawl": Crawl.model_validate(rules).model_dump(),
        }
    )
