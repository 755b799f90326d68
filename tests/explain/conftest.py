"""Fixtures for the tests of explanations and descriptions: the record of each graph."""

from __future__ import annotations

import pytest

from kg.record.record import Record
from kg.snapshot.proofs import Proofs
from tests.asking import graph, nordic


@pytest.fixture(scope="session")
def record() -> Record:
    """The record of the small graph about Norway and Sweden."""
    return Record(nordic().names, Proofs(nordic().snapshot.proofs_file))


@pytest.fixture(scope="session")
def own() -> Record:
    """The record of the repository's own graph."""
    return Record(graph().names, Proofs(graph().snapshot.proofs_file))
