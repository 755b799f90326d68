"""The query engine inside the picture: Oxigraph as WebAssembly, the graph compressed beside it, stored queries as forms.

The engine, its worker and the editor are bundled by ``scripts/build-frontend`` into ``_assets/``, which is not committed and travels in
the wheel. A stored query travels in pieces, with a place for each parameter, made by the same binding as `kg query` uses, so that the
page only has to put terms into places.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import NamedNode

from kg.errors import EnvironmentProblem, QueryError
from kg.sparql.binding import bind_slots
from kg.sparql.stored import catalogue

if TYPE_CHECKING:
    from kg.snapshot.opening import Snapshot
    from kg.sparql.stored import StoredQuery
    from kg.workspace import Workspace

ASSETS: Final = os.path.join(os.path.dirname(os.path.abspath(__file__)), "_assets")
SLOT: Final = "urn:chancery:slot:"
"""Before a parameter's variable: the IRI that holds its place while a query is cut into pieces."""


def asset(name: str) -> bytes:
    """A bundled file.

    Raises:
        EnvironmentProblem: it is not there, because the front end was not set up.
    """
    path = os.path.join(ASSETS, name)
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise EnvironmentProblem(
            "the query engine for the picture is not set up",
            path,
            "run scripts/build-frontend (it needs Node and npm once), or leave --sparql out",
        ) from error


def available() -> bool:
    """Whether the front end is set up."""
    return os.path.exists(os.path.join(ASSETS, "versions.json"))


def engine_parts(workspace: Workspace, snapshot: Snapshot) -> tuple[dict[str, str], dict[str, Any]]:
    """What a page that can be asked carries.

    Args:
        workspace: whose stored queries become forms.
        snapshot: whose graph is asked.

    Returns:
        Texts: ``editor`` and ``worker`` (scripts), ``wasm`` and ``graph`` (base64 of gzip); and for the page's data: ``queries``
        and ``prefixes``.

    Raises:
        EnvironmentProblem: the front end is not set up, or the snapshot cannot be read.
    """
    parts = {
        "editor": asset("editor.js").decode("utf-8"),
        "worker": asset("worker.js").decode("utf-8"),
        "wasm": base64.b64encode(asset("oxigraph.wasm.gz")).decode("ascii"),
    }
    try:
        with open(snapshot.graph_file, "rb") as file:
            # No time in the header: the same graph gives the same page.
            parts["graph"] = base64.b64encode(gzip.compress(file.read(), 9, mtime=0)).decode("ascii")
    except OSError as error:
        raise EnvironmentProblem(f"the snapshot cannot be read: {error.strerror}", snapshot.graph_file, "run `kg build`") from error
    queries = [form for query in catalogue(workspace) if (form := as_form(query)) is not None]
    return parts, {"queries": queries, "prefixes": workspace.prefixes(), "engine": json.loads(asset("versions.json"))["oxigraph"]}


def as_form(query: StoredQuery) -> dict[str, Any] | None:
    """A stored query as the page needs it; None for one whose parameters cannot be bound in a page.

    Returns:
        ``name``, ``summary``, ``description``, ``form`` (SELECT, ...), ``params`` and ``pieces``: texts, and for each place of a
        parameter ``[variable, text as written, text with the slot]``.
    """
    slots = {param.variable: NamedNode(SLOT + param.variable) for param in query.params}
    try:
        bound = bind_slots(query.text, query.slots, slots, query.path)
    except QueryError:
        return None
    pieces: list[Any] = []
    at = written = 0
    for shift in bound.shifts:
        pieces.append(bound.text[at : shift.start])
        written += shift.start - at
        template = bound.text[shift.start : shift.start + shift.bound]
        original = query.text[written : written + shift.written]
        variable = next(name for name in slots if re.search(rf"[?$]{re.escape(name)}(?!\w)", original))
        pieces.append([variable, original, template])
        at = shift.start + shift.bound
        written += shift.written
    pieces.append(bound.text[at:])
    return {
        "name": query.name,
        "summary": query.summary,
        "description": query.description,
        "form": query.form,
        "params": [
            {
                "name": param.name,
                "type": param.type,
                "variable": param.variable,
                "help": param.help,
                "optional": not param.required,
                "default": param.default,
                "choices": list(param.choices),
                "of": param.of,
                "end": param.end,
            }
            for param in query.params
        ],
        "pieces": pieces,
    }
