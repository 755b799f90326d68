"""What a page asks at each key."""

from __future__ import annotations

import pytest

from kg.coding import Vocabulary
from kg.coding.asking import completions, follows
from kg.coding.saving import Files

TEXT = "On 26 April 1988 Saudi Arabia cut its ties with Iran, and Rouhani was in Muscat."


@pytest.fixture
def names(rupture: Files) -> Vocabulary:
    return rupture.vocabulary


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("sev rel; Saudi Arabia; Iran; 1988", "Saudi Arabia severed relations with Iran; Saudi Arabia reduced relations with Iran"),
        ("sev rel; Saudi Arabia", "nothing follows: the recipient is missing"),
        ("sev rel; ; Iran", "nothing follows: the actor is missing"),
        ("meeting", "nothing follows: the actor and the counterpart are missing"),
        ("meeting; Iran; Iran", "nothing follows: both sides are the same"),
        ("? meeting; Iran; Iraq", "nothing follows: the claim is hedged"),
        ('" meeting; Iran; Iraq', "nothing follows: it is what somebody said"),
        ("rivalry; Iran; Iraq", "Iran is a rival of Iraq"),
        ("rivalry; Iran", "nothing follows: a second party is missing"),
        ("vote; Iran; +text (Text)", "nothing follows: the position is missing"),
        ("vote; Iran; +text (Text); position: against", "Iran voted against text"),
        ("act series; member kind: meeting; Iran; Iraq", "Iran met Iraq"),
        ("act series; Iran; Iraq; member kind: meeting", "Iran met Iraq"),
        ("act series; member kind: meeting; Iran", "nothing follows: the counterpart is missing"),
        ("act series; party: Iran", "nothing follows: the member kind of the series is missing"),
        (
            "act series; member kind: conflict; Iran; Iraq",
            "nothing follows from a series of the kind conflict: only a series of acts gives relations",
        ),
        ("meeting; Iran; Iraq; outcome: failed", "nothing follows: the outcome is failed"),
        ("meeting; #nowhere; Iran", "nothing has the identifier #nowhere"),
    ],
)
def test_what_follows_from_a_line(names: Vocabulary, line: str, answer: str) -> None:
    assert str(follows(line, names)) == answer


def test_what_a_line_would_make(names: Vocabulary) -> None:
    outcome = follows("meeting; Iran; Iraq; Muscat; 1999", names)
    assert (outcome.label, outcome.gist) == ("Meeting, Iran and Iraq, 1999", "Iran met Iraq in Muscat in 1999.")
    (problem,) = follows("sum; Iran", names).problems
    assert (problem.line, problem.column) == (1, 1)


def offered(line: str, names: Vocabulary, text: str = TEXT) -> list[str]:
    return [each.insert for each in completions(line, len(line), text, names)]


def test_kinds_by_their_beginnings(names: Vocabulary) -> None:
    assert offered("sev", names)[:2] == ["severance of relations; ", "severance of consular relations; "]
    assert offered("? meet", names)[0] == "meeting; "


def test_names_of_the_passage_go_first_and_those_that_fit(names: Vocabulary) -> None:
    assert offered("sev rel; ", names)[:3] == ["Iran", "Hassan Rouhani", "Saudi Arabia"]
    assert offered("sev rel; S", names)[0] == "Saudi Arabia"
    assert offered("meeting; Iran; Iraq; place: ", names)[0] == "Iran"
    assert "Muscat" in offered("meeting; Iran; Iraq; place: Mus", names)
    assert offered("meeting; Iran; place: Mus", names, "")[0] == "Muscat"


def test_roles_that_are_needed_go_before_others_and_none_twice(names: Vocabulary) -> None:
    roles = [each for each in offered("sev rel; Saudi Arabia; ", names, "") if each.endswith(": ")]
    assert roles[:3] == ["recipient: ", "in response to: ", "reason: "]
    given = [each for each in offered("sev rel; Saudi Arabia; Iran; reason: #severance-1988; ", names, "") if each.endswith(": ")]
    assert "recipient: " not in given
    assert "reason: " not in given


def test_dates_of_the_passage(names: Vocabulary) -> None:
    assert "26 April 1988" in offered("sev rel; Saudi Arabia; Iran; 2", names)


def test_values_of_a_role(names: Vocabulary) -> None:
    assert offered("vote; Iran; position: in", names) == ["in favour"]
    assert offered("act series; member kind: visi", names)[0] == "visit"
    assert "#severance-1988" in offered("visit; Raisi; after: #severance-19", names)
    assert {"Iran", "Iraq"} <= set(offered("visit; Raisi; about: Iran + Ira", names))


def test_a_new_name_is_offered_where_no_name_begins_so(names: Vocabulary) -> None:
    assert offered("meeting; Zed", names) == ["+Zed ("]


def test_what_is_inserted_replaces_what_was_typed(names: Vocabulary) -> None:
    line = "meeting; Rouh; 1999"
    first = completions(line, len("meeting; Rouh"), "", names)[0]
    assert line[: first.start] + first.insert + line[first.end :] == "meeting; Hassan Rouhani; 1999"
    assert first.explanation == "person, also rouhani"


def test_the_empty_line_offers_the_marks(names: Vocabulary) -> None:
    assert [each.insert for each in completions("", 0, "", names)] == ["? ", "! ", "~ ", "% ", "> ", "/ ", '"', "& "]
