"""What a change of a few statements does to the graphs that a build fills, without filling all of them.

Both the changed assertion graphs as they were and as they are now are filled with what else the last snapshot tells of the same things, by
the very functions of a full build. What differs between both has changed.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg.authored.reading import DataFile, Dataset
from kg.build.filling import fill
from kg.build.opposed import ROLES
from kg.dates import DateProblem, OpenDate, last_day
from kg.namespaces import DCTERMS, DIP, XSD
from kg.rules import TooFar
from kg.terms import DERIVED, LABEL, TYPE, XSD_STRING, iri_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.ontology import Ontology

_MOST: Final = 50_000
"""With more statements around a change, everything is built."""
_DOCUMENT_DATE = ox.NamedNode(DCTERMS + "date")
_CITES, _DOCUMENT, _SHARES, _REACHES = (ox.NamedNode(DIP + name) for name in ("cites", "document", "sharesTextWith", "reachesUntil"))
_HELD, _ASSERTION_GRAPH = ox.NamedNode(DIP + "held"), ox.NamedNode(DIP + "AssertionGraph")
_SOURCE: Final = DIP + "SourceDocument"
_WITNESS: Final = ox.NamedNode(DIP + "witness")
_ONLY_IN_ALL: Final = DERIVED - {ox.NamedNode(DIP + name) for name in ("held", "reachesUntil", "statedIn", "witness")}
"""The properties that the default graph has by itself, and not because one of its graphs has them."""
_TRUE: Final = ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean"))


class Statements(NamedTuple):
    """Some quads of the data files before and after a change, as far as they may tell of what has changed."""

    before: set[ox.Quad]
    after: set[ox.Quad]


class Authored:
    """What the data files state, as the last snapshot has it, and after a change.

    Args:
        store: the quads of the last snapshot.
        base: the base IRI of the workspace.
        change: all statements of the files that have changed, and of others that may state the same.
    """

    def __init__(self, store: ox.Store, base: str, change: Statements) -> None:
        self._store = store
        self.base = base
        self.record, self.background = base + "graph/record", base + "graph/background"
        self.removed = change.before - change.after
        self.added = change.after - change.before

    def before(
        self, subject: ox.NamedNode | None, predicate: ox.NamedNode | None = None, value: ox.NamedNode | None = None, graph: str = ""
    ) -> Iterator[ox.Quad]:
        """The statements of the data files before the change that match a pattern, in all graphs or in one."""
        for quad in self._store.quads_for_pattern(subject, predicate, value, ox.NamedNode(graph) if graph else None):
            name = iri_of(quad.graph_name) or ""
            if not (self.is_assertion(name) or name in (self.record, self.background)) or quad.predicate in DERIVED:
                continue
            if quad.predicate == LABEL or (quad.predicate == TYPE and quad.object == _ASSERTION_GRAPH):
                continue
            yield quad

    def after(
        self, subject: ox.NamedNode | None, predicate: ox.NamedNode | None = None, value: ox.NamedNode | None = None, graph: str = ""
    ) -> Iterator[ox.Quad]:
        """The same after the change."""
        yield from (quad for quad in self.before(subject, predicate, value, graph) if quad not in self.removed)
        for quad in self.added:
            if (
                (subject is None or quad.subject == subject)
                and (predicate is None or quad.predicate == predicate)
                and (value is None or quad.object == value)
                and (not graph or iri_of(quad.graph_name) == graph)
            ):
                yield quad

    def is_assertion(self, iri: str) -> bool:
        """Whether an IRI is that of an assertion graph."""
        return iri.startswith(self.base + "assertion/")

    def graphs_of_change(self) -> set[str]:
        """The assertion graphs that the change alters, or of which the record says something else."""
        changed = self.removed | self.added
        names = {iri_of(each.graph_name) or "" for each in changed} | {iri_of(each.subject) or "" for each in changed}
        return {each for each in names if self.is_assertion(each)}


class Refilled(NamedTuple):
    """What a change does to the filled graphs.

    Attributes:
        removed: the quads that named graphs lose.
        added: the quads that named graphs get.
        no_longer_held: the triples that are no longer held.
        newly_held: the triples that are held besides.
        data: the changed assertion graphs after the change, with what else tells of the same things.
        held: each changed assertion graph to whether it was held, and is held; None where there is none.
    """

    removed: set[ox.Quad]
    added: set[ox.Quad]
    no_longer_held: set[ox.Triple]
    newly_held: set[ox.Triple]
    data: Dataset
    held: dict[str, tuple[bool | None, bool | None]]


def refill(store: ox.Store, ontology: Ontology, authored: Authored, change: Statements) -> Refilled:
    """What a change does to the graphs.

    Args:
        store: the quads of the last snapshot.
        ontology: the ontology of the workspace.
        authored: what the data files state.
        change: all statements of the files that have changed, and of others that may state the same.

    Raises:
        TooFar: too much is touched, or something of which more depends than is looked at.
    """
    _refuse_far_reaching(authored, ontology)
    graphs = authored.graphs_of_change()
    about = {each.subject for each in authored.removed | authored.added}
    own = Statements(*({each for each in quads if iri_of(each.graph_name) in graphs or each.subject in about} for quads in change))
    around = _Around(authored, graphs, own)
    before, after = around.collect()
    _refuse_rewritten(own, (before - own.before) | (after - own.after))
    datasets = [Dataset(authored.base, ontology, [DataFile("", "", quads)]) for quads in (before, after)]
    one, other = (fill(each) for each in datasets)

    removed: set[ox.Quad] = set()
    added: set[ox.Quad] = set()
    for graph in one.graphs.keys() | other.graphs.keys():
        name = ox.NamedNode(graph)
        old, new = one.named.get(graph, set()), other.named.get(graph, set())
        removed |= {_quad(each, name) for each in _but_witnesses(old - new)}
        added |= {_quad(each, name) for each in _but_witnesses(new - old)}
    if any(each.predicate == _REACHES for each in removed | added):
        raise TooFar  # every open date that the document tells of is counted until another day
    if any(each not in store for each in removed):
        raise TooFar
    added = {each for each in added if each not in store}
    held = {graph: (datasets[0].assertion_graphs.get(graph), datasets[1].assertion_graphs.get(graph)) for graph in sorted(graphs)}

    def is_borne(quad: ox.Quad) -> bool:
        """Whether a quad is still there, in a graph of which the default graph has everything."""
        name = iri_of(quad.graph_name) or ""
        if quad in removed:
            return False
        if not authored.is_assertion(name):
            return name in (authored.record, authored.background, authored.base + "graph/ontology")
        if name in held:
            return bool(held[name][1])
        return ox.Quad(quad.graph_name, _HELD, _TRUE, ox.NamedNode(authored.record)) in store  # type: ignore[arg-type]

    entailed = ox.NamedNode(authored.base + "graph/entailed")
    old, new = _but_witnesses(one.default - other.default), _but_witnesses(other.default - one.default)
    lost = {
        each
        for each in old
        if each.predicate in _ONLY_IN_ALL
        or not any(map(is_borne, store.quads_for_pattern(each.subject, each.predicate, each.object, None)))
    }
    got = {each for each in new if _quad(each) not in store or _quad(each, entailed) in store}
    if any(_quad(each) not in store or _quad(each, entailed) in store for each in lost):
        raise TooFar
    return Refilled(removed, added, lost, got, datasets[1], held)


def _but_witnesses(triples: set[ox.Triple]) -> set[ox.Triple]:
    """Some triples without those that say which document stands for another: no change that is followed alters it."""
    return {each for each in triples if each.predicate != _WITNESS}


def _refuse_far_reaching(authored: Authored, ontology: Ontology) -> None:
    """Refuse changes of what many other statements depend on in ways that are not looked at."""
    for quad in authored.removed | authored.added:
        name = iri_of(quad.graph_name) or ""
        if not (authored.is_assertion(name) or name in (authored.record, authored.background)):
            raise TooFar  # a mistake, which the full build reports
        if isinstance(quad.subject, ox.BlankNode | ox.Triple) or isinstance(quad.object, ox.BlankNode | ox.Triple):
            raise TooFar
        if (iri_of(quad.subject) or "").startswith(f"{authored.base}id/period-"):
            raise TooFar  # a period of relations may have this name, or get another one
        if quad.predicate == _DOCUMENT and (quad in authored.removed or next(authored.before(quad.subject), None) is not None):
            raise TooFar
        if quad.predicate in (LABEL, _SHARES, _DOCUMENT_DATE):
            raise TooFar
        if quad.predicate == TYPE and ontology.is_a(iri_of(quad.object) or "", _SOURCE):
            raise TooFar


def _refuse_rewritten(own: Statements, others: set[ox.Quad]) -> None:
    """Refuse values such as ``"01"^^xsd:integer``, which the engine returns as other terms than the data files have.

    Args:
        own: the statements from the data files.
        others: those that the engine returned.
    """
    literals = ((each.triple, each.object.datatype.value) for each in others if isinstance(each.object, ox.Literal))
    numbers = {triple for triple, kind in literals if kind.startswith(XSD) and kind != XSD_STRING}
    for quads in own:
        returned = ox.Store()
        returned.extend(quads)
        if set(returned) != quads or any(each.triple in numbers for each in quads):
            raise TooFar


class _Around:
    """What the data files tell of the things that a change is about.

    Args:
        authored: what the data files state.
        graphs: the changed assertion graphs.
        own: the statements in them, and about the subjects of what has changed.
    """

    def __init__(self, authored: Authored, graphs: set[str], own: Statements) -> None:
        self._authored = authored
        self._graphs = graphs
        self._own = own
        self._found: set[ox.Quad] = set()
        self._known: set[str] = set(graphs)

    def collect(self) -> Statements:
        """All statements to fill, before and after the change."""
        own = self._own.before | self._own.after
        things = {each.subject for each in own if iri_of(each.graph_name) in self._graphs and isinstance(each.subject, ox.NamedNode)}
        always_held = (self._authored.background, self._authored.record)
        others = {each.subject for each in own if iri_of(each.graph_name) in always_held}
        for thing in things | others:
            if isinstance(thing, ox.NamedNode):
                for quad in self._take(self._authored.before(thing)):
                    self._graph(iri_of(quad.graph_name) or "")
        for graph in sorted(self._known):
            for document in self._cited(graph):
                if self._is_open(document):
                    for passage in list(self._authored.before(None, _DOCUMENT, document, self._authored.record)):
                        for each in list(self._authored.before(None, _CITES, passage.subject, self._authored.record)):  # type: ignore[arg-type]
                            self._graph(iri_of(each.subject) or "")
        self._links(things)
        before = self._own.before | self._found
        return Statements(before, self._own.after | (self._found - self._authored.removed))

    def _take(self, quads: Iterable[ox.Quad]) -> list[ox.Quad]:
        taken = [each for each in quads if each not in self._authored.added]
        self._found.update(taken)
        if len(self._found) > _MOST:
            raise TooFar
        return taken

    def _graph(self, graph: str) -> None:
        """Add what an assertion graph states, and what the record says of it."""
        if graph in self._known or not self._authored.is_assertion(graph):
            return
        self._known.add(graph)
        self._take(self._authored.before(None, graph=graph))
        self._cited(graph)

    def _cited(self, graph: str) -> set[ox.NamedNode]:
        """Add what the record says of an assertion graph and of the passages that it cites. Returns their documents."""
        record = self._authored.record
        about = self._take(self._authored.before(ox.NamedNode(graph), graph=record))
        own = (each for each in self._own.after | self._own.before if iri_of(each.subject) == graph)
        passages = {each.object for each in (*about, *own) if each.predicate == _CITES and isinstance(each.object, ox.NamedNode)}
        documents: set[ox.NamedNode] = set()
        for passage in passages:
            told = self._take(self._authored.before(passage, graph=record))
            told += [each for each in self._own.after if each.subject == passage]
            documents |= {each.object for each in told if each.predicate == _DOCUMENT and isinstance(each.object, ox.NamedNode)}
        for document in documents:
            self._take(self._authored.before(document, graph=record))
        return documents

    def _is_open(self, document: ox.NamedNode) -> bool:
        """Whether the claims on a document say until when it reaches, because its own date does not."""
        texts = [
            each.object.value
            for each in self._authored.before(document, _DOCUMENT_DATE, graph=self._authored.record)
            if isinstance(each.object, ox.Literal)
        ]
        try:
            return not [last_day(text) for text in texts]
        except (OpenDate, DateProblem):
            return True

    def _links(self, things: set[ox.NamedNode]) -> None:
        """Add the statements that link two agents of a thing, and refuse a change of such statements: see `kg.build.opposed`."""
        agents: dict[ox.NamedNode | ox.BlankNode | ox.Triple, set[ox.NamedNode]] = {}
        for quad in self._found | self._own.before | self._own.after:
            if quad.subject in things and quad.predicate.value in ROLES and isinstance(quad.object, ox.NamedNode):
                agents.setdefault(quad.subject, set()).add(quad.object)
        for pair in {pair for values in agents.values() for pair in combinations(sorted(values, key=str), 2)}:
            for one, other in (pair, pair[::-1]):
                self._take(self._authored.before(one, None, other))
        for quad in self._authored.removed | self._authored.added:
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode) and quad.predicate != TYPE:
                told = self._told_of(quad.subject)
                for matter, graphs in (self._told_of(quad.object) if told else {}).items():
                    if matter in told and len(graphs | told[matter]) > 1:
                        raise TooFar

    def _told_of(self, agent: ox.NamedNode) -> dict[object, set[object]]:
        """What gives an agent a role, each with the graphs in which it does."""
        found: dict[object, set[object]] = {}
        for role in ROLES:
            for each in self._authored.after(None, ox.NamedNode(role), agent):
                found.setdefault(each.subject, set()).add(each.graph_name)
        return found


def _quad(triple: ox.Triple, graph: ox.NamedNode | None = None) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)
