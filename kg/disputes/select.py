"""Select items of the report: about a thing, of a kind, resting on a document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.disputes.model import FORMER_NAMES, GROUPS
from kg.errors import NameNotFound
from kg.files import did_you_mean, nearest
from kg.namespaces import DIP
from kg.record.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.disputes.model import Dispute
    from kg.record.names import Names


def select(
    items: Sequence[Dispute], names: Names, about: str | None, kinds: Sequence[str], document: str | None
) -> tuple[tuple[Dispute, ...], str]:
    """The selected items, and the selection in words; the arguments are those of `kg.disputes.disputes`."""
    found: Iterable[Dispute] = items
    words = []
    if about is not None:
        node = _node(about, items, names)
        found = [item for item in found if node.value in item.names]
        words.append(f"about {names.label(node)}")
    if kinds:
        wanted = [_kind(kind, items) for kind in kinds]
        found = [item for item in found if any(kind == item.group or kind in item.kinds for kind in wanted)]
        words.append("only " + ", ".join(_title(kind) for kind in wanted))
    if document is not None:
        source = names.find(document, DIP + "SourceDocument")
        found = [item for item in found if any(place.document == source.value for place in item.passages)]
        words.append(f"only with passages of {names.label(source)}")
    kept = tuple(found)
    keys = {item.key for item in kept}
    return tuple(replace(item, see=tuple(key for key in item.see if key in keys)) for item in kept), "; ".join(words)


def _node(text: str, items: Sequence[Dispute], names: Names) -> NamedNode:
    """The node with a name: a passage or a claim by its short name, or anything by a name that `kg.record.names.Names.find` accepts.

    Raises:
        NameNotFound: nothing has that name.
        NameAmbiguous: several things have it.
    """
    by_code = {place.code: place.iri for item in items for place in item.passages}
    by_code |= {said.code: said.iri for item in items for side in item.sides for said in side.said}
    code = text.strip()
    return NamedNode(by_code[code]) if code in by_code else names.find(text)


def _kind(text: str, items: Sequence[Dispute]) -> str:
    """The kind or group with a label or a name in the ontology, or with a former name, in any case.

    Raises:
        NameNotFound: no item is of that kind.
    """
    known = dict.fromkeys((*(group.name for group in GROUPS), *(kind for item in items for kind in item.kinds)))
    by_key = {fold(kind).replace(" ", ""): kind for kind in known}
    key = fold(FORMER_NAMES.get(text.strip().lower(), text)).replace(" ", "")
    if key in by_key:
        return by_key[key]
    near = [by_key[each] for each in nearest(key, by_key)]
    raise NameNotFound(f"no item is of the kind {text!r}", None, did_you_mean(near, "the kinds are " + ", ".join(known)), near)


def _title(kind: str) -> str:
    return next((group.title.lower() for group in GROUPS if group.name == kind), kind)
