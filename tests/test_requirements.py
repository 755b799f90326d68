"""The lock files pin every extra that a locked package asks for; otherwise pip, which checks hashes, refuses them after a new release."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^[A-Za-z0-9][^ ;\\]*==[^ ;\\]+", re.MULTILINE)


def pins(name: str) -> dict[str, set[str]]:
    """The packages of a lock file, each with its pinned extras."""
    found = [Requirement(text) for text in PIN.findall((ROOT / "requirements" / name).read_text(encoding="utf-8"))]
    return {canonicalize_name(each.name): each.extras for each in found}


def not_pinned(locked: dict[str, set[str]]) -> list[str]:
    """The extras that installed packages of a lock file require and that it does not pin."""
    missing = []
    for package in locked:
        try:
            wanted = requires(package) or []
        except PackageNotFoundError:  # a package for another system
            continue
        for each in map(Requirement, wanted):
            name = canonicalize_name(each.name)
            applies = any(each.marker is None or each.marker.evaluate({"extra": extra}) for extra in ("", *locked[package]))
            if applies and name in locked and not each.extras <= locked[name]:
                missing.append(f"{package} requires {each.name}[{','.join(sorted(each.extras))}]")
    return missing


@pytest.mark.parametrize("name", ["runtime.txt", "dev.txt", "build.txt", "node.txt", "owlapi.txt", "draft.txt"])
def test_every_extra_is_pinned(name: str) -> None:
    locked = pins(name)
    assert locked
    assert not_pinned(locked) == []


def test_a_missing_extra_is_found() -> None:
    locked = pins("dev.txt")
    locked["coverage"] = set()
    assert any("coverage[toml]" in each for each in not_pinned(locked))
