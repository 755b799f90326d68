"""Check the coverage of every file of ``kg``: ``python scripts/check_coverage.py coverage.json``."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypedDict

LEAST: Final = 90.0
"""The minimum coverage of a file, lines and branches together, in percent."""

BELOW: Final[Mapping[str, str]] = {}
"""The files that may be below `LEAST`, each with the reason."""


class Summary(TypedDict):
    """What coverage.py reports of one file."""

    percent_covered: float


def below(report: Mapping[str, Summary], allowed: Mapping[str, str] = BELOW) -> list[str]:
    """The files of a report that have too little coverage, and the exceptions that are no longer needed.

    Args:
        report: a file's path, with slashes, to its summary.
        allowed: the files that may be below the limit.

    Returns:
        One sentence each, sorted by path.

    >>> below({"kg/a.py": {"percent_covered": 89.96}, "kg/b.py": {"percent_covered": 90.0}}, {})
    ['kg/a.py: 89.9 % is covered, below the limit of 90 %']
    >>> below({"kg/a.py": {"percent_covered": 91.0}}, {"kg/a.py": "runs on Windows only"})
    ['kg/a.py: 91.0 % is covered, so the exception can be removed']
    """
    found = []
    for path, summary in sorted(report.items()):
        percent = summary["percent_covered"]
        shown = int(percent * 10) / 10  # never rounded up to the limit
        if percent < LEAST and path not in allowed:
            found.append(f"{path}: {shown} % is covered, below the limit of {LEAST:.0f} %")
        if percent >= LEAST and path in allowed:
            found.append(f"{path}: {shown} % is covered, so the exception can be removed")
    return found


def main(arguments: list[str]) -> int:
    """Print the problems and the total, and return 1 if there are problems."""
    data = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    report = {path.replace("\\", "/"): each["summary"] for path, each in data["files"].items()}
    problems = below(report)
    for each in problems:
        print(f"error: {each}", file=sys.stderr)
    print(f"{data['totals']['percent_covered']:.1f} % of the lines and branches of kg are covered by the tests")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
