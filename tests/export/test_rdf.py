"""The graph in files: other tools read what is held, the bytes are always the same, and a file is complete or unchanged."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.build import build
from kg.cli.main import run
from kg.errors import EnvironmentProblem, UsageError
from kg.export.header import header
from kg.export.writing import WRITERS, dump, render
from kg.formats import by_extension, rdf_format
from kg.namespaces import DCTERMS, DIP, ONTOLOGY, ONTOLOGY_LICENCE, ONTOLOGY_VERSION, OWL, RDF
from kg.snapshot import Snapshot
from kg.snapshot.writing import write_snapshot
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
NORDIC = Path(__file__).resolve().parents[1] / "workspaces" / "nordic"
RDF_FILES = [extension for extension in WRITERS if by_extension("x" + extension).rdf is not None]
"""The formats of triples. tests/export/test_graphs.py is about the others."""


@pytest.fixture(scope="module")
def nordic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dump") / "nordic"
    shutil.copytree(NORDIC, folder, ignore=shutil.ignore_patterns(".kg"))
    return folder


@pytest.fixture(scope="module")
def snapshot(nordic: Path) -> Snapshot:
    return build(Workspace(nordic))


def quads_of(snapshot: Snapshot) -> set[str]:
    return {str(quad) for quad in snapshot.store}


def held_of(snapshot: Snapshot) -> set[str]:
    return {str(quad) for quad in snapshot.store.quads_for_pattern(None, None, None, ox.DefaultGraph())}


def read(snapshot: Snapshot, extension: str, *, held: bool = False) -> set[str]:
    """What a dump has without its description."""
    fmt = by_extension("x" + extension)
    found = list(ox.parse(render(snapshot, extension, held=held), rdf_format(fmt)))
    assert len(found) == len(set(found)), "a quad is written twice"
    own = set(snapshot.store)
    content = [quad for quad in found if quad in own or not is_of_description(snapshot, quad, fmt.dataset)]
    return {str(quad) for quad in content}


def is_of_description(snapshot: Snapshot, quad: ox.Quad, dataset: bool) -> bool:
    graph = snapshot.base + "graph/about"
    if dataset:
        return quad.graph_name == ox.NamedNode(graph)
    subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
    declared = quad.object in (ox.NamedNode(OWL + "AnnotationProperty"), ox.NamedNode(OWL + "Class"))
    return declared or subject.startswith((f"{graph}#", "https://w3id.org/chancery/ontology/"))


@pytest.mark.parametrize("extension", RDF_FILES)
def test_what_is_written_is_read_again(snapshot: Snapshot, extension: str) -> None:
    fmt = by_extension("x" + extension)
    found = read(snapshot, extension)
    assert found == (quads_of(snapshot) if fmt.dataset else held_of(snapshot))


@pytest.mark.parametrize("extension", [".ttl", ".trig"])
def test_no_name_has_an_escape(extension: str, tmp_path: Path) -> None:
    """Not every parser of Turtle reads ``p:A1\\/position``. The selectors of the repository have such IRIs."""
    for name in ("chancery.toml", "data"):
        (tmp_path / name).symlink_to(ROOT / name)
    text = re.sub(r'"(?:[^"\\]|\\.)*"', '""', render(build(Workspace(tmp_path)), extension).decode())
    assert "/passage/A1/position>" in text
    assert "\\" not in text


@pytest.mark.parametrize("extension", [each for each in WRITERS if by_extension("x" + each).dataset])
def test_held_adds_the_default_graph_under_a_name(snapshot: Snapshot, extension: str) -> None:
    found = read(snapshot, extension, held=True)
    name = f" <{snapshot.base}graph/held>"
    assert found == quads_of(snapshot) | {quad + name for quad in held_of(snapshot)}


@pytest.mark.parametrize("extension", [each for each in WRITERS if not by_extension("x" + each).dataset])
def test_held_needs_named_graphs(snapshot: Snapshot, extension: str) -> None:
    with pytest.raises(UsageError, match="no named graphs"):
        render(snapshot, extension, held=True)


# rdflib warns of its own calls when it reads TriG into a Dataset.
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*")
def test_three_libraries_count_the_same_triples(snapshot: Snapshot) -> None:
    import owlready2
    import rdflib

    turtle = render(snapshot, ".ttl")
    triples = {str(quad) for quad in ox.parse(turtle, ox.RdfFormat.TURTLE)}
    assert held_of(snapshot) < triples
    assert len(rdflib.Graph().parse(data=turtle.decode(), format="turtle")) == len(triples)
    dataset = rdflib.Dataset()
    trig = render(snapshot, ".trig")
    dataset.parse(data=trig.decode(), format="trig")
    about = ox.NamedNode(snapshot.base + "graph/about")
    described = [quad for quad in ox.parse(trig, ox.RdfFormat.TRIG) if quad.graph_name == about]
    assert len(list(dataset.quads())) == len(snapshot.store) + len(described)
    world = owlready2.World()
    converted = ox.serialize((quad.triple for quad in ox.parse(turtle, ox.RdfFormat.TURTLE)), format=ox.RdfFormat.N_TRIPLES)
    assert converted is not None
    loaded = world.get_ontology("http://example.org/loaded#").load(fileobj=io.BytesIO(converted))
    kept = io.BytesIO()
    loaded.save(kept, format="ntriples")
    saved = {str(quad) for quad in ox.parse(kept.getvalue(), ox.RdfFormat.N_TRIPLES)}
    # owlready2 declares what it loads as an ontology. Except for that, it has exactly the same triples.
    declared = f"<http://example.org/loaded> <{RDF}type> <{OWL}Ontology>"
    assert saved - {declared} == triples
    world.close()


def test_the_same_bytes_under_any_hash_seed(nordic: Path, snapshot: Snapshot, tmp_path: Path) -> None:
    found: dict[str, list[bytes]] = {extension: [render(snapshot, extension)] for extension in WRITERS}
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
        for extension, versions in found.items():
            path = tmp_path / seed / (extension if not extension.startswith(".") else f"graph{extension}")
            command = [sys.executable, "-c", "from kg.cli import main; main()", "-C", str(nordic), "dump", str(path)]
            subprocess.run(command, env=environment, check=True, capture_output=True)
            versions.append(path.read_bytes())
    for extension, versions in found.items():
        assert len(set(versions)) == 1, extension


def test_a_dump_says_what_it_is_and_how_to_cite_it(snapshot: Snapshot) -> None:
    for extension in (".ttl", ".trig", ".nt", ".nq", ".rdf"):
        text = render(snapshot, extension).decode()
        head = text[: text.index("http", 700)] if extension == ".rdf" else text[:1500]
        assert "The end of the union of Norway and Sweden" in head
        assert f"Snapshot: sha256 {snapshot.digest}" in head
        assert f"Cite as: Chancery, a small workspace for its tests, snapshot {snapshot.digest[:12]}" in head
        assert "Licence: https://creativecommons.org/licenses/by/4.0/" in head
        whole = extension in (".trig", ".nq")
        assert f"Content: {'all graphs: ' if whole else ''}what is held (the default graph)" in head
        assert "once more" not in head
    assert "and what is held once more as graph/held" in render(snapshot, ".trig", held=True).decode()[:1500]
    assert "what is held (the default graph)" in header(snapshot, "what is held (the default graph)")[1]


def test_a_title_with_two_hyphens_is_no_end_of_a_comment(tmp_path: Path) -> None:
    (tmp_path / "chancery.toml").write_text('[workspace]\nname = "x"\ntitle = "One -- two"\nbase = "http://x/"\n', encoding="utf-8")
    made = write_snapshot(Workspace(tmp_path), [ox.Quad(ox.NamedNode("http://x/a"), ox.NamedNode("http://x/b"), ox.Literal("c"))], [])
    text = render(made, ".rdf").decode()
    assert "One - - two" in text
    assert ox.Quad(ox.NamedNode("http://x/a"), ox.NamedNode("http://x/b"), ox.Literal("c")) in list(ox.parse(text, ox.RdfFormat.RDF_XML))


def test_turtle_is_grouped_typed_first_and_has_used_prefixes_only(snapshot: Snapshot) -> None:
    text = render(snapshot, ".ttl").decode()
    assert "\ne:recognition a dip:Act , dip:Matter , dip:Recognition , dip:RecognitionAct ;\n" in text
    prefixes = [line.split()[1] for line in text.splitlines() if line.startswith("@prefix")]
    assert prefixes == sorted(prefixes)
    body = "\n".join(line for line in text.splitlines() if not line.startswith(("@prefix", "#")))
    for prefix in prefixes:
        assert f" {prefix}" in body or f"\n{prefix}" in body or f"\t{prefix}" in body or f"^^{prefix}" in body, prefix
    assert "sh:" not in prefixes


def test_json_ld_begins_with_its_description(snapshot: Snapshot) -> None:
    head, *rest = json.loads(render(snapshot, ".jsonld"))
    assert head["@id"] == snapshot.base + "graph/about"
    assert rest


def described(snapshot: Snapshot, extension: str) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(ox.parse(render(snapshot, extension), rdf_format(by_extension("x" + extension))))
    return store


ABOUT = """
    PREFIX void: <http://rdfs.org/ns/void#>
    PREFIX dcat: <http://www.w3.org/ns/dcat#>
    PREFIX dcterms: <http://purl.org/dc/terms/>
    PREFIX dip: <https://w3id.org/chancery/ontology#>
"""


@pytest.mark.parametrize("extension", RDF_FILES)
def test_a_dump_describes_itself(snapshot: Snapshot, extension: str) -> None:
    """The numbers of the description are those of the snapshot, and it has the licence, the sources and the version of the ontology."""
    store = described(snapshot, extension)

    def asked(pattern: str) -> set[tuple[str, ...]]:
        rows = store.query(f"{ABOUT} SELECT * {{ ?dataset a void:Dataset . {pattern} }}", use_default_graph_as_union=True)
        assert isinstance(rows, ox.QuerySolutions)
        names = sorted(each.value for each in rows.variables if each.value != "dataset")
        return {tuple(row[name].value for name in names) for row in rows}

    assert asked("?dataset void:triples ?n") == {(str(len(held_of(snapshot))),)}
    classes = asked("?dataset void:classPartition [ void:class ?class ; void:entities ?n ]")
    wanted = snapshot.store.query("SELECT ?class (COUNT(?x) AS ?n) { ?x a ?class } GROUP BY ?class")
    assert classes == {(row[0].value, row[1].value) for row in wanted}  # type: ignore[union-attr]
    properties = asked("?dataset void:propertyPartition [ void:property ?property ; void:triples ?n ]")
    wanted = snapshot.store.query("SELECT ?p (COUNT(*) AS ?n) { ?x ?p ?y } GROUP BY ?p")
    assert properties == {(row[1].value, row[0].value) for row in wanted}  # type: ignore[union-attr]
    assert asked("?dataset dcterms:source ?document . ?document dcterms:title ?title")
    assert asked("?dataset dcterms:identifier ?digest") == {(f"sha256:{snapshot.digest}",)}
    assert asked("?dataset dcterms:license ?licence") == {("https://creativecommons.org/licenses/by/4.0/",)}
    assert asked("?dataset dcterms:conformsTo [ dcterms:isVersionOf ?ontology ; dcterms:license ?licence ]")
    assert asked("?dataset void:exampleResource ?x . ?x a dip:Act")


def test_the_version_of_the_ontology_is_that_of_its_head() -> None:
    store = ox.Store()
    store.load(path=ROOT / "ontology" / "chancery.ttl", format=ox.RdfFormat.TURTLE)
    head = ox.NamedNode(ONTOLOGY)
    [version] = store.quads_for_pattern(head, ox.NamedNode(OWL + "versionIRI"), None)
    [licence] = store.quads_for_pattern(head, ox.NamedNode(DCTERMS + "license"), None)
    assert version.object == ox.NamedNode(ONTOLOGY_VERSION)
    assert licence.object == ox.NamedNode(ONTOLOGY_LICENCE)


def test_blocks_of_turtle_are_in_the_order_of_a_reader(snapshot: Snapshot) -> None:
    text = render(snapshot, ".ttl").decode()
    body = text[text.index("\n\n") + 2 :]
    subjects = [block.split(None, 1)[0] for block in body.rstrip("\n").split("\n\n")]
    assert len(subjects) == len(set(subjects))
    wanted = "about:dataset e:union e:declaration e:agreement e:meeting e:recognition e:election e:protest e:carl"
    assert subjects[: len(wanted.split())] == wanted.split()
    later = ["e:karlstad", "e:note", "p:N2", "p:N10", "a:N2-1", "a:N10-1", "about:class-dip.Act", "dip:Act", "dcterms:title"]
    places = [subjects.index(each) for each in later]
    assert places == sorted(places)


def test_blocks_of_trig_are_in_the_order_of_a_reader_in_each_graph(snapshot: Snapshot) -> None:
    text = render(snapshot, ".trig").decode()
    background = text[text.index("\nk:background {") : text.index("\nk:entailed {")]
    subjects = re.findall(r"^\t(\S+)", background, re.MULTILINE)
    assert subjects.index("e:carl") < subjects.index("e:karlstad") < subjects.index("e:king-of-norway")
    assert "\n\n}" not in text


ODD = ("a:b", "a%20b", "-a", "a.", "a~b", "", "a/b", "\U00010400x", "é", "1", "A1-2", "a.b")
"""Local names, among them those that need an escape in Turtle or that OWLAPI cannot read."""


@pytest.mark.parametrize("extension", [".ttl", ".trig"])
def test_a_name_that_not_every_parser_reads_is_written_as_an_iri(tmp_path: Path, extension: str) -> None:
    (tmp_path / "chancery.toml").write_text('[workspace]\nname = "x"\ntitle = "X"\nbase = "http://x/"\n', encoding="utf-8")
    said = ox.NamedNode(DIP + "said")
    nodes = [ox.NamedNode(f"http://x/id/{each}") for each in ODD]
    texts = [ox.Literal('e:a:b, " e:a:b \\', datatype=each) for each in nodes]
    made = write_snapshot(Workspace(tmp_path), [ox.Quad(node, said, text) for node in nodes for text in texts], [])
    assert read(made, extension) == (quads_of(made) if extension == ".trig" else held_of(made))
    plain = re.sub(r'"(?:[^"\\]|\\.)*"|<[^<>]*>', '""', render(made, extension).decode())
    names = set(re.findall(r"(?<![\w:])e:(\S*)", plain)) - {""}
    assert names == {"é", "1", "A1-2", "a.b"}


IRIS = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=4).map(
    lambda text: ox.NamedNode("http://x/" + text)
)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
LITERALS = (
    TEXTS.map(ox.Literal)
    | st.builds(lambda text, tag: ox.Literal(text, language=tag), TEXTS, st.sampled_from(["en", "nb-NO"]))
    | st.builds(lambda text: ox.Literal(text, datatype=ox.NamedNode("http://x/type")), TEXTS)
)
QUADS = st.builds(ox.Quad, IRIS, IRIS, IRIS | LITERALS, IRIS | st.just(ox.DefaultGraph()))


@given(quads=st.lists(QUADS, max_size=12), extension=st.sampled_from([each for each in RDF_FILES if each != ".rdf"]))
def test_any_graph_survives_the_round_trip(tmp_path_factory: pytest.TempPathFactory, quads: list[ox.Quad], extension: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "chancery.toml").write_text('[workspace]\nname = "x"\ntitle = "X"\nbase = "http://x/"\n', encoding="utf-8")
    made = write_snapshot(Workspace(folder), quads, [])
    fmt = by_extension("x" + extension)
    found = read(made, extension)
    assert found == (quads_of(made) if fmt.dataset else held_of(made))
    shutil.rmtree(folder)


def test_the_verb_writes_files_and_standard_output(
    nordic: Path, snapshot: Snapshot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "new" / "folder" / "graph.TTL"
    assert run(["-C", str(nordic), "dump", str(path)]) == 0
    assert path.read_bytes() == render(snapshot, ".ttl")
    assert snapshot.digest[:12] in capsys.readouterr().out
    assert run(["-C", str(nordic), "dump", "-f", "nq"]) == 0
    assert capsys.readouterr().out.encode() == render(snapshot, ".nq")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["dump", "graph.doc"], 2, "cannot write a dump as .doc"),
        (["dump", "graph.graphm"], 2, "did you mean .graphml?"),
        (["dump", "graph.ttl", "--claimed"], 2, "--claimed is for .graphml .gexf .csv; "),
        (["dump", "graph"], 2, "cannot write a dump to a file without an extension"),
        (["dump", "graph.ttl", "--held"], 2, "no named graphs"),
        (["dump", "graph.ttl", "-f", "nq"], 2, "--format is for standard output"),
        (["dump", "graph.csv", "--held"], 2, "no named graphs"),
        (["dump", "graph.ttl", "--claimed"], 2, "no place for the standing"),
        (["dump", "dyads.csv", "--claimed"], 2, "no place for the standing"),
        (["dump", "/dev/null/graph.ttl"], 4, "the file cannot be written"),
    ],
)
def test_mistakes_of_a_call(nordic: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, message: str) -> None:
    assert run(["-C", str(nordic), *arguments]) == code
    error = capsys.readouterr().err
    assert message in error
    assert "hint: " in error


def test_a_file_is_replaced_in_one_step_or_not_at_all(snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "graph.nt"
    path.write_text("old", encoding="utf-8")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(EnvironmentProblem, match="No space left on device") as caught:
        dump(snapshot, path)
    assert caught.value.where == str(path)
    monkeypatch.undo()
    assert path.read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["graph.nt"]
    dump(snapshot, path)
    assert path.read_bytes() == render(snapshot, ".nt")
