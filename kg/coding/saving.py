"""The coding line and the files of a workspace: read what can be named and what is coded, and write what lines say.

`write` is the one place that changes files. It appends to a data file of the document and to the background file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.authored.formatting import formatted
from kg.authored.reading import graph_name, read_data
from kg.coding.making import slug_of
from kg.coding.value import Coding, Entry
from kg.coding.vocabulary import Vocabulary
from kg.errors import DataError, UsageError
from kg.files import did_you_mean, nearest, read_text, write_atomically
from kg.namespaces import DIP, RDF_TYPE, XSD, prefixes_of
from kg.ontology.terms import load_ontology
from kg.record.names import fold, slug
from kg.terms import n3, shorten, text_of
from kg.tokens import scan

if TYPE_CHECKING:
    from kg.authored.reading import DataFile
    from kg.workspace import Workspace

_COMMENT_MOST: Final = 130


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

    def codings(self, passages: Iterable[str]) -> list[Coding]:
        """What is coded of some passages, without background.

        Args:
            passages: the names of passages.
        """
        wanted = {name: self.vocabulary.passages[name].iri for name in passages}
        return codings_of(self.quads, self.workspace.base, wanted)

    def without(self, codings: Sequence[Coding]) -> Vocabulary:
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


def codings_of(quads: Iterable[ox.Quad], base: str, passages: Mapping[str, str]) -> list[Coding]:
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
        made.append(Coding(iri, tuple(entries), tuple(notes[name]), Entry("nothing", iri, reasons) if reasons else None))
    return made


def _number(iri: str) -> tuple[int, str]:
    last = iri.rpartition("-")[2]
    return int(last) if last.isascii() and last.isdecimal() and len(last) < 10 else 0, iri


def write(files: Files, codings: Sequence[Coding]) -> list[str]:
    """Append what is coded to the data files: to the file with most assertion graphs of the document, and to the background file.

    Args:
        files: the files as they were read.
        codings: what is added.

    Returns:
        The paths of the files that were changed, as messages show them.

    Raises:
        DataError: a file would not say what it said before with what is added; nothing is written.
    """
    added: dict[str, list[str]] = {}
    wanted: dict[str, set[ox.Quad]] = {}
    texts = {file.shown: file.text for file in files.files}
    base = files.workspace.base
    for coding in codings:
        own = [*coding.graphs, *coding.notes, *([coding.nothing] if coding.nothing else [])]
        for entries, shown in ((own, _file_of(files, coding)), (list(coding.background), _background_file(files))):
            if entries:
                prefixes = _prefixes(texts.get(shown, ""), base) if shown in texts else prefixes_of(base)
                added.setdefault(shown, []).append(_blocks(coding, entries, prefixes, base))
                wanted.setdefault(shown, set()).update(quad for entry in entries for quad in entry.quads)
    new: dict[str, str] = {}
    for shown, blocks in added.items():
        before = texts.get(shown, "") or _head(base)
        new[shown] = formatted(before.rstrip("\n") + "\n\n" + "\n".join(blocks), shown)
        said = set(ox.parse(texts.get(shown, ""), ox.RdfFormat.TRIG)) | wanted[shown]
        if set(ox.parse(new[shown], ox.RdfFormat.TRIG)) != said:
            raise DataError("the file would not say what is meant", shown, "report this with the lines; nothing was written")
    for shown in new:
        path = files.workspace.root / shown
        if shown in texts and read_text(path) != texts[shown]:
            raise DataError("the file has changed meanwhile", shown, "run the command again")
    for shown, text in new.items():
        write_atomically(files.workspace.root / shown, text.encode())
    return list(new)


def _file_of(files: Files, coding: Coding) -> str:
    """The data file that what is coded of a passage is written into."""
    name = coding.passage.rpartition("/")[2]
    document = files.vocabulary.passages[name].document
    passages = {own for own, each in files.vocabulary.passages.items() if each.document == document}
    best: tuple[int, str] = (0, "")
    for file in files.files:
        count = sum(1 for graph in _graphs_in(file, files.workspace.base) if slug(graph).rpartition("-")[0] in passages)
        if count > best[0]:
            best = count, file.shown
    return best[1] or f"data/{slug_of(slug(document) if document else name)}.trig"


def _graphs_in(file: DataFile, base: str) -> set[str]:
    return {name for quad in file.quads if (name := graph_name(quad)).startswith(base + "assertion/")}


def _background_file(files: Files) -> str:
    background = files.workspace.base + "graph/background"
    counts = [
        (sum(1 for quad in file.quads if graph_name(quad) == background and quad.predicate.value == RDF_TYPE), file.shown)
        for file in files.files
    ]
    best = max(counts, default=(0, ""))
    return best[1] if best[0] else "data/background.trig"


def _head(base: str) -> str:
    prefixes = prefixes_of(base)
    return "".join(f"@prefix {name}: <{prefixes[name]}> .\n" for name in ("a", "dcterms", "dip", "e", "edtf", "k", "p", "skos", "xsd"))


def _prefixes(text: str, base: str) -> dict[str, str]:
    """The prefixes that a file declares with their usual meaning."""
    usual = prefixes_of(base)
    found: dict[str, str] = {}
    tokens = list(scan(text))
    for first, second, third in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if first.text.upper().lstrip("@") == "PREFIX" and third.text[1:-1] == usual.get(second.text[:-1]):
            found[second.text[:-1]] = third.text[1:-1]
    return found


def _blocks(coding: Coding, entries: Sequence[Entry], prefixes: Mapping[str, str], base: str) -> str:
    """Entries in TriG: the record of the graphs, the graphs, the rest."""
    record, background = base + "graph/record", base + "graph/background"
    name = coding.passage.rpartition("/")[2]
    parts: list[str] = []
    graphs = [entry for entry in entries if entry.kind == "graph"]
    if graphs:
        gist = next((text_of(q.object) for q in graphs[0].quads if q.predicate.value == DIP + "gist"), "")
        gist = re.sub(r"^\"(.*)\"@[\w-]+$", r"\1", gist).replace("\n", " ")
        parts.append(f"# {name}: {gist}"[:_COMMENT_MOST])
        parts.append(_block(record, [quad for entry in graphs for quad in entry.quads if graph_name(quad) == record], prefixes))
        parts += [_block(entry.iri, [quad for quad in entry.quads if graph_name(quad) != record], prefixes) for entry in graphs]
    for kinds, graph in ((("nothing", "note"), record), (("background",), background)):
        rest = [quad for entry in entries if entry.kind in kinds for quad in entry.quads]
        if rest:
            parts.append(_block(graph, rest, prefixes))
    return "\n".join(parts) + "\n"


def _block(graph: str, quads: Sequence[ox.Quad], prefixes: Mapping[str, str]) -> str:
    subjects: dict[str, dict[str, list[str]]] = {}
    for quad in quads:
        values = subjects.setdefault(text_of(quad.subject), {}).setdefault(quad.predicate.value, [])
        values.append(_turtle(quad.object, prefixes))
    lines = []
    for subject, properties in subjects.items():
        said = [f"{'a' if prop == RDF_TYPE else _short(prop, prefixes)} {' , '.join(values)}" for prop, values in properties.items()]
        lines.append(f"{_short(subject, prefixes)} {' ; '.join(said)} .")
    return f"{_short(graph, prefixes)} {{\n" + "\n".join(lines) + "\n}\n"


def _short(iri: str, prefixes: Mapping[str, str]) -> str:
    short = shorten(iri, prefixes)
    return f"<{iri}>" if short == iri else short


def _turtle(term: object, prefixes: Mapping[str, str]) -> str:
    if isinstance(term, ox.NamedNode):
        return _short(term.value, prefixes)
    assert isinstance(term, ox.Literal)
    datatype = term.datatype.value
    if datatype == XSD + "integer" and re.fullmatch(r"-?\d+", term.value):
        return term.value
    if not term.language and datatype != XSD + "string":
        text = n3(ox.Literal(term.value))
        return f"{text}^^{_short(datatype, prefixes)}"
    return n3(term)
