"""Write a snapshot into a folder of its own, rename the folder when it is complete, and put the snapshot in use.

A writer creates a folder ``tmp-<pid>-<number>`` beside the snapshots, renames it, and then replaces the file ``current``. The next writer
removes the remains of killed writers, and the old snapshots that no reader holds any more.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

import pyoxigraph as ox

from kg.digests import Digests
from kg.errors import EnvironmentProblem
from kg.files import replace_file
from kg.settings import setting
from kg.snapshot.format import CURRENT, FORMAT, GRAPH, META, PROOFS, SNAPSHOTS, STOPPED, STORE, seal, unseal
from kg.snapshot.freshness import PACKAGE
from kg.snapshot.inputs import Origin, stamp
from kg.snapshot.locks import Lock
from kg.snapshot.opening import Snapshot
from kg.snapshot.proofs import Entailed, format_line
from kg.snapshot.store import load_store
from kg.snapshot.verifying import Integrity, verify
from kg.values import NamedTuple
from kg.workspace import Workspace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.snapshot.format import About, FileStamp, Meta


class Lines(NamedTuple):
    """All quads of a snapshot as lines of N-Quads, each with its line feed.

    Attributes:
        named: those in named graphs.
        default: those in the default graph.
    """

    named: Iterable[str]
    default: Iterable[str]

    @classmethod
    def of(cls, quads: Iterable[ox.Quad]) -> Lines:
        """The lines of some quads.

        >>> s, p, o, g = map(ox.NamedNode, ("x:s", "x:p", "x:o", "x:g"))
        >>> Lines.of([ox.Quad(s, p, o), ox.Quad(s, p, o, g)])
        Lines(named={'<x:s> <x:p> <x:o> <x:g> .\\n'}, default={'<x:s> <x:p> <x:o> .\\n'})
        """
        named: set[str] = set()
        default: set[str] = set()
        for quad in quads:
            lines = default if isinstance(quad.graph_name, ox.DefaultGraph) else named
            lines.add(f"{quad} .\n")
        return cls(named, default)


def write_snapshot(
    workspace: Workspace,
    quads: Iterable[ox.Quad] | Lines,
    proofs: Iterable[Entailed | str],
    meta: About | None = None,
    *,
    origin: Origin | None = None,
    extra: Mapping[str, str] | None = None,
    derive: Callable[[ox.Store], Mapping[str, str]] | None = None,
    warn: Callable[[str], None] | None = None,
) -> Snapshot:
    """Write a snapshot and put it in use, in one step.

    Args:
        workspace: the workspace.
        quads: all quads that queries see, those of the default graph included, in any order; duplicates are allowed.
        proofs: the entailed triples or their lines (see `kg.snapshot.proofs.format_line`), in any order.
        meta: what to add to ``meta.json``. Its ``counts`` are completed by ``quads`` and ``default``.
        origin: what the snapshot is made from, stamped before the build read the files; without it, the files are stamped now.
        extra: further files, name to text.
        derive: called with all quads in memory, while the engine writes its files; it returns further files, name to text.
        warn: called with a sentence if the snapshot in use had the same origin and was damaged.

    Returns:
        The snapshot now in use, held until it is released. If a snapshot with the same origin and content exists and no file of it is
        damaged, it is that one.

    Raises:
        EnvironmentProblem: the state folder cannot be written; the snapshot in use is unchanged.
    """
    beside = dict(extra or {})
    made_from = stamp(workspace) if origin is None else origin
    lines = quads if isinstance(quads, Lines) else Lines.of(quads)
    named, default = set(lines.named), set(lines.default)
    total = len(named) + len(default)
    whole = _meta(workspace, made_from, {"quads": total, "default": len(default)}, meta or {})
    snapshots = os.path.join(workspace.state_folder, SNAPSHOTS)
    try:
        os.makedirs(snapshots, exist_ok=True)
        with Lock(snapshots):
            _sweep(snapshots)
            folder = _new_folder(snapshots)
            writing = Lock(folder)
            writing.take()
        try:
            _write_lines(os.path.join(folder, GRAPH), sorted([*named, *default]))
            del named, default, lines, quads  # hundreds of megabytes
            # The engine works in another thread, without the interpreter's lock.
            with ThreadPoolExecutor(1) as engine:
                loaded = engine.submit(load_store, folder) if derive is not None else None
                stored = engine.submit(_write_store, folder) if total > setting("memory_quads") else None
                _write_lines(os.path.join(folder, PROOFS), sorted(each if isinstance(each, str) else format_line(each) for each in proofs))
                if derive is not None and loaded is not None:
                    beside |= derive(loaded.result()[0])
                if stored is not None:
                    stored.result()
            for name, text in beside.items():
                _write_lines(os.path.join(folder, name), [text])
            whole["files"] = _stamps(folder)
            with open(os.path.join(folder, GRAPH), "rb") as file:
                whole["graph_crc32"] = zlib.crc32(file.read())
            _write_lines(os.path.join(folder, META), [seal(whole)])
            _sync_folder(folder)
            with Lock(snapshots):
                before = _in_use(workspace.state_folder)
                final, replaced = _put_in_place(folder, snapshots, made_from.digest[:12], whole, writing)
                replace_file(os.path.join(workspace.state_folder, CURRENT), f"{os.path.basename(final)}\n".encode())
                _sync_folder(workspace.state_folder)
                snapshot = Snapshot(final, workspace.digests)
                snapshot.hold()
                _forget(snapshots, os.path.basename(final))
                _remove(os.path.join(workspace.state_folder, STOPPED))
        except BaseException:
            _remove(folder)
            raise
        finally:
            writing.release()
    except OSError as problem:
        where = os.fspath(problem.filename) if isinstance(problem.filename, str) else workspace.state_folder
        hint = "the last snapshot stays in use; check that the folder can be written and the disk has room"
        raise EnvironmentProblem(f"the snapshot cannot be written: {problem.strerror or problem}", where, hint) from problem
    _remember(workspace, snapshot, made_from)
    for each in replaced:
        faults = "; ".join(f"{fault.file}: {fault.what}" for fault in each.faults)
        if warn is not None and each.snapshot == before:
            warn(f"the snapshot {each.snapshot} was damaged, and {os.path.basename(snapshot.folder)} replaces it: {faults}")
    return snapshot


def _stamps(folder: str) -> list[FileStamp]:
    """The files of a new snapshot, sorted by name."""
    digests = Digests("")
    found = []
    for inside, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(inside, name)
            shown = os.path.relpath(path, folder).replace(os.sep, "/")
            found.append((shown, os.path.getsize(path), digests.of(path)))
    return sorted(found)


def _remember(workspace: Workspace, snapshot: Snapshot, origin: Origin) -> None:
    """Remember the digests of all files that a verb compares when it opens the snapshot."""
    digests = workspace.digests
    paths = dict(workspace.inputs())
    try:
        for name, *_ in snapshot.meta.get("files", ()):
            digests.add(os.path.join(snapshot.folder, *name.split("/")))
        for name, *_ in origin.inputs:
            digests.of(paths.get(name, name))
        for name, *_ in origin.code:
            digests.of(os.path.join(PACKAGE, name))
        for path in workspace.query_files():
            digests.of(os.fspath(path))
    except OSError:  # what has been removed since
        pass
    digests.save(only_used=True)


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
        "files": [],
        "graph_crc32": 0,
        **given,
        "counts": counts | given.get("counts", {}),
    }


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


def _write_store(snapshot: str) -> None:
    """Make Oxigraph's files from the N-Quads in a folder."""
    folder = os.path.join(snapshot, STORE)
    store = ox.Store(folder)
    # The engine has written these N-Quads itself, so that it need not check them.
    store.bulk_load(path=os.path.join(snapshot, GRAPH), format=ox.RdfFormat.N_QUADS, lenient=True)
    store.optimize()
    store.flush()
    del store
    for name in os.listdir(folder):
        if name.startswith("LOG"):  # the engine's diary, which nothing reads
            os.remove(os.path.join(folder, name))


def _sync_folder(folder: str) -> None:
    """Flush the entries of a folder to the disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _in_use(state: str) -> str:
    """The name of the snapshot in use; empty if there is none."""
    try:
        with open(os.path.join(state, CURRENT), encoding="utf-8") as file:
            return file.read().strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _put_in_place(folder: str, snapshots: str, name: str, meta: Meta, writing: Lock) -> tuple[str, list[Integrity]]:
    """Rename a complete folder to its final name, under the lock. Return the path of the snapshot to use, and the damaged ones it replaces.

    If the name is taken by the same content, and no file of it is damaged, that snapshot stays. Otherwise the next free name is used: a
    snapshot that others may be reading never changes.
    """
    number = 1
    damaged: list[Integrity] = []
    while True:
        target = os.path.join(snapshots, name if number == 1 else f"{name}-{number}")
        if not os.path.lexists(target):
            writing.release()
            os.rename(folder, target)
            _sync_folder(snapshots)
            return target, damaged
        found = verify(Snapshot(target, Digests("")), deep=False)
        if not found.whole:
            damaged.append(found)
        elif _content(Snapshot(target, Digests("")).meta) == _content(unseal(seal(meta))):
            writing.release()
            _remove(folder)
            return target, []
        number += 1


def _content(meta: Meta) -> tuple[Meta, bool]:
    """What two snapshots of the same content have in common. Oxigraph's files are never the same twice."""
    own = [each for each in meta.get("files", ()) if not each[0].startswith(f"{STORE}/")]
    return {**meta, "files": [(name, size, digest) for name, size, digest in own]}, len(own) < len(meta.get("files", ()))


def _sweep(snapshots: str) -> None:
    """Remove the remains of killed processes, under the lock. A running writer holds the lock of its folder."""
    state = os.path.dirname(snapshots)
    for name in os.listdir(state):
        if ".tmp-" in name:
            _remove(os.path.join(state, name))
    for name in os.listdir(snapshots):
        if name.startswith("tmp-"):
            left = Lock(os.path.join(snapshots, name))
            if left.take(wait=False):
                _remove(left.folder)
                left.release()


def _forget(snapshots: str, name: str) -> None:
    """Remove old snapshots beyond the setting ``snapshots_kept``, but neither the one in use nor one that a reader holds."""
    others = []
    for each in os.listdir(snapshots):
        if each != name and not each.startswith("tmp-"):
            path = os.path.join(snapshots, each)
            others.append((os.stat(path).st_mtime_ns, path))
    others.sort(reverse=True)
    for _, path in others[max(setting("snapshots_kept"), 1) - 1 :]:
        lock = Lock(path)
        if os.path.isdir(path) and os.name == "posix" and not lock.take(wait=False):
            continue
        gone = os.path.join(snapshots, f"tmp-{os.path.basename(path)}-{os.getpid()}")
        try:
            os.rename(path, gone)  # in one step, so that no reader finds a part of it
        except OSError:  # a file of it is open, where that keeps the folder from being renamed
            continue
        finally:
            lock.release()
        _remove(gone)


def _remove(path: str) -> None:
    """Remove a file or folder, if it exists."""
    if os.path.isdir(path) and not os.path.islink(path):
        import shutil

        shutil.rmtree(path, ignore_errors=True)
    elif os.path.lexists(path):
        os.remove(path)
