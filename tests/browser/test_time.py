"""Time in the picture: one scale, the strip, the lanes, the relations of two parties, play and step, and the day of the view."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.asking import column
from tests.browser.conftest import Open, Opened

if TYPE_CHECKING:
    import pyoxigraph as ox
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SIZES = ((1440, 900), (1024, 768), (390, 844))

MIDDLES = """selector => [...document.querySelectorAll(selector)].map(each => {
    const box = each.getBoundingClientRect();
    return box.left + box.width / 2;
})"""
"""The middles of elements, in pixels of the window."""

BOXES = """() => {
    const lanes = document.getElementById('lanes-figure').querySelector('svg');
    const edge = lanes.getBoundingClientRect();
    const box = (node, kind, owner) => {
        const { left, right, top, bottom } = node.getBoundingClientRect();
        return { kind, owner, text: node.textContent, left, right, top, bottom };
    };
    const names = [];
    const marks = [];
    let owner = 0;
    for (const bar of lanes.querySelectorAll('.entry')) {
        owner += 1;
        for (const node of bar.querySelectorAll('text')) names.push(box(node, node.getAttribute('class'), owner));
        for (const node of bar.querySelectorAll('rect:not(.hit):not(.plate):not(.ground), polygon')) marks.push(box(node, 'mark', owner));
    }
    for (const node of lanes.querySelectorAll('.lane-name, .track-name, .lane-words')) names.push(box(node, 'lane', 0));
    const wrong = [];
    const meet = (a, b) => a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 1.5 && b.top < a.bottom - 1.5;
    names.forEach((name, i) => {
        for (const other of names.slice(i + 1)) if (meet(name, other)) wrong.push(`name on name: ${name.text} / ${other.text}`);
        // The value of a band is written in the band.
        for (const mark of marks)
            if (meet(name, mark) && !(name.kind === 'band-value' && name.owner === mark.owner)) wrong.push(`name on mark: ${name.text}`);
        if (name.left < edge.left || name.right > edge.right || name.bottom > edge.bottom) wrong.push(`over the edge: ${name.text}`);
    });
    const size = each => parseFloat(getComputedStyle(each).fontSize);
    const small = [...document.querySelectorAll('#view-timeline svg text')].filter(each => size(each) < 12);
    const ticks = [...document.querySelectorAll('.axis .tick text')].filter(each => each.textContent).map(each => box(each, 'tick', 0));
    ticks.forEach((tick, i) => {
        for (const other of ticks.slice(i + 1)) if (meet(tick, other)) wrong.push(`tick on tick: ${tick.text} / ${other.text}`);
    });
    return { wrong, small: small.length, names: names.length, marks: marks.length, ticks: ticks.length };
}"""
"""Which texts of the timeline meet another text, a mark or the edge."""


def address(opened: Opened) -> str:
    found: str = opened.page.evaluate("chancery.address()")
    return found


def middles(page: Page, selector: str) -> list[float]:
    found: list[float] = page.evaluate(MIDDLES, selector)
    return found


def left_of(page: Page, selector: str) -> float:
    found: float = page.evaluate("selector => document.querySelector(selector).getBoundingClientRect().left", selector)
    return found


def strip(page: Page) -> dict[str, float]:
    """The box of the strip: where a window can be drawn."""
    found: dict[str, float] = page.evaluate("document.querySelector('#brush .overlay').getBoundingClientRect().toJSON()")
    return found


def drag(page: Page, start: float, end: float, steps: int = 10) -> None:
    box = strip(page)
    y = box["y"] + box["height"] / 2
    page.mouse.move(start, y)
    page.mouse.down()
    page.mouse.move(end, y, steps=steps)
    page.mouse.up()
    page.wait_for_timeout(100)


# One scale


@pytest.mark.parametrize("size", SIZES)
def test_the_same_day_has_the_same_place_on_strip_axis_and_lanes(open_file: Open, files: dict[str, Path], size: tuple[int, int]) -> None:
    """The recognition of 16 November 1988 stands under the end of a window that begins on that day."""
    opened = open_file(files["repository"], "view=timeline&from=1988-11-16&to=2020-12-31", size=size)
    page = opened.page
    mark = middles(page, '#lanes .bar[aria-label*="Recognition of the Palestinian Authority"][aria-label*="16 November 1988"] polygon')
    assert len(mark) == 1
    assert abs(mark[0] - left_of(page, "#brush .selection")) < 1.5
    lines = middles(page, "#lanes .grid line")
    ticks = middles(page, "#brush .axis .tick line")
    assert len(ticks) >= 3
    assert lines == pytest.approx(ticks, abs=0.1)
    # From right to left too, where a scroll bar takes its room from one of the two.
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert middles(page, "#lanes .grid line") == pytest.approx(middles(page, "#brush .axis .tick line"), abs=0.1)


def test_a_short_period_becomes_the_visible_stretch_and_whole_time_returns(open_file: Open, demo: Path) -> None:
    opened = open_file(demo, "from=1988-01-01&to=1988-12-31")
    page = opened.page
    named = page.eval_on_selector_all(".axis .tick text", "all => all.map(each => each.textContent)")
    assert {"April", "July", "October"} <= set(named), "months where the stretch is short"
    box, window = strip(page), page.evaluate("document.querySelector('#brush .selection').getBoundingClientRect().toJSON()")
    assert window["width"] / box["width"] == pytest.approx(2 / 3, abs=0.02), "a quarter of its length stands on both sides"
    assert page.locator("#brush .where-here").count() == 1
    page.click("#whole-time")
    assert page.locator("#whole-time").is_hidden()
    assert page.locator("#brush .where-here").count() == 0
    assert "from=1988-01-01" in address(opened), "the period stays"
    page.click("#whole-period")
    assert "from=" not in address(opened)


def test_the_stretch_stays_while_one_drags_and_follows_when_one_lets_go(open_file: Open, demo: Path) -> None:
    opened = open_file(demo)
    page = opened.page
    before = middles(page, ".axis .tick line")
    box = strip(page)
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.5, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, y, steps=6)
    page.wait_for_timeout(100)
    assert "from=" in address(opened)
    assert middles(page, ".axis .tick line") == before
    page.mouse.up()
    page.wait_for_timeout(100)
    assert middles(page, ".axis .tick line") != before
    assert page.locator("#whole-time").is_visible()


# The strip


def test_ends_and_window_are_dragged_and_a_click_changes_nothing(open_file: Open, demo: Path) -> None:
    opened = open_file(demo, "from=1960-01-01&to=1999-12-31")
    page = opened.page

    def window() -> dict[str, float]:
        found: dict[str, float] = page.evaluate("document.querySelector('#brush .selection').getBoundingClientRect().toJSON()")
        return found

    start = window()
    drag(page, start["right"], start["right"] + 60)
    end = re.search(r"to=(\d{4})", address(opened))
    assert end is not None
    assert int(end[1]) > 2000
    assert "from=1960-01-01" in address(opened), "the other end stays"
    wide = window()
    drag(page, wide["x"] + wide["width"] / 2, wide["x"] + wide["width"] / 2 - 40)
    moved = re.search(r"from=(\d{4})", address(opened))
    assert moved is not None
    assert int(moved[1]) < 1960
    assert window()["width"] == pytest.approx(wide["width"], abs=1.5)
    kept = address(opened)
    box = strip(page)
    page.mouse.click(box["x"] + 5, box["y"] + box["height"] / 2)
    page.wait_for_timeout(100)
    assert address(opened) == kept


def test_a_drag_is_one_entry_in_the_history(open_file: Open, demo: Path) -> None:
    opened = open_file(demo)
    page = opened.page
    before = page.evaluate("history.length")
    box = strip(page)
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 100, y)
    page.mouse.down()
    for step in range(1, 4):
        page.mouse.move(box["x"] + 100 + step * 80, y)
        page.wait_for_timeout(250)
    page.mouse.move(box["x"] + 400, y)
    page.mouse.up()
    page.wait_for_timeout(300)
    assert page.evaluate("history.length") == before + 1
    page.go_back()
    page.wait_for_timeout(200)
    assert "from=" not in address(opened)


@pytest.fixture
def phone(browser: Browser, demo: Path) -> Iterator[Page]:
    """The page on a screen that one touches."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, offline=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(demo.as_uri() + "#view=timeline")
    page.wait_for_selector("body[data-ready=yes]")
    yield page
    context.close()


def test_a_finger_drags_the_period_through_many_moves(phone: Page) -> None:
    page = phone
    touch = page.context.new_cdp_session(page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    box = strip(page)
    y = box["y"] + box["height"] / 2
    send("touchStart", (box["x"] + 60, y))
    seen = set()
    for step in range(1, 31):
        send("touchMove", (box["x"] + 60 + step * 6, y))
        page.wait_for_timeout(30)
        seen.add(page.evaluate("chancery.address()"))
    assert len(seen) > 15, "each move changes the period"
    send("touchEnd")
    page.wait_for_timeout(150)
    found = page.evaluate("chancery.address()")
    years = [int(re.search(rf"{name}=(\d+)", found)[1]) for name in ("from", "to")]  # type: ignore[index]
    assert years[1] - years[0] > 25


def test_keys_move_an_end_and_make_one_entry_in_the_history(open_file: Open, demo: Path) -> None:
    opened = open_file(demo)
    page = opened.page
    before = page.evaluate("history.length")
    page.focus("[data-end=from]")
    for _ in range(5):
        page.keyboard.press("PageUp")
    assert page.get_attribute("[data-end=from]", "aria-valuetext") == "14 June 1951"
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("[data-end=from]", "aria-valuetext") == "14 July 1951"
    page.wait_for_timeout(1200)
    assert "from=1951-07-14" in address(opened)
    assert page.evaluate("document.activeElement.dataset.end") == "from"
    assert page.evaluate("history.length") == before + 1
    page.keyboard.press("Home")
    page.wait_for_timeout(300)
    assert "from=" not in address(opened)


def test_sure_and_possible_dates_are_told_apart_in_the_strip(open_file: Open, demo: Path) -> None:
    opened = open_file(demo)
    assert opened.page.locator("#brush .histogram:not(.unsure)").count() > 5
    assert opened.page.locator("#brush .histogram.unsure").count() > 5


# The lanes


@pytest.mark.parametrize(
    ("name", "size"),
    [
        pytest.param(name, size, marks=pytest.mark.soak if name != "repository" and size != SIZES[0] else ())
        for name in ("repository", "rupture", "assembly")
        for size in SIZES
    ],
)
def test_no_name_meets_a_name_a_mark_or_the_edge(open_file: Open, files: dict[str, Path], size: tuple[int, int], name: str) -> None:
    opened = open_file(files[name], "view=timeline", size=size)
    for more in ("", "&from=1985-01-01&to=1992-12-31", "&as-of=2016-06-01&undated=1"):
        opened.go("view=timeline" + more)
        found: dict[str, Any] = opened.page.evaluate(BOXES)
        opened.shot(f"time-{name}-{size[0]}-{len(more)}")
        assert found["wrong"] == [], more
        assert found["small"] == 0, "at least 12 pixels"
        assert found["marks"] > 0
        assert found["names"] > 2
        assert found["ticks"] >= 2


def test_names_are_not_cut_and_each_act_has_its_whole_name(open_file: Open, demo: Path) -> None:
    opened = open_file(demo)
    assert "…" not in (opened.page.text_content("#lanes-figure") or "")
    titles = opened.page.eval_on_selector_all(
        "#lanes .bar", "all => all.map(each => [each.querySelector('title').textContent, each.getAttribute('aria-label')])"
    )
    assert len(titles) > 50
    assert all(title == name and name for title, name in titles)


def test_the_keyboard_shows_the_whole_name(open_file: Open, demo: Path) -> None:
    opened = open_file(demo)
    page = opened.page
    page.focus("#lanes")
    page.keyboard.press("ArrowRight")
    tip = page.locator(".bar-tip")
    assert tip.inner_text() == page.evaluate("document.activeElement.getAttribute('aria-label')")
    box, lanes = tip.bounding_box(), page.locator("#lanes").bounding_box()
    assert box is not None
    assert lanes is not None
    assert box["x"] >= lanes["x"]
    assert box["x"] + box["width"] <= lanes["x"] + lanes["width"]
    page.focus("#play")
    assert tip.is_hidden()


def test_what_goes_on_outside_the_visible_stretch_has_an_arrow(open_file: Open, files: dict[str, Path]) -> None:
    """Relations of the United States and Cuba were severed from 1961 to 2015."""
    opened = open_file(files["assembly"], "from=1970-01-01&to=1975-12-31&pair=united-states,cuba")
    band = opened.page.locator('#lanes .band[aria-label*="relations are severed"]')
    assert band.locator(".goes-on").count() == 2
    opened.again("pair=united-states,cuba")
    assert opened.page.locator('#lanes .band[aria-label*="relations are severed"] .goes-on').count() == 0


def test_the_axis_stays_while_the_lanes_scroll(open_file: Open, demo: Path) -> None:
    opened = open_file(demo)
    page = opened.page
    before = page.locator(".axis").bounding_box()
    page.evaluate("document.getElementById('lanes').scrollTop = 400")
    assert page.evaluate("document.getElementById('lanes').scrollTop") > 0
    assert page.locator(".axis").bounding_box() == before


# Relations of two parties


def values(opened: Opened) -> list[str]:
    found: list[str] = opened.page.eval_on_selector_all("#lanes .band-value", "all => all.map(each => each.textContent)")
    return found


def parties(opened: Opened) -> list[str]:
    """The two parties that are chosen."""
    found: list[str] = opened.page.eval_on_selector_all(
        ".pair-choice select", "all => all.map(each => each.selectedOptions[0].textContent)"
    )
    return found


def test_the_lane_begins_with_the_parties_with_the_most_periods(open_file: Open, files: dict[str, Path]) -> None:
    opened = open_file(files["rupture"])
    assert parties(opened) == ["Iran", "Saudi Arabia"]
    assert parties(open_file(files["repository"])) == ["Pakistan", "Palestinian Authority"]
    assert "are in diplomatic relations" in values(opened), "the value is written in the band"


def test_a_severed_relation_does_not_look_like_a_relation(open_file: Open, files: dict[str, Path]) -> None:
    opened = open_file(files["rupture"], "pair=iran,saudi-arabia")

    def fills(value: str) -> set[str]:
        found: list[str] = opened.page.eval_on_selector_all(
            f'#lanes .band[aria-label*="{value}"] .sure', "all => all.map(each => each.getAttribute('fill'))"
        )
        return set(found)

    assert fills("relations are severed") == {"url(#barred)"}
    assert fills("are in diplomatic relations") != set()
    assert "url(#barred)" not in fills("are in diplomatic relations")
    negative = opened.page.eval_on_selector_all("#lanes .band.negative", "all => all.map(each => each.getAttribute('aria-label'))")
    assert len(negative) == 2
    assert all("severed" in each for each in negative)


def test_a_beginning_or_an_end_that_nobody_tells_fades(open_file: Open, demo: Path) -> None:
    """No document says when Pakistan began not to recognize Israel, nor that it ended."""
    opened = open_file(demo, "pair=pakistan,israel")
    band = opened.page.locator('#lanes .band[aria-label*="is not recognized"]')
    assert band.locator(".open").count() == 2
    assert band.locator(".goes-on").count() == 0


def test_a_state_without_dates_is_a_mark_at_its_document_that_fades_on_both_sides(open_file: Open, demo: Path) -> None:
    """Only the paper of 1982 says that Pakistan and Israel have no relations. It says neither since when nor that it ended."""
    opened = open_file(demo, "pair=pakistan,israel")
    band = opened.page.locator('#lanes .band[aria-label*="have no relations"]')
    assert (band.get_attribute("aria-label") or "").endswith(
        "so at the date of the document (31 December 1982 at the latest); it is not said when it began, nor that it ended"
    )
    assert band.locator(".possible, .sure, .goes-on").count() == 0
    left, right = (band.locator(".open").nth(place).bounding_box() for place in (0, 1))
    mark = band.locator(".told").bounding_box()
    assert left is not None
    assert right is not None
    assert mark is not None
    assert min(left["width"], right["width"]) > 100
    assert left["x"] + left["width"] == pytest.approx(mark["x"], abs=1)
    assert mark["x"] + mark["width"] == pytest.approx(right["x"], abs=1)
    ticks = opened.page.eval_on_selector_all("#view-timeline .axis .tick", "all => all.map(each => each.textContent)")
    place = dict(zip(ticks, opened.page.evaluate(MIDDLES, "#view-timeline .axis .tick"), strict=True))
    assert place["1980"] < mark["x"] < mark["x"] + mark["width"] < place["1985"]
    # Before and after the document, an arrow leads to it.
    opened.go("pair=pakistan,israel&as-of=1975-06-30")
    assert band.locator(".told").count() == 0
    assert band.locator(".goes-on").count() == 1
    opened.shot("by-document")


def test_two_parties_are_chosen_and_kept_in_the_address(open_file: Open, files: dict[str, Path]) -> None:
    opened = open_file(files["rupture"])
    page = opened.page
    page.select_option("#pair-one", label="Qatar")
    page.select_option("#pair-other", label="Iran")
    assert "pair=qatar%2Ciran" in address(opened)
    labels = page.eval_on_selector_all("#lanes .band", "all => all.map(each => each.getAttribute('aria-label'))")
    assert len(labels) == 2
    assert all("Qatar" in each and "Iran" in each for each in labels)
    again = open_file(files["rupture"], address(opened))
    assert again.page.eval_on_selector_all(".pair-choice select", "all => all.map(each => each.selectedOptions[0].textContent)") == [
        "Qatar",
        "Iran",
    ]
    page.select_option("#pair-other", label="anyone")
    assert re.search(r"pair=qatar(&|$)", address(opened))


def test_the_lane_follows_the_selection_until_parties_are_chosen(open_file: Open, files: dict[str, Path]) -> None:
    opened = open_file(files["rupture"], "sel=n:kuwait")
    labels = opened.page.eval_on_selector_all("#lanes .band", "all => all.map(each => each.getAttribute('aria-label'))")
    assert labels
    assert all(each.startswith("Kuwait") for each in labels)
    opened.go("sel=n:kuwait&pair=iran,saudi-arabia")
    labels = opened.page.eval_on_selector_all("#lanes .band", "all => all.map(each => each.getAttribute('aria-label'))")
    assert not any("Kuwait" in each for each in labels)


@pytest.mark.parametrize(
    ("filtered", "shown"),
    [
        ("party=bahrain,iran", ["Bahrain", "Iran"]),
        ("party=iran", ["Iran", "Saudi Arabia"]),
        ("party=kuwait&sel=n:qatar", ["Kuwait", "Iran"]),
        ("party=kuwait&pair=qatar,iran", ["Qatar", "Iran"]),
        ("party=bahrain,iran&sel=e:kuwait>recalledEnvoyFrom>iran", ["Kuwait", "Iran"]),
        ("party=switzerland", ["Iran", "Saudi Arabia"]),
        ("party=bahrain,iran,qatar", ["Iran", "Saudi Arabia"]),
    ],
)
def test_the_lane_follows_one_or_two_parties_of_the_filter(
    open_file: Open, files: dict[str, Path], filtered: str, shown: list[str]
) -> None:
    """One party stands with the one with which it dealt most. What the reader chose or selected comes first."""
    assert parties(open_file(files["rupture"], filtered)) == shown


def test_as_of_a_day_the_lane_ends_with_the_day(open_file: Open, files: dict[str, Path]) -> None:
    """The relations of Iran and Saudi Arabia were severed in 2016 and resumed in 2023."""
    opened = open_file(files["rupture"], "pair=iran,saudi-arabia&as-of=2016-06-01")
    labels = opened.page.eval_on_selector_all("#lanes .band", "all => all.map(each => each.getAttribute('aria-label'))")
    assert len(labels) == 3
    ends = opened.page.eval_on_selector_all("#lanes .band .possible", "all => all.map(each => each.getBoundingClientRect().right)")
    line = opened.page.evaluate("document.querySelector('#lanes .asof-line').getBoundingClientRect().left")
    assert max(ends) == pytest.approx(line, abs=2)


# Play and step


def test_steps_go_year_by_year_and_by_month_where_little_is_visible(open_file: Open, demo: Path) -> None:
    opened = open_file(demo, "as-of=1988-11-16")
    page = opened.page
    page.click("#step-forward")
    assert "as-of=1988-12-31" in address(opened)
    page.click("#step-forward")
    assert "as-of=1989-12-31" in address(opened)
    page.click("#step-back")
    assert "as-of=1988-12-31" in address(opened)
    page.wait_for_timeout(150)
    assert "as of 31 December 1988" in page.inner_text("#live")
    opened.go("as-of=1988-11-16&from=1988-01-01&to=1988-12-31")
    page.click("#step-forward")
    assert "as-of=1988-11-30" in address(opened)
    page.click("#step-forward")
    page.click("#step-forward")
    assert "as-of=1988-12-31" in address(opened), "not beyond the chosen period"
    page.wait_for_timeout(150)
    assert page.inner_text("#live") == "This is the last step."


def test_without_a_day_a_chosen_period_steps_by_its_length(open_file: Open, demo: Path) -> None:
    opened = open_file(demo, "from=1988-01-01&to=1988-12-31")
    opened.page.click("#step-forward")
    assert "from=1989-01-01" in address(opened)
    assert "to=1989-12-31" in address(opened)


def test_the_day_is_typed_and_stepped_by_keys(open_file: Open, demo: Path) -> None:
    opened = open_file(demo)
    page = opened.page
    page.fill("#time-asof", "1980")
    page.keyboard.press("Enter")
    assert "as-of=1980-12-31" in address(opened)
    page.keyboard.press("ArrowUp")
    assert page.input_value("#time-asof") == "1981-12-31"
    page.fill("#time-asof", "sometime")
    page.keyboard.press("Enter")
    assert page.get_attribute("#time-asof", "aria-invalid") == "true"
    assert "as-of=1981-12-31" in address(opened)
    page.click("#no-day")
    assert "as-of" not in address(opened)


def test_playing_goes_on_by_itself_until_it_is_paused(open_file: Open, demo: Path) -> None:
    opened = open_file(demo, "as-of=1985-06-30")
    page = opened.page
    page.emulate_media(reduced_motion="no-preference")
    page.focus("#play")
    page.keyboard.press("Enter")
    page.wait_for_function("() => Number(/as-of=(\\d+)/.exec(chancery.address())[1]) >= 1987", timeout=15_000)
    assert page.get_attribute("#play", "aria-pressed") == "true"
    entries = page.evaluate("history.length")
    page.keyboard.press("Escape")
    assert page.get_attribute("#play", "aria-pressed") == "false"
    stopped = address(opened)
    page.wait_for_timeout(1200)
    assert address(opened) == stopped
    assert page.evaluate("history.length") <= entries + 1, "the years that passed by make no entries"


def test_playing_stops_at_the_end_and_says_so(open_file: Open, demo: Path) -> None:
    opened = open_file(demo, "as-of=2024-06-30")
    page = opened.page
    page.emulate_media(reduced_motion="no-preference")
    page.click("#play")
    page.wait_for_function("() => document.getElementById('live').textContent.startsWith('The end.')", timeout=15_000)
    assert page.get_attribute("#play", "aria-pressed") == "false"
    assert "as-of=2025-09-30" in address(opened), "the documents reach to September 2025"


def test_with_reduced_motion_playing_is_slow(open_file: Open, demo: Path) -> None:
    opened = open_file(demo, "as-of=1985-06-30")
    page = opened.page
    page.click("#play")
    page.wait_for_timeout(1500)
    assert "as-of=1985-06-30" in address(opened)
    page.wait_for_function("() => chancery.address().includes('as-of=1985-12-31')", timeout=5_000)
    page.click("#play")
    assert page.get_attribute("#play", "aria-pressed") == "false"


# As of a day


def test_as_of_a_day_tells_surely_possibly_and_undated_apart(open_file: Open, demo: Path, store: ox.Store) -> None:
    day = "1980-12-31"
    dated = "?x a dip:Matter OPTIONAL { ?x dip:earliest ?e } OPTIONAL { ?x dip:latest ?l } OPTIONAL { ?x dip:begunBy ?b }"
    begun = set(column(store, f'SELECT DISTINCT ?x {{ {dated} FILTER(BOUND(?e) || BOUND(?l)) FILTER(!BOUND(?e) || STR(?e) <= "{day}") }}'))
    surely = set(column(store, f'SELECT DISTINCT ?x {{ {dated} FILTER(COALESCE(STR(?b), STR(?l)) <= "{day}") }}'))
    undated = set(column(store, f"SELECT DISTINCT ?x {{ {dated} FILTER(!BOUND(?e) && !BOUND(?l)) }}"))
    assert surely < begun
    opened = open_file(demo, f"as-of={day}")
    summary = opened.summary()
    assert f"as of 31 December 1980: {len(surely)} acts surely, {len(begun - surely)} possibly;" in summary
    assert f"{len(undated)} undated left out" in summary
    assert "still lasting" in summary
    page = opened.page
    assert page.locator("#lanes .bar.surely").count() == len(surely)
    assert page.locator("#lanes .bar.possibly").count() == len(begun - surely)
    assert page.locator("#lanes .bar.possibly .sure").count() == 0, "what may have begun is hatched, not full"
    assert page.locator("#lanes .bar.possibly polygon:not([fill^='url(#hatch']):not(.goes-on)").count() == 0
    assert "left out" in page.inner_text("#lanes-undated")
    page.click("#lanes-undated button")
    assert "undated=1" in address(opened)
    assert page.locator("#lanes-undated li").count() == len(undated), "they are listed"
    assert f"{len(undated)} undated kept" in opened.summary()
    opened.shot("time-as-of")


def test_only_acts_that_last_are_counted_as_such(open_file: Open, files: dict[str, Path]) -> None:
    """In 1980 Islamabad was the capital. In 1990 the relations of Iran and Saudi Arabia were severed, which lasted but is no act."""
    assert "; 1 act still lasting;" in open_file(files["repository"], "as-of=1980-12-31").summary()
    opened = open_file(files["rupture"], "as-of=1990-01-01")
    assert "are severed" in " ".join(values(opened))
    assert "lasting" not in opened.summary()


def test_no_date_is_said_twice(open_file: Open, files: dict[str, Path]) -> None:
    opened = open_file(files["repository"], "from=1975&to=1975")
    names = opened.page.eval_on_selector_all("#lanes .bar[data-act]", "all => all.map(each => each.getAttribute('aria-label'))")
    assert {"Recognition of the PLO mission in Karachi, 1975", "Vote of Pakistan on Resolution 3379, 1975"} <= set(names)
    opened = open_file(files["rupture"], "from=2016-01-03&to=2016-01-03")
    assert "· 3 January 2016 ·" in opened.summary()
    assert opened.page.inner_text(".period-words") == "3 January 2016"
    assert opened.page.text_content(".filter-chip[data-filter=period] > span:first-child") == "3 January 2016"
    opened.go("from=2016-01-03&to=2016-01-04")
    assert opened.page.inner_text(".period-words") == "3 January 2016 to 4 January 2016"
    opened.go("pair=iran,saudi-arabia")
    bands = opened.page.eval_on_selector_all("#lanes .band", "all => all.map(each => each.getAttribute('aria-label'))")
    assert any(each.endswith(", surely on 5 September 2023; no end is told") for each in bands), "the envoys came on one day"


def test_a_day_after_the_reach_of_the_documents_says_so(open_file: Open, demo: Path) -> None:
    opened = open_file(demo, "as-of=2031-01-01")
    assert "the documents reach to September 2025" in opened.summary()
    opened.again("as-of=2025-09-30")
    assert "reach" not in opened.summary()


def test_no_agent_is_in_a_period_without_an_act_or_a_dated_line(open_file: Open, demo: Path) -> None:
    opened = open_file(demo, "from=1900-01-01&to=1910-12-31")
    assert opened.summary().startswith("0 agents · 0 acts")
    opened.go("from=2031-01-01&to=2032-12-31")
    assert opened.summary().startswith("0 agents · 0 acts")
    opened.go("as-of=1900-01-01")
    assert "· 0 agents · 0 acts" in opened.summary()
    opened.go("from=1988-01-01&to=1988-12-31&scope=all")
    standing: list[str] = opened.page.evaluate("chancery.standing()")
    assert len(standing) >= 4
    base = opened.page.evaluate("chancery.standing()[0]").rpartition("/id/")[0]
    for iri in standing:
        opened.go("from=1988-01-01&to=1988-12-31&scope=all&sel=n:" + iri.removeprefix(f"{base}/id/"))
        assert opened.page.locator("#panel-body .act, #panel-body .connections a, #panel-body a.link").count() > 0, iri
