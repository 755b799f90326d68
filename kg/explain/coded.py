"""What coded sources say of a node, and the rows behind it, as values and as an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Quad

from kg.coded.opening import COLUMNS
from kg.coded.quads import graph_of
from kg.coded.records import address_of
from kg.explain.claims import NAMING, property_value
from kg.explain.model import CodedPart, Named
from kg.namespaces import DIP, XSD
from kg.record.vocabulary import DEFAULT, DERIVED, OF_DATES, STATED_IN, TITLE
from kg.results import Table
from kg.terms import TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from kg.coded.opening import Opened
    from kg.record.names import Names
    from kg.record.record import Record
    from kg.terms import Term

_CODING: Final = NamedNode(DIP + "coding")
_COUNT: Final = NamedNode(DIP + "claimedCount")
ROWS: Final = (
    "record",
    "date",
    "actor",
    "recipient",
    "kind",
    "position",
    "text",
    "coded_as",
    "place",
    "quantity",
    "source",
    "note",
    "line",
)
"""The columns of an answer with rows: the address of the row, its date, the entities and the class that it stands for, the position and the
text of a vote, the row's own codes and names, its place and quantity, where it is said to come from, its note, and its line in its file."""


def coded_parts(record: Record, node: NamedNode, sources: Mapping[str, object], base: str) -> tuple[CodedPart, ...]:
    """What each coded source says of a node.

    Args:
        record: the dataset.
        node: the node.
        sources: the names of the coded sources of the snapshot.
        base: the base IRI of the workspace.
    """
    found = []
    for name in sorted(sources):
        graph = NamedNode(graph_of(base, name))
        if graph == node:
            continue
        own = list(record.store.quads_for_pattern(node, None, None, graph))
        values = [
            property_value(record, quad.predicate, quad.object)  # type: ignore[arg-type]  # no quoted triples here
            for quad in own
            if quad.predicate not in NAMING | OF_DATES | DERIVED | {TITLE} and quad.predicate != TYPE
        ]
        series = {quad.subject for quad in record.store.quads_for_pattern(None, None, node, graph) if quad.subject != node}
        if not own and not series:
            continue
        codings = [quad.object for quad in record.store.quads_for_pattern(graph, _CODING, None, DEFAULT)]
        found.append(
            CodedPart(
                source=Named(graph, record.names.label(graph)),
                coding=record.names.label(codings[0]) if codings else "",  # type: ignore[arg-type]  # an IRI
                held=bool(own) and Quad(node, STATED_IN, graph, DEFAULT) in record.store,
                properties=tuple(sorted(values, key=lambda each: (each.predicate.name, each.text))),
                rows=sum(int(quad.object.value) for quad in own if quad.predicate == _COUNT and isinstance(quad.object, Literal)),
                series=len(series),
            )
        )
    return tuple(found)


def table_of(opened: Opened, base: str, names: Names, stamp: str) -> Table:
    """Opened rows as an answer.

    Args:
        opened: the rows.
        base: the base IRI of the workspace.
        names: the names of the dataset.
        stamp: which snapshot answered, and how to cite it.
    """
    rows = [_row(dict(zip(COLUMNS, row, strict=True)), opened.source.name, base) for row in opened.rows]
    left = opened.total - len(rows)
    return Table(ROWS, rows, names, f"stopped at the limit of {len(rows)} rows; there are {left:,} more" if left else None, stamp)


def _row(row: Mapping[str, object], source: str, base: str) -> list[Term | None]:
    def text(value: object) -> Literal | None:
        return None if value is None or value == "" else Literal(str(value))

    def node(value: object) -> NamedNode | None:
        return None if value is None else NamedNode(str(value))

    amount, unit = row["quantity"], row["unit"]
    quantity = " ".join(f"{each:g}" if isinstance(each, float) else str(each) for each in (amount, unit) if each is not None)
    file, line = row["file"], row["line"]
    return [
        NamedNode(address_of(base, source, str(row["record"]))),
        _date(row["earliest"], row["latest"]),  # type: ignore[arg-type]  # the columns are dates
        node(row["actor"]),
        node(row["recipient"]),
        node(row["kind"]),
        node(None if row["position"] is None else f"{DIP}{row['position']}"),
        text(row["text"]),
        text("; ".join(_coded(row))),
        text(row["place"]),
        text(quantity),
        text(row["address"]),
        text(row["note"]),
        text(f"{file}:{line}" if line is not None else file),
    ]


def _coded(row: Mapping[str, object]) -> Iterable[str]:
    """The parties and the kind of a row as they are coded."""
    for role in ("actor", "recipient"):
        parts = [str(each) for each in (row[f"{role}_name"], row[f"{role}_code"]) if each]
        if parts:
            yield f"{role} {parts[0]}" + (f" ({parts[1]})" if len(parts) > 1 else "")
    if row["kind_code"]:
        yield f"kind {row['kind_code']}"


def _date(earliest: date | None, latest: date | None) -> Literal | None:
    from kg.coded.quads import edtf_between
    from kg.namespaces import EDTF

    if earliest is None and latest is None:
        return None
    if earliest == latest and earliest is not None:
        return Literal(earliest.isoformat(), datatype=NamedNode(XSD + "date"))
    if earliest is None or latest is None:
        return Literal(f"[{earliest or ''}..{latest or ''}]", datatype=NamedNode(EDTF + "EDTF"))
    return Literal(edtf_between(earliest, latest), datatype=NamedNode(EDTF + "EDTF"))
