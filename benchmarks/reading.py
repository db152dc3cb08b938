"""Reading texts beside its peers, on one core and in one run: distinct texts, half of them about something else.

python -m benchmarks.reading --megabytes 5 --save
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.texts import many_texts
from pipeline.extraction.reading import Reading
from pipeline.registry.statements import HEAD, TAIL
from pipeline.workflows.extract import Options, extract_paths, registry_reading

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results" / "texts.json"
# dateparser needs minutes for a megabyte.
SAMPLE = 40
ROUNDS = 5


def main() -> None:
    options = arguments()
    reading = registry_reading(ROOT, cache=False).reading
    texts = many_texts(options.megabytes)
    found = speeds(texts, reading) | processes(texts, reading) | memory(options.many, reading)
    show(found)
    if options.save:
        RESULTS.write_text(json.dumps({"megabytes": options.megabytes} | found, indent=1) + "\n", encoding="utf-8")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=5.0)
    parser.add_argument("--many", type=int, default=5_000, help="texts over which memory is watched")
    parser.add_argument("--save", action="store_true")
    return parser.parse_args()


def speeds(texts: Sequence[str], reading: Reading) -> dict[str, float]:
    """Megabytes a second of each, on a fifth of the texts a round, in turns: each text is new to each of them."""
    # Here, so that the processes below, which load this module again, do not load them too.
    import dateparser.search
    import spacy

    tokenizer = spacy.blank("fr")
    contenders: dict[str, Callable[[str], object]] = {
        "Passerelle": lambda text: reading.statements(text, "page", None),
        "spaCy, blank French tokenizer": tokenizer,
    }
    rates: dict[str, list[float]] = {name: [] for name in (*contenders, "dateparser, search_dates")}
    for number in range(ROUNDS):
        part = texts[number::ROUNDS]
        for name, read in contenders.items():
            rates[name].append(rate(part, read))
        rates["dateparser, search_dates"].append(rate(part[:SAMPLE], dateparser.search.search_dates))
    return {f"{name}, MB/s": statistics.median(some) for name, some in rates.items()}


def rate(texts: Sequence[str], read: Callable[[str], object]) -> float:
    start = time.process_time()
    for text in texts:
        read(text)
    return sum(len(text.encode()) for text in texts) / 1e6 / (time.process_time() - start)


def processes(texts: list[str], reading: Reading) -> dict[str, float]:
    """How many times faster two processes are than one, files to JSON, starting them included."""
    with tempfile.TemporaryDirectory() as folder:
        # So many that starting the processes, which takes each of them a second, weighs little.
        for number, text in enumerate(texts * 4):
            (Path(folder) / f"{number:06}.txt").write_text(text, encoding="utf-8")
        seconds: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(3):
            for jobs, some in seconds.items():
                start = time.perf_counter()
                for _ in extract_paths([Path(folder)], reading, Options((*HEAD, *TAIL), jobs=jobs, as_json=True)):
                    pass
                some.append(time.perf_counter() - start)
    return {"two processes, times one": statistics.median(seconds[1]) / statistics.median(seconds[2])}


def memory(many: int, reading: Reading) -> dict[str, float]:
    """The peak memory after a tenth of many texts, and after all of them."""
    first = 0.0
    for number in range(many // 100):
        for text in many_texts(0.15, seed=number)[:100]:
            reading.statements(text, "page", None)
        if number == many // 1000:
            first = peak()
    return {f"peak after {many // 10} texts, MB": first, f"peak after {many} texts, MB": peak()}


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def show(found: dict[str, float]) -> None:
    table = Table("", "", title="Reading texts")
    for name, value in found.items():
        table.add_row(name, f"{value:.3f}" if value < 10 else f"{value:.0f}")
    ours = found["Passerelle, MB/s"]
    for name in ("spaCy, blank French tokenizer", "dateparser, search_dates"):
        table.add_row(f"times {name}", f"{ours / found[f'{name}, MB/s']:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
