"""The first and last words of passages: how many are kept, where they lead, and how they get into the data files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.authored.formatting import formatted
from kg.build import build
from kg.cli.main import run
from kg.errors import DataError, UsageError
from kg.namespaces import OA, RDF_TYPE
from kg.sources import Verification, add_words, verify
from kg.sources.adding import with_words
from kg.sources.copies import text_of_copy
from kg.sources.coverage import record_of
from kg.sources.ends import Ends, begins_and_ends, ends_in, ends_of, words_node, words_of, words_statements
from kg.workspace import Workspace
from tests.asking import graph
from tests.asking import nordic as nordic_graph

ROOT = Path(__file__).resolve().parents[2]
NORDIC = ROOT / "tests" / "workspaces" / "nordic"
TEXTS = NORDIC / "texts"
W = "https://example.org/w/passage/"


@pytest.fixture
def nordic(tmp_path: Path) -> Path:
    folder = tmp_path / "nordic"
    shutil.copytree(NORDIC, folder, ignore=shutil.ignore_patterns(".kg"))
    return folder


@pytest.mark.parametrize(
    ("passage", "ends"),
    [
        ("One two three four five six seven eight nine ten.", ("One two three four", "seven eight nine ten.")),
        ("One two three four five six seven eight nine.", ("One two three four", "six seven eight nine.")),
        ("One two three four five six seven eight.", ("One two three", "six seven eight.")),
        ("One two three four five six.", ("One two", "five six.")),
        ("One two three four.", ("One", "four.")),
        ("One two three.", ("One", "three.")),
        ("One two.", None),
        ("One.", None),
        ("", None),
        ('"Never again", said  the\nenvoy of the other state (twice).', ('"Never again", said the', "the other state (twice).")),
        ("== After the long cold war ==", ("After the", "cold war")),
        ("Peace – at last – came to the islands", ("Peace – at", "to the islands")),
        ("The Saudi-led and UN-backed talks between them had ended", ("The Saudi-led and", "between them had ended")),
        ("Aaa-bbb-ccc-ddd-eee fff ggg hhh iii jjj", None),
        ("联合国大会于1974年通过决议。", ("联合国大", "通过决议")),
    ],
)
def test_the_words_that_are_kept(passage: str, ends: tuple[str, str] | None) -> None:
    assert ends_of(passage) == ends


@given(st.text(alphabet="abc -–.,'’\n會", max_size=80))
def test_at_most_four_words_from_either_end_and_never_all_of_them(passage: str) -> None:
    ends = ends_of(passage)
    if ends is None:
        return
    kept = [words_of(each.replace("會", " 會 ")) for each in ends]
    total = len(words_of(passage.replace("會", " 會 ")))
    assert all(1 <= len(each) <= 4 for each in kept)
    assert sum(map(len, kept)) < total
    assert all(len(each.split(" ")) <= 4 for each in ends)
    assert begins_and_ends(passage, ends)


def test_words_that_lead_elsewhere_are_not_kept() -> None:
    text = "They met in the city of Oslo in May. They MET in the city of Bergen, and then in Oslo in May."
    assert ends_in(text, 0, 36) == Ends("They met in the", "of Oslo in May.")
    assert ends_in(text, 37, len(text)) is None
    earlier = "On the island they met again and on the island they signed"
    assert ends_in(earlier, 0, len(earlier)) == ("On the island they", "the island they signed")
    twice = "At noon in Rome we met in May and in June we met in May"
    assert ends_in(twice, 0, len(twice)) is None
    parts = "Tomorrowland was far. To morrow was there for all of us."
    assert ends_in(parts, 22, len(parts)) == ("To morrow was", "all of us.")


def test_the_words_stand_in_the_record_as_a_range_that_ends_behind_the_last_of_them() -> None:
    text = f"@prefix oa: <{OA}> .\n" + words_statements(W + "A1", Ends("He said", 'no "more".'))
    found = {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in ox.parse(text, ox.RdfFormat.TURTLE)}
    node, first, last = (f"<{W}A1/words{each}>" for each in ("", "/first", "/last"))
    assert words_node(W + "A1") == node.strip("<>")
    assert found == {
        (node, f"<{RDF_TYPE}>", f"<{OA}RangeSelector>"),
        (node, f"<{OA}hasStartSelector>", first),
        (node, f"<{OA}hasEndSelector>", last),
        (first, f"<{RDF_TYPE}>", f"<{OA}TextQuoteSelector>"),
        (first, f"<{OA}exact>", '"He said"'),
        (last, f"<{RDF_TYPE}>", f"<{OA}TextQuoteSelector>"),
        (last, f"<{OA}prefix>", r'"no \"more\"."'),
        (last, f"<{OA}exact>", '""'),
    }


def without_words(text: str) -> str:
    return with_words(text, {f"https://example.org/nordic/passage/N{number}": None for number in range(1, 12)})


def test_words_are_written_into_the_files_that_have_the_passages(nordic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = nordic / "data" / "note.passages.trig"
    whole = path.read_text(encoding="utf-8")
    bare = without_words(whole)
    assert "oa:exact" not in bare
    assert "/words" not in bare
    assert bare.count("oa:TextPositionSelector") == 11
    path.write_text(bare.replace("p:N4 a dip:Passage", "# the king\n  p:N4 a dip:Passage"), encoding="utf-8")
    other = (nordic / "data" / "note.trig").read_bytes()
    assert run(["-C", str(nordic), "sources", "words", "--text", str(TEXTS)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "wrote data/note.passages.trig",
        "no words lead to 2 passages: N1 N7",
        "9 passages have their first and last words",
    ]
    written = path.read_text(encoding="utf-8")
    assert written.replace("  # the king\n", "") == whole
    assert formatted(written) == written
    assert (nordic / "data" / "note.trig").read_bytes() == other
    assert run(["-C", str(nordic), "sources", "words", "--text", str(TEXTS), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"files": [], "passages": 9, "without": ["N1", "N7"], "unread": []}
    assert path.read_text(encoding="utf-8") == written


def test_words_that_differ_are_reported_and_written_again(nordic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = nordic / "data" / "note.passages.trig"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace('"Norway and Sweden had"', '"Sweden and Norway had"'), encoding="utf-8")
    assert run(["-C", str(nordic), "sources", "verify", "--text", str(TEXTS)]) == 1
    assert "  N2 does not begin and end with the recorded words; kg sources words --text DIR writes them again" in capsys.readouterr().out
    assert run(["-C", str(nordic), "check", "--no-owl", "--text", str(TEXTS), "--json"]) == 1
    (found,) = (each for each in json.loads(capsys.readouterr().out)["findings"] if each["severity"] != "info")
    assert (found["rule"], found["severity"], found["what"]) == (
        "words-differ",
        "error",
        "p:N2 does not begin and end with the recorded words",
    )
    line = path.read_text(encoding="utf-8").splitlines()[found["where"]["line"] - 1]
    assert "passage/N2/words> a oa:RangeSelector" in line
    assert run(["-C", str(nordic), "sources", "words", "--text", str(TEXTS)]) == 0
    assert path.read_text(encoding="utf-8") == whole
    capsys.readouterr()
    assert run(["-C", str(nordic), "check", "--no-owl", "--text", str(TEXTS), "--json"]) == 0


def test_passages_that_no_copy_has_keep_their_words(nordic: Path, tmp_path: Path) -> None:
    text = (TEXTS / "union-1905.txt").read_text(encoding="utf-8")
    (tmp_path / "copies").mkdir()
    (tmp_path / "copies" / "union-1905.txt").write_text(text.replace("a war", "the war"), encoding="utf-8")
    workspace = Workspace(nordic)
    before = (nordic / "data" / "note.passages.trig").read_bytes()
    added = add_words(workspace, build(workspace), tmp_path / "copies")
    assert added.files == ()
    assert added.unread == ("N5", "N6", "N7", "N8", "N9", "N10", "N11")
    assert "left as they are, because no copy has them at their offsets: N5 N6" in str(added)
    assert (nordic / "data" / "note.passages.trig").read_bytes() == before


def test_a_folder_without_a_copy_changes_nothing(nordic: Path, tmp_path: Path) -> None:
    workspace = Workspace(nordic)
    (tmp_path / "none").mkdir()
    with pytest.raises(UsageError, match="no copy in the folder has a passage at its offsets"):
        add_words(workspace, build(workspace), tmp_path / "none")


DATA = f"""@prefix dip: <https://w3id.org/chancery/ontology#> .
PREFIX oa: <{OA}>
@prefix p: <{W}> .
<https://example.org/w/graph/record> {{
  p:A1 a dip:Passage ; dip:section "a . b ; c" ; oa:hasSelector SELECTORS ; dip:number 1 .
  p:A2 a dip:Passage ; oa:hasSelector <{W}A2/position> .
}}
"""


def selectors(text: str) -> Iterator[tuple[str, str]]:
    for quad in ox.parse(text, ox.RdfFormat.TRIG):
        if quad.predicate.value == OA + "hasSelector" and isinstance(quad.object, ox.NamedNode) and isinstance(quad.subject, ox.NamedNode):
            yield quad.subject.value.removeprefix(W), quad.object.value.removeprefix(W)


@pytest.mark.parametrize(
    "before",
    [f"<{W}A1/position>", f"<{W}A1/position> , <{W}A1/words>", f"<{W}A1/words> , <{W}A1/position>", r"p:A1\/position , p:A1\/words"],
)
def test_the_range_is_added_to_the_selectors_once_and_can_be_removed(before: str) -> None:
    text = DATA.replace("SELECTORS", before)
    if "words" in before:
        text = text.replace("p:A2 a", words_statements(W + "A1", Ends("old", "words")) + "p:A2 a")
    expected = [("A1", "A1/position"), ("A1", "A1/words"), ("A2", "A2/position")]
    added = with_words(text, {W + "A1": Ends("new", "ones")})
    assert sorted(selectors(added)) == expected
    assert added.count("oa:exact") == 2
    assert '"new"' in added
    removed = with_words(added, {W + "A1": None})
    assert sorted(selectors(removed)) == [("A1", "A1/position"), ("A2", "A2/position")]
    assert "oa:exact" not in removed
    assert 'dip:section "a . b ; c"' in removed


def test_a_file_without_the_passages_is_unchanged_and_one_that_is_not_trig_is_refused() -> None:
    text = "<x:a>   <x:b> <x:c>.\n"
    assert with_words(text, {W + "A1": Ends("a", "b")}) == text
    with pytest.raises(DataError, match="own"):
        with_words(DATA.replace("SELECTORS", f"<{W}A1/position>").replace("}", ""), {W + "A1": Ends("a", "b")}, "own.trig")


@pytest.mark.parametrize("example", ["rupture", "assembly"])
def test_the_words_of_the_examples_are_those_of_their_texts(example: str, tmp_path: Path) -> None:
    folder = tmp_path / example
    shutil.copytree(ROOT / "examples" / example, folder, ignore=shutil.ignore_patterns(".kg"))
    found = verify(build(Workspace(folder)), folder / "texts")
    assert found.good
    assert_words_are_those_of_the_texts(found)
    with_some = [check for check in found.checks if check.passage.first_words]
    assert len(with_some) > len(found.checks) * 3 / 4


def assert_words_are_those_of_the_texts(found: Verification) -> None:
    """The record has exactly the words that lead to each passage, and of no passage all words."""
    texts = {document.node: text_of_copy(path) for document, path in found.files.items() if path is not None}
    for passage, _, words, *_ in found.checks:
        recorded = (passage.first_words, passage.last_words)
        assert ends_in(texts[passage.document], passage.start, passage.end) == (recorded if all(recorded) else None)
        assert sum(len(words_of(each)) for each in recorded) < len(words_of(words)) or recorded == ("", "")


def test_the_words_of_the_sources_are_recorded(sources: Path) -> None:
    found = verify(graph().snapshot, sources)
    assert found.good
    assert_words_are_those_of_the_texts(found)
    sentences = [check.passage for check in found.checks if check.passage.kind == "Sentence"]
    assert sum(bool(passage.first_words) for passage in sentences) > len(sentences) * 9 / 10


@pytest.mark.parametrize("extension", [".ttl", ".trig", ".nq", ".jsonld"])
def test_the_words_are_in_dumps(extension: str) -> None:
    assert b"Delegates of the two" in nordic_graph().serialize(extension)


def test_an_address_leads_to_the_passage(nordic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = nordic / "data" / "note.trig"
    text = data.read_text(encoding="utf-8").replace('"The end of a union"@en', '"The end"@en ; dcterms:source <https://example.org/union>')
    data.write_text(text, encoding="utf-8")
    ninth = next(each for each in record_of(build(Workspace(nordic))).passages() if each.name == "N9")
    address = "https://example.org/union#:~:text=Sweden%20recognized%20Norway,26%20October%201905."
    assert ninth.address_in("https://example.org/union") == address
    assert run(["-C", str(nordic), "sources", "--json"]) == 0
    (note,) = json.loads(capsys.readouterr().out)
    assert note["passages"][8]["address"] == address
    assert note["passages"][8]["first_words"] == "Sweden recognized Norway"
    assert note["passages"][0]["address"] == "https://example.org/union"
