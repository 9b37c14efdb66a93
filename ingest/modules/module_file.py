"""`module.yaml`: what a folder of seminar material is: module, seminar days, learning goals,
audience, materials.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from knowledge.editorial.checked_yaml import Lines, load_checked
from knowledge.errors import UnreadableSource

MODULE_FILE = "module.yaml"
Text = Annotated[str, Field(min_length=1)]
Goals = Annotated[tuple[Text, ...], Field(min_length=1)]


class SeminarDay(BaseModel):
    """One seminar day; days are numbered through the whole course."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    day: Annotated[int, Field(ge=1)]
    title: Text
    goals: Goals

    @property
    def name(self) -> str:
        """ "Seminartag 5: Förderung"."""
        return f"Seminartag {self.day}: {self.title}"


class Material(BaseModel):
    """One file of the folder. `day`: the seminar day it belongs to, if it belongs to one alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: Text
    title: Text | None = None
    day: int | None = None
    legal_basis: tuple[Annotated[str, Field(pattern=r"^[a-z0-9_-]+ §")], ...] = ()


class ModuleFile(BaseModel):
    """The content of `module.yaml`; `ignore` are patterns of files and folders that are no material (as in
    `Path.match`).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: Annotated[int, Field(ge=1)]
    title: Text
    part: Text
    days: Annotated[tuple[SeminarDay, ...], Field(min_length=1)]
    audience: Annotated[tuple[Text, ...], Field(min_length=1)]
    duration: Text
    materials: tuple[Material, ...] = ()
    ignore: tuple[Text, ...] = ()
    stand: date | None = None
    topics: tuple[str, ...] = ()
    region: str = ""
    licence: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        days = [day.day for day in self.days]
        if len(set(days)) < len(days):
            raise ValueError("Ein Seminartag steht zweimal in days.")
        for material in self.materials:
            if material.day is not None and material.day not in days:
                raise ValueError(
                    f"„{material.file}“ nennt Seminartag {material.day}; unter days stehen nur:"
                    f" {', '.join(map(str, days))}."
                )
        files = [material.file for material in self.materials]
        twice = next((file for file in files if files.count(file) > 1), "")
        if twice:
            raise ValueError(f"„{twice}“ steht zweimal in materials.")
        return self

    @property
    def name(self) -> str:
        """ "Modul 5 „Recht und Förderung“"."""
        return f"Modul {self.number} „{self.title}“"

    @property
    def day_names(self) -> str:
        """ "Seminartag 5: Förderung" or "Seminartage 5, 6"."""
        return (
            self.days[0].name
            if len(self.days) == 1
            else f"Seminartage {', '.join(str(day.day) for day in self.days)}"
        )

    def path_of(self, day: int | None) -> tuple[str, str, str]:
        """Part, module, seminar day: where material stands in the course."""
        named = next((d.name for d in self.days if d.day == day), self.day_names)
        return self.part, f"Modul {self.number}: {self.title}", named

    def material_of(self, file: str) -> Material:
        """What is said of a file (path below the folder, "/" between its parts); a file that is not listed
        says nothing but its name.
        """
        return next((m for m in self.materials if m.file == file), Material(file=file))


def load_module_file(path: Path) -> tuple[ModuleFile, Lines]:
    """Read a `module.yaml`.

    Raises:
        UnreadableSource: unreadable, not YAML, unknown or missing key, wrong value; names file, line and key.
    """
    return load_checked(path, ModuleFile, "Die Modulbeschreibung", UnreadableSource)


def slug(name: str) -> str:
    """A file or folder name as part of a document id, which holds no white space."""
    return re.sub(r"\s+", "-", name.strip())
