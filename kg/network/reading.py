"""Read a snapshot's dataset into the picture model (`kg.network.model`). Plain pyoxigraph; nothing is guessed.

What belongs to which graph is the design's: assertion graphs hold the facts, ``graph/record`` says how sure and from where,
``graph/background`` describes entities, ``graph/entailed`` holds what rules infer, ``graph/ontology`` the labels of terms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph as ox

from kg.namespaces import DCTERMS, DIP, RDF, RDFS, SKOS
from kg.network.model import (
    MATTER_GROUPS,
    Claim,
    Document,
    Edge,
    Fact,
    Literal,
    Node,
    Note,
    Passage,
    Projection,
    Term,
    Way,
    When,
    humanize,
    parts,
    value_of,
)
from kg.snapshot.proofs import Derivation

TYPE: Final = RDF + "type"
DATES: Final = frozenset(
    DIP + name for name in ("date", "dateBasis", "earliest", "latest", "surelyFrom", "surelyUntil", "dateApproximate", "dateUncertain")
)
MATCHES: Final = frozenset(SKOS + name for name in ("exactMatch", "closeMatch", "relatedMatch", "broadMatch", "narrowMatch"))
NAMES: Final = (SKOS + "prefLabel", RDFS + "label", SKOS + "altLabel", SKOS + "hiddenLabel")
GIST: Final = DIP + "gist"
COMMENTS: Final = (SKOS + "definition", RDFS + "comment", SKOS + "scopeNote")
SILENT: Final = frozenset((*DATES, *MATCHES, *NAMES, *COMMENTS, DIP + "statedIn", DIP + "seenIn", DCTERMS + "source"))
"""Predicates that are not facts of the picture: they go into a node's own fields, or belong to the record."""

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
    ("office", ("Office", "Tenure")),
    ("place", ("Place",)),
    ("matter", ("Matter",)),
)
"""Which classes of the ontology (or their subclasses) make which group; the first row that fits wins: a state is an agent first."""

Object = str | Literal
Derivations = Mapping[ox.Triple, tuple[Derivation, ...]]
Quad = tuple[str, Object, str]
"""Predicate, object and graph of a quad, kept under its subject."""


def read(
    store: ox.Store,
    base: str,
    *,
    language: str = "en",
    derivations: Derivations | None = None,
    rules: Mapping[str, str] | None = None,
) -> Projection:
    """Read a dataset into the picture model.

    Args:
        store: the dataset of a snapshot.
        base: the workspace's base IRI, ending in a slash.
        language: the language tag preferred for labels.
        derivations: those of the entailed triples (see `Proofs.derivations`); a triple that is missing has an edge without any.
        rules: explanation of each rule, by its name.

    Returns:
        The model, in the same order for the same dataset.
    """
    reading = _Reading(base, language)
    for quad in store.quads_for_pattern(None, None, None, None):
        reading.take(quad)
    return reading.projection(derivations or {}, rules or {})


class _Reading:
    """The quads of one dataset, sorted into what the model needs."""

    def __init__(self, base: str, language: str) -> None:
        self.base = base
        self.language = language
        self.graph = {name: base + "graph/" + name for name in ("record", "background", "entailed", "ontology", "held")}
        self.record: dict[str, dict[str, list[Object]]] = defaultdict(lambda: defaultdict(list))
        self.told: dict[str, list[Quad]] = defaultdict(list)
        self.hull: dict[str, dict[str, list[Object]]] = defaultdict(lambda: defaultdict(list))
        self.terms: dict[str, dict[str, list[Object]]] = defaultdict(lambda: defaultdict(list))
        self.entailed: list[tuple[str, str, str]] = []

    def take(self, quad: ox.Quad) -> None:
        subject, value = value_of(quad.subject), value_of(quad.object)
        if not isinstance(subject, str) or value is None:
            return
        predicate = quad.predicate.value
        if isinstance(quad.graph_name, ox.DefaultGraph):
            if predicate in DATES:
                self.hull[subject][predicate].append(value)
            return
        if not isinstance(quad.graph_name, ox.NamedNode):
            return
        graph = quad.graph_name.value
        if graph == self.graph["record"]:
            self.record[subject][predicate].append(value)
        elif graph == self.graph["ontology"]:
            self.terms[subject][predicate].append(value)
        elif graph == self.graph["entailed"]:
            if isinstance(value, str) and predicate != TYPE:
                self.entailed.append((subject, predicate, value))
        elif graph != self.graph["held"]:
            self.told[subject].append((predicate, value, graph))

    def projection(self, derivations: Derivations, rules: Mapping[str, str]) -> Projection:
        result = Projection(self.base, rules=dict(sorted(rules.items())))
        result.terms = {iri: self.term(iri) for iri in sorted(self.terms)}
        self.add_record(result)
        subjects = [iri for iri in sorted(self.told) if not self.is_record(iri)]
        mentioned = {
            value
            for iri in subjects
            for predicate, value, _ in self.told[iri]
            if isinstance(value, str) and self.is_thing(predicate, value)
        }
        for iri in sorted({*subjects, *mentioned}):
            result.nodes[iri] = self.node(iri, result)
        for iri in subjects:
            self.add_facts(iri, result)
            self.add_whens(iri, result)
        self.add_edges(result, derivations)
        return result

    def is_record(self, iri: str) -> bool:
        return iri in self.record and any(
            kind in self.record[iri] for kind in (DIP + "standing", DIP + "document", DIP + "noteKind", DIP + "fileName")
        )

    def is_thing(self, predicate: str, value: str) -> bool:
        """Whether an object is drawn as a node: what is of the workspace or described in it, but no class and no named value."""
        if predicate == TYPE or predicate in SILENT or value in self.terms or value.startswith(DIP):
            return False
        if value.startswith((self.base + "passage/", self.base + "assertion/", self.base + "graph/")) or self.is_record(value):
            return False
        return value.startswith(self.base) or value in self.told

    def term(self, iri: str) -> Term:
        row = self.terms[iri]
        above = row.get(RDFS + "subClassOf", []) + row.get(RDFS + "subPropertyOf", [])
        parents = tuple(sorted({up for up in above if isinstance(up, str) and up != iri}))
        return Term(iri, self.best(row, NAMES[:2]) or humanize(iri), parents, self.best(row, COMMENTS))

    def best(self, row: Mapping[str, list[Object]], predicates: Iterable[str]) -> str:
        """The text to show among several: the first predicate that has one, the preferred language, then the first in order."""
        for predicate in predicates:
            literals = [value for value in row.get(predicate, ()) if isinstance(value, Literal)]
            values = sorted((value.language != self.language, value.language != "", value.text) for value in literals)
            if values:
                return values[0][2]
        return ""

    def add_record(self, result: Projection) -> None:
        for iri in sorted(self.record):
            row = self.record[iri]
            if DIP + "standing" in row:
                result.claims[iri] = self.claim(iri, row)
            elif DIP + "noteKind" in row:
                kind = one(row, "noteKind")
                label = result.terms[kind].label if kind in result.terms else humanize(kind)
                result.notes[iri] = Note(iri, many(row, "on"), label, self.best(row, (DIP + "gist",)), many(row, "cites"))
            elif DIP + "document" in row:
                number = one(row, "number")
                result.passages[iri] = Passage(
                    iri,
                    one(row, "document"),
                    one(row, "section"),
                    int(number) if number.isdecimal() else 0,
                    humanize(one(row, "passageKind")) if DIP + "passageKind" in row else "",
                    many(row, "parallels"),
                )
        documents = {passage.document for passage in result.passages.values()}
        documents.update(
            iri for iri in self.record if DIP + "fileName" in self.record[iri] or DIP + "Document" in self.record[iri].get(TYPE, ())
        )
        for iri in sorted(documents):
            row = self.record.get(iri, {})
            sources = sorted(text_of(value) for value in row.get(DCTERMS + "source", ()))
            result.documents[iri] = Document(
                iri,
                self.best(row, NAMES[:2]) or humanize(iri),
                self.best(row, (DCTERMS + "title",)),
                sources[0] if sources else "",
                next(iter(sorted(text_of(value) for value in row.get(DCTERMS + "publisher", ()))), ""),
                next(iter(sorted(text_of(value) for value in row.get(DCTERMS + "license", ()))), ""),
                many(row, "sharesTextWith"),
            )

    def claim(self, iri: str, row: Mapping[str, list[Object]]) -> Claim:
        standing = local(one(row, "standing"))
        rank = local(one(row, "rank")) or "Normal"
        content_of = one(row, "contentOf")
        return Claim(
            iri,
            standing,
            standing == "Stated" and not content_of and rank == "Normal",
            content_of,
            one(row, "within"),
            rank,
            self.best(row, (DIP + "wording",)),
            self.best(row, (DIP + "gist",)),
            many(row, "cites"),
            many(row, "readWith"),
            many(row, "differsFrom"),
        )

    def node(self, iri: str, result: Projection) -> Node:
        rows: dict[bool, dict[str, list[Object]]] = {True: defaultdict(list), False: defaultdict(list)}
        for predicate, value, graph in self.told.get(iri, ()):
            claim = result.claims.get(graph)
            rows[claim is None or claim.held][predicate].append(value)
        # What has no name of its own, such as a proposition, is shown by its gist.
        label = next((text for held in (True, False) if (text := self.best(rows[held], (*NAMES[:2], GIST)))), humanize(iri))
        every = [value for held in (True, False) for predicate in NAMES for value in rows[held].get(predicate, ())]
        # A type that only a rumour or a speech gives is used only where nothing held gives one.
        types = sorted({text_of(value) for value in rows[True].get(TYPE, ())} or {text_of(value) for value in rows[False].get(TYPE, ())})
        above = {up for kind in types for up in result.ancestors(kind)[1:]}
        kinds = tuple(kind for kind in types if kind not in above)
        lineage = {local(up) for kind in types for up in result.ancestors(kind) if up.startswith(DIP)}
        group = next((name for name, classes in GROUP_CLASSES if not lineage.isdisjoint(classes)), "other")
        return Node(
            iri,
            label,
            group,
            kinds,
            tuple(sorted({text_of(value) for value in every} - {label})),
            tuple(sorted({text_of(value) for held in rows for predicate in MATCHES for value in rows[held].get(predicate, ())})),
            self.best(rows[True], COMMENTS) or self.best(rows[False], COMMENTS),
        )

    def add_facts(self, iri: str, result: Projection) -> None:
        found: dict[tuple[str, Object], set[str]] = defaultdict(set)
        for predicate, value, graph in self.told[iri]:
            if predicate not in SILENT or predicate == TYPE:
                found[predicate, value].add(graph)
        for (predicate, value), graphs in sorted(
            found.items(), key=lambda item: (item[0][0], isinstance(item[0][1], Literal), str(item[0][1]))
        ):
            claims = tuple(sorted(graphs & result.claims.keys()))
            result.facts.append(Fact(iri, predicate, value, claims, "background" if self.graph["background"] in graphs else "claim"))

    def add_whens(self, iri: str, result: Projection) -> None:
        by_claim: dict[str, dict[str, list[Object]]] = defaultdict(lambda: defaultdict(list))
        for predicate, value, graph in self.told[iri]:
            if predicate in DATES:
                by_claim[graph][predicate].append(value)
        if iri in self.hull:
            result.whens.append(self.when(iri, "", self.hull[iri], result))
        for graph in sorted(by_claim):
            result.whens.append(self.when(iri, graph, by_claim[graph], result))

    def when(self, iri: str, claim: str, row: Mapping[str, list[Object]], result: Projection) -> When:
        texts = sorted({text_of(value) for value in row.get(DIP + "date", ())})
        basis = one(row, "dateBasis")
        return When(
            iri,
            claim,
            " or ".join(texts),
            min(many(row, "earliest"), default=""),
            max(many(row, "latest"), default=""),
            max(many(row, "surelyFrom"), default=""),
            min(many(row, "surelyUntil"), default=""),
            "true" in many(row, "dateApproximate"),
            "true" in many(row, "dateUncertain"),
            result.label(basis) if basis else "",
        )

    def add_edges(self, result: Projection, derivations: Derivations) -> None:
        drawable = [triple for triple in sorted(set(self.entailed)) if triple[0] in result.nodes and triple[2] in result.nodes]
        between: dict[tuple[str, str], set[str]] = defaultdict(set)
        for subject, predicate, value in drawable:
            between[subject, value].add(predicate)
        for fact in result.facts:
            if isinstance(fact.object, str) and any(result.claims[claim].held for claim in fact.claims):
                between[fact.subject, fact.object].add(fact.predicate)
        for subject, predicate, value in drawable:
            # "dealt with" beside "met", "participant" beside "actor" say nothing more: only the most specific on a pair is drawn.
            if any(predicate in result.ancestors(other)[1:] for other in between[subject, value] if other != predicate):
                continue
            triple = ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(value))
            ways = tuple(Way(each, acts_behind(each, result, derivations)) for each in derivations.get(triple, ()))
            result.edges.append(Edge(subject, predicate, value, True, ways))
        for fact in result.facts:
            between_things = fact.predicate != TYPE and isinstance(fact.object, str) and fact.object in result.nodes
            if between_things and result.nodes[fact.subject].group not in MATTER_GROUPS:
                known = fact.origin == "claim" or any(result.claims[claim].held for claim in fact.claims)
                result.edges.append(Edge(fact.subject, fact.predicate, text_of(fact.object), False, (), fact.claims if known else ()))


def acts_behind(derivation: Derivation, result: Projection, derivations: Derivations) -> tuple[str, ...]:
    """The acts (and conflicts, situations, matters) that a derivation rests on, through premises that are themselves entailed, sorted."""
    acts: set[str] = set()
    seen: set[ox.Triple] = set()
    waiting = [derivation]
    while waiting:
        for premise in waiting.pop().premises:
            subject, predicate, value = parts(premise)
            if subject in result.nodes and result.nodes[subject].group in MATTER_GROUPS:
                acts.add(subject)
            elif isinstance(value, str) and predicate != TYPE and premise not in seen:
                seen.add(premise)
                waiting.extend(derivations.get(premise, ()))
    return tuple(sorted(acts))


def text_of(value: Object) -> str:
    """The IRI or the text of a value."""
    return value if isinstance(value, str) else value.text


def local(iri: str) -> str:
    """The part of an IRI after its last ``#`` or ``/``.

    >>> local("https://w3id.org/chancery/ontology#Stated")
    'Stated'
    """
    return iri.replace("#", "/").rsplit("/", 1)[-1]


def many(row: Mapping[str, list[Object]], name: str) -> tuple[str, ...]:
    """The values of a property of Chancery's ontology in a row, as sorted texts."""
    return tuple(sorted({text_of(value) for value in row.get(DIP + name, ())}))


def one(row: Mapping[str, list[Object]], name: str) -> str:
    """The first value of such a property, or an empty text."""
    return next(iter(many(row, name)), "")
