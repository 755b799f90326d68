"""Answers: the rows of a SELECT, the truth of an ASK, the triples of a CONSTRUCT, and how they are written.

All three are tables, so that one set of formats serves them: `Truth` has one row and one column, `Triples` three columns.

==========  =====================================================================================================
``table``   for a terminal: labels, wrapped to the width
``md``      a Markdown table: labels
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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import SupportsIndex, TypeAlias, overload

    import pandas
    from pyoxigraph import Triple

    from kg.record.names import Names
    from kg.terms import Term

    Terms: TypeAlias = tuple[Term | None, ...]
else:
    Terms = tuple

FORMATS = ("table", "csv", "tsv", "json", "xml", "md", "ttl")
"""The names that ``-f`` takes."""

_XSD = "http://www.w3.org/2001/XMLSchema#"


class Row(Terms):
    """One row: a tuple of terms (None where unbound) that is also read by variable.

    >>> from pyoxigraph import NamedNode
    >>> row = Row.of(("act", "date"), (NamedNode("urn:x"), None))
    >>> row["act"].value, row["date"], len(row)
    ('urn:x', None, 2)
    """

    variables: tuple[str, ...] = ()

    @classmethod
    def of(cls, variables: tuple[str, ...], terms: Iterable[Term | None]) -> Row:
        """A row of terms, one a variable."""
        row = cls(terms)
        row.variables = variables
        return row

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, key: SupportsIndex | str) -> Term | None: ...
        @overload
        def __getitem__(self, key: slice) -> Terms: ...
        def __getitem__(self, key: SupportsIndex | str | slice) -> Term | Terms | None: ...
    else:

        def __getitem__(self, key):  # noqa: ANN001, ANN204 # annotated above
            if isinstance(key, str):
                if key not in self.variables:
                    raise KeyError(key)
                key = self.variables.index(key)
            return super().__getitem__(key)

    def python(self) -> dict[str, object]:
        """The row with plain Python values: IRIs as text, literals as `python_value` gives them."""
        return {variable: python_value(term) for variable, term in zip(self.variables, self, strict=True)}


class Table:
    """The answer to a SELECT.

    Attributes:
        variables: the columns, without question marks.
        rows: the rows, one term or None a column.
        names: the names in the dataset that answered, for labels; None gives CURIEs of nothing, just IRIs.
        cut: the sentence that says which limit cut the answer; None if it is whole.
        stamp: which snapshot answered what, and how to cite it; empty without.
    """

    def __init__(
        self,
        variables: Sequence[str],
        rows: Iterable[Sequence[Term | None]],
        names: Names | None = None,
        cut: str | None = None,
        stamp: str = "",
    ) -> None:
        self.variables = tuple(variables)
        self.rows = [Row.of(self.variables, each) for each in rows]
        self.names = names
        self.cut = cut
        self.stamp = stamp

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        return bool(self.rows)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self.rows)} rows: {', '.join(self.variables)}>"

    def __str__(self) -> str:
        return self.text()

    def column(self, variable: str) -> list[Term | None]:
        """The terms of one column, top to bottom.

        Raises:
            KeyError: there is no such column.
        """
        return [row[variable] for row in self.rows]

    def label(self, term: Term | None) -> str:
        """What a reader sees for a term of this answer; the empty text for an unbound one."""
        if term is None:
            return ""
        if self.names is not None:
            return self.names.label(term)
        return term.value

    def labels(self) -> list[dict[str, str]]:
        """The rows as a reader sees them: variable to label."""
        return [{variable: self.label(term) for variable, term in zip(self.variables, row, strict=True)} for row in self.rows]

    def text(self, style: str = "table", width: int = 100, rows: int | None = None, labels: bool = False) -> str:
        """The answer as text.

        Args:
            style: one of `FORMATS`.
            width: columns of the terminal, for ``table``.
            rows: at most so many rows are shown in a ``table``; None for all.
            labels: labels instead of IRIs in data formats too.

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
            raise UsageError(f"unknown format {style!r}", None, f"one of {', '.join(FORMATS)}")
        from kg.results.standard import standard

        return standard(self, style, labels)

    def to_pandas(self, labels: bool = False) -> pandas.DataFrame:
        """The answer as a pandas DataFrame: a column a variable, plain Python values, None where unbound.

        Args:
            labels: labels instead of IRIs.

        Raises:
            EnvironmentProblem: pandas is not installed.
        """
        from kg.results.layout import frame

        return frame(self, labels)

    def _repr_html_(self) -> str:
        from kg.results.layout import html

        return html(self)


class Truth(Table):
    """The answer to an ASK: one row, one column, and true or false by itself."""

    def __init__(self, value: bool, names: Names | None = None, stamp: str = "") -> None:
        super().__init__(("answer",), [(Literal(value),)], names, None, stamp)
        self.value = value

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


def python_value(term: Term | None) -> object:
    """A term as a plain Python value: numbers, booleans and days as such, everything else as text, unbound as None.

    >>> from pyoxigraph import NamedNode
    >>> python_value(Literal("3", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer"))), python_value(NamedNode("urn:a"))
    (3, 'urn:a')
    """
    if term is None:
        return None
    if not isinstance(term, Literal):
        return term.value
    kind = term.datatype.value.removeprefix(_XSD)
    convert = _CONVERTERS.get(kind)
    if convert is None:
        return term.value
    try:
        return convert(term.value)
    except (ValueError, ArithmeticError):  # an ill-typed literal stays what it is: text
        return term.value


def _date(text: str) -> object:
    from datetime import date

    return date.fromisoformat(text)


def _boolean(text: str) -> object:
    return {"true": True, "1": True, "false": False, "0": False}.get(text, text)


def _decimal(text: str) -> object:
    from decimal import Decimal

    return Decimal(text)


_CONVERTERS: dict[str, Callable[[str], object]] = {
    "integer": int,
    "int": int,
    "long": int,
    "nonNegativeInteger": int,
    "positiveInteger": int,
    "decimal": _decimal,
    "double": float,
    "float": float,
    "boolean": _boolean,
    "date": _date,
}
