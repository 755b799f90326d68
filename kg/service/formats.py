"""The media types in which answers and graphs are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

RESULTS: Final[Mapping[str, str]] = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/plain": "tsv",
}
"""The media types of rows and truths, the preferred one first, each with its key in `kg.query.writing.RESULTS`."""

GRAPHS: Final[Mapping[str, str]] = {
    "text/turtle": "ttl",
    "application/trig": "trig",
    "application/n-quads": "nq",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/x-turtle": "ttl",
    "application/json": "jsonld",
    "application/xml": "rdf",
    "text/xml": "rdf",
    "text/plain": "nt",
}
"""The media types of triples, the preferred one first, each with its key in `kg.query.writing.GRAPHS`."""


def content_type(media: str) -> str:
    """The value of the header Content-Type: all texts are UTF-8, which must be said of those whose type has another default.

    >>> content_type("text/csv"), content_type("application/json")
    ('text/csv; charset=utf-8', 'application/json')
    """
    return f"{media}; charset=utf-8" if media.startswith("text/") else media
