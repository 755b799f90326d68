"""The first minute: what the picture opens with, that its names can be read, and that what is not so does not look like a relation."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.asking import straits

if TYPE_CHECKING:
    from tests.browser.conftest import Open, Opened

SIZES = ((1440, 900), (1024, 768), (390, 844))
REACHED = """id => {
    const box = document.getElementById(id).getBoundingClientRect();
    return [box.left + 2, box.right - 2].every(x => document.elementFromPoint(x, box.top + box.height / 2)?.id === id);
}"""
WORKSPACES = ("repository", "rupture", "assembly")


def boxes(opened: Opened, *kinds: str) -> list[tuple[str, str, float, float, float, float]]:
    """The boxes of names, words on lines and marks: kind, text, left, top, right, bottom."""
    return [tuple(row) for row in opened.page.evaluate("chancery.labels()") if row[0] in kinds]


def collisions(rows: list[tuple[str, str, float, float, float, float]]) -> list[tuple[str, str]]:
    """The pairs of boxes that overlap by more than half a pixel; two marks may touch."""
    return [
        (one[1], other[1])
        for place, one in enumerate(rows)
        for other in rows[place + 1 :]
        if {one[0], other[0]} != {"mark"}
        and min(one[4], other[4]) - max(one[2], other[2]) > 0.5
        and min(one[5], other[5]) - max(one[3], other[3]) > 0.5
    ]


@pytest.mark.parametrize(
    ("name", "size"),
    [
        pytest.param(name, size, marks=pytest.mark.soak if name != "repository" and size != SIZES[0] else ())
        for name in WORKSPACES
        for size in SIZES
    ],
)
def test_nothing_written_lies_on_anything_else(open_file: Open, files: dict[str, Path], name: str, size: tuple[int, int]) -> None:
    opened = open_file(files[name], size=size)
    for address in ("", "scope=all"):
        opened.go(address)
        rows = boxes(opened, "name", "line", "mark")
        assert len([row for row in rows if row[0] == "name"]) >= 8
        assert collisions(rows) == []
        frame = opened.page.locator("#canvas").bounding_box()
        assert frame is not None
        written = [row for row in rows if row[0] != "mark"]
        outside = [row[1] for row in written if row[2] < frame["x"] - 1 or row[4] > frame["x"] + frame["width"] + 1]
        assert outside == []


def test_it_says_who_is_shown_of_how_many_agents_that_are_held(open_file: Open, files: dict[str, Path], tmp_path: Path) -> None:
    """One agent of the repository is only rumoured: it is drawn when rumours are switched on, and never counted."""
    opened = open_file(files["repository"])
    assert "The principal parties and their strongest ties: " in opened.page.inner_text(".lead-line")
    assert " of 117 agents ·" in opened.page.inner_text(".lead-line")
    opened.go("more=Rumoured")
    assert " of 117 agents ·" in opened.page.inner_text(".lead-line")
    opened.go("more=Rumoured&scope=all")
    assert any(each.endswith("/pakistani-battalion") for each in opened.page.evaluate("chancery.standing()"))
    shown, alone, folded = (int(number) for number in re.findall(r"(\d+) agents", opened.page.inner_text(".lead-line")))
    assert shown + alone + folded == 117
    straits().view().save(tmp_path / "straits.html")
    assert "The most connected parties: " in open_file(tmp_path / "straits.html").page.inner_text(".lead-line")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_it_opens_with_the_principal_parties_and_every_node_has_its_name(
    open_file: Open, files: dict[str, Path], size: tuple[int, int]
) -> None:
    opened = open_file(files["repository"], size=size)
    names = " | ".join(row[1] for row in boxes(opened, "name"))
    for party in ("Pakistan", "State of Palestine", "Palestinian Authority", "Palestine Liberation Organization", "Israel"):
        assert party in names
    assert len(boxes(opened, "name")) == len(opened.page.evaluate("chancery.standing()"))
    words = [row[1] for row in boxes(opened, "line")]
    assert len(words) >= 4
    if size[0] > 600:
        assert "recognized 1988" in words
        assert "does not recognize" in words


def test_the_canvas_is_used(open_file: Open, files: dict[str, Path]) -> None:
    """The names and marks of the opening reach over most of the canvas, in both directions."""
    opened = open_file(files["repository"])
    for address in ("", "scope=all"):
        opened.again(address)
        frame = opened.page.locator("#canvas").bounding_box()
        assert frame is not None
        rows = boxes(opened, "name", "mark")
        assert max(row[4] for row in rows) - min(row[2] for row in rows) > 0.85 * frame["width"]
        assert max(row[5] for row in rows) - min(row[3] for row in rows) > 0.85 * frame["height"]


def test_findings_are_computed_and_lead_to_their_proof(open_file: Open, files: dict[str, Path]) -> None:
    """By hand from the documents (A23): the recognition of 1988 is dated to the day, and Israel is not recognized."""
    opened = open_file(files["repository"])
    told = opened.page.locator(".finding").all_inner_texts()
    assert len(told) == 3
    assert told[0] == "Pakistan recognized Palestinian Authority (1988), as the source names it."
    assert told[1].startswith("Pakistan does not recognize Israel.")
    opened.page.locator(".finding").first.click()
    assert "16 November 1988" in opened.panel()
    assert "A23" in opened.panel()


SEVERED = "severed relations with"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "rupture",
            [
                f"Saudi Arabia {SEVERED} Iran (1988 and 2016); Iran {SEVERED} Saudi Arabia (2016). Two accounts differ.",
                "Iran resumed relations with Saudi Arabia (2023). Two accounts differ.",
                "Bahrain has no relations with Iran.",
            ],
        ),
        (
            "assembly",
            [
                "United States severed relations with Cuba (1961).",
                "Cuba resumed relations with United States (2015).",
                "Cuba had no relations with United States (1961 to 2015).",
            ],
        ),
    ],
)
def test_findings_tell_each_direction_the_latest_turn_and_what_has_ended(
    open_file: Open, files: dict[str, Path], name: str, told: list[str]
) -> None:
    """By hand: only one of two documents says that Iran severed relations in 2016, and none that it did in 1988."""
    assert open_file(files[name]).page.locator(".finding").all_inner_texts() == told


def test_show_all_is_one_click_and_leads_back(open_file: Open, files: dict[str, Path]) -> None:
    opened = open_file(files["repository"])
    before = len(opened.page.evaluate("chancery.standing()"))
    opened.page.click("#show-all")
    assert len(opened.page.evaluate("chancery.standing()")) > 2 * before
    assert "scope=all" in opened.page.evaluate("chancery.address()")
    opened.page.click("#show-all")
    assert len(opened.page.evaluate("chancery.standing()")) == before


def test_what_is_not_so_is_barred_and_never_thick(open_file: Open, files: dict[str, Path]) -> None:
    opened = open_file(files["repository"])
    looks = opened.page.evaluate("chancery.looks()")
    negative = [look for look in looks if look["negative"]]
    assert negative
    others = {look["color"] for look in looks if not look["negative"]}
    for look in negative:
        assert look["bar"]
        assert look["color"] not in others
        assert look["width"] < 2
    assert not any(look["bar"] for look in looks if not look["negative"])


def test_a_joint_statement_is_one_node_that_folds(open_file: Open, files: dict[str, Path]) -> None:
    """Sixteen foreign ministries signed the statement of 2025: one node with its signatories, and no lines among them."""
    iri = "https://w3id.org/chancery/pk-ps/id/joint-statement-2025"
    opened = open_file(files["repository"], "scope=all&fold=joint-statement-2025")
    unfolded = opened.page.evaluate("chancery.standing()")
    assert iri in unfolded
    assert opened.page.evaluate("chancery.looks().filter(look => look.words.includes('issued jointly with')).length") == 0
    opened.go("scope=all")
    folded = opened.page.evaluate("chancery.standing()")
    assert iri in folded
    assert len(folded) < len(unfolded) - 16


def test_votes_alone_are_drawn_with_what_was_voted_on(open_file: Open, files: dict[str, Path]) -> None:
    """A vote has an actor and a text, which no line between two agents shows."""
    opened = open_file(files["repository"])
    kinds = opened.page.evaluate("chancery.kindsBut('Vote')")
    opened.go("hide-kinds=" + ",".join(kinds))
    standing = opened.page.evaluate("chancery.standing()")
    for text in ("res-3379", "res-4686", "res-67-19"):
        assert any(text in iri for iri in standing), standing
    assert opened.page.evaluate("chancery.looks().length") >= 2


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_heads_of_arrows_are_in_sight(open_file: Open, files: dict[str, Path], size: tuple[int, int]) -> None:
    """A line ends where the name of its end does, and no word lies on the head of an arrow; where room is short, hardly a name does."""
    opened = open_file(files["repository"], size=size)
    heads = boxes(opened, "head")
    assert len(heads) > 15
    assert not [pair for head in heads for pair in collisions([head, *boxes(opened, "line")]) if head[1] in pair]
    hidden = [head for head in heads if any(len(collisions([head, name])) for name in boxes(opened, "name"))]
    assert len(hidden) <= (2 if size == SIZES[0] else len(heads) // 8)


@pytest.mark.parametrize(
    ("name", "size"),
    [
        pytest.param(name, size, marks=pytest.mark.soak if name != "repository" and size != SIZES[1] else ())
        for name in WORKSPACES
        for size in SIZES
    ],
)
def test_the_bar_across_what_is_not_so_is_in_sight(open_file: Open, files: dict[str, Path], name: str, size: tuple[int, int]) -> None:
    opened = open_file(files[name], size=size)
    bars = boxes(opened, "bar")
    assert bars
    others = boxes(opened, "name", "line", "mark", "sign")
    assert not [pair for bar in bars for pair in collisions([bar, *others]) if bar[1] in pair]
    if size[0] > 600:
        assert any("not recognize" in row[1] or "no relations" in row[1] for row in boxes(opened, "line"))


def test_a_kind_alone_has_no_lines_of_other_kinds(open_file: Open, files: dict[str, Path]) -> None:
    """That a state had an envoy somewhere follows from an office held, and is no vote."""
    opened = open_file(files["assembly"])
    kinds = opened.page.evaluate("chancery.kindsBut('Vote')")
    opened.go("hide-kinds=" + ",".join(kinds))
    words = {word for look in opened.page.evaluate("chancery.looks()") if look["kind"] == "entailed" for word in look["words"]}
    assert words
    assert "had an envoy to" not in words


def test_what_was_not_in_a_period_is_not_in_it(open_file: Open, files: dict[str, Path]) -> None:
    """Nothing is told of 1900 to 1910, and lasting ties without a date say nothing of it. What ended by a day did not begin with time."""
    opened = open_file(files["repository"], "from=1900&to=1910&view=table&tab=relations")
    assert opened.page.locator("#view-table tbody tr").count() == 0
    opened = open_file(files["assembly"], "from=1800&to=1810")
    assert opened.summary().startswith("0 agents · 0 acts")


def test_what_only_may_have_been_in_a_period_is_paler(open_file: Open, files: dict[str, Path]) -> None:
    """By hand: the recognition is of November 1988; the vote against the revocation is of 1975 or later."""
    opened = open_file(files["repository"], "from=1988&to=1988")
    opacity = {word: look["opacity"] for look in opened.page.evaluate("chancery.looks()") for word in look["words"]}
    assert opacity["recognized"] > 0.8
    assert opacity["voted against"] < 0.5


def test_as_of_a_day_it_opens_on_the_parties_of_that_time(open_file: Open, files: dict[str, Path]) -> None:
    """By hand: by 1980 the parties had bought arms, trained officers and voted. The Palestinian Authority is of 1994."""
    opened = open_file(files["repository"], "as-of=1980")
    names = [row[1] for row in boxes(opened, "name")]
    assert {"Pakistan", "Israel", "Palestine Liberation Organization", "Czechoslovakia"} <= set(names)
    assert "Palestinian Authority" not in names
    assert "Nawaz Sharif" not in names
    assert collisions(boxes(opened, "name", "line", "mark")) == []
    told = opened.page.inner_text(".lead-line")
    shown, every = (int(number) for number in re.findall(r"(\d+) of (\d+) agents", told)[0])
    assert shown < every
    before = len(opened.page.evaluate("chancery.standing()"))
    opened.page.click("#show-all")
    assert len(opened.page.evaluate("chancery.standing()")) > before


def test_what_filters_leave_fills_the_canvas(open_file: Open, files: dict[str, Path]) -> None:
    opened = open_file(files["repository"])
    kinds = opened.page.evaluate("chancery.kindsBut('Vote')")
    frame = opened.page.locator("#canvas").bounding_box()
    assert frame is not None
    for address in ("hide-kinds=" + ",".join(kinds), "from=1988&to=1988"):
        opened.go(address)
        rows = boxes(opened, "name", "mark")
        assert max(row[4] for row in rows) - min(row[2] for row in rows) > 0.8 * frame["width"]
        assert max(row[5] for row in rows) - min(row[3] for row in rows) > 0.8 * frame["height"]
    opened.go("hide-kinds=" + ",".join(kinds))
    words = {row[1] for row in boxes(opened, "line")}
    assert {"voted for 1975", "voted for 2012", "voted against in or after 1975"} <= words


def test_the_network_has_room_and_every_tab_is_in_sight(open_file: Open, files: dict[str, Path]) -> None:
    """At each size the network has most of what the header leaves, and no tab is outside the window or under another control."""
    for size, least in ((SIZES[0], 430), (SIZES[1], 320), (SIZES[2], 600)):
        opened = open_file(files["repository"], size=size)
        frame = opened.page.locator("#canvas").bounding_box()
        assert frame is not None
        assert frame["height"] >= least, size
        for tab in ("tab-network", "tab-table", *(["tab-timeline"] if size[0] < 600 else [])):
            assert opened.page.evaluate(REACHED, tab), (size, tab)


def test_what_is_chosen_stays_in_sight_on_a_phone(open_file: Open, files: dict[str, Path]) -> None:
    opened = open_file(files["repository"], size=SIZES[2])
    opened.page.click("#search")
    opened.page.keyboard.type("Mahmoud Abbas")
    opened.page.wait_for_selector("#suggestions [role=option]")
    assert opened.page.locator("#search").bounding_box()["width"] > 300  # type: ignore[index]
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_function("document.activeElement.id !== 'search'")
    x, y = opened.page.evaluate("chancery.pointOf('https://w3id.org/chancery/pk-ps/id/abbas')")
    assert opened.page.evaluate("([x, y]) => !!document.elementFromPoint(x, y).closest('#canvas')", [x, y])
    opened.page.click("#panel-close")
    opened.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    frame = opened.page.locator("#canvas").bounding_box()
    assert frame is not None
    marks = boxes(opened, "mark")
    assert all(row[3] >= frame["y"] - 2 and row[5] <= frame["y"] + frame["height"] + 2 for row in marks)


def test_a_drawn_chain_is_whole(open_file: Open, files: dict[str, Path]) -> None:
    """Its first agent is selected, and no step of it is pale."""
    opened = open_file(files["repository"], "sel=n:abbas")
    opened.page.fill("#connect", "Mohamed Morsi")
    opened.page.click("#connect-find")
    opened.page.click("#connect-draw")
    assert {row[1] for row in boxes(opened, "name")} == {"Mahmoud Abbas", "Pakistan", "Raja Pervez Ashraf", "Mohamed Morsi"}
    assert len(boxes(opened, "line")) == 3
    assert all(look["opacity"] > 0.3 for look in opened.page.evaluate("chancery.looks()"))


def test_a_link_opens_a_drawn_chain_and_back_leaves_it(open_file: Open, files: dict[str, Path]) -> None:
    names = {"Mahmoud Abbas", "Pakistan", "Raja Pervez Ashraf", "Mohamed Morsi"}
    opened = open_file(files["repository"], "sel=n:abbas")
    before = len(opened.page.evaluate("chancery.standing()"))
    opened.page.fill("#connect", "Mohamed Morsi")
    opened.page.click("#connect-find")
    opened.page.click("#connect-draw")
    opened.page.wait_for_function("location.hash.includes('drawn=')")
    again = open_file(files["repository"], opened.page.evaluate("location.hash.slice(1)"))
    assert {row[1] for row in boxes(again, "name")} == names
    assert "chain of 4" in again.page.inner_text("#answer-note")
    opened.page.go_back()
    opened.page.wait_for_function("!location.hash.includes('drawn=')")
    opened.page.wait_for_function(f"chancery.standing().length === {before}")
    again.page.click("#answer-close")
    assert len(again.page.evaluate("chancery.standing()")) > len(names)
