"""The sources of a workspace: what an import has written into ``coded/NAME``, as its manifest says.

``coded/NAME/import.json`` is written last. Without it there is no source, whatever else is in the folder.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from kg.errors import DataError
from kg.files import read_file
from kg.places import Place
from kg.values import NamedTuple, parse_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.values import JsonObject
    from kg.workspace import Workspace

FOLDER: Final = "coded"
MANIFEST: Final = "import.json"
DECISIONS: Final = "actors.csv"
"""The file of ``coded/`` in which the curator says which entity a code or name is."""
FORMAT: Final = 1
GRAINS: Final = ("series", "acts")
_MANIFEST_BYTES: Final = 16_000_000


class Source(NamedTuple):
    """A source.

    Attributes:
        name: its name, which is that of its folder.
        folder: the path of its folder.
        title: its title, for people.
        publisher: who publishes it; empty if that is not known.
        license: the address or the name of its licence; empty if that is not known.
        citation: how to cite it; empty if that is not known.
        homepage: its address on the web; empty if it has none.
        grain: ``series`` or ``acts``: what the graph has of it.
        scheme: the scheme of its kinds of act: ``cameo``, ``plover`` or ``chancery``, whose codes are local names of our classes.
        kind: the local name of the class of all its acts, if it codes no kinds; else empty.
        parties_scheme: the scheme of the codes of its parties.
        coding: how its rows came about: ``machine``, ``hand`` or ``official``.
        acting_for_state: the suffixes of codes of parties that count as the state itself, such as ``GOV``.
        files: name, size in bytes, SHA-256, rows and rows set aside of each file that was imported.
        records: the paths of the Parquet files with its records.
        parties: the paths of the Parquet files with its parties.
        rows: the number of its records.
    """

    name: str
    folder: str
    title: str
    publisher: str
    license: str
    citation: str
    homepage: str
    grain: str
    scheme: str
    kind: str
    parties_scheme: str
    coding: str
    acting_for_state: tuple[str, ...]
    files: tuple[tuple[str, int, str, int, int], ...]
    records: tuple[str, ...]
    parties: tuple[str, ...]
    rows: int


def sources_of(ws: Workspace) -> list[Source]:
    """The sources of a workspace, sorted by name.

    Args:
        ws: the workspace.

    Raises:
        DataError: a manifest cannot be read.
    """
    return [read_source(path) for path in manifests_of(ws)]


def manifests_of(ws: Workspace) -> list[str]:
    """The paths of the manifests of a workspace, sorted by the names of their sources. Only the names of files are read."""
    folder = os.path.join(ws.folder, FOLDER)
    try:
        names = sorted(os.listdir(folder))
    except OSError:  # no coded/, or it is not a folder
        return []
    paths = [os.path.join(folder, name, MANIFEST) for name in names]
    return [path for path in paths if os.path.isfile(path)]


def read_source(manifest: str) -> Source:
    """A source from its manifest.

    Args:
        manifest: the path of ``import.json``.

    Raises:
        DataError: it is not a manifest of this format.
    """
    hint = "import the source again with kg import"
    try:
        found = parse_json(read_file(manifest, _MANIFEST_BYTES).decode("utf-8"))
        if not isinstance(found, dict):
            raise TypeError("it is not a JSON object")
        if found["format"] != FORMAT:
            raise ValueError(f"its format is {found['format']!r}, not {FORMAT}")
        return _source(os.path.dirname(manifest), found)
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        said = f"it has no {problem}" if isinstance(problem, KeyError) else str(problem)
        raise DataError(f"the manifest of an import cannot be read: {said}", manifest, hint) from problem


def _source(folder: str, found: JsonObject) -> Source:
    def text(key: str) -> str:
        value = found.get(key) or ""
        if not isinstance(value, str):
            raise TypeError(f"{key} is not text")
        return value

    def objects(key: str) -> Sequence[Mapping[str, object]]:
        value = found[key]
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise TypeError(f"{key} is not a list of objects")
        return value

    def number(value: object) -> int:
        if not isinstance(value, int):
            raise TypeError(f"{value!r} is not a number")
        return value

    def paths(key: str) -> tuple[str, ...]:
        names = [str(each["file"]) for each in objects(key)]
        wrong = [name for name in names if name != os.path.basename(name) or name in ("", ".", "..")]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is not the name of a file in its folder")
        return tuple(os.path.join(folder, name) for name in names)

    grain = text("grain")
    if grain not in GRAINS:
        raise ValueError(f"its grain is {grain!r}, not {' or '.join(GRAINS)}")
    suffixes = found.get("acting_for_state") or []
    if not isinstance(suffixes, list):
        raise TypeError("acting_for_state is not a list")
    return Source(
        name=os.path.basename(folder),
        folder=folder,
        title=text("title") or os.path.basename(folder),
        publisher=text("publisher"),
        license=text("license"),
        citation=text("citation"),
        homepage=text("homepage"),
        grain=grain,
        scheme=text("scheme"),
        kind=text("kind_default"),
        parties_scheme=text("party_scheme"),
        coding=text("coding") or "machine",
        acting_for_state=tuple(str(each) for each in suffixes),
        files=tuple(
            (str(each["name"]), number(each["bytes"]), str(each["sha256"]), number(each["rows"]), number(each["set_aside"]))
            for each in objects("files")
        ),
        records=paths("records"),
        parties=paths("parties"),
        rows=number(found["rows"]),
    )


def place_of_decisions(line: int) -> Place:
    """The place of a line of the curator's decisions, as messages name it."""
    return Place(f"{FOLDER}/{DECISIONS}", line)
