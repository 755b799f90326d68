"""Snapshots: the results of builds, each written in one step and never changed afterwards.

A snapshot can be opened by any number of processes at once. A writer that is killed leaves the snapshot in use unchanged. Several writers
may work at once; the snapshot of the last one to finish is then in use.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.snapshot.opening import Snapshot as Snapshot
    from kg.snapshot.opening import current as current

__all__ = ["Snapshot", "current"]


def __getattr__(name: str) -> object:
    """`Snapshot` and `current`, imported at their first use, because `kg.snapshot.early` must start without them."""
    if name in __all__:
        from kg.snapshot import opening

        found: object = getattr(opening, name)
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
