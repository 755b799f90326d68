"""What is drawn and where: doubt in the opening, places that stay, all agents at once, the keyboard on lines, and time that nobody tells."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

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
