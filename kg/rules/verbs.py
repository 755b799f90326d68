"""The rules that the table of verbs stands for (`kg.ontology.verbs`): one for each pattern, and one for series of such acts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.namespaces import DIP, PREFIXES, RDFS
from kg.ontology.verbs import Pattern, verbs
from kg.rules.reading import Rule, parse_rule
from kg.terms import iri_of, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kg.ontology import Ontology
    from kg.places import Place

_ACT: Final = DIP + "Act"
_ATTEMPT: Final = DIP + "FailedAttempt"
_MATTER: Final = DIP + "Matter"
_DONE: Final = "FILTER NOT EXISTS {{ {} dip:outcome ?outcome . FILTER (?outcome != dip:Done) }}"


def verb_rules(ontology: Ontology, place: Callable[[str], Place | None] = lambda _: None) -> list[Rule]:
    """The rules of all verbs, sorted by name.

    A rule is named after the verb, as in ``met``; where the verb has several patterns, also after the class and the roles, as in
    ``agreed-with-agreement-actor-counterpart``. That of a series of acts ends in ``-in-series``. An act that was not carried out proves nothing, and nobody does anything with itself. Where the verb leads to things of
    one class, such as agents, and the role also takes others, the other side must belong to that class.

    For each kind of act that ends a verb there are two more rules: one concludes ``dip:ends`` where the dates or the stated order show
    that it came after, and one concludes ``dip:mayEnd`` where they leave the order open.

    Args:
        ontology: the terms of a workspace.
        place: the place of a term in the ontology files, for errors.

    Raises:
        DataError: the table has a slip; see `kg.ontology.verbs.verbs`.
    """
    table = verbs(ontology, place)
    writer = _Writer(ontology, frozenset(verb.iri for verb in table if len(verb.follows) == 1))
    texts: dict[str, str] = {}
    for verb in table:
        for pattern in verb.follows:
            texts.update(writer.following(pattern))
            for ending in verb.ended_by:
                texts.update(writer.ending(pattern, ending))
    return [parse_rule(text, name, shown=f"the table of verbs, {name}") for name, text in sorted(texts.items())]


class _Sides(NamedTuple):
    """The variables of a pattern: the act, and the agent and the other side."""

    act: str
    agent: str = "?agent"
    other: str = "?other"


class _Writer:
    """Writes the text of rules. `single` has the IRIs of the verbs with one pattern."""

    def __init__(self, ontology: Ontology, single: frozenset[str]) -> None:
        self.ontology = ontology
        self.single = single
        self.classes = sorted(filter(ontology.is_class, ontology.kinds))
        self.ranges: dict[str, str] = {}
        for triple in ontology.triples:
            if triple.predicate.value == RDFS + "range":
                self.ranges[iri_of(triple.subject) or ""] = iri_of(triple.object) or ""

    def following(self, pattern: Pattern) -> Iterator[tuple[str, str]]:
        """The names and texts of the rules of one pattern of ``followsFrom``."""
        head = f"?agent {_short(pattern.verb)} ?other"
        sides = _Sides("?act")
        premises = [f"?act a {_short(pattern.of_class)} .", *self._premises(pattern, sides)]
        name = self._name(pattern)
        yield name, _text(self._sentence(pattern, series=False), head, [*premises, *self._filters(pattern, sides)])
        if self.ontology.is_a(pattern.of_class, _ACT) and pattern.of_class not in (_ACT, _ATTEMPT):
            sides = _Sides("?series")
            kinds = sorted(
                each for each in self.ontology.kinds if self.ontology.is_class(each) and self.ontology.is_a(each, pattern.of_class)
            )
            if pattern.unless_class:
                kinds = [each for each in kinds if not self.ontology.is_a(each, pattern.unless_class)]
            premises = ["?series a dip:ActSeries .", "?series dip:memberKind ?kind .", *self._premises(pattern, sides)]
            among = f"FILTER (?kind IN ({', '.join(_short(each) for each in kinds)}))"
            rest = self._filters(pattern._replace(unless_class=""), sides)
            yield f"{name}-in-series", _text(self._sentence(pattern, series=True), head, [*premises, *rest, among])

    def ending(self, pattern: Pattern, ending: Pattern) -> Iterator[tuple[str, str]]:
        """The names and texts of the rules by which an act ends what another began."""
        premises = [
            f"?act a {_short(pattern.of_class)} .",
            *self._premises(pattern, _Sides("?act")),
            f"?ending a {_short(ending.of_class)} .",
            *self._premises(ending._replace(verb=pattern.verb), _Sides("?ending")),
        ]
        rest = ["FILTER (?act != ?ending)", _DONE.format("?act"), _DONE.format("?ending").replace("?outcome", "?result")]
        what = f"{self._article(ending.of_class)} ends {self._article(pattern.of_class)} between the same two"
        name = f"{_kebab(ending.of_class)}-ends-{self._name(pattern)}"
        if ending.mutual != pattern.mutual or ending.from_role != pattern.from_role:
            name += f"-by-{_kebab(ending.from_role)}"
        dated = ["?act dip:latest ?before .", "?ending dip:earliest ?since .", "FILTER (?before < ?since)"]
        yield name, _text(f"{what}, if its date is later.", "?ending dip:ends ?act", [*premises, *dated, *rest])
        told = ["?ending dip:after ?act ."]
        yield f"{name}-as-told", _text(f"{what}, if it is said to come after.", "?ending dip:ends ?act", [*premises, *told, *rest])
        undecided = [
            "FILTER NOT EXISTS { ?act dip:latest ?before . ?ending dip:earliest ?since . FILTER (?before < ?since) }",
            "FILTER NOT EXISTS { ?ending dip:latest ?over . ?act dip:earliest ?first . FILTER (?over < ?first) }",
            "FILTER NOT EXISTS { ?ending dip:after ?act }",
            "FILTER NOT EXISTS { ?act dip:after ?ending }",
        ]
        may = f"{what.replace(' ends ', ' may end ')}, if their order is open."
        yield f"{name}-perhaps", _text(may, "?ending dip:mayEnd ?act", [*premises, *undecided, *rest])

    def _premises(self, pattern: Pattern, sides: _Sides) -> list[str]:
        """The triple patterns of the two roles, and what the pattern asks of them."""
        lines = [f"{sides.act} {_short(pattern.from_role)} {sides.agent} .", f"{sides.act} {_short(pattern.to_role)} {sides.other} ."]
        wanted = self.ranges.get(pattern.verb, "")
        known = [self.ranges.get(each, "") for each in self.ontology.superproperties(pattern.to_role)]
        if wanted and not any(each and self.ontology.is_a(each, wanted) for each in known):
            lines.append(f"{sides.other} a {_short(wanted)} .")
        if pattern.where_role:
            lines.append(f"{sides.act} {_short(pattern.where_role)} {_short(pattern.where_value)} .")
        return lines

    def _filters(self, pattern: Pattern, sides: _Sides) -> list[str]:
        lines = []
        if pattern.unless_class:
            lines.append(f"FILTER NOT EXISTS {{ {sides.act} a {_short(pattern.unless_class)} }}")
        if self.ontology.is_a(pattern.of_class, _MATTER) and not self.ontology.is_a(pattern.of_class, _ATTEMPT):
            lines.append(_DONE.format(sides.act))
        if pattern.unless_other:
            lines.append(f"FILTER NOT EXISTS {{ {sides.act} {_short(pattern.unless_other)} ?third . FILTER (?third != {sides.other}) }}")
        return [*lines, f"FILTER ({sides.agent} != {sides.other})"]

    def _name(self, pattern: Pattern) -> str:
        if pattern.verb in self.single:
            return _kebab(pattern.verb)
        parts = [pattern.verb, pattern.of_class, pattern.from_role, *(() if pattern.mutual else (pattern.to_role,))]
        return "-".join(map(_kebab, parts))

    def _label(self, iri: str) -> str:
        return self.ontology.label(iri) or _kebab(iri).replace("-", " ")

    def _article(self, iri: str) -> str:
        label = self._label(iri)
        return f"{'an' if label[0] in 'aeiou' else 'a'} {label}"

    def _sentence(self, pattern: Pattern, series: bool) -> str:
        """The explanation of a rule."""
        if pattern.comment and not series:
            return pattern.comment
        act = f"a series of acts of the kind {self._label(pattern.of_class)}" if series else self._article(pattern.of_class)
        one, verb, other = self._label(pattern.from_role), self._label(pattern.verb), self._label(pattern.to_role)
        if pattern.mutual:
            return f"Each {one} of {act} {verb} the others."
        return f"The {one} of {act} {verb} its {other}."


def _text(summary: str, head: str, lines: list[str]) -> str:
    summary = summary[0].upper() + summary[1:]
    body = "\n".join(f"  {line}" for line in lines)
    return f"#+ summary: {summary}\nPREFIX dip: <{DIP}>\nCONSTRUCT {{ {head} }}\nWHERE {{\n{body}\n}}\n"


def _short(iri: str) -> str:
    """A term in a rule: with the prefix of the ontology, or as a whole IRI."""
    name = shorten(iri, {"dip": PREFIXES["dip"]})
    return name if name != iri else f"<{iri}>"


def _kebab(iri: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", re.split(r"[#/]", iri)[-1]).lower()
