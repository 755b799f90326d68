"""The statements of a TriG file with their offsets, found by its tokens, so that some can be changed and the rest stays as it is."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.tokens import Token, resolve, scan

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


class Block(NamedTuple):
    """The block of a graph: the IRI of the graph, the offsets of its name, behind its opening brace, before its closing one, and behind."""

    graph: str
    start: int
    inside: int
    closing: int
    end: int
    statements: tuple[Statement, ...]


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


def outline(text: str) -> Outline:
    """The parts of a TriG file.

    Args:
        text: a text that a parser has accepted; of any other, some parts are missing.

    >>> found = outline("@prefix x: <https://x.org/> . x:g { x:a x:b 1 ; x:c 2 . }")
    >>> found.prefixes, [(each.graph, each.subject, each.start, each.end) for each in found.statements()]
    ({'x': 'https://x.org/'}, [('https://x.org/g', 'https://x.org/a', 36, 55)])
    """
    prefixes: dict[str, str] = {}
    base, behind = "", 0
    blocks: list[Block] = []
    outside: list[Statement] = []
    inside: list[Statement] = []
    tokens: list[Token] = []
    name: tuple[str, int, int] | None = None  # of the open block: its graph, and the offsets of its name and behind its brace

    def end_statement() -> None:
        if tokens:
            subject = resolve(tokens[0], prefixes, base) or ""
            made = Statement(name[0] if name else "", subject, tokens[0].start, tokens[-1].end, tuple(tokens))
            (inside if name else outside).append(made)
            tokens.clear()

    for token in scan(text):
        keyword = tokens[0].text.upper().lstrip("@") if tokens else ""
        if keyword in ("PREFIX", "BASE") and tokens[0].kind == "word" and token.kind == "iri":
            iri = resolve(token, {}, base) or ""
            if keyword == "PREFIX":
                prefixes[tokens[1].text[:-1]] = iri
            else:
                base = iri
            behind = token.end
            tokens.clear()
        elif token.kind == "punct" and token.text == "{":
            graph = (resolve(tokens[-1], prefixes, base) or "") if tokens else ""
            name = (graph, tokens[0].start if tokens else token.start, token.end)
            tokens.clear()
        elif token.kind == "punct" and token.text == "}":
            end_statement()
            if name:
                blocks.append(Block(*name, token.start, token.end, tuple(inside)))
            inside.clear()
            name = None
        elif token.kind == "punct" and token.text == ".":
            if tokens:
                tokens.append(token)
                end_statement()
            else:
                behind = token.end if not blocks and not outside and name is None else behind
        else:
            tokens.append(token)
    end_statement()
    return Outline(prefixes, base, behind, tuple(blocks), tuple(outside))


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
