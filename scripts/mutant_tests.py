"""A pytest plugin for ``make mutants``: the quickest tests first, and no more than a bounded share of them for each change.

mutmut runs the tests that reach a changed function in any order, all of them if none fails. Most changes are noticed by a test that takes
milliseconds, so the quickest come first. A change that the tests of the first ``MOST_SECONDS`` do not notice counts as not noticed: the
measured share is never better for the limit, and the measurement is much shorter.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

TIMES: Final = Path("mutmut-stats.json")
"""Where mutmut keeps the times of the tests, in the folder in which it runs them. It is written after the first run of all tests."""

MOST_SECONDS: Final = 40.0
"""How long the tests of one change may take, by the times of the first run."""

QUICK_SECONDS: Final = 0.5
"""A test that takes longer comes after all that do not."""


class _Item(Protocol):
    @property
    def nodeid(self) -> str: ...


class _Hook(Protocol):
    def pytest_deselected(self, items: Sequence[object]) -> None: ...


class _Config(Protocol):
    @property
    def hook(self) -> _Hook: ...


def quickest(tests: Sequence[str], seconds: Mapping[str, float], most: float) -> list[str]:
    """The tests to run, up to a sum of their times: the quick ones of every file, the quickest file first, then the slow ones.

    The quick tests of a file stay together, because they share what the file sets up. A test without a time counts as quick.

    >>> quickest(["b::slow", "a::quick", "b::new", "a::middling"], {"b::slow": 5.0, "a::quick": 0.1, "a::middling": 0.3}, most=2.0)
    ['b::new', 'a::quick', 'a::middling']
    """
    quick = {test: seconds.get(test, 0.0) <= QUICK_SECONDS for test in tests}
    totals: dict[str, float] = defaultdict(float)
    for test in tests:
        totals[_file(test)] += seconds.get(test, 0.0) if quick[test] else 0.0
    kept: list[str] = []
    used = 0.0
    for test in sorted(tests, key=lambda each: (not quick[each], totals[_file(each)], _file(each), seconds.get(each, 0.0), each)):
        used += seconds.get(test, 0.0)
        if used > most:
            break
        kept.append(test)
    return kept


def _file(test: str) -> str:
    return test.partition("::")[0]


def pytest_collection_modifyitems(config: _Config, items: list[_Item]) -> None:
    """Order the tests of a change and leave out the last ones. In mutmut's other runs, such as that for the times, nothing changes."""
    if "__mutmut_" not in os.environ.get("MUTANT_UNDER_TEST", "") or not TIMES.is_file():
        return
    seconds: dict[str, float] = json.loads(TIMES.read_text(encoding="utf-8"))["duration_by_test"]
    by_name = {item.nodeid: item for item in items}
    kept = [by_name[name] for name in quickest(list(by_name), seconds, MOST_SECONDS)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept
