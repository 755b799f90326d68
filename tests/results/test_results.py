"""Answers and their formats."""

from __future__ import annotations

import csv
import datetime
import io
import json
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

from kg.errors import UsageError
from kg.files import visible
from kg.namespaces import PREFIXES, XSD
from kg.record.names import Names
from kg.results import FORMATS, Table, Triples, Truth, python_value
from kg.results.layout import measure, wrap
from kg.terms import Term

A, B = NamedNode("https://example.org/a"), NamedNode("https://example.org/b")
SURROGATES = st.characters(codec="utf-8")
TEXTS = st.text(SURROGATES)


def terms() -> st.SearchStrategy[Term | None]:
    literals = TEXTS.map(Literal) | TEXTS.map(lambda text: Literal(text, language="en")) | st.integers().map(Literal)
    return st.none() | st.just(A) | literals


def tables() -> st.SearchStrategy[Table]:
    return st.integers(1, 5).flatmap(
        lambda width: st.lists(st.tuples(*[terms()] * width), max_size=5).map(lambda rows: Table([f"v{n}" for n in range(width)], rows))
    )


def names() -> Names:
    store = Store()
    store.load(b'<https://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "Anna | \\\\ B"@en .', RdfFormat.TURTLE)
    return Names(store, {"ex": "https://example.org/"})


@given(tables())
def test_csv_has_every_value(table: Table) -> None:
    rows = list(csv.reader(io.StringIO(table.text("csv"), newline="")))
    assert rows[0] == list(table.variables)
    assert rows[1:] == [["" if term is None else term.value for term in row] for row in table] or len(table.variables) == 1


@given(tables())
def test_json_and_xml_keep_kind_language_and_datatype(table: Table) -> None:
    document = json.loads(table.text("json"))
    assert document["head"]["vars"] == list(table.variables)
    for binding, row in zip(document["results"]["bindings"], table, strict=True):
        for variable in table.variables:
            term = row[variable]
            if term is None:
                assert variable not in binding
            else:
                assert binding[variable]["value"] == term.value
                assert binding[variable].get("xml:lang") == getattr(term, "language", None)


def test_xml_is_well_formed() -> None:
    tree = ElementTree.fromstring(Table(("a",), [(Literal("<&>"),), (A,)]).text("xml"))  # noqa: S314 - written by ourselves
    assert [each.text for each in tree.iter("{http://www.w3.org/2005/sparql-results#}literal")] == ["<&>"]


@given(tables(), st.integers(1, 160))
def test_a_table_fits_its_width_where_words_do(table: Table, width: int) -> None:
    """No line is wider than the terminal, unless the terminal is narrower than a record."""
    text = table.text("table", width)
    assert all(measure(line) <= max(width, 20) for line in text.splitlines())
    assert all(each.isprintable() or each == "\n" or measure(each) == 0 for each in text)


@given(st.lists(st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "Zs"]), min_size=1, max_size=12)), st.integers(2, 30))
def test_wrapping_loses_nothing(words: list[str], width: int) -> None:
    text = visible(" ".join(words), one_line=True)
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(measure(line) <= width for line in lines)


@given(TEXTS)
def test_no_text_reaches_the_terminal_with_control_characters(text: str) -> None:
    shown = visible(text, one_line=True)
    assert "\x1b" not in shown
    assert "\n" not in shown


def test_labels_in_tables_and_iris_in_data() -> None:
    table = Table(("who", "n"), [(A, Literal(3)), (B, None)], names())
    assert table.text("table").splitlines()[2].split() == ["Anna", "|", "\\", "B", "3"]
    assert "| Anna \\| \\\\ B | 3 |" in table.text("md")
    assert "| &lt;b>1 &amp; 2 |" in Table(("x",), [(Literal("<b>1 & 2"),)]).text("md")
    assert table.text("csv") == "who,n\r\nhttps://example.org/a,3\r\nhttps://example.org/b,\r\n"
    assert table.text("csv", labels=True).splitlines()[1] == "Anna | \\ B,3"
    assert table.text("tsv").splitlines()[1] == "<https://example.org/a>\t3"
    assert table.labels() == [{"who": "Anna | \\ B", "n": "3"}, {"who": "ex:b", "n": ""}]


def test_columns_without_values_are_not_shown() -> None:
    assert Table(("a", "b"), [(A, None)], names()).text().splitlines()[0].split() == ["a"]


def test_a_table_too_wide_becomes_records() -> None:
    wide = Table([f"column_{n}" for n in range(9)], [[Literal(f"value {n}") for n in range(9)]] * 2)
    lines = wide.text("table", 60).splitlines()
    assert lines[0] == "column 0  value 0"
    assert lines[9] == ""
    assert len(lines) == 19


def test_a_cut_and_the_origin_of_a_table_are_shown() -> None:
    table = Table(("a",), [(A,)], names(), "stopped at the limit of 1 rows; there are more", "q over snapshot 0123")
    assert "*stopped at the limit of 1 rows; there are more*" in table.text("md")
    assert "q over snapshot 0123" in table.text("md")
    assert "stopped at the limit" in table._repr_html_()


def test_truth() -> None:
    assert bool(Truth(True)) is True
    assert bool(Truth(False)) is False
    assert [Truth(False).text(each) for each in ("table", "md", "csv", "tsv")] == ["no\n", "no\n", "false\n", "false\n"]
    assert json.loads(Truth(True).text("json"))["boolean"] is True
    assert "<boolean>true</boolean>" in Truth(True).text("xml")
    assert Truth(True)._repr_html_() == "<p>yes</p>"


def test_triples() -> None:
    made = [Triple(B, NamedNode(PREFIXES["rdfs"] + "label"), Literal("b")), Triple(A, NamedNode(PREFIXES["dip"] + "about"), B)]
    triples = Triples(made, names(), None, "where from")
    assert [row["subject"] for row in triples] == [A, B]
    assert {quad.triple for quad in parse(triples.text("ttl").encode(), RdfFormat.TURTLE)} == set(made)
    assert triples.text("ttl").startswith("# where from\n")
    assert {quad.triple for quad in parse(triples.text("xml").encode(), RdfFormat.RDF_XML)} == set(made)
    assert {quad.triple for quad in parse(triples.text("json").encode(), RdfFormat.JSON_LD)} == set(made)
    assert triples.text("csv").splitlines()[0] == "subject,predicate,object"


@pytest.mark.parametrize("answer", [Table(("a",), [(A,)]), Truth(True)])
def test_turtle_is_for_triples(answer: Table) -> None:
    with pytest.raises(UsageError, match="ttl is for triples"):
        answer.text("ttl")


def test_an_unknown_format_names_the_known() -> None:
    with pytest.raises(UsageError) as caught:
        Table(("a",), []).text("xls")
    assert all(each in (caught.value.hint or "") for each in FORMATS)


def test_rows_by_name() -> None:
    row = Table(("a", "b"), [(A, Literal(1))]).rows[0]
    assert (row["a"], row[1], row[:1], row.python()) == (A, Literal(1), (A,), {"a": A.value, "b": 1})
    with pytest.raises(KeyError):
        row["c"]


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (None, None),
        (A, A.value),
        (Literal("x", language="en"), "x"),
        (Literal(3), 3),
        (Literal(True), True),
        (Literal("1.50", datatype=NamedNode(XSD + "decimal")), Decimal("1.50")),
        (Literal("2.5", datatype=NamedNode(XSD + "double")), 2.5),
        (Literal("1988-11-16", datatype=NamedNode(XSD + "date")), datetime.date(1988, 11, 16)),
        (Literal("soon", datatype=NamedNode(XSD + "date")), "soon"),
        (Literal("x", datatype=NamedNode(XSD + "integer")), "x"),
        (Literal("x", datatype=NamedNode(XSD + "decimal")), "x"),
        (Literal("maybe", datatype=NamedNode(XSD + "boolean")), "maybe"),
        (Literal("1974-02", datatype=NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")), "1974-02"),
    ],
)
def test_python_values(term: Term | None, value: object) -> None:
    assert python_value(term) == value
    assert type(python_value(term)) is type(value)


def test_a_data_frame() -> None:
    pandas = pytest.importorskip("pandas")
    frame = Table(("who", "n"), [(A, Literal(3)), (B, None)], names()).to_pandas()
    assert list(frame.columns) == ["who", "n"]
    assert frame.iloc[0].tolist() == [A.value, 3]
    assert pandas.isna(frame.iloc[1]["n"])
    assert Table(("who",), [(A,)], names()).to_pandas(labels=True).iloc[0]["who"] == "Anna | \\ B"


def test_html_shows_labels_and_escapes() -> None:
    html = Table(("a_b",), [(A,), (Literal("<script>"),)], names())._repr_html_()
    assert "<th>a b</th>" in html
    assert f'title="{A.value}"' in html
    assert "&lt;script&gt;" in html
    assert "<script>" not in html


def test_markdown_holds_no_live_link_or_image() -> None:
    """Brackets are escaped. What a renderer would make a link of by itself is code, in which nothing is one."""
    cells = ("[a](b)", "![a](b)", "https://x.example/|", "www.x.example", "ada@x.example", "`https://x.example`", "*_~")
    lines = Table(("x",), [(Literal(each),) for each in cells]).text("md").splitlines()[2:]
    assert [line[2:-2] for line in lines] == [
        *("\\[a\\](b)", "\\!\\[a\\](b)", "`https://x.example/\\|`", "`www.x.example`", "`ada@x.example`", "`` `https://x.example` ``"),
        "\\*\\_\\~",
    ]


def test_csv_guards_formulas_only_where_it_is_for_people() -> None:
    rows = [(Literal(each),) for each in ("=1+1", "+1", "-1", "@x", "\tx", "a\u202eb", "plain")] + [(Literal(-1),)]
    found = Table(("x",), rows)
    assert found.text("csv", labels=True).split("\r\n")[1:-1] == ["'=1+1", "'+1", "'-1", "'@x", "'\tx", "a\\u202eb", "plain", "-1"]
    assert found.text("csv").split("\r\n")[1:-1] == ["=1+1", "+1", "-1", "@x", "\tx", "a\u202eb", "plain", "-1"]
    assert "'" not in found.text("tsv", labels=True) + found.text("json", labels=True)
