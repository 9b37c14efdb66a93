"""Web addresses: the one to ask for, the key by which two are the same page, the pattern by
which traps show.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from urllib.parse import urljoin, urlsplit

import httpx
from w3lib.url import canonicalize_url, safe_url_string, url_query_cleaner

LONGEST = 2000  # characters; longer ones are made by traps
_LONGEST_NAME = 120
_REMEMBERED = 50_000  # addresses; a menu names the same ones on every page

_TRACKING = (
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "fbclid",
    "gclid",
    "msclkid",
    "mc_cid",
    "mc_eid",
    "pk_campaign",
    "pk_kwd",
    "PHPSESSID",
    "jsessionid",
    "sid",
    "sessionid",
)
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_ESCAPED_AND = re.compile(r"&(?:(?:%26)?amp(?:;|%3B))+", re.IGNORECASE)  # an address that grows by "&amp;"
_UNSAFE = re.compile(r"[^A-Za-z0-9._~/-]+")
_NUMBER = re.compile(r"\d+")


def web_url(link: str, base: str = "") -> str:
    """The address to ask for: absolute, escaped, without fragment, session and tracking; "" if it is not
    http(s), malformed or names a user.
    """
    try:
        link = _ESCAPED_AND.sub("&", link.strip())
        return _clean(urljoin(base, link) if base else link)
    except ValueError:
        return ""


@lru_cache(_REMEMBERED)
def _clean(link: str) -> str:
    try:
        url = httpx.URL(safe_url_string(_SESSION_IN_PATH.sub("", link))).copy_with(fragment=None)
        if url.scheme not in {"http", "https"} or not url.host or url.userinfo or len(str(url)) > LONGEST:
            return ""
        cleaned = url_query_cleaner(str(url), _TRACKING, remove=True, unique=False) if url.query else str(url)
        return str(httpx.URL(cleaned)) if urlsplit(cleaned).path else f"{cleaned}/"
    except (ValueError, httpx.InvalidURL):
        return ""


@lru_cache(_REMEMBERED)
def key_of(url: str) -> str:
    """The identity of an address from `web_url`: query sorted, escapes and dots resolved; http
    and https are one.
    """
    return canonicalize_url(url).removeprefix("https://").removeprefix("http://")


def host_of(url: str) -> str:
    """ "name" or, if the port is not the scheme's own, "name:port", of an address from `web_url`."""
    return urlsplit(url).netloc


def origin_of(url: str) -> str:
    """Scheme and host: what one robots.txt is valid for (RFC 9309 § 2.3)."""
    return f"{urlsplit(url).scheme}://{host_of(url)}"


def pattern_of(url: str) -> str:
    """The address with its numbers and values taken out: /kalender/2031/07?ansicht=woche is
    /kalender/#/#?ansicht.
    """
    parts = urlsplit(url)
    names = sorted({pair.split("=", 1)[0] for pair in parts.query.split("&") if pair})
    return f"{parts.netloc}{_NUMBER.sub('#', parts.path)}{'?' + '&'.join(names) if names else ''}"


def repeats(url: str) -> bool:
    """Whether a run of path parts recurs three times in a row (/a/b/a/b/a/b): a link that grows
    from page to page.
    """
    parts = [part for part in urlsplit(url).path.split("/") if part]
    for size in range(1, len(parts) // 3 + 1):
        for start in range(len(parts) - 3 * size + 1):
            run = parts[start : start + size]
            if parts[start + size : start + 2 * size] == run == parts[start + 2 * size : start + 3 * size]:
                return True
    return False


def slug_of(key: str, home: str) -> str:
    """A readable, stable name for a page key; what cannot be shown (query, odd characters) is
    told apart by a hash.
    """
    host, _, rest = key.partition("/")
    path, _, query = rest.partition("?")
    stem = re.sub(r"\.(html?|xhtml|php|aspx?|jsp)$", "", path.strip("/"))
    name = _UNSAFE.sub("-", stem).strip("-") or "start"
    if host != home:
        name = f"{_UNSAFE.sub('-', host)}/{name}"
    return f"{name}-{short_hash(key)}" if query or _UNSAFE.search(stem) or len(name) > _LONGEST_NAME else name


def short_hash(text: str) -> str:
    """Eight hex digits."""
    return sha256(text.encode()).hexdigest()[:8]
