"""The Python interface: what a user imports, and what it returns."""

from __future__ import annotations

import ast
import html
import importlib.util
import inspect
import json
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import rdflib

import kg
import kg.errors
from kg.cli.main import VERBS, run
from kg.errors import EnvironmentProblem, NameNotFound, QueryError, UsageError
from kg.graph import Graph
from kg.sparql.stored import parse
from kg.values import Printable
from tests.asking import ROOT, fact, facts, graph, nordic, repository


def test_what_kg_exports() -> None:
    errors = {name for name, each in vars(kg.errors).items() if isinstance(each, type) and issubclass(each, kg.KgError)}
    assert len(errors) == 9
    assert set(kg.__all__) == errors | named_in_signatures() | {
        "Graph",
        "Started",
        "Imported",
        "Promoted",
        "Pushed",
        "Triples",
        "Truth",
        "WrittenSite",
        "init",
        "open",
        "write_site",
    }
    assert all(getattr(kg, name) is not None for name in kg.__all__)
    assert set(kg.__all__) <= set(dir(kg))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        kg.nothing  # noqa: B018 - that it fails is the point


def named_in_signatures() -> set[str]:
    """The names from ``kg`` in the signatures of `kg.open` and of the public methods and properties of `kg.Graph`."""
    tree = ast.parse(Path(inspect.getfile(Graph)).read_text(encoding="utf-8"))
    imports = [each for each in ast.walk(tree) if isinstance(each, ast.ImportFrom) and (each.module or "").startswith("kg.")]
    own = {alias.asname or alias.name for each in imports for alias in each.names}
    written = [function.__annotations__.values() for name, function in public_functions() if name == "open" or name.startswith("Graph.")]
    return {word for each in written for text in each for word in re.findall(r"\w+", str(text)) if word in own}


def test_every_type_in_the_signatures_of_a_graph_is_exported_and_documented() -> None:
    found = named_in_signatures()
    assert {"Chains", "Report", "Request", "StoredQuery", "Term"} <= found
    assert found <= set(kg.__all__)
    for name in kg.__all__:
        each = getattr(kg, name)
        if inspect.isclass(each) or inspect.isfunction(each):
            assert vars(each).get("__doc__") or (inspect.isfunction(each) and each.__doc__), name
            assert not (each.__doc__ or "").startswith(f"{each.__name__}("), f"{name} has only the docstring of its signature"


def test_the_page_of_the_interface_is_what_the_script_writes() -> None:
    spec = importlib.util.spec_from_file_location("write_python_page", ROOT / "scripts" / "write_python_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    assert written == module.page(), "run scripts/write_python_page.py"
    assert {f"kg.{name}" for name in kg.__all__} <= set(re.findall(r"kg\.\w+", written))


def public_functions() -> Iterator[tuple[str, Callable[..., object]]]:
    """The functions that ``kg`` exports, and the public methods of its classes, constructors included."""
    for name in kg.__all__:
        each = getattr(kg, name)
        if inspect.isfunction(each):
            yield name, each
        for method, value in inspect.getmembers(each) if inspect.isclass(each) else ():  # not for aliases of types
            found = value.fget if isinstance(value, property) else value
            if inspect.isroutine(found) and hasattr(found, "__annotations__") and (method == "__init__" or method[0] != "_"):
                yield f"{name}.{method}", found


def test_no_public_signature_is_untyped() -> None:
    found = dict(public_functions())
    assert {"open", "Graph.query", "Graph.view", "Graph.store", "Table.to_pandas", "NameNotFound.__init__"} <= set(found)
    for name, function in found.items():
        signature = inspect.signature(function)
        written = [
            signature.return_annotation,
            *(each.annotation for each in signature.parameters.values() if each.name not in ("self", "cls")),
        ]
        assert inspect.Signature.empty not in written, name
        assert not any(re.search(r"\bAny\b", str(each)) for each in written), f"{name}: {written}"


def test_the_graph_has_what_the_command_line_has() -> None:
    """Every verb except ``code``, ``completion``, ``desk``, ``format`` and ``init``, which need no graph, and those that do not end.

    ``import`` is a word of Python, and a method of another name.
    """
    assert {"import_tables", "remove_import"} <= set(dir(kg.Graph))
    assert {verb for verb in VERBS if not hasattr(kg.Graph, verb)} - {"import"} == {
        "code",
        "completion",
        "desk",
        "format",
        "init",
        "mcp",
        "serve",
        "watch",
    }


def test_a_graph_that_is_built_answers_from_the_new_snapshot(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opened = kg.open(small)
    assert len(opened.sources()) == 1
    text = (small / "data" / "one.trig").read_text(encoding="utf-8")
    (small / "data" / "two.trig").write_text(text.replace("doc/one", "doc/two").replace('"one"', '"two"'), encoding="utf-8")
    assert len(opened.sources()) == 1
    made = opened.build()
    assert made is opened.snapshot
    assert len(opened.sources()) == 2
    assert opened.query("ASK { ?document a dip:SourceDocument FILTER (?document != <https://example.org/small/doc/one>) }")
    assert run(["-C", str(small), "build", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == made.to_json()


def test_a_stored_query_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", nordic().workspace.folder, "queries", "votes", "--json"]) == 0
    [listed] = json.loads(capsys.readouterr().out)
    found = nordic().stored("votes")
    assert listed == {**json.loads(json.dumps(found.to_json())), "path": nordic().workspace.display(found.path)}
    with pytest.raises(NameNotFound):
        nordic().stored("vots")


def test_importing_kg_imports_nothing_else() -> None:
    code = "import sys, kg; print(*sorted(each for each in sys.modules if each.startswith(('kg.', 'pyoxigraph', 'rdflib'))))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout == "\n"


def test_a_stored_query() -> None:
    answer = nordic().query("acts-between", a="Norway", b="Sweden", kind="recognition")
    assert isinstance(answer, kg.Table)
    assert facts(answer, "act", "actor") == [["recognition", "sweden"]]
    assert "Recognition of Norway by Sweden" in answer.text()
    assert answer.stamp.startswith(f"acts-between over snapshot {nordic().snapshot.digest[:12]}")


def test_a_query_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "states.rq"
    path.write_text("SELECT ?s { ?s a dip:State } ORDER BY ?s", encoding="utf-8")
    assert facts(nordic().query(path), "s") == [["norway"], ["sweden"]]
    with pytest.raises(kg.EnvironmentProblem, match="the file cannot be read"):
        nordic().query(tmp_path / "nothing.rq")


def test_parameters_as_python_values() -> None:
    norway = nordic().find("Norway")
    for value in (norway, "Norway", norway.value):
        assert len(nordic().query("acts-between", a=value, b="Sweden")) >= 2
    assert facts(nordic().query("chronology", from_=date(1905, 10, 1), to="1905-10-31", kind="act"), "act") == [["recognition"]]
    assert facts(nordic().query("chronology", {"from": 1905, "kind": "meeting"}), "act") == [["meeting"]]
    with pytest.raises(UsageError, match="a parameter cannot be"):
        nordic().query("votes", agent=object())  # type: ignore[arg-type]


def test_free_sparql_of_each_form() -> None:
    assert isinstance(nordic().query("ASK { e:norway a dip:State }"), kg.Truth)
    assert nordic().query("ASK { e:norway a dip:State }")
    assert not nordic().query("ASK { e:norway a dip:City }")
    made = nordic().query("CONSTRUCT { ?s a dip:State } WHERE { ?s a dip:State }")
    assert isinstance(made, kg.Triples)
    assert [fact(row["subject"]) for row in made] == ["norway", "sweden"]
    assert facts(nordic().query("SELECT ?s { ?s a ?_kind_iri } ORDER BY ?s", kind="state")) == [["norway"], ["sweden"]]


def test_evidence_and_dates() -> None:
    answer = nordic().query("recognitions", cite=True, as_of="1905-12-31")
    assert answer.labels()[0]["passages"] == "the note, The settlement, sentence 9"
    assert answer.labels()[0]["as_of"] == "yes"
    assert len(nordic().query("recognitions", as_of=date(1905, 10, 25))) == 0
    with pytest.raises(UsageError, match="has no last day"):
        nordic().query("recognitions", as_of="1905/..")


def test_a_wrong_query_says_where() -> None:
    with pytest.raises(QueryError) as caught:
        nordic().query("SELECT * {\n ?s ?p ] }")
    assert caught.value.where == "query:2:8"
    with pytest.raises(QueryError, match="SERVICE is not allowed"):
        nordic().query("SELECT * { SERVICE <http://x/> {} }")
    with pytest.raises(kg.NameNotFound, match="no stored query"):
        nordic().query("vote")


def test_a_row_limit_is_reported() -> None:
    answer = nordic().query("SELECT * { ?s ?p ?o }", rows=3)
    assert (len(answer), answer.cut) == (3, "stopped at the limit of 3 rows; there are more")
    assert nordic().query("SELECT * { ?s ?p ?o } LIMIT 3", rows=3).cut is None
    assert nordic().query("CONSTRUCT WHERE { ?s ?p ?o }", rows=3).cut == "stopped at the limit of 3 triples; there are more"


LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def test_a_time_limit_stops_the_engine_and_the_graph_goes_on() -> None:
    start = time.monotonic()
    with pytest.raises(kg.LimitReached, match=r"stopped after 0\.5 seconds"):
        nordic().query(LONG, seconds=0.5)
    assert time.monotonic() - start < 10
    assert nordic().query("ASK { e:norway a dip:State }")


def test_threads_share_a_graph() -> None:
    found: list[int] = []

    def ask() -> None:
        found.append(len(nordic().query("SELECT ?s { ?s a dip:State }")))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == [2, 2, 2, 2]


def test_a_closed_graph_can_be_asked_again() -> None:
    with kg.open(nordic().workspace.folder) as opened:
        assert opened.query("ASK { ?s a dip:State }")
        opened.close()
        assert opened.query("ASK { ?s a dip:State }")
    assert repr(opened).endswith(f"snapshot {opened.snapshot.digest[:12]}>")


def test_show_and_why() -> None:
    shown = nordic().show("Sweden")
    assert isinstance(shown, kg.Description)
    assert shown.name == "Sweden"
    assert str(shown).startswith("Sweden (e:sweden, state)")
    held = nordic().why("Sweden", "recognized", "Norway")
    assert isinstance(held, kg.Explanation)
    assert held
    assert "by the rule recognized" in str(held)
    assert not nordic().why("Norway", "recognized", "Sweden")
    assert nordic().show("Sweden", "1905-10") == nordic().show("Sweden", date(1905, 10, 31)) != shown
    assert nordic().label(nordic().find("Sweden", "dip:State")) == "Sweden"


TEXTS = ROOT / "tests" / "workspaces" / "nordic" / "texts"
ANSWERS: dict[str, tuple[list[str], Callable[[Graph], Printable | list[Printable]]]] = {
    "show": (["Sweden"], lambda made: made.show("Sweden")),
    "why": (["Sweden", "recognized", "Norway"], lambda made: made.why("Sweden", "recognized", "Norway")),
    "disputes": ([], lambda made: made.disputes()),
    "path": (["Norway", "Sweden"], lambda made: made.path("Norway", "Sweden")),
    "check": (["--no-owl"], lambda made: made.check(owl=False)),
    "draft": (["N9", "--text", str(TEXTS)], lambda made: made.draft(["N9"], texts=TEXTS)),
    "sources": ([], lambda made: list[Printable](made.sources())),
    "verify": ([], lambda made: made.verify()),
    "sources verify": (["--text", "."], lambda made: made.verify_sources(".")),
    "sources words": (["--text", str(TEXTS)], lambda made: made.add_words(TEXTS)),
}
"""The verbs whose answers print themselves: the arguments of the command, and the same request in Python."""


@pytest.mark.parametrize("verb", ANSWERS)
def test_an_answer_prints_as_its_command_does(verb: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    arguments, ask = ANSWERS[verb]
    answer = ask(nordic())
    command = ["-C", nordic().workspace.folder, *verb.split(), *arguments]
    run(command)
    printed = capsys.readouterr().out
    run([*command, "--json"])
    read = json.loads(capsys.readouterr().out)
    if isinstance(answer, list):
        assert printed.startswith("".join(map(str, answer)))
        assert read == json.loads(json.dumps([each.to_json() for each in answer]))
        return
    assert printed == str(answer)
    assert read == json.loads(json.dumps(answer.to_json()))
    assert repr(answer).startswith(f"<{type(answer).__name__}")
    assert answer._repr_html_() == f"<pre>{html.escape(str(answer))}</pre>"


def test_the_report_on_disputes_is_saved_by_its_extension(tmp_path: Path) -> None:
    found = nordic().disputes()
    for name, start in (("d.html", "<!DOCTYPE html>"), ("d.MD", "# ")):
        assert found.save(tmp_path / name) == (tmp_path / name).stat().st_size
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
    for name, message in (("d.pdf", "cannot be written as .pdf"), ("d", "needs an extension")):
        with pytest.raises(UsageError, match=message):
            found.save(tmp_path / name)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["d.MD", "d.html"]


def test_a_proof_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    made = nordic().proof(nordic().why("Sweden", "recognized", "Norway"))
    assert isinstance(made, kg.Triples)
    run(["-C", nordic().workspace.folder, "why", "Sweden", "recognized", "Norway", "-f", "ttl"])
    assert capsys.readouterr().out == made.text("ttl")
    assert "prov:wasDerivedFrom" in made.text("ttl")


def test_a_report_as_shacl(small: Path) -> None:
    (small / "data" / "one.trig").write_text("this is not TriG", encoding="utf-8")
    read = rdflib.Graph().parse(data=kg.open(small, build=False).check(owl=False).to_shacl(), format="turtle")
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    assert [value.toPython() for value in read.objects(None, sh.conforms) if isinstance(value, rdflib.Literal)] == [False]
    assert len(set(read.subjects(rdflib.RDF.type, sh.ValidationResult))) >= 1


def test_rdflib_has_the_same_snapshot() -> None:
    dataset = nordic().rdflib()
    assert isinstance(dataset, rdflib.Dataset)
    quads = list(nordic().store.quads_for_pattern(None, None, None, None))
    assert sum(len(each) for each in dataset.graphs()) == len(quads)
    actor = rdflib.URIRef("https://w3id.org/chancery/ontology#actor")
    recognition = rdflib.URIRef(nordic().snapshot.base + "id/recognition")
    assert [str(each).rpartition("/")[2] for each in dataset.default_graph.objects(recognition, actor)] == ["sweden"]


def test_networkx() -> None:
    network = nordic().networkx()
    assert network.nodes[nordic().find("Sweden").value]["label"] == "Sweden"
    assert network.has_edge(nordic().find("Sweden").value, nordic().find("Norway").value)
    assert len(nordic().networkx(acts=False)) < len(network)


def test_view(tmp_path: Path) -> None:
    drawn = nordic().view(about="Sweden", title="Around <Sweden>")
    assert drawn.about.title == "Around <Sweden>"
    data: Any = drawn.data
    assert data["about"]["title"] == "Around <Sweden>"
    assert "Sweden" in {node["l"] for node in data["nodes"]}
    assert "<iframe" in drawn._repr_html_()
    assert drawn.save(tmp_path / "sweden.html") == (tmp_path / "sweden.html").stat().st_size
    with pytest.raises(NameNotFound):
        nordic().view(about="Atlantis")


def test_the_dates_and_parameters_of_a_view_are_python_values() -> None:
    assert nordic().view(start=date(1905, 10, 1), end=date(1905, 10, 31)).things == nordic().view(start="1905-10", end="1905-10").things
    assert nordic().view(as_of=date(1905, 10, 31)).about.start == nordic().view(as_of="1905-10").about.start == "as-of=1905-10-31"
    query = parse("CONSTRUCT { ?a dip:met ?b } WHERE { ?a dip:met ?b FILTER(?a = ?_who_iri) }", "meetings")
    assert nordic().view(query=query, params={"who": nordic().find("delegates of Norway")}).things == 2


def test_owl() -> None:
    world = nordic().owl()
    found = world[nordic().find("Sweden").value]
    assert "State" in [each.name for each in found.is_a]


def test_the_tour_runs() -> None:
    """Run the notebook in docs/ unchanged, cell by cell."""
    path = ROOT / "docs" / "tour.ipynb"
    cells = json.loads(path.read_text("utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert len(code) >= 5
    assert all(not cell["outputs"] for cell in cells if cell["cell_type"] == "code")
    pytest.importorskip("pandas")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(code)], capture_output=True, text=True, cwd=repository(), check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "limit"), [("rows", -1), ("seconds", -0.5), ("seconds", 1e12), ("rows", "many"), ("seconds", float("nan"))]
)
def test_a_limit_that_is_none_is_refused(name: str, limit: Any) -> None:
    with pytest.raises(UsageError, match=f"{name} must be a number from 0"):
        nordic().query("ASK {}", **{name: limit})


def test_one_kind_of_dispute_can_be_given_as_text() -> None:
    assert graph().disputes(kinds="rumoured") == graph().disputes(kinds=["rumoured"])


def test_a_workspace_that_cannot_be_built_can_be_checked(small: Path) -> None:
    (small / "data" / "one.trig").write_text("this is not TriG", encoding="utf-8")
    with pytest.raises(kg.DataError):
        kg.open(small)
    report = kg.open(small, build=False).check(owl=False)
    assert report.exit_code == kg.DataError.exit_code
    assert [str(finding.place) for finding in report.findings if finding.rule == "syntax"] == ["data/one.trig:1:1"]


def test_the_rules_and_the_passages_are_those_that_the_commands_print(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "rain.txt"
    text.write_text("Rain. Sun.", encoding="utf-8")
    run(["-C", nordic().workspace.folder, "check", "--rules"])
    run(["-C", nordic().workspace.folder, "sources", "index", str(text)])
    printed = capsys.readouterr().out
    assert printed == nordic().check_rules() + str(nordic().index_source("Rain. Sun.", file_name="rain.txt"))
    assert "  p:R2 a dip:Passage ;" in printed


@pytest.mark.parametrize(("document", "letter"), [("a b", "A"), ("", "A"), ("note", ""), ("note", "A-")])
def test_names_that_cannot_stand_in_an_iri_are_refused(document: str, letter: str) -> None:
    with pytest.raises(UsageError, match="of a text cannot be"):
        nordic().index_source("Rain.", document=document, letter=letter)


def test_an_open_graph_keeps_its_snapshot_through_many_builds(tmp_path: Path) -> None:
    folder = copied_nordic(tmp_path)
    opened = kg.open(folder)
    name = opened.snapshot.path.name
    data = next(iter(opened.workspace.data_files()))
    for number in range(4):
        data.write_text(data.read_text(encoding="utf-8") + f"# edit {number}\n", encoding="utf-8")
        with kg.open(folder) as later:
            assert later.snapshot.path.name != name
    assert len(opened.query("recognitions")) == 1, "the process that evaluates starts only now"
    assert opened.why("Norway", "hasRelationshipWith", "Sweden"), "the proofs are read only now"
    opened.close()
    assert len(opened.query("recognitions")) == 1, "nothing has been removed yet"
    opened.close()
    data.write_text(data.read_text(encoding="utf-8") + "# the last edit\n", encoding="utf-8")
    kg.open(folder).close()
    with pytest.raises(EnvironmentProblem, match="removed after the graph was closed"):
        opened.query("recognitions")


def copied_nordic(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", tmp_path / "w", ignore=shutil.ignore_patterns(".kg")))


@pytest.mark.parametrize("ask", ["show", "why", "path", "disputes", "query"])
def test_a_name_that_is_not_unicode_is_refused(ask: str) -> None:
    graph = nordic()
    asked: dict[str, Callable[[], object]] = {
        "show": lambda: graph.show("\udcff"),
        "why": lambda: graph.why("\udcff", "dip:met", "x"),
        "path": lambda: graph.path("\udcff", "x"),
        "disputes": lambda: graph.disputes("\udcff"),
        "query": lambda: graph.query("SELECT * { ?s ?p '\udcff' }"),
    }
    with pytest.raises(kg.KgError):
        asked[ask]()
