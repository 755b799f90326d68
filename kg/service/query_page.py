"""The query page at ``/query``: an editor with tabs, the answers, and who says so for each row. It is Yasgui, with what `app/` adds.

=========================  ===================================================================================================
``/query``                 the page; without scripts it is a form
``/query/NAME.rq?...``     the text of a stored query, with the values that are given in place of its parameters
``/query/answer?...``      what ``/sparql`` answers to ``query``, in the format that ``format`` names, as links and forms cannot say what
                           they accept; ``html`` is a page with a table
=========================  ===================================================================================================
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from kg.errors import NameNotFound
from kg.files import did_you_mean, nearest
from kg.namespaces import DIP
from kg.service import sparql
from kg.service.assets import address, available
from kg.service.message import Reply, parameters
from kg.service.pages.known import known_of
from kg.service.pages.links import Links
from kg.service.pages.refusals import for_readers
from kg.service.pages.site import Site, environment
from kg.service.problems import refused
from kg.service.routing import Route
from kg.sparql.checked import checked

if TYPE_CHECKING:
    from kg.service.context import Context
    from kg.service.message import Asked
    from kg.sparql.stored import StoredQuery
    from kg.values import JsonObject

HTML: Final = "text/html"

ROWS: Final = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
}
"""The formats in which rows can be downloaded, each with its media type."""

TRIPLES: Final = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "json": "application/ld+json",
    "xml": "application/rdf+xml",
}
"""The formats in which triples can be downloaded, each with its media type."""

RESIZING: Final = "'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='"
"""The one style sheet that a script of Yasgui adds to the page: column-resizer, which the table of answers starts in any case."""

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        f"style-src 'self' {RESIZING}",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
"""Scripts, style sheets and answers come from this service only, and nothing of the page is sent elsewhere. The pictures in the style
sheets of Yasgui are ``data:`` addresses."""


def page(context: Context, asked: Asked, _: str) -> Reply:
    """The query page.

    Args:
        context: what is asked.
        asked: with ``query``, the form without scripts has its text.
    """
    given = dict(parameters(asked.query)).get("query", "")
    assets = address("query.js") + address("query.css") if available() else ""
    known = setup(context)
    parts = ("query page", given, assets, json.dumps(known["queries"]))
    return context.validated(asked, parts, lambda: _page(context, known, given or start(context)))


def _page(context: Context, told: JsonObject, query: str, answered: JsonObject | None = None) -> Reply:
    """The page with a query in its form, and with its answer in the SPARQL JSON format, if there is one."""
    known = known_of(context)
    links = Links(known.addresses, "query" if answered is None else "query/answer", known.has_page)
    site = Site(known, links)
    rows = [] if answered is None else _cells(site, answered)
    text = (
        environment()
        .get_template("query.html")
        .render(
            site=site,
            links=links,
            query=query,
            setup=told,
            formats=("html", *ROWS),
            script=links.root + address("query.js") if available() and answered is None else None,
            style=links.root + address("query.css") if available() else None,
            answered=answered,
            rows=rows,
            downloads=[(style, links.to("query/answer", query=query, format=style)) for style in ROWS],
        )
    )
    body = text.encode(errors="replace")
    if len(body) > context.limits.bytes:
        detail = f"the page has more than {context.limits.bytes} bytes"
        raise refused("too-large", detail, hint="add LIMIT, or choose another format", limit=context.limits.bytes)
    return Reply(200, body, [("Content-Type", f"{HTML}; charset=utf-8"), ("Content-Security-Policy", POLICY)])


def _cells(site: Site, answered: JsonObject) -> list[list[str]]:
    """The cells of an answer in the SPARQL JSON format as HTML: things with their labels and pages, literals as they are."""
    results: Any = answered.get("results", {})
    head: Any = answered["head"]
    found = []
    for binding in results.get("bindings", ()):
        terms = [binding.get(name) for name in head["vars"]]
        found.append(["" if each is None else site.link(each["value"]) if each["type"] == "uri" else each["value"] for each in terms])
    return found


def setup(context: Context) -> JsonObject:
    """What the scripts of the page need to know: prefixes, the addresses of pages, the limits, and the stored queries."""
    queries = sorted(context.graph.queries(on_error=lambda _: None), key=lambda each: each.name)
    return {
        "prefixes": dict(context.graph.names.prefixes),
        "base": context.base,
        "ontology": DIP,
        "rows": context.limits.rows,
        "seconds": context.limits.seconds,
        "start": start(context),
        "queries": [_listed(query) for query in queries],
    }


def start(context: Context) -> str:
    """The query that a new tab has: who does what, and when, which runs on every workspace."""
    prefixes = context.graph.names.prefixes
    return (
        f"PREFIX dip: <{prefixes['dip']}>\n"
        "SELECT ?date ?who ?act WHERE {\n"
        "  ?act a dip:Act ;\n"
        "    dip:actor ?who ;\n"
        "    dip:date ?date .\n"
        "}\n"
        "ORDER BY ?date ?act ?who\n"
        "LIMIT 200\n"
    )


def _listed(query: StoredQuery) -> JsonObject:
    return {
        "name": query.name,
        "summary": query.summary,
        "description": query.description,
        "tags": list(query.tags),
        "params": [{**param._asdict(), "required": param.required} for param in query.params],
    }


def text(context: Context, asked: Asked, rest: str) -> Reply:
    """The text of a stored query with values bound, or an answer in a format.

    Args:
        context: what is asked.
        asked: its parameters are those of the query, by name.
        rest: ``NAME.rq``, or ``answer``.

    Raises:
        Refused: there is no such query.
        UsageError: a parameter is missing, unknown or of the wrong kind.
        NameNotFound: no entity has a given name.
        NameAmbiguous: several entities have it.
    """
    if rest == "answer":
        return answer(context, asked)
    name = rest.removesuffix(".rq")
    if name == rest:
        raise refused("not-found", f"there is nothing at /query/{rest}", hint=f"/query/{rest}.rq has the text of a stored query")
    try:
        query = context.graph.stored(name)
    except NameNotFound as error:
        raise refused("not-found", error.what, hint=error.hint, candidates=list(error.candidates) or None) from error
    given: dict[str, str] = {}
    for key, value in parameters(asked.query):
        if key in given:
            raise refused("bad-parameter", f"the parameter {key!r} is given twice", parameter=key)
        given[key] = value
    # A form sends the fields that were left empty, too.
    given = {key: value for key, value in given.items() if value}
    bound = context.graph.bound(query, given)
    head = f"#+ summary: {query.summary}\n" + (f"#+ cite: {json.dumps(list(query.cite))}\n" if query.cite else "")
    body = (head + bound.rstrip() + "\n").encode(errors="replace")
    return context.validated(asked, ("text", name, bound, head), lambda: Reply(200, body, [("Content-Type", "application/sparql-query")]))


def answer(context: Context, asked: Asked) -> Reply:
    """The answer of ``/sparql``, as a file in a format.

    Args:
        context: what is asked.
        asked: its parameters are ``query`` and ``format``, and ``download`` to have it saved.

    Raises:
        Refused: a parameter is missing or unknown.
        QueryError: the query cannot be read, is not allowed, or fails.
    """
    given = parameters(asked.query)
    named = dict(given)
    if "query" not in named:
        raise refused("bad-parameter", "the parameter query is missing", parameter="query")
    rows = checked(named["query"]).form in {"SELECT", "ASK"}
    formats = ROWS if rows else TRIPLES
    style = named.get("format", next(iter(formats)))
    if style == "html" and not rows:
        style = next(iter(TRIPLES))
    if style not in formats and style != "html":
        hint = did_you_mean(nearest(style, formats, 1), f"use one of {', '.join(formats)}")
        raise refused("bad-parameter", f"unknown format {style!r}", hint=hint, parameter="format", candidates=list(formats))
    headers = {name: value for name, value in asked.headers.items() if style != "html" or name != "if-none-match"}
    accept = formats["json" if style == "html" else style]
    reply = sparql.sparql(context, asked._replace(path="/sparql", headers={**headers, "accept": accept}), "")
    if reply.status != 200:
        return reply
    if style == "html":
        return context.validated(
            asked, ("query page", named["query"], style), lambda: _page(context, setup(context), named["query"], json.loads(reply.body))
        )
    if "download" not in named:
        return reply
    return reply._replace(headers=[*reply.headers, ("Content-Disposition", f'attachment; filename="answer.{style}"')])


ROUTES: Final = (Route("/query", page), Route("/query/", for_readers(text)))
