"""The terms of ``ontology/history.ttl`` are documented as those of the main file are, and their labels name nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, URIRef

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
DIP = "https://w3id.org/chancery/ontology#"


@pytest.fixture(scope="module")
def history() -> Graph:
    return Graph().parse(ONTOLOGY / "history.ttl")


@pytest.mark.parametrize("kind", [OWL.Class, OWL.ObjectProperty, OWL.AnnotationProperty, OWL.NamedIndividual])
def test_every_term_is_documented(history: Graph, kind: URIRef) -> None:
    terms = set(history.subjects(RDF.type, kind))
    assert terms
    for term in terms:
        (label,) = history.objects(term, SKOS.prefLabel)
        (definition,) = history.objects(term, SKOS.definition)
        assert str(definition).endswith("."), term
        assert {getattr(each, "language", None) for each in (label, definition)} == {"en"}, term
        assert history.value(term, RDFS.isDefinedBy) == URIRef(DIP[:-1]), term
        assert (history.value(term, SKOS.example) is None) == (kind == OWL.NamedIndividual), term


def test_no_label_is_that_of_another_term(history: Graph) -> None:
    every = Graph()
    for path in ONTOLOGY.glob("*.ttl"):
        if path.name != "alignments.ttl":
            every.parse(path)
    for term, label in history.subject_objects(SKOS.prefLabel):
        assert list(every.subjects(SKOS.prefLabel, label)) == [term], label


def test_each_pattern_names_what_a_period_has(history: Graph) -> None:
    for value, pattern in history.subject_objects(URIRef(DIP + "labelPattern")):
        assert str(pattern).startswith("period of "), value
        rest = str(pattern).replace("{of}", "").replace("{towards}", "").replace("{mission}", "")
        assert "{" not in rest, value


def test_the_table_has_blank_nodes_and_the_terms_have_none(history: Graph) -> None:
    """The build names no blank node of the table in a snapshot."""
    changes = URIRef(DIP + "changes")
    for subject, predicate, value in history:
        assert not isinstance(value, BNode) or predicate == changes
        assert not isinstance(subject, BNode) or (None, changes, subject) in history
