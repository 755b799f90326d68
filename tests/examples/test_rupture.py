"""The example of a rupture and its repair: it builds, its texts verify, and it answers what a historian asks first.

The expected kinds and answers are taken from the two texts by hand.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg
from kg.record.names import slug
from tests.asking import ROOT, facts

EXAMPLE = ROOT / "examples" / "rupture"

KINDS = {
    # relations, missions and their people
    "SeveranceOfRelations", "DowngradeOfRelations", "ResumptionOfRelations", "AbsenceOfRelations", "ReductionOfRelations",
    "ReopeningOfMission", "ProtectionOfInterests", "Recall", "ExpulsionOfDiplomats", "Summons", "AssumptionOfOffice", "Accreditation",
    "Tenure", "Death",
    # visits and talks
    "Visit", "Meeting", "Attendance", "Summit", "Invitation", "GoodOffices", "Mediation", "Negotiation", "NegotiationRound",
    "SuspensionOfNegotiations",
    # statements
    "Announcement", "Condemnation", "Criticism", "Accusation", "AccusationOfAggression", "Denial", "DenialOfResponsibility",
    "ExpressionOfRegret", "Pledge", "Offer", "Acceptance", "Request", "PublicComment", "PessimisticComment", "Thanks", "Message",
    "JointStatement", "AgreementInPrinciple",
    # treaties, organizations and votes
    "Agreement", "Signature", "Vote", "Membership",
    # pressure, force, law, society
    "SuspensionOfCooperation", "TradeEmbargo", "DestructionOfProperty", "AttackOnMission", "AerialAttack", "DroneAttack", "Killing",
    "SmallArmsAttack", "Clash", "Incident", "DeathSentence", "Conviction", "Execution", "Arrest", "Accident", "Demonstration",
    "ActSeries",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example, so that no test uses a snapshot that it did not build."""
    copy = tmp_path_factory.mktemp("examples") / "rupture"
    shutil.copytree(EXAMPLE, copy, ignore=shutil.ignore_patterns(".kg"))
    return copy


@pytest.fixture(scope="module")
def rupture(folder: Path) -> Iterator[kg.Graph]:
    """The graph of the example, built once."""
    with kg.open(folder) as graph:
        yield graph


def held(graph: kg.Graph, relation: str, to: str, as_of: str) -> dict[str | None, str | None]:
    """Who stood in a relation to an agent on a day: the agents, each with yes or undecided."""
    rows = graph.query("relations-between", a=to, as_of=as_of)
    return {row[0]: row[3] for row in facts(rows, "from", "relation", "to", "as_of") if row[1] == relation and row[2] == to}


def test_the_check_finds_nothing(rupture: kg.Graph, folder: Path) -> None:
    report = rupture.check(owl=False, texts=folder / "texts")
    assert str(report).startswith("0 errors, 0 warnings, 0 remarks\n")
    assert report.findings == ()


@pytest.mark.java
def test_what_is_held_is_consistent(rupture: kg.Graph) -> None:
    report = rupture.check()
    assert report.findings == ()
    assert report.problem is None


def test_the_texts_verify(rupture: kg.Graph, folder: Path) -> None:
    verification = rupture.verify_sources(folder / "texts")
    assert verification.good
    assert len(verification.identical) == 2
    assert len(verification.checks) == 65  # 56 sentences and 9 headings


def test_the_licence_is_said_wherever_it_is_looked_for() -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    for name, times in {"README.md": 1, "chancery.toml": 1, "data/documents.trig": 2}.items():
        assert (EXAMPLE / name).read_text(encoding="utf-8").count(licence) == times, name


def test_every_kind_of_the_list_occurs(rupture: kg.Graph) -> None:
    rows = rupture.query("SELECT DISTINCT ?kind { GRAPH ?graph { ?act a ?kind ; skos:prefLabel ?label } ?graph dip:cites ?passage }")
    assert KINDS - {row[0] for row in facts(rows)} == set()


def test_who_had_severed_relations_in_february_2016(rupture: kg.Graph) -> None:
    severed = held(rupture, "severedRelationsWith", "iran", "2016-02-01")
    assert severed == dict.fromkeys(["saudi-arabia", "bahrain", "sudan", "djibouti", "somalia"], "yes")


def test_relations_are_undecided_between_the_two_dates_of_the_resumption(rupture: kg.Graph) -> None:
    for day, severed, resumed in [
        ("1989-01-01", "yes", None),
        ("1992-01-01", None, "yes"),
        ("2023-03-09", "yes", None),
        ("2023-03-20", "undecided", "undecided"),
        ("2023-04-07", None, "yes"),
    ]:
        assert held(rupture, "severedRelationsWith", "iran", day).get("saudi-arabia") == severed, day
        assert held(rupture, "resumedRelationsWith", "iran", day).get("saudi-arabia") == resumed, day


def test_who_mediated_between_the_two(rupture: kg.Graph) -> None:
    rows = rupture.query("SELECT DISTINCT ?who { ?who dip:mediatedBetween e:iran }")
    assert sorted(facts(rows)) == [["china"], ["iraq"], ["oman"]]
    rows = rupture.query("SELECT DISTINCT ?who { ?who dip:lentGoodOfficesTo e:iran }")
    assert facts(rows) == [["oman"]]


def test_the_severance_of_2016_has_the_roles_of_both_accounts(rupture: kg.Graph) -> None:
    rows = rupture.query("SELECT ?role ?who { e:severance-2016 ?role ?who VALUES ?role { dip:actor dip:recipient dip:party } }")
    assert sorted(map(tuple, facts(rows))) == [
        ("actor", "saudi-arabia"),
        ("party", "iran"),
        ("party", "saudi-arabia"),
        ("recipient", "iran"),
    ]


def test_qatar_and_kuwait_are_not_held_to_have_severed_relations(rupture: kg.Graph) -> None:
    rows = rupture.query("claims-about", about="e:severance-qatar")
    assert sorted(map(tuple, facts(rows, "standing", "document"))) == [("Denied", "chronology"), ("Hedged", "backgrounder")]
    rows = rupture.query("SELECT ?who { ?who dip:recalledEnvoyFrom e:iran }")
    assert sorted(facts(rows)) == [["kuwait"], ["qatar"], ["united-arab-emirates"]]


def test_the_dates_of_the_reopened_embassies(rupture: kg.Graph) -> None:
    rows = rupture.query("dates-of", of="e:reopening-riyadh")
    assert sorted(facts(rows, "date")) == [["2023-04-12"], ["2023-06-06"]]
    rows = rupture.query("SELECT ?from ?to { e:reopening-tehran dip:earliest ?from ; dip:latest ?to }")
    assert facts(rows) == [["2023-08-06", "2023-08-06"]]  # the day of the backgrounder is only hedged


def test_the_votes(rupture: kg.Graph) -> None:
    rows = rupture.query("votes")
    assert facts(rows, "actor", "text", "position") == [["lebanon", "resolution-arab-league", "Abstention"]]


def test_the_meetings_and_their_offices(rupture: kg.Graph) -> None:
    rows = rupture.query("meetings")
    assert sorted(facts(rows, "meeting", "counterpart", "office"), key=str) == [
        ["meeting-beijing", "faisal-bin-farhan", None],
        ["meeting-faisal-raisi", "raisi", "president-ir"],
        ["meeting-muscat", "foreign-minister-saudi-1991", None],
        ["meeting-raisi-crown-prince", "mohammed-bin-salman", "crown-prince-sa"],
    ]


def test_what_was_said_of_the_strike_is_not_held(rupture: kg.Graph) -> None:
    assert facts(rupture.query("SELECT ?kind { e:strike-sanaa a ?kind FILTER(?kind = dip:AerialAttack) }")) == []
    rows = rupture.query("claims-about", about="e:strike-sanaa")
    content = {(row[0], row[1]) for row in facts(rows, "standing", "speaker") if row[1]}
    assert content == {("Stated", "iran"), ("Denied", "saudi-led-coalition")}


def test_five_rounds_are_claimed_and_two_described(rupture: kg.Graph) -> None:
    rows = rupture.query("claimed-counts")
    assert facts(rows, "series", "claimed", "described") == [["rounds-baghdad", "5", "2"]]


def test_talks_that_went_on_are_no_longer_suspended(rupture: kg.Graph) -> None:
    assert held(rupture, "suspendedTalksWith", "saudi-arabia", "2022-03-20") == {"iran": "undecided"}
    assert held(rupture, "suspendedTalksWith", "saudi-arabia", "2023-04-07") == {}


def test_the_envoy_of_the_emirates_was_recalled_in_the_month_of_the_section(rupture: kg.Graph) -> None:
    rows = rupture.query("SELECT ?first ?last { e:recall-uae dip:earliest ?first ; dip:latest ?last }")
    assert facts(rows) == [["2016-01-01", "2016-01-31"]]


def test_the_order_of_the_first_days(rupture: kg.Graph) -> None:
    for one, other in [
        ("execution-nimr", "severance-2016"),
        ("summons-by-iran", "summons-by-saudi-arabia"),
        ("executions-2022", "suspension-of-talks"),
    ]:
        rows = rupture.query("time-between", a=f"e:{one}", b=f"e:{other}")
        assert facts(rows, "order") == [["before"]], one


def test_the_disputes_show_where_the_accounts_differ(rupture: kg.Graph) -> None:
    found = [dispute for dispute in rupture.disputes().disputes if dispute.group in {"conflict", "accounts"}]
    about = {slug(node.iri) for dispute in found for node in dispute.about}
    assert about >= {
        "severance-2016",
        "severance-qatar",
        "severance-kuwait",
        "recall-uae",
        "talks",
        "mediation-china",
        "summons-by-saudi-arabia",
    }
    assert about >= {"offer-iraq-pakistan", "crush-mina"}  # of one document that reports two claims
    dates = {
        slug(dispute.about[0].iri): {value for cell in row.cells for value in cell}
        for dispute in found
        for row in dispute.apart
        if row.predicate == "date" and row.verdict == "differs"
    }
    assert dates == {
        "resumption-2023": {"10 March 2023", "6 April 2023"},
        "reopening-riyadh": {"12 April 2023", "6 June 2023"},
        "reopening-tehran": {"9 August 2023", "6 August 2023"},
    }


def test_the_history_of_relations_follows_both_accounts(rupture: kg.Graph) -> None:
    """The chronology resumes relations in March 1991 and on 6 April 2023, the backgrounder in 1991 and on 10 March 2023.

    The later of the two documents is of 31 December 2023 and tells of no later day.
    """
    rows = rupture.query("relations-history", a="Iran", b="Saudi Arabia", aspect="state of diplomatic relations")
    columns = ("value", "surely_from", "surely_until", "possibly_from", "possibly_until")
    assert list(dict.fromkeys(map(tuple, facts(rows, *columns)))) == [
        ("RelationsSevered", "1988-04-26", "1991-02-28", "1988-04-26", "1991-03-30"),
        ("InRelations", "1991-03-31", "2016-01-02", "1991-03-01", "2016-01-02"),
        ("RelationsSevered", "2016-01-03", "2023-03-09", "2016-01-03", "2023-04-05"),
        ("InRelations", "2023-04-06", "2023-12-31", "2023-03-10", None),
    ]


def test_the_level_to_which_the_emirates_lowered_their_relations(rupture: kg.Graph) -> None:
    rows = rupture.query("relations-history", a="United Arab Emirates", b="Iran", aspect="level of representation")
    assert ["AtChargeLevel", "2016-01-04"] in facts(rows, "value", "surely_from")
