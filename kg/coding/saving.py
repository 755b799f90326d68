"""The coding line and the files of a workspace: read what can be named and what is coded, and write what lines say.

`write` is the one place that changes files, by `kg.editing`: all of them or none, with a line in the journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.authored.reading import graph_name, read_data
from kg.coding.vocabulary import Vocabulary
from kg.editing.coding import Entry, PassageCoding
from kg.editing.editor import Editor
from kg.errors import DataError, UsageError
from kg.files import did_you_mean, nearest
from kg.namespaces import DIP, RDF_TYPE
from kg.ontology.terms import load_ontology
from kg.record.names import fold, slug
from kg.terms import text_of

if TYPE_CHECKING:
    from kg.workspace import Workspace


class Files:
    """What the data files of a workspace say, for the coding line.

    Args:
        workspace: the workspace.

    Attributes:
        vocabulary: what lines can name.

    Raises:
        DataError: a data file or an ontology file has a syntax error.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.files, findings = read_data(workspace)
        if findings:
            errors = [DataError(each.what, each.place, each.hint) for each in findings]
            raise DataError(errors[0].what, errors[0].place, errors[0].hint, errors[1:])
        self.quads = [quad for file in self.files for quad in file.quads]
        self.vocabulary = Vocabulary(load_ontology(workspace), workspace.base, workspace.language, self.quads)

    def codings(self, passages: Iterable[str]) -> list[PassageCoding]:
        """What is coded of some passages, without background.

        Args:
            passages: the names of passages.
        """
        wanted = {name: self.vocabulary.passages[name].iri for name in passages}
        return codings_of(self.quads, self.workspace.base, wanted)

    def without(self, codings: Sequence[PassageCoding]) -> Vocabulary:
        """What lines can name if some passages were not coded.

        Args:
            codings: what is coded of these passages.
        """
        own = {quad for coding in codings for quad in coding.quads()}
        kept = [quad for quad in self.quads if quad not in own]
        return Vocabulary(self.vocabulary.words.ontology, self.workspace.base, self.workspace.language, kept)

    def passages_of(self, document: str) -> list[str]:
        """The names of the passages of a document, in order.

        Args:
            document: its identifier or its label.

        Raises:
            UsageError: no document has this name.
        """
        documents = dict.fromkeys(each.document for each in self.vocabulary.passages.values() if each.document)
        named = {slug(iri): iri for iri in documents}
        found = named.get(document) or next((iri for iri in documents if fold(self.vocabulary.label(iri)) == fold(document)), None)
        if found is None:
            near = nearest(document, named) or list(named)[:5]
            raise UsageError(f"no document is called {document}", None, did_you_mean(near, "kg sources lists the documents"))
        numbers: dict[str, int] = {}
        for quad in self.quads:
            if quad.predicate.value == DIP + "number" and isinstance(quad.object, ox.Literal) and quad.object.value.isdecimal():
                numbers[text_of(quad.subject)] = int(quad.object.value)
        names = [name for name, each in self.vocabulary.passages.items() if each.document == found]
        return sorted(names, key=lambda name: (numbers.get(self.vocabulary.passages[name].iri, 0), name))


def codings_of(quads: Iterable[ox.Quad], base: str, passages: Mapping[str, str]) -> list[PassageCoding]:
    """What some quads say of passages: assertion graphs by the passage that they are named after, and notes by the first that they cite.

    Args:
        quads: the data.
        base: the base IRI of the workspace.
        passages: the names of passages, to their IRIs.
    """
    assertion, record = base + "assertion/", base + "graph/record"
    graphs: dict[str, list[ox.Quad]] = {}
    about: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        graph, subject = graph_name(quad), text_of(quad.subject)
        if graph.startswith(assertion):
            graphs.setdefault(graph, []).append(quad)
        elif graph == record and subject.startswith(assertion):
            graphs.setdefault(subject, []).append(quad)
        elif graph == record:
            about.setdefault(subject, []).append(quad)
    names = {iri: name for name, iri in passages.items()}
    found: dict[str, list[Entry]] = {name: [] for name in passages}
    notes: dict[str, list[Entry]] = {name: [] for name in passages}
    for iri, own in graphs.items():
        name = slug(iri).rpartition("-")[0]
        if name in found:
            found[name].append(Entry("graph", iri, tuple(own)))
    for iri, own in about.items():
        if any(quad.predicate.value == RDF_TYPE and text_of(quad.object) == DIP + "Note" for quad in own):
            cited = next(
                (names[text_of(quad.object)] for quad in own if quad.predicate.value == DIP + "cites" and text_of(quad.object) in names), ""
            )
            first = next((text_of(quad.object) for quad in own if quad.predicate.value == DIP + "cites"), "")
            if cited and names.get(first) == cited:
                notes[cited].append(Entry("note", iri, tuple(own)))
    made = []
    for name, iri in passages.items():
        reasons = tuple(quad for quad in about.get(iri, ()) if quad.predicate.value == DIP + "assertsNothing")
        entries = sorted(found[name], key=lambda entry: _number(entry.iri))
        made.append(PassageCoding(iri, tuple(entries), tuple(notes[name]), Entry("nothing", iri, reasons) if reasons else None))
    return made


def _number(iri: str) -> tuple[int, str]:
    last = iri.rpartition("-")[2]
    return int(last) if last.isascii() and last.isdecimal() and len(last) < 10 else 0, iri


def write(files: Files, codings: Sequence[PassageCoding], what: str = "code") -> list[str]:
    """Add what is coded to the data files, as one step of the journal that `kg desk` takes back.

    Args:
        files: the files as they were read.
        codings: what is added.
        what: what is done, in words, for the journal.

    Returns:
        The paths of the files that were changed, as messages show them.

    Raises:
        DataError: what is added was written by somebody else meanwhile, and differently, or a file is not TriG; nothing is written.
        EnvironmentProblem: a file cannot be written; all are as they were.
    """
    editor = Editor(files.workspace)
    changes = []
    for coding in codings:
        before = editor.coding(coding.passage)
        changes.append((before, PassageCoding.of_entries(coding.passage, [*before.entries().values(), *coding.entries().values()])))
    saved = editor.save(what, changes)
    if saved.conflicts:
        names = ", ".join(slug(each.key[1]) for each in saved.conflicts)
        raise DataError(f"the files have changed meanwhile: {names}", None, "run the command again; nothing was written")
    return list(saved.files)
