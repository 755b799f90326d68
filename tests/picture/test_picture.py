"""The picture as a file and on the command line. What it shows is tested in a real browser, in tests/browser."""

from __future__ import annotations

import itertools
import json
import os
import re
import stat
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from kg.build import ensure
from kg.cli.main import run
from kg.errors import EnvironmentProblem, NameNotFound, UsageError
from kg.namespaces import DIP
from kg.network.measures import ESTIMATED
from kg.network.model import GROUPS as GROUP_NAMES
from kg.network.model import Node
from kg.network.projection import project
from kg.network.weights import Weights
from kg.pages import content_policy
from kg.picture import About, Picture, bundle, draw_picture, engine, picture
from kg.picture.data import picture_data
from kg.picture.drawing import draw
from kg.picture.page import inert_json
from kg.picture.selection import around, in_period, of_kind, of_triples
from kg.picture.style import GROUPS, OTHER, TONES, tone_of, tone_of_edge
from kg.workspace import Workspace
from tests.asking import Said, example, graph, nordic, repository, straits
from tests.browser.hostile import PAYLOADS
from tests.browser.synthetic import BASE, synthetic

ROOT = Path(__file__).resolve().parents[2]
ABOUT = About(title="A title")


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Workspace(repository())


@pytest.fixture(scope="module")
def small() -> Picture:
    return draw_picture(synthetic(60), ABOUT)


def test_the_same_graph_gives_the_same_bytes(small: Picture) -> None:
    assert draw_picture(synthetic(60), ABOUT).html == small.html


def test_the_policy_forbids_everything_but_the_files_own_scripts(small: Picture) -> None:
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', small.html)
    directives = dict(part.strip().partition(" ")[::2] for part in unescape(policy).split(";"))
    assert directives["default-src"] == "'none'"
    assert "unsafe" not in policy
    assert "http" not in policy
    scripts = re.findall(r"<script(?: type=.module.)?>(.*?)</script>", small.html, re.DOTALL)
    assert len(scripts) == 2
    assert directives["script-src"] == content_policy([], scripts).split("; ")[1].partition(" ")[2]


def test_no_address_is_loaded_from_anywhere(small: Picture) -> None:
    assert re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=", small.html) == []
    assert "cdn" not in small.html.partition("<script>")[0].lower()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_json_in_the_page_is_inert_and_comes_back_as_it_was(payload: str) -> None:
    text = inert_json({payload: [payload]})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == {payload: [payload]}
    text.encode("utf-8")


def test_a_part_keeps_the_periods_of_relations_whose_acts_it_has(workspace: Workspace) -> None:
    """The periods of the whole are those of `relations-history`, each with the acts of its proof."""
    whole = project(workspace, ensure(workspace))
    rows = graph().query("relations-history")
    assert set(whole.periods) == {str(row["period"]).strip("<>") for row in rows}
    for period in whole.periods.values():
        (way,) = period.ways
        assert set(way.acts) == {*period.begun, *period.ended, *period.shown}
    base = whole.base + "id/"
    part = around(whole, base + "nonrecognition-israel")
    assert [period.shown for period in part.periods.values()] == [(base + "nonrecognition-israel",)]
    late = in_period(whole, "2016-01-01", "2018-01-01")
    assert [each.begun for each in late.periods.values()] == [(base + "opening-embassy-2017",)]


def test_every_group_of_the_model_has_a_look_and_no_two_look_alike() -> None:
    assert {group.name for group in GROUPS} == set(GROUP_NAMES)
    agents = [group for group in GROUPS if group.name in ("state", "organization", "person", "people", "agent")]
    assert len({group.shape for group in agents}) == len(agents)
    assert len({tone.light for tone in TONES}) == len({tone.dark for tone in TONES}) == len(TONES)


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_tones_are_readable_as_text_and_shapes_stand_out_in_both_themes() -> None:
    for tone in TONES:
        assert contrast(tone.light, "#ffffff") >= 4.5 or contrast(tone.light, "#fbfaf6") >= 4.0, tone.name
        assert contrast(tone.dark, "#1b1f25") >= 4.5, tone.name
    for group in GROUPS:
        if group.light != "#ffffff":
            assert contrast(group.light, "#fbfaf6") >= 3, group.name
            assert contrast(group.dark, "#14171b") >= 3, group.name


def test_a_part_around_a_node_keeps_roles_claims_and_speakers() -> None:
    whole = synthetic(300)
    act = next(iri for iri, node in whole.nodes.items() if node.group == "act")
    actor = next(str(fact.object) for fact in whole.facts if fact.subject == act and fact.predicate == DIP + "actor")
    part = around(whole, actor)
    assert act in part.nodes
    for fact in part.facts:
        assert set(fact.claims) <= part.claims.keys()
        assert not isinstance(fact.object, str) or fact.object not in whole.nodes or fact.object in part.nodes
    for iri in part.nodes:
        if whole.nodes[iri].group == "act":
            assert [fact for fact in part.facts if fact.subject == iri] == [fact for fact in whole.facts if fact.subject == iri]


def test_a_speakers_words_bring_the_speaker(workspace: Workspace) -> None:
    from kg.network.projection import project
    from kg.picture.selection import restrict

    whole = project(workspace, ensure(workspace))
    spoken = {iri: speech.value for iri, claim in whole.claims.items() for speech in claim.content_of if speech.value in whole.nodes}
    assert len(spoken) > 10
    for claim, speech in spoken.items():
        subjects = {fact.subject for fact in whole.facts if claim in fact.claims and whole.nodes[fact.subject].group in ("act", "matter")}
        if not subjects:
            continue
        part = restrict(whole, subjects)
        speakers = {str(fact.object) for fact in whole.facts if fact.subject == speech and fact.predicate == DIP + "actor"}
        assert speech in part.nodes
        assert speakers <= part.nodes.keys()


def test_a_period_keeps_what_may_have_happened_in_it_and_lines_that_rest_on_that() -> None:
    part = in_period(synthetic(400), "1980-01-01", "1989-12-31")
    acts = {iri for iri, node in part.nodes.items() if node.group == "act"}
    assert acts
    assert part.whens
    for when in itertools.chain.from_iterable(part.whens.values()):
        assert when.earliest <= "1989-12-31"
        assert when.latest >= "1980-01-01"
    assert {act for edge in part.edges for act in edge.acts} <= acts


def test_a_kind_keeps_its_acts_alone() -> None:
    part = of_kind(synthetic(400), DIP + "Statement")
    kinds = {kind for node in part.nodes.values() if node.group == "act" for kind in node.kinds}
    assert kinds == {DIP + "Appeal", DIP + "Condemnation"}
    with pytest.raises(UsageError, match="nothing in the graph is of the kind vote"):
        of_kind(synthetic(40), DIP + "Vote")


def test_triples_of_a_query_keep_their_proof_and_say_what_is_new() -> None:
    whole = synthetic(200)
    edge = whole.edges[0]
    new = (edge.subject, "urn:made", edge.object)
    part, named, left = of_triples(whole, [(edge.subject, edge.predicate, edge.object), new, (edge.subject, "urn:x", "")])
    assert named == sorted({edge.subject, edge.object})
    assert left == 1
    assert [(each.predicate, bool(each.derivations)) for each in part.edges[:2]] == [(edge.predicate, True), ("urn:made", False)]
    assert [fact.origin for fact in part.facts if fact.predicate == "urn:made"] == ["query"]


def test_the_data_refer_to_each_other_by_position() -> None:
    data: Any = picture_data(synthetic(100), ABOUT)
    for subject, predicate, value, claims in data["facts"]:
        assert subject < len(data["nodes"])
        assert predicate < len(data["terms"])
        assert not isinstance(value, int) or value < len(data["nodes"])
        assert all(claim < len(data["claims"]) for claim in claims)
    assert len({node["i"] for node in data["nodes"]}) == len(data["nodes"])


def test_an_inferred_line_has_the_weight_that_all_measures_count() -> None:
    whole = synthetic(100)
    weights = Weights(whole)
    drawn: Any = draw(whole, dict.fromkeys(whole.nodes, (0, 0)))
    found = {each["id"]: each.get("value") for each in drawn["edges"]}
    assert found == {number: round(weights.of(edge), 6) if edge.entailed else None for number, edge in enumerate(whole.edges)}
    assert any(value not in (None, 1.0) for value in found.values())


def test_saving_replaces_the_file_whole_or_not_at_all(small: Picture, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "graph.html"
    assert small.save(path) == path.stat().st_size
    assert stat.S_IMODE(path.stat().st_mode) & 0o400
    path.write_text("before", encoding="utf-8")
    assert small.save(path) > 100_000
    assert sorted(path.parent.iterdir()) == [path]
    with pytest.raises(EnvironmentProblem, match="cannot be written"):
        small.save(path / "below-a-file.html")
    with pytest.raises(EnvironmentProblem, match="cannot be written"):
        small.save(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["deep"]


def test_a_title_that_no_file_can_hold_is_replaced(tmp_path: Path) -> None:
    made = draw_picture(synthetic(10), About(title="half \ud800 <b>"))
    assert "<title>half ? &lt;b&gt;</title>" in made.html
    assert made.save(tmp_path / "a.html") > 0


def test_a_picture_counts_its_nodes_and_edges(small: Picture) -> None:
    assert (small.things, small.lines) == (len(synthetic(60).nodes), len(synthetic(60).edges))


def test_a_notebook_gets_a_frame_that_may_run_its_own_script_alone(small: Picture) -> None:
    frame = small._repr_html_()
    assert frame.count("<") == 2
    assert 'sandbox="allow-scripts allow-downloads allow-popups"' in frame


def test_without_the_front_end_a_picture_is_refused(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bundle, "ASSETS", str(tmp_path))
    assert not bundle.available()
    with pytest.raises(EnvironmentProblem, match="not set up") as caught:
        picture(workspace)
    assert "scripts/build-frontend" in str(caught.value.hint)


def test_stored_queries_travel_in_pieces_that_give_them_back(workspace: Workspace) -> None:
    from kg.sparql.stored import catalogue

    queries = catalogue(workspace)
    assert len(queries) > 30
    for query in queries:
        form: Any = engine.as_form(query)
        assert form is not None, query.name
        assert "".join(piece if isinstance(piece, str) else piece[1] for piece in form["pieces"]) == query.text
        for variable, _, template in (piece for piece in form["pieces"] if not isinstance(piece, str)):
            assert engine.SLOT + variable + ">" in template or template == "true"


def shown(path: Path) -> Any:
    """The data of a file that is not compressed."""
    found = re.search(r'id="data">(.*?)</script>', path.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_view_writes_the_file_and_says_so(kg: Said, tmp_path: Path) -> None:
    path = tmp_path / "x" / "graph.html"
    code, out, _ = kg("view", str(path), "--title", "<Title> & more", "--measure", "betweenness", "--as-of", "1990")
    assert code == 0
    assert out.startswith(f"{path}: ")
    assert f"{path.stat().st_size / 1_000_000:.2f} MB" in out
    data = shown(path)
    assert data["about"]["title"] == "<Title> & more"
    assert data["about"]["start"] == "as-of=1990-12-31&size=betweenness"
    assert "<title>&lt;Title&gt; &amp; more</title>" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "smaller"),
    [
        (("--about", "Mahmoud Abbas"), "around Mahmoud Abbas"),
        (("--type", "Recognition"), "kind: recognition"),
        (("--from", "1974", "--to", "1975"), "1974 to 1975"),
    ],
)
def test_view_of_a_part_says_which(kg: Said, tmp_path: Path, words: tuple[str, ...], smaller: str) -> None:
    path = tmp_path / "part.html"
    assert kg("view", str(path), *words)[0] == 0
    data = shown(path)
    assert data["about"]["selection"] == smaller
    assert 2 < len(data["nodes"]) < 150


def test_view_of_a_query_draws_its_triples(kg: Said, tmp_path: Path) -> None:
    query = tmp_path / "met.rq"
    query.write_text(f"PREFIX dip: <{DIP}> CONSTRUCT {{ ?a dip:met ?b }} WHERE {{ ?a dip:met ?b }}", encoding="utf-8")
    path = tmp_path / "met.html"
    assert kg("view", str(path), "--query", str(query))[0] == 0
    data = shown(path)
    assert data["about"]["only"]
    assert data["about"]["selection"] == "the triples of the query met.rq"


def test_the_query_of_a_view_keeps_the_limits_of_queries(kg: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    query, path = tmp_path / "long.rq", tmp_path / "long.html"
    # The filter needs all three triples, so no order of joining them is quick.
    needs_all = "FILTER (STRLEN(CONCAT(STR(?s), STR(?d), STR(?g))) < 0)"
    query.write_text(f"SELECT ?s ?p ?o {{ ?s ?p ?o . ?d ?e ?f . ?g ?h ?i {needs_all} }}", encoding="utf-8")
    monkeypatch.setenv("KG_QUERY_SECONDS", "1")
    code, _, err = kg("view", str(path), "--query", str(query))
    assert code == 3
    assert "the query was stopped after 1 seconds" in err
    assert not path.exists()
    monkeypatch.setenv("KG_QUERY_ROWS", "5")
    query.write_text("SELECT ?s ?p ?o { ?s ?p ?o FILTER (?p = dip:met) }", encoding="utf-8")
    assert kg("view", str(path), "--query", str(query))[0] == 0
    assert shown(path)["about"]["selection"] == "the triples of the query long.rq (stopped at the limit of 5 rows; there are more)"


@pytest.mark.parametrize(("started", "said"), [(True, ""), (False, "warning: no browser could be started; open the file yourself\n")])
def test_view_opens_the_file(
    started: bool, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []

    def start(address: str) -> bool:
        opened.append(address)
        return started

    monkeypatch.setattr("webbrowser.open", start)
    assert run(["-C", nordic().workspace.folder, "view", str(tmp_path / "a b.html"), "--open"]) == 0
    assert opened == [(tmp_path / "a b.html").as_uri()]
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(
    ("words", "code", "what", "hint"),
    [
        (("--about", "Nobody Whatsoever"), 2, "nothing is called 'Nobody Whatsoever'", ""),
        (("--type", "Recogntion"), 2, "no kind of act or thing", "did you mean recognition"),
        (("--from", "soon"), 2, "the beginning is not a date", "hint:"),
        (("--from", "1990", "--to", "1980"), 2, "the period ends before it begins", "give the earlier date first"),
        (("--from", "1801", "--to", "1802"), 2, "nothing is dated 1801 to 1802", "the acts are dated 1"),
        (("--measure", "size"), 2, "--measure cannot be 'size'", "hint:"),
        (("--param", "a=b"), 2, "--param belongs to --query", "kg view --query"),
        (("--query", "no-such-query"), 2, "no-such-query", "hint:"),
        (("--query", "votes"), 2, "nothing that can be drawn", "CONSTRUCT"),
    ],
)
def test_view_says_what_is_wrong_and_writes_nothing(
    kg: Said, tmp_path: Path, words: tuple[str, ...], code: int, what: str, hint: str
) -> None:
    path = tmp_path / "graph.html"
    got, _, err = kg("view", str(path), *words)
    assert got == code, err
    assert what in err
    assert hint in err
    assert not path.exists()


def test_view_of_an_empty_graph_says_how_to_begin(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "empty"
    (folder / "data").mkdir(parents=True)
    settings = '[workspace]\nname = "empty"\ntitle = "Nothing yet"\nbase = "https://example.org/empty/"\n'
    (folder / "chancery.toml").write_text(settings, encoding="utf-8")
    record = """@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix e: <https://example.org/empty/id/> .
@prefix k: <https://example.org/empty/graph/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
k:record { e:note a dip:SourceDocument ; skos:prefLabel "the note"@en . }
"""
    (folder / "data" / "record.trig").write_text(record, encoding="utf-8")
    hint = f"write what the passages say into {folder / 'data'}, as docs/codebook.md describes"
    assert run(["-C", str(folder), "view", str(tmp_path / "graph.html")]) == 0
    assert f"the graph is empty: {hint}" in capsys.readouterr().err
    assert "This graph is empty." in (tmp_path / "graph.html").read_text(encoding="utf-8")
    for words in (["--figure", str(tmp_path / "graph.svg")], [str(tmp_path / "two.html"), "--about", "Norway"]):
        assert run(["-C", str(folder), "view", *words]) == 2
        said = capsys.readouterr().err
        assert "the graph is empty: there is nothing to draw" in said
        assert hint in said
    assert sorted(each.name for each in tmp_path.iterdir()) == ["empty", "graph.html"]


def test_view_of_a_period_in_a_part_says_which_dates_the_part_has(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--type", "Recognition", "--from", "1801", "--to", "1802")
    assert run(["-C", nordic().workspace.folder, "view", str(tmp_path / "graph.html"), *words]) == 2
    said = capsys.readouterr().err
    assert "nothing is dated 1801 to 1802 (kind: recognition)" in said
    assert "the acts are dated 1" in said


@pytest.mark.parametrize(
    ("words", "what", "hint"),
    [
        (("--about", "the note"), "the note cannot be drawn", "name a person, a state"),
        (("--query", "CONSTRUCT WHERE { ?s a dip:Vote }"), "returns nothing to draw", "to see its answer: kg query "),
        (("--query", "SELECT ?s ?p ?o { ?s a dip:State OPTIONAL { ?s dip:vote ?p , ?o } }"), "returns nothing to draw", "kg query "),
        (("--query", "SELECT ?s ?p { ?s ?p e:norway }"), "returns s, p: nothing that can be drawn", "only a CONSTRUCT or SELECT ?s ?p ?o"),
    ],
)
def test_view_of_what_cannot_be_drawn(
    words: tuple[str, str], what: str, hint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    option, value = words
    if option == "--query":
        (tmp_path / "own.rq").write_text(value, encoding="utf-8")
        value = str(tmp_path / "own.rq")
    assert run(["-C", nordic().workspace.folder, "view", str(tmp_path / "graph.html"), option, value]) == 2
    said = capsys.readouterr().err
    assert what in said
    assert hint in said
    assert not (tmp_path / "graph.html").exists()


def test_view_where_it_may_not_write(kg: Said, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    code, _, err = kg("view", str(tmp_path / "file" / "graph.html"))
    assert code == 4
    assert "hint: choose another place" in err


def test_a_picture_from_python_takes_names(workspace: Workspace) -> None:
    made = picture(workspace, about="Mahmoud Abbas", kind="Meeting", title="Meetings")
    assert made.about.selection == "around Mahmoud Abbas; kind: meeting"
    with pytest.raises(NameNotFound):
        picture(workspace, about="Nobody Whatsoever")
    with pytest.raises(UsageError, match="unknown measure"):
        picture(workspace, measure="size")  # type: ignore[arg-type]  # that it is refused is the point


def test_nothing_of_the_machine_is_in_the_file(workspace: Workspace) -> None:
    text = picture(workspace).html
    assert os.path.expanduser("~") + "/" not in text or os.path.expanduser("~") == "/"
    assert str(ROOT) not in text
    assert str(repository()) not in text
    assert BASE not in text


def test_the_data_have_the_words_of_each_date_and_the_end_of_an_open_one() -> None:
    data: Any = picture_data(project(graph().workspace, graph().snapshot), ABOUT)
    place = next(number for number, node in enumerate(data["nodes"]) if node["i"].endswith("/id/training-agreement"))
    whens = [when for when in data["whens"] if when["n"] == place]
    assert {when["w"] for when in whens} == {"after Arab–Israeli war of 1973 (in or after 1973)"}
    assert {when["z"] for when in whens} == {"2025-09-30"}
    assert dict(data["dates"])["[1973..]"] == "in or after 1973"
    closed = [when for when in data["whens"] if "l" in when]
    assert closed
    assert not any("z" in when for when in closed)


def test_a_period_after_the_documents_has_no_open_dates() -> None:
    """The last event that the documents tell of is of September 2025."""
    whole = project(graph().workspace, graph().snapshot)
    open_acts = {iri for iri, whens in whole.whens.items() if any(when.earliest and not when.latest for when in whens)}
    assert open_acts & in_period(whole, "2025-09-30", "").nodes.keys()
    assert not in_period(whole, "2025-10-01", "").nodes


def test_what_only_came_after_something_dated_may_have_happened_since() -> None:
    """Iran regretted the attack on the embassy of 3 January 2016; on which day is not told."""
    rupture = example("rupture")
    whole = project(rupture.workspace, rupture.snapshot)
    regret = whole.base + "id/regret-iran"
    assert [(when.graph, when.earliest) for when in whole.whens[regret]] == [(None, "2016-01-03")]
    assert regret in in_period(whole, "2017-01-01", "2018-01-01").nodes
    assert regret not in in_period(whole, "", "2016-01-02").nodes


def test_every_kind_of_act_situation_and_occurrence_has_the_tone_of_a_theme() -> None:
    """Only the classes that are above all themes, and what is only spoken of, are shown as other acts."""
    projection = project(graph().workspace, graph().snapshot)
    matters = [iri for iri in projection.terms if iri.startswith(DIP) and DIP + "Matter" in projection.ancestors(iri)]
    assert len(matters) > 600
    other = {iri.removeprefix(DIP) for iri in matters if tone_of(projection, Node("", "", "act", kinds=(iri,))) == OTHER}
    assert other == {"Matter", "Act", "Occurrence", "Situation", "ActSeries"}


def test_a_series_has_the_tone_of_the_acts_that_it_counts() -> None:
    projection = project(straits().workspace, straits().snapshot)
    food = next(node for node in projection.nodes.values() if node.label == "Food aid of the League to Corland")
    assert TONES[tone_of(projection, food)].name == "support"


def test_what_follows_from_a_tenure_has_the_tone_of_relations() -> None:
    projection = project(straits().workspace, straits().snapshot)
    edges = [edge for edge in projection.edges if edge.entailed and not edge.acts]
    tones = {edge.predicate.removeprefix(DIP): tone_of_edge(projection, edge) for edge in edges}
    assert tones
    assert {TONES[tone].name for tone in tones.values()} == {"relations"}
    assert {"hadEnvoyTo", "heldOffice"} <= tones.keys()


def test_the_page_says_that_a_betweenness_is_estimated(monkeypatch: pytest.MonkeyPatch) -> None:
    projection = project(straits().workspace, straits().snapshot)
    data: Any = picture_data(projection, ABOUT)
    assert ESTIMATED not in data["explain"]["betweenness"]
    assert data["estimated"] is False
    monkeypatch.setattr("kg.network.measures.sample_size", lambda agents, ties: 10)
    data = picture_data(projection, ABOUT)
    assert data["explain"]["betweenness"].endswith(ESTIMATED)
    assert data["estimated"] is True
