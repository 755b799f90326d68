"""Split a text into passages (headings, sentences and list items) identified by offsets, digests, and a few words at either end.

Offsets count Unicode code points as Python slices them (`oa:TextPositionSelector
<https://www.w3.org/TR/annotation-model/#text-position-selector>`_: the start is included, the end is not). A digest is the SHA-256 of
the slice in UTF-8, in lower-case hexadecimal digits.

No library splits the sentences, because a new version of it could move the boundaries and so change the names of passages.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.authored.formatting import formatted
from kg.errors import UsageError
from kg.namespaces import prefixes_of
from kg.sources.ends import Ends, ends_in, words_node, words_statements

if TYPE_CHECKING:
    from kg.values import JsonObject

KINDS: Final[dict[str, str]] = {"heading": "Heading", "sentence": "Sentence", "list-item": "ListItem"}
"""The kinds of passages, each with the local name of its individual in the ontology."""

_HEADING = re.compile(r"(?P<mark>={1,6}|#{1,6})\s+(?P<title>.*?\S)\s*(?:=+|#+)?\s*$")
_BULLET = re.compile(r"(?:[*•+-]|\d{1,3}[.)])\s+")
_CLOSERS = "\"'”’»)]"
_OPENERS = "\"'“‘«(["
_BOUNDARY = re.compile(rf"[.!?…]+[{re.escape(_CLOSERS)}]*|[{re.escape(_CLOSERS)}]+[.!?…]+")
_ABBREVIATION_LIST: Final = """
    mr mrs ms dr prof st gen col lt maj capt sgt rev hon gov sen rep pres jr sr vs etc no nos art para vol ed eds pp cf ca approx
    dept govt inc ltd jan feb mar apr jun jul aug sep sept oct nov dec e.g i.e u.s u.k u.n d.c a.m p.m
"""
_ABBREVIATIONS: Final = frozenset(_ABBREVIATION_LIST.split())


class TextPassage(NamedTuple):
    """A passage of a text: its number from 1, its section, its kind (a key of `KINDS`), its offsets and its digest.

    `first_words` and `last_words` are those by which it is found (see `kg.sources.ends`), or empty.
    """

    number: int
    section: str
    kind: str
    start: int
    end: int
    sha256: str
    first_words: str = ""
    last_words: str = ""

    def to_json(self) -> JsonObject:
        """The passage as ``kg sources index --json`` prints it."""
        return dict(self._asdict())


def digest_of(text: str) -> str:
    """The SHA-256 digest of a text in UTF-8, as 64 lower-case hexadecimal digits.

    >>> digest_of("")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def index_text(text: str) -> list[TextPassage]:
    """Split a text into headings, sentences and list items, in the order of the text.

    A line ``== Title ==`` or ``## Title`` is a heading and starts a section; below a heading of a higher level, the section is called
    ``Outer > Inner``. A line with a bullet, or without punctuation at its end, is a list item. Any other line is a paragraph and is
    split into sentences. The text before the first heading is in section ``(lead)``. In a text without headings, each paragraph is a
    section: ``(paragraph 1)`` and so on.

    Args:
        text: the whole text, with the line ends of the file.

    Returns:
        The passages, numbered from 1. They do not overlap, and only white space and bullets are between them.

    >>> [(p.section, p.kind, p.start, p.end) for p in index_text("It rained. It stopped.\\n\\n== After ==\\nSun")]
    [('(lead)', 'sentence', 0, 10), ('(lead)', 'sentence', 11, 22), ('After', 'heading', 24, 35), ('After', 'list-item', 36, 39)]
    """
    lines = list(_lines(text))
    headed = any(_HEADING.match(text[start:end]) for start, end in lines)
    found: list[TextPassage] = []
    path: list[tuple[int, str]] = []
    paragraphs = 0

    def add(section: str, kind: str, start: int, end: int) -> None:
        words = ends_in(text, start, end) or ("", "")
        found.append(TextPassage(len(found) + 1, section, kind, start, end, digest_of(text[start:end]), *words))

    for start, end in lines:
        heading = _HEADING.match(text[start:end])
        if heading:
            level = len(heading["mark"])
            path = [(above, title) for above, title in path if above < level] + [(level, heading["title"])]
            add(_joined(path), "heading", start, end)
            continue
        paragraphs += 1
        section = _joined(path) if headed else f"(paragraph {paragraphs})"
        bullet = _BULLET.match(text[start:end])
        if bullet:
            add(section, "list-item", start + bullet.end(), end)
        elif text[end - 1] not in ".!?…:;," + _CLOSERS:
            add(section, "list-item", start, end)
        else:
            for first, last in _sentences(text, start, end):
                add(section, "sentence", first, last)
    return found


def passages_to_trig(passages: Sequence[TextPassage], *, base: str, document: str, letter: str, title: str = "") -> str:
    """The record of a document's passages as TriG, for a file in the ``data/`` folder of a workspace.

    Args:
        passages: the result of `index_text`.
        base: the workspace's base IRI, ending in a slash.
        document: the slug of the document, as in ``e:article``.
        letter: the beginning of each passage's name, as in ``p:A12``.
        title: the name of the document in the first comment; if empty, ``e:`` and its slug.

    Returns:
        TriG in the canonical layout with one named graph, the record. Of the words of the text, it has only the titles of sections and
        the first and last words of passages.

    Raises:
        UsageError: `document` or `letter` has characters that cannot stand in a name.

    >>> "p:A1 a dip:Passage" in passages_to_trig(index_text("Rain."), base="https://example.org/w/", document="note", letter="A")
    True
    """
    for what, value, extra, hint in (
        ("document", document, "-", "letters, digits and hyphens"),
        ("letter", letter, "", "letters and digits"),
    ):
        if not value or not all(each.isascii() and (each.isalnum() or each in extra) for each in value):
            raise UsageError(f"the {what} of a text cannot be {value!r}", None, f"use {hint}")
    used = {name: iri for name, iri in prefixes_of(base).items() if name in {"dip", "e", "k", "oa", "p"}}
    named = title or f"e:{document}"
    out = [f"# The passages of {named}: sections, offsets, hashes and a few words at either end. Made by `kg sources index`.\n"]
    out += [f"@prefix {name}: <{iri}> .\n" for name, iri in used.items()]
    out.append("\nk:record {\n")
    for each in passages:
        name = f"{letter}{each.number}"
        iri = f"{base}passage/{name}"
        position = f"<{iri}/position>"
        words = Ends(each.first_words, each.last_words) if each.first_words else None
        section = each.section.replace("\\", "\\\\").replace('"', '\\"')
        out.append(
            f"  p:{name} a dip:Passage ;\n"
            f"    dip:document e:{document} ;\n"
            f'    dip:section "{section}" ;\n'
            f"    dip:number {each.number} ;\n"
            f"    dip:passageKind dip:{KINDS[each.kind]} ;\n"
            f'    dip:sha256 "{each.sha256}" ;\n'
            f"    oa:hasSelector {position}{f' , <{words_node(iri)}>' if words else ''} .\n"
            f"  {position} a oa:TextPositionSelector ;\n"
            f"    oa:start {each.start} ;\n"
            f"    oa:end {each.end} .\n"
        )
        if words:
            out.append(words_statements(iri, words))
    out.append("}\n")
    return formatted("".join(out))


def _joined(path: Sequence[tuple[int, str]]) -> str:
    return " > ".join(title for _, title in path) or "(lead)"


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """The start and end of each line that is not blank, without the white space around it."""
    for match in re.finditer(r"[^\r\n]+", text):
        line = match[0]
        stripped = line.strip()
        if stripped:
            start = match.start() + len(line) - len(line.lstrip())
            yield start, start + len(stripped)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The start and end of each sentence of a paragraph."""
    begin = start
    for match in _BOUNDARY.finditer(text, start, end):
        stop = match.end()
        if stop < end and begin < stop and _is_boundary(text, begin, match.start(), stop, end):
            yield begin, stop
            begin = stop
            while begin < end and text[begin].isspace():
                begin += 1
    if begin < end:
        yield begin, end


def _is_boundary(text: str, begin: int, mark: int, stop: int, end: int) -> bool:
    following = stop
    while following < end and text[following].isspace():
        following += 1
    if following >= end:
        return False
    initial = following
    while initial < end and text[initial] in _OPENERS:
        initial += 1
    if initial >= end or not (text[initial].isupper() or text[initial].isdigit()):
        return False
    if following == stop:
        # Without a space, only the end of a quotation ("...".He said) is a boundary, not a decimal point or an abbreviation.
        return text[mark:stop][-1:] == "." and text[mark] in _CLOSERS and text[initial].isupper()
    if text[mark] == "." and stop == mark + 1:
        word = text[begin:mark].rsplit(maxsplit=1)[-1].lstrip(_OPENERS) if text[begin:mark].strip() else ""
        return not (word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper()))
    return True
