"""What a snapshot has, graph by graph, as lines of N-Triples, in bounded memory."""

from __future__ import annotations

import hashlib
import heapq
import os
import tempfile
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.endpoint.names import LINE, PART, PATH, TEXT, Graphs, parts, proof_node
from kg.snapshot.proofs import parse_line
from kg.snapshot.sorting import lines_in
from kg.values import NamedTuple
from kg.workspace import core_folder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from kg.snapshot import Snapshot
    from kg.workspace import Workspace

DEFAULT: Final = ""
"""The name by which the default graph goes here."""

_RUN: Final = 200_000
"""How many lines are sorted in memory at a time."""


class Content(NamedTuple):
    """What a graph has: the SHA-256 of its sorted lines, and how many there are."""

    digest: str
    quads: int


def split(line: str) -> tuple[str, str]:
    r"""The graph of a line of N-Quads (`DEFAULT` for the default graph), and the line without it.

    >>> split('<x:s> <x:p> "a <b> ."@en <x:g> .\n')
    ('x:g', '<x:s> <x:p> "a <b> ."@en .\n')
    >>> split('<x:s> <x:p> <x:o> .\n')
    ('', '<x:s> <x:p> <x:o> .\n')
    >>> split('<x:s> <x:p> "1"^^<x:d> .\n')[0]
    ''
    """
    body = line.rstrip("\n")[:-2]
    if not body.endswith(">"):
        return DEFAULT, line
    space = body.rfind(" <")
    # A literal has a quotation mark behind the last space that could be inside it; behind a graph there is none.
    third = body.find(" ", body.find(" ") + 1)
    if space <= third or body.find('"', space) >= 0:
        return DEFAULT, line
    return body[space + 2 : -1], body[:space] + " .\n"


class Lines:
    """The lines that a push of a snapshot sends, graph by graph.

    Args:
        snapshot: the snapshot.
        workspace: its workspace, whose own files go with it.
    """

    def __init__(self, snapshot: Snapshot, workspace: Workspace) -> None:
        self.snapshot = snapshot
        self.graphs = Graphs.of(snapshot.base)
        self._workspace = workspace

    def contents(self) -> dict[str, Content]:
        """Each graph with its content; the default graph is `DEFAULT`. One pass over the files of the snapshot."""
        found: dict[str, tuple[hashlib._Hash, list[int]]] = {}
        for source in (self._quads(), self._named(self.graphs.proofs, self.proofs()), self._named(self.graphs.workspace, self.files())):
            for graph, line in source:
                digest = found.get(graph)
                if digest is None:
                    digest = found[graph] = hashlib.sha256(), [0]
                digest[0].update(line.encode())
                digest[1][0] += 1
        contents = {graph: Content(digest.hexdigest(), count[0]) for graph, (digest, count) in found.items()}
        contents.setdefault(DEFAULT, Content(hashlib.sha256().hexdigest(), 0))
        contents[self.graphs.held] = contents[DEFAULT]
        return contents

    def of(self, wanted: Collection[str], folder: str) -> Iterator[tuple[str, str]]:
        """The graphs and lines of some graphs, all lines of a graph together, those of the default graph and its copy last.

        Args:
            wanted: the graphs.
            folder: a folder for what does not fit into memory.
        """
        special = {DEFAULT, *self.graphs}
        named = set(wanted) - special
        if named:
            yield from together((pair for pair in self._quads() if pair[0] in named), folder)
        if self.graphs.proofs in wanted:
            yield from self._named(self.graphs.proofs, self.proofs())
        if self.graphs.workspace in wanted:
            yield from self._named(self.graphs.workspace, self.files())
        for graph in (DEFAULT, self.graphs.held):
            if graph in wanted:
                yield from ((graph, line) for found, line in self._quads() if found == DEFAULT)

    @staticmethod
    def _named(graph: str, lines: Iterator[str]) -> Iterator[tuple[str, str]]:
        return ((graph, line) for line in lines)

    def _quads(self) -> Iterator[tuple[str, str]]:
        for line in lines_of(self.snapshot.quads_text()):
            yield split(line)

    def proofs(self) -> Iterator[str]:
        """The proofs of the entailed triples, as lines of N-Triples."""
        for line in lines_of(self.snapshot.proofs_text()):
            yield from proof_lines(self.snapshot.base, line)

    def files(self) -> Iterator[str]:
        """The files of the workspace that a reader does not have with the package, as lines of N-Triples."""
        for path, text in sorted(own_files(self._workspace).items()):
            node = ox.NamedNode(f"{self.graphs.workspace}/{path}")
            yield _triple(node, PATH, path)
            for piece in parts(text):
                yield _triple(node, TEXT if piece is text else PART, piece)


def own_files(workspace: Workspace) -> dict[str, str]:
    """The settings of a workspace, and its own ontology, shapes, rules and queries: path inside, with slashes, to text.

    Files that are the same in the package are left out.
    """
    found = {"chancery.toml": os.path.join(workspace.folder, "chancery.toml")}
    for files in (workspace.ontology_files(), workspace.rule_files(), workspace.query_files(lambda _: None)):
        for path in files:
            inside = workspace.display(path)
            if str(path).startswith(workspace.folder + os.sep) and not _same(str(path), os.path.join(core_folder(), *inside.split("/"))):
                found[inside] = str(path)
    texts = {}
    for inside, name in found.items():
        try:
            with open(name, encoding="utf-8") as file:
                texts[inside] = file.read()
        except (OSError, UnicodeDecodeError):  # a query that is being edited; the build has said what is wrong with the others
            continue
    return texts


def _same(path: str, other: str) -> bool:
    try:
        with open(path, "rb") as one, open(other, "rb") as two:
            return one.read() == two.read()
    except OSError:
        return False


def proof_lines(base: str, line: str) -> Iterator[str]:
    """A line of ``proofs.jsonl`` as lines of N-Triples.

    Args:
        base: the base of the workspace.
        line: the line.
    """
    text = line.rstrip("\n")
    node = ox.NamedNode(proof_node(base, parse_line(text).triple))
    for piece in parts(text):
        yield _triple(node, LINE if piece is text else PART, piece)


def _triple(subject: ox.NamedNode, predicate: str, text: str) -> str:
    return f"{ox.Triple(subject, ox.NamedNode(predicate), ox.Literal(text))} .\n"


def lines_of(texts: Iterable[bytes]) -> Iterator[str]:
    """The lines of a snapshot's quads or proofs, with their line feeds.

    Args:
        texts: the content of its files, see `Snapshot.quads_text`.
    """
    return (line.decode() for text in texts for line in lines_in(text))


def together(pairs: Iterator[tuple[str, str]], folder: str) -> Iterator[tuple[str, str]]:
    """The same pairs, sorted; in memory as long as there are few.

    Args:
        pairs: the pairs.
        folder: a folder for what does not fit into memory. Its files have no names, so that nothing stays behind.
    """
    with ExitStack() as open_files:
        runs: list[Iterator[tuple[str, str]]] = []
        batch: list[tuple[str, str]] = []
        for pair in pairs:
            batch.append(pair)
            if len(batch) >= _RUN:
                batch.sort()
                file = open_files.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", dir=folder))
                file.writelines(f"{graph}\t{line}" for graph, line in batch)
                file.seek(0)
                runs.append(_pairs(file))
                batch = []
        batch.sort()
        yield from heapq.merge(*runs, batch)


def _pairs(file: Iterator[str]) -> Iterator[tuple[str, str]]:
    for line in file:
        graph, _, rest = line.partition("\t")
        yield graph, rest
