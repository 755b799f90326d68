"""The figure for print: what it says, that no text meets another, and that it is a plain SVG file whatever the data hold."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

import kg
from kg.errors import UsageError
from kg.namespaces import DIP, RDF_TYPE
from kg.network.model import Edge, Fact, Node, Period, Projection, Term, Way
from kg.picture import About, Figure, draw_figure
from kg.picture.letters import plain, runs_left, width, wrap
from kg.picture.lines import Line, lines_of, when_in_words
from kg.picture.part import part_of
from kg.picture.placing import Box, place_labels, place_names
from kg.picture.sheet import SMALLEST, WIDEST, Row, Sheet, sheet
from kg.picture.style import NEGATIVE
from kg.picture.svg import svg
from kg.record.model import Claim, Document, When
from kg.record.names import Names
from kg.snapshot.proofs import Derivation
from tests.asking import ROOT, Said, example, frontier, graph, nordic, straits
from tests.browser.hostile import PAYLOADS, everything_hostile, hostile
from tests.browser.synthetic import synthetic

SVG = "{http://www.w3.org/2000/svg}"
SIZES = ("1440x900", "1024x768", "700x500", "390x844")
GRAPHS: dict[str, Callable[[], kg.Graph]] = {
    "repository": graph,
    "rupture": functools.partial(example, "rupture"),
    "assembly": functools.partial(example, "assembly"),
}


@functools.cache
def drawn(name: str, size: str = "1440x900") -> Figure:
    return GRAPHS.get(name, straits)().figure(size=size)


def parsed(figure: Figure) -> ElementTree.Element:
    return ElementTree.fromstring(figure.svg)  # noqa: S314 - written by the test's own program


def texts(figure: Figure, part: str) -> list[str]:
    return [each.text or "" for each in parsed(figure).iter(SVG + "text") if each.get("class") == part]


# what it says


def test_it_says_what_is_seen_from_how_many_documents_and_of_which_years() -> None:
    found = drawn("repository")
    assert " ".join(texts(found, "title")) == "Pakistan–Palestine relations"
    subtitle = plain(" ".join(texts(found, "subtitle")))
    assert subtitle.startswith("Who did what with whom, 1947 to 20")
    assert "according to two documents" in subtitle
    assert "Pakistan , State of Palestine , Palestinian Authority , Palestine Liberation Organization and Israel" in subtitle
    (source,) = texts(found, "source")
    assert plain(source).startswith("Sources: Pakistan–Palestine relations ( Wikipedia ); Short essay on Pakistan, Palestine and Israel")
    assert "Data: CC BY 4.0." in source
    assert source.endswith(f"snapshot {graph().snapshot.digest[:12]}.")


def subtitle_of(figure: Figure) -> str:
    return re.sub("[\u2068\u2069]", "", " ".join(texts(figure, "subtitle")))


def test_only_agents_of_whom_something_is_held_are_counted() -> None:
    projection = related(("a", "knows", "b", 2), ("a", "knows", "c", 1))
    projection.nodes["d"] = Node("d", "Rumoured D", "organization", held=False)
    projection.nodes["e"] = Node("e", "E", "person")
    found = subtitle_of(draw_figure(projection, About("A")))
    assert "Shown are three of four agents, those with the strongest ties to A and B." in found


def test_where_only_the_principal_parties_have_room_it_says_so() -> None:
    """117 agents, as the picture counts them: one more is only rumoured."""
    small = drawn("repository", "700x500")
    assert [agent.principal for agent in small.sheet.agents] == [True] * 5
    assert "Shown are the five principal parties, of 117 agents. A label" in subtitle_of(small)
    assert "those with the strongest ties" not in subtitle_of(small)


def test_where_nobody_named_principal_parties_those_shown_are_the_most_connected() -> None:
    projection = related(("a", "knows", "b", 2), ("c", "knows", "d", 1))
    assert "Shown are the two most connected of four agents. A label" in subtitle_of(draw_figure(projection, About("A")))
    named = subtitle_of(draw_figure(projection, About("A", principals=("a", "b"))))
    assert "Shown are the two principal parties, of four agents. A label" in named


def sentences(figure: Figure) -> set[str]:
    return {stroke.said for stroke in figure.sheet.strokes}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("repository", "Pakistan recognized Palestinian Authority (1988), as the source names it"),
        ("repository", "Pakistan does not recognize Israel. Two accounts differ"),
        ("repository", "Palestinian Authority opened embassy of the Palestinian Authority in Islamabad (2017), as the source names it"),
        ("repository", "Government of Pakistan aided Palestine Liberation Organization (in or after 1987)"),
        ("rupture", "Bahrain has no relations with Iran"),
        ("rupture", "Bahrain severed relations with Iran (2016)"),
        ("repository", "Israel captured Pakistani volunteers in the PLO, 1982. Two accounts differ"),
        (
            "rupture",
            (
                "Saudi Arabia severed relations with Iran (1988 and 2016); "
                "Iran severed relations with Saudi Arabia (2016). Two accounts differ"
            ),
        ),
        ("rupture", "Iran expressed regret to United Nations (in or after 2016)"),
        ("assembly", "Cuba returned an envoy to Mexico (2004); Mexico returned an envoy to Cuba (2004)"),
        ("assembly", "Chile resumed relations with Cuba (1970)"),
        ("assembly", "Cuba had no relations with United States (1961 to 2015)"),
        ("assembly", "Calvin Coolidge visited Cuba (1928)"),
    ],
)
def test_lines_say_what_was_done_and_when(name: str, said: str) -> None:
    """As the documents say it: see the folder data/ of each workspace."""
    assert said in sentences(drawn(name))


def test_the_labels_of_principal_parties_and_of_what_is_negative_are_there() -> None:
    for name, labels in {
        "repository": ("recognized", "1988", "does not recognize"),
        "rupture": ("has no", "relations with"),
        "assembly": ("had no", "1961 to 2015"),
    }.items():
        found = texts(drawn(name), "label")
        assert set(labels) <= set(found), name


def test_what_is_negative_is_barred_thin_and_in_a_colour_of_its_own() -> None:
    for name in GRAPHS:
        found = drawn(name)
        strokes = [stroke for stroke in found.sheet.strokes if stroke.line.kind == "negative"]
        assert strokes
        assert all(stroke.wide < 2 and stroke.line.weight == 0 for stroke in strokes)
        groups = [each for each in parsed(found).iter(SVG + "g") if each.get("class") == "negative"]
        assert len(groups) == len(strokes)
        for group in groups:
            assert len(list(group.iter(SVG + "path"))) > 4
            assert {each.get("stroke") for each in group.iter(SVG + "path")} <= {NEGATIVE[0], None}
        others = {each.get("stroke") for each in parsed(found).iter(SVG + "path")} - {None, NEGATIVE[0]}
        assert NEGATIVE[0] not in others
        assert "barred: it is not so, was refused or taken back" in texts(found, "legend")


def test_a_negative_line_adds_nothing_to_the_width_of_a_line() -> None:
    projection = related(("a", "knows", "b", 1), ("a", "negative", "b", 9))
    by_kind = {line.kind: line for line in lines_of(projection, projection.nodes)}
    assert (by_kind["act"].weight, by_kind["negative"].weight) == (1.0, 0.0)


def test_lines_are_thicker_the_more_was_done_up_to_a_limit() -> None:
    projection = related(("a", "knows", "b", 1), ("a", "knows", "c", 4), ("a", "knows", "d", 900))
    made = sheet(projection, About("A"), 1440, 900)
    wide = {stroke.line.other: stroke.wide for stroke in made.strokes}
    assert 2 <= wide["b"] < wide["c"] < wide["d"] == WIDEST


def test_the_legend_explains_what_is_used_and_nothing_else() -> None:
    projection = related(("a", "knows", "b", 1))
    made = draw_figure(projection, About("A"))
    assert texts(made, "legend") == ["States", "Other acts", "to whom it was done"]
    assert "stated by a source, without an act" in texts(drawn("repository"), "legend")
    assert "Conflicts and events" not in texts(drawn("repository"), "legend")


def test_the_description_says_all_lines_in_words() -> None:
    found = parsed(drawn("repository"))
    described = found.findtext(SVG + "desc") or ""
    assert "Pakistan recognized Palestinian Authority (1988), as the source names it." in described
    described = parsed(drawn("rupture")).findtext(SVG + "desc") or ""
    assert "Iran severed relations with Saudi Arabia (2016). Two accounts differ." in described
    assert found.findtext(SVG + "title") == "Pakistan–Palestine relations"
    assert found.get("role") == "img"
    ids = [found[0].get("id"), found[1].get("id")]
    assert (found.get("aria-labelledby") or "").split() == ids


# the words of labels


def related(*lines: tuple[str, str, str, int]) -> Projection:
    """States with a number of acts of the first toward the second; the relation ``negative`` says that something is not there."""
    nodes = {name: Node(name, name.upper(), "state") for name in sorted({end for line in lines for end in (line[0], line[2])})}
    edges = []
    for one, verb, other, number in lines:
        ways = tuple(Way(Derivation("r", ()), (f"{one}-{verb}-{other}-{act}",)) for act in range(number))
        edges.append(Edge(one, verb, other, True, ways))
    terms = {verb: Term(verb, verb, negative=verb == "negative") for verb in ("knows", "negative", "met", "dealtWith")}
    return Projection("https://example.org/", nodes=nodes, edges=edges, terms=terms)


def claim(iri: str) -> Claim:
    """A held claim."""
    return Claim(ox.NamedNode(iri), "Stated", True)


def dated(*whens: When | None, counts: bool = False) -> str:
    acts = [f"act{place}" for place in range(len(whens))]
    nodes = {act: Node(act, act, "act", counts=("kind",) if counts and place == 0 else ()) for place, act in enumerate(acts)}
    found: dict[str, tuple[When, ...]] = {act: (when,) for act, when in zip(acts, whens, strict=True) if when is not None}
    return when_in_words(Projection("https://example.org/", nodes=nodes, whens=found), acts)


def when(text: str, earliest: str = "", latest: str = "", **flags: bool) -> When:
    return When(None, text, earliest, latest, **flags)  # type: ignore[arg-type]


YEAR = when("1988-11-16", "1988-11-16", "1988-11-16")
YEARS = json.loads((ROOT / "tests" / "picture" / "years.json").read_text(encoding="utf-8"))
"""Dates of acts, each in EDTF with its first and last day and a flag, and their words. tests/page/captions.test.mjs tries them too."""


@pytest.mark.parametrize("case", YEARS, ids=lambda case: case["words"] or "no words")
def test_years_of_acts(case: dict[str, Any]) -> None:
    """Only the first act is a series in a case that has one: of several acts, nobody counted them."""
    whens = [each and when(*each[:3], approximate="approximate" in each, uncertain="uncertain" in each) for each in case["dates"]]
    assert dated(*whens, counts=case.get("series", False)) == case["words"]


def test_a_year_before_the_first_is_of_the_other_era() -> None:
    assert dated(when("-0043-03-15", "-0043-03-15", "-0043-03-15")) == "44 BC"


def verb_of(projection: Projection) -> Line:
    (line,) = lines_of(projection, projection.nodes)
    return line


def test_the_relation_with_the_greatest_weight_names_a_line() -> None:
    assert verb_of(related(("a", "knows", "b", 1), ("a", "met", "b", 2))).verb == "met"
    assert verb_of(related(("a", "knows", "b", 2), ("a", "met", "b", 1))).verb == "knows"


def test_of_two_relations_of_equal_weight_the_dated_one_names_the_line() -> None:
    projection = related(("a", "knows", "b", 1), ("a", "met", "b", 1))
    assert verb_of(projection).verb == "knows"
    projection.whens["a-met-b-0"] = (YEAR,)
    assert verb_of(projection).verb == "met"


def test_an_unspecific_relation_names_a_line_only_where_nothing_else_does() -> None:
    vague, told = DIP + "hasRelationshipWith", DIP + "attacked"
    projection = related(("a", vague, "b", 9), ("a", told, "b", 1))
    assert verb_of(projection).verb == "attacked"
    assert verb_of(related(("a", vague, "b", 9))).verb == "has relationship with"


def test_what_only_says_again_more_broadly_what_another_says_names_no_line() -> None:
    """A severance is a reduction, from which it also follows that relations were reduced."""
    projection = related(("a", "severed", "b", 1), ("a", "reduced", "b", 1))
    projection.nodes["x:act"] = Node("x:act", "act", "act", kinds=("x:Severance",))
    projection.terms |= {"x:Severance": Term("x:Severance", "severance", ("x:Reduction",)), "x:Reduction": Term("x:Reduction", "reduction")}
    premises = {
        kind: ox.Triple(ox.NamedNode("x:act"), ox.NamedNode(RDF_TYPE), ox.NamedNode(kind)) for kind in ("x:Severance", "x:Reduction")
    }
    projection.edges = [
        Edge("a", "severed", "b", True, (Way(Derivation("r", (premises["x:Severance"],)), ("x:act",)),)),
        Edge("a", "reduced", "b", True, (Way(Derivation("r", (premises["x:Reduction"],)), ("x:act",)),)),
    ]
    assert verb_of(projection).verb == "severed"


def test_a_line_points_to_whom_it_was_done_and_a_mutual_one_nowhere() -> None:
    assert verb_of(related(("b", "knows", "a", 1))).towards == ("a",)
    mutual = related(("a", "met", "b", 1), ("b", "met", "a", 1))
    mutual.edges[1] = Edge("b", "met", "a", True, mutual.edges[0].derivations)
    assert verb_of(mutual).towards == ()
    assert verb_of(related(("a", "met", "b", 1), ("b", "met", "a", 1))).towards == ("a", "b")


def test_of_two_directions_each_has_its_own_acts_and_dates_and_the_better_attested_one_stands_first() -> None:
    projection = related(("a", "knows", "b", 1), ("b", "knows", "a", 2))
    projection.whens["a-knows-b-0"] = (YEAR,)
    projection.whens["b-knows-a-0"] = (when("1974", "1974-01-01", "1974-12-31"),)
    graphs = {name: claim(name) for name in ("x:1", "x:2", "x:3")}
    projection.claims = graphs
    projection.facts = [Fact("a-knows-b-0", "actor", "a", ("x:1",)), Fact("b-knows-a-0", "actor", "b", ("x:2", "x:3"))]
    assert verb_of(projection).sentence(projection) == "B knows A (twice, one of them in 1974); A knows B (1988)"
    # The account that another one contradicts comes last, however many claims there are.
    naming = ox.Triple(ox.NamedNode("x:act"), ox.NamedNode("x:actor"), ox.NamedNode("x:b"))
    projection = related(("x:a", "knows", "x:b", 1), ("x:b", "knows", "x:a", 1))
    projection.edges[1] = Edge("x:b", "knows", "x:a", True, (Way(Derivation("r", (naming,)), ("x:act",)),))
    projection.facts = [Fact("x:act", "x:actor", "x:b", ("x:1", "x:2"))]
    projection.claims = graphs
    assert verb_of(projection).sentence(projection) == "X:B knows X:A; X:A knows X:B"
    projection.claims = {name: each._replace(differs_from=(ox.NamedNode("x:3"),)) for name, each in graphs.items()}
    assert verb_of(projection).sentence(projection) == "X:A knows X:B; X:B knows X:A. Two accounts differ"


def test_a_state_that_has_ended_is_told_in_the_past() -> None:
    projection = related(("a", "knows", "b", 1))
    projection.terms["knows"] = Term("knows", "knows", past="knew")
    assert verb_of(projection).verb == "knows"
    projection.whens["a-knows-b-0"] = (when("1961/..", "1961-01-01"),)
    assert verb_of(projection).verb == "knows"
    projection.whens["a-knows-b-0"] = (when("1961/2015", "1961-01-01", "2015-12-31"),)
    assert verb_of(projection).sentence(projection) == "A knew B (1961 to 2015)"
    # A day that is only the last possible one ends nothing.
    projection.whens["a-knows-b-0"] = (when("[1961..2015]", "1961-01-01", "2015-12-31"),)
    assert verb_of(projection).verb == "knows"
    period = Period("x:p", "", "x:aspect", "x:value", ("a",), ("b",), latest="2015-12-31", shown=("a-knows-b-0",))
    projection.periods["x:p"] = period
    assert verb_of(projection).verb == "knew"
    projection.periods["x:p"] = dataclasses.replace(period, towards=("c",))
    assert verb_of(projection).verb == "knows"


@pytest.mark.parametrize("text", ["[1961..]", "1961/"])
def test_a_state_of_which_nobody_tells_how_long_it_lasted_is_not_told_in_the_present(text: str) -> None:
    projection = related(("a", "knows", "b", 1))
    projection.terms["knows"] = Term("knows", "knows", past="knew")
    projection.whens["a-knows-b-0"] = (when(text, "1961-01-01"),)
    assert verb_of(projection).verb == "knew"
    projection.whens["a-knows-b-0"] = (when("1961/..", "1961-01-01"),)
    assert verb_of(projection).verb == "knows"


def test_as_of_a_day_what_lasted_beyond_it_is_told_in_the_present_and_its_end_is_not_told() -> None:
    projection = related(("a", "knows", "b", 1))
    projection.terms["knows"] = Term("knows", "knows", past="knew")
    projection.whens["a-knows-b-0"] = (when("1961/2015", "1961-01-01", "2015-12-31"),)

    def told(as_of: str) -> str:
        (line,) = lines_of(projection, projection.nodes, as_of)
        return line.sentence(projection)

    assert told("") == told("2016-01-01") == "A knew B (1961 to 2015)"
    assert told("1970-01-01") == "A knows B (since 1961)"
    # A period that it also shows, and that has ended by then, ends nothing of what goes on by its own date.
    projection.periods["x:q"] = Period("x:q", "", "x:aspect", "x:value", ("a",), ("b",), latest="1961-01-02", shown=("a-knows-b-0",))
    assert told("1970-01-01") == "A knows B (since 1961)"
    projection.periods = {}
    projection.whens = {}
    period = Period("x:p", "", "x:aspect", "x:value", ("a",), ("b",), latest="2015-12-31", shown=("a-knows-b-0",))
    projection.periods["x:p"] = period
    assert told("2016-01-01") == "A knew B"
    assert told("1970-01-01") == "A knows B"


def test_a_figure_as_of_a_day_tells_from_that_day() -> None:
    """By hand: Cuba and the United States had no relations from 1961 to 2015."""
    assert "Cuba has no relations with United States (since 1961)" in sentences(example("assembly").figure(as_of="1970-01-01"))


@pytest.mark.parametrize(
    ("dated", "words"),
    [
        ("2021", "A knows B (since 1961)"),
        ("2095", "A knew B (1961 to 2090)"),
        ("", "A knew B (1961 to 2090)"),
        ("x", "A knew B (1961 to 2090)"),
    ],
)
def test_an_end_after_the_documents_is_not_told_as_one_that_has_been(dated: str, words: str) -> None:
    projection = related(("a", "knows", "b", 1))
    projection.terms["knows"] = Term("knows", "knows", past="knew")
    projection.whens["a-knows-b-0"] = (when("1961/2090", "1961-01-01", "2090-12-31"),)
    node = ox.NamedNode("x:document")
    projection.documents["x:document"] = Document(node, "", "", "", "", "", "", "", None, (), node, date=dated)
    assert verb_of(projection).sentence(projection) == words


@pytest.mark.parametrize(("first", "second", "words"), [("2004", "2004", "2004"), ("1988", "2016", "")])
def test_one_label_does_not_add_up_what_each_of_two_did(first: str, second: str, words: str) -> None:
    projection = related(("a", "knows", "b", 1), ("b", "knows", "a", 1))
    projection.whens["a-knows-b-0"] = (when(first, f"{first}-01-01", f"{first}-12-31"),)
    projection.whens["b-knows-a-0"] = (when(second, f"{second}-01-01", f"{second}-12-31"),)
    line = verb_of(projection)
    assert line.when == words
    assert line.towards == ("a", "b")
    assert line.sentence(projection) == f"A knows B ({first}); B knows A ({second})"


def test_what_no_act_shows_is_said_of_both_directions() -> None:
    projection = related()
    projection.nodes = {name: Node(name, name.upper(), "state") for name in ("a", "b")}
    projection.edges = [Edge("a", "knows", "b", False), Edge("b", "knows", "a", False)]
    assert verb_of(projection).sentence(projection) == "A knows B; B knows A"


def test_what_came_after_something_dated_has_its_bound_in_a_figure() -> None:
    """By hand: the covert act came after the revolt of 1979."""
    opened = frontier()
    names = Names(opened.snapshot.store, opened.workspace.prefixes(), opened.workspace.language)
    projection = part_of(opened.workspace, opened.snapshot, names).projection
    assert when_in_words(projection, ["https://example.org/frontier/id/covert"]) == "in or after 1979"


# places


def some_sheets(*names: str) -> list[object]:
    """The repository's graph in all sizes, and each other graph in one; ``make soak`` tries all."""
    return [
        pytest.param(name, size, marks=() if name == "repository" or number % len(SIZES) == place else pytest.mark.soak)
        for number, name in enumerate(names)
        for place, size in enumerate(SIZES)
    ]


@pytest.mark.parametrize(("name", "size"), some_sheets(*GRAPHS, "straits"))
def test_no_text_meets_another_or_a_mark_and_none_is_small_or_cut_off(name: str, size: str) -> None:
    made = drawn(name, size).sheet
    page = Box(0, 0, made.wide, made.high)
    for row in made.rows:
        assert row.size >= SMALLEST
        assert row.box.within(page), row
    for row, other in itertools.combinations(made.rows, 2):
        assert not row.box.meets(other.box), (row, other)
    for agent in made.agents:
        met = [row.text for row in made.rows if row.box.meets(agent.mark.box)]
        assert not met, agent.name
    for one, two in itertools.combinations(made.agents, 2):
        assert not one.mark.box.meets(two.mark.box)
    assert not any(row.text.endswith("…") for row in made.rows if row.part != "name")


@pytest.mark.parametrize(("name", "size"), some_sheets(*GRAPHS))
def test_every_agent_is_named_and_the_principal_parties_are_there(name: str, size: str) -> None:
    found = drawn(name, size)
    written = "".join("".join(row.text.split()) for row in found.sheet.rows_of("name"))
    for agent in found.sheet.agents:
        assert "".join(agent.name.split()) in written or "…" in written
    shown = [agent.name for agent in found.sheet.agents if agent.principal]
    assert shown == list(GRAPHS[name]().workspace.principals)


@pytest.mark.parametrize(("name", "size"), some_sheets(*GRAPHS))
def test_lines_do_not_run_through_labels(name: str, size: str) -> None:
    """Only where there is no other place does the label of two principal parties, or of a negative line, hide a piece of another line."""
    made = drawn(name, size).sheet
    crossed = [(row, stroke.said) for row in made.rows_of("label") for stroke in made.strokes if any(map(row.box.crossed, stroke.pieces))]
    assert not [each for each in crossed if each[0].size == SMALLEST and each[0].colour != "negative"]
    assert len({(row.x, said) for row, said in crossed}) <= 4


def test_most_lines_are_labelled_where_there_is_room() -> None:
    for name in GRAPHS:
        made = drawn(name).sheet
        assert len(made.plates) >= 0.75 * len(made.strokes)


def test_agents_that_do_not_fit_are_left_out_the_weakest_first() -> None:
    large, small = drawn("rupture").sheet, drawn("rupture", "390x844").sheet
    assert [agent.name for agent in small.agents] == [agent.name for agent in large.agents][: len(small.agents)]
    assert 4 <= len(small.agents) < len(large.agents) <= 24


def test_a_name_is_placed_beside_its_mark_where_no_line_is() -> None:
    from kg.picture.placing import Mark

    (box,) = place_names([Mark(50, 50, 5)], [(20, 10)], [[(50, 55), (50, 99)]], Box(0, 0, 100, 100))
    assert box is not None
    assert box.bottom <= 45
    assert place_names([Mark(50, 50, 5)], [(200, 10)], [], Box(0, 0, 100, 100)) == [None]


def test_a_label_finds_no_place_where_everything_is_taken() -> None:
    path = [(0.0, 50.0), (100.0, 50.0)]
    area = Box(0, 0, 100, 100)
    assert place_labels([path], [(30, 10)], [], area) == [Box(35, 45, 65, 55)]
    assert place_labels([path], [(30, 10)], [area], area) == [None]
    lines = [[(float(x), 0.0), (float(x), 100.0)] for x in range(0, 100, 9)]
    assert place_labels([path, *lines], [(30, 10)] + [(0, 0)] * len(lines), [], area)[0] is None
    assert place_labels([path, *lines], [(30, 10)] + [(0, 0)] * len(lines), [], area, 1)[0] is not None


# the file


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_one_plain_file_and_the_same_each_time(theme: str) -> None:
    found = graph().figure(theme=theme)  # type: ignore[arg-type]
    assert found.svg == graph().figure(theme=theme).svg  # type: ignore[arg-type]
    names = {each.tag.removeprefix(SVG) for each in parsed(found).iter()}
    assert names == {"svg", "title", "desc", "rect", "g", "path", "circle", "text"}
    for each in parsed(found).iter():
        assert not {name for name in each.attrib if name.startswith("on") or "href" in name or name == "style"}
    assert "url(" not in found.svg
    assert found.svg.count("http") == 1


@pytest.mark.parametrize("payload", [*PAYLOADS, "", "\u202e\u2066x", "a" * 300, "ق" * 40, "中" * 60])
def test_any_data_make_a_valid_file_in_which_they_are_only_text(payload: str) -> None:
    projection = hostile(payload, 1)
    about = About(payload or "x", license=payload, selection=payload, language=payload[:20], digest="0123456789ab")
    for size in SIZES:
        found = draw_figure(projection, about, size=size)
        found.svg.encode("utf-8")
        names = {each.tag.removeprefix(SVG) for each in parsed(found).iter()}
        assert names <= {"svg", "title", "desc", "rect", "g", "path", "circle", "text"}
        for row, other in itertools.combinations(found.sheet.rows, 2):
            assert not row.box.meets(other.box)


def test_everything_hostile_at_once() -> None:
    found = draw_figure(everything_hostile(), About("all of it"))
    assert len(found.sheet.agents) == 2
    assert parsed(found).tag == SVG + "svg"


def test_characters_that_xml_does_not_allow_are_replaced() -> None:
    projection = related(("a", "knows", "b", 1))
    for bad in ("\ufffe\uffff", "\x1b[31m", "a\x00b", "\ud800"):
        projection.nodes["a"] = Node("a", bad, "state")
        projection.terms["knows"] = Term("knows", bad)
        found = draw_figure(projection, About(bad))
        found.svg.encode("utf-8")
        assert len(texts(found, "name")) == 2
        assert parsed(found).findtext(SVG + "title") == plain(bad)


def test_a_name_from_right_to_left_says_so_and_stands_at_the_same_place() -> None:
    rows = [Row("فلسطين", 40, 40, 20, "ink", "title"), Row("Palestine", 40, 80, 20, "ink", "title")]
    found = ElementTree.fromstring(svg(Sheet(400, 200, "t", rows=rows)))  # noqa: S314
    one, other = found.iter(SVG + "text")
    assert (one.get("direction"), one.get("text-anchor"), one.get("x")) == ("rtl", "end", "40")
    assert (other.get("direction"), other.get("text-anchor"), other.get("x")) == (None, None, "40")


def test_widths_and_breaks_of_texts_in_many_scripts() -> None:
    assert width("e\u0301", 10) == width("é", 10) == width("e", 10)
    assert width("한국", 10) == 20
    assert width("x", 10, bold=True) > width("x", 10)
    assert wrap("中国" * 5, 10, 45, 3) == ["中国中国", "中国中国", "中国"]
    assert wrap("", 10, 45, 3) == [""]
    assert [runs_left(text) for text in ("", "1988", "12 אב", "a אב")] == [False, False, True, False]
    assert plain("a\u2028b\u202ec\x00") == "a b c"


def test_the_themes_differ_only_in_colours() -> None:
    light, dark = (graph().figure(theme=theme) for theme in ("light", "dark"))
    assert light.sheet == dark.sheet
    assert light.svg != dark.svg


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_figures_of_the_readme_are_what_the_data_give(theme: str) -> None:
    """All but the digest of the snapshot, which also changes with what no figure shows; `make figures` writes them again."""

    def without_digest(text: str) -> str:
        # The line of the sources may be broken before the digest, so it is not looked for by the word before it.
        found = re.search("figure-([0-9a-f]{12})-", text)
        assert found is not None
        return text.replace(found[1], "-")

    kept = (ROOT / "docs" / "figures" / f"relations-{theme}.svg").read_text(encoding="utf-8")
    wide, high = (int(found) for found in re.findall(r' (?:width|height)="([0-9]+)"', kept)[:2])
    made = graph().figure(size=(wide, high), theme=theme)  # type: ignore[arg-type]
    assert without_digest(kept) == without_digest(made.svg), "run `make figures`"
    assert f"docs/figures/relations-{theme}.svg" in (ROOT / "README.md").read_text(encoding="utf-8")


# parts, and how it is asked for


def test_a_figure_of_a_part_says_which_part() -> None:
    found = graph().figure(about="Mahmoud Abbas")
    assert "(around Mahmoud Abbas)" in plain(" ".join(texts(found, "subtitle"))).replace("( ", "(").replace(" )", ")")
    assert found.sheet.agents[0].name == "Mahmoud Abbas"
    early = graph().figure(as_of="1990")
    assert "1990" in " ".join(texts(early, "subtitle"))
    assert not any("2005" in stroke.said for stroke in early.sheet.strokes)
    assert len(graph().figure(kind="Recognition").sheet.agents) == 2
    assert len(graph().figure(start="1974", end="1990").sheet.agents) < 24


def test_a_figure_without_relations_says_so() -> None:
    found = draw_figure(Projection("https://example.org/"), About("Nothing"))
    assert "No two agents are related" in " ".join(texts(found, "subtitle"))
    assert parsed(found).tag == SVG + "svg"


def test_a_large_network_is_drawn_as_its_opening() -> None:
    made = draw_figure(synthetic(2_000), About("Large")).sheet
    assert 10 < len(made.agents) <= 24


@pytest.mark.parametrize("size", ["1440", "0x900", "1440x99999", "axb", "1440x900x3", "-1x4", "１０００x900"])
def test_a_size_that_cannot_be_drawn_is_refused(size: str) -> None:
    with pytest.raises(UsageError, match=r"invalid size|cannot be drawn"):
        draw_figure(related(("a", "knows", "b", 1)), About("A"), size=size)


def test_an_unknown_theme_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown theme 'blue'"):
        nordic().figure(theme="blue")  # type: ignore[arg-type]


def test_saving_never_replaces_a_file_of_the_workspace(tmp_path: Path) -> None:
    found = nordic().figure(size=(800, 600))
    assert found.save(tmp_path / "a.svg") == (tmp_path / "a.svg").stat().st_size
    assert (tmp_path / "a.svg").read_text(encoding="utf-8") == found.svg == found._repr_svg_()
    with pytest.raises(UsageError, match="would replace"):
        found.save(nordic().workspace.root / "chancery.toml")
    assert draw_figure(related(("a", "knows", "b", 1)), About("A")).save(tmp_path / "b.svg") > 1_000


def test_view_writes_the_figure_and_the_picture_only_if_it_is_named(kg: Said, tmp_path: Path) -> None:
    path = tmp_path / "a" / "figure.svg"
    code, out, _ = kg("view", "--figure", str(path), "--size", "1024x768", "--theme", "dark", "--title", "A <title>")
    assert code == 0
    assert out.startswith(f"{path}: ")
    assert "1024 x 768 pixels" in out
    assert "<title" in path.read_text(encoding="utf-8")
    assert [each.name for each in path.parent.iterdir()] == ["figure.svg"]
    code, out, _ = kg("view", str(tmp_path / "b.html"), "--figure", str(tmp_path / "b.svg"))
    assert code == 0
    assert {"b.html", "b.svg"} <= {each.name for each in tmp_path.iterdir()}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--size", "10x10"), "--size belongs to --figure"),
        (("--theme", "dark"), "--theme belongs to --figure"),
        (("--figure", "a.png"), "the figure is an SVG file and cannot be written as .png"),
        (("--figure", "a"), "needs a name that ends in .svg"),
        (("--figure", "a.svg", "--size", "huge"), "invalid size 'huge'"),
    ],
)
def test_a_wrong_call_is_refused(kg: Said, words: tuple[str, ...], said: str) -> None:
    code, _, err = kg("view", *words)
    assert code == 2
    assert said in err
    assert not (ROOT / "a.svg").exists()
