"""One tokenizer for Turtle, TriG and SPARQL, and the places of subjects and predicates in a TriG file.

The tokenizer accepts every text: a character that cannot begin a token becomes a token of kind ``error``. Tokens come in order and do not
overlap, with only white space and comments between them, so that a text can be rebuilt with some tokens replaced. In this way, parameters
are bound and forbidden keywords are found without looking into a string or an IRI.

The RDF parsers report no positions for valid triples. `Positions` finds them in the tokens of the file.
"""

from __future__ import annotations

import re

from kg.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Token(NamedTuple):
    """One token.

    Attributes:
        kind: ``iri pname var string lang number word punct bnode`` or ``error``.
        text: the characters of the token as written.
        start: offset of its first character in the text, from 0.
        end: offset after its last character.
        line: line of its first character, from 1; lines end at a line feed.
        column: column of its first character, from 1, in characters.
    """

    kind: str
    text: str
    start: int
    end: int
    line: int
    column: int


# One alternative for each kind. The first match wins, so complete strings come before broken ones. Quantifiers that could backtrack
# over much text are possessive (++, *+) or bounded, so that every text takes linear time. The character classes are negated, with
# ASCII and the middle dot alone, because classes with the Unicode ranges of the grammars take longer to compile than a whole query may.
# `_Names` makes this exact: it first replaces characters that are not allowed in names by DEL, and combining marks by a middle dot.
_PATTERN = r"""
(?:[ \t\r\n]++|\#[^\n\r]*+)++
|(?P<iri><(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>)
|(?P<pname>(?:[^\x00-@\[-`{-\x7f\xb7](?:[^\x00-,/:-@\[-\^`{-\x7f]{0,250}[^\x00-,./:-@\[-\^`{-\x7f])?)?:
    (?:(?:[^\x00-/;-@\[-\^`{-\x7f\xb7]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])
       (?:[^\x00-,./;-@\[-\^`{-\x7f]|\.++(?=[^\x00-$&-,./;-@\[\]\^`{-\x7f])|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*+)?)
|(?P<var>[?$][^\x00-/:-@\[-\^`{-\x7f\xb7][^\x00-/:-@\[-\^`{-\x7f]*+)
|(?P<bnode>_:[^\x00-/:-@\[-\^`{-\x7f\xb7](?:[^\x00-,./:-@\[-\^`{-\x7f]|\.++(?=[^\x00-,./:-@\[-\^`{-\x7f]))*+)
|(?P<string>\"\"\"(?:[^"\\]|\\[\s\S]|"(?!""))*+\"\"\"
    |'''(?:[^'\\]|\\[\s\S]|'(?!''))*+'''
    |"(?!"")(?:[^"\\\n\r]|\\[^\n\r])*+"
    |'(?!'')(?:[^'\\\n\r]|\\[^\n\r])*+'
    |""(?!")|''(?!'))
|(?P<lang>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?+)
|(?P<number>[+-]?(?:[0-9]++(?:\.[0-9]*+)?[eE][+-]?[0-9]++|\.[0-9]++(?:[eE][+-]?[0-9]++)?|[0-9]*+\.[0-9]++|[0-9]++))
|(?P<word>[^\x00-@\[-\^`{-\x7f\xb7][^\x00-/:-@\[-\^`{-\x7f]*+)
|(?P<punct>\^\^|&&|\|\||!=|<=|>=|<<\(?|\)?>>|\{\||\|\}|[{}()\[\].;,=!<>+\-*/|^?~])
|(?P<error>\"\"\"[\s\S]*+|'''[\s\S]*+|["'][^\n\r]*+|[\s\S])
"""
_compiled: list[re.Pattern[str]] = []

_LETTERS = (
    (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF), (0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F), (0x2C00, 0x2FEF),
    (0x3001, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF),
)  # fmt: skip
_MARKS = ((0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040))


class _Names(dict[int, int]):
    """Maps each code point to the one that the pattern sees: letters unchanged, marks as a middle dot, all others as DEL.

    DEL is allowed in strings, comments and IRIs, like the characters that it replaces, and in no name. The lists of letters and
    marks are those of PN_CHARS_BASE and PN_CHARS in the grammars of Turtle and SPARQL.
    """

    def __missing__(self, code: int) -> int:
        if code < 0x80 or any(first <= code <= last for first, last in _LETTERS):
            seen = code
        elif any(first <= code <= last for first, last in _MARKS):
            seen = 0xB7
        else:
            seen = 0x7F
        self[code] = seen
        return seen


_NAMES = _Names()


def scan(text: str) -> Iterator[Token]:
    """Yield the tokens of a text in Turtle, TriG or SPARQL, without white space and comments.

    ``@prefix`` and ``@base`` are words, unless they follow a string as its language tag. A keyword keeps its case; compare it in upper
    case. A sign before digits belongs to the number.

    Args:
        text: any text.

    Returns:
        The tokens in order. A string that is not closed is one ``error`` token to the end of its line (of the text, for a long
        string); any other character that cannot begin a token is an ``error`` token of its own.

    >>> [(token.kind, token.text) for token in scan('e:pk a dip:State ; rdfs:label "Pakistan"@en . # a state')]
    [('pname', 'e:pk'), ('word', 'a'), ('pname', 'dip:State'), ('punct', ';'), ('pname', 'rdfs:label'), ('string', '"Pakistan"'), \
('lang', '@en'), ('punct', '.')]
    >>> next(token for token in scan("SELECT *\\n WHERE { ?s § 1 }") if token.kind == "error")
    Token(kind='error', text='§', start=21, end=22, line=2, column=13)
    """
    line = 1
    line_start = 0
    find = text.find
    next_break = find("\n")
    behind_string = False
    make = Token
    if not _compiled:
        _compiled.append(re.compile(_PATTERN, re.VERBOSE))
    seen = text if text.isascii() else text.translate(_NAMES)
    for match in _compiled[0].finditer(seen):
        kind = match.lastgroup
        if kind is None:
            continue
        start = match.start()
        while -1 < next_break < start:
            line += 1
            line_start = next_break + 1
            next_break = find("\n", line_start)
        end = match.end()
        written = text[start:end]
        if kind == "lang" and not behind_string and written in ("@prefix", "@base"):
            kind = "word"
        behind_string = kind == "string"
        yield make(kind, written, start, end, line, start - line_start + 1)


MOST_DEPTH = 100
"""The largest number of brackets inside each other in a file of Turtle or TriG."""

_OPEN = frozenset({"(", "[", "{", "<<", "<<(", "{|"})
_CLOSE = frozenset({")", "]", "}", ">>", ")>>", "|}"})
BRACKETS = r"""\"\"\"(?:[^"\\]|\\[\s\S]|"(?!""))*+\"\"\"|'''(?:[^'\\]|\\[\s\S]|'(?!''))*+'''|"(?:[^"\\\n\r]|\\.)*+"|'(?:[^'\\\n\r]|\\.)*+'
|<(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>
|\#[^\n\r]*+|\\.|(<<\(?|\)?>>|\{\||\|\}|[\[\](){}])"""
"""A verbose pattern that finds the brackets of Turtle and TriG as its group.

It passes over what may contain them: strings, IRIs, comments and escaped characters.
"""


def too_deep(text: str, most: int = MOST_DEPTH) -> Token | None:
    """The first bracket of a text in Turtle or TriG that stands inside too many others.

    Nested triple terms overflow the stack of the parser, which ends the process; other nested brackets take long to process.

    Args:
        text: any text.
        most: how many brackets may be inside each other.

    Returns:
        The token; None if there is none.

    >>> too_deep("e:s e:p (1 (2 (3)))", 2)
    Token(kind='punct', text='(', start=14, end=15, line=1, column=15)
    >>> too_deep('e:s e:p (1 "(((" (2)) # (((', 2) is None
    True
    """
    if sum(map(text.count, ("(", "[", "{", "<<"))) <= most:
        return None
    depth = deepest = 0
    for bracket in re.findall(BRACKETS, text, re.VERBOSE):
        if bracket in _OPEN:
            depth += 1
            deepest = max(deepest, depth)
        elif bracket in _CLOSE and depth:
            depth -= 1
    if deepest <= most:
        return None
    depth = 0
    for token in scan(text):
        if token.kind == "punct" and token.text in _OPEN:
            depth += 1
            if depth > most:
                return token
        elif token.kind == "punct" and token.text in _CLOSE and depth:
            depth -= 1
    return None


Place = tuple[int, int]
"""A line and a column, both from 1."""

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def resolve(token: Token, prefixes: Mapping[str, str], base: str = "") -> str | None:
    """The IRI that a token of kind ``iri`` or ``pname`` stands for.

    Args:
        token: the token.
        prefixes: prefix to namespace IRI.
        base: the base IRI for a relative ``iri`` token; without one a relative IRI stays as it is.

    Returns:
        The IRI, or None for an undeclared prefix and for any other kind of token.

    >>> resolve(next(scan(r"e:a\\,b")), {"e": "https://example.org/"})
    'https://example.org/a,b'
    """
    text = token.text
    if token.kind == "pname":
        prefix, _, local = text.partition(":")
        namespace = prefixes.get(prefix)
        if namespace is None:
            return None
        return namespace + (re.sub(r"\\([_~.\-!$&'()*+,;=/?#@%])", r"\1", local) if "\\" in local else local)
    if token.kind != "iri":
        return None
    iri = text[1:-1]
    if "\\" in iri:
        iri = re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", _unescaped, iri)
    if base and not re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:", iri):
        from urllib.parse import urljoin

        return urljoin(base, iri)
    return iri


def _unescaped(match: re.Match[str]) -> str:
    """The character of a ``\\u`` escape, or the escape unchanged if it names none."""
    number = int(match[1] or match[2], 16)
    return chr(number) if number < 0x110000 else match[0]


class Positions:
    """The places of subjects and predicates in a TriG (or Turtle) file.

    `Positions.of_trig` makes it. A graph, subject or predicate is named by its IRI without brackets, a blank node by ``_:label``, the
    default graph by the empty string.

    Attributes:
        prefixes: the prefixes that the file declares, at its end.
        terms: every IRI in the file, to the place of its first mention.
        graphs: every graph with a block, to the place of its first block's name (or brace).

    >>> text = '''@prefix e: <https://example.org/> .
    ... e:g { e:s e:p e:o ;
    ...           e:q 1 , 2 . }'''
    >>> positions = Positions.of_trig(text)
    >>> positions.locate("https://example.org/s")
    (2, 7)
    >>> positions.locate("https://example.org/s", "https://example.org/q", "https://example.org/g")
    (3, 11)
    >>> positions.locate("https://example.org/s", "https://example.org/q", "https://example.org/h") is None
    True
    """

    __slots__ = ("_predicates", "_subjects", "graphs", "prefixes", "terms")

    def __init__(self) -> None:
        self.prefixes: dict[str, str] = {}
        self.terms: dict[str, Place] = {}
        self.graphs: dict[str, Place] = {}
        self._subjects: dict[tuple[str | None, str], Place] = {}
        self._predicates: dict[tuple[str | None, str, str], Place] = {}

    @classmethod
    def of_trig(cls, text: str, base: str = "") -> Positions:
        """Read the places from the text of a file; in a file with syntax errors, the places that can be read despite them.

        Args:
            text: the file's text, TriG or Turtle.
            base: the base IRI for relative IRIs, until the file sets one.
        """
        positions = cls()
        _Reader(positions, base).read(text)
        return positions

    def locate(self, subject: str, predicate: str | None = None, graph: str | None = None) -> Place | None:
        """Return the first place of a subject, or of a predicate of that subject.

        Args:
            subject: the subject's IRI, or ``_:label``.
            predicate: the predicate's IRI, or None for the subject itself.
            graph: the graph's IRI, the empty string for the default graph, or None for any graph.

        Returns:
            Line and column of the subject in its block, or of its predicate; None if the file does not have it.
        """
        if predicate is None:
            return self._subjects.get((graph, subject))
        return self._predicates.get((graph, subject, predicate))

    def nearest(self, subject: str, predicate: str | None = None, graph: str | None = None) -> Place | None:
        """Like `locate`, but return the place of the subject if the predicate is missing, and of the graph if the subject is missing too.

        Use it for messages about something that is missing from the file.
        """
        found = self.locate(subject, predicate, graph) or self.locate(subject, None, graph)
        return found if found is not None or graph is None else self.graphs.get(graph)


class _Reader:
    """Reads the tokens of a TriG file and records places. It expects well-formed text and tolerates any other."""

    def __init__(self, positions: Positions, base: str) -> None:
        self.positions = positions
        self.base = base
        self.graph = ""
        self.inside = False
        self.depth = 0
        self.subject: str | None = None
        self.subject_place: Place = (1, 1)
        self.expects_predicate = False

    def read(self, text: str) -> None:
        """Read all tokens of a text."""
        tokens = list(scan(text))
        index = 0
        while index < len(tokens):
            index = self._step(tokens, index)

    def _step(self, tokens: list[Token], index: int) -> int:
        """Consume the token at `index` and the tokens that belong to it, and return the index after them."""
        token = tokens[index]
        text = token.text
        if token.kind == "punct":
            self._punctuation(token)
            return index + 1
        if token.kind == "word" and self.depth == 0:
            word = text.upper().lstrip("@")
            if word == "PREFIX" and self.subject is None:
                return self._prefix(tokens, index)
            if word == "BASE" and self.subject is None:
                return self._base(tokens, index)
            if word == "GRAPH" and not self.inside and self.subject is None:
                return index + 1
        name = self._name(token)
        if name is None or self.depth > 0:
            return index + 1
        if self.subject is None:
            self.subject = name
            self.subject_place = (token.line, token.column)
            opens_graph = not self.inside and index + 1 < len(tokens) and tokens[index + 1].text == "{"
            if not opens_graph:
                self._note_subject()
                self.expects_predicate = True
        elif self.expects_predicate:
            self._note_predicate(name, (token.line, token.column))
            self.expects_predicate = False
        return index + 1

    def _punctuation(self, token: Token) -> None:
        """Follow braces, brackets, full stops and semicolons."""
        text = token.text
        if text == "{":
            self.graph = self.subject if self.subject is not None and not self.inside else ""
            place = self.subject_place if self.graph else (token.line, token.column)
            self.positions.graphs.setdefault(self.graph, place)
            self.inside = True
            self._end_subject()
        elif text == "}":
            self.inside = False
            self.graph = ""
            self._end_subject()
        elif text in ("[", "(", "<<", "<<(", "{|"):
            # A blank node as subject has no name. Its properties in brackets are not recorded, but their terms are.
            if self.depth == 0 and self.subject is None:
                self.subject = "[]"
                self.subject_place = (token.line, token.column)
                self.expects_predicate = True
            self.depth += 1
        elif text in ("]", ")", ">>", ")>>", "|}"):
            self.depth = max(0, self.depth - 1)
        elif self.depth == 0 and text == ".":
            self._end_subject()
        elif self.depth == 0 and text == ";":
            self.expects_predicate = self.subject is not None

    def _end_subject(self) -> None:
        self.subject = None
        self.expects_predicate = False
        self.depth = 0

    def _name(self, token: Token) -> str | None:
        """Return the IRI or blank node that a token names, recording the first place of an IRI; None for other tokens."""
        if token.kind == "bnode":
            return token.text
        if token.kind == "word":
            return _TYPE if token.text == "a" and self.expects_predicate else None
        iri = resolve(token, self.positions.prefixes, self.base)
        if iri is not None:
            self.positions.terms.setdefault(iri, (token.line, token.column))
        return iri

    def _note_subject(self) -> None:
        assert self.subject is not None
        for graph in (self.graph, None):
            self.positions._subjects.setdefault((graph, self.subject), self.subject_place)

    def _note_predicate(self, predicate: str, place: Place) -> None:
        assert self.subject is not None
        for graph in (self.graph, None):
            self.positions._predicates.setdefault((graph, self.subject, predicate), place)

    def _prefix(self, tokens: list[Token], index: int) -> int:
        """Consume ``@prefix p: <iri> .`` or ``PREFIX p: <iri>``."""
        if index + 2 < len(tokens) and tokens[index + 1].kind == "pname" and tokens[index + 2].kind == "iri":
            iri = resolve(tokens[index + 2], {}, self.base)
            if iri is not None:
                self.positions.prefixes[tokens[index + 1].text.partition(":")[0]] = iri
            return self._behind_dot(tokens, index + 3)
        return index + 1

    def _base(self, tokens: list[Token], index: int) -> int:
        """Consume ``@base <iri> .`` or ``BASE <iri>``."""
        if index + 1 < len(tokens) and tokens[index + 1].kind == "iri":
            self.base = resolve(tokens[index + 1], {}, self.base) or self.base
            return self._behind_dot(tokens, index + 2)
        return index + 1

    @staticmethod
    def _behind_dot(tokens: list[Token], index: int) -> int:
        return index + 1 if index < len(tokens) and tokens[index].text == "." else index
