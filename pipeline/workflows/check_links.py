"""`links`: requests the address of every source and records when it last answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.core.errors import UserError
from pipeline.core.files.atomic_files import replace_file
from pipeline.readers.csv.small_files import CsvProblem, csv_records, csv_text
from pipeline.registry.contract import load_contract
from pipeline.workflows.link_requests import RequestOptions, request_all
from pipeline.workflows.roles import table_of_role

Link = Mapping[str, str]


@dataclass(frozen=True)
class LinkResults:
    """How many addresses there are, those that did not answer, and the file in which it is noted.

    `skipped`: why an address was not asked (the key of a phrase below "links-why-"), by the source.
    """

    total: int
    dead: tuple[Link, ...]
    file: str
    skipped: Mapping[str, str] = field(default_factory=dict)


def request_links(root: Path, asking: RequestOptions, today: str, progress: Callable[[str], None]) -> LinkResults:
    """Asks the address of every source and writes the table of links; `today` as YYYY-MM-DD.

    Raises ContractError for a wrong schema, UserError where no table plays the role of links or of sources, or a file
    of raw/ cannot be read.
    """
    contract = load_contract(root)
    table, sources = table_of_role(contract, "links"), table_of_role(contract, "sources")
    files = contract.files(table)
    if len(files) != 1:
        raise UserError("fault-several-files", table=table, files=", ".join(one.path.name for one in files))
    file = files[0].path
    known = {row["source_id"]: row for row in read(file)} if file.is_file() else {}
    listed = [row for one in contract.files(sources) for row in read(one.path)]
    urls = {row["id"]: url for row in listed if (url := row.get("url"))}
    progress("links")
    answers = request_all(urls.values(), asking)
    rows = [noted(source, url, answers[url].state, known.get(source), today) for source, url in urls.items()]
    write(file, contract.typed(table).field_names, rows)
    dead = tuple(row for row in rows if row["state"] != "alive")
    skipped = {source: answers[url].skipped for source, url in urls.items() if answers[url].skipped}
    return LinkResults(len(rows), dead, file.relative_to(root).as_posix(), skipped)


def noted(source: str, url: str, state: str, before: Link | None, today: str) -> Link:
    """What is known of an address now; when another one last answered says nothing of it."""
    last = before["alive_date"] if before and before["url"] == url else ""
    alive = today if state == "alive" else last
    return {"source_id": source, "url": url, "state": state, "checked_date": today, "alive_date": alive}


def read(file: Path) -> list[Link]:
    try:
        _, (head, *rows) = zip(*csv_records(file.read_text(encoding="utf-8")), strict=True)
    except (OSError, ValueError, CsvProblem) as error:
        raise UserError("fault-links", file=str(file), problem=str(error)) from error
    return [dict(zip(head, cells, strict=False)) for cells in rows if cells]


def write(file: Path, fields: Sequence[str], rows: Iterable[Link]) -> None:
    replace_file(file, csv_text([fields, *([row.get(field, "") for field in fields] for row in rows)]).encode())
