"""Whether a snapshot still corresponds to the files and the code that it was made from."""

from __future__ import annotations

import os

import pyoxigraph as ox

from kg.snapshot.format import FORMAT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from kg.digests import Digests
    from kg.snapshot.format import FileStamp
    from kg.snapshot.opening import Snapshot
    from kg.workspace import Workspace

PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""The folder of the package ``kg``, to which the paths of its source files are relative."""

ENGINE: Final = f"pyoxigraph {ox.__version__}"
"""The library that parses the data and runs the rules, with its version."""


def is_fresh(workspace: Workspace, snapshot: Snapshot) -> bool:
    """Whether a build from the present files with the present code would make the same snapshot.

    Compares the list of the workspace's files, then the digest of each file of the workspace and of the code. A file is read only if
    its status has changed since it was last read; see `kg.digests`.

    Raises:
        DataError: a file or folder of the workspace is not what its name says.
        EnvironmentProblem: a folder cannot be read.
    """
    meta = snapshot.meta
    if meta["format"] != FORMAT or meta["engine"] != ENGINE:
        return False
    found = dict(workspace.inputs())
    if len(found) != len(meta["inputs"]) or any(name not in found for name, *_ in meta["inputs"]):
        return False
    return _unchanged(workspace.digests, ((found[each[0]], each) for each in meta["inputs"])) and is_of_this_code(workspace, snapshot)


def is_of_this_code(workspace: Workspace, snapshot: Snapshot) -> bool:
    """Whether a snapshot was made by the present code, whatever files it was made from."""
    meta = snapshot.meta
    if meta["format"] != FORMAT or meta["engine"] != ENGINE:
        return False
    # A module that has been added matters only if another one has been changed to import it.
    return _unchanged(workspace.digests, ((os.path.join(PACKAGE, each[0]), each) for each in meta["code"]))


def _unchanged(digests: Digests, files: Iterable[tuple[str, FileStamp]]) -> bool:
    """Whether files still have their recorded content."""
    try:
        return all(digests.of(path) == digest for path, (_, _, digest) in files)
    except OSError:
        return False
