"""Answers: the rows of a SELECT, the truth of an ASK, the triples of a CONSTRUCT, and the formats that they are written in.

All three are tables, so that the same formats serve them: `Truth` has one row and one column, `Triples` three columns.

==========  =====================================================================================================
``table``   for a terminal: labels, and dates in words, wrapped to the width
``md``      a Markdown table: labels, and dates in words
``csv``     SPARQL 1.1 Query Results CSV; IRIs
``tsv``     SPARQL 1.1 Query Results TSV; IRIs
``json``    SPARQL 1.1 Query Results JSON; JSON-LD for triples
``xml``     SPARQL Query Results XML Format; RDF/XML for triples
``ttl``     Turtle; for triples only
==========  =====================================================================================================

See https://www.w3.org/TR/sparql11-results-csv-tsv/, https://www.w3.org/TR/sparql11-results-json/ and
https://www.w3.org/TR/rdf-sparql-XMLres/.
"""

from __future__ import annotations

from pyoxigraph import Literal

from kg.errors import UsageError
from kg.results.base import Answer, Row, python_value
from kg.results.standard import standard

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas
    from pyoxigraph import Triple

    from kg.record.names import Names

__all__ = ["FORMATS", "Row", "Table", "Triples", "Truth", "python_value"]

FORMATS = ("table", "csv", "tsv", "json", "xml", "md", "ttl")
"""The formats that ``-f`` accepts."""


class Table(Answer):
    """The answer to a SELECT; see `kg.results.base.Answer` for its attributes."""

    def __bool__(self) -> bool:
        return bool(self.rows)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self.rows)} rows: {', '.join(self.variables)}>"

    def __str__(self) -> str:
        return self.text()

    def text(self, style: str = "table", width: int = 100, rows: int | None = None, labels: bool = False) -> str:
        """The answer as text.

        Args:
            style: one of `FORMATS`.
            width: the width of the terminal in columns, for ``table``.
            rows: the maximum number of rows that a ``table`` shows; None for all.
            labels: whether data formats have labels instead of IRIs.

        Raises:
            UsageError: the format is unknown, or does not fit this kind of answer.
        """
        if style == "table":
            from kg.results.layout import table

            return table(self, width, rows)
        if style == "md":
            from kg.results.layout import markdown

            return markdown(self)
        if style not in FORMATS:
            raise UsageError(f"unknown format {style!r}", None, f"use one of {', '.join(FORMATS)}")
        return standard(self, style, labels)

    def to_pandas(self, labels: bool = False) -> pandas.DataFrame:
        """The answer as a pandas DataFrame: one column for each variable, plain Python values, None where unbound.

        Args:
            labels: whether to use labels instead of IRIs.

        Raises:
            EnvironmentProblem: pandas is not installed.
        """
        from kg.results.layout import frame

        return frame(self, labels)

    def _repr_html_(self) -> str:
        from kg.results.layout import html

        return html(self)


class Truth(Table):
    """The answer to an ASK: one row with one column. It is true or false in a condition."""

    def __init__(self, value: bool, names: Names | None = None, stamp: str = "") -> None:
        super().__init__(("answer",), [(Literal(value),)], names, None, stamp)
        self.value = self.truth = value

    def __bool__(self) -> bool:
        return self.value

    def __repr__(self) -> str:
        return f"<Truth {self.value}>"


class Triples(Table):
    """The answer to a CONSTRUCT or DESCRIBE: the triples, sorted."""

    def __init__(self, triples: Iterable[Triple], names: Names | None = None, cut: str | None = None, stamp: str = "") -> None:
        self.triples = sorted(set(triples), key=str)
        rows = [(each.subject, each.predicate, each.object) for each in self.triples]
        super().__init__(("subject", "predicate", "object"), rows, names, cut, stamp)  # type: ignore[arg-type]  # no quoted triples here
        self.graph = self.triples
