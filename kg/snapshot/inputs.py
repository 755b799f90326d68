"""What a snapshot is made from: the files of a workspace, and the code that builds them."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final

from kg.digests import Digests
from kg.errors import EnvironmentProblem
from kg.snapshot.format import FORMAT
from kg.snapshot.freshness import ENGINE, PACKAGE
from kg.workspace import Workspace

if TYPE_CHECKING:
    from kg.snapshot.format import FileStamp

BUILDING: Final = (
    *("authored", "build", "coded", "dates", "digests", "errors", "files", "headers", "namespaces", "network", "numbered", "ontology"),
    *("periods", "places", "record", "rules", "settings", "snapshot", "sparql", "tables", "terms", "tokens", "values", "watching"),
    "workspace",
)
"""The rooms of ``kg`` that a build uses. A change of their code makes every snapshot stale. A test compares them with the imports."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a snapshot is made from.

    Attributes:
        inputs: the files of the workspace, with paths relative to it.
        code: the source files of the rooms that a build uses, with paths relative to the package.
        engine: the RDF library, with its version.
        version: the version of the package. It is recorded and not compared, because `code` is.
    """

    inputs: tuple[FileStamp, ...]
    code: tuple[FileStamp, ...]
    engine: str = ENGINE
    version: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 over the format, the engine, and the paths and contents of all files.

        >>> len(Origin((("a", 1, "11"),), (("b.py", 1, "22"),)).digest)
        64
        """
        lines = [f"{FORMAT}\n", f"{self.engine}\n", *_lines(self.inputs), "\n", *_lines(self.code)]
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    @property
    def code_digest(self) -> str:
        """SHA-256 over the paths and contents of the source files."""
        return hashlib.sha256("".join(_lines(self.code)).encode()).hexdigest()


def stamp(workspace: Workspace) -> Origin:
    """The origin of a snapshot that is built now.

    A build calls it before it reads the files. A file that changes during the build then makes the snapshot stale, not wrong.

    Raises:
        EnvironmentProblem: a file cannot be read.
    """
    inputs = tuple(_stamp(workspace.digests, name, path, workspace.display(path)) for name, path in workspace.inputs())
    return Origin(inputs, code_stamp(), ENGINE, _version())


@functools.cache
def code_stamp() -> tuple[FileStamp, ...]:
    """The source files of the rooms that a build uses, sorted by path, as they were at the first call.

    The code in memory does not change when its files do. A process that outlives an upgrade must not mark its snapshots with code
    that it does not run.
    """
    nothing = Digests("")
    return tuple(_stamp(nothing, name, os.path.join(PACKAGE, name), os.path.join(PACKAGE, name)) for name in code_files())


def code_files() -> list[str]:
    """The source files of the rooms that a build uses, sorted: paths relative to the package, with slashes."""
    found = []
    for room in BUILDING:
        if os.path.isfile(os.path.join(PACKAGE, room + ".py")):
            found.append(room + ".py")
        for folder, _, names in os.walk(os.path.join(PACKAGE, room)):
            inside = os.path.relpath(folder, PACKAGE).replace(os.sep, "/")
            found += [f"{inside}/{name}" for name in names if name.endswith(".py")]
    return sorted(found)


def _stamp(digests: Digests, name: str, path: str, shown: str) -> FileStamp:
    try:
        return name, os.stat(path).st_size, digests.again(path)
    except OSError as problem:
        raise EnvironmentProblem(f"a file cannot be read: {problem.strerror}", shown) from problem


def _lines(files: Iterable[FileStamp]) -> list[str]:
    return [f"{name} {digest}\n" for name, _, digest in sorted(files)]


def _version() -> str:
    """The version of the installed package; empty if the package is not installed but runs from a folder."""
    try:
        return version("chancery")
    except PackageNotFoundError:
        return ""
