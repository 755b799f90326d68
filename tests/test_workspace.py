"""Workspaces: how a workspace is found, which settings are valid, and how its files override the packaged ones."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg.workspace
from kg.errors import DataError, KgError, UsageError
from kg.places import Place
from kg.workspace import CATALOGUE_FILE, Workspace, core_folder, sealed

SETTINGS = '[workspace]\nname = "small"\ntitle = "A small one"\nbase = "https://example.org/small/"\n'


def test_the_repository_is_a_workspace(root: Path) -> None:
    workspace = Workspace.find(root)
    assert workspace.root == root
    assert workspace.folder == str(root)
    assert workspace.base.endswith("/")
    assert workspace.iri("id", "x") == workspace.base + "id/x"
    assert workspace.prefixes()["p"] == workspace.base + "passage/"
    assert workspace.state_dir == root / ".kg"
    with pytest.raises(KeyError):
        workspace.iri("ids", "x")


def test_it_is_found_upward_from_the_current_folder(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = small / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert Workspace.find() == Workspace(small)
    assert hash(Workspace.find()) == hash(Workspace(small))


def test_a_folder_that_is_named_must_be_one_itself(small: Path) -> None:
    with pytest.raises(UsageError, match="not a workspace"):
        Workspace.find(small / "data")
    with pytest.raises(UsageError, match="not a workspace"):
        Workspace.find(small / "missing")
    with pytest.raises(UsageError, match="not a workspace"):
        Workspace.find(small / "chancery.toml")


def test_elsewhere_the_packaged_one_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Workspace.find().folder == core_folder()


def test_an_installed_package_keeps_its_state_in_the_users_cache(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "kg"
    package.mkdir(parents=True)
    small.rename(package / "_core")
    monkeypatch.setattr(kg.workspace, "__file__", str(package / "workspace.py"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    workspace = Workspace.find()
    assert workspace.root == package / "_core"
    assert workspace.state_dir.parent == tmp_path / "cache" / "chancery"
    assert workspace.state_dir.name.startswith("packaged-")


def test_it_never_changes(small: Path) -> None:
    workspace = Workspace(small)
    with pytest.raises(AttributeError):
        workspace.folder = "elsewhere"


def test_own_files_take_the_place_of_packaged_ones_and_add_to_them(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    core = tmp_path / "core"
    for name in (
        *("chancery.toml", "data/core.trig", "ontology/a.ttl", "ontology/b.ttl", "ontology/shapes/s.ttl", "ontology/rules/r.rq"),
        *("queries/q.rq", "queries/readme.md", "queries/.hidden.rq", "ontology/shapes/authored/s.ttl"),
    ):
        (core / name).parent.mkdir(parents=True, exist_ok=True)
        (core / name).write_text("", encoding="utf-8")
    for name in (
        *("ontology/b.ttl", "ontology/c.ttl", "ontology/shapes/authored/t.ttl", "ontology/rules/r.rq", "queries/own.rq"),
        *("data/deep/two.trig", "data/.draft/x.trig"),
    ):
        (small / name).parent.mkdir(parents=True, exist_ok=True)
        (small / name).write_text("", encoding="utf-8")
    monkeypatch.setattr(kg.workspace, "core_folder", lambda: str(core))
    workspace = Workspace(small)
    assert workspace.ontology_files() == [core / "ontology/a.ttl", small / "ontology/b.ttl", small / "ontology/c.ttl"]
    shapes = [core / "ontology/shapes/s.ttl", core / "ontology/shapes/authored/s.ttl", small / "ontology/shapes/authored/t.ttl"]
    assert workspace.shape_files() == shapes
    assert workspace.rule_files() == [small / "ontology/rules/r.rq"]
    assert workspace.query_files() == [small / "queries/own.rq", core / "queries/q.rq"]
    assert workspace.data_files() == [small / "data/deep/two.trig", small / "data/one.trig"]
    assert workspace.query_file("own") == str(small / "queries/own.rq")
    assert workspace.query_file("q") == str(core / "queries/q.rq")
    assert workspace.query_file("../queries/q") is None
    assert workspace.query_file("none") is None
    assert [name for name, _ in workspace.inputs()] == [
        *(
            "chancery.toml",
            "data/deep/two.trig",
            "data/one.trig",
            "ontology/a.ttl",
            "ontology/b.ttl",
            "ontology/c.ttl",
            "ontology/rules/r.rq",
        )
    ]
    assert dict(workspace.inputs())["ontology/b.ttl"] == str(small / "ontology/b.ttl")
    assert workspace.display(small / "data" / "one.trig") == "data/one.trig"
    assert workspace.display(core / "queries" / "q.rq") == "queries/q.rq"
    assert workspace.display("/elsewhere/x") == "/elsewhere/x"


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        ("[other]\n", r"no table \[workspace\]", None),
        ("[workspace]\n", "'name' is missing", None),
        (SETTINGS.replace('"small"', '""'), "'name' is missing", None),
        (SETTINGS.replace('"small"', '"a b"'), "invalid name", 2),
        (SETTINGS.replace("small/", "small"), "ends in a slash", 4),
        (SETTINGS.replace("https://", ""), "absolute IRI", 4),
        (SETTINGS.replace("small/", "a b/"), "absolute IRI", 4),
        (SETTINGS + 'titel = "x"\n', "unknown setting 'titel'", 5),
        (SETTINGS + "language = 3\n", "'language' is not a string", 5),
        (SETTINGS + 'language = "en\n', "not valid TOML", 5),
        (SETTINGS + 'name = "again"\n', "not valid TOML", 5),
        (SETTINGS + 'principals = "Iran"\n', "'principals' is not a list of names", 5),
        (SETTINGS + 'principals = ["Iran", 3]\n', "'principals' is not a list of names", 5),
        (SETTINGS + 'principals = [" "]\n', "'principals' is not a list of names", 5),
    ],
)
def test_wrong_settings_are_reported_with_their_line(small: Path, text: str, says: str, line: int | None) -> None:
    (small / "chancery.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=says) as caught:
        Workspace(small)
    where = caught.value.where or ""
    assert where.startswith(str(small / "chancery.toml"))
    if line is not None:
        assert where.removeprefix(str(small / "chancery.toml")).split(":")[1] == str(line)


def test_all_wrong_settings_are_reported_at_once(small: Path) -> None:
    (small / "chancery.toml").write_text('[workspace]\nname = 3\ntitel = "W"\nbase = "nowhere"\n', encoding="utf-8")
    with pytest.raises(DataError) as caught:
        Workspace(small)
    found = [caught.value, *caught.value.others]
    assert [each.what for each in found] == [
        "the setting 'name' is not a string",
        "unknown setting 'titel'",
        "the base 'nowhere' is not an absolute IRI that ends in a slash",
        "the setting 'title' is missing or empty",
    ]
    assert [each.place and each.place.line for each in found] == [2, 3, 4, 0]


def test_the_principal_parties_are_a_list_of_names_each_with_its_line(small: Path) -> None:
    assert Workspace(small).principals == ()
    lines = SETTINGS + 'principals = [\n  \'Iran\',\n  "Saudi Arabia", " Iran",\n]\n'
    (small / "chancery.toml").write_text(lines, encoding="utf-8")
    found = Workspace(small)
    assert found.principals == ("Iran", "Saudi Arabia")
    assert found.settings()["principals"] == ("Iran", "Saudi Arabia")
    assert found.place_of("principals", "Saudi Arabia") == Place("chancery.toml", 7)
    assert found.place_of("principals", "no value") == Place("chancery.toml", 5)
    assert found.place_of("citation") == Place("chancery.toml")


def test_settings_that_are_not_text(small: Path) -> None:
    (small / "chancery.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match="UTF-8"):
        Workspace(small)


LINES = st.sampled_from(
    [
        *(
            "[workspace]",
            "",
            "# a comment",
            '  name = "a"',
            'name="b"',
            'title = "Über – alles"',
            'base = "https://e/"',
            'language = "en" # so',
        ),
        *(
            'license = "a\\u0041"',
            "citation = 'single'",
            'citation = """x"""',
            "[other]",
            "x = 1",
            '"name" = "q"',
            'a.b = "c"',
            'title = "a"b"',
        ),
        *('title = "a\tb"', "# \x00", 'name = "\x7f"', "[ workspace ]", '\u00a0name = "a"', 'name = "a"\r', "\ufeff"),
    ]
)


@given(st.text(max_size=40) | st.lists(LINES, max_size=8).map("\n".join))
def test_any_settings_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    try:
        (folder / "chancery.toml").write_text(text, encoding="utf-8", newline="")
    except UnicodeEncodeError:
        return
    with contextlib.suppress(KgError):
        Workspace(folder)


def as_built(small: Path, title: str) -> Path:
    """The catalogue of a build that has read another title from the settings."""
    path = small / "chancery.toml"
    settings = Workspace(small).settings() | {"title": title}
    state = small / ".kg"
    (state / "snapshots" / "one").mkdir(parents=True, exist_ok=True)
    (state / "current").write_text("one\n", "utf-8")
    catalogue = state / "snapshots" / "one" / CATALOGUE_FILE
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    catalogue.write_text(f'"chancery.toml"\t{sealed(json.dumps([digest, settings]))}\n', "utf-8")
    return catalogue


def test_settings_come_from_the_last_build_until_the_file_changes(small: Path) -> None:
    catalogue = as_built(small, "As built")
    path = small / "chancery.toml"
    text = path.read_text(encoding="utf-8")
    assert Workspace(small).title == "As built"
    assert Workspace(small).principals == ()
    status = path.stat()
    path.write_text(text.replace("A small one", "A large one"), encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert Workspace(small).title == "A large one", "the content counts, not the time"
    path.write_text(text, encoding="utf-8")
    assert Workspace(small).title == "As built"
    whole = catalogue.read_text(encoding="utf-8")
    for damaged in ("damaged", '"chancery.toml"\tdamaged\n', '"chancery.toml"', whole.replace("As built", "As huilt"), whole[:-9]):
        catalogue.write_text(damaged, "utf-8")
        assert Workspace(small).title == "A small one"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a = " + "[" * 100_000, "nested too deeply"),
        ("a = " + "9" * 5_000, "cannot be read"),
        ("a = '" + "x" * 2_000_000 + "'", "more than"),
        ("[", "not valid TOML"),
    ],
)
def test_settings_that_cannot_be_read_are_those_of_the_last_build(small: Path, text: str, says: str) -> None:
    path = small / "chancery.toml"
    good = path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KgError, match=says) as never_built:
        Workspace(small)
    assert never_built.value.exit_code in (3, 4)
    path.write_text(good, encoding="utf-8")
    as_built(small, "As built")
    path.write_text(text, encoding="utf-8")
    found = Workspace(small)
    assert found.title == "As built"
    assert str(found.problem) == str(never_built.value)


@pytest.mark.parametrize("name", ["data", "ontology", "ontology/rules"])
def test_a_file_in_place_of_a_folder_is_refused(small: Path, name: str) -> None:
    path = small / name
    if path.exists():
        shutil.rmtree(path)
    path.parent.mkdir(exist_ok=True)
    path.write_text("", encoding="utf-8")
    with pytest.raises(DataError, match=rf"^not a folder \({name}\)$") as caught:
        Workspace(small).inputs()
    assert caught.value.place == Place(name)
    assert caught.value.hint is not None
