"""Keep the tests away from snapshots that they did not build: those in the state folders of the repository.

``tests/conftest.py`` imports this module, and puts its folder on the PYTHONPATH, so that every Python process that a test starts
imports it too.
"""

from __future__ import annotations

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse to open a file in a folder ``.kg`` of the repository, or to make one. An audit hook, see `sys.addaudithook`."""
    if event in ("open", "os.mkdir") and isinstance(arguments[0], str) and ".kg" in arguments[0]:
        inside = os.path.abspath(arguments[0]).removeprefix(ROOT + os.sep)
        names = inside.split(os.sep)
        if ".kg" in (names if event == "os.mkdir" else names[:-1]) and not os.path.isabs(inside):
            raise RuntimeError(f"a test uses {inside} of the repository: use tests.asking.repository, or a copy")


sys.addaudithook(refuse)
