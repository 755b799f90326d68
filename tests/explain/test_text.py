"""Explanations and descriptions as text, from hand-made values."""

from __future__ import annotations

from dataclasses import replace

from kg.explain.model import Inference, Named
from kg.explain.text import SHOWN_INFERENCES, description_text, explanation_text
from tests.explain.samples import DESCRIPTION, HELD, IS_RECOGNITION, LITTLE, NOT_HELD, named, node


def test_a_held_triple() -> None:
    assert (
        explanation_text(HELD)
        == """\
Sweden — recognized — Norway: held
  by the rule recognized: The actor of a recognition recognized its recipient.
    Recognition of Norway by Sweden — is a — recognition
      stated: the note, sentence 9; read with the note, sentence 8; the note, sentence 10; shares text with the essay, sentence 2
    Recognition of Norway by Sweden — earliest — 1905-10-26
      computed by the build from what is held
      from the record of documents and claims
  by the rule older: \n\
    Recognition of Norway by Sweden — is a — recognition
      explained above
"""
    )


def test_a_triple_that_is_not_held() -> None:
    assert (
        explanation_text(NOT_HELD)
        == """\
Norway — fought — Sweden: not held

The nearest claims:
  makes the same claim, but it is denied
    Battle, feared (battle, plan): party Norway; year 1905
    denied: the note, sentence 1
  would entail the triple, but it is only planned or announced; Oscar II and Ann say it, not the document itself
    planned, said by Oscar II and Ann (Protest): the note, sentence 2
  states another value; it is held but says something else
    Norway
    stated: the note, sentence 9; read with the note, sentence 8; the note, sentence 10; shares text with the essay, sentence 2
  mentions both subject and object, but an unnamed speaker (Rumour of war) says it, not the document itself; it was withdrawn
    content of Rumour of war, deprecated: the note, sentence 4
"""
    )


def test_a_triple_without_near_claims() -> None:
    assert explanation_text(replace(NOT_HELD, nearest=())) == "Norway — fought — Sweden: not held\n\nNo passage makes a related claim.\n"


def test_graphs_are_named_only_where_there_are_no_claims() -> None:
    graphs = tuple(named(f"graph/{name}", name) for name in ("background", "ontology", "record", "special"))
    first, *lines = explanation_text(replace(HELD, inferences=(), graphs=graphs)).splitlines()
    assert first == "Sweden — recognized — Norway: held"
    assert lines == [
        "  from the curators' background on entities",
        "  from the ontology",
        "  from the record of documents and claims",
        "  from the graph special",
    ]
    claimed = explanation_text(replace(IS_RECOGNITION, graphs=graphs, computed=True))
    assert [line for line in claimed.splitlines() if "from" in line] == ["  computed by the build from what is held"]


def test_many_inferences_are_cut_and_counted() -> None:
    inference = Inference("r", "So it is.", ())
    for count, last in (
        (SHOWN_INFERENCES, "  by the rule r: So it is."),
        (SHOWN_INFERENCES + 1, "  and 1 more inference (--json shows all)"),
        (SHOWN_INFERENCES + 2, "  and 2 more inferences (--json shows all)"),
    ):
        lines = explanation_text(replace(HELD, inferences=(inference,) * count)).splitlines()
        assert lines.count("  by the rule r: So it is.") == SHOWN_INFERENCES
        assert lines[-1] == last


def test_a_description() -> None:
    assert (
        description_text(DESCRIPTION)
        == """\
Sweden (e:sweden, monarchy, state), 1523
  also called Kingdom of Sweden, Sverige
  same as wd:Q34
  as of 1905-09-15: yes

HELD PROPERTIES
  capital: Stockholm
      — the note, sentence 1
  area: 450000

HELD, IN TIME ORDER
  1814 to 1905  Union of Norway and Sweden (union), as actor and party (undecided as of that day)
      party: Norway
      — the note, sentence 2; the note, sentence 3
  undated  Vote (vote), as actor

CLAIMED, NOT HELD
  1905  hedged; differs from a:6, a:7 (undecided as of that day)
      Battle, feared (battle, plan): party Norway; year 1905
      — the note, sentence 5
  undated  said by Oscar II (Protest)
      — the note, sentence 6

INFERRED (kg why shows the proof)
  Sweden recognized Norway (undecided as of that day)

DOUBTED
  not stated, on Union of Norway and Sweden, “Sweden recognizes Norway.”: The day is not stated.
      — the note, sentence 9
  ambiguity, on War: Which war is meant is open.
"""
    )


def test_a_description_of_little() -> None:
    assert description_text(LITTLE) == "X (e:x)\n"
    assert description_text(replace(LITTLE, as_of=DESCRIPTION.as_of)) == "X (e:x)\n  as of 1905-09-15\n"


def test_a_description_keeps_to_its_width() -> None:
    for columns in (40, 60, 100):
        lines = description_text(DESCRIPTION, columns).splitlines()
        assert max(map(len, lines)) <= columns
    narrow = description_text(DESCRIPTION, 40)
    assert " ".join(narrow.split()) == " ".join(description_text(DESCRIPTION).split())


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in description_text(replace(LITTLE, name="X\x1b[31m", same_as=(Named(node("y"), "y\x1b"),)))
