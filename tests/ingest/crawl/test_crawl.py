"""Crawling real sites on 127.0.0.1: what comes, what stays, what leaves, and what is asked for."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from ingest.crawl.crawler import crawl
from ingest.crawl.rules import FetchRules
from ingest.crawl.session import Session
from ingest.outcome import Outcome
from ingest.sync.plan import DocumentStatus, Plan, plan_sync
from knowledge.editorial.sources import Source
from knowledge.store.library import Library
from tests.ingest.site import Handler, Site, page, source_of


class Sync:
    """Plans of repeated crawls of one site, and a library that is brought up to each plan
    without embedding anything.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.library = Library(folder / "library.sqlite")
        self.session = Session(folder / "crawl")

    def __call__(self, source: Source, **rules: float) -> Plan:
        self.session = Session(
            self.folder / "crawl", FetchRules(**{"timeout": 5, "deadline": 10, "attempts": 1, **rules})
        )  # type: ignore[arg-type]
        plan = plan_sync(crawl(source, self.session), self.library)
        with self.library.transaction():
            for step in plan.steps:
                if step.document:
                    self.library.put(step.document, step.source_id, [])
                elif step.change is DocumentStatus.GONE:
                    self.library.remove(step.document_id)
        return plan

    @property
    def documents(self) -> set[str]:
        return set(self.library.document_states())


@pytest.fixture
def sync(tmp_path: Path) -> Sync:
    return Sync(tmp_path)


def names(plan: Plan, change: DocumentStatus) -> set[str]:
    return {step.document_id for step in plan.having(change)}


def reasons(plan: Plan, change: DocumentStatus) -> str:
    return "\n".join(step.reason for step in plan.having(change))


def small_site() -> dict[str, str | bytes]:
    return {
        "/": page("Amt", "Willkommen.", "/foerderung/", "/kontakt.html"),
        "/foerderung/": page(
            "Förderung", "Der Staat fördert Weiterbildung.", "/foerderung/scheck?b=2&a=1", "/"
        ),
        "/foerderung/scheck?b=2&a=1": page("Scheck", "Der Scheck beträgt 500 Euro."),
        "/kontakt.html": page("Kontakt", "Das Amt hat von neun bis zwölf Uhr offen."),
    }


def test_pages_become_labelled_documents_with_stable_names(sync: Sync) -> None:
    with Site(small_site()) as site:
        plan = sync(source_of(site))
        assert names(plan, DocumentStatus.NEW) == sync.documents
        assert {"amt/start", "amt/foerderung", "amt/kontakt"} < sync.documents
        document = next(step.document for step in plan.steps if step.document_id == "amt/kontakt")
        assert document is not None
        assert (document.url, document.licence, document.region, document.topics) == (
            f"{site.url}/kontakt.html",
            "frei",
            "Nordrhein-Westfalen",
            ("foerderung",),
        )
        assert document.max_age_days == 30
        assert site.requests[0].headers["user-agent"].startswith("WBM-Assistent/")


def test_a_second_crawl_asks_only_whether_pages_changed(sync: Sync) -> None:
    with Site(small_site()) as site:
        sync(source_of(site))
        site.requests.clear()
        plan = sync(source_of(site))
        assert [request.status for request in site.requests] == [304] * 4
        assert all("if-none-match" in request.headers for request in site.requests)
        assert names(plan, DocumentStatus.UNCHANGED) == sync.documents
        assert not any(step.document for step in plan.steps)


def test_a_server_without_validators_changes_nothing_either(sync: Sync) -> None:
    with Site(small_site(), validators=False) as site:
        sync(source_of(site))
        assert names(sync(source_of(site)), DocumentStatus.UNCHANGED) == sync.documents


def test_a_lost_library_is_filled_again_from_stored_pages(sync: Sync, tmp_path: Path) -> None:
    with Site(small_site()) as site:
        sync(source_of(site))
        before = sync.library.document_states()
        sync.library = Library(tmp_path / "new.sqlite")
        site.requests.clear()
        sync(source_of(site))
        assert {request.status for request in site.requests} == {304}
        assert sync.library.document_states() == before


def test_another_label_in_the_list_reads_stored_pages_anew(sync: Sync) -> None:
    with Site(small_site()) as site:
        sync(source_of(site))
        plan = sync(source_of(site).model_copy(update={"region": "Hessen"}))
        assert names(plan, DocumentStatus.CHANGED) == sync.documents


def test_what_changes_is_changed_and_what_is_gone_leaves(sync: Sync) -> None:
    with Site(small_site()) as site:
        sync(source_of(site))
        site.pages["/foerderung/"] = page(
            "Förderung",
            "Der Staat fördert mehr.",
            "/foerderung/scheck?b=2&a=1",
            "/foerderung/scheck?a=1&b=2#oben",
        )
        del site.pages["/kontakt.html"]
        plan = sync(source_of(site))
        assert (names(plan, DocumentStatus.CHANGED), names(plan, DocumentStatus.GONE)) == (
            {"amt/foerderung"},
            {"amt/kontakt"},
        )
        assert "404" in reasons(plan, DocumentStatus.GONE)


def test_a_page_that_nobody_names_any_more_leaves(sync: Sync) -> None:
    with Site(small_site()) as site:
        sync(source_of(site))
        site.pages["/"] = page("Amt", "Willkommen.", "/foerderung/")
        plan = sync(source_of(site))
        assert names(plan, DocumentStatus.GONE) == {"amt/kontakt"}
        assert "nicht mehr verlinkt" in reasons(plan, DocumentStatus.GONE)


def test_a_failing_page_keeps_its_document_and_those_it_leads_to(sync: Sync) -> None:
    with Site(small_site()) as site:
        sync(source_of(site))
        everything = sync.documents
        site.specials["/foerderung/"] = lambda handler: handler.answer(500, b"kaputt")
        plan = sync(source_of(site))
        assert names(plan, DocumentStatus.FAILED) == {"amt/foerderung"}
        assert "500" in reasons(plan, DocumentStatus.FAILED)
        assert sync.documents == everything


@pytest.mark.parametrize("lost", ["library only", "crawl state too"])
def test_a_site_that_is_down_loses_nothing(sync: Sync, lost: str, tmp_path: Path) -> None:
    with Site(small_site()) as site:
        source = source_of(site)
        sync(source)
    everything = sync.documents
    if lost == "crawl state too":
        (tmp_path / "crawl" / "amt.sqlite").unlink()
    plan = sync(source)
    assert "Nicht erreichbar" in reasons(plan, DocumentStatus.FAILED)
    assert (sync.documents, plan.having(DocumentStatus.GONE)) == (everything, [])


def test_robots_are_kept_to_and_cached(sync: Sync) -> None:
    with Site(small_site()) as site:
        site.pages["/robots.txt"] = (
            "User-agent: *\nDisallow: /\n\nUser-agent: WBM-Assistent\nDisallow: /kontakt\nCrawl-delay: 0.2\n"
        )
        begun = time.monotonic()
        plan = sync(source_of(site))
        assert time.monotonic() - begun > 0.4  # three pages, two delays
        sync(source_of(site))
        assert "/kontakt.html" not in site.paths()
        assert sum(request.path == "/robots.txt" for request in site.requests) == 1
        assert "robots.txt untersagt" in reasons(plan, DocumentStatus.SKIPPED)
        assert not plan.having(DocumentStatus.FAILED)


def test_unreachable_robots_forbid_and_say_so(sync: Sync) -> None:
    with Site(small_site()) as site:
        site.specials["/robots.txt"] = lambda handler: handler.answer(503, b"")
        plan = sync(source_of(site))
        assert site.paths() == []
        assert "RFC 9309" in reasons(plan, DocumentStatus.FAILED)


def test_a_robots_file_that_forbids_the_start_is_a_failure_with_its_reason(sync: Sync) -> None:
    with Site(small_site() | {"/robots.txt": "User-agent: *\nDisallow: /"}) as site:
        plan = sync(source_of(site))
        assert site.paths() == []
        assert "robots.txt untersagt" in reasons(plan, DocumentStatus.FAILED)


def test_limits_of_depth_pages_and_patterns(sync: Sync, tmp_path: Path) -> None:
    chain: dict[str, str | bytes] = {"/": page("Start", "Los.", "/a/1")} | {
        f"/a/{n}": page(f"Seite {n}", f"Inhalt {n}.", f"/a/{n + 1}") for n in range(1, 30)
    }
    with Site(chain) as site:
        sync(source_of(site, depth=2))
        assert len(site.paths()) == 3
        plan = Sync(tmp_path / "b")(source_of(site, depth=50, pages=7))
        assert (
            len(plan.having(DocumentStatus.NEW)),
            "7 Seiten" in reasons(plan, DocumentStatus.SKIPPED),
        ) == (7, True)
        plan = Sync(tmp_path / "c")(source_of(site, depth=50, same_pattern=10))
        assert len(plan.having(DocumentStatus.NEW)) == 12
        assert "endlosen Seitenfolge" in reasons(plan, DocumentStatus.SKIPPED)
    with Site(small_site()) as site:
        plan = Sync(tmp_path / "d")(source_of(site, allow=["/foerderung/"], deny=["*a=1"]))
        assert names(plan, DocumentStatus.NEW) == {"amt/start", "amt/foerderung"}


def test_equal_pages_and_canonical_addresses_are_taken_once(sync: Sync) -> None:
    canonical = '<link rel="canonical" href="/richtig">'
    with Site() as site:
        site.pages = {
            "/": page("Start", "Los.", "/druck", "/kopie-1", "/kopie-2", "/falsch?utm_source=brief"),
            "/druck": page("Druckfassung", "Der Text, etwas anders.", head=canonical),
            "/richtig": page("Richtig", "Der Text."),
            "/kopie-1": page("Kopie", "Gleich."),
            "/kopie-2": page("Kopie", "Gleich."),
            "/falsch": page(
                "Falsch", "Verweist ins Leere.", head='<link rel="canonical" href="/gibt-es-nicht">'
            ),
        }
        first = sync(source_of(site))
        new = names(first, DocumentStatus.NEW)
        kept = (new & {"amt/kopie-1", "amt/kopie-2"}).pop()  # two are asked at once: the first that answers
        other = {"amt/kopie-1": "amt/kopie-2", "amt/kopie-2": "amt/kopie-1"}[kept]
        assert new == {"amt/start", "amt/richtig", kept, "amt/falsch"}
        assert names(sync(source_of(site)), DocumentStatus.UNCHANGED) == sync.documents
        site.pages[kept.removeprefix("amt")] = page("Kopie", "Jetzt anders.")
        assert names(sync(source_of(site)), DocumentStatus.NEW) == {other}


def test_a_canonical_address_that_every_page_names_is_not_believed(sync: Sync) -> None:
    wrong = '<link rel="canonical" href="/">'
    pages: dict[str, str | bytes] = {
        f"/{n}": page(f"Seite {n}", f"Inhalt {n}.", head=wrong) for n in range(6)
    }
    with Site(pages | {"/": page("Start", "Los.", *pages)}) as site:
        sync(source_of(site))
        assert len(sync.documents) == 7


def test_redirects_give_one_document_under_the_final_address(sync: Sync) -> None:
    with Site(small_site()) as site:
        site.pages["/"] = page("Amt", "Willkommen.", "/alt", "/kontakt.html", "/hinaus")
        site.specials["/alt"] = lambda handler: handler.answer(301, b"", {"Location": "/kontakt.html"})
        site.specials["/hinaus"] = lambda handler: handler.answer(
            302, b"", {"Location": "http://localhost.invalid/x"}
        )
        plan = sync(source_of(site))
        assert names(plan, DocumentStatus.NEW) == {"amt/start", "amt/kontakt"}
        assert "crawl.hosts" in reasons(plan, DocumentStatus.SKIPPED)


def test_other_hosts_are_never_asked(sync: Sync) -> None:
    with Site({"/": page("Fremd", "Fremd.")}) as other, Site() as site:
        site.pages["/"] = page(
            "Start", "Los.", f"{other.url}/", f"http://localhost:{other.url.rsplit(':', 1)[1]}/"
        )
        sync(source_of(site))
        assert other.requests == []


def test_noindex_in_page_and_header(sync: Sync) -> None:
    def header(handler: Handler) -> None:
        handler.answer(
            200,
            page("Kopfzeile", "Nicht aufnehmen.").encode(),
            {"Content-Type": "text/html", "X-Robots-Tag": "noindex"},
        )

    with Site(
        {
            "/": page("Start", "Los.", "/a", "/b"),
            "/a": page("A", "Nicht aufnehmen.", head='<meta name="robots" content="noindex">'),
        }
    ) as site:
        site.specials["/b"] = header
        plan = sync(source_of(site))
        assert names(plan, DocumentStatus.NEW) == {"amt/start"}
        assert "noindex" in reasons(plan, DocumentStatus.SKIPPED)


def test_a_busy_server_is_tried_again_after_the_time_it_names(sync: Sync) -> None:
    times: list[float] = []

    def busy(handler: Handler) -> None:
        times.append(time.monotonic())
        if len(times) == 1:
            handler.answer(429, b"", {"Retry-After": "1"})
        else:
            handler.answer(200, page("Da", "Jetzt.").encode(), {"Content-Type": "text/html"})

    with Site() as site:
        site.specials["/"] = busy
        plan = sync(source_of(site), attempts=3)
        assert names(plan, DocumentStatus.NEW) == {"amt/start"}
        assert times[1] - times[0] >= 1


def test_a_sitemap_with_index_gzip_and_lastmod(sync: Sync) -> None:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    with Site() as site:
        entries = "".join(
            f"<url><loc>{site.url}/{n}</loc><lastmod>2026-11-0{n}</lastmod></url>" for n in (1, 2)
        )
        site.pages = {
            "/sitemap.xml": (
                f"{head}<sitemapindex"
                f' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>'
                f"{site.url}/teil.xml.gz</loc></sitemap></sitemapindex>"
            ),
            "/teil.xml.gz": gzip.compress(
                f"{head}<urlset"
                f' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}<url><loc>'
                f"http://anderswo.example/</loc></url></urlset>".encode()
            ),
            "/1": page("Eins", "Erste Seite.", "/nicht-folgen"),
            "/2": page("Zwei", "Zweite Seite."),
        }
        site.types = {"/sitemap.xml": "application/xml", "/teil.xml.gz": "application/gzip"}
        source = source_of(site, "sitemap", "/sitemap.xml")
        assert names(sync(source), DocumentStatus.NEW) == {"amt/1", "amt/2"}
        assert "/nicht-folgen" not in site.paths()
        site.requests.clear()
        assert names(sync(source), DocumentStatus.UNCHANGED) == {"amt/1", "amt/2"}
        assert [(request.path, request.status) for request in site.requests] == [
            ("/sitemap.xml", 304),
            ("/teil.xml.gz", 304),
        ]


def test_a_broken_sitemap_loses_nothing(sync: Sync) -> None:
    with Site() as site:
        site.pages = {
            "/sitemap.xml": f"<urlset><url><loc>{site.url}/1</loc></url></urlset>",
            "/1": page("Eins", "Erste Seite."),
        }
        source = source_of(site, "sitemap", "/sitemap.xml")
        sync(source)
        site.pages["/sitemap.xml"] = "<html>Wartung</html>"
        plan = sync(source)
        assert "keine Sitemap" in reasons(plan, DocumentStatus.FAILED)
        assert sync.documents == {"amt/1"}


def test_a_crawl_whose_time_is_up_carries_on_without_asking_twice(sync: Sync) -> None:
    pages: dict[str, str | bytes] = {f"/{n}": page(f"Seite {n}", f"Inhalt {n}.") for n in range(12)}
    with Site(pages | {"/": page("Start", "Los.", *pages)}) as site:
        slow, quick = source_of(site, delay=0.3, minutes=0.03), source_of(site, delay=0.3)
        plan = sync(slow)
        assert "Die Zeit" in reasons(plan, DocumentStatus.FAILED)
        assert 1 <= len(sync.documents) < 13
        asked = set(site.paths())
        site.requests.clear()
        sync(quick.model_copy(update={"crawl": slow.crawl.model_copy()}) if slow.crawl else quick)
        assert len(set(site.paths()) & asked) <= 3  # at most those that were under way


def test_a_stopped_generator_leaves_a_run_that_goes_on(sync: Sync, tmp_path: Path) -> None:
    with Site(small_site()) as site:
        outcomes = crawl(source_of(site), Session(tmp_path / "crawl"))
        first: list[Outcome] = [next(outcomes), next(outcomes)]
        outcomes.close()  # type: ignore[attr-defined]
        assert all(outcome.document for outcome in first)
        sync(source_of(site))
        assert len(sync.documents) == 4
        done = [request.path for request in site.requests if request.status == 200]
        assert done.count("/") == 1


def test_two_pages_that_name_each_other_as_the_proper_one_are_taken_once(sync: Sync) -> None:
    with Site({"/": page("Start", "Los.", "/a", "/b")}) as site:
        site.pages |= {
            "/a": page("A", "Text.", head='<link rel="canonical" href="/b">'),
            "/b": page("B", "Text.", head='<link rel="canonical" href="/a">'),
        }
        sync(source_of(site))
        assert len(sync.documents) == 2


def test_a_page_without_words_is_passed_over_but_never_loses_what_was_there(sync: Sync) -> None:
    empty = '<html><head><title></title></head><body><nav><a href="/kontakt.html"></a></nav></body></html>'
    with Site(small_site() | {"/foerderung/": empty}) as site:
        plan = sync(source_of(site))
        assert (
            names(plan, DocumentStatus.SKIPPED) >= {"amt/foerderung"},
            plan.having(DocumentStatus.FAILED),
        ) == (True, [])
        site.pages["/kontakt.html"] = empty
        plan = sync(source_of(site))
        assert names(plan, DocumentStatus.FAILED) == {"amt/kontakt"}
        assert "amt/kontakt" in sync.documents
