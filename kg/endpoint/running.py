"""Queries that a server evaluates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.endpoint.http import Refused
from kg.endpoint.wrapping import form_of, in_held
from kg.errors import LimitReached
from kg.query.merging import merged
from kg.query.running import Found, InProcess, Runner, stopped
from kg.settings import setting
from kg.sparql.binding import tokens_of, with_prefixes
from kg.sparql.datasets import graphs_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from kg.endpoint.server import Server

    Mode = Literal["plain", "dataset", "wrapped"]
    """How a plain query reaches what is held: it is the server's default graph; the request names the graph ``held`` as the default graph;
    or the query is put into ``GRAPH <held>``."""


_PAGE: Final = 20_000


class EndpointRunner(Runner):
    """Sends queries to a server.

    Args:
        server: the server.
        held: the graph that has what is held.
        mode: see `Mode`.
    """

    def __init__(self, server: Server, held: str, mode: Mode) -> None:
        self._server = server
        self._held = held
        self._mode = mode

    def run(self, text: str, prefixes: Mapping[str, str], rows: int | None = None, seconds: float | None = None) -> Found:
        """See `Runner.run`. The server keeps its own limits of time and memory; this end waits for `seconds`.

        Raises:
            SyntaxError: the query cannot be parsed, here.
            ValueError: the server refuses the query.
            LimitReached: the server has not answered in time.
            EnvironmentProblem: the server cannot be reached, or its reply cannot be read.
        """
        ox.Store().query(text, prefixes=dict(prefixes))  # the place of a syntax error is found here, as without a server
        default, named = graphs_of(text, prefixes)
        if (default and text.upper().count("FROM") > 1) or ((default or named) and self._mode == "wrapped"):
            # Engines count a triple once for each graph that has it; and one whose default graph is a union may not look at FROM at all.
            return InProcess(self._merged(default, named)).run(_without_from(text), prefixes, rows)
        whole = with_prefixes(text, prefixes)
        dataset: tuple[str, ...] = ()
        if not (default or named):
            if self._mode == "wrapped":
                whole = in_held(whole, self._held)
            elif self._mode == "dataset":
                dataset = (self._held,)
        form = form_of(whole)
        try:
            if form == "ASK":
                return Found(truth=self._server.truth(whole, dataset=dataset, seconds=seconds))
            if form == "SELECT":
                variables, found = self._server.rows(whole, dataset=dataset, seconds=seconds)
                return Found(tuple(variables), found[:rows], cut=_cut(len(found), rows, "rows"))
            triples = self._server.triples(whole, dataset=dataset, seconds=seconds)
            return Found(triples=triples[:rows], cut=_cut(len(triples), rows, "triples"))
        except Refused as problem:
            if problem.status == 400:
                raise ValueError(problem.what) from problem
            raise
        except LimitReached as problem:
            if "silent" in problem.what or "answered within" in problem.what:
                raise stopped(seconds or 0) from problem
            raise

    def _merged(self, default: tuple[str, ...], named: tuple[str, ...]) -> ox.Store:
        """Some graphs of the server, of which some are merged, in memory."""
        most = setting("endpoint_quads")
        found = ox.Store()
        for graph in dict.fromkeys((*default, *named)):
            node, offset = ox.NamedNode(graph), 0
            while True:
                text = f"SELECT ?s ?p ?o {{ GRAPH {node} {{ ?s ?p ?o }} }} LIMIT {_PAGE} OFFSET {offset}"
                _, page = self._server.rows(text)
                found.extend(ox.Quad(s, p, o, node) for s, p, o in page)  # type: ignore[arg-type]  # what a graph has
                offset += len(page)
                if not page:
                    break
                if most and len(found) > most:
                    hint = "name one graph; or raise the limit with KG_ENDPOINT_QUADS in the environment (0 for none)"
                    raise LimitReached(f"several graphs are merged here, and these have more than {most:,} quads", None, hint)
        return merged(found, map(ox.NamedNode, default), map(ox.NamedNode, named))

    def close(self) -> None:
        """See `Runner.close`."""
        self._server.client.close()


def _cut(found: int, most: int | None, what: str) -> str | None:
    return f"stopped at the limit of {most} {what}; there are more" if most is not None and found > most else None


def _without_from(text: str) -> str:
    """A query without its FROM and FROM NAMED clauses."""
    tokens = tokens_of(text)
    pieces, end, index = [], 0, 0
    while index < len(tokens):
        if tokens[index].kind == "word" and tokens[index].text.upper() == "FROM":
            last = index + 1 + (tokens[index + 1].text.upper() == "NAMED")
            pieces.append(text[end : tokens[index].start])
            end, index = tokens[last].end, last
        index += 1
    return "".join((*pieces, text[end:]))
