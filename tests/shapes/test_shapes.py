"""Each shape has one file that conforms and one that fails because of this shape alone. A mistake in a shape is found."""

from __future__ import annotations

import warnings
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.authored.reading import DataFile, Dataset
from kg.check.shapes.files import SHAPES, ShapesFile, load_shapes, parse_shapes
from kg.check.shapes.form import lint_form
from kg.check.shapes.lint import lint_shapes, shacl_terms
from kg.check.shapes.validation import check_shapes
from kg.namespaces import SH
from kg.ontology import Ontology, load_ontology
from kg.places import Place
from kg.workspace import Workspace

HERE = Path(__file__).parent
BASE = "https://example.org/w/"
HEAD = "@prefix dip: <https://w3id.org/chancery/ontology#> .\n@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix x: <http://x/> .\n"
FIXTURES = sorted(path.name for path in HERE.iterdir() if (path / "fails.trig").is_file())


@pytest.fixture(scope="module")
def core() -> Workspace:
    return Workspace(HERE.parent.parent)


@pytest.fixture(scope="module")
def ontology(core: Workspace) -> Ontology:
    return load_ontology(core)


@pytest.fixture(scope="module")
def shapes(core: Workspace) -> list[ShapesFile]:
    files, unreadable = load_shapes(core)
    assert unreadable == []
    return files


def read(ontology: Ontology, *paths: Path) -> Dataset:
    files = []
    for path in (HERE.parent / "checks" / "base.trig", *paths):
        text = path.read_text(encoding="utf-8")
        files.append(DataFile(path.name, text, ox.parse(text, ox.RdfFormat.TRIG)))
    return Dataset(BASE, ontology, files)


def names_of(shapes: list[ShapesFile]) -> set[str]:
    """The named shapes that have a target and can therefore be the source of a result."""
    targets = {SH + name for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")}
    return {
        triple.subject.value.removeprefix(SHAPES)
        for file in shapes
        for triple in file.triples
        if triple.predicate.value in targets and isinstance(triple.subject, ox.NamedNode)
    }


def test_the_base_of_all_fixtures_conforms(ontology: Ontology, shapes: list[ShapesFile]) -> None:
    assert check_shapes(read(ontology), shapes) == []


def test_every_shape_has_its_fixtures(shapes: list[ShapesFile]) -> None:
    assert set(FIXTURES) == names_of(shapes)


@pytest.mark.parametrize("name", FIXTURES)
def test_a_file_conforms(name: str, ontology: Ontology, shapes: list[ShapesFile]) -> None:
    assert [finding.what for finding in check_shapes(read(ontology, HERE / name / "conforms.trig"), shapes)] == []


@pytest.mark.parametrize("name", FIXTURES)
def test_a_file_fails_because_of_its_shape_alone(name: str, ontology: Ontology, shapes: list[ShapesFile]) -> None:
    found = check_shapes(read(ontology, HERE / name / "fails.trig"), shapes)
    assert {finding.source for finding in found} == {SHAPES + name}, [finding.what for finding in found]
    for finding in found:
        assert finding.rule == name
        assert finding.place is not None
        assert finding.place.file == "fails.trig", "the finding does not name the file with the mistake"
        assert finding.hint
        assert finding.component is not None
        assert finding.component.startswith(SH)


def test_the_shapes_of_the_package_are_clean(ontology: Ontology, shapes: list[ShapesFile]) -> None:
    assert lint_shapes(shapes, ontology, BASE) == []


def test_every_shape_says_what_is_wrong_and_how_to_fix_it(shapes: list[ShapesFile]) -> None:
    told: dict[str, set[str]] = {}
    for file in shapes:
        for triple in file.triples:
            if isinstance(triple.subject, ox.NamedNode):
                told.setdefault(triple.subject.value.removeprefix(SHAPES), set()).add(triple.predicate.value)
    lacking = {name for name in names_of(shapes) if not {SH + "message", "http://www.w3.org/2000/01/rdf-schema#comment"} <= told[name]}
    assert lacking == set()


SLIPS = {
    "sh:minCont is not a term of SHACL": "x:s a sh:PropertyShape ; sh:targetClass dip:Vote ; sh:path dip:actor ; sh:minCont 1 .",
    "sh:targetClas is not a term of SHACL": "x:s a sh:PropertyShape ; sh:targetClas dip:Vote ; sh:path dip:actor ; sh:minCount 1 .",
    "undeclared class dip:Vot in a shape": "x:s a sh:PropertyShape ; sh:targetClass dip:Vot ; sh:path dip:actor ; sh:minCount 1 .",
    "undeclared property dip:acter in a shape": "x:s a sh:PropertyShape ; sh:targetClass dip:Vote ; sh:path dip:acter ; sh:minCount 1 .",
    "undeclared property dip:onn in a shape": "x:s a sh:PropertyShape ; sh:targetClass dip:Vote ; "
    "sh:path ( [ sh:inversePath dip:onn ] dip:gist ) ; sh:minCount 1 .",
    "undeclared property dip:targt in a shape": "x:s a sh:PropertyShape ; sh:targetClass dip:Vote ; "
    "sh:path [ sh:alternativePath ( dip:actor dip:targt ) ] ; sh:minCount 1 .",
    "undeclared individual dip:Agains in a shape": "x:s a sh:PropertyShape ; sh:targetClass dip:Vote ; sh:path dip:position ; "
    "sh:in ( dip:InFavour dip:Agains ) .",
    "undeclared class dip:Txt in a shape": "x:s a sh:PropertyShape ; sh:targetClass dip:Vote ; sh:path dip:onText ; sh:class dip:Txt .",
    "the shape http://x/s is never applied": "x:s a sh:PropertyShape ; sh:path dip:actor ; sh:minCount 1 .",
    "the shape http://x/s has no constraint": "x:s a sh:PropertyShape ; sh:targetClass dip:Vote ; sh:path dip:actor .",
}


@pytest.mark.parametrize("what", SLIPS)
def test_a_mistake_in_a_shape_is_found(what: str, ontology: Ontology) -> None:
    found = lint_shapes([parse_shapes((HEAD + SLIPS[what]).encode(), "own.ttl")], ontology, BASE)
    assert what in [finding.what for finding in found]
    assert all(finding.place is not None and finding.place.whole_line() == Place("own.ttl", 4) and finding.hint for finding in found)


def test_the_list_of_terms_of_shacl_holds_every_term_that_the_validator_knows() -> None:
    import pyshacl
    from rdflib import Graph

    vocabulary = Graph().parse(Path(pyshacl.__file__).parent / "assets" / "shacl.ttl")
    known = {str(each) for each in vocabulary.subjects() if str(each).startswith(SH) and str(each) != SH}
    assert known == shacl_terms()


def test_unheld_graphs_are_checked_too(ontology: Ontology, shapes: list[ShapesFile], tmp_path: Path) -> None:
    """A vote in a rumour is on a state instead of a text and has a second date in one graph. It is not in the default graph."""
    prefixes = (HERE / "on-text" / "fails.trig").read_text(encoding="utf-8").partition("\n\n")[0]
    path = tmp_path / "rumour.trig"
    path.write_text(
        prefixes + "\n@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .\n"
        'k:record { a:D1-9 dip:cites p:D1 ; dip:standing dip:Rumoured ; dip:gist "a vote"@en . }\n'
        'a:D1-9 { e:vote a dip:Vote ; skos:prefLabel "A vote"@en ; dip:actor e:alpha ; dip:position dip:Against ; dip:onText e:beta ;\n'
        '  dip:date "1951"^^edtf:EDTF , "1952"^^edtf:EDTF ; dip:dateBasis dip:AsStated . }\n',
        encoding="utf-8",
    )
    found = check_shapes(read(ontology, path), shapes)
    assert {(finding.rule, finding.graph) for finding in found} == {
        ("on-text", BASE + "assertion/D1-9"),
        ("date-form", BASE + "assertion/D1-9"),
    }


def test_two_accounts_of_one_node_may_differ(ontology: Ontology, shapes: list[ShapesFile], tmp_path: Path) -> None:
    prefixes = (HERE / "date-form" / "conforms.trig").read_text(encoding="utf-8").partition("\n\n")[0]
    path = tmp_path / "other.trig"
    path.write_text(
        prefixes + '\nk:record { a:D1-9 dip:cites p:D1 ; dip:standing dip:Hedged ; dip:gist "another year"@en . }\n'
        'a:D1-9 { e:visit dip:date "1951"^^edtf:EDTF ; dip:dateBasis dip:Inferred . }\n',
        encoding="utf-8",
    )
    assert check_shapes(read(ontology, path), shapes) == []


FORMS = {
    "invalid value 'one' of sh:minCount": 'x:s a sh:PropertyShape ; sh:targetClass dip:Vote ; sh:path dip:actor ; sh:minCount "one" .',
    "sh:path is given more than once in one shape": "x:s a sh:PropertyShape ; sh:targetClass dip:Vote ; sh:path dip:actor , dip:target .",
    "invalid value <https://w3id.org/chancery/ontology#Vote> of sh:and": "x:s a sh:NodeShape ; sh:targetClass dip:Vote ; sh:and dip:Vote .",
    "invalid regular expression '(': missing ), unterminated subpattern at position 0": "x:s a sh:NodeShape ; "
    'sh:targetClass dip:Vote ; sh:property [ sh:path dip:gist ; sh:pattern "(" ] .',
    "invalid value 'true' of sh:uniqueLang": 'x:s a sh:PropertyShape ; sh:targetClass dip:Vote ; sh:path dip:gist ; sh:uniqueLang "true" .',
    "invalid value <https://w3id.org/chancery/ontology#Vote> of sh:nodeKind": "x:s a sh:NodeShape ; sh:targetNode x:n ; "
    "sh:nodeKind dip:Vote .",
    "invalid value 'date' of sh:datatype": 'x:s a sh:PropertyShape ; sh:targetClass dip:Vote ; sh:path dip:gist ; sh:datatype "date" .',
    "a property shape has no path": "x:s a sh:PropertyShape ; sh:targetClass dip:Vote ; sh:minCount 1 .",
    "a node shape has a path": "x:s a sh:NodeShape ; sh:targetClass dip:Vote ; sh:path dip:actor ; sh:minCount 1 .",
}


@pytest.mark.parametrize("what", FORMS)
def test_a_wrong_form_is_found_though_no_node_meets_it(what: str, ontology: Ontology) -> None:
    file = parse_shapes((HEAD + FORMS[what]).encode(), "own.ttl")
    assert [(finding.what, finding.rule) for finding in lint_form([file])] == [(what, "shape-form")]
    check_shapes(read(ontology), [file])  # and the validator survives it


def test_the_shapes_of_the_package_have_the_right_form(shapes: list[ShapesFile]) -> None:
    assert lint_form(shapes) == []


@pytest.mark.parametrize(
    "text",
    [
        'x:s a sh:PropertyShape ; sh:targetClass dip:Visit ; sh:path dip:actor ; sh:minCount "one" .',
        "x:s a sh:PropertyShape ; sh:targetClass dip:Visit ; sh:path dip:actor , dip:target ; sh:minCount 1 .",
        "x:s a sh:NodeShape ; sh:targetClass dip:Visit ; sh:and dip:Vote .",
        'x:s a sh:NodeShape ; sh:targetClass dip:Visit ; sh:property [ sh:path skos:prefLabel ; sh:pattern "(" ] .',
        'x:s a sh:NodeShape ; sh:targetClass dip:Visit ; sh:sparql [ sh:select "SELECT nothing" ] .',
    ],
)
def test_shapes_that_cannot_be_used_give_a_finding(text: str, ontology: Ontology, caplog: pytest.LogCaptureFixture) -> None:
    skos = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    found = check_shapes(read(ontology), [parse_shapes((skos + HEAD + text).encode(), "own.ttl")])
    assert [(finding.rule, finding.place) for finding in found] == [("shapes", Place("own.ttl"))]
    assert caplog.messages == [], "the validator printed something besides the report"


def test_a_query_in_a_shape_cannot_use_the_network(ontology: Ontology) -> None:
    text = (
        'x:s a sh:NodeShape ; sh:targetClass dip:Visit ; sh:sparql [ sh:select "SELECT $this { SERVICE <http://x/> { $this ?p ?o } }" ] .'
    )
    found = check_shapes(read(ontology), [parse_shapes((HEAD + text).encode(), "own.ttl")])
    assert [(finding.what, str(finding.place)) for finding in found] == [("SERVICE is not allowed in the query of a shape", "own.ttl:4:61")]


def test_a_shape_that_applies_itself_is_survived(ontology: Ontology) -> None:
    text = "x:s a sh:NodeShape ; sh:targetClass dip:Visit ; sh:node x:s ; sh:property [ sh:path dip:recipient ; sh:minCount 1 ] ."
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = check_shapes(read(ontology), [parse_shapes((HEAD + text).encode(), "own.ttl")])
    assert found


def test_a_shape_without_a_name_is_found_under_the_one_it_is_part_of(ontology: Ontology) -> None:
    text = (
        HEAD
        + 'x:own a sh:NodeShape ; sh:targetClass dip:Visit ; sh:property [ sh:path dip:recipient ; sh:minCount 1 ; sh:message "nobody" ] .'
    )
    found = check_shapes(read(ontology), [parse_shapes(text.encode(), "own.ttl")])
    assert [(finding.rule, finding.what, str(finding.place)) for finding in found] == [("own", "e:visit: nobody", "base.trig:62:3")]
