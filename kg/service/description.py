"""What the service is and has, as RDF: its SPARQL endpoint, its numbers, and its files.

================================================  ============================================================================
vocabulary                                        what it says
================================================  ============================================================================
SPARQL 1.1 Service Description                    the endpoint: its language, its formats, its graphs
VoID, with ``void-ext`` for datatypes             the numbers, by class and property; what is used with each class and leads where
DCAT 3                                            the dataset, its files and its services, for catalogues
SHACL, ``sh:SPARQLExecutable``                    the stored queries as examples
================================================  ============================================================================

See https://www.w3.org/TR/sparql11-service-description/, https://www.w3.org/TR/void/, https://www.w3.org/TR/vocab-dcat-3/ and
https://www.w3.org/TR/shacl/. There are no blank nodes, so that every thing can be cited: all have addresses with a fragment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pyoxigraph as ox

from kg.export.about import DCAT, VOID, About, number_of, tell_dataset, tell_numbers
from kg.export.statistics import statistics
from kg.export.writing import WRITERS
from kg.formats import FORMATS
from kg.namespaces import DCTERMS, OWL, RDFS, SCHEMA, SH, XSD
from kg.query.writing import write_triples
from kg.service.context import acceptable
from kg.service.formats import GRAPHS, content_type
from kg.service.message import Reply
from kg.service.routing import Route
from kg.sparql.binding import with_prefixes
from kg.terms import COMMENT, LABEL, iri_of, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kg.export.statistics import Property, Statistics
    from kg.formats import Format
    from kg.service.context import Context
    from kg.service.message import Asked

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
VOID_EXT: Final = "http://ldf.fi/void-ext#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
FORMAT: Final = "http://www.w3.org/ns/formats/"
MEDIA: Final = "https://www.iana.org/assignments/media-types/"

PREFIXES: Final = {
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "format": FORMAT,
    "owl": OWL,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sd": SD,
    "sh": SH,
    "void": VOID,
    "voidext": VOID_EXT,
    "xsd": XSD,
}

MOST_GRAPHS: Final = 1_000
"""The largest number of named graphs that are listed."""

MOST_TARGETS: Final = 20_000
"""The largest number of classes and datatypes that the properties of all classes lead to, counted for each class, that are listed."""

WRITTEN: Final = (
    *(f"{FORMAT}SPARQL_Results_{each}" for each in ("JSON", "XML", "CSV", "TSV")),
    *(FORMAT + each for each in ("Turtle", "TriG", "N-Quads", "N-Triples", "JSON-LD", "RDF_XML")),
)
"""The formats of answers, by their IRIs at the W3C."""

_FORMS: Final = {"SELECT": ("Select", "select"), "ASK": ("Ask", "ask"), "CONSTRUCT": ("Construct", "construct")}


class _About(About):
    """Triples, as they are put together.

    Args:
        origin: the scheme, host and port of the service.
    """

    def __init__(self, origin: str) -> None:
        self.endpoint = ox.NamedNode(f"{origin}/sparql")
        self.store = ox.NamedNode(f"{origin}/rdf-graph-store")
        self.page = ox.NamedNode(f"{origin}/.well-known/void")
        super().__init__(ox.NamedNode(f"{self.page.value}#dataset"), f"{self.page.value}#")


def described(context: Context, asked: Asked) -> Reply:
    """The description of the SPARQL endpoint, with the numbers and the stored queries.

    Args:
        context: what is described.
        asked: the request.

    Raises:
        Refused: the client accepts no format of RDF (406).
    """

    def tell(about: _About) -> None:
        _tell_service(context, about)
        _tell_dataset(context, about)
        _tell_queries(context, about)

    return _reply(context, asked, "service", tell)


def void(context: Context, asked: Asked, _: str) -> Reply:
    """The description of the dataset, at the address where clients look for it (VoID, section 7.2).

    Args:
        context: what is described.
        asked: the request.

    Raises:
        Refused: the client accepts no format of RDF (406).
    """

    def tell(about: _About) -> None:
        about.kind(about.page, VOID + "DatasetDescription")
        about.say(about.page, FOAF + "primaryTopic", about.dataset)
        _tell_dataset(context, about)
        _tell_catalogue(context, about)

    return _reply(context, asked, "void", tell)


def _reply(context: Context, asked: Asked, name: str, tell: Callable[[_About], None]) -> Reply:
    media = acceptable(asked, tuple(GRAPHS))

    def make() -> Reply:
        about = _About(asked.origin)
        tell(about)
        # A description has limits of its own, and is read by clients that cannot ask for a part of it.
        prefixes = {**context.graph.names.prefixes, **PREFIXES, "part": about.part("").value}
        data = write_triples(about.triples(), GRAPHS[media], prefixes, 10**9, 10**9)
        return Reply(200, data, [("Content-Type", content_type(media))])

    return context.validated(asked, (name, asked.origin, media), make)


def _tell_service(context: Context, about: _About) -> None:
    """The endpoint. None of the features that the vocabulary has a name for is one of this service."""
    service, dataset = about.endpoint, ox.NamedNode(f"{about.endpoint.value}#dataset")
    about.kind(service, SD + "Service")
    about.say(service, LABEL.value, _text(context, context.graph.snapshot.title))
    about.say(service, SD + "endpoint", about.endpoint)
    about.say(service, SD + "supportedLanguage", ox.NamedNode(SD + "SPARQL11Query"))
    about.say(service, SD + "resultFormat", *map(ox.NamedNode, WRITTEN))
    about.say(service, SD + "defaultDataset", dataset)
    about.kind(dataset, SD + "Dataset")
    about.say(dataset, SD + "defaultGraph", about.dataset)
    about.kind(about.dataset, SD + "Graph")
    names = sorted(iri for each in context.graph.store.named_graphs() if (iri := iri_of(each)) is not None)
    for name in names[:MOST_GRAPHS]:
        node = ox.NamedNode(f"{about.endpoint.value}#{quote(name.removeprefix(context.base), safe='/:')}")
        about.say(dataset, SD + "namedGraph", node)
        about.kind(node, SD + "NamedGraph")
        about.say(node, SD + "name", ox.NamedNode(name))
    if len(names) > MOST_GRAPHS:
        said = f"{MOST_GRAPHS:,} of {len(names):,} named graphs are listed; SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} }} returns all."
        about.say(dataset, COMMENT.value, ox.Literal(said, language="en"))


def _numbers(context: Context) -> Statistics:
    return statistics(context.graph.snapshot)


def _text(context: Context, text: str) -> ox.Literal:
    return ox.Literal(text, language=context.graph.snapshot.language)


def _tell_dataset(context: Context, about: _About) -> None:
    """The dataset: what it is, and its numbers."""
    dataset = about.dataset
    numbers = context.once(_numbers)
    tell_dataset(about, context.graph.snapshot)
    about.say(dataset, VOID + "sparqlEndpoint", about.endpoint)
    for address, _ in _dumps(about):
        about.say(dataset, VOID + "dataDump", address)
    about.say(dataset, VOID + "feature", *map(ox.NamedNode, (each for each in WRITTEN if "SPARQL" not in each)))
    tell_numbers(about, numbers, context.graph.names.prefixes, context.graph.names.label)
    wanted = sum(len(each.classes) + len(each.datatypes) for used in numbers.used.values() for each in used.values())
    for iri, used in numbers.used.items():
        name = f"class-{_short(context, iri)}"
        for each, found in used.items():
            _tell_property(context, about, about.part(name), f"{name}-{_short(context, each)}", each, found, wanted <= MOST_TARGETS)


def _tell_property(context: Context, about: _About, whole: ox.NamedNode, name: str, iri: str, found: Property, targets: bool) -> None:
    """A property with the things of a class, and what it leads to from there."""
    part = about.part(name)
    about.say(whole, VOID + "propertyPartition", part)
    about.say(part, VOID + "property", ox.NamedNode(iri))
    about.say(part, VOID + "triples", number_of(found.triples))
    if not targets:
        return
    for each, number in found.classes.items():
        target = about.part(f"{name}-{_short(context, each)}")
        about.say(part, VOID + "classPartition", target)
        about.say(target, VOID + "class", ox.NamedNode(each))
        about.say(target, VOID + "triples", number_of(number))
    for each, number in found.datatypes.items():
        target = about.part(f"{name}-{_short(context, each)}")
        about.say(part, VOID_EXT + "datatypePartition", target)
        about.say(target, VOID_EXT + "datatype", ox.NamedNode(each))
        about.say(target, VOID + "triples", number_of(number))


def _short(context: Context, iri: str) -> str:
    return shorten(iri, context.graph.names.prefixes)


def _dumps(about: _About) -> Iterator[tuple[ox.NamedNode, Format]]:
    """The address and format of each dump in RDF."""
    origin = about.endpoint.value.removesuffix("/sparql")
    for ending in WRITERS:
        found = FORMATS.get(ending)
        if found is not None and found.rdf is not None:
            yield ox.NamedNode(f"{origin}/dump/graph{ending}"), found


def _tell_catalogue(context: Context, about: _About) -> None:
    """The catalogue of this service: its one dataset, the files of that, and the services that give access to it."""
    catalogue, dataset = about.part("catalogue"), about.dataset
    about.kind(catalogue, DCAT + "Catalog")
    about.say(catalogue, DCTERMS + "title", _text(context, context.graph.snapshot.title))
    about.say(catalogue, DCAT + "dataset", dataset)
    licence = str(context.graph.snapshot.meta.get("license", ""))
    for address, found in _dumps(about):
        file = about.part(f"file-{found.extension[1:]}")
        about.say(dataset, DCAT + "distribution", file)
        about.kind(file, DCAT + "Distribution")
        about.say(file, DCTERMS + "title", ox.Literal(found.name, language="en"))
        about.say(file, DCAT + "downloadURL", address)
        about.say(file, DCAT + "mediaType", ox.NamedNode(MEDIA + found.media_type))
        if licence.startswith(("https://", "http://")):
            about.say(file, DCTERMS + "license", ox.NamedNode(licence))
    for name, title, address, standard in (
        ("sparql", "SPARQL endpoint", about.endpoint, "https://www.w3.org/TR/sparql11-protocol/"),
        ("graphs", "Graph store", about.store, "https://www.w3.org/TR/sparql11-http-rdf-update/"),
    ):
        service = about.part(f"service-{name}")
        about.say(catalogue, DCAT + "service", service)
        about.kind(service, DCAT + "DataService")
        about.say(service, DCTERMS + "title", ox.Literal(title, language="en"))
        about.say(service, DCTERMS + "conformsTo", ox.NamedNode(standard))
        about.say(service, DCAT + "endpointURL", address)
        about.say(service, DCAT + "endpointDescription", about.endpoint)
        about.say(service, DCAT + "servesDataset", dataset)


def _tell_queries(context: Context, about: _About) -> None:
    """The stored queries as examples, each in plain SPARQL 1.1. SHACL has no property for the text of a DESCRIBE."""
    declared = ox.NamedNode(f"{about.endpoint.value}#prefixes")
    about.kind(declared, OWL + "Ontology")
    for prefix, namespace in context.graph.names.prefixes.items():
        node = ox.NamedNode(f"{declared.value}/{prefix}")
        about.say(declared, SH + "declare", node)
        about.say(node, SH + "prefix", ox.Literal(prefix))
        about.say(node, SH + "namespace", ox.Literal(namespace, datatype=ox.NamedNode(XSD + "anyURI")))
    origin = about.endpoint.value.removesuffix("/sparql")
    for query in context.graph.queries(on_error=lambda _: None):  # `kg check` reports the error of a query
        if query.form not in _FORMS:
            continue
        kind, name = _FORMS[query.form]
        node = ox.NamedNode(f"{origin}/queries/{quote(query.name)}")
        about.kind(node, SH + "SPARQLExecutable", f"{SH}SPARQL{kind}Executable")
        about.say(node, COMMENT.value, ox.Literal(query.summary or query.name))  # in the language of its author
        about.say(node, SH + "prefixes", declared)
        about.say(node, SH + name, ox.Literal(with_prefixes(query.text, context.graph.names.prefixes)))
        about.say(node, SCHEMA + "keywords", *map(ox.Literal, query.tags))
        about.say(node, SCHEMA + "target", about.endpoint)


ROUTES: Final = (Route("/.well-known/void", void),)
