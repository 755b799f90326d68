"""The fixpoint of a set of rules, with the derivations of every conclusion.

No reasoner of a library is used, because each conclusion needs all its derivations, and each derivation its premises.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import pyoxigraph as ox

from kg.errors import DataError
from kg.rules.reading import Pattern, Rule, Value, instantiate
from kg.snapshot.proofs import Derivation, Entailed
from kg.tokens import scan
from kg.watching import begin_step

_Iris: TypeAlias = tuple[ox.NamedNode | None, ox.NamedNode | None, ox.NamedNode | None]
"""A pattern as a rule is chosen by it: its IRIs, with None for a variable or a literal."""


def entail(store: ox.Store, rules: Sequence[Rule], progress: Callable[[str], None] | None = None) -> list[Entailed]:
    """Run rules to a fixpoint over the default graph of a store, and collect all derivations of the conclusions.

    Args:
        store: read and **written**: the conclusions are added to its default graph. Named graphs are not read.
        rules: the rules, see `load_rules`.
        progress: called with a few words at the beginning of each round of all rules. `kg.watching.current_step` names the rule.

    Returns:
        The entailed triples that were not in the default graph before, sorted by their N-Triples text. Derivations that lead
        straight back, as from *a met b* to *b met a* and to *a met b*, are left out.

    Raises:
        DataError: a conclusion lost its premises while the rules ran, because a FILTER NOT EXISTS asks for something that
            another rule concludes. The store is then unusable.
    """
    tell = progress or (lambda _: None)
    waiting = _Waiting(store, rules)
    due = waiting.at_first()
    # A rule is run again only if something that it asks for was concluded meanwhile: else it would conclude the same.
    conclusions: dict[int, list[tuple[ox.Triple, Derivation]]] = {}
    ranks: dict[ox.Triple, int] = {}
    rank = 0
    while True:
        rank += 1
        found: set[ox.Triple] = set()
        tell(f"running {len(rules)} rules, round {rank}")
        for number in due:
            rule = rules[number]
            begin_step(f"running the rule {rule.name}")
            own = conclusions[number] = []
            for triple, premises in _conclusions(store, rule):
                if triple in ranks:
                    if triple not in premises:
                        own.append((triple, Derivation(rule.name, premises)))
                elif triple in found or ox.Quad(triple.subject, triple.predicate, triple.object) not in store:
                    found.add(triple)
                    own.append((triple, Derivation(rule.name, premises)))
        if not found:
            break
        ranks.update(dict.fromkeys(found, rank))
        store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in found)
        due = waiting.after(found)
    tell(f"ordering all derivations of {len(ranks):,} triples")
    ways: dict[ox.Triple, set[Derivation]] = {triple: set() for triple in ranks}
    for triple, derivation in itertools.chain.from_iterable(conclusions.values()):
        ways[triple].add(derivation)
    result = []
    for triple, found_ways in ways.items():
        derivations = {each for each in found_ways if _grounded(each, ranks[triple], ranks) or not _circular(triple, each, ways)}

        def key(derivation: Derivation, own: int = ranks[triple]) -> tuple[bool, str, list[str]]:
            return not _grounded(derivation, own, ranks), derivation.rule, [str(premise) for premise in derivation.premises]

        ordered = sorted(derivations, key=key)
        if not ordered or key(ordered[0])[0]:
            raise DataError(
                f"the conclusion {triple} lost its premises while the rules ran",
                hint="a FILTER NOT EXISTS asks for something that a rule concludes: let it ask for something asserted",
            )
        result.append(Entailed(triple, ranks[triple], tuple(ordered)))
    return sorted(result, key=lambda entailed: str(entailed.triple))


Computation = Callable[[ox.Store], Iterable[Entailed]]
"""What computes the conclusions of a derivation that is no rule from a store like the one of `replay`."""


def replay(
    store: ox.Store,
    rules: Mapping[str, Rule],
    triple: ox.Triple,
    derivation: Derivation,
    computed: Mapping[str, Computation] | None = None,
) -> str | None:
    """Check one derivation of a triple from scratch.

    Args:
        store: a store whose default graph has what is held, entailed triples included.
        rules: the rules by name.
        triple: the conclusion.
        derivation: the derivation.
        computed: what computes the conclusions of derivations that are no rules, by name; see `kg.rules.COMPUTED`.

    Returns:
        None if the conclusion follows, else a sentence on why it does not.
    """
    rule = rules.get(derivation.rule)
    if rule is None and computed and derivation.rule in computed:
        for premise in derivation.premises:
            if ox.Quad(premise.subject, premise.predicate, premise.object) not in store:
                return f"the premise {premise} is not held"
        if any(each.triple == triple and derivation in each.derivations for each in computed[derivation.rule](store)):
            return None
        return f"{derivation.rule} does not conclude {triple} from these premises"
    if rule is None:
        return f"there is no rule {derivation.rule}"
    if len(rule.body) != len(derivation.premises):
        return f"rule {rule.name} has {len(rule.body)} premises, the proof {len(derivation.premises)}"
    solution: dict[str, Value] = {}
    for pattern, premise in zip(rule.body, derivation.premises, strict=True):
        if ox.Quad(premise.subject, premise.predicate, premise.object) not in store:
            return f"the premise {premise} is not held"
        if not _matches(pattern, premise, solution):
            return f"the premise {premise} does not match its pattern in rule {rule.name}"
    if all(instantiate(template, solution) != triple for template in rule.head):
        return f"rule {rule.name} does not conclude {triple} from these premises"
    if not store.query(f"{rule.prologue}ASK {_bound(rule.where, solution)}"):
        return f"a FILTER of rule {rule.name} rejects these premises"
    return None


class _Index:
    """What rules ask for. The results name the rules by their numbers.

    A pattern is compared by its IRIs alone, because the engine may match a literal that is written in another way.

    Attributes:
        rules: the rules.
        asked: the patterns of the premises of each rule.
        users: each pattern that a rule asks for, or for the absence of, with the rules that do.
        shapes: which of subject, predicate and object are IRIs in these patterns.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self.asked: list[set[_Iris]] = []
        self.users: dict[_Iris, list[int]] = {}
        for number, rule in enumerate(rules):
            self.asked.append({_iris(pattern) for pattern in rule.body})
            for iris in self.asked[-1].union(map(_iris, rule.absent)):
                self.users.setdefault(iris, []).append(number)
        self.shapes = {tuple(iri is not None for iri in iris) for iris in self.users}


_KEPT: list[_Index] = []
"""The index of the rules that ran last in this process: a build and a check that follow each other run the same ones."""


def _index_of(rules: Sequence[Rule]) -> _Index:
    if not (_KEPT and len(_KEPT[0].rules) == len(rules) and all(map(operator.is_, _KEPT[0].rules, rules))):
        _KEPT[:] = [_Index(rules)]
    return _KEPT[0]


class _Waiting:
    """Which rules may conclude something. Most rules are about kinds of act that the data do not have.

    Args:
        store: what the rules read.
        rules: the rules, which the results name by their numbers.
    """

    def __init__(self, store: ox.Store, rules: Sequence[Rule]) -> None:
        index = _index_of(rules)
        self._asked, self._users, self._shapes = index.asked, index.users, index.shapes
        self._matched = {iris for iris in self._users if next(store.quads_for_pattern(*iris, None), None) is not None}

    def at_first(self) -> list[int]:
        """The rules of which the store may match each premise."""
        return [number for number, asked in enumerate(self._asked) if asked <= self._matched]

    def after(self, found: Iterable[ox.Triple]) -> list[int]:
        """The rules that may conclude something else, now that these triples are in the store, too."""
        touched = {iris for triple in found for iris in self._patterns_of(triple)}
        self._matched |= touched
        return sorted({number for iris in touched for number in self._users[iris] if self._asked[number] <= self._matched})

    def _patterns_of(self, triple: ox.Triple) -> Iterator[_Iris]:
        """The patterns of the rules that a triple may match."""
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        for with_subject, with_predicate, with_value in self._shapes:
            if (with_subject and not isinstance(subject, ox.NamedNode)) or (with_value and not isinstance(value, ox.NamedNode)):
                continue
            iris = (subject if with_subject else None, predicate if with_predicate else None, value if with_value else None)
            if iris in self._users:
                yield iris


def _conclusions(store: ox.Store, rule: Rule) -> Iterator[tuple[ox.Triple, tuple[ox.Triple, ...]]]:
    names = rule.variables()
    rows = store.query(rule.select())
    assert isinstance(rows, ox.QuerySolutions)
    for row in rows:
        solution = {name: row[name] for name in names}
        premises = tuple(filter(None, (instantiate(pattern, solution) for pattern in rule.body)))
        for template in rule.head:
            triple = instantiate(template, solution)
            if triple is not None:
                yield triple, premises


def _iris(pattern: Pattern) -> _Iris:
    subject, predicate, value = pattern
    return (
        subject if isinstance(subject, ox.NamedNode) else None,
        predicate if isinstance(predicate, ox.NamedNode) else None,
        value if isinstance(value, ox.NamedNode) else None,
    )


def _grounded(derivation: Derivation, own: int, ranks: Mapping[ox.Triple, int]) -> bool:
    return all(ranks.get(premise, 0) < own for premise in derivation.premises)


def _circular(triple: ox.Triple, derivation: Derivation, ways: Mapping[ox.Triple, set[Derivation]]) -> bool:
    """Whether a derivation says nothing that the other derivations of its conclusion do not say.

    It does not if one of its premises is entailed only from the conclusion itself, or only as the conclusion is: by the same rule from
    the same premises, as the two directions of a symmetric property are.
    """
    known = {(each.rule, frozenset(each.premises)) for each in ways[triple]}
    return any(
        all(triple in each.premises or (each.rule, frozenset(each.premises)) in known for each in ways[premise])
        for premise in derivation.premises
        if premise in ways
    )


def _matches(pattern: Pattern, premise: ox.Triple, solution: dict[str, Value]) -> bool:
    for node, term in zip(pattern, (premise.subject, premise.predicate, premise.object), strict=True):
        expected = solution.setdefault(node.value, term) if isinstance(node, ox.Variable) else node
        if expected != term:
            return False
    return True


def _bound(where: str, solution: Mapping[str, Value]) -> str:
    """The text of a WHERE with each bound variable replaced by its term."""
    out, last = [], 0
    for token in scan(where):
        if token.kind == "var" and token.text[1:] in solution:
            out += [where[last : token.start], str(solution[token.text[1:]])]
            last = token.end
    return "".join([*out, where[last:]])
