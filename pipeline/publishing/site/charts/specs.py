"""How the pictures of the whole registry are drawn: charts of altair without a word of any language in them.

Colours are names that the style sheet gives a value, in the light and in the dark; nothing is told by colour alone.
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
HIGHEST = ("cop", "cop-mop", "mop", "excop", "gb", "cm", "ga", "general-assembly", "conference")

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
    """A lane for each agreement; meetings of the highest body large, others small, announced ones hollow."""
    lanes = list(dict.fromkeys(record["agreement"] for record in records))
    highest = f"indexof({json.dumps(HIGHEST)}, datum.kind) >= 0"
    lane = alt.Axis(title=None, grid=True, ticks=False, domain=False, labelPadding=8)
    marks = (
        chart(records)
        .mark_point(filled=True, opacity=1, strokeWidth=1.5, stroke=ACCENT)
        .encode(
            x=alt.X("date:T", scale=alt.Scale(type="utc"), axis=alt.Axis(title=None, format="%Y", tickCount=10)),
            y=alt.Y("agreement:N", sort=lanes, axis=lane),
            size=alt.condition(highest, alt.value(75), alt.value(26)),
            fill=alt.condition("datum.status != 'held'", alt.value(CARD), alt.value(ACCENT)),
            href="page:N",
            description="meeting:N",
        )
    )
    return finished(marks.properties(width=WIDTH - 150, height=22 * len(lanes)))


def parties(records: Records) -> Spec:
    """A small chart for each agreement, all to one scale; the last number stands at its end."""
    names = list(dict.fromkeys(record["agreement"] for record in records))
    first, last = min(record["year"] for record in records), max(record["year"] for record in records)
    decades = [year for year in range(1900, last + 1, 20) if first <= year <= last]
    x = alt.X(
        "year:Q",
        scale=alt.Scale(domain=[first, last], nice=False),
        axis=alt.Axis(title=None, format="d", values=decades, grid=False),
    )
    y = alt.Y("parties:Q", axis=alt.Axis(title=None, values=[0, 100, 200]))
    base = chart(records)
    line = {"color": ACCENT, "strokeWidth": 2}
    area = base.mark_area(interpolate="step-after", fill=ACCENT, fillOpacity=0.25, line=line).encode(x=x, y=y)
    label = (
        base.transform_filter("datum.last")
        .mark_text(align="right", dy=-8, fontSize=13, fontWeight="bold", fill=TEXT)
        .encode(x=x, y=y, text="parties:Q")
    )
    header = alt.Header(
        title=None, labelFontSize=14, labelFontWeight="bold", labelColor=TEXT, labelAnchor="start", labelPadding=4
    )
    small = alt.layer(area, label).properties(width=180, height=70)
    facet = alt.Facet("agreement:N", sort=names, header=header)
    return finished(small.facet(facet=facet, columns=4, spacing=18).resolve_axis(x="independent"))


def network(points: Records, lines: Records) -> Spec:
    """Solid lines where in force, dashed where superseded, dotted where nobody says; a diamond for more than two."""
    position: dict[str, Any] = {"scale": alt.Scale(domain=[-1.12, 1.12]), "axis": None}
    x, y = alt.X("x:Q", **position), alt.Y("y:Q", **position)
    styles = alt.Scale(domain=["in-force", "superseded", ""], range=[[1, 0], [7, 4], [2, 3]])
    shapes = alt.Scale(domain=["agreement", "other", "group"], range=["circle", "square", "diamond"])
    dash = alt.StrokeDash("status:N", scale=styles, legend=None)
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
            fill=alt.condition("datum.kind == 'agreement'", alt.value(ACCENT), alt.value(CARD)),
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
    """A circle as large as the number of meetings, a diamond for a seat."""
    shape = alt.TopoDataFormat(feature="land", type="topojson")
    ground = alt.Chart(alt.Data(values=[], format=shape))  # type: ignore[no-untyped-call]
    land = ground.mark_geoshape(fill=LAND_COLOUR, stroke=LINE, strokeWidth=0.5)
    base = chart(records).encode(longitude="longitude:Q", latitude="latitude:Q", href="page:N", description="city:N")
    size = alt.Size("meetings:Q", scale=alt.Scale(range=[24, 500]), legend=None)
    circles = (
        base.transform_filter("datum.meetings > 0")
        .mark_circle(fill=ACCENT, fillOpacity=0.6, stroke=ACCENT, strokeWidth=1)
        .encode(size=size)
    )
    seats = base.transform_filter("datum.seats > 0").mark_point(
        shape="diamond", filled=True, opacity=1, fill=CARD, stroke=TEXT, strokeWidth=1.5, size=90
    )
    spec = finished(alt.layer(land, circles, seats).project("equalEarth").properties(width=WIDTH, height=420))
    # Only now, for altair copies its data again and again.
    spec["layer"][0]["data"]["values"] = json.loads(LAND.read_text(encoding="utf-8"))
    return spec
