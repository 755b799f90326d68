"""The header of a stored query: the ``#+`` lines, in the small part of YAML that grlc's decorators need.

What is read: mappings, lists (``- item``, ``[a, b]``), plain and quoted scalars, ``true`` and ``false``, and text folded with ``>``.
Everything else is refused with its line, so that a header never means something else than it seems to.

See https://github.com/CLARIAH/grlc#decorator-syntax for the decorators.
"""

from __future__ import annotations

from collections import namedtuple

from kg.errors import QueryError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple, TypeAlias

    Value: TypeAlias = str | bool | list["Value"] | dict[str, "Value"]

    class _Line(NamedTuple):
        number: int
        indent: int
        text: str
else:
    _Line = namedtuple("_Line", "number indent text")


def parse_header(text: str, name: str) -> dict[str, Value]:
    """Read the decorators of a query.

    Args:
        text: the whole query; its lines that start with ``#+`` are the header.
        name: what an error names as the place, usually the file.

    Returns:
        Decorator name to value; empty without a header.

    Raises:
        QueryError: a line is not of the part of YAML that is read here.

    >>> parse_header("#+ tags: [acts, texts]\\n#+ params:\\n#+   - name: agent\\n#+     optional: true\\nASK {}", "q.rq")
    {'tags': ['acts', 'texts'], 'params': [{'name': 'agent', 'optional': True}]}
    """
    lines = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#+"):
            body = line[2:].rstrip()
            stripped = body.lstrip()
            if stripped and not stripped.startswith("# "):
                lines.append(_Line(number, len(body) - len(stripped), stripped))
    if not lines:
        return {}
    reader = _Reader(lines, name)
    value = reader.block(lines[0].indent)
    if reader.at < len(lines) or not isinstance(value, dict):
        raise reader.problem(lines[min(reader.at, len(lines) - 1)], "a decorator such as 'summary: ...' is expected here")
    return value


class _Reader:
    """A recursive descent over the header's lines; `at` is the index of the next line."""

    def __init__(self, lines: list[_Line], name: str) -> None:
        self.lines = lines
        self.name = name
        self.at = 0

    def problem(self, line: _Line, hint: str) -> QueryError:
        from kg.places import Place

        return QueryError(f"cannot read the header line {line.text!r}", Place(self.name, line.number, line.indent + 3), hint)

    def block(self, indent: int) -> Value:
        if self.lines[self.at].text.startswith("- "):
            return self.items(indent)
        return self.mapping(indent)

    def items(self, indent: int) -> list[Value]:
        found: list[Value] = []
        while self.at < len(self.lines) and self.lines[self.at].indent == indent and self.lines[self.at].text.startswith("- "):
            line = self.lines[self.at]
            rest = line.text[2:].lstrip()
            if _key(rest) is None:
                self.at += 1
                found.append(self.scalar(line, rest))
            else:  # a mapping that starts on the dash's own line: read it as if the dash were a blank
                inner = indent + len(line.text) - len(rest)
                self.lines[self.at] = _Line(line.number, inner, rest)
                found.append(self.mapping(inner))
        return found

    def mapping(self, indent: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        while self.at < len(self.lines) and self.lines[self.at].indent == indent:
            line = self.lines[self.at]
            key = _key(line.text)
            if key is None:
                raise self.problem(line, "write 'name: value'")
            if key in found:
                raise self.problem(line, f"{key!r} stands twice")
            rest = line.text[len(key) + 1 :].strip()
            self.at += 1
            if rest in {">", ">-", "|"}:
                found[key] = self.folded(indent)
            elif rest:
                found[key] = self.scalar(line, rest)
            elif self.at < len(self.lines) and self.continues(indent):
                found[key] = self.block(self.lines[self.at].indent)
            else:
                found[key] = ""
        if self.at < len(self.lines) and self.lines[self.at].indent > indent:
            raise self.problem(self.lines[self.at], "indent it like the lines above")
        return found

    def continues(self, indent: int) -> bool:
        line = self.lines[self.at]
        return line.indent > indent or (line.indent == indent and line.text.startswith("- "))

    def folded(self, indent: int) -> str:
        words = []
        while self.at < len(self.lines) and self.lines[self.at].indent > indent:
            words.append(self.lines[self.at].text)
            self.at += 1
        return " ".join(words)

    def scalar(self, line: _Line, text: str) -> Value:
        if text in {"true", "false"}:
            return text == "true"
        if text[0] == "[":
            if text[-1] != "]":
                raise self.problem(line, "close the list on its own line with ]")
            return [self.scalar(line, item.strip()) for item in text[1:-1].split(",") if item.strip()]
        if text[0] in "\"'":
            if len(text) < 2 or text[-1] != text[0] or text[0] in text[1:-1]:
                raise self.problem(line, "close the quotes at the end of the line; none inside")
            return text[1:-1]
        if text[0] in "{&*!|>%@`":
            raise self.problem(line, "put quotes around it")
        return text


def _key(text: str) -> str | None:
    """The key of ``key: value`` or ``key:``; a CURIE such as ``dip:Visit`` has no blank after its colon and is none."""
    head, colon, rest = text.partition(":")
    if colon and head and (not rest or rest[0] == " ") and all(each.isalnum() or each in "_-?" for each in head):
        return head
    return None
