"""The query page, the texts of stored queries, downloads, and what the scripts of the page ask."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from kg.service import assets, lookups
from kg.service.context import Limits
from kg.service.message import Reply, parameters
from kg.service.query_page import POLICY, ROWS, TRIPLES
from tests.asking import example, graph
from tests.service.conftest import Get, ask, repository_service, service_of

NO_ASSETS = pytest.mark.skipif(not assets.available(), reason="NO FRONT END: run scripts/build-frontend, and run again")


def post(path: str, value: object, media: str = "application/json") -> Reply:
    """Send JSON to the service over the repository's graph."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return ask(repository_service(), path, method="POST", body=body, content_type=media)


def uri(name: str) -> dict[str, str]:
    """A thing of the workspace as a term of the JSON results."""
    return {"type": "uri", "value": graph().names.prefixes["e"] + name}


# the page


def test_the_page_is_a_form_with_a_strict_policy(get: Get) -> None:
    reply = get("/query", {"query": 'ASK { <urn:a> ?p "<b>" }'})
    page = reply.body.decode()
    assert reply.status == 200
    assert reply.header("Content-Security-Policy") == POLICY
    assert "unsafe" not in POLICY
    assert 'action="./query/answer" method="get"' in page
    assert 'ASK { <urn:a> ?p "<b>" }' in unescape(page)
    assert '"<b>"' not in page
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page.partition("<footer")[0])
    assert not re.search(r"<script(?! type=\"application/json\"| type=\"module\" src=)|\son\w+=|\sstyle=", page)


def test_the_start_query_runs_on_every_workspace(get: Get) -> None:
    for service in (repository_service(), service_of(example("rupture")), service_of(example("assembly"))):
        page = unescape(ask(service, "/query").body.decode())
        query = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
        assert query is not None
        reply = ask(service, "/query/answer", {"query": query[1], "format": "csv"})
        assert reply.status == 200
        assert len(reply.body.splitlines()) > 1


@NO_ASSETS
def test_the_page_lists_the_stored_queries_for_its_scripts(get: Get) -> None:
    page = get("/query").body.decode()
    found = re.search(r'<script type="application/json" id="setup">(.*?)</script>', page)
    assert found is not None
    setup = json.loads(found[1])
    assert [each["name"] for each in setup["queries"]] == [each.name for each in graph().queries()]
    assert setup["prefixes"] == graph().names.prefixes


def test_the_page_is_validated(get: Get) -> None:
    tag = get("/query").header("ETag")
    assert tag is not None
    assert get("/query", if_none_match=tag).status == 304


# texts and downloads


def test_the_text_of_a_stored_query_has_its_values_and_says_what_is_cited(get: Get) -> None:
    reply = get("/query/acts-between.rq", {"a": "Pakistan", "b": "PLO", "kind": ""})
    text = reply.body.decode()
    assert reply.header("Content-Type") == "application/sparql-query"
    assert text.startswith('#+ summary: Acts between two sides, in either direction, in time order\n#+ cite: ["act"]\nPREFIX ')
    assert uri("plo")["value"] in text
    answer = get("/query/answer", {"query": text, "format": "json"})
    rows = json.loads(answer.body)["results"]["bindings"]
    assert len(rows) == len(graph().query("acts-between", {"a": "Pakistan", "b": "PLO"}).rows)


@pytest.mark.parametrize(
    ("path", "params", "status", "kind"),
    [
        ("/query/acts-between.rq", {"a": "Pakistan"}, 400, "bad-parameter"),
        ("/query/acts-between.rq", {"a": "Nowhere at all", "b": "PLO"}, 400, "bad-name"),
        ("/query/acts-between.rq", {"a": "Pakistan", "b": "PLO", "z": "1"}, 400, "bad-parameter"),
        ("/query/acts-betwen.rq", {}, 404, "not-found"),
        ("/query/../chancery.toml", {}, 404, "not-found"),
        ("/query/acts-between", {}, 404, "not-found"),
        ("/query/answer", {}, 400, "bad-parameter"),
        ("/query/answer", {"query": "ASK {}", "format": "exe"}, 400, "bad-parameter"),
        ("/query/answer", {"query": "ASK {"}, 400, "bad-query"),
        ("/query/answer", {"query": "SELECT * { SERVICE <http://127.0.0.1/> {} }"}, 400, "bad-query"),
    ],
)
def test_mistakes_are_typed(get: Get, path: str, params: dict[str, str], status: int, kind: str) -> None:
    reply = get(path, params)
    assert reply.status == status
    assert json.loads(reply.body)["type"].endswith("/" + kind)


def test_a_parameter_twice_is_refused(get: Get) -> None:
    assert get("/query/acts-between.rq", [("a", "Pakistan"), ("a", "Israel"), ("b", "PLO")]).status == 400


@pytest.mark.parametrize("style", ROWS)
def test_rows_are_what_the_endpoint_answers_in_each_format(get: Get, style: str) -> None:
    query = "SELECT ?x WHERE { ?x a dip:State } ORDER BY ?x"
    reply = get("/query/answer", {"query": query, "format": style, "download": ""})
    assert reply.status == 200
    assert reply.body == get("/sparql", {"query": query}, accept=ROWS[style]).body
    assert reply.header("Content-Disposition") == f'attachment; filename="answer.{style}"'


@pytest.mark.parametrize("style", TRIPLES)
def test_triples_too(get: Get, style: str) -> None:
    query = "CONSTRUCT { ?x a dip:State } WHERE { ?x a dip:State }"
    reply = get("/query/answer", {"query": query, "format": style})
    assert reply.body == get("/sparql", {"query": query}, accept=TRIPLES[style]).body
    assert reply.header("Content-Disposition") is None


def test_the_form_has_an_answer_as_a_page_with_labels_and_links(get: Get) -> None:
    query = 'SELECT ?x ?n ?z WHERE { VALUES (?x ?n) { (e:pakistan "<i>") (<https://example.org/x> 2) (<javascript:1> 3) } }'
    page = get("/query/answer", {"query": query, "format": "html"}).body.decode()
    assert '<td><a href="../id/pakistan"><bdi>Pakistan</bdi></a></td><td>&lt;i&gt;</td><td></td>' in page
    assert 'href="https://example.org/x" rel="external"' in page
    assert 'href="javascript:' not in page
    assert "3 rows. The answer is complete." in page
    assert query in unescape(page)
    assert "<b>Yes</b>" in get("/query/answer", {"query": "ASK {}", "format": "html"}).body.decode()
    triples = get("/query/answer", {"query": "CONSTRUCT { ?x a dip:State } WHERE { ?x a dip:State }", "format": "html"})
    assert (triples.header("Content-Type") or "").startswith("text/turtle")


def test_a_page_is_validated_after_its_answer(get: Get) -> None:
    asked = {"query": "ASK {}", "format": "html"}
    tag = get("/query/answer", asked).header("ETag") or ""
    assert get("/query/answer", asked, if_none_match=tag).status == 304
    assert get("/query/answer", {"query": "ASK {}", "format": "json"}, if_none_match=tag).status == 200


def test_a_large_answer_is_refused_and_not_cut() -> None:
    service = service_of(graph(), Limits(10, 5, 1_000_000))
    reply = ask(service, "/query/answer", {"query": "SELECT * WHERE { ?a ?b ?c } LIMIT 6", "download": ""})
    assert reply.status == 413
    assert reply.header("Content-Disposition") is None


# who says so


def test_the_evidence_of_a_row_is_that_of_the_command_line() -> None:
    query = "SELECT ?act WHERE { ?act a dip:Recognition } ORDER BY ?act"
    answer = graph().query(query, cite=True)
    assert answer.rows
    for row in answer.rows:
        term = row["act"]
        assert term is not None
        found = json.loads(post("/evidence", {"variables": ["act"], "row": [{"type": "uri", "value": getattr(term, "value")}]}).body)  # noqa: B009
        for name in ("passages", "standing", "speaker", "notes"):
            cell = row[name]
            assert found["summary"][name] == (None if cell is None else getattr(cell, "value"))  # noqa: B009
        assert [each["label"] for each in found["passages"]] == (found["summary"]["passages"] or "").split("; ")
        cited = {passage["iri"] for claim in found["claims"] for passage in claim["passages"]}
        assert cited == {each["iri"] for each in found["passages"]}
        assert all(claim["gist"] or claim["says"] for claim in found["claims"])


def test_cite_restricts_the_evidence_as_a_header_does() -> None:
    row = {"variables": ["a", "b"], "row": [uri("recognition-1988"), uri("gaza-flotilla-2010")]}
    both, one = (json.loads(post("/evidence", {**row, "cite": cite}).body)["claims"] for cite in ([], ["a"]))
    assert {each["iri"] for each in one} < {each["iri"] for each in both}
    assert one


def test_a_triple_has_the_claims_that_assert_it_or_from_which_it_follows() -> None:
    act, kind = uri("recognition-1988"), {"type": "uri", "value": graph().names.prefixes["rdf"] + "type"}
    variables = ["subject", "predicate", "object"]
    kinds = [str(getattr(row["kind"], "value", "")) for row in graph().query("SELECT ?kind WHERE { e:recognition-1988 a ?kind }").rows]
    assert len(kinds) > 1
    for name in kinds:
        term = {"type": "uri", "value": name}
        asked = {"variables": variables, "row": [act, kind, term], "cite": [" ".join(variables)]}
        assert json.loads(post("/evidence", asked).body)["claims"], name
    made = {"variables": variables, "row": [act, kind, uri("pakistan")], "cite": [" ".join(variables)]}
    found = json.loads(post("/evidence", made).body)
    assert found["claims"] == []
    assert "the query has made it" in found["remark"]


def test_a_row_without_named_nodes_says_so_and_nothing_is_guessed() -> None:
    number = {"type": "literal", "value": "3", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}
    found = json.loads(post("/evidence", {"variables": ["n", "m"], "row": [number, None]}).body)
    assert (found["claims"], found["passages"]) == ([], [])
    assert "names no thing" in found["remark"]
    unknown = json.loads(post("/evidence", {"variables": ["x"], "row": [{"type": "uri", "value": "urn:unknown"}]}).body)
    assert unknown["claims"] == []
    assert "No passage is behind" in unknown["remark"]


def test_many_claims_are_listed_up_to_a_limit_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "MOST_CLAIMS", 2)
    found = json.loads(post("/evidence", {"variables": ["x"], "row": [uri("gaza-flotilla-2010")]}).body)
    assert len(found["claims"]) == 2
    assert found["more"] > 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[" * 100_000,
        [],
        {"variables": ["a"]},
        {"variables": ["a"], "row": []},
        {"variables": ["a", "a"], "row": [None, None]},
        {"variables": "a", "row": [None]},
        {"variables": ["a"], "row": ["urn:x"]},
        {"variables": ["a"], "row": [{"type": "uri", "value": "not an iri"}]},
        {"variables": ["a"], "row": [{"type": "triple", "value": "x"}]},
        {"variables": ["a"], "row": [{"type": "literal", "value": "x", "xml:lang": "not a tag"}]},
        {"variables": ["a"], "row": [{"type": "bnode", "value": "not one"}]},
        {"variables": ["a"], "row": [None], "cite": [1]},
    ],
)
def test_a_malformed_row_is_refused(body: object) -> None:
    reply = post("/evidence", body)
    assert reply.status == 400
    assert json.loads(reply.body)["type"].endswith("/bad-request")


def test_only_json_is_taken() -> None:
    reply = post("/evidence", {"variables": [], "row": []}, "text/plain")
    assert reply.status == 415
    assert reply.header("Accept-Post") == "application/json"
    assert ask(repository_service(), "/evidence").status == 405


def test_the_documented_request_has_the_documented_answer(get: Get) -> None:
    text = (Path(__file__).parents[2] / "docs" / "query-page.md").read_text(encoding="utf-8")
    found = re.search(r"^    \$ curl 'http://127\.0\.0\.1:8000(/[^?']*)\?([^']*)'\n    (.*)$", text, re.MULTILINE)
    assert found is not None
    assert json.loads(get(found[1], parameters(found[2])).body) == json.loads(found[3])
    shown = re.search(r"^    (default-src .*)\n    (.*)$", text, re.MULTILINE)
    assert shown is not None
    assert re.sub("sha256-[^']*", "sha256-...", POLICY) == f"{shown[1]} {shown[2]}"


# labels and names


def test_labels_are_those_of_the_graph() -> None:
    known, unknown = uri("pakistan")["value"], "urn:unknown"
    assert json.loads(post("/labels", {"iris": [known, unknown]}).body) == {"labels": {known: "Pakistan"}}
    assert post("/labels", {"iris": ["urn:x"] * (lookups.MOST_LABELS + 1)}).status == 413
    assert post("/labels", {"iris": ["not an iri"]}).status == 400


@pytest.mark.parametrize(
    ("kind", "typed", "short"),
    [
        ("class", "dip:recog", "dip:Recognition"),
        ("class", "recog", "dip:RecognitionOfState"),
        ("class", "DIP:RecognitionOf", "dip:RecognitionOfState"),
        ("class", "of state", "dip:RecognitionOfState"),
        ("property", "partic", "dip:participant"),
        ("property", "dip:part", "dip:participant"),
        ("name", "Pakistan", "e:pakistan"),
        ("name", "e:paki", "e:pakistan"),
        ("name", "Abbas Mahm", "e:abbas"),
        ("name", "PLO", "e:plo"),
    ],
)
def test_names_are_completed_from_curies_labels_and_aliases(get: Get, kind: str, typed: str, short: str) -> None:
    found = json.loads(get("/complete", {"kind": kind, "q": typed}).body)
    assert short in [each["short"] for each in found["suggestions"]]


def test_the_best_name_comes_first_and_the_number_is_bounded(get: Get) -> None:
    assert json.loads(get("/complete", {"kind": "name", "q": "Pakistan"}).body)["suggestions"][0]["short"] == "e:pakistan"
    found = json.loads(get("/complete", {"kind": "class", "q": ""}).body)
    assert len(found["suggestions"]) == lookups.MOST_SUGGESTIONS
    assert found["more"] is True
    assert json.loads(get("/complete", {"kind": "name", "q": "zzzz"}).body) == {"suggestions": [], "more": False}


def test_only_instances_of_a_class_are_suggested_for_a_parameter(get: Get) -> None:
    found = json.loads(get("/complete", {"kind": "name", "q": "pakistan", "of": "dip:State"}).body)
    assert [each["short"] for each in found["suggestions"]] == ["e:pakistan"]
    assert get("/complete", {"kind": "verb", "q": ""}).status == 400


# files


def test_no_path_leads_out_of_the_folder_of_the_files(get: Get) -> None:
    for name in ("../query_page.py", "..%2Fquery_page.py", "%2Fetc%2Fpasswd", "", "nothing.js", "query.js%00"):
        assert get(f"/assets/{name}").status == 404, name


@NO_ASSETS
def test_a_file_is_kept_for_long_only_at_an_address_with_its_digest(get: Get) -> None:
    page = get("/query").body.decode()
    for name in ("query.js", "query.css"):
        found = re.search(rf'"\./(assets/{re.escape(name)})\?v=([0-9a-f]+)"', page)
        assert found is not None
        kept = get(f"/{found[1]}", {"v": found[2]})
        assert "immutable" in (kept.header("Cache-Control") or "")
        assert kept.body == Path(assets.BUNDLED, name).read_bytes()
        for stale in ("", found[2][:4], "0" * 16):
            assert get(f"/{found[1]}", {"v": stale}).header("Cache-Control") == "no-cache"
        assert get(f"/{found[1]}", if_none_match=kept.header("ETag") or "").status == 304


@NO_ASSETS
def test_the_bundle_names_no_service_that_it_could_ask_by_itself() -> None:
    """Addresses of others may stand in the bundle as names and documentation; what the policy and the browser test watch is requests."""
    style = Path(assets.BUNDLED, "query.css").read_text(encoding="utf-8")
    assert not re.search(r"url\((?!\"?data:)|@import|@font-face", style)
    licences = Path(assets.BUNDLED, "LICENSES.txt").read_text(encoding="utf-8")
    for name in json.loads(Path(assets.BUNDLED, "versions.json").read_text(encoding="utf-8")):
        assert f"{name} " in licences
    assert "@zazuko/yasgui 4.6.2 (MIT)" in licences
    assert "jquery " in licences
