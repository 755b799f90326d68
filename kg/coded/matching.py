"""Which entity of the workspace a coded party is: by the curator's decisions, by its code, and by its name. Nothing is guessed."""

from __future__ import annotations

import csv
import io
import os
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.coded.sources import DECISIONS, FOLDER, place_of_decisions
from kg.errors import DataError
from kg.files import read_file
from kg.record.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.coded.entities import Entity
    from kg.coded.sources import Source
    from kg.tables import Engine
    from kg.workspace import Workspace

COLUMNS: Final = ("source", "code", "name", "entity")
NONE: Final = "-"
"""What stands in the column ``entity`` of a party that is none."""
ANY: Final = "*"
"""What stands in the column ``source`` of a decision for all sources."""
_BYTES: Final = 64_000_000


class Party(NamedTuple):
    """A party as coded: its code and its name, either of which may be None, and the number of its rows."""

    code: str | None
    name: str | None
    rows: int


class Match(NamedTuple):
    """A party and what it is.

    Attributes:
        code, name, rows: as for `Party`.
        entity: the IRI of the entity; None if it has none.
        how: ``decision``, ``code``, ``name``, or empty without an entity.
        suggestion: what it may be, for the curator; empty if nothing comes near.
    """

    code: str | None
    name: str | None
    rows: int
    entity: str | None
    how: str
    suggestion: str


Decisions = dict[tuple[str, str, str], str | None]
"""Source, code and name, each possibly empty, to the IRI of an entity, or None for none."""


def parties_of(engine: Engine, source: Source) -> list[Party]:
    """The parties of a source, those with most rows first.

    Args:
        engine: the engine.
        source: the source.
    """
    rows: dict[tuple[str | None, str | None], int] = defaultdict(int)
    if source.parties:
        for code, name, number in engine.rows(engine.parquet(source.parties).select("code", "name", "rows")):
            rows[code, name] += number
    found = [Party(code, name, number) for (code, name), number in rows.items()]
    return sorted(found, key=lambda each: (-each.rows, each.code or "", each.name or ""))


def decisions_of(ws: Workspace, entities: Sequence[Entity]) -> Decisions:
    """What the curator has decided in ``coded/actors.csv``.

    Args:
        ws: the workspace.
        entities: its agents.

    Returns:
        The decisions; empty without the file.

    Raises:
        DataError: the file cannot be read, or a line of it names no entity, or one that there is not or is more than one.
    """
    path = os.path.join(ws.folder, FOLDER, DECISIONS)
    if not os.path.isfile(path):
        return {}
    try:
        text = read_file(path, _BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise DataError("the decisions on parties are not in UTF-8", place_of_decisions(1), "save the file in UTF-8") from problem
    reader = csv.reader(io.StringIO(text, newline=""))
    head = next(reader, None)
    if head is None or tuple(each.strip() for each in head) != COLUMNS:
        raise DataError(f"the first line is not {','.join(COLUMNS)}", place_of_decisions(1), "write it as the first line")
    named = _by_name(entities)
    found: Decisions = {}
    problems: list[DataError] = []
    for row in reader:
        place = place_of_decisions(reader.line_num)
        cells = [each.strip() for each in row]
        if not any(cells):
            continue
        if len(cells) != len(COLUMNS) or not cells[0] or not (cells[1] or cells[2]) or not cells[3]:
            hint = "give the source (* for all), a code or a name, and the entity (- for none)"
            problems.append(DataError("a decision needs four cells", place, hint))
            continue
        source, code, name, entity = cells
        known = [] if entity == NONE else named.get(entity, []) or named.get(fold(entity), [])
        if entity != NONE and len(known) != 1:
            what = "names no agent of the workspace" if not known else f"may be {' or '.join(known)}"
            problems.append(DataError(f"{entity!r} {what}", place, "write its label or its IRI"))
            continue
        found[source, code, name] = known[0] if known else None
    if problems:
        raise DataError(problems[0].what, problems[0].place, problems[0].hint, problems[1:])
    return found


def match(parties: Iterable[Party], source: Source, entities: Sequence[Entity], decisions: Decisions) -> list[Match]:
    """Match parties with entities.

    Args:
        parties: the parties of a source.
        source: the source.
        entities: the agents of the workspace.
        decisions: what the curator has decided; it comes first.
    """
    named = _by_name(entities)
    found = []
    for party in parties:
        decided = _decided(party, source, decisions)
        if decided is not None:
            found.append(Match(*party, decided[0], "decision" if decided[0] else "", ""))
            continue
        known = named.get(fold(party.name or ""), []) if party.name else []
        found.append(Match(*party, known[0], "name", "") if len(known) == 1 else Match(*party, None, "", " or ".join(known)))
    return found


def _decided(party: Party, source: Source, decisions: Decisions) -> tuple[str | None] | None:
    code, name = party.code or "", party.name or ""
    for key in ((code, name), (code, ""), ("", name)):
        if key == ("", ""):
            continue
        for where in (source.name, ANY):
            if (where, *key) in decisions:
                return (decisions[where, *key],)
    return None


def _by_name(entities: Iterable[Entity]) -> dict[str, list[str]]:
    """IRI, last part of it and folded name to the entities that have it."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in entities:
        for name in {each.iri, each.iri.rpartition("/")[2], *map(fold, each.names)}:
            found[name].append(each.iri)
    return found
