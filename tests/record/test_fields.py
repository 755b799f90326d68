"""Every field of a claim, a passage, a document and a date is read from its own property."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from kg.errors import NameNotFound
from kg.namespaces import DCTERMS, DIP, OA, RDFS, SKOS, XSD, prefixes_of
from kg.record.model import Claim, When
from kg.record.names import Names
from kg.record.record import Record
from kg.record.times import Times, merged
from tests.asking import fact

W = "https://example.org/"
DATA = f"""
PREFIX dip: <{DIP}> PREFIX : <{W}> PREFIX xsd: <{XSD}> PREFIX dcterms: <{DCTERMS}> PREFIX rdfs: <{RDFS}> PREFIX skos: <{SKOS}>
PREFIX oa: <{OA}>
:record {{
  :a1 dip:standing dip:Stated ; dip:held true ; dip:rank dip:Deprecated ; dip:differsFrom :a2 ; dip:within :a2 ; dip:contentOf :speech ;
    dip:cites :p2 , :p1 ; dip:readWith :p3 ; dip:wording "seized"@en ; dip:gist "It was taken."@en ; rdfs:seeAlso :a9 .
  :a2 dip:standing dip:Hedged ; dip:held false ; dip:cites :p3 ; dip:within :nothing ; dip:rank dip:Normal .
  :p1 dip:document :letter ; dip:number 1 ; oa:hasSelector :r1 , :s1 . :s1 oa:start 3 ; oa:end 9 .
  :r1 oa:hasStartSelector :f1 ; oa:hasEndSelector :l1 . :f1 oa:exact "Dear" . :l1 oa:prefix "of you." ; oa:exact "" .
  :p2 dip:document :letter ; dip:number 2 ; oa:hasSelector :r2 . :r2 oa:hasStartSelector :f1 ; oa:hasEndSelector :f1 .
  :p3 dip:document :letter ; dip:number 3 . :e1 dip:document :essay .
  :essay skos:prefLabel "the essay"@en ; dcterms:title "On towns" .
  :letter rdfs:label "the letter"@en ; dcterms:title "To a friend" .
  :memo a dip:SourceDocument ; dcterms:title "A memo" . :blank a dip:SourceDocument .
}}
:a1 {{ :ada dip:met :bo . }}
:a2 {{ :bo dip:met :cy . }}
:fair a dip:Act ; dip:after :war ; dip:latest "1950-12-31"^^xsd:date ; dip:dateUncertain true ; rdfs:label "Fair"@en .
:war rdfs:label "War"@en .
"""


def n(name: str) -> NamedNode:
    return NamedNode(W + name)


@pytest.fixture(scope="module")
def record() -> Record:
    store = Store()
    store.load(DATA.encode(), RdfFormat.TRIG)
    return Record(Names(store, prefixes_of(W)))


def test_a_claim_has_what_the_record_says_of_it(record: Record) -> None:
    assert record.claim(n("a1")) == Claim(
        n("a1"),
        "Stated",
        True,
        "Deprecated",
        (n("speech"),),
        (n("a2"),),
        (n("p1"), n("p2")),
        (n("p3"),),
        "seized",
        "It was taken.",
        (n("a2"),),
        "en",
    )
    assert record.claim(n("a2")) == Claim(n("a2"), "Hedged", False, within=(n("nothing"),), passages=(n("p3"),))


def test_a_claim_within_what_is_no_claim_is_within_nothing(record: Record) -> None:
    inner, outer = (record.claim(n(name)) for name in ("a1", "a2"))
    assert inner is not None
    assert outer is not None
    assert record.chain(outer) == []
    assert record.chain(inner) == [outer]


def test_the_claims_of_a_node_are_those_about_it(record: Record) -> None:
    assert [fact(claim.graph) for claim in record.of_node(n("bo"))] == ["a2"]
    assert [fact(claim.graph) for claim in record.mentioning(n("bo"))] == ["a1", "a2"]


def test_a_passage_has_its_offsets_and_a_passage_without_a_selector_has_none(record: Record) -> None:
    assert [(fact(each.node), each.number, each.start, each.end) for each in record.passages()] == [
        ("e1", 0, 0, 0),
        ("p1", 1, 3, 9),
        ("p2", 2, 0, 0),
        ("p3", 3, 0, 0),
    ]


def test_a_passage_has_its_words_if_both_ends_are_recorded(record: Record) -> None:
    assert [(each.first_words, each.last_words) for each in record.passages()] == [("", ""), ("Dear", "of you."), ("", ""), ("", "")]


def test_a_document_is_called_by_its_label_else_by_its_title_else_by_its_iri(record: Record) -> None:
    found = {fact(each.node): each.label for each in record.documents()}
    assert found == {"essay": "the essay", "letter": "the letter", "memo": "A memo", "blank": "blank"}


def test_a_date_is_read_with_its_flags_and_its_last_day_says_more_than_what_it_is_after(record: Record) -> None:
    (when,) = Times(record.names).accounts(n("fair"))
    assert when == When(latest="1950-12-31", uncertain=True)


def test_doubts_of_all_accounts_and_a_single_sure_day_remain() -> None:
    one = "1950-05-01"
    day = When(n("g"), f"{one}?", one, one, one, one, uncertain=True)
    again = day._replace(graph=n("h"), text=f"{one}?/{one}?")
    found = merged([day, again])
    assert (found.earliest, found.latest, found.surely_from, found.surely_until, found.uncertain) == (one, one, one, one, True)


@pytest.mark.parametrize(
    ("text", "what", "hint", "near"),
    [
        ("\udc80", "the name '\\udc80' is not UTF-8", "encode it in UTF-8", ()),
        ("<urn:{>", "<urn:{> is not an IRI", "use a label, a slug, a CURIE or an IRI", ()),
        (f"{W}fairs", f"the dataset does not contain {W}fairs", "did you mean Fair?", ("Fair",)),
        ("It was taken.", "nothing is called 'It was taken.'", None, ()),  # a gist is not a name
    ],
)
def test_a_name_that_is_refused_says_why_and_what_to_do(
    record: Record, text: str, what: str, hint: str | None, near: tuple[str, ...]
) -> None:
    with pytest.raises(NameNotFound) as caught:
        record.names.find(text)
    problem = caught.value
    assert problem.what.startswith(what)
    assert (problem.where, problem.hint, tuple(problem.candidates)) == (None, hint, near)


@pytest.mark.parametrize("at_once", [False, True])
def test_a_label_has_a_language_and_a_proposition_that_of_its_gist(at_once: bool) -> None:
    store = Store()
    store.load(DATA.encode(), RdfFormat.TRIG)
    lines = (
        '<x:both> rdfs:label "Krieg"@de , "War"@en .',
        '<x:none> rdfs:label "W" .',
        '<x:said> dip:gist "They met."@en-gb .',
        'GRAPH <x:g> { <x:claimed> rdfs:label "Guerre"@fr }',
    )
    for line in lines:
        store.update(f"PREFIX dip: <{DIP}> PREFIX rdfs: <{RDFS}> INSERT DATA {{ {line} }}")
    names = Names(store, prefixes_of(W), "de")
    if at_once:
        names.read_held()
    found = {name: (names.label(NamedNode(f"x:{name}")), names.language_of(NamedNode(f"x:{name}"))) for name in ("both", "none", "said")}
    assert found == {"both": ("Krieg", "de"), "none": ("W", ""), "said": ("They met.", "en-gb")}
    assert names.language_of(n("fair")) == "en"
    assert (names.label(NamedNode("x:claimed")), names.language_of(NamedNode("x:claimed"))) == ("Guerre", "fr")
    assert names.language_of(NamedNode("x:unknown")) == ""
