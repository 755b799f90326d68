"""The relations in time: a lane of the timeline, and each period with its proof in the panel."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import kg
from kg.picture import picture
from tests.browser.conftest import ROOT, Open, Opened

pytestmark = pytest.mark.browser

BARS = "#lanes .bar[data-period]"


@pytest.fixture(scope="module")
def rupture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The picture of the workspace of a rupture and its repair."""
    folder = tmp_path_factory.mktemp("rupture") / "workspace"
    shutil.copytree(ROOT / "tests" / "workspaces" / "rupture", folder, ignore=shutil.ignore_patterns(".kg"))
    graph = kg.open(folder)
    path = folder.parent / "rupture.html"
    picture(graph.workspace, graph.snapshot).save(path)
    return path


def names(opened: Opened, selector: str = BARS) -> list[str]:
    found: list[str] = opened.page.eval_on_selector_all(selector, "all => all.map(each => each.getAttribute('aria-label'))")
    return found


def test_the_lane_has_every_period_with_its_sure_and_possible_days(open_file: Open, rupture: Path) -> None:
    opened = open_file(rupture, "pair=southland")
    shown = names(opened)
    assert len(shown) == 11
    assert "Northland and Southland: relations are severed, surely from 5 November 1961 to 9 April 1972" in shown
    assert "Eastland → Southland: is recognized, surely from 1 January 1949 to 31 December 1964; possibly until 30 December 1970" in shown
    assert "Northland → Southland: is recognized, surely from 1 May 1950 to 30 June 1990; no end is told" in shown
    opened.shot("periods")


def test_the_sure_part_of_a_bar_is_full_and_the_possible_part_hatched(open_file: Open, rupture: Path) -> None:
    opened = open_file(rupture, "pair=eastland,southland")
    place = names(opened).index(
        "Eastland → Southland: is recognized, surely from 1 January 1949 to 31 December 1964; possibly until 30 December 1970"
    )
    widths = opened.page.eval_on_selector_all(
        BARS, "(all, place) => [...all[place].querySelectorAll('.possible, .sure')].map(each => Number(each.getAttribute('width')))", place
    )
    assert 0.7 < widths[1] / widths[0] < 0.75, "16 of 22 years are sure"


def test_the_selection_of_a_party_or_a_line_narrows_the_lane(open_file: Open, rupture: Path) -> None:
    opened = open_file(rupture, "sel=n:eastland")
    assert {name.partition(":")[0] for name in names(opened)} == {"Eastland → Southland"}
    opened.go("sel=e:northland>recognized>southland")
    assert len(names(opened)) == 9
    assert not any("Eastland" in name for name in names(opened))
    assert "Relations in time" in opened.panel()


def test_a_period_opens_its_acts_and_its_proof_down_to_passages(open_file: Open, rupture: Path) -> None:
    opened = open_file(rupture)
    bar = opened.page.locator(f'{BARS}[aria-label^="Northland and Southland: relations are severed"]')
    bar.locator(".hit").click()
    opened.page.wait_for_selector("#panel-close:visible")
    assert opened.page.inner_text("#panel-title") == "Northland and Southland: relations are severed"
    text = opened.panel()
    for words in ("begun through", "Relations with Northland severed by Southland, 1961", "ended through", "relations-in-time", "because"):
        assert words in text, words
    assert opened.page.locator("#panel-body .passage").count() >= 2
    assert "sel=p%3Aperiod-diplomatic-status-northland-southland-2" in opened.page.evaluate("() => chancery.address()")
    opened.shot("period")


def test_an_address_opens_a_period_and_an_unknown_one_opens_nothing(open_file: Open, rupture: Path) -> None:
    opened = open_file(rupture, "sel=p:period-recognition-status-eastland-southland-2")
    assert "recognition is withdrawn" in opened.page.inner_text("#panel-title")
    opened.go("sel=p:period-of-nothing")
    assert opened.page.locator("#panel-close").is_hidden()


def test_a_period_disappears_with_an_act_that_it_rests_on(open_file: Open, rupture: Path) -> None:
    opened = open_file(rupture, "hide-kinds=WithdrawalOfRecognition")
    assert not any("Eastland" in name for name in names(opened))
    opened.go("hide-kinds=WithdrawalOfRecognition&sel=p:period-recognition-status-eastland-southland-1")
    assert "The current filters exclude an act" in opened.panel()
    opened.page.click("#panel-body button")
    assert "surely from 1 January 1949" in opened.panel()


def test_the_lane_says_that_filters_leave_states_out(open_file: Open, rupture: Path) -> None:
    """Eastland recognized Southland and withdrew its recognition: two states, which both rest on the withdrawal."""
    opened = open_file(rupture, "pair=eastland,southland&hide-kinds=WithdrawalOfRecognition")
    words = " ".join(opened.page.locator("#lanes .lane-words").all_text_contents())
    assert words == "The filters leave out 2 states of the relations of Eastland and Southland in this time."
    opened.go("pair=northland,eastland")
    words = " ".join(opened.page.locator("#lanes .lane-words").all_text_contents())
    assert words == "No state of the relations of Northland and Eastland is told of this time."


def test_the_keyboard_reaches_and_opens_a_period(open_file: Open, rupture: Path) -> None:
    opened = open_file(rupture)
    opened.page.focus("#lanes")
    opened.page.keyboard.press("ArrowRight")
    first = opened.page.evaluate("() => document.activeElement.getAttribute('aria-label')")
    assert first == names(opened)[0]
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_selector("#panel-close:visible")
    assert first.startswith(opened.page.inner_text("#panel-title"))
    assert opened.page.evaluate("() => document.activeElement.getAttribute('aria-label')") == first


def test_the_demo_shows_the_periods_that_the_query_answers(open_file: Open, demo: Path) -> None:
    opened = open_file(demo, "pair=pakistan")

    def values() -> set[str]:
        return {each.partition(": ")[2].partition(",")[0] for each in names(opened)}

    assert values() == {"have no relations", "are in diplomatic relations", "is not recognized", "is recognized"}
    assert opened.page.locator("#lanes .band .sure").count() == 2
    opened.go("pair=palestinian-authority")
    assert values() == {"are in diplomatic relations", "mission is open", "is recognized"}
    assert opened.page.locator("#lanes .band .sure").count() == 3
