"""What is coded of a passage is written into the data files, and nothing else in them changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.authored.formatting import formatted
from kg.authored.indexed import Index
from kg.authored.outline import all_comments, outline
from kg.authored.reading import graph_name
from kg.editing.coding import ASSERTS_NOTHING, Entry, PassageCoding, changes, coding_of
from kg.editing.order import Order
from kg.editing.rewriting import rewritten
from kg.errors import DataError
from kg.namespaces import DIP, EDTF, RDF_TYPE, SKOS
from kg.tokens import scan
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent.parent
WORKSPACES = (ROOT, ROOT / "examples" / "rupture", ROOT / "examples" / "assembly")


def node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def texts_of(folder: Path) -> dict[str, str]:
    workspace = Workspace(folder)
    return {workspace.display(path): path.read_text(encoding="utf-8") for path in workspace.data_files()}


INDEXES = {folder.name: Index.of_texts(Workspace(folder).base, texts_of(folder)) for folder in WORKSPACES}
REAL = INDEXES[ROOT.name]
BASE = REAL.base


def passage(name: str) -> str:
    return f"{BASE}passage/{name}"


def graph(name: str, *content: tuple[str, str, ox.NamedNode | ox.Literal], cites: str, base: str = BASE) -> Entry:
    """An assertion graph that states something."""
    iri, record = node(f"{base}assertion/{name}"), node(f"{base}graph/record")
    quads = [
        ox.Quad(iri, node(DIP + "cites"), node(cites), record),
        ox.Quad(iri, node(DIP + "standing"), node(DIP + "Stated"), record),
    ]
    quads += [ox.Quad(node(subject), node(name), value, iri) for subject, name, value in content]
    return Entry("graph", iri.value, tuple(quads))


def quads_in(index: Index) -> set[ox.Quad]:
    return {quad for each in index.files for quad in each.file.quads}


def change(index: Index, before: PassageCoding, after: PassageCoding) -> tuple[Index, dict[str, str]]:
    """Apply a change, and check what must hold for every change. Returns the index afterwards, and the files that changed."""
    made = rewritten(index.texts, before.passage, before, after, Order.of(index))
    now = index.with_texts(made)
    assert not now.findings
    gone = {quad for old, _ in changes(before, after).values() if old for quad in old.quads}
    come = {quad for _, new in changes(before, after).values() if new for quad in new.quads}
    assert quads_in(now) == (quads_in(index) - (gone - come)) | come
    for path, text in made.items():
        old = index.texts.get(path, "")
        assert Counter(all_comments(text)) == Counter(all_comments(old))
        assert formatted(text) == text or formatted(old) != old
    found = coding_of(now, before.passage, places=False)
    for key, each in after.entries().items():
        assert found.entries().get(key, each if key[0] == "background" else None) == each
    return now, made


@pytest.mark.parametrize("name", ["A1", "A12", "A23", "A24", "A74"])
def test_the_coding_of_a_passage_is_read_with_its_places(name: str) -> None:
    found = coding_of(REAL, passage(name))
    for each in found.entries().values():
        lines = REAL.texts[found.places[each.iri].file].split("\n")
        line = lines[found.places[each.iri].line - 1]
        assert each.iri.rpartition("/")[2] in line or any(quad.predicate.value.rpartition("#")[2] in line for quad in each.quads)
    assert found.covered


def test_the_parts_of_a_coding() -> None:
    """A2 of the article: one graph, six notes, and the background of the things that the graph mentions."""
    found = coding_of(REAL, passage("A2"))
    assert [each.iri.rpartition("/")[2] for each in found.graphs] == ["A2-1"]
    assert [len(each.record) for each in found.graphs] == [3]
    assert {quad.predicate.value for quad in found.graphs[0].content} >= {DIP + "missionOpened", DIP + "seat"}
    assert "note-a2-body" in {each.iri.rpartition("/")[2] for each in found.notes}
    assert {"islamabad", "palestinian-authority"} <= {each.iri.rpartition("/")[2] for each in found.background}
    assert found.nothing is None
    assert coding_of(REAL, passage("A24")).nothing is not None


def test_a_new_graph_stands_behind_the_last_one_of_its_passage() -> None:
    before = coding_of(REAL, passage("A2"))
    new = graph("A2-2", (f"{BASE}id/islamabad", DIP + "seat", node(f"{BASE}id/islamabad")), cites=passage("A2"))
    now, made = change(REAL, before, replace(before, graphs=(*before.graphs, new)))
    assert list(made) == ["data/article.1.trig"]
    text = made["data/article.1.trig"]
    at = [text.index(each) for each in ("a:A2-1 dip:cites", "a:A2-2 dip:cites", "a:A2-1 {", "a:A2-2 {", "e:note-a2-body a")]
    assert at == sorted(at)
    _, back = change(now, coding_of(now, passage("A2")), before)
    assert back["data/article.1.trig"] == REAL.texts["data/article.1.trig"]


def test_one_changed_value_changes_one_line() -> None:
    before = coding_of(REAL, passage("A2"))
    one = before.graphs[0]
    changed = [
        ox.Quad(each.subject, each.predicate, ox.Literal("2017-02", datatype=node(EDTF + "EDTF")), each.graph_name)
        if each.predicate.value == DIP + "date"
        else each
        for each in one.quads
    ]
    _, made = change(REAL, before, replace(before, graphs=(Entry("graph", one.iri, tuple(changed)),)))
    old, new = REAL.texts["data/article.1.trig"].split("\n"), made["data/article.1.trig"].split("\n")
    assert [(a, b) for a, b in zip(old, new, strict=True) if a != b] == [
        (
            '    dip:date "2017-01-31"^^edtf:EDTF ; dip:dateBasis dip:AsStated .',
            '    dip:date "2017-02"^^edtf:EDTF ; dip:dateBasis dip:AsStated .',
        )
    ]


@pytest.mark.parametrize("name", ["A1", "A2", "A3", "A12", "A23", "A40", "A60", "B5"])
def test_what_is_taken_away_and_put_back_is_as_it_was(name: str) -> None:
    before = coding_of(REAL, passage(name))
    if not before.graphs:
        pytest.skip("nothing is coded of it")
    now, _ = change(REAL, before, replace(before, graphs=(), background=before.background))
    left = coding_of(now, passage(name), places=False)
    assert not left.graphs
    again, _ = change(now, replace(left, background=before.background), replace(before, notes=left.notes))
    assert quads_in(again) == quads_in(REAL)
    here = next(path for path, text in REAL.texts.items() if f"a:{name}-1 {{" in text)
    assert f"a:{name}-1 {{" in again.texts[here]
    order = [text for text in again.texts[here].split("\n") if text.startswith("a:")]
    assert order == [text for text in REAL.texts[here].split("\n") if text.startswith("a:")]


def test_the_first_graph_of_a_document_makes_a_file() -> None:
    base = "https://x.org/"
    head = "@prefix dip: <https://w3id.org/chancery/ontology#> .\n@prefix k: <https://x.org/graph/> .\n\n"
    record = "k:record {\n" + "\n".join(
        f"  <{base}passage/N{n}> a dip:Passage ; dip:document <{base}id/note> ; dip:number {n} ." for n in (1, 2, 3)
    )
    index = Index.of_texts(base, {"data/note.passages.trig": formatted(head + record + "\n}\n")})
    second = graph("N2-1", (f"{base}id/a", RDF_TYPE, node(DIP + "Visit")), cites=f"{base}passage/N2", base=base)
    label = ox.Quad(node(f"{base}id/a"), node(SKOS + "prefLabel"), ox.Literal("A", language="en"), node(f"{base}graph/background"))
    thing = Entry("background", f"{base}id/a", (label,))
    now, made = change(index, PassageCoding(f"{base}passage/N2"), PassageCoding(f"{base}passage/N2", (second,), background=(thing,)))
    assert sorted(made) == ["data/background.trig", "data/note.trig"]
    for n in (3, 1):
        iri = f"{base}passage/N{n}"
        each = graph(f"N{n}-1", (f"{base}id/a", RDF_TYPE, node(DIP + "Visit")), cites=iri, base=base)
        now, made = change(now, PassageCoding(iri, background=(thing,)), PassageCoding(iri, (each,), background=(thing,)))
        assert list(made) == ["data/note.trig"]
    blocks = [line for line in now.texts["data/note.trig"].split("\n") if line.startswith("a:")]
    assert blocks == ["a:N1-1 {", "a:N2-1 {", "a:N3-1 {"]


def test_a_file_keeps_the_line_ends_of_another_system() -> None:
    texts = {path: text.replace("\n", "\r\n") for path, text in REAL.texts.items()}
    index = Index.of_texts(BASE, texts)
    before = coding_of(index, passage("A22"))
    new = graph("A22-9", (f"{BASE}id/x", RDF_TYPE, node(DIP + "Visit")), cites=passage("A22"))
    _, changed = change(index, before, replace(before, graphs=(*before.graphs, new)))
    assert changed
    for path, text in changed.items():
        assert text.count("\n") == text.count("\r\n") > texts[path].count("\n")


@pytest.mark.parametrize("written", ["<https://x.org/passage/\\u0041l-pha>", "q:ha", "p:Al\\-pha"])
def test_a_name_that_is_written_in_an_unusual_way_is_found(written: str) -> None:
    head = f"@prefix dip: <{DIP}> .\n@prefix q: <https://x.org/passage/Al-p> .\n@prefix p: <https://x.org/passage/> .\n\n"
    said = f'<https://x.org/graph/record> {{\n  {written} dip:assertsNothing "a heading"@en ; dip:number 1 .\n}}\n'
    index = Index.of_texts("https://x.org/", {"data/a.trig": head + said})
    before = coding_of(index, "https://x.org/passage/Al-pha")
    assert before.nothing is not None
    _, texts = change(index, before, replace(before, nothing=None))
    assert texts["data/a.trig"] == head + said.replace('dip:assertsNothing "a heading"@en ; ', "")


def test_a_new_thing_stands_among_those_of_its_kind() -> None:
    before = coding_of(REAL, passage("A2"))
    thing, background = node(f"{BASE}id/gilgit"), node(f"{BASE}graph/background")
    kind = ox.Quad(thing, node(RDF_TYPE), node(DIP + "City"), background)
    label = ox.Quad(thing, node(SKOS + "prefLabel"), ox.Literal("Gilgit", language="en"), background)
    new = graph("A2-2", (f"{BASE}id/embassy-islamabad", DIP + "seat", thing), cites=passage("A2"))
    entry = Entry("background", thing.value, (kind, label))
    after = replace(before, graphs=(*before.graphs, new), background=(*before.background, entry))
    _, made = change(REAL, before, after)
    lines = made["data/background.trig"].split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("  e:gilgit "))
    above = "\n".join(lines[:at])
    assert "dip:City" in above[above.rindex("\n  e:") :]


def test_what_the_files_do_not_say_is_not_changed() -> None:
    before = coding_of(REAL, passage("A2"))
    stale = replace(before, graphs=(graph("A2-1", (f"{BASE}id/a", DIP + "seat", node(f"{BASE}id/b")), cites=passage("A2")),))
    with pytest.raises(DataError, match="do not say what was to be changed"):
        rewritten(REAL.texts, passage("A2"), stale, before, Order.of(REAL))
    reason = ox.Quad(node(passage("A999")), node(ASSERTS_NOTHING), ox.Literal("x"), node(REAL.record))
    nothing = PassageCoding(passage("A999"), nothing=Entry("nothing", passage("A999"), (reason,)))
    with pytest.raises(DataError, match="does not exist"):
        rewritten(REAL.texts, passage("A999"), PassageCoding(passage("A999")), nothing, Order.of(REAL))


def test_comments_in_what_is_removed_stay() -> None:
    base = "https://x.org/"
    text = """@prefix a: <https://x.org/assertion/> .
@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix e: <https://x.org/id/> .

# head
<https://x.org/graph/record> {
  # one
  a:P1-1 dip:cites <https://x.org/passage/P1> ;  # two
    # three
    dip:standing dip:Stated .  # four
}

a:P1-1 {  # five
  # six
  e:x dip:actor e:a ,  # seven
      e:b ;
    dip:place e:c .  # eight
}  # nine
"""
    index = Index.of_texts(base, {"data/a.trig": text})
    before = coding_of(index, base + "passage/P1")
    change(index, before, PassageCoding(before.passage))
    kept = [each for each in before.graphs[0].quads if str(each.object) != f"<{base}id/b>" and each.predicate.value != DIP + "standing"]
    change(index, before, replace(before, graphs=(Entry("graph", before.graphs[0].iri, tuple(kept)),)))
    kept = [each for each in before.graphs[0].quads if each.predicate.value not in (DIP + "actor", DIP + "cites")]
    cites = [ox.Quad(node(base + "assertion/P1-1"), node(DIP + "cites"), node(base + "passage/P1"), node(base + "graph/record"))]
    change(index, before, replace(before, graphs=(Entry("graph", before.graphs[0].iri, (*kept, *cites)),)))


def test_a_statement_with_brackets_is_left_to_an_editor() -> None:
    base = "https://x.org/"
    text = f"""@prefix dip: <{DIP}> .
<{base}graph/record> {{ <{base}assertion/P1-1> dip:cites <{base}passage/P1> . }}
<{base}assertion/P1-1> {{ <{base}id/x> dip:actor [ dip:place <{base}id/y> ] . }}
"""
    index = Index.of_texts(base, {"data/a.trig": text})
    before = coding_of(index, base + "passage/P1")
    more = ox.Quad(node(base + "id/x"), node(DIP + "place"), node(base + "id/z"), node(base + "assertion/P1-1"))
    after = replace(before, graphs=(Entry("graph", before.graphs[0].iri, (*before.graphs[0].quads, more)),))
    with pytest.raises(DataError, match="brackets"):
        rewritten(index.texts, before.passage, before, after, Order.of(index))


VALUES = st.one_of(
    st.sampled_from([node(f"{BASE}id/pakistan"), node(f"{BASE}id/plo"), node(f"{BASE}id/new.thing-1"), node("https://elsewhere.org/a#b")]),
    st.builds(
        lambda text: ox.Literal(text, language="en"), st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60)
    ),
    st.sampled_from([ox.Literal(3), ox.Literal('a "b" \\ #c\n'), ox.Literal(True), ox.Literal("1974", datatype=node(EDTF + "EDTF"))]),
)
PROPERTIES = st.sampled_from([RDF_TYPE, DIP + "actor", DIP + "place", DIP + "date", SKOS + "prefLabel", "https://elsewhere.org/terms#p"])
SUBJECTS = st.sampled_from([f"{BASE}id/a-1", f"{BASE}id/b.2", f"{BASE}id/opening-embassy-2017"])


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, PassageCoding, PassageCoding]:
    """A passage of one of the workspaces, what is coded of it, and a random change."""
    name = draw(st.sampled_from(sorted(INDEXES)))
    index = INDEXES[name]
    iri = draw(st.sampled_from(sorted(Order.of(index).passages)))
    before = coding_of(index, iri, places=False)
    entries = []
    for each in before.entries().values():
        what = draw(st.sampled_from(["keep", "keep", "remove", "thin", "grow"]))
        quads = list(each.quads)
        if what == "remove" and each.kind != "background":
            continue
        if what == "thin" and len(quads) > 1:
            quads = [quad for quad in quads if quad.predicate.value == DIP + "cites" or draw(st.booleans())] or quads
        if what == "grow" and each.kind != "nothing":
            home = node(each.iri) if each.kind == "graph" and draw(st.booleans()) else quads[0].graph_name
            subject = node(draw(SUBJECTS)) if home == node(each.iri) else node(each.iri)
            quads.insert(draw(st.integers(0, len(quads))), ox.Quad(subject, node(draw(PROPERTIES)), draw(VALUES), home))
        entries.append(Entry(each.kind, each.iri, tuple(dict.fromkeys(quads))))
    for number in range(draw(st.integers(0, 2))):
        content = draw(st.lists(st.tuples(SUBJECTS, PROPERTIES, VALUES), min_size=1, max_size=4))
        entries.insert(draw(st.integers(0, len(entries))), graph(f"new-{number}", *content, cites=iri, base=index.base))
    return name, before, PassageCoding.of_entries(iri, entries)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(edits())
def test_a_change_changes_nothing_else(edit: tuple[str, PassageCoding, PassageCoding]) -> None:
    name, before, after = edit
    kept = before.entries()
    # A background that no graph mentions any more is still what the change says of it.
    made = rewritten(INDEXES[name].texts, before.passage, before, after, Order.of(INDEXES[name]))
    index = INDEXES[name]
    now = index.with_texts(made)
    gone = {quad for key, old in kept.items() if old != after.entries().get(key) for quad in old.quads}
    come = {quad for key, new in after.entries().items() if new != kept.get(key) for quad in new.quads}
    assert quads_in(now) == (quads_in(index) - (gone - come)) | come
    touched = {each.iri for old, new in changes(before, after).values() for each in (old, new) if each is not None}
    assert all(now.texts[path] is text for path, text in index.texts.items() if path not in made)
    for path in made.keys() & index.texts.keys():
        assert Counter(all_comments(made[path])) == Counter(all_comments(index.texts[path]))
        others = [quad for quad in index_file(index, path) if not of(quad, touched)]
        assert [quad for quad in index_file(now, path) if not of(quad, touched)] == others, "the order of the rest"
        assert formatted(made[path]) == made[path]


def index_file(index: Index, path: str) -> list[ox.Quad]:
    return next(each.file.quads for each in index.files if each.path == path)


def of(quad: ox.Quad, iris: set[str]) -> bool:
    """Whether a quad belongs to one of some entries."""
    subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
    return subject in iris or graph_name(quad) in iris


def test_only_the_statements_around_a_change_are_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out: list[int] = []

    def noted(text: str, shown: str) -> str:
        laid_out.append(len(text))
        return formatted(text, shown)

    monkeypatch.setattr("kg.editing.parts.formatted", noted)
    before = coding_of(REAL, passage("A12"))
    reason = ox.Quad(node(before.passage), node(ASSERTS_NOTHING), ox.Literal("a test", language="en"), node(BASE + "graph/record"))
    after = replace(before, graphs=before.graphs[1:], nothing=Entry("nothing", before.passage, (reason,)))
    made = rewritten(REAL.texts, before.passage, before, after, Order.of(REAL))
    assert len(made) == 2  # one of them has all passages in one block
    assert max(map(len, made.values())) > 60_000 > 6_000 > max(laid_out)


@pytest.mark.parametrize("text", [each.file.text for index in INDEXES.values() for each in index.files])
def test_the_outline_has_every_token_that_is_no_directive(text: str) -> None:
    found = outline(text)
    inside = [token for each in found.statements() for token in each.tokens]
    wanted = [token for token in scan(text) if any(each.inside <= token.start < each.closing for each in found.blocks)]
    assert [(each.kind, each.text, each.start, each.end) for each in inside] == [
        (each.kind, each.text, each.start, each.end) for each in wanted
    ]
    for block in found.blocks:
        for subject in {each.subject for each in block.statements}:
            assert list(block.about(subject)) == [each for each in block.statements if each.subject == subject]
        assert not block.statements or block.last() == block.statements[-1]
