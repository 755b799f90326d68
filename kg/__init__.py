"""Chancery: the prose of diplomatic history as a knowledge graph that can be queried, looked at and cited.

    import kg

    graph = kg.open()
    graph.query("acts-between", a="Pakistan", b="Palestine Liberation Organization", cite=True).to_pandas()
    print(graph.why("Mahmoud Abbas", "met", "Pervez Musharraf"))

Errors are raised as subclasses of `KgError`; `kg.errors` lists them.

Every name here is imported at its first use, so that ``import kg`` is fast.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.errors import (
        DataError,
        EnvironmentProblem,
        KgError,
        LimitReached,
        NameAmbiguous,
        NameNotFound,
        QueryError,
        SnapshotDamaged,
        UsageError,
    )
    from kg.explain.printable import Description, Explanation
    from kg.graph import Graph
    from kg.graph import open_graph as open  # noqa: A004 - kg.open is its public name
    from kg.results import Table, Triples, Truth
    from kg.snapshot.verifying import Integrity

__all__ = [
    "DataError",
    "Description",
    "EnvironmentProblem",
    "Explanation",
    "Graph",
    "Integrity",
    "KgError",
    "LimitReached",
    "NameAmbiguous",
    "NameNotFound",
    "QueryError",
    "SnapshotDamaged",
    "Table",
    "Triples",
    "Truth",
    "UsageError",
    "open",
]

_HOMES = {"Graph": "kg.graph", "open": "kg.graph"}
_HOMES |= dict.fromkeys(("Description", "Explanation"), "kg.explain.printable")
_HOMES["Integrity"] = "kg.snapshot.verifying"
_HOMES |= dict.fromkeys(("Table", "Triples", "Truth"), "kg.results")
_HOMES |= {name: "kg.errors" for name in __all__ if name not in _HOMES}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(home), "open_graph" if name == "open" else name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*globals(), *(name for name in __all__ if name not in globals())]
