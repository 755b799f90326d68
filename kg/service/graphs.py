"""The SPARQL 1.1 Graph Store HTTP Protocol, its reads: https://www.w3.org/TR/sparql11-http-rdf-update/.

==============================================  ===================================================================
address                                         graph
==============================================  ===================================================================
``/rdf-graph-store?default``                    the default graph: all that is held, the record and the background
``/rdf-graph-store?graph=IRI``                  a named graph; the IRI is absolute
``/rdf-graph-store/IRI``                        the same, the IRI percent-encoded as one segment
``/rdf-graph-store/assertion/A1``               a named graph below the base IRI of the workspace
==============================================  ===================================================================

The last two are direct identification as far as a service can have it that is not at the address of its own IRIs: the path below the
graph store stands for the path below the base. Where the service is at that address, the graph's own IRI is the address of a page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.query.writing import Dataset, Unwritable, write_answer
from kg.results.bounded import TooMuch
from kg.service.context import acceptable
from kg.service.formats import GRAPHS, content_type
from kg.service.message import Reply, parameters
from kg.service.problems import refused
from kg.service.routing import Route

if TYPE_CHECKING:
    from kg.service.context import Context
    from kg.service.message import Asked

_ALL: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_HINT: Final = "/rdf-graph-store?default, or /rdf-graph-store?graph=IRI"


def graph_store(context: Context, asked: Asked, rest: str) -> Reply:
    """The triples of one graph.

    Args:
        context: the graphs.
        asked: the request.
        rest: the path below the graph store, decoded; empty if the parameters say which graph.

    Raises:
        Refused: the request does not name one graph (400), there is none with that name (404), the client accepts no format (406), or the
            graph is larger than the limits (413).
        Undecodable: the request is not UTF-8.
    """
    node = _named(context, asked, rest)
    media = acceptable(asked, tuple(GRAPHS))
    if node is not None and not context.graph.store.contains_named_graph(node):
        hint = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } lists the graphs"
        raise refused("not-found", f"the snapshot has no graph {node.value}", hint=hint)

    def make() -> Reply:
        dataset = None if node is None else Dataset((node,), ())
        limits = context.limits
        try:
            data = write_answer(context.graph.store, _ALL, GRAPHS[media], context.graph.names.prefixes, limits.rows, limits.bytes, dataset)
        except TooMuch as error:
            raise refused("too-large", str(error).replace("answer", "graph"), hint="/.well-known/void lists the dumps") from error
        except Unwritable as error:
            raise refused("not-acceptable", str(error), headers=[("Vary", "Accept")], hint="ask for Turtle") from error
        return Reply(200, data, [("Content-Type", content_type(media))])

    return context.validated(asked, ("graph", "default" if node is None else str(node), media), make)


def _named(context: Context, asked: Asked, rest: str) -> ox.NamedNode | None:
    """The graph that a request names; None for the default graph."""
    given = [(name, value) for name, value in parameters(asked.query) if name in {"graph", "default"}]
    if rest:
        if given:
            raise refused("bad-request", "both the path and a parameter name a graph", hint=_HINT)
        iri = rest if re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:", rest) else context.base + rest
    else:
        if len(given) != 1:
            what = "the request names more than one graph" if given else "the request does not name a graph"
            raise refused("bad-request", what, hint=_HINT)
        name, iri = given[0]
        if name == "default":
            return None
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        # 4.2 has the IRI absolute, and a request with another one refused.
        raise refused("bad-parameter", f"the graph is not an absolute IRI: {iri}", hint=_HINT, parameter="graph") from error


ROUTES: Final = (Route("/rdf-graph-store", graph_store), Route("/rdf-graph-store/", graph_store))
