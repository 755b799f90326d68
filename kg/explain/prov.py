"""A proof as RDF with PROV-O: what ``kg why -f ttl`` prints.

Each triple is an ``rdf:Statement`` and a ``prov:Entity``. It is derived from the assertion graphs that state it, these from the passages
that they cite and are read with, and these from their documents; or an inference generated it, which used its premises and which the
engine made with a rule as its plan. The metadata and the notes of an assertion graph are copied from the dataset. All nodes have IRIs, so
that proofs can be merged.

See https://www.w3.org/TR/prov-o/.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from kg.explain.model import terms_of
from kg.namespaces import DCTERMS, DIP, PREFIXES, PROV, RDF, RDFS
from kg.record.vocabulary import ACTOR, CITES, CONTENT_OF, DOCUMENT, GIST, NOTE_KIND, ON, RANK, READ_WITH, STANDING, WITHIN, WORDING
from kg.terms import LABEL, TYPE, n3

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.explain.model import ExplainedTriple, Inference
    from kg.record.record import Record
    from kg.terms import Term

_DERIVED = NamedNode(PROV + "wasDerivedFrom")
_ENTITY = NamedNode(PROV + "Entity")
_TITLE = NamedNode(DCTERMS + "title")
_OF_CLAIM = (STANDING, RANK, WORDING, GIST, CONTENT_OF, WITHIN, CITES, READ_WITH)
_OF_NOTE = (NOTE_KIND, GIST, ON, CITES)


def proof(explained: ExplainedTriple, base: str, record: Record, version: str) -> list[Triple]:
    """An explanation as triples, each once.

    Args:
        explained: the explanation; for a triple that is not held, its nearest claims follow by ``rdfs:seeAlso``.
        base: the base IRI of the workspace.
        record: the dataset that was explained, for the metadata of claims, passages and documents.
        version: the version of the package, which is that of the engine that made the inferences.
    """
    made = _Proof(base, record, version)
    made.statement(explained)
    return list(made.triples)


class _Proof:
    def __init__(self, base: str, record: Record, version: str) -> None:
        self.base = base
        self.record = record
        self.version = version
        self.triples: dict[Triple, None] = {}

    def put(self, subject: NamedNode, predicate: NamedNode, value: Term) -> None:
        self.triples[Triple(subject, predicate, value)] = None

    def copy(self, subject: NamedNode, predicates: Iterable[NamedNode]) -> None:
        """Copy the dataset's triples of a node with some predicates."""
        for predicate in predicates:
            for quad in self.record.store.quads_for_pattern(subject, predicate, None):
                self.triples[quad.triple] = None

    def entity(self, node: NamedNode, kind: str = "", label: str = "") -> None:
        """Add a node as an entity, optionally of a class of the ontology and with a label."""
        self.put(node, TYPE, _ENTITY)
        if kind:
            self.put(node, TYPE, NamedNode(DIP + kind))
        if label:
            self.put(node, LABEL, Literal(label))

    def named(self, node: NamedNode) -> None:
        """Add the label of a node."""
        names = self.record.names
        self.put(node, LABEL, Literal(names.label(node), language=names.language))

    def statement(self, explained: ExplainedTriple) -> NamedNode:
        """Add a triple with what it rests on, and return its node."""
        node = self.statement_node(explained.triple)
        self.entity(node, label=explained.text)
        self.put(node, TYPE, NamedNode(RDF + "Statement"))
        for role, term in zip(("subject", "predicate", "object"), terms_of(explained.triple), strict=True):
            self.put(node, NamedNode(RDF + role), term)
        for claim in explained.claims:
            self.put(node, _DERIVED, self.claim(claim.graph))
        for near in explained.nearest:
            self.put(node, NamedNode(RDFS + "seeAlso"), self.claim(near.claim.graph))
        for graph in explained.graphs:
            self.entity(graph.node, label=graph.name)
            self.put(node, _DERIVED, graph.node)
        for inference in explained.inferences:
            self.inference(node, inference)
        return node

    def statement_node(self, triple: Triple) -> NamedNode:
        """The node of a triple: the same in every proof."""
        return NamedNode(f"{self.base}statement/{_digest(map(n3, terms_of(triple)))}")

    def inference(self, node: NamedNode, inference: Inference) -> None:
        """Add one way in which the statement with a node follows from others."""
        premises = [self.statement(premise) for premise in inference.premises]
        name = _digest([node.value, inference.rule, *(each.value for each in premises)])
        activity = NamedNode(f"{self.base}inference/{name}")
        association = NamedNode(f"{activity.value}/association")
        rule = NamedNode(f"{self.base}rule/{inference.rule}")
        engine = self.engine()
        self.put(node, NamedNode(PROV + "wasGeneratedBy"), activity)
        self.put(activity, TYPE, NamedNode(PROV + "Activity"))
        self.put(activity, NamedNode(PROV + "wasAssociatedWith"), engine)
        self.put(activity, NamedNode(PROV + "qualifiedAssociation"), association)
        self.put(association, TYPE, NamedNode(PROV + "Association"))
        self.put(association, NamedNode(PROV + "agent"), engine)
        self.put(association, NamedNode(PROV + "hadPlan"), rule)
        self.entity(rule, label=inference.rule)
        self.put(rule, TYPE, NamedNode(PROV + "Plan"))
        self.put(rule, NamedNode(RDFS + "comment"), Literal(inference.explanation, language="en"))
        for premise in premises:
            self.put(activity, NamedNode(PROV + "used"), premise)
            self.put(node, _DERIVED, premise)

    def engine(self) -> NamedNode:
        """Add the package, as the software agent that applies the rules, and return its node."""
        node = NamedNode(f"{self.base}software/chancery-{self.version}")
        self.put(node, TYPE, NamedNode(PROV + "SoftwareAgent"))
        self.put(node, LABEL, Literal(f"Chancery {self.version}"))
        self.put(node, NamedNode(PREFIXES["schema"] + "softwareVersion"), Literal(self.version))
        return node

    def claim(self, node: NamedNode) -> NamedNode:
        """Add an assertion graph with its metadata, passages, speakers and notes, and return it."""
        self.entity(node, "AssertionGraph")
        self.copy(node, _OF_CLAIM)
        for passage in (*self.record.nodes(node, CITES), *self.record.nodes(node, READ_WITH)):
            self.put(node, _DERIVED, self.passage(passage))
        for statement in self.record.nodes(node, CONTENT_OF):
            self.named(statement)
            for actor in self.record.nodes(statement, ACTOR):
                if self.record.held(statement, ACTOR, actor):
                    self.put(statement, ACTOR, actor)
                    self.named(actor)
        for note in self.record.notes((node,)):
            self.entity(note.node, "Note")
            self.copy(note.node, _OF_NOTE)
            for passage in note.passages:
                self.put(note.node, _DERIVED, self.passage(passage))
        return node

    def passage(self, node: NamedNode) -> NamedNode:
        """Add a passage with its document, and return it."""
        self.entity(node, "Passage")
        self.named(node)
        for document in self.record.nodes(node, DOCUMENT):
            self.entity(document, "SourceDocument")
            self.named(document)
            self.copy(document, (_TITLE,))
            self.put(node, DOCUMENT, document)
            self.put(node, _DERIVED, document)
        return node


def _digest(parts: Iterable[str]) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:16]
