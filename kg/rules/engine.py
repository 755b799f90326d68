"""The fixpoint of a set of rules, with the derivations of every conclusion.

No reasoner of a library is used, because each conclusion needs all its derivations, and each derivation its premises.
"""

from __future__ import annotations

import operator
from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from json.encoder import encode_basestring
from typing import Final, TypeAlias, TypeVar

import pyoxigraph as ox

from kg.errors import DataError
from kg.numbered import Terms, object_of, packed, predicate_of, unpacked
from kg.rules.reading import Node, Pattern, Rule, Value, instantiate
from kg.snapshot.proofs import Derivation, Entailed
from kg.terms import TYPE
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
    return sorted(conclude(store, rules, progress).entailed(), key=lambda entailed: str(entailed.triple))


def conclude(
    store: ox.Store,
    rules: Sequence[Rule],
    progress: Callable[[str], None] | None = None,
    terms: Terms | None = None,
    held: Set[int] | None = None,
) -> Conclusions:
    """The same as `entail`, in a tenth of the memory. The result does not keep the store.

    Args:
        store: as for `entail`.
        rules: as for `entail`.
        progress: as for `entail`.
        terms: the numbers of terms to use and to add to; None for new ones.
        held: the numbers of the triples in the default graph, if they are known: it is faster to look there.

    Raises:
        DataError: as for `entail`.
    """
    tell = progress or (lambda _: None)
    waiting = _Waiting(store, rules)
    due = waiting.at_first()
    run = _Run(store, rules, terms or Terms(), held)
    while True:
        tell(f"running {len(rules)} rules, round {run.rank + 1}")
        found = run.round(due, waiting)
        if not found:
            break
        due = waiting.after(found, run.terms)
    tell(f"ordering all derivations of {len(run.ranks):,} triples")
    return Conclusions(run)


_LARGE: Final = 50_000
"""The number of triples from which a rule that runs again is asked only for what follows from the triples that are new.

In fewer, asking for all is as fast. The result is the same.
"""
_NEW: Final = ox.NamedNode("urn:chancery:new")
"""The graph in which the conclusions of the last round stand besides, while the rules run."""


class _Shape:
    """A rule with numbers for its terms: a pattern is three places in a row, which has the solution and then the constants.

    Attributes:
        query: the query for all solutions.
        variables: the number of variables.
        constants: the numbers of the constants.
        body: the places of each premise.
        head: the places of each template.
        doubtful: those of them that may not have a literal.
        is_doubtful: whether there are any.
    """

    def __init__(self, rule: Rule, terms: Terms) -> None:
        self.rule = rule
        self.query = rule.select()
        places: dict[Node, int] = {ox.Variable(name): place for place, name in enumerate(rule.variables())}
        self.variables = len(places)
        for pattern in (*rule.body, *rule.head):
            for node in pattern:
                places.setdefault(node, len(places))
        self.constants = [terms.numbers[node] for node in places if not isinstance(node, ox.Variable)]
        self.body = [_places(pattern, places) for pattern in rule.body]
        self.head = [_places(pattern, places) for pattern in rule.head]
        known = {place for subject, predicate, _ in self.body for place in (subject, predicate)}
        known |= {places[node] for node in places if isinstance(node, ox.NamedNode)}
        self.doubtful = [[place for place in head[:2] if place not in known] for head in self.head]
        self.is_doubtful = any(self.doubtful)
        self.predicates = {places[node] for node in places if isinstance(node, ox.Variable)} & {head[1] for head in self.head}

    @cached_property
    def large_query(self) -> str:
        """The same query for large graphs, where it matters that acts are joined by both of their parties.

        The engine joins two acts by one party, and compares the other. Where few parties have many acts, that takes time that grows with
        the square of their number. It evaluates sub-selects by themselves, and joins them by all variables that they share.
        """
        stars: dict[Node, list[int]] = {}
        for number, (subject, _, _) in enumerate(self.rule.body):
            stars.setdefault(subject, []).append(number)
        large = [numbers for numbers in stars.values() if any(self._is_kind(self.rule.body[number]) for number in numbers)]
        shared = [{node for number in numbers for node in self.rule.body[number] if isinstance(node, ox.Variable)} for numbers in large]
        # Only the layout of compiled rules is known: the premises, one in each line, and then the filters.
        if self.rule.path is not None or len(large) != 2 or len(shared[0] & shared[1]) < 2:
            return self.query
        lines = self.rule.where.split("\n")[1:-1]
        texts = [lines[number] for number in range(len(self.rule.body))]
        inside = [f"{{ SELECT * WHERE {{ {' '.join(texts[number] for number in numbers)} }} }}" for numbers in large]
        taken = {number for numbers in large for number in numbers}
        rest = [text for number, text in enumerate(texts) if number not in taken]
        return "\n".join([self.query.removesuffix(self.rule.where) + "{", *inside, *rest, *lines[len(texts) :], "}"])

    @staticmethod
    def _is_kind(pattern: Pattern) -> bool:
        """Whether a pattern asks for the instances of a class that is a variable's."""
        return pattern[1] == TYPE and isinstance(pattern[0], ox.Variable) and isinstance(pattern[2], ox.NamedNode)

    def queries_of_new(self, touched: Iterable[_Iris]) -> list[str]:
        """The queries for the solutions with a premise in the graph of the new triples."""
        wanted = set(touched)
        asked = dict.fromkeys(pattern for pattern in self.rule.body if iris_of(pattern) in wanted)
        before = self.query.removesuffix(self.rule.where)
        inside = self.rule.where[1:]
        return [f"{before}{{ GRAPH {_NEW} {{ {' '.join(map(str, pattern))} }} {inside}" for pattern in asked]

    def heads(self, row: Sequence[int], terms: Terms) -> list[int]:
        """The numbers of what follows from a row, without what would not be a triple, such as one with a literal as its subject."""
        # As `packed` does; calling it a million times takes a second.
        heads = [row[subject] << 56 | row[predicate] << 28 | row[value] for subject, predicate, value in self.head]
        if not self.is_doubtful:
            return heads
        return [
            triple
            for triple, (_, predicate, _), doubtful in zip(heads, self.head, self.doubtful, strict=True)
            if all(_may_stand(terms.terms[row[place]], place == predicate) for place in doubtful)
        ]

    def in_columns(self, patterns: Iterable[tuple[int, int, int]], solutions: array[int]) -> Iterator[tuple[int, ...]]:
        """The numbers of the triples of some patterns in each of many rows, which takes less time column by column."""
        width = self.variables
        columns = [*(solutions[place::width] for place in range(width)), *([each] * (len(solutions) // width) for each in self.constants)]
        made = (
            [
                subject << 56 | predicate << 28 | value
                for subject, predicate, value in zip(*(columns[place] for place in pattern), strict=True)
            ]
            for pattern in patterns
        )
        return zip(*made, strict=True)

    def premises(self, row: Sequence[int]) -> tuple[int, ...]:
        """The numbers of the premises of a row."""
        return tuple([row[subject] << 56 | row[predicate] << 28 | row[value] for subject, predicate, value in self.body])


def _places(pattern: Pattern, places: Mapping[Node, int]) -> tuple[int, int, int]:
    subject, predicate, value = pattern
    return places[subject], places[predicate], places[value]


def _may_stand(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, as_predicate: bool) -> bool:
    return isinstance(term, ox.NamedNode if as_predicate else ox.NamedNode | ox.BlankNode)


class _Run:
    """Rules that run.

    Attributes:
        ranks: the number of each conclusion, to the round that found it.
        rank: the number of the last round.
        solutions: the solutions of each rule that has run, by its number: the numbers of their terms, one row behind the other.
        finds: what each rule has found, by its number.
        repeated: the rules that were asked for all solutions again, so that some may be gone.
        size: the number of triples in the store.
        has_new: whether the store has the graph of the conclusions of the last round.
    """

    def __init__(self, store: ox.Store, rules: Sequence[Rule], terms: Terms, held: Set[int] | None) -> None:
        self.store = store
        self.rules = rules
        self.terms = terms
        self.held = held
        self.ranks: dict[int, int] = {}
        self.rank = 0
        self.solutions: dict[int, array[int]] = {}
        self.shapes: dict[int, _Shape] = {}
        self.finds: dict[int, list[int]] = {}
        self.repeated: set[int] = set()
        self.size = len(store)  # the store counts them one by one
        self.has_new = False

    @property
    def large(self) -> bool:
        """Whether the store has many triples."""
        return self.size >= _LARGE

    def round(self, due: Iterable[int], waiting: _Waiting) -> Iterable[int]:
        """Run some rules over the store, add what they conclude to it, and return that."""
        self.rank += 1
        found: dict[int, None] = {}
        for number in due:
            begin_step(f"running the rule {self.rules[number].name}")
            self._run(number, waiting, found)
        self.ranks.update(dict.fromkeys(found, self.rank))
        self.terms.put(self.store, found)
        self.size += len(found)
        if self.has_new:
            self.store.remove_graph(_NEW)
        self.has_new = self.large and bool(found)
        if self.has_new:
            self.terms.put(self.store, found, _NEW)
        return found

    def _run(self, number: int, waiting: _Waiting, found: dict[int, None]) -> None:
        """Run one rule."""
        if number not in self.shapes:
            self.shapes[number] = _Shape(self.rules[number], self.terms)
        shape = self.shapes[number]
        # What is absent no longer may take solutions away.
        again = number in self.solutions and not waiting.touched.isdisjoint(map(iris_of, shape.rule.absent))
        if number not in self.solutions or again or not self.has_new:
            queries = [shape.large_query if self.large else shape.query]
            if number in self.solutions:
                self.repeated.add(number)
            self.solutions[number] = array("I")
        else:
            queries = shape.queries_of_new(waiting.touched)
        numbers, solutions, constants = self.terms.numbers, self.solutions[number], shape.constants
        ranks, store, terms, held = self.ranks, self.store, self.terms, self.held
        finds = self.finds.setdefault(number, [])
        seen: set[tuple[int, ...]] | None = set() if len(queries) > 1 else None
        for query in queries:
            rows = store.query(query)
            assert isinstance(rows, ox.QuerySolutions)
            for solution in rows:
                row = [numbers[term] for term in solution]
                if seen is not None:
                    key = tuple(row)
                    if key in seen:
                        continue
                    seen.add(key)
                solutions.extend(row)
                row += constants
                for triple in shape.heads(row, terms):
                    if triple in ranks or triple in found:
                        continue
                    if (triple not in held) if held is not None else (next(terms.quads((triple,))) not in store):
                        found[triple] = None
                        finds.append(triple)


class Conclusions:
    """What some rules conclude, with all derivations.

    A derivation is the number of a rule and of one of its solutions, until it is asked for.

    Args:
        run: the rules, which have run.

    Raises:
        DataError: a conclusion lost its premises while the rules ran.

    Attributes:
        terms: the numbers of the terms.
    """

    def __init__(self, run: _Run) -> None:
        # The run itself would keep the store, which is large.
        self.terms = run.terms
        self._rules, self._ranks, self._solutions, self._shapes = run.rules, run.ranks, run.solutions, run.shapes
        self._names = [rule.name for rule in run.rules]
        self._ways = _ways_of(run)
        # What a rule has found from premises of lower rank still follows from these unless the rule has lost solutions.
        lost = next((triple for number in run.repeated for triple in run.finds[number] if not self._is_grounded(triple)), None)
        if lost is not None:
            raise DataError(
                f"the conclusion {self.terms.triple(lost)} lost its premises while the rules ran",
                hint="a FILTER NOT EXISTS asks for something that a rule concludes: let it ask for something asserted",
            )

    def __len__(self) -> int:
        return len(self._ranks)

    @property
    def numbers(self) -> Iterable[int]:
        """The numbers of the triples, in no particular order."""
        return self._ranks.keys()

    def rank(self, triple: ox.Triple) -> int:
        """The rank of a triple: 0 if no rule has concluded it."""
        return self._ranks.get(self.terms.number(triple), 0)

    def entailed(self) -> Iterator[Entailed]:
        """All conclusions, in no particular order."""
        triple_of = self.terms.triple
        for triple, rank in self._ranks.items():
            derivations = (Derivation(self._rules[rule].name, tuple(map(triple_of, premises))) for rule, premises in self._ordered(triple))
            yield Entailed(triple_of(triple), rank, tuple(derivations))

    def proofs(self) -> Iterator[str]:
        """The lines of all conclusions in ``proofs.jsonl``, in no particular order; see `kg.snapshot.proofs.format_line`."""
        quoted = _Quoted(self.terms.texts)
        names = [encode_basestring(rule.name) for rule in self._rules]

        def text(triple: int) -> str:
            subject, predicate, value = unpacked(triple)
            return f"[{quoted[subject]},{quoted[predicate]},{quoted[value]}]"

        for triple, rank in self._ranks.items():
            derivations = ",".join(
                [f'{{"rule":{names[rule]},"premises":[{",".join(map(text, premises))}]}}' for rule, premises in self._ordered(triple)]
            )
            yield f'{{"triple":{text(triple)},"rank":{rank},"derivations":[{derivations}]}}\n'

    def _ordered(self, triple: int) -> list[_Way]:
        """The derivations of a conclusion, those from premises of lower rank first."""
        known = self._ways[triple]
        if isinstance(known, int):
            return [self._way(known)]
        ranks = self._ranks

        def rank(premise: int) -> int:
            return ranks.get(premise, 0)

        return derivations_in_order(triple, ranks[triple], list(self._of(triple)), self._of, rank, self._names, self.terms.text)

    def _is_grounded(self, triple: int) -> bool:
        """Whether a conclusion has a derivation from premises of lower rank."""
        ranks = self._ranks
        own = ranks[triple]
        return any(all(ranks.get(premise, 0) < own for premise in premises) for _, premises in self._of(triple))

    def _of(self, triple: int) -> Iterator[_Way]:
        """All derivations of a triple, in no particular order."""
        known = self._ways.get(triple, ())
        for each in (known,) if isinstance(known, int) else known:
            yield self._way(each)

    def _way(self, code: int) -> _Way:
        rule, start = code >> _ROW_BITS, code & (1 << _ROW_BITS) - 1
        shape = self._shapes[rule]
        row = [*self._solutions[rule][start : start + shape.variables], *shape.constants]
        return rule, shape.premises(row)


class _Quoted(dict[int, str]):
    """The text of each term that is asked for, as a string of JSON."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def __missing__(self, number: int) -> str:
        text = self[number] = encode_basestring(self._texts[number])
        return text


_Way: TypeAlias = tuple[int, tuple[int, ...]]
"""A derivation: the number of a rule, and those of the premises."""
_T = TypeVar("_T", bound=Hashable)


def derivations_in_order(
    triple: _T,
    own: int,
    ways: Sequence[tuple[int, tuple[_T, ...]]],
    ways_of: Callable[[_T], Iterable[tuple[int, tuple[_T, ...]]]],
    rank: Callable[[_T], int],
    names: Sequence[str],
    text: Callable[[_T], str],
) -> list[tuple[int, tuple[_T, ...]]]:
    """The derivations of a conclusion that its proof tells, those from premises of lower rank first. Triples may be objects or numbers.

    A derivation that says nothing that the others do not say is left out: one of its premises is entailed only from the conclusion itself,
    or only as the conclusion is, by the same rule from the same premises, as the two directions of a symmetric property are.

    Args:
        triple: the conclusion.
        own: its rank.
        ways: all its derivations, each the number of a rule and the premises.
        ways_of: all derivations of a triple; none if it is not entailed.
        rank: the rank of a triple, 0 if it is not entailed.
        names: the names of the rules.
        text: the text of a triple by which derivations are sorted.

    Returns:
        The derivations; none if none of them is from premises of lower rank.
    """
    found: list[tuple[bool, tuple[int, tuple[_T, ...]]]] = []
    for way in ways:
        grounded = all(rank(premise) < own for premise in way[1])
        if grounded or not _is_circular(triple, way, ways, ways_of):
            found.append((not grounded, way))
    if len(found) > 1:
        found.sort(key=lambda each: (each[0], names[each[1][0]], list(map(text, each[1][1]))))
    return [way for _, way in found] if found and not found[0][0] else []


def _is_circular(
    triple: _T,
    way: tuple[int, tuple[_T, ...]],
    ways: Iterable[tuple[int, tuple[_T, ...]]],
    ways_of: Callable[[_T], Iterable[tuple[int, tuple[_T, ...]]]],
) -> bool:
    known = {(rule, frozenset(premises)) for rule, premises in ways}
    for premise in way[1]:
        others = list(ways_of(premise))
        if others and all(triple in premises or (rule, frozenset(premises)) in known for rule, premises in others):
            return True
    return False


_ROW_BITS: Final = 40


def _ways_of(run: _Run) -> dict[int, int | list[int]]:
    """The derivations of each conclusion: one of them, or a list."""
    ways: dict[int, int | list[int]] = {}
    ranks = run.ranks
    for number in sorted(run.solutions):
        shape, width = run.shapes[number], run.shapes[number].variables
        if not width:
            continue
        for start, (heads, premises) in enumerate(
            zip(_heads_of(run, number), shape.in_columns(shape.body, run.solutions[number]), strict=True)
        ):
            for triple in dict.fromkeys(heads) if len(heads) > 1 else heads:
                if triple not in ranks or triple in premises:
                    continue
                code = number << _ROW_BITS | start * width
                known = ways.get(triple)
                if known is None:
                    ways[triple] = code
                elif isinstance(known, int):
                    ways[triple] = [known, code]
                else:
                    known.append(code)
    return ways


def _heads_of(run: _Run, number: int) -> Iterable[Sequence[int]]:
    """What follows from each solution of a rule."""
    shape, solutions = run.shapes[number], run.solutions[number]
    if not shape.is_doubtful:
        return shape.in_columns(shape.head, solutions)
    width = shape.variables
    return (shape.heads([*solutions[at : at + width], *shape.constants], run.terms) for at in range(0, len(solutions), width))


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
            self.asked.append({iris_of(pattern) for pattern in rule.body})
            for iris in self.asked[-1].union(map(iris_of, rule.absent)):
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

    Attributes:
        touched: the patterns of the rules that the triples of the last round may match.
    """

    def __init__(self, store: ox.Store, rules: Sequence[Rule]) -> None:
        self.touched: set[_Iris] = set()
        index = _index_of(rules)
        self._asked, self._users, self._shapes = index.asked, index.users, index.shapes
        self._exact = any(subject or (value and not predicate) for subject, predicate, value in self._shapes)
        self._matched = {iris for iris in self._users if next(store.quads_for_pattern(*iris, None), None) is not None}

    def at_first(self) -> list[int]:
        """The rules of which the store may match each premise."""
        return [number for number, asked in enumerate(self._asked) if asked <= self._matched]

    def after(self, found: Iterable[int], terms: Terms) -> list[int]:
        """The rules that may conclude something else, now that the triples with these numbers are in the store, too."""
        numbers = terms.numbers
        with_value = {numbers.get(predicate) for _, predicate, value in self._users if predicate is not None and value is not None}
        # Most triples are alike to the patterns: what counts is the property and, of a type, the class.
        alike: dict[int, int] = {}
        for each in found:
            predicate = predicate_of(each)
            alike[each if self._exact else packed(0, predicate, object_of(each)) if predicate in with_value else predicate] = each
        touched = {iris for each in alike.values() for iris in self._patterns_of(terms.triple(each))}
        self._matched |= touched
        self.touched = touched
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


def iris_of(pattern: Pattern) -> _Iris:
    """A pattern with None for its variables and literals."""
    subject, predicate, value = pattern
    return (
        subject if isinstance(subject, ox.NamedNode) else None,
        predicate if isinstance(predicate, ox.NamedNode) else None,
        value if isinstance(value, ox.NamedNode) else None,
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
