"""Rows, claims and passages as JSON that a program can cite: who says it, where, how surely, and in which snapshot."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from kg.explain.absence import Missing, Supposed, absent, supposed
from kg.explain.answers import with_dates
from kg.explain.rows import behind, coded_behind
from kg.query.answer import answer
from kg.query.prepare import prepare
from kg.query.request import day_of, request
from kg.query.running import InProcess
from kg.record.names import Names, humanize
from kg.record.record import Record
from kg.rules import load_rules
from kg.terms import shorten

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from kg.explain.model import ExplainedTriple
    from kg.explain.rows import CodedRows
    from kg.graph import Graph
    from kg.record.model import Claim, Note
    from kg.results import Row, Table
    from kg.service.context import Context
    from kg.sparql.stored import StoredQuery
    from kg.terms import Term
    from kg.values import Json, JsonObject

_SUPPOSED: weakref.WeakKeyDictionary[Graph, list[Supposed | None]] = weakref.WeakKeyDictionary()
"""For each graph the dataset as it would be if all claims were held, once it was asked for."""


def record_of(context: Context) -> Record:
    """The record of the snapshot, with its proofs."""
    return Record(context.graph.names, context.graph.snapshot.proofs())


def term_json(names: Names, term: Term | None) -> Json:
    """A term: a node by its IRI and its name, a literal by its text, with the words of a date and the type of a number or a date.

    Args:
        names: the names of the snapshot.
        term: the term; None where nothing is bound.
    """
    if term is None:
        return None
    if not isinstance(term, Literal):
        return {"iri": term.value, "name": names.label(term)} if isinstance(term, NamedNode) else {"value": str(term)}
    found: JsonObject = {"value": term.value}
    words = names.label(term)
    if words != term.value:
        found["words"] = words
    if term.language:
        found["language"] = term.language
    elif not term.datatype.value.endswith("#string"):
        found["type"] = shorten(term.datatype.value, names.prefixes)
    return found


def evidence_json(context: Context, record: Record, claims: Sequence[Claim], passages: Iterable[NamedNode] = ()) -> JsonObject:
    """What claims say of how surely something is said, by whom and where.

    Args:
        context: for the digest of the snapshot.
        record: its record.
        claims: the claims.
        passages: further passages, behind which there may be no claim.

    Returns:
        ``held``, ``standing``, ``speaker``, ``witnesses``, ``passages``, ``claims`` and ``snapshot``. ``held`` is whether one of the claims
        is held, and None if there are none. The speaker is empty for what the documents say in their own voice.
    """
    places = record.in_order({*record.cited(claims), *passages})
    return {
        "held": any(claim.held for claim in claims) if claims else None,
        "standing": [*dict.fromkeys(claim.standing.lower() for claim in claims)],
        "speaker": [*dict.fromkeys(each for claim in claims for each in record.voices(claim))],
        "witnesses": record.witnesses(places),
        "passages": [_passage(record, each, claims) for each in places],
        "claims": [_claim(record, each) for each in claims],
        "snapshot": context.digest,
    }


def _passage(record: Record, node: NamedNode, claims: Sequence[Claim]) -> JsonObject:
    passage = record.passage(node)
    label = record.names.label
    found: JsonObject = {"iri": node.value, "name": label(node)}
    if passage is not None:
        found["document"] = {"iri": passage.document.value, "name": label(passage.document)}
    gists = [claim.gist for claim in claims if claim.held and claim.gist and node in claim.passages]
    if gists:
        found["gist"] = " ".join(dict.fromkeys(gists))
    return found


def _claim(record: Record, claim: Claim) -> JsonObject:
    found: JsonObject = {"iri": claim.graph.value, "held": claim.held, "status": record.status(claim)}
    if claim.gist:
        found["gist"] = claim.gist
    if claim.wording:
        found["wording"] = claim.wording
    return found


def triple_evidence(context: Context, record: Record, explained: ExplainedTriple) -> JsonObject:
    """What a held triple rests on, whether claims state it or it follows.

    Args:
        context: for the digest of the snapshot.
        record: its record.
        explained: the explanation of the triple.

    Returns:
        ``standing``, ``speaker``, ``witnesses`` and ``passages`` of all claims behind all of its derivations, as in `evidence_json`.
    """
    graphs: dict[NamedNode, None] = {}
    waiting = [explained]
    while waiting:
        each = waiting.pop()
        graphs.update(dict.fromkeys(claim.graph for claim in each.claims))
        waiting += [premise for inference in each.inferences for premise in inference.premises]
    claims = [claim for claim in record.claims() if claim.graph in graphs]
    found = evidence_json(context, record, claims)
    return {key: found[key] for key in ("standing", "speaker", "witnesses", "passages")}


def row_json(context: Context, record: Record, row: Row, cite: Sequence[str]) -> JsonObject:
    """A row of an answer: its values by column, the evidence for it, and the curators' notes on it.

    Args:
        context: for the digest of the snapshot.
        record: its record.
        row: the row.
        cite: the variables whose nodes carry the evidence, as in `kg.explain.rows.cells`.
    """
    claims, passages, notes = behind(record, row, cite)
    found = evidence_json(context, record, claims, passages)
    coded = coded_behind(record, row, cite)
    if coded:
        found["held"] = bool(found["held"]) or any(each.held for each in coded)
        found["standing"] = [*dict.fromkeys([*(claim.standing.lower() for claim in claims), *(each.coding for each in coded)])]
        found["coded"] = [_coded(each) for each in coded]
    return _row(record, row, found, notes)


def _coded(each: CodedRows) -> JsonObject:
    """Rows of a table that others have coded, which no passage states."""
    counted: JsonObject = {} if each.rows is None else {"rows": each.rows}
    return {"iri": each.node.value, **counted, "source": {"iri": each.source.value, "name": each.label}, "held": each.held}


def claimed_row_json(
    context: Context, record: Record, row: Row, cite: Sequence[str], about: Sequence[NamedNode], terms: Collection[str] = ()
) -> JsonObject:
    """A row that there would be if all claims were held; its evidence are claims that are not held.

    Args:
        context: see `row_json`, also for the next three.
        record: see `row_json`.
        row: the row.
        cite: see `row_json`.
        about: the things that the question names. The claims that relate them and the things of the row go before others.
        terms: the IRIs that the query is written with. If it names the property of such a relation, only that one counts.
    """
    claims, _, notes = behind(record, row, cite)
    nodes = [*about, *(term for term in row if isinstance(term, NamedNode))]
    shared = _relating(context, record, nodes, terms) or _naming_all(record, nodes) or [claim for claim in claims if not claim.held]
    return _row(record, row, evidence_json(context, record, shared), notes)


def _row(record: Record, row: Row, evidence: JsonObject, notes: Sequence[Note]) -> JsonObject:
    values = {name: term_json(record.names, term) for name, term in zip(row.variables, row, strict=True)}
    said: list[Json] = [{"kind": humanize(note.kind), "gist": note.gist} for note in notes]
    return {"values": values, **evidence, "notes": said}


def _relating(context: Context, record: Record, nodes: Sequence[NamedNode], terms: Collection[str]) -> list[Claim]:
    """The claims that are not held and from which it would follow that some of the nodes are related."""
    found = supposed_of(context.graph)
    if found is None:
        return []
    known = set(nodes)
    quads = [quad for node in known for quad in found.store.quads_for_pattern(node, None, None, DefaultGraph()) if quad.object in known]
    new = [quad for quad in quads if Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) not in record.store]
    asked = [quad for quad in new if quad.predicate.value in terms]
    return found.behind(record, [Triple(quad.subject, quad.predicate, quad.object) for quad in asked or new])


def _naming_all(record: Record, nodes: Sequence[NamedNode]) -> list[Claim]:
    """The claims that are not held and name all those of some nodes that any claim names as a subject or an object."""
    named = [found for node in dict.fromkeys(nodes) if (found := record.mentioning(node))]
    shared = [claim for claim in named[0] if not claim.held] if named else []
    for claims in named[1:]:
        graphs = {claim.graph for claim in claims}
        shared = [claim for claim in shared if claim.graph in graphs]
    return shared


def supposed_of(graph: Graph) -> Supposed | None:
    """The dataset as it would be if all claims were held; see `kg.explain.absence.supposed`. It is made once for each graph."""
    if graph not in _SUPPOSED:
        _SUPPOSED[graph] = [supposed(Record(graph.names), load_rules(graph.workspace))]
    return _SUPPOSED[graph][0]


def claimed(context: Context, query: StoredQuery, given: Mapping[str, str], day: date | None) -> Table | None:
    """The answer that there would be if all claims were held; None if that cannot be said.

    Args:
        context: the graph and the limits.
        query: the query.
        given: the values of its parameters.
        day: only what was so by that day; None for all time.
    """
    graph = context.graph
    found_supposed = supposed_of(graph)
    if found_supposed is None:
        return None
    store = found_supposed.store
    names = Names(store, graph.names.prefixes, graph.names.language)
    asked = request(query, dict(given), as_of=day, rows=context.limits.rows)
    found = answer(prepare(asked, names), InProcess(store), names, asked.rows)
    if day is not None:
        found = with_dates(found, query.cite, day)
    return found


def missing_rows(
    context: Context, record: Record, query: StoredQuery, given: Mapping[str, str], day: date | None
) -> tuple[Missing, Table | None, list[NamedNode]]:
    """Why a question has no rows, the rows that it would have if all claims were held, and the things that its parameters name.

    Args:
        context: the graph and the limits.
        record: its record.
        query: the query.
        given: the values of its parameters.
        day: only what was so by that day; None for all time.
    """
    found = claimed(context, query, given, day)
    nodes: list[NamedNode] = []
    first: date | None = None
    last = day
    document: NamedNode | None = None
    for param in query.params:
        text = given.get(param.name)
        if text is None:
            continue
        if param.type == "entity":
            node = record.names.find(text, param.of)
            if param.of == "dip:SourceDocument":
                document = node
            elif param.of not in {"owl:Class", "owl:ObjectProperty"}:
                nodes.append(node)
        elif param.type == "date":
            if param.end == "last":
                last = day_of(param.name, text, last=True)
            else:
                first = day_of(param.name, text, last=False)
    some = None if found is None else bool(found.rows) and found.truth is not False
    return absent(record, some, nodes, first, last, document), found if some else None, nodes
