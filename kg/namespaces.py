"""The prefix table. Every other list of prefixes in the package is derived from it.

It holds plain strings only, because every command imports it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

DIP: Final = "https://w3id.org/chancery/ontology#"
EDTF: Final = "http://id.loc.gov/datatypes/edtf/"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
PROV: Final = "http://www.w3.org/ns/prov#"
OA: Final = "http://www.w3.org/ns/oa#"
SH: Final = "http://www.w3.org/ns/shacl#"
SCHEMA: Final = "https://schema.org/"

ONTOLOGY: Final = "https://w3id.org/chancery/ontology"
ONTOLOGY_VERSION: Final = ONTOLOGY + "/0.1.0"
ONTOLOGY_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
"""The ontology, its version and its licence, as the head of ``ontology/chancery.ttl`` has them."""

RDF_TYPE: Final = RDF + "type"
"""The IRI of rdf:type as a string; as a term it is `kg.terms.TYPE`."""

PREFIXES: Final[dict[str, str]] = {
    "dcterms": DCTERMS,
    "dip": DIP,
    "edtf": EDTF,
    "oa": OA,
    "org": "http://www.w3.org/ns/org#",
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "sh": SH,
    "skos": SKOS,
    "wd": "http://www.wikidata.org/entity/",
    "xsd": XSD,
}
"""Prefix to namespace IRI, for every vocabulary that Chancery uses."""

WORKSPACE_PREFIXES: Final[dict[str, str]] = {"a": "assertion/", "e": "id/", "k": "graph/", "p": "passage/"}
"""Prefix to the path under the base IRI of a workspace, for the things of that workspace."""


def prefixes_of(base: str) -> dict[str, str]:
    """All prefixes known in a workspace, sorted by prefix.

    Args:
        base: the workspace's base IRI, ending in a slash.

    Returns:
        Prefix to namespace IRI.

    >>> prefixes_of("https://example.org/w/")["p"]
    'https://example.org/w/passage/'
    """
    own = {prefix: base + path for prefix, path in WORKSPACE_PREFIXES.items()}
    return dict(sorted((PREFIXES | own).items()))
