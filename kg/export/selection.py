"""Which part of a snapshot an export has."""

from __future__ import annotations

from typing import NamedTuple


class Selection(NamedTuple):
    """Which part of a snapshot an export has.

    Attributes:
        held: whether a format with named graphs also has the default graph under the name ``graph/held``, for engines that answer
            plain queries from the union of all graphs.
        claimed: whether a network (GraphML, GEXF, CSV) also has what is claimed and not held, each edge with its standing.
    """

    held: bool = False
    claimed: bool = False
