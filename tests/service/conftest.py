"""A service over the repository's graph and over examples, without any network."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import pytest

from kg.graph import Graph
from kg.query.running import InProcess
from kg.service.context import Context, Limits
from kg.service.message import Asked, Reply
from kg.service.service import Service
from tests.asking import graph

Get = Callable[..., Reply]


def service_of(built: Graph, limits: Limits | None = None, texts: str | None = None) -> Service:
    """A service over the snapshot that a graph has."""
    pinned = Graph(built.workspace, runner=lambda snapshot: InProcess(snapshot.store), snapshot=built.snapshot)
    return Service(Context(pinned, limits, texts))


@functools.cache
def repository_service() -> Service:
    """The service over the repository's own graph, one for each process."""
    return service_of(graph())


def ask(
    service: Service,
    path: str,
    params: Mapping[str, str] | list[tuple[str, str]] | None = None,
    method: str = "GET",
    body: bytes = b"",
    **headers: str,
) -> Reply:
    """Ask a service; an underscore in the name of a header stands for a hyphen."""
    named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    return service.reply(Asked(method, path, urlencode(params or {}), named, body))


@pytest.fixture
def get() -> Get:
    """Ask the service over the repository's own graph."""
    return functools.partial(ask, repository_service())
