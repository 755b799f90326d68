"""Rules that need the texts: whether offsets and digests match, whether documents share unrecorded text, and whether data quote.

The texts are the user's own copies. Nothing of them is kept, and no message contains a word of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from kg.authored.finding import Finding
from kg.authored.locator import Locator
from kg.authored.reading import objects
from kg.check.evidence import Evidence
from kg.check.names import Names
from kg.check.said import compare_said
from kg.files import read_file
from kg.namespaces import DCTERMS, DIP, OA
from kg.ontology.words import kind_words
from kg.places import Place
from kg.sources import digest_of
from kg.sources.copies import find_copy, folder_of_copies
from kg.sources.ends import RUN, Ends, begins_and_ends, runs_of, words_node

_NAMING: Final = (DCTERMS + "title", DIP + "section")


@dataclass(frozen=True)
class Copy:
    """A user's copy of a document: the IRI of the document, the path, the text, and the SHA-256 digest of the file."""

    document: str
    path: str
    text: str
    sha256: str


@dataclass(frozen=True)
class Span:
    """A passage, its document, and its first and last offsets in the text in characters."""

    passage: str
    document: str
    start: int
    end: int


@dataclass(frozen=True)
class Copies:
    """A user's copies of the documents of a workspace.

    Attributes:
        record: the documents and passages.
        found: the IRI of each document to its copy, or None if there is none.
    """

    record: Record
    found: Mapping[str, Copy | None]

    @classmethod
    def read(cls, locator: Locator, folder: str) -> Copies:
        """Read the copies in a folder.

        Args:
            locator: the data and its places.
            folder: the folder with the copies, each under the ``dip:fileName`` of its document, or under any name if its digest matches.

        Raises:
            UsageError: the folder does not exist.
            EnvironmentProblem: a file in it cannot be read.
        """
        record, copied = Record(locator), folder_of_copies(folder)
        return cls(record, {document: _find(document, record, copied) for document in record.documents})

    @cached_property
    def documents(self) -> dict[str, Copy]:
        """The IRI of each document that has a copy, to the copy."""
        return {document: copy for document, copy in self.found.items() if copy is not None}

    @cached_property
    def of_passages(self) -> list[Finding]:
        """The findings about passages that do not match their copies."""
        spans = (span for span in self.record.spans if span.document in self.documents)
        return [finding for span in spans for finding in _passage_findings(span, self.documents[span.document], self.record)]

    @cached_property
    def differing(self) -> set[str | None]:
        """The IRIs of the passages of which the copy has another text."""
        return {finding.node for finding in self.of_passages if finding.rule == "passage-differs"}

    @property
    def texts(self) -> dict[str, str]:
        """The IRI of each passage that matches its copy, to its text."""
        spans = (each for each in self.record.spans if each.document in self.documents and each.passage not in self.differing)
        return {each.passage: self.documents[each.document].text[each.start : each.end] for each in spans}


def check_texts(locator: Locator, copies: Copies) -> list[Finding]:
    """Compare documents, passages and data with copies of the texts.

    Args:
        locator: the data and its places.
        copies: the copies.

    Returns:
        Findings of the rules ``text-missing``, ``text-differs``, ``passage-differs``, ``words-differ``, ``shared-text`` and ``quotation``,
        and those of `kg.check.said`.
    """
    record, data = copies.record, locator.data
    return [
        *(_missing(document, locator) for document, copy in copies.found.items() if copy is None),
        *_all_document_findings(copies.documents.values(), record, differing=copies.differing),
        *copies.of_passages,
        *_shared(record, copies.documents),
        *_quotations(locator, copies.documents.values()),
        *compare_said(locator, Evidence(data, copies.texts), Names(data), kind_words(data.ontology)),
    ]


def _missing(document: str, locator: Locator) -> Finding:
    what = f"the folder contains no copy of {locator.short(document)}"
    hint = "put the copy there under its dip:fileName; without it the passages of the document are not compared"
    return Finding("text-missing", what, locator.place(document), hint, "info", document)


def _all_document_findings(copies: Iterable[Copy], record: Record, differing: set[str | None]) -> Iterator[Finding]:
    """The findings about documents; `differing` holds the passages that do not match their copies."""
    for copy in copies:
        own = [span.passage for span in record.spans if span.document == copy.document and record.literal(span.passage, DIP + "sha256")]
        yield from _document_findings(copy, record, fits=bool(own) and differing.isdisjoint(own))


class Record:
    """The documents and passages of the record graph."""

    def __init__(self, locator: Locator) -> None:
        self.locator = locator
        self.data = locator.data
        self.documents = [each for each in sorted(self.data.subjects) if self.data.is_a(each, "SourceDocument")]

    def literal(self, subject: str, predicate: str) -> str | None:
        """The first literal value of a property in the record, or None."""
        for quad, _ in self.data.records.get(subject, {}).get(predicate, ()):
            if isinstance(quad.object, ox.Literal):
                return quad.object.value
        return None

    @cached_property
    def spans(self) -> list[Span]:
        """The passages with a document and valid offsets, sorted by document and offset."""
        found = []
        for passage in self.data.records:
            if not self.data.is_a(passage, "Passage"):
                continue
            documents = objects(self.data.recorded(passage, "document"))
            selectors = self.selectors(passage)
            bounds = [
                each for name in ("start", "end") for selector in selectors if (each := self.literal(selector, OA + name)) is not None
            ]
            numbers = [int(each) for each in bounds if re.fullmatch(r"\d{1,12}", each)]
            if documents and len(numbers) == 2:
                found.append(Span(passage, documents[0], numbers[0], numbers[1]))
        return sorted(found, key=lambda span: (span.document, span.start, span.passage))

    def selectors(self, passage: str) -> list[str]:
        """The IRIs of the selectors of a passage."""
        return objects(self.data.records[passage].get(OA + "hasSelector", ()))

    def ends(self, passage: str) -> Ends | None:
        """The first and last words of a passage as the record gives them; None if it gives none."""
        for selector in self.selectors(passage):
            parts = [objects(self.data.records.get(selector, {}).get(OA + name, ())) for name in ("hasStartSelector", "hasEndSelector")]
            if all(parts):
                words = self.literal(parts[0][0], OA + "exact"), self.literal(parts[1][0], OA + "prefix")
                return Ends(words[0] or "", words[1] or "")
        return None

    def linked(self, one: str, name: str, other: str) -> bool:
        """Whether a property links two nodes in the record, in either direction."""
        return other in objects(self.data.recorded(one, name)) or one in objects(self.data.recorded(other, name))


def _find(document: str, record: Record, folder: str) -> Copy | None:
    path = find_copy(folder, record.literal(document, DIP + "fileName") or "", record.literal(document, DIP + "sha256") or "")
    if path is None:
        return None
    raw = read_file(path)
    return Copy(document, path, raw.decode("utf-8", errors="replace"), hashlib.sha256(raw).hexdigest())


def _document_findings(copy: Copy, record: Record, *, fits: bool) -> Iterator[Finding]:
    """The findings about one document; `fits` says whether it has passages and all of them match the copy."""
    locator, short = record.locator, record.locator.short(copy.document)
    digest, length = record.literal(copy.document, DIP + "sha256"), record.literal(copy.document, DIP + "characters")
    if digest is not None and digest != copy.sha256:
        what = f"the copy of {short} is another version of the document: its digest differs"
        hint = "get the version that was coded, or record this version"
        if fits and length == str(len(copy.text)):
            what = f"the copy of {short} does not have the recorded digest"
            hint = f"its length and all its passages match, so dip:sha256 is probably mistyped; the digest of the copy is {copy.sha256}"
        yield Finding("text-differs", what, locator.place(copy.document, [DIP + "sha256"]), hint, "warning", copy.document)
    if length is not None and length != str(len(copy.text)):
        what = f"{short} is recorded with {length} characters, but its copy has {len(copy.text)}"
        hint = "count Unicode code points, with the line ends of the file"
        yield Finding("text-differs", what, locator.place(copy.document, [DIP + "characters"]), hint, "error", copy.document)


def _passage_findings(span: Span, copy: Copy, record: Record) -> Iterator[Finding]:
    text = copy.text[span.start : span.end]
    digest = record.literal(span.passage, DIP + "sha256")
    if digest is not None and digest != digest_of(text):
        what = f"the text of {record.locator.short(span.passage)} from {span.start} to {span.end} does not have the recorded digest"
        place = record.locator.place(span.passage, [DIP + "sha256"])
        yield Finding("passage-differs", what, place, _INDEX_AGAIN, "error", span.passage)
    elif (ends := record.ends(span.passage)) is not None and not begins_and_ends(text, ends):
        what = f"{record.locator.short(span.passage)} does not begin and end with the recorded words"
        place = record.locator.place(words_node(span.passage)) or record.locator.place(span.passage, [OA + "hasSelector"])
        hint = "write the words again with kg sources words --text DIR"
        yield Finding("words-differ", what, place, hint, "error", span.passage)


_INDEX_AGAIN: Final = "kg sources index FILE --write gives new offsets to what has moved, and names what is no longer in the text"


def _shared(record: Record, copies: Mapping[str, Copy]) -> Iterator[Finding]:
    """Passages of two documents that have `RUN` consecutive words in common and are not recorded as parallel."""
    locator = record.locator
    pairs = _passages_in_common(record, copies)
    for later, earlier in pairs:
        short = locator.short(later.passage), locator.short(earlier.passage)
        if not record.linked(later.passage, "parallels", earlier.passage):
            what = f"{short[0]} and {short[1]} share {RUN} or more consecutive words but are not recorded as parallel"
            hint = f"add to k:record: {short[0]} dip:parallels {short[1]} ."
            yield Finding("shared-text", what, locator.place(later.passage), hint, "error", later.passage)
    for one, other in sorted({(later.document, earlier.document) for later, earlier in pairs}):
        if not record.linked(one, "sharesTextWith", other):
            what = f"{locator.short(one)} and {locator.short(other)} share text, but the record does not say so"
            hint = f"add to k:record: {locator.short(one)} dip:sharesTextWith {locator.short(other)} ."
            yield Finding("shared-text", what, locator.place(one), hint, "error", one)


def _passages_in_common(record: Record, copies: Mapping[str, Copy]) -> list[tuple[Span, Span]]:
    """The pairs of passages of two documents that have `RUN` consecutive words in common, sorted."""
    runs: dict[tuple[str, ...], list[Span]] = {}
    for span in record.spans:
        if span.document in copies:
            for run, _ in runs_of(copies[span.document].text[span.start : span.end]):
                runs.setdefault(run, []).append(span)
    pairs = {(later, earlier) for spans in runs.values() for later in spans for earlier in spans if later.document > earlier.document}
    return sorted(pairs, key=lambda pair: [(each.passage, each.document) for each in pair])


def _quotations(locator: Locator, copies: Iterable[Copy]) -> Iterator[Finding]:
    """Quotations of documents in the data files, in comments too; one finding for each quotation of up to `RUN` words.

    The title of a document and the heading of a section, which the record gives, are no quotations.
    """
    named = (
        quad.object.value
        for quad, _ in locator.data.statements()
        if quad.predicate.value in _NAMING and isinstance(quad.object, ox.Literal)
    )
    allowed = {run for name in named for run, _ in runs_of(name)}
    quotable: dict[tuple[str, ...], str] = {}
    for copy in copies:
        for run, _ in runs_of(copy.text):
            if run not in allowed:
                quotable.setdefault(run, copy.document)
    for file in locator.data.files:
        silent = 0
        for run, offset in runs_of(file.text):
            silent = max(silent - 1, 0)
            document = quotable.get(run)
            if document is None or silent:
                continue
            silent = RUN
            place = Place(file.shown, file.text.count("\n", 0, offset) + 1, offset - file.text.rfind("\n", 0, offset))
            what = f"the data quote {RUN} or more consecutive words of {locator.short(document)}"
            yield Finding("quotation", what, place, "say it in your own words", "error", document)
