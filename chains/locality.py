"""What of the settings would leave this machine: a chat model, an embedding or an index that
another host serves.
"""

from __future__ import annotations

import ipaddress
import os
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chains.ways_out import close_ways_out
from knowledge.errors import KeptLocal, SettingsError
from settings import DEFAULT_EMBEDDING

if TYPE_CHECKING:
    from settings import Settings

_IN_PROCESS = {DEFAULT_EMBEDDING, "huggingface", "fastembed"}  # run inside this process
# whose HTTP client is made so that no proxy comes between (chains/model/writer.py)
_OUR_CLIENT = {"openai", "ollama"}
# no space, percent sign, backslash or control character
_PLAIN = re.compile(r"[\w.:/\[\]@?=&#~+,-]+", re.ASCII)
_OLLAMA = "ollama"  # a server of its own, on this machine unless OLLAMA_HOST says otherwise


def is_loopback(url: str) -> bool:
    """Whether a URL (or host:port) points to this machine; a name other than localhost does not, wherever it
    may lead today.
    """
    if not url.isascii() or not _PLAIN.fullmatch(url):
        return False  # what two parsers may read differently leads away
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
        host, _ = parts.hostname or "", parts.port  # reading the port raises where it is none
        if parts.scheme not in {"", "http", "https"} or "@" in parts.netloc:
            return False
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def remote_chat_model(settings: Settings) -> str:
    """The chat model's name if what it is asked leaves this machine; "" if not, or if there is none."""
    provider = settings.chat_model.partition(":")[0]
    if not settings.chat_model or (
        provider in _OUR_CLIENT and settings.chat_model_url and is_loopback(settings.chat_model_url)
    ):
        return ""
    if (
        provider == _OLLAMA
        and not settings.chat_model_url
        and is_loopback(os.environ.get("OLLAMA_HOST") or "localhost")
    ):
        return ""
    return settings.chat_model


def remote_embedding(settings: Settings) -> str:
    """The embedding's name if the texts that it embeds leave this machine; "" if not."""
    provider = settings.embedding.partition(":")[0]
    served = {
        _OLLAMA: os.environ.get("OLLAMA_HOST") or "localhost",
        "openai": os.environ.get("OPENAI_API_BASE") or os.environ.get("OPENAI_BASE_URL") or "",
    }.get(provider, "")
    here = provider in _IN_PROCESS or (served and is_loopback(served))
    return "" if here else settings.embedding


def keep_question_here(settings: Settings) -> None:
    """Refuse a question that is to stay on this machine where the search itself would send it away.

    Raises:
        KeptLocal: says so; the question was not sent.
    """
    if name := remote_embedding(settings):
        raise KeptLocal(
            f"„Nur lokal“ ist eingeschaltet, aber die Suche rechnet mit einer Einbettung auf einem anderen"
            f" Rechner ({name}). Die Frage wurde nicht verschickt. Bitte „Nur lokal“ ausschalten; dann geht"
            " sie ohne Namen und Nummern hinaus."
        )


def require_local(settings: Settings) -> None:
    """Close the ways by which libraries would send out what they see, and refuse to begin with WBM_LOCAL_ONLY
    where even searching would leave this machine; a remote chat model is merely not asked. To be called
    before anything is loaded or sent.

    Raises:
        SettingsError: names what to change.
    """
    close_ways_out(all_of_them=settings.local_only, traces=settings.traces)
    away = [f"WBM_EMBEDDING={settings.embedding}"] if remote_embedding(settings) else []
    if settings.chroma_url and not is_loopback(settings.chroma_url):
        away.append("WBM_CHROMA_URL")
    if settings.local_only and away:
        raise SettingsError(
            f"WBM_LOCAL_ONLY ist gesetzt, aber {' und '.join(away)} schickt Fragen an einen anderen Rechner."
            " Bitte eines von beiden ändern."
        )
