"""What the formats of RDF write: the triples and quads of a snapshot, in the order of all exports.

A selection (`kg.export.selection.Part`) has, and nothing that the whole does not have:

- the triples whose subject is chosen, in each graph that has them; entailed triples only if they rest on chosen acts and no others, if both
  their ends are chosen, or if their object is a literal or a class;
- all that a chosen statement says: the assertion graphs whose content it is;
- what the record says of these assertion graphs, of the passages that these and the chosen things rest on, with their selectors and
  documents, and of the notes on the chosen things and these graphs, with their passages;
- the labels and types of everything that these triples name, properties and classes included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.namespaces import RDF_TYPE
from kg.record.vocabulary import CITES, CONTENT_OF, DOCUMENT, END_SELECTOR, ON, READ_WITH, SELECTOR, START_SELECTOR, STATED_IN, WITHIN
from kg.terms import LABEL, PREF_LABEL, TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.export.selection import Part, Selection
    from kg.snapshot import Snapshot

HELD = "graph/held"
"""The name, below the base IRI, of the graph that repeats what is held (`Selection.held`)."""

_OF_RECORD = (CITES, READ_WITH, DOCUMENT, SELECTOR, START_SELECTOR, END_SELECTOR, WITHIN)
"""What leads from an assertion graph, a passage or a note to the passages, documents and selectors that belong to it."""

_NAMING = (LABEL, PREF_LABEL, TYPE)


def triples(snapshot: Snapshot, selection: Selection) -> list[ox.Triple]:
    """The triples of the default graph, in order.

    Args:
        snapshot: the snapshot.
        selection: which part of it.
    """
    if selection.part is not None:
        return in_order(_Kept(snapshot, selection.part).default())
    quads = snapshot.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    return in_order(quad.triple for quad in quads)


def quads(snapshot: Snapshot, selection: Selection, default: list[ox.Triple] | None = None) -> Iterator[ox.Quad]:
    """The quads of the default graph, then those of the named graphs sorted by name, each graph in order.

    Args:
        snapshot: the snapshot.
        selection: which part of it; with `Selection.held`, the default graph comes once more under its name.
        default: the result of `triples`, if the caller has it.
    """
    default = triples(snapshot, selection) if default is None else default
    yield from (ox.Quad(each.subject, each.predicate, each.object) for each in default)
    kept = None if selection.part is None else _Kept(snapshot, selection.part)
    names = {str(name): name for name in (snapshot.store.named_graphs() if kept is None else kept.graphs())}
    held = ox.NamedNode(snapshot.base + HELD)
    if selection.held:
        names[str(held)] = held
    for name in sorted(names):
        graph = names[name]
        is_held = selection.held and graph == held
        if is_held:
            found = default
        elif kept is not None:
            found = in_order(kept.graph(graph))
        else:
            found = in_order(quad.triple for quad in snapshot.store.quads_for_pattern(None, None, None, graph))
        yield from (ox.Quad(each.subject, each.predicate, each.object, graph) for each in found)


class _Kept:
    """The quads of a selection, by graph."""

    def __init__(self, snapshot: Snapshot, part: Part) -> None:
        self.store = snapshot.store
        self.part = part
        self.things = {ox.NamedNode(each) for each in (*part.things, *part.periods)}
        self.entailed = ox.NamedNode(snapshot.base + "graph/entailed")
        self.own = {ox.NamedNode(snapshot.base + "graph/" + each) for each in ("record", "background", "entailed", "ontology")}
        self.quads: dict[object, set[ox.Triple]] = {}
        self._told: set[ox.NamedNode] = set()
        for each in self.things:
            self._take(each)
            for quad in self.store.quads_for_pattern(None, CONTENT_OF, each, ox.DefaultGraph()):
                self._take_graph(quad.subject)
        for triple in part.entailed:
            self._take_entailed(triple)
        self._take_record({*self._led(self.things, (STATED_IN,)), *self._noting(self.things)})
        self._take_assertions()
        self._name()

    def graphs(self) -> list[ox.NamedNode]:
        """The names of the named graphs."""
        return [each for each in self.quads if isinstance(each, ox.NamedNode)]

    def graph(self, name: ox.NamedNode | ox.BlankNode) -> set[ox.Triple]:
        """The triples of a named graph."""
        return self.quads.get(name, set())

    def default(self) -> set[ox.Triple]:
        """The triples of the default graph."""
        return self.quads.get(ox.DefaultGraph(), set())

    def _add(self, quad: ox.Quad) -> None:
        self.quads.setdefault(quad.graph_name, set()).add(quad.triple)

    def _take(self, node: ox.NamedNode) -> None:
        """All that is said with a chosen thing as its subject, and what is entailed of others by chosen acts."""
        said = list(self.store.quads_for_pattern(node, None, None))
        told = {quad.triple for quad in said if quad.graph_name not in (ox.DefaultGraph(), self.entailed)}
        for quad in said:
            if quad.triple in told or self._follows(quad.triple):
                self._add(quad)

    def _follows(self, triple: ox.Triple) -> bool:
        """Whether an entailed triple of a chosen thing, or one that no graph but the default graph has, belongs to the selection."""
        subject, value = triple.subject, triple.object
        if isinstance(subject, ox.NamedNode) and subject.value in self.part.periods:
            return True
        return not isinstance(value, ox.NamedNode) or triple.predicate == TYPE or value in self.things or triple in self.part.entailed

    def _take_graph(self, graph: object) -> None:
        """All that an assertion graph says, also where it is held."""
        if isinstance(graph, ox.NamedNode):
            for quad in self.store.quads_for_pattern(None, None, None, graph):
                self._add(quad)
                held = ox.Quad(quad.subject, quad.predicate, quad.object)
                if held in self.store:
                    self._add(held)

    def _take_entailed(self, triple: ox.Triple) -> None:
        for graph in (ox.DefaultGraph(), self.entailed):
            quad = ox.Quad(triple.subject, triple.predicate, triple.object, graph)
            if quad in self.store:
                self._add(quad)

    def _take_assertions(self) -> None:
        """What the record says of the assertion graphs of which there is something, and the notes on them."""
        graphs = {each for each in self.graphs() if each not in self.own} - self._told
        self._told |= graphs
        self._take_record({*graphs, *self._noting(graphs)})

    def _noting(self, nodes: Iterable[ox.NamedNode]) -> set[ox.NamedNode]:
        """The notes on some nodes."""
        quads = (quad for node in nodes for quad in self.store.quads_for_pattern(None, ON, node, ox.DefaultGraph()))
        return {quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)}

    def _take_record(self, waiting: set[ox.NamedNode]) -> None:
        """What is said of some assertion graphs, passages and notes, and of the passages, documents and selectors that belong to them."""
        found: set[ox.NamedNode] = set()
        while waiting:
            found |= waiting
            for node in waiting:
                for quad in self.store.quads_for_pattern(node, None, None):
                    self._add(quad)
            waiting = self._led(waiting, _OF_RECORD) - found

    def _led(self, nodes: Iterable[ox.NamedNode], predicates: Iterable[ox.NamedNode]) -> set[ox.NamedNode]:
        """What some nodes lead to by some properties, in the default graph."""
        quads = (
            quad
            for node in nodes
            for predicate in predicates
            for quad in self.store.quads_for_pattern(node, predicate, None, ox.DefaultGraph())
        )
        return {quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)}

    def _name(self) -> None:
        """Add the labels and types of everything that is named. What only an assertion graph names brings the record of that graph."""
        named: set[ox.NamedNode] = set()
        while True:
            waiting = {
                term
                for found in list(self.quads.values())
                for triple in found
                for term in (triple.subject, triple.predicate, triple.object, _datatype(triple.object))
                if isinstance(term, ox.NamedNode) and term not in named
            }
            if not waiting:
                break
            named |= waiting
            for node in waiting:
                self._name_node(node)
            self._take_assertions()

    def _name_node(self, node: ox.NamedNode) -> None:
        quads = [quad for each in _NAMING for quad in self.store.quads_for_pattern(node, each, None)]
        held = any(quad.graph_name == ox.DefaultGraph() for quad in quads)
        for quad in quads:
            if quad.graph_name == ox.DefaultGraph() or quad.graph_name in self.own or not held:
                self._add(quad)


def _datatype(term: object) -> ox.NamedNode | None:
    return term.datatype if isinstance(term, ox.Literal) else None


def in_order(found: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Triples in the order of all exports: by subject, types first, predicate and object."""
    return sorted(found, key=_order)


def _order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    """The sort key of a triple: subject, types first, predicate, object."""
    subject, value = triple.subject, triple.object
    # Without the brackets of the IRI, which would put Q3879 before Q38.
    by_subject = subject.value if isinstance(subject, ox.NamedNode) else str(subject)
    by_object = value.value if isinstance(value, ox.NamedNode) else str(value)
    return by_subject, triple.predicate.value != RDF_TYPE, triple.predicate.value, by_object
