"""Names that begin with what somebody has typed: of classes, of properties, and of all other things that have a label.

`kg.record.names` finds the one thing that a whole name stands for; here is what a beginning of a name may become.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.namespaces import OWL, RDF, RDFS
from kg.record.names import fold, humanize, slug
from kg.terms import shorten
from kg.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import NamedNode

    from kg.record.names import Names
    from kg.values import JsonObject

KINDS: Final = ("class", "property", "name")
"""What can be completed."""

_CLASSES: Final = frozenset((OWL + "Class", RDFS + "Class"))
_PROPERTIES: Final = frozenset((OWL + "ObjectProperty", OWL + "DatatypeProperty", OWL + "AnnotationProperty", RDF + "Property"))


class Suggestion(NamedTuple):
    """A thing whose name fits.

    Attributes:
        iri: its IRI.
        short: its CURIE; its IRI if it has none.
        label: its label.
        about: the label of its class; empty for a class or a property.
    """

    iri: str
    short: str
    label: str
    about: str

    def to_json(self) -> JsonObject:
        """The suggestion as JSON."""
        return {"iri": self.iri, "short": self.short, "label": self.label, "about": self.about}


class _Entry(NamedTuple):
    """A thing that can be suggested: its node, its CURIE in lower case, its folded names, and its IRI's last part in words, folded."""

    node: NamedNode
    short: str
    names: tuple[str, ...]
    slug: str


class Completion:
    """The names in a snapshot, ready for many questions.

    Args:
        names: the names of the snapshot. All labels and aliases are read once.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._entries: dict[str, list[_Entry]] = {kind: [] for kind in KINDS}
        found: dict[NamedNode, list[str]] = {}
        for node, name in names.all_named():
            found.setdefault(node, []).append(fold(name))
        for node, texts in found.items():
            types = {each.value for each in names.types(node)}
            kind = "class" if types & _CLASSES else "property" if types & _PROPERTIES else "name"
            short = shorten(node.value, names.prefixes).lower()
            self._entries[kind].append(_Entry(node, short, tuple(dict.fromkeys(texts)), fold(humanize(slug(node.value)))))

    def find(self, kind: str, text: str, most: int, of: str | None = None) -> list[Suggestion]:
        """The things whose CURIE, label, alias or slug begins with a text, or has words that do, those that fit best first.

        Args:
            kind: one of `KINDS`.
            text: what was typed; empty for everything.
            most: how many at most.
            of: classes (CURIEs or IRIs, separated by blanks), one of which a thing must be an instance of; None for any.
        """
        ranked = []
        for entry in self._entries[kind]:
            rank = _rank(entry, text.strip().lower(), fold(text))
            if rank is not None:
                label = self._names.label(entry.node)
                ranked.append((rank, len(label), label, entry.node.value, entry.node))
        ranked.sort(key=lambda each: each[:4])
        fitting = (node for *_, node in ranked if of is None or self._names.fits(node, of))
        return [self._suggestion(kind, node) for node, _ in zip(fitting, range(most), strict=False)]

    def _suggestion(self, kind: str, node: NamedNode) -> Suggestion:
        about = ", ".join(self._names.shown_types(node)) if kind == "name" else ""
        return Suggestion(node.value, shorten(node.value, self._names.prefixes), self._names.label(node), about)


def _rank(entry: _Entry, typed: str, key: str) -> int | None:
    """How well a thing fits what was typed, 0 for best; None if it does not."""
    if ":" in typed and " " not in typed:
        if entry.short.startswith(typed):
            return 0
        prefix, _, local = typed.partition(":")
        same = entry.short.startswith(prefix + ":")
        return 1 if same and local and all(_starts(word, (entry.slug,)) for word in _words(local)) else None
    if not key:
        return 9
    if key in entry.names:
        return 0
    if any(name.startswith(key) for name in entry.names):
        return 1
    if entry.slug.startswith(key):
        return 2
    names = (*entry.names, entry.slug)
    if _starts(key, names):
        return 3
    return 4 if all(_starts(word, names) for word in key.split()) else None


def _starts(words: str, names: tuple[str, ...]) -> bool:
    """Whether some words begin at the beginning of a word of one of some names."""
    return any(f" {words}" in f" {name}" for name in names)


def _words(local: str) -> Iterator[str]:
    yield from fold(local).split()
