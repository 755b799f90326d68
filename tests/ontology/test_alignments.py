"""The mappings are from declared terms to existing terms, and the Turtle file is what the script makes of the table."""

from __future__ import annotations

import csv
import functools
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from rdflib import OWL, RDF, SKOS, Graph, URIRef
from rdflib.namespace import ORG, PROV, SDO

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
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
CRM = "http://www.cidoc-crm.org/cidoc-crm/"
NP = "http://www.nanopub.org/nschema#"
WD = "http://www.wikidata.org/entity/"
CRM_TERMS = {
    "E21_Person", "E31_Document", "E39_Actor", "E53_Place", "E5_Event", "E66_Formation", "E68_Dissolution", "E73_Information_Object",
    "E74_Group", "E7_Activity", "E85_Joining", "E86_Leaving", "E89_Propositional_Object", "P107i_is_current_or_former_member_of",
    "P11_had_participant", "P129_is_about", "P14_carried_out_by", "P4_has_time-span", "P7_took_place_at", "P81a_end_of_the_begin",
    "P81b_begin_of_the_end", "P82a_begin_of_the_begin", "P82b_end_of_the_end", "P89_falls_within", "P9i_forms_part_of",
}  # fmt: skip
NP_TERMS = {"Assertion"}
SDO_PENDING = {"PoliticalParty"}  # newer than the list of rdflib
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
    for each in ONTOLOGY.glob("*.ttl"):
        if each.name != "alignments.ttl":
            graph.parse(each)
    return graph


@functools.cache
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_alignments", ROOT / "scripts" / "write_alignments.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def turtle_mappings() -> set[Mapping]:
    return {(str(s), str(p), str(o)) for s, p, o in alignments() if str(p) in PREDICATES}


@functools.cache
def sssom() -> tuple[list[str], list[dict[str, str]]]:
    """The lines of the metadata, without the leading #, and the rows of the table."""
    lines = (ONTOLOGY / "alignments.sssom.tsv").read_text(encoding="utf-8").splitlines()
    header = [line[1:] for line in lines if line.startswith("#")]
    return header, list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


@functools.cache
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


def test_the_turtle_file_is_what_the_script_writes() -> None:
    written = (ONTOLOGY / "alignments.ttl").read_text(encoding="utf-8")
    assert written == script().turtle((ONTOLOGY / "alignments.sssom.tsv").read_text(encoding="utf-8")), "run scripts/write_alignments.py"


HEAD = """#mapping_set_id: "https://example.org/m.sssom.tsv"
#mapping_set_title: "A"
#mapping_set_description: "Says \\"A\\"."
#mapping_set_version: "1"
#mapping_date: "2026-11-29"
#license: "https://example.org/licence"
#creator_label:
#  - "A."
#curie_map:
#  cameo: "https://w3id.org/chancery/codes/cameo/"
#  dip: "https://w3id.org/chancery/ontology#"
#  plover: "https://w3id.org/chancery/codes/plover/"
subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\tcomment
"""
ROW = "dip:A\ta\tskos:closeMatch\t{}\t{}\tsemapv:ManualMappingCuration\tWhy.\n"


def test_a_code_is_below_its_category_and_a_mode_below_its_type() -> None:
    rows = [("cameo:10", "Demand"), ("cameo:1032", "Demand military aid"), ("plover:COERCE", "Coerce"), ("plover:COERCE.seize", "Seize")]
    graph = Graph().parse(data=script().turtle(HEAD + "".join(ROW.format(*row) for row in rows)), format="turtle")
    above = {(str(one).rsplit("/", 1)[1], str(other).rsplit("/", 1)[1]) for one, other in graph.subject_objects(SKOS.broader)}
    assert above == {("1032", "10"), ("COERCE.seize", "COERCE")}
    seize = URIRef(f"{PLOVER}/COERCE.seize")
    assert str(graph.value(seize, SKOS.prefLabel)) == "Seize"
    assert str(graph.value(seize, SKOS.notation)) == "COERCE.seize"
    assert len(list(graph.objects(URIRef(DIP + "A"), SKOS.closeMatch))) == 4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + ROW.format("cameo:103", "Demand aid"), "cameo:103 is mapped to, and not cameo:10 above it"),
        (HEAD + ROW.format("plover:COERCE.seize", "Seize"), "plover:COERCE.seize is mapped to, and not plover:COERCE above it"),
        (HEAD + ROW.format("cameo:10", ""), "cameo:10 has no label"),
        (HEAD + ROW.format("cameo:10", "A") + ROW.format("cameo:10", "B"), "cameo:10 has no label, or two: 'A' and 'B'"),
        (HEAD.replace("\tcomment", "") + "", "the columns are"),
        (HEAD + "dip:A\ta\n", "a row has 2 values, not 7"),
    ],
)
def test_a_table_in_a_wrong_form_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        script().turtle(text)


def test_rows_are_sorted_and_say_why() -> None:
    _, rows = sssom()
    keys = [(row["subject_id"], row["predicate_id"], row["object_id"]) for row in rows]
    assert keys == sorted(keys)
    assert max(len(row["comment"]) for row in rows) <= 140
    unsaid = [keys[i] for i, row in enumerate(rows) if not row["comment"] and not row["object_id"].startswith(("cameo:", "plover:"))]
    assert unsaid == []


def test_what_has_no_iri_that_says_its_name_has_a_label() -> None:
    _, rows = sssom()
    assert [row["object_id"] for row in rows if row["object_id"].startswith(("wd:", "crm:")) and not row["object_label"]] == []


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
    pending = {str(SDO) + name for name in SDO_PENDING}
    listed = {SEM: SEM_TERMS, OA: OA_TERMS, CRM: CRM_TERMS, NP: NP_TERMS}
    for _, _, other in turtle_mappings():
        base = next((base for base in (*closed, *listed, WD, CAMEO + "/", PLOVER + "/") if other.startswith(base)), None)
        assert base is not None, f"{other} is of no vocabulary that is aligned"
        local = other.removeprefix(base)
        if other in pending:
            continue
        if base in closed:
            assert closed[base][local] == URIRef(other)
        elif base in listed:
            assert local in listed[base], other
        elif base == WD:
            assert re.fullmatch(r"[PQ][1-9][0-9]*", local), other
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


def test_every_plover_type_is_one_word_in_capitals_and_a_mode_follows_a_dot() -> None:
    types = {str(c).removeprefix(PLOVER + "/") for c in alignments().subjects(SKOS.inScheme, URIRef(PLOVER))}
    assert {name for name in types if not re.fullmatch(r"[A-Z]+(\.[a-z_-]+)?", name)} == set()


def test_table_has_the_metadata_and_columns_that_sssom_asks_for() -> None:
    header, rows = sssom()
    keys = {line.partition(":")[0] for line in header if not line.startswith(" ")}
    assert {"mapping_set_id", "license", "curie_map"} <= keys
    assert tuple(rows[0]) == script().COLUMNS
    assert {row["mapping_justification"] for row in rows} == {"semapv:ManualMappingCuration"}
    columns = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    used = {row[column].partition(":")[0] for row in rows for column in columns}
    assert used == set(curie_map())
