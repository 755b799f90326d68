"""A dump conforms to the shapes as they are published, in two engines and without inference."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import shifty
from rdflib import Graph, URIRef

from kg.build import build
from kg.check.shapes.files import SHAPES
from kg.export.writing import render
from kg.namespaces import SH, SKOS
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "ontology" / "shapes").glob("*.ttl"))


@pytest.fixture(scope="module", params=[ROOT, ROOT / "tests" / "workspaces" / "nordic"], ids=["curated", "nordic"])
def dump(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("dump")
    shutil.copy(request.param / "chancery.toml", folder)
    shutil.copytree(request.param / "data", folder / "data")
    return render(build(Workspace(folder)), ".ttl").decode()


@pytest.fixture(scope="module")
def shapes() -> Graph:
    graph = Graph()
    for each in FILES:
        graph.parse(each)
    return graph


def violated(report: Graph) -> set[str]:
    """The shapes that a validation report names."""
    return {str(each).removeprefix(SHAPES) for each in report.objects(None, URIRef(SH + "sourceShape")) if isinstance(each, URIRef)}


def by_pyshacl(data: str, shapes: Graph) -> tuple[bool, set[str]]:
    conforms, report, _ = pyshacl.validate(Graph().parse(data=data, format="turtle"), shacl_graph=shapes, inference="none")
    assert isinstance(report, Graph)
    return bool(conforms), violated(report)


def by_shifty(data: str, shapes: Graph) -> tuple[bool, set[str]]:
    conforms, report, _ = shifty.validate(Graph().parse(data=data, format="turtle"), shapes)
    assert isinstance(report, Graph)
    return bool(conforms), violated(report)


@pytest.mark.parametrize("validate", [by_pyshacl, by_shifty])
def test_a_dump_conforms(dump: str, shapes: Graph, validate: object) -> None:
    assert callable(validate)
    assert validate(dump, shapes) == (True, set())


@pytest.mark.parametrize("validate", [by_pyshacl, by_shifty])
def test_a_dump_without_its_labels_does_not(dump: str, shapes: Graph, validate: object) -> None:
    triples = (quad.triple for quad in ox.parse(dump, ox.RdfFormat.TURTLE) if quad.predicate.value != SKOS + "prefLabel")
    without = ox.serialize(triples, format=ox.RdfFormat.TURTLE)
    assert without is not None
    assert callable(validate)
    conforms, found = validate(without.decode(), shapes)
    assert not conforms
    assert found == {"entity-label", "matter-label", "document-label"}
