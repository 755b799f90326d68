"""The workspaces of the examples, as the coding line sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.coding import Vocabulary
from kg.coding.saving import Files
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def rupture() -> Files:
    """The example about Iran and Saudi Arabia."""
    return Files(Workspace(ROOT / "examples" / "rupture"))


@pytest.fixture(scope="session")
def uncoded(rupture: Files) -> Vocabulary:
    """What lines can name in that example before any passage of it is coded."""
    return rupture.without(rupture.codings(rupture.vocabulary.passages))
