"""What the desk answers and writes: the files are the truth, others may change them meanwhile, and nothing is lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.authored.indexed import Keeper
from kg.authored.reading import graph_name
from kg.coding import Vocabulary
from kg.desk.desk import Desk
from kg.desk.files import Files
from kg.drafting.keeping import keep
from kg.drafting.model import Entity, Ground, Role, Suggestion
from kg.editing.coding import coding_of
from kg.errors import UsageError
from kg.namespaces import DIP
from kg.ontology import load_ontology
from kg.starting import init
from kg.terms import text_of
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
TEXT = """Norland and Sudria: a quarrel

Norland recognized Sudria on 3 May 1990. It severed relations with Sudria in 2001.
The foreign minister was silent.
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    text = tmp_path / "quarrel.txt"
    text.write_text(TEXT, encoding="utf-8")
    init(tmp_path / "own", [text])
    return Workspace(tmp_path / "own")


class Asked:
    """A desk that answers as it answers the page: in JSON."""

    def __init__(self, workspace: Workspace) -> None:
        self.desk = Desk(workspace)
        self.editor = self.desk.editor

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *words: json.loads(json.dumps(getattr(self.desk, name)(*words)))


@pytest.fixture
def desk(workspace: Workspace) -> Asked:
    return Asked(workspace)


def written(workspace: Workspace) -> str:
    """All data files in one text; a file that has only prefixes left counts as none."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(workspace.root.glob("data/*.trig")))
    return "".join(text for text in texts if "{" in text)


def put(desk: Asked, passage: str, lines: list[str], shown: Any = None) -> Any:
    """Write the lines of a passage, in place of those that were shown: now, if it is not given."""
    return desk.save(passage, lines, "", (shown or desk.passage(passage))["token"])


def code(desk: Asked, passage: str, *lines: str) -> Any:
    """Write lines below those that a passage has."""
    return put(desk, passage, [*desk.passage(passage)["lines"], *lines])


FIRST = "recognition; +Norland (State); +Sudria (State); 3 May 1990"


def test_a_text_is_shown_with_its_passages_and_their_states(desk: Asked) -> None:
    assert desk.documents()["documents"] == [{"name": "quarrel", "label": "quarrel", "passages": 4, "counts": {"open": 4}}]
    found = desk.document("quarrel")
    assert found["order"] == ["Q1", "Q2", "Q3", "Q4"]
    assert [[piece[1] for piece in each["pieces"] if piece[1]] for each in found["paragraphs"]] == [["Q1"], ["Q2", "Q3"], ["Q4"]]
    assert "".join(piece[0] for each in found["paragraphs"] for piece in each["pieces"]) == TEXT.replace("\n", "")
    assert desk.passage("Q2")["text"] == "Norland recognized Sudria on 3 May 1990."


def test_without_a_copy_the_text_is_asked_for_and_the_passages_are_there_all_the_same(workspace: Workspace) -> None:
    shutil.rmtree(workspace.root / "texts")
    desk = Asked(workspace)
    found = desk.document("quarrel")
    assert "put it there as quarrel.txt" in str(found["hint"])
    assert [each["pieces"][0][1] for each in found["paragraphs"]] == ["Q1", "Q2", "Q3", "Q4"]
    assert desk.passage("Q2")["text"] == ""


def test_the_line_ends_of_another_system_are_not_shown(tmp_path: Path) -> None:
    text = tmp_path / "quarrel.txt"
    text.write_bytes(TEXT.replace("\n", "\r\n").encode())
    init(tmp_path / "own", [text])
    found = Asked(Workspace(tmp_path / "own")).document("quarrel")
    assert "".join(piece[0] for each in found["paragraphs"] for piece in each["pieces"]) == TEXT.replace("\n", "")


def test_a_line_says_before_it_is_written_what_will_follow(desk: Asked) -> None:
    assert desk.line("Q2", "recog", 5)["completions"][0]["insert"].startswith("recognition")
    assert desk.line("Q2", FIRST, len(FIRST))["follows"] == ["Norland recognized Sudria"]
    problem = desk.line("Q2", "recognition; Norland", 20)["problems"][0]
    assert "Norland" in problem["what"]


def test_offsets_are_counted_as_browsers_count(desk: Asked) -> None:
    text = "𝄞; recog"
    assert len(text) == 8
    for each in desk.line("Q2", text, 9)["completions"]:
        assert 0 <= each["start"] <= each["end"] <= 9


def test_a_line_becomes_a_graph_with_the_passage_and_new_names(desk: Asked, workspace: Workspace) -> None:
    found = code(desk, "Q2", FIRST)
    passage = found["passage"]
    assert passage["state"] == "coded"
    graph = passage["graphs"][0]
    assert graph["gist"] == "Norland recognized Sudria on 3 May 1990."
    assert graph["things"][0]["roles"] == [["actor", "Norland"], ["recipient", "Sudria"], ["date", "3 May 1990"]]
    assert "dip:cites p:Q2" in written(workspace)
    code(desk, "Q3", "severance; Norland; Sudria; 2001")
    assert desk.relations("quarrel", "Q3")["nodes"] != []
    relations = desk.relations("quarrel", "Q3")
    assert [line[3] for line in relations["lines"]].count(True) == 1


def test_the_findings_of_a_passage_are_those_of_its_files(desk: Asked) -> None:
    assert desk.passage("Q3")["findings"] is None  # the page asks for them when it has shown the passage
    code(desk, "Q2", FIRST)
    code(desk, "Q3", "severance; Norland; 2001")
    shown, found = desk.passage("Q3"), desk.findings("Q3")
    assert found["token"] == shown["token"]
    [finding] = [each for each in found["findings"] if each["rule"] == "missing-side"]
    assert finding["node"] == shown["graphs"][0]["things"][0]["name"]
    assert desk.passage("Q3")["findings"] == found["findings"]
    put(desk, "Q3", ["severance; Norland; Sudria; 2001"])
    assert desk.passage("Q3")["findings"] is None
    assert desk.findings("Q3")["findings"] == []


def test_a_passage_is_compared_with_its_text(desk: Asked, workspace: Workspace) -> None:
    code(desk, "Q2", FIRST.replace("1990", "1991"))
    [finding] = [each for each in desk.findings("Q2")["findings"] if each["rule"] == "date-not-in-text"]
    assert finding["severity"] == "info"
    put(desk, "Q2", [FIRST])
    assert desk.findings("Q2")["findings"] == []
    (workspace.root / "texts" / "quarrel.txt").unlink()
    put(desk, "Q2", [FIRST.replace("1990", "1991")])
    assert "date-not-in-text" not in {each["rule"] for each in desk.findings("Q2")["findings"]}


def test_what_was_rejected_stays_so_when_its_names_are_known(desk: Asked) -> None:
    [first] = [each["line"] for each in desk.passage("Q2")["suggestions"]]
    assert "+Sudria" in first
    desk.reject("Q2", first)
    code(desk, "Q3", "severance; +Norland (State); +Sudria (State); 2001")
    assert desk.passage("Q2")["suggestions"] == []


def drafts(workspace: Workspace, found: dict[str, list[Suggestion]], desk: Asked) -> None:
    """Keep suggestions as if `kg draft` had made them with a parser."""
    digests = {each.name: each.sha256 for each in Files(workspace, Keeper(workspace).index(), load_ontology(workspace)).passages}
    keep(workspace, "quarrel", {name: (digests[name], tuple(made)) for name, made in found.items()}, "parser")


def suggestion(kind: str, start: int, *names: Entity) -> Suggestion:
    roles = (Role(DIP + "actor", names[0]), *(Role(DIP + "recipient", each) for each in names[1:]))
    return Suggestion("claim", DIP + kind, roles, "", "", "Stated", None, (Ground("kind", start, start + 10, "a word"),), "parser")


def test_what_kg_draft_has_kept_goes_before_the_rules_and_is_said_once(desk: Asked, workspace: Workspace) -> None:
    [ruled] = desk.passage("Q2")["suggestions"]
    assert ruled["line"].startswith("recognition")
    start = TEXT.index("recognized") - TEXT.index("Norland recognized")
    drafts(workspace, {"Q2": [suggestion("Recognition", start, Entity("", "Norland", ""), Entity("", "Sudria", ""))]}, desk)
    [found] = desk.passage("Q2")["suggestions"]
    assert (found["source"], found["lacking"]) == ("parser", ["Norland", "Sudria"])


def test_a_new_name_has_one_kind_all_through_a_document_and_is_found_when_it_is_known(desk: Asked, workspace: Workspace) -> None:
    state, place = DIP + "State", DIP + "Location"
    found = {
        "Q2": [suggestion("Recognition", 8, Entity("", "Norland", state), Entity("", "Sudria", place))],
        "Q3": [suggestion("SeveranceOfRelations", 3, Entity("", "Norland", state), Entity("", "Sudria", state))],
        "Q4": [suggestion("Threat", 3, Entity("", "Sudria", state), Entity("", "Norland", ""))],
    }
    drafts(workspace, found, desk)
    [first] = desk.passage("Q2")["suggestions"]
    assert first["line"] == "recognition; actor: +Norland (State); recipient: +Sudria (State)"
    code(desk, "Q3", "severance; +Norland (State); +Sudria (State); 2001")
    [first] = desk.passage("Q2")["suggestions"]
    assert (first["line"], first["lacking"]) == ("recognition; actor: Norland; recipient: Sudria", [])


@pytest.mark.parametrize("name", ["rupture", "assembly"])
def test_what_lines_can_name_without_a_passage_is_as_if_it_had_never_been_coded(name: str) -> None:
    workspace = Workspace(ROOT / "examples" / name)
    index, ontology = Keeper(workspace).index(), load_ontology(workspace)
    files = Files(workspace, index, ontology)
    for passage in files.passages:
        coding = coding_of(index, passage.node.value, places=False)
        own = {each.iri for each in (*coding.graphs, *coding.notes)}
        kept = [quad for quad in files.quads if text_of(quad.subject) not in own and graph_name(quad) not in own]
        wanted, found = Vocabulary(ontology, workspace.base, workspace.language, kept), files.without(coding)
        assert (found.nodes, found.graphs, found.dates, found.passages) == (wanted.nodes, wanted.graphs, wanted.dates, wanted.passages)
        assert {label: set(iris) for label, iris in found.names()} == {label: set(iris) for label, iris in wanted.names()}


def test_what_is_wrong_with_a_line_is_told_and_nothing_is_written(desk: Asked, workspace: Workspace) -> None:
    before = written(workspace)
    found = code(desk, "Q2", "recognition; Norland; Sudria")
    assert [each["line"] for each in found["problems"]] != []
    assert "passage" not in found
    assert code(desk, "Q2", f"@Q3\n{FIRST}")["problems"]
    assert written(workspace) == before


def test_deleting_the_first_graph_leaves_the_others_their_names(desk: Asked) -> None:
    code(desk, "Q2", FIRST)
    code(desk, "Q2", "severance; Norland; Sudria; 2001")
    lines = desk.passage("Q2")["lines"]
    assert [each["name"] for each in desk.passage("Q2")["graphs"]] == ["Q2-1", "Q2-2"]
    kept = [line for line in lines if "severance" in line]
    found = put(desk, "Q2", kept)
    assert [each["name"] for each in found["passage"]["graphs"]] == ["Q2-2"]
    new = code(desk, "Q2", "condemnation; Sudria; target: Norland")
    assert [each["name"] for each in new["passage"]["graphs"]] == ["Q2-2", "Q2-3"] or "problems" not in new


def test_a_new_thing_goes_with_the_last_line_that_names_it(desk: Asked, workspace: Workspace) -> None:
    code(desk, "Q2", FIRST)
    before = written(workspace)
    assert "e:norland" in before
    assert "e:port-vesna" not in before
    code(desk, "Q3", "severance; Norland; Sudria; +Port Vesna (City); 2001")
    assert 'skos:prefLabel "Port Vesna"' in written(workspace)
    found = put(desk, "Q3", [])
    assert found["said"] == "Q3 is written; nothing names Port Vesna any more"
    assert written(workspace) == before, "and what Q2 names stays"
    desk.undone(desk.editor.undo, "Undone")
    assert 'skos:prefLabel "Port Vesna"' in written(workspace)


def test_a_thing_that_somebody_has_described_stays(desk: Asked, workspace: Workspace) -> None:
    code(desk, "Q3", "severance; +Norland (State); +Sudria (State); +Port Vesna (City); 2001")
    for path in workspace.root.glob("data/*.trig"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('"Port Vesna"@en', '"Port Vesna"@en ; skos:altLabel "Vesna"@en'), encoding="utf-8")
    found = put(desk, "Q3", [])
    assert found["said"] == "Q3 is written; nothing names Norland and Sudria any more"
    assert 'skos:altLabel "Vesna"@en' in written(workspace)


def test_undo_and_redo_without_end(desk: Asked, workspace: Workspace) -> None:
    texts = [written(workspace)]
    for passage, line in (("Q2", FIRST), ("Q3", "severance; Norland; Sudria; 2001"), ("Q4", "- nothing between agents")):
        code(desk, passage, line)
        texts.append(written(workspace))
    assert len(set(texts)) == 4
    for expected in texts[-2::-1]:
        desk.undone(desk.editor.undo, "Undone")
        assert written(workspace) == expected
    with pytest.raises(UsageError):
        desk.undone(desk.editor.undo, "Undone")
    again = Asked(workspace)
    for expected in texts[1:]:
        again.undone(again.editor.redo, "Done again")
        assert written(workspace) == expected


def test_what_others_write_meanwhile_stays(desk: Asked, workspace: Workspace) -> None:
    other = Asked(workspace)
    code(desk, "Q2", FIRST)
    shown = desk.passage("Q2")
    code(other, "Q3", "severance; Norland; Sudria; 2001")
    code(other, "Q2", "note NotStated on @Q2: Who signed is not told.")
    found = put(desk, "Q2", [*shown["lines"], "= Norland recognized Sudria in May 1990."], shown)
    assert "conflicts" not in found
    assert [each["kind"] for each in found["passage"]["notes"]] == ["not stated"]
    assert found["passage"]["graphs"][0]["gist"] == "Norland recognized Sudria in May 1990."
    assert desk.passage("Q3")["state"] == "coded"


def test_the_same_graph_changed_by_both_is_shown_twice_and_not_written(desk: Asked, workspace: Workspace) -> None:
    code(desk, "Q2", FIRST)
    shown = desk.passage("Q2")
    lines = shown["lines"]
    put(Asked(workspace), "Q2", [line.replace("3 May", "4 May") for line in lines])
    before = written(workspace)
    found = put(desk, "Q2", [line.replace("3 May", "5 May") for line in lines], shown)
    assert written(workspace) == before
    (conflict,) = found["conflicts"]
    assert any("5 May" in line for line in conflict["mine"])
    assert any("4 May" in line for line in conflict["theirs"])
    # The next attempt is made on what the files say now.
    again = put(desk, "Q2", [line.replace("4 May", "5 May") for line in desk.passage("Q2")["lines"]])
    assert "5 May 1990" in str(again["passage"])


@pytest.mark.parametrize("name", ["rupture", "assembly"])
def test_saving_the_lines_of_a_passage_as_they_are_changes_nothing(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    shutil.copytree(ROOT / "examples" / name, folder, ignore=shutil.ignore_patterns(".kg"))
    workspace = Workspace(folder)
    desk = Asked(workspace)
    before = written(workspace)
    for document in desk.documents()["documents"]:
        for passage in list(desk.document(document["name"])["order"])[::11]:
            found = put(desk, passage, desk.passage(passage)["lines"])
            assert found["files"] == [], passage
    assert written(workspace) == before


def test_two_pages_of_one_desk_do_not_undo_each_other(desk: Asked) -> None:
    one, other = desk.passage("Q2"), desk.passage("Q2")
    put(desk, "Q2", [FIRST], one)
    found = put(desk, "Q2", ["note NotStated on @Q2: Who signed is not told."], other)
    assert [each["name"] for each in found["passage"]["graphs"]] == ["Q2-1"]
    assert len(found["passage"]["notes"]) == 1


def test_what_was_shown_by_an_earlier_desk_is_not_taken_for_what_is_there(desk: Asked) -> None:
    with pytest.raises(UsageError, match="not known any more"):
        desk.save("Q2", [FIRST], "", "0" * 64)


def test_a_graph_that_no_line_can_say_stays_and_its_name_is_taken(desk: Asked, workspace: Workspace) -> None:
    code(desk, "Q2", FIRST)
    file = workspace.root / "data" / "quarrel.trig"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("a:Q2-1 {\n", 'a:Q2-1 {\n  e:norland dip:wording "x"@en .\n', 1), encoding="utf-8")
    assert [each["kept"] for each in desk.passage("Q2")["graphs"]] == [True]
    found = code(desk, "Q2", "severance; Norland; Sudria; 2001")
    assert [each["name"] for each in found["passage"]["graphs"]] == ["Q2-1", "Q2-2"]
    assert 'dip:wording "x"@en' in written(workspace)


def test_saving_what_is_there_already_says_so(desk: Asked) -> None:
    code(desk, "Q2", FIRST)
    found = put(desk, "Q2", desk.passage("Q2")["lines"])
    assert (found["said"], found["files"]) == ("Q2 said so already", [])


def test_what_the_files_have_lost_does_not_stop_undo(desk: Asked, workspace: Workspace) -> None:
    code(desk, "Q2", FIRST)
    file = workspace.root / "data" / "quarrel.trig"
    before = file.read_text(encoding="utf-8")
    code(desk, "Q3", "severance; Norland; Sudria; 2001")
    file.write_text(before, encoding="utf-8")  # as git would
    assert "did not have any more" in json.loads(json.dumps(desk.desk.undone(desk.editor.undo, "Undone")))["said"]
    desk.desk.undone(desk.editor.undo, "Undone")
    assert "dip:Recognition" not in written(workspace)


def test_a_passage_with_a_claim_does_not_assert_nothing(desk: Asked) -> None:
    code(desk, "Q2", FIRST)
    assert "asserts nothing" in code(desk, "Q2", "- nothing")["problems"][0]["what"]
