"""The quick check of a passage finds what the whole check finds about the passage, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.authored.finding import Finding
from kg.authored.indexed import Index
from kg.authored.lint import lint
from kg.authored.locator import Locator
from kg.authored.reading import Dataset, graph_name
from kg.build.filling import fill
from kg.check.evidence import Evidence
from kg.check.names import Names
from kg.check.page import rule_names
from kg.check.profile import assess
from kg.check.quick import ONLY_WHOLE, QuickCheck
from kg.check.run import Run, Wanted, that_can_be_filled
from kg.check.said import COMPARING, compare_said
from kg.check.texts import Copies
from kg.editing.coding import coding_of
from kg.editing.order import Order
from kg.ontology.words import kind_words
from kg.terms import text_of
from kg.workspace import Workspace
from tests.checks.test_planted import PLANTS

HERE = Path(__file__).parent
TESTS = HERE.parent
ROOT = TESTS.parent
BASE = "https://example.org/w/"
FAILING = sorted(f"{path.parent.name}/{path.stem}" for path in HERE.glob("*/fails*.trig"))
SHAPES = sorted(path.parent.name for path in (TESTS / "shapes").glob("*/fails.trig"))


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> QuickCheck:
    """A quick check in a workspace with the base of the fixtures."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "chancery.toml").write_text(f'[workspace]\nname = "w"\ntitle = "W"\nbase = "{BASE}"\n', encoding="utf-8")
    return QuickCheck(Workspace(folder))


@pytest.fixture(scope="module")
def real() -> QuickCheck:
    return QuickCheck(Workspace(ROOT))


def whole(quick: QuickCheck, index: Index, texts: Mapping[str, str] | None = None) -> list[Finding]:
    """What the whole check finds in some data, without what is not about data or about the copies of texts."""
    terms = quick._current_terms()
    assert terms.ontology is not None
    data = Dataset(index.base, terms.ontology, [each.file for each in index.files])
    run = Run(quick.workspace, terms.profile, Wanted(owl=False), lambda _: None)
    run.of_build += lint(data, terms.concluded)
    run.shapes(data)
    run.quality(fill(that_can_be_filled(data)), Locator(data))
    if texts is not None:
        run.compared(compare_said(Locator(data), Evidence(data, texts), Names(data), kind_words(terms.ontology)))
    return list(assess(run.findings, terms.profile, run.of_build))


def expected(found: list[Finding], index: Index, passage: str) -> set[Finding]:
    """Those findings of the whole check that name the passage, one of its graphs or notes, or one of their nodes.

    The nodes are those that its graphs describe, and those that they name and only the background describes, or nothing. What is compared
    with texts is only what cites the passage.
    """
    coding = coding_of(index, passage, places=False)
    quads = [quad for entry in coding.entries().values() for quad in entry.quads]
    names = {passage} | {text_of(quad.subject) for quad in quads}
    for quad in quads:
        for term in (quad.predicate, quad.object):
            described = {graph_name(each) for each, _ in index.about(text_of(term))}
            if isinstance(term, ox.NamedNode) and (not described or index.background in described):
                names.add(term.value)
    graphs = {each.iri for each in coding.graphs}
    named = (each for each in found if each.node in names or each.graph in graphs or passage in each.passages)
    return {each for each in named if each.rule not in ONLY_WHOLE and (each.rule not in COMPARING or passage in each.passages)}


def compare(quick: QuickCheck, index: Index, passages: list[str] | None = None) -> int:
    """Compare the quick check of passages with the whole check; return the number of findings."""
    return compare_with(whole(quick, index), quick, index, passages or sorted(Order.of(index).passages))


def compare_with(found: list[Finding], quick: QuickCheck, index: Index, passages: list[str], texts: Mapping[str, str] | None = None) -> int:
    """Compare the quick check of passages with the findings of the whole check; return the number of findings."""
    number = 0
    for passage in passages:
        wanted = expected(found, index, passage)
        got = set(quick.check(index, passage, texts).findings)
        assert got == wanted, f"{passage}\ntoo many: {got - wanted}\nmissing: {wanted - got}"
        number += len(got)
    return number


def fixture_index(*paths: Path) -> Index:
    texts = {f"data/{number}.trig": path.read_text(encoding="utf-8") for number, path in enumerate((HERE / "base.trig", *paths))}
    return Index.of_texts(BASE, texts)


def cited_in(path: Path) -> list[str]:
    """The passages that a fixture is about: those that its graphs and notes cite."""
    index = Index.of_texts(BASE, {"data/a.trig": path.read_text(encoding="utf-8")})
    return sorted({text_of(quad.object) for quad in index.files[0].file.quads if quad.predicate.value.endswith("#cites")}) or [
        f"{BASE}passage/D1"
    ]


def some(names: list[str]) -> list[object]:
    """All names, of which every fourth is tried each time, and the others by ``make soak``."""
    return [pytest.param(name, marks=() if number % 4 == 0 else pytest.mark.soak) for number, name in enumerate(names)]


@pytest.mark.parametrize("name", some(FAILING))
def test_the_failing_file_of_a_quality_rule(quick: QuickCheck, name: str) -> None:
    path = HERE / f"{name}.trig"
    compare(quick, fixture_index(path), cited_in(path))


@pytest.mark.parametrize("name", some(SHAPES))
def test_the_failing_file_of_a_shape(quick: QuickCheck, name: str) -> None:
    path = TESTS / "shapes" / name / "fails.trig"
    compare(quick, fixture_index(path), cited_in(path))


@pytest.mark.parametrize("name", ["A1", "A12", "A23", "A40", "A55", "E3", "E20", "E40"])
def test_a_passage_of_the_data_has_no_findings(real: QuickCheck, name: str) -> None:
    assert real.check_passage(f"{real.workspace.base}passage/{name}").findings == ()


FILE = "data/article.1.trig"
LABEL = '"Recognition of the Palestinian Authority by Pakistan, 1988"'
CITES = "a:A22-1 dip:cites p:A22 ;"
STANDING = f"{CITES} dip:standing dip:Stated ;"
CHANGES = {
    "a misspelt property": ("A2", "dip:missionOpened e:embassy", "dip:misionOpened e:embassy"),
    "a misspelt class": ("A23", "e:recognition-1988 a dip:Recognition ;", "e:recognition-1988 a dip:Recogniton ;"),
    "an invalid date": ("A23", '"1988-11-16"^^edtf:EDTF', '"1988-11-31"^^edtf:EDTF'),
    "a date before the cause": ("A23", '"1988-11-16"^^edtf:EDTF', '"1980"^^edtf:EDTF'),
    "a side that is missing": ("A23", "    dip:recipient e:palestinian-authority ;\n    dip:after", "    dip:after"),
    "a misspelt thing": ("A22", "dip:inSupportOf e:plo ;", "dip:inSupportOf e:pllo ;"),
    "a passage that does not exist": ("A22", CITES, "a:A22-1 dip:cites p:A22 , p:A222 ;"),
    "no standing": ("A22", STANDING, CITES),
    "a standing that is none": ("A22", STANDING, f"{CITES} dip:standing dip:State ;"),
    "the label of another": ("A23", LABEL, '"Embassy in Islamabad established, 2017"'),
    "nearly the label of another": ("A23", LABEL, '"Embassi in Islamabad established, 2017"'),
    "no label": ("A22", '    skos:prefLabel "First Intifada"@en ;\n', ""),
    "a label without a language": ("A22", '"First Intifada"@en', '"First Intifada"'),
    "a note on nothing": ("A22", "dip:on e:rallies-pro-plo ;", "dip:on e:rallies-pro-plo-x ;"),
    "a text for a thing": ("A22", "dip:inSupportOf e:plo ;", 'dip:inSupportOf "the PLO"@en ;'),
    "a relation that is derived": ("A23", "  dip:after e:declaration-1988 ;", "  dip:recognizes e:plo ; dip:after e:declaration-1988 ;"),
}


@pytest.mark.parametrize("what", some(list(CHANGES)))
def test_a_mistake_in_the_data_is_found(real: QuickCheck, what: str) -> None:
    name, old, new = CHANGES[what]
    index = real.keeper.index()
    text = index.texts[FILE]
    assert old in text
    changed = index.with_texts({FILE: text.replace(old, new, 1)})
    assert compare(real, changed, [f"{index.base}passage/{name}"]) > 0


RUPTURE = ROOT / "examples" / "rupture"
COMPARED = [each for each in PLANTS if each.rule in (*COMPARING, "act-after-document")]


@pytest.fixture(scope="module")
def rupture() -> QuickCheck:
    return QuickCheck(Workspace(RUPTURE))


@pytest.fixture(scope="module")
def texts(rupture: QuickCheck) -> Mapping[str, str]:
    """The texts of the passages of the example on the rupture."""
    terms = rupture._current_terms()
    assert terms.ontology is not None
    index = rupture.keeper.index()
    data = Dataset(index.base, terms.ontology, [each.file for each in index.files])
    return Copies.read(Locator(data), str(RUPTURE / "texts")).texts


@pytest.mark.parametrize("name", some([each.name for each in COMPARED]))
def test_a_mistake_against_the_text_is_found(name: str, rupture: QuickCheck, texts: Mapping[str, str]) -> None:
    """The quick check of the passages that the whole check names finds the same."""
    plant = next(each for each in COMPARED if each.name == name)
    index = rupture.keeper.index()
    path = f"data/{plant.file}.trig"
    changed = index.with_texts({path: index.texts[path].replace(plant.old, plant.new)})
    found = whole(rupture, changed, texts)
    cited = {passage for each in found if each.rule == plant.rule for passage in each.passages}
    assert compare_with(found, rupture, changed, sorted(cited)[:2], texts) > 0


def test_nothing_is_compared_without_the_text_of_the_passage(rupture: QuickCheck, texts: Mapping[str, str]) -> None:
    plant = next(each for each in PLANTS if each.rule == "number-not-in-text")
    index = rupture.keeper.index()
    name = f"data/{plant.file}.trig"
    changed = index.with_texts({name: index.texts[name].replace(plant.old, plant.new)})
    passage = f"{index.base}passage/H4"
    assert [each.rule for each in rupture.check(changed, passage, texts).findings] == ["number-not-in-text"]
    assert rupture.check(changed, passage).findings == ()
    left = {iri: text for iri, text in texts.items() if iri != passage}
    assert rupture.check(changed, passage, left).findings == ()


def test_a_syntax_error_is_all_that_is_said_of_a_file(real: QuickCheck) -> None:
    index = real.keeper.index()
    text = index.texts[FILE].replace("a:A22-1 {", "a:A22-1 { x", 1)
    report = real.check(index.with_texts({FILE: text}), f"{index.base}passage/A22")
    assert ("syntax", FILE) in {(each.rule, each.place.file) for each in report.findings if each.place}
    assert not report.readable


def test_a_finding_names_its_slot(real: QuickCheck) -> None:
    name, old, new = CHANGES["an invalid date"]
    index = real.keeper.index()
    report = real.check(index.with_texts({FILE: index.texts[FILE].replace(old, new, 1)}), f"{index.base}passage/{name}")
    assert {(each.rule, each.path) for each in report.findings} >= {("bad-date", "https://w3id.org/chancery/ontology#date")}


def test_the_rules_that_compare_are_all_described_and_tried(real: QuickCheck) -> None:
    assert set(rule_names(real.workspace)) >= COMPARING
    # No passage of the example asserts nothing and is no heading.
    assert {each.rule for each in COMPARED} >= COMPARING - {"idle-with-act"}


def test_a_passage_that_is_said_to_assert_nothing(rupture: QuickCheck, texts: Mapping[str, str]) -> None:
    index = rupture.keeper.index()
    name, passage = "data/chronology.trig", f"{index.base}passage/H2"
    told = {**texts, passage: "Saudi Arabia recognized Iran in 1929."}
    found = rupture.check(index, passage, told).findings
    assert [each.rule for each in found] == ["idle-with-act"]
    changed = index.with_texts({name: index.texts[name].replace("a line that says", "it says")})
    assert compare_with(whole(rupture, changed, told), rupture, changed, [passage], told) == 1


def test_the_rules_that_only_the_whole_check_runs_exist(real: QuickCheck) -> None:
    assert set(ONLY_WHOLE) <= set(rule_names(real.workspace))


def test_files_are_read_again_only_if_they_have_changed(tmp_path: Path) -> None:
    for name in ("chancery.toml", "data"):
        source = ROOT / "examples" / "rupture" / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    quick = QuickCheck(Workspace(tmp_path))
    first = quick.keeper.index()
    passage = next(iri for iri, each in Order.of(first).passages.items() if each.graphs)
    assert quick.check_passage(passage).findings == ()
    assert quick.keeper.index() is first
    path = next(each for each in tmp_path.rglob("*.trig") if f"{passage.rpartition('/')[2]}-1 {{" in each.read_text(encoding="utf-8"))
    path.write_text(path.read_text(encoding="utf-8").replace("dip:Stated", "dip:Statd"), encoding="utf-8")
    assert {each.rule for each in quick.check_passage(passage).findings} >= {"undeclared-term"}
    second = quick.keeper.index()
    assert sum(old is new for old, new in zip(first.files, second.files, strict=True)) == len(first.files) - 1
