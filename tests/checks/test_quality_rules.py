"""Each quality rule has one file that conforms and one that fails because of this rule alone, without any other finding."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.authored.declared import undeclared_in
from kg.authored.finding import Finding
from kg.authored.lint import lint
from kg.authored.locator import Locator
from kg.authored.reading import DataFile, Dataset
from kg.build.filling import fill
from kg.check.page import rule_names
from kg.check.profile import SEVERITIES, assess, load_profile
from kg.check.quality import QualityRule, checked_store, load_quality_rules, parse_quality_rule, run_quality_rule
from kg.check.shapes.files import ShapesFile, load_shapes
from kg.check.shapes.validation import check_shapes
from kg.errors import DataError
from kg.ontology import Ontology, load_ontology
from kg.workspace import Workspace

HERE = Path(__file__).parent
BASE = "https://example.org/w/"
FIXTURES = sorted(path.name for path in HERE.iterdir() if (path / "fails.trig").is_file())
CONFORMING = sorted(f"{path.parent.name}/{path.stem}" for path in HERE.glob("*/conforms*.trig"))
FAILING = sorted(f"{path.parent.name}/{path.stem}" for path in HERE.glob("*/fails*.trig"))


@pytest.fixture(scope="module")
def core() -> Workspace:
    return Workspace(HERE.parent.parent)


@pytest.fixture(scope="module")
def ontology(core: Workspace) -> Ontology:
    return load_ontology(core)


@pytest.fixture(scope="module")
def rules(core: Workspace) -> list[QualityRule]:
    found, unreadable = load_quality_rules(core)
    assert unreadable == []
    return found


@pytest.fixture(scope="module")
def shapes(core: Workspace) -> list[ShapesFile]:
    return load_shapes(core)[0]


def read(ontology: Ontology, *paths: Path) -> Dataset:
    files = []
    for path in (HERE / "base.trig", *paths):
        text = path.read_text(encoding="utf-8")
        files.append(DataFile(path.name, text, ox.parse(text, ox.RdfFormat.TRIG)))
    return Dataset(BASE, ontology, files)


def ask(data: Dataset, rules: list[QualityRule]) -> list[Finding]:
    filled = fill(data)
    store = checked_store(filled.named, filled.default)
    return [finding for rule in rules for finding in run_quality_rule(rule, store, Locator(data))]


def everything(data: Dataset, rules: list[QualityRule], shapes: list[ShapesFile]) -> list[Finding]:
    return [*lint(data), *check_shapes(data, shapes), *ask(data, rules)]


def test_the_base_of_all_fixtures_conforms(ontology: Ontology, rules: list[QualityRule], shapes: list[ShapesFile]) -> None:
    assert everything(read(ontology), rules, shapes) == []


def test_every_rule_has_its_fixtures(rules: list[QualityRule]) -> None:
    assert [rule.name for rule in rules] == FIXTURES
    assert {name.partition("/")[0] for name in CONFORMING} == set(FIXTURES)


@pytest.mark.parametrize("name", CONFORMING)
def test_a_file_conforms(name: str, ontology: Ontology, rules: list[QualityRule], shapes: list[ShapesFile]) -> None:
    found = everything(read(ontology, HERE / f"{name}.trig"), rules, shapes)
    assert [finding.what for finding in found] == []


@pytest.mark.parametrize("name", FAILING)
def test_a_file_fails_because_of_its_rule_alone(name: str, ontology: Ontology, rules: list[QualityRule], shapes: list[ShapesFile]) -> None:
    rule, _, file = name.partition("/")
    data = read(ontology, HERE / f"{name}.trig")
    found = everything(data, rules, shapes)
    assert {finding.rule for finding in found} == {rule}, [finding.what for finding in found]
    assert any(finding.place is not None and finding.place.file == f"{file}.trig" for finding in found), (
        "no finding leads to the file that is wrong"
    )
    for finding in found:
        assert finding.place is not None
        assert "open" not in finding.what.split(), "a part of the message has no value"
        assert "{" not in finding.what


def test_the_terms_of_the_rules_are_declared(ontology: Ontology, rules: list[QualityRule]) -> None:
    assert [finding for rule in rules for finding in undeclared_in(rule.query, ontology.kinds, rule.shown, "undeclared-term")] == []


def test_a_misspelt_term_in_a_query_is_found(ontology: Ontology) -> None:
    query = "PREFIX dip: <https://w3id.org/chancery/ontology#>\nSELECT * { ?s a dip:Vist }"
    found = list(undeclared_in(query, ontology.kinds, "queries/own.rq", "undeclared-term"))
    assert [(each.what, str(each.place), each.hint) for each in found] == [
        ("undeclared term dip:Vist", "queries/own.rq:2:17", "did you mean dip:Visit?")
    ]


HEADER = "#+ problem: A.\n#+ reason: B.\n#+ fix: C.\n#+ severity: info\n#+ message: '{node}'\n"


@pytest.mark.parametrize(
    ("text", "what", "where"),
    [
        ("SELECT ?node { ?node ?p ?o }", "the rule own has no line `#+ problem: ...`", "own.rq:1:1"),
        (HEADER.replace("info", "bad") + "SELECT ?node { ?node ?p ?o }", "unknown severity 'bad' of the rule own", "own.rq:1:1"),
        (HEADER.replace("'", "") + "SELECT ?node { ?node ?p ?o }", "the message of the rule own is not a text", "own.rq:1:1"),
        (HEADER + "SELECT ?node { ?node ?p ]", "cannot read the query at ']'", "own.rq:6:25"),
        (HEADER + "SELECT ?other { ?other ?p ?o }", "the query of the rule own does not select ?node", "own.rq:1:1"),
        (HEADER + "ASK { ?node ?p ?o }", "the query of the rule own is not a SELECT", "own.rq:1:1"),
        (HEADER + "SELECT ?node { SERVICE <http://x/> { ?node ?p ?o } }", "SERVICE is not allowed", "own.rq:6:16"),
        (HEADER + "SELECT ?node FROM <http://x/> { ?node ?p ?o }", "FROM <http://x/> is not a graph", "own.rq:6:19"),  # noqa: S608
        (HEADER + "SELECT ?node { ?node ?p ?o FILTER (RAND() > 0.5) }", "RAND is not allowed in a quality rule", "own.rq:6:36"),
        (HEADER.replace("{node}", "{who}") + "SELECT ?node { ?node ?p ?o }", "the message of the rule own contains {who}", "own.rq:1:1"),
    ],
)
def test_an_invalid_rule_is_refused_with_its_place(text: str, what: str, where: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_quality_rule(text, "own", "own.rq")
    assert caught.value.what.startswith(what)
    assert caught.value.where == where


def test_a_rule_with_too_many_results_is_stopped(ontology: Ontology) -> None:
    query = HEADER + "SELECT ?node { ?node ?p ?o . ?x ?y ?z . ?a ?b ?c }"
    (found,) = ask(read(ontology), [parse_quality_rule(query, "own", "own.rq")])
    assert (found.rule, found.what) == ("quality-rule", "the rule own returns more than 100,000 rows and was stopped")


def test_a_rule_that_finds_much_says_how_much_more(ontology: Ontology) -> None:
    query = HEADER + "SELECT DISTINCT ?node { { ?node ?p ?o } UNION { ?s ?node ?o } UNION { ?s ?p ?node } FILTER ISIRI(?node) }"
    found = ask(read(ontology), [parse_quality_rule(query, "own", "own.rq")])
    assert len(found) == 201
    assert found[-1].what.startswith("the rule own has ")
    assert found[-1].what.endswith(" more findings")


def test_the_profile_names_only_existing_rules(core: Workspace, rules: list[QualityRule]) -> None:
    assert set(load_profile(core)) <= rule_names(core)


def test_a_profile_sets_severities(tmp_path: Path) -> None:
    (tmp_path / "ontology" / "checks").mkdir(parents=True)
    (tmp_path / "chancery.toml").write_text('[workspace]\nname = "w"\ntitle = "W"\nbase = "https://example.org/w/"\n', encoding="utf-8")
    profile = tmp_path / "ontology" / "checks" / "profile.toml"
    profile.write_text('[severity]\nsame-label = "error"\nunit-plural = "off"\n', encoding="utf-8")
    found = load_profile(Workspace(tmp_path))
    findings = (Finding("same-label", "a", severity="info"), Finding("unit-plural", "b"), Finding("other", "c", severity="warning"))
    assert [(each.rule, each.severity) for each in assess(findings, found)] == [("same-label", "error"), ("other", "warning")]


@pytest.mark.parametrize(
    ("text", "what", "where"),
    [
        ('[severity]\n\nsame-label = "bad"\n', "unknown severity 'bad' of the rule same-label", ":3"),
        ("[severity\n", "the profile is not valid TOML", ""),
        ('severity = "error"\n', "severity is not a table in the profile", ""),
        ("[severity]\nsame-label = 3\n", "unknown severity 3 of the rule same-label", ":2"),
    ],
)
def test_a_wrong_profile_is_refused_with_its_place(text: str, what: str, where: str, tmp_path: Path) -> None:
    (tmp_path / "ontology" / "checks").mkdir(parents=True)
    (tmp_path / "chancery.toml").write_text('[workspace]\nname = "w"\ntitle = "W"\nbase = "https://example.org/w/"\n', encoding="utf-8")
    (tmp_path / "ontology" / "checks" / "profile.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_profile(Workspace(tmp_path))
    assert caught.value.what.startswith(what)
    assert caught.value.where == "ontology/checks/profile.toml" + where


def test_every_severity_of_a_rule_is_one(rules: list[QualityRule]) -> None:
    assert {rule.severity for rule in rules} <= set(SEVERITIES)
