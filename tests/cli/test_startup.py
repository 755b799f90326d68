"""The start of a query stays fast: what ``kg query`` may import, and what no verb imports before it is called."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# The modules of the standard library that a query may import, in addition to those that Python imports at its start.
ALLOWED = {
    *("re", "enum", "functools", "collections", "operator", "keyword", "reprlib", "types", "copyreg", "itertools"),
    *("json", "csv", "io", "errno", "unicodedata", "bisect", "math"),
    *("datetime", "calendar", "locale", "warnings"),
    *("fcntl", "zlib"),
}
# Never imported by a query, because each takes at least a fifth of the time of a query.
FORBIDDEN = {
    "rdflib",
    "networkx",
    "pyvis",
    "owlready2",
    "pyshacl",
    "pandas",
    "argparse",
    "typing",
    "dataclasses",
    "inspect",
    "pathlib",
    "tomllib",
    "yaml",
}
FORBIDDEN |= {"importlib.metadata", "logging", "urllib", "subprocess", "tempfile", "shutil", "random", "decimal", "threading", "asyncio"}

SHOWING = """
import sys
before = set(sys.modules)
import importlib, os
# The imports of this script itself do not count.
allowed_here = set(sys.modules)
run = importlib.import_module("kg.cli.main").run
code = run(sys.argv[1:])
sys.stdout.flush()
print(code, *sorted(set(sys.modules) - allowed_here), file=sys.stderr)
"""


def imported_by(*words: str, script: str = SHOWING) -> set[str]:
    """The modules that a call of ``kg`` imports. The call must succeed."""
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=False, timeout=120)
    code, *modules = done.stderr.splitlines()[-1].split()
    assert code == "0", done.stderr
    return set(modules)


def check(modules: set[str]) -> None:
    """Assert that nothing forbidden is imported, and from the standard library only what is allowed."""
    tops = {name.split(".")[0] for name in modules}
    assert {name for name in modules if name in FORBIDDEN or name.split(".")[0] in FORBIDDEN} == set()
    foreign = {name for name in tops if name not in sys.stdlib_module_names and name not in ("kg", "pyoxigraph")}
    assert foreign == set()
    standard = {name for name in tops if name in sys.stdlib_module_names and not name.startswith("_")}
    assert standard - ALLOWED == set()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small workspace, built."""
    folder = tmp_path_factory.mktemp("startup") / "nordic"
    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", folder, ignore=shutil.ignore_patterns(".kg"))
    done = subprocess.run(
        [sys.executable, "-m", "kg", "-C", str(folder), "build"], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_help_imports_nothing_but_the_command_line() -> None:
    modules = imported_by("--help")
    assert "kg.cli.main" in modules
    assert {name for name in modules if name.startswith("kg.")} <= {f"kg.cli{each}" for each in ("", ".main", ".arguments", ".output")} | {
        "kg.errors",
        "kg.values",
    }
    check(modules)


def test_a_query_imports_nothing_that_is_not_needed(built: Path, tmp_path: Path) -> None:
    query = tmp_path / "q.rq"
    query.write_text("SELECT ?s ?o WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?o } ORDER BY ?o LIMIT 5", encoding="utf-8")
    modules = imported_by("-C", str(built), "query", str(query), "-f", "csv")
    assert "pyoxigraph" in modules
    check(modules)


def test_a_stored_query_imports_nothing_that_is_not_needed(built: Path) -> None:
    modules = imported_by("-C", str(built), "query", "acts-between", "-p", "a=Norway", "-p", "b=Sweden", "-f", "csv")
    check(modules)
    # Each of these takes long to import, and each would import the others.
    assert modules & {"re", "json", "enum", "functools"} == set()


WAITING = """
import sys
from kg.snapshot import opening
take, waiting = opening.take, set()
def recorded(folder):
    waiting.update(sys.modules)
    return take(folder)
opening.take = recorded
import importlib
code = importlib.import_module("kg.cli.main").run(sys.argv[1:])
sys.stdout.flush()
late = set(sys.modules) - waiting if waiting else {"take"}
print(code, *sorted(late), file=sys.stderr)
"""


def test_a_query_has_imported_its_modules_when_it_waits_for_the_snapshot(built: Path) -> None:
    """Modules that are imported later prolong the query, because the thread that opens the snapshot has then no work to do."""
    words = ("-C", str(built), "query", "acts-between", "-p", "a=Norway", "-p", "b=Sweden", "-f", "csv")
    assert {name for name in imported_by(*words, script=WAITING) if name.split(".")[0] in {"kg", "pyoxigraph", "take"}} == set()


def test_a_stored_query_is_neither_scanned_nor_parsed_again(built: Path) -> None:
    """The build has done both; a query whose file has changed since is read as before, without a new build."""
    words = ("-C", str(built), "query", "acts-between", "-p", "a=Norway", "-p", "b=Sweden", "-f", "csv")
    slow = {"kg.tokens", "kg.headers", "kg.sparql.guard", "kg.dates", "kg.build.assembling"}
    assert imported_by(*words) & slow == set()
    own = built / "queries" / "acts-between.rq"
    own.parent.mkdir(exist_ok=True)
    own.write_bytes((ROOT / "queries" / "acts-between.rq").read_bytes() + b"# changed")
    try:
        assert imported_by(*words) & slow == {"kg.tokens", "kg.headers", "kg.sparql.guard"}
    finally:
        own.unlink()


@pytest.mark.parametrize("verb", ["query", "show", "why", "queries", "dump", "view", "build", "sources", "check", "path"])
def test_the_help_of_a_verb_imports_nothing_heavy(verb: str) -> None:
    if not (ROOT / "kg" / "cli" / f"{verb}.py").exists():
        pytest.skip(f"there is no kg {verb} yet")
    modules = imported_by(verb, "--help")
    heavy = {"pyoxigraph", "rdflib", "networkx", "pyvis", "owlready2", "pyshacl", "pandas"}
    assert {name.split(".")[0] for name in modules} & heavy == set()


def test_the_package_itself_imports_nothing_heavy() -> None:
    script = "import sys; before = set(sys.modules); import kg; print(*sorted(set(sys.modules) - before))"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60, env=environment)
    assert {name.split(".")[0] for name in done.stdout.split()} & {"pyoxigraph", *FORBIDDEN} == set()
