"""Directed dyad-years: the number of acts of each kind by one agent toward another in a year, as conflict and event datasets count them.

A dyad is an inferred edge between two agents, a visited state included, so that each count rests on acts, and these on passages. Its
direction is that of the edge, and its kind comes from the rule that makes the edge: the class that the rule asks of the act or, if the act
belongs to narrower classes, the most specific of these. A joint statement that is also a warning is therefore a joint statement among its
signatories, and a warning to its recipient alone. A rule that asks for any act, such as that on acting for somebody, says nothing on a
kind, and makes no row. An act counts once for a pair, a year and a kind, however many relations follow from it.

**Least and most.** An act whose date lies in one year counts 1 and 1 there. An act whose date may lie in several years counts 0 and 1 in
each; an open end is cut at the last year of the documents that tell of it. An act without a date counts 1 and 1 in the row without a year.
A series of acts counts its claimed number without the acts that are recorded one by one; a series without a claimed number counts at least
1 (0 where the year is open) and has no most. Only what is held is counted, nothing hedged, rumoured or said by a speaker. `doubts` is the
number of curators' notes on open readings of the acts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg.export.edges import network
from kg.files import spreadsheet_safe
from kg.namespaces import DIP, prefixes_of
from kg.record.names import Names, slug
from kg.record.record import Record
from kg.record.times import Times
from kg.snapshot import Snapshot
from kg.snapshot.proofs import premises_behind
from kg.terms import SUB_CLASS, TYPE

if TYPE_CHECKING:
    from kg.export.selection import Part

COLUMNS = ("year", "source", "source_label", "target", "target_label", "kind", "least", "most", "doubts", "acts")
"""The columns of the table: the year (empty if unknown); two agents, as IRIs and labels; the local name of the class of the acts; the
least and the greatest number of such acts (no greatest if it is unknown); the number of notes on open readings of them; the IRIs of the
acts, separated by spaces."""

_CLAIMED = ox.NamedNode(DIP + "claimedCount")
_MEMBER_KIND = ox.NamedNode(DIP + "memberKind")
_COUNTED_IN = ox.NamedNode(DIP + "countedIn")
_ACT = DIP + "Act"
_SERIES = DIP + "ActSeries"


class Dyad(NamedTuple):
    """A row of the table; see `COLUMNS`. `most` is None where the greatest number is unknown."""

    year: int | None
    source: ox.NamedNode
    target: ox.NamedNode
    kind: str
    least: int
    most: int | None
    doubts: int
    acts: tuple[ox.NamedNode, ...]


DOUBTS = frozenset({"OpenReading", "UncertainIdentity", "UncertainQuantity", "UncertainReference"})
"""The kinds of notes on a reading that a count depends on."""


def dyads(snapshot: Snapshot, names: Names, part: Part | None = None) -> list[Dyad]:
    """The directed dyad-years of a snapshot.

    Args:
        snapshot: the snapshot, for its proofs.
        names: the names of the snapshot.
        part: the things that are counted; None for all acts.

    Returns:
        The rows, sorted by year (those without one last), agents and kind.
    """
    counts = _Counts(names)
    found = network(snapshot)
    for edge in found.projection.edges:
        if found.weights.between_agents(edge):
            for way in edge.derivations:
                premises = list(premises_behind((way.derivation,), found.record.derivations_of, types=False))
                for act in way.acts if part is None else [each for each in way.acts if each in part.things]:
                    counts.add(ox.NamedNode(edge.subject), ox.NamedNode(edge.object), ox.NamedNode(act), premises)
    return counts.rows()


def dyads_csv(snapshot: Snapshot, part: Part | None = None) -> bytes:
    """The dyad-years of a snapshot as CSV, with labels in the language of the workspace."""
    names = Names(snapshot.store, prefixes_of(snapshot.base), snapshot.language)
    return as_csv(names, dyads(snapshot, names, part)).encode()


def as_csv(names: Names, rows: Iterable[Dyad]) -> str:
    """Rows as CSV (RFC 4180), with a header line. Labels are safe for a spreadsheet; see `kg.files.spreadsheet_safe`.

    Args:
        names: the names of the snapshot, for labels.
        rows: the result of `dyads`.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        labels = [part for each in (row.source, row.target) for part in (each.value, spreadsheet_safe(names.label(each)))]
        year, most = ("" if number is None else number for number in (row.year, row.most))
        writer.writerow((year, *labels, row.kind, row.least, most, row.doubts, " ".join(act.value for act in row.acts)))
    return text.getvalue()


class _Counts:
    """The counts of dyads, built up act by act."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.times = Times(names)
        self.record = Record(names)
        self.found: dict[tuple[int | None, ox.NamedNode, ox.NamedNode, str], dict[ox.NamedNode, tuple[int, int | None]]] = {}

    def add(self, source: ox.NamedNode, target: ox.NamedNode, act: ox.NamedNode, premises: Iterable[ox.Triple]) -> None:
        """Count an act between two agents, of the kinds that the premises ask for. Situations and occurrences are not acts."""
        series = self.names.is_a(act, _SERIES)
        if not series and not self.names.is_a(act, _ACT):
            return
        least, most = self._number(act) if series else (1, 1)
        years = self._years(act)
        for kind in self._kinds(act, series, premises):
            for year in years:
                acts = self.found.setdefault((year, source, target, kind), {})
                acts[act] = (least if len(years) == 1 else 0, most)

    def _years(self, act: ox.NamedNode) -> list[int | None]:
        bounds = self.times.bounds(act)
        if bounds is None or bounds.earliest is None:
            return [None]
        last = self.times.counted_until(act) or bounds.earliest
        return list(range(bounds.earliest.year, last.year + 1))

    def _number(self, series: ox.NamedNode) -> tuple[int, int | None]:
        """The least and greatest number of acts in a series without those that are recorded one by one."""
        value = self.names.value(series, _CLAIMED)
        if value is None or not value.value.isdecimal():
            return 1, None
        members = {quad.subject for quad in self.names.store.quads_for_pattern(None, _COUNTED_IN, series)}
        left = max(int(value.value) - len(members), 0)
        return left, left

    def _kinds(self, act: ox.NamedNode, series: bool, premises: Iterable[ox.Triple]) -> list[str]:
        """The local names of the most specific classes that an act belongs to among those that the premises ask for, and below them.

        For a series, they are the classes of its members that the premises ask for.
        """
        asked = _MEMBER_KIND if series else TYPE
        classes = {premise.object for premise in premises if premise.subject == act and premise.predicate == asked}
        if series:
            return sorted(slug(each.value) for each in classes if isinstance(each, ox.NamedNode))
        if ox.NamedNode(_ACT) in classes:
            return []
        lineages = {each: self.names.with_all_above((each,), SUB_CLASS) for each in self.names.types(act)}
        types = {each for each, lineage in lineages.items() if not classes.isdisjoint(lineage)}
        above = {up for each in types for up in lineages[each] - {each}}
        return sorted(slug(each.value) for each in types - above)

    def rows(self) -> list[Dyad]:
        """The rows, sorted."""
        rows = []
        for (year, source, target, kind), acts in self.found.items():
            numbers = [most for _, most in acts.values()]
            most = None if None in numbers else sum(number for number in numbers if number is not None)
            in_order = tuple(sorted(acts, key=lambda act: act.value))
            doubts = sum(note.kind in DOUBTS for note in self.record.notes(in_order))
            rows.append(Dyad(year, source, target, kind, sum(least for least, _ in acts.values()), most, doubts, in_order))
        return sorted(rows, key=lambda row: (row.year is None, row.year or 0, row.source.value, row.target.value, row.kind))
