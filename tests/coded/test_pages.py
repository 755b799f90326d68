"""The pages of series and rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.service.service import Service
from tests.coded.sources import VOTES, Row, add_source, built, hold, nordic
from tests.service.asking import Read
from tests.service.conftest import ask, service_of

SERIES = "/series/assembly/norway.Vote.InFavour.1905"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    folder = nordic(tmp_path_factory.mktemp("pages") / "nordic")
    hostile: Row = {
        "record": '<b>"&',
        "actor_code": "NO",
        "actor_name": "Norway",
        "position": "InFavour",
        "text": "<script>",
        "day": "1906-01-01",
    }
    add_source(folder, [*VOTES, hostile])
    return service_of(built(folder))


def test_the_page_of_a_series_lists_its_rows(service: Service) -> None:
    reply = ask(service, SERIES, accept="text/html")
    assert reply.status == 200
    page = Read(reply.body)
    assert "Votes of the assembly" in page.text
    assert "2 rows of the table" in page.text
    assert "votes.csv:4" in page.text
    assert any(address.endswith("record/assembly/2-NO") for _, address in page.links)


def test_a_row_has_a_page_at_its_address(service: Service) -> None:
    reply = ask(service, "/record/assembly/2-XX", accept="text/html")
    assert reply.status == 200
    page = Read(reply.body)
    assert "actor Atlantis (XX)" in page.text
    assert "Votes of the assembly" in page.text
    assert "kg promote https://example.org/nordic/record/assembly/2-XX" in page.text
    assert ask(service, "/record/assembly/2-XX", accept="text/turtle").status == 406
    for path in ("/record/assembly/9", "/record/other/1-NO", "/record/assembly/"):
        assert ask(service, path, accept="text/html").status == 404


def test_what_a_table_says_is_text_on_a_page(service: Service) -> None:
    reply = ask(service, "/record/assembly/%3Cb%3E%22%26", accept="text/html")
    assert reply.status == 200
    assert b"<script>" not in reply.body
    assert b"%3Cb%3E%22%26" in reply.body
    listed = ask(service, "/series/assembly/norway.Vote.InFavour.1906", accept="text/html")
    assert b"&lt;script&gt;" in listed.body
    assert b"<script>" not in listed.body


def test_the_page_of_an_agent_says_how_many_series_there_are(service: Service) -> None:
    page = Read(ask(service, "/id/norway", accept="text/html").body)
    assert "a role in 2 of its series or acts" in page.text


def test_the_page_of_a_source_says_where_its_description_is_from(service: Service) -> None:
    page = Read(ask(service, "/coded/assembly", accept="text/html").body)
    assert "record of the import" in page.text
    assert "curators’ background" not in page.text


def test_a_source_that_is_held_is_not_said_to_be_background(tmp_path: Path) -> None:
    folder = nordic(tmp_path / "nordic")
    add_source(folder, VOTES)
    hold(folder, "assembly")
    page = Read(ask(service_of(built(folder)), SERIES, accept="text/html").body)
    assert "Votes of the assembly" in page.text
