"""The columnar tables answer as the stored queries do: on every workspace of the repository, and on graphs that are generated."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.build import build
from kg.namespaces import DIP, RDF, RDFS
from kg.query.prepare import values
from kg.query.request import Request
from kg.results import Table
from kg.sparql.binding import bind_slots
from kg.sparql.stored import StoredQuery, catalogue
from kg.tables import Engine, open_engine
from kg.tables.answering import answer
from kg.tables.making import TABLES, write_star
from kg.tables.questions import COLUMNS, COMPARISON, COMPARISON_PARAMETERS, PARAMETERS, QUESTIONS, Given
from kg.tables.questions import given as asked
from kg.tables.star import Star, open_star
from kg.terms import Term
from kg.workspace import Workspace
from tests import asking
from tests.asking import ROOT
from tests.sampling import sampled
from tests.tables.generated import CODED, DEEDS, Coded, Deed, lines_of, store_of
from tests.tables.generated import PARAMETERS as GENERATED

QUERIES = {query.tables: query for query in catalogue(Workspace(ROOT)) if query.tables}
GRAPHS: dict[str, Callable[[], kg.Graph]] = {
    "repository": asking.graph,
    "nordic": asking.nordic,
    "straits": asking.straits,
    "frontier": asking.frontier,
    "rupture": lambda: asking.example("rupture"),
    "assembly": lambda: asking.example("assembly"),
}

Rows = list[tuple[Term | None, ...]]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine() as found:
        yield found


@pytest.fixture(scope="module")
def stars(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Star]:
    """The tables of each graph, made once."""

    @functools.cache
    def star(name: str) -> Star:
        folder = tmp_path_factory.mktemp(name)
        write_star(GRAPHS[name]().store, lines_of(GRAPHS[name]().store), str(folder))
        return open_star(engine, str(folder))

    return star


def bound(query: StoredQuery, terms: Mapping[str, Term]) -> str:
    return bind_slots(query.text, query.slots, dict(terms), query.path).text


def by_query(store: ox.Store, query: StoredQuery, terms: Mapping[str, Term]) -> Rows:
    found = store.query(bound(query, terms))
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(solution) for solution in found]


def cases(graph: kg.Graph) -> list[dict[str, str]]:
    """Parameters that restrict the answers of a graph in different ways."""
    acts = graph.query("counted-acts", engine="sparql")
    days = sorted(day.value for day in acts.column("earliest") if day is not None)
    middle = days[len(days) // 2][:7]
    parties, sources = (
        [row[0].value for row in graph.query(name, engine="sparql").rows if isinstance(row[0], ox.NamedNode)]
        for name in ("top-parties", "counts-by-source")
    )
    found: list[dict[str, str]] = [{}, {"kind": "act"}, {"kind": "statement"}, {"party": parties[0]}, {"party": parties[-1]}]
    found += [{"source": each} for each in sources[:2]]
    found += [{"from": middle}, {"to": middle}, {"from": middle[:4], "to": middle[:4]}]
    found += [{"from": "1900", "to": middle, "kind": "act", "party": parties[0], "source": sources[0]}]
    return found


def test_there_is_a_stored_query_for_each_question() -> None:
    assert set(QUERIES) - {COMPARISON} == set(QUESTIONS) == set(COLUMNS)
    assert {query.name for query in QUERIES.values()} == set(QUERIES)
    for query in QUERIES.values():
        wanted = COMPARISON_PARAMETERS if query.tables == COMPARISON else PARAMETERS
        assert {param.variable for param in query.params} == set(wanted)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("name", sampled(GRAPHS, 6))
def test_the_tables_answer_as_the_query_does(name: str, question: str, engine: Engine, stars: Callable[[str], Star]) -> None:
    graph, query = GRAPHS[name](), QUERIES[question]
    some = 0
    for case in cases(graph):
        terms = values(query, case, graph.names)
        columns, rows = answer(question, engine, stars(name), asked(terms))
        assert columns == COLUMNS[question]
        expected = by_query(graph.store, query, terms)
        assert rows == expected, case
        some += len(expected)
    assert some


def _compare(deeds: list[Deed], coded: list[Coded], held: bool, all_terms: list[dict[str, Term]], engine: Engine) -> None:
    store = store_of(deeds, coded, held)
    with tempfile.TemporaryDirectory() as folder:
        write_star(store, lines_of(store), folder)
        star = open_star(engine, folder)
        for number, question in enumerate(QUESTIONS):
            terms = all_terms[number % len(all_terms)]
            assert answer(question, engine, star, asked(terms))[1] == by_query(store, QUERIES[question], terms), (question, terms)


GRAPHS_OF_ACTS = given(
    deeds=st.lists(DEEDS, max_size=8),
    coded=st.lists(CODED, max_size=5),
    held=st.booleans(),
    all_terms=st.lists(GENERATED, min_size=1, max_size=3),
)
UNHURRIED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=6, deadline=None, suppress_health_check=UNHURRIED)
@GRAPHS_OF_ACTS
def test_the_tables_answer_as_the_query_does_on_any_graph(
    deeds: list[Deed], coded: list[Coded], held: bool, all_terms: list[dict[str, Term]], engine: Engine
) -> None:
    _compare(deeds, coded, held, all_terms, engine)


@pytest.mark.soak
@settings(max_examples=300, deadline=None, suppress_health_check=UNHURRIED)
@GRAPHS_OF_ACTS
def test_the_tables_answer_as_the_query_does_on_many_graphs(
    deeds: list[Deed], coded: list[Coded], held: bool, all_terms: list[dict[str, Term]], engine: Engine
) -> None:
    _compare(deeds, coded, held, all_terms, engine)


def test_the_same_quads_give_the_same_bytes(tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        write_star(asking.straits().store, lines_of(asking.straits().store), str(folder))
        found.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert found[0] == found[1]
    assert set(found[0]) == {f"{name}.parquet" for name in TABLES}


def test_the_graph_answers_from_its_tables_and_keeps_them(tmp_path: Path) -> None:
    graph = asking.straits()
    by_tables, by_sparql = (graph.query("top-kinds", engine=name, rows=3) for name in ("duckdb", "sparql"))
    assert by_tables.rows == by_sparql.rows
    assert by_tables.cut == by_sparql.cut == "stopped at the limit of 3 rows; there are more"
    assert by_tables.text("json") == by_sparql.text("json")
    kept = [*(Path(graph.workspace.state_folder) / "tables").iterdir()]
    assert len(kept) == 1
    tables = sorted(kept[0].glob("*.parquet"))
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in tables}
    graph.query("top-pairs", engine="duckdb")
    assert before == {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in tables}


def test_damaged_tables_are_made_again() -> None:
    graph = asking.nordic()
    expected = graph.query("top-kinds", engine="duckdb").rows
    [kept] = (Path(graph.workspace.state_folder) / "tables").iterdir()
    acts = kept / "acts.parquet"
    whole = acts.read_bytes()
    acts.write_bytes(whole[:-1] + b"?")
    assert graph.query("top-kinds", engine="duckdb").rows == expected
    assert acts.read_bytes() == whole
    (kept / "kinds.parquet").unlink()
    assert graph.query("top-kinds", engine="duckdb").rows == expected


def test_a_build_makes_the_tables_of_a_large_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.build import keeping

    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", tmp_path / "nordic", ignore=shutil.ignore_patterns(".kg"))
    ws = Workspace(tmp_path / "nordic")
    build(ws).release()
    assert not (Path(ws.state_folder) / "tables").exists()
    monkeypatch.setattr(keeping, "FEWEST", 1)
    steps: list[str] = []
    build(ws, steps.append).release()
    assert "making the tables of the acts" not in steps  # an edit does not pay for them
    shutil.rmtree(ws.state_folder)
    snapshot = build(ws, steps.append)
    assert "making the tables of the acts" in steps
    [kept] = (Path(ws.state_folder) / "tables").iterdir()
    assert kept.name.startswith(snapshot.digest[:16])


def test_a_large_graph_is_counted_from_its_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.query import columnar

    called: list[str] = []
    real = columnar.answer_by_tables

    def noted(request: Request, *rest: Any) -> Table:
        called.append(request.query.name)
        return real(request, *rest)

    monkeypatch.setattr(columnar, "answer_by_tables", noted)
    graph = asking.straits()
    graph.query("top-kinds")
    assert called == []
    monkeypatch.setenv("KG_TABLES_QUADS", "100")
    found = graph.query("top-kinds")
    assert called == ["top-kinds"]
    assert found.rows == graph.query("top-kinds", engine="sparql").rows
    graph.query("treaties")
    assert called == ["top-kinds"]


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("top-kinds", {"cite": True}, "counts, which have no passages"),
        ("ties", {"as_of": "1980"}, "cannot be cut at a date"),
        ("ties", {"engine": "oracle"}, "there is no engine 'oracle'"),
        ("votes", {"engine": "duckdb"}, "cannot be answered from tables"),
        ("ties", {"engine": "duckdb", "tables": "s3a://x"}, "only a cluster"),
        ("ties", {"tables": "s3a://x"}, "only a cluster"),
    ],
)
def test_what_cannot_be_answered_is_refused(name: str, options: dict[str, object], said: str) -> None:
    with pytest.raises(kg.UsageError, match=said):
        asking.straits().query(name, **options)  # type: ignore[arg-type]


def test_the_acts_that_are_counted_can_be_cited() -> None:
    found = asking.graph().query("counted-acts", {"kind": "vote"}, cite=True, engine="duckdb")
    assert [row["passages"].value for row in found.rows if row["passages"] is not None]
    assert found.rows == asking.graph().query("counted-acts", {"kind": "vote"}, cite=True, engine="sparql").rows


def test_the_counts_are_the_acts_that_are_listed() -> None:
    """The number of each kind is the sum over its acts."""
    graph = asking.graph()
    acts = graph.query("counted-acts", engine="duckdb")
    sums: dict[str, int] = {}
    for row in acts.rows:
        assert row["kind"] is not None
        assert row["least"] is not None
        sums[row["kind"].value] = sums.get(row["kind"].value, 0) + int(row["least"].value)
    kinds = graph.query("top-kinds", engine="duckdb")
    assert sums == {row["kind"].value: int(row["least"].value) for row in kinds.rows if row["kind"] and row["least"]}


def test_a_table_is_written_as_parquet_and_csv_by_the_command_line(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    from kg.results.columnar import parquet

    found = asking.graph().query("dyad-years", engine="duckdb")
    (tmp_path / "dyads.parquet").write_bytes(parquet(found))
    table = pq.read_table(tmp_path / "dyads.parquet")
    assert [str(field.type) for field in table.schema] == ["int64", "string", "string", "string", "int64", "int64"]
    assert [tuple(row.values()) for row in table.to_pylist()] == [tuple(row.python().values()) for row in found.rows]
    assert parquet(found) == parquet(found)
    assert json.dumps(parquet(found, labels=True) != parquet(found)) == "true"


def test_a_compiled_question_is_kept_for_the_next_process(tmp_path: Path) -> None:
    """Which needs no Ibis then, whatever the values of the parameters."""
    tables, kept = tmp_path / "tables", tmp_path / "kept"
    tables.mkdir()
    store = asking.straits().store
    write_star(store, lines_of(store), str(tables))
    code = f"""
import sys
from kg.tables import open_engine
from kg.tables.answering import answer
from kg.tables.questions import Given
from kg.tables.star import open_star
with open_engine() as engine:
    for kind in sys.argv[1:]:
        print(answer("top-kinds", engine, open_star(engine, {str(tables)!r}), Given(kind=kind), 7, {str(kept)!r}))
print("ibis" in sys.modules)
"""

    def asked(*kinds: str) -> list[str]:
        return subprocess.run(
            [sys.executable, "-c", code, *kinds], capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout.splitlines()

    act, visit = asked(DIP + "Act", DIP + "Visit")[:2]
    assert asked(DIP + "Visit") == [visit, "False"]
    assert asked(DIP + "Act") == [act, "False"]
    assert act != visit
    [file] = kept.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b"DESC", b"ASC", 1))
    assert asked(DIP + "Act") == [act, "True"]
    assert file.read_bytes() == whole


def test_few_limits_are_compiled(tmp_path: Path, engine: Engine, stars: Callable[[str], Star]) -> None:
    found = [answer("top-kinds", engine, stars("straits"), Given(), rows, str(tmp_path)) for rows in (3, 4)]
    assert [len(rows) for _, rows in found] == [3, 4]
    assert len([*tmp_path.iterdir()]) <= 1  # none if this process knew it


def test_labels_are_as_in_the_graph(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    store = store_of([], [], False)
    label, act = ox.NamedNode(RDFS + "label"), ox.NamedNode("https://example.org/act")
    texts = ['"', "\\", '\\"', "a\nb\tc\r", "\u0001\u007f\u2028é 𝄞", '" <x> .', "ends in \\", " . "]
    for at, text in enumerate(texts):
        node = ox.NamedNode(f"{act.value}/{at}")
        for name in ("Act", "Statement"):
            store.add(ox.Quad(node, ox.NamedNode(RDF + "type"), ox.NamedNode(DIP + name)))
        store.add(ox.Quad(node, label, ox.Literal(text, language="en")))
        store.add(ox.Quad(node, label, ox.Literal("!", language="fr")))
    write_star(store, lines_of(store), str(tmp_path))
    acts = pq.read_table(tmp_path / "acts.parquet").to_pylist()
    assert [row["label"] for row in sorted(acts, key=lambda row: row["act"])] == texts
    names = {row["address"]: row["label"] for row in pq.read_table(tmp_path / "names.parquet").to_pylist()}
    assert names[DIP + "Statement"] is None


def test_the_lines_may_come_in_any_pieces(tmp_path: Path) -> None:
    """Also if an act is in several of them."""
    store = asking.nordic().store
    lines = lines_of(store)
    found = []
    for name, pieces in (("one", lines), ("other", [b"".join(lines)])):
        (tmp_path / name).mkdir()
        write_star(store, pieces, str(tmp_path / name))
        found.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert found[0] == found[1]
