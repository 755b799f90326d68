"""Check that a tag, the package, its front end, the citation file and the changelog name the same version.

Run ``python scripts/check_release.py v0.2.0``.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent


def problems(tag: str, root: Path = ROOT) -> list[str]:
    """What is not ready for a release with a tag.

    Args:
        tag: the name of the tag, ``v`` and a version.
        root: the repository.

    Returns:
        One sentence for each problem; empty if the release can be made.
    """
    version = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    found = []
    if tag != f"v{version}":
        found.append(f"the tag is {tag}, but pyproject.toml has version {version}")
    cited = re.search(r"^version: *(\S+)", (root / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    if cited is None or cited[1] != version:
        found.append(f"CITATION.cff does not have version {version}")
    found += [
        f"{name} does not have version {version}"
        for name in ("package.json", "package-lock.json")
        if json.loads((root / name).read_text(encoding="utf-8"))["version"] != version
    ]
    heading = re.search(rf"^## {re.escape(version)} \((.+)\)$", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    if heading is None:
        found.append(f"CHANGELOG.md has no section for version {version}")
    elif not re.fullmatch(r"\d{4}-\d\d-\d\d", heading[1]):
        found.append(f"CHANGELOG.md does not date version {version}: {heading[1]}")
    return found


def main(arguments: list[str]) -> int:
    """Print the problems, and return 1 if there are any."""
    if len(arguments) != 1:
        print("usage: python scripts/check_release.py TAG")
        return 2
    found = problems(arguments[0])
    for each in found:
        print(f"error: {each}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
