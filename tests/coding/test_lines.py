"""From what is coded back to lines: all data of the repository, and lines that hypothesis makes."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.coding import Entry, PassageCoding, Vocabulary, coded, lines_of
from kg.coding.notation import MARKS
from kg.coding.saving import Files
from kg.namespaces import DIP, PREFIXES
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent.parent


def all_quads(codings: list[PassageCoding]) -> set[ox.Quad]:
    return {quad for coding in codings for quad in coding.quads()}


@pytest.mark.parametrize("folder", ["", "examples/rupture", "examples/assembly"])
def test_every_assertion_graph_and_note_can_be_said_in_lines(folder: str) -> None:
    files = Files(Workspace(ROOT / folder))
    codings = files.codings(files.vocabulary.passages)
    assertion = files.workspace.base + "assertion/"
    in_files = {quad for quad in files.quads if quad.graph_name.value.startswith(assertion)}  # type: ignore[union-attr]
    vocabulary = files.without(codings)
    shown = lines_of(codings, vocabulary)
    back = all_quads(coded(shown.text, vocabulary))
    assert in_files <= all_quads(codings)
    assert shown.kept == ()
    assert back == all_quads(codings)


def test_lines_of_one_passage_read_alone(rupture: Files) -> None:
    codings = rupture.codings(["H7"])
    vocabulary = rupture.without(codings)
    shown = lines_of(codings, vocabulary)
    assert shown.lines[0] == "@H7 with H6"
    assert all_quads(coded(shown.text, vocabulary)) == all_quads(codings)


def test_what_no_line_can_say_is_kept(uncoded: Vocabulary) -> None:
    trig = """a:H7-1 { e:x a dip:Visit ; skos:prefLabel "Besuch"@de . }  k:record { a:H7-1 dip:cites p:H7 ; dip:standing dip:Stated ;
        dip:gist "A visit."@en . }"""
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in {**PREFIXES, **prefixes(uncoded)}.items())
    entry = Entry("graph", uncoded.base + "assertion/H7-1", tuple(ox.parse(head + trig, ox.RdfFormat.TRIG)))
    shown = lines_of([PassageCoding(uncoded.passages["H7"].iri, (entry,))], uncoded)
    assert shown == ((), (entry,))


def prefixes(vocabulary: Vocabulary) -> dict[str, str]:
    return {name: vocabulary.base + path for name, path in {"a": "assertion/", "e": "id/", "k": "graph/", "p": "passage/"}.items()}


KINDS = ("visit", "meeting", "severance of relations", "accusation", "statement", "incident", "relationship", "sale", "stance")
NAMES = ("Iran", "Iraq", "Saudi Arabia", "Ebrahim Raisi", "Muscat", "GCC")
IDS = ("one", "two", "three")
VALUES = st.lists(st.sampled_from([*NAMES, "#one", "+Doha (City)", "Raisi as President of Iran"]), min_size=1, max_size=2, unique=True).map(
    " + ".join
)
TEXTS = st.one_of(st.sampled_from(["close", '"a; b + c"', '"fermé"@fr', '"5"^^<http://www.w3.org/2001/XMLSchema#token>']))
SLOTS = (
    VALUES.map("by: {}".format),
    VALUES.map("after: {}".format),
    TEXTS.map("qualifier: {}".format),
    TEXTS.map("wording: {}".format),
    st.just("position: against"),
    st.just("claimed count: 3"),
    st.sampled_from(["1988", "26 April 1988", "[..1979] (context)", "1947/1949 (inferred)", "the 1990s", "date: 1988 (none)"]),
    st.sampled_from(["300 rifle", "more than 5 death", "5 to 6 plane"]),
)


@st.composite
def passages(draw: st.DrawFn) -> str:
    """Lines that say something of two passages."""
    lines = ["@H7", "meeting #one; Iran; Iraq; label: The first", "statement #talk; Iran"]
    for number in range(draw(st.integers(1, 5))):
        same = draw(st.booleans())
        marks = "&" if same else draw(st.sampled_from(["", '"', '""', '"#talk']))
        marks = '"' if marks == '""' and not any(line.startswith('"') for line in lines) else marks
        if "#" not in marks and not same:
            marks += draw(st.sampled_from(["", *MARKS]))
        head = draw(
            st.sampled_from(
                [f"{kind} #n{number}; label: Thing {number}" for kind in KINDS]
                + ["#one; bare", "Iran", f"{KINDS[0]} #v{number}; unlabelled"]
            )
        )
        chosen = draw(st.lists(st.sampled_from(range(len(SLOTS))), max_size=3, unique=True))
        slots = [f"about: {draw(VALUES)}", *(draw(SLOTS[each]) for each in chosen)]
        lines.append("; ".join([f"{marks} {head}".strip(), *slots]))
        if not same and draw(st.booleans()):
            lines.append("= What is said of it.")
        if draw(st.booleans()):
            lines.append("note NotStated: It is not told.")
    if draw(st.booleans()):
        lines += ["@N9 with N7 H6", "#one; about: Iraq"]
    return "\n".join(lines)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(passages())
def test_lines_are_read_as_they_are_shown(uncoded: Vocabulary, text: str) -> None:
    codings = coded(text, uncoded)
    shown = lines_of(codings, uncoded)
    assert shown.kept == ()
    assert all_quads(coded(shown.text, uncoded)) == all_quads(codings)


def test_the_gist_that_would_be_made_is_not_shown(uncoded: Vocabulary) -> None:
    codings = coded("@H7\nsev rel #s; Iran; Iraq; 1988\nvisit; Raisi; Muscat\n= Raisi was there.", uncoded)
    assert lines_of(codings, uncoded).lines == (
        "@H7",
        "severance of relations #s; Iran; Iraq; 1988",
        "visit; Ebrahim Raisi; Muscat",
        "= Raisi was there.",
    )
    assert DIP + "gist" in {quad.predicate.value for quad in codings[0].quads()}
