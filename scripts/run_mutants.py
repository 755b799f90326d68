"""Measure how many small changes of the code the tests notice: ``python scripts/run_mutants.py [--all] [ROOM...]``.

mutmut makes the changes and runs the tests that reach them (``[tool.mutmut]`` in pyproject.toml). By default a fixed random sample of each
room is tried; ``--all`` tries every change, which takes more than an hour. POSIX only: mutmut forks.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
ROOMS: Final = ("dates", "record", "rules", "export", "query")
"""The rooms that are measured: those that decide what an answer says."""

LEAST: Final = 0.9
"""The least share of changes that the tests have to notice, in each room."""

SAMPLE: Final = 120
"""How many changes of each room are tried without ``--all``."""

LAST_LINES: Final = 60
"""How much of mutmut's output is shown if it fails."""

SEED: Final = 1914
SURVIVED: Final = 0
NOT_TESTED: Final = (5, 33)
"""Exit codes of mutmut for a change that no test reaches."""
NOT_TRIED: Final = (None, 34)
TIMED_OUT: Final = (-24, 24, 36, 152, 255)
"""Exit codes of mutmut for tests that did not end in time. That is no verdict: the cause can be the change, or the measurement itself."""


class Tried(NamedTuple):
    """The result for the changes of one room.

    Attributes:
        tried: how many were tried.
        survivors: the names of those that no test noticed.
        late: the names of those whose tests did not end in time. They do not count as noticed.
    """

    tried: int
    survivors: tuple[str, ...]
    late: tuple[str, ...]

    @property
    def noticed(self) -> int:
        """How many changes made a test fail."""
        return self.tried - len(self.survivors) - len(self.late)

    @property
    def share(self) -> float:
        """The share of changes that made a test fail; 0 if none was tried."""
        return self.noticed / self.tried if self.tried else 0.0


def room_of(name: str) -> str:
    """The room of a change by its name.

    >>> room_of("kg.record.names.x_fold__mutmut_3"), room_of("kg.dates.x_parse__mutmut_1")
    ('record', 'dates')
    """
    return name.split(".")[1]


def codes(mutants: Path) -> dict[str, int | None]:
    """Every change to the exit code of its tests, None for one that was not tried.

    Args:
        mutants: mutmut's folder.
    """
    found: dict[str, int | None] = {}
    for path in sorted(mutants.rglob("*.meta")):
        found.update(json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"])
    return found


def chosen(names: Sequence[str], room: str, size: int | None) -> list[str]:
    """A room's changes to try, the same ones every time.

    Args:
        names: all changes.
        room: the room.
        size: how many; None for all.
    """
    own = sorted(name for name in names if room_of(name) == room)
    return own if size is None or size >= len(own) else sorted(random.Random(SEED).sample(own, size))  # noqa: S311 - a sample, not a secret


def judged(results: dict[str, int | None], names: Sequence[str]) -> Tried:
    """Which of some changes were tried, which were not noticed, and which have no verdict.

    >>> judged({"a": 1, "b": 0, "c": 33, "d": None, "e": -24}, ["a", "b", "c", "d", "e"])
    Tried(tried=4, survivors=('b', 'c'), late=('e',))
    """
    tried = [name for name in names if results.get(name) not in NOT_TRIED]
    survivors = tuple(name for name in tried if results[name] in (SURVIVED, *NOT_TESTED))
    return Tried(len(tried), survivors, tuple(name for name in tried if results[name] in TIMED_OUT))


def mutmut(*names: str) -> str:
    """Let mutmut make all changes, and try the named ones. Returns the last lines of its output."""
    # With a name that matches nothing, mutmut makes the changes and tries none, and ends with a traceback, which is hidden.
    command = [sys.executable, "-m", "mutmut", "run", *(names or ("kg.nothing_has_this_name*",))]
    done = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return "\n".join(line.rpartition("\r")[2] for line in done.stdout.split("\n")[-LAST_LINES:])


def main(arguments: Sequence[str]) -> int:
    """Run the changes and print the share that the tests noticed, room by room; 1 if it is too small somewhere."""
    rooms = [each for each in arguments if not each.startswith("-")] or list(ROOMS)
    size = None if "--all" in arguments else SAMPLE
    print("making the changes", file=sys.stderr)
    mutmut()
    if not codes(ROOT / "mutants"):
        print("error: mutmut made no changes; run `python -m mutmut run` to see why", file=sys.stderr)
        return 4
    failed = False
    for room in rooms:
        names = chosen(list(codes(ROOT / "mutants")), room, size)
        print(f"{room}: trying {len(names)} changes", file=sys.stderr)
        said = mutmut(*names)
        found = judged(codes(ROOT / "mutants"), names)
        print(f"{room}: {found.noticed} of {found.tried} changes noticed ({found.share:.1%}), {len(found.late)} timed out")
        for name in found.survivors:
            print(f"  not noticed: {name}")
        for name in found.late:
            print(f"  timed out: {name}")
        if found.tried < len(names):
            print(f"error: mutmut did not try all of them; it ends with\n{said}", file=sys.stderr)
        failed = failed or found.share < LEAST or found.tried < len(names)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
