"""From records to series of acts: who did what kind of thing to whom in which year, how often, according to a coded source.

A record is in a series if each party that it codes has an entity in the workspace. The others are counted, and their parties are listed
for the curator; they are neither guessed nor left out of the files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import ibis

    from kg.coded.sources import Source
    from kg.tables import Engine

SERIES: Final[dict[str, str]] = {
    "series": "string",
    "source": "string",
    "actor": "string",
    "recipient": "string",
    "kind": "string",
    "position": "string",
    "year": "int32",
    "count": "int64",
    "earliest": "date",
    "latest": "date",
}
"""The columns of series, and their types. Parties and kinds are IRIs; ``recipient``, ``position`` and ``year`` may be null, the year where
the dates of a record are not in one year. Records without dates are in series of their own."""


def path_of(series: str, name: str) -> str:
    """What follows the base of the workspace in the IRI of a series or, with another name, of anything of a source."""
    return f"{series}/{name}/"


def last_part(iri: str) -> str:
    """The last part of an IRI as a part of the IRI of a series, in which dots separate the parts.

    >>> last_part("https://example.org/id/state-of-palestine"), last_part("https://example.org/o#Vote"), last_part("urn:a.b")
    ('state-of-palestine', 'Vote', 'urn%3Aa%2Eb')
    """
    return quote(iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :], safe="-_~").replace(".", "%2E")


def matched(
    engine: Engine,
    source: Source,
    entities: Iterable[tuple[str | None, str | None, str]],
    kinds: Iterable[tuple[str, str]],
    records: ibis.Table | None = None,
) -> ibis.Table:
    """The records of a source with the entities and the class that they stand for.

    Args:
        engine: the engine.
        source: the source.
        entities: code, name and entity, as IRI, of each party that has one.
        kinds: each code of a kind of act with the IRI of its class.
        records: some of the records of the source; None for all.

    Returns:
        The columns of `kg.coded.records.RECORDS`, and ``actor``, ``recipient``, ``kind`` (IRIs; null where none is known), ``year`` (null
        unless the dates are in one year), ``actor_part`` and ``recipient_part`` (parts of the IRI of the series), and ``whole``: whether
        each coded party has an entity.
    """
    import ibis
    from ibis import _

    records = engine.parquet(source.records) if records is None else records
    known = engine.table(
        {"known_code": "string", "known_name": "string", "entity": "string", "part": "string"},
        sorted((code or "", name or "", iri, last_part(iri)) for code, name, iri in entities),
    )
    for role in ("actor", "recipient"):
        own = known.rename({f"{role}_known_code": "known_code", f"{role}_known_name": "known_name", role: "entity", f"{role}_part": "part"})
        records = records.left_join(
            own,
            [
                records[f"{role}_code"].fill_null("") == own[f"{role}_known_code"],
                records[f"{role}_name"].fill_null("") == own[f"{role}_known_name"],
            ],
        ).drop(f"{role}_known_code", f"{role}_known_name")
    if source.kind:
        from kg.namespaces import DIP

        records = records.mutate(kind=ibis.literal(DIP + source.kind, "string"))
    else:
        classes = engine.table({"known_kind": "string", "kind": "string"}, sorted(kinds))
        records = records.left_join(classes, records["kind_code"] == classes["known_kind"]).drop("known_kind")
    coded = _.recipient_code.notnull() | _.recipient_name.notnull()
    return records.mutate(
        year=ibis.cases((_.earliest.year() == _.latest.year(), _.earliest.year()), else_=None).cast("int32"),
        whole=_.actor.notnull() & _.kind.notnull() & (_.recipient.notnull() | ~coded),
    )


def series(source: Source, base: str, records: ibis.Table) -> ibis.Table:
    """The series of a source, in the order of their IRIs.

    Args:
        source: the source.
        base: the base IRI of the workspace.
        records: what `matched` returned.

    Returns:
        The columns of `SERIES`. The IRI of a series is readable, and the same whenever it is made of the same parties, kind and year:
        ``BASE series/gdelt/pakistan.israel.Condemnation.1974``.
    """
    import ibis
    from ibis import _

    keys = ["actor", "actor_part", "recipient", "recipient_part", "kind", "position", "year", "dated"]
    counted = (
        records.filter(_.whole)
        .mutate(dated=_.earliest.notnull() & _.latest.notnull())
        .group_by(keys)
        .agg(count=_.count().cast("int64"), earliest=_.earliest.min(), latest=_.latest.max())
        .mutate(kind_part=_.kind.re_extract(r"([^/#]*)$", 1))
    )

    def part(name: str) -> ibis.Column:
        column = counted[name]
        return ibis.cases((column.notnull(), ibis.literal(".") + column), else_=ibis.literal(""))

    year = ibis.cases(
        (counted["year"].notnull(), counted["year"].cast("string")),
        (counted["dated"], ibis.literal("several-years")),
        else_=ibis.literal("undated"),
    )
    start = ibis.literal(base + path_of("series", source.name)) + counted["actor_part"]
    iri = start + part("recipient_part") + part("kind_part") + part("position") + ibis.literal(".") + year
    return counted.mutate(series=iri, source=ibis.literal(source.name)).select(*SERIES).order_by("series")


def of_series(records: ibis.Table, wanted: Mapping[str, str | int | None], *, dated: bool) -> ibis.Table:
    """The records of one series, in the order of their dates.

    Args:
        records: what `matched` returned.
        wanted: the series' actor, recipient, kind, position and year.
        dated: whether the series has dates.
    """
    found = records.filter(records["whole"])
    found = found.filter((found["earliest"].notnull() & found["latest"].notnull()) == dated)
    for name in ("actor", "recipient", "kind", "position", "year"):
        value = wanted[name]
        found = found.filter(found[name].isnull() if value is None else found[name] == value)
    return found.order_by("earliest", "record")
