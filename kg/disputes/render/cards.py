"""The parts of the page that show tellings side by side: claims in conflict, and tellings that differ."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from kg.disputes.compare import CALLED, KIND
from kg.disputes.model import ALIKE, DIFFERS, PLAIN
from kg.disputes.render.markup import Html, between, el, join
from kg.disputes.render.parts import silent, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.disputes.model import Dispute, Remark, Row, Said, Side
    from kg.disputes.render.parts import Parts

SILENT: Final = (CALLED, KIND, "date basis")
"""Properties that are not worth a word where all tellings have them alike."""


def conflicts(parts: Parts, items: Sequence[Dispute]) -> Html:
    """Claims in conflict: what is at issue, and what each passage says."""
    return join([_card(parts, item, item.gist, [_comparison(parts, item)] if item.rows else []) for item in items])


def tellings(parts: Parts, items: Sequence[Dispute]) -> Html:
    """Tellings that differ: each in a few words, and role by role."""
    found = []
    for item in items:
        main = [remark for remark in item.remarks if remark.kind in item.kinds]
        rest = [remark for remark in item.remarks if remark.kind not in item.kinds]
        found.append(_card(parts, item, " ".join(remark.gist for remark in main), [_comparison(parts, item), _remarks(rest)]))
    return join(found)


def _card(parts: Parts, item: Dispute, gist: str, below: Iterable[Html | None]) -> Html:
    """One item: what it is about, what is at issue, the sides, what they rest on."""
    standings = {said.standing for side in item.sides for said in side.said}
    kinds = [kind for kind in item.kinds if kind not in PLAIN and kind not in standings]
    return el(
        "article",
        el("p", [el("span", kind, class_="badge") for kind in kinds], class_="kinds") if kinds else None,
        el("h3", [el("span", parts.about(node), class_="node") for node in item.about], id=item.key),
        el("p", gist, class_="gist") if gist else None,
        el("div", [_side(parts, side) for side in item.sides], class_="sides" + (" several" if len(item.sides) > 1 else "")),
        below,
        el("p", parts.rests(item), class_="rests"),
        parts.see(item),
        parts.handles(item),
        class_="card",
        aria_labelledby=item.key,
    )


def _side(parts: Parts, side: Side) -> Html:
    """One telling: where it stands, and what it says."""
    where = el("h4", between([parts.link(place, place.name) for place in side.passages], "; "))
    return el("section", where, el("ul", [el("li", _said(parts, said)) for said in side.said]), class_="side")


def _said(parts: Parts, said: Said) -> Html:
    badge = [" ", el("span", said.status, class_="badge unheld")] if not said.held else None
    return join(el("span", said.gist or said.code, class_="says"), parts.wording(said), badge)


def _comparison(parts: Parts, item: Dispute) -> Html:
    """The roles in which the sides differ, as a table; what they say alike in a line below."""
    apart = [row for row in item.rows if row.verdict != ALIKE]
    same = _told_alike([row for row in item.rows if row.verdict == ALIKE and row.predicate not in SILENT])
    if not apart:
        return join(el("p", "Role by role they say the same; they differ in their words only.", class_="alike"), same)
    heads = [", ".join(map(parts.short, side.passages)) for side in item.sides]
    columns = el("tr", [el("th", head, scope="col", role="columnheader") for head in ("Role", *heads)], role="row")
    rows = [_comparison_row(row, heads, apart[at - 1] if at else None) for at, row in enumerate(apart)]
    bar = " A bar marks what they say otherwise; elsewhere one of them says more."
    caption = join(el("b", "Where they part, role by role."), bar)
    return join(table_of(caption, columns, rows, "compare stack"), same)


def _told_alike(rows: Sequence[Row]) -> Html | None:
    """What all sides say alike, thing by thing, in one paragraph."""
    by_subject: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_subject[row.subject].append(f"{row.predicate} {' and '.join(row.cells[0])}")
    told = [join(el("i", f"{subject}: "), ", ".join(said)) for subject, said in by_subject.items()]
    return el("p", el("b", "Told alike. "), between(told, "; "), ".", class_="alike") if told else None


def _comparison_row(row: Row, heads: Sequence[str], before: Row | None) -> Html:
    name = el("span", row.subject, class_="of") if before is None or before.subject != row.subject or not row.predicate else None
    otherwise = el("span", " (told otherwise)", class_="unseen") if row.verdict == DIFFERS else None
    role = el("th", name, el("span", row.predicate or "only here", class_="role"), otherwise, scope="row", role="rowheader")
    cells = [el("td", _values(cell), data_head=head, role="cell") for head, cell in zip(heads, row.cells, strict=True)]
    return el("tr", role, cells, class_="apart" if row.verdict == DIFFERS else None, role="row")


def _values(values: Sequence[str]) -> Html:
    """The values of a cell: one as it is, several as a list."""
    if not values:
        return silent("not said")
    return join(values[0]) if len(values) == 1 else el("ul", [el("li", value) for value in values])


def _remarks(remarks: Sequence[Remark]) -> Html | None:
    entries = [el("li", el("b", f"{remark.kind}: "), remark.gist) for remark in remarks]
    return el("ul", entries, class_="remarks") if entries else None
