"""The weight of a line in the page is that of `kg.network.weights`: an act among many weighs no more than a meeting of two."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.namespaces import DIP, RDF
from kg.network.model import Edge, Fact, Node, Projection, Term, Way
from kg.network.reading import read
from kg.network.weights import Weights
from kg.picture import About, draw_picture
from kg.snapshot import Snapshot
from kg.snapshot.proofs import Derivation
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

BASE = "https://example.org/weights/"
AGENTS = [f"{BASE}id/{name}" for name in ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")]
TALK = f"{BASE}id/talk"
STATEMENTS = [f"{BASE}id/statement-{number}" for number in (1, 2, 3)]


def crowd() -> Projection:
    """Six agents issue three statements together, 30 edges each, and two of them, Epsilon and Zeta, meet once."""
    projection = Projection(BASE)
    for name in ("State", "Agent", "Act", "Matter", "issuedJointlyWith", "met"):
        projection.terms[DIP + name] = Term(DIP + name, name, ())
    for iri in AGENTS:
        projection.nodes[iri] = Node(iri, iri.rpartition("/")[2].capitalize(), "state", (DIP + "State",))
        projection.facts.append(Fact(iri, RDF + "type", DIP + "State", (), "background"))
    for act in (*STATEMENTS, TALK):
        projection.nodes[act] = Node(act, act.rpartition("/")[2], "act", (DIP + "Act",))
        projection.facts.append(Fact(act, RDF + "type", DIP + "Act", (), "background"))

    def edge(one: str, verb: str, other: str, *acts: str) -> Edge:
        ways = [
            Way(Derivation("r", (ox.Triple(ox.NamedNode(act), ox.NamedNode(DIP + "actor"), ox.NamedNode(one)),)), (act,)) for act in acts
        ]
        return Edge(one, DIP + verb, other, True, tuple(ways))

    projection.rules["r"] = "Who acts together is connected."
    edges = [edge(one, "issuedJointlyWith", other, *STATEMENTS) for one, other in permutations(AGENTS, 2)]
    edges += [edge(one, "met", other, TALK) for one, other in permutations(AGENTS[-2:])]
    projection.edges = sorted(edges, key=lambda each: (each.subject, each.predicate, each.object))
    projection.facts.sort(key=lambda fact: (fact.subject, fact.predicate, str(fact.object)))
    return projection


def test_an_act_among_many_weighs_less_than_a_meeting_of_two(open_file: Open, tmp_path: Path) -> None:
    path = tmp_path / "crowd.html"
    draw_picture(crowd(), About(title="Six agents")).save(path)
    opened = open_file(path)
    weight = "([one, verb, other]) => chancery.weightOfEdge(one, verb, other)"
    zeta, epsilon, alpha = AGENTS[5], AGENTS[4], AGENTS[0]
    # Three statements, of each a thirtieth; one meeting, of which half: its other half is the edge in the other direction.
    assert opened.page.evaluate(weight, [zeta, DIP + "issuedJointlyWith", alpha]) == pytest.approx(3 / 30)
    assert opened.page.evaluate(weight, [zeta, DIP + "met", epsilon]) == pytest.approx(1 / 2)
    assert opened.page.evaluate(weight, [zeta, DIP + "met", alpha]) is None
    # The panel puts the one whom Zeta has met first, then the others by name.
    opened.go("sel=n:zeta")
    others = opened.page.eval_on_selector_all("#panel-body ul.lines > li", "all => all.map(each => each.textContent.split(' ')[0])")
    assert others == ["Epsilon", "Alpha", "Beta", "Delta", "Gamma"]


def test_every_line_of_the_picture_weighs_what_the_files_say(open_file: Open, demo: Path, snapshot: Snapshot) -> None:
    projection = read(snapshot.store, snapshot.base, language=snapshot.language, derivations=snapshot.proofs().derivations())
    weights = Weights(projection)
    edges = [each for each in projection.edges if each.entailed]
    assert len(edges) > 100
    opened = open_file(demo)
    script = "all => all.map(([one, verb, other]) => chancery.weightOfEdge(one, verb, other))"
    found = opened.page.evaluate(script, [[each.subject, each.predicate, each.object] for each in edges])
    assert min(weights.of(each) for each in edges) < 1 / 100, "no act among many is in the data"
    for each, weight in zip(edges, found, strict=True):
        assert weight == pytest.approx(weights.of(each)), each
