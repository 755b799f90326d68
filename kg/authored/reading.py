"""The data files of a workspace: their quads, the place of each, and an index of what they say."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import cached_property
from pathlib import Path
from sys import intern
from typing import Final

import pyoxigraph as ox

from kg.authored.finding import Finding
from kg.authored.outline import Block, outline, predicates_of
from kg.authored.outline import Statement as Written
from kg.errors import EnvironmentProblem
from kg.files import read_file
from kg.namespaces import DIP, RDF_TYPE
from kg.ontology import Ontology
from kg.places import Place
from kg.terms import text_of
from kg.tokens import MOST_DEPTH, Positions, resolve, scan, too_deep
from kg.workspace import Workspace

_MOST_ERRORS_A_FILE: Final = 20
_HINTS: Final = (
    (r"prefix .* has not been declared", "declare the prefix at the beginning of the file"),
    (r"'\}' or a '\.'", "look for a missing `.`, `;` or `,` before this place"),
    (r"^\{ is not a valid", "look for a missing `}` at the end of the block before this place"),
    (r"end of file|Unexpected end", "look for a brace, a bracket or a quotation mark that is not closed"),
)

Statement = tuple[ox.Quad, "DataFile"]
"""A quad and its file."""


class DataFile:
    """One data file.

    Attributes:
        shown: its path as messages show it, relative to the workspace.
        text: its text.
        quads: its quads, in the order of the file.
    """

    def __init__(self, shown: str, text: str, quads: Iterable[ox.Quad]) -> None:
        self.shown = shown
        self.text = text
        self.quads = list(quads)

    @cached_property
    def positions(self) -> Positions:
        """The positions of graphs, subjects and predicates in the text, read on first use."""
        return Positions.of_trig(self.text)

    def only(self, quads: Iterable[ox.Quad]) -> DataFile:
        """The same file with some of its quads; its positions are read once for both.

        Args:
            quads: some quads of the file.
        """
        return _Part(self, quads)

    def place(self, quad: ox.Quad) -> Place:
        """The place of a quad: its predicate, else its subject, else its graph."""
        wanted = text_of(quad.subject), quad.predicate.value, graph_name(quad)
        position = self._found_by_outline(*wanted) or self.positions.nearest(*wanted)
        return Place(self.shown, *(position or (1, 1)))

    def place_of_term(self, iri: str) -> Place | None:
        """The place where an IRI is first mentioned, or None."""
        position = self.positions.terms.get(iri)
        return None if position is None else Place(self.shown, *position)

    def place_of_graph(self, graph: str) -> Place | None:
        """The place where the first block of a graph begins, or None."""
        block = next(iter(self._blocks.get(graph, ())), None) if graph else None
        position = self.positions.graphs.get(graph) if block is None else self._position(block.start)
        return None if position is None else Place(self.shown, *position)

    def place_of_subject(self, subject: str, graph: str) -> Place | None:
        """The place where the first statement about a subject begins in a graph; None if there is none.

        Args:
            subject: the IRI of the subject, or ``_:label``.
            graph: the IRI of the graph; the empty string for the default graph.
        """
        found = next((statement.start for _, statement in self._statements(subject, graph)), None)
        position = self.positions.locate(subject, None, graph) if found is None else self._position(found)
        return None if position is None else Place(self.shown, *position)

    def _found_by_outline(self, subject: str, predicate: str, graph: str) -> tuple[int, int] | None:
        """The place of a predicate of a subject in the block of a graph; None if it is not found there, or stands in brackets."""
        for block, statement in self._statements(subject, graph):
            for token in predicates_of(statement):
                name = RDF_TYPE if (token.kind, token.text) == ("word", "a") else resolve(token, block.prefixes, block.base)
                if name == predicate:
                    return self._position(token.start)
        return None

    def _statements(self, subject: str, graph: str) -> Iterator[tuple[Block, Written]]:
        """The statements about a subject in the blocks of a graph, which tell most places without reading all of a large file."""
        for block in self._blocks.get(graph, ()) if graph else ():
            yield from ((block, each) for each in block.about(subject))

    @cached_property
    def _blocks(self) -> dict[str, list[Block]]:
        """The IRI of each graph to its blocks, in order."""
        found: dict[str, list[Block]] = {}
        for block in outline(self.text).blocks:
            found.setdefault(block.graph, []).append(block)
        return found

    @cached_property
    def _line_ends(self) -> list[int]:
        """The offset of each line feed."""
        return [match.start() for match in re.finditer("\n", self.text)]

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_left(self._line_ends, offset)
        return line + 1, offset - (self._line_ends[line - 1] if line else -1)


class _Part(DataFile):
    """Some quads of a file."""

    def __init__(self, whole: DataFile, quads: Iterable[ox.Quad]) -> None:
        super().__init__(whole.shown, whole.text, quads)
        self._whole = whole

    @cached_property
    def positions(self) -> Positions:
        """The positions in the text of the whole file."""
        return self._whole.positions


class Dataset:
    """The content of all data files of a workspace, with indexes for the lint and the build.

    Args:
        base: the base IRI of the workspace.
        ontology: the declared terms.
        files: the data files.

    Attributes:
        record: the IRI of the record graph.
        background: the IRI of the background graph.
        graphs: graph IRI to its statements; the default graph under the empty string.
    """

    def __init__(self, base: str, ontology: Ontology, files: Iterable[DataFile]) -> None:
        self.base = base
        self.ontology = ontology
        self.files = list(files)
        self.record = base + "graph/record"
        self.background = base + "graph/background"
        self.graphs: dict[str, list[Statement]] = {}
        for file in self.files:
            for quad in file.quads:
                self.graphs.setdefault(graph_name(quad), []).append((quad, file))
        self._instances: dict[str, set[str]] = {}

    # The engine makes a new text of an IRI each time. The indexes of a large workspace share one.

    def statements(self) -> Iterator[Statement]:
        """All quads with their files."""
        for statements in self.graphs.values():
            yield from statements

    def is_assertion(self, iri: str) -> bool:
        """Whether an IRI is that of an assertion graph of this workspace."""
        return iri.startswith(self.base + "assertion/")

    @cached_property
    def records(self) -> dict[str, dict[str, list[Statement]]]:
        """The record graph: subject to predicate to statements."""
        found: dict[str, dict[str, list[Statement]]] = {}
        for statement in self.graphs.get(self.record, ()):
            quad = statement[0]
            found.setdefault(intern(text_of(quad.subject)), {}).setdefault(intern(quad.predicate.value), []).append(statement)
        return found

    def recorded(self, subject: str, name: str) -> list[Statement]:
        """The statements of the record graph with a subject and a property of the ontology, given by its local name."""
        return self.records.get(subject, {}).get(DIP + name, [])

    @cached_property
    def assertion_graphs(self) -> dict[str, bool]:
        """Each assertion graph that has content or is described in the record, to whether it is held."""
        names = {each for each in self.graphs if self.is_assertion(each)} | {each for each in self.records if self.is_assertion(each)}
        return {each: self._is_held(each) for each in sorted(names)}

    def _is_held(self, graph: str) -> bool:
        standings, ranks, speeches = (
            {text_of(quad.object) for quad, _ in self.recorded(graph, name)} for name in ("standing", "rank", "contentOf")
        )
        return is_held(standings, ranks, speeches)

    def noted(self, kinds: Set[str]) -> set[str]:
        """The IRIs of the nodes that have a note of one of some kinds.

        Args:
            kinds: the IRIs of the kinds.
        """
        return {
            node
            for properties in self.records.values()
            if kinds & set(objects(properties.get(DIP + "noteKind", ())))
            for node in objects(properties.get(DIP + "on", ()))
        }

    @cached_property
    def types(self) -> dict[str, set[str]]:
        """Subject to its classes in any graph."""
        found: dict[str, set[str]] = {}
        for quad, _ in self.statements():
            if quad.predicate.value == RDF_TYPE and isinstance(quad.object, ox.NamedNode):
                found.setdefault(intern(text_of(quad.subject)), set()).add(intern(quad.object.value))
        return found

    @cached_property
    def subjects(self) -> frozenset[str]:
        """All subjects of all graphs."""
        return frozenset(intern(text_of(quad.subject)) for quad, _ in self.statements())

    def is_a(self, subject: str, name: str) -> bool:
        """Whether a subject has a class of the ontology, given by its local name, or a subclass of it in any graph."""
        return subject in self.instances(name)

    def instances(self, name: str) -> Set[str]:
        """The subjects that `is_a` is true of."""
        found = self._instances.get(name)
        if found is None:
            kinds = {each for each in set().union(*self.types.values()) if self.ontology.is_a(each, DIP + name)}
            found = self._instances[name] = {subject for subject, own in self.types.items() if not kinds.isdisjoint(own)}
        return found


def is_held(standings: Set[str], ranks: Set[str], speeches: Set[str]) -> bool:
    """Whether an assertion graph is held: stated as fact, not withdrawn, and in the document's own voice.

    Only this function decides it. The build writes the result into the snapshot as ``dip:held``.

    Args:
        standings: the IRIs of its standings.
        ranks: the IRIs of its ranks; without any the rank is normal.
        speeches: the IRIs of the speech acts whose content it is.

    >>> is_held({DIP + "Stated"}, set(), set()), is_held({DIP + "Stated"}, set(), {"https://example.org/id/speech"})
    (True, False)
    """
    return standings == {DIP + "Stated"} and ranks <= {DIP + "Normal"} and not speeches


def read_data(ws: Workspace, progress: Callable[[int, int], None] | None = None) -> tuple[list[DataFile], list[Finding]]:
    """Read all data files of a workspace.

    Args:
        ws: the workspace.
        progress: called with the number of each file, from 1, and the number of all files, before it is read.

    Returns:
        The files, and a finding for each syntax error. After an error inside the block of a graph, reading continues behind the
        block, so that one run reports the errors of all blocks; the quads of such a file are incomplete.
    """
    files: list[DataFile] = []
    findings: list[Finding] = []
    paths = ws.data_files()
    for number, path in enumerate(paths, 1):
        if progress is not None:
            progress(number, len(paths))
        file, errors = read_data_file(path, ws.display(path))
        files.append(file)
        findings += errors
    return files, findings


def read_data_file(path: Path, shown: str) -> tuple[DataFile, list[Finding]]:
    """Read one data file; see `read_data`.

    Args:
        path: its path.
        shown: its path, as messages show it.
    """
    try:
        raw = read_file(path)
    except EnvironmentProblem as error:
        return DataFile(shown, "", ()), [Finding("syntax", error.what, Place(shown), error.hint or "check the file")]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        place = Place(shown, raw.count(b"\n", 0, error.start) + 1, 1)
        return DataFile(shown, "", ()), [Finding("syntax", "the file is not UTF-8", place, "save the file as UTF-8")]
    return read_text_of_data(text, shown)


def read_text_of_data(text: str, shown: str) -> tuple[DataFile, list[Finding]]:
    """Read the text of a data file; see `read_data`.

    Args:
        text: the text.
        shown: the path of the file, as messages show it.

    >>> file, errors = read_text_of_data("<x:g> { <x:a> <x:b> }", "own.trig")
    >>> len(file.quads), [str(each.place) for each in errors]
    (0, ['own.trig:1:21'])
    """
    refused = _refused(text, shown)
    if refused is not None:
        return DataFile(shown, "", ()), [refused]
    quads, findings = _parse(text, shown)
    return DataFile(shown, text, quads), findings


def _refused(text: str, shown: str) -> Finding | None:
    """Why a text is not given to the parser; None if it is."""
    if text.startswith("\ufeff"):
        return Finding("syntax", "the file begins with a byte order mark", Place(shown, 1, 1), "save the file as UTF-8 without one")
    deep = too_deep(text)
    if deep is not None:
        what = f"more than {MOST_DEPTH} brackets inside each other"
        return Finding("syntax", what, Place(shown, deep.line, deep.column), "give the things inside IRIs of their own")
    return None


def _parse(text: str, shown: str) -> tuple[list[ox.Quad], list[Finding]]:
    """Parse TriG; after an error, blank out the block that contains it and parse again."""
    findings: list[Finding] = []
    while True:
        quads: list[ox.Quad] = []
        try:
            # extend() keeps the quads before an error, so that the lint sees them.
            quads.extend(ox.parse(text, ox.RdfFormat.TRIG))
            return quads, findings
        except MemoryError:  # the parser's own limit, at the place of the statement that is too long
            findings.append(Finding("syntax", "a statement is longer than 16 MiB", _longest_line(shown, text), "divide it into several"))
            return quads, findings
        except SyntaxError as error:
            line, column = error.lineno or 1, error.offset or 1
            what = re.sub(r"^Parser error at [^:]*: ", "", str(error.msg))
            hint = next((hint for pattern, hint in _HINTS if re.search(pattern, what)), "correct the TriG syntax here")
            findings.append(Finding("syntax", what, Place(shown, line, column), hint))
            block = _block_at(text, line, column)
            if block is None or len(findings) >= _MOST_ERRORS_A_FILE:
                return quads, findings
            start, end = block
            text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]


def _longest_line(shown: str, text: str) -> Place:
    """The place of the longest line of a text."""
    lines = text.split("\n")
    return Place(shown, max(range(len(lines)), key=lambda number: len(lines[number])) + 1, 1)


def _block_at(text: str, line: int, column: int) -> tuple[int, int] | None:
    """The start and end of the graph block around a position, with its name and braces.

    A block that is not closed ends where the name of the next block begins, so that the next block is not blamed.

    Returns:
        Two offsets; None outside any block, and in a block that is open to the end of the file.
    """
    place = (line, column)
    before = start = opening = None
    for token in scan(text):
        if token.text == "{" and token.kind == "punct":
            name = before or token
            if start is not None and opening is not None and (opening.line, opening.column) <= place <= (token.line, token.column):
                return start.start, name.start
            start, opening = name, token
        elif token.text == "}" and token.kind == "punct" and start is not None and opening is not None:
            if (opening.line, opening.column) <= place <= (token.line, token.column):
                return start.start, token.end
            start = opening = None
        if token.kind == "word" and token.text.upper() == "GRAPH":
            before = token
        elif token.kind not in {"iri", "pname"}:
            before = None
        elif before is None or before.kind != "word":
            before = token
    return None


def graph_name(quad: ox.Quad) -> str:
    """The name of a quad's graph as `Positions` has it; the empty string for the default graph.

    >>> graph_name(ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:p"), ox.NamedNode("x:b")))
    ''
    """
    return "" if isinstance(quad.graph_name, ox.DefaultGraph) else text_of(quad.graph_name)


def objects(statements: Iterable[Statement]) -> list[str]:
    """The IRIs that statements point to.

    >>> objects([(ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:p"), ox.NamedNode("x:b")), DataFile("f", "", ()))])
    ['x:b']
    """
    return [quad.object.value for quad, _ in statements if isinstance(quad.object, ox.NamedNode)]


def first_places(statements: Iterable[Statement]) -> Mapping[str, Statement]:
    """For each object that is an IRI, the first statement that points to it in each file, by ``file IRI``."""
    found: dict[str, Statement] = {}
    for quad, file in statements:
        if isinstance(quad.object, ox.NamedNode):
            found.setdefault(f"{file.shown} {quad.object.value}", (quad, file))
    return found
