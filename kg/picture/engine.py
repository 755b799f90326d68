"""The query engine in the picture: Oxigraph as WebAssembly, the compressed graph, and the stored queries as forms.

The engine, its worker and the editor are bundled (`kg.picture.bundle`). A stored query is cut into pieces with a slot for each parameter,
by the same binding that `kg query` uses, so that the page only has to put terms into the slots.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from kg.errors import KgError, QueryError
from kg.files import say, visible
from kg.picture.about import Asking
from kg.picture.bundle import asset
from kg.sparql.binding import bind_slots
from kg.sparql.stored import catalogue

if TYPE_CHECKING:
    from kg.snapshot import Snapshot
    from kg.sparql.stored import StoredQuery
    from kg.values import Json
    from kg.workspace import Workspace

SLOT: Final = "urn:chancery:slot:"
"""The beginning of the IRI that stands for a parameter while a query is cut into pieces; its variable follows."""


@dataclass(frozen=True, slots=True)
class Engine:
    """What a page that can be queried contains.

    Attributes:
        editor: the script of the query editor.
        worker: the script of the worker that runs the engine.
        wasm: the engine, as base85 of gzip (see ``app/base85.js``).
        graph: the snapshot's quads, as base64 of gzip.
        asking: what is added to the data of the page.
    """

    editor: str
    worker: str
    wasm: str
    graph: str
    asking: Asking


def engine_of(workspace: Workspace, snapshot: Snapshot) -> Engine:
    """The query engine for the picture of a snapshot, with the stored queries of its workspace.

    A file in ``queries/`` that cannot be used is left out, with a warning on stderr.

    Raises:
        EnvironmentProblem: the front end is not set up.
        SnapshotDamaged: a file with quads is missing or damaged.
    """
    # Without a time in the header of gzip, the same graph always produces the same page.
    graph = gzip.compress(b"".join(snapshot.quads_text()), 9, mtime=0)

    def warn(problem: KgError) -> None:
        say(f"warning: the picture is without a stored query: {visible(str(problem))}")

    forms = tuple(form for query in catalogue(workspace, warn) if (form := as_form(query)) is not None)
    return Engine(
        editor=asset("editor.js").decode("utf-8"),
        worker=asset("worker.js").decode("utf-8"),
        wasm=asset("oxigraph.wasm.gz.b85").decode("ascii"),
        graph=base64.b64encode(graph).decode("ascii"),
        asking=Asking(forms, workspace.prefixes(), json.loads(asset("versions.json"))["oxigraph"]),
    )


def as_form(query: StoredQuery) -> dict[str, Json] | None:
    """A stored query as a form for the page; None if its parameters cannot be bound in a page.

    Returns:
        ``name``, ``summary``, ``description``, ``tags``, ``cite``, ``form`` (SELECT, ...), ``params`` and ``pieces``: the texts of the
        query, and between them, for each occurrence of a parameter, ``[variable, text as written, text with the slot]``.
    """
    slots = {param.variable: NamedNode(SLOT + param.variable) for param in query.params}
    try:
        bound = bind_slots(query.text, query.slots, slots, query.path)
    except QueryError:
        return None
    pieces: list[Json] = []
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
        "tags": list(query.tags),
        "cite": list(query.cite),
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
