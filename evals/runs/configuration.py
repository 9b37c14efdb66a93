"""Configurations: what is measured. One YAML file each in evals/configs: a system, and what
differs from the defaults.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chains.extract.registers import Register
from chains.retrieval.features import WEIGHTS
from evals.errors import SuiteError
from evals.runs.held_out import Phrases
from knowledge.editorial.checked_yaml import load_checked
from settings import Settings

FOLDER = Path(__file__).parent.parent / "configs"
DEFAULTS = ("ours", "quickstart", "bm25", "dense")
WITHOUT = "ohne-"  # a configuration of this name is ours with one stage taken out


class Configuration(BaseModel):
    """One way of answering; `weights` overrides the table in chains/retrieval/features.py, `settings`
    overrides WBM_ settings (chat_model, hits …), `phrases` says which
    laws keep their everyday phrases (evals/runs/held_out.py).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    title: str
    system: Literal["assistant", "quickstart", "bm25", "dense"]
    register_name: Annotated[Register, Field(alias="register")] = Register.NORMAL
    weights: dict[str, float] = {}
    phrases: Phrases = "all"
    settings: dict[str, str | int | float] = {}

    @model_validator(mode="after")
    def _known_names(self) -> Configuration:
        unknown = set(self.weights) - WEIGHTS.keys()
        unknown |= set(self.settings) - (set(Settings.model_fields) - {"data", "sources", "chat_model_key"})
        if unknown:
            raise ValueError(f"Unbekannt in weights oder settings: {', '.join(sorted(unknown))}.")
        return self

    def applied(self, settings: Settings) -> Settings:
        """The process's settings with this configuration's on top."""
        return settings.model_copy(update=self.settings)

    def identity(self, settings: Settings) -> str:
        """All that the outcome depends on besides code and index: for the cache and the run folder."""
        effective = self.applied(settings)
        model = {
            "chat_model": effective.chat_model,
            "chat_model_url": effective.chat_model_url,
            "hits": effective.hits,
            "embedding": effective.embedding,
        }
        return json.dumps(self.model_dump(exclude={"title"}) | {"effective": model}, sort_keys=True)


def ablations() -> list[str]:
    """Names of the configurations that leave one stage out each."""
    return sorted(path.stem for path in FOLDER.glob(f"{WITHOUT}*.yaml"))


def load_configuration(name: str) -> Configuration:
    """A configuration by name (in evals/configs) or path.

    Raises:
        SuiteError: unknown or wrong; names the line.
    """
    path = Path(name) if name.endswith((".yaml", ".yml")) else FOLDER / f"{name}.yaml"
    if not path.is_file():
        raise SuiteError(
            f"Die Konfiguration „{name}“ gibt es nicht. Vorhanden sind:"
            f" {', '.join(sorted(p.stem for p in FOLDER.glob('*.yaml')))}."
        )
    return load_checked(path, Configuration, f"Die Konfiguration {path.name}", SuiteError)[0]
