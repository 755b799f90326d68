"""A real browser, pages that record everything that must not happen, and the pictures that they open."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kg
from kg.picture import Picture, picture
from kg.picture.bundle import available
from kg.workspace import Workspace
from tests.asking import example, repository

if TYPE_CHECKING:
    import pyoxigraph as ox
    from playwright.sync_api import Browser, CDPSession, Dialog, Page

    from kg.snapshot import Snapshot

ROOT = Path(__file__).resolve().parent.parent.parent
SHOTS = ROOT / "out" / "shots"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
PLACES = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Pages live for a second or two: the optimizing compiler would cost more than it saves.
    "--js-flags=--no-opt",
]


def find_browser() -> str | None:
    """The path of a Chromium or Chrome on this machine."""
    wanted = os.environ.get("CHROME_PATH")
    found = (shutil.which(name) for name in ((wanted,) if wanted else NAMES) if name)
    return next((path for path in found if path), None) or next((path for path in PLACES if os.access(path, os.X_OK)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless browser. Without one, every test that needs it is skipped with a message."""
    program = find_browser()
    if program is None:
        pytest.skip("NO BROWSER: install Chromium or Chrome (Debian: apt-get install chromium) or set CHROME_PATH, and run again")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


class Watch:
    """What a page did that it must not do."""

    def __init__(self, page: Page) -> None:
        self.seen: list[str] = []
        page.on("console", lambda message: self.note("console", f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.note("error", str(error)))
        page.on("dialog", self.dialog)
        page.on("popup", lambda popup: self.note("popup", popup.url))
        # The worker of the query engine comes from the page itself.
        page.on("request", lambda request: None if request.url.startswith(("file:", "blob:")) else self.note("request", request.url[:200]))

    def dialog(self, dialog: Dialog) -> None:
        self.note("dialog", dialog.message)
        dialog.dismiss()

    def note(self, kind: str, text: str) -> None:
        self.seen.append(f"{kind}: {text}")


class Opened:
    """A page with a picture in it.

    Attributes:
        page: playwright's page.
        watch: what it did that it must not do; each test ends by looking.
    """

    def __init__(self, page: Page, watch: Watch) -> None:
        self.page = page
        self.watch = watch

    def summary(self) -> str:
        """The line under the heading."""
        return self.page.inner_text("#summary")

    def panel(self) -> str:
        """The text of the panel."""
        return self.page.inner_text("#panel-body")

    def go(self, address: str) -> None:
        """Change the address behind the #, as a link would, and wait until it is drawn."""
        self.page.evaluate("address => { location.hash = address; }", address)
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def again(self, address: str) -> None:
        """Load the file anew at another address, as a link from elsewhere would. History begins anew too."""
        path = self.page.url.partition("#")[0]
        self.page.goto("about:blank")
        self.page.goto(path + (f"#{address}" if address else ""))
        self.page.wait_for_selector("body[data-ready=yes]")

    def shot(self, name: str, *, full: bool = False) -> None:
        """With the environment variable SHOTS, keep a screenshot for a person to look at."""
        if "SHOTS" not in os.environ:
            return
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(SHOTS / f"{name}.png"), full_page=full)


Open = Callable[..., Opened]


class Pages:
    """Pages of the browser, each in a context of its own, which one test after the other uses.

    A page that is opened again has loaded the file anew, and its window, theme and history are those of a new one. Only the renderer is
    kept, because starting another costs more than opening the file. The files keep nothing in the browser: what they remember is in the
    address.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.idle: list[tuple[Opened, CDPSession]] = []
        self.used: list[tuple[Opened, CDPSession]] = []

    def open(
        self,
        path: Path,
        address: str = "",
        size: tuple[int, int] = (1440, 900),
        dark: bool = False,
        timeout: int = 30_000,
        ready: str = "body[data-ready=yes]",
    ) -> Opened:
        """Open a file from disk, without a network, in a page that no test uses, and wait for an element that shows that it is ready."""
        opened, session = self.idle.pop() if self.idle else self.new()
        self.used.append((opened, session))
        page = opened.page
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(media="null", color_scheme="dark" if dark else "light", reduced_motion="reduce", forced_colors="null")
        page.goto(path.as_uri() + (f"#{address}" if address else ""))
        page.wait_for_selector(ready, timeout=timeout)
        session.send("Page.resetNavigationHistory")
        return opened

    def new(self) -> tuple[Opened, CDPSession]:
        """A page in a new context."""
        context = self.browser.new_context(
            accept_downloads=True,
            reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
            offline=True,
        )
        page = context.new_page()
        return Opened(page, Watch(page)), context.new_cdp_session(page)

    def end(self, keep: bool) -> list[str]:
        """End the test: return what its pages did that they must not do, and empty them for the next test, or close them."""
        if self.used:
            # A message may still arrive.
            self.used[-1][0].page.wait_for_timeout(50)
        seen = [line for opened, _ in self.used for line in opened.watch.seen]
        for opened, session in self.used:
            if keep and not seen and not opened.page.is_closed():
                opened.page.goto("about:blank")
                opened.page.mouse.move(0, 0)
                self.idle.append((opened, session))
            else:
                opened.page.context.close()
        self.used.clear()
        return seen


@pytest.fixture(scope="session")
def page_pool(browser: Browser) -> Pages:
    """The pages that the tests of this process use."""
    return Pages(browser)


@pytest.fixture
def open_file(page_pool: Pages, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Opens a file from disk, without a network: ``open_file(path, address="", size=(1440, 900), dark=False)``."""
    failed = request.session.testsfailed
    yield page_pool.open
    # A test that failed may have left a key or a button pressed.
    seen = page_pool.end(keep=request.session.testsfailed == failed)
    assert seen == [], "the page did what it must not do"


@pytest.fixture(scope="session")
def workspace() -> Workspace:
    """The repository as a workspace."""
    return Workspace(repository())


@pytest.fixture(scope="session")
def snapshot(graph: kg.Graph) -> Snapshot:
    """One snapshot for all comparisons, even if the data change during the tests."""
    return graph.snapshot


@pytest.fixture(scope="session")
def made(workspace: Workspace, snapshot: Snapshot) -> Picture:
    """The picture of the repository's graph."""
    return picture(workspace, snapshot)


@pytest.fixture(scope="session")
def demo(made: Picture, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a file."""
    path = tmp_path_factory.mktemp("picture") / "graph.html"
    made.save(path)
    return path


@pytest.fixture(scope="session")
def files(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pictures of the repository and of the two examples."""
    folder = tmp_path_factory.mktemp("pictures")
    found = {"repository": demo}
    for name in ("rupture", "assembly"):
        graph = example(name)
        found[name] = folder / f"{name}.html"
        picture(graph.workspace, graph.snapshot).save(found[name])
    return found


@pytest.fixture(scope="session")
def asking(workspace: Workspace, snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The picture with the query engine. Its tests are skipped if the front end is not set up."""
    if not available():
        pytest.skip("NO FRONT END: run scripts/build-frontend (it needs Node and npm once), and run again")
    path = tmp_path_factory.mktemp("asking") / "ask.html"
    picture(workspace, snapshot, sparql=True).save(path)
    return path


@pytest.fixture(scope="session")
def store(snapshot: Snapshot) -> ox.Store:
    """The dataset that the picture was made from."""
    return snapshot.store


@pytest.fixture(scope="session")
def graph() -> Iterator[kg.Graph]:
    """The repository's graph, for its query layer."""
    with kg.open(repository()) as opened:
        yield opened
