"""The reader's own copies of the texts in a picture: which of them match, and under which licences their sentences stand in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.sources import compare

if TYPE_CHECKING:
    import os

    from kg.network.model import Projection
    from kg.record.model import Document
    from kg.sources import Verification

_MOST_NAMES = 12


def quote(projection: Projection, folder: str | os.PathLike[str]) -> Verification:
    """The passages of a picture, compared with the reader's own copies of the texts.

    Args:
        projection: what is drawn.
        folder: the folder with the copies; see `kg.sources.verify`.

    Raises:
        UsageError: the folder does not exist, or no passage of the picture is in a copy.
        EnvironmentProblem: a copy cannot be read, or is not UTF-8.
    """
    found = compare(projection.documents.values(), projection.passages.values(), folder)
    if found.checks and not found.sentences:
        hint = "put the copies there under the dip:fileName of their documents; `kg sources verify --text DIR` compares them"
        raise UsageError("no copy in the folder has a passage of the picture", found.folder, hint)
    return found


def mismatches(texts: Verification) -> list[str]:
    """A sentence about each document whose copy is missing or does not match, in the order of the documents.

    Args:
        texts: the comparison with the copies.
    """
    return [why for document in texts.files if (why := _mismatch(texts, document))]


def _mismatch(texts: Verification, document: Document) -> str:
    match = texts.match(document)
    if match == "missing":
        name = f" ({document.file_name})" if document.file_name else ""
        return f"there is no copy of {document.label}{name} in {texts.folder}: its passages are shown in our words only"
    if match == "matches":
        return ""
    version = f"the copy of {document.label} ({texts.files[document]}) is another version"
    lost = texts.lost(document)
    if not lost:
        return version
    names = " ".join(lost[:_MOST_NAMES]) + (" ..." if len(lost) > _MOST_NAMES else "")
    return f"{version} without {_counted(len(lost))} of the picture, shown in our words only: {names}"


def notice(texts: Verification) -> str:
    """A sentence that says how many passages a picture quotes, from which documents and under which licences; empty for none.

    Args:
        texts: the comparison with the copies.
    """
    quoted = [check.passage.document for check in texts.checks if check.found]
    sources = [f"{each.label} ({each.license or 'no licence recorded'})" for each in texts.files if each.node in quoted]
    if not sources:
        return ""
    return f"the file quotes {_counted(len(quoted))} of {' and '.join(sources)}: pass it on only as their licences allow"


def _counted(number: int) -> str:
    return "1 passage" if number == 1 else f"{number} passages"
