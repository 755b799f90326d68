"""The two files of alignments contain the same mappings, from declared terms to existing terms."""

from __future__ import annotations

import csv
import functools
import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, SKOS, Graph, URIRef
from rdflib.namespace import ORG, PROV, SDO

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
DIP = "https://w3id.org/chancery/ontology#"
CAMEO = "https://w3id.org/chancery/codes/cameo"
PLOVER = "https://w3id.org/chancery/codes/plover"
SEM = "http://semanticweb.cs.vu.nl/2009/11/sem/"
OA = "http://www.w3.org/ns/oa#"
PREDICATES = {str(predicate) for predicate in (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)}

# rdflib knows the terms of PROV-O, ORG and schema.org; of these two vocabularies it does not, so what is used of them is listed here.
SEM_TERMS = {
    "Actor", "Authority", "Event", "Object", "Place", "View", "accordingTo", "eventType", "hasActor", "hasEarliestBeginTimeStamp",
    "hasEarliestEndTimeStamp", "hasLatestBeginTimeStamp", "hasLatestEndTimeStamp", "hasPlace", "hasTimeStamp", "subEventOf",
}  # fmt: skip
OA_TERMS = {"Annotation", "SpecificResource", "bodyValue", "hasSource", "hasTarget", "motivatedBy"}

# Two digits for a category, three or four below it; the categories go from 01 to 20.
CAMEO_CODE = re.compile(r"(0[1-9]|1[0-9]|20)(\d\d?)?")

Mapping = tuple[str, str, str]


@functools.cache
def alignments() -> Graph:
    return Graph().parse(ONTOLOGY / "alignments.ttl")


@functools.cache
def declared() -> Graph:
    graph = Graph()
    for path in ONTOLOGY.glob("*.ttl"):
        graph.parse(path)
    return graph


def turtle_mappings() -> set[Mapping]:
    return {(str(s), str(p), str(o)) for s, p, o in alignments() if str(p) in PREDICATES}


def sssom() -> tuple[list[str], list[dict[str, str]]]:
    """The lines of the metadata, without the leading #, and the rows of the table."""
    lines = (ONTOLOGY / "alignments.sssom.tsv").read_text(encoding="utf-8").splitlines()
    header = [line[1:] for line in lines if line.startswith("#")]
    return header, list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


def curie_map() -> dict[str, str]:
    header, _ = sssom()
    entries = header[header.index("curie_map:") + 1 :]
    found = [re.fullmatch(r'  (\w+): "(.+)"', line) for line in entries]
    assert all(found), "every line below curie_map is a prefix and an IRI"
    return {match[1]: match[2] for match in found if match}


def expand(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    return curie_map()[prefix] + local


def sssom_mappings() -> list[Mapping]:
    _, rows = sssom()
    return [(expand(row["subject_id"]), expand(row["predicate_id"]), expand(row["object_id"])) for row in rows]


def test_both_files_hold_the_same_mappings() -> None:
    rows = sssom_mappings()
    assert len(rows) == len(set(rows)), "a mapping stands twice in the table"
    assert set(rows) == turtle_mappings()
    assert rows, "no mapping at all"


def test_a_pair_is_mapped_in_one_way_only() -> None:
    pairs = [(subject, other) for subject, _, other in turtle_mappings()]
    assert sorted(pairs) == sorted(set(pairs))


def test_every_subject_is_a_declared_class_or_property() -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.AnnotationProperty)
    undeclared = {s for s, _, _ in turtle_mappings() if not any((URIRef(s), RDF.type, kind) in declared() for kind in kinds)}
    assert undeclared == set()
    assert all(subject.startswith(DIP) for subject, _, _ in turtle_mappings())


def test_subject_labels_are_those_of_the_ontology() -> None:
    _, rows = sssom()
    for row in rows:
        assert row["subject_label"] == str(declared().value(URIRef(expand(row["subject_id"])), SKOS.prefLabel)), row["subject_id"]


def test_object_labels_of_codes_are_those_of_the_concepts() -> None:
    _, rows = sssom()
    coded = [row for row in rows if row["object_id"].startswith(("cameo:", "plover:"))]
    assert coded
    for row in coded:
        assert row["object_label"] == str(alignments().value(URIRef(expand(row["object_id"])), SKOS.prefLabel)), row["object_id"]


@pytest.mark.filterwarnings("error")  # rdflib only warns of a schema.org term that it does not know
def test_every_object_exists_in_its_vocabulary() -> None:
    closed = {str(PROV): PROV, str(ORG): ORG, str(SDO): SDO}
    listed = {SEM: SEM_TERMS, OA: OA_TERMS}
    for _, _, other in turtle_mappings():
        base = next((base for base in (*closed, *listed, CAMEO + "/", PLOVER + "/") if other.startswith(base)), None)
        assert base is not None, f"{other} is of no vocabulary that is aligned"
        local = other.removeprefix(base)
        if base in closed:
            assert closed[base][local] == URIRef(other)
        elif base in listed:
            assert local in listed[base], other
        else:
            assert (URIRef(other), RDF.type, SKOS.Concept) in alignments(), f"{other} is mapped to and not described"


@pytest.mark.parametrize("scheme", [CAMEO, PLOVER])
def test_every_concept_has_scheme_label_and_its_code_as_notation(scheme: str) -> None:
    concepts = [c for c in alignments().subjects(RDF.type, SKOS.Concept) if str(c).startswith(scheme + "/")]
    assert concepts
    assert (URIRef(scheme), RDF.type, SKOS.ConceptScheme) in alignments()
    for concept in concepts:
        assert alignments().value(concept, SKOS.inScheme) == URIRef(scheme)
        assert alignments().value(concept, SKOS.prefLabel) is not None
        assert [str(code) for code in alignments().objects(concept, SKOS.notation)] == [str(concept).removeprefix(scheme + "/")]


def test_every_cameo_code_has_the_form_of_a_code_and_its_category_above_it() -> None:
    codes = {str(c).removeprefix(CAMEO + "/") for c in alignments().subjects(SKOS.inScheme, URIRef(CAMEO))}
    assert {code for code in codes if not CAMEO_CODE.fullmatch(code)} == set()
    for code in codes:
        above = alignments().value(URIRef(f"{CAMEO}/{code}"), SKOS.broader)
        assert above == (URIRef(f"{CAMEO}/{code[:2]}") if len(code) > 2 else None)
        assert code[:2] in codes


@pytest.mark.parametrize("text", ["1", "00", "21", "01234", "A1", "0a"])
def test_text_that_is_not_a_cameo_code_is_not_matched(text: str) -> None:
    assert CAMEO_CODE.fullmatch(text) is None


def test_every_plover_type_is_one_word_in_capitals() -> None:
    types = {str(c).removeprefix(PLOVER + "/") for c in alignments().subjects(SKOS.inScheme, URIRef(PLOVER))}
    assert {name for name in types if not re.fullmatch(r"[A-Z]+", name)} == set()


def test_table_has_the_metadata_and_columns_that_sssom_asks_for() -> None:
    header, rows = sssom()
    keys = {line.partition(":")[0] for line in header if not line.startswith(" ")}
    assert {"mapping_set_id", "license", "curie_map"} <= keys
    assert {"subject_id", "predicate_id", "object_id", "mapping_justification"} <= set(rows[0])
    assert {row["mapping_justification"] for row in rows} == {"semapv:ManualMappingCuration"}
    columns = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    used = {row[column].partition(":")[0] for row in rows for column in columns}
    assert used == set(curie_map())
