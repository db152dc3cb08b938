"""Where the partners of the memoranda stand in their picture: a spring layout from networkx, the same every time."""

from __future__ import annotations

import cmath
import itertools
import math
from collections.abc import Mapping
from typing import NamedTuple

import networkx as nx

from pipeline.publishing.site.registry_index import Index

SEED = 7
STRETCH = 0.6
# More partners than this meet in a node of their own, for lines between all of them would hide the rest.
PAIR = 2
APART = 0.035


class Node(NamedTuple):
    """A partner, or an instrument of several; `label` is written beside it, on its `side`; `name` says what it is."""

    label: str
    name: str
    kind: str
    x: float
    y: float
    side: str
    page: str


class Line(NamedTuple):
    """An instrument between two ends."""

    x: float
    y: float
    x2: float
    y2: float
    status: str
    title: str
    page: str


def layout(index: Index) -> tuple[list[Node], list[Line]]:
    """Nodes between -1 and 1 on both axes, and the lines between them."""
    graph = nx.Graph()
    links: list[tuple[str, str, str]] = []
    for row in index.registry.tables["cooperation"]:
        partners = list(index.partners(row["id"]))
        if len(partners) > PAIR:
            links += [(f"group {row['id']}", partner, row["id"]) for partner in partners]
        else:
            links += [(first, second, row["id"]) for first, second in itertools.combinations(partners, 2)]
    for first, second, _ in links:
        graph.add_edge(first, second)
    if not graph:
        return [], []
    spots = placed(graph)
    return [node(index, name, spots[name]) for name in graph], lines(index, links, spots)


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


def node(index: Index, name: str, spot: tuple[float, float]) -> Node:
    x, y = spot
    side = "left" if x >= 0 else "right"
    if name.startswith("group "):
        key = name.removeprefix("group ")
        return Node("", index.label("cooperation", key, "en"), "group", x, y, side, f"{key}.html")
    row = index.by_key["actors"][name]
    agreement = row["agreement_id"]
    label = index.label("actors", name, "en") if agreement else row["acronyms"].split("|")[0] or row["name_en"]
    page = f"../agreements/{agreement}.html" if agreement else f"../actors/{name}.html"
    return Node(label, label, "agreement" if agreement else "other", x, y, side, page)


def lines(index: Index, links: list[tuple[str, str, str]], spots: Mapping[str, tuple[float, float]]) -> list[Line]:
    """One line for each instrument; several between the same two stand side by side."""
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
        row = index.by_key["cooperation"][key]
        title = index.label("cooperation", key, "en")
        begin, end = (round(x + dx, 3), round(y + dy, 3)), (round(x2 + dx, 3), round(y2 + dy, 3))
        found.append(Line(*begin, *end, row["status"], title, f"{key}.html"))
    return found
