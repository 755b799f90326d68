"""The header of a SPARQL file: its ``#+`` lines, which hold YAML.

The headers of stored queries, inference rules and quality rules describe them. The decorators follow grlc,
https://github.com/CLARIAH/grlc#decorator-syntax; the language is YAML 1.1, https://yaml.org/spec/1.1/, with three restrictions: every
scalar is text, so that ``no``, ``1988`` and ``1988-11-16`` are kept as written; a key occurs only once; anchors and tags are not allowed.
"""

from __future__ import annotations

from kg.errors import DataError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    import yaml

    Value: TypeAlias = str | list["Value"] | dict[str, "Value"]


_MOST_DEPTH = 16


class Scalar(str):
    """A scalar of a header, and where it begins.

    Attributes:
        line: its line in the file, from 1.
        column: the column of its first character, from 1; that of the quotation mark if it is in quotes.
    """

    __slots__ = ("column", "line")
    line: int
    column: int

    @classmethod
    def at(cls, text: str, line: int, column: int) -> Scalar:
        """A text at a place."""
        made = cls(text)
        made.line, made.column = line, column
        return made


def parse_header(text: str, name: str = "header") -> dict[str, Value]:
    """The decorators of a SPARQL file.

    Args:
        text: the whole file; its lines that start with ``#+`` are the header.
        name: the file, for the place in errors.

    Returns:
        Decorator name to value; empty without a header. Every scalar is text without surrounding white space: a `Scalar`, the names
        included.

    Raises:
        DataError: the header is not a mapping in the YAML described above.

    >>> parse_header("#+ tags: [acts, 1988]\\n#+ params:\\n#+   - name: agent\\n#+     optional: true\\nASK {}")
    {'tags': ['acts', '1988'], 'params': [{'name': 'agent', 'optional': 'true'}]}
    """
    lines = text.split("\n")
    # Two spaces replace each `#+`, and empty lines replace the query, so that positions in the YAML are positions in the file.
    header = "\n".join("  " + line[2:].rstrip("\r") if line.startswith("#+") else "" for line in lines)
    if not header.strip():
        return {}
    import yaml  # imported here, because a query whose header the build has parsed does not need it

    reader = _Reader(lines, name)
    # The parser in C is faster, where PyYAML has it; the one in Python says better what is wrong.
    if hasattr(yaml, "CBaseLoader"):
        try:
            return reader.read(header, yaml.CBaseLoader)
        except yaml.YAMLError:
            pass
    try:
        return reader.read(header, yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        said = error.problem or ""
        # A quote or bracket that is not closed is reported where it begins, not at the end of the file.
        mark = error.context_mark if "end of stream" in said else error.problem_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        raise reader.problem(line, column, _hint(said)) from error
    except yaml.reader.ReaderError as error:
        before = header[: error.position]
        raise reader.problem(before.count("\n"), len(before) - before.rfind("\n") - 1, "remove the control character") from error


def _hint(said: str) -> str:
    """A hint for a message of the YAML parser."""
    if said.startswith("mapping values are not allowed"):
        return "indent it like the lines beside it, or put quotes around a text that contains a colon and a space"
    if said.startswith("expected <block end>"):
        return "put quotes around a text that begins with a quote, a brace or a bracket; indent lines of one list alike"
    if "end of stream" in said:
        return "close the quotes or the bracket"
    return said or "write 'name: value'"


class _Reader:
    """Builds values from the events of the YAML parser, which have positions."""

    loader: Any  # the methods of PyYAML's loaders have no types

    def __init__(self, lines: list[str], name: str) -> None:
        self.lines = lines
        self.name = name

    def problem(self, line: int, column: int, hint: str) -> DataError:
        """An error at a line and a column, both counted from 0."""
        from kg.places import Place  # dataclasses take long to import

        shown = self.lines[line].removeprefix("#+").strip() if line < len(self.lines) else ""
        return DataError(f"cannot read the header line {shown!r}", Place(self.name, line + 1, column + 1), hint)

    def read(self, header: str, parser: Callable[[str], Any]) -> dict[str, Value]:
        """The mapping that is the whole header, with one of PyYAML's loaders."""
        import yaml

        self.loader = parser(header)
        self.loader.get_event()  # the start of the stream
        if self.loader.check_event(yaml.StreamEndEvent):
            return {}  # nothing but comments
        self.loader.get_event()  # the start of the only document: its lines are indented, so none can end it or begin another
        event = self.loader.peek_event()
        if not isinstance(event, yaml.MappingStartEvent):
            raise self._at(event, "begin with a decorator such as 'summary: ...'")
        value = self._value(0)
        self.loader.get_event()  # the end of the document, or something that is not allowed there
        assert isinstance(value, dict)
        return value

    def _value(self, depth: int) -> Value:
        """The next value: a scalar, a sequence or a mapping, inside `depth` others."""
        import yaml

        event = self.loader.get_event()
        if depth > _MOST_DEPTH:
            raise self._at(event, "a header has no lists so deep inside each other")
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise self._at(event, "put quotes around it: a header has no anchors")
        if event.tag is not None:
            raise self._at(event, "put quotes around it: a header has no tags")
        if isinstance(event, yaml.ScalarEvent):
            assert event.start_mark is not None
            return Scalar.at(event.value.strip(), event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Value] = []
            while not self.loader.check_event(yaml.SequenceEndEvent):
                items.append(self._value(depth + 1))
            self.loader.get_event()
            return items
        return self._mapping(depth)

    def _mapping(self, depth: int) -> dict[str, Value]:
        import yaml

        found: dict[str, Value] = {}
        while not self.loader.check_event(yaml.MappingEndEvent):
            event = self.loader.peek_event()
            key = self._value(depth + 1)
            if not isinstance(key, str):
                raise self._at(event, "a name is text")
            if key in found:
                raise self._at(event, f"{key!r} is given twice")
            found[key] = self._value(depth + 1)
        self.loader.get_event()
        return found

    def _at(self, event: yaml.Event, hint: str) -> DataError:
        assert event.start_mark is not None
        return self.problem(event.start_mark.line, event.start_mark.column, hint)
