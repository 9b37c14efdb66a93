"""Ways by which libraries send what they see to somebody else because an environment variable
says so, all closed.

Tracers, exporters and usage statistics are closed whatever the settings say: they stand before the masking
and would see what a person wrote. Proxies are closed where all is to stay here, and for the addresses of this
machine always.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import MutableMapping

# variable -> what it is set to; read by LangChain and LangSmith, OpenTelemetry, Chroma, Hugging Face, and
# others by custom
_TRACERS = {
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_OTEL_ENABLED": "false",
    "OTEL_SDK_DISABLED": "true",
    "OTEL_TRACES_EXPORTER": "none",
    "OTEL_METRICS_EXPORTER": "none",
    "OTEL_LOGS_EXPORTER": "none",
    "TRACELOOP_TELEMETRY": "false",
    "ANONYMIZED_TELEMETRY": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}
_GONE = (
    "LITERAL_",
    "LANGSMITH_ENDPOINT",
    "LANGSMITH_RUNS_ENDPOINTS",
    "LANGCHAIN_ENDPOINT",
    "LANGFUSE_",
    "OTEL_EXPORTER_",
    "CHROMA_OTEL_",
    "TRACELOOP_BASE_URL",
)
_PROXIES = frozenset(
    {
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "FTP_PROXY",
        "WS_PROXY",
        "WSS_PROXY",
        "OPENAI_PROXY",
        "GLOBAL_AGENT_HTTP_PROXY",
    }
)
_OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
_HERE = ("localhost", "127.0.0.1", "::1")
# Where traces go, for our own spans alone (chat/operation/traces.py), which hold no text: under a name that
# no library reads.
_OTLP = "OTEL_EXPORTER_OTLP_"
KEPT_FOR_TRACES = "WBM_KEPT_"
_log = logging.getLogger("wbm.local")


def close_ways_out(
    *, all_of_them: bool, traces: bool = False, environment: MutableMapping[str, str] = os.environ
) -> list[str]:
    """Close them for this process and its children; `all_of_them`: proxies and downloads too; `traces`: keep
    where our own traces go, for those alone. Returns the variables that stood for one.
    """
    _keep_for_traces(environment, traces and not all_of_them)
    closed = [name for name, value in _TRACERS.items() if name in environment and environment[name] != value]
    environment.update(_TRACERS)
    gone = [name for name in environment if name.upper().startswith(_GONE)]
    if all_of_them:
        gone += [name for name in environment if name.upper() in _PROXIES]
        environment.update(_OFFLINE)
    for name in gone:
        del environment[name]
    for name in ("NO_PROXY", "no_proxy"):
        known = [part.strip() for part in environment.get(name, "").split(",") if part.strip()]
        environment[name] = "*" if all_of_them else ",".join(dict.fromkeys([*known, *_HERE]))
    closed += gone
    if closed:
        _log.warning("ignored, since nothing is to be sent to others: %s", ", ".join(sorted(closed)))
    _forget_what_was_read()
    return closed


def _keep_for_traces(environment: MutableMapping[str, str], wanted: bool) -> None:
    """Put the OTLP variables aside under names of ours, or drop what was put aside."""
    if wanted:
        for name in [name for name in environment if name.startswith(_OTLP)]:
            environment[KEPT_FOR_TRACES + name] = environment.pop(name)
    else:
        for name in [name for name in environment if name.startswith(KEPT_FOR_TRACES)]:
            del environment[name]


def _forget_what_was_read() -> None:
    """LangSmith keeps what it read of the environment."""
    langsmith = sys.modules.get("langsmith.utils")
    forget = getattr(getattr(langsmith, "get_env_var", None), "cache_clear", None)
    if forget is not None:
        forget()
