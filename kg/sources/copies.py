"""A reader's own copies of the texts: which file of a folder is the copy of a document."""

from __future__ import annotations

import hashlib
import os

from kg.errors import EnvironmentProblem, UsageError
from kg.files import read_file


def folder_of_copies(folder: str | os.PathLike[str]) -> str:
    """The path of a folder with copies, as text.

    Raises:
        UsageError: the folder does not exist.
    """
    if not os.path.isdir(folder):
        raise UsageError("the folder does not exist", os.fspath(folder), "name the folder with your copies of the texts: --text DIR")
    return os.fspath(folder)


def find_copy(folder: str, file_name: str, sha256: str) -> str | None:
    """The path of the copy of a document: the file with its name, else the first file, sorted by name, with its digest; else None.

    Args:
        folder: the folder.
        file_name: the recorded name of the file, or empty.
        sha256: the recorded digest of the file, as 64 hexadecimal digits, or empty.

    Raises:
        EnvironmentProblem: a file cannot be read.
    """
    named = os.path.join(folder, os.path.basename(file_name)) if file_name else ""
    if named and os.path.isfile(named):
        return named
    paths = (os.path.join(folder, name) for name in sorted(os.listdir(folder))) if sha256 else ()
    return next((path for path in paths if os.path.isfile(path) and hashlib.sha256(read_file(path)).hexdigest() == sha256), None)


def text_of_copy(path: str) -> str:
    """The text of a copy, with the line ends of the file, because others would move every offset.

    Raises:
        EnvironmentProblem: the file cannot be read, or is not UTF-8.
    """
    try:
        return read_file(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise EnvironmentProblem("the text is not UTF-8", path, "save the copy in UTF-8") from error
