"""From the rows of a table to records, as Ibis expressions that every engine computes alike.

Rows come in as text. A value that cannot be read as what it should be makes its row a problem, never silently nothing.
"""

from __future__ import annotations

import functools
import operator
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.coded.mapping import DATES, FORMAT_PARTS, MAIN, Coding, Field
from kg.coded.records import RECORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import ibis

PROBLEM: Final = "problem"
COLUMN: Final = "problem_column"
TEXT: Final = "problem_text"
LEFT_OUT: Final = "left_out"
"""The columns beside those of records: what is wrong with the row, in which column, with which text, and whether the row is left out."""
KEY: Final = "_key"
LINE: Final = "_line"
FILE: Final = "_file"
"""The columns of the rows that come in beside those of the file."""

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TEXTS: Final = {
    "actor_code": "actor_code",
    "actor_name": "actor_name",
    "recipient_code": "recipient_code",
    "recipient_name": "recipient_name",
    "kind_code": "kind",
    "position": "position",
    "text": "text",
    "place": "place",
    "unit": "unit",
    "address": "address",
    "note": "note",
}
"""The text columns of records, with the key of the mapping that each comes from."""


class _Problem(NamedTuple):
    """A condition under which a row is set aside."""

    when: Any
    what: str
    column: str
    text: Any


class _Row:
    """The expressions over one row: its columns as cleaned texts."""

    def __init__(self, coding: Coding, rows: ibis.Table, columns: Mapping[str, str]) -> None:
        self.coding = coding
        self.rows = rows
        self.columns = columns
        self.problems: list[_Problem] = []

    def column(self, name: str) -> Any:
        """A column as text, without spaces around it; NULL where there is no value. Lists of joined tables stay lists."""
        import ibis

        if name not in self.columns:
            return ibis.null("string")
        value = self.rows[self.columns[name]]
        if not value.type().is_string():
            return value
        return cleaned(value, self.coding.layout(self.coding.owner(name)[0]).missing)

    def text(self, field: Field) -> Any:
        """The text that a field makes of a row, before `extract` and `values`."""
        import ibis

        if field.constant is not None:
            return ibis.literal(field.constant)
        parts = [functools.reduce(lambda a, b: a.fill_null(b), [self.column(name) for name in part]) for part in field.parts]
        if field.number:
            parts = [whole(part) for part in parts]
        if len(parts) == 1:
            return parts[0]
        # A part that is missing is left out together with the text that joins it.
        pieces = [part.isnull().ifelse("", ibis.literal(field.join) + part) for part in parts]
        return functools.reduce(operator.add, pieces).substr(len(field.join)).nullif("")

    def identifier(self, field: Field) -> Any:
        """The identifier of a record: NULL if its first part is missing. The other parts keep their places."""
        import ibis

        parts = [self.text(field._replace(parts=(part,))) for part in field.parts]
        return functools.reduce(lambda a, b: a + ibis.literal(field.join) + b.fill_null(""), parts)

    def value(self, key: str, field: Field | None) -> Any:
        """The text value of a record, with problems recorded."""
        import ibis

        if field is None:
            return ibis.null("string")
        raw = self.text(field)
        found = raw
        if field.extract:
            groups = [found.re_search(each).ifelse(found.re_extract(each, 1), ibis.null("string")) for each in field.extract]
            found = functools.reduce(lambda a, b: a.fill_null(b), groups).strip().nullif("")
        if field.values is not None:
            mapped = found.cases(*field.values.items(), else_=ibis.null("string"))
            unknown = found.notnull() & mapped.isnull()
            if not field.optional:
                some = ", ".join(list(field.values)[:6]) + (" ..." if len(field.values) > 6 else "")
                self.problems.append(_Problem(unknown, f"the {key} is not one of {some}", shown(field), raw))
            found = mapped
        return found

    def day(self, key: str) -> tuple[Any, Any]:
        """The first and last day of a date."""
        import ibis

        field = self.coding.fields.get(key)
        if field is None:
            return ibis.null("date"), ibis.null("date")
        raw = self.text(field)
        pairs = [_days(raw, each) for each in field.formats]
        first = functools.reduce(lambda a, b: a.fill_null(b), [pair[0] for pair in pairs])
        last = functools.reduce(lambda a, b: a.fill_null(b), [pair[1] for pair in pairs])
        unread = raw.notnull() & first.isnull()
        formats = " or ".join(field.formats)
        self.problems.append(_Problem(unread, f"not a date in the form {formats}", shown(field), raw))
        if not field.optional:
            self.problems.append(_Problem(raw.isnull(), "no date", shown(field), ibis.literal("")))
        return first, last


def records(coding: Coding, rows: ibis.Table, columns: Mapping[str, str], joined: Mapping[str, ibis.Table]) -> ibis.Table:
    """The records that a mapping makes of rows, with the rows that are problems.

    Args:
        coding: the mapping.
        rows: the rows of the main table: the columns of the file as text, with `LINE` and `FILE`.
        columns: each column of the main table as the mapping writes it, to that of `rows`.
        joined: the other tables by name: `KEY` and the columns that the mapping names, as it names them.

    Returns:
        A table with the columns of records, `PROBLEM`, `COLUMN`, `TEXT` and `LEFT_OUT`.
    """
    import ibis

    known = dict(columns)
    if coding.wide is not None:
        rows, known = _long(coding, rows, known)
    unmatched: list[tuple[str, Any]] = []
    for name, other in joined.items():
        layout = coding.layout(name)
        matching = layout.matching
        if matching is None:
            continue
        key = _Row(coding, rows, known).text(matching)
        mine = f"{KEY}_{name}"
        rows = rows.mutate(key.name(mine))
        own = {column: f"{name}.{column}" for column in other.columns if column != KEY}
        renamed = other.rename({f"{KEY}_of_{name}": KEY, **{new: old for old, new in own.items()}})
        rows = rows.left_join(renamed, rows[mine] == renamed[f"{KEY}_of_{name}"])
        known.update({new: new for new in own.values()})
        if not layout.optional:
            unmatched.append((name, mine))
    row = _Row(coding, rows, known)
    fields = coding.fields
    identifier = row.identifier(fields["id"])
    row.problems.append(_Problem(identifier.isnull(), "no record identifier", shown(fields["id"]), ibis.literal("")))
    for name, mine in unmatched:
        absent = rows[f"{KEY}_of_{name}"].isnull()
        layout = coding.layout(name)
        said = shown(layout.key) if layout.key else name
        row.problems.append(_Problem(absent, f"the table {name} has no row with this {said}", said, rows[mine].fill_null("")))
    made: dict[str, Any] = {"record": identifier}
    for column, key in _TEXTS.items():
        made[column] = row.value(key, fields.get(key))
    if "from" in fields:
        made["earliest"], made["latest"] = row.day("from")[0], row.day("to")[1]
        backwards = made["earliest"] > made["latest"]
        row.problems.append(_Problem(backwards, "the date ends before it begins", shown(fields["to"]), row.text(fields["to"])))
    else:
        made["earliest"], made["latest"] = row.day("date")
    made["quantity"] = _quantity(row, fields.get("quantity"))
    made["topics"] = _topics(row, fields.get("topics"))
    made["file"] = rows[FILE].cast("int32")
    made["line"] = rows[LINE].cast("int64")
    left_out = ibis.literal(False)
    for where in coding.where:
        inside = row.column(where.column).fill_null("").isin(list(where.values))
        left_out = left_out | (inside if where.negative else ~inside)
    columns_of_problem = _first_problem(row.problems)
    chosen = {name: made[name].cast(kind).name(name) for name, kind in RECORDS.items()}
    return rows.select(**chosen, **columns_of_problem, **{LEFT_OUT: left_out})


def cleaned(value: Any, missing: Sequence[str]) -> Any:
    """A text without spaces around it; NULL if nothing is left, or if it stands for a missing value."""
    import ibis

    text = value.strip().nullif("")
    return text.isin(list(missing)).ifelse(ibis.null("string"), text) if missing else text


def whole(value: Any) -> Any:
    """A text that is a whole number, without a decimal part of zeros: ``3.0`` becomes ``3``. Others stay."""
    return value.re_search(r"^-?[0-9]+[.]0+$").ifelse(value.re_extract(r"^(-?[0-9]+)[.]", 1), value)


def keyed(coding: Coding, name: str, rows: ibis.Table, columns: Mapping[str, str]) -> tuple[ibis.Table, ibis.Table]:
    """A joined table with its key, and its rows that cannot be used.

    Args:
        coding: the mapping.
        name: the name of the table.
        rows: its rows, with `LINE`.
        columns: its columns as the mapping writes them, to those of `rows`.

    Returns:
        The table, `KEY` and its columns, one row for each key; and the rows without a key or with that of an earlier one: `LINE`,
        `COLUMN`, `PROBLEM`, `TEXT`.
    """
    import ibis

    layout = coding.layout(name)
    if layout.key is None:
        raise AssertionError(name)
    values = {column: cleaned(rows[column_of], layout.missing) for column, column_of in columns.items()}
    found = rows.select(**{KEY: _key(layout.key, values), LINE: rows[LINE].cast("int64"), **values})
    said = shown(layout.key)
    keyless = found.filter(found[KEY].isnull())
    problem = ibis.literal(f"the table {name} needs a value here")
    empty = keyless.select(**{LINE: keyless[LINE], COLUMN: ibis.literal(said), PROBLEM: problem, TEXT: ibis.literal("")})
    found = found.filter(found[KEY].notnull())
    if layout.many:
        lists = {column: found[column].collect(where=found[column].notnull(), order_by=found[LINE]) for column in columns}
        return found.group_by(KEY).aggregate(**lists), empty
    ranked = found.mutate(_place=ibis.row_number().over(group_by=KEY, order_by=LINE))
    again = ranked.filter(ranked["_place"] > 0)
    twice = again.select(
        **{
            LINE: again[LINE],
            COLUMN: ibis.literal(said),
            PROBLEM: ibis.literal(f"the table {name} has this {said} already"),
            TEXT: again[KEY],
        }
    )
    return ranked.filter(ranked["_place"] == 0).drop("_place", LINE), empty.union(twice)


def _key(field: Field, values: Mapping[str, Any]) -> Any:
    parts = [functools.reduce(lambda a, b: a.fill_null(b), [values[name] for name in part]) for part in field.parts]
    if field.number:
        parts = [whole(part) for part in parts]
    return functools.reduce(lambda a, b: a + field.join + b, parts)


def _long(coding: Coding, rows: ibis.Table, columns: dict[str, str]) -> tuple[ibis.Table, dict[str, str]]:
    """The table with a row for each of its wide columns that has a value."""
    wide = coding.wide
    if wide is None:
        return rows, columns
    names = [each for each in rows.columns if each not in (LINE, FILE) and re.fullmatch(wide.pattern, each.strip())]
    longer = rows.pivot_longer(names, names_to=wide.name, values_to=wide.value)
    kept = cleaned(longer[wide.value], coding.layout(MAIN).missing)
    return longer.filter(kept.notnull()), columns | {wide.name: wide.name, wide.value: wide.value}


def _days(text: Any, form: str) -> tuple[Any, Any]:
    """The first and last day of dates in a form; NULL where the text has another."""
    import ibis

    parts = re.findall(r"%.|[^%]+", form)
    pattern = "^" + "".join(FORMAT_PARTS.get(part, re.escape(part)) for part in parts) + "$"
    groups = [part for part in parts if part in FORMAT_PARTS and part != "%*"]
    fits = text.re_search(pattern)

    def group(*names: str) -> Any:
        at = next(index for index, name in enumerate(groups, 1) if name in names)
        return text.re_extract(pattern, at)

    year = group("%Y")
    month = day = None
    if "%m" in groups:
        month = group("%m").lpad(2, "0")
    elif "%b" in groups:
        short = group("%b").lower()
        month = short.cases(*((name, f"{number:02}") for number, name in enumerate(_MONTHS, 1)), else_="00")
    if "%d" in groups:
        day = group("%d").lpad(2, "0")
    dash = ibis.literal("-")
    if month is None:
        written, ends = year + "-01-01", year + "-12-31"
    else:
        written = year + dash + month + dash + (day if day is not None else ibis.literal("01"))
        ends = written
    first = fits.ifelse(written, ibis.null("string")).try_cast("date")
    if month is not None and day is None:
        return first, (first + ibis.interval(months=1) - ibis.interval(days=1)).cast("date")
    return first, first if ends is written else fits.ifelse(ends, ibis.null("string")).try_cast("date")


def _quantity(row: _Row, field: Field | None) -> Any:
    import ibis

    if field is None:
        return ibis.null("float64")
    raw = row.value("quantity", field)
    # Only what is written as a number: no NaN, no infinity, no separators of thousands, which differ from country to country.
    written = raw.re_search(r"^[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]{1,2})?$")
    number = written.ifelse(raw, ibis.null("string")).try_cast("float64")
    row.problems.append(_Problem(raw.notnull() & number.isnull(), "not a number", shown(field), raw))
    return number


def _topics(row: _Row, field: Field | None) -> Any:
    import ibis

    nothing = ibis.literal([], type="array<string>")
    if field is None:
        return nothing
    if field.parts and row.column(field.parts[0][0]).type().is_array():
        return row.column(field.parts[0][0]).fill_null(nothing)
    found = row.value("topics", field)
    if not field.split:
        return found.isnull().ifelse(nothing, ibis.array([found]))
    parts = found.split(field.split).map(lambda each: each.strip()).filter(lambda each: each != "")
    return found.isnull().ifelse(nothing, parts)


def shown(field: Field) -> str:
    """The columns of a field, as messages name them."""
    return " ".join(field.columns())


def _first_problem(problems: Sequence[_Problem]) -> dict[str, Any]:
    """What is wrong with a row: the first of its problems."""
    import ibis

    def chosen(values: Sequence[Any]) -> Any:
        return ibis.cases(
            *((each.when.fill_null(False), value) for each, value in zip(problems, values, strict=True)), else_=ibis.null("string")
        )

    return {
        PROBLEM: chosen([ibis.literal(each.what) for each in problems]),
        COLUMN: chosen([ibis.literal(each.column) for each in problems]),
        TEXT: chosen([each.text for each in problems]),
    }


__all__ = ["COLUMN", "DATES", "FILE", "KEY", "LEFT_OUT", "LINE", "PROBLEM", "TEXT", "cleaned", "keyed", "records", "whole"]
