"""YAML built from its events, one after the other: a file that goes deep, or has very many values, ends here.

The library's own way composes a tree first, by functions that call themselves; brackets enough kill the process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from pipeline.contract.json_places import Place
from pipeline.limits import DOCUMENT_LEVELS, DOCUMENT_VALUES

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
STARTS = (yaml.ScalarEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent)
ENDS = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


class YamlMistake(Exception):
    """Why a text is no YAML that is read here: the 1-based line, which wording of schema-error, and its details."""

    def __init__(self, line: int, variant: str, **details: str | int) -> None:
        super().__init__(variant)
        self.line, self.variant, self.details = line, variant, details


class Part(NamedTuple):
    """A value, or the end of a list or object (no `event` that starts); `place`: where it is, `line`: 1-based.

    In an object the line is that of the key.
    """

    place: Place
    line: int
    event: yaml.Event


class Level:
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


def yaml_parts(text: str) -> Iterator[Part]:
    """Each value of a text in its order, and the end of each list and object. Raises YamlMistake."""
    walk = Walk()
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, ENDS):
            yield walk.leave(event)
        elif isinstance(event, STARTS):
            if not walk.took_key(event):
                yield walk.enter(event)
        else:
            walk.refuse(event)


class Walk:
    """Where the events of a text have come to: the levels that are open, and the place of the value at hand."""

    def __init__(self) -> None:
        self.levels: list[Level] = []
        self.place: list[str | int] = []
        # The line of each anchor by its name.
        self.anchors: dict[str, int] = {}
        self.values = self.documents = 0

    def refuse(self, event: yaml.Event) -> None:
        """Raises YamlMistake for what stands for another value, or begins a second document."""
        if isinstance(event, yaml.AliasEvent):
            raise alias_mistake(event, self.anchors, line_of(event))
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise YamlMistake(line_of(event), "syntax", problem="but found another document")

    def took_key(self, event: yaml.NodeEvent) -> bool:
        """Whether an event is the key of the value that comes next. Raises YamlMistake for a tag."""
        if event.anchor is not None:
            self.anchors[event.anchor] = line_of(event)
        tag = getattr(event, "tag", None)
        if tag not in (None, "!") and tag not in TAGS:
            raise YamlMistake(line_of(event), "tag", tag=str(tag)[:200])
        top = self.levels[-1] if self.levels else None
        if top is None or top.keys is None or top.key is not None:
            return False
        top.key, top.line = new_key(event, top.keys, line_of(event)), line_of(event)
        return True

    def enter(self, event: yaml.NodeEvent) -> Part:
        """The value that an event begins; a list or object is open from here on. Raises YamlMistake beyond a limit."""
        line = line_of(event)
        self.values += 1
        if len(self.levels) > DOCUMENT_LEVELS:
            raise YamlMistake(line, "levels", most=DOCUMENT_LEVELS)
        if self.values > DOCUMENT_VALUES:
            raise YamlMistake(line, "values", most=DOCUMENT_VALUES)
        if self.levels:
            step, line = next_step(self.levels[-1], line)
            self.place.append(step)
        found = Part(tuple(self.place), line, event)
        if isinstance(event, yaml.ScalarEvent):
            self.step_out()
        else:
            self.levels.append(Level(event))
        return found

    def leave(self, event: yaml.Event) -> Part:
        """The end of a list or object."""
        self.levels.pop()
        found = Part(tuple(self.place), 0, event)
        self.step_out()
        return found

    def step_out(self) -> None:
        if self.place:
            self.place.pop()


def line_of(event: yaml.Event) -> int:
    """The 1-based line on which an event begins."""
    return 1 if event.start_mark is None else event.start_mark.line + 1


def next_step(level: Level, line: int) -> tuple[str | int, int]:
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
