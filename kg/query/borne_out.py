"""``kg query borne-out``: the acts that documents tell of, beside the records of coded sources; see `kg.coded.comparing`."""

from __future__ import annotations

import os
from datetime import date

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.coded.comparing import Told, compare, numbers_in
from kg.coded.quads import graph_of
from kg.coded.sources import FOLDER, MANIFEST, read_source
from kg.errors import EnvironmentProblem, UsageError
from kg.namespaces import DIP, RDFS, SKOS, XSD
from kg.query.answer import answer
from kg.query.prepare import prepare, values
from kg.query.request import SPARQL
from kg.record.names import slug
from kg.record.record import Record
from kg.results import Table
from kg.settings import setting
from kg.tables import open_engine
from kg.terms import SUB_CLASS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Store

    from kg.query.request import Request
    from kg.query.running import Runner
    from kg.record.names import Names
    from kg.results import Row
    from kg.snapshot import Snapshot
    from kg.terms import Term
    from kg.workspace import Workspace

_AGENTS = tuple(NamedNode(DIP + name) for name in ("actor", "party", "holder", "member"))
_OTHERS = tuple(
    NamedNode(DIP + name) for name in ("recipient", "counterpart", "target", "victim", "host", "party", "receivingParty", "place")
)
_ON_TEXT = NamedNode(DIP + "onText")
_POSITION = NamedNode(DIP + "position")
_NAMES = tuple(NamedNode(each) for each in (RDFS + "label", SKOS + "altLabel"))
_DATE = NamedNode(XSD + "date")


def borne_out(request: Request, names: Names, runner: Runner, ws: Workspace, snapshot: Snapshot, stamp: str = "") -> Table:
    """The answer to a request for the stored query ``borne-out``.

    Args:
        request: the request.
        names: the names of the snapshot.
        runner: evaluates the query, which lists the acts.
        ws: the workspace.
        snapshot: its snapshot.
        stamp: which snapshot answers what, and how to cite it.

    Raises:
        UsageError: a parameter is of the wrong kind, or SPARQL is to answer alone where there are coded sources.
        NameNotFound: no entity has a given name.
        NameAmbiguous: several entities have it.
        LimitReached: the evaluation took too long.
        EnvironmentProblem: the libraries for tables are not installed, or a table is missing.
    """
    acts = answer(prepare(request, names), runner, names, None, request.seconds, stamp)
    kept = snapshot.meta.get("coded", {})
    if not kept:
        return _cut(acts, request.rows)
    if request.engine == SPARQL:
        hint = "leave out the engine: the records are read from their tables"
        raise UsageError("SPARQL does not reach the records of coded sources", None, hint, parameter="engine")
    chosen = values(request.query, request.params, names).get("_source_iri")
    wanted = {name: folder for name, folder in kept.items() if chosen is None or graph_of(snapshot.base, name) == chosen.value}
    sources = []
    for name, folder in sorted(wanted.items()):
        path = os.path.join(ws.state_folder, FOLDER, folder)
        if not os.path.isdir(path):
            raise EnvironmentProblem(f"the tables of the source {name} are missing", path, "run `kg build` to make them again")
        sources.append((read_source(os.path.join(ws.folder, FOLDER, name, MANIFEST)), path))
    record = Record(names)
    told = {row["act"].value: _told(row, names, record) for row in acts.rows if isinstance(row["act"], NamedNode)}

    def above(kind: str) -> Iterable[str]:
        return [each.value for each in names.with_all_above((NamedNode(kind),), SUB_CLASS)]

    with open_engine(request.engine, megabytes=setting("tables_megabytes")) as engine:
        found = compare(engine, snapshot.base, sources, list(told.values()), above)
    rows: list[tuple[Term | None, ...]] = []
    for each in found:
        source = NamedNode(graph_of(snapshot.base, each.source)) if each.source is not None else chosen
        rows.append(
            (
                NamedNode(each.act),
                Literal(each.verdict),
                Literal(", ".join(each.differs)) if each.differs else None,
                None if each.record is None else NamedNode(each.record),
                source if isinstance(source, NamedNode) else None,
                *(_day(day) for day in (told[each.act].earliest, told[each.act].latest, each.earliest, each.latest)),
                Literal(each.note) if each.note else None,
            )
        )
    return _cut(Table(acts.variables, rows, names, None, stamp), request.rows)


def _cut(table: Table, rows: int | None) -> Table:
    if rows is not None and len(table.rows) > rows:
        del table.rows[rows:]
        table.cut = f"stopped at the limit of {rows} rows; there are more"
    return table


def _day(day: date | None) -> Literal | None:
    return None if day is None else Literal(day.isoformat(), datatype=_DATE)


def _told(row: Row, names: Names, record: Record) -> Told:
    """What the default graph says of an act."""
    act = row["act"]
    assert isinstance(act, NamedNode)
    store = names.store
    texts = _objects(store, act, (_ON_TEXT,))
    quads = (quad for text in texts for name in _NAMES for quad in store.quads_for_pattern(text, name, None, DefaultGraph()))
    labels = [quad.object.value for quad in quads if isinstance(quad.object, Literal)]
    notes = [note.gist for note in record.notes(texts) if note.kind == "ProbableMisprint"]
    numbers = frozenset(number for label in labels for number in numbers_in(label))
    supposed = {number: note for note in notes for number in numbers_in(note) if number not in numbers}
    positions = _objects(store, act, (_POSITION,))
    earliest, latest = (None if term is None else date.fromisoformat(term.value) for term in (row["told_earliest"], row["told_latest"]))
    return Told(
        act.value,
        frozenset(each.value for each in names.specific_types(act)),
        frozenset(each.value for each in _objects(store, act, _AGENTS)),
        frozenset(each.value for each in _objects(store, act, _OTHERS)),
        numbers,
        tuple(sorted(supposed.items())),
        slug(positions[0].value) if positions else "",
        earliest,
        latest,
    )


def _objects(store: Store, node: NamedNode, properties: Iterable[NamedNode]) -> list[NamedNode]:
    """The nodes that some properties of a node have in the default graph, sorted."""
    found = {quad.object for each in properties for quad in store.quads_for_pattern(node, each, None, DefaultGraph())}
    return sorted((each for each in found if isinstance(each, NamedNode)), key=lambda each: each.value)
