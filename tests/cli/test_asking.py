"""The verbs query, queries, show and why, called as from a shell."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyoxigraph import Store

from kg.cli.main import run
from tests.asking import ROOT, nordic

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def call(capsys: Capture) -> Caller:
    return Caller(capsys)


class Caller:
    """Calls kg in the small workspace and keeps what it printed."""

    def __init__(self, capsys: Capture) -> None:
        self.capsys = capsys
        self.folder = nordic().workspace.folder
        self.out = self.error = ""

    def __call__(self, *arguments: str) -> int:
        code = run(["-C", self.folder, *arguments])
        self.out, self.error = self.capsys.readouterr()
        return code


def test_a_stored_query_in_a_pipe_is_csv_with_iris(call: Caller) -> None:
    assert call("query", "recognitions") == 0
    head, row, *rest = call.out.split("\r\n")
    assert head == "act,kind,by,of,place,earliest,latest"
    assert row.startswith("https://example.org/nordic/id/recognition,https://w3id.org/chancery/ontology#Recognition,")
    assert rest == [""]
    assert call.error == ""


def test_tables_show_labels_and_evidence(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert call("query", "recognitions", "-f", "table", "--cite") == 0
    assert "Recognition of Norway by Sweden" in call.out
    assert "the note, The settlement, sentence 9" in call.out
    assert call("query", "recognitions", "-f", "csv", "--labels") == 0
    assert "Sweden,Norway" in call.out


@pytest.mark.parametrize("style", ["table", "csv", "tsv", "json", "xml", "md"])
def test_every_format(call: Caller, style: str) -> None:
    assert call("query", "meetings", "-f", style) == 0
    assert "meeting" in call.out


def test_json_is_the_standard_result_format(call: Caller) -> None:
    assert call("query", "votes", "--json") == 0
    assert json.loads(call.out) == {
        "head": {"vars": ["vote", "actor", "text", "position", "veto", "adopted_by", "earliest", "latest"]},
        "results": {"bindings": []},
    }
    assert call.error == "no rows: nothing that is held answers this\n"


def test_parameters_by_name_alias_slug_and_choice(call: Caller) -> None:
    for norway in ("Norway", "norway", "e:norway", "https://example.org/nordic/id/norway"):
        assert call("query", "acts-between", "-p", f"a={norway}", "-p", "b=Sweden") == 0
        assert "id/agreement" in call.out
    assert call("query", "rumoured-or-hedged", "-p", "standing=denied") == 0
    assert "N6-1" in call.out


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        (("query", "acts-betwen"), 2, "error: no stored query 'acts-betwen'\nhint: did you mean acts-between?\n"),
        (
            ("query", "acts-between"),
            2,
            "error: acts-between needs a (one side), b (the other side)\nhint: kg query acts-between -p a=... -p b=...\n",
        ),
        (
            ("query", "acts-between", "-p", "a=Norwey", "-p", "b=Sweden"),
            2,
            "error: a: no agent is called 'Norwey'\nhint: did you mean Norway?\n",
        ),
        (("query", "acts-between", "-p", "a=Karlstad", "-p", "b=Sweden"), 2, "error: a: no agent is called 'Karlstad'\n"),
        (("query", "votes", "-p", "agnet=Norway"), 2, "error: votes has no parameter 'agnet'\nhint: did you mean agent?\n"),
        (
            ("query", "votes", "-p", "position=for"),
            2,
            "error: position cannot be 'for'\nhint: use one of in favour, against, abstention, not voting\n",
        ),
        (
            ("query", "chronology", "-p", "from=1905-13"),
            2,
            "error: from is not a date: '1905-13'\nhint: months go from 01 to 12, seasons from 21 to 24\n",
        ),
        (("query", "votes", "-p", "agent=Norway", "-p", "agent=Sweden"), 2, "error: the parameter 'agent' is given twice\n"),
        (("query", "chronology", "-p", "to=1905/.."), 2, "error: to has no last day: '1905/..'\n"),
        (("query", "votes", "--as-of", "soon"), 2, "error: as-of is not a date: 'soon'\n"),
        (("show", "Norwaj"), 2, "error: nothing is called 'Norwaj'\nhint: did you mean Norway"),
        (
            ("why", "Norway", "recognised", "Sweden"),
            2,
            "error: no property is called 'recognised'\nhint: did you mean recognized",
        ),
        (("queries", "voting"), 2, "error: no stored query 'voting'\n"),
        (("queries", "--tag", "no"), 2, "error: no stored query has the tag 'no'\nhint: the tags are "),
    ],
)
def test_mistakes_are_reported_with_a_hint(call: Caller, arguments: tuple[str, ...], code: int, error: str) -> None:
    assert call(*arguments) == code
    assert error in call.error
    assert call.out == ""


def test_free_sparql_from_standard_input(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(text: str, *more: str) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        return call("query", "-", *more)

    assert ask("SELECT ?state { ?state a dip:State } ORDER BY ?state") == 0
    assert call.out.split("\r\n")[1:3] == ["https://example.org/nordic/id/norway", "https://example.org/nordic/id/sweden"]
    assert ask("ASK { e:norway a dip:State }", "-f", "table") == 0
    assert call.out == "yes\n"
    assert ask("ASK { e:norway a dip:City }", "-f", "table") == 1
    assert call.out == "no\n"
    assert ask("CONSTRUCT WHERE { ?s a dip:State }", "-f", "ttl") == 0
    assert "e:norway a dip:State" in call.out
    assert ask("ASK { e:norway a dip:City }", "--cite", "--as-of", "1905") == 1
    assert ask("SELECT (COUNT(*) AS ?n) FROM k:entailed { ?s ?p ?o }") == 0
    assert ask("ASK { ?s a dip:State . ?s foo:bar ?o }") == 3
    assert call.error.startswith("error: the prefix foo: is not declared, at 'foo:bar' (standard input:1:27)\n")
    assert ask("ASK { ?s a dip:State FILTER(?s = ) }") == 3
    assert call.error.startswith("error: cannot read the query at ')' (standard input:1:34)\n")
    assert ask("ASK { ?_who_iri a dip:State }", "-p", "who=Sweden") == 0
    assert ask("SELECT * { ?s ?p ] }") == 3
    assert call.error.startswith("error: cannot read the query at ']' (standard input:1:18)\n")
    assert ask("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }") == 3
    assert "SERVICE is not allowed" in call.error
    assert ask("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }") == 3
    assert "is not a graph of the snapshot" in call.error
    assert ask("SELECT ?s FROM <https://example.org/nordic/graph/background> { ?s a dip:State }") == 0


def test_standard_input_that_holds_no_query(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert call("query", "-") == 2
    assert call.error == "error: standard input is closed\nhint: kg query - reads the query from it\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"ASK { \xff }"), encoding="utf-8"))
    assert call("query", "-") == 3
    assert call.error.startswith("error: the query is not UTF-8: invalid start byte (standard input)\n")


class Terminal(io.StringIO):
    """A text stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_table_on_a_terminal_says_how_many_rows_it_leaves_out(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setenv("KG_TABLE_ROWS", "1")
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setattr("sys.stdin", io.StringIO("SELECT ?state { ?state a dip:State } ORDER BY ?state"))
    assert call("query", "-") == 0
    assert "Norway" in terminal.getvalue()
    assert "Sweden" not in terminal.getvalue()
    assert call.error == "1 more row: -f csv shows all\n"


def test_free_sparql_from_a_file(call: Caller, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("queries") / "states.rq"
    path.write_text("#+ summary: States\n#+ cite: [state]\nSELECT ?state { ?state a dip:State }", "utf-8")
    assert call("query", str(path), "-f", "md") == 0
    assert "| Norway |" in call.out
    path.write_bytes(b"SELECT \xff")
    assert call("query", str(path)) == 3
    assert "the query is not UTF-8" in call.error
    assert call("query", str(path.with_name("none.rq"))) == 2


@pytest.mark.parametrize("option", [("--cite",), ("--as-of", "1905")])
def test_turtle_has_no_room_for_what_is_added_to_triples(call: Caller, monkeypatch: pytest.MonkeyPatch, option: tuple[str, ...]) -> None:
    text = "CONSTRUCT WHERE { ?s dip:recognized ?o }"
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    assert call("query", "-", *option, "-f", "ttl") == 2
    assert f"error: -f ttl cannot hold what {option[0]} adds to the triples\nhint: leave out {option[0]}, or use -f csv" in call.error
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    assert call("query", "-", "-f", "ttl") == 0
    assert "dip:recognized" in call.out


def test_a_row_limit_is_reported(call: Caller) -> None:
    assert call("query", "chronology", "--rows", "2") == 0
    assert len(call.out.splitlines()) == 3
    assert call.error == "warning: stopped at the limit of 2 rows; there are more\n"
    assert call("query", "chronology", "--rows", "0") == 0
    assert call.error == ""


def test_as_of_a_day(call: Caller) -> None:
    assert call("query", "chronology", "--as-of", "1905-09", "--labels") == 0
    assert "Agreement of Karlstad" in call.out
    assert "Recognition of Norway" not in call.out
    assert call("show", "Sweden", "--as-of", "1905-09-15") == 0
    assert "as of 1905-09-15" in call.out
    assert "Recognition of Norway by Sweden" not in call.out


def test_queries(call: Caller) -> None:
    assert call("queries") == 0
    assert "acts-between " in call.out
    assert "a=  b=  [kind=]" in call.out
    assert call("queries", "acts-between") == 0
    assert "run:  kg query acts-between -p a=... -p b=..." in call.out
    assert call("queries", "rumoured-or-hedged") == 0
    assert "one of dip:Rumoured, dip:Hedged" in call.out
    assert call("queries", "--tag", "doubt", "--json") == 0
    listed = json.loads(call.out)
    assert {"notes", "rumoured-or-hedged"} <= {each["name"] for each in listed}
    assert all({"name", "type", "help", "required"} <= set(param) for each in listed for param in each["params"])


def test_show(call: Caller) -> None:
    assert call("show", "Sweden") == 0
    assert call.out.startswith("Sweden (e:sweden, state)\n")
    assert "HELD, IN TIME ORDER" in call.out
    assert "CLAIMED, NOT HELD" in call.out
    assert "— the note, The settlement, sentence 9" in call.out
    assert call("show", "Sweden", "--json") == 0
    assert json.loads(call.out)["name"] == "Sweden"


def test_why(call: Caller) -> None:
    assert call("why", "Sweden", "recognized", "Norway") == 0
    assert "Sweden — recognized — Norway: held" in call.out
    assert call("why", "Norway", "recognized", "Sweden") == 1
    assert "not held" in call.out
    assert call("why", "Sweden", "recognized", "Norway", "--json") == 0
    assert json.loads(call.out)["derivations"][0]["rule"] == "recognized"
    assert call("why", "Sweden", "dip:recognized", "e:norway", "-f", "ttl") == 0
    assert "prov:wasDerivedFrom" in call.out


WRONG = {
    "query nofile.rq": ("the query file does not exist (nofile.rq)", "`kg queries` lists the stored queries"),
    "query acts-betwen.rq": ("the query file does not exist (acts-betwen.rq)", "did you mean acts-between?"),
    "query mine/stats.rq": ("the query file does not exist (mine/stats.rq)", "did you mean mine/states.rq?"),
    "query mine": ("no stored query 'mine'", "`kg queries` lists them"),
    "view --query nofile.rq": ("the query file does not exist (nofile.rq)", "`kg queries` lists the stored queries"),
    "disputes x.pdf": ("the report cannot be written as .pdf (x.pdf)", "use .html or .md; `kg disputes --json` prints JSON"),
    "disputes Sweden x.htm": ("the report cannot be written as .htm (x.htm)", "did you mean .html?"),
    "view x.txt": (
        "the picture is an HTML file and cannot be written as .txt (x.txt)",
        "use .html; `kg dump` writes other formats",
    ),
    "view x.gexf": (
        "the picture is an HTML file and cannot be written as .gexf (x.gexf)",
        "`kg dump x.gexf` writes the graph in this format",
    ),
    "view x.htlm": ("the picture is an HTML file and cannot be written as .htlm (x.htlm)", "did you mean .html?"),
    "dump my.dyads.csv": (
        "the file of the dyad-years must be called dyads.csv (my.dyads.csv)",
        "call the file dyads.csv, or use `kg dump -f dyads > my.dyads.csv`; for the edges, choose a name that does not end in dyads.csv",
    ),
    "dump x.graphm": ("cannot write a dump as .graphm (x.graphm)", "did you mean .graphml?"),
    "dump x.pdf": (
        "cannot write a dump as .pdf (x.pdf)",
        "use one of .ttl .nt .rdf .trig .nq .jsonld .graphml .gexf .csv dyads.csv",
    ),
    "why Sweden unknownprop Norway": (
        "no property is called 'unknownprop'",
        "`kg show Sweden` lists the properties that are held",
    ),
    "why Sweden recognised Norway": ("no property is called 'recognised'", "did you mean recognized?"),
    "sources verify --text . --show N99": ("there is no passage N99", "did you mean N9?"),
}
"""Calls with a mistake, with the message and the hint that they get."""


@pytest.mark.parametrize("line", WRONG)
def test_a_mistake_gets_a_hint(call: Caller, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "states.rq").write_text("SELECT ?s { ?s a dip:State }", encoding="utf-8")
    assert call(*line.split()) == 2
    what, hint = WRONG[line]
    assert (call.out, call.error) == ("", f"error: {what}\nhint: {hint}\n")
    assert [each.name for each in tmp_path.iterdir()] == ["mine"]


def test_a_story_file_with_a_mistake_is_an_error_of_data(call: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.json").write_text('[{"caption": "As of 1905"}]', encoding="utf-8")
    assert call("view", "--story", "story.json") == 3
    assert call.error.splitlines()[0] == "error: the story cannot be used: view 1 has no address (story.json)"
    assert call("view", "--story", "none.json") == 4
    assert "none.json" in call.error
    assert [each.name for each in tmp_path.iterdir()] == ["story.json"]


def test_a_name_with_a_dot_is_not_taken_for_a_file(call: Caller) -> None:
    assert call("disputes", "the", "treaty", "of", "St.", "Olav") == 2
    assert "nothing is called 'the treaty of St. Olav'" in call.error


def shell(*arguments: str, text: str = "", seconds: float = 60) -> subprocess.CompletedProcess[str]:
    """kg in a process of its own."""
    command = [sys.executable, "-c", "from kg.cli import main; main()", "-C", nordic().workspace.folder, *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=seconds, cwd=ROOT, check=False)


def test_a_query_stops_at_its_time_limit_and_says_so() -> None:
    long = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    done = shell("query", "-", "--seconds", "1", text=long, seconds=20)
    assert done.returncode == 3
    assert (
        done.stderr == "error: the query was stopped after 1 seconds\n"
        "hint: narrow the query, or raise the limit with kg query --seconds N, seconds=N in Python, or KG_QUERY_SECONDS (0 for none)\n"
    )
    assert done.stdout == ""


def test_an_error_ends_the_watch_too(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that runs a verb in its own interpreter must not be ended later by a watch that is still set."""
    ended: list[int] = []
    monkeypatch.setattr("os._exit", ended.append)
    monkeypatch.setattr("sys.stdin", io.StringIO("SELECT * { ?s ?p ] }"))
    assert call("query", "-", "--seconds", "1") == 3
    time.sleep(1.5)
    assert ended == []


def test_a_query_within_its_time_is_not_stopped() -> None:
    done = shell("query", "votes", "--seconds", "1")
    assert (done.returncode, done.stderr) == (0, "no rows: nothing that is held answers this\n")


def test_a_parameter_that_is_not_utf8() -> None:
    if sys.platform == "win32" or sys.getfilesystemencoding() != "utf-8":
        pytest.skip("arguments are bytes only on systems whose file names are")
    command = [sys.executable, "-c", "from kg.cli import main; main()", "-C", nordic().workspace.folder, "query", "acts-between"]
    done = subprocess.run([*map(os.fsencode, command), b"-p", b"a=\xff", b"-p", b"b=Sweden"], capture_output=True, cwd=ROOT, check=False)
    assert done.returncode == 2
    assert b"a is not UTF-8" in done.stderr


def test_asking_imports_nothing_heavy() -> None:
    code = (
        "import sys; before = set(sys.modules); from kg.cli.main import run; run(sys.argv[1:]); "
        "heavy = {'rdflib', 'networkx', 'pandas', 'owlready2', 'pyvis', 'pyshacl', 'argparse', 'dataclasses', 'pathlib', 'inspect'}; "
        "sys.stderr.write(' '.join(sorted(heavy & (set(sys.modules) - before))))"
    )
    command = [sys.executable, "-c", code, "-C", nordic().workspace.folder, "query", "acts-between", "-p", "a=Norway", "-p", "b=Sweden"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stderr == ""
    assert Path(nordic().snapshot.folder).is_dir()


def test_a_printed_query_has_its_values_and_prefixes_and_runs_as_it_is(call: Caller) -> None:
    """The printed text gives the same rows in an engine that knows no prefix and no parameter."""
    assert call("query", "visits", "-p", "visitor=Oscar II", "--print") == 0
    printed = call.out
    assert "#+" not in printed
    assert "PREFIX dip: <https://w3id.org/chancery/ontology#>" in printed
    assert "?_visitor_iri" not in printed
    assert printed.count("PREFIX dip:") == 1
    Store().query(printed)


def test_a_printed_query_declares_the_prefixes_that_it_leaves_out(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("SELECT ?x { ?x a dip:State ; rdfs:label ?label }"))
    assert call("query", "-", "--print") == 0
    assert call.out.startswith("PREFIX dip: <https://w3id.org/chancery/ontology#>\nPREFIX rdfs: ")
    Store().query(call.out)
