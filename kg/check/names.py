"""The names of the agents and places of a workspace, and whether a text has them."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg.authored.reading import graph_name
from kg.check.evidence import tokens
from kg.namespaces import DIP, RDF_TYPE, SKOS
from kg.record.names import fold
from kg.terms import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.authored.indexed import Index
    from kg.authored.reading import Dataset
    from kg.check.evidence import Basis

_LABELS: Final = (SKOS + "prefLabel", SKOS + "altLabel")
_REFERRING: Final = frozenset(
    word
    for words in (
        "he she it they him her them his hers its their theirs himself herself itself themselves who whose which this that these those",
        "both each other others neither either two three four former latter one ones same there here we us our i me my",
    )
    for word in words.split()
)
"""Words that may stand for what an earlier passage names."""
_GENERIC: Final = frozenset(
    word
    for words in (
        "the of and in on at to for from by with a an who that whose de la le el al bin ibn van von du der",
        "united state states republic kingdom people peoples democratic islamic federal general national international government",
        "ministry minister ministers foreign prime president embassy consulate council organization organisation group party forces force",
        "arab arabic african asian european american latin mediterranean",
        "north south east west northern southern eastern western central new great old first second other others his her its their",
    )
    for word in words.split()
)
"""Words of labels that too many things have in common to tell one by them."""
_LITTLE: Final = frozenset("the of and in on at to for from by with a an who that whose".split())  # noqa: SIM905
_TITLES: Final = frozenset(
    word
    for words in (
        "president premier minister secretary prime crown prince king queen emir sultan shah chancellor ambassador envoy consul general",
        "marshal commander chief leader chairman speaker senator governor mayor representative spokesman spokeswoman director pope",
    )
    for word in words.split()
)
"""Words of offices by which texts call those who hold them."""
_BODIES: Final = frozenset(
    word
    for words in (
        "army assembly board cabinet coalition commission committee company conference congress council court embassy agency movement",
        "front government league mission ministry organization organisation parliament party secretariat senate tribunal union university",
    )
    for word in words.split()
)
"""Words by which texts call bodies that they have named before."""
_HOLDER: Final = DIP + "holder"
_OFFICE: Final = DIP + "office"
_NOTE_KIND: Final = DIP + "noteKind"
_ON: Final = DIP + "on"
_NOTES: Final = (_NOTE_KIND, _ON)
_DOUBTS: Final = frozenset(
    DIP + name for name in ("UncertainReference", "UncertainIdentity", "Ambiguity", "ProbableMisnomer", "OpenReading")
)
_PHRASES: Final = {
    "united kingdom": ("british", "britain", "london"),
    "united states": ("american", "americans", "usa", "america"),
    "soviet union": ("soviet", "soviets", "ussr"),
    "united arab emirates": ("emirati", "emirates", "uae"),
}
"""Names of several words to the words that stand for them."""


@functools.cache
def _peoples() -> dict[str, frozenset[str]]:
    """The names of countries of one word, to the adjectives and nouns of their people."""
    from kg.drafting.states import states

    found = {"wales": frozenset(["welsh"]), "england": frozenset(["english"]), "scotland": frozenset(["scottish"])}
    for state in states():
        peoples = frozenset(fold(each) for each in state.demonyms)
        found |= {fold(name): peoples for name in (state.name, *state.others) if " " not in name}
    return found


@functools.cache
def _states_in() -> re.Pattern[str]:
    """What finds the names of the states of the world, and the adjectives and nouns of their people, with their capitals."""
    from kg.drafting.states import states

    names = {name for state in states() for name in (state.name, *state.others, *state.demonyms) if name[:1].isupper()}
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names)))})\b")


class Naming(NamedTuple):
    """What some quads say of names.

    Attributes:
        labels: each thing of the background and one of its labels.
        links: the subject and the object of each statement of the background and of assertion graphs between two things.
        tenures: the property, the subject and the object of each holder and each office.
        notes: the property, the note and the node or kind of each note.
    """

    labels: tuple[tuple[str, str], ...]
    links: frozenset[tuple[str, str]]
    tenures: frozenset[tuple[str, str, str]]
    notes: frozenset[tuple[str, str, str]]

    @classmethod
    def of(cls, base: str, quads: Iterable[ox.Quad]) -> Naming:
        """What some quads say.

        Args:
            base: the base IRI of their workspace.
            quads: the quads, such as those of a file.
        """
        record, background = base + "graph/record", base + "graph/background"
        labels: list[tuple[str, str]] = []
        links, tenures, notes = set(), set(), set()
        for quad in quads:
            subject, value, predicate = quad.subject, quad.object, quad.predicate.value
            if not isinstance(subject, ox.NamedNode):
                continue
            if isinstance(value, ox.Literal):
                if predicate in _LABELS and graph_name(quad) == background:
                    labels.append((subject.value, value.value))
            elif isinstance(value, ox.NamedNode):
                if predicate in _NOTES:
                    notes.add((predicate, subject.value, value.value))
                elif predicate in (_HOLDER, _OFFICE):
                    tenures.add((predicate, subject.value, value.value))
                if predicate != RDF_TYPE and not value.value.startswith(DIP) and graph_name(quad) != record:
                    links.add((subject.value, value.value))
        return cls(tuple(labels), frozenset(links), frozenset(tenures), frozenset(notes))

    @classmethod
    def of_index(cls, index: Index) -> Naming:
        """What the data files say; only what is said of things with labels, and of doubts, is looked at.

        Args:
            index: the data files.
        """
        found = [quad for quad, _ in index.in_graph(index.background) if quad.predicate.value in _LABELS]
        found += [quad for iri in {text_of(quad.subject) for quad in found} for quad, _ in index.mentions(iri)]
        notes = [quad for kind in _DOUBTS for quad, _ in index.mentions(kind) if quad.predicate.value == _NOTE_KIND]
        found += [*notes, *(quad for note in notes for quad, _ in index.about(text_of(note.subject)) if quad.predicate.value == _ON)]
        return cls.of(index.base, found)


class Names:
    """The names of the agents and places of a workspace, and whether a text has them.

    Args:
        data: tells agents and places from other things.
        naming: what the data files say of names; read from the data without it.

    Attributes:
        doubtful: the IRIs of the nodes with a note that says that it is open who is meant.
    """

    def __init__(self, data: Dataset, naming: Naming | None = None) -> None:
        self._data = data
        said = naming or Naming.of(data.base, (quad for quad, _ in data.statements()))
        self._labels: dict[str, list[str]] = {}
        self._near: dict[str, set[str]] = defaultdict(set)
        for iri, label in said.labels:
            self._labels.setdefault(iri, []).append(label)
        for one, other in said.links:
            if one in self._labels and other in self._labels:
                self._near[one].add(other)
                self._near[other].add(one)
        self._tenures = said.tenures
        doubts = {note for predicate, note, kind in said.notes if predicate == _NOTE_KIND and kind in _DOUBTS}
        self.doubtful = {node for predicate, note, node in said.notes if predicate == _ON and note in doubts}

    def is_entity(self, iri: str) -> bool:
        """Whether an IRI is that of an agent or a place with a label."""
        return iri in self._labels and (self._data.is_a(iri, "Agent") or self._data.is_a(iri, "Location"))

    def has_label(self, iri: str) -> bool:
        """Whether the background gives a thing a label."""
        return iri in self._labels

    def label(self, iri: str) -> str:
        """The first label of a thing."""
        return self._labels[iri][0]

    def any_in(self, text: str) -> bool:
        """Whether a text has the name of a state of the world, or of an agent of the workspace that is a name and no description."""
        words = frozenset(tokens(text))
        if _states_in().search(text):
            return True
        agents = (iri for iri in self._labels if self._data.is_a(iri, "Agent"))
        return any(label[0].isupper() and _has_name(label, words, text) for iri in agents for label in self._labels.get(iri, ()))

    def stands_in(self, iri: str, text: str) -> bool:
        """Whether a text has a name of a thing itself."""
        words = frozenset(tokens(text))
        return any(_has_name(label, words, text) for label in self._labels.get(iri, ()))

    def found_in(self, text: str) -> list[str]:
        """The agents and places that a text names by a whole label, or by a word of the same family as a label of one word.

        Args:
            text: any text, with its capitals.

        Returns:
            Their IRIs, in the order of the data. Labels that are descriptions, in lower case, are not looked for.
        """
        said = f" {' '.join(tokens(text))} "
        capitals = {each for part in re.findall(r"[^\W\d_][\w'’-]*", text) if part[0].isupper() for each in tokens(part)}
        return [iri for iri, names in self._proper_names.items() if any(_is_named(name, said, capitals) for name in names)]

    @cached_property
    def _proper_names(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """Agent or place to the words of each of its labels that is a name."""
        found = {iri: tuple(tokens(each) for each in labels if each[0].isupper()) for iri, labels in self._labels.items()}
        return {iri: names for iri, names in found.items() if names and self.is_entity(iri)}

    def has_name_of(self, iri: str, text: str) -> bool:
        """Whether a text has a name of a thing, or of what belongs to it."""
        return self._stands(iri, frozenset(tokens(text)), text)

    def belongs_to(self, iri: str, others: Iterable[str]) -> bool:
        """Whether a thing is among others, belongs to one of them, or is named in a label of one."""
        return any(
            iri == other or iri in self._near.get(other, ()) or any(self.stands_in(iri, label) for label in self._labels.get(other, ()))
            for other in others
        )

    def named(self, iri: str, basis: Basis, apart: str = "") -> bool:
        """Whether a text names a thing, or refers to it.

        The name of what belongs to it counts, but in the passages not that of a thing that is kept `apart`.

        A text refers to a thing by a pronoun if an earlier passage of the section names it, and by a word of its labels or of its offices
        that is no name, such as "the ministry", if any passage of the document names it.
        """
        near = frozenset(tokens(basis.near))
        if self._stands(iri, near, basis.near, apart):
            return True
        if near & _REFERRING and self._stands(iri, frozenset(tokens(basis.section)), basis.section, apart):
            return True
        return bool(near & self._descriptions[iri]) and self._stands(iri, frozenset(tokens(basis.document)), basis.document)

    def _stands(self, iri: str, words: frozenset[str], text: str, apart: str = "") -> bool:
        if any(_has_name(label, words, text) for label in self._labels.get(iri, ())):
            return True
        others = (label for other in self._near[iri] if other != apart for label in self._labels[other][:1])
        return any(_has_name(name, words, text) for label in others if (name := _proper(label)))

    @cached_property
    def _descriptions(self) -> Mapping[str, frozenset[str]]:
        """Thing to the words of its labels, and of the offices that it holds anywhere, that are no names."""
        found: dict[str, set[str]] = defaultdict(set)
        for iri, labels in self._labels.items():
            for part in (part for label in labels for part in label.split()):
                found[iri] |= {word for word in tokens(part) if part[0].islower() or word in _BODIES}
        holders: dict[str, set[str]] = {}
        offices: dict[str, set[str]] = {}
        for predicate, tenure, value in self._tenures:
            (holders if predicate == _HOLDER else offices).setdefault(tenure, set()).add(value)
        for tenure, people in holders.items():
            words = {word for office in offices.get(tenure, ()) for label in self._labels.get(office, ()) for word in tokens(label)}
            for person in people:
                found[person] |= words & _TITLES
        return defaultdict(frozenset, {iri: frozenset(words - _LITTLE) for iri, words in found.items()})


def _is_named(name: tuple[str, ...], said: str, capitals: set[str]) -> bool:
    """Whether a text has a name: all its words in their order, or, of a name of one word, a word of its family with a capital."""
    if f" {' '.join(name)} " in said:
        return capitals >= {name[0]}
    return len(name) == 1 and any(_same_family(name[0], each) for each in capitals)


def _proper(label: str) -> str:
    """The words of a label that are written with a capital, and the little words between them; empty if it has no capital."""
    parts = [part for part in label.split() if part[0].isupper() or part in _LITTLE]
    return " ".join(parts) if any(part[0].isupper() for part in parts) else ""


def _has_name(label: str, words: frozenset[str], text: str) -> bool:
    """Whether a text has a label, a significant word of it, a word of its family, or its initials."""
    own = tokens(label)
    initials = "".join(each[0] for each in own if each not in ("of", "the", "and", "for")).upper()
    if len(initials) > 1 and re.search(rf"\b{initials}\b", text.replace(".", "")):
        return True
    phrase = f" {' '.join(own)} "
    if any(f" {name} " in phrase and words & set(others) for name, others in _PHRASES.items()):
        return True
    significant = [each for each in own if each not in _GENERIC and len(each) > 2]
    if not significant:
        return phrase in f" {' '.join(tokens(text))} "
    return any(_same_family(one, other) for one in significant for other in words)


def _same_family(one: str, other: str) -> bool:
    """Whether two words begin alike for all but their endings, or one is the adjective of the other."""
    if one == other or other in _peoples().get(one, ()):
        return True
    size = max(4, min(len(one), len(other)) - 2)
    return len(one) >= 4 and len(other) >= 4 and one[:size] == other[:size]
