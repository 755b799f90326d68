"""Check a reader's own copies of the texts against the offsets and digests of the passages, and show the words of a passage."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from kg.errors import NameNotFound
from kg.files import did_you_mean, nearest
from kg.sources.copies import find_copy, folder_of_copies, text_of_copy
from kg.sources.coverage import record_of
from kg.sources.ends import Ends, begins_and_ends
from kg.sources.text import digest_of
from kg.values import Printable

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from kg.record.model import Document, Passage
    from kg.snapshot import Snapshot
    from kg.values import JsonObject


Match: TypeAlias = Literal["matches", "differs", "missing"]
"""Whether a reader's copy is that of a document, is not, or does not exist."""


class Check(NamedTuple):
    """One passage, compared with a copy of its text.

    Attributes:
        passage: the passage.
        status: ``ok`` if the passage is at its offsets; ``moved`` if it is elsewhere in the copy, with the same words; ``differs`` if
            it is not in the copy; ``no text`` if there is no copy of its document.
        words: the words of the passage, for ``ok`` and ``moved``; else empty.
        start: the offset at which it was found, or None.
    """

    passage: Passage
    status: Literal["ok", "moved", "differs", "no text"]
    words: str
    start: int | None

    @property
    def found(self) -> bool:
        """Whether the passage is in the copy, at its offsets or elsewhere."""
        return self.status in ("ok", "moved")

    @property
    def other_words(self) -> bool:
        """Whether the passage is in the copy, but does not begin and end with the words that the record has of it."""
        ends = Ends(self.passage.first_words, self.passage.last_words)
        return self.found and bool(ends.first) and not begins_and_ends(self.words, ends)


@dataclass(frozen=True, slots=True, repr=False)
class Verification(Printable):
    """All passages of a snapshot, compared with the files of a folder. It prints as text, as ``kg sources verify`` does.

    Attributes:
        folder: the folder.
        files: each document to the path of the copy that was used, or None if there is none.
        identical: the documents whose copy is the same file, byte by byte.
        checks: one for each passage, by document and number.
    """

    folder: str
    files: dict[Document, str | None]
    identical: frozenset[NamedNode]
    checks: tuple[Check, ...]

    @property
    def sentences(self) -> dict[NamedNode, str]:
        """The words of each passage that is in a copy, at its offsets or elsewhere, by the passage's IRI."""
        return {check.passage.node: check.words for check in self.checks if check.found}

    def lost(self, document: Document) -> tuple[str, ...]:
        """The names of the passages of a document that are not in its copy, in order; none if there is no copy."""
        return tuple(check.passage.name for check in self.checks if check.passage.document == document.node and check.status == "differs")

    def match(self, document: Document) -> Match:
        """Whether a copy is that of a document: it matches if it is the same file, or if all passages of the document are in it."""
        if self.files.get(document) is None:
            return "missing"
        known = any(check.passage.document == document.node for check in self.checks)
        return "matches" if document.node in self.identical or (known and not self.lost(document)) else "differs"

    @property
    def good(self) -> bool:
        """Whether every passage is at its offsets, and begins and ends with the recorded words."""
        return all(check.status == "ok" and not check.other_words for check in self.checks)

    def __str__(self) -> str:
        return self.text()

    def text(self, show: Sequence[str] = ()) -> str:
        """The copies, the passages that are not at their offsets, the words of some passages, and the number of those that are right.

        Args:
            show: the names of the passages whose words are shown, such as ``A12``.

        Raises:
            NameNotFound: there is no such passage.
        """
        lines = []
        for document, path in self.files.items():
            kind = "the same file" if document.node in self.identical else "another version of the file"
            lines.append(f"{document.label}: {f'{path} ({kind})' if path else 'no copy in ' + self.folder}")
        for check in self.checks:
            name, start, end = check.passage.name, check.passage.start, check.passage.end
            if check.status == "moved":
                lines.append(f"  {name} is at {check.start}, not at {start}: the copy differs before it")
            elif check.status == "differs":
                lines.append(f"  {name} is not in the copy in these words ({start} to {end})")
            if check.other_words:
                lines.append(f"  {name} does not begin and end with the recorded words; kg sources words --text DIR writes them again")
        lines += [
            f"{check.passage.name} ({check.passage.section}): {check.words or 'cannot be shown: ' + check.status}"
            for check in self._named(show)
        ]
        good = sum(check.status == "ok" for check in self.checks)
        lines.append(f"{good} of {len(self.checks)} passages found at their offsets, with their digests")
        return "\n".join(lines) + "\n"

    def to_json(self, show: Sequence[str] = ()) -> JsonObject:
        """The result as ``kg sources verify --json`` prints it.

        Args:
            show: the names of the passages whose words are included, such as ``A12``.

        Raises:
            NameNotFound: there is no such passage.
        """
        return {
            "good": self.good,
            "files": {document.node.value: path for document, path in self.files.items()},
            "identical": sorted(document.value for document in self.identical),
            "passages": [
                {"name": check.passage.name, "status": check.status, "start": check.start, "other_words": check.other_words}
                for check in self.checks
            ],
            "words": {check.passage.name: check.words for check in self._named(show)},
        }

    def _named(self, names: Sequence[str]) -> list[Check]:
        by_name = {check.passage.name: check for check in self.checks}
        for name in names:
            if name not in by_name:
                near = nearest(name, by_name)
                raise NameNotFound(f"there is no passage {name}", None, did_you_mean(near, "kg sources --passages lists them"), near)
        return [by_name[name] for name in names]


def verify(snapshot: Snapshot, folder: str | os.PathLike[str]) -> Verification:
    """Compare each passage of a snapshot with the texts in a folder.

    Args:
        snapshot: the snapshot.
        folder: a folder with copies of the documents, each under its ``dip:fileName``, or under any name if it is the same file byte
            by byte.

    Returns:
        The result for each passage. Only its `words` keep anything of the texts.

    Raises:
        UsageError: the folder does not exist.
        EnvironmentProblem: a file in the folder cannot be read, or is not UTF-8.
    """
    record = record_of(snapshot)
    return compare(record.documents(), record.passages(), folder)


def compare(documents: Iterable[Document], passages: Iterable[Passage], folder: str | os.PathLike[str]) -> Verification:
    """Compare some passages with the texts in a folder.

    Args:
        documents: the documents of the passages.
        passages: the passages.
        folder: as for `verify`.

    Raises:
        UsageError: as for `verify`.
        EnvironmentProblem: as for `verify`.
    """
    copies = folder_of_copies(folder)
    by_document: dict[NamedNode, str] = {}
    files: dict[Document, str | None] = {}
    identical = set()
    for document in documents:
        path = find_copy(copies, document.file_name, document.sha256)
        files[document] = path
        if path is not None:
            by_document[document.node] = text = text_of_copy(path)
            if digest_of(text) == document.sha256:
                identical.add(document.node)
    checks = tuple(_check(passage, by_document.get(passage.document)) for passage in passages)
    return Verification(copies, files, frozenset(identical), checks)


def _check(passage: Passage, text: str | None) -> Check:
    if text is None:
        return Check(passage, "no text", "", None)
    words = text[passage.start : passage.end]
    if digest_of(words) == passage.sha256:
        return Check(passage, "ok", words, passage.start)
    length = passage.end - passage.start
    for start in _by_distance(passage.start, len(text) - length):
        words = text[start : start + length]
        if digest_of(words) == passage.sha256:
            return Check(passage, "moved", words, start)
    return Check(passage, "differs", "", None)


def _by_distance(centre: int, last: int) -> Iterator[int]:
    """The offsets from 0 to `last`, the nearest to a centre first."""
    yield from sorted(range(last + 1), key=lambda start: abs(start - centre))
