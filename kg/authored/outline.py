"""The statements of a TriG file with their offsets, found by its tokens, so that some can be changed and the rest stays as it is."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.tokens import BRACKETS, Token, resolve, scan

_OPENING: Final = frozenset({"[", "(", "<<", "<<(", "{|"})
_CLOSING: Final = frozenset({"]", ")", ">>", ")>>", "|}"})


class Value(NamedTuple):
    """An object of a statement: its first and last offset, and its term; None for one in brackets."""

    start: int
    end: int
    term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None


class Group(NamedTuple):
    """A predicate with its objects: its IRI, its offset, the offset behind its last object, and the objects."""

    predicate: str
    start: int
    end: int
    values: tuple[Value, ...]


class Statement(NamedTuple):
    """A subject with all that one statement says of it.

    Attributes:
        graph: the IRI of its graph; the empty string outside all blocks.
        subject: the IRI of its subject; the empty string if that is no IRI.
        start: the offset of its first character.
        end: the offset behind its full stop or, if it has none, behind its last token.
        tokens: its tokens, with the full stop.
    """

    graph: str
    subject: str
    start: int
    end: int
    tokens: tuple[Token, ...]


_ESCAPES: Final = ("\\u", "\\U", "\\-", "\\_")
"""What a text has where it does not write the letters, digits, hyphens and underscores of a name as they are."""


@dataclass(frozen=True)
class Block:
    """The block of a graph. Its statements are read on first use, because a large file has many and a change concerns few.

    Attributes:
        graph: the IRI of the graph.
        start: the offset of its name.
        inside: the offset behind its opening brace.
        closing: the offset of its closing brace.
        end: the offset behind that.
        stops: the offsets behind the full stops at which statements surely end, in order; between two of them is at least one statement.
        text: the text of the whole file.
        prefixes: the prefixes that hold in the block.
        base: the base that holds in the block.
    """

    graph: str
    start: int
    inside: int
    closing: int
    end: int
    stops: Sequence[int] = field(repr=False)
    text: str = field(repr=False)
    prefixes: Mapping[str, str] = field(repr=False)
    base: str = field(repr=False)
    _read: dict[int, tuple[Statement, ...]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def chunks(self) -> int:
        """The number of its parts, of one or more statements each: between its stops, and what follows the last one, if anything does."""
        return len(self.stops) + (self._chunk(len(self.stops)) is not None)

    def _chunk(self, number: int) -> tuple[int, int] | None:
        start = self.stops[number - 1] if number else self.inside
        end = self.stops[number] if number < len(self.stops) else self.closing
        if number == len(self.stops) and not self.text[start:end].strip():
            return None
        return start, end

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements, in order."""
        return tuple(each for number in range(len(self.stops) + 1) for each in self._statements_of(number))

    def about(self, subject: str) -> Iterator[Statement]:
        """The statements about a thing, in order; others are read only if the block may write its name in an unusual way.

        Args:
            subject: its IRI.

        >>> text = "@prefix p: <https://x.org/C> . <x:g> { p:14 <x:b> 1 . <https://x.org/\\u0061> <x:b> 2 . }"
        >>> [len(list(outline(text).blocks[0].about(iri))) for iri in ("https://x.org/C14", "https://x.org/a", "https://x.org/b")]
        [1, 1, 0]
        """
        whole_names = all(iri.endswith(("/", "#", ":")) for iri in self.prefixes.values())
        if not whole_names or any(self.text.find(escape, self.inside, self.closing) >= 0 for escape in _ESCAPES):
            yield from (each for each in self.statements if each.subject == subject)
            return
        name = always_written(subject)
        at, last = self.text.find(name, self.inside, self.closing), -1
        while at >= 0:
            number = bisect_right(self.stops, at)
            if number != last:
                yield from (each for each in self._statements_of(number) if each.subject == subject)
                last = number
            at = self.text.find(name, self.stops[number], self.closing) if number < len(self.stops) else -1

    def last(self) -> Statement | None:
        """The last statement; None in an empty block."""
        for number in range(len(self.stops), -1, -1):
            for each in reversed(self._statements_of(number)):
                return each
        return None

    def _statements_of(self, number: int) -> tuple[Statement, ...]:
        if number not in self._read:
            chunk = self._chunk(number)
            self._read[number] = tuple(self._statements_between(*chunk)) if chunk is not None else ()
        return self._read[number]

    def _statements_between(self, start: int, end: int) -> Iterator[Statement]:
        tokens: list[Token] = []
        for token in _tokens(self.text, start, end):
            tokens.append(token)
            if token.kind == "punct" and token.text == ".":
                yield from self._statement(tokens)
                tokens = []
        yield from self._statement(tokens)

    def _statement(self, tokens: Sequence[Token]) -> Iterator[Statement]:
        if tokens and (tokens[0].kind, tokens[0].text) != ("punct", "."):
            subject = resolve(tokens[0], self.prefixes, self.base) or ""
            yield Statement(self.graph, subject, tokens[0].start, tokens[-1].end, tuple(tokens))


class Outline(NamedTuple):
    """A TriG file in parts: its prefixes, its base, the offset behind its last directive, its blocks, and the statements outside."""

    prefixes: Mapping[str, str]
    base: str
    directives_end: int
    blocks: tuple[Block, ...]
    outside: tuple[Statement, ...]

    def statements(self) -> Iterator[Statement]:
        """All statements: those of the blocks in order, then those outside."""
        for block in self.blocks:
            yield from block.statements
        yield from self.outside


@lru_cache(maxsize=32)
def outline(text: str) -> Outline:
    """The parts of a TriG file. Those of the last files are remembered.

    Args:
        text: a text that a parser has accepted; of any other, some parts are missing.

    >>> found = outline("@prefix x: <https://x.org/> . x:g { x:a x:b 1 ; x:c 2 . }")
    >>> found.prefixes, [(each.graph, each.subject, each.start, each.end) for each in found.statements()]
    ({'x': 'https://x.org/'}, [('https://x.org/g', 'https://x.org/a', 36, 55)])
    """
    made = _Reading(text)
    end, opening = 0, None
    stops: list[int] = []
    for match in re.finditer(_STRUCTURE, text, re.VERBOSE):
        found = match[1] or match[2]
        if found == "." and opening is not None:
            stops.append(match.end())
        elif found == "{" and opening is None:
            made.read_gap(end, match.start())
            opening, stops = match.end(), []
        elif found == "}" and opening is not None:
            made.end_block(opening, match.start(), match.end(), stops)
            end, opening = match.end(), None
    made.read_gap(end, len(text))
    made.end_statement()
    return Outline(made.prefixes, made.base, made.behind, tuple(made.blocks), tuple(made.outside))


# No token but a full stop is a point with white space behind it.
_STRUCTURE: Final = BRACKETS + r"|(\.)(?=[\s}]|$)"


def _tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """The tokens of a part of a text, with their offsets in the text; their lines and columns are those in the part."""
    for token in scan(text[start:end]):
        yield token._replace(start=start + token.start, end=start + token.end)


class _Reading:
    """An outline in progress."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.prefixes: dict[str, str] = {}
        self.base, self.behind = "", 0
        self.blocks: list[Block] = []
        self.outside: list[Statement] = []
        self.tokens: list[Token] = []

    def read_gap(self, start: int, end: int) -> None:
        """Read what stands outside the blocks: directives, statements, and the name of the next block."""
        for token in _tokens(self.text, start, end):
            tokens = self.tokens
            keyword = tokens[0].text.upper().lstrip("@") if tokens else ""
            if keyword in ("PREFIX", "BASE") and tokens[0].kind == "word" and token.kind == "iri":
                iri = resolve(token, {}, self.base) or ""
                if keyword == "PREFIX":
                    # Not in place, because the blocks before it keep what held there.
                    self.prefixes = {**self.prefixes, tokens[1].text[:-1]: iri}
                else:
                    self.base = iri
                self.behind = token.end
                tokens.clear()
            elif token.kind == "punct" and token.text == ".":
                if tokens:
                    tokens.append(token)
                    self.end_statement()
                elif not self.blocks and not self.outside:
                    self.behind = token.end
            else:
                tokens.append(token)

    def end_block(self, inside: int, closing: int, end: int, stops: Sequence[int]) -> None:
        """Add a block, whose name was read last."""
        graph = (resolve(self.tokens[-1], self.prefixes, self.base) or "") if self.tokens else ""
        start = self.tokens[0].start if self.tokens else inside - 1
        self.tokens.clear()
        self.blocks.append(Block(graph, start, inside, closing, end, stops, self.text, self.prefixes, self.base))

    def end_statement(self) -> None:
        """Add a statement outside all blocks."""
        if self.tokens:
            subject = resolve(self.tokens[0], self.prefixes, self.base) or ""
            self.outside.append(Statement("", subject, self.tokens[0].start, self.tokens[-1].end, tuple(self.tokens)))
            self.tokens.clear()


def always_written(iri: str) -> str:
    """The longest run of characters that a text in Turtle has where it mentions an IRI, whether with a prefix or in full.

    It need not have them where it writes letters as numbers (``\\u0061``) or a hyphen with a backslash, or has a prefix that ends inside a
    name.

    >>> always_written("https://example.org/id/o-neill.of.the.isles"), always_written("https://example.org/id/42~")
    ('o-neill', '42')
    """
    # A character of another script may be written as a number, and some others with a backslash.
    return max(re.findall(r"[A-Za-z0-9_-]+", re.split(r"[/#]", iri)[-1]), key=len, default="")


_ESCAPE: Final = re.compile(r"\\[uU_-]")
_PREFIX: Final = re.compile(r"prefix\s+[^\s:]*:\s*(?:#|<[^<>]*[^<>/#:]>)")


def may_mention(text: str, iri: str) -> bool:
    """Whether a text in Turtle can mention an IRI: quick, and right where it says that it cannot.

    >>> may_mention("x:anna x:b 1 .", "https://x.org/anna"), may_mention("x:anna x:b 1 .", "https://x.org/ben")
    (True, False)
    >>> may_mention("<https://x.org/\\u0062en> x:b 1 .", "https://x.org/ben"), may_mention("@prefix p: <x:be> . p:n x:b 1 .", "x:ben")
    (True, True)
    """
    return always_written(iri) in text or _is_unusual(text)


@lru_cache(maxsize=32)
def _is_unusual(text: str) -> bool:
    """Whether a text writes letters as numbers or a hyphen with a backslash, or has a prefix that ends inside a name or is hard to read."""
    # A search that ignores the case takes ten times as long.
    return ("\\" in text and _ESCAPE.search(text) is not None) or _PREFIX.search(text.lower()) is not None


def groups_of(statement: Statement, text: str, where: Outline) -> tuple[Group, ...]:
    """The predicates of a statement with their objects.

    Args:
        statement: a statement of a text.
        text: the text.
        where: its outline.

    Raises:
        ValueError: the statement has something in brackets, or prefixes that are declared again with another meaning.

    >>> text = '@prefix x: <https://x.org/> . x:g { x:a x:b 1 , "one"@en . }'
    >>> [group], found = groups_of(next(outline(text).statements()), text, outline(text)), outline(text)
    >>> [text[each.start : each.end] for each in group.values], group.values[1].term
    (['1', '"one"@en'], <Literal value=one language=en>)
    """
    groups: list[Group] = []
    tokens = [token for token in statement.tokens[1:] if token is not statement.tokens[-1] or token.text != "." or token.kind != "punct"]
    if any(token.kind == "punct" and token.text in _OPENING | _CLOSING for token in tokens):
        raise ValueError("a statement with brackets")
    terms = _terms(statement, text, where)
    predicate: Token | None = None
    pending: list[Token] = []
    values: list[Value] = []

    def end_value() -> None:
        if pending:
            term = terms[sum(len(each.values) for each in groups) + len(values)].object
            values.append(Value(pending[0].start, pending[-1].end, term))
            pending.clear()

    def end_group() -> None:
        end_value()
        if predicate is not None and values:
            iri = terms[sum(len(each.values) for each in groups)].predicate.value
            groups.append(Group(iri, predicate.start, values[-1].end, tuple(values)))
            values.clear()

    for token in tokens:
        if token.kind == "punct" and token.text == ";":
            end_group()
            predicate = None
        elif token.kind == "punct" and token.text == ",":
            end_value()
        elif predicate is None:
            predicate = token
        else:
            pending.append(token)
    end_group()
    if sum(len(each.values) for each in groups) != len(terms):
        raise ValueError("a statement that was read differently by the parser")
    return tuple(groups)


def predicates_of(statement: Statement) -> Iterator[Token]:
    """The tokens of the predicates of a statement, without those in brackets.

    >>> [each.text for each in predicates_of(next(outline("<x:g> { <x:a> a [ <x:b> 1 ] , <x:d> ; <x:c> 2 . }").statements()))]
    ['a', '<x:c>']
    """
    depth, expected = 0, True
    for token in statement.tokens[1:]:
        if token.kind == "punct" and token.text in _OPENING:
            depth += 1
        elif token.kind == "punct" and token.text in _CLOSING:
            depth -= 1
        elif token.kind == "punct" and token.text == ";" and not depth:
            expected = True
        elif expected and not depth and token.kind != "punct":
            yield token
            expected = False


def _terms(statement: Statement, text: str, where: Outline) -> Sequence[ox.Triple]:
    """The triples of a statement without brackets, in order, as the parser reads them.

    Raises:
        ValueError: the parser cannot read it.
    """
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in where.prefixes.items())
    written = text[statement.start : statement.end]
    closed = "" if statement.tokens[-1].text == "." and statement.tokens[-1].kind == "punct" else " ."
    try:
        found = ox.parse(head + written + closed, ox.RdfFormat.TURTLE, base_iri=where.base or None)
        return [quad.triple for quad in found]
    except SyntaxError as error:
        raise ValueError("a statement that was read differently by the parser") from error


def comments_between(tokens: Sequence[Token], text: str) -> list[str]:
    """The comments between the first and the last of some tokens of a text, in order.

    >>> text = "x:a # one\\n x:b # two\\n 1 . # three"
    >>> comments_between(list(scan(text)), text)
    ['# one', '# two']
    """
    found: list[str] = []
    for before, after in itertools.pairwise(tokens):
        found += comments_in(text[before.end : after.start])
    return found


def comments_in(gap: str) -> list[str]:
    """The comments in a text without tokens, such as that between two tokens.

    >>> comments_in(" # one  \\n\\n# two")
    ['# one', '# two']
    """
    return [line[line.index("#") :].rstrip() for line in gap.replace("\r", "\n").split("\n") if "#" in line]


def all_comments(text: str) -> list[str]:
    """All comments of a text in Turtle or TriG, in order.

    >>> all_comments('# one\\n<x:a#b> <x:b> "# no" . # two')
    ['# one', '# two']
    """
    found: list[str] = []
    end = 0
    for token in scan(text):
        found += comments_in(text[end : token.start])
        end = token.end
    return found + comments_in(text[end:])
