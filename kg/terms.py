"""RDF terms: short forms, N-Triples syntax, and conversion between the terms of rdflib and pyoxigraph."""

from __future__ import annotations

import pyoxigraph as ox

from kg.errors import DataError
from kg.namespaces import DIP, RDF_TYPE, RDFS, SKOS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Mapping
    from typing import TypeAlias

    import rdflib.term

    Term: TypeAlias = ox.NamedNode | ox.Literal | ox.BlankNode
else:
    Term = ox.NamedNode | ox.Literal | ox.BlankNode

ENDED_BY = "-ended-by-"
"""What stands in the name of a rule by which an act ends a verb, between the name of the verb's rule and the kind of the act."""

TYPE = ox.NamedNode(RDF_TYPE)
LABEL = ox.NamedNode(RDFS + "label")
COMMENT = ox.NamedNode(RDFS + "comment")
PREF_LABEL = ox.NamedNode(SKOS + "prefLabel")
ALT_LABEL = ox.NamedNode(SKOS + "altLabel")
SUB_CLASS = ox.NamedNode(RDFS + "subClassOf")
SUB_PROPERTY = ox.NamedNode(RDFS + "subPropertyOf")

DERIVED_FROM_DATES = frozenset(
    ox.NamedNode(DIP + name)
    for name in (
        "begunBy",
        "countedUntil",
        "dateApproximate",
        "datesConflict",
        "dateUncertain",
        "earliest",
        "latest",
        "surelyFrom",
        "surelyUntil",
    )
)
"""The properties that the build derives from ``dip:date``."""
DERIVED = DERIVED_FROM_DATES | {ox.NamedNode(DIP + name) for name in ("held", "reachesUntil", "rolesConflictIn", "statedIn", "witness")}
"""The properties that only the build writes; no passage states such a triple itself, and data must not contain one."""

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"

_LOCAL = r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?"
_LITERAL = r'"((?:[^"\\\n\r]|\\.)*)"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^<([^<>"\s]*)>)?'
_ESCAPE_IN_NAME = r"\\[_~.\-!$&'()*+,;=/?#@%]"
_ESCAPED_NAME = rf"(?<![^\s^])([A-Za-z][\w-]*):((?:[\w.:%-]|{_ESCAPE_IN_NAME})+)$"
_PLAIN_NAME = r"(?<![^\s^])([A-Za-z][\w-]*):([\w.:-]*[:\U00010000-\U0010ffff][\w.:\U00010000-\U0010ffff-]*)"
_STRING_OR_IRI = r'"(?:[^"\\]|\\.)*"|<[^<>]*>'
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


def shorten(iri: str, prefixes: Mapping[str, str]) -> str:
    """The short form of an IRI.

    Args:
        iri: the IRI, without brackets.
        prefixes: prefix to namespace IRI.

    Returns:
        ``prefix:local`` with the longest namespace that matches, if the local part needs no escapes; otherwise the IRI
        unchanged.

    >>> shorten("https://w3id.org/chancery/ontology#Visit", {"dip": "https://w3id.org/chancery/ontology#"})
    'dip:Visit'
    >>> shorten("https://example.org/a/b", {"x": "https://example.org/"})
    'https://example.org/a/b'
    """
    import re

    best = ""
    name = ""
    for prefix, namespace in prefixes.items():
        if len(namespace) > len(best) and iri.startswith(namespace) and re.fullmatch(_LOCAL, iri[len(namespace) :]):
            best = namespace
            name = prefix
    return f"{name}:{iri[len(best) :]}" if best else iri


def expand(curie: str, prefixes: Mapping[str, str]) -> str | None:
    """The IRI that a short form or a bracketed IRI stands for; the inverse of `shorten`.

    Args:
        curie: ``prefix:local``, or ``<iri>``.
        prefixes: prefix to namespace IRI.

    Returns:
        The IRI; None if the prefix is unknown or the text has neither form.

    >>> expand("dip:Visit", {"dip": "https://w3id.org/chancery/ontology#"})
    'https://w3id.org/chancery/ontology#Visit'
    >>> expand("Visit", {}) is None
    True
    """
    if curie.startswith("<") and curie.endswith(">"):
        return curie[1:-1]
    prefix, colon, local = curie.partition(":")
    if not colon or prefix not in prefixes:
        return None
    return prefixes[prefix] + _unescaped(local)


def plain_names(text: str, prefixes: Mapping[str, str]) -> str:
    r"""Turtle or TriG with a full IRI in place of each short form that not every parser accepts.

    These are names with an escape and, because of OWLAPI, names with a colon or a character beyond the Basic Multilingual Plane.

    Args:
        text: what pyoxigraph wrote: strings in double quotes on one line, without comments.
        prefixes: prefix to namespace IRI, at least those that the text declares.

    >>> print(plain_names(r'p:A1\/position rdfs:label "p:A1\\/x" ; oa:start p:A1 .', {"p": "https://example.org/passage/"}))
    <https://example.org/passage/A1/position> rdfs:label "p:A1\\/x" ; oa:start p:A1 .
    >>> print(plain_names('p:A1:2 rdfs:label "not p:A1:2 at all"^^p:a:b .', {"p": "https://example.org/passage/"}))
    <https://example.org/passage/A1:2> rdfs:label "not p:A1:2 at all"^^<https://example.org/passage/a:b> .
    """
    import re

    pieces: list[str] = []
    done = 0
    ending = re.compile(_ESCAPED_NAME)
    rest = re.compile(r"\S*")
    for match in re.finditer(_ESCAPE_IN_NAME, text):
        at = match.start()
        if at < done:
            continue
        # What has no white space is a name, a string with a name as its datatype, or a part of a string. Each is looked at once.
        start = max(text.rfind(each, done, at) for each in " \n\t") + 1 or done
        end = at + len(rest.match(text, at)[0])  # type: ignore[index]  # it matches everywhere
        name = ending.search(text, start, end)
        if name is None:
            pieces.append(text[done:end])
        else:
            pieces += (text[done : name.start(1)], f"<{prefixes[name[1]]}{_unescaped(name[2])}>")
        done = end
    return _without_colons("".join((*pieces, text[done:])) if pieces else text, prefixes)


def _without_colons(text: str, prefixes: Mapping[str, str]) -> str:
    """Turtle or TriG with a full IRI in place of each short form with a colon or a character of more than 16 bits in its local name."""
    import re

    pieces: list[str] = []
    done = 0
    tokens = re.compile(f"{_STRING_OR_IRI}|{_PLAIN_NAME}")
    for match in re.finditer(_PLAIN_NAME, text):
        if match.start() < done:
            continue
        # A string may contain what looks like a name. It has no line breaks, so the line tells.
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.end())
        end = len(text) if end < 0 else end
        pieces += (
            text[done:start],
            tokens.sub(lambda found: f"<{prefixes[found[1]]}{found[2]}>" if found[1] else found[0], text[start:end]),
        )
        done = end
    return "".join((*pieces, text[done:])) if pieces else text


def _unescaped(local: str) -> str:
    """A local name without its escapes."""
    if "\\" not in local:
        return local
    import re

    return re.sub(r"\\(.)", r"\1", local)


def text_of(term: Term | ox.Triple) -> str:
    """The IRI of a named node; any other term in N-Triples syntax.

    >>> text_of(ox.NamedNode("https://example.org/a")), text_of(ox.Literal("a"))
    ('https://example.org/a', '"a"')
    """
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def iri_of(term: Term | ox.Triple | ox.DefaultGraph) -> str | None:
    """The IRI of a named node; None for any other term and for the default graph.

    >>> iri_of(ox.Literal("a")) is None
    True
    """
    return term.value if isinstance(term, ox.NamedNode) else None


def n3(term: Term) -> str:
    """A term in N-Triples syntax.

    >>> n3(ox.Literal("a \\"b\\"", language="en"))
    '"a \\\\"b\\\\""@en'
    """
    return str(term)


def parse_n3(text: str) -> Term:
    """The term that a text in N-Triples syntax stands for; the inverse of `n3`.

    Args:
        text: ``<iri>``, ``"text"``, ``"text"@language``, ``"text"^^<datatype>`` or ``_:label``.

    Raises:
        DataError: the text has none of these forms.

    >>> parse_n3('"1974-02"^^<http://id.loc.gov/datatypes/edtf/EDTF>')
    <Literal value=1974-02 datatype=<NamedNode value=http://id.loc.gov/datatypes/edtf/EDTF>>
    """
    import re

    try:
        if text.startswith("<") and text.endswith(">"):
            return ox.NamedNode(_unescape(text[1:-1]))
        if text.startswith("_:"):
            return ox.BlankNode(text[2:])
        match = re.fullmatch(_LITERAL, text, re.DOTALL)
        if match is not None:
            value, language, datatype = match.groups()
            value = _unescape(value)
            if language is not None:
                return ox.Literal(value, language=language)
            return ox.Literal(value) if datatype is None else ox.Literal(value, datatype=ox.NamedNode(_unescape(datatype)))
    except ValueError as problem:
        raise DataError(f"not a term in N-Triples syntax: {text!r}: {problem}") from problem
    raise DataError(f"not a term in N-Triples syntax: {text!r}")


def _unescape(text: str) -> str:
    """Replace the N-Triples escapes in a text. Raises ValueError for an unknown escape."""
    if "\\" not in text:
        return text

    import re

    def replaced(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        if code is not None:
            return chr(int(code, 16))
        found = _ESCAPES.get(match[3])
        if found is None:
            raise ValueError(f"unknown escape \\{match[3]}")
        return found

    return re.sub(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", replaced, text, flags=re.DOTALL)


_UNWRITABLE = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufdd0-\\ufdef\\ufffe\\uffff]"


def unwritable(term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple) -> str | None:
    """Why a term cannot be written in every format that the graph is written in; None if it can.

    RDF/XML, JSON-LD and the result formats have no triple terms, and XML 1.0 has no control characters but tab and line breaks.

    >>> unwritable(ox.Literal("a\\x1b[1m")), unwritable(ox.Literal("one\\ntwo"))
    ('the control character U+001B', None)
    """
    if isinstance(term, ox.Triple):
        return "a triple term of RDF 1.2"
    if isinstance(term, ox.Literal) and not term.value.isprintable():
        import re

        found = re.search(_UNWRITABLE, term.value)
        if found is not None:
            return f"the {'control character' if ord(found[0]) < 32 else 'noncharacter'} U+{ord(found[0]):04X}"
    return None


def to_rdflib(term: Term) -> rdflib.term.URIRef | rdflib.term.Literal | rdflib.term.BNode:
    """Convert a term of pyoxigraph to rdflib. A literal keeps its lexical form, even if rdflib would normalize it.

    >>> to_rdflib(ox.Literal("01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))).n3()
    '"01"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    from rdflib.term import BNode, Literal, URIRef

    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language is not None:
        return Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    return Literal(term.value, datatype=None if datatype == XSD_STRING else URIRef(datatype), normalize=False)


def from_rdflib(node: object) -> Term:
    """Convert a node of rdflib to pyoxigraph.

    Args:
        node: a URIRef, Literal or BNode of rdflib.

    Raises:
        DataError: the node is of another kind (a variable, a graph), or is an IRI with characters that are not allowed.

    >>> from rdflib import Literal
    >>> from_rdflib(Literal("Pakistan", lang="en"))
    <Literal value=Pakistan language=en>
    """
    from rdflib.term import BNode, Literal, URIRef

    try:
        if isinstance(node, URIRef):
            return ox.NamedNode(str(node))
        if isinstance(node, BNode):
            return ox.BlankNode(str(node))
        if isinstance(node, Literal):
            if node.language is not None:
                return ox.Literal(str(node), language=node.language)
            return ox.Literal(str(node)) if node.datatype is None else ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)))
    except ValueError as problem:
        raise DataError(f"not an RDF term: {node!r}: {problem}") from problem
    raise DataError(f"not an RDF term: {node!r}")
