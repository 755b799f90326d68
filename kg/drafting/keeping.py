"""Where drafts are kept: in the state folder of the workspace, beside the builds, which no build reads and no repository has.

One file for each document, with the suggestions for each passage by what made them. The text of a passage is not kept, only its digest and
the offsets of words; labels of new names are words of the passage.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from kg.drafting.model import About, Entity, Ground, Role, Suggestion
from kg.errors import EnvironmentProblem
from kg.files import read_file, write_atomically

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.values import Json, JsonObject
    from kg.workspace import Workspace

FOLDER: Final = "drafts"
"""The folder in the state folder of a workspace."""
_FORMAT: Final = 1


class Kept(NamedTuple):
    """The suggestions that are kept for a passage.

    Attributes:
        sha256: the digest of the passage that was read, as 64 hexadecimal digits.
        suggestions: the suggestions by what made them: ``rules``, ``parser`` or ``command``.
    """

    sha256: str
    suggestions: dict[str, tuple[Suggestion, ...]]


def keep(workspace: Workspace, document: str, made: Mapping[str, tuple[str, tuple[Suggestion, ...]]], maker: str) -> None:
    """Keep what was suggested for some passages of a document. What the same maker suggested for them before is replaced.

    The rules and the parser count as one maker. What was suggested for another version of a passage is dropped.

    Args:
        workspace: the workspace.
        document: the slug of the document.
        made: the name of each passage to its digest and the suggestions.
        maker: ``rules``, ``parser`` or ``command``.

    Raises:
        EnvironmentProblem: the file cannot be written.
    """
    try:
        known = kept(workspace, document)
    except EnvironmentProblem:
        known = {}  # a damaged file is only a draft
    for name, (sha256, suggestions) in made.items():
        before = known.get(name)
        others = before.suggestions if before is not None and before.sha256 == sha256 else {}
        replaced = ("command",) if maker == "command" else ("rules", "parser")
        known[name] = Kept(sha256, {**{key: value for key, value in others.items() if key not in replaced}, maker: suggestions})
    passages = {
        name: {
            "sha256": each.sha256,
            "suggestions": {key: [_written(one) for one in each.suggestions[key]] for key in sorted(each.suggestions)},
        }
        for name, each in sorted(known.items())
    }
    text = json.dumps({"format": _FORMAT, "passages": passages}, ensure_ascii=False, indent=1)
    write_atomically(_path(workspace, document), text.encode("utf-8", "backslashreplace"))


def kept(workspace: Workspace, document: str) -> dict[str, Kept]:
    """What is kept for the passages of a document, by their names; empty if nothing is.

    Args:
        workspace: the workspace.
        document: the slug of the document.

    Raises:
        EnvironmentProblem: the file cannot be read, or is damaged.
    """
    path = _path(workspace, document)
    if not os.path.lexists(path):
        return {}
    try:
        whole: Json = json.loads(read_file(path).decode("utf-8"))
        if not isinstance(whole, dict) or whole.get("format") != _FORMAT:
            raise ValueError
        passages = cast("dict[str, dict[str, dict[str, list[JsonObject]]]]", whole["passages"])
        return {
            name: Kept(str(each["sha256"]), {maker: tuple(map(_read, found)) for maker, found in each["suggestions"].items()})
            for name, each in passages.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise EnvironmentProblem("the file of drafts is damaged", path, "delete it, and run kg draft again") from problem


def drafts_status(workspace: Workspace, document: str) -> object:
    """What changes when the file of the drafts of a document does; None if there is none.

    Args:
        workspace: the workspace.
        document: the slug of the document.
    """
    try:
        status = os.stat(_path(workspace, document))
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _path(workspace: Workspace, document: str) -> str:
    return os.path.join(workspace.state_folder, FOLDER, f"{document}.json")


def _written(suggestion: Suggestion) -> JsonObject:
    fields: JsonObject = dict(suggestion._asdict())
    fields["roles"] = [[role, *entity] for role, entity in suggestion.roles]
    fields["grounds"] = [list(each) for each in suggestion.grounds]
    return fields


def _read(found: JsonObject) -> Suggestion:
    roles = cast("list[list[str]]", found["roles"])
    grounds = cast("list[tuple[str, int, int, str]]", found["grounds"])
    speech = found["speech"]
    return Suggestion(
        cast("About", found["about"]),
        str(found["kind"]),
        tuple(Role(role, Entity(*entity)) for role, *entity in roles),
        str(found["date"]),
        str(found["basis"]),
        str(found["standing"]),
        speech if isinstance(speech, int) else None,
        tuple(Ground(*each) for each in grounds),
        str(found["source"]),
    )
