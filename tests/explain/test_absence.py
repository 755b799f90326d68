"""What is outside of what is coded, and what would be held if all claims were."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.explain.absence import Absence, absent, outside, reach, supposed, unknown_terms
from kg.namespaces import DIP
from kg.record.record import Record
from kg.rules import load_rules
from tests.asking import graph, nordic

PK = "https://w3id.org/chancery/pk-ps/id/"


def record() -> Record:
    return Record(graph().names, graph().snapshot.proofs())


def test_all_that_is_claimed_is_held_in_the_supposed_dataset() -> None:
    copy = supposed(record(), load_rules(graph().workspace))
    assert copy is not None
    found = copy.store
    recognized = Quad(NamedNode(PK + "pakistan"), NamedNode(DIP + "recognized"), NamedNode(PK + "israel"), DefaultGraph())
    assert recognized in found
    assert recognized not in graph().store
    for claim in record().claims():
        for quad in record().says(claim):
            assert Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) in found


def test_a_large_dataset_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.explain.absence.MOST_QUADS", 10)
    assert supposed(record(), []) is None


def test_the_reach_is_that_of_the_documents() -> None:
    told = reach(Record(nordic().names))
    assert told.first == "1814-01-01"
    assert told.last.startswith("1905")


def test_each_reason_why_something_is_outside() -> None:
    facts = record()
    pakistan, stranger = NamedNode(PK + "pakistan"), NamedNode(PK + "stranger")
    assert outside(facts, [pakistan], date(1990, 1, 1), date(1991, 1, 1)) == []
    assert outside(facts, [stranger])[0].startswith("no coded passage names")
    assert "nothing after" in outside(facts, first=date(2100, 1, 1))[0]
    assert "nothing before" in outside(facts, last=date(1900, 1, 1))[0]
    assert outside(facts, [NamedNode(DIP + "Visit"), NamedNode(PK + "article")]) == []


def test_the_order_of_the_three() -> None:
    facts = record()
    stranger = [NamedNode(PK + "stranger")]
    assert absent(facts, True, stranger).absence is Absence.NOT_HELD
    assert absent(facts, False, stranger).absence is Absence.NOT_COVERED
    assert absent(facts, False).absence is Absence.NOT_STATED


def test_unknown_terms_are_named_as_they_were_written() -> None:
    assert unknown_terms(record(), {DIP + "Visit": "dip:Visit", DIP + "Visitt": "dip:Visitt"}) == ["the graph does not contain dip:Visitt"]
