"""The graphs of a snapshot but for those of coded sources, which may have a million series each."""

from __future__ import annotations

from pyoxigraph import DefaultGraph, NamedNode

from kg.record.vocabulary import CODING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyoxigraph import Store


def coded_graphs(store: Store) -> frozenset[NamedNode]:
    """The names of the graphs of coded sources, which are the sources themselves.

    Args:
        store: the store of a snapshot.
    """
    found = store.quads_for_pattern(None, CODING, None, DefaultGraph())
    return frozenset(quad.subject for quad in found if isinstance(quad.subject, NamedNode))


def other_graphs(store: Store) -> list[NamedNode | DefaultGraph] | None:
    """The graphs that say what documents say, the default graph first; None if there are no others, so that all can be read at once.

    Args:
        store: the store of a snapshot.
    """
    coded = coded_graphs(store)
    if not coded:
        return None
    named = [each for each in store.named_graphs() if isinstance(each, NamedNode) and each not in coded]
    return [DefaultGraph(), *sorted(named, key=lambda each: each.value)]
