"""The parts of the page that are tables: what is told with doubt, what is open to doubt, what is told more than once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.disputes.model import ALIKE, BY_DOCUMENTS, BY_PASSAGES
from kg.disputes.render.cards import SILENT
from kg.disputes.render.markup import Html, el, join
from kg.disputes.render.parts import contents, row, silent
from kg.disputes.words import joined, kinds_in_order, never_held, speakers_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.disputes.model import Dispute, Said
    from kg.disputes.render.parts import Parts

_DOUBT = ("What is claimed", "Of", "Who says it", "Where")
_READING = ("Of", "What is open", "Where")
_SEVERAL = ("What is told", "Independent witnesses", "Told alike", "Told by one only, or otherwise", "Where")
_OFTEN = ("What is told", "Independent witnesses", "Where")


def doubts(parts: Parts, items: Sequence[Dispute]) -> Html:
    """What is told with doubt: a table a standing."""
    kinds = kinds_in_order(items)
    return join(contents(kinds), [_doubt_table(parts, kind, [item for item in items if item.kinds[0] == kind]) for kind in kinds])


def _doubt_table(parts: Parts, kind: str, items: Sequence[Dispute]) -> Html:
    rows = []
    for item in items:
        claims = [el("li", claim) for claim in _claims(parts, item)]
        notes = el("ul", [el("li", el("b", f"{each.kind}: "), each.gist) for each in item.remarks]) if item.remarks else None
        what = [el("ul", claims, class_="plain"), notes, parts.see(item)]
        of = item.about[0].name if item.about else ""
        rows.append(row(_DOUBT, (what, of, _voice(parts, item), parts.where(item)), item.key))
    return parts.table(kind, _DOUBT, rows)


def _claims(parts: Parts, item: Dispute) -> list[Html]:
    """The doubted claims of an item, those of the same words in one line; of several with the names of their graphs."""
    alike: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for side in item.sides:
        for said in side.said:
            alike[said.gist or said.code, said.wording].append(said)
    found = []
    for (gist, _), each in alike.items():
        codes = el("b", f"{joined([said.code for said in each])}: ") if len(item.sides) > 1 else None
        found.append(join(codes, el("span", gist, class_="says"), parts.wording(each[0])))
    return found


def _voice(parts: Parts, item: Dispute) -> Html | str:
    """Who says what an item claims: the speakers, named or not, or the documents in their own voice."""
    claims = [said for side in item.sides for said in side.said]
    if speakers := speakers_of(claims):
        return speakers
    return joined(list(dict.fromkeys(parts.documents.get(place.document, "") for place in item.passages)))


def readings(parts: Parts, items: Sequence[Dispute]) -> Html:
    """What is open to doubt: a table a kind of note."""
    kinds = kinds_in_order(items)
    found = []
    for kind in kinds:
        rows = [
            row(_READING, (parts.abouts(item.about), el("span", item.gist, class_="says"), parts.where(item)), item.key)
            for item in items
            if item.kinds[0] == kind
        ]
        found.append(parts.table(kind, _READING, rows))
    return join(contents(kinds), found)


def agreement(parts: Parts, items: Sequence[Dispute]) -> Html:
    """What is told more than once: by several documents, role by role; by one, in several passages."""
    several = [row(_SEVERAL, _cells(parts, item), item.key) for item in items if BY_DOCUMENTS in item.kinds]
    often = [
        row(_OFTEN, (_told(parts, item), str(item.witnesses), parts.where(item)), item.key)
        for item in items
        if BY_DOCUMENTS not in item.kinds
    ]
    alike = "What they say alike, and where one of them says more or otherwise."
    one = "However often one document tells of a thing, it is one witness."
    return join(
        parts.table(BY_DOCUMENTS, _SEVERAL, several, alike) if several else None,
        parts.table(BY_PASSAGES, _OFTEN, often, one) if often else None,
    )


def _told(parts: Parts, item: Dispute) -> Html:
    """A thing that is told more than once, marked if none of it is held to be so."""
    return join(parts.about(item.about[0]), [join(" ", el("span", doubt, class_="badge unheld")) for doubt in never_held(item)])


def _cells(parts: Parts, item: Dispute) -> tuple[Html | str, ...]:
    tellers = [parts.documents.get(side.passages[0].document, "") if side.passages else "" for side in item.sides]
    alike = [each for each in item.rows if each.verdict == ALIKE and each.predicate not in SILENT]
    apart = []
    for each in item.rows:
        if each.verdict != ALIKE:
            told = [f"{teller}: {', '.join(cell) or 'not said'}" for teller, cell in zip(tellers, each.cells, strict=True)]
            apart.append(el("li", el("b", f"{each.predicate}: "), "; ".join(told)))
    return (
        _told(parts, item),
        str(item.witnesses),
        "; ".join(f"{each.predicate} {' and '.join(each.cells[0])}" for each in alike) or silent("nothing"),
        el("ul", apart) if apart else silent("nothing"),
        parts.where(item),
    )
