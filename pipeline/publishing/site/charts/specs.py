"""The charts of the whole registry as altair charts without words.

Colours are names to which the style sheet gives values for light and dark; colour is never the only sign.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt

# What the style sheet calls these colours; vl-convert must be given colours that it can read.
COLOURS = {
    "#010101": "--text",
    "#020202": "--soft",
    "#030303": "--line",
    "#040404": "--accent",
    "#050505": "--card",
    "#060606": "--land",
}
TEXT, SOFT, LINE, ACCENT, CARD, LAND_COLOUR = COLOURS
LAND = Path(__file__).parents[1] / "geography" / "land-110m.json"
WIDTH = 860

Records = Sequence[dict[str, Any]]
Spec = dict[str, Any]


def chart(records: Records) -> alt.Chart:
    return alt.Chart(alt.Data(values=list(records)))  # type: ignore[no-untyped-call]


def finished(whole: Any) -> Spec:
    """A chart as a specification of Vega-Lite, with the look that all have."""
    padding = {"left": 30, "top": 8, "right": 20, "bottom": 8}
    axis = {"labelColor": TEXT, "titleColor": SOFT, "gridColor": LINE, "domainColor": LINE, "tickColor": LINE}
    spec: Spec = (
        whole.configure(background="transparent", font="sans-serif", padding=padding)
        .configure_view(stroke=None)
        .configure_axis(**axis, labelFontSize=13, labelLimit=0)
        .to_dict()
    )
    return spec


def timeline(records: Records) -> Spec:
    """A lane for each row of some table; dots that are large or small, filled or hollow."""
    lanes = list(dict.fromkeys(one["lane"] for one in records))
    lane = alt.Axis(title=None, grid=True, ticks=False, domain=False, labelPadding=8)
    marks = (
        chart(records)
        .mark_point(filled=True, opacity=1, strokeWidth=1.5, stroke=ACCENT)
        .encode(
            x=alt.X("date:T", scale=alt.Scale(type="utc"), axis=alt.Axis(title=None, format="%Y", tickCount=10)),
            y=alt.Y("lane:N", sort=lanes, axis=lane),
            size=alt.condition("datum.large", alt.value(75), alt.value(26)),
            fill=alt.condition("datum.filled", alt.value(ACCENT), alt.value(CARD)),
            href="page:N",
            description="row:N",
        )
    )
    return finished(marks.properties(width=WIDTH - 150, height=22 * len(lanes)))


def curves(records: Records) -> Spec:
    """A small chart for each row, all to one scale, or a wide one; the last number stands at its end."""
    names = list(dict.fromkeys(one["of"] for one in records))
    first, last = min(one["year"] for one in records), max(one["year"] for one in records)
    decades = [year for year in range(20 * (first // 20), last + 1, 20) if year >= first]
    x = alt.X(
        "year:Q",
        scale=alt.Scale(domain=[first, last], nice=False),
        axis=alt.Axis(title=None, format="d", values=decades, grid=False),
    )
    y = alt.Y("count:Q", axis=alt.Axis(title=None, values=steps(max(one["count"] for one in records))))
    base = chart(records)
    line = {"color": ACCENT, "strokeWidth": 2}
    area = base.mark_area(interpolate="step-after", fill=ACCENT, fillOpacity=0.25, line=line).encode(x=x, y=y)
    label = (
        base.transform_filter("datum.last")
        .mark_text(align="right", dy=-8, fontSize=13, fontWeight="bold", fill=TEXT)
        .encode(x=x, y=y, text="count:Q")
    )
    header = alt.Header(
        title=None, labelFontSize=14, labelFontWeight="bold", labelColor=TEXT, labelAnchor="start", labelPadding=4
    )
    if len(names) == 1:
        return finished(alt.layer(area, label).properties(width=WIDTH - 80, height=220))
    small = alt.layer(area, label).properties(width=180, height=70)
    facet = alt.Facet("of:N", sort=names, header=header)
    return finished(small.facet(facet=facet, columns=4, spacing=18).resolve_axis(x="independent"))


def steps(most: int) -> list[int]:
    """Two or three round numbers for the axis of counts up to `most`."""
    size = 10 ** (len(str(max(most, 1))) - 1)
    step = next(one for one in (size // 2, size, 2 * size, 5 * size) if one and most <= 2.5 * one)
    return [*range(0, most + step, step)]


def network(points: Records, lines: Records, styles: tuple[Sequence[str], Sequence[str]]) -> Spec:
    """Solid, dashed or, for all other codes, dotted lines; a diamond joins more than two."""
    position: dict[str, Any] = {"scale": alt.Scale(domain=[-1.12, 1.12]), "axis": None}
    x, y = alt.X("x:Q", **position), alt.Y("y:Q", **position)
    solid, dashed = styles
    others = sorted({one["status"] for one in lines}.difference(solid, dashed))
    ranges = [[1, 0]] * len(solid) + [[7, 4]] * len(dashed) + [[2, 3]] * len(others)
    shapes = alt.Scale(domain=["filled", "other", "group"], range=["circle", "square", "diamond"])
    dash = alt.StrokeDash("status:N", scale=alt.Scale(domain=[*solid, *dashed, *others], range=ranges), legend=None)
    rules = (
        chart(lines)
        .mark_rule(stroke=ACCENT, strokeWidth=2, opacity=0.85)
        .encode(x=x, y=y, x2="x2:Q", y2="y2:Q", strokeDash=dash, href="page:N", description="title:N")
    )
    dots = (
        chart(points)
        .mark_point(filled=True, opacity=1, stroke=ACCENT, strokeWidth=1.5)
        .encode(
            x=x,
            y=y,
            shape=alt.Shape("kind:N", scale=shapes, legend=None),
            size=alt.condition("datum.kind == 'group'", alt.value(60), alt.value(150)),
            fill=alt.condition("datum.kind == 'filled'", alt.value(ACCENT), alt.value(CARD)),
            href="page:N",
            description="name:N",
        )
    )
    words = [
        chart([point for point in points if point["side"] == side])
        .mark_text(align=side, dx=11 if side == "left" else -11, fontSize=14, fill=TEXT, baseline="middle")
        .encode(x=x, y=y, text="label:N", href="page:N")
        for side in ("left", "right")
    ]
    return finished(alt.layer(rules, dots, *words).properties(width=WIDTH - 20, height=620))


def world(records: Records) -> Spec:
    """A circle as large as a number of rows, a diamond for a mark."""
    shape = alt.TopoDataFormat(feature="land", type="topojson")
    ground = alt.Chart(alt.Data(values=[], format=shape))  # type: ignore[no-untyped-call]
    land = ground.mark_geoshape(fill=LAND_COLOUR, stroke=LINE, strokeWidth=0.5)
    base = chart(records).encode(longitude="longitude:Q", latitude="latitude:Q", href="page:N", description="row:N")
    counted = len({one.get("size") for one in records}) > 1
    size = alt.Size("size:Q", scale=alt.Scale(range=[24, 500]), legend=None) if counted else alt.value(70)
    circles = (
        base.transform_filter("datum.size > 0")
        .mark_circle(fill=ACCENT, fillOpacity=0.6, stroke=ACCENT, strokeWidth=1)
        .encode(size=size)
    )
    seats = base.transform_filter("datum.mark > 0").mark_point(
        shape="diamond", filled=True, opacity=1, fill=CARD, stroke=TEXT, strokeWidth=1.5, size=90
    )
    spec = finished(alt.layer(land, circles, seats).project("equalEarth").properties(width=WIDTH, height=420))
    # Only now, for altair copies its data again and again.
    spec["layer"][0]["data"]["values"] = json.loads(LAND.read_text(encoding="utf-8"))
    return spec
