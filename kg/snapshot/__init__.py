"""Snapshots: the results of builds, each written in one step and never changed afterwards.

A snapshot can be opened by any number of processes at once. A writer that is killed leaves the snapshot in use unchanged. Several writers
may work at once; the snapshot of the last one to finish is then in use.
"""

from kg.snapshot.opening import Snapshot, current

__all__ = ["Snapshot", "current"]
