"""The OpenAPI 3.1 description of the service, made from the headers of the stored queries and the table of the tools.

See https://spec.openapis.org/oas/v3.1.0. Each stored query is a path of its own, with its parameters, their types, choices and defaults.
"""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from itertools import islice
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, NamedNode

from kg.namespaces import DIP, OWL
from kg.service.message import Reply
from kg.service.problems import BASE, MEDIA_TYPE, TITLES
from kg.service.routing import Route
from kg.service.stored import FORMATS, TRIPLES, catalogue
from kg.service.tools import TOOLS
from kg.sparql.stored import OPTIONS
from kg.terms import TYPE, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.service.context import Context
    from kg.service.message import Asked
    from kg.sparql.stored import Param, StoredQuery
    from kg.values import Json, JsonObject

_RESULTS: Final[JsonObject] = {
    "type": "object",
    "description": "SPARQL 1.1 Query Results JSON",
    "required": ["head"],
    "properties": {
        "head": {
            "type": "object",
            "properties": {"vars": {"type": "array", "items": {"type": "string"}}, "link": {"type": "array", "items": {"type": "string"}}},
        },
        "boolean": {"type": "boolean"},
        "results": {
            "type": "object",
            "required": ["bindings"],
            "properties": {
                "bindings": {"type": "array", "items": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Term"}}}
            },
        },
    },
}
_TERM: Final[JsonObject] = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"enum": ["uri", "literal", "bnode", "triple"]},
        "value": {},
        "xml:lang": {"type": "string"},
        "datatype": {"type": "string"},
    },
}
_PROBLEM: Final[JsonObject] = {
    "type": "object",
    "description": "a problem, as RFC 9457 describes it",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri", "enum": [BASE + name for name in TITLES]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "what is wrong with this request"},
        "hint": {"type": "string", "description": "what to do next"},
        "parameter": {"type": "string", "description": "the name of the parameter that cannot be used"},
        "candidates": {"type": "array", "items": {"type": "string"}, "description": "what may be meant, best first"},
        "line": {"type": "integer"},
        "column": {"type": "integer"},
        "limit": {"type": "integer", "description": "the limit that was reached"},
    },
}
_QUERY: Final[JsonObject] = {
    "type": "object",
    "description": "a stored query, or the error of a file that cannot be used",
    "required": ["name", "path"],
    "properties": {
        "name": {"type": "string"},
        "summary": {"type": "string"},
        "description": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "params": {"type": "array", "items": {"type": "object"}},
        "cite": {"type": "array", "items": {"type": "string"}},
        "form": {"enum": ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]},
        "path": {"type": "string"},
        "error": {"type": "string"},
        "hint": {"type": ["string", "null"]},
    },
}
_HEADERS: Final[JsonObject] = {
    "ETag": {"schema": {"type": "string"}, "description": "send it in If-None-Match to get 304 as long as nothing has changed"},
    "Chancery-Remark": {
        "schema": {"type": "string"},
        "description": "what the names were taken for, and why there are no rows: a list of Display Strings (RFC 9651)",
    },
}
_STATUS: Final = {"400", "404", "406", "413", "429", "500", "503"}


def description(context: Context, origin: str) -> JsonObject:
    """The description of the service over a snapshot.

    Args:
        context: the graph and the limits.
        origin: the address that clients use.
    """
    graph = context.graph
    queries, _ = catalogue(context)
    paths: JsonObject = {"/queries": {"get": _list_operation()}}
    examples = {param.of: _example(context, param.of) for query in queries for param in query.params if param.of is not None}
    for query in queries:
        paths[f"/queries/{query.name}"] = {"get": _query_operation(query, examples)}
    paths["/tools"] = {"get": _tools_operation()}
    for tool in TOOLS:
        answer: JsonObject = {"application/json": {"schema": tool.output_schema}}
        body: JsonObject = {"required": True, "content": {"application/json": {"schema": tool.input_schema}}}
        said: JsonObject = {"operationId": f"tool_{tool.name}", "summary": tool.title, "description": tool.description, "tags": ["tools"]}
        paths[f"/tools/{tool.name}"] = {"post": {**said, "requestBody": body, "responses": _responses(answer, ("415",))}}
    paths["/sparql"] = {"get": _sparql_operation(), "post": _sparql_operation(post=True)}
    paths["/rdf-graph-store"] = {"get": _graph_operation()}
    paths["/find"] = {"get": _find_operation()}
    paths["/id/{name}"] = {"get": _thing_operation()}
    paths["/openapi.json"] = {
        "get": {
            "operationId": "openapi",
            "summary": "This description",
            "tags": ["service"],
            "responses": _responses({"application/json": {"schema": {"type": "object"}}}),
        }
    }
    licence = graph.workspace.license
    info: JsonObject = {
        "title": graph.snapshot.title,
        "summary": "A knowledge graph of diplomatic relations in which every fact leads back to the passages that state it",
        "version": f"{version('chancery')}+{context.digest[:12]}",
        "description": (
            "Only what is held is in an answer, unless a query is about claims. `cite=true` adds the passages, the standing and the "
            f"speaker of each row. Cite as: {graph.workspace.citation}, snapshot {context.digest[:12]}"
        ),
    }
    if licence:
        info["license"] = {"name": licence, "url": licence} if "://" in licence else {"name": licence}
    return {
        "openapi": "3.1.0",
        "info": info,
        "servers": [{"url": origin}],
        "tags": [
            {"name": "queries", "description": "stored queries, each a question whose answer is tested"},
            {"name": "tools", "description": "tools for agents, which are also offered over the Model Context Protocol"},
            {"name": "things", "description": "pages of things, and their data; a thing has its page at the path of its IRI"},
            {"name": "sparql", "description": "the SPARQL 1.1 Protocol and the Graph Store HTTP Protocol, read-only"},
            {"name": "service", "description": "about the service itself"},
        ],
        "paths": paths,
        "components": {
            "schemas": {"Problem": _PROBLEM, "Results": _RESULTS, "Term": _TERM, "Query": _QUERY},
            "responses": {name: _problem(name) for name in sorted(_STATUS | {"415"})},
            "parameters": _options(context),
        },
    }


def _problem(status: str) -> JsonObject:
    names = [name for name, (number, _) in TITLES.items() if str(number) == status]
    shown = "; ".join(TITLES[name][1] for name in names)
    return {"description": shown, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def _responses(content: JsonObject, more: Iterable[str] = (), headers: JsonObject | None = None) -> JsonObject:
    """The responses of an operation: the answer, and each problem."""
    found: JsonObject = {"200": {"description": "the answer", "content": content, **({"headers": headers} if headers else {})}}
    found.update({name: {"$ref": f"#/components/responses/{name}"} for name in sorted({*_STATUS, *more})})
    return found


def _list_operation() -> JsonObject:
    answer: JsonObject = {
        "application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Query"}}},
        "text/html": {"schema": {"type": "string"}},
    }
    tag: JsonObject = {"name": "tag", "in": "query", "description": "only those with this tag", "schema": {"type": "string"}}
    style: JsonObject = {"name": "format", "in": "query", "schema": {"enum": ["json", "html"]}}
    said: JsonObject = {"operationId": "queries", "summary": "List the stored queries", "tags": ["queries"]}
    return {**said, "parameters": [tag, style], "responses": _responses(answer, headers={"ETag": _HEADERS["ETag"]})}


def _tools_operation() -> JsonObject:
    said: JsonObject = {"operationId": "tools", "summary": "List the tools for agents, with their schemas", "tags": ["tools"]}
    return {**said, "responses": _responses({"application/json": {"schema": {"type": "object"}}})}


def _find_operation() -> JsonObject:
    row: JsonObject = {
        "type": "object",
        "required": ["iri", "label", "held"],
        "properties": {
            **{name: {"type": "string"} for name in ("iri", "name", "label")},
            "types": {"type": "array", "items": {"type": "string"}},
            "held": {"type": "boolean", "description": "whether anything is held about it"},
        },
    }
    found: JsonObject = {
        "type": "object",
        "required": ["q", "total", "found", "near", "snapshot"],
        "properties": {
            "q": {"type": "string"},
            "total": {"type": "integer", "description": "the number of all things that were found, also of those that are not listed"},
            "found": {"type": "array", "items": row},
            "near": {"type": "array", "items": {"type": "string"}, "description": "near names, if nothing was found"},
            "snapshot": {"type": "string"},
        },
    }
    answer: JsonObject = {"text/html": {"schema": {"type": "string"}}, "application/json": {"schema": found}}
    q: JsonObject = {"name": "q", "in": "query", "description": "words of a name", "schema": {"type": "string", "examples": ["Abbas"]}}
    said: JsonObject = {"operationId": "find", "summary": "Find things by name", "tags": ["things"], "parameters": [q]}
    return {**said, "responses": _responses(answer)}


def _thing_operation() -> JsonObject:
    """The page of a thing, and its data."""
    answer: JsonObject = {"text/html": {"schema": {"type": "string"}}, "application/json": {"schema": {"type": "object"}}}
    answer |= {media: {"schema": {"type": "string"}} for media in ("text/turtle", "application/n-triples", "application/rdf+xml")}
    answer |= {"application/trig": {"schema": {"type": "string"}}, "application/ld+json": {"schema": {}}}
    name: JsonObject = {"name": "name", "in": "path", "required": True, "description": "the rest of its IRI", "schema": {"type": "string"}}
    said: JsonObject = {"operationId": "thing", "summary": "All about one thing, with what it rests on", "tags": ["things"]}
    as_of: JsonObject = {"$ref": "#/components/parameters/as-of"}
    moved: JsonObject = {"301": {"description": "the thing has another IRI"}}
    return {**said, "parameters": [name, as_of], "responses": {**_responses(answer), **moved}}


_ROWS_AND_TRIPLES: Final[JsonObject] = {
    "application/sparql-results+json": {"schema": {"$ref": "#/components/schemas/Results"}},
    **{each: {"schema": {"type": "string"}} for each in ("application/sparql-results+xml", "text/csv", "text/tab-separated-values")},
    **{each: {"schema": {"type": "string"}} for each in ("text/turtle", "application/n-triples", "application/rdf+xml")},
    "application/ld+json": {"schema": {}},
}


def _sparql_operation(post: bool = False) -> JsonObject:
    """SPARQL 1.1 Protocol, https://www.w3.org/TR/sparql11-protocol/."""
    found: JsonObject = {
        "operationId": "sparql_post" if post else "sparql",
        "summary": "Answer a SPARQL query",
        "description": "The default graph has only what is held. SERVICE, updates and graphs outside of the snapshot are refused.",
        "tags": ["sparql"],
        "responses": _responses(_ROWS_AND_TRIPLES, ("415",)),
    }
    query: JsonObject = {"type": "string", "examples": ["SELECT ?act { ?act a dip:Visit } LIMIT 10"]}
    if post:
        form: JsonObject = {"schema": {"type": "object", "properties": {"query": query}, "required": ["query"]}}
        content: JsonObject = {"application/x-www-form-urlencoded": form, "application/sparql-query": {"schema": query}}
        return {**found, "requestBody": {"required": True, "content": content}}
    graphs: list[Json] = [
        {"name": name, "in": "query", "description": what, "schema": {"type": "array", "items": {"type": "string"}}}
        for name, what in (("default-graph-uri", "graphs to query as the default graph"), ("named-graph-uri", "graphs to query by name"))
    ]
    described = "the query; without one, the description of the service is returned"
    return {**found, "parameters": [{"name": "query", "in": "query", "description": described, "schema": query}, *graphs]}


def _graph_operation() -> JsonObject:
    """SPARQL 1.1 Graph Store HTTP Protocol, https://www.w3.org/TR/sparql11-http-rdf-update/."""
    graph: JsonObject = {"name": "graph", "in": "query", "description": "the IRI of a graph", "schema": {"type": "string"}}
    default: JsonObject = {
        "name": "default",
        "in": "query",
        "description": "the default graph, with what is held; it has no value",
        "schema": {"type": "string", "enum": [""]},
        "allowEmptyValue": True,
    }
    triples: JsonObject = {each: {"schema": {"type": "string"}} for each in ("text/turtle", "application/n-triples", "application/rdf+xml")}
    said: JsonObject = {"operationId": "graph", "summary": "One graph as RDF", "tags": ["sparql"], "parameters": [graph, default]}
    return {**said, "responses": _responses(triples)}


def _options(context: Context) -> JsonObject:
    """The parameters that all stored queries have."""
    flag: JsonObject = {"type": "boolean", "default": False}
    return {
        "cite": {
            "name": "cite",
            "in": "query",
            "description": "add to each row its passages, standing, speaker, witnesses and notes",
            "schema": flag,
        },
        "as-of": {
            "name": "as-of",
            "in": "query",
            "description": "only what was so by this date, a day or a date in EDTF; what is undecided is marked",
            "schema": {"type": "string", "examples": ["1988-11-16", "1988"]},
        },
        "labels": {"name": "labels", "in": "query", "description": "write labels instead of IRIs", "schema": flag},
        "rows": {
            "name": "rows",
            "in": "query",
            "description": "refuse an answer with more rows",
            "schema": {"type": "integer", "minimum": 1, "maximum": context.limits.rows},
        },
    }


_MOST_TRIED = 500
"""Among how many things the example of a parameter is chosen."""


def _example(context: Context, of: str) -> str | None:
    """The name of something of the given classes: of what is the object of most triples, among the first things of these classes.

    Args:
        context: the graph.
        of: the classes (CURIEs or IRIs, separated by spaces).
    """
    names = context.graph.names
    found: list[NamedNode] = []
    for each in of.split():
        iri = expand(each, names.prefixes)
        if iri is not None:
            quads = islice(names.store.quads_for_pattern(None, TYPE, NamedNode(iri), DefaultGraph()), _MOST_TRIED)
            subjects = [quad.subject for quad in quads if isinstance(quad.subject, NamedNode)]
            # of all classes and properties, only ours: those of other vocabularies say nothing of the graph
            found += [node for node in subjects if not iri.startswith(OWL) or node.value.startswith(DIP)]

    def weight(node: NamedNode) -> tuple[int, str]:
        return -sum(1 for _ in islice(names.store.quads_for_pattern(None, None, node, DefaultGraph()), _MOST_TRIED)), node.value

    return names.label(min(found, key=weight)) if found else None


def _query_operation(query: StoredQuery, examples: Mapping[str, str | None]) -> JsonObject:
    formats = TRIPLES if query.form in {"CONSTRUCT", "DESCRIBE"} else FORMATS
    media = {**{each: style for style, each in FORMATS.items()}, **{each: style for style, each in formats.items()}}
    content: JsonObject = {each: {"schema": _schema_of(style, each)} for each, style in media.items()}
    own = {param.name for param in query.params}
    style: JsonObject = {
        "name": "format",
        "in": "query",
        "description": "the format of the answer, instead of the header Accept",
        "schema": {"enum": list(formats)},
    }
    parameters: list[Json] = [_parameter(param, examples) for param in query.params]
    parameters += [{"$ref": f"#/components/parameters/{name}"} for name in OPTIONS if name != "format" and name not in own]
    if "format" not in own:
        parameters.append(style)
    found: JsonObject = {
        "operationId": f"query_{query.name.replace('-', '_')}",
        "summary": query.summary or query.name,
        "tags": ["queries"],
        "parameters": parameters,
        "responses": _responses(content, headers=_HEADERS),
    }
    if query.description:
        found["description"] = query.description
    return found


def _schema_of(style: str, media: str) -> JsonObject:
    if media == FORMATS["json"]:
        return {"$ref": "#/components/schemas/Results"}
    return {} if style == "json" else {"type": "string"}


def _parameter(param: Param, examples: Mapping[str, str | None]) -> JsonObject:
    """A parameter of a stored query. `examples` has a name for the classes of each parameter that has some."""
    schema: JsonObject = {"type": "string", "minLength": 1}
    said = [param.help] if param.help else []
    if param.type == "entity":
        kinds = f", of the kind {' or '.join(param.of.split())}" if param.of else ""
        said.append(f"a label, another name, a slug, a CURIE or an IRI{kinds}")
        example = examples.get(param.of or "")
        if example is not None:
            schema["examples"] = [example]
    elif param.type == "date":
        said.append(f"a date in EDTF, whose {param.end} day counts")
        schema["examples"] = ["1988-11-16", "1988"]
    elif param.type == "number":
        schema = {"type": "number"}
    elif param.type == "choice":
        schema["enum"] = list(param.choices)
    if param.default is not None:
        schema["default"] = param.default if param.type != "number" else json.loads(param.default)
    found: JsonObject = {"name": param.name, "in": "query", "required": param.required, "schema": schema}
    if said:
        found["description"] = "; ".join(said)
    return found


def _described(context: Context, asked: Asked, rest: str) -> Reply:
    """The description of the service."""
    body = json.dumps(description(context, asked.origin), ensure_ascii=False, indent=1).encode(errors="replace") + b"\n"
    return context.validated(
        asked, ("openapi", hashlib.sha256(body).hexdigest()), lambda: Reply(200, body, [("Content-Type", "application/json")])
    )


ROUTES: Final = (Route("/openapi.json", _described),)
