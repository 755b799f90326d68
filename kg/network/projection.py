"""The network of a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.network.reading import read
from kg.rules import explanations, load_rules

if TYPE_CHECKING:
    from kg.network.model import Projection
    from kg.snapshot import Snapshot
    from kg.workspace import Workspace


def project(workspace: Workspace, snapshot: Snapshot) -> Projection:
    """Read the network of a snapshot, with the proofs of its inferred edges and the explanations of the rules."""
    rules = explanations(load_rules(workspace))
    derivations = snapshot.proofs().derivations()
    # Last, because the command line may still be loading the quads in another thread.
    return read(snapshot.in_memory(), snapshot.base, language=workspace.language, derivations=derivations, rules=rules)
