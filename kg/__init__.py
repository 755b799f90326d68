"""Chancery: the prose of diplomatic history as a knowledge graph that can be queried, looked at and cited."""

from __future__ import annotations
