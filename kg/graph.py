"""The graph for Python: what ``kg.open()`` gives."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.build import ensure
from kg.errors import UsageError
from kg.explain.answers import with_dates, with_evidence
from kg.query.answer import prepare, table, values
from kg.query.stored import StoredQuery, catalogue, find, parse
from kg.query.worker import Worker
from kg.record.names import Names
from kg.record.record import Record
from kg.results import Table
from kg.settings import setting
from kg.snapshot.proofs import Proofs
from kg.terms import Term
from kg.workspace import Workspace

if TYPE_CHECKING:
    import networkx
    import owlready2
    import rdflib

    from kg.explain.printable import Description, Explanation
    from kg.picture import Picture


class Graph:
    """A built graph, to be asked from Python. Made by `kg.open`.

    Attributes:
        workspace: where it comes from.
        snapshot: what it was built to; it never changes, whatever happens to the files.
        names: its names, both ways.
    """

    def __init__(self, workspace: Workspace, progress: Callable[[str], None] | None = None) -> None:
        self.workspace = workspace
        self.snapshot = ensure(workspace, progress)
        self.names = Names(self.snapshot.store, workspace.prefixes(), workspace.language)
        self._worker = Worker(self.snapshot.folder)

    def __repr__(self) -> str:
        return f"<Graph {self.snapshot.title!r}, snapshot {self.snapshot.digest[:12]}>"

    def __enter__(self) -> Graph:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process that answers queries. The graph can still be used; it starts another one then."""
        self._worker.close()

    @property
    def store(self) -> ox.Store:
        """The snapshot as a pyoxigraph store. Do not write to it."""
        return self.snapshot.store

    def queries(self) -> list[StoredQuery]:
        """The stored queries, by name.

        Raises:
            QueryError: a query's header cannot be read.
        """
        return catalogue(self.workspace)

    def query(
        self,
        query: str,
        params: Mapping[str, object] | None = None,
        *,
        cite: bool = False,
        as_of: str | date | None = None,
        rows: int | None = None,
        seconds: float | None = None,
        **more: object,
    ) -> Table:
        """Answer a query.

        Args:
            query: the name of a stored query, or SPARQL.
            params: the values of its parameters, as text, number, date or term; or give them as keywords, with a trailing underscore
                where Python wants one (``from_``).
            cite: add to each row its passages, standing, speaker, witnesses and notes.
            as_of: only what was so by that date; what is undecided is marked.
            rows: stop after so many rows; the setting ``query_rows`` without it, 0 for no limit. `Table.cut` says if it did.
            seconds: stop after so many seconds; the setting ``query_seconds`` without it, 0 for no limit.
            more: further parameters.

        Returns:
            A `kg.Table`, `kg.Truth` or `kg.Triples`.

        Raises:
            UsageError: a parameter is missing, unknown or of the wrong kind; no query or entity has a name.
            QueryError: the query cannot be read, is not allowed, or fails.
            LimitReached: it took too long.
        """
        given = {name: _text(value) for name, value in (params or {}).items()}
        given |= {name.rstrip("_"): _text(value) for name, value in more.items()}
        one_word = query.replace("-", "").replace("_", "").isalnum()
        stored = find(self.workspace, query) if one_word else parse(query, "query")
        prepared = prepare(stored, values(stored, given, self.names), self.store, self.names.prefixes)
        limit = setting("query_rows") if rows is None else rows
        time = setting("query_seconds") if seconds is None else seconds
        stamp = f"{stored.name} over snapshot {self.snapshot.digest[:12]} of {self.snapshot.title}. {self.workspace.citation}".strip()
        try:
            ox.Store().query(prepared.text, prefixes=self.names.prefixes)
        except SyntaxError as error:
            raise prepared.syntax_problem(self.names.prefixes) from error
        try:
            found = self._worker.ask(prepared.text, self.names.prefixes, limit or None, time or _FOREVER)
        except RuntimeError as error:
            raise prepared.failure(error) from error
        answer = table(*found, self.names, stamp)
        if as_of is not None:
            answer = with_dates(answer, stored.cite, _day(as_of))
        return with_evidence(answer, stored.cite, self._proofs()) if cite else answer

    def find(self, name: str, of: str | None = None) -> ox.NamedNode:
        """The node of a name: label, alias, slug, CURIE or IRI.

        Args:
            name: the name.
            of: the classes, as CURIEs separated by blanks, one of which it must be an instance of.

        Raises:
            NameNotFound: nothing has that name; `candidates` holds the nearest.
            NameAmbiguous: several things have it.
        """
        return self.names.find(name, of)

    def label(self, term: Term) -> str:
        """What a reader sees for a term."""
        return self.names.label(term)

    def show(self, name: str, as_of: str | date | None = None) -> Description:
        """Describe an entity or act: all that is held, claimed, inferred and doubted about it.

        Args:
            name: its label, alias, slug, CURIE or IRI.
            as_of: leave out what was not so by that date, and mark what is undecided.

        Returns:
            A description, which prints as text; see `kg.Description`.

        Raises:
            NameNotFound: nothing has that name.
            NameAmbiguous: several things have that name.
            UsageError: the date has no end.
        """
        from kg.explain.show import show

        day = None if as_of is None else _day(as_of)
        return show(Record(self.names, self._proofs()), self.names.find(name), self.snapshot.base, day)

    def why(self, subject: str, predicate: str, value: str) -> Explanation:
        """Explain a triple: the claims and rules behind it, down to passages, or, if it is not held, the nearest claims.

        Args:
            subject: an entity or act, by label, alias, slug, CURIE or IRI.
            predicate: a property, likewise; ``a`` asks for a type.
            value: an entity, act or class, likewise, or the text of a literal.

        Returns:
            An explanation, which is true if the triple is held, and prints as text; see `kg.Explanation`.

        Raises:
            NameNotFound: nothing has one of the names.
            NameAmbiguous: several things have one of the names.
        """
        from kg.explain.why import triple, why
        from kg.rules import load_rules

        rules = {rule.name: rule for rule in load_rules(self.workspace)}
        wanted = triple(self.names, subject, predicate, value)
        return why(Record(self.names, self._proofs()), wanted, self.snapshot.base, rules)

    def rdflib(self) -> rdflib.Dataset:
        """The snapshot as an rdflib Dataset: its default graph is what is held, its named graphs the claims and the record.

        ``FROM`` in a query of rdflib fetches from the web; use GRAPH instead.
        """
        import rdflib

        from kg.terms import to_rdflib

        dataset = rdflib.Dataset()
        for prefix, namespace in self.names.prefixes.items():
            dataset.bind(prefix, namespace)
        for quad in self.store.quads_for_pattern(None, None, None, None):
            graph = dataset.default_graph if isinstance(quad.graph_name, ox.DefaultGraph) else dataset.graph(quad.graph_name.value)
            graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))  # type: ignore[arg-type]
        return dataset

    def networkx(self, *, acts: bool = True) -> networkx.MultiDiGraph[str]:
        """What is held as a networkx graph.

        Args:
            acts: whether acts are nodes too; without them only the direct relations between agents remain.
        """
        from kg.network.conversion import to_networkx
        from kg.network.reading import read

        derivations = self.snapshot.proofs().derivations()
        return to_networkx(read(self.store, self.snapshot.base, language=self.names.language, derivations=derivations), acts=acts)

    def view(self, **options: Any) -> Picture:
        """The interactive picture: shows itself in a notebook, and ``.save(path)`` writes it as one HTML file.

        Args:
            options: those of `kg.picture.picture`, such as ``about="Pakistan"``, ``start="1974"`` or ``sparql=True``.

        Raises:
            NameNotFound: nothing is called what ``about`` or ``kind`` says.
            EnvironmentProblem: ``sparql`` is asked for and the front end was not bundled.
        """
        from kg.picture import picture

        return picture(self.workspace, self.snapshot, **options)

    def owl(self) -> owlready2.World:
        """The ontology and what is held as an owlready2 world, for reasoners; dates and quantities are left out (HermiT refuses them)."""
        from kg.ontology import load_ontology, to_owlready2

        held = (quad.triple for quad in self.store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
        return to_owlready2(load_ontology(self.workspace), held)

    def _proofs(self) -> Proofs:
        return Proofs(self.snapshot.proofs_file)


_FOREVER = 10**8
"""Seconds: some years."""


def open_graph(directory: str | os.PathLike[str] | None = None) -> Graph:
    """Open a workspace's graph, building it if it is not built or its files have changed.

    Args:
        directory: the workspace; without it the one around the current folder, else the one that the package carries.

    Raises:
        UsageError: the folder is no workspace.
        DataError: its files cannot be built.
    """
    return Graph(Workspace.find(directory))


def _text(value: object) -> str:
    """A parameter's value as a user would type it."""
    if isinstance(value, ox.NamedNode | ox.Literal):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int | float):
        return str(value)
    raise UsageError(f"a parameter cannot be {value!r}", None, "give text, a number, a date or a term")


def _day(value: str | date) -> date:
    from kg.dates import parse_edtf

    if isinstance(value, date):
        return value
    latest = parse_edtf(value).latest
    if latest is None:
        raise UsageError(f"as_of wants a date that ends: {value!r}", None, "such as 1987-12-31")
    return latest
