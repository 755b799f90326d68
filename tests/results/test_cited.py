"""Answers with evidence are printed as records, each note once."""

from __future__ import annotations

import re

import pytest

from tests.asking import graph


@pytest.mark.parametrize("width", [60, 100, 240])
def test_cited_answers_are_records_at_every_width(width: int) -> None:
    text = graph().query("votes", cite=True).text("table", width)
    assert text.startswith("vote        Vote of Pakistan on Resolution 3379\nactor       Pakistan\n")
    assert max(map(len, text.splitlines())) <= width


@pytest.mark.parametrize("style", ["table", "md"])
def test_each_note_is_printed_once_and_every_reference_has_its_note(style: str) -> None:
    text = graph().query("meetings", agent="Mahmoud Abbas", cite=True).text(style).replace("\\", "")  # Markdown escapes brackets
    assert " ".join(text.split()).count("A26 leaves open whether Abbas met the three men together or apart") == 1
    below = re.findall(r"^\[(\d+)\]", text, re.MULTILINE)
    assert below == [str(number) for number in range(1, len(below) + 1)]
    assert {*re.findall(r"\[(\d+)\]", text)} == {*below}
    number = next(number for number in below if re.search(rf"^\[{number}\]\s.*A26 leaves open whether", text, re.MULTILINE))
    assert text.count(f"[{number}]") == 5  # at each of the four meetings' rows, and before the note


def test_data_formats_have_the_whole_notes_in_each_row() -> None:
    rows = graph().query("meetings", agent="Mahmoud Abbas", cite=True).text("csv").splitlines()[1:]
    met = [row for row in rows if "/id/meeting-abbas-2005," in row]
    assert len(met) == 3  # one for each of the three whom Abbas met
    assert all("A26 leaves open whether Abbas met the three men together or apart" in row for row in met)


def test_the_notes_on_a_linked_thing_are_carried() -> None:
    """The number of the revoking resolution is probably misprinted (A21): a note on the text, not on the vote."""
    text = " ".join(graph().query("votes", cite=True).text("table").split())
    assert "probable misprint: The number 4686 is kept as printed" in text


def test_notes_on_a_whole_document_are_not_repeated() -> None:
    answer = graph().query("rumoured-or-hedged", {"standing": "rumoured"}, cite=True)
    assert answer.footnotes is not None
    assert not any("The essay names no author" in note for notes in answer.footnotes for note in notes)


def test_evidence_that_repeats_a_column_of_the_query_is_left_out() -> None:
    answer = graph().query("rumoured-or-hedged", {"standing": "rumoured"}, cite=True)
    assert "cite_standing" in answer.variables
    assert "cite standing" not in answer.text("table")
