"""Answers for readers: tables on a terminal, in Markdown and in HTML, and data frames for notebooks.

The tables are not drawn by a library, because every query would have to import it. The HTML is one table without a page around it, which
a template would not make shorter.
"""

from __future__ import annotations

import re

from pyoxigraph import Literal

from kg.errors import EnvironmentProblem
from kg.files import visible
from kg.results.base import python_value
from kg.results.columns import columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas

    from kg.results.base import Answer
    from kg.results.columns import Column

_WORD = 14  # a column keeps room for its longest word up to this length; where that does not fit, the table is printed as records
_GAP = "  "
_MARK = 5  # the width of the number before a note


def measure(text: str) -> int:
    """The columns that a text takes up on a terminal: two for a wide East Asian character, none for a combining mark.

    >>> measure("Zahār"), measure("Zaha\\u0304r"), measure("外交")
    (5, 5, 4)
    """
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(0 if category(each) in {"Mn", "Me", "Cf"} else 2 if east_asian_width(each) in {"W", "F"} else 1 for each in text)


def wrap(text: str, width: int) -> list[str]:
    """A text in lines of at most `width` columns, broken at spaces where there are any, else between characters.

    >>> wrap("the article, Historical relationship, sentence 12", 20)
    ['the article,', 'Historical', 'relationship,', 'sentence 12']
    >>> wrap("外交关系", 4)
    ['外交', '关系']
    """
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if line and measure(line) + 1 + measure(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
        while measure(line) > width:
            cut = _fitting(line, width)
            lines.append(line[:cut])
            line = line[cut:]
    lines.append(line)
    return lines


def _fitting(text: str, width: int) -> int:
    """The number of characters of a text that fit into `width` columns, at least one; a combining mark stays with its letter."""
    taken = 0
    for index, each in enumerate(text):
        taken += measure(each)
        if taken > width and index:
            return index
    return len(text)


def pad(text: str, width: int, right: bool = False) -> str:
    """A text padded with spaces to `width` columns."""
    blanks = " " * (width - measure(text))
    return blanks + text if right else text + blanks


def table(answer: Answer, width: int, rows: int | None = None) -> str:
    """An answer as a table for a terminal, or as records, one below the other, if its columns do not fit or it has evidence.

    Columns without any value are left out. Each note is printed once, below the records, which refer to it by number.

    Args:
        answer: the answer.
        width: the width of the terminal in columns.
        rows: the maximum number of rows to show; None for all.
    """
    if answer.truth is not None:
        return "yes\n" if answer.truth else "no\n"
    every = columns(answer, rows)
    filled = [each for each in every if each.filled and not _repeats(answer, each, every)]
    if not filled:
        return ""
    heads = [each.head for each in filled]
    cells = [[visible(cell, one_line=True) for cell in row] for row in zip(*(each.cells for each in filled), strict=True)]
    if answer.footnotes is not None:
        return _with_footnotes(answer, filled[-1].name == answer.variables[-1], heads, cells, width)
    texts = list(zip(heads, *cells, strict=True))
    widths = [max(map(measure, column)) for column in texts]
    least = [min(max(measure(word) for cell in column for word in cell.split(" ")), _WORD) for column in texts]
    room = width - len(_GAP) * (len(texts) - 1)
    if sum(least) > room:
        return "".join(_records(heads, cells, width))
    widths = _shrunk(widths, least, room)
    numbers = [all(term is None or _is_number(term) for term in each.terms) if each.terms is not None else False for each in filled]
    lines = list(_lines(heads, widths, numbers))
    lines.append(_GAP.join("─" * each for each in widths))
    for row in cells:
        lines += _lines(row, widths, numbers)
    return "\n".join(lines) + "\n"


def _lines(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    """The lines of one row."""
    columns = [wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(map(len, columns))):
        parts = [column[number] if number < len(column) else "" for column in columns]
        yield _GAP.join(pad(*each) for each in zip(parts, widths, right, strict=True)).rstrip()


def _shrunk(widths: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Reduce column widths until they fit, the widest columns first. The `least` widths must fit."""
    found = list(widths)
    surplus = sum(found) - room
    while surplus > 0:
        yielding = [index for index, each in enumerate(found) if each > least[index]]
        widest = max(found[index] for index in yielding)
        for index in yielding:
            if found[index] == widest and surplus > 0:
                found[index] -= 1
                surplus -= 1
    return found


def _repeats(answer: Answer, column: Column, every: Iterable[Column]) -> bool:
    """Whether a column of the evidence only repeats the query's own column of that name."""
    own = column.name.removeprefix("cite_")
    if answer.footnotes is None or own == column.name:
        return False
    return any(each.name == own and each.cells == column.cells for each in every)


def _with_footnotes(answer: Answer, noted: bool, heads: Sequence[str], cells: list[list[str]], width: int) -> str:
    """Records whose notes, in the last column if any row is `noted`, are numbers, and the notes below them."""
    marks, notes = footnotes(answer, len(cells))
    if noted:
        for row, mark in zip(cells, marks, strict=True):
            row[-1] = mark
    lines = list(_records(heads, cells, width))
    for number, text in enumerate(notes, 1):
        first, *rest = wrap(visible(text, one_line=True), max(width - _MARK, _WORD))
        lines += ["\n" if number == 1 else "", f"{f'[{number}]':{_MARK}}{first}\n", *(f"{'':{_MARK}}{line}\n" for line in rest)]
    return "".join(lines)


def footnotes(answer: Answer, rows: int | None = None) -> tuple[list[str], list[str]]:
    """The references of each row to the notes of an answer with evidence, such as ``[1] [3]``, and these notes, each once.

    Args:
        answer: the answer.
        rows: the number of rows, from the first; None for all.
    """
    notes: dict[str, int] = {}
    marks = [" ".join(f"[{notes.setdefault(text, len(notes) + 1)}]" for text in texts) for texts in (answer.footnotes or ())[:rows]]
    return marks, list(notes)


def _records(heads: Sequence[str], cells: Iterable[Sequence[str]], width: int) -> Iterator[str]:
    side = max(map(measure, heads))
    for number, row in enumerate(cells):
        yield "\n" if number else ""
        for head, cell in zip(heads, row, strict=True):
            if cell:
                first, *rest = wrap(cell, max(width - side - len(_GAP), _WORD))
                yield f"{pad(head, side)}{_GAP}{first}\n"
                yield from (f"{' ' * side}{_GAP}{line}\n" for line in rest)


def _is_number(term: object) -> bool:
    return isinstance(term, Literal) and term.datatype.value.endswith(("#integer", "#decimal", "#double"))


def markdown(answer: Answer) -> str:
    """An answer as a Markdown table (GitHub's), with its stamp below."""
    if answer.truth is not None:
        return ("yes" if answer.truth else "no") + "\n"

    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(_plain(visible(cell, one_line=True)) for cell in cells) + " |\n"

    shown = _shown(answer)
    lines = [line(each.head for each in shown), "|" + " --- |" * len(shown) + "\n"]
    lines += [line(column.cells[number] for column in shown) for number in range(len(answer.rows))]
    for number, note in enumerate(footnotes(answer)[1], 1):
        lines.append(f"\n\\[{number}] {_plain(visible(note, one_line=True))}\n")
    if answer.cut:
        lines.append(f"\n*{answer.cut}*\n")
    if answer.stamp:
        lines.append(f"\n{answer.stamp}\n")
    return "".join(lines)


def _shown(answer: Answer) -> list[Column]:
    """The columns of an answer, with references instead of notes."""
    found = columns(answer)
    if answer.footnotes is not None:
        found[-1] = found[-1]._replace(cells=footnotes(answer)[0])
    return found


_LIVE = re.compile(r"://|www\.|@|mailto:|xmpp:", re.IGNORECASE)  # what renderers turn into links without brackets
_MARKUP = str.maketrans({**{each: "\\" + each for each in "\\|[]!*_`~"}, "&": "&amp;", "<": "&lt;"})


def _plain(text: str) -> str:
    """A text as Markdown that shows it and does nothing else: no link, no image, no markup."""
    if _LIVE.search(text) is None:
        return text.translate(_MARKUP)
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}".replace("|", "\\|") if "`" in text else f"`{text}`".replace("|", "\\|")


def html(answer: Answer) -> str:
    """An answer as an HTML table for a notebook: labels, the IRI as each cell's title."""
    from html import escape

    if answer.truth is not None:
        return f"<p>{'yes' if answer.truth else 'no'}</p>"
    shown = _shown(answer)
    head = "".join(f"<th>{escape(each.head)}</th>" for each in shown)
    body = []
    for number in range(len(answer.rows)):
        cells = []
        for column in shown:
            term = None if column.terms is None else column.terms[number]
            title = "" if term is None or isinstance(term, Literal) else f' title="{escape(term.value)}"'
            cells.append(f'<td style="text-align:left"{title}>{escape(column.cells[number])}</td>')
        body.append(f"<tr>{''.join(cells)}</tr>")
    notes = [f"[{number}] {note}" for number, note in enumerate(footnotes(answer)[1], 1)]
    below = [escape(each) for each in (*notes, answer.cut, answer.stamp) if each]
    foot = f"<p><small>{'<br>'.join(below)}</small></p>" if below else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>{foot}"


def frame(answer: Answer, labels: bool = False) -> pandas.DataFrame:
    """An answer as a data frame; see `kg.results.Table.to_pandas`.

    Raises:
        EnvironmentProblem: pandas is not installed.
    """
    try:
        import pandas
    except ModuleNotFoundError as error:
        raise EnvironmentProblem("pandas is not installed", None, "pip install 'chancery[pandas]', or use .rows or .text('csv')") from error
    records = [
        [answer.label(term) if labels and term is not None and not isinstance(term, Literal) else python_value(term) for term in row]
        for row in answer.rows
    ]
    return pandas.DataFrame(records, columns=list(answer.variables), dtype=object)
