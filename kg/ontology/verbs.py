"""The table of verbs: which relation between agents follows from which kind of act, from which role to which, and what ends it.

The ontology declares each verb once, with the patterns that it follows from:

    dip:met dip:followsFrom [ dip:ofClass dip:Meeting ; dip:fromRole dip:actor ; dip:toRole dip:counterpart ] .

The build compiles the patterns to rules (`kg.rules`); `docs/acts.md` and the check of missing sides read the same table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg.errors import DataError
from kg.namespaces import DIP, PREFIXES
from kg.terms import COMMENT, shorten

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.ontology.terms import Ontology
    from kg.places import Place


class Pattern(NamedTuple):
    """One way in which a verb follows, or ends. All terms are IRIs.

    Attributes:
        verb: the property that follows.
        of_class: the class of the acts that it follows from; acts of narrower classes are such acts.
        from_role: the role of the agent that does it.
        to_role: the role of the other side. The same as `from_role`: between every two agents in that role.
        where_role: a further role that the act must have; empty for none.
        where_value: the value of that role.
        unless_class: it does not follow from acts of this class; empty for none.
        unless_other: it does not follow if the act has something else in this role than in `to_role`; empty for none.
        one_sided: whether acts of the class often have no other side, so that its absence is no slip.
        comment: one sentence that explains it; empty to compose one from the labels.
    """

    verb: str
    of_class: str
    from_role: str
    to_role: str
    where_role: str = ""
    where_value: str = ""
    unless_class: str = ""
    unless_other: str = ""
    one_sided: bool = False
    comment: str = ""

    @property
    def mutual(self) -> bool:
        """Whether both sides have the same role."""
        return self.from_role == self.to_role


class Verb(NamedTuple):
    """A verb of the ontology.

    Attributes:
        iri: the property.
        follows: what it follows from, sorted.
        ended_by: the acts, from the same agent to the same other side, that end it, sorted.
    """

    iri: str
    follows: tuple[Pattern, ...]
    ended_by: tuple[Pattern, ...]


_LINKS: Final = ("followsFrom", "endedBy")
_NEEDED: Final = ("ofClass", "fromRole", "toRole")
_FURTHER: Final = ("whereRole", "whereValue", "unlessClass", "unlessOther")
_PARTS: Final = frozenset((*_NEEDED, *_FURTHER, "oneSided"))


def verbs(ontology: Ontology, place: Callable[[str], Place | None] = lambda _: None) -> list[Verb]:
    """All verbs of an ontology that follow from acts, sorted by IRI.

    Args:
        ontology: the terms of a workspace.
        place: the place of a term in the ontology files, for errors.

    Raises:
        DataError: a pattern lacks a part, has one twice, or names a class or a role that is not declared.

    >>> from kg.ontology.terms import Ontology, parse_turtle
    >>> text = '''@prefix dip: <https://w3id.org/chancery/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    ... dip:Meeting a owl:Class . dip:actor a owl:ObjectProperty . dip:counterpart a owl:ObjectProperty .
    ... dip:met a owl:ObjectProperty ;
    ...     dip:followsFrom [ dip:ofClass dip:Meeting ; dip:fromRole dip:actor ; dip:toRole dip:counterpart ] .'''
    >>> [verb.follows[0].to_role for verb in verbs(Ontology(parse_turtle(text.encode(), "own.ttl")))]
    ['https://w3id.org/chancery/ontology#counterpart']
    """
    parts: dict[ox.NamedNode | ox.BlankNode, dict[str, list[str]]] = {}
    links: list[tuple[str, str, ox.NamedNode | ox.BlankNode]] = []
    for triple in ontology.triples:
        subject, name, value = triple.subject, triple.predicate.value.removeprefix(DIP), triple.object
        if name in _LINKS and isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.BlankNode):
            links.append((subject.value, name, value))
        elif (name in _PARTS or triple.predicate == COMMENT) and not isinstance(subject, ox.Triple):
            parts.setdefault(subject, {}).setdefault(name, []).append(value.value if isinstance(value, ox.NamedNode | ox.Literal) else "")
    found: dict[str, tuple[list[Pattern], list[Pattern]]] = {}
    for verb, link, node in links:
        pattern = _pattern(ontology, verb, parts.get(node, {}), place)
        found.setdefault(verb, ([], []))[_LINKS.index(link)].append(pattern)
    return [Verb(iri, tuple(sorted(found[iri][0])), tuple(sorted(found[iri][1]))) for iri in sorted(found)]


def _pattern(ontology: Ontology, verb: str, parts: dict[str, list[str]], place: Callable[[str], Place | None]) -> Pattern:
    name = shorten(verb, PREFIXES)
    values = []
    for part in (*_NEEDED, *_FURTHER):
        given = parts.get(part, [])
        if len(given) > 1 or (part in _NEEDED and not given):
            what = f"a pattern of the verb {name} has {'more than one' if given else 'no'} dip:{part}"
            raise DataError(what, place(verb), "give each pattern one dip:ofClass, one dip:fromRole and one dip:toRole")
        values.append(given[0] if given else "")
    of_class, from_role, to_role, where_role, where_value, unless_class, unless_other = values
    one_sided, comment = "true" in parts.get("oneSided", ()), " ".join(parts.get(COMMENT.value, ()))
    pattern = Pattern(
        verb, of_class, from_role, to_role, where_role, where_value, unless_class, unless_other, one_sided=one_sided, comment=comment
    )
    terms = dict.fromkeys((pattern.of_class, pattern.unless_class), "class")
    terms |= dict.fromkeys((pattern.from_role, pattern.to_role, pattern.where_role, pattern.unless_other), "property")
    for iri, kind in terms.items():
        if iri and not (ontology.is_class(iri) if kind == "class" else ontology.is_property(iri)):
            what = f"the verb {name} names the {kind} {shorten(iri, PREFIXES)}, which is not declared"
            near = ontology.nearest(iri, kind)
            raise DataError(what, place(verb), f"declare it, or write {shorten(near, PREFIXES)}" if near else "declare it in the ontology")
    if bool(pattern.where_role) != bool(pattern.where_value):
        raise DataError(f"a pattern of the verb {name} has only one of dip:whereRole and dip:whereValue", place(verb), "give both")
    return pattern
