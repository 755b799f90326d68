"""The Python interface: what a user imports, and what it returns."""

from __future__ import annotations

import csv
import inspect
import io
import json
import re
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
from kg.cli.main import VERBS
from kg.errors import NameNotFound, QueryError, UsageError
from kg.export.dyads import COLUMNS, dyads, dyads_csv
from kg.graph import Graph
from tests.asking import ROOT, fact, facts, graph, nordic, repository


def test_what_kg_exports() -> None:
    errors = {name for name, each in vars(kg.errors).items() if isinstance(each, type) and issubclass(each, kg.KgError)}
    assert len(errors) == 8
    assert set(kg.__all__) == errors | {"Description", "Explanation", "Graph", "Table", "Triples", "Truth", "open"}
    assert all(getattr(kg, name) is not None for name in kg.__all__)
    assert set(kg.__all__) <= set(dir(kg))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        kg.nothing  # noqa: B018 - that it fails is the point


def public_functions() -> Iterator[tuple[str, Callable[..., object]]]:
    """The functions that ``kg`` exports, and the public methods of its classes, constructors included."""
    for name in kg.__all__:
        each = getattr(kg, name)
        if inspect.isfunction(each):
            yield name, each
        for method, value in inspect.getmembers(each):
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
    """Every verb except ``build``, which is `kg.open`, and ``format``, which needs no graph."""
    assert {verb for verb in VERBS if not hasattr(kg.Graph, verb)} == {"build", "format"}


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
    with pytest.raises(UsageError, match="needs a date with a last day"):
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


def test_owl() -> None:
    world = nordic().owl()
    found = world[nordic().find("Sweden").value]
    assert "State" in [each.name for each in found.is_a]


# dyads


def rows_of(made: Graph) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(dyads_csv(made.snapshot).decode(), newline="")))


def test_dyads_of_a_small_graph() -> None:
    found = {(row["year"], row["source_label"], row["target_label"], row["kind"]): (row["least"], row["most"]) for row in rows_of(nordic())}
    assert found == {
        ("1905", "Norway", "Sweden", "Agreement"): ("1", "1"),
        ("1905", "Sweden", "Norway", "Agreement"): ("1", "1"),
        ("1905", "Sweden", "Norway", "Recognition"): ("1", "1"),
        ("1905", "delegates of Norway", "delegates of Sweden", "Meeting"): ("1", "1"),
    }


def test_dyads_of_the_repository() -> None:
    """From the documents: acts with a year count once, open dates count from 0 to 1, claimed numbers minus the acts described."""
    rows = rows_of(graph())
    assert list(rows[0]) == list(COLUMNS)

    def of(kind: str, source: str, target: str) -> dict[str, tuple[str, str]]:
        named = [row for row in rows if (row["kind"], row["source_label"], row["target_label"]) == (kind, source, target)]
        return {row["year"]: (row["least"], row["most"]) for row in named}

    pakistan, authority = "Pakistan", "Palestinian Authority"
    assert of("Recognition", pakistan, authority) == {"1988": ("1", "1")}
    assert of("EstablishmentOfRelations", pakistan, authority) == {"1988": ("0", "1"), "1989": ("0", "1")}
    assert of("Visit", "Mahmoud Abbas", pakistan) == {"": ("2", "2")}
    assert of("OfficialVisit", "Mahmoud Abbas", pakistan) == {"2005": ("1", "1")}
    assert of("HumanitarianAid", pakistan, authority) == {"": ("1", "")}
    assert of("Meeting", "Mahmoud Abbas", "Shaukat Aziz") == {"2005": ("1", "1")}
    assert of("Meeting", "Pervez Musharraf", "Shaukat Aziz") == {}
    assert of("Recognition", pakistan, "Israel") == {}
    assert of("MilitaryAid", pakistan, "the Arabs") == {}


def test_every_dyad_rests_on_acts_that_are_held() -> None:
    rows = dyads(graph().snapshot, graph().names)
    assert len(rows) > 100
    held = set(graph().query("SELECT ?matter { ?matter a dip:Matter }").column("matter"))
    for row in rows:
        assert row.acts
        assert set(row.acts) <= held
        assert row.most is None or row.least <= row.most


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


@pytest.mark.parametrize(("document", "letter"), [("a b", "A"), ("", "A"), ("note", ""), ("note", "A-")])
def test_names_that_cannot_stand_in_an_iri_are_refused(document: str, letter: str) -> None:
    with pytest.raises(UsageError, match="of a text cannot be"):
        nordic().index_source("Rain.", document=document, letter=letter)


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
