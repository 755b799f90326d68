"""Formats by file extension: RDF serializations, query results, and other formats of answers and dumps."""

from __future__ import annotations

import os

from kg.errors import UsageError
from kg.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import pyoxigraph as ox


class Format(NamedTuple):
    """One format.

    Attributes:
        name: its usual name, for messages.
        extension: with its dot, as in ``.ttl``.
        media_type: the registered media type, without parameters.
        rdf: the name of its member of `pyoxigraph.RdfFormat`, or None if it is not an RDF serialization.
        dataset: whether it holds named graphs.
    """

    name: str
    extension: str
    media_type: str
    rdf: str | None
    dataset: bool


FORMATS: dict[str, Format] = {
    each.extension: each
    for each in (
        Format("Turtle", ".ttl", "text/turtle", "TURTLE", False),
        Format("TriG", ".trig", "application/trig", "TRIG", True),
        Format("N-Quads", ".nq", "application/n-quads", "N_QUADS", True),
        Format("N-Triples", ".nt", "application/n-triples", "N_TRIPLES", False),
        Format("JSON-LD", ".jsonld", "application/ld+json", "JSON_LD", True),
        Format("RDF/XML", ".rdf", "application/rdf+xml", "RDF_XML", False),
        Format("RDF/XML", ".owl", "application/rdf+xml", "RDF_XML", False),
        Format("GraphML", ".graphml", "application/graphml+xml", None, False),
        Format("GEXF", ".gexf", "application/gexf+xml", None, False),
        Format("CSV", ".csv", "text/csv", None, False),
        Format("TSV", ".tsv", "text/tab-separated-values", None, False),
        Format("SPARQL results in JSON", ".json", "application/sparql-results+json", None, False),
        Format("SPARQL results in XML", ".xml", "application/sparql-results+xml", None, False),
        Format("Markdown", ".md", "text/markdown", None, False),
        Format("HTML", ".html", "text/html", None, False),
    )
}
"""Extension, in lower case and with its dot, to its format."""


def by_extension(path: str | os.PathLike[str]) -> Format:
    """Return the format for the extension of a path.

    Args:
        path: a path or file name; the case of the extension does not matter.

    Raises:
        UsageError: the path has no extension, or an unknown one.

    >>> by_extension("out/graph.TTL").media_type
    'text/turtle'
    """
    extension = os.path.splitext(os.fspath(path))[1].lower()
    found = FORMATS.get(extension)
    if found is None:
        known = " ".join(FORMATS)
        what = f"unknown file extension {extension}" if extension else "the file name has no extension, so the format is unknown"
        raise UsageError(what, os.fspath(path), f"use one of {known}")
    return found


def rdf_format(found: Format) -> ox.RdfFormat:
    """Return the member of `pyoxigraph.RdfFormat` for a format.

    Raises:
        UsageError: the format is not an RDF serialization.

    >>> rdf_format(by_extension("a.nq")).media_type
    'application/n-quads'
    """
    import pyoxigraph as ox

    if found.rdf is None:
        known = " ".join(each.extension for each in FORMATS.values() if each.rdf is not None)
        raise UsageError(f"{found.name} is not an RDF serialization", None, f"use one of {known}")
    member: ox.RdfFormat = getattr(ox.RdfFormat, found.rdf)
    return member
