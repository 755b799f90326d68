"""The record: claims, voices, passages, witnesses, notes and dates, as one reader finds them in a snapshot."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from kg.namespaces import DIP, prefixes_of
from kg.record.names import Names, humanize
from kg.record.record import Record
from kg.record.times import Times
from kg.snapshot.proofs import Proofs
from tests.asking import fact, graph, nordic


@pytest.fixture(scope="module")
def evidence() -> Record:
    return Record(nordic().names, Proofs(nordic().snapshot.proofs_file))


@pytest.fixture(scope="module")
def own() -> Record:
    return Record(graph().names, Proofs(graph().snapshot.proofs_file))


def e(name: str) -> NamedNode:
    return NamedNode(f"{nordic().snapshot.base}id/{name}")


def dip(name: str) -> NamedNode:
    return NamedNode(DIP + name)


def test_a_triple_is_claimed_by_its_graph(evidence: Record) -> None:
    (claim,) = evidence.of_triple(e("recognition"), dip("actor"), e("sweden"))
    assert (fact(claim.graph), claim.standing, claim.held, claim.deprecated) == ("N9-1", "Stated", True, False)
    assert [evidence.names.label(each) for each in claim.passages] == ["the note, The settlement, sentence 9"]
    assert evidence.status(claim) == "stated"


def test_speech_is_told_with_its_speaker(evidence: Record) -> None:
    (claim,) = evidence.of_triple(e("declaration"), dip("violates"), e("act-of-union"))
    assert not claim.held
    assert [fact(each) for each in evidence.speakers(claim)] == ["oscar"]
    assert evidence.status(claim) == "said by Oscar II (Protest of Oscar II)"


def test_standings_of_what_is_not_held(evidence: Record) -> None:
    assert {fact(claim.graph): claim.standing for claim in evidence.mentioning(e("war"))} == {"N5-1": "Hedged", "N6-1": "Denied"}


def test_reports_within_reports_are_told_from_the_outside_in(own: Record) -> None:
    inner = own.claim(NamedNode(graph().snapshot.base + "assertion/A12-3"))
    assert inner is not None
    assert [fact(claim.graph) for claim in own.chain(inner)] == ["A12-2"]
    assert own.status(inner).startswith("rumoured, content of ")
    assert own.status(inner).endswith("as a report within that report")


def test_a_circle_of_reports_ends() -> None:
    store = Store()
    text = "a:1 dip:standing dip:Stated ; dip:within a:2 . a:2 dip:standing dip:Stated ; dip:within a:1 ."
    store.load(f"PREFIX a: <https://example.org/> PREFIX dip: <{DIP}> {text}".encode(), RdfFormat.TURTLE)
    found = Record(Names(store, prefixes_of("https://example.org/")))
    claim = found.claim(NamedNode("https://example.org/1"))
    assert claim is not None
    assert [fact(each.graph) for each in found.chain(claim)] == ["2"]


def test_documents_that_share_text_are_one_witness(own: Record) -> None:
    base = graph().snapshot.base
    passages = [NamedNode(f"{base}passage/{each}") for each in ("A12", "A13", "E2")]
    assert own.witnesses(passages) == 1
    assert own.witnesses([]) == 0
    assert [fact(each) for each in own.parallels(passages[0])] == ["E2"]
    assert [fact(each) for each in own.parallels(passages[2])] == ["A12"]


def test_a_row_rests_on_the_claims_that_connect_its_nodes(own: Record) -> None:
    base = graph().snapshot.base + "id/"
    purchase, arabs, czechs = (NamedNode(base + each) for each in ("rifles-czechoslovakia", "the-arabs", "czechoslovakia"))
    assert [fact(claim.graph) for claim in own.of_row(purchase, [czechs])] == ["A13-1", "E3-1"]
    assert [fact(claim.graph) for claim in own.of_row(purchase, [arabs])] == ["A13-1", "E3-1"]  # the purpose is hedged: not what is held
    battalion = NamedNode(base + "battalion-1948")
    assert [(fact(claim.graph), claim.held) for claim in own.of_row(battalion, [])] == [("A12-3", False), ("E2-3", False)]


def test_notes(evidence: Record) -> None:
    (note,) = evidence.notes([e("protest")])
    assert (note.kind, [fact(each) for each in note.passages]) == ("NotStated", ["N4"])
    assert humanize(note.kind) == "not stated"


@pytest.mark.parametrize(
    ("node", "day", "state"),
    [
        ("recognition", "1905-10-25", "no"),
        ("recognition", "1905-10-26", "yes"),
        ("meeting", "1905-09-15", "undecided"),
        ("meeting", "1905-10-01", "yes"),
        ("union", "1813-12-31", "no"),
        ("union", "1814-06-01", "undecided"),
        ("union", "1850-01-01", "yes"),
        ("union", "1906-01-01", "no"),
        ("tenure-carl", "1905-12-01", "undecided"),
        ("norway", "1905-01-01", None),
        ("protest", "1905-12-01", None),
    ],
)
def test_what_was_so_by_a_day(node: str, day: str, state: str | None) -> None:
    """A situation and a tenure if they held then; anything else if it had happened."""
    assert Times(nordic().names).by(e(node), date.fromisoformat(day)) == state


@pytest.mark.parametrize(
    ("node", "day", "state"),
    [
        ("first-intifada", "1986-12-31", "no"),
        ("first-intifada", "1987-06-30", "undecided"),
        ("first-intifada", "1987-12-31", "yes"),
        ("war-1948", "1947-06-30", "undecided"),
        ("war-1948", "1987-12-31", "yes"),
        ("training-agreement", "1987-12-31", "undecided"),
        ("training-agreement", "1972-12-31", "no"),
        ("battalion-1948", "1950-01-01", None),
    ],
)
def test_open_ends_and_intervals_by_a_day(node: str, day: str, state: str | None) -> None:
    assert Times(graph().names).by(NamedNode(f"{graph().snapshot.base}id/{node}"), date.fromisoformat(day)) == state
