"""What a picture opens with: the principal parties, the agents with the strongest ties to them, and where these stand."""

from __future__ import annotations

import functools
import itertools
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.cli.main import run
from kg.network.model import Edge, Node, Projection, Way
from kg.network.projection import project
from kg.picture.about import About
from kg.picture.arranging import arrange
from kg.picture.data import picture_data
from kg.picture.opening import LIMIT, Opening, lines_between_agents, opening
from kg.picture.selection import around
from kg.record.principals import principals
from kg.snapshot.proofs import Derivation
from tests.asking import example, graph, nordic, straits
from tests.browser.synthetic import synthetic

GRAPHS = [graph, functools.partial(example, "rupture"), functools.partial(example, "assembly"), straits]
NAMES = ["repository", "rupture", "assembly", "straits"]


@functools.cache
def opened(of: Callable[[], kg.Graph]) -> tuple[Projection, Opening]:
    found = of()
    projection = project(found.workspace, found.snapshot)
    return projection, opening(projection, principals(found.workspace, found.names))


def acts(*pairs: tuple[str, str, int]) -> Projection:
    """States of which the first did a number of acts to the second; each act makes one line."""
    nodes = {name: Node(name, name, "state") for name in sorted({end for pair in pairs for end in pair[:2]})}
    edges = []
    for one, other, number in pairs:
        ways = tuple(Way(Derivation("aided", ()), (f"{one}-{other}-{act}",)) for act in range(number))
        edges.append(Edge(one, "aided", other, True, ways))
    return Projection("https://example.org/", nodes=nodes, edges=edges)


@pytest.mark.parametrize("of", GRAPHS, ids=NAMES)
def test_every_agent_of_the_opening_has_a_line_to_another(of: Callable[[], kg.Graph]) -> None:
    projection, found = opened(of)
    ends = [{edge.subject, edge.object} for edge in lines_between_agents(projection)]
    connected = {iri for pair in ends if pair <= set(found.core) for iri in pair}
    assert set(found.core) == connected
    assert 10 < len(found.core) <= LIMIT
    assert found.core[: len(found.principals)] == found.principals
    assert len(set(found.core)) == len(found.core) == len(found.at)


def test_the_principal_parties_come_first_in_their_order() -> None:
    projection, found = opened(graph)
    assert [projection.label(iri) for iri in found.principals] == [
        "Pakistan",
        "State of Palestine",
        "Palestinian Authority",
        "Palestine Liberation Organization",
        "Israel",
    ]


def test_agents_follow_from_the_strongest_ties_to_the_weakest() -> None:
    found = opening(acts(("a", "b", 1), ("a", "c", 3), ("a", "d", 2), ("d", "e", 9), ("x", "y", 99)), ["a"])
    assert found.core == ("a", "c", "d", "e", "b")
    assert opening(acts(("a", "b", 1), ("a", "c", 3), ("a", "d", 2)), ["a"], limit=3).core == ("a", "c", "d")


def test_without_principal_parties_those_with_the_strongest_ties_are() -> None:
    found = opening(acts(("a", "b", 1), ("c", "d", 3), ("d", "e", 2)))
    assert found.principals == ("d", "c")
    assert found.core == ("d", "c", "e")
    assert not found.named
    assert opening(acts(("a", "b", 1)), ["nowhere"]).named is False


def test_principal_parties_that_are_named_are_marked_as_such() -> None:
    assert opening(acts(("a", "b", 1), ("c", "d", 3)), ["nowhere", "a"]).named
    data: Any = graph().view().data
    assert data["opening"]["named"] is True


def test_a_principal_party_that_is_not_drawn_or_has_no_line_is_left_out() -> None:
    projection = acts(("a", "b", 1))
    projection.nodes["lonely"] = Node("lonely", "lonely", "state")
    projection.nodes["act"] = Node("act", "act", "act")
    projection.edges.append(Edge("lonely", "about", "act", False))
    assert opening(projection, ["nowhere", "lonely", "act", "b"]).principals == ("b",)
    assert opening(projection, ["nowhere", "lonely"]).principals == ("a", "b")


def test_a_principal_party_whose_only_line_is_to_an_agent_left_out_is_left_out_too() -> None:
    found = opening(acts(("a", "b", 5), ("z", "c", 1)), ["a", "z"], limit=3)
    assert found.core == ("a", "b")
    assert found.principals == ("a",)


def test_nothing_to_draw_opens_with_nothing() -> None:
    assert opening(Projection("https://example.org/")) == Opening()
    assert opening(Projection("https://example.org/", nodes={"a": Node("a", "a", "state")}), ["a"]) == Opening()


def test_two_agents_stand_side_by_side() -> None:
    found = nordic()
    assert opening(project(found.workspace, found.snapshot)).at == ((0.0, 0.5), (1.0, 0.5))


def test_what_is_not_held_makes_no_line() -> None:
    projection, _ = opened(graph)
    held = {id(edge) for edge in lines_between_agents(projection)}
    unheld = [edge for edge in projection.edges if not projection.holds(edge)]
    assert unheld
    assert not held & {id(edge) for edge in unheld}


def crossings(at: tuple[tuple[float, float], ...], lines: list[tuple[int, int]]) -> int:
    def side(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    found = 0
    for (a, b), (c, d) in itertools.combinations(lines, 2):
        if len({a, b, c, d}) == 4:
            one, other = side(at[a], at[b], at[c]) * side(at[a], at[b], at[d]), side(at[c], at[d], at[a]) * side(at[c], at[d], at[b])
            found += one < 0 and other < 0
    return found


@pytest.mark.parametrize("of", GRAPHS, ids=NAMES)
def test_positions_use_the_whole_width_and_height_and_keep_apart(of: Callable[[], kg.Graph]) -> None:
    projection, found = opened(of)
    for axis in (0, 1):
        assert min(each[axis] for each in found.at) == 0
        assert max(each[axis] for each in found.at) == 1
    assert all(round(number, 3) == number for each in found.at for number in each)
    for (x, y), (u, v) in itertools.combinations(found.at, 2):
        assert abs(x - u) > 0.06 or abs(y - v) > 0.05
    for (x, y), (u, v) in itertools.combinations(found.at[: len(found.principals)], 2):
        assert ((x - u) * 1.6) ** 2 + (y - v) ** 2 > 0.3**2
    number = {iri: place for place, iri in enumerate(found.core)}
    ends = {(edge.subject, edge.object) for edge in lines_between_agents(projection)}
    lines = sorted({(min(number[a], number[b]), max(number[a], number[b])) for a, b in ends if a in number and b in number})
    assert crossings(found.at, lines) <= 6


def test_lines_that_can_be_drawn_without_a_crossing_are() -> None:
    """A wheel of eight and a tree."""
    wheel = [(0, each) for each in range(1, 9)] + [(each, each % 8 + 1) for each in range(1, 9)]
    tree = [((each - 1) // 2, each) for each in range(1, 15)]
    for count, lines in ((9, wheel), (15, tree)):
        assert crossings(arrange(count, lines, 1), lines) == 0


@pytest.mark.parametrize("aspect", [1.6, 1.0, 0.5])
def test_lines_without_end_in_common_and_nodes_without_lines_have_positions_too(aspect: float) -> None:
    found = arrange(5, [(0, 1), (2, 3)], 2, aspect)
    assert len(set(found)) == 5
    assert all(0 <= number <= 1 for each in found for number in each)


def test_the_opening_is_in_the_data_and_the_same_each_time() -> None:
    projection = synthetic(300)
    data: Any = picture_data(projection, About(title="A title"))
    assert data["opening"] == picture_data(projection, About(title="A title"))["opening"]
    core = data["opening"]["core"]
    assert len(core) == len(data["opening"]["at"]) == LIMIT
    assert core[:2] == data["opening"]["principals"]
    assert all(data["groups"][data["nodes"][each]["g"]]["id"] in {"state", "person", "organization", "people", "agent"} for each in core)


def test_a_picture_of_what_is_around_an_agent_opens_with_it() -> None:
    found = graph()
    data: Any = found.view(about="Mahmoud Abbas").data
    names = [data["nodes"][each]["l"] for each in data["opening"]["principals"]]
    assert names[:2] == ["Mahmoud Abbas", "Pakistan"]
    part = around(project(found.workspace, found.snapshot), found.find("Mahmoud Abbas").value)
    assert len(data["opening"]["core"]) <= len(part.nodes)


def test_a_name_in_the_settings_that_is_wrong_is_reported_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "straits"
    shutil.copytree(straits().workspace.folder, folder, ignore=shutil.ignore_patterns(".kg"))
    settings = folder / "chancery.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text + 'principals = ["Alvia", "Narnia"]\n', encoding="utf-8")
    assert run(["-C", str(folder), "view", str(tmp_path / "a.html")]) == 3
    line = text.count("\n") + 1
    assert f"error: a principal party cannot be found: no agent is called 'Narnia' (chancery.toml:{line})" in capsys.readouterr().err
    assert not (tmp_path / "a.html").exists()
