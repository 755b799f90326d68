"""What only the texts can tell: whether offsets and digests fit, whether documents share words unrecorded, and whether the data quote.

The texts are the reader's own copies; nothing of them is kept, and no message shows a word of them.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.authored.finding import Finding
from kg.authored.places import Places
from kg.authored.reading import objects
from kg.errors import EnvironmentProblem, UsageError
from kg.namespaces import DIP, OA
from kg.sources import digest_of

RUN: Final = 9
"""So many consecutive words in common are no accident: shared text between documents, a quotation in the data."""


class Copy(NamedTuple):
    """A reader's copy of a document: the document's IRI, the path, the text as it is in the file, and the digest of its bytes."""

    document: str
    path: str
    text: str
    sha256: str


class Span(NamedTuple):
    """A passage with its document, and where it begins and ends in the text."""

    passage: str
    document: str
    start: int
    end: int


def check_texts(places: Places, folder: str) -> list[Finding]:
    """Hold documents, passages and data against copies of the texts.

    Args:
        places: the data and its places.
        folder: the folder with the copies, each under the document's ``dip:fileName`` or under any name if its digest fits.

    Returns:
        Findings of the rules ``text-missing``, ``text-differs``, ``passage-differs``, ``shared-text``, ``quotation``.

    Raises:
        UsageError: the folder is none.
        EnvironmentProblem: a file of it cannot be read.
    """
    if not os.path.isdir(folder):
        raise UsageError("there is no such folder", folder, "give the folder that holds your copies of the texts: --text DIR")
    record = _Record(places)
    copies: dict[str, Copy] = {}
    findings: list[Finding] = []
    for document in record.documents:
        copy = _find(document, record, folder)
        if copy is None:
            what = f"there is no copy of {places.short(document)} in the folder"
            hint = "put it there under its dip:fileName, or leave it out: its passages are then not held against it"
            findings.append(Finding("text-missing", what, places.where(document), hint, "info", document))
        else:
            copies[document] = copy
    passages = [
        finding for span in record.spans if span.document in copies for finding in _passage_findings(span, copies[span.document], record)
    ]
    odd = {finding.node for finding in passages}
    for document, copy in copies.items():
        own = [span.passage for span in record.spans if span.document == document and record.literal(span.passage, DIP + "sha256")]
        findings += _document_findings(copy, record, fits=bool(own) and odd.isdisjoint(own))
    findings += passages
    findings += _shared(record, copies)
    findings += _quotations(places, copies.values())
    return findings


class _Record:
    """What the record says of documents and passages."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.data = places.data
        self.documents = [each for each in sorted(self.data.subjects) if self.data.is_a(each, "Document")]

    def literal(self, subject: str, predicate: str) -> str | None:
        """The first literal of a property of a node of the record."""
        for quad, _ in self.data.records.get(subject, {}).get(predicate, ()):
            if isinstance(quad.object, ox.Literal):
                return quad.object.value
        return None

    @cached_property
    def spans(self) -> list[Span]:
        """The passages whose document and offsets can be read, by document and place."""
        found = []
        for passage in self.data.records:
            if not self.data.is_a(passage, "Passage"):
                continue
            documents = objects(self.data.recorded(passage, "document"))
            selectors = objects(self.data.records[passage].get(OA + "hasSelector", ()))
            bounds = [self.literal(selectors[0], OA + name) for name in ("start", "end")] if selectors else []
            numbers = [int(each) for each in bounds if each is not None and re.fullmatch(r"\d{1,12}", each)]
            if documents and len(numbers) == 2:
                found.append(Span(passage, documents[0], numbers[0], numbers[1]))
        return sorted(found, key=lambda span: (span.document, span.start, span.passage))

    def linked(self, one: str, name: str, other: str) -> bool:
        """Whether two nodes of the record are joined by a property, in either direction."""
        return other in objects(self.data.recorded(one, name)) or one in objects(self.data.recorded(other, name))


def _find(document: str, record: _Record, folder: str) -> Copy | None:
    name = record.literal(document, DIP + "fileName")
    digest = record.literal(document, DIP + "sha256")
    names = [os.path.basename(name)] if name else []
    if not names or not os.path.isfile(os.path.join(folder, names[0])):
        names = sorted(each for each in os.listdir(folder) if os.path.isfile(os.path.join(folder, each))) if digest else []
    for each in names:
        path = os.path.join(folder, each)
        try:
            with open(path, "rb") as file:
                raw = file.read()
        except OSError as problem:
            raise EnvironmentProblem(f"the text cannot be read: {problem.strerror}", path) from problem
        own = hashlib.sha256(raw).hexdigest()
        if each == name or own == digest:
            return Copy(document, path, raw.decode("utf-8", errors="replace"), own)
    return None


def _document_findings(copy: Copy, record: _Record, *, fits: bool) -> Iterator[Finding]:
    """What is wrong with a document; `fits` tells whether it has passages and the copy has the words of each."""
    short = record.places.short(copy.document)
    digest, length = record.literal(copy.document, DIP + "sha256"), record.literal(copy.document, DIP + "characters")
    if digest is not None and digest != copy.sha256:
        what = f"the copy of {short} is another version of the file: its digest differs"
        where = record.places.where(copy.document, [DIP + "sha256"])
        hint = "get the version that was read, or record this one"
        if fits and length == str(len(copy.text)):
            what = f"the copy of {short} does not have the digest that is recorded"
            hint = f"its length and all its passages fit, so dip:sha256 is probably mistyped; that of the copy is {copy.sha256}"
        yield Finding("text-differs", what, where, hint, "warning", copy.document)
    if length is not None and length != str(len(copy.text)):
        what = f"{short} is recorded with {length} characters and its copy has {len(copy.text)}"
        where = record.places.where(copy.document, [DIP + "characters"])
        yield Finding("text-differs", what, where, "count Unicode code points, line ends as they are in the file", "error", copy.document)


def _passage_findings(span: Span, copy: Copy, record: _Record) -> Iterator[Finding]:
    digest = record.literal(span.passage, DIP + "sha256")
    if digest is not None and digest != digest_of(copy.text[span.start : span.end]):
        what = f"the words of {record.places.short(span.passage)} at {span.start} to {span.end} do not have its digest"
        where = record.places.where(span.passage, [DIP + "sha256"])
        yield Finding("passage-differs", what, where, "make the passage records again with kg sources index", "error", span.passage)


def words_of(text: str) -> list[tuple[str, int]]:
    """The words of a text in lower case, each with its offset; an apostrophe inside a word belongs to it.

    >>> words_of("It’s 1974!")
    [("it's", 0), ('1974', 5)]
    """
    return [(match[0].lower().replace("’", "'"), match.start()) for match in re.finditer(r"[^\W_]+(?:['’][^\W_]+)*", text)]


def _shared(record: _Record, copies: dict[str, Copy]) -> Iterator[Finding]:
    """Passages of two documents with a run of words in common that are not recorded as parallel."""
    places = record.places
    first: dict[tuple[str, ...], list[Span]] = {}
    for span in record.spans:
        if span.document not in copies:
            continue
        words = [word for word, _ in words_of(copies[span.document].text[span.start : span.end])]
        for at in range(len(words) - RUN + 1):
            first.setdefault(tuple(words[at : at + RUN]), []).append(span)
    pairs = {
        (later, earlier): None
        for spans in first.values()
        for later in spans
        for earlier in spans
        if later.document != earlier.document and later.document > earlier.document
    }
    for later, earlier in sorted(pairs):
        short = places.short(later.passage), places.short(earlier.passage)
        if not record.linked(later.passage, "parallels", earlier.passage):
            what = f"{short[0]} and {short[1]} share {RUN} words in a row or more, and are not recorded as parallel"
            hint = f"add to the record: {short[0]} dip:parallels {short[1]} ."
            yield Finding("shared-text", what, places.where(later.passage), hint, "error", later.passage)
    for one, other in sorted({(later.document, earlier.document) for later, earlier in pairs}):
        if not record.linked(one, "sharesTextWith", other):
            what = f"{places.short(one)} and {places.short(other)} share text, and are not said to"
            hint = f"add to the record: {places.short(one)} dip:sharesTextWith {places.short(other)} ."
            yield Finding("shared-text", what, places.where(one), hint, "error", one)


def _quotations(places: Places, copies: Iterable[Copy]) -> Iterator[Finding]:
    """Runs of words of a text in the data files, comments and all; one finding for each run."""
    runs: dict[tuple[str, ...], str] = {}
    for copy in copies:
        words = [word for word, _ in words_of(copy.text)]
        for at in range(len(words) - RUN + 1):
            runs.setdefault(tuple(words[at : at + RUN]), copy.document)
    for file in places.data.files:
        found = words_of(file.text)
        at = 0
        while at <= len(found) - RUN:
            document = runs.get(tuple(word for word, _ in found[at : at + RUN]))
            if document is None:
                at += 1
                continue
            offset = found[at][1]
            line = file.text.count("\n", 0, offset) + 1
            column = offset - (file.text.rfind("\n", 0, offset) + 1) + 1
            what = f"{RUN} words in a row or more are those of {places.short(document)}"
            yield Finding("quotation", what, f"{file.shown}:{line}:{column}", "say it in your own words", "error", document)
            at += RUN
