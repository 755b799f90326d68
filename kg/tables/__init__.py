"""Columnar tables of acts, and the engines that compute over them.

What is coded by machine stays in rows, and what is counted over all acts is computed from columns. The libraries come with the extra
``chancery[tables]`` and are imported only where a table is read.
"""

from __future__ import annotations

from kg.tables.engines import Engine, open_engine

__all__ = ["Engine", "open_engine"]
