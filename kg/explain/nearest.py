"""The claims that are nearest to a triple that is not held, and why they are not held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from kg.errors import DataError, LimitReached
from kg.explain.claims import assertions, cited_claim
from kg.explain.model import Named, NearClaim, Nearness, Obstacle, Reason
from kg.record.vocabulary import ACTOR, DERIVED
from kg.rules import entail
from kg.terms import LABEL, PREF_LABEL, SUB_CLASS, TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.record.model import Claim
    from kg.record.record import Record
    from kg.rules import Rule

MOST: Final = 12
"""The maximum number of near claims that are returned."""
MOST_HELD: Final = 4
"""The maximum number of held claims among them that say something else."""

_STANDINGS: Final = {each.value: each for each in Obstacle}


def nearest(record: Record, wanted: Triple, rules: Mapping[str, Rule]) -> tuple[NearClaim, ...]:
    """The claims nearest to a triple that is not held, the nearest first.

    First the claims that say the triple itself; then those from which it would follow if they were held; then, for a literal, those with
    another value; then those that relate its subject and object in another way, those that are not held before those that are.

    Args:
        record: the dataset.
        wanted: the triple.
        rules: the rules by name.

    Returns:
        At most `MOST` claims, each once.
    """
    same = record.of_graphs(quad.graph_name for quad in record.store.quads_for_pattern(wanted.subject, wanted.predicate, wanted.object))
    linked = _mentioning_an_end(record, wanted)
    unheld = [claim for claim in linked if not claim.held]
    held = [claim for claim in linked if claim.held and _joins_the_ends(record, wanted, claim)]
    groups: tuple[tuple[Nearness, Sequence[Claim]], ...] = (
        (Nearness.SAME_TRIPLE, [claim for claim in same if not claim.held]),
        (Nearness.WOULD_ENTAIL, _entailing(record, wanted, unheld, rules)),
        (Nearness.OTHER_VALUE, _other_values(record, wanted)),
        (Nearness.SAME_ENDS, _mentioning_both_ends(record, wanted, unheld)),
        (Nearness.SAME_ENDS, _mentioning_both_ends(record, wanted, held)[:MOST_HELD]),
    )
    first: dict[NamedNode, tuple[Nearness, Claim]] = {}
    for nearness, claims in groups:
        for claim in claims:
            first.setdefault(claim.graph, (nearness, claim))
    return tuple(
        NearClaim(
            nearness, reasons(record, claim), cited_claim(record, claim), assertions(record, claim), _needs(record, wanted, claim, rules)
        )
        for nearness, claim in list(first.values())[:MOST]
    )


def reasons(record: Record, claim: Claim) -> tuple[Reason, ...]:
    """Why a claim is not held: its standing, its speakers, its withdrawal; none for a held claim."""
    found = [Reason(_STANDINGS[claim.standing])] if claim.standing in _STANDINGS else []
    for statement in claim.content_of:
        speakers = tuple(map(record.names.label, record.nodes(statement, ACTOR)))
        found.append(Reason(Obstacle.REPORTED_SPEECH, Named(statement, record.names.label(statement)), speakers))
    if claim.deprecated:
        found.append(Reason(Obstacle.WITHDRAWN))
    return tuple(found)


def _needs(record: Record, wanted: Triple, claim: Claim, rules: Mapping[str, Rule]) -> tuple[str, ...]:
    """For each thing that a held claim is about, the one role that it lacks for a rule to conclude a triple of the wanted property."""
    found: dict[str, None] = {}
    label = record.names.label
    nodes = sorted({quad.subject for quad in record.says(claim) if isinstance(quad.subject, NamedNode)}, key=str) if claim.held else []
    for node in nodes:
        held = {quad.predicate for quad in record.store.quads_for_pattern(node, None, None, DefaultGraph())}
        kinds = {above for kind in record.nodes(node, TYPE) for above in _above(record, kind)}
        for rule in rules.values():
            if not any(pattern[1] == wanted.predicate for pattern in rule.head) or not rule.body:
                continue
            subject, predicate, kind = rule.body[0]
            roles = dict.fromkeys(each[1] for each in rule.body[1:] if each[0] == subject and isinstance(each[1], NamedNode))
            lacking = [each for each in roles if each not in held]
            if predicate == TYPE and kind in kinds and len(roles) > 1 and len(lacking) == 1:
                found[f"{label(node)} has no {label(lacking[0])}: {rule.explanation}"] = None
    return tuple(found)


def _above(record: Record, kind: NamedNode) -> set[NamedNode]:
    """A class and all classes above it."""
    found: set[NamedNode] = set()
    todo = [kind]
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += record.nodes(one, SUB_CLASS)
    return found


def _other_values(record: Record, wanted: Triple) -> list[Claim]:
    """For a literal: the claims with another literal for the same subject and predicate, the held first."""
    if not isinstance(wanted.object, Literal):
        return []
    quads = record.store.quads_for_pattern(wanted.subject, wanted.predicate, None)
    claims = record.of_graphs(quad.graph_name for quad in quads if isinstance(quad.object, Literal) and quad.object != wanted.object)
    return sorted(claims, key=lambda claim: not claim.held)


def _mentioning_an_end(record: Record, wanted: Triple) -> list[Claim]:
    """The claims that mention the subject or the object."""
    ends = [term for term in (wanted.subject, wanted.object) if isinstance(term, NamedNode)]
    return record.of_graphs({claim.graph for end in ends for claim in record.mentioning(end)})


def _mentioning_both_ends(record: Record, wanted: Triple, claims: Iterable[Claim]) -> list[Claim]:
    """The claims that mention the subject and the object, or the subject with the same predicate; the latter first."""
    found = []
    for claim in claims:
        terms: set[object] = set()
        same = False
        for quad in record.says(claim):
            if quad.predicate not in {LABEL, PREF_LABEL}:
                terms |= {quad.subject, quad.object}
                same = same or (quad.subject == wanted.subject and quad.predicate == wanted.predicate)
        if wanted.subject in terms and (wanted.object in terms or same):
            found.append((not same, claim))
    return [claim for _, claim in sorted(found, key=lambda each: each[0])]


def _joins_the_ends(record: Record, wanted: Triple, claim: Claim) -> bool:
    """Whether a claim relates the subject and the object to one node, or one of them to the other."""
    around: dict[object, set[object]] = {}
    for quad in record.says(claim):
        around.setdefault(quad.subject, {quad.subject}).add(quad.object)
    return any({wanted.subject, wanted.object} <= nodes for nodes in around.values())


def _entailing(record: Record, wanted: Triple, claims: Sequence[Claim], rules: Mapping[str, Rule]) -> list[Claim]:
    """The claims from which, together with what is held, the triple would follow by the rules."""
    heads = {pattern[1] for rule in rules.values() for pattern in rule.head}
    if wanted.predicate not in heads or not claims:
        return []
    try:
        held = {_triple(quad) for quad in record.store.quads_for_pattern(None, None, None, DefaultGraph())}
    except LimitReached:  # the graph is on a server, and too large to be fetched for this
        return []
    claimed: dict[Triple, list[Claim]] = {}
    for claim in claims:
        for quad in record.store.quads_for_pattern(None, None, None, claim.graph):
            if quad.predicate not in DERIVED:
                claimed.setdefault(_triple(quad), []).append(claim)
    store = Store()
    store.extend(Quad(each.subject, each.predicate, each.object) for each in held.union(claimed))
    try:
        premises = {each.triple: each.derivations[0].premises for each in entail(store, list(rules.values()))}
    except DataError:  # together, the claims can contradict each other; in that case none is returned
        return []
    if wanted not in premises:
        return []
    graphs: set[NamedNode] = set()
    todo: list[Triple] = [wanted]
    seen: set[Triple] = set(held)
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            graphs.update(claim.graph for claim in claimed.get(one, ()))
            todo += premises.get(one, ())
    return record.of_graphs(graphs)


def _triple(quad: Quad) -> Triple:
    return Triple(quad.subject, quad.predicate, quad.object)
