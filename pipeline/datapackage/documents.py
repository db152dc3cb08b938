"""YAML and JSON files, read strictly, with the line of every value."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from pipeline.core.budget import budget
from pipeline.core.errors import PasserelleError
from pipeline.core.files.safe_paths import base_folder, refusal_reason
from pipeline.core.limits import DOCUMENT_BYTES, DOCUMENT_LEVELS, DOCUMENT_VALUES
from pipeline.core.os_errors import is_lack
from pipeline.core.text.spelling import Similarity, closest_match
from pipeline.datapackage.json_positions import (
    Place,
    constant_line,
    deep_line,
    full_line,
    json_lines,
    long_number_line,
    second_line,
)
from pipeline.datapackage.yaml_events import YamlMistake, yaml_data, yaml_lines
from pipeline.findings.model import Finding

T = TypeVar("T", bound=BaseModel)

# Pydantic's errors, as the wordings of schema-error call them.
UNIONS = {"union_tag_invalid": "choice", "union_tag_not_found": "missing"}
VARIANTS = {"missing": "missing", "extra_forbidden": "unknown-property", "literal_error": "choice", **UNIONS}
TYPE_ERRORS = {
    "string_type": "text",
    "int_type": "integer",
    "int_from_float": "integer",
    "float_type": "number",
    "bool_type": "boolean",
    "list_type": "array",
    "tuple_type": "array",
    "dict_type": "object",
    "model_type": "object",
    "model_attributes_type": "object",
}


class ContractError(PasserelleError):
    """Mistakes in a schema or a descriptor that end the command; `findings` have file and line."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(f"{finding.file}:{finding.line}: {finding.key}" for finding in findings))
        self.findings = findings


@dataclass(frozen=True)
class Document:
    """A parsed YAML or JSON file: its data, and the line of each value."""

    display_path: str
    text: str
    data: Any
    is_json: bool = False

    @cached_property
    def lines(self) -> Mapping[Place, int]:
        """The 1-based line of each value (in a mapping, of its key) by its place in the data."""
        if self.is_json:
            return json_lines(self.text)
        with yaml_mistakes(self.display_path):
            return yaml_lines(self.text)

    def line(self, place: Place) -> int:
        """The 1-based line of a value, or of the nearest value that contains it; 1 for the whole file."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_yaml(path: Path, display_path: str) -> Document:
    """The document of a YAML file. Raises ContractError, as `read_text` and `parse_yaml` do."""
    text = read_text(path, display_path)
    return Document(display_path, text, parse_yaml(text, display_path))


def read_json(path: Path, display_path: str) -> Document:
    """A JSON file as a document. Raises ContractError: unreadable, not UTF-8, syntax, a key twice, NaN."""
    text = read_text(path, display_path)
    return Document(display_path, text, parse_json(text, display_path), is_json=True)


def parse_json(text: str, display_path: str) -> Any:
    """The data of a JSON text. Raises ContractError: syntax, a key twice, NaN, levels, very many values."""
    refuse_levels(text, display_path)
    refuse_values(text, display_path)
    try:
        return json.loads(text, object_pairs_hook=unique_keys, parse_constant=refuse_constant)
    except json.JSONDecodeError as error:
        raise mistake(display_path, error.lineno, "syntax", problem=error.msg) from error
    except UnknownConstant as error:
        raise mistake(display_path, constant_line(text), "syntax", problem=str(error)) from error
    except DuplicateKey as error:
        raise mistake(display_path, second_line(text), "duplicate-key", key=str(error)) from error
    except ValueError as error:
        # An integer of more digits than Python reads.
        raise mistake(display_path, long_number_line(text), "syntax", problem=str(error)) from error
    except RecursionError as error:
        raise mistake(display_path, 1, "syntax", problem="too many levels") from error


def validate(document: Document, shape: type[T], place: Place = ()) -> T:
    """The data of a document (or its part at `place`) as a model, strictly. Raises ContractError with all mistakes."""
    part = document.data
    for key in place:
        part = part[key]
    try:
        return parse(part, shape)
    except ValidationError as error:
        found = located_errors(document.data, place, [dict(detail) for detail in error.errors()])
        raise ContractError(tuple(explain(document, at, error) for at, error in found)) from error


def parse(data: Any, shape: type[T]) -> T:
    """Data as `shape`, strictly. Raises ValidationError."""
    # In JSON mode a strict model takes an array for a tuple, and nothing else is converted.
    return shape.model_validate_json(json.dumps(data), strict=True)


def located_errors(
    data: Any, base: Place, errors: Sequence[Mapping[str, Any]]
) -> list[tuple[Place, Mapping[str, Any]]]:
    """Errors of pydantic, each with its place in the data.

    Of a value that may be of several types, each type that it is not is an error; what is wrong within the type that it
    is comes out, else the last of them.
    """
    placed = [(place_of(data, (*base, *error["loc"]), error["type"]), error) for error in errors]
    deeper = {place[:at] for place, _ in placed for at in range(len(place))}
    found: dict[tuple[Place, str], tuple[Place, Mapping[str, Any]]] = {}
    for place, error in placed:
        of_type = error["type"] in TYPE_ERRORS
        if not (of_type and place in deeper):
            found[place, "type" if of_type else error["type"]] = (place, error)
    return list(found.values())


def place_of(data: Any, loc: Place, kind: str) -> Place:
    """The place in the data that an error is about: pydantic names branches of types between the keys."""
    place: list[str | int] = []
    for at, key in enumerate(loc):
        if key in data if isinstance(data, dict) else is_position(data, key):
            place.append(key)
            data = data[key]
        elif at == len(loc) - 1 and kind in ("missing", "extra_forbidden"):
            place.append(key)
    return tuple(place)


def is_position(data: Any, key: str | int) -> bool:
    """Whether data is a list with an item at a key; the name of a branch is compared with no number."""
    return isinstance(data, list) and isinstance(key, int) and 0 <= key < len(data)


def explain(document: Document, place: Place, error: Mapping[str, Any]) -> Finding:
    """One pydantic error as a finding: its line, the property's path, what was expected, the nearest choice."""
    kind, given = error["type"], error["input"]
    context = error.get("ctx", {})
    expected = str(context.get("expected_tags") or context.get("expected") or error["msg"])
    choices = re.findall(r"'([^']*)'", expected) if VARIANTS.get(kind) == "choice" else []
    if kind in UNIONS:
        # One property says of which kind a value is: the mistake is in that.
        name = str(context["discriminator"]).strip("'")
        place, given = (*place, name), context.get("tag", given)
    return Finding(
        code="schema-error",
        variant=VARIANTS.get(kind) or TYPE_ERRORS.get(kind) or "value",
        file=document.display_path,
        line=document.line(place),
        field=".".join(str(key) for key in place),
        value=None if isinstance(given, dict | list) else str(given),
        suggestion=closest_match(given, choices, Similarity.PROPERTY) if isinstance(given, str) else None,
        details={
            "expected": ", ".join(choices) or expected,
            "property": str(place[-1] if place else ""),
        },
    )


def mistake(display_path: str, line: int, variant: str, **details: str | int) -> ContractError:
    """A ContractError with one finding `schema-error/<variant>`."""
    return ContractError(
        (Finding(code="schema-error", variant=variant, file=display_path, line=line, details=details),)
    )


def read_text(path: Path, display_path: str) -> str:
    """The text of a schema or descriptor, which must be UTF-8 and at most `DOCUMENT_BYTES`. Raises ContractError."""
    if why := refusal_reason(path, base_folder(path, display_path)):
        raise ContractError((Finding(code="source-error", variant=why, file=display_path),))
    try:
        size = path.stat().st_size
        if size > DOCUMENT_BYTES:
            details: dict[str, str | int] = {"found": size, "most": DOCUMENT_BYTES}
            raise ContractError((Finding(code="source-error", variant="size", file=display_path, details=details),))
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        if is_lack(error):
            raise
        raise mistake(display_path, 1, "unreadable", problem=getattr(error, "strerror", None) or str(error)) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise mistake(display_path, data[: error.start].count(b"\n") + 1, "encoding") from error
    budget().allow_document(text)
    return text


@contextmanager
def yaml_mistakes(display_path: str) -> Iterator[None]:
    """Turns what is wrong with a YAML text into a ContractError with its line."""
    try:
        yield
    except YamlMistake as error:
        raise mistake(display_path, error.line, error.variant, **error.details) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise mistake(display_path, mark.line + 1 if mark else 1, "syntax", problem=error.problem or "") from error
    except (yaml.YAMLError, ValueError) as error:
        raise mistake(display_path, 1, "syntax", problem=str(error).splitlines()[0]) from error


def parse_yaml(text: str, display_path: str) -> Any:
    """The data of a YAML text. Raises ContractError: wrong syntax, a key twice, an alias, a tag, a limit exceeded."""
    with yaml_mistakes(display_path):
        return yaml_data(text)


def refuse_levels(text: str, display_path: str) -> None:
    """Raises ContractError at the line where JSON goes too deep, before a parser that counts on the stack sees it."""
    if (line := deep_line(text, DOCUMENT_LEVELS)) is not None:
        raise mistake(display_path, line, "levels", most=DOCUMENT_LEVELS)


def refuse_values(text: str, display_path: str) -> None:
    """Raises ContractError at the line where JSON has more values than are read."""
    if (line := full_line(text, DOCUMENT_VALUES)) is not None:
        raise mistake(display_path, line, "values", most=DOCUMENT_VALUES)


def unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys: set[Hashable] = set()
    for key, _ in pairs:
        if key in keys:
            raise DuplicateKey(key)
        keys.add(key)
    return dict(pairs)


class DuplicateKey(Exception):
    """An object has a key twice."""


class UnknownConstant(Exception):
    """NaN or Infinity, which are not JSON."""


def refuse_constant(name: str) -> Any:
    raise UnknownConstant(f"{name} is not JSON")
