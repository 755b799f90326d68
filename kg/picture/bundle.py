"""The bundled scripts of the picture: the page's own, the query editor, the worker with the query engine, and the engine itself.

``scripts/build-frontend`` bundles them from ``app/`` and ``scripts/frontend/`` into ``_assets/``, which is not committed but is part of the
wheel.
"""

from __future__ import annotations

import os
from typing import Final

from kg.errors import EnvironmentProblem

ASSETS: Final = os.path.join(os.path.dirname(os.path.abspath(__file__)), "_assets")


def asset(name: str) -> bytes:
    """A bundled file.

    Raises:
        EnvironmentProblem: it does not exist, because the front end is not set up.
    """
    path = os.path.join(ASSETS, name)
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise EnvironmentProblem(
            "the scripts of the picture are not set up",
            path,
            "run scripts/build-frontend (it needs Node and npm once)",
        ) from error


def available() -> bool:
    """Whether the front end is set up."""
    return os.path.exists(os.path.join(ASSETS, "versions.json"))
