"""Hide snapshots that the tests did not build: the state folders of the repository appear to be empty.

``tests/conftest.py`` imports this module, and puts its folder on the PYTHONPATH, so that every Python process that a test starts
imports it too.
"""

from __future__ import annotations

import errno
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Hide the files in a folder ``.kg`` of the repository, and refuse to write there. An audit hook, see `sys.addaudithook`."""
    if event not in ("open", "os.mkdir") or not isinstance(arguments[0], str) or ".kg" not in arguments[0]:
        return
    inside = os.path.abspath(arguments[0]).removeprefix(ROOT + os.sep)
    names = inside.split(os.sep)
    if ".kg" not in (names if event == "os.mkdir" else names[:-1]) or os.path.isabs(inside):
        return
    if event == "open" and not int(str(arguments[2])) & (os.O_WRONLY | os.O_RDWR):
        raise FileNotFoundError(errno.ENOENT, "hidden from the tests", arguments[0])
    raise RuntimeError(f"a test uses {inside} of the repository: use tests.asking.repository, or a copy")


sys.addaudithook(refuse)
