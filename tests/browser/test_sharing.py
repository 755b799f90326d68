"""Sharing: pictures as PNG and SVG, links and the history of the browser, one figure in another page, and stories."""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.picture import About, draw_picture, picture
from tests.browser.conftest import SHOTS, Watch
from tests.browser.hostile import PAYLOADS, everything_hostile
from tests.browser.test_everyone import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from kg.snapshot import Snapshot
    from kg.workspace import Workspace
    from tests.browser.conftest import Open, Opened

pytestmark = pytest.mark.browser
SVG = "{http://www.w3.org/2000/svg}"
NO_ACT = "stated by a source, without an act"


def saved(opened: Opened, entry: str, path: Path) -> Path:
    """The file that an entry of the menu saves."""
    opened.page.click("#share-open")
    with opened.page.expect_download() as waiting:
        opened.page.click(f"#{entry}")
    waiting.value.save_as(path)
    assert Path(waiting.value.suggested_filename).suffix == path.suffix
    return path


def copied(opened: Opened, entry: str) -> str:
    """The text that an entry of the menu copies."""
    opened.page.click("#share-open")
    opened.page.click(f"#{entry}")
    opened.page.wait_for_timeout(150)
    return str(opened.page.evaluate("navigator.clipboard.readText()"))


def tree(path: Path) -> ET.Element:
    """The root of a well-formed XML file that the page wrote."""
    return ET.fromstring(path.read_bytes())  # noqa: S314 - written by the page, without a document type


def texts(path: Path) -> list[str]:
    """The texts of an SVG file, which must be well-formed and must not be able to run anything."""
    root = tree(path)
    assert root.tag == f"{SVG}svg"
    assert not [each for each in root.iter() if each.tag.rpartition("}")[2] in ("script", "foreignObject", "a", "image", "style")]
    assert not [name for each in root.iter() for name in each.attrib if name.startswith("on") or name.endswith("href")]
    return ["".join(each.itertext()) for each in root.iter(f"{SVG}text")]


def add_view(opened: Opened, caption: str) -> None:
    """Add the view as it is to the story."""
    opened.page.click("#share-open")
    opened.page.click("#share-add")
    opened.page.fill("#story-caption", caption)
    opened.page.wait_for_timeout(250)


def heading(opened: Opened) -> str:
    """The title of the panel; empty if nothing is selected."""
    return opened.page.inner_text("#panel-title") if opened.page.get_attribute("body", "data-chosen") == "yes" else ""


@pytest.mark.parametrize("dark", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["light", "dark"])
def test_the_network_is_saved_as_a_sharp_png(open_file: Open, demo: Path, dark: bool) -> None:
    opened = open_file(demo, dark=dark)
    frame = opened.page.locator("#canvas").bounding_box()
    assert frame is not None
    SHOTS.mkdir(parents=True, exist_ok=True)
    for times in (2, 3):
        content = saved(opened, f"save-png-{times}", SHOTS / f"saved-{times}-{'dark' if dark else 'light'}.png").read_bytes()
        assert content.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", content[16:24])
        assert width > 1000 * times
        assert width >= frame["width"] * times
        assert height > (frame["height"] + 100) * times


def test_the_svg_has_title_names_words_legend_source_and_licence(open_file: Open, demo: Path, workspace: Workspace, tmp_path: Path) -> None:
    opened = open_file(demo)
    path = saved(opened, "save-svg", tmp_path / "network.svg")
    found = texts(path)
    for wanted in (workspace.title, "Pakistan", "Israel", "does not recognize", "recognized 1988"):
        assert wanted in found, wanted
    legend = ["States", "Persons", "Recognition and relations", "inferred from acts", NO_ACT, "barred: says that something is not so"]
    assert [each for each in legend if each not in found] == []
    # A line of the legend is drawn as in the network: what is inferred is whole, what is stated without an act is dotted.
    parts = list(tree(path).iter())
    before = {"".join(part.itertext()): parts[place - 1] for place, part in enumerate(parts) if part.tag == f"{SVG}text"}
    assert before["inferred from acts"].get("stroke-dasharray") is None
    assert before[NO_ACT].get("stroke-dasharray")
    # Nothing that the network does not show is in its legend.
    assert not any("⚑" in text for text in found)
    foot = " ".join(found)
    assert workspace.citation in foot
    assert workspace.license in foot
    root = tree(path)
    assert root.findtext(f"{SVG}title") == workspace.title
    about = root.findtext(f"{SVG}desc") or ""
    assert workspace.citation in about
    assert "24 of" in about
    names = [row[1] for row in opened.page.evaluate("chancery.labels()") if row[0] in ("name", "line")]
    written = " ".join(found)
    assert [name for name in names if not all(word in written for word in name.split())] == []


def test_the_svg_says_of_which_day_it_is_and_what_is_doubtful(open_file: Open, demo: Path, tmp_path: Path) -> None:
    opened = open_file(demo, "as-of=1980-12-31&more=Hedged,Rumoured,said&doubt=all")
    found = " ".join(texts(saved(opened, "save-svg", tmp_path / "doubt.svg")))
    for wanted in ("As of 31 December 1980", "⚑ hedged", "as of 1980-12-31", "rumoured"):
        assert wanted in found, wanted


def test_the_timeline_is_saved_as_svg(open_file: Open, demo: Path, workspace: Workspace, tmp_path: Path) -> None:
    opened = open_file(demo, dark=True)
    found = texts(saved(opened, "save-timeline", tmp_path / "timeline.svg"))
    for wanted in (workspace.title, "1990", "Visits and talks"):
        assert wanted in found, wanted
    assert any(text.startswith("Recognition of") for text in found)


def test_hostile_names_are_only_names_in_the_svg(open_file: Open, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    draw_picture(everything_hostile(), About(title=PAYLOADS[0], citation=PAYLOADS[0])).save(path)
    opened = open_file(path, "scope=all")
    found = "".join(texts(saved(opened, "save-svg", tmp_path / "hostile.svg")))
    assert "script" in found
    add_view(opened, "".join(PAYLOADS)[:1900])
    opened.page.click("#story-edit")
    assert "<" in opened.page.inner_text("#story-text")
    again = open_file(saved(opened, "share-copy", tmp_path / "hostile-copy.html"))
    assert again.page.inner_text("#story-text") == opened.page.inner_text("#story-text")
    for page in (opened.page, again.page):
        assert page.evaluate("window.pwned") is None


def test_a_figure_that_is_not_seen_cannot_be_saved(open_file: Open, demo: Path) -> None:
    opened = open_file(demo, "view=table", size=(390, 844))
    opened.page.click("#share-open")
    for entry in ("save-png-2", "save-svg", "save-timeline"):
        assert opened.page.get_attribute(f"#{entry}", "aria-disabled") == "true", entry
        opened.page.click(f"#{entry}", force=True)
    assert opened.page.is_visible("#share-menu")


def test_the_menu_works_by_keyboard(open_file: Open, demo: Path) -> None:
    opened = open_file(demo)
    keys = opened.page.keyboard
    here = "document.activeElement.id"
    opened.page.focus("#share-open")
    keys.press("Enter")
    assert opened.page.evaluate(here) == "save-png-2"
    keys.press("ArrowUp")
    assert opened.page.evaluate(here) == "share-story"
    keys.press("Home")
    keys.press("ArrowDown")
    assert opened.page.evaluate(here) == "save-png-3"
    keys.press("c")
    assert opened.page.evaluate(here) == "share-link"
    keys.press("Escape")
    assert opened.page.is_hidden("#share-menu")
    assert opened.page.evaluate(here) == "share-open"
    keys.press("ArrowDown")
    opened.page.click("#title")
    assert opened.page.is_hidden("#share-menu")


def test_back_and_forward_walk_through_the_views(open_file: Open, demo: Path) -> None:
    opened = open_file(demo)
    first = opened.summary()
    opened.page.fill("#search", "Israel")
    opened.page.press("#search", "Enter")
    assert heading(opened) == "Israel"
    opened.page.click("#filters-toggle")
    opened.page.fill("#from", "1980")
    opened.page.press("#from", "Enter")
    narrowed = opened.summary()
    assert narrowed != first
    opened.page.go_back()
    opened.page.wait_for_function("first => document.getElementById('summary').innerText === first", arg=first)
    assert heading(opened) == "Israel"
    opened.page.go_back()
    opened.page.wait_for_function("document.body.dataset.chosen === 'no'")
    opened.page.go_forward()
    opened.page.wait_for_function("document.body.dataset.chosen === 'yes'")
    assert heading(opened) == "Israel"
    assert opened.summary() == first


def test_a_link_reopens_the_whole_state(open_file: Open, demo: Path) -> None:
    address = (
        "view=table&scope=all&more=Hedged%2Csaid&party=pakistan%2Cisrael&all=1&from=1970-01-01&to=2010-12-31&undated=1&agreed=1"
        "&pair=pakistan%2Cisrael&show=place&open=israel&sel=n%3Apakistan&size=degree&sort=date-down&tab=relations&theme=dark"
    )
    opened = open_file(demo, address)
    assert opened.page.evaluate("chancery.address()") == address
    link = copied(opened, "share-link")
    again = open_file(demo, link.partition("#")[2])
    assert again.page.evaluate("chancery.address()") == address
    assert again.summary() == opened.summary()


def test_one_figure_in_another_page(open_file: Open, browser: Browser, demo: Path, tmp_path: Path) -> None:
    opened = open_file(demo, "as-of=1990-12-31")
    code = copied(opened, "share-embed")
    assert f'src="{demo.name}#as-of=1990-12-31&amp;embed=1"' in code
    host = tmp_path / "host.html"
    (tmp_path / demo.name).write_bytes(demo.read_bytes())
    timeline = code.replace("embed=1", "embed=1&amp;view=timeline")
    host.write_text(f'<!DOCTYPE html><html lang="en"><title>A report</title><p>Before</p>{code}{timeline}<p>After</p>', encoding="utf-8")
    page = browser.new_page(viewport={"width": 900, "height": 1150})
    watch = Watch(page)
    page.goto(host.as_uri())
    network, time = page.frames[1:]
    for frame in (network, time):
        frame.wait_for_selector("body[data-ready=yes]")
        assert frame.inner_text("#title")
        for hidden in ("#search", "#tools", "#exports", "#tab-table", "#panel", "#filters", "#splitter", "#skip"):
            assert frame.is_hidden(hidden), hidden
        line = frame.inner_text("#embed-line")
        assert line.startswith("Open the whole picture")
        assert "licence" in line.lower()
    assert network.is_visible("#canvas")
    assert network.is_hidden("#view-timeline")
    assert time.is_visible("#lanes")
    assert time.is_hidden("#canvas")
    steps = page.evaluate("history.length")
    figure = network.evaluate("chancery.labels()")
    network.hover("#canvas")
    page.mouse.wheel(0, 40)
    page.wait_for_timeout(150)
    assert page.evaluate("scrollY") == 40
    assert [row[1] for row in network.evaluate("chancery.labels()")] == [row[1] for row in figure]
    page.mouse.wheel(0, -40)
    network.focus("#canvas")
    network.press("#canvas", "ArrowRight")
    assert network.evaluate("chancery.address()").count("sel=") == 1
    assert "embed" not in (network.get_attribute("#embed-open", "href") or "")
    # The steps of a reader in the figure are no steps of the page around it.
    assert page.evaluate("history.length") == steps
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SHOTS / "embedded.png"))
    page.close()
    assert watch.seen == []


def test_a_story_is_written_told_and_changed(open_file: Open, demo: Path) -> None:
    opened = open_file(demo)
    page = opened.page
    assert page.is_hidden("#story-bar")
    add_view(opened, "All parties")
    opened.go(page.evaluate("chancery.address()") + "&as-of=1980-12-31")
    assert page.is_visible("#story-take")
    page.click("#story-add")
    page.fill("#story-caption", "Until 1980")
    page.click("#story-edit")
    assert page.inner_text("#story-text") == "Until 1980"
    assert "2 of 2" in page.inner_text("#story-bar")
    opened.shot("story")
    page.click("#story-back")
    assert page.inner_text("#story-text") == "All parties"
    assert "1980" not in opened.summary()
    page.click("#story-next")
    assert "1980" in opened.summary()
    page.click("#story-edit")
    page.click("#story-earlier")
    assert page.input_value("#story-caption") == "Until 1980"
    assert "1 of 2" in page.inner_text("#story-bar")
    page.click("#story-remove")
    assert page.input_value("#story-caption") == "All parties"
    page.click("#story-remove")
    assert page.is_hidden("#story-bar")
    assert page.evaluate("document.activeElement.id") == "share-open"
    assert "story" not in page.evaluate("chancery.address()")


def test_a_link_reopens_a_story_at_its_step(open_file: Open, demo: Path) -> None:
    opened = open_file(demo, "as-of=1980-12-31")
    add_view(opened, "Until 1980 — «十二»")
    opened.go(opened.page.evaluate("chancery.address()") + "&view=table")
    opened.page.click("#story-add")
    opened.page.fill("#story-caption", "The table")
    opened.page.click("#story-back")
    again = open_file(demo, copied(opened, "share-link").partition("#")[2])
    assert again.page.inner_text("#story-text") == "Until 1980 — «十二»"
    assert "1980" in again.summary()
    again.page.click("#story-next")
    assert again.page.get_attribute("body", "data-view") == "table"
    again.page.go_back()
    again.page.wait_for_function("document.body.dataset.view === 'network'")
    assert again.page.inner_text("#story-text") == "Until 1980 — «十二»"


@pytest.mark.parametrize("packed", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["plain", "with the engine"])
def test_a_copy_of_the_file_opens_the_story(open_file: Open, request: pytest.FixtureRequest, tmp_path: Path, packed: bool) -> None:
    source = request.getfixturevalue("asking" if packed else "demo")
    opened = open_file(source)
    assert opened.page.locator("#story-bar").inner_text() == ""
    add_view(opened, "All parties")
    opened.go(opened.page.evaluate("chancery.address()") + "&as-of=1980-12-31")
    opened.page.click("#story-add")
    opened.page.fill("#story-caption", "Until 1980")
    copy = saved(opened, "share-copy", tmp_path / "copy.html")
    # Nothing but the story differs: the copy is not that of the page as it was drawn.
    mark = '<script type="application/json" id="story">'
    before, after = (path.read_text(encoding="utf-8") for path in (source, copy))
    assert after.split(mark)[1].partition("</script>")[2].strip() == before.split(mark)[1].partition("</script>")[2].strip()
    assert 'data-ready="no"' in after
    assert '<section id="story-bar" class="story" hidden=""></section>' in after
    again = open_file(copy)
    assert again.page.inner_text("#story-text") == "All parties"
    assert again.page.evaluate("chancery.address()") == "step=1"
    again.page.click("#story-next")
    assert "1980" in again.summary()
    assert again.page.evaluate("location.hash") == "#step=2"
    if packed:
        again.page.click("#tab-ask")
        again.page.wait_for_selector("body[data-engine=ready]", timeout=60_000)
    # A copy of the copy, with one view less.
    again.page.click("#story-edit")
    again.page.click("#story-remove")
    third = open_file(saved(again, "share-copy", tmp_path / "third.html"))
    assert "1 of 1" in third.page.inner_text("#story-bar")


def test_a_story_plays_slowly_and_stops_when_a_reader_acts(browser: Browser, demo: Path, open_file: Open) -> None:
    quiet = open_file(demo)
    add_view(quiet, "One")
    add_view(quiet, "Two")
    address = quiet.page.evaluate("chancery.address()")
    assert quiet.page.locator("#story-play").count() == 0
    page = browser.new_page(viewport={"width": 1200, "height": 800}, reduced_motion="no-preference")
    page.clock.install()
    page.goto(f"{demo.as_uri()}#{address}")
    page.wait_for_selector("body[data-ready=yes]")
    page.click("#story-play")
    assert page.inner_text("#story-text") == "One"
    page.clock.run_for(3000)
    assert page.inner_text("#story-text") == "One"
    page.clock.run_for(4000)
    assert page.inner_text("#story-text") == "Two"
    assert page.inner_text("#story-play") == "Play"
    page.click("#story-play")
    page.keyboard.press("Tab")
    assert page.inner_text("#story-play") == "Play"
    page.clock.run_for(20_000)
    assert page.inner_text("#story-text") == "One"
    page.close()


def test_a_story_from_python_opens_with_the_file(open_file: Open, workspace: Workspace, snapshot: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "told.html"
    story = [{"caption": "As of 1980 </script>", "address": "graph.html#as-of=1980-12-31"}, {"caption": "A table", "address": "view=table"}]
    picture(workspace, snapshot, story=story).save(path)
    opened = open_file(path)
    assert opened.page.inner_text("#story-text") == "As of 1980 </script>"
    assert "1980" in opened.summary()
    opened.go("step=2")
    assert opened.page.get_attribute("body", "data-view") == "table"
    opened.go("view=network")
    assert "1980" not in opened.summary()


def test_a_damaged_address_is_no_story(open_file: Open, demo: Path) -> None:
    opened = open_file(demo, "story=%2A%2A&step=7&view=table")
    assert opened.page.is_hidden("#story-bar")
    assert opened.page.get_attribute("body", "data-view") == "table"


@pytest.mark.parametrize("dark", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["light", "dark"])
def test_axe_finds_nothing_serious_in_menu_story_and_figure(open_file: Open, demo: Path, dark: bool) -> None:
    opened = open_file(demo, dark=dark)
    add_view(opened, "All parties")
    assert violations(opened) == []
    opened.page.click("#story-edit")
    opened.page.click("#share-open")
    assert violations(opened) == []
    figure = open_file(demo, "embed=1", size=(700, 500), dark=dark)
    assert violations(figure) == []


@pytest.mark.parametrize(
    "size", [(1440, 900), pytest.param((1024, 768), marks=pytest.mark.soak), (390, 844)], ids=["wide", "middle", "narrow"]
)
def test_menu_and_story_fit_the_screen(open_file: Open, demo: Path, size: tuple[int, int]) -> None:
    opened = open_file(demo, size=size)
    add_view(opened, "A caption of some length, as a reader would write it, with a date and two names")
    for state in ("edited", "told"):
        if state == "told":
            opened.page.click("#story-edit")
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= size[0]
        canvas = opened.page.locator("#canvas").bounding_box()
        assert canvas is not None
        assert canvas["height"] > (150 if state == "edited" else 200)
        opened.shot(f"story-{state}-{size[0]}")
    opened.page.click("#share-open")
    box = opened.page.locator("#share-menu").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]
    assert box["y"] + box["height"] <= size[1]
    sizes = "all => all.map(each => each.getBoundingClientRect().height)"
    assert min(opened.page.eval_on_selector_all("#share-menu [role=menuitem]", sizes)) >= 24
