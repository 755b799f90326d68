"""The catalogue: settings and stored queries, with the digests of the files that they were read from."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from kg.build.catalogue import catalogue_of
from kg.workspace import Workspace


def entries(ws: Workspace) -> dict[str, list[object]]:
    """The catalogue: the digest and the content of each path."""
    rows = [line.split("\t") for line in catalogue_of(ws).splitlines()]
    return {json.loads(path): json.loads(rest) for path, _, rest in rows}


@pytest.fixture
def queries(small: Path) -> Path:
    folder = small / "queries"
    folder.mkdir()
    (folder / "good.rq").write_text("#+ summary: Documents\nSELECT ?d { ?d a dip:SourceDocument }", encoding="utf-8")
    return folder


def test_each_entry_has_the_digest_of_its_file(small: Path, queries: Path) -> None:
    found = entries(Workspace(small))
    for path, file in (("chancery.toml", small / "chancery.toml"), ("queries/good.rq", queries / "good.rq")):
        assert found[path][0] == hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_query_that_cannot_be_read_is_left_out(small: Path, queries: Path) -> None:
    (queries / "bad.rq").write_bytes(b"SELECT \xff")
    found = entries(Workspace(small))
    assert "queries/good.rq" in found
    assert "queries/bad.rq" not in found


def test_settings_that_were_removed_meanwhile_have_no_digest(small: Path) -> None:
    ws = Workspace(small)
    assert ws.settings()
    (small / "chancery.toml").unlink()
    assert entries(ws)["chancery.toml"][0] == ""
