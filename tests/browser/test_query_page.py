"""The query page in a real browser, on a real server: what it asks for, what it shows, and that it speaks to nobody else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest

from kg.service.assets import available
from tests.asking import repository
from tests.browser.conftest import SHOTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = pytest.mark.browser

EDITOR = "document.querySelector('.tabPanel.active .CodeMirror').CodeMirror"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a server of the repository's graph, which ends with the tests."""
    if not available():
        pytest.skip("NO FRONT END: run scripts/build-frontend (it needs Node and npm once), and run again")
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", "--quiet"]
    # A low limit of rows is reached at once, and a high one of time not on a busy machine either.
    limits = {**os.environ, "KG_SERVE_ROWS": "2000", "KG_SERVE_SECONDS": "60"}
    with subprocess.Popen(command, cwd=repository(), env=limits, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as started:
        assert started.stdout is not None
        yield started.stdout.readline().strip()
        started.terminate()


class Seen:
    """What a page did that it must not do."""

    def __init__(self, page: Page, address: str) -> None:
        self.faults: list[str] = []
        self.expected: list[str] = []
        page.on("console", lambda message: self.note(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.note(f"error: {error}"))
        page.on("popup", lambda popup: self.note(f"popup: {popup.url}"))
        page.on("request", lambda request: None if request.url.startswith((address, "data:")) else self.note(f"request: {request.url}"))

    def note(self, text: str) -> None:
        # The browser itself reports that a reply had the status 400 or 413.
        if not (self.expected and self.expected[0] in text):
            self.faults.append(text)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce", permissions=["clipboard-read"])
    made.set_default_timeout(20_000)
    yield made
    made.close()


@pytest.fixture
def seen(page: Page, address: str) -> Iterator[Seen]:
    """Watches a page; the test fails if it did something that it must not do."""
    found = Seen(page, address)
    yield found
    page.wait_for_timeout(50)
    assert found.faults == [], "the page did what it must not do"


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def opened(page: Page, seen: Seen, address: str) -> Page:
    """The query page, ready."""
    assert seen.faults == []
    page.goto(address + "query")
    page.wait_for_selector("body[data-ready=yes]")
    return page


def shot(page: Page, name: str) -> None:
    """With the environment variable SHOTS, keep a screenshot for a person to look at."""
    if "SHOTS" in os.environ:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(SHOTS / f"query-{name}.png"))


def write(page: Page, text: str) -> None:
    """Put a text into the editor, and the cursor where it has a bar."""
    script = f"""text => {{
        const editor = {EDITOR};
        editor.setValue(text.replace("¦", ""));
        const at = text.indexOf("¦");
        if (at >= 0) editor.setCursor(editor.getDoc().posFromIndex(at));
        editor.focus();
    }}"""
    page.evaluate(script, text)


def text(page: Page) -> str:
    """The text in the editor."""
    return str(page.evaluate(f"{EDITOR}.getValue()"))


def run(page: Page, query: str) -> None:
    """Run a query with the keyboard, and wait for the answer."""
    write(page, query)
    page.keyboard.press("Control+Enter")
    page.wait_for_function("() => /complete|Stopped/.test(document.querySelector('.tabPanel.active [role=status]').textContent)")


def cells(page: Page) -> list[list[str]]:
    """The texts of the cells that the table shows."""
    page.wait_for_selector(".tabPanel.active table.answer tbody tr")
    script = "rows => rows.map(row => [...row.cells].map(each => each.innerText.trim()))"
    found = page.locator(".tabPanel.active table.answer tbody tr").evaluate_all(script)
    return [[str(cell) for cell in row] for row in found]


def complete(page: Page, query: str, typed: str) -> list[str]:
    """What is suggested for something that is typed."""
    write(page, query)
    page.keyboard.type(typed, delay=20)
    page.wait_for_function(
        "typed => [...document.querySelectorAll('.CodeMirror-hints b')].some(each => each.textContent.toLowerCase().includes(typed))",
        arg=typed.partition(":")[2] or typed.lower()[:4],
    )
    return [str(each) for each in page.locator(".CodeMirror-hints b").all_inner_texts()]


def axe(page: Page) -> list[Any]:
    """What axe finds, as a list of rules with the elements that break them."""
    if not AXE.is_file():
        pytest.skip("NO FRONT END: run scripts/build-frontend (it needs Node and npm once), and run again")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    script = """async () => (await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })).violations
        .map(each => [each.id, ...each.nodes.map(node => node.html.slice(0, 160))])"""
    found = page.evaluate(script)
    assert isinstance(found, list)
    return found


def test_a_query_is_answered_with_labels_links_and_downloads(opened: Page, address: str) -> None:
    run(opened, "SELECT ?act ?who ?n WHERE { BIND(2 AS ?n) ?act a dip:Recognition ; dip:actor ?who } ORDER BY ?act")
    assert opened.locator(".parseErrorIcon").count() == 0, "the prefix dip need not be declared"
    shown = cells(opened)
    assert shown
    assert all("Who says so?" in row[-1] for row in shown)
    assert re.search(rf"^{len(shown)} rows? in \d.*\. The answer is complete\.$", opened.inner_text(".tabPanel.active [role=status]"))
    link = opened.locator(".tabPanel.active table.answer a.term").first
    label, href = link.inner_text(), link.evaluate("link => link.href")
    assert not label.startswith("http")
    assert href.startswith(address + "id/")
    with urlopen(href) as reply:  # noqa: S310  # the address of the server of this test
        assert label in reply.read().decode()
    downloads = opened.locator(".tabPanel.active .downloads a")
    assert downloads.all_inner_texts() == ["CSV", "TSV", "JSON", "XML"]
    with urlopen(downloads.first.evaluate("link => link.href")) as reply:  # noqa: S310
        assert reply.headers["Content-Disposition"] == 'attachment; filename="answer.csv"'
        assert len(reply.read().decode().splitlines()) == len(shown) + 1
    shot(opened, "rows")


def test_the_evidence_of_a_row_is_shown_below_it_and_nothing_is_guessed(opened: Page) -> None:
    run(opened, "SELECT ?act WHERE { VALUES ?act { e:recognition-1988 } }")
    button = opened.locator("button.who").first
    button.click()
    opened.wait_for_selector(".row-claim")
    proof = opened.inner_text("div.row-evidence")
    assert re.search(r"\d+ claims? · \d+ passages?", proof)
    assert "stated" in proof
    assert button.get_attribute("aria-expanded") == "true"
    assert opened.locator(".row-evidence a[href^='passage/']").count() >= 1
    shot(opened, "evidence")
    button.click()
    assert opened.locator("div.row-evidence").count() == 0
    run(opened, "SELECT (COUNT(?act) AS ?n) WHERE { ?act a dip:Act }")
    opened.locator("button.who").first.click()
    opened.wait_for_selector(".row-remark")
    assert "names no thing" in opened.inner_text(".row-remark")
    assert opened.locator(".row-claim").count() == 0


def test_a_value_is_shown_as_it_is_and_never_run(opened: Page) -> None:
    values = ["<img src=x onerror=alert(1)>", "{{y}} {{ z }}", "&lt;b&gt;", "</script><script>alert(1)</script>"]
    rows = " ".join(json.dumps(each) for each in values)
    run(opened, f'SELECT ?x ?y WHERE {{ VALUES ?x {{ {rows} <javascript:alert(1)> }} BIND("other" AS ?y) }}')
    assert [row[1] for row in cells(opened)] == [*values, "javascript:alert(1)"]
    assert opened.locator(".tabPanel.active table.answer a.term").count() == 0
    assert opened.locator("table.answer img").count() == 0


def test_triples_are_rows_with_the_claims_that_assert_them(opened: Page) -> None:
    run(opened, "CONSTRUCT { ?act a dip:Act } WHERE { VALUES ?act { e:recognition-1988 } ?act a dip:Act }")
    opened.locator("button.who").first.click()
    opened.wait_for_selector(".row-claim")
    assert opened.locator(".tabPanel.active .downloads a").all_inner_texts() == ["Turtle", "N-Triples", "JSON-LD", "RDF/XML"]


def test_the_place_of_an_error_is_marked_and_a_large_answer_says_what_to_do(opened: Page, seen: Seen) -> None:
    seen.expected.append("the server responded with a status of 4")
    write(opened, "SELECT ?a WHERE {\n  ?a dip:actor ?b .\n  FILTER(?c = )\n}")
    opened.keyboard.press("Control+Enter")
    opened.wait_for_selector(".errorResult .problem")
    assert "Line 3, column 15" in opened.inner_text(".errorResult .problem")
    assert opened.evaluate(f"{EDITOR}.getCursor().line") == 2
    assert opened.locator(".error-line").count() == 1
    shot(opened, "error")
    write(opened, "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }")
    assert opened.locator(".error-line").count() == 0
    opened.keyboard.press("Control+Enter")
    opened.wait_for_function("() => /too large/i.test(document.querySelector('.errorResult')?.innerText ?? '')")
    assert "2,000 rows are allowed" in opened.inner_text(".errorResult .problem")


def test_classes_properties_and_names_are_completed_from_ontology_and_labels(opened: Page) -> None:
    pattern = "SELECT * WHERE {\n  %s\n}"
    found = complete(opened, pattern % "?act a ¦", "dip:recog")
    assert found[0] == "dip:Recognition"
    opened.keyboard.press("Enter")
    opened.wait_for_function(f"() => {EDITOR}.getValue().includes('?act a dip:Recognition')")
    assert "PREFIX dip: <https://w3id.org/chancery/ontology#>" in text(opened)
    assert "dip:RecognitionOfState" in complete(opened, pattern % "?act a ¦", "recog")
    opened.keyboard.press("Escape")
    assert "dip:participant" in complete(opened, pattern % "?act ¦", "partici")
    opened.keyboard.press("Escape")
    assert complete(opened, pattern % "?act dip:actor ¦", "Paki")[0] == "e:pakistan"
    shot(opened, "names")
    opened.keyboard.press("Enter")
    opened.wait_for_function(f"() => {EDITOR}.getValue().includes('dip:actor e:pakistan')")


def test_a_stored_query_is_found_filled_in_bound_and_run(opened: Page, seen: Seen) -> None:
    opened.fill("#stored-search", "between two")
    assert "acts-between" in opened.inner_text("#stored-list")
    entry = opened.locator("#stored-list li", has=opened.locator("code", has_text=re.compile("^acts-between$")))
    entry.locator("summary").click()
    entry.locator("input[name=a]").press_sequentially("Paki")
    opened.wait_for_selector("#q-acts-between-a-names option[value=Pakistan]", state="attached")
    seen.expected.append("the server responded with a status of 400")
    entry.locator("input[name=a]").fill("Pakistan")
    entry.locator("input[name=b]").fill("Nowhere at all")
    entry.locator("button.first").click()
    opened.wait_for_function("() => /Nowhere at all/.test(document.querySelector('.params .problem:not(:empty)')?.textContent ?? '')")
    seen.expected.clear()
    entry.locator("input[name=b]").fill("PLO")
    entry.locator("button.first").click()
    opened.wait_for_selector(".tabPanel.active table.answer a.term")
    assert opened.locator(".tab.active").inner_text().startswith("acts-between")
    assert '#+ cite: ["act"]' in text(opened)
    assert "/id/plo>" in text(opened)
    shot(opened, "stored")


def test_a_query_is_in_the_address_and_a_link_with_it_runs(opened: Page, address: str) -> None:
    query = "ASK { e:pakistan a dip:State }  # 100% & #1"
    run(opened, query)
    assert opened.inner_text(".tabPanel.active [role=status]").startswith("Yes in ")
    shared = opened.url
    assert shared.startswith(address + "query#query=")
    opened.evaluate("localStorage.clear()")
    opened.goto("about:blank")
    opened.goto(shared)
    opened.wait_for_function("() => /^Yes/.test(document.querySelector('.tabPanel.active [role=status]').textContent)")
    assert text(opened) == query


def test_a_link_cannot_send_the_query_elsewhere(page: Page, seen: Seen, address: str) -> None:
    page.goto(address + "query#query=ASK%20%7B%7D&endpoint=https%3A%2F%2Fevil.example%2Fsparql&requestMethod=GET&args=x")
    page.wait_for_function("() => /^Yes/.test(document.querySelector('.tabPanel.active [role=status]')?.textContent ?? '')")
    assert seen.faults == []


def test_the_keyboard_leaves_the_editor_and_reaches_everything(opened: Page) -> None:
    write(opened, "ASK {}¦")
    opened.keyboard.press("Escape")
    assert opened.evaluate("document.activeElement.className").startswith("yasqe_queryButton")
    opened.keyboard.press("Enter")
    opened.wait_for_function("() => /^Yes/.test(document.querySelector('.tabPanel.active [role=status]').textContent)")


def test_texts_stay_in_the_browser_and_answers_do_not(opened: Page, address: str) -> None:
    run(opened, "SELECT ?x WHERE { VALUES ?x { 1 2 3 } }")
    assert len(cells(opened)) == 3
    opened.goto("about:blank")
    opened.goto(address + "query")
    opened.wait_for_selector("body[data-ready=yes]")
    assert text(opened) == "SELECT ?x WHERE { VALUES ?x { 1 2 3 } }"
    assert opened.locator("table.answer").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_screen_and_on_a_phone(browser: Browser, address: str, scheme: Any) -> None:
    if not AXE.is_file():
        pytest.skip("NO FRONT END: run scripts/build-frontend (it needs Node and npm once), and run again")
    made = browser.new_context(color_scheme=scheme, viewport={"width": 1440, "height": 900}, bypass_csp=True, reduced_motion="reduce")
    try:
        page = made.new_page()
        page.goto(address + "query")
        page.wait_for_selector("body[data-ready=yes]")
        run(page, "SELECT ?act ?date WHERE { ?act a dip:Act ; dip:date ?date } ORDER BY ?date LIMIT 60")
        page.locator("button.who").first.click()
        page.wait_for_selector(".row-claim")
        page.locator("#stored-list summary").first.click()
        assert axe(page) == []
        shot(page, scheme)
        page.set_viewport_size({"width": 390, "height": 844})
        page.locator("#stored > summary").click()
        page.locator(".tabPanel.active .yasr").scroll_into_view_if_needed()
        page.mouse.move(0, 0)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        shot(page, f"{scheme}-phone")
    finally:
        made.close()


def test_without_scripts_a_form_asks_the_same(browser: Browser, address: str) -> None:
    made = browser.new_context(java_script_enabled=False)
    try:
        page = made.new_page()
        page.goto(address + "query")
        page.fill("textarea", "SELECT ?x WHERE { VALUES ?x { 1 2 } }")
        page.click("form#plain button")
        page.wait_for_url("**/query/answer?*")
        assert page.locator("main tbody td").all_inner_texts() == ["1", "2"]
        page.select_option("select", "json")
        page.click("form#plain button")
        page.wait_for_url("**/query/answer?*format=json")
        found = json.loads(page.locator("body").inner_text())
        assert [row["x"]["value"] for row in found["results"]["bindings"]] == ["1", "2"]
    finally:
        made.close()
