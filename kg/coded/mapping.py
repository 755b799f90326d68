"""Mappings: which column of a coded table becomes what of a record, in one TOML file that needs no Python.

``docs/importing.md`` describes the format. A mapping is checked as a whole when it is read, and every error names the file and the line.
"""

from __future__ import annotations

import os
import re
import tomllib
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn

from kg.coded.sources import GRAINS
from kg.errors import DataError, NameNotFound
from kg.files import did_you_mean, nearest, read_file, visible
from kg.places import Place
from kg.workspace import NAME_FORM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

FORMAT: Final = 1
ENDING: Final = ".toml"
_BYTES: Final = 1_000_000
SCHEMES: Final = ("cameo", "plover", "chancery")
"""The schemes of kinds of act. The codes of ``chancery`` are the local names of our classes."""
CODINGS: Final = ("machine", "hand", "official")
"""How the rows of a table came about: by a machine, by people, or as a record of the body itself."""
PARTY_SCHEMES: Final = ("cameo", "plover", "iso2", "iso3", "isonum", "cow", "name")
"""The schemes of the codes of parties; ``name`` for tables that have names only."""
FIELDS: Final = (
    "id",
    "actor_code",
    "actor_name",
    "recipient_code",
    "recipient_name",
    "kind",
    "position",
    "text",
    "date",
    "from",
    "to",
    "place",
    "quantity",
    "unit",
    "topics",
    "address",
    "note",
)
"""The keys of ``[record]``."""
DATES: Final = ("date", "from", "to")
MAIN: Final = ""
"""The name of the table that has a row for each record."""
_TEXTS: Final = ("name", "title", "about", "publisher", "license", "citation", "homepage", "coding", "grain", "scheme", "party_scheme")
_TOP: Final = ("format", *_TEXTS, "acting_for_state", "table", "tables", "wide", "record", "where")
_TABLE: Final = ("delimiter", "quote", "header", "encoding", "missing", "columns", "other_columns", "sheet")
_JOINED: Final = (*_TABLE, "key", "with", "many", "optional")
_FIELD: Final = ("constant", "column", "columns", "join", "extract", "values", "format", "number", "split", "optional")
_WHERE: Final = ("column", "is", "is_not")
_WIDE: Final = ("columns", "name", "value")


class Field(NamedTuple):
    """How a value of a record is made from the columns of a row.

    Attributes:
        parts: the columns, to be joined; each a tuple of alternatives, of which the first that has a value counts. A column of another
            table is written ``table.column``.
        constant: the value of every row; None if it comes from columns.
        join: the text between the parts.
        extract: regular expressions with one group; the group of the first that matches is the value.
        values: value in the table to value in the record; None if values stay as they are.
        formats: the formats of a date.
        number: whether ``3.0`` is the same as ``3``.
        split: the text between the values of a list; empty for one value.
        optional: whether the columns may be missing from the file, and a value from the row.
        place: where the mapping says so.
    """

    parts: tuple[tuple[str, ...], ...]
    constant: str | None
    join: str
    extract: tuple[str, ...]
    values: Mapping[str, str] | None
    formats: tuple[str, ...]
    number: bool
    split: str
    optional: bool
    place: Place

    def columns(self) -> Iterator[str]:
        """The columns that are read, as written."""
        for part in self.parts:
            yield from part


class Where(NamedTuple):
    """A condition that rows must meet to become records: a column has one of some values, or none of them."""

    column: str
    values: tuple[str, ...]
    negative: bool
    place: Place


class Layout(NamedTuple):
    """How a table is written in its file.

    Attributes:
        name: the name of the table; empty for the one with a row for each record.
        delimiter: the text between values; empty to find it out.
        quote: the quotation mark around values; empty if there is none.
        header: whether the first row has the names of the columns.
        encoding: the encoding of the text.
        missing: the texts that mean that there is no value.
        columns: the names of the columns where there is no header: one tuple for each number of columns that the table may have.
        sheet: the sheet of a spreadsheet; empty for the first.
        key: how the key of a row of a joined table is made.
        matching: how the key is made from a row of the main table.
        many: whether several rows have the same key; a column of the table is then a list.
        optional: whether the import can do without the table.
        place: where the mapping says so.
    """

    name: str
    delimiter: str
    quote: str
    header: bool
    encoding: str
    missing: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    sheet: str
    key: Field | None
    matching: Field | None
    many: bool
    optional: bool
    place: Place


class Wide(NamedTuple):
    """Columns that are turned into rows, such as a column for each year.

    Attributes:
        pattern: a regular expression that matches the whole names of these columns.
        name: the new column with the name of the column.
        value: the new column with its value.
    """

    pattern: str
    name: str
    value: str
    place: Place


class Coding(NamedTuple):
    """A mapping.

    Attributes:
        name, title, about, publisher, license, citation, homepage: the source, for people.
        coded_by: how its rows came about; see `CODINGS`.
        grain: ``series`` or ``acts``.
        scheme: the scheme of the kinds of act; see `SCHEMES`.
        party_scheme: the scheme of the codes of parties; see `PARTY_SCHEMES`.
        acting_for_state: the codes of roles, such as ``GOV``, whose acts count as acts of their state.
        layouts: the tables, the main one first.
        wide: the columns that are turned into rows, or None.
        fields: the values of a record; see `FIELDS`.
        where: the conditions that rows must meet.
        text: the file.
        shown: its name in messages.
    """

    name: str
    title: str
    about: str
    publisher: str
    license: str
    citation: str
    homepage: str
    coded_by: str
    grain: str
    scheme: str
    party_scheme: str
    acting_for_state: tuple[str, ...]
    layouts: tuple[Layout, ...]
    wide: Wide | None
    fields: Mapping[str, Field]
    where: tuple[Where, ...]
    text: str
    shown: str

    @property
    def kind(self) -> str | None:
        """The kind of all acts, if it is the same; else None."""
        return self.fields["kind"].constant

    def layout(self, name: str) -> Layout:
        """The table with a name."""
        return next(each for each in self.layouts if each.name == name)

    def columns_of(self, table: str) -> dict[str, Place]:
        """The columns of a table that records are made from and that its file must have, with where the mapping names them."""
        return {column: place for owner, column, place, optional in self._named() if owner == table and not optional}

    def all_columns_of(self, table: str) -> list[str]:
        """The columns of a table that records are made from, also those that its file may lack."""
        return list(dict.fromkeys(column for owner, column, _, _ in self._named() if owner == table))

    def owner(self, column: str) -> tuple[str, str]:
        """The table of a column as the mapping writes it, and its name there."""
        table, dot, rest = column.partition(".")
        joined = {each.name for each in self.layouts if each.name}
        return (table, rest) if dot and table in joined else (MAIN, column)

    def _named(self) -> Iterator[tuple[str, str, Place, bool]]:
        made = {self.wide.name, self.wide.value} if self.wide else set()
        for field in self.fields.values():
            for column in field.columns():
                if column not in made:
                    yield *self.owner(column), field.place, field.optional
        for where in self.where:
            if where.column not in made:
                yield *self.owner(where.column), where.place, False
        for layout in self.layouts:
            for column in layout.key.columns() if layout.key else ():
                yield layout.name, column, layout.key.place if layout.key else layout.place, False
            for column in layout.matching.columns() if layout.matching else ():
                yield MAIN, column, layout.place, False


def shipped() -> dict[str, str]:
    """The mappings that come with the package: name to path, sorted by name."""
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "mappings")
    names = sorted(each for each in os.listdir(folder) if each.endswith(ENDING))
    return {name.removesuffix(ENDING): os.path.join(folder, name) for name in names}


def find(name: str) -> Coding:
    """The mapping with a name, or in a file.

    Args:
        name: the name of a shipped mapping, or the path of a file.

    Raises:
        NameNotFound: there is no such mapping; `candidates` holds the nearest names.
        DataError: the file is not a mapping.
        EnvironmentProblem: the file cannot be read.

    >>> find("unga").title
    'United Nations General Assembly roll calls'
    """
    known = shipped()
    if name in known and not os.path.isfile(name):
        return read(known[name], name + ENDING)
    if os.path.isfile(name):
        return read(name, name)
    near = nearest(name, known, 2)
    hint = did_you_mean(near, "`kg import --mappings` lists the mappings; the path of a file of your own works too")
    raise NameNotFound(f"there is no mapping and no file {visible(name, one_line=True)!r}", None, hint, near)


def read(path: str, shown: str) -> Coding:
    """A mapping from its file.

    Args:
        path: the path of the file.
        shown: its name in messages.

    Raises:
        DataError: the file is not a mapping; `others` holds the other errors.
        EnvironmentProblem: the file cannot be read.
    """
    data = read_file(path, _BYTES)
    try:
        return parse(data.decode("utf-8-sig").replace("\r\n", "\n"), shown)
    except UnicodeDecodeError as problem:
        raise DataError("the mapping is not in UTF-8", shown, "save the file in UTF-8") from problem


def parse(text: str, shown: str) -> Coding:
    """A mapping from its text.

    Args:
        text: the content of the file.
        shown: its name in messages.

    Raises:
        DataError: it is not a mapping; `others` holds the other errors.
    """
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        at = re.search(r"line (\d+), column (\d+)", str(problem))
        place = Place(shown, int(at[1]), int(at[2])) if at else Place(shown)
        raise DataError(f"the mapping is not valid TOML: {re.sub(r' *[(]at .*[)]', '', str(problem))}", place) from problem
    except (RecursionError, ValueError) as problem:
        raise DataError(f"the mapping cannot be read: {problem}", shown) from problem
    reader = _Reader(text, shown)
    made = reader.coding(whole)
    if reader.problems:
        first, *others = sorted(reader.problems, key=lambda each: each.place or Place(shown))
        raise DataError(first.what, first.place, first.hint, others)
    return made


class _Wrong(Exception):
    """A part of a mapping is wrong, and the error is recorded."""


class _Reader:
    """Reads a mapping and records everything that is wrong with it."""

    def __init__(self, text: str, shown: str) -> None:
        self.lines = text.split("\n")
        self.text = text
        self.shown = shown
        self.problems: list[DataError] = []

    def place(self, section: str, key: str = "", value: str = "") -> Place:
        """The line of a key of a section, or of a value after it in quotation marks."""
        current, found = "", 0
        header = 0
        for number, line in enumerate(self.lines, 1):
            opened = re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$", line)
            if opened and "=" not in line and '"' not in line:
                current = opened[1]
                if not section and current.partition(".")[0] == key and not found:
                    found = number
                header = number if current == section else header
            inside = current == section
            if inside and key and not found and re.match(rf'\s*"?{re.escape(key)}"?\s*=', line):
                found = number
            if value and (found or (inside and not key)) and inside and (f'"{value}"' in line or f"'{value}'" in line):
                return Place(self.shown, number)
        return Place(self.shown, found or header)

    def wrong(self, what: str, place: Place, hint: str | None = None) -> None:
        """Record an error."""
        self.problems.append(DataError(what, place, hint))

    def fail(self, what: str, place: Place, hint: str | None = None) -> NoReturn:
        """Record an error and give up the part that has it."""
        self.wrong(what, place, hint)
        raise _Wrong

    def keys(self, found: Mapping[str, Any], known: Sequence[str], section: str) -> None:
        """Record every key that a section cannot have."""
        for key in found:
            if key not in known:
                where = self.place(section, key)
                hint = did_you_mean(nearest(key, known, 1), "the keys here are " + ", ".join(known))
                self.wrong(f"unknown key {visible(key, one_line=True)!r}" + (f" in [{section}]" if section else ""), where, hint)

    def of(self, found: Mapping[str, Any], key: str, kind: type, default: Any, section: str) -> Any:
        """The value of a key, which must be of a type."""
        value = found.get(key, default)
        if key in found and (not isinstance(value, kind) or (kind is not bool and isinstance(value, bool))):
            words = {str: "text in quotation marks", bool: "true or false", dict: "a table", list: "a list in brackets"}
            self.wrong(f"{key} is not {words[kind]}", self.place(section, key))
            return default
        return value

    def texts(self, value: Any, key: str, section: str) -> tuple[str, ...]:
        """A list of texts."""
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.wrong(f"{key} is not a list of texts", self.place(section, key), f'such as {key} = ["a", "b"]')
            return ()
        return tuple(value)

    def one_of(self, value: str, key: str, allowed: Sequence[str], section: str = "") -> str:
        """A text that must be one of some."""
        if value not in allowed:
            hint = did_you_mean(nearest(value, allowed, 1), "use one of " + ", ".join(allowed))
            self.wrong(f"{key} cannot be {visible(value, one_line=True)!r}", self.place(section, key), hint)
        return value

    def coding(self, whole: Mapping[str, Any]) -> Coding:
        """The mapping; it is not to be used if errors were recorded."""
        self.keys(whole, _TOP, "")
        if whole.get("format") != FORMAT:
            self.wrong(f"the format of the mapping is not {FORMAT}", self.place("", "format"), f"write format = {FORMAT} at the top")
        top = {key: self.of(whole, key, str, "", "") for key in _TEXTS}
        for key in ("name", "title"):
            if not top[key]:
                self.wrong(f"the mapping has no {key}", self.place("", key), f'write {key} = "..." at the top')
        if top["name"] and not re.fullmatch(NAME_FORM, top["name"]):
            hint = "use small letters, digits and hyphens: the name becomes part of addresses and of file names"
            self.wrong(f"invalid name {visible(top['name'], one_line=True)!r}", self.place("", "name"), hint)
        grain = self.one_of(top["grain"] or "series", "grain", GRAINS)
        coded_by = self.one_of(top["coding"] or "machine", "coding", CODINGS)
        scheme = self.one_of(top["scheme"] or "chancery", "scheme", SCHEMES)
        parties = self.one_of(top["party_scheme"] or "name", "party_scheme", PARTY_SCHEMES)
        layouts = self.layouts(whole)
        wide = self.wide(whole)
        fields = self.record(whole, wide)
        where = self.where(whole)
        return Coding(
            **{key: top[key] for key in ("name", "title", "about", "publisher", "license", "citation", "homepage")},
            coded_by=coded_by,
            grain=grain,
            scheme=scheme,
            party_scheme=parties,
            acting_for_state=self.texts(whole.get("acting_for_state", []), "acting_for_state", ""),
            layouts=layouts,
            wide=wide,
            fields=fields,
            where=where,
            text=self.text,
            shown=self.shown,
        )

    def layouts(self, whole: Mapping[str, Any]) -> tuple[Layout, ...]:
        """The tables, the main one first."""
        main = self.layout(self.of(whole, "table", dict, {}, ""), MAIN, "table")
        joined = self.of(whole, "tables", dict, {}, "")
        found = [main]
        for name, table in joined.items():
            section = f"tables.{name}"
            if not isinstance(table, dict):
                self.wrong(f"tables.{name} is not a table", self.place("tables", name), f"write [tables.{name}]")
            else:
                found.append(self.layout(table, name, section))
        return tuple(found)

    def layout(self, table: Mapping[str, Any], name: str, section: str) -> Layout:
        """One table."""
        self.keys(table, _JOINED if name else _TABLE, section)
        delimiter = self.of(table, "delimiter", str, "", section)
        quote = self.of(table, "quote", str, '"', section)
        for key, value in (("delimiter", delimiter), ("quote", quote)):
            if len(value) > 1 or not value.isascii() or value in ("\n", "\r", "\0"):
                self.wrong(f"{key} is not one character", self.place(section, key), r'such as delimiter = ";" or "\t"')
        header = self.of(table, "header", bool, True, section)
        columns = self.columns(table, section)
        if not header and not columns:
            self.wrong("a table without a header needs the names of its columns", self.place(section, "header"), 'write columns = ["..."]')
        encoding = self.of(table, "encoding", str, "utf-8", section)
        try:
            "".encode(encoding)
        except (LookupError, UnicodeError):
            hint = "such as utf-8, cp1252 or utf-16"
            self.wrong(f"unknown encoding {visible(encoding, one_line=True)!r}", self.place(section, "encoding"), hint)
        own_key: Field | None = None
        matching: Field | None = None
        if name:
            if "key" not in table:
                hint = "write the column by which its rows are found"
                self.wrong(f"the table {name} has no key", self.place(section), hint)
            own_key = self.field(table.get("key", ""), "key", section)
            matching = self.field(table["with"], "with", section) if "with" in table else own_key
        return Layout(
            name=name,
            delimiter=delimiter,
            quote=quote,
            header=header,
            encoding=encoding,
            missing=self.texts(table.get("missing", []), "missing", section),
            columns=columns,
            sheet=self.of(table, "sheet", str, "", section),
            key=own_key,
            matching=matching,
            many=self.of(table, "many", bool, False, section),
            optional=self.of(table, "optional", bool, False, section),
            place=self.place(section),
        )

    def columns(self, table: Mapping[str, Any], section: str) -> tuple[tuple[str, ...], ...]:
        """The names of the columns of a table without a header, for each number of columns that it may have."""
        others = table.get("other_columns", [])
        if not isinstance(others, list) or not all(isinstance(each, list) for each in others):
            self.wrong("other_columns is not a list of lists", self.place(section, "other_columns"))
            others = []
        first = [self.texts(table["columns"], "columns", section)] if "columns" in table else []
        found = [*first, *(self.texts(each, "other_columns", section) for each in others)]
        for names in found:
            twice = [name for name in names if names.count(name) > 1]
            if twice:
                self.wrong(f"two columns are called {visible(twice[0], one_line=True)!r}", self.place(section, "columns", twice[0]))
        return tuple(found)

    def wide(self, whole: Mapping[str, Any]) -> Wide | None:
        """The columns that are turned into rows."""
        table = self.of(whole, "wide", dict, None, "")
        if table is None:
            return None
        self.keys(table, _WIDE, "wide")
        values = [self.of(table, key, str, "", "wide") for key in _WIDE]
        for key, value in zip(_WIDE, values, strict=True):
            if not value:
                hint = "columns is a regular expression; name and value are new columns"
                self.wrong(f"[wide] has no {key}", self.place("wide", key), hint)
        self.regex(values[0], "columns", self.place("wide", "columns"), 0)
        return Wide(values[0], values[1], values[2], self.place("wide"))

    def regex(self, text: str, key: str, place: Place, groups: int) -> None:
        """Record an error if a text is not a regular expression with a number of groups."""
        try:
            compiled = re.compile(text)
        except (re.error, OverflowError, RecursionError) as problem:
            self.wrong(f"{key} is not a regular expression: {problem}", place)
            return
        if groups and compiled.groups != groups:
            self.wrong(f"{key} has not one group in parentheses", place, 'such as "^R/([0-9]+)$"')

    def record(self, whole: Mapping[str, Any], wide: Wide | None) -> dict[str, Field]:
        """The values of a record."""
        table = self.of(whole, "record", dict, {}, "")
        self.keys(table, FIELDS, "record")
        found = {}
        for key in FIELDS:
            if key in table:
                found[key] = self.field(table[key], key, "record")
        for key in ("id", "kind"):
            if key not in found:
                hints = {
                    "id": 'id = ["column"], the columns that identify a row',
                    "kind": 'kind = "column" or kind = { constant = "Visit" }',
                }
                hint = f"write {hints[key]}"
                self.wrong(f"[record] has no {key}", self.place("record"), hint)
                found[key] = _NOTHING
        if wide is not None and wide.name not in found["id"].columns():
            hint = f"add {wide.name!r} to id: several records come from one row"
            self.wrong("the identifier does not say which of the wide columns", found["id"].place, hint)
        if not {"actor_code", "actor_name"} & found.keys():
            self.wrong("[record] has no actor", self.place("record"), "write actor_code or actor_name")
        if "date" in found and {"from", "to"} & found.keys():
            self.wrong("[record] has a date and its bounds", self.place("record", "date"), "write date, or from and to")
        if ("from" in found) != ("to" in found):
            self.wrong("[record] has only one bound of the date", self.place("record"), "write both from and to")
        for key in DATES:
            if key in found and found[key].constant is None and not found[key].formats:
                found[key] = found[key]._replace(formats=("%Y-%m-%d",))
        return found

    def field(self, value: Any, key: str, section: str) -> Field:
        """How one value is made."""
        place = self.place(section, key)
        try:
            return self._field(value, key, section, place)
        except _Wrong:
            return _NOTHING

    def _field(self, value: Any, key: str, section: str, place: Place) -> Field:
        if isinstance(value, str):
            value = {"column": value}
        elif isinstance(value, list):
            value = {"columns": value}
        if not isinstance(value, dict):
            self.fail(f"{key} is not a column", place, f'write {key} = "column", or {key} = {{ constant = "..." }}')
        for each in value:
            if each not in _FIELD:
                hint = did_you_mean(nearest(each, _FIELD, 1), "the keys here are " + ", ".join(_FIELD))
                self.wrong(f"unknown key {visible(each, one_line=True)!r} of {key}", place, hint)
        given = [each for each in ("constant", "column", "columns") if each in value]
        if len(given) != 1:
            self.fail(f"{key} needs one of constant, column and columns", place, f'such as {key} = {{ column = "..." }}')
        constant = value.get("constant")
        if constant is not None and (not isinstance(constant, str) or not constant.strip()):
            self.fail(f"the constant of {key} is not text", place)
        parts: list[tuple[str, ...]] = []
        if constant is None:
            listed = [value["column"]] if "column" in value else value["columns"]
            for each in listed if isinstance(listed, list) else [None]:
                names = (each,) if isinstance(each, str) else tuple(each) if isinstance(each, list) else ()
                if not names or not all(isinstance(name, str) and name for name in names):
                    self.fail(f"{key} has a column whose name is not text", place)
                parts.append(names)
            if not parts:
                self.fail(f"{key} has no column", place)
        extract = value.get("extract", [])
        extract = [extract] if isinstance(extract, str) else extract
        for each in self.texts(extract, f"the extract of {key}", section):
            self.regex(each, f"the extract of {key}", place, 1)
        formats = value.get("format", [])
        formats = self.texts([formats] if isinstance(formats, str) else formats, f"the format of {key}", section)
        if formats and key not in DATES:
            self.wrong(f"{key} is not a date and has no format", place)
        for each in formats:
            self.check_format(each, place)
        values = value.get("values")
        if values is not None and (not isinstance(values, dict) or not all(isinstance(each, str) for each in values.values())):
            self.fail(f"the values of {key} are not a table of texts", place, 'such as values = { yes = "InFavour", no = "Against" }')
        split = value.get("split", "")
        if not isinstance(split, str) or (split and key != "topics"):
            self.fail(f"{key} cannot be split; only topics are a list", place)
        flags = {each: value.get(each, False) for each in ("number", "optional")}
        for each, flag in flags.items():
            if not isinstance(flag, bool):
                self.wrong(f"{each} of {key} is not true or false", place)
        join = value.get("join", "-")
        if not isinstance(join, str):
            self.wrong(f"join of {key} is not text", place)
        return Field(tuple(parts), constant, str(join), tuple(extract), values, formats, flags["number"], split, flags["optional"], place)

    def check_format(self, text: str, place: Place) -> None:
        """Record an error if a text is not the format of a date that has at least a year."""
        wrong = [each for each in re.findall(r"%.?", text) if each not in FORMAT_PARTS]
        if wrong:
            hint = "a format has %Y (year), %m (month), %b (name of the month), %d (day) and %* (whatever follows)"
            self.wrong(f"a date cannot have {wrong[0]!r} in its format", place, hint)
        elif "%Y" not in text or ("%d" in text and not ("%m" in text or "%b" in text)):
            self.wrong(f"the format {visible(text, one_line=True)!r} has no year, or a day without a month", place)

    def where(self, whole: Mapping[str, Any]) -> tuple[Where, ...]:
        """The conditions that rows must meet."""
        listed = self.of(whole, "where", list, [], "")
        found = []
        for each in listed:
            if not isinstance(each, dict):
                self.wrong("where is not a list of tables", self.place("", "where"), "write [[where]]")
                continue
            self.keys(each, _WHERE, "where")
            column = self.of(each, "column", str, "", "where")
            place = self.place("where", "column", column)
            given = [key for key in ("is", "is_not") if key in each]
            if not column or len(given) != 1:
                self.wrong("a condition needs a column, and is or is_not", place, 'such as column = "level" and is_not = ["0"]')
                continue
            found.append(Where(column, self.texts(each[given[0]], given[0], "where"), given[0] == "is_not", place))
        return tuple(found)


_NOTHING: Final = Field((), "-", "-", (), None, (), False, "", True, Place("-"))
FORMAT_PARTS: Final[Mapping[str, str]] = {
    "%Y": r"([0-9]{4})",
    "%m": r"([0-9]{1,2})",
    "%b": r"([A-Za-z]{3})[A-Za-z]*",
    "%d": r"([0-9]{1,2})",
    "%*": r"(?:.*)",
}
"""The parts of the format of a date, as regular expressions."""


def check_columns(coding: Coding, layout: Layout, header: Sequence[str], shown: str) -> dict[str, str]:
    """Find the columns of a table that a mapping needs among those of a file.

    Letter case and surrounding spaces make no difference, unless two columns differ only in them.

    Args:
        coding: the mapping.
        layout: the table.
        header: the columns of the file.
        shown: the name of the file, for messages.

    Returns:
        The column of the mapping to that of the file; without those that the file may lack and lacks.

    Raises:
        DataError: columns are missing; `others` holds the errors after the first.
    """
    folded: dict[str, list[str]] = {}
    for name in header:
        folded.setdefault(name.strip().casefold(), []).append(name)

    def found(column: str) -> str | None:
        if column in header:
            return column
        alike = folded.get(column.strip().casefold(), [])
        return alike[0] if len(alike) == 1 else None

    needed = coding.columns_of(layout.name)
    problems = []
    for column, place in needed.items():
        if found(column) is None:
            near = nearest(column, [name for name in header if name.strip()], 2)
            have = ", ".join(visible(name, one_line=True) for name in header[:12]) + (" ..." if len(header) > 12 else "")
            hint = did_you_mean([visible(name, one_line=True) for name in near], f"the file has {have}")
            problems.append(DataError(f"{shown} has no column {visible(column, one_line=True)!r}", place, hint))
    if problems:
        raise DataError(problems[0].what, problems[0].place, problems[0].hint, problems[1:])
    pairs = ((column, found(column)) for column in coding.all_columns_of(layout.name))
    return {column: name for column, name in pairs if name is not None}


def check_words(coding: Coding, classes: Iterable[str], positions: Iterable[str]) -> None:
    """Check the names of classes and positions that a mapping writes itself.

    Args:
        coding: the mapping.
        classes: the local names of the classes of acts.
        positions: the local names of the positions.

    Raises:
        DataError: there is no class or position of that name; `others` holds the errors after the first.
    """
    problems: list[DataError] = []
    asked: list[tuple[str, str, Callable[[], list[str]]]] = [("position", "position", lambda: list(positions))]
    if coding.scheme == "chancery":
        asked.append(("kind", "class", lambda: list(classes)))
    for key, word, known in asked:
        field = coding.fields.get(key)
        if field is None:
            continue
        written = [field.constant] if field.constant is not None else list((field.values or {}).values())
        names = known() if written else []
        for each in dict.fromkeys(written):
            if each not in names:
                hint = did_you_mean(nearest(each, names, 2), f"the ontology has {', '.join(names[:6])}")
                problems.append(DataError(f"the ontology has no {word} {visible(each, one_line=True)!r}", field.place, hint))
    if problems:
        raise DataError(problems[0].what, problems[0].place, problems[0].hint, problems[1:])
