"""The lint: mistakes in well-formed data that fail a build, one function for each rule.

Each rule takes the `Dataset` and yields findings; the first line of its docstring is its description in docs/checks.md.
`LINTS` lists them, and `lint` runs them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from kg.authored.finding import Finding, Severity, by_place
from kg.authored.reading import DataFile, Dataset, Statement, first_places, graph_name, objects
from kg.dates import DateProblem, parse_edtf
from kg.files import did_you_mean, nearest
from kg.namespaces import DIP, EDTF, RDF_TYPE, RDFS, SKOS, prefixes_of
from kg.places import Place
from kg.terms import DERIVED, TYPE, iri_of, shorten, text_of, unwritable

_MOST_RANGES: Final = 12
"""The number of ranges of passages that a finding names."""

_EDTF: Final = EDTF + "EDTF"
_LABELS: Final = frozenset({SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel", RDFS + "label"})
_DERIVED: Final = frozenset(each.value for each in DERIVED)


def lint(data: Dataset, concluded: Iterable[str] = (), *, complete: bool = True) -> list[Finding]:
    """Run all rules over the data.

    Args:
        data: the content of the data files.
        concluded: the IRIs of the properties and classes that only the build and its inference rules conclude, which data must not use.
        complete: whether every data file was read to its end. If not, the rules in `NEED_ALL_DATA` are left out.

    Returns:
        The findings, sorted by place.
    """
    found = [finding for rule in LINTS for finding in rule(data)]
    found += derived_property(data, frozenset(concluded) | _DERIVED)
    return sorted({each for each in found if complete or each.rule not in NEED_ALL_DATA}, key=by_place)


def severity_of(rule: str) -> Severity:
    """The severity of a rule of the lint, before the profile of the workspace is applied. An error fails the build.

    >>> severity_of("blank-node"), severity_of("uncovered-passage")
    ('error', 'warning')
    """
    return "warning" if rule == "uncovered-passage" else "error"


_UNUSUAL: Final[WeakKeyDictionary[Dataset, list[Statement]]] = WeakKeyDictionary()
_parsed: Final = lru_cache(maxsize=1 << 16)(parse_edtf)


def unusual(data: Dataset) -> list[Statement]:
    """The statements in which the rules about single statements can find something, in order: few in data without mistakes.

    A statement is usual if its subject and its graph are IRIs, its property is declared, and its value is

    - an IRI that is declared, or of a namespace in which nothing is declared; not a class or a property, except a class as a type;
    - a literal of a property that takes literals, of printable characters, and, if it is the value of ``dip:date`` or is EDTF, valid EDTF.

    Args:
        data: the content of the data files.
    """
    found = _UNUSUAL.get(data)
    if found is None:
        found = _UNUSUAL[data] = list(_unusual_of(data))
    return found


def _unusual_of(data: Dataset) -> Iterator[Statement]:
    kinds, namespaces, date, edtf = data.ontology.kinds, data.ontology.namespaces(), ox.NamedNode(DIP + "date"), ox.NamedNode(_EDTF)
    declared: dict[ox.NamedNode, bool] = {}
    takes_things: dict[ox.NamedNode, bool] = {}

    def is_usual_thing(predicate: ox.NamedNode, value: ox.NamedNode) -> bool:
        iri = value.value
        if predicate == TYPE:
            return data.ontology.is_class(iri)
        if iri in kinds:
            return not (takes_things[predicate] and (data.ontology.is_class(iri) or data.ontology.is_property(iri)))
        return _namespace(iri) not in namespaces

    def is_usual_literal(predicate: ox.NamedNode, value: ox.Literal) -> bool:
        text = value.value
        if takes_things[predicate] or not text.isprintable():
            return False
        if value.datatype != edtf:
            return predicate != date
        try:
            return _parsed(text) is not None
        except DateProblem:
            return False

    for graph, statements in data.graphs.items():
        in_blank = graph.startswith("_:")
        for statement in statements:
            quad = statement[0]
            predicate, value = quad.predicate, quad.object
            if predicate not in declared:
                declared[predicate] = data.ontology.is_property(predicate.value)
                takes_things[predicate] = data.ontology.is_object_property(predicate.value)
            if in_blank or not declared[predicate] or not isinstance(quad.subject, ox.NamedNode):
                yield statement
            elif isinstance(value, ox.NamedNode):
                if predicate == date or not is_usual_thing(predicate, value):
                    yield statement
            elif not (isinstance(value, ox.Literal) and is_usual_literal(predicate, value)):
                yield statement


def outside_graph(data: Dataset) -> Iterator[Finding]:
    """A triple stands outside any GRAPH block, so that no source is given for it."""
    for quad, file in data.graphs.get("", ())[:1]:
        yield Finding(
            "outside-graph",
            f"{_show(data, quad.subject)} is described outside any graph",
            file.place(quad),
            "move the triple into an assertion graph, the record graph or the background graph",
            node=iri_of(quad.subject),
        )


def blank_node(data: Dataset) -> Iterator[Finding]:
    """A blank node is used: it is duplicated on merging and cannot be cited."""
    objects_of_others = {quad.object for quad, _ in unusual(data) if isinstance(quad.object, ox.BlankNode)}
    for quad, file in unusual(data):
        # Each node is reported once: where it is an object, or else where it is described.
        subject = quad.subject if quad.subject not in objects_of_others else None
        if any(isinstance(term, ox.BlankNode) for term in (subject, quad.object, quad.graph_name)):
            in_graph = file.place_of_graph(graph_name(quad)) or Place(file.shown, 1, 1)
            place = file.place(quad) if isinstance(quad.subject, ox.NamedNode) else in_graph
            hint = "give the node an IRI, such as e:something"
            about = _graph(quad)
            yield Finding("blank-node", "a blank node is not allowed in data", place, hint, node=about, graph=about)


def unwritable_term(data: Dataset) -> Iterator[Finding]:
    """A value is a triple term, or contains a control character: not every format of the graph can hold it."""
    for quad, file in unusual(data):
        reason = unwritable(quad.object)
        if reason is not None:
            hint = "state it in an assertion graph of its own" if isinstance(quad.object, ox.Triple) else "remove the character"
            what = f"{reason} in the value of {_short(data, quad.predicate.value)}"
            yield Finding("unwritable-term", what, file.place(quad), hint, node=iri_of(quad.subject), graph=_graph(quad))


def undeclared_term(data: Dataset) -> Iterator[Finding]:
    """A class, property or named value is declared neither by the ontology nor by a reused vocabulary."""
    seen: set[tuple[str, str]] = set()
    for quad, file in unusual(data):
        for iri, kind in _undeclared(data, quad):
            if (file.shown, iri) in seen:
                continue
            seen.add((file.shown, iri))
            near = data.ontology.nearest(iri, kind) or data.ontology.nearest(iri)
            hint = did_you_mean([_short(data, near)] if near else [], "declare it in the ontology, or use a declared term")
            what = f"undeclared {'value' if kind == 'individual' else kind} {_short(data, iri)}"
            yield Finding("undeclared-term", what, _place_of_term(file, quad, iri), hint, node=iri, graph=_graph(quad))


def _undeclared(data: Dataset, quad: ox.Quad) -> Iterator[tuple[str, str]]:
    """The undeclared terms of a quad, each with the kind of term that it must be declared as."""
    ontology = data.ontology
    if not ontology.is_property(quad.predicate.value):
        yield quad.predicate.value, "property"
    if not isinstance(quad.object, ox.NamedNode):
        return
    iri = quad.object.value
    if quad.predicate.value == RDF_TYPE:
        if not ontology.is_class(iri):
            yield iri, "class"
    elif iri not in ontology.kinds and _namespace(iri) in ontology.namespaces():
        yield iri, "individual"


def no_thing(data: Dataset) -> Iterator[Finding]:
    """A literal, a class or a property is the value of an object property, where reasoner and rules ignore it."""
    ontology = data.ontology
    for quad, file in unusual(data):
        predicate, value = quad.predicate.value, quad.object
        if not ontology.is_object_property(predicate) or isinstance(value, ox.BlankNode):
            continue
        if not isinstance(value, ox.NamedNode):
            given, hint = f"the literal {_show(data, value)}", "give the thing an IRI, such as e:something, and this text as its label"
        elif ontology.is_class(value.value):
            given, hint = f"the class {_short(data, value.value)}", "name the member of the class that is meant, such as e:something"
        elif ontology.is_property(value.value):
            given, hint = f"the property {_short(data, value.value)}", "name the thing that is meant, such as e:something"
        else:
            continue
        what = f"the value of {_short(data, predicate)} must be a thing, not {given}"
        yield Finding("no-thing", what, file.place(quad), hint, node=iri_of(quad.subject), graph=_graph(quad), path=predicate)


def unknown_graph(data: Dataset) -> Iterator[Finding]:
    """A graph is neither the record, nor the background, nor an assertion graph of this workspace."""
    allowed = "data files write to k:record, k:background and assertion graphs a:..."
    for graph, statements in data.graphs.items():
        if graph in ("", data.record, data.background) or graph.startswith("_:") or data.is_assertion(graph):
            continue
        what, hint = f"unknown graph {_short(data, graph)}", _did_you_mean(data, graph, (data.record, data.background)) or allowed
        if graph.removeprefix(data.base + "graph/") in _BUILT_GRAPHS:
            what, hint = f"the graph {_short(data, graph)} is written by the build and must not be authored", allowed
        place = statements[0][1].place_of_graph(graph) or Place(statements[0][1].shown, 1, 1)
        yield Finding("unknown-graph", what, place, hint, node=graph, graph=graph)


_BUILT_GRAPHS: Final = frozenset({"entailed", "held", "ontology"})


def assertion_graph(data: Dataset) -> Iterator[Finding]:
    """An assertion graph has no standing, no citation or no content, or more than one standing, or an invalid standing or rank."""
    for graph in data.assertion_graphs:
        for what, place, hint in _wrong_with_graph(data, graph):
            yield Finding("assertion-graph", what, place, hint, node=graph, graph=graph)


def _wrong_with_graph(data: Dataset, graph: str) -> Iterator[tuple[str, Place, str]]:
    """What is wrong with an assertion graph, where, and how to fix it."""
    short, standings = _short(data, graph), data.recorded(graph, "standing")
    hint = f"add to k:record: {short} dip:cites p:... ; dip:standing dip:Stated ."
    if graph not in data.records:
        yield f"the assertion graph {short} is not described in the record", _place_of_graph(data, graph), hint
        return
    if not standings:
        yield f"the assertion graph {short} has no standing", _place_of_graph(data, graph), hint
    elif len({str(quad.object) for quad, _ in standings}) > 1:
        quad, file = standings[-1]
        yield f"the assertion graph {short} has more than one standing", file.place(quad), "split it into one graph for each standing"
    if not data.recorded(graph, "cites"):
        yield f"the assertion graph {short} cites no passage", _place_of_graph(data, graph), f"add to k:record: {short} dip:cites p:... ."
    if graph not in data.graphs:
        hint = f"write a block {short} {{ ... }}, or remove {short} from the record"
        yield f"the assertion graph {short} has no content", _place_of_graph(data, graph), hint
    for name, kind in (("standing", "ClaimStanding"), ("rank", "ClaimRank")):
        for quad, file in data.recorded(graph, name):
            value = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
            if not value or (value in data.ontology.kinds and DIP + kind not in data.ontology.types(value)):
                what = f"{_show(data, quad.object)} is not a {name}"
                yield what, file.place(quad), f"use a dip:{kind}, such as dip:{_EXAMPLES[kind]}"


_EXAMPLES: Final = {"ClaimStanding": "Stated", "ClaimRank": "Normal"}


_LINKED: Final = {"passage": "Passage", "document": "SourceDocument"}
_LINKS: Final = (
    ("cites", "passage"),
    ("readWith", "passage"),
    ("parallels", "passage"),
    ("document", "document"),
    ("sharesTextWith", "document"),
    ("within", "assertion graph"),
    ("differsFrom", "assertion graph"),
)


def missing_link(data: Dataset) -> Iterator[Finding]:
    """The record refers to a passage, document or assertion graph that does not exist."""

    def exists(iri: str, kind: str) -> bool:
        return iri in data.assertion_graphs if kind == "assertion graph" else iri in data.subjects and data.is_a(iri, _LINKED[kind])

    for name, kind in _LINKS:
        statements = (statement for properties in data.records.values() for statement in properties.get(DIP + name, ()))
        for quad, file in first_places(statements).values():
            iri = text_of(quad.object)
            if not exists(iri, kind):
                hint = (
                    _did_you_mean(data, iri, (each for each in data.subjects if exists(each, kind)))
                    or f"describe the {kind} in the record graph"
                )
                what = f"the {kind} {_short(data, iri)} does not exist"
                yield Finding("missing-link", what, _place_of_term(file, quad, iri), hint, node=iri, graph=_graph(quad))


def missing_speech(data: Dataset) -> Iterator[Finding]:
    """An assertion graph is the content of a statement, communication or text that no assertion graph describes."""
    described = {text_of(quad.subject) for graph in data.assertion_graphs for quad, _ in data.graphs.get(graph, ())}
    described |= {text_of(quad.subject) for quad, _ in data.graphs.get(data.background, ())}
    for graph in data.assertion_graphs:
        for quad, file in data.recorded(graph, "contentOf"):
            iri = text_of(quad.object)
            if iri not in described:
                what = f"{_short(data, graph)} is the content of {_short(data, iri)}, which no assertion graph describes"
                hint = _did_you_mean(data, iri, described) or "describe the statement itself in an assertion graph of its own"
                yield Finding("missing-speech", what, file.place(quad), hint, node=graph, graph=graph)


def undescribed(data: Dataset) -> Iterator[Finding]:
    """A name of this workspace is used that nothing describes; most often it is misspelt."""
    own = (data.base + "id/",)
    uses = (each for each in data.statements() if isinstance(each[0].object, ox.NamedNode) and each[0].object.value.startswith(own))
    known = {each for each in data.subjects if each.startswith(own)}
    # missing-link and missing-speech report documents and speech acts, with more exact messages.
    elsewhere = {DIP + name for name in ("contentOf", "document", "sharesTextWith")}
    for quad, file in first_places(each for each in uses if each[0].predicate.value not in elsewhere).values():
        iri = text_of(quad.object)
        if iri not in known:
            hint = _did_you_mean(data, iri, known) or "give it a label and a type: an entity in k:background, an act in its assertion graph"
            what = f"{_short(data, iri)} is used but not described"
            yield Finding("undescribed", what, _place_of_term(file, quad, iri), hint, node=iri, graph=_graph(quad))


def act_in_background(data: Dataset) -> Iterator[Finding]:
    """An act or other matter is typed or labelled outside the assertion graphs, where no passage is cited for it."""
    asserted: set[str] = {
        text_of(quad.subject)
        for graph in data.assertion_graphs
        for quad, _ in data.graphs.get(graph, ())
        if quad.predicate.value == RDF_TYPE and data.ontology.is_a(text_of(quad.object), DIP + "Matter")
    }
    for graph in (data.background, data.record):
        seen = set()
        for quad, file in data.graphs.get(graph, ()):
            subject = text_of(quad.subject)
            typed = quad.predicate.value == RDF_TYPE and data.ontology.is_a(text_of(quad.object), DIP + "Matter")
            labelled = subject in asserted and (graph == data.background or quad.predicate.value in _LABELS | {RDF_TYPE})
            if subject not in seen and (typed or labelled):
                seen.add(subject)
                yield Finding(
                    "act-in-background",
                    f"{_short(data, graph)} describes {_show(data, quad.subject)}, which is an act or other matter",
                    file.place(quad),
                    "move its type and label into the assertion graphs that describe it",
                    node=iri_of(quad.subject),
                    graph=graph,
                )


def bad_date(data: Dataset) -> Iterator[Finding]:
    """A date is not valid EDTF, is not in the calendar, or lacks the datatype edtf:EDTF."""
    for quad, file in unusual(data):
        value = quad.object
        if isinstance(value, ox.Literal) and value.datatype.value == _EDTF:
            try:
                parse_edtf(value.value)
                continue
            except DateProblem as problem:
                what, hint = problem.what, problem.hint
        elif quad.predicate.value == DIP + "date":
            what, hint = f"{_show(data, value)} is not an EDTF literal", 'write the date as "1974-02"^^edtf:EDTF'
        else:
            continue
        node = iri_of(quad.subject)
        yield Finding("bad-date", what, file.place(quad), hint, node=node, graph=_graph(quad), path=quad.predicate.value)


def idle_and_speaking(data: Dataset) -> Iterator[Finding]:
    """A passage is marked as asserting nothing, but an assertion graph cites it."""
    cited = {iri: graph for graph in data.assertion_graphs for iri in objects(data.recorded(graph, "cites"))}
    for passage, properties in data.records.items():
        for quad, file in properties.get(DIP + "assertsNothing", ()):
            if passage in cited:
                what = f"{_short(data, passage)} is marked as asserting nothing, but {_short(data, cited[passage])} cites it"
                hint = f"remove dip:assertsNothing, or the citation from {_short(data, cited[passage])}"
                yield Finding("idle-and-speaking", what, file.place(quad), hint, node=passage)


def uncovered(data: Dataset) -> Iterator[str]:
    """The IRIs of the passages that no assertion graph cites, without those of which a reason is given."""
    cited = {iri for graph in data.assertion_graphs for iri in objects(data.recorded(graph, "cites"))}
    for passage, properties in data.records.items():
        if data.is_a(passage, "Passage") and passage not in cited and DIP + "assertsNothing" not in properties:
            yield passage


def uncovered_passage(data: Dataset) -> Iterator[Finding]:
    """No assertion graph cites some passages of a document, and no reason is given: one finding for each document."""
    cited = {iri for graph in data.assertion_graphs for iri in objects(data.recorded(graph, "cites"))}
    begun: set[str] = set()
    every: dict[str, list[str]] = {}
    for passage in data.records:
        if data.is_a(passage, "Passage"):
            document = next(iter(objects(data.recorded(passage, "document"))), passage)
            every.setdefault(document, []).append(passage)
            begun |= {document} if passage in cited else set()
    open_ones = set(uncovered(data))
    for document, passages in every.items():
        left = [passage for passage in passages if passage in open_ones]
        if not left:
            continue
        whole = len(left) > 1 and document not in begun
        node = document if whole and document in data.records else left[0]
        quad, file = next(iter(data.records[node].values()))[0]
        ranges = _ranges(data, passages, open_ones)
        if len(left) == 1:
            what = f"no assertion graph cites {ranges}"
        elif whole:
            what = f"no assertion graph cites {_short(data, document)}, which has {len(left)} passages to code, in {ranges}"
        else:
            what = f"no assertion graph cites {len(left)} passages of {_short(data, document)}, in {ranges}"
        subject = "it says" if len(left) == 1 else "they say"
        hint = f'write what {subject}; a passage that says nothing gets the reason with dip:assertsNothing "..."@en'
        yield Finding("uncovered-passage", what, file.place(quad), hint, severity_of("uncovered-passage"), node)


def _by_number(name: str) -> list[tuple[int, str]]:
    """A key that sorts names by their numbers.

    >>> sorted(("p:H10", "p:H9", "p:A11"), key=_by_number)
    ['p:A11', 'p:H9', 'p:H10']
    """
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", name)]


def _ranges(data: Dataset, passages: list[str], left: set[str]) -> str:
    """The passages of a document that are left, those that follow one another as a range: ``p:T1 to p:T3 and p:T7``.

    A passage that asserts nothing does not break a range. The names and not the numbers order the passages: a passage that was added later
    between T2 and T3 has the last name, and nobody would look for it in ``p:T1 to p:T9``.
    """
    runs: list[list[str]] = [[]]
    for passage in sorted(passages, key=_by_number):
        if passage in left or (runs[-1] and DIP + "assertsNothing" in data.records[passage]):
            runs[-1].append(passage)
        elif runs[-1]:
            runs.append([])
    ends = [[passage for passage in run if passage in left] for run in runs]
    texts = [_short(data, own[0]) + (f" to {_short(data, own[-1])}" if len(own) > 1 else "") for own in ends if own]
    shown = texts if len(texts) <= _MOST_RANGES else [*texts[: _MOST_RANGES - 1], f"{len(texts) - _MOST_RANGES + 1} more places"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def derived_property(data: Dataset, concluded: frozenset[str]) -> Iterator[Finding]:
    """A property or a class is authored that only the build or an inference rule writes.

    This rule is not in `LINTS`, because it needs to know what the inference rules conclude.
    """
    seen: set[tuple[str, str]] = set()
    properties = {ox.NamedNode(iri) for iri in concluded} | {TYPE}
    for quad, file in data.statements():
        predicate = quad.predicate
        if predicate not in properties:
            continue
        iri = iri_of(quad.object) or "" if predicate == TYPE else predicate.value
        if iri in concluded and (file.shown, iri) not in seen:
            seen.add((file.shown, iri))
            what = f"{_short(data, iri)} is derived by the build and must not be authored"
            yield Finding("derived-property", what, file.place(quad), _instead_of(iri), node=iri, graph=_graph(quad))


def _instead_of(derived: str) -> str:
    """What to write instead of a derived property."""
    if derived == DIP + "statedIn":
        return "cite the passage from the assertion graph: dip:cites in k:record"
    if derived == DIP + "reachesUntil":
        return "write the date of the document: dcterms:date"
    if derived in _DERIVED:
        return "write dip:date: its bounds and flags are derived from it"
    return "write the act with its roles: the relation is inferred from it"


LINTS: Final[tuple[Callable[[Dataset], Iterable[Finding]], ...]] = (
    outside_graph,
    blank_node,
    unwritable_term,
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
"""The rules that need only the data."""

NEED_ALL_DATA: Final = frozenset({"assertion-graph", "missing-link", "missing-speech", "uncovered-passage", "undescribed"})
"""The rules that report something as missing.

After a syntax error a part of a file is missing, and these rules would blame the rest of the data for it. All other rules report something
that is present, so that a finding in part of the data is also one in all of the data.
"""


def _place_of_graph(data: Dataset, graph: str) -> Place:
    """The place of a graph's block, or else of the first statement about the graph in the record."""
    statements: list[Statement] = data.graphs.get(graph) or next(iter(data.records[graph].values()))
    quad, file = statements[0]
    return file.place_of_graph(graph) or file.place(quad)


def _place_of_term(file: DataFile, quad: ox.Quad, iri: str) -> Place:
    """The first mention of an IRI in a file, else the place of the quad that contains it."""
    return file.place_of_term(iri) or file.place(quad)


def _did_you_mean(data: Dataset, iri: str, known: Iterable[str]) -> str | None:
    namespace = _namespace(iri)
    local = {each[len(namespace) :] for each in known if each.startswith(namespace)}
    return did_you_mean(_short(data, namespace + near) for near in nearest(iri[len(namespace) :], local, 1))


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def _short(data: Dataset, iri: str) -> str:
    return shorten(iri, prefixes_of(data.base))


def _show(data: Dataset, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return _short(data, term.value) if isinstance(term, ox.NamedNode) else str(term)


def _graph(quad: ox.Quad) -> str | None:
    return iri_of(quad.graph_name)
