"""The network of a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.network.kept import origin, parse
from kg.network.network import Network
from kg.network.reading import read
from kg.rules import explanations, load_rules
from kg.snapshot.format import NETWORK
from kg.snapshot.freshness import is_of_this_code

if TYPE_CHECKING:
    from kg.network.model import Projection
    from kg.snapshot import Snapshot
    from kg.workspace import Workspace


def project(workspace: Workspace, snapshot: Snapshot) -> Projection:
    """The network of a snapshot, with the proofs of its inferred edges and the explanations of the rules."""
    return network_of(workspace, snapshot, measured=False).projection


def network_of(workspace: Workspace, snapshot: Snapshot, *, measured: bool = True) -> Network:
    """The network of a snapshot: the copy that the build has kept, with positions and measures, if there is one that can be used.

    A copy that other code or other libraries have made is not used, because what they compute may differ.

    Args:
        workspace: the workspace.
        snapshot: its snapshot.
        measured: whether the positions and measures of the copy are wanted, too.

    Raises:
        SnapshotDamaged: a file of the snapshot is missing or damaged.
    """
    text = snapshot.text(NETWORK) if is_of_this_code(workspace, snapshot) else None
    kept = parse(text, origin(workspace.language), measured=measured) if text is not None else None
    return kept if kept is not None else Network(_read(workspace, snapshot))


def _read(workspace: Workspace, snapshot: Snapshot) -> Projection:
    """The network, read from the quads and the proofs."""
    rules = explanations(load_rules(workspace))
    derivations = snapshot.proofs().derivations()
    # Last, because the command line may still be loading the quads in another thread.
    return read(snapshot.in_memory(), snapshot.base, language=workspace.language, derivations=derivations, rules=rules)
