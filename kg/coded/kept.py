"""What is kept of a coded source in the state folder, so that it is made again only when it has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.coded.quads import Labels

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.coded.entities import Entity
    from kg.ontology import Ontology

FORMAT: Final = 3
"""A new number makes all kept lines stale."""
LINES: Final = "lines.nq"
SERIES: Final = "series.parquet"
COUNTS: Final = "counts.json"
ENTITIES: Final = "entities.parquet"
"""Code, name and entity of each party that has one: what leads from a series to its rows."""


KINDS: Final = "kinds.parquet"
"""Each code of a kind of act, and the IRI of its class."""


def labels_of(ontology: Ontology, entities: Iterable[Entity], language: str) -> Labels:
    """The labels of entities and classes.

    Args:
        ontology: the ontology.
        entities: the entities.
        language: the language of the workspace.
    """
    things = {iri: label for iri in ontology.kinds if (label := ontology.label(iri)) is not None}
    things.update({each.iri: each.label for each in entities})
    return Labels(things, language)
