from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# The folder of the repository.
ROOT = Path(__file__).parents[1]


def yaml_of(text: str) -> Any:
    """The data of a YAML text, read by the parser in C: the cases of all tests in a tenth of the time."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


def yaml_text(data: Any) -> str:
    """The YAML of data, in the order that they have."""
    return str(yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False))
