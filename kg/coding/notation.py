"""The notation of the coding line: from a text to its lines with their places, and back. It knows no ontology.

`docs/coding.md` has the grammar.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from kg.errors import DataError
from kg.places import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MARKS: Final = {"?": "Hedged", "!": "Denied", "~": "Evaluative", "%": "Rumoured", ">": "Planned", "/": "Conditional"}
"""Each mark at the beginning of a line and the standing that it gives the assertion graph. Without a mark it is Stated."""

STATED: Final = "Stated"
"""The standing of a claim without a mark."""

_MARK: Final = re.compile(r"[&\"?!~%>/]*")
_ID: Final = re.compile(r"#([\w.\-]*\w)")
_PASSAGE: Final = re.compile(r"@?([^\s;+/@:]+)")
_ROLE: Final = re.compile(r"\s*(<[^<>\s]+>|[^\W\d_][^:;\"+#<>()]*?|[\w\-]+:[\w\-]+):(?=\s|$)")
_STRING: Final = re.compile(r'"((?:[^"\\\n]|\\.)*)"(?:@([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)|\^\^<([^<>\s]+)>)?')
_NEW: Final = re.compile(r"\+(?P<name>[^()#;]+?)\s*(?:#(?P<id>[\w.\-]*\w))?\s*(?:\((?P<kind>[^()]*)\))?")


class Value(NamedTuple):
    """A value.

    Attributes:
        kind: ``plain`` for a name, a date or a text without quotation marks; ``text`` for one in quotation marks; ``id`` for ``#name``;
            ``iri`` for ``<iri>``; ``record`` for ``@passage`` or ``@graph``; ``new`` for ``+name (kind)``.
        text: the name, text, identifier or IRI.
        of: of a text the datatype, and of a new name the kind.
        tag: of a text the language, and of a new name the identifier.
        column: its place in the line, from 1. It is no part of what is said.
    """

    kind: str
    text: str
    of: str = ""
    tag: str = ""
    column: int = 0


class Slot(NamedTuple):
    """What stands between two semicolons: the role as typed, empty for none; its values; its place in the line, from 1."""

    role: str
    values: tuple[Value, ...]
    column: int = 0


class Header(NamedTuple):
    """A line ``@A1 A2 with A3``: the passages that are cited, those that are read with them, and the number of the next graph or 0."""

    cites: tuple[str, ...]
    read_with: tuple[str, ...] = ()
    number: int = 0
    line: int = 0


class Claim(NamedTuple):
    """A line that says something of one thing.

    Attributes:
        same: whether it stands in the assertion graph of the line above.
        depth: how deep it is in speech: 0 for the document's own voice, 1 for the content of a statement, 2 for a report within that.
        standing: the name of the standing.
        speech: the identifier of the statement whose content it is; empty for the one above.
        head: what stands before the first semicolon, except the identifier: a kind or more, a name, or nothing.
        identifier: the identifier of the thing; empty to make one.
        says: the gist of a proposition that the statement expresses; empty for none.
        slots: what follows.
        line: the number of the line, from 1.
        column: the place of the head in the line, from 1.
    """

    same: bool
    depth: int
    standing: str
    speech: str
    head: tuple[Value, ...]
    identifier: str
    says: str
    slots: tuple[Slot, ...]
    line: int = 0
    column: int = 1


class Remark(NamedTuple):
    """A line ``note KIND #id on X cites A1: text``."""

    kind: str
    identifier: str
    on: tuple[Value, ...]
    cites: tuple[str, ...]
    text: str
    line: int = 0


class Nothing(NamedTuple):
    """A line ``- reason``: the passage asserts nothing."""

    reason: str
    line: int = 0


class Gist(NamedTuple):
    """A line ``= text``: the gist of the assertion graph above."""

    text: str
    line: int = 0


Line: TypeAlias = Header | Claim | Remark | Nothing | Gist


class Problem(NamedTuple):
    """What is wrong at a place: the line and the column from 1, what to do, and whether the line can be written all the same."""

    line: int
    column: int
    what: str
    hint: str
    allowed: bool = False


def refused(problems: list[Problem], shown: str) -> DataError:
    """The error that reports problems, in the order of their places.

    Args:
        problems: at least one.
        shown: the name of the file, as messages show it.
    """
    errors = [DataError(each.what, Place(shown, each.line, each.column), each.hint) for each in sorted(set(problems))]
    return DataError(errors[0].what, errors[0].place, errors[0].hint, errors[1:])


class _Wrong(Exception):
    def __init__(self, column: int, what: str, hint: str) -> None:
        super().__init__(what)
        self.column, self.what, self.hint = column, what, hint


def parse(text: str) -> tuple[list[Line], list[Problem]]:
    """The lines of a text, and what is wrong with those that cannot be read. Empty lines and those that begin with ``# `` are left out.

    >>> lines, problems = parse("@A1 with A2\\n? visit; Raisi; place: Riyadh\\n")
    >>> lines[0], problems
    (Header(cites=('A1',), read_with=('A2',), number=0, line=1), [])
    >>> [(slot.role, slot.values[0].text) for slot in lines[1].slots]
    [('', 'Raisi'), ('place', 'Riyadh')]
    """
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.rstrip()
        if not line.strip() or re.match(r"\s*#(\s|$)", line):
            continue
        try:
            lines.append(_line(line, number))
        except _Wrong as wrong:
            problems.append(Problem(number, wrong.column, wrong.what, wrong.hint))
    return lines, problems


def parse_line(text: str, line: int = 1) -> Line:
    """One line.

    Args:
        text: the line.
        line: its number, for messages.

    Raises:
        DataError: it cannot be read.

    >>> parse_line("- a heading").reason
    'a heading'
    """
    try:
        return _line(text.rstrip(), line)
    except _Wrong as wrong:
        raise refused([Problem(line, wrong.column, wrong.what, wrong.hint)], "line") from wrong


def _line(line: str, number: int) -> Line:
    indent = len(line) - len(line.lstrip())
    body = line[indent:]
    if body.startswith("@"):
        return _header(line, indent, number)
    if body == "-" or body.startswith("- "):
        return Nothing(body[1:].strip() or "a heading", number)
    if body.startswith("="):
        if not body[1:].strip():
            raise _Wrong(indent + 1, "a gist without words", "write one sentence behind =")
        return Gist(body[1:].strip(), number)
    if re.match(r"note\s", body):
        return _remark(line, indent, number)
    return _claim(line, indent, number)


def _header(line: str, indent: int, number: int) -> Header:
    words = line[indent + 1 :].split()
    parts: tuple[list[str], list[str]] = ([], [])
    reading = 0
    for word in words:
        if word == "with" and parts[0]:
            reading = 1
        else:
            parts[reading].append(word.lstrip("@"))
    if not parts[0]:
        raise _Wrong(indent + 1, "@ without a passage", "name the passage, such as @H7")
    if reading and not parts[1]:
        raise _Wrong(len(line) + 1, "with and no passage behind it", "name the passage that is read with it, such as @H7 with H6")
    first, _, start = parts[0][0].partition("/")
    if not first or (start and not (start.isascii() and start.isdecimal() and int(start))) or (not start and "/" in parts[0][0]):
        raise _Wrong(
            indent + 1, f"@{parts[0][0]} is no passage", "write the name of the passage, such as @H7; the next graph's number as @H7/2"
        )
    return Header((first, *parts[0][1:]), tuple(parts[1]), int(start or 0), number)


def _remark(line: str, indent: int, number: int) -> Remark:
    match = re.compile(
        r"note\s+(?P<kind>[^#:@]*?)\s*(?:#(?P<id>[\w.\-]*\w)\s*)?(?:(?<=\s)on\s+(?P<on>.+?))?(?:\s+cites\s+(?P<cites>[^:]+?))?\s*:\s+(?P<text>\S.*)"
    ).fullmatch(line, indent)
    if match is None or not match["kind"]:
        hint = "write note KIND on #name: text, such as note NotStated on #visit: who was met is not told"
        raise _Wrong(indent + 1, "a note that cannot be read", hint)
    on = tuple(_values(line, match.start("on"), match.end("on"))) if match["on"] else ()
    cites = tuple(word.lstrip("@") for word in re.split(r"\s*\+\s*|\s+", match["cites"])) if match["cites"] else ()
    return Remark(match["kind"], match["id"] or "", on, cites, match["text"].strip(), number)


def _claim(line: str, indent: int, number: int) -> Claim:
    marks = _MARK.match(line, indent)
    typed = marks[0] if marks else ""
    at = indent + len(typed)
    depth, same = typed.count('"'), "&" in typed
    standings = [each for each in typed if each in MARKS]
    if len(standings) > 1:
        raise _Wrong(indent + 1, "two standings", f"write one of {' '.join(MARKS)}")
    if same and (standings or depth):
        raise _Wrong(indent + 1, "& with another mark", "a line with & stands in the graph of the line above, with its standing and speech")
    speech = ""
    if depth and line[at : at + 1] == "#":
        named = _ID.match(line, at)
        if named is None:
            raise _Wrong(at + 1, "# without a name", "write the identifier of the statement")
        speech, at = named[1], named.end()
        if line[at : at + 1] not in ("", " "):
            raise _Wrong(at + 1, "no space behind the statement", f'write "#{speech} and then the claim')
    while line[at : at + 1] == " ":
        at += 1
    parts = _split(line, at)
    start, end = parts[0]
    says, identifier, head = "", "", tuple[Value, ...]()
    if match := re.compile(r"says\s+(?:#(?P<id>[\w.\-]*\w)\s+)?(?P<text>\S.*)").fullmatch(line, start, end):
        identifier = match["id"] or ""
        string = _STRING.fullmatch(match["text"])
        says = _unescaped(string[1]) if string and not string[2] and not string[3] else match["text"]
    else:
        match = re.compile(r"(?P<head>.*?)\s*#(?P<id>[\w.\-]*\w)").fullmatch(line, start, end)
        if match and not match["head"].startswith("+"):
            identifier, end = match["id"], match.end("head")
        head = tuple(_values(line, start, end)) if line[start:end].strip() else ()
        if not head and not identifier:
            raise _Wrong(start + 1, "nothing before the first semicolon", "begin with a kind of act, such as meeting, or a name")
    slots = tuple(_slots(line, parts[1:]))
    while slots and not slots[-1].values:
        slots = slots[:-1]
    return Claim(same, depth, MARKS[standings[0]] if standings else STATED, speech, head, identifier, says, slots, number, parts[0][0] + 1)


def _split(line: str, at: int) -> list[tuple[int, int]]:
    """The offsets of the parts between semicolons, without the spaces around them."""
    parts: list[tuple[int, int]] = []
    start, quoted = at, False
    position = at
    while position <= len(line):
        char = line[position : position + 1]
        if char == "\\" and quoted:
            position += 1
        elif char == '"' and (quoted or _begins_value(line, start, position)):
            quoted = not quoted
        elif char == "" or (char == ";" and not quoted):
            parts.append(_trimmed(line, start, position))
            start = position + 1
        position += 1
    if quoted:
        raise _Wrong(len(line), "a quotation mark that is not closed", 'close it, or write \\" for one that is part of the text')
    return parts


def _begins_value(line: str, start: int, position: int) -> bool:
    before = line[start:position].rstrip()
    return (
        not before
        or before.endswith((":", "says"))
        or line[start:position].endswith(" + ")
        or (re.search(r"says\s+#[\w.\-]+$", before) is not None)
    )


def _trimmed(line: str, start: int, end: int) -> tuple[int, int]:
    while start < end and line[start] == " ":
        start += 1
    while end > start and line[end - 1] == " ":
        end -= 1
    return start, end


def _slots(line: str, parts: Sequence[tuple[int, int]]) -> list[Slot]:
    """The slots. One that begins with a plus and a space goes on with that before it: a completion ends with a semicolon."""
    found: list[Slot] = []
    for start, end in parts:
        if not line.startswith("+ ", start, end):
            found.append(_slot(line, start, end))
        elif found and found[-1].values:
            more = tuple(_values(line, *_trimmed(line, start + 2, end)))
            found[-1] = found[-1]._replace(values=(*found[-1].values, *more))
        else:
            raise _Wrong(start + 1, "a + with nothing before it", "write A + B for two, and +Name (Kind) for a new name")
    return found


def _slot(line: str, start: int, end: int) -> Slot:
    if start == end:
        return Slot("", (), start + 1)
    match = _ROLE.match(line, start, end)
    if match is None:
        return Slot("", tuple(_values(line, start, end)), start + 1)
    begin, stop = _trimmed(line, match.end(), end)
    if begin == stop:
        raise _Wrong(start + 1, f"the role {match[1].strip()} without a value", "write the value behind the colon, or leave the role out")
    return Slot(match[1].strip(), tuple(_values(line, begin, stop)), start + 1)


def _values(line: str, start: int, end: int) -> Iterator[Value]:
    """The values between two offsets, which `` + `` separates."""
    at = start
    while at <= end:
        quoted = _STRING.match(line, at, end)
        stop = line.find(" + ", quoted.end() if quoted else at, end)
        begin, until = _trimmed(line, at, end if stop < 0 else stop)
        if begin == until:
            raise _Wrong(at + 1, "a value is missing", "write a value on both sides of +")
        yield _value(line[begin:until], begin + 1)
        if stop < 0:
            return
        at = stop + 3


def _value(text: str, column: int) -> Value:
    if match := _STRING.fullmatch(text):
        return Value("text", _unescaped(match[1]), match[3] or "", match[2] or "", column)
    if match := _ID.fullmatch(text):
        return Value("id", match[1], column=column)
    if match := re.fullmatch(r"<([^<>\s]+)>", text):
        return Value("iri", match[1], column=column)
    if text.startswith("@") and (match := _PASSAGE.fullmatch(text)):
        return Value("record", match[1], column=column)
    if text.endswith(" +"):
        raise _Wrong(column, "a value is missing", "write a value on both sides of +")
    if text.startswith("+"):
        match = _NEW.fullmatch(text)
        if match is None and in_office(Value("plain", text, column=column)):
            return Value("plain", text, column=column)
        if match is None:
            raise _Wrong(column, f"the new name {text} cannot be read", "write +Name (Kind), such as +Ann Ames (Person)")
        return Value("new", match["name"].strip(), (match["kind"] or "").strip(), match["id"] or "", column)
    return Value("plain", text, column=column)


def in_office(value: Value) -> tuple[Value, Value] | None:
    """Who and the office, of a value such as ``Raisi as President of Iran``; None for any other.

    >>> holder, office = in_office(Value("plain", "Raisi as +President of Iran (Post)"))
    >>> holder.text, office.kind, office.text
    ('Raisi', 'new', 'President of Iran')
    >>> [each.of for each in in_office(Value("plain", "+the Shah (Person) as +Shah of Iran (Post)"))]
    ['Person', 'Post']
    """
    name, found, office = value.text.rpartition(" as ") if value.kind == "plain" else ("", "", "")
    if not found or not name.strip() or not office.strip():
        return None
    try:
        return _value(name.strip(), value.column), _value(office.strip(), value.column + len(name) + len(found))
    except _Wrong:
        return None


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else "\t" if match[1] == "t" else match[1], text)


def quoted(text: str, tag: str = "", datatype: str = "") -> str:
    r"""A text in quotation marks, with a language or a datatype.

    >>> print(quoted('the "new" order', "en"))
    "the \"new\" order"@en
    """
    body = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{body}"' + (f"@{tag}" if tag else f"^^<{datatype}>" if datatype else "")


def text_of_value(value: Value) -> str:
    """A value as it is typed."""
    if value.kind == "text":
        return quoted(value.text, value.tag, value.of)
    if value.kind == "new":
        return f"+{value.text}" + (f" #{value.tag}" if value.tag else "") + (f" ({value.of})" if value.of else "")
    return {"id": "#{}", "iri": "<{}>", "record": "@{}"}.get(value.kind, "{}").format(value.text)


def text_of_line(line: Line) -> str:
    """A line as it is typed; `parse_line` reads the same line from it.

    >>> text_of_line(parse_line('"?#talk   meeting ; A +  B;place:  C')) if True else ""
    '"?#talk meeting; A + B; place: C'
    """
    if isinstance(line, Header):
        start = f"/{line.number}" if line.number else ""
        more = "".join(f" {each}" for each in line.cites[1:])
        return f"@{line.cites[0]}{start}{more}" + (f" with {' '.join(line.read_with)}" if line.read_with else "")
    if isinstance(line, Nothing):
        return f"- {line.reason}"
    if isinstance(line, Gist):
        return f"= {line.text}"
    if isinstance(line, Remark):
        on = " on " + " + ".join(map(text_of_value, line.on)) if line.on else ""
        cites = " cites " + " + ".join(line.cites) if line.cites else ""
        return f"note {line.kind}{f' #{line.identifier}' if line.identifier else ''}{on}{cites}: {line.text}"
    return "; ".join([_marks(line) + _head(line), *(_text_of_slot(each) for each in line.slots)])


def _marks(line: Claim) -> str:
    standing = next((mark for mark, name in MARKS.items() if name == line.standing), "")
    marks = ("&" if line.same else "") + '"' * line.depth + standing + (f"#{line.speech}" if line.speech else "")
    return marks + " " if marks else ""


def _head(line: Claim) -> str:
    identifier = f"#{line.identifier}" if line.identifier else ""
    if line.says:
        plain = ";" not in line.says and not line.says.startswith(('"', "#")) and line.says == line.says.strip()
        plain = plain and '"' not in line.says and "\n" not in line.says
        return " ".join(filter(None, ("says", identifier, line.says if plain else quoted(line.says))))
    return " ".join(filter(None, (" + ".join(map(text_of_value, line.head)), identifier)))


def _text_of_slot(slot: Slot) -> str:
    values = " + ".join(map(text_of_value, slot.values))
    return f"{slot.role}: {values}" if slot.role else values
