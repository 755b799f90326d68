"""Files that would end the process, take minutes or make a graph that no format can hold are refused, with their place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import kg
from kg.authored.formatting import formatted
from kg.build import build
from kg.errors import DataError, EnvironmentProblem
from kg.workspace import Workspace
from tests.fuzz.world import FILES, call, write

DATA = FILES["data/base.trig"]
OWN = FILES["ontology/own.ttl"]
SHAPES = FILES["ontology/shapes/own.ttl"]
DEEP = "more than 100 brackets inside each other"
NOT_DECLARED = FILES["ontology/rules/own.rq"].replace("CONSTRUCT { ?a dip:dealtWith", "CONSTRUCT { ?a dip:dealtWit")

HIGH = (
    "".join(f"x:C{number:04} a owl:Class ; rdfs:subClassOf x:C{number + 1:04} .\n" for number in range(1, 5000)) + "x:C5000 a owl:Class .\n"
)


def inside(text: str) -> str:
    """The data with one more statement in their first graph."""
    at = DATA.index("{") + 1
    return f"{DATA[:at]}\n{text} .\n{DATA[at:]}"


FAILING = {
    "nested blank nodes": ("data/base.trig", inside("e:x dip:about " + "[ dip:about " * 100_000 + "e:y" + "]" * 100_000), DEEP),
    "nested collections": ("data/base.trig", inside("e:x dip:about " + "(" * 100_000 + "e:y" + ")" * 100_000), DEEP),
    "nested triple terms": ("data/base.trig", inside("e:x dip:about " + "<<( e:x dip:about " * 50_000 + "1" + " )>>" * 50_000), DEEP),
    "a triple term": ("data/base.trig", inside("e:x dip:about <<( e:x dip:about e:y )>>"), "a triple term of RDF 1.2"),
    "a control character": ("data/base.trig", inside(r'e:x skos:note "\u001b]0;x\u0007"@en'), r"U\+001B in the value of skos:note"),
    "a byte order mark": ("data/base.trig", "\ufeff" + DATA, "begins with a byte order mark"),
    "a graph without a name": ("data/base.trig", DATA + "\n_:g { e:x dip:about e:y }\n", "a blank node is not allowed"),
    "a deep ontology": ("ontology/own.ttl", OWN + "x:P x:p " + "[ x:p " * 5000 + "1" + "]" * 5000 + " .", DEEP),
    "triple terms in an ontology": ("ontology/own.ttl", OWN + "x:P x:p " + "<<( x:P x:p " * 50_000 + "1" + ")>>" * 50_000 + " .", DEEP),
    "a high ontology": ("ontology/own.ttl", OWN + HIGH, r"more than 100 classes .* \(ontology/own.ttl:10:1\)"),
    "a triple term in an ontology": ("ontology/own.ttl", OWN + "x:P x:p <<( x:P x:p 1 )>> .", "a triple term"),
    "an undeclared term in a rule": ("ontology/rules/own.rq", NOT_DECLARED, r"undeclared term dip:dealtWit \(ontology/rules/own.rq:3:16\)"),
    "a rule with a byte order mark": ("ontology/rules/own.rq", "\ufeff" + FILES["ontology/rules/own.rq"], "begins with a byte order mark"),
}  # fmt: skip


def spoilt(folder: Path, name: str, text: str) -> Workspace:
    write(folder)
    (folder / name).write_text(text, encoding="utf-8")
    return Workspace(folder)


@pytest.mark.parametrize("case", FAILING)
def test_the_build_and_the_check_report_the_place(case: str, tmp_path: Path) -> None:
    name, text, says = FAILING[case]
    workspace = spoilt(tmp_path / "w", name, text)
    with pytest.raises(DataError, match=says) as caught:
        build(workspace)
    assert caught.value.place is not None
    assert caught.value.hint
    report = kg.open(workspace.folder, build=False).check(owl=False)
    assert report.exit_code in (1, 3)
    assert (caught.value.what, caught.value.place) in [(each.what, each.place) for each in report.findings]


def test_data_files_that_became_empty_are_an_error_and_the_last_snapshot_stays(tmp_path: Path) -> None:
    """In a new workspace, data files without a statement are only a warning: there is nothing to lose."""
    new = spoilt(tmp_path / "new", "data/base.trig", "# nothing\n")
    build(new).release()
    found = [each for each in kg.open(new.folder).check(owl=False).findings if each.rule == "no-data"]
    assert [each.severity for each in found] == ["warning"]
    old = spoilt(tmp_path / "old", "data/base.trig", DATA)
    before = build(old).digest
    (tmp_path / "old" / "data/base.trig").write_text("# nothing\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"the \.trig files in data/ are empty") as caught:
        build(old)
    assert caught.value.hint
    assert kg.open(old.folder, build=False).snapshot.digest == before


def of(classes: str) -> str:
    """The stored query, whose parameter is of some classes."""
    return FILES["queries/own.rq"].replace("#+     optional", f"#+     of: {classes}\n#+     optional")


CHECKED = {
    "deep shapes": ("ontology/shapes/own.ttl", SHAPES + "x:Q sh:not " + "[ sh:not " * 5000 + "x:meeting" + "]" * 5000 + " .", DEEP),
    "a long path": ("ontology/shapes/own.ttl", SHAPES + "x:Q sh:path (" + "dip:actor " * 5000 + ") .", "a path of 5,000 steps"),
    "a class in a header": ("queries/own.rq", of("Agent"), "not a CURIE"),
    "an undeclared class": ("queries/own.rq", of("dip:Agnet"), "undeclared class dip:Agnet"),
    "look-alikes": ("data/base.trig", DATA.replace('"Ada"@en', '"Beta Pact"@en').replace('"Beta"@en', '"Bet\u0430 Pact"@en'), "look alike"),
}  # fmt: skip


@pytest.mark.parametrize("case", CHECKED)
def test_the_check_reports_it(case: str, tmp_path: Path) -> None:
    name, text, says = CHECKED[case]
    report = kg.open(spoilt(tmp_path / "w", name, text).folder, build=False).check(owl=False)
    assert any(says in each.what and each.place is not None and each.place.file == name for each in report.findings)


@pytest.mark.parametrize("text", ["[severity]\nown = " + "9" * 10_000, "[severity]\nown = " + "[" * 5000])
def test_a_profile_that_toml_cannot_hold_is_refused(text: str, tmp_path: Path) -> None:
    workspace = spoilt(tmp_path / "w", "ontology/checks/profile.toml", text)
    with pytest.raises(DataError, match=r"profile cannot be read \(ontology/checks/profile.toml\)"):
        kg.open(workspace.folder, build=False).check(owl=False)


@pytest.mark.timeout(60)
def test_a_label_of_a_megabyte_is_checked_in_seconds(tmp_path: Path) -> None:
    workspace = spoilt(tmp_path / "w", "data/base.trig", DATA.replace('skos:prefLabel "', 'skos:prefLabel "' + "ab" * 500_000, 1))
    assert kg.open(workspace.folder, build=False).check(owl=False).readable


def test_the_layout_refuses_what_would_end_the_process() -> None:
    with pytest.raises(DataError, match=r"brackets inside each other \(the text:1:"):
        formatted("<x:a> <x:p> " + "<<( <x:a> <x:p> " * 50_000 + "1" + " )>>" * 50_000 + " .")


# Files that are not read to their end ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ontology/rules/own.rq", "ontology/checks/own.rq", "queries/own.rq"])
def test_a_file_of_a_query_is_read_up_to_a_limit(name: str, tmp_path: Path) -> None:
    """Only the part up to the limit is read: the file on the disk may be as large as the disk."""
    write(tmp_path / "w")
    with (tmp_path / "w" / name).open("ab") as file:
        file.truncate(20_000_000_000)
    code, said = call(tmp_path / "w", "check", "--no-owl")
    assert code in (1, 3)
    assert "the file has more than 4,000,000 bytes" in said
    assert name in said


def test_a_file_of_a_query_that_is_not_a_file_is_refused_at_once(tmp_path: Path) -> None:
    write(tmp_path / "w")
    assert call(tmp_path / "w", "build")[0] == 0
    (tmp_path / "folder.rq").mkdir()
    names = [str(tmp_path / "folder.rq")]
    if os.name == "posix":
        os.mkfifo(tmp_path / "pipe.rq")
        names += [str(tmp_path / "pipe.rq"), "/dev/zero"]
    for name in names:
        code, said = call(tmp_path / "w", "query", name)
        assert code == EnvironmentProblem.exit_code, said
        assert said.startswith(f"error: not a regular file ({name})\nhint: "), said


def test_a_query_with_the_line_ends_of_windows_is_the_same_query(tmp_path: Path) -> None:
    write(tmp_path / "w")
    (tmp_path / "windows.rq").write_bytes(FILES["queries/own.rq"].replace("\n", "\r\n").encode())
    assert call(tmp_path / "w", "build")[0] == 0
    assert call(tmp_path / "w", "query", str(tmp_path / "windows.rq")) == call(tmp_path / "w", "query", "own")


@pytest.mark.timeout(60)
def test_a_query_with_thousands_of_undeclared_terms_is_checked_in_seconds(tmp_path: Path) -> None:
    terms = " ".join(f"dip:actorforeigner{number}" for number in range(20_000))
    query = FILES["queries/own.rq"].replace("WHERE {", "WHERE { VALUES ?any { " + terms + " }")
    report = kg.open(spoilt(tmp_path / "w", "queries/own.rq", query).folder, build=False).check(owl=False)
    assert sum(each.what.startswith("undeclared term dip:actorforeigner") for each in report.findings) == 20_000
