"""What the lines of a workspace can name: kinds, roles, things, passages."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg.coding.words import Found, Term, by_beginning
from kg.files import nearest
from kg.namespaces import DCTERMS, DIP, OWL, PREFIXES, RDF_TYPE, RDFS, SKOS
from kg.ontology.roles import Roles
from kg.record.names import fold, humanize, slug
from kg.terms import expand, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.ontology.terms import Ontology

PREF_LABEL: Final = SKOS + "prefLabel"
ALT_LABEL: Final = SKOS + "altLabel"
DATES: Final = frozenset((DIP + "date", DCTERMS + "date", DIP + "retrieved"))
MEMBER_KIND: Final = DIP + "memberKind"
_COUNTS: Final = frozenset(
    DIP + name
    for name in ("quantity", "quantityMin", "quantityMax", "claimedCount", "ordinal", "votesFor", "votesAgainst", "abstentions", "number")
)
_THINGS: Final = frozenset(DIP + name for name in ("Agent", "Location", "Post", "Text"))
_MATTERS: Final = frozenset(DIP + name for name in ("Matter", "Tenure", "Proposition", "Record"))
_KIND_ROLES: Final = frozenset(DIP + name for name in ("memberKind", "contentKind", "attemptedKind"))
_INDIVIDUAL_ROLES: Final = {DIP + "dateBasis": "BasisOfDate", DIP + "rank": "ClaimRank", DIP + "noteKind": "KindOfNote"}
_SHORT: Final = {
    word: DIP + role
    for word, role in (
        ("by", "actor"),
        ("to", "recipient"),
        ("with", "counterpart"),
        ("in", "place"),
        ("at", "place"),
        ("against", "target"),
        ("for", "inSupportOf"),
        ("because", "reason"),
    )
}
"""Words that can stand for a role."""
_NEVER: Final = frozenset(
    DIP + name
    for name in (
        *("begunBy", "countedUntil", "dateApproximate", "dateUncertain", "datesConflict", "earliest", "latest", "held", "statedIn"),
        *("surelyFrom", "surelyUntil", "witness", "reachesUntil", "characters", "sha256", "fileName", "document", "section", "number"),
        *("changes", "endedBy", "followsFrom", "fromRole", "toRole", "ofAspect", "ofClass", "toValue", "usualRole", "valueRole", "theme"),
        *("includesValue", "labelPattern", "missionRole", "negative", "noTie", "oneSided", "pastLabel", "perhaps", "unlessClass"),
        *("unlessOther", "unlessValue", "whereRole", "whereValue", "passageKind", "assertsNothing", "cites", "on", "noteKind"),
        *("standing", "readWith"),
    )
)
"""Properties that no line gives: those that the build or the record has, and those of the ontology itself."""


class Node(NamedTuple):
    """A thing: its IRI, its label or the empty string, its other names, its classes, and whether the background describes it.

    Of a series, `members` are the classes of the acts that it counts, and of a proposition, `text` is what it says.
    """

    iri: str
    label: str = ""
    names: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    entity: bool = False
    members: tuple[str, ...] = ()
    text: str = ""


class Passage(NamedTuple):
    """A passage: its IRI, the IRI of its document, and its kind, such as ``heading``."""

    iri: str
    document: str = ""
    kind: str = ""


class Words:
    """The kinds, roles and individuals of an ontology, with their names. It is made once for an ontology.

    Args:
        ontology: the terms of a workspace.

    Attributes:
        kinds: the classes.
        things: the classes of what a new name can be given to: agents, places, posts and texts.
        acts: the classes of what a claim can begin with: all others.
        properties: the properties that a line can give.
        past: of relations whose label is in the present, the label in the past.
        individuals: the individuals.
    """

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.roles = Roles(ontology)
        self.ranges: dict[str, str] = {}
        self.definitions: dict[str, str] = {}
        self.past: dict[str, str] = {}
        other: dict[str, list[str]] = {}
        for triple in ontology.triples:
            subject = text_of(triple.subject)
            if triple.predicate.value == RDFS + "range" and isinstance(triple.object, ox.NamedNode):
                self.ranges[subject] = triple.object.value
            elif triple.predicate.value == DIP + "pastLabel" and isinstance(triple.object, ox.Literal):
                self.past[subject] = triple.object.value
            elif triple.predicate.value == ALT_LABEL and isinstance(triple.object, ox.Literal):
                other.setdefault(subject, []).append(triple.object.value)
            elif triple.predicate.value == SKOS + "definition" and isinstance(triple.object, ox.Literal):
                self.definitions.setdefault(subject, triple.object.value)

        def term(iri: str) -> Term:
            names = (ontology.label(iri) or humanize(iri), humanize(iri), *other.get(iri, ()))
            return Term(iri, tuple(dict.fromkeys(names)))

        self.kinds = [term(iri) for iri in sorted(ontology.kinds) if ontology.is_class(iri) and iri.startswith(tuple(_own(ontology)))]
        skipped = self.roles.entailed | _NEVER
        self.properties = [term(iri) for iri in sorted(ontology.kinds) if ontology.is_property(iri) and iri not in skipped]
        self.individuals = [term(iri) for iri in sorted(ontology.kinds) if "individual" in ontology.kinds[iri]]
        self.exact = {fold(name): each.iri for each in reversed(self.kinds) for name in reversed(each.names)}
        self.above = {each.iri: ontology.superclasses(each.iri) for each in self.kinds}
        self.things = [each for each in self.kinds if self.above[each.iri] & _THINGS and not self.above[each.iri] & _MATTERS]
        self.acts = [each for each in self.kinds if each not in self.things]
        self._kinds_of = lru_cache(maxsize=2_000)(lambda text: by_beginning(text, self.kinds, self.above))
        self.by_type: dict[str, list[Term]] = {}
        for each in self.individuals:
            for kind in ontology.types(each.iri) - {OWL + "NamedIndividual"}:
                self.by_type.setdefault(kind, []).append(each)

    def label(self, iri: str) -> str:
        """The label of a term, or its name in words."""
        return self.ontology.label(iri) or humanize(iri)

    def range(self, role: str) -> str:
        """The class of the values of a role, as it or a broader role declares it; empty if none does."""
        above = sorted(self.ontology.superproperties(role) - {role})
        return next((self.ranges[each] for each in (role, *above) if each in self.ranges), "")

    def form(self, role: str) -> str:
        """What the values of a role are: ``date``, ``count``, ``kind``, ``individual``, ``thing`` or ``text``."""
        if role in DATES:
            return "date"
        if role in _COUNTS:
            return "count"
        if role in _KIND_ROLES:
            return "kind"
        if role in _INDIVIDUAL_ROLES or self.ranges.get(role, "") in self.by_type:
            return "individual"
        things = self.ontology.is_object_property(role) or role in (
            DCTERMS + "source",
            DIP + "contentOf",
            DIP + "within",
            DIP + "differsFrom",
        )
        return "thing" if things else "text"

    def individuals_of(self, role: str) -> list[Term]:
        """The individuals that a role can have as value."""
        named = DIP + _INDIVIDUAL_ROLES.get(role, "") if role in _INDIVIDUAL_ROLES else self.ranges.get(role, "")
        return self.by_type.get(named, self.individuals)

    def kinds_of(self, text: str) -> Found:
        """The classes that a text can mean. What was found for the last texts is remembered, because the lines of a passage come again."""
        return self._kinds_of(text)

    def role_terms(self, kinds: list[str]) -> list[Term]:
        """The roles of some kinds: those that they need in their order, those that are usual, and a few that every act can have."""
        wanted = [*self.roles.sequence(kinds), *(role for kind in kinds for role in self.roles.usual(kind))]
        common = ("date", "place", "about", "target", "after", "during", "qualifier", "onBehalfOf", "reason", "partOf", "onText")
        order = dict.fromkeys([*wanted, *(DIP + name for name in common)])
        known = {each.iri: each for each in self.properties}
        return [known[iri] for iri in order if iri in known]


def _own(ontology: Ontology) -> set[str]:
    foreign = set(PREFIXES.values()) - {DIP}
    return {namespace for namespace in ontology.namespaces() if namespace not in foreign}


_WORDS: Final[dict[str, Words]] = {}
_MOST: Final = 4


def words_of(ontology: Ontology) -> Words:
    """The words of an ontology, remembered for the last few ontologies by their digest."""
    if not ontology.digest:
        return Words(ontology)
    if ontology.digest not in _WORDS:
        while len(_WORDS) >= _MOST:
            del _WORDS[next(iter(_WORDS))]
        _WORDS[ontology.digest] = Words(ontology)
    return _WORDS[ontology.digest]


class Vocabulary:
    """The things and passages that lines can name, with the words of the ontology.

    Args:
        ontology: the terms of the workspace.
        base: the base IRI of the workspace.
        language: the language tag of its labels.
        quads: the data, or a part of it.

    Attributes:
        words: the kinds and roles.
        nodes: the things by their IRIs.
        passages: the passages by their names.
        graphs: the names of the assertion graphs that are used.

    >>> from kg.ontology.terms import Ontology
    >>> base, graph = "https://x.org/", ox.NamedNode("https://x.org/graph/background")
    >>> label = ox.Quad(ox.NamedNode(base + "id/iran"), ox.NamedNode(PREF_LABEL), ox.Literal("Iran", language="en"), graph)
    >>> Vocabulary(Ontology(()), base, "en", [label]).find("IRAN")
    ['https://x.org/id/iran']
    """

    def __init__(self, ontology: Ontology, base: str, language: str = "en", quads: Iterable[ox.Quad] = ()) -> None:
        self.words = words_of(ontology)
        self.base = base
        self.language = language
        self.nodes: dict[str, Node] = {}
        self.passages: dict[str, Passage] = {}
        self.dates: dict[str, str] = {}
        self.graphs: set[str] = set()
        self._index: dict[str, dict[str, None]] = {}
        self.add(quads)

    def copy(self) -> Vocabulary:
        """A vocabulary with the same content that can be changed by itself."""
        other = Vocabulary(self.words.ontology, self.base, self.language)
        other.nodes, other.passages = dict(self.nodes), dict(self.passages)
        other.dates, other.graphs = dict(self.dates), set(self.graphs)
        other._index = {name: dict(iris) for name, iris in self._index.items()}
        return other

    def forget(self, iris: Iterable[str]) -> None:
        """Forget all that is known of some things and assertion graphs.

        Args:
            iris: their IRIs.
        """
        for iri in iris:
            if iri.startswith(self.base + "assertion/"):
                self.graphs.discard(slug(iri))
            self.dates.pop(iri, None)
            node = self.nodes.pop(iri, Node(iri))
            for name in (node.label, *node.names):
                known = self._index.get(fold(name), {})
                known.pop(iri, None)
                if not known:
                    self._index.pop(fold(name), None)

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add what some quads say of things, passages, documents and assertion graphs."""
        background, record = self.base + "graph/background", self.base + "graph/record"
        for quad in quads:
            subject, predicate = text_of(quad.subject), quad.predicate.value
            graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
            if subject.startswith(self.base + "passage/"):
                self._add_passage(subject, predicate, quad.object.value if isinstance(quad.object, ox.NamedNode | ox.Literal) else "")
            elif subject.startswith(self.base + "assertion/"):
                self.graphs.add(slug(subject))
            elif predicate in (PREF_LABEL, ALT_LABEL) and isinstance(quad.object, ox.Literal):
                preferred = predicate == PREF_LABEL and (quad.object.language or "") == self.language
                self.name(subject, quad.object.value, preferred=preferred, entity=graph in (background, record))
            elif predicate == RDF_TYPE and isinstance(quad.object, ox.NamedNode):
                self.type(subject, quad.object.value, entity=graph in (background, record))
            elif predicate == MEMBER_KIND and isinstance(quad.object, ox.NamedNode):
                self.tell(subject, members=(quad.object.value,))
            elif predicate == DIP + "gist" and graph.startswith(self.base + "assertion/") and isinstance(quad.object, ox.Literal):
                self.tell(subject, text=quad.object.value)
            elif predicate == DCTERMS + "date" and graph == record and isinstance(quad.object, ox.Literal):
                self.dates[subject] = quad.object.value

    def _add_passage(self, subject: str, predicate: str, value: str) -> None:
        name = subject.removeprefix(self.base + "passage/")
        if "/" in name:
            return
        known = self.passages.get(name, Passage(subject))
        if predicate == DIP + "document":
            known = known._replace(document=value)
        elif predicate == DIP + "passageKind":
            known = known._replace(kind=slug(value).lower())
        elif predicate not in (RDF_TYPE, DIP + "number", DIP + "section"):
            return
        self.passages[name] = known

    def name(self, iri: str, name: str, *, preferred: bool, entity: bool = False) -> None:
        """Add a name of a thing. The first preferred one is its label.

        Args:
            iri: the IRI of the thing.
            name: the name.
            preferred: whether it is a label.
            entity: whether the background says so.
        """
        node = self.nodes.get(iri, Node(iri))
        if preferred and not node.label:
            node = node._replace(label=name)
        elif name not in (node.label, *node.names):
            node = node._replace(names=(*node.names, name))
        self.nodes[iri] = node._replace(entity=node.entity or entity)
        self._index.setdefault(fold(name), {})[iri] = None

    def type(self, iri: str, kind: str, *, entity: bool = False) -> None:
        """Add a class of a thing.

        Args:
            iri: the IRI of the thing.
            kind: the IRI of the class.
            entity: whether the background says so.
        """
        node = self.nodes.get(iri, Node(iri))
        types = node.types if kind in node.types else (*node.types, kind)
        self.nodes[iri] = node._replace(types=types, entity=node.entity or entity)

    def tell(self, iri: str, members: tuple[str, ...] = (), text: str = "") -> None:
        """Add what a series counts, or what a proposition says.

        Args:
            iri: the IRI of the thing.
            members: the classes of the acts that a series counts.
            text: the text of a proposition; the first one stays.
        """
        node = self.nodes.get(iri, Node(iri))
        self.nodes[iri] = node._replace(members=tuple(dict.fromkeys((*node.members, *members))), text=node.text or text)

    def find(self, name: str) -> list[str]:
        """The IRIs of the things with a name, whatever its case, accents and punctuation. Those of the background go first."""
        found = list(self._index.get(fold(name), ()))
        entities = [iri for iri in found if self.nodes[iri].entity]
        return entities or found

    def names(self) -> Iterable[tuple[str, Iterable[str]]]:
        """All names without case, accents and punctuation, each with the IRIs of the things that have it."""
        return self._index.items()

    def near(self, name: str) -> list[str]:
        """The known names that are most like another one, best first; those that have its words go first."""
        wanted = fold(name)
        parts = wanted.split()
        having = (
            [each for each in self._index if all(any(word.startswith(part) for word in each.split()) for part in parts)] if parts else []
        )
        close = sorted(having, key=lambda each: (len(each), each))[:3] or nearest(wanted, self._index)
        return [self._shown(each) for each in close]

    def _shown(self, folded: str) -> str:
        iri = next(iter(self._index[folded]))
        node = self.nodes[iri]
        return next((each for each in (node.label, *node.names) if each and fold(each) == folded), folded)

    def iri(self, identifier: str) -> str:
        """The IRI of the thing with an identifier."""
        return f"{self.base}id/{identifier}"

    def identifier(self, iri: str) -> str:
        """The identifier of a thing of this workspace; empty for any other IRI, and for one that cannot be typed as ``#name``."""
        found = iri.removeprefix(self.base + "id/") if iri.startswith(self.base + "id/") else ""
        return found if re.fullmatch(r"[\w.\-]*\w", found) else ""

    def is_a(self, iri: str, name: str) -> bool:
        """Whether a thing has a class of the ontology, given by its local name, or a class below it."""
        node = self.nodes.get(iri)
        return node is not None and any(self.words.ontology.is_a(each, DIP + name) for each in node.types)

    def label(self, iri: str) -> str:
        """The label of a thing or term; else the text of a proposition, without its full stop; else its identifier in words."""
        node = self.nodes.get(iri)
        return (node.label or node.text.rstrip(".") if node is not None else "") or self.words.label(iri)

    def role(self, text: str, kinds: list[str]) -> tuple[str | None, list[str]]:
        """The property that is meant by a role as typed.

        Args:
            text: the beginning of its name, a name with a prefix, or an IRI in angle brackets.
            kinds: the kinds of the thing, whose roles go before all others.

        Returns:
            The IRI, or None with the labels of those that can be meant.
        """
        if text.startswith("<"):
            return text[1:-1], []
        if ":" in text:
            iri = expand(text, PREFIXES)
            return (iri, []) if iri and self.words.ontology.is_property(iri) else (None, [])
        every = self.words.properties
        for term in every:
            if text in (term.names[0], slug(term.iri)):
                return term.iri, []
        if text in _SHORT and self.words.ontology.is_property(_SHORT[text]):
            return _SHORT[text], []
        own = by_beginning(text, self.words.role_terms(kinds))
        if own.sure:
            return own.terms[0].iri, []
        found = by_beginning(text, every)
        if found.sure and not own.terms:
            return found.terms[0].iri, []
        candidates = own.terms or found.terms
        names = [each.names[0] for each in candidates[:5]] or nearest(text, [name for each in every for name in each.names[:1]])
        return None, names

    def kind(self, text: str) -> tuple[str | None, list[str]]:
        """The class that is meant by the beginning of its name, or None with the labels of those that can be meant."""
        found = self.words.kinds_of(_spaced(text))
        if found.sure:
            return found.terms[0].iri, []
        return None, [each.names[0] for each in found.terms[:6]]

    def act_kind(self, text: str) -> tuple[str | None, list[str]]:
        """The class at the beginning of a claim, or None with the labels of those that can be meant. One of things is meant only by itself.

        *Court* is an agent by its exact name, and at the beginning of a claim a case or a ruling.
        """
        kind, candidates = self.kind(text)
        if kind is None or kind not in {each.iri for each in self.words.things}:
            return kind, candidates
        found = by_beginning(_spaced(text), self.words.acts, self.words.above)
        if found.sure or not found.terms:
            return (found.terms[0].iri if found.sure else kind), []
        return None, [each.names[0] for each in found.terms[:6]]

    def thing_kind(self, text: str) -> tuple[str | None, list[str]]:
        """The class of a new name, or None with the labels of those that can be meant.

        It is the class with exactly this name, else one of agents, places, posts and texts that begins so: an act is not named by chance.
        """
        exact = self.exact_kind(text)
        if exact is not None:
            return exact, []
        found = by_beginning(_spaced(text), self.words.things, self.words.above)
        return (found.terms[0].iri, []) if found.sure else (None, [each.names[0] for each in found.terms[:6]])

    def near_kinds(self, text: str, *, things: bool = False) -> list[str]:
        """The labels of the kinds that are most like a text, best first; with `things`, of those that a new name can have."""
        return nearest(fold(text), [fold(each.names[0]) for each in (self.words.things if things else self.words.kinds)])

    def exact_kind(self, text: str) -> str | None:
        """The class with exactly this name, or None."""
        return self.words.exact.get(fold(_spaced(text)))

    def individual(self, text: str, role: str) -> tuple[str | None, list[str]]:
        """The individual that is meant as the value of a role, or None with the labels of those that can be meant."""
        terms = self.words.individuals_of(role)
        found = by_beginning(_spaced(text), terms)
        return (found.terms[0].iri, []) if found.sure else (None, [each.names[0] for each in (found.terms or terms)[:6]])


def _spaced(text: str) -> str:
    """A name such as ``JointStatement`` in words; any other text as it is."""
    return humanize(text) if re.fullmatch(r"[A-Za-z]+[A-Z][A-Za-z]*", text) else text


def prefixed(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """An IRI with a prefix, or in angle brackets where it has none that can be typed.

    >>> prefixed(SKOS + "altLabel"), prefixed("https://x.org/a")
    ('skos:altLabel', '<https://x.org/a>')
    """
    for name, namespace in prefixes.items():
        if iri.startswith(namespace) and re.fullmatch(r"[\w\-]+", iri[len(namespace) :]):
            return f"{name}:{iri[len(namespace) :]}"
    return f"<{iri}>"
