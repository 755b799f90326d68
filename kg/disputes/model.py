"""What a report on agreement and dispute is made of: plain values, sorted, with the labels that a reader sees."""

from __future__ import annotations

from typing import Final, NamedTuple


class Group(NamedTuple):
    """A part of the report: its name for ``--kind``, its heading, and a sentence that says what is in it."""

    name: str
    title: str
    about: str


GROUPS: Final = (
    Group(
        "conflict",
        "Claims in conflict",
        "What passages say cannot all be so, or sits ill together; or one passage is at odds with itself.",
    ),
    Group(
        "tellings", "Tellings that differ", "One thing, told more than once and not in the same way: what each telling says, role by role."
    ),
    Group("doubt", "Told with doubt", "What a document, or a speaker in it, does not state as a fact: none of this is held to be so."),
    Group("reading", "Open to doubt", "What the curators could not settle, or what a reader will ask and the documents do not say."),
    Group("agreement", "Told more than once", "What several passages tell, and how many independent witnesses that makes."),
)
"""The parts of a report, in their order."""

DIFFER: Final = "tellings differ"
DENIED_AND_HELD: Final = "held and denied"
BY_DOCUMENTS: Final = "told by several documents"
BY_PASSAGES: Final = "told in several passages"
"""Kinds that are not a standing or a kind of note."""

PLAIN: Final = (DIFFER, "conflicting claims")
"""Kinds that the heading of their part says already."""

ALIKE: Final = "alike"
MORE: Final = "more"
DIFFERS: Final = "differs"
"""How the tellings of one property compare: all say the same; some say more, and none otherwise; some say otherwise."""


class Node(NamedTuple):
    """A thing that a dispute is about: its IRI, its label, the labels of its most special classes, and its date in words."""

    iri: str
    name: str
    types: tuple[str, ...]
    date: str


class Place(NamedTuple):
    """A passage: its IRI, its short name (``A12``), where it stands (``the article, Relations, sentence 12``), and its document's IRI."""

    iri: str
    code: str
    name: str
    document: str


class Parallel(NamedTuple):
    """Two passages of different documents that share their words; `exact` if to the letter."""

    one: Place
    other: Place
    exact: bool


class Said(NamedTuple):
    """What one assertion graph says.

    Attributes:
        iri: the assertion graph.
        code: its short name, such as ``A12-1``.
        gist: what it says, in the curators' words.
        wording: a few of the very words, where they are the point; else empty.
        standing: how sure the teller is, as the ontology labels it.
        status: the same with who speaks, in words: ``rumoured, content of Information on aid``.
        speakers: who says it, ``unnamed (…)`` of a statement whose actor is not named; empty for a document's own voice.
        statements: the statements whose content it is; empty for a document's own voice.
        held: whether it is held to be so.
    """

    iri: str
    code: str
    gist: str
    wording: str
    standing: str
    status: str
    speakers: tuple[str, ...]
    statements: tuple[str, ...]
    held: bool


class Side(NamedTuple):
    """One telling among several: the passages it rests on, and what they say."""

    passages: tuple[Place, ...]
    said: tuple[Said, ...]


class Row(NamedTuple):
    """What the sides say of one property of one thing.

    Attributes:
        subject: the thing's label.
        predicate: the property's label; ``called`` for names; empty where only one side has the thing at all.
        cells: the values of each side, in the order of the sides.
        verdict: `ALIKE`, `MORE` or `DIFFERS`.
    """

    subject: str
    predicate: str
    cells: tuple[tuple[str, ...], ...]
    verdict: str


class Remark(NamedTuple):
    """A curators' note: its IRI, the label of its kind, what it says, what it is on, and the passages it cites."""

    iri: str
    kind: str
    gist: str
    on: tuple[str, ...]
    passages: tuple[Place, ...]


class Dispute(NamedTuple):
    """One item of the report.

    Attributes:
        key: a name for links, its own in the report.
        group: one of the names in `GROUPS`.
        kinds: in which way it is disputed or doubted: kinds of notes, standings, or one of the kinds above.
        about: what it is about.
        iri: the note that it is; empty where it is none.
        gist: what is at issue, in the curators' words; empty where the sides speak for themselves.
        sides: the tellings, side by side.
        rows: the tellings compared, role by role.
        remarks: the notes on it.
        passages: all passages it rests on, in order.
        parallels: which of them share their words with which.
        witnesses: how many independent witnesses they are; of what is told more than once, those who hold it to be so, if anybody does.
        see: the keys of related items.
        names: the IRIs of everything that it involves, for a selection by name.
    """

    key: str
    group: str
    kinds: tuple[str, ...]
    about: tuple[Node, ...]
    iri: str = ""
    gist: str = ""
    sides: tuple[Side, ...] = ()
    rows: tuple[Row, ...] = ()
    remarks: tuple[Remark, ...] = ()
    passages: tuple[Place, ...] = ()
    parallels: tuple[Parallel, ...] = ()
    witnesses: int = 0
    see: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()


class Source(NamedTuple):
    """A document: its IRI, its label, its title, its passages in order, and the labels of the documents that it shares text with."""

    iri: str
    name: str
    title: str
    passages: tuple[Place, ...]
    shares: tuple[str, ...]


class Report(NamedTuple):
    """The whole report.

    Attributes:
        title: the workspace's title.
        selection: what was asked for, in words; empty for everything.
        header: the lines of `kg.export.header.header`: what this is, of which snapshot, how to cite it.
        sources: the documents.
        disputes: the items, by group, then in the order of their passages.
        definitions: what the kinds mean: label to sentence.
        language: the language tag of labels and gists.
    """

    title: str
    selection: str
    header: tuple[str, ...]
    sources: tuple[Source, ...]
    disputes: tuple[Dispute, ...]
    definitions: tuple[tuple[str, str], ...] = ()
    language: str = "en"

    def of(self, group: str) -> list[Dispute]:
        """The items of a group."""
        return [each for each in self.disputes if each.group == group]


def plain(value: object) -> object:
    """A value of this module as JSON holds it: named tuples become objects, without what only serves selection.

    >>> plain(Place("x:A1", "A1", "the article, sentence 1", "x:article"))
    {'iri': 'x:A1', 'code': 'A1', 'name': 'the article, sentence 1', 'document': 'x:article'}
    """
    if isinstance(value, tuple):
        names = getattr(value, "_fields", None)
        if names is not None:
            return {name: plain(part) for name, part in zip(names, value, strict=True) if not isinstance(part, frozenset)}
        return [plain(part) for part in value]
    return value
