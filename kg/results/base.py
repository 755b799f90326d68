"""The contents of an answer, without its formats: rows of terms, read by position or by variable."""

from __future__ import annotations

from pyoxigraph import Literal

from kg.namespaces import XSD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import SupportsIndex, TypeAlias, overload

    from pyoxigraph import Triple

    from kg.record.names import Names
    from kg.terms import Term

    Terms: TypeAlias = tuple[Term | None, ...]
else:
    Terms = tuple


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
        """A row of terms, one for each variable."""
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
        """The row as plain Python values, converted by `python_value`."""
        return {variable: python_value(term) for variable, term in zip(self.variables, self, strict=True)}


class Answer:
    """The base of all answers.

    Attributes:
        variables: the columns, without question marks.
        rows: the rows, with one term or None in each column.
        names: the names of the dataset that answered, for labels; None to show each term as its own text, an IRI in full.
        cut: the sentence that says which limit cut the answer; None if it is complete.
        stamp: which snapshot answered which query, and how to cite it; or empty.
        truth: the answer of an ASK; None for the other forms.
        graph: the triples of a CONSTRUCT or DESCRIBE, sorted; None for the other forms.
        footnotes: for an answer with evidence, the texts of each row's notes, which the last column has in one text; None for the others.
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
        self.truth: bool | None = None
        self.graph: Sequence[Triple] | None = None
        self.footnotes: Sequence[Sequence[str]] | None = None

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, variable: str) -> list[Term | None]:
        """The terms of one column, top to bottom.

        Raises:
            KeyError: there is no such column.
        """
        return [row[variable] for row in self.rows]

    def label(self, term: Term | None) -> str:
        """The text that a reader sees for a term of this answer; an empty string for an unbound one."""
        if term is None:
            return ""
        if self.names is not None:
            return self.names.label(term)
        return term.value

    def labels(self) -> list[dict[str, str]]:
        """The rows as a reader sees them, each a dictionary of variable to label."""
        return [{variable: self.label(term) for variable, term in zip(self.variables, row, strict=True)} for row in self.rows]


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
    kind = term.datatype.value.removeprefix(XSD)
    convert = _CONVERTERS.get(kind)
    if convert is None:
        return term.value
    try:
        return convert(term.value)
    except (ValueError, ArithmeticError):  # an ill-typed literal stays text
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
