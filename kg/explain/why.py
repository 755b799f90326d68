"""Why a triple is held, down to passages; and why not, with the nearest claims: what ``kg why`` prints."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import NameNotFound
from kg.explain.show import says
from kg.namespaces import RDF
from kg.record.vocabulary import DERIVED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeAlias

    from kg.record.model import Claim
    from kg.record.names import Names
    from kg.record.record import Record
    from kg.rules import Rule

    Json: TypeAlias = dict[str, Any]

_PROPERTIES = "owl:ObjectProperty owl:AnnotationProperty owl:DatatypeProperty rdf:Property"


def triple(names: Names, subject: str, predicate: str, value: str) -> Triple:
    """A triple as a user names it.

    Args:
        names: the dataset's names.
        subject: an entity or act, by label, alias, slug, CURIE or IRI.
        predicate: a property, likewise; ``a`` is its type.
        value: an entity, an act or a class, likewise; where nothing has that name, the text of a literal.

    Raises:
        NameNotFound: nothing has the name of the subject or the predicate, nor, where the predicate takes entities, of the value.
        NameAmbiguous: several things have it.
    """
    node = names.find(subject)
    relation = NamedNode(RDF + "type") if predicate in {"a", "type"} else _property(names, predicate)
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


def _property(names: Names, text: str) -> NamedNode:
    try:
        return names.find(text, _PROPERTIES)
    except NameNotFound as error:
        node = names.find(text) if ":" in text else None
        if node is not None and next(names.store.quads_for_pattern(None, node, None), None) is not None:
            return node  # a property of another vocabulary that is in use
        raise NameNotFound(f"no property is called {text!r}", None, error.hint, error.candidates) from error


def why(evidence: Record, wanted: Triple, base: str, rules: Mapping[str, Rule]) -> Json:
    """The reasons for a triple.

    Args:
        evidence: the dataset, with its proofs.
        wanted: the triple.
        base: the base IRI of the workspace, to tell its graphs.
        rules: the rules by name, for their explanations and for what they would conclude.

    Returns:
        A JSON object: ``triple``, ``text``, ``held``. If it is held: ``claims`` that assert it, ``graphs`` of curators that hold it
        (background, record, ontology), and ``derivations``, each with ``rule``, ``explanation`` and ``premises``, which are such
        objects themselves; a premise told before has ``seen``. If not: ``nearest``, the claims that come near, each with ``why``.
    """
    found = _Why(evidence, base, rules).of(wanted, [])
    if not found["held"]:
        from kg.explain.nearest import nearest

        found["nearest"] = nearest(evidence, wanted, rules)
    return found


class _Why:
    def __init__(self, evidence: Record, base: str, rules: Mapping[str, Rule]) -> None:
        self.evidence = evidence
        self.base = base
        self.rules = rules
        self.seen: set[Triple] = set()

    def of(self, wanted: Triple, path: list[Triple]) -> Json:
        """The reasons for a triple; `path` is what it is a premise of, so that a proof never goes in a circle."""
        subject, predicate, value = wanted.subject, wanted.predicate, wanted.object
        assert isinstance(subject, NamedNode)
        assert not isinstance(value, Triple)
        found: Json = {
            "triple": [str(subject), str(predicate), str(value)],
            "text": text(self.evidence, wanted),
            "held": self.evidence.held(subject, predicate, value),
        }
        if not found["held"]:
            return found
        if wanted in self.seen:
            return {**found, "seen": True}
        self.seen.add(wanted)
        claims = [claim for claim in self.evidence.of_triple(subject, predicate, value) if claim.held]
        found["claims"] = [said(self.evidence, claim) for claim in claims]
        found["graphs"] = self.graphs(wanted)
        found["derivations"] = []
        for derivation in self.evidence.proofs.of(wanted) if self.evidence.proofs is not None else ():
            if set(derivation.premises).isdisjoint((*path, wanted)):
                rule = self.rules.get(derivation.rule)
                found["derivations"].append(
                    {
                        "rule": derivation.rule,
                        "explanation": rule.explanation if rule is not None else "",
                        "premises": [self.of(premise, [*path, wanted]) for premise in derivation.premises],
                    }
                )
        return found

    def graphs(self, wanted: Triple) -> list[str]:
        """The graphs of the workspace, other than assertion graphs, that hold a triple: background, record, ontology."""
        prefix = self.base + "graph/"
        quads = self.evidence.store.quads_for_pattern(wanted.subject, wanted.predicate, wanted.object)
        names = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)}
        found = {name.removeprefix(prefix) for name in names if name.startswith(prefix)} - {"entailed", "held"}
        if wanted.predicate in DERIVED:
            found.add("build")
        return sorted(found)


def text(evidence: Record, wanted: Triple) -> str:
    """A triple for a reader: ``Mahmoud Abbas — met — Pervez Musharraf``."""
    labels = [evidence.names.label(term) for term in (wanted.subject, wanted.predicate, wanted.object)]  # type: ignore[arg-type]
    if wanted.predicate == NamedNode(RDF + "type"):
        labels[1] = "is a"
    return " — ".join(labels)


def said(evidence: Record, claim: Claim) -> Json:
    """One claim: its graph, how sure the teller is, who speaks, and its passages with those that share their words."""
    parallels = {other for passage in claim.passages for other in evidence.parallels(passage)} - set(claim.passages)
    found: Json = {
        "graph": claim.graph.value,
        "standing": claim.standing.lower(),
        "status": evidence.status(claim),
        "speakers": evidence.voices(claim),
        "passages": _passages(evidence, claim.passages),
    }
    if claim.read_with:
        found["read_with"] = _passages(evidence, claim.read_with)
    if parallels:
        found["parallels"] = _passages(evidence, evidence.in_order(parallels))
    if claim.wording:
        found["wording"] = claim.wording
    if claim.gist:
        found["gist"] = claim.gist
    notes = evidence.notes((claim.graph,))
    if notes:
        found["notes"] = [note.gist for note in notes]
    return found


def _passages(evidence: Record, passages: tuple[NamedNode, ...]) -> list[Json]:
    return [{"iri": each.value, "name": evidence.names.label(each)} for each in passages]


def told(evidence: Record, claim: Claim) -> Json:
    """One claim with what it says."""
    return {**said(evidence, claim), "says": says(evidence, claim)}
