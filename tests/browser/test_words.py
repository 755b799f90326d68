"""The words of the passages in the panel: quoted from a reader's copy, or labelled as ours with a link to the place in the source."""

from __future__ import annotations

import html
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kg
from tests.browser.conftest import ROOT, Open, Opened
from tests.browser.test_everyone import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

TEXT = (ROOT / "tests" / "workspaces" / "nordic" / "texts" / "union-1905.txt").read_text(encoding="utf-8")
SOURCE = "https://example.org/union"
NINTH = f"{SOURCE}#:~:text=Sweden%20recognized%20Norway,26%20October%201905."
PRINTED = (
    f'dcterms:source <{SOURCE}> ; dcterms:publisher "The Northern Post" ; dcterms:language "en" ; '
    "dcterms:license <https://creativecommons.org/licenses/by-sa/4.0/>"
)


@pytest.fixture(scope="module")
def nordic(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    """The workspace about Norway and Sweden, whose document has an address, a publisher and a licence."""
    folder = tmp_path_factory.mktemp("words") / "nordic"
    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", folder, ignore=shutil.ignore_patterns(".kg", "texts"))
    data = folder / "data" / "note.trig"
    text = data.read_text(encoding="utf-8")
    data.write_text(text.replace('"The end of a union"@en', f'"The end of a union"@en ; {PRINTED}'), encoding="utf-8")
    return kg.open(folder)


@pytest.fixture(scope="module")
def plain(nordic: kg.Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its picture without copies."""
    path = tmp_path_factory.mktemp("plain") / "plain.html"
    nordic.view().save(path)
    return path


def quoted(nordic: kg.Graph, folder: Path, text: str) -> Path:
    """Its picture with a copy of the document."""
    copies = folder / "copies"
    copies.mkdir()
    (copies / "union-1905.txt").write_text(text, encoding="utf-8")
    path = folder / "quoted.html"
    nordic.view(texts=copies).save(path)
    return path


def recognition(open_file: Open, path: Path) -> Opened:
    """The picture with the recognition of Norway in the panel."""
    opened = open_file(path, "sel=n:sweden")
    opened.page.evaluate("document.querySelectorAll('details.act').forEach(each => each.setAttribute('open', ''))")
    return opened


def passage(opened: Opened, name: str) -> str:
    """The selector of a passage in the panel."""
    mark = "data-sought"
    opened.page.eval_on_selector_all(
        "#panel-body .passage",
        "(all, [name, mark]) => all.find(each => each.querySelector('.slug').textContent === name).setAttribute(mark, name)",
        [name, mark],
    )
    return f"[{mark}={name}]"


def test_without_a_copy_gists_are_ours_and_the_passage_leads_to_its_place(open_file: Open, plain: Path) -> None:
    opened = recognition(open_file, plain)
    gists = opened.page.locator("#panel-body .gist")
    assert gists.count() > 2
    assert all(each.startswith("In our words: ") for each in gists.all_inner_texts())
    assert {each.evaluate("each => getComputedStyle(each).fontStyle") for each in gists.all()} == {"normal"}
    ninth = passage(opened, "N9")
    assert opened.page.inner_text(ninth) == "N9 The Northern Post, section “The settlement”, sentence 9 · this passage in The Northern Post"
    assert opened.page.get_attribute(f"{ninth} a", "href") == NINTH
    assert opened.page.locator("#panel-body blockquote").count() == 0
    assert "the note" not in opened.page.inner_text(ninth)
    opened.go("sel=")
    assert opened.page.locator(".copy").count() == 0
    sources = opened.page.inner_text(".documents")
    assert sources == "The end of a union, The Northern Post · cited as “the note” · the document in The Northern Post"
    assert opened.page.get_attribute(".documents a", "href") == SOURCE


def test_with_a_copy_the_sentence_is_quoted_with_its_licence_and_its_names_are_marked(
    open_file: Open, nordic: kg.Graph, tmp_path: Path
) -> None:
    opened = recognition(open_file, quoted(nordic, tmp_path, TEXT))
    ninth = passage(opened, "N9")
    quote = opened.page.locator(f"{ninth} blockquote")
    assert quote.text_content() == "Sweden recognized Norway on 26 October 1905."
    assert quote.evaluate("each => [each.lang, each.cite, getComputedStyle(each, '::before').content]") == ["en", NINTH, "open-quote"]
    assert quote.locator("mark").all_inner_texts() == ["Sweden", "Norway"]
    caption = opened.page.locator(f"{ninth} figcaption")
    assert caption.inner_text() == "The Northern Post, licence CC BY-SA 4.0 · this passage in The Northern Post"
    assert caption.locator("a").first.get_attribute("href") == "https://creativecommons.org/licenses/by-sa/4.0/"
    gists = opened.page.locator("#panel-body .gist").all_inner_texts()
    assert gists
    assert all(each.startswith("In our words: ") for each in gists)
    opened.shot("words")
    opened.go("sel=")
    assert opened.page.inner_text(".copy[data-copy=matches]") == "Quoted here from a copy that matches · licence CC BY-SA 4.0"


@pytest.mark.parametrize("dark", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["light", "dark"])
def test_axe_finds_nothing_serious_in_quotations(open_file: Open, nordic: kg.Graph, tmp_path: Path, dark: bool) -> None:
    opened = open_file(quoted(nordic, tmp_path, TEXT), "sel=n:sweden", dark=dark)
    opened.page.evaluate("document.querySelectorAll('#panel-body details').forEach(each => { each.open = true; })")
    assert opened.page.locator("#panel-body blockquote mark").count() > 0
    assert violations(opened) == []


def test_a_copy_that_differs_is_named_and_only_what_it_has_is_quoted(open_file: Open, nordic: kg.Graph, tmp_path: Path) -> None:
    opened = recognition(open_file, quoted(nordic, tmp_path, TEXT.replace("recognized Norway", "acknowledged Norway")))
    assert opened.page.locator(f"{passage(opened, 'N9')} blockquote").count() == 0
    assert opened.page.get_attribute(f"{passage(opened, 'N9')} a", "href") == NINTH
    assert opened.page.locator("#panel-body blockquote").count() > 0
    opened.go("sel=")
    assert opened.page.inner_text(".copy[data-copy=differs]").startswith("The copy is another version: what is not in it is in our words")


def test_two_documents_of_one_publisher_are_told_apart_and_a_missing_copy_is_named(open_file: Open, tmp_path: Path) -> None:
    """Neither document has an address, so that the words say where a passage without a copy begins and ends."""
    folder = tmp_path / "rupture"
    shutil.copytree(ROOT / "examples" / "rupture", folder, ignore=shutil.ignore_patterns(".kg"))
    (folder / "texts" / "backgrounder.txt").unlink()
    kg.open(folder).view(texts=folder / "texts").save(tmp_path / "rupture.html")
    opened = open_file(tmp_path / "rupture.html")
    assert opened.page.locator(".documents .copy").evaluate_all("all => all.map(each => each.dataset.copy).sort()") == [
        "matches",
        "missing",
    ]
    missing = opened.page.inner_text(".copy[data-copy=missing]")
    assert missing == "There was no copy: its passages are in our words only · licence CC BY 4.0"
    opened = recognition(open_file, tmp_path / "rupture.html")
    opened.go("sel=n:iran")
    opened.page.evaluate("document.querySelectorAll('details.act').forEach(each => each.setAttribute('open', ''))")
    texts = opened.page.locator("#panel-body .passage").all_inner_texts()
    quotes = [each for each in texts if each.startswith("H")]
    others = [each for each in texts if each.startswith("N")]
    assert quotes
    assert all(" the chronology (Chancery), section" in each and "licence CC BY 4.0" in each for each in quotes)
    assert others
    assert all(" the backgrounder (Chancery), section" in each for each in others)
    assert sum(" · from “" in each and "” to “" in each for each in others) > len(others) / 2


def test_a_browser_finds_the_passage_by_its_address(browser: Browser, nordic: kg.Graph) -> None:
    """The first and last words lead to the passage, and not to an earlier sentence that has some of them."""
    passages = {row.name: row for coverage in nordic.sources() for row in coverage.passages}
    body = "".join(
        f'<p id="{name}" style="margin-bottom: 3000px">{html.escape(TEXT[each.start : each.end])}</p>' for name, each in passages.items()
    )
    context = browser.new_context(viewport={"width": 800, "height": 600})
    context.route("**/*", lambda route: route.fulfill(body=f"<!doctype html><meta charset=utf-8>{body}", content_type="text/html"))
    for name in ("N2", "N9", "N11"):
        page = context.new_page()
        page.goto(passages[name].address_in(SOURCE))
        page.wait_for_function(
            "name => { const box = document.getElementById(name).getBoundingClientRect(); return box.top >= 0 && box.bottom <= 600; }",
            arg=name,
            timeout=5000,
        )
        page.close()
    context.close()
