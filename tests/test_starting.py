"""A new workspace from one's own texts."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

import kg
from kg.cli.main import run
from kg.errors import EnvironmentProblem, UsageError
from kg.sources import Origin
from kg.starting import init, own_ontology, settings_text
from kg.workspace import Workspace, _Settings

REPORT = """Tessaly cuts ties with Ombria

By Ann Ames

CORVO, 31 August 2012. Tessaly severed relations with Ombria yesterday.
"Will you come back?" Gen. B. Orr was asked in Port Mar, O.R. The
general did not answer, and nobody expected that he would say more.

What came before

The two states had recognized each other in 1991.
"""
MADE = [
    ".gitignore",
    "README.md",
    "chancery.toml",
    "data/README.md",
    "data/report.document.trig",
    "data/report.passages.trig",
    "ontology/own.ttl",
    "texts/report.txt",
]


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A text in an otherwise empty folder, which is the current one."""
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.chdir(place)
    path = place / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def inside(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and ".kg" not in path.parts)


def test_from_a_text_to_a_checked_and_drawn_graph(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--date", "2012-08-31", "--publisher", "The Corvo Times", "--title", "Two states"]
    assert run(["init", "lake", "report.txt", *options]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["made the workspace lake: Two states (lake)", "  e:report: Tessaly cuts ties with Ombria, 8 passages, R1 to R8"]
    assert said[-4:] == ["next:", "  kg -C lake desk", "  kg -C lake check", "  kg -C lake view --open"]
    assert inside(Path("lake")) == MADE

    assert run(["-C", "lake", "check", "--no-owl", "--text", "lake/texts"]) == 0
    found = capsys.readouterr().out
    assert "no assertion graph cites e:report, which has 7 passages to code, in p:R1 to p:R8" in found
    assert "the record of e:report has lines to fill in: dcterms:source, dcterms:creator, dcterms:license, dip:retrieved" in found
    assert "\n0 errors, 1 warning, 1 remark\n" in found
    assert run(["-C", "lake", "build"]) == 0
    assert run(["-C", "lake", "sources"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "        0 of them held" in said
    assert said[-1] == "1 of 8 passages are covered"
    assert run(["-C", "lake", "view", "lake.html"]) == 0
    assert "This graph is empty." in Path("lake.html").read_text(encoding="utf-8")

    code = """@prefix a: <https://example.org/lake/assertion/> .
@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix e: <https://example.org/lake/id/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix k: <https://example.org/lake/graph/> .
@prefix p: <https://example.org/lake/passage/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

k:record { a:R4-1 dip:cites p:R4 ; dip:standing dip:Stated ; dip:gist "Tessaly severed relations with Ombria."@en . }

a:R4-1 {
  e:severance a dip:SeveranceOfRelations ; skos:prefLabel "Severance of relations with Ombria by Tessaly, 2012"@en ;
    dip:actor e:tessaly ; dip:recipient e:ombria ; dip:date "2012-08-30"^^edtf:EDTF ; dip:dateBasis dip:FromDocumentDate .
}

k:background {
  e:tessaly a dip:State ; skos:prefLabel "Tessaly"@en ; dcterms:source e:report .
  e:ombria a dip:State ; skos:prefLabel "Ombria"@en ; dcterms:source e:report .
}
"""
    Path("lake/data/report.trig").write_text(code, encoding="utf-8")
    capsys.readouterr()
    assert run(["-C", "lake", "check", "--no-owl", "--text", "lake/texts", "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert {each["rule"] for each in findings} == {"uncovered-passage", "to-fill-in"}
    assert run(["-C", "lake", "show", "e:severance"]) == 0
    shown = capsys.readouterr().out
    assert "30 August 2012" in shown
    assert "date basis: from the date of the document" in shown
    assert run(["-C", "lake", "query", "dates-of", "-p", "of=e:severance"]) == 0
    assert ",2012-08-30,https://w3id.org/chancery/ontology#FromDocumentDate,,2012-08-30,2012-08-30" in capsys.readouterr().out
    assert run(["-C", "lake", "view", "lake.html"]) == 0
    assert "from the date of the document" in Path("lake.html").read_text(encoding="utf-8")


def test_the_passages_are_those_of_a_reader(report: Path) -> None:
    made = init("lake", [report])
    (text,) = made.texts
    assert text.passages == tuple(f"R{number}" for number in range(1, len(text.passages) + 1))
    found = kg.open("lake").sources()[0]
    assert [(each.kind, each.section) for each in found.passages] == [
        ("Heading", "Tessaly cuts ties with Ombria"),
        ("ListItem", "Tessaly cuts ties with Ombria"),
        *[("Sentence", "Tessaly cuts ties with Ombria")] * 4,
        ("Heading", "Tessaly cuts ties with Ombria > What came before"),
        ("Sentence", "Tessaly cuts ties with Ombria > What came before"),
    ]
    assert [each.name for each in found.passages if each.reason] == [text.passages[-2]]


def test_every_setting_is_in_the_file(tmp_path: Path) -> None:
    text = settings_text("lake", 'A "lake" \\ é', "https://example.org/lake/", "pt-BR")
    for name in _Settings._fields:
        assert re.search(rf"^#.*\n(# )?{name} = ", text, re.MULTILINE), f"{name} has no comment before it, or is missing"
    (tmp_path / "chancery.toml").write_text(text, encoding="utf-8")
    assert Workspace(tmp_path).settings() == {
        **_Settings()._asdict(),
        "name": "lake",
        "title": 'A "lake" \\ é',
        "base": "https://example.org/lake/",
        "language": "pt-BR",
    }
    (tmp_path / "chancery.toml").write_text(re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE), encoding="utf-8")
    assert Workspace(tmp_path).principals == ("France", "United Nations")
    assert Workspace(tmp_path).license == "https://creativecommons.org/licenses/by/4.0/"


def test_the_example_of_the_ontology_is_right_when_uncommented(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    init("lake", [report])
    path = Path("lake/ontology/own.ttl")
    text = path.read_text(encoding="utf-8")
    assert text == own_ontology("https://example.org/lake/")
    head, marked, example = text.partition("# Example: remove the # at the beginning of each line below, and change the names.\n")
    assert marked
    uncommented = "".join(line.removeprefix("# ") for line in example.splitlines(keepends=True))
    assert "#" not in uncommented.replace("ontology#", "")
    path.write_text(head + uncommented, encoding="utf-8")
    data = """@prefix a: <https://example.org/lake/assertion/> .
@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix e: <https://example.org/lake/id/> .
@prefix k: <https://example.org/lake/graph/> .
@prefix own: <https://example.org/lake/ontology#> .
@prefix p: <https://example.org/lake/passage/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
k:record { a:R4-1 dip:cites p:R4 ; dip:standing dip:Stated ; dip:gist "The two patrol the lake."@en . }
a:R4-1 { e:patrol a own:JointPatrol ; skos:prefLabel "Patrol"@en ; dip:party e:tessaly , e:ombria . }
k:background {
  e:tessaly a dip:State ; skos:prefLabel "Tessaly"@en ; dcterms:source e:report .
  e:ombria a dip:State ; skos:prefLabel "Ombria"@en ; dcterms:source e:report .
}
"""
    Path("lake/data/report.trig").write_text(data, encoding="utf-8")
    assert run(["-C", "lake", "check", "--no-owl", "--json"]) == 0
    assert {each["rule"] for each in json.loads(capsys.readouterr().out)["findings"]} == {
        "act-not-coded",
        "uncovered-passage",
        "to-fill-in",
    }
    assert run(["-C", "lake", "why", "Tessaly", "patrolled with", "Ombria"]) == 0


def test_two_texts_get_two_letters_and_two_names(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("other").mkdir()
    Path("other/report.txt").write_text("It rained.", encoding="utf-8")
    words = ["init", "lake", "report.txt", "other/report.txt", "--date", "2012", "--date", "", "--author", "", "--author", "Ann Ames"]
    assert run([*words, "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert [(each["document"], each["file"], each["passages"][0]) for each in made["texts"]] == [
        ("report", "texts/report.txt", "R1"),
        ("report-2", "texts/report-2.txt", "E1"),
    ]
    assert made["texts"][1]["title"] == "report 2"
    assert sorted(made["files"]) == sorted([*MADE, "data/report-2.document.trig", "data/report-2.passages.trig", "texts/report-2.txt"])
    assert made["next"] == ["kg -C lake desk", "kg -C lake check", "kg -C lake view --open"]
    second = Path("lake/data/report-2.document.trig").read_text(encoding="utf-8")
    assert 'dcterms:creator "Ann Ames"' in second
    assert "# e:report-2 dcterms:date" in second
    assert run(["-C", "lake", "sources", "verify", "--text", "lake/texts"]) == 0


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfA came.\r\n\r\nB left.\r\n", b"A came.\rB left."])
def test_a_copy_has_the_same_bytes(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a b.txt").write_bytes(content)
    made = init(tmp_path / "w", [tmp_path / "a b.txt"])
    assert (tmp_path / "w" / "texts" / "a b.txt").read_bytes() == content
    assert kg.open(tmp_path / "w").verify_sources(tmp_path / "w" / "texts").good
    assert made.texts[0].document == "a-b"
    assert kg.open(tmp_path / "w").sources()[0].document.characters == len(content.decode("utf-8"))


def test_a_workspace_without_texts(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "my_lake"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("made the workspace my_lake: My lake (my-lake)\n")
    assert "  kg -C my_lake sources index FILE --write\n" in said
    for words in (["build"], ["check", "--no-owl"], ["sources"], ["view", "a.html"], ["queries"], ["query", "coverage"]):
        assert run(["-C", "my_lake", *words]) == 0
    assert run(["-C", "my_lake", "sources", "index", "report.txt", "--write"]) == 0
    assert Path("my_lake/texts/report.txt").read_text(encoding="utf-8") == REPORT
    assert run(["-C", "my_lake", "check", "--no-owl", "--text", "my_lake/texts"]) == 0


def test_a_folder_with_other_files_keeps_them(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("lake/texts").mkdir(parents=True)
    Path("lake/README.md").write_text("mine", encoding="utf-8")
    Path("lake/.gitignore").write_text("*.pyc", encoding="utf-8")
    Path("lake/texts/report.txt").write_text(REPORT, encoding="utf-8")
    assert run(["init", "lake", "lake/texts/report.txt"]) == 0
    said = capsys.readouterr().out
    assert "  README.md was there already and is unchanged\n" in said
    assert "  add /texts/ and /.kg/ to .gitignore: texts and snapshots do not belong in a repository\n" in said
    assert Path("lake/README.md").read_text(encoding="utf-8") == "mine"
    assert inside(Path("lake")) == MADE


def test_git_ignores_the_texts(report: Path) -> None:
    init("lake", [report])
    subprocess.run(["git", "init", "-q", "lake"], check=True)
    listed = subprocess.run(["git", "-C", "lake", "status", "--short", "-uall"], capture_output=True, text=True, check=True)
    assert sorted(line[3:] for line in listed.stdout.splitlines()) == MADE[:-1]


@pytest.mark.parametrize(
    ("words", "code", "what", "hint"),
    [
        (["there"], 2, "the folder is a workspace already (there)", "kg -C there sources index FILE --write adds a text to it"),
        (["report.txt"], 2, "not a folder (report.txt)", "name a folder that is new"),
        (["coded"], 2, "the file exists already and is not overwritten (coded/ontology/own.ttl)", "choose another folder"),
        (["lake", "nowhere.txt"], 4, "the file cannot be read", "check the file's name"),
        (["lake", "empty.txt"], 2, "the text is empty (empty.txt)", "name a file that has the text"),
        (["lake", "binary.txt"], 4, "the text is not UTF-8 (binary.txt)", "save the copy in UTF-8"),
        (["lake", "report.txt", "./report.txt"], 2, "the text is the same as report.txt (./report.txt)", "give each text once"),
        (["lake", "report.txt", "--date", "2012", "--date", "2013"], 2, "--date is given 2 times, for 1 texts", "once for each text"),
        (["lake", "--author", "Ann"], 2, "--author is given once, for 0 texts", "once for each text"),
        (["lake", "report.txt", "--date", "soon"], 2, "the date of a text is not a date in EDTF: 'soon'", "hint: "),
        (["lake", "--name", "A B"], 2, "invalid name 'A B'", "use small letters"),
        (["lake", "--base", "https://example.org"], 2, "the base 'https://example.org' is not an absolute IRI", "such as https://"),
        (["lake", "--language", "English"], 2, "invalid language tag 'English'", "such as en"),
        (["lake", "--title", "a\x07b"], 2, "the title has a character that cannot be printed", "leave it out"),
        ([], 2, "kg init needs DIR", ""),
    ],
)
def test_mistakes_leave_nothing_behind(
    report: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, what: str, hint: str
) -> None:
    Path("there").mkdir()
    Path("there/chancery.toml").write_text("broken", encoding="utf-8")
    Path("coded/ontology").mkdir(parents=True)
    Path("coded/ontology/own.ttl").write_text("# mine", encoding="utf-8")
    Path("empty.txt").write_text(" \n", encoding="utf-8")
    Path("binary.txt").write_bytes(b"\xff\xfe\x00")
    before = sorted(report.parent.rglob("*"))
    assert run(["init", *words]) == code
    said = capsys.readouterr().err
    assert f"error: {what}" in said
    assert hint in said
    assert sorted(report.parent.rglob("*")) == before


def test_the_folder_is_not_that_of_minus_c(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", "here", "init", "lake"]) == 2
    assert "hint: kg init here/lake\n" in capsys.readouterr().err


@pytest.mark.parametrize("failing", range(1, 9))
def test_a_failure_halfway_leaves_nothing_behind(report: Path, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    """The disk is full at each of the files in turn."""
    calls = iter(range(1, 20))
    real = os.fsync

    def full(handle: int) -> None:
        if next(calls) == failing:
            raise OSError(28, "No space left on device")
        real(handle)

    Path("old").mkdir()
    monkeypatch.setattr(os, "fsync", full)
    for folder in ("new", "old"):
        calls = iter(range(1, 20))
        with pytest.raises(EnvironmentProblem, match="No space left on device"):
            init(folder, [report])
    assert sorted(path.name for path in report.parent.rglob("*")) == ["old", "report.txt"]


def test_an_interrupt_leaves_nothing_behind(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        init("lake", [report])
    assert not Path("lake").exists()


def test_from_python(report: Path) -> None:
    made = kg.init("lake", ["report.txt"], origins=[kg.Origin(date="2012-08-31")])
    assert isinstance(made, kg.Started)
    assert str(made).startswith("made the workspace lake: Lake (lake)\n")
    assert repr(made).startswith("<Started")
    assert made.to_json()["files"] == list(made.files)
    assert kg.open("lake").sources()[0].document.date == "2012-08-31"
    with pytest.raises(UsageError, match="1 origins are given for 2 texts"):
        kg.init("other", ["report.txt", "two.txt"], origins=[Origin()])


def test_nothing_is_written_into_a_workspace_that_is_not_here(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sources", "index", "report.txt", "--write"]) == 2
    said = capsys.readouterr().err
    assert f"error: there is no workspace here to write into ({report.parent})" in said
    assert "hint: kg init DIR report.txt makes a workspace; " in said
    init("lake", [])
    Path("lake/more").mkdir()
    os.chdir("lake/more")
    assert run(["sources", "index", "../../report.txt", "--write"]) == 0
    assert (report.parent / "lake" / "data" / "report.passages.trig").is_file()
