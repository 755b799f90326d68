"""``kg draft``: which passages, what is printed and kept, and that nothing of it enters a build."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from pathlib import Path

import pytest

import kg
from kg.cli.main import run
from kg.drafting.drafts import draft
from kg.drafting.keeping import Kept, keep, kept
from kg.drafting.model import Entity, Ground, Role, Suggestion
from kg.errors import EnvironmentProblem, NameNotFound, UsageError
from kg.namespaces import DIP
from kg.record.names import slug
from kg.workspace import Workspace
from tests.asking import ROOT

NORDIC = ROOT / "tests" / "workspaces" / "nordic"
TEXTS = NORDIC / "texts"


@pytest.fixture
def nordic(tmp_path: Path) -> Path:
    """A copy of the workspace about Norway and Sweden, which is not built yet."""
    folder = tmp_path / "nordic"
    shutil.copytree(NORDIC, folder, ignore=shutil.ignore_patterns(".kg"))
    return folder


def test_a_passage_that_is_named(nordic: Path) -> None:
    found = kg.open(nordic).draft(["N9"], texts=TEXTS, grammar=False)
    [passage] = found.passages
    [claim] = [each for each in passage.suggestions if each.about == "claim"]
    assert slug(claim.kind) == "Recognition"
    assert [(slug(role), slug(entity.node)) for role, entity in claim.roles] == [("actor", "sweden"), ("recipient", "norway")]
    assert (claim.date, claim.basis) == ("1905-10-26", "AsStated")
    assert {each.words(passage.text) for each in claim.grounds} == {"recognized", "Sweden", "Norway", "26 October 1905"}


def test_what_is_printed(nordic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(nordic), "draft", "N9", "--no-parser"]) == 0
    assert capsys.readouterr().out == (
        "N9 (The settlement)\n"
        "  recognition; actor: Sweden; recipient: Norway; 1905-10-26\n"
        "      kind: “recognized”, 'recognized' suggests it\n"
        "      actor: “Sweden”, before the verb\n"
        "      recipient: “Norway”, after the verb\n"
        "      date: “26 October 1905”, a date\n"
        "  names: Sweden, Norway\n"
        "1 claim suggested for 1 passage; nothing is asserted\n"
    )
    assert run(["-C", str(nordic), "draft", "N9", "--no-parser", "--json"]) == 0
    [passage] = json.loads(capsys.readouterr().out)["passages"]
    assert passage["name"] == "N9"
    assert passage["suggestions"][0]["rests_on"][0]["words"] == "recognized"
    assert passage["suggestions"][0]["line"] == "recognition; actor: Sweden; recipient: Norway; 1905-10-26"


def test_the_passages_of_a_document_are_those_that_may_assert_something(nordic: Path) -> None:
    found = kg.open(nordic).draft(document="note", texts=TEXTS, grammar=False)
    names = [each.passage.name for each in found.passages]
    assert names == [each for each in names if each not in ("N1", "N7")]  # the headings
    assert len(names) == 9


def test_without_names_those_that_are_not_covered(nordic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert kg.open(nordic).draft(texts=TEXTS).passages == ()
    assert run(["-C", str(nordic), "draft"]) == 0
    assert "name passages, or a document with --document" in capsys.readouterr().out


def test_a_new_workspace_has_no_names_but_those_of_states(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kg.init(tmp_path / "new", [TEXTS / "union-1905.txt"])
    assert run(["-C", str(tmp_path / "new"), "draft", "--no-parser"]) == 0
    out = capsys.readouterr().out
    assert "recognition; actor: +Sweden (State); recipient: +Norway (State); 1905-10-26" in out
    assert "suggested for 10 passages" in out  # the first heading may be news


def test_the_date_of_the_passage_before_is_found_also_if_only_the_later_one_is_named(nordic: Path) -> None:
    text = (nordic / "texts" / "union-1905.txt").read_text(encoding="utf-8")
    assert "King Oscar II protested and said that" in text
    found = kg.open(nordic).draft(["N4"], texts=TEXTS, grammar=False)
    claims = [each for each in found.passages[0].suggestions if each.about == "claim"]
    assert claims[0].date == "1905-06-07"
    assert claims[0].basis == "FromContext"


@pytest.mark.parametrize(("names", "document", "near"), [(["N99"], None, "passage N99"), ([], "notes", "document notes")])
def test_an_unknown_name(nordic: Path, names: list[str], document: str | None, near: str) -> None:
    with pytest.raises(NameNotFound, match=near):
        kg.open(nordic).draft(names, document=document, texts=TEXTS)


def test_a_folder_without_the_text(nordic: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="there is no copy of"):
        kg.open(nordic).draft(["N9"], texts=tmp_path / "empty")


def test_a_passage_that_the_text_does_not_have_is_told(nordic: Path) -> None:
    text = nordic / "texts" / "union-1905.txt"
    text.write_text(text.read_text(encoding="utf-8").replace("26 October", "27 October"), encoding="utf-8")
    found = kg.open(nordic).draft(["N9", "N11"], texts=nordic / "texts", grammar=False)
    assert found.absent == ("N9",)
    assert [each.passage.name for each in found.passages] == ["N11"]
    assert "N9 is not in the texts in these words" in str(found)


def test_the_command_needs_a_folder(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(small), "draft"]) == 2
    assert "needs --text DIR" in capsys.readouterr().err


def test_drafts_are_kept_and_enter_no_build(nordic: Path) -> None:
    graph = kg.open(nordic)
    before, dumped = graph.snapshot.digest, graph.serialize(".nq")
    files = {each: each.read_bytes() for each in nordic.rglob("*") if each.is_file() and ".kg" not in each.parts}
    graph.draft(document="note", texts=TEXTS, grammar=False)
    workspace = Workspace(nordic)
    found = kept(workspace, "note")
    assert {"N2", "N9", "N11"} <= set(found)
    assert "claim" in {each.about for each in found["N9"].suggestions["rules"]}
    # No input of a build is in the state folder, and none has changed.
    assert not any(path.startswith(workspace.state_folder) for _, path in workspace.inputs())
    assert {each: each.read_bytes() for each in nordic.rglob("*") if each.is_file() and ".kg" not in each.parts} == files
    again = kg.open(nordic)
    assert again.snapshot.digest == before
    made = again.build()
    assert made.digest == before
    assert kept(workspace, "note") == found  # a build leaves them, too
    assert again.serialize(".nq") == dumped


def test_what_is_kept_has_no_passage(nordic: Path) -> None:
    kg.open(nordic).draft(document="note", texts=TEXTS, grammar=False)
    [path] = (nordic / ".kg" / "drafts").iterdir()
    stored = path.read_text(encoding="utf-8")
    for sentence in (TEXTS / "union-1905.txt").read_text(encoding="utf-8").split(". "):
        assert sentence not in stored


def test_the_suggestions_of_a_program(nordic: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "suggest.py"
    given = "passage=1, quote=text[:6], kind='Recognition', roles=[], date=None, basis=None, standing='Stated', content_of=None, reason='r'"
    path.write_text(
        "import json, sys\n"
        "text = json.load(sys.stdin)['passages'][0]['text']\n"
        f"item = dict({given})\n"
        "print(json.dumps({'items': [item, {**item, 'quote': 'Finland'}, {}]}))\n",
        encoding="utf-8",
    )
    graph = kg.open(nordic)
    graph.draft(["N9"], texts=TEXTS, grammar=False)
    command = f"{shlex.quote(sys.executable)} {shlex.quote(str(path))}"
    assert run(["-C", str(nordic), "draft", "N9", "--with", command]) == 0
    out = capsys.readouterr().out
    assert "  recognition\n      kind: “Sweden”, r\n" in out
    assert "refused: 1 (it does not have the fields of the schema)\n" in out
    assert "refused: 1 (it quotes words that the passage does not have)\n" in out
    assert sorted(kept(Workspace(nordic), "note")["N9"].suggestions) == ["command", "rules"]
    assert run(["-C", str(nordic), "draft", "N9", "--with", "no-such-program-anywhere"]) == 4
    assert run(["-C", str(nordic), "draft", "N9", "--with", f"{shlex.quote(sys.executable)} -c 'print(1)'"]) == 3
    assert run(["-C", str(nordic), "draft", "N9", "--with", "'"]) == 2
    assert "Traceback" not in capsys.readouterr().err


CLAIM = Suggestion(
    "claim",
    DIP + "Visit",
    (Role(DIP + "actor", Entity("", "Ana", DIP + "Person")),),
    "1905",
    "AsStated",
    "Hedged",
    0,
    (Ground("kind", 0, 3, "é"),),
)


def test_what_is_kept_is_read_back(nordic: Path) -> None:
    workspace = Workspace(nordic)
    assert kept(workspace, "note") == {}
    keep(workspace, "note", {"N2": ("a" * 64, (CLAIM, CLAIM._replace(speech=None)))}, "rules")
    keep(workspace, "note", {"N3": ("b" * 64, ())}, "command")
    assert kept(workspace, "note") == {
        "N2": Kept("a" * 64, {"rules": (CLAIM, CLAIM._replace(speech=None))}),
        "N3": Kept("b" * 64, {"command": ()}),
    }
    keep(workspace, "note", {"N2": ("a" * 64, ())}, "parser")  # the parser takes the place of the rules
    assert kept(workspace, "note")["N2"] == Kept("a" * 64, {"parser": ()})
    keep(workspace, "note", {"N2": ("c" * 64, (CLAIM,))}, "command")  # the passage has changed
    assert kept(workspace, "note")["N2"] == Kept("c" * 64, {"command": (CLAIM,)})


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"format": 2}', '{"format": 1}', '{"format": 1, "passages": {"N1": {"sha256": "", "suggestions": {"a": [{}]}}}}'],
)
def test_a_damaged_file_of_drafts(nordic: Path, text: str) -> None:
    workspace = Workspace(nordic)
    path = nordic / ".kg" / "drafts" / "note.json"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EnvironmentProblem, match="the file of drafts is damaged") as caught:
        kept(workspace, "note")
    assert "kg draft" in (caught.value.hint or "")
    keep(workspace, "note", {"N2": ("a" * 64, (CLAIM,))}, "rules")
    assert list(kept(workspace, "note")) == ["N2"]


def test_a_workspace_that_is_not_built_is_built_first(nordic: Path) -> None:
    graph = kg.open(nordic, build=False)
    assert draft(graph.workspace, graph.snapshot, ["N9"], texts=TEXTS).passages
