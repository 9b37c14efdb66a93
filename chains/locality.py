"""What of the settings would leave this machine: a chat model, an embedding or an index that another host serves."""

from __future__ import annotations

import ipaddress
import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from knowledge.embedding import DEFAULT_EMBEDDING
from knowledge.errors import SettingsError

if TYPE_CHECKING:
    from settings import Settings

_IN_PROCESS = {DEFAULT_EMBEDDING, "huggingface", "fastembed"}  # run inside this process
_OLLAMA = "ollama"  # a server of its own, on this machine unless OLLAMA_HOST says otherwise


def is_loopback(url: str) -> bool:
    """Whether a URL (or host:port) points to this machine; a name other than localhost does not, wherever it may lead today."""
    host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def remote_chat_model(settings: Settings) -> str:
    """The chat model's name if what it is asked leaves this machine; "" if not, or if there is none."""
    provider = settings.chat_model.partition(":")[0]
    if not settings.chat_model or (settings.chat_model_url and is_loopback(settings.chat_model_url)):
        return ""
    if provider == _OLLAMA and not settings.chat_model_url and is_loopback(os.environ.get("OLLAMA_HOST") or "localhost"):
        return ""
    return settings.chat_model


def require_local(settings: Settings) -> None:
    """Refuse to begin with WBM_LOCAL_ONLY where even searching would leave this machine; a remote chat model is merely not asked.

    Raises:
        SettingsError: names what to change.
    """
    provider = settings.embedding.partition(":")[0]
    here = provider in _IN_PROCESS or (provider == _OLLAMA and is_loopback(os.environ.get("OLLAMA_HOST") or "localhost"))
    away = [] if here else [f"WBM_EMBEDDING={settings.embedding}"]
    if settings.chroma_url and not is_loopback(settings.chroma_url):
        away.append("WBM_CHROMA_URL")
    if settings.local_only and away:
        raise SettingsError(f"WBM_LOCAL_ONLY ist gesetzt, aber {' und '.join(away)} schickt Fragen an einen anderen Rechner. Bitte eines von beiden ändern.")
