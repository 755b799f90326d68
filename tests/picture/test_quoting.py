"""A picture that quotes the passages from the reader's own copies of the texts."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.cli.main import run
from kg.errors import UsageError
from kg.picture import Picture
from kg.picture.quoting import mismatches, notice

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "tests" / "workspaces" / "nordic" / "texts" / "union-1905.txt").read_text(encoding="utf-8")
NINTH = "Sweden recognized Norway on 26 October 1905."
SOURCE = "https://example.org/union"
PRINTED = (
    f'dcterms:source <{SOURCE}> ; dcterms:publisher "The Northern Post" ; dcterms:language "en" ; '
    "dcterms:license <https://creativecommons.org/licenses/by/4.0/>"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small workspace about Norway and Sweden, whose document has an address, a publisher and a licence."""
    folder = tmp_path_factory.mktemp("quoting") / "nordic"
    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", folder, ignore=shutil.ignore_patterns(".kg", "texts"))
    data = folder / "data" / "note.trig"
    text = data.read_text(encoding="utf-8")
    assert 'dcterms:title "The end of a union"@en' in text
    data.write_text(text.replace('"The end of a union"@en', f'"The end of a union"@en ; {PRINTED}'), encoding="utf-8")
    return folder


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "union-1905.txt").write_text(TEXT, encoding="utf-8")
    return folder


def row(made: Picture, name: str) -> dict[str, Any]:
    """The passage of a name."""
    passages: Any = made.data["passages"]
    return next(each for each in passages if each["i"].endswith(f"/{name}"))


def document(made: Picture) -> dict[str, Any]:
    documents: Any = made.data["documents"]
    (found,) = documents
    return dict(found)


def test_without_copies_a_passage_has_its_words_and_its_address(folder: Path) -> None:
    made = kg.open(folder).view()
    assert made.texts is None
    ninth = row(made, "N9")
    assert ninth["q"] == ["Sweden recognized Norway", "26 October 1905."]
    assert ninth["u"] == f"{SOURCE}#:~:text=Sweden%20recognized%20Norway,26%20October%201905."
    assert "x" not in ninth
    assert "ct" not in document(made)
    assert NINTH not in made.html


def test_a_copy_that_matches_is_quoted(folder: Path, copies: Path) -> None:
    made = kg.open(folder).view(texts=copies)
    assert made.texts is not None
    assert row(made, "N9")["x"] == NINTH
    passages: Any = made.data["passages"]
    assert all(each["x"] in TEXT for each in passages)
    assert document(made)["ct"] == "matches"
    assert document(made)["lg"] == "en"
    assert mismatches(made.texts) == []
    assert notice(made.texts) == (
        f"the file quotes {len(passages)} passages of the note (https://creativecommons.org/licenses/by/4.0/): "
        "pass it on only as their licences allow"
    )
    assert NINTH in made.html


def test_a_copy_that_differs_is_quoted_as_far_as_it_has_the_passages(folder: Path, copies: Path) -> None:
    (copies / "union-1905.txt").write_text("A preface.\n" + TEXT.replace("one king", "a single king"), encoding="utf-8")
    made = kg.open(folder).view(texts=copies)
    assert made.texts is not None
    assert document(made)["ct"] == "differs"
    assert "x" not in row(made, "N2")
    assert row(made, "N9")["x"] == NINTH
    assert mismatches(made.texts) == [
        f"the copy of the note ({copies}/union-1905.txt) is another version without 1 passage of the picture, shown in our words only: N2"
    ]


def test_another_version_with_all_the_passages_matches(folder: Path, copies: Path) -> None:
    (copies / "union-1905.txt").write_text("A preface.\n" + TEXT, encoding="utf-8")
    made = kg.open(folder).view(texts=copies)
    assert document(made)["ct"] == "matches"
    assert row(made, "N9")["x"] == NINTH


def test_folders_without_a_copy_of_the_texts(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="no copy in the folder has a passage of the picture"):
        kg.open(folder).view(texts=tmp_path / "empty")
    with pytest.raises(UsageError, match="the folder does not exist"):
        kg.open(folder).view(texts=tmp_path / "nowhere")


def test_one_of_two_documents_without_a_copy_is_missing(tmp_path: Path) -> None:
    example = tmp_path / "rupture"
    shutil.copytree(ROOT / "examples" / "rupture", example, ignore=shutil.ignore_patterns(".kg"))
    (example / "texts" / "backgrounder.txt").unlink()
    made = kg.open(example).view(texts=example / "texts")
    documents: Any = made.data["documents"]
    assert {each["l"]: each["ct"] for each in documents} == {"the chronology": "matches", "the backgrounder": "missing"}
    assert made.texts is not None
    assert mismatches(made.texts) == [
        f"there is no copy of the backgrounder (backgrounder.txt) in {example / 'texts'}: its passages are shown in our words only"
    ]
    assert "backgrounder" not in notice(made.texts)


def test_the_command_says_what_the_file_quotes_and_which_copies_do_not_match(
    folder: Path, copies: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["-C", str(folder), "view", str(tmp_path / "v.html"), "--text", str(copies)]
    assert run(command) == 0
    said = capsys.readouterr()
    assert "warning" not in said.err
    assert said.out.splitlines()[1].startswith(
        "the file quotes 11 passages of the note (https://creativecommons.org/licenses/by/4.0/): pass it on"
    )
    (copies / "union-1905.txt").write_text(TEXT.replace("one king", "a single king"), encoding="utf-8")
    assert run(command) == 0
    assert "warning: the copy of the note (" in capsys.readouterr().err
    (copies / "union-1905.txt").write_text("Something else.", encoding="utf-8")
    (tmp_path / "v.html").unlink()
    assert run(command) == 2
    assert "error: no copy in the folder has a passage of the picture" in capsys.readouterr().err
    assert not (tmp_path / "v.html").exists()
