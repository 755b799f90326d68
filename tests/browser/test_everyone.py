"""Accessibility: axe-core finds nothing serious, contrast is sufficient in both themes, and the page fits every screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.asking import busiest, slug
from tests.browser.conftest import ROOT, Open, Opened

if TYPE_CHECKING:
    import pyoxigraph as ox

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SIZES = ((360, 740), (768, 1024), (1440, 900))


def violations(opened: Opened) -> list[str]:
    """The violations of serious or critical impact that axe-core finds, as lines that name the place."""
    if not AXE.exists():
        pytest.skip("NO FRONT END: run scripts/build-frontend to fetch axe-core, and run again")
    opened.page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = opened.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']} ({each['impact']}): {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"][:3]
    ]


@pytest.mark.parametrize("dark", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["light", "dark"])
@pytest.mark.parametrize(
    "address",
    [
        "",
        "view=table",
        pytest.param("view=table&tab=agents&sort=degree-down", marks=pytest.mark.soak),
        "more=Hedged,Rumoured,Conditional,said,Denied,Evaluative",
        pytest.param("from=1970&as-of=1990", marks=pytest.mark.soak),
    ],
    ids=["network", "table", "measures", "not-held", "period"],
)
def test_axe_finds_nothing_serious(open_file: Open, demo: Path, store: ox.Store, address: str, dark: bool) -> None:
    state = slug(busiest(store, "State"))
    opened = open_file(demo, f"{address}&sel=n:{state}", dark=dark)
    opened.page.click("#filters-toggle")
    opened.page.evaluate("document.querySelectorAll('#panel-body details').forEach(each => { each.open = true; })")
    assert violations(opened) == []


def test_axe_finds_nothing_serious_in_help_and_search(open_file: Open, demo: Path) -> None:
    opened = open_file(demo)
    opened.page.fill("#search", "a")
    assert violations(opened) == []
    opened.page.click("#help-open")
    assert violations(opened) == []


@pytest.mark.parametrize("dark", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["light", "dark"])
def test_axe_finds_nothing_serious_where_it_asks(open_file: Open, asking: Path, dark: bool) -> None:
    opened = open_file(asking, "view=ask", dark=dark)
    opened.page.wait_for_selector("body[data-engine=ready]")
    opened.page.click("#run")
    opened.page.wait_for_selector("#answer-table")
    assert violations(opened) == []


@pytest.mark.parametrize("dark", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=[f"{width}x{height}" for width, height in SIZES])
def test_it_fits_the_screen(open_file: Open, demo: Path, store: ox.Store, size: tuple[int, int], dark: bool) -> None:
    opened = open_file(demo, size=size, dark=dark)
    name = f"{size[0]}x{size[1]}-{'dark' if dark else 'light'}"
    opened.shot(f"{name}-network")
    for address in ("", "view=table", "view=timeline", f"sel=n:{slug(busiest(store, 'Person'))}"):
        opened.go(address)
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= size[0], address
        for control in ("#search", "#filters-toggle", "#help-open", "#share-open", "#tab-table"):
            box = opened.page.locator(control).bounding_box()
            assert box is not None, (address, control)
            assert box["x"] >= 0, (address, control)
            assert box["x"] + box["width"] <= size[0] + 1, (address, control)
            assert box["height"] >= 24, (address, control)
        opened.shot(f"{name}-{(address or 'start').partition('=')[0] if 'sel' in address else (address or 'start').replace('=', '-')}")
    opened.page.click("#filters-toggle")
    opened.shot(f"{name}-filters")
    assert opened.page.locator("#from").is_visible()


def test_without_motion_nothing_moves_and_with_physics_only_on_request(open_file: Open, demo: Path, store: ox.Store) -> None:
    opened = open_file(demo)
    state = busiest(store, "State")
    before = opened.page.evaluate("iri => chancery.pointOf(iri)", state)
    opened.page.wait_for_timeout(700)
    assert opened.page.evaluate("iri => chancery.pointOf(iri)", state) == before
    again = open_file(demo)
    assert again.page.evaluate("iri => chancery.pointOf(iri)", state) == before
    opened.page.click("#loosen")
    assert opened.page.get_attribute("#loosen", "aria-pressed") == "true"
    opened.page.wait_for_timeout(500)
    opened.page.click("#loosen")
    assert opened.page.evaluate("iri => chancery.pointOf(iri)", state) != before


SMALL = """() => [...document.querySelectorAll('button, select, summary, label.check, input:not([type=checkbox]), [role=separator]')]
  .filter(each => each.offsetParent && !each.closest('.unseen') && !each.matches('.unseen, .link, #canvas *'))
  .map(each => [each.id || each.textContent.trim() || each.className, each.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 23.5 || box.height < 23.5))
  .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)"""
UNNAMED = """() => [...document.querySelectorAll('*')].filter(each => each.tabIndex >= 0 && each.offsetParent && !each.closest('.unseen')
  && !each.textContent.trim() && !each.getAttribute('aria-label') && !each.getAttribute('aria-labelledby') && !(each.labels || []).length)
  .map(each => each.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_targets_are_large_enough_and_every_stop_has_a_name(open_file: Open, asking: Path, size: tuple[int, int]) -> None:
    """WCAG 2.5.8 and 4.1.2, as far as axe does not see them. The splitter can be taken in a strip of 25 pixels around it."""
    opened = open_file(asking, size=size)
    for address in ("", "sel=n:pakistan", "view=table", "view=timeline"):
        opened.go(address)
        if not address:
            opened.page.click("#filters-toggle")
        small = [each for each in opened.page.evaluate(SMALL) if not each.startswith("splitter")]
        assert small == [], address
        assert opened.page.evaluate(UNNAMED) == [], address
        if not address:
            opened.page.click("#filters-close")


def test_single_keys_can_be_turned_off(open_file: Open, demo: Path) -> None:
    """WCAG 2.1.4."""
    opened = open_file(demo)
    opened.page.keyboard.press("?")
    opened.page.click("#single-keys")
    opened.page.keyboard.press("Escape")
    opened.page.keyboard.press("f")
    assert opened.page.get_attribute("body", "data-filters") == "closed"
    assert "keys=off" in opened.page.evaluate("chancery.address()")


def test_lines_are_reached_by_keyboard(open_file: Open, demo: Path) -> None:
    opened = open_file(demo, "sel=n:pakistan")
    opened.page.focus("#canvas")
    opened.page.keyboard.press("l")
    first = opened.page.evaluate("chancery.address()")
    assert "sel=e%3A" in first
    opened.page.keyboard.press("l")
    assert opened.page.evaluate("chancery.address()") != first
    opened.page.keyboard.press("Shift+L")
    assert opened.page.evaluate("chancery.address()") == first
    opened.page.wait_for_timeout(150)
    assert opened.page.inner_text("#live").startswith("Line ")
    opened.page.keyboard.press("ArrowRight")
    assert "sel=n%3A" in opened.page.evaluate("chancery.address()")


def test_at_twice_the_zoom_the_network_has_room(open_file: Open, demo: Path) -> None:
    """A window of 1440 x 900 at 200 % zoom is one of 720 x 450."""
    opened = open_file(demo, size=(720, 450))
    frame = opened.page.locator("#canvas").bounding_box()
    assert frame is not None
    assert frame["height"] > 250
    assert opened.page.locator("#tab-timeline").is_visible()
