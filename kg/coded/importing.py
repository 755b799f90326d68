"""Importing coded tables: from files and a mapping to a source of the workspace, all or nothing.

Everything is written into ``coded/.importing`` and then put in place, the manifest last. An import that is killed leaves the sources as
they were; what it had written is removed by the next one.
"""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
import os
import shutil
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from kg.coded import expressions
from kg.coded.expressions import COLUMN, FILE, LEFT_OUT, LINE, PROBLEM, TEXT
from kg.coded.mapping import MAIN, check_columns
from kg.coded.matching import match, parties_of, unmatched_states
from kg.coded.reading import Bad, open_table
from kg.coded.records import PARTIES, RECORDS
from kg.coded.sources import FOLDER, FORMAT, GRAINS, MANIFEST, Source, read_source
from kg.errors import DataError, EnvironmentProblem, NameNotFound, UsageError
from kg.files import did_you_mean, nearest, read_text, replace_file, spreadsheet_safe, visible
from kg.settings import setting
from kg.tables import open_engine
from kg.tables.engines import ROW_GROUP
from kg.values import Printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import ibis
    import pyarrow as pa

    from kg.coded.countries import Country
    from kg.coded.entities import Entity
    from kg.coded.mapping import Coding
    from kg.coded.matching import Decisions, Match
    from kg.coded.reading import Opened
    from kg.tables import Engine
    from kg.values import JsonObject
    from kg.workspace import Workspace

STAGING: Final = ".importing"
MAPPING: Final = "mapping.toml"
SET_ASIDE: Final = "set-aside.csv"
UNMATCHED: Final = "unmatched.csv"
_SET_ASIDE_HEADER: Final = ("file", "line", "column", "problem", "text")
_UNMATCHED_HEADER: Final = ("code", "name", "rows", "suggestion")
_TRIAL: Final = 1_000
"""If more than half of this many rows are set aside, the import stops: the mapping is likely to be the wrong one."""
_FEW: Final = 5
"""This many rows that are set aside, and parties without an entity, are shown."""
_LOCK: Final = "import.lock"
_MEGABYTES_OF_THREAD: Final = 125
MANY_ACTS: Final = 1_000_000
"""More records than this at the grain of acts make the graph slow: there is a warning."""


@dataclass(frozen=True)
class Imported(Printable):
    """What an import did.

    Attributes:
        name: the name of the source.
        title: its title.
        dry_run: whether nothing was written.
        grain: what the graph has of the source: ``series``, or ``acts``, one for each record.
        grain_before: what it had before this import; the same without a change, and empty if the source is new.
        records: the records of the whole source.
        rows: the rows that were read.
        added: the records that were added.
        already: the records that the source had already.
        left_out: the rows that the mapping leaves out.
        set_aside: the rows that were set aside.
        problems: how many rows were set aside for each reason, the most frequent first.
        first: the first rows that were set aside: file and row.
        parties: the parties of the whole source, each pair of code and name counted once.
        matched: those of them that have an entity.
        party_rows: the rows of all parties; a row with two parties counts twice.
        matched_rows: the rows of those that have an entity.
        unmatched: the parties without an entity, those with the most rows first.
        lacking: the number of states that codes name and the workspace does not have.
        states: the names of the states that were added to the workspace.
        folder: the folder of the source, as messages show it.
    """

    name: str
    title: str
    dry_run: bool
    grain: str
    grain_before: str
    records: int
    rows: int
    added: int
    already: int
    left_out: int
    set_aside: int
    problems: tuple[tuple[str, int], ...]
    first: tuple[tuple[str, Bad], ...]
    parties: int
    matched: int
    party_rows: int
    matched_rows: int
    unmatched: tuple[Match, ...]
    lacking: int
    states: tuple[str, ...]
    folder: str

    def __str__(self) -> str:
        lines = [f"{visible(self.title, one_line=True)} ({self.name})" + (": nothing was written" if self.dry_run else "")]
        lines.append(f"{self.rows:>13,} rows read")
        lines.append(f"{self.added:>13,} records {'would be added' if self.dry_run else 'added'}")
        if self.already:
            lines.append(f"{self.already:>13,} records that were there already")
        if self.grain_before not in ("", self.grain):
            verb = "would have" if self.dry_run else "has"
            lines.append(f"{'':14}the graph {verb} the {self.records:,} records as {self.grain}, no longer as {self.grain_before}")
        if self.left_out:
            lines.append(f"{self.left_out:>13,} rows that the mapping leaves out")
        if self.set_aside:
            lines.append(f"{self.set_aside:>13,} rows set aside" + ("" if self.dry_run else f": {self.folder}/{SET_ASIDE} has all of them"))
            for file, bad in self.first:
                column = f" in {visible(bad.column, one_line=True)}" if bad.column else ""
                text = f": {visible(bad.text, one_line=True)[:60]}" if bad.text else ""
                lines.append(f"{'':14}{visible(file, one_line=True)}:{bad.line}: {visible(bad.problem, one_line=True)}{column}{text}")
        if self.states:
            verb = "would be written" if self.dry_run else "written"
            lines.append(f"{len(self.states):>13,} states {verb} into data/states.trig")
        share = f"{self.matched_rows:,} of {self.party_rows:,} mentions"
        lines.append(f"{self.matched:>13,} of {self.parties:,} parties are entities of the workspace: {share}")
        if self.unmatched:
            where = "" if self.dry_run else f" ({self.folder}/{UNMATCHED}; {FOLDER}/actors.csv is where to say who they are)"
            lines.append(f"{len(self.unmatched):>13,} parties have no entity{where}")
            for each in self.unmatched[:_FEW]:
                name = " ".join(visible(part, one_line=True) for part in (each.code, each.name) if part)
                said = each.suggestion and each.suggestion != each.name
                hint = f"; perhaps {visible(each.suggestion, one_line=True)}" if said else ""
                lines.append(f"{'':14}{name}: {each.rows:,} mentions{hint}")
        if self.lacking:
            lines.append(f"{self.lacking:>13,} of them are states that the workspace does not have; --with-states adds them")
        return "\n".join(lines) + "\n"

    def to_json(self) -> JsonObject:
        """The same as a JSON object."""
        return {
            "source": self.name,
            "title": self.title,
            "dry_run": self.dry_run,
            "grain": self.grain,
            "grain_before": self.grain_before or None,
            "records": self.records,
            "rows": self.rows,
            "added": self.added,
            "already": self.already,
            "left_out": self.left_out,
            "set_aside": self.set_aside,
            "problems": dict(self.problems),
            "first_set_aside": [{"file": file, **bad._asdict()} for file, bad in self.first],
            "parties": self.parties,
            "matched": self.matched,
            "mentions": self.party_rows,
            "matched_mentions": self.matched_rows,
            "unmatched": [
                {"code": each.code, "name": each.name, "rows": each.rows, "suggestion": each.suggestion} for each in self.unmatched[:100]
            ],
            "lacking_states": self.lacking,
            "states": list(self.states),
        }


@dataclass
class _Input:
    """A file that is imported: its path, the name of its table, and what was found in it."""

    path: str
    table: str
    opened: Opened
    columns: Mapping[str, str]
    bytes: int
    sha256: str
    stamp: tuple[int, int]
    rows: int = 0
    set_aside: int = 0

    @property
    def name(self) -> str:
        """The name of the file, without its folder."""
        return os.path.basename(self.path)


@dataclass
class _Tally:
    """What was counted, and where the rows that are set aside go."""

    writer: Any
    rows: int = 0
    left_out: int = 0
    set_aside: int = 0
    problems: dict[str, int] = field(default_factory=dict)
    first: list[tuple[str, Bad]] = field(default_factory=list)

    def aside(self, source: _Input, bad: Bad) -> None:
        """Set a row aside."""
        self.set_aside += 1
        source.set_aside += 1
        self.problems[bad.problem] = self.problems.get(bad.problem, 0) + 1
        if len(self.first) < _FEW:
            self.first.append((source.name, bad))
        texts = (source.name, bad.column, bad.problem, bad.text)
        file, column, problem, text = (spreadsheet_safe(each) for each in texts)
        self.writer.writerow((file, bad.line, column, problem, text))


class _Progress:
    """Says how far an import is, at most a few times a second."""

    def __init__(self, tell: Callable[[str], None] | None, total: int) -> None:
        self._tell = tell
        self._total = max(1, total)
        self._start = self._last = time.monotonic()
        self.before = 0

    def at(self, done: int, rows: int, name: str) -> None:
        """Say that so many bytes of a file, and so many rows, have been read."""
        now = time.monotonic()
        if self._tell is None or now - self._last < 0.2:
            return
        self._last = now
        part = min(1.0, (self.before + done) / self._total)
        gone = now - self._start
        left = int(gone / part * (1 - part)) if part else 0
        rate = int(rows / gone) if gone else 0
        self._tell(f"importing {name}: {rows:,} rows, {rate:,} a second, {part:.0%}, {left // 60}:{left % 60:02} left")


def import_tables(
    ws: Workspace,
    files: Sequence[str],
    coding: Coding,
    entities: Sequence[Entity],
    decisions: Decisions,
    *,
    name: str | None = None,
    grain: str | None = None,
    acting_for_state: Sequence[str] = (),
    dry_run: bool = False,
    states: Callable[[Sequence[Country], bool], Sequence[Entity]] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Imported:
    """Import tables as a source of the workspace.

    Args:
        ws: the workspace.
        files: the paths of the files.
        coding: the mapping.
        entities: the agents of the workspace.
        decisions: the curator's decisions on parties.
        name: the name of the source; that of the mapping without one.
        grain: ``series`` or ``acts``; without one that of the source, and of the mapping if the source is new.
        acting_for_state: codes of roles that count as their state, besides those of the mapping.
        dry_run: whether to write nothing.
        states: returns states that the workspace does not have as entities, and writes them unless its second argument is true. It is
            called with that, and again when the source is in place. None to leave them out.
        progress: called with a line a few times a second.

    Raises:
        UsageError: no file, a file is given twice, an unknown grain, or the source was imported with another mapping.
        DataError: a file does not fit the mapping, or more than half of its first rows are set aside.
        EnvironmentProblem: a file cannot be read, the source cannot be written, or another import is running.
    """
    source = name or coding.name
    _check_name(source)
    if grain is not None and grain not in GRAINS:
        hint = did_you_mean(nearest(grain, GRAINS, 1), f"use {' or '.join(GRAINS)}")
        raise UsageError(f"there is no grain {visible(grain, one_line=True)!r}", None, hint, parameter="grain")
    if not files:
        raise UsageError("kg import needs a file", None, "kg import FILE... --mapping NAME; kg import --mappings lists the mappings")
    with ExitStack() as stack:
        if not dry_run:
            stack.enter_context(_locked(ws))
        inputs = _inputs(files, coding)
        acting = tuple(dict.fromkeys((*coding.acting_for_state, *acting_for_state)))
        old = _existing(ws, source, coding)
        if old is not None and acting_for_state and acting != old.acting_for_state:
            hint = f"kg import --remove {source}, and import it again"
            raise UsageError(f"{source} was imported with other roles that act for their state", None, hint)
        if old is not None:
            acting = old.acting_for_state
        wanted = grain or (coding.grain if old is None else old.grain)
        folder = stack.enter_context(_staging(ws, keep=not dry_run))
        megabytes = setting("import_megabytes")
        engine = stack.enter_context(open_engine(megabytes=megabytes, folder=folder))
        import duckdb

        # Each thread needs memory of its own.
        engine.backend.con.execute("SET threads = ?", [max(1, min(os.cpu_count() or 1, megabytes // _MEGABYTES_OF_THREAD))])
        try:
            return _Import(ws, source, coding, inputs, old, acting, wanted, engine, folder, dry_run).run(
                entities, decisions, states, progress
            )
        except duckdb.Error as problem:
            what = f"the tables cannot be computed: {str(problem).strip().splitlines()[0]}"
            hint = "set KG_IMPORT_MEGABYTES to more, or check that the disk has room"
            raise EnvironmentProblem(visible(what, one_line=True), None, hint) from problem


def remove_source(ws: Workspace, name: str) -> None:
    """Remove a source from the workspace: all that its imports wrote.

    Args:
        ws: the workspace.
        name: the name of the source.

    Raises:
        NameNotFound: there is no such source; `candidates` holds the nearest names.
        EnvironmentProblem: it cannot be removed, or an import is running.
    """
    _check_name(name)
    home = os.path.join(ws.folder, FOLDER)
    with _locked(ws), _staging(ws, keep=True) as staging:
        manifest = os.path.join(home, name, MANIFEST)
        if not os.path.isfile(manifest):
            known = [each for each in _listed(home) if os.path.isfile(os.path.join(home, each, MANIFEST))]
            near = nearest(name, known, 2)
            hint = did_you_mean(near, f"the sources are {', '.join(known)}" if known else "nothing has been imported")
            raise NameNotFound(f"there is no source {visible(name, one_line=True)!r}", None, hint, near)
        try:
            os.rename(os.path.join(home, name), os.path.join(staging, "removed"))  # in one step; the staging folder is removed at the end
        except OSError as problem:
            raise EnvironmentProblem(f"the source cannot be removed: {problem.strerror}", os.path.join(home, name)) from problem


def _check_name(name: str) -> None:
    import re

    from kg.workspace import NAME_FORM

    if not re.fullmatch(NAME_FORM, name):
        hint = "use small letters, digits and hyphens: the name becomes part of addresses and of file names"
        raise UsageError(f"invalid name of a source {visible(name, one_line=True)!r}", None, hint)


def _listed(folder: str) -> list[str]:
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


@contextmanager
def _locked(ws: Workspace) -> Iterator[None]:
    """Keep other imports out. The lock ends with the process, however it ends."""
    path = os.path.join(ws.state_folder, _LOCK)
    try:
        os.makedirs(ws.state_folder, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as problem:
        raise EnvironmentProblem(f"the state folder cannot be written: {problem.strerror}", path) from problem
    try:
        if not _lock(handle):
            raise EnvironmentProblem("another import into this workspace is running", path, "wait until it has ended")
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    """Lock a file, if no other process has locked it. Returns whether it is locked."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def _staging(ws: Workspace, *, keep: bool) -> Iterator[str]:
    """A folder for what is being written. One in the workspace is on the same disk, so that files can be put in place by renaming them."""
    if not keep:
        with tempfile.TemporaryDirectory(prefix="kg-import-") as folder:
            yield folder
        return
    home = os.path.join(ws.folder, FOLDER)
    folder = os.path.join(home, STAGING)
    try:
        shutil.rmtree(folder, ignore_errors=True)  # what a killed import has left
        os.makedirs(folder)
    except OSError as problem:
        raise EnvironmentProblem(f"the workspace cannot be written: {problem.strerror}", folder) from problem
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        try:
            os.rmdir(home)  # if it is empty: nothing was imported
        except OSError:
            pass


def _inputs(files: Sequence[str], coding: Coding) -> list[_Input]:
    """The files with the tables that they are, by their columns where a mapping joins several."""
    found: list[_Input] = []
    joined = [layout for layout in coding.layouts if layout.name]
    for path in files:
        if any(os.path.realpath(path) == os.path.realpath(each.path) for each in found):
            raise UsageError("the file is given twice", path, "give it once")
        shown = os.path.basename(path)
        fitting = []
        problem: DataError | None = None
        for layout in coding.layouts:
            opened = open_table(path, layout, coding.all_columns_of(layout.name))
            try:
                fitting.append((layout.name, opened, check_columns(coding, layout, opened.columns, shown)))
            except DataError as error:
                problem = problem or error
        if not fitting:
            if joined and problem is not None:
                tables = "; ".join(f"{each.name or 'the main table'}: {', '.join(coding.columns_of(each.name))}" for each in coding.layouts)
                raise DataError(f"{shown} is none of the tables of the mapping", coding.shown, f"their columns are {tables}")
            raise problem or AssertionError(path)
        # A file with the columns of several tables is the one that needs most of them.
        table, opened, columns = max(fitting, key=lambda each: len(coding.columns_of(each[0])))
        status = os.stat(path)
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        found.append(_Input(path, table, opened, columns, status.st_size, digest, (status.st_size, status.st_mtime_ns)))
    for layout in coding.layouts:
        own = [each for each in found if each.table == layout.name]
        if not own and not layout.optional:
            what = f"the table {layout.name}" if layout.name else "the main table"
            hint = f"give the file with the columns {', '.join(coding.columns_of(layout.name))}"
            raise UsageError(f"{what} of the mapping {coding.name} is missing", None, hint)
        if layout.name and len(own) > 1:
            raise UsageError(f"two files are the table {layout.name}", own[1].path, "give one of them")
    return found


def _existing(ws: Workspace, name: str, coding: Coding) -> Source | None:
    """The source as it is, if there is one; it must have been imported with the same mapping."""
    folder = os.path.join(ws.folder, FOLDER, name)
    manifest = os.path.join(folder, MANIFEST)
    if not os.path.isfile(manifest):
        return None
    source = read_source(manifest)
    with open(os.path.join(folder, MAPPING), encoding="utf-8") as file:
        same = file.read() == coding.text
    if not same:
        hint = f"kg import --remove {name} first, or give the new source another name: --name OTHER"
        raise UsageError(f"the source {name} was imported with another mapping", os.path.join(FOLDER, name, MAPPING), hint)
    return source


class _Import:
    """One import."""

    def __init__(
        self,
        ws: Workspace,
        name: str,
        coding: Coding,
        inputs: list[_Input],
        old: Source | None,
        acting: tuple[str, ...],
        grain: str,
        engine: Engine,
        staging: str,
        dry_run: bool,
    ) -> None:
        self.ws = ws
        self.name = name
        self.coding = coding
        self.inputs = inputs
        self.old = old
        self.acting = acting
        self.grain = grain
        self.engine = engine
        self.staging = staging
        self.dry_run = dry_run
        self.home = os.path.join(ws.folder, FOLDER, name)
        digest = hashlib.sha256(coding.text.encode())
        for each in sorted(inputs, key=lambda one: one.table):
            digest.update(f"{each.table} {each.sha256}\n".encode())
        self.digest = digest.hexdigest()[:16]

    def run(
        self,
        entities: Sequence[Entity],
        decisions: Decisions,
        states: Callable[[Sequence[Country], bool], Sequence[Entity]] | None,
        progress: Callable[[str], None] | None,
    ) -> Imported:
        """Import, and say what was done."""
        main = [each for each in self.inputs if each.table == MAIN]
        known = {sha256 for _, _, sha256, _, _ in self.old.files} if self.old is not None else set()
        alone = len(self.inputs) == len(main)
        repeated = [each for each in main if each.sha256 in known] if alone else main if self.digest in self._digests() else []
        new = [each for each in main if each not in repeated]
        aside_path = os.path.join(self.staging, SET_ASIDE)
        with open(aside_path, "w", encoding="utf-8", newline="") as aside:
            writer = csv.writer(aside, lineterminator="\n")
            tally = _Tally(writer)
            added = already = 0
            records_path = os.path.join(self.staging, f"records-{self.digest}.parquet")
            if new:
                first = len(self.old.files) if self.old is not None else 0
                joined = self._joined(tally)
                self._read(new, joined, tally, records_path, first, _Progress(progress, sum(each.bytes for each in new)))
                for each in self.inputs:
                    status = os.stat(each.path)
                    if (status.st_size, status.st_mtime_ns) != each.stamp:
                        raise DataError("the file was changed while it was read", each.path, "import it again; nothing was imported")
                if progress is not None:
                    progress("looking for records that are there twice")
                added, already = self._without_repeated(records_path, new, tally, first)
        if self.old is not None:
            again = {each.sha256 for each in repeated}
            already += sum(rows - set_aside for _, _, sha256, rows, set_aside in self.old.files if sha256 in again)
        if not added and self.old is None:
            raise DataError("no row became a record", self.coding.shown, "is it the right mapping? " + _reasons(tally))
        source = self._staged(new, added, records_path)
        if progress is not None:
            progress("matching parties")
        parties = parties_of(self.engine, source)
        matches = match(parties, source, entities, decisions, suggest=True)
        made: Sequence[Entity] = ()
        wanted = unmatched_states(matches, source)
        if states is not None and wanted:
            made = states(wanted, True)
            matches = match(parties, source, [*entities, *made], decisions, suggest=True)
        unmatched = tuple(each for each in matches if not each.how)
        if not self.dry_run:
            self._put(source, added, unmatched, aside_path)
            if states is not None and made:
                states(wanted, False)
        mentions = sum(each.rows for each in matches)
        matched = [each for each in matches if each.entity is not None]
        return Imported(
            name=self.name,
            title=self.coding.title,
            dry_run=self.dry_run,
            grain=self.grain,
            grain_before="" if self.old is None else self.old.grain,
            records=source.rows,
            rows=tally.rows,
            added=added,
            already=already,
            left_out=tally.left_out,
            set_aside=tally.set_aside,
            problems=tuple(sorted(tally.problems.items(), key=lambda item: (-item[1], item[0]))),
            first=tuple(tally.first),
            parties=len(matches),
            matched=len(matched),
            party_rows=mentions,
            matched_rows=sum(each.rows for each in matched),
            unmatched=unmatched,
            lacking=len(wanted) - len(made),
            states=tuple(each.label for each in made),
            folder=f"{FOLDER}/{self.name}",
        )

    def _digests(self) -> set[str]:
        return {os.path.basename(path).removeprefix("records-").removesuffix(".parquet") for path in (self.old.records if self.old else ())}

    def _joined(self, tally: _Tally) -> dict[str, ibis.Table]:
        """The tables that are joined, in the engine; their rows that cannot be used are set aside."""
        import pyarrow as pa

        found = {}
        for place, layout in enumerate(self.coding.layouts):
            if not layout.name:
                continue
            wanted = self.coding.all_columns_of(layout.name)
            own = next((each for each in self.inputs if each.table == layout.name), None)
            if own is None:
                kind = pa.list_(pa.string()) if layout.many else pa.string()
                columns = {expressions.KEY: pa.string(), **dict.fromkeys(wanted, kind)}
                self.engine.backend.con.register(f"joined_{place}", pa.schema(list(columns.items())).empty_table())
                found[layout.name] = self.engine.backend.table(f"joined_{place}")
                continue
            names = {column: f"c{number}" for number, column in enumerate(own.columns)}
            blocks = []
            for block in own.opened.blocks(list(own.columns.values()), LINE):
                for bad in block.bad:
                    tally.aside(own, bad)
                own.rows += len(block.rows) + len(block.bad)
                blocks.append(block.rows)
            schema = pa.schema([*((name, pa.string()) for name in own.columns.values()), (LINE, pa.int64())])
            whole = pa.concat_tables(blocks) if blocks else schema.empty_table()
            whole = whole.rename_columns([*names.values(), LINE])
            raw = f"rows_of_{place}"
            self.engine.backend.con.register(raw, whole)
            rows = self.engine.backend.table(raw)
            table, wrong = expressions.keyed(self.coding, layout.name, rows, names)
            for line, column, problem, text in self.engine.rows(wrong.order_by(LINE).select(LINE, COLUMN, PROBLEM, TEXT)):
                tally.aside(own, Bad(line, column, problem, text or ""))
            found[layout.name] = self.engine.backend.create_table(f"joined_{place}", table, temp=True)
        return found

    def _read(self, new: list[_Input], joined: Mapping[str, ibis.Table], tally: _Tally, path: str, first: int, progress: _Progress) -> None:
        """Write the records of all files, also those that are repeated, in the order of their lines."""
        import pyarrow as pa

        seen: set[str] = set()
        tried = wrong = 0
        writer = _Records(path)
        try:
            for number, own in enumerate(new):
                compiled = _Compiled(self.engine, self.coding, own, joined, first + number)
                for block in own.opened.blocks(compiled.wanted, LINE):
                    made = compiled.run(block.rows)
                    out = made.column(LEFT_OUT).to_numpy(zero_copy_only=False)
                    problems = made.column(PROBLEM)
                    bad_rows = list(block.bad)
                    tally.left_out += int(out.sum())
                    clean = pa.array(~out)
                    if problems.null_count < len(made):
                        is_bad = problems.is_valid()
                        hit = made.filter(pa.compute.and_(is_bad, pa.chunked_array([clean])))
                        for line, column, problem, text in zip(
                            *(hit.column(each).to_pylist() for each in ("line", COLUMN, PROBLEM, TEXT)), strict=True
                        ):
                            bad_rows.append(Bad(line, column, problem, (text or "")[:1_000]))
                        clean = pa.compute.and_(pa.compute.invert(is_bad), pa.chunked_array([clean]))
                    good = made.select(list(RECORDS))
                    if out.any() or problems.null_count < len(made):
                        good = good.filter(clean)
                    bad_rows.sort()
                    lines = len(block.rows) + len(block.bad)
                    own.rows += lines
                    tally.rows += lines
                    if tried < _TRIAL:
                        ids = good.column("record").slice(0, _TRIAL - tried).to_pylist()
                        limit = self._line_of(block, _TRIAL - tried)
                        wrong += sum(bad.line <= limit for bad in bad_rows)
                        wrong += len(ids) - len(set(ids) - seen) if self.coding.wide is None else 0
                        seen.update(ids)
                        tried += lines
                        self._stop_if(wrong, min(tried, _TRIAL), bad_rows, own, enough=tried >= _TRIAL)
                    for bad in bad_rows:
                        tally.aside(own, bad)
                    writer.write(good)
                    progress.at(block.done, tally.rows, own.name)
                progress.before += own.bytes
            if tried < _TRIAL:
                self._stop_if(wrong, tried, [bad for _, bad in tally.first], new[-1], enough=True)
        finally:
            writer.close()

    def _line_of(self, block: Any, rows: int) -> int:
        """The line of the row of a block with a number."""
        lines = sorted([*block.rows.column(LINE).slice(0, rows).to_pylist(), *(bad.line for bad in block.bad[:rows])])[:rows]
        return int(lines[-1]) if lines else 0

    def _stop_if(self, wrong: int, tried: int, bad_rows: Sequence[Bad], own: _Input, *, enough: bool) -> None:
        """Stop the import if more than half of the first rows cannot be used."""
        if not enough or 2 * wrong <= tried:
            return
        some = "; ".join(f"line {bad.line}: {bad.problem}" + (f" in {bad.column}" if bad.column else "") for bad in bad_rows[:3])
        some = some or "the identifiers of most rows are the same"
        what = f"{wrong:,} of the first {tried:,} rows cannot be used: {some}"
        raise DataError(visible(what, one_line=True), own.path, f"is {self.coding.name} the right mapping? nothing was imported")

    def _without_repeated(self, path: str, new: list[_Input], tally: _Tally, first: int) -> tuple[int, int]:
        """Take out records whose identifier was there before, in this import or an earlier one.

        Returns:
            The number of records that are left, and of those that the source had already.
        """
        import ibis
        import pyarrow.parquet as pq

        records = self.engine.parquet(path)
        rows = pq.read_metadata(path).num_rows
        # Equal identifiers have equal hashes, which need far less memory to count.
        hashes = records.select(hash=records["record"].hash())
        often = hashes.group_by("hash").aggregate(times=hashes.count()).filter(lambda each: each["times"] > 1)
        twice = self.engine.backend.create_table("twice", often.select("hash"), temp=True)
        again = records.semi_join(twice, records["record"].hash() == twice["hash"]).select("record", "file", "line")
        ranked = again.mutate(place=ibis.row_number().over(group_by="record", order_by=["file", "line"]))
        later = self.engine.backend.create_table("later", ranked.filter(ranked["place"] > 0).drop("place"), temp=True)
        repeated = self._number(later)
        already = 0
        kept = records
        if self.old is not None and self.old.records:
            before = self.engine.parquet(self.old.records).select("record")
            same = self.engine.backend.create_table("same", records.semi_join(before, "record").select("record", "file", "line"), temp=True)
            already = self._number(same.anti_join(later, ["record", "file", "line"]))
            if already:
                kept = kept.anti_join(same, ["record", "file", "line"])
        if repeated:
            kept = kept.anti_join(later, ["record", "file", "line"])
            identifier = expressions.shown(self.coding.fields["id"])
            for batch in self.engine.batches(later.order_by("file", "line")):
                for record, file, line in batch:
                    tally.aside(new[file - first], Bad(line, identifier, "the record is there already", record))
        left = rows - repeated - already
        if repeated or already:
            slimmer = path + ".slim"
            self.engine.write(kept.select(list(RECORDS)).order_by("file", "line", "record"), slimmer)
            os.replace(slimmer, path)
        return left, already

    def _number(self, table: ibis.Table) -> int:
        return int(self.engine.rows(table.aggregate(number=table.count()))[0][0])

    def _staged(self, new: list[_Input], added: int, records: str) -> Source:
        """The source as it will be, with its new files in the staging folder."""
        own: list[str] = []
        parties: list[str] = []
        if added:
            path = os.path.join(self.staging, f"parties-{self.digest}.parquet")
            self.engine.write(_parties(self.engine.parquet(records)), path)
            own, parties = [records], [path]
        old = self.old
        coding = self.coding
        files = [(each.name, each.bytes, each.sha256, each.rows, each.set_aside) for each in (*new, *self._others(new))]
        return Source(
            name=self.name,
            folder=self.home,
            title=coding.title,
            publisher=coding.publisher,
            license=coding.license,
            citation=coding.citation,
            homepage=coding.homepage,
            grain=self.grain,
            scheme=coding.scheme,
            kind=coding.kind or "",
            parties_scheme=coding.party_scheme,
            acting_for_state=self.acting,
            files=(*(old.files if old else ()), *files),
            records=(*(old.records if old else ()), *own),
            parties=(*(old.parties if old else ()), *parties),
            rows=(old.rows if old else 0) + added,
            coding=coding.coded_by,
        )

    def _others(self, new: list[_Input]) -> list[_Input]:
        """The joined tables, if anything is new. They come after the main ones, so that the numbers of these are right."""
        return [each for each in self.inputs if each.table != MAIN] if new else []

    def _put(self, source: Source, added: int, unmatched: Sequence[Match], aside: str) -> None:
        """Put the source in place: its new files, and the manifest last."""
        try:
            os.makedirs(self.home, exist_ok=True)
            listed = {os.path.basename(path) for path in (*source.records, *source.parties)}
            for name in os.listdir(self.home):  # what a killed import has left
                if name.endswith(".parquet") and name not in listed:
                    os.remove(os.path.join(self.home, name))
            manifest = _manifest(source, self.coding)
            if added:
                for kind in ("records", "parties"):
                    name = f"{kind}-{self.digest}.parquet"
                    os.replace(os.path.join(self.staging, name), os.path.join(self.home, name))
            before = sum(each[4] for each in self.old.files) if self.old is not None else 0
            _append(os.path.join(self.home, SET_ASIDE), before, aside)
            replace_file(os.path.join(self.home, MAPPING), self.coding.text.encode())
            replace_file(os.path.join(self.home, UNMATCHED), _unmatched_text(unmatched))
            replace_file(os.path.join(self.home, MANIFEST), manifest)
        except OSError as problem:
            hint = "check that the folder can be written and the disk has room"
            raise EnvironmentProblem(f"the source cannot be written: {problem.strerror}", self.home, hint) from problem


class _Records:
    """Writes records with row groups of one size. The file is made also if there are none."""

    def __init__(self, path: str) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        types = {"string": pa.string(), "date": pa.date32(), "float64": pa.float64(), "int32": pa.int32(), "int64": pa.int64()}
        self._schema = pa.schema([(name, types.get(kind, pa.list_(pa.string()))) for name, kind in RECORDS.items()])
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._waiting: list[pa.Table] = []
        self._rows = 0

    def write(self, rows: pa.Table) -> None:
        """Write some records."""
        import pyarrow as pa

        if not len(rows):
            return
        self._waiting.append(rows.cast(self._schema))
        self._rows += len(rows)
        if self._rows >= ROW_GROUP:
            whole = pa.concat_tables(self._waiting)
            full = len(whole) // ROW_GROUP * ROW_GROUP
            self._writer.write_table(whole.slice(0, full), row_group_size=ROW_GROUP)
            self._waiting = [whole.slice(full)] if full < len(whole) else []
            self._rows = len(whole) - full

    def close(self) -> None:
        """Write the rest, and end the file."""
        import pyarrow as pa

        if self._waiting:
            self._writer.write_table(pa.concat_tables(self._waiting), row_group_size=ROW_GROUP)
        self._writer.close()


class _Compiled:
    """The expressions of a mapping for the rows of one file, compiled once and run for each block.

    Attributes:
        wanted: the columns of the file that are read.
    """

    def __init__(self, engine: Engine, coding: Coding, own: _Input, joined: Mapping[str, ibis.Table], number: int) -> None:
        import re

        import pyarrow as pa

        self._connection = engine.backend.con
        self._number = number
        chosen = list(dict.fromkeys(own.columns.values()))
        wide = coding.wide
        if wide is not None:
            years = [name for name in own.opened.columns if re.fullmatch(wide.pattern, name.strip()) and name not in chosen]
            if not years:
                have = ", ".join(own.opened.columns[:12])
                what = f"{own.name} has no column that is {visible(wide.pattern, one_line=True)!r}"
                raise DataError(what, wide.place, f"the file has {visible(have, one_line=True)}")
            chosen += years
        self.wanted = chosen
        # The names of columns are those of a stranger: the engine gets others, but for those that become values.
        kept = set() if wide is None else set(years)
        self._names = [name if name in kept else f"c{place}" for place, name in enumerate(chosen)]
        self._sorted = bool(joined) or wide is not None
        self._several = wide is not None
        types = {**dict.fromkeys(self._names, pa.string()), LINE: pa.int64(), FILE: pa.int32()}
        empty = pa.schema(list(types.items())).empty_table()
        self._connection.register("rows_of_file", empty)
        table = engine.backend.table("rows_of_file")
        columns = {column: self._names[chosen.index(name)] for column, name in own.columns.items()}
        self._sql = engine.backend.compile(expressions.records(coding, table, columns, joined))

    def run(self, rows: pa.Table) -> pa.Table:
        """The records of some rows, with their problems, in the order of their lines."""
        import pyarrow as pa

        given = rows.rename_columns([*self._names, LINE]).append_column(FILE, pa.array([self._number] * len(rows), pa.int32()))
        self._connection.register("rows_of_file", given)
        made = self._connection.sql(self._sql).to_arrow_table()
        if not self._sorted or (not self._several and _ascending(made)):
            return made
        return made.sort_by([("line", "ascending"), ("record", "ascending")])


def _ascending(rows: pa.Table) -> bool:
    """Whether rows are in the order of their lines, which a join need not keep."""
    import numpy as np

    return bool((np.diff(rows.column("line").to_numpy()) >= 0).all())


def _parties(records: ibis.Table) -> ibis.Table:
    """The parties of records, each with the number of its rows."""
    pairs = [records.select(code=f"{role}_code", name=f"{role}_name") for role in ("actor", "recipient")]
    both = pairs[0].union(pairs[1])
    there = both.filter(both["code"].notnull() | both["name"].notnull())
    counted = there.group_by(["code", "name"]).aggregate(rows=there.count())
    return counted.select([counted[name].cast(kind).name(name) for name, kind in PARTIES.items()]).order_by(["code", "name"])


def _manifest(source: Source, coding: Coding) -> bytes:
    """The manifest of a source. It has no times and no paths, so that the same import gives the same bytes."""
    import pyarrow.parquet as pq

    # Files do not change: those of earlier imports are described as they were.
    path = os.path.join(source.folder, MANIFEST)
    before = json.loads(read_text(path)) if os.path.isfile(path) else None

    def described(paths: Iterable[str], key: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = list(before[key]) if before else []
        for path in list(paths)[len(found) :]:
            with open(path, "rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            found.append({"file": os.path.basename(path), "rows": pq.read_metadata(path).num_rows, "sha256": digest})
        return found

    content = {
        "format": FORMAT,
        "name": source.name,
        "title": source.title,
        "publisher": source.publisher,
        "license": source.license,
        "citation": source.citation,
        "homepage": source.homepage,
        "grain": source.grain,
        "coding": source.coding,
        "scheme": source.scheme,
        "kind_default": source.kind or None,
        "party_scheme": source.parties_scheme,
        "acting_for_state": list(source.acting_for_state),
        "mapping_sha256": hashlib.sha256(coding.text.encode()).hexdigest(),
        "files": [dict(zip(("name", "bytes", "sha256", "rows", "set_aside"), each, strict=True)) for each in source.files],
        "records": described(source.records, "records"),
        "parties": described(source.parties, "parties"),
        "rows": source.rows,
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _append(path: str, before: int, new: str) -> None:
    """Add the rows that are set aside to those of earlier imports.

    Args:
        path: the file with those of earlier imports.
        before: how many rows it has; further ones are those of an import that was killed.
        new: the file with the new rows, without header.
    """
    partial = f"{path}.tmp-{os.getpid()}"
    try:
        with open(partial, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(_SET_ASIDE_HEADER)
            if before and os.path.isfile(path):
                with open(path, encoding="utf-8", newline="") as old:
                    writer.writerows(itertools.islice(csv.reader(old), 1, before + 1))
            with open(new, encoding="utf-8", newline="") as rows:
                shutil.copyfileobj(rows, out)
        os.replace(partial, path)
    finally:
        if os.path.exists(partial):
            os.remove(partial)


def _unmatched_text(unmatched: Sequence[Match]) -> bytes:
    """The parties without an entity as CSV that a spreadsheet can open."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_UNMATCHED_HEADER)
    for each in unmatched:
        code, name, suggestion = (spreadsheet_safe(text or "") for text in (each.code, each.name, each.suggestion))
        writer.writerow((code, name, each.rows, suggestion))
    return out.getvalue().encode()


def _reasons(tally: _Tally) -> str:
    some = [f"{number:,} rows: {problem}" for problem, number in sorted(tally.problems.items(), key=lambda item: -item[1])[:3]]
    if tally.left_out:
        some.append(f"{tally.left_out:,} rows are left out by its conditions")
    return "; ".join(visible(each, one_line=True) for each in some)
