"""The part of the data that the rules need to judge one passage: what is said of its nodes, and of what these are compared with.

Everything that any graph says of a node of the passage is in it; of the nodes that it points to and that point to it, too; and of the nodes
that have a label or an identifier in common with one of them. What many graphs describe, such as a state, is taken without them. So the
part stays small, however large the data are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from kg.authored.indexed import Index
from kg.authored.reading import Dataset, graph_name
from kg.check.similar import looks_like, one_letter_apart, without_punctuation
from kg.namespaces import DIP, OWL, PREFIXES, RDF_TYPE, SKOS
from kg.ontology import Ontology
from kg.terms import text_of

MOST_LINKS: Final = 300
"""The largest number of statements about a thing up to which those who make them are looked at, too. A state has more, an act fewer."""

_MOST_LINKS_OF_OTHERS: Final = 40
"""The same for a thing that the passage names and says nothing of."""

_MOST_GRAPHS: Final = 24
"""The largest number of graphs that describe a thing up to which they are looked at, too."""

_MOST_CHAIN: Final = 300
_LABELS: Final = frozenset({SKOS + "prefLabel", SKOS + "altLabel"})
_MATCHES: Final = frozenset({SKOS + "exactMatch", SKOS + "closeMatch", PREFIXES["schema"] + "sameAs", OWL + "sameAs"})
_RESTING: Final = frozenset({DIP + "cites", DIP + "readWith"})
_CHAINS: Final = frozenset(DIP + name for name in ("after", "during", "partOf", "within", "inResponseTo"))


class Near:
    """Collects the part of the data that concerns a passage.

    Args:
        index: the data files.
        ontology: the declared terms.
        passage: the IRI of the passage.
        own: the quads of what is coded of the passage.
    """

    def __init__(self, index: Index, ontology: Ontology, passage: str, own: Iterable[ox.Quad]) -> None:
        self.index = index
        self.ontology = ontology
        self.quads: dict[ox.Quad, None] = {}
        self._described: set[str] = set()
        quads = list(own)
        subjects = {text_of(quad.subject) for quad in quads}
        self.passage = passage
        self.graphs = {each for quad in quads for each in (graph_name(quad), text_of(quad.subject)) if index.is_assertion(each)}
        """The IRIs of the passage's assertion graphs."""
        self.names = {passage} | {each for each in _iris(quads) if each in subjects or self._is_named_only(each)}
        """The IRIs that a finding about the passage can be about: the passage, its graphs, its notes, what its graphs describe, and what
        they name that no other graph describes: entities of the background, terms, and names that nothing describes."""
        for each in sorted({*self.names, *_iris(quads)}):
            self._describe_named(each)
            self._describe_notes(each)
        self._describe_parts(passage)
        content = [quad for quad in quads if index.is_assertion(graph_name(quad))]
        subjects = {text_of(quad.subject) for quad in content}
        for each in sorted({passage, *self.graphs, *subjects}):
            self._look_around(each, MOST_LINKS)
        for each in sorted({text_of(quad.object) for quad in content} - subjects):
            self._look_at_acts(each)
        self._chains(subjects)
        things = [each for each in self.names if each.startswith(index.base)]
        self._same_labels(things)
        self._same_identifiers(things)

    def _is_named_only(self, iri: str) -> bool:
        """Whether no graph describes a thing but the background, or none at all."""
        described = {graph_name(quad) for quad, _ in self.index.about(iri)}
        return not described or self.index.background in described

    def dataset(self) -> Dataset:
        """The part as a data set; it knows the names and kinds of all nodes, so that a misspelt one is found and the right one proposed."""
        return self._dataset(self.quads)

    def closest(self) -> Dataset:
        """A smaller part for the shapes, which look no further than the kinds of values and the notes on a node."""
        kept: dict[ox.Quad, None] = {}
        subjects = [*self.names, *(each for each in self._described if each.startswith(self.passage + "/"))]
        for each in subjects:
            kept.update(dict.fromkeys(quad for quad, _ in self.index.about(each)))
            for quad, _ in self.index.mentions(each):
                if quad.predicate.value in (DIP + "on", *_MATCHES):
                    kept.update(dict.fromkeys(said for said, _ in self.index.about(text_of(quad.subject))))
        values = {text_of(quad.object) for quad in kept} - set(subjects)
        graphs = {each for each in values if self.index.is_assertion(each) and any(True for _ in self.index.about(each))}
        for each in graphs:
            kept.update(dict.fromkeys(quad for quad, _ in self.index.about(each)))
        for value in values:
            for quad, _ in self.index.about(value):
                if quad.predicate.value == RDF_TYPE:
                    kept[quad] = None
        found = self._dataset(kept)
        found.assertion_graphs = dict.fromkeys(sorted(self.graphs | graphs), True)
        return found

    def said(self) -> Dataset:
        """The part for the rules that compare with texts: the graphs of the passage and those that are read with it, each whole and in the
        order of the files, the notes on them, and all that is said of what they name, and of what the acts among that name."""
        graphs = {text_of(quad.subject) for quad, _ in self.index.mentions(self.passage) if quad.predicate.value in _RESTING}
        things = {text_of(term) for each in graphs for quad, _ in self.index.in_graph(each) for term in (quad.subject, quad.object)}
        things |= {text_of(quad.object) for each in graphs for quad, _ in self.index.about(each)}
        things |= {text_of(quad.object) for each in things for quad, _ in self.index.about(each) if self._is_matter(each)}
        subjects = {self.passage, *graphs, *things}
        subjects |= {text_of(quad.subject) for each in (self.passage, *graphs) for quad, _ in self.index.mentions(each) if _is_on(quad)}
        files = []
        for each in self.index.files:
            of_graphs = (quad for graph in sorted(graphs & each.graphs.keys()) for quad in each.graphs[graph])
            described = (quad for subject in sorted(subjects & each.about.keys()) for quad in each.about[subject])
            files.append(each.file.only(dict.fromkeys((*of_graphs, *described))))
        part = Dataset(self.index.base, self.ontology, [each for each in files if each.quads])
        part.subjects = self.index.subjects
        part.types = self.index.types
        return part

    def _is_matter(self, iri: str) -> bool:
        return any(self.ontology.is_a(kind, DIP + "Matter") for kind in self.index.types.get(iri, ()))

    def _dataset(self, quads: Collection[ox.Quad]) -> Dataset:
        subjects = {text_of(quad.subject) for quad in quads}
        files = [
            each.file.only(quad for subject in each.about.keys() & subjects for quad in each.about[subject] if quad in quads)
            for each in self.index.files
        ]
        part = Dataset(self.index.base, self.ontology, [each for each in files if each.quads])
        part.subjects = self.index.subjects
        part.types = self.index.types
        return part

    def _add(self, quads: Iterable[ox.Quad]) -> None:
        for quad in quads:
            self.quads[quad] = None

    def _describe(self, node: str) -> None:
        """Add all that is said of a node, and what the record says of the graphs that say it."""
        if node in self._described:
            return
        self._described.add(node)
        found = [quad for quad, _ in self.index.about(node)]
        self._add(found)
        for graph in {graph_name(quad) for quad in found}:
            if self.index.is_assertion(graph):
                self._describe_graph(graph)

    def _describe_graph(self, graph: str) -> None:
        """Add what the record says of an assertion graph, and the passages that it cites, with their documents."""
        if graph in self._described:
            return
        self._describe(graph)
        for quad, _ in list(self.index.about(graph)):
            target = text_of(quad.object)
            if quad.predicate.value in (DIP + "cites", DIP + "readWith", DIP + "within", DIP + "differsFrom", DIP + "contentOf"):
                self._describe(target)
                for said, _ in list(self.index.about(target)):
                    if said.predicate.value == DIP + "document":
                        self._describe(text_of(said.object))

    def _is_hub(self, node: str) -> bool:
        """Whether more assertion graphs describe a thing than can be looked at, as for a state."""
        return len({graph_name(quad) for quad, _ in self.index.about(node)}) > _MOST_GRAPHS

    def _describe_named(self, node: str) -> None:
        """Add all that is said of a node that the passage names; of a hub, only what the background and the record say."""
        if self._is_hub(node):
            self._add(quad for quad, _ in self.index.about(node) if graph_name(quad) in (self.index.background, self.index.record))
        else:
            self._describe(node)

    def _describe_notes(self, node: str) -> None:
        """Add the kinds of the notes on a node, with which some rules do not report it."""
        for quad, _ in list(self.index.mentions(node)):
            if quad.predicate.value == DIP + "on":
                self._add([quad])
                note = text_of(quad.subject)
                self._add(said for said, _ in self.index.about(note) if said.predicate.value in (RDF_TYPE, DIP + "noteKind"))

    def _describe_parts(self, passage: str) -> None:
        """Add all that is said of the selectors of a passage."""
        waiting = [passage]
        while waiting:
            for quad, _ in list(self.index.about(waiting.pop())):
                part = text_of(quad.object)
                if part.startswith(passage + "/") and part not in self._described:
                    self._describe(part)
                    waiting.append(part)

    def _look_around(self, node: str, most: int) -> None:
        """Add what is said of all nodes that a node points to, and of those that point to it, if these are not too many."""
        if self.index.is_assertion(node):
            self._describe_graph(node)
            self._add(quad for quad, _ in self.index.in_graph(node))
            for quad, _ in self.index.in_graph(node):
                self._describe(text_of(quad.subject))
        for quad, _ in list(self.index.about(node)):
            if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(self.index.base):
                self._describe(quad.object.value)
        linking = [quad for quad, _ in self.index.mentions(node)]
        self._add(linking)
        if len(linking) <= most:
            for quad in linking:
                self._describe(text_of(quad.subject))
                graph = graph_name(quad)
                if self.index.is_assertion(graph):
                    self._describe_graph(graph)

    def _look_at_acts(self, node: str) -> None:
        """Add what is said of the acts that name a thing, if these are not too many."""
        linking = [quad for quad, _ in self.index.mentions(node) if self.index.is_assertion(graph_name(quad))]
        if len(linking) <= _MOST_LINKS_OF_OTHERS:
            self._add(linking)
            for quad in linking:
                self._describe(text_of(quad.subject))

    def _chains(self, nodes: Iterable[str]) -> None:
        """Follow what came after what, is part of what or answers what."""
        waiting = sorted(nodes)
        seen = set(waiting)
        while waiting and len(seen) < _MOST_CHAIN:
            node = waiting.pop()
            for quad, _ in list(self.index.about(node)):
                if quad.predicate.value in _CHAINS and isinstance(quad.object, ox.NamedNode):
                    self._describe(quad.object.value)
                    if quad.object.value not in seen:
                        seen.add(quad.object.value)
                        waiting.append(quad.object.value)

    def _same_labels(self, nodes: Iterable[str]) -> None:
        """Add the nodes that have a label like one of some nodes."""
        own = {
            without_punctuation(each.value) for node in nodes for quad, _ in self.index.about(node) if (each := _label(quad)) is not None
        }
        lengths = {len(each) for each in own}
        near = {length + more for length in lengths for more in (-1, 0, 1)}
        alike = {looks_like(each) for each in own}
        for plain, subjects in self.index.grouped(_labels_of):
            if len(plain) in near and (
                plain in own
                or looks_like(plain) in alike
                or any(abs(len(each) - len(plain)) < 2 and one_letter_apart(each, plain) for each in own)
            ):
                for subject in sorted(subjects):
                    self._describe(subject)

    def _same_identifiers(self, nodes: Iterable[str]) -> None:
        """Add the nodes that are the same as one thing of another dataset."""
        for node in sorted(nodes):
            for quad, _ in list(self.index.about(node)):
                if quad.predicate.value in _MATCHES:
                    for other, _ in self.index.mentions(text_of(quad.object)):
                        self._describe(text_of(other.subject))


def _is_on(quad: ox.Quad) -> bool:
    return quad.predicate.value == DIP + "on"


def _labels_of(quads: Iterable[ox.Quad]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for quad in quads:
        label = _label(quad)
        if label is not None:
            found.setdefault(without_punctuation(label.value), set()).add(text_of(quad.subject))
    return found


def _label(quad: ox.Quad) -> ox.Literal | None:
    return quad.object if quad.predicate.value in _LABELS and isinstance(quad.object, ox.Literal) else None


def _iris(quads: Iterable[ox.Quad]) -> Iterator[str]:
    for quad in quads:
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, ox.NamedNode):
                yield term.value
