"""The report on agreement and dispute as plain values: sorted, with the labels that a reader sees."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the report: its name for ``--kind``, its heading, and a sentence that says what is in it."""

    name: str
    title: str
    about: str


GROUPS: Final = (
    Group(
        "conflict",
        "Claims in conflict",
        "Passages whose claims cannot all be true or fit together badly, and passages that contradict themselves.",
    ),
    Group(
        "accounts",
        "Accounts that differ",
        "Things that are reported more than once, but not in the same way: what each account says, role by role.",
    ),
    Group("doubt", "Reported with doubt", "What a document, or a speaker in it, does not state as fact. None of this is held."),
    Group("reading", "Open questions", "What the curators could not settle, and what readers may ask but the documents do not say."),
    Group("agreement", "Reported more than once", "What several passages report, and how many independent witnesses there are."),
)
"""The parts of the report, in order."""

DIFFER: Final = "accounts differ"
DENIED_AND_HELD: Final = "held and denied"
DATES_DIFFER: Final = "dates exclude each other"
ROLES_DIFFER: Final = "roles exclude each other"
BY_DOCUMENTS: Final = "reported by several documents"
BY_PASSAGES: Final = "reported in several passages"
"""Kinds that are neither a standing nor a kind of note."""

FORMER_NAMES: Final = {
    "tellings": "accounts",
    "tellings differ": DIFFER,
    "told by several documents": BY_DOCUMENTS,
    "told in several passages": BY_PASSAGES,
}
"""Names of groups and kinds that are still accepted, to their present names."""

PLAIN: Final = (DIFFER, "conflicting claims")
"""Kinds that repeat the heading of their part."""


class Verdict(StrEnum):
    """How the accounts of one property compare."""

    ALIKE = "alike"
    """All say the same."""
    MORE = "more"
    """Some say more than others, and nothing else differs."""
    DIFFERS = "differs"
    """At least one says something else."""


@dataclass(frozen=True, slots=True)
class Node:
    """A thing that a dispute is about: its IRI, its label, the labels of its most specific classes, and its date in words."""

    iri: str
    name: str
    types: tuple[str, ...]
    date: str


@dataclass(frozen=True, slots=True)
class Place:
    """A passage: its IRI, its short name (``A12``), its location (``the article, Relations, sentence 12``), and its document's IRI."""

    iri: str
    code: str
    name: str
    document: str


@dataclass(frozen=True, slots=True)
class Parallel:
    """Two passages of different documents that share their wording; `exact` if they are identical."""

    one: Place
    other: Place
    exact: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What one assertion graph says.

    Attributes:
        iri: the assertion graph.
        code: its short name, such as ``A12-1``.
        gist: what it says, in the curators' words.
        wording: a few words of the passage, where the words themselves matter; else empty.
        standing: the label of its standing, or ``withdrawn``.
        status: the standing and the speaker in words: ``rumoured, content of Information on aid``.
        speakers: who says it, ``unnamed (…)`` for a statement without a named actor; empty for the document's own voice.
        statements: the statements whose content it is; empty for the document's own voice.
        held: whether it is held.
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


@dataclass(frozen=True, slots=True)
class Side:
    """One account among several: the passages it rests on, and what they say."""

    passages: tuple[Place, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What each side says of one property of one thing.

    Attributes:
        subject: the label of the thing.
        predicate: the label of the property; ``called`` for names; empty where only one side mentions the thing.
        cells: the values of each side, in the order of the sides.
        verdict: how the sides compare.
    """

    subject: str
    predicate: str
    cells: tuple[tuple[str, ...], ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Remark:
    """A curators' note: its IRI, the label of its kind, its text, the names of what it is on, and the passages it cites."""

    iri: str
    kind: str
    gist: str
    on: tuple[str, ...]
    passages: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """One item of the report.

    Attributes:
        key: its name for links, unique in the report.
        group: the name of one of `GROUPS`.
        kinds: how it is disputed or doubted: kinds of notes, standings, or one of the kinds defined in this module.
        about: what it is about.
        iri: the note that the item is; empty if it is not a note.
        gist: what is at issue, in the curators' words; empty where the sides speak for themselves.
        sides: the accounts, side by side.
        rows: the accounts compared, property by property.
        remarks: the notes on it.
        passages: all passages it rests on, in order.
        parallels: the pairs among these that share their wording.
        witnesses: the number of independent witnesses; in the group ``agreement``, of those that hold it, if any do.
        see: the keys of related items.
        names: the IRIs of everything that it involves, for a selection by name; not part of any rendering.
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

    @property
    def claims(self) -> tuple[Said, ...]:
        """What all sides say."""
        return tuple(said for side in self.sides for said in side.said)

    @property
    def main_remarks(self) -> tuple[Remark, ...]:
        """The notes that make it a dispute, without those that only comment on it."""
        return tuple(remark for remark in self.remarks if remark.kind in self.kinds)

    @property
    def issues(self) -> tuple[str, ...]:
        """What is at issue, in the curators' words: its own gist and, of accounts that differ, the notes on the difference."""
        notes = (remark.gist for remark in self.main_remarks) if self.group == "accounts" else ()
        return tuple(filter(None, (self.gist, *notes)))

    @property
    def apart(self) -> tuple[Row, ...]:
        """The rows in which the sides do not all say the same."""
        return tuple(row for row in self.rows if row.verdict is not Verdict.ALIKE)


@dataclass(frozen=True, slots=True)
class Source:
    """A document: its IRI, label and title, its passages in order, and the labels of the documents that it shares text with."""

    iri: str
    name: str
    title: str
    passages: tuple[Place, ...]
    shares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DisputeReport:
    """The whole report, without its renderings, which `kg.disputes.Disputes` adds.

    Attributes:
        title: the title of the workspace.
        selection: what was asked for, in words; empty for everything.
        header: the lines of `kg.export.header.Header`: what this is, from which snapshot, how to cite it.
        sources: the documents.
        disputes: the items, by group, then in the order of their passages.
        definitions: the definition of each standing and kind of note: pairs of label and sentence, sorted.
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
