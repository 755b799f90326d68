"""The snapshot that is published, which a new build replaces while the server runs."""

from __future__ import annotations

import asyncio
import os
from time import monotonic
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.files import read_file
from kg.server.cache import Cache
from kg.server.pool import Pool
from kg.server.spool import remove_abandoned
from kg.service.problems import problem
from kg.settings import setting
from kg.snapshot import current

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kg.service.message import Asked, Reply
    from kg.snapshot import Snapshot
    from kg.workspace import Workspace

_PAUSE = 1.0
"""How often a new snapshot is looked for, in seconds."""
_AGAIN = 60.0
"""After how many seconds one that could not be used is tried again: the machine may have had no memory or processes left."""


class Publication:
    """One snapshot with the processes that answer from it, and the replies that are kept.

    Args:
        workspace: the workspace.
        snapshot: the snapshot to begin with.
        texts: a folder with copies of the texts; None for none.
        log: takes a sentence about what happens.
        workers: how many answers are computed at the same time; None for the setting ``serve_workers``.

    Attributes:
        snapshot: the one that is published.
        pool: the processes over it.
        kept: the replies that were computed from it.
    """

    def __init__(
        self, workspace: Workspace, snapshot: Snapshot, texts: str | None, log: Callable[[str], None], workers: int | None = None
    ) -> None:
        self.workspace = workspace
        self.snapshot = snapshot
        self._texts = texts
        self._log = log
        self._workers = workers
        self.pool = self._pool(snapshot)
        self.kept: Cache[tuple[str | bytes, ...], Reply] = self._cache()
        self._watching: asyncio.Task[None] | None = None
        self._retiring: set[asyncio.Task[None]] = set()

    def _pool(self, snapshot: Snapshot) -> Pool:
        return Pool(self.workspace.folder, snapshot.folder, self._texts, self._log, self._workers)

    @staticmethod
    def _cache() -> Cache[tuple[str | bytes, ...], Reply]:
        return Cache(setting("serve_cache_megabytes") * 1_000_000)

    async def start(self) -> None:
        """Start the processes, and look for new snapshots from now on.

        Raises:
            EnvironmentProblem: the processes do not start.
        """
        await asyncio.to_thread(remove_abandoned)
        await self.pool.start()
        self._watching = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        failed, again = "", 0.0
        found: Snapshot | None = None
        queries = await asyncio.to_thread(_queries, self.workspace)
        while True:
            await asyncio.sleep(_PAUSE)
            try:
                before, queries = queries, await asyncio.to_thread(_queries, self.workspace)
                if queries != before:  # a stored query takes effect without a build
                    self.kept = self._cache()
                found = await asyncio.to_thread(current, self.workspace)
                if found is None or found.folder == self.snapshot.folder or (found.folder == failed and monotonic() < again):
                    continue
                await self.replace(found)
                self._log(f"the snapshot {found.digest[:12]} is published now")
            except (KgError, OSError) as error:
                failed, again = "" if found is None else found.folder, monotonic() + _AGAIN
                self._log(f"the new snapshot cannot be used, and the one before stays: {error}")

    async def replace(self, snapshot: Snapshot) -> None:
        """Publish another snapshot as soon as its processes are ready. Requests that are being answered are answered from the one before.

        Raises:
            EnvironmentProblem: the processes do not start; the snapshot before stays.
        """
        pool = self._pool(snapshot)
        await pool.start()
        before, self.pool = self.pool, pool
        self.snapshot, self.kept = snapshot, self._cache()
        task = asyncio.get_running_loop().create_task(before.retire())
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)

    async def reply(self, asked: Asked, client: str, gone: Callable[[], Awaitable[None]] | None = None) -> Reply:
        """A reply with its whole body, for a program in this process that asks for a client; see `Pool.reply`."""
        computed = await self.pool.reply(asked, client, gone)
        if computed is None:
            return problem("failed", "the client has gone away")  # nobody reads it
        if computed.file is None:
            return computed.reply
        try:
            return computed.reply._replace(body=read_file(computed.file))
        finally:
            os.unlink(computed.file)

    async def stop(self) -> None:
        """End all processes."""
        if self._watching is not None:
            self._watching.cancel()
        for task in self._retiring:
            task.cancel()
        await asyncio.gather(*self._retiring, return_exceptions=True)
        self.pool.close()


def _queries(workspace: Workspace) -> list[tuple[str, int, int]]:
    """The files of the stored queries, with the time and size of each."""
    found = []
    for path in workspace.query_files(lambda _: None):
        try:
            status = path.stat()
        except OSError:  # it was removed just now
            continue
        found.append((str(path), status.st_mtime_ns, status.st_size))
    return found
