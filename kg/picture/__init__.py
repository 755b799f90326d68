"""The interactive picture: one HTML file that shows the relations, their time and their proof, and needs nothing else.

from kg.picture import picture

picture(workspace).save("graph.html")
"""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING, Any

from kg.errors import EnvironmentProblem
from kg.picture.data import picture_data
from kg.picture.drawing import draw, vis_network
from kg.picture.page import page
from kg.picture.selection import around, in_period, of_kind, of_triples
from kg.projection.layout import positions
from kg.projection.proofs import read_proofs
from kg.projection.reading import read, value_of
from kg.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.projection import Literal, Projection
    from kg.store import Snapshot
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
        """Write the file, whole or not at all.

        Args:
            path: where; a file that is there is replaced.

        Returns:
            Its size in bytes.

        Raises:
            EnvironmentProblem: it cannot be written.
        """
        target = os.path.abspath(os.fspath(path))
        content = self.html.encode("utf-8")
        try:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            handle, temporary = tempfile.mkstemp(prefix=".kg-", suffix=".html", dir=os.path.dirname(target))
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                umask = os.umask(0)
                os.umask(umask)
                os.chmod(temporary, 0o666 & ~umask)
                os.replace(temporary, target)
            except BaseException:
                os.unlink(temporary)
                raise
        except OSError as error:
            raise EnvironmentProblem(
                f"the picture cannot be written: {error.strerror}", os.fspath(path), "give a place that can be written: kg view OUT.html"
            ) from error
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
    with open(snapshot.proofs_file, encoding="utf-8") as file:
        derivations = read_proofs(file, snapshot.proofs_file)
    rules = {rule.name: rule.explanation for rule in load_rules(workspace)}
    return read(snapshot.store, snapshot.base, language=workspace.language, derivations=derivations, rules=rules)


def picture(
    workspace: Workspace,
    snapshot: Snapshot | None = None,
    *,
    about: str | None = None,
    kind: str | None = None,
    start: str = "",
    end: str = "",
    as_of: str = "",
    triples: Iterable[Any] | None = None,
    query: str = "",
    measure: str = "acts",
    title: str | None = None,
    sparql: bool = False,
) -> Picture:
    """The picture of a workspace, or of a part of it.

    Args:
        workspace: the workspace.
        snapshot: its snapshot; the present one, built if needed, without it.
        about: the IRI of a node: only what is around it.
        kind: the IRI of a class: only acts of it, or only things of it with their acts.
        start: an ISO day: only what may have happened on it or later.
        end: an ISO day: only what may have happened on it or earlier.
        as_of: an ISO day that the view is set to when it opens.
        triples: pyoxigraph triples or rows of three terms from a query: only these.
        query: what the selection is called where `triples` are given.
        measure: what the size of nodes shows at first: one of `MEASURES`.
        title: the heading; the workspace's without it.
        sparql: whether the file carries the query engine.

    Returns:
        The picture.

    Raises:
        EnvironmentProblem: pyvis is incomplete, or, with `sparql`, the query engine is not set up.
        UsageError: nothing is left of the graph.
    """
    if snapshot is None:
        from kg.build import ensure

        snapshot = ensure(workspace)
    whole = project(workspace, snapshot)
    part, words = whole, []
    about_data: dict[str, Any] = {}
    if triples is not None:
        part, named, left = of_triples(part, [plain(each) for each in triples])
        about_data["only"] = named
        words.append(
            f"what the query {query} gives" + (f" ({left} triples with a text or a class as object are not drawn)" if left else "")
        )
    if about is not None:
        part = around(part, about)
        words.append(f"around {whole.label(about)}")
    if kind is not None:
        part = of_kind(part, kind)
        words.append(f"kind: {whole.label(kind)}")
    if start or end:
        part = in_period(part, start, end)
        words.append(f"{start or 'beginning'} to {end or 'end'}")
    address = [f"as-of={as_of}"] if as_of else []
    address += [f"size={measure}"] if measure != "acts" else []
    address += [f"sel=n:{about.removeprefix(snapshot.base + 'id/')}"] if about is not None else []
    about_data |= {
        "title": title or workspace.title,
        "workspace": workspace.title,
        "name": workspace.name,
        "digest": snapshot.digest[:12],
        "citation": workspace.citation,
        "license": workspace.license,
        "language": workspace.language,
        "selection": "; ".join(words),
        "start": "&".join(address),
    }
    engine = None
    if sparql:
        from kg.picture.engine import engine_parts

        engine, asking = engine_parts(workspace, snapshot)
        about_data |= {"engine": True, "asking": asking}
    return draw_picture(part, about_data, engine)


def draw_picture(projection: Projection, about: dict[str, Any], engine: dict[str, str] | None = None) -> Picture:
    """The picture of a projection; `about` is described in `kg.picture.data.picture_data`."""
    numbers = {iri: place for place, iri in enumerate(projection.nodes)}
    if "only" in about:
        about = about | {"only": [numbers[iri] for iri in about["only"] if iri in numbers]}
    data = picture_data(projection, about)
    data["network"] = draw(projection, positions(projection))
    return Picture(page(data, vis_network(), engine=engine), data)


def plain(triple: Any) -> tuple[str, str, str | Literal]:
    """A triple of pyoxigraph, or a row of three terms, in the model's terms.

    >>> import pyoxigraph as ox
    >>> plain(ox.Triple(ox.NamedNode("x:a"), ox.NamedNode("x:p"), ox.NamedNode("x:b")))
    ('x:a', 'x:p', 'x:b')
    """
    subject, predicate, value = (value_of(term) for term in triple)
    return str(subject), str(predicate), value if value is not None else ""
