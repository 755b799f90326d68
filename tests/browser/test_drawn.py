"""What is drawn and where: doubt in the opening, places that stay, all agents at once, the keyboard on lines, and time that nobody tells."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.conftest import Open

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
