"""A build after a change of words alone makes what a full build makes, and everything else is built in full."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg.build.rewording
from kg.build import build
from kg.build.rewording import FOLDER
from kg.errors import DataError
from kg.snapshot.verifying import verify
from kg.workspace import Workspace
from tests.asking import ROOT
from tests.build.comparing import content, edit, in_full, told_of


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.build.rewording, "FEWEST", 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", tmp_path / "w", ignore=shutil.ignore_patterns(".kg"))
    build(Workspace(tmp_path / "w")).release()
    return tmp_path / "w"


WORDS = {
    "a gist": lambda text: text.replace("The Storting declared the union over.", "The Storting ended the union."),
    "a hedged wording": lambda text: text.replace('dip:wording "perhaps"', 'dip:wording "maybe"'),
    "a gist in a second language": lambda text: text.replace('over."@en', 'over."@en , "Vorbei."@de'),
    "the gist of a note": lambda text: text.replace("On which day he protested is not said.", "No day is given."),
    "the title of the document": lambda text: text.replace("The end of a union", "How a union ended"),
    "what is said in a graph that is not held": lambda text: text.replace("triumph of patience", "work of patience"),
    "a comment": lambda text: text + "# a comment\n",
    "a gist that is gone": lambda text: text.replace(' ; dip:gist "There was no war."@en', ""),
}
MORE = {
    "a date": lambda text: text.replace("1905-10-26", "1905-10-27"),
    "a label": lambda text: text.replace('"Karlstad"@en', '"Carlstad"@en'),
    "a role": lambda text: text.replace("dip:recipient e:norway", "dip:recipient e:carl"),
    "a standing": lambda text: text.replace("dip:standing dip:Evaluative", "dip:standing dip:Stated"),
    "a class": lambda text: text.replace("e:storting a dip:GovernmentBody", "e:storting a dip:Organization"),
    "the length": lambda text: text.replace("dip:characters 527", "dip:characters 528"),
    "what asserts nothing": lambda text: text.replace('dip:assertsNothing "a heading"', 'dip:assertsNothing "the heading"'),
    "a new thing": lambda text: text + 'k:record { e:note-2 dip:gist "Something."@en . }\n',
}


@pytest.mark.parametrize("what", WORDS)
def test_words_are_changed_in_the_last_snapshot(folder: Path, what: str) -> None:
    edit(folder, WORDS[what])
    snapshot, told = told_of(folder)
    assert told == ["reading what has changed", "writing the snapshot"]
    assert content(snapshot) == content(in_full(folder))
    assert verify(snapshot, deep=True).whole


@pytest.mark.parametrize("what", MORE)
def test_anything_else_is_more_than_words(folder: Path, what: str) -> None:
    edit(folder, MORE[what])
    snapshot, told = told_of(folder)
    assert any(each.startswith("inferring") for each in told)
    assert content(snapshot) == content(in_full(folder))


def test_the_last_statement_of_a_graph_is_more_than_a_word(folder: Path) -> None:
    edit(folder, lambda text: re.sub(r'e:agreement dip:characterizedAs "[^"]*"(@en)?( \.)?', "", text))
    with pytest.raises(DataError, match="no content"):
        told_of(folder)


def test_a_mistake_in_the_words_is_an_error(folder: Path) -> None:
    edit(folder, lambda text: text.replace("declared the union over.", "declared \\u0007 over."))
    with pytest.raises(DataError, match="control character"):
        told_of(folder)
    edit(folder, lambda text: text.replace("declared \\u0007 over.", 'declared " over.'))
    with pytest.raises(DataError):
        told_of(folder)


def test_what_another_graph_or_file_states_too_stays(folder: Path) -> None:
    more = "".join(
        f'k:record {{ a:N{number}-1 dip:cites p:N3 ; dip:standing dip:Stated ; dip:gist "{gist}"@en . }}\n'
        f'a:N{number}-1 {{ e:union dip:qualifier "old"@en ; a dip:Relationship . }}\n'
        for number, gist in ((12, "One."), (13, "Two."))
    )
    edit(folder, lambda text: text + more)
    prefixes = (folder / "data" / "note.trig").read_text(encoding="utf-8").partition("k:record")[0]
    (folder / "data" / "second.trig").write_text(prefixes + 'k:record { a:N13-1 dip:gist "Two."@en . }\n', encoding="utf-8")
    build(Workspace(folder)).release()
    for one, other in (
        ('a:N12-1 { e:union dip:qualifier "old"@en', 'a:N12-1 { e:union dip:qualifier "new"@en'),
        ('a:N13-1 { e:union dip:qualifier "old"@en', 'a:N13-1 { e:union dip:qualifier "new"@en'),
        ('dip:gist "Two."@en . }\na:N13-1', 'dip:gist "Three."@en . }\na:N13-1'),
    ):
        edit(folder, lambda text, one=one, other=other: text.replace(one, other))  # type: ignore[misc]
        snapshot, told = told_of(folder)
        assert told[0] == "reading what has changed"
        assert "inferring" not in told
        assert content(snapshot) == content(in_full(folder))


def gists(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r'(?:dip:gist|dip:characterizedAs|dip:wording)\s+"([^"]*)"', text):
        yield match.span(1)


def test_any_sequence_of_edits_makes_the_same_as_full_builds(folder: Path) -> None:
    chance = random.Random(11)  # noqa: S311 - nothing here is secret
    words = 0
    for number in range(12):
        text = (folder / "data" / "note.trig").read_text(encoding="utf-8")
        for start, end in sorted(chance.sample(list(gists(text)), chance.randrange(1, 4)), reverse=True):
            text = (
                text[:start] + chance.choice(("Other words.", "Perhaps.", "Both may have been afraid of a war.")) + str(number) + text[end:]
            )
        if chance.random() < 0.25:
            text = text.replace("1905-09", "1905-10", 1) if chance.random() < 0.5 else text.replace("1905-11", "1905-12", 1)
        (folder / "data" / "note.trig").write_text(text, encoding="utf-8")
        snapshot, told = told_of(folder)
        words += "inferring" not in told
        assert content(snapshot) == content(in_full(folder)), number
        snapshot.release()
    assert words >= 6


def test_without_what_was_kept_all_is_built(folder: Path) -> None:
    kept = folder / ".kg" / FOLDER
    assert len(list(kept.iterdir())) == 2
    for each in kept.iterdir():
        each.write_bytes(each.read_bytes()[:-9])
    edit(folder, WORDS["a gist"])
    _, told = told_of(folder)
    assert "inferring" in told
    for each in kept.iterdir():
        each.unlink()
    edit(folder, lambda text: text.replace("The Storting ended the union.", "The union was ended."))
    _, told = told_of(folder)
    assert "inferring" in told
    edit(folder, lambda text: text.replace("The union was ended.", "The Storting ended it."))
    _, told = told_of(folder)
    assert "inferring" not in told


def test_rules_and_settings_count(folder: Path) -> None:
    rules = folder / "ontology" / "rules"
    rules.mkdir(parents=True)
    rule = "#+ summary: A gist is a quotation.\nPREFIX dip: <https://w3id.org/chancery/ontology#>\n"
    rule += "CONSTRUCT { ?a dip:inLineWith ?b } WHERE { ?a dip:gist ?text . ?a dip:cites ?b }\n"
    (rules / "gists.rq").write_text(rule, encoding="utf-8")
    _, told = told_of(folder)
    assert "inferring" in told, "a rule has been added"
    edit(folder, WORDS["a gist"])
    snapshot, told = told_of(folder)
    assert "inferring what follows from the change" in told, "a rule asks for gists"
    assert content(snapshot) == content(in_full(folder))


def test_a_small_workspace_keeps_no_data(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.build.rewording, "FEWEST", 1_000)
    edit(folder, WORDS["a gist"])
    _, told = told_of(folder)
    assert "inferring" in told
    assert os.listdir(folder / ".kg" / FOLDER) == []
