"""Terms and statements in Turtle syntax, with the prefixes of the file that they are written into."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph as ox

from kg.namespaces import RDF_TYPE, XSD
from kg.terms import Term, shorten

_BARE: Final = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
_STRING: Final = XSD + "string"


def name_in_turtle(iri: str, prefixes: Mapping[str, str]) -> str:
    """An IRI with a prefix, or in angle brackets where no prefix fits.

    Args:
        iri: the IRI.
        prefixes: prefix to namespace IRI.

    >>> name_in_turtle("https://x.org/a", {"x": "https://x.org/"}), name_in_turtle("https://x.org/a/b", {"x": "https://x.org/"})
    ('x:a', '<https://x.org/a/b>')
    """
    short = shorten(iri, prefixes)
    return f"<{iri}>" if short == iri else short


def term_in_turtle(term: Term | ox.Triple, prefixes: Mapping[str, str]) -> str:
    """A term in Turtle syntax: integers, decimals and booleans as they are, other literals in quotation marks.

    Args:
        term: an IRI or a literal; anything else is written as in N-Triples.
        prefixes: prefix to namespace IRI.

    >>> x = {"x": "https://x.org/"}
    >>> [term_in_turtle(each, x) for each in (ox.Literal(3), ox.Literal('a "b"', language="en"))]
    ['3', '"a \\\\"b\\\\""@en']
    >>> term_in_turtle(ox.Literal("1974", datatype=ox.NamedNode("https://x.org/date")), x)
    '"1974"^^x:date'
    """
    if isinstance(term, ox.NamedNode):
        return name_in_turtle(term.value, prefixes)
    if not isinstance(term, ox.Literal) or term.language is not None or term.datatype.value == _STRING:
        return str(term)
    bare = _BARE.get(term.datatype.value)
    if bare is not None and bare.fullmatch(term.value):
        return term.value
    return f"{ox.Literal(term.value)}^^{name_in_turtle(term.datatype.value, prefixes)}"


def predicate_in_turtle(iri: str, prefixes: Mapping[str, str]) -> str:
    """The IRI of a property in Turtle syntax: ``a`` for the type.

    >>> predicate_in_turtle(RDF_TYPE, {})
    'a'
    """
    return "a" if iri == RDF_TYPE else name_in_turtle(iri, prefixes)


def statement_in_turtle(subject: str, triples: Iterable[tuple[str, Term | ox.Triple]], prefixes: Mapping[str, str]) -> str:
    """A statement with one predicate on each line, up to its full stop.

    Args:
        subject: the IRI of its subject.
        triples: the IRI of each property and its value, in order; the values of one property are written together.
        prefixes: prefix to namespace IRI.

    >>> a, b = ox.NamedNode("https://x.org/a"), ox.NamedNode("https://x.org/b")
    >>> print(statement_in_turtle("https://x.org/s", [(RDF_TYPE, a), (b.value, a), (b.value, b)], {"x": "https://x.org/"}))
    x:s a x:a ;
        x:b x:a , x:b .
    """
    values: dict[str, dict[str, None]] = {}
    for predicate, value in triples:
        values.setdefault(predicate_in_turtle(predicate, prefixes), {})[term_in_turtle(value, prefixes)] = None
    lines = (f"{predicate} {' , '.join(objects)}" for predicate, objects in values.items())
    return f"{name_in_turtle(subject, prefixes)} " + " ;\n    ".join(lines) + " ."
