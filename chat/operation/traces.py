"""Traces by OpenTelemetry: one for each question, with its parts as spans. Nothing but what became of it and
how long it took; where they go is said by OpenTelemetry's usual variables (OTEL_EXPORTER_OTLP_…,
OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER).

The provider is our own and never the global one: spans of libraries, which could hold what people wrote, find
no exporter (chains/ways_out.py).
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from chains.ways_out import KEPT_FOR_TRACES
from chat.operation.turns import STAGES, WHOLE, ObservedTurn
from knowledge.errors import SettingsError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

    from settings import Settings

_log = logging.getLogger("wbm.operation")
_NAME, _GRPC = "wbm-assistent", "grpc"
_NANOSECONDS = 1_000_000_000


class Traces:
    """Sends each question's trace in the background."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer(_NAME)

    def __call__(self, turn: ObservedTurn) -> None:
        """Send one question; parts follow each other, so each begins where the one before ended. One that is
        to stay on this machine is not sent.
        """
        if turn.private:
            return
        from opentelemetry.trace import set_span_in_context

        begun = turn.began_at
        whole = self._tracer.start_span("question", start_time=begun)
        whole.set_attribute("wbm.outcome", turn.outcome.value)
        inside = set_span_in_context(whole)
        for stage in STAGES:
            if stage != WHOLE and (taken := int(turn.seconds.get(stage, 0.0) * _NANOSECONDS)):
                self._tracer.start_span(stage, inside, start_time=begun).end(begun + taken)
                begun += taken
        whole.end(time.time_ns())

    def close(self) -> None:
        """Send what waits, as far as that is possible in a few seconds."""
        self._provider.shutdown()


def open_traces(settings: Settings) -> Traces | None:
    """As it is set; None where they are off, where nothing may leave this machine, or nobody is named.

    Raises:
        SettingsError: a variable of OpenTelemetry is wrong.
    """
    if not settings.traces:
        return None
    if settings.local_only:
        _log.warning("WBM_TRACES is ignored, since WBM_LOCAL_ONLY is set")
        return None
    kept = {
        name.removeprefix(KEPT_FOR_TRACES): value
        for name, value in os.environ.items()
        if name.startswith(KEPT_FOR_TRACES)
    }
    if not any(name.endswith("_ENDPOINT") for name in kept):
        raise SettingsError(
            "WBM_TRACES ist gesetzt, aber nicht, wohin. Bitte OTEL_EXPORTER_OTLP_ENDPOINT setzen, zum"
            " Beispiel http://127.0.0.1:4318."
        )
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    with _variables(kept | {"OTEL_SDK_DISABLED": "false"}):
        resource = Resource.create({SERVICE_NAME: os.environ.get("OTEL_SERVICE_NAME", _NAME)})
        provider = TracerProvider(resource=resource)
        provider.add_span_processor(BatchSpanProcessor(_exporter(kept)))
        return Traces(provider)


def _exporter(kept: dict[str, str]) -> SpanExporter:
    protocol = kept.get("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") or kept.get("OTEL_EXPORTER_OTLP_PROTOCOL")
    if protocol == _GRPC:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as ByGrpc

        return ByGrpc()
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as ByHttp

    return ByHttp()


@contextmanager
def _variables(values: dict[str, str]) -> Iterator[None]:
    """Within it the process has these variables; to be used while it starts and has one thread."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
