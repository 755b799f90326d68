"""Mistakes that an honest curator makes, planted one at a time in the example on the rupture: each is found, where it is.

The example itself has no findings, so that every finding comes from the mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from kg.authored.finding import Finding
from kg.authored.lint import lint
from kg.authored.locator import Locator
from kg.authored.reading import DataFile, Dataset
from kg.build.filling import fill
from kg.check.accounts import roles_differ
from kg.check.doubles import same_agents
from kg.check.quality import QualityRule, checked_store, load_quality_rules, run_quality_rule
from kg.check.sides import missing_sides
from kg.check.similar import similar_labels
from kg.check.texts import Copies, check_texts
from kg.ontology import Ontology, load_ontology
from kg.workspace import Workspace

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "rupture"


class Plant(NamedTuple):
    """One mistake.

    Attributes:
        name: what is wrong, in a few words.
        file: the data file, without its extension.
        old: a text that occurs in it once.
        new: what the curator wrote instead.
        rule: the rule that finds it.
        at: a part of the line that the finding names.
    """

    name: str
    file: str
    old: str
    new: str
    rule: str
    at: str


AGENT = "e:resolution-arab-league a dip:Resolution ;\n    skos:prefLabel"

SECOND = """a:H6-1 {
  e:severance-1988-b a dip:SeveranceOfRelations ;
    skos:prefLabel "Break of 1988"@en ;
    dip:actor e:saudi-arabia ;
    dip:recipient e:iran ;
    dip:date "1988-04-26"^^edtf:EDTF ; dip:dateBasis dip:AsStated .
"""

PLANTS = (
    # Dates
    Plant(
        "a year that is one too many", "chronology", 'dip:date "1988-04-26"^^', 'dip:date "1989-04-26"^^', "date-not-in-text", "1989-04-26"
    ),
    Plant(
        "a year with swapped digits",
        "chronology",
        'dip:protectedParty e:saudi-arabia ;\n    dip:recipient e:iran ;\n    dip:date "2017-10-25/.."^^',
        'dip:protectedParty e:saudi-arabia ;\n    dip:recipient e:iran ;\n    dip:date "2071-10-25/.."^^',
        "date-not-in-text",
        "2071",
    ),
    Plant(
        "a wrong day",
        "chronology",
        'dip:place e:tehran ;\n    dip:date "2023-06-17"',
        'dip:place e:tehran ;\n    dip:date "2023-06-27"',
        "date-not-in-text",
        "2023-06-27",
    ),
    Plant("a wrong month", "chronology", '"2014-10"^^', '"2014-11"^^', "date-not-in-text", "2014-11"),
    Plant("day and month swapped", "chronology", '"2023-08-06"^^', '"2023-06-08"^^', "date-not-in-text", "2023-06-08"),
    Plant(
        "a date from context given as stated",
        "chronology",
        '"[1987-08-01..]"^^edtf:EDTF ; dip:dateBasis dip:FromContext',
        '"[1987-08-01..]"^^edtf:EDTF ; dip:dateBasis dip:AsStated',
        "date-not-in-text",
        "1987-08-01",
    ),
    Plant("a year of an earlier sentence", "chronology", '"2015-09-24"^^', '"2014-09-24"^^', "date-not-in-text", "2014-09-24"),
    Plant("a year of the sentence before", "backgrounder", 'dip:date "2020-01"^^', 'dip:date "2019-01"^^', "date-not-in-text", "2019-01"),
    Plant("a year of another section", "backgrounder", 'dip:date "2012"^^', 'dip:date "2021"^^', "date-not-in-text", '"2021"'),
    Plant(
        "an act after the document",
        "backgrounder",
        'during e:summit-2023 , e:visit-raisi ;\n    dip:date "[2023-11-11..2023-11-12]"^^',
        'during e:summit-2023 , e:visit-raisi ;\n    dip:date "[2023-12-11..2023-12-12]"^^',
        "act-after-document",
        "2023-12-11",
    ),
    Plant("a day that does not exist", "chronology", '"2015-09-24"^^', '"2015-09-31"^^', "bad-date", "2015-09-31"),
    Plant(
        "an order against the dates",
        "backgrounder",
        "dip:after e:clash-mecca ;\n    dip:date",
        "dip:after e:severance-2016 ;\n    dip:date",
        "after-against-dates",
        "severance-2016",
    ),
    # Numbers
    Plant("a number with swapped digits", "chronology", "dip:quantity 402", "dip:quantity 420", "number-not-in-text", "420"),
    Plant("a day as a number", "chronology", "dip:quantity 402", "dip:quantity 31", "number-not-in-text", "31"),
    Plant("a number from a sum", "chronology", "dip:quantity 46", "dip:quantity 47", "number-not-in-text", "47"),
    Plant("a number with a zero too many", "chronology", "dip:quantityMin 2000", "dip:quantityMin 20000", "number-not-in-text", "20000"),
    Plant("a number that was misheard", "backgrounder", "dip:quantity 40 ", "dip:quantity 14 ", "number-not-in-text", "14"),
    Plant("a number in a gist", "backgrounder", "had arrested 40 people", "had arrested 60 people", "number-not-in-text", "60 people"),
    # Gists
    Plant(
        "another year in a gist",
        "chronology",
        '"On 31 July 1987 Iranian pilgrims',
        '"On 31 July 1988 Iranian pilgrims',
        "number-not-in-text",
        "1988",
    ),
    Plant(
        "another state in a gist",
        "chronology",
        '"Kuwait and Qatar broke off relations with Iran',
        '"Kuwait and Oman broke off relations with Iran',
        "name-not-in-text",
        "and Oman",
    ),
    Plant(
        "a quotation in a gist",
        "backgrounder",
        '"In a letter to the United Nations Iran expressed regret',
        '"In a letter to the United Nations Iran expressed “profound regret”',
        "wording-not-in-text",
        "profound",
    ),
    # Names
    Plant(
        "another state",
        "chronology",
        "dip:actor e:qatar ;\n    dip:recipient e:iran ;\n    dip:date",
        "dip:actor e:oman ;\n    dip:recipient e:iran ;\n    dip:date",
        "name-not-in-text",
        "e:oman",
    ),
    Plant("a state of another sentence", "chronology", "dip:actor e:djibouti", "dip:actor e:lebanon", "name-not-in-text", "e:lebanon"),
    Plant(
        "a body of another state",
        "chronology",
        "e:mofa-iran dip:bodyOf e:iran",
        "e:mofa-iran dip:bodyOf e:oman",
        "name-not-in-text",
        "bodyOf",
    ),
    Plant(
        "an office of another state",
        "backgrounder",
        "e:prime-minister-iq dip:officeOf e:iraq",
        "e:prime-minister-iq dip:officeOf e:oman",
        "name-not-in-text",
        "officeOf",
    ),
    Plant("another city", "chronology", "dip:place e:muscat", "dip:place e:baghdad", "name-not-in-text", "e:baghdad"),
    Plant("another mediator", "backgrounder", "dip:actor e:china ;", "dip:actor e:qatar ;", "name-not-in-text", "e:qatar"),
    Plant(
        "another organization",
        "backgrounder",
        "dip:inOrganization e:gulf-cooperation-council",
        "dip:inOrganization e:arab-league",
        "name-not-in-text",
        "e:arab-league",
    ),
    Plant("a misspelt name", "chronology", "dip:recipient e:raisi", "dip:recipient e:raysi", "undescribed", "e:raysi"),
    # Passages and quotations
    Plant(
        "a graph copied with the passage of another",
        "chronology",
        "a:H20-2 dip:cites p:H20",
        "a:H20-2 dip:cites p:H19",
        "date-not-in-text",
        "2016-01-07",
    ),
    Plant(
        "a passage of another matter",
        "backgrounder",
        "a:N22-1 dip:cites p:N22 ; dip:readWith p:N16",
        "a:N22-1 dip:cites p:N20 ; dip:readWith p:N16",
        "name-not-in-text",
        "e:switzerland",
    ),
    Plant(
        "a quotation from memory",
        "backgrounder",
        'dip:wording "surprisingly quick"',
        'dip:wording "surprisingly fast"',
        "wording-not-in-text",
        "surprisingly fast",
    ),
    # Roles
    Plant(
        "sides swapped in one of two accounts",
        "backgrounder",
        "dip:actor e:bahrain ;\n    dip:recipient e:iran",
        "dip:actor e:iran ;\n    dip:recipient e:bahrain",
        "roles-differ",
        "e:",
    ),
    Plant(
        "sides swapped in the other account",
        "chronology",
        'dip:actor e:saudi-arabia ;\n    dip:recipient e:iran ;\n    dip:date "1988',
        'dip:actor e:iran ;\n    dip:recipient e:saudi-arabia ;\n    dip:date "1988',
        "roles-differ",
        "e:",
    ),
    Plant(
        "the executed and the executioner swapped",
        "backgrounder",
        "dip:actor e:saudi-arabia ;\n    dip:personConcerned e:nimr ;\n    dip:after",
        "dip:actor e:nimr ;\n    dip:personConcerned e:saudi-arabia ;\n    dip:after",
        "roles-differ",
        "e:",
    ),
    Plant(
        "another actor than in the other document",
        "backgrounder",
        'dip:actor e:sudan ;\n    dip:recipient e:iran ;\n    dip:date "2016',
        'dip:actor e:united-arab-emirates ;\n    dip:recipient e:iran ;\n    dip:date "2016',
        "roles-differ",
        "e:united-arab-emirates",
    ),
    Plant(
        "a missing recipient", "chronology", "dip:recipient e:iran ;\n    dip:toLevel", "dip:toLevel", "missing-side", "e:downgrade-uae a"
    ),
    Plant("a missing counterpart", "chronology", "dip:counterpart e:raisi ;", "", "missing-side", "e:meeting-faisal-raisi a"),
    Plant(
        "two actors of a meeting",
        "chronology",
        "dip:actor e:faisal-bin-farhan ;\n    dip:counterpart e:raisi",
        "dip:actor e:faisal-bin-farhan , e:raisi",
        "missing-side",
        "e:meeting-faisal-raisi a",
    ),
    Plant(
        "one agent on both sides",
        "chronology",
        "dip:actor e:kuwait ;\n    dip:recipient e:iran ;\n    dip:date",
        "dip:actor e:kuwait ;\n    dip:recipient e:kuwait ;\n    dip:date",
        "deals-with-itself",
        "e:kuwait",
    ),
    Plant(
        "sides swapped in the only account",
        "chronology",
        "dip:actor e:united-arab-emirates ;\n    dip:recipient e:iran",
        "dip:actor e:iran ;\n    dip:recipient e:united-arab-emirates",
        "sides-reversed",
        "e:iran",
    ),
    # Agents
    Plant(
        "a person with a title as another node",
        "background",
        AGENT,
        'e:prince-faisal a dip:Person ;\n    skos:prefLabel "Prince Faisal bin Farhan"@en .\n\n  ' + AGENT,
        "same-agent",
        "Faisal",
    ),
    Plant(
        "an organ by its initials",
        "background",
        AGENT,
        'e:unsc a dip:InternationalBody ;\n    skos:prefLabel "UNSC"@en .\n\n  ' + AGENT,
        "same-agent",
        "UNSC",
    ),
    Plant(
        "a state by its long name",
        "background",
        AGENT,
        'e:republic-of-sudan a dip:State ;\n    skos:prefLabel "Republic of the Sudan"@en .\n\n  ' + AGENT,
        "same-agent",
        "Sudan",
    ),
    Plant(
        "a state in another spelling",
        "background",
        AGENT,
        'e:bahrein a dip:State ;\n    skos:prefLabel "Bahrein"@en .\n\n  ' + AGENT,
        "similar-label",
        "Bahrein",
    ),
    # Standings
    Plant(
        "a hedge given as a fact",
        "backgrounder",
        "a:N11-2 dip:cites p:N11 ; dip:standing dip:Hedged",
        "a:N11-2 dip:cites p:N11 ; dip:standing dip:Stated",
        "hedge-not-coded",
        "a:N11-",
    ),
    Plant("a rumour given as a fact", "backgrounder", "dip:standing dip:Rumoured", "dip:standing dip:Stated", "hedge-not-coded", "a:N28-1"),
    Plant(
        "a denial given as a fact",
        "chronology",
        "a:H18-2 dip:cites p:H18 ; dip:readWith p:H17 ; dip:standing dip:Denied",
        "a:H18-2 dip:cites p:H18 ; dip:readWith p:H17 ; dip:standing dip:Stated",
        "denial-not-coded",
        "a:H18-",
    ),
    Plant(
        "an absence given as a fact",
        "backgrounder",
        "a:N5-2 dip:cites p:N5 ; dip:readWith p:N4 ; dip:standing dip:Denied",
        "a:N5-2 dip:cites p:N5 ; dip:readWith p:N4 ; dip:standing dip:Stated",
        "denial-not-coded",
        "a:N5-",
    ),
    # What is left out
    Plant(
        "an act that is not coded",
        "chronology",
        "a:H15-2 {\n  e:expulsion-2016 a dip:ExpulsionOfDiplomats",
        "a:H15-2 {\n  e:expulsion-2016 a dip:Announcement",
        "act-not-coded",
        "a:H15-",
    ),
    Plant(
        "a deed in one verb",
        "backgrounder",
        "e:arrests-tehran a dip:Arrest",
        "e:arrests-tehran a dip:Trade",
        "act-not-coded",
        "a:N15-",
    ),
    Plant("another kind of act", "backgrounder", "e:recall-uae a dip:Recall", "e:recall-uae a dip:Visit", "act-not-coded", "a:N18-1"),
    Plant(
        "a passage marked as asserting nothing",
        "chronology",
        "k:record {\n  p:H1 dip:assertsNothing",
        'k:record {\n  p:H6 dip:assertsNothing "nothing new"@en .\n  p:H1 dip:assertsNothing',
        "idle-and-speaking",
        "p:H6",
    ),
    Plant("a graph without a passage", "chronology", "a:H17-1 dip:cites p:H17 ;", "a:H17-1", "assertion-graph", "a:H17-1"),
    # Terms
    Plant(
        "a misspelt kind",
        "chronology",
        "e:severance-somalia a dip:SeveranceOfRelations",
        "e:severance-somalia a dip:SeveranceOfRelation",
        "undeclared-term",
        "SeveranceOfRelation",
    ),
    Plant("a misspelt role", "chronology", "dip:actor e:somalia", "dip:acter e:somalia", "undeclared-term", "dip:acter"),
    Plant("a text in place of a thing", "chronology", "dip:place e:jeddah", 'dip:place "Jeddah"@en', "no-thing", "Jeddah"),
    Plant(
        "one act under two names",
        "chronology",
        "a:H6-1 {",
        SECOND,
        "duplicate-act",
        "e:severance-1988",
    ),
    Plant(
        "an office attested in an act of others",
        "chronology",
        "dip:attestedIn e:condemnation-rouhani",
        "dip:attestedIn e:execution-nimr",
        "attested-elsewhere",
        "e:",
    ),
)


class World(NamedTuple):
    """What all tests read once."""

    ontology: Ontology
    rules: list[QualityRule]
    texts: dict[str, str]
    base: str


@pytest.fixture(scope="module")
def world() -> World:
    ws = Workspace(EXAMPLE)
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((EXAMPLE / "data").glob("*.trig"))}
    return World(load_ontology(ws), load_quality_rules(ws)[0], texts, ws.base)


def findings(world: World, texts: dict[str, str]) -> Iterator[Finding]:
    """All findings but those of the reasoner and the shapes, the cheap ones first."""
    files = [DataFile(name, text, ox.parse(text, ox.RdfFormat.TRIG)) for name, text in texts.items()]
    data = Dataset(world.base, world.ontology, files)
    locator = Locator(data)
    found = lint(data)
    yield from found
    for rule in (missing_sides, similar_labels, same_agents, roles_differ):
        yield from rule(locator)
    yield from check_texts(locator, Copies.read(locator, str(EXAMPLE / "texts")))
    if not any(each.rule == "bad-date" for each in found):
        filled = fill(data)
        store = checked_store(filled.named, filled.default)
        for each in world.rules:
            yield from run_quality_rule(each, store, locator)


def test_the_example_has_no_findings(world: World) -> None:
    assert [each.what for each in findings(world, world.texts)] == []


FIRST = {each.rule: each for each in reversed(PLANTS)}.values()
"""One mistake for each rule. ``make soak`` tries all."""


def test_there_are_forty_mistakes_of_many_kinds() -> None:
    assert len({plant.name for plant in PLANTS}) == len(PLANTS) >= 40
    assert len({plant.rule for plant in PLANTS}) >= 20


@pytest.mark.parametrize("plant", [pytest.param(each, id=each.name, marks=() if each in FIRST else pytest.mark.soak) for each in PLANTS])
def test_a_mistake_is_found_where_it_is(plant: Plant, world: World) -> None:
    name = f"{plant.file}.trig"
    assert world.texts[name].count(plant.old) == 1
    changed = world.texts[name].replace(plant.old, plant.new)
    lines = {each: (changed if each == name else text).split("\n") for each, text in world.texts.items()}
    seen = []
    for finding in findings(world, {**world.texts, name: changed}):
        line = lines[finding.place.file][finding.place.line - 1] if finding.place and finding.place.line else ""
        if finding.rule == plant.rule and plant.at in line:
            return
        seen.append((finding.rule, line.strip()))
    raise AssertionError(f"{plant.rule} does not find it at {plant.at}; found: {seen}")
