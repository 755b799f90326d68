"""docs/cli.md is up to date, and every example in it and every command in the other manuals works.

tests/test_tutorial.py follows the tutorial.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kg.build import build
from kg.cli.arguments import Verb
from kg.picture.bundle import available
from kg.service.site import StaticSite
from kg.workspace import Workspace
from tests.coded.samples import write_tables
from tests.coded.sources import Row, add_source, built
from tests.endpoint.engine import Engine

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT.parent / "shared" / "sources"
NORDIC = ROOT / "tests" / "workspaces" / "nordic"
MAIN = importlib.import_module("kg.cli.main")  # as an attribute of kg.cli, the name is that of the function

ANSWERED_NO = {
    "kg why Pakistan dip:recognized Israel",
    'kg why Pakistan aided "the Arabs"',
    "kg path Pakistan Egypt --json",
    "kg path Israel Egypt",
}
"""The examples that show a negative answer: exit code 1. All others exit with 0."""

ENDLESS = ("desk", "mcp", "serve", "watch")
"""Verbs that do not end by themselves. They have tests of their own."""


def verbs() -> list[Verb]:
    return [MAIN._verb(name) for name in MAIN.VERBS]


def examples() -> list[str]:
    """Every example in the help of a verb or of kg itself."""
    own = MAIN._help().partition("example:\n")[2].strip().splitlines()
    return list(dict.fromkeys(line.strip() for line in (*own, *(each for verb in verbs() for each in verb.examples))))


def commands(path: Path) -> list[str]:
    """The command lines of a manual: calls of kg on indented lines or in fenced blocks of sh."""
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    outside = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += [line.strip() for line in outside.splitlines() if line.startswith("    ")]
    found = [re.sub(r"\s{2,}# .*", "", line) for line in lines if re.match(r"(kg |echo .*\| kg )", line)]
    return list(dict.fromkeys(found))


MANUALS = sorted(
    path for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")) if path.name not in ("cli.md", "tutorial.md") and commands(path)
)
FROM_MANUALS = [line for path in MANUALS for line in commands(path) if line not in examples()]


def test_the_page_is_what_the_script_writes() -> None:
    spec = importlib.util.spec_from_file_location("write_cli_page", ROOT / "scripts" / "write_cli_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert written == module.page(), "run scripts/write_cli_page.py"


def test_every_verb_and_every_exit_code_is_on_the_page() -> None:
    written = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for verb in verbs():
        assert f"\n## kg {verb.name}\n" in written
        assert verb.examples
    assert re.findall(r"^\| (\d+) \|", written, re.MULTILINE) == ["0", "1", "2", "3", "4", "70", "130"]
    assert len(examples()) > 25


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built copy of the workspace of this repository. The ontology and the queries come from the package."""
    folder = tmp_path_factory.mktemp("documented") / "template"
    folder.mkdir()
    shutil.copy2(ROOT / "chancery.toml", folder)
    shutil.copytree(ROOT / "data", folder / "data")
    build(Workspace(folder))
    return folder


@contextlib.contextmanager
def serving(line: str) -> Iterator[str]:
    """A command line with the address of a server of the tests in place of one on this machine."""
    address = re.search(r"http://localhost:\d+", line) if line.startswith("kg push ") else None
    if address is None:
        yield line
        return
    with contextlib.closing(Engine()) as engine:
        yield line.replace(address[0], engine.address)


class Done(NamedTuple):
    """A command line that has ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def do(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[str], Done]:
    """Run a command line as a reader would, in a copy of the workspace, with the files that it expects in the home folder.

    A line with a pipe or a redirection is run by the shell, and one that opens a browser too. For all others, `kg` runs in this process.
    """
    here, home = tmp_path / "here", tmp_path / "home"
    shutil.copytree(template, here)
    (here / "article.txt").write_text("A heading\n\nA first sentence. A second one.\n", encoding="utf-8")
    (here / "suggest.py").write_text("import sys; sys.stdin.read(); print('{\"items\": []}')\n", encoding="utf-8")
    (here / "lines.txt").write_text("@E2\nmeeting; Pakistan; Israel; 5 May 1999\n", encoding="utf-8")
    (here / "story.json").write_text('[{"caption": "As of 1974", "address": "as-of=1974-02-22"}]', encoding="utf-8")
    write_tables(here)
    shutil.copytree(NORDIC, home / "my-workspace", ignore=shutil.ignore_patterns(".kg"))
    if TEXTS.is_dir():
        (home / "texts").symlink_to(TEXTS)
    for name in [each for each in os.environ if each.startswith("KG_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("BROWSER", "true")  # what --open would start
    monkeypatch.chdir(here)

    def call(line: str) -> Done:
        if not re.search(r"[|>]|--open", line):
            program, *words = map(os.path.expanduser, shlex.split(line))
            assert program == "kg"
            return Done(MAIN.run(words), *capsys.readouterr())
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "PYTHONWARNINGS": "ignore"}  # from the start of the interpreter
        done = subprocess.run(["sh", "-ec", line], env=environment, capture_output=True, text=True, check=False, timeout=240)
        return Done(done.returncode, done.stdout, done.stderr)

    return call


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="the examples are for a POSIX shell")
@pytest.mark.parametrize("line", [*examples(), *FROM_MANUALS])
def test_every_documented_command_runs(line: str, do: Callable[[str], Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if "~/texts" in line and not TEXTS.is_dir():
        pytest.skip("the texts of the source documents are neither in the repository nor beside it")
    if "--sparql" in line and not available():
        pytest.skip("NO FRONT END: run scripts/build-frontend (it needs Node and npm once), and run again")
    if re.match(r"kg (rows|promote) ", line):
        vote: Row = {"record": "1582-PK", "actor_name": "Pakistan", "position": "InFavour", "text": "3375", "day": "1975-11-10"}
        add_source(tmp_path / "here", [vote], "unga")
        built(tmp_path / "here")
    if line.startswith("kg dump") and line.endswith("/"):
        # That of this workspace takes 20 seconds, and tests/service/test_site.py has whole ones.
        chosen = StaticSite._chosen
        monkeypatch.setattr(StaticSite, "_chosen", lambda site: chosen(site)[::20])
        monkeypatch.setattr("kg.service.site.DUMPS", ("graph.nt",))
    if re.match(rf"kg ({'|'.join(ENDLESS)})\b", line) and "--once" not in line:
        pytest.skip("the command does not end by itself")
    with serving(line) as line:
        done = do(line)
    assert done.returncode == (line in ANSWERED_NO), done.stderr
    assert "error:" not in done.stderr
    assert "no rows" not in done.stderr, "an example without results shows nothing"
    assert done.stdout or ">" in line
    for out in re.findall(r"(?<=[ >])[\w/.-]+\.(?:html|ttl|trig|graphml|gexf|csv|md|gz)\b", line):
        written = tmp_path / "here" / out
        assert not out.startswith("out/") or written.stat().st_size > 500, out


def test_commands_are_found_in_manuals(tmp_path: Path) -> None:
    path = tmp_path / "manual.md"
    path.write_text(
        "Say `kg x`.\n\n    kg one   # what it does\n\n```sh\nkg two | sort\nls\n```\n\n```text\nkg three\n```\n", encoding="utf-8"
    )
    assert commands(path) == ["kg two | sort", "kg one"]
    assert commands(ROOT / "README.md")
