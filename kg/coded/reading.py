"""Reading coded tables: CSV, TSV, Parquet and XLSX, also compressed, in blocks of bounded size, with the line of each row.

Rows that cannot be read are set aside with their line, and the rows around them are read as if they were not there. The lines of a text are
found first, by the line feeds and quotation marks of a block; then Arrow parses the block.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
import zipfile
import zlib
from collections import Counter
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from kg.errors import DataError, EnvironmentProblem
from kg.files import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import numpy as np
    import pyarrow as pa

    from kg.coded.mapping import Layout

BLOCK: Final = 8_000_000
"""The bytes of a text that are read at a time."""
LONGEST: Final = 1_000_000
"""The most bytes of a row. A quotation mark that is not closed within them is an error."""
_NO_LINE: Final = 32_000_000
"""The most bytes without a line feed: what has more is not a text."""
SHOWN: Final = 1_000
"""The most characters of a row that is set aside."""
ROWS: Final = 50_000
"""The rows of a spreadsheet or a Parquet file that are read at a time."""
_DELIMITERS: Final = (",", "\t", ";", "|")
_UNREADABLE: Final = "\udcff"


class Bad(NamedTuple):
    """A row that is set aside: its line, from 1; the column, if it is in one; what is wrong; and the text that is."""

    line: int
    column: str
    problem: str
    text: str


class Block(NamedTuple):
    """Some rows of a table.

    Attributes:
        rows: the columns that were asked for, as text, and the lines in the last column.
        bad: the rows among them that cannot be read.
        done: the bytes of the file that have been read.
    """

    rows: pa.Table
    bad: list[Bad]
    done: int


class Opened(NamedTuple):
    """A file whose columns are known.

    Attributes:
        columns: its columns, in order; each has a name of its own.
        size: the bytes of the file.
        blocks: reads the rows with some of the columns.
    """

    columns: tuple[str, ...]
    size: int
    blocks: Callable[[Sequence[str], str], Iterator[Block]]


def open_table(path: str, layout: Layout, wanted: Sequence[str] = ()) -> Opened:
    """Open a table and find its columns.

    Args:
        path: the file.
        layout: how it is written.
        wanted: the columns that the delimiter is to yield, if the layout does not say which it is.

    Raises:
        DataError: it is not a table, or not one of this layout.
        EnvironmentProblem: it cannot be read.
    """
    try:
        if not os.path.isfile(path):
            raise EnvironmentProblem("there is no such file" if not os.path.exists(path) else "not a file", path, "check the path")
        with open(path, "rb") as file:
            head = file.read(8)
        if head.startswith(b"PAR1"):
            return _parquet(path)
        if head.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(path) as archive:
                if "xl/workbook.xml" in archive.namelist():
                    return _spreadsheet(path, layout)
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            raise DataError("an old Excel file (.xls) cannot be read", path, "save it as .xlsx or as CSV in UTF-8")
        return _text(path, layout, wanted)
    except (zipfile.BadZipFile, zlib.error, EOFError) as problem:
        raise _damaged(path, problem) from problem
    except OSError as problem:
        raise _unreadable(path, problem) from problem


def _damaged(path: str, problem: Exception) -> DataError:
    return DataError(f"the compressed file is damaged: {problem}", path, "fetch it again; nothing was imported")


def _unreadable(path: str, problem: OSError) -> EnvironmentProblem | DataError:
    import gzip

    if isinstance(problem, gzip.BadGzipFile) or problem.errno is None:
        return _damaged(path, problem)
    return EnvironmentProblem(f"the file cannot be read: {problem.strerror}", path, "check the file's name and permissions")


# Text


class _Stream:
    """The bytes of a text in UTF-8, decompressed, without byte order mark.

    Bytes that are not in the encoding become bytes that are not UTF-8, which are found line by line later.
    """

    def __init__(self, path: str, encoding: str) -> None:
        self._raw: IO[bytes] = open(path, "rb")  # noqa: SIM115 - closed by close
        self._archive: zipfile.ZipFile | None = None
        try:
            self._file = self._decompressed(path)
            head = self._file.read(4)
        except BaseException:
            self.close()
            raise
        if encoding.lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig"):
            encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
        self.encoding = encoding
        self._decoder = None if encoding == "utf-8" else codecs.getincrementaldecoder(encoding)("kg-unreadable")
        self._head = head.removeprefix(codecs.BOM_UTF8) if encoding == "utf-8" else head
        self._carriage = False

    def _decompressed(self, path: str) -> Any:
        head = self._raw.read(4)
        self._raw.seek(0)
        if head.startswith(b"\x1f\x8b"):
            import gzip

            return gzip.GzipFile(fileobj=self._raw)
        if head == b"\x28\xb5\x2f\xfd":
            import pyarrow as pa

            return pa.CompressedInputStream(pa.PythonFile(self._raw, mode="r"), "zstd")
        if head == b"PK\x03\x04":
            self._archive = zipfile.ZipFile(self._raw)
            inside = [each for each in self._archive.namelist() if not each.endswith("/") and not each.startswith("__MACOSX/")]
            if len(inside) != 1:
                raise DataError(f"the archive has {len(inside)} files, not one", path, "unpack it, and name the files")
            if self._archive.getinfo(inside[0]).flag_bits & 1:
                raise DataError("the archive is encrypted", path, "unpack it first")
            return self._archive.open(inside[0])
        return self._raw

    def read(self, size: int) -> bytes:
        """Some bytes; none at the end."""
        data = self._head + self._file.read(size)
        self._head = b""
        if self._decoder is None:
            return bytes(data)
        text = self._decoder.decode(data, final=not data)
        while not text and data:
            data = self._file.read(size)
            text = self._decoder.decode(data, final=not data)
        return text.encode("utf-8", "surrogatepass")

    def done(self) -> int:
        """The bytes of the file that have been read."""
        return self._raw.tell()

    def close(self) -> None:
        """Close the file."""
        if self._archive is not None:
            self._archive.close()
        self._raw.close()


def _replace_unreadable(problem: UnicodeError) -> tuple[str, int]:
    if not isinstance(problem, UnicodeDecodeError):
        raise problem
    return _UNREADABLE, problem.end


codecs.register_error("kg-unreadable", _replace_unreadable)


class _Rows(NamedTuple):
    """The rows of a block of text: their bytes joined, the line of each that is not empty, and those that are set aside."""

    data: bytes
    lines: np.ndarray[Any, Any]
    bad: list[Bad]


class _Splitter:
    """Splits a text into rows, block by block."""

    def __init__(self, delimiter: str, quote: str, encoding: str) -> None:
        self.delimiter = delimiter
        self.quote = quote
        self.encoding = encoding
        self.line = 1
        self.carry = b""
        if quote:
            q, d = re.escape(quote.encode()), re.escape(delimiter.encode())
            field = rb"(?:%(q)b(?:[^%(q)b]|%(q)b%(q)b)*+%(q)b|[^%(q)b%(d)b\n][^%(d)b\n]*+|)" % {b"q": q, b"d": d}
            self.whole = re.compile(rb"%b(?:%b%b)*+\r?" % (field, d, field))

    def rows(self, data: bytes, *, last: bool) -> _Rows:
        """The rows that end in the bytes so far; what follows the last is kept for the next call."""
        import numpy as np

        data = self.carry + data
        if last and data and not data.endswith(b"\n"):
            data += b"\n"
        cut = data.rfind(b"\n") + 1
        self.carry = data[cut:]
        data = data[:cut]
        if not data:
            return _Rows(b"", np.empty(0, np.int64), [])
        codes = np.frombuffer(data, np.uint8)
        ends = np.flatnonzero(codes == 10)
        starts = np.concatenate(([0], ends[:-1] + 1))
        bad: list[Bad] = []
        first = np.ones(len(ends), bool)  # whether a row begins with the line
        out = np.zeros(len(ends), bool)  # whether the line is set aside

        def aside(number: int, problem: str) -> None:
            if not out[number]:
                out[number] = True
                text = data[starts[number] : ends[number]].decode("utf-8", "replace").rstrip("\r")
                bad.append(Bad(self.line + number, "", problem, text[:SHOWN]))

        for number in self._undecodable(data, ends):
            aside(number, f"bytes that are not {self.encoding.upper()}")
        for position in np.flatnonzero(codes == 0):
            aside(int(np.searchsorted(ends, position)), "a NUL byte")
        for long in np.flatnonzero(ends - starts > LONGEST):
            aside(int(long), f"more than {LONGEST:,} bytes in a line")
        kept = len(ends)
        if self.quote and self.quote.encode() in data:
            kept = self._quoted(data, codes, starts, ends, first, out, aside, last=last)
        if kept < len(ends):
            cut = int(starts[kept])
            self.carry = data[cut:] + self.carry
            data, starts, ends, first, out = data[:cut], starts[:kept], ends[:kept], first[:kept], out[:kept]
            bad = [each for each in bad if each.line < self.line + kept]
            codes = codes[:cut]
        if data.count(b"\r") != data.count(b"\r\n"):
            for position in np.flatnonzero(codes[:-1] == 13):
                if codes[position + 1] != 10 and codes[position + 1] != 13:
                    number = int(np.searchsorted(ends, position))
                    within = number
                    while not first[within]:
                        within -= 1
                    aside(within, "a carriage return inside the row")
        # A row of several lines is set aside as a whole.
        row = np.cumsum(first) - 1
        gone = np.zeros(int(row[-1]) + 1 if len(row) else 0, bool)
        gone[row[out]] = True
        leave = gone[row]
        if leave.any():
            edges = np.flatnonzero(np.diff(np.concatenate(([1], leave.astype(np.int8), [1]))))
            pieces = [data[starts[a] : ends[b - 1] + 1] for a, b in zip(edges[::2], edges[1::2], strict=True)]
            data = b"".join(pieces)
        length = ends - starts
        empty = (length == 0) | ((length == 1) & (codes[np.minimum(starts, len(codes) - 1)] == 13))
        lines = self.line + np.flatnonzero(first & ~leave & ~empty)
        self.line += len(ends)
        bad.sort()
        return _Rows(data, lines.astype(np.int64), bad)

    def _undecodable(self, data: bytes, ends: np.ndarray[Any, Any]) -> Iterator[int]:
        """The lines that are not UTF-8."""
        import numpy as np

        start = 0
        view = memoryview(data)
        while start < len(data):
            try:
                codecs.utf_8_decode(view[start:], "strict", True)
            except UnicodeDecodeError as problem:
                number = int(np.searchsorted(ends, start + problem.start))
                yield number
                start = int(ends[number]) + 1
            else:
                return

    def _quoted(
        self,
        data: bytes,
        codes: np.ndarray[Any, Any],
        starts: np.ndarray[Any, Any],
        ends: np.ndarray[Any, Any],
        first: np.ndarray[Any, Any],
        out: np.ndarray[Any, Any],
        aside: Callable[[int, str], None],
        *,
        last: bool,
    ) -> int:
        """Find the rows of several lines and those whose quotation marks are wrong. Returns the number of lines that can be used now.

        A line with an even number of quotation marks, each at the edge of a value or beside another, is a row. Only the others are read.
        """
        import numpy as np

        quote, delimiter = ord(self.quote), ord(self.delimiter)
        marks = np.flatnonzero(codes == quote)
        edges = np.array([quote, delimiter, 10, 13], np.uint8)
        before = np.where(marks > 0, codes[marks - 1], 10)
        after = codes[np.minimum(marks + 1, len(codes) - 1)]
        owners = np.searchsorted(ends, marks)
        counts = np.bincount(owners, minlength=len(ends))
        odd = np.flatnonzero(counts % 2)
        strange = np.unique(owners[~(np.isin(before, edges) | np.isin(after, edges))])
        done = -1
        for number in np.union1d(odd, strange).tolist():
            if number <= done or out[number]:
                continue
            begin, end = int(starts[number]), int(ends[number])
            if self.whole.fullmatch(data, begin, end):
                continue
            if counts[number] % 2 == 0:
                aside(number, "a quotation mark inside a value in quotation marks")
                continue
            place = int(np.searchsorted(odd, number)) + 1
            if place < len(odd):
                until = int(odd[place])
                if int(ends[until]) - begin <= LONGEST and self.whole.fullmatch(data, begin, int(ends[until])):
                    first[number + 1 : until + 1] = False
                    done = until
                    continue
            elif not last and len(data) - begin <= LONGEST:
                return int(number)  # its end may come with the next block
            aside(number, "a quotation mark that is not closed")
        return len(ends)


def _text(path: str, layout: Layout, wanted: Sequence[str]) -> Opened:
    """Open a text with values between delimiters."""
    delimiter = layout.delimiter or _delimiter(path, layout, wanted)
    if layout.header:
        header = _head(path, layout, delimiter, 1)
        if not header:
            raise DataError("the file is empty", path, "is it the right file?")
        names = _unique(header[0])
    else:
        head = _head(path, layout, delimiter, 200)
        counts = Counter(len(each) for each in head)
        known = {len(each): each for each in layout.columns}
        fitting = [count for count, _ in counts.most_common() if count in known]
        if not fitting:
            have = counts.most_common(1)[0][0] if counts else 0
            known_counts = " or ".join(str(each) for each in known)
            hint = f"the mapping knows tables of {known_counts} columns: is it the right file, and the right mapping?"
            raise DataError(f"the rows have {have} columns", path, hint)
        names = list(known[fitting[0]])
    return Opened(tuple(names), os.path.getsize(path), lambda chosen, line: _text_blocks(path, layout, delimiter, names, chosen, line))


def _delimiter(path: str, layout: Layout, wanted: Sequence[str]) -> str:
    """The delimiter of a text: the one with which its header has most of the columns that are wanted."""
    best, most = "\t" if path.lower().removesuffix(".gz").endswith((".tsv", ".tab")) else ",", 0
    folded = {each.strip().casefold() for each in wanted}
    for each in _DELIMITERS:
        header = _head(path, layout, each, 1)
        found = len(folded & {name.strip().casefold() for name in header[0]}) if header else 0
        if found > most:
            best, most = each, found
    return best


def _head(path: str, layout: Layout, delimiter: str, rows: int) -> list[list[str]]:
    """The first rows that can be read."""
    stream = _Stream(path, layout.encoding)
    try:
        splitter = _Splitter(delimiter, layout.quote, stream.encoding)
        data = _line_feeds(stream.read(LONGEST))
        found = splitter.rows(data, last=len(data) < LONGEST // 2)
    finally:
        stream.close()
    text = io.StringIO(found.data.decode("utf-8"), newline="")
    parsed: list[list[str]] = []
    for row in csv.reader(text, **_dialect(delimiter, layout.quote)):
        if row:
            parsed.append(row)
        if len(parsed) == rows:
            break
    return parsed


def _dialect(delimiter: str, quote: str) -> dict[str, Any]:
    return {"delimiter": delimiter, "quotechar": quote} if quote else {"delimiter": delimiter, "quoting": csv.QUOTE_NONE}


def _line_feeds(data: bytes) -> bytes:
    """A text whose lines end with line feeds, also where all of them end with carriage returns."""
    return data.replace(b"\r", b"\n") if b"\r" in data and b"\n" not in data else data


def _unique(names: Sequence[str]) -> list[str]:
    """The names of columns, with a number where a name is empty or was there already."""
    found: list[str] = []
    for place, name in enumerate(names, 1):
        found.append(name if name.strip() and name not in found else f"{name}#{place}")
    return found


def _text_blocks(path: str, layout: Layout, delimiter: str, names: Sequence[str], chosen: Sequence[str], line: str) -> Iterator[Block]:
    """The rows of a text."""
    try:
        stream = _Stream(path, layout.encoding)
        try:
            splitter = _Splitter(delimiter, layout.quote, stream.encoding)
            headed = not layout.header
            old: bool | None = None
            while True:
                data = stream.read(BLOCK)
                last = not data
                if old is None:
                    old = b"\r" in data and b"\n" not in data
                if old:
                    data = data.replace(b"\r", b"\n")
                if len(splitter.carry) > _NO_LINE:
                    raise DataError("the file has a line of more than 32 megabytes", path, "is it a text?")
                found = splitter.rows(data, last=last)
                if len(found.lines) or found.bad:
                    rows, bad, skipped = _parsed(found, delimiter, layout.quote, names, chosen, line, skip=not headed)
                    headed = headed or skipped
                    yield Block(rows, bad, stream.done())
                if last:
                    return
        finally:
            stream.close()
    except (zipfile.BadZipFile, zlib.error, EOFError) as problem:
        raise _damaged(path, problem) from problem
    except OSError as problem:
        raise _unreadable(path, problem) from problem


def _parsed(
    found: _Rows, delimiter: str, quote: str, names: Sequence[str], chosen: Sequence[str], line: str, *, skip: bool
) -> tuple[pa.Table, list[Bad], bool]:
    """The rows of a block, parsed; the first is skipped if it is the header."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.csv as pc

    wrong: list[tuple[int, int, str]] = []

    def set_aside(row: Any) -> str:
        wrong.append((row.number, row.actual_columns, row.text))
        return "skip"

    data = found.data
    lines = found.lines
    bad = list(found.bad)
    if not len(lines):
        empty = {name: pa.array([], pa.string()) for name in chosen}
        return pa.table({**empty, line: pa.array([], pa.int64())}), bad, False
    table = pc.read_csv(
        pa.py_buffer(data),
        read_options=pc.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=list(names)),
        parse_options=pc.ParseOptions(
            delimiter=delimiter, quote_char=quote or False, newlines_in_values=bool(quote), invalid_row_handler=set_aside
        ),
        convert_options=pc.ConvertOptions(
            include_columns=list(chosen) or [names[0]], column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )
    if len(table) + len(wrong) != len(lines):
        raise AssertionError(f"{len(table)} rows and {len(wrong)} malformed ones in {len(lines)}")
    keep = np.ones(len(lines), bool)
    for number, have, text in wrong:
        keep[number - 1] = False
        if skip and number == 1:
            continue
        problem = f"{have} columns, not {len(names)}"
        bad.append(Bad(int(lines[number - 1]), "", problem, text.rstrip("\r\n")[:SHOWN]))
    bad.sort()
    table = table.append_column(line, pa.array(lines[keep]))
    if skip and keep[0]:
        table = table.slice(1)
    return table, bad, True


# Parquet and spreadsheets


def _parquet(path: str) -> Opened:
    """Open a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            schema = file.schema_arrow
    except pa.ArrowInvalid as problem:
        raise DataError(f"the Parquet file cannot be read: {_first(problem)}", path) from problem
    return Opened(tuple(schema.names), os.path.getsize(path), lambda chosen, line: _parquet_blocks(path, chosen, line))


def _parquet_blocks(path: str, chosen: Sequence[str], line: str) -> Iterator[Block]:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    size = os.path.getsize(path)
    done = 0
    try:
        with pq.ParquetFile(path) as file:
            total = max(1, file.metadata.num_rows)
            for batch in file.iter_batches(ROWS, columns=list(chosen)):
                columns = {}
                for name in chosen:
                    column = batch.column(batch.schema.get_field_index(name))
                    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
                        raise DataError(f"the column {visible(name, one_line=True)!r} holds {column.type}, not single values", path)
                    if pa.types.is_timestamp(column.type):
                        column = pc.strftime(column, "%Y-%m-%d")
                    columns[name] = pc.fill_null(column.cast(pa.string()), "")
                bad = [Bad(done + 1 + row, name, problem, text) for name in chosen for row, problem, text in _wrong_texts(columns[name])]
                columns[line] = pa.array(range(done + 1, done + 1 + len(batch)), pa.int64())
                rows = pa.table(columns)
                if bad:
                    gone = {each.line for each in bad}
                    rows = rows.filter(pa.array([number not in gone for number in columns[line].to_pylist()]))
                    bad = [next(each for each in bad if each.line == number) for number in sorted(gone)]
                done += len(batch)
                yield Block(rows, bad, size * done // total)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as problem:
        raise DataError(f"the Parquet file cannot be read: {_first(problem)}", path, "fetch it again; nothing was imported") from problem


def _wrong_texts(column: pa.Array) -> Iterator[tuple[int, str, str]]:
    """The values of a column that are not text: row from 0, what is wrong, and what can be shown."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        column.validate(full=True)
        if not pc.any(pc.match_substring(column, "\0")).as_py():
            return
    except pa.ArrowInvalid:
        pass
    for row, value in enumerate(column.cast(pa.binary()).to_pylist()):
        try:
            text = value.decode()
        except UnicodeDecodeError:
            yield row, "bytes that are not UTF-8", value.decode("utf-8", "replace")[:SHOWN]
        else:
            if "\0" in text:
                yield row, "a NUL byte", text[:SHOWN]


def _first(problem: Exception) -> str:
    return (str(problem).strip() or type(problem).__name__).splitlines()[0]


def _spreadsheet(path: str, layout: Layout) -> Opened:
    """Open a spreadsheet. Its lines are the rows as the program that shows it numbers them."""
    header = next((values for _, values in _cells(path, layout.sheet) if any(value not in (None, "") for value, _ in values)), None)
    if header is None:
        raise DataError("the sheet is empty", path, 'write sheet = "..." under [table] if the data are in another')
    while header[-1][0] in (None, ""):
        header.pop()
    names = _unique([_as_text(value) for value, _ in header])
    return Opened(tuple(names), os.path.getsize(path), lambda chosen, line: _spreadsheet_blocks(path, layout, names, chosen, line))


def _cells(path: str, sheet: str) -> Iterator[tuple[int, list[tuple[Any, str]]]]:
    """The rows of a sheet: number, and value and kind of each cell. Formulas are not computed."""
    from kg.settings import setting

    try:
        import openpyxl
    except ImportError as problem:
        raise EnvironmentProblem("spreadsheets need openpyxl, which is not installed", None, "pip install 'chancery[tables]'") from problem
    most = setting("file_megabytes") * 1_000_000
    with zipfile.ZipFile(path) as archive:
        if sum(each.file_size for each in archive.infolist()) > most:
            raise EnvironmentProblem(f"the spreadsheet unpacks to more than {most:,} bytes", path, "save it as CSV in UTF-8")
    try:
        book = openpyxl.load_workbook(path, read_only=True)
    except (KeyError, ValueError, TypeError, SyntaxError) as problem:  # an XML parser raises a kind of SyntaxError
        raise DataError(f"the spreadsheet cannot be read: {_first(problem)}", path, "save it as CSV in UTF-8") from problem
    try:
        if sheet and sheet not in book.sheetnames:
            raise DataError(f"the spreadsheet has no sheet {sheet!r}", path, f"it has {', '.join(book.sheetnames)}")
        for number, row in enumerate((book[sheet] if sheet else book.worksheets[0]).iter_rows(), 1):
            yield number, [(cell.value, getattr(cell, "data_type", "n")) for cell in row]
    except (KeyError, ValueError, TypeError, SyntaxError, IndexError) as problem:
        raise DataError(f"the spreadsheet cannot be read: {_first(problem)}", path, "save it as CSV in UTF-8") from problem
    finally:
        book.close()


def _as_text(value: Any) -> str:
    """A cell as text: a whole number without a decimal part, a day without its time."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(value)


def _spreadsheet_blocks(path: str, layout: Layout, names: Sequence[str], chosen: Sequence[str], line: str) -> Iterator[Block]:
    import pyarrow as pa

    places = [names.index(name) for name in chosen]
    size = os.path.getsize(path)
    rows: list[list[str]] = []
    lines: list[int] = []
    bad: list[Bad] = []
    headed = False
    total = 0

    def block() -> Block:
        columns: Mapping[str, Any] = {name: pa.array([row[index] for row in rows], pa.string()) for index, name in enumerate(chosen)}
        made = Block(pa.table({**columns, line: pa.array(lines, pa.int64())}), list(bad), size if total < ROWS else size // 2)
        rows.clear()
        lines.clear()
        bad.clear()
        return made

    for number, cells in _cells(path, layout.sheet):
        if all(value in (None, "") for value, _ in cells):
            continue
        if not headed:
            headed = True
            continue
        total += 1
        beyond = [value for value, _ in cells[len(names) :] if value not in (None, "")]
        padded = [*cells, *([(None, "n")] * (len(names) - len(cells)))]
        kinds = {names[place]: padded[place] for place in places}
        wrong = [(name, value, kind) for name, (value, kind) in kinds.items() if kind in ("f", "e")]
        if beyond:
            bad.append(Bad(number, "", f"a value beyond the {len(names)} columns", _as_text(beyond[0])[:SHOWN]))
        elif wrong:
            name, value, kind = wrong[0]
            bad.append(Bad(number, name, "a formula, not a value" if kind == "f" else "an error, not a value", _as_text(value)[:SHOWN]))
        else:
            rows.append([_as_text(padded[place][0]) for place in places])
            lines.append(number)
        if len(rows) + len(bad) >= ROWS:
            yield block()
    if rows or bad:
        yield block()
