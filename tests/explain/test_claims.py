"""Claims as explanations show them: their speakers, passages and notes, and what they say."""

from __future__ import annotations

from pyoxigraph import NamedNode, RdfFormat, Store

from kg.explain.claims import assertions, cited_claim
from kg.explain.model import Assertion, CitedClaim, Named, PropertyValue
from kg.namespaces import RDFS, prefixes_of
from kg.record.names import Names
from kg.record.record import Record
from tests.asking import graph

BASE = "https://example.org/"


def made(text: str) -> Record:
    store = Store()
    prefixes = prefixes_of(BASE) | {"rdfs": RDFS}
    head = "".join(f"PREFIX {prefix}: <{namespace}> " for prefix, namespace in prefixes.items())
    store.load(f"{head} {text}".encode(), RdfFormat.TRIG)
    return Record(Names(store, prefixes))


def cited(record: Record) -> CitedClaim:
    claim = record.claim(NamedNode(BASE + "assertion/1"))
    assert claim is not None
    return cited_claim(record, claim)


def passage(name: str) -> Named:
    return Named(NamedNode(f"{BASE}passage/{name}"), f"p:{name}")


def test_a_claim_with_everything() -> None:
    record = made(
        "a:1 dip:standing dip:Rumoured ; dip:contentOf e:speech ; dip:cites p:1 , p:2 ; dip:readWith p:3 ; "
        'dip:wording "the words" ; dip:gist "What it says." . e:speech dip:actor e:ann . '
        "p:1 dip:parallels p:2 , p:9 . p:8 dip:parallels p:2 . "
        'e:n dip:noteKind dip:Ambiguity ; dip:on a:1 ; dip:gist "Which one?" .'
    )
    assert cited(record) == CitedClaim(
        graph=NamedNode(BASE + "assertion/1"),
        standing="Rumoured",
        status="rumoured, said by e:ann (e:speech)",
        speakers=("e:ann",),
        passages=(passage("1"), passage("2")),
        read_with=(passage("3"),),
        parallels=(passage("8"), passage("9")),  # of other passages only: p:2 is cited itself
        wording="the words",
        gist="What it says.",
        notes=("Which one?",),
    )


def test_a_claim_with_little() -> None:
    record = made("a:1 dip:standing dip:Stated ; dip:cites p:1 .")
    assert cited(record) == CitedClaim(NamedNode(BASE + "assertion/1"), "Stated", "stated", passages=(passage("1"),))


def test_an_unnamed_speaker(own: Record) -> None:
    claim = own.claim(NamedNode(graph().snapshot.base + "assertion/A12-2"))
    assert claim is not None
    assert cited_claim(own, claim).speakers == ("unnamed (Information about Pakistan reaches Israel's mission)",)


def test_what_a_claim_says_is_grouped_by_subject_without_names_and_derived_triples() -> None:
    record = made(
        "a:1 dip:standing dip:Stated . "
        'a:1 { e:act a dip:Visit , dip:Meeting ; rdfs:label "A visit" ; skos:prefLabel "A visit" ; skos:altLabel "The visit" ; '
        'dip:actor e:ann ; dip:gist "A visit." ; dip:dateBasis dip:AsStated ; dip:earliest "1905" ; dip:ordinal 2 . '
        'e:place rdfs:label "Place" . e:other dip:place e:place . }'
    )
    claim = record.claim(NamedNode(BASE + "assertion/1"))
    assert claim is not None
    act, other = assertions(record, claim)

    def dip(name: str) -> Named:
        return Named(NamedNode(f"https://w3id.org/chancery/ontology#{name}"), f"dip:{name}")

    assert (act.subject, act.types) == (Named(NamedNode(BASE + "id/act"), "A visit"), ("dip:Meeting", "dip:Visit"))
    assert [(each.predicate, each.text) for each in act.properties] == [(dip("actor"), "e:ann"), (dip("ordinal"), "2")]
    place = PropertyValue(dip("place"), NamedNode(BASE + "id/place"), "Place")
    assert other == Assertion(Named(NamedNode(BASE + "id/other"), "e:other"), (), (place,))
