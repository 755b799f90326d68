"""Which function answers which address."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.service.context import Context
    from kg.service.message import Asked, Reply


class Route(NamedTuple):
    """One address, or all that begin alike.

    Attributes:
        path: the path; if it ends in ``/``, all paths that begin with it.
        answer: makes the reply; its last argument is the rest of the path, decoded, and empty for a path that fits exactly.
        methods: the methods that it takes besides HEAD, which is answered like GET, and OPTIONS.
    """

    path: str
    answer: Callable[[Context, Asked, str], Reply]
    methods: tuple[str, ...] = ("GET",)

    @property
    def allowed(self) -> tuple[str, ...]:
        """All methods, as the header Allow lists them."""
        return (*self.methods, *(["HEAD"] if "GET" in self.methods else []), "OPTIONS")

    def rest(self, path: str) -> str | None:
        """What follows this address in a path; None if the path is another one.

        >>> route = Route("/queries/", lambda *_: None)
        >>> route.rest("/queries/acts"), route.rest("/queries"), Route("/", route.answer).rest("/about")
        ('acts', None, None)
        """
        if path == self.path:
            return ""
        if len(self.path) > 1 and self.path.endswith("/") and path.startswith(self.path):
            return path[len(self.path) :]
        return None
