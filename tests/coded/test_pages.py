"""The pages of series and rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import jsonschema
import pytest

from kg.service.service import Service
from kg.service.site import write_site
from kg.service.tools import TOOLS
from tests.coded.sources import BASE, VOTES, Row, add_source, built, hold, nordic
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
    assert "official record, held by the workspace" in page.text
    assert page.text.count("claimed count") == 1


def test_series_and_rows_have_the_licence_of_their_table(tmp_path: Path) -> None:
    folder = nordic(tmp_path / "nordic")
    add_source(folder, VOTES, license="https://creativecommons.org/licenses/by-sa/3.0/")
    add_source(folder, VOTES, "other", license="")
    service = service_of(built(folder))

    def foot(path: str) -> str:
        return Read(ask(service, path, accept="text/html").body).text.rpartition("Snapshot")[2]

    for path in (SERIES, "/record/assembly/2-XX"):
        assert "BY-SA 3.0" in foot(path)
        assert "Votes of the assembly" in foot(path)
        assert "BY 4.0" not in foot(path)
    assert "none is recorded" in foot("/record/other/2-XX")
    assert "BY 4.0" in foot("/id/norway")


def test_the_tools_for_agents_name_the_table_and_the_address_of_what_is_held(tmp_path: Path) -> None:
    folder = nordic(tmp_path / "nordic")
    add_source(folder, VOTES)
    hold(folder, "assembly")
    service = service_of(built(folder))

    def tool(name: str, /, **arguments: object) -> dict[str, Any]:
        body = json.dumps(arguments).encode()
        reply = ask(service, f"/tools/{name}", method="POST", body=body, content_type="application/json")
        assert reply.status == 200, reply.body
        said: dict[str, Any] = json.loads(reply.body)
        jsonschema.validate(said, next(tool.output_schema for tool in TOOLS if tool.name == name))
        return said

    series = f"{BASE}series/assembly/norway.Vote.InFavour.1905"
    for brief in (False, True):
        said = tool("sparql", query="SELECT ?act WHERE { ?act dip:position dip:InFavour }", brief=brief)
        (row,) = said["rows"]
        assert row["coded"] == [
            {"iri": series, "rows": 2, "source": {"iri": f"{BASE}coded/assembly", "name": "Votes of the assembly"}, "held": True}
        ]
        assert (row["held"], row["standing"], row["passages"]) == (True, ["official record"], [])
        assert any("a table that others have coded" in remark for remark in said["remarks"])
        assert not any("no evidence" in remark for remark in said["remarks"])
    shown = tool("show", name=series)
    assert (shown["answer"], shown["about"], shown["coded"][0]["held"]) == ("found", [], True)
    why = tool("why", subject=series, predicate="dip:position", object="dip:InFavour")
    assert why["answer"] == "held"
    assert "coded/assembly" in json.dumps(why)
    plain = nordic(tmp_path / "plain")
    add_source(plain, VOTES)
    service = service_of(built(plain))
    shown = tool("show", name=series)
    assert (shown["answer"], shown["coded"][0]["held"]) == ("not held", False)


def test_a_static_site_lists_what_is_held_of_a_table_and_every_link_leads_somewhere(tmp_path: Path) -> None:
    folder = nordic(tmp_path / "nordic")
    add_source(folder, VOTES, grain="acts", license="https://creativecommons.org/licenses/by-sa/3.0/")
    hold(folder, "assembly")
    site = tmp_path / "site"
    write_site(built(folder), site)
    pages = {path: Read(path.read_bytes()) for path in sorted(site.rglob("*.html"))}
    assert "Votes of the assembly" in pages[site / "coded" / "assembly.html"].text
    assert any("Norway: vote in favour, 1/1" in page.text for page in pages.values())
    for path, page in pages.items():
        for _, address in page.links:
            target = unquote(urlsplit(address).path)
            if path.name != "404.html" and target and not urlsplit(address).scheme:
                assert (path.parent / target).exists(), (path, address)
