"""Tools for agents: functions from the name of a tool and a JSON object of arguments to a JSON object.

``POST /tools/NAME`` calls one, and ``GET /tools`` lists them with the JSON schemas of what they take and return. `kg.server.mcp` offers
the same over the Model Context Protocol. What is wrong with a call is a problem, as everywhere (`kg.service.problems`).

Each answer says in ``answer`` what kind of answer it is: ``found``, or for a triple ``held``; else one of the three of
`kg.explain.absence`, with ``reasons``. Rows come in pages, with their whole number: an answer is never cut without saying so.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from pyoxigraph import DefaultGraph, NamedNode, Triple

from kg.disputes.model import GROUPS as GROUPS_OF_DISPUTES
from kg.errors import NameAmbiguous, NameNotFound
from kg.explain.absence import CLAIMING, Absence, Missing, absent, absent_triple, reach, unknown_terms
from kg.files import did_you_mean, nearest
from kg.namespaces import DIP
from kg.query.request import as_of_day
from kg.record.matching import matches
from kg.results import Row, Truth
from kg.service.evidence import claimed_row_json, evidence_json, missing_rows, record_of, row_json, triple_evidence
from kg.service.message import Reply
from kg.service.problems import refused
from kg.service.routing import Route
from kg.service.stored import FOR_REASONS, catalogue, check_whole
from kg.service.stored import find as find_query
from kg.sources.coverage import coverage as coverage_of
from kg.sparql.stored import parse
from kg.terms import TYPE, expand
from kg.tokens import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kg.record.record import Record
    from kg.service.context import Context
    from kg.service.message import Asked
    from kg.sparql.stored import StoredQuery
    from kg.values import Json, JsonObject

ROWS: Final = 50
"""How many rows an answer has at first; `MOST_ROWS` may be asked for."""
MOST_ROWS: Final = 500
CHARACTERS: Final = 20_000
"""Where no number of rows is asked for, a page ends before it has more characters than this: a model reads all of it."""
MOST_INSTEAD: Final = 10
"""So many held triples are told beside one that is not held."""
EACH_PART: Final = 8
"""How many entries each list of `show` has at first if no list is chosen."""

INSTRUCTIONS: Final = """\
This is a graph of diplomatic relations, coded sentence by sentence from documents. It is not general knowledge: answer from it only what it
returns, and cite it.

- Held: what a document says in its own voice, unhedged. Only what is held is in a plain answer.
- Claimed: everything else that a document says: rumoured, hedged, conditional, planned, evaluative, denied, or only said by a speaker whom
  the document reports. A claim is not a fact. Report it with its standing and its speaker ("X said that ...", "it was rumoured that ...").
- Three answers are not the same. "not held": sources claim it, but it is not held; say who claims it and how, or that a source denies it,
  if its standing is denied. "not stated": every coded passage was read, and none says it; do not conclude that it did not happen.
  "not covered": the thing, the time or the passage is outside what is coded, or has another name here: try what `candidates` suggests,
  then say that this graph cannot tell.
- A page ends early if its rows are long: while `next` is a number, there are more. Count by `total`, never by the rows of a page.
  `brief` gives an overview of many rows.
- Cite the passages of a row by name (such as "the article, Historical relationship, sentence 13") with the first 12 digits of `snapshot`.
  The gists are the curators' words, never a quotation; only `wording` has words of the source. `witnesses` counts independent documents.

Begin with `coverage` to see what there is, use `find` to get names right, then `ask` with a stored query. Use `sparql` only if no stored
query fits, and `why` before stating that something is so, or is not."""
"""What a model that has never seen the graph should know."""


class Tool(NamedTuple):
    """A tool.

    Attributes:
        name: its name.
        title: its name for people.
        description: what it does and when to use it, for a model.
        takes: the JSON schemas of its arguments, by name.
        required: the arguments that must be given.
        returns: the JSON schemas of the members of what it returns, besides ``snapshot``.
        run: computes it, from arguments that fit the schema.
    """

    name: str
    title: str
    description: str
    takes: Mapping[str, JsonObject]
    required: tuple[str, ...]
    returns: Mapping[str, JsonObject]
    run: Callable[[Context, Mapping[str, Json]], JsonObject]

    @property
    def input_schema(self) -> JsonObject:
        """The JSON schema of the arguments."""
        return {"type": "object", "properties": dict(self.takes), "required": list(self.required), "additionalProperties": False}

    @property
    def output_schema(self) -> JsonObject:
        """The JSON schema of what is returned."""
        digest: JsonObject = {"type": "string", "description": "the digest of the snapshot that answers"}
        always = [name for name in ("answer", "total", "rows") if name in self.returns]
        return {"type": "object", "properties": {**self.returns, "snapshot": digest}, "required": [*always, "snapshot"]}

    def to_json(self) -> JsonObject:
        """The tool as ``GET /tools`` lists it."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": self.input_schema,
            "outputSchema": self.output_schema,
        }


def call(context: Context, name: str, arguments: Mapping[str, Json]) -> JsonObject:
    """Call a tool.

    Args:
        context: the graph and the limits.
        name: the name of the tool.
        arguments: its arguments.

    Raises:
        Refused: there is no such tool (404), an argument is missing, unknown or of the wrong type (400), or the answer is too large (413).
        KgError: see `kg.Graph`.
    """
    tool = next((each for each in TOOLS if each.name == name), None)
    if tool is None:
        near = nearest(name, [each.name for each in TOOLS], 1)
        hint = did_you_mean(near, f"the tools are {', '.join(each.name for each in TOOLS)}")
        raise refused("not-found", f"no tool {name!r}", hint=hint, candidates=[*near] or None)
    _check(tool, arguments)
    return {**tool.run(context, arguments), "snapshot": context.digest}


_TYPES: Final[Mapping[str, type]] = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list}


def _check(tool: Tool, arguments: Mapping[str, Json]) -> None:
    """Refuse arguments that do not fit the schema."""
    for name, value in arguments.items():
        schema = tool.takes.get(name)
        if schema is None:
            near = nearest(name, tool.takes, 1)
            hint = did_you_mean(near, f"it takes {', '.join(tool.takes)}" if tool.takes else "it takes none")
            detail = f"{tool.name} has no argument {name!r}"
            raise refused("bad-parameter", detail, hint=hint, parameter=name, candidates=[*(near or tool.takes)])
        wanted = str(schema["type"])
        if value == "" and name in tool.required:
            raise refused("bad-parameter", f"{name} is empty", hint=str(schema["description"]), parameter=name)
        if not isinstance(value, _TYPES[wanted]) or (wanted == "integer" and isinstance(value, bool)):
            raise refused("bad-parameter", f"{name} is not of the type {wanted}", hint=str(schema["description"]), parameter=name)
        least, most = schema.get("minimum"), schema.get("maximum")
        if isinstance(value, int) and isinstance(least, int) and (value < least or (isinstance(most, int) and value > most)):
            raise refused("bad-parameter", f"{name} cannot be {value}", hint=f"from {least} to {most}", parameter=name)
    for name in tool.required:
        if name not in arguments:
            raise refused("bad-parameter", f"{tool.name} needs {name}", hint=str(tool.takes[name]["description"]), parameter=name)


def _text(arguments: Mapping[str, Json], name: str) -> str | None:
    value = arguments.get(name)
    return value if isinstance(value, str) and value else None


def _number(arguments: Mapping[str, Json], name: str, default: int) -> int:
    value = arguments.get(name)
    return value if isinstance(value, int) else default


_Item = TypeVar("_Item")


def _page(
    arguments: Mapping[str, Json], items: Sequence[_Item], shown: Callable[[_Item], Json], most: int = ROWS
) -> tuple[list[Json], JsonObject]:
    """The entries of a list that are wanted, and what to say of the page.

    Args:
        arguments: the arguments of the call, with ``rows`` and ``offset``.
        items: all entries.
        shown: makes the JSON of an entry.
        most: how many entries a page has if none are asked for. It has fewer if they are longer than `CHARACTERS`.
    """
    begin = _number(arguments, "offset", 0)
    page: list[Json] = []
    length = 0
    for item in items[begin : begin + _number(arguments, "rows", most)]:
        entry = shown(item)
        length += len(json.dumps(entry, ensure_ascii=False))
        if page and length > CHARACTERS and "rows" not in arguments:
            break
        page.append(entry)
    end = begin + len(page)
    return page, {"total": len(items), "offset": begin, "next": end if page and end < len(items) else None}


def _absence(missing: Missing) -> JsonObject:
    return {"answer": missing.absence.value, "reasons": list(missing.reasons)}


def _unknown_name(context: Context, text: str, of: str | None = None, what: str = "") -> JsonObject:
    """The answer to a question about something that is not in the graph.

    Args:
        context: the graph.
        text: the name.
        of: the classes of which one is wanted; None for anything.
        what: a sentence that says that there is nothing.

    Raises:
        Refused: it is the name of something else, of which the question cannot be asked.
    """
    names = context.graph.names
    try:
        other = names.find(text) if of is not None else None
    except (NameNotFound, NameAmbiguous):
        other = None
    near = [*dict.fromkeys(names.label(each.node) for each in matches(names, text) if names.fits(each.node, of))][:_NEAR]
    try:
        names.find(text, of)
    except NameNotFound as error:
        near = near or [*error.candidates]
        what = what or error.what
    except NameAmbiguous:
        pass
    if other is not None:
        kinds = ", ".join(names.shown_types(other))
        hint = f"{text!r} is {names.label(other)} ({names.short(other)}, {kinds}), of which this cannot be asked; `show` has all about it"
        raise refused("bad-name", what, hint=hint, candidates=near or None)
    reasons: list[Json] = [f"{what or f'nothing is called {text!r}'}: the graph has nothing of this name"]
    if near:
        reasons.append(f"if one of these is meant, ask again with its name: {', '.join(near)}")
    return {"answer": Absence.NOT_COVERED.value, "reasons": reasons, "candidates": [*near], "total": 0, "rows": []}


_NEAR: Final = 5
"""How many near names are told."""


# find


def _find(context: Context, arguments: Mapping[str, Json]) -> JsonObject:
    names = context.graph.names
    text, of = str(arguments["name"]), _text(arguments, "of")
    if of is not None:
        of = names.find(of, "owl:Class").value
    exact: list[NamedNode] = []
    try:
        exact = [names.find(text, of)]  # also by CURIE and IRI
    except (NameAmbiguous, NameNotFound):
        pass  # all of those that have the name are found below
    others = [each.node for each in matches(names, text) if names.fits(each.node, of)]
    ordered = list(dict.fromkeys((*exact, *others)))
    if not ordered:
        return {**_unknown_name(context, text, of), "offset": 0, "next": None}
    record = record_of(context)
    rows, page = _page(arguments, ordered, lambda node: _thing(context, record, node))
    return {"answer": "found", **page, "rows": rows}


def _thing(context: Context, record: Record, node: NamedNode) -> JsonObject:
    names = record.names
    claims = record.mentioning(node)
    held = sum(claim.held for claim in claims)
    found = evidence_json(context, record, claims[:_FIRST])
    return {
        "iri": node.value,
        "name": names.label(node),
        "curie": names.short(node),
        "kinds": [*names.shown_types(node)],
        "held_claims": held,
        "other_claims": len(claims) - held,
        "standing": [*dict.fromkeys(claim.standing.lower() for claim in claims)],
        "speaker": [*dict.fromkeys(each for claim in claims for each in record.voices(claim))],
        "passages": found["passages"],
        "total_passages": len(record.cited(claims)),
        "snapshot": context.digest,
    }


_FIRST: Final = 3
"""So many claims about a thing give the passages that `find` shows."""


# ask and sparql


def _ask(context: Context, arguments: Mapping[str, Json]) -> JsonObject:
    name = _text(arguments, "query")
    if name is None:
        if _object(arguments, "parameters") or "as_of" in arguments:
            detail = "ask has no query to which the parameters belong"
            raise refused("bad-parameter", detail, hint="give the name of a stored query, or nothing for the list", parameter="query")
        queries, errors = catalogue(context)
        rows = [_listed_query(query) for query in queries]
        return {"answer": "found", "total": len(rows), "offset": 0, "next": None, "rows": [*rows], "errors": [*errors]}
    query = find_query(context, name)
    if arguments.get("describe") is True:
        return {"answer": "found", "total": 1, "offset": 0, "next": None, "rows": [_described(query)]}
    given = {key: _value(key, value) for key, value in _object(arguments, "parameters").items()}
    missing = [param for param in query.params if param.required and param.name not in given]
    if missing:
        detail = f"{name} needs {' and '.join(param.name for param in missing)}"
        example = {"query": name, "parameters": {param.name: "..." for param in missing}}
        hint = f"such as {json.dumps(example)}"
        raise refused("bad-parameter", detail, hint=hint, parameter=missing[0].name, missing=[param.name for param in missing])
    return {**_answer(context, query, given, arguments), "question": ". ".join(filter(None, (query.summary, query.description)))}


def _listed_query(query: StoredQuery) -> JsonObject:
    """A query in a line of the list: what it answers, and the types of its parameters."""
    params: dict[str, Json] = {}
    for param in query.params:
        kind = "one of " + ", ".join(param.choices) if param.choices else (param.of or param.type)
        params[param.name] = kind if param.required else f"{kind}, optional"
    return {"query": query.name, "answers": query.summary, "parameters": params}


def _described(query: StoredQuery) -> JsonObject:
    params: list[Json] = []
    for param in query.params:
        said: JsonObject = {"name": param.name, "type": param.type, "required": param.required}
        more: JsonObject = {"help": param.help, "choices": list(param.choices), "default": param.default, "kind_of_thing": param.of}
        params.append({**said, **{key: value for key, value in more.items() if value}})
    return {"query": query.name, "answers": query.summary, "description": query.description, "tags": [*query.tags], "parameters": params}


def _object(arguments: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    value = arguments.get(name)
    return value if isinstance(value, dict) else {}


def _value(name: str, value: Json) -> str:
    if isinstance(value, str) and value:
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise refused("bad-parameter", f"the parameter {name!r} is not a text or a number", hint="give one value as a string", parameter=name)


def _sparql(context: Context, arguments: Mapping[str, Json]) -> JsonObject:
    query = parse(str(arguments["query"]), "query")
    record = record_of(context)
    for iri, written in _iris(query, record).items():
        if iri.startswith(DIP) and not record.names.knows(NamedNode(iri)):  # a term of the ontology is our own: a mistake of the call
            near = [f"dip:{each}" for each in nearest(iri.removeprefix(DIP), _terms(record), 1)]
            hint = did_you_mean(near, "`find` finds classes and properties")
            raise refused("bad-query", f"the ontology has no term {written}", hint=hint, candidates=near or None)
    if query.params:
        names = [param.name for param in query.params]
        hint = "write the IRI, or use another variable: one that begins with an underscore is a parameter"
        raise refused("bad-query", f"the query has parameters: {', '.join(names)}", hint=hint)
    return _answer(context, query, {}, arguments)


def _terms(record: Record) -> list[str]:
    """The local names of the classes and properties of the ontology."""
    return [node.value.removeprefix(DIP) for node, _ in record.names.all_named() if node.value.startswith(DIP)]


def _answer(context: Context, query: StoredQuery, given: Mapping[str, str], arguments: Mapping[str, Json]) -> JsonObject:
    """The answer to a query, row by row with its evidence, or why there is none."""
    graph, most = context.graph, context.limits.rows
    as_of = _text(arguments, "as_of")
    day = None if as_of is None else as_of_day(as_of)
    try:
        answer = graph.query(query, given, as_of=day, rows=most, seconds=context.limits.seconds)
    except NameNotFound as error:
        if error.parameter is None or any(each.name == error.parameter and each.of in _TERMS for each in query.params):
            raise  # a term of the ontology is our own, and not something that a passage names
        of = next(each.of for each in query.params if each.name == error.parameter)
        return {**_unknown_name(context, given[error.parameter], of, error.what), "offset": 0, "next": None}
    check_whole(answer, most, most)
    record = record_of(context)
    remarks: list[Json] = [*graph.remarks(query, given, as_of=day)] if query.params else []
    brief = arguments.get("brief") is True
    shorter = _brief if brief else _same
    cite = (" ".join(answer.variables[:3]),) if answer.graph is not None else query.cite
    if isinstance(answer, Truth) and answer:
        return {"answer": "found", "truth": True, "remarks": remarks, "total": 1, "offset": 0, "next": None, "rows": []}
    if answer.rows and not isinstance(answer, Truth):
        shown, page = _page(arguments, answer.rows, lambda row: shorter(row_json(context, record, row, cite)))
        if any(isinstance(row, dict) and not (row["passages"] or row.get("coded")) for row in shown):
            remarks.append(_NO_EVIDENCE)
        if any(isinstance(row, dict) and row.get("coded") for row in shown):
            remarks.append(_CODED)
        return {"answer": "found", **page, "rows": shown, "remarks": remarks}
    missing, found, nodes = missing_rows(context, record, query, given, day)
    iris = _iris(query, record)
    unknown = unknown_terms(record, iris) if missing.absence is not Absence.NOT_HELD else []
    if unknown:
        missing = Missing(Absence.NOT_COVERED, (*unknown, *(missing.reasons if missing.absence is Absence.NOT_COVERED else ())))
    if query.params and missing.absence is not Absence.NOT_HELD:
        patience = context.limits.seconds * FOR_REASONS
        remarks = [_for_tools(each) for each in graph.remarks(query, given, as_of=day, empty=True, seconds=patience)]
    said: JsonObject = {**_absence(missing), "remarks": remarks, "total": 0, "offset": 0, "next": None, "rows": []}
    if isinstance(answer, Truth):
        said["truth"] = False
    if found is not None:
        nodes += [NamedNode(iri) for iri in iris if iri.startswith(record.names.prefixes["e"])]
        rows = [Row.of((), [])] if isinstance(found, Truth) else found.rows  # what an ASK asks for has no columns, but has its claims
        claimed, page = _page(arguments, rows, lambda row: claimed_row_json(context, record, row, cite, nodes, iris))
        if isinstance(found, Truth) and not any(isinstance(row, dict) and row["claims"] for row in claimed):
            claimed, page = [], {"total": 0, "next": None}
            remarks.append("ask with SELECT for the nodes, to see who says it")
        shown = [shorter(row) if isinstance(row, dict) else row for row in claimed]
        said |= {"claimed_total": page["total"], "next": page["next"], "claimed": shown}
        said["reasons"] = _not_held(missing, _statuses(claimed))
    return said


def _same(row: JsonObject) -> JsonObject:
    return row


def _brief(row: JsonObject) -> JsonObject:
    """A row with names in place of nodes and passages, the number of its notes, and no claims."""
    values = row["values"] if isinstance(row["values"], dict) else {}
    short: JsonObject = {**row, "values": {name: _plain(each) for name, each in values.items()}, "notes": len(_list(row["notes"]))}
    short["passages"] = [_plain(each) for each in _list(row["passages"])]
    return {name: each for name, each in short.items() if name != "claims"}


def _plain(term: Json) -> Json:
    """The name of a node, or the text of a literal."""
    return term if not isinstance(term, dict) else next((term[each] for each in ("name", "words", "value") if each in term), None)


_TERMS: Final = ("owl:Class", "owl:ObjectProperty")

_NO_EVIDENCE: Final = (
    "a row without passages has no evidence of its own: it is a count, a text, or something that only the graph says. A count is of "
    "what is held, and 0 does not mean that there was none; select the nodes to see who says it"
)
_CODED: Final = (
    "a row with `coded` rests on rows of a table that others have coded, which no passage states: cite the table and the address of the "
    "row or of the series of rows"
)


def _for_tools(remark: str) -> str:
    """A remark whose commands are named as tools.

    >>> _for_tools("try: kg query capacity -p agent=e:jinnah")
    'try: ask capacity agent=e:jinnah'
    """
    return remark.replace("kg query ", "ask ").replace(" -p ", " ").replace("kg show ", "show ")


def _statuses(rows: Sequence[Json]) -> list[str]:
    """The standings and speakers of the claims behind some rows, such as ``rumoured, in Information about...``, each once."""
    claims = [claim for row in rows if isinstance(row, dict) for claim in _list(row["claims"])]
    return [*dict.fromkeys(str(claim["status"]) for claim in claims if isinstance(claim, dict) and not claim["held"])]


def _not_held(missing: Missing, statuses: Sequence[str]) -> list[Json]:
    """The reasons why something is not held, with the statuses of the claims of it. That a source denies it is no claim of it."""
    if statuses and all(each.startswith("denied") for each in statuses):
        return ["a source denies it: it says that it is not so", *statuses]
    return [*missing.reasons, *statuses]


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _iris(query: StoredQuery, record: Record) -> dict[str, str]:
    """The IRIs of a query that name something of the workspace or the ontology, each with the way in which it is written."""
    prefixes = dict(record.names.prefixes)
    found: dict[str, str] = {}
    tokens = list(scan(query.text))
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.kind == "iri" and not (before is not None and before.kind == "pname"):
            found[token.text[1:-1]] = token.text
        elif token.kind == "pname" and not token.text.endswith(":"):
            iri = expand(token.text, prefixes)
            if iri is not None:
                found[iri] = token.text
    own = tuple(each for prefix, each in prefixes.items() if prefix in {"a", "dip", "e", "p"})
    return {iri: written for iri, written in found.items() if iri.startswith(own) and iri not in own}


# show, why, disputes and coverage


def _show(context: Context, arguments: Mapping[str, Json]) -> JsonObject:
    name = str(arguments["name"])
    try:
        described = context.graph.show(name, _text(arguments, "as_of"))
    except NameNotFound:
        return _unknown_name(context, name)
    said = described.to_json()
    parts = {key: value for key, value in said.items() if isinstance(value, list) and key in _PARTS}
    wanted = _text(arguments, "part")
    if wanted is not None and wanted not in _PARTS:
        raise refused(
            "bad-parameter", f"no part {wanted!r}", hint=f"use one of {', '.join(_PARTS)}", parameter="part", candidates=[*_PARTS]
        )
    found: JsonObject = {key: value for key, value in said.items() if key not in parts}
    record = record_of(context)
    of_tables = [each for each in described.coded if each.properties]
    if described.held or described.properties or described.inferred or any(each.held for each in of_tables):
        found["answer"] = "found"
    else:
        found |= _absence(absent(record, bool(described.claimed or of_tables), [described.node]))
    found["totals"] = {key: len(value) for key, value in parts.items()}
    # without a part, all lists have the same page, so that one `next` goes on in each
    given = {"rows": EACH_PART, **arguments} if wanted is None else arguments
    most = 0
    for key, value in parts.items():
        if wanted in {None, key}:
            held: JsonObject = {} if key == "doubted" else {"held": key != "claimed"}
            entries: list[JsonObject] = [{**each, **held, "snapshot": context.digest} for each in value if isinstance(each, dict)]
            found[key], page = _page(given, entries, lambda each: each)
            following = page["next"]
            most = max(most, following if isinstance(following, int) else 0)
    found["next"] = most or None
    return found


_PARTS: Final = ("about", "held", "claimed", "inferred", "doubted")


def _why(context: Context, arguments: Mapping[str, Json]) -> JsonObject:
    graph = context.graph
    subject, predicate, value = (str(arguments[each]) for each in ("subject", "predicate", "object"))
    if predicate != "a":
        graph.names.find(predicate)  # a property is our own: an unknown one is a mistake of the call, and no answer
    try:
        explained = graph.why(subject, predicate, value)
    except NameNotFound:
        return _unknown_name(context, next((each for each in (subject, value) if not _has_name(context, each)), value))
    found = explained.to_json()
    if explained.held:
        return {"answer": "held", **triple_evidence(context, record_of(context), explained), **found}
    ends = [term for term in (explained.triple.subject, explained.triple.object) if isinstance(term, NamedNode)]
    missing = absent_triple(record_of(context), explained, ends)
    said = _absence(missing)
    if missing.absence is Absence.NOT_HELD:
        near = [each.claim.status for each in explained.nearest if each.reasons and each.nearness in CLAIMING]
        said["reasons"] = _not_held(missing, [*dict.fromkeys(near)])
    return {**said, "instead": _instead(context, explained.triple), **found}


def _instead(context: Context, triple: Triple) -> list[Json]:
    """What is held of the subject with the same property, and between the subject and the object: triples in words."""
    store, label = context.graph.store, context.graph.names.label
    subject, predicate, value = triple.subject, triple.predicate, triple.object
    quads = [*store.quads_for_pattern(subject, predicate, None, DefaultGraph())]
    if isinstance(value, NamedNode) and predicate != TYPE:
        quads += [*store.quads_for_pattern(subject, None, value, DefaultGraph())]
    texts = set()
    for quad in quads:
        ours = quad.predicate == predicate or quad.predicate.value.startswith(DIP)
        if ours and not isinstance(quad.subject, Triple) and not isinstance(quad.object, Triple):
            texts.add(f"{label(quad.subject)} — {label(quad.predicate)} — {label(quad.object)}")
    return [*sorted(texts)[:MOST_INSTEAD]]


def _has_name(context: Context, text: str) -> bool:
    try:
        context.graph.names.find(text)
    except NameNotFound:
        return False
    except NameAmbiguous:
        pass
    return True


def _disputes(context: Context, arguments: Mapping[str, Json]) -> JsonObject:
    kind = _text(arguments, "kind")
    try:
        report = context.graph.disputes(_text(arguments, "about"), kinds=kind or (), document=_text(arguments, "document"))
    except NameNotFound as error:
        if kind is not None and kind in error.what:
            raise
        about, document = _text(arguments, "about"), _text(arguments, "document")
        if about is not None and not _has_name(context, about):
            return _unknown_name(context, about)
        return _unknown_name(context, document or "", "dip:SourceDocument", error.what)
    said = report.to_json()
    rows = said["disputes"]
    assert isinstance(rows, list)
    groups: dict[str, Json] = {}
    for group in (str(each["group"]) for each in rows if isinstance(each, dict)):
        before = groups.get(group, 0)
        groups[group] = (before if isinstance(before, int) else 0) + 1
    wanted = _text(arguments, "group")
    if wanted is not None and wanted not in GROUPS:
        hint = f"the groups are {', '.join(GROUPS)}"
        raise refused("bad-parameter", f"no group {wanted!r}", hint=hint, parameter="group", candidates=[*GROUPS])
    if wanted is not None:
        rows = [each for each in rows if isinstance(each, dict) and each["group"] == wanted]
    if not rows:
        none: JsonObject = {"total": 0, "offset": 0, "next": None, "rows": []}
        reasons: list[Json] = ["nothing of this kind is recorded about what is coded; nothing follows about other sources"]
        return {"answer": Absence.NOT_STATED.value, "reasons": reasons, "groups": groups, **none}
    shown, page = _page(arguments, rows, lambda each: {**each, "snapshot": context.digest} if isinstance(each, dict) else each)
    return {"answer": "found", "groups": groups, **page, "rows": shown}


def _coverage(context: Context, arguments: Mapping[str, Json]) -> JsonObject:
    graph = context.graph
    found = coverage_of(graph.snapshot)
    wanted = _text(arguments, "document")
    if wanted is not None:
        try:
            node = graph.names.find(wanted, "dip:SourceDocument")
        except NameNotFound:
            return _unknown_name(context, wanted, "dip:SourceDocument")
        found = [each for each in found if each.document.node == node]
    rows: list[Json] = []
    following: Json = None
    for each in found:
        whole = each.to_json()
        passages = whole.pop("passages")
        row: JsonObject = {**whole, "total_passages": len(each.passages), "covered": not each.uncovered, "snapshot": context.digest}
        if wanted is not None:
            row["passages"], page = _page(arguments, _list(passages), lambda passage: passage)
            following = page["next"]
        rows.append(row)
    told = reach(record_of(context))
    return {
        "answer": "found",
        "title": graph.snapshot.title,
        "citation": f"{graph.workspace.citation}, snapshot {context.digest[:12]}",
        "base": context.base,
        "first_day": told.first,
        "last_day": told.last,
        "counts": _counts(context),
        "stored_queries": len(catalogue(context)[0]),
        "total": len(rows),
        "next": following,
        "rows": rows,
    }


_COUNTED: Final = ("State", "Organization", "Person", "Act", "Conflict", "Situation", "Statement")


def _counts(context: Context) -> JsonObject:
    """How many things of some kinds are held."""
    wanted = " ".join(f"dip:{each}" for each in _COUNTED)
    text = f"SELECT ?kind (COUNT(DISTINCT ?x) AS ?n) {{ VALUES ?kind {{ {wanted} }} ?x a ?kind }} GROUP BY ?kind ORDER BY ?kind"
    found = context.graph.query(parse(text, "counts"), rows=len(_COUNTED), seconds=context.limits.seconds)
    names = context.graph.names
    return {str(names.label(row["kind"])): int(row["n"].value) for row in found if row["kind"] is not None and row["n"] is not None}


# the table


def _string(description: str) -> JsonObject:
    return {"type": "string", "description": description}


_HOW_MANY: Final = f"how many rows to return; by default up to {ROWS}, and fewer if they are long"
_PAGE: Final[Mapping[str, JsonObject]] = {
    "rows": {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "description": _HOW_MANY},
    "offset": {"type": "integer", "minimum": 0, "default": 0, "description": "how many rows to skip: `next` of the page before"},
}
_AS_OF: Final = _string("a date in EDTF, such as 1988-11-16 or 1988: only what was so by then")
_BRIEF: Final[JsonObject] = {
    "type": "boolean",
    "default": False,
    "description": "short rows, for an overview of many: names of nodes and passages only, without claims, and the number of notes",
}
_NAME: Final = "a label, another name, a slug, a CURIE or an IRI; use `find` if unsure"
_ANSWER: Final[JsonObject] = {
    "type": "string",
    "enum": ["found", *(each.value for each in Absence)],
    "description": "found, or why there is no answer: the three others are different answers",
}
_ROWS: Final[Mapping[str, JsonObject]] = {
    "answer": _ANSWER,
    "reasons": {"type": "array", "items": {"type": "string"}, "description": "why there is no answer"},
    "candidates": {"type": "array", "items": {"type": "string"}, "description": "names that may be meant"},
    "total": {"type": "integer", "description": "the number of all rows"},
    "offset": {"type": "integer", "description": "how many rows were skipped"},
    "next": {"type": ["integer", "null"], "description": "the offset of the next page; null on the last"},
    "rows": {"type": "array", "items": {"type": "object"}, "description": "the rows of this page; there are more if `next` is a number"},
}
_CITED: Final[Mapping[str, JsonObject]] = {
    **_ROWS,
    "truth": {"type": "boolean", "description": "the answer to an ASK"},
    "question": {"type": "string", "description": "what the stored query answers, and what its columns mean"},
    "remarks": {
        "type": "array",
        "items": {"type": "string"},
        "description": "what the names in the question were taken for, what to mind, and what else to ask",
    },
    "claimed": {"type": "array", "items": {"type": "object"}, "description": "for `not held`: the rows that sources claim, with evidence"},
    "claimed_total": {"type": "integer", "description": "the number of all rows that sources claim"},
    "errors": {"type": "array", "items": {"type": "object"}, "description": "stored queries that cannot be used"},
}
_EXPLAINED: Final[Mapping[str, JsonObject]] = {
    "answer": {**_ANSWER, "enum": ["held", *(each.value for each in Absence)]},
    "reasons": _ROWS["reasons"],
    "candidates": _ROWS["candidates"],
    "text": {"type": "string", "description": "the triple in words"},
    "held": {"type": "boolean"},
    "passages": {"type": "array", "items": {"type": "object"}, "description": "if it is held: all passages that it rests on"},
    "standing": {"type": "array", "items": {"type": "string"}, "description": "the standings of the claims in them"},
    "speaker": {"type": "array", "items": {"type": "string"}, "description": "whose words they are; empty for the documents' own voice"},
    "witnesses": {"type": "integer", "description": "the number of independent documents among them"},
    "claims": {"type": "array", "items": {"type": "object"}, "description": "the claims that state it directly; empty if it only follows"},
    "derivations": {"type": "array", "items": {"type": "object"}, "description": "how it follows, down to claims and passages"},
    "instead": {
        "type": "array",
        "items": {"type": "string"},
        "description": "if it is not held: what is held of the subject with this property, or with this object; ask `why` of one of them",
    },
    "nearest": {"type": "array", "items": {"type": "object"}, "description": "if it is not held: the nearest claims, and why they are not"},
}

GROUPS: Final = tuple(group.name for group in GROUPS_OF_DISPUTES)

TOOLS: Final[tuple[Tool, ...]] = (
    Tool(
        "coverage",
        "What the graph covers",
        "What documents and passages are coded, of which time they tell, and what is not coded yet. Call it first. With `document`, it "
        "also lists the passages of that document, in pages. A question about something outside of this cannot be answered from the graph.",
        {"document": _string("one document, by name"), **_PAGE},
        (),
        {
            **_ROWS,
            **{each: {"type": "string"} for each in ("title", "citation", "base", "first_day", "last_day")},
            "counts": {"type": "object", "description": "how many things of some kinds are held"},
            "stored_queries": {"type": "integer"},
        },
        _coverage,
    ),
    Tool(
        "find",
        "Find things by name",
        "Find states, persons, organizations, acts, classes and properties by name or part of a name, with their kinds, and whether claims "
        "about them are held. Use the name or the IRI it returns in the other tools. If nothing is found, `candidates` has near names: try "
        "those that may be meant before you say that the thing is not covered.",
        {"name": _string("a name, or words of it"), "of": _string("a class, such as State or Visit: only things of it"), **_PAGE},
        ("name",),
        _ROWS,
        _find,
    ),
    Tool(
        "ask",
        "Ask a stored query",
        "Answer a stored query: a question whose answer is tested, such as `acts-between` (parameters a, b, kind) or `chronology` "
        "(parameter agent). Without `query`, it lists all; `describe` says more of one. Rows are held unless the query is about claims; "
        "each row says who says it, with which standing, in which passages. If there are no rows, `answer` says which of the three "
        "kinds of absence it is, and `claimed` has what sources claim without its being held.",
        {
            "query": _string("the name of a stored query; leave it out to list them"),
            "parameters": {"type": "object", "description": "the parameters of the query, by name, each a string or a number"},
            "describe": {"type": "boolean", "description": "only describe the query and its parameters"},
            "as_of": _AS_OF,
            "brief": _BRIEF,
            **_PAGE,
        },
        (),
        _CITED,
        _ask,
    ),
    Tool(
        "sparql",
        "Ask in SPARQL",
        "Answer a read-only SPARQL 1.1 query (SELECT, ASK, CONSTRUCT or DESCRIBE) if no stored query fits. The default graph has only what "
        "is held, with what follows from it. `GRAPH ?claim { ... } ?claim dip:cites ?passage ; dip:standing ?standing` asks for all "
        "claims. The prefixes dip, e (things), a (claims), p (passages), rdf, rdfs, skos and xsd need no declaration. Select the nodes, "
        "not only their labels: the evidence of a row comes from its nodes. An empty answer can also be a mistake in the query.",
        {"query": _string("the query"), "as_of": _AS_OF, "brief": _BRIEF, **_PAGE},
        ("query",),
        _CITED,
        _sparql,
    ),
    Tool(
        "show",
        "Show all about one thing",
        "All that is held, claimed, inferred and doubted about one thing. `held` are the acts in which it has a role; `claimed` is not "
        "held, and must be reported with its standing and speaker; `doubted` are notes of the curators. Each list begins with a few of its "
        "`totals`: `part` chooses one list, and `next` goes on. `coded` is what tables that others have coded say, and whether it is held.",
        {"name": _string(_NAME), "as_of": _AS_OF, "part": {**_string("one of the lists"), "enum": [*_PARTS]}, **_PAGE},
        ("name",),
        {
            "answer": _ANSWER,
            **{each: _ROWS[each] for each in ("reasons", "candidates", "next")},
            "iri": {"type": "string"},
            "name": {"type": "string"},
            "types": {"type": "array", "items": {"type": "string"}},
            "totals": {"type": "object", "description": "the number of entries of each list"},
            **{each: {"type": "array", "items": {"type": "object"}} for each in _PARTS},
        },
        _show,
    ),
    Tool(
        "why",
        "Why something is held, or is not",
        "Explain one triple. If it is held: the claims and rules behind it, down to passages. If not: which of the three kinds of absence "
        "it is, and the nearest claims with the reason why they are not held. Call it before stating that something is so, or is not so.",
        {
            "subject": _string(_NAME),
            "predicate": _string("a property, such as dip:met or dip:recognized; `a` for a kind"),
            "object": _string(f"{_NAME}; or the text of a literal"),
        },
        ("subject", "predicate", "object"),
        _EXPLAINED,
        _why,
    ),
    Tool(
        "disputes",
        "Where accounts differ",
        "Where the documents agree, where they differ, and what the curators doubt, about everything or one thing. Look here before "
        "presenting one account as the only one. `group` chooses one of the groups that `groups` counts.",
        {
            "about": _string(_NAME),
            "kind": _string("only this kind, such as rumoured or probable misprint"),
            "document": _string("only what rests on this document"),
            "group": {**_string("only this group"), "enum": [*GROUPS]},
            **_PAGE,
        },
        (),
        {**_ROWS, "groups": {"type": "object", "description": "the number of entries of each group"}},
        _disputes,
    ),
)
"""All tools, in the order in which they are best used."""


# over the web


def _listed(context: Context, asked: Asked, rest: str) -> Reply:
    """All tools, with what a model should know about them."""
    said: JsonObject = {"instructions": INSTRUCTIONS, "tools": [tool.to_json() for tool in TOOLS]}
    body = json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"
    return context.validated(asked, ("tools",), lambda: Reply(200, body, [("Content-Type", "application/json")]))


def _called(context: Context, asked: Asked, rest: str) -> Reply:
    """The answer of a tool to a JSON object of arguments."""
    if asked.content_type not in {"application/json", ""}:
        raise refused("wrong-type", f"the arguments are application/json, not {asked.content_type}")
    try:
        arguments = json.loads(asked.body or b"{}")
    except (ValueError, RecursionError) as error:
        raise refused("bad-request", f"the arguments are not JSON: {error}", hint="send a JSON object") from error
    if not isinstance(arguments, dict):
        raise refused("bad-request", "the arguments are not a JSON object", hint='such as {"name": "Pakistan"}')
    body = json.dumps(call(context, rest, arguments), ensure_ascii=False).encode(errors="replace") + b"\n"
    most = context.limits.bytes
    if len(body) > most:
        raise refused("too-large", f"the answer has more than {most} bytes", hint="ask for fewer rows, or for less", limit=most)
    return Reply(200, body, [("Content-Type", "application/json")])


ROUTES: Final = (Route("/tools", _listed), Route("/tools/", _called, ("POST",)))
