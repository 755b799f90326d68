"""What holds for every address: methods, paths, tags and problems."""

from __future__ import annotations

import json

from tests.service.conftest import Get


def test_an_unknown_address_is_a_problem_in_json(get: Get) -> None:
    reply = get("/nowhere")
    assert reply.status == 404
    assert reply.header("content-type") == "application/problem+json"
    assert json.loads(reply.body)["status"] == 404


def test_a_path_that_is_not_utf_8_is_a_bad_request(get: Get) -> None:
    assert get("/%ff").status == 400
    assert get("/%4").status == 400
