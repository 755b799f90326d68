"""The snapshot itself, for `kg --endpoint`: what a plain SPARQL service cannot say.

============================  ======================================================================================
address                       what it is
============================  ======================================================================================
``/snapshot/meta.json``       the description of the snapshot: digest, base, title, counts
``/snapshot/workspace.json``  the settings, the own ontology, the own rules and the own stored queries: path to text
``/snapshot/graph.nq``        the quads as sorted N-Quads; ``start`` and ``bytes`` name a part
``/snapshot/proofs.jsonl``    the proofs, likewise
``/snapshot/proof``           the proof of one triple, by ``subject``, ``predicate`` and ``object`` in N-Triples syntax
============================  ======================================================================================
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.endpoint.lines import own_files
from kg.errors import DataError
from kg.service.message import Reply, parameters
from kg.service.problems import refused
from kg.service.routing import Route
from kg.snapshot.proofs import Entailed, format_line
from kg.snapshot.segments import ENTAILED, QUADS, Kind, parts_of, read_range
from kg.terms import parse_n3

if TYPE_CHECKING:
    from kg.service.context import Context
    from kg.service.message import Asked
    from kg.snapshot import Snapshot

_JSON: Final = "application/json"


def snapshot(context: Context, asked: Asked, rest: str) -> Reply:
    """A part of the snapshot.

    Args:
        context: the graph.
        asked: the request.
        rest: the name of the part.

    Raises:
        Refused: there is no such part (404), or a parameter cannot be used (400).
    """
    found = context.graph.snapshot
    if rest == "meta.json":
        meta = {key: value for key, value in found.meta.items() if key not in {"files", "code", "inputs"}}
        return _validated(context, asked, rest, json.dumps(meta, ensure_ascii=False, indent=1, sort_keys=True).encode(), _JSON)
    if rest == "workspace.json":
        texts = own_files(context.graph.workspace)
        return _validated(context, asked, "\n".join([rest, *texts.values()]), json.dumps(texts, ensure_ascii=False).encode(), _JSON)
    if rest == "graph.nq":
        return _piece(context, asked, rest, QUADS, "application/n-quads")
    if rest == "proofs.jsonl":
        return _piece(context, asked, rest, ENTAILED, "application/jsonl")
    if rest == "proof":
        return _proof(context, asked, found)
    raise refused("not-found", f"the snapshot has no part called {rest}")


def _validated(context: Context, asked: Asked, decides: str, data: bytes, media: str) -> Reply:
    return context.validated(asked, ("snapshot", decides), lambda: Reply(200, data, [("Content-Type", media)]))


def _piece(context: Context, asked: Asked, name: str, kind: Kind, media: str) -> Reply:
    """Some bytes of all lines; none beyond their end."""
    given = dict(parameters(asked.query))
    start, most = (_number(given, name, default) for name, default in (("start", 0), ("bytes", context.limits.bytes)))
    if most > context.limits.bytes:
        raise refused("bad-parameter", f"bytes is more than {context.limits.bytes:,}", parameter="bytes")

    def make() -> Reply:
        snapshot = context.graph.snapshot
        data, more = read_range(snapshot.folder, parts_of(snapshot.meta, kind), start, most)
        if "bytes" not in given and more:
            raise refused("too-large", "the file is larger than a reply may be", hint="ask for parts of it, with start and bytes")
        return Reply(200, data, [("Content-Type", media)])

    return context.validated(asked, ("snapshot", name, str(start), str(most)), make)


def _number(given: dict[str, str], name: str, default: int) -> int:
    text = given.get(name, str(default))
    if not (text.isdecimal() and text.isascii() and len(text) < 16):
        raise refused("bad-parameter", f"{name} is not a number of bytes: {text!r}", parameter=name)
    return int(text)


def _proof(context: Context, asked: Asked, found: Snapshot) -> Reply:
    given = dict(parameters(asked.query))
    terms = []
    for name in ("subject", "predicate", "object"):
        try:
            terms.append(parse_n3(given[name]))
        except (KeyError, ValueError, DataError) as problem:
            raise refused("bad-parameter", f"{name} is not a term in N-Triples syntax", parameter=name) from problem
    try:
        triple = ox.Triple(*terms)  # type: ignore[arg-type]  # a literal in the wrong place raises TypeError
    except TypeError as problem:
        raise refused("bad-parameter", "the terms are not those of a triple", parameter="subject") from problem
    derivations = found.proofs().of(triple)
    if not derivations:
        raise refused("not-found", "the snapshot has no proof of this triple")
    line = format_line(Entailed(triple, 0, derivations))
    return _validated(context, asked, "\n".join(["proof", *map(str, terms)]), line.encode(), _JSON)


ROUTES: Final = (Route("/snapshot/", snapshot),)
"""Which function answers which address."""
