"""What a document, or a speaker in it, does not state as fact; one item for a claim that several documents make in the same words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.disputes.compare import subjects
from kg.disputes.survey import doubted
from kg.record.names import slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pyoxigraph import NamedNode

    from kg.disputes.describe import Describer
    from kg.disputes.model import Dispute
    from kg.disputes.survey import Survey
    from kg.record.model import Claim


def doubts(survey: Survey, describe: Describer, accounts: Mapping[NamedNode, str]) -> Iterator[Dispute]:
    """An item for each doubted claim.

    Args:
        survey: the dataset.
        describe: makes the values of the report.
        accounts: the assertion graphs of accounts that differ, to the key of their item.
    """
    for claims in survey.clusters(lambda claim: _twins(survey, claim)):
        if doubted(claims[0]):
            yield _doubt(survey, describe, claims, accounts)


def _twins(survey: Survey, claim: Claim) -> list[Claim]:
    """The claims of parallel passages that repeat a doubted claim: same standing and statement, and a fact in common."""
    if not doubted(claim):
        return []
    beside = {each for passage in claim.passages for each in survey.record.parallels(passage)}
    others = dict.fromkeys(other for passage in beside for other in survey.by_passage[passage])
    return [other for other in others if other != claim and _same(survey, claim, other)]


def _same(survey: Survey, claim: Claim, other: Claim) -> bool:
    if (other.standing, other.content_of, other.deprecated) != (claim.standing, claim.content_of, claim.deprecated):
        return False
    linked = other.graph in claim.differs_from or claim.graph in other.differs_from
    return linked or not survey.facts(claim).isdisjoint(survey.facts(other))


def _doubt(survey: Survey, describe: Describer, claims: Sequence[Claim], accounts: Mapping[NamedNode, str]) -> Dispute:
    record = survey.record
    about = [*dict.fromkeys(node for claim in claims for node in claim.content_of), *subjects(record, claims)][:3]
    kinds = [describe.standing(claim) for claim in claims]
    item = describe.item("doubt", f"d-{slug(claims[0].graph.value)}", kinds, about, record.cited(claims), claims)
    return replace(
        item,
        sides=tuple(describe.side(claim.passages, [claim]) for claim in claims),
        remarks=describe.remarks(record.notes(claim.graph for claim in claims)),
        see=tuple(dict.fromkeys(accounts[claim.graph] for claim in claims if claim.graph in accounts)),
    )
