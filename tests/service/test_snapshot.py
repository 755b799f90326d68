"""The snapshot itself, part by part."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.service.message import Reply
from kg.snapshot.proofs import parse_line
from tests.asking import graph

Get = Callable[..., Reply]


def test_the_description_has_no_paths(get: Get) -> None:
    meta = json.loads(get("/snapshot/meta.json").body)
    assert meta["digest"] == graph().snapshot.digest
    assert meta["base"] == graph().snapshot.base
    assert {"files", "code", "inputs"}.isdisjoint(meta)


def test_the_files_of_the_workspace_are_settings_ontology_and_queries(get: Get) -> None:
    texts = json.loads(get("/snapshot/workspace.json").body)
    assert "chancery.toml" in texts
    assert not [path for path in texts if path.startswith("data") or ".." in path]


@pytest.mark.parametrize(("name", "file"), [("graph.nq", "graph_file"), ("proofs.jsonl", "proofs_file")])
def test_parts_of_a_file_are_the_file(name: str, file: str, get: Get) -> None:
    whole = Path(getattr(graph().snapshot, file)).read_bytes()
    assert get(f"/snapshot/{name}").body == whole
    pieces: list[bytes] = []
    while piece := get(f"/snapshot/{name}", {"start": str(sum(map(len, pieces))), "bytes": "1000000"}).body:
        pieces.append(piece)
    assert b"".join(pieces) == whole


def test_a_proof_is_found_by_its_triple(get: Get) -> None:
    entailed = next(iter(graph().snapshot.proofs()))
    terms = {name: str(getattr(entailed.triple, name)) for name in ("subject", "predicate", "object")}
    assert parse_line(get("/snapshot/proof", terms).body.decode()).derivations == entailed.derivations
    assert get("/snapshot/proof", {**terms, "object": "<urn:nobody>"}).status == 404


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        ("/snapshot/nothing", {}, 404),
        ("/snapshot/graph.nq", {"start": "-1"}, 400),
        ("/snapshot/graph.nq", {"bytes": "999999999999"}, 400),
        ("/snapshot/proof", {}, 400),
        ("/snapshot/proof", {"subject": '"x"', "predicate": "<urn:p>", "object": "<urn:o>"}, 400),
        ("/snapshot/proof", {"subject": "<urn:s>", "predicate": "p", "object": "<urn:o>"}, 400),
    ],
)
def test_a_wrong_request_is_refused(path: str, params: dict[str, str], status: int, get: Get) -> None:
    assert get(path, params).status == status


def test_nothing_is_written(get: Get) -> None:
    assert get("/snapshot/graph.nq", method="PUT", body=b"").status == 405
