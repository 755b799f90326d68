"""The example on Cuba and the inter-American system: it checks, and answers what its texts say.

The expected answers were derived by hand from `examples/assembly/texts`, and not copied from the program.
"""

from __future__ import annotations

import shutil

import pytest

import kg
from tests.asking import ROOT, facts

EXAMPLE = ROOT / "examples" / "assembly"
TEXTS = EXAMPLE / "texts"

KINDS = """
    AbsenceOfRelations Accreditation ActSeries AdoptionOfText Announcement Appeal Assessment AccusationOfEspionage Attendance
    ClosureOfMission Conference Criticism Demand DenialOfResponsibility DiplomaticRelations Dispute Endorsement ExpulsionOfDiplomats
    FormalProtest ImpositionOfSanctions Incident LiftingOfSanctions Meeting Nationalization Negotiation Nomination OpeningOfMission
    Praise PresentationOfCredentials ProtectionOfInterests Ratification Recall RecognitionOfGovernment Refusal ResumptionOfRelations
    ReturnOfEnvoy Revocation SanctionsRegime SeveranceOfConsularRelations SeveranceOfRelations Signature Speech Summit
    SuspensionFromOrganization TradeAgreement TradeEmbargo TradeRestriction UpgradeOfMission Visit Vote WithdrawalFromTreaty
"""
"""The kinds of act, situation and occurrence that the two texts report in their own voice."""

NOT_HELD = {
    "Appointment",
    "AttackOnMission",
    "ImpositionOfBlockade",
    "Loan",
    "Membership",
    "Pledge",
    "Purchase",
    "Readmission",
    "ReductionOfMissionStaff",
}
"""The kinds that the texts only report as said, planned, hedged, rumoured or denied."""


@pytest.fixture(scope="module")
def cuba(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    """The example, built once in a folder of its own."""
    folder = tmp_path_factory.mktemp("example") / "assembly"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".kg"))
    return kg.open(folder)


def rows(graph: kg.Graph, query: str, *columns: str, as_of: str | None = None, **params: str) -> set[tuple[str | None, ...]]:
    """The rows of a query as facts, without their order."""
    answer = graph.query(query, params, as_of=as_of)
    assert isinstance(answer, kg.Table)
    return {tuple(row) for row in facts(answer, *columns)}


def votes(graph: kg.Graph, text: str) -> dict[str | None, set[str | None]]:
    """Who took which position on a text."""
    found: dict[str | None, set[str | None]] = {}
    for position, actor in rows(graph, "votes", "position", "actor", text=text):
        found.setdefault(position, set()).add(actor)
    return found


def relations(graph: kg.Graph, a: str, b: str, as_of: str) -> set[tuple[str | None, ...]]:
    """Which relations of two agents begin or end diplomatic relations, or are their absence, as of a day."""
    wanted = {"severedRelationsWith", "resumedRelationsWith", "hasNoRelationsWith"}
    found = rows(graph, "relations-between", "from", "relation", "as_of", as_of=as_of, a=a, b=b)
    return {row for row in found if row[1] in wanted}


def test_it_checks_without_a_finding_and_its_texts_verify(cuba: kg.Graph) -> None:
    report = cuba.check(owl=False, texts=TEXTS)
    assert report.findings == (), str(report)
    verified = cuba.verify_sources(TEXTS)
    assert verified.good, str(verified)


@pytest.mark.java
def test_the_reasoner_finds_it_consistent(cuba: kg.Graph) -> None:
    report = cuba.check(texts=TEXTS)
    assert report.problem is None, str(report)
    assert report.findings == (), str(report)


def test_each_kind_occurs_where_it_should(cuba: kg.Graph) -> None:
    held = {row[0] for row in rows(cuba, "SELECT DISTINCT ?kind { ?x a ?kind }")}
    anywhere = {row[0] for row in rows(cuba, "SELECT DISTINCT ?kind { GRAPH ?claim { ?x a ?kind } ?claim dip:standing ?standing }")}
    assert set(KINDS.split()) - held == set()
    assert NOT_HELD - anywhere == set()
    stated = "SELECT DISTINCT ?kind { GRAPH ?claim { ?x a ?kind } ?claim dip:held true }"
    assert {row[0] for row in rows(cuba, stated)} & NOT_HELD == set()


def test_votes_in_the_organization_of_american_states(cuba: kg.Graph) -> None:
    assert votes(cuba, "Resolution VI of Punta del Este") == {
        "InFavour": {"haiti"},
        "Against": {"cuba"},
        "Abstention": {"argentina", "bolivia", "brazil", "chile", "ecuador", "mexico"},
    }
    assert votes(cuba, "OAS resolution of 1964 on sanctions") == {
        "Against": {"bolivia", "chile", "mexico", "uruguay"},
        "NotVoting": {"venezuela"},
    }
    assert votes(cuba, "OAS resolution of 1975 on Cuba") == {
        "InFavour": {"united-states"},
        "Against": {"chile", "paraguay", "uruguay"},
        "Abstention": {"brazil", "nicaragua"},
    }


def test_the_united_states_on_the_embargo_in_the_united_nations(cuba: kg.Graph) -> None:
    un = {row for row in rows(cuba, "votes", "text", "position", "earliest", agent="United States") if "un-" in str(row[0])}
    assert un == {
        ("un-resolution-1992", "Against", "1992-11-24"),
        ("un-resolution-2016", "Abstention", "2016-10-26"),
        ("un-resolution-2017", "Against", "2017-11-01"),
    }


def test_numbers_are_claimed_and_no_votes_are_invented(cuba: kg.Graph) -> None:
    counts = rows(cuba, "SELECT ?text ?side ?count { ?series dip:claimedCount ?count ; dip:onText ?text ; dip:qualifier ?side }")
    assert counts == {
        ("resolution-vi", "in favour", "14"),
        ("resolution-1964", "in favour", "15"),
        ("resolution-1964", "against", "4"),
        ("resolution-1975", "in favour", "16"),
        ("resolution-1975", "against", "3"),
        ("un-resolution-1992", "in favour", "59"),
        ("un-resolution-1992", "against", "3"),
        ("un-resolution-1992", "abstentions", "71"),
        ("un-resolution-2016", "in favour", "191"),
    }
    assert ("un-calls", "25", "2") in rows(cuba, "claimed-counts", "series", "claimed", "described")


def test_the_rio_treaty_is_signed_ratified_and_denounced(cuba: kg.Graph) -> None:
    acts = "SELECT ?date ?kind { ?act dip:onText e:rio-treaty ; dip:actor e:cuba ; dip:date ?date ; a ?kind }"
    wanted = {"Signature", "Ratification", "WithdrawalFromTreaty"}
    assert {row for row in rows(cuba, acts) if row[1] in wanted} == {
        ("1947-09-02", "Signature"),
        ("1948", "Ratification"),
        ("1960", "WithdrawalFromTreaty"),
    }


def test_relations_of_cuba_and_the_united_states_on_a_day(cuba: kg.Graph) -> None:
    assert relations(cuba, "Cuba", "United States", "1960-12-31") == set()
    assert relations(cuba, "Cuba", "United States", "1970-01-01") == {
        ("united-states", "severedRelationsWith", "yes"),
        ("cuba", "hasNoRelationsWith", "yes"),
        ("united-states", "hasNoRelationsWith", "yes"),
    }
    assert relations(cuba, "Cuba", "United States", "2016-01-01") == {
        ("cuba", "resumedRelationsWith", "yes"),
        ("united-states", "resumedRelationsWith", "yes"),
    }


def test_a_severance_ends_with_the_resumption_that_the_text_puts_after_it(cuba: kg.Graph) -> None:
    assert relations(cuba, "Chile", "Cuba", "1964-06-30") == set()
    assert relations(cuba, "Chile", "Cuba", "1975-01-01") == {
        ("chile", "resumedRelationsWith", "yes"),
        ("cuba", "resumedRelationsWith", "yes"),
    }
    assert ("uruguay", "severedRelationsWith") in rows(cuba, "relations-between", "from", "relation", a="Uruguay", b="Cuba")
    for state, year in (("bolivia", 1983), ("uruguay", 1985)):
        # Whether it broke off soon after July 1964 or later, no passage says.
        (before,) = {row[2] for row in relations(cuba, state, "Cuba", f"{year - 1}-01-01") if row[1] == "severedRelationsWith"}
        assert before == "undecided"
        assert relations(cuba, state, "Cuba", f"{year + 1}-01-01") == {
            (state, "resumedRelationsWith", "yes"),
            ("cuba", "resumedRelationsWith", "yes"),
        }
        last = facts(cuba.query("relations-history", a=state, b="Cuba"), "value", "surely_from", "surely_until")[-1]
        assert last == ["InRelations", f"{year}-12-31", "2026-11-30"]


def test_protecting_powers_and_missions(cuba: kg.Graph) -> None:
    pattern = "?x a dip:ProtectionOfInterests ; dip:actor ?power ; dip:protectedParty ?of ; dip:recipient ?where"
    assert rows(cuba, f"SELECT ?power ?of ?where {{ {pattern} }}") == {
        ("switzerland", "united-states", "cuba"),
        ("czechoslovakia", "cuba", "united-states"),
    }
    changed = {
        row[:3] for row in rows(cuba, "missions", "mission", "seat", "earliest", "part") if row[3] in ("missionConcerned", "missionOpened")
    }
    assert changed == {
        ("embassy-us-havana", "havana", "1961-01-03"),
        ("interests-section-us", "havana", "1977-09-01"),
        ("interests-section-us", "havana", "2015-07-20"),
        ("interests-section-cuba", "washington", "1977-09-01"),
        ("interests-section-cuba", "washington", "2015-07-20"),
    }


def test_whether_consular_relations_came_back_with_the_diplomatic_ones_is_open(cuba: kg.Graph) -> None:
    for day, state in (("1990-01-01", "yes"), ("2026-06-01", "undecided")):
        found = rows(cuba, "relations-between", "from", "relation", "as_of", as_of=day, a="Cuba", b="United States")
        assert ("united-states", "severedConsularRelationsWith", state) in found


def test_a_quarrel_with_mexico_by_ambassadors(cuba: kg.Graph) -> None:
    pattern = "?act dip:actor ?by ; dip:office ?post ; dip:date ?date ; a ?kind"
    found = rows(cuba, f"SELECT ?kind ?by ?post ?date {{ {pattern} }}")
    narrow = {"Recall", "ExpulsionOfDiplomats", "ReturnOfEnvoy"}
    assert {row for row in found if row[0] in narrow and str(row[3]).startswith("2004")} == {
        ("Recall", "mexico", "ambassador-mexico-cuba", "2004-05"),
        ("ExpulsionOfDiplomats", "mexico", "ambassador-cuba-mexico", "2004-05"),
        ("ReturnOfEnvoy", "mexico", "ambassador-mexico-cuba", "2004-07"),
        ("ReturnOfEnvoy", "cuba", "ambassador-cuba-mexico", "2004-07"),
    }


def test_what_is_doubtful_is_not_held(cuba: kg.Graph) -> None:
    assert rows(cuba, "rumoured-or-hedged", "claim", "standing") == {
        ("A17-2", "Hedged"),
        ("D11-1", "Hedged"),
        ("A33-1", "Rumoured"),
    }
    denied = {row[0] for row in rows(cuba, "rumoured-or-hedged", "claim", standing="dip:Denied")}
    assert denied == {"A5-2", "A10-2", "A30-3", "A31-2", "A33-3", "D9-2", "D10-2", "D18-1", "D25-2"}
    assert not cuba.query("ASK { e:vote-haiti-1962 dip:inResponseTo ?promise }")
    assert not cuba.query("ASK { e:illness-2017 dip:participant e:cuba }")
    assert rows(cuba, "SELECT ?other { ?x a dip:DiplomaticRelations ; dip:party e:cuba , ?other FILTER(?other != e:cuba) }") == {
        ("mexico",)
    }


def test_the_dossier_denies_the_lifting_that_the_article_states(cuba: kg.Graph) -> None:
    claims = rows(cuba, "claims-about", "claim", "standing", "document", "held", about="Lifting of the OAS sanctions on Cuba, 1975")
    assert claims == {("A22-1", "Stated", "article", "true"), ("D18-1", "Denied", "dossier", "false")}
    notes = "SELECT ?on ?kind { ?note dip:on ?on ; dip:noteKind ?kind FILTER(?kind = dip:ConflictingClaims) }"
    assert rows(cuba, notes) == {("lifting-1975", "ConflictingClaims")}


def test_who_visited_cuba(cuba: kg.Graph) -> None:
    assert rows(cuba, "visits", "visitor", "place", "earliest", "latest") == {
        ("coolidge", "cuba", "1928-01-01", "1928-12-31"),
        ("obama", "havana", "2016-03-20", "2016-03-22"),
    }


def test_credentials_that_a_president_received_are_to_his_state(cuba: kg.Graph) -> None:
    found = rows(cuba, "envoys", "act", "sent_by", "accredited_to", envoy="José Ramón Cabañas", accredited_to="United States")
    assert found == {
        ("credentials-cabanas", "cuba", "united-states"),
        ("accreditation-cabanas", "cuba", "united-states"),
    }


def test_what_a_speaker_or_a_text_says_is_not_held(cuba: kg.Graph) -> None:
    said = rows(cuba, "statements", "statement", "content", speaker="Fidel Castro")
    assert said == {
        ("speech-castro-1961", None),
        ("charge-castro-1961", "A11-2"),
        ("demand-castro-1961", "A11-3"),
        ("speech-castro-2004", None),
    }
    for kind in ("dip:Loan", "dip:Purchase", "dip:ReductionOfMissionStaff", "dip:ImpositionOfBlockade", "dip:Readmission"):
        assert not cuba.query(f"ASK {{ ?x a {kind} }}")


def test_the_history_of_relations_of_cuba_and_the_united_states(cuba: kg.Graph) -> None:
    found = facts(cuba.query("relations-history", a="Cuba", b="United States"), "value", "mission", "surely_from", "surely_until")
    reach = "2026-11-30"  # both documents are of November 2026
    for row in (
        ["RelationsSevered", None, "1961-01-03", "2015-07-19"],
        ["InRelations", None, "2015-07-20", reach],
        ["MissionNotOperating", "embassy-us-havana", "1961-01-03", reach],
        ["MissionOperating", "interests-section-us", "1977-09-01", "2015-07-19"],
        ["MissionOperating", "embassy-us-havana-2015", "2015-07-20", reach],
        ["MissionOperating", "interests-section-cuba", "1977-09-01", "2015-07-19"],
        ["MissionOperating", "embassy-cuba-washington-2015", "2015-07-20", reach],
    ):
        assert row in found
    # Fifteen diplomats were expelled in 2017, and no envoy.
    assert not any(row[0] == "EnvoyExpelled" for row in found)


def test_a_resolution_speaks_for_itself(cuba: kg.Graph) -> None:
    resolution = cuba.show("e:resolution-1964")
    assert {claim.claim.speakers for claim in resolution.claimed} == {(resolution.name,)}
