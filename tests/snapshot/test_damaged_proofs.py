"""The messages about a damaged file of proofs."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple

from kg.errors import EnvironmentProblem
from kg.snapshot.proofs import Proofs


def test_a_damaged_proof_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "proofs.jsonl"
    wanted = Triple(*(NamedNode(f"https://example.org/{each}") for each in ("a", "met", "b")))
    with pytest.raises(EnvironmentProblem, match="cannot be read"):
        Proofs(str(path)).of(wanted)
    path.write_text(f'{{"triple":["{wanted.subject}","{wanted.predicate}","{wanted.object}"],"rank":1}}\n', "utf-8")
    with pytest.raises(EnvironmentProblem, match="damaged"):
        Proofs(str(path)).of(wanted)
    path.write_text("", "utf-8")
    assert Proofs(str(path)).of(wanted) == ()
