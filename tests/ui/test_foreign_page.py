"""A page of another origin, open in the browser of somebody who is signed in, gets nowhere: neither over the
socket nor with a form, nor by asking in the background, nor inside a frame.
"""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from knowledge.index.embedding import E5Embeddings
from tests.chat.client import PASSWORD, add_user, serving
from tests.conftest import LAW, sync

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# a page as an attacker writes it; what it learns stands in its own text
PAGE = """<!doctype html><meta charset=utf-8><title>Fremd</title>
<p id=socket></p><p id=polling></p><p id=read></p><p id=action></p>
<iframe id=frame src="{chat}"></iframe>
<form id=login method=post action="{chat}/login" target=into>
  <input name=username value=anna><input name=password value="{password}"></form>
<form id=logout method=post action="{chat}/logout" target=into></form>
<iframe name=into></iframe>
<script>
const say = (id, words) => document.getElementById(id).textContent = words;
const line = new WebSocket("{socket}/ws/socket.io/?EIO=4&transport=websocket");
line.onopen = () => say("socket", "offen");
line.onerror = () => say("socket", "abgewiesen");
const ask = (id, path, options) => fetch("{chat}" + path, {{credentials: "include", ...options}})
  .then(async (answer) => say(id, "gelesen " + (await answer.text()).slice(0, 80)))
  .catch(() => say(id, "abgewiesen"));
ask("polling", "/ws/socket.io/?EIO=4&transport=polling");
ask("read", "/user");
ask("action", "/project/action", {{method: "POST", body: "{{}}", headers: {{"Content-Type": "text/plain"}}}});
</script>"""


@contextmanager
def foreign(chat: str) -> Iterator[str]:
    """A server of somebody else, at another port of the same host."""
    body = PAGE.format(chat=chat, socket=chat.replace("http", "ws", 1), password=PASSWORD).encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def test_a_foreign_page_gets_nowhere(page: Page, tmp_path: Path, embedding: E5Embeddings) -> None:
    data = tmp_path / "data"
    sync(data, LAW, model=embedding)
    add_user(data, "anna")
    with serving(data, WBM_SIGN_IN="1") as (chat, _), foreign(chat) as other:
        page.goto(chat)
        page.get_by_label("Anmeldename").fill("anna")
        page.locator("#password").fill(PASSWORD)
        page.get_by_role("button", name="Anmelden", exact=True).click()
        expect(page.locator("#chat-input")).to_be_visible()
        before = {c["name"] for c in page.context.cookies(chat)}
        assert before

        page.goto(other)
        for what in ("socket", "polling", "read", "action"):
            expect(page.locator(f"#{what}")).to_have_text("abgewiesen", timeout=10_000)
        # a frame of another origin is empty: nothing in it can be clicked by a trick
        assert not page.frames[1].locator("#root, #chat-input").count()
        for form, answered in (("login", 403), ("logout", 403)):
            with page.expect_response(lambda answer, form=form: answer.url.endswith(form)) as answer:
                page.evaluate(f"document.getElementById('{form}').submit()")
            assert answer.value.status == answered, form
        # the session is still hers; its cookie may have been renewed
        assert {c["name"] for c in page.context.cookies(chat)} == before

        page.goto(chat)  # and she is still who she was
        expect(page.locator("#chat-input")).to_be_visible()
