"""The background of the things that a passage names: it comes with a line that names a new thing, and goes with the last that does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.authored.reading import graph_name
from kg.editing.coding import Entry, PassageCoding, entry_of, things_in
from kg.namespaces import DCTERMS, RDF_TYPE, SKOS
from kg.terms import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.authored.indexed import Index

_MADE: Final = frozenset((RDF_TYPE, SKOS + "prefLabel", DCTERMS + "source"))
"""What a line with ``+Name (Kind)`` says of the new thing."""


def with_background(made: PassageCoding, index: Index) -> PassageCoding:
    """What lines have made, with the background that its new things have already.

    Args:
        made: what the lines of a passage make.
        index: the data files.
    """
    background = []
    for each in made.background:
        known = entry_of(index, "background", each.iri)
        background.append(replace(known, quads=tuple(dict.fromkeys((*known.quads, *each.quads)))))
    return replace(made, background=tuple(background))


def with_kept(wanted: PassageCoding, before: PassageCoding, kept: Sequence[Entry]) -> PassageCoding:
    """What is wanted, with the entries that lines cannot say and with the background as it was.

    Args:
        wanted: what the lines of a passage make.
        before: what was coded of it.
        kept: the entries that lines cannot say.
    """
    new = {each.iri for each in wanted.background}
    return replace(
        wanted,
        graphs=(*wanted.graphs, *(each for each in kept if each.kind == "graph")),
        notes=(*wanted.notes, *(each for each in kept if each.kind == "note")),
        background=(*(each for each in before.background if each.iri not in new), *wanted.background),
    )


def without_unused(before: PassageCoding, after: PassageCoding, index: Index) -> tuple[PassageCoding, list[str]]:
    """What is wanted without the background of things that only what is taken away has named.

    A thing of which the background says more than a line does stays: somebody has described it.

    Args:
        before: what was coded of a passage.
        after: what should be coded of it.
        index: the data files.

    Returns:
        What is wanted, and the names of the things that have gone.
    """
    own = {each.iri for each in (*before.graphs, *before.notes)}
    named = {*things_in(after.graphs, index.base), *(text_of(quad.object) for each in after.notes for quad in each.quads)}
    gone = [
        each
        for each in before.background
        if each.iri not in named
        and all(quad.predicate.value in _MADE for quad in each.quads)
        and all(graph_name(quad) in own for quad, _ in index.about(each.iri) if graph_name(quad) != index.background)
        and all({graph_name(quad), text_of(quad.subject)} & own for quad, _ in index.mentions(each.iri))
    ]
    labels = [quad.object for each in gone for quad in each.quads if quad.predicate.value == SKOS + "prefLabel"]
    names = [each.value for each in labels if isinstance(each, ox.Literal)]
    return replace(after, background=tuple(each for each in after.background if each not in gone)), names
