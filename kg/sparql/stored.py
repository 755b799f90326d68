"""Stored queries: the files ``queries/*.rq``, their headers and their parameters.

Each file answers one question. Its header (`kg.headers`) says what it answers; the query below it runs unchanged in any SPARQL 1.1 engine.
Variables whose names start with an underscore are parameters (`kg.sparql.binding`), named by grlc's convention:

====================  =====================================
``?_name``            a text, a number or a choice of texts
``?_name_iri``        an entity, or a choice of terms
``?_name_date``       a day, as an ``xsd:date``
====================  =====================================

A date named ``day`` is by default the day of ``--as-of``, for answers that say what was so on a day.

`DECORATORS` are ``summary``, ``description``, ``tags``, ``params``, ``defaults``, ``enumerate``, ``cite`` and ``tables``. ``cite`` names
the variables whose nodes carry the evidence of a row: ``act``; ``tenure act`` for what connects the two; ``s p o`` for a triple.
``tables`` names the question of `kg.tables.questions` that has the same answer, computed from columns, which is faster where the graph
is large.
"""

from __future__ import annotations

import os

from kg.errors import DataError, EnvironmentProblem, NameNotFound, QueryError
from kg.sparql.binding import Slot
from kg.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from kg.errors import KgError
    from kg.headers import Value
    from kg.places import Place
    from kg.tokens import Token
    from kg.values import Json, JsonObject
    from kg.workspace import Workspace

TYPES = ("entity", "date", "number", "choice", "text")

DECORATORS = ("summary", "description", "tags", "params", "defaults", "enumerate", "cite", "tables")
"""The decorators of a stored query."""

OPTIONS = ("as-of", "cite", "format", "labels", "rows")
"""What is asked for beside the parameters of a query, where both are given by name; a parameter should have none of these names."""


class Param(NamedTuple):
    """One parameter of a stored query.

    Attributes:
        name: its name, as in ``-p name=value``.
        type: one of `TYPES`.
        variable: its variable in the query, without the question mark.
        help: a line that describes it.
        optional: whether it may be left out.
        default: the value as a user would write it, used where none is given; None if there is none.
        choices: the values allowed; empty for any.
        of: classes (CURIEs or IRIs, separated by blanks), one of which an entity must be an instance of; None for any.
        end: for a date, which day of a period is used: ``first`` or ``last``.
    """

    name: str
    type: str
    variable: str
    help: str = ""
    optional: bool = False
    default: str | None = None
    choices: tuple[str, ...] = ()
    of: str | None = None
    end: str = "first"

    @property
    def required(self) -> bool:
        """Whether a value must be given."""
        return not self.optional and self.default is None


class StoredQuery(NamedTuple):
    """One stored query.

    Attributes:
        name: the file's name without ``.rq``.
        summary: one line, without a full stop.
        description: a few sentences, or empty.
        tags: words to group by.
        params: in the order of the header.
        cite: the variables whose nodes carry the evidence of a row, without question marks.
        form: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``.
        text: the query as written, header included.
        path: the file, as errors name it.
        slots: the occurrences of parameters in the text.
        has_from: whether it has a FROM clause, whose graphs must be checked against a snapshot.
        tables: the question of `kg.tables.questions` that has the same answer; empty if there is none.
    """

    name: str
    summary: str
    description: str
    tags: tuple[str, ...]
    params: tuple[Param, ...]
    cite: tuple[str, ...]
    form: str
    text: str
    path: str
    slots: tuple[Slot, ...]
    has_from: bool
    tables: str = ""

    def to_json(self) -> JsonObject:
        """The query as ``kg queries --json`` lists it: what its header says, its form and its file, without its text."""
        return {
            "name": self.name,
            "summary": self.summary,
            "description": self.description,
            "tags": list(self.tags),
            "params": [{**param._asdict(), "required": param.required} for param in self.params],
            "cite": list(self.cite),
            "form": self.form,
            "path": self.path,
        }


def catalogue(ws: Workspace, on_error: Callable[[KgError], None] | None = None) -> list[StoredQuery]:
    """All stored queries of a workspace, the packaged ones included, by name.

    Args:
        ws: the workspace.
        on_error: called with the error of each file that cannot be used, which is then left out, and with that of a folder that cannot
            be used; None to raise the first.

    Raises:
        QueryError: a header cannot be read, or does not fit its query.
        DataError: something in ``queries/`` is not a file, or ``queries`` is not a folder.
        EnvironmentProblem: a file or the folder cannot be read, or a file is too large.
    """
    found = []
    for path in ws.query_files(on_error):
        try:
            found.append(load(path, ws))
        except (QueryError, EnvironmentProblem) as problem:
            if on_error is None:
                raise
            on_error(problem)
    return sorted(found, key=lambda each: each.name)


def tagged(queries: Iterable[StoredQuery], tag: str) -> list[StoredQuery]:
    """The queries that have a tag.

    Raises:
        NameNotFound: no query has it; `candidates` holds the existing tags.
    """
    known = list(queries)
    found = [query for query in known if tag in query.tags]
    if not found:
        tags = sorted({each for query in known for each in query.tags})
        raise NameNotFound(f"no stored query has the tag {tag!r}", None, f"the tags are {', '.join(tags)}", tags)
    return found


def find(ws: Workspace, name: str) -> StoredQuery:
    """The stored query with a name.

    Raises:
        NameNotFound: there is none; `candidates` holds the nearest names.
        QueryError: its header cannot be read, or does not fit its query.
    """
    found = ws.query_file(name)
    if found is not None:
        return load(found, ws)
    from kg.files import did_you_mean, nearest

    near = nearest(name, (path.stem for path in ws.query_files(lambda _: None)))
    raise NameNotFound(f"no stored query {name!r}", None, did_you_mean(near, "`kg queries` lists them"), near)


def find_or_load(ws: Workspace, name: str) -> StoredQuery:
    """The stored query with a name, or the query in a file.

    Args:
        ws: the workspace of the stored queries.
        name: the name of a stored query, or a path that has a separator or ends in ``.rq`` or ``.sparql``.

    Raises:
        NameNotFound: there is no such query or file; `candidates` holds the nearest names.
        QueryError: its header cannot be read, or does not fit its query.
        EnvironmentProblem: the file cannot be read.
    """
    if not (os.sep in name or name.endswith((".rq", ".sparql"))):
        return find(ws, name)
    if os.path.exists(name):
        return load(name)
    from kg.files import did_you_mean, nearest

    folder, base = os.path.split(name)
    stem = os.path.splitext(base)[0]
    beside = [each for each in _names_in(folder or os.curdir) if each.endswith((".rq", ".sparql"))]
    near = [os.path.join(folder, each) for each in nearest(base, beside)]
    if not folder:
        near += nearest(stem, (path.stem for path in ws.query_files(lambda _: None)))
    raise NameNotFound("the query file does not exist", name, did_you_mean(near, "`kg queries` lists the stored queries"), near)


def _names_in(folder: str) -> list[str]:
    """The names in a folder, sorted; none if it cannot be read."""
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def load(path: str | os.PathLike[str], ws: Workspace | None = None) -> StoredQuery:
    """The stored query in a file.

    Args:
        path: the file.
        ws: the workspace whose last build may have parsed it already; None to parse it always.

    Raises:
        QueryError: its header cannot be read, or does not fit its query.
        EnvironmentProblem: the file cannot be read, is a pipe, a device or a folder, or is too large.
    """
    from kg.files import read_text
    from kg.sparql.limits import MOST_BYTES

    place = os.fspath(path)
    try:
        text = read_text(place, MOST_BYTES)
    except UnicodeDecodeError as error:
        from kg.places import Place

        before = error.object[: error.start]
        at = Place(place, before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode()) + 1)
        raise QueryError(f"the query is not UTF-8: {error.reason}", at, "save the file as UTF-8") from error
    name = os.path.basename(place).removesuffix(".rq")
    parsed = None if ws is None else ws.parsed(f"queries/{name}.rq", os.path.abspath(place))
    return _remembered(text, name, place) if parsed is None else _from_json(parsed, name, text, place)


_MOST_REMEMBERED = 256
_REMEMBERED: dict[tuple[str, str, str], StoredQuery] = {}
"""The files that were parsed last in this process: each build and each check reads all of them."""


def _remembered(text: str, name: str, path: str) -> StoredQuery:
    """The same as `parse`, once for each text."""
    key = (text, name, path)
    found = _REMEMBERED.get(key)
    if found is None:
        found = parse(text, name, path)
        while len(_REMEMBERED) >= _MOST_REMEMBERED:
            del _REMEMBERED[next(iter(_REMEMBERED))]
        _REMEMBERED[key] = found
    return found


def as_json(query: StoredQuery) -> Json:
    """The result of `parse` as JSON, for the catalogue of a snapshot."""
    whole = {**query._asdict(), "params": [param._asdict() for param in query.params]}
    return {key: value for key, value in whole.items() if key not in {"name", "text", "path"}}


def _from_json(parsed: Any, name: str, text: str, path: str) -> StoredQuery:
    """The inverse of `as_json`; JSON has turned tuples into lists."""
    params = tuple(Param(**{**each, "choices": tuple(each["choices"])}) for each in parsed["params"])
    slots = tuple(Slot(*each) for each in parsed["slots"])
    tuples = {"params": params, "slots": slots, "tags": tuple(parsed["tags"]), "cite": tuple(parsed["cite"])}
    return StoredQuery(name=name, text=text, path=path, **{**parsed, **tuples})


def parse(text: str, name: str, path: str | None = None) -> StoredQuery:
    """Parse the text of a stored query.

    Args:
        text: header and query.
        name: its name.
        path: the place in errors; if empty, the name.

    Raises:
        QueryError: the header cannot be read, or does not fit the query.

    >>> query = parse("#+ summary: Who did it\\n#+ cite: [act]\\nSELECT ?act { ?act ?role ?_agent_iri }", "who")
    >>> query.params[0].name, query.params[0].type, query.form
    ('agent', 'entity', 'SELECT')
    """
    from kg.headers import parse_header
    from kg.sparql.binding import slots_of, tokens_of, variables
    from kg.sparql.guard import check_tokens
    from kg.sparql.limits import check_text

    place = path or name
    check_text(text, place)
    try:
        header = parse_header(text, place)
    except DataError as error:
        raise QueryError(error.what, error.place, error.hint) from error
    tokens = tokens_of(text)
    form = check_tokens(text, tokens, place, lambda _: True)  # the graphs are known only together with a snapshot
    slots = slots_of(tokens)

    places = _Places(text, place, tokens)
    return StoredQuery(
        name,
        str(_word(header, "summary", places)),
        str(_word(header, "description", places)),
        tuple(_words(header, "tags", places)),
        tuple(_params(header, variables(slots), places)),
        tuple(each.lstrip("?") for each in _words(header, "cite", places)),
        form,
        text,
        place,
        slots,
        any(token.kind == "word" and token.text.upper() == "FROM" for token in tokens),
        str(_word(header, "tables", places)),
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


class _Places:
    """The places of words in the header and of variables in the query."""

    def __init__(self, text: str, path: str, tokens: Iterable[Token]) -> None:
        self.text = text
        self.path = path
        self.tokens = tokens

    def word(self, word: str, part: str = "") -> Place:
        """The place of a scalar of the header, or of a part of it; of its beginning, if it is not written so on one line."""
        from kg.headers import Scalar
        from kg.places import Place

        if not isinstance(word, Scalar):
            return Place(self.path, 1, 1)
        lines = self.text.split("\n")
        shown = lines[word.line - 1] if word.line <= len(lines) else ""
        found = shown.find(part or word, word.column - 1)
        return Place(self.path, word.line, word.column if found < 0 else found + 1)

    def key(self, mapping: Mapping[str, Value], key: str) -> Place:
        """The place of a name in a mapping of the header."""
        return self.word(next(each for each in mapping if each == key))

    def variable(self, name: str) -> Place:
        """The place where the query uses a variable first."""
        from kg.places import Place

        token = next(each for each in self.tokens if each.kind == "var" and each.text[1:] == name)
        return Place(self.path, token.line, token.column)


def _params(header: Mapping[str, Value], found: Iterable[str], places: _Places) -> list[Param]:
    by_name: dict[str, Param] = {}
    for variable in found:
        name, type_ = parameter_name(variable)
        if name in by_name:
            what = f"?{variable} and ?{by_name[name].variable} are one parameter in two forms"
            raise QueryError(what, places.variable(variable), "use one of them")
        by_name[name] = Param(name, type_, variable)
    ordered: dict[str, Param] = {}
    names: dict[str, str] = {}  # each parameter that the header describes, to its name there
    for described in _maps(header, "params", places):
        name = _word(described, "name", places)
        if not name:
            first = next(iter(described), "")
            hint = _near(first, ("name",), "write - name: and the name of the parameter")
            raise QueryError("the header describes a parameter without a name", places.word(first), hint)
        if name not in by_name:
            hint = _near(name, by_name, f"use ?_{name} in it")
            raise QueryError(f"the header describes a parameter {name!r} that the query does not have", places.word(name), hint)
        ordered[name] = _described(by_name[name], described, places)
        names[name] = name
    ordered |= {name: param for name, param in by_name.items() if name not in ordered}
    for key in ("defaults", "enumerate"):
        for pairs in _maps(header, key, places):
            for name in pairs:
                if name not in ordered:
                    what = f"{key} names a parameter {name!r} that the query does not have"
                    raise QueryError(what, places.word(name), _near(name, ordered, f"use ?_{name} in it"))
                if key == "defaults":
                    ordered[name] = ordered[name]._replace(default=str(_word(pairs, name, places)))
                else:
                    type_ = "choice" if ordered[name].type in {"text", "entity"} else ordered[name].type
                    ordered[name] = ordered[name]._replace(choices=tuple(_words(pairs, name, places)), type=type_)
    for param in ordered.values():
        if param.optional and param.default is not None:
            what = f"the parameter {param.name!r} is optional and has a default"
            raise QueryError(what, places.word(names[param.name]), "keep one of the two")
        if param.type == "choice" and not param.choices:
            what = f"the choice {param.name!r} has no choices"
            raise QueryError(what, places.word(names.get(param.name, "")), "list them under enumerate:")
    return list(ordered.values())


def _near(wrong: str, known: Iterable[str], otherwise: str) -> str | None:
    """A hint that suggests the nearest of some words, or another hint if none is near."""
    from kg.files import did_you_mean, nearest

    return did_you_mean(nearest(wrong, known, 1), otherwise)


_KEYS = {"name", "type", "help", "optional", "of", "end", "default"}


def _described(param: Param, described: Mapping[str, Value], places: _Places) -> Param:
    unknown = set(described).difference(_KEYS)
    if unknown:
        key = min(unknown)
        hint = _near(key, _KEYS, f"known: {', '.join(sorted(_KEYS))}")
        raise QueryError(f"the parameter {param.name!r} has an unknown key {key!r}", places.word(key), hint)
    words = {key: _word(described, key, places) for key in described}
    type_ = words.get("type", param.type)
    if type_ not in TYPES:
        what = f"the parameter {param.name!r} has an unknown type {type_!r}"
        raise QueryError(what, places.word(type_), _near(type_, TYPES, f"known: {', '.join(TYPES)}"))
    if (param.variable.endswith("_date")) != (type_ == "date") or (type_ == "entity" and not param.variable.endswith("_iri")):
        what = f"?{param.variable} cannot be of type {type_}"
        raise QueryError(what, places.word(type_), "?_name_iri is an entity or a choice, ?_name_date a date")
    end = words.get("end", "first")
    if end not in {"first", "last"}:
        raise QueryError(f"the parameter {param.name!r} has an unknown end {end!r}", places.word(end), "first or last")
    optional = words.get("optional", "false")
    if optional not in {"true", "false"}:
        raise QueryError(f"the parameter {param.name!r} cannot be optional: {optional!r}", places.word(optional), "write true or false")
    for each in words.get("of", "").split():
        if not _names_class(each):
            what = f"the parameter {param.name!r} cannot be of {each!r}, which is not a CURIE or an IRI"
            raise QueryError(what, places.word(words["of"], each), f"such as dip:{each}" if each.isalpha() else "such as dip:Agent")
    plain = {key: str(word) for key, word in words.items()}
    return param._replace(
        type=str(type_),
        help=plain.get("help", ""),
        optional=optional == "true",
        default=plain.get("default"),
        of=plain.get("of"),
        end=str(end),
    )


def _names_class(text: str) -> bool:
    """Whether a text can name a class: a CURIE with a known prefix, or an absolute IRI.

    >>> [_names_class(each) for each in ("dip:Agent", "urn:x", "<https://example.org/A>", "Agent", "dop:Agent", "dip:A>B")]
    [True, True, True, False, False, False]
    """
    import re

    from kg.namespaces import PREFIXES, WORKSPACE_PREFIXES

    iri = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    prefix, colon, local = iri.partition(":")
    known = prefix in PREFIXES or prefix in WORKSPACE_PREFIXES or prefix == "urn" or local.startswith("//")
    return bool(colon and known and prefix.isalpha() and re.fullmatch(r"""[^\x00-\x20<>"{}|^`\\]*""", local))


def _word(mapping: Mapping[str, Value], key: str, places: _Places) -> str:
    """The text with a name; empty if there is none."""
    value = mapping.get(key, "")
    if not isinstance(value, str):
        raise QueryError(f"{key} in the header is not text", places.key(mapping, key), f"write #+ {key}: some words")
    return value


def _words(mapping: Mapping[str, Value], key: str, places: _Places) -> list[str]:
    """The text or list of texts with a name."""
    value = mapping.get(key, [])
    items = value if isinstance(value, list) else [value]
    words = [str(item) for item in items if isinstance(item, str)]
    if len(words) != len(items):
        raise QueryError(f"{key} in the header is not a list of words", places.key(mapping, key), f"write #+ {key}: [one, two]")
    return words


def _maps(header: Mapping[str, Value], key: str, places: _Places) -> list[dict[str, Value]]:
    """The mapping or list of mappings with a name."""
    value = header.get(key, "")
    items = [] if value == "" else value if isinstance(value, list) else [value]
    maps = [item for item in items if isinstance(item, dict)]
    if len(maps) != len(items):
        hint = f"write #+ {key}: and below it #+   - name: value"
        raise QueryError(f"{key} in the header is not a list of name: value", places.key(header, key), hint)
    return maps
