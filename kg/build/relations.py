"""The relations of each pair of agents in time: what held when, by which acts, derived from the default graph.

The ontology's table ``dip:changes`` says which aspect of relations the acts and situations of a class change, to which value, and between
which roles. A **track** is the history of one aspect from one agent to another, or of one mission; a mutual aspect has one track for both
directions. Its events are the held acts and situations that change it. `kg.periods` says when each value held. Each period becomes a
``dip:RelationsPeriod`` in the entailed graph.

**Which events count.** Acts that are not known to be done (``dip:outcome``) change nothing. Only agents other than persons are the ends of
a track: no act of a person is one of its state. The sender of a mission is what the mission is of (``dip:missionOf``), because the
receiving state can close it. If nothing says to whom a mission is sent, its track has no receiver. An act that ends another (``dip:ends``)
and has no value of its own ends what the other began.

**Their days.** An act lies between its ``dip:earliest`` and ``dip:latest``. An act without a last day happened by the last day of the date
of the first document that tells of it, if there is one with a date of its own: no document tells of what is done later. The last day that
the claims on a document without a date name (``dip:reachesUntil``) does not set such a bound, because the document may have been written
later. A situation begins from ``dip:earliest`` to ``dip:begunBy``, ends between ``dip:surelyUntil`` and ``dip:latest``, and can end on any
day, or never, if its end is open. Then, as everywhere in the graph, no later day is sure. What is so as of the writing of a document
(``dip:AsOfWriting``) is so on its date; when it began and ended is open. ``dip:after`` is the stated order. A situation without
an end of its own says what an act has brought about, and changes nothing after it; one with an end, as from 1950 to 1967, ends what the act
brought about.

**A period** has no last possible day where its end is open. No document tells of days after the last one that it reaches: if one reaches a
day, the value is sure, and the period counted and drawn, until then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import pyoxigraph as ox

from kg.dates import DateProblem, date_in_words, first_day, last_day
from kg.errors import DataError
from kg.namespaces import DCTERMS, DIP, PREFIXES, XSD
from kg.ontology import Ontology
from kg.periods import Event, Period, periods
from kg.rules import RELATIONS_IN_TIME, Derivation, Entailed, TooFar
from kg.terms import LABEL, PREF_LABEL, TYPE, iri_of, shorten

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.places import Place

_XSD_DATE: Final = ox.NamedNode(XSD + "date")


def _dip(name: str) -> ox.NamedNode:
    return ox.NamedNode(DIP + name)


_PERIOD: Final = _dip("RelationsPeriod")
_OF_ASPECT: Final = _dip("ofAspect")
_VALUE: Final = _dip("relationsValue")
_OF_AGENT: Final = _dip("ofAgent")
_TOWARDS: Final = _dip("towards")
_OF_MISSION: Final = _dip("ofMission")
_BEGUN_THROUGH: Final = _dip("begunThrough")
_ENDED_THROUGH: Final = _dip("endedThrough")
_SHOWN_BY: Final = _dip("shownBy")
_OUTCOME, _DONE = _dip("outcome"), _dip("Done")
_AFTER: Final = _dip("after")
_ENDS: Final = _dip("ends")
_DATE: Final = _dip("date")
_DATE_BASIS: Final = _dip("dateBasis")
_AS_OF_WRITING: Final = _dip("AsOfWriting")
_DOCUMENT_DATE: Final = ox.NamedNode(DCTERMS + "date")
_MISSION_OF: Final = _dip("missionOf")

TERMS: Final = frozenset(
    each.value for each in (_PERIOD, _VALUE, _OF_AGENT, _TOWARDS, _OF_MISSION, _BEGUN_THROUGH, _ENDED_THROUGH, _SHOWN_BY, _OF_ASPECT)
)
"""The IRIs of the class of periods and of the properties that only they have. Data must not use them."""

Node: TypeAlias = ox.NamedNode


class Change(NamedTuple):
    """What acts or situations of a class change. All terms are IRIs.

    Attributes:
        of_class: the class.
        aspect: the aspect of relations.
        value: the value that it is brought to; empty if a role has it or if the change only ends what was told.
        value_role: the role that has the value; empty if there is none.
        from_role: the role of the agents whose conduct changes.
        to_role: the role of the agents towards whom it changes.
        mission_role: the role of the missions of which it is a change; empty for a change between the agents.
        unless_value: the value after which it changes nothing; empty for none. A severance does not change that a mission is closed.
        perhaps: whether it is open that it changes anything, as a severance may or may not close a mission.
    """

    of_class: str
    aspect: str
    value: str
    value_role: str
    from_role: str
    to_role: str
    mission_role: str
    unless_value: str = ""
    perhaps: bool = False


class Table:
    """The table of an ontology.

    Args:
        ontology: the ontology.
        place: the place of a term in the ontology files, for errors.

    Raises:
        DataError: a change lacks its aspect or one of its roles, has two values for one property, or names a term that is not declared.

    Attributes:
        changes: the changes by the IRI of their class.
        mutual: the IRIs of the aspects that are the same in both directions.
        patterns: the label pattern of each value that has one.
        stronger: to a value, the value that includes it: severed relations are an absence of relations.
        roles: the properties that are roles of a change.
        reads: the properties that periods depend on.
    """

    def __init__(self, ontology: Ontology, place: Callable[[str], Place | None] = lambda _: None) -> None:
        self.ontology = ontology
        self.changes: dict[str, list[Change]] = {}
        self.patterns: dict[str, str] = {}
        self.stronger: dict[str, str] = {}
        nodes: dict[ox.NamedNode | ox.BlankNode | ox.Triple, dict[str, list[str]]] = {}
        declared: list[tuple[str, ox.NamedNode | ox.BlankNode]] = []
        for triple in ontology.triples:
            name = triple.predicate.value.removeprefix(DIP)
            if name == "changes" and isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.BlankNode):
                declared.append((triple.subject.value, triple.object))
            elif name == "labelPattern" and isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.Literal):
                self.patterns[triple.subject.value] = triple.object.value
            elif name == _PERHAPS and isinstance(triple.object, ox.Literal) and triple.object.value == "true":
                nodes.setdefault(triple.subject, {})[_PERHAPS] = ["true"]
            elif name == "includesValue":
                self.stronger[iri_of(triple.object) or ""] = iri_of(triple.subject) or ""
            elif name in _PARTS and (value := iri_of(triple.object)):
                nodes.setdefault(triple.subject, {}).setdefault(name, []).append(value)
        for of_class, node in declared:
            self.changes.setdefault(of_class, []).append(_change(ontology, of_class, nodes.get(node, {}), place))
        for changes in self.changes.values():
            changes.sort()
        aspects = {each.aspect for changes in self.changes.values() for each in changes}
        self.mutual = frozenset(each for each in aspects if DIP + "MutualAspect" in ontology.types(each))
        every = [each for changes in self.changes.values() for each in changes]
        roles = {role for each in every for role in (each.from_role, each.to_role, each.mission_role, each.value_role) if role}
        self.roles = tuple(map(ox.NamedNode, sorted(roles)))
        self.reads = _READ | set(self.roles)

    def of_types(self, types: Iterable[str]) -> list[Change]:
        """The changes that something with some types brings: those of its classes, without those that a narrower one declares anew."""
        declaring = sorted(set(types) & self.changes.keys())
        return [
            change
            for each in declaring
            for change in self.changes[each]
            if not any(
                other != each and self.ontology.is_a(other, each) and any(change.aspect == own.aspect for own in self.changes[other])
                for other in declaring
            )
        ]


@lru_cache(maxsize=4)
def table_of(ontology: Ontology) -> Table:
    """The table of an ontology, remembered, because a build and its check both read it.

    Raises:
        DataError: the table is malformed, as in `Table`.
    """
    return Table(ontology)


_READ: Final = {
    *(TYPE, LABEL, PREF_LABEL, _DOCUMENT_DATE, _OUTCOME, _AFTER, _ENDS, _DATE, _DATE_BASIS, _MISSION_OF),
    *map(_dip, ("accreditedTo", "recipient", "receivingParty", "place", "statedIn", "document", "reachesUntil")),
    *map(_dip, ("earliest", "latest", "begunBy", "surelyUntil")),
}
"""What `_Reading` reads, besides the roles of changes."""
_PARTS: Final = ("ofAspect", "toValue", "valueRole", "fromRole", "toRole", "missionRole", "unlessValue")
_PERHAPS: Final = "perhaps"


def _change(ontology: Ontology, of_class: str, parts: Mapping[str, list[str]], place: Callable[[str], Place | None]) -> Change:
    name = shorten(of_class, PREFIXES)
    for part in _PARTS:
        found = len(parts.get(part, ()))
        if found > 1 or (not found and part in ("ofAspect", "fromRole", "toRole")):
            what = f"a change of {name} has {'more than one' if found else 'no'} dip:{part}"
            hint = "write each change as [ dip:ofAspect ... ; dip:toValue ... ; dip:fromRole ... ; dip:toRole ... ]"
            raise DataError(what, place(of_class), hint)
        for iri in parts.get(part, ()):
            kind = "property" if part.endswith("Role") else "individual"
            if not (ontology.is_property(iri) if kind == "property" else ontology.types(iri)):
                near = ontology.nearest(iri, kind)
                hint = f"declare it, or write {shorten(near, PREFIXES)}" if near else "declare it in the ontology"
                raise DataError(f"a change of {name} names {shorten(iri, PREFIXES)}, which is not declared", place(of_class), hint)
    aspect, value, value_role, from_role, to_role, mission_role, unless = (parts.get(part, [""])[0] for part in _PARTS)
    return Change(of_class, aspect, value, value_role, from_role, to_role, mission_role, unless, _PERHAPS in parts)


class Track(NamedTuple):
    """What a history is of. All terms are IRIs; `towards` and `mission` are empty where there is none."""

    aspect: str
    of: str
    towards: str
    mission: str


class _Told(NamedTuple):
    """That an act or a situation changes a track, or perhaps does, and what says so; `receives` are the triples that say towards whom."""

    track: Track
    value: str | None
    node: Node
    premises: frozenset[ox.Triple]
    receives: frozenset[ox.Triple] = frozenset()
    perhaps: bool = False
    unless_value: str = ""


def relations_in_time(store: ox.Store, ontology: Ontology, base: str, rank_of: Callable[[ox.Triple], int] = lambda _: 0) -> list[Entailed]:
    """The triples of all periods, with their derivations.

    Args:
        store: read only: its default graph has what is held and what the rules conclude. Periods that are in it already are not read.
        ontology: the ontology with the table.
        base: the base IRI of the workspace.
        rank_of: the rank of a triple that the rules have concluded; 0 for any other.

    Returns:
        The triples, sorted by their N-Triples text. Every triple of a period has the same derivation: its premises are the types, roles,
        dates and stated order of the acts and situations that begin, end or show it.

    Raises:
        DataError: the table is malformed.
    """
    reading = _Reading(store, table_of(ontology))
    found: list[Entailed] = []
    taken: set[str] = set()
    for track, told in _by_track(reading.told()):
        for period, premises in reading.periods(told):
            found += reading.proved(_name(store, base, track, taken), track, period, premises, rank_of)
    return sorted(found, key=lambda each: str(each.triple))


def _by_track(told: Iterable[_Told]) -> Iterator[tuple[Track, list[_Told]]]:
    """What is told of each track, in order."""
    every = sorted(told, key=lambda each: (each.track, each.node.value, each.value or ""))
    for track, group in groupby(every, key=lambda each: each.track):
        yield track, list(group)


def changed_relations(
    stores: tuple[ox.Store, ox.Store],
    ontology: Ontology,
    base: str,
    changed: Iterable[ox.Triple],
    ranks: tuple[Callable[[ox.Triple], int], Callable[[ox.Triple], int]],
) -> tuple[dict[ox.Triple, Entailed], dict[ox.Triple, Entailed]]:
    """What `relations_in_time` says otherwise after a change, before and after it.

    Args:
        stores: the stores before and after the change, as for `relations_in_time`; both have the periods of before.
        ontology: as for `relations_in_time`.
        base: as for `relations_in_time`.
        changed: the triples of the default graph that come or go, or whose rank changes.
        ranks: the ranks of the triples before and after the change.

    Raises:
        TooFar: two tracks have periods of one name, or too many acts are concerned.
    """
    table = table_of(ontology)
    before, after = (_Reading(store, table) for store in stores)
    touched = {each.subject for each in changed if each.predicate in table.reads and isinstance(each.subject, ox.NamedNode)}
    nodes = set(touched)
    for reading in (before, after):
        for node in touched:
            nodes |= reading.naming(node)
            nodes |= set(reading._values(node, _ENDS))
    known: set[Track] = set()
    around = set(nodes)
    while True:
        if len(around) > _MOST:
            raise TooFar
        told = [dict(_by_track(reading.told(around))) for reading in (before, after)]
        tracks = {
            track
            for track in told[0].keys() | told[1].keys()
            if set(told[0].get(track, ())) != set(told[1].get(track, ()))
            or any(each.node in nodes for one in told for each in one.get(track, ()))
        }
        if tracks <= known:
            break
        for track in tracks - known:
            around |= before.around(track) | after.around(track)
        known |= tracks
    found: list[dict[ox.Triple, Entailed]] = [{}, {}]
    starts: set[str] = set()
    for track in sorted(tracks):
        start = _start(base, track)
        if start in starts:
            raise TooFar
        starts.add(start)
        many = [0, 0]
        for at, reading in enumerate((before, after)):
            for period, premises in reading.periods(told[at].get(track, [])):
                many[at] += 1
                proved = reading.proved(ox.NamedNode(f"{start}-{many[at]}"), track, period, premises, ranks[at])
                found[at].update({each.triple: each for each in proved})
        # Another track, or anything else, may have the next names.
        for number in range(many[0] + 1, max(many) + 2):
            if next(stores[0].quads_for_pattern(ox.NamedNode(f"{start}-{number}"), None, None, None), None) is not None:
                raise TooFar
    if any(ox.Quad(each.subject, each.predicate, each.object) not in stores[0] for each in found[0]):
        raise TooFar
    same = {triple for triple, proof in found[1].items() if found[0].get(triple) == proof}
    one, other = ({triple: proof for triple, proof in each.items() if triple not in same} for each in found)
    return one, other


_MOST: Final = 5_000
"""With more acts that may belong to the tracks of a change, everything is built."""


def _name(store: ox.Store, base: str, track: Track, taken: set[str]) -> Node:
    """The IRI of the next period of a track: ``id/period-ASPECT-A-B-N``, with the first N that names nothing else."""
    start, number = _start(base, track), 1
    while True:
        node = ox.NamedNode(f"{start}-{number}")
        own = ox.Quad(node, TYPE, _PERIOD)
        used = own not in store and next(store.quads_for_pattern(node, None, None, ox.DefaultGraph()), None) is not None
        if node.value not in taken and not used:
            taken.add(node.value)
            return node
        number += 1


def _start(base: str, track: Track) -> str:
    """The IRIs of the periods of a track without the number at their end."""
    parts = (_slug(part) for part in (track.aspect, track.of, track.mission or track.towards) if part)
    return f"{base}id/period-{'-'.join(parts)}"


def _slug(iri: str) -> str:
    """The last part of an IRI, with hyphens between the words of a name in camel case."""
    name = iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]
    if not iri.startswith(DIP):
        return name
    return "".join(f"-{each.lower()}" if each.isupper() and at else each.lower() for at, each in enumerate(name))


def _last_day(text: str) -> date | None:
    """The last day of the date of a document; None if it has none or is not EDTF."""
    try:
        return last_day(text)
    except DateProblem:
        return None


def _span(text: str) -> tuple[date, date] | None:
    """The first and the last day of the date of a document; None if it lacks one or is not EDTF."""
    try:
        return first_day(text), last_day(text)
    except DateProblem:
        return None


class _Reading:
    """The events of the default graph of a store, and the periods that they make."""

    def __init__(self, store: ox.Store, table: Table) -> None:
        self.store = store
        self.table = table

    # what is told

    def told(self, nodes: Iterable[Node] | None = None) -> set[_Told]:
        """Everything that changes a track.

        Args:
            nodes: the acts and situations to look at; None for all.
        """
        found: set[_Told] = set()
        if nodes is None:
            nodes = {node for of_class in self.table.changes for node in self._instances(of_class)}
        for node in sorted(nodes, key=str):
            if any(each.object != _DONE for each in self._triples(node, _OUTCOME)):
                continue
            types = {each.value for each in self._values(node, TYPE)}
            if DIP + "Tenure" in types and not self._dates(node) and self._written(node) is None:
                continue  # who was an envoy at some time or other tells nothing on a day
            for change in self.table.of_types(types):
                found.update(self._of_change(node, change))
        found = self._of_all_missions(found)
        valued = {(each.track, each.node) for each in found}
        for each in list(found):
            for triple in self._triples(None, _ENDS, each.node) if each.value is not None else ():
                ending = triple.subject
                if isinstance(ending, ox.NamedNode) and (each.track, ending) not in valued and self._concerns(ending, each):
                    others = any(other.track == each.track and other.node != each.node for other in found if other.value is not None)
                    perhaps = others and ox.Quad(each.node, TYPE, _dip("Tenure")) in self.store
                    found.add(_Told(each.track, None, ending, frozenset((triple, *self._dates(ending))), perhaps=perhaps))
        return self._received(found)

    def _concerns(self, ending: Node, told: _Told) -> bool:
        """Whether an act that ends a node ends what it tells of a track.

        An envoy to two states who is recalled from one of them stays with the other. A tenure with an end of its own needs no act for it.
        """
        if ox.Quad(told.node, TYPE, _dip("Tenure")) not in self.store:
            return True
        posts = set(self._values(told.node, _dip("accreditedTo")))
        named = {each for role in ("recipient", "receivingParty", "place") for each in self._values(ending, _dip(role))} & posts
        return not self._has_told_end(told.node) and (not named or ox.NamedNode(told.track.towards) in named)

    def _of_all_missions(self, found: set[_Told]) -> set[_Told]:
        """What is told, with a change of the missions between two agents put on the track of each of them."""
        of_missions = {each.aspect for changes in self.table.changes.values() for each in changes if each.mission_role}
        general = {each for each in found if each.track.aspect in of_missions and not each.track.mission}
        own = found - general
        tracks = {each.track for each in own if each.track.mission}
        return own | {
            each._replace(track=track)
            for each in general
            for track in tracks
            if (track.aspect, track.of, track.towards) == (each.track.aspect, each.track.of, each.track.towards)
        }

    def _of_change(self, node: Node, change: Change) -> Iterator[_Told]:
        own = (ox.Triple(node, TYPE, ox.NamedNode(change.of_class)), *self._dates(node))
        if self._written(node) is not None:
            own = (*own, ox.Triple(node, _DATE_BASIS, _AS_OF_WRITING))
        values: list[tuple[str | None, tuple[ox.Triple, ...]]] = [(change.value or None, ())]
        if change.value_role:
            role = ox.NamedNode(change.value_role)
            # An act that changes the value without telling to which leaves nothing told.
            values = [(value.value, (ox.Triple(node, role, value),)) for value in self._values(node, role)] or values
        missions: list[tuple[str, tuple[ox.Triple, ...], list[tuple[Node, ox.Triple]]]] = [("", (), [])]
        if change.mission_role:
            role = ox.NamedNode(change.mission_role)
            missions = [(each.value, (ox.Triple(node, role, each),), self._agents(each, _MISSION_OF)) for each in self._values(node, role)]
        receivers = [(each.value, {says}) for each, says in self._agents(node, ox.NamedNode(change.to_role))]
        for mission, says_mission, senders in missions:
            actors = self._agents(node, ox.NamedNode(change.from_role))
            # Of a mission that several keep together, each opens and closes its own part.
            acting = [each for each in senders if each[0] in {actor for actor, _ in actors}]
            for sender, says_of in acting or senders or actors:
                for towards, says_towards in receivers or ([("", set[ox.Triple]())] if mission else []):
                    of = sender.value
                    if of == towards:
                        continue
                    if change.aspect in self.table.mutual:
                        of, towards = sorted((of, towards))
                    for value, says_value in values:
                        premises = frozenset((*own, says_of, *says_mission, *says_towards, *says_value))
                        track = Track(change.aspect, of, towards, mission)
                        yield _Told(track, value, node, premises, frozenset(says_towards), change.perhaps, change.unless_value)

    @staticmethod
    def _received(told: Iterable[_Told]) -> set[_Told]:
        """The same, with what does not say to whom a mission is sent added to the tracks of the mission that do."""
        every = set(told)
        receivers: dict[Track, dict[str, frozenset[ox.Triple]]] = {}
        for each in every:
            if each.track.mission and each.track.towards:
                known = receivers.setdefault(each.track._replace(towards=""), {})
                known[each.track.towards] = known.get(each.track.towards, frozenset()) | each.receives
        return {each for each in every if each.track not in receivers} | {
            each._replace(track=each.track._replace(towards=towards), premises=each.premises | says)
            for each in every
            for towards, says in receivers.get(each.track, {}).items()
        }

    # when

    def periods(self, told: list[_Told]) -> Iterator[tuple[Period, tuple[ox.Triple, ...]]]:
        """The periods of one track with what they rest on. The events of a period are named by the IRIs of their nodes."""
        merged: dict[tuple[Node, str | None], set[ox.Triple]] = {}
        sure: set[tuple[Node, str | None]] = set()
        unless: dict[tuple[Node, str | None], str] = {}
        for each in told:
            merged.setdefault((each.node, each.value), set()).update(each.premises)
            sure |= {(each.node, each.value)} if not each.perhaps else set()
            if each.unless_value:
                unless[each.node, each.value] = each.unless_value
        names = {key: f"{index:09} {key[0].value}" for index, key in enumerate(merged)}
        order = {node: self._values(node, _AFTER) for node, _ in merged}
        events = []
        for (node, value), name in names.items():
            before = tuple(names[key] for key in merged if key[0] in order[node] and key[0] != node)
            event = self._event(node, value)
            yields_to = unless.get((node, value), event.yields_to)
            events.append(event._replace(name=name, after=before, perhaps=(node, value) not in sure, yields_to=yields_to))
        written = {names[key] for key in names if self._written(key[0]) is not None}
        events = [self._brought_about(each, events, each.name in written) for each in events]
        of_name = {name: key for key, name in names.items()}
        for period in periods(events):
            behind = [of_name[name] for name in {*period.begun, *period.ended, *period.shown, *period.stopped}]
            premises = {triple for key in behind for triple in merged[key]}
            nodes = {node for node, _ in behind}
            premises |= {ox.Triple(node, _AFTER, other) for node in nodes for other in order[node] if other in nodes}
            named = (tuple(sorted({of_name[name][0].value for name in group})) for group in period[5:])
            yield Period(*period[:5], *named), tuple(sorted(premises, key=str))

    @staticmethod
    def _brought_about(event: Event, events: Sequence[Event], written: bool) -> Event:
        """An event with what the others of its track say of its beginning or its end.

        What has the same value and an end of its own, as relations from 1950 to 1967, was brought about by the act that can lie at its
        beginning or before, and an act inside that time, such as the return of an envoy, brings nothing beyond its end. What is so as of
        the writing of a document began with the last act before that which set its value: two states that "have no relations" since they
        severed them had some before.
        """
        first, last = event.earliest, event.latest
        if not event.lasting and event.value is not None and first is not None and last is not None:
            lasting = [each for each in events if each.lasting and each.yields_to is None and each.value == event.value]
            around = [(each.end_latest, each.end_earliest) for each in lasting if each.latest is not None and each.latest < first]
            ends = [(end, earliest) for end, earliest in around if end is not None and last <= end]
            if ends:
                end, earliest = max(ends, key=lambda each: each[0])
                return event._replace(lasting=True, end_earliest=earliest, end_latest=end)
        acts = [each for each in events if not each.lasting and not each.perhaps and each.value is not None]
        if event.lasting and event.yields_to is None and event.latest is not None:
            same = (each.name for each in acts if each.value == event.value and (each.earliest or date.min) <= event.latest)
            return event._replace(after=tuple(dict.fromkeys((*event.after, *same))))
        if written and event.end_earliest is not None:
            told = [
                each for each in acts if each.value == event.yields_to and each.latest is not None and each.latest <= event.end_earliest
            ]
            if told:
                return event._replace(earliest=max(told, key=lambda each: each.latest or date.min).earliest)
        return event

    def _event(self, node: Node, value: str | None) -> Event:
        # That relations are severed, or are in force, is not less sure because a situation says the same, as of some time.
        yields_to = None if value is None else self.table.stronger.get(value, value)
        written = self._written(node)
        if written is not None:
            return Event("", value, None, written[1], (), True, written[0], None, yields_to)
        earliest, latest, begun_by = (self._day(node, name) for name in ("earliest", "latest", "begunBy"))
        lasting = any(ox.Quad(node, TYPE, _dip(each)) in self.store for each in ("Situation", "Tenure"))
        last_days = (begun_by if lasting else None, latest, self._told_by(node, earliest))
        last = next((day for day in last_days if day is not None and (earliest is None or earliest <= day)), None)
        if not lasting:
            return Event("", value, earliest, last)
        until = self._day(node, "surelyUntil") or (None if latest is None else earliest)
        own_end = self._has_told_end(node) and value not in self.table.stronger
        return Event("", value, earliest, last, (), True, until, latest, None if own_end else yields_to)

    def _has_told_end(self, node: Node) -> bool:
        """Whether an account gives a node a time with an end, such as ``1950/1967``, and not only a date at which it was so."""
        texts = (each.object.value for each in self._dates(node) if isinstance(each.object, ox.Literal))
        return any("/" in text and text.rpartition("/")[2] not in ("", "..") for text in texts)

    def _written(self, node: Node) -> tuple[date, date] | None:
        """First and last day of the date of the document as of whose writing a node without a date is so.

        Of several documents that tell of it, the latest counts. None for a node with a date, or if no such document has one.
        """
        if self._dates(node) or ox.Quad(node, _DATE_BASIS, _AS_OF_WRITING) not in self.store:
            return None
        dates = (each.object for document in self._documents(node) for each in self._triples(document, _DOCUMENT_DATE))
        spans = (_span(each.value) for each in dates if isinstance(each, ox.Literal))
        last, first = max(((last, first) for first, last in filter(None, spans)), default=(None, None))
        return None if first is None or last is None else (first, last)

    def _documents(self, node: Node) -> set[Node]:
        """The documents that tell of a node in held claims."""
        return {each for passage in self._values(node, _dip("statedIn")) for each in self._values(passage, _dip("document"))}

    def _told_by(self, node: Node, earliest: date | None) -> date | None:
        """The day by which a node is told of: the first of the last days of the dates of the documents that tell of it.

        A document can give a day later than its own date by mistake, or while its date is a guess: then its date bounds nothing.

        Returns:
            The day; None if no such document has a date that does not lie before `earliest`.
        """
        dates = (each.object for document in self._documents(node) for each in self._triples(document, _DOCUMENT_DATE))
        days = (_last_day(each.value) for each in dates if isinstance(each, ox.Literal))
        return min((each for each in days if each is not None and (earliest is None or earliest <= each)), default=None)

    def _reached(self, node: Node) -> date | None:
        """The last day that the documents that tell of a node reach; None if none of them reaches a day."""
        days = (self._day(document, "reachesUntil") for document in self._documents(node))
        return max((day for day in days if day is not None), default=None)

    # what else tells of a track

    def naming(self, thing: Node) -> set[Node]:
        """What gives a thing a role that a change can have, or tells its end or its order."""
        return {
            each.subject
            for role in (*self.table.roles, _ENDS, _AFTER)
            for each in self._triples(None, role, thing)
            if isinstance(each.subject, ox.NamedNode)
        }

    def around(self, track: Track) -> set[Node]:
        """The acts and situations that may change a track: all that concern both agents, and all of their missions."""
        ends = [ox.NamedNode(each) for each in (track.of, track.towards) if each]
        found = set.intersection(*map(self.naming, ends))
        missions = {each.subject for end in ends for each in self._triples(None, _MISSION_OF, end)}
        missions |= {ox.NamedNode(track.mission)} if track.mission else set()
        for mission in missions:
            if isinstance(mission, ox.NamedNode):
                found |= self.naming(mission)
        return found

    # what a period says

    def proved(
        self, node: Node, track: Track, period: Period, premises: tuple[ox.Triple, ...], rank_of: Callable[[ox.Triple], int]
    ) -> list[Entailed]:
        """The triples of a period with their proofs.

        Args:
            node: its IRI.
            track: its track.
            period: what it says.
            premises: what it rests on.
            rank_of: the rank of a premise.
        """
        rank = 1 + max(map(rank_of, premises))
        derivation = Derivation(RELATIONS_IN_TIME, premises)
        return [Entailed(triple, rank, (derivation,)) for triple in self.triples(node, track, period)]

    def triples(self, node: Node, track: Track, period: Period) -> Iterator[ox.Triple]:
        """The triples of a period."""
        yield ox.Triple(node, TYPE, _PERIOD)
        label = ox.Literal(self._label(track, period), language="en")
        yield ox.Triple(node, PREF_LABEL, label)
        yield ox.Triple(node, LABEL, label)
        yield ox.Triple(node, _OF_ASPECT, ox.NamedNode(track.aspect))
        yield ox.Triple(node, _VALUE, ox.NamedNode(period.value))
        both = [each for each in (track.of, track.towards) if each]
        mutual = track.aspect in self.table.mutual
        yield from (ox.Triple(node, _OF_AGENT, ox.NamedNode(each)) for each in (both if mutual else both[:1]))
        yield from (ox.Triple(node, _TOWARDS, ox.NamedNode(each)) for each in (both if mutual else both[1:]))
        if track.mission:
            yield ox.Triple(node, _OF_MISSION, ox.NamedNode(track.mission))
        for role, acts in ((_BEGUN_THROUGH, period.begun), (_ENDED_THROUGH, period.ended), (_SHOWN_BY, period.shown)):
            yield from (ox.Triple(node, role, ox.NamedNode(act)) for act in acts)
        counted = self._counted_until(period) if period.latest is None else None
        days = (
            ("earliest", period.earliest),
            ("latest", period.latest),
            ("surelyFrom", period.surely_from),
            ("surelyUntil", period.surely_until or (counted if period.surely_from is not None else None)),
            ("countedUntil", counted),
        )
        yield from (ox.Triple(node, _dip(name), ox.Literal(day.isoformat(), datatype=_XSD_DATE)) for name, day in days if day is not None)

    def _counted_until(self, period: Period) -> date | None:
        """The day until which a period with an open end is counted; None if no document behind it reaches a day."""
        days = [self._reached(ox.NamedNode(each)) for each in period.shown]
        reached = [day for day in days if day is not None]
        return max([*reached, *(day for day in (period.earliest, period.surely_from) if day is not None)]) if reached else None

    def _label(self, track: Track, period: Period) -> str:
        """The label of a period, such as "Period of recognition of B by A from 1 May 1950 or later"."""
        text = self.table.patterns.get(period.value, "period of {value}: {of} and {towards}")
        names = {"of": track.of, "towards": track.towards, "mission": track.mission, "value": period.value}
        for name, iri in names.items():
            text = text.replace("{" + name + "}", self._name(iri) if iri else "others")
        bounds = (("from", period.earliest, period.surely_from, "later"), ("until", period.latest, period.surely_until, "earlier"))
        for word, possible, sure, beyond in bounds:
            if possible is not None:
                text += f" {word} {date_in_words(possible.isoformat())}" + (f" or {beyond}" if possible != sure else "")
        return text[:1].upper() + text[1:]

    def _name(self, iri: str) -> str:
        """The label of a node in English, or the first of its labels; without one, the last part of its IRI."""
        labels = [each.object for each in self._triples(ox.NamedNode(iri), LABEL) if isinstance(each.object, ox.Literal)]
        return min(labels, key=lambda each: (each.language != "en", each.value)).value if labels else _slug(iri)

    # the store

    def _triples(self, subject: Node | None, predicate: Node, value: Node | None = None) -> list[ox.Triple]:
        return [quad.triple for quad in self.store.quads_for_pattern(subject, predicate, value, ox.DefaultGraph())]

    def _values(self, subject: Node, predicate: Node) -> list[Node]:
        return [each.object for each in self._triples(subject, predicate) if isinstance(each.object, ox.NamedNode)]

    def _instances(self, of_class: str) -> list[Node]:
        return [each.subject for each in self._triples(None, TYPE, ox.NamedNode(of_class)) if isinstance(each.subject, ox.NamedNode)]

    def _agents(self, node: Node, role: Node) -> list[tuple[Node, ox.Triple]]:
        """The agents with a role that can be the ends of a track, each with the triple that gives it the role."""
        return [
            (each, ox.Triple(node, role, each))
            for each in self._values(node, role)
            if ox.Quad(each, TYPE, _dip("Agent")) in self.store and ox.Quad(each, TYPE, _dip("Person")) not in self.store
        ]

    def _dates(self, node: Node) -> list[ox.Triple]:
        return self._triples(node, _DATE)

    def _day(self, node: Node, name: str) -> date | None:
        found = (each.object for each in self._triples(node, _dip(name)))
        return next((date.fromisoformat(each.value) for each in found if isinstance(each, ox.Literal)), None)
