"""Chancery: the prose of diplomatic history as a knowledge graph that can be queried, looked at and cited.

    import kg

    graph = kg.open()
    graph.query("acts-between", a="Pakistan", b="Palestine Liberation Organization", cite=True).to_pandas()
    print(graph.why("Mahmoud Abbas", "met", "Pervez Musharraf"))

Everything here is imported at its first use, so that ``import kg`` costs nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.errors import KgError, LimitReached, NameAmbiguous, NameNotFound
    from kg.explain.printable import Description, Explanation
    from kg.graph import Graph
    from kg.graph import open_graph as open  # noqa: A004 - kg.open is its public name
    from kg.results import Table, Triples, Truth

__all__ = [
    "Description",
    "Explanation",
    "Graph",
    "KgError",
    "LimitReached",
    "NameAmbiguous",
    "NameNotFound",
    "Table",
    "Triples",
    "Truth",
    "open",
]

_HOMES = {
    "Description": "kg.explain.printable",
    "Explanation": "kg.explain.printable",
    "Graph": "kg.graph",
    "KgError": "kg.errors",
    "LimitReached": "kg.errors",
    "NameAmbiguous": "kg.errors",
    "NameNotFound": "kg.errors",
    "Table": "kg.results",
    "Triples": "kg.results",
    "Truth": "kg.results",
    "open": "kg.graph",
}


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
