"""Slips in the headers of stored queries that leave the query usable, and would otherwise change what it does without a word.

What makes a query unusable is an error of `kg.sparql.stored.parse`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.authored.finding import Finding
from kg.errors import UsageError
from kg.files import did_you_mean, nearest
from kg.headers import Scalar, parse_header
from kg.namespaces import DIP, PREFIXES
from kg.places import Place
from kg.query.prepare import value
from kg.record.names import Names
from kg.sparql.stored import DECORATORS, OPTIONS
from kg.tables.questions import COLUMNS, COMPARISON, COMPARISON_COLUMNS, COMPARISON_PARAMETERS, PARAMETERS, QUESTIONS
from kg.terms import expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.headers import Value
    from kg.ontology import Ontology
    from kg.sparql.stored import Param, StoredQuery

RULE: Final = "stored-query"
"""The name under which the report of a check lists these errors."""

OF_GRLC: Final = ("endpoint", "endpoint_in_url", "method", "mime", "pagination", "transform")
"""Decorators that grlc knows and that change nothing here. They are no slips."""

_ALMOST = re.compile(rf"(?:(?:\s+#\+|\s*#\s+\+)\s*(?P<name>[A-Za-z_-]+)|\s*#\s*(?P<known>{'|'.join(DECORATORS)}))\s*:")
"""A line that is meant for the header, and that the parser of the header does not read."""


def slips(query: StoredQuery, ontology: Ontology, shown: str) -> Iterator[Finding]:
    """What is wrong with the decorators of a stored query.

    Args:
        query: the query, whose header and text have been parsed without an error.
        ontology: the declared terms.
        shown: its file, as messages show it.
    """
    header = parse_header(query.text, shown)
    yield from _unread_lines(query.text, shown)
    yield from _unknown(header, shown)
    yield from _empty(header, shown)
    yield from _twice(header, shown)
    yield from _lists(header, shown)
    yield from _without_effect(query, header, shown)
    yield from _cited(query, header, shown)
    yield from _tables(query, header, shown)
    names = Names(ox.Store(), PREFIXES)
    for param in query.params:
        yield from _values(param, names, ontology, header, shown)


def _finding(word: str, shown: str, what: str, hint: str | None) -> Finding:
    """A finding at a word of the header, or at its beginning."""
    place = Place(shown, word.line, word.column) if isinstance(word, Scalar) else Place(shown, 1, 1)
    return Finding(RULE, what, place, hint)


def _unread_lines(text: str, shown: str) -> Iterator[Finding]:
    """Lines before the query that only look like lines of the header."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            return
        found = _ALMOST.match(line)
        if found is not None:
            what = f"the header does not read the line of {found['name'] or found['known']!r}"
            yield Finding(RULE, what, Place(shown, number, 1), "begin the line with #+ in the first column")


def _unknown(header: dict[str, Value], shown: str) -> Iterator[Finding]:
    for name in header:
        if name not in DECORATORS and name not in OF_GRLC:
            hint = did_you_mean(nearest(name.lower(), DECORATORS, 1), f"known: {', '.join(DECORATORS)}")
            yield _finding(name, shown, f"unknown decorator {name!r}", hint)


def _empty(header: dict[str, Value], shown: str) -> Iterator[Finding]:
    for name, said in header.items():
        if name in DECORATORS and not said:
            yield _finding(name, shown, f"the decorator {name!r} is empty", "give it a value, or leave it out")


def _twice(header: dict[str, Value], shown: str) -> Iterator[Finding]:
    """Parameters that one decorator names twice."""
    for decorator in ("params", "defaults", "enumerate"):
        seen: set[str] = set()
        for entry in _maps(header, decorator):
            for name in [entry["name"]] if decorator == "params" else entry:
                if isinstance(name, str) and name in seen:
                    what = f"{decorator} has the parameter {name!r} twice"
                    yield _finding(name, shown, what, "keep one of the two")
                elif isinstance(name, str):
                    seen.add(name)


def _lists(header: dict[str, Value], shown: str) -> Iterator[Finding]:
    """Words of a list that are several words, or are in it twice."""
    for decorator in ("tags", "cite"):
        words = [*_words(header.get(decorator, []))]
        for number, word in enumerate(words):
            if "," in word:
                pieces = ", ".join(each.strip() for each in word.split(","))
                yield _finding(word, shown, f"{decorator} has the one entry {str(word)!r}", f"write a list in brackets: [{pieces}]")
            elif word in words[:number]:
                yield _finding(word, shown, f"{decorator} has {str(word)!r} twice", "keep one of the two")


def _maps(header: dict[str, Value], decorator: str) -> list[dict[str, Value]]:
    found = header.get(decorator, [])
    return [each for each in (found if isinstance(found, list) else [found]) if isinstance(each, dict)]


def _without_effect(query: StoredQuery, header: dict[str, Value], shown: str) -> Iterator[Finding]:
    """What a header says of a parameter that cannot have it, and names that the options of the web interface have."""
    by_name = {param.name: param for param in query.params}
    for entry in _maps(header, "params"):
        param = by_name[str(entry["name"])]
        for key, wanted in (("end", "date"), ("of", "entity")):
            if key in entry and param.type != wanted:
                what = f"{key} does nothing for the parameter {param.name!r}, which is of type {param.type}"
                yield _finding(next(each for each in entry if each == key), shown, what, f"only a parameter of type {wanted} has it")
    for param in query.params:
        if param.choices and param.type in {"date", "number"}:
            what = f"enumerate does nothing for the parameter {param.name!r}, which is of type {param.type}"
            yield _finding(_named(header, "enumerate", param.name), shown, what, "leave it out, or use a text")
        if param.name in OPTIONS:
            place = _named(header, "params", param.name)
            what = f"the parameter {param.name!r} has the name of an option of /queries"
            yield _finding(place, shown, what, f"use another name; the options are {', '.join(OPTIONS)}")


def _named(header: dict[str, Value], decorator: str, name: str) -> str:
    """The word of the header that names a parameter in a decorator; any other text if there is none."""
    for entry in _maps(header, decorator):
        for key, said in entry.items():
            word = said if decorator == "params" else key
            if (decorator != "params" or key == "name") and word == name and isinstance(word, str):
                return word
    return ""


def _cited(query: StoredQuery, header: dict[str, Value], shown: str) -> Iterator[Finding]:
    """Variables under ``cite`` that are no columns of the answer: they would be left out without a word."""
    said = header.get("cite", [])
    words = [each for each in (said if isinstance(said, list) else [said]) if isinstance(each, str) and each]
    if not words:
        return
    key = next(each for each in header if each == "cite")
    if query.form != "SELECT":
        yield _finding(key, shown, f"cite does nothing in a query of the form {query.form}", "leave it out")
        return
    solutions = ox.Store().query(query.text)
    assert isinstance(solutions, ox.QuerySolutions)
    columns = [variable.value for variable in solutions.variables]
    for word in words:
        names = [each.lstrip("?") for each in word.split()]
        if len(names) > 3:
            yield _finding(word, shown, f"cite has {len(names)} variables in one entry", "a node, two nodes, or the three of a triple")
        for name in names:
            if name not in columns:
                hint = did_you_mean(nearest(name, columns, 1), f"the columns are {', '.join(columns)}")
                yield _finding(word, shown, f"cite names ?{name}, which is no column of the answer", hint)


def _tables(query: StoredQuery, header: dict[str, Value], shown: str) -> Iterator[Finding]:
    """A question that there is not, and parameters and forms that the tables would answer otherwise than the query."""
    said = header.get("tables", "")
    if not query.tables or not isinstance(said, str):
        return
    known = {**{name: (COLUMNS[name], PARAMETERS) for name in QUESTIONS}, COMPARISON: (COMPARISON_COLUMNS, COMPARISON_PARAMETERS)}
    if query.tables not in known:
        hint = did_you_mean(nearest(query.tables, known, 1), f"known: {', '.join(sorted(known))}")
        yield _finding(said, shown, f"tables names an unknown question {query.tables!r}", hint)
        return
    columns, parameters = known[query.tables]
    found = tuple(each.value for each in ox.Store().query(query.text).variables) if query.form == "SELECT" else ()  # type: ignore[union-attr]
    if found != columns:
        wanted = f"SELECT {' '.join(f'?{each}' for each in columns)}"
        yield _finding(said, shown, f"the columns of the answer are not those of the tables for {query.tables}", f"write {wanted}")
    for param in query.params:
        if param.variable not in parameters:
            what = f"the tables for {query.tables} do not know the parameter ?{param.variable}"
            hint = f"they know {', '.join(f'?{each}' for each in parameters)}"
            yield _finding(_named(header, "params", param.name), shown, what, hint)


def _values(param: Param, names: Names, ontology: Ontology, header: dict[str, Value], shown: str) -> Iterator[Finding]:
    """Choices and defaults that the parameter itself would refuse, or that name terms that are not declared."""
    terms = param.variable.endswith("_iri")
    for choice in param.choices if terms else ():
        iri = expand(choice, names.prefixes)
        if iri is None and "://" not in choice:
            what = f"the choice {choice!r} of the parameter {param.name!r} is not a CURIE or an IRI"
            yield _finding(_choice(header, param.name, choice), shown, what, "such as dip:Rumoured")
        else:
            yield from _undeclared(choice, param, ontology, _choice(header, param.name, choice), shown)
    if param.default is None:
        return
    place = _default(header, param)
    if param.type == "entity":
        yield from _undeclared(param.default, param, ontology, place, shown)
        return
    try:
        value(param, param.default, names)
    except UsageError as error:
        yield _finding(place, shown, f"the default of the parameter is not a value of it: {error.what}", error.hint)


def _undeclared(text: str, param: Param, ontology: Ontology, place: str, shown: str) -> Iterator[Finding]:
    iri = expand(text, PREFIXES)
    if iri is None or not iri.startswith(DIP) or iri in ontology.kinds:
        return
    near = nearest(iri.removeprefix(DIP), [each.removeprefix(DIP) for each in ontology.kinds if each.startswith(DIP)], 1)
    hint = did_you_mean([f"dip:{each}" for each in near], "use a declared term")
    yield _finding(place, shown, f"the parameter {param.name!r} names the undeclared term {text}", hint)


def _words(said: Value) -> Iterable[str]:
    return [each for each in (said if isinstance(said, list) else [said]) if isinstance(each, str)]


def _choice(header: dict[str, Value], name: str, choice: str) -> str:
    """The word of the header that is a choice of a parameter."""
    found = (each for entry in _maps(header, "enumerate") for key, said in entry.items() if key == name for each in _words(said))
    return next((each for each in found if each == choice), "")


def _default(header: dict[str, Value], param: Param) -> str:
    """The word of the header that is the default of a parameter."""
    inside = [entry.get("default") for entry in _maps(header, "params") if entry.get("name") == param.name]
    outside = [said for entry in _maps(header, "defaults") for name, said in entry.items() if name == param.name]
    return next((each for each in (*outside, *inside) if isinstance(each, str)), "")
