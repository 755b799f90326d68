"""`kg check` on the command line: what it finds, where, how it reports it, and its exit code."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, SH, Graph, Literal, URIRef

from kg.cli.main import run
from kg.ontology import find_java

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
needs_java = pytest.mark.skipif(find_java() is None, reason="no working Java was found")
PREFIXES = "".join(line for line in (HERE / "base.trig").read_text(encoding="utf-8").splitlines(True) if line.startswith("@prefix"))
Check = Callable[..., tuple[int, str]]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with the base of all fixtures, in which nothing is wrong."""
    folder = tmp_path / "w"
    (folder / "data").mkdir(parents=True)
    (folder / "chancery.toml").write_text('[workspace]\nname = "w"\ntitle = "W"\nbase = "https://example.org/w/"\n', encoding="utf-8")
    shutil.copy(HERE / "base.trig", folder / "data" / "base.trig")
    return folder


@pytest.fixture
def check(workspace: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    def call(*arguments: str, owl: bool = False) -> tuple[int, str]:
        capsys.readouterr()
        code = run(["-C", str(workspace), "check", *([] if owl else ["--no-owl"]), *arguments])
        return code, capsys.readouterr().out

    return call


def add(workspace: Path, text: str, name: str = "own.trig") -> None:
    (workspace / "data" / name).write_text(PREFIXES + text, encoding="utf-8")


FIRST = PREFIXES.count("\n") + 1
"""The number of the first line of an added text."""
HELD = 'k:record { a:D1-9 dip:cites p:D1 ; dip:standing dip:Stated ; dip:gist "more"@en . }\n'


def test_nothing_is_found_where_nothing_is_wrong(check: Check) -> None:
    code, out = check()
    assert code == 0
    assert out.startswith("0 errors, 0 warnings, 0 remarks\nchecked: the syntax of 1 data file;")
    assert (
        "not checked: OWL consistency: --no-owl\nnot checked: the texts: there is no folder texts/, and no --text DIR names another\n"
        in out
    )


@pytest.mark.parametrize(
    ("text", "rule", "line", "said"),
    [
        (HELD + "a:D1-9 {\n  e:x a dip:Vist .\n}", "undeclared-term", 3, "undeclared class dip:Vist"),
        (
            HELD + 'a:D1-9 {\n  e:visit dip:date "1950-13"^^edtf:EDTF ; dip:dateBasis dip:AsStated .\n}',
            "bad-date",
            3,
            "the date does not exist",
        ),
        (HELD + "a:D1-9 {\n  e:visit dip:about [ a dip:State ] .\n}", "blank-node", 3, "a blank node"),
        (
            HELD + 'a:D1-9 {\n  e:visit dip:place "Alpha"@en .\n}',
            "no-thing",
            3,
            'the value of dip:place must be a thing, not the literal "Alpha"',
        ),
        (
            HELD + "a:D1-9 {\n  e:visit dip:about dip:State .\n}",
            "no-thing",
            3,
            "the value of dip:about must be a thing, not the class dip:State",
        ),
        (HELD + "a:D1-9 {\n  e:visit dip:about dip:actor .\n}", "no-thing", 3, "not the property dip:actor"),
        ("a:D1-9 {\n  e:visit dip:about e:alpha .\n}", "assertion-graph", 1, "a:D1-9 is not described in the record"),
        (HELD + "a:D1-9 {\n  e:visit dip:about e:alpa .\n}", "undescribed", 3, "e:alpa is used but not described"),
        (HELD + "a:D1-9 {\n  e:ada dip:met e:bo .\n}", "derived-property", 3, "dip:met is derived by the build"),
        ("k:record {\n  a:D1-1 dip:held true .\n}", "derived-property", 2, "dip:held is derived by the build"),
        ("k:record {\n  e:doc dip:witness e:doc .\n}", "derived-property", 2, "dip:witness is derived by the build"),
        (
            HELD + 'a:D1-9 {\n  e:vote a dip:Vote ;\n    skos:prefLabel "V"@en ;\n    dip:actor e:alpha .\n}',
            "vote-position",
            3,
            "a vote must have exactly one position",
        ),
        (
            HELD + 'a:D1-9 {\n  e:visit dip:quantity 3 ;\n    dip:unit "man" .\n}',
            "text-language",
            4,
            "a text must have a language tag (here 'man')",
        ),
        (
            HELD + "a:D1-9 {\n  e:visit dip:counterpart e:ada ;\n    dip:actor e:ada .\n}",
            "deals-with-itself",
            3,
            "e:visit has e:ada as dip:actor",
        ),
        ("e:alpha dip:about e:beta .", "outside-graph", 1, "outside any graph"),
        ("k:background { e:cee a dip:State . }", "entity-label", 1, "one preferred label"),
        (HELD + "a:D1-9 {\n  e:visit dip:acter e:alpha .\n}", "undeclared-term", 3, "undeclared property dip:acter"),
        (HELD + 'a:D1-9 {\n  e:visit dip:date "1950" .\n}', "bad-date", 3, "is not an EDTF literal"),
        ("k:backgroud {\n  e:alpha a dip:State .\n}", "unknown-graph", 1, "unknown graph k:backgroud"),
        ("k:record {\n  a:D1-1 dip:cites p:D99 .\n}", "missing-link", 2, "the passage p:D99 does not exist"),
        ("k:record {\n  a:D1-1 dip:contentOf e:speech .\n}", "missing-speech", 2, "a:D1-1 is the content of e:speech"),
        ('k:record {\n  p:D1 dip:assertsNothing "x"@en .\n}', "idle-and-speaking", 2, "p:D1 is marked as asserting nothing"),
        ('k:background {\n  e:raid a dip:Attack ; skos:prefLabel "Raid"@en .\n}', "act-in-background", 2, "e:raid, which is an act"),
    ],
)
def test_a_mistake_is_found_at_its_line(text: str, rule: str, line: int, said: str, workspace: Path, check: Check) -> None:
    add(workspace, text)
    code, out = check("--json")
    found = [each for each in json.loads(out)["findings"] if each["rule"] == rule]
    assert code == (1 if found and found[0]["severity"] == "error" else 0)
    assert [each["where"]["line"] for each in found][:1] == [FIRST + line - 1], out
    assert found[0]["where"]["file"] == "data/own.trig"
    assert said in found[0]["what"]
    assert found[0]["hint"]
    own = tuple(f"https://example.org/w/{kind}/" for kind in ("id", "assertion", "graph", "passage"))
    assert found[0]["node"].startswith((*own, "https://w3id.org/chancery/ontology#"))


def test_a_principal_party_that_is_no_agent_is_found_at_its_line(workspace: Path, check: Check) -> None:
    path = workspace / "chancery.toml"
    path.write_text(path.read_text(encoding="utf-8") + 'principals = ["Alpha",\n  "Alhpa", "visit"]\n', encoding="utf-8")
    code, out = check("--json")
    found = [each for each in json.loads(out)["findings"] if each["rule"] == "principals"]
    assert code == 1
    assert [each["where"] for each in found] == [{"file": "chancery.toml", "line": 6, "column": None}] * 2
    assert found[0]["what"] == "a principal party cannot be found: no agent is called 'Alhpa'"
    assert "Alpha" in found[0]["hint"]
    assert "'visit'" in found[1]["what"]


def test_the_same_mistake_is_reported_once(workspace: Path, check: Check) -> None:
    """Lint and shapes both check the standing. Only the lint reports it, because its message is better."""
    add(workspace, 'k:record { a:D1-9 dip:cites p:D1 ; dip:gist "more"@en . }\na:D1-9 { e:visit dip:about e:alpha . }')
    _, out = check("--json")
    assert [each["rule"] for each in json.loads(out)["findings"]] == ["assertion-graph"]


def test_a_file_that_cannot_be_read(workspace: Path, check: Check) -> None:
    add(workspace, 'k:record {\n  e:x a dip:Note\n  e:y a dip:Note .\n}\nk:background { e:zed a dip:Stat ; skos:prefLabel "Z"@en . }')
    code, out = check()
    assert code == 3
    assert f"(data/own.trig:{FIRST + 2}:" in out
    assert "[syntax]" in out
    assert "undeclared class dip:Stat" in out, "what can be read is checked"
    assert "not checked: shapes, quality rules, OWL and texts: a data file cannot be read to its end" in out


def test_a_block_that_is_not_closed(workspace: Path, check: Check) -> None:
    add(workspace, HELD + "a:D1-9 {\n  e:visit dip:about e:alpha .\n\nk:background { e:alpha dip:about e:beta . }")
    code, out = check()
    assert code == 3
    assert f"(data/own.trig:{FIRST + 4}:" in out
    assert "hint: look for a missing `}` at the end of the block before this place" in out


@pytest.mark.parametrize("last", [" .", ""])
@pytest.mark.parametrize("word", ["", "GRAPH "])
def test_a_brace_that_is_missing_is_one_error(last: str, word: str, workspace: Path, check: Check) -> None:
    """The blocks after it are read again: their own mistakes are found, and no others."""
    blocks = "".join(f"{word}a:D1-{number} {{ e:visit dip:about e:alpha . }}\n" for number in range(10, 40))
    wrong = "a:D1-50 { e:visit dip:about e:alpha e:beta e:bo . }\nk:background { e:zed a dip:Stat . }\n"
    add(workspace, f"{word}a:D1-9 {{\n  e:visit dip:about e:alpha{last}\n{blocks}{wrong}")
    code, out = check("--json")
    found = json.loads(out)["findings"]
    assert code == 3
    assert [each["where"]["line"] for each in found if each["rule"] == "syntax"] == [FIRST + 2, FIRST + 32]
    assert [each["node"].rpartition("#")[2] for each in found if each["rule"] == "undeclared-term"] == ["Stat"]


def test_data_that_have_vanished_are_an_error(workspace: Path, check: Check, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(workspace), "build"]) == 0
    (workspace / "data" / "base.trig").unlink()
    capsys.readouterr()
    code, out = check()
    assert code == 1
    assert f"error: there is no data: data/ contains no .trig file ({workspace}) [no-data]\n  hint: " in out
    assert "\n1 error, 0 warnings, 0 remarks\n" in out
    assert run(["-C", str(workspace), "build"]) == 3
    assert "error: there is no data" in capsys.readouterr().err


def test_a_new_workspace_without_data_can_be_built(workspace: Path, check: Check, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "data" / "base.trig").unlink()
    for _ in range(2):  # the second time, the last snapshot has no data either
        code, out = check()
        assert code == 0
        assert (
            f"warning: there is no data: data/ contains no .trig file ({workspace}) [no-data]\n  hint: kg sources index FILE --write" in out
        )
        assert "\n0 errors, 1 warning, 0 remarks\n" in out
        assert run(["-C", str(workspace), "build"]) == 0
        assert "0 assertion graphs" in capsys.readouterr().out
    for words in (["sources"], ["query", "chronology"], ["query", "coverage"], ["disputes"], ["queries"], ["verify"]):
        assert run(["-C", str(workspace), *words]) == 0, words
    assert run(["-C", str(workspace), "show", "Norway"]) == 2
    assert "error: nothing is called 'Norway'\nhint: " in capsys.readouterr().err


def test_a_document_that_nobody_has_begun_is_one_finding(workspace: Path, check: Check) -> None:
    data = workspace / "data" / "base.trig"
    text = data.read_text(encoding="utf-8")
    passages = "".join(
        f"p:T{number} a dip:Passage ; dip:document e:third ; dip:number {number} ; dip:section '(lead)' ; dip:passageKind dip:Sentence .\n"
        for number in (1, 2, 3)
    )
    third = "e:third a dip:SourceDocument .\n  # e:third dcterms:creator 'A' .\n  # e:third dip:retrieved '2024' .\n"
    data.write_text(f"{text}\nk:record {{\n  {third}{passages}p:T2 dip:assertsNothing 'a heading'@en . }}\n", encoding="utf-8")
    _, out = check("--json")
    found = {each["rule"]: each for each in json.loads(out)["findings"]}
    assert found["uncovered-passage"]["what"] == "no assertion graph cites e:third, which has 2 passages to code, in p:T1 to p:T3"
    line = len(text.split("\n")) + 2
    assert found["uncovered-passage"]["where"]["line"] == line
    assert found["to-fill-in"]["what"] == "the record of e:third has lines to fill in: dcterms:creator, dip:retrieved"
    assert (found["to-fill-in"]["severity"], found["to-fill-in"]["where"]["line"]) == ("info", line + 1)


def test_passages_that_are_left_are_one_finding_for_each_document(workspace: Path, check: Check) -> None:
    data = workspace / "data" / "base.trig"
    text = data.read_text(encoding="utf-8")
    passages = "".join(
        f"p:T{number} a dip:Passage ; dip:document e:third ; dip:number {number} ; dip:section '(lead)' ; dip:passageKind dip:Sentence .\n"
        for number in range(1, 12)
    )
    said = "a:T5-1 { e:ada a dip:Person . }\nk:record { a:T5-1 dip:cites p:T5 ; dip:standing dip:Stated ; dip:gist 'x'@en . }"
    more = f"k:record {{ e:third a dip:SourceDocument .\n{passages}p:T2 dip:assertsNothing 'a heading'@en . }}\n{said}\n"
    data.write_text(f"{text}\n{more}", encoding="utf-8")
    found = [each for each in json.loads(check("--json")[1])["findings"] if each["rule"] == "uncovered-passage"]
    # T2 asserts nothing and is no gap; T5 is coded.
    assert [each["what"] for each in found] == ["no assertion graph cites 9 passages of e:third, in p:T1 to p:T4 and p:T6 to p:T11"]
    assert found[0]["where"]["line"] == len(text.split("\n")) + 2


@pytest.mark.parametrize(
    ("order", "coded", "ranges"),
    [
        ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10), None, "e:third, which has 10 passages to code, in p:T1 to p:T10"),
        ((1, 2, 10, 3, 4, 5, 6, 7, 8, 9), None, "e:third, which has 10 passages to code, in p:T1 to p:T10"),
        ((1, 2, 10, 3, 4, 5, 6, 7, 8, 9), 3, "9 passages of e:third, in p:T1 to p:T2 and p:T4 to p:T10"),
        ((1, 2, 10, 3, 4, 5, 6, 7, 8, 9), 9, "9 passages of e:third, in p:T1 to p:T8 and p:T10"),
    ],
)
def test_ranges_of_passages_are_those_of_their_names(
    order: tuple[int, ...], coded: int | None, ranges: str, workspace: Path, check: Check
) -> None:
    """A text that is indexed again gives a new passage the last name, wherever it stands."""
    passages = "".join(
        f"p:T{name} a dip:Passage ; dip:document e:third ; dip:number {number} ; dip:section '(lead)' ; dip:passageKind dip:Sentence .\n"
        for number, name in enumerate(order, 1)
    )
    said = f"k:record {{ a:T{coded}-1 dip:cites p:T{coded} ; dip:standing dip:Stated ; dip:gist 'x'@en . }}\n"
    said += f"a:T{coded}-1 {{ e:ada a dip:Person . }}"
    add(workspace, f"k:record {{ e:third a dip:SourceDocument .\n{passages} }}\n{said if coded else ''}\n")
    found = [each["what"] for each in json.loads(check("--json")[1])["findings"] if each["rule"] == "uncovered-passage"]
    assert found == [f"no assertion graph cites {ranges}"]


def test_an_ontology_that_cannot_be_read(workspace: Path, check: Check) -> None:
    (workspace / "ontology").mkdir()
    (workspace / "ontology" / "own.ttl").write_text("@prefix x: <http://x/> .\nx:a x:b\n", encoding="utf-8")
    code, out = check()
    assert code == 3
    assert "(ontology/own.ttl:3:1) [syntax]" in out
    assert "not checked: everything that needs the ontology" in out


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("ontology/rules/own.rq", "#+ summary: No.\nCONSTRUCT { ?a a ?c } WHERE { OPTIONAL { ?a a ?c } }", "OPTIONAL in a rule"),
        ("ontology/shapes/own.ttl", "@prefix x: <http://x/> .\nx:a x:b", "(ontology/shapes/own.ttl:2:8) [shapes]"),
        (
            "ontology/checks/own.rq",
            "SELECT ?node { ?node ?p ?o }",
            "the rule own has no line `#+ problem: ...` (ontology/checks/own.rq:1:1)",
        ),
        ("queries/own.rq", "SELECT ?a { ?a ?b ]", "(queries/own.rq:1:19) [stored-query]"),
        (
            "queries/own.rq",
            "#+ summary: Visits.\nPREFIX dip: <https://w3id.org/chancery/ontology#>\nSELECT ?a { ?a a dip:Vist }",
            "undeclared term dip:Vist (queries/own.rq:3:18) [undeclared-term]\n  hint: did you mean dip:Visit?",
        ),
    ],
)
def test_the_files_of_the_workspace_are_checked(path: str, text: str, said: str, workspace: Path, check: Check) -> None:
    (workspace / path).parent.mkdir(parents=True)
    (workspace / path).write_text(text, encoding="utf-8")
    code, out = check()
    assert code == 1
    assert said in out


def test_the_rules_and_shapes_of_a_workspace_are_checked(workspace: Path, check: Check) -> None:
    for path, text in (
        (
            "ontology/checks/no-ada.rq",
            (
                "#+ problem: Ada is there.\n#+ reason: We do not want her.\n#+ fix: Take her out.\n#+ severity: error\n"
                "#+ message: '{node} is Ada'\nSELECT ?node { ?node ?p 'Ada'@en }"
            ),
        ),
        (
            "ontology/shapes/own.ttl",
            (
                "@prefix dip: <https://w3id.org/chancery/ontology#> .\n@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
                "<http://x/alone> a sh:PropertyShape ; sh:targetClass dip:Meeting ; sh:path dip:actor ; sh:maxCount 0 ;\n"
                '  sh:message "nobody meets"@en ; sh:severity sh:Info .'
            ),
        ),
    ):
        (workspace / path).parent.mkdir(parents=True)
        (workspace / path).write_text(text, encoding="utf-8")
    code, out = check()
    assert code == 1
    assert "error: e:ada is Ada (data/base.trig:" in out
    assert "remark: e:meeting: nobody meets (data/base.trig:" in out
    assert "[alone]" in out


@pytest.mark.parametrize("named", [True, False])
def test_results_of_a_shape_with_a_mistake_are_left_out(named: bool, workspace: Path, check: Check) -> None:
    """A misspelt class makes correct data fail. Only the misspelling is reported, and the other shape still works."""
    inner = "sh:path dip:actor ; sh:class dip:Persn"
    slip = f"a sh:PropertyShape ; {inner}" if named else f"a sh:NodeShape ; sh:property [ {inner} ]"
    (workspace / "ontology" / "shapes").mkdir(parents=True)
    (workspace / "ontology" / "shapes" / "own.ttl").write_text(
        "@prefix dip: <https://w3id.org/chancery/ontology#> .\n@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix x: <http://x/> .\n"
        f"x:slip sh:targetClass dip:Meeting ; {slip} .\n"
        "x:right a sh:PropertyShape ; sh:targetClass dip:Meeting ; sh:path dip:actor ; sh:maxCount 0 ; sh:severity sh:Info .\n",
        encoding="utf-8",
    )
    assert sorted(each["rule"] for each in json.loads(check("--json")[1])["findings"]) == ["right", "shape-term"]


def test_a_profile_changes_the_exit_code(workspace: Path, check: Check) -> None:
    add(workspace, "k:background { e:cee a dip:State ; dcterms:source e:doc . }")
    assert check()[0] == 1
    (workspace / "ontology" / "checks").mkdir(parents=True)
    (workspace / "ontology" / "checks" / "profile.toml").write_text('[severity]\nentity-label = "warning"\n', encoding="utf-8")
    code, out = check()
    assert code == 0
    assert "warning: e:cee: an agent, a place" in out
    code, out = check("--least", "error")
    assert "e:cee" not in out
    assert out.startswith("0 errors, 1 warning, 1 remark\n")


def test_a_profile_cannot_allow_what_fails_the_build(workspace: Path, check: Check, capsys: pytest.CaptureFixture[str]) -> None:
    add(workspace, HELD + "a:D1-9 {\n  e:visit dip:about e:alpa .\n}\nk:record { p:D9 a dip:Passage . }")
    (workspace / "ontology" / "checks").mkdir(parents=True)
    profile = '[severity]\nundescribed = "off"\nuncovered-passage = "off"\n'
    (workspace / "ontology" / "checks" / "profile.toml").write_text(profile, encoding="utf-8")
    found = {each["rule"]: each["severity"] for each in json.loads(check("--json")[1])["findings"]}
    assert found["undescribed"] == "error"
    assert "uncovered-passage" not in found, "a warning of the build may be switched off"
    assert run(["-C", str(workspace), "build"]) == 3
    assert "e:alpa is used but not described" in capsys.readouterr().err


@pytest.mark.parametrize("severity", ["error", "warning"])
def test_a_shape_replaces_no_thing_only_as_an_error(severity: str, workspace: Path, check: Check) -> None:
    add(
        workspace,
        HELD + 'a:D1-9 {\n  e:vote a dip:Vote ; skos:prefLabel "V"@en ; dip:actor e:alpha ; dip:position "yes" .\n}',
    )
    (workspace / "ontology" / "checks").mkdir(parents=True)
    (workspace / "ontology" / "checks" / "profile.toml").write_text(f'[severity]\nvote-position = "{severity}"\n', encoding="utf-8")
    rules = [each["rule"] for each in json.loads(check("--json")[1])["findings"]]
    assert "vote-position" in rules
    assert ("no-thing" in rules) == (severity == "warning")


def test_an_unknown_rule_in_a_profile_is_reported(workspace: Path, check: Check) -> None:
    (workspace / "ontology" / "checks").mkdir(parents=True)
    profile = '[severity]\n"same-label" = "error"\nsame-labl = "off"\n'
    (workspace / "ontology" / "checks" / "profile.toml").write_text(profile, encoding="utf-8")
    code, out = check()
    assert code == 0
    assert "warning: unknown rule same-labl (ontology/checks/profile.toml:3:1) [profile]\n  hint: did you mean same-label?" in out


def test_the_shacl_report_is_one(workspace: Path, check: Check, tmp_path: Path) -> None:
    add(
        workspace,
        HELD + 'a:D1-9 {\n  e:vote a dip:Vote ; skos:prefLabel "V"@en ; dip:actor e:alpha ; dip:position "yes" .\n  e:x a dip:Vist .\n}',
    )
    target = tmp_path / "report.ttl"
    code, out = check("--shacl", str(target), "--json")
    assert code == 1
    graph = Graph().parse(target)
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(report, SH.conforms) == Literal(False)
    assert (None, SH.focusNode, URIRef("https://example.org/w/")) not in graph, "each finding has a focus node of its own"
    results = list(graph.objects(report, SH.result))
    assert len(results) == len(json.loads(out)["findings"]) == 2
    for result in results:
        for required in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent):
            assert len(list(graph.objects(result, required))) == 1, required
        assert len(list(graph.objects(result, SH.resultPath))) <= 1
    named = {str(each).rpartition("#")[2] for each in graph.objects(None, SH.sourceShape)}
    assert {"vote-position", "undeclared-term"} <= named
    components = {str(each) for each in graph.objects(None, SH.sourceConstraintComponent)}
    assert str(SH.InConstraintComponent) in components


def test_the_shacl_report_of_a_clean_workspace_conforms(check: Check, tmp_path: Path) -> None:
    assert check("--shacl", str(tmp_path / "report.ttl"))[0] == 0
    graph = Graph().parse(tmp_path / "report.ttl")
    assert (None, SH.conforms, Literal(True)) in graph
    assert (None, SH.result, None) not in graph


def test_a_report_that_cannot_be_written(check: Check, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert check("--shacl", str(tmp_path / "file" / "report.ttl"))[0] == 4


def test_the_check_writes_nothing(workspace: Path, check: Check) -> None:
    before = sorted(path.relative_to(workspace) for path in workspace.rglob("*"))
    check()
    assert sorted(path.relative_to(workspace) for path in workspace.rglob("*")) == before


def test_colours_only_on_a_terminal(workspace: Path, check: Check) -> None:
    add(workspace, "k:background { e:cee a dip:State . }")
    assert "\x1b" not in check()[1]


def test_control_characters_in_data_do_not_reach_the_terminal(workspace: Path, check: Check) -> None:
    add(workspace, 'k:background { e:cee a dip:State ; skos:prefLabel "\\u001b[31mred\\u0007" ; dcterms:source e:doc . }')
    out = check()[1]
    assert "entity-label" in out
    assert "\x1b" not in out
    assert "\x07" not in out


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ('e:bo skos:altLabel "Adelaide"@en . e:ada skos:altLabel "Adelaid"@en .', 1),
        ('e:bo skos:altLabel "Adelaide"@en . e:ada skos:altLabel "Adelaida"@en .', 1),
        ('e:bo skos:altLabel "Adelaide"@en . e:ada skos:altLabel "ADELAIDES"@en .', 1),
        ('e:bo skos:altLabel "Adelaide"@en , "Adelaid"@en .', 0),
        ('e:bo skos:altLabel "Adelaide"@en . e:ada skos:altLabel "Adelaid"@de .', 0),
        ('e:bo skos:altLabel "Adelaide 1974"@en . e:ada skos:altLabel "Adelaide 1973"@en .', 0),
        ('e:bo skos:altLabel "Adelaide"@en . e:ada skos:altLabel "Adelai"@en .', 0),
        ('e:bo skos:altLabel "Adi"@en . e:ada skos:altLabel "Ade"@en .', 0),
        (
            (
                'e:bo skos:altLabel "Adelaide"@en . e:ada skos:altLabel "Adelaid"@en . } k:record { '
                'e:note a dip:Note ; dip:on e:bo ; dip:noteKind dip:Ambiguity ; dip:gist "two"@en ; dip:cites p:D1 .'
            ),
            0,
        ),
    ],
)
def test_labels_that_differ_by_a_letter(text: str, pairs: int, workspace: Path, check: Check) -> None:
    add(workspace, f"k:background {{ {text} }}")
    found = json.loads(check("--json")[1])["findings"]
    assert [each["rule"] for each in found] == ["similar-label"] * pairs
    assert [each["node"].rpartition("/")[2] for each in found] == ["bo"] * pairs


def test_labels_that_differ_by_a_letter_are_named_in_the_order_of_their_nodes(workspace: Path, check: Check) -> None:
    add(workspace, 'k:background { e:bo skos:altLabel "Adelaide"@en . e:ada skos:altLabel "Adelaid"@en . }')
    (found,) = json.loads(check("--json")[1])["findings"]
    assert found["what"] == "the labels of e:bo and e:ada differ by one character: Adelaide / Adelaid"


def write_texts(workspace: Path, folder: Path, note: str, letter: str) -> None:
    """Write texts of the two documents, and records that match them."""

    def digest(text: str) -> str:
        return sha256(text.encode()).hexdigest()

    folder.mkdir(exist_ok=True)
    data = (workspace / "data" / "base.trig").read_text(encoding="utf-8")
    for name, text, old, length in (("note.txt", note, "01", "100"), ("letter.txt", letter, "02", "80")):
        (folder / name).write_text(text, encoding="utf-8")
        data = data.replace("0" * 62 + old, digest(text)).replace(f"dip:characters {length}", f"dip:characters {len(text)}")
    for text, old, start, end in ((note, "d1", 0, 20), (note, "d2", 21, 40), (letter, "e1", 0, 20)):
        data = data.replace("0" * 62 + old, digest(text[start:end]))
    (workspace / "data" / "base.trig").write_text(data, encoding="utf-8")


def test_the_texts_fit(workspace: Path, check: Check, tmp_path: Path) -> None:
    write_texts(workspace, tmp_path / "texts", "x" * 50, "y" * 40)
    code, out = check("--text", str(tmp_path / "texts"))
    assert code == 0, out
    assert f"the copies of the texts in {tmp_path / 'texts'}: 2 of 2" in out


def test_the_texts_of_the_workspace_are_compared_without_a_word(workspace: Path, check: Check) -> None:
    own = workspace / "texts"
    own.mkdir()
    (own / "README.md").write_text("Put your copies here.", encoding="utf-8")
    assert "not checked: the texts: texts/ has no copy of a document, and no --text DIR names another folder\n" in check()[1]
    write_texts(workspace, own, "x" * 50, "y" * 40)
    assert "the copies of the texts in texts: 2 of 2" in check()[1]
    (own / "note.txt").write_text("z" * 50, encoding="utf-8")
    (own / "letter.txt").unlink()
    code, out = check()
    assert code == 1
    assert "the copies of the texts in texts: 1 of 2" in out
    assert "[passage-differs]" in out
    assert "[text-missing]" in out


def test_texts_that_do_not_fit(workspace: Path, check: Check, tmp_path: Path) -> None:
    write_texts(workspace, tmp_path / "texts", "x" * 50, "y" * 40)
    (tmp_path / "texts" / "note.txt").write_text("z" + "x" * 50, encoding="utf-8")
    (tmp_path / "texts" / "letter.txt").unlink()
    code, out = check("--text", str(tmp_path / "texts"), "--json")
    found = {(each["rule"], each["severity"]) for each in json.loads(out)["findings"]}
    assert code == 1
    assert found == {
        ("text-differs", "warning"),
        ("text-differs", "error"),
        ("passage-differs", "error"),
        ("text-missing", "info"),
    }


def of_texts(out: str) -> list[dict[str, Any]]:
    """The findings without the remarks that compare what the data say with the texts: these texts say nothing."""
    return [each for each in json.loads(out)["findings"] if not each["rule"].endswith("-in-text")]


def test_a_digest_that_is_mistyped(workspace: Path, check: Check, tmp_path: Path) -> None:
    """The passages match the copy, so it is the version that was read, and its digest is wrong."""
    write_texts(workspace, tmp_path / "texts", "x" * 50, "y" * 40)
    path = workspace / "data" / "base.trig"
    data = path.read_text(encoding="utf-8")
    digest = sha256(b"x" * 50).hexdigest()
    path.write_text(data.replace(digest, digest[:-1] + ("0" if digest[-1] != "0" else "1")), encoding="utf-8")
    (found,) = of_texts(check("--text", str(tmp_path / "texts"), "--json")[1])
    assert (found["rule"], found["severity"]) == ("text-differs", "warning")
    assert found["hint"] == f"its length and all its passages match, so dip:sha256 is probably mistyped; the digest of the copy is {digest}"
    (tmp_path / "texts" / "note.txt").write_text("z" * 50, encoding="utf-8")
    hints = {each["hint"] for each in json.loads(check("--text", str(tmp_path / "texts"), "--json")[1])["findings"]}
    assert "get the version that was coded, or record this version" in hints


def test_shared_text_that_is_not_recorded(workspace: Path, check: Check, tmp_path: Path) -> None:
    """The first passages of both documents have nine words in common but are not equal."""
    write_texts(workspace, tmp_path / "texts", "a b c d e f g h i xy" + " " * 30, "a b c d e f g h i yz" + " " * 20)
    code, out = check("--text", str(tmp_path / "texts"), "--json")
    assert code == 1
    assert [each["what"] for each in of_texts(out)] == [
        "e:second and e:doc share text, but the record does not say so",
        "p:S1 and p:D1 share 9 or more consecutive words but are not recorded as parallel",
    ]
    add(workspace, "k:record { e:second dip:sharesTextWith e:doc . p:S1 dip:parallels p:D1 . }")
    assert check("--text", str(tmp_path / "texts"))[0] == 0


def test_eight_words_in_common_are_not_shared_text(workspace: Path, check: Check, tmp_path: Path) -> None:
    write_texts(workspace, tmp_path / "texts", "a b c d e f g h ixyz" + " " * 30, "a b c d e f g h iwyz" + " " * 20)
    assert check("--text", str(tmp_path / "texts"))[0] == 0


def test_a_quotation_in_the_data(workspace: Path, check: Check, tmp_path: Path) -> None:
    words = "it was a cold and windy day in late March"
    write_texts(workspace, tmp_path / "texts", words.ljust(50), "y" * 40)
    add(workspace, f"# {words.upper()}\n# it was a cold and windy day, they say\n")
    code, out = check("--text", str(tmp_path / "texts"), "--json")
    found = [(each["rule"], each["where"]["line"], each["where"]["column"]) for each in of_texts(out)]
    assert code == 1
    assert found == [("quotation", FIRST, 3)]
    assert "windy" not in out, "no message quotes the text"


def test_a_title_and_a_heading_are_no_quotations(workspace: Path, check: Check, tmp_path: Path) -> None:
    words = "a report of ten words on a cold march day"
    write_texts(workspace, tmp_path / "texts", words.ljust(50), "y" * 40)
    add(workspace, f'k:record {{ e:doc dcterms:title "{words}"@en . }}')
    found = [each["rule"] for each in json.loads(check("--text", str(tmp_path / "texts"), "--json")[1])["findings"]]
    assert "quotation" not in found


@pytest.mark.parametrize(("profile", "expected"), [("", "act-after-document"), ('"off"', "date-not-in-text")])
def test_a_date_after_the_document_is_one_finding(profile: str, expected: str, workspace: Path, check: Check, tmp_path: Path) -> None:
    write_texts(workspace, tmp_path / "texts", "Ada called Bo in 1950.".ljust(50), "y" * 40)
    talk = 'e:talk2 a dip:Conversation ; skos:prefLabel "Talk of 1999"@en ; dip:actor e:ada ; dip:counterpart e:bo'
    add(workspace, 'k:record { e:doc dcterms:date "1990"^^edtf:EDTF . }', "dated.trig")
    add(workspace, HELD + f'a:D1-9 {{ {talk} ; dip:date "1999"^^edtf:EDTF ; dip:dateBasis dip:AsStated . }}')
    if profile:
        (workspace / "ontology" / "checks").mkdir(parents=True, exist_ok=True)
        (workspace / "ontology" / "checks" / "profile.toml").write_text(f"[severity]\nact-after-document = {profile}\n", encoding="utf-8")
    found = json.loads(check("--text", str(tmp_path / "texts"), "--json")[1])["findings"]
    assert [each["rule"] for each in found if each.get("node", "").endswith("talk2") and "1999" in each["what"]] == [expected]


def test_a_missing_folder_of_texts_is_reported(check: Check) -> None:
    assert check("--text", "nowhere")[0] == 2


CLASH = (
    HELD + "a:D1-9 {\n"
    '  e:talk a dip:Conversation ; skos:prefLabel "A talk"@en ;\n    dip:actor e:ada ;\n    dip:counterpart e:president .\n}\n'
    'k:record { a:D1-8 dip:cites p:D1 ; dip:standing dip:Hedged ; dip:gist "more"@en . }\n'
    "a:D1-8 { e:ada dip:inGroup e:bo . }"
)


@needs_java
@pytest.mark.java
def test_a_contradiction_is_explained_with_its_lines_and_passages(workspace: Path, check: Check) -> None:
    add(workspace, CLASH)
    code, out = check(owl=True)
    assert code == 1
    line = FIRST + 4
    where = f"data/own.trig:{line}:5"
    assert f"error: what is held contradicts the ontology: e:talk dip:counterpart e:president ({where}) [owl-inconsistent]" in out
    assert f"  - e:talk dip:counterpart e:president ({where}, a:D1-9, passage p:D1)\n" in out
    assert "  - dip:counterpart subPropertyOf dip:participant (ontology/talks.ttl:" in out
    assert "  - dip:participant range dip:Agent (ontology/chancery.ttl:" in out
    assert "classes are disjoint" in out
    assert "e:bo" not in out.partition("[owl-inconsistent]")[2].partition("\nhint")[0], "triples without a part in the clash are left out"


@needs_java
@pytest.mark.java
def test_a_clash_of_what_is_not_held_is_a_warning(workspace: Path, check: Check) -> None:
    add(workspace, HELD.replace("Stated", "Rumoured") + "a:D1-9 {\n  e:ada dip:inGroup e:bo .\n}")
    code, out = check(owl=True)
    assert code == 0
    assert "warning: an assertion that is not held contradicts the ontology: e:ada dip:inGroup e:bo (data/own.trig:" in out


@needs_java
@pytest.mark.java
def test_a_class_without_possible_members_is_explained(workspace: Path, check: Check) -> None:
    (workspace / "ontology").mkdir()
    (workspace / "ontology" / "own.ttl").write_text(
        "@prefix dip: <https://w3id.org/chancery/ontology#> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n@prefix x: <http://x/> .\n"
        "x:Both a owl:Class ; rdfs:subClassOf dip:Person , dip:PoliticalParty .\n",
        encoding="utf-8",
    )
    code, out = check(owl=True)
    assert code == 1
    assert "error: the class http://x/Both cannot have members (ontology/own.ttl:5:1) [owl-unsatisfiable]" in out
    assert "  - http://x/Both subClassOf dip:Person (ontology/own.ttl:5:1)\n" in out


def test_a_missing_java_is_reported_and_hides_nothing(
    workspace: Path, check: Check, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kg.ontology.reasoner.find_java", lambda: None)
    code, out = check(owl=True)
    assert code == 4
    assert "not checked: OWL consistency: Java was not found" in out
    add(workspace, "k:background { e:cee a dip:State . }")
    code, out = check(owl=True)
    assert code == 1, "errors in the data take precedence"


@needs_java
@pytest.mark.java
def test_this_repository_has_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(ROOT), "check", "--least", "error"]) == 0, capsys.readouterr().out


def test_this_repository_fits_the_texts(sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(ROOT), "check", "--no-owl", "--least", "error", "--text", os.fspath(sources)]) == 0, capsys.readouterr().out


def test_a_letter_that_is_used_for_two_documents_is_one_finding(workspace: Path, check: Check) -> None:
    path = workspace / "data" / "base.trig"
    path.write_text(path.read_text(encoding="utf-8").replace("passage/S1", "passage/D1").replace("p:S1", "p:D1"), encoding="utf-8")
    [found] = json.loads(check("--json")[1])["findings"]
    assert (found["rule"], found["severity"]) == ("letter-twice", "error")
    assert found["what"] == "the letter D is used for the passages of e:doc (data/base.trig) and of e:second (data/base.trig)"
    assert found["hint"].endswith("kg sources index FILE --letter X --write")


@pytest.mark.parametrize(
    ("roles", "rule"),
    [("dip:acter e:bo", "undeclared-term"), ("dip:counterpart e:ada", "deals-with-itself")],
    ids=["a misspelt role", "one agent on both sides"],
)
def test_a_slip_that_also_leaves_a_side_missing_is_reported_once(roles: str, rule: str, workspace: Path, check: Check) -> None:
    path = workspace / "data" / "base.trig"
    path.write_text(path.read_text(encoding="utf-8").replace("dip:counterpart e:bo", roles), encoding="utf-8")
    assert [each["rule"] for each in json.loads(check("--json")[1])["findings"] if each["rule"] != "attested-elsewhere"] == [rule]


def test_two_accounts_with_one_wrong_order_are_one_finding(workspace: Path, check: Check) -> None:
    add(
        workspace,
        'k:record { a:S1-9 dip:cites p:S1 ; dip:standing dip:Stated ; dip:gist "more"@en . } a:S1-9 { e:visit dip:after e:later . }',
    )
    later = 'e:later a dip:Visit ; skos:prefLabel "Later"@en ; dip:actor e:bo ; dip:place e:alpha ; dip:date "1999"^^edtf:EDTF'
    record = 'k:record { a:D1-8 dip:cites p:D1 ; dip:standing dip:Stated ; dip:gist "and"@en . }'
    add(workspace, f'{record} a:D1-8 {{ {later} ; dip:dateBasis dip:AsStated . e:visit dip:date "195X"^^edtf:EDTF . }}', "later.trig")
    assert [each["rule"] for each in json.loads(check("--json")[1])["findings"]].count("after-against-dates") == 1
