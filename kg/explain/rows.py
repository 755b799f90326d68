"""The evidence for the rows of an answer, as the columns that ``--cite`` adds."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.namespaces import DIP
from kg.record.graphs import coded_graphs
from kg.record.names import humanize
from kg.record.record import Record
from kg.record.vocabulary import CODING, DOCUMENT, NOTE_KIND, STATED_IN
from kg.terms import TYPE
from kg.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.record.model import Claim, Note
    from kg.results import Row
    from kg.terms import Term

COLUMNS = ("passages", "standing", "speaker", "witnesses", "notes")
"""The names of the columns."""
_COUNT = NamedNode(DIP + "claimedCount")
_TEXT = NamedNode(DIP + "Text")


def cells(evidence: Record, row: Row, cite: Sequence[str]) -> tuple[tuple[Literal | None, ...], tuple[str, ...]]:
    """The evidence for a row: for each of `COLUMNS` a text (a number for ``witnesses``) or None; and the texts of the notes one by one.

    Args:
        evidence: the dataset.
        row: the row.
        cite: the variables whose nodes carry the evidence; ``"node other"`` for a node as far as it is connected with another;
            ``"s p o"`` for a triple; empty for all nodes of the row.
    """
    claims, passages, notes = behind(evidence, row, cite)
    coded = coded_behind(evidence, row, cite)
    standings = dict.fromkeys([*(claim.standing.lower() for claim in claims), *(each.coding for each in coded)])
    speakers = dict.fromkeys(each for claim in claims for each in evidence.voices(claim))
    texts = tuple(f"{humanize(note.kind)}: {note.gist}" for note in notes)
    places = [*map(evidence.names.label, passages), *map(str, coded)]
    found = (
        Literal("; ".join(places)) if places else None,
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
    given = _given(row, cite)
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


class CodedRows(NamedTuple):
    """Rows of a coded source behind a row of an answer.

    Attributes:
        node: the series or the row; its IRI is the address of its rows.
        source: the source, a table that others have coded, and its label.
        coding: how the rows came about, such as *machine-coded*.
        rows: the number of rows that a series counts; None for a row.
        held: whether the default graph has what they say.
    """

    node: NamedNode
    source: NamedNode
    label: str
    coding: str
    rows: int | None
    held: bool

    def __str__(self) -> str:
        number = "row" if self.rows is None else f"{self.rows:,} row{'' if self.rows == 1 else 's'} of"
        return f"{self.label}, {number} {self.node.value}"


def coded_behind(evidence: Record, row: Row, cite: Sequence[str]) -> list[CodedRows]:
    """The series and rows of coded sources behind a row. The arguments are those of `cells`."""
    sources = sorted(coded_graphs(evidence.store), key=lambda each: each.value)
    if not sources:
        return []
    found: dict[tuple[NamedNode, NamedNode], CodedRows] = {}
    for each in _given(row, cite):
        names = each.split()
        node, *rest = (row[name] for name in names)
        if not isinstance(node, NamedNode):
            continue
        for source in sources:
            predicate, value = rest if len(names) == 3 else (STATED_IN, source)
            if not isinstance(predicate, NamedNode) or value is None or Quad(node, TYPE, _TEXT, source) in evidence.store:
                continue
            if Quad(node, predicate, value, source) in evidence.store:
                found[node, source] = _coded_rows(evidence, node, source)
    return list(found.values())


def _coded_rows(evidence: Record, node: NamedNode, source: NamedNode) -> CodedRows:
    counted = evidence.store.quads_for_pattern(node, _COUNT, None, source)
    counts = [int(quad.object.value) for quad in counted if isinstance(quad.object, Literal)]
    coding = evidence.nodes(source, CODING)
    return CodedRows(
        node,
        source,
        evidence.names.label(source),
        evidence.names.label(coding[0]) if coding else "",
        sum(counts) if counts else None,
        Quad(node, STATED_IN, source) in evidence.store,
    )


def _given(row: Row, cite: Sequence[str]) -> list[str]:
    """The variables of a row whose nodes carry the evidence."""
    return [each for each in cite if all(name in row.variables for name in each.split())] or list(row.variables)


def _of_triple(evidence: Record, terms: Sequence[Term | None]) -> list[Claim]:
    """The claims that assert a triple; of an entailed one, those that its proof rests on."""
    subject, predicate, value = terms
    if not isinstance(subject, NamedNode) or not isinstance(predicate, NamedNode) or value is None:
        return []
    found = evidence.of_triple(subject, predicate, value)
    if found:
        return found
    return evidence.of_premises(Triple(subject, predicate, value))
