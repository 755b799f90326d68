"""Stored queries as an API: the list, the answers, their formats and options, and the errors."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest

import kg
from kg.service.context import Limits
from kg.service.message import Reply
from kg.service.problems import BASE
from kg.service.stored import FORMATS, remark_headers
from tests.asking import ROOT, graph, nordic
from tests.service.conftest import Get, ask, repository_service, service_of

BOTH = {"a": "Pakistan", "b": "Israel"}
ANSWER = "/queries/acts-between"


def problem(reply: Reply, status: int, name: str) -> dict[str, object]:
    """The object of a problem, of which a reply must be one."""
    assert reply.status == status, reply.body
    assert reply.header("content-type") == "application/problem+json"
    said: dict[str, object] = json.loads(reply.body)
    assert said["type"] == BASE + name
    return said


def remarks(reply: Reply) -> list[str]:
    """The remarks of a reply."""
    return [unquote(each) for each in re.findall(r'%"([^"]*)"', reply.header("Chancery-Remark") or "")]


def test_the_list_is_that_of_the_command_line(get: Get) -> None:
    reply = get("/queries")
    assert (reply.status, reply.header("content-type")) == (200, "application/json")
    display = graph().workspace.display
    wanted = [{**query.to_json(), "path": display(query.path)} for query in graph().queries()]
    assert json.loads(reply.body) == json.loads(json.dumps(wanted))
    assert str(ROOT).encode() not in reply.body


def test_the_list_by_tag(get: Get) -> None:
    assert [each["name"] for each in json.loads(get("/queries", {"tag": "doubt"}).body)] == [each.name for each in graph().queries("doubt")]
    said = problem(get("/queries", {"tag": "doubts"}), 400, "bad-name")
    assert "doubt" in said["candidates"]  # type: ignore[operator]  # a list in JSON


def test_the_list_for_a_browser(get: Get) -> None:
    reply = get("/queries", accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert reply.header("content-type") == "text/html; charset=utf-8"
    assert '<a href="./queries/acts-between">acts-between</a>' in reply.body.decode()
    assert reply.body == get("/queries", {"format": "html"}).body
    assert "form-action 'self'" in (reply.header("content-security-policy") or "")
    assert get("/queries/").header("location") == "../queries"


@pytest.mark.parametrize("style", ["json", "xml", "csv", "tsv", "md"])
@pytest.mark.parametrize("cite", [False, True])
def test_an_answer_is_that_of_the_command_line(get: Get, style: str, cite: bool) -> None:
    reply = get(ANSWER, {**BOTH, "format": style, **({"cite": "true"} if cite else {})})
    assert reply.status == 200
    assert (reply.header("content-type") or "").startswith(FORMATS[style])
    assert reply.body.decode() == graph().query("acts-between", BOTH, cite=cite).text(style)
    assert reply.body == get(ANSWER, {**BOTH, **({"cite": "true"} if cite else {})}, accept=FORMATS[style]).body


def test_an_answer_as_of_a_day_and_with_labels(get: Get) -> None:
    given = {"agent": "Pakistan"}
    reply = get("/queries/chronology", {**given, "as-of": "1974", "labels": "true", "format": "csv"})
    assert reply.body.decode() == graph().query("chronology", given, as_of="1974").text("csv", labels=True)


def test_json_is_accepted_under_its_plain_name(get: Get) -> None:
    reply = get(ANSWER, BOTH, accept="application/json")
    assert reply.header("content-type") == "application/sparql-results+json"
    assert "bindings" in json.loads(reply.body)["results"]


def test_an_answer_for_a_browser(get: Get) -> None:
    page = get(ANSWER, {**BOTH, "cite": "true", "kind": "", "as-of": ""}, accept="text/html").body.decode()
    assert 'href="../id/' in page
    assert '<input id="p-a" name="a" value="Pakistan" required>' in page
    assert 'name="cite" value="true" checked' in page
    assert "?a=Pakistan&amp;b=Israel&amp;cite=true&amp;format=csv" in page
    form = get(ANSWER, accept="text/html").body.decode()
    assert '<input id="p-a" name="a" value="" required>' in form
    assert "<table>" not in form


def test_a_page_escapes_what_is_asked(get: Get) -> None:
    said = problem(get(ANSWER, {"a": "<script>", "b": "Israel"}), 400, "bad-name")
    assert said["parameter"] == "a"
    refused = get(ANSWER, {"a": "<script>", "b": "Israel"}, accept="text/html")
    assert refused.status == 400
    assert "&lt;script&gt;" in refused.body.decode()
    assert "<script" not in refused.body.decode()
    page = get("/queries/sanctions", {"state": "ended", "by": "Israel"}, accept="text/html").body.decode()
    assert "<script>" not in page


def test_names_that_were_taken_for_something_are_remarked(get: Get) -> None:
    reply = get(ANSWER, {"a": "PLO", "b": "Pakistan"})
    (remark,) = remarks(reply)
    assert remark.startswith("a: 'PLO' was taken for Palestine Liberation Organization")
    assert remark == graph().remarks("acts-between", {"a": "PLO", "b": "Pakistan"})[0]
    assert (reply.header("Chancery-Remark") or "").isascii()


def test_an_empty_answer_says_why(get: Get) -> None:
    given = {**BOTH, "kind": "Recognition"}
    reply = get(ANSWER, given)
    assert json.loads(reply.body)["results"]["bindings"] == []
    said = remarks(reply)
    assert any(each.startswith("without kind:") for each in said)
    assert any("not held" in each for each in said)


def test_the_header_with_the_remarks_is_short_enough_for_proxies() -> None:
    ((name, value),) = remark_headers([f"remark {number}: " + "é" * 40 for number in range(100)])
    found = remarks(Reply(200, b"", [(name, value)]))
    assert len(value) < 3_200
    assert found[0] == "remark 0: " + "é" * 40
    assert found[-1].startswith("there are more remarks")
    assert len(found) < 20


def test_a_tag_is_that_of_the_normalised_question(get: Get) -> None:
    one = get(ANSWER, [("a", "Pakistan"), ("b", "Israel"), ("format", "json")])
    other = get(ANSWER, [("b", "Israel"), ("a", "Pakistan"), ("cite", "false")])
    assert one.kept
    assert one.header("etag") == other.header("etag")
    tags = {one.header("etag"), get(ANSWER, {**BOTH, "cite": "true"}).header("etag"), get(ANSWER, {**BOTH, "format": "csv"}).header("etag")}
    tags |= {get(ANSWER, {**BOTH, "as-of": "1974"}).header("etag"), get(ANSWER, {**BOTH, "rows": "99"}).header("etag")}
    assert len(tags) == 5
    assert get(ANSWER, BOTH, if_none_match=one.header("etag") or "").status == 304
    head = get(ANSWER, BOTH, method="HEAD")
    assert (head.status, head.header("etag")) == (200, one.header("etag"))
    default = get("/queries/most-connected").header("etag")
    assert default == get("/queries/most-connected", {"relation": "dip:dealtWith"}).header("etag")


@pytest.mark.parametrize(
    ("params", "name", "parameter", "candidate"),
    [
        ({**BOTH, "c": "x"}, "bad-parameter", "c", "a"),
        ({**BOTH, "knd": "Visit"}, "bad-parameter", "knd", "kind"),
        ({**BOTH, "as_of": "1974"}, "bad-parameter", "as_of", "as-of"),
        ({"a": "Pakistan"}, "bad-parameter", "b", None),
        ({"a": "Pakistann", "b": "Israel"}, "bad-name", "a", "Pakistan"),
        ({"a": "", "b": "Israel"}, "bad-name", "a", None),
        ({**BOTH, "cite": "yes"}, "bad-parameter", "cite", "true"),
        ({**BOTH, "labels": ""}, "bad-parameter", "labels", "true"),
        ({**BOTH, "as-of": "soon"}, "bad-parameter", "as-of", None),
        ({**BOTH, "rows": "0"}, "bad-parameter", "rows", None),
        ({**BOTH, "rows": "100001"}, "bad-parameter", "rows", None),
        ({**BOTH, "format": "jsn"}, "bad-parameter", "format", "json"),
        ({**BOTH, "format": "ttl"}, "bad-parameter", "format", "csv"),
    ],
)
def test_a_wrong_parameter_is_named(get: Get, params: dict[str, str], name: str, parameter: str, candidate: str | None) -> None:
    said = problem(get(ANSWER, params), 400, name)
    assert said["parameter"] == parameter
    if candidate is not None:
        assert candidate in said["candidates"]  # type: ignore[operator]  # a list in JSON
        assert said["hint"]


def test_choices_and_dates_of_the_query_are_named(get: Get) -> None:
    said = problem(get("/queries/sanctions", {"state": "endd"}), 400, "bad-parameter")
    assert (said["parameter"], said["candidates"]) == ("state", ["ended"])
    said = problem(get("/queries/sanctions", {"day": "never"}), 400, "bad-parameter")
    assert said["parameter"] == "day"


def test_a_parameter_is_given_once(get: Get) -> None:
    assert problem(get(ANSWER, [("a", "Pakistan"), ("a", "Israel")]), 400, "bad-parameter")["parameter"] == "a"


def test_an_unknown_query_is_not_found(get: Get) -> None:
    said = problem(get("/queries/acts-betwen"), 404, "not-found")
    assert said["candidates"] == ["acts-between"]
    for path in ("/queries/..%2fchancery", "/queries/a/b", "/queries/%00", "/queries/.", "/queries/acts-between.rq"):
        problem(get(path), 404, "not-found")


def test_a_format_that_nobody_writes_is_not_acceptable(get: Get) -> None:
    assert "text/csv" in problem(get(ANSWER, BOTH, accept="image/png"), 406, "not-acceptable")["offers"]  # type: ignore[operator]  # a list


def test_what_a_limit_would_cut_is_refused() -> None:
    said = problem(ask(repository_service(), ANSWER, {**BOTH, "rows": "2"}), 413, "too-large")
    assert said["limit"] == 2
    assert "100000" in str(said["hint"])
    service = service_of(graph(), Limits(10, 3, 1_000_000))
    problem(ask(service, ANSWER, BOTH), 413, "too-large")
    problem(ask(service, ANSWER, {**BOTH, "rows": "4"}), 400, "bad-parameter")
    small = service_of(graph(), Limits(10, 100, 200))
    for style in FORMATS:
        problem(ask(small, ANSWER, {**BOTH, "format": style}), 413, "too-large")


@pytest.fixture
def with_queries(tmp_path: Path) -> Callable[..., kg.Graph]:
    """A copy of a small workspace with queries of its own: their names and texts."""

    def made(**texts: str) -> kg.Graph:
        nordic().snapshot  # noqa: B018 - it is built here, so that the copy need not be
        folder = tmp_path / "own"
        shutil.copytree(nordic().workspace.folder, folder)
        (folder / "queries").mkdir(exist_ok=True)
        for name, text in texts.items():
            (folder / "queries" / f"{name}.rq").write_text(text, encoding="utf-8")
        return kg.open(folder)

    return made


def test_a_broken_query_takes_no_other_down(with_queries: Callable[..., kg.Graph]) -> None:
    built = with_queries(own="#+ summary: x\nASK {}", broken="#+ summary: [a, b]\nASK {}")
    with built:
        service = service_of(built)
        shown = json.loads(ask(service, "/queries").body)
        assert "own" in [each["name"] for each in shown]
        (broken,) = [each for each in shown if "error" in each]
        assert (broken["name"], broken["path"]) == ("broken", "queries/broken.rq")
        assert broken["error"] == "summary in the header is not text (line 1)"
        assert "summary in the header is not text" in ask(service, "/queries", {"format": "html"}).body.decode()
        assert json.loads(ask(service, "/queries/own").body) == {"head": {}, "boolean": True}
        said = problem(ask(service, "/queries/broken"), 500, "failed")
        assert "summary in the header is not text" in str(said["detail"])
        assert built.workspace.folder not in json.dumps([shown, said])


def test_triples_and_their_formats(with_queries: Callable[..., kg.Graph]) -> None:
    text = "#+ summary: x\nCONSTRUCT { ?s a ?k } { ?s a ?k FILTER(?k = ?_kind_iri) }"
    with with_queries(kinds=text) as built:
        service = service_of(built)
        given = {"kind": "state"}
        answer = built.query("kinds", given)
        for style, media in {"ttl": "text/turtle", "json": "application/ld+json", "xml": "application/rdf+xml", "csv": "text/csv"}.items():
            reply = ask(service, "/queries/kinds", {**given, "format": style})
            assert reply.body.decode() == answer.text(style)
            assert (reply.header("content-type") or "").startswith(media)
            assert ask(service, "/queries/kinds", given, accept=media).body == reply.body
        problem(ask(service, "/queries/kinds", {**given, "format": "ttl", "cite": "true"}), 400, "bad-parameter")
        cited = ask(service, "/queries/kinds", {**given, "cite": "true"})
        assert cited.body.decode() == built.query("kinds", given, cite=True).text("json")


def test_an_own_parameter_goes_before_an_option(with_queries: Callable[..., kg.Graph]) -> None:
    with with_queries(own="#+ summary: x\nSELECT ?x { BIND(?_format AS ?x) }") as built:
        reply = ask(service_of(built), "/queries/own", {"format": "csv"})
        assert json.loads(reply.body)["results"]["bindings"][0]["x"]["value"] == "csv"


def test_a_changed_query_has_another_tag(with_queries: Callable[..., kg.Graph]) -> None:
    with with_queries(own="#+ summary: x\nASK {}") as built:
        service = service_of(built)
        before = ask(service, "/queries/own").header("etag")
        (Path(built.workspace.folder) / "queries" / "own.rq").write_text("#+ summary: x\nASK { ?a ?b ?c }", encoding="utf-8")
        assert ask(service, "/queries/own").header("etag") != before
