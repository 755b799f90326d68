"""Measure commands in turn, so that the other load of the machine affects all of them alike, and print ratios."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence

Command = Sequence[str]


def seconds(command: Command) -> float:
    """How long a command takes from its start to its end. Raises `subprocess.CalledProcessError` if it fails."""
    # Daily use has compiled modules, so they are written in the first round.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - start


def in_turn(commands: Mapping[str, Command], rounds: int) -> dict[str, list[float]]:
    """Run each command once a round, after one round that does not count.

    Args:
        commands: a name to what to run.
        rounds: how often.

    Returns:
        Each name to the seconds of its runs.
    """
    found: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            taken = seconds(command)
            if number:
                found[name].append(taken)
    return found


def table(found: Mapping[str, Sequence[float]], unit: str) -> str:
    """A table: each name, its ratio to the one called `unit` (by medians), the spread of that ratio, and the median in milliseconds.

    The spread is the range of the middle half of the runs, each against the run of `unit` in the same round.
    """
    one = statistics.median(found[unit])
    width = max(len(name) for name in found)
    lines = [f"{'':{width}}  ratio   middle half     median"]
    for name, runs in found.items():
        ratios = sorted(run / base for run, base in zip(runs, found[unit], strict=True))
        low, high = ratios[len(ratios) // 4], ratios[-1 - len(ratios) // 4]
        median = statistics.median(runs)
        lines.append(f"{name:{width}}  {median / one:5.2f}   {low:5.2f} - {high:5.2f}   {median * 1000:6.1f} ms")
    return "\n".join(lines)
