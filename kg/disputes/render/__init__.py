"""The report as HTML, Markdown, text for a terminal, and JSON."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from kg.errors import UsageError
from kg.files import did_you_mean, nearest

if TYPE_CHECKING:
    from kg.disputes.model import DisputeReport

FILES: Final = (".html", ".md")
"""The extensions of the files that the report can be written to."""


def is_file(name: str) -> bool:
    """Whether a word on the command line is the name of such a file."""
    return name.lower().endswith(FILES)


def extension_of(path: str | os.PathLike[str]) -> str:
    """The extension of a file to write, in lower case: one of `FILES`.

    Args:
        path: the file.

    Raises:
        UsageError: it has another extension, or none.

    >>> extension_of("out/DISPUTES.HTML")
    '.html'
    """
    extension = os.path.splitext(path)[1].lower()
    if extension not in FILES:
        what = f"the report cannot be written as {extension}" if extension else "the name of a file for the report needs an extension"
        hint = "use .html or .md; `kg disputes --json` prints JSON"
        raise UsageError(what, os.fspath(path), did_you_mean(nearest(extension, FILES, 1), hint))
    return extension


def file_content(found: DisputeReport, path: str | os.PathLike[str]) -> bytes:
    """The report in the format of a file's extension.

    Args:
        found: the report.
        path: the file, with one of the extensions in `FILES`.

    Returns:
        UTF-8. A lone surrogate, as the command line can pass on, becomes a question mark.

    Raises:
        UsageError: the file has another extension.
    """
    if extension_of(path) == ".html":
        from kg.disputes.render.html import html

        text = html(found)
    else:
        from kg.disputes.render.markdown import markdown

        text = markdown(found)
    return text.encode("utf-8", errors="replace")
