"""All that is held, claimed and doubted about one node, in time order, with passages: what ``kg show`` prints."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Triple

from kg.namespaces import DIP, RDFS, SKOS
from kg.record.names import ALT_LABEL, LABEL, PREF_LABEL, TYPE, humanize, slug
from kg.record.times import Times
from kg.record.vocabulary import CONTENT_OF, DEFAULT, DERIVED, GIST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Any, TypeAlias

    from pyoxigraph import Quad

    from kg.record.model import Claim, Note
    from kg.record.record import Record
    from kg.terms import Term

    Json: TypeAlias = dict[str, Any]

_MATCHES = tuple(NamedNode(SKOS + each) for each in ("exactMatch", "closeMatch"))
_SUB_PROPERTY = NamedNode(RDFS + "subPropertyOf")
_IN_CAPACITY_OF = NamedNode(DIP + "inCapacityOf")
_NAMES = frozenset({LABEL, PREF_LABEL, ALT_LABEL})
_TIMES = frozenset(NamedNode(DIP + each) for each in ("date", "dateBasis", "dateApproximate", "dateUncertain"))


def show(evidence: Record, node: NamedNode, base: str, day: date | None = None) -> Json:
    """What is known of a node.

    Args:
        evidence: the dataset.
        node: an entity, an act, or any other node of the dataset.
        base: the base IRI of the workspace, to tell its graphs.
        day: only what was so by that day; what is undecided is marked. None for all.

    Returns:
        A JSON object: ``iri``, ``name``, ``types``, ``aliases``, ``same_as``; ``about``, what is held of the node itself; ``held``, the
        acts and other nodes in which it has a part, in time order; ``claimed``, what is said and not held; ``inferred``, what follows
        from what is held; ``doubted``, the curators' notes. Each item has its ``passages``.
    """
    return _Show(evidence, base, day).of(node)


class _Show:
    def __init__(self, evidence: Record, base: str, day: date | None) -> None:
        self.evidence = evidence
        self.names = evidence.names
        self.store = evidence.store
        self.times = Times(evidence.names)
        self.entailed = NamedNode(base + "graph/entailed")
        self.day = day
        self.noted: set[NamedNode] = set()

    def of(self, node: NamedNode) -> Json:
        own = evidence_only(self.store.quads_for_pattern(node, None, None))
        parts = evidence_only(self.store.quads_for_pattern(None, None, node))
        self.noted.add(node)
        found: Json = {
            "iri": node.value,
            "name": self.names.label(node),
            "types": self.names.shown_types(node),
            "aliases": sorted({quad.object.value for quad in own if quad.predicate == ALT_LABEL and isinstance(quad.object, Literal)}),
            "same_as": sorted({quad.object.value for quad in own if quad.predicate in _MATCHES and isinstance(quad.object, NamedNode)}),
            "date": self.times.text(node),
            "about": self.about(own),
            "held": self.held(parts),
            "claimed": self.claimed(node, (*own, *parts)),
            "inferred": self.inferred(node),
        }
        if self.day is not None:
            found["as_of"] = self.day.isoformat()
            found["was_so"] = self.times.by(node, self.day)
        found["doubted"] = [self.note(note) for note in self.evidence.notes(self.noted)]
        return found

    def about(self, own: Iterable[Quad]) -> list[Json]:
        """What held passages and the curators say of the node itself: predicate and value, with passages."""
        grouped: dict[tuple[NamedNode, Term], list[Claim]] = {}
        for quad in own:
            if quad.predicate in _NAMES or quad.predicate == TYPE or quad.predicate in _MATCHES:
                continue
            claim = self.evidence.claim(quad.graph_name)
            if quad.graph_name == DEFAULT or (claim is not None and claim.held):
                claims = grouped.setdefault((quad.predicate, quad.object), [])  # type: ignore[arg-type]  # no quoted triples here
                claims += [claim] if claim is not None else []
                self.noted.update({quad.graph_name} if claim is not None else ())  # type: ignore[arg-type]  # a claim is a named graph
        entailed = {(quad.predicate, quad.object) for quad in own if quad.graph_name == self.entailed}
        found = []
        for (predicate, value), claims in grouped.items():
            beside = {each for each, other in grouped if other == value}
            if ((predicate, value) not in entailed or claims) and not self.is_general(predicate, beside):
                found.append({**self.statement(predicate, value), **self.sources(claims)})
        return sorted(found, key=lambda each: (each["predicate"], each["value"]))

    def held(self, parts: Iterable[Quad]) -> list[Json]:
        """The nodes in which it has a part, by held passages, in time order."""
        grouped: dict[NamedNode, dict[NamedNode, list[Claim]]] = {}
        for quad in parts:
            claim = self.evidence.claim(quad.graph_name)
            if claim is not None and claim.held and isinstance(quad.subject, NamedNode):
                grouped.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(claim)
        found = []
        for node in sorted(grouped, key=lambda each: (*self.times.order(each), each.value)):
            state = self.state(node)
            if state == "no":
                continue
            claims = [claim for each in grouped[node].values() for claim in each]
            self.noted.update((node, *(claim.graph for claim in claims)))
            roles = [each for each in grouped[node] if not self.is_general(each, grouped[node])]
            item = {**self.named(node), "roles": sorted(map(self.names.label, roles)), "also": self.others(node)}
            found.append({**item, **self.sources(claims), **({} if state is None else {"was_so": state})})
        return found

    def others(self, node: NamedNode) -> list[str]:
        """What else held passages say of a node: ``counterpart: Shaukat Aziz``."""
        found: dict[Term, set[NamedNode]] = {}
        for quad in evidence_only(self.store.quads_for_pattern(node, None, None)):
            claim = self.evidence.claim(quad.graph_name)
            if claim is not None and claim.held and quad.predicate not in _NAMES | _TIMES and quad.predicate != TYPE:
                found.setdefault(quad.object, set()).add(quad.predicate)  # type: ignore[arg-type]  # no quoted triples here
        return sorted(
            f"{self.names.label(each)}: {self.names.label(value)}"
            for value, predicates in found.items()
            for each in predicates
            if not self.is_general(each, predicates)
        )

    def claimed(self, node: NamedNode, quads: Iterable[Quad]) -> list[Json]:
        """What is said of it and not held: each claim with what it says, how sure the teller is, and who speaks."""
        claims = {claim for quad in quads if (claim := self.evidence.claim(quad.graph_name)) is not None and not claim.held}
        claims |= {claim for claim in self.contents(node) if not claim.held}
        found = []
        for claim in self.evidence.of_graphs(claim.graph for claim in claims):
            subjects = [quad.subject for quad in self.evidence.says(claim) if isinstance(quad.subject, NamedNode)]
            dated = [each for each in (*subjects, *claim.content_of) if self.times.bounds(each) is not None]
            states = [self.state(each) for each in dated]
            if "no" in states:
                continue
            self.noted.update((claim.graph, *subjects))
            item: Json = {
                "says": says(self.evidence, claim),
                "standing": claim.standing.lower(),
                "speakers": self.evidence.voices(claim),
                "status": self.evidence.status(claim),
                "date": next(filter(None, map(self.times.text, dated)), ""),
                "order": min((self.times.order(each) for each in dated), default=("9999", "9999")),
                **self.sources([claim]),
            }
            if claim.differs_from:
                item["differs_from"] = [{"graph": each.value, "name": self.names.short(each)} for each in claim.differs_from]
            if self.day is not None:
                item["was_so"] = "yes" if states and set(states) == {"yes"} else "undecided"
            found.append(item)
        found.sort(key=lambda each: tuple(each["order"]))
        for item in found:
            del item["order"]
        return found

    def contents(self, node: NamedNode) -> list[Claim]:
        """The claims that are the content of a node, if it is a statement."""
        return self.evidence.of_graphs(quad.subject for quad in self.store.quads_for_pattern(None, CONTENT_OF, node))

    def inferred(self, node: NamedNode) -> list[Json]:
        """What follows from what is held: no types, and of several relations of one pair only the most special.

        That an act is in the capacity of an office is left out, as it does not say whose; the tenure that is attested in the act does.
        """
        quads = [
            quad
            for subject, value in ((node, None), (None, node))
            for quad in self.store.quads_for_pattern(subject, None, value, self.entailed)
            if quad.predicate not in {TYPE, _IN_CAPACITY_OF}
        ]
        found = []
        for quad in quads:
            between = {each.predicate for each in self.store.quads_for_pattern(quad.subject, None, quad.object, DEFAULT)}
            if self.is_general(quad.predicate, between):
                continue
            state = self.state_of_inference(quad.triple)
            if state != "no":
                terms = (quad.subject, quad.predicate, quad.object)
                text = " ".join(self.names.label(term) for term in terms)  # type: ignore[arg-type]
                found.append({"text": text, "triple": [str(term) for term in terms], **({} if state is None else {"was_so": state})})
        return sorted(found, key=lambda each: str(each["text"]))

    def is_general(self, predicate: NamedNode, beside: Iterable[NamedNode]) -> bool:
        """Whether a property says no more than one of those beside it, being above it."""
        return any(predicate in self.above(each) for each in beside if each != predicate)

    def above(self, predicate: NamedNode) -> set[object]:
        """The properties above one."""
        found: set[object] = set()
        todo = [predicate]
        while todo:
            for quad in self.store.quads_for_pattern(todo.pop(), _SUB_PROPERTY, None):
                if isinstance(quad.object, NamedNode) and quad.object not in found:
                    found.add(quad.object)
                    todo.append(quad.object)
        return found

    def state_of_inference(self, triple: Triple) -> str | None:
        """Whether what an inferred triple follows from was so by the day: yes if that is so of one of its proofs."""
        if self.day is None or self.evidence.proofs is None:
            return None
        states = set()
        for derivation in self.evidence.proofs.of(triple):
            act = derivation.premises[0].subject
            states.add((self.state(act) if isinstance(act, NamedNode) else None) or "undecided")
        return "yes" if "yes" in states else "undecided" if "undecided" in states or not states else "no"

    def statement(self, predicate: NamedNode, value: Term) -> Json:
        found = {"predicate": self.names.label(predicate), "value": self.names.label(value)}
        return {**found, "iri": value.value} if isinstance(value, NamedNode) else found

    def named(self, node: NamedNode) -> Json:
        return {"iri": node.value, "name": self.names.label(node), "types": self.names.shown_types(node), "date": self.times.text(node)}

    def sources(self, claims: Iterable[Claim]) -> Json:
        cited = self.evidence.cited(claims)
        return {
            "passages": [{"iri": each.value, "name": self.evidence.names.label(each)} for each in cited],
            "witnesses": self.evidence.witnesses(cited),
        }

    def state(self, node: NamedNode) -> str | None:
        return None if self.day is None else (self.times.by(node, self.day) or "undecided")

    def noted_on(self, node: NamedNode) -> str:
        claim = self.evidence.claim(node)
        return f"“{claim.gist}”" if claim is not None and claim.gist else self.names.label(node)

    def note(self, note: Note) -> Json:
        return {
            "kind": humanize(note.kind),
            "gist": note.gist,
            "on": [self.noted_on(each) for each in note.on],
            "passages": [{"iri": each.value, "name": self.evidence.names.label(each)} for each in note.passages],
        }


def evidence_only(quads: Iterable[Quad]) -> list[Quad]:
    """Quads without what the build derives."""
    return [quad for quad in quads if quad.predicate not in DERIVED]


def says(evidence: Record, claim: Claim) -> list[str]:
    """What a claim says, one text a subject: ``Sending of a battalion (troop deployment): actor Pakistan; place Palestine``."""
    names = evidence.names
    found = []
    subjects = dict.fromkeys(quad.subject for quad in evidence.says(claim))
    for subject in subjects:
        if not isinstance(subject, NamedNode):
            continue
        types, parts = [], []
        for quad in evidence.says(claim):
            if quad.subject != subject or quad.predicate in _NAMES or quad.predicate == GIST:
                continue
            if quad.predicate == TYPE:
                types.append(names.label(quad.object))  # type: ignore[arg-type]
            elif slug(quad.predicate.value) != "dateBasis":
                parts.append(f"{names.label(quad.predicate)} {names.label(quad.object)}")  # type: ignore[arg-type]
        kind = f" ({', '.join(types)})" if types else ""
        found.append(f"{names.label(subject)}{kind}" + (f": {'; '.join(parts)}" if parts else ""))
    return found
