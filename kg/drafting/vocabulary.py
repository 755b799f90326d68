"""What a draft knows before it reads a passage: the names of a workspace, and the words that the ontology has for each kind of act."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg.drafting.model import Entity
from kg.drafting.states import states
from kg.drafting.words import NO_NAME, PARTS_OF_TITLES, TIMES, TITLES, tokens_of
from kg.namespaces import DIP
from kg.ontology.verbs import verbs
from kg.ontology.words import kind_words
from kg.record.names import fold
from kg.terms import ALT_LABEL, PREF_LABEL, TYPE, iri_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from kg.drafting.words import Token
    from kg.ontology import Ontology

PERSON: Final = DIP + "Person"
STATE: Final = DIP + "State"
AGENT: Final = DIP + "Agent"
LOCATION: Final = DIP + "Location"
MATTER: Final = DIP + "Matter"
STATEMENT: Final = DIP + "Statement"
SITUATION: Final = DIP + "Situation"
_NO_NAMES: Final = tuple(
    DIP + each for each in ("Tenure", "ActSeries", "Proposition", "Record", "SourceDocument", "RelationsPeriod", "Note")
)
_NO_KINDS: Final = tuple(DIP + each for each in ("Matter", "Act", "Situation", "Occurrence", "ActSeries"))

_PARTICIPANT: Final = DIP + "participant"
_PLACE: Final = DIP + "place"
_USUAL_ROLE: Final = ox.NamedNode(DIP + "usualRole")
_USUAL: Final = "recipient counterpart target victim captive inOrganization inSupportOf"
_USUAL_SIDES: Final = tuple(DIP + each for each in _USUAL.split())
INFERRED: Final = frozenset((DIP + "receivingParty",))
"""Roles that the build infers and nobody writes."""

LABEL, OTHER, SHORTENED, SURNAME, TABLE, DEMONYM, FIRST_NAME = range(7)
"""How a name is known, the best first: the label, another label, a part of a label, the last name of a person, the table of states, the
adjective or noun of a people, the first name of a person."""

HOW: Final = (
    *("a label", "another label", "part of a label", "a last name"),
    *("the name of a state", "the adjective or noun of a people", "a first name"),
)
"""The same in words, for reasons."""


_NO_FIRST_NAMES: Final = TITLES | PARTS_OF_TITLES | TIMES | NO_NAME | {"will"}
"""Words that a text has too often besides; *Will* and *June* are more often no persons."""


class Pattern(NamedTuple):
    """A way in which a passage can name something.

    Attributes:
        words: the words, as they are written.
        entity: what they name.
        how: how the name is known: a number from `LABEL` to `DEMONYM`.
    """

    words: tuple[str, ...]
    entity: Entity
    how: int


class Sides(NamedTuple):
    """The roles of the two sides of an act.

    Attributes:
        first: the IRI of the role of the agent that does it.
        second: the IRI of the role of the other side; empty if the ontology names none.
    """

    first: str
    second: str


class Vocabulary:
    """The names and kinds of a workspace, for drafts. It is made once and does not change.

    Args:
        entities: the labels of each entity: the entity, its preferred label first, then the others.
        ontology: the terms of the workspace.
        types: the IRIs of all classes of each entity, by its IRI; those of the ontology above `Entity.kind` are known anyway.

    Attributes:
        ontology: the terms of the workspace.
        words: the words that suggest each kind of act.
        entities: the entities by their IRIs.
    """

    def __init__(
        self, entities: Iterable[tuple[Entity, Collection[str]]], ontology: Ontology, types: Mapping[str, Collection[str]]
    ) -> None:
        self.ontology = ontology
        self.words = kind_words(ontology)
        self._types = types
        self._patterns: dict[str, list[Pattern]] = defaultdict(list)
        self._sides: dict[str, Sides] = {}
        known = list(entities)
        self.entities = {entity.node: entity for entity, _ in known}
        best: dict[tuple[str, ...], list[Pattern]] = {}
        for pattern in _patterns(known, self):
            key = tuple(fold(each) for each in pattern.words)
            others = best.setdefault(key, [])
            if not others or pattern.how < others[0].how:
                best[key] = [pattern]
            elif pattern.how == others[0].how and all(pattern.entity.node != each.entity.node or not each.entity.node for each in others):
                others.append(pattern)
        for key, found in best.items():
            # Two bearers of one label: the first is suggested. Two of a last name or of a demonym: neither.
            if len(found) == 1 or found[0].how <= OTHER:
                self._patterns[key[0]].append(found[0])
        for listed in self._patterns.values():
            listed.sort(key=lambda each: (-len(each.words), each.how, each.entity))
        self._ways: dict[str, list[Sides]] = defaultdict(list)
        roles = {_PLACE}
        for verb in verbs(ontology):
            for way in verb.follows:
                self._ways[way.of_class].append(Sides(way.from_role, way.to_role))
                roles |= {way.from_role, way.to_role}
        for iri in ontology.kinds:
            if ontology.is_object_property(iri) and _PARTICIPANT in ontology.superproperties(iri):
                roles.add(iri)
        roles |= {iri_of(each.object) or "" for each in ontology.triples if each.predicate == _USUAL_ROLE}
        self._roles = frozenset(roles - {"", _PARTICIPANT, *INFERRED})
        self._kinds = frozenset(
            iri for iri in ontology.kinds if ontology.is_class(iri) and ontology.is_a(iri, MATTER) and iri not in _NO_KINDS
        )
        self._labelled: dict[str, set[str]] = defaultdict(set)
        for entity, labels in known:
            for label in labels:
                self._labelled[_plain(label)].add(entity.node)

    def is_a(self, entity: Entity, kind: str) -> bool:
        """Whether an entity belongs to a class or to a narrower one.

        Args:
            entity: the entity.
            kind: the IRI of the class.
        """
        own = self._types.get(entity.node, ())
        return kind in own or any(self.ontology.is_a(each, kind) for each in (entity.kind, *own) if each)

    def kinds(self) -> frozenset[str]:
        """The IRIs of all classes of acts, situations and occurrences that the ontology declares."""
        return self._kinds

    def roles(self) -> frozenset[str]:
        """The IRIs of all roles: the object properties of the ontology that are nouns, from an act to whoever takes part."""
        return self._roles

    def named(self, label: str) -> Entity | None:
        """The entity with a label, whatever its case and accents; None if there is none, or more than one.

        Args:
            label: the label, another label, or the usual name of a state that the workspace has.
        """
        found = self._labelled.get(_plain(label), set())
        return self.entities[next(iter(found))] if len(found) == 1 else None

    def pattern_at(self, tokens: list[Token], position: int) -> Pattern | None:
        """The longest name that begins at a word; None if there is none.

        Args:
            tokens: the words of the passage.
            position: the position of the word.
        """
        for pattern in self._patterns.get(tokens[position].folded, ()):
            part = tokens[position : position + len(pattern.words)]
            if pattern.how in (SURNAME, FIRST_NAME) and len(pattern.words) == 1 and _is_of_another(tokens, position, pattern):
                continue
            if len(part) == len(pattern.words) and all(_same(*each, pattern.how) for each in zip(part, pattern.words, strict=True)):
                return pattern
        return None

    def sides(self, kind: str) -> Sides:
        """The roles of the two sides of an act of a class: those from which a relation follows, else actor and recipient.

        Args:
            kind: the IRI of the class.
        """
        found = self._sides.get(kind)
        if found is None:
            found = self._sides[kind] = self._first_sides(kind)
        return found

    def _first_sides(self, kind: str) -> Sides:
        above = sorted(self.ontology.superclasses(kind), key=lambda each: (-len(self.ontology.superclasses(each)), each))
        for each in above:
            ways = [way for way in self._ways.get(each, ()) if way.first != DIP + "participant"]
            if ways and each not in _NO_KINDS:
                return min(ways, key=_usual)
        return Sides(DIP + "actor", DIP + "party" if self.ontology.is_a(kind, SITUATION) else DIP + "recipient")


def _usual(way: Sides) -> tuple[bool, bool, int, Sides]:
    """The order of the ways in which a relation follows: an actor and another side first, and of other sides the one that is usual."""
    second = _USUAL_SIDES.index(way.second) if way.second in _USUAL_SIDES else len(_USUAL_SIDES)
    return way.first == way.second, way.first != DIP + "actor", second, way


def vocabulary(store: ox.Store, base: str, ontology: Ontology, *, only: Collection[str] | None = None) -> Vocabulary:
    """The vocabulary of a built workspace.

    Args:
        store: the store of its snapshot.
        base: its base IRI, ending in a slash.
        ontology: its terms.
        only: the IRIs of the entities whose names are known; None for all.
    """
    labels: dict[str, list[str]] = {}
    types: dict[str, list[str]] = {}
    held = ox.DefaultGraph()
    for predicate in (PREF_LABEL, ALT_LABEL):
        for quad in store.quads_for_pattern(None, predicate, None, held):
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(base) and isinstance(quad.object, ox.Literal):
                labels.setdefault(quad.subject.value, []).append(quad.object.value)
    for node in labels:
        found = (
            quad.object.value
            for quad in store.quads_for_pattern(ox.NamedNode(node), TYPE, None, held)
            if isinstance(quad.object, ox.NamedNode)
        )
        types[node] = sorted(found)
    entities = []
    for node in sorted(labels):
        narrow = _narrowest(types[node], ontology)
        if not set(types[node]) & set(_NO_NAMES) and (only is None or node in only):
            entities.append((Entity(node, labels[node][0], narrow), tuple(labels[node])))
    return Vocabulary(entities, ontology, types)


def _narrowest(types: Collection[str], ontology: Ontology) -> str:
    """The class that is deepest in the ontology; an inferred class such as Leader is not preferred."""
    own = [each for each in types if ontology.is_class(each) and each != DIP + "Leader"]
    return max(own, key=lambda each: (len(ontology.superclasses(each)), each), default="")


def _is_of_another(tokens: list[Token], position: int, pattern: Pattern) -> bool:
    """Whether a part of the name of a person stands beside other names that are not theirs: *Karl Berg* is not another Karl."""
    own = fold(pattern.entity.label).split()
    following = tokens[position + 1] if position + 1 < len(tokens) and not tokens[position].owner else None
    if pattern.how == FIRST_NAME and following is not None and following.capital and following.before in (" ", "-"):
        return True
    before = tokens[position - 1] if position else None
    if before is None or not before.capital or before.folded in (*own, *TITLES, *PARTS_OF_TITLES, *NO_NAME, *TIMES):
        return False
    initial = len(before.text) == 1 and tokens[position].before == ". "
    return initial or (tokens[position].before == " " and not before.owner and len(before.text) > 1)


def _same(token: Token, word: str, how: int) -> bool:
    """Whether a word of a passage is the word of a name. Small letters may stand for capitals only in longer words."""
    if token.text == word:
        return True
    if token.folded != fold(word):
        return False
    if not word[:1].isupper() or not word[:1].isalpha():
        return True
    if word.isupper() and len(word) <= 5:
        return token.text.isupper()
    return token.capital or len(word) >= {SURNAME: 99, FIRST_NAME: 99, DEMONYM: 7}.get(how, 5)


def _patterns(known: Collection[tuple[Entity, Collection[str]]], vocabulary: Vocabulary) -> Iterator[Pattern]:
    for entity, labels in known:
        for position, label in enumerate(labels):
            how = OTHER if position else LABEL
            yield from _of(label, entity, how)
            for each in _shorter(label):
                yield from _of(each, entity, SHORTENED)
        words = [each.text for each in tokens_of(labels[0] if isinstance(labels, tuple) else entity.label)]
        if vocabulary.is_a(entity, PERSON) and len(words) > 1 and words[-1][:1].isupper():
            yield from _of(words[-1], entity, SURNAME)
            if len(words[0]) > 2 and words[0][:1].isupper() and fold(words[0]) not in _NO_FIRST_NAMES:
                yield from _of(words[0], entity, FIRST_NAME)
        elif vocabulary.is_a(entity, AGENT) and len(words) > 1:
            initials = "".join(each[0] for each in words if each[0].isupper())
            if len(initials) > 1:
                yield from _of(initials, entity, SURNAME)
    by_label: dict[str, list[Entity]] = defaultdict(list)
    for entity, labels in known:
        if vocabulary.is_a(entity, STATE):
            for label in labels:
                by_label[_plain(label)].append(entity)
    owning = [(entity, label) for entity, labels in known for label in labels if " of " in label]
    for state in states():
        names = (state.name, *state.others)
        own = next((by_label[_plain(each)][0] for each in names if _plain(each) in by_label), None)
        entity = own or Entity("", state.name, STATE)
        for each in names:
            yield from _of(each, entity, TABLE)
        for each in state.demonyms:
            yield from _of(each, entity, DEMONYM)
        for owned, label in owning:
            if any(each in label for each in names):
                yield from _possessed(label, owned, names, state.demonyms)


def _possessed(label: str, entity: Entity, names: Collection[str], demonyms: Collection[str]) -> Iterator[Pattern]:
    """*Government of Norway* also as *Norwegian government* and *Norway's government*, and so with *embassy of Norway in Lima*."""
    for name in names:
        match = re.fullmatch(rf"(?P<head>.+?) of (?:the )?{re.escape(name)}(?P<rest> (?:in|at|to) .+)?", label)
        if match is not None and " of " not in match["head"].replace("Ministry of", "").replace("Minister of", ""):
            for each in (*demonyms, name):
                yield from _of(f"{each} {match['head']}{match['rest'] or ''}", entity, SHORTENED)


def _shorter(label: str) -> Iterator[str]:
    """Parts of a label that a text can have instead: without brackets, without a date at its end, with the year before the noun."""
    without = re.sub(r"\s*\([^)]*\)", "", label)
    without = re.sub(r",\s[^,]*\d{4}.*$", "", without)
    if without != label and without:
        yield without
    year = re.fullmatch(r"(.*?)\s+(?:of|in)\s+(\d{4})", without)
    if year is not None:
        yield f"{year[2]} {year[1]}"
        yield f"{year[2]} {year[1].split()[-1]}"
        yield year[1] if len(year[1].split()) > 1 and any(each[0].isupper() for each in year[1].split()) else f"{year[2]} {year[1]}"


def _plain(label: str) -> str:
    return fold(label).removeprefix("the ")


def _of(label: str, entity: Entity, how: int) -> Iterator[Pattern]:
    words = [each.text for each in tokens_of(label)]
    if words and words[0].lower() == "the" and len(words) > 1:
        words = words[1:]
    if words and (len(words) > 1 or len(words[0]) > 1) and not all(each.isdigit() for each in words):
        yield Pattern(tuple(words), entity, how)
