"""How long the desk takes to open, to complete and to save at many passages, as multiples of the time at the fewest.

Run it with ``python -m benchmarks.desk [PASSAGES...]``; the default is 100 and 2,000. All passages are in one file. Saving lasts from Enter
until the page has the passage as it is afterwards and what the check finds about it.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.view import BASE, write_workspace
from kg.authored.formatting import formatted
from kg.check.quick import QuickCheck
from kg.desk.desk import Desk
from kg.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 5
LINE = "meeting; State 0; Person 1; 3 May "


def median(action: Callable[[int], object]) -> float:
    """The median time of an action in milliseconds, after one time that does not count."""
    taken = []
    for number in range(ROUNDS + 1):
        start = time.perf_counter()
        action(number)
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken[1:])


def measure(passages: int) -> dict[str, float]:
    """The times of the desk in a workspace of so many passages, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        write_workspace(Path(folder) / "w", passages, max(10, passages // 5))
        for path in (Path(folder) / "w" / "data").glob("*.trig"):
            path.write_text(formatted(path.read_text(encoding="utf-8")), encoding="utf-8")
        desk = Desk(Workspace(Path(folder) / "w"))
        found = {"start": 0.0}
        start = time.perf_counter()
        desk.documents()
        desk.passage("P1")
        found["start"] = 1000 * (time.perf_counter() - start)
        found["open a passage"] = median(lambda number: desk.passage(f"P{10 + number}"))
        found["complete"] = median(lambda number: desk.line("P20", LINE[: 12 + number], 12 + number))

        shown = {number: desk.passage(f"P{30 + number}") for number in range(ROUNDS + 1)}
        found["check a passage"] = median(lambda number: desk.findings(f"P{10 + number}"))

        quick = QuickCheck(desk.workspace)
        texts = {f"{BASE}passage/P{number}": f"On 3 May {1800 + number} State 0 met Person 1 at the lake." for number in range(passages)}
        found["check with texts"] = median(lambda number: quick.check_passage(f"{BASE}passage/P{10 + number}", texts))

        def save(number: int) -> None:
            name, lines = f"P{30 + number}", shown[number]["lines"]
            if not isinstance(lines, list) or "passage" not in desk.save(
                name, [*map(str, lines), f"{LINE}{1800 + number}"], "", str(shown[number]["token"])
            ):
                raise RuntimeError(f"{name} was not saved")
            desk.findings(name)

        found["save and check"] = median(save)
    return found


def main(sizes: list[int]) -> int:
    """Print a line for each action."""
    found = {size: measure(size) for size in sizes}
    print(f"{'':16}" + "".join(f"{size:>16,}" for size in sizes))
    for action in found[sizes[0]]:
        one = found[sizes[0]][action]
        cells = "".join(f"{found[size][action]:>8.0f} ms {found[size][action] / one:>4.1f}" for size in sizes)
        print(f"{action:16}{cells}")
    return 0


if __name__ == "__main__":
    sys.exit(main([int(word) for word in sys.argv[1:]] or [100, 2_000]))
