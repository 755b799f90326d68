"""What is reported more than once, and by how many independent witnesses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.disputes.compare import compare
from kg.disputes.model import BY_DOCUMENTS, BY_PASSAGES
from kg.record.names import slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.disputes.describe import Describer
    from kg.disputes.model import Dispute
    from kg.disputes.survey import Survey
    from kg.record.model import Claim


def agreement(survey: Survey, describe: Describer) -> Iterator[Dispute]:
    """An item for each thing that claims of more than one passage report. A denial does not report what it denies."""
    reported: dict[NamedNode, list[Claim]] = defaultdict(list)
    for claim in survey.claims:
        if claim.standing != "Denied":
            for subject in dict.fromkeys(quad.subject for quad in survey.record.says(claim)):
                if isinstance(subject, NamedNode):
                    reported[subject].append(claim)
    for node, claims in reported.items():
        if len(survey.record.cited(claims)) > 1:
            yield _item(survey, describe, node, claims)


def _item(survey: Survey, describe: Describer, node: NamedNode, claims: Sequence[Claim]) -> Dispute:
    record = survey.record
    passages = record.cited(claims)
    by_document: dict[NamedNode, list[Claim]] = defaultdict(list)
    for claim in claims:
        for document in dict.fromkeys(map(survey.document, claim.passages)):
            by_document[document].append(claim)
    accounts = list(by_document.values())
    several = len(accounts) > 1
    item = describe.item("agreement", f"a-{slug(node.value)}", (BY_DOCUMENTS if several else BY_PASSAGES,), [node], passages, claims)
    held = record.cited(claim for claim in claims if claim.held)
    return replace(
        item,
        # A document that reports something with doubt is a witness only if no document states it.
        witnesses=record.witnesses(held or passages),
        sides=tuple(describe.side(record.cited(each), each) for each in accounts),
        rows=compare(record, accounts, [node]) if several else (),
    )
