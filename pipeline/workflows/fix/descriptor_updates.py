"""Updates the sizes and hashes that a descriptor declares for fixed files, and no other character."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.datapackage.json_positions import Place, json_spans
from pipeline.readers.csv.cell_patches import Patch, patched

MARK = "\ufeff"
ReadBytes = Callable[[Path], bytes]


def redeclared(text: str, folder: Path, fixed: Mapping[Path, bytes], read: ReadBytes) -> tuple[str, int] | None:
    """A descriptor in JSON with the `bytes` and `hash` that its mended files have, and how many that changed.

    None where its text is not understood. `read`: the bytes of a file that is not mended.
    """
    mark = MARK if text.startswith(MARK) else ""
    body = text.removeprefix(MARK)
    try:
        descriptor = json.loads(body)
        values = dict(new_values(descriptor, folder, fixed, read))
        spans = json_spans(body)
        patches = [Patch(*spans[place], json.dumps(value)) for place, value in values.items()]
    except (ValueError, KeyError, OSError):
        return None
    made = patched(body, sorted(patches))
    return (mark + made, len(values)) if json.loads(made) == with_values(descriptor, values) else None


def new_values(
    descriptor: Any, folder: Path, fixed: Mapping[Path, bytes], read: ReadBytes
) -> Iterator[tuple[Place, int | str]]:
    """The values of `bytes` and `hash` that change, by their place. Raises KeyError, OSError."""
    for at, resource in enumerate(descriptor["resources"]):
        paths = resource.get("path", [])
        files = [folder / path for path in ([paths] if isinstance(paths, str) else paths)]
        if not fixed.keys() & set(files):
            continue
        data = b"".join(fixed[file] if file in fixed else read(file) for file in files)
        if resource.get("bytes") is not None:
            yield ("resources", at, "bytes"), len(data)
        if resource.get("hash") is not None:
            yield ("resources", at, "hash"), digest(resource["hash"], data)


def digest(before: str, data: bytes) -> str:
    """The hash of data, written as another one is: with its algorithm in front, if that is named, and in its case."""
    algorithm, colon, old = before.rpartition(":")
    fresh = hashlib.new(algorithm or "md5", data, usedforsecurity=False).hexdigest()
    return f"{algorithm}{colon}{fresh.upper() if old.isupper() else fresh}"


def with_values(descriptor: Any, values: Mapping[Place, int | str]) -> Any:
    """The descriptor with these values in their places."""
    for (*way, last), value in values.items():
        inner = descriptor
        for part in way:
            inner = inner[part]
        inner[last] = value
    return descriptor
