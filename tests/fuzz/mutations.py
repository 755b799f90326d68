"""Strategies of hypothesis that damage a text as a typing mistake, an editor or another program would."""

from __future__ import annotations

import re

from hypothesis import strategies as st

PIECES = (
    *(
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        ";",
        ".",
        ",",
        "a",
        "^^",
        "@en",
        "@",
        "<",
        ">",
        "|",
        "/",
        "*",
        "?",
        "?x",
        "$",
        "#",
        "\\",
        "_:b",
        "[]",
        "()",
    ),
    *(
        '"',
        "'",
        '"""',
        "'''",
        '""',
        '"text"',
        '"text"@en',
        '"1974-13"^^edtf:EDTF',
        '"x"^^xsd:integer',
        "1",
        "-1.5e400",
        "true",
        '"\\u0000"',
    ),
    *("dip:Vist", "dip:", "dip:actor", "dip:date", "dip:Stated", "e:x", "e:alpha", "k:record", "a:D1-1", "p:D1", "rdf:type", "sh:minCount"),
    *(
        "sh:path",
        "sh:targetClass",
        "sh:in",
        "owl:Nothing",
        "SELECT",
        "WHERE",
        "FILTER",
        "OPTIONAL",
        "SERVICE <http://x/>",
        "GRAPH",
        "UNION",
    ),
    *(
        "@prefix e: <http://x/> .",
        "@base <http://x/> .",
        "PREFIX",
        "<http://x y>",
        "<relative>",
        "<http://x/\\u0020>",
        "<<( e:a e:b e:c )>>",
    ),
    *("\x00", "\ufeff", "\u202e", "\u2028", "\r", "\t", "é", "\U0001f600", "%zz", "\\u12", "𝒳", " " * 40, "\n" * 3),
)
"""Fragments with a meaning in one of the languages, mostly in the wrong place."""

_TOKEN = re.compile(r'"[^"\n]*"|<[^>\s]*>|[\w:.-]+|\s+|.', re.DOTALL)


@st.composite
def spoilt(draw: st.DrawFn, text: str) -> str:
    """A text with one to three kinds of damage: a part deleted, repeated, moved, replaced or inserted, or the end cut off."""
    for _ in range(draw(st.integers(1, 3))):
        tokens = _TOKEN.findall(text)
        if not tokens:
            return text
        at = draw(st.integers(0, len(tokens) - 1))
        kind = draw(st.sampled_from(("lose", "double", "swap", "replace", "insert", "letter", "cut", "many")))
        other = draw(st.integers(0, len(tokens) - 1))
        if kind == "lose":
            del tokens[at]
        elif kind == "double":
            tokens.insert(other, tokens[at])
        elif kind == "swap":
            tokens[at], tokens[other] = tokens[other], tokens[at]
        elif kind == "replace":
            tokens[at] = draw(st.sampled_from(PIECES))
        elif kind == "insert":
            tokens.insert(at, draw(st.sampled_from(PIECES)))
        elif kind == "letter":
            word = tokens[at]
            place = draw(st.integers(0, len(word) - 1))
            tokens[at] = word[:place] + draw(st.characters(codec="utf-8")) + word[place + 1 :]
        elif kind == "cut":
            del tokens[at:]
        else:
            tokens[at] = tokens[at] * draw(st.sampled_from((2, 50)))
        text = "".join(tokens)
    return text


DATES = st.one_of(
    st.text("0123456789XxuY-/.~?%[]{},:TZ ", max_size=24),
    st.from_regex(r"\[?-?[0-9X]{4}(-[0-9X]{2}){0,2}[~?%]?(\.\.|/|,)?(-?[0-9X]{4}(-[0-9X]{2}){0,2})?[~?%]?\]?", fullmatch=True),
    st.text(max_size=12),
)
"""Texts that are dates, almost dates, or something else."""
