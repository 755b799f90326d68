"""The one function from a request to a reply.

To add an address, add a `Route` to the table of the module that answers it, and that table to `ROUTES`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.errors import KgError
from kg.service import assets, description, dumps, graphs, lookups, openapi, query_page, snapshot, sparql, stored, tools
from kg.service.compression import accepts, compressed, plain_condition
from kg.service.message import Reply, Undecodable, decoded
from kg.service.pages import answers as pages
from kg.service.problems import Refused, of_error, problem

if TYPE_CHECKING:
    from kg.service.context import Context
    from kg.service.message import Asked
    from kg.service.routing import Route

ROUTES: Final[tuple[Route, ...]] = (
    *sparql.ROUTES,
    *description.ROUTES,
    *graphs.ROUTES,
    *dumps.ROUTES,
    *stored.ROUTES,
    *tools.ROUTES,
    *openapi.ROUTES,
    *query_page.ROUTES,
    *lookups.ROUTES,
    *snapshot.ROUTES,
    *assets.ROUTES,
    *pages.ROUTES,
)
"""All addresses. The first route that fits a path answers it."""

SNAPSHOT: Final = "Chancery-Snapshot"
"""The header of each reply that has the digest of the snapshot."""


class Service:
    """Answers requests over one snapshot.

    Args:
        context: the graph, the limits and the texts.
    """

    def __init__(self, context: Context) -> None:
        self.context = context

    def prepare(self) -> None:
        """Read what most replies need, so that the first ones are not slower than the others.

        Raises:
            KgError: something cannot be read; the replies that need it say so.
        """
        pages.prepare(self.context)

    def reply(self, asked: Asked) -> Reply:
        """The reply to a request. A mistake of the client is a reply, too; only a fault of this program is raised.

        Every reply says in the header `SNAPSHOT` which snapshot it was made from.
        """
        if accepts(asked):
            return compressed(self._stamped(plain_condition(asked)))
        return self._stamped(asked)

    def _stamped(self, asked: Asked) -> Reply:
        made = self._made(asked)
        if made.header(SNAPSHOT) is not None:
            return made
        return Reply(made.status, made.body, (*made.headers, (SNAPSHOT, self.context.digest)), made.kept)

    def _made(self, asked: Asked) -> Reply:
        try:
            return self._routed(asked)
        except Refused as refusal:
            return refusal.reply
        except Undecodable as error:
            return problem("bad-request", str(error))
        except KgError as error:
            return of_error(error)

    def _routed(self, asked: Asked) -> Reply:
        path = decoded(asked.path)
        for route in ROUTES:
            rest = route.rest(path)
            if rest is None:
                continue
            allowed = ", ".join(route.allowed)
            if asked.method == "OPTIONS":
                return Reply(204, b"", [("Allow", allowed)])
            if asked.method not in route.allowed:
                detail = f"{asked.method} is not allowed here: everything is read-only"
                return problem("not-allowed", detail, headers=[("Allow", allowed)])
            return route.answer(self.context, asked, rest)
        if asked.method in {"GET", "HEAD"}:
            # A workspace may have things in folders of its own; where there is nothing, a browser gets a page that says so.
            return pages.page(self.context, asked, path)
        return problem("not-found", f"there is nothing at {path}")
