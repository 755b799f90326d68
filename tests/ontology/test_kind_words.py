"""The words that suggest kinds of acts: every kind has some, and they are found in a text whatever their form."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.namespaces import DIP
from kg.ontology import Ontology, load_ontology
from kg.ontology.words import KindWords, forms, words_of_kinds
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
HEADINGS = {
    name
    for names in (
        "Act ActAgainstProperty ArmsAct DeEscalation DiplomaticEngagement DiplomaticPersonnelAct Encounter LegalAct LegislativeAct",
        "MediaAct MembershipAct MissionAct OrganizationAct PersonnelAct PoliticalAct RecognitionAct RelationsAct TerritorialAct TreatyAct",
        "ViolentAct",
    )
    for name in names.split()
}
"""Classes of acts that only gather others: no word of a text means one of them."""


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology(Workspace(ROOT))


@pytest.fixture(scope="module")
def words(ontology: Ontology) -> KindWords:
    return KindWords(ontology)


def kinds(words: KindWords, text: str) -> dict[str, str]:
    """The kinds that a text suggests, by name, with the words of the text."""
    return {hit.kind.removeprefix(DIP): text[hit.start : hit.end] for hit in words.found_in(text)}


def test_every_kind_of_act_has_words(ontology: Ontology) -> None:
    acts = {iri.removeprefix(DIP) for iri in ontology.kinds if iri.startswith(DIP) and ontology.is_a(iri, DIP + "Act")}
    assert acts - {iri.removeprefix(DIP) for iri in words_of_kinds(ontology)} == HEADINGS


def test_words_are_in_base_form(ontology: Ontology) -> None:
    for kind, words in words_of_kinds(ontology).items():
        for word in words:
            assert word == word.strip(), (kind, word)
            assert word[0].islower() or word == ontology.label(kind), (kind, word)


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("In 1973 the island broke off all its relations with the port.", "SeveranceOfRelations", "broke off all its relations"),
        ("Relations were severed at once.", "SeveranceOfRelations", "Relations were severed"),
        ("The ambassador was recalled in May.", "Recall", "ambassador was recalled"),
        ("It recognised the republic.", "Recognition", "recognised"),
        ("Three consuls were expelled.", "ExpulsionOfDiplomats", "consuls were expelled"),
        ("They signed a mutual defense pact.", "DefenceAgreement", "mutual defense"),
        ("He apologized.", "Apology", "apologized"),
        ("They re-established their ties.", "ResumptionOfRelations", None),
    ],
)
def test_words_are_found_in_any_form(words: KindWords, text: str, kind: str, found: str | None) -> None:
    assert kinds(words, text).get(kind) == found


def test_a_phrase_does_not_reach_over_the_end_of_a_sentence(words: KindWords) -> None:
    assert "SeveranceOfRelations" not in kinds(words, "He broke his leg. Relations were good.")


def test_of_two_words_of_one_kind_the_longer_is_found(words: KindWords) -> None:
    hits = [hit for hit in words.found_in("They cut off relations.") if hit.kind == DIP + "SeveranceOfRelations"]
    assert [(hit.word, hit.start, hit.end) for hit in hits] == [("cut off relations", 5, 22)]


def test_forms_of_a_word() -> None:
    assert forms("expel") == {"expel", "expels", "expeled", "expeling", "expelled", "expelling"}
    assert forms("embassy") >= {"embassy", "embassies"}
    assert forms("recognize") >= {"recognise", "recognised", "recognizing"}
    assert forms("off") == {"off"}
