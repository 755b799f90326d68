"""States that coded tables name and a workspace does not have yet, as background data in ``data/states.trig``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from kg.authored.formatting import formatted
from kg.coded.countries import SEEN_IN
from kg.coded.entities import Entity
from kg.coded.matching import WIKIDATA
from kg.coded.quads import graph_of
from kg.files import read_text, write_atomically
from kg.namespaces import PREFIXES
from kg.record.names import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kg.coded.countries import Country
    from kg.workspace import Workspace

FILE: Final = "data/states.trig"
_HEAD: Final = (
    "# States that coded tables name: kg import --with-states. Their names and items come from the list of countries of the package.\n"
)


def write_states(
    ws: Workspace, source: str, states: Sequence[Country], taken: Callable[[str], bool], *, dry_run: bool = False
) -> list[Entity]:
    """Write states as background entities; those that the file has already stay.

    Args:
        ws: the workspace.
        source: the name of the coded source that names them.
        states: the states.
        taken: whether something has an IRI already.
        dry_run: whether to write nothing.

    Returns:
        The entities.

    Raises:
        DataError: the file that is there is not TriG.
        EnvironmentProblem: the file cannot be read or written.
    """
    path = os.path.join(ws.folder, *FILE.split("/"))
    found = []
    lines = []
    for country in states:
        name = fold(country.name).replace(" ", "-")
        slug = name if not taken(ws.iri("id", name)) else f"state-of-{name}"
        found.append(Entity(ws.iri("id", slug), country.name, (country.name,), (WIKIDATA + country.wikidata,)))
        label = country.name.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'e:{slug} a dip:State ; skos:prefLabel "{label}"@en ; schema:sameAs wd:{country.wikidata} ;')
        lines.append(f"dcterms:source <{graph_of(ws.base, source)}> .")
        lines.append(f'wd:{country.wikidata} dip:seenIn "{SEEN_IN}"@en .')
    if lines and not dry_run:
        prefixes = {name: iri for name, iri in ws.prefixes().items() if name in ("dcterms", "dip", "e", "k", "schema", "skos", "wd")}
        prefixes.setdefault("wd", PREFIXES.get("wd", WIKIDATA))
        head = _HEAD + "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(prefixes.items()))
        before = read_text(path) if os.path.exists(path) else head
        text = f"{before.rstrip()}\n\nk:background {{\n" + "\n".join(lines) + "\n}\n"
        write_atomically(path, formatted(text, FILE).encode())
    return found
