"""Bad input: whatever is done to its files, `kg` ends with a message, and the last snapshot is unchanged. Bad queries: a typed error.

``make soak`` makes 10,000 attempts of each kind of test. ``KG_FUZZ_SEED`` repeats a run, whose seed a failure prints, and
``KG_FUZZ_ATTEMPTS`` sets the number.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

import kg
from kg.dates import DateProblem, parse_edtf
from tests.fuzz.mutations import DATES, spoilt
from tests.fuzz.world import FILES, built, call, snapshot_of, spoiling, write

GOOD_ENDS = {0, 1, 2, 3, 4}
FEW = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
ATTEMPTS = int(os.environ.get("KG_FUZZ_ATTEMPTS", "10000"))
SEED = int(os.environ.get("KG_FUZZ_SEED") or random.SystemRandom().randrange(10**9))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One workspace for all examples, each of which restores its file."""
    return built(tmp_path_factory.mktemp("fuzz") / "w")


PRISTINE: dict[Path, tuple[str, str] | None] = {}
"""For each folder, the snapshot of its undamaged files."""


def survive(folder: Path, name: str, text: str, verbs: tuple[tuple[str, ...], ...]) -> None:
    """Damage a file, call verbs, and check their exit codes and the snapshot."""
    before = snapshot_of(folder)
    if before is None or before != PRISTINE.get(folder):
        # The last example has left a snapshot of its own input, which a query would rightly replace.
        assert call(folder, "build")[0] == 0
        before = PRISTINE[folder] = snapshot_of(folder)
    assert before is not None
    with spoiling(folder, name, text):
        for verb in verbs:
            code, said = call(folder, *verb)
            assert code in GOOD_ENDS, f"{verb} ended with {code} on {name}:\n{text}\n{said}"
            assert "Traceback" not in said
            assert "internal error" not in said
            assert code == 0 or said.strip(), f"{verb} ended with {code} and said nothing"
            after = snapshot_of(folder)
            if verb == ("build",) and code == 0:
                before = after
            assert after == before, f"{verb} ended with {code} and changed the snapshot"
            leftovers = [path.name for path in (folder / ".kg" / "snapshots").iterdir() if path.name.startswith("tmp")]
            assert leftovers == [], "files were left behind"


BUILD, CHECK = ("build",), ("check", "--no-owl")
ASK = ("query", "own")


def data_example(folder: Path, data: st.DataObject) -> None:
    survive(folder, "data/base.trig", data.draw(spoilt(FILES["data/base.trig"])), (BUILD, CHECK))


def shapes_example(folder: Path, data: st.DataObject) -> None:
    survive(folder, "ontology/shapes/own.ttl", data.draw(spoilt(FILES["ontology/shapes/own.ttl"])), (CHECK,))


def terms_example(folder: Path, data: st.DataObject) -> None:
    survive(folder, "ontology/own.ttl", data.draw(spoilt(FILES["ontology/own.ttl"])), (BUILD, CHECK))


def rules_example(folder: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(("ontology/rules/own.rq", "ontology/checks/own.rq")))
    survive(folder, name, data.draw(spoilt(FILES[name])), (BUILD, CHECK))


def queries_example(folder: Path, data: st.DataObject) -> None:
    survive(folder, "queries/own.rq", data.draw(spoilt(FILES["queries/own.rq"])), (ASK, ("queries",), CHECK))


def settings_example(folder: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(("chancery.toml", "ontology/checks/profile.toml")))
    survive(folder, name, data.draw(spoilt(FILES[name])), (BUILD, CHECK))


def dates_example(folder: Path, data: st.DataObject) -> None:
    date = data.draw(DATES)
    literal = '"' + date.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r") + '"'
    survive(folder, "data/base.trig", FILES["data/base.trig"].replace('"1950-03"', literal), (BUILD, CHECK))


EXAMPLES = {
    "data": data_example,
    "shapes": shapes_example,
    "terms": terms_example,
    "rules": rules_example,
    "queries": queries_example,
    "settings": settings_example,
    "dates": dates_example,
}


@pytest.mark.parametrize("kind", EXAMPLES)
@given(data=st.data())
@FEW
def test_bad_input_ends_with_a_message(kind: str, folder: Path, data: st.DataObject) -> None:
    EXAMPLES[kind](folder, data)


@pytest.fixture(scope="module")
def printed_seed() -> int:
    """The seed of the long runs, which pytest shows with a failure."""
    print(f"KG_FUZZ_SEED={SEED}")
    return SEED


@pytest.mark.soak
@pytest.mark.usefixtures("printed_seed")
@pytest.mark.timeout(0)
@pytest.mark.parametrize("kind", EXAMPLES)
@seed(SEED)
@given(data=st.data())
@settings(FEW, max_examples=ATTEMPTS // len(EXAMPLES) + 1, database=None)
def test_much_bad_input_ends_with_a_message(kind: str, folder: Path, data: st.DataObject) -> None:
    EXAMPLES[kind](folder, data)


@given(DATES)
@settings(max_examples=400, deadline=None)
def test_any_text_is_a_date_or_is_refused(text: str) -> None:
    try:
        bounds = parse_edtf(text)
    except DateProblem:
        return
    assert bounds.earliest is None or bounds.latest is None or bounds.earliest <= bounds.latest


def test_the_undamaged_workspace_builds_and_checks(folder: Path) -> None:
    """Otherwise every call would end with a message for another reason."""
    write(folder)
    for verb in (BUILD, CHECK, ASK):
        code, said = call(folder, *verb)
        assert code == 0, said


def test_a_changed_snapshot_is_noticed(folder: Path) -> None:
    """A test of the tests: the digest notices one more byte."""
    name = (folder / ".kg" / "current").read_text(encoding="utf-8").strip()
    graph = folder / ".kg" / "snapshots" / name / "graph.nq"
    before, digest = graph.read_bytes(), snapshot_of(folder)
    graph.write_bytes(before + b"\n")
    assert snapshot_of(folder) != digest
    graph.write_bytes(before)
    assert snapshot_of(folder) == digest


QUERIES = sorted(path.read_text(encoding="utf-8") for path in (Path(kg.__file__).resolve().parents[1] / "queries").glob("*.rq"))


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[kg.Graph]:
    """The graph of a workspace of its own, whose files do not change."""
    with kg.open(built(tmp_path_factory.mktemp("asked") / "w")) as opened:
        yield opened


def ask(graph: kg.Graph, text: str) -> None:
    """Ask a damaged query. An error must be typed, and say something."""
    problem: kg.KgError | None = None
    try:
        graph.query(text, rows=100, seconds=3)
    except kg.KgError as error:
        problem = error
    if problem is not None:
        assert problem.exit_code in GOOD_ENDS, text
        assert problem.what, text
        assert not isinstance(problem, kg.EnvironmentProblem), f"the process that evaluates queries died: {problem}\n{text}"


def one_query(graph: kg.Graph, data: st.DataObject) -> None:
    ask(graph, data.draw(spoilt(data.draw(st.sampled_from(QUERIES)))))


@given(data=st.data())
@settings(FEW, max_examples=60)
def test_a_bad_query_ends_with_a_typed_error(graph: kg.Graph, data: st.DataObject) -> None:
    one_query(graph, data)


@pytest.mark.soak
@pytest.mark.usefixtures("printed_seed")
@pytest.mark.timeout(0)
@seed(SEED)
@given(data=st.data())
@settings(FEW, max_examples=ATTEMPTS, database=None)
def test_many_bad_queries_end_with_typed_errors(graph: kg.Graph, data: st.DataObject) -> None:
    one_query(graph, data)
