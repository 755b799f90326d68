"""A story: views of a picture with captions, which a reader steps through.

A story file is JSON: a list of objects with ``caption``, the text that the reader sees, and ``address``, what stands after the ``#``
of a link to the view. The page writes such files, and takes no more than `MOST_STEPS` views with captions of `LONGEST` characters.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.errors import DataError, UsageError
from kg.files import read_text
from kg.places import Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_STEPS: Final = 100
"""The greatest number of views of a story."""
LONGEST: Final = 2000
"""The greatest length of a caption in characters."""
_LARGEST: Final = 5_000_000
_HINT: Final = 'a story is a list of views: [{"caption": "...", "address": "as-of=1974-02-22"}]'


@dataclass(frozen=True, slots=True)
class Step:
    """One view of a story.

    Attributes:
        caption: what the reader sees beside the view.
        address: the state of the view, as in the fragment of its address: ``as-of=1990-12-31&size=degree``.
    """

    caption: str
    address: str


def steps(story: Sequence[Mapping[str, str]]) -> tuple[Step, ...]:
    """The views of a story that a caller gives.

    Args:
        story: objects with ``caption`` and ``address``; the address may be a whole link.

    Raises:
        UsageError: it is not such a list, or too long.

    >>> steps([{"caption": "The first visit", "address": "graph.html#as-of=1974-02-22"}])
    (Step(caption='The first visit', address='as-of=1974-02-22'),)
    """
    found = _fault(story)
    if found is not None:
        raise UsageError(f"the story cannot be used: {found}", None, _HINT)
    return tuple(Step(step["caption"], step["address"].rpartition("#")[2]) for step in story)


def read_story(path: str | os.PathLike[str]) -> list[dict[str, str]]:
    """The views in a story file.

    Args:
        path: the file.

    Returns:
        Objects with ``caption`` and ``address``.

    Raises:
        DataError: it is not UTF-8 or not JSON, or what it holds is not a story.
        EnvironmentProblem: it cannot be read.
    """
    try:
        story = json.loads(read_text(path, _LARGEST).removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        raise DataError("the file is not UTF-8", Place(os.fspath(path)), "save it as UTF-8") from error
    except json.JSONDecodeError as error:
        raise DataError(f"invalid JSON: {error.msg}", Place(os.fspath(path), error.lineno, error.colno), _HINT) from error
    except RecursionError as error:
        raise DataError("lists in lists, too deep to read", Place(os.fspath(path)), _HINT) from error
    found = _fault(story)
    if found is not None:
        raise DataError(f"the story cannot be used: {found}", Place(os.fspath(path)), _HINT)
    return list(story)


def _fault(story: object) -> str | None:
    """What is wrong with a story; None if it can be used."""
    if not isinstance(story, list | tuple):
        return "it is not a list"
    if len(story) > MOST_STEPS:
        return f"it has {len(story)} views, and {MOST_STEPS} is the limit"
    for number, step in enumerate(story, 1):
        if not isinstance(step, dict):
            return f"view {number} is not an object"
        for name in ("caption", "address"):
            if not isinstance(step.get(name), str):
                return f"view {number} has no {name}" if name not in step else f"the {name} of view {number} is not a text"
        if unknown := sorted(map(str, step.keys() - {"caption", "address"})):
            return f"view {number} has the unknown part {unknown[0]!r}"
        if len(step["caption"]) > LONGEST:
            return f"the caption of view {number} has {len(step['caption'])} characters, and {LONGEST} is the limit"
    return None
