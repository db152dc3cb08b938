"""Points, GeoJSON (RFC 7946) and TopoJSON (Table Schema, "geopoint", "geojson")."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pipeline.datapackage.descriptors import Field
from pipeline.datapackage.types.logical import EXACT, Logical, Parser
from pipeline.datapackage.types.structures import dumped, json_value, parse_json

COORDINATE = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
POINT = re.compile(rf"({COORDINATE}), ?({COORDINATE})")
SHAPES = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


def geopoint_parser(field: Field) -> Parser:
    return {"default": parse_point, "array": parse_point_array, "object": parse_point_object}[field.format]


def parse_point(cell: object) -> Logical:
    match = POINT.fullmatch(cell) if isinstance(cell, str) else None
    if match is None:
        raise ValueError(cell)
    return point(Decimal(match[1]), Decimal(match[2]))


def parse_point_array(cell: object) -> Logical:
    value = parse_json(cell) if isinstance(cell, str) else cell
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(cell)
    return point(coordinate(value[0]), coordinate(value[1]))


def parse_point_object(cell: object) -> Logical:
    value = parse_json(cell) if isinstance(cell, str) else cell
    if not isinstance(value, dict) or set(value) != {"lon", "lat"}:
        raise ValueError(cell)
    return point(coordinate(value["lon"]), coordinate(value["lat"]))


def coordinate(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError(value)
    return Decimal(str(value))


def point(lon: Decimal, lat: Decimal) -> Logical:
    """A point on the globe: there is no longitude beyond 180 degrees, and no latitude beyond 90."""
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise ValueError(f"{lon}, {lat}")
    return Logical(f"{plain(lon)}, {plain(lat)}")


def plain(coordinate: Decimal) -> str:
    """The one way to write a coordinate: all of its digits, no zeros at the end, and no zero below zero."""
    return f"{EXACT.add(EXACT.normalize(coordinate), Decimal(0)):f}"


def geojson_parser(field: Field) -> Parser:
    is_valid: Callable[[Any], bool] = is_topology if field.format == "topojson" else is_geojson

    def parse(cell: object) -> Logical:
        value = json_value(cell)
        if not isinstance(value, dict) or not is_valid(value):
            raise ValueError(cell)
        return Logical(dumped(value), length=len(value), data=value)

    return parse


def is_geojson(value: Any) -> bool:
    """Whether an object is GeoJSON: a geometry, a feature or a collection of features."""
    if not isinstance(value, dict) or not has_fair_box(value):
        return False
    if value.get("type") == "FeatureCollection":
        features = value.get("features")
        return isinstance(features, list) and all(is_feature(feature) for feature in features)
    return is_feature(value) if value.get("type") == "Feature" else is_geometry(value)


def is_feature(value: Any) -> bool:
    if not isinstance(value, dict) or value.get("type") != "Feature" or not has_fair_box(value):
        return False
    if not {"geometry", "properties"} <= set(value):
        return False
    named = "id" not in value or (isinstance(value["id"], str | int | float) and not isinstance(value["id"], bool))
    located = value["geometry"] is None or is_geometry(value["geometry"])
    return named and located and (value["properties"] is None or isinstance(value["properties"], dict))


def is_geometry(value: Any) -> bool:
    if not isinstance(value, dict) or not has_fair_box(value):
        return False
    kind = value.get("type")
    if kind == "GeometryCollection":
        parts = value.get("geometries")
        return isinstance(parts, list) and all(is_geometry(part) for part in parts)
    if not isinstance(kind, str) or kind not in SHAPES:
        return False
    return has_shape(value.get("coordinates"), SHAPES[kind], kind)


def has_shape(value: Any, depth: int, kind: str) -> bool:
    """Whether coordinates are nested as deep as their kind; lines have two points, rings four and close."""
    if depth == 0:
        return is_position(value)
    if not isinstance(value, list) or not all(has_shape(item, depth - 1, kind) for item in value):
        return False
    if depth == 1 and kind.endswith("LineString"):
        return len(value) >= 2
    return not (depth == 1 and kind.endswith("Polygon")) or (len(value) >= 4 and is_closed(value))


def is_closed(ring: list[Any]) -> bool:
    """Whether a ring ends where it begins, but for rounding: to the decimals that both ends have, they are the same."""
    first, last = ring[0], ring[-1]
    return len(first) == len(last) and all(
        differs_by_rounding(left, other, [point[at] for point in ring if at < len(point)])
        for at, (left, other) in enumerate(zip(first, last, strict=True))
    )


def differs_by_rounding(left: Any, other: Any, along: list[Any]) -> bool:
    """Whether coordinates differ by less than the last decimal of the shorter one, and little in what lies `along`."""
    if left == other:
        return True
    exact = [Decimal(str(each)) for each in (left, other)]
    decimals = min(-int(each.as_tuple().exponent) for each in exact)
    gap = abs(exact[0] - exact[1])
    return decimals > 0 and gap < Decimal(10) ** -decimals and float(gap) * 100 <= max(along) - min(along)


def has_closed_rings(value: Any) -> bool:
    """Whether every ring in a GeoJSON object ends exactly where it begins (RFC 7946, 3.1.6)."""
    if isinstance(value, list):
        return all(has_closed_rings(item) for item in value)
    if not isinstance(value, dict):
        return True
    coordinates: Any = value.get("coordinates")
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(str(value.get("type")), [])
    rings = [ring for polygon in polygons for ring in polygon]
    below = (value.get("geometry"), value.get("geometries"), value.get("features"))
    return all(ring[0] == ring[-1] for ring in rings) and all(has_closed_rings(item) for item in below)


def is_position(value: Any) -> bool:
    return isinstance(value, list) and len(value) >= 2 and all(is_number(number) for number in value)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def has_fair_box(value: dict[str, Any]) -> bool:
    box = value.get("bbox", [0, 0, 0, 0])
    return isinstance(box, list) and len(box) in (4, 6) and all(is_number(number) for number in box)


def is_topology(value: Any) -> bool:
    """Whether an object is a TopoJSON topology: objects, arcs of positions, and references to arcs that exist."""
    objects, arcs = value.get("objects"), value.get("arcs")
    if value.get("type") != "Topology" or not isinstance(objects, dict) or not isinstance(arcs, list):
        return False
    count = len(arcs)
    if not all(isinstance(arc, list) and len(arc) >= 2 and all(map(is_position, arc)) for arc in arcs):
        return False
    return has_fair_transform(value) and all(is_topo_geometry(item, count) for item in objects.values())


def has_fair_transform(value: dict[str, Any]) -> bool:
    transform = value.get("transform", {"scale": [1, 1], "translate": [0, 0]})
    pairs = [transform.get("scale"), transform.get("translate")] if isinstance(transform, dict) else [None]
    return has_fair_box(value) and all(is_position(pair) and len(pair or ()) == 2 for pair in pairs)


def is_topo_geometry(value: Any, arcs: int) -> bool:
    if not isinstance(value, dict):
        return False
    kind = value.get("type")
    if kind is None:
        return True
    if kind == "GeometryCollection":
        parts = value.get("geometries")
        return isinstance(parts, list) and all(is_topo_geometry(part, arcs) for part in parts)
    if kind in ("Point", "MultiPoint"):
        return has_shape(value.get("coordinates"), SHAPES[kind], kind)
    depth = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}.get(kind)
    return depth is not None and names_arcs(value.get("arcs"), depth, arcs)


def names_arcs(value: Any, depth: int, arcs: int) -> bool:
    if depth == 0:
        return isinstance(value, int) and not isinstance(value, bool) and -arcs <= value < arcs
    return isinstance(value, list) and all(names_arcs(item, depth - 1, arcs) for item in value)
