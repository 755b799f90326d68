"""The panel, its filters and the search: doubt has forms, every filter is told, nothing hidden is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.network.model import Projection
from kg.picture import About, draw_picture
from tests.browser.asking import busiest, column, label, rows, slug
from tests.browser.conftest import Open, Opened
from tests.browser.synthetic import BASE, synthetic

if TYPE_CHECKING:
    import pyoxigraph as ox

pytestmark = pytest.mark.browser

STANDINGS = ("Hedged", "Rumoured", "Conditional", "Planned", "Evaluative", "Denied", "said", "withdrawn")
UNHELD = """SELECT DISTINCT ?a { ?a dip:standing ?s ; dip:cites ?p FILTER NOT EXISTS { ?a dip:held true }
    FILTER EXISTS { GRAPH ?a { ?x ?y ?z } } FILTER(%s) }"""
CONDITIONS = {
    "said": "EXISTS { ?a dip:contentOf ?speech }",
    "withdrawn": "EXISTS { ?a dip:rank dip:Deprecated }",
}


def filters(opened: Opened) -> Opened:
    """The page with its filters open."""
    opened.page.click("#filters-toggle")
    return opened


def chips(opened: Opened) -> list[str]:
    """The filters that are told above the panel."""
    found: list[str] = opened.page.eval_on_selector_all(".filter-chip > span:first-child", "all => all.map(each => each.textContent)")
    return found


def forms(opened: Opened, selector: str) -> dict[str, tuple[str, str]]:
    """Of each badge of doubt its standing, its sign and its border."""
    script = """all => all.map(each => [each.dataset.doubt, each.querySelector('.sign').textContent, getComputedStyle(each).borderStyle])"""
    return {tag: (sign, border) for tag, sign, border in opened.page.eval_on_selector_all(selector, script)}


def test_each_doubt_has_a_sign_and_a_border_of_its_own(open_file: Open, demo: Path) -> None:
    opened = filters(open_file(demo))
    found = forms(opened, "#doubt .badge.doubt")
    assert set(found) == {*STANDINGS, "disputed"}
    assert len({sign for sign, _ in found.values()}) == len(found)
    assert len({border for _, border in found.values()}) == len(found)


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.soak)], ids=["some", "all"])
def test_a_claim_carries_the_form_of_its_doubt_and_its_speaker(open_file: Open, demo: Path, store: ox.Store, step: int) -> None:
    """Every third act, and all of them in the long tests."""
    opened = filters(open_file(demo, f"more={','.join(STANDINGS)}"))
    switches = forms(opened, "#doubt .badge.doubt")
    told = (
        "?a dip:standing ?s . GRAPH ?a { ?x ?p ?o } ?x a dip:Matter FILTER NOT EXISTS { ?a dip:contentOf ?speech } FILTER(?s != dip:Stated)"
    )
    checked = 0
    for act, standing in rows(store, f"SELECT DISTINCT ?x ?s {{ {told} }} ORDER BY ?x ?s")[::step]:
        opened.go(f"more={','.join(STANDINGS)}&sel=n:{slug(act)}")
        found = forms(opened, "#panel-body .claim .badge.doubt")
        tag = standing.partition("#")[2]
        assert found[tag] == switches[tag], act
        checked += 1
    assert checked > 5 // step


@pytest.mark.parametrize("on", ["", "said", pytest.param("Hedged,Evaluative", marks=pytest.mark.soak)], ids=["none", "said", "two"])
def test_a_switch_says_how_many_claims_it_shows_and_shows_them(open_file: Open, demo: Path, on: str) -> None:
    opened = filters(open_file(demo, f"more={on}" if on else ""))

    def number(tag: str) -> str:
        row = opened.page.locator(f"label:has(#f-more-{tag})")
        return row.locator(".number > [aria-hidden]").inner_text()

    for tag in STANDINGS:
        if tag in on.split(","):
            continue
        told = number(tag)
        row = opened.page.locator(f"label:has(#f-more-{tag})")
        if told == "0":
            assert "No claim here" in row.inner_text() or "All of them" in row.inner_text(), tag
            continue
        assert told.startswith("+"), (tag, told)
        opened.page.check(f"#f-more-{tag}")
        # Switched on, the same number is what only this switch shows.
        assert number(tag) == told[1:], tag
        opened.page.uncheck(f"#f-more-{tag}")
        assert number(tag) == told, tag


def test_rumour_alone_adds_what_is_rumoured_though_a_speaker_said_it(open_file: Open, demo: Path, store: ox.Store) -> None:
    rumours = column(store, "SELECT DISTINCT ?a { ?a dip:standing dip:Rumoured ; dip:contentOf ?speech }")
    assert rumours
    opened = filters(open_file(demo))
    opened.page.check("#f-more-Rumoured")
    assert "not held as fact" in opened.summary()
    assert any("also rumoured" in chip for chip in chips(opened))


def test_a_switch_that_shows_nothing_says_why(open_file: Open, demo: Path, store: ox.Store) -> None:
    assert not column(store, "SELECT ?a { ?a dip:rank dip:Deprecated }")
    opened = filters(open_file(demo))
    text = opened.page.inner_text("#doubt")
    assert "No claim here is of this kind." in text


def test_what_two_accounts_tell_differently_is_left_out_on_request(open_file: Open, demo: Path, store: ox.Store) -> None:
    held = "SELECT DISTINCT ?a { { ?a dip:differsFrom ?b } UNION { ?b dip:differsFrom ?a } FILTER EXISTS { ?a dip:held true } }"
    disputed = column(store, held)
    assert disputed
    opened = filters(open_file(demo))
    row = opened.page.locator("label:has(#f-agreed)")
    assert row.locator(".number > [aria-hidden]").inner_text() == f"−{len(disputed)}"
    before = opened.summary()
    opened.page.check("#f-agreed")
    assert "agreed=1" in opened.page.evaluate("chancery.address()")
    assert chips(opened) == ["≠ without what is told differently"]
    assert opened.summary() != before


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.soak)], ids=["some", "all"])
def test_differing_accounts_stand_side_by_side_with_what_differs_marked(open_file: Open, demo: Path, store: ox.Store, step: int) -> None:
    """Every third pair, and all of them in the long tests."""
    opened = open_file(demo, f"more={','.join(STANDINGS)}", size=(1440, 900))
    pairs = rows(store, "SELECT DISTINCT ?x ?a ?b { ?a dip:differsFrom ?b . GRAPH ?a { ?x ?p ?o } ?x a dip:Matter } ORDER BY ?x ?a ?b")
    checked = 0
    for act, one, other in pairs[::step]:
        opened.go(f"more={','.join(STANDINGS)}&sel=n:{slug(act)}")
        if opened.page.locator(".differs").count() == 0:
            continue
        accounts = opened.page.locator(".differs .account")
        assert accounts.count() % 2 == 0, (one, other)
        left, right = accounts.nth(0).bounding_box(), accounts.nth(1).bounding_box()
        assert left is not None
        assert right is not None
        assert abs(left["y"] - right["y"]) < 2, "the two accounts stand side by side"
        for place in (0, 1):
            assert accounts.nth(place).locator(".teller").inner_text().strip()
        checked += 1
    assert checked


def test_only_is_one_choice_one_filter_and_one_step_back(open_file: Open, demo: Path) -> None:
    opened = filters(open_file(demo))
    opened.page.locator("#only-tone-7").focus()
    opened.page.keyboard.press("Enter")
    assert chips(opened) == ["only Organizations and votes"]
    assert opened.page.inner_text("#filters-toggle").endswith("(1)")
    address = opened.page.evaluate("location.hash.slice(1)")
    assert "hide-kinds" not in address
    assert len(address) < 200, "the link names the few kinds that are shown"
    assert open_file(demo, address).summary() == opened.summary()
    opened.page.click(".filter-chip button")
    assert chips(opened) == []
    assert "(" not in opened.page.inner_text("#filters-toggle")


def test_only_one_document_and_only_one_kind(open_file: Open, demo: Path) -> None:
    opened = filters(open_file(demo))
    opened.page.locator(".choice:has(#f-doc-1)").hover()
    opened.page.click("#only-doc-1")
    assert len(chips(opened)) == 1
    assert "hide-docs=" in opened.page.evaluate("chancery.address()")
    opened.page.click("#reset")
    opened.page.fill("#kind-search", "recogn")
    names = opened.page.eval_on_selector_all("#filters .check .what", "all => all.map(each => each.textContent)")
    assert any("recognition" in name for name in names)
    kind = opened.page.locator("#filters .choice:has(.check:has-text('recognition'))").first
    kind.hover()
    kind.locator("button.only").click()
    (chip,) = chips(opened)
    assert chip.startswith("only ")
    opened.page.fill("#kind-search", "no such kind")
    assert "No kind of act here has that name." in opened.page.inner_text("#filters")


def test_every_filter_is_told_and_can_be_removed(open_file: Open, demo: Path, store: ox.Store) -> None:
    state = busiest(store, "State")
    opened = open_file(demo, f"from=1970&to=2015&as-of=2010&undated=1&party={slug(state)}&more=Hedged&agreed=1")
    told = [chip.strip() for chip in chips(opened)]
    assert len(told) == 6
    assert told[0] == "1 January 1970 to 31 December 2015"
    assert f"with {label(store, state)}" in told
    while left := len(chips(opened)):
        opened.page.locator(".filter-chip button").first.click()
        # Undated acts are no filter without a period or a day, and so go with the last of these.
        assert len(chips(opened)) < left
    assert chips(opened) == []
    assert opened.page.locator("#chips").is_hidden()


def test_the_filters_are_told_on_a_phone_too(open_file: Open, demo: Path) -> None:
    opened = open_file(demo, "from=1970", size=(390, 844))
    assert opened.page.locator(".filter-chip").is_visible()
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_empty_selection_says_which_filters_leave_nothing(open_file: Open, demo: Path, store: ox.Store) -> None:
    state = busiest(store, "State")
    opened = open_file(demo, f"from=1801&to=1802&party={slug(state)}")
    text = opened.page.inner_text("#empty")
    assert "These filters together leave nothing:" in text
    assert "1 January 1801 to 31 December 1802" in text
    opened.page.click("#empty button.small")
    assert opened.page.locator("#empty").is_hidden()
    assert chips(opened) == [f"with {label(store, state)}"]


def test_an_empty_graph_says_that_it_is_empty_and_how_to_begin(open_file: Open, tmp_path: Path) -> None:
    path = tmp_path / "empty.html"
    draw_picture(Projection(BASE), About(title="Nothing yet")).save(path)
    opened = open_file(path)
    assert "This graph is empty." in opened.page.inner_text("#empty")
    assert "kg sources index" in opened.page.inner_text("#empty")


def test_a_long_name_is_cut_and_shown_in_full_on_demand(open_file: Open, tmp_path: Path) -> None:
    projection = synthetic(40)
    iri = f"{BASE}id/agent-00000"
    name = "The very long name of an association " * 11
    projection.nodes[iri] = replace(projection.nodes[iri], label=name.strip())
    path = tmp_path / "long.html"
    draw_picture(projection, About(title="Long")).save(path)
    opened = open_file(path, f"sel=n:{slug(iri)}")
    assert len(opened.page.inner_text("#panel-title")) < 130
    box = opened.page.locator("#panel-title").bounding_box()
    assert box is not None
    assert box["height"] < 160
    opened.page.click(".whole-name")
    assert opened.page.inner_text("#panel-title") == name.strip()


def test_names_of_every_direction_are_isolated(open_file: Open, tmp_path: Path) -> None:
    projection = synthetic(40)
    iri = f"{BASE}id/agent-00000"
    projection.nodes[iri] = replace(projection.nodes[iri], label="منظمة التحرير", aliases=("解放组织",))
    path = tmp_path / "names.html"
    draw_picture(projection, About(title="Names")).save(path)
    opened = open_file(path, f"party={slug(iri)}&sel=n:{slug(iri)}")
    for place in ("#panel-title", ".token", ".filter-chip"):
        assert opened.page.locator(f"{place} bdi").first.inner_text() == "منظمة التحرير", place
    for text in ("منظمه", "التحرير", "تحرير", "解放"):
        opened.page.fill("#search", text)
        assert "منظمة التحرير" in opened.page.inner_text("#suggestions"), text


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.soak)], ids=["some", "all"])
def test_the_sentence_and_the_list_count_the_same_dealings(open_file: Open, demo: Path, store: ox.Store, step: int) -> None:
    """Every third agent, and all of them in the long tests."""
    opened = open_file(demo)
    checked = 0
    agents = "SELECT DISTINCT ?x { ?x a ?c . ?act dip:participant ?x FILTER(?c IN (dip:State, dip:Person)) } ORDER BY ?x"
    for iri in column(store, agents)[::step]:
        opened.go(f"sel=n:{slug(iri)}")
        if opened.page.locator(".measure").count() == 0:
            continue
        sentence = opened.page.inner_text(".measure")
        listed = opened.page.locator(".dealings:has(h3:has-text('Dealt directly with'))")
        if "no direct dealing" in sentence:
            assert listed.count() == 0, iri
            continue
        number = sentence.partition("dealt directly with ")[2].split()[0]
        assert f"Dealt directly with {number} other" in listed.locator("h3").inner_text(), iri
        assert listed.locator("li").count() == int(number), iri
        checked += 1
    assert checked > 10 // step
    assert opened.page.locator("#whole").count() == 0
    opened.go(f"from=1970&sel=n:{slug(busiest(store, 'State'))}")
    assert "The lists below follow the filters." in opened.page.inner_text("#whole")


def test_search_forgives_a_letter_marks_what_it_found_and_groups_it(open_file: Open, demo: Path, store: ox.Store) -> None:
    opened = open_file(demo)
    opened.page.fill("#search", "Abas")
    first = opened.page.locator("#suggestions [role=option]").first
    assert first.locator("mark").inner_text() == "Abbas"
    headings = opened.page.eval_on_selector_all(".suggestions-head", "all => all.map(each => each.textContent.split(' (')[0])")
    assert headings[:2] == ["Parties", "Acts, conflicts, situations"]
    assert "What passages say, in our words" in headings
    opened.page.keyboard.press("Enter")
    assert "Abbas" in opened.page.inner_text("#panel-title")


def test_search_finds_a_gist_and_opens_what_it_is_about(open_file: Open, demo: Path, store: ox.Store) -> None:
    held = "?a dip:gist ?g ; dip:held true . GRAPH ?a { ?x dip:actor ?who } ?x a dip:Matter"
    act, gist = rows(store, f"SELECT ?x ?g {{ {held} }} ORDER BY ?g")[0]
    opened = open_file(demo)
    opened.page.fill("#search", gist)
    opened.page.locator("#suggestions [role=option]:has(.found-gist)").first.dispatch_event("mousedown")
    assert label(store, act) in opened.page.inner_text("#panel-title")


def test_a_party_is_completed_by_keyboard(open_file: Open, demo: Path, store: ox.Store) -> None:
    person = busiest(store, "Person")
    opened = filters(open_file(demo))
    opened.page.focus("#party")
    opened.page.keyboard.type(label(store, person).split()[-1][:4].lower())
    assert opened.page.get_attribute("#party", "aria-expanded") == "true"
    opened.page.keyboard.press("Enter")
    assert slug(person) in opened.page.evaluate("chancery.address()")
    assert opened.page.input_value("#party") == ""
    opened.page.fill("#party", "zzzzzz")
    assert "No visible party has that name." in opened.page.inner_text("#party-suggestions")


def test_a_found_chain_is_drawn_and_stays_in_words(open_file: Open, demo: Path, store: ox.Store) -> None:
    opened = open_file(demo, "sel=n:abbas")
    opened.page.fill("#connect", "Israel")
    opened.page.keyboard.press("Enter")
    chain = opened.page.inner_text(".chain p:first-child").split(" — ")
    opened.page.click("#connect-draw")
    standing = opened.page.evaluate("chancery.standing()")
    assert {label(store, iri) for iri in standing} >= set(chain)
    assert len(standing) < 20
    assert opened.page.inner_text(".chain p:first-child").split(" — ") == chain
    opened.page.click("#answer-close")
    assert len(opened.page.evaluate("chancery.standing()")) > len(standing)


def test_as_of_a_day_the_lists_tell_surely_possibly_and_undated_apart(open_file: Open, demo: Path, store: ox.Store) -> None:
    state = busiest(store, "State")
    opened = open_file(demo, f"as-of=1989-01-01&undated=1&sel=n:{slug(state)}")
    told = opened.page.inner_text("[data-sure]")
    listed = opened.page.eval_on_selector_all("#panel-body > .act .badge.begun", "all => all.map(each => each.dataset.begun)")
    assert len(listed) == opened.page.locator("#panel-body > .act").count() > 3
    for sure in ("surely", "possibly", "undated"):
        assert f"{listed.count(sure)} {sure}" in told


def test_sources_name_their_publication(open_file: Open, demo: Path, store: ox.Store) -> None:
    opened = open_file(demo)
    for _, publisher in rows(store, "SELECT ?d ?p { ?d a dip:SourceDocument ; <http://purl.org/dc/terms/publisher> ?p }"):
        assert publisher in opened.page.inner_text(".documents")


def test_an_agent_without_acts_says_so(open_file: Open, tmp_path: Path) -> None:
    projection = synthetic(60)
    active = {fact.object for fact in projection.facts if fact.predicate.endswith(("actor", "recipient"))}
    idle = next(iri for iri, node in projection.nodes.items() if node.group == "state" and iri not in active)
    path = tmp_path / "idle.html"
    draw_picture(projection, About(title="Idle")).save(path)
    opened = open_file(path, f"sel=n:{slug(idle)}")
    assert "No document here tells, as fact, of an act in which it takes part." in opened.panel()
