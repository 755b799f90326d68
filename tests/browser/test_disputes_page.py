"""The page of disputes in a real browser: it runs and requests nothing, nothing overflows, and axe-core finds it accessible."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.disputes.render.html import html
from tests.browser.conftest import ROOT
from tests.disputes.asking import disputes_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from kg.workspace import Workspace
    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

SIZES = [(1440, 900), (360, 740)]


@pytest.fixture(scope="session")
def written(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("disputes") / "disputes.html"
    path.write_text(html(disputes_of(workspace)), encoding="utf-8")
    return path


VIEWS = [(size, dark) for size in SIZES for dark in (False, True)]


@pytest.fixture(params=VIEWS, ids=[f"{width}-{'dark' if dark else 'light'}" for (width, _), dark in VIEWS])
def opened(request: pytest.FixtureRequest, open_file: Open, written: Path) -> Page:
    size, dark = request.param
    opened = open_file(written, size=size, dark=dark, ready="main")
    opened.shot(f"disputes-{size[0]}-{'dark' if dark else 'light'}")
    return opened.page


def test_nothing_is_wider_than_the_window(opened: Page) -> None:
    assert opened.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    # In a narrow window the heads of tables are one pixel in size, for screen readers.
    beyond = "each => !each.closest('thead') && each.getBoundingClientRect().right > innerWidth + 1"
    wide = f"[...document.querySelectorAll('main *')].filter({beyond}).map(each => each.outerHTML.slice(0, 120))"
    assert opened.evaluate(wide) == []


def test_the_style_sheet_is_let_in_by_the_policy(opened: Page) -> None:
    assert opened.evaluate("getComputedStyle(document.querySelector('.figures')).display") == "grid"


def test_every_square_of_the_map_is_large_enough_and_leads_to_its_passage(opened: Page) -> None:
    sizes = opened.evaluate(
        "[...document.querySelectorAll('a.cell')].map(each => each.getBoundingClientRect()).map(r => [r.width, r.height])"
    )
    assert len(sizes) > 50
    assert all(min(each) >= 24 for each in sizes)
    opened.click("a.cell >> nth=4")
    assert opened.evaluate("document.querySelector(':target').getBoundingClientRect().top") < 740


@pytest.mark.parametrize("opened", [VIEWS[0], VIEWS[3]], ids=["1440-light", "360-dark"], indirect=True)
def test_axe_finds_nothing(opened: Page) -> None:
    checker = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not checker.exists():
        pytest.skip("NO AXE: run npm ci, and run again")
    opened.evaluate(checker.read_text(encoding="utf-8"))
    found = opened.evaluate("axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations)")
    assert [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in found] == []
