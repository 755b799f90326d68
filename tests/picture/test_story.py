"""Stories: what a file or a caller may give, and how the picture carries it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kg.errors import DataError, EnvironmentProblem, UsageError
from kg.picture import Step, read_story
from kg.picture.about import About
from kg.picture.page import page
from kg.picture.story import LONGEST, MOST_STEPS, steps

if TYPE_CHECKING:
    from pathlib import Path

VIEW = {"caption": "As of 1980", "address": "as-of=1980-12-31"}
BAD = {
    "[": ("invalid JSON", ":1:2"),
    '[\n {"caption": "a" "address": ""}]': ("invalid JSON", ":2:18"),
    "[" * 100_000: ("too deep", ""),
    "{}": ("it is not a list", ""),
    "[1]": ("view 1 is not an object", ""),
    '[{"caption": "a"}]': ("view 1 has no address", ""),
    '[{"caption": 1, "address": ""}]': ("the caption of view 1 is not a text", ""),
    '[{"caption": "", "address": "", "note": ""}]': ("view 1 has the unknown part 'note'", ""),
    json.dumps([VIEW | {"caption": "x" * (LONGEST + 1)}]): (f"{LONGEST} is the limit", ""),
    json.dumps([VIEW] * (MOST_STEPS + 1)): (f"{MOST_STEPS} is the limit", ""),
}


@pytest.mark.parametrize("text", BAD, ids=[what for what, _ in BAD.values()])
def test_a_bad_file_says_what_is_wrong_and_where(tmp_path: Path, text: str) -> None:
    path = tmp_path / "story.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_story(path)
    what, place = BAD[text]
    assert what in caught.value.what
    assert caught.value.where == f"{path}{place}"
    assert caught.value.hint


def test_a_file_that_is_not_text_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "story.json"
    path.write_bytes(b'["\xff"]')
    with pytest.raises(DataError, match="not UTF-8"):
        read_story(path)
    with pytest.raises(EnvironmentProblem, match="cannot be read"):
        read_story(tmp_path / "none.json")
    with pytest.raises(EnvironmentProblem, match="not a regular file"):
        read_story(tmp_path)


def test_a_file_of_an_editor_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "story.json"
    path.write_text("\ufeff" + json.dumps([VIEW]), encoding="utf-8")
    assert read_story(path) == [VIEW]


def test_an_address_may_be_a_whole_link() -> None:
    assert steps([{"caption": "", "address": "file:///a/graph.html#view=table"}]) == (Step("", "view=table"),)
    assert steps([]) == ()


def test_a_caller_gets_the_same_rules() -> None:
    with pytest.raises(UsageError, match="view 2 has no caption"):
        steps([VIEW, {"address": ""}])


def test_the_page_carries_the_story_as_data() -> None:
    html = page({}, About(title="T", story=(Step("</script><script>alert(1)</script>", "a=b"),)), "")
    block = html.split('<script type="application/json" id="story">')[1].partition("</script>")[0]
    assert json.loads(block) == [{"caption": "</script><script>alert(1)</script>", "address": "a=b"}]
    assert "<" not in block
