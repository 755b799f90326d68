"""An import from beginning to end: the mapping read and checked, the agents of the workspace looked up, the tables imported."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.coded import mapping as mappings
from kg.coded.entities import entities_of
from kg.coded.importing import Imported, import_tables
from kg.coded.matching import decisions_of
from kg.coded.states import write_states
from kg.namespaces import DIP, SCHEMA, SKOS
from kg.ontology.terms import load_ontology
from kg.record.names import slug
from kg.terms import TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kg.coded.countries import Country
    from kg.coded.entities import Entity
    from kg.ontology import Ontology
    from kg.workspace import Workspace

_TELLING = (TYPE, *(ox.NamedNode(iri) for iri in (SKOS + "prefLabel", SKOS + "altLabel", SCHEMA + "sameAs", SKOS + "exactMatch")))


def run(
    ws: Workspace,
    files: Sequence[str],
    mapping: str,
    store: ox.Store,
    *,
    name: str | None = None,
    grain: str | None = None,
    acting_for_state: Sequence[str] = (),
    with_states: bool = False,
    dry_run: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Imported:
    """Import tables.

    Args:
        ws: the workspace.
        files: the paths of the files.
        mapping: the name of a mapping, or the path of a file.
        store: the graph of the workspace, for the names of its agents.
        name, grain, acting_for_state, dry_run, progress: see `kg.coded.importing.import_tables`.
        with_states: whether to add the states that the workspace does not have.

    Raises:
        UsageError, NameNotFound, DataError, EnvironmentProblem: see `kg.coded.mapping.find` and `kg.coded.importing.import_tables`.
    """
    coding = mappings.find(mapping)
    ontology = load_ontology(ws)
    mappings.check_words(coding, *words_of(ontology))
    held = chain.from_iterable(store.quads_for_pattern(None, each, None, ox.DefaultGraph()) for each in _TELLING)
    entities = entities_of(ontology, (quad.triple for quad in held), ws.language)

    def states(found: Sequence[Country], dry: bool) -> Sequence[Entity]:
        return write_states(ws, name or coding.name, found, lambda iri: _is_known(store, iri), dry_run=dry)

    return import_tables(
        ws,
        files,
        coding,
        entities,
        decisions_of(ws, entities),
        name=name,
        grain=grain,
        acting_for_state=acting_for_state,
        dry_run=dry_run,
        states=states if with_states else None,
        progress=progress,
    )


def words_of(ontology: Ontology) -> tuple[list[str], list[str]]:
    """The local names of the classes of acts, and of the positions in votes, that a mapping may use."""
    own = [iri for iri in sorted(ontology.kinds) if iri.startswith(DIP)]
    classes = [slug(iri) for iri in own if ontology.is_class(iri) and ontology.is_a(iri, DIP + "Matter")]
    return classes, [slug(iri) for iri in own if DIP + "VotePosition" in ontology.types(iri)]


def _is_known(store: ox.Store, iri: str) -> bool:
    return next(store.quads_for_pattern(ox.NamedNode(iri), None, None, None), None) is not None
