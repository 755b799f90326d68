"""From the parties of a coded table to the entities of a workspace: by the curator's decision, by code, or by exact name. Nothing is guessed.

A ministry, a person or a force is not the state, whatever its code begins with, unless the curator says so.
"""

from __future__ import annotations

import csv
import io
import os
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.coded.sources import DECISIONS, FOLDER
from kg.errors import DataError
from kg.files import did_you_mean, nearest, read_file, visible
from kg.places import Place
from kg.record.names import fold, slug

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from kg.workspace import Workspace

NEVER: Final = "-"
"""In the curator's decisions: this party is no entity of the workspace."""
ANY: Final = "*"
"""In the curator's decisions: the party of any source."""
WIKIDATA: Final = "http://www.wikidata.org/entity/"
_HEADER: Final = ("source", "code", "name", "entity")
_SUGGESTIONS: Final = 2_000
"""The most parties for which a similar label is looked for, those with the most rows first."""
_DECISIONS_BYTES: Final = 64_000_000


class Party(NamedTuple):
    """A party as coded, with the number of rows that have it."""

    code: str | None
    name: str | None
    rows: int


class Match(NamedTuple):
    """What a party is.

    Attributes:
        code, name: the party as coded.
        entity: the IRI of the entity; None if it is not known.
        how: ``decision``, ``code`` or ``name``; empty if it is not known.
        suggestion: the name of a country or a label that may be meant, for the curator; never used by itself.
    """

    code: str | None
    name: str | None
    entity: str | None
    how: str
    suggestion: str | None


class Country(NamedTuple):
    """A row of the list of countries and their codes; `state` says whether it is a state of its own."""

    name: str
    iso2: str
    iso3: str
    isonum: str
    wikidata: str
    cow: str
    cameo: str
    state: bool


@cache
def countries() -> tuple[Country, ...]:
    """The countries and territories whose codes are known, sorted by ISO code.

    >>> [country.name for country in countries() if country.cow == "770"]
    ['Pakistan']
    """
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "countries.csv")
    rows = csv.DictReader(io.StringIO(read_file(path, 1_000_000).decode("utf-8")))
    return tuple(Country(**{**row, "state": row["state"] == "yes"}) for row in rows)


@cache
def _by_code(scheme: str) -> Mapping[str, Country]:
    """The countries by their codes in a scheme."""
    columns = {"iso2": ("iso2",), "iso3": ("iso3",), "isonum": ("isonum",), "cow": ("cow",), "cameo": ("iso3", "cameo"), "plover": ("iso3",)}
    found = {}
    for country in countries():
        for column in columns.get(scheme, ()):
            code = getattr(country, column)
            if code:
                found[code] = country
    return found


def country_of(code: str, scheme: str, acting_for_state: Collection[str] = ()) -> tuple[Country | None, bool]:
    """The country of a party's code, and whether the party is the country itself.

    Args:
        code: the code.
        scheme: its scheme; see `kg.coded.mapping.PARTY_SCHEMES`.
        acting_for_state: the codes of roles that count as the state.

    >>> country_of("PAK", "cameo")[0].name, country_of("PAK", "cameo")[1], country_of("PAKGOV", "cameo")[1]
    ('Pakistan', True, False)
    >>> country_of("PAKGOV", "cameo", ["GOV"])[1], country_of("PAKGOVMIL", "cameo", ["GOV"])[1]
    (True, False)
    """
    known = _by_code(scheme)
    if scheme == "cameo":
        country = known.get(code[:3])
        roles = [code[index : index + 3] for index in range(3, len(code), 3)]
        return country, country is not None and all(role in acting_for_state for role in roles)
    if scheme == "plover":
        place, _, sectors = code.partition("/")
        country = known.get(place)
        roles = [each.strip() for each in sectors.replace(",", ";").split(";") if each.strip()]
        return country, country is not None and bool(roles) and all(role in acting_for_state for role in roles)
    if scheme == "isonum" and code.isdecimal():
        code = code.zfill(3)
    country = known.get(code.upper() if scheme in ("iso2", "iso3") else code)
    return country, country is not None


class Entities:
    """The agents of a workspace, by their names and identifiers.

    Args:
        labels: each agent's IRI with one of its labels or other names, in any language.
        identifiers: each agent's IRI with an item of Wikidata, such as ``Q843``.
    """

    def __init__(self, labels: Iterable[tuple[str, str]], identifiers: Iterable[tuple[str, str]]) -> None:
        self._named: dict[str, set[str]] = {}
        self._identified: dict[str, set[str]] = {}
        self._slugs: dict[str, set[str]] = {}
        self._labels: dict[str, str] = {}
        for iri, label in labels:
            self._named.setdefault(fold(label), set()).add(iri)
            self._slugs.setdefault(slug(iri), set()).add(iri)
            self._labels.setdefault(fold(label), label)
        for iri, item in identifiers:
            self._identified.setdefault(item, set()).add(iri)
            self._slugs.setdefault(slug(iri), set()).add(iri)
        self._countries = {iri for country in countries() if (iri := self.of_country(country)) is not None}
        self._words: dict[str, set[str]] = {}
        for name in self._named:
            for word in name.split():
                self._words.setdefault(word, set()).add(name)

    def named(self, name: str) -> str | None:
        """The only agent with a name; None if there is none, or several."""
        return _only(self._named.get(fold(name)))

    def of_country(self, country: Country) -> str | None:
        """The agent that is a country: the one with its item of Wikidata, or else the only one with its name."""
        return _only(self._identified.get(country.wikidata)) if country.wikidata in self._identified else self.named(country.name)

    def is_country(self, iri: str) -> bool:
        """Whether an agent is one of the list of countries."""
        return iri in self._countries

    def resolved(self, text: str) -> str | None:
        """The agent that a curator names by IRI, slug or label; None if there is none, or several."""
        whole = text.strip("<>")
        if "://" in whole:
            return whole if whole in self._slugs.get(slug(whole), ()) else None
        return _only(self._slugs.get(whole)) or self.named(whole)

    def similar(self, name: str) -> str | None:
        """A label that is similar to a name, for the curator; None if there is none."""
        folded = fold(name)
        near = sorted(set().union(*(self._words.get(word, set()) for word in folded.split() if len(word) > 2)))
        best = nearest(folded, near, 1)
        return self._labels[best[0]] if best else None

    def near(self, text: str) -> list[str]:
        """The labels that are most similar to a text."""
        return [self._labels[each] for each in nearest(fold(text), self._labels, 2)]


def _only(found: set[str] | None) -> str | None:
    return next(iter(found)) if found is not None and len(found) == 1 else None


class Decisions:
    """The curator's decisions: which entity a party is. Those that name the source come before those for any source, and those with
    code and name before those with one of them.

    Args:
        rows: source, code, name and entity; an empty code or name means any.
    """

    def __init__(self, rows: Iterable[tuple[str, str, str, str]] = ()) -> None:
        self._rows = {(source, code, name): entity for source, code, name, entity in rows}

    def entity(self, source: str, party: Party) -> str | None:
        """What a curator says that a party is: the text of an entity, `NEVER`, or None if nobody says anything."""
        code, name = party.code or "", party.name or ""
        pairs = [(code, name)] * bool(code and name) + [(code, "")] * bool(code) + [("", name)] * bool(name)
        for where in (source, ANY):
            for pair in pairs:
                if (where, *pair) in self._rows:
                    return self._rows[where, *pair]
        return None


def read_decisions(ws: Workspace, entities: Entities) -> Decisions:
    """The curator's decisions in ``coded/actors.csv``, with the IRIs of the entities that they name.

    Args:
        ws: the workspace.
        entities: its agents.

    Raises:
        DataError: the file is not such a table, or names an entity that there is not; `others` holds the errors after the first.
        EnvironmentProblem: the file cannot be read.
    """
    path = os.path.join(ws.folder, FOLDER, DECISIONS)
    if not os.path.exists(path):
        return Decisions()
    shown = f"{FOLDER}/{DECISIONS}"
    try:
        text = read_file(path, _DECISIONS_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise DataError("the file is not in UTF-8", shown, "save it as CSV in UTF-8") from problem
    reader = csv.reader(io.StringIO(text, newline=""))
    rows: list[tuple[str, str, str, str]] = []
    problems: list[DataError] = []
    try:
        header = [each.strip() for each in next(reader, [])]
        if tuple(header) != _HEADER:
            raise DataError(f"the columns are not {', '.join(_HEADER)}", Place(shown, 1), f"write {','.join(_HEADER)} into the first line")
        for row in reader:
            if not any(each.strip() for each in row):
                continue
            place = Place(shown, reader.line_num)
            if len(row) != len(_HEADER):
                problems.append(DataError(f"{len(row)} columns, not {len(_HEADER)}", place, "put a text with a comma into quotation marks"))
                continue
            source, code, name, entity = (each.strip() for each in row)
            found = NEVER if entity == NEVER else entities.resolved(entity)
            if not (code or name):
                problems.append(DataError("neither code nor name", place, "write the code or the name of the party"))
            elif found is None:
                hint = did_you_mean([visible(each, one_line=True) for each in entities.near(entity)], f"or {NEVER} for none")
                problems.append(DataError(f"there is no one agent {visible(entity, one_line=True)!r}", place, hint))
            else:
                rows.append((source or ANY, code, name, found))
    except csv.Error as problem:
        raise DataError(f"the file is not CSV: {problem}", Place(shown, reader.line_num)) from problem
    if problems:
        raise DataError(problems[0].what, problems[0].place, problems[0].hint, problems[1:])
    return Decisions(rows)


def match(
    parties: Iterable[Party],
    scheme: str,
    entities: Entities,
    decisions: Decisions | None = None,
    *,
    source: str = ANY,
    acting_for_state: Collection[str] = (),
    suggest: bool = True,
) -> list[Match]:
    """Find the entity of each party.

    Args:
        parties: the parties.
        scheme: the scheme of their codes; see `kg.coded.mapping.PARTY_SCHEMES`.
        entities: the agents of the workspace.
        decisions: the curator's decisions, with IRIs.
        source: the name of the source, as decisions write it.
        acting_for_state: the codes of roles that count as the state.
        suggest: whether to look for suggestions for the others.

    Returns:
        A match for each party, in their order.

    >>> entities = Entities([("https://example.org/id/pk", "Pakistan")], [("https://example.org/id/pk", "Q843")])
    >>> found = match([Party("PAK", "ISLAMABAD", 2), Party("PAKGOV", "PAKISTAN", 1), Party(None, "Pakistan", 1)], "cameo", entities)
    >>> [(each.how, each.suggestion) for each in found]
    [('code', None), ('', 'Pakistan'), ('name', None)]
    """
    decided = decisions or Decisions()
    listed = list(parties)
    often = sorted((party.rows for party in listed), reverse=True)
    least = often[_SUGGESTIONS] if len(often) > _SUGGESTIONS else 0
    found = []
    for party in listed:
        entity, how, suggestion = _matched(party, scheme, entities, decided, source, acting_for_state)
        if entity is None and how == "" and suggest and suggestion is None and party.name and party.rows > least:
            suggestion = entities.similar(party.name)
        found.append(Match(party.code, party.name, entity, how, suggestion))
    return found


def _matched(
    party: Party, scheme: str, entities: Entities, decisions: Decisions, source: str, acting_for_state: Collection[str]
) -> tuple[str | None, str, str | None]:
    """The entity of a party, how it is known, and a suggestion."""
    said = decisions.entity(source, party)
    if said is not None:
        return (None if said == NEVER else said), "decision", None
    country, itself = country_of(party.code, scheme, acting_for_state) if party.code else (None, False)
    if country is not None and itself:
        entity = entities.of_country(country)
        if entity is not None:
            return entity, "code", None
    if party.name:
        entity = entities.named(party.name)
        # "PAKISTAN" beside the code of a ministry of Pakistan is not Pakistan.
        part = party.code is not None and scheme in ("cameo", "plover") and not itself
        if entity is not None and not (part and entities.is_country(entity)):
            return entity, "name", None
    return None, "", country.name if country is not None else None


def unmatched_states(matches: Sequence[Match], scheme: str, acting_for_state: Collection[str]) -> list[Country]:
    """The states that the codes of unmatched parties name, sorted by name. Territories of others are not among them."""
    found = set()
    for each in matches:
        if each.entity is None and each.how == "" and each.code:
            country, itself = country_of(each.code, scheme, acting_for_state)
            if country is not None and itself and country.state:
                found.add(country)
    return sorted(found)


def write_decisions(ws: Workspace) -> str:
    """The path of the file with the curator's decisions; it is made, with its header, if it is not there.

    Raises:
        EnvironmentProblem: it cannot be written.
    """
    from kg.files import write_atomically

    path = os.path.join(ws.folder, FOLDER, DECISIONS)
    if not os.path.exists(path):
        write_atomically(path, (",".join(_HEADER) + "\n").encode())
    return path


__all__ = [
    "ANY",
    "NEVER",
    "Country",
    "Decisions",
    "Entities",
    "Match",
    "Party",
    "countries",
    "country_of",
    "match",
    "read_decisions",
    "unmatched_states",
    "write_decisions",
]
