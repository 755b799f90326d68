"""The network of a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.network.proofs import read_proofs
from kg.network.reading import read
from kg.rules import load_rules

if TYPE_CHECKING:
    from kg.network.model import Projection
    from kg.snapshot.opening import Snapshot
    from kg.workspace import Workspace


def project(workspace: Workspace, snapshot: Snapshot) -> Projection:
    """Read the network of a snapshot, with the proofs of its inferred edges and the explanations of the rules."""
    with open(snapshot.proofs_file, encoding="utf-8") as file:
        derivations = read_proofs(file, snapshot.proofs_file)
    rules = {rule.name: rule.explanation for rule in load_rules(workspace)}
    return read(snapshot.store, snapshot.base, language=workspace.language, derivations=derivations, rules=rules)
