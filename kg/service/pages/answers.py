"""Replies at the addresses of things and lists: content negotiation, twins, redirects, and what is said where there is nothing."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from kg.errors import NameAmbiguous, NameNotFound
from kg.namespaces import DIP
from kg.query.request import as_of_day
from kg.record.matching import matches
from kg.service.context import acceptable
from kg.service.message import Reply, parameters
from kg.service.pages import views
from kg.service.pages.data import BY_EXTENSION, TWINS, twin
from kg.service.pages.known import known_of
from kg.service.pages.known import prepare as read_what_is_needed
from kg.service.pages.links import TERMS, Links
from kg.service.pages.refusals import for_readers, is_browser
from kg.service.pages.site import ASSETS, POLICY, asset, environment
from kg.service.problems import refused
from kg.service.routing import Route

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from kg.service.context import Context
    from kg.service.message import Asked
    from kg.service.pages.known import Known

HTML: Final = "text/html"
_OFFERS: Final = (HTML, *(each.media_type for each in TWINS))
_EXTENSIONS: Final = {HTML: ".html", **{each.media_type: each.extension for each in TWINS}}
MOST_FOUND: Final = 200
"""The largest number of things that a search returns."""
LONGEST_NAME: Final = 300
"""The largest number of characters of a name that is looked for."""


def prepare(context: Context) -> None:
    """Compile the templates, and read what most pages need.

    Raises:
        KgError: something cannot be read.
    """
    for name in environment().list_templates():
        environment().get_template(name)
    read_what_is_needed(context)


def page(context: Context, asked: Asked, rest: str) -> Reply:
    """The page of a thing, or its data, at the path of its IRI."""
    del rest  # The path as it was sent says more: an IRI may be percent-encoded itself.
    known = known_of(context)
    path = asked.path.lstrip("/")
    iri = known.addresses.iri(path)
    extension = ""
    if iri is None:
        found = re.fullmatch(r"(.+)(\.[a-z]+)", path, re.DOTALL)
        if found is not None and found[2] in (".html", *BY_EXTENSION):
            path, extension = found[1], found[2]
            iri = known.addresses.iri(path)
    if iri is None or not known.has_page(iri):
        content = views.row(known, Links(known.addresses, asked.path.lstrip("/"), known.has_page), asked.path.lstrip("/"))
        return _nothing(context, asked, path) if content is None else _html(context, asked, (), lambda *_: content)
    return _thing(context, asked, known, iri, path, extension)


def resource(context: Context, asked: Asked, _: str) -> Reply:
    """The page of a thing whose IRI is in another namespace: ``/resource?iri=``, with ``format=`` for its data."""
    known = known_of(context)
    given = _given(asked, "iri", "format", "as-of", "page")
    iri = given.get("iri", "")
    if not iri:
        raise refused("bad-parameter", "the parameter iri is missing", hint="/resource?iri=... is the page of an IRI", parameter="iri")
    extension = "." + given["format"] if "format" in given else ""
    if extension and extension not in (".html", *BY_EXTENSION):
        hint = "use html, " + ", ".join(each.removeprefix(".") for each in BY_EXTENSION)
        raise refused("bad-parameter", f"unknown format {given['format']!r}", hint=hint, parameter="format")
    if not known.knows(iri):
        return _nothing(context, asked, "resource")
    path = known.addresses.path(iri)
    if path is not None and known.has_page(iri):
        return Reply(303, b"", [("Location", f"./{path}{extension}")])
    return _thing(context, asked, known, iri, "resource", extension)


def _thing(context: Context, asked: Asked, known: Known, iri: str, path: str, extension: str) -> Reply:
    given = _given(asked, "as-of", "page", "iri", "format") if path == "resource" else _given(asked, "as-of", "page")
    other = known.replaced_by(iri)
    if other is not None:
        target = Links(known.addresses, path, known.has_page).node(other)
        return Reply(301, b"", [("Location", target)])
    if not extension:
        extension = _EXTENSIONS[acceptable(asked, _OFFERS)]
    day = _day(given)
    if day is not None and extension not in (".html", ".json"):
        raise refused("bad-parameter", "as-of is for HTML and JSON", hint="a SPARQL query can restrict triples by date", parameter="as-of")
    if day is not None and extension == ".html" and known.kind(iri) != "thing":
        hint = "it is for entities and acts; the JSON of anything else can be restricted, too"
        raise refused("bad-parameter", f"the page of a {known.kind(iri)} cannot be restricted to a day", hint=hint, parameter="as-of")
    number = _page_number(given)
    name = path.rpartition("/")[2]
    links = Links(known.addresses, path, known.has_page, own={"iri": iri} if path == "resource" else None)

    def make() -> Reply:
        content = views.thing(known, links, iri, day, number) if extension == ".html" else twin(known, iri, extension, day)
        _fits(context, content)
        headers = [("Content-Type", _content_type(extension))]
        if path != "resource":
            headers.append(("Content-Location", f"./{name}{extension}" + (f"?{asked.query}" if asked.query else "")))
            shown = [*TWINS] if extension == ".html" else [each for each in TWINS if each.extension != extension]
            alternates = [f'<./{name}{each.extension}>; rel="alternate"; type="{each.media_type}"' for each in shown]
            if extension != ".html":
                alternates.append(f'<./{name}.html>; rel="alternate"; type="{HTML}"')
            headers.append(("Link", ", ".join(alternates)))
        if extension == ".html":
            headers.append(("Content-Security-Policy", POLICY))
        return Reply(200, content, headers)

    return context.validated(asked, ("page", path, iri, extension, str(day), str(number)), make)


def _content_type(extension: str) -> str:
    media_type = HTML if extension == ".html" else BY_EXTENSION[extension].media_type
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _fits(context: Context, content: bytes) -> None:
    if len(content) > context.limits.bytes:
        raise refused(
            "too-large", f"the page has {len(content):,} bytes, and {context.limits.bytes:,} is the limit", limit=context.limits.bytes
        )


def _given(asked: Asked, *names: str) -> dict[str, str]:
    """The parameters of a request, each at most once.

    Raises:
        Refused: one is unknown, or is given twice.
    """
    found: dict[str, str] = {}
    for name, value in parameters(asked.query):
        if name not in names:
            hint = f"use {' or '.join(names)}" if names else "it takes none"
            raise refused("bad-parameter", f"unknown parameter {name!r}", hint=hint, parameter=name)
        if name in found:
            raise refused("bad-parameter", f"the parameter {name} is given twice", parameter=name)
        found[name] = value
    return found


def _day(given: dict[str, str]) -> date | None:
    return as_of_day(given["as-of"]) if given.get("as-of") else None


def _page_number(given: dict[str, str]) -> int:
    text = given.get("page", "1")
    if not (text.isascii() and text.isdecimal() and int(text[:9]) > 0 and len(text) < 9):
        raise refused("bad-parameter", f"page {text!r} is not a number from 1", parameter="page")
    return int(text)


def _nothing(context: Context, asked: Asked, path: str) -> Reply:
    """404, with near names: as a page for a browser, else as a problem."""
    known = known_of(context)
    near = views.near_names(known, DIP + path.removeprefix(TERMS) if path.startswith(TERMS) else known.base + path)
    if is_browser(asked):
        links = Links(known.addresses, asked.path.lstrip("/"), known.has_page)
        content = views.missing(known, links, asked.path, near)
        return Reply(404, content, [("Content-Type", f"{HTML}; charset=utf-8"), ("Content-Security-Policy", POLICY), ("Vary", "Accept")])
    raise refused("not-found", f"nothing is known of {asked.path}", headers=[("Vary", "Accept")], candidates=list(near) or None)


# lists and other pages


def _html(context: Context, asked: Asked, parts: Sequence[str], make: Callable[[Known, Links], bytes]) -> Reply:
    """A page that is only HTML, with an entity tag."""
    acceptable(asked, (HTML,))

    def made() -> Reply:
        known = known_of(context)
        content = make(known, Links(known.addresses, asked.path.lstrip("/"), known.has_page))
        _fits(context, content)
        return Reply(200, content, [("Content-Type", f"{HTML}; charset=utf-8"), ("Content-Security-Policy", POLICY)])

    return context.validated(asked, (asked.path, *parts), made)


def home(context: Context, asked: Asked, _: str) -> Reply:
    """The first page."""
    _given(asked)
    return _html(context, asked, (), lambda known, links: views.home(known, links, known.disputes))


def entities(context: Context, asked: Asked, _: str) -> Reply:
    """The list of agents and other things."""
    _given(asked)
    return _html(context, asked, (), views.entities)


def documents(context: Context, asked: Asked, _: str) -> Reply:
    """The list of documents."""
    _given(asked)
    return _html(context, asked, (), views.documents)


def acts(context: Context, asked: Asked, _: str) -> Reply:
    """The list of acts: ``/acts?kind=&page=``."""
    given = _given(asked, "kind", "page")
    number = _page_number(given)
    kind = context.graph.find(given["kind"], "owl:Class").value if given.get("kind") else None
    known = known_of(context)

    def make(_: Known, links: Links) -> bytes:
        return views.acts(known, links, kind, number)

    rows = known.acts if kind is None else [node for node in known.acts if kind in known.all_kinds(node)]
    if number > views.pages_of(len(rows)):
        return _nothing(context, asked, "acts")
    return _html(context, asked, (kind or "", str(number)), make)


def disputes(context: Context, asked: Asked, _: str) -> Reply:
    """The report on agreement and dispute."""
    _given(asked)
    return _html(context, asked, (), lambda known, links: views.disputes(known, links, known.disputes))


def history(context: Context, asked: Asked, _: str) -> Reply:
    """The history of the relations of two agents: ``/history?a=&b=``; without them, the list of pairs."""
    given = _given(asked, "a", "b")
    if not given.get("a") and not given.get("b"):
        return _html(context, asked, (), views.histories)
    for name in ("a", "b"):
        if not given.get(name):
            raise refused("bad-parameter", f"the parameter {name} is missing", hint="name both agents", parameter=name)
    one, other = (context.graph.find(given[name], "dip:Agent").value for name in ("a", "b"))
    if one == other:
        raise refused("bad-parameter", "both names are of one agent", hint="name two agents", parameter="b")
    return _html(context, asked, (one, other), lambda known, links: views.history(known, links, one, other))


def find(context: Context, asked: Asked, _: str) -> Reply:
    """The things that have a name: ``/find?q=``, as HTML or JSON."""
    given = _given(asked, "q")
    q = given.get("q", "").strip()
    if len(q) > LONGEST_NAME:
        raise refused("bad-parameter", f"the name has {len(q)} characters, and {LONGEST_NAME} is the limit", parameter="q")
    chosen = acceptable(asked, (HTML, "application/json"))
    known = known_of(context)

    def make() -> Reply:
        every = [each for each in matches(known.names, q) if known.has_page(each.node.value)]
        rows, near = every[:MOST_FOUND], []
        if not rows and q:
            try:
                known.names.find(q)
            except (NameNotFound, NameAmbiguous) as problem:
                near = list(problem.candidates)
        if chosen == HTML:
            links = Links(known.addresses, "find", known.has_page)
            content = views.find(known, links, q, rows, near, len(every))
            return Reply(200, content, [("Content-Type", f"{HTML}; charset=utf-8"), ("Content-Security-Policy", POLICY)])
        body = {
            "q": q,
            "total": len(every),
            "found": [
                {
                    "iri": each.node.value,
                    "name": each.name,
                    "label": known.names.label(each.node),
                    "kind": known.kind(each.node.value),
                    "types": list(known.names.shown_types(each.node)),
                    "held": known.names.is_held(each.node),
                }
                for each in rows
            ],
            "near": near,
            "snapshot": context.digest,
        }
        content = (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode(errors="replace")
        return Reply(200, content, [("Content-Type", "application/json")])

    return context.validated(asked, ("find", q, chosen), make)


def picture(context: Context, asked: Asked, _: str) -> Reply:
    """The interactive picture, with the policy that its own head has."""
    _given(asked)
    acceptable(asked, (HTML,))

    def make() -> Reply:
        content = known_of(context).picture
        _fits(context, content)
        policy = re.search(rb'http-equiv="Content-Security-Policy" content="([^"]*)"', content[:20_000])
        headers = [("Content-Type", f"{HTML}; charset=utf-8")]
        if policy is not None:
            headers.append(("Content-Security-Policy", policy[1].decode().replace("&#39;", "'")))
        return Reply(200, content, headers)

    return context.validated(asked, ("picture",), make)


def file(context: Context, asked: Asked, rest: str) -> Reply:
    """A file that the pages need."""
    if rest not in ASSETS:
        return _nothing(context, asked, f"assets/{rest}")

    def make() -> Reply:
        return Reply(200, asset(rest), [("Content-Type", ASSETS[rest])])

    return context.validated(asked, ("asset", rest), make)


_OWN: Final = ("/id/", "/passage/", "/assertion/", "/graph/", "/ontology/")

ROUTES: Final = tuple(
    Route(each.path, for_readers(each.answer))
    for each in (
        Route("/", home),
        Route("/entities", entities),
        Route("/acts", acts),
        Route("/documents", documents),
        Route("/disputes", disputes),
        Route("/history", history),
        Route("/find", find),
        Route("/picture", picture),
        Route("/resource", resource),
        Route("/assets/", file),
        *(Route(path, page) for path in _OWN),
    )
)
"""The addresses of the pages."""
