"""A new build is published without a restart, and no request fails meanwhile."""

from __future__ import annotations

import asyncio
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

import kg
from kg.errors import EnvironmentProblem
from kg.server import publication as module
from kg.server.publication import Publication
from kg.snapshot import Snapshot
from tests.server.running import Got, serving, until

ROOT = Path(__file__).resolve().parents[2]


def test_a_new_build_is_published_and_no_request_fails(tmp_path: Path) -> None:
    own = tmp_path / "nordic"
    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", own, ignore=shutil.ignore_patterns(".kg"))
    with kg.open(own):
        pass
    with serving(own, settings={"serve_client_requests": 0}) as server:
        ask = "ASK { ?s ?p 'a new label'@en }"
        first = server.sparql(ask)
        assert first.json["boolean"] is False
        answers: list[Got] = []
        stopped = False

        def keep_asking() -> None:
            number = 0
            while not stopped:
                number += 1
                answers.append(server.sparql(f"{ask} # {number}"))
                time.sleep(0.01)

        with ThreadPoolExecutor(2) as pool:
            asking = [pool.submit(keep_asking) for _ in range(2)]
            try:
                path = next(own.glob("data/*.trig"))
                text = path.read_text("utf-8")
                path.write_text(text + "\nk:background { e:newcomer a dip:State ; skos:prefLabel 'a new label'@en . }\n", "utf-8")
                built = kg.open(own).build()
                until(lambda: server.get("/health").json["snapshot"] == built.digest)
            finally:
                stopped = True
            for each in asking:
                each.result()
        assert {each.status for each in answers} == {200}
        after = server.sparql(ask)
        assert after.json["boolean"] is True
        assert after.headers["etag"] != first.headers["etag"]
        assert after.headers["chancery-snapshot"] == built.digest


def test_a_stored_query_that_was_changed_is_answered_anew(tmp_path: Path) -> None:
    own = tmp_path / "nordic"
    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", own, ignore=shutil.ignore_patterns(".kg"))
    file = own / "queries" / "constant.rq"
    file.parent.mkdir(exist_ok=True)
    file.write_text("#+ summary: One.\nSELECT (1 AS ?n) {}\n", "utf-8")
    with kg.open(own):
        pass
    with serving(own, settings={"serve_client_requests": 0}) as server:
        assert server.get("/queries/constant?format=csv").body.split() == [b"n", b"1"]
        file.write_text("#+ summary: One hundred.\nSELECT (100 AS ?n) {}\n", "utf-8")
        until(lambda: server.get("/queries/constant?format=csv").body.split() == [b"n", b"100"], 10)


def test_a_snapshot_whose_processes_could_not_start_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    new = SimpleNamespace(folder="new", digest="0" * 64)
    tried: list[object] = []
    log: list[str] = []

    class Failing(Publication):
        """Publishes at the third attempt."""

        async def replace(self, snapshot: Snapshot) -> None:
            tried.append(snapshot)
            if len(tried) < 3:
                raise EnvironmentProblem("no memory")
            self.snapshot = snapshot

    monkeypatch.setattr(module, "_PAUSE", 0.01)
    monkeypatch.setattr(module, "_AGAIN", 0.1)
    monkeypatch.setattr(module, "current", lambda _: new)

    async def watch() -> None:
        publication = Failing(SimpleNamespace(folder="", query_files=lambda _: []), SimpleNamespace(folder="old"), None, log.append)  # type: ignore[arg-type]
        watching = asyncio.create_task(publication._watch())
        await asyncio.sleep(0.6)
        watching.cancel()
        publication.pool.close()

    # In a thread of its own, because the tests in a browser leave a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, watch()).result()
    assert len(tried) == 3
    assert [line.split(":")[0] for line in log] == ["the new snapshot cannot be used, and the one before stays"] * 2 + [
        "the snapshot 000000000000 is published now"
    ]
