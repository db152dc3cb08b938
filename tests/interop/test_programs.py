"""Programs that are not Python: R, Node and LibreOffice. One that is missing is a failure, not a skip."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pipeline.datapackage.descriptors import Schema
from pipeline.publishing.exports.excel import write_excel
from pipeline.publishing.exports.tables import Table
from pipeline.registry.contract import load_contract
from tests import ROOT
from tests.interop.conftest import Expected

pytestmark = pytest.mark.interop
Tables = dict[str, Expected]

R = """
library(jsonlite)
package <- fromJSON("datapackage.json", simplifyVector = FALSE)
kinds <- c(integer = "integer", number = "numeric")
for (resource in package$resources) {
  types <- vapply(resource$schema$fields, function(f) f$type, "")
  classes <- ifelse(types %in% names(kinds), kinds[types], "character")
  table <- read.csv(resource$path, colClasses = classes, na.strings = "", encoding = "UTF-8", check.names = FALSE)
  con <- file(file.path(commandArgs(TRUE)[1], paste0(resource$name, ".json")), open = "w", encoding = "UTF-8")
  writeLines(toJSON(table, dataframe = "values", na = "null", digits = NA), con, useBytes = TRUE)
  close(con)
}
"""
NODE = """
const fs = require("fs");
const into = process.argv[2];
for (const file of fs.readdirSync("jsonl")) {
  const lines = fs.readFileSync(`jsonl/${file}`, "utf8").split("\\n").filter((line) => line !== "");
  fs.writeFileSync(`${into}/${file}`, JSON.stringify(lines.map((line) => Object.values(JSON.parse(line)))));
}
"""
# Every sheet as a file of its own, text in quotes, values as they are shown.
SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1"


def run_program(*command: str, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120)
    assert done.returncode == 0, done.stderr


def test_base_r_reads_every_value(package: Path, expected: Tables, tmp_path: Path) -> None:
    script = tmp_path / "read.R"
    script.write_text(R, encoding="utf-8")
    run_program("Rscript", "--vanilla", str(script), str(tmp_path), cwd=package)
    for name, wanted in expected.items():
        read = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
        assert read == [simple(wanted.fields, row) for row in wanted.texts()], name


def simple(fields: list[dict[str, Any]], row: list[str]) -> list[Any]:
    """A row of numbers and texts: R keeps a list in one text."""
    kinds = {"integer": int, "number": float}
    return [kinds.get(field["type"], str)(cell) if cell else None for field, cell in zip(fields, row, strict=True)]


def test_node_reads_every_value(package: Path, expected: Tables, tmp_path: Path) -> None:
    script = tmp_path / "read.js"
    script.write_text(NODE, encoding="utf-8")
    run_program("node", str(script), str(tmp_path), cwd=package)
    for name, wanted in expected.items():
        assert json.loads((tmp_path / f"{name}.jsonl").read_text(encoding="utf-8")) == wanted.values(), name


def converted(book: Path, into: Path) -> dict[str, list[list[str]]]:
    """Each sheet of a workbook as LibreOffice reads it."""
    profile = (into / "profile").as_uri()
    options = (f"-env:UserInstallation={profile}", "--convert-to", SHEETS, "--outdir", str(into))
    run_program("soffice", "--headless", *options, str(book), cwd=into)
    found = {}
    for path in into.glob(f"{book.stem}-*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            found[path.stem.removeprefix(f"{book.stem}-")] = list(csv.reader(lines))
    return found


def test_libreoffice_reads_every_cell(package: Path, expected: Tables, tmp_path: Path) -> None:
    sheets = converted(package / "excel" / "passerelle.xlsx", tmp_path)
    assert set(sheets) == {"about", *expected}
    for name, wanted in expected.items():
        header, *rows = sheets[name]
        assert header == wanted.columns
        numbers = {at for at, field in enumerate(wanted.fields) if field["type"] == "number"}
        assert numeric(rows, numbers) == numeric(wanted.texts(), numbers), name


def numeric(rows: list[list[str]], numbers: set[int]) -> list[list[str | float]]:
    """Rows with the columns of numbers as numbers: 5.10 and 5.1 are the same one."""
    return [[float(cell) if at in numbers and cell else cell for at, cell in enumerate(row)] for row in rows]


def test_what_looks_like_a_formula_stays_text_in_libreoffice(tmp_path: Path) -> None:
    cells = ["=1+1", "+1+1", "-1+1", "@SUM(1)", '=HYPERLINK("http://x.example")', "\t=1+1"]
    cells += ["2014-11", "007", "1e5", "TRUE", "a\nb", "“«é»”", "\u202eabc", "_x0041_"]
    schema = Schema.model_validate({"fields": [{"name": "cell", "type": "string"}]})
    table = Table("formulas", schema, tuple({"cell": cell} for cell in cells))
    write_excel(tmp_path / "book.xlsx", load_contract(ROOT).package, [table])
    assert converted(tmp_path / "book.xlsx", tmp_path)["formulas"] == [["cell"], *([cell] for cell in cells)]
