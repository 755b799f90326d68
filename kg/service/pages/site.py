"""What pages say about themselves: the frame with its navigation, the citation, and names as HTML."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from markupsafe import Markup, escape

from kg.dates import date_in_words
from kg.explain.model import Named
from kg.export.header import header
from kg.namespaces import DCTERMS, RDFS
from kg.pages import templates
from kg.record.names import humanize, slug
from kg.record.vocabulary import DEFAULT
from kg.service.pages.data import TWINS, Twin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import Environment

    from kg.explain.model import CuratorNote, PropertyValue
    from kg.service.pages.known import Known
    from kg.service.pages.links import Links
    from kg.terms import Term

HERE: Final = os.path.dirname(os.path.abspath(__file__))
POLICY: Final = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
"""The content-security policy of the pages: they have one style sheet, and no script."""
ASSETS: Final = {"site.css": "text/css; charset=utf-8", "disputes.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}
"""The files that the pages need, to their media types."""
WORDS: Final = {RDFS + "subClassOf": "is a kind of", RDFS + "subPropertyOf": "implies"}
"""What pages write for terms of other vocabularies whose names would not be understood in a sentence."""
_LICENCE: Final = ox.NamedNode(DCTERMS + "license")
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


def licence_name(address: str) -> str:
    """The short name of a licence of Creative Commons; of any other licence its address.

    >>> licence_name("https://creativecommons.org/licenses/by-sa/4.0/"), licence_name("https://example.org/terms")
    ('CC BY-SA 4.0', 'https://example.org/terms')
    """
    found = re.fullmatch(r"https?://creativecommons\.org/licenses/([a-z-]+)/([0-9.]+)/?", address)
    return f"CC {found[1].upper()} {found[2]}" if found else address


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
        self._made: dict[tuple[str, str], Markup] = {}
        self._passages: dict[str, Markup] = {}

    @cached_property
    def citation(self) -> str:
        """How to cite what the page shows."""
        return header(self.known.snapshot, "").citation

    @cached_property
    def licence(self) -> str:
        """The address of the licence; empty if there is none."""
        return header(self.known.snapshot, "").licence

    def licence_of(self, table: ox.NamedNode) -> str:
        """The licence of a table that others have coded, as its import recorded it; empty if there is none."""
        quads = self.known.store.quads_for_pattern(table, _LICENCE, None, DEFAULT)
        return next((quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode | ox.Literal)), "")

    @property
    def navigation(self) -> list[Crumb]:
        """The links of the frame."""
        found = [("Entities", "entities"), ("Acts", "acts"), ("Documents", "documents"), ("Disputes", "disputes"), ("Picture", "picture")]
        crumbs = [Crumb(text, self.links.to(path)) for text, path in found]
        return [*crumbs, Crumb("Index", self.links.to("find"))] if self.links.files else [*crumbs, Crumb("Query", self.links.to("query"))]

    # names as HTML

    def marks(self, text: str, language: str, *, tag: str = "bdi") -> Markup:
        """A name in an element of its own, with its language if it is not that of the page."""
        primary = language.partition("-")[0].lower()
        if primary in ("", "en"):
            return Markup(f"<{tag}>{escape(text)}</{tag}>")  # noqa: S704 - the text is escaped
        direction = ' dir="rtl"' if primary in RIGHT_TO_LEFT else ""
        return Markup(f'<{tag} lang="{escape(language)}"{direction}>{escape(text)}</{tag}>')  # noqa: S704

    def name(self, node: ox.NamedNode | str) -> Markup:
        """The label of a thing."""
        found = ox.NamedNode(node) if isinstance(node, str) else node
        return self.marks(self.label(found), self.names.language_of(found))

    def label(self, node: ox.NamedNode | str) -> str:
        """The label of a thing as text; of a claim or a note the last part of its IRI; of a term without a label its name in words."""
        found = ox.NamedNode(node) if isinstance(node, str) else node
        text = self.names.label(found)
        if "://" in text or text != self.names.short(found):
            return text
        if self.known.kind(found.value) in ("claim", "note"):
            return slug(found.value)
        return text if found.value.startswith(self.known.base) else WORDS.get(found.value) or humanize(found.value)

    def link(self, node: ox.NamedNode | str, text: str = "") -> Markup:
        """The label of a thing as a link to its page; without a page as a link to itself, or as text.

        Args:
            node: the thing.
            text: what to show instead of its label.
        """
        iri = node if isinstance(node, str) else node.value
        found = self._made.get((iri, text))
        if found is None:
            shown = self.marks(text, "") if text else self.name(node)
            found = self._made[iri, text] = self.to(self.links.node(iri), shown)
        return found

    def to(self, address: str, shown: str | Markup) -> Markup:
        """A link; without an address its text alone."""
        if not address:
            return escape(shown)
        outside = "" if self.links.is_own(address) else ' rel="external"'
        return Markup(f'<a href="{escape(address)}"{outside}>{escape(shown)}</a>')  # noqa: S704 - both parts are escaped

    def passage(self, node: ox.NamedNode | Named) -> Markup:
        """The short name of a passage as a link, with its place as a title."""
        iri = node.node.value if isinstance(node, Named) else node.value
        found = self._passages.get(iri)
        if found is None:
            place, address = escape(self.label(iri)), self.links.node(iri)
            link = f'<a class="passage" href="{escape(address)}" title="{place}">{escape(slug(iri))}</a>'
            found = self._passages[iri] = Markup(link if address else f"<span>{place}</span>")  # noqa: S704 - all parts are escaped
        return found

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
            return self.marks(shown, term.language, tag="span") if term.language else escape(shown)
        return escape(text or str(term))

    def value_of_address(self, address: str) -> Markup:
        """An address of the web as a link; anything else as text."""
        return self.to(address, address) if address.lower().startswith(("http://", "https://")) else escape(address)

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

    def licence_link(self, address: str) -> Markup:
        """The address of a licence as a link, with the short name of the licence if it is one of Creative Commons."""
        return self.to(address, licence_name(address)) if address.lower().startswith(("http://", "https://")) else escape(address)

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
