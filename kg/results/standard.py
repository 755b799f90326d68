"""The standard result formats, written by pyoxigraph's serialisers.

Rows come from several sources (an evaluation, a filter by date, columns of evidence). They are therefore written as SPARQL TSV, which is
little more than the terms themselves, and read by the engine, which writes the requested format.
"""

from __future__ import annotations

from pyoxigraph import Literal, QueryResultsFormat, QuerySolutions, RdfFormat, parse_query_results, serialize

from kg.errors import UsageError
from kg.namespaces import PREFIXES, XSD
from kg.terms import plain_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.results.base import Answer
    from kg.terms import Term

_RESULTS = {"csv": QueryResultsFormat.CSV, "tsv": QueryResultsFormat.TSV, "json": QueryResultsFormat.JSON, "xml": QueryResultsFormat.XML}
_XSD_NUMBERS = tuple(XSD + name for name in ("integer", "decimal", "double", "float"))
_GRAPHS = {"ttl": RdfFormat.TURTLE, "json": RdfFormat.JSON_LD, "xml": RdfFormat.RDF_XML}


def standard(answer: Answer, style: str, labels: bool = False) -> str:
    """An answer in a standard format; line ends are those of the format (CSV: CR LF).

    Args:
        answer: the answer.
        style: ``csv``, ``tsv``, ``json``, ``xml`` or ``ttl``.
        labels: whether to use labels instead of IRIs. CSV is then for people: a text that a spreadsheet would run as a formula begins with
            an apostrophe. Without labels, CSV is exactly that of the standard, and so is every other format.

    Raises:
        UsageError: the format does not fit the kind of answer.
    """
    if answer.graph is not None and style in _GRAPHS:
        prefixes = dict(PREFIXES if answer.names is None else answer.names.prefixes)
        written = serialize(answer.graph, format=_GRAPHS[style], prefixes=_used(prefixes, answer))
        assert written is not None  # None only where an output is given
        comment = f"# {answer.stamp}\n" if answer.stamp and style == "ttl" else ""
        text = written.decode()
        return comment + (plain_names(text, prefixes) if style == "ttl" else text)
    if answer.truth is not None and style != "ttl":
        return _truth(answer.truth, style)
    if style == "ttl":
        hint = "use CONSTRUCT or DESCRIBE, without added evidence or dates; or csv, tsv, json or xml"
        raise UsageError("ttl is for triples and cannot hold other columns", None, hint)
    rows: Iterable[Sequence[Term | None]] = answer.rows
    if labels:
        rows = [[_labelled(answer, each, style) for each in row] for row in rows]
    solutions = parse_query_results(to_tsv(answer.variables, rows), QueryResultsFormat.TSV)
    assert isinstance(solutions, QuerySolutions)
    written = solutions.serialize(format=_RESULTS[style])
    assert written is not None
    return written.decode() + ("\n" if style in {"json", "xml"} else "")


def _labelled(answer: Answer, term: Term | None, style: str) -> Term | None:
    """A term as its label; in CSV, safe for a spreadsheet, except numbers."""
    if term is None or (isinstance(term, Literal) and (style != "csv" or term.datatype.value.startswith(_XSD_NUMBERS))):
        return term
    text = answer.label(term)
    if style == "csv":
        from kg.files import spreadsheet_safe

        safe = spreadsheet_safe(text)
        return term if isinstance(term, Literal) and safe == text else Literal(safe)
    return Literal(text)


def to_tsv(variables: Sequence[str], rows: Iterable[Sequence[Term | None]]) -> bytes:
    r"""Rows as SPARQL 1.1 Query Results TSV.

    >>> to_tsv(("a", "b"), [(Literal("x\ty"), None)])
    b'?a\t?b\n"x\\ty"\t\n'
    """
    lines = ["\t".join(f"?{each}" for each in variables)]
    # A term as text is N-Triples; the only tabs in it are those of a literal, which must be escaped in TSV.
    lines += ["\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def _truth(value: bool, style: str) -> str:
    word = "true" if value else "false"
    if style in {"csv", "tsv"}:
        return f"{word}\n"
    truth = parse_query_results(f'{{"head":{{}},"boolean":{word}}}'.encode(), QueryResultsFormat.JSON)
    assert not isinstance(truth, QuerySolutions)
    written = truth.serialize(format=_RESULTS[style])
    assert written is not None
    return written.decode() + "\n"


def _used(prefixes: dict[str, str], answer: Answer) -> dict[str, str]:
    """The prefixes whose namespaces the answer uses."""
    iris = {term.value for row in answer.rows for term in row if term is not None}
    iris |= {term.datatype.value for row in answer.rows for term in row if isinstance(term, Literal)}
    return {prefix: namespace for prefix, namespace in prefixes.items() if any(iri.startswith(namespace) for iri in iris)}
