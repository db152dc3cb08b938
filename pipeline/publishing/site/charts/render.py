"""Charts to SVG by vl-convert: small, with links, in the colours of the style sheet; cached by their content."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lxml import etree
from markupsafe import Markup, escape

from pipeline.core.files.cache import cache_get, cache_put
from pipeline.core.linux import child_command
from pipeline.core.programs import child_environment, python_command
from pipeline.publishing.site.charts.data import Figure

# What the child does: all pictures at once, for the engine takes long to start.
CONVERT = """
import json, sys, vl_convert
json.dump([vl_convert.vegalite_to_svg(one) for one in json.load(sys.stdin.buffer)], sys.stdout)
"""
SVG = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"
NUMBER = re.compile(r"-?\d+\.\d{2,}(?:e-?\d+)?")
# What vl-convert makes of a relative link.
BASE = "https://vega.github.io/vega-datasets/"
# What a reader of the page needs no word of; the names that stay stand in the title of each link.
DROPPED = ("role", "aria-roledescription", "aria-hidden", "aria-label", "class", "pointer-events", "font-family")


def draw(figures: Mapping[str, Figure], cache: Path | None) -> dict[str, str]:
    """The charts as SVG elements for a page, without names (see `placed`), by the name of each picture.

    Raises CalledProcessError where vl-convert fails.
    """
    figures = {name: figure for name, figure in figures.items() if figure.drawing}
    names = {name: f"{key(figure)}.svg" for name, figure in figures.items()}
    known = {name: cache_get(cache, file) if cache else None for name, file in names.items()}
    missing = [name for name in figures if known[name] is None]
    drawn = dict(zip(missing, converted([figures[name].chart() for name in missing]), strict=True))
    if cache is not None:
        for name, svg in drawn.items():
            cache_put(cache, names[name], svg.encode())
    return {name: drawn[name] if data is None else data.decode() for name, data in known.items()}


def converted(specs: Sequence[dict[str, Any]]) -> list[str]:
    """Specifications of Vega-Lite as SVG; the engine that draws them holds its memory until its process ends."""
    if not specs:
        return []
    command = child_command(*python_command("-c", CONVERT))
    given = json.dumps(specs).encode()
    done = subprocess.run(command, input=given, capture_output=True, check=True, env=child_environment())
    return [tidy(svg) for svg in json.loads(done.stdout)]


def key(figure: Figure) -> str:
    """A digest of what a picture is drawn from: what it shows, and the code that draws it."""
    digest = hashlib.sha256(json.dumps([figure.drawing, figure.given, vl_convert_version()]).encode())
    for path in (Path(__file__), Path(__file__).with_name("specs.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def vl_convert_version() -> str:
    return version("vl-convert-python")


def placed(svg: str, label: str, folder: str) -> Markup:
    """A drawn picture with its name in the language of the page, its links leading into a folder."""
    named = svg.replace('<svg class="chart" ', f'<svg class="chart" role="group" aria-label="{escape(label)}" ', 1)
    return Markup(named.replace('href="', f'href="{folder}') if folder else named)


def tidy(svg: str) -> str:
    """What Vega wrote, with our colours, plain links with a title, one decimal, and nothing that only Vega reads."""
    root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    for element in root.iter():
        name = element.get("aria-label")
        parent = element.getparent()
        if name and parent is not None and parent.tag == f"{{{SVG}}}a" and name != "null":
            parent.set("name", name)
        for attribute in DROPPED:
            element.attrib.pop(attribute, None)
        for attribute, value in list(element.attrib.items()):
            element.set(attribute, plain(str(value)))
    for anchor in list(root.iter(f"{{{SVG}}}a")):
        href, name = anchor.attrib.pop(XLINK, ""), anchor.attrib.pop("name", "")
        for attribute in list(anchor.attrib):
            del anchor.attrib[attribute]
        anchor.set("href", href.removeprefix(BASE))
        if name:
            title = etree.Element(f"{{{SVG}}}title")
            title.text = name
            anchor.insert(0, title)
    unwrap(root)
    for attribute in ("width", "height", "version"):
        root.attrib.pop(attribute, None)
    etree.cleanup_namespaces(root)
    text = etree.tostring(root, encoding="unicode")
    return str(text).replace(f' xmlns="{SVG}"', "", 1).replace("<svg ", '<svg class="chart" ', 1)


def plain(value: str) -> str:
    """An attribute with numbers to one decimal and our colours."""
    rounded = NUMBER.sub(lambda match: f"{float(match[0]):.1f}".removesuffix(".0"), value)
    from pipeline.publishing.site.charts.specs import COLOURS

    for colour, name in COLOURS.items():
        rounded = rounded.replace(colour, f"var({name})")
    return rounded


def unwrap(root: Any) -> None:
    """Takes away groups that hold nothing or say nothing."""
    for group in reversed(list(root.iter(f"{{{SVG}}}g"))):
        parent = group.getparent()
        if parent is None:
            continue
        if len(group) == 0:
            parent.remove(group)
        elif not group.attrib:
            at = parent.index(group)
            for child in reversed(list(group)):
                parent.insert(at, child)
            parent.remove(group)
