"""Indexing a text again: what is recorded is kept, what is new is added, and what no longer fits is named."""

from __future__ import annotations

import itertools
import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.authored.formatting import formatted
from kg.cli.main import run
from kg.errors import DataError, UsageError
from kg.sources import Origin, digest_of, index_text
from kg.sources.document import TO_FILL_IN, checked, document_to_trig
from kg.sources.indexing import free_letter, index_source
from kg.sources.merging import Known, Placed, merge
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
NORDIC = ROOT / "tests" / "workspaces" / "nordic"
UNION = NORDIC / "texts" / "union-1905.txt"
WORDS = st.lists(st.sampled_from(["Norway met Sweden", "He said no", "It rained", "They met in the U.N", "Why", "A B"]), max_size=8)


@pytest.fixture
def nordic(tmp_path: Path) -> Path:
    folder = tmp_path / "nordic"
    shutil.copytree(NORDIC, folder, ignore=shutil.ignore_patterns(".kg"))
    return folder


def as_known(placed: list[Placed]) -> list[Known]:
    return [Known(each.name, each.name, f"{each.name}/position", each.passage) for each in placed]


def cut(text: str, start: int, end: int, name: str) -> Known:
    """A passage that somebody has cut by hand."""
    passage = index_text("x")[0]._replace(start=start, end=end, sha256=digest_of(text[start:end]), kind="sentence")
    return Known(name, name, f"{name}/position", passage)


def shown(text: str, placed: list[Placed]) -> list[tuple[str, str]]:
    return [(each.name, text[each.passage.start : each.passage.end] if each.fits else "-") for each in placed]


def test_a_split_by_hand_survives() -> None:
    text = "One met two; three met four. Five met six. Seven met eight."
    known = [cut(text, 0, 12, "A1"), cut(text, 13, 28, "A7"), cut(text, 29, 59, "A3")]
    assert shown(text, merge(text, known, "A")) == [
        ("A1", "One met two;"),
        ("A7", "three met four."),
        ("A3", "Five met six. Seven met eight."),
    ]


def test_the_rest_of_a_passage_is_added_if_it_has_a_word() -> None:
    text = "One met two; three met four.[1] Five met six."
    known = [cut(text, 13, 28, "A2")]
    assert shown(text, merge(text, known, "A")) == [("A3", "One met two;"), ("A2", "three met four."), ("A4", "Five met six.")]


def test_what_has_moved_keeps_its_name_and_what_is_new_gets_one_that_was_never_used() -> None:
    before = "Rain fell. Snow fell. The end came."
    known = as_known(merge(before, (), "R"))
    after = "At first, hail fell. Rain fell. The end came. Snow fell."
    found = merge(after, known, "R")
    assert shown(after, found) == [("R4", "At first, hail fell."), ("R1", "Rain fell."), ("R3", "The end came."), ("R2", "Snow fell.")]
    assert [each.passage.number for each in found] == [1, 2, 3, 4]
    again = merge(after, as_known(found), "R")
    assert again == [each._replace(known=known) for each, known in zip(found, as_known(found), strict=True)]


def test_a_passage_that_stands_twice_is_found_twice() -> None:
    text = "It rained. It rained. It snowed."
    known = as_known(merge(text, (), "A"))
    after = f"Once. {text}"
    assert shown(after, merge(after, known, "A")) == [("A4", "Once."), ("A1", "It rained."), ("A2", "It rained."), ("A3", "It snowed.")]


def test_a_passage_cut_by_hand_is_found_where_it_has_moved() -> None:
    text = "== The long war ==\nOne met two; three met four on that day. See also."
    known = [cut(text, 0, 18, "A1"), cut(text, 32, 59, "A2"), cut(text, 60, 69, "A3")]
    known[1] = known[1]._replace(passage=known[1].passage._replace(first_words="three met four", last_words="on that day."))
    after = f"A new first line with words.\n\n{text}"
    assert [each.fits for each in merge(after, known, "A") if each.known] == [True, True, True]


@given(WORDS, WORDS)
def test_indexing_again_changes_nothing(before: list[str], after: list[str]) -> None:
    first, second = (". ".join(each) + "." for each in (before, after))
    known = as_known(merge(first, (), "A"))
    found = merge(second, known, "A")
    assert [each.passage.number for each in found] == list(range(1, len(found) + 1))
    assert {each.name for each in known} <= {each.name for each in found}
    assert len({each.name for each in found}) == len(found)
    fitting = [each.passage for each in found if each.fits]
    assert all(one.end <= other.start for one, other in itertools.pairwise(fitting))
    assert all(digest_of(second[each.start : each.end]) == each.sha256 for each in fitting)
    covered = {at for each in fitting for at in range(each.start, each.end)}
    assert not re.search(r"[^\W\d_]{2}", "".join(" " if at in covered else character for at, character in enumerate(second)))
    again = merge(second, as_known(found), "A")
    assert [each[:2] for each in again] == [each[:2] for each in found]


def test_the_same_text_changes_no_file(nordic: Path) -> None:
    before = {path: path.read_bytes() for path in (nordic / "data").iterdir()}
    workspace = Workspace(nordic)
    found = index_source(workspace, UNION.read_text(encoding="utf-8"), file_name="union-1905.txt", write=True)
    assert (found.document, found.letter, found.files, found.new, found.moved, found.lost) == ("note", "N", (), (), (), ())
    assert {path: path.read_bytes() for path in (nordic / "data").iterdir()} == before
    assert found.trig == (nordic / "data" / "note.passages.trig").read_text(encoding="utf-8")
    assert found.summary() == "e:note: 11 passages, none of them new\n"


def test_a_corrected_text_is_written_and_passes_the_check(nordic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sentence is put before the others, and one is corrected: the corrected one is left, and so is the graph that cites it."""
    text = UNION.read_text(encoding="utf-8")
    fourth = index_text(text)[3]
    sentence = text[fourth.start : fourth.end]
    data = nordic / "data" / "note.passages.trig"
    data.write_text(data.read_text(encoding="utf-8").replace("  p:N3 a", "  # the third\n  p:N3 a"), encoding="utf-8")
    path = nordic / "texts" / "union-1905.txt"
    path.write_text(text.replace(sentence, "Nobody had asked the envoys. " + sentence), encoding="utf-8")
    assert run(["-C", str(nordic), "sources", "index", str(path), "--write"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "wrote data/note.passages.trig",
        "wrote data/note.trig",
        "the text is another version of e:note than the one that is recorded",
        "e:note: 12 passages, 1 of them new",
        "new: N12",
        "moved: N4 to N11",
    ]
    written = data.read_text(encoding="utf-8")
    assert "  # the third\n" in written
    assert formatted(written) == written
    assert re.findall(r"p:(N\d+) a dip:Passage", written) == ["N1", "N2", "N3", "N12", *(f"N{number}" for number in range(4, 12))]
    assert run(["-C", str(nordic), "check", "--no-owl", "--text", str(nordic / "texts"), "--json"]) == 0
    found = [each for each in json.loads(capsys.readouterr().out)["findings"] if each["severity"] != "info"]
    assert [(each["rule"], each["what"]) for each in found] == [("uncovered-passage", "no assertion graph cites p:N12")]
    assert run(["-C", str(nordic), "sources", "verify", "--text", str(nordic / "texts")]) == 0


def test_what_is_no_longer_in_the_text_is_left_and_named(nordic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = UNION.read_text(encoding="utf-8")
    path = nordic / "copy.txt"
    path.write_text(text.replace("one king", "a single king"), encoding="utf-8")
    before = (nordic / "data" / "note.passages.trig").read_text(encoding="utf-8")
    assert run(["-C", str(nordic), "sources", "index", str(path), "--document", "note"]) == 0
    printed = capsys.readouterr()
    assert "warning: no longer in the text, and left as they are: N2\n" in printed.err
    assert "warning: the text is another version of e:note than the one that is recorded\n" in printed.err
    assert "  p:N2 a dip:Passage" in printed.out
    assert "  p:N12 a dip:Passage" in printed.out
    assert (nordic / "data" / "note.passages.trig").read_text(encoding="utf-8") == before
    assert run(["-C", str(nordic), "sources", "index", str(path), "--document", "note", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["lost"], found["new"], found["document"]) == (["N2"], ["N12"], "note")
    assert [each["name"] for each in found["passages"]][:3] == ["N1", "N12", "N3"]


def test_a_further_text_gets_its_record_its_letter_and_a_copy(nordic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = nordic.parent / "News of 1906.txt"
    path.write_bytes("\ufeffEnvoys meet again\r\n\r\nNorway and Sweden met. They talked.\r\n".encode())
    options = ["--date", "1906-03-02", "--author", "Ann Ames", "--retrieved", "2024-01-31", "--address", "https://example.org/news"]
    assert run(["-C", str(nordic), "sources", "index", str(path), "--write", *options]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "wrote data/news-of-1906.document.trig",
        "wrote data/news-of-1906.passages.trig",
        "wrote texts/News of 1906.txt",
        "e:news-of-1906: 3 passages, E1 to E3",
    ]
    assert (nordic / "texts" / "News of 1906.txt").read_bytes() == path.read_bytes()
    record = (nordic / "data" / "news-of-1906.document.trig").read_text(encoding="utf-8")
    assert formatted(record) == record
    assert '    dcterms:title "Envoys meet again"@en ;\n' in record
    assert [match["property"] for match in TO_FILL_IN.finditer(record)] == ["dcterms:publisher", "dcterms:license"]
    (note,) = [each for each in kg.open(nordic).sources() if each.document.label == "news of 1906"]
    assert note.document.authors == ("Ann Ames",)
    assert "  Ann Ames, 2 March 1906, https://example.org/news, retrieved 31 January 2024\n" in str(note)
    assert run(["-C", str(nordic), "sources", "verify", "--text", str(nordic / "texts")]) == 0
    assert run(["-C", str(nordic), "check", "--no-owl", "--least", "warning"]) == 0
    assert "no assertion graph cites e:news-of-1906, which has 3 passages to code, in p:E1 to p:E3" in capsys.readouterr().out


def test_uncommented_lines_are_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("It rained.", encoding="utf-8")
    kg.init(tmp_path / "w", [tmp_path / "a.txt"])
    path = tmp_path / "w" / "data" / "a.document.trig"
    text = path.read_text(encoding="utf-8")
    lines = [match.start() for match in TO_FILL_IN.finditer(text)]
    assert len(lines) == 6
    for at in reversed(lines):
        text = text[:at] + text[at:].replace("# ", "", 1)
    path.write_text(text, encoding="utf-8")
    assert run(["-C", str(tmp_path / "w"), "check", "--no-owl", "--json"]) == 0
    assert [each["rule"] for each in json.loads(capsys.readouterr().out)["findings"]] == ["uncovered-passage"]


@pytest.mark.parametrize(
    ("words", "code", "what", "hint"),
    [
        (["--letter", "N"], 2, "the passages of e:note begin with N already", "such as --letter R"),
        (["--document", "note"], 2, "the text has none of the 11 passages of e:note", "name it with --document"),
        (["--document", "note", "--letter", "A"], 2, "the passages of e:note begin with N, not with A", "leave out --letter"),
        (
            ["--document", "note", "--date", "1905"],
            2,
            "the workspace has a record of e:note already",
            "correct its record in data/note.trig",
        ),
        (["--date", "last year"], 2, "the date of a text is not a date in EDTF: 'last year'", "hint: "),
        (["--retrieved", "2024"], 2, "the date of retrieval of a text is not a day: '2024'", "such as 2024-01-31"),
        (["--address", "example.org"], 2, "the address of a text is not an absolute IRI: 'example.org'", "such as https://"),
        (["--license", "CC BY"], 2, "the license of a text is not an absolute IRI: 'CC BY'", "such as https://"),
        (["--letter", "é"], 2, "the letter of a text cannot be 'é'", "use letters and digits"),
    ],
)
def test_mistakes(nordic: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, what: str, hint: str) -> None:
    path = nordic / "rain.txt"
    path.write_text("It rained. It snowed.", encoding="utf-8")
    before = sorted(nordic.rglob("*"))
    assert run(["-C", str(nordic), "sources", "index", str(path), "--write", *words]) == code
    said = capsys.readouterr().err
    assert f"error: {what}" in said
    assert hint in said
    assert sorted(nordic.rglob("*")) == before


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf \r\n", b"\xff\xfe"])
def test_a_text_without_text(nordic: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    (nordic / "rain.txt").write_bytes(content)
    assert run(["-C", str(nordic), "sources", "index", str(nordic / "rain.txt")]) == (4 if content[:1] == b"\xff" else 2)
    assert ("not UTF-8" if content[:1] == b"\xff" else "error: the text is empty (rain.txt)") in capsys.readouterr().err


def test_data_that_cannot_be_read_are_not_changed(nordic: Path) -> None:
    data = nordic / "data" / "note.passages.trig"
    whole = data.read_text(encoding="utf-8")
    text = UNION.read_text(encoding="utf-8")
    data.write_text(whole.replace("dip:number 3", "dip:number 3 3"), encoding="utf-8")
    with pytest.raises(DataError):
        index_source(Workspace(nordic), text, file_name="union-1905.txt", write=True)
    data.write_text(re.sub(r" dip:number 3 ;", "", whole), encoding="utf-8")
    with pytest.raises(DataError, match="the record of the passage p:N3 is not complete") as caught:
        index_source(Workspace(nordic), text, file_name="union-1905.txt", write=True)
    assert str(caught.value.where) == "data/note.passages.trig"


def test_a_file_that_is_there_is_not_overwritten(nordic: Path) -> None:
    (nordic / "data" / "rain.passages.trig").write_text("# mine\n", encoding="utf-8")
    with pytest.raises(UsageError, match="the file exists already and is not overwritten"):
        index_source(Workspace(nordic), "It rained.", document="rain", write=True)
    assert not (nordic / "data" / "rain.document.trig").exists()
    assert (nordic / "data" / "rain.passages.trig").read_text(encoding="utf-8") == "# mine\n"


def test_letters_run_out_into_two() -> None:
    taken: set[str] = set()
    for _ in range(30):
        taken.add(free_letter("ab", taken))
    assert {"A", "B", "Z", "AA", "AB"} <= taken
    assert len(taken) == 30


def test_a_record_holds_what_is_hostile() -> None:
    origin = Origin(title='He said "no" \\ twice', publisher="A\nB", author="Ann #1 Ames .")
    made = document_to_trig("x", origin, base="https://example.org/w/", document="note", file_name='a"b.txt', language="pt-BR")
    assert '"He said \\"no\\" \\\\ twice"@pt-br' in made
    assert '"A B"' in made
    assert formatted(made) == made
    with pytest.raises(UsageError, match="not an absolute IRI"):
        checked(Origin(address="https://example.org/> . e:a e:b e:c . <x:"))


def test_the_copy_of_the_version_before_is_kept_and_any_other_is_not_replaced(nordic: Path) -> None:
    text = UNION.read_text(encoding="utf-8") + "\nNobody asked why.\n"
    found = index_source(Workspace(nordic), text, file_name="union-1905.txt", write=True)
    assert found.new == ("N12",)
    digest = digest_of(UNION.read_text(encoding="utf-8"))
    copy, before = (nordic / "texts" / name for name in ("union-1905.txt", f"{digest[:8]}.union-1905.txt"))
    assert f"texts/union-1905.txt is the new version now; the one before is texts/{before.name}" in found.remarks
    assert (copy.read_text(encoding="utf-8"), before.read_bytes()) == (text, UNION.read_bytes())
    found = index_source(Workspace(nordic), text + "Not even the king.\n", file_name="union-1905.txt", write=True)
    assert len(list((nordic / "texts").glob("*.union-1905.txt"))) == 2, "no version is lost"
    copy.write_text("Somebody's notes.\n", encoding="utf-8")
    found = index_source(Workspace(nordic), text + "Nor how.\n", file_name="union-1905.txt", write=True)
    assert "texts/union-1905.txt is another version of the text and was not replaced" in found.remarks
    assert copy.read_text(encoding="utf-8") == "Somebody's notes.\n"


def test_a_workspace_without_a_folder_of_texts_gets_no_copy(nordic: Path) -> None:
    shutil.rmtree(nordic / "texts")
    index_source(Workspace(nordic), "It rained.", file_name="rain.txt", write=True)
    assert not (nordic / "texts").exists()


def test_a_file_without_the_prefixes_is_left_as_it_is(nordic: Path) -> None:
    data = nordic / "data" / "note.passages.trig"
    changed = (
        re.sub(r"@prefix oa: .*\n", "", data.read_text(encoding="utf-8"))
        .replace(" oa:", " o:")
        .replace("@prefix p:", "@prefix o: <http://www.w3.org/ns/oa#> .\n@prefix p:")
    )
    data.write_text(changed, encoding="utf-8")
    with pytest.raises(DataError, match="new passages need the prefix oa: with its usual meaning"):
        index_source(Workspace(nordic), UNION.read_text(encoding="utf-8") + "\nNobody asked why.\n", document="note", write=True)
    assert data.read_text(encoding="utf-8") == changed
