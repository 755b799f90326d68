"""The processes that compute replies.

A first process opens the snapshot and then forks one process after the other, so that all share its memory, and one that was killed is
replaced within milliseconds. It has no threads, and does nothing else. The server tells it through a socket:

    F, with a descriptor     fork a process that takes requests from this socket
    K, with a process id     kill that process
    R, with a process id     kill that process, and remove its files

Each forked process takes requests and gives replies, one after the other (`kg.server.frames`). The server keeps the time; the process
itself watches its memory. If the server ends, all of them end.
"""

from __future__ import annotations

import gc
import glob
import json
import os
import select
import signal
import socket
import sys
import tempfile
import threading
import traceback
from contextlib import suppress
from time import perf_counter, sleep

from kg.errors import KgError
from kg.graph import Graph
from kg.query.running import InProcess
from kg.query.worker import bound_memory
from kg.server.frames import INLINE, KILL, LENGTHS, ORDER_BYTES, REMOVE, frame, reply_frame, request_of
from kg.service.context import Context
from kg.service.problems import problem
from kg.service.service import Service
from kg.settings import setting
from kg.snapshot import Snapshot
from kg.watching import memory_used
from kg.workspace import Workspace

_PAUSE = 0.05
"""How often the memory is looked at, in seconds."""
_QUICK = 0.02
"""After a reply that took less than this many seconds, nobody looks at the memory."""


def main() -> None:
    """Fork processes that compute replies, until the server closes the socket.

    The arguments of the process are the descriptor of the socket, the folder of the workspace, that of the snapshot, that for large bodies,
    and that of the texts, which may be empty.
    """
    descriptor, workspace, folder, spool, texts = sys.argv[1:]
    control = socket.socket(fileno=int(descriptor))
    os.dup2(2, 1)  # whatever prints goes to the log
    try:
        service = _opened(workspace, folder, texts)
    except KgError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the log
        sys.exit(error.exit_code)
    gc.collect()
    gc.freeze()  # so that a collection does not touch, and thereby copy, what is shared
    children: set[int] = set()
    removing: set[int] = set()
    while True:
        ready, _, _ = select.select([control], [], [], 1.0)
        _reap(children)
        for each in removing - children:  # only now can it not write any more
            _remove(spool, each)
        removing &= children
        if not ready:
            continue
        message, descriptors, _, _ = socket.recv_fds(control, ORDER_BYTES, 1)
        while message and len(message) < ORDER_BYTES and (more := control.recv(ORDER_BYTES - len(message))):
            message += more
        if len(message) < ORDER_BYTES:
            break
        if message[:1] in {KILL, REMOVE}:
            number = int.from_bytes(message[1:], "big")
            if message[:1] == REMOVE:
                removing.add(number)
            if number in children:
                os.kill(number, signal.SIGKILL)
            continue
        try:
            child = os.fork()
        except OSError as error:  # the system has no more processes or memory now; the server sees that the socket is closed
            print(f"no process can be forked: {error}", file=sys.stderr)  # noqa: T201 - the log
            os.close(descriptors[0])
            continue
        if child == 0:
            control.close()
            with socket.socket(fileno=descriptors[0]) as channel:
                try:
                    _compute(service, channel, spool)
                except (BrokenPipeError, ConnectionResetError):  # the server waits for it no more
                    pass
            os._exit(0)
        children.add(child)
        os.close(descriptors[0])
    for each in children:
        os.kill(each, signal.SIGKILL)


def _opened(workspace: str, folder: str, texts: str) -> Service:
    """A service over a snapshot, which is in memory if it is not too large."""
    snapshot = Snapshot(folder)
    snapshot.hold()
    graph = Graph(Workspace(workspace), runner=lambda each: InProcess(each.store), snapshot=snapshot)
    if snapshot.meta["counts"].get("quads", 0) <= setting("serve_memory_quads"):
        snapshot.keep_in_memory()
    service = Service(Context(graph, texts=texts or None))
    with suppress(KgError):  # a reply that needs what cannot be read says so
        service.prepare()
    return service


def _reap(children: set[int]) -> None:
    """Take note of the processes that have ended."""
    while children:
        number, _ = os.waitpid(-1, os.WNOHANG)
        if number == 0:
            return
        children.discard(number)


def _compute(service: Service, channel: socket.socket, spool: str) -> None:
    """Compute replies until the server closes the channel."""
    megabytes = setting("serve_megabytes")
    before = memory_used() or 0
    most = before + megabytes * 1_000_000 if megabytes and before else None
    bound_memory(megabytes, before)
    busy, writing = threading.Event(), threading.Lock()
    threading.Thread(target=_watch, args=(busy, writing, most, channel), daemon=True).start()
    channel.sendall(frame({"ready": os.getpid()}))
    asking = channel.makefile("rb")
    while (lengths := asking.read(LENGTHS.size)) and len(lengths) == LENGTHS.size:
        head, body = LENGTHS.unpack(lengths)
        asked = request_of(json.loads(asking.read(head)), asking.read(body))
        began = perf_counter()
        busy.set()
        try:
            reply = service.reply(asked)
        except Exception:  # noqa: BLE001 - a fault of ours: the log has the traceback, the client a problem
            traceback.print_exc(file=sys.stderr)
            reply = problem("failed", "a fault of the service, which its log describes")
        file: str | None = None
        if len(reply.body) > INLINE:
            try:
                file = _spooled(reply.body, spool)
            except OSError as error:
                print(f"a large answer cannot be written into {spool}: {error}", file=sys.stderr)  # noqa: T201 - the log
                reply = problem("failed", "there is no room for so large an answer now", hint="narrow the query, or ask again later")
        with writing:
            busy.clear()
        last = most is not None and perf_counter() - began > _QUICK and (memory_used() or 0) > (before + most) / 2
        channel.sendall(reply_frame(reply, file, last))
        if last:  # what a large answer has taken is not given back to the system: the next one gets a new process
            return


def _spooled(body: bytes, spool: str) -> str:
    """The path of a new file that has a body.

    Raises:
        OSError: it cannot be written, such as on a disk that is full.
    """
    with tempfile.NamedTemporaryFile(dir=spool, prefix=f"{os.getpid()}-", delete=False) as file:
        try:
            file.write(body)
            file.flush()
        except OSError:
            os.unlink(file.name)
            raise
    return file.name


def _remove(spool: str, number: int) -> None:
    """Remove what a process that was killed has written, or had begun to write."""
    for file in glob.glob(os.path.join(glob.escape(spool), f"{number}-*")):
        try:
            os.unlink(file)
        except OSError:  # the server has removed it
            pass


def _watch(busy: threading.Event, writing: threading.Lock, most: int | None, channel: socket.socket) -> None:
    """End this process when a reply takes too much memory, or when the process that has forked it has ended."""
    parent = os.getppid()
    while True:
        busy.wait()
        sleep(_PAUSE)
        if os.getppid() != parent:
            os._exit(0)
        if most is not None and (memory_used() or 0) > most:
            with writing:
                if busy.is_set():
                    channel.sendall(frame({"full": setting("serve_megabytes")}))
                    os._exit(3)
