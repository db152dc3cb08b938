"""Writes the package into a folder: python -m tests.libraries FOLDER [ROWS]."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.libraries.sightings import write_package

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
sys.stdout.write(f"{write_package(folder, int(sys.argv[2]) if len(sys.argv) > 2 else 200_000)}\n")
