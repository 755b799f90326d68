"""Sending a snapshot to a store: only the graphs that have changed, resumable, in bounded memory.

The record on the server (`kg.endpoint.record`) says which graphs are complete. Before a graph is changed, the record says that it is
pending; when all of it is there, a page with its digest follows. Whatever machine pushes next therefore knows what is missing.

The default graph is not sent. Where it is the workspace's, the server makes it from the graph ``held``: what ``held`` had is taken out
before ``held`` changes, and what ``held`` has then is added. What others have in the default graph stays.
"""

from __future__ import annotations

import os
import secrets
import time
import zlib
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.endpoint import record as records
from kg.endpoint.difference import difference, kept
from kg.endpoint.lines import DEFAULT, Lines
from kg.endpoint.names import OWNER, is_graph
from kg.endpoint.record import Record
from kg.errors import EnvironmentProblem, SnapshotDamaged, UsageError
from kg.snapshot.locks import Lock
from kg.values import Printable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from kg.endpoint.difference import Difference
    from kg.endpoint.lines import Content
    from kg.endpoint.names import Graphs
    from kg.endpoint.server import Server
    from kg.snapshot import Snapshot
    from kg.snapshot.format import Meta
    from kg.values import JsonObject
    from kg.workspace import Workspace

_LINES: Final = {"oxigraph": 100_000, "virtuoso": 20_000, "graph-store": 20_000, "update": 10_000}
"""How many lines go into one request."""
_BYTES: Final = 16_000_000
_INSERTED: Final = 1_000
"""How many lines of small graphs Virtuoso takes in one update; it compiles each as a query."""
_BULK: Final = 10_000
"""From how many lines on Oxigraph loads in bulk."""
_FILE: Final = 8_000_000
"""How many bytes go into one file that Virtuoso loads; it refuses more than ten megabytes."""
_ASKED: Final = 500
"""How many graphs one query asks about."""
_DROPPED: Final = 200
"""How many graphs one update drops."""
_MOST_CHANGED: Final = 200_000
"""Up to how many lines a difference is kept in memory and sent."""
_SMALL: Final = 0.2
"""Up to which part of a snapshot the difference to the one before is sent, and not whole graphs."""


@dataclass(frozen=True, slots=True)
class Pushed(Printable):
    """What a push did, or would do.

    Attributes:
        server: the address of the query service.
        kind: how the server takes graphs.
        snapshot: the digest of the snapshot.
        sent: how many graphs were new or have changed.
        removed: how many graphs of this workspace were removed, because the snapshot does not have them.
        same: how many graphs were there already.
        quads: how many lines were sent: the triples of the graphs, or the differences.
        default: whether the default graph of the server is the snapshot's.
        dry: whether nothing was sent.
    """

    server: str
    kind: str
    snapshot: str
    sent: int
    removed: int
    same: int
    quads: int
    default: bool | None
    dry: bool = False

    def to_json(self) -> JsonObject:
        """The same as an object of JSON."""
        return {
            "server": self.server,
            "kind": self.kind,
            "snapshot": self.snapshot,
            "graphs": {"sent": self.sent, "removed": self.removed, "unchanged": self.same},
            "quads": self.quads,
            "default_graph": self.default,
            "dry_run": self.dry,
        }

    def __str__(self) -> str:
        would = "would be " if self.dry else ""
        sent = (
            f"{self.sent:,} graphs {would}sent, {self.removed:,} {would}removed, {self.same:,} unchanged; {self.quads:,} quads {would}sent"
        )
        default = {
            True: "plain queries see what is held",
            False: "plain queries see other graphs than what is held: kg --endpoint reads it from graph/held",
            None: "whether plain queries see what is held shows in a push",
        }[self.default]
        return f"{self.server} ({self.kind}): snapshot {self.snapshot[:12]}\n{sent}\n{default}\n"


def push(
    snapshot: Snapshot,
    workspace: Workspace,
    server: Server,
    *,
    dry: bool = False,
    adopt: bool = False,
    folder: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> Pushed:
    """Send a snapshot to a server.

    Args:
        snapshot: the snapshot.
        workspace: its workspace.
        server: the server, see `kg.endpoint.server.writable`.
        dry: whether to find out what would be sent, and send nothing.
        adopt: whether graphs with the names of the workspace's that nobody has recorded are replaced.
        folder: a folder that a Virtuoso on this machine may read: large graphs are written there for it, one file at a time.
        progress: called with a few words, the rate and the time left.

    Raises:
        UsageError: the server has graphs of these names that this workspace has not pushed, or cannot read files of the folder.
        EnvironmentProblem: the server refuses, or cannot be reached; what was sent is recorded, and the next push continues.
    """
    if folder is not None:
        if server.kind != "virtuoso":
            raise UsageError("only Virtuoso loads files of a folder", server.query, "leave out --folder", parameter="folder")
        if not os.path.isdir(folder):
            raise UsageError("the folder does not exist", folder, "name one that the server may read", parameter="folder")
        folder = os.path.abspath(folder)
        if "%" in Path(folder).as_uri():
            hint = "name one whose path has only letters of ASCII, digits and -._~/"
            raise UsageError("Virtuoso does not find files in a folder with such a path", folder, hint, parameter="folder")
    return _Push(snapshot, workspace, server, progress or (lambda _: None), folder).run(dry=dry, adopt=adopt)


class _Push:
    """One push."""

    def __init__(
        self, snapshot: Snapshot, workspace: Workspace, server: Server, progress: Callable[[str], None], folder: str | None
    ) -> None:
        self.folder = folder
        self.loaded: set[str] = set()
        self.snapshot = snapshot
        self.workspace = workspace
        self.server = server
        self.progress = progress
        self.lines = Lines(snapshot, workspace)
        self.graphs: Graphs = self.lines.graphs
        self.word = secrets.token_hex(8)
        self.page = 1
        self.sent = 0
        self.total = 0
        self.begun = time.monotonic()

    def run(self, *, dry: bool, adopt: bool) -> Pushed:
        with self.alone() if not dry else nullcontext():
            return self.compared(dry=dry, adopt=adopt)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Refuse to run beside another push of this workspace to this server, from this machine. A push that was killed is none."""
        name = f"{zlib.crc32(self.server.query.encode()):08x}"
        lock = Lock(os.path.join(self.workspace.state_folder, "pushing", name))
        try:
            os.makedirs(lock.folder, exist_ok=True)
            if os.name == "posix" and not lock.take(wait=False):
                raise EnvironmentProblem("a push to this server is running", self.server.query, "wait for its end")
        except OSError:  # a file system without locks, or one that is read only; other machines are noticed in `still_mine` only, too
            pass
        try:
            yield
        finally:
            lock.release()

    def compared(self, *, dry: bool, adopt: bool) -> Pushed:
        self.progress("comparing the snapshot with what the server has")
        contents = self.lines.contents()
        default = contents.pop(DEFAULT)
        if other := [each for each in sorted(contents) if not is_graph(each, self.snapshot.base)]:
            raise UsageError("the snapshot has a graph that is not below the base of the workspace", other[0], "run `kg check`")
        record = records.read(self.server, self.graphs)
        known = record or Record({}, frozenset())
        unknown = contents.keys() - known.there.keys() - known.pending
        if not adopt:
            self.refuse_foreign(unknown)
        changed = {graph for graph, content in contents.items() if known.there.get(graph) != content}
        gone = (known.there.keys() | known.pending) - contents.keys() - {DEFAULT}
        filling = known.default is not False and (known.there.get(DEFAULT) != default)
        quads = sum(contents[graph].quads for graph in changed)
        found = Pushed(
            self.server.query,
            self.server.kind or "",
            self.snapshot.digest,
            len(changed),
            len(gone),
            len(contents) - len(changed),
            quads,
            known.default,
            dry,
        )
        done = not changed and not gone and not filling and known.snapshot == self.snapshot.digest
        if dry or done:
            return replace(found, quads=0) if done else found
        own_default = self.own_default(known) if known.default is None else known.default
        if own_default and self.server.update is None:
            hint = "give the address of the update service with --update-url"
            raise UsageError(
                "the default graph, which an earlier push has filled, cannot be changed without updates", self.server.query, hint
            )
        found_difference = self.difference(known, contents, changed)
        self.begin(known, changed | gone | ({DEFAULT} if own_default and (filling or self.graphs.held in changed) else set()), own_default)
        if found_difference is None:
            self.total = quads
            self.send(known, contents, changed, own_default, unknown if adopt else ())
        else:
            self.send_difference(found_difference, own_default)
            self.note(records.states({graph: contents[graph] for graph in changed}))
        if own_default and (filling or self.graphs.held in changed):
            if found_difference is None or known.there.get(DEFAULT) is None:
                self.progress("filling the default graph")
                self.still_mine()
                self.fill_default()
            self.note(records.states({DEFAULT: default}))
        self.still_mine()
        self.drop(gone)
        self.still_mine()
        there = {**contents, **({DEFAULT: default} if own_default else {})}
        self.write_record(Record(there, frozenset(), self.snapshot.digest, None, own_default, self.meta()))
        return replace(found, default=own_default, quads=self.sent)

    # before

    def refuse_foreign(self, graphs: Collection[str]) -> None:
        """Refuse to replace what nobody has recorded."""
        names = sorted(graphs)
        found: list[str] = []
        for start in range(0, len(names), _ASKED):
            values = " ".join(f"<{each}>" for each in names[start : start + _ASKED])
            _, rows = self.server.rows(f"SELECT ?g {{ VALUES ?g {{ {values} }} FILTER EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} }} }}")
            found += [str(row[0]) for row in rows]
        if found:
            what = f"the server has {len(found):,} graphs with names of this workspace that no push has recorded, such as {found[0]}"
            raise UsageError(what, self.server.query, "--adopt replaces them; is another workspace with the same base there?")

    def own_default(self, known: Record) -> bool:
        """Whether the default graph is to be filled: it is no union, and nobody has anything in it.

        Without updates it could only be replaced as a whole, with what others have put there since.
        """
        if not known.there and not known.pending:
            self.write_lines(self.graphs.pushed, [records.canary(self.graphs)], replace=True)
        if self.server.virtuoso or self.server.update is None:
            return False
        line = records.canary(self.graphs).rstrip(" .\n")
        return not self.server.truth(f"ASK {{ {line} }}") and not self.server.truth("ASK { ?s ?p ?o }")

    def meta(self) -> Meta:
        """The description of the snapshot without its files, which are not on the server."""
        meta = self.snapshot.meta.copy()
        meta["files"], meta["code"], meta["inputs"] = [], [], []
        return meta

    def begin(self, known: Record, pending: Collection[str], own_default: bool) -> None:
        """Record that some graphs are being changed."""
        there = {graph: content for graph, content in known.there.items() if graph not in pending}
        before = known.snapshot if not pending else None
        beginning = Record(
            there, frozenset(pending) | known.pending, before, self.snapshot.digest, own_default, self.meta(), owner=self.word
        )
        self.write_record(beginning)

    def still_mine(self) -> None:
        """Stop if another push has begun since, from another machine.

        Raises:
            EnvironmentProblem: the record has the word of another push, or none.
        """
        _, rows = self.server.rows(f"SELECT ?o {{ GRAPH <{self.graphs.pushed}> {{ <{self.graphs.pushed}> <{OWNER}> ?o }} }}")
        if [row[0].value for row in rows if isinstance(row[0], ox.Literal)] != [self.word]:
            hint = "let one machine push at a time; then run the same command again, which repairs what both have sent"
            raise EnvironmentProblem("another push to this server has begun meanwhile", self.server.query, hint)

    # what is sent

    def send(
        self, known: Record, contents: Mapping[str, Content], changed: Collection[str], own_default: bool, adopted: Collection[str]
    ) -> None:
        """Send whole graphs."""
        if own_default and self.graphs.held in changed and (DEFAULT in known.there or DEFAULT in known.pending):
            self.progress("emptying the default graph")
            self.empty_default()
        old = known.there.keys() | known.pending | set(adopted)
        self.begun = time.monotonic()
        for batch, begun, ended in self.batches(changed):
            self.still_mine()
            pages, self.page = records.pages(records.states({each: contents[each] for each in ended}), self.graphs, self.page)
            self.write(batch, begun & old, pages, {each: contents[each].quads for each in ended})
            self.count(sum(map(len, batch.values())))
        missing = [each for each in changed if not contents[each].quads]
        if missing:  # a graph that has become empty, such as that of the proofs
            self.drop(missing)
            self.note(records.states({each: contents[each] for each in missing}))

    def batches(self, wanted: Collection[str]) -> Iterator[tuple[dict[str, list[str]], set[str], set[str]]]:
        """The lines of some graphs, in batches; see `_batches`."""
        try:
            yield from _batches(self.lines.of(wanted, self.workspace.state_folder), _LINES[self.server.kind or "update"])
        except OSError as problem:
            hint = "check that the disk has room; the next push continues"
            raise EnvironmentProblem(f"the quads cannot be sorted: {problem.strerror}", self.workspace.state_folder, hint) from problem

    def write(self, batch: Mapping[str, list[str]], replaced: Collection[str], pages: list[str], complete: Mapping[str, int]) -> None:
        """Send a batch of triples, and then the pages of the record that say what is complete.

        Args:
            batch: the lines of each graph.
            replaced: the graphs that the server may have something of.
            pages: the pages.
            complete: the graphs that are complete with this batch, with the number of their triples.
        """
        kind = self.server.kind
        if kind == "oxigraph":
            self.update("".join(f"DROP SILENT GRAPH <{each}> ;\n" for each in sorted(replaced)))
            quads = [_quad(line, graph) for graph, lines in batch.items() for line in lines]
            noted = [_quad(line, self.graphs.pushed) for line in pages]
            if len(quads) < _BULK:
                self.post_quads([*quads, *noted])
            else:  # faster, and not in one step: what says that it is complete comes after it
                self.post_quads(quads, "?no_transaction")
                self.post_quads(noted)
        elif kind == "update":
            drops = "".join(f"DROP SILENT GRAPH <{each}> ;\n" for each in sorted(replaced))
            self.update(drops + _inserted({**batch, self.graphs.pushed: pages} if pages else batch))
        elif kind == "virtuoso":
            small: dict[str, list[str]] = {}
            for graph, lines in batch.items():
                if len(lines) >= _INSERTED:
                    if self.folder is None:
                        self.server.store(graph, lines, replace=graph in replaced)
                    else:
                        self.load(self.folder, graph, lines, replace=graph in replaced)
                    continue
                if graph in replaced:
                    self.update(f"DROP SILENT GRAPH <{graph}>")
                small[graph] = lines
                if sum(map(len, small.values())) >= _INSERTED:
                    self.update(_inserted(small))
                    small = {}
            self.update(_inserted(small) if small else "")
            for graph in sorted(complete.keys() & self.loaded):
                self.expect(graph, complete[graph])
            self.update(_inserted({self.graphs.pushed: pages}) if pages else "")
        else:
            for graph, lines in batch.items():
                self.server.store(graph, lines, replace=graph in replaced)
            if pages:
                self.server.store(self.graphs.pushed, pages, replace=False)

    def load(self, folder: str, graph: str, lines: list[str], *, replace: bool) -> None:
        """Let Virtuoso read triples from a file in a folder. It needs no password of SQL: the request is an update as any other."""
        if replace:
            self.update(f"DROP SILENT GRAPH <{graph}>")
        self.loaded.add(graph)
        path = os.path.join(folder, f"kg-push-{self.word}.nt")
        try:
            for piece in _pieces(lines):
                with open(path, "w", encoding="utf-8", newline="\n") as file:
                    file.writelines(piece)
                self.update(f"LOAD <{Path(path).as_uri()}> INTO GRAPH <{graph}>")
        except OSError as problem:
            hint = "check that the folder can be written and the disk has room; the next push continues"
            raise EnvironmentProblem(f"the file cannot be written: {problem.strerror}", path, hint) from problem
        except EnvironmentProblem as problem:
            hint = "the server must see the folder by this path, and have it in DirsAllowed; or leave out --folder"
            raise EnvironmentProblem(problem.what, problem.where, hint) from problem
        finally:
            if os.path.lexists(path):
                os.remove(path)

    def expect(self, graph: str, triples: int) -> None:
        """Compare the number of triples that have arrived: a load that stops in the middle of a file reports nothing."""
        _, rows = self.server.rows(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        arrived = int(rows[0][0].value) if rows and isinstance(rows[0][0], ox.Literal) else 0
        if arrived != triples:
            what = f"the server has loaded {arrived:,} of the {triples:,} triples of {graph}"
            raise EnvironmentProblem(what, self.server.query, "push again without --folder, which continues")

    def update(self, update: str) -> None:
        if update:
            self.server.run(update.rstrip(" ;\n"))

    def post_quads(self, lines: list[str], how: str = "") -> None:
        if not lines:
            return
        assert self.server.quads is not None
        headers = {"Content-Type": "application/n-quads", "Accept": "*/*"}
        self.server.client.send("POST", self.server.quads + how, "".join(lines).encode(), headers)

    # the default graph

    def empty_default(self) -> None:
        """Take what ``held`` has out of the default graph."""
        if self.server.update is not None:
            self.still_mine()
            self.update(f"DELETE {{ ?s ?p ?o }} WHERE {{ GRAPH <{self.graphs.held}> {{ ?s ?p ?o }} }}")

    def fill_default(self) -> None:
        """Add what ``held`` has to the default graph."""
        if self.server.update is not None:
            self.update(f"INSERT {{ ?s ?p ?o }} WHERE {{ GRAPH <{self.graphs.held}> {{ ?s ?p ?o }} }}")

    # the record

    def write_record(self, record: Record) -> None:
        lines = records.lines(record, self.graphs)
        self.page = len(lines) + 1
        self.write_lines(self.graphs.pushed, lines, replace=True)

    def note(self, states: list[str]) -> None:
        """Add pages to the record."""
        pages, self.page = records.pages(states, self.graphs, self.page)
        if pages:
            self.write_lines(self.graphs.pushed, pages, replace=False)

    def write_lines(self, graph: str, lines: list[str], *, replace: bool) -> None:
        """Send triples to a small graph."""
        size = _LINES["update"]
        for start in range(0, len(lines), size):
            some, first = lines[start : start + size], replace and start == 0
            if self.server.kind == "update":
                self.update((f"DROP SILENT GRAPH <{graph}> ;\n" if first else "") + _inserted({graph: some}))
            else:
                self.server.store(graph, some, replace=first)

    def drop(self, graphs: Collection[str]) -> None:
        """Remove graphs of this workspace."""
        names = sorted(graphs)
        if self.server.update is None:
            for name in names:
                self.server.client.send("DELETE", self.server.graph_address(name), accepted=(404,))
            return
        for start in range(0, len(names), _DROPPED):
            some = names[start : start + _DROPPED]
            if self.server.virtuoso:
                for each in some:
                    self.update(f"DROP SILENT GRAPH <{each}>")
            else:
                self.update(" ;\n".join(f"DROP SILENT GRAPH <{each}>" for each in some))

    # small changes

    def difference(self, known: Record, contents: Mapping[str, Content], changed: Collection[str]) -> Difference | None:
        """The difference to the snapshot that the server has, if that is still on this machine, and the difference is small; else None."""
        if known.snapshot is None or known.pending or self.server.update is None:
            return None
        before = kept(self.workspace, known.snapshot)
        if before is None:
            return None
        try:
            old = Lines(before, self.workspace)
            there = old.contents()
            if any(there.get(graph) != content for graph, content in known.there.items() if graph != self.graphs.workspace):
                return None  # it is the snapshot of other code
            most = int(sum(content.quads for content in contents.values()) * _SMALL)
            return difference(old, self.lines, changed, min(most, _MOST_CHANGED))
        except SnapshotDamaged:
            return None
        finally:
            before.release()

    def send_difference(self, found: Difference, own_default: bool) -> None:
        """Send what is new, and what is no longer there.

        At each moment, the default graph has nothing of the workspace's that the graph ``held`` does not have: otherwise a push that
        continues this one could not know that it is to be taken out.
        """
        self.total = sum(map(len, found.gone.values())) + sum(map(len, found.new.values()))
        self.begun = time.monotonic()
        size = _LINES["update"] if not self.server.virtuoso else _INSERTED
        for verb, graphs in (("DELETE", found.gone), ("INSERT", found.new)):
            for graph, lines in sorted(graphs.items()):
                for start in range(0, len(lines), size):
                    some = lines[start : start + size]
                    steps = [f"{verb} DATA {{ GRAPH <{graph}> {{\n{''.join(some)}}} }}"]
                    if graph == self.graphs.held and own_default:
                        steps.insert(0 if verb == "DELETE" else 1, f"{verb} DATA {{\n{''.join(some)}}}")
                    self.still_mine()
                    self.update(" ;\n".join(steps))
                    self.count(len(some))

    # progress

    def count(self, lines: int) -> None:
        self.sent += lines
        passed = max(time.monotonic() - self.begun, 0.001)
        rate = self.sent / passed
        left = max(self.total - self.sent, 0) / rate
        words = f"{left / 60:.0f} min" if left >= 90 else f"{left:.0f} s"
        self.progress(f"{self.sent:,} of {self.total:,} quads, {rate:,.0f} a second, {words} left")


def _batches(pairs: Iterator[tuple[str, str]], most: int) -> Iterator[tuple[dict[str, list[str]], set[str], set[str]]]:
    """Lines in batches: by graph, with the graphs that begin in a batch, and those that end in it."""
    batch: dict[str, list[str]] = {}
    begun: set[str] = set()
    ended: set[str] = set()
    current: str | None = None
    lines = size = 0
    for graph, line in pairs:
        if graph != current and current is not None:
            ended.add(current)
        if lines >= most or size >= _BYTES:
            yield batch, begun, ended
            batch, begun, ended, lines, size = {}, set(), set(), 0, 0
        if graph != current:
            begun.add(graph)
            current = graph
        batch.setdefault(graph, []).append(line)
        lines += 1
        size += len(line) + len(graph)
    if current is not None:
        yield batch, begun, ended | {current}


def _pieces(lines: list[str]) -> Iterator[list[str]]:
    """Lines in pieces that fit into a file; a line that is longer is alone."""
    piece: list[str] = []
    size = 0
    for line in lines:
        length = len(line.encode())
        if piece and size + length > _FILE:
            yield piece
            piece, size = [], 0
        piece.append(line)
        size += length
    if piece:
        yield piece


def _quad(line: str, graph: str) -> str:
    return f"{line[:-2]}<{graph}> .\n"


def _inserted(batch: Mapping[str, list[str]]) -> str:
    return "INSERT DATA {\n" + "".join(f"GRAPH <{graph}> {{\n{''.join(lines)}}}\n" for graph, lines in batch.items()) + "}"
