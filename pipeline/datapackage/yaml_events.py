"""YAML data built from parser events, with limits on depth and number of values.

The library itself first composes a tree with recursive functions; with enough brackets they crash the process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from pipeline.core.limits import DOCUMENT_LEVELS, DOCUMENT_VALUES
from pipeline.datapackage.json_positions import Place

# YAML 1.1 reads NO as false and 1_000 as a number; only what JSON calls a number, a boolean or null is one here.
PLAIN_VALUES = {"true": True, "false": False, "null": None, "": None}
INTEGER = re.compile(r"-?(0|[1-9]\d*)")
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
# What Python takes for an integer of a text; one that is longer stays a text.
LONGEST_INTEGER = 4_000
# What a reader gives a value of its own accord; any other tag was written to make the value something else.
TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value", "seq", "map")
)
# Characters of a tag that a message shows.
LONGEST_TAG = 200
STARTS = (yaml.ScalarEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent)
ENDS = (yaml.SequenceEndEvent, yaml.MappingEndEvent)
KNOWN = (*STARTS, *ENDS)


class YamlMistake(Exception):
    """Why a text is no YAML that is read here: the 1-based line, which wording of schema-error, and its details."""

    def __init__(self, line: int, variant: str, **details: str | int) -> None:
        super().__init__(variant)
        self.line, self.variant, self.details = line, variant, details


class YamlPart(NamedTuple):
    """A value, or the end of a list or object (no `event` that starts); `place`: where it is, `line`: 1-based.

    In an object the line is that of the key.
    """

    place: Place
    line: int
    event: yaml.Event


class OpenCollection:
    """A list or object that is open: the number of its next item, or the key whose value comes, and the line."""

    def __init__(self, event: yaml.Event) -> None:
        self.number = -1
        self.keys: set[str] | None = set() if isinstance(event, yaml.MappingStartEvent) else None
        self.key: str | None = None
        self.line = 0


def yaml_data(text: str) -> Any:
    """The data of a text, None for an empty one. Raises YamlMistake, or an error of the library."""
    top: list[Any] = []
    holders: list[Any] = [top]
    for place, _, event in yaml_parts(text):
        if isinstance(event, ENDS):
            holders.pop()
            continue
        value: Any = [] if isinstance(event, yaml.SequenceStartEvent) else {}
        if isinstance(event, yaml.ScalarEvent):
            value = event.value if event.style else plain_value(event.value)
        if isinstance(holders[-1], list):
            holders[-1].append(value)
        else:
            holders[-1][place[-1]] = value
        if not isinstance(event, yaml.ScalarEvent):
            holders.append(value)
    return top[0] if top else None


def yaml_lines(text: str) -> dict[Place, int]:
    """The line of each value by its place."""
    return {place: line for place, line, event in yaml_parts(text) if not isinstance(event, ENDS)}


def yaml_parts(text: str) -> Iterator[YamlPart]:
    """Each value of a text in its order, and the end of each list and object. Raises YamlMistake."""
    levels: list[OpenCollection] = []
    place: list[str | int] = []
    values = 0
    for event, line in known_events(text):
        if isinstance(event, ENDS):
            levels.pop()
            yield YamlPart(tuple(place), 0, event)
            del place[-1:]
        elif levels and levels[-1].keys is not None and levels[-1].key is None:
            levels[-1].key, levels[-1].line = new_key(event, levels[-1].keys, line), line
        else:
            values += 1
            refuse_size(len(levels), values, line)
            step, at = next_step(levels[-1], line) if levels else ("", line)
            place += [step] if levels else []
            yield YamlPart(tuple(place), at, event)
            if isinstance(event, yaml.ScalarEvent):
                del place[-1:]
            else:
                levels.append(OpenCollection(event))


def known_events(text: str) -> Iterator[tuple[yaml.Event, int]]:
    """The events of values, keys and ends in a text of one document without aliases and tags, each with its line."""
    anchors: dict[str, int] = {}
    documents = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            raise YamlMistake(line, "syntax", problem="but found another document")
        if isinstance(event, yaml.AliasEvent):
            raise alias_mistake(event, anchors, line)
        if isinstance(event, STARTS):
            if event.anchor is not None:
                anchors[event.anchor] = line
            if event.tag not in (None, "!") and event.tag not in TAGS:
                raise YamlMistake(line, "tag", tag=event.tag[:LONGEST_TAG])
        if isinstance(event, KNOWN):
            yield event, line


def refuse_size(levels: int, values: int, line: int) -> None:
    if levels > DOCUMENT_LEVELS:
        raise YamlMistake(line, "levels", most=DOCUMENT_LEVELS)
    if values > DOCUMENT_VALUES:
        raise YamlMistake(line, "values", most=DOCUMENT_VALUES)


def next_step(level: OpenCollection, line: int) -> tuple[str | int, int]:
    """What leads to the next value of an open list or object, and its line."""
    if level.key is not None:
        key, level.key = level.key, None
        return key, level.line
    level.number += 1
    return level.number, line


def new_key(event: yaml.Event, keys: set[str], line: int) -> str:
    """A key that its object has not had before."""
    if not isinstance(event, yaml.ScalarEvent):
        raise YamlMistake(line, "syntax", problem="a key is a text")
    key = str(event.value)
    if key in keys:
        raise YamlMistake(line, "duplicate-key", key=key)
    keys.add(key)
    return key


def alias_mistake(event: yaml.AliasEvent, anchors: dict[str, int], line: int) -> YamlMistake:
    """Aliases are refused: they let a small file mean a large one. The line is that of what they repeat."""
    if event.anchor not in anchors:
        return YamlMistake(line, "syntax", problem=f"found undefined alias {event.anchor!r}")
    return YamlMistake(anchors[event.anchor], "alias")


def plain_value(text: str) -> str | int | float | bool | None:
    """An unquoted scalar: boolean, null, integer or number in JSON's own forms, else the text itself."""
    if text in PLAIN_VALUES:
        return PLAIN_VALUES[text]
    if INTEGER.fullmatch(text) and len(text) <= LONGEST_INTEGER:
        return int(text)
    return float(text) if NUMBER.fullmatch(text) else text
