"""What an act ends: the verbs that the table names, between the same two, and nothing else that the ended act led to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import kg
from kg.explain.model import AsOf
from tests.asking import facts

ROOT = Path(__file__).resolve().parents[2]
HEAD = "".join(
    line for line in (ROOT / "tests" / "checks" / "base.trig").read_text(encoding="utf-8").splitlines(True) if line.startswith("@prefix")
)
HELD = 'k:record { a:D1-9 dip:cites p:D1 ; dip:standing dip:Stated ; dip:gist "more"@en . }\n'
SANCTIONS = """
  e:measure a dip:ImpositionOfSanctions , dip:Condemnation ; skos:prefLabel "Measure"@en ; dip:actor e:alpha , e:beta ; dip:target e:gamma ;
    dip:date "1970"^^edtf:EDTF ; dip:dateBasis dip:AsStated .
  e:end a dip:LiftingOfSanctions ; skos:prefLabel "End"@en ; dip:actor e:alpha ; dip:recipient e:gamma ;
    dip:date "1980"^^edtf:EDTF ; dip:dateBasis dip:AsStated .
"""
MEMBERSHIPS = """
  e:membership a dip:Membership ; skos:prefLabel "Membership"@en ; dip:member e:alpha , e:beta ; dip:inOrganization e:league ;
    dip:date "1970/2000"^^edtf:EDTF ; dip:dateBasis dip:AsStated .
  e:leaving a dip:WithdrawalFromOrganization ; skos:prefLabel "Leaving"@en ; dip:actor e:alpha ; dip:inOrganization e:league ;
    dip:date "1980"^^edtf:EDTF ; dip:dateBasis dip:AsStated .
  e:second-leaving a dip:WithdrawalFromOrganization ; skos:prefLabel "Second leaving"@en ; dip:actor e:beta ;
    dip:inOrganization e:league ; dip:date "1990"^^edtf:EDTF ; dip:dateBasis dip:AsStated .
"""
ENVOY = """
  e:accreditation a dip:Accreditation ; skos:prefLabel "Accreditation of Otto"@en ; dip:holder e:otto ; dip:sentBy e:alpha ;
    dip:accreditedTo e:beta , e:gamma ; dip:residentIn e:beta ; dip:date "1970/2000"^^edtf:EDTF ; dip:dateBasis dip:AsStated .
  e:recall a dip:Recall ; skos:prefLabel "Recall"@en ; dip:actor e:alpha ; dip:recipient e:gamma ; dip:personConcerned e:otto ;
    dip:tenureEnded e:accreditation ; dip:date "1980"^^edtf:EDTF ; dip:dateBasis dip:AsStated .
"""


@pytest.fixture
def graph(tmp_path: Path) -> kg.Graph:
    (tmp_path / "data").mkdir()
    (tmp_path / "chancery.toml").write_text('[workspace]\nname = "w"\ntitle = "W"\nbase = "https://example.org/w/"\n', encoding="utf-8")
    base = (ROOT / "tests" / "checks" / "base.trig").read_text(encoding="utf-8")
    (tmp_path / "data" / "base.trig").write_text(base, encoding="utf-8")
    gamma = 'k:background { e:gamma a dip:State ; skos:prefLabel "Gamma"@en . e:league a dip:InternationalOrganization ; '
    gamma += 'skos:prefLabel "League"@en . e:otto a dip:Person ; skos:prefLabel "Otto"@en . }\n'
    text = HEAD + gamma + HELD + "a:D1-9 {" + SANCTIONS + MEMBERSHIPS + ENVOY + "}"
    (tmp_path / "data" / "own.trig").write_text(text, encoding="utf-8")
    return kg.open(tmp_path)


def relations(graph: kg.Graph, day: date) -> set[tuple[str, ...]]:
    answer = graph.query("relations-between", {"a": "Gamma"}, as_of=day)
    return {tuple(map(str, row)) for row in facts(answer, "from", "relation", "to", "as_of")}


def test_one_of_two_that_ends_its_measure_does_not_end_that_of_the_other(graph: kg.Graph) -> None:
    before, after = relations(graph, date(1975, 1, 1)), relations(graph, date(1985, 1, 1))
    for agent in ("alpha", "beta"):
        assert (agent, "imposedSanctionsOn", "gamma", "yes") in before
    assert ("beta", "imposedSanctionsOn", "gamma", "yes") in after
    assert not any(row[:2] == ("alpha", "imposedSanctionsOn") for row in after)


def test_what_else_the_act_was_is_not_ended(graph: kg.Graph) -> None:
    after = relations(graph, date(1985, 1, 1))
    assert ("alpha", "denounced", "gamma", "yes") in after
    assert ("alpha", "liftedSanctionsOn", "gamma", "yes") in after


def test_a_day_in_the_year_of_the_end_is_undecided(graph: kg.Graph) -> None:
    assert ("alpha", "imposedSanctionsOn", "gamma", "undecided") in relations(graph, date(1980, 6, 1))


def states(graph: kg.Graph, text: str, *days: int) -> list[str]:
    """What ``--as-of`` says of each row of an answer in the middle of the years."""
    return [" ".join(str(row["as_of"]).strip(chr(34)) for row in graph.query(text, as_of=date(year, 7, 1))) for year in days]


def test_a_situation_lasts_until_the_last_of_its_members_has_left(graph: kg.Graph) -> None:
    one = "SELECT ?x { ?x a dip:Membership }"
    assert states(graph, one, 1975, 1985, 1990, 1995) == ["yes", "yes", "undecided", ""]


def test_a_row_of_a_member_is_so_until_that_member_has_left(graph: kg.Graph) -> None:
    alpha = "SELECT ?x ?of { ?x a dip:Membership ; dip:member ?of . ?of skos:prefLabel 'Alpha'@en }"
    beta = alpha.replace("Alpha", "Beta")
    assert states(graph, alpha, 1975, 1985, 1995) == ["yes", "", ""]
    assert states(graph, beta, 1975, 1985, 1995) == ["yes", "yes", ""]


def test_the_page_of_a_situation_tells_the_same(graph: kg.Graph) -> None:
    assert graph.show("e:membership", as_of=date(1985, 7, 1)).was_so is AsOf.YES
    assert graph.show("e:membership", as_of=date(1995, 7, 1)).was_so is AsOf.NO


def test_a_recall_from_one_of_two_states_leaves_the_envoy_with_the_other(graph: kg.Graph) -> None:
    for day, posts in (("1975-07-01", {"beta", "gamma"}), ("1985-07-01", {"beta"})):
        rows = facts(graph.query("envoys", as_of=day), "kind", "accredited_to")
        assert {row[1] for row in rows if row[0] == "Accreditation"} == posts
    assert ("alpha", "hadEnvoyTo", "gamma", "yes") in relations(graph, date(1975, 7, 1))
    assert not any(row[1] == "hadEnvoyTo" for row in relations(graph, date(1985, 7, 1)))
