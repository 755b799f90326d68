"""A figure for print: the principal parties and their strongest ties as one SVG file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, get_args

from kg.errors import UsageError
from kg.export.choices import day
from kg.picture.part import part_of
from kg.picture.saving import save_text
from kg.picture.sheet import sheet
from kg.picture.svg import Theme, svg
from kg.record.names import Names

if TYPE_CHECKING:
    import os
    from datetime import date

    from kg.export.choices import Answered
    from kg.network.model import Projection
    from kg.picture.about import About
    from kg.picture.sheet import Sheet
    from kg.snapshot import Snapshot
    from kg.workspace import Workspace

THEMES: Final[tuple[Theme, ...]] = get_args(Theme)
SIZE: Final = (1440, 900)
"""The width and height of a figure in pixels, if none are given."""
LEAST: Final = 320
MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Figure:
    """A finished figure.

    Attributes:
        svg: the whole file, as text.
        about: what it says about itself.
        sheet: what it shows, and where.
        workspace: the workspace that it shows, whose files `save` never replaces; None for a figure of something else.
    """

    svg: str
    about: About
    sheet: Sheet
    workspace: Workspace | None = None

    def save(self, path: str | os.PathLike[str]) -> int:
        """Write the file in one step.

        Args:
            path: where to write.

        Returns:
            Its size in bytes.

        Raises:
            UsageError: a file of the workspace is there.
            EnvironmentProblem: it cannot be written.
        """
        return save_text(self.svg, path, self.workspace)

    def _repr_svg_(self) -> str:
        """The figure in a notebook."""
        return self.svg


def figure(
    workspace: Workspace,
    snapshot: Snapshot,
    *,
    about: str | None = None,
    kind: str | None = None,
    start: str | date | None = None,
    end: str | date | None = None,
    as_of: str | date | None = None,
    answered: Answered | None = None,
    title: str | None = None,
    size: str | tuple[int, int] = SIZE,
    theme: Theme = "light",
) -> Figure:
    """Draw the opening of a workspace, or of a part of it, as a figure. Names and dates are given as a user writes them.

    Args:
        workspace: the workspace.
        snapshot: its snapshot.
        about: the name of a person, state, act...: only what is around it.
        kind: the name of a class: only acts of it, or only things of it with their acts.
        start: a date: only what may have happened on it or later.
        end: a date: only what may have happened on it or earlier.
        as_of: a date: only what may have happened on it or earlier, whatever else was asked for.
        answered: a query that returned triples: only these.
        title: the heading; by default the title of the workspace.
        size: the width and height in pixels, also as text: ``1440x900``.
        theme: ``light`` or ``dark``.

    Raises:
        NameNotFound: nothing has a name that was given.
        NameAmbiguous: several things have it.
        DataError: a principal party in the settings is not the name of one agent.
        UsageError: a date, a size, a theme or a query cannot be used, or nothing is left to draw.
    """
    until = day("as of", as_of, True)
    names = Names(snapshot.store, workspace.prefixes(), workspace.language)
    part = part_of(workspace, snapshot, names, about=about, kind=kind, start=start, end=end, answered=answered)
    if until:
        part = part.in_period("", until, f"as of {as_of}")
    what = part.about_it(workspace, snapshot, names, title)
    return replace(draw_figure(part.projection, what, size=size, theme=theme, as_of=until), workspace=workspace)


def draw_figure(
    projection: Projection, about: About, *, size: str | tuple[int, int] = SIZE, theme: Theme = "light", as_of: str = ""
) -> Figure:
    """Draw the opening of a network as a figure.

    Args:
        projection: the network, or the part of it that is drawn.
        about: what the figure says about itself.
        size: the width and height in pixels, also as text: ``1440x900``.
        theme: ``light`` or ``dark``.
        as_of: the day from which it tells what has ended, in ISO 8601; empty for the date of the latest document.

    Raises:
        UsageError: the size or the theme cannot be used.
    """
    if theme not in THEMES:
        raise UsageError(f"unknown theme {theme!r}", None, f"use {' or '.join(THEMES)}")
    wide, high = size_of(size) if isinstance(size, str) else size
    if not (LEAST <= wide <= MOST and LEAST <= high <= MOST):
        raise UsageError(f"a figure of {wide} x {high} pixels cannot be drawn", None, f"use numbers from {LEAST} to {MOST}")
    made = sheet(projection, about, wide, high, as_of)
    return Figure(svg(made, theme), about, made)


def size_of(text: str) -> tuple[int, int]:
    """A size as a user writes it.

    Raises:
        UsageError: it is not two whole numbers with an x between them.

    >>> size_of("1024x768")
    (1024, 768)
    """
    found = re.fullmatch(r"([0-9]{1,6}) ?[x\u00d7] ?([0-9]{1,6})", text.strip())
    if found is None:
        raise UsageError(f"invalid size {text!r}", None, "write width and height in pixels: 1440x900")
    return int(found[1]), int(found[2])
