"""A copy of a snapshot that is on a server, in the user's cache folder.

What needs most of a graph, such as the picture or a dump, asks a copy. It is a workspace of its own, with the settings, the own ontology,
the own rules and the own stored queries of the one that was pushed, and a snapshot with its digest. It is fetched again only if the server
has another snapshot, and what was fetched is compared with the digest that each graph has in the record.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zlib
from itertools import groupby, islice
from typing import IO, TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.endpoint import record as records
from kg.endpoint.connection import RemoteSnapshot, in_batches
from kg.endpoint.lines import DEFAULT, Content, proof_lines, split, together
from kg.endpoint.names import LINE, PART, PATH, TEXT, is_graph, joined
from kg.errors import DataError, EnvironmentProblem
from kg.files import write_atomically
from kg.settings import setting
from kg.snapshot import Snapshot, current
from kg.snapshot.format import FORMAT
from kg.snapshot.inputs import Origin, code_stamp
from kg.snapshot.proofs import format_line, parse_line
from kg.snapshot.segments import ONE_FILE, QUADS
from kg.snapshot.writing import Lines, write_snapshot
from kg.workspace import SETTINGS_FILE, Workspace, cache_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kg.endpoint.connection import Remote
    from kg.endpoint.server import Server
    from kg.terms import Term

_ROWS: Final = 20_000
"""How many quads are fetched at a time."""
_PIECE: Final = 8_000_000
"""How many bytes of a file of a `kg serve` are fetched at a time."""
_LONGEST: Final = 16_000_000
"""A line of more bytes is not read."""
_FILES: Final = 100_000
"""Up to how many triples on the files of a workspace are fetched if the record does not say how many there are."""
_ENDINGS: Final = (".ttl", ".rq", ".toml")


class Mirror:
    """The copy of the workspace and the snapshot on a server.

    Args:
        remote: where they are.
        local: a workspace with the same base, whose files are used in place of those on the server; None for none.
        progress: called with a few words.
        warn: takes a sentence.
    """

    def __init__(
        self,
        remote: Remote,
        local: Workspace | None = None,
        progress: Callable[[str], None] | None = None,
        warn: Callable[[str], None] | None = None,
    ) -> None:
        self.remote = remote
        self.local = local if local is not None and local.base == remote.base else None
        self.progress = progress or (lambda _: None)
        self._warn = warn or (lambda _: None)
        self._workspace: Workspace | None = None
        self._snapshot: Snapshot | None = None

    @property
    def small(self) -> bool:
        """Whether a question that needs all quads may fetch them."""
        most = setting("endpoint_quads")
        return not most or int(self.remote.meta["counts"]["quads"]) <= most

    @property
    def live(self) -> RemoteSnapshot:
        """The snapshot on the server, of which only what is asked for is fetched."""
        return RemoteSnapshot(self.remote, self.snapshot)

    @property
    def workspace(self) -> Workspace:
        """The local workspace with the same base, or else one in the cache folder with the files on the server.

        Raises:
            EnvironmentProblem: the server cannot be reached, or the cache folder cannot be written.
        """
        if self.local is not None:
            return self.local
        return self.copy

    @property
    def copy(self) -> Workspace:
        """The workspace in the cache folder."""
        if self._workspace is None:
            name = f"{zlib.crc32(f'{self.remote.server.query} {self.remote.base}'.encode()):08x}"
            folder = os.path.join(cache_folder(), "chancery", "endpoints", name)
            mark = os.path.join(folder, "fetched")
            digest = str(self.remote.meta["digest"])
            if not (os.path.isfile(os.path.join(folder, SETTINGS_FILE)) and _read(mark) == digest and self.remote.complete):
                try:
                    self._write_files(folder)
                except OSError as problem:
                    what = f"the copy cannot be written: {problem.strerror or problem}"
                    raise EnvironmentProblem(what, folder, "XDG_CACHE_HOME names another folder") from problem
                if self.remote.complete:
                    write_atomically(mark, digest.encode())
            self._workspace = Workspace(folder)
        return self._workspace

    def snapshot(self) -> Snapshot:
        """The whole snapshot, fetched if the cache folder does not have it.

        Raises:
            EnvironmentProblem: the server cannot be reached, or has something else than what was pushed to it.
        """
        if self._snapshot is None:
            workspace = self.copy
            found = current(workspace)
            if found is None or found.digest != self.remote.meta["digest"] or not _whole(found):
                if found is not None:
                    found.release()
                found = self._fetch(workspace)
            self._snapshot = found
        return self._snapshot

    # files

    def _write_files(self, folder: str) -> None:
        texts = self._texts()
        for inside in ("ontology", "ontology/rules", "queries"):
            os.makedirs(os.path.join(folder, *inside.split("/")), exist_ok=True)
        kept = set()
        for path, text in texts.items():
            pieces = path.split("/")
            bad = any(
                piece in {"", ".", ".."} or not piece.isprintable() or any(sign in piece for sign in (os.sep, "\\", ":"))
                for piece in pieces
            )
            if bad or not path.endswith(_ENDINGS):
                raise EnvironmentProblem(f"the server has a file with a name that cannot be used: {path!r}", self.remote.server.query)
            if len(pieces) > 1 and pieces[0] not in {"ontology", "queries"}:
                raise EnvironmentProblem(f"the server has a file in a folder that is not known: {path!r}", self.remote.server.query)
            target = os.path.join(folder, *pieces)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            write_atomically(target, text.encode())
            kept.add(target)
        for inside in ("ontology", "queries"):
            for at, _, names in os.walk(os.path.join(folder, inside)):
                for name in names:
                    if os.path.join(at, name) not in kept:
                        os.remove(os.path.join(at, name))

    def _texts(self) -> dict[str, str]:
        """The files of the workspace on the server: path inside to text."""
        if self.remote.published is not None:
            data = self.remote.file("workspace.json")
            try:
                found = {} if data is None else {str(path): str(text) for path, text in json.loads(data).items()}
            except (ValueError, AttributeError) as problem:
                raise EnvironmentProblem("the files of the workspace cannot be read", self.remote.server.query) from problem
        else:
            found = self._pushed_texts()
        if SETTINGS_FILE not in found:
            raise EnvironmentProblem("the server does not have the settings of the workspace", self.remote.server.query, "push it again")
        return found

    def _pushed_texts(self) -> dict[str, str]:
        nodes: dict[str, dict[str, list[str]]] = {}
        graph, record = self.remote.graphs.workspace, records.read(self.remote.server, self.remote.graphs)
        known = None if record is None else record.there.get(graph)
        for subject, predicate, value in pages(self.remote.server, graph, _FILES if known is None else known.quads):
            nodes.setdefault(subject.value, {}).setdefault(predicate.value, []).append(value.value)
        try:
            return {values[PATH][0]: values[TEXT][0] if TEXT in values else joined(values[PART]) for values in nodes.values()}
        except (KeyError, ValueError) as problem:
            raise EnvironmentProblem(
                "the files of the workspace cannot be read", self.remote.graphs.workspace, "push it again"
            ) from problem

    # quads and proofs

    def _fetch(self, workspace: Workspace) -> Snapshot:
        if not self.remote.complete:
            raise EnvironmentProblem(
                "a push to the server is running or was interrupted", self.remote.server.query, "run `kg push` again first"
            )
        meta = self.remote.meta
        about = {key: meta[key] for key in ("language", "license", "citation", "counts", "coded") if key in meta}
        try:
            os.makedirs(workspace.state_folder, exist_ok=True)
            with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", dir=workspace.state_folder) as spool:
                source = _Published(self, spool) if self.remote.published is not None else _Pushed(self, workspace.state_folder)
                lines = Lines(source.named(), source.default())
                found = write_snapshot(workspace, lines, source.proofs(), about, origin=_Pinned(str(meta["digest"])))  # type: ignore[arg-type]
        except OSError as problem:
            hint = "check that the disk has room; XDG_CACHE_HOME names another folder"
            raise EnvironmentProblem(f"the copy cannot be written: {problem.strerror or problem}", workspace.folder, hint) from problem
        if source.altered:
            what = f"{len(source.altered):,} graphs on the server are not as they were pushed, such as {source.altered[0]}"
            self._warn(f"{what}: the server writes literals in another way, or something else has written to it")
        return found


class _Pushed:
    """The lines of a snapshot in a store, fetched while they are read. What a graph has is compared with the record at its end.

    Args:
        mirror: the copy that is being made.
        folder: a folder for what does not fit into memory.

    Attributes:
        altered: the graphs that have as many triples as were pushed, but not the same.
    """

    def __init__(self, mirror: Mirror, folder: str) -> None:
        self.remote = mirror.remote
        self.altered: list[str] = []
        self._mirror = mirror
        self._folder = folder
        record = records.read(self.remote.server, self.remote.graphs)
        if record is None or record.snapshot != self.remote.meta["digest"]:
            raise EnvironmentProblem("the server has another snapshot meanwhile", self.remote.server.query, "run the same command again")
        graphs = self.remote.graphs
        self._contents = record.there
        self._wanted = {name: each for name, each in record.there.items() if name and (name not in graphs or name == graphs.held)}
        self._total = sum(each.quads for each in self._wanted.values())
        if self._total != self.remote.meta["counts"]["quads"]:
            what = f"the record has {self._total:,} quads, and the snapshot {self.remote.meta['counts']['quads']:,}"
            raise EnvironmentProblem(what, graphs.pushed, "`kg push` with --adopt sends it again")
        self._done = 0

    def named(self) -> Iterator[str]:
        """The lines of all named graphs."""
        held = self.remote.graphs.held
        sizes = sorted((name, content.quads) for name, content in self._wanted.items() if name != held)
        for batch in in_batches(sizes, _ROWS):
            for name, triples in self._graphs(batch):
                yield from (f"{line[:-2]}<{name}> .\n" for line in self._compared(name, triples))

    def default(self) -> Iterator[str]:
        """The lines of the default graph."""
        held = self.remote.graphs.held
        if held in self._wanted:
            yield from self._compared(held, self._large(held))

    def proofs(self) -> Iterator[str]:
        """The lines of the proofs."""
        graph = self.remote.graphs.proofs
        base, content = self.remote.base, self._contents.get(graph, Content("", 0))
        digest, count = hashlib.sha256(), 0
        for line in _unique(together((("", f"{each}\n") for each in self._proofs(graph, content.quads)), self._folder)):
            try:
                triples = list(proof_lines(base, line))
            except (KeyError, TypeError, ValueError, DataError) as problem:
                raise EnvironmentProblem("a proof on the server cannot be read", graph, "push the snapshot again") from problem
            for triple in triples:
                digest.update(triple.encode())
            count += len(triples)
            yield line
        self._check(graph, count, content, digest.hexdigest())

    def _proofs(self, graph: str, quads: int) -> Iterator[str]:
        cut: dict[str, list[str]] = {}
        for subject, predicate, value in pages(self.remote.server, graph, quads):
            if predicate.value == LINE:
                yield value.value
            elif predicate.value == PART:
                cut.setdefault(subject.value, []).append(value.value)
        for pieces in cut.values():
            try:
                yield joined(pieces)
            except ValueError as problem:
                raise EnvironmentProblem("a proof on the server cannot be read", graph, "push the snapshot again") from problem

    def _compared(self, name: str, triples: Iterable[str]) -> Iterator[str]:
        """The sorted lines of a graph, which are compared with the record."""
        digest, count = hashlib.sha256(), 0
        for line in triples:
            digest.update(line.encode())
            count += 1
            yield line
        self._check(name, count, self._wanted[name], digest.hexdigest())
        self._done += count
        self._mirror.progress(f"{self._done:,} of {self._total:,} quads fetched")

    def _check(self, name: str, count: int, content: Content, digest: str) -> None:
        if count != content.quads:
            what = f"the graph has {count:,} triples on the server, and {content.quads:,} were pushed"
            raise EnvironmentProblem(what, name, "has something else written to it? `kg push` with --adopt sends it again")
        if count and digest != content.digest:
            self.altered.append(name)

    def _graphs(self, batch: list[tuple[str, int]]) -> Iterator[tuple[str, Iterable[str]]]:
        """The sorted lines of some graphs."""
        names = [name for name, _ in batch]
        if len(names) > 1:
            values = " ".join(f"<{name}>" for name in names)
            _, rows = self.remote.server.rows(f"SELECT ?g ?s ?p ?o {{ VALUES ?g {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }}")
            if len(rows) >= sum(quads for _, quads in batch):  # else the server has a limit of rows below what was asked for
                found: dict[str, set[str]] = {name: set() for name in names}
                for graph, *terms in rows:
                    if isinstance(graph, ox.NamedNode) and graph.value in found:
                        found[graph.value].add(f"{' '.join(map(str, _triple(terms, graph.value)))} .\n")
                yield from ((name, sorted(lines)) for name, lines in found.items())
                return
        yield from ((name, self._large(name)) for name in names)

    def _large(self, name: str) -> Iterator[str]:
        """The sorted lines of one graph, of any size."""
        triples = pages(self.remote.server, name, self._wanted[name].quads)
        return _unique(together(((name, f"{subject} {predicate} {value} .\n") for subject, predicate, value in triples), self._folder))


class _Published:
    """The lines of the snapshot of a `kg serve`, fetched while they are read.

    Args:
        mirror: the copy that is being made.
        spool: a file that keeps the default graph until the named graphs have been read.
    """

    def __init__(self, mirror: Mirror, spool: IO[str]) -> None:
        self.remote = mirror.remote
        self.altered: tuple[str, ...] = ()
        self._mirror = mirror
        self._spool = spool

    def named(self) -> Iterator[str]:
        """The lines of all named graphs. They are parsed: the engine that loads them does not check them."""
        checksums: list[int] = []
        checksum = 0
        quads = int(self.remote.meta["counts"]["quads"])
        lines = self._lines("graph.nq", quads)
        while some := list(islice(lines, _ROWS)):
            try:
                read = sum(1 for _ in ox.parse("".join(some), ox.RdfFormat.N_QUADS))
            except (SyntaxError, ValueError) as problem:
                raise self._unreadable("graph.nq") from problem
            if read != len(some):
                raise self._unreadable("graph.nq")
            for line in some:
                checksum = zlib.crc32(line.encode(), checksum)
                if quads > ONE_FILE and QUADS.ends_after(line.encode()):
                    checksums.append(checksum)
                    checksum = 0
                graph = split(line)[0]
                if graph == DEFAULT:
                    self._spool.write(line)
                elif is_graph(graph, self.remote.base):
                    yield line
                else:
                    raise self._unreadable("graph.nq")
        if checksum or not checksums:
            checksums.append(checksum)
        if self.remote.meta.get("format") == FORMAT and self.remote.meta.get("graph_crc32", checksums) != checksums:
            raise self._unreadable("graph.nq")

    def default(self) -> Iterator[str]:
        """The lines of the default graph."""
        self._spool.seek(0)
        yield from self._spool

    def proofs(self) -> Iterator[str]:
        """The lines of the proofs."""
        most = self.remote.meta.get("proofs")
        for line in self._lines("proofs.jsonl", most if isinstance(most, int) else None):
            try:
                yield format_line(parse_line(line))
            except (KeyError, TypeError, ValueError, DataError) as problem:
                raise self._unreadable("proofs.jsonl") from problem

    def _lines(self, name: str, number: int | None) -> Iterator[str]:
        """The lines of a file of the snapshot, of which there must be so many."""
        start, count, rest = 0, 0, b""
        while piece := self.remote.file(name, start=str(start), bytes=str(_PIECE)):
            start += len(piece)
            self._mirror.progress(f"{start / 1_000_000:,.0f} MB of {name} fetched")
            *whole, rest = (rest + piece).split(b"\n")
            count += len(whole)
            if len(rest) > _LONGEST or (number is not None and count > number):
                raise self._unreadable(name)
            try:
                yield from [each.decode() + "\n" for each in whole]
            except UnicodeDecodeError as problem:
                raise self._unreadable(name) from problem
        if rest or (number is not None and count != number):
            raise self._unreadable(name)

    def _unreadable(self, name: str) -> EnvironmentProblem:
        what = f"{name} of the server is incomplete, or is not what its snapshot has"
        return EnvironmentProblem(what, self.remote.server.query, "run the same command again")


def pages(server: Server, graph: str, quads: int) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
    """The triples of a graph, page by page; a server may return fewer rows than asked for.

    Args:
        server: the server.
        graph: the graph.
        quads: how many triples it has. No more pages are asked for when there are as many, so that no server can send them for ever.

    Raises:
        EnvironmentProblem: what the graph has is not from a workspace.
    """
    offset = 0
    before: list[tuple[Term | None, ...]] = []
    while offset <= quads:  # one more page than needed shows what was added
        _, rows = server.rows(f"SELECT ?s ?p ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} LIMIT {_ROWS} OFFSET {offset}")
        yield from (_triple(row, graph) for row in rows)
        offset += len(rows)
        if not rows:
            return
        if rows == before:
            raise EnvironmentProblem("the server sends the same page again and again", graph, "it does not know OFFSET, or is damaged")
        before = rows


def _triple(row: Sequence[Term | None], graph: str) -> tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]:
    """A row of subject, predicate and object. A workspace has no blank nodes."""
    subject, predicate, value = row if len(row) == 3 else (None, None, None)
    if not (isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal)):
        raise EnvironmentProblem("the graph has something that no workspace has", graph, "has something else written to it?")
    return subject, predicate, value


def _unique(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The lines of sorted pairs, each once."""
    return (line for (_, line), _ in groupby(pairs))


class _Pinned(Origin):
    """The origin of a snapshot that was made elsewhere: its digest is known."""

    __slots__ = ("_digest",)

    def __init__(self, digest: str) -> None:
        super().__init__((), code_stamp())
        object.__setattr__(self, "_digest", digest)

    @property
    def digest(self) -> str:
        """The digest of the snapshot that was pushed."""
        return str(self._digest)  # type: ignore[attr-defined]


def _whole(snapshot: Snapshot) -> bool:
    try:
        snapshot.check()
    except EnvironmentProblem:
        return False
    return True


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError):
        return ""
