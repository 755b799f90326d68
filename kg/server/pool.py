"""The processes that compute replies over one snapshot: as many as the setting ``serve_workers``, and one more that is ready to replace
one that was killed."""

from __future__ import annotations

import asyncio
import socket
import subprocess  # the child is this interpreter with a module of this package
import sys
from collections import Counter, deque
from typing import TYPE_CHECKING, NamedTuple, cast

from kg.errors import EnvironmentProblem
from kg.server.frames import FORK, KILL, ORDER_BYTES, REMOVE, Frames, reply_of, request_frame
from kg.server.spool import Spool
from kg.service.problems import problem
from kg.settings import setting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from typing import Any

    from kg.service.message import Asked, Reply

_START_SECONDS = 60
"""How long a process may take to open the snapshot."""
_RETRY_SECONDS = 5
"""How long after the first process did not start it is tried again."""
_PATIENCE = 0.05
"""How long a reply may take before anybody looks whether its client is still there, in seconds."""


class Computed(NamedTuple):
    """A reply as a process has computed it.

    Attributes:
        reply: the reply; its body is empty if it is in a file.
        file: the path of the file with the body, which whoever sends it removes; None if the body is in the reply.
    """

    reply: Reply
    file: str | None = None


class ProcessEnded(Exception):
    """The process that was computing a reply has ended.

    Args:
        megabytes: the limit of memory that it had reached; None if it ended for another reason.
    """

    def __init__(self, megabytes: int | None = None) -> None:
        super().__init__(megabytes)
        self.megabytes = megabytes


class _GoneAway(Exception):
    """The client does not wait any more."""


class _Process(asyncio.Protocol):
    """One process that computes replies."""

    def __init__(self) -> None:
        self.parent: _Parent | None = None
        self.transport: asyncio.Transport | None = None
        self.number = 0
        self.last = False
        self._ended = False
        self._frames = Frames()
        self._awaited: asyncio.Future[tuple[dict[str, Any], bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # that of uvloop is of no class of asyncio

    def data_received(self, data: bytes) -> None:
        for head, body in self._frames.feed(data):
            if self._awaited is None or self._awaited.done():
                continue
            if "full" in head:
                self.last = True
                self._awaited.set_exception(ProcessEnded(head["full"]))
            else:
                self.last = head.get("last", False)
                self._awaited.set_result((head, body))

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended = True
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_exception(ProcessEnded)

    @property
    def usable(self) -> bool:
        """Whether it can take another request: it has not ended, and owes no reply."""
        done = self._awaited is not None and self._awaited.done() and not self._awaited.cancelled()
        return done and not self._ended and not self.last

    def expect(self) -> asyncio.Future[tuple[dict[str, Any], bytes]]:
        self._awaited = asyncio.get_running_loop().create_future()
        if self._ended:
            self._awaited.set_exception(ProcessEnded)
        return self._awaited

    def send(self, data: bytes) -> asyncio.Future[tuple[dict[str, Any], bytes]]:
        awaited = self.expect()
        if self.transport is not None:
            self.transport.write(data)
        return awaited

    async def within(self, data: bytes, seconds: float) -> tuple[dict[str, Any], bytes] | None:
        """Send a request; returns the reply, or None if it takes longer, and is still awaited. Cheaper than `asyncio.wait`."""
        soon = self.send(data)

        def late() -> None:
            if not soon.done():
                self.expect()
                soon.set_result(None)  # type: ignore[arg-type]

        timer = asyncio.get_running_loop().call_later(seconds, late)
        try:
            return await soon
        finally:
            timer.cancel()

    def awaited(self) -> asyncio.Future[tuple[dict[str, Any], bytes]]:
        assert self._awaited is not None
        return self._awaited

    def close(self) -> None:
        self.last = True
        if self.transport is not None:
            self.transport.close()


class _Parent:
    """The process that forks the others.

    Args:
        arguments: the folders that `kg.server.computing.main` takes.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        self._control, other = socket.socketpair()
        command = [sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}; from kg.server.computing import main; main()"]
        try:
            with other:
                self._process = subprocess.Popen(
                    [*command, str(other.fileno()), *arguments],
                    pass_fds=[other.fileno()],
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,  # an interrupt of the terminal is for the server
                )
        except OSError as error:
            self._control.close()
            raise EnvironmentProblem(f"the process that computes answers cannot be started: {error}", sys.executable) from error

    async def fork(self) -> _Process:
        """A new process, as soon as it is ready.

        Raises:
            EnvironmentProblem: it does not start.
        """
        own, other = socket.socketpair()
        with other:
            try:
                socket.send_fds(self._control, [FORK], [other.fileno()])
            except OSError as error:
                own.close()
                raise EnvironmentProblem("the process that computes answers has ended", None, "`kg verify` finds damage") from error
        own.setblocking(False)
        _, process = await asyncio.get_running_loop().create_connection(_Process, sock=own)
        try:
            head, _ = await asyncio.wait_for(process.expect(), _START_SECONDS)
        except (ProcessEnded, TimeoutError) as error:
            process.close()
            raise EnvironmentProblem("the process that computes answers did not start", None, "`kg verify` finds damage") from error
        process.number = head["ready"]
        process.parent = self
        return process

    @property
    def ended(self) -> bool:
        """Whether it has ended, by itself or because somebody has killed it. Nobody can then be killed at a limit, so nobody is asked."""
        return self._process.poll() is not None

    def kill(self, process: _Process, remove: bool) -> None:
        """End a process, whatever it does.

        Args:
            process: the process.
            remove: whether to remove the files that it has written or begun, which nobody sends.
        """
        process.close()
        if process.number:
            try:
                self._control.sendall((REMOVE if remove else KILL) + process.number.to_bytes(ORDER_BYTES - len(KILL), "big"))
            except OSError:  # the parent has ended, and with it all its children
                pass

    def close(self) -> None:
        """End all processes."""
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Pool:
    """Processes that compute replies over one snapshot.

    Args:
        workspace: the folder of the workspace.
        snapshot: the folder of the snapshot.
        texts: the folder of the texts; None for none.
        log: takes a sentence about a process that ended.
        workers: how many replies are computed at the same time; None for the setting ``serve_workers``.
    """

    def __init__(self, workspace: str, snapshot: str, texts: str | None, log: Callable[[str], None], workers: int | None = None) -> None:
        self._size = max(1, setting("serve_workers") if workers is None else workers)
        self._seconds = setting("serve_seconds")
        self._most_waiting = setting("serve_waiting")
        self._waiting_seconds = setting("serve_waiting_seconds")
        self._of_a_client = setting("serve_client_answers")
        self._spool = Spool()
        self._arguments = (workspace, snapshot, self._spool.name, texts or "")
        self._parent: _Parent | None = None
        self._log = log
        self._idle: deque[_Process] = deque()
        self._busy = 0
        self._waiting: deque[tuple[asyncio.Future[None], str]] = deque()
        self._clients: Counter[str] = Counter()
        self._starting: set[asyncio.Task[None]] = set()
        self._retired = False
        self._reviving = asyncio.Lock()
        self._not_before = 0.0

    async def start(self) -> None:
        """Start all processes, and wait until they are ready.

        Raises:
            EnvironmentProblem: a process does not start, such as one whose snapshot is damaged.
        """
        self._parent = _Parent(self._arguments)
        try:
            for _ in range(self._size + 1):
                self._idle.append(await self._parent.fork())
        except EnvironmentProblem:
            self.close()
            raise

    async def _started(self) -> _Process:
        parent = self._parent
        if parent is None:
            raise EnvironmentProblem("the server is ending")
        try:
            return await parent.fork()
        except EnvironmentProblem:
            return await (await self._revived(parent)).fork()

    async def _revived(self, parent: _Parent) -> _Parent:
        """The process that forks the others, in place of one that has ended.

        Raises:
            EnvironmentProblem: it has not ended, or cannot be started.
        """
        async with self._reviving:
            if self._parent is not None and self._parent is not parent:
                return self._parent
            await asyncio.sleep(_PATIENCE)  # its sockets are closed before it has ended
            now = asyncio.get_running_loop().time()
            if self._parent is None or not parent.ended or now < self._not_before:
                raise EnvironmentProblem("no process that computes answers can be started", None, "`kg verify` finds damage")
            self._not_before = now + _RETRY_SECONDS
            self._log("the process that forks those that compute answers has ended, and is started again")
            self._parent = _Parent(self._arguments)
            parent.close()
            return self._parent

    def _spare(self) -> _Process | None:
        """A process that waits for a request; those that have ended meanwhile, or cannot be killed any more, are replaced."""
        ended = self._parent is None or self._parent.ended
        while self._idle:
            process = self._idle.popleft()
            if process.usable and not (ended or process.parent is not self._parent):
                return process
            self._discard(process)
            self._replace()
        return None

    @property
    def busy(self) -> int:
        """How many replies are being computed."""
        return self._busy

    async def reply(self, asked: Asked, client: str, gone: Callable[[], Awaitable[None]] | None = None) -> Computed | None:
        """The reply to a request. Beyond a limit it is a problem, and the process is killed and replaced.

        Args:
            asked: the request.
            client: who asks, for the limit of what one client may have computed at the same time.
            gone: returns when the client has gone away; None if nobody looks.

        Returns:
            The reply, or None if the client has gone away, which ends what was computed for it.
        """
        if not self._take(client) and not await self._wait(client):
            return Computed(problem("busy", f"{self._busy} answers are being computed, and {len(self._waiting)} requests wait"))
        process: _Process | None = None
        computed: Computed | None = None
        try:
            process = self._spare() or await self._started()
            computed = await self._computed(process, asked, gone)
            return computed
        except EnvironmentProblem as error:
            self._log(str(error))
            return Computed(problem("failed", "no process can be started"))
        finally:
            if process is not None:
                if process.usable and not self._retired:
                    self._idle.append(process)
                else:
                    self._discard(process, remove=computed is None or computed.file is None)
                    self._replace()
            self._give_back(client)

    def _take(self, client: str) -> bool:
        """Take a place among the answers that are computed; returns False if there is none, or the client has its share."""
        if self._busy >= self._size or (self._of_a_client and self._clients[client] >= self._of_a_client):
            return False
        self._busy += 1
        self._clients[client] += 1
        return True

    def _give_back(self, client: str) -> None:
        """Give back a place, and give it to the first request in the queue that may have it."""
        self._busy -= 1
        self._clients[client] -= 1
        if self._clients[client] <= 0:
            del self._clients[client]
        for place, (turn, waiting) in enumerate(self._waiting):
            if not turn.done() and self._take(waiting):
                turn.set_result(None)
                del self._waiting[place]
                return

    async def _wait(self, client: str) -> bool:
        """Wait for a place; returns whether it was taken."""
        own = sum(each == client for _, each in self._waiting)
        if len(self._waiting) >= self._most_waiting or own >= max(self._most_waiting // 2, 1):
            return False
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append((turn, client))
        try:
            await asyncio.wait((turn,), timeout=self._waiting_seconds or None)
        except asyncio.CancelledError:
            if turn.done():
                self._give_back(client)
            raise
        finally:
            if not turn.done():
                self._waiting.remove((turn, client))
                turn.cancel()
        return not turn.cancelled()

    async def _computed(self, process: _Process, asked: Asked, gone: Callable[[], Awaitable[None]] | None) -> Computed | None:
        try:
            soon = await process.within(request_frame(asked), _PATIENCE)
            head, body = soon or await self._late(process, gone)
            return Computed(reply_of(head, body), head["file"])
        except _GoneAway:
            return None
        except TimeoutError:
            return Computed(problem("too-long", f"the answer was stopped after {self._seconds} seconds", hint="narrow the query"))
        except ProcessEnded as ended:
            if ended.megabytes is not None:
                detail = f"the answer was stopped at {ended.megabytes:,} MB of memory"
                return Computed(problem("too-long", detail, hint="narrow the query"))
            self._log(f"a process ended while it computed the reply to {asked.method} {asked.path}")
            return Computed(problem("failed", "the process that computed the answer has ended", hint="narrow the query"))

    async def _late(self, process: _Process, gone: Callable[[], Awaitable[None]] | None) -> tuple[dict[str, Any], bytes]:
        """A reply that takes longer. While it is awaited, somebody looks whether the client is still there.

        Raises:
            TimeoutError: it takes too long.
            _GoneAway: the client has gone away.
            ProcessEnded: the process has ended.
        """
        awaited = process.awaited()
        waits: set[asyncio.Future[Any]] = {awaited}
        if gone is not None:
            leaving = asyncio.ensure_future(gone())
            waits.add(leaving)
        try:
            left = max(self._seconds - _PATIENCE, 0) if self._seconds else None
            await asyncio.wait(waits, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if awaited.done():
                return awaited.result()
            if gone is not None and leaving.done():
                raise _GoneAway
            raise TimeoutError
        finally:
            for each in waits:
                each.cancel()

    def _replace(self) -> None:
        """Start a process in place of one that has ended, if there are too few."""
        if self._retired or len(self._idle) + self._busy + len(self._starting) > self._size:
            return

        async def start() -> None:
            try:
                process = await self._started()
            except EnvironmentProblem as error:
                self._log(str(error))
                return
            if self._retired:
                self._discard(process)
            else:
                self._idle.append(process)

        task = asyncio.get_running_loop().create_task(start())
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    def _discard(self, process: _Process, remove: bool = False) -> None:
        if process.parent is not None:
            process.parent.kill(process, remove)

    async def retire(self) -> None:
        """Take no more requests, finish those that are being computed, and end the processes."""
        self._retired = True
        try:
            while self._busy or self._waiting:
                await asyncio.sleep(_PATIENCE)
        except asyncio.CancelledError:  # the server ends
            self.close()
            raise
        parent = self._detached()
        if parent is not None:
            await asyncio.to_thread(parent.close)  # which takes as long as its memory takes to be given back
        self._spool.remove()

    def close(self) -> None:
        """End all processes at once, and remove what they have written. Files that are being sent stay readable until they are closed."""
        parent = self._detached()
        if parent is not None:
            parent.close()
        self._spool.remove()

    def _detached(self) -> _Parent | None:
        """Take no more requests; returns the process that is to be ended."""
        self._retired = True
        for task in self._starting:
            task.cancel()
        for process in self._idle:
            process.close()
        self._idle.clear()
        parent, self._parent = self._parent, None
        return parent
