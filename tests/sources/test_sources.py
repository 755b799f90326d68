"""Splitting texts into passages, coverage, and verifying a reader's copy."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.authored.formatting import formatted
from kg.build import build
from kg.cli.main import run
from kg.errors import EnvironmentProblem, UsageError
from kg.namespaces import OA
from kg.snapshot import Snapshot
from kg.sources import KINDS, coverage, digest_of, index_text, passages_to_trig, verify
from kg.sources.coverage import record_of
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
NORDIC = Path(__file__).resolve().parents[1] / "workspaces" / "nordic"
TEXTS = NORDIC / "texts"


@pytest.fixture
def nordic(tmp_path: Path) -> Path:
    folder = tmp_path / "nordic"
    shutil.copytree(NORDIC, folder, ignore=shutil.ignore_patterns(".kg"))
    return folder


@pytest.fixture
def snapshot(nordic: Path) -> Snapshot:
    return build(Workspace(nordic))


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("He spoke. She left.", ["He spoke.", "She left."]),
        ("In Washington, D.C. people met.", ["In Washington, D.C. people met."]),
        ("Dr. Ames met J. Smith. They ate.", ["Dr. Ames met J. Smith.", "They ate."]),
        ("It cost 3.5 million. Too much!", ["It cost 3.5 million.", "Too much!"]),
        ('He said: "Stop it".She stopped.', ['He said: "Stop it".', "She stopped."]),
        ('"Go on. We win"', ['"Go on.', 'We win"']),
        ("What? Nothing... He went on.", ["What?", "Nothing...", "He went on."]),
        ("It ended (at last.) Then peace.", ["It ended (at last.)", "Then peace."]),
        ("- first\n* second\n3. third", ["first", "second", "third"]),
        ("a title\n\n  A sentence. \r\nanother", ["a title", "A sentence.", "another"]),
        ("They met in Washington, D.C. The talks failed.", ["They met in Washington, D.C.", "The talks failed."]),
        ("The U.N. Security Council met at 5 p.m. Friday.", ["The U.N. Security Council met at 5 p.m. Friday."]),
        ("They met. 🙂 Then they left! ☀️🙂", ["They met. 🙂", "Then they left! ☀️🙂"]),
        ("It left the U.N. In 1971 it came back.", ["It left the U.N.", "In 1971 it came back."]),
        ("(He came from the U.S. A visit followed.)", ["(He came from the U.S.", "A visit followed.)"]),
        ("Mr. The Moor and Gen. A. B. Ames came.", ["Mr. The Moor and Gen. A. B. Ames came."]),
        ("J. A. Smith met I. Jones.", ["J. A. Smith met I. Jones."]),
        ("See No. 12 and Vol. II. He said no. She left.", ["See No. 12 and Vol. II.", "He said no.", "She left."]),
        ("On Jan. 3 they met. It was cold in Jan. Nobody came.", ["On Jan. 3 they met.", "It was cold in Jan.", "Nobody came."]),
        ("Oil Co. Ltd. paid. The Acme Co. It closed.", ["Oil Co. Ltd. paid.", "The Acme Co.", "It closed."]),
        (
            '"Will you stop?" Smith asked. "No!" President J. Ames replied.',
            ['"Will you stop?" Smith asked.', '"No!" President J. Ames replied.'],
        ),
        ('"Why now?" The minister said that nobody knew.', ['"Why now?"', "The minister said that nobody knew."]),
        ("«Tout va bien.» Il partit. « Non ! » Elle resta.", ["«Tout va bien.»", "Il partit.", "« Non ! »", "Elle resta."]),
        ("\ufeffIt rained. It stopped.\r\n", ["It rained.", "It stopped."]),
        ("It rained.[1] It stopped.[2][note 3] Then.[4]", ["It rained.[1]", "It stopped.[2][note 3]", "Then.[4]"]),
        ("It rained.[1]It stopped.[2]it did. [Applause] Later.", ["It rained.[1]", "It stopped.[2]it did.", "[Applause] Later."]),
        ("The U.N.[1] Council met J.[2] Smith.", ["The U.N.[1] Council met J.[2] Smith."]),
    ],
)
def test_where_passages_end(text: str, cut: list[str]) -> None:
    assert [text[each.start : each.end] for each in index_text(text)] == cut


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Envoys recalled\n\nA came. B left.", "heading sentence sentence"),
        ("\ufeffEnvoys recalled\r\n\r\nA came.\r\n", "heading sentence"),
        ("Envoys recalled\nBy Ann Ames\n\nA came.", "heading list-item sentence"),
        ("Who came\n- France\n- Chad\nThey met.", "heading list-item list-item sentence"),
        ("A came.\n\nThe second day\n\nB left.", "sentence heading sentence"),
        ("A came.\nThe second day\nand the third\nB left.", "sentence list-item list-item sentence"),
        ("A came:\nFrance\nB left.", "sentence list-item sentence"),
        ("A came.\nthe second day\nB left.", "sentence list-item sentence"),
        ("France\nChad\nMali", "list-item list-item list-item"),
        ("A came.", "sentence"),
        ("== Days ==\nA came.\n\nThe second day\n\nB left.", "heading sentence list-item sentence"),
        ("A line that goes on and on over more than twelve words is no heading at all\n\nA came.", "list-item sentence"),
    ],
)
def test_which_lines_are_headings(text: str, kinds: str) -> None:
    assert " ".join(each.kind for each in index_text(text)) == kinds


def test_a_headline_and_headings_without_marks_name_sections() -> None:
    text = "Envoys recalled\n\nA came.\n\nThe second day\n\nB left."
    assert [each.section for each in index_text(text)] == ["Envoys recalled"] * 2 + ["Envoys recalled > The second day"] * 2
    assert [each.section for each in index_text("A came.\n\nThe second day\n\nB left.")] == ["(lead)", "The second day", "The second day"]


WRAPPED = """The two states have had relations since nineteen hundred and
nine, and they have had them without any interruption. Their envoys
meet each year.

They first met in Oslo.
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_lines_of_a_wrapped_paragraph_belong_together(end: str) -> None:
    text = WRAPPED.replace("\n", end)
    found = index_text(text)
    assert [each.section for each in found] == ["(paragraph 1)"] * 2 + ["(paragraph 2)"]
    assert [text[each.start : each.end].split()[-1] for each in found] == ["interruption.", "year.", "Oslo."]


@pytest.mark.parametrize(
    "text",
    [
        "The states that were members of the league in that year\nthe others, which had left it by then, came to see.\nNorway",
        "- The states that were members of the league in that year\n- the others, which had left it by then, came to see.",
        "The states were members of the league in that year.\nThe others, which had left it by then, came to see.",
    ],
)
def test_lines_that_do_not_run_on_stay_apart(text: str) -> None:
    assert len(index_text(text)) == len(text.split("\n"))


def test_sections_nest() -> None:
    text = "Lead.\n== One ==\nA.\n=== Two ===\nB.\n== Three ==\nC."
    assert [(each.section, each.kind) for each in index_text(text)] == [
        ("(lead)", "sentence"),
        ("One", "heading"),
        ("One", "sentence"),
        ("One > Two", "heading"),
        ("One > Two", "sentence"),
        ("Three", "heading"),
        ("Three", "sentence"),
    ]


@given(st.text(alphabet=st.sampled_from('Ab1 .!?\n\r"=*-“”(),é\ufeff') | st.characters(codec="utf-8"), max_size=200))
def test_passages_cover_everything_but_white_space(text: str) -> None:
    found = index_text(text)
    covered: set[int] = set()
    last = 0
    for number, each in enumerate(found, 1):
        assert each.number == number
        assert last <= each.start < each.end
        assert text[each.start : each.end].strip() == text[each.start : each.end]
        assert digest_of(text[each.start : each.end]) == each.sha256
        assert each.kind in KINDS
        covered |= set(range(each.start, each.end))
        last = each.end
    mark = 1 if text.startswith("\ufeff") else 0
    left = "".join(character for at, character in enumerate(text) if at not in covered and at >= mark)
    assert all(character.isspace() or character in "*•+-.)0123456789" for character in left)


def test_the_records_are_valid_data_with_no_more_of_the_text_than_a_few_words_at_either_end() -> None:
    text = 'The "sea" was calm that day.\n== A "heading" \\ ==\nNobody came.'
    trig = passages_to_trig(index_text(text), base="https://example.org/w/", document="log", letter="L")
    quads = list(ox.parse(trig, ox.RdfFormat.TRIG))
    assert {str(quad.graph_name) for quad in quads} == {"<https://example.org/w/graph/record>"}
    assert "calm" not in trig
    words = [
        (quad.object.value, quad.predicate.value.rpartition("#")[2])
        for quad in quads
        if quad.predicate.value in (OA + "exact", OA + "prefix") and isinstance(quad.object, ox.Literal)
    ]
    assert words == [('The "sea"', "exact"), ("that day.", "prefix"), ("", "exact")]
    assert formatted(trig) == trig
    sections = {quad.object.value for quad in quads if quad.predicate.value.endswith("#section") and isinstance(quad.object, ox.Literal)}
    assert sections == {"(lead)", 'A "heading" \\'}


def test_the_recorded_passages_of_nordic_are_those_of_its_text(nordic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(nordic), "sources", "index", str(TEXTS / "union-1905.txt"), "--document", "note", "--letter", "N"]) == 0
    assert capsys.readouterr().out == (nordic / "data" / "note.passages.trig").read_text(encoding="utf-8")


def test_documents_and_passages_are_read_from_the_record(snapshot: Snapshot) -> None:
    record = record_of(snapshot)
    (note,) = record.documents()
    assert (note.label, note.title, note.file_name, note.characters) == ("the note", "The end of a union", "union-1905.txt", 527)
    found = record.passages()
    assert [each.name for each in found] == [f"N{number}" for number in range(1, 12)]
    fourth = found[3]
    assert fourth.section == "The union"
    assert fourth.kind == "Sentence"
    assert [graph.value.rpartition("/")[2] for graph in fourth.graphs] == ["N4-1", "N4-2"]
    text = (TEXTS / "union-1905.txt").read_text(encoding="utf-8")
    assert text[fourth.start : fourth.end].startswith("King Oscar II protested")
    assert found[0].reason == "a heading"
    assert found[0].graphs == ()


def test_coverage_names_what_is_not_covered(nordic: Path) -> None:
    (before,) = coverage(build(Workspace(nordic)))
    assert (len(before.passages), before.asserted, before.idle, before.uncovered, before.graphs) == (11, 9, 2, (), 10)
    data = nordic / "data" / "note.trig"
    data.write_text(data.read_text(encoding="utf-8").replace('p:N7 dip:assertsNothing "a heading"@en .', ""), encoding="utf-8")
    (after,) = coverage(build(Workspace(nordic)))
    assert [each.name for each in after.uncovered] == ["N7"]


def test_coverage_prints_the_passages_with_what_they_assert(nordic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = nordic / "data" / "note.trig"
    text = data.read_text(encoding="utf-8").replace('p:N7 dip:assertsNothing "a heading"@en .', "")
    data.write_text(text.replace('"The end of a union"@en', '"the note"@en ; dcterms:publisher "a printer"'), encoding="utf-8")
    numbers = "  11 passages: 9 with 10 assertion graphs, 1 that assert nothing, 1 not covered"
    assert run(["-C", str(nordic), "sources"]) == 0
    name, origin, counted, idle, last = capsys.readouterr().out.splitlines()
    assert (name, origin.strip(), counted) == ("the note", "a printer", numbers)
    assert idle.split() == ["N7", "The", "settlement", "Heading", "not", "covered"]
    assert last == "10 of 11 passages are covered"
    assert run(["-C", str(nordic), "sources", "--passages"]) == 0
    passages = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()[3:-1]]
    assert len(passages) == 11
    assert passages[:2] == ["N1 The union Heading asserts nothing: a heading", "N2 The union Sentence N2-1"]
    assert passages[6] == "N7 The settlement Heading not covered"


def test_a_document_prints_with_its_title(snapshot: Snapshot) -> None:
    (found,) = coverage(snapshot)
    assert str(found).splitlines()[0] == "the note: The end of a union"


def test_verify_finds_each_passage_and_its_words(snapshot: Snapshot) -> None:
    found = verify(snapshot, TEXTS)
    assert found.good
    assert len(found.checks) == 11
    assert len(found.identical) == 1
    assert found.checks[8].words == "Sweden recognized Norway on 26 October 1905."


def test_a_copy_under_another_name_is_found_by_its_digest(snapshot: Snapshot, tmp_path: Path) -> None:
    shutil.copy(TEXTS / "union-1905.txt", tmp_path / "copy.txt")
    assert verify(snapshot, tmp_path).good


def test_a_changed_copy_is_reported_passage_by_passage(snapshot: Snapshot, tmp_path: Path) -> None:
    text = (TEXTS / "union-1905.txt").read_text(encoding="utf-8")
    (tmp_path / "union-1905.txt").write_text(text.replace("one king", "a single king").replace("a war", "war"), encoding="utf-8")
    found = verify(snapshot, tmp_path)
    assert not found.good
    assert not found.identical
    status = {check.passage.name: check.status for check in found.checks}
    assert [name for name, each in status.items() if each == "ok"] == ["N1"]
    assert [name for name, each in status.items() if each == "differs"] == ["N2", "N5"]
    moved = next(check for check in found.checks if check.passage.name == "N3")
    assert (moved.status, moved.start) == ("moved", moved.passage.start + len("a single king") - len("one king"))


def test_texts_that_are_not_there(snapshot: Snapshot, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    found = verify(snapshot, tmp_path / "empty")
    assert {check.status for check in found.checks} == {"no text"}
    with pytest.raises(UsageError, match="the folder does not exist"):
        verify(snapshot, tmp_path / "nowhere")
    (tmp_path / "union-1905.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(EnvironmentProblem, match="not UTF-8"):
        verify(snapshot, tmp_path)


def test_the_verb_prints_coverage_and_words(nordic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(nordic), "sources"]) == 0
    assert "11 of 11 passages are covered" in capsys.readouterr().out
    assert run(["-C", str(nordic), "sources", "--json"]) == 0
    (note,) = json.loads(capsys.readouterr().out)
    assert (note["asserted"], note["idle"], note["uncovered"], len(note["passages"])) == (9, 2, [], 11)
    assert run(["-C", str(nordic), "sources", "verify", "--text", str(TEXTS), "--show", "N9"]) == 0
    assert "N9 (The settlement): Sweden recognized Norway on 26 October 1905." in capsys.readouterr().out
    assert run(["-C", str(nordic), "sources", "verify", "--text", str(nordic / "data"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["good"] is False


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["sources", "verify"], 2, "needs --text DIR"),
        (["sources", "verify", "--text", "."], 1, ""),
        (["sources", "verify", "--text", str(TEXTS), "--show", "Z9"], 2, "there is no passage Z9"),
        (["sources", "words"], 2, "kg sources words needs --text DIR"),
        (["sources", "words", "--text", "."], 2, "no copy in the folder has a passage at its offsets"),
        (["sources", "words", "more"], 2, "takes no file"),
        (["sources", "count"], 2, "has no action 'count'"),
        (["sources", "index"], 2, "needs a FILE"),
        (["sources", "index", "nowhere.txt"], 4, "cannot be read"),
        (["sources", "index", str(TEXTS / "union-1905.txt"), "--document", "a b"], 2, "the document of a text cannot be 'a b'"),
        (["sources", "verify", "more"], 2, "takes no file"),
    ],
)
def test_mistakes_of_a_call(nordic: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, message: str) -> None:
    assert run(["-C", str(nordic), *arguments]) == code
    assert message in capsys.readouterr().err


def test_the_source_documents_are_split_as_they_are_recorded(sources: Path) -> None:
    with (sources / "passages.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for name in sorted({row["doc"] for row in rows}):
        text = (sources / name).read_bytes().decode("utf-8")
        found = [(str(each.number), each.section, each.kind, str(each.start), str(each.end), each.sha256) for each in index_text(text)]
        keys = ("n", "section", "kind", "start", "end", "sha256")
        assert found == [tuple(row[key] for key in keys) for row in rows if row["doc"] == name]


@pytest.mark.parametrize("example", ["rupture", "assembly"])
def test_the_texts_of_the_examples_are_split_as_they_are_recorded(example: str) -> None:
    folder = ROOT / "examples" / example
    for text in sorted((folder / "texts").glob("*.txt")):
        recorded = (folder / "data" / f"{text.stem}.passages.trig").read_text(encoding="utf-8")
        found = index_text(text.read_bytes().decode("utf-8"))
        assert re.findall(r'dip:sha256 "(\w{64})"', recorded) == [each.sha256 for each in found]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Наш посол уехал. Он вернулся в 1971 г. Он молчал.", ["уехал.", "1971 г.", "молчал."]),
        ("両国は条約に署名した。会談は続いた！その後は？", ["署名した。", "続いた！", "その後は？"]),
        ("وصل د. أحمد. ثم ذهب.", ["أحمد.", "ذهب."]),
        ("डॉ. सिंह आए। वे बोले।", ["आए।", "बोले।"]),
        ("「はい。いいえ。」と言った。会談は続いた。", ["言った。", "続いた。"]),
        ("「これは良い。」と彼は言った。会談は続いた。", ["言った。", "続いた。"]),
        ("भारत ने मान्यता दी। पाकिस्तान ने विरोध किया।", ["दी।", "किया।"]),
        ("اعترفت باكستان بفلسطين عام 1988. ثم زار الرئيس القاهرة؟ لم يذهب.", ["1988.", "القاهرة؟", "يذهب."]),
        ("پاکستان نے تسلیم کیا۔ پھر وہ گیا۔", ["کیا۔", "گیا۔"]),
    ],
)
def test_sentences_end_in_other_scripts_too(text: str, ends: list[str]) -> None:
    found = index_text(f"標題\n\n{text}\n")
    assert found[0].kind == "heading"
    sentences = [f"標題\n\n{text}\n"[each.start : each.end] for each in found[1:]]
    assert len(sentences) == len(ends)
    assert all(sentence.endswith(end) for sentence, end in zip(sentences, ends, strict=True))
