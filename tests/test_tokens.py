"""The tokenizer accepts any text, agrees with Oxigraph on where tokens end, and finds the position of each statement."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.tokens import Positions, Token, resolve, scan

FRAGMENTS = st.sampled_from(
    [
        *"<>\"'\\#.;,:@^_?$()[]{}|&!=+-*/~% \n\r\ta0éŨ·–",
        *(
            '"""',
            "'''",
            "<<",
            ">>",
            "^^",
            "e:a",
            "e:a.b",
            "_:b",
            "?v",
            "$v",
            "<i>",
            "@en",
            "@en-GB",
            "@prefix",
            "1",
            "-1.5e3",
            "a",
            "SERVICE",
        ),
        *(
            r"\"",
            r"\\",
            r"\u0041",
            r"e:\,",
            "e:%41",
            "GRAPH",
            "<http://e/é>",
            "#x\n",
            '"x"',
            "'x'",
            '"""x"y"""',
            "true",
            "\u00a0",
            "\ufeff",
            "\ud800",
        ),
    ]
)
ANY_TEXT = st.one_of(st.text(), st.lists(FRAGMENTS).map("".join), st.lists(FRAGMENTS).map(" ".join))
KINDS = {"iri", "pname", "var", "string", "lang", "number", "word", "punct", "bnode", "error"}


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in scan(text)]


@given(ANY_TEXT)
@example("")
def test_any_text_gives_tokens_in_order_with_nothing_but_space_and_comments_between(text: str) -> None:
    behind = 0
    for token in scan(text):
        assert token.kind in KINDS
        assert token.start >= behind
        assert token.end > token.start
        assert text[token.start : token.end] == token.text
        assert re.fullmatch(r"(?:[ \t\r\n]|#[^\n\r]*(?=[\n\r]))*", text[behind : token.start])
        assert token.line == text.count("\n", 0, token.start) + 1
        assert token.column == token.start - (text.rfind("\n", 0, token.start) + 1) + 1
        behind = token.end
    assert re.fullmatch(r"(?:[ \t\r\n]|#[^\n\r]*)*", text[behind:])


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece",
    [
        "a.",
        "a",
        ":",
        "a:b.",
        '"',
        "'",
        "'''",
        '"\\',
        "\\",
        "@a-",
        "<",
        "<a",
        "a:\\",
        "a:%4",
        "_:a.",
        "?",
        "1.",
        "1e",
        "#",
        "\n",
        "é.",
        "é·–",
        "{|",
        "<<(",
    ],
)
def test_no_text_takes_more_than_linear_time(piece: str) -> None:
    assert sum(len(token.text) for token in scan(piece * 100_000)) <= len(piece) * 100_000


QUOTED = st.builds(
    lambda quote, inside: quote + inside + quote,
    st.sampled_from(['"', "'", '"""', "'''"]),
    st.lists(st.sampled_from(["a", '"', "'", '\\"', "\\'", "\\\\", "\\n", "\n", "#", "é", "–", "<", "{", "\\u0041"]), max_size=5).map(
        "".join
    ),
)
NAMED = st.lists(st.sampled_from([*"a.:-·é0_–", "%41", "\\,", "\\."]), max_size=5).map(lambda parts: "e:" + "".join(parts))
LABELLED = st.builds(str.__add__, st.sampled_from(["?", "_:", "$"]), st.lists(st.sampled_from([*"a.-·é0_–"]), max_size=4).map("".join))
NUMBERS = st.text("019.eE+-", min_size=1, max_size=6)
OBJECTS = st.one_of(QUOTED, NAMED, LABELLED, NUMBERS, st.lists(FRAGMENTS, max_size=4).map("".join))
STATEMENTS = st.lists(
    st.tuples(OBJECTS, st.sampled_from([" ", ",", ".", ";", "@en", "^^e:t", "#,\n", "< ?x"])).map("".join), max_size=2
).map("".join)


@settings(max_examples=400)
@given(st.builds(str.__add__, STATEMENTS, OBJECTS))
@example('"""a""""')
@example("e:a.b.")
@example("'a'@en.")
@example("1.")
@example("e:a\\,b")
@example('"é–·"')
@example("?é·")
@example("?x<?y")
def test_tokens_end_where_oxigraph_ends_them(fragment: str) -> None:
    """A query that Oxigraph parses has no error token, and still parses with each token on a separate line."""
    query = f"PREFIX e: <http://e/> ASK {{ ?s ?p {fragment} }}"
    if "SERVICE" in fragment or "\ud800" in fragment or not _is_read(query):
        return
    tokens = list(scan(query))
    assert [token.text for token in tokens if token.kind == "error"] == []
    apart = "\n".join(token.text for token in tokens)
    assert _is_read(apart)


def _is_read(query: str) -> bool:
    try:
        ox.Store().query(query)
    except SyntaxError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("e:a.b.", [("pname", "e:a.b"), ("punct", ".")]),
        ("e:a. ", [("pname", "e:a"), ("punct", ".")]),
        (":", [("pname", ":")]),
        ("e.f:a", [("pname", "e.f:a")]),
        ("e:a\\,b%41c", [("pname", "e:a\\,b%41c")]),
        ("_:b.1.", [("bnode", "_:b.1"), ("punct", ".")]),
        ("?x<?y", [("var", "?x"), ("punct", "<"), ("var", "?y")]),
        (
            "<http://e/a b>",
            [
                ("punct", "<"),
                ("pname", "http:"),
                ("punct", "/"),
                ("punct", "/"),
                ("word", "e"),
                ("punct", "/"),
                ("word", "a"),
                ("word", "b"),
                ("punct", ">"),
            ],
        ),
        ('"""a"b""c"""', [("string", '"""a"b""c"""')]),
        ('""', [("string", '""')]),
        ("'it\\'s'", [("string", "'it\\'s'")]),
        ('"a\nb"', [("error", '"a'), ("word", "b"), ("error", '"')]),
        ('"""a', [("error", '"""a')]),
        ('"a"@en-GB', [("string", '"a"'), ("lang", "@en-GB")]),
        ("@prefix e: <e> .", [("word", "@prefix"), ("pname", "e:"), ("iri", "<e>"), ("punct", ".")]),
        ('"a"@prefix', [("string", '"a"'), ("lang", "@prefix")]),
        ("-1.5e-3 +2 .5 3.", [("number", "-1.5e-3"), ("number", "+2"), ("number", ".5"), ("number", "3"), ("punct", ".")]),
        ('a # b <c> "d\n e', [("word", "a"), ("word", "e")]),
        ("<e#f> # g", [("iri", "<e#f>")]),
        ("dip:État ?année", [("pname", "dip:État"), ("var", "?année")]),
        ("§", [("error", "§")]),
        ("a–b", [("word", "a"), ("error", "–"), ("word", "b")]),
        (
            "e:p+/^e:q|!e:r",
            [
                ("pname", "e:p"),
                ("punct", "+"),
                ("punct", "/"),
                ("punct", "^"),
                ("pname", "e:q"),
                ("punct", "|"),
                ("punct", "!"),
                ("pname", "e:r"),
            ],
        ),
    ],
)
def test_tokens(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    "hidden", ['"SERVICE"', "'''\nSERVICE'''", "<SERVICE>", "# SERVICE", "e:SERVICE", "?SERVICE", "SERVICE:a", "_:SERVICE"]
)
def test_a_word_inside_another_token_is_not_a_word(hidden: str) -> None:
    assert [token for token in scan(hidden) if token.kind == "word"] == []


@pytest.mark.parametrize("bare", ["SERVICE<http://e/>", "}SERVICE{", "service ?s", '"a"SERVICE', "1 SERVICE", "#\nSERVICE", "é–SERVICE"])
def test_a_bare_word_is_a_word(bare: str) -> None:
    assert "SERVICE" in [token.text.upper() for token in scan(bare) if token.kind == "word"]


NAMES = st.sampled_from(["a", "b.c", "d-1", "é", "x,y", "0"])
IRIS = st.one_of(NAMES.map(lambda name: ox.NamedNode(f"http://e/id/{name}")), NAMES.map(lambda name: ox.NamedNode(f"http://f/{name}")))
LITERALS = st.builds(ox.Literal, st.text(max_size=8)) | st.builds(lambda text: ox.Literal(text, language="en"), st.text(max_size=8))
QUADS = st.builds(ox.Quad, IRIS | st.just(ox.BlankNode("b1")), IRIS, IRIS | LITERALS, IRIS | st.just(ox.DefaultGraph()))


@given(st.lists(QUADS, max_size=12), st.sampled_from([{}, {"e": "http://e/id/"}, {"e": "http://e/id/", "f": "http://f/"}]))
def test_what_oxigraph_writes_is_found_where_it_stands(quads: list[ox.Quad], prefixes: dict[str, str]) -> None:
    written = ox.serialize(sorted(quads, key=str), format=ox.RdfFormat.TRIG, prefixes=prefixes)
    assert written is not None
    text = written.decode()
    tokens = {(token.line, token.column): token for token in scan(text)}
    assert [token for token in tokens.values() if token.kind == "error"] == []
    positions = Positions.of_trig(text)
    assert not quads or prefixes.items() <= positions.prefixes.items()
    for quad in quads:
        graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else str(quad.subject)
        assert positions.locate(subject, quad.predicate.value, None) is not None
        place = positions.locate(subject, None, graph)
        assert place is not None
        assert _names(tokens[place], positions.prefixes) == subject
        place = positions.locate(subject, quad.predicate.value, graph)
        assert place is not None
        named = _names(tokens[place], positions.prefixes)
        assert named == quad.predicate.value
        if isinstance(quad.object, ox.NamedNode):
            assert quad.object.value in positions.terms


def _names(token: Token, prefixes: dict[str, str]) -> str | None:
    if token.kind == "bnode":
        return token.text
    return "http://www.w3.org/1999/02/22-rdf-syntax-ns#type" if token.text == "a" else resolve(token, prefixes)


@given(ANY_TEXT)
@example("\n({")
def test_positions_survive_any_text(text: str) -> None:
    positions = Positions.of_trig(text)
    lines = text.split("\n")
    for line, column in [*positions.terms.values(), *positions.graphs.values()]:
        assert 1 <= column <= len(lines[line - 1])


TRIG = """\
@base <http://b/> .
PREFIX e: <http://e/>
e:top a e:Kind .
e:g1 {
  e:s e:p "a ; b . c" ,   # e:no e:no
        e:o ;
      e:q [ e:inner 1 ; e:q 2 ] , ( 3 e:listed ) ;
      a <rel> .
  e:t e:p 1.5 . e:s e:r true
}
GRAPH e:g2 { e:s e:p 2 }
{ e:default e:p 3 . [] e:p 4 . [ e:x e:y ] e:z 5 }
"""
E = "http://e/"


@pytest.mark.parametrize(
    ("subject", "predicate", "graph", "expected"),
    [
        ("top", None, "", (3, 1)),
        ("top", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "", (3, 7)),
        ("s", None, None, (5, 3)),
        ("s", None, "g1", (5, 3)),
        ("s", None, "g2", (11, 14)),
        ("s", "p", "g1", (5, 7)),
        ("s", "p", "g2", (11, 18)),
        ("s", "q", "g1", (7, 7)),
        ("s", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "g1", (8, 7)),
        ("s", "r", None, (9, 21)),
        ("t", "p", "g1", (9, 7)),
        ("default", "p", "", (12, 13)),
        ("s", "inner", "g1", None),
        ("s", "q", "g2", None),
        ("no", None, None, None),
        ("s", None, "", None),
    ],
)
def test_places_in_trig(subject: str, predicate: str | None, graph: str | None, expected: tuple[int, int] | None) -> None:
    positions = Positions.of_trig(TRIG)
    full = None if predicate is None else predicate if ":" in predicate else E + predicate
    assert positions.locate(E + subject, full, E + graph if graph else graph) == expected


def test_terms_graphs_and_the_nearest_place() -> None:
    positions = Positions.of_trig(TRIG)
    assert positions.graphs == {E + "g1": (4, 1), E + "g2": (11, 7), "": (12, 1)}
    assert positions.terms["http://b/rel"] == (8, 9)
    assert positions.terms[E + "inner"] == (7, 13)
    assert positions.terms[E + "listed"] == (7, 39)
    assert positions.nearest(E + "s", E + "missing", E + "g2") == (11, 14)
    assert positions.nearest(E + "missing", E + "p", E + "g2") == (11, 7)
    assert positions.nearest(E + "missing") is None


def test_mistakes_before_the_end_of_a_truncated_file_are_reported() -> None:
    positions = Positions.of_trig('@prefix e: <http://e/> .\ne:g { e:s e:p "open\n e:q ')
    assert positions.locate(E + "s", E + "p", E + "g") == (2, 11)


def test_the_base_direction_of_a_language_belongs_to_its_tag() -> None:
    tokens = [(token.kind, token.text) for token in scan('"x"@ar--rtl , "y"@en-GB--ltr')]
    assert tokens == [("string", '"x"'), ("lang", "@ar--rtl"), ("punct", ","), ("string", '"y"'), ("lang", "@en-GB--ltr")]
