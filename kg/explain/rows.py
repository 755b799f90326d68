"""The evidence for the rows of an answer, as the columns that ``--cite`` adds."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Triple

from kg.namespaces import DIP
from kg.record.names import humanize
from kg.record.record import Record
from kg.record.vocabulary import DOCUMENT, NOTE_KIND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.record.model import Claim, Note
    from kg.results import Row
    from kg.terms import Term

COLUMNS = ("passages", "standing", "speaker", "witnesses", "notes")
"""The names of the columns."""


def cells(evidence: Record, row: Row, cite: Sequence[str]) -> tuple[tuple[Literal | None, ...], tuple[str, ...]]:
    """The evidence for a row: for each of `COLUMNS` a text (a number for ``witnesses``) or None; and the texts of the notes one by one.

    Args:
        evidence: the dataset.
        row: the row.
        cite: the variables whose nodes carry the evidence; ``"node other"`` for a node as far as it is connected with another;
            ``"s p o"`` for a triple; empty for all nodes of the row.
    """
    claims, passages, notes = behind(evidence, row, cite)
    standings = dict.fromkeys(claim.standing.lower() for claim in claims)
    speakers = dict.fromkeys(each for claim in claims for each in evidence.voices(claim))
    texts = tuple(f"{humanize(note.kind)}: {note.gist}" for note in notes)
    found = (
        Literal("; ".join(map(evidence.names.label, passages))) if passages else None,
        Literal(", ".join(standings)) if standings else None,
        Literal(", ".join(speakers)) if speakers else None,
        Literal(evidence.witnesses(passages)) if passages else None,
        Literal(" | ".join(texts)) if texts else None,
    )
    return found, texts


def behind(evidence: Record, row: Row, cite: Sequence[str]) -> tuple[list[Claim], tuple[NamedNode, ...], list[Note]]:
    """The claims, passages and notes behind a row. The arguments are those of `cells`.

    The notes are those on the cited nodes, on the claims and passages behind them, and on everything else that the row names, except
    documents: what is noted of a whole document is not about a row.
    """
    given = [each for each in cite if all(name in row.variables for name in each.split())] or list(row.variables)
    terms = [term for term in row if term is not None]
    claims: dict[Claim, None] = {}
    nodes: dict[NamedNode, None] = {}
    passages: dict[NamedNode, None] = {}
    for each in given:
        names = each.split()
        if len(names) == 3:
            claims |= dict.fromkeys(_of_triple(evidence, [row[name] for name in names]))
            continue
        node = row[names[0]]
        if not isinstance(node, NamedNode):
            continue
        connecting = evidence.connecting(node, row[names[1]]) if len(names) == 2 else []
        nodes[node] = None
        if connecting:
            claims |= dict.fromkeys(connecting)
        elif evidence.nodes(node, DOCUMENT):
            passages[node] = None
        elif evidence.nodes(node, NOTE_KIND):
            passages |= dict.fromkeys(evidence.cited_by(node))
        else:
            claims |= dict.fromkeys(evidence.of_row(node, terms))
    passages |= dict.fromkeys(evidence.cited(claims))
    named = [term for term in terms if isinstance(term, NamedNode) and not evidence.names.is_a(term, DIP + "SourceDocument")]
    noted = [*nodes, *named, *(claim.graph for claim in claims), *passages]
    return list(claims), evidence.in_order(passages), evidence.notes(noted)


def _of_triple(evidence: Record, terms: Sequence[Term | None]) -> list[Claim]:
    """The claims that assert a triple; of an entailed one, those that its proof rests on."""
    subject, predicate, value = terms
    if not isinstance(subject, NamedNode) or not isinstance(predicate, NamedNode) or value is None:
        return []
    found = evidence.of_triple(subject, predicate, value)
    if found:
        return found
    return evidence.of_premises(Triple(subject, predicate, value))
