"""The acts of a snapshot as columnar tables, for what is counted over all of them.

The tables say what the quads say, no more: what the default graph holds, and what each coded source claims, held or not. `acts` is wide, so
that most questions read a few of its columns and join nothing large: what acts share is a set with a number, and the addresses of classes,
agents and sources are in `names`.

=========  ===========================================================================================================================
`acts`     ``act`` (its address, each once), ``source`` (of a coded act its name, else empty), ``grain`` (``act`` or ``series``), ``held``
           (whether it is in the default graph), ``least`` and ``most`` (the number that it counts for; ``most`` is empty if it is
           unknown), ``earliest``, ``latest``, ``until`` (the day until which it counts), ``kinds``, ``casting``, ``sources`` (numbers of
           sets), ``position``, ``label``; the newest come first
`totals`   the same acts, counted: ``held``, ``kinds``, ``casting``, ``sources``; ``least``, ``known`` (the sum of ``most``), ``unknown``
           (how many have no ``most``), ``first`` and ``last`` day
`kinds`    ``kinds``, ``kind``: the narrowest classes of an act, or the member kinds of a series, for each set; empty if none is known
`classes`  ``kind``, ``above``: each class with itself and all classes above it
`roles`    ``casting``, ``role``, ``party``: for each set every role of every agent, also the roles that follow from narrower ones
`parties`  ``casting``, ``party``: the agents that have a role in it other than that of receiving
`pairs`    ``casting``, ``agent``, ``toward``: who acts, and toward whom
`sources`  ``sources``, ``source``: for each set the documents and coded sources that tell of it
`names`    ``thing``, ``address``, ``label`` (in the language of the workspace): agents, classes, roles and sources, in the order of
           their addresses
=========  ===========================================================================================================================

An act that was not carried out is not in the tables.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import tempfile
from typing import TYPE_CHECKING, Final

from kg.digests import SEEN, Digests
from kg.errors import EnvironmentProblem
from kg.tables.making import TABLES, Tables, write_star

if TYPE_CHECKING:
    from kg.snapshot import Snapshot
    from kg.tables import Engine

FOLDER: Final = "tables"
"""The folder of the tables of all snapshots, in the state folder of a workspace."""
FORMAT: Final = 2
"""The version of the tables in the state folder; older ones are made again."""
_DIGESTS: Final = "digests.json"
_KEPT: Final = 4
"""So many tables of snapshots stay in the state folder."""


class Star:
    """The tables of one snapshot, for an engine. `open_star` opens them.

    Args:
        engine: the engine that reads them.
        folder: their folder, as the engine reads it.
    """

    def __init__(self, engine: Engine, folder: str) -> None:
        self.engine = engine
        self.folder = folder.rstrip("/")

    def path(self, name: str) -> str:
        """The path of a table, or its address for a cluster."""
        return (os.path.join if self.engine.embedded else "{}/{}".format)(self.folder, f"{name}.parquet")

    def tables(self) -> Tables:
        """The tables as the engine reads them. A table that is missing is an `EnvironmentProblem` when it is first needed."""
        return Tables(lambda name: self.engine.parquet(self.path(name)))


def open_star(engine: Engine, folder: str) -> Star:
    """The tables in a folder.

    Args:
        engine: the engine that reads them.
        folder: the path of the folder or, for a cluster, the address under which it reads it, such as ``s3a://bucket/tables``.
    """
    return Star(engine, folder)


def installed() -> bool:
    """Whether the libraries that make and read the tables are installed; nothing is imported."""
    return all(importlib.util.find_spec(name) is not None for name in ("duckdb", "ibis", "pyarrow"))


def star_folder(snapshot: Snapshot, state: str) -> str:
    """The folder of the tables of a snapshot, in the state folder of its workspace. They are made if they are not there, or damaged.

    They are not in the snapshot itself, so that it has the same bytes whether the libraries are installed or not. Their name is the digest
    of the snapshot.

    Args:
        snapshot: the snapshot.
        state: the path of the state folder.

    Raises:
        EnvironmentProblem: the tables cannot be made: the libraries are not installed, or the folder cannot be written.
    """
    kept = os.path.join(state, FOLDER)
    found = os.path.join(kept, f"{snapshot.digest[:16]}-{FORMAT}")
    if not _is_whole(found):
        try:
            os.makedirs(kept, exist_ok=True)
            made = tempfile.mkdtemp(dir=kept, prefix="tmp-")
            try:
                write_star(snapshot.store, snapshot.quads_text(), made, snapshot.language)
                _seal(made)
                shutil.rmtree(found, ignore_errors=True)
                try:
                    os.rename(made, found)
                except OSError:
                    if not _is_whole(found):  # another process has been faster
                        raise
            finally:
                shutil.rmtree(made, ignore_errors=True)
            _forget(kept, found)
        except OSError as problem:
            hint = "check that the folder can be written and the disk has room"
            raise EnvironmentProblem(f"the tables of the acts cannot be written: {problem.strerror or problem}", kept, hint) from problem
    return found


def _seal(folder: str) -> None:
    """Write down the digests of the tables in a folder."""
    digests = Digests("")
    found = {name: digests.of(os.path.join(folder, f"{name}.parquet")) for name in TABLES}
    with open(os.path.join(folder, _DIGESTS), "w", encoding="utf-8") as file:
        json.dump(found, file)


def _is_whole(folder: str) -> bool:
    """Whether a folder has all tables as they were written. A table is read only if the status of its file has changed."""
    digests = Digests(os.path.join(folder, SEEN))
    try:
        with open(os.path.join(folder, _DIGESTS), encoding="utf-8") as file:
            recorded = json.load(file)
        whole = all(digests.of(os.path.join(folder, f"{name}.parquet")) == recorded[name] for name in TABLES)
    except (OSError, ValueError, KeyError, TypeError):
        return False
    digests.save()
    return whole


def _forget(kept: str, newest: str) -> None:
    """Remove the tables of older snapshots."""
    with os.scandir(kept) as entries:
        others = sorted((each.stat().st_mtime, each.path) for each in entries if each.path != newest and not each.name.startswith("tmp-"))
    for _, path in others[: max(len(others) - _KEPT + 1, 0)]:
        shutil.rmtree(path, ignore_errors=True)
