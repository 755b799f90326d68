"""Graphs of any size that look like diplomatic history: few agents in many acts, most in few; dated, undated, certain and hedged."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pyoxigraph as ox
from pyoxigraph import NamedNode

from kg.namespaces import DIP, RDF
from kg.network.model import Edge, Fact, Literal, Node, Projection, Term, Way
from kg.record.model import Claim, Document, Passage, When
from kg.snapshot.proofs import Derivation

BASE = "https://example.org/synthetic/"
KINDS = {
    "Meeting": "met",
    "Condemnation": "condemnedActOf",
    "HumanitarianAid": "aided",
    "Recognition": "recognized",
    "Conversation": "spokeWith",
    "Appeal": "appealedTo",
}
PARENTS = {
    "Meeting": "Encounter",
    "Encounter": "Act",
    "Condemnation": "Statement",
    "Appeal": "Statement",
    "Statement": "Act",
    "HumanitarianAid": "Aid",
    "Aid": "Act",
    "Recognition": "RecognitionAct",
    "RecognitionAct": "Act",
    "Conversation": "Act",
    "Act": "Matter",
    "State": "Agent",
    "Person": "Agent",
    "Organization": "Agent",
    "met": "dealtWith",
    "condemnedActOf": "dealtWith",
    "aided": "dealtWith",
    "recognized": "dealtWith",
    "spokeWith": "dealtWith",
    "appealedTo": "dealtWith",
    "actor": "participant",
    "recipient": "participant",
}


def document(iri: str, label: str, title: str) -> Document:
    """A document with a name only, which shares no text."""
    node = NamedNode(iri)
    return Document(node, label, title, "", "", "", "", "", None, (), node)


def synthetic(size: int, seed: int = 1) -> Projection:
    """A picture model with `size` nodes, two agents for three acts; the same arguments give the same model."""
    chance = random.Random(seed)  # noqa: S311 - nothing here is secret
    projection = Projection(BASE, rules={verb: f"Who acts in a {kind} {verb} its recipient." for kind, verb in KINDS.items()})
    for name in sorted({*PARENTS, *PARENTS.values()}):
        parents = (DIP + PARENTS[name],) if name in PARENTS else ()
        projection.terms[DIP + name] = Term(DIP + name, name, parents)
    documents = [f"{BASE}id/document-{number}" for number in range(4)]
    projection.documents = {iri: document(iri, iri.rpartition("/")[2], f"Document {iri[-1]}") for iri in documents}
    agents = [f"{BASE}id/agent-{number:05}" for number in range(size * 2 // 5)]
    nodes: dict[str, Node] = {}
    for number, iri in enumerate(agents):
        kind, group = (("State", "state"), ("Person", "person"), ("Organization", "organization"))[number % 3]
        nodes[iri] = Node(iri, f"{kind} {number}", group, (DIP + kind,))
        projection.facts.append(Fact(iri, RDF + "type", DIP + kind, (), "background"))
    pool = list(agents[:10])
    for number in range(size - len(agents)):
        act = f"{BASE}id/act-{number:05}"
        kind = chance.choice(sorted(KINDS))
        # Agents with acts are more likely to act again. A fifth of the parties are drawn from all agents.
        actor, recipient = (chance.choice(pool) if chance.random() < 0.8 else chance.choice(agents) for _ in range(2))
        pool += [actor, recipient]
        nodes[act] = Node(act, f"{kind} {number}", "act", (DIP + kind,))
        passage, claim = f"{BASE}passage/P{number}", f"{BASE}assertion/P{number}-1"
        hedged = chance.random() < 0.1
        cited = NamedNode(passage)
        projection.passages[passage] = Passage(cited, NamedNode(documents[number % 4]), number, f"Section {number % 9}", "Sentence")
        projection.claims[claim] = Claim(NamedNode(claim), "Hedged" if hedged else "Stated", not hedged, passages=(cited,))
        facts = ((RDF + "type", DIP + kind), (DIP + "actor", actor), (DIP + "recipient", recipient))
        projection.facts += [Fact(act, predicate, value, (claim,)) for predicate, value in facts]
        projection.facts.append(Fact(act, DIP + "quantity", Literal(str(number), ""), (claim,)))
        if chance.random() < 0.8:
            first = date(1945, 1, 1) + timedelta(days=chance.randrange(29_000))
            last = first + timedelta(days=chance.choice((0, 0, 0, 30, 364)))
            graphs = (None, NamedNode(claim)) if not hedged else (NamedNode(claim),)
            projection.whens[act] = tuple(When(graph, f"{first}", f"{first}", f"{last}", words=f"{first}") for graph in graphs)
        if not hedged and actor != recipient:
            premises = ((act, DIP + "actor", actor), (act, DIP + "recipient", recipient))
            way = Way(Derivation(KINDS[kind], tuple(ox.Triple(*map(ox.NamedNode, each)) for each in premises)), (act,))
            projection.edges.append(Edge(actor, DIP + KINDS[kind], recipient, True, (way,)))
    projection.nodes = dict(sorted(nodes.items()))
    merged: dict[tuple[str, str, str], Edge] = {}
    for edge in projection.edges:
        key = (edge.subject, edge.predicate, edge.object)
        ways = (*merged[key].derivations, *edge.derivations) if key in merged else edge.derivations
        merged[key] = Edge(*key, True, ways)
    projection.edges = [merged[key] for key in sorted(merged)]
    projection.facts.sort(key=lambda fact: (fact.subject, fact.predicate, str(fact.object)))
    return projection
