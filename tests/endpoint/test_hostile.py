"""Servers that mean harm or are broken: what they send is an error, and changes nothing here and nothing of others there."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.endpoint import mirror, push, record
from kg.endpoint.connection import RemoteSnapshot
from kg.endpoint.http import Client, Credentials, Refused
from kg.endpoint.names import META, OWNER, PAGE, Graphs
from kg.graph import connect
from kg.snapshot import current
from kg.snapshot.locks import Lock
from kg.snapshot.writing import Lines
from kg.workspace import Workspace
from tests.endpoint.engine import Engine, Handler
from tests.endpoint.servers import chancery

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://example.org/nordic/"
GRAPHS = Graphs.of(BASE)
PUSHED = ox.NamedNode(GRAPHS.pushed)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("kg.endpoint.http._pause", lambda number: 0.0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "nordic"
    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", folder, ignore=shutil.ignore_patterns(".kg"))
    kg.open(folder).close()
    return folder


@pytest.fixture
def plain() -> Iterator[Engine]:
    with closing(Engine(graphs=False)) as found:
        yield found


@pytest.fixture
def pushed(built: Path, plain: Engine) -> Engine:
    kg.open(built).push(plain.address)
    return plain


# replies


@pytest.fixture
def raw() -> Iterator[Callable[[Callable[[socket.socket], None]], str]]:
    """Serves a function that is called with each connection, after the request has begun."""
    opened: list[socket.socket] = []

    def serve(answer: Callable[[socket.socket], None]) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        opened.append(server)

        def accept() -> None:
            while True:
                try:
                    one, _ = server.accept()
                except OSError:
                    return
                with one:
                    one.recv(1 << 16)
                    try:
                        answer(one)
                    except OSError:
                        continue

        threading.Thread(target=accept, daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/query"

    yield serve
    for each in opened:
        each.close()


def drip(head: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    """A reply that never ends, and is never silent for long."""

    def answer(one: socket.socket) -> None:
        one.sendall(head)
        while True:
            one.sendall(piece)
            time.sleep(0.05)

    return answer


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", b" "),
        (b"HTTP/1.1 200 OK\r\n\r\n", b" "),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["length", "close", "chunks", "header", "continue"],
)
def test_a_reply_that_never_ends_is_given_up(
    raw: Callable[[Callable[[socket.socket], None]], str], head: bytes, piece: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.endpoint.http.LONGER", 0.3)
    begun = time.monotonic()
    with pytest.raises(kg.LimitReached, match="has not answered within"):
        Client().send("GET", raw(drip(head, piece)), seconds=0.5)
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("zipped", [False, True])
def test_half_a_reply_is_asked_for_again_and_is_no_answer(raw: Callable[[Callable[[socket.socket], None]], str], zipped: bool) -> None:
    whole = b"<urn:a> <urn:b> <urn:c> .\n" * 5_000
    asked = []

    def answer(one: socket.socket) -> None:
        asked.append(1)
        body = gzip.compress(whole) if zipped else whole
        sent = body[: len(body) // 2] if len(asked) < 3 else body
        length = len(sent) if zipped else len(body)
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n" + ("Content-Encoding: gzip\r\n" if zipped else "")
        one.sendall(head.encode() + b"Connection: close\r\n\r\n" + sent)

    assert Client().send("GET", raw(answer)).body == whole
    assert len(asked) == 3
    asked.clear()
    with pytest.raises(kg.EnvironmentProblem, match="the connection was dropped"):
        Client().send("GET", raw(answer), tries=2)


def test_a_packed_reply_is_not_unpacked_without_end(plain: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_ENDPOINT_MEGABYTES", "1")
    bomb = gzip.compress(b" " * 50_000_000)
    plain.fault = lambda handler: handler.say(200, bomb, Content_Encoding="gzip") is None  # type: ignore[func-returns-value]
    with pytest.raises(kg.LimitReached, match="more than 1 megabytes"):
        connect(plain.address)


@pytest.mark.parametrize("address", ["http://a..b/", f"http://{'a' * 64}.org/"])
def test_a_host_with_an_impossible_name_is_an_error(address: str) -> None:
    with pytest.raises(kg.EnvironmentProblem, match="is unknown"):
        connect(address)


# credentials


@pytest.mark.parametrize(
    "challenge", ["Digest", "Digest x", "Digest realm=", 'Digest realm="r", nonce="n", algorithm=MD5-sess', "Digest =,,"]
)
def test_a_challenge_that_cannot_be_read_is_an_error(challenge: str, plain: Engine) -> None:
    plain.fault = lambda handler: handler.say(401, WWW_Authenticate=challenge) is None  # type: ignore[func-returns-value]
    client = Client(Credentials("ada", "s3cr3t"))
    with pytest.raises(kg.EnvironmentProblem) as problem:
        client.send("GET", f"{plain.address}/query")
    assert "s3cr3t" not in f"{problem.value} {problem.value.hint} {problem.value!r}"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"TOKEN": "tökén"}, "KG_X_TOKEN is not a token"),
        ({"TOKEN": "Bearer s3cr3t"}, "KG_X_TOKEN is not a token"),
        ({"TOKEN": "s3cr3t\n"}, "KG_X_TOKEN has a control character"),
        ({"USER": "ada:s3cr3t"}, "KG_X_USER has a colon"),
    ],
)
def test_credentials_that_no_header_can_hold_are_refused(values: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"KG_X_{name}", value)
    with pytest.raises(kg.UsageError, match=said) as problem:
        Credentials.of("KG_X")
    assert "s3cr3t" not in f"{problem.value} {problem.value.hint}"


def test_a_name_in_another_script_is_sent_or_refused(plain: Engine) -> None:
    plain.user = ("Ада", "s3cr3t")
    assert Client(Credentials("Ада", "s3cr3t")).send("GET", f"{plain.address}/query", accepted=(404,)).status == 404
    plain.digest = True
    with pytest.raises(kg.EnvironmentProblem, match="the name of the user cannot be sent"):
        Client(Credentials("Ада", "s3cr3t")).send("GET", f"{plain.address}/query")


@pytest.mark.parametrize("where", ["http://u:p@127.0.0.1/", "http://127.0.0.1:99999999/", "gopher://x/", "http://[", "//127.0.0.2/q"])
def test_a_redirection_to_anywhere_else_is_an_error_without_credentials(where: str, plain: Engine) -> None:
    seen: list[str] = []

    def send_on(handler: Handler) -> bool:
        seen.append(handler.headers.get("Authorization", ""))
        handler.say(307, Location=where)
        return True

    plain.fault = send_on
    with pytest.raises(Refused, match="sends the request on"):
        Client(Credentials(token="t0ken")).send("GET", f"{plain.address}/query")  # noqa: S106 - of the tests
    assert seen == ["Bearer t0ken"]


# the record, which whoever may write to the store can write


def _set(engine: Engine, predicate: str, text: str) -> None:
    """Set a value of the record."""
    node = ox.NamedNode(predicate)
    for quad in list(engine.store.quads_for_pattern(None, node, None, PUSHED)):
        engine.store.remove(quad)
    engine.store.add(ox.Quad(ox.NamedNode(GRAPHS.pushed + "/9"), node, ox.Literal(text), PUSHED))


@pytest.mark.parametrize(
    "name",
    ["urn:theirs", f"{BASE}assertion/x> ; DROP ALL ; DROP SILENT GRAPH <urn:x", f"{BASE}other/assertion/1", GRAPHS.pushed, BASE, ""],
)
def test_a_record_cannot_have_graphs_of_others_removed(name: str, built: Path, pushed: Engine) -> None:
    theirs = [
        ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("theirs"), ox.NamedNode(graph))
        for graph in ("urn:theirs", f"{BASE}other/assertion/1")
    ]
    pushed.store.extend(theirs)
    _set(pushed, PAGE, f"9\n= {'0' * 64} 1 {name}\n")
    with pytest.raises(kg.EnvironmentProblem, match="the record of what was pushed cannot be read"):
        kg.open(built).push(pushed.address)
    assert all(quad in pushed.store for quad in theirs)


def test_a_workspace_whose_base_begins_with_this_one_is_not_mixed_in(pushed: Engine) -> None:
    """Only a name tells which graphs are whose."""
    norway = ox.NamedNode(f"{BASE}id/norway")
    other = ox.Quad(
        norway, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), ox.Literal("theirs"), ox.NamedNode(f"{BASE}b/graph/record")
    )
    pushed.store.add(other)
    with connect(pushed.address) as there:
        found = list(there.store.quads_for_pattern(norway, None, None, None))
    assert found
    assert all(quad.object != other.object for quad in found)


@pytest.mark.parametrize(
    "change",
    [
        {"digest": "/tmp/evil"},  # noqa: S108 - where a hostile server would like to write
        {"digest": "../../../x"},
        {"digest": "0" * 63},
        {"base": "https://example.org/nordic/> } ; DROP ALL #/"},
        {"base": "https://example.org/else/"},
        {"title": None},
        {"counts": {"quads": "many"}},
        {"counts": {}},
        {"counts": [1]},
        {"language": 1},
        {"coded": {"x": "../../y"}},
    ],
)
def test_a_description_that_cannot_be_is_an_error(change: dict[str, object], pushed: Engine, tmp_path: Path) -> None:
    described = next(pushed.store.quads_for_pattern(None, ox.NamedNode(META), None, PUSHED)).object
    assert isinstance(described, ox.Literal)
    found = json.loads(described.value)
    _set(pushed, META, json.dumps({**found, **change}))
    with pytest.raises(kg.EnvironmentProblem, match="the record of what was pushed cannot be read"):
        connect(pushed.address)
    _set(pushed, META, "[" * 100_000)
    with pytest.raises(kg.EnvironmentProblem, match="the record of what was pushed cannot be read"):
        connect(pushed.address)
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    "path", ["../x.ttl", "/x.ttl", "queries/../../x.rq", "queries/a\0.rq", "c:x.ttl", "data/x.ttl", "ontology/x.py", ""]
)
def test_files_of_a_server_stay_in_their_folder(path: str, pushed: Engine, tmp_path: Path) -> None:
    workspace = ox.NamedNode(GRAPHS.workspace)
    path_of, text_of = (ox.NamedNode(f"https://w3id.org/chancery/push#{each}") for each in ("path", "text"))
    node = ox.NamedNode("urn:file")
    pushed.store.extend([ox.Quad(node, path_of, ox.Literal(path), workspace), ox.Quad(node, text_of, ox.Literal("x"), workspace)])
    with pytest.raises(kg.EnvironmentProblem, match="the server has a file"):
        connect(pushed.address)
    assert not list(tmp_path.rglob("x.*"))


@pytest.mark.parametrize("graph", [GRAPHS.workspace, GRAPHS.proofs, GRAPHS.held])
def test_the_same_page_for_ever_is_given_up(graph: str, pushed: Engine) -> None:
    """A server that does not look at OFFSET."""
    body = b'{"head":{"vars":["s","p","o"]},"results":{"bindings":['
    body += b'{"s":{"type":"uri","value":"urn:s"},"p":{"type":"uri","value":"urn:p"},"o":{"type":"uri","value":"urn:o"}}]}}'
    count = [0]

    def repeat(handler: Handler) -> bool:
        mine = b"OFFSET" in handler.body and graph.rpartition("/")[2].encode() in handler.body
        count[0] += mine
        return mine and handler.say(200, body, "application/sparql-results+json") is None  # type: ignore[func-returns-value]

    pushed.fault = repeat
    with pytest.raises(kg.EnvironmentProblem), connect(pushed.address) as there:
        there.serialize(".nq")
    assert 0 < count[0] < 4


def test_what_no_workspace_has_is_an_error(pushed: Engine) -> None:
    """As many triples as were pushed, one of which is another."""
    for graph in (GRAPHS.held, f"{BASE}graph/background"):
        one = next(pushed.store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))
        other = ox.Quad(ox.BlankNode("b"), one.predicate, one.object, one.graph_name)
        pushed.store.remove(one)
        pushed.store.add(other)
        with connect(pushed.address) as there, pytest.raises(kg.EnvironmentProblem, match="something that no workspace has"):
            there.serialize(".nq")
        pushed.store.remove(other)
        pushed.store.add(one)


def test_another_triple_in_place_of_one_is_said(pushed: Engine, built: Path) -> None:
    held = ox.NamedNode(GRAPHS.held)
    one = next(pushed.store.quads_for_pattern(None, None, None, held))
    pushed.store.remove(one)
    pushed.store.add(ox.Quad(one.subject, one.predicate, ox.Literal("theirs"), held))
    said: list[str] = []
    with connect(pushed.address, warn=said.append) as there:
        assert there.serialize(".nq") != kg.open(built).serialize(".nq")
    assert any("something else has written to it" in each for each in said)


def test_what_is_no_proof_or_no_triple_of_a_workspace_is_an_error(pushed: Engine, tmp_path: Path) -> None:
    line = ox.NamedNode("https://w3id.org/chancery/push#line")
    proofs = ox.NamedNode(GRAPHS.proofs)
    one = next(pushed.store.quads_for_pattern(None, line, None, proofs))
    pushed.store.remove(one)
    with pytest.raises(kg.EnvironmentProblem, match=r"triples on the server, and .* were pushed"), connect(pushed.address) as there:
        there.serialize(".nq")
    pushed.store.add(ox.Quad(one.subject, line, ox.Literal("{}"), proofs))
    with pytest.raises(kg.EnvironmentProblem, match="a proof on the server cannot be read"), connect(pushed.address) as there:
        there.serialize(".nq")
    copies = list((tmp_path / "cache" / "chancery" / "endpoints").iterdir())
    assert len(copies) == 1
    assert current(Workspace(copies[0])) is None
    assert not list((copies[0] / ".kg").rglob("tmp*"))


# a kg serve


@pytest.fixture(scope="module")
def served(built: Path) -> Iterator[str]:
    with chancery(str(built)) as found:
        yield found


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: data[: data.rindex(b"\n", 0, len(data) - 1) + 1],
        lambda data: data[:-5],
        lambda data: data + b"<urn:s> <urn:p> <urn:o> .\n",
        lambda data: data.replace(b"Norway", b"Norwax", 1),
        lambda data: data.replace(b"<", b"", 1),
        lambda data: data + b"x" * 20_000_000,
        lambda data: b"\xff" + data[1:],
    ],
    ids=["short", "cut", "long", "changed", "syntax", "endless-line", "bytes"],
)
def test_a_copy_of_what_is_no_snapshot_is_not_kept(
    harm: Callable[[bytes], bytes], served: str, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.endpoint.connection import Remote

    real = Remote.file

    def file(self: Remote, name: str, **fields: str) -> bytes | None:
        if name != "graph.nq":
            return real(self, name, **fields)
        start = int(fields["start"])
        return harm(real(self, name, start="0", bytes=fields["bytes"]) or b"")[start : start + int(fields["bytes"])]

    with connect(served) as there:
        with monkeypatch.context() as patched:
            patched.setattr(Remote, "file", file)
            with pytest.raises(kg.EnvironmentProblem, match="incomplete, or is not what its snapshot has"):
                there.serialize(".nq")
        assert there.serialize(".nq") == kg.open(built).serialize(".nq")


# memory and disk


def test_a_copy_is_made_in_bounded_memory(built: Path, pushed: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages and runs of a few lines give the same copy, and no list of all lines is made."""
    monkeypatch.setattr(mirror, "_ROWS", 1_000)
    monkeypatch.setattr("kg.endpoint.lines._RUN", 700)
    given: list[object] = []

    def take(named: Iterator[str], default: Iterator[str]) -> Lines:
        given.extend((named, default))
        return Lines(named, default)

    monkeypatch.setattr(mirror, "Lines", take)
    with connect(pushed.address) as there:
        assert there.serialize(".nq") == kg.open(built).serialize(".nq")
        assert b"".join(there.copy.snapshot.proofs_text()) == b"".join(kg.open(built).snapshot.proofs_text())
    assert given
    assert not any(isinstance(each, list | set | tuple) for each in given)


@pytest.mark.parametrize("what", ["push", "copy"])
def test_a_full_disk_is_an_error(what: str, built: Path, plain: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.endpoint.lines._RUN", 100)
    if what == "copy":
        kg.open(built).push(plain.address)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(tempfile, "TemporaryFile", full)
        ask = (lambda: kg.open(built).push(plain.address)) if what == "push" else (lambda: connect(plain.address).serialize(".nq"))
        with pytest.raises(kg.EnvironmentProblem, match="No space left on device"):
            ask()
    if what == "push":
        kg.open(built).push(plain.address)
    with connect(plain.address) as there:
        assert isinstance(there.snapshot, RemoteSnapshot)
        assert there.serialize(".nq") == kg.open(built).serialize(".nq")


# two pushes


def test_a_second_push_from_this_machine_waits_its_turn(built: Path, plain: Engine) -> None:
    graph = kg.open(built)
    second: list[BaseException] = []

    def during(handler: Handler) -> bool:
        if b"INSERT DATA" in handler.body and b"assertion" in handler.body and not second:
            second.append(AssertionError("it was not refused"))
            try:
                kg.Graph(Workspace(built)).push(plain.address)
            except kg.EnvironmentProblem as problem:
                second[0] = problem
        return False

    plain.fault = during
    graph.push(plain.address)
    assert "a push to this server is running" in str(second[0])
    assert graph.push(plain.address).sent == 0


def test_a_push_that_was_killed_holds_nothing(built: Path, plain: Engine) -> None:
    for folder in (built / ".kg" / "pushing").iterdir():
        assert Lock(str(folder)).take(wait=False) is (os.name == "posix")
    kg.open(built).push(plain.address)


@pytest.mark.parametrize("updates", [True, False])
def test_a_push_stops_when_another_machine_begins_one(updates: bool, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "_LINES", dict.fromkeys(("update", "graph-store"), 300))
    with closing(Engine(updates=updates, graphs=not updates)) as engine:
        count = [0]

        def other(handler: Handler) -> bool:
            count[0] += b"assertion/" in handler.body
            if count[0] == 3:
                _set(engine, OWNER, "another")
            return False

        engine.fault = other
        graph = kg.open(built)
        with pytest.raises(kg.EnvironmentProblem, match="another push to this server has begun"):
            graph.push(engine.address)
        before = len(engine.store)
        engine.fault = None
        graph.push(engine.address)
        assert len(engine.store) > before
        found = record.read(connect(engine.address)._mirror.remote.server, GRAPHS)  # type: ignore[union-attr]
        assert found is not None
        assert (found.owner, found.sending, found.pending) == (None, None, frozenset())
        with connect(engine.address) as there:
            assert there.serialize(".nq") == graph.serialize(".nq")
