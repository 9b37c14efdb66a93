"""Internal addresses are refused in every written form, behind redirects and behind names that
change their answer.
"""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from ingest.crawl.address_guard import is_public
from ingest.crawl.crawler import crawl
from ingest.crawl.rules import FetchRules
from ingest.crawl.session import Session
from ingest.sources.read import read_source
from knowledge.editorial.sources import Crawl, Source
from tests.ingest.site import Site, page, source_of


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "quatsch",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "ff0e::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::80ff:fffe",
    ],
)
def test_addresses_that_are_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_that_are_asked(address: str) -> None:
    assert is_public(address)


def _failures(source: Source, folder: Path) -> str:
    rules = FetchRules(timeout=1, deadline=2, attempts=1, delay=0)
    return "\n".join(outcome.failure for outcome in read_source(source, folder, Session(folder, rules)))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0177.0.0.1",
        "0x7f.1",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
    ],
)
def test_no_form_of_an_internal_address_is_connected_to(host: str, tmp_path: Path) -> None:
    with Site({"/": page("Intern", "Intern.")}) as site:
        port = site.url.rsplit(":", 1)[1]
        said = _failures(
            source_of(site).model_copy(
                update={"location": f"http://{host}:{port}/", "crawl": Crawl(delay=0)}
            ),
            tmp_path,
        )
        assert site.requests == []
        assert "private: true" in said or "nicht gültig" in said


def test_a_name_that_answers_differently_the_second_time_gains_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked = socket.getaddrinfo, []

    def rebinding(host: Any, *arguments: Any, **options: Any) -> Any:
        if host != "wechsel.example":
            return real(host, *arguments, **options)
        asked.append(host)
        return real("1.1.1.1" if len(asked) % 2 else "127.0.0.1", *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with Site({"/": page("Intern", "Intern.")}) as site:
        port = site.url.rsplit(":", 1)[1]
        source = source_of(site).model_copy(
            update={"location": f"http://wechsel.example:{port}/", "crawl": Crawl(delay=0)}
        )
        _failures(source, tmp_path)
        _failures(source, tmp_path / "b")
        assert len(asked) >= 2
        assert site.requests == []


def test_the_source_can_allow_its_own_network(tmp_path: Path) -> None:
    with Site({"/": page("Intern", "Intern.")}) as site:
        assert [outcome.document_id for outcome in crawl(source_of(site), Session(tmp_path))] == ["amt/start"]


def test_host_header_stays_the_name_while_the_connection_goes_to_the_address(tmp_path: Path) -> None:
    with Site({"/": page("Intern", "Intern.")}) as site:
        port = site.url.rsplit(":", 1)[1]
        source = source_of(site).model_copy(update={"location": f"http://localhost:{port}/"})
        assert [outcome.document_id for outcome in crawl(source, Session(tmp_path))] == ["amt/start"]
        assert {request.headers["host"] for request in site.requests} == {f"localhost:{port}"}
