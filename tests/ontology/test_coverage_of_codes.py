"""Every code of CAMEO and every type and mode of PLOVER leads to a class that is not too general.

A code is covered if a class is mapped to it exactly or closely, or is broader than it. Where a class is broader and the content kind of the
act carries the rest of the meaning, the class says so. codes.tsv lists the codes with short names.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.namespaces import DIP, SKOS
from kg.ontology import load_ontology
from kg.workspace import Workspace

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def codes() -> dict[str, str]:
    with (HERE / "codes.tsv").open(encoding="utf-8") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file, delimiter="\t")}


def rows() -> list[dict[str, str]]:
    lines = (ROOT / "ontology" / "alignments.sssom.tsv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE))


KINDS: dict[str, tuple[int, Callable[[str], bool]]] = {
    "categories of CAMEO": (20, lambda code: code.startswith("cameo:") and len(code) == len("cameo:01")),
    "codes of CAMEO": (292, lambda code: code.startswith("cameo:") and len(code) > len("cameo:01")),
    "types of PLOVER": (16, lambda code: code.startswith("plover:") and "." not in code),
    "modes of PLOVER": (59, lambda code: code.startswith("plover:") and "." in code),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_code_is_listed(kind: str) -> None:
    number, belongs = KINDS[kind]
    assert sum(map(belongs, codes())) == number
    assert sum(number for number, _ in KINDS.values()) == len(codes())


def test_the_table_names_each_code_as_the_list_does() -> None:
    known = codes()
    coded = [row for row in rows() if row["object_id"].startswith(("cameo:", "plover:"))]
    assert coded
    assert [row["object_id"] for row in coded if known.get(row["object_id"]) != row["object_label"]] == []


LARGE = {"dip:Act", "dip:Matter", "dip:Occurrence", "dip:Situation", "dip:Statement"}
"""Classes that are too large to be the meaning of a code."""


FIVE = ("Appeal", "Demand", "ExpressionOfIntent", "Refusal", "Threat")
"""Classes to each of which many codes lead, with a content kind."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_code_leads_to_a_class_of_its_meaning(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    """By an exact or close match, or by a class that is broader. The figures count each code once, under the nearest of the three."""
    wanted = [code for code in codes() if KINDS[kind][1](code)]
    left = set(wanted)
    figures = []
    for predicate, words in (("exactMatch", "exactly"), ("closeMatch", "closely"), ("narrowMatch", "to a broader class alone")):
        led = {row["object_id"] for row in rows() if row["predicate_id"] == f"skos:{predicate}" and row["subject_id"] not in LARGE} & left
        figures.append(f"{len(led)} {words}")
        left -= led
    with capsys.disabled():
        print(f"\n{kind}: {len(wanted) - len(left)} of {len(wanted)} lead to a class, {', '.join(figures)}")
    assert [f"{code} {codes()[code]}" for code in wanted if code in left] == []


def test_a_broader_class_says_that_its_content_kind_carries_the_rest() -> None:
    ontology = load_ontology(Workspace(ROOT))
    texts: dict[str, str] = {}
    for triple in ontology.triples:
        subject, note = triple.subject, triple.object
        if triple.predicate.value in (SKOS + "definition", SKOS + "scopeNote") and isinstance(note, ox.Literal):
            assert isinstance(subject, ox.NamedNode)
            texts[subject.value] = texts.get(subject.value, "") + note.value
    broader = {row["subject_id"] for row in rows() if row["predicate_id"] == "skos:narrowMatch" and "dip:contentKind" in row["comment"]}
    assert len(broader) >= len(FIVE)
    silent = [each for each in broader if "content kind" not in texts[each.replace("dip:", DIP)]]
    assert sorted(silent) == []
    assert [each for each in FIVE if "Every kind of act can be its content kind." not in texts[DIP + each]] == []


def test_there_are_three_hundred_mappings_each_with_its_reason() -> None:
    assert len(rows()) >= 300
    assert [row["subject_id"] for row in rows() if not row["comment"] or not row["mapping_justification"]] == []
