"""Whether a reader's own copy of the texts is the one that was read, and the very words of a passage."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from typing import Literal, NamedTuple

from kg.errors import EnvironmentProblem, UsageError
from kg.snapshot import Snapshot
from kg.sources.records import Document, Passage, documents, passages
from kg.sources.text import digest_of


class Check(NamedTuple):
    """One passage held against a copy of its text.

    Attributes:
        passage: the passage.
        status: ``ok``: it stands at its offsets; ``moved``: it stands elsewhere in the copy, word by word; ``differs``: it is
            nowhere in the copy; ``no text``: there is no copy of its document.
        words: the very words, for ``ok`` and ``moved``; else the empty string.
        start: the offset at which it was found, or None.
    """

    passage: Passage
    status: Literal["ok", "moved", "differs", "no text"]
    words: str
    start: int | None


class Verification(NamedTuple):
    """All passages of a snapshot held against a folder.

    Attributes:
        files: document to the path of the copy that was used, or None where there is none.
        identical: the IRIs of the documents whose copy is the same file, byte by byte.
        checks: one for each passage, by document and number.
    """

    files: dict[Document, str | None]
    identical: frozenset[str]
    checks: tuple[Check, ...]

    @property
    def good(self) -> bool:
        """Whether each passage stands at its offsets."""
        return all(check.status == "ok" for check in self.checks)


def verify(snapshot: Snapshot, folder: str | os.PathLike[str]) -> Verification:
    """Hold each passage of a snapshot against the texts of a folder.

    Args:
        snapshot: the snapshot.
        folder: a folder with copies of the documents, each under the document's ``dip:fileName``, or under any name if it is
            the same file byte by byte.

    Returns:
        What was found, passage by passage. Nothing of the texts is kept but in its `words`.

    Raises:
        UsageError: the folder is none.
        EnvironmentProblem: a file of it cannot be read, or is not UTF-8.
    """
    if not os.path.isdir(folder):
        raise UsageError("there is no such folder", os.fspath(folder), "give the folder that holds your copies of the texts: --text DIR")
    by_document: dict[str, str] = {}
    files: dict[Document, str | None] = {}
    identical = set()
    for document in documents(snapshot):
        path = _find(document, os.fspath(folder))
        files[document] = path
        if path is not None:
            raw = _read(path)
            try:
                # Decoded as it is: newline translation would move every offset.
                by_document[document.iri] = raw.decode("utf-8")
            except UnicodeDecodeError as error:
                raise EnvironmentProblem("the text is not UTF-8", path, "save the copy in UTF-8") from error
            if hashlib.sha256(raw).hexdigest() == document.sha256:
                identical.add(document.iri)
    checks = tuple(_check(passage, by_document.get(passage.document)) for passage in passages(snapshot))
    return Verification(files, frozenset(identical), checks)


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
    """The offsets from 0 to `last`, those nearest to a centre first."""
    yield from sorted(range(last + 1), key=lambda start: abs(start - centre))


def _find(document: Document, folder: str) -> str | None:
    named = os.path.join(folder, os.path.basename(document.file_name)) if document.file_name else ""
    if named and os.path.isfile(named):
        return named
    if document.sha256:
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            if os.path.isfile(path) and hashlib.sha256(_read(path)).hexdigest() == document.sha256:
                return path
    return None


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise EnvironmentProblem(f"the text cannot be read: {error.strerror}", path) from error
