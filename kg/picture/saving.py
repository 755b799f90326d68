"""Writing a picture or a figure to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.files import write_atomically

if TYPE_CHECKING:
    import os

    from kg.workspace import Workspace


def save_text(text: str, path: str | os.PathLike[str], workspace: Workspace | None) -> int:
    """Write a text in one step; see `kg.files.write_atomically`.

    Args:
        text: what is written.
        path: where to write.
        workspace: the workspace whose files are never replaced; None for none.

    Returns:
        The size of the file in bytes.

    Raises:
        UsageError: a file of the workspace is there.
        EnvironmentProblem: it cannot be written.
    """
    content = text.encode("utf-8")
    if workspace is None:
        write_atomically(path, content)
    else:
        workspace.write(path, content)
    return len(content)
