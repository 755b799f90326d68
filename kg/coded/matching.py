"""Which entity of the workspace a coded party is: by the curator's decisions, by its code, and by its name. Nothing is guessed."""

from __future__ import annotations

import csv
import io
import os
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.coded.countries import ALWAYS, countries, country_of, usual_names
from kg.coded.sources import DECISIONS, FOLDER, place_of_decisions
from kg.errors import DataError
from kg.files import did_you_mean, nearest, read_file
from kg.record.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.coded.countries import Country
    from kg.coded.entities import Entity
    from kg.coded.sources import Source
    from kg.tables import Engine
    from kg.workspace import Workspace

COLUMNS: Final = ("source", "code", "name", "entity")
NONE: Final = "-"
"""What stands in the column ``entity`` of a party that is none."""
ANY: Final = "*"
"""What stands in the column ``source`` of a decision for all sources."""
WIKIDATA: Final = "http://www.wikidata.org/entity/"
_WITH_ROLES: Final = ("cameo", "plover")
"""The schemes whose codes also name parts of countries."""
_SUGGESTIONS: Final = 2_000
"""Similar labels are looked for this many parties, those with the most rows."""
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
        how: ``decision`` (also that it is none), ``code`` or ``name``; empty if it is not known.
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


def first_year(source: Source) -> int:
    """The year before which no record of a source is; `ALWAYS` if it is not known. Only the ends of its files are read.

    Args:
        source: the source.
    """
    import pyarrow.parquet as pq

    years = []
    for path in source.records:
        about = pq.read_metadata(path)
        for number in range(about.num_row_groups):
            group = about.row_group(number)
            places = [place for place in range(group.num_columns) if group.column(place).path_in_schema == "earliest"]
            found = group.column(places[0]).statistics if places else None
            if found is None or not found.has_min_max or not found.has_null_count or found.null_count:
                return ALWAYS
            years.append(found.min.year)
    return min(years, default=ALWAYS)


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
            labels = {fold(each): each for agent in entities for each in agent.names}
            near = [labels[each] for each in nearest(fold(entity), labels, 2)]
            problems.append(DataError(f"{entity!r} {what}", place, did_you_mean(near, "write its label or its IRI")))
            continue
        found[source, code, name] = known[0] if known else None
    if problems:
        raise DataError(problems[0].what, problems[0].place, problems[0].hint, problems[1:])
    return found


def match(
    parties: Iterable[Party], source: Source, entities: Sequence[Entity], decisions: Decisions, *, suggest: bool = False
) -> list[Match]:
    """Match parties with entities.

    The curator's decision comes first, then the code, through the list of countries, then the exact name of a single agent, and last a
    usual name of a country. A party whose code is that of a part of a country, such as a ministry, is never the country, unless the source
    says so (``acting_for_state``). A usual name that once meant another country counts only in a source whose records are all later.

    Args:
        parties: the parties of a source, those with most rows first.
        source: the source.
        entities: the agents of the workspace.
        decisions: what the curator has decided.
        suggest: whether to look for labels that are similar, for the curator.
    """
    known = _Known(entities, first_year(source))
    found = []
    for place, party in enumerate(parties):
        decided = _decided(party, source, decisions)
        if decided is not None:
            found.append(Match(*party, decided[0], "decision", ""))
            continue
        entity: str | None
        entity, how, suggestion = _matched(party, source, known)
        if suggest and entity is None and not suggestion and party.name and place < _SUGGESTIONS:
            suggestion = known.similar(party.name)
        found.append(Match(*party, entity, how, suggestion))
    return found


def unmatched_states(matches: Iterable[Match], source: Source) -> list[Country]:
    """The states that the codes of parties without an entity name, sorted. Territories of others are not among them."""
    found = set()
    for each in matches:
        if each.entity is None and not each.how and each.code:
            country, itself = country_of(each.code, source.parties_scheme, source.acting_for_state)
            if country is not None and itself and country.state:
                found.add(country)
    return sorted(found)


class _Known:
    """The agents of a workspace by their names and identifiers."""

    def __init__(self, entities: Iterable[Entity], first: int) -> None:
        listed = list(entities)
        self._first = first
        self._named = _by_name(listed)
        self._labels = {fold(name): name for each in listed for name in reversed(each.names)}
        self._same: dict[str, list[str]] = defaultdict(list)
        for each in listed:
            for iri in each.same:
                self._same[iri].append(each.iri)
        self._countries = {found for country in countries() if (found := self.of_country(country)) is not None}
        self._words: dict[str, set[str]] = defaultdict(set)
        for name in self._labels:
            for word in name.split():
                self._words[word].add(name)

    def named(self, name: str) -> list[str]:
        """The agents with a name."""
        return self._named.get(fold(name), [])

    def of_country(self, country: Country) -> str | None:
        """The agent that is a country: the only one with its item of Wikidata or, if none has it, the only one with its name."""
        same = self._same.get(WIKIDATA + country.wikidata) or self.named(country.name)
        return same[0] if len(same) == 1 else None

    def usual(self, name: str) -> Country | None:
        """The country that a usual name means in all years of the source."""
        country, since = usual_names().get(fold(name), (None, ALWAYS))
        return country if since <= self._first else None

    def is_country(self, iri: str) -> bool:
        """Whether an agent is a country of the list."""
        return iri in self._countries

    def similar(self, name: str) -> str:
        """A label that is similar to a name; empty if there is none."""
        folded = fold(name)
        near = sorted(set().union(*(self._words[word] for word in folded.split() if len(word) > 2 and word in self._words)))
        words = set(folded.split())
        within = [each for each in near if words < set(each.split()) or words > set(each.split())]
        best = (within if len(within) == 1 else []) or nearest(folded, near, 1)
        return self._labels[best[0]] if best else ""


def _matched(party: Party, source: Source, known: _Known) -> tuple[str | None, str, str]:
    """The entity of a party, how it is known, and a suggestion."""
    scheme = source.parties_scheme
    country, itself = country_of(party.code, scheme, source.acting_for_state) if party.code else (None, False)
    if country is not None and itself:
        entity = known.of_country(country)
        if entity is not None:
            return entity, "code", ""
    named = known.named(party.name) if party.name else []
    if len(named) == 1:
        # "PAKISTAN" beside the code of a ministry of Pakistan is not Pakistan.
        part = party.code is not None and scheme in _WITH_ROLES and not itself
        if not (part and known.is_country(named[0])):
            return named[0], "name", ""
    # A code that does not say the same speaks against it.
    usual = known.usual(party.name) if party.name and not named and party.code is None else None
    if usual is not None and (entity := known.of_country(usual)) is not None:
        return entity, "name", ""
    suggestion = country.name if country is not None else " or ".join(named)
    return None, "", suggestion


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
