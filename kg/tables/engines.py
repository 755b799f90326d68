"""The engines that compute over columnar tables, behind one set of Ibis expressions.

DuckDB runs in this process. Spark runs elsewhere and is reached through Spark Connect, which needs no Java here. Everything that is
computed is an Ibis expression, so that both give the same rows; SQL is written only for DuckDB's own settings.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from kg.errors import EnvironmentProblem, UsageError

if TYPE_CHECKING:
    import duckdb
    import ibis
    from ibis.backends import BaseBackend

    Types = Mapping[str, str]
    """Column to type, as Ibis writes types: ``string``, ``int64``, ``date``."""

EMBEDDED: Final = "duckdb"
"""The name of the engine in this process."""
REMOTE: Final = "sc://"
"""How the address of a Spark Connect server begins."""
ROW_GROUP: Final = 100_000
"""The rows of a row group of the Parquet files that are written."""
INSTALL: Final = "pip install 'chancery[tables]'"
_MISSING: Final = "tables need DuckDB and Ibis, which are not installed"


class Engine:
    """An engine with its connection. `open_engine` opens one.

    Args:
        name: ``duckdb`` or the address of the Spark Connect server.
        backend: the backend of Ibis; None for that of the connection.
        connection: the connection of DuckDB.
        spill: a folder for what does not fit into memory; None for the system's.
    """

    def __init__(
        self, name: str, backend: BaseBackend | None, connection: duckdb.DuckDBPyConnection | None = None, spill: str | None = None
    ) -> None:
        self.name = name
        self.connection = connection
        self._backend = backend
        self._spill = spill
        self._viewed: dict[str, str] = {}

    @property
    def backend(self) -> BaseBackend:
        """The backend of Ibis, whose import takes a second: what is compiled already needs none."""
        if self._backend is None:
            import ibis

            self._backend = ibis.duckdb.from_connection(self.connection)
        return self._backend

    @property
    def embedded(self) -> bool:
        """Whether the engine runs in this process."""
        return self.name == EMBEDDED

    def parquet(self, paths: str | Sequence[str]) -> ibis.Table:
        """The rows of some Parquet files, which have the same columns.

        Args:
            paths: one path or several; for Spark, addresses that the cluster reads.

        Raises:
            EnvironmentProblem: a file is missing, or is not Parquet.
        """
        given = [paths] if isinstance(paths, str) else list(paths)
        if self.embedded:
            for path in given:
                if not os.path.isfile(path):
                    raise EnvironmentProblem("a table is missing", path, "import its source again, or run `kg build`")
        with _problems("the table cannot be read", given[0] if given else None):
            read: ibis.Table = self.backend.read_parquet(given if self.embedded or len(given) > 1 else given[0])
        return read

    def table(self, types: Types, rows: Iterable[Sequence[Any]]) -> ibis.Table:
        """A small table of rows that this process has.

        Args:
            types: the columns and their types.
            rows: a value for each column; None for none.

        >>> with open_engine() as engine:
        ...     engine.rows(engine.table({"code": "string", "rows": "int64"}, [("PAK", 3), (None, 1)]))
        [('PAK', 3), (None, 1)]
        """
        import ibis
        import pyarrow as pa

        schema = ibis.schema(dict(types))
        columns = list(zip(*rows, strict=True)) or [()] * len(types)
        arrays = [pa.array(column, type=field.type) for column, field in zip(columns, schema.to_pyarrow(), strict=True)]
        found: ibis.Table = ibis.memtable(pa.Table.from_arrays(arrays, schema=schema.to_pyarrow()), schema=schema)
        return found

    def run(self, text: str, values: Mapping[str, Any], files: Mapping[str, str]) -> list[tuple[Any, ...]]:
        """The rows of an expression that is compiled already, in the engine of this process.

        Args:
            text: what Ibis has made of it.
            values: the values of its parameters.
            files: the Parquet file of each table that it names.

        Raises:
            EnvironmentProblem: as for `parquet` and `rows`.
        """
        assert self.connection is not None
        for name, path in files.items():
            if self._viewed.get(name) != path:
                if not os.path.isfile(path):
                    raise EnvironmentProblem("a table is missing", path, "run `kg build`")
                with _problems("the table cannot be read", path):
                    self.connection.read_parquet(path).create_view(name)
                self._viewed[name] = path
        with _problems("the tables cannot be computed"):
            return self.connection.execute(text, dict(values)).fetchall()

    def interrupt(self) -> None:
        """Let what another thread computes end with an error."""
        if self.connection is not None:
            self.connection.interrupt()
        else:
            self.backend._session.interruptAll()

    def rows(self, table: ibis.Table, values: Mapping[ibis.Scalar, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a table as tuples, in its order; dates are `datetime.date`.

        Args:
            table: the table.
            values: the values of its parameters.

        Raises:
            EnvironmentProblem: the engine failed: it ran out of memory or disk, or the server is gone.
        """
        with _problems("the tables cannot be computed"):
            found = self.backend.to_pyarrow(table, params=values)
        return _tuples(found)

    def batches(self, table: ibis.Table, size: int = 50_000) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a table in batches, so that not all of them are in memory at once.

        Args:
            table: the table.
            size: the most rows of a batch.

        Raises:
            EnvironmentProblem: as for `rows`.
        """
        if self.embedded:
            # DuckDB 2 has no longer the function by which Ibis 12 asks it for batches.
            import tempfile

            import pyarrow.parquet as pq

            with tempfile.TemporaryDirectory(dir=self._spill, prefix="batches-") as folder:
                path = os.path.join(folder, "rows.parquet")
                self.write(table, path)
                with pq.ParquetFile(path) as file:
                    yield from map(_tuples, file.iter_batches(size))
        else:
            with _problems("the tables cannot be computed"):
                yield from map(_tuples, self.backend.to_pyarrow_batches(table, chunk_size=size))

    def write(self, table: ibis.Table, path: str, group: int = ROW_GROUP) -> None:
        """Write a table into one Parquet file, atomically. The same rows in the same order give the same bytes.

        Args:
            table: the table, sorted.
            path: the path of the file; its folder exists.
            group: the rows of a row group.

        Raises:
            EnvironmentProblem: as for `rows`, or the file cannot be written.
        """
        partial = f"{path}.tmp-{os.getpid()}"
        try:
            with _problems("the table cannot be written", path):
                if self.embedded:
                    self.backend.to_parquet(table, partial, compression="zstd", row_group_size=group)
                else:
                    import pyarrow.parquet as pq

                    reader = self.backend.to_pyarrow_batches(table, chunk_size=group)
                    with pq.ParquetWriter(partial, reader.schema, compression="zstd") as writer:
                        for batch in reader:
                            writer.write_batch(batch)
                os.replace(partial, path)
        finally:
            if os.path.lexists(partial):
                os.remove(partial)


@contextmanager
def open_engine(address: str | None = None, *, megabytes: int = 1_024, folder: str | None = None) -> Iterator[Engine]:
    """Open an engine.

    Args:
        address: None or ``duckdb`` for the engine in this process; ``sc://HOST:PORT`` for a Spark Connect server.
        megabytes: the memory that DuckDB may use; what needs more is put on disk.
        folder: where DuckDB puts it: an existing folder, by default a temporary one.

    Raises:
        UsageError: the address is not one of an engine.
        EnvironmentProblem: the libraries are not installed, or the server does not answer.
    """
    if address in (None, EMBEDDED):
        import tempfile

        with tempfile.TemporaryDirectory(dir=folder, prefix="tables-", ignore_cleanup_errors=True) as spill:
            connection = _duckdb(megabytes, spill)
            try:
                yield Engine(EMBEDDED, None, connection, spill)
            finally:
                connection.close()
    elif address.startswith(REMOTE):
        backend = _spark(address)
        try:
            yield Engine(address, backend)
        finally:
            backend.disconnect()
    else:
        hint = f"use {EMBEDDED}, or {REMOTE}HOST:PORT for Spark Connect"
        raise UsageError(f"there is no engine {address!r}", None, hint, parameter="engine")


def _duckdb(megabytes: int, spill: str) -> duckdb.DuckDBPyConnection:
    if importlib.util.find_spec("ibis") is None:
        raise EnvironmentProblem(_MISSING, None, INSTALL)
    try:
        import duckdb
    except ImportError as problem:
        raise EnvironmentProblem(_MISSING, None, INSTALL) from problem
    # Nothing is loaded from elsewhere, and a file is read only because this process names it.
    settings: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": spill,
        "memory_limit": f"{megabytes}MB",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    connection = duckdb.connect(config=settings)
    connection.execute("SET parquet_metadata_cache = true")
    connection.execute("SET enable_progress_bar = false")  # DuckDB draws one on standard output in a notebook, and after python -c
    return connection


def _spark(address: str) -> BaseBackend:
    try:
        import ibis
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as problem:
        hint = "pip install 'chancery[spark]'"
        raise EnvironmentProblem("Spark needs pyspark-client and Ibis, which are not installed", None, hint) from problem
    try:
        return ibis.pyspark.connect(SparkSession.builder.remote(address).getOrCreate())
    except PySparkException as problem:
        raise EnvironmentProblem(f"the Spark Connect server does not answer: {_first_line(problem)}", address) from problem


def _tuples(columnar: Any) -> list[tuple[Any, ...]]:
    """The rows of a table or batch of Arrow."""
    return list(zip(*(column.to_pylist() for column in columnar.columns), strict=True))


@contextmanager
def _problems(what: str, where: str | None = None) -> Iterator[None]:
    """Turn the errors of an engine into ours."""
    kinds = _kinds_of_problem()
    try:
        yield
    except kinds as problem:
        raise EnvironmentProblem(f"{what}: {_first_line(problem)}", where) from problem


def _kinds_of_problem() -> tuple[type[Exception], ...]:
    import duckdb

    found: list[type[Exception]] = [duckdb.Error, OSError]
    try:
        from pyspark.errors import PySparkException
    except ImportError:
        pass
    else:
        found.append(PySparkException)
    return tuple(found)


def _first_line(problem: BaseException) -> str:
    return (str(problem).strip() or type(problem).__name__).splitlines()[0]
