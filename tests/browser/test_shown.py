"""``kg watch --open``: the picture loads itself again when it has been written again, and keeps what was chosen in it."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError

import pytest

from kg.cli.main import run
from kg.desk.showing import Shown
from tests.asking import example

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]


def until(page: Page, true: Callable[[], bool]) -> None:
    """Wait until something is so; the policy of the page does not let the browser wait for a script."""
    end = time.monotonic() + 15
    while not true():
        assert time.monotonic() < end, page.title()
        page.wait_for_timeout(50)


@pytest.mark.browser
def test_a_picture_that_is_written_again_is_loaded_again_as_it_was(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "graph.html"
    example("rupture").view().save(path)
    text = path.read_text(encoding="utf-8")
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    with Shown(str(path)) as shown:
        page.goto(shown.address)
        frame = page.frame_locator("#picture")
        frame.locator("#search").fill("Iran")
        frame.locator("#search").press("Enter")
        page.wait_for_url("**#sel=*iran*", timeout=15_000)
        chosen = page.url.partition("#")[2]
        path.write_text(text.replace("</title>", ", again</title>", 1), encoding="utf-8")
        until(page, lambda: page.title().endswith(", again"))
        page.wait_for_timeout(1_500)
        assert page.url.partition("#")[2] == chosen
        # The page is found again at its own address, too.
        page.reload()
        until(page, lambda: page.title().endswith(", again"))
        assert page.url.partition("#")[2] == chosen
    context.close()


def status(address: str, **headers: str) -> int:
    try:
        request = urllib.request.Request(address, headers=headers)  # noqa: S310 - of this machine
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return int(answer.status)
    except HTTPError as error:
        error.close()
        return error.code


def test_only_who_has_the_address_sees_it(tmp_path: Path) -> None:
    path = tmp_path / "graph.html"
    with Shown(str(path)) as shown:
        assert status(shown.address) == 200
        assert status(shown.address + "picture.html") == 404  # there is none yet
        path.write_text("<title>x</title>", encoding="utf-8")
        assert status(shown.address + "picture.html") == 200
        assert status(shown.address + "../picture.html") == 404
        assert status(shown.address[:-2] + "/") == 404
        assert status(shown.address, Host="evil.example") == 421
        assert status(shown.address, Origin="https://evil.example") == 403


def test_open_needs_a_picture(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(ROOT / "examples" / "rupture"), "watch", "--open"]) == 2
    assert "--open needs --view OUT.html" in capsys.readouterr().err
