"""Names in both directions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from kg.errors import NameAmbiguous, NameNotFound
from kg.namespaces import prefixes_of
from kg.record.names import Names, fold, humanize, slug
from tests.asking import graph

BASE = "https://example.org/w/"
DATA = """
PREFIX dip: <https://w3id.org/chancery/ontology#>
PREFIX e: <https://example.org/w/id/>
PREFIX p: <https://example.org/w/passage/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
dip:Person a <http://www.w3.org/2002/07/owl#Class> ; rdfs:subClassOf dip:Agent ; rdfs:label "person"@en .
dip:Agent rdfs:label "agent"@en . dip:Location rdfs:label "place"@en . dip:Sentence rdfs:label "sentence"@en .
e:zahar a dip:Person ; rdfs:label "Mahmoud al-Zahār"@en ; skos:altLabel "the minister"@en .
e:town a dip:Location ; rdfs:label "Springfield"@en ; rdfs:label "Frühlingsfeld"@de .
e:other-town a dip:Location ; rdfs:label "Springfield"@en .
e:spring a dip:Location ; rdfs:label "Spring"@en ; skos:altLabel "Springfield Spa"@en .
e:hidden a dip:Proposition ; dip:gist "that it rains"@en .
e:doc rdfs:label "the note"@en .
p:N3 dip:document e:doc ; dip:section "The weather" ; dip:number 3 ; dip:passageKind dip:Sentence .
GRAPH <https://example.org/w/assertion/N3-1> { e:rumour a dip:Person ; skos:prefLabel "a stranger"@en . }
<https://example.org/w/assertion/N3-1> dip:standing dip:Rumoured ; dip:gist "A stranger came."@en .
"""


@pytest.fixture(scope="module")
def names() -> Names:
    store = Store()
    store.load(DATA.encode(), RdfFormat.TRIG)
    return Names(store, prefixes_of(BASE))


def e(name: str) -> NamedNode:
    return NamedNode(f"{BASE}id/{name}")


@pytest.mark.parametrize(
    "text",
    [
        "Mahmoud al-Zahār",
        "mahmoud al zahar",
        "MAHMOUD  AL-ZAHAR",
        "zahar",
        "e:zahar",
        "https://example.org/w/id/zahar",
        "<https://example.org/w/id/zahar>",
        "the minister",
        " The Minister ",
    ],
)
def test_every_form_of_a_name_leads_to_the_node(names: Names, text: str) -> None:
    assert names.find(text) == e("zahar")


def test_what_is_only_claimed_has_a_name_too(names: Names) -> None:
    assert names.find("a stranger", "dip:Agent") == e("rumour")


def test_a_label_goes_before_an_alias_and_a_slug(names: Names) -> None:
    assert names.find("Spring") == e("spring")


def test_an_ambiguous_name_lists_the_candidates(names: Names) -> None:
    with pytest.raises(NameAmbiguous) as caught:
        names.find("springfield")
    assert caught.value.candidates == ("Springfield (e:other-town, place)", "Springfield (e:town, place)")
    assert caught.value.hint
    assert "e:town" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "of", "what", "near"),
    [
        ("Mahmud al-Zahar", None, "nothing is called 'Mahmud al-Zahar'", "Mahmoud al-Zahār"),
        ("Mahmud al-Zahar", "dip:Agent", "no agent is called 'Mahmud al-Zahar'", "Mahmoud al-Zahār"),
        ("Zahar Mahmoud", None, "nothing is called 'Zahar Mahmoud'", "Mahmoud al-Zahār"),
        ("Spring", "dip:Agent", "no agent is called 'Spring'", None),
        ("e:zahar", "dip:Location", "e:zahar is not an instance of place", None),
        ("e:zahra", None, "the dataset does not contain e:zahra", None),
        ("https://example.org/w/id/nobody", None, "the dataset does not contain https://example.org/w/id/nobody", None),
        ("<urn:{>", None, "<urn:{> is not an IRI", None),
        ("", None, "nothing is called ''", None),
        ("§§§", None, "nothing is called '§§§'", None),
    ],
)
def test_a_wrong_name_says_what_is_near(names: Names, text: str, of: str | None, what: str, near: str | None) -> None:
    with pytest.raises(NameNotFound) as caught:
        names.find(text, of)
    assert caught.value.what.startswith(what)
    if near:
        assert near in caught.value.candidates
        assert caught.value.hint == f"did you mean {' or '.join(caught.value.candidates)}?"


def test_what_is_held_has_no_label_that_is_only_claimed() -> None:
    store = Store()
    store.load(
        (
            DATA
            + 'GRAPH <https://example.org/w/assertion/N9-1> { e:zahar skos:prefLabel "A liar"@en . '
            + 'e:spring rdfs:label "A puddle"@en . e:silent skos:prefLabel "The silent one"@en . } e:silent a dip:Person .'
        ).encode(),
        RdfFormat.TRIG,
    )
    found = Names(store, prefixes_of(BASE))
    assert [found.label(e(each)) for each in ("zahar", "spring", "silent", "rumour")] == [
        "Mahmoud al-Zahār",
        "Spring",
        "e:silent",
        "a stranger",
    ]


def test_names_that_share_rarer_words_are_nearer() -> None:
    store = Store()
    labels = ["Treaty of Roskilde", "Treaty of Kiel", "Treaty of Oslo", "Roskilde declaration of many princes"]
    lines = "".join(f'e:x{number} rdfs:label "{label}"@en . ' for number, label in enumerate(labels))
    store.load((DATA + lines).encode(), RdfFormat.TRIG)
    with pytest.raises(NameNotFound) as caught:
        Names(store, prefixes_of(BASE)).find("xxxxxxxxxx treaty yyyyyyyyyy roskilde zzzzzzzzzz")
    assert list(caught.value.candidates) == ["Treaty of Roskilde", "Roskilde declaration of many princes", "Treaty of Kiel"]


def test_a_slug_may_have_underscores_and_name_an_assertion_graph(names: Names) -> None:
    store = Store()
    store.load((DATA + "e:two_words a dip:Location .").encode(), RdfFormat.TRIG)
    assert Names(store, prefixes_of(BASE)).find("two_words") == e("two_words")
    assert names.find("N3-1") == NamedNode(BASE + "assertion/N3-1")


def test_held_types_are_shown_or_else_the_claimed_ones() -> None:
    store = Store()
    store.load((DATA + "GRAPH <https://example.org/w/assertion/N9-1> { e:zahar a dip:Location . }").encode(), RdfFormat.TRIG)
    found = Names(store, prefixes_of(BASE))
    assert found.shown_types(e("zahar")) == ["person"]
    assert found.shown_types(e("rumour")) == ["person"]


def test_terms_without_a_label_in_words() -> None:
    iris = ("https://example.org/o#JointStatement", "https://example.org/id/ex_minister", "o#UNResolution", "o#XRay", "o#Act", "o#")
    assert list(map(humanize, iris)) == ["joint statement", "ex minister", "UNResolution", "XRay", "act", "o"]


def test_labels(names: Names) -> None:
    assert names.label(e("town")) == "Springfield"
    assert Names(names.store, names.prefixes, "de").label(e("town")) == "Frühlingsfeld"
    assert names.label(e("rumour")) == "a stranger"
    assert names.label(e("hidden")) == "that it rains"
    assert names.label(e("unknown")) == "e:unknown"
    assert names.label(NamedNode("urn:x")) == "urn:x"
    assert names.label(Literal("3")) == "3"
    assert names.label(NamedNode(BASE + "passage/N3")) == "the note, The weather, sentence 3"
    assert names.label(NamedNode(BASE + "assertion/N3-1")) == "a:N3-1"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(codec="latin-1")))
def test_case_and_blanks_do_not_count(text: str) -> None:
    assert fold(text.upper().lower()) == fold(text.lower())
    assert fold(f"  {text}\t") == fold(text)


@given(st.text())
def test_any_text_finds_a_node_or_says_why_not(text: str) -> None:
    store = Store()
    store.load(DATA.encode(), RdfFormat.TRIG)
    try:
        found = Names(store, prefixes_of(BASE)).find(text)
    except (NameNotFound, NameAmbiguous):
        return
    assert isinstance(found, NamedNode)


def test_every_label_of_the_graph_leads_back_to_its_node_or_to_all_of_its_name() -> None:
    """Round trip of names over the whole graph: a name that a table shows can be typed."""
    names = graph().names
    nodes = set()
    for quad in graph().store.quads_for_pattern(None, NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"), None):
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(graph().snapshot.base + "id/"):
            nodes.add(quad.subject)
    assert len(nodes) > 300
    for node in nodes:
        assert names.find(names.short(node)) == node
        try:
            found = [names.short(names.find(names.label(node)))]
        except NameAmbiguous as error:
            found = list(error.candidates)
        assert any(names.short(node) in each for each in found)


def test_slugs() -> None:
    assert [slug(each) for each in ("https://example.org/a/b", "https://example.org/a#b", "b")] == ["b", "b", "b"]
