"""What a build keeps beside the quads: the network, so that a picture does not read it from them again, and the tables of the acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.errors import EnvironmentProblem
from kg.network import kept
from kg.network.network import Network, measure
from kg.network.reading import read
from kg.rules import explanations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pyoxigraph as ox

    from kg.rules import Entailed, Rule
    from kg.snapshot import Snapshot
    from kg.workspace import Workspace

FEWEST: Final = 1_000
"""The number of assertion graphs from which a build keeps a copy. With fewer, a picture is drawn in a moment, and importing networkx would
make the build noticeably slower."""
MOST: Final = 20_000
"""The number of assertion graphs up to which a build keeps a copy. With more, the page would be larger than a browser can show at a useful
speed, so that people draw parts, whose positions and measures are their own, and a build is near its limit of memory already."""


def is_due(assertions: int) -> bool:
    """Whether a build keeps a copy of the network of a workspace with so many assertion graphs.

    >>> is_due(100), is_due(10_000), is_due(1_000_000)
    (False, True, False)
    """
    return FEWEST <= assertions <= MOST


def copy_of_network(store: ox.Store, ws: Workspace, entailed: Iterable[Entailed], rules: Iterable[Rule]) -> str:
    """The text of the copy, see `kg.network.kept`.

    Args:
        store: all quads of the new snapshot.
        ws: the workspace.
        entailed: the entailed triples, with all derivations.
        rules: the inference rules.
    """
    derivations = {each.triple: each.derivations for each in entailed}
    projection = read(store, ws.base, language=ws.language, derivations=derivations, rules=explanations(list(rules)))
    return kept.write(Network(projection, measure(projection)), kept.origin(ws.language))


def keep_tables(
    ws: Workspace, snapshot: Snapshot, progress: Callable[[str], None] | None = None, warn: Callable[[str], None] | None = None
) -> None:
    """Make the tables of the acts (`kg.tables.star`) of a large snapshot, or of one with coded sources, if the libraries are installed.

    Args:
        ws: the workspace.
        snapshot: its new snapshot.
        progress: called with a few words before they are made.
        warn: called with a sentence if they cannot be made: the snapshot is whole without them.
    """
    counts = snapshot.meta["counts"]
    if counts.get("assertions", 0) < FEWEST and not counts.get("coded"):
        return
    from kg.tables.star import installed, star_folder

    if not installed():
        return
    if progress is not None:
        progress("making the tables of the acts")
    try:
        star_folder(snapshot, ws.state_folder)
    except EnvironmentProblem as problem:
        if warn is not None:
            warn(f"the snapshot has no tables for counts: {problem.what}")
