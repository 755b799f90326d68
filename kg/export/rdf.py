"""The graph in a file: every serialisation, the same bytes for the same snapshot.

A format is a writer in `WRITERS`, by extension; a writer takes a snapshot and a `Selection` and gives the bytes. The writers for
other tools (GraphML, GEXF, CSV) stand in the table by the name of their function and are imported when they are asked for.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.errors import UsageError
from kg.files import write_atomically
from kg.formats import by_extension, rdf_format
from kg.namespaces import RDF, prefixes_of
from kg.snapshot import Snapshot

_TYPE: Final = RDF + "type"


class Selection(NamedTuple):
    """What of a snapshot is dumped.

    Attributes:
        held: whether a format with named graphs also gets the default graph under the name ``graph/held``, for engines that
            answer plain queries from the union of all graphs.
        claimed: whether a network (GraphML, GEXF, CSV) also gets what is claimed and not held, each edge with its standing.
    """

    held: bool = False
    claimed: bool = False


Writer = Callable[[Snapshot, Selection], bytes]


def dump(snapshot: Snapshot, path: str | os.PathLike[str], *, held: bool = False, claimed: bool = False) -> int:
    """Write a snapshot to a file, in the format that the extension tells; a file called ``dyads.csv`` gets the dyad-years.

    Args:
        snapshot: the snapshot.
        path: where; its folder is made if need be, and a file of that name is replaced in one step.
        held: see `Selection`.
        claimed: see `Selection`.

    Returns:
        The number of bytes written.

    Raises:
        UsageError: the extension is no format for a dump, the format has no named graphs for `held`, or no standings for `claimed`.
        EnvironmentProblem: the file cannot be written; one that was there before is as it was.
    """
    name = os.path.basename(os.fspath(path)).lower()
    key = name if name in WRITERS else os.path.splitext(name)[1]
    data = render(snapshot, key, held=held, claimed=claimed, shown=os.fspath(path))
    write_atomically(path, data)
    return len(data)


def render(snapshot: Snapshot, extension: str, *, held: bool = False, claimed: bool = False, shown: str | None = None) -> bytes:
    """A snapshot in a format, as bytes.

    Args:
        snapshot: the snapshot.
        extension: a key of `WRITERS`.
        held: see `Selection`.
        claimed: see `Selection`.
        shown: what messages call the place.

    Raises:
        UsageError: as for `dump`.
    """
    writer = WRITERS.get(extension)
    if writer is None:
        known = " ".join(WRITERS)
        raise UsageError(f"a dump cannot be written as {extension or 'a file without an extension'}", shown, f"use one of {known}")
    if held and not by_extension("x" + extension).dataset:
        raise UsageError(f"{extension} has no named graphs, so it cannot hold graph/held", shown, "use .trig or .nq with --held")
    if claimed and extension not in NETWORKS:
        hint = f"--claimed is for {' '.join(NETWORKS)}; the dumps with named graphs hold every claim in a graph of its own"
        raise UsageError(f"{extension} has no place for the standing of a claim", shown, hint)
    return _resolve(writer)(snapshot, Selection(held, claimed))


def header(snapshot: Snapshot, what: str) -> list[str]:
    """The lines at the head of an export: what it is, of which snapshot, under which licence, how to cite it.

    Args:
        snapshot: the snapshot.
        what: which part of it, or which query.

    Returns:
        Lines without comment signs and line ends. There is no date in them: the same snapshot gives the same bytes.
    """
    lines = [snapshot.title, f"Content: {what}", f"Snapshot: sha256 {snapshot.digest}"]
    if licence := snapshot.meta.get("license"):
        lines.append(f"Licence: {licence}")
    if citation := snapshot.meta.get("citation"):
        lines.append(f"Cite as: {citation}, snapshot {snapshot.digest[:12]}")
    return [" ".join(line.split()) for line in lines]


def _resolve(writer: Writer | str) -> Writer:
    if not isinstance(writer, str):
        return writer
    module, _, name = writer.partition(":")
    found: Writer = getattr(import_module(module), name)
    return found


def _triples(snapshot: Snapshot) -> list[ox.Triple]:
    quads = snapshot.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    return sorted((quad.triple for quad in quads), key=_order)


def _order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    """By subject, its type first, then predicate and object."""
    subject, value = triple.subject, triple.object
    # By the IRI without its brackets, so that Q38 comes before Q3879.
    by_subject = subject.value if isinstance(subject, ox.NamedNode) else str(subject)
    by_object = value.value if isinstance(value, ox.NamedNode) else str(value)
    return by_subject, triple.predicate.value != _TYPE, triple.predicate.value, by_object


def _quads(snapshot: Snapshot, selection: Selection) -> Iterator[ox.Quad]:
    """The default graph, then the named graphs by name."""
    default = _triples(snapshot)
    yield from (ox.Quad(each.subject, each.predicate, each.object) for each in default)
    names = {str(name): name for name in snapshot.store.named_graphs()}
    held = ox.NamedNode(snapshot.base + "graph/held")
    if selection.held:
        names[str(held)] = held
    for name in sorted(names):
        graph = names[name]
        is_held = selection.held and graph == held
        triples = default if is_held else sorted((q.triple for q in snapshot.store.quads_for_pattern(None, None, None, graph)), key=_order)
        yield from (ox.Quad(each.subject, each.predicate, each.object, graph) for each in triples)


def _what(dataset: bool, selection: Selection) -> str:
    if not dataset:
        return "what is held (the default graph); who says it at the grain of assertion graphs is in the TriG and N-Quads dumps"
    return "all graphs: what is held (the default graph), each assertion graph, record, background, entailed, ontology" + (
        ", and what is held once more as graph/held" if selection.held else ""
    )


def _comment(snapshot: Snapshot, dataset: bool, selection: Selection) -> str:
    return "".join(f"# {line}\n" for line in header(snapshot, _what(dataset, selection)))


def _serialized(items: Iterable[ox.Triple] | Iterable[ox.Quad], extension: str, prefixes: Mapping[str, str] | None = None) -> str:
    data = ox.serialize(items, format=rdf_format(by_extension("x" + extension)), prefixes=dict(prefixes) if prefixes else None)
    assert data is not None
    return data.decode("utf-8")


def _tidy_prefixes(text: str) -> str:
    """The same Turtle or TriG with the prefix lines sorted by prefix, those that are not used left out."""
    match = re.match(r"(?:@prefix [^\n]*\n)*", text)
    head, body = (match[0], text[match.end() :]) if match else ("", text)
    used = set(re.findall(r"(?<![\w<:\"])([A-Za-z][\w-]*):", body))
    lines = sorted(line for line in head.splitlines(keepends=True) if line.split()[1].rstrip(":") in used)
    return "".join(lines) + body


def _turtle(snapshot: Snapshot, selection: Selection) -> bytes:
    text = _tidy_prefixes(_serialized(_triples(snapshot), ".ttl", prefixes_of(snapshot.base)))
    return (_comment(snapshot, False, selection) + text).encode()


def _trig(snapshot: Snapshot, selection: Selection) -> bytes:
    text = _tidy_prefixes(_serialized(_quads(snapshot, selection), ".trig", prefixes_of(snapshot.base)))
    return (_comment(snapshot, True, selection) + text).encode()


def _n_triples(snapshot: Snapshot, selection: Selection) -> bytes:
    return (_comment(snapshot, False, selection) + _serialized(_triples(snapshot), ".nt")).encode()


def _n_quads(snapshot: Snapshot, selection: Selection) -> bytes:
    return (_comment(snapshot, True, selection) + _serialized(_quads(snapshot, selection), ".nq")).encode()


def _rdf_xml(snapshot: Snapshot, selection: Selection) -> bytes:
    text = _serialized(_triples(snapshot), ".rdf", prefixes_of(snapshot.base))
    first, _, rest = text.partition("\n")
    # Two hyphens in a row are not allowed in a comment of XML.
    lines = "\n".join(header(snapshot, _what(False, selection))).replace("--", "- -")
    return f"{first}\n<!--\n{lines}\n-->\n{rest}\n".encode()


def _json_ld(snapshot: Snapshot, selection: Selection) -> bytes:
    """JSON has no comments: the header's facts about the snapshot are in the other formats only."""
    return (_serialized(_quads(snapshot, selection), ".jsonld") + "\n").encode()


WRITERS: Final[dict[str, Writer | str]] = {
    ".ttl": _turtle,
    ".nt": _n_triples,
    ".trig": _trig,
    ".nq": _n_quads,
    ".rdf": _rdf_xml,
    ".jsonld": _json_ld,
    ".graphml": "kg.export.graphs:graphml",
    ".gexf": "kg.export.graphs:gexf",
    ".csv": "kg.export.graphs:edges_csv",
    "dyads.csv": "kg.export.dyads:write",
}
"""Extension, or the whole name of a file, to its writer, or to ``module:function`` of one."""

NETWORKS: Final = (".graphml", ".gexf", ".csv")
"""The formats that hold a network, and so the standing of each edge."""
