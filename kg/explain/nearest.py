"""What comes near a triple that is not held, and why it is not held."""

from __future__ import annotations

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from kg.record.names import LABEL, PREF_LABEL
from kg.record.vocabulary import ACTOR, DERIVED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, TypeAlias

    from kg.record.model import Claim
    from kg.record.record import Record
    from kg.rules import Rule

    Json: TypeAlias = dict[str, Any]

SHOWN = 12
"""So many near claims are given at most."""
SHOWN_HELD = 4
"""So many of them that are held and say something else."""

_WHY = {
    "Hedged": "the teller hedges it",
    "Rumoured": "the teller passes it on as a rumour",
    "Conditional": "it is said under a condition",
    "Planned": "it is only planned or announced",
    "Evaluative": "it is a judgement",
    "Denied": "the teller says that it is not so",
}


def nearest(evidence: Record, wanted: Triple, rules: Mapping[str, Rule]) -> list[Json]:
    """The claims nearest to a triple that is not held, the nearest first.

    First those that say the very triple; then those from which it would follow if they were held; then, where the object is a literal,
    those that give another value; then those that relate the two ends in another way, the unheld before the held.

    Args:
        evidence: the dataset.
        wanted: the triple.
        rules: the rules by name.

    Returns:
        At most `SHOWN` claims as JSON objects, each with ``near`` (``says it``, ``would give it``, ``gives another value`` or
        ``names both``), ``why`` it does not make the triple held, what it ``says``, and its passages.
    """
    from kg.explain.why import told

    subject, value = wanted.subject, wanted.object
    exact = [claim for claim in evidence.of_triple(subject, wanted.predicate, value) if not claim.held]  # type: ignore[arg-type]
    linked = list(_linked(evidence, wanted))
    unheld = [claim for claim in linked if not claim.held]
    giving = _giving(evidence, wanted, unheld, rules)
    found: dict[NamedNode, Json] = {}
    others = _other_values(evidence, wanted)
    both = _both(evidence, wanted, unheld)
    groups = (("says it", exact), ("would give it", giving), ("gives another value", others), ("names both", both))
    held = _both(evidence, wanted, [claim for claim in linked if claim.held and _joins(evidence, wanted, claim)])
    for near, claims in (*groups, ("names both", held[:SHOWN_HELD])):
        for claim in claims:
            if claim.graph not in found and len(found) < SHOWN:
                found[claim.graph] = {"near": near, "why": reasons(evidence, claim), **told(evidence, claim)}
    return list(found.values())


def reasons(evidence: Record, claim: Claim) -> str:
    """Why what a claim says is not held: because of how it is said, by whom, or because it was withdrawn."""
    words = []
    if claim.standing in _WHY:
        words.append(_WHY[claim.standing])
    for statement in claim.content_of:
        named = bool(evidence.nodes(statement, ACTOR))
        who = " and ".join(evidence.voices_of(statement)) if named else f"a voice that is not named ({evidence.names.label(statement)})"
        words.append(f"{who} says it, not the document itself")
    if claim.deprecated:
        words.append("it was withdrawn")
    return "; ".join(words) if words else "it is held, and says something else"


def _other_values(evidence: Record, wanted: Triple) -> list[Claim]:
    """Where the object is a literal: the claims with another literal for the same subject and predicate, the held first."""
    if not isinstance(wanted.object, Literal):
        return []
    quads = evidence.store.quads_for_pattern(wanted.subject, wanted.predicate, None)
    claims = evidence.of_graphs(quad.graph_name for quad in quads if isinstance(quad.object, Literal) and quad.object != wanted.object)
    return sorted(claims, key=lambda claim: not claim.held)


def _linked(evidence: Record, wanted: Triple) -> Iterable[Claim]:
    """The claims in which one of the two ends stands."""
    ends = [term for term in (wanted.subject, wanted.object) if isinstance(term, NamedNode)]
    graphs = {claim.graph for end in ends for claim in evidence.mentioning(end)}
    return evidence.of_graphs(graphs)


def _both(evidence: Record, wanted: Triple, claims: Iterable[Claim]) -> list[Claim]:
    """Those of the claims in which both ends stand, those with the very predicate first."""
    found = []
    for claim in claims:
        terms: set[object] = set()
        same = False
        for quad in evidence.says(claim):
            if quad.predicate not in {LABEL, PREF_LABEL}:
                terms |= {quad.subject, quad.object}
                same = same or (quad.subject == wanted.subject and quad.predicate == wanted.predicate)
        if wanted.subject in terms and (wanted.object in terms or same):
            found.append((not same, claim))
    return [claim for _, claim in sorted(found, key=lambda each: each[0])]


def _joins(evidence: Record, wanted: Triple, claim: Claim) -> bool:
    """Whether one node of a claim has a part for both ends, or one end has the other."""
    around: dict[object, set[object]] = {}
    for quad in evidence.says(claim):
        around.setdefault(quad.subject, {quad.subject}).add(quad.object)
    return any({wanted.subject, wanted.object} <= nodes for nodes in around.values())


def _giving(evidence: Record, wanted: Triple, claims: Iterable[Claim], rules: Mapping[str, Rule]) -> list[Claim]:
    """Those of the claims from which, with what is held, the triple would follow: the rules are run as if they were held."""
    heads = {pattern[1] for rule in rules.values() for pattern in rule.head}
    taken = list(claims)
    if wanted.predicate not in heads or not taken:
        return []
    from kg.errors import DataError
    from kg.rules import entail

    store = Store()
    held = {
        Triple(quad.subject, quad.predicate, quad.object) for quad in evidence.store.quads_for_pattern(None, None, None, DefaultGraph())
    }
    claimed: dict[Triple, list[Claim]] = {}
    for claim in taken:
        for quad in evidence.store.quads_for_pattern(None, None, None, claim.graph):
            if quad.predicate not in DERIVED:
                claimed.setdefault(Triple(quad.subject, quad.predicate, quad.object), []).append(claim)
    store.extend(Quad(each.subject, each.predicate, each.object) for each in held.union(claimed))
    try:
        entailed = {each.triple: each for each in entail(store, list(rules.values()))}
    except DataError:  # as if held, the claims can contradict each other: then nothing is said to follow from them
        return []
    graphs: set[object] = set()
    todo: list[Triple] = [wanted]
    seen: set[Triple] = set()
    while todo:
        one = todo.pop()
        if one in seen or one in held:
            continue
        seen.add(one)
        graphs.update(claim.graph for claim in claimed.get(one, ()))
        if one in entailed:
            todo += entailed[one].derivations[0].premises
    return evidence.of_graphs(graphs) if wanted in entailed else []
