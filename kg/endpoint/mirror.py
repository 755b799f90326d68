"""A copy of a snapshot that is on a server, in the user's cache folder.

What needs most of a graph, such as the picture or a dump, asks a copy. It is a workspace of its own, with the settings, the own ontology,
the own rules and the own stored queries of the one that was pushed, and a snapshot with its digest. It is fetched again only if the server
has another snapshot, and what was fetched is compared with the digest that each graph has in the record.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.endpoint import record as records
from kg.endpoint.connection import RemoteSnapshot, in_batches
from kg.endpoint.lines import DEFAULT, split
from kg.endpoint.names import LINE, PART, PATH, TEXT, joined
from kg.errors import DataError, EnvironmentProblem
from kg.files import write_atomically
from kg.settings import setting
from kg.snapshot import Snapshot, current
from kg.snapshot.inputs import Origin, code_stamp
from kg.snapshot.proofs import parse_line
from kg.snapshot.writing import Lines, write_snapshot
from kg.workspace import SETTINGS_FILE, Workspace, cache_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kg.endpoint.connection import Remote
    from kg.endpoint.lines import Content
    from kg.snapshot.proofs import Entailed

_ROWS: Final = 20_000
"""How many quads are fetched at a time."""
_PIECE: Final = 8_000_000
"""How many bytes of a file of a `kg serve` are fetched at a time."""
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
        self._progress = progress or (lambda _: None)
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
                self._write_files(folder)
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
            if not path.endswith(_ENDINGS) or any(piece in {"", ".", ".."} or os.sep in piece or "\\" in piece for piece in pieces):
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
        for subject, predicate, value in self._pages(self.remote.graphs.workspace, None):
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
        named: set[str] = set()
        default: set[str] = set()
        if self.remote.published is not None:
            for line in self._published("graph.nq"):
                (default if split(line)[0] == DEFAULT else named).add(line)
            proofs: Iterable[Entailed] = (self._proof(line) for line in self._published("proofs.jsonl"))
        else:
            self._fetch_graphs(named, default)
            proofs = list(self._pushed_proofs())
        meta = self.remote.meta
        about = {key: meta[key] for key in ("language", "license", "citation", "counts") if key in meta}
        self._progress("writing the copy")
        return write_snapshot(workspace, Lines(named, default), proofs, about, origin=_Pinned(str(meta["digest"])))  # type: ignore[arg-type]

    def _fetch_graphs(self, named: set[str], default: set[str]) -> None:
        """Fetch all graphs, and compare them with the record."""
        record = records.read(self.remote.server, self.remote.graphs)
        if record is None or record.snapshot != self.remote.meta["digest"]:
            raise EnvironmentProblem("the server has another snapshot meanwhile", self.remote.server.query, "run the same command again")
        graphs = self.remote.graphs
        wanted = {name: content for name, content in record.there.items() if name and (name not in graphs or name == graphs.held)}
        total, done = sum(content.quads for content in wanted.values()), 0
        altered: list[str] = []
        for batch in in_batches(sorted((name, content.quads) for name, content in wanted.items()), _ROWS):
            names = [name for name, _ in batch]
            for name, triples in self._graphs(names, sum(quads for _, quads in batch)).items():
                self._compare(name, triples, wanted[name], altered)
                if name == graphs.held:
                    default.update(triples)
                else:
                    named.update(f"{line[:-2]}<{name}> .\n" for line in triples)
                done += len(triples)
            self._progress(f"{done:,} of {total:,} quads fetched")
        if altered:
            self._warn(f"the server has changed how literals are written in {len(altered):,} graphs, such as {altered[0]}")

    def _compare(self, name: str, triples: set[str], content: Content, altered: list[str]) -> None:
        if len(triples) != content.quads:
            what = f"the graph has {len(triples):,} triples on the server, and {content.quads:,} were pushed"
            raise EnvironmentProblem(what, name, "has something else written to it? `kg push` with --adopt sends it again")
        digest = hashlib.sha256()
        for line in sorted(triples):
            digest.update(line.encode())
        if digest.hexdigest() != content.digest:
            altered.append(name)

    def _graphs(self, names: list[str], quads: int) -> dict[str, set[str]]:
        """The lines of some graphs."""
        found: dict[str, set[str]] = {name: set() for name in names}
        if len(names) == 1:
            for subject, predicate, value in self._pages(names[0], quads):
                found[names[0]].add(f"{subject} {predicate} {value} .\n")
            return found
        values = " ".join(f"<{name}>" for name in names)
        _, rows = self.remote.server.rows(f"SELECT ?g ?s ?p ?o {{ VALUES ?g {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }}")
        if len(rows) < quads:  # the server has a limit of rows below what was asked for
            return {name: lines for each in names for name, lines in self._graphs([each], 0).items()}
        for graph, *terms in rows:
            if isinstance(graph, ox.NamedNode):
                found[graph.value].add(f"{' '.join(map(str, terms))} .\n")
        return found

    def _pages(self, graph: str, quads: int | None) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
        """The triples of a graph, page by page; a server may return fewer rows than asked for."""
        offset = 0
        while True:
            page = f"LIMIT {_ROWS} OFFSET {offset}"
            _, rows = self.remote.server.rows(f"SELECT ?s ?p ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} {page}")
            yield from rows  # type: ignore[misc]  # the graphs of a workspace have no blank nodes
            offset += len(rows)
            if not rows or (quads and offset >= quads):
                return

    def _pushed_proofs(self) -> Iterator[Entailed]:
        nodes: dict[str, list[str]] = {}
        for subject, predicate, value in self._pages(self.remote.graphs.proofs, None):
            if predicate.value == LINE:
                yield self._proof(value.value)
            elif predicate.value == PART:
                nodes.setdefault(subject.value, []).append(value.value)
        for pieces in nodes.values():
            try:
                yield self._proof(joined(pieces))
            except ValueError as problem:
                raise EnvironmentProblem("a proof cannot be read", self.remote.graphs.proofs, "push the snapshot again") from problem

    def _proof(self, line: str) -> Entailed:
        try:
            return parse_line(line)
        except (KeyError, TypeError, ValueError, DataError) as problem:
            raise EnvironmentProblem(
                "a proof on the server cannot be read", self.remote.server.query, "push the snapshot again"
            ) from problem

    def _published(self, name: str) -> Iterator[str]:
        """The lines of a file of the snapshot of a `kg serve`."""
        start, rest = 0, b""
        while True:
            piece = self.remote.file(name, start=str(start), bytes=str(_PIECE))
            if not piece:
                break
            start += len(piece)
            self._progress(f"{start / 1_000_000:,.0f} MB of {name} fetched")
            *whole, rest = (rest + piece).split(b"\n")
            yield from (each.decode() + "\n" for each in whole)
        if rest:
            raise EnvironmentProblem(
                f"{name} of the server ends in the middle of a line", self.remote.server.query, "run the same command again"
            )


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
