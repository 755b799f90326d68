"""Parties and entities: what is matched, by what, and what never is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import kg.coded
from kg.coded.countries import countries, country_of, usual_names
from kg.coded.entities import Entity
from kg.coded.matching import Decisions, Party, decisions_of, match, unmatched_states
from kg.coded.sources import Source
from kg.errors import DataError
from kg.record.names import fold
from kg.tables import open_engine
from kg.workspace import Workspace

WD = "http://www.wikidata.org/entity/"
BASE = "https://example.org/w/id/"


def agent(slug: str, *names: str, item: str = "") -> Entity:
    return Entity(BASE + slug, names[0], tuple(sorted(names)), (WD + item,) if item else ())


ENTITIES = [
    agent("pakistan", "Pakistan", "Islamic Republic of Pakistan", item="Q843"),
    agent("palestine", "State of Palestine", item="Q219060"),
    agent("pna", "Palestinian Authority", "Palestinian National Authority"),
    agent("jordan", "Jordan"),
    agent("congo-a", "Congo"),
    agent("congo-b", "Congo"),
    agent("taliban", "Taliban"),
    agent("un", "United Nations", "UN"),
]


def source(scheme: str, *roles: str) -> Source:
    return Source("s", "", "", "", "", "", "", "series", "cameo", "", scheme, "machine", roles, (), (), (), 0)


def matched(scheme: str, code: str | None, name: str | None, *roles: str, decisions: Decisions | None = None) -> tuple[str | None, str]:
    found = match([Party(code, name, 1)], source(scheme, *roles), ENTITIES, decisions or {})[0]
    return found.entity.removeprefix(BASE) if found.entity else None, found.how


@pytest.mark.parametrize(
    ("scheme", "code", "name", "expected"),
    [
        ("cameo", "PAK", "KARACHI", ("pakistan", "code")),
        ("cameo", "PSE", "WEST BANK", ("palestine", "code")),
        ("cameo", "JOR", "AMMAN", ("jordan", "code")),
        ("cameo", "PAKGOV", "PAKISTAN", (None, "")),
        ("cameo", "PAKGOV", "Islamic Republic of Pakistan", (None, "")),
        ("cameo", "JORGOV", "JORDAN", (None, "")),
        ("cameo", "AFGINSTAL", "TALIBAN", ("taliban", "name")),
        ("cameo", "IGOUNO", "UNITED NATIONS", ("un", "name")),
        ("cameo", "GOV", "PRESIDENT", (None, "")),
        ("cameo", None, "Pakistan", ("pakistan", "name")),
        ("iso2", "PK", None, ("pakistan", "code")),
        ("iso2", "pk", None, ("pakistan", "code")),
        ("iso2", "XX", "Pakistan", ("pakistan", "name")),
        ("iso3", "PAK", None, ("pakistan", "code")),
        ("isonum", "586", None, ("pakistan", "code")),
        ("isonum", "4", None, (None, "")),
        ("cow", "770", None, ("pakistan", "code")),
        ("cow", "345", "Yugoslavia", (None, "")),
        ("plover", "PAK/GOV", "Pakistan", (None, "")),
        ("plover", "PAK", "A Person", (None, "")),
        ("name", None, "pakistan", ("pakistan", "name")),
        ("name", None, "Police (Pakistan)", (None, "")),
        ("name", None, "Congo", (None, "")),
        ("name", None, "Palestinian national authority", ("pna", "name")),
        ("name", "PAK", None, (None, "")),
        ("name", None, None, (None, "")),
    ],
)
def test_what_a_party_is(scheme: str, code: str | None, name: str | None, expected: tuple[str | None, str]) -> None:
    assert matched(scheme, code, name) == expected


def test_roles_that_act_for_their_state() -> None:
    assert matched("cameo", "PAKGOV", "MINISTRY", "GOV") == ("pakistan", "code")
    assert matched("cameo", "PAKGOVMIL", "ARMY", "GOV") == (None, "")
    assert matched("cameo", "PAKGOVMIL", "ARMY", "GOV", "MIL") == ("pakistan", "code")
    assert matched("cameo", "GOV", "GOVERNMENT", "GOV") == (None, "")
    assert matched("plover", "PAK/GOV; MIL", "Army", "GOV", "MIL") == ("pakistan", "code")
    assert matched("plover", "PAK; IND/GOV", "Both", "GOV") == (None, "")


def test_decisions_come_first() -> None:
    palestine = BASE + "palestine"
    decisions: Decisions = {
        ("*", "PAK", ""): None,
        ("s", "", "WEST BANK"): palestine,
        ("s", "JOR", "AMMAN"): palestine,
        ("other", "IND", ""): palestine,
    }
    assert matched("cameo", "PAK", "PAKISTAN", decisions=decisions) == (None, "decision")
    assert matched("cameo", None, "WEST BANK", decisions=decisions) == ("palestine", "decision")
    assert matched("cameo", "JOR", "AMMAN", decisions=decisions) == ("palestine", "decision")
    assert matched("cameo", "JOR", "JORDAN", decisions=decisions) == ("jordan", "code")
    assert matched("cameo", "IND", "INDIA", decisions=decisions) == (None, "")


def test_two_entities_with_one_item_are_never_chosen_between() -> None:
    twice = [*ENTITIES, agent("pakistan-2", "Second", item="Q843")]
    assert match([Party("PAK", None, 1)], source("cameo"), twice, {})[0].entity is None


def test_suggestions_are_for_the_curator_only() -> None:
    parties = [Party("PAKGOV", "PAKISTAN", 3), Party(None, "Palestinian Authorities", 2), Party(None, "Congo", 1), Party(None, "Nobody", 1)]
    found = match(parties, source("cameo"), ENTITIES, {}, suggest=True)
    assert [each.suggestion for each in found] == ["Pakistan", "Palestinian Authority", f"{BASE}congo-a or {BASE}congo-b", ""]
    assert [each.entity for each in found] == [None] * 4


def test_states_that_the_workspace_lacks() -> None:
    parties = [Party(code, None, 1) for code in ("IND", "INDGOV", "HKG", "PAK", "ATA", "QQQ")]
    assert [each.name for each in unmatched_states(match(parties, source("cameo"), ENTITIES, {}), source("cameo"))] == ["India"]


def test_the_list_of_countries() -> None:
    rows = countries()
    for column in ("name", "iso2", "iso3", "wikidata", "cow", "cameo"):
        values = [getattr(each, column) for each in rows if getattr(each, column)]
        assert len(set(values)) == len(values), column
    assert all(each.wikidata[0] == "Q" and each.wikidata[1:].isdecimal() for each in rows)
    assert sum(each.state for each in rows) > 190
    assert country_of("ROM", "cameo")[0] == country_of("ROU", "cameo")[0]
    assert "345" not in {each.cow for each in rows}  # Yugoslavia and Serbia


def test_a_usual_name_means_one_country() -> None:
    names = usual_names()
    assert len(names) == len(Path(kg.coded.__file__).with_name("usual_names.csv").read_text("utf-8").splitlines()) - 1
    assert not names.keys() & {"korea", "congo", "guinea", "samoa", "saint martin", "macedonia", "georgia"}
    own = {fold(each.name): each for each in countries()}
    assert all(own.get(name, country) == country for name, (country, _) in names.items())


@pytest.mark.parametrize(
    ("code", "name", "year", "expected"),
    [
        (None, "United States", 1960, "usa"),
        (None, "Russian Federation", 1992, "ru"),
        (None, "Russian Federation", 1991, None),  # a vote of the Soviet Union
        (None, "China", 1995, "prc"),
        (None, "China", 1971, None),
        (None, "China", None, None),
        (None, "Korea", 1995, None),
        (None, "Guinea", 1995, None),
        (None, "Citizen (United States)", 1995, None),
        ("QQQ", "United States", 1995, None),
    ],
)
def test_a_usual_name_is_matched_in_the_years_in_which_it_is_clear(
    tmp_path: Path, code: str | None, name: str, year: int | None, expected: str | None
) -> None:
    path = tmp_path / "records.parquet"
    with open_engine() as engine:
        days = [date(2001, 1, 1), None if year is None else date(year, 12, 31)]
        engine.write(engine.table({"earliest": "date"}, [(day,) for day in days]), str(path))
    states = [
        agent("usa", "United States of America", item="Q30"),
        agent("ru", "Russia (state)", item="Q159"),
        agent("prc", "People's Republic of China", item="Q148"),
        agent("republic-of-korea", "The Republic of Korea", item="Q884"),
        agent("gn", "Republic of Guinea", item="Q1006"),
    ]
    of_years = source("cameo")._replace(records=(str(path),))
    found = match([Party(code, name, 1)], of_years, states, {})[0]
    assert (found.entity, found.how) == ((BASE + expected, "name") if expected else (None, ""))


def test_two_agents_that_have_a_usual_name_are_never_chosen_between() -> None:
    states = [agent("usa", "United States", item="Q30"), agent("other", "United States")]
    assert match([Party(None, "United States", 1)], source("name"), states, {})[0].entity is None


def written(tmp_path: Path, text: str) -> Workspace:
    (tmp_path / "coded").mkdir()
    (tmp_path / "chancery.toml").write_text('[workspace]\nname = "w"\ntitle = "W"\nbase = "https://example.org/w/"\n', encoding="utf-8")
    (tmp_path / "coded" / "actors.csv").write_text(text, encoding="utf-8")
    return Workspace(tmp_path)


def test_decisions_are_read_by_label_slug_and_iri(tmp_path: Path) -> None:
    text = f"source,code,name,entity\n*,A,,pakistan\ns,,b,State of Palestine\ns,C,c,{BASE}jordan\ns,D,,-\n\n"
    found = decisions_of(written(tmp_path, text), ENTITIES)
    assert {key: value and value.removeprefix(BASE) for key, value in found.items()} == {
        ("*", "A", ""): "pakistan",
        ("s", "", "b"): "palestine",
        ("s", "C", "c"): "jordan",
        ("s", "D", ""): None,
    }


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("code,name\n", "the first line is not source,code,name,entity", 1),
        ("source,code,name,entity\n*,A,,Pakistn\n", "'Pakistn' names no agent", 2),
        ("source,code,name,entity\n*,A,,Congo\n", "'Congo' may be", 2),
        ("source,code,name,entity\n*,,,Pakistan\n", "a decision needs four cells", 2),
        ("source,code,name,entity\n*,A,Pakistan\n", "a decision needs four cells", 2),
    ],
)
def test_wrong_decisions_are_named_with_their_line(tmp_path: Path, text: str, what: str, line: int) -> None:
    with pytest.raises(DataError, match=what) as caught:
        decisions_of(written(tmp_path, text), ENTITIES)
    assert str(caught.value.place) == f"coded/actors.csv:{line}"
