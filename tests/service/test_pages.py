"""The pages of things: addresses, content negotiation, what they show, links, and names that are attacks."""

from __future__ import annotations

import functools
import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urljoin

import pyoxigraph as ox
import pytest

from kg.graph import open_graph
from kg.record.names import slug
from kg.server import computing
from kg.service.context import Limits
from kg.service.message import Asked
from kg.service.pages.answers import LONGEST_NAME, ROUTES
from kg.service.pages.data import TWINS, Twin
from kg.service.pages.known import known_of
from kg.service.pages.links import escaped
from tests.asking import ROOT, Said, example, fact, graph, nordic
from tests.browser.hostile import PAYLOADS
from tests.service.asking import Read, hostile, hostile_service
from tests.service.conftest import Get, ask, repository_service, service_of

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
THINGS = (
    "id/pakistan",
    "id/warning-pakistan-2025",
    "id/article",
    "id/note-shared-text",
    "passage/A12",
    "passage/A7",
    "assertion/A12-2",
    "ontology/Warning",
    "ontology/recognized",
    "ontology/Stated",
)
TERM = "/resource?iri=http%3A%2F%2Fpurl.org%2Fdc%2Fterms%2Fsource"
SERIALIZED = [each for each in TWINS if each.extension != ".json"]


@pytest.mark.parametrize("path", THINGS)
def test_a_browser_gets_a_page_at_the_iri(get: Get, path: str) -> None:
    reply = get(f"/{path}", accept=BROWSER)
    assert reply.status == 200
    assert reply.header("content-type") == "text/html; charset=utf-8"
    assert reply.header("content-location") == f"./{slug(path)}.html"
    assert reply.header("vary") == "Accept, Accept-Encoding"
    assert "script" not in (reply.header("content-security-policy") or "")
    assert get(f"/{path}.html").body == reply.body
    page = Read(reply.body)
    assert page.elements.count(("h1", {})) == 1
    assert len(page.ids) == len(set(page.ids))
    assert graph().snapshot.meta["citation"] in page.text
    assert graph().snapshot.digest in page.text


@pytest.mark.parametrize("path", THINGS)
@pytest.mark.parametrize("twin", TWINS, ids=lambda each: each.name)
def test_a_machine_gets_data_at_the_iri_and_at_the_address_of_the_twin(get: Get, path: str, twin: Twin) -> None:
    reply = get(f"/{path}", accept=f"{twin.media_type}, text/html;q=0.1")
    assert reply.status == 200
    assert (reply.header("content-type") or "").partition(";")[0] == twin.media_type
    assert reply.header("content-location") == f"./{slug(path)}{twin.extension}"
    assert reply.body == get(f"/{path}{twin.extension}", accept="*/*").body
    assert f'<./{slug(path)}.html>; rel="alternate"; type="text/html"' in (reply.header("link") or "")


@pytest.mark.parametrize("path", THINGS)
def test_all_serializations_say_the_same(get: Get, path: str) -> None:
    found = {}
    for twin in SERIALIZED:
        body = get(f"/{path}{twin.extension}").body
        quads = ox.parse(body, format=ox.RdfFormat.from_media_type(twin.media_type))
        found[twin.name] = ox.Dataset(quad for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph))
        found[twin.name].canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    trig = set(found.pop("TriG"))
    first, *others = map(set, found.values())
    assert first
    assert all(each == first for each in others)
    assert first <= trig


def test_trig_has_the_claims_that_mention_a_thing(get: Get) -> None:
    body = get("/id/warning-pakistan-2025.trig").body
    graphs = {slug(quad.graph_name.value) for quad in ox.parse(body, format=ox.RdfFormat.TRIG) if isinstance(quad.graph_name, ox.NamedNode)}
    assert graphs == {"A72-1", "A72-2"}
    body = get("/assertion/A72-2.trig").body
    graphs = {slug(quad.graph_name.value) for quad in ox.parse(body, format=ox.RdfFormat.TRIG) if isinstance(quad.graph_name, ox.NamedNode)}
    assert graphs == {"A72-2"}


@pytest.mark.parametrize("path", THINGS)
def test_json_is_what_kg_show_prints(get: Get, path: str) -> None:
    iri = known_of(repository_service().context).addresses.iri(path)
    assert iri is not None
    assert (
        get(f"/{path}", accept="application/json").body.decode()
        == json.dumps(graph().show(iri).to_json(), ensure_ascii=False, indent=1) + "\n"
    )


def test_json_is_byte_for_byte_what_the_command_line_prints(get: Get, kg: Said) -> None:
    code, out, _ = kg("-C", str(graph().workspace.folder), "show", "Pakistan", "--json", "--as-of", "1990-12-31")
    assert code == 0
    assert get("/id/pakistan.json", {"as-of": "1990-12-31"}).body.decode() == out


def test_what_is_not_acceptable_is_said(get: Get) -> None:
    reply = get("/id/pakistan", accept="image/png")
    assert reply.status == 406
    assert "text/turtle" in json.loads(reply.body)["offers"]


def test_a_page_that_the_client_has_is_not_sent_again(get: Get) -> None:
    tags = {get("/id/pakistan", accept=each).header("etag") for each in (BROWSER, "text/turtle", "application/json")}
    tags |= {get("/id/pakistan", {"as-of": "1990"}).header("etag"), get("/id/israel").header("etag")}
    assert len(tags) == 5
    tag = get("/id/pakistan").header("etag")
    again = get("/id/pakistan", if_none_match=tag)
    assert (again.status, again.body) == (304, b"")


def test_a_page_of_a_day_leaves_out_what_was_not_so(get: Get) -> None:
    whole, part = get("/id/pakistan"), get("/id/pakistan", {"as-of": "1990-12-31"})
    assert len(part.body) < len(whole.body)
    assert "As of 1990-12-31" in Read(part.body).text
    assert get("/id/pakistan", {"as-of": "yesterday"}).status == 400
    assert get("/id/pakistan.ttl", {"as-of": "1990"}).status == 400
    assert get("/id/pakistan", {"asof": "1990"}).status == 400
    assert get("/passage/A12", {"as-of": "1990"}).status == 400


def test_things_in_folders_of_their_own_have_pages(small: Path) -> None:
    service = service_of(open_graph(small))
    assert ask(service, "/doc/one", accept=BROWSER).status == ask(service, "/doc/one.ttl").status == 200
    assert ask(service, "/doc/two", accept=BROWSER).header("content-type") == "text/html; charset=utf-8"
    assert ask(service, "/doc/two").header("content-type") == "application/problem+json"


def test_where_there_is_nothing_near_names_are_said(get: Get) -> None:
    page = get("/id/pakistn", accept=BROWSER)
    assert page.status == 404
    assert ("a", "../id/pakistan") in Read(page.body).links
    problem = get("/id/pakistn", accept="text/turtle")
    assert problem.status == 404
    assert graph().snapshot.base + "id/pakistan" in json.loads(problem.body)["candidates"]
    assert get("/id/", accept=BROWSER).status == get("/ontology/Vist", accept=BROWSER).status == get("/id//x", accept=BROWSER).status == 404


# what pages show


def acts_of(kind: str) -> set[str]:
    """The names of the held acts of a class."""
    found = {str(fact(row["act"])) for row in graph().query(f"SELECT ?act WHERE {{ ?act a dip:{kind} }}")}
    assert found
    return found


def test_the_page_of_an_act_shows_what_kg_show_prints(get: Get) -> None:
    text = " ".join(Read(get("/id/warning-pakistan-2025").body).text.split())
    found = graph().show("warning-pakistan-2025")
    for held in found.properties:
        assert held.property.predicate.name in text
        assert held.property.text in text
    for claim in found.claimed:
        assert claim.claim.gist in text
        assert claim.claim.status in text
    for note in found.notes:
        assert note.gist in text
    assert "In our words: In 2025 Pakistan warned of accountability" in text


@pytest.mark.parametrize("name", ["pakistan", "israel", "plo", "abbas"])
def test_the_page_of_an_agent_has_every_part_of_its_description(get: Get, name: str) -> None:
    found = graph().show(name)
    page = Read(get(f"/id/{name}").body)
    text = " ".join(page.text.split())
    names = {address for _, address in page.links}
    assert all(f"../id/{slug(each.node.node.value)}" in names for each in found.held)
    assert all(each.text in text for each in found.inferred)
    assert all(f"../assertion/{slug(each.claim.graph.value)}" in names for each in found.claimed)
    assert all(each.gist in text for each in found.notes)


def test_every_inferred_fact_has_its_proof_down_to_passages(get: Get) -> None:
    body = get("/id/abbas").body.decode()
    start = body.index("Mahmoud Abbas met Pervez Musharraf")
    proof = body[start : body.index("</details>", start)]
    why = graph().why("Mahmoud Abbas", "met", "Pervez Musharraf")
    assert why.inferences[0].explanation.split(".")[0] in unescape(proof)
    assert "../passage/A" in proof


def test_a_passage_leads_to_its_claims_its_document_and_its_neighbours(get: Get) -> None:
    page = Read(get("/passage/A12").body)
    addresses = [address for _, address in page.links]
    assert {"../assertion/A12-1", "../assertion/A12-2", "../id/article", "../passage/A11", "../passage/A13", "../passage/E2"} <= set(
        addresses
    )
    assert any("#:~:text=During%20the%201948%20Palestine" in each for each in addresses)
    assert "It asserts nothing" in Read(get("/passage/A7").body).text


def test_a_passage_is_quoted_with_the_licence_of_its_document_where_there_is_a_copy() -> None:
    found = example("rupture")
    with_texts = service_of(found, texts=str(ROOT / "examples" / "rupture" / "texts"))
    passage = found.sources()[0].passages[2]
    words = (ROOT / "examples" / "rupture" / "texts" / found.sources()[0].document.file_name).read_text(encoding="utf-8")
    sentence = words[passage.start : passage.end]
    path = "/passage/" + passage.name
    text = Read(ask(with_texts, path).body).text
    assert sentence in text
    assert "icence" in text
    assert sentence not in Read(ask(service_of(found), path).body).text


def test_a_document_shows_how_far_it_is_covered(get: Get) -> None:
    coverage = next(each for each in graph().sources() if each.document.node.value.endswith("article"))
    page = Read(get("/id/article").body)
    assert f"{coverage.asserted} with {coverage.graphs} assertion graphs, {coverage.idle} that assert nothing" in page.text
    assert {f"../passage/{each.name}" for each in coverage.passages} <= {address for _, address in page.links}


def test_a_class_shows_its_definition_what_follows_and_its_acts(get: Get) -> None:
    page = Read(get("/ontology/Visit").body)
    assert "A visit is" in page.text
    assert {"../ontology/visited", "../ontology/OfficialVisit"} <= {address for _, address in page.links}
    visits = acts_of("Visit")
    assert {f"../id/{each}" for each in visits} <= {address for _, address in page.links}


def test_a_long_list_has_pages(get: Get) -> None:
    first, second = Read(get("/ontology/statedIn").body), Read(get("/ontology/statedIn", {"page": "2"}).body)
    assert ("a", "../ontology/statedIn?page=2") in first.links
    assert {link for link in first.links if "/id/" in link[1]}.isdisjoint(link for link in second.links if "/id/" in link[1])
    assert get("/ontology/statedIn", {"page": "0"}).status == 400
    assert get("/acts", {"page": "99"}).status == 404


# lists and other pages


@pytest.mark.parametrize("path", ["/", "/entities", "/acts", "/documents", "/disputes", "/history", "/find", "/picture"])
def test_lists_have_pages(get: Get, path: str) -> None:
    reply = get(path, accept=BROWSER)
    assert reply.status == 200
    assert reply.header("etag")
    assert get(path, accept="text/turtle").status == 406
    assert get(path, {"what": "x"}).status == 400


def test_the_first_page_has_the_parts_that_a_reader_looks_for(get: Get) -> None:
    page = Read(get("/").body)
    addresses = {address for _, address in page.links}
    assert {"./id/pakistan", "./id/article", "./disputes#conflict", "./query", "./queries", "./dump/graph.ttl", "./find"} <= addresses
    assert graph().snapshot.meta["citation"] in page.text


def test_acts_can_be_chosen_by_kind(get: Get) -> None:
    visits = acts_of("Visit")
    links = {address for _, address in Read(get("/acts", {"kind": "visit"}).body).links}
    assert {f"./id/{each}" for each in visits} <= links
    assert get("/acts", {"kind": "visitt"}).status == 400


def test_the_history_of_a_pair_has_the_periods_of_the_stored_query(get: Get) -> None:
    rows = graph().query("relations-history", a="Pakistan", b="Israel")
    periods = {str(fact(row["period"])) for row in rows}
    assert periods
    page = Read(get("/history", {"a": "Pakistan", "b": "Israel"}).body)
    assert {f"./id/{each}" for each in periods} <= {address for _, address in page.links}
    assert not any(tag == "svg" for tag, _ in page.elements), "no day of these periods is known"
    dated = Read(get("/history", {"a": "Pakistan", "b": "Palestinian Authority"}).body)
    assert any(tag == "svg" for tag, _ in dated.elements)
    assert get("/history", {"a": "Pakistan"}).status == 400
    assert get("/history", {"a": "Pakistan", "b": "pakistan"}).status == 400
    assert get("/history", {"a": "Pakistan", "b": "Atlantis"}).status == 400


def test_names_are_found_as_page_and_as_json(get: Get) -> None:
    found = json.loads(get("/find", {"q": "zardari"}, accept="application/json").body)
    assert found["found"][0]["label"] == "Asif Ali Zardari"
    assert found["snapshot"] == graph().snapshot.digest
    assert ("a", "./id/" + slug(found["found"][0]["iri"])) in Read(get("/find", {"q": "zardari"}).body).links
    assert ("a", "./find?q=Pakistan") in Read(get("/find", {"q": "Pakstan"}).body).links
    assert get("/find", {"q": "x" * (LONGEST_NAME + 1)}).status == 400
    assert "Pakistan" in json.loads(get("/find", {"q": "Pakstan"}, accept="application/json").body)["near"]


def test_the_disputes_lead_to_the_pages_of_notes(get: Get) -> None:
    assert ("a", "./id/note-a3-which-state") in Read(get("/disputes").body).links


def test_the_disputes_lead_to_the_pages_of_passages_and_things(get: Get) -> None:
    links = {address for _, address in Read(get("/disputes").body).links}
    assert "./passage/A1" in links
    assert any(each.startswith("./id/") for each in links)


def test_the_picture_has_its_own_policy(get: Get) -> None:
    policy = get("/picture").header("content-security-policy") or ""
    assert "script-src 'sha256-" in policy


def test_a_page_that_is_too_large_is_refused() -> None:
    small = service_of(nordic(), Limits(10, 1000, 500))
    reply = ask(small, "/id/norway")
    assert reply.status == 413
    assert json.loads(reply.body)["type"].endswith("too-large")


@pytest.mark.parametrize("path", ["/", "/entities", "/acts", "/documents", "/history", "/disputes", TERM, *(f"/{each}" for each in THINGS)])
def test_every_link_of_a_page_leads_somewhere(get: Get, path: str) -> None:
    pages = Read(get(path.partition("?")[0], dict(parse_qsl(path.partition("?")[2]))).body)
    ours = tuple(route.path for route in ROUTES)
    for _, address in pages.links:
        target, _, fragment = urljoin(f"http://x{path}", address).partition("#")
        if not target.startswith("http://x/"):
            continue
        rest, _, query = target.removeprefix("http://x").partition("?")
        if target.removeprefix("http://x") == path or not address or address.startswith("#"):
            assert not fragment or fragment in pages.ids, address
        elif rest.startswith(("/id/", "/passage/", "/assertion/", "/ontology/", "/assets/")) or rest in ours:
            assert status_of(rest, query) in (200, 301, 303), address


@functools.cache
def status_of(path: str, query: str) -> int:
    """The status of an address, which many pages link to."""
    return repository_service().reply(Asked("HEAD", path, query)).status


# hostile and odd names


def hostile_paths() -> list[str]:
    base = hostile().snapshot.base
    return sorted(iri.removeprefix(base) for iri in known_of(hostile_service().context).subjects if iri.startswith(base))


def test_names_that_are_attacks_are_text() -> None:
    for path in ["", "entities", "acts", "documents", "disputes", "history", *map(escaped, hostile_paths())]:
        reply = ask(hostile_service(), "/" + path)
        assert reply.status in (200, 301), path
        if reply.status == 200:
            page = Read(reply.body)
            assert {tag for tag, _ in page.elements}.isdisjoint({"script", "iframe", "object", "base", "style", "embed", "math", "animate"})
            for tag, attributes in page.elements:
                assert not any(name.startswith("on") or name in ("style", "srcdoc") for name in attributes), (path, tag, attributes)
            assert all(address.lower().startswith(("./", "../", "#", "http://", "https://", "?")) for _, address in page.links), path
            assert "attacker.example" not in "".join(address for tag, address in page.links if tag == "link")


def test_an_attack_in_a_query_is_text() -> None:
    for payload in PAYLOADS:
        if "\ud800" in payload or len(payload) > LONGEST_NAME:
            continue
        reply = ask(hostile_service(), "/find", {"q": payload}, accept=BROWSER)
        assert "script" not in {tag for tag, _ in Read(reply.body).elements}
        missing = ask(hostile_service(), "/id/" + quote(payload), accept=BROWSER)
        assert missing.status == 404
        assert "script" not in {tag for tag, _ in Read(missing.body).elements}


@pytest.mark.parametrize("name", ["caf%C3%A9", "caf%c3%a9", "a.ttl", "a.ttl.ttl", "a%2Fb", "it's(odd);x,y", "wer%3Fda", "x" * 300])
def test_iris_that_addresses_must_escape_have_pages(name: str) -> None:
    assert ask(hostile_service(), f"/id/{name}").status == 200


def test_a_name_in_another_language_says_so() -> None:
    page = Read(ask(hostile_service(), "/id/thing0").body)
    assert any(attributes.get("lang") == "ar" and attributes.get("dir") == "rtl" for _, attributes in page.elements)


def test_a_merged_thing_leads_to_its_successor() -> None:
    reply = ask(hostile_service(), "/id/sverige")
    assert (reply.status, reply.header("location")) == (301, "../id/sweden")


def test_terms_of_the_workspace_and_of_others_have_pages() -> None:
    assert "A raid is an <b>act</b>." in Read(ask(hostile_service(), "/ontology/Raid").body).text
    assert "visit of our own" not in Read(ask(hostile_service(), "/ontology/Visit").body).text
    own = "https://example.org/nordic/ontology#Visit"
    assert "visit of our own" in Read(ask(hostile_service(), "/resource", {"iri": own}).body).text
    assert "feast" in Read(ask(hostile_service(), "/resource", {"iri": "https://example.com/elsewhere#Feast"}).body).text
    assert ask(hostile_service(), "/resource", {"iri": "https://example.org/nordic/id/norway"}).header("location") == "./id/norway"
    assert ask(hostile_service(), "/resource", {"iri": "urn:nothing"}).status == 404
    assert ask(hostile_service(), "/resource").status == 400
    turtle = ask(hostile_service(), "/resource", {"iri": own, "format": "ttl"})
    assert turtle.header("content-type") == "text/turtle; charset=utf-8"


# what a reader could take wrongly


def test_a_held_use_that_is_inferred_has_its_proof_and_one_that_is_stated_its_passages(get: Get) -> None:
    inferred = Read(get("/ontology/recognized").body)
    assert "Inferred" in inferred.text
    assert ("a", "../passage/A23") in inferred.links
    rows = [each for each in get("/ontology/place").body.decode().split("<li>") if "Official visit of Abbas" in each]
    assert rows
    assert all("../passage/A25" in each and "Inferred" not in each for each in rows)


@pytest.mark.parametrize("path", ["/acts", "/ontology/Visit"])
def test_an_act_in_a_list_leads_to_its_passages(get: Get, path: str) -> None:
    rows = [each for each in get(path).body.decode().split("<li>") if 'class="date"' in each]
    assert rows
    assert [each for each in rows if 'class="passage"' not in each] == []


def test_the_number_of_a_kind_is_that_of_the_list_that_it_leads_to(get: Get) -> None:
    nav = get("/acts").body.decode().partition("</nav>\n<ol")[0]
    kinds = re.findall(r'href="\./acts\?kind=([^"]+)">[^<]* <span class="count">(\d+)', nav)
    assert len(kinds) > 24
    for kind, number in kinds:
        assert f"{number} act" in Read(get("/acts", {"kind": unquote(kind)}).body).text, kind


def test_names_are_words_and_no_codes(get: Get) -> None:
    paths = ("/id/pakistan", "/id/aziz", "/passage/A12", "/assertion/A12-3", "/assertion/E7-2", "/id/note-a12-arabs", "/ontology/Stated")
    for path in paths:
        text = Read(get(path).body).text
        assert re.findall(r"\b(?:dcterms|rdfs|owl|skos|a|e|dip):[A-Za-z]\S*|\bis a [aeio]\w+", text) == [], path
    assert "condemnation is a kind of criticism" in " ".join(Read(get("/id/pakistan").body).text.split())


def test_rows_of_a_claim_do_not_run_together() -> None:
    service = service_of(graph())
    page = Read(ask(service, "/assertion/A12-3").body)
    assert "sentence 12 in the document" in page.text


def test_what_is_only_claimed_says_so_where_it_is_found(get: Get) -> None:
    rows = get("/find", {"q": "zardari"}).body.decode().split("<li>")
    marked = [each for each in rows if "not held" in each]
    assert len(marked) == 1
    assert "Meeting of a Palestinian president with Zardari, announced" in marked[0]


@pytest.mark.parametrize(
    ("path", "params", "status", "says"),
    [
        ("/id/pakistan", {"as-of": "31 Dec"}, 400, "31 Dec"),
        ("/history", {"a": "Pakistn", "b": "Israel"}, 400, "Pakistn"),
        ("/acts", {"kind": "Nonsense"}, 400, "Nonsense"),
        ("/find", {"z": "1"}, 400, "unknown parameter"),
        ("/queries/acts-between", {"a": "Pakistn", "b": "Israel"}, 400, "Pakistn"),
        ("/queries/acts-betwen", {}, 404, "acts-between"),
        ("/query/answer", {"query": "SELECT nothing", "format": "html"}, 400, "line 1"),
    ],
)
def test_a_browser_gets_a_page_where_a_request_is_refused(get: Get, path: str, params: dict[str, str], status: int, says: str) -> None:
    reply = get(path, params, accept=BROWSER)
    assert (reply.status, reply.header("content-type")) == (status, "text/html; charset=utf-8")
    assert "script" not in (reply.header("content-security-policy") or "")
    assert says in Read(reply.body).text
    assert get(path, params, accept="*/*").header("content-type") == "application/problem+json"


def test_a_period_of_which_no_day_is_stated_has_no_bar(get: Get) -> None:
    body = get("/history", {"a": "Pakistan", "b": "Israel"}).body.decode()
    assert "<svg" not in body
    assert "not stated" in body
    assert '"../passage/' not in body  # the page is at the top
    assert '"./passage/A3"' in body


def test_an_open_period_has_an_open_bar_and_says_how_far_it_is_known() -> None:
    service = service_of(example("assembly"))
    body = ask(service, "/history", {"a": "Cuba", "b": "United States"}).body.decode()
    assert '30 November 2026 <span class="with">(as far as the documents reach)' in body
    paths = re.findall(r'class="possible" d="([^"]+)"', body)
    assert any(each.count("V") == 1 for each in paths)
    assert any(each.count("V") == 2 for each in paths)


def test_many_notes_are_grouped_by_their_kind(get: Get) -> None:
    found = graph().show("pakistan").notes
    body = get("/id/pakistan").body.decode()
    counts = re.findall(r'<details class="kind"><summary>([^<]+) <span class="count">(\d+)', body)
    assert len(counts) > 1
    assert sum(int(number) for _, number in counts) == len(found)


# what processes share


def test_what_pages_need_is_read_before_processes_are_forked() -> None:
    folder = graph().snapshot.folder
    opened = computing._opened(str(graph().workspace.folder), str(folder), "")
    known = known_of(opened.context)
    assert {"projection", "disputes", "ontology"} <= set(vars(known))


def test_a_large_snapshot_is_read_when_a_page_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.service.pages.known.PREPARED_QUADS", 10)
    service = service_of(graph())
    service.prepare()
    assert "projection" not in vars(known_of(service.context))


def test_the_standing_of_what_somebody_says_is_not_that_of_the_document(get: Get) -> None:
    assert "not by the document itself" in Read(get("/assertion/A32-2").body).text
    assert "not by the document itself" not in Read(get("/assertion/A32-1").body).text


def test_a_premise_from_the_ontology_takes_one_line(get: Get) -> None:
    body = " ".join(get("/id/pakistan").body.decode().split())
    assert re.search(r'is a kind of.{0,200}criticism.{0,60}<span class="with">\(from the ontology\)</span>', body)
