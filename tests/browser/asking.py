"""The answers of the query layer, with which the browser tests compare the picture. Nothing here uses code of the picture."""

from __future__ import annotations

import pyoxigraph as ox

from kg.namespaces import DIP, RDFS, SKOS

PREFIXES = {"dip": DIP, "rdfs": RDFS, "skos": SKOS}
HELD = "?a dip:standing dip:Stated FILTER NOT EXISTS { ?a dip:contentOf ?c } FILTER NOT EXISTS { ?a dip:rank dip:Deprecated }"
"""The pattern of a held assertion graph ?a."""


def rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    """The rows of a SELECT as texts, with an empty text for an unbound variable."""
    found = store.query(query, prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    width = range(len(found.variables))
    return [tuple(str(getattr(row[place], "value", "")) for place in width) for row in found]


def column(store: ox.Store, query: str) -> list[str]:
    """The first column of an answer."""
    return [row[0] for row in rows(store, query)]


def truth(store: ox.Store, query: str) -> bool:
    """The answer of an ASK."""
    return bool(store.query(query, prefixes=PREFIXES))


def slug(iri: str) -> str:
    """The last part of the IRI of a thing."""
    return iri.rpartition("/id/")[2]


def label(store: ox.Store, iri: str) -> str:
    """The label of a thing that is held."""
    return column(store, f"SELECT ?l {{ <{iri}> rdfs:label ?l }} ORDER BY ?l")[0]


def busiest(store: ox.Store, kind: str) -> str:
    """The IRI of the agent of a kind that takes part in the most matters."""
    count = "(COUNT(DISTINCT ?act) AS ?n)"
    return column(store, f"SELECT ?x {count} {{ ?act dip:participant ?x . ?x a dip:{kind} }} GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT 1")[0]
