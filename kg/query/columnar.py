"""Answers computed from the columnar tables of a snapshot, in the same form as those of the query itself."""

from __future__ import annotations

import os
from time import sleep

from kg.errors import EnvironmentProblem
from kg.query.prepare import values
from kg.query.request import EMBEDDED
from kg.query.running import stopped
from kg.results import Table
from kg.settings import setting
from kg.tables import open_engine
from kg.tables.answering import KEPT, answer
from kg.tables.questions import given
from kg.tables.star import installed, open_star, star_folder
from kg.watching import watch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.query.request import Request
    from kg.record.names import Names
    from kg.snapshot import Snapshot


__all__ = ["answer_by_tables", "installed"]

_PAUSE = 0.05
"""Seconds between two interrupts of an engine."""


def answer_by_tables(request: Request, names: Names, snapshot: Snapshot, state: str, stamp: str = "") -> Table:
    """The answer to a request, computed from the tables of a snapshot.

    Args:
        request: a question to a stored query that names a question of `kg.tables.questions`.
        names: the names of the snapshot.
        snapshot: the snapshot.
        state: the state folder of its workspace, in which the tables of a small snapshot are kept.
        stamp: which snapshot answers what, and how to cite it.

    Raises:
        UsageError: a parameter is missing, unknown or of the wrong kind, or the engine is not known.
        NameNotFound: no entity has a given name.
        NameAmbiguous: several entities have it.
        LimitReached: the evaluation took too long.
        EnvironmentProblem: the libraries are not installed, the tables cannot be made or read, or the engine failed.
    """
    asked = given(values(request.query, request.params, names))
    address = request.engine or EMBEDDED
    with open_engine(address, megabytes=setting("tables_megabytes")) as engine:
        folder = request.tables or star_folder(snapshot, state)
        star = open_star(engine, folder)
        late = done = False

        def stop() -> None:
            nonlocal late
            late = True
            while not done:  # an interrupt between two steps of the engine has no effect
                engine.interrupt()
                sleep(_PAUSE)

        calm = watch(request.seconds, 0, stop, stop)
        try:
            # One row more than is wanted shows whether there are more.
            wanted = None if request.rows is None else request.rows + 1
            columns, rows = answer(request.query.tables, engine, star, asked, wanted, os.path.join(state, KEPT))
        except EnvironmentProblem as problem:
            if late:
                raise stopped(request.seconds or 0) from problem
            raise
        finally:
            done = True
            calm()
    cut = None
    if request.rows is not None and len(rows) > request.rows:
        cut = f"stopped at the limit of {request.rows} rows; there are more"
        del rows[request.rows :]
    return Table(columns, rows, names, cut, stamp)
