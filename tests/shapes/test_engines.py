"""shifty and pySHACL give the same findings for the shapes that shifty validates, and all other shapes go to pySHACL."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg.check.shapes.validation as validation
from kg.authored.finding import Finding
from kg.authored.reading import DataFile, Dataset
from kg.check.shapes.engines import Unusable, by_shifty, divide
from kg.check.shapes.files import ShapesFile, load_shapes, parse_shapes
from kg.check.shapes.validation import check_shapes
from kg.namespaces import SH, XSD
from kg.ontology import Ontology, load_ontology
from kg.workspace import Workspace
from tests.sampling import sampled

HERE = Path(__file__).parent
BASE = "https://example.org/w/"
FIXTURES = sorted(HERE.glob("*/*.trig"))
HEAD = """@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix x: <http://x/> .
"""
OWN = {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
LITERALS = (
    *(ox.Literal(text) for text in ("", "a", "a\nb")),
    *(ox.Literal(text, language="en") for text in ("a", "b c d e f g h i j", " a", 'a" \\ \u00e9')),
    *(ox.Literal("a", language=tag) for tag in ("EN", "en-GB")),
    *(ox.Literal(text, datatype=ox.NamedNode(XSD + "integer")) for text in ("1", "01", "-1", "+5", "x", "9" * 30)),
    *(ox.Literal(text, datatype=ox.NamedNode(XSD + "decimal")) for text in ("2.5", "2.50")),
    *(ox.Literal(text, datatype=ox.NamedNode(XSD + "boolean")) for text in ("true", "yes")),
    ox.Literal("1974-02", datatype=ox.NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")),
    ox.Literal("1974-02-30", datatype=ox.NamedNode(XSD + "date")),
    ox.Literal("1e3", datatype=ox.NamedNode(XSD + "double")),
)


@pytest.fixture(scope="module")
def core() -> Workspace:
    return Workspace(HERE.parent.parent)


@pytest.fixture(scope="module")
def ontology(core: Workspace) -> Ontology:
    return load_ontology(core)


@pytest.fixture(scope="module")
def shapes(core: Workspace) -> list[ShapesFile]:
    return load_shapes(core)[0]


@pytest.fixture(scope="module")
def own() -> ShapesFile:
    return parse_shapes((HERE / "own.ttl").read_bytes(), "own.ttl")


def quads_of(*paths: Path) -> list[ox.Quad]:
    return [quad for path in (HERE.parent / "checks" / "base.trig", *paths) for quad in ox.parse(path.read_bytes(), ox.RdfFormat.TRIG)]


def dataset(ontology: Ontology, quads: list[ox.Quad]) -> Dataset:
    return Dataset(BASE, ontology, [DataFile("data.trig", "", quads)])


def by(engine: str, data: Dataset, shapes: list[ShapesFile], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The findings of one of the engines, sorted."""

    def refused(*_: object) -> None:
        raise AssertionError("the other engine was used")

    with monkeypatch.context() as patched:
        if engine == "pyshacl":
            patched.setattr(validation, "divide", lambda files: ([], list(files)))
            patched.setattr(validation, "by_shifty", refused)
        else:
            patched.setattr(validation, "by_pyshacl", refused)
        return sorted(map(repr, check_shapes(data, shapes)))


def same_by_both(data: Dataset, shapes: list[ShapesFile], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found = by("shifty", data, shapes, monkeypatch)
    assert found == by("pyshacl", data, shapes, monkeypatch)
    return found


def test_all_packaged_shapes_are_plain(shapes: list[ShapesFile]) -> None:
    assert divide(shapes) == (shapes, [])


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_both_engines_find_the_same(path: Path, ontology: Ontology, shapes: list[ShapesFile], monkeypatch: pytest.MonkeyPatch) -> None:
    found = same_by_both(dataset(ontology, quads_of(path)), shapes, monkeypatch)
    assert bool(found) == path.stem.startswith("fails")


def test_both_engines_find_the_same_by_shapes_of_ones_own(ontology: Ontology, own: ShapesFile, monkeypatch: pytest.MonkeyPatch) -> None:
    found = same_by_both(dataset(ontology, quads_of()), [own], monkeypatch)
    assert {name for name in OWN if any(f"rule='{name}'" in each for each in found)} == OWN


def damaged(chance: random.Random, ontology: Ontology, shapes: list[ShapesFile]) -> list[ox.Quad]:
    """The quads of the fixtures, some of them left out, with others that nobody would write."""
    quads = [*quads_of(), *chance.sample(quads_of(*FIXTURES), 300)]
    mentioned = {term.value for file in shapes for each in file.triples if isinstance(term := each.object, ox.NamedNode)}
    predicates = sorted({quad.predicate.value for quad in quads} | {each for each in mentioned if not each.startswith(SH)})
    terms = [*(quad.object for quad in quads), *(quad.subject for quad in quads)]
    # Of what cannot be compared, pySHACL does not always say that it is not less, and it refuses blank nodes.
    compared = ("start", "quantityMin", "number")
    quads = [quad for quad in quads if chance.random() > 0.05]
    for _ in range(80):
        value = chance.choice(LITERALS) if chance.random() < 0.5 else chance.choice(terms)
        predicate = chance.choice(predicates)
        if not isinstance(value, ox.BlankNode) and not predicate.endswith(compared):
            quads.append(ox.Quad(chance.choice(quads).subject, ox.NamedNode(predicate), value, chance.choice(quads).graph_name))
    return quads


@pytest.mark.filterwarnings("ignore")  # rdflib complains of what is not an integer
@pytest.mark.parametrize("seed", sampled(range(160), 20))
def test_both_engines_find_the_same_in_damaged_data(
    seed: int, ontology: Ontology, shapes: list[ShapesFile], own: ShapesFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = dataset(ontology, damaged(random.Random(seed), ontology, shapes))  # noqa: S311 - nothing here is secret
    assert len(same_by_both(data, [*shapes, own], monkeypatch)) > 20


@pytest.mark.parametrize(
    "text",
    [
        "x:s sh:targetClass dip:Visit ; sh:path dip:actor ; sh:minCount 3 .",
        'x:s sh:targetClass dip:Visit ; sh:message "m" ; sh:closed true .',
        'x:s sh:targetClass dip:Visit ; sh:message "m" ; sh:node x:missing .',
        'x:s sh:targetClass dip:Visit ; sh:message "m" ; sh:node x:s .',
        'x:s sh:targetClass dip:Visit ; sh:message "m" ; sh:path dip:actor ; sh:minCount "one" .',
        'x:s sh:targetClass dip:Visit ; sh:message "m" ; sh:property [ sh:path dip:actor ; sh:pattern "(?i)a" ] .',
        'x:s sh:targetClass dip:Visit ; sh:message "m" ; sh:sparql [ sh:select "SELECT $this { $this ?p ?o }" ] .',
        'x:s sh:targetClass dip:Visit ; sh:message "m" ; sh:property x:t . x:t sh:path dip:actor ; sh:minCount 3 .',
    ],
)
def test_other_shapes_go_to_pyshacl(text: str) -> None:
    file = parse_shapes((HEAD + text).encode(), "own.ttl")
    assert divide([file]) == ([], [file])


def test_only_the_files_that_belong_together_go_to_pyshacl(shapes: list[ShapesFile]) -> None:
    uses = parse_shapes((HEAD + 'x:s sh:targetClass dip:Act ; sh:message "m" ; sh:node x:t .').encode(), "uses.ttl")
    used = parse_shapes((HEAD + "x:t sh:closed true .").encode(), "used.ttl")
    assert divide([*shapes, uses, used]) == (shapes, [uses, used])
    assert divide([uses, used, *shapes]) == (shapes, [uses, used])


def test_what_shifty_refuses_goes_to_pyshacl(ontology: Ontology, monkeypatch: pytest.MonkeyPatch, shapes: list[ShapesFile]) -> None:
    file = parse_shapes((HEAD + 'x:s sh:targetClass dip:Visit ; sh:message "m" ; sh:property [ sh:path [] ] .').encode(), "own.ttl")
    data = dataset(ontology, quads_of())
    with pytest.raises(Unusable):
        by_shifty([], [file], ontology)
    assert [(each.rule, str(each.place)) for each in check_shapes(data, [file])] == [("shapes", "own.ttl")]


def test_without_shifty_pyshacl_does_all(ontology: Ontology, monkeypatch: pytest.MonkeyPatch, shapes: list[ShapesFile]) -> None:
    def absent(*_: object) -> None:
        raise Unusable("no module named shifty")

    data = dataset(ontology, quads_of(HERE / "vote-position" / "fails.trig"))
    before: list[Finding] = check_shapes(data, shapes)
    monkeypatch.setattr(validation, "by_shifty", absent)
    assert check_shapes(data, shapes) == before != []
