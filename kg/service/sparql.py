"""The SPARQL 1.1 Protocol, its query operation: https://www.w3.org/TR/sparql11-protocol/.

Nothing can be updated, so an update is refused with 403, whatever it says: section 2.2.5 names 400 and 500, and leaves other conditions to
HTTP, where 403 is a request that is understood and not carried out. 400 would say that it is wrong, 415 that another type would do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urljoin

import pyoxigraph as ox

from kg.errors import EnvironmentProblem, QueryError
from kg.query.writing import Dataset, Unwritable, write_answer
from kg.results.bounded import TooMuch
from kg.service.context import acceptable
from kg.service.description import described
from kg.service.formats import GRAPHS, RESULTS, content_type
from kg.service.message import Reply, parameters
from kg.service.negotiation import choose
from kg.service.problems import refused
from kg.service.routing import Route
from kg.sparql.checked import checked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.service.context import Context
    from kg.service.message import Asked

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"

_PROTOCOL: Final = frozenset({"query", "update", "default-graph-uri", "named-graph-uri"})


class Operation(NamedTuple):
    """A query operation, read from its request.

    Attributes:
        query: the text of the query.
        default: the values of ``default-graph-uri``.
        named: the values of ``named-graph-uri``.
    """

    query: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def sparql(context: Context, asked: Asked, _: str) -> Reply:
    """The reply of the endpoint: the answer to a query; without one, what the endpoint is (`kg.service.description`).

    Args:
        context: what is asked.
        asked: the request: GET with parameters, POST of a form, or POST of a query.

    Raises:
        Refused: the request is not one that the protocol allows, or that this endpoint takes.
        QueryError: the query cannot be read, is not allowed, or fails.
        Undecodable: the request is not UTF-8.
    """
    if asked.method != "POST" and not asked.query:
        return _without_query(context, asked)
    plan = _planned(context, asked)

    def make() -> Reply:
        described_by = f'<{asked.origin}/.well-known/void>; rel="describedby"'
        return Reply(200, _evaluate(context, plan), (*plan.headers, ("Link", described_by)))

    if not plan.same:
        reply = make()
        return reply._replace(headers=(*reply.headers, ("Vary", "Accept"), ("Cache-Control", "no-store")))
    return context.validated(asked, plan.decides, make)


class _Plan(NamedTuple):
    """All that is known before a query is evaluated.

    Attributes:
        text: the query.
        style: the format of the reply.
        headers: the headers of the reply.
        prefixes: the prefixes that are given to the engine.
        dataset: the graphs that the request names; None if it names none.
        same: whether the query has the same answer every time.
        decides: what decides the reply, besides the snapshot.
    """

    text: str
    style: str
    headers: tuple[tuple[str, str], ...]
    prefixes: Mapping[str, str]
    dataset: Dataset | None
    same: bool
    decides: tuple[str, ...]


_REMEMBERED: Final = 500
_SHORT: Final = 4_096  # characters and bytes of a request whose plan is remembered


def _plans(_: Context) -> dict[object, _Plan]:
    return {}


def _planned(context: Context, asked: Asked) -> _Plan:
    """The plan of a request, which is remembered: reading a request can take as long as answering it."""
    plans = context.once(_plans)
    key = (asked.method == "POST", asked.query, asked.body, asked.headers.get("content-type", ""), asked.accept or "")
    found = plans.get(key)
    if found is None:
        found = _plan(context, asked)
        if sum(map(len, key[1:])) <= _SHORT:
            if len(plans) >= _REMEMBERED:
                del plans[next(iter(plans))]
            plans[key] = found
    return found


def _plan(context: Context, asked: Asked) -> _Plan:
    operation = read(asked)
    query = checked(operation.query)
    rows = query.form in {"SELECT", "ASK"}
    styles = RESULTS if rows else GRAPHS
    media = acceptable(asked, tuple(styles))
    dataset = _dataset(context, operation)
    if query.has_from and dataset is None:
        _check_from(context, operation.query)
    known = context.graph.names.prefixes
    style = styles[media]
    prefixes = {each: iri for each, iri in known.items() if f"{each}:" in operation.query} if rows else known
    decides = (operation.query, *operation.default, "\n", *operation.named, "\n", media)
    headers = (("Content-Type", content_type(media)),)
    return _Plan(operation.query, style, headers, prefixes, dataset, query.same, decides)


def read(asked: Asked) -> Operation:
    """The query operation of a request (section 2.1).

    Args:
        asked: the request.

    Raises:
        Refused: there is not exactly one query, the request is an update, or its body is of a type that is not taken here.
        Undecodable: it is not UTF-8.

    >>> from kg.service.message import Asked
    >>> read(Asked("POST", "/sparql", "named-graph-uri=urn:g", {"content-type": "application/sparql-query"}, b"ASK {}"))
    Operation(query='ASK {}', default=(), named=('urn:g',))
    """
    given = parameters(asked.query)
    if asked.method != "POST":
        return _operation(given)
    media = asked.content_type
    if media == FORM:
        _check_charset(asked)
        if any(name in _PROTOCOL for name, _ in given):
            hint = "write all parameters into the form"
            raise refused("bad-request", "a form is posted, and there are parameters of the protocol in the address, too", hint=hint)
        return _operation(parameters(_decoded(asked.body)))
    if media == QUERY:
        _check_charset(asked)
        return _operation([("query", _decoded(asked.body)), *given])
    if media == UPDATE:
        raise _read_only()
    taken = f"{QUERY}, {FORM}"
    what = f"the body is {media}" if media else "the request does not say what its body is"
    raise refused("wrong-type", what, headers=[("Accept-Post", taken)], hint=f"Content-Type: {QUERY} or {FORM}")


def _operation(given: Sequence[tuple[str, str]]) -> Operation:
    """The operation of some parameters. Those that the protocol does not have are ignored: clients send some that other services know."""
    queries = [value for name, value in given if name == "query"]
    if any(name == "update" for name, _ in given):
        raise _read_only()
    if len(queries) != 1:
        raise refused("bad-request", "the parameter query is missing" if not queries else "there is more than one query")
    default = tuple(value for name, value in given if name == "default-graph-uri")
    named = tuple(value for name, value in given if name == "named-graph-uri")
    return Operation(queries[0], default, named)


def _read_only() -> Exception:
    return refused("read-only", "updates are not carried out here", hint="edit data/ and run `kg build`")


def _check_charset(asked: Asked) -> None:
    """Refuse a body that is said to be in another encoding than UTF-8."""
    for piece in asked.headers.get("content-type", "").split(";")[1:]:
        name, _, value = piece.partition("=")
        encoding = value.strip().strip('"').lower()
        if name.strip().lower() == "charset" and encoding not in {"utf-8", "utf8"}:
            raise refused("wrong-type", f"the body is encoded in {encoding}", hint="encode it in UTF-8")


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise refused("bad-request", f"the body is not UTF-8 at byte {error.start}", hint="encode it in UTF-8") from error


def _dataset(context: Context, operation: Operation) -> Dataset | None:
    """The dataset that a request names (section 2.1.4); None if it names none.

    A graph that the snapshot does not have is an error, as it is in FROM: an empty graph would make a misspelt IRI look like a graph in
    which nothing is said.
    """
    if not operation.default and not operation.named:
        return None
    default = tuple(_graph(context, "default-graph-uri", each) for each in operation.default)
    return Dataset(default, tuple(_graph(context, "named-graph-uri", each) for each in operation.named))


def _graph(context: Context, name: str, iri: str) -> ox.NamedNode:
    try:
        node = ox.NamedNode(iri)
    except ValueError as error:
        raise refused("bad-parameter", f"{name} is not an absolute IRI: {iri}", parameter=name) from error
    if not context.graph.store.contains_named_graph(node):
        hint = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } lists the graphs"
        raise refused("bad-parameter", f"{name} is not a graph of the snapshot: {iri}", parameter=name, hint=hint)
    return node


def _check_from(context: Context, text: str) -> None:
    """Refuse a query whose FROM clauses name anything but graphs of the snapshot."""
    from kg.sparql.guard import check_allowed

    def known(iri: str) -> bool:
        try:
            return context.graph.store.contains_named_graph(ox.NamedNode(urljoin(context.base, iri)))
        except ValueError:
            return False

    check_allowed(text, "query", known, context.graph.names.prefixes)


def _evaluate(context: Context, plan: _Plan) -> bytes:
    limits = context.limits
    try:
        return write_answer(
            context.graph.store, plan.text, plan.style, plan.prefixes, limits.rows, limits.bytes, plan.dataset, context.base
        )
    except SyntaxError as error:
        from kg.sparql.guard import syntax_problem

        raise syntax_problem(plan.text, plan.text, prefixes=context.graph.names.prefixes, base=context.base) from error
    except TooMuch as error:
        raise refused("too-large", str(error), hint="narrow the query, or ask for a part of it with LIMIT and OFFSET") from error
    except Unwritable as error:
        raise refused("not-acceptable", str(error), headers=[("Vary", "Accept")], hint="ask for JSON, JSON-LD or N-Triples") from error
    except (OSError, RuntimeError, ValueError) as error:
        own = isinstance(error, ValueError) or "custom function" in str(error)
        if not own and not context.graph.verify().whole:  # reads all of the snapshot, which no query may cause again and again
            raise EnvironmentProblem("the snapshot is damaged", context.graph.snapshot.folder) from error
        hint = "simplify it, and check that its functions are in SPARQL 1.1"
        raise QueryError(f"the query failed: {error}", "query", hint) from error


def _without_query(context: Context, asked: Asked) -> Reply:
    """The reply to a bare GET: the description of the service, as section 2 of SPARQL 1.1 Service Description wants, or the query page."""
    page = "text/html"
    if choose(asked.accept, (*GRAPHS, page, "application/xhtml+xml")) in {page, "application/xhtml+xml"}:
        return Reply(303, b"", [("Location", "./query"), ("Vary", "Accept"), ("Cache-Control", "no-cache")])
    return described(context, asked)


ROUTES: Final = (Route("/sparql", sparql, ("GET", "POST")),)
