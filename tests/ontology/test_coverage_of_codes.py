"""Every code of CAMEO and every type and mode of PLOVER leads to a class that is not too general.

A code is covered if a class is mapped to it exactly or closely, or is broader than it. codes.tsv lists the codes with short names.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

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


LARGE = {"dip:Act", "dip:Matter", "dip:Occurrence", "dip:Situation", "dip:Statement"}
"""Classes that are too large to be the meaning of a code."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_code_leads_to_a_class_of_its_meaning(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    """By an exact or close match, or by a class that is broader and says so in its definition or scope note."""
    leading = {"skos:exactMatch", "skos:closeMatch", "skos:narrowMatch"}
    led = {row["object_id"] for row in rows() if row["predicate_id"] in leading and row["subject_id"] not in LARGE}
    wanted = [code for code in codes() if KINDS[kind][1](code)]
    missing = [f"{code} {codes()[code]}" for code in wanted if code not in led]
    with capsys.disabled():
        print(f"\n{kind}: {len(wanted) - len(missing)} of {len(wanted)} lead to a class")
    assert missing == []


def test_there_are_three_hundred_mappings_each_with_its_reason() -> None:
    assert len(rows()) >= 300
    assert [row["subject_id"] for row in rows() if not row["comment"] or not row["mapping_justification"]] == []
