"""A workspace, or a part of it, as a picture in one HTML file."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

from kg.errors import UsageError
from kg.export.choices import day
from kg.network.network import measure as measure_network
from kg.picture.clusters import clusters
from kg.picture.data import picture_data
from kg.picture.drawing import draw, vis_network
from kg.picture.engine import engine_of
from kg.picture.page import frame, page
from kg.picture.part import part_of
from kg.picture.quoting import quote
from kg.picture.saving import save_text
from kg.picture.story import steps
from kg.record.names import Names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from kg.export.choices import Answered
    from kg.network.model import Projection
    from kg.network.network import Measured
    from kg.picture.about import About
    from kg.picture.engine import Engine
    from kg.snapshot import Snapshot
    from kg.sources import Verification
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
        texts: the comparison with the reader's own copies of the texts, from which it quotes; None if it quotes nothing.
    """

    html: str
    about: About
    data: Mapping[str, Json]
    workspace: Workspace | None = None
    texts: Verification | None = None

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
        """Write the file in one step.

        Args:
            path: where to write.

        Returns:
            Its size in bytes.

        Raises:
            UsageError: a file of the workspace is there.
            EnvironmentProblem: it cannot be written.
        """
        return save_text(self.html, path, self.workspace)

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
    texts: str | os.PathLike[str] | None = None,
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
        texts: a folder with the reader's own copies of the texts, from which the passages are quoted.
        story: views with captions that a reader steps through, each ``{"caption": ..., "address": ...}``; see `kg.picture.story`.

    Raises:
        NameNotFound: nothing has a name that was given.
        NameAmbiguous: several things have it.
        DataError: a principal party in the settings is not the name of one agent.
        UsageError: a date, a measure, a query or a story cannot be used, nothing is left to draw, the folder `texts` does not exist,
            or no copy in it has a passage of the picture.
        EnvironmentProblem: pyvis is incomplete, or the scripts are not set up.
    """
    if measure not in MEASURES:
        raise UsageError(f"unknown measure {measure!r}", None, f"use one of {', '.join(MEASURES)}")
    if snapshot is None:
        from kg.build import ensure

        snapshot = ensure(workspace)
    view_day = day("as of", as_of, True)
    views = steps(story)
    names = Names(snapshot.store, workspace.prefixes(), workspace.language)
    part = part_of(workspace, snapshot, names, about=about, kind=kind, start=start, end=end, answered=answered, empty=True)
    engine = engine_of(workspace, snapshot) if sparql else None
    what = replace(
        part.about_it(workspace, snapshot, names, title),
        start=_address(view_day, measure, part.selected.removeprefix(snapshot.base + "id/")),
        asking=engine.asking if engine is not None else None,
        story=views,
    )
    quoted = quote(part.projection, texts) if texts is not None else None
    return replace(draw_picture(part.projection, what, engine, quoted, part.network.measured), workspace=workspace)


def draw_picture(
    projection: Projection,
    about: About,
    engine: Engine | None = None,
    texts: Verification | None = None,
    measured: Measured | None = None,
) -> Picture:
    """Draw a projection.

    Args:
        projection: what is drawn.
        about: what the picture says about itself.
        engine: the query engine, for a picture that can be queried.
        texts: the comparison with the reader's own copies, for a picture that quotes them.
        measured: the positions and measures of the projection; None to compute them.
    """
    layout, table = measured if measured is not None else measure_network(projection)
    groups = clusters(projection, layout) if about.only is None else []
    data = picture_data(projection, about, texts, table) | {"network": draw(projection, layout.positions), "clusters": groups}
    return Picture(page(data, about, vis_network(), engine), about, data, texts=texts)


def _address(view_day: str, measure: Measure, selected: str) -> str:
    """The state that the view opens in, as in the fragment of its address; empty for the default state."""
    parts = {"as-of": view_day, "size": measure if measure != "acts" else "", "sel": f"n:{selected}" if selected else ""}
    return "&".join(f"{name}={value}" for name, value in parts.items() if value)
