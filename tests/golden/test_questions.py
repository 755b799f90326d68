"""The forty questions, each answered by the stored queries that a user would run. The expected answers are taken from the documents.

If the documents do not settle a question, the answer consists of bounds, notes and absences in the graph.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.asking import fact, facts, graph

Facts = list[list[str | None]]


def ask(name: str, *columns: str, **params: Any) -> Facts:
    """The given columns of an answer as facts, each row once."""
    rows = facts(graph().query(name, **params), *columns)
    return [row for index, row in enumerate(rows) if row not in rows[:index]]


def column(name: str, variable: str, **params: Any) -> list[str | None]:
    return [row[0] for row in ask(name, variable, **params)]


def passages(name: str, **params: Any) -> list[str]:
    """The passages that ``--cite`` names for the rows of an answer."""
    cited = graph().query(name, cite=True, **params).column("passages")
    return [each.value for each in cited if each is not None]


def notes(name: str, **params: Any) -> str:
    """The notes that ``--cite`` names for the rows of an answer."""
    return " ".join(each.value for each in graph().query(name, cite=True, **params).column("notes") if each is not None)


PRIME_MINISTER = "Prime Minister of Pakistan"


def test_a_relation_is_dated_by_the_acts_that_prove_it() -> None:
    """The article dates the recognition 16 November 1988 and the diplomatic relations to the end of 1989."""

    def state(relation: str, day: str) -> set[str | None]:
        rows = graph().query("relations-between", a="Pakistan", b="Palestinian Authority", as_of=day)
        return {row[1] for row in facts(rows, "relation", "as_of") if row[0] == relation}  # a symmetric one has two rows

    assert [state("recognized", day) for day in ("1950", "1988-11-15", "1988-11-16", "2017")] == [set(), set(), {"yes"}, {"yes"}]
    days = ("1988-11-15", "1989-06-01", "1990-01-01")
    assert [state("establishedRelationsWith", day) for day in days] == [set(), {"undecided"}, {"yes"}]


def test_an_absence_of_relations_is_an_answer() -> None:
    assert ["hasNoRelationsWith"] in ask("relations-between", "relation", a="Pakistan", b="Israel")


def test_the_words_of_a_stated_order_and_the_date_as_it_is_known() -> None:
    rows = ask("time-between", "order", "wording", a="recognition-plo-1974", b="endorsement-rabat")
    assert rows == [["before", "six months later"]]
    assert ask("chronology", "act", "date", kind="training agreement") == [["training-agreement", "[1973..]"]]


def test_the_order_of_acts_with_open_dates_is_undecided_only_on_request() -> None:
    """The agreement came in 1973 or later, so it may have come before or after the vote of 1975."""
    period = {"from_": "1973", "to": "1975"}
    pair = ["training-agreement", "vote-3379"]
    assert pair in ask("undecided-order", "act", "other", pairs="all", dates="all", **period)
    assert pair not in ask("undecided-order", "act", "other", pairs="all", **period)


def test_q01_the_day_on_which_pakistan_recognized_the_palestinian_authority() -> None:
    assert ask("recognitions", "earliest", "latest", of="Palestinian Authority", by="Pakistan") == [["1988-11-16", "1988-11-16"]]
    assert "anachronism" in notes("recognitions", of="Palestinian Authority", by="Pakistan")
    assert passages("recognitions", of="Palestinian Authority") == ["the article, Historical relationship, sentence 23"]


def test_q02_where_and_when_the_plo_was_first_recognized_as_representative() -> None:
    first = ask("recognitions", "kind", "place", "earliest", "latest", of="Palestine Liberation Organization")[0]
    assert first == ["RecognitionOfRepresentative", "lahore", "1974-02-01", "1974-02-28"]


def test_q03_how_much_aid_the_foreign_minister_received_in_june_2006() -> None:
    rows = ask("aid", "act", "quantity", "unit", "earliest", "latest", giver="Pakistan")
    assert ["aid-palestinian-government-2006", "3000000", "dollar", "2006-06-01", "2006-06-30"] in rows


def test_q04_the_journalist_who_hosted_the_reporting_of_january_2009() -> None:
    assert column("participants", "agent", kind="media coverage", role="presenter", from_="2009-01", to="2009-01") == ["mir"]


def test_q05_on_whose_behalf_jinnah_sent_his_message() -> None:
    """That the message is in the name of the League is Jinnah's word, so it is content and not held."""
    assert ask("participants", "act", "agent", kind="message", role="on behalf of") == []
    assert ask("participants", "act", "agent", kind="message", role="actor") == [["jinnah-message", "jinnah"]]


def test_q11_the_offices_of_those_whom_abbas_met_in_islamabad() -> None:
    assert ask("meetings", "counterpart", "office", agent="Mahmoud Abbas", place="Islamabad") == [
        ["aziz", "prime-minister-pk"],
        ["musharraf", "president-pk"],
        ["soomro", "senate-chairman-pk"],
    ]


def test_q12_which_city_of_the_recognized_missions_later_got_an_embassy() -> None:
    missions = ask("recognitions", "kind", "place", "earliest", of="Palestine Liberation Organization")
    recognized = {place for kind, place, day in missions if kind == "RecognitionOfMission" and day == "1975-01-01"}
    assert recognized == {"karachi", "islamabad"}
    later = {row[0]: row[1] for row in ask("missions", "seat", "earliest", of="Palestinian Authority") if row[1] is not None}
    assert {city: later[city] for city in recognized if city in later} == {"islamabad": "2017-01-31"}


def test_q13_the_two_developments_of_1975() -> None:
    rows = ask("chronology", "act", from_="1975", to="1975")
    sure = {row[0] for row in ask("chronology", "act", "in_period", from_="1975", to="1975") if row[1] == "surely"}
    assert sure >= {"recognition-mission-karachi", "recognition-mission-islamabad", "vote-3379", "support-3379"}
    assert ["vote-against-revocation"] in rows
    assert "vote-against-revocation" not in sure


def test_q14_the_state_behind_the_joint_statement_and_the_place_of_contact() -> None:
    rows = ask("common-ground", "shared", "role_in_b", a="joint-statement-2025", b="exchanges-through-turkish-missions")
    assert [row for row in rows if row[1] != "party"] == [["turkey", "through"]]


def test_q15_whom_abbas_both_met_and_thanked() -> None:
    assert column("two-kinds", "towards", agent="Mahmoud Abbas", kind="meeting", other_kind="thanks") == ["musharraf"]


def test_q21_six_events_in_time_order() -> None:
    order = column("chronology", "act", from_="1974", to="2017")
    wanted = ["recognition-plo-1974", "recognition-mission-karachi", "declaration-1988", "recognition-1988", "relations-1989"]
    wanted.append("opening-embassy-2017")
    assert [act for act in order if act in wanted] == wanted


def test_q22_what_of_2012_can_be_ordered() -> None:
    caravan, talk, vote = "caravan-2012", "conversation-ashraf-morsi-2012", "vote-67-19"
    assert column("time-between", "order", a=caravan, b=talk) == ["before"]
    assert column("time-between", "order", a=caravan, b=vote) == ["before"]
    assert column("time-between", "order", a=talk, b=vote) == ["undecided"]
    assert [talk, vote] in ask("undecided-order", "act", "other", from_="2012", to="2012")


def test_q23_days_from_the_declaration_to_the_recognition() -> None:
    assert ask("time-between", "least_days", "most_days", a="declaration-1988", b="recognition-1988") == [["1", "1"]]


def test_q24_prime_ministers_by_their_first_dated_act() -> None:
    assert column("first-acts", "holder", office=PRIME_MINISTER) == ["aziz", "gilani", "ashraf", "nawaz-sharif", "imran-khan"]


def test_q29_recognition_of_the_plo_as_of_1987_and_what_was_still_to_come() -> None:
    rows = ask("recognitions", "act", "as_of", of="Palestine Liberation Organization", as_of="1987-12-31")
    assert rows == [
        ["recognition-plo-1974", "yes"],
        ["endorsement-rabat", "yes"],
        ["recognition-mission-islamabad", "yes"],
        ["recognition-mission-karachi", "yes"],
    ]
    # Not recognizing Israel has no date: it is not known whether it was so by then.
    assert ask("recognitions", "act", "as_of", by="Pakistan", as_of="1987-12-31") == [["nonrecognition-israel", "undecided"]]
    assert ask("recognitions", "act", "earliest", by="Pakistan") == [["recognition-1988", "1988-11-16"], ["nonrecognition-israel", None]]


def test_q30_the_offices_of_pakistan_in_january_2009() -> None:
    rows = ask("offices-attested", "office", "holder", "in_period", of="Pakistan", from_="2009-01", to="2009-01")
    assert sorted(row[:2] for row in rows if row[2] != "open") == [
        ["foreign-minister-pk", "qureshi"],
        ["president-pk", "zardari"],
        ["prime-minister-pk", "gilani"],
        ["un-representative-pk", "haroon"],
    ]
    assert [row[1] for row in rows if row[2] == "surely"] == ["haroon"]


def test_q31_who_held_office_in_november_2012() -> None:
    rows = ask("offices-attested", "office", "holder", "in_period", from_="2012-11", to="2012-11")
    assert [row[:2] for row in rows if row[2] == "surely"] == [["president-egypt", "morsi"], ["prime-minister-pk", "ashraf"]]


def test_q32_relations_as_of_new_year_1989_are_not_decided() -> None:
    rows = ask("acts-between", "act", "as_of", a="Pakistan", b="Palestinian Authority", kind="act", as_of="1989-01-01")
    assert rows == [["recognition-1988", "yes"], ["relations-1989", "undecided"]]
    assert ask("dates-of", "date", of="relations-1989") == [["[1988-11-16..1989-12-31]"]]


def test_q37_how_many_ministries_issued_the_joint_statement() -> None:
    assert ask("joint-acts", "act", "actors", kind="joint statement") == [["joint-statement-2025", "16"]]


def test_q38_the_votes_of_pakistan() -> None:
    assert ask("votes", "text", "position", agent="Pakistan") == [
        ["res-3379", "InFavour"],
        ["res-4686", "Against"],
        ["res-67-19", "InFavour"],
    ]


def test_q39_visits_of_abbas_claimed_and_described() -> None:
    assert ask("claimed-counts", "claimed", "described", agent="Mahmoud Abbas", kind="visit") == [["3", "0"]]
    assert ask("visits", "visit", "earliest", visitor="Mahmoud Abbas") == [["visit-abbas-2005", "2005-01-01"]]


def test_q40_the_persons_named_as_prime_minister() -> None:
    assert sorted(filter(None, column("first-acts", "holder", office=PRIME_MINISTER))) == [
        "ashraf",
        "aziz",
        "gilani",
        "imran-khan",
        "nawaz-sharif",
    ]


def test_q45_conflicts_without_pakistani_forces() -> None:
    found = set(column("conflicts-without-part", "conflict", side="Pakistan", document="article"))
    assert found >= {"war-1948", "battle-beirut-1982", "first-intifada", "conflict-gaza-2008", "operation-2012", "conflict-gaza-2014"}
    assert "conflict-may-2021" in found
    assert not found & {"war-1967", "war-1973"}
    assert found <= {
        *("war-1948", "battle-beirut-1982", "first-intifada", "conflict-gaza-2008", "operation-2012", "conflict-gaza-2014"),
        *("conflict-may-2021", "first-arab-israeli-war"),
    }


def test_q46_the_prime_minister_without_a_condemnation() -> None:
    assert column("holders-without", "holder", office=PRIME_MINISTER, kind="condemnation") == ["aziz"]


def test_q47_counterparts_of_the_joint_statement_named_nowhere_else() -> None:
    wanted = ["bangladesh", "brazil", "colombia", "indonesia", "ireland", "libya", "malaysia", "maldives", "mexico", "oman", "qatar"]
    wanted += ["slovenia", "south-africa", "spain"]
    assert column("mentioned-once", "thing", kind="state", act="joint-statement-2025") == wanted


def test_q51_the_foreign_minister_in_the_acts_of_2009() -> None:
    assert column("offices-attested", "holder", office="Foreign Minister of Pakistan", from_="2009", to="2009") == ["qureshi"]


def test_q52_the_capacity_of_musharraf_in_three_acts() -> None:
    offices = {row[0]: row[1] for row in ask("capacity", "act", "office", agent="Pervez Musharraf")}
    assert offices["meeting-abbas-2005"] == offices["appeal-musharraf-2006"] == "president-pk"
    assert offices["musharraf-offer"] is None
    assert "former president at the time of writing" in notes("offices-attested", holder="Pervez Musharraf")


def test_q53_the_role_of_jinnah_then_and_later() -> None:
    rows = ask("capacity", "act", "office", "on_behalf_of", agent="Muhammad Ali Jinnah")
    assert ["jinnah-message", None, None] in rows
    assert all(office is None for _, office, _ in rows)
    assert column("time-between", "order", a="jinnah-statement", b="founding-of-pakistan") == ["before"]
    assert column("time-between", "order", a="jinnah-statement", b="partition-of-india") == ["before"]


def test_q57_claims_on_the_war_of_1947_to_1949_in_both_documents() -> None:
    rows = ask("reported-by-several", "claim", "other_claim", "standing", from_="1947", to="1949")
    assert rows == [
        ["A12-1", "E2-1", "Stated"],
        ["A12-2", "E2-2", "Stated"],
        ["A12-3", "E2-3", "Rumoured"],
        ["A13-1", "E3-1", "Stated"],
        ["A13-2", "E3-2", "Hedged"],
    ]
    answer = graph().query("reported-by-several", {"from": "1947", "to": "1949"}, cite=True)
    assert [fact(each) for each in answer.column("witnesses")] == ["1"] * 5


def test_q58_reasons_given_only_by_the_essay() -> None:
    rows = ask("reasons-and-conditions", "relation", "given", "only_here", matter="nonrecognition-israel", document="essay")
    assert {tuple(row[:2]) for row in rows if row[2] == "true" and row[0] in {"reason", "until", "condition", "onlyIf"}} == {
        ("reason", "solidarity-palestinian-muslims"),
        ("reason", "belief-of-muslims"),
        ("until", "palestinian-state-founded"),
    }
    assert ["inLineWith", "pro-palestinian-approach", "false"] in rows


def test_q59_the_sentence_that_both_documents_have_to_the_letter() -> None:
    rows = ask("parallel-passages", "passage", "other", "to_the_letter")
    assert [row[:2] for row in rows if row[2] == "true"] == [["A11", "E1"]]


def test_q63_what_is_given_as_rumour_only() -> None:
    assert column("rumoured-or-hedged", "claim", standing="rumoured") == ["A12-3", "E2-3"]
    found = graph().query("SELECT DISTINCT ?act { GRAPH ?claim { ?act a dip:TroopDeployment } ?claim dip:standing dip:Rumoured }")
    assert facts(found) == [["battalion-1948"]]


def test_q64_the_conditions_of_recognizing_israel_in_each_document() -> None:
    rows = ask("reasons-and-conditions", "document", "relation", "given", matter="offered-recognition")
    assert rows == [
        ["article", "condition", "partial-withdrawal"],
        ["article", "condition", "remaining-land-continues"],
        ["essay", "aspect", "sovereignty"],
        ["essay", "condition", "palestinian-state-allowed"],
        ["essay", "condition", "withdrawal-from-occupied-territory"],
    ]
    assert ["E7-2", "A5-2"] in ask("accounts-differ", "account", "other_account", about="musharraf-offer")


def test_q65_the_day_of_the_condemnation_is_not_determined() -> None:
    rows = ask("dates-of", "date", "earliest", "latest", of="condemnation-attacks-gaza-2008")
    assert all(earliest != latest for _, earliest, latest in rows)
    assert "UncertainDate" in column("notes", "kind", on="condemnation-attacks-gaza-2008")
    assert "saturday" in notes("dates-of", of="condemnation-attacks-gaza-2008").lower()


def test_q69_the_leader_with_most_contacts() -> None:
    assert ask("most-contacts", "person", "others")[0] == ["abbas", "3"]
    assert ask("most-contacts", "person", "others")[1][1] == "1"
    assert [row[0] for row in ask("meetings", "counterpart", "office", agent="Mahmoud Abbas") if row[1]] == ["aziz", "musharraf", "soomro"]


def test_q70_through_whom_and_where_pakistan_and_israel_communicate() -> None:
    rows = ask("channels", "relation", "channel", "belongs_to", a="Pakistan", b="Israel")
    assert {row[1] for row in rows if row[0] == "place"} == {"ankara", "istanbul"}
    assert {row[2] for row in rows if row[0] == "through"} == {"turkey"}


def test_q71_the_city_that_ties_most_acts_together() -> None:
    first, second = ask("places", "place", "acts", kind="city")[:2]
    assert first[0] == "islamabad"
    assert int(first[1] or 0) > int(second[1] or 0)
    acts = column("chronology", "act", place="Islamabad", kind="act")
    assert acts == ["recognition-mission-islamabad", "meeting-abbas-2005", "stay-abbas-islamabad-2005", "opening-embassy-2017"]


def test_q75_reactions_to_the_flotilla_raid() -> None:
    rows = ask("acts-in-response", "actors", "act", to="raid-flotilla-2010")
    assert sorted(map(tuple, rows)) == [
        ("Asif Ali Zardari, Yousuf Raza Gilani", "announcement-efforts-2010"),
        ("Asif Ali Zardari, Yousuf Raza Gilani", "condemnation-raid-zardari-gilani"),
        ("Government of Pakistan", "concern-passengers-2010"),
        ("Pakistan", "condemnation-raid-pakistan"),
        ("Pakistani missions", "contact-missions-2010"),
        ("Shah Mahmood Qureshi", "statement-qureshi-raid"),
    ]


@pytest.mark.parametrize("side", [{}, {"by": "Pakistan"}, {"by": "Government of Pakistan"}, {"by": "Pakistani missions"}])
def test_each_conflict_or_attack_has_reactions_or_one_row_without_any(side: dict[str, str]) -> None:
    everything = ask("reactions", "event", "act", **side)
    events = {event for event, _ in everything if event}
    for kind in ("conflict", "attack"):
        assert {act for (act,) in ask("chronology", "act", kind=kind)} <= events
    for event in events:
        without = [act is None for _, act in ask("reactions", "event", "act", event=event, **side)]
        assert without == [True] or not any(without), event
        without = [act is None for found, act in everything if found == event]
        assert without == [True] or not any(without), event


def test_q76_who_spoke_in_each_crisis_from_2008_to_2021() -> None:
    rows = ask("statements-in-crises", "crisis", "speaker", of="Pakistan", from_="2008", to="2021")
    wanted = {
        "conflict-gaza-2008": {"zardari", "gilani", "qureshi", "haroon"},
        "raid-flotilla-2010": {"qureshi", "zardari", "gilani"},
        "operation-2012": {"ashraf"},
        "conflict-gaza-2014": {"nawaz-sharif"},
        "conflict-may-2021": {"imran-khan"},
    }
    assert {crisis: {row[1] for row in rows if row[0] == crisis} for crisis in wanted} == wanted


def test_q77_what_pakistan_did_after_the_declaration() -> None:
    rows = ask("acts-in-response", "act", "actors", "how", to="declaration-1988")
    assert rows == [["recognition-1988", "Pakistan", "after"], ["relations-1989", "Pakistan, Palestinian Authority", "after"]]
