"""Whatever fails `kg build` is an error of `kg check`, with the same message at the same place."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from kg.authored.finding import Finding
from kg.authored.lint import LINTS, NEED_ALL_DATA
from kg.build.assembling import assemble, read
from kg.check.page import page
from kg.check.report import Report
from kg.check.run import Wanted, check
from kg.errors import DataError
from kg.workspace import Workspace
from tests.build.test_build import HELD, NORDIC, PREFIXES, WRONG
from tests.sampling import sampled

BROKEN = "k:record { e:b a dip:Note e:c . }\n"
FILES = {
    "a broken ontology": {"ontology/own.ttl": "<http://x/a> <http://x/b>", "data/more.trig": "k:background { e:x"},
    "a broken inference rule": {"ontology/rules/own.rq": "#+ summary: x.\nCONSTRUCT { ?a a ?b } WHERE { }"},
    "a rule that concludes what data use": {
        "ontology/rules/own.rq": "#+ summary: x.\nPREFIX dip: <https://w3id.org/chancery/ontology#>\n"
        "CONSTRUCT { ?b dip:qualifier ?a } WHERE { ?a dip:party ?b }",
        "data/more.trig": PREFIXES + HELD + "a:X { e:union dip:qualifier 'old' . }",
    },
    "a rule whose conclusion loses its ground": {
        "ontology/rules/own.rq": "#+ summary: x.\nPREFIX dip: <https://w3id.org/chancery/ontology#>\n"
        "CONSTRUCT { ?a ?p ?a } WHERE { ?a ?p ?b . FILTER NOT EXISTS { ?a dip:party ?a } }",
    },
    "a syntax error beside a lint error": {
        "data/one.trig": PREFIXES + BROKEN,
        "data/two.trig": PREFIXES + "k:record { p:N2 dip:assertsNothing 'x'@en . }\na:X { e:norway dip:met e:sweden . }",
    },
}


def workspace_of(folder: Path, files: dict[str, str]) -> Workspace:
    """The nordic workspace with further files, or without any data if there are none."""
    shutil.copytree(NORDIC, folder, ignore=shutil.ignore_patterns(".kg"))
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    if not files:
        shutil.rmtree(folder / "data")
    return Workspace(folder)


def errors_of_build(ws: Workspace) -> list[DataError]:
    with pytest.raises(DataError) as caught:
        assemble(ws)
    return [caught.value, *caught.value.others]


def errors(findings: Iterable[Finding]) -> list[Finding]:
    return [each for each in findings if each.severity == "error"]


def assert_covers(report: Report, build: list[DataError], rules: dict[tuple[str, object], str]) -> None:
    """Assert that each error of the build is in the report with its rule. Only no-thing may be replaced by a shape at the same place."""
    reported = {(each.what, each.place, each.rule) for each in errors(report.findings)}
    places = {each.place for each in errors(report.findings)}
    for error in build:
        rule = rules.get((error.what, error.place), "inference-rule")
        assert (error.what, error.place, rule) in reported or (rule == "no-thing" and error.place in places), error
    assert report.exit_code != 0


MISTAKES = {case: {"data/more.trig": PREFIXES + text} for case, (text, *_) in WRONG.items()} | FILES


@pytest.mark.parametrize("case", sampled(MISTAKES, 3, always=FILES))
def test_what_fails_the_build_is_an_error_of_the_check(case: str, tmp_path: Path) -> None:
    ws = workspace_of(tmp_path / "w", MISTAKES[case])
    rules: dict[tuple[str, object], str] = {(each.what, each.place): each.rule for each in read(ws).findings}
    assert_covers(check(ws, Wanted(owl=False)), errors_of_build(ws), rules)


def test_after_a_syntax_error_only_what_is_there_is_reported(tmp_path: Path) -> None:
    """The block with the error contained the record of a:X and cited p:N12. Neither is reported as missing."""
    ws = workspace_of(
        tmp_path / "w",
        {
            "data/one.trig": PREFIXES
            + "k:record { a:X dip:cites p:N12 ; dip:standing dip:Stated e:c . }\na:X { e:union dip:party e:lost . }",
            "data/two.trig": PREFIXES + "k:record { p:N2 dip:assertsNothing 'x'@en . p:N12 a dip:Passage ; dip:document e:note . }",
        },
    )
    assert [each.rule for each in read(ws).findings] == ["syntax", "idle-and-speaking"]
    assert {each.rule for each in check(ws, Wanted(owl=False)).findings} >= {"syntax", "idle-and-speaking"}
    (tmp_path / "w" / "data" / "one.trig").unlink()
    assert [each.rule for each in read(ws).findings] == ["idle-and-speaking", "uncovered-passage"]
    assert [each.severity for each in read(ws).findings] == ["error", "warning"]
    assert all(f"| {each.rule} | {each.severity} | " in page(ws) for each in read(ws).findings)


def test_the_rules_that_need_all_data_exist() -> None:
    assert {function.__name__.replace("_", "-") for function in LINTS} >= NEED_ALL_DATA


@pytest.mark.parametrize(
    ("name", "rule"),
    [("ontology/rules/own.rq", "inference-rule"), ("ontology/checks/own.rq", "quality-rule"), ("queries/own.rq", "stored-query")],
)
def test_a_mistake_in_a_header_has_its_line_and_column(name: str, rule: str, tmp_path: Path) -> None:
    ws = workspace_of(tmp_path / "w", {name: "#+ summary: one\n#+ tags: *x\nSELECT ?node { ?node a ?class }"})
    assert [(each.rule, str(each.place)) for each in errors(check(ws, Wanted(owl=False)).findings)] == [(rule, f"{name}:2:10")]


def test_a_rule_that_is_too_large_is_called_a_rule(tmp_path: Path) -> None:
    text = "#+ summary: x.\nCONSTRUCT { ?a a ?b } WHERE { " + "{ " * 70 + "?a a ?b" + " }" * 71
    ws = workspace_of(tmp_path / "w", {"ontology/rules/own.rq": text})
    [problem] = errors_of_build(ws)
    assert problem.what == "rule own has more than 64 brackets inside each other"
    assert problem.hint == "split it into several rules"
