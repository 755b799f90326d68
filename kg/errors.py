"""The exceptions of Chancery.

    KgError
    ├── UsageError              an invalid call                         exit 2
    │   ├── NameNotFound        nothing has that name                   exit 2
    │   └── NameAmbiguous       several things have that name           exit 2
    ├── DataError               an error in the files of the workspace  exit 3
    ├── QueryError              an invalid or forbidden query           exit 3
    │   └── LimitReached        a limit of time or memory was reached   exit 3
    └── EnvironmentProblem      the system prevents the operation       exit 4
        └── SnapshotDamaged     a snapshot is not what was built        exit 4

Every error says *what* is wrong, *where* (``file:line`` or ``file:line:column``) and, as a hint, what to do next.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import ClassVar

    from kg.places import Place


class KgError(Exception):
    """The base of every error that Chancery raises.

    Args:
        what: a sentence that says what is wrong, without a trailing full stop.
        where: the place, as a `kg.places.Place` or as text; None if there is none.
        hint: what to do next, or None.

    Attributes:
        where: the place as printed, such as ``file:line:column``, or None.
        place: the place as a value; None if `where` was given as text or not at all.

    >>> str(KgError("undeclared term dip:Vist", "data/a.trig:7", "did you mean dip:Visit?"))
    'undeclared term dip:Vist (data/a.trig:7)'
    """

    exit_code: ClassVar[int] = 70

    def __init__(self, what: str, where: str | Place | None = None, hint: str | None = None) -> None:
        super().__init__(what, where, hint)
        self.what = what
        self.where = None if where is None else str(where)
        self.place = None if where is None or isinstance(where, str) else where
        self.hint = hint

    def __str__(self) -> str:
        return self.what if self.where is None else f"{self.what} ({self.where})"


class UsageError(KgError):
    """The call is invalid: an unknown option, a missing parameter, a value of the wrong kind.

    `parameter` is the name of the parameter of a query that cannot be used, or None; `candidates` are the values or names that may be
    meant, best first.
    """

    exit_code = 2

    def __init__(
        self,
        what: str,
        where: str | Place | None = None,
        hint: str | None = None,
        candidates: Sequence[str] = (),
        parameter: str | None = None,
    ) -> None:
        super().__init__(what, where, hint)
        self.candidates = tuple(candidates)
        self.parameter = parameter


class NameNotFound(UsageError):
    """Nothing has the given name; `candidates` holds the nearest names, best first."""


class NameAmbiguous(UsageError):
    """Several things have the given name; `candidates` holds them all."""


class DataError(KgError):
    """The files of the workspace contain an error. `others` holds the other errors of the same run, so that one run reports all of them."""

    exit_code = 3

    def __init__(self, what: str, where: str | Place | None = None, hint: str | None = None, others: Sequence[DataError] = ()) -> None:
        super().__init__(what, where, hint)
        self.others = tuple(others)


class QueryError(KgError):
    """A query cannot be parsed or evaluated, or is not allowed."""

    exit_code = 3


class LimitReached(QueryError):
    """A query, build or check was stopped at a limit of time or memory. A row limit cuts the answer instead: see `kg.Table.cut`."""


class EnvironmentProblem(KgError):
    """The system prevents the operation: a folder cannot be written, a program is missing."""

    exit_code = 4


class SnapshotDamaged(EnvironmentProblem):
    """A file of a snapshot is missing, or is not what the build wrote, and the snapshot cannot be built again.

    `fault` says what is wrong with the file, without its name; it is empty where only the whole sentence is known.
    """

    def __init__(self, what: str, where: str | Place | None = None, hint: str | None = None, fault: str = "") -> None:
        super().__init__(what, where, hint)
        self.fault = fault
