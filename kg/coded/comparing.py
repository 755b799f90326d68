"""Acts that documents tell of, beside the records of coded sources: which agree, which differ, and which are missing.

A record belongs to an act if both have an agent in common and the kind is the same, broader or narrower, and if they are on the same text,
as votes are, or between the same parties at nearly the same time. Nothing is corrected: the days of a record are its own.
"""

from __future__ import annotations

import os
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.coded.kept import ENTITIES
from kg.coded.opening import known_records
from kg.coded.records import address_of
from kg.namespaces import DIP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import ibis

    from kg.coded.sources import Source
    from kg.tables import Engine

VERDICTS: Final = ("agrees", "differs", "candidate", "missing")
NEAR: Final = timedelta(days=366)
"""A record of the same parties and kind is compared with an act if its days are not farther away."""
SHORT: Final = timedelta(days=31)
"""Records are candidates by their days alone if an act is dated at least so exactly."""
MOST: Final = 3
"""So many records of each source are shown for an act, the nearest in time."""
_MOST_READ: Final = 100_000

_SLASH: Final = re.compile(r"(?<!\d)(?<!\d/)(\d{1,2}/\d{1,4})(?![\d/])")
_PLAIN: Final = re.compile(r"(?i)\br[eé]s\w*\.?\s+(?:no\.?\s*)?(\d{3,4})(?![\d/])")
_MONTHS: Final = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_DAY: Final = re.compile(rf"(?i)\b(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})\b")


class Told(NamedTuple):
    """An act that documents tell of.

    Attributes:
        act: its IRI.
        kinds: the IRIs of its narrowest classes.
        agents: the IRIs of those who act.
        others: the IRIs of those toward whom they act.
        numbers: the numbers of the texts that it is on, see `numbers_in`.
        supposed: the numbers that notes suppose to be meant, each with the text of the note.
        position: the local name of the position of a vote; empty if it is not a vote.
        earliest: the first day on which it can have been; None if that is not known.
        latest: the last one.
    """

    act: str
    kinds: frozenset[str]
    agents: frozenset[str]
    others: frozenset[str]
    numbers: frozenset[str]
    supposed: tuple[tuple[str, str], ...]
    position: str
    earliest: date | None
    latest: date | None


class Compared(NamedTuple):
    """An act and a record, or an act without one.

    Attributes:
        act: the IRI of the act.
        verdict: one of `VERDICTS`.
        differs: what differs.
        record: the IRI of the record; None if it is missing.
        source: the name of the source; None if it is missing.
        earliest: the first day of the record.
        latest: the last one.
        note: why it is a candidate, or why it cannot but be missing; else empty.
    """

    act: str
    verdict: str
    differs: tuple[str, ...] = ()
    record: str | None = None
    source: str | None = None
    earliest: date | None = None
    latest: date | None = None
    note: str = ""


def numbers_in(text: str) -> list[str]:
    """The numbers of resolutions in a label or a note, as coded tables write them.

    >>> numbers_in("United Nations General Assembly Resolution 67/19"), numbers_in("Resolution 3379 (1975)"), numbers_in("Treaty of 1951")
    (['67/19'], ['3379'], [])
    """
    return list(dict.fromkeys([*_SLASH.findall(text), *_PLAIN.findall(text)]))


def days_in(text: str) -> list[date]:
    """The days in an English text.

    >>> days_in("46/86 of 16 December 1991, and no other")
    [datetime.date(1991, 12, 16)]
    """
    found = []
    for day, month, year in _DAY.findall(text):
        try:
            found.append(date(int(year), _MONTHS.index(month.lower()) + 1, int(day)))
        except ValueError:  # 31 February
            continue
    return found


def compare(
    engine: Engine, base: str, sources: Sequence[tuple[Source, str]], told: Sequence[Told], above: Callable[[str], Iterable[str]]
) -> list[Compared]:
    """Compare acts with the records of coded sources.

    Args:
        engine: the engine that reads the records.
        base: the base IRI of the workspace.
        sources: the sources, each with the folder where the build has kept its tables.
        told: the acts.
        above: from the IRI of a class to those of all classes above it.

    Returns:
        For each act in their order its records, the nearest first, or one that is missing.

    Raises:
        EnvironmentProblem: a table is missing, or the engine failed.
    """
    found: dict[str, list[tuple[tuple[Any, ...], Compared]]] = {each.act: [] for each in told}
    by_act = {each.act: each for each in told}
    related = _Related(above)
    for source, folder in sources:
        own: dict[str, list[tuple[tuple[Any, ...], Compared]]] = {}
        for act, row in _near(engine, source, folder, told):
            judged = _judge(by_act[act], row, related, address_of(base, source.name, row.record), source.name)
            if judged is not None:
                own.setdefault(act, []).append(judged)
        for act, each in own.items():
            each.sort(key=lambda pair: pair[0])
            best = [pair for pair in each if pair[1].verdict != "candidate"] or each
            found[act] += best[:MOST]
    result: list[Compared] = []
    for act, records in found.items():
        coded = any(not source.kind or any(related(DIP + source.kind, kind) for kind in by_act[act].kinds) for source, _ in sources)
        nothing = Compared(act, "missing", note="" if coded else "no coded source has acts of this kind")
        result += [each for _, each in records] or [nothing]
    return result


class _Row(NamedTuple):
    record: str
    actor: str
    recipient: str | None
    kind: str | None
    position: str | None
    text: str | None
    earliest: date | None
    latest: date | None


def _near(engine: Engine, source: Source, folder: str, told: Sequence[Told]) -> Iterable[tuple[str, _Row]]:
    """The records that may belong to the acts, each with the IRI of the act: by an agent of it, and on its text or near its days."""
    agents = sorted({agent for each in told for agent in (*each.agents, *each.others)})
    known = engine.parquet(os.path.join(folder, ENTITIES))
    codes = engine.rows(known.filter(known["entity"].isin(agents)).select("code", "name")) if agents else []
    if not codes:
        return
    records = engine.parquet(source.records)
    for at, column in enumerate(("actor_code", "actor_name")):
        values = sorted({row[at] for row in codes if row[at]})
        if values and all(row[at] for row in codes):
            records = records.filter(records[column].isin(values))  # before anything is joined
    matched = known_records(engine, source, folder, records)
    columns = [*_Row._fields]
    numbers = [
        (each.act, agent, number)
        for each in told
        for agent in sorted(each.agents)
        for number in sorted({*each.numbers, *(number for number, _ in each.supposed)})
    ]
    periods = [
        (each.act, agent, each.earliest - NEAR, each.latest + NEAR)
        for each in told
        if each.earliest is not None and each.latest is not None
        for agent in sorted({*each.agents, *each.others})
    ]
    tables: list[ibis.Table] = []
    if numbers:
        asked = engine.table({"told_act": "string", "told_agent": "string", "told_number": "string"}, numbers)
        joined = matched.inner_join(asked, [matched["actor"] == asked["told_agent"], matched["text"] == asked["told_number"]])
        tables.append(joined.select("told_act", *columns))
    if periods:
        types = {"told_act": "string", "told_agent": "string", "told_since": "date", "told_until": "date"}
        asked = engine.table(types, periods)
        joined = matched.inner_join(asked, [matched["actor"] == asked["told_agent"]])
        joined = joined.filter((joined["earliest"] <= joined["told_until"]) & (joined["latest"] >= joined["told_since"]))
        tables.append(joined.select("told_act", *columns))
    seen = set()
    for table in tables:
        for act, *values in engine.rows(table.order_by("told_act", "record").limit(_MOST_READ)):
            if (act, values[0]) not in seen:
                seen.add((act, values[0]))
                yield act, _Row(*values)


class _Related:
    """Whether two classes are the same, or one is above the other."""

    def __init__(self, above: Callable[[str], Iterable[str]]) -> None:
        self._above = above
        self._known: dict[str, frozenset[str]] = {}

    def __call__(self, one: str, other: str) -> bool:
        return one in self._lineage(other) or other in self._lineage(one)

    def _lineage(self, kind: str) -> frozenset[str]:
        if kind not in self._known:
            # Every act is an act: that says nothing on whether two are the same.
            self._known[kind] = frozenset({kind, *self._above(kind)}) - {DIP + "Act", DIP + "Matter"}
        return self._known[kind]


def _judge(told: Told, row: _Row, related: _Related, iri: str, source: str) -> tuple[tuple[Any, ...], Compared] | None:
    """What a record says of an act, with a key that sorts the better ones first; None if it is of another act."""
    supposed = dict(told.supposed)
    same_text = row.text is not None and row.text in told.numbers
    note = "" if same_text or row.text is None else supposed.get(row.text, "")
    same_kind = row.kind is not None and any(related(row.kind, kind) for kind in told.kinds)
    coded = {row.actor} if row.recipient is None else {row.actor, row.recipient}
    same_parties = row.actor in told.agents and (row.recipient is None or row.recipient in told.others | told.agents)
    turned = row.recipient is not None and row.recipient in told.agents and row.actor in told.others
    when, distance = _dates(told, row, days_in(note))
    differs = []
    if when:
        differs.append(when)
    if not same_kind:
        differs.append("kind")
    if not same_parties:
        differs.append("parties")
    if told.position and row.position and told.position != row.position:
        differs.append("position")
    key = (len([each for each in differs if each != "date within"]), distance, row.record)
    if same_text or note:
        if row.actor not in told.agents or not same_kind:
            return None
        verdict = "candidate" if note else "differs" if set(differs) - {"date within"} else "agrees"
        return (0 if same_text else 1, *key), Compared(told.act, verdict, tuple(differs), iri, source, row.earliest, row.latest, note)
    if told.numbers or told.supposed:
        return None  # an act on a text is known by its text
    if told.others and (row.recipient is not None) and same_kind and (same_parties or turned) and coded <= told.agents | told.others:
        verdict = "differs" if set(differs) - {"date within"} else "agrees"
        return (2, *key), Compared(told.act, verdict, tuple(differs), iri, source, row.earliest, row.latest)
    exact = told.earliest is not None and told.latest is not None and told.latest - told.earliest <= SHORT
    if not exact or when == "date" or not same_parties:
        return None
    if same_kind or (told.others and row.recipient is not None):
        what = "the same kind of act by the same agent" if same_kind else "another kind of act between the same parties"
        return (3, *key), Compared(told.act, "candidate", tuple(differs), iri, source, row.earliest, row.latest, f"{what} at this time")
    return None


def _dates(told: Told, row: _Row, noted: Sequence[date]) -> tuple[str, int]:
    """Whether the days of a record are others than those of an act: empty, ``date``, ``date within`` or ``date unknown``; and how far."""
    if row.earliest is None or row.latest is None:
        return "date unknown", 0
    if noted:
        same = any(row.earliest <= day <= row.latest for day in noted)
        return ("" if same else "date"), min(abs((row.earliest - day).days) for day in noted)
    if told.earliest is None and told.latest is None:
        return "date unknown", 0
    first, last = told.earliest or date.min, told.latest or date.max
    if (first, last) == (row.earliest, row.latest):
        return "", 0
    if first <= row.earliest and row.latest <= last:
        return "date within", 0
    if row.earliest <= last and row.latest >= first:
        return "", 0
    away = (row.earliest - last).days if row.earliest > last else (first - row.latest).days
    return "date", away
