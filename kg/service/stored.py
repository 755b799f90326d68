"""Stored queries as an API: ``/queries`` lists them, and ``/queries/NAME?a=Pakistan&format=csv`` answers one.

The parameters of the query are given by name, and beside them these options, which mean what they mean on the command line:

==========  ==============================================================================================
``cite``    ``true`` adds to each row its passages, standing, speaker, witnesses and notes
``as-of``   a date: only what was so by then
``labels``  ``true`` writes labels instead of IRIs
``rows``    refuse an answer with more rows; at most, and by default, what the service allows
``format``  a key of `FORMATS`, instead of the header Accept
==========  ==============================================================================================

The header ``Chancery-Remark`` of a reply says what the names were taken for, and why there are no rows: a list of Display Strings (RFC
9651).
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from pyoxigraph import NamedNode

from kg.errors import KgError, NameNotFound
from kg.files import did_you_mean, nearest
from kg.query.request import as_of_day
from kg.results.columns import columns
from kg.service.context import acceptable
from kg.service.message import Reply, parameters
from kg.service.pages.known import known_of
from kg.service.pages.links import Links
from kg.service.pages.refusals import for_readers
from kg.service.pages.site import POLICY, Site
from kg.service.problems import refused
from kg.service.routing import Route
from kg.sparql.stored import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.results import Table
    from kg.service.context import Context
    from kg.service.message import Asked
    from kg.sparql.stored import StoredQuery
    from kg.values import JsonObject

FORMATS: Final[Mapping[str, str]] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "md": "text/markdown",
    "html": "text/html",
}
"""The formats of rows, the preferred one first, each with its media type."""

TRIPLES: Final[Mapping[str, str]] = {
    "ttl": "text/turtle",
    "json": "application/ld+json",
    "xml": "application/rdf+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "md": "text/markdown",
    "html": "text/html",
}
"""The formats of triples to which nothing is added, each with its media type."""

_LIST: Final = {"json": "application/json", "html": "text/html"}
_MOST_OF_REMARKS = 3_000
"""The largest length of the header with the remarks: many proxies allow 4,096 bytes for all headers."""
FOR_REASONS = 0.3
"""The part of the time of an answer that may be spent on the reasons why there are no rows."""


def catalogue(context: Context) -> tuple[list[StoredQuery], list[JsonObject]]:
    """All stored queries, and what is wrong with each file that cannot be used: its name, path, error and hint."""
    problems: list[KgError] = []
    found = context.graph.queries(on_error=problems.append)
    return found, [_broken(context, problem) for problem in problems]


def _broken(context: Context, problem: KgError) -> JsonObject:
    file = problem.place.file if problem.place is not None else (problem.where or "")
    base = os.path.basename(file)
    place = "" if problem.place is None else f" (line {problem.place.line})"
    return {"name": base.removesuffix(".rq"), "path": f"queries/{base}", "error": problem.what + place, "hint": problem.hint}


def listed(context: Context, asked: Asked, rest: str) -> Reply:
    """The list of the stored queries, as ``kg queries --json`` prints it, or as a page; at its end those that cannot be used."""
    given = _once(asked)
    unknown = [name for name in given if name not in {"tag", "format"}]
    if unknown:
        raise _unknown(unknown[0], ("tag", "format"), "the list of queries")
    style = _style(asked, given.get("format"), _LIST)
    queries, errors = catalogue(context)
    if "tag" in given:
        from kg.sparql.stored import tagged

        queries, errors = tagged(queries, given["tag"]), []
    shown: list[JsonObject] = [{**query.to_json(), "path": context.graph.workspace.display(query.path)} for query in queries]
    state = json.dumps([*shown, *errors], ensure_ascii=False, indent=1)

    def make() -> Reply:
        if style == "json":
            return _sized(context, state + "\n", _LIST["json"])
        links = Links(known_of(context).addresses, "queries", known_of(context).has_page)
        return _html(context, "stored_queries.html", links, queries=queries, errors=errors)

    return context.validated(asked, ("queries", style, state), make)


def find(context: Context, name: str) -> StoredQuery:
    """The stored query with a name.

    Raises:
        Refused: there is none (404), or its file cannot be used (500).
    """
    try:
        return context.graph.stored(name)
    except NameNotFound as error:
        hint = did_you_mean(error.candidates, "/queries lists them")
        raise refused("not-found", error.what, hint=hint, candidates=list(error.candidates) or None) from error
    except KgError as error:
        line, column = (None, None) if error.place is None else (error.place.line, error.place.column)
        detail = f"the file of the stored query {name} cannot be used: {error.what}"
        raise refused("failed", detail, hint=error.hint, line=line, column=column) from error


def answered(context: Context, asked: Asked, rest: str) -> Reply:
    """The answer to a stored query, as the command line gives it."""
    if not rest:
        return Reply(308, b"", [("Location", "../queries" + (f"?{asked.query}" if asked.query else ""))])
    query = find(context, rest)
    given = _once(asked)
    own = {param.name for param in query.params}
    options = {name: given.pop(name) for name in OPTIONS if name in given and name not in own}
    unknown = [name for name in given if name not in own]
    if unknown:
        raise _unknown(unknown[0], (*(param.name for param in query.params), *OPTIONS), query.name)
    cite = _flag(options, "cite")
    labels = _flag(options, "labels")
    as_of = options.get("as-of")
    rows = _rows(context, options.get("rows"))
    triples = query.form in {"CONSTRUCT", "DESCRIBE"} and not cite and as_of is None
    formats = TRIPLES if triples else FORMATS
    style = _style(asked, options.get("format"), formats)
    if style == "html":  # a form sends the fields that were left empty, too
        given = {name: value for name, value in given.items() if value}
        as_of = as_of or None
    missing = [param.name for param in query.params if param.required and param.name not in given]
    if missing and style == "html" and not given:
        return context.validated(asked, ("form", query.name, query.text), lambda: _page(context, query, {}, formats, None))
    if missing:
        hint = f"/queries/{query.name}?" + "&".join(f"{name}=..." for name in missing)
        raise refused("bad-parameter", f"{query.name} needs {' and '.join(missing)}", hint=hint, parameter=missing[0], missing=missing)
    day = None if as_of is None else as_of_day(as_of)

    def make() -> Reply:
        answer = context.graph.query(query, given, cite=cite, as_of=day, rows=rows, seconds=context.limits.seconds)
        check_whole(answer, rows, context.limits.rows)
        patience = context.limits.seconds * FOR_REASONS
        remarks = context.graph.remarks(query, given, as_of=day, empty=not answer.rows, seconds=patience) if query.params else []
        if style == "html":
            made = _page(context, query, {**given, **options}, formats, answer, remarks)
        else:
            made = _sized(context, answer.text(style, labels=labels), formats[style])
        return made._replace(headers=[*made.headers, *remark_headers(remarks)])

    defaults = {param.name: param.default for param in query.params if param.default is not None}
    normalised = json.dumps([sorted({**defaults, **given}.items()), cite, day and day.isoformat(), labels, rows], ensure_ascii=False)
    text = hashlib.sha256(query.text.encode(errors="surrogatepass")).hexdigest()
    return context.validated(asked, ("query", query.name, text, style, normalised), make)


def check_whole(answer: Table, rows: int, most: int) -> None:
    """Refuse an answer that a limit has cut.

    Args:
        answer: the answer.
        rows: the limit of rows that it was asked with.
        most: the largest limit that can be asked for.

    Raises:
        Refused: it was cut (413).
    """
    if answer.cut:
        hint = "narrow the query with a parameter" + (f", or ask for up to {most} rows" if rows < most else "")
        raise refused("too-large", f"the answer has more than {rows} rows", hint=hint, limit=rows)


def remark_headers(remarks: Sequence[str]) -> list[tuple[str, str]]:
    """The header that has some remarks; none without remarks.

    >>> remark_headers(["a: 'Cité' was taken for \\"x\\""])
    [('Chancery-Remark', '%"a: \\'Cit%c3%a9\\' was taken for %22x%22"')]
    """
    if not remarks:
        return []
    shown: list[str] = []
    room = _MOST_OF_REMARKS
    for remark in map(_display_string, remarks):
        room -= len(remark) + 2
        if room < 0:
            shown.append(_display_string("there are more remarks: the HTML page has all"))
            break
        shown.append(remark)
    return [("Chancery-Remark", ", ".join(shown))]


def _display_string(text: str) -> str:
    """A text as a Display String: RFC 9651, 4.1.11."""
    plain = set(range(0x20, 0x7F)) - {ord("%"), ord('"')}
    return '%"' + "".join(chr(byte) if byte in plain else f"%{byte:02x}" for byte in text.encode(errors="replace")) + '"'


def _once(asked: Asked) -> dict[str, str]:
    """The parameters of a request.

    Raises:
        Refused: one is given twice.
    """
    found: dict[str, str] = {}
    for name, value in parameters(asked.query):
        if name in found:
            raise refused("bad-parameter", f"the parameter {name!r} is given twice", hint="a parameter takes one value", parameter=name)
        found[name] = value
    return found


def _unknown(name: str, known: Iterable[str], what: str) -> Exception:
    names = list(known)
    near = nearest(name, names, 1)
    hint = did_you_mean(near, f"it takes {', '.join(names)}")
    return refused("bad-parameter", f"{what} has no parameter {name!r}", hint=hint, parameter=name, candidates=[*(near or names)])


def _flag(options: Mapping[str, str], name: str) -> bool:
    said = options.get(name, "false")
    if said not in {"true", "false"}:
        raise refused(
            "bad-parameter",
            f"{name} is true or false, not {said!r}",
            hint="use true or false",
            parameter=name,
            candidates=["true", "false"],
        )
    return said == "true"


def _rows(context: Context, said: str | None) -> int:
    most = context.limits.rows
    if said is None:
        return most
    if not (said.isascii() and said.isdecimal() and len(said) < 10 and 0 < int(said) <= most):
        detail = f"rows is a number from 1 to {most}, not {said!r}"
        raise refused("bad-parameter", detail, hint="the limit of the service cannot be raised by a request", parameter="rows", limit=most)
    return int(said)


def _style(asked: Asked, said: str | None, formats: Mapping[str, str]) -> str:
    """The format of a reply: the one that is asked for by name, or else by the header Accept."""
    if said:
        if said not in formats:
            hint = did_you_mean(nearest(said, formats, 1), f"use one of {', '.join(formats)}")
            raise refused("bad-parameter", f"unknown format {said!r}", hint=hint, parameter="format", candidates=list(formats))
        return said
    offers = {media: style for style, media in formats.items()} | {"application/json": "json"}
    return offers[acceptable(asked, list(offers))]


def _sized(context: Context, text: str, media: str) -> Reply:
    """A reply with a text.

    Raises:
        Refused: it is larger than the limit (413).
    """
    body = text.encode(errors="replace")
    most = context.limits.bytes
    if len(body) > most:
        raise refused("too-large", f"the answer has more than {most} bytes", hint="narrow the query with a parameter", limit=most)
    shown = f"{media}; charset=utf-8" if media.startswith("text/") else media
    return Reply(200, body, [("Content-Type", shown)])


def _page(
    context: Context,
    query: StoredQuery,
    given: Mapping[str, str],
    formats: Mapping[str, str],
    answer: Table | None,
    remarks: Sequence[str] = (),
) -> Reply:
    """A query as a page: the form of its parameters, and the answer if there is one."""
    links = Links(known_of(context).addresses, f"queries/{quote(query.name)}", known_of(context).has_page)
    shown = [] if answer is None else [each for each in columns(answer) if each.filled]
    rows = []
    for number in range(0 if answer is None else len(answer.rows)):
        terms = [None if each.terms is None else each.terms[number] for each in shown]
        pairs = zip(shown, terms, strict=True)
        rows.append([(each.cells[number], links.node(term.value) if isinstance(term, NamedNode) else "") for each, term in pairs])
    kept = {key: value for key, value in given.items() if value}
    others = [(style, "?" + urlencode({**kept, "format": style})) for style in formats if style != "html"]
    return _html(
        context,
        "stored_query.html",
        links,
        query=query,
        given=given,
        cite=given.get("cite") == "true",
        as_of=given.get("as-of", ""),
        answer=answer,
        remarks=remarks,
        formats=others,
        columns=shown,
        rows=rows,
    )


def _html(context: Context, template: str, links: Links, **values: object) -> Reply:
    """A page in the frame of all pages."""
    made = _sized(context, Site(known_of(context), links).render(template, **values).decode(), FORMATS["html"])
    return made._replace(headers=[*made.headers, ("Content-Security-Policy", POLICY)])


ROUTES: Final = (Route("/queries", listed), Route("/queries/", for_readers(answered)))
