"""The canonical layout changes white space only, keeps every comment, and is reached in one step."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.authored.formatting import WIDTH, Overlong, formatted, overlong
from kg.errors import DataError
from kg.tokens import scan

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = sorted([*(ROOT / "data").glob("*.trig"), *(ROOT / "tests").rglob("*.trig")])
PREFIXES = "@prefix a: <x:a/> .\n@prefix dip: <https://w3id.org/chancery/ontology#> .\n@prefix e: <x:e/> .\n@prefix k: <x:k/> .\n\n"


def quads(text: str) -> list[str]:
    """The quads of a text in its order, with blank nodes numbered by their first occurrence."""
    numbers: dict[str, str] = {}

    def numbered(match: re.Match[str]) -> str:
        return numbers.setdefault(match[0], f"_:{len(numbers)}")

    return [re.sub(r"_:\w+", numbered, str(quad)) for quad in ox.parse(text, ox.RdfFormat.TRIG)]


def is_trig(text: str) -> bool:
    try:
        return quads(text) is not None
    except SyntaxError:
        return False


def comments(text: str) -> list[str]:
    """The comments of a text in order, found between its tokens."""
    gaps, end = [], 0
    for token in scan(text):
        gaps.append(text[end : token.start])
        end = token.end
    return [found.rstrip() for gap in (*gaps, text[end:]) for found in re.findall(r"#[^\n\r]*", gap)]


def terms(text: str) -> list[str]:
    """The tokens of a text without the punctuation that a layout may add or drop."""
    return [token.text for token in scan(text) if token.text not in (";", ".")]


def hold(text: str) -> str:
    """Format a text, assert what must be true of every layout, and return the result."""
    found = formatted(text)
    assert quads(found) == quads(text)
    assert terms(found) == terms(text)
    assert comments(found) == comments(text)
    assert formatted(found) == found
    assert "\n\n\n" not in re.sub(r"""(["'])\1\1[\s\S]*?\1\1\1""", "", found)
    assert not found.startswith("\n")
    return found


def breakable(text: str) -> list[str]:
    """The lines that are too long although they contain more than one term."""
    found = []
    for each in overlong(text):
        line = text.split("\n")[each.line - 1]
        tokens = [token for token in scan(line) if token.text not in (";", ",", ".") and token.kind != "lang"]
        datatypes = sum(token.text == "^^" for token in tokens)
        if tokens and tokens[-1].end > WIDTH and len(tokens) - 2 * datatypes > 1:
            found.append(line)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_files_of_the_repository_say_the_same_after_formatting(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert is_trig(text)
    assert breakable(hold(text)) == []


def test_enough_files_were_tried() -> None:
    assert len(FILES) > 200


BLANKS = (*(" ", "\n", "\n\n", "\n\n\n\n", "\t", "\r\n") * 2, "  # behind\n", "\n# alone\n", "\n\n# one\n\n# two\n\n", " #\n")
IRIS = ("e:a", "e:b.c", "<x:long/" + "l" * 70 + ">", "<x:i#f>", "e:x\\,y", "dip:Note", "_:n", "<x:" + "w" * 150 + ">")
VERBS = ("a", "e:p", "dip:cites", "dip:standing", "dip:date", "dip:dateBasis", "<x:" + "verb" * 30 + ">")
LITERALS = (
    *('"x"', "'y'@en", '"a # b"@en-GB', '"\\" ;"', '"é–"@fr', '"x"@ar--rtl', '"' + "long " * 30 + '"@en'),
    *('"""two\nlines . {"""', "'''a\n\n\nb'''@en", "1", "-1.5", "1e3", "true"),
    *('"1974"^^e:date', '"x" @en', '"x"\n# typed\n^^ e:date'),
)
DIRECTIVES = (["PREFIX", "f:", "<x:f/>"], ["@base", "<x:base/>", "."], ["base", "<x:base/>"])
GRAPHS: tuple[list[str], ...] = (["a:A1-1"], ["k:record"], ["GRAPH", "k:record"], ["_:g"], [], ["[", "]"], ["graph", "[", "]"])


class Author:
    """Writes random TriG, as tokens: everything that the grammar allows."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311

    def text(self) -> str:
        """A file with white space and comments between any two tokens."""
        tokens = [token for _ in range(self.random.randrange(6)) for token in self.entry()]
        return PREFIXES + "".join(token + self.random.choice(BLANKS) for token in ["", *tokens])

    def entry(self) -> list[str]:
        """A directive, a statement outside of all graphs, or a graph's block."""
        kind = self.random.randrange(10)
        if kind == 0:
            return self.random.choice(DIRECTIVES)
        if kind == 1:
            return [*self.statement(), "."]
        inner: list[str] = []
        for number in range(self.random.randrange(5)):
            inner += ["."] * (number > 0) + self.statement()
        return [*self.random.choice(GRAPHS), "{", *inner, *["."] * (bool(inner) and self.random.randrange(2)), "}"]

    def statement(self) -> list[str]:
        """A subject with its predicates, without the full stop."""
        if self.random.randrange(10) == 0:
            return ["[", *self.properties(1), "]"]
        return [self.random.choice(IRIS), *self.properties(0)]

    def properties(self, depth: int) -> list[str]:
        """Predicates with their objects, some with a superfluous semicolon."""
        found: list[str] = []
        for number in range(self.random.randint(1, 4)):
            found += [";"] * (self.random.choice((1, 1, 2)) if number else 0) + [self.random.choice(VERBS)]
            for position in range(self.random.choice((1, 1, 2, 9 if depth == 0 else 1))):
                found += [","] * (position > 0) + self.value(depth)
        return found + [";"] * self.random.randrange(2)

    def value(self, depth: int) -> list[str]:
        """A term, or brackets down to a depth of three."""
        kind = self.random.randrange(12)
        if depth < 3 and kind == 0:
            return ["[", *(self.properties(depth + 1) if self.random.randrange(3) else []), "]"]
        if depth < 3 and kind == 1:
            return ["(", *(token for _ in range(self.random.randrange(4)) for token in self.value(depth + 1)), ")"]
        if depth == 0 and kind == 2:
            return [self.random.choice(IRIS), "{|", *self.properties(3), "|}"]
        if kind == 3:
            return ["<<(", "e:s", "e:p", self.random.choice(LITERALS[:7]), ")>>"]
        return [self.random.choice(IRIS if kind < 8 else LITERALS)]


@given(st.integers(0, 1 << 64))
@settings(max_examples=300)
def test_whatever_is_written_says_the_same_after_formatting(seed: int) -> None:
    text = Author(seed).text()
    assert is_trig(text)
    found = hold(text)
    if not re.search(r"""(["'])\1\1""", text):
        assert breakable(found) == []


@given(st.text())
@example("\ufeffe:a e:b e:c .")
@example("e:a e:b e:c .")
@example("\x00")
def test_any_other_text_is_refused_or_formatted(text: str) -> None:
    if is_trig(text):
        hold(text)
    else:
        with pytest.raises(DataError) as caught:
            formatted(text, "f.trig")
        assert re.fullmatch(r"f\.trig:\d+:\d+", caught.value.where or "")
        assert caught.value.hint


LAYOUTS = {
    "metadata shares a line, each other predicate has its own": """\
k:record {
  a:A1-1 dip:cites e:A1 ; dip:readWith e:A2 ; dip:standing dip:Stated ;
    dip:gist "Pakistan supports the creation of a Palestinian state."@en .

  e:note a dip:Note ; dip:on e:act ; dip:noteKind dip:NotStated ; dip:cites e:A1 ;
    dip:gist "The date is not stated."@en .
}
""",
    "an act has a line for each predicate, but for a date with its basis": """\
a:A1-1 {
  e:act a dip:Visit ;
    dip:actor e:abbas ;
    dip:place e:pakistan , e:lahore ;
    dip:date "2005"^^e:EDTF ; dip:dateBasis dip:AsStated .

  e:president dip:officeOf e:pakistan .
}
""",
    "one-line subjects are grouped as the author did": """\
k:background {
  e:pakistan dip:match e:Q843 .
  e:Q843 dip:seenIn "a list"@en .

  e:israel dip:match e:Q801 .
  e:Q801 dip:seenIn "a list"@en .
}
""",
    "comments stay where they are": """\
# A1: what follows.
k:record {  # metadata
  # On this one.
  a:A1-1 dip:cites e:A1 ;  # the passage
    # How sure it is.
    dip:standing dip:Stated ,
      # A second value.
      dip:Hedged .  # the end

  # The last word.
}

a:A1-1 { }  # nothing
# The end.
""",
    "what does not fit goes on, indented": f"""\
k:record {{
  e:note a dip:Note ;
    dip:cites {"e:passage-with-a-name , " * 5}e:A2 ,
      e:A3 ;
    dip:gist
      "{"g" * 124}"@en .

  e:other
    dip:gist "{"g" * 115}"@en .

  e:third dip:on e:note ;
    dip:gist "{"g" * 119}"@en .
}}
""",
    "brackets open where they do not fit": f"""\
a:A1-1 {{
  e:s e:p [ e:q 1 ; e:r ( 1 2 [] () ) ] .

  e:t e:p [
    e:q "{"g" * 80}" , [ e:r 1 ] ;
    e:r (
      "{"g" * 80}"
      "{"h" * 80}"
    )
  ] .
}}
""",
    "triples outside of graphs and directives": """\
PREFIX f: <x:f/>
@base <x:base/> .

f:a f:b f:c .
f:d f:e f:f , f:g .

{
  f:a f:b f:c .
}

GRAPH f:g {
  [ f:b f:c ] .
  f:a f:b 1 ~ f:r {| f:c 2 |} .
}
""",
}


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=list(LAYOUTS))
def test_a_canonical_layout_stays_and_is_found_from_any_other(text: str) -> None:
    whole = PREFIXES + text
    assert hold(whole) == whole
    if "#" in text or "e:Q843" in text:
        return  # comments and one-line subjects keep their lines
    tokens = list(scan(whole))
    glued = {"lang", "string"}
    for gap in (" ", "\n"):
        spread = "".join(
            ("" if number and tokens[number - 1].kind in glued and token.kind == "lang" else gap) + token.text
            for number, token in enumerate(tokens)
        )
        assert formatted(spread).replace("\n\n", "\n") == whole.replace("\n\n", "\n")


def test_what_ends_nothing_is_dropped_and_what_is_missing_added() -> None:
    assert formatted("<x:g>{<x:a> <x:b> 1;; <x:c> 2 ;. <x:d> <x:e> [<x:f> 3]; }") == (
        "<x:g> {\n  <x:a> <x:b> 1 ; <x:c> 2 .\n  <x:d> <x:e> [ <x:f> 3 ] .\n}\n"
    )


def test_a_comment_moves_behind_the_separator_after_it() -> None:
    assert formatted("<x:a> <x:b> 1 # one\n ; # two\n <x:c> 2 # three\n # four\n .") == (
        "<x:a> <x:b> 1 ;  # one\n  # two\n  <x:c> 2 .  # three\n# four\n"
    )


def test_line_ends_become_line_feeds_but_in_literals() -> None:
    assert formatted('<x:a> <x:b> """one\r\ntwo""" .\r\n# end\r\n') == '<x:a> <x:b> """one\r\ntwo""" .\n# end\n'


def test_lines_that_cannot_be_broken_are_reported() -> None:
    text = formatted(f'<x:a> <x:b> "{"g" * 150}" .')
    assert overlong(text) == [Overlong(2, len(text.split("\n")[1]))]
    assert overlong("x" * WIDTH + "\n") == []


def test_a_syntax_error_is_reported_at_its_place() -> None:
    with pytest.raises(DataError) as caught:
        formatted("<x:a> <x:b> 1 .\n<x:c> <x:d> .\n", "data/a.trig")
    assert caught.value.where is not None
    assert caught.value.where.startswith("data/a.trig:2:")


def test_too_many_brackets_are_refused_at_their_place() -> None:
    nested = "<x:a> <x:b> " + "[ <x:c> " * 61 + "1" + "]" * 61 + " ."
    with pytest.raises(DataError, match="more than 60 brackets are nested") as caught:
        formatted(nested, "f.trig")
    assert caught.value.where == f"f.trig:1:{nested.rindex('[') + 1}"
    assert formatted(nested.replace("[ <x:c> ", "", 1).replace("]", "", 1))
