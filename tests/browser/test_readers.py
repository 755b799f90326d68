"""Ten questions of readers, each answered in at most five clicks and keys. The answers are derived by hand from the documents."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.conftest import Open, Opened

pytestmark = pytest.mark.browser

MOST = 5
ROWS = "all => all.map(row => [...row.children].map(cell => cell.textContent.trim()))"


class Reader:
    """A reader who clicks and presses keys, one by one.

    Attributes:
        opened: the page that the reader looks at.
        steps: what was clicked and pressed so far. Letters and digits that are typed into a field are no steps.
    """

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.steps: list[str] = []

    def step(self, what: str) -> None:
        """Count a click or a key, and refuse more than five."""
        self.steps.append(what)
        assert len(self.steps) <= MOST, self.steps

    def settle(self) -> None:
        """Wait until what was asked for is drawn."""
        self.opened.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def click(self, selector: str) -> None:
        """Click the one element that a selector finds."""
        self.step(f"click {selector}")
        self.opened.page.locator(selector).click()
        self.settle()

    def press(self, key: str) -> None:
        """Press a key that types nothing."""
        self.step(f"press {key}")
        self.opened.page.keyboard.press(key)
        self.settle()

    def type(self, text: str) -> None:
        """Type a word or a number into the field that has the focus, key by key."""
        self.opened.page.keyboard.type(text)
        self.settle()

    def find(self, text: str) -> None:
        """Search for a text and choose what is suggested first."""
        self.click("#search")
        self.type(text)
        self.opened.page.wait_for_selector("#suggestions [role=option]")
        self.press("Enter")

    def rows(self) -> list[list[str]]:
        """The rows of the table, which is one click away."""
        self.click("#tab-table")
        rows: list[list[str]] = self.opened.page.eval_on_selector_all("#view-table tbody tr", ROWS)
        return rows

    def titles(self) -> list[str]:
        """The acts that the panel lists."""
        titles: list[str] = self.opened.page.eval_on_selector_all("#panel-body .act .act-title", "all => all.map(each => each.textContent)")
        return titles

    def names(self) -> set[str]:
        """The names of the nodes that the network shows."""
        return {row[1] for row in self.opened.page.evaluate("chancery.labels()") if row[0] == "name"}


@pytest.fixture
def reader(open_file: Open, demo: Path) -> Iterator[Reader]:
    """A reader of the picture as it opens. In the end, what was asked for has taken a click or a key."""
    reader = Reader(open_file(demo))
    yield reader
    assert 1 <= len(reader.steps) <= MOST


def test_a_sixth_click_is_too_many(open_file: Open, demo: Path) -> None:
    reader = Reader(open_file(demo))
    for _ in range(MOST):
        reader.click("#zoom-in")
    reader.type("0")
    with pytest.raises(AssertionError):
        reader.press("Escape")


def test_what_happened_in_1988(reader: Reader) -> None:
    reader.click("#filters-toggle")
    reader.click("#from")
    reader.type("1988")
    reader.press("Tab")
    reader.type("1988")
    reader.press("Enter")
    assert "1988" in reader.opened.summary()
    rows = reader.rows()
    # The two acts of which the day is known, and nothing that can only have been before or after.
    assert [row[1] for row in rows if row[0].endswith("November 1988")] == [
        "Palestinian Declaration of Independence, 1988",
        "Recognition of the Palestinian Authority by Pakistan, 1988",
    ]
    assert {row[0]: row for row in rows}["16 November 1988"][3:5] == ["Pakistan", "Palestinian Authority"]
    for text in ("Lahore", "Beirut", "Abbas", "Resolution 67/19"):
        assert not [row for row in rows if text in row[1]], text
    # Full relations were reached between the recognition and the end of the next year.
    assert any("31 December 1989" in row[0] for row in rows)


def test_who_says_that_pakistan_bought_rifles_and_for_whom(reader: Reader) -> None:
    reader.find("rifles")
    reader.click("#panel-body button:has-text('Show, marked as not held')")
    panel = reader.opened.panel()
    assert reader.opened.page.inner_text("#panel-title") == "Purchase of rifles in Czechoslovakia"
    # Both documents say it, in one sentence each, and neither is sure for whom.
    for text in ("250000", "A13", "E3", "Pakistan", "hedged", "Arabs"):
        assert text in panel, text
    assert "between 1947 and 1949" in panel


def test_all_acts_of_mahmoud_abbas(reader: Reader) -> None:
    reader.find("Mahmoud Abbas")
    titles = " | ".join(reader.titles())
    # The visit of 2005 with the stay, the meeting, two talks, the thanks and the statement on leaving; the tour, and the three visits.
    for text in (
        "Official visit",
        "Stay",
        "meets Musharraf, Aziz and Soomro",
        "Political talks",
        "Further topics",
        "Thanks",
        "statement on leaving",
    ):
        assert text in titles, text
    assert "Tour of Asia" in titles
    assert "Visits of Abbas to Pakistan" in titles
    assert len(reader.titles()) == 9


def test_votes_only(reader: Reader) -> None:
    reader.click("#filters-toggle")
    reader.click("#kind-search")
    reader.type("vote")
    reader.click("[id^=only-kind-][aria-label='Only vote']")
    rows = reader.rows()
    assert sorted((row[1], row[3]) for row in rows) == [
        ("Pakistan's vote on Resolution 67/19, 2012", "Pakistan"),
        ("Vote of Pakistan on Resolution 3379", "Pakistan"),
        ("Vote of Pakistan on revoking Resolution 3379", "Pakistan"),
    ]
    dates = {row[1]: row[0] for row in rows}
    assert dates["Pakistan's vote on Resolution 67/19, 2012"] == "29 November 2012"
    assert dates["Vote of Pakistan on Resolution 3379"] == "1975"


def test_who_connects_abbas_and_morsi(reader: Reader) -> None:
    reader.find("Mahmoud Abbas")
    reader.click("#connect")
    reader.type("Morsi")
    reader.opened.page.wait_for_selector("#connect-suggestions [role=option]")
    reader.press("Enter")
    chain = reader.opened.page.locator(".chain li").all_inner_texts()
    # Abbas was in Pakistan, whose prime minister Ashraf spoke to Morsi.
    assert [" ".join(step.split()) for step in chain] == [
        "Mahmoud Abbas visited Pakistan 2 acts",
        "Raja Pervez Ashraf acted for Pakistan 1 act",
        "Raja Pervez Ashraf spoke with Mohamed Morsi 1 act",
    ]
    reader.click("#connect-draw")
    assert reader.names() == {"Mahmoud Abbas", "Pakistan", "Raja Pervez Ashraf", "Mohamed Morsi"}


def test_what_is_rumoured(reader: Reader) -> None:
    reader.click("#filters-toggle")
    reader.click("#f-more-Rumoured")
    rows = [row for row in reader.rows() if "rumoured" in row[6]]
    # A battalion that would fight beside the Arabs, of which the mission heard: in both documents, and nothing else is a rumour.
    assert [row[1] for row in rows] == ["Sending of a Pakistani battalion, rumoured"]
    assert "the Arabs" in rows[0][4]
    assert rows[0][6].startswith("⚑ not held")
    assert rows[0][8] == "A12, E2"


def test_as_of_1980(reader: Reader) -> None:
    reader.click("#time-asof")
    reader.type("1980")
    reader.press("Enter")
    assert reader.opened.summary().startswith("as of 31 December 1980")
    titles = " | ".join(row[1] for row in reader.rows())
    for text in ("PLO recognized as representative at Lahore, 1974", "Recognition of the PLO mission in Karachi, 1975", "Resolution 3379"):
        assert text in titles, text
    for text in ("Beirut", "1988", "2005", "Abbas", "Gaza"):
        assert text not in titles, text


def test_a_link_reopens_the_view(reader: Reader, open_file: Open, demo: Path) -> None:
    reader.click("#time-asof")
    reader.type("1980")
    reader.press("Enter")
    reader.click("#link")
    link = str(reader.opened.page.evaluate("navigator.clipboard.readText()"))
    address, _, rest = link.partition("#")
    assert address == demo.as_uri()
    again = open_file(demo, rest)
    assert again.summary() == reader.opened.summary()
    assert again.summary().startswith("as of 31 December 1980")
    assert Reader(again).names() == reader.names()


def test_the_table_as_csv_and_the_picture_as_png(reader: Reader, tmp_path: Path) -> None:
    saved = []
    for entry in ("save-table", "save-png-2"):
        reader.click("#share-open")
        with reader.opened.page.expect_download() as waiting:
            reader.click(f"#{entry}")
        saved.append(tmp_path / waiting.value.suggested_filename)
        waiting.value.save_as(saved[-1])
    table, image = saved
    assert (table.suffix, image.suffix) == (".csv", ".png")
    rows = list(csv.DictReader(io.StringIO(table.read_bytes().decode("utf-8-sig"))))
    recognized = next(row for row in rows if row["Not before"] == row["Not after"] == "1988-11-16")
    assert (recognized["Who"], recognized["With, to or about"], recognized["Passages"]) == ("Pakistan", "Palestinian Authority", "A23")
    content = image.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(content[16:20], "big") > 2000


@pytest.fixture
def asker(open_file: Open, asking: Path) -> Iterator[Reader]:
    """A reader of the picture with the query engine."""
    reader = Reader(open_file(asking))
    yield reader
    assert 1 <= len(reader.steps) <= MOST


def answer(reader: Reader) -> list[list[str]]:
    """The answer, when it has come."""
    reader.opened.page.wait_for_selector("#answer-table", timeout=60_000)
    rows: list[list[str]] = reader.opened.page.eval_on_selector_all("#answer-table > tbody > tr", ROWS)
    return rows


def test_a_stored_query_and_one_of_ones_own(asker: Reader) -> None:
    asker.click("#tab-ask")
    asker.click("[data-query=recognitions]")
    rows = answer(asker)
    by_pakistan = {(row[1], row[3], row[5]) for row in rows if row[2] == "Pakistan"}
    assert by_pakistan == {("recognition", "Palestinian Authority", "16 November 1988"), ("non-recognition", "Israel", "")}
    assert [row[4:6] for row in rows if row[3] == "Palestine Liberation Organization"] == [
        ["Lahore", "February 1974"],
        ["Rabat", "about August 1974"],
    ]
    asker.click("[data-query='']")
    # The editor is ready to be typed over. The keys ?, / and f do something elsewhere; here they are text.
    asker.type("SELECT (COUNT(DISTINCT ?f) AS ?votes) WHERE { ?f a/rdfs:subClassOf* dip:Vote }")
    asker.press("Control+Enter")
    assert [row[0] for row in answer(asker)] == ["3"]
    assert not asker.opened.page.is_visible("#help")
