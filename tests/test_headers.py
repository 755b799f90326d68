"""Headers: which YAML is accepted, and the messages about the rest."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.errors import DataError
from kg.headers import Scalar, parse_header
from kg.places import Place


def header(text: str) -> str:
    """The header of a query, parsed from a text."""
    return "".join(f"#+ {line}\n" for line in text.split("\n")) + "ASK {}\n"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: no", {"a": "no"}),
        ("a: true", {"a": "true"}),
        ("a: 1988", {"a": "1988"}),
        ("a: 1988-11-16", {"a": "1988-11-16"}),
        ("a: 0x10", {"a": "0x10"}),
        ("a: ~", {"a": "~"}),
        ("a:", {"a": ""}),
        ("a: dip:Visit", {"a": "dip:Visit"}),
        ("a: [dip:Visit, owl:Class]", {"a": ["dip:Visit", "owl:Class"]}),
        ("a: 'it''s: so'", {"a": "it's: so"}),
        ('a: "{node} is"', {"a": "{node} is"}),
        ("a: >\n  one\n  two\nb: c", {"a": "one two", "b": "c"}),
        ("a:\n- b: c\n  d: e\n- f", {"a": [{"b": "c", "d": "e"}, "f"]}),
        ("# a comment\n\na: b # and another", {"a": "b"}),
        ("# nothing but a comment", {}),
    ],
)
def test_every_scalar_is_text(text: str, value: object) -> None:
    assert parse_header(header(text)) == value


def test_a_file_without_a_header() -> None:
    assert parse_header("# no header\nASK {}") == {}
    assert parse_header("#+\n#+\nASK {}") == {}


def test_windows_line_ends() -> None:
    assert parse_header("#+ a: b\r\n#+ c: >\r\n#+   d\r\n#+   e\r\nASK {}\r\n") == {"a": "b", "c": "d e"}


@pytest.mark.parametrize(
    ("text", "where", "hint"),
    [
        ("a: b\na: c", "q.rq:2:4", "'a' is given twice"),
        ("a:\n  - b: c\n    b: d", "q.rq:3:8", "'b' is given twice"),
        ("a: &x b", "q.rq:1:7", "anchors"),
        ("a: *x", "q.rq:1:7", "anchors"),
        ("a: !!int 3", "q.rq:1:7", "tags"),
        ("a: b: c", "q.rq:1:8", "put quotes around"),
        ("a: {b} is", "q.rq:1:11", "put quotes around"),
        ("- a", "q.rq:1:4", "begin with a decorator"),
        ("word", "q.rq:1:4", "begin with a decorator"),
        ("? [a]\n: b", "q.rq:1:6", "a name is text"),
        ("a: 'b", "q.rq:1:7", "close the quotes"),
        ("a: \x07", "q.rq:1:7", "remove the control character"),
    ],
)
def test_the_rest_is_refused_with_its_place(text: str, where: str, hint: str) -> None:
    with pytest.raises(DataError, match="cannot read the header line") as caught:
        parse_header(header(text), "q.rq")
    assert caught.value.hint is not None
    assert hint in caught.value.hint
    assert caught.value.where == where


def test_the_place_is_a_value() -> None:
    with pytest.raises(DataError) as caught:
        parse_header("PREFIX x: <urn:x>\n#+ a: b: c")
    assert caught.value.place == Place("header", 2, 8)


@given(st.text(alphabet="#+ abc:-[]>\"'\n|{", max_size=80))
def test_no_header_gives_a_traceback(text: str) -> None:
    with suppress(DataError):
        parse_header("#+ " + text.replace("\n", "\n#+ "), "q")


def places(value: object) -> object:
    """A value with the place of each scalar."""
    if isinstance(value, dict):
        return [(places(key), places(each)) for key, each in value.items()]
    if isinstance(value, list):
        return [places(each) for each in value]
    assert isinstance(value, Scalar)
    return str(value), value.line, value.column


@pytest.mark.skipif(not hasattr(yaml, "CBaseLoader"), reason="PyYAML has no parser in C here")
def test_both_parsers_read_the_same_at_the_same_places(monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(kg.__file__).parent.parent
    texts = [path.read_text(encoding="utf-8") for path in sorted([*root.glob("queries/*.rq"), *root.glob("ontology/*/*.rq")])]
    assert len(texts) > 100
    texts.append('#+ summary: "Überfluß: ä"  \n#+ tags: [é, "über", x]\n#+ params:\n#+   - {name: ü, help: z}\n')
    fast = [places(parse_header(text)) for text in texts]
    monkeypatch.delattr(yaml, "CBaseLoader")
    assert [places(parse_header(text)) for text in texts] == fast
