"""A process that computes replies, one after the other, and can be killed.

It opens one snapshot, reads requests from standard input and writes replies to standard output (`kg.server.frames`), and ends when the
server closes the pipe. The server keeps the time; the process itself watches its memory.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import traceback
from time import sleep

from kg.graph import Graph
from kg.query.running import InProcess
from kg.query.worker import bound_memory
from kg.server.frames import INLINE, LENGTHS, frame, reply_frame, request_of
from kg.service.context import Context
from kg.service.problems import problem
from kg.service.service import Service
from kg.settings import setting
from kg.snapshot import Snapshot
from kg.watching import memory_used
from kg.workspace import Workspace

_PAUSE = 0.05
"""How often the memory is looked at, in seconds."""


def main() -> None:
    """Compute replies until standard input ends.

    The arguments of the process are the folder of the workspace, that of the snapshot, that for large bodies, and that of the texts, which
    may be empty.
    """
    workspace, folder, spool, texts = sys.argv[1:]
    channel = os.dup(1)
    os.dup2(2, 1)  # whatever prints goes to the log
    snapshot = Snapshot(folder)
    snapshot.hold()
    graph = Graph(Workspace(workspace), runner=lambda each: InProcess(each.store), snapshot=snapshot)
    service = Service(Context(graph, texts=texts or None))
    graph.store  # noqa: B018 - opened before the first request
    megabytes = setting("serve_megabytes")
    bound_memory(megabytes)
    busy, writing = threading.Event(), threading.Lock()
    if megabytes and memory_used() is not None:
        threading.Thread(target=_watch, args=(busy, writing, megabytes, channel), daemon=True).start()
    _write(channel, frame({"ready": True}))
    asking = sys.stdin.buffer
    while (lengths := asking.read(LENGTHS.size)) and len(lengths) == LENGTHS.size:
        head, body = LENGTHS.unpack(lengths)
        asked = request_of(json.loads(asking.read(head)), asking.read(body))
        busy.set()
        try:
            reply = service.reply(asked)
        except Exception:  # noqa: BLE001 - a fault of ours: the log has the traceback, the client a problem
            traceback.print_exc(file=sys.stderr)
            reply = problem("failed", "a fault of the service, which its log describes")
        file = _spooled(reply.body, spool) if len(reply.body) > INLINE else None
        with writing:
            busy.clear()
        last = megabytes > 0 and (memory_used() or 0) > megabytes * 500_000
        _write(channel, reply_frame(reply, file, last))
        if last:  # what a large answer has taken is not given back to the system: the next one gets a new process
            return


def _spooled(body: bytes, spool: str) -> str:
    """The path of a new file that has a body."""
    with tempfile.NamedTemporaryFile(dir=spool, delete=False) as file:
        file.write(body)
    return file.name


def _write(channel: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(channel, view) :]


def _watch(busy: threading.Event, writing: threading.Lock, megabytes: int, channel: int) -> None:
    """End this process when a reply takes too much memory."""
    while True:
        busy.wait()
        sleep(_PAUSE)
        if (memory_used() or 0) > megabytes * 1_000_000:
            with writing:
                if busy.is_set():
                    _write(channel, frame({"full": megabytes}))
                    os._exit(3)
