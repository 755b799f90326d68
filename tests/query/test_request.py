"""From what a user writes to a request, and from a request to a prepared query and an answer: every word and every refusal."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode

from kg.errors import KgError, LimitReached, NameAmbiguous, NameNotFound, QueryError, UsageError
from kg.query.answer import answer
from kg.query.prepare import entities, prepare, readings, value, values
from kg.query.request import MOST, Request, as_of_day, day_of, request
from kg.query.running import Found, InProcess, evaluate, stopped, too_much
from kg.results import Triples, Truth
from kg.sparql.stored import Param, StoredQuery, parse
from kg.terms import Term
from tests.asking import nordic

ALL = parse("SELECT ?s { ?s a dip:State } ORDER BY ?s", "all")
MEETINGS = parse(
    "#+ summary: S\n#+ params:\n#+   - name: agent\n#+     of: dip:Agent\n#+     help: who\n#+   - name: from\n#+     optional: true\n"
    "SELECT ?s { ?s ?p ?_agent_iri FILTER(!BOUND(?_from_date)) }",
    "meetings",
)


def refusal(error: KgError) -> tuple[str, object, str | None]:
    return error.what, error.where, error.hint


def test_a_date_named_day_is_by_default_the_day_of_as_of() -> None:
    header = "#+ summary: S\n#+ params:\n#+   - name: day\n#+     help: when\n#+     end: last\n#+     optional: true\n"
    query = parse(header + "SELECT ?s { ?s ?p ?o FILTER(!BOUND(?_day_date)) }", "states")
    assert request(query, {}).params == {}
    assert request(query, {}, as_of="1987").params == {"day": "1987-12-31"}
    assert request(query, {"day": "1990"}, as_of="1987").params == {"day": "1990"}
    assert request(MEETINGS, {}, as_of="1987").params == {}


@pytest.mark.parametrize("name", ["rows", "seconds"])
@pytest.mark.parametrize("limit", [-1, MOST, float("nan"), "3"])
def test_a_limit_out_of_range_is_refused(name: str, limit: float) -> None:
    with pytest.raises(UsageError) as caught:
        request(ALL, {}, **{name: limit})  # type: ignore[arg-type]
    assert refusal(caught.value) == (f"{name} must be a number from 0 to 1,000,000,000, not {limit!r}", None, "0 stands for no limit")


def test_limits_and_values_are_those_that_are_given() -> None:
    given: dict[str, str | float | date | Term] = {
        "a": "text",
        "b": 2.5,
        "c": date(1905, 6, 7),
        "d": NamedNode("http://x/d"),
        "e": Literal("e", language="en"),
    }
    made = request(ALL, given, cite=True, as_of="1905-06", rows=0, seconds=MOST - 1)
    assert made == Request(
        ALL, {"a": "text", "b": "2.5", "c": "1905-06-07", "d": "http://x/d", "e": "e"}, True, date(1905, 6, 30), None, MOST - 1
    )
    assert request(ALL, {}, rows=7, seconds=0)[3:6] == (None, 7, None)
    with pytest.raises(UsageError) as caught:
        request(ALL, {"a": [1]})  # type: ignore[dict-item]
    assert refusal(caught.value) == ("a parameter cannot be [1]", None, "use text, a number, a date or a term")


def test_days_of_a_date_and_why_there_is_none() -> None:
    assert (as_of_day(date(1905, 6, 7)), as_of_day("1904-02")) == (date(1905, 6, 7), date(1904, 2, 29))
    assert day_of("from", "1904-02", last=False) == date(1904, 2, 1)
    for text, last, what in (("1905/..", True, "to has no last day: '1905/..'"), ("/1905", False, "to has no first day: '/1905'")):
        with pytest.raises(UsageError) as caught:
            day_of("to", text, last=last)
        assert caught.value.what == what
        assert caught.value.where is None
        assert caught.value.hint
    with pytest.raises(UsageError) as caught:
        as_of_day("soon")
    assert refusal(caught.value)[:2] == ("as-of is not a date: 'soon'", None)
    assert str(caught.value.hint).startswith("write it as EDTF: 1974")


@pytest.mark.parametrize(
    ("query", "given", "what", "hint"),
    [
        (MEETINGS, {"agnt": "x"}, "meetings has no parameter 'agnt'", "did you mean agent?"),
        (MEETINGS, {"zzz": "x"}, "meetings has no parameter 'zzz'", "it takes agent, from"),
        (ALL, {"zzz": "x"}, "all has no parameter 'zzz'", "it takes none"),
        (MEETINGS, {}, "meetings needs agent (who)", "kg query meetings -p agent=..."),
    ],
)
def test_unknown_and_missing_parameters_are_named(query: StoredQuery, given: dict[str, str], what: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        values(query, given, nordic().names)
    assert refusal(caught.value) == (what, None, hint)


@pytest.mark.parametrize(
    ("param", "text", "what", "hint"),
    [
        (Param("x", "number", "_x"), "three", "x is not a number: 'three'", "such as 3 or 2.5"),
        (Param("x", "text", "_x"), "\udcff", "x is not UTF-8: '\\udcff'", "encode it in UTF-8"),
        (Param("x", "choice", "_x", choices=("small", "large")), "lrge", "x cannot be 'lrge'", "did you mean large?"),
        (Param("x", "choice", "_x_iri", choices=("dip:InFavour",)), "zzz", "x cannot be 'zzz'", "use one of in favour"),
        (Param("x", "choice", "_x", choices=("InFavour",)), "zzz", "x cannot be 'zzz'", "use one of InFavour"),
    ],
)
def test_a_value_that_is_refused_says_what_to_write(param: Param, text: str, what: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        value(param, text, nordic().names)
    assert refusal(caught.value) == (what, None, hint)


def test_names_that_are_not_found_or_ambiguous_come_with_their_parameter_and_candidates() -> None:
    param = Param("who", "entity", "_who_iri", of="dip:State")
    with pytest.raises(NameNotFound) as caught:
        value(param, "Norwy", nordic().names)
    assert refusal(caught.value) == ("who: no state is called 'Norwy'", None, "did you mean Norway?")
    assert tuple(caught.value.candidates) == ("Norway",)
    assert not isinstance(caught.value, NameAmbiguous)


def test_what_a_name_was_taken_for_is_said_where_it_differs() -> None:
    names = nordic().names
    norway = nordic().find("Norway")
    assert entities(names, MEETINGS, {"agent": "norway"}) == [(MEETINGS.params[0], "norway", norway)]
    for same in ("Norway", "NORWAY", "norway", "e:norway", norway.value, f" <{norway.value}> "):
        assert readings(names, MEETINGS, {"agent": same}) == []
    assert readings(names, MEETINGS, {"agent": "delegates-norway"}) == []  # its slug
    assert readings(names, MEETINGS, {"agent": "delegates norway"}) == [
        "agent: 'delegates norway' was taken for delegates of Norway (e:delegates-norway, delegation)"
    ]
    assert readings(names, MEETINGS, {"agent": "e:norway", "from": "1905"}, every=True) == [
        "agent: 'e:norway' was taken for Norway (e:norway, state)"
    ]


def test_a_prepared_query_knows_its_own_file() -> None:
    query = parse("SELECT ?s { ?s a dip:State", "own")._replace(path="queries/own.rq")
    prepared = prepare(Request(query, {}), nordic().names)
    assert prepared.text == query.text
    failed = prepared.failure("no such function")
    assert isinstance(failed, QueryError)
    assert failed.what == "the query failed: no such function"
    assert "queries/own.rq" in str(failed.where)
    assert failed.hint == "simplify it, and check that its functions are in SPARQL 1.1"
    assert "queries/own.rq:1:" in str(prepared.syntax_problem(nordic().names.prefixes).where)


def test_the_errors_of_limits_say_how_to_raise_them() -> None:
    late, large = stopped(2.5), too_much(2048)
    assert isinstance(late, LimitReached)
    assert refusal(late)[:2] == ("the query was stopped after 2.5 seconds", None)
    assert refusal(large)[:2] == ("the query was stopped at 2,048 MB of memory", None)
    assert all(each in str(late.hint) for each in ("kg query --seconds N", "seconds=N in Python", "KG_QUERY_SECONDS (0 for none)"))
    assert "KG_QUERY_MEGABYTES (0 for none)" in str(large.hint)


def test_an_answer_has_its_rows_its_stamp_and_what_cut_it() -> None:
    names = nordic().names

    def ask(text: str, rows: int | None = None) -> object:
        return answer(prepare(Request(parse(text, "q"), {}), names), InProcess(names.store), names, rows, stamp="from here")

    table = ask(ALL.text, 1)
    assert (table.stamp, table.cut, len(table.rows)) == ("from here", "stopped at the limit of 1 rows; there are more", 1)  # type: ignore[attr-defined]
    assert ask(ALL.text).cut is None  # type: ignore[attr-defined]
    truth, triples = ask("ASK { ?s a dip:State }"), ask("CONSTRUCT WHERE { ?s a dip:State }", 1)
    assert isinstance(truth, Truth)
    assert isinstance(triples, Triples)
    assert (truth.stamp, bool(truth), truth.names) == ("from here", True, names)
    assert (triples.stamp, triples.cut) == ("from here", "stopped at the limit of 1 triples; there are more")
    # A limit that is exactly reached cuts nothing.
    assert evaluate(names.store, "SELECT ?s { VALUES ?s { 1 2 } }", {}, 2) == Found(("s",), [(Literal(1),), (Literal(2),)])
