"""A workspace, or a part of it, as a picture in one HTML file."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

from kg.errors import UsageError
from kg.files import write_atomically
from kg.network.positions import positions
from kg.network.projection import project
from kg.picture.about import About
from kg.picture.choices import day
from kg.picture.clusters import clusters
from kg.picture.data import picture_data
from kg.picture.drawing import draw, vis_network
from kg.picture.engine import engine_of
from kg.picture.page import frame, page
from kg.picture.part import Part
from kg.picture.story import steps
from kg.record.names import Names
from kg.record.principals import principals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from kg.network.model import Projection
    from kg.picture.choices import Answered
    from kg.picture.engine import Engine
    from kg.snapshot import Snapshot
    from kg.values import Json
    from kg.workspace import Workspace

Measure: TypeAlias = Literal["acts", "degree", "betweenness"]
"""What the size of a node can stand for."""

MEASURES: Final[tuple[Measure, ...]] = get_args(Measure)


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture.

    Attributes:
        html: the whole file, as text.
        about: what it says about itself.
        data: what it shows (see `kg.picture.data`).
        workspace: the workspace that it shows, whose files `save` never replaces; None for a picture of something else.
    """

    html: str
    about: About
    data: Mapping[str, Json]
    workspace: Workspace | None = None

    @property
    def things(self) -> int:
        """The number of nodes."""
        return self._count("nodes")

    @property
    def lines(self) -> int:
        """The number of direct edges between agents."""
        return self._count("edges")

    def _count(self, name: str) -> int:
        rows = self.data[name]
        assert isinstance(rows, list)
        return len(rows)

    def save(self, path: str | os.PathLike[str]) -> int:
        """Write the file in one step; see `kg.files.write_atomically`.

        Args:
            path: where to write.

        Returns:
            Its size in bytes.

        Raises:
            UsageError: a file of the workspace is there.
            EnvironmentProblem: it cannot be written.
        """
        content = self.html.encode("utf-8")
        if self.workspace is None:
            write_atomically(path, content)
        else:
            self.workspace.write(path, content)
        return len(content)

    def _repr_html_(self) -> str:
        """The picture in a notebook: in a frame of its own that may run its script and nothing else."""
        return frame(self.about.title, self.html)


def picture(
    workspace: Workspace,
    snapshot: Snapshot | None = None,
    *,
    about: str | None = None,
    kind: str | None = None,
    start: str | date | None = None,
    end: str | date | None = None,
    as_of: str | date | None = None,
    answered: Answered | None = None,
    measure: Measure = "acts",
    title: str | None = None,
    sparql: bool = False,
    story: Sequence[Mapping[str, str]] = (),
) -> Picture:
    """Draw a workspace, or a part of it. Names and dates are given as a user writes them.

    Args:
        workspace: the workspace.
        snapshot: its snapshot; without one, the workspace is built if necessary.
        about: the name of a person, state, act...: only what is around it.
        kind: the name of a class: only acts of it, or only things of it with their acts.
        start: a date: only what may have happened on it or later.
        end: a date: only what may have happened on it or earlier.
        as_of: a date that the view is set to when it opens.
        answered: a query that returned triples: only these.
        measure: what the size of nodes shows at first: one of `MEASURES`.
        title: the heading; by default the title of the workspace.
        sparql: whether the file contains the query engine.
        story: views with captions that a reader steps through, each ``{"caption": ..., "address": ...}``; see `kg.picture.story`.

    Raises:
        NameNotFound: nothing has a name that was given.
        NameAmbiguous: several things have it.
        DataError: a principal party in the settings is not the name of one agent.
        UsageError: a date, a measure, a query or a story cannot be used, or nothing is left to draw.
        EnvironmentProblem: pyvis is incomplete, or the scripts are not set up.
    """
    if measure not in MEASURES:
        raise UsageError(f"unknown measure {measure!r}", None, f"use one of {', '.join(MEASURES)}")
    if snapshot is None:
        from kg.build import ensure

        snapshot = ensure(workspace)
    first, last, view_day = day("the beginning", start, False), day("the end", end, True), day("as of", as_of, True)
    if first and last and first > last:
        raise UsageError(f"the period ends before it begins: {start} to {end}", None, "give the earlier date first")
    views = steps(story)
    names = Names(snapshot.store, workspace.prefixes(), workspace.language)
    part = Part(project(workspace, snapshot))
    if answered is not None:
        part = part.of_query(answered)
    if about is not None:
        part = part.around(names, about)
    if kind is not None:
        part = part.of_kind(names, kind)
    if first or last:
        part = part.in_period(first, last, f"{start or 'beginning'} to {end or 'end'}")
    selection = "; ".join(part.words)
    if not part.projection.nodes:
        raise UsageError(f"nothing is left to draw: {selection}", None, "widen the selection")
    engine = engine_of(workspace, snapshot) if sparql else None
    what = About(
        title=title or workspace.title,
        workspace=workspace.title,
        name=workspace.name,
        digest=snapshot.digest[:12],
        citation=workspace.citation,
        license=workspace.license,
        language=workspace.language,
        selection=selection,
        start=_address(view_day, measure, part.selected.removeprefix(snapshot.base + "id/")),
        only=part.only,
        principals=(part.selected, *principals(workspace, names)),
        asking=engine.asking if engine is not None else None,
        story=views,
    )
    return replace(draw_picture(part.projection, what, engine), workspace=workspace)


def draw_picture(projection: Projection, about: About, engine: Engine | None = None) -> Picture:
    """Draw a projection.

    Args:
        projection: what is drawn.
        about: what the picture says about itself.
        engine: the query engine, for a picture that can be queried.
    """
    at = positions(projection)
    groups = clusters(projection, at) if about.only is None else []
    data = picture_data(projection, about) | {"network": draw(projection, at), "clusters": groups}
    return Picture(page(data, about, vis_network(), engine), about, data)


def _address(view_day: str, measure: Measure, selected: str) -> str:
    """The state that the view opens in, as in the fragment of its address; empty for the default state."""
    parts = {"as-of": view_day, "size": measure if measure != "acts" else "", "sel": f"n:{selected}" if selected else ""}
    return "&".join(f"{name}={value}" for name, value in parts.items() if value)
