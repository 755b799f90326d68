"""The canonical layout of TriG files.

The layout determines white space. Terms, their order and every comment stay as the author wrote them, with two exceptions: a semicolon
before another one or before a full stop is dropped, and a missing full stop before a closing brace is added. Two files with the same terms
and comments have the same layout, except that an author may separate directives, one-line subjects and comments by a blank line.

The rules, for a line of `WIDTH` characters:

- A graph's block is indented by two spaces; a blank line stands between blocks, and between subjects that take several lines.
- A subject with one or two predicates takes one line if it fits. Otherwise each predicate begins a line, except that the first
  stands beside its subject, and that adjacent predicates of one of the `_FAMILIES` share a line.
- What does not fit on a line continues on the next one, indented further. A literal or an IRI is never broken.
- A comment on a line of its own keeps its own line, before what follows; a comment after a term stays after it.

No serializer of an RDF library is used, because they drop comments and change the order of the terms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox

from kg.errors import DataError, KgError
from kg.namespaces import DIP, OA, RDF
from kg.places import Place
from kg.tokens import MOST_DEPTH, Token, resolve, scan, too_deep

if TYPE_CHECKING:
    from kg.values import Json, JsonObject

WIDTH: Final = 140
"""The maximum number of characters in a line."""

_INDENT: Final = "  "
_DEEPEST: Final = 60
_MOST_ON_ONE_LINE: Final = 2
_FAMILIES: Final = (
    frozenset(
        {RDF + "type"}
        | {OA + name for name in ("start", "end", "hasStartSelector", "hasEndSelector", "exact", "prefix")}
        | {DIP + name for name in ("cites", "readWith", "contentOf", "within", "standing", "rank", "wording", "differsFrom")}
        | {DIP + name for name in ("on", "noteKind")}
        | {DIP + name for name in ("document", "section", "number", "passageKind")}
    ),
    frozenset(DIP + name for name in ("date", "dateBasis")),
    frozenset(DIP + name for name in ("quantity", "quantityMin", "quantityMax", "quantityQualifier", "unit")),
)
"""Properties that are read together, such as the citation and the standing of an assertion graph."""

_CLOSERS: Final = {"[": "]", "(": ")", "{|": "|}", "<<": ">>", "<<(": ")>>"}
_SEPARATORS: Final = (";", ",", ".")


@dataclass(frozen=True)
class Overlong:
    """A line longer than `WIDTH` that the layout cannot break.

    Attributes:
        line: its number, from 1.
        characters: its length.
    """

    line: int
    characters: int


@dataclass(frozen=True)
class _Comment:
    """A comment on a line of its own, and whether a blank line stands before it."""

    text: str
    blank: bool


@dataclass(frozen=True)
class _Word:
    """A term, bracket or keyword with the separator after it.

    Attributes:
        token: its first token; a literal's datatype or language is not part of it.
        text: its text, a literal with its datatype or language.
        mark: the separator after it (``; , .``), or the empty string.
        before: the comments on lines of their own before it.
        behind: the comment after it on its line, or the empty string.
        blank: whether a blank line stands before it, after its comments.
    """

    token: Token
    text: str
    mark: str = ""
    before: tuple[_Comment, ...] = ()
    behind: str = ""
    blank: bool = False

    @property
    def whole(self) -> str:
        return f"{self.text} {self.mark}" if self.mark else self.text


@dataclass(frozen=True)
class _Bracketed:
    """A blank node with its properties, a list, a triple term or an annotation."""

    opening: _Word
    groups: tuple[tuple[_Term, ...], ...]
    closing: _Word


_Term: TypeAlias = "_Word | _Bracketed"


@dataclass(frozen=True)
class _Statement:
    """A directive (without groups), or a subject with its predicates, each with its objects."""

    head: tuple[_Term, ...]
    groups: tuple[tuple[_Term, ...], ...] = ()

    def terms(self) -> Iterator[_Term]:
        """All terms in order."""
        yield from self.head
        for group in self.groups:
            yield from group


@dataclass(frozen=True)
class _Block:
    """A graph's block."""

    opening: tuple[_Word, ...]
    statements: tuple[_Statement, ...]
    closing: _Word


def formatted(text: str, shown: str = "the text") -> str:
    """Return a TriG text in the canonical layout.

    Args:
        text: the text of a file. Turtle is TriG too.
        shown: the name of the file in messages.

    Returns:
        The same statements and comments in the same order. Formatting the result again does not change it.

    Raises:
        DataError: the text is not TriG, or nests more than 60 brackets.

    >>> print(formatted('<x:g>{<x:pk> a <x:State>;<x:label> "Pakistan"@en;<x:in> <x:asia>,<x:un>}  # a state'), end="")
    <x:g> {
      <x:pk> a <x:State> ;
        <x:label> "Pakistan"@en ;
        <x:in> <x:asia> , <x:un> .
    }  # a state
    """
    deep = too_deep(text)
    if deep is not None:
        what = f"more than {MOST_DEPTH} brackets inside each other"
        raise DataError(what, Place(shown, deep.line, deep.column), "the file was left unchanged")
    try:
        quads = quads_of(text)
    except SyntaxError as error:
        what = re.sub(r"^Parser error at [^:]*: ", "", str(error.msg))
        place = Place(shown, error.lineno or 1, error.offset or 1)
        raise DataError(what, place, "correct the syntax at this place; the file was left unchanged") from error
    words, rest = _words(text)
    sheet = _Sheet()
    _write(sheet, _Parser(words, shown), _Prefixes())
    _write_comments(sheet, rest, 0)
    result = sheet.text()
    if not _says(result, quads):
        raise KgError("the layout would change what the file says", shown, "report this error with the file, which was left unchanged")
    return result


def overlong(text: str) -> list[Overlong]:
    """Return the lines of a text that are longer than `WIDTH`, in order."""
    return [Overlong(number, len(line)) for number, line in enumerate(text.split("\n"), 1) if len(line) > WIDTH]


@dataclass(frozen=True, slots=True)
class Layout:
    """A file before and after it is formatted.

    Attributes:
        path: the path of the file.
        shown: the path, as messages show it.
        before: its text.
        after: its text in the canonical layout.
    """

    path: str
    shown: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the file is not in the canonical layout."""
        return self.before != self.after

    @property
    def overlong(self) -> list[Overlong]:
        """The lines that are too long in the canonical layout too, because a text in TriG cannot be broken."""
        return overlong(self.after)

    def to_json(self) -> JsonObject:
        """The file as ``kg format --json`` lists it."""
        lines: list[Json] = [{"line": each.line, "characters": each.characters} for each in self.overlong]
        return {"file": self.shown, "changed": self.changed, "overlong": lines}


def quads_of(text: str) -> list[ox.Quad]:
    """The quads of a text in order, with blank nodes numbered by their first mention.

    Raises:
        SyntaxError: the text is not TriG.

    >>> [str(quad) for quad in quads_of("<x:g> { _:n <x:p> _:n }")]
    ['_:b0 <x:p> _:b0 <x:g>']
    """
    numbers: dict[ox.BlankNode, ox.BlankNode] = {}
    return [_numbered(quad, numbers) for quad in ox.parse(text, ox.RdfFormat.TRIG)]


def _says(text: str, quads: list[ox.Quad]) -> bool:
    """Whether a text contains exactly these quads, in this order."""
    try:
        return quads_of(text) == quads
    except SyntaxError:
        return False


def _numbered(quad: ox.Quad, numbers: dict[ox.BlankNode, ox.BlankNode]) -> ox.Quad:
    def term(each: ox.BlankNode) -> ox.BlankNode:
        return numbers.setdefault(each, ox.BlankNode(f"b{len(numbers)}"))

    def triple(each: ox.Triple) -> ox.Triple:
        subject = term(each.subject) if isinstance(each.subject, ox.BlankNode) else each.subject
        value = each.object
        if isinstance(value, ox.BlankNode):
            value = term(value)
        elif isinstance(value, ox.Triple):
            value = triple(value)
        return ox.Triple(subject, each.predicate, value)

    graph = term(quad.graph_name) if isinstance(quad.graph_name, ox.BlankNode) else quad.graph_name
    renamed = triple(quad.triple)
    return ox.Quad(renamed.subject, renamed.predicate, renamed.object, graph)


# From text to words.


def _words(text: str) -> tuple[list[_Word], list[_Comment]]:
    """The words of a text, each with its comments; and the comments after the last one."""
    words: list[_Word] = []
    comments: list[_Comment] = []
    end = 0
    joins = False
    for token in scan(text):
        blank = _take_comments(text[end : token.start], words, comments)
        end = token.end
        last = words[-1] if words else None
        if last is not None and (joins or token.text == "^^" or (token.kind == "lang" and last.token.kind == "string")):
            words[-1] = replace(last, text=last.text + token.text)
            joins = token.text == "^^"
        elif token.kind == "punct" and token.text in _SEPARATORS:
            if last is not None:
                words[-1] = _marked(last, token.text)
        else:
            if token.kind == "punct" and last is not None:
                words[-1] = _closed(last, token.text)
            words.append(_Word(token, token.text, "", tuple(comments), "", blank))
            comments.clear()
    _take_comments(text[end:], words, comments)
    return words, comments


def _take_comments(gap: str, words: list[_Word], comments: list[_Comment]) -> bool:
    """Read the comments between two tokens; return whether a blank line stands before the second one.

    A comment on the line of the first token is attached to that word, unless the word has one already. All others are added to `comments`.
    """
    breaks = 0
    own_line = False
    for match in re.finditer(r"#[^\n\r]*|\r\n|\n|\r", gap):
        found = match[0]
        if found[0] != "#":
            breaks += 1
            own_line = True
            continue
        found = found.rstrip()
        if words and not own_line and not comments and not words[-1].behind:
            words[-1] = replace(words[-1], behind=found)
        else:
            comments.append(_Comment(found, breaks > 1))
        breaks = 0
    return breaks > 1


def _marked(word: _Word, separator: str) -> _Word:
    """Add a separator to a word. Of several semicolons one is kept, and none before a full stop."""
    return replace(word, mark=separator)


def _closed(word: _Word, bracket: str) -> _Word:
    """The last word before a closing bracket: before a brace, a full stop ends the statement."""
    return replace(word, mark=".") if bracket == "}" and word.mark in ("", ";") and word.text not in ("{", "}") else word


# From words to statements.


class _Parser:
    """Reads statements from words. The text has been parsed before, so every bracket is closed."""

    def __init__(self, words: Sequence[_Word], shown: str) -> None:
        self.words = words
        self.shown = shown
        self.index = 0

    def entries(self) -> Iterator[_Statement | _Block]:
        """The directives, blocks and statements of a file, in order."""
        while self.index < len(self.words):
            yield self._directive() or self._block() or self._statement()

    def _next(self) -> _Word:
        word = self.words[self.index]
        self.index += 1
        return word

    def _directive(self) -> _Statement | None:
        """``@prefix p: <iri> .`` or ``PREFIX p: <iri>``, and the like."""
        first = self.words[self.index]
        keyword = first.text.lower().removeprefix("@")
        if first.token.kind not in ("word", "lang") or keyword not in ("prefix", "base", "version"):
            return None
        length = 3 if keyword == "prefix" else 2
        return _Statement(tuple(self._next() for _ in range(length)))

    def _block(self) -> _Block | None:
        """``name { ... }``, ``GRAPH name { ... }`` or ``{ ... }``."""
        ahead = [word.whole for word in self.words[self.index : self.index + 4]]
        length = 1 if ahead[0].upper() == "GRAPH" else 0
        length += 2 if ahead[length : length + 2] == ["[", "]"] else 0 if ahead[length] == "{" else 1
        if ahead[length : length + 1] != ["{"] or any(word.mark for word in self.words[self.index : self.index + length]):
            return None
        opening = [self._next() for _ in range(length + 1)]
        statements = []
        while self.words[self.index].text != "}":
            statements.append(self._statement())
        return _Block(tuple(opening), tuple(statements), self._next())

    def _statement(self) -> _Statement:
        subject = self._term()
        groups = [] if _last(subject).mark == "." else list(self._groups("."))
        return _Statement((subject,), tuple(groups))

    def _groups(self, end: str, depth: int = 0) -> Iterator[tuple[_Term, ...]]:
        """The groups up to a full stop or a closing bracket: predicates with their objects, or the members of a list."""
        group: list[_Term] = []
        while end == "." or self.words[self.index].text != end:
            group.append(self._term(depth))
            mark = _last(group[-1]).mark
            if mark in (";", ".") or end == ")":
                yield tuple(group)
                group = []
            if mark == "." == end:
                return
        if group:
            yield tuple(group)

    def _term(self, depth: int = 0) -> _Term:
        word = self._next()
        closer = _CLOSERS.get(word.text) if word.token.kind == "punct" else None
        if closer is None:
            return word
        if depth == _DEEPEST:
            place = Place(self.shown, word.token.line, word.token.column)
            raise DataError(f"more than {_DEEPEST} brackets are nested", place, "give the inner nodes names")
        groups = tuple(self._groups(closer, depth + 1))
        closing = self._next()
        if not groups and not word.behind and not closing.before:
            return replace(closing, token=word.token, text=word.text + closing.text, before=word.before, blank=word.blank)
        return _Bracketed(word, groups, closing)


def _last(term: _Term) -> _Word:
    return term if isinstance(term, _Word) else term.closing


def _flattened(terms: Iterable[_Term]) -> Iterator[_Word]:
    for term in terms:
        if isinstance(term, _Word):
            yield term
        else:
            yield term.opening
            for group in term.groups:
                yield from _flattened(group)
            yield term.closing


def _on_one_line(terms: Iterable[_Term]) -> str | None:
    """Terms as they stand on one line, with the comment after the last one; None if a comment or a long literal breaks the line."""
    words = list(_flattened(terms))
    broken = any(word.before for word in words[1:]) or any(word.behind for word in words[:-1])
    if broken or any("\n" in word.text for word in words):
        return None
    return " ".join(word.whole for word in words) + _behind(words[-1])


def _behind(word: _Word) -> str:
    return f"  {word.behind}" if word.behind else ""


# From statements to lines.


class _Sheet:
    """The lines of the result. A word that does not fit on the line begins the next one, at the depth `hanging`."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line = ""
        self.depth = 0
        self.hanging = 0

    def text(self) -> str:
        self.fresh(0)
        return "".join(line + "\n" for line in self.lines)

    def fresh(self, depth: int) -> None:
        """End the line; the next one begins at a depth."""
        if self.line:
            self.lines.append(self.line)
            self.line = ""
        self.depth = self.hanging = depth

    def blank(self) -> None:
        """End the line, and leave a blank one."""
        self.fresh(self.depth)
        self.lines.append("")

    def comment(self, comment: _Comment) -> None:
        """Write a comment on a line of its own."""
        self.fresh(self.hanging)
        self.lines.append(_INDENT * self.depth + comment.text)

    def fits(self, text: str) -> bool:
        """Whether a text fits on the line."""
        start = len(self.line) + 1 if self.line else len(_INDENT) * self.depth
        return start + len(text) <= WIDTH

    def put(self, text: str) -> None:
        """Write a text that is not broken, on this line if it fits."""
        if self.line and not self.fits(text.partition("\n")[0]):
            self.fresh(self.hanging)
        self.line += " " + text if self.line else _INDENT * self.depth + text
        *whole, self.line = self.line.split("\n")
        self.lines += whole

    def word(self, word: _Word) -> None:
        """Write a word with its comments."""
        for comment in word.before:
            self.comment(comment)
        self.put(word.whole)
        if word.behind:
            self.line += _behind(word)
            self.fresh(self.hanging)

    def terms(self, terms: Iterable[_Term], hanging: int) -> None:
        """Write terms; from the second one on, new lines begin at the depth `hanging`."""
        for term in terms:
            if isinstance(term, _Word):
                self.word(term)
            else:
                self._bracketed(term)
            if not self.line:
                self.depth = hanging
            self.hanging = hanging

    def _bracketed(self, term: _Bracketed) -> None:
        text = _on_one_line((term,))
        if text is not None and not term.opening.before and self.fits(text):
            self.put(text)
            if term.closing.behind:
                self.fresh(self.hanging)
            return
        self.word(term.opening)
        outer = self.depth
        for group in term.groups:
            self.fresh(outer + 1)
            self.terms(group, outer + 2)
        self.fresh(outer + 1)
        for comment in term.closing.before:
            self.comment(comment)
        self.fresh(outer)
        self.word(replace(term.closing, before=()))


class _Prefixes(dict[str, str]):
    """The prefixes that a file declares."""

    def declare(self, directive: _Statement) -> None:
        if len(directive.head) == 3:
            _, name, namespace = (_opening(term) for term in directive.head)
            self[name.text.removesuffix(":")] = resolve(namespace.token, {}) or ""

    def family(self, group: Sequence[_Term]) -> int | None:
        """The number of the family that a predicate belongs to; None for any other predicate."""
        verb = group[0]
        if not isinstance(verb, _Word):
            return None
        iri = RDF + "type" if verb.text == "a" else resolve(verb.token, self)
        return next((number for number, family in enumerate(_FAMILIES) if iri in family), None)


def _write(sheet: _Sheet, parser: _Parser, prefixes: _Prefixes) -> None:
    """Write a whole file."""
    before: str | None = None
    for entry in parser.entries():
        kind = _kind(entry, 0)
        _separate(sheet, _first(entry), 0, follows=before is not None, keep=kind == before != "long")
        if isinstance(entry, _Block):
            _write_block(sheet, entry, prefixes)
        else:
            _write_statement(sheet, entry, 0, prefixes)
            prefixes.declare(entry)
        before = kind


def _write_block(sheet: _Sheet, block: _Block, prefixes: _Prefixes) -> None:
    """Write a graph's block."""
    first, *others = block.opening
    sheet.fresh(0)
    sheet.terms((replace(first, before=()), *others), 0)
    if not block.statements and sheet.line and not block.closing.before:
        sheet.word(block.closing)
        return
    before: str | None = None
    for statement in block.statements:
        kind = _kind(statement, 1)
        _separate(sheet, _first(statement), 1, follows=before is not None, keep=kind == before == "short")
        _write_statement(sheet, statement, 1, prefixes)
        before = kind
    _write_comments(sheet, block.closing.before, 1)
    sheet.fresh(0)
    sheet.word(replace(block.closing, before=()))


def _kind(entry: _Statement | _Block, depth: int) -> str:
    """Whether an entry is a ``directive``, a ``short`` statement of one line, or ``long``."""
    if isinstance(entry, _Block):
        return "long"
    if len(entry.head) > 1:
        return "directive"
    return "short" if _is_short(entry, depth) else "long"


def _is_short(statement: _Statement, depth: int) -> bool:
    """Whether a statement takes one line."""
    text = _on_one_line(statement.terms())
    return text is not None and len(statement.groups) <= _MOST_ON_ONE_LINE and len(_INDENT) * depth + len(text) <= WIDTH


def _separate(sheet: _Sheet, first: _Word, depth: int, *, follows: bool, keep: bool) -> None:
    """Write the comments before a statement or block, and the blank lines around them.

    Args:
        sheet: where to write.
        first: the first word of the statement or block.
        depth: its indentation.
        follows: whether another one stands before it; if not, no blank line is written.
        keep: whether a blank line is written only where the author has one; otherwise it is always written.
    """
    blanks = [*(comment.blank for comment in first.before), first.blank]
    blanks[0] = follows and (blanks[0] or not keep)
    sheet.fresh(depth)
    for comment, blank in zip(first.before, blanks, strict=False):
        if blank:
            sheet.blank()
        sheet.comment(comment)
    if blanks[-1]:
        sheet.blank()


def _write_comments(sheet: _Sheet, comments: Iterable[_Comment], depth: int) -> None:
    """Write the comments at the end of a file or block."""
    sheet.fresh(depth)
    for comment in comments:
        if comment.blank and sheet.lines:
            sheet.blank()
        sheet.comment(comment)


def _write_statement(sheet: _Sheet, statement: _Statement, depth: int, prefixes: _Prefixes) -> None:
    """Write a directive, or a subject with its predicates. The comments before it are written already."""
    sheet.fresh(depth)
    head = (_without_comments(statement.head[0]), *statement.head[1:])
    if _is_short(statement, depth):
        for word in _flattened(replace(statement, head=head).terms()):
            sheet.word(word)
        return
    sheet.terms(head, depth + 1)
    family: int | None = None
    for number, group in enumerate(statement.groups):
        before, family = family, prefixes.family(group)
        related = before is not None and before == family
        if not sheet.line or not (_stays_with_subject(sheet, group, depth) if number == 0 else related and _fits(sheet, group)):
            sheet.fresh(depth + 1)
        sheet.terms(group, depth + 2)


def _fits(sheet: _Sheet, group: Sequence[_Term]) -> bool:
    """Whether a predicate with its objects fits on the line."""
    text = _on_one_line(group)
    return text is not None and not _opening(group[0]).before and sheet.fits(text)


def _stays_with_subject(sheet: _Sheet, group: Sequence[_Term], depth: int) -> bool:
    """Whether the first predicate stands beside its subject: it fits there, or would not fit on a line of its own either."""
    if _fits(sheet, group):
        return True
    text = _on_one_line(group)
    return not _opening(group[0]).before and (text is None or len(_INDENT) * (depth + 1) + len(text) > WIDTH)


def _first(entry: _Statement | _Block) -> _Word:
    return entry.opening[0] if isinstance(entry, _Block) else _opening(entry.head[0])


def _opening(term: _Term) -> _Word:
    return term if isinstance(term, _Word) else term.opening


def _without_comments(term: _Term) -> _Term:
    if isinstance(term, _Word):
        return replace(term, before=())
    return replace(term, opening=replace(term.opening, before=()))
