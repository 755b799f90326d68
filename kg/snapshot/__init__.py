"""What a build leaves for all other steps: written in one step and never changed afterwards.

A snapshot can be opened by any number of processes at once. A writer that is killed at any moment leaves the snapshot in use as it
was. Writers may work at the same time: the last one to finish is in use.
"""

from kg.snapshot.opening import Snapshot, current

__all__ = ["Snapshot", "current"]
