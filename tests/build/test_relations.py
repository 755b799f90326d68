"""The relations of agents in time: the table of the ontology, the tracks of the acts, and the periods with their proofs."""

from __future__ import annotations

import functools
import shutil
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.build import build
from kg.build.relations import Change, Table, relations_in_time
from kg.dates import parse_edtf, together
from kg.errors import DataError
from kg.namespaces import DIP, OWL, RDF, RDFS
from kg.ontology import Ontology, load_ontology
from kg.ontology.terms import parse_turtle
from kg.rules import RELATIONS_IN_TIME, Derivation, Rule, entail, load_rules, replay
from kg.terms import LABEL, PREF_LABEL, TYPE
from kg.workspace import Workspace
from tests.asking import facts

ROOT = Path(__file__).resolve().parents[2]
RUPTURE = ROOT / "tests" / "workspaces" / "rupture"
BASE = "https://example.org/w/"
HEAD = f"""
@prefix : <{DIP}> . @prefix e: <{BASE}id/> . @prefix d: <{BASE}doc/> . @prefix owl: <{OWL}> . @prefix rdf: <{RDF}> .
@prefix rdfs: <{RDFS}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
STATES = "e:a a :State , :Agent . e:b a :State , :Agent . e:c a :State , :Agent . e:person a :Person , :Agent . "


@functools.cache
def rules() -> dict[str, Rule]:
    return {rule.name: rule for rule in load_rules(Workspace(ROOT))}


@functools.cache
def ontology(own: str = "") -> Ontology:
    return Ontology([*load_ontology(Workspace(ROOT)).triples, *parse_turtle((HEAD + own).encode(), "own.ttl")])


def on(*days: str) -> str:
    """The bounds of an act: first and last day."""
    return " ; ".join(f':{name} "{day}"^^xsd:date' for name, day in zip(("earliest", "latest"), days, strict=False) if day)


def store_of(text: str, own: str = "") -> ox.Store:
    store = ox.Store()
    store.extend(ox.Quad(each.subject, each.predicate, each.object) for each in ontology(own).hot_triples)
    store.extend(ox.parse(HEAD + STATES + text, ox.RdfFormat.TURTLE))
    entail(store, list(rules().values()))
    return store


ROWS = """
PREFIX : <https://w3id.org/chancery/ontology#>
SELECT ?aspect ?of ?towards ?value ?from ?to WHERE {
  ?period a :RelationsPeriod ; :ofAspect ?aspect ; :ofAgent ?of ; :relationsValue ?value .
  OPTIONAL { ?period :towards ?towards } OPTIONAL { ?period :surelyFrom ?from } OPTIONAL { ?period :surelyUntil ?to }
  FILTER(!BOUND(?towards) || ?towards != ?of)
} ORDER BY ?aspect ?of ?towards ?from"""


def found(text: str, own: str = "") -> list[list[str]]:
    """The periods that follow from facts: aspect, agents, value, sure days. Those of a mutual aspect are there in both directions."""
    store = store_of(text, own)
    store.extend(ox.Quad(*each.triple) for each in relations_in_time(store, ontology(own), BASE))
    rows = store.query(ROWS)
    assert isinstance(rows, ox.QuerySolutions)
    names = ("aspect", "of", "towards", "value", "from", "to")
    return [["" if row[name] is None else row[name].value.rpartition("/")[2].rpartition("#")[2] for name in names] for row in rows]


def test_the_actor_of_a_recognition_recognizes_its_recipient() -> None:
    rows = found(f"e:x a :Recognition ; :actor e:a ; :recipient e:b ; {on('1950-05-01', '1950-05-01')} .")
    assert rows == [["RecognitionStatus", "a", "b", "RecognizedStatus", "1950-05-01", ""]]


@pytest.mark.parametrize(
    "act",
    [
        "e:x a :Recognition ; :actor e:person ; :recipient e:b",  # no act of a person is one of its state
        "e:x a :Recognition ; :actor e:person ; :onBehalfOf e:a ; :recipient e:b",
        "e:x a :Recognition ; :actor e:a ; :recipient e:a",
        "e:x a :Recognition ; :recipient e:b",
        "e:x a :Recognition ; :actor e:a ; :recipient e:b ; :outcome :Attempted",
        "e:x a :Recognition ; :actor e:a ; :recipient e:b ; :outcome :Failed",
        "e:x a :Visit ; :actor e:a ; :recipient e:b",
        "e:x a :EstablishmentOfRelations ; :party e:a",
        "e:x a :OpeningOfMission ; :actor e:a ; :receivingParty e:b",  # which mission is not said
    ],
)
def test_what_changes_nothing(act: str) -> None:
    assert found(f"{act} ; {on('1950-05-01', '1950-05-01')} .") == []


def test_an_act_that_is_known_to_be_done_changes_what_it_changes() -> None:
    assert len(found(f"e:x a :Recognition ; :actor e:a ; :recipient e:b ; :outcome :Done ; {on('1950-01-01', '1950-01-01')} .")) == 1


def test_each_two_of_several_parties_have_a_track() -> None:
    rows = found(f"e:x a :EstablishmentOfRelations ; :party e:a , e:b , e:c ; {on('1950-01-01', '1950-01-01')} .")
    assert [row[1:3] for row in rows] == [[one, other] for one in "abc" for other in "abc" if one != other]
    assert {row[0] for row in rows} == {"DiplomaticStatus"}


def test_an_act_of_either_side_changes_a_mutual_aspect() -> None:
    own = ":SeveranceOfRelations a owl:Class ."
    rows = found(
        f"e:x a :EstablishmentOfRelations ; :actor e:a ; :recipient e:b ; {on('1950-01-01', '1950-01-01')} ."
        f"e:y a :SeveranceOfRelations ; :actor e:b ; :recipient e:a ; {on('1960-01-01', '1960-01-01')} .",
        own,
    )
    values = [["InRelations", "1950-01-01", "1959-12-31"], ["RelationsSevered", "1960-01-01", ""]]
    assert rows == [["DiplomaticStatus", one, other, *value] for one, other in ("ab", "ba") for value in values]


def test_a_severance_ends_what_is_told_of_the_level_in_both_directions() -> None:
    own = ":SeveranceOfRelations a owl:Class . :UpgradeOfRelations a owl:Class ."
    rows = found(
        f"e:x a :UpgradeOfRelations ; :party e:a , e:b ; :toLevel :AtAmbassadorLevel ; {on('1950-01-01', '1950-01-01')} ."
        f"e:y a :SeveranceOfRelations ; :actor e:b ; :recipient e:a ; {on('1960-01-01', '1960-01-01')} .",
        own,
    )
    assert [row for row in rows if row[0] == "RepresentationLevel"] == [
        ["RepresentationLevel", one, other, "AtAmbassadorLevel", "1950-01-01", "1959-12-31"] for one, other in ("ab", "ba")
    ]


MISSION = "e:m a :Mission ; :missionOf e:a . e:city a :City ; :locatedIn e:b . "
OPENED = f"e:x a :OpeningOfMission ; :actor e:a ; :missionOpened e:m ; {on('1950-01-01', '1950-01-01')} "
CLOSED = f"e:y a :ClosureOfMission ; :actor e:b ; :missionConcerned e:m ; {on('1960-01-01', '1960-01-01')} ."
OPEN = ["MissionOperating", "1950-01-01", "1959-12-31"]
SHUT_VALUE = ox.NamedNode(DIP + "MissionNotOperating")
SHUT = ["MissionNotOperating", "1960-01-01", ""]


@pytest.mark.parametrize("where", ["; :place e:city .", "; :place e:b .", "; :recipient e:b .", ". e:m :accreditedTo e:b ."])
def test_a_mission_has_a_track_of_its_own_from_its_sender(where: str) -> None:
    """The receiving state can close it, and the closure need not say again where it is."""
    rows = found(MISSION + OPENED + where + CLOSED, ":ClosureOfMission a owl:Class .")
    assert rows == [["MissionPresence", "a", "b", *each] for each in (OPEN, SHUT)]


@pytest.mark.parametrize("where", ["; :place e:city .", "; :place e:b .", "; :recipient e:b .", ". e:m :accreditedTo e:b ."])
def test_a_mission_that_is_kept_is_open_on_the_days_that_are_told(where: str) -> None:
    """The situation needs no opening. As every situation, it says nothing of the days after its own."""
    kept = f"e:x a :MaintenanceOfMission ; :actor e:a ; :missionConcerned e:m ; {on('1950-01-01', '1950-01-01')} "
    rows = found(MISSION + kept + where + CLOSED, ":ClosureOfMission a owl:Class .")
    assert rows == [["MissionPresence", "a", "b", *each] for each in ([*OPEN[:2], "1950-01-01"], SHUT)]


def test_the_proof_that_a_mission_is_closed_says_to_whom_it_was_sent() -> None:
    own = ":ClosureOfMission a owl:Class ."
    store = store_of(MISSION + OPENED + "; :place e:b ." + CLOSED, own)
    ways = {each.derivations[0].premises for each in relations_in_time(store, ontology(own), BASE) if each.triple.object == SHUT_VALUE}
    (premises,) = ways
    receives = ox.Triple(ox.NamedNode(BASE + "id/x"), ox.NamedNode(DIP + "receivingParty"), ox.NamedNode(BASE + "id/b"))
    assert receives in premises


def test_a_mission_whose_receiver_is_not_told_has_a_track_without_one() -> None:
    rows = found(MISSION + OPENED + "." + CLOSED, ":ClosureOfMission a owl:Class .")
    assert rows == [["MissionPresence", "a", "", *each] for each in (OPEN, SHUT)]


@pytest.mark.parametrize(
    "more", [". e:m a :PermanentMission .", "; :recipient e:c . e:c a :InternationalOrganization .", ". e:m :accreditedTo e:c ."]
)
def test_the_state_of_the_seat_receives_no_mission_to_another(more: str) -> None:
    """A mission to an organization in a city of a state, or an embassy that works from a third state."""
    rows = found(MISSION + OPENED + "; :place e:city " + more + CLOSED, ":PermanentMission a owl:Class .")
    assert rows
    assert all(row[2] != "b" for row in rows)


def test_the_sender_of_a_mission_of_which_nothing_else_is_known_is_the_actor() -> None:
    assert found("e:m a :Mission . " + OPENED + "; :place e:b .")[0][1:4] == ["a", "b", "MissionOperating"]


def test_the_place_of_an_envoy_is_its_receiver() -> None:
    own = ":PresentationOfCredentials a owl:Class . :Recall a owl:Class ."
    rows = found(
        f"e:x a :PresentationOfCredentials ; :actor e:person ; :onBehalfOf e:a ; :recipient e:king ; :place e:b ; "
        f"{on('1950-01-01', '1950-01-01')} . e:king a :Person , :Agent . "
        f"e:y a :Recall ; :actor e:a ; :target e:person ; :place e:b ; {on('1955-01-01', '1955-12-31')} .",
        own,
    )
    assert rows == [
        ["EnvoyPresence", "a", "b", "EnvoyAccredited", "1950-01-01", "1954-12-31"],
        ["EnvoyPresence", "a", "b", "EnvoyRecalled", "1955-12-31", ""],
    ]


def test_an_act_that_ends_another_ends_what_it_began() -> None:
    rows = found(
        f"e:x a :Recognition , :Act ; :actor e:a ; :recipient e:b ; {on('1950-01-01', '1950-01-01')} ."
        f"e:y a :Revocation ; :target e:x ; {on('1960-01-01', '1960-01-01')} ."
    )
    assert rows == [["RecognitionStatus", "a", "b", "RecognizedStatus", "1950-01-01", "1959-12-31"]]


def test_the_stated_order_of_two_acts_of_a_track_counts() -> None:
    own = ":WithdrawalOfRecognition a owl:Class ."
    text = (
        f"e:x a :Recognition ; :actor e:a ; :recipient e:b ; {on('1950-01-01', '1950-12-31')} ."
        f"e:y a :WithdrawalOfRecognition ; :actor e:a ; :recipient e:b ; {on('1950-01-01', '1950-12-31')} ."
    )
    assert [row[3:] for row in found(text, own)] == [["RecognizedStatus", "", ""], ["RecognitionWithdrawn", "", ""]]
    ordered = found(text + "e:y :after e:x .", own)
    assert [row[3:] for row in ordered] == [["RecognizedStatus", "", ""], ["RecognitionWithdrawn", "1950-12-31", ""]]


DATES = (
    *("1947", "1947-06", "1949-01-01", "1947/1949", "1948/1949", "1947/1947", "1947/..", "1948/.."),
    *("/1949", "../1947", "[1947..1949]", "[1948..]", "[..1948]"),
)
DOCUMENT = 'd:one dcterms:date "1990"^^edtf:EDTF . e:p :document d:one . e:x :statedIn e:p . '


def test_an_act_without_a_last_day_was_done_by_the_date_of_a_document_that_tells_of_it() -> None:
    act = "e:x a :Recognition ; :actor e:a ; :recipient e:b "
    assert found(f"{act}; {on('1973-01-01')} .")[0][4:] == ["", ""]
    assert found(f"{act}; {on('1973-01-01')} . {DOCUMENT}")[0][4:] == ["1990-12-31", ""]
    assert found(f"{act} . {DOCUMENT}")[0][4:] == ["1990-12-31", ""]


@pytest.mark.parametrize("text", ["1990/..", "soon"])
def test_a_document_whose_date_has_no_last_day_bounds_nothing(text: str) -> None:
    act = f"e:x a :Recognition ; :actor e:a ; :recipient e:b ; {on('1973-01-01')} . "
    assert found(act + DOCUMENT.replace("1990", text))[0][4:] == ["", ""]


def test_what_is_so_as_of_the_writing_is_so_on_the_date_of_the_document() -> None:
    """And not at any other time: what has no date at all could have been so before a severance that is told."""
    severed = f"e:y a :SeveranceOfRelations ; :actor e:a ; :recipient e:b ; {on('1980-05-01', '1980-05-01')} . "
    written = "e:x a :AbsenceOfRelations , :Situation ; :party e:a , e:b ; :dateBasis :AsOfWriting . "
    dated = DOCUMENT.replace("1990", "1990-06-30")
    own = ":SeveranceOfRelations a owl:Class . :AbsenceOfRelations a owl:Class ."
    assert found(severed + written + dated, own)[:1] == [["DiplomaticStatus", "a", "b", "RelationsSevered", "1980-05-01", ""]]
    assert found(written + dated, own)[:1] == [["DiplomaticStatus", "a", "b", "NoRelations", "1990-06-30", "1990-06-30"]]
    assert {row[3] for row in found(severed + written + dated, own)} == {"RelationsSevered"}
    assert {row[3] for row in found(severed + written, own)} == {"RelationsSevered", "NoRelations"}


def test_a_document_with_an_earlier_date_than_the_act_bounds_nothing() -> None:
    act = f"e:x a :Recognition ; :actor e:a ; :recipient e:b ; {on('2030-01-01')} . "
    assert found(act + DOCUMENT)[0][4:] == ["", ""]


@given(st.lists(st.sampled_from(DATES), min_size=1, max_size=3))
def test_every_date_that_accounts_give_together_is_one_of_a_possible_day(texts: list[str]) -> None:
    """Whatever the accounts of an act and of a situation are, the build gets as far as their periods."""
    bounds = together(map(parse_edtf, texts))
    names = {"earliest": bounds.earliest, "latest": bounds.latest, "begunBy": bounds.begun_by, "surelyUntil": bounds.surely_until}
    days = "".join(f' ; :{name} "{day}"^^xsd:date' for name, day in names.items() if day is not None)
    store = ox.Store()
    text = (
        f"e:x a :Recognition ; :actor e:a ; :recipient e:b {days} . "
        f"e:y a :NonRecognition , :Situation ; :actor e:a ; :recipient e:b {days} ."
    )
    store.extend(ox.parse(HEAD + STATES + text, ox.RdfFormat.TURTLE))
    values = {
        str(each.triple.object)
        for each in relations_in_time(store, ontology(), BASE)
        if each.triple.predicate.value == DIP + "relationsValue"
    }
    assert len(values) == 2


def test_what_the_claims_on_a_document_without_a_date_name_is_no_last_day() -> None:
    """The document can have been written later."""
    document = 'd:one :reachesUntil "1980-01-01"^^xsd:date . e:p :document d:one . e:x :statedIn e:p . '
    assert found("e:x a :Recognition ; :actor e:a ; :recipient e:b . " + document)[0][4:] == ["", ""]


def test_a_situation_expires_and_begins_and_ends_no_period() -> None:
    store = store_of(
        "e:x a :NonRecognition , :Situation ; :actor e:a ; :recipient e:b ; "
        ':earliest "1950-01-01"^^xsd:date ; :begunBy "1950-12-31"^^xsd:date ; :surelyFrom "1950-12-31"^^xsd:date ; '
        ':surelyUntil "1960-01-01"^^xsd:date ; :latest "1960-12-31"^^xsd:date .'
    )
    about = {each.triple.predicate.value.removeprefix(DIP): each.triple.object for each in relations_in_time(store, ontology(), BASE)}
    assert {"begunThrough", "endedThrough", "countedUntil"}.isdisjoint(about)
    assert about["shownBy"] == ox.NamedNode(BASE + "id/x")
    days = [str(about[name]).split('"')[1] for name in ("earliest", "surelyFrom", "surelyUntil", "latest")]
    assert days == ["1950-01-01", "1950-12-31", "1960-01-01", "1960-12-31"]


@pytest.mark.parametrize("own", ["", ":Special a owl:Class ; rdfs:subClassOf :Recognition ."])
def test_a_subclass_changes_what_its_superclasses_change(own: str) -> None:
    kind = ":Special" if own else ":Recognition"
    assert found(f"e:x a {kind} ; :actor e:a ; :recipient e:b ; {on('1950-01-01', '1950-01-01')} .", own)[0][3] == "RecognizedStatus"


def test_a_subclass_that_declares_a_change_of_an_aspect_replaces_that_of_its_superclass() -> None:
    own = (
        ":Special a owl:Class ; rdfs:subClassOf :Recognition ; "
        ":changes [ :ofAspect :RecognitionStatus ; :toValue :NotRecognized ; :fromRole :actor ; :toRole :recipient ] ."
    )
    rows = found(f"e:x a :Special ; :actor e:a ; :recipient e:b ; {on('1950-01-01', '1950-01-01')} .", own)
    assert [row[3] for row in rows] == ["NotRecognized"]


def test_a_subclass_that_declares_a_change_of_another_aspect_keeps_that_of_its_superclass() -> None:
    own = (
        ":Special a owl:Class ; rdfs:subClassOf :Recognition ; "
        ":changes [ :ofAspect :DiplomaticStatus ; :toValue :InRelations ; :fromRole :actor ; :toRole :recipient ] ."
    )
    rows = found(f"e:x a :Special ; :actor e:a ; :recipient e:b ; {on('1950-01-01', '1950-01-01')} .", own)
    assert {row[3] for row in rows} == {"InRelations", "RecognizedStatus"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("[ :toValue :RecognizedStatus ; :fromRole :actor ; :toRole :recipient ]", "has no dip:ofAspect"),
        ("[ :ofAspect :RecognitionStatus ; :toRole :recipient ]", "has no dip:fromRole"),
        ("[ :ofAspect :RecognitionStatus ; :fromRole :actor ]", "has no dip:toRole"),
        ("[ :ofAspect :RecognitionStatus ; :fromRole :actor , :party ; :toRole :recipient ]", "has more than one dip:fromRole"),
        ("e:nothing", "has no dip:ofAspect"),
        ("[ :ofAspect :RecognitionStatus ; :fromRole :acter ; :toRole :recipient ]", "names dip:acter, which is not declared"),
        ("[ :ofAspect :Recognised ; :fromRole :actor ; :toRole :recipient ]", "names dip:Recognised, which is not declared"),
    ],
)
def test_a_malformed_change_is_an_error_that_names_its_class(change: str, message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        Table(ontology(f":Special a owl:Class ; :changes {change} ."))
    assert "dip:Special" in caught.value.what


def test_a_malformed_change_is_reported_with_its_file_and_line(small: Path) -> None:
    text = (
        "@prefix : <https://w3id.org/chancery/ontology#> .\n\n"
        ":Recognition :changes [ :ofAspect :RecognitionStatus ; :toRole :recipient ] .\n"
    )
    (small / "ontology").mkdir(exist_ok=True)
    (small / "ontology" / "own.ttl").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"a change of dip:Recognition has no dip:fromRole") as caught:
        build(Workspace(small))
    assert str(caught.value.place) == "ontology/own.ttl:3:1"


def test_the_table_of_the_packaged_ontology_names_declared_terms() -> None:
    own = ontology()
    table = Table(own)
    recognition = DIP + "Recognition"
    expected = Change(recognition, DIP + "RecognitionStatus", DIP + "RecognizedStatus", "", DIP + "actor", DIP + "recipient", "")
    assert expected in table.changes[recognition]
    for changes in table.changes.values():
        for each in changes:
            assert DIP + "RelationsAspect" in own.types(each.aspect) or DIP + "MutualAspect" in own.types(each.aspect), each
            assert not each.value or DIP + "ValueOfRelations" in own.types(each.value), each
            assert all(own.is_object_property(role) for role in (each.from_role, each.to_role)), each
            assert all(not role or own.is_object_property(role) for role in (each.value_role, each.mission_role)), each
    values = {iri for iri in own.kinds if DIP + "ValueOfRelations" in own.types(iri)}
    assert values == table.patterns.keys()


def labels(store: ox.Store, own: Ontology) -> set[object]:
    return {each.triple.object for each in relations_in_time(store, own, BASE) if each.triple.predicate in (LABEL, PREF_LABEL)}


def test_a_label_names_the_agents_and_the_days() -> None:
    store = store_of(
        f"e:x a :Recognition ; :actor e:a ; :recipient e:b ; {on('1950-05-01', '1950-12-31')} . e:a rdfs:label 'Aland'@sv , 'A'@en . "
        f"e:y a :Revocation ; :target e:x ; {on('1960-01-01', '1960-01-01')} . e:x a :Act ."
    )
    assert labels(store, ontology()) == {
        ox.Literal("Period of recognition of b by A from 1 May 1950 or later until 31 December 1959", language="en")
    }


def test_a_value_without_a_pattern_has_a_label_too() -> None:
    own = (
        ":Special a owl:Class ; :changes [ :ofAspect :RecognitionStatus ; :toValue e:half ; :fromRole :actor ; :toRole :recipient ] ."
        "e:half a :ValueOfRelations , owl:NamedIndividual ; skos:prefLabel 'half recognized'@en ."
    )
    store = store_of("e:x a :Special ; :actor e:a ; :recipient e:b .", own)
    assert labels(store, ontology(own)) == {ox.Literal("Period of half recognized: a and b", language="en")}


def test_a_period_takes_no_name_that_is_in_use() -> None:
    act = "e:x a :Recognition ; :actor e:a ; :recipient e:b . "
    name = f"{BASE}id/period-recognition-status-a-b-"
    for text, number in ((act, 1), (act + f"<{name}1> a :Visit .", 2)):
        assert {each.triple.subject for each in relations_in_time(store_of(text), ontology(), BASE)} == {ox.NamedNode(f"{name}{number}")}


def test_a_proof_replays_from_the_finished_graph_and_others_do_not() -> None:
    day = f":date '1950-01-01'^^edtf:EDTF ; {on('1950-01-01', '1950-01-01')}"
    store = store_of(f"e:x a :Recognition ; :actor e:a ; :recipient e:b ; {day} .")
    found = relations_in_time(store, ontology(), BASE)
    store.extend(ox.Quad(*each.triple) for each in found)
    computed = {RELATIONS_IN_TIME: lambda given: relations_in_time(given, ontology(), BASE)}
    for each in found:
        (way,) = each.derivations
        assert {premise.predicate.value for premise in way.premises} == {TYPE.value, DIP + "actor", DIP + "recipient", DIP + "date"}
        assert replay(store, rules(), each.triple, way, computed) is None
        fewer = Derivation(way.rule, way.premises[1:])
        assert "does not conclude" in str(replay(store, rules(), each.triple, fewer, computed))
        absent = ox.Triple(ox.NamedNode("x:a"), TYPE, ox.NamedNode("x:b"))
        assert "is not held" in str(replay(store, rules(), each.triple, Derivation(way.rule, (*way.premises, absent)), computed))
        assert replay(store, rules(), each.triple, way) == f"there is no rule {RELATIONS_IN_TIME}"


@pytest.mark.parametrize(("what", "term"), [("dip:towards e:y", "dip:towards"), ("a dip:RelationsPeriod", "dip:RelationsPeriod")])
def test_periods_are_never_authored(small: Path, what: str, term: str) -> None:
    (small / "data" / "two.trig").write_text(
        "@prefix dip: <https://w3id.org/chancery/ontology#> . @prefix k: <https://example.org/small/graph/> .\n"
        "@prefix e: <https://example.org/small/id/> .\n"
        f"k:background {{ e:x {what} }}\n"
    )
    with pytest.raises(DataError, match=f"{term} is derived by the build and must not be authored"):
        kg.open(small)


# A workspace of rupture and repair. The rows are derived by hand from tests/workspaces/rupture/data/chronicle.trig.


@pytest.fixture(scope="module")
def rupture(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    folder = tmp_path_factory.mktemp("workspaces") / "rupture"
    shutil.copytree(RUPTURE, folder, ignore=shutil.ignore_patterns(".kg"))
    return kg.open(folder)


WITHDRAWN = "eastland-withdrawal"
REACH = "1990-06-30"
"""The chronicle is of 30 June 1990: it tells of no later day."""
HISTORY = [
    ["northland", "southland", "InRelations", "1951-12-31", "1961-11-04", "1951-01-01", "1961-11-04", "establishment", "severance"],
    ["northland", "southland", "RelationsSevered", "1961-11-05", "1972-04-09", "1961-11-05", "1972-04-09", "severance", "resumption"],
    ["northland", "southland", "InRelations", "1972-04-10", REACH, "1972-04-10", None, "resumption", None],
    ["northland", "southland", "MissionOperating", "1952-03-01", "1961-11-04", "1952-03-01", "1961-11-29", "opening", "closure"],
    ["northland", "southland", "MissionOperating", "1952-03-01", "1961-11-04", "1952-03-01", "1961-11-29", "opening", "severance"],
    ["northland", "southland", "MissionNotOperating", "1961-11-30", "1971-12-31", "1961-11-05", "1973-12-30", "closure", "reopening"],
    ["northland", "southland", "MissionOperating", "1973-12-31", REACH, "1972-01-01", None, "reopening", None],
    [
        "eastland",
        "southland",
        "RecognizedStatus",
        "1949-01-01",
        "1964-12-31",
        "1949-01-01",
        "1970-12-30",
        "eastland-recognition",
        WITHDRAWN,
    ],
    ["eastland", "southland", "RecognitionWithdrawn", "1970-12-31", REACH, "1965-01-01", None, WITHDRAWN, None],
    ["northland", "southland", "RecognizedStatus", "1950-05-01", REACH, "1950-05-01", None, "recognition", None],
    ["northland", "southland", "AtAmbassadorLevel", "1955-06-30", "1961-11-04", "1955-06-01", "1961-11-04", "upgrade", "severance"],
    ["southland", "northland", "AtAmbassadorLevel", "1955-06-30", "1961-11-04", "1955-06-01", "1961-11-04", "upgrade", "severance"],
]


def test_the_history_of_a_rupture_and_its_repair(rupture: kg.Graph) -> None:
    columns = ("of", "towards", "value", "surely_from", "surely_until", "possibly_from", "possibly_until", "begun_by", "ended_by")
    assert facts(rupture.query("relations-history"), *columns) == HISTORY


def test_the_passages_of_a_period_are_those_of_the_acts_that_begin_and_end_it(rupture: kg.Graph) -> None:
    first = rupture.query("relations-history", {"aspect": "state of diplomatic relations"}, cite=True).rows[0]
    assert str(first["passages"]).count("the chronicle") == 2


@pytest.mark.parametrize(
    ("day", "recognized", "in_relations", "mission"),
    [
        (date(1949, 6, 1), ["eastland yes"], "", ""),
        (date(1960, 1, 1), ["eastland yes", "northland yes"], "yes", "yes"),
        (date(1961, 11, 15), ["eastland yes", "northland yes"], "", "undecided"),
        (date(1965, 1, 1), ["eastland undecided", "northland yes"], "", ""),
        (date(1972, 6, 1), ["northland yes"], "yes", "undecided"),
        (date(1980, 1, 1), ["northland yes"], "yes", "yes"),
    ],
)
def test_what_surely_ended_is_no_relation_as_of_a_later_day(
    rupture: kg.Graph, day: date, recognized: list[str], in_relations: str, mission: str
) -> None:
    def asked(agent: str) -> set[tuple[str, ...]]:
        answer = rupture.query("relations-between", {"a": agent}, as_of=day)
        return {tuple(map(str, row)) for row in facts(answer, "from", "relation", "to", "as_of")}

    every = asked("Northland") | asked("Southland") | asked("Eastland")
    assert sorted(f"{row[0]} {row[3]}" for row in every if row[1] == "recognized") == recognized
    for ends in (("northland", "southland"), ("southland", "northland")):
        state = {row[3] for row in every if (row[0], row[2]) == ends and row[1] == "establishedRelationsWith"}
        assert state == ({in_relations} if in_relations else set())
    opened = [each.was_so for each in rupture.show("Northland", day).inferred if each.triple.predicate.value == DIP + "openedMissionIn"]
    assert [each.value for each in opened if each is not None] == ([mission] if mission else [])


def test_the_history_as_of_a_day(rupture: kg.Graph) -> None:
    answer = rupture.query("relations-history", {"a": "Eastland"}, as_of=date(1967, 1, 1))
    assert facts(answer, "value", "as_of") == [["RecognizedStatus", "undecided"], ["RecognitionWithdrawn", "undecided"]]


def test_why_leads_from_a_period_down_to_passages(rupture: kg.Graph) -> None:
    period = "period-diplomatic-status-northland-southland-2"
    explained = rupture.why(period, "ended through", "resumption")
    assert explained
    text = str(explained)
    assert "by the rule relations-in-time: What held between two agents" in text
    assert "the chronicle" in text


def test_a_description_lists_no_periods_but_those_asked_for(rupture: kg.Graph) -> None:
    assert "Period of" not in str(rupture.show("Southland"))
    assert "Period of" not in str(rupture.show("severance"))
    described = str(rupture.show("period-diplomatic-status-northland-southland-2"))
    assert "ended through Relations of Northland and Southland resumed, 1972" in " ".join(described.split())


def test_the_build_says_until_when_a_document_reaches(rupture: kg.Graph) -> None:
    text = f"PREFIX dip: <{DIP}> SELECT ?document ?day {{ ?document a dip:SourceDocument ; dip:reachesUntil ?day }}"
    assert facts(rupture.query(text), "document", "day") == [["chronicle", "1990-06-30"]]


# Hand-made histories in which an act and a situation, two envoys or two senders meet. The rows are derived by hand.

LASTS = ":Situation a owl:Class . :DiplomaticRelations a owl:Class ; rdfs:subClassOf :Situation . :Tenure a owl:Class . "


def interval(first: str, last: str, edtf: str) -> str:
    """The bounds that the build derives from an interval whose ends are known to the day, with its literal."""
    days = (("earliest", first), ("begunBy", first), ("surelyUntil", last), ("latest", last))
    return f':date "{edtf}" ; ' + " ; ".join(f':{name} "{day}"^^xsd:date' for name, day in days)


def test_a_situation_with_an_end_ends_what_the_act_brought_about() -> None:
    established = f"e:x a :EstablishmentOfRelations ; :actor e:a ; :recipient e:b ; {on('1950-01-01', '1950-12-31')} . "
    until = f"e:y a :DiplomaticRelations ; :party e:a , e:b ; {interval('1950-01-01', '1967-06-01', '1950-01-01/1967-06-01')} ."
    rows = [row for row in found(established + until, LASTS) if row[1] == "a"]
    assert [row[3:] for row in rows] == [["InRelations", "1950-01-01", "1967-06-01"]]


def test_a_situation_at_a_date_ends_nothing() -> None:
    established = f"e:x a :EstablishmentOfRelations ; :actor e:a ; :recipient e:b ; {on('1950-01-01', '1950-12-31')} . "
    at = f'e:y a :DiplomaticRelations ; :party e:a , e:b ; :date "1960" ; {on("1960-01-01", "1960-12-31")} .'
    rows = [row for row in found(established + at, LASTS) if row[1] == "a"]
    assert [row[3:] for row in rows] == [["InRelations", "1950-12-31", ""]]


ACCREDITED = (
    "e:t a :Accreditation , :Tenure ; :holder e:person ; :sentBy e:a ; :accreditedTo e:b , e:c ; "
    f'{on("1990-01-01")} ; :begunBy "1990-01-01"^^xsd:date ; :date "1990-01-01/.." . '
)
RECALLED = f"e:r a :Recall ; :actor e:a ; :recipient e:c ; :tenureEnded e:t ; {on('1992-05-03', '1992-05-03')} . "


def test_a_recall_from_one_of_two_states_leaves_the_envoy_with_the_other() -> None:
    rows = found(ACCREDITED + RECALLED + DOCUMENT.replace("e:x", "e:t"), LASTS + ":Recall a owl:Class .")
    assert ["EnvoyPresence", "a", "c", "EnvoyRecalled", "1992-05-03", ""] in rows
    assert [row[3] for row in rows if row[2] == "b"] == ["EnvoyAccredited"]


def test_the_dismissal_of_one_envoy_does_not_surely_end_the_presence_of_another() -> None:
    other = (
        "e:u a :Accreditation , :Tenure ; :holder e:p2 ; :sentBy e:a ; :accreditedTo e:b ; "
        f"{interval('1991-06-01', '2000-01-01', '1991-06-01/2000-01-01')} . e:p2 a :Person , :Agent . "
    )
    dismissed = f"e:d a :Dismissal ; :actor e:a ; :tenureEnded e:t ; {on('1996-03-03', '1996-03-03')} . "
    own = LASTS + ":Dismissal a owl:Class ."
    triples = [each.triple for each in relations_in_time(store_of(ACCREDITED + other + dismissed, own), ontology(own), BASE)]
    with_b = {each.subject for each in triples if each.predicate.value == DIP + "towards" and each.object == ox.NamedNode(BASE + "id/b")}
    last = {str(each.object)[1:11] for each in triples if each.predicate.value == DIP + "latest" and each.subject in with_b}
    assert max(last) == "2000-01-01"


def test_an_act_inside_a_tenure_brings_nothing_beyond_its_end() -> None:
    tenure = (
        "e:t a :Accreditation , :Tenure ; :holder e:person ; :sentBy e:a ; :accreditedTo e:b ; "
        f"{interval('1990-01-01', '1995-06-30', '1990-01-01/1995-06-30')} . "
    )
    back = f"e:x a :ReturnOfEnvoy ; :actor e:a ; :recipient e:b ; {on('1994-02-01', '1994-02-01')} . "
    assert [row[3:] for row in found(tenure + back, LASTS)] == [["EnvoyAccredited", "1990-01-01", "1995-06-30"]]


def test_of_a_joint_mission_each_sender_closes_its_own_part() -> None:
    joint = "e:m a :Mission ; :missionOf e:a , e:b . "
    opened = f"e:x a :OpeningOfMission ; :actor e:a , e:b ; :recipient e:c ; :missionOpened e:m ; {on('1950-01-01', '1950-01-01')} . "
    closed = f"e:y a :ClosureOfMission ; :actor e:b ; :recipient e:c ; :missionConcerned e:m ; {on('1960-01-01', '1960-01-01')} ."
    rows = found(joint + opened + closed, ":ClosureOfMission a owl:Class .")
    assert ["MissionPresence", "a", "c", "MissionOperating", "1950-01-01", ""] in rows
    assert ["MissionPresence", "b", "c", "MissionNotOperating", "1960-01-01", ""] in rows


def test_a_vacancy_is_no_accredited_envoy() -> None:
    back = f"e:x a :ReturnOfEnvoy ; :actor e:a ; :recipient e:b ; {on('1994-01-01', '1994-01-01')} . "
    empty = f"e:y a :Vacancy , :Situation ; :actor e:a ; :recipient e:b ; {interval('2000-01-01', '2005-01-01', '2000-01-01/2005-01-01')} ."
    assert [row[3:] for row in found(back + empty, LASTS + ":Vacancy a owl:Class ; rdfs:subClassOf :Situation .")] == [
        ["EnvoyAccredited", "1994-01-01", "1999-12-31"],
        ["PostVacant", "2000-01-01", "2005-01-01"],
    ]


def test_an_act_happened_by_the_date_of_the_first_document_that_tells_of_it() -> None:
    act = f"e:x a :Recognition ; :actor e:a ; :recipient e:b ; {on('1973-01-01')} . "
    later = DOCUMENT.replace("d:one", "d:two").replace("e:p", "e:p2").replace("1990", "2005")
    assert found(act + DOCUMENT + later)[0][4:] == ["1990-12-31", ""]
