"""The chains between two agents: each step with its acts and passages, with the same content as text and as JSON."""

from __future__ import annotations

import json

from tests.asking import Said


def test_path_shows_each_step_with_acts_and_passages(kg: Said) -> None:
    code, out, _ = kg("path", "Mahmoud Abbas", "Mohamed Morsi")
    assert code == 0
    assert "Mahmoud Abbas — Pakistan — Raja Pervez Ashraf — Mohamed Morsi" in out
    assert "[A52]" in out
    assert "not that anybody did" in out


def test_path_as_json_has_the_same_chain(kg: Said) -> None:
    code, out, _ = kg("path", "Mahmoud Abbas", "Mohamed Morsi", "--json")
    answer = json.loads(out)
    assert code == 0
    assert [step["to"].rpartition("/")[2] for step in answer["chains"][0]] == ["pakistan", "ashraf", "morsi"]
    assert all(edge["acts"] and edge["rules"] for step in answer["chains"][0] for edge in step["edges"])


def test_path_says_no_with_exit_code_1_and_names_what_is_unknown(kg: Said) -> None:
    code, out, _ = kg("path", "Mahmoud Abbas", "Hamas")
    assert (code, "Nothing that a source states as fact connects" in out) == (1, True)
    assert kg("path", "Mahmoud Abbas", "mahmoud abbas")[0] == 2
    code, _, err = kg("path", "Mahmoud Abbas", "Nobody Whatsoever")
    assert code == 2
    assert "Nobody Whatsoever" in err


def test_path_marks_lasting_ties_and_explains_them_in_text_and_json_alike(kg: Said) -> None:
    code, out, _ = kg("path", "Arsalan Ayaz", "GEO News")
    assert code == 0
    assert "GEO News nationality Pakistan (lasting tie) [A42]" in out
    explanation = out.splitlines()[-1]
    assert explanation.startswith("Acts alone do not connect the two")
    answer = json.loads(kg("path", "Arsalan Ayaz", "GEO News", "--json")[1])
    assert answer["explanation"] == explanation
    last = answer["chains"][0][-1]["edges"]
    assert [(edge["rules"], edge["acts"], edge["passages"]) for edge in last] == [([], [], ["A42"])]


def test_the_acts_of_a_chain_have_their_dates_in_json(kg: Said) -> None:
    ends = ("Mahmoud Abbas", "Asif Ali Zardari")
    out, answer = kg("path", *ends)[1], json.loads(kg("path", *ends, "--json")[1])
    acts = [act for chain in answer["chains"] for link in chain for edge in link["edges"] for act in edge["acts"]]
    assert any(act["date"] for act in acts)
    for act in acts:
        assert f"     {act['date'] + ': ' if act['date'] else ''}{act['label']} [" in out


def test_path_shows_at_most_as_many_chains_as_asked_for(kg: Said) -> None:
    ends = ("Mahmoud Abbas", "Asif Ali Zardari")
    every = json.loads(kg("path", *ends, "--json")[1])["chains"]
    assert len(every) == 2
    code, out, _ = kg("path", *ends, "--limit", "1")
    assert (code, out.splitlines()[0]) == (0, "Mahmoud Abbas to Asif Ali Zardari: 1 shortest chain (there may be more) of 3 steps.")
    assert json.loads(kg("path", *ends, "--limit", "1", "--json")[1])["chains"] == every[:1]
    code, _, err = kg("path", *ends, "--limit", "0")
    assert code == 2
    assert "must be 1 or more" in err
