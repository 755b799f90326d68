"""The server of the desk answers the page itself, and nobody else."""

from __future__ import annotations

import asyncio
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from kg.desk.desk import Desk
from kg.desk.server import LARGEST, POLICY, application, listen
from kg.errors import EnvironmentProblem
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
SECRET = "abcSECRET"  # noqa: S105 - of this test only
HOST = "127.0.0.1:8009"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("desk") / "rupture"
    shutil.copytree(ROOT / "examples" / "rupture", folder, ignore=shutil.ignore_patterns(".kg"))
    return Desk(Workspace(folder))


def request(desk: Desk, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Ask the application; `host` is right unless it is given, and an underscore in a header's name stands for a hyphen."""
    sent = {"host": HOST} | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        "server": ("127.0.0.1", 8009),
    }
    found: dict[str, object] = {"status": 0, "headers": {}, "body": b""}

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            found["status"] = message["status"]
            found["headers"] = {name.decode(): value.decode() for name, value in message["headers"]}  # type: ignore[attr-defined]
        else:
            found["body"] += message.get("body", b"")  # type: ignore[operator]

    # In a thread of its own, because the tests in a browser leave a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(application(desk, SECRET, 8009)(scope, receive, send))).result()  # type: ignore[arg-type]
    return found["status"], found["headers"], found["body"]  # type: ignore[return-value]


def ask(desk: Desk, name: str, words: object, **headers: str) -> tuple[int, Any]:
    sent = {"content_type": "application/json"} | headers
    status, _, body = request(desk, f"/{SECRET}/ask/{name}", "POST", json.dumps(words).encode(), **sent)
    return status, json.loads(body) if body.startswith((b"{", b"[")) else body.decode()


def test_the_page_allows_no_script_but_its_own_and_lets_no_address_leave(desk: Desk) -> None:
    status, headers, body = request(desk, f"/{SECRET}/")
    assert status == 200
    assert headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert headers["referrer-policy"] == "no-referrer"
    assert b'<script type="module" src="app/main.js">' in body
    assert SECRET.encode() not in body


@pytest.mark.parametrize("name", ["main.js", "desk.css"])
def test_scripts_and_styles_are_served_with_their_type(desk: Desk, name: str) -> None:
    status, headers, _ = request(desk, f"/{SECRET}/app/{name}")
    assert (status, headers["content-type"].split(";")[0]) == (200, {"js": "text/javascript", "css": "text/css"}[name.split(".")[1]])


@pytest.mark.parametrize(
    "path", ["/", "/other/", f"/{SECRET}x/", f"/x/{SECRET}/", f"/{SECRET}/app/nothing.js", f"/{SECRET}/app/../server.py"]
)
def test_what_is_not_the_page_is_not_found(desk: Desk, path: str) -> None:
    assert request(desk, path)[0] == 404


@pytest.mark.parametrize("host", ["evil.example:8009", "127.0.0.1:1", "127.0.0.1", "", "localhost.evil.example:8009"])
def test_a_request_under_another_name_is_refused(desk: Desk, host: str) -> None:
    assert request(desk, f"/{SECRET}/", host=host)[0] == 421


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "https://127.0.0.1:8009.evil.example"])
def test_a_page_of_another_site_may_not_ask(desk: Desk, origin: str) -> None:
    assert ask(desk, "documents", {}, origin=origin)[0] == 403


def test_the_page_itself_may_ask(desk: Desk) -> None:
    status, found = ask(desk, "documents", {}, origin=f"http://{HOST}", sec_fetch_site="same-origin")
    assert status == 200
    assert {each["name"] for each in found["documents"]} == {"backgrounder", "chronology"}


def test_a_form_of_another_site_is_no_json(desk: Desk) -> None:
    assert ask(desk, "undo", {}, content_type="text/plain")[0] == 415
    assert ask(desk, "documents", {}, sec_fetch_site="cross-site")[0] == 403


def test_a_question_has_to_be_a_small_json_object(desk: Desk) -> None:
    path = f"/{SECRET}/ask/documents"
    assert request(desk, path, "POST", b"{", content_type="application/json")[0] == 400
    assert request(desk, path, "POST", b"[]", content_type="application/json")[0] == 400
    assert request(desk, path, "POST", b" " * (LARGEST + 1), content_type="application/json")[0] == 413
    assert request(desk, path, "GET")[0] == 405


def test_a_wrong_question_is_an_error_with_what_to_do(desk: Desk) -> None:
    assert ask(desk, "passage", {"passage": "Z9"}) == (400, {"error": "no passage is called Z9", "place": "", "hint": ""})
    assert ask(desk, "passage", {"passage": 3})[0] == 400
    assert ask(desk, "document", {"document": "nothing"})[1]["hint"] == "kg sources lists the documents"


def test_a_broken_file_is_told_with_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "rupture"
    shutil.copytree(ROOT / "examples" / "rupture", folder, ignore=shutil.ignore_patterns(".kg"))
    found = Desk(Workspace(folder))
    assert ask(found, "documents", {})[0] == 200
    file = folder / "data" / "chronology.trig"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + "\nk:record {", encoding="utf-8")
    status, problem = ask(found, "documents", {})
    assert status == 409
    assert "data/chronology.trig" in problem["place"]
    file.write_text(text, encoding="utf-8")
    assert ask(found, "documents", {})[0] == 200


def test_a_port_that_is_taken_is_an_error_that_names_another() -> None:
    with listen(0) as first:
        assert first.getsockname()[0] == "127.0.0.1"
        first.listen()
        with pytest.raises(EnvironmentProblem, match="is taken") as caught:
            listen(first.getsockname()[1])
        assert "--port" in (caught.value.hint or "")
