"""The things that an export is restricted to, from names and dates as a user writes them.

An act or other thing is chosen if it meets all conditions that are given:

- *about*: it is the named thing, or somebody says that the named thing has a role in it, as a party, a place or an office, for example.
  With several names, all of these have.
- *kind*: it is an instance of the class or of one of its subclasses.
- *start*, *end*: it has a date whose bounds overlap the period. What has no date is left out, and so are agents and places.
- *query*: the query returns its IRI, in any column.

Series of coded sources do not belong to the network, and cannot be chosen. `kg.export.content` says what an export has of the chosen
things.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import UsageError
from kg.export.choices import day, kind_named, node_named
from kg.export.selection import Part
from kg.namespaces import prefixes_of
from kg.network.choosing import dated_within, having, members
from kg.network.model import MATTER_GROUPS
from kg.network.reading import read
from kg.record.names import Names
from kg.snapshot.proofs import premises_behind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kg.export.choices import Answered
    from kg.network.model import Projection
    from kg.snapshot import Snapshot
    from kg.snapshot.proofs import Derivation


def chosen(
    snapshot: Snapshot,
    *,
    about: Sequence[str] = (),
    kind: str | None = None,
    start: str | date | None = None,
    end: str | date | None = None,
    answered: Answered | None = None,
) -> Part | None:
    """The things that meet all conditions; None without a condition.

    Args:
        snapshot: the snapshot.
        about: names of things that take part.
        kind: the name of a class.
        start: a date; only what may have happened on that date or later.
        end: a date; only what may have happened on that date or earlier.
        answered: a query with its answer.

    Raises:
        NameNotFound: nothing has a name that was given.
        NameAmbiguous: several things have it.
        UsageError: a date cannot be used, or nothing meets all conditions.
    """
    first, last = day("the beginning", start, False), day("the end", end, True)
    if first and last and first > last:
        raise UsageError(f"the period ends before it begins: {start} to {end}", None, "give the earlier date first")
    if not (about or kind is not None or first or last or answered is not None):
        return None
    store = snapshot.in_memory()
    names = Names(store, prefixes_of(snapshot.base), snapshot.language)
    projection = read(store, snapshot.base, language=snapshot.language, derivations=snapshot.proofs().derivations())
    found, words = set(projection.nodes), []
    for name in about:
        iri = node_named(projection, names, name, "selected")
        found &= having(projection, iri)
        words.append(f"about {projection.label(iri)}")
    if kind is not None:
        iri = kind_named(projection, names.prefixes, kind)
        found &= members(projection, iri)
        words.append(f"kind: {projection.label(iri)}")
    if first or last:
        found &= dated_within(projection, first, last)
        words.append(f"{start or 'beginning'} to {end or 'end'}")
    if answered is not None:
        found &= {term.value for row in answered.answer.rows for term in row if isinstance(term, ox.NamedNode)}
        cut = f" ({answered.answer.cut})" if answered.answer.cut else ""
        words.append(f"named by the query {os.path.basename(answered.name)}{cut}")
    if not found:
        hint = "leave out a condition, or widen the period; `kg query` shows what there is"
        raise UsageError(f"nothing is selected: {'; '.join(words)}", None, hint)
    entailed, periods = _resting_on(projection, found)
    entailed |= _of_acts(snapshot, store, projection, found)
    return Part(frozenset(found), tuple(words), entailed, periods)


def _of_acts(snapshot: Snapshot, store: ox.Store, projection: Projection, found: set[str]) -> frozenset[ox.Triple]:
    """The entailed triples of chosen acts and other matters that rest on chosen ones only, such as their participants."""
    derivations = snapshot.proofs().derivations()
    matters = {iri for iri, node in projection.nodes.items() if node.group in MATTER_GROUPS}
    graph = ox.NamedNode(snapshot.base + "graph/entailed")

    def rests(derivation: Derivation) -> bool:
        premises = premises_behind((derivation,), lambda triple: derivations.get(triple, ()), types=False)
        subjects = {each.subject.value for each in premises if isinstance(each.subject, ox.NamedNode)}
        return bool(subjects & matters) and subjects & matters <= found

    triples = (quad.triple for iri in found & matters for quad in store.quads_for_pattern(ox.NamedNode(iri), None, None, graph))
    return frozenset(each for each in triples if any(map(rests, derivations.get(each, ()))))


def _resting_on(projection: Projection, found: set[str]) -> tuple[frozenset[ox.Triple], frozenset[str]]:
    """The entailed triples, and the periods of relations, that rest on some acts and on no others."""
    triples = set()
    for edge in projection.edges:
        both = edge.subject in found and edge.object in found
        if edge.entailed and (both or any(way.acts and found.issuperset(way.acts) for way in edge.derivations)):
            triples.add(ox.Triple(ox.NamedNode(edge.subject), ox.NamedNode(edge.predicate), ox.NamedNode(edge.object)))
    periods = set()
    for iri, period in projection.periods.items():
        acts = {*period.begun, *period.ended, *period.shown, *(act for way in period.ways for act in way.acts)}
        if acts and acts <= found:
            periods.add(iri)
    return frozenset(triples), frozenset(periods)
