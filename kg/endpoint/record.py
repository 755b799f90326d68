"""The record of what was pushed, in a graph of its own on the server.

A node for each page of the record has a literal: the number of the page, and then a line for each graph, which is
``= DIGEST QUADS GRAPH`` for one that is there, and ``? - - GRAPH`` for one of which a push has begun. A page with a higher number
overrides those before it, so that a push only adds pages while it runs.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.endpoint.lines import DEFAULT, Content
from kg.endpoint.names import DEFAULT_GRAPH, LONGEST, META, OWNER, PAGE, PART, RECORD, SENDING, SNAPSHOT, is_graph, joined, parts
from kg.errors import EnvironmentProblem
from kg.terms import TYPE
from kg.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.endpoint.names import Graphs
    from kg.endpoint.server import Server
    from kg.snapshot.format import Meta

_NO_GRAPH: Final = "-"
"""How the record calls the default graph."""


class Record(NamedTuple):
    """What a server has of a workspace.

    Attributes:
        there: the graphs that are complete, with their contents.
        pending: the graphs that a push has begun to change.
        snapshot: the digest of the snapshot that the server has; None while one is being sent.
        sending: the digest of the snapshot that is being sent; None otherwise.
        default: whether the default graph is the workspace's; None if that is not decided.
        meta: the description of the snapshot; None if it is not known.
        page: the highest number of a page.
        owner: the word of the push that is running; None otherwise.
    """

    there: Mapping[str, Content]
    pending: frozenset[str]
    snapshot: str | None = None
    sending: str | None = None
    default: bool | None = None
    meta: Meta | None = None
    page: int = 0
    owner: str | None = None


def read(server: Server, graphs: Graphs) -> Record | None:
    """The record on a server; None if the workspace was never pushed to it.

    Raises:
        EnvironmentProblem: the server refuses, or what it returns is not a record.
    """
    _, rows = server.rows(f"SELECT ?s ?p ?o {{ GRAPH <{graphs.pushed}> {{ ?s ?p ?o }} }}")
    values: dict[str, list[str]] = {}
    for _, predicate, value in rows:
        if isinstance(predicate, ox.NamedNode) and isinstance(value, ox.Literal | ox.NamedNode):
            values.setdefault(predicate.value, []).append(value.value)
    if RECORD not in values.get(TYPE.value, ()):
        return None
    try:
        return _record(values, graphs)
    except (ValueError, KeyError) as problem:
        hint = "DROP this graph on the server, and push again with --adopt: it then replaces the graphs of the workspace"
        raise EnvironmentProblem(f"the record of what was pushed cannot be read: {problem}", graphs.pushed, hint) from problem


def _record(values: dict[str, list[str]], graphs: Graphs) -> Record:
    base = graphs.pushed.removesuffix("graph/pushed")
    pages = []
    for text in values.get(PAGE, ()):
        head, _, rest = text.partition("\n")
        pages.append((int(head), rest))
    there: dict[str, Content] = {}
    pending: set[str] = set()
    for _, text in sorted(pages):
        for line in text.split("\n")[:-1]:
            state, digest, quads, name = line.split(" ", 3)
            graph = DEFAULT if name == _NO_GRAPH else name
            # Graphs of the record are removed and replaced: whoever can write to it must not choose those of others.
            if name != _NO_GRAPH and (not is_graph(graph, base) or graph == graphs.pushed):
                raise ValueError(f"it names what is no graph of this workspace: {graph[:200]!r}")
            if state == "=":
                there[graph] = Content(digest, int(quads))
                pending.discard(graph)
            else:
                there.pop(graph, None)
                pending.add(graph)
    meta = values.get(META) or ([joined(values[PART])] if PART in values else [])
    default = values.get(DEFAULT_GRAPH, [""])[0]
    return Record(
        there,
        frozenset(pending),
        next(iter(values.get(SNAPSHOT, ())), None),
        next(iter(values.get(SENDING, ())), None),
        {"true": True, "false": False}.get(default),
        json.loads(meta[0]) if meta else None,
        max((number for number, _ in pages), default=0),
        next(iter(values.get(OWNER, ())), None),
    )


def canary(graphs: Graphs) -> str:
    """The triple that says that there is a record, as a line of N-Triples."""
    return f"<{graphs.pushed}> {TYPE} <{RECORD}> .\n"


def lines(record: Record, graphs: Graphs) -> list[str]:
    """A whole record, as lines of N-Triples, the canary first."""
    node = ox.NamedNode(graphs.pushed)
    found = [canary(graphs)]

    def say(predicate: str, text: str) -> None:
        found.append(f"{ox.Triple(node, ox.NamedNode(predicate), ox.Literal(text))} .\n")

    if record.snapshot is not None:
        say(SNAPSHOT, record.snapshot)
    if record.sending is not None:
        say(SENDING, record.sending)
    if record.owner is not None:
        say(OWNER, record.owner)
    if record.default is not None:
        say(DEFAULT_GRAPH, "true" if record.default else "false")
    if record.meta is not None:
        text = json.dumps(record.meta, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        for piece in parts(text):
            say(META if piece is text else PART, piece)
    states = [_state(graph, content) for graph, content in record.there.items()] + [_state(graph, None) for graph in record.pending]
    return found + pages(states, graphs, 1)[0]


def states(contents: Mapping[str, Content]) -> list[str]:
    """The lines of a page on graphs that are complete."""
    return [_state(graph, content) for graph, content in contents.items()]


def _state(graph: str, content: Content | None) -> str:
    name = _NO_GRAPH if graph == DEFAULT else graph
    return f"? - - {name}\n" if content is None else f"= {content.digest} {content.quads} {name}\n"


def pages(states: Iterable[str], graphs: Graphs, number: int) -> tuple[list[str], int]:
    """Pages of a record.

    Args:
        states: their lines.
        graphs: the graphs of the workspace.
        number: the number of the first page.

    Returns:
        The pages, as lines of N-Triples, and the number of the next page.
    """
    found: list[str] = []
    text = ""
    for state in [*sorted(states), ""]:
        if text and (not state or len(text) + len(state) > LONGEST - 20):
            node = ox.NamedNode(f"{graphs.pushed}/{number}")
            page = ox.Literal(f"{number}\n{text}")
            found.append(f"{ox.Triple(node, ox.NamedNode(PAGE), page)} .\n")
            number, text = number + 1, ""
        text += state
    return found, number
