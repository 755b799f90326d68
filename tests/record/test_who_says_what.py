"""Claims, speakers, witnesses and notes, on the graph about Norway and Sweden and on the repository's own."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from kg.namespaces import DIP, prefixes_of
from kg.record.names import Names, humanize
from kg.record.record import Record
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


def test_chains_of_shared_text_are_one_witness_and_others_count() -> None:
    store = Store()
    text = "\n".join(f"e:p{each} dip:document e:{each} ." for each in "abcdx") + "e:b dip:sharesTextWith e:a . e:c dip:sharesTextWith e:d ."
    text += "e:d dip:sharesTextWith e:b ."
    store.load(f"PREFIX e: <https://example.org/> PREFIX dip: <{DIP}> {text}".encode(), RdfFormat.TURTLE)
    found = Record(Names(store, {}))
    assert found.witnesses(NamedNode(f"https://example.org/p{each}") for each in "abcd") == 1
    assert found.witnesses(NamedNode(f"https://example.org/p{each}") for each in "abcdx") == 2


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


def test_a_row_of_what_is_held_never_rests_on_what_is_not(own: Record) -> None:
    base = graph().snapshot.base + "id/"
    assert own.of_row(NamedNode(base + "musharraf"), []) == []  # only a judgement has him as its subject
    dictator = Literal("military dictator", language="en")
    assert [fact(claim.graph) for claim in own.of_row(NamedNode(base + "musharraf"), [dictator])] == ["A5-3"]
