"""Resolve what a user asks to see or to export: names to IRIs, dates to days, an answer to triples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import NameNotFound, UsageError
from kg.files import did_you_mean, nearest
from kg.query.request import day_of
from kg.record.names import fold, slug
from kg.terms import expand

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from kg.network.model import Projection
    from kg.record.names import Names
    from kg.results import Table
    from kg.sparql.stored import StoredQuery
    from kg.terms import Term


def day(name: str, value: str | date | None, last: bool) -> str:
    """The first or last day of a date, as an ISO day; empty without a date.

    Args:
        name: what the date is for, for messages.
        value: a day, or a date in EDTF: ``1974``, ``1974-02``, ``1974-02-22``; None or empty for no date.
        last: whether the last day is wanted.

    Raises:
        UsageError: the value is not a date, or the date has no such day.

    >>> day("to", "1974-02", True)
    '1974-02-28'
    """
    if value is None or value == "":
        return ""
    return day_of(name, value, last=last).isoformat()


def node_named(projection: Projection, names: Names, text: str, done: str = "drawn") -> str:
    """The IRI of a node of the network, by its name.

    Args:
        projection: the network.
        names: the names of the snapshot.
        text: a name, as a user writes it.
        done: what nodes are wanted for, a participle for the message.

    Raises:
        NameNotFound: no node has that name.
        NameAmbiguous: several things have it.
    """
    iri = names.find(text).value
    if iri not in projection.nodes:
        hint = "name a person, a state, an organization, an act or what an act is about"
        raise NameNotFound(f"{text} cannot be {done}", None, hint)
    return iri


def kind_named(projection: Projection, prefixes: Mapping[str, str], text: str) -> str:
    """The IRI of a class by its label, local name, CURIE or IRI, among those that the graph has members of.

    Raises:
        NameNotFound: no class has that name; the hint has the nearest names.
    """
    iri = text.strip("<>") if "://" in text else expand(text, dict(prefixes))
    classes = {up for node in projection.nodes.values() for kind in node.kinds for up in projection.ancestors(kind)}
    by_name = {fold(name): each for each in sorted(classes) for name in (slug(each), projection.label(each))}
    found = iri if iri in classes else by_name.get(fold(text))
    if found is None:
        near = list(dict.fromkeys(projection.label(by_name[name]) for name in nearest(fold(text), by_name)))
        hint = did_you_mean(near, "such as Recognition, Visit or State")
        raise NameNotFound(f"no kind of act or thing in the graph is called {text!r}", None, hint, near)
    return found


@dataclass(frozen=True, slots=True)
class Answered:
    """A query whose triples are drawn.

    Attributes:
        name: the name of the query or the path of its file, as the user gave it.
        query: the query.
        answer: its answer.
    """

    name: str
    query: StoredQuery
    answer: Table

    def triples(self) -> list[tuple[Term | None, ...]]:
        """The triples of the answer, as rows of subject, predicate and object.

        Raises:
            UsageError: the query is neither a CONSTRUCT nor a SELECT with ?s, ?p and ?o, or its answer has nothing to draw.
        """
        columns = self.answer.variables
        if columns[:3] == ("subject", "predicate", "object"):
            places = (0, 1, 2)
        elif {"s", "p", "o"} <= set(columns):
            places = (columns.index("s"), columns.index("p"), columns.index("o"))
        else:
            hint = f"only a CONSTRUCT or SELECT ?s ?p ?o ... can be drawn; for the answer as a table: kg query {self.name}"
            what = f"{self.query.name} returns {', '.join(columns) or 'no rows'}: nothing that can be drawn"
            raise UsageError(what, self.query.path, hint)
        rows = [tuple(row[place] for place in places) for row in self.answer.rows]
        rows = [row for row in rows if None not in row]
        if not rows:
            raise UsageError(f"{self.query.name} returns nothing to draw", self.query.path, f"to see its answer: kg query {self.name}")
        return rows
