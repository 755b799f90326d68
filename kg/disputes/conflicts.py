"""Claims in conflict: what the curators noted as such, and what one passage states and another denies, and dates
and roles that exclude each other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.disputes.compare import compare
from kg.disputes.model import DATES_DIFFER, DENIED_AND_HELD, ROLES_DIFFER
from kg.disputes.survey import CONFLICTS, DESCRIBING
from kg.record.names import slug
from kg.record.vocabulary import DATES_CONFLICT, ROLES_CONFLICT_IN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence, Set

    from kg.disputes.describe import Describer
    from kg.disputes.model import Dispute
    from kg.disputes.survey import Survey
    from kg.record.model import Claim, Note


def noted_conflicts(survey: Survey, describe: Describer, placed: Set[str]) -> Iterator[Dispute]:
    """An item for each note on a conflict, except for the `placed` ones, which are part of another item."""
    for note in survey.notes:
        if note.kind in CONFLICTS and note.node.value not in placed:
            yield _conflict(survey, describe, note)


def denials(survey: Survey, describe: Describer) -> Iterator[Dispute]:
    """An item for each denial of something that is held."""
    for claim in survey.claims:
        if claim.standing == "Denied" and (item := _denial(survey, describe, claim)) is not None:
            yield item


def conflicting_dates(survey: Survey, describe: Describer) -> Iterator[Dispute]:
    """An item for each node to which held claims give dates that exclude each other."""
    for node in survey.record.subjects(DATES_CONFLICT):
        claims = [each for each in survey.record.dating(node) if each.held]
        if claims:
            item = describe.item("conflict", f"c-dates-{slug(node.value)}", (DATES_DIFFER,), [node], survey.record.cited(claims), claims)
            sides = tuple(describe.side(each.passages, [each]) for each in claims)
            yield replace(item, sides=sides, rows=compare(survey.record, [[each] for each in claims], [node]))


def conflicting_roles(survey: Survey, describe: Describer) -> Iterator[Dispute]:
    """An item for each matter to which held claims give roles that cannot all be right."""
    record = survey.record
    for node in record.subjects(ROLES_CONFLICT_IN):
        claims = [each for each in record.of_graphs(record.nodes(node, ROLES_CONFLICT_IN)) if each.held]
        if claims:
            item = describe.item("conflict", f"c-roles-{slug(node.value)}", (ROLES_DIFFER,), [node], record.cited(claims), claims)
            sides = tuple(describe.side(each.passages, [each]) for each in claims)
            yield replace(item, sides=sides, rows=compare(record, [[each] for each in claims], [node]))


def _conflict(survey: Survey, describe: Describer, note: Note) -> Dispute:
    sides = [describe.side([passage], _relevant(survey, passage, note.on)) for passage in note.passages]
    item = describe.item("conflict", f"c-{slug(note.node.value)}", (describe.kind(note),), note.on, note.passages)
    return replace(item, iri=note.node.value, gist=note.gist, sides=tuple(sides))


def _relevant(survey: Survey, passage: NamedNode, nodes: Sequence[NamedNode]) -> list[Claim]:
    """The claims of a passage that concern some nodes; if none does, all its claims."""
    of_passage = survey.by_passage[passage]
    wanted = set(nodes)
    found = []
    for claim in of_passage:
        terms = {term for quad in survey.record.says(claim) for term in (quad.subject, quad.object)}
        if wanted & {claim.graph, *claim.content_of} or wanted & terms:
            found.append(claim)
    return found or of_passage


def _denial(survey: Survey, describe: Describer, claim: Claim) -> Dispute | None:
    record = survey.record
    held: dict[Claim, None] = {}
    about: dict[NamedNode, None] = {}
    for quad in record.says(claim):
        if quad.predicate in DESCRIBING:
            continue
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            holding = [each for each in record.of_triple(quad.subject, quad.predicate, quad.object) if each.held]
            held |= dict.fromkeys(holding)
            about |= dict.fromkeys([quad.subject] if holding else [])
    if not held:
        return None
    claims = [*held, claim]
    item = describe.item("conflict", f"c-{slug(claim.graph.value)}", (DENIED_AND_HELD,), list(about), record.cited(claims), claims)
    sides = (describe.side(record.cited(held), held), describe.side(claim.passages, [claim]))
    return replace(item, sides=sides, rows=compare(record, [list(held), [claim]], about))
