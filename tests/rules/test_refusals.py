"""What the reader of rules says of a text that is not a rule: what is wrong, where, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import DataError
from kg.places import Place
from kg.rules import load_rules, parse_rule
from kg.sparql.limits import MOST_BYTES
from kg.workspace import Workspace

FORM = "a rule's WHERE holds plain triple patterns, FILTER and FILTER NOT EXISTS only"
SUMMARY = "#+ summary: A rule.\n"
PREFIX = "PREFIX x: <http://x/>\n"


def refusal(text: str) -> tuple[str, Place | None, str | None]:
    with pytest.raises(DataError) as caught:
        parse_rule(text, "r", shown="r.rq")
    return caught.value.what, caught.value.place, caught.value.hint


@pytest.mark.parametrize(
    ("text", "what", "line", "column"),
    [
        ("CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c }", "rule r has no explanation", 1, 1),
        (SUMMARY + "CONSTRUCT { } WHERE { }", "rule r has no premises", 1, 1),
        (SUMMARY + "BASE <http://x/> CONSTRUCT { ?a a ?b } WHERE { ?a a ?b }", "BASE in a rule", 2, 1),
        (SUMMARY, "rule r is incomplete", 1, 1),
        (SUMMARY + "ASK { ?a a ?b }", "ASK in rule r where CONSTRUCT is needed", 2, 1),
        (SUMMARY + "CONSTRUCT ?a", "?a in rule r where { is needed", 2, 11),
        (SUMMARY + "CONSTRUCT { ?a", "rule r is incomplete", 2, 13),
        (SUMMARY + "PREFIX <http://x/>", "<http://x/> in rule r where a pname is needed", 2, 8),
        (SUMMARY + "PREFIX x: x:a", "x:a in rule r where an IRI is needed", 2, 11),
        (SUMMARY + PREFIX + "CONSTRUCT { ?a a ?b } WHERE { ?a a ; }", "; where a rule needs a term", 3, 36),
    ],
)
def test_a_refusal_has_its_text_and_place(text: str, what: str, line: int, column: int) -> None:
    found, place, hint = refusal(text)
    assert (found, place) == (what, Place("r.rq", line, column))
    assert hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c }", "begin the file with `#+ summary:` and one sentence"),
        (SUMMARY + "CONSTRUCT { } WHERE { }", "a fact without premises belongs in data/"),
        (SUMMARY + "BASE <http://x/> CONSTRUCT { ?a a ?b } WHERE { ?a a ?b }", "write the IRIs in full or with a prefix"),
        (SUMMARY + "ASK { ?a a ?b }", FORM),
        (SUMMARY + "CONSTRUCT ?a", FORM),
        (SUMMARY + "CONSTRUCT { ?a", FORM),
        (SUMMARY + "PREFIX <http://x/>", FORM),
        (SUMMARY + "CONSTRUCT { ?a a ?b } WHERE { ?a a ; }", FORM),
        (SUMMARY + "CONSTRUCT { ?a a ?b } WHERE { ?a a ?b . FILTER (?a +) }", FORM),
        (SUMMARY + "CONSTRUCT { ?a a ( } WHERE { ?a a ?b }", "use a variable: blank nodes are duplicated on merging"),
    ],
)
def test_a_refusal_says_what_to_do(text: str, hint: str) -> None:
    assert refusal(text)[2] == hint


def test_points_and_full_iris_are_read() -> None:
    rule = parse_rule(SUMMARY + "CONSTRUCT { ?a <x:q> ?b . } WHERE { ?a <x:p> ?b . ?b a ?c . }", "r")
    assert rule.explanation == "A rule."
    assert [[str(node) for node in pattern] for pattern in rule.head] == [["?a", "<x:q>", "?b"]]
    assert [str(pattern[1]) for pattern in rule.body] == ["<x:p>", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"]


def test_a_file_that_is_not_utf_8_is_reported_with_the_other_errors(small: Path) -> None:
    folder = small / "ontology" / "rules"
    folder.mkdir(parents=True)
    (folder / "a.rq").write_bytes(b"#+ summary: \xff")
    (folder / "b.rq").write_text("CONSTRUCT { ?a a ?b } WHERE { ?a a ?b }", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_rules(Workspace(small))
    errors = [(each.what, each.where, each.hint) for each in (caught.value, *caught.value.others)]
    assert errors == [
        ("the rule file is not UTF-8", "ontology/rules/a.rq", "save the file as UTF-8"),
        ("rule b has no explanation", "ontology/rules/b.rq:1:1", "begin the file with `#+ summary:` and one sentence"),
    ]


def test_a_conclusion_of_any_type_can_be_the_absent_one_only_for_other_properties(small: Path) -> None:
    """A template with a variable as the object may conclude any value, but the closure over classes may not be asked about."""
    folder = small / "ontology" / "rules"
    folder.mkdir(parents=True)
    head = SUMMARY + PREFIX
    closure = "CONSTRUCT { ?a a ?c } WHERE { ?a x:kind ?c }"
    (folder / "types.rq").write_text(head + closure, encoding="utf-8")
    asks = "CONSTRUCT { ?a x:q ?b } WHERE { ?a x:p ?b . FILTER NOT EXISTS { ?a a x:C } }"
    (folder / "asks.rq").write_text(head + asks, encoding="utf-8")
    assert {rule.name for rule in load_rules(Workspace(small))} >= {"asks", "types"}


def test_an_empty_text_after_the_summary_has_a_place() -> None:
    assert refusal(SUMMARY) == ("rule r is incomplete", Place("r.rq", 1, 1), FORM)


def test_a_point_may_follow_a_semicolon() -> None:
    rule = parse_rule(SUMMARY + "CONSTRUCT { ?a a ?b } WHERE { ?a a ?b ; . ?b a ?c ; }", "r")
    assert [[str(node) for node in pattern][::2] for pattern in rule.body] == [["?a", "?b"], ["?b", "?c"]]


def test_an_escape_that_makes_no_iri_is_refused() -> None:
    """An escaped space is a term to the tokenizer, but not to the engine."""
    what, place, hint = refusal(SUMMARY + "CONSTRUCT { ?a <http://x/p> ?b }\nWHERE { ?a <http://x/\\u0020> ?b }\n")
    assert what.endswith("is not an IRI")
    assert place is not None
    assert place.line == 3
    assert hint


def test_a_rule_that_is_too_large_is_refused_with_its_name_and_place() -> None:
    deep = SUMMARY + "CONSTRUCT { ?a a ?b }\nWHERE { ?a a ?b . FILTER " + "(" * 5000 + "?a" + ")" * 5000 + " }"
    what, place, hint = refusal(deep)
    assert what.startswith("rule r has ")
    assert place is not None
    assert (place.file, place.line, hint) == ("r.rq", 3, "split it into several rules")


def test_a_rule_file_that_is_too_large_is_not_read(small: Path) -> None:
    folder = small / "ontology" / "rules"
    folder.mkdir(parents=True)
    (folder / "large.rq").write_text("# " + "x" * MOST_BYTES, encoding="utf-8")
    with pytest.raises(DataError, match="large") as caught:
        load_rules(Workspace(small))
    assert caught.value.where == "ontology/rules/large.rq"


def test_the_absence_of_a_conclusion_is_refused_with_what_to_ask_instead(small: Path) -> None:
    folder = small / "ontology" / "rules"
    folder.mkdir(parents=True)
    (folder / "asks.rq").write_text(
        SUMMARY + PREFIX + "CONSTRUCT { ?a x:q ?b } WHERE { ?a x:p ?b . FILTER NOT EXISTS { ?a x:q ?b } }", encoding="utf-8"
    )
    with pytest.raises(DataError) as caught:
        load_rules(Workspace(small))
    assert caught.value.what == "rule asks asks for the absence of what rule asks concludes"
    assert (caught.value.where, caught.value.hint) == (
        "ontology/rules/asks.rq",
        "ask for the absence of something that is only ever asserted",
    )


def test_a_filter_that_is_a_call_ends_with_its_last_bracket() -> None:
    rule = parse_rule(SUMMARY + "CONSTRUCT { ?a a ?b } WHERE { ?a a ?b . FILTER isIRI(?b) ?b a ?c . FILTER (?a != ?b) }", "r")
    assert [[str(node) for node in pattern][::2] for pattern in rule.body] == [["?a", "?b"], ["?b", "?c"]]


def test_the_first_colon_of_a_short_form_ends_its_prefix() -> None:
    rule = parse_rule(SUMMARY + PREFIX + "CONSTRUCT { ?a x:b:c ?b } WHERE { ?a x:p ?b }", "r")
    assert str(rule.head[0][1]) == "<http://x/b:c>"


def test_a_blank_node_is_called_so() -> None:
    assert refusal(SUMMARY + "CONSTRUCT { ?a a [] } WHERE { ?a a ?b }")[:2] == ("a blank node in a rule", Place("r.rq", 2, 18))
