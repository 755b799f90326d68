"""JSON is read as `json` reads it, whatever the text."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.values import Json, parse_json
from tests.asking import ROOT

SIMPLE = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(SIMPLE, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


def outcome(text: str) -> Json:
    """What `json` makes of a text: the value, or its message."""
    try:
        value: Json = json.loads(text)
    except ValueError as problem:
        return f"refused: {problem}"
    return value


def own(text: str) -> Json:
    """The same by our own function."""
    try:
        return parse_json(text)
    except ValueError as problem:
        return f"refused: {problem}"


@given(VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_what_json_writes_is_read(value: Json, ascii_only: bool, indent: int | None) -> None:
    assert parse_json(json.dumps(value, ensure_ascii=ascii_only, indent=indent)) == value


@given(st.text(alphabet='{}[]",:0123456789.eE+-truefalsn \t\n\\u'))
def test_any_text_is_read_or_refused_as_json_does(text: str) -> None:
    assert own(text) == outcome(text)


@pytest.mark.parametrize("text", ["", " ", "[1] 2", "[1]\n\n", ' {"a": 1}', "\ufeff[]", '{"a": 1, "a": 2}', "[1,]", "NaN", '"\t"', "nul"])
def test_odd_texts_are_read_or_refused_as_json_does(text: str) -> None:
    assert repr(own(text)) == repr(outcome(text))


def test_without_the_scanner_json_parses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "_json", None)
    assert parse_json('{"a": [1]}') == {"a": [1]}


@pytest.mark.parametrize("text", ['{"a": ', '{"a" 1}', "[1 2]", '"a', "{]", '"\t"', r'"\x"'])
def test_a_damaged_text_is_refused_before_json_has_been_imported(text: str) -> None:
    script = "import sys; from kg.values import parse_json; print('json' in sys.modules); parse_json(sys.argv[1])"
    # Without site packages, because a measurement of coverage imports json at the start of each process.
    done = subprocess.run([sys.executable, "-S", "-c", script, text], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout == "False\n"
    assert done.stderr.splitlines()[-1].startswith("json.decoder.JSONDecodeError: ")
