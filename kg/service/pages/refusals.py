"""Refused requests as pages, for a reader who has typed a name or a day into a form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.service.message import Reply
from kg.service.negotiation import choose
from kg.service.pages import views
from kg.service.pages.known import known_of
from kg.service.pages.links import Links
from kg.service.pages.site import POLICY
from kg.service.problems import Refused, of_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.service.context import Context
    from kg.service.message import Asked


def for_readers(answer: Callable[[Context, Asked, str], Reply]) -> Callable[[Context, Asked, str], Reply]:
    """The same answers, but where they are refused, a browser gets a page and no JSON."""

    def answered(context: Context, asked: Asked, rest: str) -> Reply:
        try:
            return answer(context, asked, rest)
        except Refused as refusal:
            reply = refusal.reply
        except KgError as error:
            reply = of_error(error)
        if not is_browser(asked):
            return reply
        known = known_of(context)
        content = views.problem(known, Links(known.addresses, asked.path.lstrip("/"), known.has_page), json.loads(reply.body))
        kept = [(name, value) for name, value in reply.headers if name not in ("Content-Type", "Vary")]
        said = [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", POLICY), ("Vary", "Accept")]
        return Reply(reply.status, content, [*kept, *said])

    return answered


def is_browser(asked: Asked) -> bool:
    """Whether a client would rather have a page than a problem object."""
    return asked.accept is not None and choose(asked.accept, ("application/problem+json", "text/html")) == "text/html"
