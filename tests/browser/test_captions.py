"""What a line says: that the telling comes before the vague, who acts on whom, and that the page and the figure name lines alike."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.network.model import Projection
from kg.picture.lines import Direction, when_in_words, when_of
from kg.picture.opening import lines_between_agents
from kg.picture.part import part_of
from kg.picture.telling import Telling
from kg.record.names import Names
from tests.asking import example, frontier, graph
from tests.browser.test_opening import SIZES, boxes, collisions

if TYPE_CHECKING:
    import kg
    from kg.network.model import Edge
    from tests.browser.conftest import Open, Opened

BASE = "https://example.org/frontier/id/"
ALL_DOUBT = "more=Conditional,Denied,Evaluative,Hedged,Planned,Rumoured,said,withdrawn"


@pytest.fixture(scope="module")
def made_frontier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The picture of the two neighbours."""
    path = tmp_path_factory.mktemp("frontier") / "frontier.html"
    frontier().view().save(path)
    return path


def projection_of(opened: kg.Graph) -> Projection:
    """The network of a workspace."""
    names = Names(opened.snapshot.store, opened.workspace.prefixes(), opened.workspace.language)
    return part_of(opened.workspace, opened.snapshot, names).projection


@pytest.mark.parametrize(
    "name", ["repository", *(pytest.param(each, marks=pytest.mark.soak) for each in ("rupture", "assembly")), "frontier"]
)
def test_the_page_and_the_figure_name_and_date_every_line_alike(
    open_file: Open, files: dict[str, Path], made_frontier: Path, name: str
) -> None:
    path = files.get(name, made_frontier)
    opened = {"repository": graph, "frontier": frontier}.get(name, lambda: example(name))()
    projection = projection_of(opened)
    pairs: dict[tuple[str, str, bool], list[Edge]] = {}
    for edge in lines_between_agents(projection):
        term = projection.terms.get(edge.predicate)
        key = (min(edge.subject, edge.object), max(edge.subject, edge.object), term is not None and term.negative)
        pairs.setdefault(key, []).append(edge)
    telling = Telling(projection)
    wanted = []
    for (one, other, no), edges in pairs.items():
        relation = telling.order(edges)[0]
        ways = telling.directions(edge for edge in edges if edge.predicate == relation)
        said = [Direction(edge.subject, relation, edge.object, when_in_words(projection, edge.acts, telling.now)) for edge in ways]
        when = when_of(said)
        wanted.append(f"{one} {other} {str(no).lower()} {relation} {when}")
    assert len(wanted) > 4
    assert open_file(path).page.evaluate("chancery.named()") == sorted(wanted)


def test_the_title_of_a_line_says_where_the_source_has_a_wrong_name(open_file: Open, files: dict[str, Path]) -> None:
    """By hand: a note says that the Authority could not be recognized in 1988."""
    titles = open_file(files["repository"]).page.evaluate("chancery.looks().map((each) => each.title)")
    sentences = {re.sub("[\u2066-\u2069]", "", each) for title in titles for each in title.split("; ")}
    (found,) = (each for each in sentences if each.startswith("Pakistan ") and "Palestinian Authority" in each)
    assert "recognized" in found
    assert found.endswith(" Palestinian Authority, as the source names it")
    assert not any("Israel, as the source" in each for each in sentences)


@pytest.mark.parametrize("name", ["rupture", "assembly"])
def test_the_title_of_a_line_says_of_each_who_did_what(open_file: Open, files: dict[str, Path], name: str) -> None:
    projection = projection_of(example(name))
    true: dict[tuple[str, str], set[str]] = {}
    for edge in projection.edges:
        ends = projection.nodes[edge.subject].label, projection.nodes[edge.object].label
        true.setdefault(ends, set()).update({projection.terms[edge.predicate].label, projection.terms[edge.predicate].past} - {""})
    titles = open_file(files[name]).page.evaluate("chancery.looks().filter((each) => !each.spoke).map((each) => each.title)")
    sentences = [re.sub("[\u2066-\u2069]", "", each) for title in titles for each in title.split("; ")]
    assert len(sentences) > 10
    for each in sentences:
        fitting = [ends for ends in true if each.startswith(ends[0] + " ") and each.endswith(" " + ends[1])]
        ends = max(fitting, key=lambda found: len("".join(found)))
        middle = each[len(ends[0]) + 1 : -len(ends[1]) - 1]
        for verb in sorted(true[ends], key=len, reverse=True):
            middle = middle.replace(verb, "")
        assert set(middle.replace(" and ", "")) <= {",", " "}, each


def test_the_vague_names_no_line_that_says_more(open_file: Open, made_frontier: Path) -> None:
    """By hand: of Arda and Brel the report tells most often of the raids; that they have ties says the least."""
    opened = open_file(made_frontier)
    words = [row[1] for row in boxes(opened, "line")]
    assert "attacked, is a rival of, cooperated with, and 3 more" in words
    assert not any("has relationship with" in each for each in words)
    assert opened.page.locator(".finding").first.inner_text() == "Arda attacked Brel; Brel attacked Arda."


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("address", ["", "scope=all"])
def test_a_line_of_many_relations_is_named_at_every_size(open_file: Open, made_frontier: Path, size: tuple[int, int], address: str) -> None:
    opened = open_file(made_frontier, address, size=size)
    rows = boxes(opened, "name", "line", "mark")
    assert any(row[1].startswith("attacked") and row[1].endswith(" more") for row in rows if row[0] == "line")
    assert collisions(rows) == []


@pytest.mark.parametrize("size", [size for size in SIZES if size[0] > 600], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(("name", "words"), [("rupture", "severed relations with"), ("assembly", "resumed relations with")])
def test_the_line_of_the_principal_parties_has_its_words_before_those_of_side_acts(
    open_file: Open, files: dict[str, Path], name: str, words: str, size: tuple[int, int]
) -> None:
    """Of the two principal parties there is one line, and in one workspace a barred one beside it. A narrow screen has no room."""
    opened = open_file(files[name], size=size)
    first = [row[1] for row in boxes(opened, "line")][:2]
    assert any(each.startswith(words) for each in first)


def spokes(opened: Opened) -> set[tuple[str, str, str, bool]]:
    """The lines between acts and agents: their two ends, what they say, and whether they have a head."""
    short = {BASE + each: each for each in ("aid", "backing", "brel", "cor", "dun", "esk", "war", "mora")}
    found = [each for each in opened.page.evaluate("chancery.looks()") if each["from"] in short and each["to"] in short]
    return {(short[each["from"]], short[each["to"]], each["words"][0], each["head"]) for each in found if each["kind"] == "role"}


def test_lines_point_from_who_acts_to_the_act_and_on_to_whom_it_reaches(open_file: Open, made_frontier: Path) -> None:
    opened = open_file(made_frontier)
    assert spokes(opened) == {
        ("cor", "aid", "actor", True),
        ("dun", "aid", "actor", True),
        ("esk", "aid", "actor", True),
        ("aid", "brel", "recipient", True),
    }
    assert {"actor", "recipient"} <= {row[1] for row in boxes(opened, "line")}
    titles = {each["title"] for each in opened.page.evaluate("chancery.looks()")}
    assert {"Dun: actor in “Arms for Brel”", "Brel: recipient in “Arms for Brel”", "Dun fought against Esk"} <= titles
    opened.go("sel=n:aid")
    assert {"actor", "recipient"} <= set(opened.panel().split())
    opened.go("sel=n:backing")
    assert {("cor", "backing", "holder", True), ("backing", "brel", "in support of", True)} <= spokes(opened)
    opened.go("sel=n:war")
    assert {("war", "dun", "first side", False), ("war", "esk", "second side", False)} <= spokes(opened)


def test_the_table_tells_who_acts_and_where(open_file: Open, made_frontier: Path) -> None:
    opened = open_file(made_frontier, "view=table")
    heads = opened.page.locator("#table thead th").all_inner_texts()
    who, others, where = (heads.index(name) for name in ("Who", "With, to or about", "Where"))
    rows = [row.locator("th, td").all_inner_texts() for row in opened.page.locator("#table tbody tr").all()]
    cells = {row[heads.index("Act")]: (row[who], row[others], row[where]) for row in rows}
    assert cells["Raid of Arda"] == ("Arda", "Brel", "Mora")
    assert cells["Backing of Brel by Cor"] == ("Cor", "Brel", "")
    assert cells["War of Dun and Esk"] == ("Dun", "Esk", "Mora")


def test_the_table_tells_who_took_part_who_is_a_member_and_who_adopted(open_file: Open, files: dict[str, Path]) -> None:
    """By hand: an air force took part in the war of 1967 by an act of its own; of the war of 1948 no party is told."""

    def whose(name: str) -> dict[str, tuple[str, str]]:
        opened = open_file(files[name], "view=table")
        heads = opened.page.locator("#table thead th").all_inner_texts()
        rows = [row.locator("th, td").all_inner_texts() for row in opened.page.locator("#table tbody tr").all()]
        act, who, others = (heads.index(each) for each in ("Act", "Who", "With, to or about"))
        return {row[act]: (row[who], row[others]) for row in rows}

    assembly, repository, rupture = map(whose, ("assembly", "repository", "rupture"))
    assert assembly["Adoption of Resolution VI, 1962"][0] == "Organization of American States"
    assert assembly["Missile crisis, October 1962"][0] == ""
    assert rupture["Membership of Oman in the Gulf Cooperation Council"] == ("Oman", "Gulf Cooperation Council")
    assert repository["Arab–Israeli war of 1967"][0] == "Pakistan Air Force"
    assert repository["1948 Palestine War"][0] == ""


def test_the_table_has_no_column_of_places_where_no_act_has_one(open_file: Open, files: dict[str, Path], tmp_path: Path) -> None:
    opened = open_file(files["repository"], "view=table")
    heads = opened.page.locator("#table thead th")
    assert "Where" in heads.all_inner_texts()
    cells = set(opened.page.locator("#table tbody tr td:nth-child(6)").all_inner_texts()) - {""}
    assert cells
    assert not {each for each in cells if each.startswith("in ")}
    path = tmp_path / "votes.html"
    graph().view(kind="Vote").save(path)
    opened = open_file(path, "view=table")
    assert opened.page.locator("#table tbody tr").count()
    assert "Where" not in opened.page.locator("#table thead th").all_inner_texts()
    opened.page.click("#copy-csv")
    head = opened.page.evaluate("navigator.clipboard.readText()").splitlines()
    assert any(line.startswith('Date,Act,Kind,Who,"With, to or about",Standing') for line in head)


def test_a_bound_is_not_drawn_as_a_beginning(open_file: Open, made_frontier: Path) -> None:
    opened = open_file(made_frontier)
    assert "supports in or before 1979" in [row[1] for row in boxes(opened, "line")]
    bar = opened.page.locator("#lanes .bar[aria-label^='Backing'] rect").first
    box, frame = bar.bounding_box(), opened.page.locator("#lanes .bar[aria-label^='Revolt']").first.bounding_box()
    strip = opened.page.locator("#brush svg .overlay").first.bounding_box()
    assert box is not None
    assert frame is not None
    assert strip is not None
    # It fades until the edge of what is visible, and the scale begins before the year.
    assert abs(box["x"] - strip["x"]) < 2
    assert box["x"] < frame["x"]
    assert "fade-left" in (bar.get_attribute("fill") or "")


def test_as_of_a_day_a_line_does_not_say_what_is_to_come(open_file: Open, files: dict[str, Path]) -> None:
    """By hand: Cuba and the United States had no relations from 1961 to 2015."""
    words = [row[1] for row in boxes(open_file(files["assembly"], "as-of=1970-01-01"), "line")]
    assert "has no relations with since 1961" in words
    assert not any("had no relations with" in each for each in words)


def test_what_came_after_something_dated_has_its_bound(open_file: Open, made_frontier: Path) -> None:
    """By hand: the covert act came after the revolt of 1979; eight acts have no date and come after nothing."""
    opened = open_file(made_frontier)
    bar = opened.page.locator("#lanes .bar[aria-label^='Covert act']")
    assert bar.count() == 1
    assert bar.get_attribute("aria-label") == "Covert act of Arda, after Revolt in Brel (in or after 1979)"
    assert "8 acts without a date" in opened.page.inner_text("#lanes-undated")
    opened.go("as-of=1970")
    assert opened.page.locator("#lanes .bar[aria-label^='Covert act']").count() == 0
    assert str(frontier().show("Covert act of Arda")).partition("\n")[0].endswith("after Revolt in Brel (in or after 1979)")


def test_the_overview_keeps_its_legend_when_a_selection_ends(open_file: Open, made_frontier: Path) -> None:
    """This workspace has no periods of relations."""
    opened = open_file(made_frontier)
    for address in ("sel=n:arda", ""):
        opened.go(address)
    assert opened.page.locator(".panel-legend .legend-item").count() > 3
    opened.page.click("#filters-toggle")
    assert opened.page.locator(".panel-legend .legend-item").count() > 3


def test_agents_without_a_line_are_drawn_only_when_they_get_one(open_file: Open, made_frontier: Path) -> None:
    """By hand: the scholar only speaks; that he visited Arda is what he says."""
    opened = open_file(made_frontier, "scope=all")
    scholar = BASE + "scholar"
    assert scholar not in opened.page.evaluate("chancery.standing()")
    assert "1 agent without a line is not drawn" in opened.page.inner_text(".lead-line")
    opened.go("scope=all&more=said")
    assert scholar in opened.page.evaluate("chancery.standing()")
    opened.go("scope=all&sel=n:scholar")
    assert scholar in opened.page.evaluate("chancery.standing()")
    opened.go("scope=all")
    opened.page.click("#alone")
    assert "A scholar" in opened.page.inner_text("#view-table")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_with_all_doubt_no_text_meets_another_and_spokes_step_back(open_file: Open, files: dict[str, Path], size: tuple[int, int]) -> None:
    opened = open_file(files["repository"], f"scope=all&{ALL_DOUBT}", size=size)
    opened.shot(f"all-doubt-{size[0]}")
    assert collisions(boxes(opened, "name", "line", "sign")) == []
    looks = opened.page.evaluate("chancery.looks()")
    assert len(looks) < 250
    spoke = [look for look in looks if look["spoke"]]
    assert spoke
    assert all(look["width"] <= 1 and look["opacity"] < 0.5 for look in spoke)
