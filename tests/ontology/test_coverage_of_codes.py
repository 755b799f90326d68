"""Every code of CAMEO and every type and mode of PLOVER leads to a class that is not too general.

A code is covered if a class is mapped to it exactly or closely, or is broader than it. codes.tsv lists the codes with short names.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.namespaces import DIP
from kg.ontology import load_ontology
from kg.workspace import Workspace

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
COVERING = {"skos:exactMatch", "skos:closeMatch", "skos:narrowMatch"}
TOO_GENERAL = {"dip:Act", "dip:Matter", "dip:Statement"}


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


@pytest.mark.parametrize("kind", KINDS)
def test_every_code_is_covered(kind: str) -> None:
    """Print the figures, and list what is not covered."""
    _, belongs = KINDS[kind]
    covered = {row["object_id"] for row in rows() if row["predicate_id"] in COVERING and row["subject_id"] not in TOO_GENERAL}
    wanted = {code: name for code, name in codes().items() if belongs(code)}
    missing = {code: name for code, name in wanted.items() if code not in covered}
    print(f"{kind}: {len(wanted) - len(missing)} of {len(wanted)} covered")
    assert missing == {}


def test_every_covering_subject_is_a_class() -> None:
    ontology = load_ontology(Workspace(ROOT))
    subjects = {
        row["subject_id"] for row in rows() if row["predicate_id"] in COVERING and row["object_id"].startswith(("cameo:", "plover:"))
    }
    assert {each for each in subjects if not ontology.is_class(DIP + each.removeprefix("dip:"))} == set()


def test_every_mapping_to_a_code_has_its_reason() -> None:
    assert [(row["subject_id"], row["object_id"]) for row in rows() if not row["comment"]] == []
