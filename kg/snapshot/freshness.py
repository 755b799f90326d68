"""Whether a snapshot still corresponds to the files and the code that it was made from."""

from __future__ import annotations

import os

import pyoxigraph as ox

from kg.errors import EnvironmentProblem
from kg.snapshot.format import FORMAT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from kg.snapshot.format import FileStamp
    from kg.snapshot.opening import Snapshot
    from kg.workspace import Workspace

PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""The folder of the package ``kg``, to which the paths of its source files are relative."""

ENGINE: Final = f"pyoxigraph {ox.__version__}"
"""The library that parses the data and runs the rules, with its version."""


def is_fresh(workspace: Workspace, snapshot: Snapshot) -> bool:
    """Whether a build from the present files with the present code would make the same snapshot.

    Compares the list of the workspace's files, then the size and time of each file of the workspace and of the code, and the content
    only where the times differ.

    Raises:
        EnvironmentProblem: a folder or a file cannot be read.
    """
    meta = snapshot.meta
    if meta.get("format") != FORMAT or meta["engine"] != ENGINE:
        return False
    found = dict(workspace.inputs())
    if len(found) != len(meta["inputs"]) or any(name not in found for name, *_ in meta["inputs"]):
        return False
    # A module that has been added matters only if another one has been changed to import it.
    code = ((os.path.join(PACKAGE, name), each) for each in meta["code"] for name in each[:1])
    return _unchanged((found[each[0]], each) for each in meta["inputs"]) and _unchanged(code)


def sha256_of(path: str) -> str:
    """The SHA-256 of a file, as 64 hexadecimal digits.

    Raises:
        EnvironmentProblem: the file cannot be read.
    """
    import hashlib

    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        raise EnvironmentProblem(f"a file cannot be read: {problem.strerror}", path) from problem


def _unchanged(files: Iterable[tuple[str, FileStamp]]) -> bool:
    """Whether files still have their recorded content."""
    for path, (_, size, time, digest) in files:
        try:
            status = os.stat(path)
        except OSError:
            return False
        if status.st_size != size:
            return False
        if status.st_mtime_ns != time and sha256_of(path) != digest:
            return False
    return True
