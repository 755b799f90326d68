"""The report as text: a table for a terminal, JSON, and Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import Literal

from kg.disputes.model import ALIKE, BY_DOCUMENTS, GROUPS, PLAIN, plain
from kg.disputes.words import HOW_TO_READ, figures, kinds_in_order, lead, never_held, speakers_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.disputes.model import Dispute, Place, Report, Side

_COLUMNS: Final = ("kind", "about", "where", "in_our_words", "says_it", "witnesses")


def as_json(report: Report) -> dict[str, Any]:
    """The report as a JSON object: its fields as in `kg.disputes.model`, without what only serves selection."""
    found = plain(report)
    assert isinstance(found, dict)
    found["definitions"] = dict(report.definitions)
    return found


def terminal(report: Report, width: int, rows: int | None = None) -> str:
    """The report for a terminal: what it comes to, then a table a part.

    Args:
        report: the report.
        width: columns of the terminal.
        rows: at most so many rows a part; None for all.
    """
    from kg.files import visible
    from kg.results import Table
    from kg.results.layout import wrap

    lines = [*wrap(visible(f"{report.title}. {lead(report)}", one_line=True), width)]
    if report.selection:
        lines += wrap(visible(f"Selection: {report.selection}.", one_line=True), width)
    for group in GROUPS:
        items = report.of(group.name)
        if not items:
            continue
        lines += ["", f"{group.title.upper()} ({len(items)})", *wrap(group.about, width), ""]
        cells = [row for item in items for row in _rows(item)]
        table = Table(_COLUMNS, [tuple(Literal(cell) if cell else None for cell in row) for row in cells])
        lines.append(table.text("table", width, rows).rstrip("\n"))
        if rows is not None and len(cells) > rows:
            lines.append(f"({len(cells) - rows} more rows: --kind {group.name} --json has all)")
    if not report.disputes:
        lines += ["", "nothing of the kind was found"]
    return "\n".join(lines) + "\n"


def _rows(item: Dispute) -> list[tuple[str, ...]]:
    """The rows of one item: one for what is at issue, one for each telling; what is the same is not said again."""
    kind = ", ".join(kind for kind in item.kinds if kind not in PLAIN or item.group == "doubt")
    about = "; ".join(node.name for node in item.about[: 1 if item.group == "doubt" else None])
    witnesses = str(item.witnesses) if item.witnesses else ""
    notes = [remark.gist for remark in item.remarks if remark.kind in item.kinds] if item.group == "tellings" else []
    gists = filter(None, (item.gist, *notes))
    found: list[tuple[str, ...]] = [(kind, about, _codes(item.passages), gist, "", witnesses) for gist in gists]
    if item.group in ("tellings", "doubt"):
        for side in item.sides:
            head = ("", "") if found else (kind, about)
            claims = " ".join(said.gist or said.code for said in side.said)
            found.append((*head, _codes(side.passages), claims, speakers_of(side.said), "" if found else witnesses))
    if item.group == "agreement":
        apart = [f"{row.predicate}: {_sides(row.cells)}" for row in item.rows if row.verdict != ALIKE]
        apart = [*_marked(item), *apart]
        found.append((kind, about, _codes(item.passages), "; ".join(apart), "", witnesses))
    return found


def _marked(item: Dispute) -> list[str]:
    return [f"none of it held: {doubt}" for doubt in never_held(item)]


def _sides(cells: Iterable[Sequence[str]]) -> str:
    return " | ".join(", ".join(cell) or "not said" for cell in cells)


def _codes(places: Iterable[Place]) -> str:
    return " ".join(place.code for place in places)


# Markdown


def markdown(report: Report) -> str:
    """The report as Markdown (GitHub's): the same parts as the page."""
    lines = [f"# {_safe(report.title)}: where the tellings agree, differ and leave doubt", ""]
    if report.selection:
        lines += [f"*Selection: {_safe(report.selection)}.*", ""]
    lines += [_safe(lead(report)), ""]
    lines += [*(f"- {number} {words}" for _, number, words in figures(report) if number), ""]
    writers = {"conflict": _card, "tellings": _card}
    for group in GROUPS:
        items = report.of(group.name)
        if not items:
            continue
        lines += [f"## {group.title}", "", group.about, ""]
        if group.name in writers:
            lines += [line for item in items for line in writers[group.name](item)]
        elif group.name == "agreement":
            lines += _agreement(items)
        else:
            lines += _by_kind(report, items)
    if not report.disputes:
        lines += ["Nothing of the kind was found.", ""]
    lines += ["## How to read and cite this", "", HOW_TO_READ, "", *(f"- {_safe(line)}" for line in report.header)]
    return "\n".join(lines) + "\n"


def _card(item: Dispute) -> list[str]:
    """One item with its sides."""
    about = "; ".join(node.name for node in item.about)
    lines = [f"### {_safe(about)}", "", f"*{_safe(', '.join(item.kinds))}*", ""]
    notes = [remark for remark in item.remarks if remark.kind in item.kinds]
    for gist in filter(None, (item.gist, *(remark.gist for remark in notes))):
        lines += [_safe(gist), ""]
    for side in item.sides:
        lines += [f"- **{_safe('; '.join(place.name for place in side.passages))}**", *_said(side)]
    lines.append("")
    apart = [row for row in item.rows if row.verdict != ALIKE]
    if apart:
        heads = [_codes(side.passages) for side in item.sides]
        cells = [(row.subject, row.predicate or "only here", *(", ".join(cell) or "not said" for cell in row.cells)) for row in apart]
        lines += [*_table(("of", "role", *heads), cells), ""]
    lines += [f"- {_safe(remark.kind)}: {_safe(remark.gist)}" for remark in item.remarks if remark not in notes]
    pairs = [f"{pair.one.code} and {pair.other.code} share their text" for pair in item.parallels]
    return [*lines, _safe("; ".join([f"independent witnesses: {item.witnesses}", *pairs])), ""]


def _said(side: Side) -> list[str]:
    found = []
    for said in side.said:
        wording = f" In its words: “{_safe(said.wording)}”." if said.wording else ""
        found.append(f"  - {_safe(said.gist or said.code)}{wording}" + ("" if said.held else f" *({_safe(said.status)})*"))
    return found


def _by_kind(report: Report, items: Sequence[Dispute]) -> list[str]:
    definitions = dict(report.definitions)
    lines: list[str] = []
    for kind in kinds_in_order(items):
        rows = []
        for item in (each for each in items if each.kinds[0] == kind):
            claims = [said for side in item.sides for said in side.said]
            gist = item.gist or " / ".join(dict.fromkeys(said.gist or said.code for said in claims))
            rows.append(("; ".join(node.name for node in item.about), gist, speakers_of(claims), _codes(item.passages)))
        lines += [f"### {_safe(kind.capitalize())}", "", _safe(definitions.get(kind, "")), ""]
        lines += [*_table(("of", "in our words", "who says it", "where"), rows), ""]
    return lines


def _agreement(items: Sequence[Dispute]) -> list[str]:
    rows = []
    for item in sorted(items, key=lambda each: BY_DOCUMENTS not in each.kinds):
        parted = [f"{row.predicate}: {_sides(row.cells)}" for row in item.rows if row.verdict != ALIKE]
        apart = "; ".join([*_marked(item), *parted])
        rows.append(("; ".join(node.name for node in item.about), ", ".join(item.kinds), str(item.witnesses), apart, _codes(item.passages)))
    return [*_table(("what is told", "by", "independent witnesses", "not alike", "where"), rows), ""]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table of Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(cell if cell == "---" else _safe(cell) for cell in line) + " |" for line in lines]


def _safe(text: str) -> str:
    r"""A text on one line in which nothing is markup.

    >>> _safe("a|b <script> *c* [d](e)")
    'a\\|b &lt;script> \\*c\\* \\[d\\](e)'
    """
    from kg.files import visible

    shown = visible(text, one_line=True).replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"\\{each}" if each in "|*_`[]" else each for each in shown)
