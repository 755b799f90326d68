"""What is left, and what still works, when a process of the server ends: killed by the system or by somebody, or by a signal."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest

import kg
from kg.server.frames import frame
from kg.server.pool import ProcessEnded, _Process
from tests.asking import repository
from tests.server.running import ROOT, RUNAWAY, Server, serving, until

CHEAP = "SELECT ?s { ?s ?p ?o } LIMIT 1"
LARGE = "SELECT * { ?s ?p ?o } LIMIT 10000"
SETTINGS = {"serve_workers": 2, "serve_seconds": 2, "serve_client_requests": 0}

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system does not say which processes a process has")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, with nothing in it."""
    kg.open(repository())
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def children(process: int) -> list[int]:
    return list(map(int, Path(f"/proc/{process}/task/{process}/children").read_text("utf-8").split()))


def forking(server: Server) -> int:
    """The process that forks those that compute."""
    (found,) = server.children()
    return found


def statuses(server: Server, mark: str) -> set[int]:
    return {server.sparql(f"{CHEAP} # {mark}{number}").status for number in range(8)}


def test_processes_that_were_killed_while_they_waited_are_replaced() -> None:
    with serving(repository(), settings=SETTINGS) as server:
        for each in children(forking(server)):
            os.kill(each, signal.SIGKILL)
        time.sleep(0.3)
        assert statuses(server, "a") == {200}


def test_the_process_that_forks_the_others_is_replaced() -> None:
    with serving(repository(), settings=SETTINGS) as server:
        before = forking(server)
        os.kill(before, signal.SIGKILL)
        time.sleep(0.3)
        assert statuses(server, "a") == {200}
        assert forking(server) != before
        assert server.sparql(RUNAWAY, timeout=30).status == 503, "what runs away can still be killed"


def test_a_process_that_has_reached_its_memory_takes_no_other_request() -> None:
    async def ending() -> tuple[int | None, bool]:
        process = _Process()
        awaited = process.expect()
        process.data_received(frame({"full": 300}))
        with pytest.raises(ProcessEnded) as ended:
            await awaited
        return ended.value.megabytes, process.usable

    # In a thread of its own, because the tests in a browser leave a loop running in this one.
    import concurrent.futures

    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, ending()).result() == (300, False)


def test_an_answer_that_cannot_be_written_is_a_problem_and_others_do_not_notice(folder: Path) -> None:
    with serving(repository(), settings=SETTINGS) as server:
        (spool,) = folder.glob("kg-serve-*")
        shutil.rmtree(spool)
        refused = server.sparql(LARGE)
        assert (refused.status, refused.headers["content-type"]) == (500, "application/problem+json")
        assert statuses(server, "a") == {200}
        assert not any("Traceback" in line for line in server.log)


def test_what_a_process_has_begun_to_write_is_removed_when_its_client_goes_away(folder: Path) -> None:
    with serving(repository(), settings=SETTINGS) as server:
        waiting = set(children(forking(server)))
        connection = server.raw(server.head(f"GET /sparql?query={quote(RUNAWAY)}"))
        until(lambda: server.computing() == 1)
        (spool,) = folder.glob("kg-serve-*")
        for each in waiting:
            (spool / f"{each}-begun").touch()
        connection.close()
        until(lambda: len(list(spool.iterdir())) == len(waiting) - 1, 10)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_ends_the_server_and_leaves_nothing(folder: Path, number: int, code: int) -> None:
    with serving(repository(), settings=SETTINGS) as server:
        parent = forking(server)
        started = [parent, *children(parent)]
        assert list(folder.glob("kg-serve-*"))
        server.process.send_signal(number)
        assert server.process.wait(20) == code
        assert not list(folder.glob("kg-serve-*"))
        assert not any("Traceback" in line for line in server.log)
        until(lambda: not any(Path(f"/proc/{each}/stat").exists() for each in started), 10)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_ends_the_tools_and_leaves_nothing(folder: Path, number: int, code: int) -> None:
    pytest.importorskip("mcp")
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "kg", "-C", str(repository()), "mcp"]
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stderr
        assert process.stderr.readline().startswith("Tools over")
        time.sleep(0.3)
        assert list(folder.glob("kg-serve-*"))
        process.send_signal(number)
        assert process.wait(20) == code
        assert not list(folder.glob("kg-serve-*"))


def test_what_a_killed_server_has_left_is_removed_by_the_next(folder: Path) -> None:
    with serving(repository(), settings=SETTINGS) as server:
        (left,) = folder.glob("kg-serve-*")
        long_ago = time.time() - 1_000_000
        os.utime(left, (long_ago, long_ago))
        with serving(repository(), settings=SETTINGS):
            assert left.exists(), "it is in use"
        server.process.kill()
        server.process.wait()
        with serving(repository(), settings=SETTINGS):
            assert not left.exists()


@pytest.mark.parametrize(
    "options", [["--public", "http://"], ["--public", "https:///graph"], ["--public", "https://a?b"], ["--cors", "https://a.org/"]]
)
def test_an_address_that_nobody_can_use_is_a_mistake(options: list[str]) -> None:
    command = [sys.executable, "-m", "kg", "-C", str(repository()), "serve", "--port", "0", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "hint:" in done.stderr
