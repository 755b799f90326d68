"""The graph as RDF: one writer for each serialisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.export.about import GRAPH, description, prefixes_with_about
from kg.export.content import quads, triples
from kg.export.header import header
from kg.export.layout import Layout, tidy
from kg.formats import by_extension, rdf_format
from kg.namespaces import prefixes_of

if TYPE_CHECKING:
    from kg.export.selection import Selection
    from kg.snapshot import Snapshot


def turtle(snapshot: Snapshot, selection: Selection) -> bytes:
    """The default graph in Turtle, laid out for people (`kg.export.layout`), with the description of the dump at its head."""
    found = _Dump(snapshot, selection, False)
    text = _serialized(found.layout().sorted(found.one_graph()), ".ttl", found.prefixes)
    return (found.comment() + tidy(text, found.prefixes)).encode()


def n_triples(snapshot: Snapshot, selection: Selection) -> bytes:
    """The description of the dump and the default graph in N-Triples."""
    found = _Dump(snapshot, selection, False)
    return (found.comment() + _serialized(found.one_graph(), ".nt")).encode()


def rdf_xml(snapshot: Snapshot, selection: Selection) -> bytes:
    """The description of the dump and the default graph in RDF/XML."""
    found = _Dump(snapshot, selection, False)
    text = _serialized(found.one_graph(), ".rdf", found.prefixes)
    first, _, rest = text.partition("\n")
    return f"{first}\n<!--\n{_xml_comment(found.head.lines())}\n-->\n{rest}\n".encode()


def trig(snapshot: Snapshot, selection: Selection) -> bytes:
    """All graphs in TriG, each laid out for people (`kg.export.layout`). The description of the dump is the first of them."""
    found = _Dump(snapshot, selection, True)
    layout = found.layout()
    graphs = groupby(found.graphs(), key=lambda each: each.graph_name)
    ordered = (
        ox.Quad(each.subject, each.predicate, each.object, name)
        for name, items in graphs
        for each in layout.sorted(item.triple for item in items)
    )
    return (found.comment() + tidy(_serialized(ordered, ".trig", found.prefixes), found.prefixes)).encode()


def n_quads(snapshot: Snapshot, selection: Selection) -> bytes:
    """All graphs in N-Quads, that of the description of the dump first."""
    found = _Dump(snapshot, selection, True)
    return (found.comment() + _serialized(found.graphs(), ".nq")).encode()


def json_ld(snapshot: Snapshot, selection: Selection) -> bytes:
    """All graphs in JSON-LD. JSON has no comments: what they say is in the description of the dump, which is the first graph."""
    return (_serialized(_Dump(snapshot, selection, True).graphs(), ".jsonld") + "\n").encode()


class _Dump:
    """What a dump in RDF has.

    Args:
        snapshot: the snapshot.
        selection: which part of it.
        dataset: whether the format has named graphs.
    """

    def __init__(self, snapshot: Snapshot, selection: Selection, dataset: bool) -> None:
        self.snapshot = snapshot
        self.selection = selection
        self.head = header(snapshot, _what(dataset, selection), selection)
        self.prefixes = prefixes_with_about(snapshot.base)
        self.default = triples(snapshot, selection)
        self.about = description(snapshot, selection, self.default, self.head.content)

    def comment(self) -> str:
        """The head as comments."""
        return "".join(f"# {line}\n" for line in self.head.lines())

    def layout(self) -> Layout:
        """The order of the blocks."""
        return Layout(self.snapshot.base, self.default)

    def one_graph(self) -> list[ox.Triple]:
        """The description, then the default graph. What both say is said once."""
        # A set of all triples of a large snapshot costs more than a look-up of each triple of the description.
        told = {each for each in self.about if ox.Quad(each.subject, each.predicate, each.object) in self.snapshot.store}
        both = told if self.selection.part is None else told.intersection(self.default)
        return [*(each for each in self.about if each not in both), *self.default]

    def graphs(self) -> Iterator[ox.Quad]:
        """The description in a graph of its own, then all graphs."""
        graph = ox.NamedNode(self.snapshot.base + GRAPH)
        yield from (ox.Quad(each.subject, each.predicate, each.object, graph) for each in self.about)
        yield from quads(self.snapshot, self.selection, self.default)


def part(snapshot: Snapshot, items: Iterable[ox.Triple] | Iterable[ox.Quad], extension: str, what: str) -> bytes:
    """A part of a snapshot in a serialization, with the lines of the header where it has comments.

    Args:
        snapshot: the snapshot.
        items: the triples or quads, in the order in which they are written; triples for a format without named graphs.
        extension: the extension of the serialization, such as ``.ttl``.
        what: which part it is, in words.
    """
    lines = header(snapshot, what).lines()
    if extension in (".ttl", ".trig"):
        prefixes = prefixes_of(snapshot.base)
        text = tidy(_serialized(items, extension, prefixes), prefixes)
    else:
        text = _serialized(items, extension, prefixes_of(snapshot.base) if extension == ".rdf" else None)
    if extension == ".rdf":
        first, _, rest = text.partition("\n")
        return f"{first}\n<!--\n{_xml_comment(lines)}\n-->\n{rest}\n".encode()
    if extension == ".jsonld":
        return f"{text}\n".encode()
    return ("".join(f"# {line}\n" for line in lines) + text).encode()


def _xml_comment(lines: Iterable[str]) -> str:
    """Lines for a comment of XML, which may not have two hyphens in a row or end in one."""
    return "\n".join(lines).replace("--", "- -")


def _what(dataset: bool, selection: Selection) -> str:
    if not dataset:
        return "what is held (the default graph); who says it at the grain of assertion graphs is in the TriG and N-Quads dumps"
    return "all graphs: what is held (the default graph), each assertion graph, record, background, entailed, ontology" + (
        ", and what is held once more as graph/held" if selection.held else ""
    )


def _serialized(items: Iterable[ox.Triple] | Iterable[ox.Quad], extension: str, prefixes: Mapping[str, str] | None = None) -> str:
    data = ox.serialize(items, format=rdf_format(by_extension("x" + extension)), prefixes=dict(prefixes) if prefixes else None)
    assert data is not None
    return data.decode("utf-8")
