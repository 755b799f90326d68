"""What the formats of RDF write: the triples and quads of a snapshot, in the order of all exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.namespaces import RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.export.selection import Selection
    from kg.snapshot import Snapshot

HELD = "graph/held"
"""The name, below the base IRI, of the graph that repeats what is held (`Selection.held`)."""


def triples(snapshot: Snapshot, selection: Selection) -> list[ox.Triple]:
    """The triples of the default graph, in order.

    Args:
        snapshot: the snapshot.
        selection: which part of it.
    """
    quads = snapshot.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    return in_order(quad.triple for quad in quads)


def quads(snapshot: Snapshot, selection: Selection, default: list[ox.Triple] | None = None) -> Iterator[ox.Quad]:
    """The quads of the default graph, then those of the named graphs sorted by name, each graph in order.

    Args:
        snapshot: the snapshot.
        selection: which part of it; with `Selection.held`, the default graph comes once more under its name.
        default: the result of `triples`, if the caller has it.
    """
    default = triples(snapshot, selection) if default is None else default
    yield from (ox.Quad(each.subject, each.predicate, each.object) for each in default)
    names = {str(name): name for name in snapshot.store.named_graphs()}
    held = ox.NamedNode(snapshot.base + HELD)
    if selection.held:
        names[str(held)] = held
    for name in sorted(names):
        graph = names[name]
        is_held = selection.held and graph == held
        found = default if is_held else in_order(q.triple for q in snapshot.store.quads_for_pattern(None, None, None, graph))
        yield from (ox.Quad(each.subject, each.predicate, each.object, graph) for each in found)


def in_order(found: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Triples in the order of all exports: by subject, types first, predicate and object."""
    return sorted(found, key=_order)


def _order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    """The sort key of a triple: subject, types first, predicate, object."""
    subject, value = triple.subject, triple.object
    # Without the brackets of the IRI, which would put Q3879 before Q38.
    by_subject = subject.value if isinstance(subject, ox.NamedNode) else str(subject)
    by_object = value.value if isinstance(value, ox.NamedNode) else str(value)
    return by_subject, triple.predicate.value != RDF_TYPE, triple.predicate.value, by_object
