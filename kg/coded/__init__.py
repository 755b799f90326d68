"""Tables that others have coded: events, votes, missions, by the million.

A source is a folder ``coded/NAME`` of the workspace, which an import has written. Its rows stay in Parquet as *records*, each with an
address of its own; the graph has them as series of acts that lead to their records.
"""

from __future__ import annotations

from kg.coded.records import RECORDS
from kg.coded.sources import Source, sources_of

__all__ = ["RECORDS", "Source", "sources_of"]
