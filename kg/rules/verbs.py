"""The rules that the table of verbs stands for (`kg.ontology.verbs`): one for each pattern, and one for series of such acts."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.errors import DataError
from kg.namespaces import DIP, PREFIXES, RDFS
from kg.ontology.verbs import Pattern, verbs
from kg.ontology.words import with_article
from kg.rules.reading import Node, Rule
from kg.rules.reading import Pattern as Triple
from kg.terms import ENDED_BY, TYPE, iri_of, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kg.ontology import Ontology
    from kg.places import Place

_ACT: Final = DIP + "Act"
_ATTEMPT: Final = DIP + "FailedAttempt"
_MATTER: Final = DIP + "Matter"
_PROLOGUE: Final = f"PREFIX dip: <{DIP}>\n"


def verb_rules(ontology: Ontology, place: Callable[[str], Place | None] = lambda _: None) -> list[Rule]:
    """The rules of all verbs, sorted by name.

    A rule is named after the verb, as in ``met``; where the verb has several patterns, also after the class and the roles, as in
    ``agreed-with-agreement-actor-counterpart``. That of a series of acts ends in ``-in-series``. An act that was not carried out proves
    nothing, and nobody does anything with itself. Where the verb leads to things of one class, such as agents, and the role also takes
    others, the other side must belong to that class.

    For each kind of act that ends a verb there are more rules: two conclude ``dip:ends`` where the dates or the stated order show that it
    came after, and one concludes ``dip:mayEnd`` where they leave the order open. Where both acts change the same aspect of the relations
    of two agents, there are none, because the periods of relations say exactly what held when (`kg.build.relations`).

    Args:
        ontology: the terms of a workspace.
        place: the place of a term in the ontology files, for errors.

    Raises:
        DataError: the table has a slip; see `kg.ontology.verbs.verbs`.
    """
    table = verbs(ontology, place)
    writer = _Writer(ontology, frozenset(verb.iri for verb in table if len(verb.follows) == 1))
    rules: dict[str, Rule] = {}
    for verb in table:
        for pattern in verb.follows:
            endings = [
                rule for ending in verb.ended_by if not writer.is_of_periods(pattern, ending) for rule in writer.ending(pattern, ending)
            ]
            for rule in (*writer.following(pattern), *endings):
                if rule.name in rules:
                    what = f"two patterns of the verb {shorten(verb.iri, PREFIXES)} are alike: {rule.name}"
                    raise DataError(what, place(verb.iri), "remove one of them")
                rules[rule.name] = rule
    return [rules[name] for name in sorted(rules)]


@dataclass
class _Draft:
    """A rule that is being written.

    The rule is made of its parts, and not parsed from its text, because there are thousands of rules. A test parses the text and compares.
    """

    name: str
    summary: str
    head: Triple
    body: list[Triple] = field(default_factory=list)
    filters: list[str] = field(default_factory=list)
    absent: list[Triple] = field(default_factory=list)

    def unless(self, *patterns: Triple, where: str = "") -> None:
        """Add a FILTER NOT EXISTS of some patterns, and a FILTER inside it."""
        self.absent += patterns
        inside = " . ".join(map(_shown, patterns)) + (f" . FILTER ({where})" if where else "")
        self.filters.append(f"FILTER NOT EXISTS {{ {inside} }}")

    def rule(self) -> Rule:
        summary = self.summary[0].upper() + self.summary[1:]
        lines = [*(f"{_shown(each)} ." for each in self.body), *self.filters]
        where = "{\n" + "".join(f"  {line}\n" for line in lines) + "}"
        prologue = f"#+ summary: {summary}\n{_PROLOGUE}"
        construct = f"{prologue}CONSTRUCT {{ {_shown(self.head)} }}\nWHERE {where}\n"
        return Rule(self.name, summary, construct, None, (self.head,), tuple(self.body), tuple(self.absent), where, prologue)


class _Writer:
    """Writes rules. `single` has the IRIs of the verbs with one pattern."""

    def __init__(self, ontology: Ontology, single: frozenset[str]) -> None:
        self.ontology = ontology
        self.single = single
        self.below: dict[str, list[str]] = {}
        self.narrower: dict[tuple[str, str], str] = {}
        for each in sorted(filter(ontology.is_class, ontology.kinds)):
            for up in ontology.superclasses(each):
                self.below.setdefault(up, []).append(each)
        stated: dict[str, list[ox.Triple]] = {"range": [], "valueRole": [], "ofAspect": [], "changes": []}
        names = {RDFS + "range": "range"} | {DIP + name: name for name in stated if name != "range"}
        for triple in ontology.triples:
            name = names.get(triple.predicate.value)
            if name is not None:
                stated[name].append(triple)
        self.ranges = {iri_of(triple.subject) or "": iri_of(triple.object) or "" for triple in stated["range"]}
        aspects: dict[str, set[str]] = {}
        # A change whose value comes from a role of the act may tell no value.
        loose = {triple.subject for triple in stated["valueRole"]}
        of_change = {triple.subject: iri_of(triple.object) or "" for triple in stated["ofAspect"] if triple.subject not in loose}
        for triple in stated["changes"]:
            if not isinstance(triple.object, ox.Literal):
                aspects.setdefault(iri_of(triple.subject) or "", set()).update({of_change.get(triple.object, "")} - {""})
        self.aspects = aspects

    def is_of_periods(self, pattern: Pattern, ending: Pattern) -> bool:
        """Whether the acts of two patterns change the same aspect of the relations of two agents."""
        one, other = (
            {aspect for up in self.ontology.superclasses(iri) for aspect in self.aspects.get(up, ())}
            for iri in (pattern.of_class, ending.of_class)
        )
        return not one.isdisjoint(other)

    def following(self, pattern: Pattern) -> Iterator[Rule]:
        """The rules of one pattern of ``followsFrom``."""
        name = self._name(pattern)
        head = (_AGENT, ox.NamedNode(pattern.verb), _OTHER)
        act = ox.Variable("act")
        draft = _Draft(name, self._sentence(pattern, series=False), head, [(act, TYPE, ox.NamedNode(pattern.of_class))])
        self._sides(draft, pattern, act)
        if pattern.unless_class:
            draft.unless((act, TYPE, ox.NamedNode(pattern.unless_class)))
        self._conditions(draft, pattern, act)
        yield draft.rule()
        if self.ontology.is_a(pattern.of_class, _ACT) and pattern.of_class not in (_ACT, _ATTEMPT):
            series = ox.Variable("series")
            kinds = self.below.get(pattern.of_class, [])
            if pattern.unless_class:
                kinds = [each for each in kinds if not self.ontology.is_a(each, pattern.unless_class)]
            draft = _Draft(f"{name}-in-series", self._sentence(pattern, series=True), head)
            draft.body = [(series, TYPE, _dip("ActSeries")), (series, _dip("memberKind"), ox.Variable("kind"))]
            self._sides(draft, pattern, series)
            self._conditions(draft, pattern, series)
            draft.filters.append(f"FILTER (?kind IN ({', '.join(map(_short, kinds))}))")
            yield draft.rule()

    def ending(self, pattern: Pattern, ending: Pattern) -> Iterator[Rule]:
        """The rules by which an act ends what another began."""
        began, ended = ox.Variable("act"), ox.Variable("ending")
        parts = [ending.of_class, ending.from_role, *(() if ending.mutual else (ending.to_role,)), *_further(ending)]
        name = f"{self._name(pattern)}{ENDED_BY}{'-'.join(map(_kebab, parts))}"
        what = f"{self._article(ending.of_class)} ends {self._article(pattern.of_class)} between the same two"
        for suffix, summary, verb in (
            ("", f"{what}, if its date is later.", "ends"),
            ("-as-told", f"{what}, if it is said to come after.", "ends"),
            ("-perhaps", f"{what.replace(' ends ', ' may end ')}, if their order is open.", "mayEnd"),
        ):
            draft = _Draft(name + suffix, summary, (ended, _dip(verb), began))
            draft.body.append((ended, TYPE, ox.NamedNode(ending.of_class)))
            self._sides(draft, ending._replace(verb=pattern.verb), ended)
            self._exceptions(draft, ending, ended)
            draft.body.append((began, TYPE, ox.NamedNode(pattern.of_class)))
            self._sides(draft, pattern, began)
            # What lasts is ended by what comes after its beginning; its own last day may be open or later.
            later = ((began, _dip("begunBy"), _BEFORE), (ended, _dip("earliest"), _SINCE))
            if not suffix:
                draft.body += later
                draft.filters.append("FILTER (?before < ?since)")
            elif suffix == "-as-told":
                draft.body.append((ended, _dip("after"), began))
            else:
                earlier = ((ended, _dip("latest"), _BEFORE), (began, _dip("earliest"), _SINCE))
                draft.unless(*later, where="?before < ?since")
                draft.unless(*earlier, where="?before < ?since")
                draft.unless((ended, _dip("after"), began))
                draft.unless((began, _dip("after"), ended))
            draft.filters.append("FILTER (?act != ?ending)")
            for each in (began, ended):
                draft.unless((each, _dip("outcome"), _OUTCOME), where="?outcome != dip:Done")
            draft.body = list(dict.fromkeys(draft.body))
            yield draft.rule()

    def _sides(self, draft: _Draft, pattern: Pattern, act: ox.Variable) -> None:
        """Add the triple patterns of the two roles, and what the pattern asks of them."""
        draft.body.append((act, ox.NamedNode(pattern.from_role), _AGENT))
        draft.body.append((act, ox.NamedNode(pattern.to_role), _OTHER))
        wanted = self._narrower_range(pattern.verb, pattern.to_role)
        if wanted:
            draft.body.append((_OTHER, TYPE, ox.NamedNode(wanted)))
        if pattern.where_role:
            draft.body.append((act, ox.NamedNode(pattern.where_role), ox.NamedNode(pattern.where_value)))

    def _narrower_range(self, verb: str, role: str) -> str:
        """The class of the things that a verb leads to, if a role also takes others; else an empty text."""
        if (verb, role) not in self.narrower:
            wanted = self.ranges.get(verb, "")
            known = [self.ranges.get(each, "") for each in self.ontology.superproperties(role)]
            self.narrower[verb, role] = "" if any(each and self.ontology.is_a(each, wanted) for each in known) else wanted
        return self.narrower[verb, role]

    def _conditions(self, draft: _Draft, pattern: Pattern, act: ox.Variable) -> None:
        if self.ontology.is_a(pattern.of_class, _MATTER) and not self.ontology.is_a(pattern.of_class, _ATTEMPT):
            draft.unless((act, _dip("outcome"), _OUTCOME), where="?outcome != dip:Done")
        if pattern.unless_other:
            draft.unless((act, ox.NamedNode(pattern.unless_other), ox.Variable("third")), where="?third != ?other")
        draft.filters.append("FILTER (?agent != ?other)")

    def _exceptions(self, draft: _Draft, ending: Pattern, ended: ox.Variable) -> None:
        """Add what keeps an act from being the end that a pattern describes."""
        if ending.unless_class:
            draft.unless((ended, TYPE, ox.NamedNode(ending.unless_class)))
        if ending.unless_other:
            draft.unless((ended, ox.NamedNode(ending.unless_other), ox.Variable("third")), where="?third != ?other")

    def _name(self, pattern: Pattern) -> str:
        if pattern.verb in self.single:
            return _kebab(pattern.verb)
        parts = [pattern.verb, pattern.of_class, pattern.from_role, *(() if pattern.mutual else (pattern.to_role,))]
        return "-".join(map(_kebab, [*parts, *_further(pattern)]))

    def _label(self, iri: str) -> str:
        return self.ontology.label(iri) or _kebab(iri).replace("-", " ")

    def _article(self, iri: str) -> str:
        return with_article(self._label(iri))

    def _role(self, iri: str) -> str:
        """A role as a noun: ``text`` for *on text*."""
        label = self._label(iri)
        return re.sub(r"^(on|in) (?!.* of$)", "", label)

    def _sentence(self, pattern: Pattern, series: bool) -> str:
        """The explanation of a rule."""
        if pattern.comment and not series:
            return pattern.comment
        act = f"a series of acts of the kind {self._label(pattern.of_class)}" if series else self._article(pattern.of_class)
        one, verb, other = self._role(pattern.from_role), self._label(pattern.verb), self._role(pattern.to_role)
        if pattern.mutual:
            return f"Each {one} of {act} {verb} the others."
        if other.endswith(" of"):
            return f"The {one} of {act} {verb} what it is {other}."
        return f"The {one} of {act} {verb} {'the' if other.endswith('concerned') else 'its'} {other}."


def _further(pattern: Pattern) -> list[str]:
    """What else tells a pattern from others of its class and roles, for the names of rules."""
    return [*filter(None, (pattern.where_value, pattern.unless_class, pattern.unless_other))]


@functools.cache
def _dip(name: str) -> ox.NamedNode:
    return ox.NamedNode(DIP + name)


@functools.lru_cache(maxsize=10_000)
def _shown(pattern: Triple) -> str:
    """A triple pattern as SPARQL."""
    subject, predicate, value = pattern
    return f"{_node(subject)} {'a' if predicate == TYPE else _node(predicate)} {_node(value)}"


def _node(node: Node) -> str:
    return _short(node.value) if isinstance(node, ox.NamedNode) else str(node)


@functools.lru_cache(maxsize=10_000)
def _short(iri: str) -> str:
    """A term in a rule: with the prefix of the ontology, or as a whole IRI."""
    name = iri.removeprefix(DIP)
    return f"dip:{name}" if name != iri and name.isalnum() else f"<{iri}>"


@functools.lru_cache(maxsize=10_000)
def _kebab(iri: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", re.split(r"[#/]", iri)[-1]).lower()


_AGENT: Final = ox.Variable("agent")
_OTHER: Final = ox.Variable("other")
_BEFORE: Final = ox.Variable("before")
_SINCE: Final = ox.Variable("since")
_OUTCOME: Final = ox.Variable("outcome")
