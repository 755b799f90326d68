"""Unite two changes of what is coded of a passage, entry by entry: what was read, what one made of it, and what the files say now."""

from __future__ import annotations

from dataclasses import dataclass

from kg.editing.coding import Entry, Key


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


def merged_entry(key: Key, base: Entry | None, mine: Entry | None, theirs: Entry | None) -> tuple[Entry | None, Conflict | None]:
    """Unite two changes of one entry: an assertion graph, with what the record says of it, is changed as a whole.

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
