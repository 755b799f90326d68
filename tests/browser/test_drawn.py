"""What is drawn and where: doubt in the opening, places that stay, all agents at once, the keyboard on lines, and time that nobody tells."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.test_opening import SIZES, WORKSPACES

if TYPE_CHECKING:
    from tests.browser.conftest import Open, Opened

SHOWN_TABS = "[...document.querySelectorAll('[role=tab]')].filter(tab => tab.offsetParent && tab.ariaSelected === 'true').map(tab => tab.id)"


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
