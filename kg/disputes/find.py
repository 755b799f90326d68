"""Find what is disputed or doubted in a dataset, and what is told more than once."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from kg.disputes.compare import compare, subjects
from kg.disputes.model import (
    ALIKE,
    BY_DOCUMENTS,
    BY_PASSAGES,
    DENIED_AND_HELD,
    DIFFER,
    GROUPS,
    Dispute,
    Node,
    Parallel,
    Place,
    Remark,
    Said,
    Side,
    Source,
)
from kg.disputes.words import in_plain_words
from kg.namespaces import DCTERMS, DIP, RDFS
from kg.record.names import ALT_LABEL, LABEL, PREF_LABEL, TYPE, slug
from kg.record.times import Times
from kg.record.vocabulary import DOCUMENT, NOTE_KIND, SHARES_TEXT, STANDING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kg.record.model import Claim, Note
    from kg.record.record import Record

CONFLICTS: Final = frozenset({"ConflictingClaims", "InternalInconsistency"})
"""The kinds of notes that tell of claims that cannot both be so."""

_SHA: Final = NamedNode(DIP + "sha256")
_NUMBER: Final = NamedNode(DIP + "number")
_SUB_CLASS: Final = NamedNode(RDFS + "subClassOf")
_TITLE: Final = NamedNode(DCTERMS + "title")
_NAMING: Final = frozenset({LABEL, PREF_LABEL, ALT_LABEL, TYPE})


class Finder:
    """Looks through one dataset; `find` gives all that there is.

    Args:
        evidence: the dataset.
    """

    def __init__(self, evidence: Record) -> None:
        self.evidence = evidence
        self.names = evidence.names
        self.store = evidence.store
        self.times = Times(evidence.names)
        graphs = {quad.subject for quad in self.store.quads_for_pattern(None, STANDING, None)}
        self.claims = evidence.of_graphs(graphs)
        self._position = {claim: number for number, claim in enumerate(self.claims)}
        self._by_passage: dict[NamedNode, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            for passage in claim.passages:
                self._by_passage[passage].append(claim)
        noted = {quad.subject for quad in self.store.quads_for_pattern(None, NOTE_KIND, None) if isinstance(quad.subject, NamedNode)}
        self.notes = [evidence.note(node) for node in sorted(noted, key=lambda node: node.value)]
        self._keys: set[str] = set()
        self._places: dict[NamedNode, Place] = {}
        self._tellings_of: dict[NamedNode, str] = {}

    def find(self) -> tuple[Dispute, ...]:
        """Everything, by group, then in the order of the passages; with links from item to item."""
        told: set[str] = set()
        tellings = []
        for claims in self._clusters(self._differ):
            if len(claims) > 1:
                tellings.append(self._telling(claims, told))
                told.update(remark.iri for remark in tellings[-1].remarks)
        conflicts = [self._conflict(note) for note in self.notes if note.kind in CONFLICTS and note.node.value not in told]
        denied = [item for claim in self.claims if claim.standing == "Denied" and (item := self._denied(claim)) is not None]
        doubts = [self._doubt(claims) for claims in self._clusters(self._twins) if self._doubted(claims[0])]
        readings = [self._reading(note) for note in self.notes if note.kind not in CONFLICTS]
        found = [*conflicts, *denied, *tellings, *doubts, *readings, *self._agreement()]
        return tuple(self._linked(sorted(found, key=self._order)))

    def sources(self) -> tuple[Source, ...]:
        """The documents with their passages."""
        by_document: dict[NamedNode, set[NamedNode]] = defaultdict(set)
        for quad in self.store.quads_for_pattern(None, DOCUMENT, None):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                by_document[quad.object].add(quad.subject)
        found = []
        for document in sorted(by_document, key=lambda node: node.value):
            back = {quad.subject for quad in self.store.quads_for_pattern(None, SHARES_TEXT, document)}
            shares = {*self.evidence.nodes(document, SHARES_TEXT), *(each for each in back if isinstance(each, NamedNode))}
            places = tuple(map(self.place, self.evidence.in_order(by_document[document])))
            title = self.evidence.text(document, _TITLE)
            found.append(Source(document.value, self.names.label(document), title, places, tuple(sorted(map(self.names.label, shares)))))
        return tuple(found)

    # clusters of claims

    def _clusters(self, neighbours: Callable[[Claim], Iterable[Claim]]) -> list[list[Claim]]:
        """The claims in connected groups, each in the order of its passages."""
        home: dict[Claim, set[Claim]] = {claim: {claim} for claim in self.claims}
        for claim in self.claims:
            for other in neighbours(claim):
                if other in home and home[other] is not home[claim]:
                    home[claim] |= home[other]
                    for each in home[claim]:
                        home[each] = home[claim]
        groups = {id(group): group for group in home.values()}
        return [sorted(group, key=self._position.__getitem__) for group in groups.values()]

    def _differ(self, claim: Claim) -> list[Claim]:
        return self.evidence.of_graphs(claim.differs_from)

    def _twins(self, claim: Claim) -> list[Claim]:
        """The doubted claims that are the same one in the words of another document: same standing and speech, and a fact in common."""
        if not self._doubted(claim):
            return []
        beside = {each for passage in claim.passages for each in self.evidence.parallels(passage)}
        found = []
        for other in dict.fromkeys(each for passage in beside for each in self._by_passage[passage]):
            same = (other.standing, other.content_of, other.deprecated) == (claim.standing, claim.content_of, claim.deprecated)
            if other != claim and same:
                facts = [
                    {
                        quad.triple
                        for quad in self.evidence.says(each)
                        if quad.predicate not in _NAMING and isinstance(quad.subject, NamedNode)
                    }
                    for each in (claim, other)
                ]
                if facts[0] & facts[1] or other.graph in claim.differs_from or claim.graph in other.differs_from:
                    found.append(other)
        return found

    def _doubted(self, claim: Claim) -> bool:
        return claim.standing != "Stated" or claim.deprecated

    # items

    def _telling(self, claims: Sequence[Claim], told: set[str]) -> Dispute:
        """Claims that tell one thing differently; a note on that conflict stands with the first of them only."""
        rows = compare(self.evidence, [[claim] for claim in claims])
        open_rows = {row.subject for row in rows if row.verdict != ALIKE and row.predicate}
        heads = subjects(self.evidence, claims)
        about = [node for node in heads if any(self.names.label(node) in name.split(" / ") for name in open_rows)] or heads[:1]
        passages = self.evidence.cited(claims)
        remarks = [note for note in self.notes if note.kind in CONFLICTS and note.node.value not in told and self._covers(note, claims)]
        noted = {note.node for note in remarks}
        remarks += [note for note in self.evidence.notes(claim.graph for claim in claims) if note.node not in noted]
        doubts = [self._standing(claim) for claim in claims if self._doubted(claim)]
        kinds = (DIFFER, *(self._kind(note) for note in remarks if note.kind in CONFLICTS), *doubts)
        item = self._item("tellings", f"t-{slug(claims[0].graph.value)}", kinds, about, passages, claims)
        self._tellings_of |= {claim.graph: item.key for claim in claims}
        sides = tuple(self._side(claim.passages, [claim]) for claim in claims)
        return item._replace(sides=sides, rows=rows, remarks=tuple(map(self._remark, remarks)))

    def _covers(self, note: Note, claims: Sequence[Claim]) -> bool:
        """Whether a note on a conflict is on nothing else than these tellings: it cites passages of several, and no others."""
        cited = set(note.passages)
        if sum(bool(cited & set(claim.passages)) for claim in claims) < 2 or cited - {each for claim in claims for each in claim.passages}:
            return False
        told = {claim.graph for claim in claims} | {node for claim in claims for node in claim.content_of}
        return bool(set(note.on) & (told | set(subjects(self.evidence, claims))))

    def _conflict(self, note: Note) -> Dispute:
        sides = [self._side([passage], self._relevant(passage, note.on)) for passage in note.passages]
        item = self._item("conflict", f"c-{slug(note.node.value)}", (self._kind(note),), note.on, note.passages, ())
        return item._replace(iri=note.node.value, gist=note.gist, sides=tuple(sides))

    def _relevant(self, passage: NamedNode, nodes: Sequence[NamedNode]) -> list[Claim]:
        """The claims of a passage that concern some nodes; all of its claims if none does."""
        of_passage = self._by_passage[passage]
        wanted = set(nodes)
        found = []
        for claim in of_passage:
            terms = {term for quad in self.evidence.says(claim) for term in (quad.subject, quad.object)}
            if wanted & {claim.graph, *claim.content_of} or wanted & terms:
                found.append(claim)
        return found or of_passage

    def _denied(self, claim: Claim) -> Dispute | None:
        """A denial of something that is held elsewhere."""
        against: dict[Claim, None] = {}
        about: dict[NamedNode, None] = {}
        for quad in self.evidence.says(claim):
            if quad.predicate in _NAMING or not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode | Literal):
                continue
            holding = [each for each in self.evidence.of_triple(quad.subject, quad.predicate, quad.object) if each.held]
            against |= dict.fromkeys(holding)
            about |= dict.fromkeys([quad.subject] if holding else [])
        if not against:
            return None
        claims = [*against, claim]
        item = self._item("conflict", f"c-{slug(claim.graph.value)}", (DENIED_AND_HELD,), list(about), self.evidence.cited(claims), claims)
        rows = compare(self.evidence, [list(against), [claim]], about)
        return item._replace(
            sides=(self._side(self.evidence.cited(against), list(against)), self._side(claim.passages, [claim])), rows=rows
        )

    def _doubt(self, claims: Sequence[Claim]) -> Dispute:
        about = [*dict.fromkeys(node for claim in claims for node in claim.content_of), *subjects(self.evidence, claims)][:3]
        kinds = tuple(dict.fromkeys(self._standing(claim) for claim in claims))
        item = self._item("doubt", f"d-{slug(claims[0].graph.value)}", kinds, about, self.evidence.cited(claims), claims)
        remarks = self.evidence.notes(claim.graph for claim in claims)
        see = dict.fromkeys(key for claim in claims if (key := self._tellings_of.get(claim.graph)) is not None)
        sides = tuple(self._side(claim.passages, [claim]) for claim in claims)
        return item._replace(sides=sides, remarks=tuple(map(self._remark, remarks)), see=tuple(see))

    def _reading(self, note: Note) -> Dispute:
        item = self._item("reading", f"r-{slug(note.node.value)}", (self._kind(note),), note.on, note.passages, ())
        return item._replace(iri=note.node.value, gist=note.gist)

    def _agreement(self) -> list[Dispute]:
        """The things that several claims tell of, from more than one passage.

        A denial is no telling of what it denies, and only who holds it to be so is a witness, where anybody does.
        """
        told: dict[NamedNode, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            if claim.standing == "Denied":
                continue
            for subject in dict.fromkeys(quad.subject for quad in self.evidence.says(claim)):
                if isinstance(subject, NamedNode):
                    told[subject].append(claim)
        found = []
        for node, claims in told.items():
            passages = self.evidence.cited(claims)
            if len(passages) < 2:
                continue
            by_document: dict[NamedNode, list[Claim]] = defaultdict(list)
            for claim in claims:
                for document in dict.fromkeys(self._document(passage) for passage in claim.passages):
                    by_document[document].append(claim)
            kinds = (BY_DOCUMENTS if len(by_document) > 1 else BY_PASSAGES,)
            item = self._item("agreement", f"a-{slug(node.value)}", kinds, [node], passages, claims)
            held = self.evidence.cited(claim for claim in claims if claim.held)
            item = item._replace(witnesses=self.evidence.witnesses(held or passages))
            tellers = list(by_document.values())
            sides = tuple(self._side(self.evidence.cited(each), each) for each in tellers)
            found.append(item._replace(sides=sides, rows=compare(self.evidence, tellers, [node]) if len(tellers) > 1 else ()))
        return found

    def _linked(self, items: list[Dispute]) -> list[Dispute]:
        """The items, those in conflict and those told differently with links to others about the same things."""
        by_node: dict[str, list[Dispute]] = defaultdict(list)
        for item in items:
            for node in item.about if item.group in ("conflict", "tellings", "reading") else ():
                by_node[node.iri].append(item)
        found = []
        for item in items:
            if item.group in ("conflict", "tellings"):
                others = (other.key for node in item.about for other in by_node[node.iri] if other.key != item.key)
                item = item._replace(see=tuple(dict.fromkeys(others)))
            found.append(item)
        return found

    # parts

    def _item(
        self,
        group: str,
        key: str,
        kinds: Sequence[str],
        about: Sequence[NamedNode],
        passages: Sequence[NamedNode],
        claims: Iterable[Claim],
    ) -> Dispute:
        involved: set[NamedNode] = {*about, *passages}
        for claim in claims:
            involved |= {claim.graph, *claim.content_of, *self.evidence.speakers(claim)}
            quads = self.evidence.says(claim)
            involved |= {term for quad in quads for term in (quad.subject, quad.object) if isinstance(term, NamedNode)}
        for node in about:
            own = self.evidence.claim(node)
            quads = self.evidence.says(own) if own is not None else list(self.store.quads_for_pattern(node, None, None))
            involved |= {term for quad in quads for term in (quad.subject, quad.object) if isinstance(term, NamedNode)}
        return Dispute(
            self._key(key),
            group,
            tuple(dict.fromkeys(kinds)),
            tuple(map(self.node, about)),
            passages=tuple(map(self.place, passages)),
            parallels=self._parallels(passages),
            witnesses=self.evidence.witnesses(passages),
            names=frozenset(node.value for node in involved),
        )

    def _key(self, wanted: str) -> str:
        """A name for links: letters, digits and hyphens, and its own."""
        base = re.sub(r"[^A-Za-z0-9-]", "-", wanted)
        key, number = base, 1
        while key in self._keys:
            number += 1
            key = f"{base}-{number}"
        self._keys.add(key)
        return key

    def node(self, node: NamedNode) -> Node:
        """A thing, a claim or a passage as an item is about it; a claim is named by its gist."""
        claim = self.evidence.claim(node)
        if claim is not None:
            return Node(node.value, claim.gist or self.names.short(node), (self._standing(claim),), "")
        types = self.names.types(node)
        general = {quad.object for each in types for quad in self.store.quads_for_pattern(each, _SUB_CLASS, None)}
        return Node(
            node.value, self.names.label(node), tuple(sorted(map(self.names.label, types - general))), in_plain_words(self.times.text(node))
        )

    def place(self, passage: NamedNode) -> Place:
        """A passage as it is cited."""
        if passage not in self._places:
            document = self._document(passage).value
            self._places[passage] = Place(passage.value, slug(passage.value), self.evidence.names.label(passage), document)
        return self._places[passage]

    def _document(self, passage: NamedNode) -> NamedNode:
        documents = self.evidence.nodes(passage, DOCUMENT)
        return documents[0] if documents else passage

    def _parallels(self, passages: Sequence[NamedNode]) -> tuple[Parallel, ...]:
        found: dict[frozenset[NamedNode], Parallel] = {}
        for passage in passages:
            for other in self.evidence.parallels(passage):
                exact = bool(self.evidence.text(passage, _SHA)) and self.evidence.text(passage, _SHA) == self.evidence.text(other, _SHA)
                one, two = self.evidence.in_order((passage, other))
                found.setdefault(frozenset((one, two)), Parallel(self.place(one), self.place(two), exact))
        return tuple(found.values())

    def _side(self, passages: Sequence[NamedNode], claims: Sequence[Claim]) -> Side:
        return Side(tuple(map(self.place, passages)), tuple(map(self._said, claims)))

    def _said(self, claim: Claim) -> Said:
        speakers = tuple(self.evidence.voices(claim))
        statements = tuple(map(self.names.label, claim.content_of))
        how = (self._standing(claim), self.evidence.status(claim))
        return Said(claim.graph.value, slug(claim.graph.value), claim.gist, claim.wording, *how, speakers, statements, claim.held)

    def _standing(self, claim: Claim) -> str:
        if claim.deprecated:
            return "withdrawn"
        return self.names.label(NamedNode(DIP + claim.standing)) if claim.standing else ""

    def _remark(self, note: Note) -> Remark:
        on = tuple(self.node(each).name for each in note.on)
        return Remark(note.node.value, self._kind(note), note.gist, on, tuple(map(self.place, note.passages)))

    def _kind(self, note: Note) -> str:
        kinds = self.evidence.nodes(note.node, NOTE_KIND)
        return self.names.label(kinds[0]) if kinds else "note"

    def _order(self, item: Dispute) -> tuple[int, tuple[str, int], str]:
        group = next(number for number, each in enumerate(GROUPS) if each.name == item.group)
        first = NamedNode(item.passages[0].iri) if item.passages else None
        number = self.evidence.text(first, _NUMBER) if first is not None else ""
        document = item.passages[0].document if item.passages else ""
        return group, (document, int(number) if number.isdecimal() else 0), item.key
