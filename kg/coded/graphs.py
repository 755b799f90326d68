"""What a build takes into a snapshot of the coded sources of a workspace: the lines of their graphs, and what the record says of them.

The lines of a source are kept in the state folder under the digest of all that they are made from, and are made again only if that changes:
the rows, the curator's decisions, the names of the entities, or the alignments.
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, NamedTuple

from kg.coded.entities import entities_of
from kg.coded.kept import COUNTS, ENTITIES, FORMAT, KINDS, LINES
from kg.coded.making import make
from kg.coded.quads import described, graph_of, in_default
from kg.coded.sources import DECISIONS, FOLDER, MANIFEST, sources_of
from kg.errors import DataError
from kg.snapshot.sorting import blocks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pyoxigraph as ox

    from kg.coded.entities import Entity
    from kg.coded.sources import Source
    from kg.ontology import Ontology
    from kg.workspace import Workspace


class CodedGraph(NamedTuple):
    """The graph of one source.

    Attributes:
        source: the source.
        iri: the name of the graph.
        folder: where its files are, see `kg.coded.kept`.
        description: what the record graph says of it, as N-Triples without the final dot.
        series: the number of its series, or of its acts at the grain of acts.
        rows: the number of rows in them.
        held: whether the default graph has it, too.
    """

    source: Source
    iri: str
    folder: str
    description: tuple[str, ...]
    series: int
    rows: int
    held: bool

    def blocks(self) -> Iterator[list[bytes]]:
        """The lines of the graph, sorted, some at a time."""
        with open(os.path.join(self.folder, LINES), "rb") as file:
            yield from blocks_of(file)

    def default_blocks(self) -> Iterator[list[bytes]]:
        """What the lines say, as lines of the default graph, sorted, too."""
        for block in self.blocks():
            yield in_default(block, self.iri)


def coded_graphs(
    ws: Workspace, ontology: Ontology, held: Iterable[ox.Triple], progress: Callable[[str], None] | None = None
) -> list[CodedGraph]:
    """The graphs of the coded sources of a workspace, sorted by name.

    Args:
        ws: the workspace.
        ontology: its ontology.
        held: the triples of the default graph, for the names of the entities.
        progress: called with a few words before a source whose lines are made.

    Raises:
        DataError: a manifest or the curator's decisions cannot be read, or the settings name a source that there is not.
        EnvironmentProblem: the libraries for tables are not installed, or a table is missing.
    """
    sources = sources_of(ws)
    names = [source.name for source in sources]
    for name in ws.held_coded:
        if name not in names:
            hint = f"the coded sources are: {', '.join(names)}" if names else "kg import FILE --mapping NAME imports one"
            raise DataError(f"held_coded names the source {name!r}, which there is not", ws.place_of("held_coded", name), hint)
    if not sources:
        return []
    entities = entities_of(ontology, held, ws.language)
    return [_graph(ws, ontology, source, entities, progress) for source in sources]


def _graph(
    ws: Workspace, ontology: Ontology, source: Source, entities: Sequence[Entity], progress: Callable[[str], None] | None
) -> CodedGraph:
    iri = graph_of(ws.base, source.name)
    folder = os.path.join(ws.state_folder, FOLDER, f"{source.name}-{_key(ws, ontology, source, entities)}")
    counts = _read_counts(folder)
    if counts is None:
        if progress is not None:
            progress(f"making series of {source.rows:,} rows of {source.name}")
        counts = make(ws, ontology, source, entities, folder)
    series, rows = counts
    return CodedGraph(source, iri, folder, tuple(described(source, ws.base, rows)), series, rows, source.name in ws.held_coded)


def _key(ws: Workspace, ontology: Ontology, source: Source, entities: Sequence[Entity]) -> str:
    """A digest of all that the lines of a source are made from."""
    digest = hashlib.sha256(f"{FORMAT}\n{ws.base}\n{ws.language}\n{ontology.digest}\n".encode())
    for path in (os.path.join(source.folder, MANIFEST), os.path.join(ws.folder, FOLDER, DECISIONS)):
        digest.update(f"{ws.digests.of(path) if os.path.exists(path) else ''}\n".encode())
    digest.update(json.dumps(entities).encode())
    return digest.hexdigest()[:16]


def _read_counts(folder: str) -> tuple[int, int] | None:
    """The numbers of what is kept; None if a file of it is missing."""
    if not all(os.path.isfile(os.path.join(folder, name)) for name in (LINES, ENTITIES, KINDS)):
        return None
    try:
        with open(os.path.join(folder, COUNTS), encoding="utf-8") as file:
            found = json.load(file)
        return int(found["series"]), int(found["rows"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
