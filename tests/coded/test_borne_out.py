"""``kg query borne-out``: the votes that the documents tell of, beside a roll-call table with rows as those of the real one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import kg
from kg.coded.comparing import days_in, numbers_in
from tests.asking import ROOT, fact
from tests.coded.sources import Row, add_source, built

PK = {"actor_code": "PK", "actor_name": "Pakistan"}
ROLL_CALLS: list[Row] = [
    {"record": "1622-PK", **PK, "position": "InFavour", "text": "3379", "day": "1975-11-01"},  # it was on 10 November
    {"record": "1622-IL", "actor_code": "IL", "actor_name": "Israel", "position": "Against", "text": "3379", "day": "1975-11-01"},
    {"record": "3647-PK", **PK, "position": "Against", "text": "46/86", "day": "1991-12-02"},  # it was on 16 December
    {"record": "5182-PK", **PK, "position": "InFavour", "text": "67/19", "day": "2012-11-29"},
    {"record": "5183-PK", **PK, "position": "InFavour", "text": "67/20", "day": "2012-11-29"},
    {"record": "4686-PK", **PK, "position": "InFavour", "text": "46/8", "day": "1991-10-01"},
]


def workspace(folder: Path, rows: list[Row], **manifest: object) -> kg.Graph:
    """The repository's own workspace with a coded source."""
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copy2(ROOT / "chancery.toml", folder)
    add_source(folder, rows, name="unga", party_scheme="iso2", **manifest)
    return built(folder)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    return workspace(tmp_path_factory.mktemp("borne-out") / "workspace", ROLL_CALLS)


def rows(graph: kg.Graph, **params: str) -> list[list[str | None]]:
    found = graph.query("borne-out", params)
    return [[fact(row[name]) for name in ("act", "verdict", "differs", "record", "told_earliest", "coded_earliest")] for row in found]


def test_the_votes_are_borne_out_and_days_stay_whose_they_are(graph: kg.Graph) -> None:
    """The record of 3379 has a day of its own, which the document does not tell; that of 46/86 has another day than the note."""
    assert rows(graph, kind="vote") == [
        ["vote-3379", "agrees", "date within", "1622-PK", "1975-01-01", "1975-11-01"],
        ["vote-against-revocation", "candidate", "date", "3647-PK", "1975-01-01", "1991-12-02"],
        ["vote-67-19", "agrees", None, "5182-PK", "2012-11-29", "2012-11-29"],
    ]
    [candidate] = [row for row in graph.query("borne-out", kind="vote").rows if fact(row["verdict"]) == "candidate"]
    assert candidate["note"] is not None
    assert "46/86 of 16 December 1991" in candidate["note"].value
    assert candidate["source"] == graph.find("unga") or str(candidate["source"]).endswith("coded/unga>")


def test_what_differs_is_named(tmp_path: Path) -> None:
    changed: list[Row] = [
        {"record": "a", **PK, "position": "Against", "text": "3379", "day": "1974-11-10"},
        {"record": "b", **PK, "position": "Abstention", "text": "67/19", "day": "2012-11-29"},
    ]
    graph = workspace(tmp_path / "workspace", changed)
    assert rows(graph, kind="vote") == [
        ["vote-3379", "differs", "date, position", "a", "1975-01-01", "1974-11-10"],
        ["vote-against-revocation", "missing", None, None, "1975-01-01", None],
        ["vote-67-19", "differs", "position", "b", "2012-11-29", "2012-11-29"],
    ]


def test_acts_between_parties_are_compared_by_kind_and_days(tmp_path: Path) -> None:
    """The visit of Al-Zahar was in June 2006; the opening of the embassy on 31 January 2017."""
    records: list[Row] = [
        {"record": "1", **PK, "recipient_code": "PS", "recipient_name": "Palestine", "kind_code": "057", "day": "2017-01-31"},
        {"record": "2", **PK, "recipient_code": "IL", "recipient_name": "Israel", "kind_code": "111", "day": "2010-06-02"},
        {"record": "3", **PK, "recipient_code": "IL", "recipient_name": "Israel", "kind_code": "111", "day": "2019-06-02"},
        {"record": "4", **PK, "recipient_code": "IL", "recipient_name": "Israel", "kind_code": "190", "day": "2010-06-02"},
    ]
    graph = workspace(tmp_path / "workspace", records, kind_default=None, scheme="cameo", coding="machine")
    found = {row[0]: row[1:4] for row in rows(graph, party="Pakistan")}
    assert {verdict for verdict, *_ in found.values()} <= {"agrees", "differs", "candidate", "missing"}
    assert found["vote-67-19"] == ["missing", None, None]
    assert all(record != "3" for _, _, record in found.values())


def test_without_coded_sources_every_act_is_missing() -> None:
    from tests.asking import graph as repository

    found = repository().query("borne-out", kind="vote")
    assert [fact(each) for each in found.column("verdict")] == ["missing"] * 3
    assert found.variables == kg.open(repository().workspace.folder).query("borne-out", kind="vote", engine="sparql").variables


def test_an_act_of_a_kind_that_no_source_codes_says_so(graph: kg.Graph) -> None:
    [visit] = graph.query("borne-out", kind="visit", party="Al-Zahar").rows
    assert [fact(visit["verdict"]), fact(visit["note"])] == ["missing", "no coded source has acts of this kind"]


def test_sparql_alone_is_refused_where_there_are_records(graph: kg.Graph) -> None:
    with pytest.raises(kg.UsageError, match="does not reach the records"):
        graph.query("borne-out", engine="sparql")


def test_the_answer_can_be_cited_and_cut(graph: kg.Graph) -> None:
    found = graph.query("borne-out", kind="vote", cite=True)
    assert [row["passages"].value for row in found.rows if row["passages"]] == [
        "the article, Historical relationship, sentence 21",
        "the article, Historical relationship, sentence 21",
        "the article, Gaza, sentence 58",
    ]
    cut = graph.query("borne-out", kind="vote", rows=1)
    assert len(cut) == 1
    assert cut.cut == "stopped at the limit of 1 rows; there are more"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("UN General Assembly Resolution 3379", ["3379"]),
        ("Resolution 4686 (as printed)", ["4686"]),
        ("A/RES/67/19", ["67/19"]),
        ("résolution 242 (1967)", ["242"]),
        ("Treaty of Friendship, 1951", []),
        ("pages 12/1234567", []),
    ],
)
def test_numbers_of_resolutions(text: str, numbers: list[str]) -> None:
    assert numbers_in(text) == numbers


def test_days_that_are_none_are_left_out() -> None:
    assert days_in("31 February 1991") == []
