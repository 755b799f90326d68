"""What follows after a change of what is held: only what the change touches is concluded again.

The result is what the rules conclude from everything, with the same ranks and the same derivations. The conclusions that a change touches
are those that follow, in one or more steps, from a triple that comes or goes, or from its absence. They are taken out of the graph; what
still follows from the rest is put back, with what is new; and then the derivations of each of them are asked for anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.rules.engine import derivations_in_order, iris_of
from kg.rules.reading import Node, Pattern, Rule, Value, instantiate
from kg.snapshot.proofs import Derivation, Entailed
from kg.tokens import scan

_MOST: Final = 20_000
"""With more conclusions or queries, a change is not followed any further."""


class TooFar(Exception):
    """A change reaches too far, or in a way that is not followed: everything has to be concluded anew."""


class Changes(NamedTuple):
    """What a change does to the conclusions.

    Attributes:
        before: the conclusions that are no more, or had other proofs.
        after: those that are new, or have other proofs now.
    """

    before: dict[ox.Triple, Entailed]
    after: dict[ox.Triple, Entailed]


class _Solution(NamedTuple):
    """A solution of a rule: the number of the rule, its premises, and what it concludes."""

    rule: int
    premises: tuple[ox.Triple, ...]
    heads: tuple[ox.Triple, ...]


class _Index:
    """The patterns of some rules, by their IRIs: of what they ask for, or for the absence of, and of what they conclude."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self.asked: dict[_Iris, list[tuple[int, Pattern]]] = {}
        self.concluded: dict[_Iris, list[tuple[int, Pattern]]] = {}
        for number, rule in enumerate(rules):
            for pattern in dict.fromkeys((*rule.body, *rule.absent)):
                self.asked.setdefault(iris_of(pattern), []).append((number, pattern))
            for pattern in dict.fromkeys(rule.head):
                self.concluded.setdefault(iris_of(pattern), []).append((number, pattern))
        self.variables = [rule.variables() for rule in rules]

    def concluding(self, pattern: Pattern) -> Iterator[tuple[int, dict[str, Value]]]:
        """The rules that may conclude what a pattern matches, each with what the IRIs of the pattern say of its variables."""
        for iris, concluded in self.concluded.items():
            if all(one is None or other is None or one == other for one, other in zip(iris, iris_of(pattern), strict=True)):
                for number, head in concluded:
                    pairs = zip(head, pattern, strict=True)
                    yield (
                        number,
                        {one.value: node for one, node in pairs if isinstance(one, ox.Variable) and isinstance(node, ox.NamedNode)},
                    )


_Iris = tuple[ox.NamedNode | None, ox.NamedNode | None, ox.NamedNode | None]


def _matching(table: Mapping[_Iris, list[tuple[int, Pattern]]], triple: ox.Triple) -> Iterator[tuple[int, dict[str, Value]]]:
    """The rules with a pattern in a table that matches a triple, each with what that says of its variables."""
    subject, predicate, value = triple.subject, triple.predicate, triple.object
    subjects = (None, subject) if isinstance(subject, ox.NamedNode) else (None,)
    values = (None, value) if isinstance(value, ox.NamedNode) else (None,)
    for one in subjects:
        for property_ in (None, predicate):
            for other in values:
                for number, pattern in table.get((one, property_, other), ()):
                    solution = _unified(pattern, triple)
                    if solution is not None:
                        yield number, solution


def _unified(pattern: Pattern, triple: ox.Triple) -> dict[str, Value] | None:
    """What a triple says of the variables of a pattern with the same IRIs; None if it does not match."""
    solution: dict[str, Value] = {}
    for node, term in zip(pattern, (triple.subject, triple.predicate, triple.object), strict=True):
        # The engine may match a literal that is written in another way.
        if isinstance(node, ox.Variable) and solution.setdefault(node.value, term) != term:
            return None
    return solution


@lru_cache(maxsize=4096)
def _pieces(where: str) -> tuple[tuple[str, str], ...]:
    """A WHERE as pieces of text, each with the name of the variable that follows it; empty at the end."""
    pieces, last = [], 0
    for token in scan(where):
        if token.kind == "var":
            pieces.append((where[last : token.start], token.text[1:]))
            last = token.end
    return (*pieces, (where[last:], ""))


@lru_cache(maxsize=256)
def _without_absence(where: str) -> str:
    """A WHERE without its FILTER NOT EXISTS.

    >>> _without_absence("{ ?a ?b ?c FILTER NOT EXISTS { ?c ?b ?a . FILTER (?a != ?c) } FILTER (?a != ?b) }")
    '{ ?a ?b ?c  FILTER (?a != ?b) }'
    """
    pieces, kept, depth = [], 0, 0
    tokens = list(scan(where))
    for at, token in enumerate(tokens):
        if not depth and [each.text.upper() for each in tokens[at : at + 3]] == ["FILTER", "NOT", "EXISTS"]:
            pieces.append(where[kept : token.start])
            kept = -1
        elif kept < 0 and token.kind == "punct":
            depth += (token.text == "{") - (token.text == "}")
            kept = token.end if not depth else kept
    return "".join([*pieces, where[kept:]])


class _Asking:
    """Asks rules for some of their solutions over the default graph of a store.

    Args:
        index: the rules.
        store: the store.
        is_ignored: whether a premise is none for the rules.
    """

    def __init__(self, index: _Index, store: ox.Store, is_ignored: Callable[[ox.Triple], bool]) -> None:
        self._index = index
        self._store = store
        self._is_ignored = is_ignored
        self._asked = 0
        self._known: set[object] = set()

    def touching(self, triple: ox.Triple) -> Iterator[_Solution]:
        """The solutions of which a triple is a premise, or whose filters may ask for it."""
        for number, solution in _matching(self._index.asked, triple):
            yield from self._solutions(number, solution)

    def concluding(self, triple: ox.Triple) -> Iterator[_Solution]:
        """The solutions that conclude a triple, which is not among their premises. Each comes once."""
        seen: set[tuple[int, tuple[ox.Triple, ...]]] = set()
        for number, solution in _matching(self._index.concluded, triple):
            for each in self._solutions(number, solution):
                key = (each.rule, each.premises)
                if key not in seen and triple in each.heads and triple not in each.premises:
                    seen.add(key)
                    yield each

    def late(self) -> dict[int, list[Pattern]]:
        """The rules that ask for the absence of what a rule may conclude, each with the patterns of that."""
        is_late = {
            iris_of(pattern): any(self._may_match(self._index.rules[each], bound) for each, bound in self._index.concluding(pattern))
            for pattern in {iris_of(each): each for rule in self._index.rules for each in rule.absent}.values()
        }
        found = {number: [pattern for pattern in rule.absent if is_late[iris_of(pattern)]] for number, rule in enumerate(self._index.rules)}
        return {number: patterns for number, patterns in found.items() if patterns}

    def but_for_absence(self, triple: ox.Triple, late: Mapping[int, Sequence[Pattern]]) -> Iterator[tuple[_Solution, list[ox.Triple]]]:
        """The solutions that some rules would have around a triple if nothing had to be absent, each with what is there nevertheless."""
        for number, given in _matching(self._index.asked, triple):
            for solution, row in self._rows(number, given, _without_absence(self._index.rules[number].where)) if number in late else ():
                yield solution, [each for pattern in late[number] for each in self._there(pattern, row)]

    def _there(self, pattern: Pattern, row: Mapping[str, Value]) -> Iterator[ox.Triple]:
        """The triples that match a pattern in which variables have given values, as far as these are IRIs."""
        subject, predicate, value = (row.get(node.value) if isinstance(node, ox.Variable) else node for node in pattern)
        if isinstance(subject, ox.NamedNode | None) and isinstance(predicate, ox.NamedNode | None):
            for quad in self._store.quads_for_pattern(subject, predicate, value, ox.DefaultGraph()):
                yield quad.triple

    def _solutions(self, number: int, given: Mapping[str, Value]) -> Iterator[_Solution]:
        """The solutions of a rule in which variables have given values; one inside a NOT EXISTS only is not looked at."""
        for solution, _ in self._rows(number, given, self._index.rules[number].where):
            yield solution

    def _rows(self, number: int, given: Mapping[str, Value], where: str) -> Iterator[tuple[_Solution, Mapping[str, Value]]]:
        """The solutions of a rule with another WHERE, each with the values of its variables."""
        rule, variables = self._index.rules[number], self._index.variables[number]
        bound = {name: value for name, value in given.items() if name in variables}
        for name, value in bound.items():
            if isinstance(value, ox.BlankNode | ox.Triple):
                raise TooFar
            if isinstance(value, ox.Literal):
                if _is_used(rule.body, name):
                    return
                if _is_used(rule.absent, name):
                    raise TooFar
        if not self._may_match(rule, bound):
            return
        self._asked += 1
        if self._asked > _MOST:
            raise TooFar
        asked = "".join([text + (str(bound[name]) if name in bound else f"?{name}" if name else "") for text, name in _pieces(where)])
        free = [name for name in variables if name not in bound]
        if free:
            found = self._store.query(f"{rule.prologue}SELECT DISTINCT {' '.join('?' + name for name in free)} WHERE {asked}")
            assert isinstance(found, ox.QuerySolutions)
            rows = [dict(bound, **{name: row[name] for name in free}) for row in found]
        else:
            rows = [dict(bound)] if self._store.query(f"{rule.prologue}ASK {asked}") else []
        for row in rows:
            premises = tuple([_made(pattern, row) for pattern in rule.body])
            if not any(map(self._is_ignored, premises)):
                heads = (instantiate(pattern, row) for pattern in rule.head)
                yield _Solution(number, premises, tuple([each for each in dict.fromkeys(heads) if each is not None])), row

    def _may_match(self, rule: Rule, bound: Mapping[str, Value]) -> bool:
        """Whether the store has something for each premise by itself: most rules are about other kinds of act."""
        for pattern in rule.body:
            if any(isinstance(node, ox.Literal) for node in pattern):
                continue
            subject, predicate, value = (bound.get(node.value) if isinstance(node, ox.Variable) else node for node in pattern)
            iris = (subject, predicate, value)
            is_general = subject is None and all(node is each or each is None for node, each in zip(pattern, iris, strict=True))
            if is_general and iris in self._known:
                continue
            if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode | None):
                return False
            if next(self._store.quads_for_pattern(subject, predicate, value, ox.DefaultGraph()), None) is None:
                return False
            if is_general:
                self._known.add(iris)
        return True


def _made(pattern: Pattern, row: Mapping[str, Value]) -> ox.Triple:
    made = instantiate(pattern, row)
    if made is None or isinstance(made.subject, ox.BlankNode) or isinstance(made.object, ox.BlankNode | ox.Triple):
        raise TooFar
    return made


def _is_used(patterns: Iterable[Pattern], name: str) -> bool:
    """Whether a variable stands where no literal can."""
    wanted: Node = ox.Variable(name)
    return any(wanted in pattern[:2] for pattern in patterns)


def conclude_changes(
    last: ox.Store,
    store: ox.Store,
    rules: Sequence[Rule],
    removed: Iterable[ox.Triple],
    added: Iterable[ox.Triple],
    proof_of: Callable[[ox.Triple], Entailed | None],
    is_ignored: Callable[[ox.Triple], bool] = lambda _: False,
) -> Changes:
    """Conclude what follows after a change, from what followed before it.

    Args:
        last: the store before the change: its default graph has what is held and what is concluded.
        store: another one with the same content, which is **written**: its default graph gets what is held and concluded after the change.
        rules: the rules, sorted by name.
        removed: the triples that are no longer held.
        added: the triples that are held besides.
        proof_of: the proof of a conclusion before the change; None for any other triple.
        is_ignored: whether a triple is none of which the rules know, though it is in the stores.

    Raises:
        TooFar: the change reaches too far. The store is then unusable.
    """
    gone, come = set(removed), set(added)
    if any(isinstance(term, ox.BlankNode | ox.Triple) for triple in gone | come for term in (triple.subject, triple.object)):
        raise TooFar
    index = _Index(rules)
    touched = _closure(_Asking(index, last, is_ignored), gone | come, proof_of)
    doubtful = {triple for triple in touched if proof_of(triple) is not None}
    for triple in gone | doubtful:
        store.remove(_quad(triple))
    for triple in come:
        store.add(_quad(triple))
    asking = _Asking(index, store, is_ignored)

    # What was nearest to what is asserted comes first, because others may ask for its absence.
    for triple in sorted(doubtful | gone, key=lambda each: (_rank(proof_of(each)), str(each))):
        if triple not in come and next(asking.concluding(triple), None) is not None:
            store.add(_quad(triple))

    def is_held(triple: ox.Triple) -> bool:
        return triple in come or (triple not in gone and _quad(triple) in last and proof_of(triple) is None)

    seen = gone | come | doubtful
    waiting = sorted(seen, key=str)
    while waiting:
        for solution in list(asking.touching(waiting.pop())):
            for head in solution.heads:
                if is_held(head):
                    continue
                if isinstance(head.object, ox.BlankNode | ox.Triple) or len(seen) > _MOST:
                    raise TooFar
                if head not in seen or _quad(head) not in store:
                    store.add(_quad(head))
                    seen.add(head)
                    waiting.append(head)
    return _proved(asking, store, rules, {each for each in seen if not is_held(each)}, seen, proof_of)


def _closure(asking: _Asking, start: set[ox.Triple], proof_of: Callable[[ox.Triple], Entailed | None]) -> set[ox.Triple]:
    """Some triples with all conclusions that follow from them in one or more steps, or that may follow from their absence."""
    seen = set(start)
    waiting = list(start)
    while waiting:
        for solution in asking.touching(waiting.pop()):
            for head in solution.heads:
                if head not in seen and proof_of(head) is not None:
                    if len(seen) > _MOST:
                        raise TooFar
                    seen.add(head)
                    waiting.append(head)
    return seen


def _proved(
    asking: _Asking,
    store: ox.Store,
    rules: Sequence[Rule],
    touched: set[ox.Triple],
    changed: set[ox.Triple],
    proof_of: Callable[[ox.Triple], Entailed | None],
) -> Changes:
    """The proofs of the touched conclusions, before and after the change.

    Args:
        asking: asks the rules after the change.
        store: the store after the change.
        rules: the rules.
        touched: the conclusions that may have changed.
        changed: these, and what has changed besides.
        proof_of: as for `conclude_changes`.
    """
    ways: dict[ox.Triple, list[_Way]] = {}

    def ways_of(triple: ox.Triple) -> list[_Way]:
        if triple not in ways:
            is_concluded = triple in touched or (triple not in changed and proof_of(triple) is not None)
            ways[triple] = [(each.rule, each.premises) for each in asking.concluding(triple)] if is_concluded else []
        return ways[triple]

    present = [triple for triple in touched if _quad(triple) in store]
    ranks: dict[ox.Triple, int] = {}

    def rank(triple: ox.Triple) -> int | None:
        if triple in touched:
            return ranks.get(triple)
        return 0 if triple in changed else _rank(proof_of(triple))

    # Each round settles the ranks of one number, as the rules do when they run.
    waiting = set(present)
    number = 0
    while waiting:
        number += 1
        found = {
            triple
            for triple in waiting
            if any(all((own := rank(premise)) is not None and own < number for premise in premises) for _, premises in ways_of(triple))
        }
        if not found and number > _deepest(map(ways_of, waiting), rank):
            raise TooFar  # something stands that lost its premises: the full run says what
        ranks.update(dict.fromkeys(found, number))
        waiting -= found
    late = asking.late()
    for triple in changed:
        for solution, there in asking.but_for_absence(triple, late):
            own = max(rank(each) or 0 for each in solution.premises)
            if any((rank(each) or 0) > own for each in there):
                raise TooFar  # the full run concludes something before that is there, and says so
    before = {triple: proof for triple in touched | changed if (proof := proof_of(triple)) is not None}
    after: dict[ox.Triple, Entailed] = {}
    names = [rule.name for rule in rules]
    for triple in present:
        ordered = derivations_in_order(triple, ranks[triple], ways_of(triple), ways_of, lambda each: rank(each) or 0, names, _text)
        derivations = tuple(Derivation(names[rule], premises) for rule, premises in ordered)
        after[triple] = Entailed(triple, ranks[triple], derivations)
    same = {triple for triple, proof in after.items() if before.get(triple) == proof}
    return Changes(
        {triple: proof for triple, proof in before.items() if triple not in same},
        {triple: proof for triple, proof in after.items() if triple not in same},
    )


_Way = tuple[int, tuple[ox.Triple, ...]]


def _deepest(every: Iterable[list[_Way]], rank: Callable[[ox.Triple], int | None]) -> int:
    """The highest rank of a premise that is known."""
    return max((rank(premise) or 0 for ways in every for _, premises in ways for premise in premises), default=0)


def _rank(proof: Entailed | None) -> int:
    return 0 if proof is None else proof.rank


def _quad(triple: ox.Triple) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object)


def _text(triple: ox.Triple) -> str:
    """A triple as `kg.numbered.Terms.text` has it."""
    return f"{triple.subject} {triple.predicate} {triple.object}"
