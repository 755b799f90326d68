"""Split a text into passages (headings, sentences and list items) identified by offsets, digests, and a few words at either end.

Offsets count Unicode code points as Python slices them (`oa:TextPositionSelector
<https://www.w3.org/TR/annotation-model/#text-position-selector>`_: the start is included, the end is not). A digest is the SHA-256 of
the slice in UTF-8, in lower-case hexadecimal digits.

No library splits the sentences, because a new version of it could move the boundaries and so change the names of passages.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

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
_CLOSERS = "\"'”’»)]」』）】》〉"
_OPENERS = "\"'“‘«([「『（【《〈"
_FULL_STOPS: Final = "。｡！？؟۔।॥։"
"""The marks at which a sentence ends in other scripts, whatever follows."""
_REFERENCE: Final = r"\[[^\[\]\s]{1,12}(?: [^\[\]\s]{1,12})?\]"
"""The mark of a footnote behind a sentence, such as ``[12]`` or ``[note 3]``."""
_PICTURES: Final = r"[ \u00a0]?[\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff]"
"""A small picture behind a sentence, which belongs to it."""
_BOUNDARY = re.compile(
    rf"[{_FULL_STOPS}]+[{re.escape(_CLOSERS)}]*|"
    rf"[.!?…]+(?:[{re.escape(_CLOSERS)}]|[ \u00a0\u202f]»)*(?:{_REFERENCE})*(?:{_PICTURES})*|[{re.escape(_CLOSERS)}]+[.!?…]+"
)
_NOTES = re.compile(rf"(?:{_REFERENCE})+$")
_TITLE_WORDS: Final = (
    "mr mrs ms messrs mme dr prof gen col lt maj capt cmdr adm sgt brig rev hon gov sen amb st ste mt e.g i.e cf viz vs ca approx פרופ"
)
_TITLES: Final = frozenset(_TITLE_WORDS.split())
"""Abbreviations that a sentence does not end with: what they belong to follows."""
_MARK_WORDS: Final = "no nos art arts para paras vol vols p pp ch fig jan feb mar apr jun jul aug sep sept oct nov dec"
_MARKS: Final = frozenset(_MARK_WORDS.split())
"""Abbreviations before a number, which can be Roman. Before a word they are the end of a sentence, as in *He said no*."""
_NUMBER = re.compile(r"\d|[IVXLC]+\b(?!['’])")
_OTHER_WORDS: Final = "rep pres sec jr sr bros etc ed eds dept govt inc ltd corp co est univ min ph.d"
_OTHERS: Final = frozenset(_OTHER_WORDS.split())
"""Abbreviations that a sentence can end with: the next word decides (see `_OPENING`), as after an initial or *U.N.*"""
_OPENING_WORDS: Final = """
    the an this that these those he she it they we you his her its their our who what when where why how while after before
    since until although though because if as at by for from in into of on over to under with without and but or yet so then there here
    however moreover meanwhile instead also later earlier both all many most some several each every no not one two three
    a i
"""
_OPENING: Final = frozenset(_OPENING_WORDS.split())
"""Words that begin a sentence and, with a capital, no name."""
_MOST_OF_ABBREVIATION: Final = 2
"""The most letters of an abbreviation, and the most digits of the number of an item, in a script without capitals."""
_LETTERED = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_WORD_AHEAD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SAYING: Final = """
    say says said ask asks asked add adds added reply replies replied cry cries cried shout shouted answer answered told tells demanded
    insisted
"""
_SPEAKER = re.compile(rf"(?:[^\W_][\w'’.-]*\s+){{1,5}}?(?:{'|'.join(_SAYING.split())})\b")
_SENTENCE_END = re.compile(rf"[.!?…{_FULL_STOPS}][{re.escape(_CLOSERS)}]*(?:{_PICTURES})*$")
_MOST_OF_HEADING = (12, 100)
"""The most words and characters of a line that can be a heading without a mark."""


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

    The text is split line by line, and each paragraph into sentences. The lines of a paragraph that was wrapped at a width belong together.

    - A line ``== Title ==`` or ``## Title`` is a heading and starts a section; below a heading of a higher level, the section is called
      ``Outer > Inner``. The text before the first heading is in section ``(lead)``.
    - In a text without such marks, a short line without punctuation at its end is a heading if it is the first line, with a paragraph
      somewhere below, or if it stands between two paragraphs. What follows the first line is in the section that it names.
    - In a text without any heading, each paragraph is a section: ``(paragraph 1)`` and so on.
    - A line with a bullet, or any other line without punctuation at its end, is a list item.
    - A sentence ends at a full stop, a question mark or an exclamation mark before a capital or a digit, also inside a quotation. It does
      not end at an abbreviation, at an initial or before *Smith said*. After *U.N.* and the like it ends before a word such as *The*.

    A byte order mark at the beginning belongs to no passage, but counts as a character.

    Args:
        text: the whole text, with the line ends of the file.

    Returns:
        The passages, numbered from 1. They do not overlap, and only white space and bullets are between them.

    >>> [(p.section, p.kind, p.start, p.end) for p in index_text("It rained. It stopped.\\n\\n== After ==\\nSun")]
    [('(lead)', 'sentence', 0, 10), ('(lead)', 'sentence', 11, 22), ('After', 'heading', 24, 35), ('After', 'list-item', 36, 39)]
    >>> text = "Envoys meet\\n\\nThey met in Washington, D.C. The talks failed."
    >>> [(p.kind, text[p.start : p.end]) for p in index_text(text)]
    [('heading', 'Envoys meet'), ('sentence', 'They met in Washington, D.C.'), ('sentence', 'The talks failed.')]
    """
    return [
        TextPassage(number, *part, digest_of(text[part.start : part.end]), *(ends_in(text, part.start, part.end) or ("", "")))
        for number, part in enumerate(parts_of(text), 1)
    ]


class Part(NamedTuple):
    """A part of a text that is a passage: its section, its kind (a key of `KINDS`), and its offsets."""

    section: str
    kind: str
    start: int
    end: int


def parts_of(text: str) -> Iterator[Part]:
    """The parts of a text that `index_text` makes passages of, in order.

    >>> next(parts_of("It rained. It stopped."))
    Part(section='(paragraph 1)', kind='sentence', start=0, end=10)
    """
    lines = _paragraphs(text)
    marked = any(_HEADING.match(text[start:end]) for start, end in lines)
    titles = frozenset() if marked else _unmarked(text, lines)
    path: list[tuple[int, str]] = []
    paragraphs = 0
    for number, (start, end) in enumerate(lines):
        heading = _HEADING.match(text[start:end])
        if heading or number in titles:
            level, title = (len(heading["mark"]), heading["title"]) if heading else (1 if number == 0 else 2, text[start:end])
            path = [(above, outer) for above, outer in path if above < level] + [(level, title)]
            yield Part(_joined(path), "heading", start, end)
            continue
        paragraphs += 1
        section = _joined(path) if marked or titles else f"(paragraph {paragraphs})"
        bullet = _BULLET.match(text[start:end])
        if bullet:
            yield Part(section, "list-item", start + bullet.end(), end)
        elif text[end - 1] not in ".!?…:;,：；，、" + _CLOSERS and not _SENTENCE_END.search(text[start:end]):
            yield Part(section, "list-item", start, end)
        else:
            for first, last in _sentences(text, start, end):
                yield Part(section, "sentence", first, last)


def headline_of(text: str) -> str:
    """The title of a text: its first line if that is or can be a heading, without marks and with single spaces; else empty.

    >>> headline_of("# Envoys  meet\\n\\nThey met."), headline_of("They met."), headline_of("Envoys\\n- one\\n- two")
    ('Envoys meet', '', 'Envoys')
    """
    first = next(parts_of(text), None)
    if first is None:
        return ""
    line = text[first.start : first.end]
    if first.kind != "heading" and (_shape(line) != "title" or _BULLET.search(text[: first.start])):
        return ""
    heading = _HEADING.match(line)
    return " ".join((heading["title"] if heading else line).split())


def passages_to_trig(
    passages: Sequence[TextPassage],
    *,
    base: str,
    document: str,
    letter: str,
    title: str = "",
    names: Sequence[str] = (),
    reasons: Mapping[str, str] | None = None,
) -> str:
    """The record of a document's passages as TriG, for a file in the ``data/`` folder of a workspace.

    Args:
        passages: the result of `index_text`.
        base: the workspace's base IRI, ending in a slash.
        document: the slug of the document, as in ``e:article``.
        letter: the beginning of each passage's name, as in ``p:A12``.
        title: the name of the document in the first comment; if empty, ``e:`` and its slug.
        names: the names of the passages, if they are not the letter with the number.
        reasons: why some passages assert nothing, in English, by their names.

    Returns:
        TriG in the canonical layout with one named graph, the record. Of the words of the text, it has only the titles of sections and
        the first and last words of passages.

    Raises:
        UsageError: `document` or `letter` has characters that cannot stand in a name.

    >>> "p:A1 a dip:Passage" in passages_to_trig(index_text("Rain."), base="https://example.org/w/", document="note", letter="A")
    True
    """
    check_names(document, letter)
    used = {name: iri for name, iri in prefixes_of(base).items() if name in {"dip", "e", "k", "oa", "p"}}
    named = title or f"e:{document}"
    out = [f"# The passages of {named}: sections, offsets, hashes and a few words at either end. Made by `kg sources index`.\n"]
    out += [f"@prefix {name}: <{iri}> .\n" for name, iri in used.items()]
    out.append("\nk:record {\n")
    for number, each in enumerate(passages):
        name = names[number] if names else f"{letter}{each.number}"
        out.append(passage_statements(each, base=base, document=document, name=name, reason=(reasons or {}).get(name, "")))
    out.append("}\n")
    return formatted("".join(out))


def check_names(document: str, letter: str) -> None:
    """Check that names can be made of the slug of a document and the letter of its passages.

    Raises:
        UsageError: one of them has characters that cannot stand in a name.

    >>> check_names("union-1905", "U")
    """
    for what, value, extra, hint in (
        ("document", document, "-", "letters, digits and hyphens"),
        ("letter", letter, "", "letters and digits"),
    ):
        if not value or not all(each.isascii() and (each.isalnum() or each in extra) for each in value):
            raise UsageError(f"the {what} of a text cannot be {value!r}", None, f"use {hint}")


def passage_statements(passage: TextPassage, *, base: str, document: str, name: str, reason: str = "") -> str:
    """The record of one passage, as statements in Turtle with the prefixes ``dip:``, ``e:``, ``oa:`` and ``p:``.

    Args:
        passage: the passage.
        base: the workspace's base IRI, ending in a slash.
        document: the slug of its document.
        name: its name, as in ``p:A12``.
        reason: why it asserts nothing, in English; empty to leave that open.

    >>> rain = index_text("Rain.")[0]
    >>> print(passage_statements(rain, base="https://example.org/w/", document="note", name="A1").splitlines()[0])
      p:A1 a dip:Passage ;
    """
    iri = f"{base}passage/{name}"
    position = f"<{iri}/position>"
    words = Ends(passage.first_words, passage.last_words) if passage.first_words else None
    section = str(ox.Literal(passage.section))
    return (
        f"  p:{name} a dip:Passage ;\n"
        f"    dip:document e:{document} ;\n"
        f"    dip:section {section} ;\n"
        f"    dip:number {passage.number} ;\n"
        f"    dip:passageKind dip:{KINDS[passage.kind]} ;\n"
        f'    dip:sha256 "{passage.sha256}" ;\n'
        + (f"    dip:assertsNothing {ox.Literal(reason, language='en')} ;\n" if reason else "")
        + f"    oa:hasSelector {position}{f' , <{words_node(iri)}>' if words else ''} .\n"
        f"  {position} a oa:TextPositionSelector ;\n"
        f"    oa:start {passage.start} ;\n"
        f"    oa:end {passage.end} .\n" + (words_statements(iri, words) if words else "")
    )


def _joined(path: Sequence[tuple[int, str]]) -> str:
    return " > ".join(title for _, title in path) or "(lead)"


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """The start and end of each line that is not blank, without the white space around it and a byte order mark."""
    for match in re.finditer(r"[^\r\n]+", text):
        line = match[0]
        if match.start() == 0:
            line = line.removeprefix("\ufeff")
        stripped = line.strip()
        if stripped:
            start = match.end() - len(line.lstrip())
            yield start, start + len(stripped)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """The start and end of each line, or of all lines of a paragraph that was wrapped at a width."""
    found: list[tuple[int, int]] = []
    block: list[tuple[int, int]] = []
    for line in _lines(text):
        if block and re.search(r"\n[^\S\n]*\r?\n|\r[^\S\n\r]*\r", text[block[-1][1] : line[0]]):
            found += _joined_lines(text, block)
            block = []
        block.append(line)
    return found + _joined_lines(text, block)


def _joined_lines(text: str, block: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The lines between two blank ones: one paragraph if they are about as long as each other and sentences run on from line to line."""
    lengths = [end - start for start, end in block]
    if len(block) < 2 or not 40 <= max(lengths) <= 120 or min(lengths[:-1]) < 0.6 * max(lengths):
        return block
    lines = [text[start:end] for start, end in block]
    runs_on = any(not _SENTENCE_END.search(one) and other[0].islower() for one, other in itertools.pairwise(lines))
    if not runs_on or not _SENTENCE_END.search(lines[-1]) or any(_BULLET.match(each) or _HEADING.match(each) for each in lines):
        return block
    return [(block[0][0], block[-1][1])]


def _unmarked(text: str, lines: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The places in a list of lines of those that are headings without a mark."""
    shapes = ["".join(_shape(text[start:end])) for start, end in lines]
    found = {number for number in range(1, len(lines) - 1) if shapes[number - 1 : number + 2] == ["prose", "title", "prose"]}
    if shapes[:1] == ["title"] and "prose" in shapes:
        found.add(0)
    return frozenset(found)


def _shape(line: str) -> str:
    """What a line looks like: ``prose`` if it ends as a sentence does, ``title`` if it can be a heading, else ``item``."""
    if _BULLET.match(line):
        return "item"
    if _SENTENCE_END.search(line):
        return "prose"
    words, characters = _MOST_OF_HEADING
    begins = line.lstrip(_OPENERS)[:1]
    fits = len(line) <= characters and len(line.split()) <= words and line[-1] not in ":;,：；，、"
    return "title" if fits and begins and not begins.islower() else "item"


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
    """Whether a sentence that begins at an offset ends with the punctuation between two others."""
    following = stop
    while following < end and text[following].isspace():
        following += 1
    if following >= end:
        return False
    if text[mark] in _FULL_STOPS:
        # A sentence goes on behind what is said in it.
        said = text[begin:stop]
        is_open = any(said.count(opener) > said.count(closer) for opener, closer in ("「」", "『』", "“”", "（）"))
        return not is_open and (following > stop or text[stop - 1] not in _CLOSERS)
    initial = following
    while initial < end and (text[initial] in _OPENERS or (text[initial - 1] == "«" and text[initial].isspace())):
        initial += 1
    if initial >= end or not _can_begin(text[initial]):
        return False
    noted, stop = stop, mark + len(_NOTES.sub("", text[mark:stop]))
    if following == noted and stop < noted:
        return text[initial].isupper()
    if following == stop:
        # Without a space, only the end of a quotation ("...".He said) is a boundary, not a decimal point or an abbreviation.
        return text[mark:stop][-1:] == "." and text[mark] in _CLOSERS and text[initial].isupper()
    if text[mark] in "!?…" and stop > mark + 1 and text[stop - 1] in _CLOSERS and initial == following:
        return _SPEAKER.match(text, following, end) is None or bool(_next_word(text, following, end))
    if text[mark] == "." and text[initial].lower() == text[initial].upper() and not text[initial].isdigit():
        # In a script without capitals, what stands before the full stop decides alone: a short word may be an abbreviation.
        word = text[begin:mark].split()[-1].lstrip(_OPENERS) if text[begin:mark].split() else ""
        letters, digits = sum(map(str.isalpha, word)), sum(map(str.isdigit, word))
        return word not in _TITLES and (letters > _MOST_OF_ABBREVIATION or digits > _MOST_OF_ABBREVIATION)
    if text[mark] == "." and all(each in _CLOSERS for each in text[mark + 1 : stop]):
        before = text[begin:mark].rsplit(maxsplit=1)
        word = before[-1].lstrip(_OPENERS) if before else ""
        return not word or _ends_sentence(word, _NUMBER.match(text, initial, end) is not None, _next_word(text, initial, end))
    return True


def _can_begin(letter: str) -> bool:
    """Whether a sentence can begin with a character: a capital, a digit, or a letter of a script without capitals."""
    return letter.isupper() or letter.isdigit() or (unicodedata.category(letter) == "Lo" and letter not in "ªº")


def _ends_sentence(word: str, before_number: bool, following: str) -> bool:
    """Whether a sentence ends at the full stop after a word.

    Args:
        word: the word, which can be an abbreviation.
        before_number: whether a number follows.
        following: the word that follows, if it is one of those that begin a sentence; else empty.
    """
    plain = word.lower()
    if plain in _TITLES:
        return False
    if plain in _MARKS:
        return not before_number
    lettered = bool(_LETTERED.fullmatch(word)) and (len(word) > 1 or word.isupper())
    return bool(following) if lettered or plain in _OTHERS else True


def _next_word(text: str, start: int, end: int) -> str:
    """The word at an offset, in lower case, if it is one that begins a sentence; else empty."""
    match = _WORD_AHEAD.match(text, start, end)
    if match is None or match[0].lower() not in _OPENING:
        return ""
    # *A.* and *I.* are initials, and *No. 12* is no beginning.
    return "" if text[match.end() : match.end() + 1] == "." else match[0].lower()
