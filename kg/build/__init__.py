"""Building a workspace: read, lint, fill, infer, write the snapshot.

Most calls find a fresh snapshot and build nothing, so the modules of a build are imported only when one is due.
"""

from __future__ import annotations

from kg.errors import KgError, LimitReached, SnapshotDamaged
from kg.snapshot import current
from kg.snapshot.freshness import is_fresh

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.snapshot import Snapshot
    from kg.workspace import Workspace

__all__ = ["build", "ensure"]


def build(ws: Workspace, progress: Callable[[str], None] | None = None, warn: Callable[[str], None] | None = None) -> Snapshot:
    """Build a workspace and put its new snapshot in use. A build that fails changes nothing.

    Args:
        ws: the workspace.
        progress: called with a few words at the beginning of each step.
        warn: called with a sentence if the new snapshot replaces a damaged one.

    Returns:
        The new snapshot.

    Raises:
        DataError: the files contain errors. It is the first by place, and its `others` are the rest. The last snapshot stays in use.
        EnvironmentProblem: the snapshot cannot be written. The last snapshot stays in use.
    """
    from kg.build.assembling import build as run

    return run(ws, progress, warn)


def ensure(ws: Workspace, progress: Callable[[str], None] | None = None) -> Snapshot:
    """Return the snapshot to answer from: the one in use if neither the files nor the code have changed, else a new one.

    A snapshot of which a file is damaged is never returned.

    Args:
        ws: the workspace.
        progress: called at the beginning of each step of a build.

    Returns:
        A snapshot, held until it is released. If a build is due and fails, or reaches the limit of the setting ``rebuild_seconds``,
        ``build_seconds`` or ``build_megabytes``, it is the old one, and a warning is printed on stderr.

    Raises:
        SnapshotDamaged: the old snapshot is damaged, and the build fails or reaches a limit.
        LimitReached: the build was stopped at a limit, now or earlier, and there is no old snapshot.
        KgError: the build fails and there is no old snapshot.
    """
    snapshot = current(ws)
    if snapshot is None:
        from kg.build.limited import rebuild

        return rebuild(ws, None, progress)
    from kg.files import say, visible

    try:
        snapshot.check()
    except SnapshotDamaged as fault:
        say(f"warning: {visible(fault.what)}; it is built again")
        snapshot.release()
        from kg.build.limited import rebuild

        try:
            return rebuild(ws, None, progress)
        except KgError as error:
            what = f"{fault.what}, and it cannot be built again: {error}"
            raise SnapshotDamaged(what, fault.where, error.hint or "correct the error, then run `kg build`") from error
    try:
        if is_fresh(ws, snapshot):
            ws.digests.save()
            return snapshot
        from kg.build.limited import rebuild

        return rebuild(ws, snapshot, progress)
    except KgError as error:
        say(f"warning: answering from the last good build: {visible(str(error))}\nhint: {visible(_hint(error))}")
        return snapshot


def _hint(error: KgError) -> str:
    return error.hint if error.hint and isinstance(error, LimitReached) else "run `kg build` to see all that is wrong"
