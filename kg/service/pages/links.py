"""The addresses of things, and the links between pages.

A thing under the base IRI of the workspace has its page at the rest of its IRI, ``id/pakistan``; a term of the ontology ``dip:Visit`` at
``ontology/Visit``. Anything else that has a page has it at ``resource?iri=``. All links of pages are relative, so that the same page can
stand behind any prefix of a server, and in a folder.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote_to_bytes

from kg.namespaces import DIP
from kg.record.names import slug

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

_SAFE: Final = "/:@!$&'()*+,;=~-._"
"""The characters that need no escape in the path of an address."""
_ESCAPED: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
TERMS: Final = "ontology/"
"""The path of the terms of the ontology."""
LONGEST_NAME: Final = 180
"""The largest number of bytes in the name of a file of a static site, without its extension; many file systems allow 255."""


def escaped(text: str) -> str:
    """The rest of an IRI as the path of an address. What is percent-encoded in the IRI stays as it is.

    >>> escaped("id/café"), escaped("id/caf%C3%A9"), escaped("id/100%?")
    ('id/caf%C3%A9', 'id/caf%C3%A9', 'id/100%25%3F')
    """
    return quote(_ESCAPED.sub("%25", text), safe=_SAFE + "%")


class Addresses:
    """From the IRIs of a workspace to paths, and back.

    Args:
        base: the base IRI of the workspace.
        knows: whether something is known of an IRI.
    """

    def __init__(self, base: str, knows: Callable[[str], bool]) -> None:
        self.base = base
        self.knows = knows

    def path(self, iri: str) -> str | None:
        """The path of the page of an IRI, percent-encoded, without a slash at its beginning; None if it has none of its own.

        A hash in an IRI of the workspace becomes a slash, unless something else is there.

        >>> addresses = Addresses("https://example.org/w/", lambda iri: True)
        >>> addresses.path("https://example.org/w/id/sweden"), addresses.path(DIP + "Visit"), addresses.path("https://example.org/")
        ('id/sweden', 'ontology/Visit', None)
        """
        if iri.startswith(DIP) and len(iri) > len(DIP):
            return TERMS + escaped(iri.removeprefix(DIP))
        if not iri.startswith(self.base) or iri == self.base:
            return None
        rest = iri.removeprefix(self.base)
        if "#" in rest:
            rest = rest.replace("#", "/")
            if self._found(rest) != iri:
                return None
        return escaped(rest)

    def iri(self, path: str) -> str | None:
        """The known IRI whose page has a path; None if there is none.

        Args:
            path: as it was sent, percent-encoded, without a slash at its beginning.

        >>> known = {"https://example.org/w/id/caf%C3%A9", DIP + "Visit", "https://example.org/w/own#Raid"}
        >>> addresses = Addresses("https://example.org/w/", known.__contains__)
        >>> [addresses.iri(path) for path in ("id/caf%C3%A9", "ontology/Visit", "own/Raid", "id/nothing")]
        ['https://example.org/w/id/caf%C3%A9', 'https://w3id.org/chancery/ontology#Visit', 'https://example.org/w/own#Raid', None]
        """
        try:
            decoded = unquote_to_bytes(path).decode()
        except UnicodeDecodeError:
            return None
        return next((found for each in dict.fromkeys((path, decoded)) if (found := self._found(each)) is not None), None)

    def _found(self, rest: str) -> str | None:
        """The first known IRI of those that a path can stand for."""
        possible = [self.base + rest]
        if rest.startswith(TERMS):
            possible.append(DIP + rest.removeprefix(TERMS))
        head, slash, tail = rest.rpartition("/")
        if slash:
            possible.append(f"{self.base}{head}#{tail}")
        return next((each for each in possible if each and " " not in each and self.knows(each)), None)


class Links:
    """The links of one page.

    Args:
        addresses: the addresses of things.
        path: the path of the page, without a slash at its beginning, such as ``id/pakistan``.
        has_page: whether an IRI has a page.
        written: for a static site, the paths of the pages that it has; None for a server.
        root: the address of the first page, with a slash at its end, where links cannot be relative; by default they are.
        own: the parameters without which the path is not that of the page, as for ``resource``.

    >>> addresses = Addresses("https://example.org/w/", lambda iri: True)
    >>> links = Links(addresses, "id/norway", lambda iri: True)
    >>> links.to("entities", page=2), links.node("https://example.org/w/passage/A1"), links.to("")
    ('../entities?page=2', '../passage/A1', '../')
    >>> links = Links(addresses, "id/norway", lambda iri: True, {"", "entities", "passage/A1"})
    >>> links.to("entities", page=2), links.node("https://example.org/w/passage/A1"), links.to("")
    ('../entities-2.html', '../passage/A1.html', '../index.html')
    """

    def __init__(
        self,
        addresses: Addresses,
        path: str,
        has_page: Callable[[str], bool],
        written: Container[str] | None = None,
        root: str = "",
        own: Mapping[str, str] | None = None,
    ) -> None:
        self.addresses = addresses
        self.path = path
        self.root = root or "../" * path.count("/") or "./"
        self.written = written
        self.own = dict(own or {})
        self._has_page = has_page
        self._nodes: dict[str, str] = {}

    @property
    def files(self) -> bool:
        """Whether the pages are files."""
        return self.written is not None

    def to(self, path: str, page: int = 1, **parameters: str) -> str:
        """The address of one of our own pages.

        Args:
            path: its path, percent-encoded; empty for the first page.
            page: the number of the page of a list.
            parameters: of the query; a static site has no pages with parameters.
        """
        if self.files:
            return self.root + quote(file_of(path, page), safe=_SAFE)
        given = {name.replace("_", "-"): value for name, value in parameters.items() if value}
        if page > 1:
            given["page"] = str(page)
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in given.items())
        return f"{self.root}{path}?{query}" if query else self.root + path

    def node(self, iri: str) -> str:
        """The address of a thing: of its page, or, if it has none, itself if a browser can follow it; else empty."""
        found = self._nodes.get(iri)
        if found is None:
            found = self._nodes[iri] = self._node(iri)
        return found

    def _node(self, iri: str) -> str:
        if self._has_page(iri):
            path = self.addresses.path(iri)
            if not self.files:
                return self.root + path if path is not None else self.to("resource", iri=iri)
            if (own := path or resource(iri)) in (self.written or ()):
                return self.to(own)
        return iri if iri.lower().startswith(("http://", "https://")) else ""

    def is_own(self, address: str) -> bool:
        """Whether an address is that of one of our own pages."""
        return address.startswith(("./", "../", self.root))

    def history(self, one: str, other: str) -> str:
        """The address of the history of two agents; empty if there is none."""
        path = history(one, other)
        if not self.files:
            return self.to("history", a=self._named(one), b=self._named(other))
        return self.to(path) if path in (self.written or ()) else ""

    def _named(self, iri: str) -> str:
        """A name by which the service finds an agent: a short one where it has one."""
        own = iri.removeprefix(self.addresses.base + "id/")
        return f"e:{own}" if own != iri and re.fullmatch(r"[\w.-]*\w", own) else iri

    def file(self, path: str) -> str:
        """The address of a file, such as ``assets/site.css``."""
        return self.root + quote(path, safe=_SAFE + "%")

    def twin(self, extension: str) -> str:
        """The address of the same thing in another format.

        Args:
            extension: such as ``.ttl``.
        """
        if self.files:
            return self.root + quote(file_of(self.path, 1, extension), safe=_SAFE)
        if self.own:
            return self.to(self.path, 1, **self.own, format=extension.removeprefix("."))
        return f"{self.root}{self.path}{extension}"


def resource(iri: str) -> str:
    """The path, in a static site, of the page of an IRI that has no path of its own.

    >>> resource("http://purl.org/dc/terms/creator")
    'resource/creator-aa25a8a2'
    """
    name = re.sub(r"[^A-Za-z0-9_-]", "", slug(iri))[:60] or "thing"
    return f"resource/{name}-{hashlib.sha256(iri.encode(errors='replace')).hexdigest()[:8]}"


def history(one: str, other: str) -> str:
    """The path, in a static site, of the history of two agents, whichever is named first."""
    names = sorted((one, other))
    return "history/" + "--".join(escaped(slug(each))[:60].replace("%", "_").replace("/", "_") for each in names)


def file_of(path: str, page: int = 1, extension: str = ".html") -> str:
    """The name of the file of a page in a static site, with slashes between folders, as the file system has it.

    Args:
        path: the path of the page, percent-encoded.
        page: the number of the page of a list.
        extension: the extension of the file.

    >>> file_of(""), file_of("id/caf%C3%A9", extension=".ttl"), file_of("acts", 2)
    ('index.html', 'id/café.ttl', 'acts-2.html')
    """
    if not path:
        return f"index{extension}"
    folders = [each if each not in ("", ".", "..") else "_" for each in map(_decoded, path.split("/"))]
    folders[:-1] = map(_short, folders[:-1])
    folders[-1] = _short(folders[-1] + (f"-{page}" if page > 1 else "")) + extension
    return "/".join(folders)


def _decoded(part: str) -> str:
    """A part of a path without escapes, as a file system stores it; as it is if it would be no name, or is not UTF-8."""
    try:
        text = unquote_to_bytes(part).decode()
    except UnicodeDecodeError:
        return part
    return part if "/" in text or any(ord(each) < 32 for each in text) else text


def _short(name: str) -> str:
    """A name that fits into a file system."""
    raw = name.encode()
    if len(raw) <= LONGEST_NAME:
        return name
    return f"{raw[:120].decode(errors='ignore')}-{hashlib.sha256(raw).hexdigest()[:12]}"
