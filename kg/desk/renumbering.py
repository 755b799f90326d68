"""Keep the names of the assertion graphs of a passage when one before them is taken away."""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox

from kg.editing.coding import Entry, PassageCoding
from kg.namespaces import DIP
from kg.terms import text_of

WITHIN = DIP + "within"


def renumbered(before: PassageCoding, after: PassageCoding) -> PassageCoding:
    """Give each assertion graph that says what one said before the name that it had.

    Lines number the assertion graphs of a passage in their order. If the first of three is deleted, the others would take other names, and
    whatever cites them by name, a proof or a link in somebody's article, would lead to something else.

    Args:
        before: what was coded.
        after: what the lines make.

    Returns:
        `after`, in which only graphs that are new or have changed have names that no graph had before, where that is needed.

    >>> def graph(name: str, said: str) -> Entry:
    ...     node = ox.NamedNode("x:assertion/" + name)
    ...     return Entry("graph", node.value, (ox.Quad(ox.NamedNode("x:" + said), ox.NamedNode("x:b"), ox.NamedNode("x:c"), node),))
    >>> one, two = graph("A1-1", "one"), graph("A1-2", "two")
    >>> [each.iri for each in renumbered(PassageCoding("x:A1", (one, two)), PassageCoding("x:A1", (graph("A1-1", "two"),))).graphs]
    ['x:assertion/A1-2']
    """
    had = {each.iri: _said(each) for each in before.graphs}
    same = {each.iri for each in after.graphs if had.get(each.iri) == _said(each)}
    free = {iri: said for iri, said in had.items() if iri not in same}
    names: dict[str, str] = {iri: iri for iri in same}
    for each in after.graphs:
        if each.iri not in same:
            found = next((iri for iri, said in free.items() if said == _said(each)), None)
            if found is not None:
                del free[found]
                names[each.iri] = found
    taken = set(names.values())
    for each in after.graphs:
        if each.iri not in names:
            name = each.iri if each.iri not in taken else next(iter(free), None) or _next(each.iri, taken | had.keys())
            free.pop(name, None)
            names[each.iri] = name
            taken.add(name)
    if all(old == new for old, new in names.items()):
        return after
    return replace(after, graphs=tuple(_renamed(each, names) for each in after.graphs))


def _said(entry: Entry) -> frozenset[tuple[str, str, str]]:
    """What a graph and its record say, whatever its name."""

    def word(term: object) -> str:
        return "it" if isinstance(term, ox.NamedNode) and term.value == entry.iri else str(term)

    return frozenset((word(quad.subject), quad.predicate.value, word(quad.object) + word(quad.graph_name)) for quad in entry.quads)


def _next(iri: str, taken: set[str]) -> str:
    """The name with the lowest number that is free."""
    stem = iri.rpartition("-")[0]
    number = 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def _renamed(entry: Entry, names: dict[str, str]) -> Entry:
    own = ox.NamedNode(names[entry.iri])

    def term(found: ox.NamedNode) -> ox.NamedNode:
        return own if found.value == entry.iri else found

    quads = []
    for quad in entry.quads:
        value = quad.object
        if quad.predicate.value == WITHIN and text_of(value) in names:
            value = ox.NamedNode(names[text_of(value)])
        subject = term(quad.subject) if isinstance(quad.subject, ox.NamedNode) else quad.subject
        graph = term(quad.graph_name) if isinstance(quad.graph_name, ox.NamedNode) else quad.graph_name
        quads.append(ox.Quad(subject, quad.predicate, value, graph))
    return Entry("graph", own.value, tuple(quads))
