"""Write a snapshot into a folder of its own, rename the folder when it is complete, and put the snapshot in use.

A writer creates a folder ``tmp-<pid>-<number>`` beside the snapshots, renames it, and then replaces the file ``current``. The next writer
removes the remains of killed writers, and the old snapshots that no reader holds any more.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pyoxigraph as ox

from kg.digests import Digests
from kg.errors import EnvironmentProblem
from kg.files import replace_file
from kg.settings import setting
from kg.snapshot import segments
from kg.snapshot.engine import EngineWriter, can_change_engine_files, change_engine_files, copy_engine_files
from kg.snapshot.format import CURRENT, FORMAT, META, SNAPSHOTS, STOPPED, STORE, damaged, seal, unseal
from kg.snapshot.freshness import PACKAGE
from kg.snapshot.inputs import Origin, stamp
from kg.snapshot.locks import Lock
from kg.snapshot.opening import Snapshot
from kg.snapshot.proofs import Entailed, format_line
from kg.snapshot.segments import ENTAILED, QUADS, Edited, Kind, Part, PartWriter, edit, parts_of, read_part, write_file
from kg.snapshot.sorting import Sorter
from kg.snapshot.store import load_store
from kg.snapshot.verifying import Integrity, verify
from kg.values import NamedTuple
from kg.workspace import Workspace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from kg.snapshot.format import About, FileStamp, Meta

_RUNS: Final = "runs"
_EDITED: Final = 10
"""Oxigraph's files are made anew when more than one in this number of quads was edited in them: they keep traces of what was removed."""


class Lines(NamedTuple):
    """Quads as lines of N-Quads, each with its line feed, in any order; duplicates are allowed. Sets are read as they are.

    Attributes:
        named: those in named graphs. They are read first.
        default: those in the default graph.
        sorted: further lines that are sorted already, in blocks (see `kg.snapshot.sorting.Sorter.add_sorted`), each with whether they are
            in the default graph. They are read last.
    """

    named: Iterable[str]
    default: Iterable[str]
    sorted: Sequence[tuple[Iterable[list[bytes]], bool]] = ()

    @classmethod
    def of(cls, quads: Iterable[ox.Quad]) -> Lines:
        """The lines of some quads.

        >>> s, p, o, g = map(ox.NamedNode, ("x:s", "x:p", "x:o", "x:g"))
        >>> Lines.of([ox.Quad(s, p, o), ox.Quad(s, p, o, g)])
        Lines(named={'<x:s> <x:p> <x:o> <x:g> .\\n'}, default={'<x:s> <x:p> <x:o> .\\n'}, sorted=())
        """
        named: set[str] = set()
        default: set[str] = set()
        for quad in quads:
            lines = default if isinstance(quad.graph_name, ox.DefaultGraph) else named
            lines.add(f"{quad} .\n")
        return cls(named, default)


class _Written(NamedTuple):
    """What is known of the files in a new folder.

    Attributes:
        quads: the number of quads.
        default: the number of those in the default graph.
        proofs: the number of proofs.
        parts: the files with the quads, in order.
        known: the files whose digests are known.
        edits: see ``engine_edits`` in `kg.snapshot.format.Meta`.
    """

    quads: int
    default: int
    proofs: int
    parts: list[Part]
    known: list[FileStamp]
    edits: int = 0


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

    The quads and the proofs are read once, and need not fit into memory.

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
    made_from = stamp(workspace) if origin is None else origin
    lines = [quads if isinstance(quads, Lines) else Lines.of(quads)]
    del quads  # it may be large

    def fill(folder: str) -> _Written:
        runs = os.path.join(folder, _RUNS)
        default = 0
        with EngineWriter(folder) as engine, ThreadPoolExecutor(1) as loading:
            writer = PartWriter(folder, QUADS, engine.add)
            with closing(Sorter(runs)) as sorter:
                given = lines.pop()
                sorter.add(given.named)
                sorter.add(given.default, marked=True)
                for blocks, marked in given.sorted:
                    sorter.add_sorted(blocks, marked=marked)
                del given
                for batch, number in sorter.batches():
                    writer.add(batch)
                    default += number
            parts = writer.finish()
            engine.finish(writer.lines)
            loaded = loading.submit(load_store, folder) if derive is not None else None
            proved = PartWriter(folder, ENTAILED)
            with closing(Sorter(runs)) as sorter:
                sorter.add(each if isinstance(each, str) else format_line(each) for each in proofs)
                for batch, _ in sorter.batches():
                    proved.add(batch)
            known = [*parts, *proved.finish()]
            if derive is not None and loaded is not None:
                _write_texts(folder, derive(loaded.result()[0]))
            engine.wait()
        return _Written(writer.lines, default, proved.lines, parts, [each.stamp for each in known])

    return _write(workspace, made_from, meta or {}, extra or {}, fill, warn)


def write_changes(
    workspace: Workspace,
    last: Snapshot,
    removed: Lines,
    added: Lines,
    removed_proofs: Iterable[Entailed | str],
    added_proofs: Iterable[Entailed | str],
    meta: About | None = None,
    *,
    origin: Origin | None = None,
    extra: Mapping[str, str] | None = None,
    derive: Callable[[ox.Store], Mapping[str, str]] | None = None,
    warn: Callable[[str], None] | None = None,
) -> Snapshot:
    """Write a snapshot that differs little from another one, and put it in use: what `write_snapshot` writes, in less time.

    The files with quads and proofs are the same, byte for byte. Only segments that have changed are written, and the others are linked.
    Oxigraph's files are made from those of the other snapshot.

    Args:
        workspace: the workspace.
        last: the other snapshot, which must have been made by the present code; see `kg.snapshot.freshness.is_of_this_code`.
        removed: the quads of the other snapshot that the new one does not have. Those that are not there are passed over.
        added: the quads that the new one has besides. What is removed and added is there.
        removed_proofs: the same for the proofs.
        added_proofs: the same for the proofs.
        meta: as for `write_snapshot`; so are the following.
        origin: what the snapshot is made from.
        extra: further files, name to text.
        derive: called with all quads in memory.
        warn: called with a sentence if the snapshot in use had the same origin and was damaged.

    Returns:
        The snapshot now in use, held until it is released.

    Raises:
        SnapshotDamaged: a file of the other snapshot is damaged, or it was removed. The snapshot in use is unchanged.
        EnvironmentProblem: the state folder cannot be written; the snapshot in use is unchanged.
    """
    made_from = stamp(workspace) if origin is None else origin
    if not last.hold():
        raise damaged(last.folder, META, "it was removed")
    last.check()
    before = last.meta

    def fill(folder: str) -> _Written:
        gone, new = _encoded(removed.default), _encoded(added.default)
        writer, edited = _edited(folder, last, QUADS, gone | _encoded(removed.named), new | _encoded(added.named))
        parts = writer.finish()
        quads = before["counts"]["quads"] + len(edited.added) - len(edited.removed)
        default = before["counts"]["default"] + sum(map(new.__contains__, edited.added)) - sum(map(gone.__contains__, edited.removed))
        proved, changed = _edited(folder, last, ENTAILED, _encoded(removed_proofs), _encoded(added_proofs))
        proofs = before.get("proofs", 0) + len(changed.added) - len(changed.removed)
        known = [each.stamp for each in (*parts, *proved.finish())]
        edits = before.get("engine_edits", 0) + len(edited.added) + len(edited.removed)
        if quads <= setting("memory_quads"):
            edits = 0
        elif edits <= quads // _EDITED and can_change_engine_files(last.folder, edited.removed, edited.added):
            shared = {f"{STORE}/{name}" for name in change_engine_files(last.folder, folder, edited.removed, edited.added)}
            known += [each for each in before.get("files", ()) if each[0] in shared]
        else:
            edits = 0
            with EngineWriter(folder) as engine:
                for part in parts:
                    engine.add(read_part(folder, part), quads)
                engine.finish(quads)
                engine.wait()
        if derive is not None:
            _write_texts(folder, derive(load_store(folder)[0]))
        return _Written(quads, default, proofs, parts, known, edits)

    try:
        return _write(workspace, made_from, meta or {}, extra or {}, fill, warn)
    except BaseException:
        _remember_all(workspace.digests, last)  # links have changed the status of its files
        workspace.digests.save()
        raise


@contextmanager
def writable_copy(workspace: Workspace, last: Snapshot) -> Iterator[ox.Store]:
    """A store with all quads of a snapshot that can be written. What is written is lost at the end.

    Args:
        workspace: the workspace.
        last: the snapshot, which stays as it is.

    Raises:
        EnvironmentProblem: the state folder cannot be written.
    """
    if not os.path.isdir(os.path.join(last.folder, STORE)):
        store = ox.Store()
        store.extend(last.store)
        yield store
        return
    snapshots = os.path.join(workspace.state_folder, SNAPSHOTS)
    try:
        with Lock(snapshots):
            folder = _new_folder(snapshots)
            using = Lock(folder)
            using.take()
        try:
            copy_engine_files(last.folder, folder)
            yield ox.Store(os.path.join(folder, STORE))
        finally:
            using.release()
            _remove(folder)
            _remember_all(workspace.digests, last)  # links have changed the status of its files
    except OSError as problem:  # the engine raises it, too, while the copy is written
        raise EnvironmentProblem(f"the snapshot cannot be copied: {problem.strerror or problem}", workspace.state_folder) from problem


def _encoded(lines: Iterable[Entailed | str]) -> set[bytes]:
    return {(each if isinstance(each, str) else format_line(each)).encode() for each in lines}


def _edited(folder: str, last: Snapshot, kind: Kind, removed: set[bytes], added: set[bytes]) -> tuple[PartWriter, Edited]:
    """Write the quads or the proofs of the last snapshot after some edits."""
    parts = parts_of(last.meta, kind)
    lines = last.meta["counts"]["quads"] if kind is QUADS else last.meta.get("proofs", 0)
    # Near the limit, only the end tells whether one file takes all lines.
    many = lines - len(removed) > segments.ONE_FILE
    writer = PartWriter(folder, kind, many=many)
    return writer, edit(writer, last.folder, parts, removed, added)


def _write(
    workspace: Workspace,
    made_from: Origin,
    meta: About,
    extra: Mapping[str, str],
    fill: Callable[[str], _Written],
    warn: Callable[[str], None] | None,
) -> Snapshot:
    """Write a snapshot in a folder of its own, and put it in use.

    Args:
        workspace: the workspace.
        made_from: what the snapshot is made from.
        meta: what to add to ``meta.json``.
        extra: further files, name to text.
        fill: writes all other files but ``meta.json`` into the folder with which it is called.
        warn: called with a sentence if the snapshot in use had the same origin and was damaged.
    """
    snapshots = os.path.join(workspace.state_folder, SNAPSHOTS)
    try:
        os.makedirs(snapshots, exist_ok=True)
        with Lock(snapshots):
            _sweep(snapshots)
            folder = _new_folder(snapshots)
            writing = Lock(folder)
            writing.take()
        try:
            written = fill(folder)
            _write_texts(folder, extra)
            whole = _meta(workspace, made_from, {"quads": written.quads, "default": written.default}, meta)
            whole["files"] = _stamps(folder, written.known)
            whole["proofs"] = written.proofs
            whole["graph_crc32"] = [each.crc32 for each in written.parts]
            whole["engine_edits"] = written.edits
            _write_texts(folder, {META: seal(whole)})
            for inside, _, _ in os.walk(folder):
                _sync_folder(inside)
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


def _stamps(folder: str, known: Iterable[FileStamp]) -> list[FileStamp]:
    """The files of a new snapshot, sorted by name. Those whose digests are known are not read."""
    found = {name: (name, size, digest) for name, size, digest in known}
    digests = Digests("")
    for inside, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(inside, name)
            shown = os.path.relpath(path, folder).replace(os.sep, "/")
            if shown not in found:
                found[shown] = (shown, os.path.getsize(path), digests.of(path))
    return sorted(found.values())


def _remember(workspace: Workspace, snapshot: Snapshot, origin: Origin) -> None:
    """Remember the digests of all files that a verb compares when it opens the snapshot."""
    digests = workspace.digests
    paths = dict(workspace.inputs())
    _remember_all(digests, snapshot)
    try:
        for name, *_ in origin.inputs:
            digests.of(paths.get(name, name))
        for name, *_ in origin.code:
            digests.of(os.path.join(PACKAGE, name))
        for path in workspace.query_files():
            digests.of(os.fspath(path))
    except OSError:  # what has been removed since
        pass
    digests.save(only_used=True)


def _remember_all(digests: Digests, snapshot: Snapshot) -> None:
    """Remember the recorded digests of the files of a snapshot, which has been compared with them before or was just written."""
    for name, _, digest in snapshot.meta.get("files", ()):
        try:
            digests.record(os.path.join(snapshot.folder, *name.split("/")), digest)
        except OSError:
            return


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
        "graph_crc32": [],
        "proofs": 0,
        "engine_edits": 0,
        **given,
        "counts": given.get("counts", {}) | counts,
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


def _write_texts(folder: str, texts: Mapping[str, str]) -> None:
    """Write some files, name to text."""
    for name, text in texts.items():
        write_file(os.path.join(folder, name), text.encode("utf-8"))


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
    """What two snapshots of the same content have in common. Oxigraph's files are never the same twice, however they came about."""
    own = [each for each in meta.get("files", ()) if not each[0].startswith(f"{STORE}/")]
    return {**meta, "engine_edits": 0, "files": [(name, size, digest) for name, size, digest in own]}, len(own) < len(meta.get("files", ()))


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
