"""A server that speaks SPARQL 1.1: what it is, where its services are, and queries, updates and graphs sent to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from kg.endpoint.http import Client, Refused, checked
from kg.errors import EnvironmentProblem, UsageError
from kg.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.endpoint.http import Reply
    from kg.terms import Term

    Kind = Literal["oxigraph", "virtuoso", "graph-store", "update"]
    """How a server takes graphs."""

KINDS: Final[tuple[Kind, ...]] = ("oxigraph", "virtuoso", "graph-store", "update")
RESULTS: Final = "application/sparql-results+json"
_ASK: Final = "ASK {}"
_PROBE: Final = "urn:chancery:probe"
_SERVICES: Final = ("query", "sparql", "update", "store", "data", "get", "sparql-auth", "sparql-graph-crud", "sparql-graph-crud-auth")
"""The last parts of the addresses of services; they are cut off to find the others."""
CHANCERY: Final = "chancery-snapshot"
"""The header by which `kg serve` is known."""


class Server(NamedTuple):
    """A server.

    Attributes:
        client: sends the requests.
        query: the address of the query service.
        kind: how it takes graphs; None if that was not asked for.
        update: the address of the update service, or None.
        graphs: the address of the graph store, or None.
        quads: the address that takes N-Quads, or None.
        name: what it calls itself.
        digest: the digest of the snapshot, if it is `kg serve`.
    """

    client: Client
    query: str
    kind: Kind | None = None
    update: str | None = None
    graphs: str | None = None
    quads: str | None = None
    name: str = ""
    digest: str | None = None

    @property
    def virtuoso(self) -> bool:
        """Whether it is a Virtuoso, which has ways of its own."""
        return self.kind == "virtuoso" or self.name.startswith("Virtuoso")

    def rows(
        self, text: str, *, dataset: Sequence[str] = (), seconds: float | None = None
    ) -> tuple[list[str], list[tuple[Term | None, ...]]]:
        """The variables and rows of a SELECT.

        Args:
            text: the query.
            dataset: the graphs of which the default graph consists; none for that of the server.
            seconds: how long the server may be silent.

        Raises:
            EnvironmentProblem: the server refuses the query, or its reply cannot be read.
        """
        reply = self.ask(text, RESULTS, dataset=dataset, seconds=seconds)
        found = self._parsed(reply)
        if not isinstance(found, ox.QuerySolutions):
            raise _malformed(reply, "a truth value in place of rows")
        try:
            rows = [tuple(map(_plain, row)) for row in found]
        except (SyntaxError, ValueError, OSError) as problem:
            raise _malformed(reply, problem) from problem
        return [variable.value for variable in found.variables], rows

    def truth(self, text: str, *, dataset: Sequence[str] = (), seconds: float | None = None) -> bool:
        """The answer to an ASK; arguments and errors as for `rows`."""
        reply = self.ask(text, RESULTS, dataset=dataset, seconds=seconds)
        found = self._parsed(reply)
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        if [each.value for each in found.variables] == ["__ASK_RETVAL"]:  # Virtuoso
            return [row[0].value for row in found if isinstance(row[0], ox.Literal)] == ["1"]
        raise _malformed(reply, "rows in place of a truth value")

    def triples(self, text: str, *, dataset: Sequence[str] = (), seconds: float | None = None) -> list[ox.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE; arguments and errors as for `rows`."""
        reply = self.ask(text, "application/n-triples, text/plain;q=0.5, text/turtle;q=0.4", dataset=dataset, seconds=seconds)
        return triples_of(reply)

    def ask(self, text: str, accept: str, *, dataset: Sequence[str] = (), seconds: float | None = None) -> Reply:
        """The reply to a query. Errors as for `rows`."""
        fields = [("query", text), *(("default-graph-uri", each) for each in dataset)]
        headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        return self.client.send("POST", self.query, urlencode(fields).encode(), headers, seconds=seconds)

    def _parsed(self, reply: Reply) -> ox.QuerySolutions | ox.QueryBoolean:
        try:
            return ox.parse_query_results(reply.body, ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as problem:
            raise _malformed(reply, problem) from problem

    def run(self, update: str) -> None:
        """Send an update.

        Raises:
            EnvironmentProblem: the server refuses it, or has no address for updates.
        """
        if self.update is None:
            raise EnvironmentProblem("the server has no address for updates", self.query, "give it with --update-url")
        if self.virtuoso:  # it takes no update as a body of its own type
            body, type_ = urlencode([("query", update)]).encode(), "application/x-www-form-urlencoded"
        else:
            body, type_ = update.encode(), "application/sparql-update"
        self.client.send("POST", self.update, body, {"Content-Type": type_, "Accept": "*/*"})

    def store(self, graph: str | None, lines: Iterable[str], *, replace: bool) -> None:
        """Send triples to a graph by the graph store protocol.

        Args:
            graph: the graph; None for the default graph.
            lines: the triples, as lines of N-Triples.
            replace: whether they replace what the graph has, or are added.

        Raises:
            EnvironmentProblem: the server refuses them, or has no address of a graph store.
        """
        if self.graphs is None:
            raise EnvironmentProblem("the server has no address of a graph store", self.query, "give it with --graphs-url")
        type_ = "text/turtle" if self.virtuoso else "application/n-triples"
        body = "".join(lines).encode()
        self.client.send("PUT" if replace else "POST", self.graph_address(graph), body, {"Content-Type": type_, "Accept": "*/*"})

    def graph_address(self, graph: str | None) -> str:
        """The address of a graph in the graph store; None for the default graph."""
        assert self.graphs is not None
        named = "default" if graph is None else f"graph={quote(graph, safe='')}"
        return self.graphs + ("&" if "?" in self.graphs else "?") + named


def find(client: Client, address: str) -> Server:
    """The query service of a server.

    Args:
        client: sends the requests.
        address: the address of the service, or of the server.

    Raises:
        UsageError: it is not an address.
        EnvironmentProblem: there is no query service, or it cannot be reached.
    """
    parts = checked(address)
    above = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
    head, _, last = above.rpartition("/")
    places = [address, f"{above}/query", f"{above}/sparql"]
    if last in _SERVICES and parts.path.strip("/"):
        places += [f"{head}/query", f"{head}/sparql"]
    refusal: EnvironmentProblem | None = None
    for number, place in enumerate(dict.fromkeys(places)):
        server = Server(client, place)
        fields = {"Accept": RESULTS, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            reply = client.send("POST", place, urlencode({"query": _ASK}).encode(), fields, tries=2 if number == 0 else 3)
            found = server._parsed(reply)
        except Refused as problem:
            if problem.status in {301, 302, 307, 308, 401, 403, 429} or problem.status >= 500:
                raise
            refusal = refusal or problem
            continue
        except EnvironmentProblem as problem:
            if "reply" not in problem.what:
                raise
            refusal = refusal or problem
            continue
        del found
        return server._replace(name=reply.headers.get("server", "").strip(), digest=reply.headers.get(CHANCERY))
    hint = "give the address of its query service, such as https://example.org/sparql"
    raise EnvironmentProblem("there is no SPARQL service here", address, hint) from refusal


def writable(
    client: Client,
    address: str,
    kind: Kind | None = None,
    *,
    update: str | None = None,
    graphs: str | None = None,
) -> Server:
    """A server with the services by which it takes graphs. What is not given is found out; nothing is written.

    Args:
        client: sends the requests.
        address: as for `find`.
        kind: how it takes graphs.
        update: the address of its update service.
        graphs: the address of its graph store.

    Raises:
        UsageError: it is not an address.
        EnvironmentProblem: it cannot be reached, has no query service, or takes nothing: a `kg serve`, or one that wants credentials.
    """
    found = find(client, address)
    if found.digest is not None:
        hint = "push to the store of an engine, such as Oxigraph or Virtuoso; kg serve publishes each new build of its own workspace"
        raise EnvironmentProblem("the server is a kg serve, which is read-only", address, hint)
    head = found.query.partition("?")[0].rpartition("/")[0]
    if kind == "oxigraph" or (kind is None and found.name.startswith("Oxigraph")):
        return found._replace(
            kind="oxigraph", update=update or f"{head}/update", graphs=graphs or f"{head}/store", quads=graphs or f"{head}/store"
        )
    if kind == "virtuoso" or (kind is None and found.name.startswith("Virtuoso")):
        return found._replace(kind="virtuoso", update=update or f"{head}/sparql-auth", graphs=graphs or f"{head}/sparql-graph-crud-auth")
    query = found.query.partition("?")[0]
    places = [update] if update else [f"{head}/update", f"{query}/statements", query]
    update = next((each for each in places if _takes_updates(found._replace(update=each))), None)
    stores = [*(f"{head}/{each}" for each in ("data", "store", "rdf-graph-store")), f"{query}/gsp/", f"{query}/rdf-graphs/service"]
    if graphs is None and kind != "update":
        graphs = next((each for each in stores if _is_store(found._replace(graphs=each))), None)
    if graphs is not None and kind != "update":
        return found._replace(kind="graph-store", update=update, graphs=graphs)
    if update is not None and kind != "graph-store":
        return found._replace(kind="update", update=update)
    wanted = {"graph-store": "graph store", "update": "update service"}.get(kind or "", "update service and no graph store")
    hint = "give its address with --update-url or --graphs-url, and the kind of the server with --kind"
    raise EnvironmentProblem(f"the server has no {wanted} at the usual addresses", address, hint)


def _takes_updates(server: Server) -> bool:
    """Whether an address takes updates; asked with one that changes nothing."""
    try:
        server.run("INSERT DATA {}")
    except Refused as problem:
        if problem.status in {401, 403, 429} or problem.status >= 500:
            raise
        return False
    return True


def _is_store(server: Server) -> bool:
    """Whether an address is that of a graph store; asked for the head of the default graph, which every store has."""
    accept = {"Accept": "application/n-triples, text/turtle;q=0.5"}
    try:
        reply = server.client.send("HEAD", server.graph_address(None), None, accept)
    except Refused as problem:
        if problem.status in {401, 403, 429} or problem.status >= 500:
            raise
        return False
    type_ = reply.headers.get("content-type", "").partition(";")[0].strip()
    return reply.status == 204 or type_ in {"application/n-triples", "text/turtle", "text/plain"}


def kind_of(text: str | None) -> Kind | None:
    """A kind by its name; None for None.

    Raises:
        UsageError: there is no such kind.
    """
    for kind in KINDS:
        if kind == text:
            return kind
    if text is None:
        return None
    raise UsageError(f"{text!r} is not a kind of server", None, "use one of " + ", ".join(KINDS))


def triples_of(reply: Reply) -> list[ox.Triple]:
    """The triples in a reply.

    Raises:
        EnvironmentProblem: they cannot be read.
    """
    type_ = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    style = ox.RdfFormat.N_TRIPLES if type_ in {"application/n-triples", "text/plain"} else ox.RdfFormat.TURTLE
    if type_ not in {"application/n-triples", "text/plain", "text/turtle", "text/rdf+n3", "text/n3"}:
        raise _malformed(reply, f"a reply of the type {type_ or 'that it does not name'}")
    try:
        return [ox.Triple(each.subject, each.predicate, _plain(each.object)) for each in ox.parse(reply.body, style)]  # type: ignore[arg-type]
    except (SyntaxError, ValueError) as problem:
        raise _malformed(reply, problem) from problem


_BOOLEAN: Final = ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean")
_TRUTHS: Final = {"1": ox.Literal("true", datatype=_BOOLEAN), "0": ox.Literal("false", datatype=_BOOLEAN)}


def _plain(term: Term | None) -> Term | None:
    """A term as it was pushed: Virtuoso returns truth values as 0 and 1."""
    if isinstance(term, ox.Literal) and term.datatype == _BOOLEAN:
        return _TRUTHS.get(term.value, term)
    return term


def _malformed(reply: Reply, what: object) -> EnvironmentProblem:
    hint = "is it the address of a SPARQL service? Otherwise run the same command again"
    return EnvironmentProblem(f"the reply of the server cannot be read: {what}"[:300], reply.address.partition("?")[0], hint)
