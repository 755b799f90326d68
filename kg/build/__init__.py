"""The way of the data: read, lint, fill, infer, snapshot.

Most calls find a fresh snapshot and build nothing: what a build needs is imported only when there is something to build.
"""

from __future__ import annotations

from kg.errors import KgError
from kg.snapshot.opening import current, is_fresh

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.snapshot.opening import Snapshot
    from kg.workspace import Workspace

__all__ = ["build", "ensure"]


def build(ws: Workspace, progress: Callable[[str], None] | None = None) -> Snapshot:
    """Build a workspace and put its new snapshot in use: all of it, or nothing.

    Args:
        ws: the workspace.
        progress: told in a few words what is being done, at the beginning of each step.

    Returns:
        The new snapshot.

    Raises:
        DataError: something in the files is wrong: the first error by place, all others in its `others`; the last snapshot
            stays in use.
        EnvironmentProblem: the snapshot cannot be written; the last snapshot stays in use.
    """
    from kg.build.assembling import build as run

    return run(ws, progress)


def ensure(ws: Workspace, progress: Callable[[str], None] | None = None) -> Snapshot:
    """The snapshot to answer from: the one in use if the files have not changed, else a new one.

    Args:
        ws: the workspace.
        progress: told what is being done, if anything is.

    Returns:
        A snapshot. If the files have changed and cannot be built, it is the old one, after a warning on stderr.

    Raises:
        KgError: the files cannot be built and there is no old snapshot.
    """
    snapshot = current(ws)
    if snapshot is not None and is_fresh(ws, snapshot):
        return snapshot
    try:
        return build(ws, progress)
    except KgError as error:
        if snapshot is None:
            raise
        import sys

        sys.stderr.write(f"warning: answering from the last good build: {error}\nhint: run `kg build` to see all that is wrong\n")
        return snapshot
