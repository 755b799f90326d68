"""Slips in the headers of stored queries: each is an error at its place, and none passes in silence."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from kg.check.decorators import OF_GRLC, slips
from kg.check.run import _query_findings
from kg.errors import QueryError
from kg.ontology import Ontology, load_ontology
from kg.sparql.stored import parse
from kg.workspace import Workspace
from tests.asking import ROOT, repository

QUERY = "SELECT ?act ?agent { ?act ?_kind_iri ?agent FILTER(?agent = ?_word && ?act < ?_day_date && ?act < ?_size) }\n"


@functools.cache
def ontology() -> Ontology:
    return load_ontology(Workspace(repository()))


def found(header: str, query: str = QUERY) -> list[tuple[str, str, str | None]]:
    """What is wrong with a header: message, line and column, and hint."""
    text = "".join(f"{line}\n" for line in header.split("\n")) + query
    return [
        (each.what, "" if each.place is None else f"{each.place.line}:{each.place.column}", each.hint)
        for each in slips(parse(text, "q", "q.rq"), ontology(), "q.rq")
    ]


@pytest.mark.parametrize(
    ("header", "what", "place", "hint"),
    [
        ("#+ sumary: x", "unknown decorator 'sumary'", "1:4", "did you mean summary?"),
        ("#+ summary: x\n#+ parms:\n#+   - name: word", "unknown decorator 'parms'", "2:4", "did you mean params?"),
        ("#+ Summary: x", "unknown decorator 'Summary'", "1:4", "did you mean summary?"),
        ("#+ author: x", "unknown decorator 'author'", "1:4", "known: summary, description"),
        ("#+ summary:", "the decorator 'summary' is empty", "1:4", "give it a value"),
        ("#+ params: []", "the decorator 'params' is empty", "1:4", "give it a value"),
        ("# + summary: x", "does not read the line of 'summary'", "1:1", "#+ in the first column"),
        ("#+ summary: x\n  #+ tags: [a]", "does not read the line of 'tags'", "2:1", "#+ in the first column"),
        ("# summary: x", "does not read the line of 'summary'", "1:1", "#+ in the first column"),
        ("#+ tags: acts, people", "tags has the one entry 'acts, people'", "1:10", "[acts, people]"),
        ("#+ tags: [acts, people, acts]", "tags has 'acts' twice", "1:25", "keep one"),
        ("#+ cite: [act, act]", "cite has 'act' twice", "1:16", "keep one"),
        ("#+ cite: [acts]", "cite names ?acts, which is no column", "1:11", "did you mean act?"),
        ("#+ cite: [act, 'act nobody']", "cite names ?nobody, which is no column", "1:16", "the columns are act, agent"),
        ("#+ cite: ['act agent act agent']", "cite has 4 variables in one entry", "1:11", "triple"),
        ("#+ defaults:\n#+   - day: soon", "day is not a date: 'soon'", "2:13", "EDTF"),
        ("#+ params:\n#+   - name: day\n#+     default: soon", "day is not a date: 'soon'", "3:17", "EDTF"),
        ("#+ params:\n#+   - name: size\n#+     type: number\n#+     default: many", "size is not a number: 'many'", "4:17", "2.5"),
        ("#+ defaults:\n#+   - word: c\n#+ enumerate:\n#+   - word: [a, b]", "word cannot be 'c'", "2:14", "use one of a, b"),
        ("#+ defaults:\n#+   - kind: dip:Visitt", "names the undeclared term dip:Visitt", "2:14", "did you mean dip:Visit?"),
        ("#+ enumerate:\n#+   - kind: [dip:Visit, dip:Visitt]", "names the undeclared term dip:Visitt", "2:26", "did you mean dip:Visit?"),
        ("#+ enumerate:\n#+   - kind: [visit]", "the choice 'visit' of the parameter 'kind' is not a CURIE", "2:15", "such as"),
        ("#+ enumerate:\n#+   - day: [1988]", "enumerate does nothing for the parameter 'day'", "2:8", "leave it out"),
        ("#+ params:\n#+   - name: word\n#+     end: last", "end does nothing for the parameter 'word'", "3:8", "type date"),
        ("#+ params:\n#+   - name: word\n#+     of: dip:Agent", "of does nothing for the parameter 'word'", "3:8", "type entity"),
        ("#+ params:\n#+   - name: word\n#+   - name: word", "params has the parameter 'word' twice", "3:14", "keep one"),
        ("#+ defaults:\n#+   - word: a\n#+   - word: b", "defaults has the parameter 'word' twice", "3:8", "keep one"),
    ],
)
def test_each_slip_is_an_error_at_its_place(header: str, what: str, place: str, hint: str) -> None:
    ((message, at, advice),) = found(header)
    assert what in message
    assert at == place
    assert advice is not None
    assert hint in advice


@pytest.mark.parametrize(
    ("header", "what", "hint"),
    [
        ("#+ params:\n#+   - nmae: word", "without a name", "did you mean name?"),
        ("#+ params:\n#+   - name: wrod", "a parameter 'wrod' that the query does not have", "did you mean word?"),
        ("#+ params:\n#+   - name: word\n#+     hlep: x", "an unknown key 'hlep'", "did you mean help?"),
        ("#+ params:\n#+   - name: word\n#+     type: nubmer", "an unknown type 'nubmer'", "did you mean number?"),
        ("#+ enumerate:\n#+   - wrod: [a]", "enumerate names a parameter 'wrod'", "did you mean word?"),
        ("#+ params:\n#+   - name: word\n#+      help: x", "cannot read the header line", "indent it like the lines beside it"),
    ],
)
def test_what_makes_a_query_unusable_has_a_suggestion(header: str, what: str, hint: str) -> None:
    with pytest.raises(QueryError, match=what) as caught:
        parse(f"{header}\n{QUERY}", "q", "q.rq")
    assert caught.value.hint is not None
    assert hint in caught.value.hint


def test_a_parameter_has_no_name_of_an_option() -> None:
    ((message, at, _),) = found("#+ summary: x\n#+ params:\n#+   - name: rows", "SELECT ?a { ?a ?b ?_rows }")
    assert message == "the parameter 'rows' has the name of an option of /queries"
    assert at == "3:14"


def test_cite_does_nothing_for_triples() -> None:
    ((message, at, _),) = found("#+ cite: [s]", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    assert message == "cite does nothing in a query of the form CONSTRUCT"
    assert at == "1:4"


@pytest.mark.parametrize("name", OF_GRLC)
def test_a_decorator_of_grlc_is_no_slip(name: str) -> None:
    assert found(f"#+ summary: x\n#+ {name}: y") == []


def test_a_comment_is_no_slip() -> None:
    assert found("# A comment: with a colon\n#+ summary: x\n# + and a plus") == []


def test_the_queries_of_the_package_have_no_slips() -> None:
    for path in sorted((ROOT / "queries").glob("*.rq")):
        assert list(slips(parse(path.read_text(encoding="utf-8"), path.stem), ontology(), path.name)) == []


def test_a_check_reports_the_slip(tmp_path: Path) -> None:
    path = tmp_path / "own.rq"
    path.write_text("#+ sumary: x\nSELECT ?a { ?a ?b ?c }\n", encoding="utf-8")
    (slip,) = _query_findings(path, "queries/own.rq", ontology())
    assert (slip.rule, slip.what, str(slip.place), slip.severity) == (
        "stored-query",
        "unknown decorator 'sumary'",
        "queries/own.rq:1:4",
        "error",
    )
