"""The report as GitHub-flavoured Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.disputes.model import BY_DOCUMENTS, GROUPS
from kg.disputes.words import HOW_TO_READ, codes, difference, figures, kinds_in_order, lead, speakers_of
from kg.files import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.disputes.model import Dispute, DisputeReport, Group, Side


def markdown(found: DisputeReport) -> str:
    """The report as Markdown, with the same parts as the page."""
    lines = [f"# {_safe(found.title)}: where accounts agree, where they differ, and what is doubted", ""]
    if found.selection:
        lines += [f"*Selection: {_safe(found.selection)}.*", ""]
    lines += [_safe(lead(found)), ""]
    lines += [*(f"- {figure.number} {figure.what}" for figure in figures(found)), ""]
    for group in GROUPS:
        if items := found.of(group.name):
            lines += [f"## {group.title}", "", group.about, "", *_part(group, items, dict(found.definitions))]
    if not found.disputes:
        lines += ["Nothing of this kind was found.", ""]
    lines += ["## How to read and cite this", "", HOW_TO_READ, "", *(f"- {_safe(line)}" for line in found.header)]
    return "\n".join(lines) + "\n"


def _part(group: Group, items: Sequence[Dispute], definitions: dict[str, str]) -> list[str]:
    if group.name in ("conflict", "accounts"):
        return [line for item in items for line in _side_by_side(item)]
    return _agreement(items) if group.name == "agreement" else _by_kind(items, definitions)


def _side_by_side(item: Dispute) -> list[str]:
    """An item with its sides, and a table of what they do not all say."""
    about = "; ".join(node.name for node in item.about)
    lines = [f"### {_safe(about)}", "", f"*{_safe(', '.join(item.kinds))}*", ""]
    for issue in item.issues:
        lines += [_safe(issue), ""]
    for side in item.sides:
        lines += [f"- **{_safe('; '.join(place.name for place in side.passages))}**", *_said(side)]
    lines.append("")
    if item.apart:
        heads = [codes(side.passages) for side in item.sides]
        cells = [(row.subject, row.predicate or "only here", *(", ".join(cell) or "not said" for cell in row.cells)) for row in item.apart]
        lines += [*_table(("about", "role", *heads), cells), ""]
    lines += [f"- {_safe(remark.kind)}: {_safe(remark.gist)}" for remark in item.remarks if remark not in item.main_remarks]
    pairs = [f"{pair.one.code} and {pair.other.code} share their text" for pair in item.parallels]
    return [*lines, _safe("; ".join([f"independent witnesses: {item.witnesses}", *pairs])), ""]


def _said(side: Side) -> list[str]:
    found = []
    for said in side.said:
        wording = f" In its words: “{_safe(said.wording)}”." if said.wording else ""
        found.append(f"  - {_safe(said.gist or said.code)}{wording}" + ("" if said.held else f" *({_safe(said.status)})*"))
    return found


def _by_kind(items: Sequence[Dispute], definitions: dict[str, str]) -> list[str]:
    """A table for each kind."""
    lines: list[str] = []
    for kind in kinds_in_order(items):
        rows = []
        for item in (each for each in items if each.kinds[0] == kind):
            gist = item.gist or " / ".join(dict.fromkeys(said.gist or said.code for said in item.claims))
            rows.append(("; ".join(node.name for node in item.about), gist, speakers_of(item.claims), codes(item.passages)))
        lines += [f"### {_safe(kind.capitalize())}", "", _safe(definitions.get(kind, "")), ""]
        lines += [*_table(("about", "in our words", "who says it", "where"), rows), ""]
    return lines


def _agreement(items: Sequence[Dispute]) -> list[str]:
    rows = []
    for item in sorted(items, key=lambda each: BY_DOCUMENTS not in each.kinds):
        about = "; ".join(node.name for node in item.about)
        rows.append((about, ", ".join(item.kinds), str(item.witnesses), difference(item), codes(item.passages)))
    return [*_table(("what is reported", "by", "independent witnesses", "differences", "where"), rows), ""]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(cell if cell == "---" else _safe(cell) for cell in line) + " |" for line in lines]


def _safe(text: str) -> str:
    r"""A text on one line, with everything escaped that Markdown or HTML would interpret.

    >>> _safe("a|b <script> *c* [d](e)")
    'a\\|b &lt;script> \\*c\\* \\[d\\](e)'
    """
    shown = visible(text, one_line=True).replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"\\{each}" if each in "|*_`[]" else each for each in shown)
