"""A snapshot on a server, which answers as one on the disk does.

A store has one if `kg push` has sent it there, and a `kg serve` has one. Without the record of a push, or the description of a `kg serve`,
nobody can say what is held, and what is a proof.
"""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode, urljoin

import pyoxigraph as ox

from kg.endpoint import record as records
from kg.endpoint.http import Client, Credentials, checked
from kg.endpoint.names import DEFAULT_GRAPH, LINE, META, PART, RECORD, SENDING, SNAPSHOT, Graphs, is_graph, joined, proof_node
from kg.endpoint.running import EndpointRunner
from kg.endpoint.server import find
from kg.endpoint.store import RemoteStore
from kg.errors import DataError, EnvironmentProblem, UsageError
from kg.snapshot import Snapshot
from kg.snapshot.proofs import Derivation, Proofs, parse_line
from kg.values import NamedTuple
from kg.workspace import BASE_FORM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kg.endpoint.running import Mode
    from kg.endpoint.server import Server
    from kg.endpoint.store import Wanted
    from kg.snapshot.format import Meta
    from kg.snapshot.proofs import Entailed

VARIABLES = "KG_ENDPOINT"
"""The beginning of the names of the environment variables with the credentials for reading."""
PUBLISHED = "snapshot/"
"""The folder below the address of a `kg serve` that has its snapshot."""


class Remote(NamedTuple):
    """A snapshot on a server.

    Attributes:
        server: the server.
        graphs: the names of the graphs of the workspace.
        mode: how plain queries reach what is held.
        meta: the description of the snapshot.
        complete: whether all of it is there; else a push is running, or was interrupted.
    """

    server: Server
    graphs: Graphs
    mode: Mode
    meta: Meta
    complete: bool

    @property
    def published(self) -> str | None:
        """The address of the folder with the snapshot of a `kg serve`; None for a store."""
        return None if self.server.digest is None else urljoin(self.server.query, PUBLISHED)

    @property
    def base(self) -> str:
        """The base IRI of the workspace."""
        return str(self.meta["base"])

    def runner(self) -> EndpointRunner:
        """Evaluates queries on the server."""
        return EndpointRunner(self.server, self.graphs.held, self.mode)

    def file(self, name: str, **fields: str) -> bytes | None:
        """A file of the snapshot of a `kg serve`; None if there is none.

        Raises:
            EnvironmentProblem: the server refuses, or cannot be reached.
        """
        assert self.published is not None
        address = self.published + name + (f"?{urlencode(fields)}" if fields else "")
        reply = self.server.client.send("GET", address, accepted=(404,))
        if reply.status == 404:
            return None
        if reply.headers.get("chancery-snapshot") != self.meta["digest"]:
            hint = "run the same command again, which asks the new one"
            raise EnvironmentProblem("the server has put another snapshot in place meanwhile", address.partition("?")[0], hint)
        return reply.body

    def quads(self, wanted: Wanted, most: int) -> list[ox.Quad]:
        """The quads of the snapshot that match a pattern, as `kg.endpoint.store.Fetch` says.

        What is known stands in the pattern as a term, and not as a value of a variable: not every engine finds an index for these.
        """
        given = (("s", wanted.subjects), ("o", wanted.values), ("g", wanted.graphs))
        one: dict[str, object] = {name: terms[0] for name, terms in given if len(terms) == 1}
        if wanted.predicate is not None:
            one["p"] = wanted.predicate
        several = {name: terms for name, terms in given if len(terms) > 1}
        values = "".join(f"VALUES ?{name} {{ {' '.join(map(str, terms))} }} " for name, terms in several.items())
        s, p, o, g = (str(one[name]) if name in one else f"?{name}" for name in "spog")
        inner = f"{values}GRAPH {g} {{ {s} {p} {o} }}"
        if self.published is not None and not wanted.graphs:
            inner = f"{{ {values}{s} {p} {o} }} UNION {{ {inner} }}"
        open_ = " ".join(f"?{name}" for name in "gspo" if name not in one)
        names, rows = self.server.rows(f"SELECT {open_ or '*'} {{ {inner} }}" + (f" LIMIT {most}" if most else ""))
        places = [names.index(name) if name in names else None for name in "gspo"]
        known = [one.get(name) for name in "gspo"]
        found = []
        for row in rows:
            graph, subject, predicate, value = (term if place is None else row[place] for place, term in zip(places, known, strict=True))
            if (quad := self.quad(graph, subject, predicate, value)) is not None:
                found.append(quad)
        return found

    def quad(self, graph: object, subject: object, predicate: object, value: object) -> ox.Quad | None:
        """The quad of the snapshot that a row stands for; None for one of another graph than the snapshot's."""
        if not (isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal)):
            return None
        if graph is None:
            return ox.Quad(subject, predicate, value)
        if not isinstance(graph, ox.NamedNode):
            return None
        if graph.value == self.graphs.held:
            return None if self.published is not None else ox.Quad(subject, predicate, value)
        if graph.value in self.graphs or not is_graph(graph.value, self.base):
            return None
        return ox.Quad(subject, predicate, value, graph)


def connect(address: str, base: str | None = None, warn: Callable[[str], None] | None = None) -> Remote:
    """Connect to a server that has a snapshot.

    Args:
        address: its address, or that of its query service.
        base: the base of the workspace, if the server may have several.
        warn: takes a sentence.

    Raises:
        UsageError: it has several workspaces, and not the one with that base.
        EnvironmentProblem: it has none, or cannot be reached.
    """
    checked(address)
    client = Client(Credentials.of(VARIABLES), warn)
    server = find(client, address)
    if server.digest is not None:
        return _published(server)
    found = _records(server)
    if not found:
        hint = "`kg push` sends a snapshot to it"
        raise EnvironmentProblem("nobody has pushed a snapshot to this server", server.query, hint)
    if len(found) > 1 and base not in found:
        hint = "work in one of them: kg -C DIR --endpoint URL ..."
        raise UsageError(f"the server has several workspaces: {', '.join(sorted(found))}", server.query, hint)
    base, values = (base, found[base]) if base in found else next(iter(found.items()))
    graphs = Graphs.of(base)
    try:
        meta = _described(values[META][0] if META in values else joined(values[PART]), base)
    except (KeyError, ValueError) as problem:
        raise EnvironmentProblem("the record of what was pushed cannot be read", graphs.pushed, "push the snapshot again") from problem
    complete = SENDING not in values and SNAPSHOT in values
    if not complete and warn is not None:
        warn("a push to this server is running or was interrupted: answers may mix two snapshots")
    return Remote(server, graphs, _mode(server, graphs, values), meta, complete)


def _records(server: Server) -> dict[str, dict[str, list[str]]]:
    """What the records on a server say of themselves, by the base of the workspace."""
    _, rows = server.rows(f"SELECT ?g ?p ?o {{ GRAPH ?g {{ ?g a <{RECORD}> ; ?p ?o }} }}")
    found: dict[str, dict[str, list[str]]] = {}
    for graph, predicate, value in rows:
        if isinstance(graph, ox.NamedNode) and isinstance(predicate, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
            base = graph.value.removesuffix("graph/pushed")
            if base != graph.value:
                found.setdefault(base, {}).setdefault(predicate.value, []).append(value.value)
    return found


def _mode(server: Server, graphs: Graphs, values: Mapping[str, list[str]]) -> Mode:
    """How plain queries reach what is held. The canary tells: it is in the graph of the record, and in no other."""
    canary = records.canary(graphs).rstrip(" .\n")
    union = server.truth(f"ASK {{ {canary} }}")
    if not union and values.get(DEFAULT_GRAPH) == ["true"]:
        return "plain"
    # Engines differ in whether the graphs that the request does not name are still there for GRAPH.
    try:
        named = server.truth(f"ASK {{ GRAPH <{graphs.pushed}> {{ {canary} }} }}", dataset=(graphs.held,))
    except EnvironmentProblem:
        named = False
    return "dataset" if named and not server.truth(f"ASK {{ {canary} }}", dataset=(graphs.held,)) else "wrapped"


def _described(text: str | bytes, base: str | None = None) -> Meta:
    """The description of a snapshot that a server sends. Its digest becomes the name of a folder, and its base a part of queries.

    Args:
        text: the description, as JSON.
        base: the base that it must have; None for any.

    Raises:
        ValueError: it is not a description.
    """
    try:
        meta = json.loads(text)
    except RecursionError as problem:
        raise ValueError("it is nested too deeply") from problem
    if not isinstance(meta, dict):
        raise ValueError("it is no object")
    for name, form in (("digest", r"[0-9a-f]{64}"), ("base", BASE_FORM), ("title", r"[^\x00-\x1f]+")):
        if not (isinstance(meta.get(name), str) and re.fullmatch(form, meta[name])):
            raise ValueError(f"it has no {name} that can be used")
    if base is not None and meta["base"] != base:
        raise ValueError("it is that of another workspace")
    for name in ("language", "license", "citation"):
        if not isinstance(meta.get(name, ""), str):
            raise ValueError(f"its {name} is no text")
    counts, coded = meta.get("counts"), meta.get("coded", {})
    if not isinstance(counts, dict) or "quads" not in counts or any(type(each) is not int or each < 0 for each in counts.values()):
        raise ValueError("it does not say how many quads there are")
    if not isinstance(coded, dict) or not all(re.fullmatch(r"\w[\w.-]*", each) for pair in coded.items() for each in map(str, pair)):
        raise ValueError("its coded sources cannot be read")
    return cast("Meta", meta)


def _published(server: Server) -> Remote:
    """The snapshot of a `kg serve`."""
    address = urljoin(server.query, f"{PUBLISHED}meta.json")
    reply = server.client.send("GET", address, accepted=(404,))
    try:
        if reply.status == 404:
            raise ValueError("there is no description of the snapshot")
        meta = _described(reply.body)
    except ValueError as problem:
        raise EnvironmentProblem(
            f"the snapshot of the server cannot be read: {problem}", address, "is its version older than this one?"
        ) from problem
    return Remote(server, Graphs.of(meta["base"]), "plain", meta, complete=True)


class RemoteSnapshot(Snapshot):
    """A snapshot on a server. What is asked of it is fetched when it is asked for.

    Args:
        remote: where it is.
        whole: fetches all of it, and returns it as one on the disk.
    """

    __slots__ = ("_remote", "_whole_snapshot")

    def __init__(self, remote: Remote, whole: Callable[[], Snapshot]) -> None:
        super().__init__(os.path.join(os.sep, "nowhere", "snapshots", "remote"))
        self.folder = remote.server.query
        self._remote = remote
        self._whole_snapshot = whole
        self._meta = remote.meta

    def hold(self) -> bool:
        """Nothing here can be removed."""
        return True

    def release(self) -> None:
        """Nothing is held."""

    def check(self) -> None:
        """There are no files."""

    def added(self) -> list[str]:
        """There are no files."""
        return []

    def text(self, name: str) -> str | None:
        """Files beside the quads are not on the server."""
        del name
        return None

    @property
    def store(self) -> ox.Store:
        """All quads, fetched when they are asked for: a `kg.endpoint.store.RemoteStore`."""
        if self._store is None:
            remote, base = self._remote, self.base
            own = (base, "https://w3id.org/chancery/ontology#")
            made = RemoteStore(remote.quads, int(self.meta["counts"]["quads"]), self._graphs, self._all, own)
            self._store = cast("ox.Store", made)
        return self._store

    def in_memory(self) -> ox.Store:
        """All quads in memory."""
        return self._all()

    def _all(self) -> ox.Store:
        return self._whole_snapshot().in_memory()

    def _graphs(self) -> list[ox.NamedNode]:
        if self._remote.published is None:
            record = records.read(self._remote.server, self._remote.graphs)
            known = () if record is None else record.there
            return [ox.NamedNode(each) for each in sorted(known) if each and each not in self._remote.graphs]
        _, rows = self._remote.server.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
        return [row[0] for row in rows if isinstance(row[0], ox.NamedNode)]

    def proofs(self) -> Proofs:
        """The proofs, fetched one by one when they are asked for."""
        return RemoteProofs(self._remote, lambda: self._whole_snapshot().proofs())


class RemoteProofs(Proofs):
    """The proofs on a server.

    Args:
        remote: where they are.
        whole: fetches all of them.
    """

    def __init__(self, remote: Remote, whole: Callable[[], Proofs]) -> None:
        super().__init__(remote.server.query)
        self._remote = remote
        self._make_whole = whole
        self._known: dict[ox.Triple, tuple[Derivation, ...]] = {}

    def of(self, triple: ox.Triple) -> tuple[Derivation, ...]:
        """See `Proofs.of`."""
        if triple not in self._known:
            line = self._published(triple) if self._remote.published is not None else self._pushed(triple)
            try:
                self._known[triple] = () if line is None else parse_line(line).derivations
            except (KeyError, TypeError, ValueError, DataError) as problem:
                raise EnvironmentProblem("a proof on the server cannot be read", self.path, "push the snapshot again") from problem
        return self._known[triple]

    def _pushed(self, triple: ox.Triple) -> str | None:
        node = proof_node(self._remote.base, triple)
        _, rows = self._remote.server.rows(f"SELECT ?p ?o {{ GRAPH <{self._remote.graphs.proofs}> {{ <{node}> ?p ?o }} }}")
        values: dict[str, list[str]] = {}
        for predicate, value in rows:
            if isinstance(predicate, ox.NamedNode) and isinstance(value, ox.Literal):
                values.setdefault(predicate.value, []).append(value.value)
        if LINE in values:
            return values[LINE][0]
        return joined(values[PART]) if PART in values else None

    def _published(self, triple: ox.Triple) -> str | None:
        terms = {"subject": str(triple.subject), "predicate": str(triple.predicate), "object": str(triple.object)}
        found = self._remote.file("proof", **terms)
        return None if found is None else found.decode()

    def __iter__(self) -> Iterator[Entailed]:
        """See `Proofs.__iter__`. All proofs are fetched."""
        return iter(self._make_whole())

    def derivations(self) -> Mapping[ox.Triple, tuple[Derivation, ...]]:
        """See `Proofs.derivations`. All proofs are fetched."""
        return self._make_whole().derivations()


def in_batches(items: Iterable[tuple[str, int]], most: int) -> Iterator[list[tuple[str, int]]]:
    """Names with their sizes, in lists that together have no more than a number, or of one name."""
    batch: list[tuple[str, int]] = []
    size = 0
    for name, quads in items:
        if batch and (size + quads > most or len(batch) >= 500):
            yield batch
            batch, size = [], 0
        batch.append((name, quads))
        size += quads
    if batch:
        yield batch
