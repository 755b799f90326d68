"""The record: claims, voices, passages, witnesses, notes and dates, as one reader finds them in a snapshot."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple

from kg.namespaces import DIP, RDF, prefixes_of
from kg.record.model import When
from kg.record.names import Names, humanize
from kg.record.record import Record
from kg.record.times import Times, merged
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


def test_speech_is_shown_with_its_speaker(evidence: Record) -> None:
    (claim,) = evidence.of_triple(e("declaration"), dip("violates"), e("act-of-union"))
    assert not claim.held
    assert [fact(each) for each in evidence.speakers(claim)] == ["oscar"]
    assert evidence.status(claim) == "said by Oscar II (Protest of Oscar II)"


def test_standings_of_what_is_not_held(evidence: Record) -> None:
    assert {fact(claim.graph): claim.standing for claim in evidence.mentioning(e("war"))} == {"N5-1": "Hedged", "N6-1": "Denied"}


def test_reports_within_reports_are_shown_from_the_outside_in(own: Record) -> None:
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


# claims behind what is inferred

W = "https://example.org/w/"
CLAIMED = """
r:g {{
  a:1 dip:standing dip:Stated ; dip:held true ; dip:cites p:1 . a:2 dip:standing dip:Stated ; dip:held true ; dip:cites p:2 .
  a:3 dip:standing dip:Stated ; dip:held true ; dip:cites p:3 . a:4 dip:standing dip:Rumoured ; dip:held false ; dip:cites p:4 .
  p:1 dip:document e:d ; dip:number 4 . p:2 dip:document e:d ; dip:number 3 . p:3 dip:document e:d ; dip:number 2 .
  p:4 dip:document e:d ; dip:number 1 .
  a:5 dip:standing dip:Stated ; dip:held true ; dip:cites p:5 . p:5 dip:document e:d ; dip:number 5 .
}}
a:1 {{ e:talks a dip:Meeting ; dip:actor e:ada . }}
a:2 {{ e:talks dip:counterpart e:bo . }}
a:3 {{ e:talks a dip:Meeting . }}
a:4 {{ e:talks dip:actor e:ada ; dip:place e:town . }}
a:5 {{ e:talks dip:addressee e:ada . }}
"""
Way = tuple[str, ...]


def term(name: str) -> str:
    kind, _, local = name.partition(":")
    return f"<{DIP}{local}>" if kind == "dip" else f"<{RDF}type>" if name == "a" else f"<{W}{local}>"


def inferring(folder: Path, proofs: dict[str, list[Way]]) -> Record:
    """The record of a small graph with proofs, given as conclusions with the premises of each of their derivations."""
    prefixes = "".join(f"PREFIX {prefix}: <{W}{kind}> " for prefix, kind in (("a", "a"), ("p", "p"), ("e", ""), ("r", "r")))
    store = Store()
    store.load((prefixes + f"PREFIX dip: <{DIP}> " + CLAIMED.format()).encode(), RdfFormat.TRIG)
    lines = [
        {
            "triple": list(map(term, conclusion.split())),
            "rank": 1,
            "derivations": [{"rule": "r", "premises": [list(map(term, premise.split())) for premise in way]} for way in ways],
        }
        for conclusion, ways in proofs.items()
    ]
    path = folder / "proofs.jsonl"
    path.write_text("".join(json.dumps(each, separators=(",", ":")) + "\n" for each in lines), encoding="utf-8")
    return Record(Names(store, {}), Proofs(str(path)))


def behind(record: Record, conclusion: str) -> list[str]:
    """The names of the claims behind a conclusion."""
    subject, predicate, value = (NamedNode(term(word)[1:-1]) for word in conclusion.split())
    return [fact(claim.graph) or "" for claim in record.of_premises(Triple(subject, predicate, value))]


ACTOR, OTHER, KIND, PLACE = "e:talks dip:actor e:ada", "e:talks dip:counterpart e:bo", "e:talks a dip:Meeting", "e:talks dip:place e:town"
MET = "e:ada dip:met e:bo"


@pytest.mark.parametrize(
    ("proofs", "expected"),
    [
        ({MET: [(ACTOR, OTHER, KIND)]}, ["a2", "a1"]),
        ({MET: [(KIND,)]}, ["a3", "a1"]),
        ({MET: [(PLACE, KIND)]}, ["a3", "a1"]),
        ({MET: [(PLACE,)]}, []),
        ({MET: [(ACTOR,), (OTHER,)]}, ["a2", "a1"]),
        ({MET: [("e:ada dip:spokeWith e:bo",)], "e:ada dip:spokeWith e:bo": [(OTHER,)]}, ["a2"]),
        ({MET: [("e:bo dip:met e:ada",)], "e:bo dip:met e:ada": [(MET,), (OTHER,)]}, ["a2"]),
        ({}, []),
    ],
    ids=["roles before types", "types alone", "types where a role is not held", "not held", "two ways", "through", "circle", "no proof"],
)
def test_the_claims_behind_an_inferred_triple(tmp_path: Path, proofs: dict[str, list[Way]], expected: list[str]) -> None:
    assert behind(inferring(tmp_path, proofs), MET) == expected


def test_without_proofs_there_are_no_claims_behind_an_inferred_triple(tmp_path: Path) -> None:
    record = inferring(tmp_path, {MET: [(ACTOR,)]})
    assert behind(Record(record.names), MET) == []


# what the build has decided


def test_the_record_takes_held_and_witness_from_the_snapshot() -> None:
    """The record does not decide them again: here the snapshot says the opposite of the rules."""
    store = Store()
    text = """a:1 dip:standing dip:Denied ; dip:held true . a:2 dip:standing dip:Stated ; dip:held false . a:3 dip:standing dip:Stated .
      p:1 dip:document e:d1 . p:2 dip:document e:d2 . p:3 dip:document e:d3 . e:d1 dip:witness e:d2 . e:d2 dip:sharesTextWith e:d3 ."""
    prefixes = f"PREFIX a: <{W}a> PREFIX p: <{W}p> PREFIX e: <{W}> PREFIX dip: <{DIP}> "
    store.load((prefixes + text).encode(), RdfFormat.TURTLE)
    record = Record(Names(store, {}))
    assert {fact(claim.graph): claim.held for claim in record.claims()} == {"a1": True, "a2": False, "a3": False}
    pairs = {names: record.witnesses(NamedNode(W + name) for name in names.split()) for names in ("p1 p2", "p2 p3", "p1 p2 p3")}
    assert pairs == {"p1 p2": 1, "p2 p3": 2, "p1 p2 p3": 2}
    assert fact(record.document(NamedNode(W + "d3")).witness) == "d3"
    assert [fact(each) for each in record.sharing(NamedNode(W + "d3"))] == ["d2"]


def test_documents_passages_and_notes_have_what_the_record_says(own: Record) -> None:
    assert [(fact(each.node), fact(each.witness), list(map(fact, each.shares_text_with))) for each in own.documents()] == [
        ("article", "article", ["essay"]),
        ("essay", "article", ["article"]),
    ]
    every = own.passages()
    assert [own.order(each.node) for each in every] == sorted(own.order(each.node) for each in every)
    assert {each.document for each in every} == {each.node for each in own.documents()}
    twelfth = next(each for each in every if each.name == "A12")
    assert (twelfth.number, twelfth.kind, list(map(fact, twelfth.parallels)), len(twelfth.sha256)) == (12, "Sentence", ["E2"], 64)
    assert "A12-1" in map(fact, twelfth.graphs)
    assert own.passage(own.documents()[0].node) is None
    noted = own.all_notes()
    assert [note.node.value for note in noted] == sorted(note.node.value for note in noted)
    assert all(own.note(note.node) == note in own.notes(note.on[:1]) for note in noted)


@pytest.mark.parametrize(("language", "expected"), [("en", "hard"), ("de", "schwer"), ("fr", "plain")])
def test_a_text_is_in_the_preferred_language_else_in_none(language: str, expected: str) -> None:
    store = Store()
    store.load(f'<{W}a> <{DIP}gist> "hard"@en , "schwer"@de , "plain" .'.encode(), RdfFormat.TURTLE)
    record = Record(Names(store, {}, language))
    assert record.text(NamedNode(W + "a"), dip("gist")) == expected == record.row(NamedNode(W + "a")).text(dip("gist"))


# dates


def test_the_date_of_several_accounts_is_theirs_together() -> None:
    one = When(dip("g"), "1950", "1950-01-01", "1950-12-31", basis="AsStated", begun_by="1950-12-31", words="1950")
    vague = When(dip("h"), "[1949..]", "1949-01-01", approximate=True, words="after the war (in or after 1949)", counted_until="1990-12-31")
    other = When(dip("h"), "1952", "1952-01-01", "1952-12-31", begun_by="1952-12-31", words="1952")
    assert merged([one]) == one._replace(graph=None)
    assert merged([one, vague]) == merged([vague, one]) == one._replace(graph=None, text="1950 or [1949..]", basis="")
    assert merged([one, other]) == When(None, "1950 or 1952", "1950-01-01", "1952-12-31", begun_by="1952-12-31", words="1950 or 1952")
    assert merged([vague, vague]) == vague._replace(graph=None)


def test_dates_that_have_together_no_first_day_are_not_counted_until_a_day() -> None:
    """As in the build: only a date with a first day and no last one is."""
    until = When(text="../1950", latest="1950-12-31")
    since = When(text="1960/..", earliest="1960-01-01", counted_until="1970-12-31")
    assert merged([since, since]).counted_until == "1970-12-31"
    assert merged([until, since]).counted_until == ""


def test_accounts_are_the_held_hull_and_then_each_graph() -> None:
    accounts = Times(nordic().names).accounts(e("union"))
    assert [(fact(each.graph), each.text, each.earliest, each.surely_from, each.basis) for each in accounts] == [
        (None, "1814/1905", "1814-01-01", "1814-12-31", "AsStated"),
        ("N2-1", "1814/1905", "1814-01-01", "1814-12-31", "AsStated"),
    ]
    assert Times(nordic().names).accounts(e("sweden")) == ()
    assert Times(nordic().names).when(e("sweden")) is None


def test_a_row_of_what_is_held_never_rests_on_what_is_not(own: Record) -> None:
    base = graph().snapshot.base + "id/"
    assert own.of_row(NamedNode(base + "musharraf"), []) == []  # only a judgement has him as its subject
    dictator = Literal("military dictator", language="en")
    assert [fact(claim.graph) for claim in own.of_row(NamedNode(base + "musharraf"), [dictator])] == ["A5-3"]
