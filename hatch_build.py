"""Put the repository's own workspace into the wheel, as ``kg/_core``. An editable install reads it from the repository instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = ("ontology", "queries", "data", "chancery.toml")
"""What the package finds under ``kg/_core`` when it is installed, relative to the root of the repository."""


class CoreHook(BuildHookInterface[Any]):
    """Adds the folders and files of `CARRIED` to a wheel that is not editable."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """See hatchling; `version` is ``standard`` or ``editable``."""
        if version == "editable":
            return
        for name in CARRIED:
            source = Path(self.root, name)
            if not source.exists():
                raise FileNotFoundError(f"{source}: the wheel carries the repository's workspace, and this part of it is missing")
            build_data["force_include"][str(source)] = f"kg/_core/{name}"
