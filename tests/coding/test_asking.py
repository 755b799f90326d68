"""What a page asks at each key."""

from __future__ import annotations

import re

import pytest

from kg.coding import Vocabulary, coded
from kg.coding.asking import FEW_WORDS, completions, follows
from kg.coding.saving import Files
from kg.errors import DataError
from kg.namespaces import DIP
from tests.asking import ROOT

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
    """What is offered at the end of a line, without the semicolons behind whole values."""
    return [each.insert.removesuffix("; ") for each in completions(line, len(line), text, names)]


def test_kinds_by_their_beginnings(names: Vocabulary) -> None:
    assert offered("sev", names)[:2] == ["severance of relations", "severance of consular relations"]
    assert offered("? meet", names)[0] == "meeting"


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


SPEECH = "accusation #a; Iran; Iraq"
LONG = "x" * 128


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ((), "& Doha; located in: Qatar"),
        ((), "& Muscat; located in: Qatar"),
        ((), '" meeting; Iran; Iraq'),
        ((), "= a gist"),
        ((), "+Secret Service (IntelligenceAgency)"),
        ((), "meeting; Iran + +Secret Service (IntelligenceAgency); Irann"),
        ((), "note NotStated: " + LONG),
        ((), "note odd: x"),
        ((), "note NotStated on #nowhere: x"),
        ((), "= " + LONG),
        ((), "@H77"),
        ((), "@H7 with X1"),
        ((), "territory; Iran"),
        ((), "visit; Raisi; +Iran (Person)"),
        ((), "visit; Raisi; +Iran"),
        ((), "rivalry; Iran; Iran"),
        ((), '"#nowhere meeting; Iran; Iraq'),
        ((SPEECH,), "= " + LONG),
        ((SPEECH,), "= a gist"),
        ((SPEECH,), "& Muscat; located in: Qatar"),
        ((SPEECH,), '" meeting; Iran; Iraq'),
        ((SPEECH,), '"" meeting; Iran; Iraq'),
        ((SPEECH,), '" says ' + LONG),
        ((SPEECH,), "accusation; Iran; Iraq"),
        ((SPEECH,), "- a heading"),
        (("- a heading",), SPEECH),
        ((SPEECH, "& +Ann (Person); located in: Qatar"), "visit; +Ann (City); Muscat"),
        ((SPEECH,), "note NotStated on #a: The day is not told."),
    ],
)
def test_the_preview_refuses_what_writing_refuses(uncoded: Vocabulary, before: tuple[str, ...], line: str) -> None:
    number = len(before) + 1
    refused = set()
    try:
        coded("\n".join((*before, line)), uncoded, passage="H7")
    except DataError as error:
        refused = {each.what for each in (error, *error.others) if each.place is not None and each.place.line == number}
    outcome = follows(line, uncoded, "H7", before)
    assert {each.what for each in outcome.problems if not each.allowed} == refused


@pytest.mark.parametrize(
    "line", ["+Secret Service (IntelligenceAgency)", "note odd: x", "= " + LONG, "@H77", '"#nowhere meeting; Iran; Iraq']
)
def test_a_line_by_itself_is_refused_too(uncoded: Vocabulary, line: str) -> None:
    assert [each for each in follows(line, uncoded).problems if not each.allowed]


@pytest.mark.parametrize("line", ["& Muscat; located in: Qatar", '" meeting; Iran; Iraq', "= a gist", "note NotStated: x", "- a heading"])
def test_a_line_by_itself_may_continue_others(uncoded: Vocabulary, line: str) -> None:
    assert not follows(line, uncoded).problems


def test_what_somebody_said_is_told_from_the_lines_above(uncoded: Vocabulary) -> None:
    outcome = follows("& meeting; Iran; Qatar", uncoded, "H7", (SPEECH, '" meeting #m; Iran; Iraq'))
    assert str(outcome) == "nothing follows: it is what somebody said"
    assert follows("& meeting; Iran; Qatar", uncoded, "H7", (f"? {SPEECH}",)).why == "nothing follows: the claim is hedged"
    assert follows('" meeting; Iran; Qatar', uncoded, "H7", (SPEECH,)).gist == "Iran said that Iran met Qatar."


def test_a_line_may_name_what_a_later_line_tells(uncoded: Vocabulary) -> None:
    line = "visit; Raisi; Muscat; after: #m"
    assert follows(line, uncoded, "H7", ()).problems
    assert not follows(line, uncoded, "H7", (), ("meeting #m; Raisi; Rouhani",)).problems


def warned(line: str, names: Vocabulary, words: str = "") -> list[str]:
    problems = follows(line, names, words=words).problems
    assert all(each.allowed and each.hint for each in problems)
    return [each.what for each in problems]


def test_too_many_words_are_counted(uncoded: Vocabulary) -> None:
    long = "one two three four five six seven eight nine"
    assert warned(f"~ Iran; characterized as: {long}", uncoded) == ["9 words as characterized as"]
    assert warned(f"meeting; Iran; Iraq; wording: {long}", uncoded) == ["9 words as wording"]
    assert not warned("~ Iran; characterized as: one two three four five six seven eight", uncoded)


def test_the_values_with_few_words_are_those_of_the_shapes(rupture: Files) -> None:
    (shapes,) = (path.read_text("utf-8") for path in (ROOT / "ontology" / "shapes" / "authored").glob("values.ttl"))
    (listed,) = re.findall(r"shape:few-words\b.*?alternativePath \( (.*?) \)", shapes, re.DOTALL)
    assert {DIP + "wording", *(DIP + name.removeprefix("dip:") for name in listed.split())} == FEW_WORDS


def test_on_behind_the_colon_of_a_note_is_told(names: Vocabulary) -> None:
    assert warned("note NotStated: Who was met is not told on #severance-1988", names) == [
        "on #severance-1988 stands behind the colon and is a part of the words"
    ]
    assert not warned("note NotStated: Who was met is not told on #nowhere", names)
    assert not warned("note NotStated on #severance-1988: Who was met is not told", names)


def test_nine_words_of_the_passage_are_told(uncoded: Vocabulary) -> None:
    words = "The ministers of both states met for long talks in the old palace at Muscat."
    told = ["9 or more consecutive words are those of the passage"]
    assert warned("= Both states met for long talks in the old palace.", uncoded, words) == told
    assert warned("note NotStated: both states met for long talks in the old palace", uncoded, words) == told
    assert warned("says both states met for long talks in the old palace; about: Iran", uncoded, words) == told
    assert not warned("= Both states met for long talks in Muscat.", uncoded, words)


def test_the_kinds_of_things_are_offered_in_the_brackets_of_a_new_name(uncoded: Vocabulary) -> None:
    assert offered("meeting; Iran; +Baluchistan (reg", uncoded)[0] == "Region)"
    assert offered("+Baluchistan (", uncoded)[:2] == ["Person)", "State)"]
    assert offered("meeting; +Service #isi (intelligence ser", uncoded)[0] == "IntelligenceService)"
    assert not offered("meeting; +Ann (meet", uncoded)
    line = "meeting; +Ann (Pers; Iran"
    (first, *_) = completions(line, len("meeting; +Ann (Pers"), "", uncoded)
    assert line[: first.start] + first.insert + line[first.end :] == "meeting; +Ann (Person); Iran"


def test_a_known_name_is_offered_without_a_plus(names: Vocabulary) -> None:
    assert offered("meeting; Iran + +Irak", names) == ["+Irak ("]
    assert offered("meeting; Iran + +Iraq", names)[0] == "Iraq"
    assert offered("meeting; +Ira", names)[-1] == "+Ira ("
    assert not [each for each in offered("meeting; Iran + Ira", names) if "+" in each]
    assert offered("+Qat", names)[0] == "Qatar"


def test_more_of_a_thing_begins_with_a_name(names: Vocabulary) -> None:
    assert offered("& Sau", names)[0] == "Saudi Arabia"
    assert offered("& sev", names)[-1].startswith("severance")


def test_a_hyphen_is_part_of_a_name(names: Vocabulary) -> None:
    known = names.copy()
    known.name(known.iri("isi"), "Inter-Services Intelligence", preferred=True, entity=True)
    known.type(known.iri("isi"), f"{DIP}IntelligenceService", entity=True)
    assert offered("Inter-S", known)[0] == "Inter-Services Intelligence"
    assert offered("& Inter-S", known)[0] == "Inter-Services Intelligence"
    assert offered("inter", known)[0] != "Inter-Services Intelligence"


def test_what_can_stand_in_a_note(names: Vocabulary) -> None:
    assert offered("note not", names)[0] == "NotStated "
    assert offered("note NotStated ", names) == ["on #"]
    assert "#severance-1988" in offered("note NotStated on #sev", names)
    assert "#severance-1988" in offered("note NotStated on Iran + #sev", names)
    assert not offered("note NotStated on #severance-1988: Who; sev", names)


@pytest.mark.parametrize("line", ["-", "- ", "- a head", "= ", "= Iran", "# sev", "@H"])
def test_nothing_is_offered_where_only_words_stand(names: Vocabulary, line: str) -> None:
    assert not offered(line, names)


@pytest.mark.parametrize(
    "line",
    [
        "meeting; Iran",
        "meeting; Iran; place: Muscat",
        "act series; member kind: attack",
        "visit; Raisi; 26 April 1988",
        "& Iran",
        "#severance-1988",
    ],
)
def test_what_is_typed_whole_is_taken_with_a_semicolon(names: Vocabulary, line: str) -> None:
    first = completions(line, len(line), "", names)[0]
    assert line[: first.start] + first.insert == f"{line}; "


def test_no_semicolon_is_put_before_another(names: Vocabulary) -> None:
    assert completions("meeting; Ira; 1988", len("meeting; Ira"), "", names)[0].insert == "Iran"


def test_a_series_needs_its_member_kind_first(names: Vocabulary) -> None:
    assert offered("act series; mem", names)[0] == "member kind: "
    assert "counterpart: " in offered("act series; member kind: meeting; Iran; ", names, "")


def test_an_office_is_offered_behind_as(rupture: Files) -> None:
    assert offered("visit; Raisi as Pres", rupture.vocabulary)[0] == "President of Iran"
