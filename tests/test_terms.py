"""Short forms, N-Triples syntax, and conversion to rdflib and back."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import example, given
from hypothesis import strategies as st

from kg.errors import DataError
from kg.terms import Term, expand, from_rdflib, n3, parse_n3, plain_names, shorten, to_rdflib

PREFIXES = {"e": "http://e/", "ei": "http://e/id/", "h": "http://h#"}
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
LANGUAGES = st.sampled_from(["en", "en-gb", "ur"])
DATATYPES = st.sampled_from(
    ["http://www.w3.org/2001/XMLSchema#date", "http://id.loc.gov/datatypes/edtf/EDTF", "http://www.w3.org/2001/XMLSchema#integer"]
)
IRIS = st.sampled_from(["http://e/a", "http://e/id/é", "urn:x:y", "http://e/a%20b"]).map(ox.NamedNode)
TERMS: st.SearchStrategy[Term] = st.one_of(
    IRIS,
    st.sampled_from(["a", "b1", "x.y"]).map(ox.BlankNode),
    TEXT.map(ox.Literal),
    st.builds(lambda text, language: ox.Literal(text, language=language), TEXT, LANGUAGES),
    st.builds(lambda text, datatype: ox.Literal(text, datatype=ox.NamedNode(datatype)), TEXT, DATATYPES),
)


@given(TERMS)
@example(ox.Literal('\r\n\t"\\\b\f\x00\x7f\u2028'))
def test_n_triples_round_trip(term: Term) -> None:
    assert parse_n3(n3(term)) == term


@given(TERMS)
@example(ox.Literal("001", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")))
@example(ox.Literal("no day", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")))
@pytest.mark.filterwarnings("ignore:.*:UserWarning")
def test_rdflib_round_trip(term: Term) -> None:
    assert from_rdflib(to_rdflib(term)) == term


@given(st.text(max_size=20) | st.lists(st.sampled_from([*'<>"\\_:@^ a', "\\u00", "^^<"]), max_size=8).map("".join))
def test_any_text_is_a_term_or_a_data_error(text: str) -> None:
    try:
        term = parse_n3(text)
    except DataError:
        return
    assert parse_n3(n3(term)) == term


@pytest.mark.parametrize("text", ["", "a", "<a b>", "<a", '"a', '"a"@', '"a"^^b', '"\\x"', "_:", '"a" .', "<< <a> <b> <c> >>", '"\\uD800"'])
def test_an_invalid_term_is_refused(text: str) -> None:
    with pytest.raises(DataError):
        parse_n3(text)


@pytest.mark.parametrize("node", [rdflib.Variable("x"), rdflib.URIRef("http://e/a b"), "text", None])
def test_what_rdflib_has_and_rdf_has_not(node: object) -> None:
    with pytest.raises(DataError):
        from_rdflib(node)


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("http://e/a", "e:a"),
        ("http://e/id/a", "ei:a"),
        ("http://e/id/a.b-c_1", "ei:a.b-c_1"),
        ("http://e/x/a", "http://e/x/a"),
        ("http://e/a.", "http://e/a."),
        ("http://e/", "http://e/"),
        ("http://h#1", "h:1"),
        ("http://other/a", "http://other/a"),
    ],
)
def test_shortening(iri: str, short: str) -> None:
    assert shorten(iri, PREFIXES) == short
    assert short == iri or expand(short, PREFIXES) == iri


@given(st.text("ab.-_/#é:0", max_size=8).map(lambda local: "http://e/id/" + local))
def test_what_is_shortened_can_be_read_in_turtle_and_expands_to_the_same(iri: str) -> None:
    short = shorten(iri, PREFIXES)
    if short == iri:
        return
    assert expand(short, PREFIXES) == iri
    quads = list(ox.parse(f"@prefix e: <http://e/> . @prefix ei: <http://e/id/> . {short} e:p 1 .", format=ox.RdfFormat.TURTLE))
    assert quads[0].subject == ox.NamedNode(iri)


@pytest.mark.parametrize(
    ("text", "iri"), [("<http://x/a b>", "http://x/a b"), ("e:a\\,b", "http://e/a,b"), ("x:a", None), ("a", None), ("http://e/a", None)]
)
def test_expanding(text: str, iri: str | None) -> None:
    assert expand(text, PREFIXES) == iri


@given(st.lists(st.text("ab/.,~!$&'()*+;=_-", min_size=1), min_size=3, max_size=3), TEXT)
def test_plain_names_change_no_triple(names: list[str], text: str) -> None:
    subject, predicate, value = (ox.NamedNode("http://x/" + name) for name in names)
    triples = [ox.Triple(subject, predicate, value), ox.Triple(subject, predicate, ox.Literal(text))]
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes={"p": "http://x/"})
    assert written is not None
    plain = plain_names(written.decode(), {"p": "http://x/"})
    assert {quad.triple for quad in ox.parse(plain.encode(), ox.RdfFormat.TURTLE)} == set(triples)
    assert not re.search(r"p:\S*\\", re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>', "", plain))


_PARTS = ["a", "e:", "b", "/", "-", "(", "\\", '"', "^^", " ", "é", "%", "~", ":", "_", ".", "x", "\n", "\t"]
_NAMES = [f"https://example.org/{name}" for name in ("a", "b/c", "b/c.d-e", "b(c)", "b~c", "b%20c", "b:c", "-x", "b/", "")]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(_NAMES),
            st.sampled_from(_NAMES),
            st.lists(st.sampled_from(_PARTS), max_size=8).map("".join),
            st.sampled_from(_NAMES),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_names_are_written_without_escapes_and_nothing_else_changes(facts: list[tuple[str, str, str, str]]) -> None:
    prefixes = {"e": "https://example.org/", "b": "https://example.org/b/"}
    triples = [
        triple
        for subject, predicate, text, other in facts
        for triple in (
            ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.Literal(text)),
            ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.Literal(text, datatype=ox.NamedNode(other))),
            ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(other)),
        )
    ]
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    assert written is not None
    plain = plain_names(written.decode(), prefixes)
    assert {quad.triple for quad in ox.parse(plain, ox.RdfFormat.TURTLE)} == set(triples)
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', '""', plain)
    assert "\\" not in outside


def test_names_in_long_strings_are_found_in_linear_time() -> None:
    for text in ('"' + "\\\\-" * 300_000 + '"', '"' + "^e:x\\\\-" * 100_000 + '"', "e:x\\/y " * 100_000):
        assert len(plain_names(text, {"e": "urn:e/"})) >= len(text) - 100_000
