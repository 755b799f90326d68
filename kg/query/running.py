"""Evaluating a query, within limits.

The engine cannot be interrupted from Python. A limit of time or memory therefore ends the process that evaluates: this process
(`InProcess`) if it does nothing else, as on the command line, or else a second one (`kg.query.worker.Worker`). Each is a `Runner`; a
remote endpoint would be another.
"""

from __future__ import annotations

from pyoxigraph import QueryBoolean, QuerySolutions

from kg.errors import LimitReached
from kg.settings import setting
from kg.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pyoxigraph import Store, Triple

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


_PAUSE = 0.05  # seconds between two looks at the memory in use


def watch(seconds: float | None, megabytes: int, at_limit: Callable[[LimitReached], None]) -> Callable[[], None]:
    """Call `at_limit` in another thread at a limit, unless the returned function is called first.

    The engine releases the interpreter's lock while it works, so that another thread can run.

    Args:
        seconds: the limit of time; None for no limit.
        megabytes: the limit of the memory that this process uses; 0 for no limit. Where the system does not report it, there is none.
        at_limit: takes the error of the query.
    """
    import _thread  # not threading, which takes too long to import
    from time import monotonic

    lock = _thread.allocate_lock()
    lock.acquire()
    end = None if seconds is None else monotonic() + seconds
    memory_known = megabytes > 0 and memory_used() is not None

    def wait() -> None:
        while True:
            left = -1 if end is None else max(end - monotonic(), 0)
            if lock.acquire(True, left if not memory_known else _PAUSE if end is None else min(left, _PAUSE)):
                return
            if memory_known and (memory_used() or 0) > megabytes * 1_000_000:
                at_limit(too_much(megabytes))
                return
            if end is not None and monotonic() >= end:
                at_limit(stopped(seconds or 0))
                return

    if end is not None or memory_known:
        _thread.start_new_thread(wait, ())
    return lock.release


def memory_used() -> int | None:
    """The memory that this process uses, in bytes; None where the system does not report it.

    On Linux it is the resident memory at present, elsewhere on POSIX the largest so far. Windows does not report it.
    """
    import os

    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        pass
    try:
        import resource
    except ModuleNotFoundError:
        return None
    unit = 1 if os.uname().sysname == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


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
    found = store.query(text, prefixes=dict(prefixes))
    if isinstance(found, QueryBoolean):
        return Found(truth=bool(found))
    cut = None
    if isinstance(found, QuerySolutions):
        taken: list[tuple[Term | None, ...]] = []
        for solution in found:
            if rows is not None and len(taken) >= rows:
                cut = f"stopped at the limit of {rows} rows; there are more"
                break
            taken.append(tuple(solution))
        return Found(tuple(variable.value for variable in found.variables), taken, cut=cut)
    triples: list[Triple] = []
    for triple in found:
        if rows is not None and len(triples) >= rows:
            cut = f"stopped at the limit of {rows} triples; there are more"
            break
        triples.append(triple)
    return Found(triples=triples, cut=cut)
