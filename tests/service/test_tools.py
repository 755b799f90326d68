"""The tools for agents: what they return, the three answers where there is nothing, and how a wrong call is refused."""

from __future__ import annotations

import functools
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import kg
from kg.results import Row
from kg.service.context import Limits
from kg.service.service import Service
from kg.service.tools import INSTRUCTIONS, TOOLS
from tests.asking import graph, nordic
from tests.service.conftest import Get, ask, repository_service, service_of

Tool = Callable[..., dict[str, Any]]


def called(service: Service, name: str, /, status: int = 200, **arguments: object) -> dict[str, Any]:
    """What a tool returns, which fits its schema; or the problem, if that is the expected status."""
    body = json.dumps(arguments).encode()
    reply = ask(service, f"/tools/{name}", method="POST", body=body, content_type="application/json")
    assert reply.status == status, reply.body
    said: dict[str, Any] = json.loads(reply.body)
    if status == 200:
        jsonschema.validate(said, next(tool.output_schema for tool in TOOLS if tool.name == name))
        assert said["snapshot"] == service.context.digest
    return said


@pytest.fixture
def tool() -> Tool:
    """Call a tool over the repository's own graph."""
    return functools.partial(called, repository_service())


@pytest.fixture
def uncoded(tmp_path: Path) -> Iterator[Service]:
    """The service over a small graph, one of whose passages is not coded yet."""
    folder = tmp_path / "uncoded"
    shutil.copytree(nordic().workspace.folder, folder, ignore=shutil.ignore_patterns(".kg"))
    data = folder / "data" / "note.trig"
    data.write_text(data.read_text(encoding="utf-8").replace('  p:N1 dip:assertsNothing "a heading"@en .\n', ""), encoding="utf-8")
    with kg.open(folder) as built:
        yield service_of(built)


BOTH = {"a": "Pakistan", "b": "Israel"}


def test_the_tools_are_listed_with_their_schemas(get: Get) -> None:
    said = json.loads(get("/tools").body)
    assert said["instructions"] == INSTRUCTIONS
    assert [each["name"] for each in said["tools"]] == ["coverage", "find", "ask", "sparql", "show", "why", "disputes"]
    for each in said["tools"]:
        jsonschema.Draft202012Validator.check_schema(each["inputSchema"])
        jsonschema.Draft202012Validator.check_schema(each["outputSchema"])


# what is there


def test_each_row_can_be_cited(tool: Tool) -> None:
    said = tool("ask", query="acts-between", parameters=BOTH)
    answer = graph().query("acts-between", BOTH, cite=True)
    assert (said["answer"], said["total"]) == ("found", len(answer))
    for row, wanted in zip(said["rows"], map(Row.python, answer), strict=True):
        assert row["values"]["act"]["iri"] == wanted["act"]
        assert ", ".join(row["standing"]) == wanted["standing"]
        assert "; ".join(each["name"] for each in row["passages"]) == wanted["passages"]
        assert row["witnesses"] == wanted["witnesses"]
        assert row["held"] is True
        assert row["snapshot"] == graph().snapshot.digest
        assert all(each["document"]["name"] for each in row["passages"])
    assert any(each.get("gist") for row in said["rows"] for each in row["passages"])


def test_a_claim_has_its_speaker_and_no_gist_as_if_it_were_held(tool: Tool) -> None:
    said = tool("ask", query="rumoured-or-hedged", rows=500)
    speakers = {speaker for row in said["rows"] for speaker in row["speaker"]}
    assert "Raja Pervez Ashraf" in speakers
    for row in said["rows"]:
        assert row["held"] is False
        assert not any("gist" in passage for passage in row["passages"])


def test_rows_come_in_pages_with_their_whole_number(tool: Tool) -> None:
    whole = tool("ask", query="chronology", parameters={"agent": "Pakistan"}, rows=500)
    assert whole["next"] is None
    rows: list[Any] = []
    offset = 0
    while offset is not None:
        page = tool("ask", query="chronology", parameters={"agent": "Pakistan"}, rows=7, offset=offset)
        assert page["total"] == whole["total"]
        rows += page["rows"]
        offset = page["next"]
    assert rows == whole["rows"]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("ask", {"query": "reactions"}),
        ("show", {"name": "Pakistan"}),
        ("show", {"name": "Pakistan", "part": "doubted"}),
        ("disputes", {}),
        ("find", {"name": "Pakistan"}),
        ("sparql", {"query": "SELECT ?x { ?x a dip:Act }"}),
        ("coverage", {"document": "the article"}),
    ],
)
def test_a_page_is_not_long_and_says_where_it_goes_on(tool: Tool, name: str, arguments: dict[str, Any]) -> None:
    said = tool(name, **arguments)
    assert len(json.dumps(said, ensure_ascii=False)) < 25_000
    assert said["next"] > 0
    following = tool(name, **arguments, offset=said["next"])
    assert following != said


def test_brief_rows_have_names_and_still_can_be_cited(tool: Tool) -> None:
    asked: dict[str, Any] = {"query": "chronology", "parameters": {"agent": "Pakistan"}}
    brief, whole = tool("ask", **asked, brief=True), tool("ask", **asked, rows=500)
    assert brief["next"] is None  # all of them are in one page
    assert len(brief["rows"]) == brief["total"] == whole["total"]
    for short, row in zip(brief["rows"], whole["rows"], strict=True):
        assert short["values"]["act"] == row["values"]["act"]["name"]
        assert short["passages"] == [each["name"] for each in row["passages"]]
        assert short["notes"] == len(row["notes"])
        assert {short[each] == row[each] for each in ("held", "standing", "speaker", "witnesses", "snapshot")} == {True}
    said = tool("ask", query="acts-between", parameters={**BOTH, "kind": "Recognition"}, brief=True)
    assert (said["claimed"][0]["standing"], said["claimed"][0]["speaker"]) == (["conditional"], ["Pervez Musharraf"])
    assert any("conditional" in each for each in said["reasons"])


def test_what_holds_rows_without_evidence_is_said(tool: Tool) -> None:
    counted = tool("sparql", query="SELECT (COUNT(?x) AS ?n) { e:pakistan dip:recognized e:israel, ?x }")
    assert "0 does not mean" in counted["remarks"][0]
    assert tool("sparql", query="SELECT ?x { ?x a dip:Visit }")["remarks"] == []


def test_as_of_a_day(tool: Tool) -> None:
    said = tool("ask", query="chronology", parameters={"agent": "Pakistan"}, as_of="1974", rows=500)
    assert said["total"] == len(graph().query("chronology", agent="Pakistan", as_of="1974"))
    assert {row["values"]["as_of"]["value"] for row in said["rows"]} <= {"yes", "undecided"}


def test_the_stored_queries_are_listed(tool: Tool) -> None:
    said = tool("ask")
    assert [each["query"] for each in said["rows"]] == [each.name for each in graph().queries()]
    listed = next(each for each in said["rows"] if each["query"] == "acts-between")
    assert listed["parameters"] == {"a": "dip:Agent", "b": "dip:Agent", "kind": "owl:Class, optional"}
    assert len(json.dumps(said, ensure_ascii=False)) < 14_000
    (asked,) = tool("ask", query="acts-between", describe=True)["rows"]
    assert asked["description"] in tool("ask", query="acts-between", parameters=BOTH)["question"]
    assert [(each["name"], each["required"]) for each in asked["parameters"]] == [("a", True), ("b", True), ("kind", False)]


def test_names_are_found_in_part(tool: Tool) -> None:
    said = tool("find", name="abbas")
    assert said["rows"][0]["name"] == "Mahmoud Abbas"
    assert said["rows"][0]["kinds"] == ["leader"]
    assert said["rows"][0]["held_claims"] > 0
    only = tool("find", name="Pakistan", of="State")
    assert [each["curie"] for each in only["rows"]] == ["e:pakistan"]


def test_sparql_rows_have_evidence(tool: Tool) -> None:
    said = tool("sparql", query="SELECT ?visit { ?visit a dip:Visit } ORDER BY ?visit")
    assert said["total"] == 2
    assert all(row["passages"] and row["standing"] == ["stated"] for row in said["rows"])
    assert tool("sparql", query="ASK { ?x a dip:Visit }")["truth"] is True
    triples = tool("sparql", query="CONSTRUCT { ?x a dip:Visit } { ?x a dip:Visit }")
    assert triples["total"] == 2
    assert triples["rows"][0]["passages"]


def test_show_and_why_and_disputes_are_those_of_the_command_line(tool: Tool) -> None:
    said = tool("show", name="Mahmoud Abbas", rows=500)
    wanted = graph().show("Mahmoud Abbas").to_json()
    assert said["totals"] == {part: len(wanted[part]) for part in said["totals"]}  # type: ignore[arg-type]  # lists in JSON
    assert [each["iri"] for each in said["held"]] == [each["iri"] for each in wanted["held"]]  # type: ignore[index,union-attr,call-overload]
    assert {each["held"] for part in ("about", "held", "inferred") for each in said[part]} == {True}
    assert {each["held"] for each in tool("show", name="Pakistan", part="claimed")["claimed"]} == {False}
    held = tool("why", subject="Mahmoud Abbas", predicate="dip:met", object="Pervez Musharraf")
    assert held["answer"] == "held"
    assert {**graph().why("Mahmoud Abbas", "dip:met", "Pervez Musharraf").to_json()}.items() <= held.items()
    report = graph().disputes("Pakistan").to_json()["disputes"]
    found = tool("disputes", about="Pakistan", rows=500)
    assert found["total"] == len(report)  # type: ignore[arg-type]  # a list in JSON
    assert sum(found["groups"].values()) == found["total"]
    assert tool("disputes", about="Pakistan", group="conflict")["total"] == found["groups"]["conflict"]


def test_coverage_says_what_there_is(tool: Tool) -> None:
    said = tool("coverage")
    assert [row["label"] for row in said["rows"]] == ["the article", "the essay"]
    assert [row["covered"] for row in said["rows"]] == [True, True]
    assert said["first_day"] < "1948"
    assert said["last_day"] > "2020"
    assert said["counts"]["state"] > 10
    one = tool("coverage", document="the essay")
    assert len(one["rows"][0]["passages"]) == one["rows"][0]["total_passages"] == 17


# the three answers


def test_what_sources_claim_is_not_held(tool: Tool) -> None:
    said = tool("ask", query="acts-between", parameters={**BOTH, "kind": "Recognition"})
    assert (said["answer"], said["total"]) == ("not held", 0)
    (row,) = said["claimed"]
    assert (row["held"], row["standing"], row["speaker"]) == (False, ["conditional"], ["Pervez Musharraf"])
    assert any("conditional, said by Pervez Musharraf" in each for each in said["reasons"])
    said = tool("why", subject="Pakistan", predicate="dip:recognized", object="Israel")
    assert (said["answer"], said["held"]) == ("not held", False)
    assert "condition" in said["nearest"][0]["why"]
    said = tool("sparql", query="ASK { e:pakistan dip:recognized e:israel }")
    assert (said["answer"], said["truth"]) == ("not held", False)
    assert [(row["standing"], row["speaker"]) for row in said["claimed"]] == [(["conditional"], ["Pervez Musharraf"])]
    said = tool("sparql", query="SELECT ?who { ?who dip:recognized e:israel }")
    assert said["answer"] == "not held"
    assert [row["values"]["who"]["name"] for row in said["claimed"]] == ["Pakistan"]
    assert said["claimed"][0]["held"] is False
    # not the other claims that name both, such as that of a war between them, which is denied
    assert (said["claimed"][0]["standing"], said["claimed"][0]["speaker"]) == (["conditional"], ["Pervez Musharraf"])


def test_what_a_source_denies_is_no_claim_of_it(tool: Tool) -> None:
    for said in (
        tool("ask", query="acts-between", parameters={**BOTH, "kind": "War"}),
        tool("sparql", query="SELECT ?war { ?war a dip:War ; dip:party e:pakistan, e:israel }"),
        tool("why", subject="Israel", predicate="dip:foughtAgainst", object="Pakistan"),
    ):
        assert said["answer"] == "not held"
        assert "denies it" in said["reasons"][0]
        assert not any("speak of it" in each for each in said["reasons"])
    said = tool("why", subject="Pakistan", predicate="dip:recognized", object="Israel")
    assert "conditional, said by Pervez Musharraf (Musharraf's offer on recognizing Israel)" in said["reasons"]
    assert "denied" in INSTRUCTIONS


def test_what_no_coded_passage_says_is_not_stated(tool: Tool) -> None:
    said = tool("ask", query="recognitions", parameters={"of": "Pakistan", "by": "Israel"})
    assert said["answer"] == "not stated"
    assert "every passage of all coded documents is coded" in said["reasons"][0]
    assert tool("why", subject="Israel", predicate="dip:recognized", object="Pakistan")["answer"] == "not stated"
    assert tool("sparql", query="ASK { e:israel dip:recognized e:pakistan }")["answer"] == "not stated"


def test_a_thing_that_nobody_names_is_not_covered(tool: Tool) -> None:
    for said in (
        tool("find", name="Klingon Empire"),
        tool("show", name="Klingon Empire"),
        tool("ask", query="acts-between", parameters={"a": "Pakistan", "b": "Klingon Empire"}),
        tool("why", subject="Klingon Empire", predicate="dip:recognized", object="Israel"),
        tool("disputes", about="Klingon Empire"),
        tool("coverage", document="the novel"),
        tool("sparql", query="SELECT ?x { ?x dip:actor e:klingon-empire }"),
    ):
        assert said["answer"] == "not covered"
        assert said["reasons"]
    assert "Pakistan" in tool("find", name="Pakistann")["candidates"]


def test_a_part_of_a_name_leads_to_the_names_and_says_nothing_of_the_passages(tool: Tool) -> None:
    said = tool("show", name="battalion")
    assert "Rumoured Pakistani battalion" in said["candidates"]
    assert not any("passage" in each for each in said["reasons"])  # a passage does have the word
    said = tool("ask", query="chronology", parameters={"agent": "Palestine"})
    assert "State of Palestine" in said["candidates"]
    assert "ask again" in said["reasons"][1]
    said = tool("why", subject="Mahmoud Abbas", predicate="dip:met", object="Arafat")
    assert "'Arafat'" in said["reasons"][0]


def test_what_exists_but_does_not_fit_the_question_is_no_absence(tool: Tool) -> None:
    said = tool("ask", 400, query="visits", parameters={"visitor": "Gaza"})
    assert "e:gaza-strip, territory" in said["hint"]
    said = tool("sparql", 400, query="SELECT ?x { e:pakistan dip:recognised ?x }")
    assert said["candidates"] == ["dip:recognized"]


def test_an_undated_matter_is_told_where_a_chronology_has_none(tool: Tool) -> None:
    said = tool("ask", query="chronology", parameters={"agent": "Muhammad Ali Jinnah"})
    assert said["answer"] == "not stated"
    assert "3 matters without a date have a role for Muhammad Ali Jinnah: show e:jinnah" in said["remarks"]
    assert not any("kg " in each for each in said["remarks"])


def test_a_group_of_disputes_without_entries_is_no_mistake(tool: Tool) -> None:
    said = tool("disputes", about="Hasnat Qadri", group="conflict")
    assert (said["answer"], said["total"]) == ("not stated", 0)


def test_a_triple_that_is_not_held_is_told_with_what_is(tool: Tool) -> None:
    said = tool("why", subject="Imran Khan", predicate="dip:condemned", object="Israel")
    assert said["answer"] == "not stated"
    assert any(each.startswith("Imran Khan — condemned — ") for each in said["instead"])
    said = tool("why", subject="Raja Pervez Ashraf", predicate="dip:met", object="Mohamed Morsi")
    assert "Raja Pervez Ashraf — spoke with — Mohamed Morsi" in said["instead"]


def test_a_truth_without_claims_of_its_own_leads_to_the_nodes(tool: Tool) -> None:
    said = tool("sparql", query="ASK { ?x a dip:TroopDeployment }")
    assert (said["answer"], said["claimed"]) == ("not held", [])
    assert any("SELECT" in each for each in said["remarks"])


def test_a_held_triple_that_follows_has_its_passages(tool: Tool) -> None:
    said = tool("why", subject="Pervez Musharraf", predicate="dip:met", object="Mahmoud Abbas")
    assert said["claims"] == []
    assert [each["name"] for each in said["passages"]] == ["the article, Bilateral visits, sentence 26"]
    assert (said["standing"], said["speaker"], said["witnesses"]) == (["stated"], [], 1)


def test_a_time_outside_of_the_documents_is_not_covered(tool: Tool) -> None:
    late = tool("ask", query="chronology", parameters={"agent": "Pakistan", "from": "2040"})
    early = tool("ask", query="chronology", parameters={"agent": "Pakistan", "to": "1800"})
    assert [late["answer"], early["answer"]] == ["not covered"] * 2
    assert "nothing after" in late["reasons"][0]
    assert "nothing before" in early["reasons"][0]


def test_a_passage_that_is_not_coded_makes_silence_uncertain(uncoded: Service) -> None:
    whole = service_of(nordic())
    triple: dict[str, Any] = {"subject": "Sweden", "predicate": "dip:visited", "object": "Norway"}
    assert called(whole, "why", **triple)["answer"] == "not stated"
    said = called(uncoded, "why", **triple)
    assert said["answer"] == "not covered"
    assert said["reasons"] == ["1 of the 11 passages of the note are not coded yet, and may say it"]
    assert called(uncoded, "coverage")["rows"][0]["uncovered"] == ["N1"]
    # What a source claims is known all the same.
    hedged = called(uncoded, "sparql", query="SELECT ?x { ?x dip:about e:war }")
    assert hedged["answer"] in {"not held", "not covered"}


def test_in_a_large_graph_silence_is_not_taken_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.explain.absence.MOST_QUADS", 10)
    service = service_of(graph())
    said = called(service, "ask", query="acts-between", parameters={**BOTH, "kind": "Recognition"})
    assert said["answer"] == "not covered"
    assert "too large" in said["reasons"][-1]
    triple: dict[str, Any] = {"subject": "Pakistan", "predicate": "dip:recognized", "object": "Israel"}
    assert called(service, "why", **triple)["answer"] == "not held"


def test_the_three_answers_are_explained_to_a_model() -> None:
    for answer in ("not held", "not stated", "not covered"):
        assert f'"{answer}"' in INSTRUCTIONS


# wrong calls


@pytest.mark.parametrize(
    ("name", "arguments", "status", "parameter"),
    [
        ("find", {}, 400, "name"),
        ("find", {"nme": "x"}, 400, "nme"),
        ("find", {"name": 3}, 400, "name"),
        ("find", {"name": ""}, 400, "name"),
        ("find", {"name": "x", "rows": 0}, 400, "rows"),
        ("find", {"name": "x", "rows": 501}, 400, "rows"),
        ("find", {"name": "x", "rows": True}, 400, "rows"),
        ("find", {"name": "x", "offset": -1}, 400, "offset"),
        ("ask", {"query": "acts-between", "parameters": {"a": "Pakistan"}}, 400, "b"),
        ("ask", {"query": "acts-between", "parameters": {**BOTH, "c": "x"}}, 400, "c"),
        ("ask", {"query": "acts-between", "parameters": {**BOTH, "kind": ["x"]}}, 400, "kind"),
        ("ask", {"query": "acts-between", "parameters": {**BOTH, "kind": "Visitt"}}, 400, "kind"),
        ("ask", {"query": "acts-betwen"}, 404, None),
        ("ask", {"parameters": {"agent": "Pakistan"}}, 400, "query"),
        ("ask", {"query": "visits", "parameters": {"visitor": ""}}, 400, "visitor"),
        ("ask", {"query": "chronology", "parameters": {"agent": "Pakistan"}, "as_of": "soon"}, 400, "as-of"),
        ("sparql", {"query": "SELECT ?x { ?x ?p ?_word }"}, 400, None),
        ("sparql", {"query": "SELECT ?x { SERVICE <http://example.org/> { ?x ?p ?o } }"}, 400, None),
        ("sparql", {"query": "INSERT DATA { <urn:a> <urn:b> <urn:c> }"}, 400, None),
        ("show", {"name": "Pakistan", "part": "hed"}, 400, "part"),
        ("why", {"subject": "Pakistan", "predicate": "dip:recognised", "object": "Israel"}, 400, None),
        ("disputes", {"kind": "rumored"}, 400, None),
        ("disputes", {"group": "quarrel"}, 400, "group"),
        ("shw", {"name": "Pakistan"}, 404, None),
    ],
)
def test_a_wrong_call_says_what_is_wrong(tool: Tool, name: str, arguments: dict[str, Any], status: int, parameter: str | None) -> None:
    said = tool(name, status, **arguments)
    assert said["status"] == status
    assert said.get("parameter") == parameter
    assert said["detail"]
    assert said["hint"]


def test_a_body_that_is_no_object_is_refused(get: Get) -> None:
    for body in (b"[]", b"{", b"\xff", b'"x"', b"[" * 100_000):
        assert get("/tools/find", method="POST", body=body, content_type="application/json").status == 400
    assert get("/tools/find", method="POST", body=b"name=x", content_type="application/x-www-form-urlencoded").status == 415
    assert get("/tools/find").status == 405


def test_limits_of_rows_and_bytes() -> None:
    few = service_of(graph(), Limits(10, 3, 1_000_000))
    assert called(few, "ask", 413, query="acts-between", parameters=BOTH)["limit"] == 3
    small = service_of(graph(), Limits(10, 1_000, 2_000))
    assert called(small, "show", 413, name="Pakistan")["limit"] == 2_000
