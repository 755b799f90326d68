"""Opening the quads of a snapshot."""

from __future__ import annotations

import os

import pyoxigraph as ox

from kg.errors import SnapshotDamaged
from kg.snapshot.format import GRAPH, GRAPH_SEGMENTS, STORE


def open_store(folder: str) -> tuple[ox.Store, list[int] | None]:
    """Open the quads of a snapshot: Oxigraph's files read-only if there are any, else the N-Quads parsed into memory.

    Args:
        folder: the folder of the snapshot.

    Returns:
        The store, and the CRC-32 of each file with N-Quads if they were parsed. The engine verifies the blocks of its own files as it
        reads them.

    Raises:
        SnapshotDamaged: the files are missing or damaged.
    """
    on_disk = os.path.join(folder, STORE)
    if os.path.isdir(on_disk):
        try:
            return ox.Store.read_only(on_disk), None
        except (OSError, RuntimeError, ValueError):
            # Another version of Oxigraph may have written these files. The N-Quads hold the same quads.
            pass
    return load_store(folder)


def load_store(folder: str) -> tuple[ox.Store, list[int]]:
    """Parse the N-Quads of a snapshot into memory.

    Args:
        folder: the folder of the snapshot.

    Returns:
        The store, and the CRC-32 of each file.

    Raises:
        SnapshotDamaged: a file is missing or damaged.
    """
    import zlib

    store = ox.Store()
    checksums = []
    path = os.path.join(folder, GRAPH)
    try:
        for path in _files(folder):
            with open(path, "rb") as file:
                data = file.read()
            # The build has written it, and the caller compares the checksum.
            store.load(data, format=ox.RdfFormat.N_QUADS, lenient=True)
            checksums.append(zlib.crc32(data))
    except (OSError, SyntaxError) as problem:
        raise SnapshotDamaged(f"the snapshot is damaged: {problem}", path, "run `kg build` to make a new one") from problem
    return store, checksums


def _files(folder: str) -> list[str]:
    """The files with N-Quads, in order. Which they are is found without the list in ``meta.json``, which takes long to parse."""
    segments = os.path.join(folder, GRAPH_SEGMENTS)
    if not os.path.isdir(segments):
        return [os.path.join(folder, GRAPH)]
    return [os.path.join(segments, name) for name in sorted(os.listdir(segments)) if name.endswith(".nq") and name[0] != "."]
