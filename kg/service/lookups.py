"""What the query page asks besides queries: who says what is in a row, the labels of things, and how a name may go on.

==========================  ==================================================================================================
``POST /evidence``          the claims, passages and notes behind one row, as ``kg query --cite`` finds them
``POST /labels``            the labels of some IRIs
``GET /complete``           names that begin with a text: ``kind`` is ``class``, ``property`` or ``name``
==========================  ==================================================================================================
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from kg.explain.claims import assertions, cited_claim
from kg.explain.rows import COLUMNS, behind, cells, coded_behind
from kg.namespaces import DIP
from kg.record.completing import KINDS, Completion
from kg.record.record import Record
from kg.results import Row
from kg.service.message import Reply, parameters
from kg.service.problems import refused
from kg.service.routing import Route

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.explain.model import CitedClaim, Named
    from kg.record.model import Claim
    from kg.service.context import Context
    from kg.service.message import Asked
    from kg.terms import Term
    from kg.values import Json, JsonObject

MOST_CLAIMS: Final = 100
"""So many claims behind a row are listed; of the others, the number is said."""

MOST_LABELS: Final = 5_000
"""So many labels can be asked for at once."""

MOST_SUGGESTIONS: Final = 50
"""So many names are suggested at most."""

_RECORDS: Final[WeakKeyDictionary[Context, Record]] = WeakKeyDictionary()
_COMPLETIONS: Final[WeakKeyDictionary[Context, Completion]] = WeakKeyDictionary()


def evidence(context: Context, asked: Asked, _: str) -> Reply:
    """The evidence for one row of an answer.

    Args:
        context: what is asked.
        asked: its body is a JSON object: ``variables``, ``row`` with a term of the SPARQL JSON results, or null, for each of them, and,
            as in the header of a stored query, ``cite`` with the variables whose nodes carry the evidence; by default all of them.

    Raises:
        Refused: the body is not such an object.
    """
    body = _object(asked)
    variables = _texts(body, "variables")
    given = body.get("row")
    if not isinstance(given, list) or len(given) != len(variables) or len(set(variables)) != len(variables):
        raise _malformed("variables is a list of different names, and row has one term or null for each of them")
    row = Row.of(tuple(variables), [_term(each) for each in given])
    cite = _texts(body, "cite") if "cite" in body else []
    found = _evidence(context, row, cite)
    asked_for = json.dumps([variables, given, cite], sort_keys=True)
    return context.validated(asked, ("evidence", asked_for), lambda: _json(found))


def _evidence(context: Context, row: Row, cite: Sequence[str]) -> JsonObject:
    record = _record(context)
    claims, passages, notes = behind(record, row, cite)
    columns, _ = cells(record, row, cite)
    said: dict[str, Json] = {name: None if cell is None else cell.value for name, cell in zip(COLUMNS, columns, strict=True)}
    nodes = [term for term in row if isinstance(term, ox.NamedNode)]
    return {
        "summary": {**said, "witnesses": None if said["witnesses"] is None else int(str(said["witnesses"]))},
        "claims": [_claim(record, claim) for claim in claims[:MOST_CLAIMS]],
        "more": max(0, len(claims) - MOST_CLAIMS),
        "passages": [{"iri": each.value, "label": record.names.label(each)} for each in passages],
        "notes": [{"iri": note.node.value, "kind": record.names.label(ox.NamedNode(DIP + note.kind)), "text": note.gist} for note in notes],
        "remark": _remark(claims, nodes, cite, coded=bool(coded_behind(record, row, cite))),
    }


def _remark(claims: Sequence[Claim], nodes: Sequence[ox.NamedNode], cite: Sequence[str], *, coded: bool) -> str | None:
    """Why there are no claims behind a row; None if there are some."""
    if claims:
        return None
    if coded:
        return "No passage states this row: it is from a table that others have coded."
    if not nodes:
        return "This row names no thing, only values, so that no passage can be found behind it. Add the variable of the act to SELECT."
    if any(each.count(" ") == 2 for each in cite):
        return "No claim is behind this triple: it is background or part of the ontology, or the query has made it."
    what = "No passage is behind what this row names by itself: it may be an agent, a term of the ontology, or background."
    return f"{what} Add the variable of the act, situation or tenure to SELECT."


def _claim(record: Record, claim: Claim) -> JsonObject:
    cited = cited_claim(record, claim)
    return {
        "iri": cited.graph.value,
        "held": claim.held,
        "standing": cited.standing,
        "status": cited.status,
        "speakers": list(cited.speakers),
        "gist": cited.gist,
        "wording": cited.wording,
        "says": _says(record, claim, cited),
        "passages": _named(cited.passages),
        "read_with": _named(cited.read_with),
        "parallels": _named(cited.parallels),
        "notes": list(cited.notes),
    }


def _says(record: Record, claim: Claim, cited: CitedClaim) -> list[Json]:
    """What a claim without a gist says, a line for each of its subjects."""
    if cited.gist:
        return []
    return [
        {"iri": each.subject.node.value, "label": each.subject.name, "text": _line(each.types, each.properties)}
        for each in assertions(record, claim)
    ]


def _line(types: Sequence[str], properties: Iterable[object]) -> str:
    pairs = (f"{getattr(each, 'predicate').name}: {getattr(each, 'text')}" for each in properties)  # noqa: B009
    return "; ".join((*types, *pairs))


def _named(passages: Iterable[Named]) -> list[Json]:
    return [{"iri": each.node.value, "label": each.name} for each in passages]


def labels(context: Context, asked: Asked, _: str) -> Reply:
    """The labels of some things.

    Args:
        context: what is asked.
        asked: its body is a JSON object with ``iris``, at most `MOST_LABELS`. The reply has those that have a name in the graph.

    Raises:
        Refused: the body is not such an object (400), or there are too many (413).
    """
    iris = _texts(_object(asked), "iris")
    if len(iris) > MOST_LABELS:
        raise refused("too-large", f"more than {MOST_LABELS} labels at once", hint="ask for fewer", limit=MOST_LABELS)
    names = context.graph.names
    found: dict[str, Json] = {}
    for iri in iris:
        node = _node(iri)
        if names.knows(node):
            found[iri] = names.label(node)
    return context.validated(asked, ("labels", *iris), lambda: _json({"labels": found}))


def complete(context: Context, asked: Asked, _: str) -> Reply:
    """Names that begin with a text.

    Args:
        context: what is asked.
        asked: its parameters are ``kind``, ``q`` and, for names, ``of``: classes, one of which a thing must be an instance of.

    Raises:
        Refused: a parameter is missing or unknown.
    """
    given = dict(parameters(asked.query))
    kind = given.get("kind", "")
    if kind not in KINDS:
        raise refused("bad-parameter", f"kind is {', '.join(KINDS)}, not {kind!r}", parameter="kind", candidates=list(KINDS))
    text, of = given.get("q", ""), given.get("of") or None

    def make() -> Reply:
        found = _completion(context).find(kind, text, MOST_SUGGESTIONS + 1, of)
        shown: list[Json] = [each.to_json() for each in found[:MOST_SUGGESTIONS]]
        return _json({"suggestions": shown, "more": len(found) > MOST_SUGGESTIONS})

    return context.validated(asked, ("complete", kind, text, of or ""), make)


def _record(context: Context) -> Record:
    found = _RECORDS.get(context)
    if found is None:
        found = _RECORDS[context] = Record(context.graph.names, context.graph.snapshot.proofs())
    return found


def _completion(context: Context) -> Completion:
    found = _COMPLETIONS.get(context)
    if found is None:
        found = _COMPLETIONS[context] = Completion(context.graph.names)
    return found


def _json(value: JsonObject) -> Reply:
    body = json.dumps(value, ensure_ascii=False).encode(errors="replace") + b"\n"
    return Reply(200, body, [("Content-Type", "application/json")])


def _object(asked: Asked) -> JsonObject:
    """The JSON object in the body of a request."""
    if asked.content_type != "application/json":
        raise refused(
            "wrong-type", "the body is not JSON", headers=[("Accept-Post", "application/json")], hint="Content-Type: application/json"
        )
    try:
        found = json.loads(asked.body)
    except (ValueError, RecursionError) as error:
        raise _malformed("the body is not JSON in UTF-8") from error
    if not isinstance(found, dict):
        raise _malformed("the body is not an object")
    return found


def _texts(body: JsonObject, name: str) -> list[str]:
    found = body.get(name)
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise _malformed(f"{name} is a list of texts")
    return [str(each) for each in found]


def _term(given: object) -> Term | None:
    """A term of the SPARQL 1.1 Query Results JSON Format."""
    if given is None:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("value"), str):
        raise _malformed("a term is an object with type and value")
    kind, value = given.get("type"), str(given["value"])
    if kind == "uri":
        return _node(value)
    try:
        if kind == "bnode":
            return ox.BlankNode(value)
        if kind in {"literal", "typed-literal"}:
            language, datatype = given.get("xml:lang"), given.get("datatype")
            if language:
                return ox.Literal(value, language=str(language))
            return ox.Literal(value, datatype=_node(str(datatype))) if datatype else ox.Literal(value)
    except ValueError as error:
        raise _malformed(f"{value!r} is not a term: {error}") from error
    raise _malformed(f"a term has the type uri, literal or bnode, not {kind!r}")


def _node(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise _malformed(f"{iri!r} is not an IRI") from error


def _malformed(what: str) -> Exception:
    return refused("bad-request", what, hint="docs/query-page.md describes the request")


ROUTES: Final = (
    Route("/evidence", evidence, ("POST",)),
    Route("/labels", labels, ("POST",)),
    Route("/complete", complete),
)
