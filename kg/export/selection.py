"""Which part of a snapshot an export has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pyoxigraph import Triple


class Part(NamedTuple):
    """The things that an export is restricted to.

    Attributes:
        things: the IRIs of the chosen acts and other things.
        words: how they were chosen, a phrase for each condition.
        entailed: the entailed triples that rest on chosen acts only, or whose subject and object are both chosen.
        periods: the IRIs of the periods of relations that rest on chosen acts only.
    """

    things: frozenset[str]
    words: tuple[str, ...]
    entailed: frozenset[Triple] = frozenset()
    periods: frozenset[str] = frozenset()


class Selection(NamedTuple):
    """Which part of a snapshot an export has.

    Attributes:
        held: whether a format with named graphs also has the default graph under the name ``graph/held``, for engines that answer
            plain queries from the union of all graphs.
        claimed: whether a network (GraphML, GEXF, CSV) also has what is claimed and not held, each edge with its standing.
        part: the things that the export is restricted to; None for all.
    """

    held: bool = False
    claimed: bool = False
    part: Part | None = None
