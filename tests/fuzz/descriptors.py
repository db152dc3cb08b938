"""Descriptors of whatever shape: any value in the place of each property, and one of its parts ten thousand times."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

from tests.fuzz.nasty import CELLS, NAMES, VALUES
from tests.fuzz.packages import Files, mutated_package
from tests.fuzz.trees import Way, at, mutated_tree, ways

MANY = (300, 3_000, 20_000)


def grown_descriptor(seed: int) -> Files:
    """A package that was changed, with one part of its descriptor very many times; the same for the same seed."""
    random = Random(f"descriptor {seed}")
    files = mutated_package(seed)
    try:
        tree: Any = json.loads(files.get("datapackage.json", b""))
    except (ValueError, RecursionError):
        return files
    for _ in range(random.choice((0, 1, 3))):
        tree = mutated_tree(tree, random)
    every = list(ways(tree))
    if every:
        random.choice((repeated, renamed, filled, listed, typed))(tree, random.choice(every), random)
    return files | {"datapackage.json": json.dumps(tree).encode()}


def parent_of(tree: Any, way: Way) -> tuple[Any, str | int]:
    return at(tree, way[:-1]), way[-1]


def repeated(tree: Any, way: Way, random: Random) -> None:
    """A value very many times in the list that it is in, else in one of its own."""
    parent, key = parent_of(tree, way)
    if isinstance(parent, list):
        parent += [copy.deepcopy(parent[int(key)]) for _ in range(random.choice(MANY) // 10)]
    else:
        parent[key] = [parent[key]] * (random.choice(MANY) // 10)


def renamed(tree: Any, way: Way, random: Random) -> None:
    """A value under very many names that nobody knows, or that are nearly right."""
    parent, key = parent_of(tree, way)
    names: Callable[[int], str] = random.choice((lambda number: f"{key}{number}", lambda number: f"x{number}"))
    if isinstance(parent, dict):
        parent |= {names(number): 1 for number in range(random.choice(MANY))}


def filled(tree: Any, way: Way, random: Random) -> None:
    """Very many values of any kind, wherever they do not belong."""
    parent, key = parent_of(tree, way)
    parent[key] = [random.choice(VALUES) for _ in range(random.choice(MANY))]


def listed(tree: Any, way: Way, random: Random) -> None:
    """Very many texts, all different, or none."""
    parent, key = parent_of(tree, way)
    same = random.random() < 0.3
    parent[key] = [f"{key}{0 if same else number}" for number in range(random.choice(MANY))]


def typed(tree: Any, way: Way, random: Random) -> None:
    """A gigantic text."""
    parent, key = parent_of(tree, way)
    parent[key] = random.choice((*CELLS, *NAMES, "%Y", "(a", "é")) * random.choice(MANY)
