"""The dates of nodes, and whether a node was so by a day: yes, no, or undecided."""

from __future__ import annotations

from datetime import date

from pyoxigraph import NamedNode, Quad

from kg.dates import ENGLISH, Bounds, as_of, date_in_words, together
from kg.namespaces import DIP
from kg.record.graphs import other_graphs
from kg.record.lookup import Row
from kg.record.model import When
from kg.record.names import slug
from kg.record.vocabulary import (
    ACCREDITED_TO,
    AFTER,
    BEGUN_BY,
    COUNTED_UNTIL,
    DATE,
    DATE_APPROXIMATE,
    DATE_BASIS,
    DATE_UNCERTAIN,
    DEFAULT,
    EARLIEST,
    ENDS,
    LATEST,
    MAY_END,
    OF_AGENT,
    OF_DATES,
    OF_MISSION,
    PLACE,
    RECEIVING_PARTY,
    RECIPIENT,
    RELATIONS_PERIOD,
    RELATIONS_VALUE,
    RESIDENT_IN,
    SHOWN_BY,
    SURELY_FROM,
    SURELY_UNTIL,
    TOWARDS,
)
from kg.terms import ENDED_BY, SUB_CLASS, TYPE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from typing import Literal, TypeAlias

    from pyoxigraph import DefaultGraph, Triple

    from kg.record.names import Names
    from kg.snapshot.proofs import Derivation, Proofs

    State: TypeAlias = Literal["yes", "no", "undecided"]
    """Whether something was so by a day."""

_LASTING = (DIP + "Situation", DIP + "Tenure")
DATED = (DIP + "Matter", DIP + "Tenure")
"""The classes of what can have a date of its own."""

_SYMMETRIC = NamedNode("http://www.w3.org/2002/07/owl#SymmetricProperty")
_GENERAL = frozenset(NamedNode(DIP + name) for name in ("Act", "Matter", "Situation", "Statement"))

_STATES: tuple[State, ...] = ("no", "undecided", "yes")
_OPPOSITE: dict[State, State] = {"yes": "no", "undecided": "undecided", "no": "yes"}


class Times:
    """The dates of the nodes of a snapshot.

    Args:
        names: the snapshot's names.
    """

    def __init__(self, names: Names) -> None:
        self.names = names
        self.store = names.store
        self._gathered: dict[NamedNode, dict[str, list[tuple[NamedNode, object]]]] | None = None
        self._whole = True

    def read_dates(self) -> None:
        """Read the dates of all nodes in one pass, for callers that ask for most of them; each look-up alone takes longer."""
        found: dict[NamedNode, dict[str, list[tuple[NamedNode, object]]]] = {}
        graphs = other_graphs(self.store)
        for predicate in OF_DATES:
            for each in graphs or (None,):
                for quad in self.store.quads_for_pattern(None, predicate, None, each):
                    if isinstance(quad.subject, NamedNode):
                        graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
                        found.setdefault(quad.subject, {}).setdefault(graph, []).append((predicate, quad.object))
        self._gathered, self._whole = found, graphs is None

    # dates

    def accounts(self, node: NamedNode) -> tuple[When, ...]:
        """The dates of a node: first the held accounts taken together, if there are any, then the date in each graph, sorted by graph."""
        return tuple(self._read(node, graph, row) for graph, row in self._rows(node))

    def when(self, node: NamedNode) -> When | None:
        """The date of a node: that of the default graph; if nothing is held about the node, all accounts taken together; else None."""
        accounts = self.accounts(node)
        if self.names.is_held(node):
            accounts = tuple(each for each in accounts if each.graph is None)
        return merged(accounts) if accounts else None

    def bounds(self, node: NamedNode) -> Bounds | None:
        """The bounds of the date that `when` returns; None without a date."""
        when = self.when(node)
        return None if when is None or not (when.earliest or when.latest) else _bounds(when)

    def text(self, node: NamedNode) -> str:
        """The date of a node in EDTF, several joined by ``or``; empty without one."""
        return " or ".join(self._literals(node))

    def words(self, node: NamedNode) -> str:
        """The date of a node in words, as far as it is known: ``May 2010``, ``after Arab–Israeli war of 1973 (in or after 1973)``.

        What is only said to be after something has the first day of that as its bound.

        Returns:
            The words; empty for a node without a date that is not said to be after anything either.
        """
        when = self.when(node)
        if when is not None and when.words:
            return when.words
        after = self.after(node)
        return after.words if after is not None else ""

    def after(self, node: NamedNode) -> When | None:
        """For a node without a date of its own, the date that it has because it came after some events: the first day of the latest of them
        as its bound, and the words for that.

        Returns:
            The date; None for a node that is not said to be after anything.
        """
        events = self.events_before(node)
        since = self.day_before(node)
        words = ENGLISH.after(events, ENGLISH.bounds(since, None) if since is not None else "")
        return When(earliest=_text(since), words=words, after=events) if events else None

    def day_before(self, node: NamedNode) -> date | None:
        """The first day on which a node without a date of its own can have been: that of the latest of the events that it came after.

        Returns:
            The day; None if none of the events has a first day.
        """
        graph = DEFAULT if self.names.is_held(node) else None
        events = {quad.object for quad in self.store.quads_for_pattern(node, AFTER, None, graph)}
        bounds = [self.bounds(each) for each in events if isinstance(each, NamedNode)]
        return max((each.earliest for each in bounds if each is not None and each.earliest is not None), default=None)

    def events_before(self, node: NamedNode) -> tuple[str, ...]:
        """The names of the events after which a node is said to be, sorted: what is held, or any account if nothing is held about it."""
        return self._after(node, DEFAULT if self.names.is_held(node) else None)

    def counted_until(self, node: NamedNode) -> date | None:
        """The last day on which a node is counted and drawn: of its date or, if that has no last day, of the documents that tell of it.

        Returns:
            The day; None for a node without a date.
        """
        when = self.when(node)
        return None if when is None else _day(when.latest or when.counted_until)

    def order(self, node: NamedNode) -> tuple[str, str]:
        """A key to sort nodes by time: first day, then last day. Nodes without a date come last."""
        bounds = self.bounds(node)
        if bounds is None:
            return "9999", "9999"
        first = bounds.earliest or bounds.latest
        return (first.isoformat() if first else "9999"), (bounds.latest.isoformat() if bounds.latest else "9999")

    def _rows(self, node: NamedNode) -> list[tuple[NamedNode | None, Row]]:
        """What each graph says about the date of a node; the default graph (None) first."""
        found: dict[str, list[tuple[NamedNode, object]]] = {}
        if self._gathered is not None and (self._whole or node in self._gathered):
            found = self._gathered.get(node, {})
        else:
            for quad in self.store.quads_for_pattern(node, None, None):
                if quad.predicate in OF_DATES:
                    graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
                    found.setdefault(graph, []).append((quad.predicate, quad.object))
        return [(NamedNode(graph) if graph else None, Row(found[graph], self.names.language)) for graph in sorted(found)]

    def _read(self, node: NamedNode, graph: NamedNode | None, row: Row) -> When:
        text = " or ".join(sorted(row.texts(DATE)))
        bounded = bool(row.texts(LATEST) or row.texts(BEGUN_BY))
        after = () if bounded else self._after(node, DEFAULT if graph is None else graph)
        return When(
            graph,
            text,
            min(row.texts(EARLIEST), default=""),
            max(row.texts(LATEST), default=""),
            max(row.texts(SURELY_FROM), default=""),
            min(row.texts(SURELY_UNTIL), default=""),
            "true" in row.texts(DATE_APPROXIMATE),
            "true" in row.texts(DATE_UNCERTAIN),
            slug(row.text(DATE_BASIS)),
            min(row.texts(BEGUN_BY), default=""),
            ENGLISH.after(after, date_in_words(text)),
            max(row.texts(COUNTED_UNTIL), default=""),
            after,
        )

    def _after(self, node: NamedNode, graph: NamedNode | DefaultGraph | None) -> tuple[str, ...]:
        """The names of the events after which a graph, or any (None), says that a node was, sorted."""
        found = {self.names.label(quad.object) for quad in self.store.quads_for_pattern(node, AFTER, None, graph)}  # type: ignore[arg-type]  # no quoted triples here
        return tuple(sorted(found))

    def _literals(self, node: NamedNode) -> list[str]:
        """The EDTF texts of a node, sorted: the held ones; if nothing is held about the node, all."""
        held = self.names.is_held(node)
        return sorted({text for graph, row in self._rows(node) if graph is None or not held for text in row.texts(DATE)})

    # as of a day

    def by(self, node: NamedNode, day: date, proofs: Proofs | None = None, among: Collection[object] = ()) -> State | None:
        """Whether a node was so by a day.

        A situation, a tenure or a period of relations was so if it held on that day, for at least one of its pairs of sides: if one of
        three members leaves, the membership of the others goes on. Any other node with a date was so if it had happened or begun by the
        end of that day.

        Args:
            node: the node.
            day: the day.
            proofs: the proofs of the entailed triples, which tell between whom an act ends something; without them it ends it for all.
            among: the agents asked about; if the node has pairs of sides with some of them, only these pairs count.

        Returns:
            ``yes``, ``no`` or ``undecided``; None for a node without a date that is none of these three.
        """
        if Quad(node, TYPE, RELATIONS_PERIOD, DEFAULT) in self.store:
            return self._period_by(node, day)
        state = self._by_date(node, day)
        if not self._lasts(node):
            return state
        pairs = self._pairs(node, proofs, among) if proofs is not None else []
        if proofs is None or not pairs:
            posts = self._posts(node, among)
            states = [self._unless_ended(node, day, state or "undecided", self._leaves(each, node)) for each in posts or [None]]
            return max(states, key=_STATES.index)

        def concerning(pair: frozenset[object]) -> Callable[[Triple], bool]:
            return lambda ending: pair in (ended := self._ended(ending, proofs)) or not ended

        return max((self._unless_ended(node, day, state or "undecided", concerning(each)) for each in pairs), key=_STATES.index)

    def _posts(self, node: NamedNode, among: Collection[object]) -> list[object]:
        """The agents to which a person is accredited, without those that are not asked about if some are.

        A row names the state in which the person lives beside the one that it is about.
        """
        posts: list[object] = [quad.object for quad in self.store.quads_for_pattern(node, ACCREDITED_TO, None, DEFAULT)]
        asked = [each for each in posts if each in among]
        home = {quad.object for quad in self.store.quads_for_pattern(node, RESIDENT_IN, None, DEFAULT)}
        return [each for each in asked if each not in home] or asked or posts

    def _leaves(self, post: object, node: object) -> Callable[[Triple], bool]:
        """What tells whether an act that ends an accreditation ends it at one of the posts: a recall from one leaves the others."""
        posts: set[object] = set()
        if isinstance(node, NamedNode):
            posts = {quad.object for quad in self.store.quads_for_pattern(node, ACCREDITED_TO, None, DEFAULT)}

        def concerns(ending: Triple) -> bool:
            roles = (RECIPIENT, RECEIVING_PARTY, PLACE)
            named = {quad.object for role in roles for quad in self.store.quads_for_pattern(ending.subject, role, None, DEFAULT)} & posts
            return post not in posts or not named or post in named

        return concerns

    def _pairs(self, node: NamedNode, proofs: Proofs, among: Collection[object]) -> list[frozenset[object]]:
        """The pairs of sides of a node between which acts of the ontology's table end it: all pairs, not only those that an act ended."""
        roles = set()
        for quad in self.store.quads_for_pattern(None, ENDS, node, DEFAULT):
            for each in proofs.of(quad.triple):
                if ENDED_BY in each.rule:
                    sides = [premise.object for premise in each.premises[1:3]]
                    own = {premise.object: premise.predicate for premise in each.premises if premise.subject == node}
                    if all(side in own for side in sides):
                        roles.add((own[sides[0]], own[sides[1]]))
        found = {
            frozenset((one.object, other.object))
            for first, second in roles
            for one in self.store.quads_for_pattern(node, first, None, DEFAULT)
            for other in self.store.quads_for_pattern(node, second, None, DEFAULT)
            if one.object != other.object
        }
        most = max((len(pair & set(among)) for pair in found), default=0)
        return [pair for pair in found if len(pair & set(among)) == most]

    def _ended(self, ending: Triple, proofs: Proofs) -> list[frozenset[object]]:
        """The pairs of sides between which an act ends another by the ontology's table; empty if it ends it as a whole."""
        found = proofs.of(ending)
        if not all(ENDED_BY in each.rule for each in found):
            return []
        return [frozenset(premise.object for premise in each.premises[1:3]) for each in found]

    def _lasts(self, node: NamedNode) -> bool:
        return any(self.names.is_a(node, each) for each in _LASTING)

    def _by_date(self, node: NamedNode, day: date) -> State | None:
        """Whether a node was so by a day as far as its own date tells."""
        bounds = self.bounds(node)
        if self._lasts(node):
            return as_of(bounds, day) if bounds is not None else "undecided"
        if bounds is None:
            return None
        if bounds.earliest is not None and bounds.earliest > day:
            return "no"
        return "yes" if bounds.begun_by is not None and bounds.begun_by <= day else "undecided"

    def triple_by(self, triple: Triple, day: date, proofs: Proofs) -> State | None:
        """Whether a triple was so by a day.

        A premise that is about an act, a situation or a tenure was so as far as that was so by the day and no act had ended it (see
        ``dip:ends``). A conclusion was so if all premises of one of its derivations were. A conclusion about two agents from an act or a
        situation that sets a value of their relations (see ``dip:RelationsPeriod``) was so at most as far as they had that value on the
        day: a recognition that was withdrawn since is ``no``, and relations that were severed and resumed are ``yes``.

        Args:
            triple: an entailed triple, or one that is held.
            day: the day.
            proofs: the proofs of the entailed triples.

        Returns:
            ``yes``, ``no`` or ``undecided``; None for a triple that no act, situation or tenure dates, such as one about a class.
        """
        return self._triple_by(triple, day, proofs, frozenset())

    def _triple_by(self, triple: Triple, day: date, proofs: Proofs, above: frozenset[Triple]) -> State | None:
        """The same; `above` are the conclusions that the triple is a premise of, which cannot prove it."""
        derivations = proofs.of(triple)
        if not derivations:
            return self._premise_by(triple, day, proofs)
        inside = above | {triple}
        ways = []
        for derivation in derivations:
            if not inside.isdisjoint(derivation.premises):
                continue
            states: list[State | None] = []
            for each in derivation.premises:
                known = proofs.of(each)
                states.append(
                    self._triple_by(each, day, proofs, inside) if known else self._premise_by(each, day, proofs, triple, derivation)
                )
            state = min((each for each in states if each is not None), key=_STATES.index, default=None)
            ways.append(state and min(state, self._still(triple, derivation, day), key=_STATES.index))
        if None in ways:
            return None
        return max((each for each in ways if each is not None), key=_STATES.index, default=None)

    def _still(self, triple: Triple, derivation: Derivation, day: date) -> State:
        """Whether what an act or a situation brought between the agents of a conclusion was so on a day, still or again.

        Returns:
            The state of the value that the act or situation sets in the relations of the agents; ``yes`` if it sets none.
        """
        state: State = "yes"
        for node in {premise.subject for premise in derivation.premises}:
            lasted: list[State] = []
            for quad in self.store.quads_for_pattern(None, SHOWN_BY, node, DEFAULT):
                between = (OF_AGENT, triple.subject), (TOWARDS, triple.object)
                here = Quad(node, PLACE, triple.object, DEFAULT) in self.store
                alike = all(Quad(quad.subject, *pair, DEFAULT) in self.store for pair in (between[:1] if here else between))
                if alike and isinstance(quad.subject, NamedNode):
                    lasted += [self._period_by(each, day) for each in self._alike(quad.subject)]
            state = min(state, max(lasted, key=_STATES.index, default="yes"), key=_STATES.index)
        return state

    def _alike(self, period: NamedNode) -> list[NamedNode]:
        """The periods of the same value between the same agents, and of the same mission, as a period; it is one of them."""
        own = self._row(period)
        found = self.store.quads_for_pattern(None, RELATIONS_VALUE, own.nodes(RELATIONS_VALUE)[0], DEFAULT)
        same = (OF_AGENT, TOWARDS, OF_MISSION)
        return [
            each.subject
            for each in found
            if isinstance(each.subject, NamedNode) and all(self._row(each.subject).nodes(role) == own.nodes(role) for role in same)
        ]

    def _row(self, period: NamedNode) -> Row:
        quads = self.store.quads_for_pattern(period, None, None, DEFAULT)
        return Row(((quad.predicate, quad.object) for quad in quads), self.names.language)

    def _period_by(self, period: NamedNode, day: date) -> State:
        """Whether a period of relations lasted on a day. It has sure days without an end where no document behind it reaches a day."""
        row = self._row(period)
        first, last, since, until = (_day(row.text(each)) for each in (EARLIEST, LATEST, SURELY_FROM, SURELY_UNTIL))
        if (first is not None and day < first) or (last is not None and day > last):
            return "no"
        return "yes" if since is not None and since <= day and (until is None or day <= until) else "undecided"

    def _premise_by(
        self, triple: Triple, day: date, proofs: Proofs, conclusion: Triple | None = None, derivation: Derivation | None = None
    ) -> State | None:
        node = triple.subject
        if not isinstance(node, NamedNode) or not any(self.names.is_a(node, each) for each in DATED):
            return None

        def concerns(ending: Triple) -> bool:
            return conclusion is None or derivation is None or self._ends_it(ending, conclusion, derivation, proofs)

        return self._unless_ended(node, day, self._by_date(node, day) or "undecided", concerns)

    def _ends_it(self, ending: Triple, conclusion: Triple, derivation: Derivation, proofs: Proofs) -> bool:
        """Whether an act that ends another also ends what a derivation concludes from that.

        A verb is ended by the acts that the ontology's table names for it, from the same agent to the same other side; the rule has a name
        that says so (`kg.rules.verbs`), and its premises begin with the ending act and its two sides. Such an act also ends what follows
        from a broader kind of the act that it ends: who lifts an arms embargo ends the sanctions that it was. An ending that is stated, or
        that follows in another way, such as a revocation, ends all that the act led to.
        """
        found = proofs.of(ending)
        if not found:
            return self._leaves(conclusion.object, ending.object)(ending)
        there, back = (conclusion.subject, conclusion.object), (conclusion.object, conclusion.subject)
        both_ways = Quad(conclusion.predicate, TYPE, _SYMMETRIC, DEFAULT) in self.store
        for each in found:
            verb, is_of_table, _ = each.rule.partition(ENDED_BY)
            if not is_of_table:
                return self._leaves(conclusion.object, ending.object)(ending)
            sides = each.premises[1].object, each.premises[2].object
            if sides != there and not (both_ways and sides == back):
                continue
            if verb == derivation.rule or self._kinds(derivation, ending.object) & self._above(self._kinds(each, ending.object)):
                return True
        return False

    def _kinds(self, derivation: Derivation, act: object) -> set[NamedNode]:
        """The classes that the premises of a derivation ask of an act."""
        asked = (each.object for each in derivation.premises if each.subject == act and each.predicate == TYPE)
        return {each for each in asked if isinstance(each, NamedNode)}

    def _above(self, kinds: set[NamedNode]) -> set[NamedNode]:
        """Some classes and all classes above them, without those that say nothing on a kind of act."""
        return set(self.names.with_all_above(kinds, SUB_CLASS)) - _GENERAL

    def _unless_ended(self, node: NamedNode, day: date, state: State, concerns: Callable[[Triple], bool] = lambda _: True) -> State:
        """A state on a day, changed by the held acts that end the node: ``no`` after one, ``undecided`` if it may have happened.

        An act that only may have come after the node (``dip:mayEnd``) makes it undecided. `concerns` says which endings count.
        """
        for verb in (ENDS, MAY_END):
            for quad in self.store.quads_for_pattern(None, verb, node, DEFAULT):
                if isinstance(quad.subject, NamedNode) and quad.subject != node and concerns(quad.triple):
                    ended = self.by(quad.subject, day) or "undecided"
                    if verb == MAY_END and ended == "yes":
                        ended = "undecided"
                    state = min(state, _OPPOSITE[ended], key=_STATES.index)
        return state


def merged(accounts: Iterable[When]) -> When:
    """The date that several accounts give one node together; see `kg.dates.together`. A single date is returned as it is.

    An open end is counted as far as the account that reaches furthest. The build derives the date of a node that is held in the same way,
    from the documents (`kg.build.reach`), and its result is used there; the dates of accounts that are not held are merged only here.

    Args:
        accounts: at least one.

    >>> one, other = When(text="1974-02", earliest="1974-02-01", latest="1974-02-28"), When(text="1973/..", earliest="1973-01-01")
    >>> merged([one, other])[1:4]
    ('1973/.. or 1974-02', '1974-02-01', '1974-02-28')
    """
    every = list(accounts)
    if len(every) == 1:
        return every[0]._replace(graph=None)
    found = together(map(_bounds, every))
    texts = sorted({each.text for each in every} - {""})
    words = {each.words for each in every}
    return When(
        None,
        " or ".join(texts),
        _text(found.earliest),
        _text(found.latest),
        _text(found.surely_from),
        _text(found.surely_until),
        found.approximate,
        found.uncertain,
        begun_by=_text(found.begun_by),
        words=words.pop() if len(words) == 1 else date_in_words(" or ".join(texts)),
        counted_until="" if found.latest or not found.earliest else max(each.counted_until for each in every),
        after=every[0].after if len({each.words for each in every}) == 1 else (),
    )


def _bounds(when: When) -> Bounds:
    since, until = _day(when.surely_from), _day(when.surely_until)
    if since is None or until is None or since > until:
        since = until = None
    return Bounds(_day(when.earliest), _day(when.latest), since, until, when.approximate, when.uncertain, _day(when.begun_by))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
