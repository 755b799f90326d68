"""Stored queries: what is in ``queries/*.rq``, with which parameters, and how values get into them.

One file is one question. Its header (`kg.query.header`) says what it answers; the query below it runs as it is in any SPARQL 1.1
engine. Variables whose names start with an underscore are parameters (`kg.query.binding`), named after grlc's convention:

====================  =====================================
``?_name``            a text, a number or a choice of texts
``?_name_iri``        an entity, or a choice of terms
``?_name_date``       a day, as an ``xsd:date``
====================  =====================================

The decorators read here are ``summary``, ``description``, ``tags``, ``params``, ``defaults``, ``enumerate`` and ``cite``; the last
names the variables whose nodes carry the evidence of a row: ``act``; ``tenure act`` for what connects the two; ``s p o`` for a triple.
"""

from __future__ import annotations

import os
from collections import namedtuple

from kg.errors import EnvironmentProblem, NameNotFound, QueryError
from kg.query.binding import bind, bind_with_shifts, variables
from kg.query.guard import check_allowed, syntax_problem
from kg.query.header import parse_header

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NamedTuple

    from kg.query.header import Value
    from kg.workspace import Workspace

    class _Param(NamedTuple):
        name: str
        type: str
        variable: str
        help: str = ""
        optional: bool = False
        default: str | None = None
        choices: tuple[str, ...] = ()
        of: str | None = None
        end: str = "first"

    class _StoredQuery(NamedTuple):
        name: str
        summary: str
        description: str
        tags: tuple[str, ...]
        params: tuple[Param, ...]
        cite: tuple[str, ...]
        form: str
        text: str
        path: str

else:  # the same at run time, without importing `typing`, which takes longer than to parse a query
    _Param = namedtuple("_Param", "name type variable help optional default choices of end", defaults=("", False, None, (), None, "first"))
    _StoredQuery = namedtuple("_StoredQuery", "name summary description tags params cite form text path")

__all__ = ["Param", "StoredQuery", "bind", "bind_with_shifts", "catalogue", "check_allowed", "find", "parse", "syntax_problem"]

TYPES = ("entity", "date", "number", "choice", "text")


class Param(_Param):
    """One parameter of a stored query.

    Attributes:
        name: what a user gives it as: ``-p name=value``.
        type: one of `TYPES`.
        variable: its variable in the query, without the question mark.
        help: one line on what it is.
        optional: whether it may be left out.
        default: the value as a user would give it, used where none is given; None without one.
        choices: the values allowed; empty for any.
        of: the classes (CURIEs or IRIs, separated by blanks) one of which an entity must be an instance of; None for any.
        end: for a date, which day of a period is meant: ``first`` or ``last``.
    """

    __slots__ = ()

    @property
    def required(self) -> bool:
        """Whether a value must be given."""
        return not self.optional and self.default is None


class StoredQuery(_StoredQuery):
    """One stored query.

    Attributes:
        name: the file's name without ``.rq``.
        summary: one line, without a full stop.
        description: some sentences; empty without any.
        tags: words to group by.
        params: in the order of the header.
        cite: the variables whose nodes carry the evidence of a row, without question marks.
        form: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``.
        text: the query as written, header included.
        path: the file, as errors name it.
    """

    __slots__ = ()


def catalogue(ws: Workspace) -> list[StoredQuery]:
    """All stored queries of a workspace, the packaged ones included, by name.

    Raises:
        QueryError: a header cannot be read, or does not fit its query.
        EnvironmentProblem: a file cannot be read.
    """
    return sorted((load(path) for path in ws.query_files()), key=lambda each: each.name)


def find(ws: Workspace, name: str) -> StoredQuery:
    """The stored query of that name.

    Raises:
        NameNotFound: there is none; `candidates` holds the nearest names.
        QueryError: its header cannot be read, or does not fit its query.
    """
    found = ws.query_file(name)
    if found is not None:
        return load(found)
    from kg.files import did_you_mean, nearest

    near = nearest(name, (path.stem for path in ws.query_files()))
    raise NameNotFound(f"no stored query {name!r}", None, did_you_mean(near, "`kg queries` lists them"), near)


def load(path: str | os.PathLike[str]) -> StoredQuery:
    """The stored query in a file.

    Raises:
        QueryError: its header cannot be read, or does not fit its query.
        EnvironmentProblem: the file cannot be read.
    """
    place = os.fspath(path)
    try:
        with open(place, encoding="utf-8") as file:
            text = file.read()
    except OSError as error:
        raise EnvironmentProblem(f"cannot read the query: {error.strerror}", place) from error
    except UnicodeDecodeError as error:
        raise QueryError(f"the query is not UTF-8: {error.reason}", place, "save the file as UTF-8") from error
    return parse(text, os.path.basename(place).removesuffix(".rq"), place)


def parse(text: str, name: str, path: str | None = None) -> StoredQuery:
    """A query's text as a stored query.

    Args:
        text: header and query.
        name: its name.
        path: what errors name as the place; the name without one.

    Raises:
        QueryError: the header cannot be read, or does not fit the query.

    >>> query = parse("#+ summary: Who did it\\n#+ cite: [act]\\nSELECT ?act { ?act ?role ?_agent_iri }", "who")
    >>> query.params[0].name, query.params[0].type, query.form
    ('agent', 'entity', 'SELECT')
    """
    place = path or name
    header = parse_header(text, place)
    form = check_allowed(text, place, lambda _: True)  # whether a graph is there is known only beside a snapshot
    params = tuple(_params(header, variables(text), place))
    return StoredQuery(
        name,
        _text(header, "summary", place),
        _text(header, "description", place),
        tuple(_texts(header.get("tags"), "tags", place)),
        params,
        tuple(each.lstrip("?") for each in _texts(header.get("cite"), "cite", place)),
        form,
        text,
        place,
    )


def parameter_name(variable: str) -> tuple[str, str]:
    """Name and default type of a parameter by its variable.

    >>> parameter_name("_from_date"), parameter_name("_act_kind_iri"), parameter_name("_word")
    (('from', 'date'), ('act_kind', 'entity'), ('word', 'text'))
    """
    name = variable.lstrip("_")
    for suffix, type_ in (("_iri", "entity"), ("_date", "date")):
        if name.endswith(suffix) and name != suffix[1:]:
            return name.removesuffix(suffix), type_
    return name, "text"


def _params(header: dict[str, Value], found: Iterable[str], place: str) -> list[Param]:
    by_name: dict[str, Param] = {}
    for variable in found:
        name, type_ = parameter_name(variable)
        if name in by_name:
            raise QueryError(f"?{variable} and ?{by_name[name].variable} are one parameter in two forms", place, "use one of them")
        by_name[name] = Param(name, type_, variable)
    ordered: dict[str, Param] = {}
    for described in _maps(header.get("params"), "params", place):
        name = str(described.get("name", ""))
        if name not in by_name:
            raise QueryError(f"the header describes a parameter {name!r} that the query does not have", place, f"use ?_{name} in it")
        ordered[name] = _described(by_name[name], described, place)
    ordered |= {name: param for name, param in by_name.items() if name not in ordered}
    for key in ("defaults", "enumerate"):
        for pairs in _maps(header.get(key), key, place):
            for name, value in pairs.items():
                if name not in ordered:
                    raise QueryError(f"{key} names a parameter {name!r} that the query does not have", place, f"use ?_{name} in it")
                if key == "defaults":
                    ordered[name] = ordered[name]._replace(default=_plain(value))
                else:
                    type_ = "choice" if ordered[name].type in {"text", "entity"} else ordered[name].type
                    ordered[name] = ordered[name]._replace(choices=tuple(_texts(value, key, place)), type=type_)
    for param in ordered.values():
        if param.optional and param.default is not None:
            raise QueryError(f"the parameter {param.name!r} is optional and has a default", place, "keep one of the two")
        if param.type == "choice" and not param.choices:
            raise QueryError(f"the choice {param.name!r} has no choices", place, "list them under enumerate:")
    return list(ordered.values())


_KEYS = {"name", "type", "help", "optional", "of", "end", "default"}


def _described(param: Param, described: dict[str, Value], place: str) -> Param:
    unknown = set(described).difference(_KEYS)
    if unknown:
        raise QueryError(f"the parameter {param.name!r} has an unknown key {min(unknown)!r}", place, f"known: {', '.join(sorted(_KEYS))}")
    type_ = _plain(described.get("type", param.type))
    if type_ not in TYPES:
        raise QueryError(f"the parameter {param.name!r} has an unknown type {type_!r}", place, f"known: {', '.join(TYPES)}")
    if (param.variable.endswith("_date")) != (type_ == "date") or (type_ == "entity" and not param.variable.endswith("_iri")):
        raise QueryError(f"?{param.variable} cannot be of type {type_}", place, "?_name_iri is an entity or a choice, ?_name_date a date")
    end = _plain(described.get("end", "first"))
    if end not in {"first", "last"}:
        raise QueryError(f"the parameter {param.name!r} has an unknown end {end!r}", place, "first or last")
    default = described.get("default")
    return param._replace(
        type=type_,
        help=_plain(described.get("help", "")),
        optional=described.get("optional") is True,
        default=None if default is None else _plain(default),
        of=_plain(described["of"]) if "of" in described else None,
        end=end,
    )


def _plain(value: Value) -> str:
    return value if isinstance(value, str) else str(value).lower()


def _text(header: dict[str, Value], key: str, place: str) -> str:
    value = header.get(key, "")
    if not isinstance(value, str):
        raise QueryError(f"{key} in the header is no text", place, f"write #+ {key}: some words")
    return value


def _texts(value: Value | None, key: str, place: str) -> list[str]:
    items = [] if value is None else value if isinstance(value, list) else [value]
    if not all(isinstance(item, str | bool) for item in items):
        raise QueryError(f"{key} in the header is no list of words", place, f"write #+ {key}: [one, two]")
    return [_plain(item) for item in items]


def _maps(value: Value | None, key: str, place: str) -> list[dict[str, Value]]:
    items = [] if value is None or value == "" else value if isinstance(value, list) else [value]
    maps = [item for item in items if isinstance(item, dict)]
    if len(maps) != len(items):
        raise QueryError(f"{key} in the header is no list of name: value", place, f"write #+ {key}: and below it #+   - name: value")
    return maps
