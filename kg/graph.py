"""The Python interface: `Graph` answers everything that can be asked of a workspace. The command line calls it too."""

from __future__ import annotations

import os

from kg.build import build, ensure
from kg.errors import QueryError
from kg.query.answer import answer  # these modules are imported while a second thread opens the snapshot
from kg.query.prepare import prepare, readings
from kg.query.request import COMPARISON, SPARQL, as_of_day, request
from kg.record.names import Names
from kg.sparql.stored import StoredQuery

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from typing import Concatenate, ParamSpec, TypeVar

    import networkx
    import owlready2
    import pyoxigraph as ox
    import rdflib

    from kg.check.report import Report
    from kg.coded.importing import Imported
    from kg.disputes import Disputes
    from kg.drafting.drafts import Draft
    from kg.editing.promoting import Promoted
    from kg.endpoint.mirror import Mirror
    from kg.endpoint.push import Pushed
    from kg.errors import KgError
    from kg.explain.printable import Description, Explanation
    from kg.export.choices import Answered
    from kg.export.selection import Part
    from kg.network.connection import Chains
    from kg.picture import Figure, Measure, Picture, Theme
    from kg.query.request import Request
    from kg.query.running import Runner
    from kg.record.record import Record
    from kg.results import Table, Triples
    from kg.snapshot import Snapshot
    from kg.snapshot.verifying import Integrity
    from kg.sources import Added, Coverage, Indexed, Origin, Verification
    from kg.terms import Term
    from kg.workspace import Workspace

    P = ParamSpec("P")
    T = TypeVar("T")


def _reading(method: Callable[Concatenate[Graph, P], T]) -> Callable[Concatenate[Graph, P], T]:
    """A method that reads the snapshot: an error of the engine that comes from a damaged file is reported as `SnapshotDamaged`."""

    def checked(self: Graph, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(self, *args, **kwargs)
        except (OSError, RuntimeError) as problem:
            self._check(problem)
            raise
        except QueryError as problem:
            if isinstance(problem.__cause__, (OSError, RuntimeError)):
                self._check(problem)
            raise

    # What `functools.wraps` does; a query needs nothing else of that module, which takes long to import.
    checked.__name__, checked.__qualname__, checked.__doc__ = method.__name__, method.__qualname__, method.__doc__
    checked.__annotations__ = method.__annotations__
    checked.__wrapped__ = method  # type: ignore[attr-defined]
    return checked


class Graph:
    """The graph of a workspace. `kg.open` returns one.

    Args:
        workspace: the workspace; it is built at the first use, if it has no snapshot or its files have changed.
        progress: called with a few words, such as ``reading the data`` or ``running 32 rules, round 2``, at each step of a build or a
            check: each stage and, in the inference, each round of all rules.
        runner: makes the runner that evaluates queries over a snapshot; by default a process of its own, which can be killed at a time
            limit.
        snapshot: the snapshot that answers, and is never built again; by default the one that the workspace has at the first use.

    Attributes:
        workspace: the workspace.

    Every method but `queries`, `stored`, `check`, `check_rules`, `verify` and `index_source` may build the workspace, and raises what
    `snapshot` raises if that fails.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        progress: Callable[[str], None] | None = None,
        runner: Callable[[Snapshot], Runner] | None = None,
        snapshot: Snapshot | None = None,
    ) -> None:
        self.workspace = workspace
        self._mirror: Mirror | None = None
        self._copy: Graph | None = None
        self._progress = progress
        self._make_runner = _worker if runner is None else runner
        self._snapshot = snapshot
        self._names: Names | None = None
        self._runner: Runner | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that answers. It is opened at the first use, or built if necessary, and stays the same even if the files change.

        Builds do not remove it before the graph is closed, or the process ends.

        Raises:
            DataError: the workspace cannot be built, and never was.
            LimitReached: the first build, now or earlier, took longer than the setting ``rebuild_seconds`` or ``build_seconds``, or more
                memory than ``build_megabytes``; the error names the rule that was running. `build` has no such limits.
            SnapshotDamaged: a file of the snapshot is damaged, and it cannot be built again.
            EnvironmentProblem: the snapshot cannot be written or read, or was removed after the graph was closed.
        """
        if self._snapshot is None:
            self._snapshot = ensure(self.workspace, self._progress)
        elif not self._snapshot.hold():
            from kg.errors import EnvironmentProblem

            what = "the snapshot was removed after the graph was closed"
            raise EnvironmentProblem(what, self._snapshot.folder, "open the workspace again with kg.open()")
        return self._snapshot

    @property
    def names(self) -> Names:
        """The names in the snapshot, in both directions."""
        if self._names is None:
            hints = self._mirror is None or self._mirror.small
            self._names = Names(self.snapshot.store, self.workspace.prefixes(), self.workspace.language, hints=hints)
        return self._names

    @property
    def runner(self) -> Runner:
        """The runner that evaluates the queries."""
        if self._runner is None:
            self._runner = self._make_runner(self.snapshot)
        return self._runner

    @property
    def copy(self) -> Graph:
        """This graph; for one on a server, the graph of a copy, which is fetched unless the cache folder has it.

        Raises:
            EnvironmentProblem: the server cannot be reached, has something else than what was pushed to it, or the copy cannot be written.
        """
        if self._mirror is None:
            return self
        if self._copy is None:
            self._copy = Graph(self._mirror.copy, progress=self._progress, runner=_worker, snapshot=self._mirror.snapshot())
        return self._copy

    def __repr__(self) -> str:
        return f"<Graph {self.snapshot.title!r}, snapshot {self.snapshot.digest[:12]}>"

    def __enter__(self) -> Graph:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process that evaluates queries, and let builds remove the snapshot.

        The graph can still be used as long as the snapshot is there; its next query starts another process.
        """
        if self._runner is not None:
            self._runner.close()
        if self._copy is not None:
            self._copy.close()
        if self._mirror is not None:
            self._mirror.remote.server.client.close()
        if self._snapshot is not None:
            self._snapshot.release()

    @property
    def store(self) -> ox.Store:
        """The snapshot as a pyoxigraph store. Do not write to it."""
        return self.snapshot.store

    # Queries

    def queries(self, tag: str | None = None, *, on_error: Callable[[KgError], None] | None = None) -> list[StoredQuery]:
        """The stored queries, sorted by name.

        Args:
            tag: only those with this tag.
            on_error: called with the error of each file that cannot be used, which is then left out, as in ``problems = []`` and
                ``graph.queries(on_error=problems.append)``. None to raise the first.

        Raises:
            QueryError: a query's header cannot be read, or does not fit the query.
            DataError: something in ``queries/`` is not a file, or ``queries`` is not a folder.
            EnvironmentProblem: the folder or the file of a query cannot be read, or a file is too large.
            NameNotFound: no query has the tag; `candidates` holds the tags.
        """
        from kg.sparql.stored import catalogue, tagged

        found = catalogue(self.workspace, on_error)
        return found if tag is None else tagged(found, tag)

    def stored(self, name: str) -> StoredQuery:
        """The stored query with a name.

        Args:
            name: the name of its file, without ``.rq``.

        Raises:
            NameNotFound: there is none; `candidates` holds the nearest names.
            QueryError: its header cannot be read, or does not fit the query.
        """
        from kg.sparql.stored import find

        return find(self.workspace, name)

    def query(
        self,
        query: str | os.PathLike[str] | StoredQuery,
        params: Mapping[str, str | float | date | Term] | None = None,
        *,
        cite: bool = False,
        as_of: str | date | None = None,
        rows: int | None = None,
        seconds: float | None = None,
        engine: str | None = None,
        tables: str | None = None,
        **more: str | float | date | Term,
    ) -> Table:
        """Answer a query.

        Args:
            query: the name of a stored query, a query in SPARQL, the path of a file with a query as a `pathlib.Path`, or a stored query
                that `queries` or `kg.sparql.stored.parse` returned.
            params: the values of its parameters, as text, number, date or term. They can also be given as keywords, with a trailing
                underscore where Python needs one (``from_``).
            cite: whether to add to each row its passages, standing, speaker, witnesses and notes.
            as_of: only what was so by that date; what is undecided is marked.
            rows: stop after this many rows; None for the setting ``query_rows``, 0 for no limit. `Table.cut` says whether the limit was
                reached.
            seconds: stop the evaluation after this many seconds; None for the setting ``query_seconds``, 0 for no limit.
            engine: what computes the answer: ``"sparql"``; for a stored query with ``tables`` in its header also ``"duckdb"``, or the
                address of a Spark Connect server, ``"sc://HOST:PORT"``; None for the faster of the first two.
            tables: the address under which the cluster reads the tables of the snapshot; None for the files themselves.
            more: further parameters.

        Returns:
            A `kg.Table`, `kg.Truth` or `kg.Triples`.

        Raises:
            UsageError: a parameter is missing, unknown or of the wrong kind.
            NameNotFound: no stored query or no entity has a given name.
            NameAmbiguous: several entities have it.
            QueryError: the query cannot be read, is not allowed, or fails.
            EnvironmentProblem: the file of the query cannot be read.
            LimitReached: the limit of time or memory was reached.
        """
        stored = query if isinstance(query, StoredQuery) else self._stored(query)
        given = {**(params or {}), **{name.rstrip("_"): value for name, value in more.items()}}
        return self.answer(request(stored, given, cite=cite, as_of=as_of, rows=rows, seconds=seconds, engine=engine, tables=tables))

    @_reading
    def answer(self, request: Request) -> Table:
        """Answer a request: resolve and bind, evaluate, add dates and evidence. Errors as for `query`."""
        query = request.query
        if query.tables == COMPARISON:
            from kg.query.borne_out import borne_out

            self._need_tables_of_sources()
            stamp = self._stamp(query.name)
            found = borne_out(request, self.names, self.runner, self.workspace, self.snapshot, stamp)
        elif query.tables and self._by_tables(request):
            found = self._answer_by_tables(request)
        else:
            found = answer(prepare(request, self.names), self.runner, self.names, request.rows, request.seconds, self._stamp(query.name))
        if request.as_of is not None:
            from kg.explain.answers import with_dates

            found = with_dates(found, query.cite, request.as_of, self.snapshot.proofs())
        if request.cite:
            from kg.explain.answers import with_evidence

            found = with_evidence(found, query.cite, self.snapshot.proofs())
        return found

    def _need_tables_of_sources(self) -> None:
        """Refuse what reads the rows of coded sources where these are not: on a server."""
        mirror = self._mirror
        if mirror is not None and mirror.local is None and self.snapshot.meta.get("coded"):
            from kg.errors import UsageError

            what = "the rows of coded sources are in the tables of their workspace, and not on the server"
            raise UsageError(what, mirror.remote.server.query, "ask in the folder of the workspace, or name it with -C DIR")

    def _by_tables(self, request: Request) -> bool:
        """Whether the tables answer a request that they can answer."""
        if request.engine == SPARQL:
            return False
        if self._mirror is not None:
            if request.engine is not None:
                from kg.errors import UsageError

                hint = "leave out the engine: the store counts by itself"
                raise UsageError("a store at an endpoint has no tables", None, hint, parameter="engine")
            return False
        if request.engine is not None:
            return True
        if not self._is_large():
            return False
        from kg.query.columnar import installed

        return installed()

    def _is_large(self) -> bool:
        """Whether the graph is so large that its tables count faster."""
        from kg.settings import setting

        return self.snapshot.meta["counts"].get("quads", 0) > setting("tables_quads")

    def _answer_by_tables(self, request: Request) -> Table:
        from kg.query.columnar import answer_by_tables

        return answer_by_tables(request, self.names, self.snapshot, self.workspace.state_folder, self._stamp(request.query.name))

    @_reading
    def bound(self, query: str | os.PathLike[str] | StoredQuery, params: Mapping[str, str | float | date | Term] | None = None) -> str:
        """A query in plain SPARQL 1.1 with its parameters bound and its prefixes declared, to be run in another engine.

        Args:
            query: the query, as for `query`.
            params: the values of its parameters. Optional parameters that are left out stay unbound variables, which restrict nothing.

        Raises:
            UsageError: a parameter is missing, unknown or of the wrong kind.
            NameNotFound: no stored query or no entity has a given name.
            NameAmbiguous: several entities have it.
            QueryError: the query cannot be read, or is not allowed.
        """
        from kg.sparql.binding import with_prefixes

        stored = query if isinstance(query, StoredQuery) else self._stored(query)
        return with_prefixes(prepare(request(stored, params or {}), self.names).text, self.names.prefixes)

    @_reading
    def remarks(
        self,
        query: str | os.PathLike[str] | StoredQuery,
        params: Mapping[str, str | float | date | Term] | None = None,
        *,
        as_of: str | date | None = None,
        empty: bool = False,
        seconds: float | None = None,
    ) -> list[str]:
        """Say what the names in a question were taken for, and why its answer has no rows.

        Args:
            query: the query, as for `query`.
            params: the values of its parameters.
            as_of: as for `query`.
            empty: whether the answer had no rows: then also why, near things that have rows, and what to ask instead.
            seconds: after this many seconds no further reason is looked for; None for `kg.explain.empty.MOST_SECONDS`.

        Returns:
            Sentences, each one line. Names that are the label of what they stand for are listed only if the answer had no rows.

        Raises:
            UsageError: a parameter is unknown or of the wrong kind.
            NameNotFound: no entity has a given name.
            NameAmbiguous: several entities have it.
        """
        stored = query if isinstance(query, StoredQuery) else self._stored(query)
        asked = request(stored, params or {}, as_of=as_of)
        if empty:
            from kg.explain.empty import reasons_for_nothing

            others = self.queries(on_error=lambda _: None)  # the error of another query has nothing to do with this answer
            by_tables = self._answer_by_tables if self._mirror is None and self._is_large() else None
            return reasons_for_nothing(self.names, self.runner, asked, others, seconds, by_tables)
        return readings(self.names, stored, asked.params)

    def _stored(self, query: str | os.PathLike[str]) -> StoredQuery:
        from kg.sparql.stored import load, parse

        if not isinstance(query, str):
            return load(query)
        one_word = query.replace("-", "").replace("_", "").isalnum()
        return self.stored(query) if one_word else parse(query, "query")

    def _stamp(self, name: str) -> str:
        return f"{name} over snapshot {self.snapshot.digest[:12]} of {self.snapshot.title}. {self.workspace.citation}".strip()

    # Names

    def find(self, name: str, of: str | None = None) -> ox.NamedNode:
        """The node with a name: label, alias, slug, CURIE or IRI.

        Args:
            name: the name.
            of: classes, as CURIEs separated by spaces; the node must be an instance of at least one.

        Raises:
            NameNotFound: nothing has that name; `candidates` holds the nearest.
            NameAmbiguous: several things have it.
        """
        return self.names.find(name, of)

    def label(self, term: Term) -> str:
        """The text that a reader sees for a term."""
        return self.names.label(term)

    # Explanations

    @_reading
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
            UsageError: `as_of` is not a date, or has no last day.
        """
        from kg.explain.show import show

        day = None if as_of is None else as_of_day(as_of)
        coded = self.snapshot.meta.get("coded")
        return show(self._record(), self.names.find(name), self.snapshot.base, day, coded=coded)

    @_reading
    def rows(self, name: str, limit: int | None = None) -> Table:
        """Open a series of a coded source down to the rows that it counts.

        Args:
            name: the IRI of a series, or of a row, as `show` and queries give it; a CURIE or the series' label also does.
            limit: the most rows; None for the setting ``query_rows``, 0 for no limit.

        Returns:
            A row for each row of the source, in the order of their dates; see `kg.explain.coded.ROWS`.

        Raises:
            NameNotFound: nothing has that name, or it is neither a series nor a row of a coded source.
            NameAmbiguous: several things have that name.
            EnvironmentProblem: the libraries for tables are not installed, or a table is missing.
        """
        from kg.coded.opening import open_rows, source_of
        from kg.errors import NameNotFound
        from kg.explain.coded import table_of
        from kg.settings import setting

        self._need_tables_of_sources()
        iri = name if source_of(self.snapshot.base, name) else self.names.find(name).value
        most = (setting("query_rows") if limit is None else limit) or None
        opened = open_rows(self.workspace, self.snapshot, iri, most)
        if opened is None:
            hint = "kg show NAME says in which series an agent has a role; a query over a graph of a source lists them"
            raise NameNotFound(f"{name!r} is not a series or a row of a coded source", None, hint)
        return table_of(opened, self.snapshot.base, self.names, self._stamp("rows"))

    @_reading
    def promote(self, rows: str | Sequence[str]) -> Promoted:
        """Make rows of a coded source acts of the curated data: a passage, an assertion graph and an act each.

        Args:
            rows: the addresses of the rows, as `rows` gives them, all of one source.

        Returns:
            The new acts, and the files that were written; see `kg.editing.promoting.Promoted`. The next answer is from a new build.

        Raises:
            NameNotFound: an address is not that of a row.
            UsageError: a party of a row is not an entity of the workspace, or the rows come from several sources.
            EnvironmentProblem: the libraries for tables are not installed, or a file cannot be written.
        """
        from kg.editing.promoting import promote
        from kg.ontology import load_ontology

        self._need_tables_of_sources()
        addresses = [rows] if isinstance(rows, str) else list(rows)
        return promote(self.workspace, self.snapshot, load_ontology(self.workspace), self.names, addresses)

    @_reading
    def why(self, subject: str, predicate: str, value: str) -> Explanation:
        """Explain a triple: the claims and rules behind it, down to passages, or, if it is not held, the nearest claims.

        Args:
            subject: an entity or act, by label, alias, slug, CURIE or IRI.
            predicate: a property, likewise; ``a`` asks for a type.
            value: an entity, act or class, likewise, or the text of a literal.

        Returns:
            An explanation, which is true in a condition if the triple is held, and prints as text; see `kg.Explanation`.

        Raises:
            NameNotFound: nothing has one of the names.
            NameAmbiguous: several things have one of the names.
        """
        from kg.explain.why import triple, why
        from kg.rules import load_rules

        rules = {rule.name: rule for rule in load_rules(self.workspace)}
        return why(self._record(), triple(self.names, subject, predicate, value), self.snapshot.base, rules)

    @_reading
    def proof(self, explanation: Explanation) -> Triples:
        """The proof of a triple as RDF with PROV-O: claims, passages and documents, and the inferences with their rules.

        Args:
            explanation: what `why` of the same graph returned.

        Returns:
            Triples, which ``.text("ttl")`` writes as Turtle, as ``kg why -f ttl`` prints them.
        """
        from importlib.metadata import version

        from kg.explain.prov import proof
        from kg.results import Triples

        return Triples(proof(explanation, self.snapshot.base, self._record(), version("chancery")), self.names)

    @_reading
    def disputes(self, about: str | None = None, *, kinds: str | Sequence[str] = (), document: str | None = None) -> Disputes:
        """Where accounts agree, where they differ, and what is doubted.

        Args:
            about: only what involves this entity, act, claim or passage.
            kinds: only these kinds, such as ``conflict``, ``rumoured`` or ``probable misprint``.
            document: only what rests on a passage of this document.

        Raises:
            NameNotFound: nothing has the name `about` or `document`, or nothing in the report is of one of the `kinds`.
            NameAmbiguous: several things have that name.
        """
        from kg.disputes import disputes
        from kg.ontology import load_ontology

        chosen = (kinds,) if isinstance(kinds, str) else kinds
        copy = self.copy
        terms = load_ontology(copy.workspace)
        return disputes(copy._record(), copy.snapshot, terms, about=about, kinds=chosen, document=document, workspace=copy.workspace)

    @_reading
    def path(self, a: str, b: str, *, limit: int = 5) -> Chains:
        """Find the shortest chains of acts between two agents; of acts and lasting ties if acts alone do not connect them.

        Args:
            a: one agent.
            b: the other agent.
            limit: the maximum number of chains, 1 or more.

        Returns:
            Chains, all of the same length, with the acts and passages of each step; false in a condition if nothing that is held connects
            the two.

        Raises:
            NameNotFound: no agent has one of the names.
            NameAmbiguous: several agents have one of the names.
            UsageError: both names are of one agent, or `limit` is less than 1.
        """
        from kg.network.path import path
        from kg.network.projection import project

        copy = self.copy
        return path(copy.names, project(copy.workspace, copy.snapshot), a, b, limit)

    # The picture, and files for other tools

    @_reading
    def view(
        self,
        *,
        about: str | None = None,
        kind: str | None = None,
        start: str | date | None = None,
        end: str | date | None = None,
        as_of: str | date | None = None,
        query: str | StoredQuery | None = None,
        params: Mapping[str, str | float | date | Term] | None = None,
        measure: Measure = "acts",
        title: str | None = None,
        sparql: bool = False,
        texts: str | os.PathLike[str] | None = None,
        story: Sequence[Mapping[str, str]] = (),
    ) -> Picture:
        """The interactive picture. A notebook displays it, and ``.save(path)`` writes it as one HTML file.

        Args:
            about: only what is around this person, state, organization, act...
            kind: only acts of this class, or things of it with their acts.
            start: only what may have happened on that date or later.
            end: only what may have happened on that date or earlier.
            as_of: the date that the view is set to when it opens.
            query: only the triples that this query returns: a stored query, its name, or the path of a file as text.
            params: the parameters of `query`, as text, number, date or term.
            measure: what the size of a node shows at first: ``acts``, ``degree`` or ``betweenness``.
            title: the heading; by default the title of the workspace.
            sparql: whether the file contains the query engine.
            texts: a folder with your own copies of the texts: the passages are quoted from them, and the file then holds what their
                licences cover. `Picture.texts` says which copies match.
            story: views that a reader steps through, each with a ``caption`` and an ``address``, as it stands after the ``#`` of a link.

        Raises:
            NameNotFound: nothing has the name `about`, `kind` or `query`.
            NameAmbiguous: several things have it.
            DataError: a principal party in the settings is not the name of one agent.
            UsageError: a date, a measure, a query or a story cannot be used, nothing is left to draw, the folder `texts` does not exist,
                or no copy in it has a passage of the picture.
            QueryError: the query cannot be read, is not allowed, or fails.
            LimitReached: the query reached its limit of time or memory.
            EnvironmentProblem: a part that draws the picture is not installed.
        """
        from kg.picture import picture

        answered = self._answered(query, params)
        return picture(
            self.copy.workspace,
            self.copy.snapshot,
            about=about,
            kind=kind,
            start=start,
            end=end,
            as_of=as_of,
            answered=answered,
            measure=measure,
            title=title,
            sparql=sparql,
            texts=texts,
            story=story,
        )

    @_reading
    def figure(
        self,
        *,
        about: str | None = None,
        kind: str | None = None,
        start: str | date | None = None,
        end: str | date | None = None,
        as_of: str | date | None = None,
        query: str | StoredQuery | None = None,
        params: Mapping[str, str | float | date | Term] | None = None,
        title: str | None = None,
        size: str | tuple[int, int] = (1440, 900),
        theme: Theme = "light",
    ) -> Figure:
        """The principal parties and their strongest ties, as a figure for print. A notebook displays it; ``.save(path)`` writes SVG.

        Args:
            about: only what is around this person, state, organization, act...
            kind: only acts of this class, or things of it with their acts.
            start: only what may have happened on that date or later.
            end: only what may have happened on that date or earlier.
            as_of: only what may have happened on that date or earlier.
            query: only the triples that this query returns: a stored query, its name, or the path of a file as text.
            params: the parameters of `query`, as text, number, date or term.
            title: the heading; by default the title of the workspace.
            size: the width and height in pixels, also as text: ``1440x900``.
            theme: ``light`` or ``dark``.

        Raises:
            NameNotFound: nothing has the name `about`, `kind` or `query`.
            NameAmbiguous: several things have it.
            DataError: a principal party in the settings is not the name of one agent.
            UsageError: a date, a size, a theme or a query cannot be used, or nothing is left to draw.
            QueryError: the query cannot be read, is not allowed, or fails.
            LimitReached: the query reached its limit of time or memory.
        """
        from kg.picture import figure

        return figure(
            self.copy.workspace,
            self.copy.snapshot,
            about=about,
            kind=kind,
            start=start,
            end=end,
            as_of=as_of,
            answered=self._answered(query, params),
            title=title,
            size=size,
            theme=theme,
        )

    def _answered(self, query: str | StoredQuery | None, params: Mapping[str, str | float | date | Term] | None) -> Answered | None:
        """The answer to a query whose triples are drawn, or whose things are exported; None without one."""
        if query is None:
            return None
        from kg.export.choices import Answered
        from kg.sparql.stored import find_or_load

        found = find_or_load(self.workspace, query) if isinstance(query, str) else query
        return Answered(query if isinstance(query, str) else query.name, found, self.copy.query(found, params))

    @_reading
    def dump(
        self,
        path: str | os.PathLike[str],
        *,
        held: bool = False,
        claimed: bool = False,
        about: str | Sequence[str] = (),
        kind: str | None = None,
        start: str | date | None = None,
        end: str | date | None = None,
        query: str | StoredQuery | None = None,
        params: Mapping[str, str | float | date | Term] | None = None,
        checksum: bool = False,
    ) -> int:
        """Write the graph, or a selection of it, to a file atomically, and return the size of the file in bytes.

        A selection has the acts and other things that meet all conditions, with their passages, and the labels of what they name. The
        page on loading the graph into other tools says what else it has.

        Args:
            path: the file; its extension chooses the format.
            held: also write what is held as the named graph ``graph/held``.
            claimed: in a network, also write what is claimed and not held.
            about: only acts and other things in which this person, state, organization... takes part; with several names, all of them.
            kind: only acts and other things of this class.
            start: only what may have happened on that date or later.
            end: only what may have happened on that date or earlier.
            query: only the things that this query returns: a stored query, its name, or the path of a file as text.
            params: the parameters of `query`, as text, number, date or term.
            checksum: also write the SHA-256 digest of the file, into a file with the same name and ``.sha256``.

        Raises:
            NameNotFound: nothing has the name `about`, `kind` or `query`.
            NameAmbiguous: several things have it.
            UsageError: no format has the extension, the format does not support an option, a date or query is wrong, nothing is
                selected, or the path is that of a file of the workspace.
            QueryError: the query cannot be read, is not allowed, or fails.
            LimitReached: the query reached its limit of time or memory.
            EnvironmentProblem: the file cannot be written.
        """
        from kg.export.writing import dump

        self.workspace.spare(path)
        if checksum:
            self.workspace.spare(f"{os.fspath(path)}.sha256")
        part = self._chosen(about, kind, start, end, self._answered(query, params))
        return dump(self.copy.snapshot, path, held=held, claimed=claimed, part=part, checksum=checksum)

    @_reading
    def serialize(
        self,
        extension: str,
        *,
        held: bool = False,
        claimed: bool = False,
        about: str | Sequence[str] = (),
        kind: str | None = None,
        start: str | date | None = None,
        end: str | date | None = None,
        query: str | StoredQuery | None = None,
        params: Mapping[str, str | float | date | Term] | None = None,
    ) -> bytes:
        """The graph as `dump` would write it.

        Args:
            extension: the extension of the format, such as ``.ttl``.
            held: see `dump`.
            claimed: see `dump`.
            about: see `dump`.
            kind: see `dump`.
            start: see `dump`.
            end: see `dump`.
            query: see `dump`.
            params: see `dump`.

        Raises:
            KgError: as for `dump`.
        """
        from kg.export.writing import render

        part = self._chosen(about, kind, start, end, self._answered(query, params))
        return render(self.copy.snapshot, extension, held=held, claimed=claimed, part=part)

    def _chosen(
        self,
        about: str | Sequence[str],
        kind: str | None,
        start: str | date | None,
        end: str | date | None,
        answered: Answered | None,
    ) -> Part | None:
        """The things that a dump is restricted to; None for all."""
        named = (about,) if isinstance(about, str) else tuple(about)
        if not named and kind is None and not start and not end and answered is None:
            return None
        from kg.export.choosing import chosen

        return chosen(self.copy.snapshot, about=named, kind=kind, start=start, end=end, answered=answered)

    @_reading
    def push(
        self,
        address: str,
        *,
        kind: str | None = None,
        update: str | None = None,
        graphs: str | None = None,
        dry: bool = False,
        adopt: bool = False,
        folder: str | os.PathLike[str] | None = None,
        warn: Callable[[str], None] | None = None,
    ) -> Pushed:
        """Send the snapshot to a SPARQL 1.1 store: only the graphs that have changed since the last push. What others have there stays.

        The environment variables ``KG_PUSH_USER`` and ``KG_PUSH_PASSWORD``, or ``KG_PUSH_TOKEN``, hold the credentials.

        Args:
            address: the address of the server, or of its query service.
            kind: how it takes graphs: ``oxigraph``, ``virtuoso``, ``graph-store`` or ``update``; by default that is found out.
            update: the address of its update service; by default that is found out.
            graphs: the address of its graph store (SPARQL 1.1 Graph Store HTTP Protocol); by default that is found out.
            dry: whether to find out what would be sent, and send nothing.
            adopt: whether to replace graphs that have the names of graphs of this workspace and that no push has recorded.
            folder: a folder that a Virtuoso on this machine may read, through which it gets large graphs.
            warn: called with a sentence, such as that a password travels unencrypted.

        Returns:
            What was sent.

        Raises:
            UsageError: an address or the folder cannot be used, or the server has graphs with these names that no push has recorded.
            EnvironmentProblem: the server cannot be reached, refuses, or is read-only. What was sent is recorded on the server, and the
                next push continues.
        """
        from kg.endpoint.http import Client, Credentials
        from kg.endpoint.push import push
        from kg.endpoint.server import kind_of, writable

        client = Client(Credentials.of("KG_PUSH"), warn)
        try:
            server = writable(client, address, kind_of(kind), update=update, graphs=graphs)
            copy = self.copy
            place = None if folder is None else os.fspath(folder)
            return push(copy.snapshot, copy.workspace, server, dry=dry, adopt=adopt, folder=place, progress=self._progress)
        finally:
            client.close()

    # The workspace

    def build(self, warn: Callable[[str], None] | None = None) -> Snapshot:
        """Build the workspace now, and answer from the new snapshot. A build that fails changes nothing.

        Args:
            warn: called with a sentence if the new snapshot replaces a damaged one.

        Returns:
            The snapshot; see `kg.Snapshot`.

        Raises:
            DataError: the files contain errors. It is the first by place, and its `others` are the rest.
            EnvironmentProblem: the snapshot cannot be written.
        """
        made = build(self.workspace, self._progress, warn)
        self.close()
        self._snapshot, self._names, self._runner = made, None, None
        return made

    def import_tables(
        self,
        files: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
        mapping: str | os.PathLike[str],
        *,
        name: str | None = None,
        grain: str | None = None,
        acting_for_state: Sequence[str] = (),
        with_states: bool = False,
        dry_run: bool = False,
        warn: Callable[[str], None] | None = None,
    ) -> Imported:
        """Import coded tables as a source of the workspace, and build it.

        Args:
            files: the tables: CSV, TSV, Parquet or XLSX; text also as gz, zst or zip.
            mapping: the name of a mapping that comes with the package, or the path of a file.
            name: the name of the source; that of the mapping without one.
            grain: what the graph has of the source: ``series`` of records, or ``acts``, one for each record. Without it that of the source,
                and of the mapping if the source is new. The same files with another grain only change the graph.
            acting_for_state: codes of roles, such as ``GOV``, whose acts count as acts of their state.
            with_states: whether to add the states that codes name and the workspace does not have.
            dry_run: whether to read, count and match only, and write nothing.
            warn: as for `build`; also called if more than a million records are acts.

        Returns:
            What was read, added and set aside, and which parties have no entity.

        Raises:
            UsageError: the source was imported with another mapping, a table is missing, or the grain is unknown.
            NameNotFound: no mapping has that name.
            DataError: the mapping is wrong, a file does not fit it, or more than half of its first rows cannot be used. Nothing is changed.
            EnvironmentProblem: a file cannot be read or written, another import is running, or the libraries are not installed.
        """
        from kg.coded.command import run
        from kg.coded.importing import MANY_ACTS

        paths = [os.fspath(each) for each in ([files] if isinstance(files, (str, os.PathLike)) else files)]
        made = run(
            self.workspace,
            paths,
            os.fspath(mapping),
            self.store,
            name=name,
            grain=grain,
            acting_for_state=acting_for_state,
            with_states=with_states,
            dry_run=dry_run,
            progress=self._progress,
        )
        if warn is not None and made.grain == "acts" and made.records > MANY_ACTS:
            what = f"{made.name} has {made.records:,} records at the grain of acts, some seven quads each"
            warn(f"{what}: import it again with the grain series if the graph becomes slow or large")
        if not dry_run:
            self.build(warn)
        return made

    def remove_import(self, name: str, warn: Callable[[str], None] | None = None) -> None:
        """Remove a source that was imported, with all its records, and build the workspace.

        Args:
            name: the name of the source.
            warn: as for `build`.

        Raises:
            NameNotFound: there is no such source; `candidates` holds the nearest names.
            EnvironmentProblem: it cannot be removed, or an import is running.
        """
        from kg.coded.importing import remove_source

        remove_source(self.workspace, name)
        self.build(warn)

    def check(self, *, owl: bool = True, texts: str | os.PathLike[str] | None = None, changed: bool = False) -> Report:
        """Check the present files of the workspace for everything that can be wrong.

        Args:
            owl: whether to ask the reasoner, which needs Java.
            texts: a folder with copies of the texts, to compare passages and data with; without it the folder ``texts`` of the workspace,
                if it is there and has a copy.
            changed: whether to check only the passages that were touched since the last build; see `kg.check.changed`.

        Raises:
            UsageError: the folder of the texts does not exist.
            EnvironmentProblem: a text cannot be read.
            DataError: the profile of the checks cannot be read.
        """
        from kg.check.run import Wanted, check

        wanted = Wanted(owl, None if texts is None else os.fspath(texts))
        if changed:
            from kg.check.changed import check_changed

            return check_changed(self.workspace, wanted, self._progress)
        return check(self.workspace, wanted, self._progress)

    def check_rules(self) -> str:
        """All rules of `check` with their severities, reasons and fixes, as a page in Markdown.

        Raises:
            DataError: the profile of the checks cannot be read.
        """
        from kg.check.page import page

        return page(self.workspace)

    def verify(self) -> Integrity:
        """Check that the snapshot in use is what its build wrote. Nothing is built, and every file is read.

        `verify_sources` is another thing: it compares the passages with your own copies of the texts.

        Returns:
            What is wrong, by file; see `kg.snapshot.verifying.Integrity`.

        Raises:
            UsageError: the workspace has no snapshot.
        """
        from kg.snapshot import current
        from kg.snapshot.verifying import verify

        found = self._snapshot or current(self.workspace)
        if found is None:
            from kg.errors import UsageError

            raise UsageError("the workspace has no snapshot", self.workspace.folder, "run `kg build` to make one")
        result = verify(found)
        if not result.whole:
            self.workspace.digests.forget(found.folder)
        return result

    @_reading
    def sources(self) -> list[Coverage]:
        """The documents, each with its passages and how far they are covered, sorted by the document's name."""
        from kg.sources import coverage

        return coverage(self.copy.snapshot)

    @_reading
    def verify_sources(self, folder: str | os.PathLike[str]) -> Verification:
        """Compare each passage with your own copies of the texts.

        Args:
            folder: the folder that holds the copies.

        Raises:
            UsageError: the folder does not exist.
            EnvironmentProblem: a file in it cannot be read, or is not in UTF-8.
        """
        from kg.sources import verify

        return verify(self.copy.snapshot, folder)

    @_reading
    def add_words(self, folder: str | os.PathLike[str]) -> Added:
        """Write the first and last words of each passage into the data files, at most four each, from your own copies of the texts.

        They are needed for links into the source. Words that are there already are replaced.

        Args:
            folder: the folder that holds the copies.

        Returns:
            The files that were changed. This graph still answers from the snapshot that it had before.

        Raises:
            UsageError: the folder does not exist, or no copy in it has a passage at its offsets.
            DataError: a data file is not TriG.
            EnvironmentProblem: a file cannot be read or written, or a copy is not in UTF-8.
        """
        from kg.sources import add_words

        return add_words(self.workspace, self.snapshot, folder)

    @_reading
    def draft(
        self,
        passages: Sequence[str] = (),
        *,
        texts: str | os.PathLike[str],
        document: str | None = None,
        command: str | None = None,
        grammar: bool = True,
    ) -> Draft:
        """Suggest what passages say, each suggestion with its reason and the words that it rests on. Nothing is asserted.

        The suggestions are kept in the state folder of the workspace, which no build reads.

        Args:
            passages: the names of the passages, such as ``A12``; by default those that are not covered.
            texts: the folder that holds your copies of the texts.
            document: the slug of a document: only its passages, and by default all of them that may assert something.
            command: a command line of a program that suggests instead. It is started without a shell, gets the passages and the names
                of the workspace as JSON on its standard input, and writes JSON. ``{schema}`` stands for the path of the JSON schema.
            grammar: whether to use the parser of the extra ``chancery[draft]``, if it is installed.

        Returns:
            The suggestions, and what was refused of the answers of the program.

        Raises:
            NameNotFound: no passage or document has that name.
            UsageError: the folder does not exist or has no copy of a document, or the command line cannot be split.
            EnvironmentProblem: a file cannot be read or written, or the program cannot be started, fails, or reaches a limit
                (``draft_seconds``, ``draft_megabytes``).
            DataError: the program does not write JSON of the right form.
        """
        from kg.drafting.drafts import draft

        return draft(self.workspace, self.snapshot, passages, texts=texts, document=document, command=command, grammar=grammar)

    def index_source(
        self,
        text: str,
        *,
        document: str | None = None,
        letter: str | None = None,
        origin: Origin | None = None,
        file_name: str = "",
        write: bool = False,
    ) -> Indexed:
        """The record of a text and its passages, for the workspace's ``data/``.

        Passages that the workspace has of the document are kept, also where they were cut by hand. They get new offsets if the text has
        them elsewhere, and new numbers if others come between them. What no passage covers is split and added. What the text no longer
        has is left as it is, and named in the result.

        Args:
            text: the whole text, with the line ends of the file.
            document: the slug of the document, as in ``e:article``; by default that of the document whose record has this text or this file
                name, else the name of the file.
            letter: the letters that the names of its passages begin with; by default one that no other document has.
            origin: where the text comes from, if the workspace has no record of the document yet.
            file_name: the name of the file that has the text; by default the slug with ``.txt``.
            write: whether to write the records into ``data/``, and the text into ``texts/`` if the workspace has that folder.

        Returns:
            The passages, and the records as TriG. This graph still answers from the snapshot that it had before.

        Raises:
            UsageError: `document` or `letter` has characters that cannot stand in a name, another document has the letter, the text is
                empty or has none of the passages of the document, or a value of `origin` has the wrong form.
            DataError: a data file cannot be read, or the record of a passage is not complete.
            EnvironmentProblem: a file cannot be written.
        """
        from kg.sources import index_source

        return index_source(self.workspace, text, document=document, letter=letter, origin=origin, file_name=file_name, write=write)

    # The graph for other libraries

    @_reading
    def rdflib(self) -> rdflib.Dataset:
        """The snapshot as an rdflib Dataset: its default graph is what is held, its named graphs the claims and the record.

        ``FROM`` in a query of rdflib fetches from the web; use GRAPH instead.
        """
        import pyoxigraph as ox
        import rdflib

        from kg.terms import to_rdflib

        dataset = rdflib.Dataset()
        for prefix, namespace in self.names.prefixes.items():
            dataset.bind(prefix, namespace)
        for quad in self.copy.store.quads_for_pattern(None, None, None, None):
            graph = dataset.default_graph if isinstance(quad.graph_name, ox.DefaultGraph) else dataset.graph(quad.graph_name.value)
            graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))  # type: ignore[arg-type]
        return dataset

    @_reading
    def networkx(self, *, acts: bool = True) -> networkx.MultiDiGraph[str]:
        """What is held as a networkx graph.

        Args:
            acts: whether acts are nodes too; without them only the direct relations between agents remain.
        """
        from kg.network.conversion import to_networkx
        from kg.network.projection import project

        return to_networkx(project(self.copy.workspace, self.copy.snapshot), acts=acts)

    @_reading
    def owl(self) -> owlready2.World:
        """The ontology and what is held as an owlready2 world, without dates and quantities, which HermiT rejects."""
        from pyoxigraph import DefaultGraph

        from kg.ontology import load_ontology, to_owlready2

        held = (quad.triple for quad in self.copy.store.quads_for_pattern(None, None, None, DefaultGraph()))
        return to_owlready2(load_ontology(self.workspace), held)

    def _check(self, problem: Exception) -> None:
        """Raise `SnapshotDamaged` if a file of the snapshot is damaged, because of which something has failed."""
        found = None if self._snapshot is None or self._mirror is not None else self.verify()
        if found is not None and not found.whole:
            from kg.snapshot.format import damaged

            fault = found.faults[0]
            hint = "run the command again, which builds a new snapshot; in Python, open the workspace again"
            raise damaged(found.folder, fault.file, fault.what, hint) from problem

    def _record(self) -> Record:
        from kg.record.record import Record

        return Record(self.names, self.snapshot.proofs())


def _worker(snapshot: Snapshot) -> Runner:
    from kg.query.worker import Worker

    return Worker(snapshot.folder)


def open_graph(directory: str | os.PathLike[str] | None = None, *, build: bool = True, endpoint: str | None = None) -> Graph:
    """Open the graph of a workspace, building it if it has no snapshot or its files have changed; or one on a server.

    Args:
        directory: the folder of the workspace; by default the workspace around the current folder, or else the one in the package.
        build: whether to build it now if need be. Otherwise it is built at the first use, so that `Graph.check` can report on files
            that cannot be built.
        endpoint: the address of a store to which a snapshot was pushed, or of a `kg serve`. Nothing is built then. The workspace is needed
            only for its stored queries, and if the store has several.

    Raises:
        UsageError: the folder is not a workspace, or the endpoint has several and not that one.
        DataError: its files cannot be built.
        LimitReached: the first build reached a limit, see `Graph.snapshot`.
        EnvironmentProblem: the snapshot cannot be written or read, or the server has none.
    """
    from kg.workspace import Workspace

    if endpoint is not None:
        return connect(endpoint, directory)
    graph = Graph(Workspace.find(directory))
    if build:
        _ = graph.snapshot
    return graph


def connect(
    endpoint: str,
    directory: str | os.PathLike[str] | None = None,
    *,
    progress: Callable[[str], None] | None = None,
    warn: Callable[[str], None] | None = None,
) -> Graph:
    """The graph of a snapshot on a server.

    Args:
        endpoint: as for `open_graph`.
        directory: the folder of the workspace; by default the one around the current folder, if it is the one on the server.
        progress: called with a few words while much is fetched.
        warn: called with a sentence.

    Raises:
        UsageError: the folder is not a workspace, or the endpoint has several and not that one.
        EnvironmentProblem: the server cannot be reached, or has no snapshot.
    """
    from kg.endpoint.connection import connect as reach
    from kg.endpoint.mirror import Mirror
    from kg.errors import KgError
    from kg.workspace import Workspace

    local: Workspace | None = None
    try:
        local = Workspace.find(directory)
    except KgError:
        if directory is not None:
            raise
    remote = reach(endpoint, None if local is None else local.base, warn)
    if directory is not None and local is not None and local.base != remote.base:
        from kg.errors import UsageError

        what = f"the server has the workspace {remote.base}, and not {local.base}"
        raise UsageError(what, endpoint, f"push it first: kg -C {os.fspath(directory)} push {endpoint}")
    mirror = Mirror(remote, local, progress, warn)
    found = Graph(mirror.workspace, progress=progress, runner=lambda _: remote.runner(), snapshot=mirror.live)
    found._mirror = mirror
    return found
