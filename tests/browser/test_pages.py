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
VIEWS = (((1440, 900), False), ((1024, 768), True), ((360, 740), False))


@pytest.fixture(scope="session")
def site(graph: kg.Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages") / "site"
    write_site(graph, folder)
    return folder


@pytest.mark.parametrize(("size", "dark"), VIEWS, ids=[f"{size[0]}-{'dark' if dark else 'light'}" for size, dark in VIEWS])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_into_the_window_and_is_accessible(open_file: Open, site: Path, name: str, size: tuple[int, int], dark: bool) -> None:
    opened = open_file(site / name, size=size, dark=dark, ready="main")
    page = opened.page
    opened.shot(f"page-{name.replace('/', '-').removesuffix('.html')}-{size[0]}-{'dark' if dark else 'light'}")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "flex", "the policy lets the style sheet in"
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
