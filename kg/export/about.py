"""What a dataset is, as RDF: its title, licence, sources and numbers, in the terms of VoID and DCAT.

The service describes its dataset with the same functions (`kg.service.description`), at addresses of its own. In a dump, the description
is at addresses below ``<base>graph/about``, which is also the name of its graph where a format has named graphs.

See https://www.w3.org/TR/void/ and https://www.w3.org/TR/vocab-dcat-3/. The description has no blank nodes.
"""

from __future__ import annotations

from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pyoxigraph as ox

from kg.export.content import in_order
from kg.export.statistics import counted
from kg.namespaces import DCTERMS, DIP, ONTOLOGY, ONTOLOGY_LICENCE, ONTOLOGY_VERSION, OWL, PREFIXES, RDFS, XSD, prefixes_of
from kg.terms import COMMENT, LABEL, TYPE, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from kg.export.selection import Selection
    from kg.export.statistics import Statistics
    from kg.snapshot import Snapshot
    from kg.terms import Term

VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"

GRAPH: Final = "graph/about"
"""The name of the graph of the description, below the base IRI."""

_EXAMPLES: Final = ("Act", "Agent", "Passage", "AssertionGraph")
"""The classes of which the first instance is named as an example."""

_OF_DOCUMENTS: Final = frozenset(DCTERMS + each for each in ("title", "creator", "publisher", "license", "source"))
_BUILT_IN: Final = (OWL, RDFS, TYPE.value.removesuffix("type"))


class About:
    """Triples, as they are put together.

    Args:
        dataset: the dataset that is described.
        parts: what the addresses of its parts begin with.
    """

    def __init__(self, dataset: ox.NamedNode, parts: str) -> None:
        self.dataset = dataset
        self._parts = parts
        self._triples: dict[ox.NamedNode, list[ox.Triple]] = {}

    def part(self, name: str) -> ox.NamedNode:
        """A thing at the address of the description. Its name is one that Turtle needs no escapes for, if the terms have short forms."""
        return ox.NamedNode(f"{self._parts}{quote(name.replace(':', '.'), safe='')}")

    def say(self, subject: ox.NamedNode, predicate: str, *objects: Term) -> None:
        """Add a triple for each object."""
        said = self._triples.setdefault(subject, [])
        said += (ox.Triple(subject, ox.NamedNode(predicate), each) for each in objects)

    def kind(self, subject: ox.NamedNode, *classes: str) -> None:
        """Add the classes of a thing."""
        self.say(subject, TYPE.value, *map(ox.NamedNode, classes))

    def triples(self) -> Iterator[ox.Triple]:
        """All triples, those of each subject together."""
        return chain.from_iterable(self._triples.values())


def number_of(number: int) -> ox.Literal:
    """A number as a literal.

    >>> print(number_of(7))
    "7"^^<http://www.w3.org/2001/XMLSchema#integer>
    """
    return ox.Literal(str(number), datatype=ox.NamedNode(XSD + "integer"))


def tell_dataset(about: About, snapshot: Snapshot) -> None:
    """Say of a dataset what it is: title, digest, licence and citation, and where its own IRIs begin.

    Args:
        about: what is put together.
        snapshot: the snapshot that the dataset is made from.
    """
    dataset = about.dataset
    about.kind(dataset, VOID + "Dataset", DCAT + "Dataset")
    about.say(dataset, DCTERMS + "title", ox.Literal(snapshot.title, language=snapshot.language))
    about.say(dataset, DCTERMS + "identifier", ox.Literal(f"sha256:{snapshot.digest}"))
    for name, key in ((DCTERMS + "license", "license"), (DCTERMS + "bibliographicCitation", "citation")):
        value = str(snapshot.meta.get(key, ""))
        if value:
            about.say(dataset, name, ox.NamedNode(value) if value.startswith(("https://", "http://")) else ox.Literal(value))
    about.say(dataset, VOID + "uriSpace", ox.Literal(snapshot.base))


def tell_numbers(
    about: About, numbers: Statistics, prefixes: Mapping[str, str], label: Callable[[ox.NamedNode], str] | None = None
) -> None:
    """Say how many triples, subjects, classes and properties a dataset has, and how many there are of each class and property.

    Args:
        about: what is put together.
        numbers: the numbers.
        prefixes: prefix to namespace IRI, for the addresses of the parts.
        label: the label of a class or property; None for parts without labels.
    """
    dataset = about.dataset
    about.say(dataset, VOID + "triples", number_of(numbers.triples))
    if not numbers.counted:
        said = "The snapshot is too large to be counted by class and property."
        about.say(dataset, COMMENT.value, ox.Literal(said, language="en"))
        return
    about.say(dataset, VOID + "distinctSubjects", number_of(numbers.subjects))
    about.say(dataset, VOID + "classes", number_of(len(numbers.classes)))
    about.say(dataset, VOID + "properties", number_of(len(numbers.properties)))
    namespaces = {each[: max(each.rfind("#"), each.rfind("/")) + 1] for each in (*numbers.classes, *numbers.properties)}
    about.say(dataset, VOID + "vocabulary", *(ox.NamedNode(each) for each in sorted(namespaces - {""})))
    for iri, found in numbers.properties.items():
        part = about.part(f"property-{shorten(iri, prefixes)}")
        about.say(dataset, VOID + "propertyPartition", part)
        about.say(part, VOID + "property", ox.NamedNode(iri))
        if label is not None:
            about.say(part, LABEL.value, ox.Literal(label(ox.NamedNode(iri))))
        about.say(part, VOID + "triples", number_of(found.triples))
    for iri, number in numbers.classes.items():
        part = about.part(f"class-{shorten(iri, prefixes)}")
        about.say(dataset, VOID + "classPartition", part)
        about.say(part, VOID + "class", ox.NamedNode(iri))
        if label is not None:
            about.say(part, LABEL.value, ox.Literal(label(ox.NamedNode(iri))))
        about.say(part, VOID + "entities", number_of(number))


def prefixes_with_about(base: str) -> dict[str, str]:
    """All prefixes of a workspace, and those of the description of a dump.

    Args:
        base: the workspace's base IRI, ending in a slash.

    >>> prefixes_with_about("https://example.org/w/")["about"]
    'https://example.org/w/graph/about#'
    """
    return {**prefixes_of(base), "about": f"{base}{GRAPH}#", "dcat": DCAT, "void": VOID}


def description(snapshot: Snapshot, selection: Selection, default: Sequence[ox.Triple], content: str) -> list[ox.Triple]:
    """The description of a dump, the dataset first, then its documents, its parts, and the declarations of the terms that it uses.

    The numbers are those of the default graph without the description. Documents are named with their title, authors, publisher, licence
    and address, so that a reader sees under which terms the sources are. The parts have no labels, so that no query for labels finds them.

    Args:
        snapshot: the snapshot.
        selection: which part of it the dump has.
        default: the triples of the default graph of the dump, see `kg.export.content.triples`.
        content: what the dump has, in words.
    """
    parts = f"{snapshot.base}{GRAPH}#"
    whole = ox.NamedNode(parts + "dataset")
    about = About(whole if selection.part is None else ox.NamedNode(parts + _name(selection.part.words)), parts)
    tell_dataset(about, snapshot)
    dataset = about.dataset
    if dataset != whole:
        about.say(dataset, DCTERMS + "isPartOf", whole)
    about.say(dataset, DCAT + "version", ox.Literal(snapshot.digest[:12]))
    about.say(dataset, DCTERMS + "description", ox.Literal(content, language="en"))
    about.say(dataset, DCTERMS + "conformsTo", ox.NamedNode(ONTOLOGY_VERSION))
    types = [each for each in default if each.predicate == TYPE]
    documents, examples = _documents(snapshot, types), _examples(types)
    about.say(dataset, DCTERMS + "source", *documents)
    about.say(dataset, VOID + "exampleResource", *examples)
    counts = "The numbers are those of the default graph, without this description."
    about.say(dataset, COMMENT.value, ox.Literal(counts, language="en"))
    for document, said in documents.items():
        for triple in said:
            about.say(document, triple.predicate.value, triple.object)  # type: ignore[arg-type]  # no quoted triples here
    about.say(ox.NamedNode(ONTOLOGY_VERSION), DCTERMS + "isVersionOf", ox.NamedNode(ONTOLOGY))
    about.say(ox.NamedNode(ONTOLOGY_VERSION), DCTERMS + "license", ox.NamedNode(ONTOLOGY_LICENCE))
    tell_numbers(about, counted(default), PREFIXES)
    _declare(about)
    return list(about.triples())


def _name(words: Sequence[str]) -> str:
    """The name of a selection: the same for the same conditions."""
    return f"selection-{sha256(chr(10).join(words).encode()).hexdigest()[:12]}"


def _documents(snapshot: Snapshot, types: Sequence[ox.Triple]) -> dict[ox.NamedNode, list[ox.Triple]]:
    """The documents among sorted types, each with what is said of its title, authors, publisher, licence and address."""
    kind = ox.NamedNode(DIP + "SourceDocument")
    documents = [each.subject for each in types if each.object == kind]
    found: dict[ox.NamedNode, list[ox.Triple]] = {}
    for each in documents:
        if isinstance(each, ox.NamedNode):
            quads = snapshot.store.quads_for_pattern(each, None, None, ox.DefaultGraph())
            found[each] = in_order(quad.triple for quad in quads if quad.predicate.value in _OF_DOCUMENTS)
    return found


def _examples(types: Sequence[ox.Triple]) -> list[ox.NamedNode]:
    """The first instance of some classes among sorted types."""
    wanted = {ox.NamedNode(DIP + each): None for each in _EXAMPLES}
    found: dict[ox.NamedNode, ox.NamedNode] = {}
    for each in types:
        kind, subject = each.object, each.subject
        if isinstance(kind, ox.NamedNode) and kind in wanted and isinstance(subject, ox.NamedNode):
            found.setdefault(kind, subject)
    return [found[each] for each in wanted if each in found]


def _declare(about: About) -> None:
    """Declare the properties and classes that the description uses, as OWL 2 DL wants."""
    said = list(about.triples())
    properties = {each.predicate.value for each in said}
    classes = {each.object.value for each in said if each.predicate == TYPE and isinstance(each.object, ox.NamedNode)}
    for terms, kind in ((properties, "AnnotationProperty"), (classes, "Class")):
        for each in sorted(terms):
            if not each.startswith(_BUILT_IN):
                about.kind(ox.NamedNode(each), OWL + kind)
