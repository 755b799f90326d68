"""Explanations and descriptions as JSON: values, keys and their order, from hand-made values and from the small graph."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kg.explain.as_json import description_json, explanation_json
from tests.asking import nordic
from tests.explain.samples import DESCRIPTION, HELD, LITTLE, NOT_HELD

GOLDEN = Path(__file__).parent / "golden"


def lines(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def passage(number: int) -> dict[str, str]:
    return {"iri": f"https://example.org/passage/{number}", "name": f"the note, sentence {number}"}


FULL_CLAIM = {
    "graph": "https://example.org/A9",
    "standing": "stated",
    "status": "stated",
    "speakers": [],
    "passages": [passage(9)],
    "read_with": [passage(8), passage(10)],
    "parallels": [{"iri": "https://example.org/passage/e2", "name": "the essay, sentence 2"}],
    "wording": "hereby recognizes",
    "gist": "Sweden recognizes Norway.",
    "notes": ["The day is that of the letter."],
}


def test_a_held_triple() -> None:
    type_triple = ["<https://example.org/recognition>", "<https://example.org/type>", "<https://example.org/Recognition>"]
    type_text = "Recognition of Norway by Sweden — is a — recognition"
    assert lines(explanation_json(HELD)) == lines(
        {
            "triple": ["<https://example.org/sweden>", "<https://example.org/recognized>", "<https://example.org/norway>"],
            "text": "Sweden — recognized — Norway",
            "held": True,
            "claims": [],
            "graphs": [],
            "derivations": [
                {
                    "rule": "recognized",
                    "explanation": "The actor of a recognition recognized its recipient.",
                    "premises": [
                        {
                            "triple": type_triple,
                            "text": type_text,
                            "held": True,
                            "claims": [FULL_CLAIM],
                            "graphs": [],
                            "derivations": [],
                        },
                        {
                            "triple": ["<https://example.org/recognition>", "<https://example.org/earliest>", '"1905-10-26"'],
                            "text": "Recognition of Norway by Sweden — earliest — 1905-10-26",
                            "held": True,
                            "claims": [],
                            "graphs": ["build", "record"],
                            "derivations": [],
                        },
                    ],
                },
                {
                    "rule": "older",
                    "explanation": "",
                    "premises": [{"triple": type_triple, "text": type_text, "held": True, "seen": True}],
                },
            ],
        }
    )


def test_a_triple_that_is_not_held() -> None:
    speech = "says it, not the document itself"
    assert lines(explanation_json(NOT_HELD)) == lines(
        {
            "triple": ["<https://example.org/norway>", "<https://example.org/fought>", "<https://example.org/sweden>"],
            "text": "Norway — fought — Sweden",
            "held": False,
            "nearest": [
                {
                    "near": "says it",
                    "why": "it is denied",
                    "graph": "https://example.org/A1",
                    "standing": "denied",
                    "status": "denied",
                    "speakers": [],
                    "passages": [passage(1)],
                    "says": ["Battle, feared (battle, plan): party Norway; year 1905"],
                },
                {
                    "near": "would give it",
                    "why": "it is only planned or announced; Oscar II and Ann say it, not the document itself",
                    "graph": "https://example.org/A2",
                    "standing": "planned",
                    "status": "planned, said by Oscar II and Ann (Protest)",
                    "speakers": ["Oscar II", "Ann"],
                    "passages": [passage(2)],
                    "says": [],
                },
                {"near": "gives another value", "why": "it is held but says something else", **FULL_CLAIM, "says": ["Norway"]},
                {
                    "near": "names both",
                    "why": f"an unnamed speaker (Rumour of war) {speech}; it was withdrawn",
                    "graph": "https://example.org/A4",
                    "standing": "stated",
                    "status": "content of Rumour of war, deprecated",
                    "speakers": ["unnamed (Rumour of war)"],
                    "passages": [passage(4)],
                    "says": [],
                },
            ],
        }
    )


def test_a_description() -> None:
    assert lines(description_json(DESCRIPTION)) == lines(
        {
            "iri": "https://example.org/id/sweden",
            "name": "Sweden",
            "types": ["monarchy", "state"],
            "aliases": ["Kingdom of Sweden", "Sverige"],
            "same_as": ["http://www.wikidata.org/entity/Q34"],
            "date": "1523",
            "about": [
                {
                    "predicate": "capital",
                    "value": "Stockholm",
                    "iri": "https://example.org/id/stockholm",
                    "passages": [passage(1)],
                    "witnesses": 1,
                },
                {"predicate": "area", "value": "450000", "passages": [], "witnesses": 0},
            ],
            "held": [
                {
                    "iri": "https://example.org/id/union",
                    "name": "Union of Norway and Sweden",
                    "types": ["union"],
                    "date": "1814/1905",
                    "roles": ["actor", "party"],
                    "also": ["party: Norway"],
                    "passages": [passage(2), passage(3)],
                    "witnesses": 2,
                    "was_so": "undecided",
                },
                {
                    "iri": "https://example.org/id/vote",
                    "name": "Vote",
                    "types": ["vote"],
                    "date": "",
                    "roles": ["actor"],
                    "also": [],
                    "passages": [],
                    "witnesses": 0,
                    "was_so": "yes",
                },
            ],
            "claimed": [
                {
                    "says": ["Battle, feared (battle, plan): party Norway; year 1905"],
                    "standing": "hedged",
                    "speakers": [],
                    "status": "hedged",
                    "date": "1905",
                    "passages": [passage(5)],
                    "witnesses": 1,
                    "differs_from": [
                        {"graph": "https://example.org/A6", "name": "a:6"},
                        {"graph": "https://example.org/A7", "name": "a:7"},
                    ],
                    "was_so": "undecided",
                },
                {
                    "says": [],
                    "standing": "stated",
                    "speakers": ["Oscar II"],
                    "status": "said by Oscar II (Protest)",
                    "date": "",
                    "passages": [passage(6)],
                    "witnesses": 0,
                    "was_so": "yes",
                },
            ],
            "inferred": [
                {
                    "text": "Sweden recognized Norway",
                    "triple": [
                        "<https://example.org/id/sweden>",
                        "<https://example.org/recognized>",
                        "<https://example.org/id/norway>",
                    ],
                    "was_so": "undecided",
                }
            ],
            "as_of": "1905-09-15",
            "was_so": "yes",
            "doubted": [
                {
                    "kind": "not stated",
                    "gist": "The day is not stated.",
                    "on": ["Union of Norway and Sweden", "“Sweden recognizes Norway.”"],
                    "passages": [passage(9)],
                },
                {"kind": "ambiguity", "gist": "Which war is meant is open.", "on": ["War"], "passages": []},
            ],
        }
    )


def test_without_a_day_nothing_was_so() -> None:
    found = description_json(LITTLE)
    assert list(found) == ["iri", "name", "types", "aliases", "same_as", "date", "about", "held", "claimed", "inferred", "doubted"]
    assert list(description_json(replace(LITTLE, as_of=date(1905, 9, 15))))[-3:] == ["as_of", "was_so", "doubted"]
    assert description_json(replace(LITTLE, as_of=date(1905, 9, 15)))["was_so"] is None


@pytest.mark.parametrize(
    ("name", "of", "day"),
    [
        ("show-sweden", "sweden", None),
        ("show-protest", "protest", None),
        ("show-sweden-1905-09-15", "sweden", date(1905, 9, 15)),
    ],
)
def test_descriptions_of_the_small_graph(name: str, of: str, day: date | None) -> None:
    found = nordic().show(f"{nordic().snapshot.base}id/{of}", day).to_json()
    assert lines(found) + "\n" == (GOLDEN / f"{name}.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("why-met", ("delegates of Norway", "met", "delegates of Sweden")),
        ("why-recognition-actor", ("e:recognition", "actor", "Sweden")),
        ("why-not-fought", ("Norway", "fought against", "Sweden")),
        ("why-not-violates", ("e:declaration", "violates", "Act of Union")),
        ("why-not-1906", ("e:recognition", "date", "1906")),
    ],
)
def test_explanations_of_the_small_graph(name: str, wanted: tuple[str, str, str]) -> None:
    found = nordic().why(*wanted).to_json()
    assert lines(found) + "\n" == (GOLDEN / f"{name}.json").read_text("utf-8")
