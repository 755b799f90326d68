"""Parts of a graph: around a node, of a kind, in a period, or the triples of a query.

Every act in a part keeps its roles and the claims behind it, and what a speaker said keeps the statement and its speaker. A picture of a
part therefore never shows an accusation without its accuser.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.namespaces import DIP, RDF_TYPE
from kg.network.choosing import dated_within, having, members
from kg.network.model import MATTER_GROUPS, Edge, Fact, Literal, Projection

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def around(projection: Projection, iri: str) -> Projection:
    """The ego network of a node: the acts in which it has a role or on which its edges rest, and all that have roles in these.

    For an act: the act, all that have roles in it, and the acts that it is linked with.
    """
    keep = having(projection, iri)
    for edge in projection.edges:
        if iri in (edge.subject, edge.object):
            keep.update((edge.subject, edge.object), edge.acts)
    return restrict(projection, keep)


def of_kind(projection: Projection, kind: str) -> Projection:
    """The acts of a class with their roles; for a class of other things, these, the acts in which they have a role, and their edges.

    Raises:
        UsageError: nothing in the graph is of that class.
    """
    found = members(projection, kind)
    if not found:
        raise UsageError(f"nothing in the graph is of the kind {projection.label(kind)}", None, "`kg view` without --type shows all kinds")
    acts = {iri for iri in found if projection.nodes[iri].group in MATTER_GROUPS}
    if not acts:
        acts = {fact.subject for fact in projection.facts if isinstance(fact.object, str) and fact.object in found}
    return restrict(projection, found | acts)


def in_period(projection: Projection, start: str, end: str) -> Projection:
    """What may have happened in a period: acts whose bounds overlap it. Acts without a date are left out.

    An open end reaches until the date of the documents that tell of the act, see `kg.build.reach`.

    Args:
        projection: the picture model.
        start: an ISO day, or empty for no limit.
        end: an ISO day, or empty for no limit.
    """
    keep = dated_within(projection, start, end)  # acts only: `restrict` adds all that have roles in them
    return restrict(projection, keep, only_acts=keep)


def of_triples(projection: Projection, triples: Iterable[tuple[str, str, str | Literal]]) -> tuple[Projection, list[str], int]:
    """The triples of a query as edges, each with the proof that the graph has for it.

    Args:
        projection: the picture model of the whole graph.
        triples: the triples that the query returned.

    Returns:
        The part; the IRIs of the nodes that the query names; how many triples could not be drawn (a literal or a class as object).
    """
    edges: dict[tuple[str, str, str], Edge] = {}
    named: set[str] = set()
    drawn: dict[tuple[str, str, str], None] = {}
    left = 0
    known = {(edge.subject, edge.predicate, edge.object): edge for edge in projection.edges}
    facts = {(fact.subject, fact.predicate, fact.object): fact for fact in projection.facts if isinstance(fact.object, str)}
    for subject, predicate, value in triples:
        named.update(iri for iri in (subject, value) if isinstance(iri, str) and iri in projection.nodes)
        if not isinstance(value, str) or subject not in projection.nodes or value not in projection.nodes or predicate == RDF_TYPE:
            left += 1
            continue
        drawn[subject, predicate, value] = None
    for triple in drawn:
        fact = facts.get(triple)
        edges[triple] = known.get(triple) or Edge(*triple, False, (), fact.claims if fact else ())
    part = restrict(projection, named)
    made = [Fact(*triple, (), "query") for triple in drawn if triple not in facts and triple not in known]
    others = [edge for edge in part.edges if (edge.subject, edge.predicate, edge.object) not in edges]
    result = replace(part, edges=[*edges.values(), *others], facts=[*part.facts, *made])
    return result, sorted(named), left


def restrict(projection: Projection, keep: Iterable[str], only_acts: set[str] | None = None) -> Projection:
    """The part of a graph with some nodes and everything that these depend on.

    Args:
        projection: the whole.
        keep: IRIs of nodes.
        only_acts: if given, the part has no other acts, and edges rest on these acts only.
    """
    nodes = {iri for iri in keep if iri in projection.nodes}
    by_subject: dict[str, list[Fact]] = {}
    by_claim: dict[str, list[Fact]] = {}
    for fact in projection.facts:
        by_subject.setdefault(fact.subject, []).append(fact)
        for claim in fact.claims:
            by_claim.setdefault(claim, []).append(fact)

    def is_act(iri: str) -> bool:
        return projection.nodes[iri].group in MATTER_GROUPS

    waiting: Sequence[str] = sorted(nodes)
    while waiting:
        found: set[str] = set()
        for iri in waiting:
            if projection.nodes[iri].group not in MATTER_GROUPS and projection.nodes[iri].group != "office":
                continue
            for fact in by_subject.get(iri, ()):
                if isinstance(fact.object, str) and fact.object in projection.nodes and not is_act(fact.object):
                    found.add(fact.object)
                # The words of a speaker need the act of saying and its speaker.
                found.update(speech.value for claim in fact.claims for speech in projection.claims[claim].content_of)
        waiting = sorted(iri for iri in found - nodes if iri in projection.nodes)
        nodes.update(waiting)
    nodes |= tenures(projection, nodes)
    return cut(projection, nodes, only_acts)


def tenures(projection: Projection, nodes: set[str]) -> set[str]:
    """The tenures of the persons among some nodes, with their offices."""
    found: set[str] = set()
    for fact in projection.facts:
        if fact.predicate == DIP + "holder" and fact.object in nodes:
            found.add(fact.subject)
    found.update(
        str(fact.object)
        for fact in projection.facts
        if fact.subject in found and fact.predicate == DIP + "office" and fact.object in projection.nodes
    )
    return found


def cut(projection: Projection, nodes: set[str], only_acts: set[str] | None) -> Projection:
    """The network with these nodes only, and only the claims, passages, notes and dates that they use."""
    facts = [
        fact
        for fact in projection.facts
        if fact.subject in nodes and (not isinstance(fact.object, str) or fact.object not in projection.nodes or fact.object in nodes)
    ]
    edges = []
    for edge in projection.edges:
        if edge.subject not in nodes or edge.object not in nodes:
            continue
        allowed = nodes if only_acts is None else only_acts
        ways = tuple(way for way in edge.derivations if all(act in allowed for act in way.acts))
        if edge.derivations and not ways:
            continue
        edges.append(replace(edge, derivations=ways))
    claims = {claim for fact in facts for claim in fact.claims} | {claim for edge in edges for claim in edge.claims}
    reports = {report.value for claim in claims for report in projection.claims[claim].within}
    claims |= reports & projection.claims.keys()
    notes = {iri: note for iri, note in projection.notes.items() if any(each.value in nodes or each.value in claims for each in note.on)}
    cited = {each.value for claim in claims for each in (*projection.claims[claim].passages, *projection.claims[claim].read_with)}
    cited |= {passage.value for note in notes.values() for passage in note.passages}
    return replace(
        projection,
        nodes={iri: node for iri, node in projection.nodes.items() if iri in nodes},
        facts=facts,
        edges=edges,
        claims={iri: claim for iri, claim in projection.claims.items() if iri in claims},
        passages={iri: passage for iri, passage in projection.passages.items() if iri in cited},
        notes=notes,
        whens={iri: accounts for iri, accounts in projection.whens.items() if iri in nodes},
        periods={iri: period for iri, period in projection.periods.items() if period.things <= nodes},
    )
