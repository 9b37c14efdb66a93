"""Files of a WebDAV folder and of a bucket become documents; only what changed is fetched; nothing else is
asked, and nobody else.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from ingest.crawl.logins import Login
from ingest.outcome import Outcome
from ingest.sources.read import read_source
from ingest.sync.execute import execute
from ingest.sync.plan import DocumentStatus, plan_sync
from knowledge.editorial.sources import Source
from knowledge.index.embedding import E5Embeddings
from knowledge.index.generation import IndexPlace
from knowledge.store.library import Library
from settings import DEFAULT_EMBEDDING
from tests.conftest import settings_for
from tests.ingest.storage.servers import Storehouse, answering, breaking_off, session_of, source_of

_TIPS = b"# Tipps\n\nNach f\xc3\xbcnfzig Minuten Lernen hilft eine Pause von zehn Minuten.\n"
_RULES = "# Regeln im Kurs\n\nWer zu spät kommt, meldet sich vorher bei der Leitung des Kurses.\n".encode()
_TRAVEL = b"# Reisekosten\n\nFahrten zum Seminar werden bis zum Ende des Monats abgerechnet.\n"
_ODD = "Kurse 100 %/Regeln & Übersicht #2.md"


def outcomes(house: Storehouse, folder: Path, source: Source | None = None) -> list[Outcome]:
    return list(read_source(source or source_of(house), folder, session_of(house, folder)))


def place_of(house: Storehouse) -> str:
    """The path of its location."""
    return urlsplit(house.location).path.rstrip("/")


def said(found: list[Outcome]) -> str:
    return "\n".join(outcome.failure or outcome.skipped for outcome in found)


def test_a_sync_fetches_what_changed_and_drops_what_is_gone(
    house: Storehouse, tmp_path: Path, embedding: E5Embeddings
) -> None:
    config = settings_for(tmp_path / "data")
    config.data.mkdir()
    for name, data in (("tipps.md", _TIPS), (_ODD, _RULES), ("reise/kosten.md", _TRAVEL), ("bild.png", b"x")):
        house.put(name, data)

    def synced(login: Login | None = None) -> dict[str, DocumentStatus]:
        house.served.asked.clear()
        session = session_of(house, tmp_path, login=login)
        with Library(config.library) as library:
            plan = plan_sync(read_source(source_of(house), tmp_path, session), library)
            execute(plan, library, IndexPlace(config.indexes), embedding, DEFAULT_EMBEDDING)
        return {step.document_id: step.change for step in plan.steps}

    def stored() -> set[str]:
        with Library(config.library) as library:
            return set(library.document_states())

    first = synced()
    assert first == {
        "": DocumentStatus.SKIPPED,  # the picture
        "ablage/tipps.md": DocumentStatus.NEW,
        f"ablage/{_ODD}": DocumentStatus.NEW,
        "ablage/reise/kosten.md": DocumentStatus.NEW,
    }
    assert len(house.served.fetched()) == 3
    with Library(config.library) as library:
        head = library.head("ablage/reise/kosten.md")
    assert head is not None
    assert (head.title, head.url) == ("Reisekosten", f"{house.location}reise/kosten.md")

    house.put("tipps.md", _TIPS.replace(b"zehn", b"zwanzig"))
    house.remove("reise/kosten.md")
    wrong = Login(user=house.login.user, password=SecretStr("falsch"))
    assert synced(wrong) == {"": DocumentStatus.FAILED}
    assert stored() == first.keys() - {""}

    assert synced() == {
        "": DocumentStatus.SKIPPED,
        "ablage/tipps.md": DocumentStatus.CHANGED,
        f"ablage/{_ODD}": DocumentStatus.UNCHANGED,
        "ablage/reise/kosten.md": DocumentStatus.GONE,
    }
    assert house.served.fetched() == ["tipps.md"]
    assert stored() == {"ablage/tipps.md", f"ablage/{_ODD}"}


@pytest.mark.parametrize("password", ["falsch", None])
def test_a_login_that_is_refused_is_said_and_names_the_setting(
    house: Storehouse, tmp_path: Path, password: str | None
) -> None:
    house.put("tipps.md", _TIPS)
    session = session_of(house, tmp_path)
    session.logins = (
        {"ablage": Login(user=house.login.user, password=SecretStr(password))} if password else {}
    )
    (failed,) = read_source(source_of(house), tmp_path, session)
    assert failed.document_id == ""
    assert "WBM_SOURCE_LOGINS" in failed.failure
    assert house.login.password.get_secret_value() not in failed.failure
    assert ("abgelehnt" in failed.failure) == (password is not None)


def test_a_connection_that_breaks_in_the_middle_of_a_file_costs_that_file_alone(
    house: Storehouse, tmp_path: Path
) -> None:
    house.put("tipps.md", _TIPS)
    house.put("regeln.md", _RULES)
    house.served.instead["GET", f"{place_of(house)}/tipps.md"] = breaking_off(_TIPS)
    found = {outcome.document_id: outcome for outcome in outcomes(house, tmp_path)}
    assert "bricht ab" in found["ablage/tipps.md"].failure
    assert found["ablage/regeln.md"].document is not None
    house.served.instead.clear()
    house.served.fetched()
    found = {outcome.document_id: outcome for outcome in outcomes(house, tmp_path)}
    assert found["ablage/tipps.md"].document is not None
    assert house.served.fetched() == ["tipps.md"]


def test_paths_that_lead_out_of_the_folder_are_said_and_never_asked_for(
    house: Storehouse, tmp_path: Path
) -> None:
    odd = (
        [
            "/dav/../x.md",
            "/dav/%2e%2e%2fx.md",
            "/etc/x.md",
            "http://10.0.0.1/dav/x.md",
            "/dav/a/b/x.md",
            "//x/dav/x.md",
        ]
        if house.kind == "webdav"
        else ["../x.md", "a/../../x.md", "/x.md", "a//x.md", "a\\..\\x.md"]
    )
    place, answer = house.listing(*odd)
    house.served.instead[place] = answer
    found = outcomes(house, tmp_path)
    assert not any(outcome.document or outcome.load for outcome in found)
    assert "Nicht gelesen:" in said(found)
    assert house.served.fetched() == []


def test_no_redirect_is_followed_to_another_place(house: Storehouse, tmp_path: Path) -> None:
    house.put("tipps.md", _TIPS)
    place, _ = house.listing()
    for target in ("http://169.254.169.254/latest/meta-data", "http://[::1]:9/x", "file:///etc/passwd"):
        house.served.instead[place] = answering("302 Found", b"", ("Location", target))
        (failed,) = outcomes(house, tmp_path)
        assert failed.document_id == ""
        assert "Weiterleitung" in failed.failure


def test_a_host_that_the_entry_allows_gets_no_login(house: Storehouse, tmp_path: Path) -> None:
    house.put("tipps.md", _TIPS)
    place, _ = house.listing()
    other = house.served.url.replace("127.0.0.1", "localhost")
    house.served.instead[place] = answering("307 Temporary Redirect", b"", ("Location", f"{other}/woanders"))
    outcomes(house, tmp_path, source_of(house, hosts=[other.removeprefix("http://")]))
    strangers = [each for each in house.served.asked if each.path == "/woanders"]
    assert strangers
    assert not any(each.authorization for each in strangers)


def test_an_internal_address_is_not_asked_unless_the_entry_allows_it(
    house: Storehouse, tmp_path: Path
) -> None:
    house.served.asked.clear()
    (failed,) = outcomes(house, tmp_path, source_of(house, private=False))
    assert "interne" in failed.failure
    assert house.served.asked == []


def test_what_does_not_speak_the_protocol_is_said(house: Storehouse, tmp_path: Path) -> None:
    place, _ = house.listing()
    for status, body in (("207 Multi-Status", b"<kein"), ("200 OK", b"<html>Willkommen</html>")):
        house.served.instead[place] = answering(status, body)
        assert all(outcome.failure for outcome in outcomes(house, tmp_path))


@pytest.mark.slow
def test_limits_of_size_number_depth_and_time(house: Storehouse, tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "tief/er/c.md"):
        house.put(name, _TIPS.replace(b"Tipps", name.encode()))
    house.put("zu_gross.md", _TIPS * 1000)
    found = outcomes(house, tmp_path / "groesse", source_of(house, page_bytes=5000, depth=1))
    assert {o.document_id for o in found if o.document} == {"ablage/a.md", "ablage/b.md"}
    assert "erlaubt sind 5000" in said(found)
    assert "crawl.depth" in said(found)

    found = outcomes(house, tmp_path / "zahl", source_of(house, pages=1))
    assert [o.partial for o in found if o.skipped] == [True]
    assert len([o for o in found if o.document]) == 1

    found = outcomes(house, tmp_path / "zeit", source_of(house, minutes=0.000001))
    assert [o.document_id for o in found] == [""]
    assert "Die Zeit" in found[0].failure


@pytest.mark.slow
def test_a_server_that_is_down_is_left_alone_after_a_few_files(house: Storehouse, tmp_path: Path) -> None:
    names = [f"blatt-{number}.md" for number in range(9)]
    for name in names:
        house.put(name, _TIPS)
        house.served.instead["GET", f"{place_of(house)}/{name}"] = answering("503 Service Unavailable")
    found = outcomes(house, tmp_path)
    assert len([o for o in found if o.failure and o.document_id]) == 5
    assert "der Rest wurde nicht versucht" in found[-1].failure


def test_patterns_are_of_paths_below_the_location(house: Storehouse, tmp_path: Path) -> None:
    for name in ("offen/tipps.md", "offen/entwurf-a.md", "intern/regeln.md", ".versteckt/x.md"):
        house.put(name, _TIPS)
    house.served.fetched()
    source = source_of(house, allow=["/offen/"], deny=["/offen/entwurf"])
    assert [o.document_id for o in outcomes(house, tmp_path, source)] == ["ablage/offen/tipps.md"]
    assert house.served.fetched() == ["tipps.md"]


def test_no_login_for_other_tools_is_used(
    house: Storehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.put("tipps.md", _TIPS)
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login {house.login.user} password fremd\n")
    for name, value in {
        "AWS_ACCESS_KEY_ID": house.login.user,
        "AWS_SECRET_ACCESS_KEY": house.login.password.get_secret_value(),
        "AWS_PROFILE": "gibt-es-nicht",
        "NETRC": str(netrc),
        "HTTP_PROXY": "http://127.0.0.1:9",
    }.items():
        monkeypatch.setenv(name, value)
    session = session_of(house, tmp_path)
    session.logins = {}
    house.served.asked.clear()
    (failed,) = read_source(source_of(house), tmp_path, session)
    assert "verlangt Zugangsdaten" in failed.failure
    assert [each.authorization for each in house.served.asked] == [""]
