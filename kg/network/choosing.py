"""Things chosen from a network: who takes part, of which class they are, and when they may have been."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.network.model import MATTER_GROUPS

if TYPE_CHECKING:
    from kg.network.model import Projection
    from kg.record.model import When


def having(projection: Projection, iri: str) -> set[str]:
    """A thing, and all acts and other things of which somebody says that they have a role for it or lead to it.

    Args:
        projection: the network.
        iri: the IRI of the thing.
    """
    return {iri, *(fact.subject for fact in projection.facts if fact.object == iri)}


def members(projection: Projection, kind: str) -> set[str]:
    """The instances of a class and of its subclasses.

    Args:
        projection: the network.
        kind: the IRI of the class.
    """
    return {iri for iri, node in projection.nodes.items() if any(kind in projection.ancestors(each) for each in node.kinds)}


def dated_within(projection: Projection, start: str, end: str) -> set[str]:
    """The acts and other matters that may have happened in a period: those whose bounds overlap it. Those without a date are left out.

    An open end reaches until the date of the documents that tell of the act, see `kg.build.reach`.

    Args:
        projection: the network.
        start: an ISO day, or empty for no limit.
        end: an ISO day, or empty for no limit.
    """
    # What only came after something has no account of its own, and the bound of that.
    whens = {iri: [when for when in accounts if when.graph is not None] or accounts for iri, accounts in projection.whens.items()}

    def meets(when: When) -> bool:
        dated = bool(when.earliest or when.latest)
        last = when.latest or when.counted_until
        return dated and not (end and when.earliest > end) and not (start and last and last < start)

    matters = (iri for iri, node in projection.nodes.items() if node.group in MATTER_GROUPS)
    return {iri for iri in matters if any(meets(when) for when in whens.get(iri, ()))}
