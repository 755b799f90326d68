"""The graph as a static site: the pages, the picture, the data of each thing and the dumps, for any host of files.

The pages are those of the server, with links that end in ``.html`` and need no server.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import escape

from kg.export.writing import render, sum_line
from kg.files import write_folder
from kg.service.context import Context
from kg.service.dumps import DUMPS
from kg.service.pages import views
from kg.service.pages.data import TWINS, twin
from kg.service.pages.known import Known
from kg.service.pages.links import Links, file_of, history, resource
from kg.service.pages.site import ASSETS, asset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kg.graph import Graph

SUMS: Final = "SHA256SUMS"
"""The file that lists the SHA-256 digests of all other files."""

_EVERY: Final = 200
"""After how many pages progress is reported."""


class WrittenSite(NamedTuple):
    """A static site that was written.

    Attributes:
        path: its folder.
        pages: the number of its pages.
        files: the number of its files.
        bytes: their size.
    """

    path: str
    pages: int
    files: int
    bytes: int


def write_site(
    graph: Graph,
    path: str | os.PathLike[str],
    *,
    texts: str | os.PathLike[str] | None = None,
    url: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> WrittenSite:
    """Write the graph as a static site into a folder, which is replaced as a whole if this function wrote it before.

    The same snapshot and the same copies always produce the same bytes.

    Args:
        graph: the graph.
        path: the folder.
        texts: a folder with your own copies of the texts, whose sentences the pages then quote; the site holds what their licences cover.
        url: where the site will be, for the list of its pages and for the page that a host shows at unknown addresses; by default the
            base IRI of the workspace.
        progress: called with a few words as the pages are written.

    Raises:
        UsageError: something is there that this function did not write, or the folder of the texts does not exist.
        EnvironmentProblem: the folder cannot be written, or a text cannot be read.
    """
    graph.workspace.spare(path)
    context = Context(graph, texts=None if texts is None else os.fspath(texts))
    site = StaticSite(Known(context), (url or context.base).rstrip("/") + "/", progress)
    files, size = write_folder(path, _with_sums(site.files()))
    return WrittenSite(os.fspath(path), site.pages, files, size)


def _with_sums(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Files, and then a file ``SHA256SUMS`` that lists them all, sorted by path, as ``sha256sum --check`` reads it."""
    lines = {}
    for name, content in files:
        lines[name] = sum_line(content, name)
        yield name, content
    yield SUMS, "".join(lines[name] for name in sorted(lines)).encode()


class StaticSite:
    """The files of a static site.

    Args:
        known: the snapshot.
        url: where the site will be, with a slash at its end.
        progress: called with a few words as the pages are made.

    Attributes:
        pages: the number of pages made so far.
    """

    def __init__(self, known: Known, url: str, progress: Callable[[str], None] | None = None) -> None:
        self.known = known
        self.url = url
        self.pages = 0
        self._progress = progress
        self._things = {self._path(iri): iri for iri in self._chosen()}
        self._histories = {history(one, other): (one, other) for one, other in known.pairs}
        self._lists = ("", "acts", "disputes", "documents", "entities", "find", "picture")
        self._written = frozenset((*self._lists, *self._things, *self._histories))

    def _path(self, iri: str) -> str:
        return self.known.addresses.path(iri) or resource(iri)

    def _chosen(self) -> list[str]:
        """The things that get a page: those of the workspace, without the parts of passages, and the terms that it uses."""
        known = self.known
        passages = tuple(iri + "/" for iri in known.passages)
        own = [iri for iri in known.subjects if iri.startswith(known.base) and not iri.startswith(passages)]
        return sorted({*own, *known.used_terms})

    def _links(self, path: str, root: str = "") -> Links:
        return Links(self.known.addresses, path, self.known.has_page, self._written, root)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Each file: its path inside the site, and its content."""
        yield from self._list_files()
        for path, (one, other) in sorted(self._histories.items()):
            yield self._page(path, views.history(self.known, self._links(path), one, other))
        for path, iri in self._things.items():
            yield from self._thing(path, iri)
        self._say("the dumps")
        for name in DUMPS:
            ending = name if name == "dyads.csv" else "." + name.rpartition(".")[2]
            yield f"dump/{name}", render(self.known.snapshot, ending)
        yield "sitemap.xml", self._sitemap()

    def _list_files(self) -> Iterator[tuple[str, bytes]]:
        """The files at the top, and those that the pages need."""
        known = self.known
        for name in ASSETS:
            yield f"assets/{name}", asset(name)
        yield self._page("", views.home(known, self._links(""), known.disputes))
        yield self._page("entities", views.entities(known, self._links("entities")))
        yield self._page("documents", views.documents(known, self._links("documents")))
        yield self._page("disputes", views.disputes(known, self._links("disputes"), known.disputes))
        yield self._page("find", views.index(known, self._links("find")))
        for number in range(1, views.pages_of(len(known.acts)) + 1):
            yield self._page("acts", views.acts(known, self._links("acts"), page=number), number)
        self._say("the picture")
        yield self._page("picture", known.picture)
        yield "404.html", views.missing(known, self._links("404", self.url), "", ())

    def _page(self, path: str, content: bytes, number: int = 1) -> tuple[str, bytes]:
        self.pages += 1
        if self.pages % _EVERY == 0:
            self._say(f"page {self.pages:,} of about {len(self._written):,}")
        return file_of(path, number), content

    def _thing(self, path: str, iri: str) -> Iterator[tuple[str, bytes]]:
        links = self._links(path)
        other = self.known.replaced_by(iri)
        if other is not None:
            yield self._page(path, views.moved(self.known, links, iri, other))
            return
        yield self._page(path, views.thing(self.known, links, iri))
        for each in TWINS:
            yield file_of(path, 1, each.extension), twin(self.known, iri, each.extension)

    def _sitemap(self) -> bytes:
        """The addresses of all pages, in the form of sitemaps.org."""
        paths = [file_of(path) for path in sorted(self._written)]
        paths += [file_of("acts", number) for number in range(2, views.pages_of(len(self.known.acts)) + 1)]
        rows = "".join(f"<url><loc>{escape(self.url + quote(each, safe='/'))}</loc></url>\n" for each in paths)
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        return f"{head}{rows}</urlset>\n".encode()

    def _say(self, what: str) -> None:
        if self._progress is not None:
            self._progress(f"writing {what}")
