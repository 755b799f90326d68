"""Claims, notes and passages as the values of the report."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.disputes.model import Dispute, Node, Parallel, Place, Remark, Said, Side, Source
from kg.namespaces import DIP
from kg.record.names import slug
from kg.record.times import Times
from kg.record.vocabulary import NOTE_KIND, SHA256

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.disputes.survey import Survey
    from kg.record.model import Claim, Document, Note


class Describer:
    """Makes the values of one report.

    Args:
        survey: the dataset.
    """

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.record = survey.record
        self.names = survey.record.names
        self.times = Times(self.names)
        self._keys: set[str] = set()
        self._places: dict[NamedNode, Place] = {}

    def item(
        self,
        group: str,
        key: str,
        kinds: Sequence[str],
        about: Sequence[NamedNode],
        passages: Sequence[NamedNode],
        claims: Iterable[Claim] = (),
    ) -> Dispute:
        """An item without sides.

        Args:
            group: the name of its group.
            key: the preferred key; other characters than ASCII letters, digits and hyphens are replaced, and a number is added if it is
                taken.
            kinds: how it is disputed or doubted.
            about: what it is about.
            passages: what it rests on, in order.
            claims: the claims that it involves besides.
        """
        return Dispute(
            self._free_key(key),
            group,
            tuple(dict.fromkeys(kinds)),
            tuple(map(self.node, about)),
            passages=tuple(map(self.place, passages)),
            parallels=self._parallels(passages),
            witnesses=self.record.witnesses(passages),
            names=frozenset(node.value for node in self._involved(about, passages, claims)),
        )

    def node(self, node: NamedNode) -> Node:
        """A thing, a claim or a passage that an item is about; the name of a claim is its gist."""
        claim = self.record.claim(node)
        if claim is not None:
            return Node(node.value, claim.gist or self.names.short(node), (self.standing(claim),), "")
        return Node(node.value, self.names.label(node), tuple(self.names.shown_types(node)), self.times.words(node))

    def place(self, passage: NamedNode) -> Place:
        """A passage as it is cited."""
        if passage not in self._places:
            document = self.survey.document(passage).value
            self._places[passage] = Place(passage.value, slug(passage.value), self.names.label(passage), document)
        return self._places[passage]

    def side(self, passages: Sequence[NamedNode], claims: Iterable[Claim]) -> Side:
        """An account: what some claims say."""
        return Side(tuple(map(self.place, passages)), tuple(map(self._said, claims)))

    def remarks(self, notes: Iterable[Note]) -> tuple[Remark, ...]:
        """Notes as remarks on an item."""
        return tuple(map(self._remark, notes))

    def standing(self, claim: Claim) -> str:
        """The label of a claim's standing, or ``withdrawn``."""
        if claim.deprecated:
            return "withdrawn"
        return self.names.label(NamedNode(DIP + claim.standing)) if claim.standing else ""

    def kind(self, note: Note) -> str:
        """The label of a note's kind."""
        kinds = self.record.nodes(note.node, NOTE_KIND)
        return self.names.label(kinds[0]) if kinds else "note"

    def sources(self) -> tuple[Source, ...]:
        """The documents with their passages, sorted by IRI."""
        passages: dict[NamedNode, list[NamedNode]] = {}
        for passage in self.record.passages():
            passages.setdefault(passage.document, []).append(passage.node)
        documents = [document for document in self.record.documents() if document.node in passages]
        return tuple(self._source(document, passages[document.node]) for document in documents)

    def _source(self, document: Document, passages: Iterable[NamedNode]) -> Source:
        return Source(
            document.node.value,
            self.names.label(document.node),
            document.title,
            tuple(map(self.place, passages)),
            tuple(sorted(map(self.names.label, document.shares_text_with))),
        )

    def _involved(self, about: Sequence[NamedNode], passages: Sequence[NamedNode], claims: Iterable[Claim]) -> set[NamedNode]:
        """Everything by whose name an item can be selected: what its claims mention, and what is said about its subjects."""
        found: set[NamedNode] = {*about, *passages}
        quads = []
        for claim in claims:
            found |= {claim.graph, *claim.content_of, *self.record.speakers(claim)}
            quads += self.record.says(claim)
        for node in about:
            own = self.record.claim(node)
            quads += self.record.says(own) if own is not None else self.record.store.quads_for_pattern(node, None, None)
        return found | {term for quad in quads for term in (quad.subject, quad.object) if isinstance(term, NamedNode)}

    def _free_key(self, wanted: str) -> str:
        base = re.sub(r"[^A-Za-z0-9-]", "-", wanted)
        key, number = base, 1
        while key in self._keys:
            number += 1
            key = f"{base}-{number}"
        self._keys.add(key)
        return key

    def _parallels(self, passages: Sequence[NamedNode]) -> tuple[Parallel, ...]:
        found: dict[tuple[NamedNode, ...], Parallel] = {}
        for passage in passages:
            digest = self.record.text(passage, SHA256)
            for other in self.record.parallels(passage):
                exact = bool(digest) and digest == self.record.text(other, SHA256)
                pair = self.record.in_order((passage, other))
                found.setdefault(pair, Parallel(self.place(pair[0]), self.place(pair[1]), exact))
        return tuple(found.values())

    def _said(self, claim: Claim) -> Said:
        return Said(
            claim.graph.value,
            slug(claim.graph.value),
            claim.gist,
            claim.wording,
            self.standing(claim),
            self.record.status(claim),
            tuple(self.record.voices(claim)),
            tuple(map(self.names.label, claim.content_of)),
            claim.held,
        )

    def _remark(self, note: Note) -> Remark:
        on = tuple(self.node(each).name for each in note.on)
        return Remark(note.node.value, self.kind(note), note.gist, on, tuple(map(self.place, note.passages)))
