"""What assertion graphs say, beside the texts of their passages: each rule has what it reports and what it lets pass."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.authored.finding import Finding
from kg.authored.locator import Locator
from kg.authored.reading import DataFile, Dataset
from kg.check.evidence import Evidence, numbers_in
from kg.check.names import Names, _same_family
from kg.check.said import compare_said
from kg.ontology import Ontology, load_ontology
from kg.ontology.words import kind_words
from kg.workspace import Workspace

HERE = Path(__file__).parent
BASE = "https://example.org/w/"
PREFIXES = "".join(line for line in (HERE / "base.trig").read_text(encoding="utf-8").splitlines(True) if line.startswith("@prefix"))
RECORD = """
k:record {
  e:doc a dip:SourceDocument ; skos:prefLabel "the note"@en ; dcterms:title "A note"@en ; dcterms:date "1960-05-06"^^edtf:EDTF .
  p:D1 a dip:Passage ; dip:document e:doc ; dip:section "Voyages" ; dip:number 1 ; dip:passageKind dip:Sentence .
  p:D2 a dip:Passage ; dip:document e:doc ; dip:section "Voyages" ; dip:number 2 ; dip:passageKind dip:Sentence .
  p:D3 a dip:Passage ; dip:document e:doc ; dip:section "Later" ; dip:number 3 ; dip:passageKind dip:Sentence .
}
k:background {
  e:arcadia a dip:State ; skos:prefLabel "Arcadia"@en .
  e:borduria a dip:State ; skos:prefLabel "Borduria"@en ; skos:altLabel "Land of Bord"@en .
  e:ministry a dip:Ministry ; skos:prefLabel "foreign ministry of Arcadia"@en .
  e:zed a dip:Person ; skos:prefLabel "Ada Zedwell"@en .
  e:crowd a dip:Group ; skos:prefLabel "crowd in the port"@en .
}
"""
BEFORE = "In 1951 Arcadia and Borduria were at peace."
LATER = "Nothing is known of the rest after 1972."


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology(Workspace(HERE.parents[1]))


def found(ontology: Ontology, passage: str, roles: str, record: str = "dip:standing dip:Stated", more: str = "") -> list[Finding]:
    """The findings on one graph of the passage D2."""
    graph = f"k:record {{ a:D2-1 dip:cites p:D2 ; {record} . }}\na:D2-1 {{ e:deed {roles} . }}\n" if roles else ""
    text = PREFIXES + RECORD + graph + more
    locator = Locator(Dataset(BASE, ontology, [DataFile("all.trig", text, ox.parse(text, ox.RdfFormat.TRIG))]))
    passages = {BASE + "passage/D1": BEFORE, BASE + "passage/D2": passage, BASE + "passage/D3": LATER}
    return compare_said(locator, Evidence(locator.data, passages), Names(locator.data), kind_words(ontology))


def rules(*args: object, **more: str) -> list[str]:
    return [each.rule for each in found(*args, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("passage", "date", "basis"),
    [
        ("On 3 May 1951 there was a storm.", "1951-05-03", "AsStated"),
        ("On May 3rd there was a storm.", "1951-05-03", "AsStated"),
        ("On 3 and 4 May 1951 there was a storm.", "1951-05-03/1951-05-04", "AsStated"),
        ("On the second of May 1951 there was a storm.", "1951-05-02", "AsStated"),
        ("In the night to 4 May 1951 there was a storm.", "[1951-05-03..1951-05-04]", "AsStated"),
        ("In the summer of 1951 there was a storm.", "1951-22", "AsStated"),
        ("In the 1950s there were storms.", "195X", "AsStated"),
        ("In 1947-49 there were storms.", "1947/1949", "AsStated"),
        ("There was a storm.", "1951", "FromContext"),
        ("There was a storm.", "1951", "AsStated"),
        ("From 1953 to 1957 there were storms, in 1955 the worst.", "1956", "AsStated"),
        ("Between 1953 and 1957 there were storms.", "1956", "AsStated"),
        ("In the 1960s there was a storm.", "1964", "AsStated"),
        ("The 1954 storms sank 1500 boats.", "1954", "AsStated"),
        ("Resolution 1701 and 1500 men ended the storm.", "1951", "AsStated"),
        ("Storms raged on May 3, 5 and 7, 1951.", "1951-05-07", "AsStated"),
        ("Storms raged from 12-14 May 1951.", "1951-05-13", "AsStated"),
        ("A storm raged on the thirty-first of May, 1951.", "1951-05-31", "AsStated"),
        ("It began in May 1951 and ended on the 14th.", "1951-05-14", "AsStated"),
        ("A storm raged on 3/5/1951.", "1951-05-03", "AsStated"),
        ("From 30 April to 2 May 1951 a storm raged.", "1951-04-30/1951-05-02", "AsStated"),
        ("There was a storm six months later.", "1977-11", "Inferred"),
        ("There was a storm yesterday.", "1960-05-05", "FromDocumentDate"),
    ],
)
def test_a_date_that_the_text_has(ontology: Ontology, passage: str, date: str, basis: str) -> None:
    assert rules(ontology, passage, f'dip:date "{date}"^^edtf:EDTF ; dip:dateBasis dip:{basis}') == []


@pytest.mark.parametrize(
    ("passage", "date", "basis", "lacks"),
    [
        ("On 3 May 1951 there was a storm.", "1952-05-03", "AsStated", "the year 1952"),
        ("On 3 May 1951 there was a storm.", "1951-06-03", "AsStated", "the month June"),
        ("On 3 May 1951 there was a storm.", "1951-05-13", "AsStated", "the day 13"),
        ("On 3 and 4 May 1951 there was a storm.", "1951-05-03/1951-05-05", "AsStated", "the day 5"),
        ("In the May of 1951 there was a second storm.", "1951-05-02", "AsStated", "the day 2"),
        ("There was a storm in the spring of 1951.", "1951-22", "AsStated", "the summer"),
        ("There was a storm.", "1977", "FromContext", "the year 1977"),
        ("On 3 May 1952 there was a storm.", "1951-05-03", "AsStated", "the year 1951"),
        ("From 1953 to 1957 there were storms.", "1951", "AsStated", "the year 1951"),
        ("There was a storm.", "1972", "FromContext", "the year 1972"),
        ("On 3 May 1951 a storm killed 14 people.", "1951-05-14", "AsStated", "the day 14"),
        ("Between 5 and 14 people came on 3 May 1951.", "1951-05-14", "AsStated", "the day 14"),
        ("On 3 May 1951 there were 6 storms.", "1951-06-03", "AsStated", "the month June"),
        ("From 30 April to 2 May 1951 a storm raged.", "1951-05-30", "AsStated", "the day 30"),
    ],
)
def test_a_date_that_the_text_does_not_have(ontology: Ontology, passage: str, date: str, basis: str, lacks: str) -> None:
    [finding] = found(ontology, passage, f'dip:date "{date}"^^edtf:EDTF ; dip:dateBasis dip:{basis}')
    assert (finding.rule, finding.severity) == ("date-not-in-text", "info")
    assert finding.what.endswith(f"does not have {lacks}")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("some 2,000 men", 2000),
        ("two thousand men", 2000),
        ("a dozen men", 12),
        ("twenty-one men", 21),
        ("three hundred and five men", 305),
        ("1.5 million men", 1500000),
        ("40 to 50,000 men", 40000),
        ("the fifth round", 5),
        ("both men", 2),
    ],
)
def test_numbers_in_digits_and_in_words(text: str, number: float) -> None:
    assert number in numbers_in(text)
    assert number + 1 not in numbers_in(text)


def test_a_number_that_the_text_does_not_have(ontology: Ontology) -> None:
    assert rules(ontology, "There were 46 men.", "dip:quantity 46") == []
    assert rules(ontology, "There were 46 men.", "dip:quantity 64") == ["number-not-in-text"]


@pytest.mark.parametrize(
    ("passage", "number", "expected"),
    [
        ("On 12 March 1981 men came.", 12, ["number-not-in-text"]),
        ("On March 12, 1981, men came.", 12, ["number-not-in-text"]),
        ("In 1981, men came.", 1981, ["number-not-in-text"]),
        ("On 12 March 12 men came.", 12, []),
        ("In 1981 some 1500 men came.", 1500, []),
        ("In March 1981 the two men came.", 2, []),
    ],
)
def test_what_belongs_to_a_date_is_no_quantity(ontology: Ontology, passage: str, number: int, expected: list[str]) -> None:
    assert rules(ontology, passage, f"dip:quantity {number}") == expected


def test_a_number_in_a_gist(ontology: Ontology) -> None:
    gist = 'dip:standing dip:Stated ; dip:gist "There were {} men in 1951."@en'
    assert rules(ontology, "There were 46 men.", "dip:quantity 46", gist.format(46)) == []
    assert rules(ontology, "There were 46 men.", "dip:quantity 46", gist.format(64)) == ["number-not-in-text"]


IN_GIST = [
    ("There was a storm in 1954.", "In 1954 there was a storm.", []),
    ("There was a storm.", "In 1951 there was a storm.", []),
    ("There was a storm in 1954.", "In 1951 there was a storm.", ["number-not-in-text"]),
    ("There was a storm in 1954.", "In 1955 there was a storm.", ["number-not-in-text"]),
    ("It was a most cordial talk.", "Arcadia called the talk “most cordial”.", []),
    ("It was a most cordial talk.", "Arcadia called the talk “very cordial”.", ["wording-not-in-text"]),
    ("It was a most cordial talk.", "Arcadia's 'cordial' talk and Borduria's ship", []),
    ("The Bordurians built a ship.", "Arcadia and Borduria built a ship.", []),
    ("The talk was long.", "A talk of Arcadia and Borduria was long.", []),
    ("The talk was long.", "A talk with Ada Zedwell was long.", ["name-not-in-text"]),
    ("The talk was long.", "The talk was led by a crowd in the port.", []),
]


@pytest.mark.parametrize(("passage", "gist", "expected"), IN_GIST)
def test_what_a_gist_says(ontology: Ontology, passage: str, gist: str, expected: list[str]) -> None:
    assert rules(ontology, passage, "a dip:Negotiation", f'dip:standing dip:Stated ; dip:gist "{gist}"@en') == expected


@pytest.mark.parametrize(("passage", "gist", "expected"), IN_GIST)
def test_what_a_proposition_says(ontology: Ontology, passage: str, gist: str, expected: list[str]) -> None:
    assert rules(ontology, passage, f'a dip:Proposition ; dip:gist "{gist}"@en') == expected


def test_what_the_graph_has_wrong_is_not_reported_of_the_gist_too(ontology: Ontology) -> None:
    record = 'dip:standing dip:Stated ; dip:gist "In 1955 Ada Zedwell killed 64 men."@en'
    roles = 'dip:actor e:zed ; dip:quantity 64 ; dip:date "1955"^^edtf:EDTF ; dip:dateBasis dip:AsStated'
    found = rules(ontology, "In 1954 a storm killed 46 men.", roles, record)
    assert sorted(found) == ["date-not-in-text", "name-not-in-text", "number-not-in-text"]


def test_a_gist_that_stands_twice_is_reported_once(ontology: Ontology) -> None:
    gist = 'dip:gist "In 1955 there was a storm."@en'
    assert rules(ontology, "There was a storm.", f"a dip:Proposition ; {gist}", f"dip:standing dip:Stated ; {gist}") == [
        "number-not-in-text"
    ]


def test_an_act_that_a_gist_names_brings_its_agents(ontology: Ontology) -> None:
    act = 'a:D3-1 { e:deed dip:actor e:zed ; dip:date "1960"^^edtf:EDTF . }'
    record = 'dip:standing dip:Stated ; dip:gist "The talk with Ada Zedwell in 1960 was long."@en'
    assert rules(ontology, "The talk was long.", "a dip:Negotiation", record, act) == []


@pytest.mark.parametrize(("wording", "expected"), [("most cordial", []), ("most ... talk", []), ("very cordial", ["wording-not-in-text"])])
def test_a_quotation_stands_in_the_text_word_for_word(ontology: Ontology, wording: str, expected: list[str]) -> None:
    assert rules(ontology, "It was a most cordial talk.", f'dip:wording "{wording}"@en') == expected


@pytest.mark.parametrize(
    ("passage", "agent"),
    [
        ("The Arcadians built a ship.", "arcadia"),
        ("The Arcadian navy built a ship.", "arcadia"),
        ("The Land of Bord has a ship.", "borduria"),
        ("It has a ship.", "borduria"),
        ("A. Zedwell has a ship.", "zed"),
        ("The ministry has a ship.", "ministry"),
        ("Crowds have a ship.", "crowd"),
    ],
)
def test_an_agent_that_the_text_names(ontology: Ontology, passage: str, agent: str) -> None:
    assert rules(ontology, passage, f"dip:actor e:{agent}") == []


@pytest.mark.parametrize(
    ("passage", "agent"), [("Arcadia has a ship.", "borduria"), ("She has a ship.", "zed"), ("Borduria has a ship.", "ministry")]
)
def test_an_agent_that_the_text_does_not_name(ontology: Ontology, passage: str, agent: str) -> None:
    [finding] = found(ontology, passage, f"dip:actor e:{agent}")
    assert finding.rule == "name-not-in-text"
    note = 'k:record { e:n a dip:Note ; dip:on e:deed ; dip:noteKind dip:UncertainReference ; dip:cites p:D2 ; dip:gist "open"@en . }'
    assert rules(ontology, passage, f"dip:actor e:{agent}", more=note) == []


OF_NAVY = "dip:actor e:borduria . e:navy dip:bodyOf e:borduria"
OF_POST = "dip:actor e:arcadia . e:post dip:officeOf e:borduria"
OF_PORT = "dip:actor e:arcadia . e:port dip:locatedIn e:borduria"


@pytest.mark.parametrize(
    ("passage", "roles", "lacks"),
    [
        ("The Navy of Arcadia, which serves Borduria, built a ship.", OF_NAVY, None),
        ("The Arcadian Navy built a ship.", OF_NAVY, "Borduria: Navy of Arcadia, body of: Borduria"),
        ("Borduria built a ship.", OF_NAVY, "Navy of Arcadia: Navy of Arcadia, body of: Borduria"),
        ("Arcadia and the foreign minister of Borduria built a ship.", OF_POST, None),
        ("Arcadia and the foreign minister built a ship.", OF_POST, "Borduria: foreign minister of Borduria, office of: Borduria"),
        ("Arcadia built a ship at Zut in Borduria.", OF_PORT, None),
        ("Arcadia built a ship at Zut.", OF_PORT, "Borduria: Zut, located in: Borduria"),
        ("Arcadia built a ship in Borduria.", OF_PORT, "Zut: Zut, located in: Borduria"),
    ],
)
def test_what_a_graph_says_of_agents_and_places(ontology: Ontology, passage: str, roles: str, lacks: str | None) -> None:
    more = (
        'k:background { e:navy a dip:ArmedForce ; skos:prefLabel "Navy of Arcadia"@en . e:port a dip:City ; skos:prefLabel "Zut"@en . '
        'e:post a dip:Post ; skos:prefLabel "foreign minister of Borduria"@en . }'
    )
    assert [each.what for each in found(ontology, passage, roles, more=more)] == ([f"p:D2 does not name {lacks}"] if lacks else [])


def test_an_act_that_nobody_coded(ontology: Ontology) -> None:
    passage = "Arcadia recalled its ambassador and built a ship."
    [finding] = found(ontology, passage, "a dip:ArmsPurchase ; dip:actor e:arcadia")
    assert (finding.rule, finding.severity) == ("act-not-coded", "info")
    assert finding.what == "p:D2 has a form of “recall ambassador”, which suggests a recall, and no graph that cites the passage has one"
    assert rules(ontology, passage, "a dip:RecallForConsultations ; dip:actor e:arcadia") == []


@pytest.mark.parametrize(
    ("passage", "word"),
    [
        ("Arcadia attacked Borduria and built a ship.", "attack"),
        ("In 1951 the Arcadians, who built a ship, had invaded Borduria.", "invade"),
        ("Arcadia built a port that was attacked.", None),
        ("Arcadia, attacked in 1951 by Borduria, built a ship.", None),
        ("Somebody attacked Borduria. Arcadia built a ship.", None),
        ("Arcadia built a ship for the occupied port.", None),
        ("Arcadia received a ship.", None),
        ("Arcadia will have attacked Borduria by then.", None),
        ("Arcadia built a ship in the United Mountains.", None),
    ],
)
def test_an_act_in_one_word(ontology: Ontology, passage: str, word: str | None) -> None:
    found_here = [each.what for each in found(ontology, passage, "a dip:ConstructionOfWorks ; dip:actor e:arcadia")]
    assert [each.partition("a form of ")[2].partition(",")[0] for each in found_here] == ([f"“{word}”"] if word else [])


def test_an_act_in_one_word_that_is_coded(ontology: Ontology) -> None:
    assert rules(ontology, "Arcadia attacked Borduria.", "a dip:Invasion ; dip:actor e:arcadia ; dip:recipient e:borduria") == []


@pytest.mark.parametrize("passage", ["Arcadia never recalled its ambassador.", "Arcadia will recall its ambassador."])
def test_what_was_not_done_is_no_act(ontology: Ontology, passage: str) -> None:
    assert "act-not-coded" not in rules(ontology, passage, "a dip:ArmsPurchase ; dip:actor e:arcadia")


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        ("Arcadia recognized the island.", ["idle-with-act"]),
        ("Norway recognized the island.", ["idle-with-act"]),
        ("The Norwegians recognized it.", ["idle-with-act"]),
        ("Somebody recognized the island.", []),
        ("Arcadia is a country of lakes.", []),
        ("See the list of lakes.", []),
    ],
)
def test_a_passage_that_is_said_to_assert_nothing(ontology: Ontology, passage: str, expected: list[str]) -> None:
    assert rules(ontology, passage, "", more='k:record { p:D2 dip:assertsNothing "a remark"@en . }') == expected


@pytest.mark.parametrize(
    ("passage", "standing", "expected"),
    [
        ("Arcadia reportedly has a ship.", "Stated", ["hedge-not-coded"]),
        ("Arcadia reportedly has a ship.", "Hedged", []),
        ("Arcadia does not have a ship.", "Stated", ["denial-not-coded"]),
        ("Arcadia does not have a ship.", "Denied", []),
        ("Arcadia denied that it had a ship.", "Stated", ["denial-not-coded"]),
        ("Arcadia denied that it had a ship.", "Denied", []),
        ("Arcadia denied that it had attacked Borduria.", "Stated", ["denial-not-coded"]),
        ("Arcadia rejected claims that it had a ship.", "Stated", ["denial-not-coded"]),
        ("Arcadia rejected all such reports.", "Stated", ["denial-not-coded"]),
        ("Arcadia has never had a ship.", "Stated", ["denial-not-coded"]),
        ("Arcadia rejected the ship.", "Stated", ["act-not-coded"]),
    ],
)
def test_words_that_hedge_or_deny(ontology: Ontology, passage: str, standing: str, expected: list[str]) -> None:
    assert rules(ontology, passage, "dip:actor e:arcadia", f"dip:standing dip:{standing}") == expected


def test_an_absence_has_a_kind_of_its_own(ontology: Ontology) -> None:
    assert rules(ontology, "Arcadia does not recognize Borduria.", "a dip:NonRecognition ; dip:actor e:arcadia") == []
    assert rules(ontology, "Arcadia denied that it had a ship.", "a dip:Denial ; dip:actor e:arcadia") == []
    assert rules(ontology, "Arcadia rejected claims of a ship.", "a dip:RejectionOfProposal ; dip:actor e:arcadia") == []


@pytest.mark.parametrize(
    ("passage", "actor", "expected"),
    [
        ("In May Arcadia recognized Borduria.", "borduria", ["sides-reversed"]),
        ("In May Arcadia recognized Borduria.", "arcadia", []),
        ("Arcadia was recognized at once by Borduria.", "borduria", []),
        ("Arcadia, which Borduria recognized, has a ship.", "borduria", []),
    ],
)
def test_who_acts_stands_before_the_verb(ontology: Ontology, passage: str, actor: str, expected: list[str]) -> None:
    other = "arcadia" if actor == "borduria" else "borduria"
    assert rules(ontology, passage, f"a dip:Recognition ; dip:actor e:{actor} ; dip:recipient e:{other}") == expected


@pytest.mark.parametrize(
    ("name", "people"), [("netherlands", "dutch"), ("scotland", "scottish"), ("myanmar", "burmese"), ("iran", "persian")]
)
def test_a_people_is_of_its_country(name: str, people: str) -> None:
    assert _same_family(name, people)
    assert not _same_family(name, "nordic")
