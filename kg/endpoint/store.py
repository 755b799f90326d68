"""A store over the network: what the rooms above ask of a `pyoxigraph.Store` by pattern, fetched when it is asked for, and kept.

A pattern with a subject fetches all that the graphs say of the subject, and of nodes that were seen shortly before and are likely to be
asked for next: their labels, types and claims. An explanation thus takes some twenty requests, and not some hundred.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.errors import LimitReached
from kg.settings import setting
from kg.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kg.terms import Term

    Fetch = Callable[["Wanted", int], Iterable[ox.Quad]]
    """Fetches the quads that match a pattern, given with the largest number of them; 0 for no limit."""

_AHEAD: Final = 120
"""How many subjects are fetched at a time, at most."""
_NEAR: Final = 5_000
"""Among how many of the last nodes that were seen one is looked for that was not fetched."""
_ROWS: Final = 20_000
"""How many quads are fetched before they are asked for, at most. A state can have a hundred thousand."""


class Wanted(NamedTuple):
    """A pattern.

    Attributes:
        subjects: the subjects, of which each may be the subject; none for any.
        predicate: the predicate; None for any.
        values: the objects, of which each may be the object; none for any.
        graphs: the named graphs, of which each may be the graph; none for any, and for the default graph.
    """

    subjects: Sequence[ox.NamedNode] = ()
    predicate: ox.NamedNode | None = None
    values: Sequence[Term] = ()
    graphs: Sequence[ox.NamedNode] = ()


class RemoteStore:
    """The quads of a snapshot on a server, those of the default graph included. It has the methods of `pyoxigraph.Store` that read.

    Args:
        fetch: see `Fetch`.
        size: how many quads there are.
        graphs: returns the names of all graphs.
        whole: returns all quads, for what needs them all.
        own: the beginnings of the IRIs that are worth fetching before they are asked for.
    """

    def __init__(
        self,
        fetch: Fetch,
        size: int,
        graphs: Callable[[], Sequence[ox.NamedNode]],
        whole: Callable[[], ox.Store],
        own: tuple[str, ...],
    ) -> None:
        self._fetch = fetch
        self._size = size
        self._graphs = graphs
        self._make_whole = whole
        self._own = own
        self._known = ox.Store()
        self._complete = False
        self._subjects: dict[ox.NamedNode, None] = {}
        self._patterns: dict[tuple[object, ...], tuple[ox.Quad, ...]] = {}
        self._seen: list[ox.NamedNode] = []
        self._named: dict[ox.NamedNode, None] = {}
        self._claims = f"{own[0]}assertion/"
        self._alone: set[ox.NamedNode] = set()
        self._places: dict[ox.NamedNode, int] = {}

    def __len__(self) -> int:
        return self._size

    def __contains__(self, quad: ox.Quad) -> bool:
        assert isinstance(quad.subject, ox.NamedNode)
        self._about(quad.subject)
        return quad in self._known

    def __iter__(self) -> Iterator[ox.Quad]:
        return iter(self._whole())

    def named_graphs(self) -> Iterator[ox.NamedNode]:
        """The names of all graphs."""
        return iter(self._graphs())

    def contains_named_graph(self, graph: ox.NamedNode) -> bool:
        """Whether there is a graph with a name."""
        if self._complete:
            return self._known.contains_named_graph(graph)
        return bool(self._matching((None, None, graph), 1))

    def quads_for_pattern(
        self,
        subject: ox.NamedNode | None,
        predicate: ox.NamedNode | None,
        value: Term | None,
        graph: ox.NamedNode | ox.DefaultGraph | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads that match a pattern, in no order.

        Raises:
            LimitReached: there are too many.
            EnvironmentProblem: the server cannot be reached, or refuses.
        """
        if not self._complete:
            if subject is None:
                if (predicate, value) == (None, None) and not isinstance(graph, ox.NamedNode):
                    return self._whole().quads_for_pattern(None, None, None, graph)
                return iter(self._matching((predicate, value, graph), 0))
            self._about(subject)
        return self._known.quads_for_pattern(subject, predicate, value, graph)

    def _matching(
        self, pattern: tuple[ox.NamedNode | None, Term | None, ox.NamedNode | ox.DefaultGraph | None], most: int
    ) -> tuple[ox.Quad, ...]:
        """What matches a pattern without a subject."""
        key = (*pattern, most)
        if key not in self._patterns:
            predicate, value, graph = pattern
            done = False
            if isinstance(graph, ox.NamedNode) and (predicate, value, most) == (None, None, 0):
                done = graph.value.startswith(self._claims) and self._graphs_alike(graph)
            elif isinstance(value, ox.NamedNode) and graph is None and not most and predicate is not None:
                done = predicate not in self._alone and self._match_alike(predicate, value)
            if not done:
                limit = setting("endpoint_quads")
                named = graph if isinstance(graph, ox.NamedNode) else None
                wanted = Wanted((), predicate, () if value is None else (value,), () if named is None else (named,))
                found = tuple(self._fetch(wanted, most or (limit + 1 if limit else 0)))
                if limit and not most and len(found) > limit:
                    raise _too_much(f"more than {limit:,} quads")
                default = isinstance(graph, ox.DefaultGraph)
                self._patterns[key] = tuple(quad for quad in found if not default or quad.graph_name == graph)
                self._remember(found[-_ROWS:])
        return self._patterns[key]

    def _match_alike(self, predicate: ox.NamedNode, value: ox.NamedNode) -> bool:
        """Fetch what has a property with a value, and with each of the nodes that were fetched last; whether that was not too much."""
        others = [each for each in reversed(self._subjects) if (predicate, each, None, 0) not in self._patterns and each != value]
        values = [value, *others[: _AHEAD - 1]]
        found = tuple(self._fetch(Wanted((), predicate, values), _ROWS))
        if len(found) >= _ROWS:
            self._alone.add(predicate)
            return False
        by_value: dict[object, list[ox.Quad]] = {each: [] for each in values}
        for quad in found:
            by_value[quad.object].append(quad)
        self._patterns.update(((predicate, each, None, 0), tuple(quads)) for each, quads in by_value.items())
        self._remember(found)
        return True

    def _graphs_alike(self, graph: ox.NamedNode) -> bool:
        """Fetch a graph, and some of those of which something was seen; whether that was not too much."""
        others = [each for each in self._named if (None, None, each, 0) not in self._patterns and each != graph]
        graphs = [graph, *others[: _AHEAD - 1]]
        found = tuple(self._fetch(Wanted(graphs=graphs), _ROWS))
        if len(found) >= _ROWS:
            self._named.clear()
            return False
        by_graph: dict[object, list[ox.Quad]] = {each: [] for each in graphs}
        for quad in found:
            by_graph[quad.graph_name].append(quad)
        self._patterns.update(((None, None, each, 0), tuple(by_graph[each])) for each in graphs)
        return True

    def _about(self, subject: ox.NamedNode) -> None:
        """Fetch what is said of a subject, and of some nodes that were seen."""
        if self._complete or subject in self._subjects:
            return
        ahead = [subject, *islice(self._likely(subject), _AHEAD - 1)]
        found: Iterable[ox.Quad] = ()
        if len(ahead) > 1:
            found = tuple(self._fetch(Wanted(ahead), _ROWS))
            if len(found) >= _ROWS:  # one of them is much spoken of; it may never be asked for
                self._alone.update(ahead[1:])
                ahead = [subject]
        if len(ahead) == 1:
            found = tuple(self._fetch(Wanted(ahead), 0))
        self._subjects.update(dict.fromkeys(ahead))
        self._known.extend(found)
        self._remember(found)

    def _likely(self, subject: ox.NamedNode) -> Iterator[ox.NamedNode]:
        """The nodes that were seen and not fetched: those after a subject, as in a list that is gone through, and then the last ones."""
        place = self._places.get(subject, len(self._seen)) + 1
        chosen = {subject}
        for each in (*self._seen[place : place + _AHEAD], *reversed(self._seen[-_NEAR:])):
            if each not in chosen and each not in self._subjects and each not in self._alone:
                chosen.add(each)
                yield each

    def _remember(self, quads: Iterable[ox.Quad]) -> None:
        """Remember which nodes may be asked for next: the most recent last."""
        for quad in quads:
            if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.startswith(self._claims):
                self._named[quad.graph_name] = None
            for node in (quad.object, quad.subject, quad.predicate, quad.graph_name):
                if isinstance(node, ox.NamedNode) and node not in self._subjects and node.value.startswith(self._own):
                    self._places[node] = len(self._seen)
                    self._seen.append(node)

    def _whole(self) -> ox.Store:
        """All quads, which are fetched if there are not too many."""
        if not self._complete:
            most = setting("endpoint_quads")
            if most and self._size > most:
                raise _too_much(f"all {self._size:,} quads")
            self._known, self._complete = self._make_whole(), True
        return self._known


def _too_much(what: str) -> LimitReached:
    hint = "ask with a label as it is written, a slug or an IRI; or raise the limit with KG_ENDPOINT_QUADS in the environment (0 for none)"
    return LimitReached(f"this needs {what} of the server", None, hint)
