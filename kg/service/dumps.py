"""The dumps of the graph, as ``kg dump`` writes them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from kg.formats import by_extension
from kg.service.formats import content_type
from kg.service.message import Reply
from kg.service.problems import refused
from kg.service.routing import Route

if TYPE_CHECKING:
    from kg.service.context import Context
    from kg.service.message import Asked

DUMPS: Final = {
    "graph.trig": "TriG",
    "graph.ttl": "Turtle",
    "graph.nq": "N-Quads",
    "graph.nt": "N-Triples",
    "graph.jsonld": "JSON-LD",
    "graph.rdf": "RDF/XML",
    "graph.graphml": "GraphML",
    "graph.gexf": "GEXF",
    "graph.csv": "CSV of the edges",
    "dyads.csv": "CSV of the dyad-years",
}
"""The files in the folder ``dump``, to what they are called."""


def dumped(context: Context, asked: Asked, name: str) -> Reply:
    """A dump.

    Args:
        context: the graph.
        asked: the request.
        name: a key of `DUMPS`.

    Raises:
        Refused: there is no dump with that name (404), or it is larger than the limits (413).
    """
    if name not in DUMPS:
        raise refused("not-found", f"there is no dump called {name}", dumps=list(DUMPS))
    ending = name if name == "dyads.csv" else os.path.splitext(name)[1]

    def make() -> Reply:
        data = context.graph.serialize(ending)
        if len(data) > context.limits.bytes:
            hint = "`kg dump` in the workspace has no limit; the graph store returns graph by graph"
            raise refused("too-large", f"the dump has more than {context.limits.bytes:,} bytes", hint=hint)
        saved = f'attachment; filename="{name}"'
        return Reply(200, data, [("Content-Type", content_type(by_extension(name).media_type)), ("Content-Disposition", saved)])

    return context.validated(asked, ("dump", name), make)


ROUTES: Final = (Route("/dump/", dumped),)
