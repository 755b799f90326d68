"""The pages in a real browser: they run and request nothing, nothing overflows, the keyboard is enough, and axe finds nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.service.site import write_site
from tests.browser.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

    import kg
    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

PAGES = (
    "index.html",
    "entities.html",
    "acts.html",
    "documents.html",
    "disputes.html",
    "find.html",
    "id/pakistan.html",
    "id/warning-pakistan-2025.html",
    "id/article.html",
    "id/note-shared-text.html",
    "passage/A12.html",
    "assertion/A12-2.html",
    "ontology/Visit.html",
    "ontology/recognized.html",
    "history/israel--pakistan.html",
)
WIDE, DARK, NARROW = VIEWS = (((1440, 900), False), ((1024, 768), True), ((360, 740), False))
View = tuple[tuple[int, int], bool]
LONG = (("disputes.html", WIDE), ("disputes.html", NARROW), ("id/pakistan.html", NARROW))
"""Where axe takes five seconds for what it has seen elsewhere: test_disputes_page.py shows it the disputes in these two views, and the
other pages of agents, acts and passages show it all parts of a page in a narrow window."""


def shown(name: str, view: View) -> str:
    """A page and a view in the name of a test."""
    (width, _), dark = view
    return f"{name}-{width}-{'dark' if dark else 'light'}"


CASES = [(name, view) for name in PAGES for view in VIEWS]


@pytest.fixture(scope="session")
def site(graph: kg.Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the static site; tests/service/test_site.py reads the data that a site has beside them."""
    folder = tmp_path_factory.mktemp("pages") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.service.site.TWINS", ())
        patch.setattr("kg.service.site.DUMPS", ())
        write_site(graph, folder)
    return folder


def fitting(open_file: Open, site: Path, name: str, view: View) -> Page:
    """A page of the site, which fits into the window and has its style."""
    size, dark = view
    opened = open_file(site / name, size=size, dark=dark, ready="main")
    opened.shot(f"page-{shown(name.replace('/', '-').removesuffix('.html'), view)}")
    assert opened.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    style = opened.page.evaluate("getComputedStyle(document.querySelector('.top')).display")
    assert style == "flex", "the policy lets the style sheet in"
    return opened.page


@pytest.mark.parametrize(("name", "view"), LONG, ids=[shown(*case) for case in LONG])
def test_a_long_page_fits_into_the_window(open_file: Open, site: Path, name: str, view: View) -> None:
    fitting(open_file, site, name, view)


@pytest.mark.parametrize(
    ("name", "view"),
    [pytest.param(*case, id=shown(*case), marks=pytest.mark.soak if case in LONG else ()) for case in CASES],
)
def test_a_page_fits_into_the_window_and_is_accessible(open_file: Open, site: Path, name: str, view: View) -> None:
    page = fitting(open_file, site, name, view)
    checker = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not checker.exists():
        pytest.skip("NO AXE: run npm ci, and run again")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    page.evaluate(checker.read_text(encoding="utf-8"))
    # Without preload: the policy of the page lets no script fetch the style sheet.
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'], preload: false }).then(result => result.violations)")
    assert [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in found] == []


def test_the_first_key_leads_past_the_navigation(open_file: Open, site: Path) -> None:
    page = open_file(site / "id" / "pakistan.html", ready="main").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_proof_opens_with_the_keyboard_and_leads_to_a_passage(open_file: Open, site: Path) -> None:
    page = open_file(site / "id" / "pakistan.html", ready="main").page
    summary = page.locator(".inferred summary").first
    summary.focus()
    page.keyboard.press("Enter")
    passage = page.locator(".inferred details[open] a.passage").first
    passage.focus()
    name = passage.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/passage/{name}.html")
    assert page.inner_text("h1") == name


def test_a_reader_comes_from_the_first_page_to_a_passage_and_back(open_file: Open, site: Path) -> None:
    page: Page = open_file(site / "index.html", ready="main").page
    page.click("text=Pakistan and Israel")
    page.wait_for_url("**/history/*")
    page.click(".acts a >> nth=0")
    page.wait_for_url("**/id/*")
    page.click("a.passage >> nth=0")
    page.wait_for_url("**/passage/*")
    page.click(".home a")
    page.wait_for_url("**/index.html")
