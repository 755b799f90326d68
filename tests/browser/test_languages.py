"""The page in the languages of the catalogues, from left to right and from right to left, with names in other letters."""

from __future__ import annotations

import functools
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.picture import picture
from kg.workspace import Workspace
from tests.asking import ROOT
from tests.browser.test_everyone import violations

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Open

pytestmark = pytest.mark.soak

WORDS = {"de": ("Filter", "Alle zeigen"), "fr": ("Filtres", "Tout afficher"), "ar": ("الشبكة", "عرض"), "ur": ("فلٹر", "دکھائیں")}
"""Texts that the page has in each language."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The small workspace in a language, with one party under a name in Arabic and one in Chinese letters."""

    @functools.cache
    def made(language: str) -> Path:
        folder = tmp_path_factory.mktemp(language) / "workspace"
        shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", folder, ignore=shutil.ignore_patterns(".kg"))
        settings = folder / "chancery.toml"
        settings.write_text(settings.read_text(encoding="utf-8").replace('language = "en"', f'language = "{language}"'), encoding="utf-8")
        for data in (folder / "data").glob("*.trig"):
            text = data.read_text(encoding="utf-8")
            text = text.replace('skos:prefLabel "Norway"@en', 'skos:prefLabel "المملكة النرويجية"@ar')
            data.write_text(text.replace('skos:prefLabel "Sweden"@en', 'skos:prefLabel "瑞典王国"@zh'), encoding="utf-8")
        path = folder.parent / f"{language}.html"
        picture(Workspace(folder)).save(path)
        return path

    return made


@pytest.mark.parametrize("language", ["de", "ar", *(pytest.param(each, marks=pytest.mark.soak) for each in ("fr", "ur"))])
def test_the_page_speaks_the_language_of_the_workspace(open_file: Open, pages: Callable[[str], Path], language: str) -> None:
    opened = open_file(pages(language))
    root = opened.page.locator("html")
    assert root.get_attribute("lang") == language
    assert root.get_attribute("dir") == ("rtl" if language in ("ar", "ur") else "ltr")
    text = opened.page.inner_text("body")
    for words in WORDS[language]:
        assert words in text
    for english in ("Filters", "Show all", "Search a name", "acts, conflicts", "How to read"):
        assert english not in text
    wide = "document.documentElement.scrollWidth <= innerWidth && document.body.scrollWidth <= innerWidth"
    assert opened.page.evaluate(wide)
    names = " ".join(row[1] for row in opened.page.evaluate("chancery.labels()"))
    assert "瑞典王国" in names
    assert "النرويجية" in names


DATES = {
    "de": ("26. Oktober 1905", "um September 1905", "1814 bis 1905"),
    "fr": ("26 octobre 1905", "vers septembre 1905", "1814 à 1905"),
    "ar": ("26 أكتوبر 1905", "نحو سبتمبر 1905", "من 1814 إلى 1905"),
    "ur": ("26 اکتوبر 1905", "تقریباً ستمبر 1905", "1814 تا 1905"),
}
"""Dates of acts as the page words them in each language."""


@pytest.mark.parametrize("language", DATES)
def test_dates_are_in_the_language_of_the_workspace(open_file: Open, pages: Callable[[str], Path], language: str) -> None:
    opened = open_file(pages(language), "view=table")
    dates = {each.strip() for each in opened.page.locator("#view-table tbody tr > :first-child").all_inner_texts()}
    assert dates >= set(DATES[language])
    assert not {word for date in dates for word in date.split()} & {"October", "June", "about", "to"}


@pytest.mark.parametrize("language", DATES)
def test_what_is_in_another_language_than_the_page_says_so(open_file: Open, pages: Callable[[str], Path], language: str) -> None:
    opened = open_file(pages(language), "view=table")
    spoken = dict(opened.page.eval_on_selector_all("#table bdi", "all => all.map(each => [each.textContent, each.closest('[lang]').lang])"))
    assert spoken["Meeting in Karlstad"] == "en"
    assert spoken["瑞典王国"] == "zh"
    assert spoken["المملكة النرويجية"] == "ar"
    heads = opened.page.eval_on_selector_all("#table th button", "all => all.map(each => each.closest('[lang]').lang)")
    assert set(heads) == {language}
    # Numbers have the digits of the dates.
    assert not re.search("[\u0660-\u0669\u06f0-\u06f9]", opened.page.inner_text("body"))


MEASURES = {
    "de": ("hat eine Rolle in", "erfassten Handlungen", "Rang 1 unter den 4"),
    "fr": ("a un rôle dans", "actes enregistrés", "rang 1 parmi les 4"),
    "ar": ("دور في", "أفعال مسجلة", "ممن لهم تعاملات مباشرة"),
    "ur": ("میں کردار ہے", "درج شدہ اقدامات", "درجہ بندی میں"),
}
"""Parts of the sentence on the measures of Sweden, which shares the first rank with Norway."""


@pytest.mark.parametrize("language", MEASURES)
def test_the_measures_of_an_agent_are_a_sentence_in_the_language_of_the_workspace(
    open_file: Open, pages: Callable[[str], Path], language: str
) -> None:
    opened = open_file(pages(language), "sel=n:sweden")
    sentence = opened.page.inner_text(".measure")
    for words in ("瑞典王国", *MEASURES[language]):
        assert words in sentence
    assert "recorded" not in sentence
    direction = opened.page.eval_on_selector(".measure", "each => getComputedStyle(each).direction")
    assert direction == ("rtl" if language in ("ar", "ur") else "ltr")
    assert "{" not in sentence


def test_from_right_to_left_a_statement_reads_in_the_direction_of_its_verb(open_file: Open, pages: Callable[[str], Path]) -> None:
    """In the other direction, "Sweden recognized Norway" would say the reverse."""
    opened = open_file(pages("ar"), "sel=e:sweden>recognized>norway")

    def lefts(selector: str) -> list[float]:
        found: list[float] = opened.page.eval_on_selector_all(selector, "all => all.map(each => each.getBoundingClientRect().left)")
        return found

    sweden, norway = lefts(".edge-entry h3 button, .edge-entry h3 a")[:2]
    assert sweden < norway, "the verb is English"
    title = opened.page.inner_text("#panel-title")
    assert "←" in title
    assert "→" not in title
    one, other = lefts("#panel-title bdi")
    assert one > other
    # Time runs to the right on every page, so that the step back is left of the step forward.
    assert lefts("#step-back") < lefts("#step-forward")


def test_from_right_to_left_a_date_within_a_text_keeps_its_order(open_file: Open, pages: Callable[[str], Path]) -> None:
    opened = open_file(pages("ar"), "from=1905-06-07")
    chip = opened.page.locator(".filter-chip").first.text_content() or ""
    assert "\u20677 \u2067يونيو\u2069 1905\u2069" in chip


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_from_right_to_left_the_panel_is_on_the_left_and_time_runs_to_the_right(
    open_file: Open, pages: Callable[[str], Path], size: tuple[int, int]
) -> None:
    opened = open_file(pages("ar"), "view=timeline", size=size)
    assert opened.page.evaluate("getComputedStyle(document.querySelector('#lanes svg')).direction") == "ltr"
    if size[0] > 900:
        panel, stage = (opened.page.locator(each).bounding_box() for each in ("#panel", ".stage"))
        assert panel is not None
        assert stage is not None
        assert panel["x"] < stage["x"]
    assert violations(opened) == []
    opened.shot(f"arabic-{size[0]}")
