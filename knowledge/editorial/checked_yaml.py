"""YAML files that people keep by hand, checked against a schema; every error names file, line and key."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.errors import WbmError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=BaseModel)

_WANTED = {  # pydantic's kind of error -> what it wants, filled from the error's own context
    "int_type": "eine ganze Zahl",
    "int_parsing": "eine ganze Zahl",
    "int_from_float": "eine ganze Zahl",
    "float_type": "eine Zahl",
    "float_parsing": "eine Zahl",
    "bool_type": "true oder false",
    "bool_parsing": "true oder false",
    "string_type": "ein Text",
    "string_too_short": "ein Text, der nicht leer ist",
    "string_too_long": "ein Text von höchstens {max_length} Zeichen",
    "string_pattern_mismatch": "ein Text nach dem Muster {pattern}",
    "literal_error": "{expected}",
    "enum": "{expected}",
    "greater_than": "mehr als {gt}",
    "greater_than_equal": "mindestens {ge}",
    "less_than": "weniger als {lt}",
    "less_than_equal": "höchstens {le}",
    "list_type": "eine Liste wie [eins, zwei]",
    "tuple_type": "eine Liste wie [eins, zwei]",
    "dict_type": "ein Abschnitt mit Schlüsseln",
    "model_type": "ein Abschnitt mit Schlüsseln",
    "model_attributes_type": "ein Abschnitt mit Schlüsseln",
    "date_type": "ein Datum wie 2026-11-30",
    "date_parsing": "ein Datum wie 2026-11-30",
    "date_from_datetime_parsing": "ein Datum wie 2026-11-30",
}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml, ten times as fast, where the wheel has it


class Lines:
    """Where each value of a YAML file stands; the text is composed when first asked, which only
    an error does.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _root(self) -> yaml.Node | None:
        return yaml.compose(self._text, Loader=_LOADER)

    def of(self, *place: int | str) -> int:
        """Line (from 1) of the deepest node on the way to `place` that exists."""
        node, line = self._root, 1
        for step in place:
            if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line + 1
            elif isinstance(node, yaml.MappingNode):
                pair = next(((k, v) for k, v in node.value if k.value == step), None)
                if pair is None:
                    continue  # a step that the schema adds (the name of a union's member)
                line, node = pair[0].start_mark.line + 1, pair[1]
            else:
                return line
        return line


def load_checked(path: Path, model: type[Model], what: str, error: type[WbmError]) -> tuple[Model, Lines]:
    """A file's content as `model`; `what` names it in messages ("Die Quellenliste").

    Raises:
        error: unreadable, not YAML, unknown key, missing key or wrong value.
    """
    try:
        text = path.read_text(encoding="utf-8")
        lines = Lines(text)
        data = yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader, in C
    except OSError as problem:
        raise error(f"{path}: {what} lässt sich nicht lesen ({problem.strerror}).") from problem
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise error(f"{path}: {what} ist kein gültiges YAML: {problem}") from problem
    try:
        return model.model_validate(data if data is not None else {}), lines
    except ValidationError as problem:
        raise error(
            "\n".join(f"{path}, Zeile {lines.of(*e['loc'])}: {_explain(model, e)}" for e in problem.errors())
        ) from problem


def german(problem: ErrorDetails) -> str:
    """What is expected of a value, in German, for the kinds of errors that our schemas can give."""
    context = problem.get("ctx", {})
    wanted = _WANTED.get(problem["type"])
    return (
        f"erwartet wird {wanted.format(**context).replace(' or ', ' oder ')}"
        if wanted
        else problem["msg"].removeprefix("Value error, ")
    )


def _explain(model: type[BaseModel], problem: ErrorDetails) -> str:
    kind, place, message = problem["type"], problem["loc"], german(problem)
    keys = [str(part) for part in place if isinstance(part, str)]
    key = keys[-1] if keys else ""
    if place and place[-1] == "[key]":  # "no" and "on" are true and false to YAML
        hint = "„no“, „on“, „yes“ und Zahlen gehören in Anführungszeichen."
        return f"Ein Schlüssel passt nicht: {message}. {hint}"
    match kind:
        case "extra_forbidden":
            return f"Unbekannter Schlüssel „{key}“. Erlaubt sind: {', '.join(_fields(model, place[:-1]))}."
        case "missing":
            return f"Der Schlüssel „{key}“ fehlt."
        case "value_error":
            return message
        case _:
            return f"Der Wert von „{key}“ passt nicht: {message}{'' if message.endswith('.') else '.'}"


def _fields(model: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    """Names of the fields of the model that lies at `place`."""
    current: object = model
    for step in place:
        if not isinstance(step, str) or not (isinstance(current, type) and issubclass(current, BaseModel)):
            continue
        field = current.model_fields.get(step)
        current = _inner(field.annotation) if field else current
    return list(current.model_fields) if isinstance(current, type) and issubclass(current, BaseModel) else []


def _inner(annotation: object) -> object:
    """The model inside "tuple[Model, ...]" or "Model | None"."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in getattr(annotation, "__args__", ()) if (found := _inner(part))), None)
