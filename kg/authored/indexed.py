"""The data files of a workspace, kept parsed and indexed: only what has changed on the disk is read again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg.authored.finding import Finding
from kg.authored.reading import DataFile, Statement, graph_name, read_data_file, read_text_of_data
from kg.errors import EnvironmentProblem
from kg.files import read_file
from kg.namespaces import RDF_TYPE, prefixes_of
from kg.terms import text_of
from kg.workspace import Workspace

_FEW_FILES: Final = 32
"""The number of files that are asked one by one; of more, it is worth while to know which has what."""


class IndexedFile:
    """A data file with its quads by subject, by object and by graph.

    Attributes:
        path: the path inside the workspace, with slashes, which is also how messages show it.
        file: the file.
        findings: its syntax errors.
    """

    def __init__(self, path: str, file: DataFile, findings: Sequence[Finding] = ()) -> None:
        self.path = path
        self.file = file
        self.findings = tuple(findings)
        self._grouped: dict[Callable[[Iterable[ox.Quad]], Mapping[str, set[str]]], Mapping[str, set[str]]] = {}

    def grouped(self, by: Callable[[Iterable[ox.Quad]], Mapping[str, set[str]]]) -> Mapping[str, set[str]]:
        """What a function makes of the quads; it is called once.

        Args:
            by: a function of a module, from quads to texts with the IRIs of nodes.
        """
        if by not in self._grouped:
            self._grouped[by] = by(self.file.quads)
        return self._grouped[by]

    @cached_property
    def types(self) -> dict[str, set[str]]:
        """Subject to its classes."""
        found: dict[str, set[str]] = {}
        for quad in self.file.quads:
            if quad.predicate.value == RDF_TYPE and isinstance(quad.object, ox.NamedNode):
                found.setdefault(text_of(quad.subject), set()).add(quad.object.value)
        return found

    @cached_property
    def about(self) -> dict[str, list[ox.Quad]]:
        """Subject to its quads, in order."""
        found: dict[str, list[ox.Quad]] = {}
        for quad in self.file.quads:
            found.setdefault(text_of(quad.subject), []).append(quad)
        return found

    @cached_property
    def mentions(self) -> dict[str, list[ox.Quad]]:
        """The IRI of each object to the quads that have it, in order."""
        found: dict[str, list[ox.Quad]] = {}
        for quad in self.file.quads:
            if isinstance(quad.object, ox.NamedNode):
                found.setdefault(quad.object.value, []).append(quad)
        return found

    @cached_property
    def graphs(self) -> dict[str, list[ox.Quad]]:
        """The IRI of each graph to its quads, in order."""
        found: dict[str, list[ox.Quad]] = {}
        for quad in self.file.quads:
            found.setdefault(graph_name(quad), []).append(quad)
        return found


class Index:
    """All data files of a workspace at one moment.

    Args:
        base: the base IRI of the workspace.
        files: the files, in the order of their paths.
    """

    def __init__(self, base: str, files: Sequence[IndexedFile]) -> None:
        self.base = base
        self.files = tuple(files)
        self.record = base + "graph/record"
        self.background = base + "graph/background"
        self.prefixes = prefixes_of(base)

    @classmethod
    def of_texts(cls, base: str, texts: Mapping[str, str]) -> Index:
        """The index of some texts.

        Args:
            base: the base IRI of the workspace.
            texts: the text of each data file, by its path inside the workspace.

        >>> x = Index.of_texts("https://x.org/", {"data/a.trig": "<x:g> { <x:a> <x:b> <x:c> . }"})
        >>> [quad.predicate.value for quad, _ in x.about("x:a")]
        ['x:b']
        """
        return cls(base, [_indexed(path, text) for path, text in sorted(texts.items())])

    def with_texts(self, texts: Mapping[str, str]) -> Index:
        """The index with other texts of some files, or with more files; only these are parsed.

        Args:
            texts: the text of each file that differs, by its path inside the workspace.
        """
        files = {each.path: each for each in self.files} | {path: _indexed(path, text) for path, text in texts.items()}
        return Index(self.base, [files[path] for path in sorted(files)])

    @property
    def texts(self) -> dict[str, str]:
        """The text of each file, by its path inside the workspace."""
        return {each.path: each.file.text for each in self.files}

    @property
    def findings(self) -> list[Finding]:
        """The syntax errors of all files."""
        return [finding for each in self.files for finding in each.findings]

    @cached_property
    def _describing(self) -> dict[str, list[IndexedFile]]:
        """Subject to the files that have it."""
        return _by_name(self.files, lambda each: each.about)

    @cached_property
    def _mentioning(self) -> dict[str, list[IndexedFile]]:
        """The IRI of each object to the files that have it."""
        return _by_name(self.files, lambda each: each.mentions)

    def about(self, subject: str) -> Iterator[Statement]:
        """The statements with a subject, given by its IRI."""
        for each in self.files if len(self.files) <= _FEW_FILES else self._describing.get(subject, ()):
            for quad in each.about.get(subject, ()):
                yield quad, each.file

    def mentions(self, iri: str) -> Iterator[Statement]:
        """The statements with an object, given by its IRI."""
        for each in self.files if len(self.files) <= _FEW_FILES else self._mentioning.get(iri, ()):
            for quad in each.mentions.get(iri, ()):
                yield quad, each.file

    def in_graph(self, graph: str) -> Iterator[Statement]:
        """The statements of a graph, given by its IRI."""
        for each in self.files:
            for quad in each.graphs.get(graph, ()):
                yield quad, each.file

    def grouped(self, by: Callable[[Iterable[ox.Quad]], Mapping[str, set[str]]]) -> Iterator[tuple[str, set[str]]]:
        """What a function makes of the quads of each file; see `IndexedFile.grouped`."""
        for each in self.files:
            yield from each.grouped(by).items()

    @cached_property
    def subjects(self) -> frozenset[str]:
        """All subjects of all graphs."""
        return frozenset().union(*(each.about for each in self.files))

    @cached_property
    def types(self) -> dict[str, set[str]]:
        """Subject to its classes in any graph."""
        found: dict[str, set[str]] = {}
        for each in self.files:
            for subject, kinds in each.types.items():
                found[subject] = found[subject] | kinds if subject in found else kinds
        return found

    def is_assertion(self, iri: str) -> bool:
        """Whether an IRI is that of an assertion graph of the workspace."""
        return iri.startswith(self.base + "assertion/")


def _by_name(files: Sequence[IndexedFile], names: Callable[[IndexedFile], Iterable[str]]) -> dict[str, list[IndexedFile]]:
    found: dict[str, list[IndexedFile]] = {}
    for each in files:
        for name in names(each):
            found.setdefault(name, []).append(each)
    return found


def _indexed(path: str, text: str) -> IndexedFile:
    return IndexedFile(path, *read_text_of_data(text, path))


class Keeper:
    """Keeps the data files of a workspace parsed.

    Args:
        workspace: the workspace.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._kept: dict[str, tuple[tuple[int, ...], IndexedFile]] = {}
        self._written: dict[str, IndexedFile] = {}
        self._last: Index | None = None

    def wrote(self, index: Index) -> None:
        """Take over what was parsed before it was written, so that it is not parsed again.

        Args:
            index: the index of the texts that are in the files now; if somebody has changed one since, that one is read.
        """
        self._written = {each.path: each for each in index.files}

    def index(self) -> Index:
        """The files as they are now. A file is read again if its size, its times or its inode have changed.

        Raises:
            DataError: something in the folder that has the ending of a data file is not a file.
            EnvironmentProblem: the folder cannot be read.
        """
        kept: dict[str, tuple[tuple[int, ...], IndexedFile]] = {}
        for path in self.workspace.data_files():
            shown = self.workspace.display(path)
            try:
                status = os.stat(path)
                seen: tuple[int, ...] = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
            except OSError:
                seen = ()
            last = self._kept.get(shown)
            if last is None or last[0] != seen or not seen:
                last = (seen, self._read(path, shown))
            kept[shown] = last
        if self._last is None or [each for _, each in kept.values()] != list(self._last.files):
            self._last = Index(self.workspace.base, [each for _, each in kept.values()])
        self._kept, self._written = kept, {}
        return self._last

    def _read(self, path: Path, shown: str) -> IndexedFile:
        written = self._written.get(shown)
        if written is not None and not written.findings and _is(path, written.file.text):
            return written
        return IndexedFile(shown, *read_data_file(path, shown))


def _is(path: Path, text: str) -> bool:
    """Whether a file has a text."""
    try:
        return read_file(path) == text.encode()
    except EnvironmentProblem:
        return False
