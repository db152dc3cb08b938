"""Where the ends of a network stand in its picture: a spring layout from networkx, the same every time."""

from __future__ import annotations

import cmath
import itertools
import math
from collections.abc import Mapping
from typing import NamedTuple

import networkx as nx

from pipeline.publishing.site.charts.addresses import LANG, address
from pipeline.publishing.site.registry_index import Index
from pipeline.registry.site_contract.pictures import Network

SEED = 7
STRETCH = 0.6
# More ends than this meet in a node of their own, for lines between all of them would hide the rest.
PAIR = 2
APART = 0.035
GROUP = "group "


class Node(NamedTuple):
    """An end, or a row that joins several; `label` is written beside it, on its `side`; `name` says what it is."""

    label: str
    name: str
    kind: str
    x: float
    y: float
    side: str
    page: str


class Line(NamedTuple):
    """A row between two ends."""

    x: float
    y: float
    x2: float
    y2: float
    status: str
    title: str
    page: str


def layout(index: Index, declared: Network) -> tuple[list[Node], list[Line]]:
    """Nodes between -1 and 1 on both axes, and the lines between them."""
    graph = nx.Graph()
    links: list[tuple[str, str, str]] = []
    path = index.paths.path(declared.table, declared.ends)
    for row in index.registry.tables[declared.table]:
        key = index.walker.key(declared.table, row)
        ends = list(index.walker.values(declared.table, row, path))
        if len(ends) > PAIR:
            links += [(f"{GROUP}{key}", one, key) for one in ends]
        else:
            links += [(first, second, key) for first, second in itertools.combinations(ends, 2)]
    for first, second, _ in links:
        graph.add_edge(first, second)
    if not graph:
        return [], []
    spots = placed(graph)
    target = path.target or ""
    nodes = [node(index, declared, target, name, spots[name]) for name in graph]
    return nodes, lines(index, declared, links, spots)


def placed(graph: nx.Graph) -> Mapping[str, tuple[float, float]]:
    """Positions, rounded so that the last bits of a machine's arithmetic do not show.

    What has many links ends up crowded in the middle; distances from there are stretched (a power below 1).
    """
    start = nx.circular_layout(graph)
    found = nx.spring_layout(graph, pos=start, seed=SEED, k=3 / math.sqrt(len(graph)), iterations=600)
    mx, my = (sum(float(spot[axis]) for spot in found.values()) / len(found) for axis in (0, 1))
    polar = {name: cmath.polar(complex(x - mx, y - my)) for name, (x, y) in found.items()}
    most = max(radius for radius, _ in polar.values()) or 1.0
    spread = {name: cmath.rect((radius / most) ** STRETCH, angle) for name, (radius, angle) in polar.items()}
    wide, high = (max(abs(getattr(spot, part)) for spot in spread.values()) or 1.0 for part in ("real", "imag"))
    return {name: (round(spot.real / wide, 3), round(spot.imag / high, 3)) for name, spot in spread.items()}


def node(index: Index, declared: Network, target: str, name: str, spot: tuple[float, float]) -> Node:
    x, y = spot
    side = "left" if x >= 0 else "right"
    if name.startswith(GROUP):
        key = name.removeprefix(GROUP)
        label = index.label(declared.table, key, LANG)
        return Node("", label, "group", x, y, side, address(index, declared.list, declared.table, key))
    label = index.short(target, name, LANG)
    kind = "filled" if is_filled(index, declared, target, name) else "other"
    return Node(label, label, kind, x, y, side, address(index, declared.list, target, name))


def is_filled(index: Index, declared: Network, target: str, key: str) -> bool:
    row = index.by_key[target].get(key)
    if declared.filled is None or row is None:
        return False
    return bool(index.walker.values(target, row, index.paths.path(target, declared.filled)))


def lines(
    index: Index,
    declared: Network,
    links: list[tuple[str, str, str]],
    spots: Mapping[str, tuple[float, float]],
) -> list[Line]:
    """One line for each row; several between the same two stand side by side."""
    found = []
    seen: dict[tuple[str, str], int] = {}
    many = {pair: sum({a, b} == set(pair) for a, b, _ in links) for pair in {(a, b) for a, b, _ in links}}
    for first, second, key in links:
        pair = (min(first, second), max(first, second))
        at = seen[pair] = seen.get(pair, -1) + 1
        count = many.get((first, second), 1)
        (x, y), (x2, y2) = spots[pair[0]], spots[pair[1]]
        length = math.hypot(x2 - x, y2 - y) or 1.0
        off = (at - (count - 1) / 2) * APART
        dx, dy = -(y2 - y) / length * off, (x2 - x) / length * off
        title = index.label(declared.table, key, LANG)
        begin, end = (round(x + dx, 3), round(y + dy, 3)), (round(x2 + dx, 3), round(y2 + dy, 3))
        page = address(index, declared.list, declared.table, key)
        found.append(Line(*begin, *end, kind_of_line(index, declared, key), title, page))
    return found


def kind_of_line(index: Index, declared: Network, key: str) -> str:
    """The code by which the line of a row is drawn."""
    if declared.line is None:
        return ""
    row = index.by_key[declared.table][key]
    return next(iter(index.walker.values(declared.table, row, index.paths.path(declared.table, declared.line))), "")
