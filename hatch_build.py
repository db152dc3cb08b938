"""The build of the package: compiles the catalogues of messages, for a wheel and for an editable install alike."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

I18N = Path("pipeline", "core", "i18n")


class CatalogueHook(BuildHookInterface[Any]):
    """Makes <lang>.mo of each <lang>.po before the files of the package are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the interface of hatchling
        """Compiles into the source tree, where git ignores what is made and [tool.hatch] takes it along."""
        folder = Path(self.root) / I18N
        # Run by its path: the package may not be importable yet, or another version of it may be.
        runpy.run_path(str(folder / "compile.py"))["compile_all"](folder / "locale")
