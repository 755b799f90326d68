"""What pages say about themselves: the frame with its navigation, the citation, and names as HTML."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from markupsafe import Markup

from kg.dates import date_in_words
from kg.explain.model import Named
from kg.export.header import header
from kg.pages import templates
from kg.record.names import slug
from kg.service.pages.data import TWINS, Twin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import Environment

    from kg.explain.model import CuratorNote, PropertyValue
    from kg.service.pages.known import Known
    from kg.service.pages.links import Links
    from kg.terms import Term

HERE: Final = os.path.dirname(os.path.abspath(__file__))
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The content-security policy of the pages: they have one style sheet, and no script."""
ASSETS: Final = {"site.css": "text/css; charset=utf-8", "disputes.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}
"""The files that the pages need, to their media types."""
RIGHT_TO_LEFT: Final = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"))


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of the pages."""
    found = templates(os.path.join(HERE, "templates"))
    found.auto_reload = False
    return found


def asset(name: str) -> bytes:
    """A file that the pages need, such as ``site.css``.

    Raises:
        KeyError: there is none of that name.
    """
    if name == "disputes.css":
        from kg.disputes.render.html import style

        return style().encode()
    if name not in ASSETS:
        raise KeyError(name)
    with open(os.path.join(HERE, "assets", name), "rb") as file:
        return file.read()


@dataclass(frozen=True, slots=True)
class Crumb:
    """A link of the navigation: its text, and its address."""

    text: str
    address: str


class Site:
    """What a template needs besides its own values: links, names, and the texts of the frame.

    Args:
        known: the snapshot.
        links: the links of the page.
    """

    def __init__(self, known: Known, links: Links) -> None:
        self.known = known
        self.links = links
        self.names = known.names
        self.title = known.snapshot.title
        self.language = known.snapshot.language or "en"
        self.digest = known.snapshot.digest

    @cached_property
    def citation(self) -> str:
        """How to cite what the page shows."""
        return header(self.known.snapshot, "").citation

    @cached_property
    def licence(self) -> str:
        """The address of the licence; empty if there is none."""
        return header(self.known.snapshot, "").licence

    @property
    def navigation(self) -> list[Crumb]:
        """The links of the frame."""
        found = [("Entities", "entities"), ("Acts", "acts"), ("Documents", "documents"), ("Disputes", "disputes"), ("Picture", "picture")]
        crumbs = [Crumb(text, self.links.to(path)) for text, path in found]
        return [*crumbs, Crumb("Index", self.links.to("find"))] if self.links.files else [*crumbs, Crumb("Query", self.links.to("query"))]

    # names as HTML

    def marks(self, text: str, language: str, *, tag: str = "bdi") -> Markup:
        """A name in an element of its own, with its language if it is not that of the page."""
        other = language and language.partition("-")[0].lower() != "en"
        direction = ' dir="rtl"' if other and language.partition("-")[0].lower() in RIGHT_TO_LEFT else ""
        lang = Markup(' lang="{}"{}').format(language, Markup(direction)) if other else ""
        return Markup("<{0}{1}>{2}</{0}>").format(Markup(tag), Markup(lang), text)

    def name(self, node: ox.NamedNode | str) -> Markup:
        """The label of a thing."""
        found = ox.NamedNode(node) if isinstance(node, str) else node
        return self.marks(self.names.label(found), self.names.language_of(found))

    def label(self, node: ox.NamedNode | str) -> str:
        """The label of a thing as text."""
        return self.names.label(ox.NamedNode(node) if isinstance(node, str) else node)

    def link(self, node: ox.NamedNode | str, text: str = "") -> Markup:
        """The label of a thing as a link to its page; without a page as a link to itself, or as text.

        Args:
            node: the thing.
            text: what to show instead of its label.
        """
        found = ox.NamedNode(node) if isinstance(node, str) else node
        shown = Markup("<bdi>{}</bdi>").format(text) if text else self.name(found)
        return self.to(self.links.node(found.value), shown)

    def to(self, address: str, shown: str | Markup) -> Markup:
        """A link; without an address its text alone."""
        if not address:
            return Markup("{}").format(shown)
        outside = "" if self.links.is_own(address) else Markup(' rel="external"')
        return Markup('<a href="{}"{}>{}</a>').format(address, outside, shown)

    def passage(self, node: ox.NamedNode | Named) -> Markup:
        """The short name of a passage as a link, with its place as a title."""
        iri = node.node.value if isinstance(node, Named) else node.value
        place = self.label(iri)
        address = self.links.node(iri)
        return Markup('<a class="passage" href="{}" title="{}">{}</a>').format(address, place, slug(iri)) if address else Markup(
            "<span>{}</span>"
        ).format(place)

    def passages(self, nodes: Iterable[ox.NamedNode | Named]) -> Markup:
        """The short names of passages as links."""
        return Markup(" ").join(self.passage(each) for each in nodes)

    def value(self, term: Term, text: str = "") -> Markup:
        """A value: a thing as a link, a date in words, a text with its language."""
        if isinstance(term, ox.NamedNode):
            return self.link(term)
        if isinstance(term, ox.Literal):
            shown = text or self.names.label(term)
            if shown.lower().startswith(("http://", "https://")) and " " not in shown:
                return self.to(shown, shown)
            return self.marks(shown, term.language or "", tag="span") if term.language else Markup("{}").format(shown)
        return Markup("{}").format(text or str(term))

    def value_of_address(self, address: str) -> Markup:
        """An address of the web as a link; anything else as text."""
        return self.to(address, address) if address.lower().startswith(("http://", "https://")) else Markup("{}").format(address)

    def values(self, properties: Iterable[PropertyValue]) -> list[tuple[ox.NamedNode, list[PropertyValue]]]:
        """Properties with their values together."""
        found: dict[ox.NamedNode, list[PropertyValue]] = {}
        for each in properties:
            found.setdefault(each.predicate.node, []).append(each)
        return list(found.items())

    def gists(self, graphs: Iterable[ox.NamedNode]) -> list[tuple[str, str]]:
        """The gists of at most three claims, each with its language, without repetitions."""
        claims = (self.known.record.claim(each) for each in graphs)
        return list(dict.fromkeys((claim.gist, claim.language) for claim in claims if claim is not None and claim.gist))[:3]

    def in_words(self, date: str) -> str:
        """A date of EDTF in words."""
        return date_in_words(date) if date else ""

    def standing(self, name: str) -> str:
        """The standing of a claim in words."""
        return self.known.standings.get(name, name.lower())

    def on(self, note: CuratorNote) -> list[Markup]:
        """What a note is on, as links."""
        return [self.link(each.node, each.name if each.name.startswith("“") else "") for each in note.on]

    def source(self, iri: str) -> str:
        """The address of a passage in its document on the web; empty if it is not there."""
        passage = self.known.passages.get(iri)
        document = self.known.documents.get(passage.document.value) if passage is not None else None
        if passage is None or document is None:
            return ""
        address = passage.address_in(document.source)
        return address if address.lower().startswith(("http://", "https://")) else ""

    @property
    def alternates(self) -> list[tuple[Crumb, Twin]]:
        """The same thing in other formats, each with its format."""
        return list(zip(self.twins, TWINS, strict=True))

    @property
    def twins(self) -> list[Crumb]:
        """The same thing in other formats."""
        return [Crumb(each.name, self.links.twin(each.extension)) for each in TWINS]

    def history(self, one: str, other: str) -> str:
        """The address of the history of two agents; empty if there is none."""
        return self.links.history(one, other)

    def render(self, template: str, **values: object) -> bytes:
        """A page.

        Args:
            template: the name of its template.
            values: what it shows.
        """
        text = environment().get_template(template).render(site=self, known=self.known, links=self.links, **values)
        return text.encode("utf-8", errors="replace")
