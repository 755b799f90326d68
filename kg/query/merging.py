"""The union of several graphs, in which a triple that several of them have is one triple.

The engine answers a query over several graphs from all their triples, and returns a triple as often as there are graphs that have it. The
dataset of SPARQL is a merge of the graphs, in which it is once.
"""

from __future__ import annotations

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def merged(store: Store, default: Iterable[NamedNode], named: Iterable[NamedNode]) -> Store:
    """A store in memory whose default graph is the merge of some graphs.

    Args:
        store: the store that has the graphs.
        default: the graphs that are merged.
        named: the graphs that are there under their names.

    >>> s, p, g, h = map(NamedNode, ("x:s", "x:p", "x:g", "x:h"))
    >>> twice = Store()
    >>> twice.extend([Quad(s, p, s, g), Quad(s, p, s, h)])
    >>> len(merged(twice, [g, h], []))
    1
    """
    found = Store()
    for graph in default:
        found.extend(
            Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in store.quads_for_pattern(None, None, None, graph)
        )
    for graph in named:
        found.extend(store.quads_for_pattern(None, None, None, graph))
    return found
