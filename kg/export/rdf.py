"""The graph as RDF: one writer for each serialisation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.export.content import quads, triples
from kg.export.header import header
from kg.formats import by_extension, rdf_format
from kg.namespaces import prefixes_of
from kg.terms import plain_names

if TYPE_CHECKING:
    from kg.export.selection import Selection
    from kg.snapshot import Snapshot


def turtle(snapshot: Snapshot, selection: Selection) -> bytes:
    """The default graph in Turtle."""
    text = _tidy(_serialized(triples(snapshot, selection), ".ttl", prefixes_of(snapshot.base)), snapshot.base)
    return (_comment(snapshot, False, selection) + text).encode()


def n_triples(snapshot: Snapshot, selection: Selection) -> bytes:
    """The default graph in N-Triples."""
    return (_comment(snapshot, False, selection) + _serialized(triples(snapshot, selection), ".nt")).encode()


def rdf_xml(snapshot: Snapshot, selection: Selection) -> bytes:
    """The default graph in RDF/XML."""
    text = _serialized(triples(snapshot, selection), ".rdf", prefixes_of(snapshot.base))
    first, _, rest = text.partition("\n")
    lines = _xml_comment(header(snapshot, _what(False, selection)).lines())
    return f"{first}\n<!--\n{lines}\n-->\n{rest}\n".encode()


def trig(snapshot: Snapshot, selection: Selection) -> bytes:
    """All graphs in TriG."""
    text = _tidy(_serialized(quads(snapshot, selection), ".trig", prefixes_of(snapshot.base)), snapshot.base)
    return (_comment(snapshot, True, selection) + text).encode()


def n_quads(snapshot: Snapshot, selection: Selection) -> bytes:
    """All graphs in N-Quads."""
    return (_comment(snapshot, True, selection) + _serialized(quads(snapshot, selection), ".nq")).encode()


def json_ld(snapshot: Snapshot, selection: Selection) -> bytes:
    """All graphs in JSON-LD. JSON has no comments, so the lines of the header are missing."""
    return (_serialized(quads(snapshot, selection), ".jsonld") + "\n").encode()


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
        text = _tidy(_serialized(items, extension, prefixes), snapshot.base)
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


def _comment(snapshot: Snapshot, dataset: bool, selection: Selection) -> str:
    return "".join(f"# {line}\n" for line in header(snapshot, _what(dataset, selection)).lines())


def _serialized(items: Iterable[ox.Triple] | Iterable[ox.Quad], extension: str, prefixes: Mapping[str, str] | None = None) -> str:
    data = ox.serialize(items, format=rdf_format(by_extension("x" + extension)), prefixes=dict(prefixes) if prefixes else None)
    assert data is not None
    return data.decode("utf-8")


def _tidy(text: str, base: str) -> str:
    """Turtle or TriG without escapes in names, with its prefix lines sorted, and without those that are not used."""
    text = plain_names(text, prefixes_of(base))
    match = re.match(r"(?:@prefix [^\n]*\n)*", text)
    head, body = (match[0], text[match.end() :]) if match else ("", text)
    used = set(re.findall(r"(?<![\w<:\"])([A-Za-z][\w-]*):", body))
    lines = sorted(line for line in head.splitlines(keepends=True) if line.split()[1].rstrip(":") in used)
    return "".join(lines) + body
