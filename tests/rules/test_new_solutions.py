"""In large graphs a rule that runs again is asked only for what follows from new triples: the conclusions and all proofs are the same."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg.rules.engine
from benchmarks.acts import article, world
from kg.authored.reading import Dataset, read_text_of_data
from kg.build.assembling import assemble
from kg.build.filling import fill
from kg.errors import DataError
from kg.ontology import load_ontology
from kg.rules import Conclusions, conclude, entail, load_rules, parse_rule
from kg.snapshot.proofs import format_line
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
RULES = tuple(
    parse_rule(f"#+ summary: One.\nPREFIX x: <http://x/>\nCONSTRUCT {{ {head} }} WHERE {{ {body} }}", f"rule-{number}")
    for number, (head, body) in enumerate(
        (
            ("?a x:above ?c", "?a x:above ?b . ?b x:above ?c"),
            ("?b x:near ?a", "?a x:near ?b"),
            ("?a x:near ?b", "?a x:above ?b . FILTER (?a != ?b)"),
            ("?a ?q ?b", "?a ?p ?b . ?p x:within ?q"),
            ("?a x:first ?b . ?b x:last ?a", "?a x:above ?b . ?a x:near ?c . FILTER NOT EXISTS { ?c x:closed ?any }"),
            ("?b x:named ?a", "?a x:label ?b"),
        )
    )
)


def store_of(seed: int) -> ox.Store:
    chance = random.Random(seed)  # noqa: S311 - nothing here is secret
    nodes = [ox.NamedNode(f"http://x/{letter}") for letter in "abcdefg"]
    names = [ox.NamedNode(f"http://x/{name}") for name in ("above", "near", "other", "closed")]
    store = ox.Store()
    for _ in range(chance.randrange(4, 16)):
        store.add(ox.Quad(chance.choice(nodes), chance.choice(names), chance.choice(nodes)))
    store.add(ox.Quad(ox.NamedNode("http://x/other"), ox.NamedNode("http://x/within"), ox.NamedNode("http://x/above")))
    store.add(ox.Quad(nodes[0], ox.NamedNode("http://x/label"), ox.Literal("a name")))
    return store


@pytest.mark.parametrize("seed", range(40))
def test_the_conclusions_do_not_depend_on_how_a_rule_runs_again(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    small = store_of(seed)
    found = entail(small, RULES)
    monkeypatch.setattr(kg.rules.engine, "_LARGE", 0)
    large = store_of(seed)
    assert entail(large, RULES) == found
    assert found
    assert set(large) == set(small), "nothing stays of the graph of the new triples"


def test_what_takes_a_premise_away_is_an_error_in_large_graphs_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.rules.engine, "_LARGE", 0)
    text = "#+ summary: One.\nPREFIX x: <http://x/>\nCONSTRUCT { %s } WHERE { %s }"
    rules = [
        parse_rule(text % ("?a x:p ?b", "?a x:q ?b . FILTER NOT EXISTS { ?b x:above ?c }"), "absent"),
        parse_rule(text % ("?a ?up ?b", "?a ?p ?b . ?p x:within ?up"), "up"),
    ]
    store = ox.Store()
    for one, name, other in (("a", "q", "b"), ("b", "below", "c"), ("below", "within", "above")):
        store.add(ox.Quad(*(ox.NamedNode(f"http://x/{each}") for each in (one, name, other))))
    with pytest.raises(DataError, match="lost its premises"):
        entail(store, rules)


def test_many_acts_have_the_same_proofs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    workspace = Workspace(ROOT)
    ontology = load_ontology(workspace)
    rules = load_rules(workspace, ontology)
    texts = {"world.trig": world(), "article.trig": article(0, 120)}
    data = Dataset("https://example.org/acts/", ontology, [read_text_of_data(text, name)[0] for name, text in texts.items()])

    def concluded() -> Conclusions:
        filled = fill(data)
        store = ox.Store()
        store.extend(filled.terms.quads(filled.held))
        return conclude(store, rules, None, filled.terms)

    small = concluded()
    monkeypatch.setattr(kg.rules.engine, "_LARGE", 0)
    large = concluded()
    lines = sorted(large.proofs())
    assert lines == sorted(small.proofs()) == sorted(map(format_line, small.entailed()))
    assert len(large) == len(lines) > 1_000
    assert {each.triple: each.rank for each in small.entailed()} == {each.triple: large.rank(each.triple) for each in small.entailed()}
    assert large.rank(ox.Triple(ox.NamedNode("x:a"), ox.NamedNode("x:b"), ox.NamedNode("x:c"))) == 0


def test_a_build_lists_its_conclusions_in_order() -> None:
    found = assemble(Workspace(ROOT / "tests" / "workspaces" / "nordic")).entailed
    texts = [str(each.triple) for each in found]
    assert texts == sorted(texts)
    assert len(found) == len(texts)
    assert sorted(f"{text} .\n" for text in texts) == sorted(found.lines())
    assert str(found[0].triple) == texts[0]
    assert [str(each.triple) for each in found[1:3]] == texts[1:3]
