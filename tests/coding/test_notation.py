"""The notation by itself: what lines are read as, how they are written, and what is reported of those that cannot be read."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.coding.notation import MARKS, Claim, Gist, Header, Nothing, Remark, Slot, Value, parse, parse_line, text_of_line

NAMES = st.from_regex(r"[A-Za-z][A-Za-z' ]{0,12}[A-Za-z]", fullmatch=True).filter(lambda name: "  " not in name)
IDS = st.from_regex(r"[a-z][a-z0-9\-]{0,8}[a-z0-9]", fullmatch=True)
TEXTS = st.text(string.printable[:95] + "éü–", min_size=1, max_size=20)
VALUES = st.one_of(
    NAMES.map(lambda name: Value("plain", name)),
    TEXTS.map(lambda text: Value("text", text)),
    TEXTS.map(lambda text: Value("text", text, "", "fr")),
    TEXTS.map(lambda text: Value("text", text, "http://www.w3.org/2001/XMLSchema#token")),
    IDS.map(lambda name: Value("id", name)),
    IDS.map(lambda name: Value("iri", f"https://x.org/{name}")),
    st.tuples(NAMES, NAMES, st.one_of(st.just(""), IDS)).map(lambda each: Value("new", each[0], each[1], each[2])),
    IDS.map(lambda name: Value("record", name)),
)
ROLES = st.sampled_from(["", "place", "located in", "after", "dcterms:source"])
SLOTS = st.tuples(ROLES, st.lists(VALUES, min_size=1, max_size=3)).map(lambda each: Slot(each[0], tuple(each[1])))


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """A claim as `parse_line` returns it, without places."""
    same = draw(st.booleans())
    depth = 0 if same else draw(st.integers(0, 2))
    says = draw(st.one_of(st.just(""), TEXTS.map(str.strip).filter(bool)))
    head = () if says else tuple(draw(st.lists(NAMES.filter(lambda name: not name.startswith(("says ", "note "))), min_size=1, max_size=2)))
    return Claim(
        same,
        depth,
        "Stated" if same else draw(st.sampled_from(["Stated", *MARKS.values()])),
        draw(st.one_of(st.just(""), IDS)) if depth else "",
        tuple(Value("plain", name) for name in head),
        draw(st.one_of(st.just(""), IDS)),
        says,
        tuple(draw(st.lists(SLOTS, max_size=3))),
    )


def without_places(line: object) -> object:
    """A claim without the places of its parts."""
    assert isinstance(line, Claim)
    head = tuple(value._replace(column=0) for value in line.head)
    slots = tuple(Slot(slot.role, tuple(value._replace(column=0) for value in slot.values)) for slot in line.slots)
    return line._replace(head=head, slots=slots, line=0, column=1)


@given(claims())
def test_a_claim_is_read_as_it_was_written(claim: Claim) -> None:
    assert without_places(parse_line(text_of_line(claim))) == claim


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("@H7", Header(("H7",), (), 0, 1)),
        ("@H7/3 H9 with H6 H5", Header(("H7", "H9"), ("H6", "H5"), 3, 1)),
        ("- a heading", Nothing("a heading", 1)),
        ("-", Nothing("a heading", 1)),
        ("= Iran met Iraq.", Gist("Iran met Iraq.", 1)),
        ("note NotStated: who met: unknown", Remark("NotStated", "", (), (), "who met: unknown", 1)),
        (
            "note open #n on #a + @H7-1 cites H7 + H9: text",
            Remark("open", "n", (Value("id", "a", column=17), Value("record", "H7-1", column=22)), ("H7", "H9"), "text", 1),
        ),
    ],
)
def test_other_lines(text: str, line: object) -> None:
    assert parse_line(text) == line
    assert parse_line(text_of_line(parse_line(text))) == line or "on" in text


def test_marks_of_a_claim() -> None:
    claim = parse_line('"?#talk meeting #m; Ann; ; at: Oslo + Rome')
    assert isinstance(claim, Claim)
    assert (claim.depth, claim.standing, claim.speech, claim.identifier, claim.same) == (1, "Hedged", "talk", "m", False)
    assert [(slot.role, [value.text for value in slot.values]) for slot in claim.slots] == [
        ("", ["Ann"]),
        ("", []),
        ("at", ["Oslo", "Rome"]),
    ]


def test_a_semicolon_in_quotation_marks_ends_no_slot() -> None:
    claim = parse_line(r'meeting; label: "a; b \"c\""; Iran')
    assert isinstance(claim, Claim)
    assert [slot.values[0].text for slot in claim.slots] == ['a; b "c"', "Iran"]


def test_a_plus_behind_a_semicolon_goes_on_with_the_slot_before() -> None:
    joined = parse_line("meeting; party: Iran; + Iraq + Oman; + +Qatar (State); 1988")
    assert isinstance(joined, Claim)
    assert joined.slots[0].role == "party"
    assert [value.text for value in joined.slots[0].values] == ["Iran", "Iraq", "Oman", "Qatar"]
    assert [value.text for value in joined.slots[1].values] == ["1988"]


def test_comments_and_empty_lines_are_left_out() -> None:
    assert parse("# a comment\n\n   \n#\n@H7\r\n")[0] == [Header(("H7",), (), 0, 5)]


@pytest.mark.parametrize(
    ("text", "line", "column", "what"),
    [
        ("@", 1, 1, "@ without a passage"),
        ("@H7 with", 1, 9, "with and no passage behind it"),
        ("@H7/x", 1, 1, "@H7/x is no passage"),
        ("?! meeting", 1, 1, "two standings"),
        ("&? meeting", 1, 1, "& with another mark"),
        ("; Iran", 1, 1, "nothing before the first semicolon"),
        ("meeting; place:", 1, 10, "the role place without a value"),
        ("meeting; Iran + ; Iraq", 1, 10, "a value is missing"),
        ('\nmeeting; label: "a', 2, 18, "a quotation mark that is not closed"),
        ("note on #a: text", 1, 1, "a note that cannot be read"),
        ("=", 1, 1, "a gist without words"),
        ("meeting; + Iraq", 1, 10, "a + with nothing before it"),
        ("meeting; +", 1, 10, "the new name + cannot be read"),
    ],
)
def test_lines_that_cannot_be_read(text: str, line: int, column: int, what: str) -> None:
    _, (problem,) = parse(text)
    assert (problem.line, problem.column, problem.what) == (line, column, what)
    assert problem.hint


@given(st.text(string.printable + "é–", max_size=60))
def test_any_text_is_read_or_reported(text: str) -> None:
    lines, problems = parse(text)
    said = [each for each in text.split("\n") if each.strip() and not each.strip().startswith("#")]
    assert len(lines) + len(problems) >= len([each for each in said if not each.strip().startswith("#")]) - text.count("#")
    assert all(problem.column >= 1 and problem.hint for problem in problems)
