"""Why a triple is held, down to passages; or why it is not, with the nearest claims."""

from __future__ import annotations

from dataclasses import replace
from shlex import quote
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import NameNotFound
from kg.explain.claims import cited_claim
from kg.explain.model import CODED, Inference, Named, terms_of
from kg.explain.nearest import nearest
from kg.explain.printable import Explanation
from kg.record.vocabulary import DERIVED
from kg.rules.computed import explanations
from kg.terms import TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.record.names import Names
    from kg.record.record import Record
    from kg.rules import Rule

_PROPERTIES: Final = "owl:ObjectProperty owl:AnnotationProperty owl:DatatypeProperty rdf:Property"
_NOT_SOURCES: Final = frozenset({"entailed", "held"})
"""The graphs that repeat what other graphs or proofs say."""


def triple(names: Names, subject: str, predicate: str, value: str) -> Triple:
    """The triple that a user names.

    Args:
        names: the dataset's names.
        subject: an entity or act, by label, alias, slug, CURIE or IRI.
        predicate: a property, likewise; ``a`` and ``type`` stand for rdf:type.
        value: an entity, an act or a class, likewise; if nothing has that name, it is the text of a literal.

    Raises:
        NameNotFound: nothing has the name of the subject or the predicate, or, if the predicate has no literals, of the value.
        NameAmbiguous: several things have the name.
    """
    node = names.find(subject)
    relation = TYPE if predicate in {"a", "type"} else _property(names, predicate, subject)
    literals = {
        quad.object
        for quad in names.store.quads_for_pattern(node, relation, None)
        if isinstance(quad.object, Literal) and quad.object.value == value
    }
    if literals:
        return Triple(node, relation, min(literals, key=str))
    try:
        return Triple(node, relation, names.find(value))
    except NameNotFound:
        if any(isinstance(quad.object, Literal) for quad in names.store.quads_for_pattern(None, relation, None)):
            return Triple(node, relation, Literal(value))
        raise


def _property(names: Names, text: str, subject: str) -> NamedNode:
    try:
        return names.find(text, _PROPERTIES)
    except NameNotFound as error:
        node = names.find(text) if ":" in text else None
        if node is not None and next(names.store.quads_for_pattern(None, node, None), None) is not None:
            return node  # a property of another vocabulary that the data use
        hint = error.hint or f"`kg show {quote(subject)}` lists the properties that are held"
        raise NameNotFound(f"no property is called {text!r}", None, hint, error.candidates) from error


def why(record: Record, wanted: Triple, base: str, rules: Mapping[str, Rule]) -> Explanation:
    """Explain a triple.

    Args:
        record: the dataset, with its proofs.
        wanted: the triple.
        base: the base IRI of the workspace, which its graphs share.
        rules: the rules by name, for their explanations and for what they would conclude.

    Returns:
        The explanation: of a held triple with its claims, graphs and inferences, of any other with the nearest claims.
    """
    found = _Explaining(record, base, rules).explain(wanted, ())
    return found if found.held else replace(found, nearest=nearest(record, wanted, rules))


class _Explaining:
    """The explanation of one triple, in which each premise is explained once."""

    def __init__(self, record: Record, base: str, rules: Mapping[str, Rule]) -> None:
        self.record = record
        self.graph_prefix = base + "graph/"
        self.coded_prefix = base + CODED
        self.explanations = explanations(rules.values())
        self.explained: set[Triple] = set()

    def explain(self, wanted: Triple, conclusions: tuple[Triple, ...]) -> Explanation:
        """Explain a triple. It is a premise of the `conclusions`, which therefore cannot be among its own premises."""
        subject, predicate, value = wanted.subject, wanted.predicate, wanted.object
        assert isinstance(subject, NamedNode)
        assert not isinstance(value, Triple)
        found = Explanation(wanted, _labels(self.record, wanted), self.record.held(subject, predicate, value))
        if not found.held:
            return found
        if wanted in self.explained:
            return replace(found, repeated=True)
        self.explained.add(wanted)
        return replace(
            found,
            claims=tuple(cited_claim(self.record, claim) for claim in self.record.of_triple(subject, predicate, value) if claim.held),
            graphs=self.graphs(wanted),
            computed=predicate in DERIVED,
            inferences=tuple(self.inferences(wanted, (*conclusions, wanted))),
        )

    def inferences(self, wanted: Triple, conclusions: tuple[Triple, ...]) -> Iterator[Inference]:
        """The ways in which a triple follows from others, without circular ones."""
        for derivation in self.record.proofs.of(wanted) if self.record.proofs is not None else ():
            if set(derivation.premises).isdisjoint(conclusions):
                premises = tuple(self.explain(premise, conclusions) for premise in derivation.premises)
                yield Inference(derivation.rule, self.explanations.get(derivation.rule, ""), premises)

    def graphs(self, wanted: Triple) -> tuple[Named, ...]:
        """The graphs of the workspace, other than assertion graphs, that hold a triple: background, record, ontology, coded sources.

        That of a coded source is named ``coded/NAME``.
        """
        quads = self.record.store.quads_for_pattern(wanted.subject, wanted.predicate, wanted.object)
        graphs = {quad.graph_name for quad in quads if isinstance(quad.graph_name, NamedNode)}
        names = {graph: graph.value.removeprefix(self.graph_prefix) for graph in graphs if graph.value.startswith(self.graph_prefix)}
        coded = [graph for graph in graphs if graph.value.startswith(self.coded_prefix)]
        names |= {graph: CODED + graph.value.removeprefix(self.coded_prefix) for graph in coded}
        return tuple(Named(graph, name) for graph, name in sorted(names.items(), key=lambda item: item[1]) if name not in _NOT_SOURCES)


def _labels(record: Record, wanted: Triple) -> tuple[str, str, str]:
    """The subject, predicate and object of a triple as a reader sees them."""
    subject, predicate, value = map(record.names.label, terms_of(wanted))
    return subject, "is a" if wanted.predicate == TYPE else predicate, value
