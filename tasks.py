"""The tasks of the repository: ``python -m tasks NAME``. ``make NAME`` does the same where make is installed.

Each task first creates what it needs: the virtual environment ``.venv``, the packages pinned in ``requirements/``, the bundled front end, a
browser for the tests. A step is repeated only if the files that it depends on have changed. Only the standard library is imported here.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
OLDEST = (3, 11)

QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "What was done between Pakistan and the Palestine Liberation Organization?",
        ("acts-between", "-p", "a=Pakistan", "-p", "b=Palestine Liberation Organization"),
    ),
    ("Whom did Mahmoud Abbas meet or speak with, and in which office were they?", ("meetings", "-p", "agent=Mahmoud Abbas")),
    ("What do the documents report only as a rumour?", ("rumoured-or-hedged", "-p", "standing=Rumoured")),
)
"""What the demo asks: a question in words, and the arguments of ``kg query``."""

FIGURE_SIZE = "1000x720"
"""The width and height of the figures of the README, about as wide as a page that shows it."""

GENERATED = (
    ".venv",
    ".kg",
    "out",
    "node_modules",
    "tests/golden/comunica/node_modules",
    "build",
    "dist",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    "mutants",
)
"""What the task ``clean`` deletes."""

PARALLEL = ("--numprocesses", "2", "--dist", "loadfile", "--no-loadscope-reorder")
"""How pytest runs the tests in two processes: a file at a time, in their order, which has the slow folders first and so keeps both busy."""

COMPILE = ("--quiet", "--upgrade", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-strip-extras")
"""How ``uv pip compile`` pins versions; with the two options below, without a download address.

Extras are kept, because pip, which checks the hashes, treats ``coverage[toml]`` as a requirement that has to be pinned by itself.
"""
NO_ADDRESSES = ("--no-emit-index-url", "--no-emit-find-links")


class Failed(Exception):
    """A task cannot continue: what is wrong, and what to do."""


def run(*command: str | Path, check: bool = True) -> int:
    """Run a command in the repository and return its exit code.

    Args:
        command: the program and its arguments.
        check: whether a non-zero exit code ends the task with that code.
    """
    # With this variable set, each command would compile every module again.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    sys.stdout.flush()
    done = subprocess.run([str(word) for word in command], cwd=ROOT, env=environment, check=False)
    if check and done.returncode:
        raise SystemExit(done.returncode)
    return done.returncode


def step(name: str, needs: Sequence[str], action: Callable[[], bool | None]) -> None:
    """Do a step of the set-up, unless it was done and its files have not changed since.

    Args:
        name: the step; ``.venv/NAME.stamp`` records that it was done.
        needs: the files that it depends on, as patterns relative to the repository.
        action: does it; returns False if it could not be done and must be tried again next time.
    """
    digest = hashlib.sha256()
    for path in sorted({path for pattern in needs for path in ROOT.glob(pattern)}):
        digest.update(f"{path.relative_to(ROOT).as_posix()}\n".encode())
        digest.update(path.read_bytes())
    stamp = VENV / f"{name}.stamp"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == digest.hexdigest():
        return
    if action() is not False:
        stamp.write_text(digest.hexdigest(), encoding="utf-8")


def together(*actions: Callable[[], object]) -> None:
    """Do some things at the same time. When all have ended, the task fails as the first of them that failed.

    Args:
        actions: what to do; none needs what another one makes.
    """
    with ThreadPoolExecutor(len(actions)) as pool:
        waiting = [pool.submit(action) for action in actions]
    for each in waiting:
        each.result()


PIP = (PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-compile")
"""Installs packages. A module is compiled when it is first imported: most modules of the large packages never are."""


def pip(*arguments: str) -> None:
    """Install packages into the virtual environment."""
    run(*PIP, *arguments)


def environment() -> None:
    """Create the virtual environment with Chancery and what it needs at run time."""
    if not PYTHON.is_file():
        run(sys.executable, "-m", "venv", VENV)

    def install() -> None:
        pip("--require-hashes", "-r", "requirements/build.txt", "-r", "requirements/runtime.txt")
        pip("--no-deps", "--no-build-isolation", "--editable", ".")

    step("runtime", ("requirements/build.txt", "requirements/runtime.txt", "pyproject.toml", "hatch_build.py"), install)


def tools() -> None:
    """Install what the tests, the linters and the benchmarks need."""
    environment()
    step("dev", ("requirements/dev.txt", "requirements/runtime.txt"), lambda: pip("--require-hashes", "-r", "requirements/dev.txt"))
    step("owlapi", ("requirements/owlapi.txt",), lambda: pip("--require-hashes", "--no-deps", "-r", "requirements/owlapi.txt"))
    step("draft", ("requirements/draft.txt", "requirements/runtime.txt"), grammar)


def grammar() -> bool:
    """Install spaCy and its model; print a warning and return False if that fails, such as on a Python that spaCy does not support yet."""
    if run(*PIP, "--require-hashes", "-r", "requirements/draft.txt", check=False) == 0:
        return True
    print("WARNING: spaCy is not installed, so that the drafts are tested without it", file=sys.stderr)
    return False


def script(path: str, warning: str) -> bool:
    """Run one of the shell scripts; print a warning and return False if it fails or there is no shell."""
    shell = shutil.which("sh")
    if shell is not None and run(shell, path, check=False) == 0:
        return True
    print(f"WARNING: {warning}", file=sys.stderr)
    return False


def frontend() -> None:
    """Bundle the scripts of the picture and of the query page, with the machine's Node or the one from ``requirements/node.txt``."""
    environment()
    needs = (
        "package.json",
        "package-lock.json",
        "scripts/build-frontend*",
        "scripts/frontend/*",
        "kg/picture/app/*.js",
        "kg/service/app/*",
    )
    step("frontend", needs, lambda: script("scripts/build-frontend", "kg view and the query page will not work"))


def everything() -> None:
    """Set up what the tests and the linters need: the tools and, at the same time, the front end."""
    environment()
    if shutil.which("node") and shutil.which("npm"):
        together(tools, frontend)
    else:
        tools()
        frontend()  # installs Node into the virtual environment, where only one pip may write at a time


def browser() -> None:
    """Find or install a browser for the tests; without one the tests that need it are skipped with a message."""
    everything()
    find_browser()


def find_browser() -> None:
    """See `browser`."""
    step(
        "browser",
        ("scripts/setup-test-browser.sh",),
        lambda: script("scripts/setup-test-browser.sh", "the tests in a browser may be skipped"),
    )


def demo() -> None:
    """Build the graph, list its sources, answer three questions, and write the picture and two dumps into ``out/``."""
    frontend()
    run(BIN / "kg", "build")
    print()
    run(BIN / "kg", "sources")
    for words, arguments in QUESTIONS:
        print(f"\n{words}\n")
        run(BIN / "kg", "query", *arguments, "--cite", "--format", "table")
    (ROOT / "out").mkdir(exist_ok=True)
    bundled = (ROOT / "kg" / "picture" / "_assets" / "versions.json").is_file()
    run(BIN / "kg", "view", "out/graph.html", *(("--sparql",) if bundled else ()))
    run(BIN / "kg", "dump", "out/graph.ttl")
    run(BIN / "kg", "dump", "out/graph.trig")


def figures() -> None:
    """Draw the figures of the README again, after a change of the data or of how they are drawn."""
    environment()
    for theme in ("light", "dark"):
        run(BIN / "kg", "view", "--figure", f"docs/figures/relations-{theme}.svg", "--size", FIGURE_SIZE, "--theme", theme)


def node(tool: str, *arguments: str) -> None:
    """Run a tool of the front-end packages, with the machine's Node or the one in the virtual environment."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), str(BIN)))
    program = shutil.which(tool, path=str(ROOT / "node_modules" / ".bin"))
    if program is None:
        print(f"WARNING: {tool} is not set up, so that the scripts of the picture are not checked", file=sys.stderr)
        return
    done = subprocess.run([program, *arguments], cwd=ROOT, env={**os.environ, "PATH": path}, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def lint_scripts() -> None:
    """Check the style and the types of the scripts of the picture."""
    node("prettier", "--log-level", "warn", "--check", "kg/picture/app", "kg/service/app", "scripts", "tests/page", "eslint.config.js")
    node("eslint")
    node("tsc", "-p", ".")


def lint_python() -> None:
    """Check the style and the types of the Python code, and the layout of the data."""
    run(BIN / "ruff", "check")
    run(BIN / "ruff", "format", "--check")
    run(BIN / "mypy")
    run(BIN / "kg", "format", "--check")


def lint() -> None:
    """Check the style and the types of the code, and the layout of the data."""
    everything()
    together(lint_python, lint_scripts)


def pytest(*arguments: str) -> None:
    """Run pytest."""
    run(PYTHON, "-m", "pytest", *arguments)


def test() -> None:
    """Lint, then run all tests but the long ones, in two processes."""
    everything()

    def others() -> None:
        find_browser()
        lint_scripts()

    together(lint_python, others)
    pytest("-m", "not soak", *PARALLEL)


def soak() -> None:
    """Run the long tests, in two processes: random input, kills, damage, other query engines, Spark."""
    browser()
    script("scripts/setup-virtuoso.sh", "the tests that compare Virtuoso may be skipped")
    script("scripts/setup-comunica.sh", "the tests that compare Comunica may be skipped")
    script("scripts/setup-spark.sh", "the tests on Spark may be skipped")
    pytest("-m", "soak", "--timeout", "3600", *PARALLEL, "--durations", "20")


def coverage() -> None:
    """Run the tests with coverage; fail if a file of ``kg`` is below the limit in pyproject.toml."""
    browser()
    run(
        PYTHON,
        "-m",
        "pytest",
        "-m",
        "not soak",
        *PARALLEL,
        "--cov",
        "--cov-report=json",
        "--cov-report=term:skip-covered",
    )
    run(PYTHON, "scripts/check_coverage.py", "coverage.json")


def mutants() -> None:
    """Change the code in small ways and count the changes that the tests notice; fail below the limit."""
    tools()
    run(PYTHON, "scripts/run_mutants.py")


def bench() -> None:
    """Measure the speed, as ratios of runs that take turns."""
    browser()
    run(PYTHON, "-m", "benchmarks.cold_start")
    run(PYTHON, "-m", "benchmarks.picture")
    run(PYTHON, "-m", "benchmarks.view")
    run(PYTHON, "-m", "benchmarks.check")
    run(PYTHON, "-m", "benchmarks.desk")
    run(PYTHON, "-m", "benchmarks.typing")
    run(PYTHON, "-m", "benchmarks.imports")
    script("scripts/setup-virtuoso.sh", "kg serve may be measured without Virtuoso, or not at all")
    run(PYTHON, "-m", "benchmarks.serve")


def requirements() -> None:
    """Pin the versions of all dependencies again, after a change of a dependency. Needs uv on the path."""
    uv = shutil.which("uv")
    if uv is None:
        raise Failed("uv is not installed\nhint: https://docs.astral.sh/uv/ says how to install it")
    runs = (
        ("build.txt", ("requirements/build.in",)),
        ("node.txt", ("requirements/node.in",)),
        ("runtime.txt", ("pyproject.toml", "-c", "requirements/build.txt")),
        ("owlapi.txt", ("--no-deps", "requirements/owlapi.in")),
        ("dev.txt", ("pyproject.toml", "requirements/dev.in", "-c", "requirements/runtime.txt", "-c", "requirements/build.txt")),
        ("draft.txt", ("pyproject.toml", "--extra", "draft", "-c", "requirements/dev.txt", "-c", "requirements/build.txt")),
    )
    for target, sources in runs:
        run(uv, "pip", "compile", *COMPILE, *NO_ADDRESSES, *sources, "-o", f"requirements/{target}")


def clean() -> None:
    """Delete everything that was generated, the virtual environment included."""
    for name in GENERATED:
        shutil.rmtree(ROOT / name, ignore_errors=True)


TASKS: dict[str, Callable[[], None]] = {
    each.__name__: each for each in (demo, figures, test, lint, coverage, mutants, soak, bench, frontend, requirements, clean)
}
"""Every task by its name. The first line of its docstring is its help."""


def main(arguments: Sequence[str]) -> int:
    """Run the named tasks in turn; without a name, list them.

    Args:
        arguments: names of tasks.

    Returns:
        The exit code.
    """
    if sys.version_info < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        print(f"error: Chancery needs Python {wanted} or newer, and this is {sys.version.split()[0]}", file=sys.stderr)
        print("hint: make PYTHON=python3.12, or run the tasks with a newer Python", file=sys.stderr)
        return 4
    unknown = [name for name in arguments if name not in TASKS]
    if unknown or not arguments:
        print("usage: python -m tasks NAME...\n")
        for name, task in TASKS.items():
            print(f"  {name:13} {(task.__doc__ or '').splitlines()[0]}")
        if unknown:
            print(f"\nerror: unknown task {unknown[0]!r}", file=sys.stderr)
        return 2
    try:
        for name in arguments:
            TASKS[name]()
    except Failed as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
