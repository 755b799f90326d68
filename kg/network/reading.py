"""Read the network (`kg.network.model`) from the store of a snapshot.

Facts come from the assertion graphs and ``graph/background``, inferred edges from ``graph/entailed``, labels of terms from
``graph/ontology``. Claims, passages, documents, notes and dates are read by `kg.record`.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox

from kg.dates import parse_edtf
from kg.namespaces import DCTERMS, DIP, RDF_TYPE, RDFS, SKOS, prefixes_of
from kg.network.model import MATTER_GROUPS, Edge, Fact, Literal, Node, Period, Projection, Term, Way, parts, value_of
from kg.record.graphs import coded_graphs
from kg.record.lookup import Row
from kg.record.model import When
from kg.record.names import Names, slug
from kg.record.record import Record
from kg.record.times import Times
from kg.record.vocabulary import (
    AFTER,
    BEGUN_THROUGH,
    COUNTED_UNTIL,
    EARLIEST,
    ENDED_THROUGH,
    LATEST,
    NEAR_MATCH,
    OF_AGENT,
    OF_ASPECT,
    OF_DATES,
    OF_MISSION,
    RELATIONS_PERIOD,
    RELATIONS_VALUE,
    SAME_AS,
    SHOWN_BY,
    SURELY_FROM,
    SURELY_UNTIL,
    TOWARDS,
)
from kg.snapshot.proofs import Derivation, premises_behind
from kg.terms import TYPE

LINKS: Final = frozenset((SAME_AS.value, NEAR_MATCH.value))
"""Predicates that lead to the same or a similar thing in another dataset."""
NAMES: Final = (SKOS + "prefLabel", RDFS + "label", SKOS + "altLabel", SKOS + "hiddenLabel")
COMMENTS: Final = tuple(ox.NamedNode(each) for each in (SKOS + "definition", RDFS + "comment", SKOS + "scopeNote"))
DATES: Final = frozenset(each.value for each in OF_DATES)
MEMBER_KIND: Final = DIP + "memberKind"
PAST_LABEL: Final = DIP + "pastLabel"
SILENT: Final = frozenset(
    (*DATES, *LINKS, *NAMES, *(each.value for each in COMMENTS), DIP + "statedIn", DIP + "seenIn", DCTERMS + "source")
)
"""Predicates whose triples are not facts of the network: they go into the fields of a node, or belong to the record."""

GROUP_CLASSES: Final = (
    ("state", ("State",)),
    ("person", ("Person",)),
    ("people", ("Collective", "People", "Group")),
    ("organization", ("Organization",)),
    ("agent", ("Agent",)),
    ("event", ("Occurrence",)),
    ("act", ("Act", "ActSeries")),
    ("situation", ("Situation",)),
    ("text", ("Text",)),
    ("office", ("Post", "Tenure")),
    ("place", ("Location",)),
    ("matter", ("Matter",)),
)
"""The classes of the ontology, with their subclasses, that make up each group. The first match wins: a state is also a place."""

Object = str | Literal
Derivations = Mapping[ox.Triple, tuple[Derivation, ...]]
Quad = tuple[str, Object, str]
"""The predicate, object and graph of a quad."""


def read(
    store: ox.Store,
    base: str,
    *,
    language: str = "en",
    derivations: Derivations | None = None,
    rules: Mapping[str, str] | None = None,
) -> Projection:
    """The network of a snapshot.

    Args:
        store: the store of the snapshot.
        base: the base IRI of the workspace, ending in a slash.
        language: the language tag to prefer for labels.
        derivations: those of the entailed triples (see `Proofs.derivations`); without them, entailed edges have none.
        rules: the explanation of each rule, by name.

    Returns:
        The network; the same for the same snapshot.
    """
    names = Names(store, prefixes_of(base), language)
    names.read_held()
    reading = _Reading(base, names)
    # Series of coded sources are no part of the network: a picture of what documents tell would drown in them.
    coded = coded_graphs(store)
    for graph in sorted(store.named_graphs(), key=str):
        if isinstance(graph, ox.NamedNode) and graph not in coded:
            reading.take(graph)
    return reading.projection(derivations or {}, rules or {})


class _Reading:
    """The quads of a snapshot, sorted into what the network needs."""

    def __init__(self, base: str, names: Names) -> None:
        self.base = base
        self.names = names
        self.record = Record(names)
        self.times = Times(names)
        self.times.read_dates()
        self.graph = {name: base + "graph/" + name for name in ("record", "background", "entailed", "ontology", "held")}
        self.stated: dict[str, list[Quad]] = defaultdict(list)
        self.dated: set[str] = set()
        self.terms: dict[str, dict[str, list[Object]]] = defaultdict(lambda: defaultdict(list))
        self.entailed: list[tuple[str, str, str]] = []
        self.commented = {quad.subject for each in COMMENTS for quad in names.store.quads_for_pattern(None, each, None)}

    def take(self, graph: ox.NamedNode) -> None:
        """Take what is needed of the quads of a graph. The default graph and the record, which are most of a snapshot, are not read."""
        name = graph.value
        if name in (self.graph["record"], self.graph["held"]):
            return
        ontology, entailed = (name == self.graph[each] for each in ("ontology", "entailed"))
        for quad in self.names.store.quads_for_pattern(None, None, None, graph):
            predicate = quad.predicate.value
            if entailed and predicate == RDF_TYPE:
                continue
            subject, value = value_of(quad.subject), value_of(quad.object)
            if not isinstance(subject, str) or value is None:
                continue
            if ontology:
                self.terms[subject][predicate].append(value)
            elif entailed:
                if isinstance(value, str):
                    self.entailed.append((subject, predicate, value))
            else:
                self.stated[subject].append((predicate, value, name))
                if predicate in DATES or predicate == AFTER.value:
                    self.dated.add(subject)

    def projection(self, derivations: Derivations, rules: Mapping[str, str]) -> Projection:
        result = Projection(self.base, rules=dict(sorted(rules.items())))
        self.add_record(result)
        result.terms = {iri: self.term(iri) for iri in sorted(self.terms)}
        # A few classes and relations are asked for by thousands of nodes and edges.
        self.ancestors = functools.cache(result.ancestors)
        self.classified = functools.cache(self.classes)
        recorded = result.claims.keys() | result.passages.keys() | result.documents.keys() | result.notes.keys()
        subjects = [iri for iri in sorted(self.stated) if iri not in recorded and self.is_described(iri)]
        mentioned = {
            value
            for iri in subjects
            for predicate, value, _ in self.stated[iri]
            if isinstance(value, str) and value not in recorded and self.is_thing(predicate, value)
        }
        for iri in sorted({*subjects, *mentioned}):
            result.nodes[iri] = self.node(iri, result)
        for iri in subjects:
            self.add_facts(iri, result)
            if iri in self.dated:
                result.whens[iri] = self.whens(ox.NamedNode(iri), result)
        self.add_edges(result, derivations)
        self.add_periods(result, derivations)
        return result

    def whens(self, node: ox.NamedNode, result: Projection) -> tuple[When, ...]:
        """The dates of a node; for one without a date that is said to be after something, its bound and the words for that."""
        accounts = self.times.accounts(node)
        after = None if accounts else self.times.after(node)
        if after is None:
            return accounts
        return (after._replace(counted_until=self.reach(node, result)) if after.earliest else after,)

    def reach(self, node: ox.NamedNode, result: Projection) -> str:
        """The last day of the documents that say that a node was after something, until which it is drawn; empty if they have no date."""
        graphs = [graph for predicate, _, graph in self.stated[node.value] if predicate == AFTER.value]
        said = [result.claims[graph] for graph in graphs if graph in result.claims]
        told = [claim for claim in said if claim.held] or said
        passages = {passage.value for claim in told for passage in claim.passages}
        found = {result.passages[each].document.value for each in passages if each in result.passages}
        texts = [result.documents[each].date for each in found if each in result.documents]
        ends = [day for day in (parse_edtf(text).latest for text in texts if text) if day is not None]
        return max(ends).isoformat() if ends else ""

    def is_described(self, iri: str) -> bool:
        """Whether something is said of a subject: not only, as of an address elsewhere, which documents contain it."""
        return any(predicate not in SILENT or predicate in NAMES for predicate, _, _ in self.stated[iri])

    def is_thing(self, predicate: str, value: str) -> bool:
        """Whether an object is a node: it belongs to the workspace or is described there, and is neither a class nor a named value."""
        if predicate == RDF_TYPE or predicate in SILENT or value in self.terms or value.startswith(DIP):
            return False
        if value.startswith((self.base + "passage/", self.base + "assertion/", self.base + "graph/")):
            return False
        return value.startswith(self.base) or value in self.stated

    def term(self, iri: str) -> Term:
        row = self.terms[iri]
        above = row.get(RDFS + "subClassOf", []) + row.get(RDFS + "subPropertyOf", [])
        parents = tuple(sorted({up for up in above if isinstance(up, str) and up != iri}))
        node = ox.NamedNode(iri)
        theme = next((each for each in row.get(DIP + "theme", []) if isinstance(each, str)), "")
        return Term(
            iri,
            self.names.label(node),
            parents,
            self.comment(node),
            theme,
            bool(row.get(DIP + "noTie")),
            bool(row.get(DIP + "negative")),
            self.past(row),
            self.names.language_of(node),
        )

    def past(self, row: Mapping[str, list[Object]]) -> str:
        """The label of a relation that has ended, in the preferred language or in English; empty without one."""
        found = {each.language: each.text for each in row.get(PAST_LABEL, []) if isinstance(each, Literal)}
        return found.get(self.names.language) or found.get("en", "")

    def comment(self, node: ox.NamedNode) -> str:
        """The definition or comment of a node, preferably one that is held; empty without one."""
        if node not in self.commented:
            return ""
        for graph in (ox.DefaultGraph(), None):
            quads = self.names.store.quads_for_pattern(node, None, None, graph)
            row = Row(((quad.predicate, quad.object) for quad in quads), self.names.language)
            if found := next(filter(None, map(row.text, COMMENTS)), ""):
                return found
        return ""

    def add_record(self, result: Projection) -> None:
        # The passages first: the claims and notes are sorted by them.
        result.passages = dict(sorted((passage.node.value, passage) for passage in self.record.passages()))
        result.claims = dict(sorted((claim.graph.value, claim) for claim in self.record.claims()))
        result.notes = {note.node.value: note for note in self.record.all_notes()}
        result.documents = {document.node.value: document for document in self.record.documents()}

    def classes(self, types: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
        """The narrowest of some classes, and the group that a node of these classes is in."""
        above = {up for kind in types for up in self.ancestors(kind)[1:]}
        lineage = {slug(up) for kind in types for up in self.ancestors(kind) if up.startswith(DIP)}
        group = next((name for name, classes in GROUP_CLASSES if not lineage.isdisjoint(classes)), "other")
        return tuple(kind for kind in types if kind not in above), group

    def node(self, iri: str, result: Projection) -> Node:
        rows: dict[bool, dict[str, list[Object]]] = {True: defaultdict(list), False: defaultdict(list)}
        for predicate, value, graph in self.stated.get(iri, ()):
            claim = result.claims.get(graph)
            rows[claim is None or claim.held][predicate].append(value)
        node = ox.NamedNode(iri)
        label = self.names.label(node)
        every = [value for held in (True, False) for predicate in NAMES for value in rows[held].get(predicate, ())]
        # A type from a rumour or a speech is used only where no held graph has one.
        types = sorted({text_of(value) for value in rows[True].get(RDF_TYPE, ()) or rows[False].get(RDF_TYPE, ())})
        kinds, group = self.classified(tuple(types))
        return Node(
            iri,
            label,
            group,
            kinds,
            tuple(sorted({text_of(value) for value in every} - {label})),
            tuple(sorted({text_of(value) for held in rows for predicate in LINKS for value in rows[held].get(predicate, ())})),
            self.comment(node),
            self.names.is_held(node),
            tuple(sorted({text_of(value) for value in rows[True].get(MEMBER_KIND, ()) or rows[False].get(MEMBER_KIND, ())})),
            self.names.language_of(node),
        )

    def add_facts(self, iri: str, result: Projection) -> None:
        found: dict[tuple[str, Object], set[str]] = defaultdict(set)
        for predicate, value, graph in self.stated[iri]:
            if predicate not in SILENT or predicate == RDF_TYPE:
                found[predicate, value].add(graph)
        for (predicate, value), graphs in sorted(
            found.items(), key=lambda item: (item[0][0], isinstance(item[0][1], Literal), str(item[0][1]))
        ):
            claims = tuple(sorted(graphs & result.claims.keys()))
            result.facts.append(Fact(iri, predicate, value, claims, "background" if self.graph["background"] in graphs else "claim"))

    def ways(self, edge: tuple[str, str, str], result: Projection, derivations: Derivations) -> tuple[Way, ...]:
        """The derivations of an entailed triple, with the acts that they rest on."""
        subject, predicate, value = map(ox.NamedNode, edge)
        found = derivations.get(ox.Triple(subject, predicate, value), ())
        return tuple(Way(each, acts_behind(each, result, derivations)) for each in found)

    def add_edges(self, result: Projection, derivations: Derivations) -> None:
        drawable = [triple for triple in sorted(set(self.entailed)) if triple[0] in result.nodes and triple[2] in result.nodes]
        between: dict[tuple[str, str], set[str]] = defaultdict(set)
        for subject, predicate, value in drawable:
            between[subject, value].add(predicate)
        inferred = frozenset(drawable)
        ways_of = functools.cache(lambda each: self.ways(each, result, derivations))
        for fact in result.facts:
            if isinstance(fact.object, str) and any(result.claims[claim].held for claim in fact.claims):
                between[fact.subject, fact.object].add(fact.predicate)
        for subject, predicate, value in drawable:
            # Only the most specific edge of an act is kept: "dealt with" adds nothing to "met", nor "participant" to "actor".
            narrower = {other for other in between[subject, value] if other != predicate and predicate in self.ancestors(other)}
            if any((subject, other, value) not in inferred for other in narrower):
                continue
            ways = ways_of((subject, predicate, value))
            if narrower:
                said = {act for other in narrower for way in ways_of((subject, other, value)) for act in way.acts}
                ways = tuple(way for way in ways if not said.issuperset(way.acts))
                if not ways:
                    continue
            result.edges.append(Edge(subject, predicate, value, True, ways))
        for fact in result.facts:
            between_things = fact.predicate != RDF_TYPE and isinstance(fact.object, str) and fact.object in result.nodes
            if between_things and result.nodes[fact.subject].group not in MATTER_GROUPS:
                known = fact.origin == "claim" or any(result.claims[claim].held for claim in fact.claims)
                result.edges.append(Edge(fact.subject, fact.predicate, text_of(fact.object), False, (), fact.claims if known else ()))

    def add_periods(self, result: Projection, derivations: Derivations) -> None:
        """The periods of relations whose agents, acts and situations are nodes."""
        store = self.names.store
        found = {quad.subject for quad in store.quads_for_pattern(None, TYPE, RELATIONS_PERIOD, ox.DefaultGraph())}
        for node in sorted((each for each in found if isinstance(each, ox.NamedNode)), key=lambda each: each.value):
            quads = store.quads_for_pattern(node, None, None, ox.DefaultGraph())
            row = Row(((quad.predicate, quad.object) for quad in quads), self.names.language)

            def values(predicate: ox.NamedNode, row: Row = row) -> tuple[str, ...]:
                return tuple(each.value for each in row.nodes(predicate))

            period = Period(
                node.value,
                self.names.label(node),
                values(OF_ASPECT)[0],
                values(RELATIONS_VALUE)[0],
                values(OF_AGENT),
                values(TOWARDS),
                next(iter(values(OF_MISSION)), ""),
                row.text(EARLIEST),
                row.text(LATEST),
                row.text(SURELY_FROM),
                row.text(SURELY_UNTIL),
                row.text(COUNTED_UNTIL),
                values(BEGUN_THROUGH),
                values(ENDED_THROUGH),
                values(SHOWN_BY),
                self.ways((node.value, RDF_TYPE, RELATIONS_PERIOD.value), result, derivations),
            )
            if period.things <= result.nodes.keys():
                result.periods[node.value] = period


def acts_behind(derivation: Derivation, result: Projection, derivations: Derivations) -> tuple[str, ...]:
    """The acts, conflicts, situations and matters that a derivation rests on, sorted; entailed premises are followed.

    A matter that is only spoken of in another act, such as one that is condemned, is not an act behind the relation of the two agents.
    """
    acts: set[str] = set()
    subordinate: set[str] = set()
    for premise in premises_behind((derivation,), lambda triple: derivations.get(triple, ()), types=False):
        subject, _, value = parts(premise)
        if subject in result.nodes and result.nodes[subject].group in MATTER_GROUPS:
            acts.add(subject)
            if isinstance(value, str) and value in result.nodes:
                subordinate.add(value)
    return tuple(sorted(acts - subordinate))


def text_of(value: Object) -> str:
    """The IRI or the text of a value."""
    return value if isinstance(value, str) else value.text
