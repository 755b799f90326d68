"""Write a snapshot to a file, in one of the output formats. The same snapshot always has the same bytes.

To add an output format, add a row to `WRITERS` and a function above it that imports its writer.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import UsageError
from kg.export.selection import Selection
from kg.files import did_you_mean, nearest, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.export.selection import Part
    from kg.snapshot import Snapshot


def _turtle(snapshot: Snapshot, selection: Selection) -> bytes:
    from kg.export.rdf import turtle

    return turtle(snapshot, selection)


def _n_triples(snapshot: Snapshot, selection: Selection) -> bytes:
    from kg.export.rdf import n_triples

    return n_triples(snapshot, selection)


def _trig(snapshot: Snapshot, selection: Selection) -> bytes:
    from kg.export.rdf import trig

    return trig(snapshot, selection)


def _n_quads(snapshot: Snapshot, selection: Selection) -> bytes:
    from kg.export.rdf import n_quads

    return n_quads(snapshot, selection)


def _rdf_xml(snapshot: Snapshot, selection: Selection) -> bytes:
    from kg.export.rdf import rdf_xml

    return rdf_xml(snapshot, selection)


def _json_ld(snapshot: Snapshot, selection: Selection) -> bytes:
    from kg.export.rdf import json_ld

    return json_ld(snapshot, selection)


def _graphml(snapshot: Snapshot, selection: Selection) -> bytes:
    from kg.export.graphs import graphml

    return graphml(snapshot, selection)


def _gexf(snapshot: Snapshot, selection: Selection) -> bytes:
    from kg.export.graphs import gexf

    return gexf(snapshot, selection)


def _edges_csv(snapshot: Snapshot, selection: Selection) -> bytes:
    from kg.export.graphs import edges_csv

    return edges_csv(snapshot, selection)


def _dyads_csv(snapshot: Snapshot, selection: Selection) -> bytes:
    from kg.export.dyads import dyads_csv

    return dyads_csv(snapshot, selection.part)


class Writer(NamedTuple):
    """How a snapshot is written in one format. What the format is, its name and media type, is in `kg.formats.FORMATS`.

    Attributes:
        ending: the extension of its files, or the whole name of the file, in lower case.
        name: its name after ``kg dump -f``.
        write: the function that renders a snapshot.
        named_graphs: whether it has named graphs, and so supports `Selection.held`.
        standings: whether it has the standing of each edge, and so supports `Selection.claimed`.
    """

    ending: str
    name: str
    write: Callable[[Snapshot, Selection], bytes]
    named_graphs: bool = False
    standings: bool = False


WRITERS: Final[dict[str, Writer]] = {
    each.ending: each
    for each in (
        Writer(".ttl", "ttl", _turtle),
        Writer(".nt", "nt", _n_triples),
        Writer(".rdf", "rdf", _rdf_xml),
        Writer(".trig", "trig", _trig, named_graphs=True),
        Writer(".nq", "nq", _n_quads, named_graphs=True),
        Writer(".jsonld", "jsonld", _json_ld, named_graphs=True),
        Writer(".graphml", "graphml", _graphml, standings=True),
        Writer(".gexf", "gexf", _gexf, standings=True),
        Writer(".csv", "csv", _edges_csv, standings=True),
        Writer("dyads.csv", "dyads", _dyads_csv),
    )
}
"""The output formats by the ending of the file's name."""


def dump(
    snapshot: Snapshot,
    path: str | os.PathLike[str],
    *,
    held: bool = False,
    claimed: bool = False,
    part: Part | None = None,
    checksum: bool = False,
) -> int:
    """Write a snapshot to a file in the format of its extension. A file called ``dyads.csv`` gets the dyad-years.

    Args:
        snapshot: the snapshot.
        path: the file; its folder is created if it does not exist, and an existing file is replaced atomically.
        held: see `Selection`.
        claimed: see `Selection`.
        part: see `Selection`; `kg.export.choosing.chosen` returns it.
        checksum: whether to write the SHA-256 digest of the file beside it, into a file with the same name and ``.sha256``.

    Returns:
        The number of bytes written.

    Raises:
        UsageError: the extension is not that of an output format, the name ends in ``dyads.csv`` and is longer, or the format does not
            support `held` or `claimed`.
        EnvironmentProblem: the file cannot be written. An existing file is unchanged.
    """
    name = os.path.basename(os.fspath(path)).lower()
    ending = name if name in WRITERS else os.path.splitext(name)[1]
    if ending == ".csv" and name.endswith("dyads.csv"):
        hint = f"call the file dyads.csv, or use `kg dump -f dyads > {name}`; for the edges, choose a name that does not end in dyads.csv"
        raise UsageError("the file of the dyad-years must be called dyads.csv", os.fspath(path), hint)
    data = render(snapshot, ending, held=held, claimed=claimed, part=part, shown=os.fspath(path))
    write_atomically(path, data)
    if checksum:
        write_atomically(f"{os.fspath(path)}.sha256", sum_line(data, os.path.basename(os.fspath(path))).encode())
    return len(data)


def render(
    snapshot: Snapshot, ending: str, *, held: bool = False, claimed: bool = False, part: Part | None = None, shown: str | None = None
) -> bytes:
    """A snapshot in an output format.

    Args:
        snapshot: the snapshot.
        ending: a key of `WRITERS`.
        held: see `Selection`.
        claimed: see `Selection`.
        part: see `Selection`; `kg.export.choosing.chosen` returns it.
        shown: the name of the file in messages.

    Raises:
        UsageError: as for `dump`.
    """
    found = WRITERS.get(ending)
    if found is None:
        what = f"cannot write a dump as {ending}" if ending else "cannot write a dump to a file without an extension"
        near = nearest(ending, WRITERS, 1) if len(ending) > 4 else []  # .pdf is not a misspelt .rdf
        raise UsageError(what, shown, did_you_mean(near, f"use one of {' '.join(WRITERS)}"))
    if held and not found.named_graphs:
        usable = " ".join(each.ending for each in WRITERS.values() if each.named_graphs)
        raise UsageError(f"{ending} has no named graphs, so it cannot hold graph/held", shown, f"with --held, use one of {usable}")
    if claimed and not found.standings:
        usable = " ".join(each.ending for each in WRITERS.values() if each.standings)
        hint = f"--claimed is for {usable}; formats with named graphs already have every claim, each in its graph"
        raise UsageError(f"{ending} has no place for the standing of a claim", shown, hint)
    return found.write(snapshot, Selection(held, claimed, part))


def sum_line(data: bytes, name: str) -> str:
    r"""The line for a file that ``sha256sum --check`` reads.

    Args:
        data: the content of the file.
        name: its path from where the line is. A backslash or a line break in it is escaped, as sha256sum does.

    >>> sum_line(b"", "graph.ttl")
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  graph.ttl\n'
    """
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n")
    mark = "" if escaped == name else "\\"
    return f"{mark}{hashlib.sha256(data).hexdigest()}  {escaped}\n"
