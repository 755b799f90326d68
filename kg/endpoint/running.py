"""Queries that a server evaluates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.endpoint.http import Refused
from kg.endpoint.merging import form_of, has_from, in_held
from kg.errors import LimitReached
from kg.query.running import Found, Runner, stopped
from kg.sparql.binding import with_prefixes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from kg.endpoint.server import Server

    Mode = Literal["plain", "dataset", "wrapped"]
    """How a plain query reaches what is held: it is the server's default graph; the request names the graph ``held`` as the default graph;
    or the query is put into ``GRAPH <held>``."""


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
        whole = with_prefixes(text, prefixes)
        dataset: tuple[str, ...] = ()
        if not has_from(whole):
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

    def close(self) -> None:
        """See `Runner.close`."""
        self._server.client.close()


def _cut(found: int, most: int | None, what: str) -> str | None:
    return f"stopped at the limit of {most} {what}; there are more" if most is not None and found > most else None
