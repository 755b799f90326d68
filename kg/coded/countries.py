"""Countries and their codes, from a list that comes with the package. It identifies a country by its item of Wikidata and its name."""

from __future__ import annotations

import csv
import io
import os
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from kg.files import read_file
from kg.record.names import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

SEEN_IN = "rapideditor/country-coder, src/data/borders.json"
"""Where the items of Wikidata were seen beside the names."""


ALWAYS = 0
"""The year since when a name means one country only, if it has never meant another one."""


class Country(NamedTuple):
    """A row of the list.

    Attributes:
        name: its name.
        iso2, iso3, isonum: its codes in ISO 3166-1.
        wikidata: its item, such as ``Q843``.
        cow: its number in the system of states of the Correlates of War; empty without one, and where one number stands for several states.
        cameo: its code in CAMEO where that is not the one of ISO.
        state: whether it is a state, not a territory of one.
    """

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
    return tuple(_country(**row) for row in _rows("countries.csv"))


def _rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a file that comes with the package."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    return csv.DictReader(io.StringIO(read_file(path, 1_000_000).decode("utf-8")))


@cache
def usual_names() -> Mapping[str, tuple[Country, int]]:
    """The usual names of countries, as `kg.record.names.fold` writes them, each with the year since when it means no other country.

    Names that several countries have at the same time, such as Korea, are not among them.

    >>> [(name, country.name, since) for name, (country, since) in usual_names().items() if country.iso2 == "RU"]
    [('russia', 'Russia', 1992), ('russian federation', 'Russia', 1992)]
    """
    known = _by_code("iso2")
    return {fold(row["name"]): (known[row["iso2"]], int(row["since"] or ALWAYS)) for row in _rows("usual_names.csv")}


def _country(*, state: str, **texts: str) -> Country:
    return Country(**texts, state=state == "yes")


@cache
def _by_code(scheme: str) -> Mapping[str, Country]:
    """The countries by their codes in a scheme."""
    columns = {"cameo": ("iso3", "cameo"), "plover": ("iso3",), "name": ()}
    found = {}
    for country in countries():
        for column in columns.get(scheme, (scheme,)):
            code = getattr(country, column, "")
            if code:
                found[code] = country
    return found


def country_of(code: str, scheme: str, acting_for_state: Collection[str] = ()) -> tuple[Country | None, bool]:
    """The country of a party's code, and whether the party is the country itself, not a part or a person of it.

    Args:
        code: the code.
        scheme: its scheme; see `kg.coded.mapping.PARTY_SCHEMES`.
        acting_for_state: the codes of roles that count as the state.

    >>> [country_of(code, "cameo")[1] for code in ("PAK", "PAKGOV", "GOV")]
    [True, False, False]
    >>> country_of("PAKGOV", "cameo", ["GOV"])[1], country_of("PAKGOVMIL", "cameo", ["GOV"])[1]
    (True, False)
    >>> country_of("PAK/GOV", "plover", ["GOV"])[1], country_of("PAK", "plover", ["GOV"])[1]
    (True, False)
    """
    known = _by_code(scheme)
    if scheme == "cameo":
        country = known.get(code[:3])
        roles = [code[index : index + 3] for index in range(3, len(code), 3)]
        return country, country is not None and all(role in acting_for_state for role in roles)
    if scheme == "plover":  # POLECAT: country and sectors, which mappings join with a slash; a country alone may be that of a person
        place, _, sectors = code.partition("/")
        country = known.get(place)
        roles = [each.strip() for each in sectors.replace(",", ";").split(";") if each.strip()]
        return country, country is not None and bool(roles) and all(role in acting_for_state for role in roles)
    if scheme == "isonum" and code.isdecimal():
        code = code.zfill(3)
    country = known.get(code.upper() if scheme in ("iso2", "iso3") else code)
    return country, country is not None
