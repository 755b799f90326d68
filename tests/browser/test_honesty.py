"""What the picture says must be so: findings, words on lines, switches, counts and lines that touch nobody else."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kg.picture import picture
from kg.workspace import Workspace
from tests.asking import ROOT, repository

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Open, Opened

pytestmark = pytest.mark.soak

SIZES = ((1440, 900), (1024, 768), (390, 844))
BASE = "https://w3id.org/chancery/pk-ps/id/"
DIP = "https://w3id.org/chancery/ontology#"


def findings(opened: Opened) -> list[str]:
    """The sentences above the network."""
    return opened.page.locator(".finding").all_inner_texts()


def slugs(opened: Opened) -> set[str]:
    """The ends of the addresses of all nodes that are drawn."""
    return {iri.rpartition("/")[2] for iri in opened.page.evaluate("chancery.standing()")}


def words(opened: Opened) -> list[str]:
    """The words on lines."""
    return [row[1] for row in opened.page.evaluate("chancery.labels()") if row[0] == "line"]


def test_a_finding_that_two_accounts_tell_differently_says_so(open_file: Open, files: dict[str, Path]) -> None:
    # Both documents say of Israel that it is not recognized (A3, E6), in other words. Only the article tells of the recognition.
    opened = open_file(files["repository"])
    recognized, negative, _ = findings(opened)
    assert "two accounts" not in recognized.lower()
    assert negative == "Pakistan does not recognize Israel. Two accounts differ."
    opened.page.locator(".finding").nth(1).click()
    assert "told differently" in opened.panel()


def test_a_finding_names_the_relation_that_says_exactly_what_was_done(open_file: Open, files: dict[str, Path]) -> None:
    opened = open_file(files["rupture"])
    assert not any("reduced relations" in text for text in findings(opened)), "the act is a severance of relations"


def test_refusals_are_not_counted_as_dealings(open_file: Open, files: dict[str, Path]) -> None:
    # Between Pakistan and Israel: non-recognition, no relations, a failed attempt, a condemnation, and exchanges through others.
    assert not any("Israel and Pakistan dealt most" in text for text in findings(open_file(files["repository"])))


def test_an_interval_is_not_told_as_a_doubt_about_a_day(open_file: Open, files: dict[str, Path]) -> None:
    # That Cuba and the United States had no relations lasted from 1961 to 2015.
    opened = open_file(files["assembly"], "embed=1", size=(2600, 1800))
    assert not any("between 1961 and 2015" in text for text in words(opened))


@pytest.mark.parametrize("year", [2009, 2014])
def test_an_uncertain_date_is_not_written_as_a_sure_one(open_file: Open, files: dict[str, Path], year: int) -> None:
    # The criticism of Haroon (2009-01-11?) and the condemnation of Sharif (2014?) have uncertain dates.
    verb = {2009: "accused", 2014: "acted for"}[year]
    opened = open_file(files["repository"], "embed=1", size=(2600, 1800))
    assert f"{verb} {year}" not in words(opened)


@pytest.mark.parametrize(("switch", "act"), [("Rumoured", "battalion-1948"), ("Denied", "direct-war-pk-il")])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_switch_of_doubt_draws_what_it_shows(
    open_file: Open, files: dict[str, Path], switch: str, act: str, size: tuple[int, int]
) -> None:
    opened = open_file(files["repository"], f"more={switch}", size=size)
    assert act in slugs(opened)


def test_counts_beside_the_kinds_are_those_of_the_choice(open_file: Open, files: dict[str, Path]) -> None:
    opened = open_file(files["repository"], "scope=all")
    opened.page.click("#filters-toggle")
    wrong = []
    for place in range(11):
        opened.go("scope=all")
        box = opened.page.locator(f"#f-tone-{place}").locator("xpath=ancestor::label").inner_text().split("\n")
        opened.page.click(f"#only-tone-{place}")
        found = re.search(r"([0-9,]+) acts?, ", opened.summary())
        if not found or found[1] != box[-1]:
            wrong.append((*box, opened.summary()))
    assert wrong == []


def test_the_number_of_documents_is_that_of_what_is_seen(open_file: Open, files: dict[str, Path]) -> None:
    opened = open_file(files["repository"], "hide-docs=essay")
    assert "from 1 document" in opened.page.inner_text("#lead")


def test_the_panel_counts_what_the_filters_leave(open_file: Open, files: dict[str, Path]) -> None:
    """By hand: Pakistan voted in 1975 and later (A21) and in 2012 (A58). All votes are told of in one document."""
    opened = open_file(files["repository"], "kinds=Vote")
    rows = opened.page.locator("#panel .figures div")
    found = [(each.locator("dd").inner_text(), each.locator("dt").inner_text()) for each in rows.all()]
    assert found == [("1", "agent"), ("3", "acts, conflicts, situations"), ("1", "document"), ("2", "passages")]
    assert "from 1 document" in opened.page.inner_text("#lead")
    opened.go("")
    assert rows.nth(2).inner_text().split() == ["documents", "2"]


def test_the_switches_count_what_the_period_leaves(open_file: Open, files: dict[str, Path]) -> None:
    # Nothing rumoured has a date in 1988.
    opened = open_file(files["repository"], "from=1988&to=1988")
    opened.page.click("#filters-toggle")
    text = opened.page.locator("#f-more-Rumoured").locator("xpath=ancestor::label").inner_text()
    before = slugs(opened)
    opened.go("from=1988&to=1988&more=Rumoured")
    assert "battalion-1948" not in slugs(opened) - before
    assert "+2" not in text, text


def passed(opened: Opened, one: str, relation: str, other: str, third: str) -> float:
    """How near the middle of a node comes to a line that does not end there, in pixels."""
    call = opened.page.evaluate
    (ax, ay), (bx, by), (nx, ny) = (call("i => chancery.pointOf(i)", BASE + name) for name in (one, other, third))
    mx, my = call("a => chancery.pointOfEdge(...a)", [BASE + one, DIP + relation, BASE + other])
    cx, cy = 2 * mx - (ax + bx) / 2, 2 * my - (ay + by) / 2
    return min(
        float(
            (
                ((1 - t) ** 2 * ax + 2 * t * (1 - t) * cx + t * t * bx - nx) ** 2
                + ((1 - t) ** 2 * ay + 2 * t * (1 - t) * cy + t * t * by - ny) ** 2
            )
            ** 0.5
        )
        for t in (step / 400 for step in range(401))
    )


@pytest.mark.parametrize(
    ("address", "one", "relation", "other", "third"),
    [
        ("", "pakistan", "doesNotRecognize", "israel", "qureshi"),
        ("", "musharraf", "appealedTo", "the-world", "morsi"),
        ("", "government-of-pakistan", "aided", "palestinian-government-2006", "italy"),
        ("kinds=Vote", "pakistan", "votedAgainst", "res-4686", "res-3379"),
    ],
)
def test_no_line_runs_through_a_third_party(
    open_file: Open, files: dict[str, Path], address: str, one: str, relation: str, other: str, third: str
) -> None:
    opened = open_file(files["repository"], address)
    assert passed(opened, one, relation, other, third) > 9


def test_a_printed_timeline_keeps_its_years(open_file: Open, files: dict[str, Path]) -> None:
    opened = open_file(files["repository"])
    opened.page.emulate_media(media="print")
    years = opened.page.locator("svg text").evaluate_all(
        "list => list.filter(e => /^(19|20)\\d\\d$/.test(e.textContent) && e.getClientRects().length).length"
    )
    assert years > 3


def test_the_year_of_a_finding_stays_at_its_end_after_a_right_to_left_name(open_file: Open, files: dict[str, Path], tmp_path: Path) -> None:
    place = tmp_path / "rupture"
    shutil.copytree(ROOT / "examples" / "rupture", place, ignore=shutil.ignore_patterns(".kg"))
    background = place / "data" / "background.trig"
    text = background.read_text(encoding="utf-8")
    background.write_text(text.replace('skos:prefLabel "Saudi Arabia"@en', 'skos:prefLabel "السعودية"@en'), encoding="utf-8")
    settings = place / "chancery.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"Saudi Arabia"]', '"السعودية"]'), encoding="utf-8")
    picture(Workspace(place)).save(tmp_path / "rtl.html")
    opened = open_file(tmp_path / "rtl.html")
    found = opened.page.locator(".finding").first.evaluate(
        """button => {
          const walk = document.createTreeWalker(button, NodeFilter.SHOW_TEXT);
          const left = pattern => {
            walk.currentNode = button;
            for (let node = walk.nextNode(); node; node = walk.nextNode()) {
              const at = node.textContent.search(pattern);
              if (at < 0) continue;
              const range = document.createRange();
              range.setStart(node, at);
              range.setEnd(node, at + 1);
              return range.getBoundingClientRect().left;
            }
            return null;
          };
          return [left(/\\d/), left(/[\\u0600-\\u06ff]/)];
        }"""
    )
    year, name = found
    assert name is not None
    assert year is not None
    assert year > name


@pytest.mark.parametrize("option", [("--text", "no-such-folder"), ("--story", "story.json"), ("--sparql",)])
def test_an_option_that_a_figure_does_not_use_is_refused(tmp_path: Path, option: tuple[str, ...]) -> None:
    (tmp_path / "story.json").write_text('[{"caption": "a", "address": ""}]', encoding="utf-8")
    given = [str(tmp_path / part) if part[0] != "-" else part for part in option]
    command = [sys.executable, "-m", "kg", "view", "--figure", str(tmp_path / "f.svg"), *given, "-C", str(repository())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, option[0] in done.stderr) == (2, True)
