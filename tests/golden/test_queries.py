"""The stored queries as files: complete headers, no names of one workspace, and the same answer in any SPARQL 1.1 engine."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import NamedNode, QuerySolutions, Store

import kg
from kg.query.prepare import prepare
from kg.query.request import Request
from kg.results import Table
from kg.sparql.binding import bind, is_parameter
from kg.sparql.stored import StoredQuery, catalogue, load
from kg.tokens import scan
from kg.workspace import Workspace
from tests.asking import ROOT, facts, graph, nordic, straits
from tests.sampling import sampled

QUERIES = catalogue(Workspace(ROOT))

SMALL = [
    (path.stem, case["params"])
    for path in sorted(Path(__file__).parent.glob("*.json"))
    for case in json.loads(path.read_text("utf-8"))["cases"]
    if case.get("workspace") == "straits"
]
"""The golden cases about the small workspace of invented states. `test_engines` asks the others of the repository's own graph."""

ENTITIES = {
    "dip:Agent": "Norway",
    "dip:SourceDocument": "the note",
    "dip:SourceDocument dip:CodedSource": "the note",
    "dip:Matter": "Meeting in Karlstad",
    "dip:KindOfNote": "not stated",
    "dip:Post": "King of Norway",
    "dip:Location": "Karlstad",
    "dip:Location dip:State": "Karlstad",
    "dip:RelationsAspect": "recognition status",
    "dip:Text": "Act of Union",
    "owl:Class": "statement",
    "owl:ObjectProperty": "actor",
    None: "Sweden",
}
"""An entity of each class that parameters ask for, in the small workspace."""


def given(query: StoredQuery, optional: bool) -> dict[str, str]:
    """Values for all parameters, or for the required ones only."""
    found = {}
    for param in query.params:
        if param.required or (optional and param.default is None and param.of != "dip:CodedSource"):  # it has none
            found[param.name] = "1905" if param.type == "date" else param.choices[0] if param.choices else ENTITIES[param.of]
    return found


def test_there_are_about_fifty() -> None:
    assert 40 <= len(QUERIES) <= 60


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_each_header_is_complete(query: StoredQuery) -> None:
    assert query.summary
    assert not query.summary.endswith(".")
    assert query.tags
    assert "cite" in query.text or query.tables  # counts have no passages of their own
    assert all(param.help for param in query.params)
    projected = set(_variables(query.text))
    assert all(name in projected for cite in query.cite for name in cite.split())
    assert max(map(len, query.text.splitlines())) <= 140


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_each_optional_parameter_is_guarded(query: StoredQuery) -> None:
    """An optional parameter occurs in FILTER or BIND only, beside its BOUND, so that it restricts nothing if it is omitted."""
    for param in query.params:
        if param.optional:
            assert re.search(rf"BOUND\(\?{param.variable}\)", query.text)
            tokens = list(scan(query.text))
            depth, inside = 0, False
            for index, token in enumerate(tokens):
                if token.kind == "word" and token.text in {"FILTER", "BIND"} and not depth:
                    inside = True
                elif inside and token.text in {"(", ")"}:
                    depth += 1 if token.text == "(" else -1
                    inside = depth > 0
                if is_parameter(token) and token.text[1:] == param.variable:
                    assert depth > 0, tokens[max(index - 3, 0) : index + 2]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_nothing_in_them_is_of_one_workspace(query: StoredQuery) -> None:
    for name in ("pakistan", "palestin", "israel", "pk-ps", "gaza", "/id/", "/passage/"):
        assert name not in query.text.lower()


@pytest.mark.filterwarnings("ignore:Dataset.(default_context|contexts) is deprecated:DeprecationWarning")  # by rdflib itself
@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_each_runs_as_it_is(query: StoredQuery) -> None:
    """Run the file without any binding, as another engine would."""
    assert isinstance(Store().query(query.text), QuerySolutions)
    rdflib.Dataset().query(query.text)


@pytest.fixture(scope="module")
def other_engine() -> rdflib.Dataset:
    return nordic().rdflib()


@pytest.mark.filterwarnings("ignore:Dataset.(default_context|contexts) is deprecated:DeprecationWarning")  # by rdflib itself
@pytest.mark.parametrize("optional", [pytest.param(False, id="least", marks=pytest.mark.soak), pytest.param(True, id="most")])
@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_another_engine_gives_the_same_rows(query: StoredQuery, optional: bool, other_engine: rdflib.Dataset) -> None:
    """Bound to values of a workspace about other states."""
    _compare(nordic(), other_engine, query.name, given(query, optional))


@pytest.fixture(scope="module")
def other_straits() -> rdflib.Dataset:
    return straits().rdflib()


@pytest.mark.filterwarnings("ignore:Dataset.(default_context|contexts) is deprecated:DeprecationWarning")  # by rdflib itself
@pytest.mark.parametrize(("name", "params"), sampled(SMALL, 3, ids=["-".join([name, *params.values()]) for name, params in SMALL]))
def test_another_engine_gives_the_same_rows_for_other_kinds_of_acts(
    name: str, params: dict[str, str], other_straits: rdflib.Dataset
) -> None:
    _compare(straits(), other_straits, name, params)


def _compare(ours: kg.Graph, theirs: rdflib.Dataset, name: str, params: dict[str, str]) -> None:
    query = next(each for each in QUERIES if each.name == name)
    found = [
        sorted((str(variable), _plain(row[variable])) for variable in row.labels if row[variable] is not None)
        for row in theirs.query(prepare(Request(query, params), ours.names).text)
        if isinstance(row, rdflib.query.ResultRow)
    ]
    assert sorted(_rows(ours.query(name, params))) == sorted(found)


def _rows(answer: Table) -> list[list[tuple[str, str]]]:
    return [sorted((name, _plain(row[name])) for name in answer.variables if row[name] is not None) for row in answer]


def _plain(term: object) -> str:
    """The text of a term. Numbers are returned as numbers, because engines write them differently."""
    text = str(getattr(term, "value", term)) if not isinstance(term, rdflib.term.Node) else str(term)
    return str(float(text)) if re.fullmatch(r"-?\d+(\.\d*)?", text) else text.lower() if text in {"True", "False"} else text


def test_an_attempt_elsewhere_does_not_hide_the_parties_of_a_conflict() -> None:
    """Only the outcome of an act of the fighting itself may exclude it."""
    store = Store()
    store.update("""
        PREFIX dip: <https://w3id.org/chancery/ontology#>
        INSERT DATA { <urn:war> a dip:Conflict ; dip:party <urn:side> . <urn:visit> dip:outcome dip:Attempted }""")
    query = next(query for query in QUERIES if query.name == "conflicts-without-part")
    found = store.query(bind(query.text, {"_side_iri": NamedNode("urn:side")}))
    assert isinstance(found, QuerySolutions)
    assert list(found) == []


def test_the_queries_of_a_workspace_add_to_the_packaged_ones(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = nordic().workspace.root / "queries"
    folder.mkdir(exist_ok=True)
    own = folder / "kings.rq"
    own.write_text("#+ summary: Kings\nSELECT ?king { ?tenure dip:holder ?king }", "utf-8")
    try:
        assert "kings" in {query.name for query in nordic().queries()}
        assert [nordic().label(row["king"]) for row in nordic().query("kings") if row["king"]] == ["Prince Carl of Denmark"]
        assert load(own).summary == "Kings"
    finally:
        own.unlink()


def test_every_row_that_cites_has_a_passage() -> None:
    """Over the whole graph, no row of an answer with evidence lacks a passage."""
    for name in ("chronology", "votes", "recognitions", "offices-attested", "statements", "rumoured-or-hedged", "notes", "aid", "missions"):
        answer = graph().query(name, cite=True)
        assert answer.rows
        assert all(row["passages"] is not None for row in answer), name


def _variables(text: str) -> list[str]:
    return [token.text[1:] for token in scan(text) if token.kind == "var"]


KEPT = """@prefix : <https://w3id.org/chancery/ontology#> .
@prefix a: <https://example.org/small/assertion/> . @prefix e: <https://example.org/small/id/> .
@prefix k: <https://example.org/small/graph/> . @prefix p: <https://example.org/small/passage/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
k:record { a:S1-1 :cites p:S1 ; :standing :Stated . p:S1 a :Passage ; :document <https://example.org/small/doc/one> . }
a:S1-1 {
  e:embassy-kept a :MaintenanceOfMission ; :actor e:alvia ; :missionConcerned e:embassy ; :place e:port .
  e:consulate-kept a :MaintenanceOfMission ; :actor e:alvia ; :place e:harbour .
  e:embassy a :Embassy . e:alvia a :State . e:port a :City . e:harbour a :City .
}
"""


def test_a_mission_that_is_only_said_to_be_kept_has_its_sender_and_its_seat(small: Path) -> None:
    (small / "data" / "kept.trig").write_text(KEPT, encoding="utf-8")
    table = kg.open(small).query("missions")
    assert facts(table, "mission", "of", "seat", "act", "part") == [
        [None, "alvia", "harbour", "consulate-kept", "actor"],
        ["embassy", "alvia", "port", "embassy-kept", "missionConcerned"],
    ]


SMALL_HEAD = KEPT.partition("a:S1-1 {")[0] + "@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .\n"


def test_a_legation_that_is_raised_to_an_embassy_has_one_row_for_it(small: Path) -> None:
    raised = """a:S1-1 {
      e:raising a :UpgradeOfMission ; :actor e:alvia ; :recipient e:brenna ; :missionConcerned e:legation ; :resultingMission e:embassy .
      e:embassy a :Embassy ; :sendingState e:alvia . e:legation a :Legation ; :sendingState e:alvia .
      e:alvia a :State . e:brenna a :State .
    }"""
    (small / "data" / "raised.trig").write_text(SMALL_HEAD + raised, encoding="utf-8")
    assert sorted(facts(kg.open(small).query("missions"), "mission", "act", "part")) == [
        ["embassy", "raising", "resultingMission"],
        ["legation", "raising", "missionConcerned"],
    ]


SUSPENDED = """a:S1-1 {
  e:suspension a :SuspensionFromOrganization ; :inOrganization e:league ; :member e:alvia ; :date "1991"^^edtf:EDTF ; :dateBasis :AsStated .
  e:leaving a :WithdrawalFromOrganization ; :actor e:alvia ; :inOrganization e:league ; :date "1993"^^edtf:EDTF ; :dateBasis :AsStated .
  e:return a :Rejoining ; :actor e:alvia ; :inOrganization e:league ; :date "1999"^^edtf:EDTF ; :dateBasis :AsStated .
  e:barred a :Membership ; :member e:brenna ; :inOrganization e:league ; :memberStatus :SuspendedMember ;
    :date "1991/2005"^^edtf:EDTF ; :dateBasis :AsStated .
  e:lifting a :LiftingOfSuspension ; :member e:brenna ; :inOrganization e:league ; :date "1995"^^edtf:EDTF ; :dateBasis :AsStated .
  e:alvia a :State . e:brenna a :State . e:league a :InternationalOrganization .
}"""


def test_a_suspension_does_not_outlive_the_membership(small: Path) -> None:
    (small / "data" / "suspended.trig").write_text(SMALL_HEAD + SUSPENDED, encoding="utf-8")
    league = kg.open(small)

    def related(a: str, day: str) -> dict[str | None, str | None]:
        answer = league.query("relations-between", {"a": f"e:{a}", "b": "e:league"}, as_of=day)
        assert isinstance(answer, Table)
        return {row[0]: row[1] for row in facts(answer, "relation", "as_of")}

    assert related("alvia", "1992-06-01")["suspendedMembershipOf"] == "yes"
    assert "suspendedMembershipOf" not in related("alvia", "1995-06-01")
    ended = {(row[0], row[1]) for row in facts(league.query("memberships", as_of="2000-01-01"), "what", "ended_by")}
    assert {("suspension", "leaving"), ("suspension", "return")} <= ended
    assert ("suspension", None) not in ended


def test_a_suspended_member_is_a_member_before_and_after_the_suspension_is_lifted(small: Path) -> None:
    (small / "data" / "suspended.trig").write_text(SMALL_HEAD + SUSPENDED, encoding="utf-8")
    league = kg.open(small)
    assert ["brenna", "SuspendedMember", "barred", "lifting"] in facts(league.query("memberships"), "member", "status", "what", "ended_by")
    for day, suspended in (("1993-06-01", True), ("1996-06-01", False)):
        answer = league.query("relations-between", {"a": "e:brenna", "b": "e:league"}, as_of=day)
        assert isinstance(answer, Table)
        found = {row[0] for row in facts(answer, "relation", "as_of") if row[1] == "yes"}
        assert "isMemberOf" in found
        assert ("isSuspendedFrom" in found) == suspended
