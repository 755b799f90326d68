"""An answer without rows says what its names were taken for, what left the rows out, and what to ask instead."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kg.errors import NameNotFound
from kg.explain.empty import neighbours
from kg.query.prepare import Prepared, prepare
from kg.query.request import Request
from kg.record.names import Names
from tests.asking import fact, graph, nordic, repository, straits


def lines(name: str, **params: str) -> list[str]:
    given = {key.rstrip("_"): value for key, value in params.items()}
    assert not graph().query(name, given).rows
    return graph().remarks(name, given, empty=True)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found must not depend on how busy the machine is."""
    monkeypatch.setattr("kg.explain.empty.MOST_SECONDS", 600.0)


def test_each_name_is_listed_with_what_it_was_taken_for() -> None:
    found = lines("acts-between", a="egypt", b="Pakistan")
    assert found[:2] == ["a: 'egypt' was taken for Egypt (e:egypt, state)", "b: 'Pakistan' was taken for Pakistan (e:pakistan, state)"]


def test_a_near_node_that_has_rows_is_named() -> None:
    """The planes were apparently for the Egyptians (A14), who are not Egypt."""
    assert "with recipient=e:the-egyptians (the Egyptians): 1 row" in lines("aid", recipient="Egypt")
    assert fact(graph().query("aid", recipient="e:the-egyptians").rows[0]["act"]) == "planes-italy"


OPEN = "with an open end, which counts as far as the documents that tell of it reach"


def test_a_period_says_what_it_leaves_out_and_why() -> None:
    """Musharraf has a meeting and thanks of 2005, an appeal after January 2006, and an offer without a date."""
    found = lines("chronology", agent="Pervez Musharraf", from_="2026")
    assert f"without from: 3 rows, of which 1 begins earlier {OPEN}" in found
    assert "1 matter without a date has a role for Pervez Musharraf: kg show e:musharraf" in found


@pytest.mark.parametrize("period", [{"from_": "1999", "to": "2001"}, {"to": "2001"}])
def test_an_open_end_after_a_period_is_no_reason(period: dict[str, str]) -> None:
    """The appeal was made after the period."""
    named = " and ".join(each.rstrip("_") for each in period)
    assert f"without {named}: 3 rows" in lines("chronology", agent="Pervez Musharraf", **period)


def test_an_open_end_before_a_period_is_a_reason() -> None:
    found = lines("chronology", agent="Pervez Musharraf", from_="2026", to="2027")
    assert f"without from and to: 3 rows, of which 1 begins earlier {OPEN}" in found


@pytest.mark.parametrize("name", ["statements-in-crises", "reactions"])
def test_the_open_end_of_what_a_period_does_not_select_by_is_no_reason(name: str) -> None:
    """The period is that of the crisis or event, and the dates shown are those of the statement or reaction."""
    found = [line for line in lines(name, from_="2026") if line.startswith("without from: ")]
    assert len(found) == 1
    assert "open end" not in found[0]


def test_a_parameter_without_which_there_are_rows_is_named() -> None:
    assert "without place: 1 row" in lines("meetings", agent="Shaukat Aziz", place="Ankara")


def test_claims_that_are_not_held_are_counted() -> None:
    """The rifles were apparently for the Arabs: one hedged claim in each document, and other claims about them."""
    found = [line for line in lines("aid", recipient="the Arabs") if "not held" in line]
    assert len(found) == 1
    assert found[0].endswith("kg query claims-about -p about=e:the-arabs")


def test_other_queries_that_have_rows_are_named_and_they_do() -> None:
    tried = [line for line in lines("first-acts", office="e:president-state-of-palestine") if line.startswith("try: kg query ")]
    assert tried
    for line in tried:
        words = line.split()
        name, given = words[3], dict(word.split("=", 1) for word in words[5::2] if "=" in word)
        assert graph().query(name, given).rows


def test_as_of_is_named_if_it_leaves_out_every_row() -> None:
    assert not graph().query("votes", as_of="1950").rows
    assert "without --as-of 1950-12-31: 3 rows" in graph().remarks("votes", as_of="1950", empty=True)


def test_a_name_that_is_not_the_label_is_explained_with_rows_too() -> None:
    assert graph().remarks("reactions", {"place": "Gaza"}) == ["place: 'Gaza' was taken for Gaza Strip (e:gaza-strip, territory)"]
    assert graph().remarks("reactions", {"place": "Gaza Strip"}) == []
    assert graph().remarks("reactions", {"place": "e:gaza-strip"}) == []


def test_neighbours_have_the_class_that_the_parameter_asks_for() -> None:
    near = [fact(node) for node in neighbours(graph().names, graph().find("Egypt"), "dip:Agent")]
    assert "the-egyptians" in near
    assert "president-egypt" not in near
    assert "president-egypt" in [fact(node) for node in neighbours(graph().names, graph().find("Egypt"))]


def test_a_name_of_another_class_says_of_what_it_is_the_name() -> None:
    with pytest.raises(NameNotFound) as caught:
        graph().query("acts-in-response", to="Gaza")
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("'Gaza' is the name of Gaza Strip (e:gaza-strip, territory); did you mean ")


def test_a_name_that_shares_a_word_is_suggested() -> None:
    with pytest.raises(NameNotFound) as caught:
        graph().query("acts-in-response", to="Gaza War")
    assert len(caught.value.candidates) == 3


def test_the_command_line_prints_the_reasons_on_standard_error() -> None:
    command = [sys.executable, "-m", "kg", "query", "visits", "-p", "place=Gaza"]
    done = subprocess.run(command, cwd=repository(), capture_output=True, text=True, check=True)
    first, second, *_ = done.stderr.splitlines()
    assert first == "no rows: nothing that is held answers this"
    assert second == "  place: 'Gaza' was taken for Gaza Strip (e:gaza-strip, territory)"


def test_the_search_for_reasons_ends_after_some_seconds_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.explain.empty.MOST_SECONDS", 0.0)
    found = lines("acts-between", a="egypt", b="Pakistan")
    assert found[0] == "a: 'egypt' was taken for Egypt (e:egypt, state)"
    assert found[-1] == "the search for reasons was stopped after 0 seconds, and there may be more"
    assert not [line for line in found if line.startswith(("with ", "without ", "try: "))]


def test_the_day_of_as_of_is_named_once() -> None:
    """The query also takes that day as its parameter ``day``, which the user did not give."""
    found = straits().remarks("sanctions", {"by": "Estara"}, as_of="1990", empty=True)
    assert "without --as-of 1990-12-31: 1 row" in found
    assert not [line for line in found if line.startswith("without day")]


def test_counts_over_a_large_graph_are_asked_again_of_its_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """The queries themselves would take seconds each."""
    given = {"party": "Norway", "from": "2100"}
    found = nordic().query("top-pairs", given)
    assert not found.rows
    expected = nordic().remarks("top-pairs", given, empty=True)
    assert "without from: " in "\n".join(expected)
    monkeypatch.setenv("KG_TABLES_QUADS", "100")
    asked: list[str] = []

    def noted(request: Request, names: Names) -> Prepared:
        asked.append(request.query.tables)
        return prepare(request, names)

    monkeypatch.setattr("kg.explain.empty.prepare", noted)
    assert nordic().remarks("top-pairs", given, empty=True) == expected
    assert {*asked} <= {"", "borne-out"}
