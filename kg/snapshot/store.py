"""Opening the quads of a snapshot."""

from __future__ import annotations

import os

import pyoxigraph as ox

from kg.errors import SnapshotDamaged
from kg.snapshot.format import GRAPH, STORE


def open_store(folder: str) -> tuple[ox.Store, int | None]:
    """Open the quads of a snapshot: Oxigraph's files read-only if there are any, else the N-Quads parsed into memory.

    Args:
        folder: the folder of the snapshot.

    Returns:
        The store, and the CRC-32 of the N-Quads if they were parsed. The engine verifies the blocks of its own files as it reads them.

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


def load_store(folder: str) -> tuple[ox.Store, int]:
    """Parse the N-Quads of a snapshot into memory.

    Args:
        folder: the folder of the snapshot.

    Returns:
        The store, and the CRC-32 of the N-Quads.

    Raises:
        SnapshotDamaged: the file is missing or damaged.
    """
    import zlib

    store = ox.Store()
    path = os.path.join(folder, GRAPH)
    try:
        with open(path, "rb") as file:
            data = file.read()
        store.load(data, format=ox.RdfFormat.N_QUADS, lenient=True)  # the build has written it, and the caller compares the checksum
    except (OSError, SyntaxError) as problem:
        raise SnapshotDamaged(f"the snapshot is damaged: {problem}", path, "run `kg build` to make a new one") from problem
    return store, zlib.crc32(data)
