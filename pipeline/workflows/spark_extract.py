"""Extraction on Apache Spark, which gives documents to its workers; they read them as one machine would."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.core.spark import session

PER_SLICE = 50


def read_on_cluster(paths: Sequence[Path], reader: Callable[[Path], Any], master: str) -> Iterator[Any]:
    """The documents in their order, each read by some worker; every worker must see the files under the same path."""
    with session(master) as spark:
        shared = spark.sparkContext.broadcast(reader)

        def read(some: Iterable[Path]) -> Iterator[Any]:
            return map(shared.value, some)

        slices = max(1, len(paths) // PER_SLICE)
        yield from (
            spark.sparkContext.parallelize(paths, slices).mapPartitions(read).toLocalIterator(prefetchPartitions=True)
        )
