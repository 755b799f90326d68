"""What is added to an answer: what was so by a day, and what each row rests on."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

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


def with_dates(answer: Table, cite: Sequence[str], day: date) -> Table:
    """The rows that were so by a day, and a column ``as_of`` that says whether that is sure.

    Args:
        answer: the answer.
        cite: the variables whose nodes decide; empty for all that have a date.
        day: the day.

    Returns:
        The answer without the rows that were surely not so by that day; ``as_of`` is ``yes`` or ``undecided``. The answer to an ASK,
        which has no nodes to date, as it is.
    """
    if isinstance(answer, Truth):
        return answer
    assert answer.names is not None
    times = Times(answer.names)
    kept = []
    for row in answer.rows:
        chosen = [each.split() for each in cite if each.count(" ") < 2]  # a triple has no date
        nodes = [_dated(row, names) for names in chosen if names[0] in answer.variables] or list(row)
        states = [times.by(node, day) for node in nodes if isinstance(node, NamedNode)]
        known = [state for state in states if state is not None]
        if "no" not in known:
            kept.append((*row, Literal("yes" if known and set(known) == {"yes"} else "undecided")))
    return Table((*answer.variables, _free("as_of", answer.variables)), kept, answer.names, answer.cut, answer.stamp)


def _dated(row: Row, names: Sequence[str]) -> Term | None:
    """The node that dates a row: of a pair the second, such as the act that attests a tenure; the first where there is none."""
    bound = [row[name] for name in names if name in row.variables and row[name] is not None]
    return bound[-1] if bound else None


def with_evidence(answer: Table, cite: Sequence[str], proofs: Proofs | None = None) -> Table:
    """The answer with what it rests on: the passages of each row, their standing, who speaks, how many independent witnesses, notes.

    Args:
        answer: the answer.
        cite: the variables whose nodes carry the evidence; two in one string (``"tenure act"``) are the first as far as it is connected
            with the second; three (``"s p o"``) are a triple; empty for all nodes.
        proofs: the snapshot's proofs, for entailed triples.

    Returns:
        The answer with the columns ``passages``, ``standing``, ``speaker``, ``witnesses``, ``notes``, as texts and a number. Constructed
        triples are cited each by itself; the answer to an ASK, which has no nodes to cite, comes back as it is.
    """
    if isinstance(answer, Truth):
        return answer
    if isinstance(answer, Triples):
        cite = (" ".join(answer.variables),)
    assert answer.names is not None
    evidence = Record(answer.names, proofs)
    rows = [(*row, *cells(evidence, row, cite)) for row in answer.rows]
    columns = [_free(each, answer.variables) for each in COLUMNS]
    return Table((*answer.variables, *columns), rows, answer.names, answer.cut, answer.stamp)


def _free(name: str, taken: Sequence[str]) -> str:
    """A column's name that the query does not have itself."""
    return name if name not in taken else _free(f"cite_{name}", taken)
