"""What is suggested for a sentence: names, kinds, who takes part, dates, standing, speech. The sentences are our own."""

from __future__ import annotations

import functools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.drafting.model import Context, Entity, Suggestion
from kg.drafting.parse import Parse
from kg.drafting.suggesting import read, suggestions
from kg.drafting.vocabulary import PERSON, STATE, Vocabulary, vocabulary
from kg.drafting.words import word_set
from kg.namespaces import DIP
from kg.ontology import load_ontology
from kg.record.names import slug
from tests.asking import nordic

HELGA = Entity("https://x.org/helga", "Helga Lind", PERSON)


@functools.cache
def known() -> Vocabulary:
    """The names of Norway and Sweden, and a few more."""
    more = {
        HELGA: ("Helga Lind",),
        Entity("https://x.org/league", "Nordic Customs League", DIP + "InternationalOrganization"): ("Nordic Customs League",),
        Entity("https://x.org/oslo", "Oslo", DIP + "City"): ("Oslo", "Kristiania"),
        Entity("https://x.org/government", "Government of Norway", DIP + "GovernmentBody"): ("Government of Norway",),
        Entity("https://x.org/norway", "Norway", STATE): ("Norway",),
        Entity("https://x.org/sweden", "Sweden", STATE): ("Sweden", "Kingdom of Sweden"),
        Entity("https://x.org/holm", "Karl Holm", PERSON): ("Karl Holm",),
        Entity("https://x.org/other-holm", "Eva Holm", PERSON): ("Eva Holm",),
        Entity("https://x.org/rifles", "rifles", DIP + "EquipmentType"): ("rifles",),
    }
    ontology = load_ontology(nordic().workspace)
    return Vocabulary(more.items(), ontology, {each.node: (each.kind,) for each in more})


def claims(text: str, context: Context | None = None, parse: Parse | None = None) -> list[Suggestion]:
    return [each for each in suggestions(known(), text, context, parse) if each.about == "claim"]


def names(text: str) -> list[tuple[str, bool]]:
    """The labels of the names, and whether the workspace has them."""
    return [(each.roles[0].entity.label, bool(each.roles[0].entity.node)) for each in suggestions(known(), text) if each.about == "name"]


def said(each: Suggestion) -> tuple[str, dict[str, list[str]]]:
    """The kind of a claim, and who has which role."""
    found: dict[str, list[str]] = {}
    for role, entity in each.roles:
        found.setdefault(slug(role), []).append(entity.label)
    return slug(each.kind), found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Norway left.", [("Norway", True)]),
        ("The Swedish fleet and the Norwegians.", [("Sweden", True), ("Norway", True)]),
        ("The Norwegian government fell.", [("Government of Norway", True)]),
        ("Lind went to Kristiania.", [("Helga Lind", True), ("Oslo", True)]),
        ("Holm went home.", []),  # two persons have this last name, and a single word may only begin the sentence
        ("Then Helga went home.", [("Helga Lind", True)]),  # as texts call persons of some countries
        ("President Helga and Karl spoke.", [("Helga Lind", True), ("Karl Holm", True)]),
        ("They met Karl Berg.", [("Karl Berg", False)]),  # another Karl
        ("They met Sven Karl.", [("Sven Karl", False)]),
        ("They asked J. B. Lund in vain.", [("J. B. Lund", False)]),
        ("They asked J. B. Lind in vain.", [("J. B. Lind", False)]),  # not Helga Lind
        ("They asked Anna Lind in vain.", [("Anna Lind", False)]),
        ("They asked Foreign Minister Lind and H. Lind.", [("Helga Lind", True), ("H. Lind", False)]),
        ("The NCL met.", [("Nordic Customs League", True)]),
        ("It met in Peru.", [("Peru", False)]),
        ("Then President Ana Quito spoke.", [("Ana Quito", False)]),
        ("It asked the League Nations.", [("League Nations", False)]),
        ("They polish rifles.", [("rifles", True)]),  # not the Poles
        ("Let us go.", []),  # not the United States
        ("It feared a wider Middle Eastern quarrel and Quito-led groups.", []),  # what something is like
    ],
)
def test_names(text: str, found: list[tuple[str, bool]]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "kind"),
    [("It met in Peru.", "State"), ("Then President Ana Quito spoke.", "Person"), ("All came to the Lakes Conference.", "Conference")],
)
def test_the_kind_of_a_new_name_is_guessed(text: str, kind: str) -> None:
    [found] = [each for each in suggestions(known(), text) if each.about == "name"]
    assert slug(found.roles[0].entity.kind) == kind


def test_active_and_passive_say_the_same() -> None:
    for text in ("Sweden recognized Norway.", "Norway was recognized by Sweden.", "In the end Sweden also recognised Norway."):
        [found] = claims(text)
        assert said(found) == ("Recognition", {"actor": ["Sweden"], "recipient": ["Norway"]})


def test_subjects_that_are_joined() -> None:
    [found] = claims("Norway, Peru and Sweden condemned the raid.")
    assert said(found) == ("Condemnation", {"actor": ["Norway", "Peru", "Sweden"]})


def test_a_name_after_a_preposition_is_no_subject() -> None:
    [found] = claims("The envoy of Norway to Peru, Helga Lind, thanked Sweden.")
    assert said(found) == ("Thanks", {"actor": ["Helga Lind"], "recipient": ["Sweden"]})


def test_who_says_that_something_was_not_done_does_not_deny_it() -> None:
    found = {slug(each.kind): each.standing for each in claims("Norway never condemned the raid, said Helga Lind in Oslo.")}
    assert found["Condemnation"] == "Denied"
    assert all(standing == "Stated" for kind, standing in found.items() if kind != "Condemnation")


def test_a_verb_that_is_joined_has_the_same_subject() -> None:
    first, second = claims("Lind thanked Sweden and condemned the raid.")
    assert said(first)[0] == "Thanks"
    assert said(second) == ("Condemnation", {"actor": ["Helga Lind"]})


def test_a_noun_has_the_owner_before_it_as_actor() -> None:
    [owned] = claims("Sweden's attack was short.")
    assert said(owned) == ("Attack", {"actor": ["Sweden"]})
    [attack] = claims("The Swedish attack was short.")
    assert said(attack) == ("Attack", {"actor": ["Sweden"]})


def test_a_war_between_two_has_two_sides_and_who_only_owns_a_name_is_none() -> None:
    [war] = [said(each) for each in claims("In 1905 there was a war between Norway and Sweden.") if slug(each.kind) == "War"]
    assert war[1] == {"firstSide": ["Norway"], "secondSide": ["Sweden"]}
    [other] = [said(each)[1] for each in claims("There were wars between Norway's Home Guard and Sweden's bands.")]
    assert not any("Norway" in each for each in other.values())


def test_what_was_said_to_be_so_is_no_statement() -> None:
    found = claims("Norway and Sweden were said to be friends.")
    assert [(slug(each.kind), each.standing) for each in found] == [("Relationship", "Hedged")]
    assert [said(each) for each in claims("Norway said that it was tired.")] == [("PublicComment", {"actor": ["Norway"]})]


def test_he_is_the_person_of_the_passage_before() -> None:
    context = read(known(), "Lind thanked Sweden.").context
    assert context.person == HELGA
    [found] = claims("She condemned the raid.", context)
    assert said(found) == ("Condemnation", {"actor": ["Helga Lind"]})
    [nobody] = claims("She condemned the raid.")
    assert said(nobody) == ("Condemnation", {})


def test_the_other_side_has_the_role_that_is_usual_for_the_kind() -> None:
    [bought] = claims("Norway bought rifles from Sweden in Peru.")
    assert said(bought) == ("Purchase", {"actor": ["Norway"], "counterpart": ["Sweden"], "place": ["Peru"]})
    [met] = claims("Lind met Karl Holm in Oslo.")
    assert said(met) == ("Meeting", {"actor": ["Helga Lind"], "counterpart": ["Karl Holm"], "place": ["Oslo"]})


def test_the_date_of_the_clause() -> None:
    [found] = claims("Sweden recognized Norway on 26 October 1905.")
    assert (found.date, found.basis) == ("1905-10-26", "AsStated")


def test_the_last_date_of_the_section_is_inherited_by_the_past_only() -> None:
    context = Context(date="1905-10")
    [past] = claims("Sweden recognized Norway.", context)
    assert (past.date, past.basis) == ("1905-10", "FromContext")
    [present] = claims("Sweden recognizes Norway.", context)
    assert (present.date, present.basis) == ("", "")


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("Sweden recognized Norway.", "Stated"),
        ("Sweden apparently recognized Norway.", "Hedged"),
        ("Rumours said that Sweden attacked Norway.", "Rumoured"),
        ("If Sweden attacks Norway, it is over.", "Conditional"),
        ("Sweden will attack Norway.", "Planned"),
        ("Sweden never attacked Norway.", "Denied"),
        ("It was not only Sweden that attacked Norway.", "Stated"),
    ],
)
def test_the_standing_by_cue_words(text: str, standing: str) -> None:
    found = next(each for each in claims(text) if slug(each.kind) in ("Recognition", "Attack"))
    assert found.standing == standing


def test_a_recognition_that_is_denied_is_a_non_recognition() -> None:
    [found] = claims("Sweden does not recognize Norway.")
    assert said(found) == ("NonRecognition", {"actor": ["Sweden"], "recipient": ["Norway"]})
    assert found.standing == "Stated"


def test_words_that_judge_are_one_evaluative_claim() -> None:
    text = "It was a brutal and shameful act."
    [found] = claims(text)
    assert (found.kind, found.standing) == ("", "Evaluative")
    assert [each.words(text) for each in found.grounds] == ["brutal", "shameful"]


def test_what_is_said_is_the_content_of_the_statement() -> None:
    statement, content = claims("Lind said that Sweden attacked Norway.")
    assert statement.speech is None
    assert said(statement)[1] == {"actor": ["Helga Lind"]}
    assert content.speech == 0
    assert said(content) == ("Attack", {"actor": ["Sweden"], "target": ["Norway"]})


def test_each_ground_has_the_words_that_it_rests_on() -> None:
    text = "On 26 October 1905 Sweden recognized Norway."
    [found] = claims(text)
    assert {each.slot: each.words(text) for each in found.grounds} == {
        "kind": "recognized",
        "actor": "Sweden",
        "recipient": "Norway",
        "date": "26 October 1905",
    }
    assert all(each.reason for each in found.grounds)


def test_the_grammar_finds_a_subject_that_the_order_does_not() -> None:
    text = "Norway, which Sweden knew, attacked Peru."
    #       0       1     2      3     4        5
    parse = Parse((4, 3, 3, 0, 4, 4), ("nsubj", "dobj", "nsubj", "relcl", "ROOT", "dobj"), (False, False, False, True, True, False))
    assert said(claims(text)[-1])[1]["actor"] == ["Sweden"]
    assert said(claims(text, parse=parse)[-1])[1]["actor"] == ["Norway"]


def test_a_state_that_the_workspace_has_is_not_new() -> None:
    found = names("Sweden's fleet.")
    assert found == [("Sweden", True)]


WORD_LIST = """
    Sweden Norway's Lind she said that recognized attacked by the and , . ; “ ” 1905 May 26 in to not will if President Peru with talks
"""
WORDS = st.sampled_from(sorted(word_set(WORD_LIST)))


@settings(max_examples=60)
@given(st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=80), st.booleans())
def test_any_text_has_suggestions_that_rest_on_its_words(text: str, dated: bool) -> None:
    context = Context(HELGA, "1905" if dated else "", "2012-08-31")
    found = read(known(), text, context).suggestions
    for number, each in enumerate(found):
        assert each.grounds
        assert each.speech is None or (0 <= each.speech < number and found[each.speech].kind)
        assert all(0 <= one.start <= one.end <= len(text) for one in each.grounds)
        assert all(entity.label for _, entity in each.roles)
        assert each.line() or each.about == "claim"


def test_the_vocabulary_of_a_built_workspace() -> None:
    graph = nordic()
    made = vocabulary(graph.store, graph.snapshot.base, load_ontology(graph.workspace))
    [found] = [each for each in suggestions(made, "Sweden recognized Norway on 26 October 1905.") if each.about == "claim"]
    assert [slug(entity.node) for _, entity in found.roles] == ["sweden", "norway"]
    assert made.named("sweden") == made.entities[graph.snapshot.base + "id/sweden"]
    assert made.named("Peru") is None
    without = vocabulary(graph.store, graph.snapshot.base, load_ontology(graph.workspace), only=())
    assert without.entities == {}


def test_a_passage_takes_less_than_a_tenth_of_a_second_with_a_thousand_names() -> None:
    people = {
        Entity(f"https://x.org/{number}", f"Person{number} Name{number}", PERSON): (f"Person{number} Name{number}",)
        for number in range(1000)
    }
    made = Vocabulary(people.items(), load_ontology(nordic().workspace), {each.node: (each.kind,) for each in people})
    text = "Person7 Name7 said that Sweden recognized Norway in 1905, and Name8 thanked Name9. " * 8
    start = time.process_time()
    found = suggestions(made, text)
    assert time.process_time() - start < 0.1
    assert len([each for each in found if slug(each.kind) == "Recognition"]) == 8
