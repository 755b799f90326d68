"""Evaluating a query, within limits.

The engine cannot be interrupted from Python. A limit of time or memory therefore ends the process that evaluates: this process
(`InProcess`) if it does nothing else, as on the command line, or else a second one (`kg.query.worker.Worker`). Each is a `Runner`; a
server is another (`kg.endpoint.running`).
"""

from __future__ import annotations

from pyoxigraph import QueryBoolean, QuerySolutions

from kg import watching
from kg.errors import LimitReached
from kg.settings import setting
from kg.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pyoxigraph import QueryTriples, Store, Triple

    from kg.terms import Term


class Found(NamedTuple):
    """The result of an evaluation: the rows of a SELECT, the truth of an ASK, or the triples of a CONSTRUCT or DESCRIBE.

    Attributes:
        variables: the columns of a SELECT, without question marks; empty for the other forms.
        rows: the rows of a SELECT; None for the other forms.
        truth: the answer of an ASK; None for the other forms.
        triples: the triples of a CONSTRUCT or DESCRIBE.
        cut: the sentence that says which limit cut the answer; None if it is complete.
    """

    variables: tuple[str, ...] = ()
    rows: Sequence[tuple[Term | None, ...]] | None = None
    truth: bool | None = None
    triples: Sequence[Triple] = ()
    cut: str | None = None


class Runner:
    """Something that evaluates queries over one snapshot."""

    def run(self, text: str, prefixes: Mapping[str, str], rows: int | None = None, seconds: float | None = None) -> Found:
        """Evaluate a query to the end or to a limit.

        Args:
            text: the query.
            prefixes: prefixes that it need not declare.
            rows: stop after this many rows or triples; None for no limit.
            seconds: stop after this many seconds; None for no limit.

        Raises:
            SyntaxError: the query cannot be parsed.
            LimitReached: the evaluation took too long, or too much memory (the setting ``query_megabytes``).
            OSError: the store cannot be read.
            RuntimeError: the evaluation failed.
            ValueError: the evaluation failed.
            EnvironmentProblem: the process that evaluates queries cannot be started, or died.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Release the runner's resources. It can still be used, and acquires them again."""


class InProcess(Runner):
    """Evaluates in this process.

    Args:
        store: the snapshot's store.
        at_limit: called in another thread at the limit of time or memory; it must end the process. If None, neither is limited.
    """

    def __init__(self, store: Store, at_limit: Callable[[LimitReached], None] | None = None) -> None:
        self._store = store
        self._at_limit = at_limit

    def run(self, text: str, prefixes: Mapping[str, str], rows: int | None = None, seconds: float | None = None) -> Found:
        """See `Runner.run`."""
        if self._at_limit is None:
            return evaluate(self._store, text, prefixes, rows)
        calm = watch(seconds, setting("query_megabytes"), self._at_limit)
        try:
            return evaluate(self._store, text, prefixes, rows)
        finally:
            calm()


def watch(seconds: float | None, megabytes: int, at_limit: Callable[[LimitReached], None]) -> Callable[[], None]:
    """Call `at_limit` in another thread at a limit, unless the returned function is called first; see `kg.watching.watch`.

    Args:
        seconds: the limit of time; None for no limit.
        megabytes: the limit of the memory that this process uses; 0 for no limit.
        at_limit: takes the error of the query.
    """
    return watching.watch(seconds, megabytes, lambda: at_limit(stopped(seconds or 0)), lambda: at_limit(too_much(megabytes)))


def stopped(seconds: float) -> LimitReached:
    """The error of a query that was stopped at its time limit."""
    hint = "narrow the query, or raise the limit with kg query --seconds N, seconds=N in Python, or KG_QUERY_SECONDS (0 for none)"
    return LimitReached(f"the query was stopped after {seconds:g} seconds", None, hint)


def too_much(megabytes: int) -> LimitReached:
    """The error of a query that was stopped at its limit of memory."""
    hint = "narrow the query, or raise the limit with the environment variable KG_QUERY_MEGABYTES (0 for none)"
    return LimitReached(f"the query was stopped at {megabytes:,} MB of memory", None, hint)


def evaluate(store: Store, text: str, prefixes: Mapping[str, str], rows: int | None) -> Found:
    """Evaluate a query in this thread, without a time limit; arguments and errors as for `Runner.run`."""
    return evaluated(solved(store, text, prefixes), rows)


def evaluated(found: QueryBoolean | QuerySolutions | QueryTriples, rows: int | None) -> Found:
    """What the engine has found, up to a limit.

    Args:
        found: the result of the engine; most of the evaluation is still to be done.
        rows: stop after this many rows or triples; None for no limit.
    """
    if isinstance(found, QueryBoolean):
        return Found(truth=bool(found))
    cut = None
    if isinstance(found, QuerySolutions):
        taken: list[tuple[Term | None, ...]] = []
        for solution in found:
            if rows is not None and len(taken) >= rows:
                cut = cut_at(rows, "rows")
                break
            taken.append(tuple(solution))
        return Found(tuple(variable.value for variable in found.variables), taken, cut=cut)
    triples: list[Triple] = []
    for triple in found:
        if rows is not None and len(triples) >= rows:
            cut = cut_at(rows, "triples")
            break
        triples.append(triple)
    return Found(triples=triples, cut=cut)


def solved(store: Store, text: str, prefixes: Mapping[str, str]) -> QuerySolutions | QueryBoolean | QueryTriples:
    """What the engine finds. Several graphs after FROM are merged first, so that a triple of two of them is counted once.

    Args:
        store: the store.
        text: the query.
        prefixes: prefixes that it need not declare.
    """
    if text.upper().count("FROM") > 1:
        from pyoxigraph import DefaultGraph, NamedNode

        from kg.query.merging import merged
        from kg.sparql.datasets import graphs_of

        default, named = (list(map(NamedNode, graphs)) for graphs in graphs_of(text, prefixes))
        if default:
            one = merged(store, default, named)
            return one.query(text, prefixes=dict(prefixes), default_graph=[DefaultGraph()], named_graphs=list(named))
    return store.query(text, prefixes=dict(prefixes))


def cut_at(most: int, what: str) -> str:
    """The sentence that says that a limit cut an answer.

    >>> cut_at(100, "rows")
    'stopped at the limit of 100 rows; there are more'
    """
    return f"stopped at the limit of {most} {what}; there are more"
