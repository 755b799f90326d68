"""What leaves the page as a table or on paper: CSV and print, each with the snapshot, the selection and how to cite it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.picture import Picture
from tests.browser.asking import column
from tests.browser.conftest import SHOTS, Open, Watch

if TYPE_CHECKING:
    import pyoxigraph as ox
    from playwright.sync_api import Browser

    from kg.snapshot import Snapshot
    from kg.workspace import Workspace

pytestmark = pytest.mark.browser


def test_the_table_is_copied_as_csv_with_its_origin(
    open_file: Open, demo: Path, store: ox.Store, workspace: Workspace, snapshot: Snapshot
) -> None:
    opened = open_file(demo, "view=table&from=1970&to=1999")
    opened.page.click("#copy-csv")
    opened.page.wait_for_timeout(200)
    text = opened.page.evaluate("navigator.clipboard.readText()")
    found = list(csv.DictReader(io.StringIO(text)))
    query = """SELECT DISTINCT ?x { ?x a dip:Matter ; dip:earliest ?e ; dip:latest ?l
        FILTER(STR(?e) <= "1999-12-31" && STR(?l) >= "1970-01-01") }"""
    assert {row["IRI"] for row in found} >= set(column(store, query))
    digest = snapshot.digest[:12]
    assert all(
        digest in row["Cite as"] and workspace.citation in row["Cite as"] and "1970-01-01/1999-12-31" in row["Cite as"] for row in found
    )


def test_tables_sort_by_each_column_up_and_down(open_file: Open, demo: Path) -> None:
    opened = open_file(demo, "view=table&tab=agents")
    script = "all => all.map(each => Number(each.textContent))"
    for name, place in (("acts", 3), ("degree", 4), ("betweenness", 5)):
        opened.page.click(f"[data-column={name}]")
        falling = opened.page.eval_on_selector_all(f"#table tbody tr td:nth-child({place})", script)
        assert falling == sorted(falling, reverse=True)
        assert falling[0] > falling[-1]
        assert opened.page.evaluate("document.activeElement.dataset.column") == name
        opened.page.keyboard.press("Enter")
        assert opened.page.eval_on_selector_all(f"#table tbody tr td:nth-child({place})", script) == sorted(falling)
        assert opened.page.locator("th[aria-sort=ascending]").count() == 1
    opened.shot("measures")


def test_the_csv_is_saved_as_a_file(open_file: Open, demo: Path, tmp_path: Path) -> None:
    opened = open_file(demo, "view=table&tab=relations")
    with opened.page.expect_download() as waiting:
        opened.page.click("#save-csv")
    path = tmp_path / "relations.csv"
    waiting.value.save_as(path)
    found = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    caption = opened.page.inner_text("#table caption").rstrip("rows.").rstrip().rpartition(" ")[2]
    assert f"{len(found):,}" == caption


def test_printing_shows_the_network_and_the_whole_table(open_file: Open, demo: Path, store: ox.Store) -> None:
    opened = open_file(demo)
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    opened.page.emulate_media(media="print")
    assert opened.page.locator("canvas.for-print").is_visible()
    assert opened.page.locator("#table tbody tr").count() == len(column(store, "SELECT DISTINCT ?x { ?x a dip:Matter }"))
    for hidden in ("#tools", "#search", "#zoom", "#filters"):
        assert opened.page.locator(hidden).is_hidden(), hidden
    opened.shot("print", full=True)
    pdf = opened.page.pdf(format="A4")
    SHOTS.mkdir(parents=True, exist_ok=True)
    (SHOTS / "print.pdf").write_bytes(pdf)
    assert pdf.startswith(b"%PDF")
    opened.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert opened.page.locator("canvas.for-print").count() == 0


def test_in_a_notebooks_frame_everything_works_but_the_address(browser: Browser, made: Picture, asking: Path, tmp_path: Path) -> None:
    page_of = tmp_path / "notebook.html"
    asked = Picture(asking.read_text(encoding="utf-8"), made.about, made.data)
    page_of.write_text(f"<!DOCTYPE html><title>notebook</title>{made._repr_html_()}{asked._repr_html_()}", encoding="utf-8")
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    watch = Watch(page)
    page.goto(page_of.as_uri())
    plain, engine = page.frames[1:]
    for frame in (plain, engine):
        frame.wait_for_selector("body[data-ready=yes]")
    plain.fill("#search", "Pakistan")
    plain.press("#search", "Enter")
    assert plain.inner_text("#panel-title") == "Pakistan"
    plain.click("#panel-body .link >> nth=0")
    plain.click("#tab-table")
    assert plain.locator("#table tbody tr").count() > 100
    engine.click("#tab-ask")
    engine.wait_for_selector("body[data-engine=ready]", timeout=60_000)
    engine.click("#run")
    engine.wait_for_selector("#answer-table")
    page.close()
    assert watch.seen == []
