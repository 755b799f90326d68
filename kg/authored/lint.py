"""The lint: what can be wrong with well-formed data, one function a rule.

Each rule takes the `Dataset` and yields findings. `LINTS` is the table of all; `lint` runs them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from typing import Final

import pyoxigraph as ox

from kg.authored.finding import Finding, by_place
from kg.authored.reading import Dataset, Statement, first_places, objects
from kg.dates import DateProblem, parse_edtf
from kg.namespaces import DIP, EDTF, RDF, RDFS, SKOS, prefixes_of
from kg.terms import shorten

_TYPE: Final = RDF + "type"
_EDTF: Final = EDTF + "EDTF"
_LABELS: Final = frozenset({SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel", RDFS + "label"})
_DERIVED: Final = frozenset(
    DIP + name
    for name in ("dateApproximate", "dateUncertain", "earliest", "held", "latest", "statedIn", "surelyFrom", "surelyUntil", "witness")
)


def lint(data: Dataset, concluded: Iterable[str] = ()) -> list[Finding]:
    """Run all rules over the data.

    Args:
        data: all that the data files say.
        concluded: the IRIs of the properties that rules conclude, which data must not use.

    Returns:
        The findings, sorted by place.
    """
    found = [finding for rule in LINTS for finding in rule(data)]
    found += derived_property(data, frozenset(concluded) | _DERIVED)
    return sorted(set(found), key=by_place)


def outside_graph(data: Dataset) -> Iterator[Finding]:
    """A triple outside of every GRAPH block: nobody says it."""
    for quad, file in data.graphs.get("", ())[:1]:
        yield Finding(
            "outside-graph",
            f"{_show(data, quad.subject)} is described outside of every graph",
            file.where(quad),
            "put it into an assertion graph, the record graph or the background graph",
            node=_iri(quad.subject),
        )


def blank_node(data: Dataset) -> Iterator[Finding]:
    """A blank node: it doubles on merging and cannot be cited."""
    pointed = {quad.object for quad, _ in data.statements() if isinstance(quad.object, ox.BlankNode)}
    for quad, file in data.statements():
        # Once for each node: where it is pointed to, or else where it is described.
        subject = quad.subject if quad.subject not in pointed else None
        if any(isinstance(term, ox.BlankNode) for term in (subject, quad.object, quad.graph_name)):
            graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value
            line, column = file.positions.graphs.get(graph, (1, 1))
            where = file.where(quad) if isinstance(quad.subject, ox.NamedNode) else f"{file.shown}:{line}:{column}"
            hint = "give the node a name of its own, such as e:something"
            about = _graph(quad)
            yield Finding("blank-node", "a blank node", where, hint, node=about, graph=about)


def undeclared_term(data: Dataset) -> Iterator[Finding]:
    """A class, property or named value that neither the ontology nor a reused vocabulary declares."""
    ontology = data.ontology
    namespaces = ontology.namespaces()
    seen: set[tuple[str, str]] = set()
    for quad, file in data.statements():
        uses: list[tuple[str, str]] = []
        if not ontology.is_property(quad.predicate.value):
            uses.append((quad.predicate.value, "property"))
        if isinstance(quad.object, ox.NamedNode):
            iri = quad.object.value
            if quad.predicate.value == _TYPE:
                if not ontology.is_class(iri):
                    uses.append((iri, "class"))
            elif iri not in ontology.kinds and _namespace(iri) in namespaces:
                uses.append((iri, "individual"))
        for iri, kind in uses:
            if (file.shown, iri) in seen:
                continue
            seen.add((file.shown, iri))
            near = ontology.nearest(iri, kind) or ontology.nearest(iri)
            hint = f"did you mean {_short(data, near)}?" if near else "declare it in the ontology, or use a declared term"
            what = f"undeclared {'value' if kind == 'individual' else kind} {_short(data, iri)}"
            yield Finding("undeclared-term", what, file.where(quad, term=iri), hint, node=iri, graph=_graph(quad))


def no_thing(data: Dataset) -> Iterator[Finding]:
    """Words, a class or a property in the place of a thing: neither the reasoner nor a rule takes any notice of it."""
    ontology = data.ontology
    for quad, file in data.statements():
        predicate, value = quad.predicate.value, quad.object
        if not ontology.is_object_property(predicate) or isinstance(value, ox.BlankNode):
            continue
        if not isinstance(value, ox.NamedNode):
            said, hint = f"the words {_show(data, value)}", "name the thing, such as e:something, and give it these words as its label"
        elif ontology.is_class(value.value):
            said, hint = f"the class {_short(data, value.value)}", "name the one of that class that is meant, such as e:something"
        elif ontology.is_property(value.value):
            said, hint = f"the property {_short(data, value.value)}", "name the thing that is meant, such as e:something"
        else:
            continue
        what = f"{_short(data, predicate)} takes a thing, not {said}"
        yield Finding("no-thing", what, file.where(quad), hint, node=_iri(quad.subject), graph=_graph(quad), path=predicate)


def unknown_graph(data: Dataset) -> Iterator[Finding]:
    """A graph that is neither the record, nor the background, nor an assertion graph of this workspace."""
    for graph, statements in data.graphs.items():
        if graph in ("", data.record, data.background) or graph.startswith("_:") or data.is_assertion(graph):
            continue
        file = statements[0][1]
        hint = "authored graphs are k:record, k:background and assertion graphs a:..."
        if graph.startswith(data.base + "graph/"):
            hint = "the build makes this graph; " + hint
        line, column = file.positions.graphs.get(graph, (1, 1))
        what = f"{_short(data, graph)} is no graph for data"
        yield Finding("unknown-graph", what, f"{file.shown}:{line}:{column}", hint, node=graph, graph=graph)


def assertion_graph(data: Dataset) -> Iterator[Finding]:
    """An assertion graph without a standing, a citation or content, or with a standing that is none."""
    for graph in data.assertion_graphs:
        for what, where, hint in _wrong_with_graph(data, graph):
            yield Finding("assertion-graph", what, where, hint, node=graph, graph=graph)


def _wrong_with_graph(data: Dataset, graph: str) -> Iterator[tuple[str, str, str]]:
    """What is wrong with an assertion graph, where, and how to mend it."""
    where, short = _place_of_graph(data, graph), _short(data, graph)
    standings = data.recorded(graph, "standing")
    hint = f"add to k:record: {short} dip:cites p:... ; dip:standing dip:Stated ."
    if graph not in data.records:
        yield f"the assertion graph {short} is not in the record", where, hint
        return
    if not standings:
        yield f"the assertion graph {short} has no standing", where, hint
    elif len({str(quad.object) for quad, _ in standings}) > 1:
        quad, file = standings[-1]
        yield f"the assertion graph {short} has two standings", file.where(quad), "split it into two graphs"
    if not data.recorded(graph, "cites"):
        yield f"the assertion graph {short} cites no passage", where, f"add dip:cites p:... to {short}"
    if graph not in data.graphs:
        yield f"the assertion graph {short} says nothing", where, f"write a block {short} {{ ... }}, or remove it"
    for name, kind in (("standing", "Standing"), ("rank", "Rank")):
        for quad, file in data.recorded(graph, name):
            value = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
            if not value or (value in data.ontology.kinds and DIP + kind not in data.ontology.types(value)):
                what = f"{_show(data, quad.object)} is no {kind.lower()}"
                yield what, file.where(quad), f"use a dip:{kind}, such as dip:{_EXAMPLES[kind]}"


_EXAMPLES: Final = {"Standing": "Stated", "Rank": "Normal"}


def missing_link(data: Dataset) -> Iterator[Finding]:
    """A passage, document, speech act or graph that is pointed to and does not exist."""
    passages = {each for each in data.subjects if data.is_a(each, "Passage")}
    documents = {each for each in data.subjects if data.is_a(each, "Document")}
    targets: tuple[tuple[str, str, set[str]], ...] = (
        ("cites", "passage", passages),
        ("readWith", "passage", passages),
        ("parallels", "passage", passages),
        ("document", "document", documents),
        ("sharesTextWith", "document", documents),
        ("within", "assertion graph", set(data.assertion_graphs)),
        ("differsFrom", "assertion graph", set(data.assertion_graphs)),
    )
    for name, kind, known in targets:
        statements = (statement for properties in data.records.values() for statement in properties.get(DIP + name, ()))
        for quad, file in first_places(statements).values():
            iri = _name(quad.object)
            if iri not in known:
                hint = _did_you_mean(data, iri, known) or f"describe the {kind} in the record graph"
                what = f"missing {kind} {_short(data, iri)}"
                yield Finding("missing-link", what, file.where(quad, term=iri), hint, node=iri, graph=_graph(quad))


def missing_speech(data: Dataset) -> Iterator[Finding]:
    """The content of a statement, communication or text that no assertion graph tells of."""
    told = {_name(quad.subject) for graph in data.assertion_graphs for quad, _ in data.graphs.get(graph, ())}
    told |= {_name(quad.subject) for quad, _ in data.graphs.get(data.background, ())}
    for graph in data.assertion_graphs:
        for quad, file in data.recorded(graph, "contentOf"):
            iri = _name(quad.object)
            if iri not in told:
                what = f"{_short(data, graph)} is the content of {_short(data, iri)}, which no assertion graph tells of"
                hint = _did_you_mean(data, iri, told) or "tell of the statement itself in a graph of its own"
                yield Finding("missing-speech", what, file.where(quad), hint, node=graph, graph=graph)


def undescribed(data: Dataset) -> Iterator[Finding]:
    """A thing of this workspace that is pointed to and that nothing describes: most often a misspelt name."""
    own = (data.base + "id/",)
    pointed = (each for each in data.statements() if isinstance(each[0].object, ox.NamedNode) and each[0].object.value.startswith(own))
    known = {each for each in data.subjects if each.startswith(own)}
    # Documents and speech acts have findings of their own, with better words.
    elsewhere = {DIP + name for name in ("contentOf", "document", "sharesTextWith")}
    for quad, file in first_places(each for each in pointed if each[0].predicate.value not in elsewhere).values():
        iri = _name(quad.object)
        if iri not in known:
            hint = _did_you_mean(data, iri, known) or "give it a label and a type: an entity in k:background, an act in its assertion graph"
            what = f"nothing describes {_short(data, iri)}"
            yield Finding("undescribed", what, file.where(quad, term=iri), hint, node=iri, graph=_graph(quad))


def act_in_background(data: Dataset) -> Iterator[Finding]:
    """An act or another matter that is typed or labelled outside of the assertion graphs: then no passage says it."""
    told: set[str] = {
        _name(quad.subject)
        for graph in data.assertion_graphs
        for quad, _ in data.graphs.get(graph, ())
        if quad.predicate.value == _TYPE and data.ontology.is_a(_name(quad.object), DIP + "Matter")
    }
    for graph in (data.background, data.record):
        seen = set()
        for quad, file in data.graphs.get(graph, ()):
            subject = _name(quad.subject)
            typed = quad.predicate.value == _TYPE and data.ontology.is_a(_name(quad.object), DIP + "Matter")
            labelled = subject in told and (graph == data.background or quad.predicate.value in _LABELS | {_TYPE})
            if subject not in seen and (typed or labelled):
                seen.add(subject)
                yield Finding(
                    "act-in-background",
                    f"{_show(data, quad.subject)} is an act or another matter and is described in {_short(data, graph)}",
                    file.where(quad),
                    "move its type and label into the assertion graphs that tell of it",
                    node=_iri(quad.subject),
                    graph=graph,
                )


def bad_date(data: Dataset) -> Iterator[Finding]:
    """A date that is not EDTF, names a day that there was not, or lacks the datatype."""
    for quad, file in data.statements():
        value = quad.object
        if isinstance(value, ox.Literal) and value.datatype.value == _EDTF:
            try:
                parse_edtf(value.value)
                continue
            except DateProblem as problem:
                what, hint = problem.what, problem.hint
        elif quad.predicate.value == DIP + "date":
            what, hint = f"{_show(data, value)} is no EDTF literal", 'write it as "1974-02"^^edtf:EDTF'
        else:
            continue
        node = _iri(quad.subject)
        yield Finding("bad-date", what, file.where(quad), hint, node=node, graph=_graph(quad), path=quad.predicate.value)


def idle_and_speaking(data: Dataset) -> Iterator[Finding]:
    """A passage that is said to assert nothing and has assertion graphs."""
    cited = {iri: graph for graph in data.assertion_graphs for iri in objects(data.recorded(graph, "cites"))}
    for passage, properties in data.records.items():
        for quad, file in properties.get(DIP + "assertsNothing", ()):
            if passage in cited:
                what = f"{_short(data, passage)} is said to assert nothing and is cited by {_short(data, cited[passage])}"
                yield Finding("idle-and-speaking", what, file.where(quad), "remove dip:assertsNothing, or the graph", node=passage)


def uncovered_passage(data: Dataset) -> Iterator[Finding]:
    """A passage without an assertion graph and without a reason for having none."""
    cited = {iri for graph in data.assertion_graphs for iri in objects(data.recorded(graph, "cites"))}
    for passage, properties in data.records.items():
        if not data.is_a(passage, "Passage") or passage in cited or DIP + "assertsNothing" in properties:
            continue
        quad, file = next(iter(properties.values()))[0]
        hint = 'write its assertion graphs, or give the reason with dip:assertsNothing "..."@en'
        yield Finding("uncovered-passage", f"no graph cites {_short(data, passage)}", file.where(quad), hint, "warning", passage)


def derived_property(data: Dataset, concluded: frozenset[str]) -> Iterator[Finding]:
    """A property that only the build or a rule may use. Not in `LINTS`: it needs to know the rules."""
    seen: set[tuple[str, str]] = set()
    for quad, file in data.statements():
        iri = quad.predicate.value
        if iri in concluded and (file.shown, iri) not in seen:
            seen.add((file.shown, iri))
            what = f"{_short(data, iri)} is derived by the build and never authored"
            hint = "write the act with its roles: the edge follows from it"
            yield Finding("derived-property", what, file.where(quad), hint, node=iri, graph=_graph(quad))


LINTS: Final[tuple[Callable[[Dataset], Iterable[Finding]], ...]] = (
    outside_graph,
    blank_node,
    undeclared_term,
    no_thing,
    unknown_graph,
    assertion_graph,
    missing_link,
    missing_speech,
    undescribed,
    act_in_background,
    bad_date,
    idle_and_speaking,
    uncovered_passage,
)
"""All rules that need nothing but the data."""


def _place_of_graph(data: Dataset, graph: str) -> str:
    """Where a graph's block begins, else where the record speaks of it."""
    statements: list[Statement] = data.graphs.get(graph) or next(iter(data.records[graph].values()))
    quad, file = statements[0]
    place = file.positions.graphs.get(graph)
    return file.where(quad) if place is None else f"{file.shown}:{place[0]}:{place[1]}"


def _did_you_mean(data: Dataset, iri: str, known: Iterable[str]) -> str | None:
    namespace = _namespace(iri)
    local = {each[len(namespace) :] for each in known if each.startswith(namespace)}
    near = get_close_matches(iri[len(namespace) :], sorted(local), 1, 0.7)
    return f"did you mean {_short(data, namespace + near[0])}?" if near else None


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def _short(data: Dataset, iri: str) -> str:
    return shorten(iri, prefixes_of(data.base))


def _show(data: Dataset, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return _short(data, term.value) if isinstance(term, ox.NamedNode) else str(term)


def _name(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _iri(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | ox.DefaultGraph) -> str | None:
    """The IRI of a term; None for one that has no name which holds from one reading to the next."""
    return term.value if isinstance(term, ox.NamedNode) else None


def _graph(quad: ox.Quad) -> str | None:
    return _iri(quad.graph_name)
