"""Relations that follow from series: at the desk and in the preview as in the build."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.coding import Vocabulary, coded
from kg.coding.making import Claimed, following
from kg.coding.saving import Files
from kg.desk.relations import drawn
from kg.namespaces import DIP
from kg.ontology.verbs import Pattern, verbs
from kg.workspace import Workspace
from tests.asking import ROOT


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    files = Files(Workspace(ROOT / "examples" / "rupture"))
    return files.without(files.codings(files.vocabulary.passages))


def lines_drawn(text: str, vocabulary: Vocabulary) -> list[object]:
    (coding,) = coded(text, vocabulary, passage="H7")
    known = vocabulary.copy()
    known.add(coding.quads())
    found = drawn(coding.graphs, frozenset(), known)["lines"]
    assert isinstance(found, list)
    return found


def test_the_graph_has_the_relations_of_a_series_of_acts(vocabulary: Vocabulary) -> None:
    assert lines_drawn("act series; member kind: attack; Iran; Iraq", vocabulary) == lines_drawn("attack; Iran; Iraq", vocabulary)
    assert len(lines_drawn("act series #s; member kind: attack; Iran\n#s; target: Iraq; Iran", vocabulary)) == 1


@pytest.mark.parametrize("text", ["act series; member kind: conflict; Iran; Iraq", "attack; Iran; Iraq; outcome: failed"])
def test_the_graph_has_no_relation_where_none_follows(vocabulary: Vocabulary, text: str) -> None:
    assert not lines_drawn(text, vocabulary)


def series_of(pattern: Pattern, vocabulary: Vocabulary) -> Claimed:
    one, other = (ox.NamedNode(vocabulary.iri(name)) for name in ("one", "other"))
    values = [(DIP + "memberKind", ox.NamedNode(pattern.of_class)), (pattern.from_role, one), (pattern.to_role, other)]
    if pattern.where_role:
        values.append((pattern.where_role, ox.NamedNode(pattern.where_value)))
    return Claimed(vocabulary.iri("series"), (DIP + "ActSeries",), None, tuple(values))


def test_from_a_series_follows_what_follows_from_its_acts(vocabulary: Vocabulary) -> None:
    ontology = vocabulary.words.ontology
    general = {DIP + "Act", DIP + "FailedAttempt"}
    for pattern in (each for verb in verbs(ontology) for each in verb.follows):
        found = following(series_of(pattern, vocabulary), vocabulary)
        verb = f"One {vocabulary.words.label(pattern.verb)} other"
        assert (verb in found) == (ontology.is_a(pattern.of_class, DIP + "Act") and pattern.of_class not in general), pattern
