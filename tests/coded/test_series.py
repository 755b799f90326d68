"""Series of acts from records: what is counted together, what is left out, and the addresses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from kg.coded.kinds import ACT, Kinds
from kg.coded.making import _acts, _texts
from kg.coded.quads import Labels, Writer
from kg.coded.records import RECORDS, address_of
from kg.coded.roles import PartyRoles
from kg.coded.series import matched, of_series, series
from kg.coded.sources import Source
from kg.namespaces import DIP
from kg.ontology import Ontology, load_ontology
from kg.tables import Engine, open_engine
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://example.org/w/"
PAKISTAN, ISRAEL = f"{BASE}id/pakistan", f"{BASE}id/israel"
ENTITIES = [("PAK", "PAKISTAN", PAKISTAN), ("ISR", "ISRAEL", ISRAEL)]
KINDS = [("111", DIP + "Condemnation"), ("010", DIP + "Statement")]


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology(Workspace(ROOT))


@pytest.fixture
def engine() -> Iterator[Engine]:
    with open_engine() as opened:
        yield opened


def source(folder: Path, engine: Engine, rows: list[dict[str, object]]) -> Source:
    """A source with records that differ from a plain one only in what is given."""
    plain = {"actor_code": "PAK", "actor_name": "PAKISTAN", "kind_code": "111", "topics": [], "file": 0, "line": 1}
    lines = [{**plain, "record": str(number), **row} for number, row in enumerate(rows)]
    path = str(folder / "records-1.parquet")
    engine.write(engine.table(RECORDS, [[row.get(name) for name in RECORDS] for row in lines]), path)
    return Source("s", str(folder), "S", "", "", "", "", "series", "cameo", "", "", "machine", (), (), (path,), (), len(rows))


def day(text: str) -> dict[str, object]:
    return {"earliest": date.fromisoformat(text), "latest": date.fromisoformat(text)}


TO_ISRAEL: dict[str, object] = {"recipient_code": "ISR", "recipient_name": "ISRAEL"}


def counts(engine: Engine, found: Source) -> dict[str, int]:
    table = series(found, BASE, matched(engine, found, ENTITIES, KINDS))
    return {row[0].removeprefix(f"{BASE}series/s/"): row[7] for row in engine.rows(table)}


def test_rows_of_the_same_parties_kind_and_year_are_one_series(tmp_path: Path, engine: Engine) -> None:
    found = source(
        tmp_path,
        engine,
        [{**TO_ISRAEL, **day("1974-02-01")}, {**TO_ISRAEL, **day("1974-05-01")}, {**TO_ISRAEL, **day("1975-05-01")}, day("1974-05-02")],
    )
    assert counts(engine, found) == {
        "pakistan.israel.Condemnation.1974": 2,
        "pakistan.israel.Condemnation.1975": 1,
        "pakistan.Condemnation.1974": 1,
    }
    rows = engine.rows(series(found, BASE, matched(engine, found, ENTITIES, KINDS)))
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    both = next(row for row in rows if row[0].endswith("israel.Condemnation.1974"))
    assert both[2:] == (PAKISTAN, ISRAEL, DIP + "Condemnation", None, 1974, 2, date(1974, 2, 1), date(1974, 5, 1))


def test_a_party_without_an_entity_is_never_left_out_of_its_act(tmp_path: Path, engine: Engine) -> None:
    found = source(
        tmp_path,
        engine,
        [
            {"recipient_code": "XXX", **day("1974-05-01")},
            {"recipient_code": "ISR", **day("1974-05-01")},  # the code is known, but only with a name
            {"actor_code": "ZZZ", **TO_ISRAEL, **day("1974-05-01")},
            {"kind_code": "999", **day("1974-05-01")},
        ],
    )
    assert counts(engine, found) == {}
    assert [row[0] for row in engine.rows(matched(engine, found, ENTITIES, KINDS).select("whole"))] == [False] * 4


def test_rows_without_dates_or_over_years_have_series_of_their_own(tmp_path: Path, engine: Engine) -> None:
    found = source(
        tmp_path,
        engine,
        [{}, {"earliest": date(1974, 1, 1), "latest": date(1975, 12, 31)}, {"earliest": date(1974, 1, 1)}, day("1974-01-01")],
    )
    assert counts(engine, found) == {
        "pakistan.Condemnation.undated": 2,
        "pakistan.Condemnation.several-years": 1,
        "pakistan.Condemnation.1974": 1,
    }


def test_positions_are_counted_apart_and_open_down_to_their_rows(tmp_path: Path, engine: Engine) -> None:
    votes = [{"position": position, **day(f"1974-0{month}-01")} for month, position in enumerate(["InFavour", "Against", "InFavour"], 1)]
    found = source(tmp_path, engine, votes)._replace(kind="Vote", scheme="")
    assert counts(engine, found) == {"pakistan.Vote.InFavour.1974": 2, "pakistan.Vote.Against.1974": 1}
    wanted = {"actor": PAKISTAN, "recipient": None, "kind": DIP + "Vote", "position": "InFavour", "year": 1974}
    rows = engine.rows(of_series(matched(engine, found, ENTITIES, KINDS), wanted, dated=True).select("record"))
    assert [row[0] for row in rows] == ["0", "2"]


@pytest.mark.parametrize(
    ("scheme", "code", "kind"),
    [
        ("cameo", "181", "Abduction"),
        ("cameo", "1812", "Abduction"),  # no such code: it is what its parent is
        ("cameo", "051", "Act"),  # praise, endorsement or support: they have nothing narrower in common
        ("cameo", "", None),
        ("cameo", "999", "Act"),
        ("plover", "ASSAULT.massacre", "MassKilling"),
        ("plover", "REQUEST.assist", "Statement"),
        ("chancery", "Vote", "Vote"),
        ("chancery", "Pakistan", "Act"),
    ],
)
def test_a_code_is_a_class_that_says_no_more_than_the_code(ontology: Ontology, scheme: str, code: str, kind: str | None) -> None:
    found = Kinds(ontology, scheme).of(code)
    assert found == (None if kind is None else DIP + kind)


def test_a_class_that_is_narrower_than_a_code_is_never_taken(ontology: Ontology) -> None:
    broad = {
        (triple.object.value.rpartition("/")[2], triple.subject.value)  # type: ignore[union-attr]
        for triple in ontology.triples
        if triple.predicate.value.endswith("#broadMatch") and "/codes/cameo/" in triple.object.value  # type: ignore[union-attr]
    }
    kinds = Kinds(ontology, "cameo")
    assert len(broad) > 100
    wrong = [(code, kind) for code, kind in broad if kinds.of(code) == kind]
    assert wrong == []
    assert Kinds(ontology, "nothing").known is False
    assert Kinds(ontology, "nothing").of("1") == ACT


def test_the_second_party_has_the_role_of_its_kind(ontology: Ontology) -> None:
    roles = PartyRoles(ontology)
    expected = {"Condemnation": "target", "Meeting": "counterpart", "HumanitarianAid": "recipient", "Visit": "place", "Act": "recipient"}
    assert {kind: roles.of(DIP + kind)[1].removeprefix(DIP) for kind in expected} == expected
    assert roles.of(DIP + "Condemnation")[0] == DIP + "actor"


def test_lines_come_out_sorted_also_of_identifiers_that_begin_alike(tmp_path: Path, engine: Engine, ontology: Ontology) -> None:
    names = ["1", "1-a", "1-A", "10", "1>", "1 é", "~", "%", "1/2", "-"]
    texts = ["1", "1-a", "a b", 'a "b"\\', None, "", "é", "1", "1/2", "zz"]
    rows = [{"record": name, "text": text, **day("2001-01-01"), **TO_ISRAEL} for name, text in zip(names, texts, strict=True)]
    found = source(tmp_path, engine, rows)._replace(grain="acts")
    writer = Writer(found, BASE, PartyRoles(ontology), Labels({PAKISTAN: 'P "k"'}, "en"))
    made = matched(engine, found, ENTITIES, KINDS)
    given = [engine.rows(_texts(made, writer)), engine.rows(_acts(made, writer))]
    lines = "".join([*writer.texts(given[0]), *writer.acts(given[1])]).splitlines(keepends=True)
    assert lines == sorted(set(lines))
    quads = list(ox.parse("".join(lines), format=ox.RdfFormat.N_QUADS))
    assert "".join(f"{quad} .\n" for quad in quads) == "".join(lines)  # what the engine itself would write
    acts = {quad.subject.value for quad in quads if quad.predicate.value == DIP + "earliest"}
    assert acts == {address_of(BASE, "s", name) for name in names}
    on = {quad.object.value for quad in quads if quad.predicate.value == DIP + "onText"}
    assert on == {f"{BASE}coded/s/text/{quote(text, safe='')}" for text in texts if text}


def test_two_entities_whose_iris_end_alike_share_a_series_and_its_lines_stay_sorted(
    tmp_path: Path, engine: Engine, ontology: Ontology
) -> None:
    writer = Writer(source(tmp_path, engine, []), BASE, PartyRoles(ontology), Labels({}, "en"))
    rows = [("x:s", "s", each, None, DIP + "Visit", None, None, 1, None, None) for each in ("x:b/a", "x:a/a", "x:b/a")]
    lines = "".join(writer.series(rows)).splitlines()
    assert lines == sorted(set(lines))
    assert sum("actor" in line for line in lines) == 2
