"""Why an answer has no rows, and what to ask instead.

Everything is found from the graph and from the headers of the stored queries, by asking again with one part of the question changed.
"""

from __future__ import annotations

import time

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.errors import KgError
from kg.namespaces import DIP
from kg.query.answer import answer
from kg.query.prepare import entities, prepare, readings
from kg.query.request import COMPARISON, DAY, day_of, request
from kg.record.names import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from kg.query.request import Request
    from kg.query.running import Runner
    from kg.record.names import Names
    from kg.results import Table
    from kg.sparql.stored import StoredQuery
    from kg.terms import Term

MOST_NEAR = 12
"""The maximum number of near nodes with which a question is asked again, for each name."""
MOST_SHOWN = 3
"""The maximum number of near nodes, and of other queries, that are returned."""
MOST_ROWS = 1000
"""The maximum number of rows that are counted when a question is asked again."""
MOST_SECONDS = 5.0
"""After this many seconds no question is asked again: the answer is there, and its reader waits."""

_TIES = tuple(
    NamedNode(DIP + each)
    for each in ("bodyOf", "missionOf", "nationality", "inGroup", "servingIn", "officeOf", "heldOffice", "locatedIn", "seat", "partOf")
)
_MATTER = DIP + "Matter"
_CODED = DIP + "CodedSource"
"""What is coded has no role for its source, and is not claimed about it; there may be a million lines that name it."""
_STEM = 4  # names are near if a word of one begins like a word of the other, in at least this many letters


def reasons_for_nothing(
    names: Names,
    runner: Runner,
    asked: Request,
    queries: Sequence[StoredQuery],
    seconds: float | None = None,
    by_tables: Callable[[Request], Table] | None = None,
) -> list[str]:
    """Why the answer to a question has no rows, and what to ask instead, one line for each.

    Args:
        names: the names of the snapshot.
        runner: evaluates queries.
        asked: the question.
        queries: all stored queries.
        seconds: after this many seconds no question is asked again; None for `MOST_SECONDS`.
        by_tables: answers counts over a graph so large that the query itself would take long; None if it would not.

    Returns:
        What each name was taken for; parameters without which there are rows, with what they leave out; near nodes that have rows; claims
        that are not held; other queries that have rows for the same names. If the time was not enough for all of it, a line says so.
    """
    patience = MOST_SECONDS if seconds is None else seconds
    asking = _Asking(names, runner, time.monotonic() + patience, by_tables)
    reasons = [
        *readings(names, asked.query, asked.params, every=True),
        *_without_as_of(asking, asked),
        *_without_period(asking, asked),
        *_without_one(asking, asked),
        *_undated(asking, asked),
        *_near(asking, asked),
        *_unheld(asking, asked),
        *_elsewhere(asking, asked, queries),
    ]
    if asking.late:
        reasons.append(f"the search for reasons was stopped after {patience:g} seconds, and there may be more")
    return reasons


class _Asking:
    """Asks again, with another query or with other values, until a time on the monotonic clock.

    The time is looked at before each question. A limit for the question itself would end the process, and with it the answer.
    """

    def __init__(self, names: Names, runner: Runner, until: float, by_tables: Callable[[Request], Table] | None) -> None:
        self._by_tables = by_tables
        self.names = names
        self.runner = runner
        self.until = until
        self.late = False

    def rows(self, query: StoredQuery, given: Mapping[str, str], most: int = MOST_ROWS) -> Table | None:
        """The answer, at most `most` rows; None if there are none, if the question cannot be asked with these values, or if it is late."""
        self.late = self.late or time.monotonic() >= self.until
        if self.late:
            return None
        try:
            if self._by_tables is not None and query.tables and query.tables != COMPARISON:
                found = self._by_tables(request(query, dict(given), rows=most))
            else:
                found = answer(prepare(request(query, dict(given)), self.names), self.runner, self.names, most)
        except KgError:
            return None
        return found if found.rows else None


def _counted(number: int, noun: str) -> str:
    plus = "at least " if number >= MOST_ROWS else ""
    return f"{plus}{number} {noun}{'' if number == 1 else 's'}"


def _without_as_of(asking: _Asking, asked: Request) -> list[str]:
    found = asking.rows(asked.query, asked.params) if asked.as_of is not None else None
    return [] if found is None else [f"without --as-of {asked.as_of}: {_counted(len(found), 'row')}"]


def _without_period(asking: _Asking, asked: Request) -> list[str]:
    """Whether there are rows without the dates, and why the dates leave them out."""
    dates = [param.name for param in asked.query.params if param.type == "date" and param.name in asked.params]
    dates = [name for name in dates if name != DAY or asked.as_of is None]
    if not dates:
        return []
    found = asking.rows(asked.query, {name: value for name, value in asked.params.items() if name not in dates})
    if found is None:
        return []
    said = f"without {' and '.join(dates)}: {_counted(len(found), 'row')}"
    parts = []
    if "earliest" in found.variables and "latest" in found.variables:
        undated = sum(row["earliest"] is None and row["latest"] is None for row in found)
        parts += [f"{undated} without a date"] if undated else []
    open_ended = _cut_off(asked, found)
    if open_ended:
        verb = "begins" if open_ended == 1 else "begin"
        parts.append(f"{open_ended} {verb} earlier with an open end, which counts as far as the documents that tell of it reach")
    return [said + (f", of which {' and '.join(parts)}" if parts else "")]


def _cut_off(asked: Request, found: Table) -> int:
    """The rows that a period leaves out only because their open ends are not counted so far.

    Only a query with a column ``in_period`` certainly selects by the dates that it shows. Another may show those of something else.
    """
    if not {"earliest", "latest", "in_period"} <= {*found.variables}:
        return 0
    given = {param.end: asked.params[param.name] for param in asked.query.params if param.type == "date" and param.name in asked.params}
    if "first" not in given:
        return 0
    last = day_of("to", given["last"], last=True).isoformat() if "last" in given else None
    begun = (row["earliest"] for row in found if row["latest"] is None)
    return sum(day is not None and (last is None or _text(day) <= last) for day in begun)


def _text(term: Term) -> str:
    return term.value if isinstance(term, Literal) else ""


def _without_one(asking: _Asking, asked: Request) -> Iterator[str]:
    """The optional parameters without which there are rows."""
    for param in asked.query.params:
        if param.name in asked.params and not param.required and param.type != "date":
            found = asking.rows(asked.query, {name: value for name, value in asked.params.items() if name != param.name})
            if found is not None:
                yield f"without {param.name}: {_counted(len(found), 'row')}"


def _undated(asking: _Asking, asked: Request) -> Iterator[str]:
    """The matters with a role for a named thing that have no date, if the question is one of time."""
    if "time" not in asked.query.tags and not any(param.type == "date" and param.name in asked.params for param in asked.query.params):
        return
    names, store = asking.names, asking.names.store
    dates = (NamedNode(DIP + "earliest"), NamedNode(DIP + "latest"))
    for _, _, node in entities(names, asked.query, asked.params):
        if names.is_a(node, _CODED):
            continue
        subjects = {quad.subject for quad in store.quads_for_pattern(None, None, node, DefaultGraph())}
        matters = [each for each in subjects if isinstance(each, NamedNode) and names.is_a(each, _MATTER)]
        undated = [each for each in matters if not any(_has(names, each, day) for day in dates)]
        if undated:
            without = "1 matter without a date has" if len(undated) == 1 else f"{len(undated)} matters without a date have"
            yield f"{without} a role for {names.label(node)}: kg show {names.short(node)}"


def _has(names: Names, node: NamedNode, predicate: NamedNode) -> bool:
    return next(names.store.quads_for_pattern(node, predicate, None, DefaultGraph()), None) is not None


def _near(asking: _Asking, asked: Request) -> Iterator[str]:
    """For each name, the near nodes with which there are rows."""
    names = asking.names
    for param, _, node in entities(names, asked.query, asked.params):
        shown = 0
        for other in neighbours(names, node, param.of):
            found = asking.rows(asked.query, {**asked.params, param.name: other.value})
            if found is not None:
                yield f"with {param.name}={names.short(other)} ({names.label(other)}): {_counted(len(found), 'row')}"
                shown += 1
                if shown == MOST_SHOWN:
                    break


def neighbours(names: Names, node: NamedNode, of: str | None = None) -> list[NamedNode]:
    """The nodes near to a node: tied to it (by organ, mission, nationality, service, office or place), or with a similar name.

    Args:
        names: the names of the snapshot.
        node: the node.
        of: the classes (CURIEs or IRIs, separated by spaces) of which a neighbour must be an instance of at least one; None for any.

    Returns:
        At most `MOST_NEAR` nodes: those tied to it, then those with a similar name, both sorted by IRI.
    """
    store = names.store
    tied: set[NamedNode] = set()
    for tie in _TIES:
        tied |= {quad.object for quad in store.quads_for_pattern(node, tie, None) if isinstance(quad.object, NamedNode)}
        tied |= {quad.subject for quad in store.quads_for_pattern(None, tie, node) if isinstance(quad.subject, NamedNode)}
    stems = _stems(fold(names.label(node)))
    similar = {other for other, name in names.all_named() if stems & _stems(fold(name))} if stems else set()
    ordered = [*sorted(tied, key=lambda each: each.value), *sorted(similar - tied, key=lambda each: each.value)]
    fitting = (each for each in ordered if each != node and names.fits(each, of))
    return [each for each, _ in zip(fitting, range(MOST_NEAR), strict=False)]


def _stems(name: str) -> set[str]:
    return {word[:_STEM] for word in name.split() if len(word) >= _STEM}


def _unheld(asking: _Asking, asked: Request) -> list[str]:
    """The claims about all the named things that are not held."""
    names = asking.names
    nodes = [node for param, _, node in entities(names, asked.query, asked.params) if param.of != "owl:Class"]
    if not nodes or any(names.is_a(node, _CODED) for node in nodes):
        return []
    from kg.record.record import Record

    record = Record(names)
    shared = [claim for claim in record.mentioning(nodes[0]) if not claim.held]
    for node in nodes[1:]:
        graphs = {claim.graph for claim in record.mentioning(node)}
        shared = [claim for claim in shared if claim.graph in graphs]
    if not shared:
        return []
    about = " and ".join(map(names.label, nodes))
    held = "is not held" if len(shared) == 1 else "are not held"
    return [f"{_counted(len(shared), 'claim')} about {about} {held}: kg query claims-about -p about={names.short(nodes[0])}"]


def _elsewhere(asking: _Asking, asked: Request, queries: Iterable[StoredQuery]) -> Iterator[str]:
    """Other queries that have rows for the same things, those that share most tags first."""
    names = asking.names
    nodes = [node for param, _, node in entities(names, asked.query, asked.params) if param.of != "owl:Class"]
    if not nodes:
        return
    others = [each for each in queries if each.name != asked.query.name and "absence" not in each.tags]
    shown = 0
    for query in sorted(others, key=lambda each: (-len({*each.tags} & {*asked.query.tags}), each.name)):
        given = _assigned(names, query, nodes)
        if given is not None and asking.rows(query, given, 1) is not None:
            values = " ".join(f"-p {name}={names.short(NamedNode(value))}" for name, value in given.items())
            yield f"try: kg query {query.name} {values}  ({query.summary[0].lower()}{query.summary[1:]})"
            shown += 1
            if shown == MOST_SHOWN:
                return


def _assigned(names: Names, query: StoredQuery, nodes: Sequence[NamedNode]) -> dict[str, str] | None:
    """The nodes as values of a query's parameters, in order; None unless all of them, and all that it needs, can be given."""
    params = [param for param in query.params if param.type == "entity" and param.of not in {None, "owl:Class", "owl:ObjectProperty"}]
    given: dict[str, str] = {}
    for node in nodes:
        fitting = (param for param in params if param.name not in given and names.fits(node, param.of))
        param = next(fitting, None)
        if param is None:
            return None
        given[param.name] = node.value
    return given if all(param.name in given for param in query.params if param.required) else None
