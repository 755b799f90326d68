"""Why nothing is held that answers a question: sources claim it all the same, coded passages say nothing of it, or it is not coded.

The three are decided in this order:

1. *not held*: if all claims of the snapshot counted as held, there would be an answer. It is asked for again over such a dataset.
2. *not covered*: a thing, a time or a document of the question is outside what is coded, or a passage that may answer it is not coded yet.
3. *not stated*: all passages that may answer it are coded, and none says it.

So *not stated* is only said where the silence of the sources is known, and nothing follows from it about what was so.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from kg.errors import DataError
from kg.explain.model import Nearness
from kg.namespaces import DIP
from kg.rules import entail
from kg.terms import DERIVED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from kg.explain.model import ExplainedTriple
    from kg.record.model import Claim
    from kg.record.record import Record
    from kg.rules import Rule

MOST_QUADS: Final = 100_000
"""A snapshot with more quads is not copied to ask what would be held if all claims counted."""

_EARLIEST: Final = NamedNode(DIP + "earliest")
_REACHES_UNTIL: Final = NamedNode(DIP + "reachesUntil")


CLAIMING: Final = frozenset({Nearness.SAME_TRIPLE, Nearness.WOULD_ENTAIL})
"""How near the claims of a triple are, or claims from which it would follow."""


class Absence(Enum):
    """Why nothing that is held answers a question."""

    NOT_HELD = "not held"
    NOT_STATED = "not stated"
    NOT_COVERED = "not covered"


class Missing(NamedTuple):
    """Why there is no answer.

    Attributes:
        absence: which of the three.
        reasons: sentences.
    """

    absence: Absence
    reasons: tuple[str, ...]


class Reach(NamedTuple):
    """The time of which the coded passages tell.

    Attributes:
        first: the first day that any claim names, in ISO 8601; empty if none is named.
        last: the last day until which a document reaches, likewise.
    """

    first: str
    last: str


class Supposed(NamedTuple):
    """A dataset as it would be if all claims were held.

    Attributes:
        store: the copy, with more triples in its default graph.
        premises: for each triple that follows in it and does not follow in the dataset, the premises from which it follows.
    """

    store: Store
    premises: Mapping[Triple, tuple[Triple, ...]]

    def behind(self, record: Record, triples: Iterable[Triple]) -> list[Claim]:
        """The claims that are not held and without which some triples of the copy would not be there.

        Args:
            record: the dataset itself.
            triples: triples of the default graph of the copy.
        """
        graphs: set[NamedNode] = set()
        waiting = list(triples)
        seen: set[Triple] = set()
        while waiting:
            each = waiting.pop()
            if each in seen or Quad(each.subject, each.predicate, each.object, DefaultGraph()) in record.store:
                continue
            seen.add(each)
            quads = record.store.quads_for_pattern(each.subject, each.predicate, each.object)
            graphs.update(quad.graph_name for quad in quads if isinstance(quad.graph_name, NamedNode))
            waiting += self.premises.get(each, ())
        return [claim for claim in record.of_graphs(graphs) if not claim.held]


def supposed(record: Record, rules: Sequence[Rule]) -> Supposed | None:
    """The dataset as it would be if all claims were held, with what would follow from them.

    Args:
        record: the dataset.
        rules: the inference rules.

    Returns:
        The copy; None if the dataset is too large, or the claims contradict each other so that the rules do not end.
    """
    if len(record.store) > MOST_QUADS:
        return None
    found = Store()
    found.extend(record.store)
    for claim in record.claims():
        if not claim.held:
            quads = record.store.quads_for_pattern(None, None, None, claim.graph)
            found.extend(Quad(each.subject, each.predicate, each.object) for each in quads if each.predicate not in DERIVED or _dates(each))
    try:
        premises = {each.triple: each.derivations[0].premises for each in entail(found, rules)}
    except DataError:
        return None
    return Supposed(found, premises)


def _dates(quad: Quad) -> bool:
    """Whether a derived triple gives the bounds of a date."""
    return quad.predicate.value.removeprefix(DIP) in {"earliest", "latest", "surelyFrom", "surelyUntil", "countedUntil"}


def reach(record: Record) -> Reach:
    """The time of which the coded passages of a dataset tell."""
    first = min((_text(quad.object) for quad in record.store.quads_for_pattern(None, _EARLIEST, None)), default="")
    last = max((_text(quad.object) for quad in record.store.quads_for_pattern(None, _REACHES_UNTIL, None)), default="")
    return Reach(first, last)


def _text(term: object) -> str:
    return term.value if isinstance(term, Literal) else ""


def outside(
    record: Record,
    nodes: Iterable[NamedNode] = (),
    first: date | None = None,
    last: date | None = None,
    document: NamedNode | None = None,
) -> list[str]:
    """What of a question is outside what is coded, one sentence for each; empty if all of it is inside.

    Args:
        record: the dataset.
        nodes: the things that the question names.
        first: the first day that it asks about; None if the time before is not excluded.
        last: the last day that it asks about, likewise.
        document: the document to which it is restricted; None for all.
    """
    label = record.names.label
    reasons = [f"no coded passage names {label(node)}" for node in nodes if not _named(record, node)]
    told = reach(record)
    if first is not None and told.last and first.isoformat() > told.last:
        reasons.append(f"the coded documents tell of nothing after {told.last}")
    if last is not None and told.first and last.isoformat() < told.first:
        reasons.append(f"the coded documents date nothing before {told.first}")
    for each in record.documents():
        passages = [passage for passage in record.passages() if passage.document == each.node]
        left = sum(not passage.covered for passage in passages)
        if left and document in {None, each.node}:
            reasons.append(f"{left} of the {len(passages)} passages of {each.label} are not coded yet, and may say it")
    return reasons


def _named(record: Record, node: NamedNode) -> bool:
    """Whether a claim mentions a node, or it is a term, a passage or a document."""
    store, names = record.store, record.names
    if record.mentioning(node) or record.claim(node) is not None or node.value.startswith(DIP):
        return True
    if any(names.is_a(node, DIP + each) for each in ("Passage", "SourceDocument", "Note")):
        return True
    return next(store.quads_for_pattern(None, node, None, DefaultGraph()), None) is not None


def absent(
    record: Record,
    claimed: bool | None,
    nodes: Iterable[NamedNode] = (),
    first: date | None = None,
    last: date | None = None,
    document: NamedNode | None = None,
) -> Missing:
    """Why there is no answer.

    Args:
        record: the dataset.
        claimed: whether there would be an answer if all claims were held; None if that cannot be said.
        nodes: see `outside`, also for the others.
        first: see `outside`.
        last: see `outside`.
        document: see `outside`.
    """
    if claimed:
        return Missing(Absence.NOT_HELD, ("sources speak of it, but none states it in its own voice and without reserve",))
    reasons = outside(record, nodes, first, last, document)
    if claimed is None:
        reasons.append(
            "the graph is too large to ask what would be so if all claims were held; ask `why`, or for the claims about each thing"
        )
    if reasons:
        return Missing(Absence.NOT_COVERED, tuple(reasons))
    where = "all coded documents" if document is None else record.names.label(document)
    return Missing(Absence.NOT_STATED, (f"every passage of {where} is coded, and none says it; nothing follows about what was so",))


def absent_triple(record: Record, explained: ExplainedTriple, nodes: Iterable[NamedNode]) -> Missing:
    """Why a triple is not held.

    Args:
        record: the dataset.
        explained: its explanation.
        nodes: its subject, and its object if that is a thing.
    """
    near = [each for each in explained.nearest if each.reasons and each.nearness in CLAIMING]
    missing = absent(record, bool(near), nodes)
    other = [each for each in explained.nearest if each.nearness is Nearness.OTHER_VALUE]
    if other and not near:
        return missing._replace(reasons=(*missing.reasons, "passages give another value"))
    return missing


def unknown_terms(record: Record, iris: Mapping[str, str]) -> list[str]:
    """The terms of a query that the dataset does not contain, one sentence for each.

    Args:
        record: the dataset.
        iris: each IRI of the query, with the way in which it is written.
    """
    return [f"the graph does not contain {written}" for iri, written in iris.items() if not record.names.knows(NamedNode(iri))]
