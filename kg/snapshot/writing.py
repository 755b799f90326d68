"""Write a snapshot into a folder of its own, rename the folder when it is complete, and put the snapshot in use.

A writer creates a folder ``tmp-<pid>-<number>`` beside the snapshots, renames it, and then replaces the file ``current``. The next writer
removes the remains of killed writers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from kg.errors import EnvironmentProblem
from kg.files import replace_file
from kg.settings import setting
from kg.snapshot.format import CURRENT, FORMAT, GRAPH, META, PROOFS, SNAPSHOTS, STORE
from kg.snapshot.inputs import Origin, stamp
from kg.snapshot.opening import Snapshot
from kg.snapshot.proofs import Entailed, format_line
from kg.workspace import Workspace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.snapshot.format import About, Meta


def write_snapshot(
    workspace: Workspace,
    quads: Iterable[ox.Quad],
    proofs: Iterable[Entailed],
    meta: About | None = None,
    *,
    origin: Origin | None = None,
    extra: Mapping[str, str] | None = None,
) -> Snapshot:
    """Write a snapshot and put it in use, in one step.

    Args:
        workspace: the workspace.
        quads: all quads that queries see, those of the default graph included, in any order; duplicates are allowed.
        proofs: the entailed triples, in any order.
        meta: what to add to ``meta.json``. Its ``counts`` are completed by ``quads`` and ``default``.
        origin: what the snapshot is made from, stamped before the build read the files; without it, the files are stamped now.
        extra: further files, name to text. Like ``meta.json``, they are not part of the snapshot's content.

    Returns:
        The snapshot now in use. If a snapshot with the same origin and content exists, it is that one.

    Raises:
        EnvironmentProblem: the state folder cannot be written; the snapshot in use is unchanged.
    """
    beside = dict(extra or {})
    made_from = stamp(workspace) if origin is None else origin
    lines = set()
    default: set[str] = set()
    for quad in quads:
        line = f"{quad} .\n"
        lines.add(line)
        if isinstance(quad.graph_name, ox.DefaultGraph):
            default.add(line)
    whole = _meta(workspace, made_from, {"quads": len(lines), "default": len(default)}, meta or {})
    snapshots = os.path.join(workspace.state_folder, SNAPSHOTS)
    try:
        os.makedirs(snapshots, exist_ok=True)
        with _Lock(snapshots):
            _sweep(snapshots)
            folder = _new_folder(snapshots)
            writing = _Lock(folder)
            writing.take()
        try:
            _write_lines(os.path.join(folder, GRAPH), sorted(lines))
            _write_lines(os.path.join(folder, PROOFS), sorted(map(format_line, proofs)))
            _write_lines(os.path.join(folder, META), [json.dumps(whole, ensure_ascii=False, indent=1) + "\n"])
            for name, text in beside.items():
                _write_lines(os.path.join(folder, name), [text])
            if len(lines) > setting("memory_quads"):
                _write_store(os.path.join(folder, STORE), os.path.join(folder, GRAPH))
            _sync_folder(folder)
            with _Lock(snapshots):
                final = _put_in_place(folder, snapshots, made_from.digest[:12], (META, *beside))
                replace_file(os.path.join(workspace.state_folder, CURRENT), f"{os.path.basename(final)}\n".encode())
                _sync_folder(workspace.state_folder)
                _forget(snapshots, os.path.basename(final))
        except BaseException:
            _remove(folder)
            raise
        finally:
            writing.release()
    except OSError as problem:
        where = os.fspath(problem.filename) if isinstance(problem.filename, str) else workspace.state_folder
        hint = "the last snapshot stays in use; check that the folder can be written and the disk has room"
        raise EnvironmentProblem(f"the snapshot cannot be written: {problem.strerror or problem}", where, hint) from problem
    return Snapshot(final)


def _meta(workspace: Workspace, origin: Origin, counts: dict[str, int], given: About) -> Meta:
    """The content of ``meta.json``."""
    return {
        "format": FORMAT,
        "digest": origin.digest,
        "base": workspace.base,
        "title": workspace.title,
        "version": origin.version,
        "engine": origin.engine,
        "code_digest": origin.code_digest,
        "inputs": sorted(origin.inputs),
        "code": sorted(origin.code),
        **given,
        "counts": counts | given.get("counts", {}),
    }


class _Lock:
    """A lock on a folder, held by one writer at a time in any process or thread. The system releases it when the process ends.

    Where the system has no such locks, the lock does nothing: two builds of one workspace must not run at the same time there.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.handle = -1

    def take(self, wait: bool = True) -> bool:
        """Take the lock; without `wait`, only if nobody holds it. Returns whether it is taken."""
        if os.name != "posix":
            return False
        import fcntl

        handle = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self.handle = handle
        return True

    def release(self) -> None:
        """Release the lock, if it is taken."""
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1

    def __enter__(self) -> None:
        self.take()

    def __exit__(self, *_: object) -> None:
        self.release()


def _new_folder(snapshots: str) -> str:
    """Create a new folder for this process to write in."""
    for number in range(1_000_000):
        folder = os.path.join(snapshots, f"tmp-{os.getpid()}-{number}")
        try:
            os.mkdir(folder)
        except FileExistsError:
            continue
        return folder
    raise FileExistsError(17, "no free name is left for a new folder", snapshots)


def _write_lines(path: str, lines: Iterable[str]) -> None:
    """Write a file and flush it to the disk."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def _write_store(folder: str, graph_file: str) -> None:
    """Make Oxigraph's files from N-Quads."""
    store = ox.Store(folder)
    store.bulk_load(path=graph_file, format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    del store


def _sync_folder(folder: str) -> None:
    """Flush the entries of a folder to the disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _put_in_place(folder: str, snapshots: str, name: str, beside: Iterable[str]) -> str:
    """Rename a complete folder to its final name, under the lock, and return the path of the snapshot to use.

    If the name is taken by the same content, that snapshot stays and only gets the new files `beside` the content, such as ``meta.json``
    with the files' present times. If it is taken by other content, the next free name is used: a snapshot that others may be reading never
    changes.
    """
    number = 1
    while True:
        target = os.path.join(snapshots, name if number == 1 else f"{name}-{number}")
        if _same_content(folder, target):
            for each in beside:
                os.replace(os.path.join(folder, each), os.path.join(target, each))
            _remove(folder)
            return target
        if not os.path.lexists(target):
            os.rename(folder, target)
            _sync_folder(snapshots)
            return target
        number += 1


def _same_content(left: str, right: str) -> bool:
    """Whether two snapshots have the same quads and proofs, in the same kind of files."""
    for name in (GRAPH, PROOFS):
        try:
            with open(os.path.join(left, name), "rb") as one, open(os.path.join(right, name), "rb") as other:
                while True:
                    piece = one.read(1 << 20)
                    if piece != other.read(1 << 20):
                        return False
                    if not piece:
                        break
        except OSError:
            return False
    return os.path.isdir(os.path.join(left, STORE)) == os.path.isdir(os.path.join(right, STORE))


def _sweep(snapshots: str) -> None:
    """Remove the remains of killed writers, under the lock. A running writer holds the lock of its folder."""
    state = os.path.dirname(snapshots)
    for name in os.listdir(state):
        if name.startswith(f"{CURRENT}.tmp-"):
            _remove(os.path.join(state, name))
    for name in os.listdir(snapshots):
        if name.startswith("tmp-"):
            left = _Lock(os.path.join(snapshots, name))
            if left.take(wait=False):
                _remove(left.folder)
                left.release()


def _forget(snapshots: str, name: str) -> None:
    """Remove old snapshots beyond the setting ``snapshots_kept``, but never the one in use."""
    others = []
    for each in os.listdir(snapshots):
        if each != name and not each.startswith("tmp-"):
            path = os.path.join(snapshots, each)
            others.append((os.stat(path).st_mtime_ns, path))
    others.sort(reverse=True)
    for _, path in others[max(setting("snapshots_kept"), 1) - 1 :]:
        _remove(path)


def _remove(path: str) -> None:
    """Remove a file or folder, if it exists."""
    if os.path.isdir(path) and not os.path.islink(path):
        import shutil

        shutil.rmtree(path, ignore_errors=True)
    elif os.path.lexists(path):
        os.remove(path)
