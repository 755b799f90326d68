"""Columns that are added to an answer: whether each row was so on a day, and the evidence for each row."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Triple

from kg.explain.rows import COLUMNS, cells
from kg.record.record import Record
from kg.record.times import Times
from kg.results import Table, Triples, Truth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kg.results import Row
    from kg.snapshot.proofs import Proofs
    from kg.terms import Term


def with_dates(answer: Table, cite: Sequence[str], day: date, proofs: Proofs | None = None) -> Table:
    """The rows of an answer that were so on a day, with a column ``as_of``.

    Args:
        answer: the answer.
        cite: the variables whose nodes date a row; three in one string are a triple, which is dated by the acts and situations that prove
            it. Empty for all nodes that have a date.
        day: the day.
        proofs: the snapshot's proofs; without them, triples have no date.

    Returns:
        The answer without the rows that were not so on that day; ``as_of`` is ``yes`` or ``undecided``. The answer to an ASK, which has
        no nodes, is returned unchanged.
    """
    if isinstance(answer, Truth):
        return answer
    assert answer.names is not None
    times = Times(answer.names)
    kept = []
    for row in answer.rows:
        triples = [each for each in (_triple(row, names.split()) for names in cite) if each is not None] if proofs is not None else []
        chosen = [each.split() for each in cite if each.count(" ") < 2]
        nodes = [_dated(row, names) for names in chosen if names[0] in answer.variables] or ([] if triples else list(row))
        states = [times.by(node, day, proofs, list(row)) for node in nodes if isinstance(node, NamedNode)]
        states += [times.triple_by(triple, day, proofs) for triple in triples if proofs is not None]
        known = [state for state in states if state is not None]
        if "no" not in known:
            kept.append((*row, Literal("yes" if known and set(known) == {"yes"} else "undecided")))
    return Table((*answer.variables, _free("as_of", answer.variables)), kept, answer.names, answer.cut, answer.stamp)


def _dated(row: Row, names: Sequence[str]) -> Term | None:
    """The node that dates a row: the second of a pair, such as the act that attests a tenure; the first if the second is unbound."""
    bound = [row[name] for name in names if name in row.variables and row[name] is not None]
    return bound[-1] if bound else None


def _triple(row: Row, names: Sequence[str]) -> Triple | None:
    """The triple in three columns of a row; None for other numbers of columns, or if one is missing or empty."""
    terms = [row[name] for name in names if name in row.variables]
    if len(terms) != 3:
        return None
    subject, predicate, value = terms
    if not isinstance(subject, NamedNode) or not isinstance(predicate, NamedNode) or value is None:
        return None
    return Triple(subject, predicate, value)


def with_evidence(answer: Table, cite: Sequence[str], proofs: Proofs | None = None) -> Table:
    """An answer with the evidence for each row: passages, standing, speakers, independent witnesses, notes.

    Args:
        answer: the answer.
        cite: the variables whose nodes carry the evidence. Two in one string (``"tenure act"``) are the first as far as it is connected
            with the second, three (``"s p o"``) are a triple. Empty for all nodes.
        proofs: the snapshot's proofs, for entailed triples.

    Returns:
        The answer with the columns ``passages``, ``standing``, ``speaker``, ``witnesses`` and ``notes``, texts except for the number of
        witnesses; `kg.results.base.Answer.footnotes` has the notes of each row one by one. Each constructed triple has its own
        citations. The answer to an ASK, which has no nodes, is returned unchanged.
    """
    if isinstance(answer, Truth):
        return answer
    if isinstance(answer, Triples):
        cite = (" ".join(answer.variables),)
    assert answer.names is not None
    evidence = Record(answer.names, proofs)
    found = [cells(evidence, row, cite) for row in answer.rows]
    rows = [(*row, *added) for row, (added, _) in zip(answer.rows, found, strict=True)]
    columns = [_free(each, answer.variables) for each in COLUMNS]
    cited = Table((*answer.variables, *columns), rows, answer.names, answer.cut, answer.stamp)
    cited.footnotes = [notes for _, notes in found]
    return cited


def _free(name: str, taken: Sequence[str]) -> str:
    """A name for an added column that differs from those of the query."""
    return name if name not in taken else _free(f"cite_{name}", taken)
