"""The methods of explanations and descriptions: printing, display in a notebook, JSON, and truth value."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace

import pytest

import kg
from kg.explain.as_json import description_json, explanation_json
from kg.explain.text import description_text, explanation_text
from tests.asking import nordic
from tests.explain.samples import DESCRIPTION, HELD, IS_RECOGNITION, LITTLE, NOT_HELD


def test_they_print_as_text() -> None:
    assert str(HELD) == explanation_text(HELD)
    assert str(DESCRIPTION) == description_text(DESCRIPTION)


def test_they_show_their_first_line() -> None:
    assert repr(HELD) == "<Explanation 'Sweden — recognized — Norway: held'>"
    assert repr(NOT_HELD) == "<Explanation 'Norway — fought — Sweden: not held'>"
    assert repr(LITTLE) == "<Description 'X (e:x)'>"


def test_a_notebook_shows_the_text_escaped() -> None:
    shown = replace(LITTLE, name="<b>&")._repr_html_()
    assert shown == "<pre>&lt;b&gt;&amp; (e:x)\n</pre>"
    assert replace(HELD, labels=("<i>", "b", "c"))._repr_html_().startswith("<pre>&lt;i&gt; — b — c: held")


def test_they_turn_into_json() -> None:
    assert HELD.to_json() == explanation_json(HELD)
    assert json.loads(json.dumps(DESCRIPTION.to_json())) == description_json(DESCRIPTION)


def test_an_explanation_is_true_if_the_triple_is_held() -> None:
    assert bool(HELD) is True
    assert bool(NOT_HELD) is False
    assert bool(LITTLE) is True


def test_they_are_values() -> None:
    again = replace(HELD)
    assert (again, hash(again)) == (HELD, hash(HELD))
    assert replace(HELD, held=False) != HELD
    with pytest.raises(FrozenInstanceError):
        HELD.held = False  # type: ignore[misc]  # that this fails is the point


def test_the_premises_of_an_explanation_print_themselves_too() -> None:
    found = nordic().why("Sweden", "recognized", "Norway")
    for premise in found.inferences[0].premises:
        assert isinstance(premise, kg.Explanation)
        assert str(premise).startswith(f"{premise.text}: held\n")
    assert isinstance(IS_RECOGNITION, kg.Explanation)
