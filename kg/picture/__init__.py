"""The interactive picture: one HTML file that shows the relations, their time and their proof, and needs nothing else.

from kg.picture import picture

picture(workspace).save("graph.html")
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.files import write_atomically
from kg.network.model import value_of
from kg.network.positions import positions
from kg.network.reading import read
from kg.picture.choices import day, kind_named, node_named, triples_of
from kg.picture.clusters import clusters
from kg.picture.data import picture_data
from kg.picture.drawing import draw, vis_network
from kg.picture.page import page
from kg.picture.selection import around, in_period, of_kind, of_triples
from kg.record.names import Names
from kg.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.network.model import Literal, Projection
    from kg.snapshot import Snapshot
    from kg.workspace import Workspace

__all__ = ["Picture", "picture", "project"]

MEASURES = ("acts", "degree", "betweenness")
"""What the size of a node can stand for."""


class Picture:
    """A finished picture.

    Attributes:
        html: the whole file, as text.
        data: what it shows, as JSON-able values (see `kg.picture.data`).
    """

    def __init__(self, html: str, data: dict[str, Any]) -> None:
        self.html = html
        self.data = data

    def save(self, path: str | os.PathLike[str]) -> int:
        """Write the file in one step; see `kg.files.write_atomically`.

        Args:
            path: where to write.

        Returns:
            Its size in bytes.

        Raises:
            EnvironmentProblem: it cannot be written.
        """
        content = self.html.encode("utf-8")
        write_atomically(path, content)
        return len(content)

    def _repr_html_(self) -> str:
        """The picture in a notebook: in a frame of its own that may run its script and nothing else."""
        import html

        title = html.escape(str(self.data["about"]["title"]), quote=True)
        allowed = "allow-scripts allow-downloads allow-popups"
        style = "width:100%;height:760px;border:1px solid #ccc"
        return f'<iframe title="{title}" sandbox="{allowed}" style="{style}" srcdoc="{html.escape(self.html, quote=True)}"></iframe>'


def project(workspace: Workspace, snapshot: Snapshot) -> Projection:
    """The picture model of a snapshot, with the proofs of its inferred lines."""
    rules = {rule.name: rule.explanation for rule in load_rules(workspace)}
    return read(snapshot.store, snapshot.base, language=workspace.language, derivations=snapshot.proofs().derivations(), rules=rules)


def picture(
    workspace: Workspace,
    snapshot: Snapshot | None = None,
    *,
    about: str | None = None,
    kind: str | None = None,
    start: str = "",
    end: str = "",
    as_of: str = "",
    query: str | None = None,
    params: Mapping[str, str] | None = None,
    measure: str = "acts",
    title: str | None = None,
    sparql: bool = False,
) -> Picture:
    """The picture of a workspace, or of a part of it. Names and dates are given as a user gives them.

    Args:
        workspace: the workspace.
        snapshot: its snapshot; the present one, built if needed, without it.
        about: the name of a person, state, act...: only what is around it.
        kind: the name of a class: only acts of it, or only things of it with their acts.
        start: a date: only what may have happened on it or later.
        end: a date: only what may have happened on it or earlier.
        as_of: a date that the view is set to when it opens.
        query: a stored query or a file that gives triples: only these.
        params: the query's parameters.
        measure: what the size of nodes shows at first: one of `MEASURES`.
        title: the heading; the workspace's without it.
        sparql: whether the file carries the query engine.

    Returns:
        The picture.

    Raises:
        NameNotFound: nothing has a name that was given; also NameAmbiguous.
        UsageError: a date, a measure or a query that cannot be used, or nothing is left to draw.
        EnvironmentProblem: pyvis is incomplete, or, with `sparql`, the query engine is not set up.
    """
    if measure not in MEASURES:
        raise UsageError(f"there is no measure {measure!r}", None, f"one of {', '.join(MEASURES)}")
    if snapshot is None:
        from kg.build import ensure

        snapshot = ensure(workspace)
    first, last, view_day = day("the beginning", start, False), day("the end", end, True), day("as of", as_of, True)
    if first and last and first > last:
        raise UsageError(f"the period ends before it begins: {start} to {end}", None, "give the earlier date first")
    names = Names(snapshot.store, workspace.prefixes(), workspace.language)
    whole = project(workspace, snapshot)
    part = whole
    words: list[str] = []
    extra: dict[str, Any] = {}
    address = [f"as-of={view_day}"] if view_day else []
    address += [f"size={measure}"] if measure != "acts" else []
    if query is not None:
        rows = triples_of(workspace, snapshot, names, query, params or {})
        part, extra["only"], left = of_triples(part, [plain(each) for each in rows])
        called = os.path.basename(query)
        words.append(
            f"what the query {called} gives" + (f" ({left} triples with a text or a class as object are not drawn)" if left else "")
        )
    if about is not None:
        iri = node_named(part, names, about)
        part = around(part, iri)
        words.append(f"around {whole.label(iri)}")
        address.append(f"sel=n:{iri.removeprefix(snapshot.base + 'id/')}")
    if kind is not None:
        iri = kind_named(part, names.prefixes, kind)
        part = of_kind(part, iri)
        words.append(f"kind: {whole.label(iri)}")
    if first or last:
        part = in_period(part, first, last)
        words.append(f"{start or 'beginning'} to {end or 'end'}")
    if not part.nodes:
        raise UsageError(f"nothing is left to draw: {'; '.join(words)}", None, "choose less narrowly")
    facts_about: dict[str, Any] = {
        "title": title or workspace.title,
        "workspace": workspace.title,
        "name": workspace.name,
        "digest": snapshot.digest[:12],
        "citation": workspace.citation,
        "license": workspace.license,
        "language": workspace.language,
        "selection": "; ".join(words),
        "start": "&".join(address),
        **extra,
    }
    engine = None
    if sparql:
        from kg.picture.engine import engine_parts

        engine, asking = engine_parts(workspace, snapshot)
        facts_about |= {"engine": True, "asking": asking}
    return draw_picture(part, facts_about, engine)


def draw_picture(projection: Projection, about: dict[str, Any], engine: dict[str, str] | None = None) -> Picture:
    """The picture of a projection; `about` is described in `kg.picture.data.picture_data`."""
    numbers = {iri: place for place, iri in enumerate(projection.nodes)}
    if "only" in about:
        about = about | {"only": [numbers[iri] for iri in about["only"] if iri in numbers]}
    data = picture_data(projection, about)
    at = positions(projection)
    data["network"] = draw(projection, at)
    data["clusters"] = clusters(projection, at) if "only" not in about else []
    return Picture(page(data, vis_network(), engine=engine), data)


def plain(triple: Iterable[object]) -> tuple[str, str, str | Literal]:
    """A triple of pyoxigraph, or a row of three terms, in the model's terms.

    >>> import pyoxigraph as ox
    >>> plain(ox.Triple(ox.NamedNode("x:a"), ox.NamedNode("x:p"), ox.NamedNode("x:b")))
    ('x:a', 'x:p', 'x:b')
    """
    subject, predicate, value = (value_of(term) for term in triple)
    return str(subject), str(predicate), value if value is not None else ""
