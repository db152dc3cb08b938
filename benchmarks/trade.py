"""Tables shaped like the CITES trade database, of any size, and the package that says what they must hold.

The figures are computed from the row number: the same size gives the same file, and none of it is a real trade.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import duckdb

CODES = (
    "AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO "
    "CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FR"
)
COUNTRIES = tuple(CODES.split())
TERMS = ("live", "skins", "leather products (small)", "specimens", "trophies", "raw corals")
PERMITS = ("Import.permit.RandomID", "Export.permit.RandomID", "Origin.permit.RandomID")
# 128 bits of a number, of which any run of digits serves as an id or as dice.
ROWS = """
    SELECT substr(md5(i::VARCHAR), 1, 16) AS Id, 1975 + (d // 7) % 49 AS Year,
        (['I', 'II', 'III', 'N'])[1 + (d // 11) % 4] AS Appendix,
        'Genus' || (d // 13) % 2000 || ' species' || (d // 17) % 20000 AS Taxon,
        nullif((['Aves', 'Mammalia', 'Reptilia', '', 'Anthozoa'])[1 + (d // 19) % 5], '') AS Class,
        'Order' || (d // 23) % 100 AS "Order", 'Family' || (d // 23) % 400 AS Family,
        'Genus' || (d // 13) % 2000 AS Genus, $terms[1 + (d // 29) % 6] AS Term,
        CASE (d // 31) % 3 WHEN 0 THEN NULL WHEN 1 THEN ((d // 37) % 1000)::VARCHAR
            ELSE ((d // 37) % 100000 / 100)::VARCHAR END AS Quantity,
        nullif((['', 'kg', 'g', 'm3'])[1 + (d // 41) % 4], '') AS Unit, $countries[1 + (d // 43) % 58] AS Importer,
        $countries[1 + ((d // 43) % 58 + 1 + (d // 47) % 57) % 58] AS Exporter,
        CASE WHEN (d // 53) % 2 = 0 THEN NULL ELSE $countries[1 + (d // 59) % 58] END AS Origin,
        substr('BEGHLMNPQSTZ', 1 + ((d // 61) % 12)::INTEGER, 1) AS Purpose,
        substr('ACDFIORUWX', 1 + ((d // 67) % 10)::INTEGER, 1) AS Source,
        (['E', 'I'])[1 + (d // 71) % 2] AS "Reporter.type",
        CASE WHEN (d // 73) % 2 = 0 THEN NULL ELSE substr(md5((3 * i)::VARCHAR), 1, 10) END AS "Import.permit.RandomID",
        CASE WHEN (d // 79) % 4 = 0 THEN NULL ELSE substr(md5((5 * i)::VARCHAR), 1, 10) END AS "Export.permit.RandomID",
        CASE WHEN (d // 83) % 5 > 0 THEN NULL ELSE substr(md5((7 * i)::VARCHAR), 1, 10) END AS "Origin.permit.RandomID"
    FROM (SELECT i, (hash(i) // 1000)::BIGINT AS d FROM range($rows) AS t(i))
"""


def make_table(path: Path, rows: int) -> None:
    """A table without a fault, written by DuckDB: 130 bytes a row."""
    query = ROWS.replace("$rows", str(rows))
    for name, values in (("$terms", TERMS), ("$countries", COUNTRIES)):
        query = query.replace(name, "([" + ", ".join(f"'{value}'" for value in values) + "])")
    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT csv, HEADER)")


def spoil(source: Path, target: Path, *, share: float = 0.01, structure: bool = False, seed: int = 1) -> None:
    """A copy in which a share of the rows has one fault: of type, constraint, key or reference; or of structure too."""
    dice = random.Random(seed)
    earlier: list[str] = []
    with source.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8") as written:
        written.write(next(lines))
        for line in lines:
            spoiled = line
            if dice.random() < share:
                spoiled = spoil_row(line.rstrip("\n").split(","), dice.randrange(11 if structure else 8), earlier, dice)
            elif len(earlier) < 10_000:
                earlier.append(line[:16])
            written.write(spoiled)


def spoil_row(cells: list[str], fault: int, earlier: list[str], dice: random.Random) -> str:
    changes: dict[int, tuple[int, str]] = {
        0: (1, "19x5"),
        1: (1, "1950"),
        2: (2, "IV"),
        3: (3, ""),
        4: (9, "-5"),
        5: (11, "XX"),
        6: (12, cells[11]),
        7: (0, dice.choice(earlier) if earlier else "g"),
        8: (19, cells[19] + ",more"),
        9: (3, '"two\nlines"'),
        10: (3, 'a "quote'),
    }
    at, text = changes[fault]
    cells[at] = text
    return ",".join(cells) + "\n"


def make_package(folder: Path, table: str = "trade.csv") -> Path:
    """The package of a table: every constraint of the real database, its keys, and a rule between two columns."""
    (folder / "countries.csv").write_text("code\n" + "\n".join(COUNTRIES) + "\n", encoding="utf-8")
    places = ("Importer", "Exporter", "Origin")
    keys = [{"fields": [place], "reference": {"resource": "countries", "fields": ["code"]}} for place in places]
    rule = {"name": "importer-is-not-exporter", "condition": "Importer <> Exporter"}
    schema = {"fields": fields(), "primaryKey": ["Id"], "foreignKeys": keys, "passerelle:rules": [rule]}
    countries = {"fields": [field("code", required=True, pattern="[A-Z]{2}")], "primaryKey": ["code"]}
    resources = [
        {"name": "trade", "path": table, "schema": schema},
        {"name": "countries", "path": "countries.csv", "schema": countries},
    ]
    path = folder / f"{Path(table).stem}.json"
    path.write_text(json.dumps({"resources": resources}, indent=1), encoding="utf-8")
    return path


def fields() -> list[dict[str, Any]]:
    return [
        field("Id", required=True, pattern="[0-9a-f]{16}"),
        field("Year", "integer", required=True, minimum=1975),
        field("Appendix", required=True, enum=["I", "II", "III", "N"]),
        field("Taxon", required=True),
        *(field(name) for name in ("Class", "Order", "Family", "Genus")),
        field("Term", required=True),
        field("Quantity", "number", minimum=0),
        field("Unit"),
        *(field(name, pattern="[A-Z]{2}") for name in ("Importer", "Exporter", "Origin")),
        field("Purpose", enum=list("BEGHLMNPQSTZ")),
        field("Source", enum=list("ACDFIORUWX")),
        field("Reporter.type", required=True, enum=["E", "I"]),
        *(field(name, pattern="[0-9a-f]{10}") for name in PERMITS),
    ]


def field(name: str, kind: str = "string", **constraints: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "constraints": constraints}
