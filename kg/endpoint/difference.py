"""How a snapshot differs from one before it, by graph."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kg.endpoint.lines import DEFAULT, lines_of, proof_lines, split
from kg.errors import EnvironmentProblem
from kg.snapshot import Snapshot
from kg.snapshot.format import SNAPSHOTS
from kg.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from kg.endpoint.lines import Lines
    from kg.workspace import Workspace


class Difference(NamedTuple):
    """The triples that one of two snapshots has, by graph, as lines of N-Triples.

    Attributes:
        gone: those that only the earlier one has.
        new: those that only the later one has.
    """

    gone: Mapping[str, list[str]]
    new: Mapping[str, list[str]]


def kept(workspace: Workspace, digest: str) -> Snapshot | None:
    """The snapshot of a workspace with a digest, held until it is released; None if it is no longer on this machine."""
    folder = os.path.join(workspace.state_folder, SNAPSHOTS)
    try:
        names = sorted(name for name in os.listdir(folder) if name.startswith(digest[:12]))
    except OSError:
        return None
    for name in names:
        found = Snapshot(os.path.join(folder, name), workspace.digests)
        try:
            if found.digest == digest and found.hold():
                return found
        except EnvironmentProblem:
            continue
    return None


def difference(old: Lines, new: Lines, changed: Collection[str], most: int) -> Difference | None:
    """The difference of two snapshots.

    Args:
        old: the lines of the earlier one.
        new: the lines of the later one.
        changed: the graphs that are not the same.
        most: how many lines it may have.

    Returns:
        The difference; None if it is larger, or if files of the workspace have changed, which a snapshot does not keep.

    Raises:
        SnapshotDamaged: a file cannot be read.
    """
    sides: tuple[dict[str, list[str]], dict[str, list[str]]] = {}, {}
    graphs, base = new.graphs, new.snapshot.base
    count = 0
    both = (old.snapshot, new.snapshot), (new.snapshot, old.snapshot)
    for line, side in between(*(lines_of(one.quads_text(beside=other)) for one, other in both)):
        graph, triple = split(line)
        sides[side].setdefault(graphs.held if graph == DEFAULT else graph, []).append(triple)
        count += 1
        if count > most:
            return None
    for line, side in between(*(lines_of(one.proofs_text(beside=other)) for one, other in both)):
        lines = list(proof_lines(base, line))
        sides[side].setdefault(graphs.proofs, []).extend(lines)
        count += len(lines)
        if count > most:
            return None
    if graphs.workspace in changed:
        return None
    return Difference(*sides)


def between(before: Iterator[str], after: Iterator[str]) -> Iterator[tuple[str, int]]:
    """The lines that only one of two sorted sources has, each with 0 for the earlier and 1 for the later one."""
    one, two = next(before, None), next(after, None)
    while one is not None or two is not None:
        if one == two:
            one, two = next(before, None), next(after, None)
        elif two is None or (one is not None and one < two):
            assert one is not None
            yield one, 0
            one = next(before, None)
        else:
            yield two, 1
            two = next(after, None)
