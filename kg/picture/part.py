"""The part of a graph that a picture shows, as a user chooses it step by step."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.export.choices import day, kind_named, node_named
from kg.network.model import MATTER_GROUPS, value_of
from kg.network.network import Network
from kg.network.projection import network_of
from kg.picture.about import About
from kg.picture.selection import around, in_period, of_kind, of_triples
from kg.record.principals import principals

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kg.export.choices import Answered
    from kg.network.model import Literal, Projection
    from kg.record.names import Names
    from kg.snapshot import Snapshot
    from kg.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a graph.

    Attributes:
        network: the part itself.
        words: how it was chosen, a phrase for each step.
        only: the nodes that a query returned, by IRI; None without a query.
        selected: the node that is selected when the picture opens, by IRI; empty for none.
    """

    network: Network
    words: tuple[str, ...] = ()
    only: tuple[str, ...] | None = None
    selected: str = ""

    @property
    def projection(self) -> Projection:
        """The network without positions and measures."""
        return self.network.projection

    def of_query(self, answered: Answered) -> Part:
        """What a query returned.

        Raises:
            UsageError: the answer has no triples.
        """
        projection, only, left_out = of_triples(self.projection, [plain(row) for row in answered.triples()])
        phrase = f"the triples of the query {os.path.basename(answered.name)}"
        if left_out:
            phrase += f" ({left_out} with a text or a class as object are not drawn)"
        if answered.answer.cut:
            phrase += f" ({answered.answer.cut})"
        return replace(self, network=Network(projection), words=(*self.words, phrase), only=tuple(only))

    def around(self, names: Names, name: str) -> Part:
        """What is around a thing.

        Raises:
            NameNotFound: nothing that can be drawn has that name.
            NameAmbiguous: several things have it.
        """
        iri = node_named(self.projection, names, name)
        words = (*self.words, f"around {self.projection.label(iri)}")
        return replace(self, network=Network(around(self.projection, iri)), words=words, selected=iri)

    def of_kind(self, names: Names, name: str) -> Part:
        """The acts of a class, or the things of a class with their acts.

        Raises:
            NameNotFound: no class in the graph has that name.
        """
        iri = kind_named(self.projection, names.prefixes, name)
        words = (*self.words, f"kind: {self.projection.label(iri)}")
        return replace(self, network=Network(of_kind(self.projection, iri)), words=words)

    def in_period(self, first: str, last: str, phrase: str) -> Part:
        """What may have happened in a period.

        Args:
            first: its first day as an ISO day; empty for no limit.
            last: its last day as an ISO day; empty for no limit.
            phrase: the period in words.

        Raises:
            UsageError: nothing that has a date may have happened in it.
        """
        left = in_period(self.projection, first, last)
        if not left.nodes:
            among = f" ({'; '.join(self.words)})" if self.words else ""
            raise UsageError(f"nothing is left to draw: nothing is dated {phrase}{among}", None, self._dates())
        return replace(self, network=Network(left), words=(*self.words, phrase))

    def _dates(self) -> str:
        """Which period has acts, as a hint."""
        nodes = self.projection.nodes
        dated = [
            when
            for iri, accounts in self.projection.whens.items()
            if nodes[iri].group in MATTER_GROUPS
            for when in accounts
            if when.graph is not None
        ]
        first = min((when.earliest for when in dated if when.earliest), default="")
        last = max((when.latest or when.counted_until for when in dated), default="")
        if not first and not last:
            return "none of the acts has a date: leave out --from and --to"
        dates = first if first == last else f"{first or 'an unknown day'} to {last or 'an unknown day'}"
        return f"the acts are dated {dates}: widen --from and --to"

    def about_it(self, workspace: Workspace, snapshot: Snapshot, names: Names, title: str | None) -> About:
        """What a picture of the part says about itself.

        Args:
            workspace: the workspace.
            snapshot: its snapshot.
            names: the names in the snapshot.
            title: the heading; None for the title of the workspace.

        Raises:
            DataError: a principal party in the settings is not the name of one agent.
        """
        return About(
            title=title or workspace.title,
            workspace=workspace.title,
            name=workspace.name,
            digest=snapshot.digest[:12],
            citation=workspace.citation,
            license=workspace.license,
            language=workspace.language,
            selection="; ".join(self.words),
            only=self.only,
            principals=tuple(filter(None, (self.selected, *principals(workspace, names)))),
        )


def part_of(
    workspace: Workspace,
    snapshot: Snapshot,
    names: Names,
    *,
    about: str | None = None,
    kind: str | None = None,
    start: str | date | None = None,
    end: str | date | None = None,
    answered: Answered | None = None,
    empty: bool = False,
) -> Part:
    """The part of a graph that a user asks for, with names and dates as a user writes them; see `kg.picture.picture.picture`.

    `empty` is whether the whole of an empty graph is drawn.

    Raises:
        NameNotFound: nothing has a name that was given.
        NameAmbiguous: several things have it.
        UsageError: a date or a query cannot be used, or nothing is left to draw.
    """
    first, last = day("the beginning", start, False), day("the end", end, True)
    if first and last and first > last:
        raise UsageError(f"the period ends before it begins: {start} to {end}", None, "give the earlier date first")
    part = Part(network_of(workspace, snapshot))
    if not part.projection.nodes and empty and about is None and kind is None and answered is None:
        return part
    if not part.projection.nodes:
        raise UsageError("the graph is empty: there is nothing to draw", None, how_to_begin(workspace))
    if answered is not None:
        part = part.of_query(answered)
    if about is not None:
        part = part.around(names, about)
    if kind is not None:
        part = part.of_kind(names, kind)
    if first or last:
        part = part.in_period(first, last, f"{start or 'beginning'} to {end or 'end'}")
    if not part.projection.nodes:
        raise UsageError(f"nothing is left to draw: {'; '.join(part.words)}", None, "widen the selection")
    return part


def how_to_begin(workspace: Workspace) -> str:
    """What to do where the graph of a workspace is empty, in a few words."""
    return f"write what the passages say into {os.path.join(workspace.folder, 'data')}, as docs/codebook.md describes"


def plain(triple: Iterable[object]) -> tuple[str, str, str | Literal]:
    """A triple of pyoxigraph, or a row of three terms, in the terms of the network.

    >>> import pyoxigraph as ox
    >>> plain(ox.Triple(ox.NamedNode("x:a"), ox.NamedNode("x:p"), ox.NamedNode("x:b")))
    ('x:a', 'x:p', 'x:b')
    """
    subject, predicate, value = (value_of(term) for term in triple)
    return str(subject), str(predicate), value if value is not None else ""
