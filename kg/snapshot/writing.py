"""How a snapshot is written: in a folder of its own, renamed when it is whole, then put in use."""

from __future__ import annotations

import json
import os

import pyoxigraph as ox

from kg.errors import EnvironmentProblem
from kg.settings import setting
from kg.snapshot.opening import FORMAT, digest_of, stamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.snapshot.opening import Input, Meta
    from kg.workspace import Workspace


def write(
    workspace: Workspace,
    quads: Iterable[ox.Quad],
    proofs: Iterable[Mapping[str, object]],
    given: dict[str, object],
    extra: Mapping[str, str],
) -> str:
    """See `kg.snapshot.opening.write_snapshot`; gives the folder of the snapshot now in use."""
    inputs = given.pop("inputs", None)
    stamped: list[Input] = list(inputs) if isinstance(inputs, list) else stamp(workspace)
    digest = digest_of(stamped)
    lines = set()
    default: set[str] = set()
    for quad in quads:
        line = f"{quad} .\n"
        lines.add(line)
        if isinstance(quad.graph_name, ox.DefaultGraph):
            default.add(line)
    own_counts = given.pop("counts", None)
    counts = {"quads": len(lines), "default": len(default), **(own_counts if isinstance(own_counts, dict) else {})}
    whole: Meta = {"format": FORMAT, "digest": digest, "base": workspace.base, "title": workspace.title}
    whole |= {"inputs": [list(each) for each in sorted(stamped)], "counts": counts, **given}
    snapshots = os.path.join(workspace.state_folder, "snapshots")
    try:
        os.makedirs(snapshots, exist_ok=True)
        with _Lock(snapshots):
            _sweep(snapshots)
            folder = _new_folder(snapshots)
            writing = _Lock(folder)
            writing.take()
        try:
            _write_lines(os.path.join(folder, "graph.nq"), sorted(lines))
            proof_lines = sorted(json.dumps(proof, ensure_ascii=False, separators=(",", ":")) + "\n" for proof in proofs)
            _write_lines(os.path.join(folder, "proofs.jsonl"), proof_lines)
            _write_lines(os.path.join(folder, "meta.json"), [json.dumps(whole, ensure_ascii=False, indent=1) + "\n"])
            for name, text in extra.items():
                _write_lines(os.path.join(folder, name), [text])
            if len(lines) > setting("memory_quads"):
                _write_store(os.path.join(folder, "store"), os.path.join(folder, "graph.nq"))
            _sync_folder(folder)
            with _Lock(snapshots):
                final = _put_in_place(folder, snapshots, digest[:12], ("meta.json", *extra))
                _replace(os.path.join(workspace.state_folder, "current"), os.path.basename(final) + "\n")
                _forget(snapshots, os.path.basename(final))
        except BaseException:
            _remove(folder)
            raise
        finally:
            writing.give()
    except OSError as problem:
        where = os.fspath(problem.filename) if isinstance(problem.filename, str) else workspace.state_folder
        hint = "the last snapshot stays in use; see that the folder can be written and the disk has room"
        raise EnvironmentProblem(f"the snapshot cannot be written: {problem.strerror or problem}", where, hint) from problem
    return final


class _Lock:
    """A lock on a folder, held by one writer at a time, in whatever process or thread; the system gives it back when one dies.

    Where the system has no such locks, it does nothing: there, two builds of one workspace must not run at the same time.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.handle = -1

    def take(self, wait: bool = True) -> bool:
        """Take it; without `wait`, only if nobody holds it. Tells whether it is taken."""
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

    def give(self) -> None:
        """Give it back, if it is taken."""
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1

    def __enter__(self) -> None:
        self.take()

    def __exit__(self, *_: object) -> None:
        self.give()


def _new_folder(snapshots: str) -> str:
    """A new folder for this process to write in."""
    for number in range(1_000_000):
        folder = os.path.join(snapshots, f"tmp-{os.getpid()}-{number}")
        try:
            os.mkdir(folder)
        except FileExistsError:
            continue
        return folder
    raise FileExistsError(17, "no name is left for a new folder", snapshots)


def _write_lines(path: str, lines: Iterable[str]) -> None:
    """Write a file and see it onto the disk."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def _write_store(folder: str, graph_file: str) -> None:
    """Make Oxigraph's own files from N-Quads."""
    store = ox.Store(folder)
    store.bulk_load(path=graph_file, format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    del store


def _sync_folder(folder: str) -> None:
    """See a folder's entries onto the disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _put_in_place(folder: str, snapshots: str, name: str, beside: Iterable[str]) -> str:
    """Rename a finished folder to its name, under the lock; gives the path of the snapshot to use.

    Where the name is taken by the same content, that snapshot stays and only gets the new files `beside` the content:
    ``meta.json``, which knows the files' present times, and the like.
    Where it is taken by other content, the next free name is used: what others may be reading never changes.
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
    """Whether two snapshots hold the same quads and proofs, in the same kind of files."""
    for name in ("graph.nq", "proofs.jsonl"):
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
    return os.path.isdir(os.path.join(left, "store")) == os.path.isdir(os.path.join(right, "store"))


def _replace(path: str, text: str) -> None:
    """Give a small file a new text in one step."""
    written = f"{path}.tmp-{os.getpid()}"
    _write_lines(written, [text])
    os.replace(written, path)
    _sync_folder(os.path.dirname(path))


def _sweep(snapshots: str) -> None:
    """Remove what dead writers have left; under the lock. A writer that lives holds the lock of its folder."""
    state = os.path.dirname(snapshots)
    for name in os.listdir(state):
        if name.startswith("current.tmp-"):
            _remove(os.path.join(state, name))
    for name in os.listdir(snapshots):
        if name.startswith("tmp-"):
            left = _Lock(os.path.join(snapshots, name))
            if left.take(wait=False):
                _remove(left.folder)
                left.give()


def _forget(snapshots: str, name: str) -> None:
    """Remove old snapshots beyond the setting ``snapshots_kept``, never the one in use."""
    others = []
    for each in os.listdir(snapshots):
        if each != name and not each.startswith("tmp-"):
            path = os.path.join(snapshots, each)
            others.append((os.stat(path).st_mtime_ns, path))
    others.sort(reverse=True)
    for _, path in others[max(setting("snapshots_kept"), 1) - 1 :]:
        _remove(path)


def _remove(path: str) -> None:
    """Remove a file or folder, if it is there."""
    if os.path.isdir(path) and not os.path.islink(path):
        import shutil

        shutil.rmtree(path, ignore_errors=True)
    elif os.path.lexists(path):
        os.remove(path)
