"""How two agents are connected: the shortest chains between them, with the acts and the passages of each step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.network.chains import chains
from kg.network.connection import Act, Chains, Link, Named, Tie
from kg.network.measures import EXPLANATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.network.chains import Step
    from kg.network.model import Edge, Projection
    from kg.record.names import Names


def path(names: Names, projection: Projection, a: str, b: str, limit: int = 5) -> Chains:
    """Find the shortest chains of acts between two agents; if there are none, the shortest chains of acts and lasting ties.

    Args:
        names: the names of the dataset.
        projection: its network.
        a: the name of the agent at which the chains start.
        b: the name of the agent at which they end.
        limit: the maximum number of chains, 1 or more.

    Raises:
        NameNotFound: no agent has one of the names.
        NameAmbiguous: several agents have it.
        UsageError: both names are of the same agent, or `limit` is less than 1.
    """
    if limit < 1:
        raise UsageError("the number of chains must be 1 or more", None, "such as --limit 5")
    start, end = (names.find(name, "dip:Agent").value for name in (a, b))
    if start == end:
        raise UsageError("both ends are the same", None, "name two agents")
    found, meaning = chains(projection, start, end, limit), "chain"
    if not found:
        found, meaning = chains(projection, start, end, limit, lasting=True), "lasting"
    describe = _Describer(projection)
    ways = tuple(tuple(map(describe.link, chain)) for chain in found)
    return Chains(describe.named(start), describe.named(end), ways, limit, EXPLANATIONS[meaning if found else "chain"])


class _Describer:
    """The labels, dates and passages of what is in a chain."""

    def __init__(self, projection: Projection) -> None:
        self.projection = projection

    def named(self, iri: str) -> Named:
        return Named(iri, self.projection.label(iri))

    def link(self, step: Step) -> Link:
        return Link(self.named(step.source), self.named(step.target), tuple(map(self._tie, step.edges)))

    def _tie(self, edge: Edge) -> Tie:
        return Tie(
            self.named(edge.subject),
            self.named(edge.predicate),
            self.named(edge.object),
            not edge.entailed,
            tuple(sorted({way.rule for way in edge.derivations})),
            tuple(map(self._act, edge.acts)),
            self._passages(edge.claims),
        )

    def _act(self, act: str) -> Act:
        claims = {claim for fact in self.projection.facts if fact.subject == act for claim in fact.claims}
        held = [when for when in self.projection.whens.get(act, ()) if when.graph is None]
        return Act(act, self.projection.label(act), held[0].words if held else "", self._passages(claims))

    def _passages(self, claims: Iterable[str]) -> tuple[str, ...]:
        """The short names of the passages that the held ones among some claims cite."""
        held = [self.projection.claims[claim] for claim in claims if self.projection.claims[claim].held]
        cited = {passage.value for claim in held for passage in claim.passages}
        known = [self.projection.passages[passage] for passage in cited if passage in self.projection.passages]
        return tuple(each.name for each in sorted(known, key=lambda each: each.order))
