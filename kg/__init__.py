"""Chancery: the prose of diplomatic history as a knowledge graph that can be queried, looked at and cited.

    import kg

    graph = kg.open()
    graph.query("acts-between", a="Pakistan", b="Palestine Liberation Organization", cite=True).to_pandas()
    print(graph.why("Mahmoud Abbas", "met", "Pervez Musharraf"))

`Graph` has the methods, and the other classes are what they take and return. Errors are raised as subclasses of `KgError`; `kg.errors`
lists them.

Every name here is imported at its first use, so that ``import kg`` is fast.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.check.report import Report
    from kg.coded.importing import Imported
    from kg.disputes import Disputes
    from kg.drafting.drafts import Draft
    from kg.editing.promoting import Promoted
    from kg.endpoint.push import Pushed
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
    from kg.network.connection import Chains
    from kg.picture import Figure, Measure, Picture, Theme
    from kg.query.request import Request
    from kg.query.running import Runner
    from kg.record.names import Names
    from kg.results import Table, Triples, Truth
    from kg.service.site import WrittenSite, write_site
    from kg.snapshot import Snapshot
    from kg.snapshot.verifying import Integrity
    from kg.sources import Added, Coverage, Indexed, Origin, Verification
    from kg.sparql.stored import StoredQuery
    from kg.starting import Started, init
    from kg.terms import Term
    from kg.workspace import Workspace

__all__ = [
    "Added",
    "Chains",
    "Coverage",
    "DataError",
    "Description",
    "Disputes",
    "Draft",
    "EnvironmentProblem",
    "Explanation",
    "Figure",
    "Graph",
    "Imported",
    "Indexed",
    "Integrity",
    "KgError",
    "LimitReached",
    "Measure",
    "NameAmbiguous",
    "NameNotFound",
    "Names",
    "Origin",
    "Picture",
    "Promoted",
    "Pushed",
    "QueryError",
    "Report",
    "Request",
    "Runner",
    "Snapshot",
    "SnapshotDamaged",
    "Started",
    "StoredQuery",
    "Table",
    "Term",
    "Theme",
    "Triples",
    "Truth",
    "UsageError",
    "Verification",
    "Workspace",
    "WrittenSite",
    "init",
    "open",
    "write_site",
]

_HOMES = {
    "Added": "kg.sources",
    "Chains": "kg.network.connection",
    "Coverage": "kg.sources",
    "Description": "kg.explain.printable",
    "Disputes": "kg.disputes",
    "Draft": "kg.drafting.drafts",
    "Explanation": "kg.explain.printable",
    "Figure": "kg.picture",
    "Graph": "kg.graph",
    "Imported": "kg.coded.importing",
    "Indexed": "kg.sources",
    "Integrity": "kg.snapshot.verifying",
    "Measure": "kg.picture",
    "Names": "kg.record.names",
    "Origin": "kg.sources",
    "Picture": "kg.picture",
    "Promoted": "kg.editing.promoting",
    "Pushed": "kg.endpoint.push",
    "Report": "kg.check.report",
    "Request": "kg.query.request",
    "Runner": "kg.query.running",
    "Snapshot": "kg.snapshot",
    "Started": "kg.starting",
    "StoredQuery": "kg.sparql.stored",
    "Table": "kg.results",
    "Term": "kg.terms",
    "Theme": "kg.picture",
    "Triples": "kg.results",
    "Truth": "kg.results",
    "Verification": "kg.sources",
    "Workspace": "kg.workspace",
    "WrittenSite": "kg.service.site",
    "init": "kg.starting",
    "open": "kg.graph",
    "write_site": "kg.service.site",
}
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
