"""The report as HTML, Markdown, text for a terminal, and JSON."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kg.disputes.model import Disputes

FILES: Final = (".html", ".md")
"""The extensions of the files that the report can be written to."""


def is_file(name: str) -> bool:
    """Whether a word on the command line is the name of such a file."""
    return name.lower().endswith(FILES)


def file_content(found: Disputes, name: str) -> bytes:
    """The report in the format of a file's extension.

    Args:
        found: the report.
        name: the name of the file, with one of the extensions in `FILES`.

    Returns:
        UTF-8. A lone surrogate, as the command line can pass on, becomes a question mark.
    """
    if os.path.splitext(name)[1].lower() == ".html":
        from kg.disputes.render.html import html

        text = html(found)
    else:
        from kg.disputes.render.markdown import markdown

        text = markdown(found)
    return text.encode("utf-8", errors="replace")
