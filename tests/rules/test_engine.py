"""The rule engine: which rules it refuses, its fixpoint, and its proofs."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg.rules.engine
from kg.errors import DataError
from kg.places import Place
from kg.rules import Derivation, Rule, entail, load_rules, parse_rule, replay
from kg.workspace import Workspace

X = "http://x/"
UP = parse_rule("#+ summary: Up.\nPREFIX x: <http://x/>\nCONSTRUCT { ?a x:in ?c } WHERE { ?a x:in ?b . ?b x:below ?c }", "up")


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(X + name)


def triple(text: str) -> ox.Triple:
    subject, predicate, value = text.split()
    return ox.Triple(node(subject), node(predicate), node(value))


def store_of(*texts: str) -> ox.Store:
    store = ox.Store()
    for text in texts:
        each = triple(text)
        store.add(ox.Quad(each.subject, each.predicate, each.object))
    return store


def rule(body: str, name: str = "rule", head: str = "?a x:q ?b") -> Rule:
    return parse_rule(f"#+ summary: A rule.\nPREFIX x: <http://x/>\nCONSTRUCT {{ {head} }}\nWHERE {{ {body} }}", name)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("OPTIONAL { ?a x:p ?b }", "OPTIONAL in a rule"),
        ("{ ?a x:p ?b } UNION { ?b x:p ?a }", "a group inside"),
        ("?a x:p ?b . MINUS { ?a x:r ?b }", "MINUS in a rule"),
        ("?a x:p ?b . BIND (1 AS ?c)", "BIND in a rule"),
        ("?a x:p ?b . VALUES ?a { x:a }", "VALUES in a rule"),
        ("GRAPH ?g { ?a x:p ?b }", "GRAPH in a rule"),
        ("SERVICE <http://x/> { ?a x:p ?b }", "SERVICE in a rule"),
        ("?a x:p ?b . FILTER EXISTS { ?a x:r ?b }", "EXISTS in a rule"),
        ("?a x:p ?b . FILTER (NOT EXISTS { ?a x:r ?b })", "EXISTS in a rule"),
        ("?a x:p ?b . FILTER (?b < NOW())", "NOW in a rule"),
        ("?a x:p/x:r ?b", "a property path"),
        ("?a x:p+ ?b", "a property path"),
        ("?a ^x:p ?b", "property paths have no premises"),
        ("?a (x:p) ?b", "property paths have no premises"),
        ("?a x:p [ x:r ?b ]", "a blank node"),
        ("?a x:p _:b . _:b x:p ?b", "a blank node"),
        ("?a y:p ?b", "the prefix y: is not declared"),
        ("?a x:p ?c", "?b is in the conclusion"),
        ("FILTER (?a = ?b)", "no premises"),
        ("?a x:p ?b . FILTER (?a +)", "is not SPARQL"),
        ("?a x:p ?b } LIMIT 1 #", "LIMIT after the WHERE"),
    ],
)
def test_a_rule_that_cannot_be_replayed_is_refused(body: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        rule(body)
    assert message in caught.value.what
    assert caught.value.where is not None


def test_a_rule_without_an_explanation_is_refused() -> None:
    with pytest.raises(DataError, match="no explanation"):
        parse_rule("CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c }", "mute")


def test_refusals_have_the_place_of_the_word() -> None:
    with pytest.raises(DataError) as caught:
        parse_rule("#+ summary: A rule.\nCONSTRUCT { ?a a ?b }\nWHERE {\n  ?a a ?b .\n  BIND (1 AS ?c)\n}", "rule")
    assert caught.value.place == Place("rule", 5, 3)


def test_literals_lists_and_semicolons_are_read() -> None:
    found = rule('?a x:p ?b , "t"@en ; x:r 4 ; a x:C . ?b x:s "d"^^x:D')
    objects = [str(pattern[2]) for pattern in found.body]
    assert objects == [
        "?b",
        '"t"@en',
        '"4"^^<http://www.w3.org/2001/XMLSchema#integer>',
        "<http://x/C>",
        '"d"^^<http://x/D>',
    ]


def test_rank_counts_the_steps_from_what_is_asserted() -> None:
    found = {str(each.triple.object): each for each in entail(store_of("i in a", "a below b", "b below c", "a below c"), [UP])}
    assert found["<http://x/b>"].rank == 1
    assert found["<http://x/c>"].rank == 1
    assert found["<http://x/c>"].derivations == (
        Derivation("up", (triple("i in a"), triple("a below c"))),
        Derivation("up", (triple("i in b"), triple("b below c"))),
    )


def test_what_is_asserted_is_not_entailed() -> None:
    assert entail(store_of("i in a", "a below b", "i in b"), [UP]) == []


def test_named_graphs_are_not_read() -> None:
    store = store_of("a below b")
    store.add(ox.Quad(node("i"), node("in"), node("a"), node("rumour")))
    assert entail(store, [UP]) == []


def test_a_conclusion_without_its_premise_is_an_error() -> None:
    first = rule("?a x:p ?b . FILTER NOT EXISTS { ?a x:r ?b }", "first")
    second = parse_rule("#+ summary: S.\nPREFIX x: <http://x/>\nCONSTRUCT { ?a ?r ?b } WHERE { ?a x:q ?b . ?a x:by ?r }", "second")
    store = store_of("a p b", "a by r")
    with pytest.raises(DataError, match="lost its premises") as caught:
        entail(store, [first, second])
    assert caught.value.hint == "a FILTER NOT EXISTS asks for something that a rule concludes: let it ask for something asserted"


def test_asking_for_the_absence_of_a_conclusion_is_refused(small: Path) -> None:
    folder = small / "ontology" / "rules"
    folder.mkdir(parents=True)
    head = "#+ summary: A rule.\nPREFIX x: <http://x/>\n"
    (folder / "one.rq").write_text(head + "CONSTRUCT { ?a x:q ?b } WHERE { ?a x:p ?b . FILTER NOT EXISTS { ?b x:q ?a } }", encoding="utf-8")
    (folder / "two.rq").write_text(head + "CONSTRUCT { ?a x:q ?b } WHERE { OPTIONAL { ?a x:p ?b } }", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_rules(Workspace(small))
    places = [error.where for error in (caught.value, *caught.value.others)]
    assert places == ["ontology/rules/two.rq:3:33", "ontology/rules/one.rq"]


def closure(below: set[tuple[int, int]], start: int) -> set[int]:
    """All nodes above a node, computed independently of the engine."""
    found: set[int] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for low, high in below:
            if low == here and high not in found:
                found.add(high)
                waiting.append(high)
    return found


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20), st.integers(0, 6))
def test_the_fixpoint_is_the_closure_and_its_proofs_are_grounded(below: set[tuple[int, int]], start: int) -> None:
    texts = [f"c{low} below c{high}" for low, high in below]
    store = store_of(f"i in c{start}", *texts)
    found = entail(store, [UP])
    assert {str(each.triple.object) for each in found} == {f"<http://x/c{each}>" for each in closure(below, start) - {start}}
    ranks = {each.triple: each.rank for each in found}
    for each in found:
        assert any(all(ranks.get(premise, 0) < each.rank for premise in way.premises) for way in each.derivations[:1])
        assert len(set(each.derivations)) == len(each.derivations)
        for way in each.derivations:
            assert each.triple not in way.premises
            assert replay(store, {"up": UP}, each.triple, way) is None


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=15), st.randoms(use_true_random=False))
def test_load_order_does_not_matter(below: list[tuple[int, int]], random: object) -> None:
    texts = ["i in c0", "j in c1", *(f"c{low} below c{high}" for low, high in below)]
    shuffled = list(texts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert entail(store_of(*texts), [UP]) == entail(store_of(*shuffled), [UP])


def test_a_rule_is_run_again_only_after_a_conclusion_that_it_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    monkeypatch.setattr(kg.rules.engine, "begin_step", lambda step: ran.append(step.split()[-1]))
    last = rule("?a x:r ?b . ?b x:kind x:C", "last", "?a x:s ?b")
    middle = rule("?a x:q ?b", "middle", "?a x:r ?b")
    first = rule("?a x:p ?b", "first")
    never = rule("?a x:p ?b . ?b x:nowhere ?c", "never")
    found = entail(store_of("a p b", "b kind C"), [last, middle, first, never])
    assert [(str(each.triple), each.rank) for each in found] == [
        ("<http://x/a> <http://x/q> <http://x/b>", 1),
        ("<http://x/a> <http://x/r> <http://x/b>", 2),
        ("<http://x/a> <http://x/s> <http://x/b>", 3),
    ]
    assert ran == ["first", "middle", "last"]


def test_a_conclusion_of_two_rules_keeps_the_derivations_of_both_whenever_they_ran() -> None:
    early = rule("?a x:p ?b", "early")
    late = rule("?a x:r ?b", "late")
    between = rule("?a x:p ?b", "between", "?a x:r ?b")
    (found,) = (each for each in entail(store_of("a p b"), [early, late, between]) if each.derivations[0].rule != "between")
    assert found == (triple("a q b"), 1, (Derivation("early", (triple("a p b"),)), Derivation("late", (triple("a r b"),))))


def test_a_literal_matches_however_its_number_is_written() -> None:
    first = rule("?a x:p ?b", "first", "?a x:size 04")
    second = rule("?a x:size 4", "second", "?a x:q ?a")
    naive = store_of("a p b")
    naive.update("INSERT DATA { <http://x/a> <http://x/size> 04 }")
    matches = bool(naive.query("ASK { ?a <http://x/size> 4 }"))
    concluded = {each.triple for each in entail(store_of("a p b"), [first, second])}
    assert (triple("a q a") in concluded) == matches


def test_replay_refuses_what_does_not_follow() -> None:
    other = rule("?a x:in ?b . FILTER NOT EXISTS { ?b x:closed ?a }", "open", "?a x:enters ?b")
    store = store_of("i in a", "a below b", "i in b", "j in b", "b closed j")
    rules = {"up": UP, "open": other}
    good = Derivation("up", (triple("i in a"), triple("a below b")))
    assert replay(store, rules, triple("i in b"), good) is None
    wrong = {
        "there is no rule": (triple("i in b"), good._replace(rule="down")),
        "has 2 premises": (triple("i in b"), Derivation("up", good.premises[:1])),
        "is not held": (triple("i in c"), Derivation("up", (triple("i in a"), triple("a below c")))),
        "does not match its pattern": (triple("i in b"), Derivation("up", (triple("i in b"), triple("a below b")))),
        "does not conclude": (triple("j in b"), good),
        "a FILTER": (triple("j enters b"), Derivation("open", (triple("j in b"),))),
    }
    for reason, (conclusion, derivation) in wrong.items():
        assert reason in str(replay(store, rules, conclusion, derivation))


def test_replay_compares_the_constants_of_a_pattern() -> None:
    store = store_of("i under a", "i in a", "a below b", "i in b")
    derivation = Derivation("up", (triple("i under a"), triple("a below b")))
    assert "does not match its pattern" in str(replay(store, {"up": UP}, triple("i in b"), derivation))


def test_a_literal_can_end_a_rule_that_is_cut_off() -> None:
    with pytest.raises(DataError) as caught:
        parse_rule('#+ summary: A rule.\nCONSTRUCT { ?a a "text"', "cut")
    assert caught.value.what == "rule cut is incomplete"
