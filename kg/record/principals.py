"""The principal parties of a workspace: the agents that its documents are about, as its settings name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import DataError, NameAmbiguous, NameNotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.record.names import Names
    from kg.workspace import Workspace


def principals(workspace: Workspace, names: Names) -> tuple[str, ...]:
    """The principal parties of a workspace, by IRI, in the order in which its settings name them; none without the setting.

    Args:
        workspace: the workspace.
        names: the names in its snapshot.

    Raises:
        DataError: a name in the settings is not that of one agent. It is the first, and its `others` are the rest.
    """
    found, problems = [], []
    for each in resolve(workspace, names):
        if isinstance(each, DataError):
            problems.append(each)
        else:
            found.append(each)
    if problems:
        first, *others = problems
        raise DataError(first.what, first.place, first.hint, others)
    return tuple(dict.fromkeys(found))


def resolve(workspace: Workspace, names: Names) -> Iterator[str | DataError]:
    """The IRI of each principal party, or what is wrong with its name and where."""
    for name in workspace.principals:
        try:
            yield names.find(name, "dip:Agent").value
        except (NameNotFound, NameAmbiguous) as problem:
            yield DataError(f"a principal party cannot be found: {problem.what}", workspace.place_of("principals", name), problem.hint)
