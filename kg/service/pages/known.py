"""What the pages of one snapshot need again and again, each read once: the record, the terms, the order of passages, the sentences."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.build.relations import table_of
from kg.errors import EnvironmentProblem
from kg.explain.claims import assertions, cited_claim
from kg.explain.show import show
from kg.explain.why import why
from kg.namespaces import DIP
from kg.network.model import AGENT_GROUPS, MATTER_GROUPS
from kg.network.projection import project
from kg.ontology import load_ontology
from kg.ontology.roles import Roles
from kg.ontology.verbs import verbs
from kg.record.graphs import other_graphs
from kg.record.principals import resolve
from kg.record.record import Record
from kg.record.times import Times
from kg.record.vocabulary import DEFAULT, DOCUMENT, DOCUMENT_CLASS, NOTE_KIND, STANDING, STATED_IN
from kg.rules import load_rules
from kg.service.pages.links import Addresses
from kg.sources import compare, coverage
from kg.terms import SUB_CLASS, SUB_PROPERTY, TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kg.build.relations import Change
    from kg.disputes import Disputes
    from kg.explain.model import Assertion, CitedClaim
    from kg.explain.printable import Description, Explanation
    from kg.network.model import Node, Period, Projection
    from kg.ontology import Ontology
    from kg.ontology.verbs import Pattern, Verb
    from kg.record.model import Claim, Document
    from kg.record.names import Names
    from kg.results import Table
    from kg.rules import Rule
    from kg.service.context import Context
    from kg.sources import Coverage, Match, Verification

REPLACED_BY: Final = ox.NamedNode("http://purl.org/dc/terms/isReplacedBy")

MOST_PROOFS: Final = 4_000
"""How many proofs are kept."""

MOST_ROWS: Final = 200
"""How many rows of a coded source the page of a series shows."""

PREPARED_QUADS: Final = 200_000
"""A snapshot with more quads than this is read when a page needs it, so that its other answers do not wait for that."""
CODED_QUADS: Final = 11
"""About how many quads a series of a coded source has, which the pages do not read."""
_NEEDED: Final = (
    *("acts", "agents", "principals", "pairs", "coverage", "documents", "claims", "standings", "subjects", "disputes", "sentences"),
    *("ontology", "term_triples", "below", "follows", "ended", "roles", "rules"),
)


def known_of(context: Context) -> Known:
    """What is known of the snapshot of a context; made at the first use, and kept as long as the context."""
    return context.once(Known)


def prepare(context: Context) -> None:
    """Read what most pages need. A server does so once, before it forks the processes that make the pages: they share it."""
    counts = context.graph.snapshot.meta["counts"]
    if counts.get("quads", 0) - CODED_QUADS * counts.get("coded", 0) <= PREPARED_QUADS:
        known = known_of(context)
        for name in _NEEDED:
            getattr(known, name)


class Known:
    """What the pages of one snapshot need.

    Args:
        context: the graph, the limits and the texts.

    Attributes:
        passages: all passages by IRI, in the order of their documents.
    """

    def __init__(self, context: Context) -> None:
        self.graph = context.graph
        self.snapshot = context.graph.snapshot
        self.store = context.graph.store
        self.base = context.base
        self.texts = context.texts
        self.names: Names = context.graph.names
        self.names.read_held()
        self.record = Record(self.names, self.snapshot.proofs())
        self.passages = {each.node.value: each for each in self.record.passages()}
        self.times = Times(self.names)
        self.times.read_dates()
        self.addresses = Addresses(self.base, self.knows)
        self._cited: dict[ox.NamedNode, CitedClaim] = {}
        self._assertions: dict[ox.NamedNode, tuple[Assertion, ...]] = {}
        self._pages: dict[str, bool] = {}
        self._kinds: dict[str, str] = {}
        self._proofs: dict[ox.Triple, Explanation] = {}
        # The formats of one thing are often asked for one after the other.
        self._shown: tuple[tuple[str, date | None], Description] | None = None
        self.triples_of: tuple[str, list[ox.Triple]] | None = None

    # what there is

    def knows(self, iri: str) -> bool:
        """Whether something is said of a thing, or is said in it."""
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return False
        if next(self.store.quads_for_pattern(node, None, None), None) is not None:
            return True
        return any(next(self.store.quads_for_pattern(*each), None) is not None for each in ((None, None, None, node), (None, node, None)))

    def has_page(self, iri: str) -> bool:
        """Whether a thing has a page: a thing of the workspace of which something is said, or a class, property or value of its terms."""
        found = self._pages.get(iri)
        if found is None:
            own = iri.startswith((self.base, DIP))
            found = self._pages[iri] = self.knows(iri) and (own or self.is_term(iri))
        return found

    def is_term(self, iri: str) -> bool:
        """Whether the ontology declares a class, a property or a value with this IRI."""
        return iri in self.ontology.kinds

    def kind(self, iri: str) -> str:
        """What sort of page a thing has: ``passage``, ``document``, ``claim``, ``note``, ``class``, ``property`` or ``thing``."""
        found = self._kinds.get(iri)
        if found is None:
            found = self._kinds[iri] = self._kind(iri)
        return found

    def _kind(self, iri: str) -> str:
        node = ox.NamedNode(iri)
        for kind, predicate in (("passage", DOCUMENT), ("claim", STANDING), ("note", NOTE_KIND)):
            if next(self.store.quads_for_pattern(node, predicate, None), None) is not None:
                return kind
        if ox.Quad(node, TYPE, DOCUMENT_CLASS) in self.store:
            return "document"
        if self.ontology.is_class(iri):
            return "class"
        return "property" if self.ontology.is_property(iri) else "thing"

    def sort(self, iri: str) -> str:
        """What a reader calls a thing: ``agent``, ``act``..., or its kind; empty for anything else."""
        kind = self.kind(iri)
        if kind != "thing":
            return "assertion graph" if kind == "claim" else kind
        node = self.projection.nodes.get(iri)
        return "" if node is None else "agent" if node.group in AGENT_GROUPS else "act or matter" if node.group in MATTER_GROUPS else ""

    def is_held(self, iri: str) -> bool:
        """Whether something is held of a thing; a term of the ontology and a part of the record always are."""
        return self.kind(iri) != "thing" or self.is_term(iri) or self.names.is_held(ox.NamedNode(iri))

    def replaced_by(self, iri: str) -> str | None:
        """The thing that stands for a thing that was merged into it; None if it was not."""
        found = self.store.quads_for_pattern(ox.NamedNode(iri), REPLACED_BY, None, DEFAULT)
        successors = sorted(quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode))
        return successors[0] if successors and successors[0] != iri else None

    @cached_property
    def projection(self) -> Projection:
        """The network: all agents, acts and other things, with their dates and the periods of relations."""
        return project(self.graph.workspace, self.snapshot)

    @cached_property
    def agents(self) -> list[Node]:
        """Everything but what happens and documents, by group and label."""
        return [node for node in self._sorted if node.group not in MATTER_GROUPS]

    @cached_property
    def _sorted(self) -> list[Node]:
        return sorted(self.projection.nodes.values(), key=lambda node: (node.label.casefold(), node.iri))

    @cached_property
    def acts(self) -> list[Node]:
        """Acts, situations, occurrences and matters, in the order of time, those without a date last."""
        nodes = [node for node in self._sorted if node.group in MATTER_GROUPS]
        return sorted(nodes, key=lambda node: self.day(node.iri) or "9999")

    def day(self, iri: str) -> str:
        """The first possible day of a thing in ISO 8601, of all held accounts together; empty without one."""
        return next((when.earliest or when.latest for when in self.projection.whens.get(iri, ())), "")

    def when(self, iri: str) -> str:
        """The date of a thing in words, of all held accounts together; empty without one."""
        return next((when.words for when in self.projection.whens.get(iri, ())), "")

    @cached_property
    def principals(self) -> list[str]:
        """The principal parties, by IRI; a name in the settings that stands for no agent is left out."""
        return list(dict.fromkeys(each for each in resolve(self.graph.workspace, self.names) if isinstance(each, str)))

    @cached_property
    def subjects(self) -> list[str]:
        """Everything of which something is said by documents or curators, by IRI, sorted. The series of coded sources are not in it."""
        graphs = other_graphs(self.store) or (None,)
        found = (quad.subject for graph in graphs for quad in self.store.quads_for_pattern(None, None, None, graph))
        return sorted({subject.value for subject in found if isinstance(subject, ox.NamedNode)})

    @cached_property
    def coverage(self) -> list[Coverage]:
        """The documents with their passages."""
        return coverage(self.snapshot)

    @cached_property
    def documents(self) -> dict[str, Document]:
        """All documents by IRI."""
        return {found.document.node.value: found.document for found in self.coverage}

    @cached_property
    def standings(self) -> dict[str, str]:
        """The label of each standing, by its local name."""
        names = {claim.standing for claim in self.claims}
        return {each: self.names.label(ox.NamedNode(DIP + each)) for each in sorted(names)}

    @cached_property
    def claims(self) -> list[Claim]:
        """All claims, in the order of their passages."""
        return self.record.claims()

    def all_kinds(self, node: Node) -> set[str]:
        """The classes of a thing, and all above them."""
        return {up for each in node.kinds for up in self.projection.ancestors(each)}

    def kinds_of_acts(self, *, held: bool) -> dict[str, int]:
        """The classes of acts, each with the number of acts of it or of a class below it.

        Args:
            held: count only acts of which something is held.
        """
        counts = Counter(kind for node in self.acts if node.held or not held for kind in self.all_kinds(node))
        return {kind: counts[kind] for kind in {each for node in self.acts for each in node.kinds} if counts[kind]}

    @cached_property
    def disputes(self) -> Disputes:
        """The report on agreement and dispute."""
        return self.graph.disputes()

    @cached_property
    def picture(self) -> bytes:
        """The interactive picture, with the sentences if copies of the texts are shown."""
        quoted = self.copies is not None and bool(self.sentences)
        return self.graph.view(texts=self.texts if quoted else None).html.encode()

    # what is said

    def show(self, iri: str, day: date | None = None) -> Description:
        """All that is held, claimed, inferred and doubted about a thing, as ``kg show`` describes it."""
        if self._shown is None or self._shown[0] != (iri, day):
            coded = self.snapshot.meta.get("coded")
            self._shown = (iri, day), show(self.record, ox.NamedNode(iri), self.base, day, self.times, coded)
        return self._shown[1]

    def rows(self, iri: str) -> Table | None:
        """The rows of a coded source behind an address: those that a series counts, up to `MOST_ROWS`, or the row that has it.

        Returns:
            The rows (see `kg.explain.coded.ROWS`); None if the address is neither, or the libraries or the tables are not there.
        """
        if not self.snapshot.meta.get("coded"):
            return None
        from kg.coded.opening import open_rows, source_of
        from kg.explain.coded import table_of

        if source_of(self.base, iri) is None:
            return None
        try:
            opened = open_rows(self.graph.workspace, self.snapshot, iri, MOST_ROWS)
        except EnvironmentProblem:
            return None
        return None if opened is None else table_of(opened, self.base, self.names, "")

    def why(self, triple: ox.Triple) -> Explanation:
        """The proof of a triple, as ``kg why`` gives it. The same one stands on the pages of its subject, predicate and object."""
        found = self._proofs.get(triple)
        if found is None:
            if len(self._proofs) >= MOST_PROOFS:
                self._proofs.clear()
            found = self._proofs[triple] = why(self.record, triple, self.base, self.rules)
        return found

    def stated_in(self, iri: str) -> list[ox.NamedNode]:
        """The passages that state something of a thing, in their order; of a thing that is not held, those that claim something of it."""
        node = ox.NamedNode(iri)
        found = {quad.object for quad in self.store.quads_for_pattern(node, STATED_IN, None, DEFAULT)}
        if not found:
            graphs = {quad.graph_name for quad in self.store.quads_for_pattern(node, None, None)}
            found = {passage for claim in self.record.of_graphs(graphs) for passage in claim.passages}
        return self.in_order(each for each in found if isinstance(each, ox.NamedNode))

    def in_order(self, passages: Iterable[ox.NamedNode]) -> list[ox.NamedNode]:
        """Passages in the order of their documents."""
        return sorted(passages, key=lambda each: (self._places.get(each.value, 0), each.value))

    def is_entailed(self, triple: ox.Triple) -> bool:
        """Whether a triple follows by a rule, and no passage states it."""
        return ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(self.base + "graph/entailed")) in self.store

    @cached_property
    def _places(self) -> dict[str, int]:
        """The place of each passage in the order of the documents."""
        return {iri: number for number, iri in enumerate(self.passages)}

    def cited(self, graph: ox.NamedNode) -> CitedClaim:
        """A claim with its speakers and passages."""
        found = self._cited.get(graph)
        if found is None:
            claim = self.record.claim(graph)
            assert claim is not None
            found = self._cited[graph] = cited_claim(self.record, claim)
        return found

    def says(self, graph: ox.NamedNode) -> tuple[Assertion, ...]:
        """What a claim says, one assertion for each subject."""
        found = self._assertions.get(graph)
        if found is None:
            claim = self.record.claim(graph)
            assert claim is not None
            found = self._assertions[graph] = assertions(self.record, claim)
        return found

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """The rules by name."""
        return {rule.name: rule for rule in load_rules(self.graph.workspace)}

    # the sentences

    @cached_property
    def copies(self) -> Verification | None:
        """The comparison with the reader's own copies; None without them."""
        return None if self.texts is None else compare(self.record.documents(), self.record.passages(), self.texts)

    @cached_property
    def sentences(self) -> dict[ox.NamedNode, str]:
        """The words of each passage that is in a copy."""
        return {} if self.copies is None else self.copies.sentences

    def match(self, document: Document) -> Match | None:
        """Whether there is a copy of a document, and whether it matches; None if no copies are shown."""
        return None if self.copies is None else self.copies.match(document)

    # the terms

    @cached_property
    def ontology(self) -> Ontology:
        """The terms of the workspace."""
        return load_ontology(self.graph.workspace)

    @cached_property
    def term_triples(self) -> dict[str, list[ox.Triple]]:
        """What the ontology files say, by the IRI or the name of the blank node that is the subject."""
        found: dict[str, list[ox.Triple]] = defaultdict(list)
        for triple in self.ontology.triples:
            if isinstance(triple.subject, ox.NamedNode):
                found[triple.subject.value].append(triple)
            elif isinstance(triple.subject, ox.BlankNode):
                found["_:" + triple.subject.value].append(triple)
        return found

    @cached_property
    def below(self) -> dict[str, list[str]]:
        """The direct subclasses and subproperties of each class and property, sorted."""
        found: dict[str, set[str]] = defaultdict(set)
        for triple in self.ontology.triples:
            one, other = triple.subject, triple.object
            is_below = triple.predicate in (SUB_CLASS, SUB_PROPERTY)
            if is_below and isinstance(one, ox.NamedNode) and isinstance(other, ox.NamedNode):
                found[other.value].add(one.value)
        return {iri: sorted(each) for iri, each in found.items()}

    @cached_property
    def _verbs(self) -> list[Verb]:
        return verbs(self.ontology)

    @cached_property
    def follows(self) -> dict[str, list[Pattern]]:
        """The patterns by which a relation follows, by the class that they are about and by the relation."""
        found: dict[str, list[Pattern]] = defaultdict(list)
        for verb in self._verbs:
            for pattern in verb.follows:
                found[pattern.of_class].append(pattern)
                found[pattern.verb].append(pattern)
        return found

    @cached_property
    def ended(self) -> dict[str, list[Pattern]]:
        """The patterns by which a relation ends, by the class that they are about and by the relation."""
        found: dict[str, list[Pattern]] = defaultdict(list)
        for verb in self._verbs:
            for pattern in verb.ended_by:
                found[pattern.of_class].append(pattern)
                found[pattern.verb].append(pattern)
        return found

    def changes(self, iri: str) -> list[Change]:
        """What acts of a class change in the relations of two agents."""
        return table_of(self.ontology).of_types(self.ontology.superclasses(iri))

    @cached_property
    def roles(self) -> Roles:
        """The roles of the kinds of acts."""
        return Roles(self.ontology)

    @cached_property
    def used_terms(self) -> list[str]:
        """The terms that the workspace uses or declares itself, with the classes and properties above them, sorted by IRI."""
        ontology, entailed = (ox.NamedNode(self.base + "graph/" + name) for name in ("ontology", "entailed"))
        used = {iri for iri in self.ontology.kinds if iri.startswith(self.base)}
        for graph in self.store.named_graphs():
            if graph != ontology:
                quads = list(self.store.quads_for_pattern(None, None, None, graph))
                used.update(quad.predicate.value for quad in quads)
                if graph != entailed:
                    used.update(quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode))
        terms = {iri for iri in used if self.is_term(iri)}
        for iri in tuple(terms):
            terms |= self.ontology.superclasses(iri) | self.ontology.superproperties(iri)
        return sorted(iri for iri in terms if self.is_term(iri))

    # the history of relations

    @cached_property
    def _periods(self) -> dict[frozenset[str], list[Period]]:
        found: dict[frozenset[str], list[Period]] = defaultdict(list)
        for period in self.projection.periods.values():
            sides = {frozenset((one, other)) for one in period.of for other in period.towards if one != other}
            for pair in sides:
                found[pair].append(period)
        return found

    def periods(self, one: str, other: str) -> list[Period]:
        """The periods of the relations of two agents, by aspect and time."""
        found = self._periods.get(frozenset((one, other)), [])
        return sorted(found, key=lambda each: (self.projection.label(each.aspect), each.of, each.earliest, each.surely_from, each.value))

    def counterparts(self, iri: str) -> list[str]:
        """The agents with whom an agent has a history, by label."""
        found = {other for pair in self._periods if iri in pair for other in pair if other != iri}
        if iri in self.principals:
            found.update(each for each in self.principals if each != iri)
        return sorted(found, key=lambda each: (self.projection.label(each).casefold(), each))

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The pairs of agents whose histories have pages: those of two principal parties, and those with periods."""
        found = {frozenset((one, other)) for one in self.principals for other in self.principals if one != other} | set(self._periods)
        return sorted((a, b) for a, b in (sorted(pair) for pair in found))

    def acts_between(self, one: str, other: str) -> list[Node]:
        """The acts and situations in which both of two agents have a role that is held, in the order of time."""
        roles: dict[str, set[str]] = defaultdict(set)
        for fact in self.projection.facts:
            if isinstance(fact.object, str) and fact.object in (one, other) and self.projection.holds(fact):
                roles[fact.subject].add(fact.object)
        return [node for node in self.acts if len(roles.get(node.iri, ())) == 2]

    def is_agent(self, iri: str) -> bool:
        """Whether a thing can have a role in an act."""
        node = self.projection.nodes.get(iri)
        return node is not None and node.group in AGENT_GROUPS
