"""What one node may be at once: pairs of classes that ordinary practice combines, and pairs that nobody would."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.check.owl import explain
from kg.namespaces import DIP, OWL, RDFS
from kg.ontology import Consistency, Ontology, consistency, find_java, load_ontology
from kg.terms import TYPE
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
needs_java = pytest.mark.skipif(find_java() is None, reason="there is no Java that runs")
BOTH = "https://example.org/both/"

ORDINARY = {
    # two classes: what is both
    "MilitaryAid ArmsTransfer": "rifles are handed over free of charge",
    "Recognition Declaration": "a state is recognized by a declaration",
    "Agreement Recognition": "two states recognize each other in an agreement",
    "Agreement JointStatement": "what is agreed is issued as a joint statement",
    "Agreement ArmsPurchase": "a purchase of aircraft is agreed by contract",
    "Founding Declaration": "a movement is founded by proclaiming it",
    "HumanitarianAid Convoy": "lorries take food into a besieged area",
    "City Territory": "half of a divided city is under occupation",
    "LiberationMovement PoliticalParty": "a movement also stands in elections",
    "EducationalInstitution ArmedForce": "a military academy is a school and a unit of the army",
    "LegalInstrument Resolution": "a resolution binds all members",
    "Meeting Summit": "heads of state meet, and the meeting is called a summit",
    "Summit PeaceProcess": "a summit of two weeks is itself the negotiation of a peace",
    "Visit Meeting": "a passage tells of a call on a president as a visit and as a meeting",
    "Visit Stay": "an official visit of two weeks is also told as a stay",
    "Tour Visit": "a tour of four capitals is told as one visit",
    "Statement Communication": "a note to another government is published",
    "Speech Appeal": "a speech calls upon states to act",
    "Speech Condemnation": "a speech condemns an attack",
    "Warning Threat": "a warning says what its speaker will do",
    "JointStatement Condemnation": "several ministers condemn an attack in one text",
    "Declaration Pledge": "a declaration promises help",
    "Refusal Statement": "a government says that it will not recognize another",
    "Refusal NonRecognition": "a refusal is named as the lasting denial of recognition",
    "Agreement EstablishmentOfRelations": "relations are established by a signed protocol",
    "Agreement OpeningOfMission": "two governments agree to open an embassy, and it is opened with that",
    "EstablishmentOfRelations Recognition": "an exchange of ambassadors implies recognition",
    "RecognitionOfMission RecognitionOfRepresentative": "a movement and its office are recognized in one act",
    "Agreement TroopDeployment": "troops are sent under a protocol that is one act with it",
    "Agreement MilitaryAid": "aid is granted in an agreement",
    "FailedAttempt Meeting": "a meeting is held that fails to bring about relations",
    "FailedAttempt ConditionalOffer": "an offer fails to bring about an exchange",
    "Detention Capture": "a pilot is captured and held",
    "Blockade Occupation": "a strip of land is blockaded and occupied",
    "Blockade MilitaryOperation": "a blockade is spoken of as an operation and as a state of affairs",
    "AbsenceOfRelations Relationship": "two states without diplomatic relations have unofficial ties",
    "AbsenceOfRelations NonRecognition": "one passage names both at once",
    "Stance NonRecognition": "non-recognition is reported as a policy",
    "Uprising PoliticalChange": "an uprising overthrows a government",
    "Election PoliticalChange": "an election brings another party to power",
    "War Occupation": "a war is a long occupation with fighting",
    "Act Occurrence": "an election is held by a state and is an event during which others act",
    "Act Situation": "a siege is laid by somebody and lasts",
    "Rally Condemnation": "a rally condemns a state",
    "Convoy Visit": "a caravan travels to a territory to visit it",
    "Region Territory": "a disputed valley is a region and a territory",
    "Region State": "a city state of the Gulf is spoken of as an area",
    "City State": "a state that is one city",
    "City Site": "a camp of refugees has become a town",
    "Site Mission": "an embassy is an organization and a building",
    "Territory DividingLine": "a demilitarized strip divides two states",
    "State Territory": "a mandate is a polity and an administered area",
    "Organization Collective": "four powers act together under one name",
    "Mission Delegation": "a permanent delegation is a mission",
    "Mission LiberationMovement": "the office of a movement is named with the movement's name",
    "GovernmentBody ArmedForce": "a border guard is an organ of the interior ministry and a force",
    "GovernmentBody PoliticalParty": "in a one-party state an organ of the party governs",
    "GovernmentBody MediaOrganization": "a state broadcaster is an organ of the state",
    "Region Collective": "the Arab world is an area and those who live there",
    "SourceDocument Text": "a joint statement is a coded document and is voted on",
    "Tenure Situation": "acts take place during a presidency",
    "SeveranceOfRelations ClosureOfMission": "relations end with the closing of the embassies",
    "SeveranceOfRelations ExpulsionOfDiplomats": "relations are broken off by sending the ambassador home",
    "Recall FormalProtest": "an ambassador is recalled in protest",
    "RecallForConsultations DowngradeOfRelations": "the recall leaves relations to a chargé d'affaires",
    "DeclarationOfIndependence Secession": "a province leaves a state by declaring itself independent",
    "Coup AssumptionOfPower": "officers seize power and govern",
    "Annexation EnactmentOfLaw": "a territory is annexed by a law",
    "Mediation GoodOffices": "a third state brings the sides together and makes proposals",
    "Mediation Negotiation": "a mediated round of talks is told as one negotiation",
    "Conference Summit": "a conference of heads of state",
    "StateVisit Negotiation": "a treaty is negotiated on a state visit",
    "Ultimatum Demand": "a demand with a term and a threat",
    "Apology ExpressionOfRegret": "a regret is offered as an apology",
    "ClaimOfResponsibility Statement": "a movement says that it was behind an attack",
    "PeaceAgreement CeasefireAgreement": "one accord ends the fighting and the war",
    "DefenceAgreement Alliance": "a pact is spoken of as the act and as the lasting tie",
    "Treaty Resolution": "a convention is annexed to the resolution that adopted it",
    "Membership Tenure": "a seat on a council is held by a person for a term",
    "WithdrawalFromOrganization FormalProtest": "a state leaves an organization in protest",
    "Veto Vote": "a vote against is a veto",
    "Training MilitaryAid": "officers are trained at the giver's cost",
    "Loan Aid": "a loan on soft terms is aid",
    "Embargo TradeRestriction": "an embargo is a total restriction of trade",
    "ImpositionOfBlockade SeizureOfTerritory": "an island is seized to close a strait",
    "Invasion Attack": "an invasion begins with an attack",
    "HostageTaking AttackOnMission": "an embassy is stormed and its staff held",
    "WithdrawalOfTroops Surrender": "a garrison leaves under terms of surrender",
    "MilitaryExercise ShowOfForce": "a manoeuvre is held to impress a neighbour",
    "PrisonerExchange Agreement": "an exchange is agreed and carried out at once",
    "Extradition Deportation": "a wanted person is handed over under an order of deportation",
    "Conviction Sentencing": "a verdict and a sentence are pronounced together",
    "HungerStrike PublicAction": "prisoners refuse food in public protest",
    "Riot Rally": "a rally turns violent",
    "WreathLaying Visit": "a visit to a memorial",
    "Interview Statement": "an answer in an interview is the statement",
    "AgreementInPrinciple Agreement": "one account speaks of a promise and another of an accord",
    "AttackOnMission Arson": "an embassy is stormed and set on fire",
    "LiftingOfSanctions Revocation": "an organization lifts what its organ imposed",
    "AdoptionOfText Appeal": "an assembly calls for a withdrawal in a resolution",
    "LiftingOfSuspension Revocation": "a resolution takes back the one that excluded a government",
    "Clash Incident": "one account tells of a fight and another only of its dead",
    "Accident Death": "a passage tells of a crash by the death in it",
    "AssassinationAttempt Killing": "the shots miss the one and kill another",
    "CourtRuling Revocation": "a higher court overturns a ruling",
    "Agreement SettlementOfDispute": "an accord settles a matter for good",
    "Attendance Commemoration": "guests come to a show in memory of somebody",
    "Pushback ViolentAct": "people are beaten back over a border",
    "Coalition ArmedForce": "the forces of several states under one command",
    "WithdrawalOfTroops WithdrawalFromOrganization": "a state takes its soldiers out of a joint force that it leaves",
    "WithdrawalOfLicence Revocation": "an authority takes back the licence that it gave to an airline",
    "OrderToLeave RestrictionOfFreedoms": "one decree sends foreigners away and forbids their papers",
}  # fmt: skip
"""Two classes that one node can have, separated by a space, with an example."""

IMPOSSIBLE = (
    "Person Text", "Person Organization", "Person State", "Person Collective", "Person City", "Agent Matter", "Text Act", "Agent Post",
    "Location Situation", "State InternationalOrganization", "State Mission", "EquipmentType Visit", "Act ActSeries",
    "Passage SourceDocument", "Tenure Person", "City DividingLine", "Act AssertionGraph",
)  # fmt: skip
"""Pairs of which a coder who writes both has made a slip."""


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology(Workspace(ROOT))


def is_declared(pair: str, ontology: Ontology) -> bool:
    return all(ontology.is_class(DIP + name) for name in pair.split())


def of_both(pair: str) -> list[ox.Triple]:
    """An individual with the classes of a pair."""
    node = ox.NamedNode(BOTH + pair.replace(" ", "And"))
    return [ox.Triple(node, TYPE, ox.NamedNode(DIP + name)) for name in pair.split()]


@pytest.mark.java
@needs_java
def test_what_practice_combines_is_consistent_and_what_nobody_combines_is_not(ontology: Ontology) -> None:
    """One run of HermiT: an individual for each ordinary pair, a subclass of both for each impossible one."""
    ordinary = [pair for pair in ORDINARY if is_declared(pair, ontology)]
    assert len(ordinary) >= 43
    individuals = [triple for pair in ordinary for triple in of_both(pair)]
    classes = []
    for pair in IMPOSSIBLE:
        node = ox.NamedNode(BOTH + pair.replace(" ", "And"))
        classes.append(ox.Triple(node, TYPE, ox.NamedNode(OWL + "Class")))
        classes += [ox.Triple(node, ox.NamedNode(RDFS + "subClassOf"), ox.NamedNode(DIP + name)) for name in pair.split()]
    found = consistency(Ontology([*ontology.triples, *classes]), individuals)
    if not found.consistent:
        clashes = explain(ontology, individuals)
        pytest.fail("\n".join(f"{[str(each) for each in clash.assertions]} {clash.axioms}" for clash in clashes))
    assert found == Consistency(True, tuple(sorted(BOTH + pair.replace(" ", "And") for pair in IMPOSSIBLE)))


def test_every_impossible_pair_is_of_declared_classes(ontology: Ontology) -> None:
    assert [pair for pair in IMPOSSIBLE if not is_declared(pair, ontology)] == []


def test_every_ordinary_pair_is_of_declared_classes(ontology: Ontology) -> None:
    assert [pair for pair in ORDINARY if not is_declared(pair, ontology)] == []
