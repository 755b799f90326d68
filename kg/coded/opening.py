"""From a series back to the rows that it counts, and from the address of a row to the row."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import unquote

from kg.coded.kept import ENTITIES, KINDS, SERIES
from kg.coded.series import matched, of_series
from kg.coded.sources import FOLDER, MANIFEST, read_source
from kg.errors import EnvironmentProblem
from kg.settings import setting
from kg.tables import open_engine

if TYPE_CHECKING:
    import ibis

    from kg.coded.sources import Source
    from kg.snapshot import Snapshot
    from kg.tables import Engine
    from kg.workspace import Workspace

COLUMNS: Final = (
    *("record", "earliest", "latest", "actor", "actor_code", "actor_name", "recipient", "recipient_code", "recipient_name", "kind"),
    *("kind_code", "position", "text", "place", "quantity", "unit", "topics", "address", "note", "file", "line"),
)
"""The columns of opened rows: those of records, with the entities and the class that they stand for."""


class Opened(NamedTuple):
    """Rows that were opened.

    Attributes:
        source: their source.
        rows: the rows, each with the values of `COLUMNS`; ``file`` is the name of the file.
        total: how many there are; `rows` may have fewer.
    """

    source: Source
    rows: list[tuple[Any, ...]]
    total: int


def source_of(base: str, iri: str) -> tuple[str, str] | None:
    """What an address of coded data is about.

    Args:
        base: the base IRI of the workspace.
        iri: an IRI.

    Returns:
        ``series`` or ``record``, and the name of the source; None for any other IRI.

    >>> source_of("https://example.org/w/", "https://example.org/w/series/unga/pakistan.Vote.1974")
    ('series', 'unga')
    >>> source_of("https://example.org/w/", "https://example.org/w/record/unga/67-PK")
    ('record', 'unga')
    >>> source_of("https://example.org/w/", "https://example.org/w/id/pakistan")
    """
    kind, _, rest = iri.removeprefix(base).partition("/")
    name, slash, last = rest.partition("/")
    return (kind, name) if iri.startswith(base) and kind in ("series", "record") and name and slash and last else None


def open_rows(ws: Workspace, snapshot: Snapshot, iri: str, limit: int | None = None) -> Opened | None:
    """Open a series, or the address of a row.

    Args:
        ws: the workspace.
        snapshot: its snapshot.
        iri: the IRI of a series or of a row.
        limit: the most rows; None for all.

    Returns:
        The rows in the order of their dates; None if the IRI is not that of a series or row of a source in the snapshot, or there is
        no such series or row.

    Raises:
        DataError: the manifest cannot be read.
        EnvironmentProblem: the libraries for tables are not installed, or a table is missing.
    """
    named = source_of(snapshot.base, iri)
    kept = snapshot.meta.get("coded", {})
    if named is None or named[1] not in kept:
        return None
    kind, name = named
    source = read_source(os.path.join(ws.folder, FOLDER, name, MANIFEST))
    folder = os.path.join(ws.state_folder, FOLDER, kept[name])
    if not os.path.isdir(folder):
        raise EnvironmentProblem(f"the tables of the source {name} are missing", folder, "run `kg build` to make them again")
    with open_engine(megabytes=setting("import_megabytes")) as engine:
        records = engine.parquet(source.records)
        if kind == "record":
            wanted = unquote(iri.removeprefix(f"{snapshot.base}record/{name}/"))
            found = known_records(engine, source, folder, records.filter(records["record"] == wanted))
        elif source.grain == "series":
            table = engine.parquet(os.path.join(folder, SERIES))
            series = engine.rows(table.filter(table["series"] == iri).select("actor", "recipient", "kind", "position", "year", "earliest"))
            if not series:
                return None
            keys = dict(zip(("actor", "recipient", "kind", "position", "year"), series[0], strict=False))
            near = _near(engine, records, folder, keys["actor"], keys["year"])
            found = of_series(known_records(engine, source, folder, near), keys, dated=series[0][5] is not None)
        else:
            return None
        total = engine.rows(found.count().as_table())[0][0]
        shown = found.select(*COLUMNS)
        rows = engine.rows(shown if limit is None else shown.limit(limit))
    names = [each[0] for each in source.files]
    at = COLUMNS.index("file")
    named_rows = [(*row[:at], names[row[at]] if row[at] is not None and row[at] < len(names) else "", *row[at + 1 :]) for row in rows]
    return Opened(source, named_rows, total) if total else None


def _near(engine: Engine, records: ibis.Table, folder: str, actor: str, year: int | None) -> ibis.Table:
    """The records that may have an actor and a year, by what the engine can look for before it joins anything."""
    known = engine.parquet(os.path.join(folder, ENTITIES))
    own = engine.rows(known.filter(known["entity"] == actor).select("code", "name"))
    for at, column in enumerate(("actor_code", "actor_name")):
        values = sorted({row[at] for row in own if row[at]})
        if values and all(row[at] for row in own):
            records = records.filter(records[column].isin(values))
    if year is not None:
        records = records.filter(records["earliest"].between(date(year, 1, 1), date(year, 12, 31)))
    return records


def known_records(engine: Engine, source: Source, folder: str, records: ibis.Table | None = None) -> ibis.Table:
    """The records of a source with what the build has found that they stand for; see `kg.coded.series.matched`.

    Args:
        engine: the engine.
        source: the source.
        folder: where the build has kept its tables.
        records: some of the records of the source; None for all.
    """
    entities = engine.rows(engine.parquet(os.path.join(folder, ENTITIES)))
    kinds = engine.rows(engine.parquet(os.path.join(folder, KINDS)))
    return matched(engine, source, entities, kinds, records)
