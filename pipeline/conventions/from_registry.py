"""What reading texts uses of a registry: names, agreements, bodies, secretariats and meetings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.conventions.gazetteer import Gazetteer
from pipeline.conventions.knowledge import Agreement, Session
from pipeline.conventions.phrases import phrase_entries
from pipeline.datapackage.rows import Tables
from pipeline.extraction.said_words import said_entries
from pipeline.registry.printed_names import PrintedName
from pipeline.registry.statement_kinds import StatementKind


def bodies(typed: Tables) -> dict[str, tuple[str, str]]:
    """The agreement and the kind of each body."""
    return {row["id"]: (row["agreement_id"], row["kind"]) for row in typed.get("bodies", ())}


def secretariats(typed: Tables) -> dict[str, str]:
    """The first agreement that each secretariat serves."""
    serves: dict[str, str] = {}
    for row in typed.get("secretariats", ()):
        serves.setdefault(row["actor_id"], row["agreement_id"])
    return serves


def gazetteer(names: Iterable[PrintedName], typed: Tables, kinds: Mapping[str, StatementKind]) -> Gazetteer:
    """The names and words of the registry as reading texts needs them. `typed`: the tables that people enter."""
    entries = [*phrase_entries(), *said_entries(kinds)]
    return Gazetteer.build(names, entries, *reading_facts(typed))


def reading_facts(
    typed: Tables,
) -> tuple[
    dict[str, Agreement], dict[str, tuple[str, str]], dict[str, str], dict[tuple[str, int], tuple[Session, ...]]
]:
    """What reading uses of the registry besides names: agreements, bodies, secretariats, meetings.

    These are the last four parameters of `Gazetteer.build`.
    """
    kinds = bodies(typed)
    seats: dict[str, set[str]] = {}
    for row in typed.get("secretariats", ()):
        seats.setdefault(row["agreement_id"], set()).add(row["seat_city"])
    agreements = {
        row["id"]: Agreement(
            family="agreement" if row["kind"] in ("agreement", "treaty") else row["kind"],
            parent=row["parent_id"] or None,
            bodies=tuple(sorted(kind for owner, kind in kinds.values() if owner == row["id"])),
            seats=tuple(sorted(seats.get(row["id"], ()))),
        )
        for row in typed.get("agreements", ())
    }
    return agreements, kinds, secretariats(typed), known_sessions(typed)


def known_sessions(typed: Tables) -> dict[tuple[str, int], tuple[Session, ...]]:
    """The meetings of the registry by kind of body and number."""
    kinds = bodies(typed)
    cities: dict[str, set[str]] = {}
    for place in typed.get("meeting_places", ()):
        cities.setdefault(place["meeting_id"], set()).add(place["city"])
    found: dict[tuple[str, int], tuple[Session, ...]] = {}
    for row in typed.get("meetings", ()):
        if row["number"].isdigit() and row["body_id"] in kinds:
            agreement, kind = kinds[row["body_id"]]
            session = Session(agreement, tuple(sorted(cities.get(row["id"], ()))), row["start_date"], row["end_date"])
            found[kind, int(row["number"])] = (*found.get((kind, int(row["number"])), ()), session)
    return found
