"""Terms by the beginnings of the words of their names, and which roles a kind needs in which order."""

from __future__ import annotations

import pytest

from kg.coding.saving import Files
from kg.namespaces import DIP
from kg.ontology.roles import Roles


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("recog", "Recognition"),
        ("recognition of a mission", "RecognitionOfMission"),
        ("recog mission", "RecognitionOfMission"),
        ("sev", "SeveranceOfRelations"),
        ("sev cons", "SeveranceOfConsularRelations"),
        ("SeveranceOfRelations", "SeveranceOfRelations"),
        ("joint st", "JointStatement"),
        ("MEETING", "Meeting"),
        ("purch", "Purchase"),
    ],
)
def test_kinds(rupture: Files, typed: str, kind: str) -> None:
    assert rupture.vocabulary.kind(typed) == (DIP + kind, [])


@pytest.mark.parametrize(("typed", "first"), [("sum", "summit"), ("stat", "state"), ("peace", "peace agreement")])
def test_a_kind_that_can_be_more_than_one_is_not_chosen(rupture: Files, typed: str, first: str) -> None:
    found, candidates = rupture.vocabulary.kind(typed)
    assert found is None
    assert candidates[0] == first
    assert len(candidates) > 1


@pytest.mark.parametrize(
    ("typed", "role"),
    [
        ("place", "place"),
        ("with", "counterpart"),
        ("in", "place"),
        ("located", "locatedIn"),
        ("locatedIn", "locatedIn"),
        ("char", "characterizedAs"),
        ("count", "counterpart"),
        ("claimed", "claimedCount"),
        ("dip:target", "target"),
    ],
)
def test_roles_of_a_meeting(rupture: Files, typed: str, role: str) -> None:
    assert rupture.vocabulary.role(typed, [DIP + "Meeting"]) == (DIP + role, [])


def test_relations_that_follow_are_no_roles(rupture: Files) -> None:
    assert rupture.vocabulary.role("met", [DIP + "Meeting"])[0] is None


@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        ("SeveranceOfRelations", "actor recipient"),
        ("Meeting", "actor counterpart"),
        ("Visit", "actor place"),
        ("Sale", "actor recipient"),
        ("Vote", "actor onText"),
        ("Rivalry", "party party"),
        ("BorderRuling", "actor party party"),
        ("CourtRuling", "actor target"),
        ("Tenure", "holder office"),
        ("Incident", ""),
        ("Proposition", ""),
    ],
)
def test_roles_in_sequence(rupture: Files, kind: str, roles: str) -> None:
    found = Roles(rupture.vocabulary.words.ontology).sequence([DIP + kind])
    assert [each.removeprefix(DIP) for each in found] == roles.split()
