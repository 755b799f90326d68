"""Small workspaces with a coded source, written as an import writes it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

import kg
from kg.coded.records import PARTIES, RECORDS
from kg.tables import open_engine
from kg.workspace import Workspace

NORDIC = Path(__file__).parents[1] / "workspaces" / "nordic"
BASE = "https://example.org/nordic/"

Row = dict[str, object]

VOTES: list[Row] = [
    {"record": "1-NO", "actor_code": "NO", "actor_name": "Norway", "position": "InFavour", "text": "1/1", "day": "1905-06-07"},
    {"record": "1-SE", "actor_code": "SE", "actor_name": "Sweden", "position": "Against", "text": "1/1", "day": "1905-06-07"},
    {"record": "2-NO", "actor_code": "NO", "actor_name": "Norway", "position": "InFavour", "text": "1/2", "day": "1905-08-13"},
    {"record": "2-XX", "actor_code": "XX", "actor_name": "Atlantis", "position": "InFavour", "text": "1/2", "day": "1905-08-13"},
]
"""Four votes of a made-up assembly; the last is by a party that the workspace does not know."""


def nordic(folder: Path) -> Path:
    """A copy of the workspace on Norway and Sweden, without what was built."""
    shutil.copytree(NORDIC, folder, ignore=shutil.ignore_patterns(".kg"))
    return folder


def add_source(folder: Path, rows: Sequence[Row], name: str = "assembly", **manifest: object) -> None:
    """Add a coded source to a workspace.

    Args:
        folder: the folder of the workspace.
        rows: the columns of each record that are not null; ``day`` is both of its bounds.
        name: the name of the source.
        manifest: what differs in the manifest from that of roll calls at the grain of series.
    """
    target = folder / "coded" / name
    target.mkdir(parents=True, exist_ok=True)
    lines: list[list[object]] = []
    parties: dict[tuple[object, object], int] = {}
    for number, row in enumerate(rows, 2):
        own = dict(row)
        if "day" in own:
            own["earliest"] = own["latest"] = date.fromisoformat(str(own.pop("day")))
        lines.append([{"topics": [], "file": 0, "line": number, **own}.get(column) for column in RECORDS])
        for role in ("actor", "recipient"):
            party = (own.get(f"{role}_code"), own.get(f"{role}_name"))
            if any(party):
                parties[party] = parties.get(party, 0) + 1
    with open_engine() as engine:
        engine.write(engine.table(RECORDS, lines), str(target / "records-1.parquet"))
        engine.write(engine.table(PARTIES, [(*party, number) for party, number in parties.items()]), str(target / "parties-1.parquet"))
    plain = {
        "format": 1,
        "name": name,
        "title": "Votes of the assembly",
        "publisher": "The assembly",
        "license": "https://creativecommons.org/publicdomain/zero/1.0/",
        "grain": "series",
        "kind_default": "Vote",
        "coding": "official",
        "files": [{"name": "votes.csv", "bytes": 1, "sha256": "0" * 64, "rows": len(rows), "set_aside": 0}],
        "records": [{"file": "records-1.parquet"}],
        "parties": [{"file": "parties-1.parquet"}],
        "rows": len(rows),
    }
    (target / "import.json").write_text(json.dumps({**plain, **manifest}), encoding="utf-8")


def hold(folder: Path, *names: str) -> None:
    """Let a workspace hold some coded sources to be so."""
    settings = folder / "chancery.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + f"held_coded = {json.dumps(names)}\n", encoding="utf-8")


def built(folder: Path) -> kg.Graph:
    """The graph of a workspace, built in this process, which has the libraries of tables already.

    The tables of the acts are not made, which takes much longer than the build; what reads them makes them.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.build.assembling.keep_tables", lambda *_: None)
        kg.Graph(Workspace(folder)).build()
    return kg.Graph(Workspace(folder))
