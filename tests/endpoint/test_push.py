"""What a push sends, keeps, removes and resumes, and what it says of servers that fail."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.cli.main import run
from kg.endpoint import http, push
from kg.endpoint.names import Graphs
from kg.endpoint.server import KINDS, Server
from kg.graph import connect
from kg.settings import setting
from tests.asking import graph, repository
from tests.endpoint.engine import Engine, Handler, once, silent
from tests.endpoint.servers import virtuoso
from tests.sampling import sampled

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://example.org/nordic/"
GRAPHS = Graphs.of(BASE)
FOREIGN = ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("theirs"), ox.NamedNode("urn:their-graph"))


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("kg.endpoint.http._pause", lambda number: 0.0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("push") / "nordic"
    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", folder, ignore=shutil.ignore_patterns(".kg"))
    kg.open(folder).close()
    return folder


@pytest.fixture
def workspace(built: Path, tmp_path: Path) -> Path:
    """A copy of a built workspace, for a test that changes it."""
    shutil.copytree(built, tmp_path / "nordic")
    return tmp_path / "nordic"


@pytest.fixture(params=["update", "graph-store"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with closing(Engine(updates=request.param == "update", graphs=request.param == "graph-store")) as found:
        found.store.add(FOREIGN)
        yield found


@pytest.fixture
def plain() -> Iterator[Engine]:
    with closing(Engine(graphs=False)) as found:
        yield found


def _holds_all(engine: Engine, graph: kg.Graph) -> bool:
    """Whether the server has the graphs of a snapshot, no more and no less, and what others have."""
    theirs = {str(quad) for quad in engine.store if str(quad.graph_name).startswith(f"<{BASE}assertion/")}
    ours = {str(quad) for quad in graph.store if str(quad.graph_name).startswith(f"<{BASE}assertion/")}
    held = {str(quad.triple) for quad in engine.store.quads_for_pattern(None, None, None, ox.NamedNode(GRAPHS.held))}
    default = {str(quad.triple) for quad in engine.store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    wanted = {str(quad.triple) for quad in graph.store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    return theirs == ours and held == wanted and default == (wanted if engine.updates else set())


def _change(folder: Path) -> kg.Graph:
    """Change the gist of one claim, and build."""
    for path in sorted((folder / "data").glob("*.trig")):
        text = path.read_text("utf-8")
        if 'dip:gist "' in text:
            path.write_text(text.replace('dip:gist "', 'dip:gist "Changed: ', 1), "utf-8")
            break
    else:
        raise AssertionError("the workspace has no gist")
    return kg.open(folder)


def test_a_push_sends_all_and_then_nothing(built: Path, engine: Engine) -> None:
    graph = kg.open(built)
    first = graph.push(engine.address)
    assert first.default is engine.updates
    assert first.sent > 5
    assert _holds_all(engine, graph)
    before = set(engine.store)
    second = graph.push(engine.address)
    assert (second.sent, second.removed, second.quads) == (0, 0, 0)
    assert set(engine.store) == before
    assert FOREIGN in before


def test_a_dry_run_sends_nothing(built: Path, engine: Engine) -> None:
    before = len(engine.store)
    found = kg.open(built).push(engine.address, dry=True)
    assert found.dry
    assert found.sent > 5
    assert len(engine.store) == before


def test_only_what_has_changed_is_sent(workspace: Path, engine: Engine) -> None:
    kg.open(workspace).push(engine.address)
    changed = _change(workspace)
    done = changed.push(engine.address)
    whole = changed.snapshot.meta["counts"]["quads"]
    assert 0 < done.quads < (20 if engine.updates else whole)
    assert _holds_all(engine, changed)
    assert FOREIGN in engine.store
    with connect(engine.address) as there:
        assert there.serialize(".nq") == changed.serialize(".nq")


def test_another_machine_sends_what_has_changed(workspace: Path, engine: Engine) -> None:
    kg.open(workspace).push(engine.address)
    shutil.rmtree(workspace / ".kg")  # the snapshot before is not there
    changed = _change(workspace)
    done = changed.push(engine.address)
    assert 0 < done.sent < 10
    assert _holds_all(engine, changed)


def test_graphs_that_no_longer_exist_are_removed(workspace: Path, engine: Engine) -> None:
    other = ox.Quad(FOREIGN.subject, FOREIGN.predicate, FOREIGN.object, ox.NamedNode(BASE + "assertion/of-somebody-else"))
    graph = kg.open(workspace)
    graph.push(engine.address)
    engine.store.add(other)
    names = [each for each in graph.store.named_graphs() if "/assertion/" in str(each)]
    assert len(names) > 2
    fewer = [quad for quad in graph.store if quad.graph_name != names[0]]
    from kg.snapshot.writing import write_snapshot

    smaller = write_snapshot(graph.workspace, fewer, graph.snapshot.proofs())
    done = kg.Graph(graph.workspace, snapshot=smaller).push(engine.address)
    assert done.removed == 1
    assert not engine.store.contains_named_graph(names[0])
    assert other in engine.store
    assert FOREIGN in engine.store


@pytest.mark.parametrize("after", sampled([8, 4, 6, 9, 10, 11, 13], 4))
def test_a_push_that_was_killed_is_continued(after: int, built: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server dies before, between and after the requests that change something."""
    monkeypatch.setattr("kg.endpoint.push._LINES", dict.fromkeys(("update", "graph-store"), 300))
    graph = kg.open(built)

    def die(handler: Handler) -> bool:
        if len(engine.requests) > after:
            handler.drop()
            return True
        return False

    engine.fault = die
    with pytest.raises(kg.EnvironmentProblem) as problem:
        graph.push(engine.address)
    assert problem.value.exit_code == 4
    engine.fault = None
    graph.push(engine.address)
    assert _holds_all(engine, graph)
    assert FOREIGN in engine.store


@pytest.mark.parametrize("lost", sampled([2, 1, 3, 4], 3))
def test_a_difference_that_was_interrupted_is_repaired(lost: int, workspace: Path, plain: Engine) -> None:
    """Then the files change again, so that what was half sent is of neither snapshot."""
    kg.open(workspace).push(plain.address)
    first = _change(workspace)
    updates = [0]

    def die(handler: Handler) -> bool:
        updates[0] += handler.path == "/update"
        if updates[0] > lost:
            handler.drop()
        return updates[0] > lost

    plain.fault = die
    with pytest.raises(kg.EnvironmentProblem):
        first.push(plain.address)
    plain.fault = None
    second = _change(workspace)
    second.push(plain.address)
    assert _holds_all(plain, second)


def test_graphs_of_others_with_the_same_names_are_not_replaced(built: Path, engine: Engine) -> None:
    theirs = ox.Quad(FOREIGN.subject, FOREIGN.predicate, FOREIGN.object, ox.NamedNode(GRAPHS.held))
    engine.store.add(theirs)
    with pytest.raises(kg.UsageError, match="1 graphs with names of this workspace"):
        kg.open(built).push(engine.address)
    assert theirs in engine.store
    kg.open(built).push(engine.address, adopt=True)
    assert theirs not in engine.store


def test_a_default_graph_of_others_is_left_alone(built: Path, engine: Engine) -> None:
    theirs = ox.Quad(FOREIGN.subject, FOREIGN.predicate, FOREIGN.object)
    engine.store.add(theirs)
    done = kg.open(built).push(engine.address)
    assert done.default is False
    assert list(engine.store.quads_for_pattern(None, None, None, ox.DefaultGraph())) == [theirs]
    with connect(engine.address) as there:
        assert not there.query('ASK { ?s ?p "theirs" }')
        assert there.serialize(".nq") == kg.open(built).serialize(".nq")


def test_what_others_add_to_the_default_graph_later_stays(workspace: Path, engine: Engine) -> None:
    theirs = ox.Quad(FOREIGN.subject, FOREIGN.predicate, FOREIGN.object)
    kg.open(workspace).push(engine.address)
    engine.store.add(theirs)
    shutil.rmtree(workspace / ".kg")
    _change(workspace).push(engine.address)
    assert theirs in engine.store


# credentials


@pytest.mark.parametrize("digest", [False, True])
def test_credentials_come_from_the_environment(digest: bool, built: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.user, engine.digest = ("ada", "s3cr3t"), digest
    with pytest.raises(kg.EnvironmentProblem, match=r"it wants credentials \(401\)") as problem:
        kg.open(built).push(engine.address)
    assert "KG_PUSH_USER" in str(problem.value.hint)
    monkeypatch.setenv("KG_PUSH_USER", "ada")
    monkeypatch.setenv("KG_PUSH_PASSWORD", "wr0ng")
    with pytest.raises(kg.EnvironmentProblem, match="refuses the credentials") as problem:
        kg.open(built).push(engine.address)
    assert "wr0ng" not in repr(problem.value)
    monkeypatch.setenv("KG_PUSH_PASSWORD", "s3cr3t")
    kg.open(built).push(engine.address)
    assert _holds_all(engine, kg.open(built))


def test_a_token_is_sent(built: Path, plain: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    plain.token = "t0ken"  # noqa: S105 - of the tests
    monkeypatch.setenv("KG_PUSH_TOKEN", "t0ken")
    kg.open(built).push(plain.address)
    monkeypatch.setenv("KG_ENDPOINT_TOKEN", "t0ken")
    with connect(plain.address) as there:
        assert there.show("Norway").name == "Norway"


def test_a_password_in_the_address_is_refused_and_not_repeated(built: Path) -> None:
    with pytest.raises(kg.UsageError, match="has a user or a password in it") as problem:
        kg.open(built).push("http://ada:s3cr3t@127.0.0.1:9/")
    assert "s3cr3t" not in str(problem.value)


# failures


def test_a_busy_server_is_asked_again(built: Path, engine: Engine) -> None:
    for status in (429, 502, 503, 504):
        engine.fault = once(lambda handler, status=status: handler.say(status, Retry_After="0") is None, after=3)  # type: ignore[misc]
        kg.open(built).push(engine.address)
    assert _holds_all(engine, kg.open(built))


def test_a_dropped_connection_is_opened_again(built: Path, engine: Engine) -> None:
    engine.fault = once(lambda handler: handler.drop() is None, after=5)  # type: ignore[func-returns-value]
    kg.open(built).push(engine.address)
    assert _holds_all(engine, kg.open(built))


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ((500, b"<html><b>out of   memory</b></html>"), r"the server answered 500: out of memory"),
        ((200, b"<html>Welcome</html>"), "reply of the server cannot be read|no SPARQL service here"),
        ((200, b'{"head": {}, "boolean": tr'), "reply of the server cannot be read|no SPARQL service here"),
        ((404, b""), "no SPARQL service here"),
        ((503, b""), "the server answered 503"),
    ],
)
def test_a_server_that_fails_is_an_error(reply: tuple[int, bytes], said: str, built: Path, engine: Engine) -> None:
    engine.fault = lambda handler: handler.say(*reply) is None  # type: ignore[func-returns-value]
    for ask in (lambda: kg.open(built).push(engine.address), lambda: connect(engine.address)):
        with pytest.raises(kg.EnvironmentProblem, match=said):
            ask()


def test_a_host_that_does_not_exist_is_an_error(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(built), "push", "http://no-such-host.invalid/"]) == 4
    assert "error: the host no-such-host.invalid is unknown" in capsys.readouterr().err
    assert run(["--endpoint", "http://127.0.0.1:9/", "show", "Norway"]) == 4
    assert "error: no server answers (http://127.0.0.1:9/)" in capsys.readouterr().err


def test_a_silent_server_is_an_error(built: Path, plain: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    kg.open(built).push(plain.address)
    with connect(plain.address) as there:
        assert there.query("ASK { ?s ?p ?o }")
        plain.fault = silent(3)
        with pytest.raises(kg.LimitReached, match="the query was stopped after 1 second"):
            there.query("SELECT * { ?s ?p ?o }", seconds=1)
    monkeypatch.setenv("KG_ENDPOINT_SECONDS", "1")
    with pytest.raises(kg.LimitReached, match="has not answered within 1 seconds"):
        connect(plain.address)


def test_a_reply_that_is_too_large_is_an_error(built: Path, plain: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    kg.open(built).push(plain.address)
    monkeypatch.setenv("KG_ENDPOINT_MEGABYTES", "1")
    plain.fault = lambda handler: b"COUNT" in handler.body and handler.say(200, b" " * 1_100_000) is None  # type: ignore[func-returns-value]
    with connect(plain.address) as there, pytest.raises(kg.LimitReached, match="more than 1 megabytes"):
        there.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")


def test_a_server_that_dies_under_a_question_is_an_error(built: Path, plain: Engine) -> None:
    kg.open(built).push(plain.address)
    with connect(plain.address) as there:
        plain.fault = lambda handler: handler.drop() is None  # type: ignore[func-returns-value]
        with pytest.raises(kg.EnvironmentProblem, match="cannot be reached"):
            there.query("ASK { ?s ?p ?o }")


def test_a_redirection_to_another_host_is_not_followed(built: Path, plain: Engine) -> None:
    plain.fault = lambda handler: handler.say(307, Location="http://127.0.0.2:1/query") is None  # type: ignore[func-returns-value]
    with pytest.raises(kg.EnvironmentProblem, match=r"sends the request on to http://127\.0\.0\.2"):
        connect(plain.address)


def test_a_query_that_the_server_refuses_is_an_error_of_the_query(built: Path, plain: Engine) -> None:
    kg.open(built).push(plain.address)
    with connect(plain.address) as there:
        plain.fault = lambda handler: b"SHA512" in handler.body and handler.say(400, b"no such function") is None  # type: ignore[func-returns-value]
        with pytest.raises(kg.QueryError, match="no such function"):
            there.query("SELECT (SHA512('a') AS ?x) {}")


def test_a_server_that_nobody_has_pushed_to_is_an_error(plain: Engine) -> None:
    with pytest.raises(kg.EnvironmentProblem, match="nobody has pushed a snapshot"):
        connect(plain.address)


def test_something_else_in_a_graph_is_noticed(built: Path, plain: Engine) -> None:
    kg.open(built).push(plain.address)
    plain.store.add(ox.Quad(FOREIGN.subject, FOREIGN.predicate, FOREIGN.object, ox.NamedNode(GRAPHS.held)))
    with connect(plain.address) as there, pytest.raises(kg.EnvironmentProblem, match=r"triples on the server, and .* were pushed"):
        there.serialize(".nq")


# the command line


def test_the_commands_of_the_manual_work(
    plain: Engine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = (ROOT / "docs" / "scaling.md").read_text("utf-8")
    lines = [line for line in page.splitlines() if line.startswith(("kg push", "kg --endpoint"))]
    assert len(lines) == 5
    (tmp_path / "out").mkdir()
    for line in lines:
        monkeypatch.chdir(repository() if line.startswith("kg push") else tmp_path)
        assert run(shlex.split(line.replace("http://localhost:7878", plain.address))[1:]) == 0, line
        assert capsys.readouterr().out
    assert (tmp_path / "out" / "graph.nq").read_bytes() == graph().serialize(".nq")


def test_the_questions_of_the_manual_have_answers(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = (ROOT / "docs" / "scaling.md").read_text("utf-8")
    lines = [line for line in page.splitlines() if line.startswith("kg query") and "sc://" not in line]
    assert len(lines) == 5
    monkeypatch.chdir(tmp_path)
    for line in lines:
        assert run(["-C", str(repository()), *shlex.split(line, comments=True)[1:]]) == 0, line
        assert "no rows" not in capsys.readouterr().err, line
    assert (tmp_path / "dyads.parquet").stat().st_size > 1_000


def test_the_manual_names_the_settings_and_kinds() -> None:
    page = (ROOT / "docs" / "scaling.md").read_text("utf-8")
    for kind in KINDS:
        assert f"| `{kind}` |" in page
    assert f"`KG_ENDPOINT_QUADS` ({setting('endpoint_quads'):,})" in page


def test_the_verbs_ask_a_server(
    built: Path, plain: Engine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert run(["-C", str(built), "push", plain.address, "--json"]) == 0
    pushed = json.loads(capsys.readouterr().out)
    assert pushed["graphs"]["removed"] == 0
    assert pushed["kind"] == "update"
    monkeypatch.chdir(tmp_path)
    commands = (
        ["query", "recognitions", "-f", "csv"],
        ["show", "Norway"],
        ["why", "Sweden", "recognized", "Norway"],
        ["path", "Norway", "Sweden"],
        ["disputes"],
        ["dump", "-f", "nq"],
        ["sources"],
        ["queries"],
    )
    for command in commands:
        run(["-C", str(built), *command])
        ours = capsys.readouterr().out
        assert ours
        run(["--endpoint", plain.address, *command])
        assert capsys.readouterr().out == ours, command
        run([*command, f"--endpoint={plain.address}"])
        assert capsys.readouterr().out == ours, command
    monkeypatch.setenv("KG_ENDPOINT", plain.address)
    assert run(["show", "Norway"]) == 0


def test_a_verb_that_needs_files_takes_no_server(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--endpoint", "http://127.0.0.1:9/", "build"]) == 2
    assert "kg build works on the files of a workspace" in capsys.readouterr().err


def test_one_lookup_fetches_little(built: Path, plain: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question about one thing asks for that thing, and neither for all quads nor for all of a property."""
    kg.open(built).push(plain.address)
    monkeypatch.setenv("KG_ENDPOINT_QUADS", "100")
    with connect(plain.address) as there:
        count = len(plain.requests)
        there.why("Sweden", "recognized", "Norway")
        assert len(plain.requests) - count < 40
        with pytest.raises(kg.LimitReached, match="of the server"):
            there.show("Norwayy")


def test_the_pauses_grow_and_end() -> None:
    assert http._asked_pause("2") == 2
    assert http._asked_pause("Wed, 21 Oct 2026 07:28:00 GMT") == 0


@pytest.mark.soak
def test_virtuoso_loads_files_of_a_folder(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large graphs arrive whole, the files are removed, and a push that was interrupted continues."""
    for name in ("KG_PUSH_USER", "KG_PUSH_PASSWORD"):
        monkeypatch.setenv(name, "dba")
    monkeypatch.setattr("kg.endpoint.push._INSERTED", 5)
    monkeypatch.setattr("kg.endpoint.push._FILE", 20_000)
    shared = tmp_path / "shared"
    shared.mkdir()
    loads: list[str] = []
    real = Server.run

    def noted(self: Server, update: str) -> None:
        if update.startswith("LOAD"):
            [file] = shared.iterdir()
            assert file.stat().st_size <= 20_000
            loads.append(update)
            if len(loads) == 1:  # a file that the server may not read
                update = f"LOAD <file:///etc/hostname> {update.partition('> ')[2]}"
            if len(loads) == 4:
                raise kg.EnvironmentProblem("interrupted", None)
        real(self, update)

    monkeypatch.setattr(Server, "run", noted)
    with virtuoso(tmp_path) as address, kg.open(workspace) as here:
        with pytest.raises(kg.EnvironmentProblem, match="denied due to access control") as refused:
            here.push(address, folder=shared)
        assert "DirsAllowed" in str(refused.value.hint)
        with pytest.raises(kg.EnvironmentProblem, match="interrupted"):
            here.push(address, folder=shared)
        assert [*shared.iterdir()] == []
        first = here.push(address, folder=shared)
        assert first.sent
        assert len(loads) > 5
        assert [*shared.iterdir()] == []
        assert here.push(address, folder=shared).sent == 0
        with connect(address) as there:
            assert sorted(map(str, there.copy.store)) == sorted(map(str, here.store))


@pytest.mark.soak
def test_a_load_that_stops_is_noticed(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KG_PUSH_USER", "KG_PUSH_PASSWORD"):
        monkeypatch.setenv(name, "dba")
    monkeypatch.setattr("kg.endpoint.push._INSERTED", 5)
    real = push._pieces

    def cut(lines: list[str]) -> Iterator[list[str]]:
        for piece in real(lines):
            yield [*piece[:-1], piece[-1][:20]]

    monkeypatch.setattr(push, "_pieces", cut)
    with virtuoso(tmp_path) as address, kg.open(workspace) as here:
        with pytest.raises(kg.EnvironmentProblem, match=r"the server has loaded \d+ of the \d+ triples"):
            here.push(address, folder=tmp_path)
        monkeypatch.setattr(push, "_pieces", real)
        assert here.push(address).sent


def test_only_virtuoso_has_a_folder(workspace: Path, tmp_path: Path) -> None:
    with closing(Engine(updates=True)) as engine, kg.open(workspace) as here:
        with pytest.raises(kg.UsageError, match="only Virtuoso"):
            here.push(engine.address, folder=tmp_path)
        with pytest.raises(kg.UsageError, match="does not exist"):
            here.push(engine.address, kind="virtuoso", graphs=engine.address, folder=tmp_path / "nowhere")
        (tmp_path / "a folder").mkdir()
        with pytest.raises(kg.UsageError, match="such a path"):
            here.push(engine.address, kind="virtuoso", graphs=engine.address, folder=tmp_path / "a folder")
