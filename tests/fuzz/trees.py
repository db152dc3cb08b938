"""Descriptors and schemas with one thing changed: a value replaced, left out, doubled, moved, or its key misspelt."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

from tests.fuzz.nasty import CELLS, NAMES, VALUES

Way = tuple[str | int, ...]


def ways(tree: Any, way: Way = ()) -> Iterator[Way]:
    """The way to every value of a tree but the tree itself."""
    items: Any = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        yield (*way, key)
        yield from ways(value, (*way, key))


def at(tree: Any, way: Way) -> Any:
    for key in way:
        tree = tree[key]
    return tree


def mutated_tree(tree: Any, random: Random) -> Any:
    """The tree with one change."""
    changed = copy.deepcopy(tree)
    every = list(ways(changed))
    if not every:
        return random.choice(VALUES)
    way = random.choice(every)
    parent, key = at(changed, way[:-1]), way[-1]
    kind = random.randrange(8)
    if kind <= 2:
        parent[key] = copy.deepcopy(random.choice(VALUES))
    elif kind == 3:
        del parent[key]
    elif kind == 4:
        parent[key] = copy.deepcopy(at(tree, random.choice(every)))
    elif kind == 5:
        other(parent, key, random)
    elif kind == 6:
        parent[key] = nested(parent[key], random)
    else:
        parent[key] = random.choice((*CELLS, *NAMES))
    return changed


def other(parent: Any, key: Any, random: Random) -> None:
    """A value once more in a list, or under another key."""
    if isinstance(parent, list):
        parent.insert(key, copy.deepcopy(parent[key]))
    else:
        parent[random.choice((*NAMES, *map(str, VALUES[-40:])))] = parent.pop(key)


def nested(value: Any, random: Random) -> Any:
    """A value within lists or objects, sometimes very many of them."""
    for _ in range(random.choice((1, 2, 20, 100))):
        value = [value] if random.random() < 0.5 else {"a": value}
    return value
