"""The OpenAPI description: it is valid, it says what the headers say, and the service keeps to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

import hypothesis
import pytest
import schemathesis
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from kg.service.message import Asked
from kg.service.service import ROUTES, Service
from kg.service.tools import TOOLS
from tests.asking import graph
from tests.service.conftest import Get, repository_service


def described() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(repository_service().reply(Asked("GET", "/openapi.json")).body)
    return found


def test_the_description_is_valid() -> None:
    OpenAPIV31SpecValidator(described()).validate()


def test_the_description_is_negotiated_and_tagged(get: Get) -> None:
    reply = get("/openapi.json")
    assert reply.header("content-type") == "application/json"
    assert reply.kept
    assert get("/openapi.json", if_none_match=reply.header("etag") or "").status == 304
    elsewhere = repository_service().reply(Asked("GET", "/openapi.json", origin="https://example.org/graph"))
    assert json.loads(elsewhere.body)["servers"] == [{"url": "https://example.org/graph"}]
    assert elsewhere.header("etag") != reply.header("etag")


def test_each_query_is_a_path_with_its_parameters() -> None:
    found = described()
    for query in graph().queries():
        operation = found["paths"][f"/queries/{query.name}"]["get"]
        assert operation["summary"] == query.summary
        by_name = {each["name"]: each for each in operation["parameters"] if "name" in each}
        for param in query.params:
            assert by_name[param.name]["required"] is param.required
            assert param.help in by_name[param.name]["description"]
            assert tuple(by_name[param.name]["schema"].get("enum", ())) == param.choices
            assert by_name[param.name]["schema"].get("default") == param.default
            if param.of is not None and param.of.startswith("dip:") and param.of != "dip:CodedSource":  # there is none here
                (example,) = by_name[param.name]["schema"]["examples"]
                graph().find(example, param.of)
    state = found["paths"]["/queries/sanctions"]["get"]["parameters"]
    assert next(each for each in state if each.get("name") == "state")["schema"]["enum"][0] == "lifted"
    ids = [operation["operationId"] for path in found["paths"].values() for operation in path.values()]
    assert len(ids) == len({*ids})


def test_each_tool_is_a_path_with_its_schemas() -> None:
    paths = described()["paths"]
    for tool in TOOLS:
        operation = paths[f"/tools/{tool.name}"]["post"]
        assert operation["requestBody"]["content"]["application/json"]["schema"] == json.loads(json.dumps(tool.input_schema))


# Schemathesis


class Wsgi:
    """A service as a WSGI application, without any network."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
        headers.pop("accept-encoding", None)  # the client of these tests opens nothing that is compressed
        headers["content-type"] = environ.get("CONTENT_TYPE") or ""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        path = quote(environ["PATH_INFO"].encode("latin-1"))
        reply = self.service.reply(Asked(environ["REQUEST_METHOD"], path, environ.get("QUERY_STRING", ""), headers, body))
        start_response(f"{reply.status} x", [*reply.headers])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [reply.body]


def answered() -> dict[str, Any]:
    """The description, of which every path has a route."""
    found = described()
    for path in found["paths"]:
        assert any(route.rest(path) is not None for route in ROUTES), path
    return found


CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ANY: list[hypothesis.HealthCheck] = [*hypothesis.HealthCheck]
QUICK = {
    "/queries": 1,
    "/queries/acts-between": 1,
    "/queries/sanctions": 1,
    "/tools": 1,
    "/tools/find": 1,
    "/tools/ask": 1,
    "/find": 1,
    "/id/{name}": 1,
    "/rdf-graph-store": 1,
    "/sparql": 2,
}
"""Paths that are tried every time, with the number of their operations."""


def keeps_to(paths: Iterable[str] | None, examples: int) -> int:
    """Send generated requests to each operation, and check the replies against the description.

    Args:
        paths: the paths; None for all.
        examples: how many requests for each operation.

    Returns:
        The number of operations.
    """
    schema = schemathesis.openapi.from_dict(answered())
    schema.app = Wsgi(repository_service())
    results = list(schema.get_all_operations())
    operations = [each.ok() for each in results if isinstance(each, Ok)]
    assert len(operations) == len(results)
    chosen = [each for each in operations if paths is None or each.path in paths]
    for operation in chosen:

        @hypothesis.given(case=operation.as_strategy())
        @hypothesis.settings(max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=ANY)
        def asked(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(checks=CHECKS)

        asked()
    return len(chosen)


def test_the_service_keeps_to_the_description() -> None:
    assert keeps_to(QUICK, 8) == sum(QUICK.values())


@pytest.mark.soak
def test_every_path_keeps_to_the_description() -> None:
    assert keeps_to(None, 60) > len(graph().queries())
