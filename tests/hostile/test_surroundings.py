"""What is installed beside the command has no say in what it accepts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PLUGIN = """
raise SystemExit("a plugin was run")
"""


def test_plugins_of_the_model_library_are_not_loaded(tmp_path: Path) -> None:
    """Seen without it: "a plugin was run" and exit code 1, for whatever package is installed beside the pipeline."""
    about = tmp_path / "stranger-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[pydantic]\nstranger = stranger:plugin\n", encoding="utf-8")
    (tmp_path / "stranger.py").write_text(PLUGIN, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "explain", "type-error"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("# Type error")
