"""Every expression on Spark and in DuckDB: ``python -W ignore -m tests.tables.on_spark ADDRESS FOLDER``.

A process of its own, because the client of Spark is not among the packages of the tests. Prints a line of JSON for each case: its name, and
the first rows in which the two differ, or an error.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from kg.coded import mapping
from kg.coded.comparing import Told, compare
from kg.coded.expressions import FILE, KEY, LINE, records
from kg.coded.kept import ENTITIES, KINDS
from kg.coded.opening import known_records
from kg.coded.series import series
from kg.coded.sources import Source, read_source
from kg.namespaces import DIP
from kg.tables import Engine, open_engine
from kg.tables.answering import answer
from kg.tables.making import write_star
from kg.tables.questions import QUESTIONS, Given
from kg.tables.star import open_star
from tests.coded.sources import VOTES, Row, add_source
from tests.tables.generated import BASE, Coded, Deed, lines_of, store_of

ASKED = (
    Given(),
    Given(kind=DIP + "Act"),
    Given(kind=DIP + "Visit", party=BASE + "a"),
    Given(since=date(1974, 1, 1), until=date(1975, 12, 31)),
    Given(source=BASE + "one", since=date(1974, 2, 1)),
    Given(source=BASE + "coded/unga"),
    Given(until=date(1974, 2, 1)),
)
SAMPLES = (
    "1974-02-01",
    "19740201",
    "1974",
    "3",
    "-2.5",
    "yes",
    "PAK",
    "Pakistan",
    "",
    None,
    "043",
    "US",
    "a;b",
    "R/67/19",
    "nonsense",
    "0",
)
"""Texts that are right in some columns of tables, and wrong in others."""
DEEDS = [
    Deed(False, ("Visit",), (("actor", "a"), ("host", "b")), ("1974-02-01", "1974-12-31", None), None, None, ("one",), None),
    Deed(
        False, ("OfficialVisit", "Statement"), (("party", "a"), ("party", "c")), ("1873-01-01", "1990-01-01", None), None, None, ("two",), 3
    ),
    Deed(False, ("Condemnation",), (("actor", "b"), ("target", "a")), ("1974-12-31", None, "1990-12-31"), None, None, ("one", "two"), None),
    Deed(True, ("Visit",), (("actor", "a"), ("recipient", "c")), (None, None, None), 5, None, ("one",), None),
    Deed(True, ("Statement",), (("actor", "c"), ("recipient", "a")), ("1973-12-31", "1974-02-01", None), None, None, ("two",), None),
    Deed(
        False, ("Statement",), (("firstSide", "a"), ("recipient", "b")), (None, "1974-02-01", None), None, "FailedAttempt", ("one",), None
    ),
    Deed(False, ("Statement",), (("actor", "a"), ("intendedFor", "b")), (None, "1974-02-01", None), None, None, ("one",), None),
]
CODED = [
    Coded("unga", True, "Statement", "a", ("recipient", "b"), ("1974-02-01", "1974-12-31"), 7),
    Coded("unga", False, "Visit", "b", ("target", "c"), ("1974-02-01", "1974-02-01"), 1),
    Coded("gdelt", True, "Condemnation", "c", None, None, 2),
]

Computed = Callable[[Engine], list[Any]]


def questions(folder: Path) -> Iterator[tuple[str, Computed]]:
    """The aggregate questions over a graph that has something of everything."""
    star = folder / "star"
    star.mkdir(parents=True)
    store = store_of(DEEDS, CODED, True)
    write_star(store, lines_of(store), str(star))
    for question in QUESTIONS:
        for number, asked in enumerate(ASKED):

            def computed(engine: Engine, question: str = question, asked: Given = asked) -> list[Any]:
                return answer(question, engine, open_star(engine, str(star)), asked)[1]

            yield f"{question} {number}", computed


def mappings() -> Iterator[tuple[str, Computed]]:
    """The records that each shipped mapping makes of rows, many of them wrong."""
    for name in mapping.shipped():
        coding = mapping.find(name)

        def computed(engine: Engine, coding: mapping.Coding = coding) -> list[Any]:
            names = list(coding.columns_of(""))
            types = {**dict.fromkeys(names, "string"), LINE: "int64", FILE: "int32"}
            rows = [(*(SAMPLES[(line * 7 + at * (line + 3)) % len(SAMPLES)] for at in range(len(names))), line, 0) for line in range(40)]
            joined = {}
            for layout in coding.layouts:
                if layout.name:
                    columns = list(coding.columns_of(layout.name))
                    kinds = {KEY: "string", **dict.fromkeys(columns, "string")}
                    other = [
                        (key, *(SAMPLES[(number + at) % len(SAMPLES)] for at in range(len(columns))))
                        for number, key in enumerate(("3", "0"))
                    ]
                    joined[layout.name] = engine.table(kinds, other)
            made = records(coding, engine.table(types, rows), dict(zip(names, names, strict=True)), joined)
            return engine.rows(made.order_by("line", "record", "actor_code", "note"))

        yield f"mapping {name}", computed


def coded(folder: Path) -> Iterator[tuple[str, Computed]]:
    """From records to series, and the comparison with what documents tell."""
    home = folder / "workspace"
    rows: list[Row] = [*VOTES, {"record": "3-NO", "actor_code": "NO", "actor_name": "Norway", "position": "Against", "text": "1/3"}]
    add_source(home, rows, party_scheme="iso2")
    source: Source = read_source(str(home / "coded" / "assembly" / "import.json"))
    kept = folder / "kept"
    kept.mkdir()
    entities = [("NO", "Norway", BASE + "a"), ("SE", "Sweden", BASE + "b")]
    with open_engine() as engine:
        engine.write(engine.table({"code": "string", "name": "string", "entity": "string"}, entities), str(kept / ENTITIES))
        engine.write(engine.table({"known_kind": "string", "kind": "string"}, []), str(kept / KINDS))
    yield "series", lambda engine: engine.rows(series(source, BASE, known_records(engine, source, str(kept))))
    told = [
        Told(BASE + "x", frozenset({DIP + "Vote"}), frozenset({BASE + "a"}), frozenset(), frozenset({"1/1"}), (), "InFavour", None, None),
        Told(
            BASE + "y",
            frozenset({DIP + "Vote"}),
            frozenset({BASE + "b"}),
            frozenset(),
            frozenset(),
            (),
            "",
            date(1905, 6, 1),
            date(1905, 6, 30),
        ),
    ]
    yield "comparison", lambda engine: compare(engine, BASE, [(source, str(kept))], told, lambda kind: [DIP + "Act"])


def main(address: str, folder: Path) -> None:
    """Compute each case on both engines."""
    with open_engine() as embedded, open_engine(address) as remote:
        for cases in (questions(folder), mappings(), coded(folder)):
            for name, computed in cases:
                said: dict[str, object] = {"case": name}
                try:
                    ours, theirs = computed(embedded), computed(remote)
                    said["rows"] = len(ours)
                    if ours != theirs:
                        said["differ"] = [
                            [str(one), str(other)] for one, other in zip([*ours, None], [*theirs, None], strict=False) if one != other
                        ][:3]
                except Exception as problem:  # noqa: BLE001 - the test shows it
                    said["error"] = f"{type(problem).__name__}: {problem}"[:2_000]
                print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
