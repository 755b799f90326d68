"""What is drawn and where: doubt in the opening, places that stay, all agents, the keyboard on lines, and time that nobody tells."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.test_opening import SIZES, WORKSPACES, boxes, collisions

if TYPE_CHECKING:
    from tests.browser.conftest import Open, Opened

SHOWN_TABS = (
    "[...document.querySelectorAll('[role=tab]')].filter(tab => tab.offsetParent && tab.ariaSelected === 'true').map(tab => tab.id)"
)


def test_the_tab_of_what_is_seen_is_marked_at_every_width(open_file: Open, files: dict[str, Path]) -> None:
    """On a desk the timeline stands below the network, so that a link made on a phone leads to the network."""
    opened = open_file(files["repository"], "view=timeline")
    assert opened.page.evaluate(SHOWN_TABS) == ["tab-network"]
    assert opened.page.locator("#view-network").is_visible()
    opened.page.set_viewport_size({"width": 390, "height": 844})
    opened.page.wait_for_selector("#tab-timeline[aria-selected=true]")
    assert not opened.page.locator("#view-network").is_visible()
    opened.page.set_viewport_size({"width": 1440, "height": 900})
    opened.page.wait_for_selector("#tab-network[aria-selected=true]")
    opened.go("view=table")
    assert opened.page.evaluate(SHOWN_TABS) == ["tab-table"]


def pressed(opened: Opened, key: str) -> str:
    """What the page says after a key was pressed."""
    opened.page.evaluate("document.getElementById('live').textContent = ''")
    opened.page.keyboard.press(key)
    opened.page.wait_for_selector("#live:not(:empty)", state="attached")
    return opened.page.inner_text("#live")


def test_the_lines_of_acts_are_reached_by_keyboard(open_file: Open, files: dict[str, Path]) -> None:
    """Abbas took part in a meeting that is drawn as a node: L reaches that line like any other, says what it is, and goes on."""
    opened = open_file(files["repository"], "sel=n:abbas")
    ends = "https://w3id.org/chancery/pk-ps/id/abbas"
    mine = opened.page.evaluate(f"chancery.looks().filter(look => [look.from, look.to].includes('{ends}'))")
    assert any(look["spoke"] for look in mine)
    opened.page.focus("#canvas")
    said = [pressed(opened, "l") for _ in range(len(mine) + 2)]
    assert all(re.match(r"Line \d+ of \d+: ", each) for each in said)
    assert {each.partition(": ")[2] for each in said} >= {look["title"] for look in mine}
    assert any(re.search(r"Mahmoud Abbas: .+ in “.+”", each) for each in said)
    assert pressed(opened, "Shift+L") == said[-2]


def test_an_act_goes_through_its_own_lines_by_keyboard(open_file: Open, files: dict[str, Path]) -> None:
    opened = open_file(files["repository"], "scope=all&sel=n:joint-statement-2025")
    act = opened.page.evaluate("chancery.address()")
    opened.page.focus("#canvas")
    said = [pressed(opened, "l") for _ in range(3)]
    assert len(set(said)) == 3
    assert all(" in “" in each for each in said)
    assert opened.page.evaluate("chancery.address()") == act


Doctored = Callable[[str, Callable[[dict[str, Any]], None]], Path]


@pytest.fixture
def doctored(files: dict[str, Path], tmp_path: Path) -> Doctored:
    """Writes a picture again with its data changed, for what no document of the repository tells."""

    def write(name: str, change: Callable[[dict[str, Any]], None]) -> Path:
        page = files[name].read_text(encoding="utf-8")
        before, start, rest = page.partition('<script type="application/json" id="data">')
        block, end, after = rest.partition("</script>")
        data = json.loads(block)
        change(data)
        path = tmp_path / f"{name}.html"
        path.write_text(before + start + json.dumps(data).replace("</", "<\\/") + end + after, encoding="utf-8")
        return path

    return write


RECOGNITION = '#lanes .band[aria-label*=": is recognized"]'


def test_a_recognition_without_any_date_is_drawn_as_undated(open_file: Open, doctored: Doctored) -> None:
    """It is no band that begins where the axis does: only its words stand in its row, and say that it is undated."""

    def change(data: dict[str, Any]) -> None:
        for period in data["periods"]:
            for key in "elfuz":
                period.pop(key, None)

    opened = open_file(doctored("repository", change), "pair=pakistan,palestinian-authority")
    band = opened.page.locator(RECOGNITION)
    assert band.count() == 1
    assert band.locator(".possible, .sure, .goes-on, .open").count() == 0
    assert band.locator(".undated").count() == 1
    assert opened.page.locator(f"{RECOGNITION} ~ .band-value").inner_html() == "is recognized, undated"
    band.locator(".hit").click()
    assert "is recognized" in opened.page.inner_text("#panel-title")


def test_a_recognition_whose_beginning_is_not_told_fades_to_the_edge(open_file: Open, doctored: Doctored) -> None:
    """What was so in or before 1988 fades to the left edge of the timeline, like an act with that bound; it is not hatched from there."""

    def change(data: dict[str, Any]) -> None:
        for period in data["periods"]:
            if period.get("e") == "1988-11-16":
                del period["e"]

    opened = open_file(doctored("repository", change), "pair=pakistan,palestinian-authority")
    band = opened.page.locator(RECOGNITION)
    assert band.locator(".possible").count() == 0
    faded, sure = band.locator(".open").first.bounding_box(), band.locator(".sure").bounding_box()
    strip = opened.page.locator("#brush svg .overlay").first.bounding_box()
    assert faded is not None
    assert sure is not None
    assert strip is not None
    assert faded["x"] == pytest.approx(strip["x"], abs=2)
    assert faded["x"] + faded["width"] == pytest.approx(sure["x"], abs=2)
    assert "fade-left" in (band.locator(".open").first.get_attribute("fill") or "")


ALL_DOUBT = "more=Conditional,Denied,Evaluative,Hedged,Planned,Rumoured,said,withdrawn"
LINES = "chancery.looks().length"


def slugs(opened: Opened) -> set[str]:
    """The last part of the IRI of everything that is drawn."""
    return {iri.rpartition("/")[2] for iri in opened.page.evaluate("chancery.standing()")}


def lead(opened: Opened) -> str:
    """What the line above the network says."""
    return opened.page.inner_text(".lead-line")


def shape(size: tuple[int, int]) -> str:
    """A size in the name of a test."""
    return f"{size[0]}x{size[1]}"


REPOSITORY = tuple(("repository", size) for size in SIZES)


def some_views(*kept: tuple[str, tuple[int, int]]) -> list[object]:
    """All workspaces in all sizes, of which those that are not kept are left to ``make soak``."""
    return [
        pytest.param(name, size, marks=() if (name, size) in kept else pytest.mark.soak, id=f"{name}-{shape(size)}")
        for name in WORKSPACES
        for size in SIZES
    ]


@pytest.mark.parametrize("doubt", [pytest.param("more=said", id="said", marks=pytest.mark.soak), pytest.param(ALL_DOUBT, id="all")])
@pytest.mark.parametrize(("name", "size"), some_views(*REPOSITORY, ("rupture", SIZES[0]), ("assembly", SIZES[2])))
def test_the_opening_draws_the_doubt_about_its_parties(
    open_file: Open, files: dict[str, Path], name: str, size: tuple[int, int], doubt: str
) -> None:
    """It has hardly more lines than without doubt, says how much doubt is seen, and draws all of it on request."""
    opened = open_file(files[name], size=size)
    plain = opened.page.evaluate(LINES)
    parties = set(opened.page.evaluate("chancery.standing()"))
    opened.again(doubt)
    drawn = opened.page.evaluate("chancery.looks()")
    assert len(drawn) <= 1.5 * plain
    acts = [iri for iri in opened.page.evaluate("chancery.standing()") if iri not in parties]
    assert acts
    ends = [{look["from"], look["to"]} for look in drawn]
    assert all(any(iri in each for each in ends) for iri in acts)
    found = re.search(r"(\d+) of (\d+) acts with doubt", lead(opened))
    assert found, lead(opened)
    shown, every = int(found[1]), int(found[2])
    assert 0 < shown < every
    opened.page.click("#all-doubt")
    assert f"{every} of {every} acts with doubt" in lead(opened)
    assert "doubt=all" in opened.page.evaluate("chancery.address()")
    opened.page.click("#all-doubt")
    assert f"{shown} of {every} acts with doubt" in lead(opened)


@pytest.mark.parametrize(("name", "size"), some_views(("repository", SIZES[0]), ("rupture", SIZES[2])))
def test_every_switch_of_doubt_draws_something(open_file: Open, files: dict[str, Path], name: str, size: tuple[int, int]) -> None:
    """Also one whose acts touch no party of the opening, such as the only rumour of the repository. Nothing leaves for good."""
    opened = open_file(files[name], size=size)
    plain = opened.page.evaluate("chancery.standing()")
    standings = opened.page.evaluate("JSON.parse(document.getElementById('data').textContent).standings.map(each => each.id)")
    tried = 0
    for standing in standings:
        opened.go(f"more={standing}")
        found = re.search(r"(\d+) of (\d+) acts with doubt", lead(opened))
        if not found:
            continue
        tried += 1
        assert int(found[1]) > 0, (standing, lead(opened))
        marked = [look for look in opened.page.evaluate("chancery.looks()") if look["kind"] == "unheld"]
        assert marked or set(opened.page.evaluate("chancery.standing()")) - set(plain), standing
    assert tried > 5
    opened.go("")
    assert len(opened.page.evaluate("chancery.standing()")) >= len(plain) - 1


@pytest.mark.parametrize(("name", "size"), some_views(*REPOSITORY, ("rupture", SIZES[0]), ("assembly", SIZES[2])))
def test_the_line_above_counts_the_lines_that_are_drawn(open_file: Open, files: dict[str, Path], name: str, size: tuple[int, int]) -> None:
    """That line takes room itself, for which the network may be laid out anew."""
    opened = open_file(files[name], size=size)
    for address in ("", ALL_DOUBT, "scope=all", "as-of=1988"):
        opened.go(address)
        opened.page.wait_for_timeout(100)
        counted = re.search(r"(\d+) lines", lead(opened))
        assert counted, lead(opened)
        assert int(counted[1]) == opened.page.evaluate(LINES), address


def test_all_agents_are_drawn_with_what_is_folded_at_first(open_file: Open, files: dict[str, Path]) -> None:
    """Who only signed with many others is counted, and drawn on request."""
    opened = open_file(files["repository"], "scope=all")
    assert "joint-statement-2025" in slugs(opened)
    assert "mexico" not in slugs(opened)
    agents, alone, folded = (int(number) for number in re.findall(r"(\d+) agents", lead(opened)))
    assert agents + alone + folded == 117
    assert folded >= 16
    opened.page.click("#unfold")
    assert "mexico" in slugs(opened)
    assert "folded" not in lead(opened)


DAYS = ("", "1955", "1967-06-10", "1975", "1982-12-31", "1988", "1988-11-16", "2005", "2010-05-31", "2014", "2023-03-10", "2025")


def things(path: Path) -> set[str]:
    """The agents and texts of a picture: of acts, a line between two agents may take the place."""
    data = json.loads(path.read_text(encoding="utf-8").partition('id="data">')[2].partition("</script>")[0])
    kinds = [group["id"] for group in data["groups"]]
    acts = {"act", "event", "situation", "matter"}
    return {node["i"].rpartition("/")[2] for node in data["nodes"] if kinds[node["g"]] not in acts}


@pytest.mark.parametrize(
    "days",
    [pytest.param(DAYS[place::4], id=f"days{place}", marks=pytest.mark.soak if place else ()) for place in range(4)],
)
@pytest.mark.parametrize(("name", "size"), some_views(*REPOSITORY, ("rupture", SIZES[0]), ("assembly", SIZES[0])))
def test_show_all_draws_everyone_who_was_drawn_before(
    open_file: Open, files: dict[str, Path], name: str, size: tuple[int, int], days: tuple[str, ...]
) -> None:
    opened = open_file(files[name], size=size)
    missing, known = {}, things(files[name])
    for day in days:
        for undated in ("", "&undated=1"):
            opened.go(f"as-of={day}{undated}" if day else "view=network")
            before = slugs(opened) & known
            if opened.page.locator("#show-all").count() == 0:
                continue
            opened.page.click("#show-all")
            if before - slugs(opened):
                missing[day, undated] = before - slugs(opened)
    assert missing == {}


PLACES = "() => Object.fromEntries(chancery.standing().map(iri => [iri, chancery.pointOf(iri)]))"


def moved(before: dict[str, list[float]], after: dict[str, list[float]]) -> list[str]:
    """Which of the nodes in both views moved beside the others: on a phone, the whole view moves when details cover a part of it."""
    common = sorted(before.keys() & after.keys())
    shifts = [[after[iri][way] - before[iri][way] for iri in common] for way in (0, 1)]
    middles = [sorted(each)[len(common) // 2] for each in shifts]
    return [iri for place, iri in enumerate(common) if any(abs(shifts[way][place] - middles[way]) > 1 for way in (0, 1))]


@pytest.mark.parametrize(
    ("address", "size"),
    [
        # The opening in all sizes, the other views in the widest; make soak tries all.
        pytest.param(address, size, id=f"{name}-{shape(size)}", marks=pytest.mark.soak if address and size != SIZES[0] else ())
        for name, address in (("opening", ""), ("all", "scope=all"), ("as-of", "as-of=2015"), ("doubt", ALL_DOUBT))
        for size in SIZES
    ],
)
def test_a_selection_moves_nothing(open_file: Open, files: dict[str, Path], address: str, size: tuple[int, int]) -> None:
    """Whether what is selected is drawn already or comes in with its parties: by a click and by a link."""
    opened = open_file(files["repository"], address, size=size)
    before = opened.page.evaluate(PLACES)
    for name in ("res-67-19", "pakistan", "musharraf", "meeting-abbas-2005", "imran-khan"):
        link = "&".join(filter(None, (address, f"sel=n:{name}")))
        opened.go(link)
        clicked = opened.page.evaluate(PLACES)
        assert moved(before, clicked) == [], name
        opened.go(address)
        assert moved(before, opened.page.evaluate(PLACES)) == [], name
        if name == "res-67-19":
            opened.again(link)
            assert moved(clicked, opened.page.evaluate(PLACES)) == []
            assert clicked.keys() == opened.page.evaluate(PLACES).keys()


def test_what_stays_in_the_opening_keeps_its_place(open_file: Open, files: dict[str, Path]) -> None:
    """Year by year the parties change one by one."""
    opened = open_file(files["repository"], "as-of=2010")
    for year in (2011, 2012, 2013, 2014):
        before = opened.page.evaluate(PLACES)
        opened.go(f"as-of={year}")
        after = opened.page.evaluate(PLACES)
        if before.keys() != after.keys():
            assert len(moved(before, after)) <= len(before) // 4, year


BASE = {
    name: f"https://w3id.org/chancery/{path}/id/"
    for name, path in zip(WORKSPACES, ("pk-ps", "examples/rupture", "examples/assembly"), strict=True)
}


def crosses(box: list[float], path: list[list[float]]) -> bool:
    """Whether a path comes into a box by more than a pixel."""
    left, top, right, bottom = (box[0] + 1, box[1] + 1, box[2] - 1, box[3] - 1)
    for (x, y), (u, v) in pairwise(path):
        for part in range(21):
            a, b = x + (u - x) * part / 20, y + (v - y) * part / 20
            if left < a < right and top < b < bottom:
                return True
    return False


@pytest.mark.parametrize(
    ("name", "size"),
    [
        pytest.param(name, size, marks=pytest.mark.soak if name == "rupture" and size != SIZES[0] else ())
        for name in WORKSPACES
        for size in SIZES
    ],
)
def test_nothing_written_crosses_the_lines_of_the_principal_parties(
    open_file: Open, files: dict[str, Path], name: str, size: tuple[int, int]
) -> None:
    """Names of acts and the words of other lines stand off the lines that principal parties have with each other; so do all names where
    there is room for that."""
    opened = open_file(files[name], size=size)
    opened.shot(f"main-{name}-{size[0]}")
    wrong = []
    lines = opened.page.evaluate("chancery.mainLines()")
    assert lines
    parties = {end for line in lines for end in line[:2]}
    others = {BASE[name] + each for each in things(files[name])} if size != SIZES[0] else set()
    for kind, text, *box_and_ends in opened.page.evaluate("chancery.labels()"):
        box, ends = box_and_ends[:4], set(box_and_ends[4:])
        if kind not in ("name", "line") or ends <= parties or (kind == "name" and ends <= others):
            continue
        for one, other, path in lines:
            if crosses(box, path):
                wrong.append((text, one.rpartition("/")[2], other.rpartition("/")[2]))
    assert wrong == []


@pytest.mark.parametrize("name", WORKSPACES)
def test_all_agents_leave_room_for_the_lines_of_the_principal_parties(open_file: Open, files: dict[str, Path], name: str) -> None:
    """Their lines with each other are named, most agents have their names, and nothing lies on anything else."""
    opened = open_file(files[name], "scope=all")
    opened.shot(f"all-{name}")
    rows = opened.page.evaluate("chancery.labels()")
    named = {row[6] for row in rows if row[0] == "name"}
    told = [{row[6], row[7]} for row in rows if row[0] == "line"]
    lines = opened.page.evaluate("chancery.mainLines()")
    untold = [(one, other) for one, other, _ in lines if {one, other} not in told]
    assert untold == []
    assert {end for line in lines for end in line[:2]} <= named
    assert len(named) >= 0.7 * len(opened.page.evaluate("chancery.standing()"))
    assert collisions(boxes(opened, "name", "line", "mark")) == []
    shortest = min(math.dist(path[0], path[-1]) for _, _, path in lines)
    assert shortest > 150


def inside(box: tuple[float, float, float, float], path: list[list[float]]) -> float:
    """How much of a path is in a box, in pixels."""
    left, top, right, bottom = box
    found = 0.0
    for (x, y), (u, v) in pairwise(path):
        for part in range(10):
            a, b = x + (u - x) * (part + 0.5) / 10, y + (v - y) * (part + 0.5) / 10
            found += math.dist((x, y), (u, v)) / 10 if left < a < right and top < b < bottom else 0
    return found


def away(point: tuple[float, float], path: list[list[float]]) -> float:
    """How far a point is from a path."""
    steps = [(start, end, part / 10) for start, end in pairwise(path) for part in range(11)]
    return min(math.dist(point, (x + (u - x) * part, y + (v - y) * part)) for (x, y), (u, v), part in steps)


@pytest.mark.parametrize("size", [size for size in SIZES if size[0] > 600], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", WORKSPACES)
def test_no_words_stand_on_a_line_that_has_none_and_is_that_of_others(
    open_file: Open, files: dict[str, Path], name: str, size: tuple[int, int]
) -> None:
    """A reader would take them for what these did. Only the words of the principal parties and of what is not so are told in any case."""
    opened = open_file(files[name], size=size)
    lines = opened.page.evaluate("chancery.lines()")
    silent = [line for line in lines if not line["words"] and not line["role"]]
    told = {(line["one"], line["other"], line["words"]): line for line in lines if line["words"]}
    words = [row for row in opened.page.evaluate("chancery.labels()") if row[0] == "line"]
    assert len(words) == len(told) >= 8
    assert silent
    wrong = []
    for _, text, left, top, right, bottom, one, other in words:
        own = told[one, other, text]
        if own["main"] or own["barred"]:
            continue
        wide, high = right - left, bottom - top
        middle = ((left + right) / 2, (top + bottom) / 2)
        inner = (left + wide / 4, top + high / 4, right - wide / 4, bottom - high / 4)
        for line in silent:
            path = line["points"]
            hidden = inside((left, top, right, bottom), path)
            if (
                inside(inner, path) > 0
                or hidden > max(1.5 * high, 24)
                or hidden > 0.25 * math.dist(path[0], path[-1])
                or away(middle, path) < away(middle, own["points"]) - 2
            ):
                wrong.append((text, line["one"].rpartition("/")[2], line["other"].rpartition("/")[2]))
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "address", "size"),
    [("repository", "", SIZES[0]), ("repository", "scope=all", SIZES[2]), ("rupture", "scope=all", SIZES[0])],
    ids=["repository", "narrow", "rupture"],
)
def test_words_without_room_for_their_date_have_none(
    open_file: Open, files: dict[str, Path], name: str, address: str, size: tuple[int, int]
) -> None:
    """Half a date, as in "visited several times, one of them in…", tells nothing."""
    words = [row[1] for row in boxes(open_file(files[name], address, size=size), "line")]
    assert words
    assert [each for each in words if each.endswith("…")] == []
