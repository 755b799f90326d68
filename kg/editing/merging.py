"""Unite two changes of what is coded of a passage: what was read, what one made of it, and what the files say now."""

from __future__ import annotations

from dataclasses import dataclass

from kg.editing.coding import Entry, Key, PassageCoding


@dataclass(frozen=True)
class Conflict:
    """An entry that both sides have changed, and differently.

    Attributes:
        key: its kind and its IRI.
        base: what it said when it was read; None if there was none.
        mine: what it should say; None if it should go.
        theirs: what the files say now; None if they do not have it.
    """

    key: Key
    base: Entry | None
    mine: Entry | None
    theirs: Entry | None


@dataclass(frozen=True)
class Merged:
    """Two changes united.

    Attributes:
        coding: what is coded with both changes; of an entry in conflict, what the files say now.
        conflicts: the entries that both sides have changed.
    """

    coding: PassageCoding
    conflicts: tuple[Conflict, ...] = ()


def merged(base: PassageCoding, mine: PassageCoding, theirs: PassageCoding) -> Merged:
    """Unite two changes, entry by entry: an assertion graph, with what the record says of it, is changed as a whole.

    Args:
        base: what is coded of a passage, as it was read.
        mine: what was made of it.
        theirs: what the files say now.

    >>> a, b = Entry("graph", "x:a", ()), Entry("graph", "x:b", ())
    >>> found = merged(PassageCoding("x:p"), PassageCoding("x:p", (a,)), PassageCoding("x:p", (b,)))
    >>> [each.iri for each in found.coding.graphs], found.conflicts
    (['x:a', 'x:b'], ())
    """
    old, ours, others = base.entries(), mine.entries(), theirs.entries()
    kept: list[Entry] = []
    conflicts: list[Conflict] = []
    for key in {**ours, **others, **old}:
        chosen, conflict = merged_entry(key, old.get(key), ours.get(key), others.get(key))
        if conflict is not None:
            conflicts.append(conflict)
        if chosen is not None:
            kept.append(chosen)
    return Merged(PassageCoding.of_entries(base.passage, kept), tuple(conflicts))


def merged_entry(key: Key, base: Entry | None, mine: Entry | None, theirs: Entry | None) -> tuple[Entry | None, Conflict | None]:
    """Unite two changes of one entry.

    Args:
        key: its kind and its IRI.
        base: what it said when it was read.
        mine: what it should say.
        theirs: what the files say now.

    Returns:
        What it says with both changes, and the conflict, if there is one.

    >>> one = Entry("note", "x:n", ())
    >>> merged_entry(one.key, one, None, one)
    (None, None)
    """
    if mine in (base, theirs):
        return theirs, None
    if theirs == base:
        return mine, None
    return theirs, Conflict(key, base, mine, theirs)
