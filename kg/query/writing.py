"""From a query to its answer in a standard format, as the engine writes it, without a value for each term on the way."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple, cast
from urllib.parse import urljoin

import pyoxigraph as ox

from kg.query.merging import merged
from kg.results.bounded import Bounded, TooMuch
from kg.sparql.ordering import steady
from kg.terms import plain_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import IO

RESULTS: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
"""The formats of the rows of a SELECT and of the truth of an ASK."""

GRAPHS: Final = {
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}
"""The formats of triples."""

_XML: Final = frozenset({"xml", "rdf"})
_PREFIXED: Final = frozenset({"ttl", "trig"})
_CONTROLS: Final = bytes(each for each in range(32) if each not in b"\t\n\r")


class Unwritable(ValueError):
    """An answer has something that a format cannot hold."""


class Dataset(NamedTuple):
    """The graphs that a query is asked of.

    Attributes:
        default: the graphs whose triples are together the default graph.
        named: the graphs that GRAPH sees.
    """

    default: tuple[ox.NamedNode, ...]
    named: tuple[ox.NamedNode, ...]


def write_answer(
    store: ox.Store,
    text: str,
    style: str,
    prefixes: Mapping[str, str],
    rows: int,
    size: int,
    dataset: Dataset | None = None,
    base: str | None = None,
) -> bytes:
    """The answer to a query in a standard format, complete.

    Args:
        store: the snapshot's store.
        text: the query, which was checked.
        style: a key of `RESULTS` for SELECT and ASK, of `GRAPHS` for CONSTRUCT and DESCRIBE.
        prefixes: prefixes that it need not declare.
        rows: the largest number of rows or triples.
        size: the largest number of bytes.
        dataset: the graphs that it is asked of, whatever its FROM clauses say; None for those, or else for the whole snapshot.
        base: the base IRI of relative IRIs in the query; None if there can be none.

    Raises:
        SyntaxError: the query cannot be parsed.
        TooMuch: the answer is larger than a limit.
        Unwritable: the format cannot hold the answer.
        OSError: the store cannot be read.
        RuntimeError: the evaluation failed.
        ValueError: the evaluation failed.

    >>> write_answer(ox.Store(), "SELECT (1 AS ?one) {}", "tsv", {}, 1, 100)
    b'?one\\n1\\n'
    """
    text = steady(text)
    if dataset is None and text.upper().count("FROM") > 1:
        from kg.sparql.datasets import graphs_of

        graphs = ([ox.NamedNode(urljoin(base or "", each)) for each in some] for some in graphs_of(text, prefixes))
        dataset = Dataset(*map(tuple, graphs))
        dataset = dataset if dataset.default else None
    if dataset is None:
        found = store.query(text, base_iri=base, prefixes=dict(prefixes))
    elif len(dataset.default) > 1:
        one = merged(store, dataset.default, dataset.named)
        found = one.query(text, base_iri=base, prefixes=dict(prefixes), default_graph=[ox.DefaultGraph()], named_graphs=list(dataset.named))
    else:
        found = store.query(
            text, base_iri=base, prefixes=dict(prefixes), default_graph=list(dataset.default), named_graphs=list(dataset.named)
        )
    if isinstance(found, ox.QueryTriples):
        return write_triples(found, style, prefixes, rows, size)
    output = Bounded(style if isinstance(found, ox.QuerySolutions) else None, rows, size)
    found.serialize(_file(output), format=RESULTS[style])
    data = output.content()
    return _xml(data) if style in _XML else data


def write_triples(triples: Iterator[ox.Triple], style: str, prefixes: Mapping[str, str], rows: int, size: int) -> bytes:
    """Triples in a format of RDF, complete.

    Args:
        triples: the triples.
        style: a key of `GRAPHS`.
        prefixes: prefixes for the short forms of Turtle and TriG; those that are not used are left out.
        rows: the largest number of triples.
        size: the largest number of bytes.

    Raises:
        TooMuch: there are more triples or bytes.
        Unwritable: the format cannot hold them.
    """
    output = Bounded(None, rows, size)
    short = dict(prefixes) if style in _PREFIXED else None
    ox.serialize(islice(triples, rows), _file(output), GRAPHS[style], prefixes=short)
    if next(triples, None) is not None:
        raise TooMuch("triples", rows)
    data = output.content()
    if style in _XML:
        return _xml(data)
    return _tidy(data, prefixes) if short else data


def _file(output: Bounded) -> IO[bytes]:
    """The output as a file, of which the engine uses nothing but ``write`` and ``flush``."""
    return cast("IO[bytes]", output)


def _xml(data: bytes) -> bytes:
    """XML as it must be: a parser reads a bare carriage return as a line feed, and some characters not at all."""
    if len(data.translate(None, _CONTROLS)) != len(data) or b"\xef\xbf\xbe" in data or b"\xef\xbf\xbf" in data:
        raise Unwritable("the answer has a control character, which XML cannot hold")
    if b"<oxprefix: " in data:
        raise Unwritable("the answer has a property whose IRI does not end in a name, which RDF/XML cannot hold")
    return data.replace(b"\r", b"&#xD;")


def _tidy(data: bytes, prefixes: Mapping[str, str]) -> bytes:
    """Turtle or TriG without the prefixes that it does not use, and without escapes in names, which not every parser accepts."""
    text = data.decode()
    match = re.match(r"(?:@prefix [^\n]*\n)*", text)
    assert match is not None
    head, body = match[0].splitlines(keepends=True), "\n" + text[match.end() :]
    body = plain_names(body, prefixes)
    used = [line for line in head if _uses(body, line[len("@prefix ") : line.index(":") + 1])]
    return "".join((*sorted(used), body[1:])).encode()


def _uses(body: str, prefix: str) -> bool:
    if prefix not in body:
        return False
    return f" {prefix}" in body or f"\n{prefix}" in body or f"\t{prefix}" in body or f"^{prefix}" in body
