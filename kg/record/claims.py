"""Claims: which assertion graphs say something of a node or a triple, with which standing, by whom, resting on which passages."""

from __future__ import annotations

from collections import namedtuple

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from kg.namespaces import DIP
from kg.record.names import LABEL, PREF_LABEL, TYPE, Names, slug

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NamedTuple

    from kg.snapshot.proofs import Proofs
    from kg.terms import Term

    class Claim(NamedTuple):
        """What one assertion graph says; see the run-time class below."""

        graph: NamedNode
        standing: str
        held: bool
        deprecated: bool
        content_of: tuple[NamedNode, ...]
        within: tuple[NamedNode, ...]
        passages: tuple[NamedNode, ...]
        read_with: tuple[NamedNode, ...]
        wording: str
        gist: str
        differs_from: tuple[NamedNode, ...]

    class Note(NamedTuple):
        """A curator's note; see the run-time class below."""

        node: NamedNode
        kind: str
        gist: str
        on: tuple[NamedNode, ...]
        passages: tuple[NamedNode, ...]
else:
    Claim = namedtuple("Claim", "graph standing held deprecated content_of within passages read_with wording gist differs_from")
    Claim.__doc__ = """What one assertion graph says.

    Attributes:
        graph: the assertion graph.
        standing: the local name of its standing, such as ``Stated`` or ``Rumoured``; empty if it has none.
        held: whether what it says is in the default graph.
        deprecated: whether it was withdrawn.
        content_of: the statements whose content it is.
        within: the assertion graphs of the reports that it is a report within.
        passages: the passages that it cites.
        read_with: the further passages that it is read with.
        wording: the very words, where they are the point; else empty.
        gist: what it says in the curators' words; else empty.
        differs_from: the assertion graphs that tell the same differently.
    """
    Note = namedtuple("Note", "node kind gist on passages")
    Note.__doc__ = """A curator's note.

    Attributes:
        node: the note.
        kind: the local name of its kind, such as ``OpenReading``.
        gist: what is doubtful and why, in the curators' words.
        on: the nodes, assertion graphs or passages that it is on.
        passages: the passages that it cites.
    """


def _dip(name: str) -> NamedNode:
    return NamedNode(DIP + name)


STANDING = _dip("standing")
RANK = _dip("rank")
CONTENT_OF = _dip("contentOf")
WITHIN = _dip("within")
CITES = _dip("cites")
READ_WITH = _dip("readWith")
WORDING = _dip("wording")
GIST = _dip("gist")
DIFFERS_FROM = _dip("differsFrom")
PARALLELS = _dip("parallels")
DOCUMENT = _dip("document")
SHARES_TEXT = _dip("sharesTextWith")
ACTOR = _dip("actor")
ON = _dip("on")
NOTE_KIND = _dip("noteKind")
STATED_IN = _dip("statedIn")
DEFAULT = DefaultGraph()

DERIVED = frozenset({LABEL, STATED_IN, *(_dip(each) for each in ("earliest", "latest", "surelyFrom", "surelyUntil"))})
"""Predicates that the build adds; no passage says them in these words."""


class Record:
    """What is said, and by whom, in one dataset.

    Args:
        names: the dataset with its names.
        proofs: the proofs of its entailed triples; without them these have no evidence.
    """

    def __init__(self, names: Names, proofs: Proofs | None = None) -> None:
        self.names = names
        self.store = names.store
        self.proofs = proofs
        self._claims: dict[NamedNode, Claim | None] = {}
        self._witness: dict[NamedNode, NamedNode] | None = None

    def nodes(self, subject: NamedNode, predicate: NamedNode) -> tuple[NamedNode, ...]:
        """The IRIs that are objects of a subject and predicate in any graph, in order of letters."""
        found = {quad.object for quad in self.store.quads_for_pattern(subject, predicate, None) if isinstance(quad.object, NamedNode)}
        return tuple(sorted(found, key=lambda node: node.value))

    def text(self, subject: NamedNode, predicate: NamedNode) -> str:
        """The text that is object of a subject and predicate; empty without any."""
        value = self.names.value(subject, predicate)
        return "" if value is None else value.value

    # claims

    def claim(self, graph: Term | DefaultGraph | None) -> Claim | None:
        """What the record says of an assertion graph; None for any other node."""
        if not isinstance(graph, NamedNode):
            return None
        if graph not in self._claims:
            self._claims[graph] = self._claim(graph)
        return self._claims[graph]

    def _claim(self, graph: NamedNode) -> Claim | None:
        standing = self.nodes(graph, STANDING)
        passages = self.nodes(graph, CITES)
        if not standing:
            return None
        content_of = self.nodes(graph, CONTENT_OF)
        deprecated = any(slug(rank.value) != "Normal" for rank in self.nodes(graph, RANK))
        how = slug(standing[0].value)
        return Claim(
            graph,
            how,
            how == "Stated" and not content_of and not deprecated,
            deprecated,
            content_of,
            self.nodes(graph, WITHIN),
            self.in_order(passages),
            self.in_order(self.nodes(graph, READ_WITH)),
            self.text(graph, WORDING),
            self.text(graph, GIST),
            self.nodes(graph, DIFFERS_FROM),
        )

    def of_triple(self, subject: NamedNode, predicate: NamedNode, value: Term) -> list[Claim]:
        """The claims that say a triple, in the order of their passages."""
        return self.of_graphs(quad.graph_name for quad in self.store.quads_for_pattern(subject, predicate, value))

    def of_premises(self, triple: Triple) -> list[Claim]:
        """The claims that an entailed triple follows from, by any of its proofs, in the order of their passages.

        Types count only where nothing else does: that an act is a meeting is told by every passage that tells of it.
        """
        roles: set[object] = set()
        types: set[object] = set()
        seen = {triple}
        todo = [triple]
        while todo:
            derivations = self.proofs.of(todo.pop()) if self.proofs is not None else ()
            for premise in {premise for derivation in derivations for premise in derivation.premises} - seen:
                seen.add(premise)
                quads = self.store.quads_for_pattern(premise.subject, premise.predicate, premise.object)
                (types if premise.predicate == TYPE else roles).update(quad.graph_name for quad in quads)
                todo.append(premise)
        held = [claim for claim in self.of_graphs(roles) if claim.held]
        return held or [claim for claim in self.of_graphs(types) if claim.held]

    def of_node(self, node: NamedNode) -> list[Claim]:
        """The claims that say something of a node, with the node as subject, in the order of their passages."""
        return self.of_graphs(quad.graph_name for quad in self.store.quads_for_pattern(node, None, None))

    def mentioning(self, node: NamedNode) -> list[Claim]:
        """The claims in which a node stands at all, as subject or object, in the order of their passages."""
        quads = (*self.store.quads_for_pattern(node, None, None), *self.store.quads_for_pattern(None, None, node))
        return self.of_graphs(quad.graph_name for quad in quads)

    def of_graphs(self, graphs: Iterable[object]) -> list[Claim]:
        """The claims of those graphs that are assertion graphs, each once, in the order of their passages."""
        found = {claim for graph in set(graphs) if isinstance(graph, NamedNode) and (claim := self.claim(graph)) is not None}
        return sorted(found, key=self._order)

    def of_row(self, node: NamedNode, values: Iterable[Term]) -> list[Claim]:
        """The claims behind one node of an answer's row.

        Args:
            node: an act, a tenure or another node that claims are made of; an assertion graph, for itself.
            values: the other terms of the row. The claims that connect the node with one of them are preferred to those that only
                name it or tell something else of it.

        Returns:
            The held claims; if there are none, those that are not held and connect the node with another term, or, if nothing is held of
            the node, any: a rumour or a judgement on somebody is no evidence that there is such a person.
        """
        own = self.claim(node)
        if own is not None:
            return [own]
        wanted = set(values) - {node}
        exact: set[object] = set()
        every: set[object] = set()
        for quad in self.store.quads_for_pattern(node, None, None):
            every.add(quad.graph_name)
            if quad.object in wanted and quad.predicate not in {TYPE, LABEL, PREF_LABEL}:
                exact.add(quad.graph_name)
        for graphs in (exact, every):
            held = [claim for claim in self.of_graphs(graphs) if claim.held]
            if held:
                return held
        return self.of_graphs(exact) or ([] if self.names.is_held(node) else self.of_graphs(every))

    def connecting(self, node: NamedNode, other: Term | None) -> list[Claim]:
        """The held claims that say something of a node with another, or of the other with the node; none for no other node."""
        if not isinstance(other, NamedNode):
            return []
        quads = (*self.store.quads_for_pattern(node, None, other), *self.store.quads_for_pattern(other, None, node))
        return [claim for claim in self.of_graphs(quad.graph_name for quad in quads) if claim.held]

    # who says it

    def speakers(self, claim: Claim) -> list[NamedNode]:
        """Who says what a claim says: the actors of the statements whose content it is; empty for the documents' own words."""
        return [actor for statement in claim.content_of for actor in self.nodes(statement, ACTOR)]

    def voices(self, claim: Claim) -> list[str]:
        """Who says what a claim says, as a reader sees it: a statement without an actor has an unnamed voice."""
        return [voice for statement in claim.content_of for voice in self.voices_of(statement)]

    def voices_of(self, statement: NamedNode) -> list[str]:
        """Who makes a statement, as a reader sees it: its actors, or one unnamed voice."""
        actors = self.nodes(statement, ACTOR)
        return list(map(self.names.label, actors)) or [f"unnamed ({self.names.label(statement)})"]

    def chain(self, claim: Claim) -> list[Claim]:
        """The reports that a claim is a report within, the outermost first; it ends where the record goes in a circle."""
        found: list[Claim] = []
        seen = {claim.graph}
        outer = claim.within
        while outer and outer[0] not in seen:
            seen.add(outer[0])
            above = self.claim(outer[0])
            if above is None:
                break
            found.append(above)
            outer = above.within
        return found[::-1]

    def status(self, claim: Claim) -> str:
        """How sure the teller is, and who says it, in words: ``stated``, ``rumoured, in Information...``, ``said by Asif Ali Zardari``."""
        words = []
        if claim.standing != "Stated" or not claim.content_of:
            words.append(claim.standing.lower())
        for statement in claim.content_of:
            who = " and ".join(map(self.names.label, self.nodes(statement, ACTOR)))
            what = self.names.label(statement)
            words.append(f"said by {who} ({what})" if who else f"content of {what}")
        if claim.within:
            words.append("as a report within that report")
        if claim.deprecated:
            words.append("deprecated")
        return ", ".join(words)

    # passages and witnesses

    def in_order(self, passages: Iterable[NamedNode]) -> tuple[NamedNode, ...]:
        """Passages by document, and by number in it, each once."""
        return tuple(sorted(set(passages), key=self._passage_order))

    def _passage_order(self, passage: NamedNode) -> tuple[str, int, str]:
        document = self.text(passage, DOCUMENT)
        number = self.text(passage, _dip("number"))
        return document, int(number) if number.isdecimal() else 0, passage.value

    def _order(self, claim: Claim) -> tuple[tuple[str, int, str], str]:
        first = self._passage_order(claim.passages[0]) if claim.passages else ("", 0, "")
        return first, claim.graph.value

    def passage(self, passage: NamedNode) -> str:
        """A passage as a reader cites it: ``the article, Historical relationship, sentence 12``."""
        return self.names.label(passage)

    def cited(self, claims: Iterable[Claim]) -> tuple[NamedNode, ...]:
        """The passages that claims cite, in order, each once."""
        return self.in_order(passage for claim in claims for passage in claim.passages)

    def parallels(self, passage: NamedNode) -> tuple[NamedNode, ...]:
        """The passages of other documents that share their words with one, whichever of the two records it."""
        back = {quad.subject for quad in self.store.quads_for_pattern(None, PARALLELS, passage) if isinstance(quad.subject, NamedNode)}
        return self.in_order(back.union(self.nodes(passage, PARALLELS)))

    def witnesses(self, passages: Iterable[NamedNode]) -> int:
        """How many independent witnesses passages are: documents, those that share text counting as one."""
        if self._witness is None:
            self._witness = self._shared()
        documents = {document for passage in passages for document in self.nodes(passage, DOCUMENT)}
        return len({self._witness.get(document, document) for document in documents})

    def _shared(self) -> dict[NamedNode, NamedNode]:
        """Each document that shares text to one document that stands for all of its kind."""
        found: dict[NamedNode, NamedNode] = {}
        for quad in self.store.quads_for_pattern(None, SHARES_TEXT, None):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                one, other = found.get(quad.subject, quad.subject), found.get(quad.object, quad.object)
                found |= {quad.subject: one, quad.object: one}
                found |= {document: one for document, stands in found.items() if stands == other}
        return found

    # notes

    def notes(self, nodes: Iterable[NamedNode]) -> list[Note]:
        """The notes on any of some nodes, assertion graphs or passages, in the order of their IRIs."""
        found = {
            quad.subject
            for node in set(nodes)
            for quad in self.store.quads_for_pattern(None, ON, node)
            if isinstance(quad.subject, NamedNode)
        }
        return [self.note(node) for node in sorted(found, key=lambda node: node.value)]

    def note(self, node: NamedNode) -> Note:
        """A note by its node."""
        kind = self.nodes(node, NOTE_KIND)
        return Note(node, slug(kind[0].value) if kind else "", self.text(node, GIST), self.nodes(node, ON), self.cited_by(node))

    def cited_by(self, node: NamedNode) -> tuple[NamedNode, ...]:
        """The passages that a note or an assertion graph cites, in order."""
        return self.in_order(self.nodes(node, CITES))

    def held(self, subject: NamedNode, predicate: NamedNode, value: Term) -> bool:
        """Whether a triple is held to be so: whether it is in the default graph."""
        return Quad(subject, predicate, value, DEFAULT) in self.store

    def says(self, claim: Claim) -> list[Quad]:
        """What a claim's graph says, without what the build derives, sorted."""
        quads = (quad for quad in self.store.quads_for_pattern(None, None, None, claim.graph) if quad.predicate not in DERIVED)
        return sorted(quads, key=str)


def kind_words(kind: str) -> str:
    """The local name of a kind as words.

    >>> kind_words("ProbableMisprint")
    'probable misprint'
    """
    return "".join(f" {each.lower()}" if each.isupper() else each for each in kind).strip()
