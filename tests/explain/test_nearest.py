"""The claims nearest to a triple that is not held, on the graph about Norway and Sweden and on the repository's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from kg import Graph
from kg.explain.model import Named, Nearness, Obstacle, Reason
from kg.explain.nearest import MOST, MOST_HELD, reasons
from kg.record.names import Names
from kg.record.record import Record
from kg.workspace import Workspace
from tests.asking import fact, graph, nordic


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "nearness", "obstacle", "speakers"),
    [
        ("e:declaration", "violates", "Act of Union", Nearness.SAME_TRIPLE, Obstacle.REPORTED_SPEECH, ("Oscar II",)),
        ("e:war", "a", "war", Nearness.SAME_TRIPLE, Obstacle.DENIED, ()),
        ("Norway", "fought against", "Sweden", Nearness.WOULD_ENTAIL, Obstacle.DENIED, ()),
        ("Fear of a war", "holder", "Sweden", Nearness.SAME_TRIPLE, Obstacle.HEDGED, ()),
    ],
)
def test_what_is_not_held_has_nearest_claims(
    subject: str, predicate: str, value: str, nearness: Nearness, obstacle: Obstacle, speakers: tuple[str, ...]
) -> None:
    found = nordic().why(subject, predicate, value)
    assert not found.held
    assert (nearness, [(obstacle, speakers)]) in [
        (near.nearness, [(each.obstacle, each.speakers) for each in near.reasons]) for near in found.nearest
    ]
    assert found.nearest[0].claim.passages
    assert found.nearest[0].says


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "nearness", "obstacle"),
    [
        ("Pakistan", "recognized", "Israel", Nearness.WOULD_ENTAIL, Obstacle.CONDITIONAL),
        ("rifles-czechoslovakia", "intended for", "the Arabs", Nearness.SAME_TRIPLE, Obstacle.HEDGED),
        ("Pakistan", "aided", "the Arabs", Nearness.SAME_ENDS, Obstacle.REPORTED_SPEECH),
    ],
)
def test_why_pakistan_is_not_held_to_have_done_what_is_only_said(
    subject: str, predicate: str, value: str, nearness: Nearness, obstacle: Obstacle
) -> None:
    first = graph().why(subject, predicate, value).nearest[0]
    assert first.nearness is nearness
    assert obstacle in [each.obstacle for each in first.reasons]


def test_a_held_claim_names_the_role_that_a_rule_needs(tmp_path: Path) -> None:
    """Two actors of a meeting did not meet each other by it: the other side is the counterpart."""
    base = (Path(__file__).parents[1] / "checks" / "base.trig").read_text(encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "base.trig").write_text(base.replace("dip:counterpart e:bo", "dip:actor e:bo"), encoding="utf-8")
    settings = '[workspace]\nname = "w"\ntitle = "W"\nbase = "https://example.org/w/"\n'
    (tmp_path / "chancery.toml").write_text(settings, encoding="utf-8")
    with Graph(Workspace(tmp_path)) as small:
        found = small.why("Ada", "met", "Bo")
        needs = ("Ada meets Bo has no counterpart: The actor of a meeting met its counterpart, and nobody on the actor's own side.",)
        assert [near.needs for near in found.nearest] == [needs]
        assert f"    {needs[0]}\n" in str(found)
        assert small.why("Ada", "visited", "Alpha").nearest[0].needs == ()


def test_claims_that_mention_both_ends_come_near() -> None:
    first = graph().why("Pakistan", "intended for", "the Arabs").nearest[0]
    assert first.nearness is Nearness.SAME_ENDS
    assert first.reasons


def test_the_nearest_come_first_and_each_claim_once() -> None:
    order = list(Nearness)
    for wanted in (("Pakistan", "recognized", "Israel"), ("Pakistan", "intended for", "the Arabs"), ("Pakistan", "met", "Israel")):
        found = graph().why(*wanted).nearest
        assert 0 < len(found) <= MOST
        assert [order.index(each.nearness) for each in found] == sorted(order.index(each.nearness) for each in found)
        assert len({each.claim.graph for each in found}) == len(found)
        held = [not each.reasons for each in found]
        assert sum(held) <= MOST_HELD
        assert held == sorted(held)  # what is not held comes first


def test_another_value_of_a_literal_comes_near() -> None:
    first = graph().why("abbas-visits", "claimed count", "4").nearest[0]
    assert first.nearness is Nearness.OTHER_VALUE
    assert first.reasons == ()
    assert [fact(each.node) for each in first.claim.passages] == ["A6"]
    assert ("claimed count", "3") in [(each.predicate.name, each.text) for said in first.says for each in said.properties]


def test_nothing_comes_near_where_no_passage_relates_the_two() -> None:
    found = nordic().why("Karlstad", "met", "Act of Union")
    assert (found.held, found.nearest) == (False, ())


def test_the_reasons_of_a_claim_with_an_unnamed_speaker(own: Record) -> None:
    base = graph().snapshot.base
    claim = own.claim(NamedNode(base + "assertion/A12-2"))
    assert claim is not None
    (reason,) = reasons(own, claim)
    assert (reason.obstacle, reason.speakers) == (Obstacle.REPORTED_SPEECH, ())
    assert reason.statement is not None
    assert reason.statement.name == "Information about Pakistan reaches Israel's mission"


def test_a_claim_can_have_several_reasons() -> None:
    store = Store()
    store.load(
        b"PREFIX e: <https://example.org/> PREFIX dip: <https://w3id.org/chancery/ontology#> "
        b"e:1 dip:standing dip:Planned ; dip:contentOf e:speech ; dip:rank dip:Deprecated . e:speech dip:actor e:ann , e:bob .",
        RdfFormat.TURTLE,
    )
    found = Record(Names(store, {"e": "https://example.org/"}))
    claim = found.claim(NamedNode("https://example.org/1"))
    assert claim is not None
    speech = Named(NamedNode("https://example.org/speech"), "e:speech")
    assert reasons(found, claim) == (
        Reason(Obstacle.PLANNED),
        Reason(Obstacle.REPORTED_SPEECH, speech, ("e:ann", "e:bob")),
        Reason(Obstacle.WITHDRAWN),
    )


def test_a_claim_is_not_held_exactly_if_there_is_a_reason(own: Record) -> None:
    claims = own.of_graphs({quad.graph_name for quad in own.store})
    assert len(claims) > 100
    assert [fact(claim.graph) for claim in claims if claim.held != (not reasons(own, claim))] == []
    found = {reason.obstacle for claim in claims for reason in reasons(own, claim)}
    assert found >= {each for each in Obstacle if each is not Obstacle.WITHDRAWN}
