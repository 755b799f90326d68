"""The report as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal

from kg.disputes.model import GROUPS, PLAIN
from kg.disputes.words import codes, difference, lead, opposition, speakers_of
from kg.files import visible
from kg.results import Table
from kg.results.layout import wrap

if TYPE_CHECKING:
    from kg.disputes.model import Dispute, DisputeReport

_COLUMNS: Final = ("kind", "about", "where", "in_our_words", "says_it", "witnesses")


def terminal(found: DisputeReport, width: int, rows: int | None = None) -> str:
    """The report for a terminal: a summary, then a table for each part.

    Args:
        found: the report.
        width: the number of columns of the terminal.
        rows: the maximum number of rows for each part; None for all.
    """
    lines = wrap(visible(f"{found.title}. {lead(found)}", one_line=True), width)
    if found.selection:
        lines += wrap(visible(f"Selection: {found.selection}.", one_line=True), width)
    for group in GROUPS:
        items = found.of(group.name)
        if not items:
            continue
        lines += ["", f"{group.title.upper()} ({len(items)})", *wrap(group.about, width), ""]
        cells = [row for item in items for row in _rows(item)]
        table = Table(_COLUMNS, [tuple(Literal(cell) if cell else None for cell in row) for row in cells])
        lines.append(table.text("table", width, rows).rstrip("\n"))
        if rows is not None and len(cells) > rows:
            more = len(cells) - rows
            lines.append(f"({more} more row{'' if more == 1 else 's'}; --kind {group.name} --json shows all)")
    if not found.disputes:
        lines += ["", "nothing of this kind was found"]
    return "\n".join(lines) + "\n"


def _rows(item: Dispute) -> list[tuple[str, ...]]:
    """The rows of an item: one for what is at issue, one for each account; columns that repeat the row above stay empty.

    A conflict that a note explains has one row.
    """
    doubt = item.group == "doubt"
    kind = ", ".join(kind for kind in item.kinds if kind not in PLAIN or doubt)
    about = "; ".join(node.name for node in item.about[: 1 if doubt else None])
    witnesses = str(item.witnesses) if item.witnesses else ""
    if item.group == "agreement":
        return [(kind, about, codes(item.passages), difference(item), "", witnesses)]
    issues = item.issues
    if item.group == "conflict" and not issues:  # nobody has noted the conflict: the accounts and where they differ speak for themselves
        issues = tuple(filter(None, [opposition(item)]))
    found: list[tuple[str, ...]] = [(kind, about, codes(item.passages), issue, "", witnesses) for issue in issues]
    if item.group in ("accounts", "doubt") or not item.issues:
        for side in item.sides:
            head = ("", "") if found else (kind, about)
            claims = " ".join(said.gist or said.code for said in side.said)
            found.append((*head, codes(side.passages), claims, speakers_of(side.said), "" if found else witnesses))
    return found
