"""The examples show many kinds that the repository's own data, on Pakistan and Palestine, have no need of."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from kg.authored.reading import graph_name
from kg.build.assembling import read
from kg.namespaces import DIP, RDF_TYPE
from kg.terms import iri_of
from kg.workspace import Workspace
from tests.asking import ROOT

EXAMPLES: Final = ("assembly", "rupture")
AT_LEAST: Final = 60


def held_kinds(folder: Path) -> set[str]:
    """The kinds of act, situation and occurrence that a held assertion graph of a workspace states of something."""
    data = read(Workspace(folder)).data
    assert data is not None
    found = set()
    for quad, _ in data.statements():
        kind, graph = iri_of(quad.object), graph_name(quad)
        if quad.predicate.value != RDF_TYPE or kind is None or not data.assertion_graphs.get(graph, False):
            continue
        if any(data.ontology.is_a(kind, DIP + above) for above in ("Act", "Situation", "Occurrence")):
            found.add(kind.removeprefix(DIP))
    return found


def test_the_examples_use_kinds_that_the_data_of_the_repository_do_not(capsys: pytest.CaptureFixture[str]) -> None:
    own = held_kinds(ROOT)
    examples = {name: held_kinds(ROOT / "examples" / name) for name in EXAMPLES}
    new = set().union(*examples.values()) - own
    with capsys.disabled():
        each = ", ".join(f"{len(kinds - own)} by {name}" for name, kinds in examples.items())
        print(f"\nkinds used by the examples and not by the repository's own data: {len(new)} ({each})")
    assert {"Recognition", "Condemnation"} <= own
    assert {"ReopeningOfMission", "Ratification"} <= new, "the one is of the rupture, the other of the assembly"
    assert len(new) >= AT_LEAST
