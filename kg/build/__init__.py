"""Building a workspace: read, lint, fill, infer, write the snapshot.

Most calls find a fresh snapshot and build nothing, so the modules of a build are imported only when one is due.
"""

from __future__ import annotations

from kg.errors import KgError
from kg.snapshot import current
from kg.snapshot.freshness import is_fresh

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.snapshot import Snapshot
    from kg.workspace import Workspace

__all__ = ["build", "ensure"]


def build(ws: Workspace, progress: Callable[[str], None] | None = None) -> Snapshot:
    """Build a workspace and put its new snapshot in use. A build that fails changes nothing.

    Args:
        ws: the workspace.
        progress: called with a few words at the beginning of each step.

    Returns:
        The new snapshot.

    Raises:
        DataError: there are errors in the files: the first by place, with all others in its `others`.
        EnvironmentProblem: the snapshot cannot be written.
        In both cases the last snapshot stays in use.
    """
    from kg.build.assembling import build as run

    return run(ws, progress)


def ensure(ws: Workspace, progress: Callable[[str], None] | None = None) -> Snapshot:
    """Return the snapshot to answer from: the one in use if neither the files nor the code have changed, else a new one.

    Args:
        ws: the workspace.
        progress: called at the beginning of each step of a build.

    Returns:
        A snapshot. If a build is due and fails, it is the old one, and a warning is printed on stderr.

    Raises:
        KgError: the build fails and there is no old snapshot.
    """
    snapshot = current(ws)
    if snapshot is not None and is_fresh(ws, snapshot):
        return snapshot
    try:
        return build(ws, progress)
    except KgError as error:
        if snapshot is None:
            raise
        from kg.files import say, visible

        say(f"warning: answering from the last good build: {visible(str(error))}\nhint: run `kg build` to see all that is wrong")
        return snapshot
