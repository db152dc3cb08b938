"""The words of the interface: words/<lang>.yaml, the same keys in each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from pipeline.messages import Language


@cache
def read_words(lang: Language) -> Mapping[str, str]:
    text = (Path(__file__).parent / "words" / f"{lang}.yaml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, str]).validate_python(yaml.load(text, Loader=yaml.CSafeLoader))
