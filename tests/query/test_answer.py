"""Values of parameters, limits, and the columns that dates and evidence add."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from kg.errors import NameAmbiguous, NameNotFound, QueryError, UsageError
from kg.explain.answers import with_dates, with_evidence
from kg.namespaces import DIP, XSD
from kg.query.answer import answer
from kg.query.prepare import prepare, value, values
from kg.query.request import Request, request
from kg.query.running import InProcess
from kg.results import Table
from kg.sparql.stored import Param, parse
from kg.terms import Term
from tests.asking import facts, graph, nordic


def day(text: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + "date"))


def ask(text: str, **given: str) -> Table:
    names = nordic().names
    return answer(prepare(Request(parse(text, "query"), given), names), InProcess(names.store), names)


@pytest.mark.parametrize(
    ("param", "text", "term"),
    [
        (Param("x", "text", "_x"), 'say "no"', Literal('say "no"')),
        (Param("x", "number", "_x"), "3", Literal(3)),
        (Param("x", "number", "_x"), "-2.50", Literal("-2.50", datatype=NamedNode(XSD + "decimal"))),
        (Param("x", "date", "_x_date"), "1905", day("1905-01-01")),
        (Param("x", "date", "_x_date", end="last"), "1905", day("1905-12-31")),
        (Param("x", "date", "_x_date", end="last"), "1904-02~", day("1904-02-29")),
        (Param("x", "date", "_x_date"), "1905-06-07", day("1905-06-07")),
        (Param("x", "choice", "_x", choices=("small", "large")), "LARGE", Literal("large")),
        (Param("x", "choice", "_x_iri", choices=("dip:InFavour",)), "in favour", NamedNode(DIP + "InFavour")),
        (Param("x", "choice", "_x_iri", choices=("dip:InFavour",)), "InFavour", NamedNode(DIP + "InFavour")),
        (Param("x", "choice", "_x_iri", choices=("dip:InFavour",)), "dip:InFavour", NamedNode(DIP + "InFavour")),
        (Param("x", "choice", "_x_iri", choices=("dip:InFavour",)), "in-favour", NamedNode(DIP + "InFavour")),
        (Param("x", "entity", "_x_iri", of="dip:State"), "norway", NamedNode("https://example.org/nordic/id/norway")),
    ],
)
def test_values_of_each_type(param: Param, text: str, term: Term) -> None:
    assert value(param, text, nordic().names) == term


@pytest.mark.parametrize(
    ("param", "text", "what"),
    [
        (Param("x", "number", "_x"), "three", "x is not a number: 'three'"),
        (Param("x", "number", "_x"), "1e3", "x is not a number"),
        (Param("x", "number", "_x"), "", "x is not a number"),
        (Param("x", "number", "_x"), "٣", "x is not a number"),
        (Param("x", "date", "_x_date"), "1905-02-30", "x is not a date"),
        (Param("x", "date", "_x_date"), "/1905", "x has no first day"),
        (Param("x", "date", "_x_date", end="last"), "1905/..", "x has no last day"),
        (Param("x", "choice", "_x", choices=("small", "large")), "medium", "x cannot be 'medium'"),
        (Param("x", "entity", "_x_iri", of="dip:State"), "Karlstad", "x: no state is called 'Karlstad'"),
        (Param("x", "text", "_x"), "\udcff", "x is not UTF-8"),
    ],
)
def test_an_invalid_value_is_refused_with_the_reason(param: Param, text: str, what: str) -> None:
    with pytest.raises(UsageError) as caught:
        value(param, text, nordic().names)
    assert caught.value.what.startswith(what)


@given(st.sampled_from(["entity", "date", "number", "choice", "text"]), st.text())
def test_any_text_is_a_term_or_a_mistake_of_usage(kind: str, text: str) -> None:
    variable = {"entity": "_x_iri", "date": "_x_date"}.get(kind, "_x")
    try:
        found = value(Param("x", kind, variable, choices=("a", "b")), text, nordic().names)
    except (UsageError, NameNotFound, NameAmbiguous):
        return
    assert isinstance(found, NamedNode | Literal)


def test_defaults_and_optional_parameters() -> None:
    query = parse(
        "#+ params:\n#+   - name: b\n#+     optional: true\n#+ defaults:\n#+   - a: x\nASK { ?s ?_a ?_c FILTER(!BOUND(?_b)) }", "q"
    )
    assert values(query, {"c": "y"}, nordic().names) == {"_a": Literal("x"), "_c": Literal("y")}
    with pytest.raises(UsageError, match=r"q needs c \(text\)"):
        values(query, {}, nordic().names)
    with pytest.raises(UsageError, match="q has no parameter 'd'"):
        values(query, {"c": "y", "d": "z"}, nordic().names)


def test_an_evaluation_that_fails_is_an_error_of_the_query() -> None:
    with pytest.raises(QueryError, match=r"failed|cannot read") as caught:
        ask("SELECT (<urn:no:such:function>(?s) AS ?x) { ?s a dip:State }")
    assert caught.value.hint


def test_dates_of_rows_by_the_cited_node_or_by_any() -> None:
    cited = ask("#+ cite: [act]\nSELECT ?act ?about { ?act a dip:Declaration ; dip:about ?about }")
    assert facts(with_dates(cited, ["act"], date(1905, 6, 7))) == [["declaration", "union", "yes"]]
    assert facts(with_dates(cited, ["act"], date(1905, 6, 6))) == []
    assert facts(with_dates(cited, [], date(1905, 6, 7))) == [
        ["declaration", "union", "undecided"]
    ]  # the union of 1814/1905 may have ended
    undated = ask("SELECT ?state { ?state a dip:State } ORDER BY ?state")
    assert facts(with_dates(undated, [], date(1905, 1, 1)), "as_of") == [["undecided"], ["undecided"]]


def test_columns_of_evidence_never_hide_those_of_the_query() -> None:
    found = with_evidence(ask("SELECT (?act AS ?passages) { ?act a dip:Recognition }"), [])
    assert found.variables == ("passages", "cite_passages", "standing", "speaker", "witnesses", "notes")
    assert found.labels()[0]["cite_passages"] == "the note, The settlement, sentence 9"


def test_evidence_of_claims_notes_passages_and_triples() -> None:
    from kg.snapshot.proofs import Proofs

    proofs = Proofs(nordic().snapshot.proofs_file)

    def cited(text: str, *cite: str) -> list[str]:
        return [row["passages"] for row in with_evidence(ask(text), cite, proofs).labels()]

    assert cited("SELECT ?claim { ?claim dip:standing dip:Denied }", "claim") == ["the note, The union, sentence 6"]
    assert cited("SELECT ?note { ?note dip:noteKind dip:NotStated }", "note") == ["the note, The union, sentence 4"]
    assert cited("SELECT ?p { ?p dip:number 9 }", "p") == ["the note, The settlement, sentence 9"]
    assert cited("SELECT ?s ?p ?o { ?s ?p ?o FILTER(?p = dip:recognized) }", "s p o") == ["the note, The settlement, sentence 9"]
    assert cited("SELECT ?s ?p ?o { ?s ?p ?o FILTER(?p = dip:met) }", "s p o") == ["the note, The settlement, sentence 8"] * 2
    assert cited("SELECT (3 AS ?n) {}", "n") == [""]


def test_a_pair_is_cited_by_what_connects_the_two() -> None:
    found = graph().query("offices-attested", office="Prime Minister of Pakistan", holder="gilani", cite=True)
    ends = {row["act"]: row["passages"].rpartition(", ")[2] for row in found.labels()}
    assert ends["Condemnation by Zardari, Gilani and Qureshi, 2008–2009"] == "sentence 35"
    assert {row["passages"] for row in found.labels()} == {"the article, Gaza, sentence 35", "the article, Gaza, sentence 48"}
    bare = graph().query("offices-attested", office="Prime Minister of Pakistan", holder="gilani", as_of="2009", cite=True)
    assert {row["as_of"] for row in bare.labels()} == {"yes"}  # by the act of the pair


def test_speakers_and_standing_of_what_is_only_said() -> None:
    found = with_evidence(ask("SELECT ?claim { ?claim dip:contentOf ?statement }"), ["claim"])
    assert [(row["standing"], row["speaker"], row["witnesses"]) for row in found.labels()] == [("stated", "Oscar II", "1")]


def test_content_whose_speaker_is_not_named_says_so() -> None:
    found = graph().query("SELECT ?claim { ?claim dip:gist ?gist FILTER(?claim = a:A12-2) }", cite=True)
    assert found.labels()[0]["speaker"] == "unnamed (Information about Pakistan reaches Israel's mission)"


@pytest.mark.parametrize("name", ["only-in-document", "reported-by-several", "reasons-and-conditions"])
def test_what_is_only_said_is_never_listed_without_its_statement(name: str) -> None:
    """Also without --cite: "stated" then means how the document says it, not that it is held."""
    contents = {quad.subject: quad.object for quad in graph().store.quads_for_pattern(None, NamedNode(DIP + "contentOf"), None)}
    found = graph().query(name, {"document": "article"} if name == "only-in-document" else {})
    said = [row for row in found if row["claim"] in contents]
    assert said
    assert all(row["statement"] == contents[row["claim"]] for row in said)  # type: ignore[index]
    assert all(row["statement"] is None for row in found if row["claim"] not in contents)


def test_an_ask_stays_an_ask_and_triples_stay_triples() -> None:
    no = ask("ASK { ?s a dip:Nothing }")
    assert with_evidence(no, []) is no
    assert with_dates(no, [], date(1905, 1, 1)) is no


def test_constructed_triples_are_cited_each_by_itself() -> None:
    from kg.snapshot.proofs import Proofs

    made = ask("CONSTRUCT WHERE { ?s dip:recognized ?o }")
    cited = with_evidence(made, [], Proofs(nordic().snapshot.proofs_file))
    assert [row["passages"] for row in cited.labels()] == ["the note, The settlement, sentence 9"]


def test_a_request_takes_its_limits_from_the_settings() -> None:
    query = parse("ASK { ?s ?p ?_word }", "q")
    assert request(query, {"word": 3}) == Request(query, {"word": "3"}, rows=100_000, seconds=30)
    assert request(query, {}, rows=0, seconds=0) == Request(query, {}, rows=None, seconds=None)
    assert request(query, {}, as_of="1905").as_of == date(1905, 12, 31)
    assert request(query, {}, as_of=date(1905, 6, 7)).as_of == date(1905, 6, 7)


@pytest.mark.parametrize(("text", "what"), [("soon", "as-of is not a date: 'soon'"), ("1905/..", "as-of has no last day")])
def test_as_of_wants_a_date_that_ends(text: str, what: str) -> None:
    with pytest.raises(UsageError, match=what) as caught:
        request(parse("ASK {}", "q"), {}, as_of=text)
    assert caught.value.hint
