"""The output that counts: right for every answer, whatever its literals look like, and wherever the engine cuts it into pieces."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, QuerySolutions, Triple, parse_query_results

from kg.results.bounded import _COUNTERS, Bounded, TooMuch
from kg.results.standard import to_tsv
from kg.terms import Term

FORMATS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}

# What looks like the end of a row, a string or a tag in one of the formats.
_NASTY = [
    "},{", "},{}", '"},{"', '"}},{"x":{', "\n", "\r\n",
    '"\n"', '""', "\\", '\\"', "\\\\", "<result>", "</result>", "[{", "\t", ",", "'", "é", "",
]  # fmt: skip

pieces = st.sampled_from(_NASTY) | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=3)
texts = st.lists(pieces, max_size=4).map("".join)
terms: st.SearchStrategy[Term | None] = (
    st.none()
    | st.builds(Literal, texts)
    | st.builds(lambda text: Literal(text, language="en"), texts)
    | st.builds(lambda text: Literal(text, datatype=NamedNode("urn:d")), texts)
    | st.sampled_from([NamedNode("urn:a,b"), NamedNode("urn:'x'")])
    | st.builds(BlankNode, st.just("b"))
)


@st.composite
def answers(draw: st.DrawFn) -> tuple[tuple[str, ...], list[list[Term | None]]]:
    variables = ("x", "y", "z")[: draw(st.integers(1, 3))]
    return variables, draw(st.lists(st.lists(terms, min_size=len(variables), max_size=len(variables)), max_size=8))


def written(variables: tuple[str, ...], rows: list[list[Term | None]], style: str) -> bytes:
    solutions = parse_query_results(to_tsv(variables, rows), QueryResultsFormat.TSV)
    assert isinstance(solutions, QuerySolutions)
    data = solutions.serialize(format=FORMATS[style])
    assert data is not None
    return data


def taken(data: bytes, cuts: list[int], style: str, rows: int) -> bool:
    """Whether an output with a limit takes the data, cut at these places."""
    output = Bounded(style, rows, 10**6)
    places = [0, *sorted(each % (len(data) + 1) for each in cuts), len(data)]
    try:
        for start, end in pairwise(places):
            output.write(data[start:end])
    except TooMuch as error:
        return (error.what, error.most) != ("rows", rows)
    assert output.content() == data
    return True


@pytest.mark.parametrize("style", FORMATS)
@given(answers(), st.lists(st.integers(0, 5_000), max_size=12))
def test_an_answer_is_taken_exactly_up_to_its_number_of_rows(
    style: str, answer: tuple[tuple[str, ...], list[list[Term | None]]], cuts: list[int]
) -> None:
    variables, rows = answer
    data = written(variables, rows, style)
    for most in range(len(rows) + 3):
        assert taken(data, cuts, style, most) == (len(rows) <= most)


@pytest.mark.parametrize("style", FORMATS)
def test_every_byte_of_an_answer_may_come_alone(style: str) -> None:
    rows: list[list[Term | None]] = [[Literal(each), None] for each in _NASTY]
    data = written(("x", "y"), rows, style)
    cuts = list(range(len(data)))
    assert taken(data, cuts, style, len(rows))
    assert not taken(data, cuts, style, len(rows) - 1)


@pytest.mark.parametrize("style", FORMATS)
def test_rows_in_which_nothing_is_bound_are_counted(style: str) -> None:
    rows: list[list[Term | None]] = [[None]] * 5
    data = written(("x",), rows, style)
    assert taken(data, [], style, 5)
    assert not taken(data, [], style, 4)


def test_a_literal_full_of_row_ends_is_one_row() -> None:
    for style, text in (("json", "},{" * 10_000), ("csv", "\n" * 10_000), ("xml", "<result>" * 10_000), ("tsv", "\n" * 10_000)):
        data = written(("x",), [[Literal(text)]], style)
        assert taken(data, list(range(0, len(data), 997)), style, 1)
        assert not taken(data, list(range(0, len(data), 997)), style, 0)


def test_triple_terms_are_within_a_row() -> None:
    from pyoxigraph import Store

    query = 'SELECT ?x { VALUES ?x { <<( <urn:a> <urn:b> "},{" )>> <<( <urn:a> <urn:b> <<( <urn:a> <urn:b> "}}},{}" )>> )>> } }'
    found, again = Store().query(query), Store().query(query)
    assert isinstance(found, QuerySolutions)
    assert isinstance(again, QuerySolutions)
    assert all(isinstance(row["x"], Triple) for row in again)
    data = found.serialize(format=QueryResultsFormat.JSON)
    assert data is not None
    assert taken(data, [], "json", 2)
    assert not taken(data, [], "json", 1)


def test_more_bytes_than_the_limit_are_refused_at_once() -> None:
    output = Bounded(None, 1, 10)
    assert output.write(b"0123456789") == 10
    with pytest.raises(TooMuch, match="more than 10 bytes"):
        output.write(b"0")


@pytest.mark.parametrize("style", FORMATS)
def test_both_counts_are_right_wherever_a_block_ends(style: str) -> None:
    rows: list[list[Term | None]] = [[Literal(each), None] for each in _NASTY]
    rows += [[None, None]] * 3
    data = written(("x", "y"), rows, style)
    for first in range(len(data)):
        exact, rough = _COUNTERS[style](), _COUNTERS[style]()
        start = rough.rows
        for block in (data[:first], data[first : first + 1], data[first + 1 :]):
            exact.count(block)
            start += rough.at_most(block)
        assert exact.rows == len(rows) <= start
