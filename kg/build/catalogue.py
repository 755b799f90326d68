"""The catalogue of a snapshot: what the build has parsed of the files that every query needs, so that no query parses them again."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from kg.errors import EnvironmentProblem, QueryError
from kg.sparql.stored import as_json, load
from kg.workspace import SETTINGS_FILE, sealed

if TYPE_CHECKING:
    from kg.values import Json
    from kg.workspace import Workspace


def catalogue_of(ws: Workspace) -> str:
    """The text of a workspace's catalogue: settings and stored queries, each with the digest of its file.

    Each is one line: the path of the file inside the workspace, a tab, a checksum of the rest, a tab, and the rest. Path and rest are
    JSON, in which no tab stands for itself.

    A query that cannot be used is left out, and the error is reported when it is run. Neither the settings' nor a query's entry is used
    once its file has changed, so a change of a query needs no new build.

    Raises:
        DataError: something in ``queries/`` is not a file.
    """
    settings = os.path.join(ws.folder, SETTINGS_FILE)
    found: dict[str, tuple[str, Json]] = {SETTINGS_FILE: (_digest(ws, settings), dict(ws.settings()))}
    for path in ws.query_files():
        digest = _digest(ws, os.fspath(path))  # before it is read, so that a change in between makes the entry stale, not wrong
        try:
            found[f"queries/{path.name}"] = (digest, as_json(load(path)))
        except (QueryError, EnvironmentProblem):
            continue
    return "".join(f"{_json(path)}\t{sealed(_json(value))}\n" for path, value in found.items())


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


def _digest(ws: Workspace, path: str) -> str:
    """The digest of a file; no digest for a file that no longer exists."""
    try:
        return ws.digests.of(path)
    except OSError:
        return ""
