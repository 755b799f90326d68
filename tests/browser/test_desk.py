"""A whole short text is coded at the desk in a real browser, by the keyboard alone, and every typed character is counted."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from kg.check.run import Wanted, check
from kg.desk.desk import Desk
from kg.desk.server import application, listen
from kg.files import write_atomically
from kg.starting import init
from kg.workspace import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

ROOT = Path(__file__).resolve().parents[2]
SECRET = "forThisTest"  # noqa: S105 - of this test only
TEXT = """Fiji and Samoa: a quarrel

Fiji recognized Samoa on 3 May 1990. In 1995 the two states established diplomatic relations.
The President of Fiji, Ann Berg, visited Samoa in June 1998. Fiji apparently sold arms to Tonga in 2000.

The rupture

On 4 March 2001 Fiji severed relations with Samoa. Samoa condemned this decision.
Tonga offered to mediate. The dispute was never settled.
"""
LIMIT = 150
"""The greatest number of typed characters for a passage, on average."""


class Desktop:
    """A page of the desk and what is typed into it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.typed = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type a text. Each character counts."""
        self.typed += len(text)
        self.page.keyboard.type(text)

    def at(self, passage: str) -> None:
        self.page.wait_for_selector(f"[data-passage={passage}][aria-current]")

    def next(self, passage: str) -> None:
        """Go to the next passage to code."""
        self.press("Alt+n")
        self.typed += 1
        self.at(passage)
        self.until(lambda: self.page.inner_text("#passage p >> nth=0").startswith(passage + " "))

    def write(self, line: str) -> None:
        """Type a line and write it."""
        self.type(line)
        self.press("Enter")
        self.typed += 1
        self.until(lambda: self.page.input_value("#line") == "")

    def said(self, words: str) -> None:
        self.until(lambda: words in self.page.inner_text("#said"))

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so; the policy of the page does not let the browser wait for a script."""
        end = time.monotonic() + 20
        while not true():
            assert time.monotonic() < end, self.page.inner_text("body")
            self.page.wait_for_timeout(30)


def rewrite(path: Path, text: str) -> None:
    """Write a file as another program does, at once: the desk never looks at half of it."""
    write_atomically(path, text.encode())


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    text = tmp_path / "quarrel.txt"
    text.write_text(TEXT, encoding="utf-8")
    init(tmp_path / "own", [text], title="A quarrel")
    return Workspace(tmp_path / "own")


@pytest.fixture
def address(workspace: Workspace) -> Iterator[str]:
    with listen(0) as at:
        port = at.getsockname()[1]
        config = uvicorn.Config(application(Desk(workspace), SECRET, port), log_level="warning", lifespan="off", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([at],), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{port}/{SECRET}/"
        server.should_exit = True
        thread.join(10)


class Window:
    """A page of the browser, which one test after the other uses: a new one costs more than loading the desk.

    The desk keeps nothing in the browser, and has another address in each test.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.page: Page | None = None
        self.problems: list[str] = []

    def open(self, address: str) -> Page:
        """The page, as a new one would be, with the desk in it."""
        if self.page is None:
            self.page = self.browser.new_context(reduced_motion="reduce").new_page()
            self.page.on("pageerror", lambda error: self.problems.append(str(error)))
            self.page.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)
        self.page.set_viewport_size({"width": 1280, "height": 800})
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        self.page.goto(address)
        self.page.wait_for_selector("body[data-ready=yes]")
        return self.page

    def leave(self, keep: bool) -> list[str]:
        """End the test: return the errors of its page, and empty it for the next test, or close it."""
        assert self.page is not None
        found, self.problems = self.problems, []
        if keep and not found:
            self.page.unroute_all()
            self.page.goto("about:blank")
            self.page.mouse.move(0, 0)
            self.problems.clear()  # of requests that nobody waits for any more
        else:
            self.page.context.close()
            self.page = None
        return found


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Window]:
    window = Window(browser)
    yield window
    if window.page is not None:
        window.page.context.close()


@pytest.fixture
def desktop(window: Window, address: str, request: pytest.FixtureRequest) -> Iterator[Desktop]:
    failed = request.session.testsfailed
    yield Desktop(window.open(address))
    # A test that failed may have left a key pressed.
    assert window.leave(keep=request.session.testsfailed == failed) == []


def data_of(workspace: Workspace) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(workspace.root.glob("data/*.trig")))


@pytest.mark.browser
def test_a_whole_text_is_coded_by_the_keyboard(desktop: Desktop, workspace: Workspace) -> None:
    desktop.at("Q1")
    desktop.write("- a headline that the text repeats")
    desktop.next("Q2")
    # The kind and both names are completed: "recog" and two letters of each name.
    desktop.type("recog")
    desktop.page.wait_for_selector("#options li >> nth=0")
    desktop.press("Tab")
    for letters, rest in (("Fi", "Fiji"), ("Sa", "Samoa")):
        desktop.type(letters)
        desktop.page.wait_for_selector(f"#options li:has-text('{rest}')")
        desktop.press("Tab")
        desktop.typed += 1
    desktop.write("3 May 1990")
    desktop.next("Q3")
    desktop.write("establishment of relations; Fiji; Samoa; 1995")
    desktop.next("Q4")
    desktop.write("visit; +Ann Berg (Person); place: Samoa; June 1998")
    desktop.write("& tenure; Ann Berg; +President of Fiji (LeadingOffice); attested in: #visit-ann-berg-1998")
    desktop.write("& President of Fiji; office of: Fiji")
    desktop.next("Q5")
    desktop.write("? arms sale; Fiji; +Tonga (State); 2000; wording: apparently")
    desktop.next("Q7")
    desktop.write("severance; Fiji; Samoa; 4 March 2001")
    desktop.next("Q8")
    desktop.write("condemnation; Samoa; Fiji; in response to: #severance-fiji-2001")
    desktop.next("Q9")
    desktop.press("Alt+x")
    desktop.typed += 1
    desktop.write("an offer to nobody in particular")
    desktop.next("Q10")
    desktop.write("- nothing new")
    desktop.press("Alt+n")
    desktop.said("All passages of this text are done.")
    assert desktop.page.inner_text("#progress") == "10 of 10 passages done"

    found = data_of(workspace)
    for line in (
        "e:recognition-fiji-1990 a dip:Recognition",
        "dip:standing dip:Hedged",
        'dip:date "2001-03-04"^^edtf:EDTF',
        'dip:assertsNothing "an offer to nobody in particular"@en',
    ):
        assert line in found
    assert desktop.typed / 10 < LIMIT
    report = check(workspace, Wanted(owl=False))
    assert [each.what for each in report.findings if each.severity == "error"] == []
    sentences = desktop.page.get_attribute("#graph svg", "aria-label") or ""
    assert "Fiji recognized Samoa" in sentences
    assert "sold" not in sentences  # it is hedged, so that nothing follows


@pytest.mark.browser
def test_what_will_follow_is_shown_before_it_is_written(desktop: Desktop, workspace: Workspace) -> None:
    desktop.next("Q2")
    before = data_of(workspace)
    desktop.type("recognition; +Fiji (State); +Samoa (State)")
    desktop.page.wait_for_selector("#preview:has-text('It follows: Fiji recognized Samoa')")
    assert data_of(workspace) == before
    desktop.press("Escape")
    desktop.press("Escape")
    desktop.type("recognition; Fijo")
    desktop.page.wait_for_selector("#preview .warn")
    desktop.press("Enter")
    desktop.said("Not written")
    assert desktop.page.input_value("#line") == "recognition; Fijo"
    assert data_of(workspace) == before


@pytest.mark.browser
def test_suggestions_are_accepted_changed_and_rejected_and_one_undo_takes_them_back(desktop: Desktop, workspace: Workspace) -> None:
    desktop.next("Q2")
    before = data_of(workspace)
    first = desktop.page.inner_text("#suggestions code >> nth=0")
    assert first.startswith("recognition")
    desktop.press("Alt+e")
    assert desktop.page.input_value("#line") == first
    desktop.press("Escape")
    desktop.press("Escape")
    desktop.press("Alt+a")
    desktop.page.wait_for_selector("#coded .entry:has-text('Fiji recognized Samoa')")
    assert "dip:Recognition" in data_of(workspace)
    desktop.press("Alt+u")
    desktop.said("Undone: accept a suggestion for Q2")
    assert re.sub(r"@prefix[^\n]*\n", "", data_of(workspace)).strip() == re.sub(r"@prefix[^\n]*\n", "", before).strip()
    desktop.page.wait_for_selector("#suggestions code")
    desktop.press("Alt+d")
    desktop.said("rejected: recognition")
    assert first not in desktop.page.inner_text("#coded")
    desktop.press("Alt+r")
    desktop.said("Done again")
    assert "dip:Recognition" in data_of(workspace)


@pytest.mark.browser
def test_a_note_takes_two_keys_and_its_words(desktop: Desktop, workspace: Workspace) -> None:
    desktop.next("Q2")
    desktop.press("Alt+m")
    desktop.press("n")
    assert desktop.page.input_value("#line") == "note NotStated: "
    desktop.write("Who signed is not told.")
    desktop.page.wait_for_selector("#coded .entry:has-text('Who signed is not told.')")
    assert "dip:NotStated" in data_of(workspace)


@pytest.mark.browser
def test_both_sides_of_a_conflict_stay_to_be_seen_and_enter_writes_over_theirs(desktop: Desktop, workspace: Workspace) -> None:
    desktop.next("Q2")
    desktop.write("recognition; +Fiji (State); +Samoa (State); 1990")
    desktop.said("Q2 is written")
    # The page does not learn that a file has changed before it writes.
    desktop.page.route("**/ask/stamp", lambda route: route.fulfill(json={"error": "asked too early"}))
    desktop.press("ArrowUp")
    other = Desk(workspace)
    shown = other.passage("Q2")
    lines = shown["lines"]
    assert isinstance(lines, list)
    other.save("Q2", [str(line).replace("1990", "1991") for line in lines], "", str(shown["token"]))
    desktop.type(" (context)")
    desktop.press("Enter")
    box = desktop.page.wait_for_selector("#trouble:has-text('Somebody else has changed the same meanwhile')")
    assert box is not None
    assert "1990" in box.inner_text()
    assert "1991" in box.inner_text()
    assert desktop.page.input_value("#line").endswith("1990 (context)")
    desktop.page.wait_for_selector("#preview:has-text('Fiji recognized Samoa')")
    assert box.is_visible(), "also when the preview is there again"
    desktop.press("Enter")
    desktop.said("change a line of Q2")
    assert data_of(workspace).count("a dip:Recognition") == 1
    assert '"1990"' in data_of(workspace)


@pytest.mark.browser
def test_undo_is_not_stuck_at_what_others_have_changed(desktop: Desktop, workspace: Workspace) -> None:
    desktop.next("Q2")
    desktop.write("recognition; +Fiji (State); +Samoa (State); 1990")
    desktop.said("Q2 is written")
    for path in workspace.root.glob("data/*.trig"):
        rewrite(path, path.read_text(encoding="utf-8").replace('"1990"', '"1991"'))
    desktop.page.wait_for_selector("#coded .entry:has-text('1991')")
    desktop.press("Alt+u")
    desktop.said("Not taken back")
    desktop.page.click("#trouble button:has-text('Write it over theirs')")
    desktop.said("Undone: code Q2")
    assert "dip:Recognition" not in data_of(workspace)


@pytest.mark.browser
def test_a_line_can_begin_with_an_identifier(desktop: Desktop, workspace: Workspace) -> None:
    desktop.next("Q2")
    desktop.write("recognition #r; +Fiji (State); +Samoa (State)")
    desktop.said("Q2 is written")
    desktop.write("#r; qualifier: early")
    desktop.page.wait_for_selector("#coded .entry:has-text('early')")
    assert 'dip:qualifier "early"' in data_of(workspace)
    desktop.next("Q3")
    assert desktop.page.inner_text("#said") == "", "what was said of another passage is gone"


@pytest.mark.browser
def test_what_another_program_writes_is_shown_and_what_is_typed_stays(desktop: Desktop, workspace: Workspace) -> None:
    desktop.next("Q2")
    desktop.type("recog")
    file = next(path for path in workspace.root.glob("data/*.trig") if "passages" in path.name)
    text = file.read_text(encoding="utf-8")
    rewrite(file, text + '\nk:record {\n  p:Q10 dip:assertsNothing "told elsewhere"@en .\n}\n')
    desktop.page.wait_for_selector("[data-passage=Q10].nothing", timeout=15_000)
    assert desktop.page.input_value("#line") == "recog"


@pytest.mark.browser
def test_a_late_answer_about_another_passage_is_not_shown(desktop: Desktop, workspace: Workspace) -> None:
    held: list[Route] = []
    desktop.next("Q2")
    desktop.page.route("**/ask/document", lambda route: route.continue_() if held else held.append(route))
    file = next(path for path in workspace.root.glob("data/*.trig") if "passages" in path.name)
    text = file.read_text(encoding="utf-8")
    rewrite(file, text.replace("p:Q4 a ", 'p:Q4 dip:assertsNothing "a heading"@en ; a '))
    desktop.until(lambda: bool(held))
    desktop.next("Q3")
    held[0].continue_()
    desktop.said("A file has changed")  # the next look has read it again
    desktop.at("Q3")
    assert desktop.page.inner_text("#passage p >> nth=0").startswith("Q3 ")


@pytest.mark.browser
def test_what_the_page_has_written_itself_is_no_news(desktop: Desktop, workspace: Workspace) -> None:
    desktop.next("Q2")
    desktop.write("recognition; +Fiji (State); +Samoa (State)")
    desktop.said("Q2 is written")
    with desktop.page.expect_response("**/ask/document"):  # the page reads a file that has changed, and finds the same in it
        for path in workspace.root.glob("data/*.trig"):
            rewrite(path, path.read_text(encoding="utf-8") + "\n# looked at\n")
    desktop.page.wait_for_timeout(500)
    assert "Q2 is written" in desktop.page.inner_text("#said")


@pytest.mark.browser
def test_a_finding_stands_at_the_thing_that_it_is_about(desktop: Desktop) -> None:
    desktop.next("Q2")
    desktop.write("recognition; +Fiji (State)")
    desktop.page.wait_for_selector("#coded .entry:has-text('Fiji') .finding.warn:has-text('no relation follows from it')")
    desktop.press("ArrowUp")
    desktop.type("; +Samoa (State)")
    desktop.press("Enter")
    desktop.page.wait_for_selector("#coded .entry:has-text('Fiji recognized Samoa')")
    desktop.until(lambda: "Checking" not in desktop.page.inner_text("#coded"))
    assert desktop.page.query_selector("#coded .finding") is None


@pytest.mark.browser
def test_tab_never_sends_what_is_typed_to_a_button(desktop: Desktop, workspace: Workspace) -> None:
    desktop.next("Q2")
    before = data_of(workspace)
    desktop.type("- not said")
    for _ in range(3):
        desktop.press("Tab")
        desktop.type(" ")
    assert desktop.page.input_value("#line").startswith("- not said")
    assert desktop.page.evaluate("document.activeElement.id") == "line"
    desktop.said("Esc and then Tab leaves the line")
    desktop.press("Escape")
    desktop.press("Tab")
    assert desktop.page.evaluate("document.activeElement.id") != "line"
    assert data_of(workspace) == before


@pytest.mark.browser
def test_what_is_typed_while_a_completion_is_awaited_comes_after_it(desktop: Desktop) -> None:
    desktop.next("Q2")
    desktop.write("recognition; +Fiji (State); +Samoa (State)")
    desktop.next("Q3")

    def later(route: Route) -> None:
        time.sleep(0.3)
        route.continue_()

    desktop.page.route("**/ask/line", later)
    for keys in ("establishment of rel", "Fi", "Sa"):
        desktop.type(keys)
        desktop.press("Tab")
    desktop.type("1996")
    desktop.press("Backspace")
    desktop.type("5")
    desktop.press("Enter")
    desktop.page.wait_for_selector("#coded .entry:has-text('Fiji established relations with Samoa in 1995')", timeout=20_000)


@pytest.mark.browser
def test_what_is_typed_before_the_next_passage_is_open_is_meant_for_it(desktop: Desktop) -> None:
    desktop.next("Q2")

    def later(route: Route) -> None:
        time.sleep(0.5)
        route.continue_()

    desktop.page.route("**/ask/save", later)
    desktop.type("- told again below")
    desktop.press("Enter")
    desktop.press("Alt+n")
    desktop.type("establishment of relations; +Fiji (State); ")
    desktop.at("Q3")
    desktop.type("+ +Samoa (State); 1995")
    assert desktop.page.input_value("#line") == "establishment of relations; +Fiji (State); + +Samoa (State); 1995"


@pytest.mark.browser
def test_nothing_is_done_to_a_passage_that_is_not_shown_yet(desktop: Desktop, workspace: Workspace) -> None:
    desktop.next("Q2")
    desktop.write("recognition; +Fiji (State); +Samoa (State)")
    desktop.next("Q3")
    desktop.write("establishment of relations; Fiji; Samoa; 1995")
    desktop.page.wait_for_selector("#coded .entry:has-text('Fiji established relations')")
    before = data_of(workspace)

    held: list[Route] = []
    desktop.page.route("**/ask/passage", lambda route: held.append(route))
    desktop.press("Alt+ArrowUp")
    desktop.press("Alt+a")  # what was suggested for Q3
    desktop.press("Alt+d")
    desktop.page.evaluate("document.querySelector('#coded button[aria-label^=Delete]').click()")
    desktop.until(lambda: bool(held))
    held[0].continue_()
    desktop.until(lambda: desktop.page.inner_text("#passage p >> nth=0").startswith("Q2 "))
    desktop.page.wait_for_timeout(300)
    assert data_of(workspace) == before


@pytest.mark.browser
def test_undo_opens_the_passage_that_it_changes_and_the_next_line_is_written_there(desktop: Desktop, workspace: Workspace) -> None:
    desktop.next("Q2")
    desktop.write("recognition; +Fiji (State); +Samoa (State)")
    desktop.next("Q3")
    desktop.press("Alt+u")
    desktop.at("Q2")
    desktop.write("- taken back")
    desktop.page.wait_for_selector("[data-passage=Q2].nothing")
    assert "dip:Recognition" not in data_of(workspace)


@pytest.mark.browser
def test_a_line_that_is_being_changed_is_still_the_same_line_after_leaving_it(desktop: Desktop, workspace: Workspace) -> None:
    desktop.next("Q2")
    desktop.write("recognition; +Fiji (State); +Samoa (State)")
    desktop.page.wait_for_selector("#coded .entry:has-text('Fiji recognized Samoa')")
    desktop.press("ArrowUp")
    desktop.type("; 1990")
    desktop.press("Alt+ArrowDown")
    desktop.at("Q3")
    desktop.press("Alt+ArrowUp")
    desktop.at("Q2")
    desktop.page.click("[data-passage=Q2]")  # to open what is open changes nothing
    assert desktop.page.input_value("#line").endswith("; 1990")
    desktop.press("Enter")
    desktop.page.wait_for_selector("#coded .entry:has-text('in 1990')")
    assert data_of(workspace).count("a dip:Recognition") == 1


@pytest.mark.browser
def test_what_stood_in_the_line_can_be_taken_up_again(desktop: Desktop) -> None:
    desktop.next("Q2")
    desktop.type("meeting; +Fiji (State); +Tonga (State)")
    desktop.press("Alt+e")
    assert desktop.page.input_value("#line").startswith("recognition")
    desktop.page.click("#trouble button:has-text('Take up again')")
    assert desktop.page.input_value("#line") == "meeting; +Fiji (State); +Tonga (State)"


@pytest.mark.browser
def test_moving_quickly_counts_every_key_and_a_reload_stays(desktop: Desktop) -> None:
    desktop.at("Q1")
    for _ in range(4):
        desktop.press("Alt+ArrowDown")
    desktop.at("Q5")
    desktop.until(lambda: desktop.page.inner_text("#passage p >> nth=0").startswith("Q5 "))
    desktop.press("Alt+ArrowUp")
    desktop.type("- at once")
    desktop.press("Enter")
    desktop.page.wait_for_selector("[data-passage=Q4].nothing")
    desktop.page.reload()
    desktop.page.wait_for_selector("body[data-ready=yes]")
    desktop.at("Q4")
    assert "at once" in desktop.page.inner_text("#coded")


@pytest.mark.browser
def test_a_line_is_changed_and_deleted_by_the_keyboard(desktop: Desktop, workspace: Workspace) -> None:
    desktop.next("Q2")
    desktop.write("recognition; +Fiji (State); +Samoa (State)")
    desktop.page.wait_for_selector("#coded .entry:has-text('Fiji recognized Samoa')")
    desktop.write("@Q2 with Q1")
    desktop.page.wait_for_selector("#coded code:has-text('@Q2 with Q1')")
    assert "dip:readWith p:Q1" in data_of(workspace)
    desktop.press("ArrowUp")
    assert desktop.page.input_value("#line").startswith("recognition; Fiji")
    desktop.press("Escape")
    desktop.press("Escape")
    assert desktop.page.input_value("#line") == ""
    desktop.press("ArrowUp")
    desktop.press("Control+a")
    desktop.press("Delete")
    desktop.press("Enter")
    desktop.page.wait_for_selector("[data-passage=Q2].open")
    assert "dip:Recognition" not in data_of(workspace)


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_accessible(desktop: Desktop, theme: str) -> None:
    page = desktop.page
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    desktop.next("Q2")
    desktop.type("recognition; ")
    page.wait_for_selector("#options li")
    source = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    page.evaluate(source)
    found = page.evaluate("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })")
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []


@pytest.mark.browser
@pytest.mark.parametrize("size", [(1280, 800), (1024, 768), (768, 1024)])
def test_nothing_is_cut_off_on_a_desk_or_a_tablet(desktop: Desktop, size: tuple[int, int]) -> None:
    page = desktop.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    desktop.next("Q2")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= size[0]
    assert page.is_visible("#line")
    assert page.is_visible("#text [data-passage=Q2]")


@pytest.mark.browser
def test_all_is_reached_by_tab_and_the_keys_are_told(desktop: Desktop) -> None:
    page = desktop.page
    desktop.press("F1")
    assert page.is_visible("#help kbd >> nth=0")
    told = json.dumps(page.inner_text("#help"))
    for key in ("Alt+N", "Alt+A", "Alt+U", "Alt+M"):
        assert key in told
    desktop.press("Escape")
    seen = set()
    page.evaluate("document.activeElement.blur()")
    for _ in range(40):
        desktop.press("Tab")
        seen.add(page.evaluate("document.activeElement.id"))
    assert {"documents", "next", "keys", "line", "text"} <= seen
